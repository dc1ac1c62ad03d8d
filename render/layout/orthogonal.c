/* Bends of a layout turned into jogs. Everything is done in the frame of the flow: x of a point is
 * u there, and y is v. */

#include "render/layout/orthogonal.h"

#include "render/layout/flow.h"
#include "render/layout/jogs.h"
#include "render/scene/grid.h"

#include <math.h>
#include <stdlib.h>

/* A line is straight when it moves less than this across. */
#define STRAIGHT 0.05F
/* A line into the side of a round node is at least so long. */
#define SIDE_LEAST 9.0F
/* It keeps this distance from everything else. */
#define CLEAR 3.0F
/* Least distance between two lines that come into a node, and from its corners. */
#define PORT_GAP 6.0F
/* Of control points of a quarter of a circle from its corner, in radii. */
#define QUARTER 0.4477F

/* A line from a source to a target, or to a tag. */
typedef struct {
  int line;   /* which source port it belongs to */
  int target; /* node, or -1 */
  guint32 first, n;
  int first_bend, n_bends;
  NgPoint start, end;
  gboolean is_kept; /* goes back somewhere, so it keeps its turns */
} Way;

typedef struct {
  int line;
  float from, to;      /* u of the room for it */
  float before, after; /* v */
  float u;
  gboolean parts_before, parts_after; /* whether its corners are joints */
  gboolean is_side;                   /* leads into the side of a round node */
} Bend;

/* A piece along the flow. */
typedef struct {
  int line;
  float v, from, to;
} Flat;

typedef struct {
  NgLayout *layout;
  const NgLayoutNode *nodes;
  const NgLayoutEdge *edges;
  NgDirection direction;
  float radius;
  Way *ways;
  int n_ways;
  GArray *bends, *flats, *joints;
} Work;

static Bend *
bend_at (const Work *work, int index)
{
  return &g_array_index (work->bends, Bend, index);
}

/* Lines, numbered by source ports; each line from a tag has a number of its own. */
static void
list_ways (Work *work)
{
  const NgLayout *layout = work->layout;
  g_autofree int *first = g_new0 (int, layout->n_nodes + 1);

  for (gsize i = 0; i < layout->n_routes; i++) {
    int *n = &first[work->edges[i].source + 1];
    *n = MAX (*n, work->edges[i].source_port + 1);
  }
  for (gsize i = 0; i < layout->n_nodes; i++)
    first[i + 1] += first[i];

  int n_lines = first[layout->n_nodes];
  work->ways = g_new0 (Way, layout->n_routes + layout->n_tags + 1);
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgRoute *route = &layout->routes[i];
    const NgLayoutEdge *edge = &work->edges[i];
    int line = route->tag >= 0 ? n_lines++ : first[edge->source] + edge->source_port;
    work->ways[i] =
        (Way){ .line = line, .target = edge->target, .first = route->first, .n = route->n };
  }
  for (gsize i = 0; i < layout->n_tags; i++) {
    const NgTag *tag = &layout->tags[i];
    gboolean is_first = tag->edge < 0;
    work->ways[layout->n_routes + i] = (Way){ .line = is_first ? first[tag->node] + tag->port : -1,
                                              .target = -1,
                                              .first = tag->first,
                                              .n = is_first ? tag->n : 0 };
  }
  work->n_ways = (int) (layout->n_routes + layout->n_tags);
}

