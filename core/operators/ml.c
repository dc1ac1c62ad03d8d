/* Operators of the domain ai.onnx.ml on features, and linear models. Programs know no maps: what
 * would be a map of scores by class is the row of them. What takes maps can be shown, but not run.
 */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/operators/scores.h"
#include "core/program/compose.h"

#include <math.h>

static NgValue
binary (NgOperation *to, NgPrimitive primitive, NgValue x, NgValue y)
{
  return ng_operation_binary (to, primitive, x, y);
}

static NgValue
with (NgOperation *to, NgPrimitive primitive, NgValue x, double number)
{
  return binary (to, primitive, x, ng_build_fill_like (to->builder, x, number));
}

/* The first input as real numbers. */
static NgValue
read_features (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  return x != NG_NO_VALUE ? ng_build_convert (to->builder, x, ng_operation_real (to)) : NG_NO_VALUE;
}

static const GArray *
numbers_of (const NgOnnxNode *node, const char *name, NgAttributeKind kind)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (node, name);

  return attribute != NULL && attribute->kind == kind ? attribute->numbers : NULL;
}

/* A list of real numbers as an array of one or two axes. */
static NgValue
make_reals (NgOperation *to, const double *values, const gint64 *dims, gsize rank)
{
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, dims, rank, values);
  g_autoptr (NgTensor) tensor = ng_tensor_convert (wide, ng_operation_real (to));

  return ng_build_constant (to->builder, tensor);
}

/* The list of that name along the last axis of @x, or one number for all of it. */
static NgValue
read_list (NgOperation *to, const char *name, NgValue x)
{
  const GArray *list = numbers_of (to->node, name, NG_ATTRIBUTE_REALS);
  const NgShape *shape = ng_operation_shape (to, x);
  gint64 n = list != NULL ? list->len : 0;

  if (shape->rank < 1 || n < 1 || (n != 1 && n != shape->dims[shape->rank - 1])) {
    ng_operation_fail (to, "has %" G_GINT64_FORMAT " numbers in \"%s\" that do not fit", n, name);
    return NG_NO_VALUE;
  }
  return make_reals (to, (const double *) list->data, &n, 1);
}

/* The same of whole numbers. */
static NgValue
read_integers (NgOperation *to, const char *name, NgValue x)
{
  const NgShape *shape = ng_operation_shape (to, x);
  gsize n = 0;
  const gint64 *list = ng_onnx_node_integers (to->node, name, &n);

  if (shape->rank < 1 || n < 1 || (n != 1 && (gint64) n != shape->dims[shape->rank - 1])) {
    ng_operation_fail (to, "has %zu numbers in \"%s\" that do not fit", n, name);
    return NG_NO_VALUE;
  }
  return ng_operation_constant_integers (to, list, (gint64) n);
}

static void
lower_scaler (NgOperation *to)
{
  NgValue x = read_features (to);
  NgValue offset = x != NG_NO_VALUE ? read_list (to, "offset", x) : NG_NO_VALUE;
  NgValue scale = offset != NG_NO_VALUE ? read_list (to, "scale", x) : NG_NO_VALUE;

  if (scale != NG_NO_VALUE)
    ng_operation_output (
        to,
        0,
        binary (to, NG_PRIMITIVE_MULTIPLY, binary (to, NG_PRIMITIVE_SUBTRACT, x, offset), scale));
}

static void
lower_binarizer (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  NgElement element = ng_operation_shape (to, x)->element;
  NgValue real = read_features (to);
  NgValue bound =
      ng_build_fill_like (to->builder, real, ng_onnx_node_real (to->node, "threshold", 0));
  ng_operation_output (
      to, 0, ng_build_convert (to->builder, binary (to, NG_PRIMITIVE_LESS, bound, real), element));
}

/* By the greatest, the sum of sizes or the root of squares of the last axis; by 0 nothing is
 * divided. */
