/* From an abstract graph to places: the graph in the frame of its flow, far edges turned into tags,
 * cut into blocks, each block laid out or found among those laid out before, and all put together.
 */

#include "render/layout/layout.h"

#include "render/layout/block.h"
#include "render/layout/blocks.h"
#include "render/layout/cache.h"
#include "render/layout/far.h"
#include "render/layout/wrap.h"

/* Nodes of all blocks together that one layout gives to dot. */
#define MOST_BY_DOT 500

/* A layout while it is made. Nodes of @flow are in topological order: first the tags at targets,
 * then the nodes of the graph, then the tags at sources. */
typedef struct {
  const NgLayoutNode *nodes;
  int n_nodes;
  const NgLayoutEdge *edges;
  int n_edges;
  const NgLayoutOptions *options;

  int *rank_of; /* of a node of the graph: its number in @sorted */
  int *node_of; /* and back */
  NgFlowNode *sorted;
  NgFlowEdge *between;

  NgFlowNode *flow_nodes;
  NgFlowEdge *flow_edges;
  NgFlow flow;
  int n_near;     /* tags at targets */
  int *tagged;    /* of a tag at a target: its edge */
  int *first_tag; /* of a tag at a source: an edge from there */
  int n_first;

  NgPoint *places; /* of flow nodes: u of the start, v of the middle */
  int *starts;     /* of flow edges: first point */
  int *counts;
  GArray *points;
  int dot_left;
  NgLayout *layout;
} Work;

gboolean
ng_layout_is_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  ng_error_set_new (error, "Layout::cancelled", NULL, "The layout was cancelled.");
  if (error != NULL)
    (*error)->code = NG_ERROR_CANCELLED;
  return TRUE;
}

static gboolean
flows_across (const Work *work)
{
  return work->options->direction == NG_DIRECTION_RIGHT;
}

/* Kahn's algorithm; the queue is the order itself. */
static gboolean
sort_nodes (Work *work, GError **error)
{
  int *missing = g_new0 (int, work->n_nodes + 1), *keys = g_new (int, work->n_edges + 1), n = 0;

  for (int i = 0; i < work->n_edges; i++) {
    missing[work->edges[i].target]++;
    keys[i] = work->edges[i].source;
  }
  NgLists outs = ng_lists_new (work->n_nodes, keys, work->n_edges);
  work->node_of = g_new (int, work->n_nodes + 1);
  work->rank_of = g_new (int, work->n_nodes + 1);
  for (int i = 0; i < work->n_nodes; i++)
    if (missing[i] == 0)
      work->node_of[n++] = i;
  for (int i = 0; i < n; i++) {
    int node = work->node_of[i];
    work->rank_of[node] = i;
    for (int j = outs.starts[node]; j < outs.starts[node + 1]; j++) {
      int target = work->edges[outs.members[j]].target;
      if (--missing[target] == 0)
        work->node_of[n++] = target;
    }
  }
  ng_lists_clear (&outs);
  g_free (missing);
  g_free (keys);
  if (n < work->n_nodes)
    ng_error_set_new (error, "Layout::cycle", NULL, "The graph has a cycle, so it has no layout.");
  return n == work->n_nodes;
}

static void
turn_into_flow (Work *work)
{
  gboolean across = flows_across (work);

  work->sorted = g_new0 (NgFlowNode, work->n_nodes + 1);
  work->between = g_new0 (NgFlowEdge, work->n_edges + 1);
  for (int i = 0; i < work->n_nodes; i++) {
    const NgLayoutNode *node = &work->nodes[work->node_of[i]];
    work->sorted[i] = (NgFlowNode){ across ? node->width : node->height,
                                    across ? node->height : node->width,
                                    node->n_inputs,
                                    node->n_outputs,
                                    node->input_places,
                                    node->output_places,
                                    node->border };
  }
  for (int i = 0; i < work->n_edges; i++) {
    const NgLayoutEdge *edge = &work->edges[i];
    work->between[i] = (NgFlowEdge){ work->rank_of[edge->source],
                                     edge->source_port,
                                     work->rank_of[edge->target],
                                     edge->target_port,
                                     across ? edge->label_width : edge->label_height,
                                     across ? edge->label_height : edge->label_width };
  }
  work->flow = (NgFlow){
    work->sorted,    work->n_nodes,           work->between,           work->n_edges,
    across ? -1 : 1, work->options->rank_gap, work->options->node_gap, work->options->is_orthogonal
  };
}