static void
read_way (Work *work, Way *way)
{
  const NgPoint *points = work->layout->points + way->first;

  way->first_bend = (int) work->bends->len;
  if (way->n == 0)
    return;
  way->start = way->end = ng_flow_from_page (work->direction, points[0]);
  for (guint32 i = 1; i + 2 < way->n; i += 3) {
    NgPoint a = ng_flow_from_page (work->direction, points[i]),
            b = ng_flow_from_page (work->direction, points[i + 1]);
    NgPoint to = ng_flow_from_page (work->direction, points[i + 2]), from = way->end;
    if (to.x < from.x - STRAIGHT || fabsf (a.y - from.y) > STRAIGHT ||
        fabsf (b.y - to.y) > STRAIGHT) {
      way->is_kept = TRUE;
      g_array_set_size (work->bends, (guint) way->first_bend);
      return;
    }
    if (fabsf (to.y - from.y) > STRAIGHT) {
      Bend bend = {
        way->line, from.x, to.x, from.y, to.y, (from.x + to.x) / 2, FALSE, FALSE, FALSE
      };
      g_array_append_val (work->bends, bend);
    }
    way->end = to;
  }
  way->n_bends = (int) work->bends->len - way->first_bend;
}

/* The pieces of a way along the flow, from turn to turn. */
static void
add_flats (Work *work, const Way *way)
{
  float from = way->start.x, v = way->start.y;

  for (int i = 0; i <= way->n_bends && way->n > 0 && !way->is_kept; i++) {
    const Bend *bend = i < way->n_bends ? bend_at (work, way->first_bend + i) : NULL;
    Flat flat = { way->line, v, from, bend != NULL ? bend->u : way->end.x };
    g_array_append_val (work->flats, flat);
    if (bend != NULL) {
      from = bend->u;
      v = bend->after;
    }
  }
}

static int
compare_ends (gconstpointer a, gconstpointer b, gpointer data)
{
  const Way *ways = data;
  const Way *x = &ways[*(const int *) a], *y = &ways[*(const int *) b];

  if (x->end.y != y->end.y)
    return x->end.y < y->end.y ? -1 : 1;
  return *(const int *) a - *(const int *) b;
}

/* Moves the end of a way. */
static void
end_at (Work *work, Way *way, float v)
{
  way->end.y = v;
  if (way->n_bends > 0)
    bend_at (work, way->first_bend + way->n_bends - 1)->after = v;
}

/* Moves inputs of a node, by @ways, (array length=n), to where lines come in straight, and the
 * others out of their way. */
static void
loosen_inputs (Work *work, NgBox box, int *ways, int n)
{
  g_autofree float *low = g_new (float, n + 1), *high = g_new (float, n + 2);
  g_autofree gboolean *is_fixed = g_new0 (gboolean, n + 1);

  if (box.height < PORT_GAP * (float) (n + 1))
    return;
  g_qsort_with_data (ways, n, sizeof *ways, compare_ends, work->ways);
  high[n] = box.y + box.height;
  for (int i = n - 1; i >= 0; i--) {
    const Way *way = &work->ways[ways[i]];
    is_fixed[i] = way->n_bends == 0;
    high[i] = is_fixed[i] ? way->end.y : high[i + 1] - PORT_GAP;
  }
  for (int i = 0; i < n; i++) {
    Way *way = &work->ways[ways[i]];
    low[i] = (i > 0 ? low[i - 1] : box.y) + PORT_GAP;
    if (way->n_bends > 0) {
      float v = bend_at (work, way->first_bend + way->n_bends - 1)->before;
      if (v >= low[i] - STRAIGHT && v <= high[i] + STRAIGHT) {
        way->n_bends--;
        way->end.y = v;
        is_fixed[i] = TRUE;
      }
    }
    if (is_fixed[i])
      low[i] = way->end.y;
  }
  for (int i = 1; i < n; i++)
    if (!is_fixed[i])
      end_at (work,
              &work->ways[ways[i]],
              MAX (work->ways[ways[i]].end.y, work->ways[ways[i - 1]].end.y + PORT_GAP));
  for (int i = n - 2; i >= 0; i--)
    if (!is_fixed[i])
      end_at (work,
              &work->ways[ways[i]],
              MIN (work->ways[ways[i]].end.y, work->ways[ways[i + 1]].end.y - PORT_GAP));
}

