/* Elements by their place, arrays made of sizes, and sizes themselves. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/operators/places.h"

#include <math.h>
#include <string.h>

static void
lower_gather (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), indices = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || indices == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  if (axis < 0)
    return;
  indices = ng_places_from_front (to, indices, shape.dims[axis]);
  if (indices != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_gather (to->builder, x, indices, axis));
}

/* The axis gives way to those of the indices. */
static void
infer_gather (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0), at = ng_operand_type (relation, node, 1);
  NgType result = ng_type_of_element (data.element);
  gint64 axis = ng_onnx_node_integer (node, "axis", 0);

  if (ng_operator_infer_known (relation, node) || data.rank < 0 || at.rank < 0 ||
      data.rank + at.rank - 1 > NG_MAX_RANK)
    return;
  if (axis < -data.rank || axis >= data.rank) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "Gather is asked for axis %" G_GINT64_FORMAT " of an array of rank %d.",
                      axis,
                      data.rank);
    return;
  }
  if (axis < 0)
    axis += data.rank;
  for (int i = 0; i < data.rank; i++) {
    if (i != axis)
      result.dims[i < axis ? i : i + at.rank - 1] = data.dims[i];
  }
  for (int i = 0; i < at.rank; i++)
    result.dims[axis + i] = at.dims[i];
  result.rank = data.rank + at.rank - 1;
  ng_result_type (relation, node, 0, &result);
}

/* y[i, j, …] = x[indices[i, j, …], j, …] along one axis; the indices count from the front. */
static NgValue
elements_at (NgOperation *to, NgValue x, NgValue indices, int axis)
{
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, indices);
  gint64 strides[NG_MAX_RANK], count = ng_shape_count (&shape);

  ng_places_strides (&shape, strides);
  NgValue places = ng_places_flat (to, &at, strides, shape.rank, axis);
  places = ng_build_add (
      to->builder, places, ng_build_scale (to->builder, indices, (double) strides[axis]));
  return ng_build_gather (to->builder, ng_build_reshape (to->builder, x, &count, 1), places, 0);
}

static void
lower_gather_elements (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), indices = ng_operation_need (to, 1);

  if (x == NG_NO_VALUE || indices == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, indices);
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  if (axis < 0)
    return;
  for (int i = 0; i < shape.rank; i++) {
    if (at.rank != shape.rank || (i != axis && at.dims[i] > shape.dims[i])) {
      ng_operation_fail (to, "has indices that do not fit its data");
      return;
    }
  }
  indices = ng_places_from_front (to, indices, shape.dims[axis]);
  if (indices == NG_NO_VALUE)
    return;
  ng_operation_output (to, 0, elements_at (to, x, indices, axis));
}

/* The last axis of the indices holds the first coordinates of an element or a part of the data. */
static void
lower_gather_nd (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), indices = ng_operation_need (to, 1);
  gint64 batch = ng_onnx_node_integer (to->node, "batch_dims", 0);
  gint64 strides[NG_MAX_RANK], dims[NG_MAX_RANK];

  if (x == NG_NO_VALUE || indices == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, indices);
  gint64 n = at.rank > 0 ? at.dims[at.rank - 1] : 0;
  if (batch < 0 || batch >= at.rank || n < 1 || batch + n > shape.rank) {
    ng_operation_fail (to,
                       "has indices of %" G_GINT64_FORMAT " coordinates for an array of rank %d",
                       n,
                       shape.rank);
    return;
  }
  int depth = (int) (batch + n);
  NgShape front = shape, grid = at;
  front.rank = depth;
  grid.rank = at.rank - 1;
  ng_places_strides (&front, strides);
  for (int i = 0; i < batch; i++) {
    if (at.dims[i] != shape.dims[i]) {
      ng_operation_fail (to, "has indices that do not fit its data");
      return;
    }
  }
  NgValue places = ng_places_flat (to, &grid, strides, (int) batch, -1);
  places = ng_places_of (to, indices, &front, n, places);
  if (places == NG_NO_VALUE)
    return;
  int rank = 1;
  dims[0] = ng_shape_count (&front);
  for (int i = depth; i < shape.rank; i++)
    dims[rank++] = shape.dims[i];
  NgValue flat = ng_build_reshape (to->builder, x, dims, rank);
  ng_operation_output (to, 0, ng_build_gather (to->builder, flat, places, 0));
}

