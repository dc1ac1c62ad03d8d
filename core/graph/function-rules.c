/* The named functions: each is a primitive or a few lines of them. Where a formula has a kink, its
 * operands are ordered so that the derivative at the kink is the one of the catalogue: of two equal
 * operands of Min and Max the first one passes the gradient. */

#include "core/graph/function-rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANY G_MAXUINT

NgTerm
ng_term_number (double number)
{
  return (NgTerm){ .kind = NG_TERM_NUMBER, .number = number, .value = NG_NO_VALUE };
}

static NgTerm
real_term (NgValue value)
{
  return (NgTerm){ .kind = NG_TERM_REAL, .value = value };
}

NgTerm
ng_term_as_real (NgTerms *terms, NgTerm x)
{
  NgElement element;

  if (x.kind != NG_TERM_TRUTH)
    return x;
  if (terms->builder == NULL)
    return real_term (NG_NO_VALUE);
  if (ng_program_builder_has_failed (terms->builder))
    return real_term (NG_NO_VALUE);
  element = ng_build_shape (terms->builder, terms->like)->element;
  return real_term (ng_build_convert (terms->builder, x.value, element));
}

NgValue
ng_term_value (NgTerms *terms, NgTerm x)
{
  if (terms->builder == NULL)
    return NG_NO_VALUE;
  if (x.kind == NG_TERM_NUMBER)
    return ng_build_fill_like (terms->builder, terms->like, x.number);
  return x.value;
}

static NgValue
real_value (NgTerms *terms, NgTerm x)
{
  return ng_term_value (terms, ng_term_as_real (terms, x));
}

NgTerm
ng_term_unary (NgTerms *terms, NgPrimitive primitive, NgTerm x)
{
  if (terms->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (ng_build_unary (terms->builder, primitive, real_value (terms, x)));
}

static gboolean
fold (NgPrimitive primitive, double x, double y, double *result)
{
  if (primitive == NG_PRIMITIVE_ADD)
    *result = x + y;
  else if (primitive == NG_PRIMITIVE_SUBTRACT)
    *result = x - y;
  else if (primitive == NG_PRIMITIVE_MULTIPLY)
    *result = x * y;
  else if (primitive == NG_PRIMITIVE_DIVIDE)
    *result = x / y;
  else if (primitive == NG_PRIMITIVE_POWER)
    *result = pow (x, y);
  else
    return FALSE;
  return TRUE;
}

NgTerm
ng_term_binary (NgTerms *terms, NgPrimitive primitive, NgTerm x, NgTerm y)
{
  double number;

  if (x.kind == NG_TERM_NUMBER && y.kind == NG_TERM_NUMBER &&
      fold (primitive, x.number, y.number, &number))
    return ng_term_number (number);
  if (terms->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (
      ng_build_binary (terms->builder, primitive, real_value (terms, x), real_value (terms, y)));
}

static NgTerm
compare (NgTerms *terms, NgPrimitive primitive, NgTerm x, NgTerm y)
{
  NgTerm result = { .kind = NG_TERM_TRUTH, .value = NG_NO_VALUE };

  if (terms->builder != NULL)
    result.value =
        ng_build_binary (terms->builder, primitive, real_value (terms, x), real_value (terms, y));
  return result;
}

NgTerm
ng_term_truth (NgTerms *terms, gboolean truth)
{
  return compare (terms, NG_PRIMITIVE_EQUAL, ng_term_number (truth), ng_term_number (1));
}

/* What counts as true where a truth value is wanted: a number that is not 0. */
static NgValue
truth_value (NgTerms *terms, NgTerm x)
{
  if (terms->builder == NULL || x.kind == NG_TERM_TRUTH)
    return x.value;
  x = compare (terms, NG_PRIMITIVE_EQUAL, x, ng_term_number (0));
  return ng_build_unary (terms->builder, NG_PRIMITIVE_NOT, x.value);
}

static NgTerm
negate_truth (NgTerms *terms, NgTerm x)
{
  NgTerm result = { .kind = NG_TERM_TRUTH, .value = NG_NO_VALUE };

  if (terms->builder != NULL)
    result.value = ng_build_unary (terms->builder, NG_PRIMITIVE_NOT, truth_value (terms, x));
  return result;
}

NgTerm
ng_term_select (NgTerms *terms, NgTerm condition, NgTerm x, NgTerm y)
{
  if (terms->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (ng_build_select (terms->builder,
                                     truth_value (terms, condition),
                                     real_value (terms, x),
                                     real_value (terms, y)));
}

/* Short names for what the formulas below are made of. */

static NgTerm
add (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_ADD, x, y);
}

static NgTerm
sub (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_SUBTRACT, x, y);
}

static NgTerm
mul (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_MULTIPLY, x, y);
}

