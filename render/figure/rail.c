/* Columns get their distances from what stands in them and from the lines and texts between; rows
 * from the highest of their things and the lines above. */

#include "render/figure/rail.h"

#include "render/figure/rail-rows.h"

#include <stdlib.h>
#include <string.h>

/* Points between a text and what is beside it. */
#define CLEAR 3.0F
/* Lines over things may be this long, in quarters of columns, before they are simply stacked. */
#define LONGEST 4000000
/* Steps in which lines of a broken row are made equally long. */
#define BALANCE_STEPS 7

/* One of all columns of all parts. */
typedef struct {
  float left, right;
  int n_splits,
      n_merges;   /* lines in the gap behind it that begin at it, before it that end at it */
  float distance; /* from the column before it */
  float lead;     /* least room before it where a line begins with it */
  int n_crossing; /* edges from columns before it to this and later ones */
  int line;
  float x;
} Column;

/* What of a row stands in a line. */
typedef struct {
  int line, row;
  float up, down, caption, text;
  int n_lanes;
  float y;
} Slot;

typedef struct {
  int edge, slot;
  int first, last; /* quarters of columns */
  int lane;
} Arc;

typedef struct {
  NgRailNode *nodes;
  NgRailEdge *edges;
  int n_nodes, n_edges;
  const NgRailOptions *options;
  const NgRailRows *rows;
  NgRail *rail;
  int *bases; /* first column of each part, and one more */
  Column *columns;
  int *split_lanes, *merge_lanes; /* of nodes, -1 for none */
  int *slots_of;
  GArray *slots, *arcs;
  int *arc_of; /* of edges, -1 for none */
  int n_lines;
  float *line_widths, *gutters;
} Work;

static int
column_of (const Work *work, int v)
{
  return work->bases[work->rows->part[v]] + work->rows->column[v];
}

static Column *
column_at (const Work *work, int v)
{
  return &work->columns[column_of (work, v)];
}

/* Whether a line from another row comes to a round thing from above or below. */
static gboolean
is_upright (const Work *work, int e)
{
  int from = work->edges[e].from, to = work->edges[e].to;

  return work->nodes[to].is_round && work->rows->ways[e] == NG_RAIL_MERGE &&
         work->rows->row[from] == work->rows->row[to] + 1;
}

static gboolean
is_on_one_row (const Work *work, int e)
{
  return work->rows->row[work->edges[e].from] == work->rows->row[work->edges[e].to];
}

static gboolean
leaves_above (const Work *work, int e)
{
  return is_on_one_row (work, e) && work->nodes[work->edges[e].from].is_open_above;
}

static gboolean
enters_above (const Work *work, int e)
{
  const NgRailNode *to = &work->nodes[work->edges[e].to];

  return is_on_one_row (work, e) && (to->is_open_above || to->is_round);
}

static gboolean
needs_split (const Work *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return way == NG_RAIL_SPLIT || (way == NG_RAIL_OVER && !leaves_above (work, e));
}

static gboolean
needs_merge (const Work *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return (way == NG_RAIL_MERGE && !is_upright (work, e)) ||
         (way == NG_RAIL_OVER && !enters_above (work, e));
}

static void
find_lanes (Work *work)
{
  for (int e = 0; e < work->n_edges; e++) {
    int from = work->edges[e].from, to = work->edges[e].to;

    if (needs_split (work, e) && work->split_lanes[from] < 0)
      work->split_lanes[from] = column_at (work, from)->n_splits++;
    if (needs_merge (work, e) && work->merge_lanes[to] < 0)
      work->merge_lanes[to] = column_at (work, to)->n_merges++;
  }
}

/* How far from its column's middle, or from the middle of the one before, the text before a thing
 * has to end. */
static float
text_end (const Work *work, int v)
{
  const Column *column = column_at (work, v);

  return column->n_merges > 0
             ? column->left + ((float) column->n_merges + 0.5F) * work->options->lane
             : 0;
}