static NgFlowNode
make_tag (const Work *work, int sorted_node, gboolean is_first)
{
  float width = work->nodes[work->node_of[sorted_node]].tag_width;
  float height = work->options->tag_height;

  return (NgFlowNode){ .du = flows_across (work) ? width : height,
                       .dv = flows_across (work) ? height : width,
                       .n_inputs = is_first,
                       .n_outputs = !is_first };
}

/* Replaces each far edge by one from a tag, and adds one tag where the first far edge of an output
 * leaves. */
static void
add_tags (Work *work, const gboolean *is_far)
{
  int n_far = 0;
  for (int i = 0; i < work->n_edges; i++)
    n_far += is_far[i];

  int n = work->n_nodes;
  g_autofree int *keys = g_new (int, work->n_edges + 1);
  work->tagged = g_new (int, n_far + 1);
  work->first_tag = g_new (int, n_far + 1);
  work->flow_nodes = g_new0 (NgFlowNode, n + 2 * n_far + 1);
  work->flow_edges = g_new0 (NgFlowEdge, work->n_edges + n_far + 1);
  for (int i = 0; i < n; i++)
    work->flow_nodes[n_far + i] = work->sorted[i];
  for (int i = 0; i < work->n_edges; i++) {
    NgFlowEdge edge = work->between[i];
    keys[i] = is_far[i] ? edge.source : -1;
    edge.source += n_far;
    edge.target += n_far;
    if (is_far[i]) {
      work->flow_nodes[work->n_near] = make_tag (work, work->between[i].source, FALSE);
      work->tagged[work->n_near] = i;
      edge.source = work->n_near++;
      edge.source_port = 0;
      edge.label_u = edge.label_v = 0;
    }
    work->flow_edges[i] = edge;
  }

  NgLists far = ng_lists_new (n, keys, work->n_edges);
  int n_edges = work->n_edges;
  for (int node = 0; node < n; node++) {
    g_autoptr (GHashTable) seen = NULL;
    for (int i = far.starts[node]; i < far.starts[node + 1]; i++) {
      const NgFlowEdge *edge = &work->between[far.members[i]];
      if (seen == NULL)
        seen = g_hash_table_new (NULL, NULL);
      if (!g_hash_table_add (seen, GINT_TO_POINTER (edge->source_port)))
        continue;
      int tag = n_far + n + work->n_first;
      work->flow_nodes[tag] = make_tag (work, node, TRUE);
      work->flow_edges[n_edges++] =
          (NgFlowEdge){ n_far + node, edge->source_port, tag, 0, edge->label_u, edge->label_v };
      work->first_tag[work->n_first++] = far.members[i];
    }
  }
  ng_lists_clear (&far);

  work->flow.nodes = work->flow_nodes;
  work->flow.n_nodes = n_far + n + work->n_first;
  work->flow.edges = work->flow_edges;
  work->flow.n_edges = n_edges;
}

static int *
find_ranks (const Work *work, int *n_ranks)
{
  NgLists outs, ins;
  int *rank = g_new (int, work->flow.n_nodes + 1);

  ng_flow_list_edges (&work->flow, &outs, &ins);
  *n_ranks = ng_flow_rank (&work->flow, &outs, &ins, FALSE, FALSE, rank);
  ng_lists_clear (&outs);
  ng_lists_clear (&ins);
  return rank;
}

