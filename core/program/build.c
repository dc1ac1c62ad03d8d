/* What can be written: the vocabulary of builder.h in terms of primitives. */

#include "core/program/builder.h"

#include "core/program/emit.h"
#include <string.h>

NgValue
ng_build_constant (NgProgramBuilder *self, NgTensor *tensor)
{
  NgAttributes attributes = { 0 };
  NgShape shape = { 0 };

  g_return_val_if_fail (tensor != NULL, NG_NO_VALUE);

  shape.element = ng_tensor_element (tensor);
  shape.rank = (int) ng_tensor_rank (tensor);
  memcpy (shape.dims, ng_tensor_dims (tensor), (gsize) shape.rank * sizeof shape.dims[0]);
  if (ng_element_is_computable (shape.element))
    attributes.tensor = tensor;
  return ng_build_emit (self, NG_PRIMITIVE_CONSTANT, NULL, 0, &attributes, &shape);
}

/* @value as integers and bool would hold it, so that equal fills have equal numbers. */
static double
number_of (NgElement element, double value)
{
  g_autoptr (NgTensor) scalar = NULL;

  if (ng_element_is_real (element) || !ng_element_is_computable (element))
    return value;
  scalar = ng_tensor_new_scalar (element, value);
  return ng_tensor_get_real (scalar, 0);
}

NgValue
ng_build_fill (NgProgramBuilder *self, const NgShape *shape, double value)
{
  NgAttributes attributes = { .number = number_of (shape->element, value) };

  return ng_build_emit (self, NG_PRIMITIVE_FILL, NULL, 0, &attributes, shape);
}

NgValue
ng_build_fill_like (NgProgramBuilder *self, NgValue like, double value)
{
  NgShape shape = *ng_build_shape (self, like);

  return ng_build_fill (self, &shape, value);
}

NgValue
ng_build_iota (NgProgramBuilder *self, const NgShape *shape, int axis)
{
  NgAttributes attributes = { .axis = axis };

  return ng_build_emit (self, NG_PRIMITIVE_IOTA, NULL, 0, &attributes, shape);
}

NgValue
ng_build_unary (NgProgramBuilder *self, NgPrimitive primitive, NgValue x)
{
  return ng_build_emit (self, primitive, &x, 1, NULL, NULL);
}

NgValue
ng_build_binary (NgProgramBuilder *self, NgPrimitive primitive, NgValue x, NgValue y)
{
  NgValue operands[] = { x, y };

  return ng_build_emit (self, primitive, operands, 2, NULL, NULL);
}

NgValue
ng_build_select (NgProgramBuilder *self, NgValue condition, NgValue x, NgValue y)
{
  NgValue operands[] = { condition, x, y };

  return ng_build_emit (self, NG_PRIMITIVE_SELECT, operands, 3, NULL, NULL);
}

NgValue
ng_build_convert (NgProgramBuilder *self, NgValue x, NgElement element)
{
  NgShape shape = { .element = element };

  if (ng_build_shape (self, x)->element == element)
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_CONVERT, &x, 1, NULL, &shape);
}

NgValue
ng_build_bit_cast (NgProgramBuilder *self, NgValue x, NgElement element)
{
  NgShape shape = { .element = element };

  if (ng_build_shape (self, x)->element == element)
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_BIT_CAST, &x, 1, NULL, &shape);
}

NgValue
ng_build_add (NgProgramBuilder *self, NgValue x, NgValue y)
{
  return ng_build_binary (self, NG_PRIMITIVE_ADD, x, y);
}

NgValue
ng_build_subtract (NgProgramBuilder *self, NgValue x, NgValue y)
{
  return ng_build_binary (self, NG_PRIMITIVE_SUBTRACT, x, y);
}

NgValue
ng_build_multiply (NgProgramBuilder *self, NgValue x, NgValue y)
{
  return ng_build_binary (self, NG_PRIMITIVE_MULTIPLY, x, y);
}

