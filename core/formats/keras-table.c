/* Layers of Keras that we have: a row each, which writes notation and finds arrays. */

#include "core/formats/keras-reading.h"

#include "core/base/format.h"
#include "core/formats/turned.h"
#include "core/graph/path.h"

#include <string.h>

/* ---- what the configuration says ---- */

static const char *
text_of (const NgKerasLayer *self, const char *name, const char *missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : missing;
}

static gint64
integer_of (const NgKerasLayer *self, const char *name, gint64 missing)
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

static gboolean
is_true (const NgKerasLayer *self, const char *name, gboolean missing)
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
  return !g_str_equal (text_of (self, "data_format", "channels_last"), "channels_first");
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

/* An array of the layer, by its name, or by its number below @part in files of the newer kind.
 * @part: (nullable): of the layer, "cell" */
static NgTensor *
find_array (NgKerasLayer *self, const char *part, const char *name, int number)
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
  for (gsize i = 0; !self->is_numbered && found < 0 && i < ng_hdf5_length (self->file); i++) {
    const char *other = ng_hdf5_name (self->file, i);
    if (g_str_has_prefix (other, self->folder) && is_called (other, name) &&
        (part == NULL || g_str_equal (part, "cell") || strstr (other, part) != NULL))
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

/* Takes @tensor. @below: of the layer, "Net/Weights" */
static void
keep (NgKerasLayer *self, const char *below, NgTensor *tensor)
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
    keep (self, below, ng_tensor_turned (tensor, axes));
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
                          : find_activation (text_of (self, "activation", "?"));

  if (found != NULL)
    g_string_append (self->after, found);
  return found != NULL;
}

static gboolean
put_activation (NgKerasLayer *self)
{
  const char *found = find_activation (text_of (self, "activation", "?"));

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
  gint64 units = integer_of (self, "units", 0);
  gboolean has_bias = is_true (self, "use_bias", TRUE);
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
  keep_matrix (self, weights, find_array (self, NULL, "kernel", 0));
  if (has_bias)
    keep (self, biases, find_array (self, NULL, "bias", 1));
  return TRUE;
}

static gboolean
put_embedding (NgKerasLayer *self)
{
  gint64 size = integer_of (self, "output_dim", 0), count = integer_of (self, "input_dim", 0);

  if (size < 1 || count < 1 || is_true (self, "mask_zero", FALSE))
    return FALSE;
  g_string_append_printf (
      self->notation, "EmbeddingLayer[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]", size, count);
  keep (self, "Weights", find_array (self, NULL, "embeddings", 0));
  self->given = self->rank + 1;
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
  const char *padding = text_of (self, "padding", "valid");

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
  gint64 filters = integer_of (self, "filters", 0), groups = integer_of (self, "groups", 1);
  gboolean has_bias = is_true (self, "use_bias", TRUE);
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
  keep_turned (self, "Weights", find_array (self, NULL, "kernel", 0), axes, n + 2);
  if (has_bias)
    keep (self, "Biases", find_array (self, NULL, "bias", 1));
  return TRUE;
}

/* Every channel by itself: kernels (h, w, m, r) are (m r, 1, h, w) here. */
static gboolean
put_depthwise (NgKerasLayer *self)
{
  gboolean has_bias = is_true (self, "use_bias", TRUE);
  NgTensor *kernel = find_array (self, NULL, self->is_numbered ? "kernel" : "depthwise_kernel", 0);

  if (kernel == NULL && !self->is_numbered) {
    g_clear_error (self->error);
    kernel = find_array (self, NULL, "kernel", 0);
  }
  if (kernel == NULL)
    return TRUE;
  if (ng_tensor_rank (kernel) != 4 || !put_activation_behind (self)) {
    ng_tensor_unref (kernel);
    return FALSE;
  }
  const gint64 *dims = ng_tensor_dims (kernel);
  gint64 channels = dims[2], times = dims[3];
  gint64 own[] = { channels * times, 1, dims[0], dims[1] };
  g_string_append_printf (
      self->notation, "ConvolutionLayer[%" G_GINT64_FORMAT ", ", channels * times);
  if (!append_window (self, "kernel_size", 2, TRUE)) {
    ng_tensor_unref (kernel);
    return FALSE;
  }
  g_string_append_printf (self->notation,
                          ", \"ChannelGroups\" -> %" G_GINT64_FORMAT "%s]",
                          channels,
                          has_bias ? "" : ", \"Biases\" -> None");
  g_autoptr (NgTensor) turned = ng_tensor_turned (kernel, (const int[]){ 2, 3, 0, 1 });
  keep (self, "Weights", ng_tensor_reshape (turned, own, 4));
  ng_tensor_unref (kernel);
  if (has_bias)
    keep (self, "Biases", find_array (self, NULL, "bias", 1));
  return TRUE;
}

