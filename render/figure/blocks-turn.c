/* Nets that skips lead over, one in the other, turned in the middle: what comes before the skips
 * stands in one column, what comes after them in another, where the flow leads back. Each skip goes
 * straight across to where it ends. */

#include "render/figure/blocks-draw.h"

/* Skips in one another that make it worth while. */
#define LEAST_LEVELS 3
/* Points: from one column to the other, from a brick to where its line parts, between bricks. */
#define ACROSS 30.0F
#define FORK   7.0F
#define GAP    11.0F

/* What a skip leads over: @begins: bricks before it, @ends: the one that it comes to and those
 * after that. Of the innermost both are halves of what it leads over. */
typedef struct {
  NgBrickRow begins, ends;
  const NgBrick *end; /* as it is in the net; NULL of the innermost */
  NgBrick copy;       /* the same without the branch */
  float start;        /* of @begins, on the way there */
  float part;         /* where the skip parts */
} Level;

typedef struct {
  const NgBlocksDrawing *drawing;
  GPtrArray *levels; /* Level, the outermost first */
  NgBrick point;     /* where rows begin */
} Work;

static Level *
level_at (const Work *work, guint index)
{
  return work->levels->pdata[index];
}

static void
level_free (gpointer data)
{
  Level *self = data;

  g_clear_pointer (&self->begins.bricks, g_ptr_array_unref);
  g_clear_pointer (&self->ends.bricks, g_ptr_array_unref);
  g_clear_pointer (&self->copy.branches, g_ptr_array_unref);
  g_free (self);
}

/* ---- levels ---- */

/* Whether one branch and the line past it come to a brick, and nothing else. */
static gboolean
is_skipped_to (const NgBrick *brick)
{
  const NgBrickRow *branch =
      brick->branches->len == 1 && brick->ties == NULL ? brick->branches->pdata[0] : NULL;

  return branch != NULL && brick->is_passed && branch->is_attached && branch->is_joined &&
         brick->beside == NULL && !brick->is_sealed && branch->bricks->len > 0 &&
         brick->notes->len == 0 && brick->outlets->len == 0;
}

/* Skips in one another in a row. @at: (out): the brick that the outermost comes to */
static guint
count_levels (const NgBrickRow *row, guint *at)
{
  guint most = 0, inner;

  for (guint i = 0; i < row->bricks->len; i++) {
    const NgBrick *brick = row->bricks->pdata[i];
    guint n =
        i > 0 && is_skipped_to (brick) ? 1 + count_levels (brick->branches->pdata[0], &inner) : 0;
    if (n > most) {
      most = n;
      *at = i;
    }
  }
  return most;
}

/* Lines between branches go one way only. */
static gboolean
is_tied (const NgBrickRow *row)
{
  for (guint i = 0; i < row->bricks->len; i++) {
    const NgBrick *brick = row->bricks->pdata[i];
    if (brick->ties != NULL || brick->beside != NULL)
      return TRUE;
    if (brick->inner != NULL && is_tied (brick->inner))
      return TRUE;
    for (guint b = 0; b < brick->branches->len; b++)
      if (is_tied (brick->branches->pdata[b]))
        return TRUE;
  }
  return FALSE;
}

/* Bricks of a row from @from to @to - 1, behind a point where it begins, or @first. */
static NgBrickRow
take_bricks (Work *work, const NgBrickRow *row, guint from, guint to, NgBrick *first)
{
  NgBrickRow taken = { .bricks = g_ptr_array_new (), .is_attached = TRUE };

  g_ptr_array_add (taken.bricks, &work->point);
  if (first != NULL)
    g_ptr_array_add (taken.bricks, first);
  for (guint i = from; i < to; i++)
    g_ptr_array_add (taken.bricks, row->bricks->pdata[i]);
  return taken;
}

static void
find_levels (Work *work, const NgBrickRow *row)
{
  guint at = 0;

  while (count_levels (row, &at) > 0) {
    Level *level = g_new0 (Level, 1);
    const NgBrick *end = row->bricks->pdata[at];
    const NgBrickRow *branch = end->branches->pdata[0];

    level->end = end;
    level->copy = *end;
    level->copy.branches = g_ptr_array_new ();
    level->copy.port = branch->port;
    level->copy.label = branch->label;
    level->begins = take_bricks (work, row, 0, at, NULL);
    level->ends = take_bricks (work, row, at + 1, row->bricks->len, &level->copy);
    g_ptr_array_add (work->levels, level);
    row = branch;
  }
  Level *last = g_new0 (Level, 1);
  guint half = (row->bricks->len + 1) / 2;
  last->begins = take_bricks (work, row, 0, half, NULL);
  last->ends = take_bricks (work, row, half, row->bricks->len, NULL);
  g_ptr_array_add (work->levels, last);
}

