#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("NetArrayLayer[\"Array\" -> 3]", NULL, NULL, "3");
  ng_assert_applied (
      "NetGraph[{NetArrayLayer[\"Array\" -> {1, 2}], Plus}, {{NetPort[\"a\"], 1} -> 2}]",
      "{10, 20}",
      NULL,
      "{11, 22}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-array/values", test_values);
  return g_test_run ();
}
