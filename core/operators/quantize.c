/* Real numbers as integers: x = scale (q - zero), and products of such integers.
 *
 * Products are exact: those of matrices are taken of integers, those of convolutions in double
 * precision, in which sums of products of 8 bits are integers up to 2^53. */

#include "core/operators/quantize.h"

#include "core/operators/inference.h"
#include "core/tensor/element.h"

#include <math.h>
#include <string.h>

/* A scale or zero, repeated to the dimensions of @x: one number, one for each place of @axis, one
 * for each block of @block places along it, or an array that broadcasts. */
static NgValue
spread (NgOperation *to, NgValue scale, NgValue x, int axis, gint64 block)
{
  NgProgramBuilder *b = to->builder;
  NgShape shape = *ng_operation_shape (to, x), given = *ng_operation_shape (to, scale);
  gint64 wide[NG_MAX_RANK + 1];
  int axes[NG_MAX_RANK];

  if (ng_shape_count (&given) == 1)
    return ng_build_broadcast_numpy (
        b, ng_build_reshape (b, scale, shape.dims, 0), shape.dims, shape.rank);
  if (axis < 0 || axis >= shape.rank) {
    ng_operation_fail (to, "is asked for axis %d of an array of rank %d", axis, shape.rank);
    return NG_NO_VALUE;
  }
  if (given.rank == 1 && given.dims[0] == shape.dims[axis] && block == 0)
    return ng_build_broadcast_at (b, scale, x, axis);
  gboolean is_block = block > 0 && block <= NG_MAX_ELEMENTS && given.rank < NG_MAX_RANK;
  gboolean fits = given.rank == shape.rank && (block == 0 || is_block);
  for (int i = 0; fits && i < given.rank; i++)
    fits = block == 0
               ? given.dims[i] == shape.dims[i] || given.dims[i] == 1
               : given.dims[i] == (i == axis ? (shape.dims[i] + block - 1) / block : shape.dims[i]);
  if (!fits) {
    ng_operation_fail (to, "has scales or zeros that do not fit its input");
    return NG_NO_VALUE;
  }
  if (block == 0)
    return ng_build_broadcast_numpy (b, scale, shape.dims, shape.rank);
  /* (…, n, …) -> (…, n, block, …) -> (…, n block, …), of which the last block may be shorter. */
  for (int i = 0; i < given.rank; i++) {
    axes[i] = i <= axis ? i : i + 1;
    wide[axes[i]] = given.dims[i];
  }
  wide[axis + 1] = block;
  NgValue all = ng_build_broadcast (b, scale, wide, given.rank + 1, axes);
  all = ng_build_merge_axes (b, all, axis, 2);
  return ng_operation_part (to, all, axis, 0, 1, shape.dims[axis]);
}

static void
range_of (NgElement element, double *least, double *greatest)
{
  int bits = (int) ng_element_bits (element);
  gboolean is_unsigned = ng_element_is_unsigned (element);

  *least = is_unsigned ? 0 : -ldexp (1, bits - 1);
  *greatest = ldexp (1, is_unsigned ? bits : bits - 1) - 1;
}

/* round x + zero, held in the range of the integer @target */
static NgValue
saturate (NgOperation *to, NgValue x, NgValue zero, NgElement target)
{
  NgProgramBuilder *b = to->builder;
  double least, greatest;

  range_of (target, &least, &greatest);
  x = ng_build_unary (b, NG_PRIMITIVE_ROUND, x);
  if (zero != NG_NO_VALUE)
    x = ng_build_add (b, x, ng_build_convert (b, zero, ng_operation_shape (to, x)->element));
  x = ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, least));
  x = ng_build_binary (b, NG_PRIMITIVE_MIN, x, ng_build_fill_like (b, x, greatest));
  return ng_build_convert (b, x, ng_element_whole (target));
}

static int
quantized_axis (NgOperation *to, int rank)
{
  gint64 axis = ng_onnx_node_integer (to->node, "axis", 1);

  return (int) CLAMP (axis < 0 ? axis + rank : axis, -1, rank);
}

/* What a QuantizeLinear makes: the element of its zero, else as "output_dtype" says. */
static NgElement
quantized_element (const NgOnnxNode *node, NgElement of_zero)
{
  NgElement said = ng_onnx_element (ng_onnx_node_integer (node, "output_dtype", 0));

  if (of_zero != NG_ELEMENT_NONE)
    return of_zero;
  return said != NG_ELEMENT_NONE ? said : NG_ELEMENT_U8;
}

static void
infer_as (NgRelation *relation, const NgOnnxNode *node, NgElement element)
{
  NgType type = ng_operand_type (relation, node, 0), result = ng_type_of_element (element);

  result.rank = type.rank;
  memcpy (result.dims, type.dims, sizeof result.dims);
  ng_result_type (relation, node, 0, &result);
}

