/* The reference of everything that puts the same elements elsewhere. */

#include "core/program/reference.h"

#include "core/tensor/element.h"
#include <string.h>

/* Elements that lie apart by @strides, in elements, along each axis. */
typedef struct {
  guchar *data;
  gint64 strides[NG_MAX_RANK];
} View;

static void
dense_strides (const gint64 *dims, int rank, gint64 *strides)
{
  gint64 stride = 1;

  for (int i = rank - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= dims[i];
  }
}

/* Copies dims elements of @width bytes in order: rows that are dense on both sides at once, others
 * one by one. */
static void
copy (const gint64 *dims, int rank, View from, View to, gsize width)
{
  gint64 index[NG_MAX_RANK] = { 0 };
  gint64 source = 0, target = 0;
  gsize run = width;

  for (int i = 0; i < rank; i++)
    if (dims[i] == 0)
      return;
  if (rank > 0 && from.strides[rank - 1] == 1 && to.strides[rank - 1] == 1) {
    run *= (gsize) dims[rank - 1];
    rank--;
  }
  for (;;) {
    int axis = rank - 1;

    memcpy (to.data + target * (gint64) width, from.data + source * (gint64) width, run);
    for (; axis >= 0; axis--) {
      source += from.strides[axis];
      target += to.strides[axis];
      if (++index[axis] < dims[axis])
        break;
      source -= from.strides[axis] * dims[axis];
      target -= to.strides[axis] * dims[axis];
      index[axis] = 0;
    }
    if (axis < 0)
      return;
  }
}

static View
view_tensor (const NgTensor *tensor)
{
  View view = { .data = (guchar *) ng_tensor_data (tensor) };

  dense_strides (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor), view.strides);
  return view;
}

/* A view of a result of the instruction's shape. */
static View
view_result (const NgShape *shape, gpointer data)
{
  View view = { .data = data };

  dense_strides (shape->dims, shape->rank, view.strides);
  return view;
}

static void
transpose_or_broadcast (const NgInstruction *instruction,
                        const NgTensor *x,
                        gpointer result,
                        gsize width)
{
  const NgShape *shape = &instruction->shape;
  const int *axes = instruction->attributes->axes;
  View dense = view_tensor (x);
  View from = { .data = dense.data };

  if (instruction->primitive == NG_PRIMITIVE_TRANSPOSE)
    for (int i = 0; i < shape->rank; i++)
      from.strides[i] = dense.strides[axes[i]];
  else
    for (gsize i = 0; i < ng_tensor_rank (x); i++)
      from.strides[axes[i]] = ng_tensor_dims (x)[i] == 1 ? 0 : dense.strides[i];
  copy (shape->dims, shape->rank, from, view_result (shape, result), width);
}

static void
slice (const NgInstruction *instruction, const NgTensor *x, gpointer result, gsize width)
{
  const NgShape *shape = &instruction->shape;
  View from = view_tensor (x);
  gint64 offset = 0;

  if (ng_shape_count (shape) == 0)
    return;
  for (int i = 0; i < shape->rank; i++) {
    offset += instruction->attributes->start[i] * from.strides[i];
    from.strides[i] *= instruction->attributes->step[i];
  }
  from.data += offset * (gint64) width;
  copy (shape->dims, shape->rank, from, view_result (shape, result), width);
}

/* Copies @x into the result with its element 0 at @start. */
static void
place (const NgShape *shape, const NgTensor *x, const gint64 *start, gpointer result, gsize width)
{
  View to = view_result (shape, result);
  gint64 offset = 0;

  for (int i = 0; i < shape->rank; i++)
    offset += start[i] * to.strides[i];
  if (ng_tensor_count (x) == 0)
    return;
  to.data += offset * (gint64) width;
  copy (ng_tensor_dims (x), shape->rank, view_tensor (x), to, width);
}

static void
pad (const NgInstruction *instruction, const NgTensor *x, guchar *result, gsize width)
{
  gint64 count = ng_shape_count (&instruction->shape);
  guint64 filling[2] = { 0 };

  ng_element_from_reals (instruction->shape.element, &instruction->attributes->number, 1, filling);
  for (gint64 i = 0; i < count; i++)
    memcpy (result + (gsize) i * width, filling, width);
  place (&instruction->shape, x, instruction->attributes->start, result, width);
}

static void
concat (const NgInstruction *instruction, NgTensor *const *operands, gpointer result, gsize width)
{
  gint64 start[NG_MAX_RANK] = { 0 };
  int axis = instruction->attributes->axis;

  for (guint i = 0; i < instruction->n_operands; i++) {
    place (&instruction->shape, operands[i], start, result, width);
    start[axis] += ng_tensor_dims (operands[i])[axis];
  }
}

