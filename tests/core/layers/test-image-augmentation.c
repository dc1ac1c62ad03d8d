#include "tests/support/battery.h"

enum { N_EXAMPLES = 400 };

static void
test_middle (void)
{
  ng_assert_applied ("ImageAugmentationLayer[{2, 2}, \"ReflectionProbabilities\" -> {1, 1}]",
                     "{{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {0, 0, 0, 0}, {0, 0, 0, 0}}}",
                     NULL,
                     "{{{6, 7}, {10, 11}}}");
}

/* The place of the first element and whether rows and columns are turned, of a part of two by two
 * of 0 … 11 in three rows: 8 y + 4 x + 2 and 1 for the turns. */
static int
recognize (const NgTensor *parts, gint64 example)
{
  double part[4], least = 12;
  int corner = 0;

  for (int i = 0; i < 4; i++) {
    part[i] = ng_tensor_get_real (parts, example * 4 + i);
    if (part[i] < least) {
      least = part[i];
      corner = i;
    }
  }
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (part[i], ==, least + ((i ^ corner) >> 1) * 4 + ((i ^ corner) & 1));
  g_assert_cmpint ((int) least % 4, <=, 2);
  g_assert_cmpint ((int) least / 4, <=, 1);
  return (int) least / 4 * 16 + (int) least % 4 * 4 + corner;
}

static void
draw (const char *notation, int *counts)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  const gint64 dims[] = { N_EXAMPLES, 1, 3, 4 };
  double *data = g_new (double, N_EXAMPLES * 12);
  g_autoptr (NgTensor) x = NULL;
  g_autoptr (NgTensor) parts = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x,
                    .is_batch = TRUE,
                    .wants = &want,
                    .n_wants = 1,
                    .mode = NG_MODE_TRAINING,
                    .element = NG_ELEMENT_F32,
                    .random_seed = 3 };

  for (int i = 0; i < N_EXAMPLES * 12; i++)
    data[i] = i % 12;
  x = ng_tensor_new_take (NG_ELEMENT_F64, dims, 4, data);
  ng_evaluator_apply (evaluator, &apply, NULL, &parts, &error);
  g_assert_no_error (error);
  for (gint64 i = 0; i < N_EXAMPLES; i++)
    counts[recognize (parts, i)]++;
}

/* 2 by 3 places and 4 turns, each drawn some 17 times of 400, with a deviation of 4. */
static void
test_parts (void)
{
  int counts[32] = { 0 }, turned[32] = { 0 };

  draw ("ImageAugmentationLayer[{2, 2}, \"ReflectionProbabilities\" -> {0.5, 0.5}, \"Input\" -> "
        "{1, 3, 4}]",
        counts);
  for (int i = 0; i < 32; i++)
    if (i / 4 % 4 < 3) {
      g_assert_cmpint (counts[i], >, 2);
      g_assert_cmpint (counts[i], <, 37);
    }
  draw ("ImageAugmentationLayer[{2, 2}, \"ReflectionProbabilities\" -> {0, 1}, \"Input\" -> {1, 3, "
        "4}]",
        turned);
  for (int i = 0; i < 32; i++)
    if (i % 4 != 1)
      g_assert_cmpint (turned[i], ==, 0);
}

static void
test_errors (void)
{
  ng_assert_output_type ("ImageAugmentationLayer[{4, 5}, \"Input\" -> {3, 6, 6}]", "{3, 4, 5}");
  ng_assert_refused ("ImageAugmentationLayer[4]", "NetGraph::badarg");
  ng_assert_refused ("ImageAugmentationLayer[{4, 5}, \"ReflectionProbabilities\" -> {2, 0}]",
                     "NetGraph::badarg");
  ng_assert_refused ("ImageAugmentationLayer[{4, 5}, \"Input\" -> {3, 6, 4}]", "NetGraph::kernel");
  ng_assert_refused ("ImageAugmentationLayer[{4, 5}, \"Input\" -> {3, \"Varying\", 6}]",
                     "NetGraph::varying");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/image-augmentation/middle", test_middle);
  g_test_add_func ("/layers/image-augmentation/parts", test_parts);
  g_test_add_func ("/layers/image-augmentation/errors", test_errors);
  return g_test_run ();
}
