/* Layers of Keras that we have: a row each, which writes notation and finds arrays. */

#include "core/formats/keras-reading.h"

#include "core/base/format.h"
#include "core/formats/turned.h"
#include "core/graph/path.h"
#include "core/shape/type.h"

#include <string.h>

/* ---- what the configuration says ---- */

const char *
ng_keras_text (const NgKerasLayer *self, const char *name, const char *missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : missing;
}

gint64
ng_keras_integer (const NgKerasLayer *self, const char *name, gint64 missing)
{
  const NgJson *value = ng_json_member (self->config, name);
  gint64 integer;

  return value != NULL && ng_json_kind (value) == NG_JSON_NUMBER &&
                 ng_json_integer (value, &integer)
             ? integer
             : missing;
}

static double
real_of (const NgKerasLayer *self, const char *name, double missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_NUMBER ? ng_json_number (value) : missing;
}

gboolean
ng_keras_is_true (const NgKerasLayer *self, const char *name, gboolean missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_BOOLEAN ? ng_json_boolean (value)
                                                                  : missing;
}

/* A list of whole numbers above 0, or one that stands for all @n of them. Returns: how many, 0 for
 * none */
static gsize
integers_of (const NgKerasLayer *self, const char *name, gint64 *values, gsize n)
{
  const NgJson *list = ng_json_member (self->config, name);

  if (list == NULL)
    return 0;
  for (gsize i = 0; i < n; i++) {
    const NgJson *value = ng_json_kind (list) == NG_JSON_ARRAY
                              ? (i < ng_json_length (list) ? ng_json_at (list, i) : NULL)
                              : list;
    if (value == NULL)
      return i;
    if (ng_json_kind (value) != NG_JSON_NUMBER || !ng_json_integer (value, &values[i]) ||
        values[i] < 0 || values[i] > NG_MAX_ELEMENTS)
      return 0;
  }
  return n;
}

static gboolean
is_channels_last (const NgKerasLayer *self)
{
  return !g_str_equal (ng_keras_text (self, "data_format", "channels_last"), "channels_first");
}

static void
append_list (GString *text, const gint64 *values, gsize n)
{
  g_string_append_c (text, '{');
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", values[i]);
  g_string_append_c (text, '}');
}

static void
append_real (GString *text, double value)
{
  g_autofree char *plain = ng_format_real (value, 0);
  char *e = strchr (plain, 'e');

  if (e != NULL) {
    *e = '\0';
    g_string_append_printf (text, "%s*^%s", plain, e + 1 + (e[1] == '+'));
  } else {
    g_string_append (text, plain);
  }
}

/* ---- arrays ---- */

/* The last word of a name, without ":0". */
static gboolean
is_called (const char *path, const char *name)
{
  const char *last = strrchr (path, '/');
  gsize length = strlen (name);

  last = last != NULL ? last + 1 : path;
  return strncmp (last, name, length) == 0 && (last[length] == '\0' || last[length] == ':');
}

/* Whether the array is that of the layer for this direction, where there are two. */
static gboolean
is_in_part (const char *path, const char *part)
{
  static const char *const words[] = { "forward", "backward" };

  for (gsize i = 0; part != NULL && i < G_N_ELEMENTS (words); i++) {
    g_autofree char *folder = g_strconcat ("/", words[i], "_", NULL);
    if (g_str_has_prefix (part, words[i]) && strstr (path, folder) == NULL)
      return FALSE;
  }
  return TRUE;
}

