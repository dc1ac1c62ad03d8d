/* Functions of one number: by name, which other layers have as well, and as layers. */

#include "core/formats/keras-reading.h"
#include "core/shape/type.h"

#include <string.h>

/* What "GELU", "ELU" and the like mean here is what they mean there. */
static const struct {
  const char *theirs, *ours;
} activations[] = {
  { "celu", "ElementwiseLayer[\"ELU\"]" },
  { "elu", "ElementwiseLayer[\"ELU\"]" },
  { "exponential", "ElementwiseLayer[Exp]" },
  { "gelu", "ElementwiseLayer[\"GELU\"]" },
  { "hard_shrink", "ElementwiseLayer[If[Abs[#] > 0.5, #, 0] &]" },
  { "hard_sigmoid", "ElementwiseLayer[Clip[#/6 + 0.5, {0, 1}] &]" },
  { "hard_silu", "ElementwiseLayer[# Clip[#/6 + 0.5, {0, 1}] &]" },
  { "hard_swish", "ElementwiseLayer[# Clip[#/6 + 0.5, {0, 1}] &]" },
  { "hard_tanh", "ElementwiseLayer[Clip[#, {-1, 1}] &]" },
  { "leaky_relu", "ElementwiseLayer[If[# > 0, #, 0.2 #] &]" },
  { "linear", "" },
  { "log_sigmoid", "ElementwiseLayer[Min[#, 0] - Log[1 + Exp[-Abs[#]]] &]" },
  { "log_softmax", "NetChain[{SoftmaxLayer[], ElementwiseLayer[Log]}]" },
  { "mish", "ElementwiseLayer[\"Mish\"]" },
  { "relu", "ElementwiseLayer[Ramp]" },
  { "relu6", "ElementwiseLayer[Clip[#, {0, 6}] &]" },
  { "selu", "ElementwiseLayer[\"SELU\"]" },
  { "sigmoid", "ElementwiseLayer[LogisticSigmoid]" },
  { "silu", "ElementwiseLayer[\"Swish\"]" },
  { "soft_shrink", "ElementwiseLayer[If[# > 0.5, # - 0.5, If[# < -0.5, # + 0.5, 0]] &]" },
  { "softmax", "SoftmaxLayer[]" },
  { "softplus", "ElementwiseLayer[\"SoftPlus\"]" },
  { "softsign", "ElementwiseLayer[\"SoftSign\"]" },
  { "sparse_plus", "ElementwiseLayer[If[# <= -1, 0, If[# < 1, (# + 1)^2/4, #]] &]" },
  { "sparse_sigmoid", "ElementwiseLayer[Clip[(# + 1)/2, {0, 1}] &]" },
  { "squareplus", "ElementwiseLayer[(# + Sqrt[#^2 + 4])/2 &]" },
  { "swish", "ElementwiseLayer[\"Swish\"]" },
  { "tanh", "ElementwiseLayer[Tanh]" },
  { "tanh_shrink", "ElementwiseLayer[# - Tanh[#] &]" },
};

/* Before Keras 3 hard_sigmoid had another slope. */
static const char *
find_activation (const NgKerasLayer *self, const char *name)
{
  if (self->is_old && g_str_equal (name, "hard_sigmoid"))
    return "ElementwiseLayer[Clip[0.2 # + 0.5, {0, 1}] &]";
  for (gsize i = 0; i < G_N_ELEMENTS (activations); i++) {
    if (g_str_equal (activations[i].theirs, name))
      return activations[i].ours;
  }
  return NULL;
}

/* ---- layers ---- */

/* From @max_value on it is that; below the threshold it falls. */
static gboolean
put_relu (NgKerasLayer *self)
{
  const NgJson *most = ng_json_member (self->config, "max_value");
  double slope = ng_keras_real (self, "negative_slope", 0),
         least = ng_keras_real (self, "threshold", 0);
  gboolean has_most = most != NULL && ng_json_kind (most) == NG_JSON_NUMBER;
  gboolean is_plain = !(slope > 0 || slope < 0 || least > 0 || least < 0);

  if (is_plain && !has_most) {
    g_string_append (self->notation, "ElementwiseLayer[Ramp]");
    return TRUE;
  }
  g_string_append (self->notation, "ElementwiseLayer[");
  if (is_plain) {
    g_string_append (self->notation, "Clip[#, {0, ");
    ng_keras_append_real (self->notation, ng_json_number (most));
    g_string_append (self->notation, "}] &]");
    return TRUE;
  }
  if (has_most) {
    g_string_append (self->notation, "If[# >= ");
    ng_keras_append_real (self->notation, ng_json_number (most));
    g_string_append (self->notation, ", ");
    ng_keras_append_real (self->notation, ng_json_number (most));
    g_string_append (self->notation, ", ");
  }
  g_string_append (self->notation, "If[# >= ");
  ng_keras_append_real (self->notation, least);
  g_string_append (self->notation, ", #, ");
  ng_keras_append_real (self->notation, slope);
  g_string_append (self->notation, " (# - (");
  ng_keras_append_real (self->notation, least);
  g_string_append (self->notation, has_most ? "))]] &]" : "))] &]");
  return TRUE;
}

