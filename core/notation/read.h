/* NgExpr -> NgNet: NetGraph[…], NetChain[…], Layer[…] and the short forms, by the rules of
 * construction. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_read:
 * @expr: NetGraph[…], NetChain[…] or a single layer, which becomes a net of one
 * @diagnostics: (nullable) (element-type NgDiagnostic): where to add warnings
 *
 * A net whose shapes conflict is returned, with its diagnostics.
 *
 * Fails with: the messages of construction, each at its place.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_net_read (NgExpr *expr, GPtrArray *diagnostics, GError **error);

/**
 * ng_net_read_text:
 *
 * ng_parse() and ng_net_read() of the text's last expression; `name = value` before it are
 * definitions that it may use.
 */
NgNet *ng_net_read_text (const char *text, gssize length, GPtrArray *diagnostics, GError **error);

/** ng_expr_is_net: Returns: whether @expr is written as a net or a layer */
gboolean ng_expr_is_net (const NgExpr *expr);

/** ng_layer_read: a layer or one of its short forms (Ramp, 5, {…}, a pure function, a net) */
NgLayer *ng_layer_read (NgExpr *expr, GError **error);

/**
 * ng_port_type_read:
 * @fresh: called for each "Varying"
 *
 * Reads "Real", "Integer", n, {n1, …}, "Varying", Automatic, Restricted["Integer", …].
 *
 * Fails with: "NetGraph::badshape".
 */
gboolean ng_port_type_read (
    NgExpr *expr, NgDim (*fresh) (gpointer), gpointer user_data, NgType *type, GError **error);

/**
 * ng_tensor_read:
 * @expr: a number, nested lists of equal length, NumericArray[…], RawArray[…], SparseArray[…]
 *
 * Fails with: "NetGraph::ragged", "NetGraph::badarray".
 *
 * Returns: (transfer full) (nullable): float64, or int64 where every number is an integer
 */
NgTensor *ng_tensor_read (NgExpr *expr, GError **error);

G_END_DECLS
