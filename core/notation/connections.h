/* The list of connections of NetGraph[layers, connections]. For read.c alone. */

#pragma once

#include "core/graph/builder.h"

G_BEGIN_DECLS

/**
 * ng_connections_read:
 * @builder: holds all layers already
 * @list: List[…] of rules, lists of them, chains of rules
 *
 * Fails with: "NetGraph::badconn", "::nolayer", "::badport", "::deepport", "::noinport",
 * "::nooutport", "::ambin", "::ambout", "::toomany", "::nonesrc", "::nonein", and what the builder
 * says.
 */
gboolean
ng_connections_read (NgNetBuilder *builder, const char *const *names, NgExpr *list, GError **error);

G_END_DECLS
