/* Convolutions, and what windows cover. */

#include "core/convert/conversion.h"

#include "core/base/format.h"

#include <math.h>

/* Where the windows of an operator stand, by its attributes and sizes. */
typedef struct {
  int rank;
  gint64 size[NG_MAX_WINDOW_RANK], stride[NG_MAX_WINDOW_RANK], dilation[NG_MAX_WINDOW_RANK];
  gint64 before[NG_MAX_WINDOW_RANK], after[NG_MAX_WINDOW_RANK];
} Window;

static gboolean
are_all (const gint64 *values, int n, gint64 value)
{
  for (int i = 0; i < n; i++) {
    if (values[i] != value)
      return FALSE;
  }
  return TRUE;
}

/* "Stride" -> {2, 2}, where it is not 1 everywhere */
static void
add_option (GString *text, const char *name, const gint64 *values, int n, gint64 usual)
{
  g_autofree char *list = ng_format_list (values, (gsize) n);

  if (!are_all (values, n, usual))
    g_string_append_printf (text, ", \"%s\" -> %s", name, list);
}

static void
add_padding (GString *text, const Window *window)
{
  if (are_all (window->before, window->rank, 0) && are_all (window->after, window->rank, 0))
    return;
  g_string_append (text, ", PaddingSize -> {");
  for (int i = 0; i < window->rank; i++) {
    g_string_append (text, i > 0 ? ", " : "");
    if (window->before[i] == window->after[i])
      g_string_append_printf (text, "%" G_GINT64_FORMAT, window->before[i]);
    else
      g_string_append_printf (text,
                              "{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}",
                              window->before[i],
                              window->after[i]);
  }
  g_string_append_c (text, '}');
}

/* A list of the node, @missing everywhere without one. */
static gboolean
read_list (NgConversion *self, const char *name, gint64 *values, int n, gint64 missing)
{
  gsize length;
  const gint64 *list = ng_onnx_node_integers (self->node, name, &length);

  for (int i = 0; i < n; i++)
    values[i] = list != NULL && (gsize) n == length ? list[i] : missing;
  return list == NULL || (gsize) n == length ||
         ng_conversion_refuse (self, "its attribute %s has another length", name);
}

/* @kernel: (nullable): sizes of the kernel, where weights say them */
static gboolean
read_window (NgConversion *self, const NgType *x, const gint64 *kernel, Window *window)
{
  gint64 pads[2 * NG_MAX_WINDOW_RANK];
  int rank = x->rank - 2;

  window->rank = rank;
  if (rank < 1 || rank > NG_MAX_WINDOW_RANK)
    return ng_conversion_refuse (self, "its windows have too many dimensions, or none");
  if (!read_list (self, "kernel_shape", window->size, rank, 0) ||
      !read_list (self, "strides", window->stride, rank, 1) ||
      !read_list (self, "dilations", window->dilation, rank, 1) ||
      !read_list (self, "pads", pads, 2 * rank, 0))
    return FALSE;
  for (int i = 0; i < rank; i++) {
    if (kernel != NULL)
      window->size[i] = kernel[i];
    window->before[i] = pads[i];
    window->after[i] = pads[rank + i];
  }
  return TRUE;
}

