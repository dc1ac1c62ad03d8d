/* The order is that of a depth-first walk back from the ends, shallow ends first and deep ways
 * first, so that a side branch comes right before the node that it joins. A node is a cut when no
 * edge of its part leads from before it to behind it. */

#include "render/layout/blocks.h"

typedef struct {
  int node, next;
} Visit;

static int
find_root (int *parent, int node)
{
  while (parent[node] != node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

/* Which part each node belongs to; parts are numbered by their first node. */
static int *
find_parts (const NgFlow *flow, int *n_parts)
{
  int *parent = g_new (int, flow->n_nodes + 1), *part = g_new (int, flow->n_nodes + 1);

  for (int i = 0; i < flow->n_nodes; i++)
    parent[i] = i;
  for (int i = 0; i < flow->n_edges; i++) {
    int a = find_root (parent, flow->edges[i].source),
        b = find_root (parent, flow->edges[i].target);
    parent[MAX (a, b)] = MIN (a, b);
  }
  *n_parts = 0;
  for (int i = 0; i < flow->n_nodes; i++) {
    int root = find_root (parent, i);
    part[i] = root == i ? (*n_parts)++ : part[root];
  }
  g_free (parent);
  return part;
}

/* 0 … n - 1, sorted by a key below @n_keys, stably. */
static int *
sort_by (const int *keys, int n, int n_keys)
{
  NgLists lists = ng_lists_new (n_keys, keys, n);

  g_free (lists.starts);
  return lists.members;
}

/* Edges into each node, those from deeper nodes first. */
static NgLists
list_deep_first (const NgFlow *flow, const int *rank, int n_ranks)
{
  int *keys = g_new (int, flow->n_edges + 1);

  for (int i = 0; i < flow->n_edges; i++)
    keys[i] = n_ranks - 1 - rank[flow->edges[i].source];
  int *sorted = sort_by (keys, flow->n_edges, n_ranks);
  for (int i = 0; i < flow->n_edges; i++)
    keys[i] = flow->edges[sorted[i]].target;
  NgLists ins = ng_lists_new (flow->n_nodes, keys, flow->n_edges);
  for (int i = 0; i < flow->n_edges; i++)
    ins.members[i] = sorted[ins.members[i]];
  g_free (sorted);
  g_free (keys);
  return ins;
}

static void
walk_back (const NgFlow *flow, const NgLists *ins, int end, NgBlocks *self, int *n, Visit *stack)
{
  int depth = 0;

  if (self->place[end] >= 0)
    return;
  stack[depth++] = (Visit){ end, ins->starts[end] };
  self->place[end] = G_MAXINT;
  while (depth > 0) {
    Visit *top = &stack[depth - 1];
    if (top->next < ins->starts[top->node + 1]) {
      int source = flow->edges[ins->members[top->next++]].source;
      if (self->place[source] < 0) {
        self->place[source] = G_MAXINT;
        stack[depth++] = (Visit){ source, ins->starts[source] };
      }
    } else {
      self->place[top->node] = *n;
      self->order[(*n)++] = top->node;
      depth--;
    }
  }
}

static void
find_order (const NgFlow *flow, const int *rank, int n_ranks, const int *part, NgBlocks *self)
{
  int n = 0, n_ends = 0;
  NgLists ins = list_deep_first (flow, rank, n_ranks);
  gboolean *is_read = g_new0 (gboolean, flow->n_nodes + 1);
  int *ends = g_new (int, flow->n_nodes + 1), *keys = g_new (int, flow->n_nodes + 1);
  Visit *stack = g_new (Visit, flow->n_nodes + 1);

  for (int i = 0; i < flow->n_edges; i++)
    is_read[flow->edges[i].source] = TRUE;

  /* By part, then what is at the border where it belongs, then by rank: two stable sorts. */
  int *by_rank = sort_by (rank, flow->n_nodes, n_ranks);
  for (int i = 0; i < flow->n_nodes; i++)
    if (!is_read[by_rank[i]] || flow->nodes[by_rank[i]].border < 0)
      ends[n_ends++] = by_rank[i];
  for (int i = 0; i < n_ends; i++)
    keys[i] = 3 * part[ends[i]] + 1 + flow->nodes[ends[i]].border;
  int *by_part = sort_by (keys, n_ends, 3 * self->n_parts);

  for (int i = 0; i < flow->n_nodes; i++)
    self->place[i] = -1;
  for (int i = 0; i < n_ends; i++)
    walk_back (flow, &ins, ends[by_part[i]], self, &n, stack);
  g_free (by_rank);
  g_free (by_part);
  g_free (stack);
  g_free (keys);
  g_free (ends);
  g_free (is_read);
  ng_lists_clear (&ins);
}

/* A cut must not move anything to another rank either: what comes before stands in no higher rank,
 * what comes behind in no lower one. So two branches that begin apart stay side by side. */
static void
find_cuts (const NgFlow *flow, const int *rank, const int *part, NgBlocks *self)
{
  int n = flow->n_nodes, over = 0, highest = 0;
  g_autofree int *begun = g_new0 (int, n + 2), *lowest = g_new (int, n + 1);

  for (int i = 0; i < flow->n_edges; i++) {
    begun[self->place[flow->edges[i].source] + 1]++;
    begun[self->place[flow->edges[i].target]]--;
  }
  for (int i = n - 1; i >= 0; i--) {
    gboolean is_last = i == n - 1 || part[self->order[i + 1]] != part[self->order[i]];
    lowest[i] = is_last ? rank[self->order[i]] : MIN (rank[self->order[i]], lowest[i + 1]);
  }
  for (int i = 0; i < n; i++) {
    int node = self->order[i];
    gboolean is_first = i == 0 || part[self->order[i - 1]] != part[node];
    gboolean is_last = i == n - 1 || part[self->order[i + 1]] != part[node];
    highest = is_first ? rank[node] : MAX (highest, rank[node]);
    over += begun[i];
    if (!is_first && !is_last && (over > 0 || highest > rank[node] || lowest[i] < rank[node]))
      continue;
    self->part[self->n_cuts] = part[node];
    self->cuts[self->n_cuts++] = i;
  }
}

NgBlocks *
ng_blocks_new (const NgFlow *flow, const int *rank, int n_ranks)
{
  NgBlocks *self = g_new0 (NgBlocks, 1);
  int *part = find_parts (flow, &self->n_parts);

  self->order = g_new (int, flow->n_nodes + 1);
  self->place = g_new (int, flow->n_nodes + 1);
  self->cuts = g_new (int, flow->n_nodes + 1);
  self->part = g_new (int, flow->n_nodes + 1);
  find_order (flow, rank, n_ranks, part, self);
  find_cuts (flow, rank, part, self);
  g_free (part);
  return self;
}

void
ng_blocks_free (NgBlocks *self)
{
  if (self == NULL)
    return;
  g_free (self->order);
  g_free (self->place);
  g_free (self->cuts);
  g_free (self->part);
  g_free (self);
}
