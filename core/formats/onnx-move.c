/* Primitives that make elements out of nothing, and those that move them. */

#include "core/formats/onnx-program.h"

#include "core/formats/onnx-model.h"

#include <math.h>

/* ---- values that need no node ---- */

/* A constant repeats itself along what is open, as the programs have been compared. */
NgOnnxRef
ng_onnx_put_constant_value (NgOnnxProgram *self, NgValue value)
{
  NgTensor *tensor = ng_onnx_program_at (self, value)->attributes->tensor;
  guint mask = 0;

  for (gsize i = 0; i < self->n_open; i++)
    mask |= ng_onnx_other_sizes (
        tensor, ng_program_instruction (self->others[i], value)->attributes->tensor);
  if (mask == 0)
    return ng_onnx_tensor (self->emitter, tensor);
  g_autoptr (NgTensor) narrow = ng_onnx_narrow_tensor (tensor, mask);
  NgOnnxRef ref = ng_onnx_tensor (self->emitter, narrow);
  ref.narrow = mask;
  return ref;
}

/* Whether @number is @first times @factor, as far as it is known. */
static gboolean
is_times (double number, double first, double factor)
{
  return fabs (number - first * factor) <= 1e-9 * fabs (number);
}

/* The a of a n - 1, the number of an unbiased variance, where it is @number for the length @n and
 * @other for @m; else 0. */
static double
find_unbiased (double number, double n, double other, double m)
{
  double a = round ((number + 1) / n);

  return a >= 1 && is_times (number, a * n - 1, 1) && is_times (other, a * m - 1, 1) ? a : 0;
}

/* A number that is in proportion to sizes, or to one divided by them: that of a mean. */
static NgOnnxRef
put_proportion (NgOnnxProgram *self, NgValue value, const NgTensor *one)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  double first = at->attributes->number, factor = first;
  NgOnnxEmitter *emitter = self->emitter;
  NgOnnxRef ref = { .kind = NG_REF_NONE };

  for (gsize i = 0; i < self->n_open; i++) {
    const NgOnnxOpen *open = &self->open[i];
    double number = ng_program_instruction (self->others[i], value)->attributes->number;
    double growth = (double) open->other / (double) open->size;
    gboolean grows = is_times (number, first, growth);
    if (is_times (number, first, 1) || (isnan (number) && isnan (first)) || isinf (number))
      continue;
    double n = (double) open->size, m = (double) open->other, a = 0;
    if (!grows && !is_times (number, first, 1 / growth)) {
      a = find_unbiased (first, n, number, m);
      grows = a > 0;
      if (!grows)
        a = find_unbiased (1 / first, n, 1 / number, m);
      if (a <= 0) {
        ng_onnx_fail (emitter, "a number in it depends on a length that varies");
        return ref;
      }
    }
    NgOnnxRef size = ng_onnx_program_open_size (self, i);
    ng_onnx_begin (emitter, "Cast");
    ng_onnx_operand (emitter, size);
    ng_onnx_integer (emitter, "to", ng_onnx_code (at->shape.element));
    size = ng_onnx_end (emitter, 1);
    if (a > 0) {
      n = a * n - 1;
      size = ng_onnx_binary (emitter, "Mul", size, ng_onnx_program_number (self, value, a));
      size = ng_onnx_binary (emitter, "Sub", size, ng_onnx_program_number (self, value, 1));
    }
    factor = grows ? factor / n : factor * n;
    if (ref.kind == NG_REF_NONE)
      ref = ng_onnx_program_number (self, value, 1);
    ref = ng_onnx_binary (emitter, grows ? "Mul" : "Div", ref, size);
  }
  if (ref.kind == NG_REF_NONE)
    return ref;
  ref = ng_onnx_binary (emitter, "Mul", ref, ng_onnx_program_number (self, value, factor));
  return ng_onnx_binary (
      emitter, "Reshape", ref, ng_onnx_list (emitter, ng_tensor_dims (one), ng_tensor_rank (one)));
}

NgOnnxRef
ng_onnx_put_fill (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  const gint64 ones[NG_MAX_RANK] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  g_autoptr (NgTensor) scalar = ng_tensor_new_scalar (at->shape.element, at->attributes->number);
  g_autoptr (NgTensor) tensor =
      ng_tensor_reshape (scalar, ones, self->is_flat ? 0 : (gsize) at->shape.rank);
  NgOnnxRef ref = put_proportion (self, value, tensor);

  if (ref.kind == NG_REF_NONE)
    ref = ng_onnx_tensor (self->emitter, tensor);
  for (int i = 0; i < at->shape.rank; i++) {
    if (!ng_onnx_program_is_one (self, value, i))
      ref.narrow |= 1u << i;
  }
  return ref;
}

