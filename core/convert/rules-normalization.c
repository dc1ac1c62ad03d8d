/* Means, and what is made of them. */

#include "core/convert/conversion.h"

#include <math.h>

/* The constant inputs from @first on. */
static gboolean
take_arrays (NgConversion *self, gsize first, gsize n, NgTensor **arrays)
{
  for (gsize i = 0; i < n; i++) {
    arrays[i] = ng_conversion_constant (self, first + i);
    if (arrays[i] == NULL && ng_conversion_has (self, first + i))
      return ng_conversion_refuse (self, "its arrays are not constant");
  }
  return TRUE;
}

static gboolean
convert_batch_normalization (NgConversion *self)
{
  NgTensor *arrays[4];
  g_autofree char *epsilon = ng_number_text (ng_onnx_node_real (self->node, "epsilon", 1e-5));
  g_autofree char *momentum = ng_number_text (ng_onnx_node_real (self->node, "momentum", 0.9));

  if (!take_arrays (self, 1, 4, arrays))
    return FALSE;
  if (ng_onnx_node_integer (self->node, "training_mode", 0) != 0 ||
      ng_onnx_node_integer (self->node, "spatial", 1) == 0 || arrays[3] == NULL ||
      ng_conversion_is_read (self, 1) || ng_conversion_type (self, 0).rank < 2)
    return ng_conversion_refuse (self, "it is in training, or has statistics for each place");
  NgGiven given[] = { { "Scaling", arrays[0] },
                      { "Biases", arrays[1] },
                      { "MovingMean", arrays[2] },
                      { "MovingVariance", arrays[3] },
                      { NULL } };
  double rate = ng_onnx_node_real (self->node, "momentum", 0.9);
  if (!(rate >= 0 && rate < 1))
    return ng_conversion_put_one (
        self, given, "BatchNormalizationLayer[\"Epsilon\" -> %s]", epsilon);
  return ng_conversion_put_one (self,
                                given,
                                "BatchNormalizationLayer[\"Epsilon\" -> %s, \"Momentum\" -> %s]",
                                epsilon,
                                momentum);
}

/* "{2, 3}" or "2": the levels of the axes from @first on, where the batch stands at @batch. */
static char *
levels_from (int first, int rank, int batch)
{
  GString *text = g_string_new (NULL);

  if (first == rank - 1) {
    g_string_printf (text, "%d", ng_levels_level (first, batch));
    return g_string_free (text, FALSE);
  }
  g_string_append_c (text, '{');
  for (int i = first; i < rank; i++)
    g_string_append_printf (text, "%s%d", i > first ? ", " : "", ng_levels_level (i, batch));
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* The array in @dims, repeated by NumPy's rule, or NULL. */
static NgTensor *
spread (NgConversion *self, NgTensor *tensor, const gint64 *dims, gsize n)
{
  gsize rank = ng_tensor_rank (tensor);
  gint64 count;

  if (!ng_dims_count (dims, n, &count) || !ng_element_is_real (ng_tensor_element (tensor)))
    return NULL;
  if (ng_tensor_count (tensor) == count)
    return ng_conversion_keep (self, ng_tensor_reshape (tensor, dims, n));
  if (rank > n)
    return NULL;
  for (gsize i = 0; i < rank; i++) {
    gint64 size = ng_tensor_dims (tensor)[i];
    if (size != 1 && size != dims[n - rank + i])
      return NULL;
  }
  float *data = g_new (float, (gsize) MAX (count, 1));
  for (gint64 i = 0; i < count; i++) {
    gint64 rest = i, at = 0, step = 1;
    for (gsize j = rank; j > 0; j--) {
      gint64 size = ng_tensor_dims (tensor)[j - 1], whole = dims[n - rank + j - 1];
      at += size == 1 ? 0 : rest % whole * step;
      step *= size;
      rest /= whole;
    }
    data[i] = (float) ng_tensor_get_real (tensor, at);
  }
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, dims, n, data));
}

