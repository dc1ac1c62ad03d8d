#include "core/engine/evaluator.h"

#include "core/base/rng.h"
#include "core/engine/blame.h"
#include "core/formats/onnx.h"
#include "tests/support/battery.h"
#include "tests/support/proto.h"
#include <string.h>

/* Applies a net in double and returns the value of one want; sets @error where it cannot. */
static NgTensor *
evaluate (const char *notation,
          NgTensor *const *inputs,
          gboolean is_batch,
          NgTensor *const *seeds,
          const NgWant *want,
          GError **error)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, error);
  NgApply apply = { .inputs = inputs,
                    .is_batch = is_batch,
                    .seeds = seeds,
                    .wants = want,
                    .n_wants = 1,
                    .element = NG_ELEMENT_F64 };
  NgTensor *result = NULL;

  if (evaluator == NULL || !ng_evaluator_apply (evaluator, &apply, NULL, &result, error))
    return NULL;
  return result;
}

static void
assert_value (const char *notation,
              const char *data,
              gboolean is_batch,
              const char *seed,
              NgWant want,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) x = ng_test_read_tensor (data);
  g_autoptr (NgTensor) imposed = seed != NULL ? ng_test_read_tensor (seed) : NULL;
  g_autoptr (NgTensor) wanted = ng_test_read_tensor (expected);
  g_autoptr (NgTensor) found = evaluate (notation, &x, is_batch, &imposed, &want, &error);

  g_assert_no_error (error);
  ng_assert_tensor (found, wanted, 1e-12);
}

#define LINEAR                                                                                     \
  "NetGraph[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {0, 0}]}, {}]"
#define SQUARE                                                                                     \
  "NetGraph[{LinearLayer[1, \"Weights\" -> {{2}}, \"Biases\" -> {0}], ElementwiseLayer[#^2 &]}, "  \
  "{1 -> 2}]"

static const NgWant output = { .kind = NG_WANT_OUTPUT };
static const NgWant input_gradient = { .kind = NG_WANT_INPUT_GRADIENT };
static const NgWant weights_gradient = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1 };
static const NgWant biases_gradient = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1, .port = 1 };

/* The values are those of the worked examples 37 and 38. */
static void
test_gradients (void)
{
  assert_value (LINEAR, "{1, 1}", FALSE, NULL, input_gradient, "{4, 6}");
  assert_value (LINEAR, "{1, 1}", FALSE, "{1, 0}", input_gradient, "{1, 2}");
  assert_value (LINEAR, "{5, 7}", FALSE, NULL, weights_gradient, "{{5, 7}, {5, 7}}");
  assert_value (LINEAR, "{5, 7}", FALSE, NULL, biases_gradient, "{1, 1}");
  assert_value (SQUARE, "{{1}, {3}}", TRUE, NULL, output, "{{4}, {36}}");
  assert_value (SQUARE, "{{1}, {3}}", TRUE, NULL, input_gradient, "{{8}, {24}}");
  assert_value (SQUARE, "{{1}, {3}}", TRUE, NULL, weights_gradient, "{{40}}");
}

/* A value inside a net inside the net, and the gradient by an array there. */
static void
test_interior (void)
{
  const char *notation =
      "NetGraph[<|\"head\" -> {ElementwiseLayer[# + 1 &], ConstantTimesLayer[\"Scaling\" -> {5, "
      "7}]}, \"tail\" -> ElementwiseLayer[-# &]|>, {\"head\" -> \"tail\"}, \"Input\" -> 2]";
  NgWant value = { .kind = NG_WANT_INTERIOR, .layers = { 0, 0 }, .n_layers = 2 };
  NgWant net = { .kind = NG_WANT_INTERIOR, .layers = { 0 }, .n_layers = 1 };
  NgWant scaling = { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 0, 1 }, .n_layers = 2 };

  assert_value (notation, "{1, 2}", FALSE, NULL, value, "{2, 3}");
  assert_value (notation, "{1, 2}", FALSE, NULL, net, "{10, 21}");
  assert_value (notation, "{1, 2}", FALSE, NULL, scaling, "{-2, -3}");
}

/* What the data tell completes the net. */
static void
test_completion (void)
{
  assert_value (
      "NetGraph[{ElementwiseLayer[2 # &]}, {}]", "{{1, 2}}", FALSE, NULL, output, "{{2, 4}}");
  assert_value ("NetGraph[{FlattenLayer[]}, {}, \"Input\" -> {Automatic, 2}]",
                "{{{1, 2}}, {{3, 4}}}",
                TRUE,
                NULL,
                output,
                "{{1, 2}, {3, 4}}");
}