static void
loosen (Work *work)
{
  const NgLayout *layout = work->layout;
  g_autofree int *keys = g_new (int, work->n_ways + 1);

  for (int i = 0; i < work->n_ways; i++) {
    const Way *way = &work->ways[i];
    keys[i] =
        way->target >= 0 && way->n > 0 && !way->is_kept && work->nodes[way->target].loose_inputs > 0
            ? way->target
            : -1;
  }
  NgLists lists = ng_lists_new ((int) layout->n_nodes, keys, work->n_ways);
  for (gsize i = 0; i < layout->n_nodes; i++) {
    NgBox side = ng_flow_box_from_page (work->direction, layout->nodes[i]);
    side.height = MIN (side.height, work->nodes[i].loose_inputs);
    loosen_inputs (
        work, side, lists.members + lists.starts[i], lists.starts[i + 1] - lists.starts[i]);
  }
  ng_lists_clear (&lists);
}

/* What is where: nodes, then labels and tags, then pieces of lines. */
static NgItem *
list_obstacles (Work *work, gsize *n)
{
  const NgLayout *layout = work->layout;
  NgItem *items =
      g_new0 (NgItem, layout->n_nodes + layout->n_routes + layout->n_tags + work->flats->len + 1);

  *n = 0;
  for (gsize i = 0; i < layout->n_nodes; i++)
    items[(*n)++].bounds = ng_flow_box_from_page (work->direction, layout->nodes[i]);
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].label.width > 0)
      items[(*n)++].bounds = ng_flow_box_from_page (work->direction, layout->routes[i].label);
  for (gsize i = 0; i < layout->n_tags; i++)
    items[(*n)++].bounds = ng_flow_box_from_page (work->direction, layout->tags[i].box);
  for (guint i = 0; i < work->flats->len; i++) {
    const Flat *flat = &g_array_index (work->flats, Flat, i);
    items[(*n)++].bounds = (NgBox){ flat->from, flat->v, flat->to - flat->from, 0 };
  }
  return items;
}

static gboolean
is_free (const Work *work,
         const NgGrid *grid,
         const NgItem *items,
         gsize n_items,
         NgBox box,
         const Way *way)
{
  g_autoptr (GArray) met = ng_grid_query (grid, items, box);
  gsize first_flat = n_items - work->flats->len;

  for (guint i = 0; i < met->len; i++) {
    guint32 item = g_array_index (met, guint32, i);
    if (item >= first_flat ? g_array_index (work->flats, Flat, item - first_flat).line != way->line
                           : item != (guint32) way->target)
      return FALSE;
  }
  return TRUE;
}

/* Lets a way that comes to a round node from aside lead into its side. */
static void
enter_side (
    Work *work, Way *way, const NgGrid *grid, const NgItem *items, gsize n_items, guint8 *taken)
{
  Bend *last = bend_at (work, way->first_bend + way->n_bends - 1);
  NgBox node = items[way->target].bounds;
  NgPoint middle = { node.x + node.width / 2, node.y + node.height / 2 };
  gboolean is_above = last->before > middle.y;
  float edge = middle.y + (is_above ? node.height : -node.height) / 2, v = last->before;

  if (taken[way->target] & (1 << is_above) || fabsf (v - middle.y) < node.height / 2 + SIDE_LEAST)
    return;
  NgBox along = { last->from, v - CLEAR, middle.x + CLEAR - last->from, 2 * CLEAR };
  NgBox across = { middle.x - CLEAR, MIN (edge, v), 2 * CLEAR, fabsf (v - edge) };
  if (!is_free (work, grid, items, n_items, along, way) ||
      !is_free (work, grid, items, n_items, across, way))
    return;
  taken[way->target] |= (guint8) (1 << is_above);
  last->from = last->to = last->u = middle.x;
  last->after = edge;
  last->is_side = TRUE;
  way->end = (NgPoint){ middle.x, edge };
}