/* The part start … end of the dimensions, both held inside. */
static void
shape_span (const NgOnnxNode *node, int rank, int *start, int *end)
{
  gint64 from = ng_onnx_node_integer (node, "start", 0);
  gint64 to = ng_onnx_node_integer (node, "end", rank);

  if (from < 0)
    from += rank;
  if (to < 0)
    to += rank;
  *start = (int) CLAMP (from, 0, rank);
  *end = (int) CLAMP (to, *start, rank);
}

/* Varying lengths appear as symbols, so that what is computed from them is followed. */
static void
infer_shape (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  NgType result = ng_type_of_element (NG_ELEMENT_I64);
  gint64 sizes[NG_MAX_RANK];
  int start, end;

  result.rank = 1;
  if (data.rank < 0) {
    ng_result_type (relation, node, 0, &result);
    return;
  }
  shape_span (node, data.rank, &start, &end);
  gint64 n = end - start;
  result.dims[0] = ng_dim_number (n);
  ng_result_type (relation, node, 0, &result);
  for (int i = 0; i < n; i++) {
    sizes[i] = ng_size_of_dim (data.dims[start + i]);
    if (sizes[i] < 0)
      return;
  }
  if (node->n_results == 0 || node->results[0] < 0)
    return;
  g_autoptr (NgTensor) known = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, sizes);
  ng_relation_set_known (relation, (gsize) node->results[0], known);
}

static void
lower_shape (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape *shape = ng_operation_shape (to, x);
  int start, end;

  if (x == NG_NO_VALUE)
    return;
  shape_span (to->node, shape->rank, &start, &end);
  ng_operation_output (
      to, 0, ng_operation_constant_integers (to, shape->dims + start, end - start));
}

static void
lower_size (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  gint64 count = ng_shape_count (ng_operation_shape (to, x));
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &count);
  ng_operation_output (to, 0, ng_build_constant (to->builder, tensor));
}

static gboolean
read_number (NgOperation *to, gsize index, double *value)
{
  NgTensor *known = ng_operation_known (to, index);

  if (known == NULL)
    return FALSE;
  if (ng_tensor_count (known) != 1) {
    ng_operation_fail (to, "has an array in place of a number");
    return FALSE;
  }
  *value = ng_tensor_get_real (known, 0);
  return TRUE;
}

/* start + step i, for as many i as stay before the limit */
static void
lower_range (NgOperation *to)
{
  double start, limit, delta;

  if (!read_number (to, 0, &start) || !read_number (to, 1, &limit) || !read_number (to, 2, &delta))
    return;
  double n = ceil ((limit - start) / delta);
  if (delta == 0 || isnan (n) || n > (double) NG_MAX_ELEMENTS) {
    ng_operation_fail (to, "would make %g numbers", n);
    return;
  }
  NgShape shape = { .element = ng_operation_shape (to, to->inputs[0])->element,
                    .rank = 1,
                    .dims = { MAX ((gint64) n, 0) } };
  NgValue along = ng_build_iota (to->builder, &shape, 0);
  ng_operation_output (
      to, 0, ng_build_offset (to->builder, ng_build_scale (to->builder, along, delta), start));
}

static void
infer_range (NgRelation *relation, const NgOnnxNode *node)
{
  NgType result = ng_type_of_element (ng_operand_type (relation, node, 0).element);

  ng_operator_infer_by_lowering (relation, node);
  if (ng_relation_output (relation, 0)->rank >= 0)
    return;
  result.rank = 1;
  result.dims[0] =
      ng_relation_is_second (relation) ? ng_relation_fresh (relation, 0, 0, 0) : ng_dim_unknown ();
  ng_result_type (relation, node, 0, &result);
}

