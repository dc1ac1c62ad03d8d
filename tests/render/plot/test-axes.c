/* Plots with axes: ticks at round numbers, data at their values, and texts that lie apart. */

#include "core/expr/expr.h"
#include "render/plot/columns.h"
#include "render/plot/curves.h"
#include "render/plot/matrix.h"
#include "render/plot/notation.h"
#include "render/plot/ticks.h"
#include "tests/render/drawn.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static void
check_ticks (double low, double high, gsize most, gboolean is_log, int exponent, const char *texts)
{
  int got;
  g_autoptr (GArray) ticks = ng_ticks_new (low, high, most, is_log, &got);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < ticks->len; i++) {
    const NgTick *tick = &g_array_index (ticks, NgTick, i);
    g_assert_cmpfloat (tick->at, >=, low * (1 - 1e-6 * (low > 0 ? 1 : -1)));
    g_assert_cmpfloat (tick->at, <=, high + 1e-6 * fabs (high));
    if (tick->text[0] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", tick->text);
  }
  g_assert_cmpstr (all->str, ==, texts);
  g_assert_cmpint (got, ==, exponent);
}

static void
test_ticks (void)
{
  check_ticks (0, 1, 5, FALSE, 0, "0 0.2 0.4 0.6 0.8 1.0");
  check_ticks (0, 10, 5, FALSE, 0, "0 2 4 6 8 10");
  check_ticks (-3, 7, 4, FALSE, 0, "0 5");
  check_ticks (-1, 1, 4, FALSE, 0, "−1.0 −0.5 0 0.5 1.0");
  check_ticks (17, 23, 3, FALSE, 0, "18 20 22");
  check_ticks (0, 2500000, 5, FALSE, 6, "0 0.5 1.0 1.5 2.0 2.5");
  check_ticks (0, 4e-7, 4, FALSE, -9, "0 100 200 300 400");
  check_ticks (1000, 1000.4, 4, FALSE, 0, "1000.0 1000.1 1000.2 1000.3 1000.4");
  check_ticks (1, 1000, 8, TRUE, 0, "1 10 100 1000");
  check_ticks (0.002, 0.4, 8, TRUE, 0, "0.01 0.1");
  check_ticks (0.2, 3, 8, TRUE, 0, "0.2 0.5 1 2");
  check_ticks (1e-8, 1e8, 4, TRUE, 0, "10⁻⁸ 10⁻⁴ 10⁰ 10⁴ 10⁸");
  check_ticks (1, 1, 4, FALSE, 0, "");
  check_ticks (-1, 1, 4, TRUE, 0, "");
  check_ticks (0, HUGE_VAL, 4, FALSE, 0, "");
  check_ticks (-1e308, 1e308, 4, FALSE, 0, "");
}

static void
test_step (void)
{
  ng_assert_near (ng_tick_step (0.3), 0.5, 1e-12);
  ng_assert_near (ng_tick_step (0.2), 0.2, 1e-12);
  ng_assert_near (ng_tick_step (6), 10, 1e-12);
  ng_assert_near (ng_tick_step (1e-20), 1e-20, 1e-32);
}

static gboolean
overlap (NgBox a, NgBox b)
{
  return a.x + 0.1F < b.x + b.width && b.x + 0.1F < a.x + a.width && a.y + 0.1F < b.y + b.height &&
         b.y + 0.1F < a.y + a.height;
}

/* Within the page, and no text on another. */
static void
check_scene (const NgScene *scene, const char *what)
{
  const NgItem *items = ng_scene_items (scene);
  NgBox page = ng_scene_bounds (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    NgBox a = items[i].bounds;

    g_assert_true (isfinite (a.x) && isfinite (a.y) && isfinite (a.width) && isfinite (a.height));
    g_assert_true (a.x >= page.x && a.y >= page.y && a.x + a.width <= page.x + page.width + 0.1F &&
                   a.y + a.height <= page.y + page.height + 0.1F);
    for (gsize j = 0; j < i; j++)
      if (items[i].kind == NG_ITEM_TEXT && items[j].kind == NG_ITEM_TEXT &&
          overlap (a, items[j].bounds))
        g_error ("%s: \"%s\" lies on \"%s\"",
                 what,
                 ng_scene_item_text (scene, &items[i]),
                 ng_scene_item_text (scene, &items[j]));
  }
}

