/* A window with the numbers of an array: as a picture and as a table, slice by slice. */

#pragma once

#include "core/tensor/tensor.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_array_window_new: Returns: (transfer none): a toplevel over @parent; @tensor: of numbers */
GtkWidget *ng_array_window_new (GtkWindow *parent, NgTensor *tensor, const char *title);

G_END_DECLS
