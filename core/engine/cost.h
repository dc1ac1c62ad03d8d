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

G_END_DECLS
