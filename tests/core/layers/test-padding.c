#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("PaddingLayer[{{2, 1}}]", "{1, 2, 3}", NULL, "{0, 0, 1, 2, 3, 0}");
  ng_assert_applied (
      "PaddingLayer[{{1, 0}, {0, 1}}, Padding -> 7]", "{{1, 2}}", NULL, "{{7, 7, 7}, {1, 2, 7}}");
  ng_assert_applied (
      "PaddingLayer[{{2, 1}}, Padding -> \"Fixed\"]", "{1, 2, 3}", NULL, "{1, 1, 1, 2, 3, 3}");
  ng_assert_applied (
      "PaddingLayer[{{2, 1}}, Padding -> \"Reflected\"]", "{1, 2, 3}", NULL, "{3, 2, 1, 2, 3, 2}");
  ng_assert_applied ("PaddingLayer[{{2, 2}}, Padding -> \"Reflected\"]",
                     "{1, 2, 3}",
                     NULL,
                     "{3, 2, 1, 2, 3, 2, 1}");
  ng_assert_applied ("PaddingLayer[{{1, 1}, {1, 1}}, Padding -> \"Reflected\"]",
                     "{{1, 2}, {3, 4}}",
                     NULL,
                     "{{4, 3, 4, 3}, {2, 1, 2, 1}, {4, 3, 4, 3}, {2, 1, 2, 1}}");
  ng_assert_applied ("PaddingLayer[{{0, 1}}, \"Input\" -> \"Varying\"]", "{5}", NULL, "{5, 0}");
}

static void
test_types (void)
{
  ng_assert_output_type ("PaddingLayer[{{1, 2}, {0, 3}}, \"Input\" -> {2, 3, 4}]", "{5, 6, 4}");
  ng_assert_input_type ("PaddingLayer[{{1, 2}, {0, 3}}, \"Output\" -> {5, 6, 4}]", 0, "{2, 3, 4}");
  ng_assert_output_type ("PaddingLayer[{{1, 2}}, \"Input\" -> {\"Varying\", 4}]",
                         "{\"Varying\", 4}");
  ng_assert_output_type (
      "PaddingLayer[{{0, 0}, {1, 1}}, Padding -> \"Fixed\", \"Input\" -> {\"Varying\", 4}]",
      "{\"Varying\", 6}");
}

static void
test_refused (void)
{
  ng_assert_refused ("PaddingLayer[2]", "NetGraph::badarg");
  ng_assert_refused ("PaddingLayer[{2, 1}]", "NetGraph::badarg");
  ng_assert_refused ("PaddingLayer[{{-1, 1}}]", "NetGraph::badarg");
  ng_assert_refused ("PaddingLayer[\"Same\"]", "NetGraph::badarg");
  ng_assert_refused ("PaddingLayer[{{1, 1}}, Padding -> \"Mirror\"]", "NetGraph::badarg");
  ng_assert_refused ("PaddingLayer[{{1, 1}, {1, 1}}, \"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("PaddingLayer[{{3, 1}}, Padding -> \"Reflected\", \"Input\" -> 3]",
                     "NetGraph::kernel");
  ng_assert_refused ("PaddingLayer[{{3, 1}}, Padding -> \"Fixed\", \"Input\" -> \"Varying\"]",
                     "NetGraph::varying");
  ng_assert_refused ("PaddingLayer[{{3, 3}}, \"Output\" -> {6, 3}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/padding/values", test_values);
  g_test_add_func ("/layers/padding/types", test_types);
  g_test_add_func ("/layers/padding/refused", test_refused);
  return g_test_run ();
}
