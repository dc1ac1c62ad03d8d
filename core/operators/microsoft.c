/* Operators of the domain com.microsoft, which onnxruntime fuses others to and which its tools
 * write into files. */

#include "core/operators/inference.h"
#include "core/operators/quantize.h"
#include "core/program/compose.h"

#include <math.h>
#include <string.h>

static NgValue
add (NgOperation *to, NgValue x, NgValue y)
{
  return y == NG_NO_VALUE ? x : ng_operation_binary (to, NG_PRIMITIVE_ADD, x, y);
}

/* x/2 (1 + erf (x/√2)), or by tanh of √(2/π) (x + 0.044715 x³) */
static NgValue
gelu (NgOperation *to, NgValue x, gboolean by_tanh)
{
  NgProgramBuilder *b = to->builder;
  NgValue inner = ng_build_scale (b, x, G_SQRT2 / 2), share;

  if (by_tanh) {
    NgValue cube = ng_build_multiply (b, ng_build_multiply (b, x, x), x);
    inner = ng_build_add (b, x, ng_build_scale (b, cube, 0.044715));
    inner = ng_build_scale (b, inner, sqrt (2 / G_PI));
  }
  share = ng_build_unary (b, by_tanh ? NG_PRIMITIVE_TANH : NG_PRIMITIVE_ERF, inner);
  return ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, share, 1));
}

enum { GELU, FAST_GELU, QUICK_GELU };

static void
lower_gelu (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  int which = to->node->operator->variant;

  if (x == NG_NO_VALUE)
    return;
  x = add (to, x, ng_operation_input (to, 1));
  if (ng_operation_has_failed (to))
    return;
  if (which != QUICK_GELU) {
    ng_operation_output (to, 0, gelu (to, x, which == FAST_GELU));
    return;
  }
  NgValue scaled = ng_build_scale (b, x, ng_onnx_node_real (to->node, "alpha", 1.702));
  ng_operation_output (
      to, 0, ng_build_multiply (b, x, ng_build_unary (b, NG_PRIMITIVE_SIGMOID, scaled)));
}

static NgValue
exchange_last (NgOperation *to, NgValue x)
{
  const NgShape shape = *ng_operation_shape (to, x);
  int axes[NG_MAX_RANK];

  if (shape.rank < 2)
    return x;
  for (int i = 0; i < shape.rank; i++)
    axes[i] = i;
  axes[shape.rank - 1] = shape.rank - 2;
  axes[shape.rank - 2] = shape.rank - 1;
  return ng_build_transpose (to->builder, x, axes);
}

/* (m, …, k) -> (…, m, k) */
static NgValue
first_inside (NgOperation *to, NgValue x)
{
  const NgShape shape = *ng_operation_shape (to, x);
  int axes[NG_MAX_RANK];

  if (shape.rank < 3)
    return x;
  for (int i = 0; i < shape.rank - 2; i++)
    axes[i] = i + 1;
  axes[shape.rank - 2] = 0;
  axes[shape.rank - 1] = shape.rank - 1;
  return ng_build_transpose (to->builder, x, axes);
}

static void
lower_fused_matmul (NgOperation *to)
{
  NgValue a = ng_operation_need (to, 0), b = ng_operation_need (to, 1);

  if (a == NG_NO_VALUE || b == NG_NO_VALUE)
    return;
  if (ng_onnx_node_integer (to->node, "transBatchA", 0) != 0)
    a = first_inside (to, a);
  if (ng_onnx_node_integer (to->node, "transBatchB", 0) != 0)
    b = first_inside (to, b);
  if (ng_onnx_node_integer (to->node, "transA", 0) != 0)
    a = exchange_last (to, a);
  if (ng_onnx_node_integer (to->node, "transB", 0) != 0)
    b = exchange_last (to, b);
  NgValue y = ng_operation_matmul (to, a, b);
  if (y != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_build_scale (to->builder, y, ng_onnx_node_real (to->node, "alpha", 1)));
}

/* ---- products and what is applied to them ---- */

