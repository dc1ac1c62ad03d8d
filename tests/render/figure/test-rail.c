/* Rails of random graphs: things lie apart, texts too, lines meet nothing that they do not join,
 * and two lines lie on one another only where they come from or go to the same thing. */

#include "render/figure/rail.h"

#include "tests/support/random.h"
#include "tests/support/test.h"

#include <math.h>

#define MOST 40
/* Points that things may reach into one another by rounding. */
#define SLACK 0.05F

typedef struct {
  NgDirection direction;
  NgRailNode nodes[MOST];
  NgRailEdge edges[MOST * MOST];
  guint n_nodes, n_edges;
} Graph;

static NgBox
box_of (const NgRailNode *node)
{
  return (NgBox){
    node->x - node->left, node->y - node->up, node->left + node->right, node->up + node->down
  };
}

static NgBox
text_of (const NgRailNode *node, NgDirection direction)
{
  NgPoint at = node->text_at;

  return direction == NG_DIRECTION_RIGHT
             ? (NgBox){ at.x - node->before / 2, at.y, node->before, node->text }
             : (NgBox){ at.x, at.y - node->before / 2, node->text, node->before };
}

static gboolean
overlap (NgBox a, NgBox b)
{
  return a.x + SLACK < b.x + b.width && b.x + SLACK < a.x + a.width &&
         a.y + SLACK < b.y + b.height && b.y + SLACK < a.y + a.height;
}

/* The box round a straight line. */
static NgBox
line_box (NgPoint a, NgPoint b)
{
  return (NgBox){ MIN (a.x, b.x) - SLACK,
                  MIN (a.y, b.y) - SLACK,
                  fabsf (a.x - b.x) + 2 * SLACK,
                  fabsf (a.y - b.y) + 2 * SLACK };
}

static void
draw_graph (Graph *self, NgDirection direction, guint64 seed)
{
  NgDraws draws = { .seed = seed };
  int density = 1 + ng_draw (&draws, 6);

  *self = (Graph){ .direction = direction, .n_nodes = (guint) (1 + ng_draw (&draws, MOST)) };
  for (guint v = 0; v < self->n_nodes; v++) {
    NgRailNode *node = &self->nodes[v];
    float side;

    node->left = (float) (3 + ng_draw (&draws, 30));
    node->right = (float) (3 + ng_draw (&draws, 30));
    node->up = (float) (3 + ng_draw (&draws, 40));
    node->down = (float) (3 + ng_draw (&draws, 40));
    node->in = -(direction == NG_DIRECTION_RIGHT  ? node->left
                 : direction == NG_DIRECTION_DOWN ? node->up
                                                  : node->down) /
               2;
    node->out = (direction == NG_DIRECTION_RIGHT  ? node->right
                 : direction == NG_DIRECTION_DOWN ? node->down
                                                  : node->up) /
                2;
    switch (ng_draw (&draws, 4)) {
    case 0:
      node->left = node->right = node->up = 6;
      node->in = -6;
      node->out = 6;
      node->down = 6;
      node->is_round = TRUE;
      node->enter = ng_rail_turn (direction, 0, -6);
      break;
    case 1:
      node->is_open_above = TRUE;
      side = direction == NG_DIRECTION_RIGHT ? node->up : node->left;
      node->enter = ng_rail_turn (direction, -2, -side + 1);
      node->leave = ng_rail_turn (direction, 2, -side + 1);
      break;
    default:
      node->caption = 10;
      node->before = (float) ng_draw (&draws, 80);
      node->text = node->before > 0 ? (float) (8 + ng_draw (&draws, 20)) : 0;
    }
    for (guint u = v > 9 ? v - 9 : 0; u < v; u++)
      if (ng_draw (&draws, 7) < (u + 1 == v ? 5 : density) - 1)
        self->edges[self->n_edges++] = (NgRailEdge){ .from = (int) u, .to = (int) v };
  }
}

static void
check_things (const Graph *self)
{
  for (guint v = 0; v < self->n_nodes; v++) {
    NgBox box = box_of (&self->nodes[v]), text = text_of (&self->nodes[v], self->direction);

    g_assert_cmpfloat (box.x, >=, -SLACK);
    g_assert_cmpfloat (box.y, >=, -SLACK);
    for (guint u = 0; u < self->n_nodes; u++) {
      NgBox other = text_of (&self->nodes[u], self->direction);

      g_assert_true (u == v || !overlap (box, box_of (&self->nodes[u])));
      if (other.width > 0)
        g_assert_false (overlap (box, other));
      if (u != v && text.width > 0 && other.width > 0)
        g_assert_false (overlap (text, other));
    }
  }
}

