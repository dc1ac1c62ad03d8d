/* Tracks of jogs, joints, and lines into the sides of round nodes. */

#include "render/layout/orthogonal.h"

#include "core/base/rng.h"
#include "render/layout/jogs.h"
#include "render/layout/pinned.h"
#include "tests/support/test.h"

#include <math.h>

static void
test_tracks (void)
{
  /* Two that rise side by side: the higher one first, so that they do not cross. */
  const float rising[] = { 10, 15 };
  NgJog pair[] = { { 0, 0, 1, -1 }, { 5, 1, 1, -1 } };
  g_assert_cmpint (ng_jogs_set_tracks (pair, 2, rising), ==, 2);
  g_assert_cmpint (pair[1].track, <, pair[0].track);

  /* One begins where the other ends; it goes first, although it falls. */
  const float meeting[] = { 20, 0 };
  NgJog meet[] = { { 5, 0, 1, -1 }, { 20, 1, 1, -1 } };
  g_assert_cmpint (ng_jogs_set_tracks (meet, 2, meeting), ==, 2);
  g_assert_cmpint (meet[1].track, <, meet[0].track);

  /* Those that do not touch share a track, and two that change places do not. */
  const float apart[] = { 10, 40 };
  NgJog far[] = { { 0, 0, 1, -1 }, { 30, 1, 1, -1 } };
  g_assert_cmpint (ng_jogs_set_tracks (far, 2, apart), ==, 1);
  const float changing[] = { 30, 0 };
  NgJog change[] = { { 0, 0, 1, -1 }, { 30, 1, 1, -1 } };
  g_assert_cmpint (ng_jogs_set_tracks (change, 2, changing), ==, 2);
  g_assert_cmpint (ng_jogs_set_tracks (change, 0, changing), ==, 0);
}

/* Very many jogs, each across all others: as many tracks, in reasonable time. */
static void
test_many_tracks (void)
{
  enum { N = 20000 };
  g_autofree NgJog *jogs = g_new (NgJog, N);
  g_autofree float *ends = g_new (float, N);

  for (int i = 0; i < N; i++) {
    jogs[i] = (NgJog){ 10.0F * (float) i, i, 1, -1 };
    ends[i] = 10.0F * (float) (i + N) + 5;
  }
  g_assert_cmpint (ng_jogs_set_tracks (jogs, N, ends), ==, N);
  g_assert_cmpint (jogs[0].track, ==, N - 1);
}

/* Very many jogs that begin and end at one place are passed over once, not by each of the others.
 */
static void
test_one_place (void)
{
  enum { N = 300000 };
  g_autofree NgJog *jogs = g_new (NgJog, N);
  g_autofree float *ends = g_new0 (float, N);

  for (int i = 0; i < N; i++)
    jogs[i] = (NgJog){ 0, i, 1, -1 };
  g_assert_cmpint (ng_jogs_set_tracks (jogs, N, ends), ==, N);
}

/* A node, a chain of two, a round node where it meets the way past the chain, and a last node. */
static NgLayout *
lay_out_residual (NgDirection direction, gboolean is_round, NgLayoutNode *nodes)
{
  const NgLayoutEdge edges[] = { { 0, 0, 1, 0, 0, 0 },
                                 { 1, 0, 2, 0, 0, 0 },
                                 { 2, 0, 3, 0, 0, 0 },
                                 { 0, 0, 3, 1, 0, 0 },
                                 { 3, 0, 4, 0, 0, 0 } };
  static const float both[] = { 5, 5 };
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.direction = direction;
  options.without_dot = TRUE;
  options.is_orthogonal = TRUE;
  for (int i = 0; i < 5; i++)
    nodes[i] = (NgLayoutNode){ .width = 60, .height = 16, .n_inputs = i > 0, .n_outputs = i < 4 };
  nodes[3] = (NgLayoutNode){
    .width = 10, .height = 10, .n_inputs = 2, .n_outputs = 1, .input_places = both
  };
  nodes[3].is_round = is_round;
  NgLayout *layout = ng_layout_new (nodes, 5, edges, 5, &options, NULL, &error);
  g_assert_no_error (error);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
  return layout;
}