static NgType
type_of_shape (NgRelation *relation, const NgOnnxNode *node, gsize index, NgElement element)
{
  NgType result = ng_type_of_element (element);
  NgType shape = ng_operand_type (relation, node, index);
  const NgTensor *known = ng_operand_known (relation, node, index);

  if (known != NULL && ng_tensor_count (known) <= NG_MAX_RANK) {
    result.rank = (int) ng_tensor_count (known);
    for (int i = 0; i < result.rank; i++)
      result.dims[i] = ng_dim_of_size (relation, ng_tensor_get_int (known, i));
  } else if (shape.rank == 1 && shape.dims[0].state == NG_DIM_NUMBER &&
             shape.dims[0].value <= NG_MAX_RANK) {
    result.rank = (int) shape.dims[0].value;
    for (int i = 0; i < result.rank; i++)
      result.dims[i] = ng_relation_fresh (relation, 0, 0, i);
  }
  return result;
}

static void
infer_constant_of_shape (NgRelation *relation, const NgOnnxNode *node)
{
  const NgAttribute *value = ng_onnx_node_attribute (node, "value");
  NgElement element = value != NULL && value->kind == NG_ATTRIBUTE_TENSOR
                          ? ng_tensor_element (value->tensor)
                          : NG_ELEMENT_F32;
  NgType result = type_of_shape (relation, node, 0, element);

  if (result.rank <= 1)
    ng_operator_infer_known (relation, node);
  ng_result_type (relation, node, 0, &result);
}

static void
lower_constant_of_shape (NgOperation *to)
{
  const NgAttribute *value = ng_onnx_node_attribute (to->node, "value");
  const NgTensor *filling =
      value != NULL && value->kind == NG_ATTRIBUTE_TENSOR ? value->tensor : NULL;
  NgShape shape = { .element = filling != NULL ? ng_tensor_element (filling) : NG_ELEMENT_F32 };
  int rank = ng_operation_integers (to, 0, shape.dims, NG_MAX_RANK);

  if (rank < 0)
    return;
  if (filling != NULL && ng_tensor_count (filling) != 1) {
    ng_operation_fail (
        to, "has a filling of %" G_GINT64_FORMAT " elements", ng_tensor_count (filling));
    return;
  }
  for (int i = 0; i < rank; i++) {
    if (shape.dims[i] < 0) {
      ng_operation_fail (to, "has a dimension of %" G_GINT64_FORMAT, shape.dims[i]);
      return;
    }
  }
  shape.rank = rank;
  if (ng_element_is_real (shape.element))
    shape.element = NG_ELEMENT_F32;
  ng_operation_output (
      to,
      0,
      ng_build_fill (to->builder, &shape, filling != NULL ? ng_tensor_get_real (filling, 0) : 0));
}

/* Column - row of each element of the last two axes. */
static NgValue
diagonal_of (NgOperation *to, const NgShape *like)
{
  NgShape shape = *like;

  shape.element = NG_ELEMENT_I64;
  return ng_build_subtract (to->builder,
                            ng_build_iota (to->builder, &shape, shape.rank - 1),
                            ng_build_iota (to->builder, &shape, shape.rank - 2));
}

static void
lower_trilu (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gboolean is_upper = ng_onnx_node_integer (to->node, "upper", 1) != 0;
  gint64 k = 0;

  if (x == NG_NO_VALUE)
    return;
  if (ng_operation_input (to, 1) != NG_NO_VALUE && ng_operation_integers (to, 1, &k, 1) != 1)
    return;
  if (shape.rank < 2) {
    ng_operation_fail (to, "needs a matrix");
    return;
  }
  NgValue place = diagonal_of (to, &shape);
  NgValue bound = ng_build_fill_like (to->builder, place, (double) k);
  NgValue kept = is_upper ? ng_build_binary (to->builder, NG_PRIMITIVE_LESS_EQUAL, bound, place)
                          : ng_build_binary (to->builder, NG_PRIMITIVE_LESS_EQUAL, place, bound);
  ng_operation_output (
      to, 0, ng_build_select (to->builder, kept, x, ng_build_fill_like (to->builder, x, 0)));
}

