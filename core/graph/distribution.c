#include "core/graph/distribution.h"

#include "core/base/error.h"
#include <math.h>
#include <string.h>

/* Candidates of a draw. Each is accepted with a probability above 0.95 (gamma) or 0.7. */
enum { N_GAMMA = 8, N_DISCRETE = 20 };
/* Below this mean, discrete numbers are drawn by their cumulated probabilities, of which so many
 * are taken: what lies beyond has a probability below 1e-25. */
#define FEW    10.0
#define N_MASS 64
/* What stands for 0 where its logarithm is taken. */
#define TINY 1e-300

/* ---- arithmetic ---- */

static NgValue
times (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_multiply (b, x, y);
}

static NgValue
unary (NgProgramBuilder *b, NgPrimitive primitive, NgValue x)
{
  return ng_build_unary (b, primitive, x);
}

/* a + x */
static NgValue
plus (NgProgramBuilder *b, NgValue x, double a)
{
  return ng_build_offset (b, x, a);
}

/* a - x */
static NgValue
from (NgProgramBuilder *b, double a, NgValue x)
{
  return ng_build_offset (b, unary (b, NG_PRIMITIVE_NEGATE, x), a);
}

/* a / x */
static NgValue
over (NgProgramBuilder *b, double a, NgValue x)
{
  return ng_build_divide (b, ng_build_fill_like (b, x, a), x);
}

static NgValue
at_least (NgProgramBuilder *b, NgValue x, double a)
{
  return ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, a));
}

static NgValue
is_below (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, x, y);
}

/* Uniform in [0, 1), as many as @like has elements. */
static NgValue
draw_unit (NgProgramBuilder *b, NgValue like)
{
  NgShape shape = *ng_build_shape (b, like);

  return ng_build_random (b, &shape);
}

/* -log (1 - u) */
static NgValue
draw_exponential (NgProgramBuilder *b, NgValue like)
{
  NgValue rest = from (b, 1, draw_unit (b, like));

  return unary (b, NG_PRIMITIVE_NEGATE, unary (b, NG_PRIMITIVE_LOG, rest));
}

/* By Box and Muller. */
static NgValue
draw_normal (NgProgramBuilder *b, NgValue like)
{
  NgValue radius = unary (b, NG_PRIMITIVE_SQRT, ng_build_scale (b, draw_exponential (b, like), 2));
  NgValue angle = ng_build_scale (b, draw_unit (b, like), 2 * G_PI);

  return times (b, radius, unary (b, NG_PRIMITIVE_COS, angle));
}

/* ---- several candidates ---- */

/* (n) -> (n, columns) */
static NgValue
widen (NgProgramBuilder *b, NgValue x, gint64 columns)
{
  gint64 dims[] = { ng_build_shape (b, x)->dims[0], columns };

  return ng_build_broadcast (
      b, ng_build_reshape (b, x, (gint64[]){ dims[0], 1 }, 2), dims, 2, (int[]){ 0, 1 });
}

/* 0, 1, 2, … in each row */
static NgValue
count_columns (NgProgramBuilder *b, NgValue like, NgElement element)
{
  NgShape shape = *ng_build_shape (b, like);

  shape.element = element;
  return ng_build_iota (b, &shape, 1);
}

static NgValue
as_reals (NgProgramBuilder *b, NgValue x)
{
  return ng_build_convert (b, x, NG_ELEMENT_F64);
}

/* The first candidate of each row that is accepted. */
static NgValue
take_first (NgProgramBuilder *b, NgValue candidates, NgValue accepted)
{
  NgShape shape = *ng_build_shape (b, candidates);
  NgValue first = ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, as_reals (b, accepted), 1, TRUE);
  NgValue is_first = ng_build_binary (b,
                                      NG_PRIMITIVE_EQUAL,
                                      ng_build_broadcast (b, first, shape.dims, 2, (int[]){ 0, 1 }),
                                      count_columns (b, candidates, NG_ELEMENT_I64));
  NgValue taken = ng_build_select (b, is_first, candidates, ng_build_fill_like (b, candidates, 0));

  return ng_build_reduce (b, NG_PRIMITIVE_SUM, taken, 2, FALSE);
}