void
ng_quantize_infer (NgRelation *relation, const NgOnnxNode *node)
{
  NgElement zero = ng_operand_type (relation, node, 2).element;

  if (!ng_operand_is_present (node, 2) || zero != NG_ELEMENT_NONE)
    infer_as (relation, node, quantized_element (node, zero));
}

/* Reals of 8 bits are rounded as by Cast; integers saturate. */
void
ng_quantize_lower (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  NgValue zero = ng_operation_input (to, 2);
  gint64 block = ng_onnx_node_integer (to->node, "block_size", 0);

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE)
    return;
  NgElement target = quantized_element (
      to->node, zero != NG_NO_VALUE ? ng_operation_element (to, 2) : NG_ELEMENT_NONE);
  int axis = quantized_axis (to, ng_operation_shape (to, x)->rank);
  NgElement real = ng_operation_real (to);
  x = ng_build_convert (b, x, real);
  scale = spread (to, ng_build_convert (b, scale, real), x, axis, block);
  if (zero != NG_NO_VALUE)
    zero = spread (to, zero, x, axis, block);
  if (ng_operation_has_failed (to))
    return;
  x = ng_build_divide (b, x, scale);
  if (ng_element_is_integer (target)) {
    ng_operation_output (to, 0, saturate (to, x, zero, target));
    return;
  }
  if (zero != NG_NO_VALUE)
    x = ng_build_add (b, x, zero);
  ng_operation_output (
      to,
      0,
      ng_operation_cast (
          to, x, target, ng_onnx_node_integer (to->node, "saturate", 1) != 0, "nearest"));
}

void
ng_dequantize_infer (NgRelation *relation, const NgOnnxNode *node)
{
  NgElement said = ng_onnx_element (ng_onnx_node_integer (node, "output_dtype", 0));
  NgElement scale = ng_operand_type (relation, node, 1).element;

  if (said != NG_ELEMENT_NONE || scale != NG_ELEMENT_NONE)
    infer_as (relation, node, said != NG_ELEMENT_NONE ? said : scale);
}

void
ng_dequantize_lower (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  NgValue zero = ng_operation_input (to, 2);
  gint64 block = ng_onnx_node_integer (to->node, "block_size", 0);

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE)
    return;
  int axis = quantized_axis (to, ng_operation_shape (to, x)->rank);
  NgElement real = ng_operation_real (to);
  /* Differences of 32 bits are integers yet: in 64 bits none is lost. */
  if (zero != NG_NO_VALUE) {
    NgElement wide =
        ng_element_is_real (ng_operation_shape (to, x)->element) ? real : NG_ELEMENT_I64;
    x = ng_build_convert (b, x, wide);
    zero = spread (to, ng_build_convert (b, zero, wide), x, axis, block);
    if (zero == NG_NO_VALUE)
      return;
    x = ng_build_subtract (b, x, zero);
  }
  x = ng_build_convert (b, x, real);
  scale = spread (to, ng_build_convert (b, scale, real), x, axis, block);
  if (scale != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_multiply (b, x, scale));
}

/* uint8, with a range that holds 0 and all elements. */
static void
lower_dynamic_quantize (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  guint mask = (1u << shape.rank) - 1;
  NgValue zero = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, mask, FALSE);
  zero = ng_build_fill_like (b, zero, 0);
  NgValue greatest = ng_build_binary (
      b, NG_PRIMITIVE_MAX, ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, mask, FALSE), zero);
  NgValue least = ng_build_binary (
      b, NG_PRIMITIVE_MIN, ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MIN, x, mask, FALSE), zero);
  NgValue span = ng_build_subtract (b, greatest, least);
  NgValue is_flat = ng_build_binary (b, NG_PRIMITIVE_EQUAL, span, zero);
  span = ng_build_select (b, is_flat, ng_build_fill_like (b, span, 1), span);
  NgValue scale = ng_build_divide (b, span, ng_build_fill_like (b, span, 255));
  NgValue offset = ng_build_unary (b, NG_PRIMITIVE_NEGATE, ng_build_divide (b, least, scale));
  NgValue place = saturate (to, offset, NG_NO_VALUE, NG_ELEMENT_U8);
  NgValue wide_scale = spread (to, scale, x, 0, 0), wide_place = spread (to, place, x, 0, 0);
  ng_operation_output (
      to, 0, saturate (to, ng_build_divide (b, x, wide_scale), wide_place, NG_ELEMENT_U8));
  ng_operation_output (to, 1, scale);
  ng_operation_output (to, 2, place);
}

