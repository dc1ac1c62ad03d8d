#include "tests/support/battery.h"

#include <string.h>

static void
test_values (void)
{
  ng_assert_applied ("SequenceRestLayer[]", "{{1, 2}, {3, 4}, {5, 6}}", NULL, "{{3, 4}, {5, 6}}");
  ng_assert_applied ("SequenceRestLayer[\"Input\" -> \"Varying\"]", "{7, 8}", NULL, "{8}");
}

static void
test_types (void)
{
  ng_assert_output_type ("SequenceRestLayer[\"Input\" -> {5, 3}]", "{4, 3}");
  ng_assert_input_type ("SequenceRestLayer[\"Output\" -> {4, 3}]", 0, "{5, 3}");
}

static void
test_refused (void)
{
  g_autofree char *message = ng_assert_not_applied (
      "SequenceRestLayer[\"Input\" -> {\"Varying\", 2}]", "{{7, 8}}", NULL, "NetGraph::part");

  g_assert_nonnull (strstr (message, "nothing would be left"));
  ng_assert_refused ("SequenceRestLayer[\"Input\" -> {1, 2}]", "NetGraph::part");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-rest/values", test_values);
  g_test_add_func ("/layers/sequence-rest/types", test_types);
  g_test_add_func ("/layers/sequence-rest/refused", test_refused);
  return g_test_run ();
}