NgValue
ng_build_divide (NgProgramBuilder *self, NgValue x, NgValue y)
{
  return ng_build_binary (self, NG_PRIMITIVE_DIVIDE, x, y);
}

NgValue
ng_build_scale (NgProgramBuilder *self, NgValue x, double factor)
{
  return factor == 1 ? x : ng_build_multiply (self, x, ng_build_fill_like (self, x, factor));
}

NgValue
ng_build_offset (NgProgramBuilder *self, NgValue x, double summand)
{
  return summand == 0 ? x : ng_build_add (self, x, ng_build_fill_like (self, x, summand));
}

NgValue
ng_build_keep (NgProgramBuilder *self, NgValue like, double rate)
{
  NgShape shape = *ng_build_shape (self, like);
  NgValue unit;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  unit = ng_build_random (self, &shape);
  return ng_build_binary (
      self, NG_PRIMITIVE_LESS_EQUAL, ng_build_fill_like (self, unit, rate), unit);
}

NgValue
ng_build_drop (NgProgramBuilder *self, NgValue x, NgValue kept, double rate)
{
  x = ng_build_scale (self, x, 1 / (1 - rate));
  return ng_build_select (self, kept, x, ng_build_fill_like (self, x, 0));
}

/* A shape of given dims; a rank that is too large is left for ng_build_emit() to refuse. */
static NgShape
shape_of (const gint64 *dims, int rank)
{
  NgShape shape = { .rank = rank };

  for (int i = 0; i < MIN (rank, NG_MAX_RANK); i++)
    shape.dims[i] = dims[i];
  return shape;
}

static gboolean
has_dims (const NgShape *shape, const gint64 *dims, int rank)
{
  return shape->rank == rank &&
         (rank == 0 || memcmp (shape->dims, dims, (gsize) rank * sizeof *dims) == 0);
}

NgValue
ng_build_reshape (NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank)
{
  NgShape shape = shape_of (dims, rank);

  if (has_dims (ng_build_shape (self, x), dims, rank))
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_RESHAPE, &x, 1, NULL, &shape);
}

NgValue
ng_build_merge_axes (NgProgramBuilder *self, NgValue x, int axis, int n)
{
  gint64 dims[NG_MAX_RANK];
  int rank = 0;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  const NgShape shape = *ng_build_shape (self, x);

  for (int i = 0; i < shape.rank; i++) {
    if (i > axis && i < axis + n)
      dims[rank - 1] *= shape.dims[i];
    else
      dims[rank++] = shape.dims[i];
  }
  return ng_build_reshape (self, x, dims, rank);
}

NgValue
ng_build_split_axis (NgProgramBuilder *self, NgValue x, int axis, const gint64 *sizes, int n)
{
  gint64 dims[NG_MAX_RANK];
  int rank = 0;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  const NgShape shape = *ng_build_shape (self, x);

  g_return_val_if_fail (shape.rank + n - 1 <= NG_MAX_RANK, NG_NO_VALUE);
  for (int i = 0; i < shape.rank; i++) {
    for (int k = 0; i == axis && k < n; k++)
      dims[rank++] = sizes[k];
    if (i != axis)
      dims[rank++] = shape.dims[i];
  }
  return ng_build_reshape (self, x, dims, rank);
}

NgValue
ng_build_transpose (NgProgramBuilder *self, NgValue x, const int *axes)
{
  int rank = ng_build_shape (self, x)->rank;
  NgAttributes attributes = { 0 };
  gboolean is_identity = TRUE;

  for (int i = 0; i < rank; i++) {
    attributes.axes[i] = axes[i];
    is_identity = is_identity && axes[i] == i;
  }
  if (is_identity)
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_TRANSPOSE, &x, 1, &attributes, NULL);
}