gboolean
ng_conversion_put_normalization (NgConversion *self,
                                 gsize index,
                                 int first,
                                 NgTensor *scale,
                                 NgTensor *bias,
                                 double epsilon,
                                 gboolean is_rms)
{
  const NgCarried *carried = ng_conversion_operand (self, index);
  NgType x = ng_conversion_type (self, index);
  NgTensor *arrays[2] = { scale, bias };
  gint64 dims[NG_MAX_RANK];
  gsize n = 0;
  NgFeed feed;

  if (carried == NULL || carried->axis < 0 ||
      !ng_conversion_take_as (self, index, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (first <= carried->axis || first >= x.rank)
    return ng_conversion_refuse (self, "it takes means over examples");
  for (int i = first; i < x.rank; i++) {
    if (x.dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "it takes means over a length that varies");
    dims[n++] = x.dims[i].value;
  }
  for (gsize i = 0; i < 2; i++) {
    if (arrays[i] == NULL)
      continue;
    arrays[i] = spread (self, arrays[i], dims, n);
    if (arrays[i] == NULL)
      return ng_conversion_refuse (self, "its arrays are of other sizes");
  }
  int shift = carried->merged, axis = carried->axis;
  const NgCarried like = *carried;
  g_autofree char *levels = levels_from (first + shift, x.rank + shift, axis);
  g_autofree char *small = ng_number_text (epsilon);
  NgGiven given[3] = { { NULL } };
  n = 0;
  if (arrays[0] != NULL)
    given[n++] = (NgGiven){ "Scaling", arrays[0] };
  if (arrays[1] != NULL)
    given[n++] = (NgGiven){ "Biases", arrays[1] };
  const NgType held = carried->wanted;
  int layer = ng_conversion_put (self,
                                 &feed,
                                 1,
                                 given,
                                 0,
                                 "NormalizationLayer[%s, \"Same\", \"Epsilon\" -> %s%s%s%s]",
                                 levels,
                                 small,
                                 is_rms ? ", Method -> \"RMS\"" : "",
                                 arrays[0] == NULL ? ", \"Scaling\" -> None" : "",
                                 arrays[1] == NULL ? ", \"Biases\" -> None" : "");
  return ng_conversion_give_as (self, 0, ng_conversion_feed (layer, 0), &like, &held);
}

static gboolean
convert_layer_normalization (NgConversion *self)
{
  NgTensor *arrays[2];
  int rank = ng_conversion_type (self, 0).rank;
  gint64 axis = ng_onnx_node_integer (self->node, "axis", -1);
  gboolean is_rms = !g_str_equal (self->node->op, "LayerNormalization");

  if (!take_arrays (self, 1, 2, arrays))
    return FALSE;
  if (ng_conversion_is_read (self, 1) || ng_conversion_is_read (self, 2))
    return ng_conversion_refuse (self, "its statistics are read");
  return ng_conversion_put_normalization (self,
                                          0,
                                          (int) (axis < 0 ? axis + rank : axis),
                                          arrays[0],
                                          arrays[1],
                                          ng_onnx_node_real (self->node, "epsilon", 1e-5),
                                          is_rms);
}

static gboolean
convert_instance_normalization (NgConversion *self)
{
  NgTensor *arrays[2];
  g_autofree char *epsilon = ng_number_text (ng_onnx_node_real (self->node, "epsilon", 1e-5));

  if (!take_arrays (self, 1, 2, arrays) || arrays[0] == NULL || arrays[1] == NULL ||
      ng_conversion_type (self, 0).rank < 3)
    return ng_conversion_refuse (self, "its arrays are not constant");
  NgGiven given[] = { { "Scaling", arrays[0] }, { "Biases", arrays[1] }, { NULL } };
  return ng_conversion_put_one (self, given, "NormalizationLayer[\"Epsilon\" -> %s]", epsilon);
}

/* Before version 21 there is a scale for each group. */
static NgTensor *
for_channels (NgConversion *self, NgTensor *tensor, gint64 channels)
{
  gint64 n = tensor != NULL ? ng_tensor_count (tensor) : 0;

  if (n == channels)
    return tensor;
  if (n == 0 || channels % n != 0)
    return NULL;
  float *data = g_new (float, (gsize) channels);
  for (gint64 i = 0; i < channels; i++)
    data[i] = (float) ng_tensor_get_real (tensor, i / (channels / n));
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, &channels, 1, data));
}

