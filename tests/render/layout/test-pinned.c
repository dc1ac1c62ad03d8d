/* Layouts with pinned nodes held to properties: what is pinned stands there, nothing else moves
 * but what makes way, lines begin and end at their ports, along the flow, and pass by nodes; the
 * cost is linear. */

#include "render/layout/pinned.h"

#include "core/base/rng.h"
#include "render/scene/grid.h"
#include "tests/support/test.h"

#include <math.h>

typedef struct {
  NgLayoutNode *nodes;
  NgLayoutEdge *edges;
  int n_nodes, n_edges;
  NgLayoutOptions options;
  NgLayout *layout;
} Graph;

static Graph
graph_new (int n_nodes, NgDirection direction)
{
  Graph graph = { g_new0 (NgLayoutNode, n_nodes),
                  g_new0 (NgLayoutEdge, 3 * n_nodes),
                  n_nodes,
                  0,
                  NG_LAYOUT_OPTIONS_DEFAULT,
                  NULL };

  graph.options.direction = direction;
  graph.options.without_dot = TRUE;
  for (int i = 0; i < n_nodes; i++)
    graph.nodes[i] = (NgLayoutNode){ .width = 80, .height = 56, .n_outputs = 1, .tag_width = 30 };
  return graph;
}

static void
join (Graph *graph, int source, int target)
{
  graph->edges[graph->n_edges++] =
      (NgLayoutEdge){ source, 0, target, graph->nodes[target].n_inputs++, 30, 9 };
}

static void
lay_out (Graph *graph)
{
  g_autoptr (GError) error = NULL;

  graph->layout = ng_layout_new (graph->nodes,
                                 (gsize) graph->n_nodes,
                                 graph->edges,
                                 (gsize) graph->n_edges,
                                 &graph->options,
                                 NULL,
                                 &error);
  g_assert_no_error (error);
}

static Graph
chain_new (int n_nodes, NgDirection direction)
{
  Graph graph = graph_new (n_nodes, direction);

  for (int i = 1; i < n_nodes; i++)
    join (&graph, i - 1, i);
  lay_out (&graph);
  return graph;
}

static void
graph_clear (Graph *graph)
{
  g_free (graph->nodes);
  g_free (graph->edges);
  ng_layout_free (graph->layout);
}

static NgLayout *
pin (const Graph *graph, const NgPin *pins, gsize n)
{
  return ng_layout_pin (graph->layout, graph->nodes, graph->edges, &graph->options, pins, n);
}

