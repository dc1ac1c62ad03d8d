/* Plots of values and arrays in small: with axes that say how large things are, where there is room
 * for them. */

#include "render/plot/inspect.h"
#include "tests/render/drawn.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static guint
count (const NgScene *scene, NgRole role)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

static NgTensor *
make_tensor (const gint64 *dims, gsize rank)
{
  g_autofree float *data = NULL;
  gint64 n;

  g_assert_true (ng_dims_count (dims, rank, &n));
  data = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (i - n / 2);
  return ng_tensor_new_copy (NG_ELEMENT_F32, dims, rank, data);
}

/* 30 numbers: 10 in the first bin and 20 in the last are bars of one to two, over −1 to 1. */
static void
test_spread (void)
{
  NgTensorStatistics statistics = { .n = 30, .n_finite = 30, .min = -1, .max = 1, .mean = 0 };
  float heights[2];
  int n = 0;

  statistics.bins[0] = 10;
  statistics.bins[31] = 20;
  g_autoptr (NgScene) scene = ng_plot_spread (ng_metrics_test (), &statistics, 190, 80);
  g_assert_cmpuint (count (scene, NG_ROLE_PLOT_BAR), ==, 2);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (ng_scene_items (scene)[i].role == NG_ROLE_PLOT_BAR)
      heights[n++] = ng_scene_items (scene)[i].bounds.height;
  ng_assert_near ((double) heights[1], 2 * (double) heights[0], 1e-3);
  g_assert_true (ng_test_has_text (scene, "0") && ng_test_has_text (scene, "20"));
  g_assert_cmpuint (count (scene, NG_ROLE_PLOT_LINE), ==, 1);
}

/* What has axes, what has a scale, and that small ones have neither. */
static void
test_kinds (void)
{
  static const struct {
    gint64 dims[3];
    gsize rank;
    gboolean is_signed, has_axes, has_image;
    const char *says;
  } cases[] = {
    { { 100 }, 1, FALSE, TRUE, FALSE, "50" },     { { 8, 12 }, 2, FALSE, TRUE, TRUE, "47" },
    { { 8, 12 }, 2, TRUE, TRUE, TRUE, "−48" },    { { 6, 8, 8 }, 3, TRUE, FALSE, TRUE, "−192" },
    { { 3, 8, 8 }, 3, FALSE, FALSE, TRUE, NULL }, { { 5 }, 1, FALSE, FALSE, FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) tensor = make_tensor (cases[i].dims, cases[i].rank);
    g_autoptr (NgScene) scene =
        ng_plot_inspect (ng_metrics_test (), tensor, cases[i].is_signed, 190, 150);
    g_autoptr (NgScene) small =
        ng_plot_inspect (ng_metrics_test (), tensor, cases[i].is_signed, 60, 40);

    g_assert_true ((count (scene, NG_ROLE_PLOT_AXIS) > 0) == cases[i].has_axes);
    g_assert_true ((count (scene, NG_ROLE_IMAGE) > 0) == cases[i].has_image);
    if (cases[i].says != NULL)
      g_assert_true (ng_test_has_text (scene, cases[i].says));
    g_assert_cmpuint (count (small, NG_ROLE_PLOT_AXIS), ==, 0);
  }
}

static void
test_weights (void)
{
  g_autoptr (NgTensor) vector = make_tensor ((gint64[]){ 9 }, 1);
  g_autoptr (NgTensor) matrix = make_tensor ((gint64[]){ 4, 6 }, 2);
  g_autoptr (NgTensor) filters = make_tensor ((gint64[]){ 4, 3, 5, 5 }, 4);
  g_autoptr (NgScene) heat = ng_plot_weights (ng_metrics_test (), matrix, 190, 130);
  g_autoptr (NgScene) tiles = ng_plot_weights (ng_metrics_test (), filters, 190, 130);

  g_assert_null (ng_plot_weights (ng_metrics_test (), vector, 190, 130));
  g_assert_true (ng_test_has_text (heat, "12") && ng_test_has_text (heat, "−12"));
  /* Twelve tiles of 5 by 5, and the scale. */
  g_assert_cmpuint (count (tiles, NG_ROLE_IMAGE), ==, 13);
  g_assert_true (ng_test_has_text (tiles, "150") && ng_test_has_text (tiles, "−150"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/inspect/spread", test_spread);
  g_test_add_func ("/inspect/kinds", test_kinds);
  g_test_add_func ("/inspect/weights", test_weights);
  return g_test_run ();
}
