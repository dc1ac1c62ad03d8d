/* Nets without the nets inside them. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_flatten:
 * @levels: how many levels of nets to dissolve; G_MAXUINT for all
 *
 * The layers of nets inside @self stand in their place, called "outer/inner" in a named net.
 * Shapes, values and ports stay. Layers that hold nets as their own, such as NetMapOperator, stay
 * whole.
 *
 * Fails with: "NetGraph::dupname", "NetGraph::limit".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_flatten (NgNet *self, guint levels, GError **error);

/**
 * ng_net_ungroup:
 * @index: of a layer that is a net
 *
 * The layers of that net stand in its place, under their own names, numbered where another layer is
 * called so. If layers of one of the two nets have names and those of the other have none, these
 * are called by their numbers, or kinds.
 *
 * Fails with: "NetGraph::fixed" where the layer is no net, or one that a function made.
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_ungroup (NgNet *self, gsize index, GError **error);

G_END_DECLS
