/* Simpler instructions in place of others, one step at a time. Operands are simple already, so that
 * a rule looks at most one instruction back. Every rule keeps the value: to the bit, but for the
 * sign of zero, and for squares, which may be better by one rounding. In particular x 0 stays,
 * since it is NaN for infinite x. */

#include "core/program/emit.h"

#include <math.h>
#include <string.h>

/* Operands of a concatenation that a slice of it is searched in. */
#define MAX_PARTS 64

static const NgInstruction *
maker (const NgProgramBuilder *self, const NgInstruction *instruction, guint index)
{
  return ng_build_instruction (self, instruction->operands[index]);
}

static gboolean
is_number (const NgProgramBuilder *self, NgValue value, double number)
{
  double found;

  return ng_build_is_fill (self, value, &found) && found == number;
}

/* A constant whose elements all are one number that a double can hold. */
static NgValue
rewrite_constant (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgTensor *tensor = instruction->attributes->tensor;
  gint64 count = ng_tensor_count (tensor);
  const guchar *data = ng_tensor_data (tensor);
  gsize size = ng_tensor_size (tensor);
  gsize width = ng_element_bits (ng_tensor_element (tensor)) / 8;
  double number;

  if (count == 0)
    return ng_build_fill (self, &instruction->shape, 0);
  if (count > 4096 || memcmp (data, data + width, size - width) != 0)
    return NG_NO_VALUE;
  number = ng_tensor_get_real (tensor, 0);
  if (ng_element_is_integer (ng_tensor_element (tensor)) && !(fabs (number) < 0x1p53))
    return NG_NO_VALUE;
  return ng_build_fill (self, &instruction->shape, number);
}

/* Whether every number of element @from is one of @to. */
static gboolean
holds (NgElement to, NgElement from)
{
  guint to_bits = ng_element_bits (to), from_bits = ng_element_bits (from);

  if (from == NG_ELEMENT_BOOL || from == to)
    return TRUE;
  if (to == NG_ELEMENT_BOOL)
    return FALSE;
  if (ng_element_is_real (from))
    return ng_element_is_real (to) && to_bits >= 32 && to_bits > from_bits;
  if (ng_element_is_real (to))
    return to_bits >= 32 && 2 * from_bits <= to_bits;
  return to_bits > from_bits &&
         ng_element_name (to)[0] == ng_element_name (from)[0]; /* both signed or unsigned */
}

static NgValue
rewrite_convert (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);
  NgElement element;

  if (instruction->shape.element == inner->shape.element)
    return instruction->operands[0];
  if (inner->primitive != NG_PRIMITIVE_CONVERT)
    return NG_NO_VALUE;
  element = ng_build_shape (self, inner->operands[0])->element;
  if (!holds (inner->shape.element, element))
    return NG_NO_VALUE;
  return ng_build_convert (self, inner->operands[0], instruction->shape.element);
}

/* negate negate x, not not x */
static NgValue
rewrite_involution (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);

  return inner->primitive == instruction->primitive ? inner->operands[0] : NG_NO_VALUE;
}

static NgValue
rewrite_add (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[0], y = instruction->operands[1];

  if (is_number (self, y, 0))
    return x;
  if (is_number (self, x, 0))
    return y;
  if (maker (self, instruction, 1)->primitive == NG_PRIMITIVE_NEGATE)
    return ng_build_subtract (self, x, maker (self, instruction, 1)->operands[0]);
  if (maker (self, instruction, 0)->primitive == NG_PRIMITIVE_NEGATE)
    return ng_build_subtract (self, y, maker (self, instruction, 0)->operands[0]);
  return NG_NO_VALUE;
}

static NgValue
rewrite_subtract (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[0], y = instruction->operands[1];

  if (is_number (self, y, 0))
    return x;
  if (is_number (self, x, 0))
    return ng_build_unary (self, NG_PRIMITIVE_NEGATE, y);
  if (maker (self, instruction, 1)->primitive == NG_PRIMITIVE_NEGATE)
    return ng_build_add (self, x, maker (self, instruction, 1)->operands[0]);
  return NG_NO_VALUE;
}

static NgValue
rewrite_multiply (NgProgramBuilder *self, const NgInstruction *instruction)
{
  gboolean is_integer = ng_element_is_integer (instruction->shape.element);

  for (guint i = 0; i < 2; i++) {
    NgValue number = instruction->operands[i], x = instruction->operands[1 - i];

    if (is_number (self, number, 1))
      return x;
    if (is_number (self, number, -1))
      return ng_build_unary (self, NG_PRIMITIVE_NEGATE, x);
    if (is_integer && is_number (self, number, 0))
      return number;
  }
  return NG_NO_VALUE;
}

static NgValue
rewrite_divide (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[0], y = instruction->operands[1];

  if (is_number (self, y, 1))
    return x;
  return is_number (self, y, -1) ? ng_build_unary (self, NG_PRIMITIVE_NEGATE, x) : NG_NO_VALUE;
}

