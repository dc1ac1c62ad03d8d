#include "tests/support/battery.h"

/* (1 + 0 + 4 + 16) / 4 */
static void
test_values (void)
{
  ng_assert_applied (
      "MeanSquaredLossLayer[\"Input\" -> {2, 2}]", "{{1, 2}, {3, 5}}", "{{0, 2}, {1, 1}}", "5.25");
  ng_assert_applied ("MeanSquaredLossLayer[\"Input\" -> {\"Varying\"}]", "{1}", "{4}", "9");
}

static void
test_types (void)
{
  ng_assert_input_type ("MeanSquaredLossLayer[\"Input\" -> {2, 3}]", 1, "{2, 3}");
  ng_assert_input_type ("MeanSquaredLossLayer[\"Target\" -> {2, 3}]", 0, "{2, 3}");
  ng_assert_output_type ("MeanSquaredLossLayer[]", "\"Real\"");
  ng_assert_refused ("MeanSquaredLossLayer[\"Input\" -> 2, \"Target\" -> 3]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/mean-squared-loss/values", test_values);
  g_test_add_func ("/layers/mean-squared-loss/types", test_types);
  return g_test_run ();
}