static void
lower_one_hot (NgOperation *to)
{
  NgValue indices = ng_operation_need (to, 0), values = ng_operation_need (to, 2);
  const NgShape at = *ng_operation_shape (to, indices);
  NgProgramBuilder *b = to->builder;
  double depth;

  if (indices == NG_NO_VALUE || values == NG_NO_VALUE || !read_number (to, 1, &depth))
    return;
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", -1), at.rank + 1);
  if (axis < 0)
    return;
  if (!(depth >= 1 && depth <= (double) NG_MAX_ELEMENTS) || at.rank == NG_MAX_RANK ||
      ng_shape_count (ng_operation_shape (to, values)) != 2) {
    ng_operation_fail (to, "needs a depth of at least 1 and two values");
    return;
  }
  NgShape shape = { .element = NG_ELEMENT_I64, .rank = at.rank + 1 };
  int axes[NG_MAX_RANK];
  for (int i = 0; i < at.rank; i++) {
    axes[i] = i < axis ? i : i + 1;
    shape.dims[axes[i]] = at.dims[i];
  }
  shape.dims[axis] = (gint64) depth;
  NgValue places = ng_build_convert (b, indices, NG_ELEMENT_I64);
  NgValue size = ng_build_fill_like (b, places, (double) (gint64) depth);
  NgValue negative =
      ng_build_binary (b, NG_PRIMITIVE_LESS, places, ng_build_fill_like (b, places, 0));
  places = ng_build_select (b, negative, ng_build_add (b, places, size), places);
  NgValue wide = ng_build_broadcast (b, places, shape.dims, shape.rank, axes);
  NgValue hot = ng_build_binary (b, NG_PRIMITIVE_EQUAL, wide, ng_build_iota (b, &shape, axis));
  gint64 zero = 0, one = 1;
  NgValue off = ng_build_slice (b, values, &zero, &one, &one);
  NgValue on = ng_build_slice (b, values, &one, &one, &one);
  off = ng_build_broadcast_numpy (b, off, shape.dims, shape.rank);
  on = ng_build_broadcast_numpy (b, on, shape.dims, shape.rank);
  ng_operation_output (to, 0, ng_build_select (b, hot, on, off));
}

static void
lower_eye_like (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank != 2) {
    ng_operation_fail (to, "needs a matrix");
    return;
  }
  NgValue place = diagonal_of (to, &shape);
  NgValue k =
      ng_build_fill_like (to->builder, place, (double) ng_onnx_node_integer (to->node, "k", 0));
  NgValue is_one = ng_build_binary (to->builder, NG_PRIMITIVE_EQUAL, place, k);
  NgElement said = ng_onnx_element (ng_onnx_node_integer (to->node, "dtype", 0));
  ng_operation_output (to,
                       0,
                       said == NG_ELEMENT_NONE
                           ? ng_build_convert (to->builder, is_one, shape.element)
                           : ng_operation_cast (to, is_one, said, FALSE, NULL));
}

/* How many there are shows only when it runs. */
/* Values and places, k along the axis. */
static void
infer_top_k (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  const NgTensor *known = ng_operand_known (relation, node, 1);
  gint64 axis = ng_onnx_node_integer (node, "axis", -1);
  gint64 k = known != NULL && ng_tensor_count (known) == 1 ? ng_tensor_get_int (known, 0)
                                                           : ng_onnx_node_integer (node, "k", -1);

  if (data.rank < 0)
    return;
  if (axis < -data.rank || axis >= data.rank) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "TopK is asked for axis %" G_GINT64_FORMAT " of an array of rank %d.",
                      axis,
                      data.rank);
    return;
  }
  NgDim *dim = &data.dims[axis < 0 ? axis + data.rank : axis];
  if (k >= 0 && dim->state == NG_DIM_NUMBER && k > dim->value) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "TopK is asked for %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " elements.",
                      k,
                      dim->value);
    return;
  }
  *dim = k >= 0 ? ng_dim_of_size (relation, k) : ng_relation_fresh (relation, 0, 0, 0);
  ng_result_type (relation, node, 0, &data);
  NgType places = ng_type_of_element (NG_ELEMENT_I64);
  places.rank = data.rank;
  memcpy (places.dims, data.dims, sizeof places.dims);
  ng_result_type (relation, node, 1, &places);
}

