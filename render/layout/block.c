/* One block: ranks by longest paths, order, places across the flow, places along it, lines.
 *
 * All edges of one output share one line, which branches where they part. In the gap behind a rank
 * stand first the labels, beside lines that run straight there; then comes a zone where lines bend;
 * the rest is for arrow heads. */

#include "render/layout/block.h"

#include "render/layout/align.h"
#include "render/layout/dot.h"
#include "render/layout/jogs.h"
#include "render/layout/layered.h"

#include <math.h>
#include <string.h>

/* Points along the flow. */
#define ARROW_ZONE  9.0F
#define LABEL_TRAIL 5.0F
#define BEND_LEAST  16.0F
#define BEND_MOST   72.0F
#define BEND_SLOPE  0.32F
/* A line is straight when it moves less than this across. */
#define STRAIGHT 0.05F

/* A block while it is made. */
typedef struct {
  const NgFlow *flow;
  NgBlockFlags flags;
  NgLists outs, ins; /* edges of a node */
  int *rank;
  int n_ranks;
  int *port_of; /* of an edge: the number of its source port in the block */
  int *line_of; /* of a source port: the item of its first passing place */
  NgRanks *ranks;
} Making;

static int
degree (const NgLists *lists, int node)
{
  return lists->starts[node + 1] - lists->starts[node];
}

/* What follows the block begins where it ends, so its exit stands in the last rank. */
static void
find_ranks (Making *m)
{
  m->n_ranks = ng_flow_rank (m->flow,
                             &m->outs,
                             &m->ins,
                             !(m->flags & NG_BLOCK_FIRST),
                             (m->flags & NG_BLOCK_CROWDED) != 0,
                             m->rank);
  if (!(m->flags & NG_BLOCK_LAST))
    m->rank[m->flow->n_nodes - 1] = m->n_ranks - 1;
}

/* Nodes that stand on the middle line: from the exit back and from the entry on, as long as there
 * is one longest way only. Where several are as long, none is preferred, and they spread evenly. */
static void
pin_main_line (const Making *m, NgRankItem *items)
{
  const NgFlow *flow = m->flow;
  int n = flow->n_nodes;
  g_autofree int *height = g_new (int, n);

  for (int node = n - 1; node >= 0; node--) {
    height[node] = node == n - 1 ? 0 : -1;
    for (int i = m->outs.starts[node]; i < m->outs.starts[node + 1]; i++) {
      int further = height[flow->edges[m->outs.members[i]].target];
      if (further >= 0)
        height[node] = MAX (height[node], further + 1);
    }
  }

  for (int node = n - 1; node >= 0;) {
    items[node].is_pinned = TRUE;
    int next = -1, n_next = 0;
    for (int i = m->ins.starts[node]; i < m->ins.starts[node + 1]; i++) {
      int source = flow->edges[m->ins.members[i]].source;
      if (m->rank[source] == m->rank[node] - 1 && source != next) {
        next = source;
        n_next++;
      }
    }
    node = n_next == 1 ? next : -1;
  }
  for (int node = 0; node >= 0;) {
    items[node].is_pinned = TRUE;
    int next = -1, n_next = 0;
    for (int i = m->outs.starts[node]; i < m->outs.starts[node + 1]; i++) {
      int target = flow->edges[m->outs.members[i]].target;
      if (height[target] == height[node] - 1 && height[target] >= 0 && target != next) {
        next = target;
        n_next++;
      }
    }
    node = n_next == 1 ? next : -1;
  }

  /* Two pinned nodes of one rank would have to stand on each other. */
  g_autofree int *seen = g_new (int, m->n_ranks);
  for (int rank = 0; rank < m->n_ranks; rank++)
    seen[rank] = -1;
  seen[m->rank[0]] = 0;
  seen[m->rank[n - 1]] = n - 1;
  for (int node = 0; node < n; node++) {
    if (!items[node].is_pinned || seen[m->rank[node]] == node)
      continue;
    if (seen[m->rank[node]] >= 0)
      items[node].is_pinned = FALSE;
    else
      seen[m->rank[node]] = node;
  }
}

static void
reach_of_labels (const Making *m, int node, NgRankItem *item)
{
  const NgFlow *flow = m->flow;

  for (int i = m->outs.starts[node]; i < m->outs.starts[node + 1]; i++) {
    const NgFlowEdge *edge = &flow->edges[m->outs.members[i]];
    if (edge->label_v <= 0)
      continue;
    float offset = ng_flow_offset (&flow->nodes[node], TRUE, edge->source_port);
    float reach = NG_LABEL_PAD + edge->label_v;
    if (flow->label_side < 0)
      item->before = MAX (item->before, reach - offset);
    else
      item->after = MAX (item->after, reach + offset);
  }
}

