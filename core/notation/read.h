/* NgExpr -> NgNet: NetGraph[…], NetChain[…], Layer[…] and the short forms, by the rules of
 * construction. */

#pragma once

#include "core/graph/builder.h"
#include "core/graph/literal.h"

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
 * ng_layer_read:
 * @expr: what may stand for a layer inside a net, short forms and nets that exist included
 *
 * Returns: (transfer full) (nullable): the layer
 */
NgLayer *ng_layer_read (NgExpr *expr, GError **error);

/**
 * ng_notation_read:
 * @file: (nullable): what the text is called in messages
 * @given: (nullable) (element-type utf8 NgExpr): values of names, which the definitions of the text
 *   do not change
 * @diagnostics: (nullable) (element-type NgDiagnostic): where to add warnings
 *
 * ng_parse_file() of a text, and the value of its last expression; `name = value` before it are
 * definitions that it may use.
 *
 * Returns: (transfer full) (nullable): the value, which may be a net that is written
 */
NgExpr *ng_notation_read (const char *file,
                          const char *text,
                          gssize length,
                          GHashTable *given,
                          GPtrArray *diagnostics,
                          GError **error);

/** ng_net_read_text: ng_notation_read() of a text without a name, and ng_net_read() */
NgNet *ng_net_read_text (const char *text, gssize length, GPtrArray *diagnostics, GError **error);

/**
 * ng_net_options_read:
 * @expr: a call whose arguments from @first on are options, "port" -> type
 *
 * Gives the types to ports of the builder. Of an option that stands twice the first holds.
 *
 * Fails with: "NetGraph::badopt", "NetGraph::badshape".
 */
gboolean ng_net_options_read (NgNetBuilder *builder, NgExpr *expr, gsize first, GError **error);

/** ng_expr_is_net: Returns: whether @expr is written as a net or a layer */
gboolean ng_expr_is_net (const NgExpr *expr);

/** ng_notation_hint: Returns: (transfer full) (nullable): what helps where @head heads no layer */
char *ng_notation_hint (const char *head);

G_END_DECLS
