#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("NetMapThreadOperator[ThreadingLayer[#a - 2 #b &], \"a\" -> {\"Varying\", 2}]",
                     "{{1, 2}, {3, 4}}",
                     "{{1, 0}, {0, 1}}",
                     "{{-1, 2}, {3, 2}}");
  ng_assert_applied ("NetMapThreadOperator[ThreadingLayer[#a * #b &], 2, \"a\" -> {2, 2}]",
                     "{{1, 2}, {3, 4}}",
                     "{{5, 6}, {7, 8}}",
                     "{{5, 12}, {21, 32}}");
  ng_assert_applied (
      "NetMapThreadOperator[ThreadingLayer[#a * #b &], <|\"a\" -> 1|>, \"a\" -> {2, 2}]",
      "{{1, 2}, {3, 4}}",
      "{10, 100}",
      "{{10, 200}, {30, 400}}");
}

static void
test_types (void)
{
  ng_assert_output_type ("NetGraph[{NetMapThreadOperator[ThreadingLayer[Plus]]}, {{NetPort[\"x\"], "
                         "NetPort[\"y\"]} -> 1}, \"x\" -> {\"Varying\", 3}]",
                         "{\"Varying\", 3}");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetMapThreadOperator[GatedRecurrentLayer[2], <|\"State\" -> 1|>]",
                     "NetGraph::badarg");
  ng_assert_refused ("NetMapThreadOperator[ThreadingLayer[#a - #b &], 0]", "NetGraph::badarg");
  ng_assert_refused ("NetMapThreadOperator[ThreadingLayer[#a - #b &], <|\"c\" -> 1|>]",
                     "NetGraph::badarg");
  ng_assert_refused ("NetMapThreadOperator[ThreadingLayer[#a - #b &], 2, \"a\" -> 3]",
                     "NetGraph::level");
  ng_assert_refused (
      "NetMapThreadOperator[ThreadingLayer[#a - #b &], \"a\" -> {2, 3}, \"b\" -> {4, 3}]",
      "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-map-thread-operator/values", test_values);
  g_test_add_func ("/layers/net-map-thread-operator/types", test_types);
  g_test_add_func ("/layers/net-map-thread-operator/errors", test_errors);
  return g_test_run ();
}