/* Numbers the source ports that are read, and says how many ranks the line of each passes. */
static int
number_ports (Making *m, int **lengths)
{
  const NgFlow *flow = m->flow;
  int *first = g_new0 (int, flow->n_nodes + 1);

  for (int i = 0; i < flow->n_edges; i++)
    first[flow->edges[i].source + 1] =
        MAX (first[flow->edges[i].source + 1], flow->edges[i].source_port + 1);
  for (int i = 0; i < flow->n_nodes; i++)
    first[i + 1] += first[i];

  int n_ports = first[flow->n_nodes];
  *lengths = g_new0 (int, n_ports + 1);
  for (int i = 0; i < flow->n_edges; i++) {
    const NgFlowEdge *edge = &flow->edges[i];
    int port = first[edge->source] + edge->source_port;
    m->port_of[i] = port;
    (*lengths)[port] = MAX ((*lengths)[port], m->rank[edge->target] - m->rank[edge->source] - 1);
  }
  g_free (first);
  return n_ports;
}

/* Where the main line runs through a node, from its middle: through its only input and output. */
static float
axis_of (const NgFlowNode *node)
{
  float sum = 0;
  int n = 0;

  if (node->n_inputs == 1) {
    sum += ng_flow_offset (node, FALSE, 0);
    n++;
  }
  if (node->n_outputs == 1) {
    sum += ng_flow_offset (node, TRUE, 0);
    n++;
  }
  return n > 0 ? sum / (float) n : 0;
}

static void
make_ranks (Making *m)
{
  const NgFlow *flow = m->flow;
  g_autofree int *lengths = NULL;
  int n_ports = number_ports (m, &lengths), n_items = flow->n_nodes;

  m->line_of = g_new (int, n_ports + 1);
  for (int port = 0; port < n_ports; port++) {
    m->line_of[port] = n_items;
    n_items += lengths[port];
  }

  NgRankItem *items = g_new0 (NgRankItem, n_items + 1);
  NgRankLink *links = g_new0 (NgRankLink, n_items - flow->n_nodes + flow->n_edges + 1);
  int n_links = 0;
  for (int node = 0; node < flow->n_nodes; node++) {
    float half = flow->nodes[node].dv / 2;
    items[node] =
        (NgRankItem){ m->rank[node], node, half, half, 0, FALSE, -axis_of (&flow->nodes[node]) };
    reach_of_labels (m, node, &items[node]);
  }
  pin_main_line (m, items);

  g_autofree gboolean *is_begun = g_new0 (gboolean, n_ports + 1);
  for (int i = 0; i < flow->n_edges; i++) {
    const NgFlowEdge *edge = &flow->edges[i];
    int port = m->port_of[i], rank = m->rank[edge->source], from = edge->source;
    float offset = ng_flow_offset (&flow->nodes[edge->source], TRUE, edge->source_port);
    float end = ng_flow_offset (&flow->nodes[edge->target], FALSE, edge->target_port);
    if (!is_begun[port]) {
      is_begun[port] = TRUE;
      for (int k = 0; k < lengths[port]; k++) {
        int item = m->line_of[port] + k;
        items[item] = (NgRankItem){ rank + 1 + k, -1, 0, 0, 0, FALSE, 0 };
        links[n_links++] = (NgRankLink){ k == 0 ? from : item - 1, item, k == 0 ? offset : 0, 0 };
      }
    }
    int passed = m->rank[edge->target] - rank - 1;
    if (passed > 0) {
      from = m->line_of[port] + passed - 1;
      offset = 0;
    }
    links[n_links++] = (NgRankLink){ from, edge->target, offset, end };
  }
  m->ranks = ng_ranks_new (items, n_items, links, n_links, m->n_ranks);
  m->ranks->cancellable = flow->cancellable;
}

/* Ours and dot's orders, whichever crosses fewer lines. */
static gboolean
sort_ranks (Making *m)
{
  NgRanks *ranks = m->ranks;

  ng_ranks_sort (ranks);
  if (!(m->flags & NG_BLOCK_BY_DOT) || !ng_dot_suits (ranks))
    return FALSE;

  gint64 crossings = ng_ranks_crossings (ranks);
  if (crossings == 0)
    return FALSE;
  g_autofree float *own = g_new (float, ranks->n_items);
  for (int i = 0; i < ranks->n_items; i++)
    own[i] = (float) ranks->place[i];
  if (!ng_dot_sort (ranks))
    return FALSE;
  if (ng_ranks_crossings (ranks) < crossings)
    return TRUE;
  ng_ranks_set_order (ranks, own);
  return FALSE;
}