NgValue
ng_build_broadcast (
    NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank, const int *axes)
{
  const NgShape *from = ng_build_shape (self, x);
  NgAttributes attributes = { 0 };
  NgShape shape = shape_of (dims, rank);

  if (has_dims (from, dims, rank))
    return x;
  for (int i = 0; i < from->rank; i++)
    attributes.axes[i] = axes[i];
  return ng_build_emit (self, NG_PRIMITIVE_BROADCAST, &x, 1, &attributes, &shape);
}

NgValue
ng_build_broadcast_at (NgProgramBuilder *self, NgValue x, NgValue like, int first)
{
  NgShape shape = *ng_build_shape (self, like);
  int axes[NG_MAX_RANK];

  for (int i = 0; i < NG_MAX_RANK; i++)
    axes[i] = first + i;
  return ng_build_broadcast (self, x, shape.dims, shape.rank, axes);
}

NgValue
ng_build_broadcast_numpy (NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank)
{
  int axes[NG_MAX_RANK];

  for (int i = 0; i < NG_MAX_RANK; i++)
    axes[i] = rank - ng_build_shape (self, x)->rank + i;
  return ng_build_broadcast (self, x, dims, rank, axes);
}

NgValue
ng_build_slice (
    NgProgramBuilder *self, NgValue x, const gint64 *start, const gint64 *step, const gint64 *dims)
{
  const NgShape *from = ng_build_shape (self, x);
  NgAttributes attributes = { 0 };
  NgShape shape = shape_of (dims, from->rank);
  gboolean is_identity = TRUE;

  for (int i = 0; i < from->rank; i++) {
    /* What has no meaning is made harmless. */
    attributes.start[i] = dims[i] == 0 ? 0 : start[i];
    attributes.step[i] = dims[i] == 0 || dims[i] == 1 ? 1 : step[i];
    is_identity = is_identity && attributes.step[i] == 1 && attributes.start[i] == 0 &&
                  dims[i] == from->dims[i];
  }
  if (is_identity)
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_SLICE, &x, 1, &attributes, &shape);
}

NgValue
ng_build_reverse (NgProgramBuilder *self, NgValue x, int axis)
{
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  const NgShape shape = *ng_build_shape (self, x);

  g_return_val_if_fail (axis >= 0 && axis < shape.rank, NG_NO_VALUE);
  for (int i = 0; i < shape.rank; i++)
    step[i] = i == axis ? -1 : 1;
  start[axis] = shape.dims[axis] - 1;
  return ng_build_slice (self, x, start, step, shape.dims);
}

NgValue
ng_build_part (NgProgramBuilder *self, NgValue x, int axis, gint64 index)
{
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK], dims[NG_MAX_RANK];
  NgShape shape;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  shape = *ng_build_shape (self, x);
  g_return_val_if_fail (axis >= 0 && axis < shape.rank, NG_NO_VALUE);
  start[axis] = index;
  shape.dims[axis] = 1;
  for (int i = 0; i < shape.rank; i++) {
    step[i] = 1;
    dims[i > axis ? i - 1 : i] = shape.dims[i];
  }
  x = ng_build_slice (self, x, start, step, shape.dims);
  return ng_build_reshape (self, x, dims, shape.rank - 1);
}

NgValue
ng_build_pad (
    NgProgramBuilder *self, NgValue x, const gint64 *before, const gint64 *after, double filling)
{
  const NgShape *from = ng_build_shape (self, x);
  NgAttributes attributes = { .number = filling };
  NgShape shape = *from;
  gboolean is_identity = TRUE;

  for (int i = 0; i < from->rank; i++) {
    attributes.start[i] = before[i];
    if (before[i] < 0 || after[i] < 0 ||
        __builtin_add_overflow (shape.dims[i], before[i], &shape.dims[i]) ||
        __builtin_add_overflow (shape.dims[i], after[i], &shape.dims[i])) {
      ng_build_problem (self,
                        "Pad of axis %d by %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                        " elements is not possible",
                        i,
                        before[i],
                        after[i]);
      return NG_NO_VALUE;
    }
    is_identity = is_identity && before[i] == 0 && after[i] == 0;
  }
  if (is_identity)
    return x;
  return ng_build_emit (self, NG_PRIMITIVE_PAD, &x, 1, &attributes, &shape);
}