static void
check_line (const Graph *self, const NgRailEdge *edge, NgPoint a, NgPoint b)
{
  NgBox line = line_box (a, b);

  /* Along the page or across. */
  g_assert_true (fabsf (a.x - b.x) < SLACK || fabsf (a.y - b.y) < SLACK);
  for (guint v = 0; v < self->n_nodes; v++) {
    NgBox box = box_of (&self->nodes[v]), text = text_of (&self->nodes[v], self->direction);

    if ((int) v != edge->from && (int) v != edge->to && overlap (line, box))
      g_error ("the line from %d to %d runs through %u", edge->from, edge->to, v);
    if (text.width > 0 && overlap (line, text))
      g_error ("the line from %d to %d runs through the text of %u", edge->from, edge->to, v);
  }
}

/* How long two lines along the same axis lie on one another. */
static float
shared (NgPoint a, NgPoint b, NgPoint c, NgPoint d)
{
  if (fabsf (a.y - b.y) < SLACK && fabsf (c.y - d.y) < SLACK && fabsf (a.y - c.y) < 1)
    return MIN (MAX (a.x, b.x), MAX (c.x, d.x)) - MAX (MIN (a.x, b.x), MIN (c.x, d.x));
  if (fabsf (a.x - b.x) < SLACK && fabsf (c.x - d.x) < SLACK && fabsf (a.x - c.x) < 1)
    return MIN (MAX (a.y, b.y), MAX (c.y, d.y)) - MAX (MIN (a.y, b.y), MIN (c.y, d.y));
  return 0;
}

static void
check_apart (const NgRail *rail, const NgRailEdge *a, const NgRailEdge *b)
{
  const NgPoint *points = (const NgPoint *) (void *) rail->points->data;

  if (a->from == b->from || a->to == b->to)
    return;
  for (guint i = a->first; i + 1 < a->first + a->n; i++)
    for (guint j = b->first; j + 1 < b->first + b->n; j++)
      if (shared (points[i], points[i + 1], points[j], points[j + 1]) > 1)
        g_error ("the lines from %d to %d and from %d to %d lie on one another",
                 a->from,
                 a->to,
                 b->from,
                 b->to);
}

static void
check_lines (const Graph *self, const NgRail *rail)
{
  const NgPoint *points = (const NgPoint *) (void *) rail->points->data;

  for (guint e = 0; e < self->n_edges; e++) {
    const NgRailEdge *edge = &self->edges[e];

    g_assert_cmpuint (edge->n, >=, 2);
    for (guint i = edge->first; i + 1 < edge->first + edge->n; i++)
      check_line (self, edge, points[i], points[i + 1]);
    for (guint i = 0; i < e; i++)
      check_apart (rail, edge, &self->edges[i]);
  }
}

static void
check_graph (NgDirection direction, guint64 seed, float width)
{
  NgRailOptions options = {
    .direction = direction, .gap = 14, .lane = 5, .row_gap = 9, .width = width
  };
  Graph graph;

  draw_graph (&graph, direction, seed);
  g_autoptr (NgRail) rail =
      ng_rail_place (graph.nodes, graph.n_nodes, graph.edges, graph.n_edges, &options);
  check_things (&graph);
  check_lines (&graph, rail);
}

static void
test_random (void)
{
  for (guint64 seed = 1; seed <= 400; seed++)
    check_graph (NG_DIRECTION_RIGHT, seed, 0);
}

static void
test_broken (void)
{
  for (guint64 seed = 1; seed <= 400; seed++)
    check_graph (NG_DIRECTION_RIGHT, seed, 300);
}

static void
test_upright (void)
{
  for (guint64 seed = 1; seed <= 200; seed++)
    for (int k = 0; k < 4; k++)
      check_graph (k % 2 == 0 ? NG_DIRECTION_DOWN : NG_DIRECTION_UP, seed, k < 2 ? 0 : 300);
}

