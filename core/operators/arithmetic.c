/* Operators of several arrays, element by element, by NumPy's rule of broadcasting. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

/* Before version 7 the second input lines up with the first from "axis" on. */
static NgValue
line_up (NgOperation *to, NgValue x, NgValue y)
{
  const NgShape *left = ng_operation_shape (to, x), *right = ng_operation_shape (to, y);
  gint64 axis = ng_onnx_node_integer (to->node, "axis", left->rank - right->rank);
  gint64 dims[NG_MAX_RANK];

  if (ng_onnx_node_integer (to->node, "broadcast", 0) == 0 || to->node->version >= 7)
    return y;
  if (axis < 0)
    axis += left->rank;
  if (axis < 0 || axis + right->rank > left->rank) {
    ng_operation_fail (to, "cannot line up its inputs at axis %" G_GINT64_FORMAT, axis);
    return y;
  }
  for (int i = 0; i < left->rank; i++)
    dims[i] = i >= axis && i < axis + right->rank ? right->dims[i - axis] : 1;
  return ng_build_reshape (to->builder, y, dims, left->rank);
}

/* Reals win over integers where a constant exponent is of another element. */
static NgValue
match (NgOperation *to, NgValue x, NgValue y)
{
  NgElement left = ng_operation_shape (to, x)->element, right = ng_operation_shape (to, y)->element;

  return left == right ? y : ng_build_convert (to->builder, y, left);
}

static void
lower_binary (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), y = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || y == NG_NO_VALUE)
    return;
  y = match (to, x, line_up (to, x, y));
  ng_operation_output (to, 0, ng_operation_binary (to, to->node->operator->primitive, x, y));
}

/* a > b is b < a. */
static void
lower_swapped (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), y = ng_operation_need (to, 1);

  if (x != NG_NO_VALUE && y != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_operation_binary (to, to->node->operator->primitive, line_up (to, x, y), x));
}

/* Of truth values; the primitives would combine the bits of integers. What differs is not equal. */
static void
lower_logical (NgOperation *to)
{
  NgValue values[2] = { ng_operation_need (to, 0), ng_operation_need (to, 1) }, result;
  NgPrimitive primitive = to->node->operator->primitive;

  if (values[0] == NG_NO_VALUE || values[1] == NG_NO_VALUE)
    return;
  for (int i = 0; i < 2; i++) {
    NgElement element = ng_operation_shape (to, values[i])->element;

    if (element != NG_ELEMENT_BOOL) {
      ng_operation_fail (to, "takes booleans, and gets %s", ng_element_name (element));
      return;
    }
  }
  result = ng_operation_binary (to, primitive, values[0], line_up (to, values[0], values[1]));
  if (primitive == NG_PRIMITIVE_EQUAL)
    result = ng_build_unary (to->builder, NG_PRIMITIVE_NOT, result);
  ng_operation_output (to, 0, result);
}

/* With fmod the result has the sign of the dividend: x - y trunc (x / y). */
static void
lower_mod (NgOperation *to)
{
  NgValue values[2] = { ng_operation_need (to, 0), ng_operation_need (to, 1) };

  if (!ng_operation_broadcast (to, values, 2))
    return;
  NgElement element = ng_operation_shape (to, values[0])->element;
  if (ng_onnx_node_integer (to->node, "fmod", 0) == 0) {
    ng_operation_output (
        to, 0, ng_build_binary (to->builder, NG_PRIMITIVE_MOD, values[0], values[1]));
    return;
  }
  NgValue quotient = ng_build_divide (to->builder, values[0], values[1]);
  if (ng_element_is_real (element))
    quotient = ng_build_unary (to->builder, NG_PRIMITIVE_TRUNC, quotient);
  ng_operation_output (to,
                       0,
                       ng_build_subtract (to->builder,
                                          values[0],
                                          ng_build_multiply (to->builder, quotient, values[1])));
}

/* Sum, Mean, Min and Max of any number of arrays. */
static void
lower_many (NgOperation *to)
{
  g_autofree NgValue *values = g_new (NgValue, MAX (to->n_inputs, 1));

  for (gsize i = 0; i < MAX (to->n_inputs, 1); i++) {
    values[i] = ng_operation_need (to, i);
    if (values[i] == NG_NO_VALUE)
      return;
  }
  if (!ng_operation_broadcast (to, values, to->n_inputs))
    return;
  NgValue result = values[0];
  for (gsize i = 1; i < to->n_inputs; i++)
    result = ng_build_binary (to->builder, to->node->operator->primitive, result, values[i]);
  if (to->node->operator->variant == 1)
    result = ng_build_scale (to->builder, result, 1 / (double) to->n_inputs);
  ng_operation_output (to, 0, result);
}

/* a sigmoid (alpha a) b */
static void
lower_swiglu (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue gate = ng_operation_need (to, 0), x = ng_operation_need (to, 1);

  if (gate == NG_NO_VALUE || x == NG_NO_VALUE)
    return;
  NgValue scaled = ng_build_scale (b, gate, ng_onnx_node_real (to->node, "alpha", 1));
  NgValue share = ng_build_unary (b, NG_PRIMITIVE_SIGMOID, scaled);
  ng_operation_output (to, 0, ng_build_multiply (b, ng_build_multiply (b, gate, share), x));
}

