/* Which values of its arrays a layer keeps when it becomes another one. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_layer_without_values: Returns: (transfer full): the layer without the values of its arrays,
 *   but for those that are shared; the same layer where it has none */
NgLayer *ng_layer_without_values (NgLayer *self);

/**
 * ng_layer_with_fitting:
 * @net: in which the layer @index stands for @self, without any values
 *
 * Returns: (transfer full): @self without those of its values that its arrays cannot have, given
 * the types that these have in @net
 */
NgLayer *ng_layer_with_fitting (NgLayer *self, const NgNet *net, gsize index);

G_END_DECLS