static const NgItem *
find_item (const NgScene *scene, NgRole role, int n)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (ng_scene_items (scene)[i].role == role && n-- == 0)
      return &ng_scene_items (scene)[i];
  return NULL;
}

/* A straight line of numbers is straight; on a logarithmic axis powers are. What is no number
 * breaks the line. */
static void
test_curves (void)
{
  double even[] = { 1, 2, 3, 4, 5 }, powers[] = { 1, 10, 100, 1000, 10000 };
  double broken[] = { 1, 2, (double) NAN, 4, 5, -1 };
  NgPlotWords words = { "Title", "x", "y" };

  for (int is_log = 0; is_log < 2; is_log++) {
    NgCurve curve = { "a", NULL, is_log ? powers : even, 5 };
    NgCurveStyle style = { .is_log_y = is_log };
    g_autoptr (NgScene) scene =
        ng_plot_curves (ng_metrics_test (), &curve, 1, &style, &words, 200, 150);
    const NgItem *line = find_item (scene, NG_ROLE_PLOT_SERIES, 1);

    g_assert_nonnull (line);
    NgPath path = ng_scene_item_path (scene, line);
    g_assert_cmpuint (path.n_points, ==, 5);
    for (gsize i = 1; i < 5; i++) {
      ng_assert_near (
          path.points[i].x - path.points[i - 1].x, path.points[1].x - path.points[0].x, 1e-3);
      ng_assert_near (
          path.points[i].y - path.points[i - 1].y, path.points[1].y - path.points[0].y, 1e-3);
    }
    g_assert_true (ng_test_has_text (scene, "Title") && ng_test_has_text (scene, "a"));
    check_scene (scene, "a line");
  }
  NgCurve curve = { NULL, NULL, broken, 6 };
  NgCurveStyle style = { .is_log_y = TRUE };
  g_autoptr (NgScene) scene =
      ng_plot_curves (ng_metrics_test (), &curve, 1, &style, &words, 200, 150);
  NgPath path = ng_scene_item_path (scene, find_item (scene, NG_ROLE_PLOT_SERIES, 0));
  g_assert_cmpuint (path.n_ops, ==, 4);
  g_assert_true (strncmp (path.ops, "MLML", 4) == 0);
}

/* Long curves keep their extremes, and have few points. */
static void
test_long (void)
{
  gsize n = 200000;
  g_autofree double *values = g_new (double, n);
  NgPlotWords words = { NULL, NULL, NULL };
  NgCurveStyle style = { 0 };

  for (gsize i = 0; i < n; i++)
    values[i] = sin ((double) i / 5000);
  values[123456] = 7;
  NgCurve curve = { NULL, NULL, values, n };
  g_autoptr (NgScene) scene =
      ng_plot_curves (ng_metrics_test (), &curve, 1, &style, &words, 200, 150);
  const NgItem *line = find_item (scene, NG_ROLE_PLOT_SERIES, 0);
  NgPath path = ng_scene_item_path (scene, line);
  float top = G_MAXFLOAT;

  g_assert_cmpuint (path.n_points, <, 2000);
  for (gsize i = 0; i < path.n_points; i++)
    top = MIN (top, path.points[i].y);
  /* 7 and its distance to the others: 8 of the range, and 4 % free at either end. */
  g_assert_cmpfloat (line->bounds.height, >, 100);
  ng_assert_near (top, line->bounds.y, 1e-3);
}