NgTensor *
ng_keras_array (NgKerasLayer *self, const char *part, const char *name, int number)
{
  g_autofree char *path = NULL;
  int found = -1;

  if (*self->error != NULL)
    return NULL;
  if (self->is_numbered) {
    path = g_strdup_printf (
        "%s%s%svars/%d", self->folder, part != NULL ? part : "", part != NULL ? "/" : "", number);
    found = ng_hdf5_find (self->file, path);
  }
  gsize first = self->is_numbered ? G_MAXSIZE : ng_hdf5_first (self->file, self->folder);
  for (gsize i = first; found < 0 && i < ng_hdf5_length (self->file); i++) {
    const char *other = ng_hdf5_name (self->file, i);
    if (!g_str_has_prefix (other, self->folder)) /* and so do none behind it */
      break;
    if (is_called (other, name) && is_in_part (other, part))
      found = (int) i;
  }
  if (found >= 0)
    return ng_hdf5_tensor (self->file, (gsize) found, self->error);
  NgPlace place = { .path = self->path };
  ng_error_set_new (self->error,
                    "Keras::model",
                    &place,
                    "The file has no array \"%s\" of layer \"%s\".",
                    name,
                    self->name);
  return NULL;
}

void
ng_keras_keep (NgKerasLayer *self, const char *below, NgTensor *tensor)
{
  if (tensor != NULL)
    g_hash_table_insert (self->arrays, g_strdup_printf ("%s/%s", self->path, below), tensor);
}

static void
keep_turned (NgKerasLayer *self, const char *below, NgTensor *tensor, const int *axes, gsize rank)
{
  if (tensor == NULL)
    return;
  if (ng_tensor_rank (tensor) == rank) {
    ng_keras_keep (self, below, ng_tensor_turned (tensor, axes));
  } else {
    NgPlace place = { .path = self->path };
    ng_error_set_new (self->error,
                      "Keras::model",
                      &place,
                      "An array of layer \"%s\" has %" G_GSIZE_FORMAT
                      " dimensions, not %" G_GSIZE_FORMAT ".",
                      self->name,
                      ng_tensor_rank (tensor),
                      rank);
  }
  ng_tensor_unref (tensor);
}

/* A kernel (in, out), as the rows of ours. */
static void
keep_matrix (NgKerasLayer *self, const char *below, NgTensor *tensor)
{
  keep_turned (self, below, tensor, (const int[]){ 1, 0 }, 2);
}

/* ---- activations ---- */

static const struct {
  const char *theirs, *ours;
} activations[] = {
  { "elu", "ElementwiseLayer[\"ELU\"]" },
  { "exponential", "ElementwiseLayer[Exp]" },
  { "gelu", "ElementwiseLayer[\"GELU\"]" },
  { "hard_sigmoid", "ElementwiseLayer[Clip[#/6 + 0.5, {0, 1}] &]" },
  { "linear", "" },
  { "mish", "ElementwiseLayer[\"Mish\"]" },
  { "relu", "ElementwiseLayer[Ramp]" },
  { "relu6", "ElementwiseLayer[Clip[#, {0, 6}] &]" },
  { "sigmoid", "ElementwiseLayer[LogisticSigmoid]" },
  { "silu", "ElementwiseLayer[\"Swish\"]" },
  { "softmax", "SoftmaxLayer[]" },
  { "softplus", "ElementwiseLayer[\"SoftPlus\"]" },
  { "softsign", "ElementwiseLayer[\"SoftSign\"]" },
  { "swish", "ElementwiseLayer[\"Swish\"]" },
  { "tanh", "ElementwiseLayer[Tanh]" },
};

/* Returns: (nullable): the notation, "" for none, %NULL where it is not known. Older files write
 * hard_sigmoid where they mean another slope, which the version of the file does not tell */
static const char *
find_activation (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (activations); i++) {
    if (g_str_equal (activations[i].theirs, name))
      return activations[i].ours;
  }
  return NULL;
}

/* The activation that the layer has, as a layer behind it. */
static gboolean
put_activation_behind (NgKerasLayer *self)
{
  const NgJson *value = ng_json_member (self->config, "activation");
  const char *found = value == NULL || ng_json_kind (value) == NG_JSON_NULL
                          ? ""
                          : find_activation (ng_keras_text (self, "activation", "?"));

  if (found != NULL)
    g_string_append (self->after, found);
  return found != NULL;
}

static gboolean
put_activation (NgKerasLayer *self)
{
  const char *found = find_activation (ng_keras_text (self, "activation", "?"));

  if (found == NULL)
    return FALSE;
  g_string_append (self->notation, *found != '\0' ? found : "ElementwiseLayer[# &]");
  return TRUE;
}

