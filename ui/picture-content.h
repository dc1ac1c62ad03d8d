/* A picture for other programs, on the clipboard or dragged: as SVG, PDF and PNG, each made when it
 * is asked for. */

#pragma once

#include "ui/picture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_picture_content_new: Returns: (transfer full): @picture, which is copied */
GdkContentProvider *ng_picture_content_new (NgTasks *tasks, const NgPicture *picture);

G_END_DECLS