static float
text_begin (const Work *work, int v)
{
  int before = work->rows->before[v];
  const Column *column = column_at (work, v) - 1;

  if (column->n_splits > 0)
    return column->right + ((float) column->n_splits + 0.5F) * work->options->lane;
  if (before >= 0 && work->rows->column[before] == work->rows->column[v] - 1 &&
      !work->nodes[before].is_round)
    return 0;
  return column->right;
}

static void
measure_columns (Work *work)
{
  int n = work->bases[work->rows->n_parts];
  float lane = work->options->lane;

  for (int v = 0; v < work->n_nodes; v++) {
    Column *column = column_at (work, v);
    column->left = MAX (column->left, work->nodes[v].left);
    column->right = MAX (column->right, work->nodes[v].right);
  }
  for (int c = 0; c < n; c++) {
    Column *column = &work->columns[c];
    int n_lines = column->n_merges + (c > 0 ? column[-1].n_splits : 0);

    column->lead = column->left;
    if (c > 0)
      column->distance = column[-1].right + column->left +
                         MAX (work->options->gap, n_lines > 0 ? (float) (n_lines + 2) * lane : 0);
  }
  for (int v = 0; v < work->n_nodes; v++) {
    Column *column = column_at (work, v);
    float room = work->nodes[v].before + 2 * CLEAR;

    if (work->nodes[v].before <= 0)
      continue;
    column->lead = MAX (column->lead, text_end (work, v) + room);
    if (work->rows->column[v] > 0)
      column->distance = MAX (column->distance, text_begin (work, v) + room + text_end (work, v));
  }
}

/* A row can be broken where one thing alone leads on. A line along the row of its beginning counts
 * for itself, since there may be nothing on that row behind the break. */
static void
count_crossing (Work *work)
{
  g_autofree int *ends = g_new0 (int, work->n_nodes + 1);

  for (int e = 0; e < work->n_edges; e++) {
    int from = work->edges[e].from, end = column_of (work, work->edges[e].to) + 1;

    ends[from] = MAX (ends[from], end);
    if (work->rows->ways[e] == NG_RAIL_MERGE) {
      column_at (work, from)[1].n_crossing++;
      work->columns[end].n_crossing--;
    }
  }
  for (int v = 0; v < work->n_nodes; v++) {
    if (ends[v] == 0)
      continue;
    column_at (work, v)[1].n_crossing++;
    work->columns[ends[v]].n_crossing--;
  }
  for (int p = 0; p < work->rows->n_parts; p++)
    for (int c = work->bases[p] + 2; c < work->bases[p + 1]; c++)
      work->columns[c].n_crossing += work->columns[c - 1].n_crossing;
}

/* Room at the ends of a broken row, for the line that goes on. */
static float
margin (const Work *work)
{
  return 2 * work->options->lane;
}

/* Puts the columns of a part in lines no wider than @width where they can be broken. Returns: the
 * number of lines */
static int
break_part (Work *work, int part, float width)
{
  int first = work->bases[part], cut = first, n = 1;

  for (int c = first; c < work->bases[part + 1]; c++) {
    Column *column = &work->columns[c];

    if (c == first)
      column->x = column->lead + (n > 1 ? margin (work) : 0);
    else
      column->x = column[-1].x + column->distance;
    if (c > first && column->n_crossing == 1)
      cut = c;
    if (width > 0 && cut > first && column->x + column->right + margin (work) > width) {
      first = c = cut;
      column = &work->columns[c];
      n++;
      column->x = column->lead + margin (work);
    }
    column->line = work->n_lines + n - 1;
  }
  return n;
}

static float
widest (const Work *work, int part)
{
  float width = 0;

  for (int c = work->bases[part]; c < work->bases[part + 1]; c++)
    width = MAX (width, work->columns[c].x + work->columns[c].right);
  return width;
}

