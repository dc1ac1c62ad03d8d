#include "tests/support/battery.h"

static void
test_arranges (void)
{
  ng_assert_applied (
      "ReshapeLayer[{3, 2}]", "{{1, 2, 3}, {4, 5, 6}}", NULL, "{{1, 2}, {3, 4}, {5, 6}}");
  ng_assert_output_type ("ReshapeLayer[{Automatic, 2}, \"Input\" -> {3, 4}]", "{6, 2}");
  ng_assert_output_type ("ReshapeLayer[{Inherited, 6}, \"Input\" -> {\"Varying\", 2, 3}]",
                         "{\"Varying\", 6}");
  ng_assert_output_type ("ReshapeLayer[{1, Automatic, All}, \"Input\" -> {2, 3, 5}]", "{1, 6, 5}");
  ng_assert_output_type ("ReshapeLayer[{}, \"Input\" -> {1, 1}]", "\"Real\"");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/reshape/arranges", test_arranges);
  return g_test_run ();
}