NgValue
ng_build_concat (NgProgramBuilder *self, const NgValue *values, gsize n, int axis)
{
  NgAttributes attributes = { .axis = axis };

  if (n == 1)
    return values[0];
  return ng_build_emit (self, NG_PRIMITIVE_CONCAT, values, (guint) n, &attributes, NULL);
}

NgValue
ng_build_gather (NgProgramBuilder *self, NgValue x, NgValue indices, int axis)
{
  NgAttributes attributes = { .axis = axis };
  NgValue operands[] = { x, indices };

  return ng_build_emit (self, NG_PRIMITIVE_GATHER, operands, 2, &attributes, NULL);
}

NgValue
ng_build_scatter_add (NgProgramBuilder *self, NgValue y, NgValue indices, int axis, gint64 size)
{
  NgAttributes attributes = { .axis = axis };
  NgValue operands[] = { y, indices };
  NgShape shape = { 0 };

  if (axis >= 0 && axis < NG_MAX_RANK)
    shape.dims[axis] = size;
  return ng_build_emit (self, NG_PRIMITIVE_SCATTER_ADD, operands, 2, &attributes, &shape);
}

/* @x with axes of size 1 put back where @mask took them from @from. */
static NgValue
keep_axes (NgProgramBuilder *self, NgValue x, const NgShape *from, guint mask)
{
  gint64 dims[NG_MAX_RANK];

  for (int i = 0; i < from->rank; i++)
    dims[i] = (mask & 1u << i) != 0 ? 1 : from->dims[i];
  return ng_build_reshape (self, x, dims, from->rank);
}

NgValue
ng_build_reduce (
    NgProgramBuilder *self, NgPrimitive primitive, NgValue x, guint mask, gboolean keep_dims)
{
  const NgShape *from = ng_build_shape (self, x);
  NgAttributes attributes = { .mask = mask };
  NgValue result = mask == 0 ? x : ng_build_emit (self, primitive, &x, 1, &attributes, NULL);

  return keep_dims && result != NG_NO_VALUE ? keep_axes (self, result, from, mask) : result;
}

NgValue
ng_build_mean (NgProgramBuilder *self, NgValue x, guint mask, gboolean keep_dims)
{
  const NgShape *from = ng_build_shape (self, x);
  NgValue sum = ng_build_reduce (self, NG_PRIMITIVE_SUM, x, mask, keep_dims);
  double count = 1;

  for (int i = 0; i < from->rank; i++)
    if ((mask & 1u << i) != 0)
      count *= (double) from->dims[i];
  if (ng_element_is_real (from->element))
    return ng_build_scale (self, sum, 1 / count);
  return ng_build_divide (self, sum, ng_build_fill_like (self, sum, count));
}

NgValue
ng_build_arg (NgProgramBuilder *self, NgPrimitive primitive, NgValue x, int axis, gboolean keep_dim)
{
  const NgShape *from = ng_build_shape (self, x);
  NgAttributes attributes = { .axis = axis };
  NgValue result = ng_build_emit (self, primitive, &x, 1, &attributes, NULL);

  return keep_dim && result != NG_NO_VALUE ? keep_axes (self, result, from, 1u << axis) : result;
}

NgValue
ng_build_order (NgProgramBuilder *self, NgValue x, int axis)
{
  NgAttributes attributes = { .axis = axis };

  return ng_build_emit (self, NG_PRIMITIVE_ORDER, &x, 1, &attributes, NULL);
}

NgValue
ng_build_cumulate (NgProgramBuilder *self, NgValue x, int axis)
{
  NgAttributes attributes = { .axis = axis };

  return ng_build_emit (self, NG_PRIMITIVE_CUMULATE, &x, 1, &attributes, NULL);
}