static void
place_columns (Work *work)
{
  for (int p = 0; p < work->rows->n_parts; p++) {
    float high = work->options->width, low;
    int n = break_part (work, p, high);

    low = high / 2;
    for (int i = 0; n > 1 && i < BALANCE_STEPS; i++) {
      float middle = (low + high) / 2;
      if (break_part (work, p, middle) <= n && widest (work, p) <= work->options->width)
        high = middle;
      else
        low = middle;
    }
    if (n > 1)
      n = break_part (work, p, high);
    work->n_lines += n;
  }
}

static int
compare_slots (gconstpointer a, gconstpointer b, gpointer data)
{
  const Work *work = data;
  int v = *(const int *) a, w = *(const int *) b;
  int x = column_at (work, v)->line, y = column_at (work, w)->line;

  if (x != y)
    return x - y;
  if (work->rows->row[v] != work->rows->row[w])
    return work->rows->row[v] - work->rows->row[w];
  return v - w;
}

static Slot *
slot_at (const Work *work, int index)
{
  return &g_array_index (work->slots, Slot, index);
}

static void
find_slots (Work *work)
{
  g_autofree int *order = g_new (int, work->n_nodes + 1);

  for (int v = 0; v < work->n_nodes; v++)
    order[v] = v;
  g_qsort_with_data (order, work->n_nodes, sizeof *order, compare_slots, work);
  for (int k = 0; k < work->n_nodes; k++) {
    int v = order[k], line = column_at (work, v)->line, row = work->rows->row[v];
    const NgRailNode *node = &work->nodes[v];
    Slot *slot = work->slots->len > 0 ? slot_at (work, (int) work->slots->len - 1) : NULL;

    if (slot == NULL || slot->line != line || slot->row != row) {
      g_array_append_val (work->slots, ((Slot){ .line = line, .row = row }));
      slot = slot_at (work, (int) work->slots->len - 1);
    }
    slot->up = MAX (slot->up, node->up);
    slot->down = MAX (slot->down, node->down);
    slot->caption = MAX (slot->caption, node->caption);
    slot->text = MAX (slot->text, node->text);
    work->slots_of[v] = (int) work->slots->len - 1;
  }
}

static int
compare_arcs (gconstpointer a, gconstpointer b)
{
  const Arc *x = a, *y = b;
  int lengths = (x->last - x->first) - (y->last - y->first);

  if (x->slot != y->slot)
    return x->slot - y->slot;
  if (lengths != 0)
    return lengths;
  return x->first != y->first ? x->first - y->first : x->edge - y->edge;
}

/* Whether it leads from one line of a broken row to the next. */
static gboolean
goes_on (const Work *work, int e)
{
  return column_at (work, work->edges[e].from)->line != column_at (work, work->edges[e].to)->line;
}

/* Short lines lie under long ones: each as low as all under it let it. */
static void
stack_arcs (Work *work)
{
  g_autofree int *heights = g_new0 (int, 4 * (gsize) work->bases[work->rows->n_parts] + 4);
  gint64 length = 0;

  for (int e = 0; e < work->n_edges; e++) {
    int from = work->edges[e].from, to = work->edges[e].to;
    Arc arc = { .edge = e, .slot = work->slots_of[from] };

    if (work->rows->ways[e] != NG_RAIL_OVER)
      continue;
    arc.first = 4 * column_of (work, from) + (leaves_above (work, e) ? 1 : 2);
    if (goes_on (work, e))
      arc.slot = work->slots_of[to];
    arc.last = 4 * column_of (work, to) - (enters_above (work, e) ? 0 : 1);
    g_array_append_val (work->arcs, arc);
  }
  qsort (work->arcs->data, work->arcs->len, sizeof (Arc), compare_arcs);

  for (guint i = 0, first = 0; i < work->arcs->len; i++) {
    Arc *arc = &g_array_index (work->arcs, Arc, i);
    Slot *slot = slot_at (work, arc->slot);

    if (i > 0 && arc[-1].slot != arc->slot) {
      for (; first < i; first++) {
        const Arc *old = &g_array_index (work->arcs, Arc, first);
        for (int x = old->first; x <= old->last && length <= LONGEST; x++)
          heights[x] = 0;
      }
    }
    length += arc->last - arc->first;
    arc->lane = slot->n_lanes + 1;
    if (length <= LONGEST) {
      arc->lane = 1;
      for (int x = arc->first; x <= arc->last; x++)
        arc->lane = MAX (arc->lane, heights[x] + 1);
      for (int x = arc->first; x <= arc->last; x++)
        heights[x] = arc->lane;
    }
    slot->n_lanes = MAX (slot->n_lanes, arc->lane);
    work->arc_of[arc->edge] = (int) i;
  }
}