static void
assert_failure (
    const char *notation, const char *a, const char *b, gboolean is_batch, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) first = ng_test_read_tensor (a);
  g_autoptr (NgTensor) second = b != NULL ? ng_test_read_tensor (b) : NULL;
  NgTensor *inputs[] = { first, second };
  g_autoptr (NgTensor) result = evaluate (notation, inputs, is_batch, NULL, &output, &error);

  g_assert_null (result);
  ng_assert_tag (&error, tag);
}

#define SUM "NetGraph[{Plus}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}"

static void
test_failures (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{1, 2}");
  g_autoptr (NgTensor) seed = ng_test_read_tensor ("{1, 2, 3}");
  g_autoptr (NgTensor) result = NULL;

  assert_failure ("NetGraph[{LinearLayer[4], LinearLayer[2]}, {1 -> 2}]",
                  "{1, 2}",
                  NULL,
                  FALSE,
                  "NetGraph::notinit");
  assert_failure (LINEAR, "{1, 2, 3}", NULL, FALSE, "NetGraph::indata");
  assert_failure (LINEAR, "{{1, 2}}", NULL, FALSE, "NetGraph::indata");
  assert_failure (
      "NetGraph[{Ramp}, {}, \"Input\" -> \"Real\"]", "{1, 2}", NULL, FALSE, "NetGraph::indata");
  assert_failure (SUM ", \"a\" -> 2]", "{{1, 2}}", "{{1, 2}, {3, 4}}", TRUE, "NetGraph::batch");
  assert_failure (SUM ", \"a\" -> \"Varying\"]", "{1, 2}", "{1, 2, 3}", FALSE, "NetGraph::lenmis");
  result = evaluate (LINEAR, &x, FALSE, &seed, &input_gradient, &error);
  g_assert_null (result);
  ng_assert_tag (&error, "NetPortGradient::shape");
}

/* Examples of different lengths give what each gives alone, in their order; gradients of arrays
 * are summed over all of them. */
static void
test_lengths (void)
{
  const char *data[] = { "{{1, 2}}", "{{3, 4}, {5, 6}}", "{{7, 8}}", "{{0, 1}, {2, 3}, {4, 5}}" };
  enum { N = G_N_ELEMENTS (data) };
  g_autoptr (NgNet) net =
      ng_test_read ("NetGraph[{ElementwiseLayer[#^2 &], SummationLayer[], ConstantTimesLayer["
                    "\"Scaling\" -> 3]}, {1 -> 2 -> 3}, \"Input\" -> {\"Varying\", 2}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant wants[] = { output,
                     input_gradient,
                     { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 2 }, .n_layers = 1 } };
  NgTensor *inputs[N], *results[N * 3];
  NgApply apply = { .inputs = inputs, .wants = wants, .n_wants = 3, .element = NG_ELEMENT_F64 };
  double total = 0;

  for (int i = 0; i < N; i++)
    inputs[i] = ng_test_read_tensor (data[i]);
  ng_evaluator_apply_examples (evaluator, &apply, N, NULL, results, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N; i++) {
    double sum = 0;

    for (gint64 k = 0; k < ng_tensor_count (inputs[i]); k++) {
      double value = ng_tensor_get_real (inputs[i], k);

      sum += value * value;
      ng_assert_near (ng_tensor_get_real (results[3 * i + 1], k), 6 * value, 1e-12);
    }
    ng_assert_near (ng_tensor_get_real (results[3 * i], 0), 3 * sum, 1e-12);
    g_assert_true ((results[3 * i + 2] != NULL) == (i == 0));
    total += sum;
  }
  ng_assert_near (ng_tensor_get_real (results[2], 0), total, 1e-12);
  for (int i = 0; i < N; i++)
    ng_tensor_unref (inputs[i]);
  for (int i = 0; i < N * 3; i++)
    g_clear_pointer (&results[i], ng_tensor_unref);
}

/* Two examples of different lengths, in training. */
static gboolean
train_two (const char *notation, NgTensor **results, GError **error)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgNet) filled = ng_test_fill (net, 1);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (filled, error);
  g_autoptr (NgTensor) a = ng_test_read_tensor ("{{1, 1}, {1, 1}, {1, 1}, {1, 1}}");
  g_autoptr (NgTensor) b = ng_test_read_tensor ("{{1, 1}, {1, 1}, {1, 1}}");
  NgTensor *inputs[] = { a, b };
  const NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = inputs,
                    .wants = &want,
                    .n_wants = 1,
                    .mode = NG_MODE_TRAINING,
                    .element = NG_ELEMENT_F64,
                    .random_seed = 3 };

  return ng_evaluator_apply_examples (evaluator, &apply, 2, NULL, results, error);
}