NgValue
ng_build_softmax (NgProgramBuilder *self, NgValue x, guint mask)
{
  NgValue greatest = ng_build_reduce (self, NG_PRIMITIVE_REDUCE_MAX, x, mask, TRUE);
  NgValue shifted, powers, sum;

  if (greatest == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (greatest == x)
    return ng_build_fill_like (self, x, 1);
  /* The result does not depend on the shift. */
  ng_build_detach (self, greatest);
  shifted = ng_build_subtract (self, x, ng_build_broadcast_at (self, greatest, x, 0));
  powers = ng_build_unary (self, NG_PRIMITIVE_EXP, shifted);
  sum = ng_build_reduce (self, NG_PRIMITIVE_SUM, powers, mask, TRUE);
  return ng_build_divide (self, powers, ng_build_broadcast_at (self, sum, x, 0));
}

NgValue
ng_build_matmul (
    NgProgramBuilder *self, NgValue a, NgValue b, gboolean transpose_a, gboolean transpose_b)
{
  NgAttributes attributes = { .transpose_a = transpose_a, .transpose_b = transpose_b };
  NgValue operands[] = { a, b };

  return ng_build_emit (self, NG_PRIMITIVE_MATMUL, operands, 2, &attributes, NULL);
}

NgValue
ng_build_convolve (NgProgramBuilder *self, NgValue x, NgValue weights, const NgWindow *window)
{
  NgAttributes attributes = { .window = *window };
  NgValue operands[] = { x, weights };

  return ng_build_emit (self, NG_PRIMITIVE_CONVOLVE, operands, 2, &attributes, NULL);
}

/* A shape whose dims behind the first two are @spatial. */
static NgShape
spatial_shape (const NgWindow *window, const gint64 *spatial)
{
  NgShape shape = { .rank = window->rank + 2 };

  for (int i = 0; i < MIN (window->rank, NG_MAX_WINDOW_RANK); i++)
    shape.dims[2 + i] = spatial[i];
  return shape;
}

NgValue
ng_build_convolve_data (NgProgramBuilder *self,
                        NgValue y,
                        NgValue weights,
                        const NgWindow *window,
                        const gint64 *spatial)
{
  NgAttributes attributes = { .window = *window };
  NgValue operands[] = { y, weights };
  NgShape shape = spatial_shape (window, spatial);

  return ng_build_emit (self, NG_PRIMITIVE_CONVOLVE_DATA, operands, 2, &attributes, &shape);
}

NgValue
ng_build_convolve_weights (NgProgramBuilder *self, NgValue x, NgValue y, const NgWindow *window)
{
  NgAttributes attributes = { .window = *window };
  NgValue operands[] = { x, y };

  return ng_build_emit (self, NG_PRIMITIVE_CONVOLVE_WEIGHTS, operands, 2, &attributes, NULL);
}

NgValue
ng_build_pool (NgProgramBuilder *self, NgPrimitive primitive, NgValue x, const NgWindow *window)
{
  NgAttributes attributes = { .window = *window };

  return ng_build_emit (self, primitive, &x, 1, &attributes, NULL);
}

NgValue
ng_build_pool_max_data (NgProgramBuilder *self, NgValue x, NgValue y, const NgWindow *window)
{
  NgAttributes attributes = { .window = *window };
  NgValue operands[] = { x, y };

  return ng_build_emit (self, NG_PRIMITIVE_POOL_MAX_DATA, operands, 2, &attributes, NULL);
}

NgValue
ng_build_pool_sum_data (NgProgramBuilder *self,
                        NgValue y,
                        const NgWindow *window,
                        const gint64 *spatial)
{
  NgAttributes attributes = { .window = *window };
  NgShape shape = spatial_shape (window, spatial);

  return ng_build_emit (self, NG_PRIMITIVE_POOL_SUM_DATA, &y, 1, &attributes, &shape);
}
