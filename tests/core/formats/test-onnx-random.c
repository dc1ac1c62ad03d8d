/* Random numbers in ONNX: those of the operators, and those of layers that went out as operators,
 * have the mean and the variance of their distributions, and come from the seed of the run. */

#include "core/engine/evaluator.h"
#include "tests/support/battery.h"
#include "tests/support/proto.h"
#include "tests/support/written.h"

#include <math.h>

/* How many numbers are drawn. */
enum { N = 40000 };

static NgTensor *
apply (NgNet *net, NgTensor *input, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &input, .wants = &want, .n_wants = 1, .random_seed = seed };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

/* The mean of n numbers of deviation s is off by s/√n, their variance v by about v √((k - 1)/n)
 * with k the kurtosis, of which 10 is more than any here has: five times that does not happen. */
static void
assert_moments (const NgTensor *drawn, double mean, double variance, const char *what)
{
  gint64 n = ng_tensor_count (drawn);
  double sum = 0, squares = 0;

  for (gint64 i = 0; i < n; i++)
    sum += ng_tensor_get_real (drawn, i);
  sum /= (double) n;
  for (gint64 i = 0; i < n; i++)
    squares += pow (ng_tensor_get_real (drawn, i) - sum, 2) / (double) n;
  if (fabs (sum - mean) > 5 * sqrt (variance / (double) n) ||
      fabs (squares - variance) > 15 * variance / sqrt ((double) n))
    g_error (
        "%s: mean %g instead of %g, variance %g instead of %g", what, sum, mean, squares, variance);
}

/* Other seeds draw other numbers, and the same one the same. */
static void
assert_seeded (NgNet *net, NgTensor *input, const NgTensor *first, const char *what)
{
  g_autoptr (NgTensor) same = apply (net, input, 1);
  g_autoptr (NgTensor) other = apply (net, input, 2);

  if (!ng_tensor_equal (first, same) || ng_tensor_equal (first, other))
    g_error ("%s: the seed of the run does not count", what);
}

static NgTensor *
fill (double value, const gint64 *dims, gsize rank)
{
  g_autoptr (NgTensor) all = ng_tensor_fill (dims[0] * (rank > 1 ? dims[1] : 1), value);

  return ng_tensor_reshape (all, dims, rank);
}

/* ---- operators ---- */

static NgNet *
read_node (GString *node)
{
  static const gint64 dims[] = { -1, 4 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static void
test_operators (void)
{
  static const gint64 dims[] = { N / 4, 4 };
  static const struct {
    const char *op;
    double input, mean, variance;
  } rows[] = {
    { "RandomUniformLike", 0, 0.5, 1.0 / 12 },
    { "RandomNormalLike", 0, 0, 1 },
    { "Bernoulli", 0.3, 0.3, 0.21 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (NgNet) net = read_node (ng_proto_node (rows[i].op, "x", "y"));
    g_autoptr (NgTensor) input = fill (rows[i].input, dims, 2);
    g_autoptr (NgTensor) drawn = apply (net, input, 1);
    assert_moments (drawn, rows[i].mean, rows[i].variance, rows[i].op);
    assert_seeded (net, input, drawn, rows[i].op);
  }
}

/* Of four classes of one weight the places are 0, 1, 2 and 3, each as often. */
static void
test_multinomial (void)
{
  static const gint64 dims[] = { N / 4, 4 };
  GString *node = ng_proto_node ("Multinomial", "x", "y");

  ng_proto_add_integer (node, "sample_size", 4);
  g_autoptr (NgNet) net = read_node (node);
  g_autoptr (NgTensor) input = fill (0, dims, 2);
  g_autoptr (NgTensor) drawn = apply (net, input, 1);
  g_assert_cmpint (ng_tensor_count (drawn), ==, N);
  assert_moments (drawn, 1.5, 1.25, "Multinomial");
  assert_seeded (net, input, drawn, "Multinomial");
}

/* ---- layers ---- */

/* Distributions of one parameter that comes in, 0.5, in NetGraph[{RandomArrayLayer[… &]}, {}]. */
static const struct {
  const char *distribution;
  double mean, variance;
} layers[] = {
  { "NormalDistribution[#x, 2]", 0.5, 4 },
  { "UniformDistribution[{#x, 2}]", 1.25, 1.5 * 1.5 / 12 },
  { "ExponentialDistribution[#x]", 2, 4 },
  { "GammaDistribution[3, #x]", 1.5, 0.75 },
  { "PoissonDistribution[#x]", 0.5, 0.5 },
  { "PoissonDistribution[60 #x]", 30, 30 },
  { "BernoulliDistribution[#x]", 0.5, 0.25 },
  { "BinomialDistribution[100, #x]", 50, 25 },
  { "DiscreteUniformDistribution[{1, 12 #x}]", 3.5, 35.0 / 12 },
};

static void
test_layers (void)
{
  static const gint64 dims[] = { N / 8, 8 };
  g_autoptr (NgTensor) input = fill (0.5, dims, 2);

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++) {
    const char *what = layers[i].distribution;
    g_autofree char *text =
        g_strdup_printf ("NetGraph[{RandomArrayLayer[%s &, \"x\" -> 8]}, {}]", what);
    g_autoptr (NgNet) net = ng_test_read (text);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) read = ng_test_onnx_read_back (net, NULL, what, &error);
    g_assert_no_error (error);
    g_autoptr (NgTensor) drawn = apply (read, input, 1);
    g_assert_cmpint (ng_tensor_count (drawn), ==, N);
    assert_moments (drawn, layers[i].mean, layers[i].variance, what);
    assert_seeded (read, input, drawn, what);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-random/operators", test_operators);
  g_test_add_func ("/formats/onnx-random/multinomial", test_multinomial);
  g_test_add_func ("/formats/onnx-random/layers", test_layers);
  return g_test_run ();
}
