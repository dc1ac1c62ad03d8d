/* Lines over rows are stacked, the short ones below; what goes on from one line of a broken row to
 * another goes round its end. */

#include "render/figure/rail-work.h"

#include <stdlib.h>

/* Lines over things may be this long, in quarters of columns, before they are simply stacked. */
#define LONGEST 4000000

static int
compare_arcs (gconstpointer a, gconstpointer b)
{
  const NgRailArc *x = a, *y = b;
  int lengths = (x->last - x->first) - (y->last - y->first);

  if (x->slot != y->slot)
    return x->slot - y->slot;
  if (lengths != 0)
    return lengths;
  if (x->first != y->first)
    return x->first - y->first;
  return x->edge != y->edge ? x->edge - y->edge : x->node - y->node;
}

/* Whether it comes from above to its end. */
static gboolean
comes_over (const NgRailWork *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return way == NG_RAIL_OVER || (way == NG_RAIL_MERGE && ng_rail_goes_on (work, e));
}

/* Whether the row behind its beginning is free, so that what goes on may go along it. */
static gboolean
is_free_behind (const NgRailWork *work, int e)
{
  NgRailWay way = work->rows->ways[e];

  return way == NG_RAIL_STRAIGHT || way == NG_RAIL_MERGE;
}

/* Whether it ends at the top of a thing. */
static gboolean
ends_above (const NgRailWork *work, int e)
{
  return ng_rail_enters_above (work, e) ||
         (work->rows->ways[e] == NG_RAIL_MERGE && work->nodes[work->edges[e].to].is_round);
}

static int
begin_quarter (const NgRailWork *work, int v)
{
  return 4 * ng_rail_column_of (work, v) + (work->split_lanes[v] < 0 ? 1 : 2);
}

static void
add_arc (NgRailWork *work, int e)
{
  int from = work->edges[e].from, to = work->edges[e].to, line = ng_rail_column_at (work, to)->line;
  int column = ng_rail_column_of (work, to);
  NgRailArc arc = { .edge = e,
                    .slot = work->slots_of[to],
                    .last = 4 * column - !ends_above (work, e) };

  if (ng_rail_goes_on (work, e)) {
    while (column > 0 && work->columns[column - 1].line == line)
      column--;
    arc.first = 4 * column - 2;
  } else {
    arc.slot = work->slots_of[from];
    arc.first = 4 * ng_rail_column_of (work, from) + (ng_rail_leaves_above (work, e) ? 1 : 2);
  }
  g_array_append_val (work->arcs, arc);
}

/* From a thing whose row is not free behind it to the end of the line. */
static void
add_exit (NgRailWork *work, int v)
{
  int column = ng_rail_column_of (work, v), line = work->columns[column].line;
  NgRailArc arc = {
    .edge = -1, .node = v, .slot = work->slots_of[v], .first = begin_quarter (work, v)
  };

  while (column + 1 < work->bases[work->rows->n_parts] && work->columns[column + 1].line == line)
    column++;
  arc.last = 4 * column + 3;
  g_array_append_val (work->arcs, arc);
}

static void
find_arcs (NgRailWork *work)
{
  g_autofree guint8 *goes = g_new0 (guint8, work->n_nodes + 1);
  enum { OVER = 1, ALONG = 2 };

  for (int e = 0; e < work->n_edges; e++) {
    if (comes_over (work, e))
      add_arc (work, e);
    if (ng_rail_goes_on (work, e))
      goes[work->edges[e].from] |= is_free_behind (work, e) ? ALONG : OVER;
  }
  for (int v = 0; v < work->n_nodes; v++)
    if (goes[v] == OVER)
      add_exit (work, v);
}