/* Statistics are taken over all rows of a batch, however they are cut into examples: one example of
 * all rows gives the same values, gradients and moving statistics. */
static void
check_statistics (const char *notation, const int *path, int n_layers)
{
  static const int lengths[] = { 3, 1, 2, 3 };
  enum { ROWS = 9, EXAMPLES = G_N_ELEMENTS (lengths), WANTS = 4 };
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgNet) filled = ng_test_fill (net, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (filled, &error);
  NgWant wants[WANTS] = { output,
                          input_gradient,
                          { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = n_layers },
                          { .kind = NG_WANT_ARRAY_UPDATE, .n_layers = n_layers, .port = 3 } };
  NgTensor *whole, *rows[EXAMPLES], *expected[WANTS], *results[EXAMPLES * WANTS];
  gint64 all[] = { ROWS, 2 }, first = 0;
  double data[ROWS * 2];
  NgApply apply = { .inputs = &whole,
                    .wants = wants,
                    .n_wants = WANTS,
                    .mode = NG_MODE_TRAINING,
                    .element = NG_ELEMENT_F64 };

  g_assert_no_error (error);
  for (int i = 0; i < ROWS * 2; i++)
    data[i] = ng_rng_normal (5, 1, (guint64) i);
  for (int i = 2; i < WANTS; i++)
    memcpy (wants[i].layers, path, (gsize) n_layers * sizeof *path);
  whole = ng_tensor_new_copy (NG_ELEMENT_F64, all, 2, data);
  for (int i = 0; i < EXAMPLES; i++) {
    gint64 dims[] = { lengths[i], 2 };

    rows[i] = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 2, data + 2 * first);
    first += lengths[i];
  }
  ng_evaluator_apply_examples (evaluator, &apply, 1, NULL, expected, &error);
  g_assert_no_error (error);
  apply.inputs = rows;
  ng_evaluator_apply_examples (evaluator, &apply, EXAMPLES, NULL, results, &error);
  g_assert_no_error (error);
  for (int w = 0; w < WANTS; w++) {
    gint64 place = 0;

    for (int i = 0; i < EXAMPLES; i++) {
      g_autoptr (NgTensor) result = results[i * WANTS + w];

      g_assert_true ((result != NULL) == (w < 2 || i == 0));
      for (gint64 k = 0; result != NULL && k < ng_tensor_count (result); k++, place++)
        ng_assert_near (
            ng_tensor_get_real (result, k), ng_tensor_get_real (expected[w], place), 1e-10);
    }
    g_assert_cmpint (place, ==, ng_tensor_count (expected[w]));
    ng_tensor_unref (expected[w]);
  }
  for (int i = 0; i < EXAMPLES; i++)
    ng_tensor_unref (rows[i]);
  ng_tensor_unref (whole);
}

static void
test_statistics (void)
{
  check_statistics (
      "NetGraph[{BatchNormalizationLayer[Interleaving -> True], ElementwiseLayer[#^2 &], "
      "BatchNormalizationLayer[Interleaving -> True], ElementwiseLayer[#^3 &]}, "
      "{1 -> 2 -> 3 -> 4}, \"Input\" -> {\"Varying\", 2}]",
      (const int[]){ 2 },
      1);
  check_statistics ("NetChain[{NetMapOperator[{LinearLayer[3], BatchNormalizationLayer[], Ramp}], "
                    "NetMapOperator[BatchNormalizationLayer[]], ElementwiseLayer[#^3 &]}, "
                    "\"Input\" -> {\"Varying\", 2}]",
                    (const int[]){ 0, 0, 1 },
                    3);
}

/* Examples that run apart draw numbers of their own: the first three rows differ somewhere. */
static void
test_draws (void)
{
  g_autoptr (GError) error = NULL;
  NgTensor *results[2];
  gboolean differs = FALSE;

  g_assert_true (train_two ("DropoutLayer[\"Input\" -> {\"Varying\", 2}]", results, &error));
  for (gint64 i = 0; i < 6; i++)
    differs = differs || ng_tensor_get_real (results[0], i) != ng_tensor_get_real (results[1], i);
  g_assert_true (differs);
  ng_tensor_unref (results[0]);
  ng_tensor_unref (results[1]);
}

/* Imposed gradients of some examples only, and of different lengths: each example gets its own, or
 * ones. The gradient of the square is twice the input times what arrives. */
