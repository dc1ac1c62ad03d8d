/* NgSearch: finds layers by words in their names, kinds and shapes, and steps through them. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_SEARCH (ng_search_get_type ())
G_DECLARE_FINAL_TYPE (NgSearch, ng_search, NG, SEARCH, GtkWidget)

/* Signals: "shown" (NgSubject *): a layer was found and shall be shown; "stopped" */

void ng_search_set_document (NgSearch *self, NgDocument *document);
GtkEditable *ng_search_entry (NgSearch *self);
/** ng_search_step: to the next (1) or previous (-1) layer found */
void ng_search_step (NgSearch *self, int step);
/** ng_search_n_found: Returns: how many layers hold all the words */
guint ng_search_n_found (NgSearch *self);

G_END_DECLS
