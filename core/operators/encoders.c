/* Operators of ai.onnx.ml that look numbers up: LabelEncoder and OneHotEncoder, and those that
 * compare examples with examples that they know: SVMRegressor. */

#include "core/operators/operation.h"
#include "core/operators/scores.h"
#include "core/program/compose.h"

#include <math.h>

/* An attribute that is a list of numbers or a tensor of them, as a tensor (n); %NULL where it is
 * absent. */
static NgTensor *
numbers_of (const NgOnnxNode *node, const char *name)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (node, name);
  gint64 n = 0;

  if (attribute == NULL)
    return NULL;
  switch (attribute->kind) {
  case NG_ATTRIBUTE_INTEGERS:
  case NG_ATTRIBUTE_REALS:
    n = attribute->numbers->len;
    return ng_tensor_new_copy (attribute->kind == NG_ATTRIBUTE_REALS ? NG_ELEMENT_F64
                                                                     : NG_ELEMENT_I64,
                               &n,
                               1,
                               attribute->numbers->data);
  case NG_ATTRIBUTE_TENSOR:
    if (ng_tensor_element (attribute->tensor) == NG_ELEMENT_STRING)
      return NULL;
    n = ng_tensor_count (attribute->tensor);
    return ng_tensor_new_copy (
        ng_tensor_element (attribute->tensor), &n, 1, ng_tensor_data (attribute->tensor));
  default:
    return NULL;
  }
}

/* The first of these that is there; a failure where none is. */
static NgTensor *
first_of (NgOperation *to, const char *const *names)
{
  for (int i = 0; names[i] != NULL; i++) {
    NgTensor *tensor = numbers_of (to->node, names[i]);
    if (tensor != NULL)
      return tensor;
  }
  ng_operation_lack (to, "that has no numbers in \"%s\" cannot be run", names[0]);
  return NULL;
}

/* As programs compute it: reals in one precision. */
static NgValue
make_constant (NgOperation *to, NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);
  g_autoptr (NgTensor) converted =
      ng_tensor_convert (tensor, ng_element_is_real (element) ? ng_operation_real (to) : element);

  return ng_build_constant (to->builder, converted);
}

/* Whether each element of @x (*s) is each of @keys (n): (*s, n) */
static NgValue
match (NgOperation *to, NgValue x, NgValue keys)
{
  NgProgramBuilder *b = to->builder;
  NgShape shape = *ng_operation_shape (to, x);
  double n = (double) ng_shape_count (ng_operation_shape (to, keys));

  if (shape.rank >= NG_MAX_RANK ||
      !ng_operation_has_room (to, (double) ng_shape_count (&shape) * n))
    return NG_NO_VALUE;
  shape.dims[shape.rank++] = 1;
  NgValue values[2] = { ng_build_reshape (b, x, shape.dims, shape.rank), keys };
  if (!ng_operation_broadcast (to, values, 2))
    return NG_NO_VALUE;
  NgValue is_same = ng_build_binary (b, NG_PRIMITIVE_EQUAL, values[0], values[1]);
  if (!ng_element_is_real (shape.element))
    return is_same;
  NgValue are_nan = ng_build_binary (b,
                                     NG_PRIMITIVE_AND,
                                     ng_build_unary (b, NG_PRIMITIVE_IS_NAN, values[0]),
                                     ng_build_unary (b, NG_PRIMITIVE_IS_NAN, values[1]));
  return ng_build_binary (b, NG_PRIMITIVE_OR, is_same, are_nan);
}

/* What a key that is not there becomes: -1 or -0. */
static NgValue
missing_label (NgOperation *to, NgValue like)
{
  g_autoptr (NgTensor) tensor = numbers_of (to->node, "default_tensor");
  double number = ng_element_is_real (ng_operation_shape (to, like)->element)
                      ? ng_onnx_node_real (to->node, "default_float", -0.0)
                      : (double) ng_onnx_node_integer (to->node, "default_int64", -1);

  if (tensor != NULL && ng_tensor_count (tensor) > 0)
    number = ng_tensor_get_real (tensor, 0);
  return ng_build_fill_like (to->builder, like, number);
}

static void
lower_label_encoder (NgOperation *to)
{
  static const char *const of_keys[] = { "keys_int64s", "keys_floats", "keys_tensor", NULL };
  static const char *const of_values[] = {
    "values_int64s", "values_floats", "values_tensor", NULL
  };
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  g_autoptr (NgTensor) keys = x != NG_NO_VALUE ? first_of (to, of_keys) : NULL;
  g_autoptr (NgTensor) values = keys != NULL ? first_of (to, of_values) : NULL;

  if (values == NULL)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (ng_tensor_count (keys) < 1 || ng_tensor_count (keys) != ng_tensor_count (values) ||
      shape.element == NG_ELEMENT_STRING) {
    ng_operation_fail (to, "has keys that do not fit its values or its input");
    return;
  }
  NgValue table = ng_build_convert (b, make_constant (to, keys), shape.element);
  NgValue found = match (to, x, table);
  if (found == NG_NO_VALUE)
    return;
  guint mask = 1u << shape.rank;
  NgValue place = ng_build_arg (
      b, NG_PRIMITIVE_ARG_MAX, ng_build_convert (b, found, NG_ELEMENT_U8), shape.rank, FALSE);
  NgValue label = ng_build_gather (b, make_constant (to, values), place, 0);
  NgValue is_there = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, found, mask, FALSE);
  ng_operation_output (to, 0, ng_build_select (b, is_there, label, missing_label (to, label)));
}