static void
test_seeds (void)
{
  static const struct {
    const char *data, *seed;
  } examples[] = {
    { "{1, 2}", "{10, 20}" }, { "{3, 4}", NULL },           { "{5}", "{7}" },
    { "{6, 7}", "{1, 3}" },   { "{1, 2, 3}", "{1, 2, 4}" },
  };
  enum { N = G_N_ELEMENTS (examples) };
  g_autoptr (NgNet) net = ng_test_read ("ElementwiseLayer[#^2 &, \"Input\" -> \"Varying\"]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgTensor *inputs[N], *seeds[N], *results[N];
  NgApply apply = { .inputs = inputs, .seeds = seeds, .wants = &input_gradient, .n_wants = 1 };

  for (int i = 0; i < N; i++) {
    inputs[i] = ng_test_read_tensor (examples[i].data);
    seeds[i] = examples[i].seed != NULL ? ng_test_read_tensor (examples[i].seed) : NULL;
  }
  for (int first = 0; first < N; first++) {
    apply.inputs = inputs + first;
    apply.seeds = seeds + first;
    g_assert_true (
        ng_evaluator_apply_examples (evaluator, &apply, N - first, NULL, results, &error));
    for (int i = first; i < N; i++) {
      for (gint64 k = 0; k < ng_tensor_count (inputs[i]); k++) {
        double arrives = seeds[i] != NULL ? ng_tensor_get_real (seeds[i], k) : 1;

        ng_assert_near (ng_tensor_get_real (results[i - first], k),
                        2 * ng_tensor_get_real (inputs[i], k) * arrives,
                        1e-6);
      }
      ng_tensor_unref (results[i - first]);
    }
  }
  /* A length that is not the output's. */
  apply.inputs = inputs;
  apply.seeds = seeds + 2;
  g_assert_false (ng_evaluator_apply_examples (evaluator, &apply, 1, NULL, results, &error));
  ng_assert_tag (&error, "NetPortGradient::shape");
  for (int i = 0; i < N; i++) {
    ng_tensor_unref (inputs[i]);
    g_clear_pointer (&seeds[i], ng_tensor_unref);
  }
}

/* As many elements in other dimensions are another shape. */
static void
test_seed_shape (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{{1, 2, 3}, {4, 5, 6}}");
  g_autoptr (NgTensor) seed = ng_test_read_tensor ("{{1, 2}, {3, 4}, {5, 6}}");
  g_autoptr (NgTensor) whole = ng_test_read_tensor ("{{{1, 2, 3}, {4, 5, 6}}}");
  NgTensor *wrong[] = { seed, whole };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_null (
        evaluate ("ElementwiseLayer[#^2 &]", &x, FALSE, &wrong[i], &input_gradient, &error));
    ng_assert_tag (&error, "NetPortGradient::shape");
  }
}

/* A model that reshapes x to s, both of them inputs. */
static NgNet *
read_reshape (GError **error)
{
  static const gint64 dims[] = { 4, 2 };
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, ng_proto_node ("Reshape", "x s", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 11, ng_proto_value ("s", 7, dims + 1, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  return ng_onnx_read (bytes, NULL, NULL, error);
}

/* The plan depends on the values of s, and not on those of x, few as they are. */
static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = read_reshape (&error);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgApply apply = { .wants = &output, .n_wants = 1 };
  const NgStepTime *plans[3];

  for (int i = 0; i < 3; i++) {
    gint64 dims[] = { i < 2 ? 2 : 4, i < 2 ? 2 : 1 }, two = 2;
    g_autoptr (NgTensor) x = ng_tensor_fill (4, i);
    g_autoptr (NgTensor) shape = ng_tensor_new_copy (NG_ELEMENT_I64, &two, 1, dims);
    g_autoptr (NgTensor) result = NULL;
    NgTensor *inputs[] = { x, shape };
    gsize n;

    apply.inputs = inputs;
    g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, &result, &error));
    g_assert_cmpint (ng_tensor_dims (result)[0], ==, dims[0]);
    for (gint64 k = 0; k < 4; k++)
      ng_assert_near (ng_tensor_get_real (result, k), ng_tensor_get_real (x, k), 1e-6);
    plans[i] = ng_evaluator_times (evaluator, &n);
  }
  g_assert_true (plans[0] == plans[1]);
  g_assert_true (plans[0] != plans[2]);
}

/* The same seed gives the same numbers, another one others; more shapes than are kept do no harm.
 */
