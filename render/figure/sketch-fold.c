/* What repeats, drawn once: the first copy stands in a dashed frame with its count, and what
 * follows the last one follows that. A line from inside a frame to outside, or back, becomes one in
 * each of the sketches on its way. */

#include "render/figure/sketch-fold.h"

#include "core/base/pair.h"

/* A sketch that is made: that of a repeat, or the one around all of them. */
typedef struct {
  NgSketch *sketch;
  int parent, depth;
  int frame;             /* its node in the parent's sketch */
  GHashTable *entrances; /* of lines from outside: node and port of the source -> point + 1 */
  GHashTable *exits;
} Level;

typedef struct {
  NgSketchMaker *maker;
  const NgSketch *flat;
  const NgRepeats *repeats;
  Level *levels; /* the outermost, then one for each repeat */
  int *level_of; /* of a node that is shown; -1 of others */
  int *place;    /* of a node, in the sketch of its level */
  int *twin;     /* of a node: the one that stands for it, or -1 */
} Work;

static int
add_node (NgSketch *sketch, NgSketchNode node)
{
  if (node.lines == NULL)
    node.lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_words_free);
  g_array_append_val (sketch->nodes, node);
  return (int) sketch->nodes->len - 1;
}

static int
layer_of (const Work *work, int node)
{
  int index = g_array_index (work->flat->nodes, NgSketchNode, node).chart_node;
  const NgChartNode *from = &g_array_index (work->flat->chart->nodes, NgChartNode, index);

  return from->kind == NG_CHART_LAYER || from->kind == NG_CHART_FRAME ? from->index : -1;
}

static void
make_levels (Work *work)
{
  const NgRepeats *repeats = work->repeats;

  work->levels = g_new0 (Level, repeats->n_repeats + 1);
  work->levels[0] = (Level){ .parent = -1, .sketch = ng_sketch_new_empty (work->flat->chart) };
  for (int i = 1; i <= repeats->n_repeats; i++) {
    const NgRepeat *repeat = &repeats->repeats[i - 1];
    Level *level = &work->levels[i], *parent = &work->levels[repeat->parent + 1];
    g_autofree char *count = g_strdup_printf ("×%d", repeat->count);

    /* Later copies of what is around it are not shown, and neither is this. */
    if (repeat->parent_copy > 0 || parent->sketch == NULL)
      continue;
    level->sketch = ng_sketch_new_empty (work->flat->chart);
    level->entrances = g_hash_table_new (ng_pair_hash, NULL);
    level->exits = g_hash_table_new (ng_pair_hash, NULL);
    level->parent = repeat->parent + 1;
    level->depth = parent->depth + 1;
    level->frame = add_node (
        parent->sketch,
        (NgSketchNode){ .shape = NG_SKETCH_FRAME,
                        .chart_node = -1,
                        .count = repeat->count,
                        .inner = level->sketch,
                        .name = ng_words_new (
                            work->maker->figure->metrics, work->maker->word, count, G_MAXFLOAT) });
  }
}

/* Moves what is shown to its level. */
static void
place_nodes (Work *work)
{
  int n = (int) work->flat->nodes->len;
  gsize n_layers = ng_net_n_layers (work->flat->chart->view->net);
  g_autofree int *node_of = g_new (int, n_layers + 1);

  for (gsize i = 0; i < n_layers; i++)
    node_of[i] = -1;
  for (int i = 0; i < n; i++)
    if (layer_of (work, i) >= 0)
      node_of[layer_of (work, i)] = i;
  for (int i = 0; i < n; i++) {
    NgSketchNode *node = &g_array_index (work->flat->nodes, NgSketchNode, i);
    int layer = layer_of (work, i);
    int twin = layer >= 0 ? work->repeats->twin[layer] : -1;

    work->twin[i] = layer < 0 ? i : twin >= 0 ? node_of[twin] : -1;
    work->level_of[i] = -1;
    if (layer >= 0 && !work->repeats->is_shown[layer])
      continue;
    work->level_of[i] = layer >= 0 ? work->repeats->repeat[layer] + 1 : 0;
    work->place[i] = add_node (work->levels[work->level_of[i]].sketch, *node);
    *node = (NgSketchNode){ .chart_node = node->chart_node, .lines = g_ptr_array_new () };
  }
}

