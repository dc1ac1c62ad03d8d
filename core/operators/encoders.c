/* Operators of ai.onnx.ml that look numbers and texts up: LabelEncoder, CategoryMapper,
 * OneHotEncoder. */

#include "core/operators/operation.h"
#include "core/program/compose.h"

/* The first of these that is there; a failure where none is. */
static NgTensor *
first_of (NgOperation *to, const char *const *names)
{
  for (int i = 0; names[i] != NULL; i++) {
    NgTensor *tensor = ng_operation_attribute_list (to, names[i]);
    if (tensor != NULL)
      return tensor;
  }
  ng_operation_lack (to, "that has nothing in \"%s\" cannot be run", names[0]);
  return NULL;
}

/* Whether each element of @x (*s) is each of @keys (n): (*s, n) */
static NgValue
match (NgOperation *to, NgValue x, NgValue keys)
{
  NgProgramBuilder *b = to->builder;
  NgShape shape = *ng_operation_shape (to, x);
  double n = (double) ng_shape_count (ng_operation_shape (to, keys));

  if (!ng_operation_has_rank (to, (gsize) shape.rank + 1) ||
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

/* What a key that is not there becomes: -1, -0 or "_Unused". */
static NgTensor *
missing_label (NgOperation *to, NgElement element)
{
  NgTensor *tensor = ng_operation_attribute_list (to, "default_tensor");

  if (tensor != NULL && ng_tensor_count (tensor) == 1)
    return tensor;
  g_clear_pointer (&tensor, ng_tensor_unref);
  if (element == NG_ELEMENT_STRING) {
    GPtrArray *text = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (text, g_strdup (ng_onnx_node_text (to->node, "default_string", "_Unused")));
    return ng_tensor_new_strings (NULL, 0, text);
  }
  return ng_tensor_new_scalar (element,
                               ng_element_is_real (element)
                                   ? ng_onnx_node_real (to->node, "default_float", -0.0)
                                   : (double) ng_onnx_node_integer (to->node, "default_int64", -1));
}

/* What stands in @values at the place that x has among @keys, @missing where it is not there. */
static void
look_up (NgOperation *to, NgTensor *keys, NgTensor *values, NgTensor *missing)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gboolean is_text = ng_tensor_element (keys) == NG_ELEMENT_STRING;
  gboolean gives_text = ng_tensor_element (values) == NG_ELEMENT_STRING;

  if (ng_tensor_count (keys) < 1 || ng_tensor_count (keys) != ng_tensor_count (values) ||
      is_text != (ng_operation_element (to, 0) == NG_ELEMENT_STRING) ||
      gives_text != (ng_tensor_element (missing) == NG_ELEMENT_STRING)) {
    ng_operation_fail (to, "has keys that do not fit its values or its input");
    return;
  }
  NgValue table = ng_build_convert (b, ng_operation_constant (to, keys), shape.element);
  NgValue found = match (to, x, table);
  if (found == NG_NO_VALUE)
    return;
  guint mask = 1u << shape.rank;
  NgValue place = ng_build_arg (
      b, NG_PRIMITIVE_ARG_MAX, ng_build_convert (b, found, NG_ELEMENT_U8), shape.rank, FALSE);
  NgValue label = ng_build_gather (b, ng_operation_constant (to, values), place, 0);
  NgValue other = ng_build_reshape (b, ng_operation_constant (to, missing), NULL, 0);
  other = ng_build_convert (b, other, ng_operation_shape (to, label)->element);
  other = ng_build_broadcast_numpy (b, other, shape.dims, shape.rank);
  NgValue is_there = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, found, mask, FALSE);
  label = ng_build_select (b, is_there, label, other);
  if (gives_text)
    ng_operation_output_texts (to, 0, label);
  else
    ng_operation_output (to, 0, label);
}

/* In its first version the numbers of texts are their places in a list. */
static void
lower_label_list (NgOperation *to, NgTensor *texts)
{
  gint64 n = ng_tensor_count (texts);
  gint64 *numbers = g_new (gint64, MAX (n, 1));
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;

  for (gint64 i = 0; i < n; i++)
    numbers[i] = i;
  g_autoptr (NgTensor) places = ng_tensor_new_take (NG_ELEMENT_I64, &n, 1, numbers);
  g_autoptr (NgTensor) missing = missing_label (to, is_text ? NG_ELEMENT_I64 : NG_ELEMENT_STRING);
  if (is_text)
    look_up (to, texts, places, missing);
  else
    look_up (to, places, texts, missing);
}

