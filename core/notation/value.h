/* Nets that exist, as expressions: what is written around one holds the net itself, with its
 * arrays.
 */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_expr_new_net:
 * @is_layer: whether it is a layer taken out of a net: prints as the layer, and stands for it where
 *   it is put into another net
 *
 * Returns: (transfer full): an object that ng_net_read() takes wherever a net may be written
 */
NgExpr *ng_expr_new_net (NgNet *net, gboolean is_layer);

/** ng_expr_net: Returns: (transfer none) (nullable): the net that @expr holds */
NgNet *ng_expr_net (const NgExpr *expr);
gboolean ng_expr_is_taken_layer (const NgExpr *expr);

/** ng_expr_net_notation: Returns: (transfer full): the net of ng_expr_net(), or the layer, written
 *   out */
NgExpr *ng_expr_net_notation (const NgExpr *expr, gboolean with_arrays);

/** ng_expr_net_as_layer: Returns: (transfer full) (nullable): what stands in another net for it.
 *   Fails with: what reading the layer's notation fails with */
NgLayer *ng_expr_net_as_layer (const NgExpr *expr, const NgPlace *place, GError **error);

G_END_DECLS
