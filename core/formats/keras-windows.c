/* Layers of Keras that look through windows, and those that pad, crop and repeat. */

#include "core/formats/keras-reading.h"
#include "core/formats/turned.h"
#include "core/shape/type.h"

#include <string.h>

enum { MAX_AXES = 3 };

/* Adds size, stride, dilation and padding of a window. Returns: whether we have such a one */
static gboolean
append_window (NgKerasLayer *self, const char *size_name, gsize n, gboolean has_dilation)
{
  gint64 size[MAX_AXES], stride[MAX_AXES], dilation[MAX_AXES] = { 1, 1, 1 };
  const char *padding = ng_keras_text (self, "padding", "valid");

  if (n < 1 || n > MAX_AXES || ng_keras_integers (self, size_name, size, n) != n)
    return FALSE;
  ng_keras_append_list (self->notation, size, n);
  if (ng_keras_integers (self, "strides", stride, n) != n)
    memcpy (stride, has_dilation ? (const gint64[]){ 1, 1, 1 } : size, n * sizeof *stride);
  g_string_append (self->notation, ", \"Stride\" -> ");
  ng_keras_append_list (self->notation, stride, n);
  if (has_dilation && ng_keras_integers (self, "dilation_rate", dilation, n) == n) {
    g_string_append (self->notation, ", \"Dilation\" -> ");
    ng_keras_append_list (self->notation, dilation, n);
  }
  if (g_str_equal (padding, "same"))
    g_string_append (self->notation, ", PaddingSize -> \"Same\"");
  else if (g_str_equal (padding, "causal") && has_dilation && n == 1)
    g_string_append_printf (self->notation,
                            ", PaddingSize -> {{%" G_GINT64_FORMAT ", 0}}",
                            ng_size_multiply (dilation[0], MAX (size[0] - 1, 0)));
  else if (!g_str_equal (padding, "valid"))
    return FALSE;
  if (ng_keras_is_last (self))
    g_string_append (self->notation, ", Interleaving -> True");
  return TRUE;
}

/* ---- convolutions ---- */

/* The axes of a kernel (*k, a, b) as (a, b, *k), or (b, a, *k) if it is @turned. */
static void
find_axes (gsize n, gboolean turned, int *axes)
{
  axes[0] = (int) n + turned;
  axes[1] = (int) n + !turned;
  for (gsize i = 0; i < n; i++)
    axes[i + 2] = (int) i;
}

