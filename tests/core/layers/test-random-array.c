#include "tests/support/battery.h"

#include <math.h>

enum { N = 20000 };

static NgTensor *
draw (const char *distribution, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notation =
      g_strdup_printf ("RandomArrayLayer[%s, \"Output\" -> %d]", distribution, N);
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64, .random_seed = seed };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

static void
find_moments (const NgTensor *x, double *mean, double *variance)
{
  double sum = 0, squares = 0;

  for (gint64 i = 0; i < N; i++)
    sum += ng_tensor_get_real (x, i);
  *mean = sum / N;
  for (gint64 i = 0; i < N; i++)
    squares += pow (ng_tensor_get_real (x, i) - *mean, 2);
  *variance = squares / (N - 1);
}

/* Mean and variance of 20000 numbers against those of the distribution, within five standard
 * errors; that of the variance by a kurtosis of at most @kurtosis. */
static void
assert_moments (const char *distribution, double mean, double variance, double kurtosis)
{
  g_autoptr (NgTensor) x = draw (distribution, 3);
  double found_mean, found_variance;

  find_moments (x, &found_mean, &found_variance);
  if (!(fabs (found_mean - mean) <= 5 * sqrt (variance / N)))
    g_error ("%s: the mean is %g, and should be %g", distribution, found_mean, mean);
  if (!(fabs (found_variance - variance) <= 5 * variance * sqrt ((kurtosis - 1) / N)))
    g_error ("%s: the variance is %g, and should be %g", distribution, found_variance, variance);
}

static void
test_continuous (void)
{
  const double pi = G_PI, g2 = pow (tgamma (1.5), 2);
  const double chi_mean = sqrt (2) * tgamma (2.25) / tgamma (1.75);
  const double naka_mean = tgamma (1.2) / tgamma (0.7) * sqrt (2 / 0.7);

  assert_moments ("NormalDistribution[]", 0, 1, 3);
  assert_moments ("NormalDistribution[-2, 3]", -2, 9, 3);
  assert_moments ("UniformDistribution[]", 0.5, 1.0 / 12, 1.8);
  assert_moments ("UniformDistribution[{-1, 3}]", 1, 16.0 / 12, 1.8);
  assert_moments ("ExponentialDistribution[4]", 0.25, 1.0 / 16, 9);
  assert_moments ("GammaDistribution[3, 2]", 6, 12, 5);
  assert_moments ("GammaDistribution[0.3, 2]", 0.6, 1.2, 23);
  assert_moments ("GammaDistribution[200, 0.5]", 100, 50, 3.1);
  assert_moments ("ErlangDistribution[4, 2]", 2, 1, 4.5);
  assert_moments ("ChiSquareDistribution[5]", 5, 10, 5.4);
  assert_moments ("ChiDistribution[3.5]", chi_mean, 3.5 - chi_mean * chi_mean, 3.2);
  assert_moments ("MaxwellDistribution[2]", 4 * sqrt (2 / pi), 4 * (3 - 8 / pi), 3.2);
  assert_moments ("RayleighDistribution[2]", 2 * sqrt (pi / 2), 4 * (2 - pi / 2), 3.3);
  assert_moments ("HalfNormalDistribution[0.5]", 2, (pi - 2) / 0.5, 3.9);
  assert_moments ("WeibullDistribution[2, 3]", 3 * tgamma (1.5), 9 * (1 - g2), 3.3);
  assert_moments ("WeibullDistribution[2, 3, -1]", 3 * tgamma (1.5) - 1, 9 * (1 - g2), 3.3);
  assert_moments ("NakagamiDistribution[0.7, 2]", naka_mean, 2 - naka_mean * naka_mean, 3.8);
  /* 1.2020569 is zeta (3), the Euler constant 0.5772157: digamma (2) = 1 - 0.5772157, trigamma (2)
   * = pi^2/6 - 1 */
  assert_moments (
      "ExpGammaDistribution[2, 3, 1]", 1 + 3 * (1 - 0.57721566490153), 9 * (pi * pi / 6 - 1), 4.2);
  assert_moments ("InverseGammaDistribution[12, 22]", 2, 4.0 / 10, 8);
  /* The mean of exp (beta G) is (1 - beta)^-alpha. */
  assert_moments (
      "LogGammaDistribution[2, 0.1, 3]", 3 + pow (0.9, -2) - 1, pow (0.8, -2) - pow (0.9, -4), 9);
}

static void
test_discrete (void)
{
  assert_moments ("BernoulliDistribution[0.2]", 0.2, 0.16, 3.3);
  assert_moments ("DiscreteUniformDistribution[{-1, 4}]", 1.5, 35.0 / 12, 1.8);
  assert_moments ("PoissonDistribution[0.7]", 0.7, 0.7, 4.5);
  assert_moments ("PoissonDistribution[9.5]", 9.5, 9.5, 3.2);
  assert_moments ("PoissonDistribution[10]", 10, 10, 3.2);
  assert_moments ("PoissonDistribution[12345]", 12345, 12345, 3.1);
  assert_moments ("BinomialDistribution[7, 0.3]", 2.1, 1.47, 3.1);
  assert_moments ("BinomialDistribution[7, 1]", 7, 0, 3);
  assert_moments ("BinomialDistribution[40, 0.9]", 36, 3.6, 3.1);
  assert_moments ("BinomialDistribution[1000, 0.3]", 300, 210, 3.1);
  assert_moments ("BinomialDistribution[1000, 0.95]", 950, 47.5, 3.1);
  assert_moments ("NegativeBinomialDistribution[3, 0.4]", 4.5, 11.25, 5.2);
  assert_moments ("NegativeBinomialDistribution[30, 0.3]", 70, 70 / 0.3, 3.3);
}

