/* Columns get their distances from what stands in them and from the lines and texts between, and
 * are put in lines. */

#include "render/figure/rail-work.h"

/* Lines that may lead on where a row is broken. */
#define MOST_TRUNKS 8
/* What a line of a broken row costs: by itself, where it is as long as two may be, and where one
 * thing is all of it; one that is empty would cost 1 more. */
#define LINE_COST 0.5
#define TOO_LONG  100
#define LONELY    1.5

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

static NgRailColumn *
column_at (const NgRailWork *work, int index)
{
  return &work->columns[index];
}

/* Where the columns of a part may begin a line: where no more than @most lines lead on. Behind them
 * the end of the part. */
static GArray *
find_cuts (const NgRailWork *work, int part, int most)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (int));
  int first = work->bases[part], end = work->bases[part + 1];

  for (int c = first; c < end; c++)
    if (c == first || (column_at (work, c)->n_crossing <= most && !column_at (work, c)->follows))
      g_array_append_val (cuts, c);
  g_array_append_val (cuts, end);
  return cuts;
}

/* How bad a line of that length and number of columns is: much too long, too short, lonely. */
static double
line_cost (float length, float width, int n_columns)
{
  double rest = 1 - (double) (length / width);

  return LINE_COST + (rest < 0 ? TOO_LONG * (1 - rest) : rest * rest) +
         (n_columns == 1 ? LONELY : 0);
}

/* The cuts at which lines begin, such that they are as equally long as can be and no longer than
 * @width, where that can be. @before: (out): of each cut the one before. */
static void
choose_cuts (const NgRailWork *work, const GArray *cuts, float width, float margin, int *before)
{
  const int *at = (const int *) (const void *) cuts->data;
  int first = at[0], end = at[cuts->len - 1];
  g_autofree double *costs = g_new0 (double, cuts->len);
  g_autofree float *places = g_new0 (float, end - first + 1);

  for (int c = first + 1; c < end; c++)
    places[c - first] = places[c - first - 1] + column_at (work, c)->distance;
  for (guint k = 1; k < cuts->len; k++) {
    costs[k] = G_MAXDOUBLE;
    for (guint i = k; i-- > 0;) {
      const NgRailColumn *begin = column_at (work, at[i]), *last = column_at (work, at[k] - 1);
      float length = begin->lead + places[at[k] - 1 - first] - places[at[i] - first] + last->right +
                     (i > 0 ? 2 : 1) * margin;
      double cost = costs[i] + line_cost (length, width, at[k] - at[i]);
      if (cost < costs[k]) {
        costs[k] = cost;
        before[k] = (int) i;
      }
      if (length > width)
        break;
    }
  }
}

/* Puts the columns of a part in lines no wider than @width where they can be broken: where no more
 * than @most lines lead on. @has_lonely: (out) (nullable): whether one column is a line. Returns:
 * the number of lines */
static int
break_part (NgRailWork *work, int part, float width, int most, gboolean *has_lonely)
{
  int first = work->bases[part], end = work->bases[part + 1], n = 1;
  float margin = ng_rail_margin (work, most), length = column_at (work, first)->lead;
  g_autoptr (GArray) cuts = find_cuts (work, part, most);
  const int *at = (const int *) (const void *) cuts->data;
  g_autofree int *before = g_new0 (int, cuts->len);
  g_autofree guint8 *begins = g_new0 (guint8, end - first + 1);

  for (int c = first + 1; c < end; c++)
    length += column_at (work, c)->distance;
  if (width > 0 && length + column_at (work, end - 1)->right > width) {
    choose_cuts (work, cuts, width, margin, before);
    for (int k = before[cuts->len - 1]; k > 0; k = before[k])
      begins[at[k] - first] = TRUE;
  }
  for (int c = first; c < end; c++) {
    NgRailColumn *column = column_at (work, c);

    n += begins[c - first];
    column->x = c == first          ? column->lead
                : begins[c - first] ? column->lead + margin
                                    : column[-1].x + column->distance;
    column->line = work->n_lines + n - 1;
  }
  if (has_lonely != NULL) {
    *has_lonely = FALSE;
    begins[end - first] = TRUE;
    for (int c = first; c < end; c++)
      *has_lonely |= n > 1 && (c == first || begins[c - first]) && begins[c + 1 - first];
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
    break_part (work, part, width, most, NULL);
    if (widest (work, part) < least) {
      least = widest (work, part);
      best = most;
    }
  }
  return best;
}

static void
place_lines (NgRailWork *work)
{
  for (int p = 0; p < work->rows->n_parts; p++) {
    float width = work->options->width, most_width = work->options->most_width;
    gboolean has_lonely, is_lonely = FALSE;
    int most = find_most (work, p), n = break_part (work, p, width, most, &has_lonely);

    /* What has to be wider may fill that; what would be alone may make a line wider. */
    if (n > 1 && widest (work, p) > width) {
      width = widest (work, p) + ng_rail_margin (work, most);
      n = break_part (work, p, width, most, &has_lonely);
    }
    if (has_lonely && most_width > width)
      n = break_part (work, p, most_width, most, &is_lonely);
    if (is_lonely)
      n = break_part (work, p, width, most, NULL);
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

/* All parts in one line. */
static void
join_parts (NgRailWork *work)
{
  float end = 0;

  for (int p = 0; p < work->rows->n_parts; p++) {
    break_part (work, p, 0, 1, NULL);
    for (int c = work->bases[p]; c < work->bases[p + 1]; c++)
      work->columns[c].x += end;
    end = widest (work, p) + work->options->row_gap;
    work->mosts[p] = 1;
  }
  work->n_lines = 1;
}

void
ng_rail_place_columns (NgRailWork *work)
{
  find_bases (work);
  find_lanes (work);
  measure_columns (work);
  count_crossing (work);
  work->is_u = work->options->is_u && ng_rail_can_be_u (work);
  if (work->is_u)
    ng_rail_place_u (work);
  else if (work->options->is_joined)
    join_parts (work);
  else
    place_lines (work);
}
