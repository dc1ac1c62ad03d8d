#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_adds (void)
{
  ng_assert_applied (TWO ("TotalLayer[]"), "{1, 2}", "{3, 5}", "{4, 7}");
  ng_assert_output_type ("TotalLayer[\"Inputs\" -> {3, 3}]", "{3}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/total/adds", test_adds);
  return g_test_run ();
}