/* The integers less their zero, as @element: rows of a matrix may have a zero each. */
static NgValue
centred (NgOperation *to, gsize index, gsize of_zero, NgElement element, int axis)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, index), zero = ng_operation_input (to, of_zero);

  if (x == NG_NO_VALUE)
    return NG_NO_VALUE;
  x = ng_build_convert (b, x, element);
  if (zero == NG_NO_VALUE)
    return x;
  zero = ng_build_convert (b, zero, element);
  int rank = ng_operation_shape (to, x)->rank;
  zero = spread (to, zero, x, axis < 0 ? axis + rank : axis, 0);
  return zero != NG_NO_VALUE ? ng_build_subtract (b, x, zero) : NG_NO_VALUE;
}

/* Of int32, by rows of the left and columns of the right. A vector has one zero. */
static NgValue
integer_product (NgOperation *to, gsize left, gsize left_zero, gsize right, gsize right_zero)
{
  NgValue a = centred (to, left, left_zero, NG_ELEMENT_I32, -2);
  NgValue c = a != NG_NO_VALUE ? centred (to, right, right_zero, NG_ELEMENT_I32, -1) : NG_NO_VALUE;

  return c != NG_NO_VALUE ? ng_operation_matmul (to, a, c) : NG_NO_VALUE;
}

static void
lower_matmul_integer (NgOperation *to)
{
  ng_operation_output (to, 0, integer_product (to, 0, 2, 1, 3));
}

/* Where the scales of a product stand among the inputs, and along which axes of it they go. */
typedef struct {
  gsize left, right, result, zero;
  int left_axis, right_axis;
} Scales;

/* int32 results y as quantised numbers: y left right / result + zero */
static NgValue
requantize (NgOperation *to, NgValue y, const Scales *scales)
{
  NgProgramBuilder *b = to->builder;
  const gsize places[3] = { scales->left, scales->right, scales->result };
  const int axes[3] = { scales->left_axis, scales->right_axis, scales->right_axis };
  NgValue values[3], zero = ng_operation_need (to, scales->zero);

  if (zero == NG_NO_VALUE)
    return NG_NO_VALUE;
  y = ng_build_convert (b, y, NG_ELEMENT_F64);
  for (int i = 0; i < 3; i++) {
    values[i] = ng_operation_need (to, places[i]);
    if (values[i] != NG_NO_VALUE)
      values[i] =
          spread (to, ng_build_convert (b, values[i], ng_operation_real (to)), y, axes[i], 0);
    if (values[i] == NG_NO_VALUE)
      return NG_NO_VALUE;
  }
  NgValue factor = ng_build_divide (b, ng_build_multiply (b, values[0], values[1]), values[2]);
  factor = ng_build_convert (b, factor, NG_ELEMENT_F64);
  zero = spread (to, zero, y, scales->right_axis, 0);
  return zero != NG_NO_VALUE ? saturate (to,
                                         ng_build_multiply (b, y, factor),
                                         zero,
                                         ng_operation_element (to, scales->zero))
                             : NG_NO_VALUE;
}

void
ng_quantized_infer (NgRelation *relation, const NgOnnxNode *node, gsize zero)
{
  NgElement element = ng_operand_is_present (node, zero)
                          ? ng_operand_type (relation, node, zero).element
                          : NG_ELEMENT_U8;
  NgType type = ng_type_of_element (element);

  if (element == NG_ELEMENT_NONE)
    return;
  ng_result_type (relation, node, 0, &type);
  ng_operator_infer_by_lowering (relation, node);
}

