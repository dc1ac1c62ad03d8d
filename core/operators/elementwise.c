/* Operators of one array, element by element. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <math.h>
#include <string.h>

/* Operators that are one primitive. */
static void
lower_primitive (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  ng_operation_output (to, 0, ng_build_unary (to->builder, to->node->operator->primitive, x));
}

static void
lower_identity (NgOperation *to)
{
  ng_operation_output (to, 0, ng_operation_need (to, 0));
}

/* What several operators are made of. */
static NgValue
fill (NgOperation *to, NgValue like, double value)
{
  return ng_build_fill_like (to->builder, like, value);
}

static NgValue
maximum (NgOperation *to, NgValue x, double bound)
{
  return ng_build_binary (to->builder, NG_PRIMITIVE_MAX, x, fill (to, x, bound));
}

static NgValue
minimum (NgOperation *to, NgValue x, double bound)
{
  return ng_build_binary (to->builder, NG_PRIMITIVE_MIN, x, fill (to, x, bound));
}

static NgValue
is_greater (NgOperation *to, NgValue x, double bound)
{
  return ng_build_binary (to->builder, NG_PRIMITIVE_LESS, fill (to, x, bound), x);
}

static NgValue
is_less (NgOperation *to, NgValue x, double bound)
{
  return ng_build_binary (to->builder, NG_PRIMITIVE_LESS, x, fill (to, x, bound));
}

static NgValue
choose (NgOperation *to, NgValue condition, NgValue yes, NgValue no)
{
  return ng_build_select (to->builder, condition, yes, no);
}

static NgValue
unary (NgOperation *to, NgPrimitive primitive, NgValue x)
{
  return ng_build_unary (to->builder, primitive, x);
}

/* log (1 + exp x) = max (x, 0) + log1p (exp (-|x|)) */
static NgValue
softplus (NgOperation *to, NgValue x)
{
  NgValue small = unary (
      to, NG_PRIMITIVE_EXP, unary (to, NG_PRIMITIVE_NEGATE, unary (to, NG_PRIMITIVE_ABS, x)));

  return ng_build_add (to->builder, maximum (to, x, 0), unary (to, NG_PRIMITIVE_LOG1P, small));
}

/* Elu with its negative side scaled by 1/@width: alpha (exp (x / width) - 1). */
static NgValue
exponential_ramp (NgOperation *to, NgValue x, double alpha, double width)
{
  NgValue below = ng_build_scale (
      to->builder,
      unary (to, NG_PRIMITIVE_EXPM1, ng_build_scale (to->builder, minimum (to, x, 0), 1 / width)),
      alpha);

  return choose (to, is_greater (to, x, 0), x, below);
}

enum {
  RELU,
  LEAKY_RELU,
  ELU,
  SELU,
  CELU,
  THRESHOLDED_RELU,
  HARD_SIGMOID,
  HARD_SWISH,
  SOFTPLUS,
  SOFTSIGN,
  GELU,
  MISH,
  SWISH,
  SHRINK,
  RECIPROCAL,
  IS_INF,
};

/* 0.5 x (1 + erf (x / sqrt 2)), or its approximation by tanh. */
static NgValue
gelu (NgOperation *to, NgValue x)
{
  NgProgramBuilder *b = to->builder;

  if (!g_str_equal (ng_onnx_node_text (to->node, "approximate", "none"), "tanh")) {
    NgValue erf = unary (to, NG_PRIMITIVE_ERF, ng_build_scale (b, x, G_SQRT2 / 2));
    return ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, erf, 1));
  }
  NgValue cube = ng_build_multiply (b, ng_build_multiply (b, x, x), x);
  NgValue inner =
      ng_build_scale (b, ng_build_add (b, x, ng_build_scale (b, cube, 0.044715)), sqrt (2 / G_PI));
  NgValue tanh = unary (to, NG_PRIMITIVE_TANH, inner);

  return ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, tanh, 1));
}

static NgValue
hard_sigmoid (NgOperation *to, NgValue x, double alpha, double beta)
{
  NgValue line = ng_build_offset (to->builder, ng_build_scale (to->builder, x, alpha), beta);

  return minimum (to, maximum (to, line, 0), 1);
}