/* Whether an end of the block is pinned where a line leads straight to it from what else is pinned.
 */
static gboolean
is_in_line (const NgRanks *ranks, int node, const NgLists *links)
{
  for (int l = links->starts[node]; l < links->starts[node + 1]; l++) {
    const NgRankLink *link = &ranks->links[links->members[l]];
    const NgRankItem *from = &ranks->items[link->from], *to = &ranks->items[link->to];
    if (from->is_pinned && to->is_pinned &&
        fabsf (from->pin + link->from_offset - to->pin - link->to_offset) <= STRAIGHT)
      return TRUE;
  }
  return FALSE;
}

/* How many nodes of the block have no edges in a list. */
static int
count_ends (const Making *m, const NgLists *lists)
{
  int n = 0;

  for (int node = 0; node < m->flow->n_nodes; node++)
    n += degree (lists, node) == 0;
  return n;
}

/* Only what is joined to other blocks, or the only end and in line with that, has to stand on the
 * middle line. */
static void
align_ranks (Making *m)
{
  NgRanks *ranks = m->ranks;
  int last = m->flow->n_nodes - 1;

  if (m->flags & NG_BLOCK_LAST &&
      (count_ends (m, &m->outs) > 1 || !is_in_line (ranks, last, &ranks->ins)))
    ranks->items[last].is_pinned = FALSE;
  if (m->flags & NG_BLOCK_FIRST &&
      (count_ends (m, &m->ins) > 1 || !is_in_line (ranks, 0, &ranks->outs)))
    ranks->items[0].is_pinned = FALSE;
  ng_ranks_align (ranks, m->flow->node_gap);
}

/* Along the flow: where ranks begin and end, and where lines bend in the gap behind each. */
typedef struct {
  float start, end;
  float bend_from, bend_to;
} Column;

/* Points along the flow that lines need to turn on tracks of their own, for each rank. */
static float *
measure_tracks (const Making *m)
{
  const NgRanks *ranks = m->ranks;
  float *rooms = g_new0 (float, m->n_ranks);
  g_autofree float *ends = g_new (float, ranks->n_links + 1);
  g_autofree NgJog *jogs = g_new (NgJog, ranks->n_links + 1);

  for (int rank = 0; rank < m->n_ranks; rank++) {
    int n_jogs = 0, n_ends = 0;
    for (int i = ranks->starts[rank]; i < ranks->starts[rank + 1]; i++) {
      int item = ranks->order[i];
      for (int l = ranks->outs.starts[item]; l < ranks->outs.starts[item + 1]; l++) {
        const NgRankLink *link = &ranks->links[ranks->outs.members[l]];
        float from = ranks->items[item].v + link->from_offset;
        float to = ranks->items[link->to].v + link->to_offset;
        if (fabsf (to - from) <= STRAIGHT)
          continue;
        if (n_jogs == 0 || jogs[n_jogs - 1].from != from)
          jogs[n_jogs++] = (NgJog){ from, n_ends, 0, 0 };
        ends[n_ends++] = to;
        jogs[n_jogs - 1].n_ends++;
      }
    }
    rooms[rank] = n_jogs > 0 ? ng_tracks_room (ng_jogs_set_tracks (jogs, n_jogs, ends)) : 0;
  }
  return rooms;
}

static Column *
measure_columns (const Making *m)
{
  const NgFlow *flow = m->flow;
  const NgRanks *ranks = m->ranks;
  Column *columns = g_new0 (Column, m->n_ranks);
  g_autofree float *thick = g_new0 (float, m->n_ranks);
  g_autofree float *labels = g_new0 (float, m->n_ranks);
  g_autofree float *moves = g_new0 (float, m->n_ranks);
  g_autofree float *tracks = flow->is_orthogonal ? measure_tracks (m) : NULL;

  for (int node = 0; node < flow->n_nodes; node++)
    thick[m->rank[node]] = MAX (thick[m->rank[node]], flow->nodes[node].du);
  for (int i = 0; i < flow->n_edges; i++) {
    const NgFlowEdge *edge = &flow->edges[i];
    if (edge->label_u > 0)
      labels[m->rank[edge->source]] =
          MAX (labels[m->rank[edge->source]], NG_LABEL_LEAD + edge->label_u);
  }
  for (int i = 0; i < ranks->n_links; i++) {
    const NgRankLink *link = &ranks->links[i];
    float move =
        ranks->items[link->to].v + link->to_offset - ranks->items[link->from].v - link->from_offset;
    int rank = ranks->items[link->from].rank;
    moves[rank] = MAX (moves[rank], fabsf (move));
  }

  for (int rank = 0; rank < m->n_ranks; rank++) {
    Column *column = &columns[rank];
    float bend = tracks != NULL ? tracks[rank]
                 : moves[rank] > STRAIGHT
                     ? CLAMP (BEND_LEAST + BEND_SLOPE * moves[rank], BEND_LEAST, BEND_MOST)
                     : 0;
    float gap = MAX (flow->rank_gap, labels[rank] + LABEL_TRAIL + bend + ARROW_ZONE);
    column->end = column->start + thick[rank];
    column->bend_from = column->end + labels[rank] + LABEL_TRAIL;
    column->bend_to = column->end + gap - ARROW_ZONE;
    if (rank + 1 < m->n_ranks)
      columns[rank + 1].start = column->end + gap;
  }
  return columns;
}