static NgValue
rewrite_power (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[0], y = instruction->operands[1];

  if (is_number (self, y, 0))
    return ng_build_fill (self, &instruction->shape, 1);
  if (is_number (self, y, 1))
    return x;
  if (is_number (self, y, 2))
    return ng_build_multiply (self, x, x);
  if (is_number (self, y, -1) && ng_element_is_real (instruction->shape.element))
    return ng_build_divide (self, ng_build_fill (self, &instruction->shape, 1), x);
  return NG_NO_VALUE;
}

static NgValue
rewrite_select (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[1], y = instruction->operands[2];
  double condition;

  if (x == y)
    return x;
  if (ng_build_is_fill (self, instruction->operands[0], &condition))
    return condition != 0 ? x : y;
  return NG_NO_VALUE;
}

static NgValue
rewrite_reshape (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);

  if (ng_shape_equal (&inner->shape, &instruction->shape))
    return instruction->operands[0];
  if (inner->primitive != NG_PRIMITIVE_RESHAPE)
    return NG_NO_VALUE;
  return ng_build_reshape (
      self, inner->operands[0], instruction->shape.dims, instruction->shape.rank);
}

/* Whether the axes of size other than 1 keep their order. */
static gboolean
keeps_order (const NgShape *x, const int *axes)
{
  int previous = -1;

  for (int i = 0; i < x->rank; i++) {
    if (x->dims[axes[i]] == 1)
      continue;
    if (axes[i] < previous)
      return FALSE;
    previous = axes[i];
  }
  return TRUE;
}

static NgValue
rewrite_transpose (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);
  const int *axes = instruction->attributes->axes;
  int composed[NG_MAX_RANK];

  if (keeps_order (&inner->shape, axes))
    return ng_build_reshape (
        self, instruction->operands[0], instruction->shape.dims, instruction->shape.rank);
  if (inner->primitive != NG_PRIMITIVE_TRANSPOSE)
    return NG_NO_VALUE;
  for (int i = 0; i < instruction->shape.rank; i++)
    composed[i] = inner->attributes->axes[axes[i]];
  return ng_build_transpose (self, inner->operands[0], composed);
}

/* Where the axes of @x are among those of @reshaped, which has more axes of size 1. */
static gboolean
find_axes (const NgShape *x, const NgShape *reshaped, int *axes)
{
  int k = 0;

  for (int i = 0; i < reshaped->rank; i++) {
    if (k < x->rank && x->dims[k] == reshaped->dims[i])
      axes[k++] = i;
    else if (reshaped->dims[i] != 1)
      return FALSE;
  }
  return k == x->rank;
}

static NgValue
rewrite_broadcast (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);
  const int *axes = instruction->attributes->axes;
  int composed[NG_MAX_RANK];
  const NgShape *x;

  if (ng_shape_count (&instruction->shape) == ng_shape_count (&inner->shape))
    return ng_build_reshape (
        self, instruction->operands[0], instruction->shape.dims, instruction->shape.rank);
  if (inner->primitive == NG_PRIMITIVE_BROADCAST)
    memcpy (composed, inner->attributes->axes, sizeof composed);
  else if (inner->primitive != NG_PRIMITIVE_RESHAPE ||
           !find_axes (ng_build_shape (self, inner->operands[0]), &inner->shape, composed))
    return NG_NO_VALUE;
  x = ng_build_shape (self, inner->operands[0]);
  for (int i = 0; i < x->rank; i++)
    composed[i] = axes[composed[i]];
  return ng_build_broadcast (
      self, inner->operands[0], instruction->shape.dims, instruction->shape.rank, composed);
}

/* A slice of a concatenation that lies in one of its parts. */
static NgValue
slice_part (NgProgramBuilder *self, const NgInstruction *instruction, const NgInstruction *whole)
{
  const NgAttributes *a = instruction->attributes;
  int axis = whole->attributes->axis;
  gint64 first = a->start[axis];
  gint64 last = first + (instruction->shape.dims[axis] - 1) * a->step[axis];
  gint64 start[NG_MAX_RANK];
  gint64 begin = 0;

  if (whole->n_operands > MAX_PARTS || instruction->shape.dims[axis] == 0)
    return NG_NO_VALUE;
  for (guint i = 0; i < whole->n_operands; i++) {
    gint64 end = begin + ng_build_shape (self, whole->operands[i])->dims[axis];

    if (MIN (first, last) >= begin && MAX (first, last) < end) {
      memcpy (start, a->start, sizeof start);
      start[axis] -= begin;
      return ng_build_slice (self, whole->operands[i], start, a->step, instruction->shape.dims);
    }
    begin = end;
  }
  return NG_NO_VALUE;
}

