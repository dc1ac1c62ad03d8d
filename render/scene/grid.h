/* NgGrid: which boxes meet a given one. Square cells over the picture, each with the numbers of the
 * boxes that reach into it; boxes over very many cells stand in a list of their own. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

typedef struct _NgGrid NgGrid;

/** ng_grid_new: @items: (array length=n): whose bounds are meant; cost: linear */
NgGrid *ng_grid_new (const NgItem *items, gsize n, NgBox bounds);
void ng_grid_free (NgGrid *self);

/** ng_grid_query: Returns: (transfer full) (element-type guint32): ascending numbers of the items
 * whose bounds meet @box */
GArray *ng_grid_query (const NgGrid *self, const NgItem *items, NgBox box);

/** ng_box_meets: Returns: whether the two have a point in common */
gboolean ng_box_meets (NgBox a, NgBox b);
/** ng_box_join: Returns: the smallest box that holds both */
NgBox ng_box_join (NgBox a, NgBox b);
/** ng_box_grow: Returns: the box with @by points more on every side */
NgBox ng_box_grow (NgBox box, float by);
/** ng_curve_at: Returns: the point of a cubic curve, by its four points, at @t from 0 to 1 */
NgPoint ng_curve_at (const NgPoint *curve, float t);

G_END_DECLS
