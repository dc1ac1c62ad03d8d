/* NgArrayRow: one array of a layer: its shape, where its numbers come from, what they are like, and
 * other numbers for it. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_ARRAY_ROW (ng_array_row_get_type ())
G_DECLARE_FINAL_TYPE (NgArrayRow, ng_array_row, NG, ARRAY_ROW, GtkListBoxRow)

/* Actions of the row: "array.view", "array.load", "array.save", "array.random", "array.clear",
 * "array.omit". */

/** ng_array_row_new: @subject: a layer; @index: of its array */
GtkWidget *ng_array_row_new (NgDocument *document, const NgSubject *subject, gsize index);
/** ng_array_row_update: @statistics: (nullable): %NULL where they are not known yet */
void ng_array_row_update (NgArrayRow *self, const NgTensorStatistics *statistics);
/** ng_array_row_load: reads the array out of a .npy file, in the worker */
void ng_array_row_load (NgArrayRow *self, GFile *file);
/** ng_array_row_save: writes it in a .npy file, in the worker */
void ng_array_row_save (NgArrayRow *self, GFile *file);
/** ng_array_row_error: Returns: (transfer none) (nullable): what could not be done last */
const char *ng_array_row_error (NgArrayRow *self);

G_END_DECLS
