#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("NetBidirectionalOperator[NetFoldOperator[ThreadingLayer[#Input + #State &]], "
                     "\"Input\" -> {\"Varying\", 1}]",
                     "{{1}, {2}, {3}}",
                     NULL,
                     "{{1, 6}, {3, 5}, {6, 3}}");
  ng_assert_applied (
      "NetBidirectionalOperator[{NetFoldOperator[ThreadingLayer[#Input + #State &]], "
      "NetFoldOperator[ThreadingLayer[#Input + #State &]]}, Mean, \"Input\" -> {\"Varying\", 1}]",
      "{{1}, {2}, {3}}",
      NULL,
      "{{3.5}, {4}, {4.5}}");
  ng_assert_applied ("NetBidirectionalOperator[{NetFoldOperator[ThreadingLayer[#Input + #State "
                     "&]], NetMapOperator[ElementwiseLayer[10 # &]]}, Total, \"Input\" -> {2, 1}]",
                     "{{1}, {2}}",
                     NULL,
                     "{{11}, {23}}");
}

static void
test_types (void)
{
  ng_assert_output_type (
      "NetBidirectionalOperator[NetMapOperator[LinearLayer[3]], \"Input\" -> {\"Varying\", 2}]",
      "{\"Varying\", 6}");
  ng_assert_output_type (
      "NetChain[{NetBidirectionalOperator[{NetMapOperator[LinearLayer[]], "
      "NetMapOperator[LinearLayer[2]]}], Ramp}, \"Input\" -> {3, 4}, \"Output\" -> {3, 7}]",
      "{3, 7}");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetBidirectionalOperator[]", "NetGraph::badarg");
  ng_assert_refused ("NetBidirectionalOperator[{NetMapOperator[LinearLayer[2]], "
                     "NetMapOperator[LinearLayer[3]]}, Total, \"Input\" -> {4, 2}]",
                     "NetGraph::shape");
  ng_assert_refused ("NetBidirectionalOperator[ThreadingLayer[#a + #b &]]", "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-bidirectional-operator/values", test_values);
  g_test_add_func ("/layers/net-bidirectional-operator/types", test_types);
  g_test_add_func ("/layers/net-bidirectional-operator/errors", test_errors);
  return g_test_run ();
}
