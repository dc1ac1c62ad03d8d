/* Layouts held to properties: nothing overlaps, edges go forward and meet their ports, labels touch
 * their line and nothing else, equal blocks are laid out once, and the work is linear. All that
 * holds when lines are made orthogonal, too. */

#include "render/layout/block.h"
#include "render/layout/orthogonal.h"
#include "render/layout/wrap.h"

#include "core/base/rng.h"
#include "tests/support/test.h"

#include <math.h>

typedef struct {
  GArray *nodes, *edges;
} Graph;

static Graph
graph_new (void)
{
  return (Graph){ g_array_new (FALSE, FALSE, sizeof (NgLayoutNode)),
                  g_array_new (FALSE, FALSE, sizeof (NgLayoutEdge)) };
}

static void
graph_clear (Graph *graph)
{
  g_array_unref (graph->nodes);
  g_array_unref (graph->edges);
}

static int
add_node (Graph *graph, int n_inputs, int n_outputs)
{
  NgLayoutNode node = { 84, 56, n_inputs, n_outputs, NULL, NULL, 40 };
  int most = MAX (n_inputs, n_outputs);

  /* Room for a label at each port. */
  node.width = MAX (node.width, 44.0F * (float) (most + 1));
  node.height = MAX (node.height, 14.0F * (float) (most + 1));
  g_array_append_val (graph->nodes, node);
  return (int) graph->nodes->len - 1;
}

static void
add_edge (Graph *graph, int source, int source_port, int target, int target_port)
{
  NgLayoutEdge edge = { source, source_port, target, target_port, 0, 0 };

  for (guint i = 0; i < graph->edges->len; i++) {
    NgLayoutEdge *other = &g_array_index (graph->edges, NgLayoutEdge, i);
    if (other->source == source && other->source_port == source_port) {
      g_array_append_val (graph->edges, edge);
      return;
    }
  }
  edge.label_width = 40;
  edge.label_height = 9;
  g_array_append_val (graph->edges, edge);
}

static NgLayout *
lay_out_in_rows (const Graph *graph, NgDirection direction, gboolean without_dot, float wrap)
{
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.direction = direction;
  options.without_dot = without_dot;
  options.wrap = wrap;
  NgLayout *layout = ng_layout_new ((NgLayoutNode *) (void *) graph->nodes->data,
                                    graph->nodes->len,
                                    (NgLayoutEdge *) (void *) graph->edges->data,
                                    graph->edges->len,
                                    &options,
                                    NULL,
                                    &error);
  g_assert_no_error (error);
  return layout;
}

static NgLayout *
lay_out_orthogonal (const Graph *graph, NgDirection direction)
{
  const NgLayoutNode *nodes = (NgLayoutNode *) (void *) graph->nodes->data;
  const NgLayoutEdge *edges = (NgLayoutEdge *) (void *) graph->edges->data;
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.direction = direction;
  options.without_dot = TRUE;
  options.is_orthogonal = TRUE;
  NgLayout *layout =
      ng_layout_new (nodes, graph->nodes->len, edges, graph->edges->len, &options, NULL, &error);
  g_assert_no_error (error);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
  return layout;
}

static NgLayout *
lay_out (const Graph *graph, NgDirection direction, gboolean without_dot)
{
  return lay_out_in_rows (graph, direction, without_dot, 0);
}

static gboolean
boxes_overlap (NgBox a, NgBox b, float slack)
{
  return a.x + slack < b.x + b.width && b.x + slack < a.x + a.width &&
         a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
}

static gboolean
point_is_in (NgPoint p, NgBox box, float slack)
{
  return p.x > box.x + slack && p.x < box.x + box.width - slack && p.y > box.y + slack &&
         p.y < box.y + box.height - slack;
}