static void
lower_label_encoder (NgOperation *to)
{
  static const char *const of_keys[] = {
    "keys_int64s", "keys_floats", "keys_strings", "keys_tensor", NULL
  };
  static const char *const of_values[] = {
    "values_int64s", "values_floats", "values_strings", "values_tensor", NULL
  };
  g_autoptr (NgTensor) texts = ng_operation_attribute_list (to, "classes_strings");

  if (ng_operation_need (to, 0) == NG_NO_VALUE)
    return;
  if (texts != NULL) {
    lower_label_list (to, texts);
    return;
  }
  g_autoptr (NgTensor) keys = first_of (to, of_keys);
  g_autoptr (NgTensor) values = keys != NULL ? first_of (to, of_values) : NULL;
  if (values == NULL)
    return;
  g_autoptr (NgTensor) missing = missing_label (to, ng_tensor_element (values));
  look_up (to, keys, values, missing);
}

static void
lower_category_mapper (NgOperation *to)
{
  static const char *const of_texts[] = { "cats_strings", NULL };
  static const char *const of_numbers[] = { "cats_int64s", NULL };
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;

  if (ng_operation_need (to, 0) == NG_NO_VALUE)
    return;
  g_autoptr (NgTensor) texts = first_of (to, of_texts);
  g_autoptr (NgTensor) numbers = texts != NULL ? first_of (to, of_numbers) : NULL;
  if (numbers == NULL)
    return;
  g_autoptr (NgTensor) missing = missing_label (to, is_text ? NG_ELEMENT_I64 : NG_ELEMENT_STRING);
  look_up (to, is_text ? texts : numbers, is_text ? numbers : texts, missing);
}

/* Where attribute "zeros" does not say that what is no category becomes zeros, it is a failure. */
static gboolean
are_categories (NgOperation *to, NgValue x, const NgTensor *categories)
{
  gboolean is_text = ng_tensor_element (categories) == NG_ELEMENT_STRING;
  gint64 n = ng_tensor_count (categories);

  if (ng_onnx_node_integer (to->node, "zeros", 1) != 0 || to->lowering == NULL)
    return TRUE;
  g_autoptr (NgTensor) texts = is_text ? ng_operation_texts (to, x, 0) : NULL;
  const NgTensor *known = is_text ? texts : ng_operation_known (to, 0);
  for (gint64 i = 0; known != NULL && i < ng_tensor_count (known); i++) {
    gint64 k = 0;
    while (k < n &&
           !(is_text ? g_str_equal (ng_tensor_string (known, i), ng_tensor_string (categories, k))
                     : ng_tensor_get_int (known, i) == ng_tensor_get_int (categories, k)))
      k++;
    if (k < n)
      continue;
    if (is_text)
      ng_operation_fail (to, "knows no category \"%.40s\"", ng_tensor_string (known, i));
    else
      ng_operation_fail (to, "knows no category %" G_GINT64_FORMAT, ng_tensor_get_int (known, i));
    return FALSE;
  }
  return known != NULL;
}

static void
lower_one_hot (NgOperation *to)
{
  static const char *const of_categories[] = { "cats_int64s", "cats_strings", NULL };
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;
  NgValue x = ng_operation_need (to, 0);
  g_autoptr (NgTensor) categories = x != NG_NO_VALUE ? first_of (to, of_categories) : NULL;

  if (categories == NULL)
    return;
  if (is_text != (ng_tensor_element (categories) == NG_ELEMENT_STRING)) {
    ng_operation_fail (to, "has categories that do not fit its input");
    return;
  }
  NgValue key = is_text ? x : ng_build_convert (to->builder, x, NG_ELEMENT_I64);
  NgValue found = match (to, key, ng_operation_constant (to, categories));
  if (found != NG_NO_VALUE && are_categories (to, x, categories))
    ng_operation_output (to, 0, ng_build_convert (to->builder, found, ng_operation_real (to)));
}

#define ENCODER(NAME, SUMMARY, CATEGORY, LOWER)                                                    \
  {                                                                                                \
    .name = NAME, .domain = "ai.onnx.ml", .summary = SUMMARY, .category = CATEGORY,                \
    .inputs = { "X" }, .outputs = { "Y" }, .takes_texts = TRUE, .lower = LOWER                     \
  }

const NgOperatorClass ng_operators_encoders[] = {
  ENCODER ("LabelEncoder", "Values by their keys", NG_CATEGORY_STRUCTURE, lower_label_encoder),
  ENCODER ("OneHotEncoder", "Which category it is", NG_CATEGORY_STRUCTURE, lower_one_hot),
  ENCODER ("CategoryMapper",
           "Numbers of texts, or texts of numbers",
           NG_CATEGORY_STRUCTURE,
           lower_category_mapper),
  { .name = NULL },
};
