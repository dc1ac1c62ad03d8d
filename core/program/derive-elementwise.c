/* Derivatives of what is done element by element. Here g arrives, x and y are operands, and v is
 * the value. Kinks: Abs has slope 0 at 0; Max and Min pass to the first operand at a tie, so a ramp
 * whose slope at 0 is 0 reads max (0, x), with the 0 in front. */

#include "core/program/derive.h"

#include <math.h>

static NgValue
binary (const NgDerivation *self, NgPrimitive primitive, NgValue x, NgValue y)
{
  return ng_build_binary (self->to, primitive, x, y);
}

static NgValue
unary (const NgDerivation *self, NgPrimitive primitive, NgValue x)
{
  return ng_build_unary (self->to, primitive, x);
}

static NgValue
square (const NgDerivation *self, NgValue x)
{
  return ng_build_multiply (self->to, x, x);
}

/* a + x */
static NgValue
plus (const NgDerivation *self, double a, NgValue x)
{
  return ng_build_offset (self->to, x, a);
}

/* a - x */
static NgValue
minus (const NgDerivation *self, double a, NgValue x)
{
  return ng_build_subtract (self->to, ng_build_fill_like (self->to, x, a), x);
}

static NgValue
times (const NgDerivation *self, NgValue x, NgValue y)
{
  return ng_build_multiply (self->to, x, y);
}

static NgValue
over (const NgDerivation *self, NgValue x, NgValue y)
{
  return ng_build_divide (self->to, x, y);
}

static NgValue
inverse (const NgDerivation *self, NgValue x)
{
  return over (self, ng_build_fill_like (self->to, x, 1), x);
}

/* (1 - x) (1 + x), or (x - 1) (x + 1), which keep their digits where x is near 1. */
static NgValue
one_minus_square (const NgDerivation *self, NgValue x)
{
  return times (self, minus (self, 1, x), plus (self, 1, x));
}

static NgValue
square_minus_one (const NgDerivation *self, NgValue x)
{
  return times (self, plus (self, -1, x), plus (self, 1, x));
}

/* 2 / sqrt (pi) exp (-x^2), the slope of erf. */
static NgValue
bell (const NgDerivation *self, NgValue x)
{
  NgValue exponent = unary (self, NG_PRIMITIVE_NEGATE, square (self, x));

  return ng_build_scale (self->to, unary (self, NG_PRIMITIVE_EXP, exponent), 2 / sqrt (G_PI));
}

/* pi^2 / sin^2 (pi x), with x reduced to [-1/2, 1/2] first. */
static NgValue
reflected (const NgDerivation *self, NgValue x)
{
  NgValue reduced = ng_build_subtract (self->to, x, unary (self, NG_PRIMITIVE_ROUND, x));
  NgValue sine = unary (self, NG_PRIMITIVE_SIN, ng_build_scale (self->to, reduced, G_PI));

  return over (self, ng_build_fill_like (self->to, x, G_PI * G_PI), square (self, sine));
}

/* The slope of digamma: reflection for x < 1/2, ten steps of the recurrence, then the asymptotic
 * series (Abramowitz and Stegun, 6.4.7, 6.4.6 and 6.4.12). */