static void
lower_normalizer (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  const char *norm = ng_onnx_node_text (to->node, "norm", "MAX");
  NgValue x = read_features (to), size;
  int rank = ng_operation_shape (to, x)->rank;

  if (x == NG_NO_VALUE)
    return;
  if (rank < 1) {
    ng_operation_fail (to, "needs an axis of features");
    return;
  }
  guint mask = 1u << (rank - 1);
  if (g_str_equal (norm, "MAX"))
    size = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, mask, TRUE);
  else if (g_str_equal (norm, "L1"))
    size =
        ng_build_reduce (b, NG_PRIMITIVE_SUM, ng_build_unary (b, NG_PRIMITIVE_ABS, x), mask, TRUE);
  else if (g_str_equal (norm, "L2"))
    size = ng_build_root (
        b, ng_build_reduce (b, NG_PRIMITIVE_SUM, ng_build_multiply (b, x, x), mask, TRUE));
  else {
    ng_operation_fail (to, "has the unknown norm \"%s\"", norm);
    return;
  }
  NgValue is_zero = with (to, NG_PRIMITIVE_EQUAL, size, 0);
  size = ng_build_select (b, is_zero, ng_build_fill_like (b, size, 1), size);
  ng_operation_output (to, 0, binary (to, NG_PRIMITIVE_DIVIDE, x, size));
}

/* Another number in place of one, which may be NaN. */
static void
lower_imputer (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  double wanted = ng_onnx_node_real (to->node, "replaced_value_float", 0);
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  gboolean is_real = ng_element_is_real (ng_operation_shape (to, x)->element);
  NgValue other = is_real ? read_list (to, "imputed_value_floats", x)
                          : read_integers (to, "imputed_value_int64s", x);
  if (other == NG_NO_VALUE)
    return;
  if (!is_real) {
    wanted = (double) ng_onnx_node_integer (to->node, "replaced_value_int64", 0);
    other = ng_build_convert (b, other, ng_operation_shape (to, x)->element);
  }
  NgValue values[2] = { x, other };
  NgValue is_it = isnan (wanted) ? ng_build_unary (b, NG_PRIMITIVE_IS_NAN, x)
                                 : with (to, NG_PRIMITIVE_EQUAL, x, wanted);
  if (ng_operation_broadcast (to, values, 2))
    ng_operation_output (to, 0, ng_build_select (b, is_it, values[1], values[0]));
}

/* Places along the last axis. */
static void
lower_extractor (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), places = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || places == NG_NO_VALUE)
    return;
  NgShape shape = *ng_operation_shape (to, x);
  gint64 n = ng_shape_count (ng_operation_shape (to, places));
  if (shape.rank == 1) {
    shape.dims[1] = shape.dims[0];
    shape.dims[0] = 1;
    shape.rank = 2;
    x = ng_build_reshape (b, x, shape.dims, 2);
  }
  if (shape.rank < 1) {
    ng_operation_fail (to, "needs an axis of features");
    return;
  }
  places = ng_build_reshape (b, ng_build_convert (b, places, NG_ELEMENT_I64), &n, 1);
  ng_operation_output (to, 0, ng_build_gather (b, x, places, shape.rank - 1));
}

/* Features (n, c), a row of them where there is one axis, times coefficients (k, c), and k numbers
 * added. */
static NgValue
linear_scores (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  const GArray *weights = numbers_of (to->node, "coefficients", NG_ATTRIBUTE_REALS);
  const GArray *added = numbers_of (to->node, "intercepts", NG_ATTRIBUTE_REALS);
  NgValue x = read_features (to);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 n = shape.rank > 0 ? shape.dims[shape.rank - 1] : 0;

  if (x == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (shape.rank < 1 || shape.rank > 2 || n < 1 || weights == NULL || weights->len == 0 ||
      weights->len % n != 0 ||
      (added != NULL && added->len > 0 && added->len != weights->len / n)) {
    ng_operation_fail (to, "has coefficients that do not fit its features");
    return NG_NO_VALUE;
  }
  gint64 rows[2] = { shape.rank == 2 ? shape.dims[0] : 1, n }, dims[2] = { weights->len / n, n };
  NgValue w = make_reals (to, (const double *) weights->data, dims, 2);
  NgValue y = ng_build_matmul (b, ng_build_reshape (b, x, rows, 2), w, FALSE, TRUE);
  if (added == NULL || added->len == 0)
    return y;
  return binary (to, NG_PRIMITIVE_ADD, y, make_reals (to, (const double *) added->data, dims, 1));
}

static void
lower_regressor (NgOperation *to)
{
  NgValue y = linear_scores (to);

  if (y != NG_NO_VALUE && !ng_operation_has_failed (to))
    ng_operation_output (
        to, 0, ng_scores_transform (to, y, ng_onnx_node_text (to->node, "post_transform", "NONE")));
}

/* One score for two classes is that of the second, and what it lacks of 1 that of the first; or
 * both become probabilities. */
static void
lower_classifier (NgOperation *to)
{
  const char *how = ng_onnx_node_text (to->node, "post_transform", "NONE");
  gint64 n = ng_scores_n_classes (to);
  NgValue y = n > 0 ? linear_scores (to) : NG_NO_VALUE;

  if (y == NG_NO_VALUE || ng_operation_has_failed (to))
    return;
  if (ng_operation_shape (to, y)->dims[1] == 1 && n == 2)
    ng_scores_classify_two (to, y, 0, TRUE);
  else if (ng_operation_shape (to, y)->dims[1] == n)
    ng_scores_classify (to, y, ng_build_arg (to->builder, NG_PRIMITIVE_ARG_MAX, y, 1, FALSE), how);
  else
    ng_operation_fail (to, "has scores for another number of classes");
}

/* The scores of an example in the order of the classes. */
static void
lower_zip_map (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_convert (to->builder, x, ng_operation_real (to)));
}

