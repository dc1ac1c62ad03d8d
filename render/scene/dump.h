/* A scene as text, one item a line, for golden files; and back. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

/** ng_scene_dump: Returns: (transfer full): the scene; numbers have at most two decimals */
char *ng_scene_dump (const NgScene *self);

/**
 * ng_scene_read:
 * @text: as ng_scene_dump() writes it
 * @metrics: measures its texts
 *
 * Fails with: "Scene::line", naming the line.
 *
 * Returns: (transfer full) (nullable): the scene
 */
NgScene *ng_scene_read (const char *text, const NgMetrics *metrics, GError **error);

G_END_DECLS
