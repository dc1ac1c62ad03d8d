/* NgOutline: the net as a table, one row for each layer: the canvas for keyboard and screen reader.
 */

#pragma once

#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_OUTLINE (ng_outline_get_type ())
G_DECLARE_FINAL_TYPE (NgOutline, ng_outline, NG, OUTLINE, GtkWidget)

/* Signals: "shown" (NgSubject *): a row was activated, and its layer shall be shown */

void ng_outline_set_document (NgOutline *self, NgDocument *document, NgExperiment *experiment);
/** ng_outline_n_rows: Returns: how many layers the table shows */
guint ng_outline_n_rows (NgOutline *self);

G_END_DECLS
