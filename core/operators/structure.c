/* The same elements in another arrangement. */

#include "core/graph/lengths.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <math.h>
#include <string.h>

/* What a Reshape asks for: its "shape" attribute before version 5, its second input since. */
static int
read_target (NgOperation *to, gint64 *target)
{
  int n = ng_operation_list (to, "shape", 1, target, NG_MAX_RANK);

  if (n == -1)
    ng_operation_fail (to, "lacks the shape that it should make");
  return n;
}

/* Replaces 0 (as in the input) and -1 (whatever is left). */
static gboolean
settle_target (NgOperation *to, const NgShape *x, gint64 *target, int n)
{
  gboolean keeps_zero = ng_onnx_node_integer (to->node, "allowzero", 0) != 0;
  gint64 count = ng_shape_count (x), product = 1;
  int open = -1;

  for (int i = 0; i < n; i++) {
    if (target[i] == 0 && !keeps_zero) {
      if (i >= x->rank) {
        ng_operation_fail (to, "copies dimension %d of an array of rank %d", i + 1, x->rank);
        return FALSE;
      }
      target[i] = x->dims[i];
    }
    if (target[i] < -1 || (target[i] == -1 && open >= 0)) {
      ng_operation_fail (to,
                         target[i] < -1 ? "has a negative dimension"
                                        : "has two dimensions of -1, and one can be found");
      return FALSE;
    }
    if (target[i] == -1)
      open = i;
    else if (__builtin_mul_overflow (product, target[i], &product)) {
      ng_operation_fail (to, "makes more elements than can be");
      return FALSE;
    }
  }
  if (open >= 0) {
    if (product == 0 || count % product != 0) {
      ng_operation_fail (to,
                         "cannot arrange %" G_GINT64_FORMAT
                         " elements in rows of %" G_GINT64_FORMAT,
                         count,
                         product);
      return FALSE;
    }
    target[open] = count / product;
  } else if (product != count) {
    ng_operation_fail (
        to, "cannot arrange %" G_GINT64_FORMAT " elements as %" G_GINT64_FORMAT, count, product);
    return FALSE;
  }
  return TRUE;
}

