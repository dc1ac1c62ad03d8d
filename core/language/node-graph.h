/* The primitives that one example takes, as a graph. */

#pragma once

#include "core/expr/expr.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_node_graph_write: Returns: (transfer full): the connections of the primitives,
 *   {"Input" -> "matmul 3", …}; Indeterminate while sizes are not known */
NgExpr *ng_node_graph_write (NgNet *net);
/** ng_node_plot_write: Returns: (transfer full): the same as a net that programs draw: a
 * placeholder for each primitive, arrays and constants as layers; Indeterminate while sizes are not
 * known, or without any primitive */
NgExpr *ng_node_plot_write (NgNet *net);

G_END_DECLS
