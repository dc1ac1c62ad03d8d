#include "tests/support/battery.h"

#include <math.h>

static double
ramp (double x)
{
  return x > 0 ? x : 0;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
selu (double x)
{
  return x >= 0 ? 1.0507 * x : 1.758099340847161 * (exp (x) - 1);
}

static double
elu (double x)
{
  return x >= 0 ? x : exp (x) - 1;
}

static double
gelu (double x)
{
  return x / 2 * (1 + erf (x / sqrt (2)));
}

static double
swish (double x)
{
  return x * sigmoid (x);
}

static double
hard_swish (double x)
{
  return x * fmin (fmax (x + 3, 0), 6) / 6;
}

static double
mish (double x)
{
  return x * tanh (log (1 + exp (x)));
}

static double
soft_sign (double x)
{
  return x / (1 + fabs (x));
}

static double
soft_plus (double x)
{
  return log (1 + exp (x));
}

static double
hard_tanh (double x)
{
  return fmin (fmax (x, -1), 1);
}

static double
hard_sigmoid (double x)
{
  return fmin (fmax ((x + 1) / 2, 0), 1);
}

static double
soft_shrink (double x)
{
  return x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0;
}

static double
hard_shrink (double x)
{
  return fabs (x) > 0.5 ? x : 0;
}

static double
leaky (double x)
{
  return x > 0 ? x : 0.01 * x;
}

static double
polynomial (double x)
{
  return 2 * x * x * x - x * x / 4 + 1;
}

static double
gudermannian (double x)
{
  return atan (sinh (x));
}

static double
modulo (double x)
{
  return x - 1.5 * floor (x / 1.5);
}

static double
pieces (double x)
{
  return x < -1 ? -x : x < 1 ? x * x : 7;
}

static double
angle (double x)
{
  return atan2 (2, x);
}

static double
power_of_two (double x)
{
  return pow (2, x);
}

static double
log_base (double x)
{
  return log (x * x + 1) / log (3);
}

static double
round_even (double x)
{
  return nearbyint (2 * x);
}

static double
between (double x)
{
  return x > -1 && x <= 1 ? 1 : 0;
}

static double
three_halves_root (double x)
{
  return cbrt (x);
}

static double
clipped (double x)
{
  return x < 0 ? 5 : x > 1 ? 6 : x;
}

static double
factorial (double x)
{
  return tgamma (x + 1.0 / 3);
}

static double
cotangent (double x)
{
  return 1 / tan (x + 0.1);
}

/* Every activation, and the grammar of pure functions, against the C library. */
static const struct {
  const char *notation;
  double (*function) (double);
} functions[] = { { "Ramp", ramp },
                  { "\"ReLU\"", ramp },
                  { "LogisticSigmoid", sigmoid },
                  { "Tanh", tanh },
                  { "\"SELU\"", selu },
                  { "\"ScaledExponentialLinearUnit\"", selu },
                  { "\"ELU\"", elu },
                  { "\"GELU\"", gelu },
                  { "\"Swish\"", swish },
                  { "\"HardSwish\"", hard_swish },
                  { "\"Mish\"", mish },
                  { "\"SoftSign\"", soft_sign },
                  { "\"SoftPlus\"", soft_plus },
                  { "\"HardTanh\"", hard_tanh },
                  { "\"HardSigmoid\"", hard_sigmoid },
                  { "\"SoftShrink\"", soft_shrink },
                  { "\"HardShrink\"", hard_shrink },
                  { "\"LeakyReLU\"", leaky },
                  { "\"Identity\"[#]*1 &", fabs },
                  { "2 #^3 - #^2/4 + 1 &", polynomial },
                  { "Function[x, 2 x^3 - x^2/4 + 1]", polynomial },
                  { "x |-> 2 x x x - x^2/4 + 1", polynomial },
                  { "Gudermannian", gudermannian },
                  { "Mod[#, 1.5] &", modulo },
                  { "Piecewise[{{-#, # < -1}, {#^2, # < 1}}, 7] &", pieces },
                  { "Which[# < -1, -#, # < 1, #^2, True, 7] &", pieces },
                  { "If[# < -1, -#, If[# < 1, #^2, 7]] &", pieces },
                  { "ArcTan[#, 2] &", angle },
                  { "2^# &", power_of_two },
                  { "Log[3, #^2 + 1] &", log_base },
                  { "Round[2 #] &", round_even },
                  { "If[-1 < # <= 1, 1, 0] &", between },
                  { "If[And[# > -1, Not[# > 1]], 1, 0] &", between },
                  { "CubeRoot", three_halves_root },
                  { "Surd[#, 3] &", three_halves_root },
                  { "Clip[#, {0, 1}, {5, 6}] &", clipped },
                  { "Gamma[# + 1/3] &", factorial },
                  { "Cot[# + 0.1] &", cotangent },
                  { "Erf", erf },
                  { "Erfc", erfc },
                  { "ArcSinh", asinh },
                  { "Floor", floor },
                  { "Composition[Tanh, \"SoftPlus\"]", NULL },
                  { "(#^2 &)[Sin[#]] &", NULL } };

static void
test_values (void)
{
  static const double points[] = { -2.75, -1.5, -0.75, -0.25, 0.125, 0.5625, 1.25, 2.6875 };
  gint64 n = G_N_ELEMENTS (points);
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, points);

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    g_autofree char *notation = g_strdup_printf ("ElementwiseLayer[%s]", functions[i].notation);
    g_autoptr (NgTensor) y = ng_test_apply (notation, x, NG_MODE_TEST);

    for (gint64 j = 0; j < n; j++) {
      double p = points[j], value = ng_tensor_get_real (y, j), expected;

      if (functions[i].function == fabs)
        expected = p;
      else if (functions[i].function != NULL)
        expected = functions[i].function (p);
      else
        expected = i + 1 == G_N_ELEMENTS (functions) ? sin (p) * sin (p) : tanh (log (1 + exp (p)));
      if (!(fabs (value - expected) <= 1e-10 * fmax (1, fabs (expected))))
        g_error ("%s at %g is %.15g, not %.15g", notation, p, value, expected);
    }
  }
}