static void
enter_sides (Work *work)
{
  gsize n_items;
  g_autofree NgItem *items = list_obstacles (work, &n_items);
  g_autofree guint8 *taken = g_new0 (guint8, work->layout->n_nodes + 1);
  NgBox bounds = ng_flow_box_from_page (work->direction,
                                        (NgBox){ 0, 0, work->layout->width, work->layout->height });
  NgGrid *grid = ng_grid_new (items, n_items, bounds);

  for (int i = 0; i < work->n_ways; i++) {
    Way *way = &work->ways[i];
    if (way->n > 0 && !way->is_kept && way->n_bends > 0 && way->target >= 0 &&
        work->nodes[way->target].is_round)
      enter_side (work, way, grid, items, n_items, taken);
  }
  ng_grid_free (grid);
}

static gboolean
ends_at_side (const Work *work, const Way *way)
{
  return way->n_bends > 0 && bend_at (work, way->first_bend + way->n_bends - 1)->is_side;
}

static int
compare_bends (gconstpointer a, gconstpointer b)
{
  const Bend *x = *(const Bend *const *) a, *y = *(const Bend *const *) b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  if (x->line != y->line)
    return x->line - y->line;
  if (x->before != y->before)
    return x->before < y->before ? -1 : 1;
  return (x->after > y->after) - (x->after < y->after);
}

static gboolean
are_one (const Bend *a, const Bend *b)
{
  return a->line == b->line && a->from == b->from && fabsf (a->before - b->before) < STRAIGHT;
}

/* Where the line of a jog, of bends in ascending order, parts from itself. */
static void
add_joints (Work *work, Bend **jog, int n, gboolean goes_on)
{
  float before = jog[0]->before, low = jog[0]->after, high = jog[n - 1]->after, last = before;
  gboolean parts = (low < before) + (high > before) + goes_on > 1;

  if (parts) {
    NgPoint at = { jog[0]->u, before };
    g_array_append_val (work->joints, at);
  }
  for (int i = 0; i < n; i++) {
    NgPoint at = { jog[i]->u, jog[i]->after };
    gboolean is_outer =
        jog[i]->after < before ? jog[i]->after - low < STRAIGHT : high - jog[i]->after < STRAIGHT;
    jog[i]->parts_before = parts;
    jog[i]->parts_after = !is_outer;
    if (!is_outer && (i == 0 || fabsf (at.y - last) > STRAIGHT))
      g_array_append_val (work->joints, at);
    last = at.y;
  }
}

/* The jogs of one gap between ranks: the bends that share some of their room. */
static void
set_tracks (Bend **bends, int n)
{
  g_autofree NgJog *jogs = g_new (NgJog, n + 1);
  g_autofree float *ends = g_new (float, n + 1);
  int n_jogs = 0;

  for (int i = 0; i < n; i++) {
    if (i == 0 || !are_one (bends[i - 1], bends[i]))
      jogs[n_jogs++] = (NgJog){ bends[i]->before, i, 0, 0 };
    ends[i] = bends[i]->after;
    jogs[n_jogs - 1].n_ends++;
  }
  int n_tracks = ng_jogs_set_tracks (jogs, n_jogs, ends);
  float need = ng_tracks_room (n_tracks), lead = ng_tracks_room (1) / 2;
  float step = n_tracks > 1 ? (need - 2 * lead) / (float) (n_tracks - 1) : 0;
  for (int i = 0; i < n_jogs; i++) {
    for (int k = jogs[i].first_end; k < jogs[i].first_end + jogs[i].n_ends; k++) {
      float room = bends[k]->to - bends[k]->from;
      bends[k]->u = bends[k]->from + (room - need) / 2 + lead + step * (float) jogs[i].track;
      if (room < need)
        bends[k]->u = bends[k]->from + room * (float) (jogs[i].track + 1) / (float) (n_tracks + 1);
    }
  }
}

static int
compare_flats (gconstpointer a, gconstpointer b)
{
  const Flat *x = a, *y = b;

  if (x->line != y->line)
    return x->line - y->line;
  if (x->v != y->v)
    return x->v < y->v ? -1 : 1;
  return (x->from > y->from) - (x->from < y->from);
}