/* x < -lambd: x + bias; x > lambd: x - bias; else 0 */
static NgValue
shrink (NgOperation *to, NgValue x)
{
  double lambd = ng_onnx_node_real (to->node, "lambd", 0.5);
  double bias = ng_onnx_node_real (to->node, "bias", 0);
  NgElement element = ng_operation_shape (to, x)->element;

  if (!ng_element_is_real (element))
    x = ng_build_convert (to->builder, x, NG_ELEMENT_F64);
  NgValue inner = choose (
      to, is_greater (to, x, lambd), ng_build_offset (to->builder, x, -bias), fill (to, x, 0));
  NgValue y = choose (to, is_less (to, x, -lambd), ng_build_offset (to->builder, x, bias), inner);
  return ng_build_convert (to->builder, y, element);
}

static NgValue
is_infinite (NgOperation *to, NgValue x)
{
  gboolean above = ng_onnx_node_integer (to->node, "detect_positive", 1) != 0;
  gboolean below = ng_onnx_node_integer (to->node, "detect_negative", 1) != 0;
  NgValue plus = ng_build_binary (to->builder, NG_PRIMITIVE_EQUAL, x, fill (to, x, HUGE_VAL));
  NgValue minus = ng_build_binary (to->builder, NG_PRIMITIVE_EQUAL, x, fill (to, x, -HUGE_VAL));

  if (above && below)
    return ng_build_binary (to->builder, NG_PRIMITIVE_OR, plus, minus);
  if (above || below)
    return above ? plus : minus;
  return ng_build_binary (to->builder, NG_PRIMITIVE_AND, plus, minus);
}

static NgValue
activate (NgOperation *to, NgValue x, int which)
{
  const NgOnnxNode *node = to->node;
  NgProgramBuilder *b = to->builder;

  switch (which) {
  case RELU:
    return maximum (to, x, 0);
  case LEAKY_RELU:
    return choose (
        to, is_less (to, x, 0), ng_build_scale (b, x, ng_onnx_node_real (node, "alpha", 0.01)), x);
  case ELU:
    return exponential_ramp (to, x, ng_onnx_node_real (node, "alpha", 1), 1);
  case CELU: {
    double alpha = ng_onnx_node_real (node, "alpha", 1);
    return exponential_ramp (to, x, alpha, alpha);
  }
  case SELU:
    return ng_build_scale (
        b,
        exponential_ramp (to, x, ng_onnx_node_real (node, "alpha", 1.67326319217681884765625), 1),
        ng_onnx_node_real (node, "gamma", 1.05070102214813232421875));
  case THRESHOLDED_RELU:
    return choose (
        to, is_greater (to, x, ng_onnx_node_real (node, "alpha", 1)), x, fill (to, x, 0));
  case HARD_SIGMOID:
    return hard_sigmoid (
        to, x, ng_onnx_node_real (node, "alpha", 0.2), ng_onnx_node_real (node, "beta", 0.5));
  case HARD_SWISH:
    return ng_build_multiply (b, x, hard_sigmoid (to, x, 1.0 / 6, 0.5));
  case SOFTPLUS:
    return softplus (to, x);
  case SOFTSIGN:
    return ng_build_divide (b, x, ng_build_offset (b, unary (to, NG_PRIMITIVE_ABS, x), 1));
  case GELU:
    return gelu (to, x);
  case MISH:
    return ng_build_multiply (b, x, unary (to, NG_PRIMITIVE_TANH, softplus (to, x)));
  case SWISH: {
    NgValue scaled = ng_build_scale (b, x, ng_onnx_node_real (node, "alpha", 1));
    return ng_build_multiply (b, x, unary (to, NG_PRIMITIVE_SIGMOID, scaled));
  }
  case SHRINK:
    return shrink (to, x);
  case RECIPROCAL:
    return ng_build_divide (b, fill (to, x, 1), x);
  default:
    return is_infinite (to, x);
  }
}

static void
lower_activation (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x != NG_NO_VALUE)
    ng_operation_output (to, 0, activate (to, x, to->node->operator->variant));
}