static NgValue
trigamma (const NgDerivation *self, NgValue x)
{
  /* Coefficients of 1/z^3, 1/z^5, …: the Bernoulli numbers. */
  const double series[] = { 1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                            5.0 / 66, -691.0 / 2730, 7.0 / 6 };
  NgProgramBuilder *to = self->to;
  NgValue is_small = binary (self, NG_PRIMITIVE_LESS, x, ng_build_fill_like (to, x, 0.5));
  NgValue z = ng_build_select (to, is_small, minus (self, 1, x), x);
  NgValue sum = ng_build_fill_like (to, x, 0);
  NgValue reciprocal, reciprocal_square, power;

  for (int i = 0; i < 10; i++) {
    sum = ng_build_add (to, sum, inverse (self, square (self, z)));
    z = ng_build_offset (to, z, 1);
  }
  reciprocal = inverse (self, z);
  reciprocal_square = square (self, reciprocal);
  sum = ng_build_add (
      to, sum, ng_build_add (to, reciprocal, ng_build_scale (to, reciprocal_square, 0.5)));
  power = reciprocal;
  for (gsize i = 0; i < G_N_ELEMENTS (series); i++) {
    power = times (self, power, reciprocal_square);
    sum = ng_build_add (to, sum, ng_build_scale (to, power, series[i]));
  }
  return ng_build_select (to, is_small, ng_build_subtract (to, reflected (self, x), sum), sum);
}

/* The slope of a primitive of one operand at @x. */
static NgValue
slope (const NgDerivation *self, NgValue x)
{
  NgProgramBuilder *to = self->to;
  NgValue v = self->value;

  switch (self->instruction->primitive) {
  case NG_PRIMITIVE_NEGATE:
    return ng_build_fill_like (to, x, -1);
  case NG_PRIMITIVE_ABS:
    return unary (self, NG_PRIMITIVE_SIGN, x);
  case NG_PRIMITIVE_EXP:
    return v;
  case NG_PRIMITIVE_EXPM1:
    return unary (self, NG_PRIMITIVE_EXP, x);
  case NG_PRIMITIVE_LOG:
    return inverse (self, x);
  case NG_PRIMITIVE_LOG1P:
    return inverse (self, plus (self, 1, x));
  case NG_PRIMITIVE_SQRT:
    return over (self, ng_build_fill_like (to, x, 0.5), v);
  case NG_PRIMITIVE_SIN:
    return unary (self, NG_PRIMITIVE_COS, x);
  case NG_PRIMITIVE_COS:
    return unary (self, NG_PRIMITIVE_NEGATE, unary (self, NG_PRIMITIVE_SIN, x));
  case NG_PRIMITIVE_TAN:
    return plus (self, 1, square (self, v));
  case NG_PRIMITIVE_ASIN:
    return inverse (self, unary (self, NG_PRIMITIVE_SQRT, one_minus_square (self, x)));
  case NG_PRIMITIVE_ACOS:
    return over (self,
                 ng_build_fill_like (to, x, -1),
                 unary (self, NG_PRIMITIVE_SQRT, one_minus_square (self, x)));
  case NG_PRIMITIVE_ATAN:
    return inverse (self, plus (self, 1, square (self, x)));
  case NG_PRIMITIVE_SINH:
    return unary (self, NG_PRIMITIVE_COSH, x);
  case NG_PRIMITIVE_COSH:
    return unary (self, NG_PRIMITIVE_SINH, x);
  case NG_PRIMITIVE_TANH:
    return minus (self, 1, square (self, v));
  case NG_PRIMITIVE_ASINH:
    return inverse (self, unary (self, NG_PRIMITIVE_SQRT, plus (self, 1, square (self, x))));
  case NG_PRIMITIVE_ACOSH:
    return inverse (self, unary (self, NG_PRIMITIVE_SQRT, square_minus_one (self, x)));
  case NG_PRIMITIVE_ATANH:
    return inverse (self, one_minus_square (self, x));
  case NG_PRIMITIVE_SIGMOID:
    return times (self, v, minus (self, 1, v));
  case NG_PRIMITIVE_ERF:
    return bell (self, x);
  case NG_PRIMITIVE_ERFC:
    return unary (self, NG_PRIMITIVE_NEGATE, bell (self, x));
  case NG_PRIMITIVE_ERF_INVERSE:
    return inverse (self, bell (self, v));
  case NG_PRIMITIVE_LOG_GAMMA:
    return unary (self, NG_PRIMITIVE_DIGAMMA, x);
  default: /* DIGAMMA */
    return trigamma (self, x);
  }
}

