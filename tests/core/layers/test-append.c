#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("AppendLayer[]", "{{1, 2}, {3, 4}}", "{5, 6}", "{{1, 2}, {3, 4}, {5, 6}}");
  ng_assert_applied ("AppendLayer[\"Input\" -> \"Varying\"]", "{7, 8}", "9", "{7, 8, 9}");
}

static void
test_types (void)
{
  ng_assert_output_type ("AppendLayer[\"Input\" -> {3, 4, 5}]", "{4, 4, 5}");
  ng_assert_output_type ("AppendLayer[\"Input\" -> {\"Varying\", 5}]", "{\"Varying\", 5}");
  ng_assert_input_type ("AppendLayer[\"Input\" -> {3, 4, 5}]", 1, "{4, 5}");
  ng_assert_input_type ("AppendLayer[\"Element\" -> {4, 5}]", 0, "{Automatic, 4, 5}");
  ng_assert_input_type ("AppendLayer[\"Output\" -> {4, 5}]", 0, "{3, 5}");
  ng_assert_input_type ("AppendLayer[\"Output\" -> 4]", 1, "\"Real\"");
}

static void
test_refused (void)
{
  ng_assert_refused ("AppendLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("AppendLayer[\"Input\" -> {3, 4}, \"Element\" -> 5]", "NetGraph::shape");
  ng_assert_refused ("AppendLayer[\"Input\" -> 3, \"Output\" -> 3]", "NetGraph::shape");
  ng_assert_refused ("AppendLayer[\"Output\" -> {1, 2}]", "NetGraph::shape");
  ng_assert_refused ("PrependLayer[\"Output\" -> {1, 2}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/append/values", test_values);
  g_test_add_func ("/layers/append/types", test_types);
  g_test_add_func ("/layers/append/refused", test_refused);
  return g_test_run ();
}