/* Number @index of what belongs to the activation. */
static double
activation_number (NgOperation *to, gsize index, double missing)
{
  static const char *const names[] = { "activation_alpha", "activation_beta" };
  const NgAttribute *list = ng_onnx_node_attribute (to->node, "activation_params");

  if (list != NULL && list->kind == NG_ATTRIBUTE_REALS && index < list->numbers->len)
    return g_array_index (list->numbers, double, index);
  return ng_onnx_node_real (to->node, names[index], missing);
}

static NgValue
clamp (NgOperation *to, NgValue x, double low, double high)
{
  NgProgramBuilder *b = to->builder;

  x = ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, low));
  return ng_build_binary (b, NG_PRIMITIVE_MIN, x, ng_build_fill_like (b, x, high));
}

static NgValue
activate (NgOperation *to, NgValue x)
{
  const char *name = ng_onnx_node_text (to->node, "activation", "");
  NgProgramBuilder *b = to->builder;

  if (*name == '\0')
    return x;
  if (g_str_equal (name, "Relu"))
    return ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, 0));
  if (g_str_equal (name, "Tanh"))
    return ng_build_unary (b, NG_PRIMITIVE_TANH, x);
  if (g_str_equal (name, "Sigmoid"))
    return ng_build_unary (b, NG_PRIMITIVE_SIGMOID, x);
  if (g_str_equal (name, "Clip"))
    return clamp (to, x, activation_number (to, 0, -HUGE_VAL), activation_number (to, 1, HUGE_VAL));
  if (g_str_equal (name, "LeakyRelu")) {
    NgValue scaled = ng_build_scale (b, x, activation_number (to, 0, 0.01));
    NgValue is_below = ng_build_binary (b, NG_PRIMITIVE_LESS, x, ng_build_fill_like (b, x, 0));
    return ng_build_select (b, is_below, scaled, x);
  }
  if (g_str_equal (name, "HardSigmoid")) {
    x = ng_build_scale (b, x, activation_number (to, 0, 0.2));
    return clamp (to, ng_build_offset (b, x, activation_number (to, 1, 0.5)), 0, 1);
  }
  ng_operation_lack (to, "with the activation \"%s\" cannot be run", name);
  return NG_NO_VALUE;
}

/* What the operator of the standard gives, plus input 3 where there is one, and activated. */
static void
lower_fused (NgOperation *to, const char *standard)
{
  NgOperation plain = *to;
  NgValue y = NG_NO_VALUE;

  plain.n_inputs = MIN (to->n_inputs, 3);
  plain.outputs = &y;
  ng_operator_find ("", standard)->lower (&plain);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, activate (to, add (to, y, ng_operation_input (to, 3))));
}

static void
lower_fused_gemm (NgOperation *to)
{
  lower_fused (to, "Gemm");
}

static void
lower_fused_conv (NgOperation *to)
{
  lower_fused (to, "Conv");
}

/* ---- normalization of sums ---- */

enum { CENTRED, SIMPLIFIED };

/* Normalizes the last axis, then scales and moves it. */
static NgValue
normalize (NgOperation *to, NgValue x, NgValue scale, NgValue bias, double missing)
{
  NgProgramBuilder *b = to->builder;
  guint mask = 1u << (ng_operation_shape (to, x)->rank - 1);
  double epsilon = ng_onnx_node_real (to->node, "epsilon", missing);
  NgValue mean, inverse, y;

  if (to->node->operator->variant == SIMPLIFIED) {
    y = ng_build_divide_by_rms (b, x, mask, epsilon);
  } else {
    y = ng_build_standardize (b, x, mask, 0, epsilon, &mean, &inverse);
    ng_operation_output (to, 1, mean);
    ng_operation_output (to, 2, inverse);
  }
  return add (to, ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, y, scale), bias);
}

/* (input, skip, gamma, beta, bias), or without beta where no mean is taken. */
static void
lower_skip_normalization (NgOperation *to)
{
  gboolean is_simple = to->node->operator->variant == SIMPLIFIED;
  NgValue x = ng_operation_need (to, 0), skip = ng_operation_need (to, 1);
  NgValue scale = ng_operation_need (to, 2);

  if (x == NG_NO_VALUE || skip == NG_NO_VALUE || scale == NG_NO_VALUE)
    return;
  x = add (to, add (to, x, skip), ng_operation_input (to, is_simple ? 3 : 4));
  if (ng_operation_has_failed (to))
    return;
  if (ng_operation_shape (to, x)->rank < 1) {
    ng_operation_fail (to, "needs an axis to normalize");
    return;
  }
  ng_operation_output (to, 3, x);
  ng_operation_output (
      to, 0, normalize (to, x, scale, is_simple ? NG_NO_VALUE : ng_operation_input (to, 3), 1e-12));
}

