/* Activations. Where a formula has a kink, its operands are ordered so that the derivative there is
 * the one of the catalogue: of two equal operands of Min and Max the first passes the gradient. */

#include "core/graph/function-rules.h"

#include <math.h>

NgOperand
ng_activation_ramp (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_max (t, ng_operand_number (0), x[0]);
}

/* x where x is not negative, and factor (exp (x) - 1) below; the exponential is kept from growing
 * where it is not chosen. */
static NgOperand
exponential_unit (NgFormula *t, NgOperand x, double above, double below)
{
  NgOperand bent = ng_operand_scale (
      t,
      below,
      ng_operand_unary (t, NG_PRIMITIVE_EXPM1, ng_operand_min (t, x, ng_operand_number (0))));

  return ng_operand_select (
      t, ng_operand_less (t, x, ng_operand_number (0)), bent, ng_operand_scale (t, above, x));
}

NgOperand
ng_activation_elu (NgFormula *t, const NgOperand *x, gsize n)
{
  return exponential_unit (t, x[0], 1, 1);
}

NgOperand
ng_activation_selu (NgFormula *t, const NgOperand *x, gsize n)
{
  return exponential_unit (t, x[0], 1.0507, 1.758099340847161);
}

NgOperand
ng_activation_gelu (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand share = ng_operand_unary (t, NG_PRIMITIVE_ERF, ng_operand_scale (t, M_SQRT1_2, x[0]));

  return ng_operand_multiply (
      t, ng_operand_scale (t, 0.5, x[0]), ng_operand_add (t, ng_operand_number (1), share));
}

NgOperand
ng_activation_swish (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_multiply (t, x[0], ng_operand_unary (t, NG_PRIMITIVE_SIGMOID, x[0]));
}

NgOperand
ng_activation_hard_swish (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand gate = ng_operand_min (
      t,
      ng_operand_max (t, ng_operand_add (t, x[0], ng_operand_number (3)), ng_operand_number (0)),
      ng_operand_number (6));

  return ng_operand_divide (t, ng_operand_multiply (t, x[0], gate), ng_operand_number (6));
}

/* max (x, 0) + log (1 + exp (-|x|)); the two halves of the slope meet in 1/2 at 0. */
NgOperand
ng_activation_soft_plus (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand negative = ng_operand_unary (t, NG_PRIMITIVE_NEGATE, x[0]);
  NgOperand small =
      ng_operand_select (t, ng_operand_less (t, x[0], ng_operand_number (0)), x[0], negative);

  return ng_operand_add (
      t,
      ng_operand_max (t, x[0], ng_operand_number (0)),
      ng_operand_unary (t, NG_PRIMITIVE_LOG1P, ng_operand_unary (t, NG_PRIMITIVE_EXP, small)));
}

NgOperand
ng_activation_mish (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_multiply (
      t, x[0], ng_operand_unary (t, NG_PRIMITIVE_TANH, ng_activation_soft_plus (t, x, 1)));
}

NgOperand
ng_activation_soft_sign (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_divide (
      t,
      x[0],
      ng_operand_add (t, ng_operand_number (1), ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0])));
}

NgOperand
ng_activation_hard_tanh (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_clip (t, x, 1);
}

NgOperand
ng_activation_hard_sigmoid (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand middle = ng_operand_scale (t, 0.5, ng_operand_add (t, x[0], ng_operand_number (1)));

  return ng_operand_clip (
      t, (NgOperand[]){ middle, ng_operand_number (0), ng_operand_number (1) }, 3);
}

NgOperand
ng_activation_soft_shrink (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand rest = ng_operand_max (
      t,
      ng_operand_number (0),
      ng_operand_subtract (
          t, ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]), ng_operand_number (0.5)));

  return ng_operand_multiply (t, ng_operand_unary (t, NG_PRIMITIVE_SIGN, x[0]), rest);
}

NgOperand
ng_activation_hard_shrink (NgFormula *t, const NgOperand *x, gsize n)
{
  NgOperand size = ng_operand_unary (t, NG_PRIMITIVE_ABS, x[0]);
  NgOperand is_large = ng_operand_less (t, ng_operand_number (0.5), size);

  return ng_operand_select (t, is_large, x[0], ng_operand_number (0));
}

NgOperand
ng_activation_leaky (NgFormula *t, const NgOperand *x, gsize n)
{
  return ng_operand_select (
      t, ng_operand_less (t, ng_operand_number (0), x[0]), x[0], ng_operand_scale (t, 0.01, x[0]));
}
