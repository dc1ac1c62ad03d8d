/* The primitives, one row each: name, number of operands, whether element by element, shape rule,
 * derivative, and operations an element. */

#include "core/program/primitive.h"

#include "core/program/derive.h"
#include "core/program/shapes.h"

static const NgPrimitiveClass classes[NG_N_PRIMITIVES] = {
  [NG_PRIMITIVE_INPUT] = { "input", 0, FALSE, ng_infer_source, NULL, 0 },
  [NG_PRIMITIVE_CONSTANT] = { "constant", 0, FALSE, ng_infer_source, NULL, 0 },
  [NG_PRIMITIVE_FILL] = { "fill", 0, FALSE, ng_infer_source, NULL, 1 },
  [NG_PRIMITIVE_IOTA] = { "iota", 0, FALSE, ng_infer_source, NULL, 1 },
  [NG_PRIMITIVE_RANDOM] = { "random", 0, FALSE, ng_infer_source, NULL, 5 },
  [NG_PRIMITIVE_CONVERT] = { "convert", 1, TRUE, ng_infer_unary, ng_derive_convert, 1 },
  [NG_PRIMITIVE_NEGATE] = { "negate", 1, TRUE, ng_infer_unary, ng_derive_unary, 1 },
  [NG_PRIMITIVE_ABS] = { "abs", 1, TRUE, ng_infer_unary, ng_derive_unary, 1 },
  [NG_PRIMITIVE_SIGN] = { "sign", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_EXP] = { "exp", 1, TRUE, ng_infer_unary, ng_derive_unary, 10 },
  [NG_PRIMITIVE_EXPM1] = { "expm1", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_LOG] = { "log", 1, TRUE, ng_infer_unary, ng_derive_unary, 10 },
  [NG_PRIMITIVE_LOG1P] = { "log1p", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_SQRT] = { "sqrt", 1, TRUE, ng_infer_unary, ng_derive_unary, 4 },
  [NG_PRIMITIVE_SIN] = { "sin", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_COS] = { "cos", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_TAN] = { "tan", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ASIN] = { "asin", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ACOS] = { "acos", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ATAN] = { "atan", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_SINH] = { "sinh", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_COSH] = { "cosh", 1, TRUE, ng_infer_unary, ng_derive_unary, 20 },
  [NG_PRIMITIVE_TANH] = { "tanh", 1, TRUE, ng_infer_unary, ng_derive_unary, 15 },
  [NG_PRIMITIVE_ASINH] = { "asinh", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ACOSH] = { "acosh", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ATANH] = { "atanh", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_SIGMOID] = { "sigmoid", 1, TRUE, ng_infer_unary, ng_derive_unary, 12 },
  [NG_PRIMITIVE_ERF] = { "erf", 1, TRUE, ng_infer_unary, ng_derive_unary, 30 },
  [NG_PRIMITIVE_ERFC] = { "erfc", 1, TRUE, ng_infer_unary, ng_derive_unary, 40 },
  [NG_PRIMITIVE_ERF_INVERSE] = { "erf_inverse", 1, TRUE, ng_infer_unary, ng_derive_unary, 150 },
  [NG_PRIMITIVE_LOG_GAMMA] = { "log_gamma", 1, TRUE, ng_infer_unary, ng_derive_unary, 60 },
  [NG_PRIMITIVE_DIGAMMA] = { "digamma", 1, TRUE, ng_infer_unary, ng_derive_unary, 60 },
  [NG_PRIMITIVE_FLOOR] = { "floor", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_CEIL] = { "ceil", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_ROUND] = { "round", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_TRUNC] = { "trunc", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_IS_NAN] = { "is_nan", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_NOT] = { "not", 1, TRUE, ng_infer_unary, NULL, 1 },
  [NG_PRIMITIVE_ADD] = { "add", 2, TRUE, ng_infer_binary, ng_derive_add, 1 },
  [NG_PRIMITIVE_SUBTRACT] = { "subtract", 2, TRUE, ng_infer_binary, ng_derive_subtract, 1 },
  [NG_PRIMITIVE_MULTIPLY] = { "multiply", 2, TRUE, ng_infer_binary, ng_derive_multiply, 1 },
  [NG_PRIMITIVE_DIVIDE] = { "divide", 2, TRUE, ng_infer_binary, ng_derive_divide, 4 },
  [NG_PRIMITIVE_POWER] = { "power", 2, TRUE, ng_infer_binary, ng_derive_power, 40 },
  [NG_PRIMITIVE_MOD] = { "mod", 2, TRUE, ng_infer_binary, ng_derive_mod, 20 },
  [NG_PRIMITIVE_MIN] = { "min", 2, TRUE, ng_infer_binary, ng_derive_min_max, 1 },
  [NG_PRIMITIVE_MAX] = { "max", 2, TRUE, ng_infer_binary, ng_derive_min_max, 1 },
  [NG_PRIMITIVE_ATAN2] = { "atan2", 2, TRUE, ng_infer_binary, ng_derive_atan2, 40 },
  [NG_PRIMITIVE_EQUAL] = { "equal", 2, TRUE, ng_infer_binary, NULL, 1 },
  [NG_PRIMITIVE_LESS] = { "less", 2, TRUE, ng_infer_binary, NULL, 1 },
  [NG_PRIMITIVE_LESS_EQUAL] = { "less_equal", 2, TRUE, ng_infer_binary, NULL, 1 },
  [NG_PRIMITIVE_AND] = { "and", 2, TRUE, ng_infer_binary, NULL, 1 },
  [NG_PRIMITIVE_OR] = { "or", 2, TRUE, ng_infer_binary, NULL, 1 },
  [NG_PRIMITIVE_SELECT] = { "select", 3, TRUE, ng_infer_select, ng_derive_select, 1 },
  [NG_PRIMITIVE_BIT_CAST] = { "bit_cast", 1, FALSE, ng_infer_bit_cast, NULL, 1 },
  [NG_PRIMITIVE_RESHAPE] = { "reshape", 1, FALSE, ng_infer_reshape, ng_derive_reshape, 1 },
  [NG_PRIMITIVE_TRANSPOSE] = { "transpose", 1, FALSE, ng_infer_transpose, ng_derive_transpose, 2 },
  [NG_PRIMITIVE_BROADCAST] = { "broadcast", 1, FALSE, ng_infer_broadcast, ng_derive_broadcast, 1 },
  [NG_PRIMITIVE_SLICE] = { "slice", 1, FALSE, ng_infer_slice, ng_derive_slice, 1 },
  [NG_PRIMITIVE_PAD] = { "pad", 1, FALSE, ng_infer_pad, ng_derive_pad, 1 },
  [NG_PRIMITIVE_CONCAT] = { "concat", -1, FALSE, ng_infer_concat, ng_derive_concat, 1 },
  [NG_PRIMITIVE_GATHER] = { "gather", 2, FALSE, ng_infer_gather, ng_derive_gather, 2 },
  [NG_PRIMITIVE_SCATTER_ADD] = { "scatter_add",
                                 2,
                                 FALSE,
                                 ng_infer_scatter_add,
                                 ng_derive_scatter_add,
                                 0 },
  [NG_PRIMITIVE_SUM] = { "sum", 1, FALSE, ng_infer_reduce, ng_derive_sum, 0 },
  [NG_PRIMITIVE_PRODUCT] = { "product", 1, FALSE, ng_infer_reduce, ng_derive_product, 0 },
  [NG_PRIMITIVE_REDUCE_MAX] = { "reduce_max",
                                1,
                                FALSE,
                                ng_infer_reduce,
                                ng_derive_reduce_max_min,
                                0 },
  [NG_PRIMITIVE_REDUCE_MIN] = { "reduce_min",
                                1,
                                FALSE,
                                ng_infer_reduce,
                                ng_derive_reduce_max_min,
                                0 },
  [NG_PRIMITIVE_ARG_MAX] = { "arg_max", 1, FALSE, ng_infer_arg, NULL, 0 },
  [NG_PRIMITIVE_ARG_MIN] = { "arg_min", 1, FALSE, ng_infer_arg, NULL, 0 },
  [NG_PRIMITIVE_ORDER] = { "order", 1, FALSE, ng_infer_order, NULL, 40 },
  [NG_PRIMITIVE_CUMULATE] = { "cumulate", 1, FALSE, ng_infer_cumulate, ng_derive_cumulate, 1 },
  [NG_PRIMITIVE_MATMUL] = { "matmul", 2, FALSE, ng_infer_matmul, ng_derive_matmul, 0 },
  [NG_PRIMITIVE_CONVOLVE] = { "convolve", 2, FALSE, ng_infer_convolve, ng_derive_convolve, 0 },
  [NG_PRIMITIVE_CONVOLVE_DATA] = { "convolve_data",
                                   2,
                                   FALSE,
                                   ng_infer_convolve,
                                   ng_derive_convolve_data,
                                   0 },
  [NG_PRIMITIVE_CONVOLVE_WEIGHTS] = { "convolve_weights",
                                      2,
                                      FALSE,
                                      ng_infer_convolve,
                                      ng_derive_convolve_weights,
                                      0 },
  [NG_PRIMITIVE_POOL_MAX] = { "pool_max", 1, FALSE, ng_infer_pool, ng_derive_pool_max, 0 },
  [NG_PRIMITIVE_POOL_MAX_DATA] = { "pool_max_data",
                                   2,
                                   FALSE,
                                   ng_infer_pool,
                                   ng_derive_pool_max_data,
                                   0 },
  [NG_PRIMITIVE_POOL_SUM] = { "pool_sum", 1, FALSE, ng_infer_pool, ng_derive_pool_sum, 0 },
  [NG_PRIMITIVE_POOL_SUM_DATA] = { "pool_sum_data",
                                   1,
                                   FALSE,
                                   ng_infer_pool,
                                   ng_derive_pool_sum_data,
                                   0 },
};

