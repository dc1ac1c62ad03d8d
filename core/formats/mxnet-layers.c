/* Operators of MXNet that are layers here. */

#include "core/formats/mxnet-private.h"

#include "core/base/format.h"
#include "core/graph/path.h"
#include "core/shape/type.h"

#include <string.h>

enum { MAX_AXES = 3 };

/* ---- what the node says ---- */

static const char *
text_of (const NgMxnetNode *self, const char *name, const char *missing)
{
  const NgJson *value = self->attributes != NULL ? ng_json_member (self->attributes, name) : NULL;

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : missing;
}

static gboolean
is_true (const NgMxnetNode *self, const char *name, gboolean missing)
{
  const char *text = text_of (self, name, missing ? "True" : "False");

  return g_str_equal (text, "True") || g_str_equal (text, "1") || g_str_equal (text, "true");
}

static double
real_of (const NgMxnetNode *self, const char *name, double missing)
{
  const char *text = text_of (self, name, NULL);
  char *end;
  double value = text != NULL ? g_ascii_strtod (text, &end) : missing;

  return text == NULL || (end != text && *end == '\0') ? value : missing;
}

/* "(3, 3)", "[3,3]" or "3". Returns: how many, 0 for what is none */
static gsize
integers_of (const NgMxnetNode *self, const char *name, gint64 *values, gsize most)
{
  const char *p = text_of (self, name, "");
  gsize n = 0;

  p += strspn (p, "([ ");
  while (n < most && *p != '\0' && *p != ')' && *p != ']') {
    char *end;
    values[n] = g_ascii_strtoll (p, &end, 10);
    if (end == p || values[n] > NG_MAX_ELEMENTS || values[n] < -NG_MAX_ELEMENTS)
      return 0;
    n++;
    p = end + strspn (end, ", L");
  }
  return n;
}

static gint64
integer_of (const NgMxnetNode *self, const char *name, gint64 missing)
{
  gint64 value;

  return integers_of (self, name, &value, 1) == 1 ? value : missing;
}

static void
append_list (GString *text, const gint64 *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "{", values[i]);
  g_string_append_c (text, '}');
}

/* In brackets, so that a sign stays with it. */
static void
append_real (GString *text, double value)
{
  g_autofree char *plain = ng_format_real (value, 0);
  char *e = strchr (plain, 'e');

  if (e != NULL)
    *e = '\0';
  g_string_append_printf (text, "(%s", plain);
  if (e != NULL)
    g_string_append_printf (text, "*^%s", e + 1 + (e[1] == '+'));
  g_string_append_c (text, ')');
}

/* ---- arrays ---- */

static NgTensor *
find_array (NgMxnetNode *self, guint input)
{
  const char *name = input < self->inputs->len ? self->inputs->pdata[input] : NULL;
  NgTensor *tensor =
      self->params != NULL && name != NULL ? g_hash_table_lookup (self->params, name) : NULL;

  if (self->params != NULL && tensor == NULL && self->missing == NULL)
    self->missing = name != NULL ? name : self->name;
  return tensor;
}

static void
keep_tensor (NgMxnetNode *self, const char *array, NgTensor *tensor)
{
  g_hash_table_insert (self->arrays, ng_path_join (self->path, array), tensor);
}

/* The array that is that input, where arrays are given. */
static void
keep (NgMxnetNode *self, guint input, const char *array)
{
  NgTensor *tensor = find_array (self, input);

  if (tensor != NULL)
    keep_tensor (self, array, ng_tensor_ref (tensor));
}

static void
keep_biases (NgMxnetNode *self)
{
  gboolean has_biases = !is_true (self, "no_bias", FALSE);

  g_string_append (self->notation, has_biases ? "]" : ", \"Biases\" -> None]");
  keep (self, 1, "Weights");
  if (has_biases)
    keep (self, 2, "Biases");
}

/* ---- products and windows ---- */

static gboolean
put_linear (NgMxnetNode *self)
{
  gint64 n = integer_of (self, "num_hidden", 0);

  if (n < 1 || !is_true (self, "flatten", TRUE))
    return FALSE;
  g_string_append_printf (self->notation, "LinearLayer[{%" G_GINT64_FORMAT "}", n);
  keep_biases (self);
  return TRUE;
}

/* Adds ", name -> {…}" of the attribute, which has as many numbers as @n. */
static gboolean
append_sizes (NgMxnetNode *self, const char *theirs, const char *ours, gsize n)
{
  gint64 values[MAX_AXES];
  gsize found = integers_of (self, theirs, values, MAX_AXES);

  if (found == 0)
    return TRUE;
  if (found != n)
    return FALSE;
  g_string_append_printf (self->notation, ", \"%s\" -> ", ours);
  append_list (self->notation, values, n);
  return TRUE;
}