static void
take_tags (Work *work)
{
  int n_ranks;
  g_autofree int *rank = find_ranks (work, &n_ranks);
  g_autofree gboolean *may_cut = g_new (gboolean, work->n_nodes + 1);

  for (int i = 0; i < work->n_nodes; i++)
    may_cut[i] = work->nodes[work->node_of[i]].tag_width > 0;
  g_autofree gboolean *is_far = ng_flow_find_far (&work->flow, rank, may_cut);
  for (int i = 0; i < work->n_edges; i++)
    is_far[i] = is_far[i] || (work->edges[i].is_cut && may_cut[work->between[i].source]);
  add_tags (work, is_far);
}

/* A block's own graph: nodes order[from] … order[to] and the edges among them. One block after
 * the other uses the same memory. */
typedef struct {
  NgFlow flow;
  GArray *nodes;   /* NgFlowNode */
  GArray *edges;   /* NgFlowEdge */
  GArray *edge_of; /* int: in the whole flow */
  GArray *key;
} Piece;

static void
piece_init (Piece *piece)
{
  piece->nodes = g_array_new (FALSE, FALSE, sizeof (NgFlowNode));
  piece->edges = g_array_new (FALSE, FALSE, sizeof (NgFlowEdge));
  piece->edge_of = g_array_new (FALSE, FALSE, sizeof (int));
  piece->key = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
piece_clear (Piece *piece)
{
  g_array_unref (piece->nodes);
  g_array_unref (piece->edges);
  g_array_unref (piece->edge_of);
  g_array_unref (piece->key);
}

static void
take_piece (
    const Work *work, const NgBlocks *blocks, const NgLists *ins, int from, int to, Piece *piece)
{
  int n = to - from + 1, n_edges = 0;

  for (int at = from + 1; at <= to; at++)
    n_edges += ins->starts[blocks->order[at] + 1] - ins->starts[blocks->order[at]];
  g_array_set_size (piece->nodes, (guint) n);
  g_array_set_size (piece->edges, (guint) n_edges);
  g_array_set_size (piece->edge_of, (guint) n_edges);
  NgFlowNode *nodes = (NgFlowNode *) (void *) piece->nodes->data;
  NgFlowEdge *edges = (NgFlowEdge *) (void *) piece->edges->data;
  int *edge_of = (int *) (void *) piece->edge_of->data;

  n_edges = 0;
  for (int at = from; at <= to; at++) {
    int node = blocks->order[at];
    nodes[at - from] = work->flow.nodes[node];
    for (int i = ins->starts[node]; at > from && i < ins->starts[node + 1]; i++) {
      NgFlowEdge edge = work->flow.edges[ins->members[i]];
      edge.source = blocks->place[edge.source] - from;
      edge.target = at - from;
      edge_of[n_edges] = ins->members[i];
      edges[n_edges++] = edge;
    }
  }
  piece->flow = work->flow;
  piece->flow.nodes = nodes;
  piece->flow.n_nodes = n;
  piece->flow.edges = edges;
  piece->flow.n_edges = n_edges;
}

/* Returns: (nullable): NULL when it was cancelled */
static NgBlock *
lay_out (Work *work, NgLayoutCache *cache, const Piece *piece, NgBlockFlags flags)
{
  const NgFlow *flow = &piece->flow;

  if (work->dot_left > 0 && flow->n_nodes > 3)
    flags |= NG_BLOCK_BY_DOT;

  ng_block_key (flow, flags, piece->key);
  NgBlock *block = ng_layout_cache_find (cache, piece->key);
  gboolean is_known = block != NULL;
  work->layout->n_blocks++;
  if (!is_known)
    block = ng_block_new (flow, flags);
  if (g_cancellable_is_cancelled (flow->cancellable))
    g_clear_pointer (&block, ng_block_unref);
  if (is_known || block == NULL)
    return block;

  work->layout->n_laid_out++;
  work->layout->work += block->work;
  if (block->is_by_dot)
    work->dot_left -= flow->n_nodes;
  ng_layout_cache_keep (cache, piece->key, block);
  return block;
}

/* The blocks of one part, along the flow: a cut stands at the end of one block and at the beginning
 * of the next, in a rank as thick as both need. */
typedef struct {
  float base;  /* u of the start line of the cut's rank */
  float thick; /* of that rank, as the block before needs it */
  int exit;    /* the cut, a flow node, or -1 at the beginning */
} Joint;

static void
put_block (Work *work,
           const NgBlocks *blocks,
           const Piece *piece,
           const NgBlock *block,
           int from,
           Joint *joint)
{
  int n = piece->flow.n_nodes;
  float thick = MAX (joint->thick, block->first), origin = joint->base + thick;

  if (joint->exit >= 0)
    work->places[joint->exit].x = joint->base + (thick - work->flow.nodes[joint->exit].du) / 2;
  for (int i = joint->exit >= 0 ? 1 : 0; i < n; i++)
    work->places[blocks->order[from + i]] =
        (NgPoint){ origin + block->places[i].x, block->places[i].y };

  for (int i = 0; i < piece->flow.n_edges; i++) {
    int edge = g_array_index (piece->edge_of, int, i), start = (int) work->points->len;
    int count = block->starts[i + 1] - block->starts[i];
    const NgPoint *from_block = &block->points[block->starts[i]];

    work->starts[edge] = start;
    work->counts[edge] = count;
    g_array_set_size (work->points, (guint) (start + count));
    NgPoint *points = &g_array_index (work->points, NgPoint, start);
    for (int k = 0; k < count; k++)
      points[k] = (NgPoint){ origin + from_block[k].x, from_block[k].y };
  }
  joint->base = origin + block->length;
  joint->thick = block->last;
  joint->exit = blocks->order[from + n - 1];
}

/* Where a cut's rank turned out thicker than one of its blocks knew, lines reach on to the node. */
static void
mend_ends (Work *work)
{
  for (int i = 0; i < work->flow.n_edges; i++) {
    if (work->counts[i] == 0)
      continue;
    const NgFlowEdge *edge = &work->flow.edges[i];
    NgPoint *points = &g_array_index (work->points, NgPoint, work->starts[i]);
    points[0].x = work->places[edge->source].x + work->flow.nodes[edge->source].du;
    points[work->counts[i] - 1].x = work->places[edge->target].x;
  }
}

static gboolean
put_blocks (Work *work, const NgBlocks *blocks, NgLayoutCache *cache, GError **error)
{
  NgLists outs, ins;
  Joint joint = { 0, 0, -1 };
  gboolean is_crowded = FALSE, is_done = TRUE;
  Piece piece;

  piece_init (&piece);
  ng_flow_list_edges (&work->flow, &outs, &ins);
  for (int i = 0; i < blocks->n_cuts; i++) {
    gboolean is_first = i == 0 || blocks->part[i - 1] != blocks->part[i];
    gboolean is_last = i + 1 == blocks->n_cuts || blocks->part[i + 1] != blocks->part[i];
    if (is_first) {
      joint = (Joint){ 0, 0, -1 };
      is_crowded = FALSE;
    }
    if (is_last) {
      if (is_first)
        work->places[blocks->order[blocks->cuts[i]]] = (NgPoint){ 0, 0 };
      continue;
    }
    gboolean ends = i + 2 == blocks->n_cuts || blocks->part[i + 2] != blocks->part[i];
    take_piece (work, blocks, &ins, blocks->cuts[i], blocks->cuts[i + 1], &piece);
    NgBlockFlags flags = (is_first ? NG_BLOCK_FIRST : 0) | (ends ? NG_BLOCK_LAST : 0) |
                         (is_crowded ? NG_BLOCK_CROWDED : 0);
    g_autoptr (NgBlock) block = lay_out (work, cache, &piece, flags);
    if (block == NULL) {
      ng_layout_is_cancelled (work->flow.cancellable, error);
      is_done = FALSE;
      break;
    }
    put_block (work, blocks, &piece, block, blocks->cuts[i], &joint);
    is_crowded = block->is_crowded;
    work->layout->work += (guint64) piece.flow.n_nodes + (guint64) piece.flow.n_edges;
  }
  piece_clear (&piece);
  ng_lists_clear (&outs);
  ng_lists_clear (&ins);
  mend_ends (work);
  return is_done;
}

/* Parts that are not joined lie beside one another. */
static void
stack_parts (Work *work, const NgBlocks *blocks)
{
  if (blocks->n_parts < 2)
    return;

  g_autofree float *low = g_new0 (float, blocks->n_parts), *high = g_new0 (float, blocks->n_parts);
  g_autofree int *part = g_new (int, work->flow.n_nodes + 1);
  for (int i = 0, cut = 0; i < work->flow.n_nodes; i++) {
    while (cut + 1 < blocks->n_cuts && blocks->cuts[cut + 1] <= i)
      cut++;
    part[blocks->order[i]] = blocks->part[cut];
  }
  for (int i = 0; i < work->flow.n_nodes; i++) {
    float half = work->flow.nodes[i].dv / 2 + 6, v = work->places[i].y;
    low[part[i]] = MIN (low[part[i]], v - half);
    high[part[i]] = MAX (high[part[i]], v + half);
  }
  for (int i = 0; i < work->flow.n_edges; i++) {
    int p = part[work->flow.edges[i].source];
    for (int k = work->starts[i]; k < work->starts[i] + work->counts[i]; k++) {
      float v = g_array_index (work->points, NgPoint, k).y;
      low[p] = MIN (low[p], v - 10);
      high[p] = MAX (high[p], v + 4);
    }
  }
  float at = 0;
  for (int p = 0; p < blocks->n_parts; p++) {
    float shift = at - low[p];
    at += high[p] - low[p] + work->options->node_gap;
    low[p] = shift;
  }
  for (int i = 0; i < work->flow.n_nodes; i++)
    work->places[i].y += low[part[i]];
  for (int i = 0; i < work->flow.n_edges; i++)
    for (int k = work->starts[i]; k < work->starts[i] + work->counts[i]; k++)
      g_array_index (work->points, NgPoint, k).y += low[part[work->flow.edges[i].source]];
}

static NgBox
box_to_page (const Work *work, float u, float v, float du, float dv)
{
  NgDirection direction = work->options->direction;
  NgPoint a = ng_flow_to_page (direction, (NgPoint){ u, v });
  NgPoint b = ng_flow_to_page (direction, (NgPoint){ u + du, v + dv });

  return (NgBox){ MIN (a.x, b.x), MIN (a.y, b.y), ABS (b.x - a.x), ABS (b.y - a.y) };
}

static NgBox
flow_node_box (const Work *work, int node)
{
  const NgFlowNode *size = &work->flow.nodes[node];
  NgPoint place = work->places[node];

  return box_to_page (work, place.x, place.y - size->dv / 2, size->du, size->dv);
}

static NgBox
label_box (const Work *work, const NgFlowEdge *edge, NgPoint start)
{
  float v =
      work->flow.label_side < 0 ? start.y - NG_LABEL_PAD - edge->label_v : start.y + NG_LABEL_PAD;

  return box_to_page (work, start.x + NG_LABEL_LEAD, v, edge->label_u, edge->label_v);
}

static void
fill_layout (Work *work)
{
  NgLayout *layout = work->layout;

  layout->n_nodes = (gsize) work->n_nodes;
  layout->nodes = g_new (NgBox, work->n_nodes + 1);
  for (int i = 0; i < work->n_nodes; i++)
    layout->nodes[work->node_of[i]] = flow_node_box (work, work->n_near + i);

  layout->n_tags = (gsize) (work->n_near + work->n_first);
  layout->tags = g_new0 (NgTag, layout->n_tags + 1);
  layout->n_routes = (gsize) work->n_edges;
  layout->routes = g_new0 (NgRoute, work->n_edges + 1);
  for (int i = 0; i < work->n_edges; i++) {
    NgRoute *route = &layout->routes[i];
    route->first = (guint32) work->starts[i];
    route->n = (guint32) work->counts[i];
    route->tag = -1;
    if (work->flow.edges[i].label_u > 0 && route->n > 0)
      route->label = label_box (
          work, &work->flow.edges[i], g_array_index (work->points, NgPoint, work->starts[i]));
  }
  for (int i = 0; i < work->n_near; i++) {
    const NgLayoutEdge *edge = &work->edges[work->tagged[i]];
    layout->tags[i] =
        (NgTag){ flow_node_box (work, i), edge->source, edge->source_port, work->tagged[i], 0, 0 };
    layout->routes[work->tagged[i]].tag = i;
  }
  for (int i = 0; i < work->n_first; i++) {
    const NgLayoutEdge *edge = &work->edges[work->first_tag[i]];
    int line = work->n_edges + i;
    layout->tags[work->n_near + i] =
        (NgTag){ flow_node_box (work, work->n_near + work->n_nodes + i),
                 edge->source,
                 edge->source_port,
                 -1,
                 (guint32) work->starts[line],
                 (guint32) work->counts[line] };
    if (work->flow.edges[line].label_u > 0)
      layout->routes[work->first_tag[i]].label = label_box (
          work, &work->flow.edges[line], g_array_index (work->points, NgPoint, work->starts[line]));
  }

  layout->n_points = work->points->len;
  layout->points = (NgPoint *) (void *) g_array_free (g_steal_pointer (&work->points), FALSE);
  for (gsize i = 0; i < layout->n_points; i++)
    layout->points[i] = ng_flow_to_page (work->options->direction, layout->points[i]);
}

static void
reach (NgBox box, float *left, float *top, float *right, float *bottom)
{
  *left = MIN (*left, box.x);
  *top = MIN (*top, box.y);
  *right = MAX (*right, box.x + box.width);
  *bottom = MAX (*bottom, box.y + box.height);
}

NgPoint
ng_layout_to_origin (NgLayout *self)
{
  float left = G_MAXFLOAT, top = G_MAXFLOAT, right = -G_MAXFLOAT, bottom = -G_MAXFLOAT;

  if (self->n_nodes == 0)
    return (NgPoint){ 0, 0 };
  for (gsize i = 0; i < self->n_nodes; i++)
    reach (self->nodes[i], &left, &top, &right, &bottom);
  for (gsize i = 0; i < self->n_tags; i++)
    reach (self->tags[i].box, &left, &top, &right, &bottom);
  for (gsize i = 0; i < self->n_routes; i++)
    if (self->routes[i].label.width > 0)
      reach (self->routes[i].label, &left, &top, &right, &bottom);
  for (gsize i = 0; i < self->n_points; i++)
    reach ((NgBox){ self->points[i].x, self->points[i].y, 0, 0 }, &left, &top, &right, &bottom);

  for (gsize i = 0; i < self->n_nodes; i++) {
    self->nodes[i].x -= left;
    self->nodes[i].y -= top;
  }
  for (gsize i = 0; i < self->n_tags; i++) {
    self->tags[i].box.x -= left;
    self->tags[i].box.y -= top;
  }
  for (gsize i = 0; i < self->n_routes; i++) {
    self->routes[i].label.x -= left;
    self->routes[i].label.y -= top;
  }
  for (gsize i = 0; i < self->n_points; i++) {
    self->points[i].x -= left;
    self->points[i].y -= top;
  }
  for (gsize i = 0; i < self->n_joints; i++) {
    self->joints[i].x -= left;
    self->joints[i].y -= top;
  }
  self->width = right - left;
  self->height = bottom - top;
  return (NgPoint){ -left, -top };
}

static void
work_clear (Work *work)
{
  g_free (work->rank_of);
  g_free (work->node_of);
  g_free (work->sorted);
  g_free (work->between);
  g_free (work->flow_nodes);
  g_free (work->flow_edges);
  g_free (work->tagged);
  g_free (work->first_tag);
  g_free (work->places);
  g_free (work->starts);
  g_free (work->counts);
  if (work->points != NULL)
    g_array_unref (work->points);
}

NgLayout *
ng_layout_new (const NgLayoutNode *nodes,
               gsize n_nodes,
               const NgLayoutEdge *edges,
               gsize n_edges,
               const NgLayoutOptions *options,
               GCancellable *cancellable,
               GError **error)
{
  g_return_val_if_fail (n_nodes < G_MAXINT / 4 && n_edges < G_MAXINT / 4, NULL);

  Work work = { .nodes = nodes,
                .n_nodes = (int) n_nodes,
                .edges = edges,
                .n_edges = (int) n_edges,
                .options = options,
                .dot_left = options->without_dot ? 0 : MOST_BY_DOT };
  if (!sort_nodes (&work, error)) {
    work_clear (&work);
    return NULL;
  }
  work.layout = g_new0 (NgLayout, 1);
  turn_into_flow (&work);
  work.flow.cancellable = cancellable;
  take_tags (&work);

  int n_ranks;
  g_autofree int *rank = find_ranks (&work, &n_ranks);
  g_autoptr (NgBlocks) blocks = ng_blocks_new (&work.flow, rank, n_ranks);
  g_autoptr (NgLayoutCache) cache =
      options->cache != NULL ? ng_layout_cache_ref (options->cache) : ng_layout_cache_new ();
  work.places = g_new0 (NgPoint, work.flow.n_nodes + 1);
  work.starts = g_new0 (int, work.flow.n_edges + 1);
  work.counts = g_new0 (int, work.flow.n_edges + 1);
  work.points = g_array_sized_new (FALSE, FALSE, sizeof (NgPoint), 8 * (guint) n_edges + 8);

  gboolean is_done = put_blocks (&work, blocks, cache, error);
  if (is_done) {
    stack_parts (&work, blocks);
    fill_layout (&work);
    ng_layout_to_origin (work.layout);
    if (options->wrap != 0)
      ng_layout_wrap (work.layout,
                      nodes,
                      edges,
                      options->direction,
                      options->wrap,
                      options->node_gap,
                      cancellable);
    is_done = !ng_layout_is_cancelled (cancellable, error);
  }
  work_clear (&work);
  if (!is_done)
    g_clear_pointer (&work.layout, ng_layout_free);
  return work.layout;
}

void
ng_layout_free (NgLayout *self)
{
  if (self == NULL)
    return;
  g_free (self->nodes);
  g_free (self->routes);
  g_free (self->points);
  g_free (self->tags);
  g_free (self->joints);
  g_free (self);
}

NgPoint
ng_layout_port (
    const NgLayoutNode *node, NgBox box, NgDirection direction, gboolean is_output, int port)
{
  gboolean across = direction == NG_DIRECTION_RIGHT;
  NgFlowNode flow = { across ? node->width : node->height,
                      across ? node->height : node->width,
                      node->n_inputs,
                      node->n_outputs,
                      node->input_places,
                      node->output_places,
                      0 };
  float v = ng_flow_offset (&flow, is_output, port);

  if (across)
    return (NgPoint){ is_output ? box.x + box.width : box.x, box.y + box.height / 2 + v };
  return (NgPoint){ box.x + box.width / 2 + v,
                    is_output == (direction == NG_DIRECTION_DOWN) ? box.y + box.height : box.y };
}
