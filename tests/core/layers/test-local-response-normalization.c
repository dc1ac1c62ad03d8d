#include "tests/support/battery.h"

#include <math.h>

/* Three channels of one element each; at the borders a neighbour is missing, and the divisor stays.
 */
static void
test_values (void)
{
  const double sums[] = { 5, 14, 13 };
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{{{1}}, {{2}}, {{3}}}");
  g_autoptr (NgTensor) plain = ng_test_apply (
      "LocalResponseNormalizationLayer[\"ChannelWindowSize\" -> 1]", x, NG_MODE_TEST);
  g_autoptr (NgTensor) other = ng_test_apply (
      "LocalResponseNormalizationLayer[\"ChannelWindowSize\" -> 1, \"Alpha\" -> 0.5, "
      "\"Beta\" -> 0.75, \"Bias\" -> 2]",
      x,
      NG_MODE_TEST);

  for (int i = 0; i < 3; i++) {
    ng_assert_near (ng_tensor_get_real (plain, i), (i + 1) / sqrt (1 + sums[i] / 3), 1e-12);
    ng_assert_near (
        ng_tensor_get_real (other, i), (i + 1) / pow (2 + 0.5 * sums[i] / 3, 0.75), 1e-12);
  }
}

static void
test_errors (void)
{
  ng_assert_refused ("LocalResponseNormalizationLayer[\"Input\" -> {4, 2, 2}]", "NetGraph::kernel");
  ng_assert_refused ("LocalResponseNormalizationLayer[\"Input\" -> {6, 2}]", "NetGraph::shape");
  ng_assert_refused ("LocalResponseNormalizationLayer[\"Input\" -> {\"Varying\", 2, 2}]",
                     "NetGraph::varying");
  ng_assert_refused ("LocalResponseNormalizationLayer[\"ChannelWindowSize\" -> 0]",
                     "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/local-response-normalization/values", test_values);
  g_test_add_func ("/layers/local-response-normalization/errors", test_errors);
  return g_test_run ();
}