/* ---- products ---- */

/* It acts on the last level, so what stands in front is mapped over. */
static gboolean
put_dense (NgKerasLayer *self)
{
  gint64 units = ng_keras_integer (self, "units", 0);
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  g_autoptr (GString) below = g_string_new (NULL);

  if (units < 1 || self->rank < 1 || !put_activation_behind (self))
    return FALSE;
  for (int i = 1; i < self->rank; i++) {
    g_string_append (self->notation, "NetMapOperator[");
    g_string_append (below, "Net/");
  }
  g_string_append_printf (self->notation,
                          "LinearLayer[%" G_GINT64_FORMAT "%s]",
                          units,
                          has_bias ? "" : ", \"Biases\" -> None");
  for (int i = 1; i < self->rank; i++)
    g_string_append_c (self->notation, ']');
  g_autofree char *weights = g_strconcat (below->str, "Weights", NULL);
  g_autofree char *biases = g_strconcat (below->str, "Biases", NULL);
  keep_matrix (self, weights, ng_keras_array (self, NULL, "kernel", 0));
  if (has_bias)
    ng_keras_keep (self, biases, ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* A product for each element, which it is by itself. */
static gboolean
put_time_distributed (NgKerasLayer *self)
{
  const NgJson *outer = self->config, *layer = ng_json_member (outer, "layer");
  const NgJson *class = layer != NULL ? ng_json_member (layer, "class_name") : NULL;
  const NgJson *config = layer != NULL ? ng_json_member (layer, "config") : NULL;
  g_autofree char *folder = self->folder;
  gboolean ok;

  if (class == NULL || config == NULL || ng_json_kind (class) != NG_JSON_STRING ||
      !g_str_equal (ng_json_string (class), "Dense")) {
    self->folder = g_steal_pointer (&folder);
    return FALSE;
  }
  self->config = config;
  self->folder = self->is_numbered ? g_strconcat (folder, "layer/", NULL) : g_strdup (folder);
  ok = put_dense (self);
  self->config = outer;
  g_free (self->folder);
  self->folder = g_steal_pointer (&folder);
  return ok;
}

static gboolean
put_embedding (NgKerasLayer *self)
{
  gint64 size = ng_keras_integer (self, "output_dim", 0),
         count = ng_keras_integer (self, "input_dim", 0);

  if (size < 1 || count < 1 || ng_keras_is_true (self, "mask_zero", FALSE))
    return FALSE;
  g_string_append_printf (
      self->notation, "EmbeddingLayer[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]", size, count);
  ng_keras_keep (self, "Weights", ng_keras_array (self, NULL, "embeddings", 0));
  self->given = self->rank + 1;
  self->from_one = TRUE;
  return TRUE;
}

/* ---- windows ---- */

/* How many spatial levels the class has: the digit in front of the D. */
static gsize
spatial_rank (const NgKerasLayer *self)
{
  gsize length = strlen (self->class);

  return length > 2 && self->class[length - 1] == 'D' ? (gsize) (self->class[length - 2] - '0') : 2;
}

static gboolean
append_window (NgKerasLayer *self, const char *size_name, gsize n, gboolean has_dilation)
{
  gint64 size[3], stride[3], dilation[3];
  const char *padding = ng_keras_text (self, "padding", "valid");

  if (n < 1 || n > 3 || integers_of (self, size_name, size, n) != n)
    return FALSE;
  append_list (self->notation, size, n);
  if (integers_of (self, "strides", stride, n) != n)
    memcpy (stride, has_dilation ? (const gint64[]){ 1, 1, 1 } : size, n * sizeof *stride);
  g_string_append (self->notation, ", \"Stride\" -> ");
  append_list (self->notation, stride, n);
  if (has_dilation && integers_of (self, "dilation_rate", dilation, n) == n) {
    g_string_append (self->notation, ", \"Dilation\" -> ");
    append_list (self->notation, dilation, n);
  }
  if (g_str_equal (padding, "same"))
    g_string_append (self->notation, ", PaddingSize -> \"Same\"");
  else if (!g_str_equal (padding, "valid"))
    return FALSE;
  if (is_channels_last (self))
    g_string_append (self->notation, ", Interleaving -> True");
  return TRUE;
}

/* Kernels (*k, m/g, n) are (n, m/g, *k) here. */
static gboolean
put_convolution (NgKerasLayer *self)
{
  gint64 filters = ng_keras_integer (self, "filters", 0),
         groups = ng_keras_integer (self, "groups", 1);
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  gsize n = spatial_rank (self);
  int axes[5];

  if (filters < 1 || groups < 1 || !put_activation_behind (self))
    return FALSE;
  g_string_append_printf (self->notation, "ConvolutionLayer[%" G_GINT64_FORMAT ", ", filters);
  if (!append_window (self, "kernel_size", n, TRUE))
    return FALSE;
  if (groups > 1)
    g_string_append_printf (self->notation, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, groups);
  g_string_append (self->notation, has_bias ? "]" : ", \"Biases\" -> None]");
  axes[0] = (int) n + 1;
  axes[1] = (int) n;
  for (gsize i = 0; i < n; i++)
    axes[i + 2] = (int) i;
  keep_turned (self, "Weights", ng_keras_array (self, NULL, "kernel", 0), axes, n + 2);
  if (has_bias)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* Every channel by itself: kernels (h, w, m, r) are (m r, 1, h, w) here. */
static gboolean
put_depthwise (NgKerasLayer *self)
{
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  NgTensor *kernel =
      ng_keras_array (self, NULL, self->is_numbered ? "kernel" : "depthwise_kernel", 0);

  if (kernel == NULL && !self->is_numbered) {
    g_clear_error (self->error);
    kernel = ng_keras_array (self, NULL, "kernel", 0);
  }
  if (kernel == NULL)
    return TRUE;
  if (ng_tensor_rank (kernel) != 4 || !put_activation_behind (self)) {
    ng_tensor_unref (kernel);
    return FALSE;
  }
  const gint64 *dims = ng_tensor_dims (kernel);
  gint64 channels = dims[2], n = ng_size_multiply (channels, dims[3]);
  gint64 own[] = { n, 1, dims[0], dims[1] };
  g_string_append_printf (self->notation, "ConvolutionLayer[%" G_GINT64_FORMAT ", ", n);
  if (!append_window (self, "kernel_size", 2, TRUE)) {
    ng_tensor_unref (kernel);
    return FALSE;
  }
  g_string_append_printf (self->notation,
                          ", \"ChannelGroups\" -> %" G_GINT64_FORMAT "%s]",
                          channels,
                          has_bias ? "" : ", \"Biases\" -> None");
  g_autoptr (NgTensor) turned = ng_tensor_turned (kernel, (const int[]){ 2, 3, 0, 1 });
  ng_keras_keep (self, "Weights", ng_tensor_reshape (turned, own, 4));
  ng_tensor_unref (kernel);
  if (has_bias)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* Means at the edge leave out what is padded there, ours do not. */
static gboolean
put_pooling (NgKerasLayer *self)
{
  gboolean is_mean = g_str_has_prefix (self->class, "Average");

  if (is_mean && !g_str_equal (ng_keras_text (self, "padding", "valid"), "valid"))
    return FALSE;
  g_string_append (self->notation, "PoolingLayer[");
  if (!append_window (self, "pool_size", spatial_rank (self), FALSE))
    return FALSE;
  g_string_append (self->notation, is_mean ? ", \"Function\" -> Mean]" : "]");
  return TRUE;
}

static gboolean
put_global_pooling (NgKerasLayer *self)
{
  const char *function = strstr (self->class, "Average") != NULL ? "Mean" : "Max";
  gboolean is_last = is_channels_last (self);

  if (self->rank < 2 || ng_keras_is_true (self, "keepdims", FALSE))
    return FALSE;
  if (is_last)
    g_string_append_printf (
        self->notation, "AggregationLayer[%s, 1 ;; %d]", function, self->rank - 1);
  else
    g_string_append_printf (self->notation, "AggregationLayer[%s]", function);
  self->given = 1;
  return TRUE;
}

/* p, {p, q} or {{before, after}, …} */
static gboolean
put_zero_padding (NgKerasLayer *self)
{
  const NgJson *padding = ng_json_member (self->config, "padding");
  gsize n = spatial_rank (self);
  gint64 pads[3][2];
  g_autoptr (GString) list = g_string_new (NULL);

  if (padding == NULL || n < 1 || n > 3)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    gboolean is_list = ng_json_kind (padding) == NG_JSON_ARRAY;
    gboolean is_pair = is_list && n == 1 && ng_json_length (padding) == 2;
    const NgJson *one = is_pair || !is_list            ? padding
                        : i < ng_json_length (padding) ? ng_json_at (padding, i)
                                                       : NULL;
    for (gsize k = 0; k < 2; k++) {
      const NgJson *value = one != NULL && ng_json_kind (one) == NG_JSON_ARRAY
                                ? (k < ng_json_length (one) ? ng_json_at (one, k) : NULL)
                                : one;
      if (value == NULL || ng_json_kind (value) != NG_JSON_NUMBER ||
          !ng_json_integer (value, &pads[i][k]) || pads[i][k] < 0 || pads[i][k] > G_MAXINT32)
        return FALSE;
    }
    g_string_append_printf (list,
                            "%s{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}",
                            i > 0 ? ", " : "",
                            pads[i][0],
                            pads[i][1]);
  }
  g_string_append_printf (self->notation,
                          is_channels_last (self) ? "PaddingLayer[{%s, {0, 0}}]"
                                                  : "PaddingLayer[{{0, 0}, %s}]",
                          list->str);
  return TRUE;
}

/* ---- statistics ---- */

/* What center or scale leaves out is 0 or 1. */
static void
keep_or_fill (
    NgKerasLayer *self, const char *below, const char *name, int number, double value, gint64 n)
{
  ng_keras_keep (self,
                 below,
                 number >= 0 ? ng_keras_array (self, NULL, name, number)
                             : ng_tensor_fill (n, value));
}

static gint64
axis_of (const NgKerasLayer *self)
{
  gint64 axis;

  return integers_of (self, "axis", &axis, 1) == 1 ? axis : ng_keras_integer (self, "axis", -1);
}

static gboolean
put_batch_normalization (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);
  gboolean is_last = axis == -1 || axis == self->rank;
  gboolean has_scale = ng_keras_is_true (self, "scale", TRUE),
           has_center = ng_keras_is_true (self, "center", TRUE);
  int first = has_scale + has_center;
  NgTensor *mean;

  if (!is_last && axis != 1)
    return FALSE;
  g_string_append (self->notation, "BatchNormalizationLayer[\"Epsilon\" -> ");
  append_real (self->notation, real_of (self, "epsilon", 1e-3));
  g_string_append (self->notation, ", \"Momentum\" -> ");
  append_real (self->notation, real_of (self, "momentum", 0.99));
  g_string_append (self->notation, is_last && self->rank > 1 ? ", Interleaving -> True]" : "]");
  mean = ng_keras_array (self, NULL, "moving_mean", first);
  if (mean == NULL)
    return TRUE;
  gint64 n = ng_tensor_count (mean);
  ng_keras_keep (self, "MovingMean", mean);
  ng_keras_keep (self, "MovingVariance", ng_keras_array (self, NULL, "moving_variance", first + 1));
  keep_or_fill (self, "Scaling", "gamma", has_scale ? 0 : -1, 1, n);
  keep_or_fill (self, "Biases", "beta", has_center ? has_scale : -1, 0, n);
  return TRUE;
}

static gboolean
put_layer_normalization (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);
  gboolean has_scale = ng_keras_is_true (self, "scale", TRUE),
           has_center = ng_keras_is_true (self, "center", TRUE);

  if ((axis != -1 && axis != self->rank) || self->rank < 1)
    return FALSE;
  g_string_append_printf (
      self->notation, "NormalizationLayer[%d, \"Same\", \"Epsilon\" -> ", self->rank);
  append_real (self->notation, real_of (self, "epsilon", 1e-3));
  g_string_append_printf (self->notation,
                          "%s%s]",
                          has_scale ? "" : ", \"Scaling\" -> None",
                          has_center ? "" : ", \"Biases\" -> None");
  if (has_scale)
    ng_keras_keep (self, "Scaling", ng_keras_array (self, NULL, "gamma", 0));
  if (has_center)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "beta", has_scale));
  return TRUE;
}