static void
test_smooth (void)
{
  double values[] = { 0, 3, 6, (double) NAN, 3, 0 };
  g_autofree double *three = ng_plot_smooth (values, 6, 3);
  g_autofree double *one = ng_plot_smooth (values, 6, 1);

  ng_assert_near (three[0], 1.5, 1e-12);
  ng_assert_near (three[1], 3, 1e-12);
  ng_assert_near (three[2], 4.5, 1e-12);
  g_assert_true (isnan (three[3]));
  ng_assert_near (three[4], 1.5, 1e-12);
  ng_assert_near (three[5], 1.5, 1e-12);
  ng_assert_near (one[2], 6, 0);
}

/* Bars are as high as their values, and those below zero hang. */
static void
test_columns (void)
{
  double values[] = { 2, 1, -1, (double) NAN };
  NgPlotWords words = { NULL, NULL, "score" };
  g_autoptr (NgScene) scene =
      ng_plot_columns (ng_metrics_test (), values, NULL, 4, &words, 240, 160);
  const NgItem *bars[3];

  for (int i = 0; i < 3; i++)
    g_assert_nonnull (bars[i] = find_item (scene, NG_ROLE_PLOT_BAR, i));
  g_assert_null (find_item (scene, NG_ROLE_PLOT_BAR, 3));
  ng_assert_near (bars[0]->bounds.height, 2 * bars[1]->bounds.height, 1e-2);
  ng_assert_near (bars[2]->bounds.height, bars[1]->bounds.height, 1e-2);
  ng_assert_near (bars[2]->bounds.y, bars[0]->bounds.y + bars[0]->bounds.height, 1e-2);
  g_assert_true (ng_test_has_text (scene, "score") && ng_test_has_text (scene, "4"));
  check_scene (scene, "columns");
}

/* Every number is in one bin; the bins end at round numbers. */
static void
test_distribution (void)
{
  double values[] = { 0, 0.1, 0.4, 1.2, 1.9, 2, (double) INFINITY };
  NgPlotWords words = { NULL, NULL, NULL };
  g_autoptr (NgScene) scene =
      ng_plot_distribution (ng_metrics_test (), values, 7, 2, &words, 240, 160);
  const NgItem *first = find_item (scene, NG_ROLE_PLOT_BAR, 0);
  const NgItem *second = find_item (scene, NG_ROLE_PLOT_BAR, 1);

  g_assert_true (first != NULL && second != NULL);
  g_assert_null (find_item (scene, NG_ROLE_PLOT_BAR, 2));
  ng_assert_near (first->bounds.height, second->bounds.height, 1e-2);
  ng_assert_near (first->bounds.width, second->bounds.width, 1e-2);
  check_scene (scene, "a histogram");
}

/* What no axis shows has no bar, and is in no bin. */
static void
test_beyond (void)
{
  double values[] = { 0, 1, 1e290, -1e300 };
  NgPlotWords words = { NULL, NULL, NULL };
  g_autoptr (NgScene) columns =
      ng_plot_columns (ng_metrics_test (), values, NULL, 4, &words, 240, 160);
  g_autoptr (NgScene) bins =
      ng_plot_distribution (ng_metrics_test (), values, 4, 2, &words, 240, 160);
  const NgItem *first = find_item (bins, NG_ROLE_PLOT_BAR, 0);
  const NgItem *second = find_item (bins, NG_ROLE_PLOT_BAR, 1);

  g_assert_null (find_item (columns, NG_ROLE_PLOT_BAR, 1));
  ng_assert_near ((double) first->bounds.height, (double) second->bounds.height, 1e-2);
  check_scene (columns, "columns");
  check_scene (bins, "a histogram");
}