static void
test_side (void)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
    NgLayoutNode nodes[5];
    g_autoptr (NgLayout) round = lay_out_residual (direction, TRUE, nodes);
    g_autoptr (NgLayout) square = lay_out_residual (direction, FALSE, nodes);
    NgBox sum = round->nodes[3];
    const NgRoute *skip = &round->routes[3];
    NgPoint end = round->points[skip->first + skip->n - 1];
    NgPoint before = round->points[skip->first + skip->n - 2];

    /* Across the flow, up to the middle of a side of the circle. */
    if (direction == NG_DIRECTION_RIGHT) {
      ng_assert_near ((double) end.x, (double) (sum.x + 5), 0.01);
      ng_assert_near ((double) fabsf (end.y - sum.y - 5), 5, 0.01);
      g_assert_cmpfloat (before.x, ==, end.x);
    } else {
      ng_assert_near ((double) end.y, (double) (sum.y + 5), 0.01);
      ng_assert_near ((double) fabsf (end.x - sum.x - 5), 5, 0.01);
      g_assert_cmpfloat (before.y, ==, end.y);
    }

    skip = &square->routes[3];
    end = square->points[skip->first + skip->n - 1];
    NgPoint port = ng_layout_port (&nodes[3], square->nodes[3], direction, FALSE, 1);
    ng_assert_near ((double) end.x, (double) port.x, 0.01);
    ng_assert_near ((double) end.y, (double) port.y, 0.01);
  }
}

/* The line parts once, on the straight way behind the first node. */
static void
test_joints (void)
{
  NgLayoutNode nodes[5];
  g_autoptr (NgLayout) layout = lay_out_residual (NG_DIRECTION_RIGHT, TRUE, nodes);

  g_assert_cmpuint (layout->n_joints, ==, 1);
  ng_assert_near ((double) layout->joints[0].y,
                  (double) (layout->nodes[0].y + layout->nodes[0].height / 2),
                  0.01);
  g_assert_cmpfloat (layout->joints[0].x, >, layout->nodes[0].x + layout->nodes[0].width);
  g_assert_cmpfloat (layout->joints[0].x, <, layout->nodes[1].x);
}

/* One output and five readers: the line parts at the middle, and where the inner two of the others
 * leave. */
static void
test_fan (void)
{
  NgLayoutNode nodes[6] = { { .width = 20, .height = 20, .n_outputs = 1 } };
  NgLayoutEdge edges[5];
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.without_dot = TRUE;
  options.is_orthogonal = TRUE;
  for (int i = 0; i < 5; i++) {
    nodes[i + 1] = (NgLayoutNode){ .width = 20, .height = 20, .n_inputs = 1 };
    edges[i] = (NgLayoutEdge){ 0, 0, i + 1, 0, 0, 0 };
  }
  g_autoptr (NgLayout) layout = ng_layout_new (nodes, 6, edges, 5, &options, NULL, &error);
  g_assert_no_error (error);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
  g_assert_cmpuint (layout->n_joints, ==, 3);
  for (gsize i = 1; i < 3; i++)
    g_assert_cmpfloat (layout->joints[i].x, ==, layout->joints[0].x);
}

/* What was put behind its reader, or beside it: lines turn back, and along the axes. */
static void
test_back (void)
{
  static const NgPoint places[] = { { -300, 10 }, { -40, 150 }, { 200, -120 } };

  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++)
    for (gsize k = 0; k < G_N_ELEMENTS (places); k++) {
      const NgLayoutNode nodes[2] = { { .width = 60, .height = 16, .n_outputs = 1 },
                                      { .width = 60, .height = 16, .n_inputs = 1 } };
      const NgLayoutEdge edge = { 0, 0, 1, 0, 0, 0 };
      NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
      NgPin pins[2] = { { 0, { 0, 0 } }, { 1, places[k] } };
      g_autoptr (NgLayout) plain = NULL, layout = NULL;

      options.direction = direction;
      options.is_orthogonal = TRUE;
      plain = ng_layout_new (nodes, 2, &edge, 1, &options, NULL, NULL);
      layout = ng_layout_pin (plain, nodes, &edge, &options, pins, 2);
      ng_layout_make_orthogonal (layout, nodes, &edge, &options, 4, NULL);
      const NgPoint *points = layout->points + layout->routes[0].first;
      NgPoint from = ng_layout_port (&nodes[0], layout->nodes[0], direction, TRUE, 0);
      NgPoint to = ng_layout_port (&nodes[1], layout->nodes[1], direction, FALSE, 0);
      guint32 n = layout->routes[0].n;

      ng_assert_near ((double) points[0].x, (double) from.x, 0.01);
      ng_assert_near ((double) points[0].y, (double) from.y, 0.01);
      ng_assert_near ((double) points[n - 1].x, (double) to.x, 0.01);
      ng_assert_near ((double) points[n - 1].y, (double) to.y, 0.01);
      for (guint32 i = 3; i < n; i += 3) {
        float dx = fabsf (points[i].x - points[i - 3].x);
        float dy = fabsf (points[i].y - points[i - 3].y);

        g_assert_cmpfloat (MIN (dx, dy), <, 4.01);
      }
    }
}