static NgValue
rewrite_slice (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *inner = maker (self, instruction, 0);
  const NgAttributes *a = instruction->attributes;
  gint64 start[NG_MAX_RANK], step[NG_MAX_RANK];

  if (ng_shape_count (&instruction->shape) == 0)
    return ng_build_fill (self, &instruction->shape, 0);
  if (inner->primitive == NG_PRIMITIVE_CONCAT)
    return slice_part (self, instruction, inner);
  if (inner->primitive != NG_PRIMITIVE_SLICE)
    return NG_NO_VALUE;
  for (int i = 0; i < instruction->shape.rank; i++) {
    start[i] = inner->attributes->start[i] + a->start[i] * inner->attributes->step[i];
    /* The step of a single element is free, and might overflow. */
    step[i] = instruction->shape.dims[i] == 1 ? 1 : a->step[i] * inner->attributes->step[i];
  }
  return ng_build_slice (self, inner->operands[0], start, step, instruction->shape.dims);
}

static NgValue
rewrite_pad (NgProgramBuilder *self, const NgInstruction *instruction)
{
  return ng_shape_equal (&instruction->shape, &maker (self, instruction, 0)->shape)
             ? instruction->operands[0]
             : NG_NO_VALUE;
}

/* Over axes of size 1 there is nothing to reduce. */
static NgValue
rewrite_reduce (NgProgramBuilder *self, const NgInstruction *instruction)
{
  if (ng_shape_count (&instruction->shape) != ng_shape_count (&maker (self, instruction, 0)->shape))
    return NG_NO_VALUE;
  return ng_build_reshape (
      self, instruction->operands[0], instruction->shape.dims, instruction->shape.rank);
}

/* Whether @instruction does no more than exchange the last two axes. */
static gboolean
exchanges_last (const NgInstruction *instruction)
{
  int rank = instruction->shape.rank;
  const int *axes = instruction->attributes->axes;

  if (instruction->primitive != NG_PRIMITIVE_TRANSPOSE || rank < 2)
    return FALSE;
  for (int i = 0; i < rank - 2; i++)
    if (axes[i] != i)
      return FALSE;
  return axes[rank - 2] == rank - 1;
}

static NgValue
rewrite_matmul (NgProgramBuilder *self, const NgInstruction *instruction)
{
  const NgInstruction *a = maker (self, instruction, 0), *b = maker (self, instruction, 1);
  gboolean flip_a = exchanges_last (a), flip_b = exchanges_last (b);

  if (!flip_a && !flip_b)
    return NG_NO_VALUE;
  return ng_build_matmul (self,
                          flip_a ? a->operands[0] : instruction->operands[0],
                          flip_b ? b->operands[0] : instruction->operands[1],
                          instruction->attributes->transpose_a != flip_a,
                          instruction->attributes->transpose_b != flip_b);
}

NgValue
ng_rewrite (NgProgramBuilder *self, const NgInstruction *instruction)
{
  switch (instruction->primitive) {
  case NG_PRIMITIVE_CONSTANT:
    return rewrite_constant (self, instruction);
  case NG_PRIMITIVE_CONVERT:
    return rewrite_convert (self, instruction);
  case NG_PRIMITIVE_NEGATE:
  case NG_PRIMITIVE_NOT:
    return rewrite_involution (self, instruction);
  case NG_PRIMITIVE_ADD:
    return rewrite_add (self, instruction);
  case NG_PRIMITIVE_SUBTRACT:
    return rewrite_subtract (self, instruction);
  case NG_PRIMITIVE_MULTIPLY:
    return rewrite_multiply (self, instruction);
  case NG_PRIMITIVE_DIVIDE:
    return rewrite_divide (self, instruction);
  case NG_PRIMITIVE_POWER:
    return rewrite_power (self, instruction);
  case NG_PRIMITIVE_MIN:
  case NG_PRIMITIVE_MAX:
  case NG_PRIMITIVE_AND:
  case NG_PRIMITIVE_OR:
    return instruction->operands[0] == instruction->operands[1] ? instruction->operands[0]
                                                                : NG_NO_VALUE;
  case NG_PRIMITIVE_SELECT:
    return rewrite_select (self, instruction);
  case NG_PRIMITIVE_RESHAPE:
    return rewrite_reshape (self, instruction);
  case NG_PRIMITIVE_TRANSPOSE:
    return rewrite_transpose (self, instruction);
  case NG_PRIMITIVE_BROADCAST:
    return rewrite_broadcast (self, instruction);
  case NG_PRIMITIVE_SLICE:
    return rewrite_slice (self, instruction);
  case NG_PRIMITIVE_PAD:
    return rewrite_pad (self, instruction);
  case NG_PRIMITIVE_CONCAT:
    return instruction->n_operands == 1 ? instruction->operands[0] : NG_NO_VALUE;
  case NG_PRIMITIVE_SUM:
  case NG_PRIMITIVE_PRODUCT:
  case NG_PRIMITIVE_REDUCE_MAX:
  case NG_PRIMITIVE_REDUCE_MIN:
    return rewrite_reduce (self, instruction);
  case NG_PRIMITIVE_MATMUL:
    return rewrite_matmul (self, instruction);
  default:
    return NG_NO_VALUE;
  }
}
