/* Plots: what is drawn is as long, as high or as dark as its value. */

#include "render/plot/plot.h"

#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static const NgItem *
find_item (const NgScene *scene, NgRole role, int n)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (ng_scene_items (scene)[i].role == role && n-- == 0)
      return &ng_scene_items (scene)[i];
  return NULL;
}

static int
count_role (const NgScene *scene, NgRole role)
{
  int n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

static void
test_bars (void)
{
  double values[] = { 0.1, 0.6, 0.3 };
  g_autoptr (NgScene) scene = ng_plot_bars (ng_metrics_test (), values, NULL, 3, 1, 0, 200);
  const NgItem *track = find_item (scene, NG_ROLE_PLOT_TRACK, 0);
  const NgItem *best = find_item (scene, NG_ROLE_PLOT_BEST, 0);

  g_assert_cmpint (count_role (scene, NG_ROLE_PLOT_BEST), ==, 1);
  g_assert_cmpint (count_role (scene, NG_ROLE_PLOT_BAR), ==, 2);
  ng_assert_near ((double) best->bounds.width, (double) track->bounds.width, 1e-3);
  ng_assert_near ((double) find_item (scene, NG_ROLE_PLOT_BAR, 1)->bounds.width,
                  (double) track->bounds.width / 2,
                  1e-3);
}

static void
test_top (void)
{
  static const char *const names[] = { "a", "b", "c", "d" };
  double values[] = { -1, (double) NAN, 3, 2 };
  g_autoptr (NgScene) scene = ng_plot_bars (ng_metrics_test (), values, names, 4, 0, 2, 200);

  g_assert_cmpstr (ng_scene_item_text (scene, find_item (scene, NG_ROLE_TEXT, 0)), ==, "c");
  g_assert_cmpstr (ng_scene_item_text (scene, find_item (scene, NG_ROLE_TEXT, 1)), ==, "d");
  g_assert_null (find_item (scene, NG_ROLE_TEXT, 2));
  g_autoptr (NgScene) none = ng_plot_bars (ng_metrics_test (), NULL, NULL, 0, 0, 5, 200);
  g_assert_cmpuint (ng_scene_n_items (none), ==, 0);
}

static void
test_histogram (void)
{
  NgTensorStatistics statistics = { .n = 30, .n_finite = 30, .min = -1, .max = 1, .mean = 0 };

  statistics.bins[0] = 10;
  statistics.bins[31] = 20;
  g_autoptr (NgScene) scene = ng_plot_histogram (ng_metrics_test (), &statistics, 64, 40);
  g_assert_cmpint (count_role (scene, NG_ROLE_PLOT_BAR), ==, 2);
  ng_assert_near ((double) find_item (scene, NG_ROLE_PLOT_BAR, 0)->bounds.height, 20, 1e-3);
  ng_assert_near ((double) find_item (scene, NG_ROLE_PLOT_BAR, 1)->bounds.height, 40, 1e-3);
  ng_assert_near ((double) find_item (scene, NG_ROLE_PLOT_LINE, 0)->bounds.x, 32, 1e-3);
}

static NgTensor *
make_tensor (const gint64 *dims, gsize rank)
{
  gint64 n;

  g_assert_true (ng_dims_count (dims, rank, &n));
  g_autofree float *data = g_new (float, n + 1);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) i;
  return ng_tensor_new_copy (NG_ELEMENT_F32, dims, rank, data);
}

static guint32
pixel_at (const NgScene *scene, int n, int x, int y)
{
  int width, height;
  const NgItem *item = find_item (scene, NG_ROLE_IMAGE, n);
  const guint32 *pixels = ng_scene_item_image (scene, item, &width, &height);

  return pixels[y * width + x];
}