static gboolean
convert_group_normalization (NgConversion *self)
{
  NgTensor *arrays[2];
  NgType x = ng_conversion_type (self, 0);
  g_autofree char *epsilon = ng_number_text (ng_onnx_node_real (self->node, "epsilon", 1e-5));

  if (!take_arrays (self, 1, 2, arrays) || x.rank < 3 || x.dims[1].state != NG_DIM_NUMBER)
    return ng_conversion_refuse (self, "its arrays are not constant");
  for (gsize i = 0; i < 2; i++)
    arrays[i] = for_channels (self, arrays[i], x.dims[1].value);
  if (arrays[0] == NULL || arrays[1] == NULL)
    return ng_conversion_refuse (self, "its arrays are of other sizes");
  NgGiven given[] = { { "Scaling", arrays[0] }, { "Biases", arrays[1] }, { NULL } };
  return ng_conversion_put_one (
      self,
      given,
      "NormalizationLayer[1 ;; %d, 1, \"GroupNumber\" -> %" G_GINT64_FORMAT ", \"Epsilon\" -> %s]",
      x.rank - 1,
      ng_onnx_node_integer (self->node, "num_groups", 1),
      epsilon);
}

static gboolean
convert_lrn (NgConversion *self)
{
  gint64 size = ng_onnx_node_integer (self->node, "size", 1);
  g_autofree char *alpha = ng_number_text (ng_onnx_node_real (self->node, "alpha", 1e-4));
  g_autofree char *beta = ng_number_text (ng_onnx_node_real (self->node, "beta", 0.75));
  g_autofree char *bias = ng_number_text (ng_onnx_node_real (self->node, "bias", 1));

  NgType x = ng_conversion_type (self, 0);
  if (size % 2 == 0 || size < 3)
    return ng_conversion_refuse (self, "its window has no middle, or is a single channel");
  if (x.rank != 4)
    return ng_conversion_refuse (self, "it reads no pictures");
  if (x.dims[1].state != NG_DIM_NUMBER || x.dims[1].value < size)
    return ng_conversion_refuse (self, "its window is larger than there are channels");
  return ng_conversion_put_one (self,
                                NULL,
                                "LocalResponseNormalizationLayer[\"Alpha\" -> %s, \"Beta\" -> %s, "
                                "\"Bias\" -> %s, \"ChannelWindowSize\" -> %" G_GINT64_FORMAT "]",
                                alpha,
                                beta,
                                bias,
                                (size - 1) / 2);
}

/* Before version 13 all axes from one on are one. */
static gboolean
convert_joint_softmax (NgConversion *self, gint64 axis)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgFeed feed;

  if (carried == NULL || carried->axis != 0 || carried->merged > 0 || axis < 1)
    return ng_conversion_refuse (self, "it goes over examples");
  NgType levels = carried->wanted;
  gint64 n = 1;
  for (int i = (int) axis - 1; i < levels.rank; i++) {
    if (levels.dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "it goes over several axes, which vary");
    n = ng_size_multiply (n, levels.dims[i].value);
  }
  levels.rank = (int) axis;
  levels.dims[axis - 1] = ng_dim_number (n);
  if (!ng_conversion_take_as (self, 0, &levels, &feed))
    return FALSE;
  feed = ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "SoftmaxLayer[]"), 0);
  if (feed.layer >= 0 && g_str_equal (self->node->op, "LogSoftmax"))
    feed = ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[Log]"),
                               0);
  return ng_conversion_give_held (self, 0, feed, 0, &levels);
}