/* A chain of @n things, each 20 wide and high. */
static NgRail *
place_chain (NgRailNode *nodes, NgRailEdge *edges, guint n, float width)
{
  NgRailOptions options = { .gap = 10, .lane = 5, .row_gap = 9, .width = width };

  for (guint i = 0; i < n; i++) {
    nodes[i] = (NgRailNode){ 10, 10, 10, 10, .in = -10, .out = 10 };
    edges[i] = (NgRailEdge){ .from = (int) i, .to = (int) i + 1 };
  }
  return ng_rail_place (nodes, n, edges, n - 1, &options);
}

/* What is not too wide is one row; else rows are equally long, and none is too wide. */
static void
test_chain (void)
{
  NgRailNode nodes[12];
  NgRailEdge edges[12];
  g_autoptr (NgRail) whole = place_chain (nodes, edges, 12, 0);

  ng_assert_near (whole->width, 12 * 20 + 11 * 10, 0.01);
  ng_assert_near (whole->height, 20, 0.01);
  for (guint i = 0; i < 11; i++)
    g_assert_true (edges[i].is_straight);
  g_autoptr (NgRail) broken = place_chain (nodes, edges, 12, 220);
  g_assert_cmpfloat (broken->width, <=, 220);
  g_assert_cmpfloat (nodes[6].y, >, nodes[5].y);
  g_assert_cmpfloat (nodes[6].x, <, nodes[5].x);
  ng_assert_near (nodes[5].y, nodes[0].y, 0.01);
  ng_assert_near (nodes[11].y, nodes[6].y, 0.01);
}

/* No line is one thing where others have room for it. */
static void
test_lonely (void)
{
  for (guint n = 4; n <= 12; n++) {
    NgRailNode nodes[12];
    NgRailEdge edges[12];
    g_autoptr (NgRail) rail = place_chain (nodes, edges, n, 110);

    for (guint i = 0; i < n; i++)
      g_assert_true ((i > 0 && fabsf (nodes[i - 1].y - nodes[i].y) < SLACK) ||
                     (i + 1 < n && fabsf (nodes[i + 1].y - nodes[i].y) < SLACK));
  }
}

/* Two lines down, the lowest, and two up beside the first; what leads across stays on its line, and
 * nothing runs through anything else. */
static void
test_u (void)
{
  const int levels[] = { 0, 0, 1, 1, 2, 2, 1, 1, 0, 0 };
  const guint n = G_N_ELEMENTS (levels);
  Graph graph = { .n_nodes = n };
  NgRailOptions options = { .is_u = TRUE, .gap = 14, .lane = 5, .row_gap = 9 };
  NgRailNode *nodes = graph.nodes;

  for (guint i = 0; i < n; i++) {
    nodes[i] =
        (NgRailNode){ 10, 10, 10, 10, .in = -10, .out = 10, .caption = 8, .before = 30, .text = 8 };
    nodes[i].level = levels[i];
    nodes[i].rises = i > 5;
    if (i > 0)
      graph.edges[graph.n_edges++] = (NgRailEdge){ .from = (int) i - 1, .to = (int) i };
  }
  graph.edges[graph.n_edges++] = (NgRailEdge){ .from = 1, .to = 9 };
  graph.edges[graph.n_edges++] = (NgRailEdge){ .from = 3, .to = 7 };
  g_autoptr (NgRail) rail = ng_rail_place (nodes, n, graph.edges, graph.n_edges, &options);
  check_things (&graph);
  check_lines (&graph, rail);
  for (guint i = 0; i + 1 < n; i++) {
    float down = nodes[i + 1].y - nodes[i].y;
    g_assert_cmpint ((down > SLACK) - (down < -SLACK), ==, levels[i + 1] - levels[i]);
  }
  ng_assert_near (nodes[9].y, nodes[0].y, 0.01);
  g_assert_cmpfloat (nodes[8].x, >, nodes[1].x + 20);
  ng_assert_near (nodes[3].x, nodes[1].x, 0.01);
  ng_assert_near (nodes[8].x, nodes[6].x, 0.01);
}

/* Down in one column and up in another; what leads across does so on one height, and what crosses
 * itself is no such U. */