static NgTerm
quo (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_DIVIDE, x, y);
}

static NgTerm
num (double number)
{
  return ng_term_number (number);
}

static NgTerm
scale (NgTerms *t, double factor, NgTerm x)
{
  return mul (t, num (factor), x);
}

static NgTerm
un (NgTerms *t, NgPrimitive primitive, NgTerm x)
{
  return ng_term_unary (t, primitive, x);
}

static NgTerm
max_of (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_MAX, x, y);
}

static NgTerm
min_of (NgTerms *t, NgTerm x, NgTerm y)
{
  return ng_term_binary (t, NG_PRIMITIVE_MIN, x, y);
}

static NgTerm
less (NgTerms *t, NgTerm x, NgTerm y)
{
  return compare (t, NG_PRIMITIVE_LESS, x, y);
}

static NgTerm
reciprocal (NgTerms *t, NgTerm x)
{
  return quo (t, num (1), x);
}

/* Arithmetic. */

static NgTerm
build_plus (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm sum = n == 0 ? num (0) : x[0];

  for (gsize i = 1; i < n; i++)
    sum = add (t, sum, x[i]);
  return sum;
}

static NgTerm
build_times (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm product = n == 0 ? num (1) : x[0];

  for (gsize i = 1; i < n; i++) {
    gboolean negates = product.kind == NG_TERM_NUMBER && product.number == -1;

    if (negates && x[i].kind != NG_TERM_NUMBER)
      product = un (t, NG_PRIMITIVE_NEGATE, x[i]);
    else
      product = mul (t, product, x[i]);
  }
  return product;
}

static NgTerm
build_minus (NgTerms *t, const NgTerm *x, gsize n)
{
  return build_times (t, (NgTerm[]){ num (-1), x[0] }, 2);
}

static NgTerm
build_identity (NgTerms *t, const NgTerm *x, gsize n)
{
  return x[0];
}

static NgTerm
build_power (NgTerms *t, const NgTerm *x, gsize n)
{
  if (x[1].kind != NG_TERM_NUMBER || x[0].kind == NG_TERM_NUMBER) {
    if (x[0].kind == NG_TERM_NUMBER && x[0].number == G_E)
      return un (t, NG_PRIMITIVE_EXP, x[1]);
    return ng_term_binary (t, NG_PRIMITIVE_POWER, x[0], x[1]);
  }
  if (x[1].number == 0)
    return num (1);
  if (x[1].number == 1)
    return x[0];
  if (x[1].number == 2)
    return mul (t, x[0], x[0]);
  if (x[1].number == 3)
    return mul (t, mul (t, x[0], x[0]), x[0]);
  if (x[1].number == -1)
    return reciprocal (t, x[0]);
  if (x[1].number == 0.5)
    return un (t, NG_PRIMITIVE_SQRT, x[0]);
  if (x[1].number == -0.5)
    return reciprocal (t, un (t, NG_PRIMITIVE_SQRT, x[0]));
  return ng_term_binary (t, NG_PRIMITIVE_POWER, x[0], x[1]);
}