/* The places that sort, the greatest first where that is asked; equal ones stay as they stand. */
static NgValue
order_of (NgOperation *to, NgValue x, int axis, gboolean is_largest)
{
  NgProgramBuilder *b = to->builder;

  if (!is_largest)
    return ng_build_order (b, x, axis);
  x = ng_build_unary (b, NG_PRIMITIVE_NEGATE, x);
  /* Of integers the least has no negative; -1 - x has none of that. */
  if (!ng_element_is_real (ng_operation_shape (to, x)->element))
    x = ng_build_subtract (b, x, ng_build_fill_like (b, x, 1));
  return ng_build_order (b, x, axis);
}

static void
lower_top_k (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gboolean is_largest = ng_onnx_node_integer (to->node, "largest", 1) != 0;
  gint64 k = ng_onnx_node_integer (to->node, "k", -1);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  if (x == NG_NO_VALUE || (k < 0 && ng_operation_integers (to, 1, &k, 1) != 1))
    return;
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", -1), shape.rank);
  if (axis < 0)
    return;
  if (k < 0 || k > shape.dims[axis]) {
    ng_operation_fail (to,
                       "is asked for %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " elements",
                       k,
                       shape.dims[axis]);
    return;
  }
  NgValue places = order_of (to, x, axis, is_largest);
  shape.dims[axis] = k;
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  places = ng_build_slice (to->builder, places, start, step, shape.dims);
  ng_operation_output (to, 0, elements_at (to, x, places, axis));
  ng_operation_output (to, 1, places);
}

#define INDEXING(NAME, SUMMARY, TAKES_TEXTS, INFER, LOWER, ...)                                    \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "output" }, .takes_texts = TAKES_TEXTS,                \
    .infer = INFER, .lower = LOWER                                                                 \
  }

const NgOperatorClass ng_operators_indexing[] = {
  INDEXING ("Gather",
            "Parts of an array by their place",
            TRUE,
            infer_gather,
            lower_gather,
            "data",
            "indices"),
  INDEXING ("GatherElements",
            "Elements by their place along an axis",
            TRUE,
            NULL,
            lower_gather_elements,
            "data",
            "indices"),
  INDEXING ("GatherND",
            "Parts of an array by their coordinates",
            TRUE,
            NULL,
            lower_gather_nd,
            "data",
            "indices"),
  INDEXING ("Shape", "The dimensions of an array", TRUE, infer_shape, lower_shape, "data"),
  INDEXING ("Size", "The number of elements", TRUE, NULL, lower_size, "data"),
  INDEXING (
      "Range", "Evenly spaced numbers", FALSE, infer_range, lower_range, "start", "limit", "delta"),
  INDEXING ("ConstantOfShape",
            "An array of one value",
            FALSE,
            infer_constant_of_shape,
            lower_constant_of_shape,
            "input"),
  INDEXING (
      "Trilu", "The upper or lower triangle of matrices", TRUE, NULL, lower_trilu, "input", "k"),
  INDEXING ("OneHot",
            "Unit vectors by their place",
            TRUE,
            NULL,
            lower_one_hot,
            "indices",
            "depth",
            "values"),
  INDEXING (
      "EyeLike", "Ones on a diagonal", FALSE, ng_operator_infer_like, lower_eye_like, "input"),
  { .name = "TopK",
    .summary = "The greatest elements along an axis, and their places",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "K" },
    .outputs = { "Values", "Indices" },
    .infer = infer_top_k,
    .lower = lower_top_k },
  { .name = NULL },
};
