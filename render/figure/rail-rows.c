/* The longest way through each part is a chain of things, the longest of what is left another one,
 * and so on. A chain takes a row for itself where it stands, and where lines lead to its first and
 * from its last thing. */

#include "render/figure/rail-rows.h"

#include <stdlib.h>

typedef struct {
  int first, last;
  int part;
  int left, right; /* columns that it takes of its row */
} Chain;

typedef struct {
  const NgRailNode *nodes;
  const NgRailEdge *edges;
  int n_nodes, n_edges;
  NgRailRows *rows;
  int *starts, *targets; /* edges by their beginning: starts[v] to starts[v + 1] of targets */
  int *n_ins, *height, *chain;
  GArray *chains;
} Work;

static int
find_root (int *parents, int v)
{
  while (parents[v] != v) {
    parents[v] = parents[parents[v]];
    v = parents[v];
  }
  return v;
}

static void
find_parts (Work *work)
{
  NgRailRows *rows = work->rows;
  g_autofree int *parents = g_new (int, work->n_nodes + 1);

  for (int v = 0; v < work->n_nodes; v++)
    parents[v] = v;
  for (int e = 0; e < work->n_edges; e++) {
    int a = find_root (parents, work->edges[e].from), b = find_root (parents, work->edges[e].to);
    parents[MAX (a, b)] = MIN (a, b);
  }
  for (int v = 0; v < work->n_nodes; v++) {
    int root = find_root (parents, v);
    rows->part[v] = root == v ? rows->n_parts++ : rows->part[root];
  }
}

static void
find_targets (Work *work)
{
  for (int e = 0; e < work->n_edges; e++) {
    work->starts[work->edges[e].from + 1]++;
    work->n_ins[work->edges[e].to]++;
  }
  for (int v = 0; v < work->n_nodes; v++)
    work->starts[v + 1] += work->starts[v];
  g_autofree int *next = g_memdup2 (work->starts, sizeof (int) * ((gsize) work->n_nodes + 1));
  for (int e = 0; e < work->n_edges; e++)
    work->targets[next[work->edges[e].from]++] = work->edges[e].to;
}

/* As far to the left as can be, but for what nothing leads to: that stands before what reads it. */
static void
find_columns (Work *work)
{
  int *column = work->rows->column;

  for (int v = 0; v < work->n_nodes; v++)
    for (int k = work->starts[v]; k < work->starts[v + 1]; k++)
      column[work->targets[k]] = MAX (column[work->targets[k]], column[v] + 1);
  for (int v = work->n_nodes - 1; v >= 0; v--) {
    int first = G_MAXINT;

    for (int k = work->starts[v]; k < work->starts[v + 1]; k++) {
      work->height[v] = MAX (work->height[v], work->height[work->targets[k]] + 1);
      first = MIN (first, column[work->targets[k]]);
    }
    if (work->n_ins[v] == 0 && first != G_MAXINT)
      column[v] = first - 1;
  }
}

static void
add_chain (Work *work, int first)
{
  NgRailRows *rows = work->rows;
  Chain chain = { first, first, rows->part[first], rows->column[first], 0 };

  for (int v = first;;) {
    int best = -1;

    work->chain[v] = (int) work->chains->len;
    chain.last = v;
    for (int k = work->starts[v]; k < work->starts[v + 1]; k++) {
      int to = work->targets[k];
      if (work->chain[to] < 0 && (best < 0 || work->height[to] > work->height[best]))
        best = to;
    }
    if (best < 0)
      break;
    rows->before[best] = v;
    v = best;
  }
  chain.right = rows->column[chain.last];
  g_array_append_val (work->chains, chain);
}

/* Chains in the order of how far it is from their first thing to the end. */
static void
find_chains (Work *work)
{
  g_autofree int *n_higher = g_new0 (int, work->n_nodes + 2);
  g_autofree int *order = g_new (int, work->n_nodes + 1);

  for (int v = 0; v < work->n_nodes; v++)
    n_higher[work->n_nodes - work->height[v]]++;
  for (int h = 0; h <= work->n_nodes; h++)
    n_higher[h + 1] += n_higher[h];
  for (int v = work->n_nodes - 1; v >= 0; v--)
    order[--n_higher[work->n_nodes - work->height[v]]] = v;
  for (int k = 0; k < work->n_nodes; k++)
    if (work->chain[order[k]] < 0)
      add_chain (work, order[k]);
}

