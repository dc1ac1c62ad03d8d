/* Normalizations: each takes a mean away, divides by a deviation, or makes shares of a whole. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <math.h>
#include <string.h>

/* A vector with an element for each channel, in the dimensions of @like. */
static NgValue
by_channel (NgOperation *to, NgValue vector, NgValue like)
{
  const NgShape *shape = ng_operation_shape (to, vector), *of = ng_operation_shape (to, like);

  if (ng_operation_has_failed (to))
    return NG_NO_VALUE;
  if (shape->rank != 1 || of->rank < 2 || shape->dims[0] != of->dims[1]) {
    ng_operation_fail (to, "has a vector that does not fit the channels of its input");
    return NG_NO_VALUE;
  }
  return ng_build_broadcast_at (to->builder, vector, like, 1);
}

static guint
axes_but_channels (int rank)
{
  return ((1u << rank) - 1) & ~2u;
}

static void
lower_batch_normalization (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue values[5];
  double epsilon = ng_onnx_node_real (to->node, "epsilon", 1e-5);
  double momentum = ng_onnx_node_real (to->node, "momentum", 0.9);

  for (gsize i = 0; i < 5; i++) {
    values[i] = ng_operation_need (to, i);
    if (values[i] == NG_NO_VALUE)
      return;
  }
  NgValue x = values[0], mean = values[3], variance = values[4];
  const NgShape shape = *ng_operation_shape (to, x);
  if (shape.rank < 2) {
    ng_operation_fail (to, "needs an array with channels");
    return;
  }
  if (ng_onnx_node_integer (to->node, "training_mode", 0) != 0) {
    guint mask = axes_but_channels (shape.rank);
    mean = ng_build_mean (b, x, mask, FALSE);
    NgValue wide = by_channel (to, mean, x);
    if (wide == NG_NO_VALUE)
      return;
    NgValue centred = ng_build_subtract (b, x, wide);
    variance = ng_build_mean (b, ng_build_multiply (b, centred, centred), mask, FALSE);
    ng_operation_output (to,
                         1,
                         ng_build_add (b,
                                       ng_build_scale (b, values[3], momentum),
                                       ng_build_scale (b, mean, 1 - momentum)));
    ng_operation_output (to,
                         2,
                         ng_build_add (b,
                                       ng_build_scale (b, values[4], momentum),
                                       ng_build_scale (b, variance, 1 - momentum)));
  }
  NgValue factor = ng_build_multiply (b, values[1], ng_build_inverse_root (b, variance, epsilon));
  NgValue offset = ng_build_subtract (b, values[2], ng_build_multiply (b, mean, factor));
  factor = by_channel (to, factor, x);
  offset = by_channel (to, offset, x);
  if (factor != NG_NO_VALUE && offset != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_add (b, ng_build_multiply (b, x, factor), offset));
}

static void
lower_instance_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  NgValue bias = ng_operation_need (to, 2);
  const NgShape shape = *ng_operation_shape (to, x);

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE || bias == NG_NO_VALUE)
    return;
  if (shape.rank < 3) {
    ng_operation_fail (to, "needs an array of at least three axes, and is given %d", shape.rank);
    return;
  }
  NgValue y = ng_build_standardize (to->builder,
                                    x,
                                    axes_but_channels (shape.rank) & ~1u,
                                    0,
                                    ng_onnx_node_real (to->node, "epsilon", 1e-5),
                                    NULL,
                                    NULL);
  scale = by_channel (to, scale, x);
  bias = by_channel (to, bias, x);
  if (scale != NG_NO_VALUE && bias != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_build_add (to->builder, ng_build_multiply (to->builder, y, scale), bias));
}

/* The axes from "axis" on. */
static gboolean
trailing_axes (NgOperation *to, int rank, gint64 missing, guint *mask)
{
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", missing), rank);

  *mask = axis < 0 ? 0 : ((1u << rank) - 1) & ~((1u << axis) - 1);
  return axis >= 0;
}

