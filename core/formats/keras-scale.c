/* Layers of Keras that normalize, scale, or drop. */

#include "core/formats/keras-reading.h"

#include <math.h>
#include <string.h>

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

/* ---- batches, and what moves by fixed numbers ---- */

static gboolean
put_batch_normalization (NgKerasLayer *self)
{
  int level = ng_keras_level (self);
  gboolean is_last = level == self->rank;
  gboolean has_scale = ng_keras_is_true (self, "scale", TRUE),
           has_center = ng_keras_is_true (self, "center", TRUE);
  int first = has_scale + has_center;
  NgTensor *mean;

  if (level == 0 || (!is_last && level != 1))
    return FALSE;
  g_string_append (self->notation, "BatchNormalizationLayer[\"Epsilon\" -> ");
  ng_keras_append_real (self->notation, ng_keras_real (self, "epsilon", 1e-3));
  g_string_append (self->notation, ", \"Momentum\" -> ");
  ng_keras_append_real (self->notation, ng_keras_real (self, "momentum", 0.99));
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

/* x s + b along the last level, with fixed numbers. */
static void
put_fixed (NgKerasLayer *self, const double *scales, const double *biases, gint64 n)
{
  float *s = g_new (float, (gsize) n), *b = g_new (float, (gsize) n);

  for (gint64 i = 0; i < n; i++) {
    s[i] = (float) scales[i];
    b[i] = (float) biases[i];
  }
  g_string_append_printf (self->notation,
                          "BatchNormalizationLayer[\"Epsilon\" -> 0%s]",
                          self->rank > 1 ? ", Interleaving -> True" : "");
  ng_keras_keep (self, "MovingMean", ng_tensor_fill (n, 0));
  ng_keras_keep (self, "MovingVariance", ng_tensor_fill (n, 1));
  ng_keras_keep (self, "Scaling", ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, s));
  ng_keras_keep (self, "Biases", ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, b));
  self->note = "is not trained in Keras";
}

/* The numbers of a list, lists in it included; the text limits how deep this goes. */
static gboolean
read_numbers (const NgJson *list, GArray *numbers)
{
  if (list == NULL)
    return FALSE;
  if (ng_json_kind (list) == NG_JSON_NUMBER) {
    double number = ng_json_number (list);
    g_array_append_val (numbers, number);
    return TRUE;
  }
  for (gsize i = 0; i < ng_json_length (list); i++) {
    if (!read_numbers (ng_json_at (list, i), numbers))
      return FALSE;
  }
  return ng_json_kind (list) == NG_JSON_ARRAY && numbers->len > 0;
}

/* Numbers of the configuration, or else of the array. */
static GArray *
find_numbers (NgKerasLayer *self, const char *name, int number)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const NgJson *given = ng_json_member (self->config, name);

  if (given != NULL && ng_json_kind (given) != NG_JSON_NULL)
    return read_numbers (given, numbers) ? g_steal_pointer (&numbers) : NULL;
  g_autoptr (NgTensor) array = ng_keras_array (self, NULL, name, number);
  for (gint64 i = 0; array != NULL && i < ng_tensor_count (array); i++) {
    double value = ng_tensor_get_real (array, i);
    g_array_append_val (numbers, value);
  }
  return array != NULL ? g_steal_pointer (&numbers) : NULL;
}

/* (x - mean)/max (√variance, 10⁻⁷) */
static gboolean
put_normalization (NgKerasLayer *self)
{
  if (ng_keras_level (self) != self->rank || self->rank < 1 ||
      ng_keras_is_true (self, "invert", FALSE))
    return FALSE;
  g_autoptr (GArray) means = find_numbers (self, "mean", 0);
  g_autoptr (GArray) variances = find_numbers (self, "variance", 1);
  if (*self->error != NULL)
    return TRUE;
  if (means == NULL || variances == NULL || means->len != variances->len || means->len == 0)
    return FALSE;
  g_autofree double *scales = g_new (double, means->len), *biases = g_new (double, means->len);
  for (guint i = 0; i < means->len; i++) {
    double variance = g_array_index (variances, double, i);
    scales[i] = variance > 1e-14 ? 1 / sqrt (variance) : 1e7;
    biases[i] = -g_array_index (means, double, i) * scales[i];
  }
  put_fixed (self, scales, biases, means->len);
  return TRUE;
}

