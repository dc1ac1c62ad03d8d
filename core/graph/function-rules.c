/* The named functions: each is a primitive or a few lines of them. Where a formula has a kink, its
 * operands are ordered so that the derivative at the kink is the one of the catalogue: of two equal
 * operands of Min and Max the first one passes the gradient. */

#include "core/graph/function-rules.h"

#include "core/graph/function.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANY G_MAXUINT

NgOperand
ng_operand_number (double number)
{
  return (NgOperand){ .kind = NG_OPERAND_NUMBER, .number = number, .value = NG_NO_VALUE };
}

static NgOperand
real_term (NgValue value)
{
  return (NgOperand){ .kind = NG_OPERAND_REAL, .value = value };
}

NgOperand
ng_operand_as_real (NgFormula *formula, NgOperand x)
{
  NgElement element;

  if (x.kind != NG_OPERAND_TRUTH)
    return x;
  if (formula->builder == NULL)
    return real_term (NG_NO_VALUE);
  if (ng_program_builder_has_failed (formula->builder))
    return real_term (NG_NO_VALUE);
  element = ng_build_shape (formula->builder, formula->like)->element;
  return real_term (ng_build_convert (formula->builder, x.value, element));
}

NgValue
ng_operand_value (NgFormula *formula, NgOperand x)
{
  if (formula->builder == NULL)
    return NG_NO_VALUE;
  if (x.kind == NG_OPERAND_NUMBER)
    return ng_build_fill_like (formula->builder, formula->like, x.number);
  return x.value;
}

static NgValue
real_value (NgFormula *formula, NgOperand x)
{
  return ng_operand_value (formula, ng_operand_as_real (formula, x));
}

NgOperand
ng_operand_unary (NgFormula *formula, NgPrimitive primitive, NgOperand x)
{
  if (formula->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (ng_build_unary (formula->builder, primitive, real_value (formula, x)));
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

NgOperand
ng_operand_binary (NgFormula *formula, NgPrimitive primitive, NgOperand x, NgOperand y)
{
  double number;

  if (x.kind == NG_OPERAND_NUMBER && y.kind == NG_OPERAND_NUMBER &&
      fold (primitive, x.number, y.number, &number))
    return ng_operand_number (number);
  if (formula->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (ng_build_binary (
      formula->builder, primitive, real_value (formula, x), real_value (formula, y)));
}

static NgOperand
compare (NgFormula *formula, NgPrimitive primitive, NgOperand x, NgOperand y)
{
  NgOperand result = { .kind = NG_OPERAND_TRUTH, .value = NG_NO_VALUE };

  if (formula->builder != NULL)
    result.value = ng_build_binary (
        formula->builder, primitive, real_value (formula, x), real_value (formula, y));
  return result;
}

NgOperand
ng_operand_truth (NgFormula *formula, gboolean truth)
{
  return compare (formula, NG_PRIMITIVE_EQUAL, ng_operand_number (truth), ng_operand_number (1));
}

/* What counts as true where a truth value is wanted: a number that is not 0. */
static NgValue
truth_value (NgFormula *formula, NgOperand x)
{
  if (formula->builder == NULL || x.kind == NG_OPERAND_TRUTH)
    return x.value;
  x = compare (formula, NG_PRIMITIVE_EQUAL, x, ng_operand_number (0));
  return ng_build_unary (formula->builder, NG_PRIMITIVE_NOT, x.value);
}

static NgOperand
negate_truth (NgFormula *formula, NgOperand x)
{
  NgOperand result = { .kind = NG_OPERAND_TRUTH, .value = NG_NO_VALUE };

  if (formula->builder != NULL)
    result.value = ng_build_unary (formula->builder, NG_PRIMITIVE_NOT, truth_value (formula, x));
  return result;
}

NgOperand
ng_operand_select (NgFormula *formula, NgOperand condition, NgOperand x, NgOperand y)
{
  if (formula->builder == NULL)
    return real_term (NG_NO_VALUE);
  return real_term (ng_build_select (formula->builder,
                                     truth_value (formula, condition),
                                     real_value (formula, x),
                                     real_value (formula, y)));
}

NgOperand
ng_operand_add (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_ADD, x, y);
}

NgOperand
ng_operand_subtract (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_SUBTRACT, x, y);
}

NgOperand
ng_operand_multiply (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_MULTIPLY, x, y);
}