/* Padding that is told by the sizes of what comes in and goes out. */
static gboolean
pad_automatically (NgConversion *self, const NgType *x, const NgType *y, Window *window)
{
  const char *how = ng_onnx_node_text (self->node, "auto_pad", "NOTSET");

  if (!g_str_has_prefix (how, "SAME"))
    return TRUE;
  for (int i = 0; i < window->rank; i++) {
    if (x->dims[2 + i].state != NG_DIM_NUMBER || y->dims[2 + i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "its padding depends on sizes that vary");
    gint64 total = (y->dims[2 + i].value - 1) * window->stride[i] +
                   window->dilation[i] * (window->size[i] - 1) + 1 - x->dims[2 + i].value;
    total = MAX (total, 0);
    window->before[i] = g_str_equal (how, "SAME_LOWER") ? total - total / 2 : total / 2;
    window->after[i] = total - window->before[i];
  }
  return TRUE;
}

/* Windows that stand out over the end, as ceil_mode lets them. */
static gboolean
pad_over_end (
    NgConversion *self, const NgType *x, const NgType *y, Window *window, gboolean *is_more)
{
  *is_more = FALSE;
  if (ng_onnx_node_integer (self->node, "ceil_mode", 0) == 0)
    return TRUE;
  for (int i = 0; i < window->rank; i++) {
    if (x->dims[2 + i].state != NG_DIM_NUMBER || y->dims[2 + i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "its padding depends on sizes that vary");
    gint64 after = (y->dims[2 + i].value - 1) * window->stride[i] + window->size[i] -
                   x->dims[2 + i].value - window->before[i];
    if (after > window->after[i]) {
      window->after[i] = after;
      *is_more = TRUE;
    }
  }
  return TRUE;
}

/* The layer that @text begins, with its arrays. */
static gboolean
put_weighted (NgConversion *self, GString *text, NgTensor *weights, NgTensor *biases)
{
  NgGiven given[] = { { "Weights", weights },
                      { biases != NULL ? "Biases" : NULL, biases },
                      { NULL } };

  if (biases == NULL)
    g_string_append (text, ", \"Biases\" -> None");
  g_string_append_c (text, ']');
  return ng_conversion_put_one (self, given, "%s", text->str);
}

static gboolean
convert_convolution (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1), *biases = ng_conversion_constant (self, 2);
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  g_autoptr (GString) text = NULL;
  Window window;

  if (weights == NULL || (biases == NULL && ng_conversion_has (self, 2)))
    return ng_conversion_refuse (self, "its weights are not constant");
  if ((int) ng_tensor_rank (weights) != x.rank ||
      !read_window (self, &x, ng_tensor_dims (weights) + 2, &window) ||
      !pad_automatically (self, &x, y, &window))
    return ng_conversion_refuse (self, "its weights do not fit");
  g_autofree char *size = ng_format_list (window.size, (gsize) window.rank);
  text = g_string_new (NULL);
  g_string_printf (
      text, "ConvolutionLayer[%" G_GINT64_FORMAT ", %s", ng_tensor_dims (weights)[0], size);
  add_option (text, "Stride", window.stride, window.rank, 1);
  add_padding (text, &window);
  add_option (text, "Dilation", window.dilation, window.rank, 1);
  gint64 groups = ng_onnx_node_integer (self->node, "group", 1);
  if (groups != 1)
    g_string_append_printf (text, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, groups);
  return put_weighted (self, text, weights, biases);
}

static gboolean
convert_deconvolution (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1), *biases = ng_conversion_constant (self, 2);
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  g_autoptr (GString) text = NULL;
  gint64 more[NG_MAX_WINDOW_RANK];
  Window window;

  if (weights == NULL || (biases == NULL && ng_conversion_has (self, 2)))
    return ng_conversion_refuse (self, "its weights are not constant");
  if ((int) ng_tensor_rank (weights) != x.rank ||
      !read_window (self, &x, ng_tensor_dims (weights) + 2, &window) ||
      !read_list (self, "output_padding", more, window.rank, 0))
    return ng_conversion_refuse (self, "its weights do not fit");
  const char *how = ng_onnx_node_text (self->node, "auto_pad", "NOTSET");
  gboolean is_told =
      g_str_has_prefix (how, "SAME") || ng_onnx_node_attribute (self->node, "output_shape") != NULL;
  for (int i = 0; i < window.rank; i++) {
    if (is_told) {
      if (x.dims[2 + i].state != NG_DIM_NUMBER || y->dims[2 + i].state != NG_DIM_NUMBER)
        return ng_conversion_refuse (self, "its padding depends on sizes that vary");
      gint64 total = (x.dims[2 + i].value - 1) * window.stride[i] + more[i] +
                     window.dilation[i] * (window.size[i] - 1) + 1 - y->dims[2 + i].value;
      window.before[i] = g_str_equal (how, "SAME_UPPER") ? total / 2 : total - total / 2;
      window.after[i] = total - window.before[i];
    }
    /* More elements at the end are fewer that are cut off there. */
    window.after[i] -= more[i];
    if (window.before[i] < 0 || window.after[i] < 0)
      return ng_conversion_refuse (self, "it adds to the output more than it cuts off");
  }
  gint64 groups = ng_onnx_node_integer (self->node, "group", 1);
  g_autofree char *size = ng_format_list (window.size, (gsize) window.rank);
  text = g_string_new (NULL);
  g_string_printf (text,
                   "DeconvolutionLayer[%" G_GINT64_FORMAT ", %s",
                   ng_tensor_dims (weights)[1] * groups,
                   size);
  add_option (text, "Stride", window.stride, window.rank, 1);
  add_padding (text, &window);
  add_option (text, "Dilation", window.dilation, window.rank, 1);
  if (groups != 1)
    g_string_append_printf (text, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, groups);
  return put_weighted (self, text, weights, biases);
}