static gboolean
convert_softmax (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gint64 axis = ng_onnx_node_integer (self->node, "axis", self->node->version < 13 ? 1 : -1);
  NgFeed feed;

  axis = axis < 0 ? axis + x.rank : axis;
  for (gint64 i = axis + 1; self->node->version < 13 && i < x.rank; i++) {
    if (x.dims[i].state != NG_DIM_NUMBER || x.dims[i].value != 1)
      return convert_joint_softmax (self, axis);
  }
  if (carried == NULL || carried->axis < 0 ||
      !ng_conversion_take_as (self, 0, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (axis == carried->axis || axis >= x.rank || (carried->merged > 0 && axis != x.rank - 1))
    return ng_conversion_refuse (self, "it goes over examples");
  int level = axis == x.rank - 1 ? -1 : ng_levels_level ((int) axis, carried->axis);
  const NgCarried like = *carried;
  if (axis == x.rank - 1 && carried->axis == x.rank - 1)
    return ng_conversion_refuse (self, "it goes over examples");
  const NgType held = carried->wanted;
  int layer = level == -1 ? ng_conversion_put (self, &feed, 1, NULL, 0, "SoftmaxLayer[]")
                          : ng_conversion_put (self, &feed, 1, NULL, 0, "SoftmaxLayer[%d]", level);
  if (layer >= 0 && g_str_equal (self->node->op, "LogSoftmax")) {
    feed = ng_conversion_feed (layer, 0);
    layer = ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[Log]");
  }
  return ng_conversion_give_as (self, 0, ng_conversion_feed (layer, 0), &like, &held);
}

/* What float32 tells from nothing: rows of zeros stay zeros. */
#define LEAST_SQUARE "1.*^-37"

static gboolean
convert_norm (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gint64 axis = ng_onnx_node_integer (self->node, "axis", -1);
  NgFeed feed;

  axis = axis < 0 ? axis + x.rank : axis;
  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (axis < 0 || axis >= x.rank || axis == carried->axis)
    return ng_conversion_refuse (self, "it goes over examples");
  if (x.dims[axis].state != NG_DIM_NUMBER)
    return ng_conversion_refuse (self, "it goes over a length that varies");
  int level = ng_levels_level ((int) axis, carried->axis), batch = carried->axis;
  gint64 n = x.dims[axis].value;
  NgType one = carried->wanted, held = carried->wanted;
  one.dims[level - 1] = ng_dim_number (1);
  if (ng_onnx_node_integer (self->node, "p", 2) == 2) {
    float *data = g_new (float, (gsize) MAX (n, 1));
    for (gint64 i = 0; i < n; i++)
      data[i] = (float) (1 / sqrt ((double) n));
    NgTensor *scale = ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, data));
    NgGiven given[] = { { "Scaling", scale }, { NULL } };
    int layer = ng_conversion_put (self,
                                   &feed,
                                   1,
                                   given,
                                   0,
                                   "NormalizationLayer[%d, \"Same\", \"Epsilon\" -> " LEAST_SQUARE
                                   ", Method -> \"RMS\", \"Biases\" -> None]",
                                   level);
    return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), batch);
  }
  NgFeed feeds[2] = { feed, NG_FEED_NONE };
  feed =
      ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[Abs]"), 0);
  if (feed.layer >= 0)
    feed = ng_conversion_feed (
        ng_conversion_put (self, &feed, 1, NULL, 0, "AggregationLayer[Total, %d]", level), 0);
  NgType fewer = ng_levels_without (&held, level - 1);
  if (feed.layer < 0 || !ng_conversion_put_reshape (self, &fewer, &one, &feed))
    return FALSE;
  feeds[1] = feed;
  int layer = ng_conversion_put (self, feeds, 2, NULL, 0, "ThreadingLayer[If[#2 > 0, #1/#2, 0] &]");
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), batch);
}

static char *
mask_text (guint mask, int rank, int batch)
{
  GString *text = g_string_new ("{");
  gboolean is_usual = TRUE;

  for (int i = 0; i < rank; i++) {
    if (i == batch)
      continue;
    int level = ng_levels_level (i, batch);
    is_usual &= ((mask & 1u << i) != 0) == (level > 1);
    if ((mask & 1u << i) != 0)
      g_string_append_printf (text, "%s%d", text->len > 1 ? ", " : "", level);
  }
  g_string_append_c (text, '}');
  if (is_usual && rank > 2)
    g_string_assign (text, "2 ;; All");
  return g_string_free (text, FALSE);
}

