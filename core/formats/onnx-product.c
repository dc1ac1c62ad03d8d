/* Primitives that make few elements of many, and products and windows. */

#include "core/formats/onnx-program.h"

static gsize
list_mask (guint mask, int rank, gint64 *axes)
{
  gsize n = 0;

  for (int i = 0; i < rank; i++) {
    if ((mask & 1u << i) != 0)
      axes[n++] = i;
  }
  return n;
}

/* @narrow without the axes of @mask */
static guint
drop_axes (guint narrow, guint mask, int rank)
{
  guint left = 0;
  int place = 0;

  for (int i = 0; i < rank; i++) {
    if ((mask & 1u << i) != 0)
      continue;
    if ((narrow & 1u << i) != 0)
      left |= 1u << place;
    place++;
  }
  return left;
}

/* Before version 18 the axes of all but ReduceSum are an attribute. */
NgOnnxRef
ng_onnx_put_reduced (NgOnnxProgram *self, const char *op, NgValue x, guint mask)
{
  int rank = ng_onnx_program_shape (self, x)->rank;
  NgOnnxRef ref = ng_onnx_program_widen (self, x, mask);
  gint64 axes[NG_MAX_RANK];
  gsize n = list_mask (mask, rank, axes);

  if (n == 0)
    return ref;
  NgOnnxRef result = ng_onnx_reduce (self->emitter, op, ref, axes, n);
  result.narrow = drop_axes (ref.narrow, mask, rank);
  return result;
}

NgOnnxRef
ng_onnx_put_arg (NgOnnxProgram *self, NgValue value, const char *op)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  guint mask = 1u << at->attributes->axis;
  NgOnnxRef x = ng_onnx_program_widen (self, at->operands[0], mask);

  ng_onnx_begin (self->emitter, op);
  ng_onnx_operand (self->emitter, x);
  ng_onnx_integer (self->emitter, "axis", at->attributes->axis);
  ng_onnx_integer (self->emitter, "keepdims", 0);
  NgOnnxRef ref = ng_onnx_end (self->emitter, 1);
  ref.narrow = drop_axes (x.narrow, mask, at->shape.rank + 1);
  return ref;
}

NgOnnxRef
ng_onnx_put_order (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxSize size = ng_onnx_program_size (self, value, at->attributes->axis);
  NgOnnxRef x = ng_onnx_program_whole (self, at->operands[0]);
  NgOnnxRef count = ng_onnx_program_size_ref (self, &size);

  ng_onnx_begin (self->emitter, "TopK");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_operand (self->emitter, count);
  ng_onnx_integer (self->emitter, "axis", at->attributes->axis);
  ng_onnx_integer (self->emitter, "largest", 0);
  return ng_onnx_other (ng_onnx_end (self->emitter, 2), 1);
}

NgOnnxRef
ng_onnx_put_cumulate (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef x = ng_onnx_program_widen (self, at->operands[0], 1u << at->attributes->axis);
  NgOnnxRef ref = ng_onnx_binary (
      self->emitter,
      "CumSum",
      x,
      ng_onnx_scalar (self->emitter, NG_ELEMENT_I64, (double) at->attributes->axis));

  ref.narrow = x.narrow;
  return ref;
}

/* ---- products and windows ---- */

static NgOnnxRef
swap_last (NgOnnxProgram *self, NgOnnxRef x, int rank)
{
  gint64 perm[NG_MAX_RANK];

  for (int i = 0; i < rank; i++)
    perm[i] = i;
  perm[rank - 2] = rank - 1;
  perm[rank - 1] = rank - 2;
  ng_onnx_begin (self->emitter, "Transpose");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_integers (self->emitter, "perm", perm, (gsize) rank);
  return ng_onnx_end (self->emitter, 1);
}

/* @bias: (rank 1), or NG_NO_VALUE */
NgOnnxRef
ng_onnx_put_gemm (NgOnnxProgram *self, const NgInstruction *at, NgValue bias)
{
  NgOnnxRef a = ng_onnx_program_whole (self, at->operands[0]),
            b = ng_onnx_program_whole (self, at->operands[1]), c = { 0 };

  if (bias != NG_NO_VALUE)
    c = ng_onnx_program_whole (self, bias);
  ng_onnx_begin (self->emitter, "Gemm");
  ng_onnx_operand (self->emitter, a);
  ng_onnx_operand (self->emitter, b);
  if (bias != NG_NO_VALUE)
    ng_onnx_operand (self->emitter, c);
  if (at->attributes->transpose_a)
    ng_onnx_integer (self->emitter, "transA", 1);
  if (at->attributes->transpose_b)
    ng_onnx_integer (self->emitter, "transB", 1);
  return ng_onnx_end (self->emitter, 1);
}

