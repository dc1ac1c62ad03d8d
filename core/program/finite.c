#include "core/program/finite.h"

#define SIGNS (NG_NOT_NEGATIVE | NG_POSITIVE)

gboolean
ng_primitive_mixes (NgPrimitive self)
{
  return self == NG_PRIMITIVE_MATMUL || self == NG_PRIMITIVE_CONVOLVE ||
         self == NG_PRIMITIVE_CONVOLVE_DATA || self == NG_PRIMITIVE_CONVOLVE_WEIGHTS;
}

static guint8
find_sign (const NgProgramBuilder *self,
           NgValue value,
           const NgInstruction *instruction,
           guint8 x,
           guint8 y)
{
  double number;

  switch (instruction->primitive) {
  case NG_PRIMITIVE_FILL:
  case NG_PRIMITIVE_CONSTANT:
    if (!ng_build_is_fill (self, value, &number))
      return 0;
    return (number > 0 ? NG_POSITIVE : 0) | (number >= 0 ? NG_NOT_NEGATIVE : 0);
  case NG_PRIMITIVE_ABS:
  case NG_PRIMITIVE_EXP:
  case NG_PRIMITIVE_SIGMOID:
    return NG_NOT_NEGATIVE;
  case NG_PRIMITIVE_ADD:
    return (x & y & NG_NOT_NEGATIVE) != 0 ? x | y : 0;
  case NG_PRIMITIVE_MULTIPLY:
    return instruction->operands[0] == instruction->operands[1] ? x | NG_NOT_NEGATIVE : x & y;
  case NG_PRIMITIVE_DIVIDE:
    return x & y;
  case NG_PRIMITIVE_MAX:
    return x | y;
  case NG_PRIMITIVE_CONVERT:
  case NG_PRIMITIVE_SQRT:
  case NG_PRIMITIVE_RESHAPE:
  case NG_PRIMITIVE_TRANSPOSE:
  case NG_PRIMITIVE_BROADCAST:
  case NG_PRIMITIVE_SLICE:
  case NG_PRIMITIVE_SUM:
    return x;
  default:
    return 0;
  }
}

/* Whether tame operands of these flags may give what is not finite. */
static gboolean
is_wild (NgPrimitive primitive, guint8 x, guint8 y)
{
  switch (primitive) {
  case NG_PRIMITIVE_LOG:
    return (x & NG_POSITIVE) == 0;
  case NG_PRIMITIVE_LOG1P:
  case NG_PRIMITIVE_SQRT:
    return (x & NG_NOT_NEGATIVE) == 0;
  case NG_PRIMITIVE_DIVIDE:
    return (y & NG_POSITIVE) == 0;
  case NG_PRIMITIVE_EXP:
  case NG_PRIMITIVE_EXPM1:
  case NG_PRIMITIVE_TAN:
  case NG_PRIMITIVE_ASIN:
  case NG_PRIMITIVE_ACOS:
  case NG_PRIMITIVE_SINH:
  case NG_PRIMITIVE_COSH:
  case NG_PRIMITIVE_ACOSH:
  case NG_PRIMITIVE_ATANH:
  case NG_PRIMITIVE_ERF_INVERSE:
  case NG_PRIMITIVE_LOG_GAMMA:
  case NG_PRIMITIVE_DIGAMMA:
  case NG_PRIMITIVE_POWER:
  case NG_PRIMITIVE_MOD:
    return TRUE;
  default:
    return FALSE;
  }
}

guint8 *
ng_find_wild (const NgProgramBuilder *self, gsize length)
{
  guint8 *flags = g_new0 (guint8, length + 1);

  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_build_instruction (self, (NgValue) v);
    guint n = instruction->n_operands;
    guint8 x = n > 0 ? flags[instruction->operands[0]] : 0;
    guint8 y = n > 1 ? flags[instruction->operands[1]] : 0;

    flags[v] = find_sign (self, (NgValue) v, instruction, x, y) & SIGNS;
    if (ng_primitive_mixes (instruction->primitive))
      continue;
    if (is_wild (instruction->primitive, x, y))
      flags[v] |= NG_WILD;
    for (guint i = 0; i < n; i++)
      flags[v] |= flags[instruction->operands[i]] & NG_WILD;
  }
  return flags;
}
