#include "tests/support/battery.h"

#include <string.h>

static void
test_values (void)
{
  ng_assert_applied ("SequenceMostLayer[]", "{{1, 2}, {3, 4}, {5, 6}}", NULL, "{{1, 2}, {3, 4}}");
  ng_assert_applied ("SequenceMostLayer[\"Input\" -> \"Varying\"]", "{7, 8}", NULL, "{7}");
}

static void
test_types (void)
{
  ng_assert_output_type ("SequenceMostLayer[\"Input\" -> {5, 3}]", "{4, 3}");
  ng_assert_output_type ("SequenceMostLayer[\"Input\" -> {\"Varying\", 3}]", "{\"Varying\", 3}");
  ng_assert_input_type ("SequenceMostLayer[\"Output\" -> {4, 3}]", 0, "{5, 3}");
}

/* Of one item nothing is left. */
static void
test_refused (void)
{
  g_autofree char *message = ng_assert_not_applied (
      "SequenceMostLayer[\"Input\" -> \"Varying\"]", "{7}", NULL, "NetGraph::part");

  g_assert_nonnull (strstr (message, "nothing would be left"));
  ng_assert_refused ("SequenceMostLayer[\"Input\" -> 1]", "NetGraph::part");
  ng_assert_refused ("SequenceMostLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-most/values", test_values);
  g_test_add_func ("/layers/sequence-most/types", test_types);
  g_test_add_func ("/layers/sequence-most/refused", test_refused);
  return g_test_run ();
}
