#include "tests/support/battery.h"

#define MATRIX "{{1, -2}, {-4, 0}}"

static void
test_values (void)
{
  ng_assert_applied (
      "ParametricRampLayer[\"Slope\" -> {0.5, 0.25}]", MATRIX, NULL, "{{1, -1}, {-1, 0}}");
  ng_assert_applied (
      "ParametricRampLayer[2, \"Slope\" -> {0.5, 0.25}]", MATRIX, NULL, "{{1, -0.5}, {-2, 0}}");
  ng_assert_applied (
      "ParametricRampLayer[{}, \"Slope\" -> 0.5]", MATRIX, NULL, "{{1, -1}, {-2, 0}}");
  ng_assert_applied ("ParametricRampLayer[{1, 2}, \"Slope\" -> {{1, 2}, {3, 4}}]",
                     MATRIX,
                     NULL,
                     "{{1, -4}, {-12, 0}}");
}

static void
assert_slope (const char *notation, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autofree char *found = ng_type_notation (ng_net_array_type (net, 0, 0));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_types (void)
{
  assert_slope ("ParametricRampLayer[\"Input\" -> {3, 4}]", "{3}");
  assert_slope ("ParametricRampLayer[{}, \"Input\" -> {3, 4}]", "\"Real\"");
  assert_slope ("ParametricRampLayer[2 ;; All, \"Output\" -> {3, 4, 5}]", "{4, 5}");
  assert_slope ("ParametricRampLayer[{3, 1}, \"Output\" -> {3, 4, 5}]", "{3, 5}");
  ng_assert_input_type (
      "ParametricRampLayer[\"Slope\" -> {1, 2}, \"Input\" -> {Automatic, 3}]", 0, "{2, 3}");
}

static void
test_initialize (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("ParametricRampLayer[\"Input\" -> 3]");
  g_autoptr (NgNet) filled = ng_net_initialize (net, FALSE, 1, "Kaiming", &error);

  g_assert_no_error (error);
  for (int i = 0; i < 3; i++)
    ng_assert_near (
        ng_tensor_get_real (ng_layer_array (ng_net_layer (filled, 0), 0), i), 0.1, 1e-8);
}

static void
test_refused (void)
{
  ng_assert_refused ("ParametricRampLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("ParametricRampLayer[2, \"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("ParametricRampLayer[\"Input\" -> \"Varying\"]", "NetGraph::varying");
  ng_assert_refused ("ParametricRampLayer[\"Input\" -> 3, \"Slope\" -> {1, 2}]",
                     "NetGraph::arrdims");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/parametric-ramp/values", test_values);
  g_test_add_func ("/layers/parametric-ramp/types", test_types);
  g_test_add_func ("/layers/parametric-ramp/initialize", test_initialize);
  g_test_add_func ("/layers/parametric-ramp/refused", test_refused);
  return g_test_run ();
}
