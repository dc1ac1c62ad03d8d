/* The stories of what a run shows on connections: gradients, and where numbers stop being finite.
 */

#include "render/export/pango.h"
#include "render/plot/plot.h"
#include "tests/support/battery.h"
#include "tests/ui/ui-test.h"

#include <string.h>

static NgExperiment *
experiment_of (NgUiTest *self)
{
  return ng_studio_window_experiment (self->window);
}

static NgSubject *
edge_to (NgUiTest *self, const char *layer)
{
  NgSubject *edge = ng_ui_layer (self, layer);

  edge->kind = NG_PICK_EDGE;
  return edge;
}

static void
assert_gradient (NgUiTest *self, const NgSubject *subject, const double *expected, gint64 n)
{
  NgTensor *gradient = ng_experiment_gradient (experiment_of (self), subject);

  g_assert_nonnull (gradient);
  g_assert_cmpint (ng_tensor_count (gradient), ==, n);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (gradient, i), expected[i], 1e-5);
}

/* y = 2 (w · x): with a seed of 1 at one row, the gradient before doubling is 2 there, at x it is
 * twice that row of w, and at w it is 2 x in that row. */
static void
test_gradients (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "linear.wl",
      "NetGraph[<|\"w\" -> LinearLayer[2, \"Weights\" -> {{1, 2, 3}, {4, -5, 6}}, \"Biases\" -> "
      "{0, 0}], \"twice\" -> ElementwiseLayer[2 # &]|>, {\"w\" -> \"twice\"}, \"Input\" -> 3]");
  const double before[] = { 0, 2 }, at_x[] = { 8, -10, 12 }, other[] = { 2, 4, 6 };
  const double at_w[] = { 0, 0, 0, 2, 4, 6 };
  g_autoptr (NgSubject) twice = NULL;
  g_autoptr (NgSubject) w = NULL;
  g_autoptr (NgSubject) layer = NULL;
  NgTensor *weights;
  double least, most;

  ng_ui_start (self, path);
  /* 2 · (1 + 4 + 9) = 28 and 2 · (4 - 10 + 18) = 24: let the second be the largest. */
  ng_experiment_set_text (experiment_of (self), 0, "1, 2, 3", "numbers");
  ng_experiment_set_shows_gradients (experiment_of (self), TRUE);
  ng_experiment_set_target (experiment_of (self), 0, 1);
  ng_ui_settle (self);
  twice = edge_to (self, "twice");
  w = edge_to (self, "w");
  layer = ng_ui_layer (self, "w");
  assert_gradient (self, twice, before, 2);
  assert_gradient (self, w, at_x, 3);
  weights = ng_experiment_array_gradient (
      experiment_of (self),
      layer,
      (gsize) ng_layer_find_array (ng_net_layer (ng_document_net (ng_ui_document (self)), 0),
                                   "Weights"));
  g_assert_nonnull (weights);
  for (gint64 i = 0; i < 6; i++)
    ng_assert_near (ng_tensor_get_real (weights, i), at_w[i], 1e-5);
  ng_assert_near (ng_experiment_weight (experiment_of (self), w), 10, 1e-5);
  g_assert_true (ng_experiment_weight_range (experiment_of (self), &least, &most));
  ng_assert_near (most, 10, 1e-5);
  ng_document_select (ng_ui_document (self), layer);
  ng_ui_screenshot (self, "run-gradients-details");
  ng_ui_activate (self, "run");
  ng_ui_screenshot (self, "run-gradients");

  ng_experiment_set_target (experiment_of (self), 0, -1);
  ng_ui_settle (self);
  g_assert_cmpint (ng_experiment_target (experiment_of (self)), ==, 0);
  assert_gradient (self, w, other, 3);
  ng_ui_activate (self, "show-gradients");
  ng_ui_settle (self);
  g_assert_null (ng_experiment_gradient (experiment_of (self), w));
  ng_ui_stop (self);
}

/* A net that sees pictures, with its gradients on every connection. */
static void
test_lenet (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autoptr (NgSubject) conv = NULL;

  ng_ui_start (self, path);
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  ng_ui_activate (self, "run");
  ng_experiment_set_shows_gradients (experiment_of (self), TRUE);
  ng_ui_settle (self);
  g_assert_no_error (ng_experiment_gradient_error (experiment_of (self)));
  conv = edge_to (self, "conv2");
  g_assert_cmpint (ng_tensor_count (ng_experiment_gradient (experiment_of (self), conv)),
                   ==,
                   ng_tensor_count (ng_experiment_value (experiment_of (self), conv)));
  ng_ui_screenshot (self, "run-gradients-lenet");
  g_assert_cmpuint (ng_canvas_n_values (ng_ui_canvas (self)), >=, 5);
  ng_ui_stop (self);
}

static char *
selected_name (NgUiTest *self)
{
  ng_ui_settle (self);
  return ng_ui_selected (self);
}

/* The logarithm of a negative number is none: its layer has the badge, it and what follows have
 * stripes, and the list of problems leads there. */