/* Bounds are attributes before version 11, inputs of one element from then on. */
static NgValue
bound (NgOperation *to, NgValue x, NgPrimitive primitive, const char *attribute, gsize index)
{
  const NgAttribute *old = ng_onnx_node_attribute (to->node, attribute);
  NgValue given = ng_operation_input (to, index);

  if (given != NG_NO_VALUE) {
    const NgShape *shape = ng_operation_shape (to, given);
    if (ng_shape_count (shape) != 1) {
      ng_operation_fail (to, "has a bound of %d dimensions in place of a number", shape->rank);
      return x;
    }
    return ng_operation_binary (
        to, primitive, x, ng_build_reshape (to->builder, given, shape->dims, 0));
  }
  if (old != NULL && old->kind == NG_ATTRIBUTE_REAL)
    return ng_build_binary (to->builder, primitive, x, fill (to, x, old->real));
  return x;
}

static void
lower_clip (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  x = bound (to, x, NG_PRIMITIVE_MAX, "min", 1);
  ng_operation_output (to, 0, bound (to, x, NG_PRIMITIVE_MIN, "max", 2));
}

/* In training the mask is drawn; else the identity, and a mask of ones. */
static void
lower_dropout (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  NgValue mode = ng_operation_input (to, 2);
  NgTensor *training = ng_operation_ask (to, mode);
  if (training != NULL && ng_tensor_count (training) == 1 && ng_tensor_get_int (training, 0) != 0) {
    NgValue ratio = ng_operation_input (to, 1);
    NgTensor *known = ng_operation_ask (to, ratio);
    double p = known != NULL && ng_tensor_count (known) == 1 ? ng_tensor_get_real (known, 0) : 0.5;
    if (p < 0 || p >= 1) {
      ng_operation_fail (to, "has the ratio %g, which is not between 0 and 1", p);
      return;
    }
    if (p > 0) {
      NgValue u = ng_build_random (to->builder, ng_operation_shape (to, x));
      NgValue kept = ng_build_binary (to->builder, NG_PRIMITIVE_LESS_EQUAL, fill (to, u, p), u);
      ng_operation_output (
          to, 0, choose (to, kept, ng_build_scale (to->builder, x, 1 / (1 - p)), fill (to, x, 0)));
      ng_operation_output (to, 1, kept);
      return;
    }
  }
  NgShape mask = *ng_operation_shape (to, x);
  if (to->node->version >= 10)
    mask.element = NG_ELEMENT_BOOL;
  ng_operation_output (to, 0, x);
  if (to->n_outputs > 1)
    ng_operation_output (to, 1, ng_build_fill (to->builder, &mask, 1));
}

#define PRIMITIVE(NAME, SUMMARY, PRIMITIVE_OF)                                                     \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_ELEMENTWISE, .inputs = { "X" },      \
    .outputs = { "Y" }, .infer = ng_operator_infer_same, .lower = lower_primitive,                 \
    .primitive = PRIMITIVE_OF                                                                      \
  }
#define ACTIVATION(NAME, SUMMARY, VARIANT)                                                         \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_ELEMENTWISE, .inputs = { "X" },      \
    .outputs = { "Y" }, .infer = ng_operator_infer_same, .lower = lower_activation,                \
    .variant = VARIANT                                                                             \
  }