/* ---- gamma ---- */

/* Gamma of shape @alpha and scale 1. Below 1 it is that of alpha + 1 times u^(1/alpha). */
static NgValue
draw_gamma (NgProgramBuilder *b, NgValue alpha)
{
  NgValue one = ng_build_fill_like (b, alpha, 1);
  NgValue is_small = ng_build_binary (b, NG_PRIMITIVE_LESS, alpha, one);
  NgValue shape = ng_build_select (b, is_small, plus (b, alpha, 1), alpha);
  NgValue d = widen (b, plus (b, shape, -1.0 / 3), N_GAMMA);
  NgValue c = over (b, 1, unary (b, NG_PRIMITIVE_SQRT, ng_build_scale (b, d, 9)));
  NgValue x = draw_normal (b, d);
  NgValue root = plus (b, times (b, c, x), 1);
  NgValue v = times (b, root, times (b, root, root));
  NgValue log_v = unary (b, NG_PRIMITIVE_LOG, at_least (b, v, TINY));
  NgValue bound = ng_build_scale (b, times (b, x, x), 0.5);
  NgValue accepted, gamma, power;

  /* log u < x^2/2 + d - d v + d log v, and v > 0 */
  bound = ng_build_add (b, bound, times (b, d, ng_build_add (b, from (b, 1, v), log_v)));
  accepted = is_below (b, unary (b, NG_PRIMITIVE_NEGATE, draw_exponential (b, d)), bound);
  accepted =
      ng_build_binary (b,
                       NG_PRIMITIVE_AND,
                       accepted,
                       ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, v, 0), v));
  gamma = take_first (b, times (b, d, v), accepted);
  power = unary (b, NG_PRIMITIVE_NEGATE, ng_build_divide (b, draw_exponential (b, alpha), alpha));
  power = ng_build_select (b, is_small, unary (b, NG_PRIMITIVE_EXP, power), one);
  gamma = times (b, gamma, power);
  ng_build_detach (b, gamma);
  return gamma;
}

/* ---- discrete ---- */

static NgValue
log_factorial (NgProgramBuilder *b, NgValue x)
{
  return unary (b, NG_PRIMITIVE_LOG_GAMMA, plus (b, x, 1));
}

/* How many of the cumulated probabilities of a row, those of 0, 1, 2, …, lie at or below u. */
static NgValue
invert (NgProgramBuilder *b, NgValue masses, NgValue like)
{
  NgValue sums = ng_build_cumulate (b, masses, 1);
  NgValue u = widen (b, draw_unit (b, like), N_MASS);

  return ng_build_reduce (b, NG_PRIMITIVE_SUM, as_reals (b, is_below (b, sums, u)), 2, FALSE);
}

/* Hörmann's transformed rejection: candidates floor ((2 a/us + b) u + centre), u in [-1/2, 1/2) and
 * us = 1/2 - |u|, one accepted where log (v factor/(a/us^2 + b)) is at most its @mass. */
typedef struct {
  NgValue a, b, centre;
  NgValue candidates, height;
} Hat;

static void
draw_hat (NgProgramBuilder *b, Hat *self, NgValue factor)
{
  NgValue u = plus (b, draw_unit (b, self->a), -0.5);
  NgValue us = at_least (b, from (b, 0.5, unary (b, NG_PRIMITIVE_ABS, u)), TINY);
  NgValue ratio = ng_build_divide (b, self->a, us);
  NgValue slope = ng_build_add (b, ng_build_scale (b, ratio, 2), self->b);
  NgValue width = ng_build_add (b, ng_build_divide (b, ratio, us), self->b);
  NgValue log_v = unary (b, NG_PRIMITIVE_NEGATE, draw_exponential (b, self->a));

  self->candidates =
      unary (b, NG_PRIMITIVE_FLOOR, ng_build_add (b, times (b, slope, u), self->centre));
  self->height =
      ng_build_add (b, log_v, unary (b, NG_PRIMITIVE_LOG, ng_build_divide (b, factor, width)));
}

