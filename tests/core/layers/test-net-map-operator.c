#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("NetMapOperator[LinearLayer[1, \"Weights\" -> {{1, 2}}, \"Biases\" -> {3}], "
                     "\"Input\" -> {\"Varying\", 2}]",
                     "{{1, 1}, {2, 0}, {0, 5}}",
                     NULL,
                     "{{6}, {5}, {13}}");
}

/* What is known on either side of either net passes through. */
static void
test_types (void)
{
  ng_assert_output_type ("NetMapOperator[LinearLayer[2], \"Input\" -> {\"Varying\", 3}]",
                         "{\"Varying\", 2}");
  ng_assert_output_type ("NetMapOperator[LinearLayer[{2, 5}], \"Input\" -> {4, 3}]", "{4, 2, 5}");
  ng_assert_output_type ("NetGraph[{NetMapOperator[ElementwiseLayer[Tanh]], Ramp}, {1 -> 2}, "
                         "\"Output\" -> {7, 3}]",
                         "{7, 3}");
}

static void
test_backwards (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("NetGraph[{NetMapOperator[LinearLayer[]], Ramp}, {1 -> 2}, "
                    "\"Input\" -> {\"Varying\", 2}, \"Output\" -> {\"Varying\", 3}]");
  NgNet *nets = ng_layer_net (ng_net_layer (net, 0));
  g_autofree char *type = ng_type_notation (ng_net_array_type (nets, 0, 0));

  g_assert_cmpstr (type, ==, "{3, 2}");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetMapOperator[]", "NetGraph::badarg");
  ng_assert_refused ("NetMapOperator[\"Net\"]", "NetGraph::badarg");
  ng_assert_refused ("NetMapOperator[foo]", "NetGraph::badlayer");
  ng_assert_refused ("NetMapOperator[Ramp, \"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("NetMapOperator[NetChain[{Ramp}, \"Input\" -> 3], \"Input\" -> {2, 4}]",
                     "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-map-operator/values", test_values);
  g_test_add_func ("/layers/net-map-operator/types", test_types);
  g_test_add_func ("/layers/net-map-operator/backwards", test_backwards);
  g_test_add_func ("/layers/net-map-operator/errors", test_errors);
  return g_test_run ();
}
