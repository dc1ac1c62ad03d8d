#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("ConstantTimesLayer[\"Scaling\" -> {3, 2}]", "{10, 20}", NULL, "{30, 40}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/constant-times/values", test_values);
  return g_test_run ();
}