static int
compare_jogs (gconstpointer a, gconstpointer b)
{
  const Bend *x = *(const Bend *const *) a, *y = *(const Bend *const *) b;

  if (x->line != y->line)
    return x->line - y->line;
  if (x->before != y->before)
    return x->before < y->before ? -1 : 1;
  if (x->u != y->u)
    return x->u < y->u ? -1 : 1;
  return (x->after > y->after) - (x->after < y->after);
}

/* Goes through jogs and pieces in one order, both sorted by line, place across and place along. */
static void
find_joints (Work *work, Bend **bends, int n)
{
  guint flat = 0;
  float reach = 0;
  const Flat *last = NULL;

  g_array_set_size (work->flats, 0);
  for (int i = 0; i < work->n_ways; i++)
    add_flats (work, &work->ways[i]);
  g_array_sort (work->flats, compare_flats);
  qsort (bends, (gsize) n, sizeof *bends, compare_jogs);
  for (int i = 0; i < n;) {
    const Bend *jog = bends[i];
    int first = i;
    while (i < n && are_one (jog, bends[i]))
      i++;

    Flat here = { jog->line, jog->before, jog->u - STRAIGHT, 0 };
    for (; flat < work->flats->len; flat++) {
      const Flat *next = &g_array_index (work->flats, Flat, flat);
      if (compare_flats (next, &here) >= 0)
        break;
      reach = last != NULL && last->line == next->line && last->v == next->v ? MAX (reach, next->to)
                                                                             : next->to;
      last = next;
    }
    gboolean goes_on = last != NULL && last->line == jog->line && last->v == jog->before &&
                       reach > jog->u + STRAIGHT;
    add_joints (work, bends + first, i - first, goes_on);
  }
}

/* Ways to one place, the one that turns there first in front. */
static int
compare_meetings (gconstpointer a, gconstpointer b, gpointer data)
{
  const Work *work = data;
  const Way *x = &work->ways[*(const int *) a], *y = &work->ways[*(const int *) b];
  float u = x->n_bends > 0 ? bend_at (work, x->first_bend + x->n_bends - 1)->u : -G_MAXFLOAT;
  float w = y->n_bends > 0 ? bend_at (work, y->first_bend + y->n_bends - 1)->u : -G_MAXFLOAT;

  if (x->target != y->target)
    return x->target - y->target;
  if (x->end.y != y->end.y)
    return x->end.y < y->end.y ? -1 : 1;
  return u != w ? (u < w ? -1 : 1) : *(const int *) a - *(const int *) b;
}

/* Lines of several outputs that come to one place meet where all but the first turn. */
static void
find_meetings (Work *work)
{
  g_autofree int *order = g_new (int, work->n_ways + 1);
  int n = 0;

  for (int i = 0; i < work->n_ways; i++)
    if (work->ways[i].n > 0 && !work->ways[i].is_kept && work->ways[i].target >= 0 &&
        !ends_at_side (work, &work->ways[i]))
      order[n++] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_meetings, work);
  for (int i = 1; i < n; i++) {
    const Way *before = &work->ways[order[i - 1]], *way = &work->ways[order[i]];
    if (way->target != before->target || fabsf (way->end.y - before->end.y) > STRAIGHT ||
        way->line == before->line || way->n_bends == 0)
      continue;
    Bend *bend = bend_at (work, way->first_bend + way->n_bends - 1);
    NgPoint at = { bend->u, bend->after };
    bend->parts_after = TRUE;
    g_array_append_val (work->joints, at);
  }
}

