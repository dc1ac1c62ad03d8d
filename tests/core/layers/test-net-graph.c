#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "NetGraph[<|\"pair\" -> NetGraph[{Times}, {{NetPort[\"p\"], NetPort[\"q\"]} -> 1}], \"inc\" "
      "-> ElementwiseLayer[# + 1 &]|>, {\"inc\" -> NetPort[\"pair\", \"p\"], NetPort[\"w\"] -> "
      "NetPort[{\"pair\", \"q\"}]}, \"Input\" -> 2]",
      "{2, 3}",
      "{4, 5}",
      "{10, 18}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-graph/values", test_values);
  return g_test_run ();
}