/* 0, 1, 2, … along one axis. */
NgOnnxRef
ng_onnx_put_iota (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  int axis = at->attributes->axis;
  NgOnnxSize size = ng_onnx_program_size (self, value, axis);
  gint64 dims[NG_MAX_RANK];
  NgOnnxRef ref;

  for (int i = 0; i < at->shape.rank; i++)
    dims[i] = i == axis ? size.number : 1;
  if (ng_onnx_size_is_fixed (&size)) {
    g_autofree double *numbers = g_new (double, (gsize) MAX (size.number, 1));
    for (gint64 i = 0; i < size.number; i++)
      numbers[i] = (double) i;
    g_autoptr (NgTensor) wide =
        ng_tensor_new_copy (NG_ELEMENT_F64, dims, (gsize) at->shape.rank, numbers);
    g_autoptr (NgTensor) tensor = ng_tensor_convert (wide, at->shape.element);
    ref = ng_onnx_tensor (self->emitter, tensor);
  } else {
    NgOnnxRef end = ng_onnx_program_size_ref (self, &size);
    NgOnnxRef zero = ng_onnx_scalar (self->emitter, NG_ELEMENT_I64, 0);
    NgOnnxRef one = ng_onnx_scalar (self->emitter, NG_ELEMENT_I64, 1);
    end = ng_onnx_binary (
        self->emitter, "Squeeze", end, ng_onnx_list (self->emitter, (gint64[]){ 0 }, 1));
    ng_onnx_begin (self->emitter, "Range");
    ng_onnx_operand (self->emitter, zero);
    ng_onnx_operand (self->emitter, end);
    ng_onnx_operand (self->emitter, one);
    ref = ng_onnx_end (self->emitter, 1);
    if (at->shape.element != NG_ELEMENT_I64) {
      ng_onnx_begin (self->emitter, "Cast");
      ng_onnx_operand (self->emitter, ref);
      ng_onnx_integer (self->emitter, "to", ng_onnx_code (at->shape.element));
      ref = ng_onnx_end (self->emitter, 1);
    }
    dims[axis] = -1;
    ref = ng_onnx_binary (
        self->emitter, "Reshape", ref, ng_onnx_list (self->emitter, dims, (gsize) at->shape.rank));
  }
  for (int i = 0; i < at->shape.rank; i++) {
    if (i != axis && !ng_onnx_program_is_one (self, value, i))
      ref.narrow |= 1u << i;
  }
  return ref;
}

/* ---- the same elements elsewhere ---- */

static gboolean
keeps_shape (const NgOnnxProgram *self, NgValue value, NgValue operand)
{
  int rank = ng_onnx_program_shape (self, value)->rank;

  if (rank != ng_onnx_program_shape (self, operand)->rank)
    return FALSE;
  for (int i = 0; i < rank; i++) {
    NgOnnxSize a = ng_onnx_program_size (self, value, i),
               b = ng_onnx_program_size (self, operand, i);
    if (!ng_onnx_size_equal (&a, &b))
      return FALSE;
  }
  return TRUE;
}

NgOnnxRef
ng_onnx_put_reshape (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgValue x = at->operands[0];
  int rank = at->shape.rank, n_open = 0;
  NgOnnxSize sizes[NG_MAX_RANK];
  gint64 dims[NG_MAX_RANK];

  if (keeps_shape (self, value, x))
    return self->refs[x];
  NgOnnxRef ref = ng_onnx_program_whole (self, x);
  for (int i = 0; i < rank; i++) {
    NgOnnxSize before = { 0 };
    sizes[i] = ng_onnx_program_size (self, value, i);
    if (i < ng_onnx_program_shape (self, x)->rank)
      before = ng_onnx_program_size (self, x, i);
    dims[i] = ng_onnx_size_is_fixed (&sizes[i])         ? sizes[i].number
              : ng_onnx_size_equal (&sizes[i], &before) ? 0
                                                        : -1;
    n_open += dims[i] < 0;
  }
  if (rank == 2 && dims[0] == 0 && dims[1] > 0 && ng_onnx_program_shape (self, x)->rank > 2) {
    ng_onnx_begin (self->emitter, "Flatten");
    ng_onnx_operand (self->emitter, ref);
    ng_onnx_integer (self->emitter, "axis", 1);
    return ng_onnx_end (self->emitter, 1);
  }
  NgOnnxRef shape = n_open <= 1 ? ng_onnx_list (self->emitter, dims, (gsize) rank)
                                : ng_onnx_program_shape_ref (self, sizes, rank);
  return ng_onnx_binary (self->emitter, "Reshape", ref, shape);
}

