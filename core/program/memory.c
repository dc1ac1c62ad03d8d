/* Memory planning after XNNPACK's memory-planner.c: buffers are placed in order of falling size;
 * each goes into the smallest gap that holds it between those already placed whose lifetimes meet
 * its own, or behind the last of them. Those that live at the same time are found by the steps that
 * they live through, but for the few that live long. */

#include "core/program/memory.h"

#include <stdlib.h>

/* Steps from which a life is long. */
#define LONG_LIFE 64

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

static int
compare_by_offset (gconstpointer a, gconstpointer b)
{
  const NgBuffer *x = *(NgBuffer *const *) a;
  const NgBuffer *y = *(NgBuffer *const *) b;

  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  return x < y ? -1 : x > y;
}

/* The place of @buffer among those in @others, which are in order of their offsets. One that is
 * there twice does no harm. */
static gsize
find_gap (const GPtrArray *others, const NgBuffer *buffer)
{
  gsize need = padded (buffer->size);
  gsize end = 0;
  gsize best = G_MAXSIZE;
  gsize best_size = G_MAXSIZE;

  for (guint i = 0; i < others->len; i++) {
    const NgBuffer *other = g_ptr_array_index (others, i);

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

/* Puts @buffer where it belongs in @sorted. */
static void
insert (GPtrArray *sorted, NgBuffer *buffer)
{
  guint low = 0;
  guint high = sorted->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const NgBuffer *other = g_ptr_array_index (sorted, middle);

    if (other->offset <= buffer->offset)
      low = middle + 1;
    else
      high = middle;
  }
  g_ptr_array_insert (sorted, (int) low, buffer);
}

static gboolean
is_long (const NgBuffer *buffer)
{
  return buffer->last - buffer->first >= LONG_LIFE;
}

gsize
ng_memory_plan (NgBuffer *buffers, gsize n)
{
  g_autofree NgBuffer **order = g_new (NgBuffer *, n + 1);
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  g_autoptr (GPtrArray) lasting = g_ptr_array_new ();
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GPtrArray) living =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gsize arena = 0;
  gsize n_long = 0;
  int last = 0;

  for (gsize i = 0; i < n; i++) {
    order[i] = &buffers[i];
    last = MAX (last, buffers[i].last);
    n_long += is_long (&buffers[i]);
  }
  /* Where many live long, there is nothing to be won by looking at the others alone. */
  gboolean is_sparse = n_long < n / 32;
  for (int step = 0; is_sparse && step <= last; step++)
    g_ptr_array_add (living, g_ptr_array_new ());
  qsort (order, n, sizeof *order, compare_by_size);

  for (gsize i = 0; i < n; i++) {
    NgBuffer *buffer = order[i];

    if (!is_sparse || is_long (buffer)) {
      buffer->offset = find_gap (placed, buffer);
    } else {
      g_ptr_array_set_size (others, 0);
      g_ptr_array_extend (others, lasting, NULL, NULL);
      for (int step = buffer->first; step <= buffer->last; step++)
        g_ptr_array_extend (others, g_ptr_array_index (living, step), NULL, NULL);
      g_ptr_array_sort (others, compare_by_offset);
      buffer->offset = find_gap (others, buffer);
    }
    insert (placed, buffer);
    if (is_sparse && is_long (buffer))
      g_ptr_array_add (lasting, buffer);
    for (int step = buffer->first; is_sparse && !is_long (buffer) && step <= buffer->last; step++)
      g_ptr_array_add (g_ptr_array_index (living, step), buffer);
    arena = MAX (arena, buffer->offset + padded (buffer->size));
  }
  return arena;
}