/* Of mean @mu, at least FEW. */
static NgValue
draw_many_poisson (NgProgramBuilder *b, NgValue mu)
{
  NgValue log_mu, factor, accepted, mass;
  Hat hat;

  mu = widen (b, mu, N_DISCRETE);
  log_mu = unary (b, NG_PRIMITIVE_LOG, mu);
  hat.b = plus (b, ng_build_scale (b, unary (b, NG_PRIMITIVE_SQRT, mu), 2.53), 0.931);
  hat.a = plus (b, ng_build_scale (b, hat.b, 0.02483), -0.059);
  hat.centre = plus (b, mu, 0.43);
  factor = plus (b, over (b, 1.1328, plus (b, hat.b, -3.4)), 1.1239);
  draw_hat (b, &hat, factor);
  mass = ng_build_subtract (b, times (b, hat.candidates, log_mu), mu);
  mass = ng_build_subtract (b, mass, log_factorial (b, at_least (b, hat.candidates, 0)));
  accepted = ng_build_binary (b,
                              NG_PRIMITIVE_AND,
                              is_below (b, hat.height, mass),
                              is_below (b, ng_build_fill_like (b, mass, 0), hat.candidates));
  return take_first (b, hat.candidates, accepted);
}

static NgValue
draw_few_poisson (NgProgramBuilder *b, NgValue mu)
{
  NgValue wide = widen (b, at_least (b, mu, TINY), N_MASS);
  NgValue k = count_columns (b, wide, NG_ELEMENT_F64);
  NgValue mass = times (b, k, unary (b, NG_PRIMITIVE_LOG, wide));

  mass = ng_build_subtract (b, mass, ng_build_add (b, wide, log_factorial (b, k)));
  return invert (b, unary (b, NG_PRIMITIVE_EXP, mass), mu);
}

/* @many where @mean is at least FEW, else @few; both where that is not known. */
static NgValue
draw_by_mean (NgProgramBuilder *b, NgValue mean, NgValue few, NgValue many)
{
  NgValue is_few = ng_build_binary (b, NG_PRIMITIVE_LESS, mean, ng_build_fill_like (b, mean, FEW));

  return ng_build_select (b, is_few, few, many);
}

static NgValue
draw_poisson (NgProgramBuilder *b, NgValue mu, double number)
{
  if (number < FEW)
    return draw_few_poisson (b, mu);
  if (number >= FEW)
    return draw_many_poisson (b, mu);
  return draw_by_mean (
      b, mu, draw_few_poisson (b, mu), draw_many_poisson (b, at_least (b, mu, FEW)));
}

/* log (n!/(k! (n - k)!)), for k up to n */
static NgValue
log_choices (NgProgramBuilder *b, NgValue n, NgValue k)
{
  NgValue rest = at_least (b, ng_build_subtract (b, n, k), 0);
  NgValue ways = ng_build_add (b, log_factorial (b, at_least (b, k, 0)), log_factorial (b, rest));

  return ng_build_subtract (b, log_factorial (b, n), ways);
}

/* log of the probability of k */
static NgValue
binomial_mass (NgProgramBuilder *b, NgValue n, NgValue q, NgValue k)
{
  NgValue rest = unary (b, NG_PRIMITIVE_LOG1P, unary (b, NG_PRIMITIVE_NEGATE, q));
  NgValue mass = ng_build_add (b,
                               times (b, k, unary (b, NG_PRIMITIVE_LOG, q)),
                               times (b, ng_build_subtract (b, n, k), rest));

  return ng_build_add (b, mass, log_choices (b, n, k));
}

static NgValue
draw_few_binomial (NgProgramBuilder *b, NgValue n, NgValue q)
{
  NgValue wide_n = widen (b, n, N_MASS), wide_q = widen (b, q, N_MASS);
  NgValue k = count_columns (b, wide_n, NG_ELEMENT_F64);
  NgValue mass = unary (b, NG_PRIMITIVE_EXP, binomial_mass (b, wide_n, wide_q, k));

  mass = ng_build_select (b, is_below (b, k, wide_n), mass, ng_build_fill_like (b, mass, 0));
  return invert (b, mass, n);
}

