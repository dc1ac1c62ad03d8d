/* Popovers that are made for one showing. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_popover_go_when_closed: takes a popover from its parent once it has closed; a little later,
 *   since what was chosen in it is done after that */
void ng_popover_go_when_closed (GtkWidget *popover);

G_END_DECLS