static NgTerm
build_sqrt (NgTerms *t, const NgTerm *x, gsize n)
{
  if (x[0].kind == NG_TERM_NUMBER)
    return num (sqrt (x[0].number));
  return un (t, NG_PRIMITIVE_SQRT, x[0]);
}

static NgTerm
build_log (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm y = n == 2 ? x[1] : x[0];
  NgTerm top = y.kind == NG_TERM_NUMBER ? num (log (y.number)) : un (t, NG_PRIMITIVE_LOG, y);

  return n == 2 ? quo (t, top, build_log (t, x, 1)) : top;
}

static NgTerm
build_log2 (NgTerms *t, const NgTerm *x, gsize n)
{
  return quo (t, build_log (t, x, 1), num (G_LN2));
}

static NgTerm
build_log10 (NgTerms *t, const NgTerm *x, gsize n)
{
  return quo (t, build_log (t, x, 1), num (G_LN10));
}

/* Surd[x, n] is the real n-th root: of a negative number for odd n only. */
static NgTerm
build_surd (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm exponent = reciprocal (t, x[1]);
  NgTerm odd = ng_term_binary (t, NG_PRIMITIVE_POWER, un (t, NG_PRIMITIVE_ABS, x[0]), exponent);

  if (x[1].kind == NG_TERM_NUMBER && fmod (x[1].number, 2) == 0)
    return build_power (t, (NgTerm[]){ x[0], exponent }, 2);
  return mul (t, un (t, NG_PRIMITIVE_SIGN, x[0]), odd);
}

static NgTerm
build_cube_root (NgTerms *t, const NgTerm *x, gsize n)
{
  return build_surd (t, (NgTerm[]){ x[0], num (3) }, 2);
}

static NgTerm
build_mod (NgTerms *t, const NgTerm *x, gsize n)
{
  if (n == 2)
    return ng_term_binary (t, NG_PRIMITIVE_MOD, x[0], x[1]);
  return add (t, ng_term_binary (t, NG_PRIMITIVE_MOD, sub (t, x[0], x[2]), x[1]), x[2]);
}

static NgTerm
build_max (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm result = x[0];

  for (gsize i = 1; i < n; i++)
    result = max_of (t, result, x[i]);
  return result;
}

static NgTerm
build_min (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm result = x[0];

  for (gsize i = 1; i < n; i++)
    result = min_of (t, result, x[i]);
  return result;
}

/* Floor[x, a] and its like: to multiples of a. */
static NgTerm
round_to (NgTerms *t, NgPrimitive primitive, const NgTerm *x, gsize n)
{
  if (n == 1)
    return un (t, primitive, x[0]);
  return mul (t, un (t, primitive, quo (t, x[0], x[1])), x[1]);
}

static NgTerm
build_floor (NgTerms *t, const NgTerm *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_FLOOR, x, n);
}

static NgTerm
build_ceiling (NgTerms *t, const NgTerm *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_CEIL, x, n);
}

static NgTerm
build_round (NgTerms *t, const NgTerm *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_ROUND, x, n);
}

static NgTerm
build_fractional_part (NgTerms *t, const NgTerm *x, gsize n)
{
  return sub (t, x[0], un (t, NG_PRIMITIVE_TRUNC, x[0]));
}

/* Steps and thresholds. */

static NgTerm
build_unit_step (NgTerms *t, const NgTerm *x, gsize n)
{
  return ng_term_as_real (t, compare (t, NG_PRIMITIVE_LESS_EQUAL, num (0), x[0]));
}

static NgTerm
build_clip (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm low = n >= 3 ? x[1] : num (-1), high = n >= 3 ? x[2] : num (1);

  if (n < 5)
    return min_of (t, max_of (t, x[0], low), high);
  return ng_term_select (
      t, less (t, x[0], low), x[3], ng_term_select (t, less (t, high, x[0]), x[4], x[0]));
}

static NgTerm
hard_threshold (NgTerms *t, NgTerm x, double limit)
{
  NgTerm small = compare (t, NG_PRIMITIVE_LESS_EQUAL, un (t, NG_PRIMITIVE_ABS, x), num (limit));

  return ng_term_select (t, small, num (0), x);
}

