/* What follows from an edit, found by looking at the layers round it alone. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_layer_has_same_ports: Returns: whether ports of a net around are not touched when one layer
 *   takes the place of the other */
gboolean ng_layer_has_same_ports (const NgLayer *a, const NgLayer *b);

/**
 * ng_net_exchange_near:
 *
 * A piece of the net, the layer and those within a few connections of it, is inferred as an edit
 * is. When all that is forgotten or found out lies inside of the piece, so it would in the whole
 * net, and the rest stays as it is.
 *
 * Cost: that of the piece, and of copying the tables of the net.
 *
 * Returns: (transfer full) (nullable): @self with @layer in the place of layer @index; %NULL where
 * their ports differ, more follows from the exchange than such a piece can tell, or something is
 * wrong
 */
NgNet *ng_net_exchange_near (NgNet *self, gsize index, NgLayer *layer);

/**
 * ng_net_infer_near:
 * @net: not shared yet, without types
 * @base: the net that @net is an edit of
 *
 * The same for any edit: pieces of both nets, round the layers that are new, gone, others or fed
 * otherwise.
 *
 * Cost: that of the pieces, and of going over the tables of both nets.
 *
 * Returns: whether that told all; if not, @net is as it was, and ng_net_infer() has to tell
 */
gboolean ng_net_infer_near (NgNet *net, const NgNet *base);

G_END_DECLS
