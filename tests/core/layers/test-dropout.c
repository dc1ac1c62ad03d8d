#include "tests/support/battery.h"

#include <math.h>

enum { N = 1 << 16 };

/* E[y] = x. A factor has variance p/(1 - p): five standard errors of their mean, fixed seed. */
static void
test_mean (void)
{
  const double p = 0.3;
  g_autoptr (NgTensor) x = ng_tensor_fill (N, 1);
  g_autoptr (NgTensor) y = ng_test_apply ("DropoutLayer[0.3]", x, NG_MODE_TRAINING);
  gint64 n_dropped = 0;

  ng_assert_near (ng_tensor_mean (y), 1, 5 * sqrt (p / (1 - p) / N));
  for (gint64 i = 0; i < N; i++) {
    double value = ng_tensor_get_real (y, i);

    n_dropped += value == 0;
    g_assert_true (value == 0 || fabs (value - 1 / (1 - p)) < 1e-12);
  }
  ng_assert_near ((double) n_dropped / N, p, 5 * sqrt (p * (1 - p) / N));
}

/* Alpha dropout keeps mean 0 and variance 1: the variance of a kept or dropped element is 1 for any
 * input of that mean and variance, here ±1, so five standard errors of 1/√N bound the mean. */
static void
test_alpha (void)
{
  g_autofree double *data = g_new (double, N);
  gint64 n = N;
  g_autoptr (NgTensor) x = NULL;
  g_autoptr (NgTensor) y = NULL;
  double square = 0;

  for (int i = 0; i < N; i++)
    data[i] = i % 2 == 0 ? 1 : -1;
  x = ng_tensor_new_take (NG_ELEMENT_F64, &n, 1, g_steal_pointer (&data));
  y = ng_test_apply ("DropoutLayer[0.25, \"Method\" -> \"AlphaDropout\"]", x, NG_MODE_TRAINING);
  for (gint64 i = 0; i < N; i++)
    square += pow (ng_tensor_get_real (y, i), 2) / N;
  ng_assert_near (ng_tensor_mean (y), 0, 5 / sqrt (N));
  ng_assert_near (square, 1, 10 / sqrt (N));
}

static void
test_evaluation (void)
{
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{1.5, -2, 3}");
  g_autoptr (NgTensor) y = ng_test_apply ("DropoutLayer[]", x, NG_MODE_TEST);

  ng_assert_tensor (x, y, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/dropout/mean", test_mean);
  g_test_add_func ("/layers/dropout/alpha", test_alpha);
  g_test_add_func ("/layers/dropout/evaluation", test_evaluation);
  return g_test_run ();
}
