#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("SequenceLastLayer[]", "{{1, 2}, {3, 4}, {5, 6}}", NULL, "{5, 6}");
  ng_assert_applied ("SequenceLastLayer[\"Input\" -> \"Varying\"]", "{1, 2, 3, 4}", NULL, "4");
}

static void
test_types (void)
{
  ng_assert_output_type ("SequenceLastLayer[\"Input\" -> {\"Varying\", 3}]", "{3}");
  ng_assert_input_type ("SequenceLastLayer[\"Output\" -> {2, 3}]", 0, "{Automatic, 2, 3}");
  ng_assert_refused ("SequenceLastLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-last/values", test_values);
  g_test_add_func ("/layers/sequence-last/types", test_types);
  return g_test_run ();
}