static NgPoint
curve_at (const NgPoint *p, float t)
{
  float s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;

  return (NgPoint){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                    a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

static NgPoint
flow_of (NgDirection direction)
{
  return direction == NG_DIRECTION_RIGHT  ? (NgPoint){ 1, 0 }
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ 0, 1 }
                                          : (NgPoint){ 0, -1 };
}

/* A line goes from port to port, leaves and arrives along the flow, and has no kinks. */
static void
check_line (const Graph *graph, const NgLayout *layout, int index)
{
  const NgRoute *route = &layout->routes[index];
  const NgLayoutEdge *edge = &graph->edges[index];
  const NgPoint *points = layout->points + route->first;
  NgDirection direction = graph->options.direction;
  NgPoint flow = flow_of (direction);
  NgPoint from = ng_layout_port (
      &graph->nodes[edge->source], layout->nodes[edge->source], direction, TRUE, edge->source_port);
  NgPoint to = ng_layout_port (&graph->nodes[edge->target],
                               layout->nodes[edge->target],
                               direction,
                               FALSE,
                               edge->target_port);

  g_assert_cmpuint (route->n % 3, ==, 1);
  g_assert_cmpuint (route->n, >=, 4);
  g_assert_cmpfloat_with_epsilon (points[0].x, from.x, 0.02);
  g_assert_cmpfloat_with_epsilon (points[0].y, from.y, 0.02);
  g_assert_cmpfloat_with_epsilon (points[route->n - 1].x, to.x, 0.02);
  g_assert_cmpfloat_with_epsilon (points[route->n - 1].y, to.y, 0.02);
  for (guint32 i = 0; i + 3 < route->n; i += 3)
    for (int end = 0; end < 2; end++) {
      NgPoint a = points[i + (end == 0 ? 0 : 2)], b = points[i + (end == 0 ? 1 : 3)];
      float across = (b.x - a.x) * flow.y + (b.y - a.y) * flow.x;

      g_assert_cmpfloat_with_epsilon (across, 0, 0.05);
    }
  for (int end = 0; end < 2; end++) {
    NgPoint a = points[end == 0 ? 0 : route->n - 2], b = points[end == 0 ? 1 : route->n - 1];

    g_assert_cmpfloat ((b.x - a.x) * flow.x + (b.y - a.y) * flow.y, >, 0);
  }
}

/* How many nodes a line leads through, its own ends included. */
static int
count_hits (const NgLayout *layout, const NgRoute *route, float slack)
{
  const NgPoint *points = layout->points + route->first;
  int n = 0;

  for (gsize node = 0; node < layout->n_nodes; node++) {
    NgBox box = layout->nodes[node];
    gboolean is_hit = FALSE;

    for (guint32 i = 0; i + 3 < route->n && !is_hit; i += 3)
      for (int step = 0; step <= 32 && !is_hit; step++) {
        NgPoint at = curve_at (points + i, (float) step / 32);
        is_hit = at.x > box.x + slack && at.x < box.x + box.width - slack && at.y > box.y + slack &&
                 at.y < box.y + box.height - slack;
      }
    n += is_hit;
  }
  return n;
}

static void
check_same_box (NgBox a, NgBox b)
{
  g_assert_cmpfloat (a.x, ==, b.x);
  g_assert_cmpfloat (a.y, ==, b.y);
  g_assert_cmpfloat (a.width, ==, b.width);
  g_assert_cmpfloat (a.height, ==, b.height);
}

/* A node of a chain moves across the flow: it stands there, its two lines reach it, its label goes
 * with it, and all others are as they were. */
static void
test_aside (void)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    Graph graph = chain_new (5, direction);
    NgPoint by = direction == NG_DIRECTION_RIGHT ? (NgPoint){ 30, 200 } : (NgPoint){ 200, 30 };
    NgPoint at = { graph.layout->nodes[2].x + by.x, graph.layout->nodes[2].y + by.y };
    g_autoptr (NgLayout) layout = pin (&graph, &(NgPin){ 2, at }, 1);

    g_assert_cmpfloat (layout->nodes[2].x, ==, at.x);
    g_assert_cmpfloat (layout->nodes[2].y, ==, at.y);
    for (int i = 0; i < 5; i++)
      if (i != 2)
        check_same_box (layout->nodes[i], graph.layout->nodes[i]);
    for (int i = 0; i < 4; i++)
      check_line (&graph, layout, i);
    check_same_box (layout->routes[0].label, graph.layout->routes[0].label);
    g_assert_cmpfloat_with_epsilon (
        layout->routes[2].label.y - graph.layout->routes[2].label.y, by.y, 0.01);
    for (int i = 0; i < 4; i += 3)
      for (guint32 k = 0; k < layout->routes[i].n; k++)
        g_assert_cmpfloat (layout->points[layout->routes[i].first + k].x,
                           ==,
                           graph.layout->points[graph.layout->routes[i].first + k].x);
    graph_clear (&graph);
  }
}

/* A pin where the node stands anyway changes nothing. */
static void
test_in_place (void)
{
  Graph graph = chain_new (4, NG_DIRECTION_RIGHT);
  NgPoint at = { graph.layout->nodes[1].x, graph.layout->nodes[1].y };
  g_autoptr (NgLayout) layout = pin (&graph, &(NgPin){ 1, at }, 1);

  g_assert_cmpuint (layout->n_points, ==, graph.layout->n_points);
  for (gsize i = 0; i < layout->n_points; i++) {
    g_assert_cmpfloat (layout->points[i].x, ==, graph.layout->points[i].x);
    g_assert_cmpfloat (layout->points[i].y, ==, graph.layout->points[i].y);
  }
  graph_clear (&graph);
}

/* What stands where a node is put goes aside across the flow, past its neighbours, to the nearer
 * side; what is pinned itself stays. */
static void
test_way (void)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    Graph graph = graph_new (5, direction);
    NgBox at;

    /* 1, 2 and 3 stand beside one another, from the first side to the last. */
    for (int i = 1; i < 4; i++)
      join (&graph, 0, i);
    lay_out (&graph);
    at = graph.layout->nodes[2];
    NgPin pins[2] = { { 4, { at.x + 3, at.y + 3 } }, { 0, { at.x - 6, at.y } } };
    g_autoptr (NgLayout) layout = pin (&graph, pins, 1);
    gboolean is_across = direction == NG_DIRECTION_RIGHT;
    float along = is_across ? layout->nodes[2].x - at.x : layout->nodes[2].y - at.y;
    float across = is_across ? layout->nodes[2].y - at.y : layout->nodes[2].x - at.x;

    g_assert_cmpfloat (along, ==, 0);
    g_assert_cmpfloat (fabsf (across), >, is_across ? 56 : 80);
    check_same_box (layout->nodes[1], graph.layout->nodes[1]);
    check_same_box (layout->nodes[3], graph.layout->nodes[3]);
    for (int i = 0; i < 5; i++)
      for (int k = i + 1; k < 5; k++)
        g_assert_false (ng_box_meets (layout->nodes[i], layout->nodes[k]));
    for (int i = 0; i < 3; i++)
      check_line (&graph, layout, i);

    g_autoptr (NgLayout) both = pin (&graph, pins, 2);
    g_assert_cmpfloat (both->nodes[0].x, ==, at.x - 6);
    g_assert_cmpfloat (both->nodes[4].x, ==, at.x + 3);
    graph_clear (&graph);
  }
}

