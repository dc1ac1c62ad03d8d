/* Lines along the two axes only. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

/**
 * ng_layout_square:
 * @self: a layout of these edges, whose lines leave and enter their nodes along the flow
 * @edges: (array length=n_routes)
 *
 * Leads every line along the axes, with round corners: each of its bends becomes one step across
 * the flow. Where the steps of several outputs would lie upon one another they are spread over the
 * gap that they are in, so that few of them cross.
 *
 * Cost: n log n for n points.
 */
void ng_layout_square (NgLayout *self, const NgLayoutEdge *edges, NgDirection direction);

G_END_DECLS