static gboolean
put_dropout (NgKerasLayer *self)
{
  g_string_append (self->notation, "DropoutLayer[");
  append_real (self->notation, real_of (self, "rate", 0.5));
  g_string_append_c (self->notation, ']');
  return TRUE;
}

/* ---- functions ---- */

static gboolean
put_relu (NgKerasLayer *self)
{
  const NgJson *most = ng_json_member (self->config, "max_value");
  double slope = real_of (self, "negative_slope", 0), least = real_of (self, "threshold", 0);

  if (slope > 0 || slope < 0 || least > 0 || least < 0)
    return FALSE;
  if (most == NULL || ng_json_kind (most) != NG_JSON_NUMBER) {
    g_string_append (self->notation, "ElementwiseLayer[Ramp]");
    return TRUE;
  }
  g_string_append (self->notation, "ElementwiseLayer[Clip[#, {0, ");
  append_real (self->notation, ng_json_number (most));
  g_string_append (self->notation, "}] &]");
  return TRUE;
}

static gboolean
put_leaky_relu (NgKerasLayer *self)
{
  double slope = real_of (self, "negative_slope", real_of (self, "alpha", 0.3));

  g_string_append (self->notation, "ElementwiseLayer[If[# > 0, #, ");
  append_real (self->notation, slope);
  g_string_append (self->notation, " #] &]");
  return TRUE;
}