/* Kernels (*k, m/g, n) are (n, m/g, *k) here. */
static gboolean
put_convolution (NgKerasLayer *self)
{
  gint64 filters = ng_keras_integer (self, "filters", 0),
         groups = ng_keras_integer (self, "groups", 1);
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  gsize n = ng_keras_n_axes (self);
  int axes[MAX_AXES + 2];

  if (filters < 1 || groups < 1 || !ng_keras_put_behind (self))
    return FALSE;
  g_string_append_printf (self->notation, "ConvolutionLayer[%" G_GINT64_FORMAT ", ", filters);
  if (!append_window (self, "kernel_size", n, TRUE))
    return FALSE;
  if (groups > 1)
    g_string_append_printf (self->notation, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, groups);
  g_string_append (self->notation, has_bias ? "]" : ", \"Biases\" -> None]");
  find_axes (n, TRUE, axes);
  ng_keras_keep_turned (self, "Weights", ng_keras_array (self, NULL, "kernel", 0), axes, n + 2);
  if (has_bias)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* Kernels (*k, n, m) are (m, n, *k) here. By "same" there are as many strides as elements: what the
 * kernel sticks out by is cut off, the odd element behind. */
static gboolean
put_transposed (NgKerasLayer *self)
{
  gint64 filters = ng_keras_integer (self, "filters", 0);
  gint64 size[MAX_AXES], stride[MAX_AXES], dilation[MAX_AXES];
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  const NgJson *more = ng_json_member (self->config, "output_padding");
  const char *padding = ng_keras_text (self, "padding", "valid");
  gboolean is_same = g_str_equal (padding, "same");
  gsize n = ng_keras_n_axes (self);
  int axes[MAX_AXES + 2];

  if (filters < 1 || (more != NULL && ng_json_kind (more) != NG_JSON_NULL) ||
      (!is_same && !g_str_equal (padding, "valid")) ||
      ng_keras_integers (self, "kernel_size", size, n) != n ||
      ng_keras_integers (self, "strides", stride, n) != n || !ng_keras_put_behind (self))
    return FALSE;
  if (ng_keras_integers (self, "dilation_rate", dilation, n) != n)
    memcpy (dilation, (const gint64[]){ 1, 1, 1 }, sizeof dilation);
  for (gsize i = 0; i < n; i++) {
    if (size[i] < stride[i] || stride[i] < 1 || dilation[i] != 1)
      return FALSE;
  }
  g_string_append_printf (self->notation, "DeconvolutionLayer[%" G_GINT64_FORMAT ", ", filters);
  ng_keras_append_list (self->notation, size, n);
  g_string_append (self->notation, ", \"Stride\" -> ");
  ng_keras_append_list (self->notation, stride, n);
  g_string_append (self->notation, is_same ? ", PaddingSize -> {" : "");
  for (gsize i = 0; is_same && i < n; i++) {
    gint64 out = size[i] - stride[i];
    g_string_append_printf (self->notation,
                            "%s{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}%s",
                            i > 0 ? ", " : "",
                            out / 2,
                            out - out / 2,
                            i + 1 == n ? "}" : "");
  }
  g_string_append (self->notation, ng_keras_is_last (self) ? ", Interleaving -> True" : "");
  g_string_append (self->notation, has_bias ? "]" : ", \"Biases\" -> None]");
  find_axes (n, TRUE, axes);
  ng_keras_keep_turned (self, "Weights", ng_keras_array (self, NULL, "kernel", 0), axes, n + 2);
  if (has_bias)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

static NgTensor *
find_depthwise (NgKerasLayer *self)
{
  NgTensor *kernel = ng_keras_array (self, NULL, "depthwise_kernel", 0);

  if (kernel == NULL && !self->is_numbered) {
    g_clear_error (self->error);
    kernel = ng_keras_array (self, NULL, "kernel", 0);
  }
  return kernel;
}

/* Every channel by itself: kernels (*k, m, r) are (m r, 1, *k) here. Writes the layer up to its
 * biases. Returns: whether we have such a one; it is, too, where the array is missing */
static gboolean
append_depthwise (NgKerasLayer *self, const char *below, gsize n)
{
  g_autoptr (NgTensor) kernel = find_depthwise (self);
  gint64 own[MAX_AXES + 2] = { 0, 1 };
  int axes[MAX_AXES + 2];

  if (kernel == NULL)
    return TRUE;
  if (ng_tensor_rank (kernel) != n + 2)
    return FALSE;
  const gint64 *dims = ng_tensor_dims (kernel);
  own[0] = ng_size_multiply (dims[n], dims[n + 1]);
  for (gsize i = 0; i < n; i++)
    own[i + 2] = dims[i];
  g_string_append_printf (self->notation, "ConvolutionLayer[%" G_GINT64_FORMAT ", ", own[0]);
  if (!append_window (self, "kernel_size", n, TRUE))
    return FALSE;
  g_string_append_printf (self->notation, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, dims[n]);
  find_axes (n, FALSE, axes);
  g_autoptr (NgTensor) turned = ng_tensor_turned (kernel, axes);
  ng_keras_keep (self, below, ng_tensor_reshape (turned, own, n + 2));
  return TRUE;
}

static gboolean
put_depthwise (NgKerasLayer *self)
{
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);

  if (!ng_keras_put_behind (self) || !append_depthwise (self, "Weights", ng_keras_n_axes (self)))
    return FALSE;
  g_string_append (self->notation, has_bias ? "]" : ", \"Biases\" -> None]");
  if (has_bias)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* A depthwise convolution, and one of kernels of size 1. */
static gboolean
put_separable (NgKerasLayer *self)
{
  gint64 filters = ng_keras_integer (self, "filters", 0);
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  gsize n = ng_keras_n_axes (self);
  int axes[MAX_AXES + 2];

  if (filters < 1 || !ng_keras_put_behind (self))
    return FALSE;
  g_string_append (self->notation, "NetChain[{");
  if (!append_depthwise (self, "1/Weights", n))
    return FALSE;
  g_string_append_printf (
      self->notation, ", \"Biases\" -> None], ConvolutionLayer[%" G_GINT64_FORMAT ", ", filters);
  ng_keras_append_list (self->notation, (const gint64[]){ 1, 1, 1 }, n);
  g_string_append (self->notation, ng_keras_is_last (self) ? ", Interleaving -> True" : "");
  g_string_append (self->notation, has_bias ? "]}]" : ", \"Biases\" -> None]}]");
  find_axes (n, TRUE, axes);
  ng_keras_keep_turned (
      self, "2/Weights", ng_keras_array (self, NULL, "pointwise_kernel", 1), axes, n + 2);
  if (has_bias)
    ng_keras_keep (self, "2/Biases", ng_keras_array (self, NULL, "bias", 2));
  return TRUE;
}

/* ---- pooling ---- */

/* Means at the edge leave out what is padded there, ours do not: they are divided by the means of
 * ones. */
static gboolean
put_same_mean (NgKerasLayer *self)
{
  g_autoptr (GString) pooling = g_string_new ("PoolingLayer[");
  GString *notation = self->notation;
  gboolean is_known;

  self->notation = pooling;
  is_known = append_window (self, "pool_size", ng_keras_n_axes (self), FALSE);
  self->notation = notation;
  g_string_append (pooling, ", \"Function\" -> Mean]");
  g_string_append_printf (notation,
                          "NetGraph[{%s, ElementwiseLayer[1. &], %s, ThreadingLayer[Divide]}, "
                          "{NetPort[\"Input\"] -> 1, "
                          "NetPort[\"Input\"] -> 2 -> 3, {1, 3} -> 4}]",
                          pooling->str,
                          pooling->str);
  return is_known;
}

static gboolean
put_pooling (NgKerasLayer *self)
{
  gboolean is_mean = g_str_has_prefix (self->class, "Average");

  if (is_mean && g_str_equal (ng_keras_text (self, "padding", "valid"), "same"))
    return put_same_mean (self);
  g_string_append (self->notation, "PoolingLayer[");
  if (!append_window (self, "pool_size", ng_keras_n_axes (self), FALSE))
    return FALSE;
  g_string_append (self->notation, is_mean ? ", \"Function\" -> Mean]" : "]");
  return TRUE;
}

static gboolean
put_global_pooling (NgKerasLayer *self)
{
  const char *function = strstr (self->class, "Average") != NULL ? "Mean" : "Max";
  gboolean is_last = ng_keras_is_last (self), keeps = ng_keras_is_true (self, "keepdims", FALSE);

  if (self->rank < 2)
    return FALSE;
  g_string_append (self->notation, keeps ? "NetChain[{" : "");
  if (is_last)
    g_string_append_printf (
        self->notation, "AggregationLayer[%s, 1 ;; %d]", function, self->rank - 1);
  else
    g_string_append_printf (self->notation, "AggregationLayer[%s]", function);
  if (!keeps) {
    self->given = 1;
    return TRUE;
  }
  g_string_append (self->notation, ", ReplicateLayer[");
  ng_keras_append_list (self->notation, (const gint64[]){ 1, 1, 1 }, MIN (self->rank - 1, 3));
  g_string_append_printf (self->notation, ", %d]}]", is_last ? 1 : 2);
  return self->rank - 1 <= 3;
}

/* ---- edges ---- */

static gboolean
put_zero_padding (NgKerasLayer *self)
{
  gsize n = ng_keras_n_axes (self);
  gint64 pads[MAX_AXES][2];
  g_autoptr (GString) list = g_string_new (NULL);

  if (!ng_keras_pairs (self, "padding", pads, n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (list,
                            "%s{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}",
                            i > 0 ? ", " : "",
                            pads[i][0],
                            pads[i][1]);
  g_string_append_printf (self->notation,
                          ng_keras_is_last (self) ? "PaddingLayer[{%s, {0, 0}}]"
                                                  : "PaddingLayer[{{0, 0}, %s}]",
                          list->str);
  return TRUE;
}

static gboolean
put_cropping (NgKerasLayer *self)
{
  gsize n = ng_keras_n_axes (self);
  gint64 cuts[MAX_AXES][2];
  g_autoptr (GString) list = g_string_new (NULL);

  if (!ng_keras_pairs (self, "cropping", cuts, n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (list,
                            "%s%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT,
                            i > 0 ? ", " : "",
                            cuts[i][0] + 1,
                            -cuts[i][1] - 1);
  g_string_append_printf (self->notation,
                          ng_keras_is_last (self) ? "PartLayer[{%s, All}]" : "PartLayer[{All, %s}]",
                          list->str);
  return TRUE;
}

/* ---- sizes ---- */

/* Adds how elements between others are found. Returns: whether it is known */
static gboolean
append_resampling (NgKerasLayer *self, const char *missing)
{
  const char *kind = ng_keras_text (self, "interpolation", missing);
  gboolean is_nearest = g_str_equal (kind, "nearest");

  g_string_append_printf (self->notation,
                          ", \"Resampling\" -> \"%s\", \"Scheme\" -> \"Bin\"%s]",
                          is_nearest ? "Nearest" : "Linear",
                          ng_keras_is_last (self) ? ", Interleaving -> True" : "");
  return is_nearest || g_str_equal (kind, "bilinear");
}

static gboolean
put_up_sampling (NgKerasLayer *self)
{
  gsize n = ng_keras_n_axes (self);
  gint64 size[MAX_AXES];

  if (ng_keras_integers (self, "size", size, n) != n)
    return FALSE;
  g_string_append (self->notation, "ResizeLayer[{");
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (
        self->notation, "%sScaled[%" G_GINT64_FORMAT "]", i > 0 ? ", " : "", size[i]);
  g_string_append_c (self->notation, '}');
  return append_resampling (self, "nearest");
}

static gboolean
put_resizing (NgKerasLayer *self)
{
  gint64 size[2] = { ng_keras_integer (self, "height", 0), ng_keras_integer (self, "width", 0) };

  /* The nearest element repeats whole ones here. */
  if (size[0] < 1 || size[1] < 1 ||
      !g_str_equal (ng_keras_text (self, "interpolation", "bilinear"), "bilinear") ||
      ng_keras_is_true (self, "crop_to_aspect_ratio", FALSE) ||
      ng_keras_is_true (self, "pad_to_aspect_ratio", FALSE) ||
      ng_keras_is_true (self, "antialias", FALSE))
    return FALSE;
  g_string_append (self->notation, "ResizeLayer[");
  ng_keras_append_list (self->notation, size, 2);
  return append_resampling (self, "bilinear");
}

const NgKerasRow ng_keras_window_rows[] = {
  { "AveragePooling1D", put_pooling, 1 },
  { "AveragePooling2D", put_pooling, 1 },
  { "AveragePooling3D", put_pooling, 1 },
  { "Conv1D", put_convolution, 1 },
  { "Conv1DTranspose", put_transposed, 1 },
  { "Conv2D", put_convolution, 1 },
  { "Conv2DTranspose", put_transposed, 1 },
  { "Conv3D", put_convolution, 1 },
  { "Conv3DTranspose", put_transposed, 1 },
  { "Cropping1D", put_cropping, 1 },
  { "Cropping2D", put_cropping, 1 },
  { "Cropping3D", put_cropping, 1 },
  { "DepthwiseConv1D", put_depthwise, 1 },
  { "DepthwiseConv2D", put_depthwise, 1 },
  { "GlobalAveragePooling1D", put_global_pooling, 1 },
  { "GlobalAveragePooling2D", put_global_pooling, 1 },
  { "GlobalAveragePooling3D", put_global_pooling, 1 },
  { "GlobalMaxPooling1D", put_global_pooling, 1 },
  { "GlobalMaxPooling2D", put_global_pooling, 1 },
  { "GlobalMaxPooling3D", put_global_pooling, 1 },
  { "MaxPooling1D", put_pooling, 1 },
  { "MaxPooling2D", put_pooling, 1 },
  { "MaxPooling3D", put_pooling, 1 },
  { "Resizing", put_resizing, 1 },
  { "SeparableConv1D", put_separable, 1 },
  { "SeparableConv2D", put_separable, 1 },
  { "UpSampling1D", put_up_sampling, 1 },
  { "UpSampling2D", put_up_sampling, 1 },
  { "UpSampling3D", put_up_sampling, 1 },
  { "ZeroPadding1D", put_zero_padding, 1 },
  { "ZeroPadding2D", put_zero_padding, 1 },
  { "ZeroPadding3D", put_zero_padding, 1 },
  { NULL, NULL, 0 },
};
