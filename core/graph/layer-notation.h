/* What the notation of a layer says about one of its arrays, for layers that exist. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/**
 * ng_layer_read_array:
 * @value: as it is written behind the name of the array: numbers, Automatic, None, NetArray[…]
 *
 * Numbers and Automatic leave the name of a NetArray; NetArray[…] takes its place.
 *
 * Fails with: "NetGraph::badarg" (None for an array that is needed), "NetGraph::ragged" and
 * "NetGraph::badarray".
 *
 * Returns: (transfer full) (nullable): the same layer with what @value says for array @index
 */
NgLayer *ng_layer_read_array (NgLayer *self, gsize index, NgExpr *value, GError **error);

/**
 * ng_layer_with_param:
 * @value: (nullable): as it is written; %NULL for the default
 *
 * The layer made anew with another value for parameter @index of its class. Nets in it, types of
 * its ports and slots stay where the new layer has them too, and so do all arrays: whether their
 * values still fit is for the net to say. A class that traces a function has to be read anew
 * instead.
 *
 * Fails with: "NetGraph::badarg" and what else ng_layer_new() says.
 *
 * Returns: (transfer full) (nullable): that layer
 */
NgLayer *ng_layer_with_param (NgLayer *self, gsize index, NgExpr *value, GError **error);

/** ng_nets_gather: Returns: (transfer full) (nullable): @nets, under these @names, as a graph of
 *   layers that nothing connects; each port is an explicit one of the graph, so that equal names do
 *   not join */
NgNet *ng_nets_gather (const char *const *names,
                       NgLayer *const *nets,
                       gsize n_nets,
                       const NgPlace *place,
                       GError **error);

/**
 * ng_layer_with_nets:
 * @nets: (array length=n): what it shall hold, ng_layer_holds()
 *
 * Fails with: "NetGraph::badarg", where it cannot hold them.
 *
 * Returns: (transfer full) (nullable): the same layer around other nets, with the ports that these
 *   give it
 */
NgLayer *ng_layer_with_nets (NgLayer *self, NgLayer *const *nets, gsize n, GError **error);

G_END_DECLS