/* The deviation and 1e-9 divide, whose square is what a layer adds to the variance. */
static gboolean
convert_mean_variance (NgConversion *self)
{
  static const gint64 usual[] = { 0, 2, 3 };
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gsize n = G_N_ELEMENTS (usual);
  const gint64 *axes = ng_onnx_node_integers (self->node, "axes", &n);
  guint mask = 0;
  NgFeed feed;

  axes = axes != NULL ? axes : usual;
  for (gsize i = 0; i < n; i++) {
    gint64 axis = axes[i] < 0 ? axes[i] + x.rank : axes[i];
    if (axis < 0 || axis >= x.rank)
      return ng_conversion_refuse (self, "it has no such axis");
    mask |= 1u << axis;
  }
  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if ((mask & 1u << carried->axis) != 0)
    return ng_conversion_refuse (self, "it takes means over examples");
  int batch = carried->axis;
  g_autofree char *levels = mask_text (mask, x.rank, batch);
  int layer = ng_conversion_put (self,
                                 &feed,
                                 1,
                                 NULL,
                                 0,
                                 "NormalizationLayer[%s, \"Same\", \"Epsilon\" -> 1.*^-18, "
                                 "\"Scaling\" -> None, \"Biases\" -> None]",
                                 levels);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), batch);
}

/* ---- fewer elements ---- */

static const struct {
  const char *op, *before, *function, *after;
} reductions[] = {
  { "ReduceL1", "Abs", "Total", NULL },     { "ReduceL2", "#^2 &", "Total", "Sqrt" },
  { "ReduceLogSum", NULL, "Total", "Log" }, { "ReduceLogSumExp", NULL, "Total", NULL },
  { "ReduceMax", NULL, "Max", NULL },       { "ReduceMean", NULL, "Mean", NULL },
  { "ReduceMin", NULL, "Min", NULL },       { "ReduceProd", NULL, "Times", NULL },
  { "ReduceSum", NULL, "Total", NULL },     { "ReduceSumSquare", "#^2 &", "Total", NULL },
};

/* Bit a set for axis a; FALSE where the axes are not constant. */
static gboolean
find_axes (NgConversion *self, int rank, guint *mask)
{
  NgTensor *tensor = ng_conversion_constant (self, 1);
  gsize n = 0;
  const gint64 *list = ng_onnx_node_integers (self->node, "axes", &n);

  *mask = 0;
  if (tensor == NULL && ng_conversion_has (self, 1))
    return ng_conversion_refuse (self, "its axes are not constant");
  if (tensor != NULL)
    n = (gsize) ng_tensor_count (tensor);
  for (gsize i = 0; i < n; i++) {
    gint64 axis = tensor != NULL ? ng_tensor_get_int (tensor, (gint64) i) : list[i];
    axis = axis < 0 ? axis + rank : axis;
    if (axis < 0 || axis >= rank)
      return ng_conversion_refuse (self, "it has no such axis");
    *mask |= 1u << axis;
  }
  if (*mask == 0 && ng_onnx_node_integer (self->node, "noop_with_empty_axes", 0) == 0)
    *mask = (1u << rank) - 1;
  return TRUE;
}

/* log Σ exp x = m + log Σ exp (x - m) with the greatest m, whose exponential is finite. @held: of
 * what goes out; @one: with levels of 1 where elements are summed up */
static NgFeed
put_log_sum (
    NgConversion *self, NgFeed x, const char *levels, const NgType *held, const NgType *one)
{
  NgFeed feeds[2] = { x, NG_FEED_NONE };
  NgFeed most = ng_conversion_feed (
      ng_conversion_put (self, &x, 1, NULL, 0, "AggregationLayer[Max, %s]", levels), 0);

  feeds[1] = most;
  if (most.layer < 0 || !ng_conversion_put_reshape (self, held, one, &feeds[1]))
    return NG_FEED_NONE;
  NgFeed sum = ng_conversion_feed (
      ng_conversion_put (self, feeds, 2, NULL, 0, "ThreadingLayer[Exp[#1 - #2] &]"), 0);
  if (sum.layer >= 0)
    sum = ng_conversion_feed (
        ng_conversion_put (self, &sum, 1, NULL, 0, "AggregationLayer[Total, %s]", levels), 0);
  if (sum.layer < 0)
    return sum;
  feeds[0] = sum;
  feeds[1] = most;
  return ng_conversion_feed (
      ng_conversion_put (self, feeds, 2, NULL, 0, "ThreadingLayer[Log[#1] + #2 &]"), 0);
}