static gint64
product (const gint64 *dims, int first, int end)
{
  gint64 result = 1;

  for (int i = first; i < end; i++)
    result *= dims[i];
  return result;
}

void
ng_index_fail (gint64 index, gint64 size, int first, GError **error)
{
  ng_error_set_new (error,
                    "Program::index",
                    NULL,
                    "Element %" G_GINT64_FORMAT ", counted from %d, is asked for, and there are "
                    "elements %d to %" G_GINT64_FORMAT ".",
                    (gint64) ((guint64) index + (guint64) first),
                    first,
                    first,
                    size - 1 + first);
}

/* Index @position of @indices, checked against the axis that it points into. */
static gboolean
read_index (
    const NgTensor *indices, gint64 position, gint64 size, int first, gint64 *index, GError **error)
{
  *index = ng_tensor_get_int (indices, position);
  if (*index >= 0 && *index < size)
    return TRUE;
  ng_index_fail (*index, size, first, error);
  return FALSE;
}

static gboolean
gather (const NgInstruction *instruction,
        NgTensor *const *operands,
        guchar *result,
        gsize width,
        GError **error)
{
  const gint64 *dims = ng_tensor_dims (operands[0]);
  int axis = instruction->attributes->axis;
  gint64 outer = product (dims, 0, axis);
  gsize inner = (gsize) product (dims, axis + 1, (int) ng_tensor_rank (operands[0])) * width;
  gint64 n = ng_tensor_count (operands[1]);
  const guchar *data = ng_tensor_data (operands[0]);

  for (gint64 o = 0; o < outer; o++)
    for (gint64 i = 0; i < n; i++) {
      gint64 index;

      if (!read_index (operands[1], i, dims[axis], instruction->attributes->index, &index, error))
        return FALSE;
      if (inner > 0)
        memcpy (result + (gsize) (o * n + i) * inner,
                data + (gsize) (o * dims[axis] + index) * inner,
                inner);
    }
  return TRUE;
}

gboolean
ng_reference_scatter_add (const NgInstruction *instruction,
                          NgTensor *const *operands,
                          gpointer result,
                          GError **error)
{
  const NgShape *shape = &instruction->shape;
  NgElement element = shape->element;
  gboolean is_real = ng_element_is_real (element);
  int axis = instruction->attributes->axis;
  gint64 outer = product (shape->dims, 0, axis);
  gint64 size = shape->dims[axis];
  gint64 inner = product (shape->dims, axis + 1, shape->rank);
  gint64 n = ng_tensor_count (operands[1]);
  gconstpointer data = ng_tensor_data (operands[0]);
  g_autofree gpointer sums = ng_reference_zeros (outer * size * inner, error);

  if (sums == NULL)
    return FALSE;
  for (gint64 o = 0; o < outer; o++)
    for (gint64 i = 0; i < n; i++) {
      gint64 index;

      if (!read_index (operands[1], i, size, instruction->attributes->index, &index, error))
        return FALSE;
      for (gint64 k = 0; k < inner; k++) {
        gint64 from = (o * n + i) * inner + k;
        gint64 to = (o * size + index) * inner + k;
        double real;
        gint64 integer;

        if (is_real) {
          ng_element_to_reals (element, data, from, 1, &real);
          ((double *) sums)[to] += real;
        } else {
          ng_element_to_integers (element, data, from, 1, &integer);
          ((guint64 *) sums)[to] += (guint64) integer;
        }
      }
    }
  if (is_real)
    ng_element_from_reals (element, sums, (gsize) (outer * size * inner), result);
  else
    ng_element_from_integers (
        element, sums, ng_element_is_unsigned (element), (gsize) (outer * size * inner), result);
  return TRUE;
}

gboolean
ng_reference_move (const NgInstruction *instruction,
                   NgTensor *const *operands,
                   gpointer result,
                   GError **error)
{
  gsize width = ng_element_bits (instruction->shape.element) / 8;

  switch (instruction->primitive) {
  case NG_PRIMITIVE_TRANSPOSE:
  case NG_PRIMITIVE_BROADCAST:
    transpose_or_broadcast (instruction, operands[0], result, width);
    return TRUE;
  case NG_PRIMITIVE_SLICE:
    slice (instruction, operands[0], result, width);
    return TRUE;
  case NG_PRIMITIVE_PAD:
    pad (instruction, operands[0], result, width);
    return TRUE;
  case NG_PRIMITIVE_CONCAT:
    concat (instruction, operands, result, width);
    return TRUE;
  default:
    return gather (instruction, operands, result, width, error);
  }
}