/* Means at the edge leave out what is padded there, ours do not. */
static gboolean
put_pooling (NgKerasLayer *self)
{
  gboolean is_mean = g_str_has_prefix (self->class, "Average");

  if (is_mean && !g_str_equal (text_of (self, "padding", "valid"), "valid"))
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

  if (self->rank < 2 || is_true (self, "keepdims", FALSE))
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
  keep (
      self, below, number >= 0 ? find_array (self, NULL, name, number) : ng_tensor_fill (n, value));
}

static gint64
axis_of (const NgKerasLayer *self)
{
  gint64 axis;

  return integers_of (self, "axis", &axis, 1) == 1 ? axis : integer_of (self, "axis", -1);
}

static gboolean
put_batch_normalization (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);
  gboolean is_last = axis == -1 || axis == self->rank;
  gboolean has_scale = is_true (self, "scale", TRUE), has_center = is_true (self, "center", TRUE);
  int first = has_scale + has_center;
  NgTensor *mean;

  if (!is_last && axis != 1)
    return FALSE;
  g_string_append (self->notation, "BatchNormalizationLayer[\"Epsilon\" -> ");
  append_real (self->notation, real_of (self, "epsilon", 1e-3));
  g_string_append (self->notation, ", \"Momentum\" -> ");
  append_real (self->notation, real_of (self, "momentum", 0.99));
  g_string_append (self->notation, is_last && self->rank > 1 ? ", Interleaving -> True]" : "]");
  mean = find_array (self, NULL, "moving_mean", first);
  if (mean == NULL)
    return TRUE;
  gint64 n = ng_tensor_count (mean);
  keep (self, "MovingMean", mean);
  keep (self, "MovingVariance", find_array (self, NULL, "moving_variance", first + 1));
  keep_or_fill (self, "Scaling", "gamma", has_scale ? 0 : -1, 1, n);
  keep_or_fill (self, "Biases", "beta", has_center ? has_scale : -1, 0, n);
  return TRUE;
}