static void
place_nodes (const Making *m, const Column *columns, NgBlock *block)
{
  for (int node = 0; node < m->flow->n_nodes; node++) {
    const Column *column = &columns[m->rank[node]];
    float du = m->flow->nodes[node].du;
    float u = (column->start + column->end - du) / 2;
    if (degree (&m->ins, node) == 0 && degree (&m->outs, node) > 0)
      u = column->end - du;
    else if (degree (&m->outs, node) == 0 && degree (&m->ins, node) > 0)
      u = column->start;
    if (node == 0 && !(m->flags & NG_BLOCK_FIRST))
      u = (column->start + column->end - du) / 2;
    if (node == m->flow->n_nodes - 1 && !(m->flags & NG_BLOCK_LAST))
      u = (column->start + column->end - du) / 2;
    block->places[node] = (NgPoint){ u, m->ranks->items[node].v };
  }
}

static void
line_to (GArray *points, NgPoint to)
{
  NgPoint from = g_array_index (points, NgPoint, points->len - 1);
  NgPoint curve[3] = { { from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3 },
                       { from.x + 2 * (to.x - from.x) / 3, from.y + 2 * (to.y - from.y) / 3 },
                       to };

  if (to.x > from.x + STRAIGHT)
    g_array_append_vals (points, curve, 3);
}

static void
bend_to (GArray *points, NgPoint to)
{
  NgPoint from = g_array_index (points, NgPoint, points->len - 1);
  float middle = (from.x + to.x) / 2;
  NgPoint curve[3] = { { middle, from.y }, { middle, to.y }, to };

  g_array_append_vals (points, curve, 3);
}

static void
draw_line (
    const Making *m, const Column *columns, const NgBlock *block, int edge_index, GArray *points)
{
  const NgFlowEdge *edge = &m->flow->edges[edge_index];
  const NgFlowNode *source = &m->flow->nodes[edge->source];
  float v = m->ranks->items[edge->source].v + ng_flow_offset (source, TRUE, edge->source_port);
  NgPoint start = { block->places[edge->source].x + source->du, v };
  int last = m->rank[edge->target] - 1;

  g_array_append_val (points, start);
  for (int rank = m->rank[edge->source]; rank <= last; rank++) {
    float next;
    if (rank < last)
      next = m->ranks->items[m->line_of[m->port_of[edge_index]] + rank - m->rank[edge->source]].v;
    else
      next = m->ranks->items[edge->target].v +
             ng_flow_offset (&m->flow->nodes[edge->target], FALSE, edge->target_port);
    if (fabsf (next - v) <= STRAIGHT)
      continue;
    line_to (points, (NgPoint){ columns[rank].bend_from, v });
    bend_to (points, (NgPoint){ columns[rank].bend_to, next });
    v = next;
  }
  line_to (points, (NgPoint){ block->places[edge->target].x, v });
}

static void
draw_lines (const Making *m, const Column *columns, NgBlock *block)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (NgPoint));

  for (int i = 0; i < m->flow->n_edges; i++) {
    block->starts[i] = (int) points->len;
    draw_line (m, columns, block, i, points);
  }
  block->starts[m->flow->n_edges] = (int) points->len;
  block->work += points->len;
  block->points = (NgPoint *) (void *) g_array_free (points, FALSE);
}

