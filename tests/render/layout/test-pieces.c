/* Layouts cut into pieces: nothing is lost, nothing overlaps, and lines end where they did. */

#include "render/layout/pieces.h"

#include "render/layout/orthogonal.h"
#include "tests/support/test.h"

#include <math.h>

enum { N = 20 };

typedef struct {
  NgLayoutNode nodes[N];
  NgLayoutEdge edges[2 * N];
  gsize n_edges;
} Graph;

/* A chain with a line past every third node but where @is_bare. */
static Graph
make_graph (gboolean is_bare)
{
  Graph graph = { 0 };

  for (int i = 0; i < N; i++) {
    graph.nodes[i] = (NgLayoutNode){ .width = 50 + 10 * (float) (i % 3),
                                     .height = 16,
                                     .n_inputs = i == 0 ? 0 : 1 + (!is_bare && i % 3 == 0),
                                     .n_outputs = i < N - 1 };
    if (i > 0)
      graph.edges[graph.n_edges++] =
          (NgLayoutEdge){ i - 1, 0, i, 0, i % 2 == 0 ? 30 : 0, i % 2 == 0 ? 9 : 0 };
    if (!is_bare && i > 0 && i % 3 == 0)
      graph.edges[graph.n_edges++] = (NgLayoutEdge){ i - 3, 0, i, 1, 0, 0 };
  }
  return graph;
}

static NgLayout *
lay_out (const Graph *graph, NgDirection direction)
{
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.direction = direction;
  options.without_dot = TRUE;
  options.is_orthogonal = TRUE;
  NgLayout *layout =
      ng_layout_new (graph->nodes, N, graph->edges, graph->n_edges, &options, NULL, &error);
  g_assert_no_error (error);
  ng_layout_make_orthogonal (layout, graph->nodes, graph->edges, &options, 4, NULL);
  return layout;
}

static gboolean
overlap (NgBox a, NgBox b)
{
  return a.x + 0.1F < b.x + b.width && b.x + 0.1F < a.x + a.width && a.y + 0.1F < b.y + b.height &&
         b.y + 0.1F < a.y + a.height;
}

static gboolean
holds (NgBox box, NgPoint p)
{
  return p.x > box.x + 0.5F && p.x < box.x + box.width - 0.5F && p.y > box.y + 0.5F &&
         p.y < box.y + box.height - 0.5F;
}

static void
check (const Graph *graph, const NgLayout *layout, NgDirection direction)
{
  for (gsize i = 0; i < layout->n_nodes; i++) {
    NgBox box = layout->nodes[i];
    g_assert_true (box.x > -0.01F && box.x + box.width < layout->width + 0.01F);
    g_assert_true (box.y > -0.01F && box.y + box.height < layout->height + 0.01F);
    for (gsize j = 0; j < i; j++)
      g_assert_false (overlap (box, layout->nodes[j]));
  }
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgLayoutEdge *edge = &graph->edges[i];
    const NgRoute *route = &layout->routes[i];
    const NgPoint *points = layout->points + route->first;
    NgPoint start = ng_layout_port (&graph->nodes[edge->source],
                                    layout->nodes[edge->source],
                                    direction,
                                    TRUE,
                                    edge->source_port);
    NgPoint end = ng_layout_port (&graph->nodes[edge->target],
                                  layout->nodes[edge->target],
                                  direction,
                                  FALSE,
                                  edge->target_port);
    ng_assert_near ((double) points[0].x, (double) start.x, 0.1);
    ng_assert_near ((double) points[0].y, (double) start.y, 0.1);
    ng_assert_near ((double) points[route->n - 1].x, (double) end.x, 0.1);
    ng_assert_near ((double) points[route->n - 1].y, (double) end.y, 0.1);
    for (guint32 k = 0; k + 3 < route->n; k += 3)
      for (int step = 0; step <= 40; step++) {
        float t = (float) step / 40;
        NgPoint at = { points[k].x + t * (points[k + 3].x - points[k].x),
                       points[k].y + t * (points[k + 3].y - points[k].y) };
        for (gsize j = 0; j < layout->n_nodes; j++)
          g_assert_false (holds (layout->nodes[j], at));
        for (gsize j = 0; j < layout->n_routes; j++)
          g_assert_false (holds (layout->routes[j].label, at));
      }
  }
}

static void
test_pieces (void)
{
  for (int is_bare = 0; is_bare < 2; is_bare++) {
    Graph graph = make_graph (is_bare);
    for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
      float last = G_MAXFLOAT;
      for (int n = 1; n <= 4; n++) {
        g_autoptr (NgLayout) layout = lay_out (&graph, direction);
        g_autoptr (NgPieces) pieces = ng_pieces_new (layout, graph.edges, direction, 20);
        float width, height;

        g_assert_true (ng_pieces_cut (pieces, n, &width, &height));
        ng_pieces_apply (pieces, layout, 4);
        check (&graph, layout, direction);
        ng_assert_near ((double) layout->width, (double) width, 0.1);
        ng_assert_near ((double) layout->height, (double) height, 0.1);
        float along = direction == NG_DIRECTION_RIGHT ? width : height;
        g_assert_cmpfloat (along, <, last);
        last = along;
      }
    }
  }
}

/* Where two lines pass there is no place for a cut. */
static void
test_uncuttable (void)
{
  Graph graph = make_graph (TRUE);
  graph.nodes[N - 1].n_inputs = 2;
  graph.edges[graph.n_edges++] = (NgLayoutEdge){ 0, 0, N - 1, 1, 0, 0 };
  g_autoptr (NgLayout) layout = lay_out (&graph, NG_DIRECTION_RIGHT);
  g_autoptr (NgPieces) pieces = ng_pieces_new (layout, graph.edges, NG_DIRECTION_RIGHT, 20);
  float width, height;

  g_assert_true (ng_pieces_cut (pieces, 1, &width, &height));
  ng_assert_near ((double) width, (double) layout->width, 0.1);
  g_assert_false (ng_pieces_cut (pieces, 3, &width, &height));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layout/pieces/pieces", test_pieces);
  g_test_add_func ("/layout/pieces/uncuttable", test_uncuttable);
  return g_test_run ();
}
