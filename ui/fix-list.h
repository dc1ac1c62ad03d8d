/* NgFixList: what would mend one problem, found in the worker: each line says what is done and what
 * comes of it, and a click does it. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_FIX_LIST (ng_fix_list_get_type ())
G_DECLARE_FINAL_TYPE (NgFixList, ng_fix_list, NG, FIX_LIST, GtkWidget)

/* Signals: "applied" (const char *): the net has been mended, as one revision; what was done */

/** ng_fix_list_new: @problem: one of ng_document_problems() */
GtkWidget *ng_fix_list_new (NgDocument *document, const NgDiagnostic *problem);
/** ng_fix_list_is_busy: Returns: whether fixes are still looked for */
gboolean ng_fix_list_is_busy (NgFixList *self);
/** ng_fix_list_n: Returns: how many there are */
guint ng_fix_list_n (NgFixList *self);
/** ng_fix_list_button: Returns: (transfer none): what does it */
GtkWidget *ng_fix_list_button (NgFixList *self, guint index);

G_END_DECLS