/* Of a mean n q of at least FEW, and q up to 1/2. */
static NgValue
draw_many_binomial (NgProgramBuilder *b, NgValue n, NgValue q)
{
  NgValue mean, deviation, factor, mode, mass, accepted;
  Hat hat;

  n = widen (b, n, N_DISCRETE);
  q = widen (b, q, N_DISCRETE);
  mean = times (b, n, q);
  deviation = unary (b, NG_PRIMITIVE_SQRT, times (b, mean, from (b, 1, q)));
  hat.b = plus (b, ng_build_scale (b, deviation, 2.53), 1.15);
  hat.a = ng_build_add (
      b, plus (b, ng_build_scale (b, hat.b, 0.0248), -0.0873), ng_build_scale (b, q, 0.01));
  hat.centre = plus (b, mean, 0.5);
  factor = times (b, plus (b, over (b, 5.1, hat.b), 2.83), deviation);
  draw_hat (b, &hat, factor);
  mode = unary (b, NG_PRIMITIVE_FLOOR, times (b, plus (b, n, 1), q));
  mass =
      ng_build_subtract (b, binomial_mass (b, n, q, hat.candidates), binomial_mass (b, n, q, mode));
  accepted = ng_build_binary (b,
                              NG_PRIMITIVE_AND,
                              is_below (b, hat.height, mass),
                              is_below (b, ng_build_fill_like (b, mass, 0), hat.candidates));
  accepted = ng_build_binary (b, NG_PRIMITIVE_AND, accepted, is_below (b, hat.candidates, n));
  return take_first (b, hat.candidates, accepted);
}

/* ---- the distributions ---- */

/* location + scale x */
static NgValue
locate (NgProgramBuilder *b, NgValue location, NgValue scale, NgValue x)
{
  return ng_build_add (b, location, times (b, scale, x));
}

static NgValue
normal (NgProgramBuilder *b, const NgParameter *p)
{
  return locate (b, p[0].value, p[1].value, draw_normal (b, p[0].value));
}

static NgValue
uniform (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue width = ng_build_subtract (b, p[1].value, p[0].value);

  return locate (b, p[0].value, width, draw_unit (b, p[0].value));
}

static NgValue
exponential (NgProgramBuilder *b, const NgParameter *p)
{
  return ng_build_divide (b, draw_exponential (b, p[0].value), p[0].value);
}

static NgValue
gamma_ (NgProgramBuilder *b, const NgParameter *p)
{
  return times (b, p[1].value, draw_gamma (b, p[0].value));
}

static NgValue
poisson (NgProgramBuilder *b, const NgParameter *p)
{
  return draw_poisson (b, p[0].value, p[0].number);
}

static NgValue
bernoulli (NgProgramBuilder *b, const NgParameter *p)
{
  return as_reals (b,
                   ng_build_binary (b, NG_PRIMITIVE_LESS, draw_unit (b, p[0].value), p[0].value));
}

/* The rarer of the two outcomes is counted. */
static NgValue
binomial (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue n = p[0].value, q = at_least (b, p[1].value, TINY), rest = from (b, 1, p[1].value);
  NgValue is_rare = is_below (b, q, rest), k;
  double mean = p[0].number * MIN (p[1].number, 1 - p[1].number);

  q = ng_build_select (b, is_rare, q, at_least (b, rest, TINY));
  if (isnan (p[0].number) || isnan (p[1].number))
    k = draw_by_mean (b,
                      times (b, n, q),
                      draw_few_binomial (b, n, q),
                      draw_many_binomial (b, at_least (b, n, 2 * FEW), q));
  else
    k = mean < FEW ? draw_few_binomial (b, n, q) : draw_many_binomial (b, n, q);
  return ng_build_select (b, is_rare, k, ng_build_subtract (b, n, k));
}

/* Failures before success number n: a Poisson number whose mean is drawn first. */
static NgValue
negative_binomial (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue odds = ng_build_divide (b, from (b, 1, p[1].value), p[1].value);

  return draw_poisson (b, times (b, odds, draw_gamma (b, p[0].value)), NAN);
}

