#include "core/program/window.h"

gint64
ng_window_output (const NgWindow *self, int axis, gint64 input)
{
  gint64 reach, padded;

  g_return_val_if_fail (axis >= 0 && axis < self->rank && axis < NG_MAX_WINDOW_RANK, 0);

  if (input < 0 || self->size[axis] < 1 || self->stride[axis] < 1 || self->dilation[axis] < 1 ||
      self->before[axis] < 0 || self->after[axis] < 0)
    return 0;
  if (__builtin_mul_overflow (self->dilation[axis], self->size[axis] - 1, &reach) ||
      __builtin_add_overflow (reach, 1, &reach) ||
      __builtin_add_overflow (input, self->before[axis], &padded) ||
      __builtin_add_overflow (padded, self->after[axis], &padded) || padded < reach)
    return 0;
  return (padded - reach) / self->stride[axis] + 1;
}