/* Short lines lie under long ones: each as low as all under it let it. */
void
ng_rail_stack (NgRailWork *work)
{
  g_autofree int *heights = g_new0 (int, 4 * (gsize) work->bases[work->rows->n_parts] + 4);
  gint64 length = 0;

  find_arcs (work);
  g_array_sort (work->arcs, compare_arcs);

  for (guint i = 0, first = 0; i < work->arcs->len; i++) {
    NgRailArc *arc = &g_array_index (work->arcs, NgRailArc, i);
    NgRailSlot *slot = ng_rail_slot_at (work, arc->slot);

    if (i > 0 && arc[-1].slot != arc->slot) {
      for (; first < i; first++) {
        const NgRailArc *old = &g_array_index (work->arcs, NgRailArc, first);
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
    if (arc->edge >= 0)
      work->arc_of[arc->edge] = (int) i;
    else
      work->exit_of[arc->node] = (int) i;
  }
}

typedef struct {
  int node, first, last; /* lines */
} Trunk;

static int
compare_trunks (gconstpointer a, gconstpointer b)
{
  const Trunk *x = a, *y = b;

  return x->first != y->first ? x->first - y->first : x->node - y->node;
}

/* Lines that go on at the same time lie side by side. */
static void
find_trunks (NgRailWork *work)
{
  g_autofree int *ends = g_new0 (int, work->n_nodes + 1);
  g_autoptr (GArray) trunks = g_array_new (FALSE, FALSE, sizeof (Trunk));
  g_autoptr (GArray) taken = g_array_new (FALSE, TRUE, sizeof (int));

  for (int e = 0; e < work->n_edges; e++)
    if (ng_rail_goes_on (work, e))
      ends[work->edges[e].from] =
          MAX (ends[work->edges[e].from], ng_rail_column_at (work, work->edges[e].to)->line);
  for (int v = 0; v < work->n_nodes; v++)
    if (ends[v] > 0)
      g_array_append_val (trunks, ((Trunk){ v, ng_rail_column_at (work, v)->line, ends[v] }));
  g_array_sort (trunks, compare_trunks);
  for (guint i = 0; i < trunks->len; i++) {
    const Trunk *trunk = &g_array_index (trunks, Trunk, i);
    guint lane = 0;

    while (lane < taken->len && g_array_index (taken, int, lane) > trunk->first)
      lane++;
    if (lane == taken->len)
      g_array_set_size (taken, lane + 1);
    g_array_index (taken, int, lane) = trunk->last;
    work->trunks[trunk->node] = (int) lane;
  }
}

static void
put (NgRailWork *work, float x, float y)
{
  g_array_append_val (work->rail->points, ((NgPoint){ x, y }));
}

static float
split_x (const NgRailWork *work, int v)
{
  const NgRailColumn *column = ng_rail_column_at (work, v);

  return column->x + column->right + ((float) work->split_lanes[v] + 1) * work->options->lane;
}

static float
merge_x (const NgRailWork *work, int v)
{
  const NgRailColumn *column = ng_rail_column_at (work, v);

  return column->x - column->left - ((float) work->merge_lanes[v] + 1) * work->options->lane;
}

static float
lane_y (const NgRailWork *work, const NgRailArc *arc)
{
  const NgRailSlot *slot = ng_rail_slot_at (work, arc->slot);

  return slot->y - slot->up - slot->caption - ((float) arc->lane - 0.4F) * work->options->lane;
}

static const NgRailArc *
arc_at (const NgRailWork *work, int index)
{
  return &g_array_index (work->arcs, NgRailArc, index);
}

/* From a thing up to the line over its row. */
static void
route_up (NgRailWork *work, int v, const NgRailArc *arc)
{
  const NgRailNode *from = &work->nodes[v];
  float x = from->x + from->leave.x;

  if (work->split_lanes[v] < 0) {
    put (work, x, from->y + from->leave.y);
  } else {
    x = split_x (work, v);
    put (work, from->x + from->out, from->y);
    put (work, x, from->y);
  }
  put (work, x, lane_y (work, arc));
}

/* From above its row down to the end of an edge. */
static void
route_down (NgRailWork *work, int e)
{
  const NgRailNode *to = &work->nodes[work->edges[e].to];
  float y = lane_y (work, arc_at (work, work->arc_of[e]));

  if (ends_above (work, e)) {
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
route_over (NgRailWork *work, int e)
{
  const NgRailNode *from = &work->nodes[work->edges[e].from];

  if (ng_rail_leaves_above (work, e)) {
    put (work, from->x + from->leave.x, from->y + from->leave.y);
    put (work, from->x + from->leave.x, lane_y (work, arc_at (work, work->arc_of[e])));
  } else {
    float x = split_x (work, work->edges[e].from);
    put (work, from->x + from->out, from->y);
    put (work, x, from->y);
    put (work, x, lane_y (work, arc_at (work, work->arc_of[e])));
  }
  route_down (work, e);
}

/* Round the end of one line to the beginning of another. */
static void
route_on (NgRailWork *work, int e)
{
  int v = work->edges[e].from, exit = work->exit_of[v];
  const NgRailNode *from = &work->nodes[v], *to = &work->nodes[work->edges[e].to];
  float lane = work->options->lane, trunk = (float) work->trunks[v];
  float right = work->line_widths[ng_rail_column_at (work, v)->line] + (trunk + 1) * lane;
  float left = (trunk + 0.5F) * lane;
  float y = work->gutters[ng_rail_column_at (work, work->edges[e].to)->line] + (trunk + 1) * lane;

  if (exit >= 0) {
    route_up (work, v, arc_at (work, exit));
    put (work, right, lane_y (work, arc_at (work, exit)));
  } else {
    put (work, from->x + from->out, from->y);
    put (work, right, from->y);
  }
  put (work, right, y);
  put (work, left, y);
  if (comes_over (work, e)) {
    put (work, left, lane_y (work, arc_at (work, work->arc_of[e])));
    route_down (work, e);
  } else {
    put (work, left, to->y);
    put (work, to->x + to->in, to->y);
  }
  work->widest = MAX (work->widest, right);
}

/* From the end of one line of a U to the beginning of the one below or above it. */
static void
route_u (NgRailWork *work, int e)
{
  const NgRailEdge *edge = &work->edges[e];
  const NgRailNode *from = &work->nodes[edge->from], *to = &work->nodes[edge->to];
  const NgRailColumn *end = ng_rail_column_at (work, edge->from);
  const NgRailColumn *begin = ng_rail_column_at (work, edge->to);
  float lane = work->options->lane;
  float right = end->x + end->right + (float) (end->n_splits + 1) * lane;
  float left = begin->x - MAX (begin->lead, begin->left + (float) begin->n_merges * lane) - lane;
  float y = work->gutters[MAX (end->line, begin->line)] + lane;

  put (work, from->x + from->out, from->y);
  put (work, right, from->y);
  put (work, right, y);
  put (work, left, y);
  put (work, left, to->y);
  put (work, to->x + to->in, to->y);
  work->widest = MAX (work->widest, right);
}

static void
route (NgRailWork *work, int e)
{
  NgRailEdge *edge = &work->edges[e];
  const NgRailNode *from = &work->nodes[edge->from], *to = &work->nodes[edge->to];
  NgRailWay way = work->rows->ways[e];

  edge->first = work->rail->points->len;
  edge->is_straight = FALSE;
  if (ng_rail_goes_on (work, e) && work->is_u) {
    route_u (work, e);
  } else if (ng_rail_goes_on (work, e)) {
    route_on (work, e);
  } else if (way == NG_RAIL_OVER) {
    route_over (work, e);
  } else if (way == NG_RAIL_STRAIGHT) {
    edge->is_straight = TRUE;
    put (work, from->x + from->out, from->y);
    put (work, to->x + to->in, to->y);
  } else if (ng_rail_is_upright (work, e)) {
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

void
ng_rail_route (NgRailWork *work)
{
  find_trunks (work);
  for (int e = 0; e < work->n_edges; e++)
    route (work, e);
  work->rail->width = MAX (work->rail->width, work->widest);
}
