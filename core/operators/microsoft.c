/* Operators of the domain com.microsoft, which onnxruntime fuses others to and which its tools
 * write into files. */

#include "core/operators/inference.h"
#include "core/operators/quantize.h"
#include "core/program/attention.h"
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

static void
lower_fused_matmul (NgOperation *to)
{
  NgValue a = ng_operation_need (to, 0), b = ng_operation_need (to, 1);

  if (a == NG_NO_VALUE || b == NG_NO_VALUE)
    return;
  if (ng_onnx_node_integer (to->node, "transBatchA", 0) != 0 ||
      ng_onnx_node_integer (to->node, "transBatchB", 0) != 0) {
    ng_operation_lack (to, "with stacks of matrices transposed cannot be run");
    return;
  }
  if (ng_onnx_node_integer (to->node, "transA", 0) != 0)
    a = exchange_last (to, a);
  if (ng_onnx_node_integer (to->node, "transB", 0) != 0)
    b = exchange_last (to, b);
  NgValue y = ng_operation_matmul (to, a, b);
  if (y != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_build_scale (to->builder, y, ng_onnx_node_real (to->node, "alpha", 1)));
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

/* ---- attention ---- */

typedef struct {
  gint64 batch, words, heads, size; /* size of a head */
} Heads;

/* Part @index of (n, s, 3 h d) as (n, h, s, d) */
static NgValue
take_heads (NgOperation *to, NgValue all, const Heads *heads, gint64 index)
{
  static const int axes[4] = { 0, 2, 1, 3 };
  gint64 width = heads->heads * heads->size;
  gint64 dims[4] = { heads->batch, heads->words, heads->heads, heads->size };
  NgValue part = ng_operation_part (to, all, 2, index * width, 1, width);

  return ng_build_transpose (to->builder, ng_build_reshape (to->builder, part, dims, 4), axes);
}

/* Where scores (n, h, s, s) may be looked at: lengths (n), or a mask (n, s) of ones and zeros, and
 * with "unidirectional" only what came before. */
static NgValue
close_scores (NgOperation *to, NgValue scores)
{
  NgProgramBuilder *b = to->builder;
  NgShape shape = *ng_operation_shape (to, scores);
  NgValue mask = ng_operation_input (to, 3), open = NG_NO_VALUE;
  static const int of_mask[2] = { 0, 3 };

  shape.element = NG_ELEMENT_I64;
  if (mask != NG_NO_VALUE) {
    const NgShape given = *ng_operation_shape (to, mask);
    gboolean is_mask = given.rank == 2 && given.dims[1] == shape.dims[3];
    mask = ng_build_convert (b, mask, NG_ELEMENT_I64);
    if (given.dims[0] != shape.dims[0] || !(is_mask || given.rank == 1)) {
      ng_operation_lack (to, "with a mask of this kind cannot be run");
      return NG_NO_VALUE;
    }
    NgValue zero = ng_build_fill (b, &shape, 0);
    if (is_mask)
      open = ng_build_binary (
          b, NG_PRIMITIVE_LESS, zero, ng_build_broadcast (b, mask, shape.dims, 4, of_mask));
    else
      open = ng_build_binary (b,
                              NG_PRIMITIVE_LESS,
                              ng_build_iota (b, &shape, 3),
                              ng_build_broadcast (b, mask, shape.dims, 4, of_mask));
  }
  if (ng_onnx_node_integer (to->node, "unidirectional", 0) != 0) {
    NgValue causal = ng_build_causal (b, &shape, 0, NG_NO_VALUE, 0);
    open = open == NG_NO_VALUE ? causal : ng_build_binary (b, NG_PRIMITIVE_AND, open, causal);
  }
  return open == NG_NO_VALUE ? scores : ng_build_open (b, scores, open);
}

/* Queries, keys and values are one product of the input (n, s, k) with weights (k, 3 h d). */
static void
lower_fused_attention (NgOperation *to)
{
  static const int axes[4] = { 0, 2, 1, 3 };
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), weights = ng_operation_need (to, 1);
  gint64 n_heads = ng_onnx_node_integer (to->node, "num_heads", 0);

  if (x == NG_NO_VALUE || weights == NG_NO_VALUE)
    return;
  for (gsize i = 4; i < to->n_inputs; i++) {
    if (ng_operation_input (to, i) != NG_NO_VALUE) {
      ng_operation_lack (to, "with keys of the past or scores to add cannot be run");
      return;
    }
  }
  const NgShape shape = *ng_operation_shape (to, x), of_w = *ng_operation_shape (to, weights);
  if (shape.rank != 3 || of_w.rank != 2 || n_heads < 1 || of_w.dims[1] % (3 * n_heads) != 0) {
    ng_operation_fail (to, "has weights that do not fit its heads");
    return;
  }
  Heads heads = { shape.dims[0], shape.dims[1], n_heads, of_w.dims[1] / (3 * n_heads) };
  NgValue all = add (to, ng_operation_matmul (to, x, weights), ng_operation_input (to, 2));
  if (ng_operation_has_failed (to))
    return;
  double scale = ng_onnx_node_real (to->node, "scale", 0);
  if (scale == 0)
    scale = 1 / sqrt ((double) MAX (heads.size, 1));
  NgValue scores = ng_build_matmul (b,
                                    ng_build_scale (b, take_heads (to, all, &heads, 0), scale),
                                    take_heads (to, all, &heads, 1),
                                    FALSE,
                                    TRUE);
  scores = close_scores (to, scores);
  if (ng_operation_has_failed (to))
    return;
  NgValue y = ng_build_matmul (
      b, ng_build_masked_softmax (b, scores), take_heads (to, all, &heads, 2), FALSE, FALSE);
  gint64 dims[3] = { heads.batch, heads.words, heads.heads * heads.size };
  ng_operation_output (to, 0, ng_build_reshape (b, ng_build_transpose (b, y, axes), dims, 3));
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
  { .name = "Attention",
    .domain = "com.microsoft",
    .summary = "Values weighted by how queries and keys agree, all of one input",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "input", "weights", "bias", "mask_index", "past", "attention_bias" },
    .outputs = { "output", "present" },
    .lower = lower_fused_attention },
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