static void
lower_layer_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  NgValue bias = ng_operation_input (to, 2), mean, inverse;
  guint mask;

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE ||
      !trailing_axes (to, ng_operation_shape (to, x)->rank, -1, &mask))
    return;
  NgValue y = ng_build_standardize (
      to->builder, x, mask, 0, ng_onnx_node_real (to->node, "epsilon", 1e-5), &mean, &inverse);
  y = ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, y, scale);
  if (bias != NG_NO_VALUE)
    y = ng_operation_binary (to, NG_PRIMITIVE_ADD, y, bias);
  ng_operation_output (to, 0, y);
  ng_operation_output (to, 1, mean);
  ng_operation_output (to, 2, inverse);
}

static void
lower_rms_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  guint mask;

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE ||
      !trailing_axes (to, ng_operation_shape (to, x)->rank, -1, &mask))
    return;
  NgValue y =
      ng_build_divide_by_rms (to->builder, x, mask, ng_onnx_node_real (to->node, "epsilon", 1e-5));
  ng_operation_output (to, 0, ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, y, scale));
}

/* (n, c, …) as (n, groups, rest). Scale and bias go by channel, before version 21 by group. */
static void
lower_group_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), scale = ng_operation_need (to, 1);
  NgValue bias = ng_operation_need (to, 2);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 groups = ng_onnx_node_integer (to->node, "num_groups", 0);

  if (x == NG_NO_VALUE || scale == NG_NO_VALUE || bias == NG_NO_VALUE)
    return;
  if (shape.rank < 2 || groups < 1 || shape.dims[1] % groups != 0) {
    ng_operation_fail (to, "cannot divide its channels into %" G_GINT64_FORMAT " groups", groups);
    return;
  }
  gint64 flat[3] = { shape.dims[0], groups, 1 };
  gint64 rest = shape.dims[1] / groups;
  for (int i = 2; i < shape.rank; i++)
    rest *= shape.dims[i];
  flat[2] = rest;
  NgProgramBuilder *b = to->builder;
  NgValue rows = ng_build_reshape (b, x, flat, 3);
  NgValue y = ng_build_standardize (
      b, rows, 4, 0, ng_onnx_node_real (to->node, "epsilon", 1e-5), NULL, NULL);
  gboolean by_group = ng_operation_shape (to, scale)->dims[0] == groups && groups != shape.dims[1];
  if (by_group) {
    scale = by_channel (to, scale, y);
    bias = by_channel (to, bias, y);
  } else {
    y = ng_build_reshape (b, y, shape.dims, shape.rank);
    scale = by_channel (to, scale, y);
    bias = by_channel (to, bias, y);
  }
  if (scale == NG_NO_VALUE || bias == NG_NO_VALUE)
    return;
  y = ng_build_add (b, ng_build_multiply (b, y, scale), bias);
  ng_operation_output (to, 0, ng_build_reshape (b, y, shape.dims, shape.rank));
}

/* x / (bias + alpha/size sum of squares of near channels)^beta */
static void
lower_lrn (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 size = ng_onnx_node_integer (to->node, "size", 0);
  NgLocalResponse response = { .size = size,
                               .before = (size - 1) / 2,
                               .alpha = ng_onnx_node_real (to->node, "alpha", 1e-4),
                               .beta = ng_onnx_node_real (to->node, "beta", 0.75),
                               .bias = ng_onnx_node_real (to->node, "bias", 1) };

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank < 2) {
    ng_operation_fail (to, "needs an array of at least two axes, and is given %d", shape.rank);
    return;
  }
  if (size < 1 || size > 65536) {
    ng_operation_fail (to, "has a size of %" G_GINT64_FORMAT, size);
    return;
  }
  ng_operation_output (to, 0, ng_build_local_response (to->builder, x, &response));
}

enum { SOFTMAX, LOG_SOFTMAX, HARDMAX };

static void
infer_softmax (NgRelation *relation, const NgOnnxNode *node)
{
  NgType type = ng_operand_type (relation, node, 0);
  gint64 axis = ng_onnx_node_integer (node, "axis", node->version < 13 ? 1 : -1);

  if (type.rank >= 0 && (axis < -type.rank || axis >= MAX (type.rank, 1) + (node->version < 13))) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s is asked for axis %" G_GINT64_FORMAT " of an array of rank %d.",
                      node->op,
                      axis,
                      type.rank);
    return;
  }
  ng_operator_infer_same (relation, node);
}