static NgTerm
build_chop (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm limit = n == 2 ? x[1] : num (1e-10);

  return ng_term_select (t, less (t, un (t, NG_PRIMITIVE_ABS, x[0]), limit), num (0), x[0]);
}

static NgTerm
build_threshold (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm limit = n == 2 ? x[1] : num (1e-10);
  NgTerm small = compare (t, NG_PRIMITIVE_LESS_EQUAL, un (t, NG_PRIMITIVE_ABS, x[0]), limit);

  return ng_term_select (t, small, num (0), x[0]);
}

static NgTerm
build_unitize (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm size = un (t, NG_PRIMITIVE_ABS, x[0]);
  NgTerm small = n == 2 ? less (t, size, x[1]) : compare (t, NG_PRIMITIVE_EQUAL, size, num (0));

  return ng_term_as_real (t, negate_truth (t, small));
}

static NgTerm
build_kronecker_delta (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm result = num (1);

  if (n == 1)
    return ng_term_as_real (t, compare (t, NG_PRIMITIVE_EQUAL, x[0], num (0)));
  for (gsize i = 1; i < n; i++) {
    NgTerm equal = ng_term_as_real (t, compare (t, NG_PRIMITIVE_EQUAL, x[i - 1], x[i]));

    result = i == 1 ? equal : mul (t, result, equal);
  }
  return result;
}

/* Circular and hyperbolic functions that are others of them turned round. */

static NgTerm
build_cot (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_TAN, x[0]));
}

static NgTerm
build_sec (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_COS, x[0]));
}

static NgTerm
build_csc (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_SIN, x[0]));
}

static NgTerm
build_coth (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_TANH, x[0]));
}

static NgTerm
build_sech (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_COSH, x[0]));
}

static NgTerm
build_csch (NgTerms *t, const NgTerm *x, gsize n)
{
  return reciprocal (t, un (t, NG_PRIMITIVE_SINH, x[0]));
}

static NgTerm
build_arc_cot (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ATAN, reciprocal (t, x[0]));
}

static NgTerm
build_arc_sec (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ACOS, reciprocal (t, x[0]));
}

static NgTerm
build_arc_csc (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ASIN, reciprocal (t, x[0]));
}

static NgTerm
build_arc_coth (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ATANH, reciprocal (t, x[0]));
}

static NgTerm
build_arc_sech (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ACOSH, reciprocal (t, x[0]));
}

static NgTerm
build_arc_csch (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ASINH, reciprocal (t, x[0]));
}

/* ArcTan[x, y] is the angle of the point (x, y). */
static NgTerm
build_arc_tan (NgTerms *t, const NgTerm *x, gsize n)
{
  if (n == 2)
    return ng_term_binary (t, NG_PRIMITIVE_ATAN2, x[1], x[0]);
  return un (t, NG_PRIMITIVE_ATAN, x[0]);
}

static NgTerm
build_haversine (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm half = un (t, NG_PRIMITIVE_SIN, scale (t, 0.5, x[0]));

  return mul (t, half, half);
}

static NgTerm
build_inverse_haversine (NgTerms *t, const NgTerm *x, gsize n)
{
  return scale (t, 2, un (t, NG_PRIMITIVE_ASIN, un (t, NG_PRIMITIVE_SQRT, x[0])));
}

static NgTerm
build_gudermannian (NgTerms *t, const NgTerm *x, gsize n)
{
  return scale (t, 2, un (t, NG_PRIMITIVE_ATAN, un (t, NG_PRIMITIVE_TANH, scale (t, 0.5, x[0]))));
}

static NgTerm
build_inverse_gudermannian (NgTerms *t, const NgTerm *x, gsize n)
{
  return scale (t, 2, un (t, NG_PRIMITIVE_ATANH, un (t, NG_PRIMITIVE_TAN, scale (t, 0.5, x[0]))));
}

