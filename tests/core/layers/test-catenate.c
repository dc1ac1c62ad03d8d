#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_joins (void)
{
  ng_assert_applied (TWO ("CatenateLayer[]"), "{1, 2}", "{3}", "{1, 2, 3}");
  ng_assert_applied (
      TWO ("CatenateLayer[2]"), "{{1}, {2}}", "{{3, 4}, {5, 6}}", "{{1, 3, 4}, {2, 5, 6}}");
  ng_assert_applied (TWO ("CatenateLayer[]"), "{{1, 2}, {3, 4}}", "{5}", "{{1, 2, 5}, {3, 4, 5}}");
  ng_assert_output_type ("NetGraph[{Ramp, Tanh, CatenateLayer[]}, {{1, 2} -> 3}, \"Input\" -> "
                         "{\"Varying\", 2}]",
                         "{\"Varying\", 2}");
}

static void
test_too_short (void)
{
  ng_assert_refused ("CatenateLayer[\"Inputs\" -> {5, Automatic}, \"Output\" -> 5]",
                     "NetGraph::shape");
  ng_assert_refused ("CatenateLayer[\"Inputs\" -> {2, \"Varying\"}, \"Output\" -> 2]",
                     "NetGraph::shape");
  ng_assert_input_type ("CatenateLayer[\"Inputs\" -> {5, Automatic}, \"Output\" -> 6]", 1, "{1}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/catenate/joins", test_joins);
  g_test_add_func ("/layers/catenate/too-short", test_too_short);
  return g_test_run ();
}
