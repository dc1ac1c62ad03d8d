/* What one example costs, layer by layer. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_multiply_adds:
 *
 * Counts multiplications of products and convolutions for one example in evaluation.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 gint64): the number for each layer, those
 * of nested nets too, by its path ("block/conv"); what holds a net has the sum of it. %NULL while
 * shapes are not known or vary.
 */
GHashTable *ng_net_multiply_adds (NgNet *net);

/** ng_net_layers_multiply_adds: Returns: (transfer full) (nullable) (array): the same by index of
 *   the layers of the outermost net */
gint64 *ng_net_layers_multiply_adds (NgNet *net);

/** ng_net_layer_activations: Returns: bytes of what a layer gives for one example; -1 while a shape
 *   is not known or varies */
gint64 ng_net_layer_activations (const NgNet *net, gsize layer);

/** ng_net_layer_parameters: Returns: elements of a layer's learned arrays and quantised
 * weights, those of nested nets too; -1 while a shape is not known */
gint64 ng_net_layer_parameters (const NgNet *net, gsize layer);

G_END_DECLS