/* Erf[a, b] is Erf[b] - Erf[a]. */
static NgTerm
build_erf (NgTerms *t, const NgTerm *x, gsize n)
{
  if (n == 1)
    return un (t, NG_PRIMITIVE_ERF, x[0]);
  return sub (t, un (t, NG_PRIMITIVE_ERF, x[1]), un (t, NG_PRIMITIVE_ERF, x[0]));
}

static NgTerm
build_inverse_erfc (NgTerms *t, const NgTerm *x, gsize n)
{
  return un (t, NG_PRIMITIVE_ERF_INVERSE, sub (t, num (1), x[0]));
}

/* |Gamma (x)| from its logarithm; below 0 the sign alternates from one pole to the next. */
static NgTerm
build_gamma (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm size = un (t, NG_PRIMITIVE_EXP, un (t, NG_PRIMITIVE_LOG_GAMMA, x[0]));
  NgTerm below = min_of (t, un (t, NG_PRIMITIVE_FLOOR, x[0]), num (0));
  NgTerm odd = ng_term_binary (t, NG_PRIMITIVE_MOD, below, num (2));

  return mul (t, size, sub (t, num (1), scale (t, 2, odd)));
}

/* Activations. */

static NgTerm
build_ramp (NgTerms *t, const NgTerm *x, gsize n)
{
  return max_of (t, num (0), x[0]);
}

/* x where x is not negative, and factor (exp (x) - 1) below; the exponential is kept from growing
 * where it is not chosen. */
static NgTerm
exponential_unit (NgTerms *t, NgTerm x, double above, double below)
{
  NgTerm bent = scale (t, below, un (t, NG_PRIMITIVE_EXPM1, min_of (t, x, num (0))));

  return ng_term_select (t, less (t, x, num (0)), bent, scale (t, above, x));
}

static NgTerm
build_elu (NgTerms *t, const NgTerm *x, gsize n)
{
  return exponential_unit (t, x[0], 1, 1);
}

static NgTerm
build_selu (NgTerms *t, const NgTerm *x, gsize n)
{
  return exponential_unit (t, x[0], 1.0507, 1.758099340847161);
}

static NgTerm
build_gelu (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm share = un (t, NG_PRIMITIVE_ERF, scale (t, M_SQRT1_2, x[0]));

  return mul (t, scale (t, 0.5, x[0]), add (t, num (1), share));
}

static NgTerm
build_swish (NgTerms *t, const NgTerm *x, gsize n)
{
  return mul (t, x[0], un (t, NG_PRIMITIVE_SIGMOID, x[0]));
}

static NgTerm
build_hard_swish (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm gate = min_of (t, max_of (t, add (t, x[0], num (3)), num (0)), num (6));

  return quo (t, mul (t, x[0], gate), num (6));
}

/* max (x, 0) + log (1 + exp (-|x|)); the two halves of the slope meet in 1/2 at 0. */
static NgTerm
build_soft_plus (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm negative = un (t, NG_PRIMITIVE_NEGATE, x[0]);
  NgTerm small = ng_term_select (t, less (t, x[0], num (0)), x[0], negative);

  return add (
      t, max_of (t, x[0], num (0)), un (t, NG_PRIMITIVE_LOG1P, un (t, NG_PRIMITIVE_EXP, small)));
}

static NgTerm
build_mish (NgTerms *t, const NgTerm *x, gsize n)
{
  return mul (t, x[0], un (t, NG_PRIMITIVE_TANH, build_soft_plus (t, x, 1)));
}

static NgTerm
build_soft_sign (NgTerms *t, const NgTerm *x, gsize n)
{
  return quo (t, x[0], add (t, num (1), un (t, NG_PRIMITIVE_ABS, x[0])));
}

static NgTerm
build_hard_tanh (NgTerms *t, const NgTerm *x, gsize n)
{
  return build_clip (t, x, 1);
}

