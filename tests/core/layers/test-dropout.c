#include "core/notation/read.h"
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

/* The mask says which elements were kept: x is 1, so y is m/(1 - p). In evaluation it is 1. */
static void
test_mask (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("DropoutLayer[0.25, \"OutputPorts\" -> {\"BinaryMask\", \"Output\"}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_tensor_fill (N, 1);
  NgWant wants[2] = { { .kind = NG_WANT_OUTPUT, .port = 0 },
                      { .kind = NG_WANT_OUTPUT, .port = 1 } };
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = 2, .element = NG_ELEMENT_F64 };

  for (int mode = NG_MODE_TEST; mode <= NG_MODE_TRAINING; mode++) {
    NgTensor *results[2] = { NULL, NULL };
    gint64 n_kept = 0;

    apply.mode = (NgMode) mode;
    ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
    g_assert_no_error (error);
    for (gint64 i = 0; i < N; i++) {
      double mask = ng_tensor_get_real (results[1], i);

      n_kept += mask == 1;
      g_assert_true (mask == 0 || mask == 1);
      ng_assert_near (
          ng_tensor_get_real (results[0], i), mode == NG_MODE_TEST ? 1 : mask / 0.75, 1e-12);
    }
    if (mode == NG_MODE_TEST)
      g_assert_cmpint (n_kept, ==, N);
    else
      g_assert_cmpint (n_kept, <, N);
    ng_tensor_unref (results[0]);
    ng_tensor_unref (results[1]);
  }
}

static void
test_ports (void)
{
  g_autoptr (NgNet) mask = ng_test_read ("DropoutLayer[\"OutputPorts\" -> \"BinaryMask\"]");
  g_autoptr (NgNet) named =
      ng_test_read ("NetGraph[{DropoutLayer[]}, {NetPort[1, \"BinaryMask\"] -> "
                    "NetPort[\"Mask\"]}]");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ng_net_n_outputs (mask), ==, 1);
  g_assert_cmpstr (ng_net_output_name (mask, 0), ==, "BinaryMask");
  g_assert_cmpuint (ng_net_n_outputs (named), ==, 2);
  g_assert_null (ng_net_read_text ("DropoutLayer[\"OutputPorts\" -> {}]", -1, NULL, &error));
  ng_assert_tag (&error, "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/dropout/mean", test_mean);
  g_test_add_func ("/layers/dropout/alpha", test_alpha);
  g_test_add_func ("/layers/dropout/evaluation", test_evaluation);
  g_test_add_func ("/layers/dropout/mask", test_mask);
  g_test_add_func ("/layers/dropout/ports", test_ports);
  return g_test_run ();
}