static void
place_rows (Work *work)
{
  float y = 0, lane = work->options->lane;

  for (guint i = 0; i < work->slots->len; i++) {
    Slot *slot = slot_at (work, (int) i);

    if (i > 0)
      y += work->options->row_gap;
    if (i > 0 && slot->line != slot[-1].line) {
      work->gutters[slot->line] = y;
      y += margin (work);
    }
    y += (float) slot->n_lanes * lane + slot->caption + slot->up;
    slot->y = y;
    y += slot->down + slot->text;
  }
  work->rail->height = y;
  for (int v = 0; v < work->n_nodes; v++) {
    const Slot *slot = slot_at (work, work->slots_of[v]);
    const Column *column = column_at (work, v);
    NgRailNode *node = &work->nodes[v];
    gboolean begins = work->rows->column[v] == 0 || column[-1].line != column->line;
    float end = column->x - text_end (work, v);

    node->x = column->x;
    node->y = slot->y;
    node->caption_y = slot->y - slot->up;
    node->text_y = slot->y + slot->down;
    node->text_x =
        begins ? end - CLEAR - node->before / 2 : (column[-1].x + text_begin (work, v) + end) / 2;
    work->line_widths[column->line] =
        MAX (work->line_widths[column->line], column->x + column->right);
  }
  for (int l = 0; l < work->n_lines; l++)
    work->rail->width = MAX (work->rail->width, work->line_widths[l]);
}

static void
put (Work *work, float x, float y)
{
  g_array_append_val (work->rail->points, ((NgPoint){ x, y }));
}

static float
split_x (const Work *work, int v)
{
  const Column *column = column_at (work, v);

  return column->x + column->right + ((float) work->split_lanes[v] + 1) * work->options->lane;
}

static float
merge_x (const Work *work, int v)
{
  const Column *column = column_at (work, v);

  return column->x - column->left - ((float) work->merge_lanes[v] + 1) * work->options->lane;
}

/* Down from above its row to the end of an edge. */
static void
route_down (Work *work, int e)
{
  const NgRailNode *to = &work->nodes[work->edges[e].to];
  const Arc *arc = &g_array_index (work->arcs, Arc, work->arc_of[e]);
  const Slot *slot = slot_at (work, arc->slot);
  float y = slot->y - slot->up - slot->caption - ((float) arc->lane - 0.4F) * work->options->lane;

  put (work, g_array_index (work->rail->points, NgPoint, work->rail->points->len - 1).x, y);
  if (enters_above (work, e)) {
    put (work, to->x + to->enter.x, y);
    put (work, to->x + to->enter.x, to->y + to->enter.y);
  } else {
    float x = merge_x (work, work->edges[e].to);
    put (work, x, y);
    put (work, x, to->y);
    put (work, to->x + to->in, to->y);
  }
}

static void
route_over (Work *work, int e)
{
  const NgRailNode *from = &work->nodes[work->edges[e].from];

  if (leaves_above (work, e)) {
    put (work, from->x + from->leave.x, from->y + from->leave.y);
  } else {
    put (work, from->x + from->out, from->y);
    put (work, split_x (work, work->edges[e].from), from->y);
  }
  route_down (work, e);
}

