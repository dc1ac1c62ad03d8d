#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "TransposeLayer[]", "{{1, 2, 3}, {4, 5, 6}}", NULL, "{{1, 4}, {2, 5}, {3, 6}}");
  ng_assert_applied (
      "TransposeLayer[1 <-> 3]", "{{{1, 2}, {3, 4}}}", NULL, "{{{1}, {3}}, {{2}, {4}}}");
  /* y[k, i, j] = x[i, j, k] */
  ng_assert_applied ("TransposeLayer[{2, 3, 1}]",
                     "{{{1, 2, 3}, {4, 5, 6}}}",
                     NULL,
                     "{{{1, 4}}, {{2, 5}}, {{3, 6}}}");
  ng_assert_applied ("TransposeLayer[{2, 1}]", "{{{1, 2}, {3, 4}}}", NULL, "{{{1, 2}}, {{3, 4}}}");
  /* First y[j, i, k], then y[j, k, i]. */
  ng_assert_applied ("TransposeLayer[{1 <-> 2, 2 <-> 3}]",
                     "{{{1, 2, 3}, {4, 5, 6}}}",
                     NULL,
                     "{{{1}, {2}, {3}}, {{4}, {5}, {6}}}");
}

static void
test_types (void)
{
  ng_assert_output_type ("TransposeLayer[{2, 3, 1}, \"Input\" -> {2, 3, 4}]", "{4, 2, 3}");
  ng_assert_input_type ("TransposeLayer[{2, 3, 1}, \"Output\" -> {4, 2, 3}]", 0, "{2, 3, 4}");
  ng_assert_output_type ("TransposeLayer[\"Input\" -> {\"Varying\", 3}]", "{3, \"Varying\"}");
}

static void
test_refused (void)
{
  ng_assert_refused ("TransposeLayer[\"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("TransposeLayer[2 <-> 3, \"Input\" -> {3, 3}]", "NetGraph::level");
  ng_assert_refused ("TransposeLayer[{3, 1, 2}, \"Input\" -> {3, 3}]", "NetGraph::level");
  ng_assert_refused ("TransposeLayer[{1, 3}]", "NetGraph::badarg");
  ng_assert_refused ("TransposeLayer[{1, 2 <-> 3}]", "NetGraph::badarg");
  ng_assert_refused ("TransposeLayer[0 <-> 1]", "NetGraph::badarg");
  ng_assert_refused ("TransposeLayer[2]", "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/transpose/values", test_values);
  g_test_add_func ("/layers/transpose/types", test_types);
  g_test_add_func ("/layers/transpose/refused", test_refused);
  return g_test_run ();
}