const NgPrimitiveClass *
ng_primitive_class (NgPrimitive self)
{
  g_return_val_if_fail ((guint) self < NG_N_PRIMITIVES, &classes[NG_PRIMITIVE_INPUT]);

  return &classes[self];
}

gboolean
ng_primitive_is_view (NgPrimitive self)
{
  return self == NG_PRIMITIVE_TRANSPOSE || self == NG_PRIMITIVE_BROADCAST ||
         self == NG_PRIMITIVE_SLICE || self == NG_PRIMITIVE_RESHAPE;
}

gboolean
ng_primitive_is_reduction (NgPrimitive self)
{
  return self == NG_PRIMITIVE_SUM || self == NG_PRIMITIVE_PRODUCT ||
         self == NG_PRIMITIVE_REDUCE_MAX || self == NG_PRIMITIVE_REDUCE_MIN;
}

const char *
ng_primitive_name (NgPrimitive self)
{
  return ng_primitive_class (self)->name;
}

gboolean
ng_primitive_is_elementwise (NgPrimitive self)
{
  return ng_primitive_class (self)->is_elementwise;
}

gboolean
ng_element_is_computable (NgElement self)
{
  switch (self) {
  case NG_ELEMENT_F32:
  case NG_ELEMENT_F64:
  case NG_ELEMENT_F16:
  case NG_ELEMENT_BF16:
  case NG_ELEMENT_BOOL:
    return TRUE;
  default:
    return ng_element_is_integer (self) && ng_element_bits (self) >= 8;
  }
}