static NgValue
discrete_uniform (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue count = plus (b, ng_build_subtract (b, p[1].value, p[0].value), 1);
  NgValue place = unary (b, NG_PRIMITIVE_FLOOR, times (b, count, draw_unit (b, count)));

  return ng_build_add (b, p[0].value, place);
}

/* Square root of a chi-square of @nu degrees of freedom. */
static NgValue
draw_chi (NgProgramBuilder *b, NgValue nu)
{
  NgValue square = ng_build_scale (b, draw_gamma (b, ng_build_scale (b, nu, 0.5)), 2);

  return unary (b, NG_PRIMITIVE_SQRT, square);
}

static NgValue
maxwell (NgProgramBuilder *b, const NgParameter *p)
{
  return times (b, p[0].value, draw_chi (b, ng_build_fill_like (b, p[0].value, 3)));
}

static NgValue
rayleigh (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue square = ng_build_scale (b, draw_exponential (b, p[0].value), 2);

  return times (b, p[0].value, unary (b, NG_PRIMITIVE_SQRT, square));
}

static NgValue
chi (NgProgramBuilder *b, const NgParameter *p)
{
  return draw_chi (b, p[0].value);
}

static NgValue
chi_square (NgProgramBuilder *b, const NgParameter *p)
{
  return ng_build_scale (b, draw_gamma (b, ng_build_scale (b, p[0].value, 0.5)), 2);
}

/* The mean is 1/theta. */
static NgValue
half_normal (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue size = unary (b, NG_PRIMITIVE_ABS, draw_normal (b, p[0].value));

  return ng_build_divide (b, ng_build_scale (b, size, sqrt (G_PI / 2)), p[0].value);
}

static NgValue
weibull (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue log_x = unary (b, NG_PRIMITIVE_LOG, at_least (b, draw_exponential (b, p[0].value), TINY));
  NgValue x = unary (b, NG_PRIMITIVE_EXP, ng_build_divide (b, log_x, p[0].value));

  return locate (b, p[2].value, p[1].value, x);
}

static NgValue
nakagami (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue share = ng_build_divide (b, draw_gamma (b, p[0].value), p[0].value);

  ng_build_detach (b, share);
  return unary (b, NG_PRIMITIVE_SQRT, times (b, p[1].value, share));
}

static NgValue
erlang (NgProgramBuilder *b, const NgParameter *p)
{
  return ng_build_divide (b, draw_gamma (b, p[0].value), p[1].value);
}

static NgValue
log_gamma (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue x = times (b, p[1].value, draw_gamma (b, p[0].value));

  return ng_build_add (b, p[2].value, unary (b, NG_PRIMITIVE_EXPM1, x));
}

static NgValue
exp_gamma (NgProgramBuilder *b, const NgParameter *p)
{
  NgValue x = unary (b, NG_PRIMITIVE_LOG, at_least (b, draw_gamma (b, p[0].value), TINY));

  return locate (b, p[2].value, p[1].value, x);
}

static NgValue
inverse_gamma (NgProgramBuilder *b, const NgParameter *p)
{
  return ng_build_divide (b, p[1].value, at_least (b, draw_gamma (b, p[0].value), TINY));
}

static const NgDistributionClass distributions[] = {
  { "BernoulliDistribution", "p", 1, FALSE, { 0 }, bernoulli },
  { "BinomialDistribution", "np", 2, FALSE, { 0 }, binomial },
  { "ChiDistribution", "+", 1, FALSE, { 0 }, chi },
  { "ChiSquareDistribution", "+", 1, FALSE, { 0 }, chi_square },
  { "DiscreteUniformDistribution", "ii", 2, FALSE, { 0 }, discrete_uniform },
  { "ErlangDistribution", "n+", 2, FALSE, { 0 }, erlang },
  { "ExpGammaDistribution", "++r", 3, FALSE, { 0 }, exp_gamma },
  { "ExponentialDistribution", "+", 1, FALSE, { 0 }, exponential },
  { "GammaDistribution", "++", 2, FALSE, { 0 }, gamma_ },
  { "HalfNormalDistribution", "+", 1, FALSE, { 0 }, half_normal },
  { "InverseGammaDistribution", "++", 2, FALSE, { 0 }, inverse_gamma },
  { "LogGammaDistribution", "++r", 3, FALSE, { 0 }, log_gamma },
  { "MaxwellDistribution", "+", 1, FALSE, { 0 }, maxwell },
  { "NakagamiDistribution", "++", 2, FALSE, { 0 }, nakagami },
  { "NegativeBinomialDistribution", "+p", 2, FALSE, { 0 }, negative_binomial },
  { "NormalDistribution", "r+", 2, TRUE, { 0, 1 }, normal },
  { "PoissonDistribution", "+", 1, FALSE, { 0 }, poisson },
  { "RayleighDistribution", "+", 1, FALSE, { 0 }, rayleigh },
  { "UniformDistribution", "rr", 2, TRUE, { 0, 1 }, uniform },
  { "WeibullDistribution", "++r", 2, FALSE, { 0, 0, 0 }, weibull },
};