NgOperand
ng_operand_divide (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_DIVIDE, x, y);
}

NgOperand
ng_operand_scale (NgFormula *t, double factor, NgOperand x)
{
  return ng_operand_multiply (t, ng_operand_number (factor), x);
}

NgOperand
ng_operand_max (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_MAX, x, y);
}

NgOperand
ng_operand_min (NgFormula *t, NgOperand x, NgOperand y)
{
  return ng_operand_binary (t, NG_PRIMITIVE_MIN, x, y);
}

NgOperand
ng_operand_less (NgFormula *t, NgOperand x, NgOperand y)
{
  return compare (t, NG_PRIMITIVE_LESS, x, y);
}

static NgOperand
reciprocal (NgFormula *t, NgOperand x)
{
  return ng_operand_divide (t, ng_operand_number (1), x);
}

/* Arithmetic. */

static NgOperand
build_plus (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand sum = n == 0 ? ng_operand_number (0) : x[0];

  for (gsize i = 1; i < n; i++)
    sum = ng_operand_add (t, sum, x[i]);
  return sum;
}

static NgOperand
build_times (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand product = n == 0 ? ng_operand_number (1) : x[0];

  for (gsize i = 1; i < n; i++) {
    gboolean negates = product.kind == NG_OPERAND_NUMBER && product.number == -1;

    if (negates && x[i].kind != NG_OPERAND_NUMBER)
      product = ng_operand_unary (t, NG_PRIMITIVE_NEGATE, x[i]);
    else
      product = ng_operand_multiply (t, product, x[i]);
  }
  return product;
}

static NgOperand
build_minus (NgFormula *t, const NgOperand *x, gsize n)
{
  return build_times (t, (NgOperand[]){ ng_operand_number (-1), x[0] }, 2);
}

static NgOperand
build_identity (NgFormula *t, const NgOperand *x, gsize n)
{
  return x[0];
}

static NgOperand
build_power (NgFormula *t, const NgOperand *x, gsize n)
{
  if (x[1].kind != NG_OPERAND_NUMBER || x[0].kind == NG_OPERAND_NUMBER) {
    if (x[0].kind == NG_OPERAND_NUMBER && x[0].number == G_E)
      return ng_operand_unary (t, NG_PRIMITIVE_EXP, x[1]);
    return ng_operand_binary (t, NG_PRIMITIVE_POWER, x[0], x[1]);
  }
  if (x[1].number == 0)
    return ng_operand_number (1);
  if (x[1].number == 1)
    return x[0];
  if (x[1].number == 2)
    return ng_operand_multiply (t, x[0], x[0]);
  if (x[1].number == 3)
    return ng_operand_multiply (t, ng_operand_multiply (t, x[0], x[0]), x[0]);
  if (x[1].number == -1)
    return reciprocal (t, x[0]);
  if (x[1].number == 0.5)
    return ng_operand_unary (t, NG_PRIMITIVE_SQRT, x[0]);
  if (x[1].number == -0.5)
    return reciprocal (t, ng_operand_unary (t, NG_PRIMITIVE_SQRT, x[0]));
  return ng_operand_binary (t, NG_PRIMITIVE_POWER, x[0], x[1]);
}

static NgOperand
build_sqrt (NgFormula *t, const NgOperand *x, gsize n)
{
  if (x[0].kind == NG_OPERAND_NUMBER)
    return ng_operand_number (sqrt (x[0].number));
  return ng_operand_unary (t, NG_PRIMITIVE_SQRT, x[0]);
}

static NgOperand
build_log (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand y = n == 2 ? x[1] : x[0];
  NgOperand top = y.kind == NG_OPERAND_NUMBER ? ng_operand_number (log (y.number))
                                              : ng_operand_unary (t, NG_PRIMITIVE_LOG, y);

  return n == 2 ? ng_operand_divide (t, top, build_log (t, x, 1)) : top;
}

static NgOperand
build_log2 (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_divide (t, build_log (t, x, 1), ng_operand_number (G_LN2));
}

static NgOperand
build_log10 (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_divide (t, build_log (t, x, 1), ng_operand_number (G_LN10));
}

