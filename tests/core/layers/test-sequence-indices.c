#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("SequenceIndicesLayer[]", "{{5, 6}, {7, 8}, {9, 0}}", NULL, "{1, 2, 3}");
  ng_assert_applied (
      "SequenceIndicesLayer[\"Maximum\" -> 2]", "{5, 5, 5, 5}", NULL, "{1, 2, 2, 2}");
}

static void
test_types (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("SequenceIndicesLayer[\"Maximum\" -> 7, \"Input\" -> {\"Varying\", 2}]");
  const NgType *type = ng_net_output_type (net, 0);

  g_assert_cmpint (type->kind, ==, NG_KIND_INTEGER);
  g_assert_cmpint (type->min, ==, 1);
  g_assert_cmpint (type->max, ==, 7);
  ng_assert_output_type ("SequenceIndicesLayer[\"Input\" -> {\"Varying\", 2}]", "{\"Varying\"}");
  ng_assert_refused ("SequenceIndicesLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("SequenceIndicesLayer[\"Maximum\" -> 0]", "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-indices/values", test_values);
  g_test_add_func ("/layers/sequence-indices/types", test_types);
  return g_test_run ();
}
