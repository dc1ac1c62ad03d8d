/* Some layers of a net as a net. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_part:
 * @is_member: (array): by layer
 *
 * Fails with: "NetGraph::empty".
 *
 * Returns: (transfer full) (nullable): the layers and the connections among them as a net of its
 *   own. What they read from elsewhere becomes inputs, one for each source; outputs are by the
 * rules of names
 */
NgNet *ng_net_part (NgNet *self, const gboolean *is_member, GError **error);

/**
 * ng_net_group:
 * @is_member: (array): by layer
 * @name: (nullable): of the new layer, in a net with names
 * @index: (out) (optional): of the new layer
 *
 * The layers become a net that stands in their place, with an output for whatever is read of them.
 *
 * Fails with: "NetGraph::empty", "NetGraph::between" (a layer that is none of them reads one and
 * feeds another).
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_group (
    NgNet *self, const gboolean *is_member, const char *name, gsize *index, GError **error);

G_END_DECLS