/* Before version 13 all axes from "axis" on are one. */
static gboolean
softmax_axes (NgOperation *to, int rank, guint *mask)
{
  gboolean is_old = to->node->version < 13;
  gint64 given = ng_onnx_node_integer (to->node, "axis", is_old ? 1 : -1);

  if (is_old && given == rank) {
    *mask = 0;
    return TRUE;
  }
  int axis = ng_operation_axis (to, given, MAX (rank, 1));
  if (axis < 0)
    return FALSE;
  *mask = is_old ? ((1u << rank) - 1) & ~((1u << axis) - 1) : 1u << axis;
  return TRUE;
}

/* x - m - log sum exp (x - m) */
static NgValue
log_softmax (NgOperation *to, NgValue x, guint mask)
{
  NgProgramBuilder *b = to->builder;
  NgValue greatest = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, mask, TRUE);
  NgValue shifted = ng_operation_binary (to, NG_PRIMITIVE_SUBTRACT, x, greatest);
  NgValue sum = ng_build_reduce (
      b, NG_PRIMITIVE_SUM, ng_build_unary (b, NG_PRIMITIVE_EXP, shifted), mask, TRUE);

  return ng_operation_binary (
      to, NG_PRIMITIVE_SUBTRACT, shifted, ng_build_unary (b, NG_PRIMITIVE_LOG, sum));
}

/* One at the first greatest, found along one axis of all that belong together. */
static NgValue
hardmax (NgOperation *to, NgValue x, guint mask)
{
  const NgShape shape = *ng_operation_shape (to, x);
  NgProgramBuilder *b = to->builder;
  gint64 dims[3] = { 1, 1, 1 };
  NgShape wide = { .element = NG_ELEMENT_I64, .rank = 3 };
  gboolean is_behind = FALSE;

  for (int i = 0; i < shape.rank; i++) {
    gboolean is_in = (mask & 1u << i) != 0;
    dims[is_in ? 1 : is_behind ? 2 : 0] *= shape.dims[i];
    is_behind |= is_in;
  }
  memcpy (wide.dims, dims, sizeof dims);
  NgValue rows = ng_build_reshape (b, x, dims, 3);
  NgValue place = ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, rows, 1, TRUE);
  NgValue hot = ng_build_binary (b,
                                 NG_PRIMITIVE_EQUAL,
                                 ng_build_iota (b, &wide, 1),
                                 ng_build_broadcast_numpy (b, place, dims, 3));

  return ng_build_reshape (b, ng_build_convert (b, hot, shape.element), shape.dims, shape.rank);
}

static void
lower_softmax (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  guint mask;

  if (x == NG_NO_VALUE || !softmax_axes (to, ng_operation_shape (to, x)->rank, &mask))
    return;
  int which = to->node->operator->variant;
  ng_operation_output (to,
                       0,
                       which == SOFTMAX       ? ng_build_softmax (to->builder, x, mask)
                       : which == LOG_SOFTMAX ? log_softmax (to, x, mask)
                                              : hardmax (to, x, mask));
}

static void
lower_lp_normalization (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 p = ng_onnx_node_integer (to->node, "p", 2);
  NgProgramBuilder *b = to->builder;

  if (x == NG_NO_VALUE)
    return;
  int axis = ng_operation_axis (
      to, ng_onnx_node_integer (to->node, "axis", -1), ng_operation_shape (to, x)->rank);
  if (axis < 0)
    return;
  if (p != 1 && p != 2) {
    ng_operation_fail (to, "has the norm %" G_GINT64_FORMAT ", and 1 and 2 are possible", p);
    return;
  }
  NgValue power = p == 1 ? ng_build_unary (b, NG_PRIMITIVE_ABS, x) : ng_build_multiply (b, x, x);
  NgValue norm = ng_build_reduce (b, NG_PRIMITIVE_SUM, power, 1u << axis, TRUE);
  if (p == 2)
    norm = ng_build_unary (b, NG_PRIMITIVE_SQRT, norm);
  NgValue wide = ng_operation_binary (to, NG_PRIMITIVE_ADD, norm, ng_build_fill_like (b, x, 0));
  NgValue zero = ng_build_fill_like (b, x, 0);
  if (ng_operation_has_failed (to))
    return;
  ng_operation_output (to,
                       0,
                       ng_build_select (b,
                                        ng_build_binary (b, NG_PRIMITIVE_EQUAL, wide, zero),
                                        zero,
                                        ng_build_divide (b, x, wide)));
}