static void
test_heat (void)
{
  g_autoptr (NgTensor) ramp = make_tensor ((gint64[]){ 2, 3 }, 2);
  g_autoptr (NgScene) grey = ng_plot_heat (ng_metrics_test (), ramp, NG_SCALE_GREY, 90, 90);

  g_assert_cmphex (pixel_at (grey, 0, 0, 0), ==, 0xff000000);
  g_assert_cmphex (pixel_at (grey, 0, 2, 1), ==, 0xffffffff);
  NgBox box = find_item (grey, NG_ROLE_IMAGE, 0)->bounds;
  ng_assert_near ((double) box.width, 90, 1e-3);
  ng_assert_near ((double) box.height, 60, 1e-3);

  /* Zero is white, whatever the range; what is no number is like no number. */
  float values[] = { -4, 0, 1, NAN };
  g_autoptr (NgTensor) signs = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 4 }, 1, values);
  g_autoptr (NgScene) scene = ng_plot_heat (ng_metrics_test (), signs, NG_SCALE_DIVERGING, 80, 20);
  g_assert_cmphex (pixel_at (scene, 0, 1, 0), ==, 0xfff7f7f7);
  g_assert_cmpuint (pixel_at (scene, 0, 0, 0) & 0xff, >, pixel_at (scene, 0, 0, 0) >> 16 & 0xff);
  g_assert_cmpuint (pixel_at (scene, 0, 2, 0) & 0xff, <, pixel_at (scene, 0, 2, 0) >> 16 & 0xff);
  g_assert_cmphex (pixel_at (scene, 0, 3, 0), !=, pixel_at (scene, 0, 1, 0));
}

/* Large matrices are averaged: the mean of the pixels stays. */
static void
test_average (void)
{
  g_autoptr (NgTensor) large = make_tensor ((gint64[]){ 3, 5000 }, 2);
  g_autoptr (NgScene) scene = ng_plot_heat (ng_metrics_test (), large, NG_SCALE_GREY, 200, 50);
  int width, height;

  ng_scene_item_image (scene, find_item (scene, NG_ROLE_IMAGE, 0), &width, &height);
  g_assert_cmpint (width, ==, 1024);
  g_assert_cmpint (height, ==, 3);
}

static void
test_image (void)
{
  float rgb[] = { 1, 0, 0, 1, 0, 0 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 3, 1, 2 }, 3, rgb);
  g_autoptr (NgScene) scene = ng_plot_image (ng_metrics_test (), tensor, 60, 60);
  g_autoptr (NgTensor) many = make_tensor ((gint64[]){ 7, 4, 4 }, 3);
  g_autoptr (NgScene) tiles = ng_plot_image (ng_metrics_test (), many, 90, 90);

  g_assert_cmphex (pixel_at (scene, 0, 0, 0), ==, 0xffff0000);
  g_assert_cmphex (pixel_at (scene, 0, 1, 0), ==, 0xff00ff00);
  g_assert_cmpint (count_role (tiles, NG_ROLE_IMAGE), ==, 7);
}

static void
test_spark (void)
{
  double values[] = { 0, 1, (double) NAN, 3, 2 };
  g_autoptr (NgScene) scene = ng_plot_spark (ng_metrics_test (), values, 5, 104, 44);
  NgPath path = ng_scene_item_path (scene, find_item (scene, NG_ROLE_PLOT_LINE, 0));

  /* A gap where there is no number. */
  g_assert_cmpuint (path.n_ops, ==, 4);
  g_assert_cmpint (strncmp (path.ops, "MLML", 4), ==, 0);
  ng_assert_near ((double) path.points[0].y, 42, 1e-3);
  ng_assert_near ((double) path.points[2].y, 2, 1e-3);
  ng_assert_near ((double) path.points[3].x, 102, 1e-3);
}

static void
test_value (void)
{
  static const struct {
    gint64 dims[4];
    gsize rank;
    NgRole shown;
  } cases[] = {
    { { 0 }, 0, NG_ROLE_TEXT },           { { 10 }, 1, NG_ROLE_PLOT_BEST },
    { { 1, 10 }, 2, NG_ROLE_PLOT_BEST },  { { 500 }, 1, NG_ROLE_PLOT_LINE },
    { { 5, 6 }, 2, NG_ROLE_IMAGE },       { { 3, 8, 8 }, 3, NG_ROLE_IMAGE },
    { { 2, 3, 8, 8 }, 4, NG_ROLE_IMAGE }, { { 4, 0 }, 2, NG_ROLE_TEXT_FAINT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) tensor = make_tensor (cases[i].dims, cases[i].rank);
    g_autoptr (NgScene) scene = ng_plot_value (ng_metrics_test (), tensor, 120, 80);
    g_assert_nonnull (find_item (scene, cases[i].shown, 0));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/plot/bars", test_bars);
  g_test_add_func ("/plot/top", test_top);
  g_test_add_func ("/plot/histogram", test_histogram);
  g_test_add_func ("/plot/heat", test_heat);
  g_test_add_func ("/plot/average", test_average);
  g_test_add_func ("/plot/image", test_image);
  g_test_add_func ("/plot/spark", test_spark);
  g_test_add_func ("/plot/value", test_value);
  return g_test_run ();
}
