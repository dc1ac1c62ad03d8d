#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_values (void)
{
  ng_assert_applied ("NetGraph[{{ElementwiseLayer[# + 1 &], SummationLayer[]}, ElementwiseLayer[10 "
                     "# &]}, {1 -> 2}]",
                     "{1, 2}",
                     NULL,
                     "50");
}

/* A chain that begins with a layer of many inputs takes their number from outside. */
static void
test_open (void)
{
  ng_assert_applied (TWO ("{CatenateLayer[], ElementwiseLayer[-# &]}"), "{1}", "{2}", "{-1, -2}");
  ng_assert_output_type ("NetGraph[{NetChain[{CatenateLayer[], Ramp}], LinearLayer[2], "
                         "LinearLayer[3], LinearLayer[4]}, {{2, 3, 4} -> 1}]",
                         "{9}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-chain/values", test_values);
  g_test_add_func ("/layers/net-chain/open", test_open);
  return g_test_run ();
}
