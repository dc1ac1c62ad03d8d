/* Operators that go element by element. */

#include "core/convert/conversion.h"

#include <math.h>

static gboolean
is_real (const NgType *type)
{
  return type->element == NG_ELEMENT_NONE || ng_element_is_real (type->element);
}

gboolean
ng_conversion_put_function_of_any (NgConversion *self, gsize index, const char *function)
{
  const NgCarried *carried = ng_conversion_operand (self, index);

  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int layer =
      ng_conversion_put (self, &carried->feed, 1, NULL, 0, "ElementwiseLayer[%s]", function);
  return ng_conversion_give_like (self, ng_conversion_feed (layer, 0), index);
}

/* One input, carried as it is, through a function. */
gboolean
ng_conversion_put_function (NgConversion *self, gsize index, const char *function)
{
  NgType type = ng_conversion_type (self, index);

  return is_real (&type) ? ng_conversion_put_function_of_any (self, index, function)
                         : ng_conversion_refuse (self, "it reads no real numbers");
}

/* The function is the text of the row. */
static gboolean
convert_function (NgConversion *self)
{
  return ng_conversion_put_function (self, 0, ng_conversion_row (self->node)->text);
}

static double
attribute (const NgConversion *self, const char *name, double missing)
{
  return ng_onnx_node_real (self->node, name, missing);
}

static gboolean
convert_elu (NgConversion *self)
{
  double alpha = attribute (self, "alpha", 1);
  g_autofree char *factor = ng_number_text (alpha);
  g_autofree char *text = g_strdup_printf ("If[# < 0, %s (Exp[#] - 1), #] &", factor);

  return ng_conversion_put_function (self, 0, alpha >= 1 && alpha <= 1 ? "\"ELU\"" : text);
}

static gboolean
convert_selu (NgConversion *self)
{
  double alpha = attribute (self, "alpha", 1.67326319217681884765625);
  double gamma = attribute (self, "gamma", 1.05070102214813232421875);
  g_autofree char *outer = ng_number_text (gamma);
  g_autofree char *inner = ng_number_text (alpha * gamma);
  g_autofree char *text = g_strdup_printf ("If[# < 0, %s (Exp[#] - 1), %s #] &", inner, outer);
  gboolean is_named =
      fabs (alpha * gamma - 1.758099340847161) < 1e-6 && fabs (gamma - 1.0507) < 1e-7;

  return ng_conversion_put_function (self, 0, is_named ? "\"SELU\"" : text);
}

static gboolean
convert_celu (NgConversion *self)
{
  g_autofree char *alpha = ng_number_text (attribute (self, "alpha", 1));
  g_autofree char *text = g_strdup_printf ("If[# < 0, %s (Exp[#/%s] - 1), #] &", alpha, alpha);

  return ng_conversion_put_function (self, 0, text);
}

static gboolean
convert_leaky_relu (NgConversion *self)
{
  g_autofree char *alpha = ng_number_text (attribute (self, "alpha", 0.01));
  g_autofree char *text = g_strdup_printf ("If[# < 0, %s #, #] &", alpha);

  return ng_conversion_put_function (self, 0, text);
}

static gboolean
convert_thresholded_relu (NgConversion *self)
{
  g_autofree char *alpha = ng_number_text (attribute (self, "alpha", 1));
  g_autofree char *text = g_strdup_printf ("If[# > %s, #, 0] &", alpha);

  return ng_conversion_put_function (self, 0, text);
}

static gboolean
convert_hard_sigmoid (NgConversion *self)
{
  double alpha = attribute (self, "alpha", 0.2), beta = attribute (self, "beta", 0.5);
  g_autofree char *factor = ng_number_text (alpha);
  g_autofree char *offset = ng_number_text (beta);
  g_autofree char *text = g_strdup_printf ("Clip[%s # + %s, {0, 1}] &", factor, offset);
  gboolean is_named = fabs (alpha - 0.5) <= 0 && fabs (beta - 0.5) <= 0;

  return ng_conversion_put_function (self, 0, is_named ? "\"HardSigmoid\"" : text);
}

static gboolean
convert_shrink (NgConversion *self)
{
  g_autofree char *bias = ng_number_text (attribute (self, "bias", 0));
  g_autofree char *lambda = ng_number_text (attribute (self, "lambd", 0.5));
  g_autofree char *text = g_strdup_printf (
      "If[# < -(%s), # + %s, If[# > %s, # - %s, 0]] &", lambda, bias, lambda, bias);

  return ng_conversion_put_function (self, 0, text);
}