static void
infer_where (NgRelation *relation, const NgOnnxNode *node)
{
  NgType types[3], common;

  if (ng_operator_infer_known (relation, node))
    return;
  for (gsize i = 0; i < 3; i++)
    types[i] = ng_operand_type (relation, node, i);
  common = ng_type_of_element (types[1].element != NG_ELEMENT_NONE ? types[1].element
                                                                   : types[2].element);
  if (!ng_operator_infer_dims_broadcast (relation, types, 3, &common))
    ng_relation_fail (
        relation, "ONNX::operator", "Where cannot combine arrays of these dimensions.");
  else
    ng_result_type (relation, node, 0, &common);
}

static void
lower_where (NgOperation *to)
{
  NgValue values[3] = { ng_operation_need (to, 0),
                        ng_operation_need (to, 1),
                        ng_operation_need (to, 2) };

  if (ng_operation_broadcast (to, values, 3))
    ng_operation_output (to, 0, ng_build_select (to->builder, values[0], values[1], values[2]));
}

/* The slope broadcasts to the right, and may lack axes in front. */
static void
lower_prelu (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), slope = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || slope == NG_NO_VALUE)
    return;
  const NgShape *shape = ng_operation_shape (to, x), *of_slope = ng_operation_shape (to, slope);
  /* Before version 7 a slope for each channel stands without its trailing axes. */
  if (to->node->version < 7 && of_slope->rank == 1 && shape->rank > 1) {
    gint64 dims[NG_MAX_RANK] = { of_slope->dims[0] };
    for (int i = 1; i < shape->rank - 1; i++)
      dims[i] = 1;
    slope = ng_build_reshape (to->builder, slope, dims, shape->rank - 1);
  }
  NgValue zero = ng_build_fill_like (to->builder, x, 0);
  NgValue scaled = ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, x, slope);
  NgValue negative = ng_build_binary (to->builder, NG_PRIMITIVE_LESS, x, zero);
  ng_operation_output (to, 0, ng_build_select (to->builder, negative, scaled, x));
}

#define BINARY(NAME, SUMMARY, INFER, LOWER, PRIMITIVE_OF)                                          \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_ELEMENTWISE, .inputs = { "A", "B" }, \
    .outputs = { "C" }, .infer = INFER, .lower = LOWER, .primitive = PRIMITIVE_OF                  \
  }
#define MANY(NAME, SUMMARY, PRIMITIVE_OF, VARIANT)                                                 \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_ELEMENTWISE, .inputs = { "data" },   \
    .outputs = { "result" }, .is_variadic = TRUE, .infer = ng_operator_infer_broadcast,            \
    .lower = lower_many, .primitive = PRIMITIVE_OF, .variant = VARIANT                             \
  }

const NgOperatorClass ng_operators_arithmetic[] = {
  BINARY ("Add", "Sum", ng_operator_infer_broadcast, lower_binary, NG_PRIMITIVE_ADD),
  BINARY ("Sub", "Difference", ng_operator_infer_broadcast, lower_binary, NG_PRIMITIVE_SUBTRACT),
  BINARY ("Mul", "Product", ng_operator_infer_broadcast, lower_binary, NG_PRIMITIVE_MULTIPLY),
  BINARY ("Div", "Quotient", ng_operator_infer_broadcast, lower_binary, NG_PRIMITIVE_DIVIDE),
  BINARY ("Pow", "Power", ng_operator_infer_broadcast, lower_binary, NG_PRIMITIVE_POWER),
  BINARY ("Mod", "Remainder", ng_operator_infer_broadcast, lower_mod, NG_PRIMITIVE_MOD),
  BINARY ("And", "Logical and", ng_operator_infer_compare, lower_logical, NG_PRIMITIVE_AND),
  BINARY ("Or", "Logical or", ng_operator_infer_compare, lower_logical, NG_PRIMITIVE_OR),
  BINARY ("Xor", "Exclusive or", ng_operator_infer_compare, lower_logical, NG_PRIMITIVE_EQUAL),
  { .name = "Equal",
    .summary = "Whether elements are equal",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "A", "B" },
    .outputs = { "C" },
    .takes_texts = TRUE,
    .infer = ng_operator_infer_compare,
    .lower = lower_binary,
    .primitive = NG_PRIMITIVE_EQUAL },
  BINARY ("Less",
          "Whether elements are less",
          ng_operator_infer_compare,
          lower_binary,
          NG_PRIMITIVE_LESS),
  BINARY ("LessOrEqual",
          "Whether elements are at most",
          ng_operator_infer_compare,
          lower_binary,
          NG_PRIMITIVE_LESS_EQUAL),
  BINARY ("Greater",
          "Whether elements are greater",
          ng_operator_infer_compare,
          lower_swapped,
          NG_PRIMITIVE_LESS),
  BINARY ("GreaterOrEqual",
          "Whether elements are at least",
          ng_operator_infer_compare,
          lower_swapped,
          NG_PRIMITIVE_LESS_EQUAL),
  BINARY ("SwiGLU",
          "One array times Swish of another",
          ng_operator_infer_fitting,
          lower_swiglu,
          NG_PRIMITIVE_MULTIPLY),
  MANY ("Sum", "Sum of arrays", NG_PRIMITIVE_ADD, 0),
  MANY ("Mean", "Mean of arrays", NG_PRIMITIVE_ADD, 1),
  MANY ("Min", "Least of arrays", NG_PRIMITIVE_MIN, 0),
  MANY ("Max", "Greatest of arrays", NG_PRIMITIVE_MAX, 0),
  { .name = "Where",
    .summary = "Elements of one array or another",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "condition", "X", "Y" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .infer = infer_where,
    .lower = lower_where },
  { .name = "PRelu",
    .summary = "x, or slope x where that is negative",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "X", "slope" },
    .outputs = { "Y" },
    .infer = ng_operator_infer_fitting,
    .lower = lower_prelu },
  { .name = NULL },
};