/* Frequencies against the probabilities, each within five standard errors. */
static void
assert_frequencies (const char *distribution, double (*mass) (int k), int from, int to)
{
  g_autoptr (NgTensor) x = draw (distribution, 4);

  for (int k = from; k <= to; k++) {
    double p = mass (k), n = 0;

    for (gint64 i = 0; i < N; i++)
      n += ng_tensor_get_real (x, i) == k;
    if (!(fabs (n / N - p) <= 5 * sqrt (p * (1 - p) / N)))
      g_error ("%s: %d comes %g times, and should %g", distribution, k, n, N * p);
  }
}

static double
poisson_16 (int k)
{
  return exp (-16 + k * log (16) - lgamma (k + 1));
}

static double
poisson_2 (int k)
{
  return exp (-2 + k * log (2) - lgamma (k + 1));
}

static double
binomial_60 (int k)
{
  return exp (lgamma (61) - lgamma (k + 1) - lgamma (61 - k) + k * log (0.4) +
              (60 - k) * log (0.6));
}

static double
uniform_4 (int k)
{
  return k >= 1 && k <= 4 ? 0.25 : 0;
}

static void
test_frequencies (void)
{
  assert_frequencies ("PoissonDistribution[16]", poisson_16, 4, 30);
  assert_frequencies ("PoissonDistribution[2]", poisson_2, 0, 8);
  assert_frequencies ("BinomialDistribution[60, 0.4]", binomial_60, 12, 36);
  assert_frequencies ("DiscreteUniformDistribution[{1, 4}]", uniform_4, 0, 5);
}

/* What comes in decides: a deviation of 0 leaves the mean; a rate picks the way of drawing. */
static void
test_inputs (void)
{
  g_autoptr (NgTensor) rates = ng_test_read_tensor ("{0.5, 1000}");
  g_autoptr (NgTensor) y =
      ng_test_apply ("RandomArrayLayer[PoissonDistribution[#rate] &]", rates, NG_MODE_TEST);

  ng_assert_applied (
      "RandomArrayLayer[NormalDistribution[#1, #2] &]", "{5, -2}", "{0, 0}", "{5, -2}");
  g_assert_cmpfloat (ng_tensor_get_real (y, 0), <, 12);
  ng_assert_near (ng_tensor_get_real (y, 1), 1000, 200);
}

/* Examples differ, seeds differ, and the same seed gives the same. */
static void
test_streams (void)
{
  g_autoptr (NgTensor) a = draw ("NormalDistribution[]", 1);
  g_autoptr (NgTensor) b = draw ("NormalDistribution[]", 2);
  g_autoptr (NgTensor) c = draw ("NormalDistribution[]", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("RandomArrayLayer[NormalDistribution[#, 1] &]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{{0, 0}, {0, 0}}");
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = {
    .inputs = &x, .is_batch = TRUE, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64
  };
  g_autoptr (NgTensor) y = NULL;

  g_assert_no_error (error);
  g_assert_true (ng_tensor_equal (a, c));
  g_assert_false (ng_tensor_equal (a, b));
  ng_evaluator_apply (evaluator, &apply, NULL, &y, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ng_tensor_get_real (y, 0), !=, ng_tensor_get_real (y, 2));
}

/* Of a parameter that is neither location nor scale there is no gradient. */
static void
test_gradient (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("RandomArrayLayer[GammaDistribution[#a, #b] &]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) a = ng_test_read_tensor ("{2, 0.5}");
  g_autoptr (NgTensor) b = ng_test_read_tensor ("{4, 8}");
  NgTensor *inputs[] = { a, b };
  NgWant wants[] = { { .kind = NG_WANT_OUTPUT },
                     { .kind = NG_WANT_INPUT_GRADIENT, .port = 0 },
                     { .kind = NG_WANT_INPUT_GRADIENT, .port = 1 } };
  NgApply apply = { .inputs = inputs, .wants = wants, .n_wants = 3, .element = NG_ELEMENT_F64 };
  NgTensor *results[3] = { NULL };

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) {
    g_assert_cmpfloat (ng_tensor_get_real (results[1], i), ==, 0);
    ng_assert_near (ng_tensor_get_real (results[2], i) * ng_tensor_get_real (b, i),
                    ng_tensor_get_real (results[0], i),
                    1e-12);
  }
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (results[i]);
}

static void
test_types (void)
{
  ng_assert_output_type ("NetGraph[{RandomArrayLayer[NormalDistribution[]], TotalLayer[]}, "
                         "{{NetPort[\"x\"], 1} -> 2}, \"x\" -> {2, 3}]",
                         "{2, 3}");
  ng_assert_input_type (
      "RandomArrayLayer[NormalDistribution[#m, #s] &, \"Output\" -> {2, 3}]", 1, "{2, 3}");
}

static void
test_refused (void)
{
  ng_assert_refused ("RandomArrayLayer[]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[3]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[CauchyDistribution[0, 1]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[0]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[0, 1, 2]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[0, -1]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[BernoulliDistribution[1.5]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[BinomialDistribution[2.5, 0.5]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[\"a\", 1]]", "NetGraph::badarg");
  ng_assert_refused ("RandomArrayLayer[NormalDistribution[Foo[#], 1] &]", "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/random-array/continuous", test_continuous);
  g_test_add_func ("/layers/random-array/discrete", test_discrete);
  g_test_add_func ("/layers/random-array/frequencies", test_frequencies);
  g_test_add_func ("/layers/random-array/inputs", test_inputs);
  g_test_add_func ("/layers/random-array/streams", test_streams);
  g_test_add_func ("/layers/random-array/gradient", test_gradient);
  g_test_add_func ("/layers/random-array/types", test_types);
  g_test_add_func ("/layers/random-array/refused", test_refused);
  return g_test_run ();
}
