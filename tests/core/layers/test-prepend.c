#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("PrependLayer[]", "{{1, 2}, {3, 4}}", "{5, 6}", "{{5, 6}, {1, 2}, {3, 4}}");
  ng_assert_applied ("PrependLayer[\"Input\" -> \"Varying\"]", "{7, 8}", "9", "{9, 7, 8}");
}

static void
test_types (void)
{
  ng_assert_output_type ("PrependLayer[\"Input\" -> {3, 4, 5}]", "{4, 4, 5}");
  ng_assert_output_type ("PrependLayer[\"Input\" -> {\"Varying\", 5}]", "{\"Varying\", 5}");
  ng_assert_input_type ("PrependLayer[\"Input\" -> {3, 4, 5}]", 1, "{4, 5}");
  ng_assert_input_type ("PrependLayer[\"Element\" -> {4, 5}]", 0, "{Automatic, 4, 5}");
  ng_assert_input_type ("PrependLayer[\"Output\" -> {4, 5}]", 0, "{3, 5}");
  ng_assert_input_type ("PrependLayer[\"Output\" -> 4]", 1, "\"Real\"");
}

static void
test_refused (void)
{
  ng_assert_refused ("PrependLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("PrependLayer[\"Input\" -> {3, 4}, \"Element\" -> 5]", "NetGraph::shape");
  ng_assert_refused ("PrependLayer[\"Input\" -> 3, \"Output\" -> 3]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/prepend/values", test_values);
  g_test_add_func ("/layers/prepend/types", test_types);
  g_test_add_func ("/layers/prepend/refused", test_refused);
  return g_test_run ();
}
