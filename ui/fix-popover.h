/* A problem where it is: who wants what, and what would help. */

#pragma once

#include "ui/canvas.h"
#include "ui/fix-list.h"

G_BEGIN_DECLS

/** ng_fix_button_new: Returns: (transfer floating): a button that opens it */
GtkWidget *ng_fix_button_new (NgDocument *document, const NgDiagnostic *problem);
/** ng_fix_popover_list: Returns: (transfer none): the fixes in a popover */
NgFixList *ng_fix_popover_list (GtkWidget *popover);

/**
 * ng_fix_popover_click:
 * @x, @y: of the canvas
 *
 * Opens the popover where a red chip or the mark of a problem is.
 *
 * Returns: whether there is one
 */
gboolean ng_fix_popover_click (NgCanvas *canvas, double x, double y);

G_END_DECLS