static gboolean
convert_gelu (NgConversion *self)
{
  gboolean is_tanh = g_str_equal (ng_onnx_node_text (self->node, "approximate", "none"), "tanh") ||
                     g_str_equal (self->node->op, "FastGelu");

  if (ng_conversion_has (self, 1))
    return ng_conversion_refuse (self, "it has a bias");
  return ng_conversion_put_function (
      self, 0, is_tanh ? "0.5 # (1 + Tanh[Sqrt[2/Pi] (# + 0.044715 #^3)]) &" : "\"GELU\"");
}

/* A bound of Clip: a constant input, or, before version 11, an attribute. */
static gboolean
find_bound (NgConversion *self, gsize index, const char *name, gboolean *is_given, double *value)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self->node, name);

  *is_given = TRUE;
  if (attribute != NULL) {
    *value = attribute->real;
    return TRUE;
  }
  if (!ng_conversion_has (self, index)) {
    *is_given = FALSE;
    return TRUE;
  }
  return ng_conversion_is_number (ng_conversion_constant (self, index), value) ||
         ng_conversion_refuse (self, "a bound is not constant");
}

static gboolean
convert_clip (NgConversion *self)
{
  gboolean has_low, has_high;
  double low = 0, high = 0;

  if (!find_bound (self, 1, "min", &has_low, &low) ||
      !find_bound (self, 2, "max", &has_high, &high))
    return FALSE;
  has_low = has_low && low > -3.4e38;
  has_high = has_high && high < 3.4e38;
  g_autofree char *least = ng_number_text (low);
  g_autofree char *most = ng_number_text (high);
  g_autofree char *text = has_low && has_high ? g_strdup_printf ("Clip[#, {%s, %s}] &", least, most)
                          : has_low           ? g_strdup_printf ("Max[#, %s] &", least)
                          : has_high          ? g_strdup_printf ("Min[#, %s] &", most)
                                              : g_strdup ("# &");
  if (has_low && !has_high && low >= 0 && low <= 0)
    return ng_conversion_put_function (self, 0, "Ramp");
  return ng_conversion_put_function (self, 0, text);
}

static gboolean
convert_swish (NgConversion *self)
{
  double alpha = attribute (self, "alpha", 1);
  g_autofree char *factor = ng_number_text (alpha);
  g_autofree char *text = g_strdup_printf ("# LogisticSigmoid[%s #] &", factor);

  return ng_conversion_put_function (self, 0, alpha >= 1 && alpha <= 1 ? "\"Swish\"" : text);
}

/* ---- two inputs and more ---- */

typedef struct {
  const char *op;
  const char *function; /* of several inputs */
  const char *right;    /* with a number behind */
  const char *left;     /* with a number in front */
} Binary;

static const Binary binaries[] = {
  { "Add", "Plus", "# + %s &", "# + %s &" },
  { "Sub", "Subtract", "# - %s &", "%s - # &" },
  { "Mul", "Times", "# %s &", "# %s &" },
  { "Div", "Divide", "#/%s &", "%s/# &" },
  { "Pow", "Power", "#^%s &", "%s^# &" },
  { "Min", "Min", "Min[#, %s] &", "Min[#, %s] &" },
  { "Max", "Max", "Max[#, %s] &", "Max[#, %s] &" },
  { "Sum", "Plus", "# + %s &", "# + %s &" },
};

static const Binary *
binary_of (const NgConversion *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (binaries); i++) {
    if (g_str_equal (binaries[i].op, self->node->op))
      return &binaries[i];
  }
  g_assert_not_reached ();
}

static gboolean
has_levels (const NgTensor *tensor, const NgType *levels)
{
  if ((int) ng_tensor_rank (tensor) != levels->rank)
    return FALSE;
  for (int i = 0; i < levels->rank; i++) {
    if (levels->dims[i].state != NG_DIM_NUMBER ||
        levels->dims[i].value != ng_tensor_dims (tensor)[i])
      return FALSE;
  }
  return TRUE;
}

/* The batch of all operands that have one has to meet in one axis of the result, of size @rank, and
 * that axis hold the same. Returns: where it does, at axis -1 if it does not */