static void
test_turned (void)
{
  for (guint64 seed = 1; seed <= 100; seed++) {
    NgDraws draws = { .seed = seed };
    NgRailOptions options = {
      .direction = NG_DIRECTION_DOWN, .is_u = TRUE, .gap = 14, .lane = 5, .row_gap = 9
    };
    const guint n = 14;
    Graph graph = { .direction = NG_DIRECTION_DOWN, .n_nodes = n };
    NgRailNode *nodes = graph.nodes;

    for (guint i = 0; i < n; i++) {
      NgRailNode *node = &nodes[i];
      *node = (NgRailNode){ .left = (float) (3 + ng_draw (&draws, 20)),
                            .right = (float) (3 + ng_draw (&draws, 20)),
                            .up = (float) (3 + ng_draw (&draws, 40)),
                            .down = (float) (3 + ng_draw (&draws, 40)),
                            .before = (float) ng_draw (&draws, 60),
                            .text = 30,
                            .caption = 20,
                            .rises = i >= n / 2 };
      node->in = -3;
      node->out = 3;
      node->enter.x = -node->left;
      node->leave.x = node->right;
      if (i > 0)
        graph.edges[graph.n_edges++] = (NgRailEdge){ .from = (int) i - 1, .to = (int) i };
    }
    graph.edges[graph.n_edges++] = (NgRailEdge){ .from = 2, .to = 11 };
    graph.edges[graph.n_edges++] = (NgRailEdge){ .from = 4, .to = 8 };
    g_autoptr (NgRail) rail = ng_rail_place (nodes, n, graph.edges, graph.n_edges, &options);
    g_assert_nonnull (rail);
    for (guint i = 0; i + 1 < n; i++)
      g_assert_true (i == n / 2 - 1 || (nodes[i + 1].y > nodes[i].y) == (i < n / 2));
    ng_assert_near (nodes[2].y, nodes[11].y, 0.01);
    ng_assert_near (nodes[4].y, nodes[8].y, 0.01);
    for (guint i = 0; i < n; i++) {
      NgRailNode *node = &nodes[i];
      g_assert_cmpfloat (node->y - node->up, >=, -SLACK);
      g_assert_cmpfloat (node->y + node->down, <=, rail->height + SLACK);
      /* Texts of the second half stand on the left of it. */
      node->text_at.x -= node->rises ? node->text : 0;
      node->text = node->before > 0 ? node->text : 0;
    }
    check_things (&graph);
    check_lines (&graph, rail);

    graph.edges[graph.n_edges++] = (NgRailEdge){ .from = 1, .to = 10 };
    g_assert_null (ng_rail_place (nodes, n, graph.edges, graph.n_edges, &options));
  }
}

/* Of two ways of one length to one end the first is the upper row; a line that skips goes over. */
static void
test_rows (void)
{
  NgRailNode nodes[5];
  NgRailEdge edges[] = {
    { .from = 0, .to = 1 }, { .from = 0, .to = 2 }, { .from = 1, .to = 3 },
    { .from = 2, .to = 3 }, { .from = 3, .to = 4 }, { .from = 0, .to = 4 },
  };
  NgRailOptions options = { .gap = 10, .lane = 5, .row_gap = 9 };

  for (int i = 0; i < 5; i++)
    nodes[i] = (NgRailNode){ 10, 10, 10, 10, .in = -10, .out = 10 };
  g_autoptr (NgRail) rail = ng_rail_place (nodes, 5, edges, G_N_ELEMENTS (edges), &options);
  const NgPoint *points = (const NgPoint *) (void *) rail->points->data;

  ng_assert_near (nodes[1].y, nodes[0].y, 0.01);
  ng_assert_near (nodes[2].x, nodes[1].x, 0.01);
  g_assert_cmpfloat (nodes[2].y, >=, nodes[1].y + 20);
  ng_assert_near (nodes[4].y, nodes[0].y, 0.01);
  g_assert_true (edges[0].is_straight && edges[2].is_straight && !edges[1].is_straight);
  g_assert_cmpuint (edges[5].n, ==, 6);
  g_assert_cmpfloat (points[edges[5].first + 2].y, <, nodes[0].y - 10);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/rail/chain", test_chain);
  g_test_add_func ("/rail/rows", test_rows);
  g_test_add_func ("/rail/random", test_random);
  g_test_add_func ("/rail/broken", test_broken);
  g_test_add_func ("/rail/upright", test_upright);
  g_test_add_func ("/rail/lonely", test_lonely);
  g_test_add_func ("/rail/u", test_u);
  g_test_add_func ("/rail/turned", test_turned);
  return g_test_run ();
}