static NgPoint
curve_at (const NgPoint *p, float t)
{
  float s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;

  return (NgPoint){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                    a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

static float
along (NgDirection direction, NgPoint p)
{
  return direction == NG_DIRECTION_RIGHT ? p.x : direction == NG_DIRECTION_DOWN ? p.y : -p.y;
}

/* @goes_on: whether the line goes forward all the way, as it does where there are no rows */
static void
check_line (const NgLayout *layout,
            guint32 first,
            guint32 n,
            int source,
            int target,
            NgDirection direction,
            gboolean goes_on)
{
  const NgPoint *points = layout->points + first;

  g_assert_cmpuint (n % 3, ==, 1);
  for (guint32 i = 0; i + 3 < n; i += 3) {
    float last = along (direction, points[i]);
    for (int step = 0; step <= 8; step++) {
      NgPoint p = curve_at (points + i, (float) step / 8);
      if (goes_on)
        g_assert_cmpfloat (along (direction, p), >=, last - 0.1F);
      last = along (direction, p);
      for (gsize node = 0; node < layout->n_nodes; node++) {
        if ((int) node != source && (int) node != target &&
            point_is_in (p, layout->nodes[node], 0.5F))
          g_error ("the line from %d to %d runs through node %d", source, target, (int) node);
        if (((int) node == source || (int) node == target) &&
            point_is_in (p, layout->nodes[node], 0.5F))
          g_error ("the line from %d to %d runs into its node", source, target);
      }
    }
  }
}

static void
check_properties (const Graph *graph,
                  const NgLayout *layout,
                  NgDirection direction,
                  gboolean goes_on)
{
  const NgLayoutNode *nodes = (NgLayoutNode *) (void *) graph->nodes->data;
  const NgLayoutEdge *edges = (NgLayoutEdge *) (void *) graph->edges->data;

  for (gsize i = 0; i < layout->n_nodes; i++) {
    NgBox box = layout->nodes[i];
    g_assert_cmpfloat (box.x, >=, -0.01);
    g_assert_cmpfloat (box.y, >=, -0.01);
    g_assert_cmpfloat (box.x + box.width, <=, layout->width + 0.01F);
    g_assert_cmpfloat (box.y + box.height, <=, layout->height + 0.01F);
    for (gsize j = 0; j < i; j++)
      if (boxes_overlap (box, layout->nodes[j], 0.1F))
        g_error ("nodes %d and %d overlap", (int) i, (int) j);
    for (gsize j = 0; j < layout->n_tags; j++)
      g_assert_false (boxes_overlap (box, layout->tags[j].box, 0.1F));
  }

  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgRoute *route = &layout->routes[i];
    const NgLayoutEdge *edge = &edges[i];
    const NgPoint *points = layout->points + route->first;
    NgPoint end = ng_layout_port (
        &nodes[edge->target], layout->nodes[edge->target], direction, FALSE, edge->target_port);
    g_assert_cmpuint (route->n, >=, 4);
    ng_assert_near ((double) points[route->n - 1].x, (double) end.x, 0.1);
    ng_assert_near ((double) points[route->n - 1].y, (double) end.y, 0.1);
    check_line (layout, route->first, route->n, edge->source, edge->target, direction, goes_on);
    if (route->tag < 0) {
      NgPoint start = ng_layout_port (
          &nodes[edge->source], layout->nodes[edge->source], direction, TRUE, edge->source_port);
      ng_assert_near ((double) points[0].x, (double) start.x, 0.1);
      ng_assert_near ((double) points[0].y, (double) start.y, 0.1);
      if (goes_on)
        g_assert_cmpfloat (along (direction, end), >, along (direction, start));
    }
  }
}

static void
check_labels (const Graph *graph, const NgLayout *layout)
{
  const NgLayoutEdge *edges = (NgLayoutEdge *) (void *) graph->edges->data;

  for (gsize i = 0; i < layout->n_routes; i++) {
    NgBox label = layout->routes[i].label;
    if (edges[i].label_width <= 0)
      continue;
    g_assert_cmpfloat (label.width, >, 0);

    /* Beside the beginning of its own line. */
    const NgPoint *points = layout->points + layout->routes[i].first;
    NgBox near = { label.x - 6, label.y - 6, label.width + 12, label.height + 12 };
    if (layout->routes[i].tag < 0)
      g_assert_true (point_is_in (points[0], near, 0));

    for (gsize j = 0; j < layout->n_nodes; j++)
      if (boxes_overlap (label, layout->nodes[j], 0.1F))
        g_error ("label %d overlaps node %d", (int) i, (int) j);
    for (gsize j = 0; j < i; j++)
      if (layout->routes[j].label.width > 0 && boxes_overlap (label, layout->routes[j].label, 0.1F))
        g_error ("labels %d and %d overlap", (int) i, (int) j);
    for (gsize j = 0; j < layout->n_routes; j++) {
      const NgRoute *route = &layout->routes[j];
      for (guint32 k = 0; k + 3 < route->n; k += 3)
        for (int step = 0; step <= 16; step++)
          if (point_is_in (
                  curve_at (layout->points + route->first + k, (float) step / 16), label, 0.5F))
            g_error ("the line of edge %d runs through label %d", (int) j, (int) i);
    }
  }
}

/* Every piece runs along or across the flow, or is a corner of at most the radius. */
static void
check_pieces (const NgLayout *layout)
{
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgPoint *points = layout->points + layout->routes[i].first;
    for (guint32 k = 0; k + 3 < layout->routes[i].n; k += 3) {
      float dx = fabsf (points[k + 3].x - points[k].x), dy = fabsf (points[k + 3].y - points[k].y);
      g_assert_true (dx < 0.05F || dy < 0.05F || (dx < 4.1F && dy < 4.1F));
    }
  }
}