/* From the end of one line to the beginning of the next. */
static void
route_on (Work *work, int e)
{
  const NgRailNode *from = &work->nodes[work->edges[e].from];
  const NgRailNode *to = &work->nodes[work->edges[e].to];
  int line = column_at (work, work->edges[e].from)->line;
  float right = work->line_widths[line] + work->options->lane, left = work->options->lane / 2;
  float y = work->gutters[line + 1] + work->options->lane;

  put (work, from->x + from->out, from->y);
  put (work, right, from->y);
  put (work, right, y);
  put (work, left, y);
  if (work->rows->ways[e] == NG_RAIL_OVER) {
    route_down (work, e);
  } else {
    put (work, left, to->y);
    put (work, to->x + to->in, to->y);
  }
  work->rail->width = MAX (work->rail->width, right);
}

static void
route (Work *work, int e)
{
  NgRailEdge *edge = &work->edges[e];
  const NgRailNode *from = &work->nodes[edge->from], *to = &work->nodes[edge->to];
  NgRailWay way = work->rows->ways[e];

  edge->first = work->rail->points->len;
  edge->is_straight = FALSE;
  if (goes_on (work, e)) {
    route_on (work, e);
  } else if (way == NG_RAIL_OVER) {
    route_over (work, e);
  } else if (way == NG_RAIL_STRAIGHT) {
    edge->is_straight = TRUE;
    put (work, from->x + from->out, from->y);
    put (work, to->x + to->in, to->y);
  } else if (is_upright (work, e)) {
    put (work, from->x + from->out, from->y);
    put (work, to->x, from->y);
    put (work, to->x, to->y - to->enter.y);
  } else {
    float x = way == NG_RAIL_SPLIT ? split_x (work, edge->from) : merge_x (work, edge->to);
    put (work, from->x + from->out, from->y);
    put (work, x, from->y);
    put (work, x, to->y);
    put (work, to->x + to->in, to->y);
  }
  edge->n = work->rail->points->len - edge->first;
}

static void
find_bases (Work *work)
{
  int n = work->rows->n_parts;

  for (int v = 0; v < work->n_nodes; v++)
    work->bases[work->rows->part[v] + 1] =
        MAX (work->bases[work->rows->part[v] + 1], work->rows->column[v] + 1);
  for (int p = 0; p < n; p++)
    work->bases[p + 1] += work->bases[p];
  work->columns = g_new0 (Column, work->bases[n] + 1);
}

NgRail *
ng_rail_place (NgRailNode *nodes,
               gsize n_nodes,
               NgRailEdge *edges,
               gsize n_edges,
               const NgRailOptions *options)
{
  g_autoptr (NgRailRows) rows = ng_rail_rows_new (nodes, n_nodes, edges, n_edges);
  NgRail *self = g_new0 (NgRail, 1);
  Work work = { .nodes = nodes,
                .edges = edges,
                .n_nodes = (int) n_nodes,
                .n_edges = (int) n_edges,
                .options = options,
                .rows = rows,
                .rail = self };

  self->points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  work.bases = g_new0 (int, rows->n_parts + 1);
  work.split_lanes = g_new (int, n_nodes + 1);
  work.merge_lanes = g_new (int, n_nodes + 1);
  work.slots_of = g_new0 (int, n_nodes + 1);
  work.arc_of = g_new0 (int, n_edges + 1);
  work.slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  work.arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  for (gsize v = 0; v < n_nodes; v++)
    work.split_lanes[v] = work.merge_lanes[v] = -1;

  find_bases (&work);
  find_lanes (&work);
  measure_columns (&work);
  count_crossing (&work);
  place_columns (&work);
  work.line_widths = g_new0 (float, work.n_lines + 1);
  work.gutters = g_new0 (float, work.n_lines + 1);
  find_slots (&work);
  stack_arcs (&work);
  place_rows (&work);
  for (gsize e = 0; e < n_edges; e++)
    route (&work, (int) e);

  g_free (work.bases);
  g_free (work.columns);
  g_free (work.split_lanes);
  g_free (work.merge_lanes);
  g_free (work.slots_of);
  g_free (work.arc_of);
  g_free (work.line_widths);
  g_free (work.gutters);
  g_array_unref (work.slots);
  g_array_unref (work.arcs);
  return self;
}

void
ng_rail_free (NgRail *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->points);
  g_free (self);
}