/* Lines to a node that went back, behind what it reads from or right above it, turn round and
 * stay out of both. */
static void
test_back (void)
{
  static const NgPoint places[] = { { -300, 0 }, { -300, 20 }, { -120, 150 }, { -120, -150 } };

  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++)
    for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
      Graph graph = chain_new (2, direction);
      NgPoint by = direction == NG_DIRECTION_RIGHT  ? places[i]
                   : direction == NG_DIRECTION_DOWN ? (NgPoint){ places[i].y, places[i].x }
                                                    : (NgPoint){ places[i].y, -places[i].x };
      NgPoint at = { graph.layout->nodes[1].x + by.x, graph.layout->nodes[1].y + by.y };
      g_autoptr (NgLayout) layout = pin (&graph, &(NgPin){ 1, at }, 1);

      check_line (&graph, layout, 0);
      g_assert_cmpint (count_hits (layout, &layout->routes[0], 1), ==, 0);
      graph_clear (&graph);
    }
}

/* A node between the ends of a new line is passed by. */
static void
test_pass (void)
{
  Graph graph = graph_new (3, NG_DIRECTION_RIGHT);
  NgPin pins[3] = { { 0, { 0, 0 } }, { 1, { 300, 0 } }, { 2, { 150, -8 } } };

  join (&graph, 0, 1);
  lay_out (&graph);
  g_autoptr (NgLayout) layout = pin (&graph, pins, 3);
  check_line (&graph, layout, 0);
  g_assert_cmpint (count_hits (layout, &layout->routes[0], 0), ==, 0);
  graph_clear (&graph);
}

/* A long line keeps its way beside the nodes that it passes. */
static void
test_kept (void)
{
  Graph graph = graph_new (8, NG_DIRECTION_RIGHT);

  for (int i = 1; i < 8; i++)
    join (&graph, i - 1, i);
  join (&graph, 0, 7);
  lay_out (&graph);
  g_assert_cmpint (count_hits (graph.layout, &graph.layout->routes[7], 1), ==, 0);
  for (int end = 0; end < 2; end++) {
    int node = end == 0 ? 0 : 7;
    NgPoint at = { graph.layout->nodes[node].x + (end == 0 ? -40 : 40),
                   graph.layout->nodes[node].y + 150 };
    g_autoptr (NgLayout) layout = pin (&graph, &(NgPin){ node, at }, 1);

    check_line (&graph, layout, 7);
    g_assert_cmpint (count_hits (layout, &layout->routes[7], 1), ==, 0);
  }
  graph_clear (&graph);
}

/* Nodes at the border stay outside of all others. */
static void
test_border (void)
{
  Graph graph = graph_new (4, NG_DIRECTION_RIGHT);

  graph.nodes[0] = (NgLayoutNode){ .n_outputs = 1, .border = -1 };
  graph.nodes[3] = (NgLayoutNode){ .border = 1 };
  join (&graph, 0, 1);
  join (&graph, 1, 2);
  join (&graph, 2, 3);
  lay_out (&graph);
  NgPin pins[2] = { { 1, { -200, 0 } }, { 2, { 900, 40 } } };
  g_autoptr (NgLayout) layout = pin (&graph, pins, 2);
  g_assert_cmpfloat (layout->nodes[0].x, <, -200);
  g_assert_cmpfloat (layout->nodes[3].x, >, 980);
  for (int i = 0; i < 3; i++)
    check_line (&graph, layout, i);

  NgPoint by = ng_layout_to_origin (layout);
  g_assert_cmpfloat (by.x, >, 200);
  g_assert_cmpfloat_with_epsilon (layout->nodes[0].x, 0, 0.01);
  g_assert_cmpfloat_with_epsilon (layout->nodes[1].x, by.x - 200, 0.01);
  graph_clear (&graph);
}