/* A part of @whole, which hands on its label to the first of its parts. */
static void
add_edge (
    Level *level, int source, int source_port, int target, int target_port, NgSketchEdge *whole)
{
  NgSketchShape shape = g_array_index (level->sketch->nodes, NgSketchNode, target).shape;
  NgSketchEdge edge = { source,
                        source_port,
                        target,
                        target_port,
                        whole->to,
                        g_steal_pointer (&whole->label),
                        shape == NG_SKETCH_FRAME || shape == NG_SKETCH_POINT };

  g_array_append_val (level->sketch->edges, edge);
}

/* The point where the line of a source passes the frame of a level, made when it is new. */
static int
find_point (
    const Work *work, Level *level, gboolean is_entrance, int node, int port, gboolean *is_new)
{
  GHashTable *points = is_entrance ? level->entrances : level->exits;
  gpointer key = ng_pair_key ((guint) node, (guint) port);
  int known = GPOINTER_TO_INT (g_hash_table_lookup (points, key)) - 1;
  NgSketchNode *frame =
      &g_array_index (work->levels[level->parent].sketch->nodes, NgSketchNode, level->frame);

  *is_new = known < 0;
  if (known >= 0)
    return known;
  known = add_node (level->sketch,
                    (NgSketchNode){ .shape = NG_SKETCH_POINT,
                                    .chart_node = -1,
                                    .is_entrance = is_entrance,
                                    .port = is_entrance ? frame->n_inputs++ : frame->n_outputs++,
                                    .n_inputs = !is_entrance,
                                    .n_outputs = is_entrance });
  g_hash_table_insert (points, key, GINT_TO_POINTER (known + 1));
  return known;
}

static int
port_of (const Level *level, int point)
{
  return g_array_index (level->sketch->nodes, NgSketchNode, point).port;
}

/* The innermost level around both. */
static int
common_level (const Work *work, int a, int b)
{
  while (a != b) {
    if (work->levels[a].depth >= work->levels[b].depth)
      a = work->levels[a].parent;
    else
      b = work->levels[b].parent;
  }
  return a;
}

/* Leads an edge out of the frames around its source, and into those around its target. @down: room
 * for all levels */
static void
lead_edge (Work *work, NgSketchEdge *edge, int *down)
{
  int source = work->twin[edge->source], n_down = 0;

  if (source < 0 || work->level_of[source] < 0 || work->level_of[edge->target] < 0)
    return;
  int at = work->level_of[source], common = common_level (work, at, work->level_of[edge->target]);
  int end = work->place[source], end_port = edge->source_port;
  gboolean is_new;

  for (; at != common; at = work->levels[at].parent) {
    Level *level = &work->levels[at];
    int point = find_point (work, level, FALSE, source, edge->source_port, &is_new);
    if (is_new)
      add_edge (level, end, end_port, point, 0, edge);
    end = level->frame;
    end_port = port_of (level, point);
  }
  for (int to = work->level_of[edge->target]; to != common; to = work->levels[to].parent)
    down[n_down++] = to;
  while (n_down > 0) {
    Level *level = &work->levels[down[--n_down]];
    int point = find_point (work, level, TRUE, source, edge->source_port, &is_new);
    if (is_new)
      add_edge (
          &work->levels[level->parent], end, end_port, level->frame, port_of (level, point), edge);
    end = point;
    end_port = 0;
    at = (int) (level - work->levels);
  }
  add_edge (&work->levels[at], end, end_port, work->place[edge->target], edge->target_port, edge);
}

NgSketch *
ng_sketch_fold (NgSketchMaker *maker, NgSketch *flat, const NgRepeats *repeats)
{
  gsize n = flat->nodes->len;
  Work work = { .maker = maker,
                .flat = flat,
                .repeats = repeats,
                .level_of = g_new (int, n + 1),
                .place = g_new0 (int, n + 1),
                .twin = g_new (int, n + 1) };
  g_autofree int *down = g_new (int, repeats->n_repeats + 2);

  make_levels (&work);
  place_nodes (&work);
  for (guint i = 0; i < flat->edges->len; i++)
    lead_edge (&work, &g_array_index (flat->edges, NgSketchEdge, i), down);
  NgSketch *whole = work.levels[0].sketch;
  for (int i = 0; i <= repeats->n_repeats; i++) {
    g_clear_pointer (&work.levels[i].entrances, g_hash_table_unref);
    g_clear_pointer (&work.levels[i].exits, g_hash_table_unref);
  }
  g_free (work.levels);
  g_free (work.level_of);
  g_free (work.place);
  g_free (work.twin);
  ng_sketch_free (flat);
  return whole;
}
