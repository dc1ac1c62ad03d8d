/* Operators of the bits of whole numbers. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

enum { AND, OR, XOR };

/* Without carries a or b is a + b - (a and b), and a xor b is a or b less a and b. */
static void
lower_bitwise (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue values[2] = { ng_operation_need (to, 0), ng_operation_need (to, 1) };

  if (!ng_operation_broadcast (to, values, 2))
    return;
  NgValue both = ng_build_binary (b, NG_PRIMITIVE_AND, values[0], values[1]);
  NgValue either = ng_build_binary (b, NG_PRIMITIVE_OR, values[0], values[1]);
  int which = to->node->operator->variant;
  ng_operation_output (to,
                       0,
                       which == AND  ? both
                       : which == OR ? either
                                     : ng_build_subtract (b, either, both));
}

/* All bits turned: -1 - x */
static void
lower_bitwise_not (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  NgValue zero = ng_build_fill_like (b, x, 0), one = ng_build_fill_like (b, x, 1);
  ng_operation_output (to, 0, ng_build_subtract (b, ng_build_subtract (b, zero, one), x));
}

/* x 2^y, or x / 2^y, of unsigned numbers: a power too large is 0, by which a quotient is 0. */
static void
lower_shift (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  const char *direction = ng_onnx_node_text (to->node, "direction", "");
  NgValue values[2] = { ng_operation_need (to, 0), ng_operation_need (to, 1) };
  gboolean is_left = g_str_equal (direction, "LEFT");

  if (!ng_operation_broadcast (to, values, 2))
    return;
  if (!is_left && !g_str_equal (direction, "RIGHT")) {
    ng_operation_fail (to, "has the unknown direction \"%s\"", direction);
    return;
  }
  NgValue two = ng_build_fill_like (b, values[1], 2);
  NgValue factor = ng_build_binary (b, NG_PRIMITIVE_POWER, two, values[1]);
  ng_operation_output (to,
                       0,
                       is_left ? ng_build_multiply (b, values[0], factor)
                               : ng_build_divide (b, values[0], factor));
}

#define BITS(NAME, SUMMARY, LOWER, VARIANT, ...)                                                   \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_ELEMENTWISE,                         \
    .inputs = { __VA_ARGS__ }, .outputs = { "C" }, .infer = ng_operator_infer_broadcast,           \
    .lower = LOWER, .variant = VARIANT                                                             \
  }

const NgOperatorClass ng_operators_bits[] = {
  BITS ("BitwiseAnd", "Bits that both have", lower_bitwise, AND, "A", "B"),
  BITS ("BitwiseOr", "Bits that either has", lower_bitwise, OR, "A", "B"),
  BITS ("BitwiseXor", "Bits that one of both has", lower_bitwise, XOR, "A", "B"),
  BITS ("BitwiseNot", "All bits turned", lower_bitwise_not, 0, "X"),
  BITS ("BitShift", "Bits moved to higher or lower places", lower_shift, 0, "X", "Y"),
  { .name = NULL },
};
