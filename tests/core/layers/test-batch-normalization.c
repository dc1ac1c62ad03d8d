#include "tests/support/battery.h"

#include <math.h>

#define NOTATION                                                                                   \
  "BatchNormalizationLayer[\"Epsilon\" -> 0.01, \"Scaling\" -> {2, 3}, \"Biases\" -> {10, 20}, "   \
  "\"MovingMean\" -> {1, -1}, \"MovingVariance\" -> {4, 0.25}, \"Input\" -> {2, 3}]"

/* In evaluation the statistics are those that are kept. */
static void
test_evaluation (void)
{
  const double mean[] = { 1, -1 }, variance[] = { 4, 0.25 };
  g_autoptr (NgNet) net = ng_test_read (NOTATION);
  g_autoptr (NgTensor) x = ng_test_draw (net, 0, 0, 6);
  g_autoptr (NgTensor) y = ng_test_apply_net (net, &x, NG_MODE_TEST);

  for (int c = 0; c < 2; c++)
    for (int i = 0; i < 3; i++) {
      double centred = ng_tensor_get_real (x, c * 3 + i) - mean[c];

      ng_assert_near (ng_tensor_get_real (y, c * 3 + i),
                      (c + 2) * centred / sqrt (variance[c] + 0.01) + 10 * (c + 1),
                      1e-12);
    }
}

/* In training they are those of the batch, and what is kept moves a tenth of the way to them. */
static void
test_training (void)
{
  g_autoptr (NgNet) net = ng_test_read (NOTATION);
  g_autoptr (NgTensor) x = ng_test_draw (net, 0, 4, 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgTensor *results[3] = { NULL };
  NgTensor *y;
  NgWant wants[] = { { .kind = NG_WANT_OUTPUT },
                     { .kind = NG_WANT_ARRAY_UPDATE, .n_layers = 1, .port = 2 },
                     { .kind = NG_WANT_ARRAY_UPDATE, .n_layers = 1, .port = 3 } };
  const double old_mean[] = { 1, -1 }, old_variance[] = { 4, 0.25 };
  NgApply apply = { .inputs = &x,
                    .is_batch = TRUE,
                    .wants = wants,
                    .n_wants = 3,
                    .mode = NG_MODE_TRAINING,
                    .element = NG_ELEMENT_F64 };

  ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
  g_assert_no_error (error);
  y = results[0];
  for (int c = 0; c < 2; c++) {
    double mean = 0, variance = 0;

    for (int k = 0; k < 12; k++)
      mean += ng_tensor_get_real (x, (k / 3) * 6 + c * 3 + k % 3) / 12;
    for (int k = 0; k < 12; k++)
      variance += pow (ng_tensor_get_real (x, (k / 3) * 6 + c * 3 + k % 3) - mean, 2) / 12;
    ng_assert_near (ng_tensor_get_real (results[1], c), 0.9 * old_mean[c] + 0.1 * mean, 1e-12);
    ng_assert_near (
        ng_tensor_get_real (results[2], c), 0.9 * old_variance[c] + 0.1 * variance, 1e-12);
    for (int k = 0; k < 12; k++) {
      int index = (k / 3) * 6 + c * 3 + k % 3;
      double centred = ng_tensor_get_real (x, index) - mean;

      ng_assert_near (ng_tensor_get_real (y, index),
                      (c + 2) * centred / sqrt (variance + 0.01) + 10 * (c + 1),
                      1e-12);
    }
  }
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (results[i]);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/batch-normalization/evaluation", test_evaluation);
  g_test_add_func ("/layers/batch-normalization/training", test_training);
  return g_test_run ();
}