static void
check (const Graph *graph)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    for (int without_dot = 0; without_dot < 2; without_dot++) {
      g_autoptr (NgLayout) layout = lay_out (graph, direction, without_dot);
      check_properties (graph, layout, direction, TRUE);
      check_labels (graph, layout);
    }
    for (int length = 200; length <= 800; length *= 2) {
      g_autoptr (NgLayout) layout = lay_out_in_rows (graph, direction, TRUE, (float) length);
      check_properties (graph, layout, direction, FALSE);
      check_labels (graph, layout);
    }
    g_autoptr (NgLayout) layout = lay_out_orthogonal (graph, direction);
    check_properties (graph, layout, direction, TRUE);
    check_labels (graph, layout);
    check_pieces (layout);
  }
}

/* Whether two short pieces of lines cross, other than at an end. */
static gboolean
do_cross (NgPoint a, NgPoint b, NgPoint c, NgPoint d)
{
  float abc = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  float abd = (b.x - a.x) * (d.y - a.y) - (b.y - a.y) * (d.x - a.x);
  float cda = (d.x - c.x) * (a.y - c.y) - (d.y - c.y) * (a.x - c.x);
  float cdb = (d.x - c.x) * (b.y - c.y) - (d.y - c.y) * (b.x - c.x);

  return abc * abd < -1e-3F && cda * cdb < -1e-3F;
}

/* Pairs of pieces that cross, of the lines of different edges. */
static int
count_crossings (const NgLayout *layout)
{
  enum { STEPS = 6 };
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, 2 * sizeof (NgPoint));
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (guint));
  int n = 0;

  for (guint i = 0; i < layout->n_routes; i++)
    for (guint32 k = 0; k + 3 < layout->routes[i].n; k += 3)
      for (int step = 0; step < STEPS; step++) {
        const NgPoint *curve = layout->points + layout->routes[i].first + k;
        NgPoint piece[2] = { curve_at (curve, (float) step / STEPS),
                             curve_at (curve, (float) (step + 1) / STEPS) };

        g_array_append_vals (pieces, piece, 1);
        g_array_append_val (owners, i);
      }
  for (guint i = 0; i < pieces->len; i++)
    for (guint k = 0; k < i; k++) {
      const NgPoint *p = (NgPoint *) (void *) pieces->data + 2 * i;
      const NgPoint *q = (NgPoint *) (void *) pieces->data + 2 * k;

      n += g_array_index (owners, guint, i) != g_array_index (owners, guint, k) &&
           do_cross (p[0], p[1], q[0], q[1]);
    }
  return n;
}

static void
test_chain (void)
{
  Graph graph = graph_new ();

  add_node (&graph, 0, 1);
  for (int i = 1; i < 12; i++)
    add_edge (&graph, i - 1, 0, add_node (&graph, 1, 1), 0);
  check (&graph);

  /* A chain is a straight line. */
  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, FALSE);
  for (int i = 1; i < 12; i++)
    g_assert_cmpfloat (layout->nodes[i].y, ==, layout->nodes[0].y);
  graph_clear (&graph);
}

