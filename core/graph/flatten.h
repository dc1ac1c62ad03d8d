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

G_END_DECLS