static void
lower_mean_variance (NgOperation *to)
{
  static const gint64 usual[] = { 0, 2, 3 };
  NgValue x = ng_operation_need (to, 0);
  gsize n = G_N_ELEMENTS (usual);
  const gint64 *axes = ng_onnx_node_integers (to->node, "axes", &n);

  if (x == NG_NO_VALUE)
    return;
  guint mask = ng_operation_axes (to,
                                  axes != NULL ? axes : usual,
                                  (int) MIN (n, NG_MAX_RANK),
                                  ng_operation_shape (to, x)->rank);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, ng_build_standardize (to->builder, x, mask, 0, 1e-9, NULL, NULL));
}

#define NORMALIZATION(NAME, SUMMARY, INFER, LOWER, ...)                                            \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_NORMALIZATION,                       \
    .inputs = { __VA_ARGS__ }, .outputs = { "Y" }, .infer = INFER, .lower = LOWER                  \
  }
#define SHARES(NAME, SUMMARY, VARIANT)                                                             \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_NORMALIZATION,                       \
    .inputs = { "input" }, .outputs = { "output" }, .infer = infer_softmax,                        \
    .lower = lower_softmax, .variant = VARIANT                                                     \
  }

const NgOperatorClass ng_operators_normalization[] = {
  { .name = "BatchNormalization",
    .summary = "Normalizes every channel by statistics of the batch",
    .category = NG_CATEGORY_NORMALIZATION,
    .inputs = { "X", "scale", "B", "input_mean", "input_var" },
    .outputs = { "Y", "running_mean", "running_var", "saved_mean", "saved_var" },
    .lower = lower_batch_normalization },
  NORMALIZATION ("InstanceNormalization",
                 "Normalizes every channel of every example",
                 ng_operator_infer_fitting,
                 lower_instance_normalization,
                 "input",
                 "scale",
                 "B"),
  { .name = "LayerNormalization",
    .summary = "Normalizes over the last axes",
    .category = NG_CATEGORY_NORMALIZATION,
    .inputs = { "X", "Scale", "B" },
    .outputs = { "Y", "Mean", "InvStdDev" },
    .lower = lower_layer_normalization },
  NORMALIZATION ("RMSNormalization",
                 "Divides by the root of the mean square",
                 ng_operator_infer_fitting,
                 lower_rms_normalization,
                 "X",
                 "scale"),
  NORMALIZATION ("GroupNormalization",
                 "Normalizes groups of channels",
                 ng_operator_infer_fitting,
                 lower_group_normalization,
                 "X",
                 "scale",
                 "bias"),
  NORMALIZATION ("LRN", "Local response normalization", ng_operator_infer_fitting, lower_lrn, "X"),
  SHARES ("Softmax", "Exponentials as shares of their sum", SOFTMAX),
  SHARES ("LogSoftmax", "Logarithm of Softmax", LOG_SOFTMAX),
  SHARES ("Hardmax", "One at the greatest, else zero", HARDMAX),
  NORMALIZATION ("LpNormalization",
                 "Divides by a norm",
                 ng_operator_infer_fitting,
                 lower_lp_normalization,
                 "input"),
  NORMALIZATION ("MeanVarianceNormalization",
                 "Takes the mean away and divides by the deviation",
                 ng_operator_infer_fitting,
                 lower_mean_variance,
                 "X"),
  { .name = NULL },
};
