#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("ConstantPlusLayer[\"Biases\" -> {1, 2}]", "{10, 20}", NULL, "{11, 22}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/constant-plus/values", test_values);
  return g_test_run ();
}