static void
lower_one_hot (NgOperation *to)
{
  static const char *const of_categories[] = { "cats_int64s", NULL };
  NgValue x = ng_operation_need (to, 0);
  g_autoptr (NgTensor) categories = x != NG_NO_VALUE ? first_of (to, of_categories) : NULL;

  if (categories == NULL)
    return;
  x = ng_build_convert (to->builder, x, NG_ELEMENT_I64);
  NgValue found = match (to, x, make_constant (to, categories));
  if (found != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_convert (to->builder, found, ng_operation_real (to)));
}

/* gamma, coef0 and degree, in this order. */
static double
kernel_number (NgOperation *to, gsize index)
{
  const NgAttribute *list = ng_onnx_node_attribute (to->node, "kernel_params");

  return list != NULL && list->kind == NG_ATTRIBUTE_REALS && index < list->numbers->len
             ? g_array_index (list->numbers, double, index)
             : 0;
}

/* How alike examples (n, c) and those that are known, (m, c), are: (n, m) */
static NgValue
compare_examples (NgOperation *to, NgValue x, NgValue known)
{
  const char *kernel = ng_onnx_node_text (to->node, "kernel_type", "LINEAR");
  NgProgramBuilder *b = to->builder;
  const NgShape shape = *ng_operation_shape (to, x), other = *ng_operation_shape (to, known);
  double gamma = kernel_number (to, 0);

  if (g_str_equal (kernel, "RBF")) {
    gint64 left[3] = { shape.dims[0], 1, shape.dims[1] },
           right[3] = { 1, other.dims[0], other.dims[1] };
    NgValue apart = ng_operation_binary (to,
                                         NG_PRIMITIVE_SUBTRACT,
                                         ng_build_reshape (b, x, left, 3),
                                         ng_build_reshape (b, known, right, 3));
    NgValue far =
        ng_build_reduce (b, NG_PRIMITIVE_SUM, ng_build_multiply (b, apart, apart), 1u << 2, FALSE);
    return ng_build_unary (b, NG_PRIMITIVE_EXP, ng_build_scale (b, far, -gamma));
  }
  NgValue y = ng_build_matmul (b, x, known, FALSE, TRUE);
  if (g_str_equal (kernel, "LINEAR"))
    return y;
  y = ng_build_offset (b, ng_build_scale (b, y, gamma), kernel_number (to, 1));
  if (g_str_equal (kernel, "SIGMOID"))
    return ng_build_unary (b, NG_PRIMITIVE_TANH, y);
  if (g_str_equal (kernel, "POLY"))
    return ng_build_binary (
        b, NG_PRIMITIVE_POWER, y, ng_build_fill_like (b, y, kernel_number (to, 2)));
  ng_operation_fail (to, "has the unknown kernel \"%s\"", kernel);
  return NG_NO_VALUE;
}

static void
lower_svm_regressor (NgOperation *to)
{
  static const char *const of_factors[] = { "coefficients", NULL }, *const of_rho[] = { "rho",
                                                                                        NULL };
  static const char *const of_vectors[] = { "support_vectors", NULL };
  NgProgramBuilder *b = to->builder;
  gint64 m = ng_onnx_node_integer (to->node, "n_supports", 0);
  NgValue x = ng_operation_need (to, 0);
  g_autoptr (NgTensor) factors = x != NG_NO_VALUE ? first_of (to, of_factors) : NULL;
  g_autoptr (NgTensor) rho = factors != NULL ? first_of (to, of_rho) : NULL;
  g_autoptr (NgTensor) vectors = rho != NULL && m > 0 ? first_of (to, of_vectors) : NULL;

  if (rho == NULL || (m > 0 && vectors == NULL))
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 n = m > 0 ? m : shape.dims[1], column[2] = { n, 1 };
  if (shape.rank != 2 || ng_tensor_count (rho) < 1 || ng_tensor_count (factors) != n ||
      (m > 0 &&
       (ng_tensor_count (vectors) / m != shape.dims[1] || ng_tensor_count (vectors) % m != 0))) {
    ng_operation_fail (to, "has numbers that do not fit its features");
    return;
  }
  x = ng_build_convert (b, x, ng_operation_real (to));
  if (m > 0) {
    gint64 dims[2] = { m, shape.dims[1] };
    x = compare_examples (to, x, ng_build_reshape (b, make_constant (to, vectors), dims, 2));
  }
  if (x == NG_NO_VALUE)
    return;
  NgValue y = ng_build_matmul (
      b, x, ng_build_reshape (b, make_constant (to, factors), column, 2), FALSE, FALSE);
  y = ng_build_offset (b, y, ng_tensor_get_real (rho, 0));
  if (ng_onnx_node_integer (to->node, "one_class", 0) != 0) {
    NgValue is_above = ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, y, 0), y);
    y = ng_build_select (b, is_above, ng_build_fill_like (b, y, 1), ng_build_fill_like (b, y, -1));
  }
  ng_operation_output (
      to, 0, ng_scores_transform (to, y, ng_onnx_node_text (to->node, "post_transform", "NONE")));
}

#define ENCODER(NAME, SUMMARY, CATEGORY, LOWER)                                                    \
  {                                                                                                \
    .name = NAME, .domain = "ai.onnx.ml", .summary = SUMMARY, .category = CATEGORY,                \
    .inputs = { "X" }, .outputs = { "Y" }, .lower = LOWER                                          \
  }

const NgOperatorClass ng_operators_encoders[] = {
  ENCODER ("LabelEncoder", "Values by their keys", NG_CATEGORY_STRUCTURE, lower_label_encoder),
  ENCODER ("OneHotEncoder", "Which category it is", NG_CATEGORY_STRUCTURE, lower_one_hot),
  ENCODER ("SVMRegressor",
           "Sums of how alike known examples are",
           NG_CATEGORY_BASIC,
           lower_svm_regressor),
  { .name = NULL },
};
