/* One layer of a net, looked at by itself, with the shapes that it has there. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_inferred_param:
 *
 * What stands for Automatic as parameter @param of layer @index: the one value that goes with the
 * types around the layer, looked for among their sizes.
 *
 * Returns: (transfer full) (nullable): in notation; %NULL where none or several would do, and where
 *   the parameter is not Automatic
 */
char *ng_net_inferred_param (const NgNet *self, gsize index, gsize param);

/**
 * ng_net_draw_array:
 * @seed: another one gives other numbers
 *
 * What NetInitialize would give one array.
 *
 * Fails with: "NetGraph::unspec", and what else ng_net_initialize() says of the layer.
 *
 * Returns: (transfer full) (nullable): the values
 */
NgTensor *
ng_net_draw_array (const NgNet *self, gsize index, gsize array, guint64 seed, GError **error);

G_END_DECLS