/* Whether operand @index may be infinite, or no number. */
static gboolean
is_wild (const NgDerivation *self, guint index)
{
  return (self->wild[self->instruction->operands[index]] & NG_WILD) != 0;
}

static gboolean
is_positive (const NgDerivation *self, guint index)
{
  return (self->wild[self->instruction->operands[index]] & NG_POSITIVE) != 0;
}

/* Whether the slope of a primitive of one operand may be infinite, or no number. */
static gboolean
has_wild_slope (const NgDerivation *self)
{
  switch (self->instruction->primitive) {
  case NG_PRIMITIVE_NEGATE:
    return FALSE;
  case NG_PRIMITIVE_LOG:
  case NG_PRIMITIVE_SQRT:
    return !is_positive (self, 0) || is_wild (self, 0);
  case NG_PRIMITIVE_ABS:
  case NG_PRIMITIVE_SIN:
  case NG_PRIMITIVE_COS:
  case NG_PRIMITIVE_ATAN:
  case NG_PRIMITIVE_TANH:
  case NG_PRIMITIVE_ASINH:
  case NG_PRIMITIVE_SIGMOID:
  case NG_PRIMITIVE_ERF:
  case NG_PRIMITIVE_ERFC:
    return is_wild (self, 0);
  default:
    return TRUE;
  }
}

/* Whether what is infinite makes it level. */
static gboolean
is_level_at_infinity (NgPrimitive primitive)
{
  return primitive == NG_PRIMITIVE_EXP || primitive == NG_PRIMITIVE_TANH ||
         primitive == NG_PRIMITIVE_SIGMOID || primitive == NG_PRIMITIVE_ATAN ||
         primitive == NG_PRIMITIVE_ERF || primitive == NG_PRIMITIVE_ERFC;
}

void
ng_derive_unary (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0];
  NgValue product = times (self, self->gradient, slope (self, x));

  product = ng_derivation_apply (self, product, has_wild_slope (self));
  self->is_masked =
      self->is_masked || (is_level_at_infinity (self->instruction->primitive) && is_wild (self, 0));
  ng_derivation_pass (self, 0, product);
}

void
ng_derive_convert (NgDerivation *self)
{
  NgElement element = ng_build_shape (self->to, self->instruction->operands[0])->element;

  ng_derivation_pass (self, 0, ng_build_convert (self->to, self->gradient, element));
}

void
ng_derive_add (NgDerivation *self)
{
  ng_derivation_pass (self, 0, self->gradient);
  ng_derivation_pass (self, 1, self->gradient);
}

void
ng_derive_subtract (NgDerivation *self)
{
  ng_derivation_pass (self, 0, self->gradient);
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (self, 1, unary (self, NG_PRIMITIVE_NEGATE, self->gradient));
}

void
ng_derive_multiply (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0], y = self->instruction->operands[1];

  if (ng_derivation_needs (self, 0))
    ng_derivation_pass (
        self, 0, ng_derivation_apply (self, times (self, self->gradient, y), is_wild (self, 1)));
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (
        self, 1, ng_derivation_apply (self, times (self, self->gradient, x), is_wild (self, 0)));
}

/* g / y and -g v / y */
void
ng_derive_divide (NgDerivation *self)
{
  NgValue quotient = over (self, self->gradient, self->instruction->operands[1]);
  gboolean is_wild_divisor = !is_positive (self, 1) || is_wild (self, 1);
  double numerator;

  quotient = ng_derivation_apply (self, quotient, is_wild_divisor);
  ng_derivation_pass (self, 0, quotient);
  if (ng_derivation_needs (self, 1)) {
    NgValue product = times (self, quotient, self->value);

    product = ng_derivation_apply (self, product, is_wild_divisor || is_wild (self, 0));
    self->is_masked = self->is_masked ||
                      (is_wild (self, 1) &&
                       ng_build_is_fill (self->to, self->instruction->operands[0], &numerator));
    ng_derivation_pass (self, 1, unary (self, NG_PRIMITIVE_NEGATE, product));
  }
}

