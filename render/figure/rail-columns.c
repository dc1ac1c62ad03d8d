/* Columns get their distances from what stands in them and from the lines and texts between, and
 * are put in lines. */

#include "render/figure/rail-work.h"

/* Lines that may lead on where a row is broken. */
#define MOST_TRUNKS 8
/* Steps in which lines of a broken row are made equally long. */
#define BALANCE_STEPS 7

int
ng_rail_column_of (const NgRailWork *work, int v)
{
  return work->bases[work->rows->part[v]] + work->rows->column[v];
}

NgRailColumn *
ng_rail_column_at (const NgRailWork *work, int v)
{
  return &work->columns[ng_rail_column_of (work, v)];
}

/* Whether a line from another row comes to a round thing from above or below. */
gboolean
ng_rail_is_upright (const NgRailWork *work, int e)
{
  int from = work->edges[e].from, to = work->edges[e].to;

  return work->nodes[to].is_round && work->rows->ways[e] == NG_RAIL_MERGE &&
         work->rows->row[from] == work->rows->row[to] + 1;
}

static gboolean
is_on_one_row (const NgRailWork *work, int e)
{
  return work->rows->row[work->edges[e].from] == work->rows->row[work->edges[e].to];
}

gboolean
ng_rail_leaves_above (const NgRailWork *work, int e)
{
  return is_on_one_row (work, e) && work->nodes[work->edges[e].from].is_open_above;
}

gboolean
ng_rail_enters_above (const NgRailWork *work, int e)
{
  const NgRailNode *to = &work->nodes[work->edges[e].to];

  return is_on_one_row (work, e) && (to->is_open_above || to->is_round);
}

static gboolean
needs_split (const NgRailWork *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return way == NG_RAIL_SPLIT || (way == NG_RAIL_OVER && !ng_rail_leaves_above (work, e));
}

static gboolean
needs_merge (const NgRailWork *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return (way == NG_RAIL_MERGE && !ng_rail_is_upright (work, e)) ||
         (way == NG_RAIL_OVER && !ng_rail_enters_above (work, e));
}

static void
find_lanes (NgRailWork *work)
{
  for (int e = 0; e < work->n_edges; e++) {
    int from = work->edges[e].from, to = work->edges[e].to;

    if (needs_split (work, e) && work->split_lanes[from] < 0)
      work->split_lanes[from] = ng_rail_column_at (work, from)->n_splits++;
    if (needs_merge (work, e) && work->merge_lanes[to] < 0)
      work->merge_lanes[to] = ng_rail_column_at (work, to)->n_merges++;
  }
}

/* How far from its column's middle, or from the middle of the one before, the text before a thing
 * has to end. */
float
ng_rail_text_end (const NgRailWork *work, int v)
{
  const NgRailColumn *column = ng_rail_column_at (work, v);

  return column->n_merges > 0
             ? column->left + ((float) column->n_merges + 0.5F) * work->options->lane
             : 0;
}

float
ng_rail_text_begin (const NgRailWork *work, int v)
{
  int before = work->rows->before[v];
  const NgRailColumn *column = ng_rail_column_at (work, v) - 1;

  if (column->n_splits > 0)
    return column->right + ((float) column->n_splits + 0.5F) * work->options->lane;
  if (before >= 0 && work->rows->column[before] == work->rows->column[v] - 1 &&
      !work->nodes[before].is_round)
    return 0;
  return column->right;
}

static void
measure_columns (NgRailWork *work)
{
  int n = work->bases[work->rows->n_parts];
  float lane = work->options->lane;

  for (int v = 0; v < work->n_nodes; v++) {
    NgRailColumn *column = ng_rail_column_at (work, v);
    column->left = MAX (column->left, work->nodes[v].left);
    column->right = MAX (column->right, work->nodes[v].right);
    column->follows = column->follows || work->nodes[v].follows;
  }
  for (int c = 0; c < n; c++) {
    NgRailColumn *column = &work->columns[c];
    int n_lines = column->n_merges + (c > 0 ? column[-1].n_splits : 0);

    column->lead = column->left;
    if (c > 0)
      column->distance = column[-1].right + column->left +
                         MAX (work->options->gap, n_lines > 0 ? (float) (n_lines + 2) * lane : 0);
  }
  for (int v = 0; v < work->n_nodes; v++) {
    NgRailColumn *column = ng_rail_column_at (work, v);
    float room = work->nodes[v].before + 2 * NG_RAIL_CLEAR;

    if (work->nodes[v].before <= 0)
      continue;
    column->lead = MAX (column->lead, ng_rail_text_end (work, v) + room);
    if (work->rows->column[v] > 0)
      column->distance =
          MAX (column->distance, ng_rail_text_begin (work, v) + room + ng_rail_text_end (work, v));
  }
}

