/* Nets as the programs of Wolfram keep them: associations in associations, which Export writes to
 * .wlnet and WXF files. Their form is not documented; what files that people published show is
 * read. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgFindNumbered: Returns: (transfer full) (nullable): array @number of the file */
typedef NgTensor *(*NgFindNumbered) (gint64 number, gpointer user_data, GError **error);

/** ng_wolfram_net_is: Returns: whether @expr is <|"Type" -> …, …|>, alone or as NetChain[<|…|>, …]
 */
gboolean ng_wolfram_net_is (const NgExpr *expr);

/**
 * ng_wolfram_net_read:
 * @expr: what ng_wolfram_net_is() says yes to
 * @find: (nullable): gives the arrays that @expr names by numbers
 * @diagnostics: (nullable) (element-type NgDiagnostic): where to add warnings
 *
 * A layer of a kind that is not known, or whose parameters cannot be taken over, becomes a
 * PlaceholderLayer of its name with its ports, and a warning says so. So do parameters, arrays and
 * coders that are left out.
 *
 * Fails with: "Wlnet::net" where the parts of a net are missing, with what @find says, and with
 * what the net's notation says.
 *
 * Returns: (transfer full) (nullable): the net with its arrays
 */
NgNet *ng_wolfram_net_read (
    NgExpr *expr, NgFindNumbered find, gpointer user_data, GPtrArray *diagnostics, GError **error);

G_END_DECLS