static void
place_bends (Work *work)
{
  int n = (int) work->bends->len, n_used = 0;
  g_autofree Bend **sorted = g_new (Bend *, n + 1);

  for (int i = 0; i < work->n_ways; i++)
    for (int k = 0; k < work->ways[i].n_bends; k++)
      if (!bend_at (work, work->ways[i].first_bend + k)->is_side)
        sorted[n_used++] = bend_at (work, work->ways[i].first_bend + k);
  qsort (sorted, (gsize) n_used, sizeof *sorted, compare_bends);
  for (int first = 0; first < n_used;) {
    float reach = sorted[first]->to;
    int end = first;
    for (; end < n_used && sorted[end]->from < reach - STRAIGHT; end++)
      reach = MAX (reach, sorted[end]->to);
    end = MAX (end, first + 1);
    set_tracks (sorted + first, end - first);
    first = end;
  }
  for (int i = 0; i < work->n_ways; i++)
    if (ends_at_side (work, &work->ways[i]))
      sorted[n_used++] = bend_at (work, work->ways[i].first_bend + work->ways[i].n_bends - 1);
  find_joints (work, sorted, n_used);
  find_meetings (work);
}

static NgPoint
towards (NgPoint from, NgPoint to, float distance)
{
  float length = hypotf (to.x - from.x, to.y - from.y);
  float share = length > 0 ? distance / length : 0;

  return (NgPoint){ from.x + share * (to.x - from.x), from.y + share * (to.y - from.y) };
}

static void
append_line (GArray *points, NgPoint to)
{
  NgPoint from = g_array_index (points, NgPoint, points->len - 1);
  NgPoint curve[3] = { { from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3 },
                       { from.x + 2 * (to.x - from.x) / 3, from.y + 2 * (to.y - from.y) / 3 },
                       to };

  if (hypotf (to.x - from.x, to.y - from.y) > STRAIGHT)
    g_array_append_vals (points, curve, 3);
}

void
ng_corners_append (
    GArray *points, const NgPoint *corners, int n, float radius, const gboolean *is_sharp)
{
  g_array_append_vals (points, corners, 1);
  for (int i = 1; i + 1 < n; i++) {
    NgPoint before = corners[i - 1], at = corners[i], after = corners[i + 1];
    gboolean sharp = is_sharp != NULL && is_sharp[i];
    gboolean before_is_free = i == 1 || (is_sharp != NULL && is_sharp[i - 1]);
    gboolean after_is_free = i + 2 == n || (is_sharp != NULL && is_sharp[i + 1]);
    float a = hypotf (at.x - before.x, at.y - before.y) * (before_is_free ? 1 : 0.5F);
    float b = hypotf (after.x - at.x, after.y - at.y) * (after_is_free ? 1 : 0.5F);
    float r = sharp ? 0 : MIN (radius, MIN (a, b));
    NgPoint from = towards (at, before, r), to = towards (at, after, r);
    NgPoint curve[3] = { towards (at, before, QUARTER * r), towards (at, after, QUARTER * r), to };

    append_line (points, from);
    if (r > STRAIGHT)
      g_array_append_vals (points, curve, 3);
  }
  append_line (points, corners[n - 1]);
}

typedef struct {
  GArray *corners, *is_sharp;
} Corners;

static void
add_corner (const Work *work, Corners *corners, float u, float v, gboolean is_sharp)
{
  NgPoint at = ng_flow_to_page (work->direction, (NgPoint){ u, v });

  g_array_append_val (corners->corners, at);
  g_array_append_val (corners->is_sharp, is_sharp);
}

static void
append_way (const Work *work, Way *way, GArray *points, const Corners *corners)
{
  way->first = points->len;
  ng_corners_append (points,
                     (const NgPoint *) (const void *) corners->corners->data,
                     (int) corners->corners->len,
                     work->radius,
                     (const gboolean *) (const void *) corners->is_sharp->data);
  way->n = points->len - way->first;
}

/* The corners of a way that goes back: each of its curves goes across where it bends most. */
static void
add_turns (const Work *work, const Way *way, Corners *corners)
{
  const NgPoint *points = work->layout->points + way->first;
  NgPoint from = ng_flow_from_page (work->direction, points[0]);

  add_corner (work, corners, from.x, from.y, FALSE);
  for (guint32 i = 1; i + 2 < way->n; i += 3) {
    NgPoint a = ng_flow_from_page (work->direction, points[i]),
            b = ng_flow_from_page (work->direction, points[i + 1]);
    NgPoint to = ng_flow_from_page (work->direction, points[i + 2]);

    if (fabsf (to.y - from.y) > STRAIGHT) {
      add_corner (work, corners, (a.x + b.x) / 2, from.y, FALSE);
      add_corner (work, corners, (a.x + b.x) / 2, to.y, FALSE);
    }
    from = to;
  }
  add_corner (work, corners, from.x, from.y, FALSE);
}

