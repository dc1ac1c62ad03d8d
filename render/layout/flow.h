/* The abstract graph in the frame of its flow: u grows along it, v across it, to the right of who
 * walks with the flow when it goes right (downwards on the page). */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

typedef struct {
  float du, dv;
  int n_inputs, n_outputs;
  const float *input_places, *output_places;
  int border;
} NgFlowNode;

typedef struct {
  int source, source_port;
  int target, target_port;
  float label_u, label_v;
} NgFlowEdge;

/**
 * NgFlow:
 * @label_side: -1 when labels stand at lower v than their line, 1 when at higher
 * @rank_gap, @node_gap, @is_orthogonal: as in NgLayoutOptions
 * @cancellable: (nullable): what is laid out after it was cancelled is not finished
 */
typedef struct {
  const NgFlowNode *nodes;
  int n_nodes;
  const NgFlowEdge *edges;
  int n_edges;
  int label_side;
  float rank_gap, node_gap;
  gboolean is_orthogonal;
  GCancellable *cancellable;
} NgFlow;

/* Points between a line and its label, and between a node and the label behind it. */
#define NG_LABEL_PAD  2.0F
#define NG_LABEL_LEAD 4.0F

/** ng_flow_from_page: Returns: a point of the page in the frame of a flow of that direction */
NgPoint ng_flow_from_page (NgDirection direction, NgPoint p);
/** ng_flow_to_page: Returns: and back; so for distances, too */
NgPoint ng_flow_to_page (NgDirection direction, NgPoint p);
/** ng_flow_box_from_page: Returns: a box of the page in that frame */
NgBox ng_flow_box_from_page (NgDirection direction, NgBox box);

/** ng_flow_offset: Returns: v of a port, from the middle of its node */
float ng_flow_offset (const NgFlowNode *node, gboolean is_output, int port);

/**
 * NgLists:
 * @starts: (array length=n + 1)
 * @members: those of list i are members[starts[i]] to members[starts[i + 1] - 1]
 *
 * Lists of numbers, one behind the other.
 */
typedef struct {
  int *starts;
  int *members;
} NgLists;

/** ng_lists_new: gathers 0 … @n_members - 1 by @list_of, (array length=n_members) of 0 … n - 1 or
 * -1 for none, each list ascending; linear */
NgLists ng_lists_new (int n, const int *list_of, int n_members);
void ng_lists_clear (NgLists *self);

/** ng_flow_list_edges: gathers edges by their source and by their target */
void ng_flow_list_edges (const NgFlow *flow, NgLists *outs, NgLists *ins);

/**
 * ng_flow_rank:
 * @flow: nodes in topological order
 * @is_entered: whether node 0 has to stand in rank 0
 * @is_crowded: whether nothing else may stand there
 * @rank: (out) (array length=n_nodes): where each node stands
 *
 * Ranks by longest paths; then what can move on without making a line longer moves on.
 *
 * Returns: the number of ranks
 */
int ng_flow_rank (const NgFlow *flow,
                  const NgLists *outs,
                  const NgLists *ins,
                  gboolean is_entered,
                  gboolean is_crowded,
                  int *rank);

G_END_DECLS