static void
lower_reshape (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 target[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  int n = read_target (to, target);
  if (n >= 0 && settle_target (to, ng_operation_shape (to, x), target, n))
    ng_operation_output (to, 0, ng_build_reshape (to->builder, x, target, n));
}

/* The dimension that -1 stands for: what the input has and the other dimensions lack. */
static NgDim
open_dim (NgRelation *relation, const NgType *data, const NgType *result, int open)
{
  double sizes[NG_N_TRIALS];

  for (int t = 0; t < NG_N_TRIALS; t++) {
    double above = 1, below = 1;

    for (int j = 0; j < data->rank; j++)
      above *= ng_relation_size (relation, data->dims[j], t);
    for (int i = 0; i < result->rank; i++)
      if (i != open)
        below *= ng_relation_size (relation, result->dims[i], t);
    sizes[t] = below > 0 ? above / below : NG_NO_SIZE;
    if (sizes[t] != floor (sizes[t]) || sizes[t] > (double) NG_MAX_ELEMENTS)
      sizes[t] = NG_NO_SIZE;
  }
  return ng_relation_computed (relation, sizes);
}

static gboolean
has_unknown (const NgType *type)
{
  for (int i = 0; i < type->rank; i++) {
    if (type->dims[i].state == NG_DIM_UNKNOWN)
      return TRUE;
  }
  return type->rank < 0;
}

static gboolean
has_other_unknown (const NgType *type, int open)
{
  for (int i = 0; i < type->rank; i++)
    if (i != open && type->dims[i].state == NG_DIM_UNKNOWN)
      return TRUE;
  return FALSE;
}

/* The numbers asked for may be symbols, so this is found without lowering unless all is fixed. */
static void
infer_reshape (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  NgType result = ng_type_of_element (data.element);
  const NgTensor *known = ng_operand_known (relation, node, 1);
  gsize n;
  const gint64 *list = ng_onnx_node_integers (node, "shape", &n);
  gboolean keeps_zero = ng_onnx_node_integer (node, "allowzero", 0) != 0;
  int open = -1;

  if (known == NULL && list == NULL) {
    NgType shape = ng_operand_type (relation, node, 1);
    if (shape.rank == 1 && shape.dims[0].state == NG_DIM_NUMBER &&
        shape.dims[0].value <= NG_MAX_RANK) {
      result.rank = (int) shape.dims[0].value;
      for (int i = 0; i < result.rank; i++)
        result.dims[i] = ng_relation_fresh (relation, 0, 0, i);
    }
    ng_result_type (relation, node, 0, &result);
    return;
  }
  if (ng_type_is_fixed (&data)) {
    ng_operator_infer_by_lowering (relation, node);
    if (ng_type_is_fixed (ng_relation_output (relation, 0)))
      return;
  } else {
    ng_operator_check (relation, node);
  }
  gint64 count = list != NULL ? (gint64) n : ng_tensor_count (known);
  if (count > NG_MAX_RANK)
    return;
  result.rank = (int) count;
  for (int i = 0; i < result.rank; i++) {
    gint64 size = list != NULL ? list[i] : ng_tensor_get_int (known, i);
    if (size == 0 && !keeps_zero)
      result.dims[i] = i < data.rank ? data.dims[i] : ng_dim_unknown ();
    else if (size == -1 && open < 0)
      open = i;
    else
      result.dims[i] = ng_dim_of_size (relation, size);
  }
  if (open >= 0)
    result.dims[open] = has_unknown (&data) || has_other_unknown (&result, open)
                            ? ng_dim_unknown ()
                            : open_dim (relation, &data, &result, open);
  ng_result_type (relation, node, 0, &result);
}

static void
lower_flatten (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 axis = ng_onnx_node_integer (to->node, "axis", 1), dims[2] = { 1, 1 };

  if (x == NG_NO_VALUE)
    return;
  if (axis < -shape.rank || axis > shape.rank) {
    ng_operation_fail (
        to, "is asked for axis %" G_GINT64_FORMAT " of an array of rank %d", axis, shape.rank);
    return;
  }
  if (axis < 0)
    axis += shape.rank;
  for (int i = 0; i < shape.rank; i++)
    dims[i >= axis] *= shape.dims[i];
  ng_operation_output (to, 0, ng_build_reshape (to->builder, x, dims, 2));
}

static void
lower_squeeze (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 axes[NG_MAX_RANK], dims[NG_MAX_RANK];
  int rank = 0;
  guint mask = 0;

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_list (to, "axes", 1, axes, NG_MAX_RANK);
  if (n == -2)
    return;
  if (n >= 0)
    mask = ng_operation_axes (to, axes, n, shape.rank);
  for (int i = 0; i < shape.rank; i++) {
    gboolean goes = n >= 0 ? (mask & 1u << i) != 0 : shape.dims[i] == 1;
    if (goes && shape.dims[i] != 1) {
      ng_operation_fail (
          to, "cannot drop axis %d, which has %" G_GINT64_FORMAT " elements", i, shape.dims[i]);
      return;
    }
    if (!goes)
      dims[rank++] = shape.dims[i];
  }
  ng_operation_output (to, 0, ng_build_reshape (to->builder, x, dims, rank));
}

static void
lower_unsqueeze (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 axes[NG_MAX_RANK], dims[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_list (to, "axes", 1, axes, NG_MAX_RANK);
  if (n == -1)
    ng_operation_fail (to, "lacks its axes");
  if (n < 0)
    return;
  int rank = shape.rank + n, next = 0;
  if (rank > NG_MAX_RANK) {
    ng_operation_fail (to, "would make an array of rank %d", rank);
    return;
  }
  guint mask = ng_operation_axes (to, axes, n, rank);
  for (int i = 0; i < rank; i++)
    dims[i] = (mask & 1u << i) != 0 || next >= shape.rank ? 1 : shape.dims[next++];
  ng_operation_output (to, 0, ng_build_reshape (to->builder, x, dims, rank));
}

/* Without "perm" the axes are reversed. */
static gboolean
read_permutation (const NgOnnxNode *node, int rank, int *axes)
{
  gsize n;
  const gint64 *perm = ng_onnx_node_integers (node, "perm", &n);
  guint seen = 0;

  for (int i = 0; i < rank; i++) {
    gint64 axis = perm == NULL ? rank - 1 - i : (gsize) i < n ? perm[i] : -1;
    if (perm != NULL && (n != (gsize) rank || axis < 0 || axis >= rank || (seen & 1u << axis) != 0))
      return FALSE;
    axes[i] = (int) axis;
    seen |= 1u << axis;
  }
  return TRUE;
}

static void
infer_transpose (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  NgType result = data;
  int axes[NG_MAX_RANK];

  if (ng_operator_infer_known (relation, node) || data.rank < 0)
    return;
  if (!read_permutation (node, data.rank, axes)) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "Transpose has a \"perm\" that is no permutation of %d axes.",
                      data.rank);
    return;
  }
  for (int i = 0; i < data.rank; i++)
    result.dims[i] = data.dims[axes[i]];
  ng_result_type (relation, node, 0, &result);
}