/* Surd[x, n] is the real n-th root: of a negative number for odd n only. */
static NgOperand
build_surd (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand exponent = reciprocal (t, x[1]);
  NgOperand odd = ng_operand_binary (
      t, NG_PRIMITIVE_POWER, ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]), exponent);

  if (x[1].kind == NG_OPERAND_NUMBER && fmod (x[1].number, 2) == 0)
    return build_power (t, (NgOperand[]){ x[0], exponent }, 2);
  return ng_operand_multiply (t, ng_operand_unary (t, NG_PRIMITIVE_SIGN, x[0]), odd);
}

static NgOperand
build_cube_root (NgFormula *t, const NgOperand *x, gsize n)
{
  return build_surd (t, (NgOperand[]){ x[0], ng_operand_number (3) }, 2);
}

static NgOperand
build_mod (NgFormula *t, const NgOperand *x, gsize n)
{
  if (n == 2)
    return ng_operand_binary (t, NG_PRIMITIVE_MOD, x[0], x[1]);
  return ng_operand_add (
      t, ng_operand_binary (t, NG_PRIMITIVE_MOD, ng_operand_subtract (t, x[0], x[2]), x[1]), x[2]);
}

static NgOperand
build_max (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand result = x[0];

  for (gsize i = 1; i < n; i++)
    result = ng_operand_max (t, result, x[i]);
  return result;
}

static NgOperand
build_min (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand result = x[0];

  for (gsize i = 1; i < n; i++)
    result = ng_operand_min (t, result, x[i]);
  return result;
}

/* Floor[x, a] and its like: to multiples of a. */
static NgOperand
round_to (NgFormula *t, NgPrimitive primitive, const NgOperand *x, gsize n)
{
  if (n == 1)
    return ng_operand_unary (t, primitive, x[0]);
  return ng_operand_multiply (
      t, ng_operand_unary (t, primitive, ng_operand_divide (t, x[0], x[1])), x[1]);
}

static NgOperand
build_floor (NgFormula *t, const NgOperand *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_FLOOR, x, n);
}

static NgOperand
build_ceiling (NgFormula *t, const NgOperand *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_CEIL, x, n);
}

static NgOperand
build_round (NgFormula *t, const NgOperand *x, gsize n)
{
  return round_to (t, NG_PRIMITIVE_ROUND, x, n);
}

static NgOperand
build_fractional_part (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_subtract (t, x[0], ng_operand_unary (t, NG_PRIMITIVE_TRUNC, x[0]));
}

/* Steps and thresholds. */

static NgOperand
build_unit_step (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_as_real (t, compare (t, NG_PRIMITIVE_LESS_EQUAL, ng_operand_number (0), x[0]));
}

NgOperand
ng_operand_clip (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand low = n >= 3 ? x[1] : ng_operand_number (-1),
            high = n >= 3 ? x[2] : ng_operand_number (1);

  if (n < 5)
    return ng_operand_min (t, ng_operand_max (t, x[0], low), high);
  return ng_operand_select (t,
                            ng_operand_less (t, x[0], low),
                            x[3],
                            ng_operand_select (t, ng_operand_less (t, high, x[0]), x[4], x[0]));
}

static NgOperand
build_chop (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand limit = n == 2 ? x[1] : ng_operand_number (1e-10);

  return ng_operand_select (
      t,
      ng_operand_less (t, ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]), limit),
      ng_operand_number (0),
      x[0]);
}

static NgOperand
build_threshold (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand limit = n == 2 ? x[1] : ng_operand_number (1e-10);
  NgOperand small =
      compare (t, NG_PRIMITIVE_LESS_EQUAL, ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]), limit);

  return ng_operand_select (t, small, ng_operand_number (0), x[0]);
}

static NgOperand
build_unitize (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand size = ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]);
  NgOperand small = n == 2 ? ng_operand_less (t, size, x[1])
                           : compare (t, NG_PRIMITIVE_EQUAL, size, ng_operand_number (0));

  return ng_operand_as_real (t, negate_truth (t, small));
}

static NgOperand
build_kronecker_delta (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand result = ng_operand_number (1);

  if (n == 1)
    return ng_operand_as_real (t, compare (t, NG_PRIMITIVE_EQUAL, x[0], ng_operand_number (0)));
  for (gsize i = 1; i < n; i++) {
    NgOperand equal = ng_operand_as_real (t, compare (t, NG_PRIMITIVE_EQUAL, x[i - 1], x[i]));

    result = i == 1 ? equal : ng_operand_multiply (t, result, equal);
  }
  return result;
}

/* Circular and hyperbolic functions. */

