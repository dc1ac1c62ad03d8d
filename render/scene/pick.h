/* A point or a rectangle -> vertices, ports, edges. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

/**
 * ng_scene_pick:
 * @tolerance: points within which a thing is hit although the point is beside it
 * @pick: (out): what was hit; kind NONE if nothing
 *
 * The front thing that holds the point; where none does, the nearest within @tolerance, ports
 * before layers before edges. A frame is hit on its border and name only.
 *
 * Cost: the items near the point.
 *
 * Returns: whether something was hit
 */
gboolean ng_scene_pick (const NgScene *self, float x, float y, float tolerance, NgPick *pick);

/** ng_scene_pick_box: Returns: (transfer full) (element-type NgPick): every vertex, port of the net
 *   and closed group whose box lies wholly in @box (rubber band), each once, in painting order */
GArray *ng_scene_pick_box (const NgScene *self, const NgBox *box);

/** ng_scene_cross: Returns: (transfer full) (element-type NgPick): the edges whose line the
 * straight stroke from @a to @b crosses (knife); one of several lines comes several times */
GArray *ng_scene_cross (const NgScene *self, NgPoint a, NgPoint b);

/** ng_scene_edge_middle: Returns: whether @edge is drawn as a line, and where half of its length
 * is, that of the longest if there are several */
gboolean ng_scene_edge_middle (const NgScene *self, NgPick edge, NgPoint *middle);

G_END_DECLS
