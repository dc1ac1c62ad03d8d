/* Lines along and across the flow alone, with round corners. Where lines of a layout bend they turn
 * twice instead, on tracks between two ranks (jogs.h); lines of one output share theirs. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

/**
 * ng_corners_append:
 * @points: (element-type NgPoint): gets a start and triples of Bézier points
 * @corners: (array length=n): ends of straight pieces, n ≥ 2
 * @radius: of the corners, less where pieces are short
 * @is_sharp: (nullable) (array length=n): corners that are not rounded
 */
void ng_corners_append (
    GArray *points, const NgPoint *corners, int n, float radius, const gboolean *is_sharp);

/**
 * ng_layout_make_orthogonal:
 * @self: a layout of these nodes and edges, with these options
 * @radius: of corners
 * @cancellable: (nullable): once it is cancelled, lines stay as they are
 *
 * Replaces bends, and fills the joints, where corners are sharp. A line that comes to a round node
 * from aside leads into its side if nothing is in the way. What goes back against the flow turns
 * where it did.
 *
 * Cost: n log n in points.
 */
void ng_layout_make_orthogonal (NgLayout *self,
                                const NgLayoutNode *nodes,
                                const NgLayoutEdge *edges,
                                const NgLayoutOptions *options,
                                float radius,
                                GCancellable *cancellable);

G_END_DECLS