static gboolean
put_convolution (NgMxnetNode *self)
{
  gboolean is_transposed = g_str_equal (self->op, "Deconvolution");
  gint64 kernel[MAX_AXES], adj[MAX_AXES] = { 0 }, n = integer_of (self, "num_filter", 0),
                           groups = integer_of (self, "num_group", 1);
  gsize axes = integers_of (self, "kernel", kernel, MAX_AXES);
  const char *layout = text_of (self, "layout", "None");

  integers_of (self, "adj", adj, MAX_AXES);
  if (n < 1 || axes < 1 || adj[0] != 0 || adj[1] != 0 || adj[2] != 0 ||
      integer_of (self, "target_shape", 0) != 0 ||
      !(g_str_equal (layout, "None") || g_str_has_prefix (layout, "NC")))
    return FALSE;
  g_string_append_printf (self->notation,
                          "%s[%" G_GINT64_FORMAT ", ",
                          is_transposed ? "DeconvolutionLayer" : "ConvolutionLayer",
                          n);
  append_list (self->notation, kernel, axes);
  if (!append_sizes (self, "stride", "Stride", axes) ||
      !append_sizes (self, "pad", "PaddingSize", axes) ||
      !append_sizes (self, "dilate", "Dilation", axes))
    return FALSE;
  if (groups != 1)
    g_string_append_printf (self->notation, ", \"ChannelGroups\" -> %" G_GINT64_FORMAT, groups);
  if (is_transposed && text_of (self, "no_bias", NULL) == NULL) { /* without biases unless said */
    g_string_append (self->notation, ", \"Biases\" -> None]");
    keep (self, 1, "Weights");
  } else {
    keep_biases (self);
  }
  return TRUE;
}

static gboolean
put_pooling (NgMxnetNode *self)
{
  const char *kind = text_of (self, "pool_type", "max");
  gboolean is_mean = g_str_equal (kind, "avg"), is_max = g_str_equal (kind, "max");
  gint64 kernel[MAX_AXES], pad[MAX_AXES] = { 0 };
  gsize axes = integers_of (self, "kernel", kernel, MAX_AXES);

  if (!is_mean && !is_max)
    return FALSE;
  if (is_true (self, "global_pool", FALSE)) {
    g_string_append_printf (self->notation,
                            "NetChain[{AggregationLayer[%s], ReplicateLayer[{1, 1}, 2]}]",
                            is_mean ? "Mean" : "Max");
    return axes == 0 || axes == 2;
  }
  integers_of (self, "pad", pad, MAX_AXES);
  if (axes < 1 || !g_str_equal (text_of (self, "pooling_convention", "valid"), "valid") ||
      (is_mean && !is_true (self, "count_include_pad", TRUE) &&
       (pad[0] != 0 || pad[1] != 0 || pad[2] != 0)))
    return FALSE;
  g_string_append (self->notation, "PoolingLayer[");
  append_list (self->notation, kernel, axes);
  if (!append_sizes (self, "stride", "Stride", axes) ||
      !append_sizes (self, "pad", "PaddingSize", axes))
    return FALSE;
  g_string_append (self->notation, is_mean ? ", \"Function\" -> Mean]" : "]");
  return TRUE;
}

/* Scales are 1 unless it is said that they are learned. */
static gboolean
put_batch_normalization (NgMxnetNode *self)
{
  NgTensor *biases;

  if (integer_of (self, "axis", 1) != 1)
    return FALSE;
  g_string_append (self->notation, "BatchNormalizationLayer[\"Epsilon\" -> ");
  append_real (self->notation, real_of (self, "eps", 1e-3));
  g_string_append (self->notation, ", \"Momentum\" -> ");
  append_real (self->notation, real_of (self, "momentum", 0.9));
  g_string_append_c (self->notation, ']');
  biases = find_array (self, 2);
  keep (self, 2, "Biases");
  keep (self, 3, "MovingMean");
  keep (self, 4, "MovingVariance");
  if (!is_true (self, "fix_gamma", TRUE))
    keep (self, 1, "Scaling");
  else if (biases != NULL)
    keep_tensor (self, "Scaling", ng_tensor_fill (ng_tensor_count (biases), 1));
  return TRUE;
}

static gboolean
put_embedding (NgMxnetNode *self)
{
  gint64 count = integer_of (self, "input_dim", 0), size = integer_of (self, "output_dim", 0);

  if (count < 1 || size < 1)
    return FALSE;
  g_string_append_printf (
      self->notation, "EmbeddingLayer[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]", size, count);
  keep (self, 1, "Weights");
  self->note = "counts words from 1, and MXNet from 0";
  return TRUE;
}

