/* Which edges are too long to be drawn as lines. */

#pragma once

#include "render/layout/flow.h"

G_BEGIN_DECLS

/**
 * ng_flow_find_far:
 * @rank: of each node
 * @may_cut: (array length=n_nodes): whether edges from this node may become tags
 *
 * One output that many far layers read, such as an attention mask, is named where it is read. So
 * are the longest edges of all, when lines would pass more ranks than there are nodes and edges,
 * several times over; this keeps every later step linear.
 *
 * Returns: (transfer full) (array length=n_edges): whether each is far
 */
gboolean *ng_flow_find_far (const NgFlow *flow, const int *rank, const gboolean *may_cut);

G_END_DECLS