/* ArcTan[x, y] is the angle of the point (x, y). */
static NgOperand
build_arc_tan (NgFormula *t, const NgOperand *x, gsize n)
{
  if (n == 2)
    return ng_operand_binary (t, NG_PRIMITIVE_ATAN2, x[1], x[0]);
  return ng_operand_unary (t, NG_PRIMITIVE_ATAN, x[0]);
}

static NgOperand
build_haversine (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand half = ng_operand_unary (t, NG_PRIMITIVE_SIN, ng_operand_scale (t, 0.5, x[0]));

  return ng_operand_multiply (t, half, half);
}

static NgOperand
build_inverse_haversine (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_scale (
      t, 2, ng_operand_unary (t, NG_PRIMITIVE_ASIN, ng_operand_unary (t, NG_PRIMITIVE_SQRT, x[0])));
}

static NgOperand
build_gudermannian (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_scale (
      t,
      2,
      ng_operand_unary (t,
                        NG_PRIMITIVE_ATAN,
                        ng_operand_unary (t, NG_PRIMITIVE_TANH, ng_operand_scale (t, 0.5, x[0]))));
}

static NgOperand
build_inverse_gudermannian (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_scale (
      t,
      2,
      ng_operand_unary (t,
                        NG_PRIMITIVE_ATANH,
                        ng_operand_unary (t, NG_PRIMITIVE_TAN, ng_operand_scale (t, 0.5, x[0]))));
}

/* Erf[a, b] is Erf[b] - Erf[a]. */
static NgOperand
build_erf (NgFormula *t, const NgOperand *x, gsize n)
{
  if (n == 1)
    return ng_operand_unary (t, NG_PRIMITIVE_ERF, x[0]);
  return ng_operand_subtract (t,
                              ng_operand_unary (t, NG_PRIMITIVE_ERF, x[1]),
                              ng_operand_unary (t, NG_PRIMITIVE_ERF, x[0]));
}

static NgOperand
build_inverse_erfc (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_unary (
      t, NG_PRIMITIVE_ERF_INVERSE, ng_operand_subtract (t, ng_operand_number (1), x[0]));
}

/* |Gamma (x)| from its logarithm; below 0 the sign alternates from one pole to the next. */
static NgOperand
build_gamma (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand size =
      ng_operand_unary (t, NG_PRIMITIVE_EXP, ng_operand_unary (t, NG_PRIMITIVE_LOG_GAMMA, x[0]));
  NgOperand below =
      ng_operand_min (t, ng_operand_unary (t, NG_PRIMITIVE_FLOOR, x[0]), ng_operand_number (0));
  NgOperand odd = ng_operand_binary (t, NG_PRIMITIVE_MOD, below, ng_operand_number (2));

  return ng_operand_multiply (
      t, size, ng_operand_subtract (t, ng_operand_number (1), ng_operand_scale (t, 2, odd)));
}

/* Truth. */

static NgOperand
chain (NgFormula *t, NgPrimitive primitive, gboolean swap, const NgOperand *x, gsize n)
{
  NgOperand all = ng_operand_truth (t, TRUE);

  for (gsize i = 1; i < n; i++) {
    NgOperand next = compare (t, primitive, x[swap ? i : i - 1], x[swap ? i - 1 : i]);

    if (i > 1 && t->builder != NULL)
      next.value = ng_build_binary (t->builder, NG_PRIMITIVE_AND, all.value, next.value);
    all = next;
  }
  return all;
}

static NgOperand
build_equal (NgFormula *t, const NgOperand *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_EQUAL, FALSE, x, n);
}

static NgOperand
build_unequal (NgFormula *t, const NgOperand *x, gsize n)
{
  return negate_truth (t, compare (t, NG_PRIMITIVE_EQUAL, x[0], x[1]));
}

static NgOperand
build_less (NgFormula *t, const NgOperand *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS, FALSE, x, n);
}

static NgOperand
build_less_equal (NgFormula *t, const NgOperand *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS_EQUAL, FALSE, x, n);
}

static NgOperand
build_greater (NgFormula *t, const NgOperand *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS, TRUE, x, n);
}

static NgOperand
build_greater_equal (NgFormula *t, const NgOperand *x, gsize n)
{
  return chain (t, NG_PRIMITIVE_LESS_EQUAL, TRUE, x, n);
}