static gboolean
put_rescaling (NgKerasLayer *self)
{
  g_autoptr (GArray) scales = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (double));
  const NgJson *scale = ng_json_member (self->config, "scale"),
               *offset = ng_json_member (self->config, "offset");
  gboolean has_one;

  if (!read_numbers (scale, scales) || (offset != NULL && !read_numbers (offset, offsets)))
    return FALSE;
  has_one = scales->len == 1 && offsets->len <= 1;
  if (has_one) {
    g_string_append (self->notation, "ElementwiseLayer[# (");
    ng_keras_append_real (self->notation, g_array_index (scales, double, 0));
    g_string_append (self->notation, ") + (");
    ng_keras_append_real (self->notation, offset != NULL ? g_array_index (offsets, double, 0) : 0);
    g_string_append (self->notation, ") &]");
    return TRUE;
  }
  if (self->rank < 1 || offset == NULL || scales->len != offsets->len)
    return FALSE;
  put_fixed (self, (const double *) scales->data, (const double *) offsets->data, scales->len);
  return TRUE;
}

/* ---- examples ---- */

/* Levels that "axis" names, as notation; the last one unless it says so. */
static char *
find_levels (const NgKerasLayer *self)
{
  const NgJson *axes = ng_json_member (self->config, "axis");
  g_autoptr (GString) list = g_string_new ("{");
  gsize n = axes != NULL && ng_json_kind (axes) == NG_JSON_ARRAY ? ng_json_length (axes) : 0;

  if (n <= 1) {
    int level = ng_keras_level (self);
    return level > 0 ? g_strdup_printf ("%d", level) : NULL;
  }
  for (gsize i = 0; i < n; i++) {
    gint64 level;
    if (ng_json_kind (ng_json_at (axes, i)) != NG_JSON_NUMBER ||
        !ng_json_integer (ng_json_at (axes, i), &level))
      return NULL;
    level += level < 0 ? self->rank + 1 : 0;
    if (level < 1 || level > self->rank)
      return NULL;
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", level);
  }
  g_string_append_c (list, '}');
  return g_strdup (list->str);
}

static void
keep_scales (NgKerasLayer *self, gboolean has_scale, gboolean has_center)
{
  g_string_append_printf (self->notation,
                          "%s%s]",
                          has_scale ? "" : ", \"Scaling\" -> None",
                          has_center ? "" : ", \"Biases\" -> None");
  if (has_scale)
    ng_keras_keep (self, "Scaling", ng_keras_array (self, NULL, "gamma", 0));
  if (has_center)
    ng_keras_keep (self, "Biases", ng_keras_array (self, NULL, "beta", has_scale));
}

static gboolean
put_layer_normalization (NgKerasLayer *self)
{
  g_autofree char *levels = find_levels (self);

  if (levels == NULL || ng_keras_is_true (self, "rms_scaling", FALSE))
    return FALSE;
  g_string_append_printf (
      self->notation, "NormalizationLayer[%s, \"Same\", \"Epsilon\" -> ", levels);
  ng_keras_append_real (self->notation, ng_keras_real (self, "epsilon", 1e-3));
  keep_scales (
      self, ng_keras_is_true (self, "scale", TRUE), ng_keras_is_true (self, "center", TRUE));
  return TRUE;
}

static gboolean
put_rms_normalization (NgKerasLayer *self)
{
  int level = ng_keras_level (self);

  if (level == 0)
    return FALSE;
  g_string_append_printf (
      self->notation,
      "NormalizationLayer[%d, \"Same\", \"Method\" -> \"RMS\", \"Biases\" -> None, \"Epsilon\" -> ",
      level);
  ng_keras_append_real (self->notation, ng_keras_real (self, "epsilon", 1e-6));
  g_string_append_c (self->notation, ']');
  ng_keras_keep (self, "Scaling", ng_keras_array (self, NULL, "scale", 0));
  return TRUE;
}

/* All levels but the batch share statistics, channels within their group. Minus one group is one
 * for each channel. */