/* A residual block: the long way is the straight one. */
static void
test_residual (void)
{
  Graph graph = graph_new ();
  int last = add_node (&graph, 0, 1);

  for (int block = 0; block < 4; block++) {
    int a = add_node (&graph, 1, 1), b = add_node (&graph, 1, 1), sum = add_node (&graph, 2, 1);
    add_edge (&graph, last, 0, a, 0);
    add_edge (&graph, a, 0, b, 0);
    add_edge (&graph, b, 0, sum, 0);
    add_edge (&graph, last, 0, sum, 1);
    last = sum;
  }
  check (&graph);

  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, FALSE);
  for (gsize i = 1; i < layout->n_nodes; i++)
    ng_assert_near ((double) layout->nodes[i].y, (double) layout->nodes[0].y, 0.01);
  g_assert_cmpuint (layout->n_blocks, ==, 4);
  g_assert_cmpuint (layout->n_laid_out, <=, 3);
  graph_clear (&graph);
}

/* Four ways from one node to one: none is preferred, so they lie evenly about the middle. */
static void
test_branches (void)
{
  Graph graph = graph_new ();
  int top = add_node (&graph, 0, 1), ways[4];

  for (int i = 0; i < 4; i++) {
    ways[i] = add_node (&graph, 1, 1);
    add_edge (&graph, top, 0, ways[i], 0);
  }
  int join = add_node (&graph, 4, 1);
  for (int i = 0; i < 4; i++)
    add_edge (&graph, ways[i], 0, join, i);
  check (&graph);

  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_DOWN, TRUE);
  float middle = layout->nodes[top].x + layout->nodes[top].width / 2, sum = 0;
  for (int i = 0; i < 4; i++)
    sum += layout->nodes[ways[i]].x + layout->nodes[ways[i]].width / 2;
  ng_assert_near ((double) (sum / 4), (double) middle, 0.5);
  graph_clear (&graph);
}

/* Ways of different lengths to numbered inputs stand in the order of the inputs, so no lines cross.
 */
static void
test_order (void)
{
  Graph graph = graph_new ();
  int top = add_node (&graph, 0, 1), last[4];

  for (int way = 3; way >= 0; way--) {
    last[way] = top;
    for (int i = 0; i < 1 + way % 2; i++) {
      int node = add_node (&graph, 1, 1);
      add_edge (&graph, last[way], 0, node, 0);
      last[way] = node;
    }
  }
  int join = add_node (&graph, 4, 1);
  for (int way = 0; way < 4; way++)
    add_edge (&graph, last[way], 0, join, way);
  check (&graph);

  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, TRUE);
  for (int way = 1; way < 4; way++)
    g_assert_cmpfloat (layout->nodes[last[way]].y, >, layout->nodes[last[way - 1]].y);
  /* Each way is straight, though it has to wait for its neighbours to make room. */
  for (guint i = 0; i < graph.edges->len; i++) {
    const NgLayoutEdge *edge = &g_array_index (graph.edges, NgLayoutEdge, i);
    if (edge->source != top && edge->target != join)
      g_assert_cmpfloat (layout->nodes[edge->source].y, ==, layout->nodes[edge->target].y);
  }
  graph_clear (&graph);
}

static void
test_skips (void)
{
  Graph graph = graph_new ();
  int down[6], last = add_node (&graph, 0, 1);

  for (int i = 0; i < 6; i++) {
    down[i] = add_node (&graph, 1, 1);
    add_edge (&graph, last, 0, down[i], 0);
    last = down[i];
  }
  for (int i = 5; i >= 0; i--) {
    int up = add_node (&graph, 2, 1);
    add_edge (&graph, last, 0, up, 0);
    add_edge (&graph, down[i], 0, up, 1);
    last = up;
  }
  check (&graph);
  graph_clear (&graph);
}

static void
test_loose (void)
{
  Graph graph = graph_new ();

  check (&graph);
  add_node (&graph, 1, 1);
  check (&graph);
  add_node (&graph, 1, 1);
  int a = add_node (&graph, 0, 2), b = add_node (&graph, 2, 1);
  add_edge (&graph, a, 0, b, 0);
  add_edge (&graph, a, 1, b, 1);
  add_edge (&graph, 0, 0, add_node (&graph, 1, 0), 0);
  check (&graph);
  graph_clear (&graph);
}

