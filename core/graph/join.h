/* Layers put to a net, and nets put together. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_append:
 * @name: (nullable): of the layer, in a named net; without one it is called by its number
 *
 * The only output of the net feeds the layer, whose only output takes its place. The type that was
 * written for it is asked of the layer's where it fits there, and stays with the layers of the net;
 * a decoder goes.
 *
 * Fails with: "NetGraph::ambout", "NetGraph::ambin", "NetGraph::mixed", "NetGraph::dupname";
 * "NetGraph::shape" where the layer needs something else than what was written.
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_append (NgNet *self, const char *name, NgLayer *layer, GError **error);

/** ng_net_prepend: the same at the front: the only input of the net feeds the layer, and the layer
 * all that read the input before; an encoder that fits the layer stays */
NgNet *ng_net_prepend (NgNet *self, const char *name, NgLayer *layer, GError **error);

/**
 * ng_net_insert:
 * @position: the index that the layer will have, at most the number of layers
 *
 * Fails with: as ng_net_append().
 *
 * Returns: (transfer full) (nullable): the chain with another layer in it
 */
NgNet *
ng_net_insert (NgNet *self, gsize position, const char *name, NgLayer *layer, GError **error);

/**
 * ng_net_cut_out:
 * @from: the index of the first layer that goes, not 0
 * @to: the index of the first one behind them
 *
 * Fails with: what ng_net_builder_end() fails with.
 *
 * Returns: (transfer full) (nullable): the chain without these layers, its two ends put together
 */
NgNet *ng_net_cut_out (NgNet *self, gsize from, gsize to, GError **error);

/** ng_net_add: (nullable) (transfer full): the net with another layer that nothing connects. Fails
 *   with: "NetGraph::mixed", "NetGraph::dupname" */
NgNet *ng_net_add (NgNet *self, const char *name, NgLayer *layer, GError **error);

/**
 * ng_net_join:
 * @nets: (array length=n): at least one
 *
 * Chains, one after the other, in one chain; if one of them is no chain, all beside each other in
 * one graph, where inputs of equal names are one. Ports keep what was written for them, types and
 * coders; those that meet in the middle go, and the layers keep the shapes that they had.
 *
 * Fails with: "NetGraph::shape" where the nets contradict each other, "NetGraph::mixed",
 * "NetGraph::dupname", "NetGraph::multout", "NetChain::multin", "NetChain::multout".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_join (NgNet *const *nets, gsize n, GError **error);

G_END_DECLS