/* ---- functions ---- */

static const struct {
  const char *theirs, *ours;
} functions[] = {
  { "BlockGrad", "ElementwiseLayer[# &]" },
  { "_copy", "ElementwiseLayer[# &]" },
  { "abs", "ElementwiseLayer[Abs]" },
  { "exp", "ElementwiseLayer[Exp]" },
  { "identity", "ElementwiseLayer[# &]" },
  { "log", "ElementwiseLayer[Log]" },
  { "relu", "ElementwiseLayer[Ramp]" },
  { "sigmoid", "ElementwiseLayer[LogisticSigmoid]" },
  { "softrelu", "ElementwiseLayer[\"SoftPlus\"]" },
  { "softsign", "ElementwiseLayer[\"SoftSign\"]" },
  { "sqrt", "ElementwiseLayer[Sqrt]" },
  { "square", "ElementwiseLayer[#^2 &]" },
  { "tanh", "ElementwiseLayer[Tanh]" },
};

static gboolean
put_named (NgMxnetNode *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (g_str_equal (functions[i].theirs, name)) {
      g_string_append (self->notation, functions[i].ours);
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
put_function (NgMxnetNode *self)
{
  return put_named (self, self->op);
}

static gboolean
put_activation (NgMxnetNode *self)
{
  return put_named (self, text_of (self, "act_type", ""));
}

static gboolean
put_leaky (NgMxnetNode *self)
{
  const char *kind = text_of (self, "act_type", "leaky");

  if (g_str_equal (kind, "selu") || g_str_equal (kind, "gelu")) {
    g_string_append_printf (
        self->notation, "ElementwiseLayer[\"%s\"]", *kind == 's' ? "SELU" : "GELU");
    return TRUE;
  }
  if (g_str_equal (kind, "prelu")) {
    g_string_append (self->notation, "ParametricRampLayer[1]");
    keep (self, 1, "Slope");
    return TRUE;
  }
  g_string_append (self->notation, "ElementwiseLayer[If[# > 0, #, ");
  append_real (self->notation, real_of (self, "slope", 0.25));
  g_string_append (self->notation, g_str_equal (kind, "elu") ? " (Exp[#] - 1)] &]" : " #] &]");
  return g_str_equal (kind, "leaky") || g_str_equal (kind, "elu");
}

static gboolean
put_clip (NgMxnetNode *self)
{
  g_string_append (self->notation, "ElementwiseLayer[Clip[#, {");
  append_real (self->notation, real_of (self, "a_min", 0));
  g_string_append (self->notation, ", ");
  append_real (self->notation, real_of (self, "a_max", 0));
  g_string_append (self->notation, "}] &]");
  return text_of (self, "a_min", NULL) != NULL && text_of (self, "a_max", NULL) != NULL;
}

static gboolean
put_scalar (NgMxnetNode *self)
{
  static const struct {
    const char *op, *before, *behind;
  } operations[] = { { "_div_scalar", "#/", "" },     { "_minus_scalar", "# - ", "" },
                     { "_mul_scalar", "# ", "" },     { "_plus_scalar", "# + ", "" },
                     { "_power_scalar", "#^", "" },   { "_rdiv_scalar", "", "/#" },
                     { "_rminus_scalar", "", " - #" } };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++) {
    if (!g_str_equal (operations[i].op, self->op))
      continue;
    g_string_append_printf (self->notation, "ElementwiseLayer[%s", operations[i].before);
    append_real (self->notation, real_of (self, "scalar", 0));
    g_string_append_printf (self->notation, "%s &]", operations[i].behind);
  }
  return text_of (self, "scalar", NULL) != NULL;
}

/* Levels of one example are axes from 1 on. */
static gboolean
put_softmax (NgMxnetNode *self)
{
  gboolean is_first = is_true (self, "multi_output", FALSE) ||
                      g_str_equal (text_of (self, "mode", "instance"), "channel");
  gint64 axis = is_first ? 1 : integer_of (self, "axis", -1);

  if (axis == 0)
    return FALSE;
  g_string_append_printf (self->notation, "SoftmaxLayer[%" G_GINT64_FORMAT "]", axis);
  return TRUE;
}

/* ---- several inputs, shapes ---- */

static gboolean
put_thread (NgMxnetNode *self)
{
  static const struct {
    const char *op, *ours;
  } operations[] = {
    { "_Plus", "Plus" },          { "_minus", "Subtract" },        { "_mul", "Times" },
    { "_plus", "Plus" },          { "broadcast_add", "Plus" },     { "broadcast_div", "Divide" },
    { "broadcast_mul", "Times" }, { "broadcast_sub", "Subtract" }, { "elemwise_add", "Plus" },
    { "elemwise_div", "Divide" }, { "elemwise_mul", "Times" },     { "elemwise_sub", "Subtract" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++) {
    if (g_str_equal (operations[i].op, self->op))
      g_string_append_printf (self->notation, "ThreadingLayer[%s]", operations[i].ours);
  }
  return self->n_data == 2;
}

static gboolean
put_total (NgMxnetNode *self)
{
  g_string_append (self->notation, "TotalLayer[]");
  return self->n_data > 0;
}

static gboolean
put_catenate (NgMxnetNode *self)
{
  gint64 axis = integer_of (self, "dim", 1);

  g_string_append_printf (self->notation, "CatenateLayer[%" G_GINT64_FORMAT "]", axis);
  return axis > 0;
}

static gboolean
put_dropout (NgMxnetNode *self)
{
  g_string_append (self->notation, "DropoutLayer[");
  append_real (self->notation, real_of (self, "p", 0.5));
  g_string_append_c (self->notation, ']');
  return TRUE;
}

static gboolean
put_flatten (NgMxnetNode *self)
{
  g_string_append (self->notation, "FlattenLayer[]");
  return TRUE;
}

/* The batch stays in front; other codes than "as it is" of it and one -1 are not known. */
static gboolean
put_reshape (NgMxnetNode *self)
{
  gint64 shape[NG_MAX_RANK];
  gsize n = integers_of (self, "shape", shape, NG_MAX_RANK), n_open = 0;

  if (n < 2 || (shape[0] != 0 && shape[0] != -1) || is_true (self, "reverse", FALSE))
    return FALSE;
  for (gsize i = 1; i < n; i++) {
    n_open += shape[i] == -1;
    if (shape[i] == 0 || shape[i] < -1)
      return FALSE;
    g_string_append (self->notation, i == 1 ? "ReshapeLayer[{" : ", ");
    if (shape[i] < 0)
      g_string_append (self->notation, "Automatic");
    else
      g_string_append_printf (self->notation, "%" G_GINT64_FORMAT, shape[i]);
  }
  g_string_append (self->notation, "}]");
  return n_open + (shape[0] == -1) <= 1;
}

/* ---- the table ---- */

static const struct {
  const char *op;
  gboolean (*put) (NgMxnetNode *self);
  guint n_arrays;
} rows[] = {
  { "Activation", put_activation, 0 },
  { "BatchNorm", put_batch_normalization, 4 },
  { "Concat", put_catenate, 0 },
  { "Convolution", put_convolution, 2 },
  { "Deconvolution", put_convolution, 2 },
  { "Dropout", put_dropout, 0 },
  { "ElementWiseSum", put_total, 0 },
  { "Embedding", put_embedding, 1 },
  { "Flatten", put_flatten, 0 },
  { "FullyConnected", put_linear, 2 },
  { "LeakyReLU", put_leaky, 1 },
  { "Pooling", put_pooling, 0 },
  { "Reshape", put_reshape, 0 },
  { "SoftmaxActivation", put_softmax, 0 },
  { "SoftmaxOutput", put_softmax, 1 },
  { "_Plus", put_thread, 0 },
  { "_div_scalar", put_scalar, 0 },
  { "_minus", put_thread, 0 },
  { "_minus_scalar", put_scalar, 0 },
  { "_mul", put_thread, 0 },
  { "_mul_scalar", put_scalar, 0 },
  { "_plus", put_thread, 0 },
  { "_plus_scalar", put_scalar, 0 },
  { "_power_scalar", put_scalar, 0 },
  { "_rdiv_scalar", put_scalar, 0 },
  { "_rminus_scalar", put_scalar, 0 },
  { "add_n", put_total, 0 },
  { "broadcast_add", put_thread, 0 },
  { "broadcast_div", put_thread, 0 },
  { "broadcast_mul", put_thread, 0 },
  { "broadcast_sub", put_thread, 0 },
  { "clip", put_clip, 0 },
  { "elemwise_add", put_thread, 0 },
  { "elemwise_div", put_thread, 0 },
  { "elemwise_mul", put_thread, 0 },
  { "elemwise_sub", put_thread, 0 },
  { "flatten", put_flatten, 0 },
  { "reshape", put_reshape, 0 },
  { "softmax", put_softmax, 0 },
};

guint
ng_mxnet_n_arrays (const char *op)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (g_str_equal (rows[i].op, op))
      return rows[i].n_arrays;
  }
  return 0;
}

gboolean
ng_mxnet_put (NgMxnetNode *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (g_str_equal (rows[i].op, self->op))
      return rows[i].put (self);
  }
  return put_function (self);
}