/* Random graphs: every node reads up to three earlier ones, mostly near ones. */
static void
test_random (void)
{
  for (guint64 seed = 1; seed <= 40; seed++) {
    Graph graph = graph_new ();
    int n = 2 + (int) (ng_rng_unit (seed, 0, 0) * 45);
    add_node (&graph, 0, 2);
    for (int i = 1; i < n; i++) {
      int inputs = (int) (ng_rng_unit (seed, 1, (guint64) i) * 4);
      int node = add_node (&graph, inputs, 1 + (i % 7 == 0));
      for (int k = 0; k < inputs; k++) {
        double at = ng_rng_unit (seed, 2, (guint64) (4 * i + k));
        int source = i - 1 - (int) (at * at * at * i);
        add_edge (&graph, source, 0, node, k);
      }
    }
    check (&graph);
    graph_clear (&graph);
  }
}

static void
test_cycle (void)
{
  Graph graph = graph_new ();
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    add_node (&graph, 1, 1);
  for (int i = 0; i < 3; i++)
    add_edge (&graph, i, 0, (i + 1) % 3, 0);
  g_assert_null (ng_layout_new ((NgLayoutNode *) (void *) graph.nodes->data,
                                3,
                                (NgLayoutEdge *) (void *) graph.edges->data,
                                3,
                                &options,
                                NULL,
                                &error));
  ng_assert_tag (&error, "Layout::cycle");
  graph_clear (&graph);
}

/* A chain in rows reads as a text does, and no row is longer than it may be. */
static void
test_rows (void)
{
  enum { N = 40 };

  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    Graph graph = graph_new ();
    gboolean right = direction == NG_DIRECTION_RIGHT;
    int n_rows = 1;

    for (int i = 0; i < N; i++)
      add_node (&graph, i > 0, 1);
    for (int i = 0; i + 1 < N; i++)
      add_edge (&graph, i, 0, i + 1, 0);
    g_autoptr (NgLayout) layout = lay_out_in_rows (&graph, direction, TRUE, 700);
    for (int i = 1; i < N; i++) {
      NgBox last = layout->nodes[i - 1], box = layout->nodes[i];
      float across = right ? box.y - last.y : box.x - last.x;
      float forward = along (direction, (NgPoint){ box.x, box.y }) -
                      along (direction, (NgPoint){ last.x, last.y });

      if (forward > 0) {
        ng_assert_near ((double) across, 0, 0.1);
      } else {
        g_assert_cmpfloat (across, >, (right ? box.height : box.width));
        n_rows++;
      }
    }
    g_assert_cmpfloat ((right ? layout->width : layout->height), <=, 700);
    g_assert_cmpint (n_rows, >, 4);
    g_assert_cmpint (n_rows, <, 12);
    graph_clear (&graph);
  }
}

/* Lines that pass from row to row never cross on the way: bypasses of levels in levels, the outer
 * ones outside. */
static void
test_rows_nested (void)
{
  enum { N_LEVELS = 8 };
  Graph graph = graph_new ();
  int n = 2 * N_LEVELS;

  for (int i = 0; i < n; i++)
    add_node (&graph, i < N_LEVELS ? i > 0 : i == N_LEVELS ? 1 : 2, 1);
  for (int i = 0; i + 1 < n; i++)
    add_edge (&graph, i, 0, i + 1, 0);
  for (int i = 1; i < N_LEVELS; i++)
    add_edge (&graph, N_LEVELS - 1 - i, 0, N_LEVELS + i, 1);
  check (&graph);
  g_autoptr (NgLayout) straight = lay_out (&graph, NG_DIRECTION_RIGHT, TRUE);
  g_autoptr (NgLayout) wrapped = lay_out_in_rows (&graph, NG_DIRECTION_RIGHT, TRUE, 700);
  g_assert_cmpint (count_crossings (straight), ==, count_crossings (wrapped));
  g_assert_cmpfloat (3 * wrapped->width, <, straight->width);
  graph_clear (&graph);
}

