#include "render/layout/flow.h"

/* Ports stand evenly along the side unless the node says where they are. */
float
ng_flow_offset (const NgFlowNode *node, gboolean is_output, int port)
{
  const float *places = is_output ? node->output_places : node->input_places;
  int n = is_output ? node->n_outputs : node->n_inputs;

  if (places != NULL && port < n)
    return places[port] - node->dv / 2;
  return n > 1 ? node->dv * ((float) (port + 1) / (float) (n + 1) - 0.5F) : 0;
}

NgLists
ng_lists_new (int n, const int *list_of, int n_members)
{
  NgLists self = { g_new0 (int, n + 2), g_new (int, n_members + 1) };

  /* One place further than usual, so that filling moves every start to where it belongs. */
  for (int i = 0; i < n_members; i++)
    if (list_of[i] >= 0)
      self.starts[list_of[i] + 2]++;
  for (int i = 2; i < n + 2; i++)
    self.starts[i] += self.starts[i - 1];
  for (int i = 0; i < n_members; i++)
    if (list_of[i] >= 0)
      self.members[self.starts[list_of[i] + 1]++] = i;
  return self;
}

void
ng_lists_clear (NgLists *self)
{
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->members, g_free);
}

void
ng_flow_list_edges (const NgFlow *flow, NgLists *outs, NgLists *ins)
{
  int *keys = g_new (int, flow->n_edges + 1);

  for (int i = 0; i < flow->n_edges; i++)
    keys[i] = flow->edges[i].source;
  *outs = ng_lists_new (flow->n_nodes, keys, flow->n_edges);
  for (int i = 0; i < flow->n_edges; i++)
    keys[i] = flow->edges[i].target;
  *ins = ng_lists_new (flow->n_nodes, keys, flow->n_edges);
  g_free (keys);
}

static int
degree (const NgLists *lists, int node)
{
  return lists->starts[node + 1] - lists->starts[node];
}

/* The only reader of each node, or -1. */
static int *
find_only_targets (const NgFlow *flow)
{
  int *only = g_new (int, flow->n_nodes + 1);

  for (int node = 0; node < flow->n_nodes; node++)
    only[node] = -2;
  for (int i = 0; i < flow->n_edges; i++) {
    int *target = &only[flow->edges[i].source];
    *target = *target == -2 || *target == flow->edges[i].target ? flow->edges[i].target : -1;
  }
  return only;
}

/* Whether moving a node towards its readers makes no line longer: everything before it is read by
 * nothing else and moves along. */
static gboolean *
find_movable (const NgFlow *flow, const NgLists *ins, gboolean is_entered)
{
  gboolean *is_movable = g_new0 (gboolean, flow->n_nodes + 1);
  int *only = find_only_targets (flow);

  for (int node = is_entered ? 1 : 0; node < flow->n_nodes; node++) {
    is_movable[node] = flow->nodes[node].border == 0;
    for (int i = ins->starts[node]; i < ins->starts[node + 1]; i++) {
      int source = flow->edges[ins->members[i]].source;
      if (!is_movable[source] || only[source] != node)
        is_movable[node] = FALSE;
    }
  }
  g_free (only);
  return is_movable;
}

int
ng_flow_rank (const NgFlow *flow,
              const NgLists *outs,
              const NgLists *ins,
              gboolean is_entered,
              gboolean is_crowded,
              int *rank)
{
  int n = flow->n_nodes, least = G_MAXINT, most = 0;
  g_autofree gboolean *is_movable = find_movable (flow, ins, is_entered);

  for (int node = 0; node < n; node++) {
    rank[node] = node > 0 && is_crowded ? 1 : 0;
    for (int i = ins->starts[node]; i < ins->starts[node + 1]; i++)
      rank[node] = MAX (rank[node], rank[flow->edges[ins->members[i]].source] + 1);
  }

  for (int node = n - 1; node >= (is_entered ? 1 : 0); node--) {
    if (degree (outs, node) == 0 || flow->nodes[node].border != 0 ||
        (!is_movable[node] && degree (ins, node) >= degree (outs, node)))
      continue;
    int next = G_MAXINT;
    for (int i = outs->starts[node]; i < outs->starts[node + 1]; i++)
      next = MIN (next, rank[flow->edges[outs->members[i]].target] - 1);
    rank[node] = next;
  }

  for (int node = 0; node < n; node++) {
    least = MIN (least, rank[node]);
    most = MAX (most, rank[node]);
  }
  for (int node = 0; node < n; node++)
    rank[node] = flow->nodes[node].border > 0 ? most - least : rank[node] - least;
  return n > 0 ? most - least + 1 : 0;
}

NgPoint
ng_flow_from_page (NgDirection direction, NgPoint p)
{
  return direction == NG_DIRECTION_RIGHT  ? p
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ p.y, p.x }
                                          : (NgPoint){ -p.y, p.x };
}

NgPoint
ng_flow_to_page (NgDirection direction, NgPoint p)
{
  return direction == NG_DIRECTION_RIGHT  ? p
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ p.y, p.x }
                                          : (NgPoint){ p.y, -p.x };
}

NgBox
ng_flow_box_from_page (NgDirection direction, NgBox box)
{
  if (direction == NG_DIRECTION_RIGHT)
    return box;
  return (NgBox){
    direction == NG_DIRECTION_DOWN ? box.y : -box.y - box.height, box.x, box.height, box.width
  };
}