const NgOperatorClass ng_operators_elementwise[] = {
  PRIMITIVE ("Abs", "Absolute value", NG_PRIMITIVE_ABS),
  PRIMITIVE ("Neg", "Negative", NG_PRIMITIVE_NEGATE),
  PRIMITIVE ("Sign", "Sign", NG_PRIMITIVE_SIGN),
  PRIMITIVE ("Exp", "Exponential", NG_PRIMITIVE_EXP),
  PRIMITIVE ("Log", "Natural logarithm", NG_PRIMITIVE_LOG),
  PRIMITIVE ("Sqrt", "Square root", NG_PRIMITIVE_SQRT),
  PRIMITIVE ("Sin", "Sine", NG_PRIMITIVE_SIN),
  PRIMITIVE ("Cos", "Cosine", NG_PRIMITIVE_COS),
  PRIMITIVE ("Tan", "Tangent", NG_PRIMITIVE_TAN),
  PRIMITIVE ("Asin", "Inverse sine", NG_PRIMITIVE_ASIN),
  PRIMITIVE ("Acos", "Inverse cosine", NG_PRIMITIVE_ACOS),
  PRIMITIVE ("Atan", "Inverse tangent", NG_PRIMITIVE_ATAN),
  PRIMITIVE ("Sinh", "Hyperbolic sine", NG_PRIMITIVE_SINH),
  PRIMITIVE ("Cosh", "Hyperbolic cosine", NG_PRIMITIVE_COSH),
  PRIMITIVE ("Tanh", "Hyperbolic tangent", NG_PRIMITIVE_TANH),
  PRIMITIVE ("Asinh", "Inverse hyperbolic sine", NG_PRIMITIVE_ASINH),
  PRIMITIVE ("Acosh", "Inverse hyperbolic cosine", NG_PRIMITIVE_ACOSH),
  PRIMITIVE ("Atanh", "Inverse hyperbolic tangent", NG_PRIMITIVE_ATANH),
  PRIMITIVE ("Sigmoid", "Logistic function", NG_PRIMITIVE_SIGMOID),
  PRIMITIVE ("Erf", "Error function", NG_PRIMITIVE_ERF),
  PRIMITIVE ("Floor", "Rounds down", NG_PRIMITIVE_FLOOR),
  PRIMITIVE ("Ceil", "Rounds up", NG_PRIMITIVE_CEIL),
  PRIMITIVE ("Round", "Rounds to the nearest, halves to even", NG_PRIMITIVE_ROUND),
  PRIMITIVE ("Not", "Logical negation", NG_PRIMITIVE_NOT),
  { .name = "IsNaN",
    .summary = "Whether elements are not a number",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .lower = lower_primitive,
    .primitive = NG_PRIMITIVE_IS_NAN },
  { .name = "IsInf",
    .summary = "Whether elements are infinite",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .lower = lower_activation,
    .variant = IS_INF },
  ACTIVATION ("Relu", "max (x, 0)", RELU),
  ACTIVATION ("LeakyRelu", "x, or alpha x where that is negative", LEAKY_RELU),
  ACTIVATION ("Elu", "x, or alpha (exp x - 1) where that is negative", ELU),
  ACTIVATION ("Selu", "gamma times Elu", SELU),
  ACTIVATION ("Celu", "Elu with a continuous derivative", CELU),
  ACTIVATION ("ThresholdedRelu", "x where it exceeds alpha, else 0", THRESHOLDED_RELU),
  ACTIVATION ("HardSigmoid", "alpha x + beta, held between 0 and 1", HARD_SIGMOID),
  ACTIVATION ("HardSwish", "x times HardSigmoid", HARD_SWISH),
  ACTIVATION ("Softplus", "log (1 + exp x)", SOFTPLUS),
  ACTIVATION ("Softsign", "x / (1 + |x|)", SOFTSIGN),
  ACTIVATION ("Gelu", "x times the normal distribution function", GELU),
  ACTIVATION ("Mish", "x tanh (softplus x)", MISH),
  ACTIVATION ("Swish", "x sigmoid (alpha x)", SWISH),
  ACTIVATION ("Shrink", "Moves elements towards 0", SHRINK),
  ACTIVATION ("Reciprocal", "1 / x", RECIPROCAL),
  { .name = "Identity",
    .summary = "Hands its input through",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "input" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .infer = ng_operator_infer_same,
    .lower = lower_identity },
  { .name = "Clip",
    .summary = "Holds elements between two bounds",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "input", "min", "max" },
    .outputs = { "output" },
    .infer = ng_operator_infer_same,
    .lower = lower_clip },
  { .name = "Dropout",
    .summary = "Zeroes elements at random during training",
    .category = NG_CATEGORY_TRAINING,
    .inputs = { "data", "ratio", "training_mode" },
    .outputs = { "output", "mask" },
    .lower = lower_dropout },
  { .name = NULL },
};