static NgTerm
build_hard_sigmoid (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm middle = scale (t, 0.5, add (t, x[0], num (1)));

  return build_clip (t, (NgTerm[]){ middle, num (0), num (1) }, 3);
}

static NgTerm
build_soft_shrink (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm rest = max_of (t, num (0), sub (t, un (t, NG_PRIMITIVE_ABS, x[0]), num (0.5)));

  return mul (t, un (t, NG_PRIMITIVE_SIGN, x[0]), rest);
}

static NgTerm
build_hard_shrink (NgTerms *t, const NgTerm *x, gsize n)
{
  return hard_threshold (t, x[0], 0.5);
}

static NgTerm
build_leaky (NgTerms *t, const NgTerm *x, gsize n)
{
  return ng_term_select (t, less (t, num (0), x[0]), x[0], scale (t, 0.01, x[0]));
}

/* Truth. */

static NgTerm
chain (NgTerms *t, NgPrimitive primitive, gboolean swap, const NgTerm *x, gsize n)
{
  NgTerm all = ng_term_truth (t, TRUE);

  for (gsize i = 1; i < n; i++) {
    NgTerm next = compare (t, primitive, x[swap ? i : i - 1], x[swap ? i - 1 : i]);

    if (i > 1 && t->builder != NULL)
      next.value = ng_build_binary (t->builder, NG_PRIMITIVE_AND, all.value, next.value);
    all = next;
  }
  return all;
}

static NgTerm
build_equal (NgTerms *t, const NgTerm *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_EQUAL, FALSE, x, n);
}

static NgTerm
build_unequal (NgTerms *t, const NgTerm *x, gsize n)
{
  return negate_truth (t, compare (t, NG_PRIMITIVE_EQUAL, x[0], x[1]));
}

static NgTerm
build_less (NgTerms *t, const NgTerm *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS, FALSE, x, n);
}

static NgTerm
build_less_equal (NgTerms *t, const NgTerm *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS_EQUAL, FALSE, x, n);
}

static NgTerm
build_greater (NgTerms *t, const NgTerm *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS, TRUE, x, n);
}

static NgTerm
build_greater_equal (NgTerms *t, const NgTerm *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS_EQUAL, TRUE, x, n);
}

static NgTerm
build_positive (NgTerms *t, const NgTerm *x, gsize n)
{
  return less (t, num (0), x[0]);
}

static NgTerm
build_negative (NgTerms *t, const NgTerm *x, gsize n)
{
  return less (t, x[0], num (0));
}

static NgTerm
build_non_negative (NgTerms *t, const NgTerm *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_LESS_EQUAL, num (0), x[0]);
}

static NgTerm
build_non_positive (NgTerms *t, const NgTerm *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_LESS_EQUAL, x[0], num (0));
}

static NgTerm
build_possible_zero (NgTerms *t, const NgTerm *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_EQUAL, x[0], num (0));
}

static NgTerm
build_not (NgTerms *t, const NgTerm *x, gsize n)
{
  return negate_truth (t, x[0]);
}

static NgTerm
combine (NgTerms *t, NgPrimitive primitive, gboolean start, const NgTerm *x, gsize n)
{
  NgTerm all = ng_term_truth (t, start);

  for (gsize i = 0; i < n && t->builder != NULL; i++)
    all.value = ng_build_binary (t->builder, primitive, all.value, truth_value (t, x[i]));
  return all;
}

static NgTerm
build_and (NgTerms *t, const NgTerm *x, gsize n)
{
  return combine (t, NG_PRIMITIVE_AND, TRUE, x, n);
}

static NgTerm
build_or (NgTerms *t, const NgTerm *x, gsize n)
{
  return combine (t, NG_PRIMITIVE_OR, FALSE, x, n);
}

static NgTerm
build_if (NgTerms *t, const NgTerm *x, gsize n)
{
  return ng_term_select (t, x[0], x[1], x[2]);
}

