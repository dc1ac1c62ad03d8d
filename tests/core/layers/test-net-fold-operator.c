#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "NetFoldOperator[ThreadingLayer[#Input + #State &], \"Input\" -> {\"Varying\", 2}]",
      "{{1, 10}, {2, 20}, {3, 30}}",
      NULL,
      "{{1, 10}, {3, 30}, {6, 60}}");
  ng_assert_applied ("NetFoldOperator[ThreadingLayer[#x * #h + #c &], {\"Output\" -> \"h\"}, "
                     "{\"c\"}, \"x\" -> {3, 1}]",
                     "{{2}, {3}, {4}}",
                     "{5}",
                     "{{5}, {20}, {85}}");
  ng_assert_applied ("NetGraph[{NetFoldOperator[ThreadingLayer[#Input + #State &]]}, "
                     "{NetPort[\"start\"] -> NetPort[{1, \"State\"}], NetPort[{1, \"State\"}] -> "
                     "NetPort[\"end\"], NetPort[{1, \"Output\"}] -> None}, \"start\" -> 1]",
                     "{100}",
                     "{{1}, {2}}",
                     "{103}");
}

static void
test_types (void)
{
  ng_assert_output_type (
      "NetFoldOperator[ThreadingLayer[#Input + #State &], \"Input\" -> {\"Varying\", 2}]",
      "{\"Varying\", 2}");
  ng_assert_output_type (
      "NetChain[{NetFoldOperator[NetGraph[{CatenateLayer[], LinearLayer[3]}, {{NetPort[\"Input\"], "
      "NetPort[\"State\"]} -> 1 -> 2}]], SummationLayer[]}, \"Input\" -> {4, 2}]",
      "\"Real\"");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetFoldOperator[Tanh]", "NetGraph::badarg");
  ng_assert_refused ("NetFoldOperator[ThreadingLayer[#a + #b &], {\"Output\" -> \"c\"}]",
                     "NetGraph::badarg");
  ng_assert_refused ("NetFoldOperator[ThreadingLayer[#a + #b &], {\"Out\" -> \"a\"}]",
                     "NetGraph::badarg");
  ng_assert_refused ("NetFoldOperator[ThreadingLayer[#a + #b &], {\"Output\" -> \"a\"}, {\"d\"}]",
                     "NetGraph::badarg");
  ng_assert_refused ("NetFoldOperator[ThreadingLayer[#a + #b &], {\"Output\" -> \"a\"}, {\"b\"}]",
                     "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-fold-operator/values", test_values);
  g_test_add_func ("/layers/net-fold-operator/types", test_types);
  g_test_add_func ("/layers/net-fold-operator/errors", test_errors);
  return g_test_run ();
}
