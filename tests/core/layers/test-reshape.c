#include "tests/support/battery.h"

static void
test_arranges (void)
{
  ng_assert_applied (
      "ReshapeLayer[{3, 2}]", "{{1, 2, 3}, {4, 5, 6}}", NULL, "{{1, 2}, {3, 4}, {5, 6}}");
  ng_assert_output_type ("ReshapeLayer[{Automatic, 2}, \"Input\" -> {3, 4}]", "{6, 2}");
  ng_assert_output_type ("ReshapeLayer[{Inherited, 6}, \"Input\" -> {\"Varying\", 2, 3}]",
                         "{\"Varying\", 6}");
  ng_assert_output_type ("ReshapeLayer[{1, Automatic, All}, \"Input\" -> {2, 3, 5}]", "{1, 6, 5}");
  ng_assert_output_type ("ReshapeLayer[{}, \"Input\" -> {1, 1}]", "\"Real\"");
}

#define REFERENCE "ReshapeLayer[\"ReferenceShape\", \"Input\" -> "

/* What stands in the reference does not count, its dimensions do, in both directions. */
static void
test_reference (void)
{
  g_autofree char *message = NULL;

  ng_assert_applied (REFERENCE "{2, 3}, \"ReferenceShape\" -> {3, 2}]",
                     "{{1, 2, 3}, {4, 5, 6}}",
                     "{{7, 7}, {7, 7}, {7, 7}}",
                     "{{1, 2}, {3, 4}, {5, 6}}");
  ng_assert_output_type (REFERENCE "{3, 4}, \"ReferenceShape\" -> {2, 6}]", "{2, 6}");
  ng_assert_output_type (REFERENCE "{3, 4}, \"ReferenceShape\" -> {2, Automatic}]", "{2, 6}");
  ng_assert_input_type (REFERENCE "{3, 4}, \"Output\" -> {6, 2}]", 1, "{6, 2}");
  ng_assert_refused (REFERENCE "{3, 4}, \"ReferenceShape\" -> {5, 2}]", "NetGraph::reshape");
  ng_assert_refused ("ReshapeLayer[\"Reference\"]", "NetGraph::badarg");
  message = ng_assert_not_applied (REFERENCE "6, \"ReferenceShape\" -> {\"Varying\", 2}]",
                                   "{1, 2, 3, 4, 5, 6}",
                                   "{{1, 1}, {1, 1}}",
                                   "NetGraph::reshape");
  ng_assert_applied (REFERENCE "6, \"ReferenceShape\" -> {\"Varying\", 2}]",
                     "{1, 2, 3, 4, 5, 6}",
                     "{{1, 1}, {1, 1}, {1, 1}}",
                     "{{1, 2}, {3, 4}, {5, 6}}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/reshape/arranges", test_arranges);
  g_test_add_func ("/layers/reshape/reference", test_reference);
  return g_test_run ();
}