/* Blocks of a transformer's shape, and one node that all of them read. */
static Graph
make_tower (int n_blocks, gboolean with_mask)
{
  Graph graph = graph_new ();
  int last = add_node (&graph, 0, 1), mask = with_mask ? add_node (&graph, 0, 1) : -1;
  NgLayoutEdge edge = { 0 };

  for (int block = 0; block < n_blocks; block++) {
    int nodes[10];
    for (int i = 0; i < 10; i++)
      nodes[i] = add_node (&graph, i == 9 || i == 5 ? 2 : 1, 1);
    for (int i = 0; i < 10; i++) {
      edge = (NgLayoutEdge){ i == 0 ? last : nodes[i - 1], 0, nodes[i], 0, 40, 9 };
      g_array_append_val (graph.edges, edge);
    }
    edge = (NgLayoutEdge){ last, 0, nodes[9], 1, 0, 0 };
    g_array_append_val (graph.edges, edge);
    if (with_mask) {
      edge = (NgLayoutEdge){ mask, 0, nodes[5], 1, block == 0 ? 40 : 0, block == 0 ? 9 : 0 };
      g_array_append_val (graph.edges, edge);
    }
    last = nodes[9];
  }
  return graph;
}

static void
test_mask (void)
{
  Graph graph = make_tower (12, TRUE);

  check (&graph);
  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, FALSE);
  /* Blocks near the mask may be joined by lines; the rest name it, each beside its reader. */
  g_assert_cmpuint (layout->n_tags, >=, 9);
  for (gsize i = 0; i < layout->n_tags; i++) {
    const NgTag *tag = &layout->tags[i];
    g_assert_cmpint (tag->node, ==, 1);
    if (tag->edge < 0)
      continue;
    const NgRoute *route = &layout->routes[tag->edge];
    float length = layout->points[route->first + route->n - 1].x - layout->points[route->first].x;
    g_assert_cmpfloat (length, <, 200);
  }
  graph_clear (&graph);
}

/* Twice the graph is twice the work, and equal blocks are laid out once. */
static void
test_linear (void)
{
  for (int with_mask = 0; with_mask < 2; with_mask++) {
    guint64 work[2];
    guint laid_out[2];
    for (int i = 0; i < 2; i++) {
      Graph graph = make_tower (300 << i, with_mask);
      g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, TRUE);
      work[i] = layout->work;
      laid_out[i] = layout->n_laid_out;
      graph_clear (&graph);
    }
    g_assert_cmpuint (work[1], <, 3 * work[0]);
    g_assert_cmpuint (laid_out[1], ==, laid_out[0]);
    g_assert_cmpuint (laid_out[0], <, 12);
  }
}

/* One block that cannot be cut, because an edge leads past everything. */
static void
test_linear_uncut (void)
{
  guint64 work[2];

  for (int i = 0; i < 2; i++) {
    Graph graph = make_tower (200 << i, FALSE);
    NgLayoutEdge edge = { 0, 0, add_node (&graph, 2, 0), 0, 0, 0 };
    g_array_append_val (graph.edges, edge);
    edge = (NgLayoutEdge){ (int) graph.nodes->len - 2, 0, (int) graph.nodes->len - 1, 1, 0, 0 };
    g_array_append_val (graph.edges, edge);
    g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT, TRUE);
    g_assert_cmpuint (layout->n_blocks, ==, 1);
    work[i] = layout->work;
    graph_clear (&graph);
  }
  g_assert_cmpuint (work[1], <, 5 * work[0] / 2);
}

static void
test_cache (void)
{
  Graph graph = make_tower (5, FALSE);
  g_autoptr (NgLayoutCache) cache = ng_layout_cache_new ();
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;

  options.cache = cache;
  for (int i = 0; i < 2; i++) {
    g_autoptr (NgLayout) layout = ng_layout_new ((NgLayoutNode *) (void *) graph.nodes->data,
                                                 graph.nodes->len,
                                                 (NgLayoutEdge *) (void *) graph.edges->data,
                                                 graph.edges->len,
                                                 &options,
                                                 NULL,
                                                 NULL);
    g_assert_cmpuint (layout->n_laid_out > 0, ==, i == 0);
  }
  graph_clear (&graph);
}