static NgCarried
common_place (NgConversion *self, const gsize *operands, gsize n, int rank)
{
  NgCarried place = { .axis = -1 };

  for (gsize i = 0; i < n; i++) {
    const NgCarried *carried = ng_conversion_operand (self, operands[i]);
    if (ng_conversion_constant (self, operands[i]) != NULL)
      continue;
    if (carried == NULL || carried->axis < 0)
      return (NgCarried){ .axis = -1 };
    int here = carried->axis + rank - ng_conversion_type (self, operands[i]).rank;
    if (place.axis >= 0 &&
        (place.axis != here || place.merged != carried->merged || place.outer != carried->outer))
      return (NgCarried){ .axis = -1 };
    place.axis = here;
    place.merged = carried->merged;
    place.outer = carried->outer;
  }
  return place;
}

/* The operand with @rank levels, which are 1 where NumPy repeats it. */
static gboolean
take_broadcast (NgConversion *self, gsize index, int rank, NgType *levels, NgFeed *feed)
{
  const NgCarried *carried = ng_conversion_operand (self, index);
  int shift = rank - carried->wanted.rank;

  *levels = ng_type_of_rank (rank);
  for (int i = 0; i < rank; i++)
    levels->dims[i] = i < shift ? ng_dim_number (1) : carried->wanted.dims[i - shift];
  return ng_conversion_take_as (self, index, levels, feed);
}

/* The constant as real numbers in the levels of the result: those that stand with the batch are 1.
 */
static NgTensor *
constant_levels (NgConversion *self, NgTensor *tensor, int rank, const NgCarried *place)
{
  gint64 dims[2 * NG_MAX_RANK];
  gsize n = 0;

  tensor = ng_conversion_levels_of (self, tensor, rank, place->axis);
  if (tensor == NULL) {
    ng_conversion_refuse (self, "a constant is another one for each example");
    return NULL;
  }
  if (!ng_element_is_real (ng_tensor_element (tensor)))
    tensor = ng_conversion_keep (self, ng_tensor_convert (tensor, NG_ELEMENT_F32));
  if (place->merged == 0)
    return tensor;
  for (gsize i = 0; i <= ng_tensor_rank (tensor); i++) {
    for (int j = 0; (int) i == place->axis && j < place->merged; j++)
      dims[n++] = 1;
    if (i < ng_tensor_rank (tensor))
      dims[n++] = ng_tensor_dims (tensor)[i];
  }
  return ng_conversion_keep (self, ng_tensor_reshape (tensor, dims, n));
}

/* What NumPy makes of dimensions of which one may be 1. */
static void
join_dims (NgType *result, const NgType *levels)
{
  for (int i = 0; i < result->rank; i++) {
    NgDim dim = levels->dims[i];
    if (dim.state != NG_DIM_NUMBER || dim.value != 1)
      result->dims[i] = dim;
  }
}

gboolean
ng_conversion_put_threading (NgConversion *self,
                             const gsize *operands,
                             gsize n,
                             const char *function)
{
  const NgType *type = ng_conversion_result_type (self, 0);
  g_autofree NgFeed *feeds = g_new0 (NgFeed, n + 1);
  g_autofree NgType *taken = g_new0 (NgType, n + 1);
  NgCarried place = common_place (self, operands, n, type->rank);
  int rank = type->rank - 1 + place.merged;
  gboolean is_equal = TRUE;

  if (place.axis < 0)
    return ng_conversion_refuse (self, "its inputs do not agree on where the batch is");
  if (rank > NG_MAX_RANK)
    return ng_conversion_refuse (self, "it would have too many levels");
  NgType levels = ng_type_of_rank (rank);
  for (int i = 0; i < rank; i++)
    levels.dims[i] = ng_dim_number (1);
  for (gsize i = 0; i < n; i++) {
    NgTensor *tensor = ng_conversion_constant (self, operands[i]);
    if (tensor == NULL) {
      if (!take_broadcast (self, operands[i], rank, &taken[i], &feeds[i]))
        return FALSE;
    } else {
      tensor = constant_levels (self, tensor, type->rank, &place);
      if (tensor == NULL || !ng_conversion_put_array (self, tensor, &feeds[i]))
        return FALSE;
      taken[i] = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
    }
    join_dims (&levels, &taken[i]);
  }
  for (gsize i = 0; i < n; i++)
    is_equal &= ng_levels_equal (&taken[i], &levels);
  gboolean is_total = is_equal && g_str_equal (function, "Plus");
  int layer = is_total
                  ? ng_conversion_put (self, feeds, n, NULL, 0, "TotalLayer[]")
                  : ng_conversion_put (self, feeds, n, NULL, 0, "ThreadingLayer[%s]", function);
  if (place.merged == 0)
    levels = ng_levels_without (type, place.axis);
  return ng_conversion_give_as (self, 0, ng_conversion_feed (layer, 0), &place, &levels);
}

