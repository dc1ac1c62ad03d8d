/* NgExpr -> NgNet: NetGraph[…], NetChain[…], Layer[…] and the short forms, by the rules of
 * construction. */

#pragma once

#include "core/graph/literal.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_read:
 * @expr: NetGraph[…], NetChain[…] or a single layer, which becomes a net of one
 *
 * A net whose shapes conflict is returned, with its diagnostics.
 *
 * Fails with: the messages of construction, each at its place.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_net_read (NgExpr *expr, GError **error);

/**
 * ng_net_read_text:
 *
 * ng_parse() and ng_net_read() of the text's last expression; `name = value` before it are
 * definitions that it may use.
 */
NgNet *ng_net_read_text (const char *text, gssize length, GPtrArray *diagnostics, GError **error);

/** ng_expr_is_net: Returns: whether @expr is written as a net or a layer */
gboolean ng_expr_is_net (const NgExpr *expr);

/** ng_notation_hint: Returns: (transfer full) (nullable): what helps where @head heads no layer */
char *ng_notation_hint (const char *head);

G_END_DECLS