static void
lower_transpose (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  int axes[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  if (!read_permutation (to->node, ng_operation_shape (to, x)->rank, axes)) {
    ng_operation_fail (
        to, "has a \"perm\" that is no permutation of %d axes", ng_operation_shape (to, x)->rank);
    return;
  }
  ng_operation_output (to, 0, ng_build_transpose (to->builder, x, axes));
}

static void
lower_concat (NgOperation *to)
{
  g_autofree NgValue *values = g_new (NgValue, MAX (to->n_inputs, 1));

  if (to->n_inputs == 0)
    ng_operation_fail (to, "has no inputs");
  for (gsize i = 0; i < to->n_inputs; i++) {
    values[i] = ng_operation_need (to, i);
    if (values[i] == NG_NO_VALUE)
      return;
  }
  if (to->n_inputs == 0)
    return;
  int axis = ng_operation_axis (
      to, ng_onnx_node_integer (to->node, "axis", 1), ng_operation_shape (to, values[0])->rank);
  if (axis >= 0)
    ng_operation_output (to, 0, ng_build_concat (to->builder, values, to->n_inputs, axis));
}

/* Without sizes the parts are equal, the last one shorter if need be. */
static void
lower_split (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 n_parts = (gint64) to->n_outputs, start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  if (x == NG_NO_VALUE || n_parts == 0)
    return;
  g_autofree gint64 *parts = g_new (gint64, (gsize) n_parts);
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  int n = axis < 0 ? -2 : ng_operation_list (to, "split", 1, parts, (int) MIN (n_parts, G_MAXINT));
  if (n == -2)
    return;
  gint64 size = shape.dims[axis], total = 0;
  gint64 each = (size + n_parts - 1) / n_parts;
  for (gint64 i = 0; i < n_parts; i++) {
    if (n < 0)
      parts[i] = CLAMP (size - i * each, 0, each);
    if (i >= n && n >= 0)
      parts[i] = -1;
    if (parts[i] < 0 || __builtin_add_overflow (total, parts[i], &total)) {
      ng_operation_fail (to, "has sizes that do not fit its outputs");
      return;
    }
  }
  if (total != size) {
    ng_operation_fail (
        to, "divides an axis of %" G_GINT64_FORMAT " elements into %" G_GINT64_FORMAT, size, total);
    return;
  }
  NgShape part = shape;
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  for (gint64 i = 0; i < n_parts; i++) {
    part.dims[axis] = parts[i];
    ng_operation_output (to, (gsize) i, ng_build_slice (to->builder, x, start, step, part.dims));
    start[axis] += parts[i];
  }
}

/* One axis of a Slice: its bounds are held inside the axis, and count from the end if negative. */
static gint64
slice_axis (gint64 size, gint64 *start, gint64 end, gint64 step)
{
  gint64 low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;

  if (*start < 0)
    *start += size;
  if (end < 0 && end > G_MININT64 + size)
    end += size;
  *start = CLAMP (*start, step > 0 ? 0 : -1, high);
  end = CLAMP (end, low, step > 0 ? size : size - 1);
  gint64 span = step > 0 ? end - *start : *start - end;
  if (span <= 0)
    return 0;
  guint64 stride = step > 0 ? (guint64) step : (guint64) 0 - (guint64) step;
  return (gint64) (((guint64) span - 1) / stride) + 1;
}

static void
lower_slice (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gint64 starts[NG_MAX_RANK], ends[NG_MAX_RANK], axes[NG_MAX_RANK], steps[NG_MAX_RANK];
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_list (to, "starts", 1, starts, NG_MAX_RANK);
  int n_ends = n < 0 ? n : ng_operation_list (to, "ends", 2, ends, NG_MAX_RANK);
  int n_axes = n_ends < 0 ? n_ends : ng_operation_list (to, "axes", 3, axes, NG_MAX_RANK);
  int n_steps = n_axes == -2 ? -2 : ng_operation_list (to, "steps", 4, steps, NG_MAX_RANK);
  if (n == -2 || n_ends == -2 || n_axes == -2 || n_steps == -2)
    return;
  if (n < 0 || n_ends != n || (n_axes >= 0 && n_axes != n) || (n_steps >= 0 && n_steps != n)) {
    ng_operation_fail (to, "has lists of starts, ends, axes and steps that differ in length");
    return;
  }
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  guint seen = 0;
  for (int i = 0; i < n; i++) {
    int axis = ng_operation_axis (to, n_axes >= 0 ? axes[i] : i, shape.rank);
    if (axis < 0)
      return;
    if (n_steps >= 0 && steps[i] == 0) {
      ng_operation_fail (to, "has a step of 0");
      return;
    }
    if ((seen & 1u << axis) != 0) {
      ng_operation_fail (to, "names axis %d twice", axis);
      return;
    }
    seen |= 1u << axis;
    start[axis] = starts[i];
    step[axis] = n_steps >= 0 ? steps[i] : 1;
    shape.dims[axis] = slice_axis (shape.dims[axis], &start[axis], ends[i], step[axis]);
    if (shape.dims[axis] == 0)
      start[axis] = 0;
    /* A stride that is never taken may be any. */
    if (shape.dims[axis] <= 1)
      step[axis] = 1;
  }
  ng_operation_output (to, 0, ng_build_slice (to->builder, x, start, step, shape.dims));
}

static void
lower_expand (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 target[NG_MAX_RANK], dims[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_integers (to, 1, target, NG_MAX_RANK);
  if (n < 0)
    return;
  const NgShape *shape = ng_operation_shape (to, x);
  int rank = MAX (shape->rank, n);
  for (int i = 0; i < rank; i++) {
    int in_x = i - rank + shape->rank, in_target = i - rank + n;
    gint64 have = in_x >= 0 ? shape->dims[in_x] : 1, want = in_target >= 0 ? target[in_target] : 1;
    if (want < 0 || (have != want && have != 1 && want != 1)) {
      ng_operation_fail (
          to, "cannot repeat %" G_GINT64_FORMAT " elements to %" G_GINT64_FORMAT, have, want);
      return;
    }
    dims[i] = have == 1 ? want : have;
  }
  ng_operation_output (to, 0, ng_build_broadcast_numpy (to->builder, x, dims, rank));
}

/* The sizes asked for may be symbols. */
static void
infer_expand (NgRelation *relation, const NgOnnxNode *node)
{
  NgType types[2] = { ng_operand_type (relation, node, 0), ng_type_unknown () };
  NgType result = ng_type_of_element (types[0].element),
         shape = ng_operand_type (relation, node, 1);
  const NgTensor *known = ng_operand_known (relation, node, 1);

  if (ng_operator_infer_known (relation, node) || types[0].rank < 0)
    return;
  if (known != NULL && ng_tensor_count (known) <= NG_MAX_RANK) {
    types[1].rank = (int) ng_tensor_count (known);
    for (int i = 0; i < types[1].rank; i++)
      types[1].dims[i] = ng_dim_of_size (relation, ng_tensor_get_int (known, i));
    if (!ng_operator_infer_dims_broadcast (relation, types, 2, &result)) {
      ng_relation_fail (
          relation, "ONNX::operator", "Expand cannot repeat its input to the sizes it has.");
      return;
    }
  } else if (shape.rank == 1 && shape.dims[0].state == NG_DIM_NUMBER &&
             shape.dims[0].value <= NG_MAX_RANK) {
    result.rank = MAX (types[0].rank, (int) shape.dims[0].value);
    for (int i = 0; i < result.rank; i++)
      result.dims[i] = ng_relation_fresh (relation, 0, 0, i);
  }
  ng_result_type (relation, node, 0, &result);
}

/* Each axis is repeated in front of itself: (r1, d1, r2, d2, …), then the pairs are joined. */
static void
lower_tile (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 repeats[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_integers (to, 1, repeats, NG_MAX_RANK);
  if (n < 0)
    return;
  if (n != shape.rank) {
    ng_operation_fail (to, "has %d repeats for an array of rank %d", n, shape.rank);
    return;
  }
  for (int i = 0; i < n; i++) {
    NgShape now = *ng_operation_shape (to, x);
    if (repeats[i] < 0 || repeats[i] > NG_MAX_ELEMENTS) {
      ng_operation_fail (to, "repeats an axis %" G_GINT64_FORMAT " times", repeats[i]);
      return;
    }
    if (repeats[i] == 1)
      continue;
    gint64 front = 1, back = 1;
    for (int j = 0; j < i; j++)
      front *= now.dims[j];
    for (int j = i; j < now.rank; j++)
      back *= now.dims[j];
    gint64 flat[2] = { front, back }, wide[3] = { front, repeats[i], back };
    int axes[2] = { 0, 2 };
    NgValue rows = ng_build_reshape (to->builder, x, flat, 2);
    x = ng_build_broadcast (to->builder, rows, wide, 3, axes);
    now.dims[i] *= repeats[i];
    x = ng_build_reshape (to->builder, x, now.dims, now.rank);
    if (ng_operation_has_failed (to))
      return;
  }
  ng_operation_output (to, 0, x);
}

enum { DEPTH_TO_SPACE, SPACE_TO_DEPTH };

/* (n, c b b, h, w) <-> (n, c, h b, w b) */
static void
lower_blocks (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 block = ng_onnx_node_integer (to->node, "blocksize", 0);
  gboolean to_space = to->node->operator->variant == DEPTH_TO_SPACE;

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank != 4 || block < 1 || block > 65536 ||
      (to_space ? shape.dims[1] % (block * block) != 0
                : shape.dims[2] % block != 0 || shape.dims[3] % block != 0)) {
    ng_operation_fail (to,
                       "cannot divide an array of rank %d into blocks of %" G_GINT64_FORMAT,
                       shape.rank,
                       block);
    return;
  }
  gint64 n = shape.dims[0], c = shape.dims[1], h = shape.dims[2], w = shape.dims[3];
  if (to_space) {
    gboolean is_crd = g_str_equal (ng_onnx_node_text (to->node, "mode", "DCR"), "CRD");
    gint64 depth = c / (block * block);
    gint64 dcr[6] = { n, block, block, depth, h, w }, crd[6] = { n, depth, block, block, h, w };
    static const int dcr_axes[6] = { 0, 3, 4, 1, 5, 2 }, crd_axes[6] = { 0, 1, 4, 2, 5, 3 };
    gint64 dims[4] = { n, depth, h * block, w * block };
    x = ng_build_reshape (to->builder, x, is_crd ? crd : dcr, 6);
    x = ng_build_transpose (to->builder, x, is_crd ? crd_axes : dcr_axes);
    x = ng_build_reshape (to->builder, x, dims, 4);
  } else {
    gint64 split[6] = { n, c, h / block, block, w / block, block };
    static const int axes[6] = { 0, 3, 5, 1, 2, 4 };
    gint64 dims[4] = { n, c * block * block, h / block, w / block };
    x = ng_build_reshape (to->builder, x, split, 6);
    x = ng_build_transpose (to->builder, x, axes);
    x = ng_build_reshape (to->builder, x, dims, 4);
  }
  ng_operation_output (to, 0, x);
}

/* Where element @i of a padded axis comes from, for the modes that copy. */
static gint64
padded_source (const char *mode, gint64 i, gint64 size)
{
  if (*mode == 'e')
    return CLAMP (i, 0, size - 1);
  if (*mode == 'w')
    return ((i % size) + size) % size;
  gint64 period = MAX (2 * (size - 1), 1);
  i = ((i % period) + period) % period;
  return i < size ? i : period - i;
}

static NgValue
pad_by_copies (
    NgOperation *to, NgValue x, const char *mode, const gint64 *before, const gint64 *after)
{
  const NgShape shape = *ng_operation_shape (to, x);

  for (int axis = 0; axis < shape.rank; axis++) {
    gint64 size = shape.dims[axis], n = size + before[axis] + after[axis];
    if (before[axis] == 0 && after[axis] == 0)
      continue;
    if (size < 1 || n > NG_MAX_ELEMENTS ||
        (*mode == 'r' && (before[axis] >= size || after[axis] >= size))) {
      ng_operation_fail (to,
                         "cannot pad an axis of %" G_GINT64_FORMAT " elements by %" G_GINT64_FORMAT
                         " in the mode \"%s\"",
                         size,
                         MAX (before[axis], after[axis]),
                         mode);
      return NG_NO_VALUE;
    }
    g_autofree gint64 *from = g_try_new (gint64, (gsize) n);
    if (from == NULL) {
      ng_operation_lack (to, "needs too much memory");
      return NG_NO_VALUE;
    }
    for (gint64 i = 0; i < n; i++)
      from[i] = padded_source (mode, i - before[axis], size);
    x = ng_build_gather (to->builder, x, ng_operation_constant_integers (to, from, n), axis);
  }
  return x;
}

/* Negative padding takes elements away. */
static NgValue
crop (NgOperation *to, NgValue x, gint64 *before, gint64 *after)
{
  NgShape shape = *ng_operation_shape (to, x);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];
  gboolean is_whole = TRUE;

  for (int i = 0; i < shape.rank; i++) {
    step[i] = 1;
    if (before[i] < 0) {
      start[i] = -before[i];
      shape.dims[i] += before[i];
      before[i] = 0;
      is_whole = FALSE;
    }
    if (after[i] < 0) {
      shape.dims[i] += after[i];
      after[i] = 0;
      is_whole = FALSE;
    }
    if (shape.dims[i] < 0) {
      ng_operation_fail (to, "takes more elements away than there are");
      return x;
    }
  }
  return is_whole ? x : ng_build_slice (to->builder, x, start, step, shape.dims);
}

static void
lower_pad (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), value = ng_operation_input (to, 2);
  const NgShape shape = *ng_operation_shape (to, x);
  const char *mode = ng_onnx_node_text (to->node, "mode", "constant");
  gint64 pads[2 * NG_MAX_RANK], axes[NG_MAX_RANK], before[NG_MAX_RANK] = { 0 };
  gint64 after[NG_MAX_RANK] = { 0 };
  double filling = ng_onnx_node_real (to->node, "value", 0);

  if (x == NG_NO_VALUE)
    return;
  gboolean is_old = ng_onnx_node_attribute (to->node, "paddings") != NULL;
  int n = ng_operation_list (to, is_old ? "paddings" : "pads", 1, pads, 2 * NG_MAX_RANK);
  int n_axes = n < 0 ? -2 : ng_operation_list (to, "axes", 3, axes, NG_MAX_RANK);
  if (n == -2 || n_axes == -2)
    return;
  int n_padded = n_axes >= 0 ? n_axes : shape.rank;
  if (n != 2 * n_padded) {
    ng_operation_fail (to, "has %d pads for %d axes, and needs two for each", MAX (n, 0), n_padded);
    return;
  }
  for (int i = 0; i < n_padded; i++) {
    int axis = ng_operation_axis (to, n_axes >= 0 ? axes[i] : i, shape.rank);
    if (axis < 0)
      return;
    before[axis] = pads[i];
    after[axis] = pads[i + n_padded];
    if (MIN (before[axis], after[axis]) < -NG_MAX_ELEMENTS ||
        MAX (before[axis], after[axis]) > NG_MAX_ELEMENTS) {
      ng_operation_fail (to, "has a padding that is too large");
      return;
    }
  }
  x = crop (to, x, before, after);
  if (value != NG_NO_VALUE) {
    NgTensor *known = ng_operation_known (to, 2);
    if (known == NULL)
      return;
    if (ng_tensor_count (known) != 1) {
      ng_operation_fail (to, "has an array in place of its filling");
      return;
    }
    filling = ng_tensor_get_real (known, 0);
  }
  if (g_str_equal (mode, "constant"))
    x = ng_build_pad (to->builder, x, before, after, filling);
  else if (g_str_equal (mode, "reflect") || g_str_equal (mode, "edge") ||
           g_str_equal (mode, "wrap"))
    x = pad_by_copies (to, x, mode, before, after);
  else
    ng_operation_fail (to, "has the unknown mode \"%s\"", mode);
  ng_operation_output (to, 0, x);
}