NgBlock *
ng_block_new (const NgFlow *flow, NgBlockFlags flags)
{
  Making m = { .flow = flow, .flags = flags };
  NgBlock *self = g_new0 (NgBlock, 1);

  g_atomic_ref_count_init (&self->references);
  self->n_nodes = flow->n_nodes;
  self->n_edges = flow->n_edges;
  self->places = g_new (NgPoint, flow->n_nodes);
  self->starts = g_new (int, flow->n_edges + 1);

  m.rank = g_new (int, flow->n_nodes);
  m.port_of = g_new (int, flow->n_edges + 1);
  ng_flow_list_edges (flow, &m.outs, &m.ins);
  find_ranks (&m);
  make_ranks (&m);
  self->is_by_dot = sort_ranks (&m);
  ng_ranks_place (m.ranks, flow->node_gap);
  if (flow->is_orthogonal)
    align_ranks (&m);

  g_autofree Column *columns = measure_columns (&m);
  float origin = columns[0].end;
  for (int rank = 0; rank < m.n_ranks; rank++) {
    columns[rank].start -= origin;
    columns[rank].end -= origin;
    columns[rank].bend_from -= origin;
    columns[rank].bend_to -= origin;
  }
  const Column *last = &columns[m.n_ranks - 1];
  self->first = origin;
  self->length = last->start;
  self->last = last->end - last->start;
  for (int node = 0; node + 1 < flow->n_nodes; node++)
    self->is_crowded = self->is_crowded || m.rank[node] == m.n_ranks - 1;
  place_nodes (&m, columns, self);
  draw_lines (&m, columns, self);
  self->work += m.ranks->work + (guint64) m.ranks->n_items + (guint64) m.ranks->n_links;

  ng_lists_clear (&m.outs);
  ng_lists_clear (&m.ins);
  g_free (m.rank);
  g_free (m.port_of);
  g_free (m.line_of);
  ng_ranks_free (m.ranks);
  return self;
}

NgBlock *
ng_block_ref (NgBlock *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_block_unref (NgBlock *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->places);
  g_free (self->starts);
  g_free (self->points);
  g_free (self);
}

/* So many words that the key of a flow takes behind the first two. */
static gsize
key_length (const NgFlow *flow)
{
  gsize n = 7 + 7 * (gsize) flow->n_nodes + 6 * (gsize) flow->n_edges;

  for (int i = 0; i < flow->n_nodes; i++)
    n += (gsize) (flow->nodes[i].input_places != NULL ? flow->nodes[i].n_inputs : 0) +
         (gsize) (flow->nodes[i].output_places != NULL ? flow->nodes[i].n_outputs : 0);
  return n;
}

static guint32 *
put_number (guint32 *at, int number)
{
  *at = (guint32) number;
  return at + 1;
}

static guint32 *
put_reals (guint32 *at, const float *reals, gsize n)
{
  memcpy (at, reals, n * sizeof *at);
  return at + n;
}

void
ng_block_key (const NgFlow *flow, NgBlockFlags flags, GArray *key)
{
  gsize n = key_length (flow);
  guint64 hash = n;

  g_array_set_size (key, (guint) n + 2);
  guint32 *words = (guint32 *) (void *) key->data, *at = words + 2;
  at = put_number (at, flow->n_nodes);
  at = put_number (at, flow->n_edges);
  at = put_number (at, (int) flags);
  at = put_number (at, flow->label_side);
  at = put_number (at, flow->is_orthogonal);
  at = put_reals (at, (float[]){ flow->rank_gap, flow->node_gap }, 2);
  for (int i = 0; i < flow->n_nodes; i++) {
    const NgFlowNode *node = &flow->nodes[i];
    at = put_reals (at, (float[]){ node->du, node->dv }, 2);
    at = put_number (at, node->n_inputs);
    at = put_number (at, node->n_outputs);
    at = put_number (at, node->input_places != NULL);
    at = put_number (at, node->output_places != NULL);
    at = put_number (at, node->border);
    if (node->input_places != NULL)
      at = put_reals (at, node->input_places, (gsize) node->n_inputs);
    if (node->output_places != NULL)
      at = put_reals (at, node->output_places, (gsize) node->n_outputs);
  }
  for (int i = 0; i < flow->n_edges; i++) {
    const NgFlowEdge *edge = &flow->edges[i];
    at = put_number (at, edge->source);
    at = put_number (at, edge->source_port);
    at = put_number (at, edge->target);
    at = put_number (at, edge->target_port);
    at = put_reals (at, (float[]){ edge->label_u, edge->label_v }, 2);
  }
  for (gsize i = 2; i < n + 2; i++)
    hash = ((hash << 5 | hash >> 59) ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  words[0] = (guint32) n;
  words[1] = (guint32) (hash >> 32);
}
