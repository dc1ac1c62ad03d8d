/* NgRegions: a net cut into chains, each with one way in and one way out.
 *
 * Node w follows node u where everything from u passes w and everything to w has passed u. What
 * lies between them, however wired, is inside the link of u and w: again chains, of which only the
 * first node reads what is outside, and only the last is read there. A residual block is a link
 * with a chain inside, and an edge beside it; a net that is all of a piece is one link.
 *
 * Values that many parts of the net read beside what flows through them, such as a mask, would tie
 * all to all. They are left aside, and so are layers that depend on nothing else. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgRegions:
 * @n_layers: nodes are the layers, then the inputs of the net, from @first_input, then its outputs,
 *   from @first_output, then @root, which inputs follow, and @sink, which follows outputs
 * @n_nodes: of all
 * @chain: of each node: which chain it is in, or -1 of a node that is aside
 * @member: of each node: its place in its chain
 * @starts: nodes of chain c are members[starts[c]] to members[starts[c + 1] - 1]; chains that are
 *   inside a link of another come behind that one; chain 0 goes from root to sink
 * @members: nodes, along the flow
 * @parent: of each chain: the node at the end of the link that it is inside of, -1 of chain 0
 * @is_aside: of each node: whether those that read it count as if they did not, and, of an output
 *   of the net, whether it counts as if it read nothing
 * @home: of each node that is aside itself, since it depends on such nodes alone: the node of a
 *   chain that it serves, with all that is inside the link before it; -1 where there is no such
 * node
 * @work: steps taken, for tests of the cost
 */
typedef struct {
  int n_layers, n_nodes, first_input, first_output, root, sink;
  int n_chains;
  int *chain, *member;
  int *starts, *members;
  int *parent;
  gboolean *is_aside;
  int *home;
  guint64 work;
} NgRegions;

/** ng_regions_new: Returns: (transfer full): the regions of @net, of nets in it nothing. Cost: n
 * log n in layers and edges */
NgRegions *ng_regions_new (const NgNet *net);
void ng_regions_free (NgRegions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRegions, ng_regions_free)

/** ng_regions_source: Returns: the node that @source is an output of, or -1 */
int ng_regions_source (const NgRegions *self, NgSource source);
gboolean ng_regions_is_input (const NgRegions *self, int node);
/** ng_regions_n_inputs: Returns: inputs of a node: those of the layer, one of an output */
gsize ng_regions_n_inputs (const NgRegions *self, const NgNet *net, int node);
/** ng_regions_input: Returns: what feeds input @input of a node that is a layer or an output */
NgSource ng_regions_input (const NgRegions *self, const NgNet *net, int node, gsize input);

G_END_DECLS