static void
lower_simplified_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE)
    return;
  if (ng_operation_shape (to, x)->rank < 1)
    ng_operation_fail (to, "needs an axis to normalize");
  else
    ng_operation_output (to, 0, normalize (to, x, scale, NG_NO_VALUE, 1e-5));
}

static NgValue
look_up (NgOperation *to, gsize table, NgValue places)
{
  NgValue rows = ng_operation_need (to, table);

  if (rows == NG_NO_VALUE || places == NG_NO_VALUE)
    return NG_NO_VALUE;
  return ng_build_gather (
      to->builder, rows, ng_build_convert (to->builder, places, NG_ELEMENT_I64), 0);
}

/* Words, their places and what they belong to, each by a table, added up and normalized; with a
 * mask also how many words each example has. */
static void
lower_embed (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue words = ng_operation_need (to, 0), segments = ng_operation_input (to, 1);
  NgValue scale = ng_operation_need (to, 5), bias = ng_operation_need (to, 6);
  NgValue mask = ng_operation_input (to, 7), places = ng_operation_input (to, 8);

  if (words == NG_NO_VALUE || scale == NG_NO_VALUE || bias == NG_NO_VALUE)
    return;
  NgShape shape = *ng_operation_shape (to, words);
  if (shape.rank != 2) {
    ng_operation_fail (to, "needs a row of words for each example");
    return;
  }
  shape.element = NG_ELEMENT_I64;
  NgValue sum =
      add (to,
           look_up (to, 2, words),
           look_up (to, 3, places != NG_NO_VALUE ? places : ng_build_iota (b, &shape, 1)));
  if (segments != NG_NO_VALUE)
    sum = add (to, sum, look_up (to, 4, segments));
  if (ng_operation_has_failed (to))
    return;
  NgShape counts = { .element = NG_ELEMENT_I32, .rank = 1, .dims = { shape.dims[0] } };
  ng_operation_output (to, 0, normalize (to, sum, scale, bias, 1e-12));
  ng_operation_output (
      to,
      1,
      mask != NG_NO_VALUE
          ? ng_build_reduce (
                b, NG_PRIMITIVE_SUM, ng_build_convert (b, mask, NG_ELEMENT_I32), 1u << 1, FALSE)
          : ng_build_fill (b, &counts, 0));
  ng_operation_output (to, 2, sum);
}

/* ---- quantised ---- */

static void
infer_pair (NgRelation *relation, const NgOnnxNode *node)
{
  ng_quantized_infer (relation, node, 7);
}

static void
lower_pair (NgOperation *to)
{
  NgValue x = ng_quantized_read (to, 0, 1, 2), y = ng_quantized_read (to, 3, 4, 5);

  if (x != NG_NO_VALUE && y != NG_NO_VALUE)
    ng_operation_output (
        to,
        0,
        ng_quantized_write (
            to, ng_operation_binary (to, to->node->operator->primitive, x, y), 6, 7));
}

static void
infer_single (NgRelation *relation, const NgOnnxNode *node)
{
  ng_quantized_infer (relation, node, 4);
}

enum { SIGMOID, LEAKY_RELU, GLOBAL_MEAN };

static void
lower_single (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_quantized_read (to, 0, 1, 2), y;
  gboolean is_last = ng_onnx_node_integer (to->node, "channels_last", 0) != 0;

  if (x == NG_NO_VALUE)
    return;
  int rank = ng_operation_shape (to, x)->rank;
  switch (to->node->operator->variant) {
  case SIGMOID:
    y = ng_build_unary (b, NG_PRIMITIVE_SIGMOID, x);
    break;
  case LEAKY_RELU: {
    NgValue is_below = ng_build_binary (b, NG_PRIMITIVE_LESS, x, ng_build_fill_like (b, x, 0));
    y = ng_build_select (
        b, is_below, ng_build_scale (b, x, ng_onnx_node_real (to->node, "alpha", 0.01)), x);
    break;
  }
  default:
    if (rank < 3) {
      ng_operation_fail (to, "needs an array of at least three axes");
      return;
    }
    y = ng_build_mean (b, x, (((1u << rank) - 1) & ~3u) >> (is_last ? 1 : 0), TRUE);
  }
  ng_operation_output (to, 0, ng_quantized_write (to, y, 3, 4));
}