/* All inputs, which are real numbers, through a function of several numbers. */
static gboolean
put_threading (NgConversion *self, const char *function)
{
  gsize n = self->node->n_operands;
  g_autofree gsize *operands = g_new (gsize, MAX (n, 1));

  for (gsize i = 0; i < n; i++) {
    NgType type = ng_conversion_type (self, i);
    if (!is_real (&type))
      return ng_conversion_refuse (self, "it reads no real numbers");
    operands[i] = i;
  }
  return ng_conversion_put_threading (self, operands, n, function);
}

/* x + b, x - b and x s of an array as large as x. */
static gboolean
put_with_array (NgConversion *self, gsize variable, NgTensor *tensor, gboolean *is_done)
{
  const NgCarried *carried = ng_conversion_operand (self, variable);
  const NgType *type = ng_conversion_result_type (self, 0);
  gboolean is_plus = g_str_equal (self->node->op, "Add") || g_str_equal (self->node->op, "Sum");
  NgFeed feed;

  *is_done = FALSE;
  if ((!is_plus && !g_str_equal (self->node->op, "Mul")) || carried == NULL || carried->axis < 0 ||
      carried->merged > 0)
    return FALSE;
  int axis = carried->axis + type->rank - (carried->wanted.rank + 1);
  NgTensor *levels = ng_conversion_levels_of (self, tensor, type->rank, axis);
  if (levels == NULL || !has_levels (levels, &carried->wanted) ||
      !ng_conversion_take (self, variable, &feed))
    return FALSE;
  *is_done = TRUE;
  NgGiven given[] = { { is_plus ? "Biases" : "Scaling", levels }, { NULL } };
  int layer = ng_conversion_put (
      self, &feed, 1, given, 0, is_plus ? "ConstantPlusLayer[]" : "ConstantTimesLayer[]");
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), axis);
}

static gboolean
convert_binary (NgConversion *self)
{
  const Binary *binary = binary_of (self);
  gsize n = self->node->n_operands;
  double number;

  if (self->node->version < 7 && ng_onnx_node_attribute (self->node, "axis") != NULL)
    return ng_conversion_refuse (self, "it says where the axes of its second input lie");

  if (n == 1) {
    return ng_conversion_pass_same (self, 0);
  }
  for (gsize i = 0; n == 2 && i < 2; i++) {
    NgTensor *tensor = ng_conversion_constant (self, i);
    gboolean is_done;
    const NgCarried *other = ng_conversion_operand (self, 1 - i);
    if (tensor == NULL || other == NULL)
      continue;
    if (ng_conversion_is_number (tensor, &number) &&
        ng_conversion_result_type (self, 0)->rank == ng_conversion_type (self, 1 - i).rank) {
      g_autofree char *value = ng_number_text (number);
      g_autofree char *bracketed = number < 0 ? g_strdup_printf ("(%s)", value) : g_strdup (value);
      g_auto (GStrv) parts = g_strsplit (i == 1 ? binary->right : binary->left, "%s", 2);
      g_autofree char *text = g_strconcat (parts[0], bracketed, parts[1], NULL);
      return ng_conversion_put_function (self, 1 - i, text);
    }
    gboolean ok = put_with_array (self, 1 - i, tensor, &is_done);
    if (ok || is_done)
      return ok;
  }
  return put_threading (self, binary->function);
}

static gboolean
convert_mean (NgConversion *self)
{
  gsize n = self->node->n_operands;
  g_autofree char *function = NULL;
  GString *text = g_string_new ("(#1");

  for (gsize i = 1; i < n; i++)
    g_string_append_printf (text, " + #%" G_GSIZE_FORMAT, i + 1);
  g_string_append_printf (text, ")/%" G_GSIZE_FORMAT " &", n);
  function = g_string_free (text, FALSE);
  return n == 1 ? ng_conversion_put_function (self, 0, "# &") : put_threading (self, function);
}

