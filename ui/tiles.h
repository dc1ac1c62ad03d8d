/* NgTiles: a scene as square textures at one scale, painted as they are needed, so that moving the
 * view costs nothing. While tiles of a new scale are missing, those of the scale before stand in.
 */

#pragma once

#include "render/scene/theme.h"
#include "ui/tasks.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _NgTiles NgTiles;

/**
 * ng_tiles_new:
 * @widget: (transfer none): drawn again when a tile that was painted in the background arrives
 */
NgTiles *ng_tiles_new (NgTasks *tasks, GtkWidget *widget);
void ng_tiles_free (NgTiles *self);

/** ng_tiles_set_scene: (nullable): another scene or theme; all tiles are forgotten */
void ng_tiles_set_scene (NgTiles *self, NgScene *scene, const NgTheme *theme);

/**
 * ng_tiles_snapshot:
 * @x, @y: point of the scene at the widget's origin
 * @zoom: logical pixels per point
 * @scale_factor: device pixels per logical pixel
 *
 * Appends the part of the scene that the widget shows. Takes a few milliseconds at most.
 *
 * Returns: whether every tile was there
 */
gboolean ng_tiles_snapshot (NgTiles *self,
                            GtkSnapshot *snapshot,
                            double x,
                            double y,
                            double zoom,
                            int width,
                            int height,
                            int scale_factor);

G_END_DECLS