/* Rounded towards the front, whether elements go or come. */
static void
lower_center_crop_pad (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 sizes[NG_MAX_RANK], before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  gsize n_axes = 0;
  const gint64 *axes = ng_onnx_node_integers (to->node, "axes", &n_axes);
  int n = x != NG_NO_VALUE ? ng_operation_integers (to, 1, sizes, NG_MAX_RANK) : -1;

  if (n < 0)
    return;
  if (n != (axes != NULL ? (int) n_axes : shape.rank)) {
    ng_operation_fail (to, "has %d sizes for another number of axes", n);
    return;
  }
  for (int i = 0; i < n; i++) {
    int axis = ng_operation_axis (to, axes != NULL ? axes[i] : i, shape.rank);
    if (axis < 0)
      return;
    gint64 more = sizes[i] - shape.dims[axis];
    if (sizes[i] < 0 || sizes[i] > NG_MAX_ELEMENTS) {
      ng_operation_fail (to, "has the size %" G_GINT64_FORMAT, sizes[i]);
      return;
    }
    before[axis] = more / 2;
    after[axis] = more - more / 2;
  }
  x = crop (to, x, before, after);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, ng_build_pad (to->builder, x, before, after, 0));
}

#define STRUCTURE(NAME, SUMMARY, INFER, LOWER, ...)                                                \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "output" }, .takes_texts = TRUE, .infer = INFER,       \
    .lower = LOWER                                                                                 \
  }