const NgDistributionClass *
ng_distribution_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (distributions); i++)
    if (g_str_equal (distributions[i].name, name))
      return &distributions[i];
  return NULL;
}

/* ---- notation ---- */

static gboolean
is_in_domain (char domain, double x)
{
  switch (domain) {
  case '+':
    return x > 0 && x < (double) INFINITY;
  case 'p':
    return x >= 0 && x <= 1;
  case 'i':
    return fabs (x) <= 0x1p53 && x == floor (x);
  case 'n':
    return x >= 1 && x <= 0x1p53 && x == floor (x);
  default:
    return isfinite (x);
  }
}

static const char *
describe_domain (char domain)
{
  switch (domain) {
  case '+':
    return "positive";
  case 'p':
    return "from 0 to 1";
  case 'i':
    return "an integer";
  case 'n':
    return "a positive integer";
  default:
    return "a number";
  }
}

static gboolean
check_parameter (const NgDistributionClass *self, guint index, NgExpr *parameter, GError **error)
{
  char domain = self->domains[index];
  g_autofree char *shown = NULL;

  if (!ng_expr_is_number (parameter) || is_in_domain (domain, ng_expr_number (parameter)))
    return TRUE;
  shown = ng_print_short (parameter, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (parameter),
                    "Parameter %u of %s has to be %s, and %s is given.",
                    index + 1,
                    self->name,
                    describe_domain (domain),
                    shown);
  return FALSE;
}

/* The arguments, lists among them opened. */
static guint
collect (NgExpr *expr, NgExpr **parameters)
{
  guint n = 0;

  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *argument = ng_expr_arg (expr, i);
    gboolean is_list = ng_expr_is_call (argument, "List");

    for (gsize j = 0; j < (is_list ? ng_expr_n_args (argument) : 1); j++, n++)
      if (n < NG_MAX_DISTRIBUTION_PARAMETERS)
        parameters[n] = is_list ? ng_expr_arg (argument, j) : argument;
  }
  return n;
}

const NgDistributionClass *
ng_distribution_read (NgExpr *expr, NgExpr **parameters, GError **error)
{
  NgExpr *head = ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_head (expr) : NULL;
  const NgDistributionClass *self = head != NULL && ng_expr_kind (head) == NG_EXPR_SYMBOL
                                        ? ng_distribution_find (ng_expr_text (head))
                                        : NULL;
  guint n, n_all;

  for (int i = 0; i < NG_MAX_DISTRIBUTION_PARAMETERS; i++)
    parameters[i] = NULL;
  if (self == NULL) {
    g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);

    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (expr),
                      "%s is no distribution that can be drawn from.",
                      shown);
    return NULL;
  }
  n = collect (expr, parameters);
  n_all = (guint) strlen (self->domains);
  if (n > n_all || (n < self->n_needed && !(n == 0 && self->is_standard))) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (expr),
                      "%s needs %u parameter%s, and %u are given.",
                      self->name,
                      self->n_needed,
                      self->n_needed == 1 ? "" : "s",
                      n);
    return NULL;
  }
  for (guint i = 0; i < n; i++)
    if (!check_parameter (self, i, parameters[i], error))
      return NULL;
  return self;
}
