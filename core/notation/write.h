/* NgNet -> NgExpr. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_write:
 * @with_arrays: whether arrays with values are written out
 *
 * Returns: (transfer full): NetGraph[…] or NetChain[…] that reads back to an equal net
 */
NgExpr *ng_net_write (const NgNet *net, gboolean with_arrays);

/** ng_layer_write: Returns: (transfer full): the layer as it stands in a net */
NgExpr *ng_layer_write (const NgLayer *layer, gboolean with_arrays);

/** ng_net_summary: Returns: (transfer full): one line for logs, "NetGraph[<3 layers>, …]" */
char *ng_net_summary (const NgNet *net);

G_END_DECLS