static Chain *
chain_at (const Work *work, int index)
{
  return &g_array_index (work->chains, Chain, index);
}

static gboolean
is_first (const Work *work, int v)
{
  return chain_at (work, work->chain[v])->first == v;
}

static gboolean
is_last (const Work *work, int v)
{
  return chain_at (work, work->chain[v])->last == v;
}

static void
widen_chains (Work *work)
{
  const int *column = work->rows->column;

  for (int e = 0; e < work->n_edges; e++) {
    int from = work->edges[e].from, to = work->edges[e].to;
    Chain *begun = chain_at (work, work->chain[to]), *ended = chain_at (work, work->chain[from]);

    if (begun->first == to)
      begun->left = MIN (begun->left, column[from] + 1);
    if (ended->last == from)
      ended->right = MAX (ended->right, column[to] - 1);
  }
}

static int
compare_chains (gconstpointer a, gconstpointer b)
{
  const Chain *x = *(Chain *const *) a, *y = *(Chain *const *) b;

  if (x->part != y->part)
    return x->part - y->part;
  if (x->left != y->left)
    return x->left - y->left;
  if (x->right != y->right)
    return y->right - x->right;
  return x->first - y->first;
}

static void
find_rows (Work *work)
{
  guint n = work->chains->len;
  g_autofree Chain **order = g_new (Chain *, n + 1);
  g_autofree int *rows = g_new (int, n + 1);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < n; i++)
    order[i] = chain_at (work, (int) i);
  qsort (order, n, sizeof *order, compare_chains);
  for (guint i = 0; i < n; i++) {
    guint row = 0;

    if (i == 0 || order[i]->part != order[i - 1]->part)
      g_array_set_size (ends, 0);
    while (row < ends->len && g_array_index (ends, int, row) + 1 >= order[i]->left)
      row++;
    if (row == ends->len)
      g_array_set_size (ends, row + 1);
    g_array_index (ends, int, row) = order[i]->right;
    rows[order[i] - chain_at (work, 0)] = (int) row;
  }
  for (int v = 0; v < work->n_nodes; v++)
    work->rows->row[v] = rows[work->chain[v]];
}

static NgRailWay
way_of (const Work *work, int from, int to)
{
  const int *row = work->rows->row;
  gboolean splits = is_first (work, to), merges = is_last (work, from);

  if (work->rows->before[to] == from)
    return NG_RAIL_STRAIGHT;
  if (row[from] == row[to] || (!splits && !merges))
    return NG_RAIL_OVER;
  if (splits && merges)
    return row[to] > row[from] ? NG_RAIL_SPLIT : NG_RAIL_MERGE;
  return splits ? NG_RAIL_SPLIT : NG_RAIL_MERGE;
}

NgRailRows *
ng_rail_rows_new (const NgRailNode *nodes, gsize n_nodes, const NgRailEdge *edges, gsize n_edges)
{
  NgRailRows *self = g_new0 (NgRailRows, 1);
  g_autofree int *starts = g_new0 (int, n_nodes + 2), *targets = g_new0 (int, n_edges + 1);
  g_autofree int *n_ins = g_new0 (int, n_nodes + 1), *height = g_new0 (int, n_nodes + 1);
  g_autofree int *chain = g_new (int, n_nodes + 1);
  g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  Work work = { nodes,   edges, (int) n_nodes, (int) n_edges, self,  starts,
                targets, n_ins, height,        chain,         chains };

  self->part = g_new0 (int, n_nodes + 1);
  self->column = g_new0 (int, n_nodes + 1);
  self->row = g_new0 (int, n_nodes + 1);
  self->before = g_new (int, n_nodes + 1);
  self->ways = g_new0 (guint8, n_edges + 1);
  for (gsize v = 0; v < n_nodes; v++)
    self->before[v] = chain[v] = -1;
  find_parts (&work);
  find_targets (&work);
  find_columns (&work);
  find_chains (&work);
  widen_chains (&work);
  find_rows (&work);
  for (gsize e = 0; e < n_edges; e++)
    self->ways[e] = (guint8) way_of (&work, edges[e].from, edges[e].to);
  return self;
}

void
ng_rail_rows_free (NgRailRows *self)
{
  if (self == NULL)
    return;
  g_free (self->part);
  g_free (self->column);
  g_free (self->row);
  g_free (self->before);
  g_free (self->ways);
  g_free (self);
}