NgOnnxRef
ng_onnx_put_transpose (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef x = self->refs[at->operands[0]];
  gint64 perm[NG_MAX_RANK];
  guint narrow = 0;

  for (int i = 0; i < at->shape.rank; i++) {
    perm[i] = at->attributes->axes[i];
    if ((x.narrow & 1u << perm[i]) != 0)
      narrow |= 1u << i;
  }
  ng_onnx_begin (self->emitter, "Transpose");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_integers (self->emitter, "perm", perm, (gsize) at->shape.rank);
  NgOnnxRef ref = ng_onnx_end (self->emitter, 1);
  ref.narrow = narrow;
  return ref;
}

/* New axes of size 1, which are narrow where more is wanted. */
NgOnnxRef
ng_onnx_put_broadcast (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgValue x = at->operands[0];
  NgOnnxRef ref = self->refs[x];
  int rank = ng_onnx_program_shape (self, x)->rank;
  guint taken = 0, narrow = 0;
  gint64 axes[NG_MAX_RANK], dims[NG_MAX_RANK];
  gsize n_axes = 0;

  for (int i = 0; i < rank; i++) {
    int axis = at->attributes->axes[i];
    taken |= 1u << axis;
    if (ng_onnx_program_is_one (self, value, axis))
      continue;
    if ((ref.narrow & 1u << i) != 0 || ng_onnx_program_is_one (self, x, i))
      narrow |= 1u << axis;
  }
  for (int i = 0; i < at->shape.rank; i++) {
    dims[i] = 1;
    if ((taken & 1u << i) != 0)
      continue;
    axes[n_axes++] = i;
    if (!ng_onnx_program_is_one (self, value, i))
      narrow |= 1u << i;
  }
  if (n_axes > 0 && ref.kind == NG_REF_CONSTANT) {
    for (int i = 0; i < rank; i++)
      dims[at->attributes->axes[i]] = ng_tensor_dims (ref.tensor)[i];
    g_autoptr (NgTensor) tensor = ng_tensor_reshape (ref.tensor, dims, (gsize) at->shape.rank);
    const char *name = ref.name;
    ref = ng_onnx_tensor (self->emitter, tensor);
    ref.name = name;
  } else if (n_axes > 0) {
    ref = ng_onnx_binary (
        self->emitter, "Unsqueeze", ref, ng_onnx_list (self->emitter, axes, n_axes));
  }
  ref.narrow = narrow;
  return ref;
}

/* The attributes of the program that has another size along the axis, or of none. */
static gboolean
is_same_everywhere (const NgOnnxProgram *self,
                    NgValue value,
                    int axis,
                    gint64 (*get) (const NgOnnxProgram *, const NgProgram *, NgValue, int))
{
  gint64 first = get (self, self->program, value, axis);

  for (gsize i = 0; i < self->n_open; i++) {
    if (get (self, self->others[i], value, axis) != first)
      return FALSE;
  }
  return TRUE;
}

static gint64
slice_start (const NgOnnxProgram *self, const NgProgram *program, NgValue value, int axis)
{
  return ng_program_instruction (program, value)->attributes->start[axis];
}

static gint64
rest_in_front (const NgOnnxProgram *self, const NgProgram *program, NgValue value, int axis)
{
  const NgInstruction *at = ng_program_instruction (program, value);
  const NgShape *x = &ng_program_instruction (program, at->operands[0])->shape;

  return x->dims[axis] - at->attributes->start[axis];
}

/* How many elements lie behind the last one that is taken. */
static gint64
rest_behind (const NgOnnxProgram *self, const NgProgram *program, NgValue value, int axis)
{
  const NgInstruction *at = ng_program_instruction (program, value);
  const NgShape *x = &ng_program_instruction (program, at->operands[0])->shape;

  return x->dims[axis] - 1 -
         (at->attributes->start[axis] + (at->shape.dims[axis] - 1) * at->attributes->step[axis]);
}

static gint64
slice_size (const NgOnnxProgram *self, const NgProgram *program, NgValue value, int axis)
{
  return ng_program_instruction (program, value)->shape.dims[axis];
}

