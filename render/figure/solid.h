/* NgSolid: an array as a solid in depth: along the flow as thick as it has channels, across it as
 * high and deep as the map. Its front, its top and its right side are seen. */

#pragma once

#include "render/figure/tensor-look.h"

G_BEGIN_DECLS

/**
 * NgSolid:
 * @at: where it begins along the flow, from the anchor of its group
 * @thickness: along the flow
 * @width, @height: of its front
 * @depth: from the front to the back; its y goes up
 * @channels: (nullable): how many, where that is told
 */
typedef struct {
  const NgTensorNode *node;
  float at, thickness;
  float width, height;
  NgPoint depth;
  const char *channels;
} NgSolid;

/** ng_solid_is_upright: Returns: whether the flow goes down or up, so that solids lie */
gboolean ng_solid_is_upright (const NgTensorLook *look);

/** ng_solid_text: Returns: (nullable): what is written of a size of @node, as in its texts */
const char *ng_solid_text (const NgTensorLook *look, const NgTensorNode *node, int which);

/** ng_solid_size: sets all but @at; @is_alone: whether no other stands at it */
void ng_solid_size (const NgTensorLook *look, NgSolid *solid, gboolean is_alone);

/** ng_solid_front: Returns: the box of its front, seen from the anchor of its group */
NgBox ng_solid_front (const NgTensorLook *look, const NgSolid *solid);

/** ng_solid_hidden: Returns: how far from the end that cannot be seen it hides a line along the
 * axis */
float ng_solid_hidden (const NgTensorLook *look, const NgSolid *solid);

/** ng_solid_on_end: Returns: the point on its end that looks along the flow, or against it, at @a
 *   of its width and @b of its height, both of the map */
NgPoint ng_solid_on_end (const NgTensorLook *look,
                         const NgSolid *solid,
                         const NgRailNode *place,
                         gboolean is_along,
                         float a,
                         float b);

void ng_solid_draw (const NgTensorLook *look,
                    const NgSolid *solid,
                    const NgRailNode *place,
                    NgSceneBuilder *builder);

G_END_DECLS