/* One divided by how many elements of the input each window covers, (1, sizes …). */
static NgTensor *
shares_of (NgConversion *self, const NgType *x, const NgType *y, const Window *window)
{
  gboolean counts_padding = ng_onnx_node_integer (self->node, "count_include_pad", 0) != 0;
  gint64 dims[NG_MAX_WINDOW_RANK + 1] = { 1 }, pads[2 * NG_MAX_WINDOW_RANK], count = 1;
  int n = window->rank;

  /* What stands out over the end because of ceil_mode is no padding. */
  const char *how = ng_onnx_node_text (self->node, "auto_pad", "NOTSET");
  if (!read_list (self, "pads", pads, 2 * n, 0))
    return NULL;
  for (int i = 0; i < n; i++) {
    if (x->dims[2 + i].state != NG_DIM_NUMBER || y->dims[2 + i].state != NG_DIM_NUMBER) {
      ng_conversion_refuse (self, "its mean leaves the padding of sizes out that vary");
      return NULL;
    }
    dims[1 + i] = y->dims[2 + i].value;
    count *= dims[1 + i];
  }
  float *data = g_new (float, (gsize) MAX (count, 1));
  for (gint64 at = 0; at < count; at++) {
    gint64 rest = at, covered = 1;
    for (int i = n - 1; i >= 0; i--) {
      gint64 start = rest % dims[1 + i] * window->stride[i] - window->before[i];
      gint64 end = start + window->size[i], last = x->dims[2 + i].value;
      gint64 behind = g_str_has_prefix (how, "SAME") ? window->after[i] : pads[n + i];
      rest /= dims[1 + i];
      if (counts_padding)
        covered *= MIN (end, last + behind) - start;
      else
        covered *= MIN (end, last) - MAX (start, 0);
    }
    data[at] = (float) (1 / (double) MAX (covered, 1));
  }
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, dims, (gsize) n + 1, data));
}

/* PoolingLayer over the windows of the first input, or what @feed gives of it. */
static NgFeed
put_windows (NgConversion *self, NgFeed feed, const Window *window, const char *function)
{
  g_autofree char *size = ng_format_list (window->size, (gsize) window->rank);
  g_autofree char *stride = ng_format_list (window->stride, (gsize) window->rank);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "PoolingLayer[%s, %s", size, stride);
  if (!g_str_equal (function, "Max"))
    g_string_append_printf (text, ", \"Function\" -> %s", function);
  add_padding (text, window);
  g_string_append_c (text, ']');
  return ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "%s", text->str), 0);
}

static gboolean
read_pooling (NgConversion *self, Window *window, gboolean *is_more)
{
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);

  if (!ng_element_is_real (x.element))
    return ng_conversion_refuse (self, "it reads no real numbers");
  if (!read_window (self, &x, NULL, window) || !pad_automatically (self, &x, y, window) ||
      !pad_over_end (self, &x, y, window, is_more))
    return FALSE;
  return are_all (window->dilation, window->rank, 1) ||
         ng_conversion_refuse (self, "its windows are dilated");
}