/* Where a slice begins and ends along an axis, from the front or from the end. */
static gboolean
find_span (const NgOnnxProgram *self, NgValue value, int axis, gint64 *start, gint64 *end)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  gint64 step = at->attributes->step[axis], size = at->shape.dims[axis];

  if (is_same_everywhere (self, value, axis, slice_start))
    *start = at->attributes->start[axis];
  else if (is_same_everywhere (self, value, axis, rest_in_front))
    *start = -rest_in_front (self, self->program, value, axis);
  else
    return FALSE;
  if (is_same_everywhere (self, value, axis, rest_behind)) {
    gint64 rest = rest_behind (self, self->program, value, axis);
    *end = step > 0 ? (rest == 0 ? G_MAXINT64 : -rest) : -rest - 2;
  } else if (is_same_everywhere (self, value, axis, slice_size) &&
             is_same_everywhere (self, value, axis, slice_start)) {
    *end = at->attributes->start[axis] + (step > 0 ? (size - 1) * step + 1 : (size - 1) * step - 1);
    if (*end < 0)
      *end = G_MININT64;
  } else if (step < 0 && at->attributes->start[axis] + (size - 1) * step == 0) {
    *end = G_MININT64;
  } else {
    return FALSE;
  }
  return TRUE;
}

NgOnnxRef
ng_onnx_put_slice (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgValue x = at->operands[0];
  gint64 starts[NG_MAX_RANK], ends[NG_MAX_RANK], axes[NG_MAX_RANK], steps[NG_MAX_RANK];
  gsize n = 0;
  guint narrow = self->refs[x].narrow, cut = 0;

  for (int i = 0; i < at->shape.rank; i++) {
    NgOnnxSize a = ng_onnx_program_size (self, value, i), b = ng_onnx_program_size (self, x, i);
    gboolean is_all = ng_onnx_size_equal (&a, &b) && at->attributes->step[i] > 0;
    if (is_all || ((narrow & 1u << i) != 0 && !ng_onnx_program_is_one (self, value, i)))
      continue;
    if (!find_span (self, value, i, &starts[n], &ends[n])) {
      ng_onnx_fail (self->emitter, "where it cuts depends on a length that varies");
      return self->refs[x];
    }
    cut |= 1u << i;
    axes[n] = i;
    steps[n++] = at->attributes->step[i];
  }
  NgOnnxRef ref = ng_onnx_program_widen (self, x, cut);
  if (n == 0)
    return ref;
  narrow = ref.narrow;
  NgOnnxRef lists[] = { ref,
                        ng_onnx_list (self->emitter, starts, n),
                        ng_onnx_list (self->emitter, ends, n),
                        ng_onnx_list (self->emitter, axes, n),
                        ng_onnx_list (self->emitter, steps, n) };
  ng_onnx_begin (self->emitter, "Slice");
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    ng_onnx_operand (self->emitter, lists[i]);
  ref = ng_onnx_end (self->emitter, 1);
  ref.narrow = narrow;
  return ref;
}

static gint64
pad_behind (const NgOnnxProgram *self, const NgProgram *program, NgValue value, int axis)
{
  const NgInstruction *at = ng_program_instruction (program, value);
  const NgShape *x = &ng_program_instruction (program, at->operands[0])->shape;

  return at->shape.dims[axis] - x->dims[axis] - at->attributes->start[axis];
}

NgOnnxRef
ng_onnx_put_pad (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef x = ng_onnx_program_whole (self, at->operands[0]);
  gint64 pads[2 * NG_MAX_RANK];

  for (int i = 0; i < at->shape.rank; i++) {
    if (!is_same_everywhere (self, value, i, slice_start) ||
        !is_same_everywhere (self, value, i, pad_behind)) {
      ng_onnx_fail (self->emitter, "how much it pads depends on a length that varies");
      return x;
    }
    pads[i] = at->attributes->start[i];
    pads[at->shape.rank + i] = pad_behind (self, self->program, value, i);
  }
  NgOnnxRef list = ng_onnx_list (self->emitter, pads, 2 * (gsize) at->shape.rank);
  NgOnnxRef filling = ng_onnx_program_number (self, value, at->attributes->number);
  ng_onnx_begin (self->emitter, "Pad");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_operand (self->emitter, list);
  ng_onnx_operand (self->emitter, filling);
  return ng_onnx_end (self->emitter, 1);
}

NgOnnxRef
ng_onnx_put_concat (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  for (guint i = 0; i < at->n_operands; i++)
    ng_onnx_program_whole (self, at->operands[i]);
  ng_onnx_begin (self->emitter, "Concat");
  for (guint i = 0; i < at->n_operands; i++)
    ng_onnx_operand (self->emitter, self->refs[at->operands[i]]);
  ng_onnx_integer (self->emitter, "axis", at->attributes->axis);
  return ng_onnx_end (self->emitter, 1);
}