static void
test_nan (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "log.wl",
      "NetGraph[<|\"shift\" -> ElementwiseLayer[# - 2 &], \"inner\" -> "
      "NetChain[<|\"log\" -> ElementwiseLayer[Log], \"half\" -> ElementwiseLayer[#/2 &]|>], "
      "\"after\" -> ElementwiseLayer[# + 1 &]|>, "
      "{\"shift\" -> \"inner\" -> \"after\"}, \"Input\" -> 4]");
  NgProblems *problems;
  const NgSubject *subject;
  g_autoptr (NgSubject) shift = NULL;
  g_autoptr (NgSubject) after = NULL;
  g_autofree char *selected = NULL;

  ng_ui_start (self, path);
  problems = ng_studio_window_problems (self->window);
  ng_experiment_set_text (experiment_of (self), 0, "1, 3, 4, 5", "numbers");
  ng_ui_settle (self);
  shift = edge_to (self, "inner");
  after = edge_to (self, "after");
  g_assert_false (ng_experiment_is_broken (experiment_of (self), shift));
  g_assert_true (ng_experiment_is_broken (experiment_of (self), after));
  g_assert_cmpuint (ng_experiment_n_problems (experiment_of (self)), ==, 1);
  g_assert_nonnull (
      strstr (ng_experiment_problem (experiment_of (self), 0, &subject)->message, "inner/log"));
  g_assert_nonnull (
      strstr (ng_experiment_problem (experiment_of (self), 0, NULL)->message, "1 of 4"));
  g_assert_cmpstr (subject->net, ==, "inner");
  g_assert_cmpuint (ng_problems_n (problems), ==, 1);
  g_object_set (self->window, "show-drawer", TRUE, NULL);
  ng_ui_activate (self, "next-problem");
  selected = selected_name (self);
  g_assert_cmpstr (selected, ==, "log");
  ng_ui_screenshot (self, "run-nan");
  g_assert_cmpuint (ng_canvas_n_striped (ng_ui_canvas (self)), >=, 2);
  g_assert_cmpuint (ng_canvas_n_badges (ng_ui_canvas (self)), ==, 1);

  ng_experiment_set_text (experiment_of (self), 0, "3, 3, 4, 5", "numbers");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_problems_n (problems), ==, 0);
  ng_ui_screenshot (self, "run-finite");
  g_assert_cmpuint (ng_canvas_n_striped (ng_ui_canvas (self)), ==, 0);
  ng_ui_stop (self);
}

/* Of a net that is applied to each element, the layer inside is named. */
static void
test_nan_mapped (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "map.wl",
      "NetGraph[<|\"map\" -> NetMapOperator[NetChain[<|\"shift\" -> ElementwiseLayer[# - 2 &], "
      "\"log\" -> ElementwiseLayer[Log]|>]]|>, {}, \"Input\" -> {2, 2}]");
  const NgSubject *subject;
  g_autofree char *selected = NULL;

  ng_ui_start (self, path);
  ng_experiment_set_text (experiment_of (self), 0, "{{1, 3}, {4, 5}}", "numbers");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_experiment_n_problems (experiment_of (self)), ==, 1);
  g_assert_nonnull (
      strstr (ng_experiment_problem (experiment_of (self), 0, &subject)->message, "map/Net/log"));
  g_assert_cmpstr (subject->net, ==, "map/Net");
  ng_ui_activate (self, "next-problem");
  selected = selected_name (self);
  g_assert_cmpstr (selected, ==, "log");
  ng_ui_stop (self);
}

/* Red is more, blue is less, and white is 0, on one scale for all channels. */
static void
test_colors (void)
{
  gint64 dims[] = { 2, 1, 2 };
  const double values[] = { -4, 0, 2, 4 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 3, values);
  g_autoptr (NgScene) plot = ng_plot_signed (ng_pango_metrics (), tensor, 100, 100);
  guint32 colors[4], n = 0;

  for (gsize i = 0; i < ng_scene_n_items (plot); i++) {
    const NgItem *item = &ng_scene_items (plot)[i];
    int width, height;

    if (item->kind != NG_ITEM_IMAGE)
      continue;
    memcpy (&colors[n], ng_scene_item_image (plot, item, &width, &height), 2 * sizeof *colors);
    g_assert_cmpint (width * height, ==, 2);
    n += 2;
    if (n == 4)
      break;
  }
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmphex (colors[0], ==, ng_plot_color (NG_SCALE_DIVERGING, 0));
  g_assert_cmphex (colors[1], ==, ng_plot_color (NG_SCALE_DIVERGING, 0.5));
  g_assert_cmphex (colors[2], ==, ng_plot_color (NG_SCALE_DIVERGING, 0.75));
  g_assert_cmphex (colors[3], ==, ng_plot_color (NG_SCALE_DIVERGING, 1));
  g_assert_cmpuint (colors[0] & 0xff, >, colors[0] >> 16 & 0xff);
  g_assert_cmpuint (colors[3] & 0xff, <, colors[3] >> 16 & 0xff);
}

int
main (int argc, char **argv)
{
  static NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/run/gradients", &test, test_gradients);
  g_test_add_data_func ("/run/gradients-lenet", &test, test_lenet);
  g_test_add_data_func ("/run/nan", &test, test_nan);
  g_test_add_data_func ("/run/nan-mapped", &test, test_nan_mapped);
  g_test_add_func ("/run/colors", test_colors);
  return ng_ui_run (&test);
}
