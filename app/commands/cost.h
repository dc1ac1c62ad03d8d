/* What one example costs, layer by layer. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_cost_multiply_adds:
 *
 * ng_net_multiply_adds() by index.
 *
 * Returns: (transfer full) (nullable) (array): for each layer the number; %NULL while shapes are
 * not known or vary
 */
gint64 *ng_cost_multiply_adds (NgNet *net);

/** ng_cost_activations: Returns: bytes of what the layer gives for one example, or -1 */
gint64 ng_cost_activations (const NgNet *net, gsize layer);

/** ng_cost_parameters: Returns: elements of the layer's learned arrays, nested ones too, or -1 */
gint64 ng_cost_parameters (const NgNet *net, gsize layer);

G_END_DECLS
