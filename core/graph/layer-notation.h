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

G_END_DECLS
