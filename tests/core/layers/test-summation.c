#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_sums (void)
{
  ng_assert_applied (TWO ("SummationLayer[]"), "{1, 2}", "{3, 5}", "{4, 7}");
  ng_assert_applied ("SummationLayer[]", "{{1, 2}, {3, 4}}", NULL, "10");
  ng_assert_output_type ("SummationLayer[\"Inputs\" -> {{2, 3}}]", "\"Real\"");
}

/* A written type of "Input" makes it the layer with one input; others cannot be connected then. */
static void
test_single_input (void)
{
  g_autoptr (NgNet) net = ng_test_read ("SummationLayer[\"Input\" -> {2, 2}]");

  g_assert_cmpstr (ng_net_input_name (net, 0), ==, "Input");
  ng_assert_input_type ("SummationLayer[\"Input\" -> \"Real\"]", 0, "\"Real\"");
  ng_assert_applied ("SummationLayer[\"Input\" -> {2, 2}]", "{{1, 2}, {3, 4}}", NULL, "10");
  ng_assert_applied ("SummationLayer[\"Input\" -> \"Varying\"]", "{1, 2, 3}", NULL, "6");
  ng_assert_applied ("NetChain[{Ramp, SummationLayer[\"Input\" -> {2}]}]", "{-1, 2}", NULL, "2");
  ng_assert_refused ("NetGraph[{SummationLayer[\"Input\" -> {2}]}, "
                     "{{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
                     "NetGraph::toomany");
  ng_assert_refused ("CatenateLayer[\"Input\" -> {2, 2}]", "NetGraph::noport");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/summation/sums", test_sums);
  g_test_add_func ("/layers/summation/single-input", test_single_input);
  return g_test_run ();
}