static gboolean
convert_pooling (NgConversion *self)
{
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  gboolean is_mean = g_str_equal (self->node->op, "AveragePool"), is_more;
  Window window;
  NgFeed feed, share;

  if (ng_conversion_is_read (self, 1))
    return ng_conversion_refuse (self, "the places of the greatest elements are read");
  if (!read_pooling (self, &window, &is_more) || !ng_conversion_take_first (self, &feed))
    return FALSE;
  gboolean is_padded =
      !are_all (window.before, window.rank, 0) || !are_all (window.after, window.rank, 0);
  gboolean is_whole =
      !is_more && (!is_padded || ng_onnx_node_integer (self->node, "count_include_pad", 0) != 0);
  if (!is_mean || is_whole)
    return ng_conversion_give (
        self, 0, put_windows (self, feed, &window, is_mean ? "Mean" : "Max"), 0);
  /* The mean of the elements that are there is their sum by how many they are. */
  NgTensor *shares = shares_of (self, &x, y, &window);
  if (shares == NULL)
    return FALSE;
  feed = put_windows (self, feed, &window, "Total");
  if (feed.layer < 0 || !ng_conversion_put_array (self, shares, &share))
    return FALSE;
  NgFeed feeds[] = { feed, share };
  int layer = ng_conversion_put (self, feeds, 2, NULL, 0, "ThreadingLayer[Times]");
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

/* The sum of powers of which a root is taken. */
typedef struct {
  char *before, *after;
} Norm;

static Norm
norm_of (const NgConversion *self)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self->node, "p");
  double p = attribute == NULL                         ? 2
             : attribute->kind == NG_ATTRIBUTE_INTEGER ? (double) attribute->integer
                                                       : attribute->real;
  g_autofree char *power = ng_number_text (p);

  if (p >= 1 && p <= 1)
    return (Norm){ g_strdup ("Abs"), NULL };
  if (p >= 2 && p <= 2)
    return (Norm){ g_strdup ("#^2 &"), g_strdup ("Sqrt") };
  return (Norm){ g_strdup_printf ("Abs[#]^%s &", power), g_strdup_printf ("#^(1/%s) &", power) };
}

