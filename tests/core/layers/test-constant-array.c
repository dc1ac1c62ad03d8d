#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("ConstantArrayLayer[\"Array\" -> {{1, 2}}]", NULL, NULL, "{{1, 2}}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/constant-array/values", test_values);
  return g_test_run ();
}
