/* Memory planning after XNNPACK's memory-planner.c: buffers are placed in order of falling size;
 * each goes into the smallest gap that holds it between those already placed whose lifetimes meet
 * its own, or behind the last of them. */

#include "core/program/memory.h"

static int
compare_by_size (gconstpointer a, gconstpointer b)
{
  const NgBuffer *x = *(NgBuffer *const *) a;
  const NgBuffer *y = *(NgBuffer *const *) b;

  if (x->size != y->size)
    return x->size < y->size ? 1 : -1;
  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;
  return x < y ? -1 : x > y;
}

static gsize
padded (gsize size)
{
  return (size + NG_MEMORY_ALIGNMENT - 1) & ~(gsize) (NG_MEMORY_ALIGNMENT - 1);
}

/* The place of @buffer among the @n in @placed, which are in order of their offsets. */
static gsize
find_gap (NgBuffer *const *placed, gsize n, const NgBuffer *buffer)
{
  gsize need = padded (buffer->size);
  gsize end = 0;
  gsize best = G_MAXSIZE;
  gsize best_size = G_MAXSIZE;

  for (gsize i = 0; i < n; i++) {
    const NgBuffer *other = placed[i];

    if (other->last < buffer->first || buffer->last < other->first)
      continue;
    if (other->offset > end) {
      gsize gap = other->offset - end;

      if (gap >= need && gap < best_size) {
        best = end;
        best_size = gap;
      }
    }
    end = MAX (end, other->offset + padded (other->size));
  }
  return best != G_MAXSIZE ? best : end;
}

gsize
ng_memory_plan (NgBuffer *buffers, gsize n)
{
  g_autofree NgBuffer **order = g_new (NgBuffer *, n + 1);
  g_autofree NgBuffer **placed = g_new (NgBuffer *, n + 1);
  gsize arena = 0;

  for (gsize i = 0; i < n; i++)
    order[i] = &buffers[i];
  qsort (order, n, sizeof *order, compare_by_size);

  for (gsize i = 0; i < n; i++) {
    NgBuffer *buffer = order[i];
    gsize at = i;

    buffer->offset = find_gap (placed, i, buffer);
    for (; at > 0 && placed[at - 1]->offset > buffer->offset; at--)
      placed[at] = placed[at - 1];
    placed[at] = buffer;
    arena = MAX (arena, buffer->offset + padded (buffer->size));
  }
  return arena;
}