static gboolean
put_leaky_relu (NgKerasLayer *self)
{
  double slope = ng_keras_real (self, "negative_slope", ng_keras_real (self, "alpha", 0.3));

  g_string_append (self->notation, "ElementwiseLayer[If[# > 0, #, ");
  ng_keras_append_real (self->notation, slope);
  g_string_append (self->notation, " #] &]");
  return TRUE;
}

static gboolean
put_elu (NgKerasLayer *self)
{
  g_string_append (self->notation, "ElementwiseLayer[If[# > 0, #, ");
  ng_keras_append_real (self->notation, ng_keras_real (self, "alpha", 1));
  g_string_append (self->notation, " (Exp[#] - 1)] &]");
  return TRUE;
}

static gboolean
put_thresholded_relu (NgKerasLayer *self)
{
  g_string_append (self->notation, "ElementwiseLayer[If[# > ");
  ng_keras_append_real (self->notation, ng_keras_real (self, "theta", 1));
  g_string_append (self->notation, ", #, 0] &]");
  return TRUE;
}

/* Of the slopes, levels that share them have size 1; "shared_axes" names these. */
static gboolean
put_prelu (NgKerasLayer *self)
{
  const NgJson *axes = ng_json_member (self->config, "shared_axes");
  gboolean is_shared[NG_MAX_RANK] = { FALSE };
  gint64 dims[NG_MAX_RANK];
  gsize n = 0;

  for (gsize i = 0; axes != NULL && i < ng_json_length (axes); i++) {
    gint64 axis;
    if (ng_json_kind (ng_json_at (axes, i)) != NG_JSON_NUMBER ||
        !ng_json_integer (ng_json_at (axes, i), &axis) || axis < 1 || axis > self->rank)
      return FALSE;
    is_shared[axis - 1] = TRUE;
  }
  g_autoptr (NgTensor) slopes = ng_keras_array (self, NULL, "alpha", 0);
  if (slopes == NULL)
    return TRUE;
  if (self->rank < 1 || ng_tensor_rank (slopes) != (gsize) self->rank)
    return FALSE;
  g_string_append (self->notation, "ParametricRampLayer[{");
  for (int i = 0; i < self->rank; i++) {
    if (is_shared[i] && ng_tensor_dims (slopes)[i] != 1)
      return FALSE;
    if (is_shared[i])
      continue;
    g_string_append_printf (self->notation, "%s%d", n > 0 ? ", " : "", i + 1);
    dims[n++] = ng_tensor_dims (slopes)[i];
  }
  if (n == 0)
    return FALSE;
  g_string_append (self->notation, "}]");
  ng_keras_keep (self, "Slope", ng_tensor_reshape (slopes, dims, n));
  return TRUE;
}

static gboolean
put_softmax (NgKerasLayer *self)
{
  int level = ng_keras_level (self);

  if (level == 0)
    return FALSE;
  g_string_append_printf (self->notation, "SoftmaxLayer[%d]", level);
  return TRUE;
}

static gboolean
put_activation (NgKerasLayer *self)
{
  g_autofree char *found = ng_keras_activation (self, ng_json_member (self->config, "activation"));

  if (found == NULL)
    return FALSE;
  g_string_append (self->notation, *found != '\0' ? found : "ElementwiseLayer[# &]");
  return TRUE;
}

const NgKerasRow ng_keras_activation_rows[] = {
  { "Activation", put_activation, 1 },
  { "ELU", put_elu, 1 },
  { "LeakyReLU", put_leaky_relu, 1 },
  { "PReLU", put_prelu, 1 },
  { "ReLU", put_relu, 1 },
  { "Softmax", put_softmax, 1 },
  { "ThresholdedReLU", put_thresholded_relu, 1 },
  { NULL, NULL, 0 },
};

/* ---- as part of other layers ---- */

/* Newer files may have a function there, or a layer; one with arrays of its own is not known. */
static char *
read_object (const NgKerasLayer *self, const NgJson *value)
{
  static const char *const plain[] = { "ELU",     "LeakyReLU",       "ReLU",
                                       "Softmax", "ThresholdedReLU", NULL };
  const NgJson *class = ng_json_member (value, "class_name"),
               *config = ng_json_member (value, "config");
  g_autoptr (GString) notation = g_string_new (NULL);
  NgKerasLayer layer = *self;

  if (class == NULL || ng_json_kind (class) != NG_JSON_STRING || config == NULL)
    return NULL;
  if (g_str_equal (ng_json_string (class), "function"))
    return ng_json_kind (config) == NG_JSON_STRING ? ng_keras_activation (self, config) : NULL;
  if (!g_strv_contains (plain, ng_json_string (class)))
    return NULL;
  layer.config = config;
  layer.class = ng_json_string (class);
  layer.notation = notation;
  return ng_keras_put (&layer) ? g_strdup (notation->str) : NULL;
}

char *
ng_keras_activation (const NgKerasLayer *self, const NgJson *value)
{
  if (value == NULL || ng_json_kind (value) == NG_JSON_NULL)
    return g_strdup ("");
  if (ng_json_kind (value) == NG_JSON_STRING)
    return g_strdup (find_activation (self, ng_json_string (value)));
  return ng_json_kind (value) == NG_JSON_OBJECT ? read_object (self, value) : NULL;
}

gboolean
ng_keras_put_behind (NgKerasLayer *self)
{
  g_autofree char *found = ng_keras_activation (self, ng_json_member (self->config, "activation"));

  if (found != NULL)
    g_string_append (self->after, found);
  return found != NULL;
}