static NgOperand
build_positive (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_less (t, ng_operand_number (0), x[0]);
}

static NgOperand
build_negative (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_less (t, x[0], ng_operand_number (0));
}

static NgOperand
build_non_negative (NgFormula *t, const NgOperand *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_LESS_EQUAL, ng_operand_number (0), x[0]);
}

static NgOperand
build_non_positive (NgFormula *t, const NgOperand *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_LESS_EQUAL, x[0], ng_operand_number (0));
}

static NgOperand
build_possible_zero (NgFormula *t, const NgOperand *x, gsize n)
{
  return compare (t, NG_PRIMITIVE_EQUAL, x[0], ng_operand_number (0));
}

static NgOperand
build_not (NgFormula *t, const NgOperand *x, gsize n)
{
  return negate_truth (t, x[0]);
}

static NgOperand
combine (NgFormula *t, NgPrimitive primitive, gboolean start, const NgOperand *x, gsize n)
{
  NgOperand all = ng_operand_truth (t, start);

  for (gsize i = 0; i < n && t->builder != NULL; i++)
    all.value = ng_build_binary (t->builder, primitive, all.value, truth_value (t, x[i]));
  return all;
}

static NgOperand
build_and (NgFormula *t, const NgOperand *x, gsize n)
{
  return combine (t, NG_PRIMITIVE_AND, TRUE, x, n);
}

static NgOperand
build_or (NgFormula *t, const NgOperand *x, gsize n)
{
  return combine (t, NG_PRIMITIVE_OR, FALSE, x, n);
}

static NgOperand
build_if (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_select (t, x[0], x[1], x[2]);
}

/* Which[c1, v1, c2, v2, …] is not a number where no condition holds. */
static NgOperand
build_which (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand result = ng_operand_number ((double) NAN);

  for (gsize i = n / 2; i-- > 0;)
    result = ng_operand_select (t, x[2 * i], x[2 * i + 1], result);
  return result;
}