gboolean
ng_onnx_can_be_gemm (const NgInstruction *at)
{
  return at->primitive == NG_PRIMITIVE_MATMUL && at->shape.rank == 2 &&
         ng_element_is_real (at->shape.element);
}

NgOnnxRef
ng_onnx_put_matmul (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  int rank = at->shape.rank;
  guint last = 3u << (rank - 2);
  gboolean is_turned = at->attributes->transpose_a || at->attributes->transpose_b;

  if (is_turned && ng_onnx_can_be_gemm (at))
    return ng_onnx_put_gemm (self, at, NG_NO_VALUE);
  NgOnnxRef a = ng_onnx_program_widen (self, at->operands[0], last),
            b = ng_onnx_program_widen (self, at->operands[1], last);
  guint narrow = a.narrow & b.narrow;
  if (at->attributes->transpose_a)
    a = swap_last (self, a, rank);
  if (at->attributes->transpose_b)
    b = swap_last (self, b, rank);
  NgOnnxRef ref = ng_onnx_binary (self->emitter, "MatMul", a, b);
  ref.narrow = narrow;
  return ref;
}

static void
put_window (NgOnnxProgram *self, const NgWindow *window, gboolean has_groups)
{
  gint64 pads[2 * NG_MAX_WINDOW_RANK];
  gsize n = (gsize) window->rank;

  for (gsize i = 0; i < n; i++) {
    pads[i] = window->before[i];
    pads[n + i] = window->after[i];
  }
  ng_onnx_integers (self->emitter, "kernel_shape", window->size, n);
  ng_onnx_integers (self->emitter, "strides", window->stride, n);
  ng_onnx_integers (self->emitter, "pads", pads, 2 * n);
  if (has_groups) {
    ng_onnx_integers (self->emitter, "dilations", window->dilation, n);
    ng_onnx_integer (self->emitter, "group", window->groups);
  }
}

NgOnnxRef
ng_onnx_put_convolve (NgOnnxProgram *self, const NgInstruction *at, NgValue bias)
{
  gboolean is_transposed = at->primitive == NG_PRIMITIVE_CONVOLVE_DATA;
  const NgWindow *window = &at->attributes->window;
  NgOnnxRef x = ng_onnx_program_whole (self, at->operands[0]),
            w = ng_onnx_program_whole (self, at->operands[1]), b = { 0 };
  gint64 more[NG_MAX_WINDOW_RANK];
  gboolean has_more = FALSE;

  if (bias != NG_NO_VALUE)
    b = ng_onnx_program_whole (self, bias);
  for (int i = 0; is_transposed && i < window->rank; i++) {
    gint64 size = ng_onnx_program_shape (self, at->operands[0])->dims[2 + i];
    more[i] = at->shape.dims[2 + i] -
              ((size - 1) * window->stride[i] + window->dilation[i] * (window->size[i] - 1) + 1 -
               window->before[i] - window->after[i]);
    has_more = has_more || more[i] != 0;
  }
  ng_onnx_begin (self->emitter, is_transposed ? "ConvTranspose" : "Conv");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_operand (self->emitter, w);
  if (bias != NG_NO_VALUE)
    ng_onnx_operand (self->emitter, b);
  put_window (self, window, TRUE);
  if (has_more)
    ng_onnx_integers (self->emitter, "output_padding", more, (gsize) window->rank);
  return ng_onnx_end (self->emitter, 1);
}

/* Dilated windows have no mean before version 19, and no layer has them. */
NgOnnxRef
ng_onnx_put_pool (NgOnnxProgram *self, const NgInstruction *at, const char *op)
{
  NgOnnxRef x = ng_onnx_program_whole (self, at->operands[0]);
  gboolean is_mean = g_str_equal (op, "AveragePool");

  ng_onnx_begin (self->emitter, op);
  ng_onnx_operand (self->emitter, x);
  put_window (self, &at->attributes->window, FALSE);
  if (is_mean)
    ng_onnx_integer (self->emitter, "count_include_pad", 1);
  else
    ng_onnx_integers (self->emitter,
                      "dilations",
                      at->attributes->window.dilation,
                      (gsize) at->attributes->window.rank);
  return ng_onnx_end (self->emitter, 1);
}

double
ng_onnx_count_taps (const NgWindow *window)
{
  double taps = 1;

  for (int i = 0; i < window->rank; i++)
    taps *= (double) window->size[i];
  return taps;
}

NgOnnxRef
ng_onnx_put_pool_sum (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef mean = ng_onnx_put_pool (self, at, "AveragePool");
  double taps = ng_onnx_count_taps (&at->attributes->window);

  return ng_onnx_binary (self->emitter, "Mul", mean, ng_onnx_program_number (self, value, taps));
}
