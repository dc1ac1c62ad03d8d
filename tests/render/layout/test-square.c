/* Lines along the axes, on random graphs: they begin and end where they did, run along the axes but
 * for small corners, and those of two outputs do not lie upon one another. */

#include "render/layout/square.h"

#include "core/base/rng.h"
#include "render/layout/pinned.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

#define CORNER 4.02

typedef struct {
  NgLayoutNode *nodes;
  NgLayoutEdge *edges;
  int n_nodes, n_edges;
  NgLayoutOptions options;
} Graph;

static int
below (guint seed, guint64 *index, int n)
{
  return (int) (ng_rng_unit (seed, 11, (*index)++) * n);
}

static Graph
graph_new (guint seed)
{
  guint64 index = 0;
  int n = 4 + below (seed, &index, 40);
  Graph graph = {
    g_new0 (NgLayoutNode, n), g_new0 (NgLayoutEdge, 3 * n), n, 0, NG_LAYOUT_OPTIONS_DEFAULT
  };

  graph.options.direction = (NgDirection) (seed % 3);
  graph.options.without_dot = TRUE;
  for (int i = 0; i < n; i++)
    graph.nodes[i] = (NgLayoutNode){ .width = 80, .height = 56, .n_outputs = 1, .tag_width = 30 };
  for (int i = 1; i < n; i++)
    for (int k = below (seed, &index, 3); k >= 0 && graph.n_edges < 3 * n; k--) {
      int source = below (seed, &index, i);

      graph.edges[graph.n_edges++] = (NgLayoutEdge){
        source, 0, i, graph.nodes[i].n_inputs++, 30, 9, below (seed, &index, 9) == 0
      };
    }
  return graph;
}

static NgLayout *
lay_out (const Graph *graph)
{
  g_autoptr (GError) error = NULL;
  NgLayout *layout = ng_layout_new (graph->nodes,
                                    (gsize) graph->n_nodes,
                                    graph->edges,
                                    (gsize) graph->n_edges,
                                    &graph->options,
                                    NULL,
                                    &error);

  g_assert_no_error (error);
  return layout;
}

static void
graph_clear (Graph *graph)
{
  g_free (graph->nodes);
  g_free (graph->edges);
}

static gboolean
is_along_axis (NgPoint a, NgPoint b)
{
  return fabsf (a.x - b.x) < 0.02F || fabsf (a.y - b.y) < 0.02F;
}

static void
check_line (const NgLayout *before, const NgRoute *old, const NgLayout *after, const NgRoute *new)
{
  const NgPoint *p = before->points + old->first, *q = after->points + new->first;

  if (old->n < 4)
    return;
  g_assert_cmpuint (new->n % 3, ==, 1);
  g_assert_cmpfloat_with_epsilon (p[0].x, q[0].x, 0.02);
  g_assert_cmpfloat_with_epsilon (p[0].y, q[0].y, 0.02);
  g_assert_cmpfloat_with_epsilon (p[old->n - 1].x, q[new->n - 1].x, 0.02);
  g_assert_cmpfloat_with_epsilon (p[old->n - 1].y, q[new->n - 1].y, 0.02);
  for (guint32 i = 0; i + 3 < new->n; i += 3) {
    gboolean is_corner = !is_along_axis (q[i], q[i + 3]);

    if (is_corner) {
      g_assert_cmpfloat (fabsf (q[i].x - q[i + 3].x), <=, CORNER);
      g_assert_cmpfloat (fabsf (q[i].y - q[i + 3].y), <=, CORNER);
    }
    for (int k = 0; k < 3 && !is_corner; k++)
      g_assert_true (is_along_axis (q[i + (guint) k], q[i + (guint) k + 1]));
  }
}

/* A step across the flow, on the page. */
typedef struct {
  float at, low, high;
  int output;
} Step;

static GArray *
find_steps (const Graph *graph, const NgLayout *layout)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  gboolean is_right = graph->options.direction == NG_DIRECTION_RIGHT;

  for (int i = 0; i < graph->n_edges; i++) {
    const NgRoute *route = &layout->routes[i];
    const NgPoint *p = layout->points + route->first;

    for (guint32 k = 0; k + 3 < route->n && layout->routes[i].tag < 0; k += 3) {
      NgPoint a = p[k], b = p[k + 3];
      Step step = { is_right ? a.x : a.y,
                    is_right ? MIN (a.y, b.y) : MIN (a.x, b.x),
                    is_right ? MAX (a.y, b.y) : MAX (a.x, b.x),
                    graph->edges[i].source };

      if (fabsf (is_right ? a.x - b.x : a.y - b.y) < 0.02F && step.high > step.low)
        g_array_append_val (steps, step);
    }
  }
  return steps;
}

static void
test_random (void)
{
  for (guint seed = 0; seed < 60; seed++) {
    Graph graph = graph_new (seed);
    g_autoptr (NgLayout) before = lay_out (&graph);
    g_autoptr (NgLayout) after = lay_out (&graph);
    g_autoptr (GArray) steps = NULL;

    ng_layout_square (after, graph.edges, graph.options.direction);
    for (int i = 0; i < graph.n_edges; i++) {
      g_assert_cmpint (before->routes[i].tag, ==, after->routes[i].tag);
      if (graph.edges[i].is_cut)
        g_assert_cmpint (after->routes[i].tag, >=, 0);
      check_line (before, &before->routes[i], after, &after->routes[i]);
    }
    steps = find_steps (&graph, after);
    for (guint i = 0; i < steps->len; i++)
      for (guint k = i + 1; k < steps->len; k++) {
        const Step *a = &g_array_index (steps, Step, i), *b = &g_array_index (steps, Step, k);

        if (a->output != b->output && a->low < b->high && b->low < a->high)
          g_assert_cmpfloat (fabsf (a->at - b->at), >, 0.1);
      }
    graph_clear (&graph);
  }
}

/* What was put somewhere by hand, also lines that turn back. */
static void
test_pinned (void)
{
  for (guint seed = 0; seed < 60; seed++) {
    Graph graph = graph_new (seed);
    g_autoptr (NgLayout) layout = lay_out (&graph);
    NgPin pins[2] = { { 1, { -150, 40 } }, { graph.n_nodes - 1, { 90, -160 } } };
    g_autoptr (NgLayout) before =
        ng_layout_pin (layout, graph.nodes, graph.edges, &graph.options, pins, 2);
    g_autoptr (NgLayout) after =
        ng_layout_pin (layout, graph.nodes, graph.edges, &graph.options, pins, 2);

    ng_layout_square (after, graph.edges, graph.options.direction);
    for (int i = 0; i < graph.n_edges; i++)
      check_line (before, &before->routes[i], after, &after->routes[i]);
    graph_clear (&graph);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layout/square/random", test_random);
  g_test_add_func ("/layout/square/pinned", test_pinned);
  return g_test_run ();
}
