/* Each size that a skip over smaller arrays has is a level. Its first half ends where the last such
 * skip begins, its second one begins with the first array that is as large again. */

#include "render/figure/tensor-levels.h"

/* Least number of sizes that are skipped from. */
#define LEAST_LEVELS 2

/* Where the halves of a level begin and end; @first and @end are of the second. */
typedef struct {
  gint64 size;
  int last, first, end;
} Level;

static gint64
size_of (const NgTensors *tensors, int index)
{
  const NgTensorNode *node = &g_array_index (tensors->nodes, NgTensorNode, index);

  return node->kind == NG_TENSOR_MAPS || node->kind == NG_TENSOR_MEET
             ? MAX (node->height, node->width)
             : 0;
}

/* Whether each node leads to the next. */
static gboolean
is_chain (const NgTensors *tensors)
{
  guint n = 0;

  for (guint e = 0; e < tensors->edges->len; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    n += edge->to == edge->from + 1;
  }
  return n + 1 == tensors->nodes->len;
}

/* Of each node the furthest one of its size that it leads to, past the next; -1 for none. */
static int *
find_skips (const NgTensors *tensors)
{
  int *skips = g_new (int, tensors->nodes->len + 1);

  for (guint i = 0; i < tensors->nodes->len; i++)
    skips[i] = -1;
  for (guint e = 0; e < tensors->edges->len; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    gint64 size = size_of (tensors, edge->from);
    if (edge->to > edge->from + 1 && size > 0 && size == size_of (tensors, edge->to))
      skips[edge->from] = MAX (skips[edge->from], edge->to);
  }
  return skips;
}

/* The levels from above, each of a smaller size than the one before. */
static GArray *
find_falling (const NgTensors *tensors, const int *skips)
{
  GArray *levels = g_array_new (FALSE, FALSE, sizeof (Level));
  int n = (int) tensors->nodes->len, *smaller = g_new (int, n + 1);

  /* The next node of a smaller size, or @n. */
  smaller[n] = n;
  for (int i = n - 1; i >= 0; i--)
    for (smaller[i] = i + 1;
         smaller[i] < n && (size_of (tensors, smaller[i]) == 0 ||
                            size_of (tensors, smaller[i]) >= size_of (tensors, i));)
      smaller[i] = smaller[smaller[i]];
  for (int i = 0; i < n; i++) {
    gint64 size = size_of (tensors, i);
    Level level = { size, i, 0, n };
    Level *last = levels->len > 0 ? &g_array_index (levels, Level, levels->len - 1) : NULL;

    if (skips[i] < 0 || skips[i] <= smaller[i])
      continue;
    if (last != NULL && size == last->size)
      last->last = i;
    else if (last == NULL || size < last->size)
      g_array_append_val (levels, level);
  }
  g_free (smaller);
  return levels;
}

/* Where each level begins again, from the lowest on. Returns: whether all do */
static gboolean
find_rising (const NgTensors *tensors, GArray *levels)
{
  int n = (int) tensors->nodes->len, at = g_array_index (levels, Level, levels->len - 1).last + 1;

  for (guint k = levels->len; k-- > 0;) {
    Level *level = &g_array_index (levels, Level, k);
    int begin = at;

    while (at < n && (at == begin || size_of (tensors, at) != level->size))
      at++;
    level->first = at;
    if (at == n)
      return FALSE;
    if (k + 1 < levels->len)
      level[1].end = at;
  }
  return TRUE;
}

NgTensorLevel *
ng_tensor_levels (const NgTensors *tensors)
{
  g_autofree NgTensorLevel *self = NULL;
  g_autofree int *skips = NULL;
  g_autoptr (GArray) levels = NULL;

  if (!is_chain (tensors))
    return NULL;
  skips = find_skips (tensors);
  levels = find_falling (tensors, skips);
  if (levels->len < LEAST_LEVELS || !find_rising (tensors, levels))
    return NULL;
  self = g_new0 (NgTensorLevel, tensors->nodes->len + 1);
  for (guint i = 0; i < tensors->nodes->len; i++)
    self[i].level = (int) levels->len;
  for (guint k = levels->len; k-- > 0;) {
    const Level *level = &g_array_index (levels, Level, k);
    for (int i = k > 0 ? level[-1].last + 1 : 0; i <= level->last; i++)
      self[i].level = (int) k;
    for (int i = level->first; i < level->end; i++)
      self[i] = (NgTensorLevel){ (int) k, TRUE };
  }
  for (guint e = 0; e < tensors->edges->len; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    if (edge->to > edge->from + 1 && self[edge->from].level != self[edge->to].level)
      return NULL;
  }
  return g_steal_pointer (&self);
}