/* A node that follows stays behind what it reads, and before what reads it. */
static void
test_follows (void)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    Graph graph = chain_new (3, direction);
    float far = direction == NG_DIRECTION_UP ? -500 : 500;
    NgPoint at = { graph.layout->nodes[1].x, graph.layout->nodes[1].y };

    graph.nodes[0].follows = graph.nodes[2].follows = TRUE;
    for (int i = 0; i < 2; i++) {
      float by = i == 0 ? far : -far;
      NgPin on = { 1,
                   { at.x + (direction == NG_DIRECTION_RIGHT ? by : 0),
                     at.y + (direction == NG_DIRECTION_RIGHT ? 0 : by) } };
      g_autoptr (NgLayout) layout = pin (&graph, &on, 1);

      check_line (&graph, layout, 0);
      check_line (&graph, layout, 1);
      check_same_box (layout->nodes[2 * i], graph.layout->nodes[2 * i]);
      for (int edge = 0; edge < 2; edge++)
        for (guint32 k = 1; k < layout->routes[edge].n; k++) {
          const NgPoint *points = layout->points + layout->routes[edge].first;
          NgPoint flow = flow_of (direction);

          g_assert_cmpfloat ((points[k].x - points[k - 1].x) * flow.x +
                                 (points[k].y - points[k - 1].y) * flow.y,
                             >=,
                             0);
        }
    }
    graph_clear (&graph);
  }
}

static int
below (guint seed, guint64 *index, int n)
{
  return (int) (ng_rng_unit (seed, 7, (*index)++) * n);
}

static gboolean
has_pin (const NgPin *pins, int n_pins, int node)
{
  for (int i = 0; i < n_pins; i++)
    if (pins[i].node == node)
      return TRUE;
  return FALSE;
}

/* Random graphs, far edges among them, with random pins. */
static void
test_random (void)
{
  for (guint seed = 0; seed < 40; seed++) {
    guint64 index = 0;
    int n = 4 + below (seed, &index, 60);
    Graph graph = graph_new (n, (NgDirection) (seed % 3));

    for (int i = 1; i < n; i++)
      for (int k = below (seed, &index, 3); k >= 0 && graph.n_edges < 3 * n; k--)
        join (&graph, below (seed, &index, i), i);
    lay_out (&graph);

    g_autofree NgPin *pins = g_new (NgPin, n);
    int n_pins = 0;
    for (int i = 0; i < n; i++)
      if (below (seed, &index, 3) == 0)
        pins[n_pins++] = (NgPin){ i,
                                  { (float) below (seed, &index, 2000) - 1000,
                                    (float) below (seed, &index, 2000) - 1000 } };
    g_autoptr (NgLayout) layout = pin (&graph, pins, (gsize) n_pins);
    for (int i = 0; i < n_pins; i++)
      for (int k = 0; k < n; k++)
        g_assert_true (has_pin (pins, n_pins, k) ||
                       !ng_box_meets (layout->nodes[pins[i].node], layout->nodes[k]));
    for (int i = 0; i < graph.n_edges; i++)
      if (layout->routes[i].tag < 0)
        check_line (&graph, layout, i);
    for (gsize i = 0; i < layout->n_tags; i++)
      g_assert_cmpfloat (layout->tags[i].box.width, ==, graph.layout->tags[i].box.width);
    graph_clear (&graph);
  }
}

/* Ten thousand nodes in one place, every line led anew: looks are counted, so this ends soon. */
static void
test_crowd (void)
{
  const int n = 10000;
  Graph graph = chain_new (n, NG_DIRECTION_RIGHT);
  g_autofree NgPin *pins = g_new (NgPin, n);

  for (int i = 0; i < n; i++)
    pins[i] = (NgPin){ i, { i % 2 == 0 ? 0.0F : 400.0F, i == 0 ? 1e6F : 0.0F } };
  g_autoptr (NgLayout) layout = pin (&graph, pins, (gsize) n);
  for (int i = 0; i < graph.n_edges; i++)
    check_line (&graph, layout, i);
  g_assert_cmpuint (layout->n_points, <, 40 * (gsize) n);
  graph_clear (&graph);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layout/pinned/aside", test_aside);
  g_test_add_func ("/layout/pinned/in-place", test_in_place);
  g_test_add_func ("/layout/pinned/way", test_way);
  g_test_add_func ("/layout/pinned/back", test_back);
  g_test_add_func ("/layout/pinned/pass", test_pass);
  g_test_add_func ("/layout/pinned/kept", test_kept);
  g_test_add_func ("/layout/pinned/border", test_border);
  g_test_add_func ("/layout/pinned/follows", test_follows);
  g_test_add_func ("/layout/pinned/random", test_random);
  g_test_add_func ("/layout/pinned/crowd", test_crowd);
  return g_test_run ();
}
