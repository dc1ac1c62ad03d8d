/* NgSceneView: a widget that shows one small scene, such as a plot of a value, in the colours of
 * the window. */

#pragma once

#include "render/scene/scene.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_SCENE_VIEW (ng_scene_view_get_type ())
G_DECLARE_FINAL_TYPE (NgSceneView, ng_scene_view, NG, SCENE_VIEW, GtkWidget)

/** ng_scene_view_new: (transfer full): the scene; @label for screen readers */
GtkWidget *ng_scene_view_new (NgScene *scene, const char *label);
/** ng_scene_view_set_dark: shows it in dark colours whatever the window's are */
void ng_scene_view_set_dark (NgSceneView *self);

/** ng_scene_view_set_frame: shows it whole in so many pixels, or its beginning, which fades out,
 *   where it would be smaller than @least_zoom; zoom 1 is its size on paper */
void ng_scene_view_set_frame (NgSceneView *self, int width, int height, double least_zoom);

G_END_DECLS
