/* NgSceneBuilder: a scene being written. Items are painted in the order they are added. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

typedef struct _NgSceneBuilder NgSceneBuilder;

/** ng_scene_builder_new: @metrics: measures the bounds of texts; borrowed */
NgSceneBuilder *ng_scene_builder_new (const NgMetrics *metrics);
void ng_scene_builder_free (NgSceneBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSceneBuilder, ng_scene_builder_free)

/** ng_scene_builder_set_pick: what the items that follow depict */
void ng_scene_builder_set_pick (NgSceneBuilder *self, NgPick pick);
/** ng_scene_builder_add_path_name: Returns: the number of a group's or nested net's path */
guint32 ng_scene_builder_add_path_name (NgSceneBuilder *self, const char *path);

/** ng_scene_builder_add_path_names: all those of @scene; before any other, so that picks of its
 * items, taken one by one, mean the same here */
void ng_scene_builder_add_path_names (NgSceneBuilder *self, const NgScene *scene);

void ng_scene_builder_add_box (NgSceneBuilder *self, NgRole role, NgBox box, float radius);
/** ng_scene_builder_add_path: @ops: NUL-terminated letters of NgPath; copies everything */
void ng_scene_builder_add_path (NgSceneBuilder *self,
                                NgRole role,
                                const char *ops,
                                const NgPoint *points);
/**
 * ng_scene_builder_add_glyph:
 * @data: SVG path data in a square of 16 by 16; what cannot be read of it is left out
 */
void ng_scene_builder_add_glyph (
    NgSceneBuilder *self, NgRole role, const char *data, float x, float y, float size);
void ng_scene_builder_add_text (NgSceneBuilder *self,
                                NgRole role,
                                NgFont font,
                                NgAlign align,
                                float x,
                                float y,
                                const char *text);
/** ng_scene_builder_add_measured: the same, where somebody has measured already how wide it is */
void ng_scene_builder_add_measured (NgSceneBuilder *self,
                                    NgRole role,
                                    NgFont font,
                                    NgAlign align,
                                    float x,
                                    float y,
                                    const char *text,
                                    float width);
/** ng_scene_builder_add_image: @pixels: width × height, 0xAARRGGBB, not premultiplied; copied */
void ng_scene_builder_add_image (
    NgSceneBuilder *self, NgBox box, const guint32 *pixels, int width, int height);
/** ng_scene_builder_add_scene: all items of @scene, moved so that its corner comes to @x, @y; with
 * the current pick where they have none */
void ng_scene_builder_add_scene (NgSceneBuilder *self, const NgScene *scene, float x, float y);
/** ng_scene_builder_add_scaled: the same, everything but lines @scale times as large */
void ng_scene_builder_add_scaled (
    NgSceneBuilder *self, const NgScene *scene, float x, float y, float scale);

/** ng_scene_builder_add_item: one item of @scene so that it fills @bounds; with the
 *   current pick */
void ng_scene_builder_add_item (NgSceneBuilder *self,
                                const NgScene *scene,
                                const NgItem *item,
                                NgBox bounds);

/**
 * ng_scene_builder_end:
 * @self: (transfer full): a builder
 * @margin: points round everything
 *
 * Cost: linear.
 *
 * Returns: (transfer full): the scene
 */
NgScene *ng_scene_builder_end (NgSceneBuilder *self, float margin);
/** ng_scene_builder_end_page: the same, with the page that is given; @self: (transfer full) */
NgScene *ng_scene_builder_end_page (NgSceneBuilder *self, NgBox page);

G_END_DECLS
