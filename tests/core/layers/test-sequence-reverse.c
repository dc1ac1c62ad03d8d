#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "SequenceReverseLayer[]", "{{1, 2}, {3, 4}, {5, 6}}", NULL, "{{5, 6}, {3, 4}, {1, 2}}");
  ng_assert_applied ("SequenceReverseLayer[\"Input\" -> \"Varying\"]", "{7}", NULL, "{7}");
}

/* The length of the output is that of the input. */
static void
test_types (void)
{
  ng_assert_output_type ("SequenceReverseLayer[\"Input\" -> {\"Varying\", 3}]", "{\"Varying\", 3}");
  ng_assert_input_type ("SequenceReverseLayer[\"Output\" -> {4, 3}]", 0, "{4, 3}");
  ng_assert_output_type ("NetGraph[{SequenceReverseLayer[], Ramp, TotalLayer[]}, "
                         "{{1, 2} -> 3}, \"Input\" -> \"Varying\"]",
                         "{\"Varying\"}");
  ng_assert_refused ("SequenceReverseLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-reverse/values", test_values);
  g_test_add_func ("/layers/sequence-reverse/types", test_types);
  return g_test_run ();
}
