#include "core/kernels/load.h"

#include "core/kernels/tile.h"
#include <string.h>

void
ng_load_init (NgLoad *self, const NgView *view, const NgShape *shape)
{
  *self = (NgLoad){ .offset = view->offset };
  for (int axis = 0; axis < shape->rank; axis++) {
    gint64 dim = shape->dims[axis];
    gint64 stride = view->strides[axis];
    int last = self->rank - 1;

    if (dim == 1)
      continue;
    if (last >= 0 && self->strides[last] == stride * dim) {
      self->dims[last] *= dim;
      self->strides[last] = stride;
      continue;
    }
    self->dims[self->rank] = dim;
    self->strides[self->rank++] = stride;
  }
  if (self->rank == 0) {
    self->rank = 1;
    self->dims[0] = 1;
  }
}

gboolean
ng_load_is_packed (const NgLoad *self)
{
  return self->rank == 1 && (self->strides[0] == 1 || self->dims[0] == 1);
}

gboolean
ng_load_is_scalar (const NgLoad *self)
{
  return self->rank == 1 && self->strides[0] == 0;
}

/* @n elements at a distance of @stride elements. */
static void
load_run (gconstpointer from, gsize size, gint64 stride, gint64 n, gpointer to)
{
  if (stride == 1) {
    memcpy (to, from, (gsize) n * size);
  } else if (stride == 0) {
    ng_tile_fill (size, (gsize) n, from, to);
  } else if (size == 4) {
    const guint32 *x = from;
    guint32 *y = to;

    for (gint64 i = 0; i < n; i++)
      y[i] = x[i * stride];
  } else if (size == 8) {
    const guint64 *x = from;
    guint64 *y = to;

    for (gint64 i = 0; i < n; i++)
      y[i] = x[i * stride];
  } else {
    for (gint64 i = 0; i < n; i++)
      memcpy (
          (char *) to + i * (gint64) size, (const char *) from + i * stride * (gint64) size, size);
  }
}

void
ng_load_range (
    const NgLoad *self, gconstpointer base, gsize size, gint64 start, gint64 n, gpointer y)
{
  int last = self->rank - 1;
  gint64 index[NG_MAX_RANK];
  gint64 rest = start;
  gint64 at = self->offset;
  char *to = y;

  for (int axis = last; axis > 0; axis--) {
    index[axis] = rest % self->dims[axis];
    rest /= self->dims[axis];
  }
  index[0] = rest;
  for (int axis = 0; axis <= last; axis++)
    at += index[axis] * self->strides[axis];

  for (;;) {
    gint64 run = MIN (self->dims[last] - index[last], n);

    load_run ((const char *) base + at * (gint64) size, size, self->strides[last], run, to);
    n -= run;
    if (n == 0)
      return;
    to += run * (gint64) size;
    at -= index[last] * self->strides[last];
    index[last] = 0;
    for (int axis = last - 1; axis >= 0; axis--) {
      at += self->strides[axis];
      if (++index[axis] < self->dims[axis])
        break;
      at -= self->strides[axis] * self->dims[axis];
      index[axis] = 0;
    }
  }
}
