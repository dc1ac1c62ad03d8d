#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_sums (void)
{
  ng_assert_applied (TWO ("SummationLayer[]"), "{1, 2}", "{3, 5}", "{4, 7}");
  ng_assert_applied ("SummationLayer[]", "{{1, 2}, {3, 4}}", NULL, "10");
  ng_assert_output_type ("SummationLayer[\"Inputs\" -> {{2, 3}}]", "\"Real\"");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/summation/sums", test_sums);
  return g_test_run ();
}