/* Rows (n, c) cut off or filled up with zeros to @size features. */
static NgValue
fit_features (NgOperation *to, NgValue x, gint64 size)
{
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 before[2] = { 0, 0 }, after[2] = { 0, MAX (size - shape.dims[1], 0) };

  if (size < shape.dims[1])
    return ng_operation_part (to, x, 1, 0, 1, size);
  return after[1] > 0 ? ng_build_pad (to->builder, x, before, after, 0) : x;
}

static void
lower_vectorizer (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  g_autofree NgValue *values = g_new (NgValue, MAX (to->n_inputs, 1));
  gsize n_sizes = 0;
  const gint64 *sizes = ng_onnx_node_integers (to->node, "inputdimensions", &n_sizes);

  if (to->n_inputs == 0)
    ng_operation_fail (to, "has no inputs");
  for (gsize i = 0; i < to->n_inputs; i++) {
    values[i] = ng_operation_need (to, i);
    const NgShape shape = *ng_operation_shape (to, values[i]);
    gint64 row[2] = { 1, shape.dims[0] };
    if (values[i] == NG_NO_VALUE)
      return;
    values[i] = ng_build_convert (b, values[i], ng_operation_real (to));
    if (shape.rank == 1)
      values[i] = ng_build_reshape (b, values[i], row, 2);
    else if (shape.rank != 2)
      ng_operation_fail (to, "needs rows of features");
    if (i < n_sizes && (sizes[i] < 0 || !ng_operation_has_room (to, (double) sizes[i])))
      ng_operation_fail (to, "has an input of a size that cannot be");
    if (ng_operation_has_failed (to))
      return;
    if (i < n_sizes)
      values[i] = fit_features (to, values[i], sizes[i]);
  }
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, ng_build_concat (b, values, to->n_inputs, 1));
}

#define ML(NAME, SUMMARY, CATEGORY, LOWER, ...)                                                    \
  {                                                                                                \
    .name = NAME, .domain = "ai.onnx.ml", .summary = SUMMARY, .category = CATEGORY,                \
    .inputs = { __VA_ARGS__ }, .outputs = { "Y", "Z" }, .lower = LOWER                             \
  }

const NgOperatorClass ng_operators_ml[] = {
  ML ("Scaler", "Features moved and scaled", NG_CATEGORY_NORMALIZATION, lower_scaler, "X"),
  ML ("Binarizer",
      "Whether features exceed a threshold",
      NG_CATEGORY_ELEMENTWISE,
      lower_binarizer,
      "X"),
  ML ("Normalizer", "Features by their norm", NG_CATEGORY_NORMALIZATION, lower_normalizer, "X"),
  ML ("Imputer", "Other numbers for what is missing", NG_CATEGORY_ELEMENTWISE, lower_imputer, "X"),
  { .name = "ArrayFeatureExtractor",
    .domain = "ai.onnx.ml",
    .summary = "Features by their place",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "Y" },
    .outputs = { "Z" },
    .takes_texts = TRUE,
    .lower = lower_extractor },
  ML ("LinearRegressor", "Linear combinations", NG_CATEGORY_BASIC, lower_regressor, "X"),
  ML ("LinearClassifier",
      "Classes by linear combinations",
      NG_CATEGORY_BASIC,
      lower_classifier,
      "X"),
  { .name = "ZipMap",
    .domain = "ai.onnx.ml",
    .summary = "The score of each class",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Z" },
    .lower = lower_zip_map },
  { .name = "FeatureVectorizer",
    .domain = "ai.onnx.ml",
    .summary = "Features side by side",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .is_variadic = TRUE,
    .lower = lower_vectorizer },
  { .name = NULL },
};