/* Slopes at kinks are those of the catalogue. */
static void
test_kinks (void)
{
  const struct {
    const char *notation;
    double at, slope;
  } kinks[] = { { "Ramp", 0, 0 },           { "Abs", 0, 0 },
                { "\"SoftPlus\"", 0, 0.5 }, { "\"ELU\"", 0, 1 },
                { "\"HardTanh\"", 3, 0 },   { "\"HardTanh\"", -0.5, 1 },
                { "Max[#, 1] &", 1, 1 },    { "Max[1, #] &", 1, 0 },
                { "Floor", 0.5, 0 },        { "\"Mish\"", 0, 0.6 },
                { "\"SELU\"", 200, 1.0507 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinks); i++) {
    g_autofree char *notation = g_strdup_printf (
        "NetGraph[{ElementwiseLayer[%s]}, {}, \"Input\" -> \"Real\"]", kinks[i].notation);
    g_autoptr (NgNet) net = ng_test_read (notation);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
    g_autoptr (NgTensor) x = ng_tensor_new_scalar (NG_ELEMENT_F64, kinks[i].at);
    g_autoptr (NgTensor) slope = NULL;
    NgWant want = { .kind = NG_WANT_INPUT_GRADIENT };
    NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };

    ng_evaluator_apply (evaluator, &apply, NULL, &slope, &error);
    g_assert_no_error (error);
    if (!(fabs (ng_tensor_get_real (slope, 0) - kinks[i].slope) < 1e-6))
      g_error ("slope of %s at %g is %g, not %g",
               kinks[i].notation,
               kinks[i].at,
               ng_tensor_get_real (slope, 0),
               kinks[i].slope);
  }
}

/* A branch that was not taken has no slope, whatever it computes there; one that was taken keeps
 * its own, finite or not. */
static void
test_branches (void)
{
  const struct {
    const char *function, *x, *slope;
  } rows[] = {
    { "If[# > 0, Log[#], 0] &", "{0, 2, -1}", "{0, 0.5, 0}" },
    { "If[# > 0, 1/#, 0] &", "{0, 2}", "{0, -0.25}" },
    { "If[# > 0, Sqrt[#], 0] &", "{-1, 4}", "{0, 0.25}" },
    { "If[# == 0, 1, Sin[#]/#] &", "{0}", "{0}" },
    { "Piecewise[{{Sqrt[#], # > 0}}, -1] &", "{0, 4}", "{0, 0.25}" },
    { "If[# > 0, # Log[#], 0] &", "{0, 1}", "{0, 1}" },
    { "If[# > 0, #^-1.5, 0] &", "{0, 1}", "{0, -1.5}" },
    { "If[# > 0, ArcCosh[Cosh[#]], 0] &", "{0, 1}", "{0, 1}" },
    { "If[# > 0, ArcTan[#, 0]/#, 2 #] &", "{0, -1}", "{2, 2}" },
    { "Clip[Log[#], {-1, 1}] &", "{0, 2, 10}", "{0, 0.5, 0}" },
    { "Max[#, Sqrt[#]] &", "{0, 4, 0.25}", "{1, 1, 1}" },
    { "If[# < 10, Exp[#], 0] &", "{1000, 0}", "{0, 1}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *notation = g_strdup_printf ("ElementwiseLayer[%s]", rows[i].function);

    ng_assert_wanted (
        notation, &rows[i].x, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT }, rows[i].slope);
  }
}

/* e^1000 overflows, and what is level there has the slope 0. */
static void
test_overflow (void)
{
  const char *x = "{1000, -1000}";
  const char *const steep[] = { "Sech", "Csch", "1/(1 + Exp[#^2]) &", "Tanh[Exp[#]] &" };

  for (gsize i = 0; i < G_N_ELEMENTS (steep); i++) {
    g_autofree char *notation = g_strdup_printf ("ElementwiseLayer[%s]", steep[i]);

    ng_assert_wanted (notation, &x, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT }, "{0, 0}");
  }
}

static void
test_infinite_slope (void)
{
  g_autoptr (NgNet) net = ng_test_read ("ElementwiseLayer[If[# >= 0, Sqrt[#], 0] &]");
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{0}");
  g_autoptr (NgTensor) slope = ng_test_differentiate (net, &x, 0);

  g_assert_true (isinf (ng_tensor_get_real (slope, 0)));
}

/* Said to be integers, the results are places for others. */
static void
test_integers (void)
{
  ng_assert_applied ("NetGraph[{ElementwiseLayer[# + 1 &, \"Output\" -> {3, \"Integer\"}], "
                     "EmbeddingLayer[\"Weights\" -> {{1, 2}, {3, 4}, {5, 6}}]}, {1 -> 2}]",
                     "{2, 0, 1}",
                     NULL,
                     "{{5, 6}, {1, 2}, {3, 4}}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/elementwise/values", test_values);
  g_test_add_func ("/layers/elementwise/kinks", test_kinks);
  g_test_add_func ("/layers/elementwise/branches", test_branches);
  g_test_add_func ("/layers/elementwise/overflow", test_overflow);
  g_test_add_func ("/layers/elementwise/infinite-slope", test_infinite_slope);
  g_test_add_func ("/layers/elementwise/integers", test_integers);
  return g_test_run ();
}