static NgFeed
put_norm_part (NgConversion *self, NgFeed feed, const char *function)
{
  if (function == NULL || (feed.layer < 0 && feed.value < 0))
    return feed;
  return ng_conversion_feed (
      ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[%s]", function), 0);
}

/* LpPool and GlobalLpPool. */
static gboolean
convert_norm_pooling (NgConversion *self)
{
  gboolean is_global = g_str_has_prefix (self->node->op, "Global"), is_more;
  NgType held = ng_type_of_rank (1);
  Window window;
  NgFeed feed;

  if ((!is_global && !read_pooling (self, &window, &is_more)) ||
      ng_conversion_type (self, 0).rank < 3 || !ng_conversion_take_first (self, &feed))
    return ng_conversion_refuse (self, "it has no dimensions to go over");
  Norm norm = norm_of (self);
  held.dims[0] = ng_conversion_type (self, 0).dims[1];
  feed = put_norm_part (self, feed, norm.before);
  if (feed.layer >= 0 && is_global)
    feed = ng_conversion_feed (
        ng_conversion_put (self, &feed, 1, NULL, 0, "AggregationLayer[Total]"), 0);
  else if (feed.layer >= 0)
    feed = put_windows (self, feed, &window, "Total");
  feed = put_norm_part (self, feed, norm.after);
  g_free (norm.before);
  g_free (norm.after);
  return is_global ? ng_conversion_give_held (self, 0, feed, 0, &held)
                   : ng_conversion_give (self, 0, feed, 0);
}

/* All of each channel, whose dimensions of size 1 stay. */
static gboolean
convert_global_pooling (NgConversion *self)
{
  gboolean is_mean = g_str_equal (self->node->op, "GlobalAveragePool");
  NgType x = ng_conversion_type (self, 0), held = ng_type_of_rank (1);
  NgFeed feed;

  if (x.rank < 3 || !ng_conversion_take_first (self, &feed))
    return ng_conversion_refuse (self, "it has no dimensions to go over");
  held.dims[0] = x.dims[1];
  int layer =
      ng_conversion_put (self, &feed, 1, NULL, 0, "AggregationLayer[%s]", is_mean ? "Mean" : "Max");
  return ng_conversion_give_held (self, 0, ng_conversion_feed (layer, 0), 0, &held);
}

/* ---- other sizes ---- */

/* How many times as large each dimension becomes: of an input of the version, or by the sizes. */
static gboolean
is_scheme (const char *mode, const char *transform, const char **scheme)
{
  if (g_str_equal (mode, "linear") && g_str_equal (transform, "align_corners"))
    *scheme = "\"Point\"";
  else if (g_str_equal (mode, "linear") &&
           (g_str_equal (transform, "half_pixel") || g_str_equal (transform, "pytorch_half_pixel")))
    *scheme = "\"Bin\"";
  else
    return FALSE;
  return TRUE;
}

/* Whether sizes are as many times as large as is said: elements are placed by that. */
static gboolean
are_whole_scales (NgConversion *self, const NgType *x, const NgType *y)
{
  gboolean is_early = g_str_equal (self->node->op, "Upsample") || self->node->version < 11;
  NgTensor *scales = ng_conversion_constant (self, is_early ? 1 : 2);
  gsize n = 0;
  const gint64 *axes = ng_onnx_node_integers (self->node, "axes", &n);

  for (gint64 i = 0; scales != NULL && i < ng_tensor_count (scales); i++) {
    gint64 axis = axes != NULL && (gint64) n > i ? axes[i] : i;
    axis = axis < 0 ? axis + x->rank : axis;
    if (axis < 0 || axis >= x->rank)
      return FALSE;
    double scale = ng_tensor_get_real (scales, i);
    if (x->dims[axis].state != NG_DIM_NUMBER || y->dims[axis].state != NG_DIM_NUMBER) {
      if (!(scale >= 1 && scale <= 1))
        return FALSE;
    } else if (fabs (scale * (double) x->dims[axis].value - (double) y->dims[axis].value) > 1e-4) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
convert_resize (NgConversion *self)
{
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  const char *mode = ng_onnx_node_text (self->node, "mode", "nearest"), *scheme = NULL;
  gboolean is_old = g_str_equal (self->node->op, "Upsample") || self->node->version < 11;
  const char *transform = ng_onnx_node_text (
      self->node, "coordinate_transformation_mode", is_old ? "asymmetric" : "half_pixel");
  const char *rounding =
      ng_onnx_node_text (self->node, "nearest_mode", is_old ? "floor" : "round_prefer_floor");
  gboolean is_nearest = g_str_equal (mode, "nearest");
  g_autoptr (GString) sizes = g_string_new ("{");

  if (x.rank < 3 || !ng_dim_equal (x.dims[1], y->dims[1]))
    return ng_conversion_refuse (self, "it changes the number of channels");
  if (ng_onnx_node_integer (self->node, "antialias", 0) != 0)
    return ng_conversion_refuse (self, "it smooths");
  if (!are_whole_scales (self, &x, y))
    return ng_conversion_refuse (self, "its sizes are no whole multiples of its scales");
  for (int i = 2; i < x.rank; i++) {
    g_string_append (sizes, i > 2 ? ", " : "");
    if (x.dims[i].state != NG_DIM_NUMBER || y->dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "its sizes vary");
    if (is_nearest && y->dims[i].value % x.dims[i].value != 0)
      return ng_conversion_refuse (self, "it repeats elements a different number of times");
    if (is_nearest)
      g_string_append_printf (
          sizes, "Scaled[%" G_GINT64_FORMAT "]", y->dims[i].value / x.dims[i].value);
    else
      g_string_append_printf (sizes, "%" G_GINT64_FORMAT, y->dims[i].value);
  }
  g_string_append_c (sizes, '}');
  if (is_nearest) {
    /* Whole numbers of copies: these ways of rounding place them alike. */
    gboolean is_alike =
        (g_str_equal (transform, "asymmetric") && g_str_equal (rounding, "floor")) ||
        (g_str_has_suffix (transform, "half_pixel") && g_str_has_prefix (rounding, "round"));
    if (!is_alike)
      return ng_conversion_refuse (self, "it rounds places in a way that no layer does");
    return ng_conversion_put_one (
        self, NULL, "ResizeLayer[%s, Resampling -> \"Nearest\"]", sizes->str);
  }
  if (is_old || !is_scheme (mode, transform, &scheme))
    return ng_conversion_refuse (self, "it interpolates in a way that no layer does");
  return ng_conversion_put_one (
      self, NULL, "ResizeLayer[%s, \"Scheme\" -> %s]", sizes->str, scheme);
}

const NgRuleRow ng_rules_windows[] = {
  { "AveragePool", convert_pooling },
  { "Conv", convert_convolution },
  { "ConvTranspose", convert_deconvolution },
  { "GlobalAveragePool", convert_global_pooling },
  { "GlobalLpPool", convert_norm_pooling },
  { "GlobalMaxPool", convert_global_pooling },
  { "LpPool", convert_norm_pooling },
  { "MaxPool", convert_pooling },
  { "Resize", convert_resize },
  { "Upsample", convert_resize },
  { NULL },
};
