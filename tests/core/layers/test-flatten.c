#include "tests/support/battery.h"

static void
test_merges (void)
{
  ng_assert_applied ("FlattenLayer[]", "{{1, 2}, {3, 4}}", NULL, "{1, 2, 3, 4}");
  ng_assert_applied ("FlattenLayer[{{2, 1}}]", "{{1, 2}, {3, 4}}", NULL, "{1, 3, 2, 4}");
  ng_assert_output_type ("FlattenLayer[1, \"Input\" -> {2, 3, 4}]", "{6, 4}");
  ng_assert_output_type ("FlattenLayer[-1, \"Input\" -> {2, 3, 4}]", "{2, 12}");
  ng_assert_output_type ("FlattenLayer[{{3}, {1, 2}}, \"Input\" -> {2, 3, 4}]", "{4, 6}");
  ng_assert_output_type (
      "NetGraph[{LinearLayer[{2, 3}], FlattenLayer[], LinearLayer[]}, {1 -> 2 -> 3}, "
      "\"Output\" -> 5]",
      "{5}");
}

/* Sizes that cannot be counted are said, not clamped. */
static void
test_too_many (void)
{
  ng_assert_refused ("FlattenLayer[\"Input\" -> {10^10, 10^10, 10^10}]", "NetGraph::limit");
  ng_assert_refused ("CatenateLayer[\"Inputs\" -> {10^10, 10^10}]", "NetGraph::limit");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[], \"Output\" -> 10^12]",
                     "NetGraph::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/flatten/merges", test_merges);
  g_test_add_func ("/layers/flatten/too-many", test_too_many);
  return g_test_run ();
}