/* Which[c1, v1, c2, v2, …] is not a number where no condition holds. */
static NgTerm
build_which (NgTerms *t, const NgTerm *x, gsize n)
{
  NgTerm result = num ((double) NAN);

  for (gsize i = n / 2; i-- > 0;)
    result = ng_term_select (t, x[2 * i], x[2 * i + 1], result);
  return result;
}

/* In order of the alphabet. */
static const NgFunctionRule rules[] = {
  { "Abs", 1, 1, NG_PRIMITIVE_ABS },
  { "And", 0, ANY, 0, build_and },
  { "ArcCos", 1, 1, NG_PRIMITIVE_ACOS },
  { "ArcCosh", 1, 1, NG_PRIMITIVE_ACOSH },
  { "ArcCot", 1, 1, 0, build_arc_cot },
  { "ArcCoth", 1, 1, 0, build_arc_coth },
  { "ArcCsc", 1, 1, 0, build_arc_csc },
  { "ArcCsch", 1, 1, 0, build_arc_csch },
  { "ArcSec", 1, 1, 0, build_arc_sec },
  { "ArcSech", 1, 1, 0, build_arc_sech },
  { "ArcSin", 1, 1, NG_PRIMITIVE_ASIN },
  { "ArcSinh", 1, 1, NG_PRIMITIVE_ASINH },
  { "ArcTan", 1, 2, 0, build_arc_tan },
  { "ArcTanh", 1, 1, NG_PRIMITIVE_ATANH },
  { "Ceiling", 1, 2, 0, build_ceiling },
  { "Chop", 1, 2, 0, build_chop },
  { "Clip", 1, 5, 0, build_clip },
  { "Cos", 1, 1, NG_PRIMITIVE_COS },
  { "Cosh", 1, 1, NG_PRIMITIVE_COSH },
  { "Cot", 1, 1, 0, build_cot },
  { "Coth", 1, 1, 0, build_coth },
  { "Csc", 1, 1, 0, build_csc },
  { "Csch", 1, 1, 0, build_csch },
  { "CubeRoot", 1, 1, 0, build_cube_root },
  { "Divide", 2, 2, NG_PRIMITIVE_DIVIDE },
  { "ELU", 1, 1, 0, build_elu },
  { "Equal", 1, ANY, 0, build_equal },
  { "Erf", 1, 2, 0, build_erf },
  { "Erfc", 1, 1, NG_PRIMITIVE_ERFC },
  { "Exp", 1, 1, NG_PRIMITIVE_EXP },
  { "ExponentialLinearUnit", 1, 1, 0, build_elu },
  { "Floor", 1, 2, 0, build_floor },
  { "FractionalPart", 1, 1, 0, build_fractional_part },
  { "GELU", 1, 1, 0, build_gelu },
  { "Gamma", 1, 1, 0, build_gamma },
  { "GaussianErrorLinearUnit", 1, 1, 0, build_gelu },
  { "Greater", 1, ANY, 0, build_greater },
  { "GreaterEqual", 1, ANY, 0, build_greater_equal },
  { "Gudermannian", 1, 1, 0, build_gudermannian },
  { "HardShrink", 1, 1, 0, build_hard_shrink },
  { "HardSigmoid", 1, 1, 0, build_hard_sigmoid },
  { "HardSwish", 1, 1, 0, build_hard_swish },
  { "HardTanh", 1, 1, 0, build_hard_tanh },
  { "Haversine", 1, 1, 0, build_haversine },
  { "Identity", 1, 1, 0, build_identity },
  { "If", 3, 3, 0, build_if },
  { "IntegerPart", 1, 1, NG_PRIMITIVE_TRUNC },
  { "InverseErf", 1, 1, NG_PRIMITIVE_ERF_INVERSE },
  { "InverseErfc", 1, 1, 0, build_inverse_erfc },
  { "InverseGudermannian", 1, 1, 0, build_inverse_gudermannian },
  { "InverseHaversine", 1, 1, 0, build_inverse_haversine },
  { "KroneckerDelta", 1, ANY, 0, build_kronecker_delta },
  { "LeakyReLU", 1, 1, 0, build_leaky },
  { "Less", 1, ANY, 0, build_less },
  { "LessEqual", 1, ANY, 0, build_less_equal },
  { "Log", 1, 2, 0, build_log },
  { "Log10", 1, 1, 0, build_log10 },
  { "Log2", 1, 1, 0, build_log2 },
  { "LogGamma", 1, 1, NG_PRIMITIVE_LOG_GAMMA },
  { "LogisticSigmoid", 1, 1, NG_PRIMITIVE_SIGMOID },
  { "Max", 1, ANY, 0, build_max },
  { "Min", 1, ANY, 0, build_min },
  { "Minus", 1, 1, 0, build_minus },
  { "Mish", 1, 1, 0, build_mish },
  { "Mod", 2, 3, 0, build_mod },
  { "Negative", 1, 1, 0, build_negative },
  { "NonNegative", 1, 1, 0, build_non_negative },
  { "NonPositive", 1, 1, 0, build_non_positive },
  { "Not", 1, 1, 0, build_not },
  { "Or", 0, ANY, 0, build_or },
  { "Plus", 1, ANY, 0, build_plus },
  { "Positive", 1, 1, 0, build_positive },
  { "PossibleZeroQ", 1, 1, 0, build_possible_zero },
  { "Power", 2, 2, 0, build_power },
  { "Ramp", 1, 1, 0, build_ramp },
  { "ReLU", 1, 1, 0, build_ramp },
  { "RectifiedLinearUnit", 1, 1, 0, build_ramp },
  { "Round", 1, 2, 0, build_round },
  { "SELU", 1, 1, 0, build_selu },
  { "ScaledExponentialLinearUnit", 1, 1, 0, build_selu },
  { "Sec", 1, 1, 0, build_sec },
  { "Sech", 1, 1, 0, build_sech },
  { "Sigmoid", 1, 1, NG_PRIMITIVE_SIGMOID },
  { "Sign", 1, 1, NG_PRIMITIVE_SIGN },
  { "Sin", 1, 1, NG_PRIMITIVE_SIN },
  { "Sinh", 1, 1, NG_PRIMITIVE_SINH },
  { "SoftPlus", 1, 1, 0, build_soft_plus },
  { "SoftShrink", 1, 1, 0, build_soft_shrink },
  { "SoftSign", 1, 1, 0, build_soft_sign },
  { "Sqrt", 1, 1, 0, build_sqrt },
  { "Subtract", 2, 2, NG_PRIMITIVE_SUBTRACT },
  { "Surd", 2, 2, 0, build_surd },
  { "Swish", 1, 1, 0, build_swish },
  { "Tan", 1, 1, NG_PRIMITIVE_TAN },
  { "Tanh", 1, 1, NG_PRIMITIVE_TANH },
  { "Threshold", 1, 2, 0, build_threshold },
  { "Times", 1, ANY, 0, build_times },
  { "Unequal", 2, 2, 0, build_unequal },
  { "UnitStep", 1, 1, 0, build_unit_step },
  { "Unitize", 1, 2, 0, build_unitize },
  { "Which", 2, ANY, 0, build_which },
};

static int
compare_rules (const void *name, const void *rule)
{
  return strcmp (name, ((const NgFunctionRule *) rule)->name);
}

const NgFunctionRule *
ng_function_rule (const char *name)
{
  return bsearch (name, rules, G_N_ELEMENTS (rules), sizeof *rules, compare_rules);
}

NgTerm
ng_function_rule_apply (const NgFunctionRule *rule,
                        NgTerms *terms,
                        const NgTerm *arguments,
                        gsize n)
{
  if (rule->build != NULL)
    return rule->build (terms, arguments, n);
  if (n == 2)
    return ng_term_binary (terms, rule->primitive, arguments[0], arguments[1]);
  return ng_term_unary (terms, rule->primitive, arguments[0]);
}