/* g y x^(y - 1), 0 for y = 0, and g v log x, 0 for x = 0 */
void
ng_derive_power (NgDerivation *self)
{
  NgProgramBuilder *to = self->to;
  NgValue x = self->instruction->operands[0], y = self->instruction->operands[1];
  NgValue zero = ng_build_fill_like (to, x, 0);
  double exponent;

  if (ng_derivation_needs (self, 0)) {
    NgValue lower = binary (self, NG_PRIMITIVE_POWER, x, ng_build_offset (to, y, -1));
    NgValue slope_x = times (self, y, lower);

    if (!ng_build_is_fill (to, y, &exponent) || exponent == 0)
      slope_x = ng_build_select (to, binary (self, NG_PRIMITIVE_EQUAL, y, zero), zero, slope_x);
    ng_derivation_pass (
        self, 0, ng_derivation_apply (self, times (self, self->gradient, slope_x), TRUE));
  }
  if (ng_derivation_needs (self, 1)) {
    NgValue slope_y = times (self, self->value, unary (self, NG_PRIMITIVE_LOG, x));

    slope_y = ng_build_select (to, binary (self, NG_PRIMITIVE_EQUAL, x, zero), zero, slope_y);
    ng_derivation_pass (
        self, 1, ng_derivation_apply (self, times (self, self->gradient, slope_y), TRUE));
  }
}

/* g and -g floor (x / y) */
void
ng_derive_mod (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0], y = self->instruction->operands[1];

  ng_derivation_pass (self, 0, self->gradient);
  if (ng_derivation_needs (self, 1)) {
    NgValue turns = unary (self, NG_PRIMITIVE_FLOOR, over (self, x, y));
    NgValue product = ng_derivation_apply (self, times (self, self->gradient, turns), TRUE);

    ng_derivation_pass (self, 1, unary (self, NG_PRIMITIVE_NEGATE, product));
  }
}

/* Passes the gradient to operand @first where @condition holds and to @second elsewhere. */
static void
divert (NgDerivation *self, NgValue condition, guint first, guint second)
{
  NgValue zero = ng_build_fill_like (self->to, self->gradient, 0);
  NgValue parts[] = { self->gradient, zero };
  const guint operands[] = { first, second };
  gboolean was_masked = self->is_masked;

  for (guint i = 0; i < 2; i++) {
    if (!ng_derivation_needs (self, operands[i]))
      continue;
    self->is_masked = was_masked || is_wild (self, operands[i]);
    ng_derivation_pass (
        self, operands[i], ng_build_select (self->to, condition, parts[i], parts[1 - i]));
  }
}

void
ng_derive_min_max (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0], y = self->instruction->operands[1];
  gboolean is_max = self->instruction->primitive == NG_PRIMITIVE_MAX;

  divert (self,
          is_max ? binary (self, NG_PRIMITIVE_LESS_EQUAL, y, x)
                 : binary (self, NG_PRIMITIVE_LESS_EQUAL, x, y),
          0,
          1);
}

/* g x / (y^2 + x^2) and -g y / (y^2 + x^2) for atan2 (y, x) */
void
ng_derive_atan2 (NgDerivation *self)
{
  NgValue y = self->instruction->operands[0], x = self->instruction->operands[1];
  NgValue norm = ng_build_add (self->to, square (self, y), square (self, x));
  NgValue share = ng_derivation_apply (self, over (self, self->gradient, norm), TRUE);

  ng_derivation_pass (self, 0, times (self, share, x));
  ng_derivation_pass (self, 1, unary (self, NG_PRIMITIVE_NEGATE, times (self, share, y)));
}

void
ng_derive_select (NgDerivation *self)
{
  divert (self, self->instruction->operands[0], 1, 2);
}
