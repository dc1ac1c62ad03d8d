#include "tests/support/battery.h"

#define X "{3, 1, 2, 1, 5}"

static void
test_values (void)
{
  ng_assert_applied ("OrderingLayer[]", X, NULL, "{2, 4, 3, 1, 5}");
  ng_assert_applied ("OrderingLayer[2]", X, NULL, "{2, 4}");
  ng_assert_applied ("OrderingLayer[-2]", X, NULL, "{1, 5}");
  ng_assert_applied ("OrderingLayer[-5]", X, NULL, "{2, 4, 3, 1, 5}");
  ng_assert_applied ("OrderingLayer[\"Input\" -> \"Varying\"]", "{2, 1}", NULL, "{2, 1}");
}

static void
test_types (void)
{
  g_autoptr (NgNet) net = ng_test_read ("OrderingLayer[3, \"Input\" -> 7]");
  const NgType *type = ng_net_output_type (net, 0);

  g_assert_cmpint (type->kind, ==, NG_KIND_INTEGER);
  g_assert_cmpint (type->min, ==, 1);
  g_assert_cmpint (type->max, ==, 7);
  ng_assert_output_type ("OrderingLayer[-3, \"Input\" -> \"Varying\"]", "{3}");
  ng_assert_output_type ("OrderingLayer[\"Input\" -> \"Varying\"]", "{\"Varying\"}");
  ng_assert_input_type ("OrderingLayer[\"Output\" -> 7]", 0, "{7}");
}

/* Integers are real numbers to layers that take these, and stay integers in layers that move them.
 */
static void
test_readers (void)
{
  ng_assert_applied (
      "NetChain[{OrderingLayer[], ElementwiseLayer[#/2 &]}]", "{3, 1, 2}", NULL, "{1, 1.5, 0.5}");
  ng_assert_applied ("NetGraph[{OrderingLayer[], TotalLayer[]}, {{1, NetPort[\"x\"]} -> 2}]",
                     "{0.5, 0.5, 0.5}",
                     "{3, 1, 2}",
                     "{2.5, 3.5, 1.5}");
  ng_assert_applied (
      "NetGraph[{OrderingLayer[], ThreadingLayer[Plus]}, {{1, NetPort[\"x\"]} -> 2}]",
      "{0.5, 0.5, 0.5}",
      "{3, 1, 2}",
      "{2.5, 3.5, 1.5}");
  ng_assert_applied ("NetGraph[{OrderingLayer[], SequenceIndicesLayer[], CatenateLayer[], "
                     "ReshapeLayer[{2, 2}], FlattenLayer[], UnitVectorLayer[]}, "
                     "{NetPort[\"Input\"] -> 1, NetPort[\"Input\"] -> 2, {1, 2} -> 3 -> 4 -> 5 -> "
                     "6}, \"Output\" -> {4, 2}]",
                     "{3, 1}",
                     NULL,
                     "{{0, 1}, {1, 0}, {1, 0}, {0, 1}}");
  ng_assert_refused ("NetChain[{Ramp, FlattenLayer[], UnitVectorLayer[2]}]", "NetGraph::shape");
}

static void
test_refused (void)
{
  g_autofree char *message = ng_assert_not_applied (
      "OrderingLayer[3, \"Input\" -> \"Varying\"]", "{1, 2}", NULL, "NetGraph::part");

  ng_assert_refused ("OrderingLayer[4, \"Input\" -> 3]", "NetGraph::part");
  ng_assert_refused ("OrderingLayer[0]", "NetGraph::badarg");
  ng_assert_refused ("OrderingLayer[1.5]", "NetGraph::badarg");
  ng_assert_refused ("OrderingLayer[\"Input\" -> {2, 3}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/ordering/values", test_values);
  g_test_add_func ("/layers/ordering/types", test_types);
  g_test_add_func ("/layers/ordering/readers", test_readers);
  g_test_add_func ("/layers/ordering/refused", test_refused);
  return g_test_run ();
}
