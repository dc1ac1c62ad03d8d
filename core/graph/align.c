#include "core/graph/align.h"

#include <string.h>

/* Each element of @a to the next equal one of @b that is not taken, as long as few are passed over:
 * for sequences that have little in common. */
static void
align_greedily (const guint *a, int n_a, const guint *b, int n_b, int *pairs, int offset)
{
  g_autoptr (GHashTable) places =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  int next = 0;

  for (int j = n_b - 1; j >= 0; j--) {
    GArray *list = g_hash_table_lookup (places, GUINT_TO_POINTER (b[j]));

    if (list == NULL) {
      list = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (places, GUINT_TO_POINTER (b[j]), list);
    }
    g_array_append_val (list, j);
  }
  for (int i = 0; i < n_a; i++) {
    GArray *list = g_hash_table_lookup (places, GUINT_TO_POINTER (a[i]));

    while (list != NULL && list->len > 0) {
      int j = g_array_index (list, int, list->len - 1);

      if (j >= next && j - next > NG_ALIGN_EFFORT)
        break;
      g_array_set_size (list, list->len - 1);
      if (j < next)
        continue;
      pairs[i] = offset + j;
      next = j + 1;
      break;
    }
  }
}

/* The furthest places on the diagonals -d, -d + 2, …, d after each number of differences d, one row
 * behind the other: row d has d + 1 entries and begins at d (d + 1) / 2. */
static gsize
row_of (int d)
{
  return (gsize) d * ((gsize) d + 1) / 2;
}

static int
furthest (const GArray *rows, int d, int diagonal)
{
  if (diagonal < -d || diagonal > d)
    return -1;
  return g_array_index (rows, int, row_of (d) + (gsize) ((diagonal + d) / 2));
}

/* Whether the best way to @diagonal with @d differences comes by an element of @b alone. */
static gboolean
comes_by_b (const GArray *rows, int d, int diagonal)
{
  return diagonal == -d || (diagonal != d && furthest (rows, d - 1, diagonal - 1) <
                                                 furthest (rows, d - 1, diagonal + 1));
}

static void
trace_back (const GArray *rows, int d, int x, int y, int *pairs, int offset)
{
  for (; d >= 0; d--) {
    int diagonal = x - y, from_x, from_y;

    if (d == 0) {
      from_x = from_y = 0;
    } else {
      gboolean by_b = comes_by_b (rows, d, diagonal);
      int before = by_b ? diagonal + 1 : diagonal - 1;

      from_x = furthest (rows, d - 1, before) + (by_b ? 0 : 1);
      from_y = from_x - diagonal;
    }
    while (x > from_x && y > from_y) {
      x--;
      y--;
      pairs[x] = offset + y;
    }
    if (d > 0) {
      gboolean by_b = comes_by_b (rows, d, diagonal);

      x = by_b ? from_x : from_x - 1;
      y = by_b ? from_y - 1 : from_y;
    }
  }
}

/* Between a common beginning and a common end. */
static void
align_middle (const guint *a, int n_a, const guint *b, int n_b, int *pairs, int offset)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (int));

  if (n_a == 0 || n_b == 0)
    return;
  for (int d = 0; d <= MIN (n_a + n_b, NG_ALIGN_EFFORT); d++) {
    for (int diagonal = -d; diagonal <= d; diagonal += 2) {
      int x = 0;

      if (d > 0)
        x = comes_by_b (rows, d, diagonal) ? furthest (rows, d - 1, diagonal + 1)
                                           : furthest (rows, d - 1, diagonal - 1) + 1;
      while (x < n_a && x - diagonal < n_b && x - diagonal >= 0 && a[x] == b[x - diagonal])
        x++;
      g_array_append_val (rows, x);
      if (x >= n_a && diagonal == n_a - n_b) {
        trace_back (rows, d, n_a, n_b, pairs, offset);
        return;
      }
    }
  }
  align_greedily (a, n_a, b, n_b, pairs, offset);
}

void
ng_align (const guint *a, gsize n_a, const guint *b, gsize n_b, int *pairs)
{
  gsize begin = 0, end = 0;

  for (gsize i = 0; i < n_a; i++)
    pairs[i] = -1;
  while (begin < n_a && begin < n_b && a[begin] == b[begin]) {
    pairs[begin] = (int) begin;
    begin++;
  }
  while (end < n_a - begin && end < n_b - begin && a[n_a - 1 - end] == b[n_b - 1 - end]) {
    pairs[n_a - 1 - end] = (int) (n_b - 1 - end);
    end++;
  }
  align_middle (a + begin,
                (int) (n_a - begin - end),
                b + begin,
                (int) (n_b - begin - end),
                pairs + begin,
                (int) begin);
}