static void
write_way (Work *work, Way *way, GArray *points, Corners *corners)
{
  if (way->n == 0) {
    way->first = points->len;
    return;
  }
  g_array_set_size (corners->corners, 0);
  g_array_set_size (corners->is_sharp, 0);
  if (way->is_kept) {
    add_turns (work, way, corners);
    append_way (work, way, points, corners);
    return;
  }
  add_corner (work, corners, way->start.x, way->start.y, TRUE);
  for (int i = 0; i < way->n_bends; i++) {
    const Bend *bend = bend_at (work, way->first_bend + i);
    add_corner (work, corners, bend->u, bend->before, bend->parts_before);
    add_corner (work, corners, bend->u, bend->after, bend->parts_after);
  }
  if (!ends_at_side (work, way))
    add_corner (work, corners, way->end.x, way->end.y, TRUE);
  append_way (work, way, points, corners);
}

static void
write_ways (Work *work)
{
  NgLayout *layout = work->layout;
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (NgPoint), (guint) layout->n_points);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  g_autoptr (GArray) is_sharp = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Corners corners = { places, is_sharp };

  for (int i = 0; i < work->n_ways; i++)
    write_way (work, &work->ways[i], points, &corners);
  for (gsize i = 0; i < layout->n_routes; i++) {
    layout->routes[i].first = work->ways[i].first;
    layout->routes[i].n = work->ways[i].n;
  }
  for (gsize i = 0; i < layout->n_tags; i++) {
    layout->tags[i].first = work->ways[layout->n_routes + i].first;
    layout->tags[i].n = work->ways[layout->n_routes + i].n;
  }
  g_free (layout->points);
  layout->n_points = points->len;
  layout->points = (NgPoint *) (void *) g_array_free (points, FALSE);

  g_free (layout->joints);
  layout->n_joints = work->joints->len;
  layout->joints = g_new (NgPoint, layout->n_joints + 1);
  for (gsize i = 0; i < layout->n_joints; i++)
    layout->joints[i] = ng_flow_to_page (work->direction, g_array_index (work->joints, NgPoint, i));
}

void
ng_layout_make_orthogonal (NgLayout *self,
                           const NgLayoutNode *nodes,
                           const NgLayoutEdge *edges,
                           const NgLayoutOptions *options,
                           float radius,
                           GCancellable *cancellable)
{
  g_autoptr (GArray) bends = g_array_new (FALSE, FALSE, sizeof (Bend));
  g_autoptr (GArray) flats = g_array_new (FALSE, FALSE, sizeof (Flat));
  g_autoptr (GArray) joints = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  Work work = { .layout = self,
                .nodes = nodes,
                .edges = edges,
                .direction = options->direction,
                .radius = radius,
                .bends = bends,
                .flats = flats,
                .joints = joints };

  list_ways (&work);
  for (int i = 0; i < work.n_ways && !g_cancellable_is_cancelled (cancellable); i++)
    read_way (&work, &work.ways[i]);
  if (!g_cancellable_is_cancelled (cancellable))
    loosen (&work);
  for (int i = 0; i < work.n_ways && !g_cancellable_is_cancelled (cancellable); i++)
    add_flats (&work, &work.ways[i]);
  if (!g_cancellable_is_cancelled (cancellable))
    enter_sides (&work);
  if (!g_cancellable_is_cancelled (cancellable))
    place_bends (&work);
  if (!g_cancellable_is_cancelled (cancellable))
    write_ways (&work);
  g_free (work.ways);
}