/* ---- places ---- */

/* The middle of the brick that the skip comes to, in its row. */
static float
middle_of (const Level *level)
{
  return level->copy.u + level->copy.along / 2;
}

/* Places on the way there; @return: where the flow turns. */
static float
place_levels (Work *work, const NgBrickStyle *back)
{
  const NgBrickStyle *style = &work->drawing->style;
  float at = 0, after = 0;

  for (guint k = 0; k < work->levels->len; k++) {
    Level *level = level_at (work, k);
    gboolean is_last = level->end == NULL;

    ng_brick_row_place (style, &level->begins, style->width);
    ng_brick_row_place (back, &level->ends, style->width);
    level->start = at;
    /* Room for what stands beside it on the way back. */
    float there = level->begins.length + (is_last ? GAP : FORK);
    float here = is_last ? level->ends.length + after
                 : k > 0 ? level->ends.length - middle_of (level) + after
                         : 0;
    at += MAX (there, here);
    level->part = at;
    after = is_last ? 0 : middle_of (level);
  }
  return at;
}

/* ---- drawing ---- */

static float
reach_after (const Work *work)
{
  float most = 0;

  for (guint k = 0; k < work->levels->len; k++)
    most = MAX (most, level_at (work, k)->begins.after);
  return most;
}

static float
reach_before (const Work *work)
{
  float most = 0;

  for (guint k = 0; k < work->levels->len; k++)
    most = MAX (most, level_at (work, k)->ends.before);
  return most;
}

/* The way there, with skips across to @v. Returns: where the last brick ends */
static float
draw_there (const Work *work, float v)
{
  const NgBlocksDrawing *drawing = work->drawing;
  float end = 0;

  for (guint k = 0; k < work->levels->len; k++) {
    const Level *level = level_at (work, k);
    NgPoint origin = { level->start, 0 };

    ng_blocks_draw_bricks (
        drawing, &level->begins, k > 0 ? 0 : 1, level->begins.bricks->len, origin, end);
    end = level->start + ng_brick_row_end (&level->begins);
    if (level->end == NULL)
      continue;
    ng_blocks_pick_edge (drawing, level->end, level->end->port);
    ng_blocks_go_to (drawing, end, 0);
    ng_blocks_go_to (drawing, level->part, 0);
    ng_blocks_go_to (drawing, level->part, v - level->copy.before);
    ng_blocks_end_line (drawing, TRUE);
  }
  return end;
}

static void
draw_back (const Work *work, const NgBlocksDrawing *back, float end, float v)
{
  ng_blocks_go_to (back, back->turn - end, 0);
  ng_blocks_go_to (back, 0, 0);
  ng_blocks_go_to (back, 0, v);
  end = 0;
  for (guint k = work->levels->len; k-- > 0;) {
    const Level *level = level_at (work, k);
    float start = level->end == NULL ? 0 : back->turn - level->part - middle_of (level);

    /* The line round the turn leads on to what is behind the point. */
    ng_blocks_draw_bricks (back,
                           &level->ends,
                           level->end == NULL ? 1 : 0,
                           level->ends.bricks->len,
                           (NgPoint){ start, v },
                           end);
    end = start + ng_brick_row_end (&level->ends);
  }
}

gboolean
ng_blocks_draw_turned (const NgBlocksDrawing *drawing, const NgBrickRow *row)
{
  g_autoptr (GPtrArray) levels = g_ptr_array_new_with_free_func (level_free);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  NgBrick point = { .kind = NG_BRICK_POINT,
                    .count = 1,
                    .category = NG_CATEGORY_CONTAINER,
                    .branches = none,
                    .notes = none,
                    .outlets = none,
                    .beside_node = -1,
                    .wrong_port = -1,
                    .is_passed = TRUE };
  Work work = { drawing, levels, point };
  NgBlocksDrawing back = *drawing;
  guint at;

  if (count_levels (row, &at) < LEAST_LEVELS || is_tied (row))
    return FALSE;
  find_levels (&work, row);
  back.is_back = TRUE;
  /* Names of frames stand at the upper side of the page. */
  if (!back.style.is_right)
    back.style.is_up = !back.style.is_up;
  back.turn = place_levels (&work, &back.style);
  float v = reach_after (&work) + ACROSS + reach_before (&work);
  draw_back (&work, &back, draw_there (&work, v), v);
  return TRUE;
}