static gboolean
convert_reduction (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0), held = ng_type_of_rank (0);
  gsize row = 0;
  guint mask;
  NgFeed feed;

  while (!g_str_equal (reductions[row].op, self->node->op))
    row++;
  if (carried == NULL || !ng_conversion_take (self, 0, &feed) || !find_axes (self, x.rank, &mask))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int batch = carried->axis, axis = batch;
  if ((mask & 1u << batch) != 0)
    return ng_conversion_refuse (self, "it goes over examples");
  if (!ng_element_is_real (x.element))
    return ng_conversion_refuse (self, "it reads no real numbers");
  if (mask == 0)
    return ng_conversion_give (self, 0, feed, batch);
  for (int i = 0; i < x.rank; i++) {
    if (i != batch && (mask & 1u << i) == 0)
      held.dims[held.rank++] = x.dims[i];
    if (i < batch && (mask & 1u << i) != 0 && ng_onnx_node_integer (self->node, "keepdims", 1) == 0)
      axis--;
  }
  g_autofree char *levels = mask_text (mask, x.rank, batch);
  if (g_str_equal (self->node->op, "ReduceLogSumExp")) {
    NgType one = ng_levels_without (&x, batch);
    for (int i = 0; i < x.rank; i++) {
      if ((mask & 1u << i) != 0)
        one.dims[ng_levels_level (i, batch) - 1] = ng_dim_number (1);
    }
    return ng_conversion_give_held (
        self, 0, put_log_sum (self, feed, levels, &held, &one), axis, &held);
  }
  if (reductions[row].before != NULL)
    feed = ng_conversion_feed (
        ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[%s]", reductions[row].before),
        0);
  if (feed.layer < 0 && feed.value < 0)
    return FALSE;
  gboolean is_usual = g_str_equal (levels, "2 ;; All");
  int layer = ng_conversion_put (self,
                                 &feed,
                                 1,
                                 NULL,
                                 0,
                                 "AggregationLayer[%s%s%s]",
                                 reductions[row].function,
                                 is_usual ? "" : ", ",
                                 is_usual ? "" : levels);
  if (layer >= 0 && reductions[row].after != NULL) {
    feed = ng_conversion_feed (layer, 0);
    layer =
        ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[%s]", reductions[row].after);
  }
  return ng_conversion_give_held (self, 0, ng_conversion_feed (layer, 0), axis, &held);
}

const NgRuleRow ng_rules_normalization[] = {
  { "BatchNormalization", convert_batch_normalization },
  { "GroupNormalization", convert_group_normalization },
  { "InstanceNormalization", convert_instance_normalization },
  { "LRN", convert_lrn },
  { "LayerNormalization", convert_layer_normalization },
  { "LogSoftmax", convert_softmax },
  { "LpNormalization", convert_norm },
  { "MeanVarianceNormalization", convert_mean_variance },
  { "RMSNormalization", convert_layer_normalization },
  { "ReduceL1", convert_reduction },
  { "ReduceL2", convert_reduction },
  { "ReduceLogSum", convert_reduction },
  { "ReduceLogSumExp", convert_reduction },
  { "ReduceMax", convert_reduction },
  { "ReduceMean", convert_reduction },
  { "ReduceMin", convert_reduction },
  { "ReduceProd", convert_reduction },
  { "ReduceSum", convert_reduction },
  { "ReduceSumSquare", convert_reduction },
  { "SimplifiedLayerNormalization", convert_layer_normalization },
  { "Softmax", convert_softmax },
  { NULL },
};