/* A layout stays as it is when what would change it was cancelled. */
static void
test_cancel_changes (void)
{
  Graph graph = make_tower (30, FALSE);
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (NgLayout) before = lay_out_in_rows (&graph, NG_DIRECTION_RIGHT, TRUE, 0);
  g_autoptr (NgLayout) layout = lay_out_in_rows (&graph, NG_DIRECTION_RIGHT, TRUE, 0);
  const NgLayoutNode *nodes = (NgLayoutNode *) (void *) graph.nodes->data;
  const NgLayoutEdge *edges = (NgLayoutEdge *) (void *) graph.edges->data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  ng_layout_wrap (layout, nodes, edges, NG_DIRECTION_RIGHT, 400, 16, cancellable);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, cancellable);
  g_assert_cmpuint (layout->n_points, ==, before->n_points);
  g_assert_cmpmem (layout->points,
                   layout->n_points * sizeof (NgPoint),
                   before->points,
                   before->n_points * sizeof (NgPoint));
  ng_layout_wrap (layout, nodes, edges, NG_DIRECTION_RIGHT, 400, 16, NULL);
  g_assert_cmpfloat (2 * layout->width, <, before->width);
  graph_clear (&graph);
}

static void
test_cancel (void)
{
  Graph graph = make_tower (5, FALSE);
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_layout_new ((NgLayoutNode *) (void *) graph.nodes->data,
                                graph.nodes->len,
                                (NgLayoutEdge *) (void *) graph.edges->data,
                                graph.edges->len,
                                &options,
                                cancellable,
                                &error));
  g_assert_error (error, NG_ERROR, NG_ERROR_CANCELLED);
  g_assert_true (ng_error_has_tag (error, "Layout::cancelled"));
  graph_clear (&graph);
}

/* A block that cannot be cut is not sorted and placed to the end once it was cancelled. */
static void
test_cancel_block (void)
{
  enum { N = 3000, REACH = 3 };
  g_autofree NgFlowNode *nodes = g_new0 (NgFlowNode, N);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (NgFlowEdge));
  NgFlow flow = { .nodes = nodes, .n_nodes = N, .label_side = -1, .rank_gap = 26, .node_gap = 16 };
  guint64 work[2];

  for (int i = 0; i < N; i++) {
    nodes[i] = (NgFlowNode){ .du = 60, .dv = 40, .n_inputs = REACH, .n_outputs = 1 };
    for (int k = 1; k <= REACH && k <= i; k++) {
      NgFlowEdge edge = { i - k, 0, i, k - 1, 0, 0 };
      g_array_append_val (edges, edge);
    }
  }
  flow.edges = (NgFlowEdge *) (void *) edges->data;
  flow.n_edges = (int) edges->len;
  for (int is_cancelled = 0; is_cancelled < 2; is_cancelled++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (NgBlock) block = NULL;

    if (is_cancelled)
      g_cancellable_cancel (cancellable);
    flow.cancellable = cancellable;
    block = ng_block_new (&flow, 0);
    work[is_cancelled] = block->work;
  }
  g_assert_cmpuint (3 * work[1], <, work[0]);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layout/chain", test_chain);
  g_test_add_func ("/layout/residual", test_residual);
  g_test_add_func ("/layout/branches", test_branches);
  g_test_add_func ("/layout/order", test_order);
  g_test_add_func ("/layout/skips", test_skips);
  g_test_add_func ("/layout/loose", test_loose);
  g_test_add_func ("/layout/random", test_random);
  g_test_add_func ("/layout/cycle", test_cycle);
  g_test_add_func ("/layout/mask", test_mask);
  g_test_add_func ("/layout/rows", test_rows);
  g_test_add_func ("/layout/rows-nested", test_rows_nested);
  g_test_add_func ("/layout/linear", test_linear);
  g_test_add_func ("/layout/linear-uncut", test_linear_uncut);
  g_test_add_func ("/layout/cache", test_cache);
  g_test_add_func ("/layout/cancel", test_cancel);
  g_test_add_func ("/layout/cancel-changes", test_cancel_changes);
  g_test_add_func ("/layout/cancel-block", test_cancel_block);
  return g_test_run ();
}