static void
infer_concat (NgRelation *relation, const NgOnnxNode *node)
{
  ng_quantized_infer (relation, node, 1);
}

/* The result's scale and zero come first, then each array with its own. */
static void
lower_concat (NgOperation *to)
{
  gsize n = to->n_inputs > 2 ? (to->n_inputs - 2) / 3 : 0;
  g_autofree NgValue *values = g_new (NgValue, MAX (n, 1));

  if (n == 0 || to->n_inputs != 2 + 3 * n) {
    ng_operation_fail (to, "has arrays without a scale or a zero");
    return;
  }
  for (gsize i = 0; i < n; i++) {
    values[i] = ng_quantized_read (to, 2 + 3 * i, 3 + 3 * i, 4 + 3 * i);
    if (values[i] == NG_NO_VALUE)
      return;
  }
  int axis = ng_operation_axis (
      to, ng_onnx_node_integer (to->node, "axis", 0), ng_operation_shape (to, values[0])->rank);
  if (axis >= 0)
    ng_operation_output (
        to, 0, ng_quantized_write (to, ng_build_concat (to->builder, values, n, axis), 0, 1));
}

#define FUSED(NAME, SUMMARY, CATEGORY, LOWER, VARIANT, ...)                                        \
  {                                                                                                \
    .name = NAME, .domain = "com.microsoft", .summary = SUMMARY, .category = CATEGORY,             \
    .inputs = { __VA_ARGS__ }, .outputs = { "Y" }, .lower = LOWER, .variant = VARIANT              \
  }
#define SKIP(NAME, SUMMARY, VARIANT, ...)                                                          \
  {                                                                                                \
    .name = NAME, .domain = "com.microsoft", .summary = SUMMARY,                                   \
    .category = NG_CATEGORY_NORMALIZATION, .inputs = { "input", "skip", "gamma", __VA_ARGS__ },    \
    .outputs = { "output", "mean", "inv_std_var", "input_skip_bias_sum" },                         \
    .lower = lower_skip_normalization, .variant = VARIANT                                          \
  }
#define QUANTIZED(NAME, SUMMARY, INFER, LOWER, VARIANT, PRIMITIVE_OF, ...)                         \
  {                                                                                                \
    .name = NAME, .domain = "com.microsoft", .summary = SUMMARY,                                   \
    .category = NG_CATEGORY_ELEMENTWISE, .inputs = { __VA_ARGS__ }, .outputs = { "C" },            \
    .infer = INFER, .lower = LOWER, .variant = VARIANT, .primitive = PRIMITIVE_OF                  \
  }