static gboolean
put_softmax (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);

  if (axis == 0 || axis > self->rank || axis < -self->rank)
    return FALSE;
  g_string_append_printf (self->notation, "SoftmaxLayer[%" G_GINT64_FORMAT "]", axis);
  return TRUE;
}

/* ---- shapes ---- */

static gboolean
put_flatten (NgKerasLayer *self)
{
  if (!is_channels_last (self))
    return FALSE;
  g_string_append (self->notation, "FlattenLayer[]");
  self->given = 1;
  return TRUE;
}

static gboolean
put_reshape (NgKerasLayer *self)
{
  const NgJson *shape = ng_json_member (self->config, "target_shape");
  gsize n = shape != NULL ? ng_json_length (shape) : 0;

  if (shape == NULL || ng_json_kind (shape) != NG_JSON_ARRAY || n > NG_MAX_RANK)
    return FALSE;
  g_string_append (self->notation, "ReshapeLayer[{");
  for (gsize i = 0; i < n; i++) {
    gint64 size;
    if (ng_json_kind (ng_json_at (shape, i)) != NG_JSON_NUMBER ||
        !ng_json_integer (ng_json_at (shape, i), &size))
      return FALSE;
    g_autofree char *word = g_strdup_printf ("%" G_GINT64_FORMAT, size);
    g_string_append_printf (
        self->notation, "%s%s", i > 0 ? ", " : "", size < 0 ? "Automatic" : word);
  }
  g_string_append (self->notation, "}]");
  self->given = (int) n;
  return TRUE;
}