static double
taps (const NgWindow *window)
{
  double product = 1;

  for (int i = 0; i < window->rank; i++)
    product *= (double) window->size[i];
  return product;
}

double
ng_primitive_cost (const NgInstruction *instruction, const NgShape *const *operands)
{
  const NgAttributes *attributes = instruction->attributes;
  double count = (double) ng_shape_count (&instruction->shape);
  double first = instruction->n_operands > 0 ? (double) ng_shape_count (operands[0]) : 0;
  int cost = ng_primitive_class (instruction->primitive)->cost;

  if (cost > 0)
    return cost * count;
  switch (instruction->primitive) {
  case NG_PRIMITIVE_MATMUL:
    return count *
           (double) operands[0]->dims[operands[0]->rank - (attributes->transpose_a ? 2 : 1)];
  case NG_PRIMITIVE_CONVOLVE:
    return count * (double) operands[1]->dims[1] * taps (&attributes->window);
  case NG_PRIMITIVE_CONVOLVE_DATA:
    return first * (double) operands[1]->dims[1] * taps (&attributes->window);
  case NG_PRIMITIVE_CONVOLVE_WEIGHTS:
    return (double) ng_shape_count (operands[1]) * (double) instruction->shape.dims[1] *
           taps (&attributes->window);
  case NG_PRIMITIVE_POOL_MAX:
  case NG_PRIMITIVE_POOL_SUM:
    return count * taps (&attributes->window);
  case NG_PRIMITIVE_POOL_MAX_DATA:
    return (double) ng_shape_count (operands[1]) * taps (&attributes->window);
  case NG_PRIMITIVE_POOL_SUM_DATA:
    return first * taps (&attributes->window);
  default:
    return count + first;
  }
}
