#include "tests/support/battery.h"

/* (1 + 0 + 2 + 6) / 4 */
static void
test_values (void)
{
  ng_assert_applied ("MeanAbsoluteLossLayer[\"Input\" -> {2, 2}]",
                     "{{1, 2}, {-1, 5}}",
                     "{{0, 2}, {1, -1}}",
                     "2.25");
  ng_assert_applied ("MeanAbsoluteLossLayer[\"Input\" -> \"Real\"]", "3", "-1", "4");
}

/* The sign of the difference over the number of elements; 0 where there is none. */
static void
test_gradient (void)
{
  g_autoptr (NgNet) net = ng_test_read ("MeanAbsoluteLossLayer[\"Input\" -> 4]");
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{1, 2, -1, 5}");
  g_autoptr (NgTensor) target = ng_test_read_tensor ("{0, 2, 1, -1}");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{0.25, 0, -0.25, 0.25}");
  NgTensor *inputs[] = { x, target };
  g_autoptr (NgTensor) gradient = ng_test_differentiate (net, inputs, 0);

  ng_assert_tensor (gradient, expected, 1e-15);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/mean-absolute-loss/values", test_values);
  g_test_add_func ("/layers/mean-absolute-loss/gradient", test_gradient);
  return g_test_run ();
}
