/* The nets of the gallery that one looks at first, as pictures to click on. */

#pragma once

#include "ui/tasks.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_gallery_cards_fill: adds a button for each of them; they are drawn by a worker when @box is
 *   shown for the first time */
void ng_gallery_cards_fill (GtkFlowBox *box, NgTasks *tasks);
/** ng_gallery_cards_has: Returns: whether the net of that name is one of them */
gboolean ng_gallery_cards_has (const char *name);

G_END_DECLS