/* One line past two round nodes leads into the sides of both: it parts where it leaves the straight
 * way, and where the first of them takes it. */
static void
test_two_sides (void)
{
  static const float both[] = { 5, 5 };
  NgLayoutNode nodes[4] = { { .width = 60, .height = 16, .n_outputs = 1 },
                            { .width = 60, .height = 16, .n_inputs = 1, .n_outputs = 1 } };
  const NgLayoutEdge edges[] = { { 0, 0, 1, 0, 0, 0 },
                                 { 1, 0, 2, 0, 0, 0 },
                                 { 2, 0, 3, 0, 0, 0 },
                                 { 0, 0, 2, 1, 0, 0 },
                                 { 0, 0, 3, 1, 0, 0 } };
  NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.without_dot = TRUE;
  options.is_orthogonal = TRUE;
  for (int i = 2; i < 4; i++)
    nodes[i] = (NgLayoutNode){ .width = 10,
                               .height = 10,
                               .n_inputs = 2,
                               .n_outputs = i == 2,
                               .input_places = both,
                               .is_round = TRUE };
  g_autoptr (NgLayout) layout = ng_layout_new (nodes, 4, edges, 5, &options, NULL, &error);
  g_assert_no_error (error);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
  g_assert_cmpuint (layout->n_joints, ==, 2);
  for (int i = 2; i < 4; i++) {
    const NgRoute *route = &layout->routes[i + 1];
    NgPoint end = layout->points[route->first + route->n - 1];
    ng_assert_near ((double) end.x, (double) (layout->nodes[i].x + 5), 0.01);
  }
  g_assert_cmpfloat (layout->joints[1].x, ==, layout->nodes[2].x + 5);
}

/* Two lines that come to one place meet there; inputs that are loose take them as they come. */
static void
test_meeting (void)
{
  for (int is_loose = 0; is_loose < 2; is_loose++) {
    static const float both[] = { 20, 20 };
    NgLayoutNode nodes[3] = { { .width = 20, .height = 16, .n_outputs = 1 },
                              { .width = 20, .height = 16, .n_outputs = 1 },
                              { .width = 20, .height = 60, .n_inputs = 2 } };
    const NgLayoutEdge edges[] = { { 0, 0, 2, 0, 0, 0 }, { 1, 0, 2, 1, 0, 0 } };
    NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
    g_autoptr (GError) error = NULL;

    options.without_dot = TRUE;
    options.is_orthogonal = TRUE;
    nodes[2].input_places = is_loose ? NULL : both;
    nodes[2].loose_inputs = is_loose ? 60 : 0;
    g_autoptr (NgLayout) layout = ng_layout_new (nodes, 3, edges, 2, &options, NULL, &error);
    g_assert_no_error (error);
    ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
    g_assert_cmpuint (layout->n_joints, ==, is_loose ? 0 : 1);
    for (gsize i = 0; i < 2; i++) {
      const NgPoint *points = layout->points + layout->routes[i].first;
      NgPoint end = points[layout->routes[i].n - 1];
      if (is_loose)
        ng_assert_near ((double) end.y, (double) points[0].y, 0.01);
      else
        ng_assert_near ((double) end.y, (double) (layout->nodes[2].y + 20), 0.01);
    }
  }
}

