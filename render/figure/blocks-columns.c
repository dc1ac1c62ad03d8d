/* Block diagrams that are too long for a page, in columns. */

#include "render/figure/blocks-draw.h"

/* Points from a column to the line that leads on from it. */
#define COLUMN_GAP 9.0F
/* Steps in which columns are made equally long. */
#define BALANCE_STEPS 8

/* Whether the row may be broken before a brick: one line alone leads to it. */
static gboolean
may_break (const NgBrickRow *row, guint index)
{
  const NgBrick *brick = row->bricks->pdata[index];

  return index > 0 && brick->is_passed && !brick->is_sealed && brick->branches->len == 0 &&
         brick->beside == NULL;
}

static float
end_of (const NgBrickRow *row, guint index)
{
  const NgBrick *brick = row->bricks->pdata[index];

  return brick->u + brick->along;
}

/* Where a row is broken so that no part is longer than @most, if it can be: first bricks of parts,
 * and the number of bricks. @longest: (out): of the parts */
static GArray *
break_row (const NgBrickRow *row, float most, float *longest)
{
  GArray *firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  guint begin = 0, cut = 0, n = row->bricks->len;

  *longest = 0;
  g_array_append_val (firsts, begin);
  for (guint i = 1; i < n; i++) {
    float start = begin > 0 ? end_of (row, begin - 1) : 0;
    cut = may_break (row, i) ? i : cut;
    if (end_of (row, i) - start > most && cut > begin) {
      *longest = MAX (*longest, end_of (row, cut - 1) - start);
      begin = cut;
      g_array_append_val (firsts, begin);
    }
  }
  *longest = MAX (*longest, row->length - (begin > 0 ? end_of (row, begin - 1) : 0));
  g_array_append_val (firsts, n);
  return firsts;
}

/* As few parts as can be, and all about as long. */
static GArray *
break_evenly (const NgBrickRow *row, float most)
{
  float longest, low = 0, high = most;
  GArray *firsts = break_row (row, most, &longest);

  for (int i = 0; i < BALANCE_STEPS && longest <= most; i++) {
    float middle = (low + high) / 2, reached;
    GArray *other = break_row (row, middle, &reached);
    gboolean is_better = other->len == firsts->len && reached <= longest;
    GArray *worse = is_better ? firsts : other;

    high = is_better ? middle : high;
    low = is_better ? low : middle;
    longest = is_better ? reached : longest;
    firsts = is_better ? other : firsts;
    g_array_unref (worse);
  }
  return firsts;
}

/* How far bricks @from to @to - 1 reach to the side where the next part stands, or where the one
 * before does. */
static float
reach_of_part (
    const NgBlocksDrawing *drawing, const NgBrickRow *row, guint from, guint to, gboolean is_next)
{
  float most = 0;

  for (guint i = from; i < to; i++) {
    const NgBrick *brick = row->bricks->pdata[i];
    most =
        MAX (most, is_next != drawing->style.is_right ? brick->reach_after : brick->reach_before);
  }
  return most;
}

/* Parts of the row side by side; the line from the end of one leads to the beginning of the next.
 */
void
ng_blocks_draw_columns (const NgBlocksDrawing *drawing, const NgBrickRow *row, float most)
{
  g_autoptr (GArray) firsts = break_evenly (row, most);
  float sign = drawing->style.is_right ? -1 : 1, v = 0, start = 0;

  for (guint p = 0; p + 1 < firsts->len; p++) {
    guint from = g_array_index (firsts, guint, p), to = g_array_index (firsts, guint, p + 1);
    float end = end_of (row, to - 1) - start, lane;

    ng_blocks_draw_bricks (drawing, row, from, to, (NgPoint){ -start, v }, 0);
    if (to == row->bricks->len)
      break;
    lane = v + sign * (reach_of_part (drawing, row, from, to, TRUE) + COLUMN_GAP);
    ng_blocks_go_to (drawing, end, v);
    ng_blocks_go_to (drawing, end + COLUMN_GAP, v);
    ng_blocks_go_to (drawing, end + COLUMN_GAP, lane);
    ng_blocks_go_to (drawing, -COLUMN_GAP, lane);
    from = to;
    to = g_array_index (firsts, guint, p + 2);
    v = lane + sign * (reach_of_part (drawing, row, from, to, FALSE) + COLUMN_GAP);
    ng_blocks_go_to (drawing, -COLUMN_GAP, v);
    start = end_of (row, from - 1);
  }
}