static void
test_confusion (void)
{
  double counts[] = { 9, 0, 4, 12 };
  static const char *const names[] = { "cat", "dog" };
  NgPlotWords words = { NULL, NULL, NULL };
  g_autoptr (NgScene) scene =
      ng_plot_confusion (ng_metrics_test (), counts, names, 2, &words, 200, 200);
  const NgItem *all = find_item (scene, NG_ROLE_PLOT_AREA, 0);
  const NgItem *quarter = find_item (scene, NG_ROLE_PLOT_AREA, 1);

  g_assert_null (find_item (scene, NG_ROLE_PLOT_AREA, 3));
  ng_assert_near (quarter->bounds.width, all->bounds.width / 2, 1e-2);
  g_assert_true (ng_test_has_text (scene, "12") && ng_test_has_text (scene, "predicted") &&
                 ng_test_has_text (scene, "actual"));
  ng_assert_near (all->bounds.width, all->bounds.height, 1e-2);
  check_scene (scene, "a table");
}

/* Counts that have no room are not written down to see that. */
static void
test_many_classes (void)
{
  enum { N = 4000 };
  g_autofree double *counts = g_new0 (double, N *N);
  NgPlotWords words = { NULL, NULL, NULL };

  for (gsize i = 0; i < N; i++)
    counts[i * N + i] = 1;
  g_autoptr (NgScene) scene =
      ng_plot_confusion (ng_metrics_test (), counts, NULL, N, &words, 200, 200);
  g_assert_nonnull (find_item (scene, NG_ROLE_PLOT_AREA, N - 1));
  g_assert_null (find_item (scene, NG_ROLE_PLOT_AREA, N));
  g_assert_null (find_item (scene, NG_ROLE_TEXT_FAINT, 0));
}

static NgPlot *
read_plot (const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, NULL);

  g_assert_nonnull (program);
  return ng_plot_read (program->pdata[0], error);
}