static gboolean
put_group_normalization (NgKerasLayer *self)
{
  gint64 groups = ng_keras_integer (self, "groups", 32);
  int level = ng_keras_level (self);

  if (level == 0 || (level != self->rank && level != 1) || groups == 0 || groups < -1 ||
      (groups < 0 && self->rank < 2))
    return FALSE;
  g_string_append (self->notation, "NormalizationLayer[");
  if (groups > 0)
    g_string_append_printf (self->notation, "1 ;; %d", self->rank);
  else if (level == 1)
    g_string_append_printf (self->notation, "2 ;; %d", self->rank);
  else
    g_string_append_printf (self->notation, "1 ;; %d", self->rank - 1);
  g_string_append_printf (self->notation, ", %d", level);
  for (int i = 1; groups > 0 && i <= self->rank; i++)
    g_string_append_printf (self->notation,
                            "%s%" G_GINT64_FORMAT,
                            i > 1 ? ", " : ", \"GroupNumber\" -> {",
                            i == level ? groups : 1);
  g_string_append (self->notation, groups > 0 ? "}, \"Epsilon\" -> " : ", \"Epsilon\" -> ");
  ng_keras_append_real (self->notation, ng_keras_real (self, "epsilon", 1e-3));
  keep_scales (
      self, ng_keras_is_true (self, "scale", TRUE), ng_keras_is_true (self, "center", TRUE));
  return TRUE;
}

/* To length 1 along one level. */
static gboolean
put_unit_normalization (NgKerasLayer *self)
{
  int level = ng_keras_level (self);

  if (level == 0)
    return FALSE;
  g_string_append_printf (
      self->notation,
      "NetGraph[{ElementwiseLayer[#^2 &], AggregationLayer[Total, %d], "
      "ThreadingLayer[#1/Sqrt[Max[#2, 1.*^-12]] &, %d]}, {NetPort[\"Input\"] -> 1 -> 2, "
      "{NetPort[\"Input\"], 2} -> 3}]",
      level,
      level);
  return TRUE;
}

/* ---- training alone ---- */

static gboolean
put_dropout (NgKerasLayer *self)
{
  g_string_append (self->notation, "DropoutLayer[");
  ng_keras_append_real (self->notation, ng_keras_real (self, "rate", 0.5));
  g_string_append (self->notation,
                   g_str_equal (self->class, "AlphaDropout") ? ", \"Method\" -> \"AlphaDropout\"]"
                                                             : "]");
  if (g_str_has_prefix (self->class, "Spatial"))
    self->note = "drops single numbers in training, and whole channels in Keras";
  return TRUE;
}

/* What changes nothing, or in training alone. */
static gboolean
put_identity (NgKerasLayer *self)
{
  g_string_append (self->notation, "ElementwiseLayer[# &]");
  if (g_str_has_prefix (self->class, "Gaussian"))
    self->note = "changes nothing in training, where Keras adds noise";
  else if (g_str_has_prefix (self->class, "Activity"))
    self->note = "adds nothing to the loss in training, as it does in Keras";
  return TRUE;
}

const NgKerasRow ng_keras_scale_rows[] = {
  { "ActivityRegularization", put_identity, 1 },
  { "AlphaDropout", put_dropout, 1 },
  { "BatchNormalization", put_batch_normalization, 1 },
  { "BatchNormalizationV1", put_batch_normalization, 1 },
  { "Dropout", put_dropout, 1 },
  { "GaussianDropout", put_identity, 1 },
  { "GaussianNoise", put_identity, 1 },
  { "GroupNormalization", put_group_normalization, 1 },
  { "Identity", put_identity, 1 },
  { "LayerNormalization", put_layer_normalization, 1 },
  { "Normalization", put_normalization, 1 },
  { "RMSNormalization", put_rms_normalization, 1 },
  { "Rescaling", put_rescaling, 1 },
  { "SpatialDropout1D", put_dropout, 1 },
  { "SpatialDropout2D", put_dropout, 1 },
  { "SpatialDropout3D", put_dropout, 1 },
  { "UnitNormalization", put_unit_normalization, 1 },
  { NULL, NULL, 0 },
};
