#include "core/kernels/blocked.h"

#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <string.h>

const NgLayout ng_layout_blocked = { .is_blocked = TRUE };

gboolean
ng_blocked_pays (void)
{
#ifdef NG_HAVE_ONEDNN
  return ng_threads_have_wide_vectors ();
#else
  return TRUE;
#endif
}

gboolean
ng_blocked_convolves (const NgTask *task, NgConvolutionShape *shape)
{
  NgValue anchor = task->step->anchor;
  const NgInstruction *instruction;

  if (anchor == NG_NO_VALUE || !ng_blocked_pays ())
    return FALSE;
  instruction = ng_program_instruction (task->program, anchor);
  if (instruction->primitive != NG_PRIMITIVE_CONVOLVE ||
      instruction->shape.element != NG_ELEMENT_F32 || ng_shape_count (&instruction->shape) == 0 ||
      ng_task_constant (task, instruction->operands[1]) == NULL)
    return FALSE;
  ng_convolution_shape (task->program, anchor, shape);
  return TRUE;
}

gsize
ng_blocked_size (const NgShape *shape)
{
  gint64 n = shape->dims[0] * ((shape->dims[1] + NG_LANES - 1) / NG_LANES) * NG_LANES;

  for (int axis = 2; axis < shape->rank; axis++)
    n *= shape->dims[axis];
  return (gsize) n * sizeof (float);
}

gboolean
ng_blocked_is (const NgTask *task, NgValue value)
{
  return task->layouts[value] != NULL && task->layouts[value]->is_blocked;
}

NG_VECTOR_CLONES void
ng_blocked_take (const float *x, gint64 pixels, gint64 channels, float *block)
{
  if (channels == NG_LANES) {
    for (gint64 p = 0; p < pixels; p++) {
      NG_VECTOR_BLOCK
      for (int c = 0; c < NG_LANES; c++)
        block[p * NG_LANES + c] = x[c * pixels + p];
    }
    return;
  }
  memset (block, 0, (gsize) pixels * NG_LANES * sizeof *block);
  for (gint64 c = 0; c < channels; c++) {
    for (gint64 p = 0; p < pixels; p++)
      block[p * NG_LANES + c] = x[c * pixels + p];
  }
}

NG_VECTOR_CLONES void
ng_blocked_give (const float *block, gint64 pixels, gint64 channels, float *y)
{
  for (gint64 c = 0; c < channels; c++) {
    for (gint64 p = 0; p < pixels; p++)
      y[c * pixels + p] = block[p * NG_LANES + c];
  }
}

NG_VECTOR_CLONES void
ng_blocked_see (const float *restrict x, gint64 step, gint64 n, float *restrict y)
{
  for (gint64 i = 0; i < n; i++, x += step * NG_LANES, y += NG_LANES) {
    NG_VECTOR_BLOCK
    for (int c = 0; c < NG_LANES; c++)
      y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
  }
}

NgSpan
ng_span_at (const NgConvolutionShape *shape, int axis, gint64 at)
{
  const NgWindow *window = &shape->window;
  gint64 start = at * window->stride[axis] - window->before[axis];
  gint64 step = window->dilation[axis];
  gint64 room = shape->input[axis] - start;
  NgSpan span = { at, at + 1, 0, 0 };

  span.tap = start < 0 ? (-start + step - 1) / step : 0;
  span.end = room <= 0 ? 0 : MIN (window->size[axis], (room + step - 1) / step);
  if (span.tap >= span.end)
    span.tap = span.end = 0;
  return span;
}

NgSpan *
ng_spans (const NgConvolutionShape *shape, int axis, guint *n)
{
  NgSpan *spans = g_new (NgSpan, (gsize) shape->output[axis] + 1);
  guint count = 0;

  for (gint64 e = 0; e < shape->output[axis]; e++) {
    NgSpan span = ng_span_at (shape, axis, e);

    if (count > 0 && spans[count - 1].tap == span.tap && spans[count - 1].end == span.end)
      spans[count - 1].last = e + 1;
    else
      spans[count++] = span;
  }
  *n = count;
  return spans;
}