static void
test_notation (void)
{
  static const struct {
    const char *text, *shown, *part;
  } plots[] = {
    { "ListLinePlot[{1, 2, 3}]", "ListLinePlot[«1 curve»]", NULL },
    { "ListLinePlot[{{1, 2}, {2, 4}, {3, 1}}]", "ListLinePlot[«1 curve»]", NULL },
    { "ListLinePlot[{{1, 2, 3}, {2, 4, 1}}, PlotLegends -> {\"a\", \"b\"}]",
      "ListLinePlot[«2 curves»]",
      "b" },
    { "ListLogPlot[<|\"train\" -> {1, 10}, \"test\" -> {3, 0}|>, \"Smoothing\" -> 3, AxesLabel -> "
      "{\"round\", \"loss\"}]",
      "ListLogPlot[«2 curves»]",
      "loss" },
    { "ListLogLogPlot[{{1, 2}, {100, 4}}, ImageSize -> 300]", "ListLogLogPlot[«1 curve»]", NULL },
    { "BarChart[<|\"a\" -> 1, \"b\" -> 2|>, PlotLabel -> \"Bars\"]",
      "BarChart[«2 numbers»]",
      "Bars" },
    { "Histogram[{1, 2, 2, 3}, 3]", "Histogram[«4 numbers»]", NULL },
    { "Histogram[{{1, 2}, {2, 3}}]", "Histogram[«4 numbers»]", NULL },
    { "MatrixPlot[{{1, -2}, {0, 3}}, FrameLabel -> {\"in\", \"out\"}]",
      "MatrixPlot[«4 numbers»]",
      "−3" },
    { "ArrayPlot[{{1, 2, 3}}]", "ArrayPlot[«3 numbers»]", NULL },
    { "MatrixPlot[{{{1, 2}, {3, 4}}, {{1, 0}, {0, 1}}}]", "MatrixPlot[«8 numbers»]", "4" },
    { "ConfusionMatrixPlot[{{5, 1}, {0, 7}}, ChartLabels -> {\"a\", \"b\"}]",
      "ConfusionMatrixPlot[«4 numbers»]",
      "7" },
    { "ListLinePlot[{5}]", "ListLinePlot[«1 curve»]", NULL },
    { "ListLinePlot[{1.*^-300, 1.*^300}]", "ListLinePlot[«1 curve»]", NULL },
    { "Histogram[{-1.*^308, 1.*^308}]", "Histogram[«2 numbers»]", NULL },
    { "Histogram[{1.*^-320, 3.*^-320}]", "Histogram[«2 numbers»]", NULL },
    { "Histogram[{-1.*^300, 1.*^300}]", "Histogram[«2 numbers»]", NULL },
    { "BarChart[{1.*^-320, 1.*^300, -1.*^308}]", "BarChart[«3 numbers»]", NULL },
    { "ListLogPlot[{1.*^-320, 1.*^-299, 1.*^-279, 1.*^279, 1.*^300}]",
      "ListLogPlot[«1 curve»]",
      NULL },
    { "ListLogPlot[{0, -1}]", "ListLogPlot[«1 curve»]", NULL },
    { "MatrixPlot[{{1.*^-320, 1.*^308}}]", "MatrixPlot[«2 numbers»]", NULL },
    { "ConfusionMatrixPlot[{{1.*^308, 1.*^308}, {0, 0}}]",
      "ConfusionMatrixPlot[«4 numbers»]",
      NULL },
    { "ListLinePlot[{1, 2}, PlotLabel -> \"a title that is much longer than the plot is wide, so "
      "that it has to be cut somewhere\", AxesLabel -> {\"an axis whose name does not fit in "
      "beside it at all, or so it seems\", \"y\"}, ImageSize -> 60]",
      "ListLinePlot[«1 curve»]",
      NULL },
    { "ListLinePlot[{0.1, 0.1, 0.1}, ImageSize -> {100, 80}]", "ListLinePlot[«1 curve»]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plots); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgPlot) plot = read_plot (plots[i].text, &error);

    g_assert_no_error (error);
    g_autofree char *shown = ng_plot_describe (plot);
    g_assert_cmpstr (shown, ==, plots[i].shown);
    g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_metrics_test ());
    check_scene (scene, plots[i].text);
    if (plots[i].part != NULL)
      g_assert_true (ng_test_has_text (scene, plots[i].part));
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *tag;
  } wrong[] = {
    { "ListLinePlot[]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, 3]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, Color -> 3]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, \"Smoothing\" -> -1]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, ImageSize -> 7]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, ScalingFunctions -> \"Sqrt\"]", "Eval::arguments" },
    { "ListLinePlot[{1, 2}, PlotLegends -> {\"a\", \"b\"}]", "Eval::arguments" },
    { "ListLinePlot[{{1, 2, 3}, {{1, 2, 3}}}]", "Eval::type" },
    { "ListLinePlot[{1, {2}}]", "NetGraph::ragged" },
    { "BarChart[{{1, 2}}]", "Eval::type" },
    { "BarChart[{}]", "NetGraph::badarray" },
    { "Histogram[{1, 2}, 0]", "Eval::arguments" },
    { "MatrixPlot[{1, 2}]", "Eval::type" },
    { "ConfusionMatrixPlot[{{1, 2}}]", "Eval::type" },
    { "MatrixPlot[\"a\"]", "NetGraph::badarray" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_plot (wrong[i].text, &error));
    ng_assert_tag (&error, wrong[i].tag);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/axes/ticks", test_ticks);
  g_test_add_func ("/axes/step", test_step);
  g_test_add_func ("/axes/curves", test_curves);
  g_test_add_func ("/axes/long", test_long);
  g_test_add_func ("/axes/smooth", test_smooth);
  g_test_add_func ("/axes/columns", test_columns);
  g_test_add_func ("/axes/distribution", test_distribution);
  g_test_add_func ("/axes/beyond", test_beyond);
  g_test_add_func ("/axes/confusion", test_confusion);
  g_test_add_func ("/axes/many-classes", test_many_classes);
  g_test_add_func ("/axes/notation", test_notation);
  g_test_add_func ("/axes/refused", test_refused);
  return g_test_run ();
}