/* Level i of the output is level d_i of the input; ours says where each level goes. */
static gboolean
put_permute (NgKerasLayer *self)
{
  gint64 dims[NG_MAX_RANK], where[NG_MAX_RANK] = { 0 };
  gsize n = (gsize) MAX (self->rank, 0);

  if (n < 1 || integers_of (self, "dims", dims, n) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (dims[i] < 1 || dims[i] > (gint64) n)
      return FALSE;
    where[dims[i] - 1] = (gint64) i + 1;
  }
  g_string_append (self->notation, "TransposeLayer[");
  append_list (self->notation, where, n);
  g_string_append_c (self->notation, ']');
  return TRUE;
}

static gboolean
put_repeat (NgKerasLayer *self)
{
  gint64 n = ng_keras_integer (self, "n", 0);

  if (n < 1)
    return FALSE;
  g_string_append_printf (self->notation, "ReplicateLayer[%" G_GINT64_FORMAT "]", n);
  self->given = self->rank + 1;
  return TRUE;
}

static gboolean
put_concatenate (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);

  if (axis == 0 || axis > self->rank || axis < -self->rank)
    return FALSE;
  g_string_append_printf (self->notation,
                          "CatenateLayer[%" G_GINT64_FORMAT "]",
                          axis < 0 ? self->rank + 1 + axis : axis);
  return TRUE;
}