static gboolean
put_layer_normalization (NgKerasLayer *self)
{
  gint64 axis = axis_of (self);
  gboolean has_scale = is_true (self, "scale", TRUE), has_center = is_true (self, "center", TRUE);

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
    keep (self, "Scaling", find_array (self, NULL, "gamma", 0));
  if (has_center)
    keep (self, "Biases", find_array (self, NULL, "beta", has_scale));
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
  gint64 n = integer_of (self, "n", 0);

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

/* ---- recurrence ---- */

/* @gates: ours, in the order of Keras; gate g of n columns is that of the name */
typedef struct {
  const char *class, *ours;
  const char *gates[4];
  gsize n_gates;
} Cell;

static const Cell cells[] = {
  { "GRU", "GatedRecurrentLayer", { "InputGate", "ResetGate", "MemoryGate" }, 3 },
  { "LSTM",
    "LongShortTermMemoryLayer",
    { "InputGate", "ForgetGate", "MemoryGate", "OutputGate" },
    4 },
  { "SimpleRNN", "BasicRecurrentLayer", { "" }, 1 },
};

/* Columns of one gate of (rows, gates n), as (n, rows); of a vector its part. */
static NgTensor *
gate_of (const NgTensor *tensor, gsize gate, gint64 n)
{
  gsize rank = ng_tensor_rank (tensor);
  gint64 rows = rank == 2 ? ng_tensor_dims (tensor)[0] : 1, all = ng_tensor_dims (tensor)[rank - 1];
  gint64 dims[2] = { n, rows };
  float *data = g_new (float, (gsize) (n * rows) + 1);

  for (gint64 i = 0; i < n; i++) {
    for (gint64 k = 0; k < rows; k++)
      data[i * rows + k] = (float) ng_tensor_get_real (tensor, k * all + (gint64) gate * n + i);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}

static gboolean
is_of_shape (const NgTensor *tensor, gint64 rows, gint64 columns)
{
  return ng_tensor_rank (tensor) == 2 && (rows < 0 || ng_tensor_dims (tensor)[0] == rows) &&
         ng_tensor_dims (tensor)[1] == columns;
}

/* The bias of every gate; the two of a GRU are one, where the new memory has none of the state. */
static NgTensor *
find_biases (NgKerasLayer *self, const Cell *cell, gint64 n, gboolean *is_known)
{
  gint64 columns = n * (gint64) cell->n_gates;
  g_autoptr (NgTensor) found = is_true (self, "use_bias", TRUE)
                                   ? find_array (self, "cell", "bias", 2)
                                   : ng_tensor_fill (columns, 0);
  gboolean has_two;

  *is_known = TRUE;
  if (found == NULL)
    return NULL;
  has_two = is_of_shape (found, 2, columns);
  *is_known = has_two || (ng_tensor_rank (found) == 1 && ng_tensor_count (found) == columns);
  if (!*is_known || !has_two)
    return *is_known ? g_steal_pointer (&found) : NULL;
  float *data = g_new (float, (gsize) columns);
  for (gint64 i = 0; i < columns; i++) {
    double second = ng_tensor_get_real (found, columns + i);
    data[i] = (float) (ng_tensor_get_real (found, i) + second);
    *is_known = *is_known && (i < 2 * n || !(second > 0 || second < 0));
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &columns, 1, data);
}

static gboolean
put_recurrent (NgKerasLayer *self)
{
  const Cell *cell = cells;
  gint64 n = integer_of (self, "units", 0), columns;
  gboolean is_known;

  while (!g_str_equal (cell->class, self->class))
    cell++;
  if (n < 1 || !g_str_equal (text_of (self, "activation", "tanh"), "tanh") ||
      (cell->n_gates > 1 &&
       !g_str_equal (text_of (self, "recurrent_activation", "sigmoid"), "sigmoid")) ||
      (cell->n_gates == 3 && !is_true (self, "reset_after", FALSE)) ||
      is_true (self, "return_state", FALSE) || is_true (self, "go_backwards", FALSE) ||
      is_true (self, "stateful", FALSE) || self->rank != 2)
    return FALSE;
  columns = n * (gint64) cell->n_gates;
  g_autoptr (NgTensor) kernel = find_array (self, "cell", "kernel", 0);
  g_autoptr (NgTensor) state = find_array (self, "cell", "recurrent_kernel", 1);
  g_autoptr (NgTensor) biases = find_biases (self, cell, n, &is_known);
  if (*self->error != NULL)
    return TRUE;
  if (biases == NULL || !is_known || !is_of_shape (kernel, -1, columns) ||
      !is_of_shape (state, n, columns))
    return FALSE;
  g_string_append_printf (self->notation, "%s[%" G_GINT64_FORMAT "]", cell->ours, n);
  for (gsize g = 0; g < cell->n_gates; g++) {
    g_autofree char *input = g_strconcat (cell->gates[g], "InputWeights", NULL);
    g_autofree char *own = g_strconcat (cell->gates[g], "StateWeights", NULL);
    g_autofree char *bias = g_strconcat (cell->gates[g], "Biases", NULL);
    keep (self, input, gate_of (kernel, g, n));
    keep (self, own, gate_of (state, g, n));
    keep (self, bias, gate_of (biases, g, n));
  }
  if (!is_true (self, "return_sequences", FALSE)) {
    g_string_append (self->after, "SequenceLastLayer[]");
    self->given = 1;
  }
  return TRUE;
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
  { "Concatenate", put_concatenate },
  { "Conv1D", put_convolution },
  { "Conv2D", put_convolution },
  { "Conv3D", put_convolution },
  { "Dense", put_dense },
  { "DepthwiseConv2D", put_depthwise },
  { "Dropout", put_dropout },
  { "Embedding", put_embedding },
  { "Flatten", put_flatten },
  { "GRU", put_recurrent },
  { "GlobalAveragePooling1D", put_global_pooling },
  { "GlobalAveragePooling2D", put_global_pooling },
  { "GlobalAveragePooling3D", put_global_pooling },
  { "GlobalMaxPooling1D", put_global_pooling },
  { "GlobalMaxPooling2D", put_global_pooling },
  { "GlobalMaxPooling3D", put_global_pooling },
  { "LSTM", put_recurrent },
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
  { "SimpleRNN", put_recurrent },
  { "Softmax", put_softmax },
  { "Subtract", put_merge },
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