/* From how many things lines lead over each place between two columns. */
static void
count_crossing (NgRailWork *work)
{
  g_autofree int *ends = g_new0 (int, work->n_nodes + 1);

  for (int e = 0; e < work->n_edges; e++)
    ends[work->edges[e].from] =
        MAX (ends[work->edges[e].from], ng_rail_column_of (work, work->edges[e].to) + 1);
  for (int v = 0; v < work->n_nodes; v++) {
    if (ends[v] == 0)
      continue;
    ng_rail_column_at (work, v)[1].n_crossing++;
    work->columns[ends[v]].n_crossing--;
  }
  for (int p = 0; p < work->rows->n_parts; p++)
    for (int c = work->bases[p] + 2; c < work->bases[p + 1]; c++)
      work->columns[c].n_crossing += work->columns[c - 1].n_crossing;
}

/* Room beside a broken row, and between its lines, for @n lines that go on. */
float
ng_rail_margin (const NgRailWork *work, int n)
{
  return (float) (n + 1) * work->options->lane;
}

/* Puts the columns of a part in lines no wider than @width where they can be broken: where no more
 * than @most lines lead on. Returns: the number of lines */
static int
break_part (NgRailWork *work, int part, float width, int most)
{
  int first = work->bases[part], cut = first, n = 1;

  for (int c = first; c < work->bases[part + 1]; c++) {
    NgRailColumn *column = &work->columns[c];

    if (c == first)
      column->x = column->lead + (n > 1 ? ng_rail_margin (work, most) : 0);
    else
      column->x = column[-1].x + column->distance;
    if (c > first && column->n_crossing <= most && !column->follows)
      cut = c;
    if (width > 0 && cut > first &&
        column->x + column->right + ng_rail_margin (work, most) > width) {
      first = c = cut;
      column = &work->columns[c];
      n++;
      column->x = column->lead + ng_rail_margin (work, most);
    }
    column->line = work->n_lines + n - 1;
  }
  return n;
}

static float
widest (const NgRailWork *work, int part)
{
  float width = 0;

  for (int c = work->bases[part]; c < work->bases[part + 1]; c++)
    width = MAX (width, work->columns[c].x + work->columns[c].right);
  return width;
}

/* Where one line alone leads on if that is enough, else where as few as possible do. */
static int
find_most (NgRailWork *work, int part)
{
  float width = work->options->width, least = G_MAXFLOAT;
  int best = 1;

  for (int most = 1;
       width > 0 && most <= MOST_TRUNKS && least > MAX (width, work->options->most_width);
       most++) {
    break_part (work, part, width, most);
    if (widest (work, part) < least) {
      least = widest (work, part);
      best = most;
    }
  }
  return best;
}

static void
place_columns (NgRailWork *work)
{
  for (int p = 0; p < work->rows->n_parts; p++) {
    float high = work->options->width, limit, low;
    int most = find_most (work, p), n = break_part (work, p, high, most);

    /* What has to be wider may fill that. */
    limit = MAX (high, widest (work, p));
    if (n > 1 && limit > high) {
      high = limit;
      n = break_part (work, p, high, most);
      limit = MAX (limit, widest (work, p));
    }
    low = high / 2;
    for (int i = 0; n > 1 && i < BALANCE_STEPS; i++) {
      float middle = (low + high) / 2;
      if (break_part (work, p, middle, most) <= n && widest (work, p) <= limit)
        high = middle;
      else
        low = middle;
    }
    if (n > 1)
      n = break_part (work, p, high, most);
    work->n_lines += n;
    work->mosts[p] = most;
  }
}

/* Whether it leads from one line of a broken row to another. */
gboolean
ng_rail_goes_on (const NgRailWork *work, int e)
{
  return ng_rail_column_at (work, work->edges[e].from)->line !=
         ng_rail_column_at (work, work->edges[e].to)->line;
}

static void
find_bases (NgRailWork *work)
{
  int n = work->rows->n_parts;

  for (int v = 0; v < work->n_nodes; v++)
    work->bases[work->rows->part[v] + 1] =
        MAX (work->bases[work->rows->part[v] + 1], work->rows->column[v] + 1);
  for (int p = 0; p < n; p++)
    work->bases[p + 1] += work->bases[p];
  work->columns = g_new0 (NgRailColumn, work->bases[n] + 1);
}

void
ng_rail_place_columns (NgRailWork *work)
{
  find_bases (work);
  find_lanes (work);
  measure_columns (work);
  count_crossing (work);
  place_columns (work);
}