NgValue
ng_quantized_read (NgOperation *to, gsize x, gsize scale, gsize zero)
{
  NgProgramBuilder *b = to->builder;
  NgValue value = ng_operation_need (to, x), factor = ng_operation_need (to, scale);
  NgValue place = ng_operation_input (to, zero);

  if (value == NG_NO_VALUE || factor == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (place != NG_NO_VALUE) {
    value = ng_build_convert (b, value, NG_ELEMENT_I32);
    place = spread (to, ng_build_convert (b, place, NG_ELEMENT_I32), value, 0, 0);
    if (place == NG_NO_VALUE)
      return NG_NO_VALUE;
    value = ng_build_subtract (b, value, place);
  }
  value = ng_build_convert (b, value, ng_operation_real (to));
  factor = spread (to, ng_build_convert (b, factor, ng_operation_real (to)), value, 0, 0);
  return factor != NG_NO_VALUE ? ng_build_multiply (b, value, factor) : NG_NO_VALUE;
}

NgValue
ng_quantized_write (NgOperation *to, NgValue y, gsize scale, gsize zero)
{
  NgProgramBuilder *b = to->builder;
  NgValue factor = ng_operation_need (to, scale), place = ng_operation_input (to, zero);
  NgElement target = place != NG_NO_VALUE ? ng_operation_element (to, zero) : NG_ELEMENT_U8;

  if (y == NG_NO_VALUE || factor == NG_NO_VALUE)
    return NG_NO_VALUE;
  factor = spread (to, ng_build_convert (b, factor, ng_operation_real (to)), y, 0, 0);
  if (place != NG_NO_VALUE)
    place = spread (to, place, y, 0, 0);
  if (ng_operation_has_failed (to))
    return NG_NO_VALUE;
  return saturate (to, ng_build_divide (b, y, factor), place, target);
}

static void
infer_requantized (NgRelation *relation, const NgOnnxNode *node)
{
  ng_quantized_infer (relation, node, 7);
}

static void
lower_qlinear_matmul (NgOperation *to)
{
  NgValue y = integer_product (to, 0, 2, 3, 5);

  if (y == NG_NO_VALUE)
    return;
  int rank = ng_operation_shape (to, y)->rank;
  Scales scales = {
    .left = 1, .right = 4, .result = 6, .zero = 7, .left_axis = rank - 2, .right_axis = rank - 1
  };
  ng_operation_output (to, 0, requantize (to, y, &scales));
}

/* int32, exact: sums of products of 8 bits in double precision */
static NgValue
integer_convolution (NgOperation *to, gsize x, gsize x_zero, gsize w, gsize w_zero)
{
  NgWindow window;
  NgValue data = centred (to, x, x_zero, NG_ELEMENT_F64, 1);
  NgValue weights = data != NG_NO_VALUE ? centred (to, w, w_zero, NG_ELEMENT_F64, 0) : NG_NO_VALUE;

  if (weights == NG_NO_VALUE || !ng_operation_window (to, data, weights, &window))
    return NG_NO_VALUE;
  return ng_build_convert (
      to->builder, ng_build_convolve (to->builder, data, weights, &window), NG_ELEMENT_I32);
}

static void
lower_conv_integer (NgOperation *to)
{
  ng_operation_output (to, 0, integer_convolution (to, 0, 2, 1, 3));
}

static void
lower_qlinear_conv (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue y = integer_convolution (to, 0, 2, 3, 5), bias = ng_operation_input (to, 8);

  if (y == NG_NO_VALUE)
    return;
  if (bias != NG_NO_VALUE) {
    bias = spread (to, ng_build_convert (b, bias, NG_ELEMENT_I32), y, 1, 0);
    if (bias == NG_NO_VALUE)
      return;
    y = ng_build_add (b, y, bias);
  }
  Scales scales = {
    .left = 1, .right = 4, .result = 6, .zero = 7, .left_axis = 1, .right_axis = 1
  };
  ng_operation_output (to, 0, requantize (to, y, &scales));
}

const NgOperatorClass ng_operators_quantize[] = {
  { .name = "QuantizeLinear",
    .summary = "Real numbers as integers of few bits",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "x", "y_scale", "y_zero_point" },
    .outputs = { "y" },
    .infer = ng_quantize_infer,
    .lower = ng_quantize_lower },
  { .name = "DequantizeLinear",
    .summary = "The real numbers that integers stand for",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "x", "x_scale", "x_zero_point" },
    .outputs = { "y" },
    .infer = ng_dequantize_infer,
    .lower = ng_dequantize_lower },
  { .name = "DynamicQuantizeLinear",
    .summary = "Real numbers as integers that their range fits",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "x" },
    .outputs = { "y", "y_scale", "y_zero_point" },
    .lower = lower_dynamic_quantize },
  { .name = "MatMulInteger",
    .summary = "Product of matrices of integers",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "A", "B", "a_zero_point", "b_zero_point" },
    .outputs = { "Y" },
    .lower = lower_matmul_integer },
  { .name = "QLinearMatMul",
    .summary = "Product of matrices of quantised numbers",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "a",
                "a_scale",
                "a_zero_point",
                "b",
                "b_scale",
                "b_zero_point",
                "y_scale",
                "y_zero_point" },
    .outputs = { "y" },
    .infer = infer_requantized,
    .lower = lower_qlinear_matmul },
  { .name = "ConvInteger",
    .summary = "Convolution of integers",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "x", "w", "x_zero_point", "w_zero_point" },
    .outputs = { "y" },
    .lower = lower_conv_integer },
  { .name = "QLinearConv",
    .summary = "Convolution of quantised numbers",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "x",
                "x_scale",
                "x_zero_point",
                "w",
                "w_scale",
                "w_zero_point",
                "y_scale",
                "y_zero_point",
                "B" },
    .outputs = { "y" },
    .infer = infer_requantized,
    .lower = lower_qlinear_conv },
  { .name = NULL },
};