/* Several inputs of one shape, element by element. */
static gboolean
put_merge (NgKerasLayer *self)
{
  static const struct {
    const char *theirs, *ours;
  } functions[] = { { "Add", "Plus" },
                    { "Maximum", "Max" },
                    { "Minimum", "Min" },
                    { "Multiply", "Times" },
                    { "Subtract", "Subtract" } };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (g_str_equal (functions[i].theirs, self->class))
      g_string_append_printf (self->notation, "ThreadingLayer[%s]", functions[i].ours);
  }
  return TRUE;
}

static gboolean
put_average (NgKerasLayer *self)
{
  g_string_append (self->notation, "ThreadingLayer[(");
  for (guint i = 1; i <= self->n_inputs; i++)
    g_string_append_printf (self->notation, "%s#%u", i > 1 ? " + " : "", i);
  g_string_append_printf (self->notation, ")/%u &]", self->n_inputs);
  return self->n_inputs > 0;
}

/* ---- the table ---- */

static const struct {
  const char *class;
  gboolean (*put) (NgKerasLayer *self);
} rows[] = {
  { "Activation", put_activation },
  { "Add", put_merge },
  { "Average", put_average },
  { "AveragePooling1D", put_pooling },
  { "AveragePooling2D", put_pooling },
  { "AveragePooling3D", put_pooling },
  { "BatchNormalization", put_batch_normalization },
  { "BatchNormalizationV1", put_batch_normalization },
  { "Bidirectional", ng_keras_put_bidirectional },
  { "Concatenate", put_concatenate },
  { "Conv1D", put_convolution },
  { "Conv2D", put_convolution },
  { "Conv3D", put_convolution },
  { "Dense", put_dense },
  { "DepthwiseConv2D", put_depthwise },
  { "Dropout", put_dropout },
  { "Embedding", put_embedding },
  { "Flatten", put_flatten },
  { "GRU", ng_keras_put_recurrent },
  { "GlobalAveragePooling1D", put_global_pooling },
  { "GlobalAveragePooling2D", put_global_pooling },
  { "GlobalAveragePooling3D", put_global_pooling },
  { "GlobalMaxPooling1D", put_global_pooling },
  { "GlobalMaxPooling2D", put_global_pooling },
  { "GlobalMaxPooling3D", put_global_pooling },
  { "LSTM", ng_keras_put_recurrent },
  { "LayerNormalization", put_layer_normalization },
  { "LeakyReLU", put_leaky_relu },
  { "MaxPooling1D", put_pooling },
  { "MaxPooling2D", put_pooling },
  { "MaxPooling3D", put_pooling },
  { "Maximum", put_merge },
  { "Minimum", put_merge },
  { "Multiply", put_merge },
  { "Permute", put_permute },
  { "ReLU", put_relu },
  { "RepeatVector", put_repeat },
  { "Reshape", put_reshape },
  { "SimpleRNN", ng_keras_put_recurrent },
  { "Softmax", put_softmax },
  { "Subtract", put_merge },
  { "TimeDistributed", put_time_distributed },
  { "ZeroPadding1D", put_zero_padding },
  { "ZeroPadding2D", put_zero_padding },
  { "ZeroPadding3D", put_zero_padding },
};

gboolean
ng_keras_put (NgKerasLayer *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (g_str_equal (rows[i].class, self->class))
      return rows[i].put (self);
  }
  return FALSE;
}