/* Slopes for each channel, or one for all. */
static gboolean
convert_prelu (NgConversion *self)
{
  NgTensor *slope = ng_conversion_constant (self, 1);
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType type = ng_conversion_type (self, 0);
  GString *levels = NULL;
  NgFeed feed;

  if (slope == NULL)
    return put_threading (self, "If[#1 < 0, #1 #2, #1] &");
  if (carried == NULL || carried->axis < 0 || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  NgTensor *array = ng_conversion_levels_of (self, slope, type.rank, carried->axis);
  if (array == NULL)
    return ng_conversion_refuse (self, "it has a slope for each example");
  gint64 dims[NG_MAX_RANK];
  gsize n = 0;
  levels = g_string_new ("{");
  for (gsize i = 0; i < ng_tensor_rank (array); i++) {
    if (ng_tensor_dims (array)[i] == 1)
      continue;
    g_string_append_printf (levels, "%s%" G_GSIZE_FORMAT, n > 0 ? ", " : "", i + 1);
    dims[n++] = ng_tensor_dims (array)[i];
  }
  g_string_append_c (levels, '}');
  NgGiven given[] = { { "Slope", ng_conversion_keep (self, ng_tensor_reshape (array, dims, n)) },
                      { NULL } };
  int layer = ng_conversion_put (self, &feed, 1, given, 0, "ParametricRampLayer[%s]", levels->str);
  g_string_free (levels, TRUE);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), carried->axis);
}

static gboolean
convert_identity (NgConversion *self)
{
  return ng_conversion_pass_same (self, 0);
}

/* Nothing in evaluation; training goes on with it. */
static gboolean
convert_dropout (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgTensor *ratio = ng_conversion_constant (self, 1);
  double rate = ratio != NULL ? ng_tensor_get_real (ratio, 0) : attribute (self, "ratio", 0.5);
  NgTensor *training = ng_conversion_constant (self, 2);
  g_autofree char *text = ng_number_text (rate);

  if (ng_conversion_is_read (self, 1))
    return ng_conversion_refuse (self, "its mask is read");
  if (rate <= 0 && rate >= 0)
    return ng_conversion_pass_same (self, 0);
  if ((training != NULL && ng_tensor_get_int (training, 0) != 0) || !(rate >= 0 && rate < 1) ||
      (ratio == NULL && ng_conversion_has (self, 1)))
    return ng_conversion_refuse (self, "it drops elements in evaluation, or has no fixed rate");
  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int layer = ng_conversion_put (self, &carried->feed, 1, NULL, 0, "DropoutLayer[%s]", text);
  return ng_conversion_give_like (self, ng_conversion_feed (layer, 0), 0);
}

const NgRuleRow ng_rules_elementwise[] = {
  { "Abs", convert_function, "Abs" },
  { "Acos", convert_function, "ArcCos" },
  { "Acosh", convert_function, "ArcCosh" },
  { "Add", convert_binary },
  { "Asin", convert_function, "ArcSin" },
  { "Asinh", convert_function, "ArcSinh" },
  { "Atan", convert_function, "ArcTan" },
  { "Atanh", convert_function, "ArcTanh" },
  { "Ceil", convert_function, "Ceiling" },
  { "Celu", convert_celu },
  { "Clip", convert_clip },
  { "Cos", convert_function, "Cos" },
  { "Cosh", convert_function, "Cosh" },
  { "Div", convert_binary },
  { "Dropout", convert_dropout },
  { "Elu", convert_elu },
  { "Erf", convert_function, "Erf" },
  { "Exp", convert_function, "Exp" },
  { "FastGelu", convert_gelu },
  { "Floor", convert_function, "Floor" },
  { "Gelu", convert_gelu },
  { "HardSigmoid", convert_hard_sigmoid },
  { "HardSwish", convert_function, "\"HardSwish\"" },
  { "Identity", convert_identity },
  { "LeakyRelu", convert_leaky_relu },
  { "Log", convert_function, "Log" },
  { "Max", convert_binary },
  { "Mean", convert_mean },
  { "Min", convert_binary },
  { "Mish", convert_function, "\"Mish\"" },
  { "Mul", convert_binary },
  { "Neg", convert_function, "-# &" },
  { "PRelu", convert_prelu },
  { "Pow", convert_binary },
  { "Reciprocal", convert_function, "1/# &" },
  { "Relu", convert_function, "Ramp" },
  { "Round", convert_function, "Round" },
  { "Selu", convert_selu },
  { "Shrink", convert_shrink },
  { "Sigmoid", convert_function, "LogisticSigmoid" },
  { "Sign", convert_function, "Sign" },
  { "Sin", convert_function, "Sin" },
  { "Sinh", convert_function, "Sinh" },
  { "Softplus", convert_function, "\"SoftPlus\"" },
  { "Softsign", convert_function, "\"SoftSign\"" },
  { "Sqrt", convert_function, "Sqrt" },
  { "Sub", convert_binary },
  { "Sum", convert_binary },
  { "Swish", convert_swish },
  { "Tan", convert_function, "Tan" },
  { "Tanh", convert_function, "Tanh" },
  { "ThresholdedRelu", convert_thresholded_relu },
  { NULL },
};