static void
test_repetition (void)
{
  g_autoptr (NgNet) net = ng_test_read ("DropoutLayer[\"Input\" -> \"Varying\"]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgTensor *results[3] = { NULL };
  g_autoptr (NgTensor) x = ng_tensor_fill (64, 1);
  NgApply apply = { .inputs = &x, .wants = &output, .n_wants = 1, .mode = NG_MODE_TRAINING };

  for (int i = 0; i < 3; i++) {
    apply.random_seed = i / 2;
    g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, &results[i], &error));
  }
  g_assert_true (ng_tensor_equal (results[0], results[1]));
  g_assert_false (ng_tensor_equal (results[0], results[2]));
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (results[i]);
  for (gint64 n = 1; n < 80; n++) {
    g_autoptr (NgTensor) other = ng_tensor_fill (n, 2);
    g_autoptr (NgTensor) result = NULL;
    NgApply next = apply;

    next.inputs = &other;
    next.mode = NG_MODE_TEST;
    g_assert_true (ng_evaluator_apply (evaluator, &next, NULL, &result, &error));
    g_assert_true (ng_tensor_equal (result, other));
  }
}

static void
test_cancelled (void)
{
  g_autoptr (NgNet) net = ng_test_read (LINEAR);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgTensor) x = ng_tensor_fill (2, 1);
  NgTensor *result = NULL;
  NgApply apply = { .inputs = &x, .wants = &output, .n_wants = 1 };

  g_cancellable_cancel (cancellable);
  g_assert_false (ng_evaluator_apply (evaluator, &apply, cancellable, &result, &error));
  g_assert_error (error, NG_ERROR, NG_ERROR_CANCELLED);
  g_assert_null (result);
}

/* d (3 s)/d s is 3 for the sum s inside, and d s/d (x^2) is 1 for what is summed, times 3; the nets
 * inside have gradients too. */
static void
test_interior_gradients (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[{ElementwiseLayer[#^2 &], NetChain[{SummationLayer[], ElementwiseLayer[3 # &]}]},"
      " {1 -> 2}, \"Input\" -> 2]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{5, 7}");
  NgWant wants[] = {
    { .kind = NG_WANT_INTERIOR_GRADIENT, .layers = { 0 }, .n_layers = 1 },
    { .kind = NG_WANT_INTERIOR_GRADIENT, .layers = { 1, 0 }, .n_layers = 2 },
    { .kind = NG_WANT_INTERIOR, .layers = { 0 }, .n_layers = 1 },
    input_gradient,
  };
  NgTensor *results[4] = { NULL };
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = 4, .element = NG_ELEMENT_F64 };

  ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (results[0]), ==, 1);
  g_assert_cmpuint (ng_tensor_rank (results[1]), ==, 0);
  ng_assert_near (ng_tensor_get_real (results[0], 0), 3, 1e-12);
  ng_assert_near (ng_tensor_get_real (results[0], 1), 3, 1e-12);
  ng_assert_near (ng_tensor_get_real (results[1], 0), 3, 1e-12);
  ng_assert_near (ng_tensor_get_real (results[2], 1), 49, 1e-12);
  ng_assert_near (ng_tensor_get_real (results[3], 1), 3 * 2 * 7, 1e-12);
  for (int i = 0; i < 4; i++)
    ng_tensor_unref (results[i]);
}

/* What is looked for again can be stopped too; then nobody is blamed. */
static void
test_blame_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{ElementwiseLayer[Log]}, {}, \"Input\" -> 1]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{-1}");
  NgApply apply = { .inputs = &x, .element = NG_ELEMENT_F64 };
  g_autofree char *before = ng_blame (net, evaluator, &apply, cancellable);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "It begins in the ElementwiseLayer \"1\".");
  g_cancellable_cancel (cancellable);
  after = ng_blame (net, evaluator, &apply, cancellable);
  g_assert_null (after);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/evaluator/gradients", test_gradients);
  g_test_add_func ("/engine/evaluator/interior", test_interior);
  g_test_add_func ("/engine/evaluator/interior-gradients", test_interior_gradients);
  g_test_add_func ("/engine/evaluator/completion", test_completion);
  g_test_add_func ("/engine/evaluator/failures", test_failures);
  g_test_add_func ("/engine/evaluator/lengths", test_lengths);
  g_test_add_func ("/engine/evaluator/statistics", test_statistics);
  g_test_add_func ("/engine/evaluator/draws", test_draws);
  g_test_add_func ("/engine/evaluator/seeds", test_seeds);
  g_test_add_func ("/engine/evaluator/seed-shape", test_seed_shape);
  g_test_add_func ("/engine/evaluator/values", test_values);
  g_test_add_func ("/engine/evaluator/repetition", test_repetition);
  g_test_add_func ("/engine/evaluator/cancelled", test_cancelled);
  g_test_add_func ("/engine/evaluator/blame-cancelled", test_blame_cancelled);
  return g_test_run ();
}