/* In order of the alphabet. */
static const NgFunctionRule rules[] = {
  { "Abs", 1, 1, NG_PRIMITIVE_ABS },
  { "And", 0, ANY, 0, build_and },
  { "ArcCos", 1, 1, NG_PRIMITIVE_ACOS },
  { "ArcCosh", 1, 1, NG_PRIMITIVE_ACOSH },
  { "ArcCot", 1, 1, NG_PRIMITIVE_ATAN, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcCoth", 1, 1, NG_PRIMITIVE_ATANH, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcCsc", 1, 1, NG_PRIMITIVE_ASIN, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcCsch", 1, 1, NG_PRIMITIVE_ASINH, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcSec", 1, 1, NG_PRIMITIVE_ACOS, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcSech", 1, 1, NG_PRIMITIVE_ACOSH, .inversion = NG_RULE_INVERTS_ARGUMENT },
  { "ArcSin", 1, 1, NG_PRIMITIVE_ASIN },
  { "ArcSinh", 1, 1, NG_PRIMITIVE_ASINH },
  { "ArcTan", 1, 2, 0, build_arc_tan },
  { "ArcTanh", 1, 1, NG_PRIMITIVE_ATANH },
  { "Ceiling", 1, 2, 0, build_ceiling },
  { "Chop", 1, 2, 0, build_chop },
  { "Clip", 1, 5, 0, ng_operand_clip },
  { "Cos", 1, 1, NG_PRIMITIVE_COS },
  { "Cosh", 1, 1, NG_PRIMITIVE_COSH },
  { "Cot", 1, 1, NG_PRIMITIVE_TAN, .inversion = NG_RULE_INVERTS_VALUE },
  { "Coth", 1, 1, NG_PRIMITIVE_TANH, .inversion = NG_RULE_INVERTS_VALUE },
  { "Csc", 1, 1, NG_PRIMITIVE_SIN, .inversion = NG_RULE_INVERTS_VALUE },
  { "Csch", 1, 1, NG_PRIMITIVE_SINH, .inversion = NG_RULE_INVERTS_VALUE },
  { "CubeRoot", 1, 1, 0, build_cube_root },
  { "Divide", 2, 2, NG_PRIMITIVE_DIVIDE },
  { "ELU", 1, 1, 0, ng_activation_elu },
  { "Equal", 1, ANY, 0, build_equal },
  { "Erf", 1, 2, 0, build_erf },
  { "Erfc", 1, 1, NG_PRIMITIVE_ERFC },
  { "Exp", 1, 1, NG_PRIMITIVE_EXP },
  { "ExponentialLinearUnit", 1, 1, 0, ng_activation_elu },
  { "Floor", 1, 2, 0, build_floor },
  { "FractionalPart", 1, 1, 0, build_fractional_part },
  { "GELU", 1, 1, 0, ng_activation_gelu },
  { "Gamma", 1, 1, 0, build_gamma },
  { "GaussianErrorLinearUnit", 1, 1, 0, ng_activation_gelu },
  { "Greater", 1, ANY, 0, build_greater },
  { "GreaterEqual", 1, ANY, 0, build_greater_equal },
  { "Gudermannian", 1, 1, 0, build_gudermannian },
  { "HardShrink", 1, 1, 0, ng_activation_hard_shrink },
  { "HardSigmoid", 1, 1, 0, ng_activation_hard_sigmoid },
  { "HardSwish", 1, 1, 0, ng_activation_hard_swish },
  { "HardTanh", 1, 1, 0, ng_activation_hard_tanh },
  { "Haversine", 1, 1, 0, build_haversine },
  { "Identity", 1, 1, 0, build_identity },
  { "If", 3, 3, 0, build_if },
  { "IntegerPart", 1, 1, NG_PRIMITIVE_TRUNC },
  { "InverseErf", 1, 1, NG_PRIMITIVE_ERF_INVERSE },
  { "InverseErfc", 1, 1, 0, build_inverse_erfc },
  { "InverseGudermannian", 1, 1, 0, build_inverse_gudermannian },
  { "InverseHaversine", 1, 1, 0, build_inverse_haversine },
  { "KroneckerDelta", 1, ANY, 0, build_kronecker_delta },
  { "LeakyReLU", 1, 1, 0, ng_activation_leaky },
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
  { "Mish", 1, 1, 0, ng_activation_mish },
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
  { "Ramp", 1, 1, 0, ng_activation_ramp },
  { "ReLU", 1, 1, 0, ng_activation_ramp },
  { "RectifiedLinearUnit", 1, 1, 0, ng_activation_ramp },
  { "Round", 1, 2, 0, build_round },
  { "SELU", 1, 1, 0, ng_activation_selu },
  { "ScaledExponentialLinearUnit", 1, 1, 0, ng_activation_selu },
  { "Sec", 1, 1, NG_PRIMITIVE_COS, .inversion = NG_RULE_INVERTS_VALUE },
  { "Sech", 1, 1, NG_PRIMITIVE_COSH, .inversion = NG_RULE_INVERTS_VALUE },
  { "Sigmoid", 1, 1, NG_PRIMITIVE_SIGMOID },
  { "Sign", 1, 1, NG_PRIMITIVE_SIGN },
  { "Sin", 1, 1, NG_PRIMITIVE_SIN },
  { "Sinh", 1, 1, NG_PRIMITIVE_SINH },
  { "SoftPlus", 1, 1, 0, ng_activation_soft_plus },
  { "SoftShrink", 1, 1, 0, ng_activation_soft_shrink },
  { "SoftSign", 1, 1, 0, ng_activation_soft_sign },
  { "Sqrt", 1, 1, 0, build_sqrt },
  { "Subtract", 2, 2, NG_PRIMITIVE_SUBTRACT },
  { "Surd", 2, 2, 0, build_surd },
  { "Swish", 1, 1, 0, ng_activation_swish },
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

const char *
ng_function_name (gsize index)
{
  return index < G_N_ELEMENTS (rules) ? rules[index].name : NULL;
}

NgOperand
ng_function_rule_apply (const NgFunctionRule *rule,
                        NgFormula *formula,
                        const NgOperand *arguments,
                        gsize n)
{
  if (rule->build != NULL)
    return rule->build (formula, arguments, n);
  if (n == 2)
    return ng_operand_binary (formula, rule->primitive, arguments[0], arguments[1]);
  if (rule->inversion == NG_RULE_INVERTS_ARGUMENT)
    return ng_operand_unary (formula, rule->primitive, reciprocal (formula, arguments[0]));
  if (rule->inversion == NG_RULE_INVERTS_VALUE)
    return reciprocal (formula, ng_operand_unary (formula, rule->primitive, arguments[0]));
  return ng_operand_unary (formula, rule->primitive, arguments[0]);
}
