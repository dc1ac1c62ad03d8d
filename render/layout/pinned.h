/* A layout in which some nodes stand where somebody put them. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

/**
 * NgPin:
 * @node: which one
 * @at: upper left corner of its box
 */
typedef struct {
  int node;
  NgPoint at;
} NgPin;

/**
 * ng_layout_pin:
 * @self: a layout of these nodes and edges, with these options, in one row
 * @pins: (array length=n_pins)
 *
 * Puts the pinned nodes where they belong, and leads their edges there anew: forward ones keep what
 * they can of their way and pass by the nodes between; one that goes back turns round between the
 * two nodes or beside both. Tags go with their nodes. What stands where one is put goes aside,
 * across the flow, to the nearest free place, unless it is pinned itself. Nodes at the border stay
 * outside of all others, and those that follow on their side of what they are joined to. Nothing
 * else moves, so places may be negative; see ng_layout_to_origin().
 *
 * Cost: linear in nodes and edges.
 *
 * Returns: (transfer full): the layout
 */
NgLayout *ng_layout_pin (const NgLayout *self,
                         const NgLayoutNode *nodes,
                         const NgLayoutEdge *edges,
                         const NgLayoutOptions *options,
                         const NgPin *pins,
                         gsize n_pins);

G_END_DECLS
