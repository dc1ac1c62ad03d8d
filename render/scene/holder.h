/* Which closed group holds a layer that a scene does not show. */

#pragma once

#include "render/scene/builder.h"

G_BEGIN_DECLS

/** ng_scene_builder_add_holder: @net: path of the layer's net; @group: of the group; both numbers
 * of ng_scene_builder_add_path_name() */
void ng_scene_builder_add_holder (NgSceneBuilder *self, guint32 net, guint32 vertex, guint32 group);

/** ng_scene_find_holder: Returns: whether a closed group holds that layer; @pick: (out): the group
 */
gboolean ng_scene_find_holder (const NgScene *self, guint32 net, guint32 vertex, NgPick *pick);

G_END_DECLS