const NgOperatorClass ng_operators_structure[] = {
  STRUCTURE ("Reshape",
             "The same elements in other dimensions",
             infer_reshape,
             lower_reshape,
             "data",
             "shape"),
  STRUCTURE ("Flatten", "Joins axes into two", NULL, lower_flatten, "input"),
  STRUCTURE ("Squeeze",
             "Drops axes of one element",
             ng_operator_infer_squeeze,
             lower_squeeze,
             "data",
             "axes"),
  STRUCTURE ("Unsqueeze", "Adds axes of one element", NULL, lower_unsqueeze, "data", "axes"),
  STRUCTURE ("Transpose", "Axes in another order", infer_transpose, lower_transpose, "data"),
  { .name = "Concat",
    .summary = "Joins arrays along an axis",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "inputs" },
    .outputs = { "concat_result" },
    .is_variadic = TRUE,
    .takes_texts = TRUE,
    .lower = lower_concat },
  STRUCTURE ("Split", "Divides an array along an axis", NULL, lower_split, "input", "split"),
  STRUCTURE (
      "Slice", "A part of an array", NULL, lower_slice, "data", "starts", "ends", "axes", "steps"),
  STRUCTURE ("Expand",
             "Repeats by the rule of broadcasting",
             infer_expand,
             lower_expand,
             "input",
             "shape"),
  STRUCTURE ("Tile", "Repeats along every axis", NULL, lower_tile, "input", "repeats"),
  STRUCTURE ("Pad",
             "Adds elements around an array",
             NULL,
             lower_pad,
             "data",
             "pads",
             "constant_value",
             "axes"),
  STRUCTURE ("CenterCropPad",
             "The middle of an array, or the array in the middle of zeros",
             NULL,
             lower_center_crop_pad,
             "input_data",
             "shape"),
  { .name = "DepthToSpace",
    .summary = "Moves channels into blocks of pixels",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "input" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .lower = lower_blocks,
    .variant = DEPTH_TO_SPACE },
  { .name = "SpaceToDepth",
    .summary = "Moves blocks of pixels into channels",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "input" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .lower = lower_blocks,
    .variant = SPACE_TO_DEPTH },
  { .name = NULL },
};