const NgOperatorClass ng_operators_microsoft[] = {
  FUSED ("Gelu",
         "x times the normal distribution function",
         NG_CATEGORY_ELEMENTWISE,
         lower_gelu,
         GELU,
         "X"),
  FUSED ("BiasGelu", "Gelu of a sum", NG_CATEGORY_ELEMENTWISE, lower_gelu, GELU, "A", "B"),
  FUSED ("FastGelu",
         "Gelu of a sum, nearly",
         NG_CATEGORY_ELEMENTWISE,
         lower_gelu,
         FAST_GELU,
         "X",
         "bias"),
  FUSED ("QuickGelu", "x sigmoid (alpha x)", NG_CATEGORY_ELEMENTWISE, lower_gelu, QUICK_GELU, "X"),
  FUSED ("FusedMatMul",
         "Product of matrices, transposed or not",
         NG_CATEGORY_BASIC,
         lower_fused_matmul,
         0,
         "A",
         "B"),
  FUSED ("FusedGemm",
         "Product of matrices plus an array, activated",
         NG_CATEGORY_BASIC,
         lower_fused_gemm,
         0,
         "A",
         "B",
         "C"),
  FUSED ("FusedConv",
         "Convolution plus an array, activated",
         NG_CATEGORY_CONVOLUTION,
         lower_fused_conv,
         0,
         "X",
         "W",
         "B",
         "Z"),
  FUSED ("SimplifiedLayerNormalization",
         "Divides by the root of the mean square",
         NG_CATEGORY_NORMALIZATION,
         lower_simplified_normalization,
         SIMPLIFIED,
         "X",
         "scale"),
  { .name = "SimplifiedLayerNormalization",
    .summary = "Divides by the root of the mean square",
    .category = NG_CATEGORY_NORMALIZATION,
    .inputs = { "X", "scale" },
    .outputs = { "Y" },
    .lower = lower_simplified_normalization,
    .variant = SIMPLIFIED },
  SKIP ("SkipLayerNormalization", "Normalizes a sum", CENTRED, "beta", "bias"),
  SKIP ("SkipSimplifiedLayerNormalization",
        "Divides a sum by the root of its mean square",
        SIMPLIFIED,
        "bias"),
  { .name = "EmbedLayerNormalization",
    .domain = "com.microsoft",
    .summary = "Words, their places and segments by tables, normalized",
    .category = NG_CATEGORY_NORMALIZATION,
    .inputs = { "input_ids",
                "segment_ids",
                "word_embedding",
                "position_embedding",
                "segment_embedding",
                "gamma",
                "beta",
                "mask",
                "position_ids" },
    .outputs = { "output", "mask_index", "embedding_sum" },
    .lower = lower_embed },
  { .name = "QuantizeLinear",
    .domain = "com.microsoft",
    .summary = "Real numbers as integers of few bits",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "x", "y_scale", "y_zero_point" },
    .outputs = { "y" },
    .infer = ng_quantize_infer,
    .lower = ng_quantize_lower },
  { .name = "DequantizeLinear",
    .domain = "com.microsoft",
    .summary = "The real numbers that integers stand for",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "x", "x_scale", "x_zero_point" },
    .outputs = { "y" },
    .infer = ng_dequantize_infer,
    .lower = ng_dequantize_lower },
  QUANTIZED ("QLinearAdd",
             "Sum of quantised numbers",
             infer_pair,
             lower_pair,
             0,
             NG_PRIMITIVE_ADD,
             "A",
             "A_scale",
             "A_zero_point",
             "B",
             "B_scale",
             "B_zero_point",
             "C_scale",
             "C_zero_point"),
  QUANTIZED ("QLinearMul",
             "Product of quantised numbers",
             infer_pair,
             lower_pair,
             0,
             NG_PRIMITIVE_MULTIPLY,
             "A",
             "A_scale",
             "A_zero_point",
             "B",
             "B_scale",
             "B_zero_point",
             "C_scale",
             "C_zero_point"),
  QUANTIZED ("QLinearSigmoid",
             "Logistic function of quantised numbers",
             infer_single,
             lower_single,
             SIGMOID,
             NG_PRIMITIVE_SIGMOID,
             "X",
             "X_scale",
             "X_zero_point",
             "Y_scale",
             "Y_zero_point"),
  QUANTIZED ("QLinearLeakyRelu",
             "LeakyRelu of quantised numbers",
             infer_single,
             lower_single,
             LEAKY_RELU,
             NG_PRIMITIVE_MAX,
             "X",
             "X_scale",
             "X_zero_point",
             "Y_scale",
             "Y_zero_point"),
  QUANTIZED ("QLinearGlobalAveragePool",
             "Mean of each channel of quantised numbers",
             infer_single,
             lower_single,
             GLOBAL_MEAN,
             NG_PRIMITIVE_SUM,
             "X",
             "x_scale",
             "x_zero_point",
             "y_scale",
             "y_zero_point"),
  { .name = "QLinearConcat",
    .domain = "com.microsoft",
    .summary = "Joins arrays of quantised numbers",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "Y_scale", "Y_zero_point", "inputs" },
    .outputs = { "Y" },
    .is_variadic = TRUE,
    .infer = infer_concat,
    .lower = lower_concat },
  { .name = NULL },
};