/* Points that two straight pieces lie on one another. */
static float
shared_length (const NgPoint *p, const NgPoint *q)
{
  gboolean along = fabsf (p[0].y - p[3].y) < 0.1F && fabsf (q[0].y - q[3].y) < 0.1F;
  gboolean across = fabsf (p[0].x - p[3].x) < 0.1F && fabsf (q[0].x - q[3].x) < 0.1F;

  if (along && fabsf (p[0].y - q[0].y) < 1)
    return MIN (MAX (p[0].x, p[3].x), MAX (q[0].x, q[3].x)) -
           MAX (MIN (p[0].x, p[3].x), MIN (q[0].x, q[3].x));
  if (across && fabsf (p[0].x - q[0].x) < 1)
    return MIN (MAX (p[0].y, p[3].y), MAX (q[0].y, q[3].y)) -
           MAX (MIN (p[0].y, p[3].y), MIN (q[0].y, q[3].y));
  return 0;
}

/* Lines of different outputs cross, but do not lie on one another, corners apart. */
static void
check_apart (const NgLayout *layout, const NgLayoutEdge *edges)
{
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgPoint *p = layout->points + layout->routes[i].first;
    for (gsize j = 0; j < i; j++) {
      const NgPoint *q = layout->points + layout->routes[j].first;
      if (edges[i].source == edges[j].source)
        continue;
      for (guint32 k = 0; k + 3 < layout->routes[i].n; k += 3)
        for (guint32 l = 0; l + 3 < layout->routes[j].n; l += 3)
          g_assert_cmpfloat (shared_length (p + k, q + l), <, 3);
    }
  }
}

static void
test_apart (void)
{
  for (guint64 seed = 0; seed < 150; seed++) {
    int n = 4 + (int) (ng_rng_unit (seed, 0, 0) * 27);
    g_autofree NgLayoutNode *nodes = g_new0 (NgLayoutNode, (gsize) n);
    g_autofree NgLayoutEdge *edges = g_new0 (NgLayoutEdge, 2 * (gsize) n);
    NgLayoutOptions options = NG_LAYOUT_OPTIONS_DEFAULT;
    gsize n_edges = 0;

    for (int i = 0; i < n; i++) {
      int a = MAX (0, i - 1 - (int) (ng_rng_unit (seed, 1, (guint64) i) * 3));
      int b = MAX (0, i - 1 - (int) (ng_rng_unit (seed, 2, (guint64) i) * 9));
      nodes[i] = (NgLayoutNode){ .width = 40 + 20 * (float) ng_rng_unit (seed, 3, (guint64) i),
                                 .height = 30,
                                 .n_outputs = 1 };
      nodes[i].loose_inputs = seed % 2 == 1 ? nodes[i].width : 0;
      if (i > 0)
        edges[n_edges++] = (NgLayoutEdge){ a, 0, i, nodes[i].n_inputs++, 0, 0 };
      if (i > 0 && a != b)
        edges[n_edges++] = (NgLayoutEdge){ b, 0, i, nodes[i].n_inputs++, 0, 0 };
    }
    options.without_dot = TRUE;
    options.is_orthogonal = TRUE;
    options.direction = (NgDirection) (seed % 3);
    g_autoptr (NgLayout) layout =
        ng_layout_new (nodes, (gsize) n, edges, n_edges, &options, NULL, NULL);
    ng_layout_make_orthogonal (layout, nodes, edges, &options, 4, NULL);
    check_apart (layout, edges);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layout/orthogonal/tracks", test_tracks);
  g_test_add_func ("/layout/orthogonal/many-tracks", test_many_tracks);
  g_test_add_func ("/layout/orthogonal/one-place", test_one_place);
  g_test_add_func ("/layout/orthogonal/side", test_side);
  g_test_add_func ("/layout/orthogonal/joints", test_joints);
  g_test_add_func ("/layout/orthogonal/fan", test_fan);
  g_test_add_func ("/layout/orthogonal/back", test_back);
  g_test_add_func ("/layout/orthogonal/two-sides", test_two_sides);
  g_test_add_func ("/layout/orthogonal/meeting", test_meeting);
  g_test_add_func ("/layout/orthogonal/apart", test_apart);
  return g_test_run ();
}
