/* All is done in the frame of the flow. A break is a place along it where no node, tag or label
 * stands and every line runs straight: right behind the labels of a rank. What lies between two
 * breaks is a row, and is moved as a whole. A line is cut at the breaks that it passes; its pieces
 * move with their rows, and turns join them. Of the lines that pass a break the lowest turns first
 * at the end of a row and last at the beginning of the next, so none crosses another. */

#include "render/layout/wrap.h"

#include "core/base/pair.h"
#include "render/layout/flow.h"

#include <math.h>
#include <stdlib.h>

/* Points: from the labels of a rank to a break behind them; least gap that is broken. */
#define BEHIND 2.5F
#define LEAST  10.0F
/* From a break to the first line that turns there; from one such line to the next; radius of their
 * corners; between them and what stands in the rows. */
#define TURN   14.0F
#define TRACK  7.0F
#define CORNER 6.0F
#define CLEAR  12.0F
/* Of the possible ends of a row those in its last part are looked at: the fewest lines count. */
#define FULL 0.72F
/* Ranks thicker than this part of a row need not stand in one with others. */
#define ALONE 0.5F
/* How long a page would be along the flow, in units of its width, when nobody says: what turns
 * take beside and between the rows makes it half again as long as wide. */
#define SHAPE 2.0F
/* So often rows are sought again because they stand out further than was thought. */
#define TRIES 4
/* So often the room is halved in which rows are made equally long. */
#define HALVES 8
/* Lines closer than this at a break are one. */
#define SAME 0.5F

/**
 * Break:
 * @at: u
 * @next: u where the next rank begins
 * @n_lines: that pass it
 * @n_ranks: ranks before it, but for those that hold ports alone
 * @thick: how thick the last of these is
 */
typedef struct {
  float at, next;
  int n_lines, n_ranks;
  float thick;
} Break;

/**
 * Row:
 * @to: u of the break behind it
 * @first: u where its first node begins
 * @low, @high: v that it reaches
 * @shift: by how much it is moved
 * @lines: (element-type float): v of the lines that pass the break behind it, ascending
 */
typedef struct {
  float to, first;
  float low, high;
  NgPoint shift;
  GArray *lines;
} Row;

typedef struct {
  NgLayout *layout;
  const NgLayoutNode *nodes;
  const NgLayoutEdge *edges;
  NgDirection direction;
  float gap;
  GArray *rows;
  GArray *points; /* of the wrapped layout, in the frame of the flow */
} Work;

static NgPoint
point_at (const Work *work, guint32 index)
{
  return ng_flow_from_page (work->direction, work->layout->points[index]);
}

static Row *
row_at (const Work *work, guint index)
{
  return &g_array_index (work->rows, Row, index);
}

/* ---- where rows can end ---- */

typedef struct {
  float from, to;
  gboolean is_node; /* and no port */
} Span;

static int
compare_spans (const void *a, const void *b)
{
  float x = ((const Span *) a)->from, y = ((const Span *) b)->from;

  return (x > y) - (x < y);
}

static void
add_span (GArray *spans, NgDirection direction, NgBox box, gboolean is_node)
{
  NgBox in_flow = ng_flow_box_from_page (direction, box);
  Span span = { in_flow.x, in_flow.x + in_flow.width, is_node };

  g_array_append_val (spans, span);
}

/* The gaps that no box reaches into, and behind them the end of all. Returns: (element-type Break)
 */
static GArray *
find_breaks (const Work *work)
{
  const NgLayout *layout = work->layout;
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  GArray *breaks = g_array_new (FALSE, FALSE, sizeof (Break));
  float end = -G_MAXFLOAT, thick = 0, thickest = 0;
  int n_ranks = 0;

  for (gsize i = 0; i < layout->n_nodes; i++)
    add_span (spans,
              work->direction,
              layout->nodes[i],
              work->nodes[i].border == 0 && !work->nodes[i].follows);
  for (gsize i = 0; i < layout->n_tags; i++)
    add_span (spans, work->direction, layout->tags[i].box, FALSE);
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].label.width > 0)
      add_span (spans, work->direction, layout->routes[i].label, FALSE);
  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++) {
    Span span = g_array_index (spans, Span, i);

    if (i > 0 && span.from - end >= LEAST) {
      n_ranks += thickest > 0;
      thick = thickest > 0 ? thickest : thick;
      thickest = 0;
      g_array_append_val (breaks, ((Break){ end + BEHIND, span.from, 0, n_ranks, thick }));
    }
    end = MAX (end, span.to);
    if (span.is_node)
      thickest = MAX (thickest, span.to - span.from);
  }
  n_ranks += thickest > 0;
  g_array_append_val (
      breaks, ((Break){ G_MAXFLOAT, G_MAXFLOAT, 0, n_ranks, thickest > 0 ? thickest : thick }));
  return breaks;
}

/* How many of the breaks lie before @u. */
static guint
breaks_before (const GArray *breaks, float u)
{
  guint low = 0, high = breaks->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (breaks, Break, middle).at < u)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* How far the line of one output reaches, which all its edges share. */
typedef struct {
  float from, to;
} Reach;

static void
note_reach (const Work *work, GHashTable *reaches, int node, int port, guint32 first, guint32 n)
{
  gpointer key = ng_pair_key ((guint) node, (guint) port);
  Reach *reach = g_hash_table_lookup (reaches, key);
  float to;

  if (n == 0)
    return;
  to = point_at (work, first + n - 1).x;
  if (reach == NULL) {
    reach = g_new (Reach, 1);
    *reach = (Reach){ point_at (work, first).x, to };
    g_hash_table_insert (reaches, key, reach);
  }
  reach->to = MAX (reach->to, to);
}

static void
count_lines (const Work *work, GArray *breaks)
{
  const NgLayout *layout = work->layout;
  g_autoptr (GHashTable) reaches = g_hash_table_new_full (ng_pair_hash, NULL, NULL, g_free);
  g_autofree int *changes = g_new0 (int, breaks->len + 1);
  GHashTableIter iter;
  gpointer reach;
  int n = 0;

  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgRoute *route = &layout->routes[i];

    if (route->tag < 0)
      note_reach (
          work, reaches, work->edges[i].source, work->edges[i].source_port, route->first, route->n);
  }
  g_hash_table_iter_init (&iter, reaches);
  while (g_hash_table_iter_next (&iter, NULL, &reach)) {
    changes[breaks_before (breaks, ((Reach *) reach)->from)]++;
    changes[breaks_before (breaks, ((Reach *) reach)->to)]--;
  }
  for (guint i = 0; i < breaks->len; i++) {
    n += changes[i];
    g_array_index (breaks, Break, i).n_lines = n;
  }
}

/* How far lines that turn stand out from a break. */
static float
turn_of (int n_lines)
{
  return TURN + TRACK * (float) MAX (n_lines - 1, 0);
}

/* How far what comes from the row before stands out to the left of the first node of a row. */
static float
lead_of (const Break *begin)
{
  return begin->next - begin->at + turn_of (begin->n_lines);
}

/**
 * Rules:
 * @breaks: (element-type Break)
 * @from, @to: u of the whole
 * @length: points that a row may be long, turns included
 */
typedef struct {
  const GArray *breaks;
  float from, to, length;
} Rules;

/* Whether the row from break @begin, -1 for the beginning, to @end holds ports alone, or one rank
 * that has room for the one that comes next, or for the one before where it is the last. */
static gboolean
is_lone (const Rules *rules, int begin, guint end)
{
  const Break *all = (const Break *) (void *) rules->breaks->data;
  int n = all[end].n_ranks - (begin >= 0 ? all[begin].n_ranks : 0);
  float room = ALONE * rules->length, other = 0;

  if (end + 1 < rules->breaks->len)
    other = all[end + 1].thick;
  else if (begin >= 0)
    other = all[begin].thick;
  return n < 1 || (n == 1 && all[end].thick <= room && other <= room);
}

/* Which break ends the row behind break @begin, -1 for the beginning, whose first node begins at
 * @from; or the last, where the rest fits in, or would stand alone. */
static guint
find_end (const Rules *rules, int begin, float from, float room)
{
  const Break *all = (const Break *) (void *) rules->breaks->data;
  guint first = (guint) (begin + 1), all_of_it = rules->breaks->len - 1, last = first, best;

  if (rules->to - from <= room)
    return all_of_it;
  while (last + 1 < all_of_it && all[last + 1].at - from + turn_of (all[last + 1].n_lines) <= room)
    last++;
  while (last < all_of_it && is_lone (rules, begin, last))
    last++;
  best = last;
  for (guint i = last; i-- > first && all[i].at - from >= FULL * (all[last].at - from);)
    if (all[i].n_lines < all[best].n_lines && !is_lone (rules, begin, i))
      best = i;
  /* What would stand alone behind it gets company from this row, or joins it. */
  while (best > first && is_lone (rules, (int) best, all_of_it) &&
         !is_lone (rules, begin, best - 1))
    best--;
  return is_lone (rules, (int) best, all_of_it) ? all_of_it : best;
}

/* The ends of rows, where each has @room from its first node on. Returns: the greatest lead */
static float
find_ends (const Rules *rules, float room, GArray *ends)
{
  float lead = 0, from = rules->from;
  int begin = -1;

  g_array_set_size (ends, 0);
  for (;;) {
    guint end = find_end (rules, begin, from, room);
    const Break *record = &g_array_index (rules->breaks, Break, end);

    if (end + 1 >= rules->breaks->len)
      return lead;
    g_array_append_val (ends, end);
    begin = (int) end;
    from = record->next;
    lead = MAX (lead, lead_of (record));
  }
}

/* Rows about equally long, where the last would be short: in the least room that gives as many. */
static void
even_out (const Rules *rules, float room, GArray *ends)
{
  g_autoptr (GArray) other = g_array_new (FALSE, FALSE, sizeof (guint));
  float low = 0, high = room;

  for (int i = 0; i < HALVES; i++) {
    float middle = (low + high) / 2;
    float lead = find_ends (rules, middle, other);

    if (other->len > ends->len || middle + lead > rules->length) {
      low = middle;
      continue;
    }
    high = middle;
    g_array_set_size (ends, 0);
    g_array_append_vals (ends, other->data, other->len);
  }
}

static void
add_row (Work *work, float from, float first)
{
  Row row = { G_MAXFLOAT, first, G_MAXFLOAT, -G_MAXFLOAT, { 0, 0 }, NULL };

  if (work->rows->len > 0)
    row_at (work, work->rows->len - 1)->to = from;
  row.lines = g_array_new (FALSE, FALSE, sizeof (float));
  g_array_append_val (work->rows, row);
}

/* As many rows as make a page of this shape, when all are as thick as the whole was. */
static float
best_length (NgBox bounds)
{
  return sqrtf (SHAPE * bounds.width * (bounds.height + 2 * CLEAR));
}

/* First nodes of rows stand below one another, so the room for all is less by the greatest lead,
 * which is known when the rows are. */
static void
find_rows (Work *work, float length)
{
  g_autoptr (GArray) breaks = find_breaks (work);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  NgBox bounds = ng_flow_box_from_page (work->direction,
                                        (NgBox){ 0, 0, work->layout->width, work->layout->height });
  Rules rules = {
    breaks, bounds.x, bounds.x + bounds.width, length < 0 ? best_length (bounds) : length
  };
  float lead = 0, found;

  count_lines (work, breaks);
  for (int i = 0; (found = find_ends (&rules, rules.length - lead, ends)) > lead && i < TRIES; i++)
    lead = found;
  even_out (&rules, rules.length - lead, ends);
  add_row (work, -G_MAXFLOAT, bounds.x);
  for (guint i = 0; i < ends->len; i++) {
    const Break *end = &g_array_index (breaks, Break, g_array_index (ends, guint, i));

    add_row (work, end->at, end->next);
  }
}

static guint
row_of (const Work *work, float u)
{
  guint low = 0, high = work->rows->len - 1;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (row_at (work, middle)->to < u)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- lines, cut at the breaks ---- */

/* Cuts a curve that goes forward at @u: @curve is what is before, @rest what is behind. */
static void
cut (NgPoint curve[4], NgPoint rest[4], float u)
{
  float low = 0, high = 1;
  NgPoint p[4] = { curve[0], curve[1], curve[2], curve[3] };

  for (int i = 0; i < 30; i++) {
    float t = (low + high) / 2, s = 1 - t;
    float at =
        s * s * s * p[0].x + 3 * s * s * t * p[1].x + 3 * s * t * t * p[2].x + t * t * t * p[3].x;

    if (at < u)
      low = t;
    else
      high = t;
  }
  rest[3] = p[3];
  curve[0] = p[0];
  for (int level = 1; level < 4; level++) {
    for (int i = 0; i + level < 4; i++)
      p[i] =
          (NgPoint){ p[i].x + low * (p[i + 1].x - p[i].x), p[i].y + low * (p[i + 1].y - p[i].y) };
    curve[level] = p[0];
    rest[3 - level] = p[3 - level];
  }
  curve[3].x = u;
  rest[0] = curve[3];
}

/* What becomes of a line: a look at where it passes, or its new points. */
typedef void (*Visit) (Work *work, guint row, const NgPoint curve[4], gboolean ends_row);

/* Goes along a line, cut at the breaks. */
static void
follow (Work *work, guint32 first, guint32 n, Visit visit)
{
  guint row = row_of (work, point_at (work, first).x);

  for (guint32 i = first; i + 3 < first + n; i += 3) {
    NgPoint curve[4], rest[4];

    for (guint32 k = 0; k < 4; k++)
      curve[k] = point_at (work, i + k);
    while (curve[3].x > row_at (work, row)->to) {
      cut (curve, rest, row_at (work, row)->to);
      visit (work, row++, curve, TRUE);
      for (int k = 0; k < 4; k++)
        curve[k] = rest[k];
    }
    visit (work, row, curve, FALSE);
  }
}

/* Lines of tags stand behind those of edges. */
static void
for_all_lines (Work *work, Visit visit)
{
  for (gsize i = 0; i < work->layout->n_routes; i++)
    if (work->layout->routes[i].n > 0)
      follow (work, work->layout->routes[i].first, work->layout->routes[i].n, visit);
  for (gsize i = 0; i < work->layout->n_tags; i++)
    if (work->layout->tags[i].n > 0)
      follow (work, work->layout->tags[i].first, work->layout->tags[i].n, visit);
}

/* ---- where rows stand ---- */

static void
reach (Row *row, float low, float high)
{
  row->low = MIN (row->low, low);
  row->high = MAX (row->high, high);
}

static void
reach_box (Work *work, NgBox box)
{
  NgBox in_flow = ng_flow_box_from_page (work->direction, box);
  Row *row = row_at (work, row_of (work, in_flow.x + in_flow.width / 2));

  reach (row, in_flow.y, in_flow.y + in_flow.height);
}

static void
reach_curve (Work *work, guint index, const NgPoint curve[4], gboolean ends_row)
{
  Row *row = row_at (work, index);

  for (int k = 0; k < 4; k++)
    reach (row, curve[k].y, curve[k].y);
  if (ends_row)
    g_array_append_val (row->lines, curve[3].y);
}

static int
compare_places (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static void
join_lines (GArray *lines)
{
  guint n = 0;

  g_array_sort (lines, compare_places);
  for (guint i = 0; i < lines->len; i++) {
    float v = g_array_index (lines, float, i);

    if (n == 0 || v - g_array_index (lines, float, n - 1) > SAME)
      g_array_index (lines, float, n++) = v;
  }
  g_array_set_size (lines, n);
}

static void
place_rows (Work *work)
{
  const NgLayout *layout = work->layout;
  const Row *first = row_at (work, 0);

  for (gsize i = 0; i < layout->n_nodes; i++)
    reach_box (work, layout->nodes[i]);
  for (gsize i = 0; i < layout->n_tags; i++)
    reach_box (work, layout->tags[i].box);
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].label.width > 0)
      reach_box (work, layout->routes[i].label);
  for_all_lines (work, reach_curve);
  for (guint r = 0; r < work->rows->len; r++) {
    Row *row = row_at (work, r);
    const Row *above = r > 0 ? row_at (work, r - 1) : NULL;
    guint n = above != NULL ? above->lines->len : 0;

    join_lines (row->lines);
    if (above == NULL)
      continue;
    row->shift.x = first->first - row->first;
    row->shift.y = above->high + above->shift.y +
                   MAX (2 * CLEAR + TRACK * (float) (MAX (n, 1) - 1), work->gap) - row->low;
  }
}

/* ---- the new lines ---- */

static void
go (GArray *points, float u, float v)
{
  NgPoint from = g_array_index (points, NgPoint, points->len - 1);

  if (fabsf (u - from.x) < SAME / 10 && fabsf (v - from.y) < SAME / 10)
    return;
  NgPoint curve[3] = { { (2 * from.x + u) / 3, (2 * from.y + v) / 3 },
                       { (from.x + 2 * u) / 3, (from.y + 2 * v) / 3 },
                       { u, v } };

  g_array_append_vals (points, curve, 3);
}

/* Round a corner at @corner, coming from where the line has got to. */
static void
go_round (GArray *points, NgPoint corner, NgPoint to)
{
  NgPoint from = g_array_index (points, NgPoint, points->len - 1);
  NgPoint curve[3] = { { (from.x + 2 * corner.x) / 3, (from.y + 2 * corner.y) / 3 },
                       { (to.x + 2 * corner.x) / 3, (to.y + 2 * corner.y) / 3 },
                       to };

  g_array_append_vals (points, curve, 3);
}

/* Which of the lines that pass the break behind a row goes on from @v. */
static guint
find_line (const Row *row, float v)
{
  guint best = 0;

  for (guint low = 0, high = row->lines->len; low < high;) {
    guint middle = (low + high) / 2;

    if (g_array_index (row->lines, float, middle) <= v + SAME) {
      best = middle;
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return best;
}

/* From the end of a row to the beginning of the next. */
static void
turn (Work *work, guint index, float v)
{
  const Row *row = row_at (work, index), *next = row_at (work, index + 1);
  GArray *points = work->points;
  guint line = find_line (row, v), n = row->lines->len;
  float right = row->to + row->shift.x + TURN + TRACK * (float) (n - 1 - line);
  float left = row->to + next->shift.x - TURN - TRACK * (float) line;
  float track = row->high + row->shift.y + CLEAR + TRACK * (float) (n - 1 - line);
  float from = v + row->shift.y, to = v + next->shift.y;

  go (points, right - CORNER, from);
  go_round (points, (NgPoint){ right, from }, (NgPoint){ right, from + CORNER });
  go (points, right, track - CORNER);
  go_round (points, (NgPoint){ right, track }, (NgPoint){ right - CORNER, track });
  go (points, left + CORNER, track);
  go_round (points, (NgPoint){ left, track }, (NgPoint){ left, track + CORNER });
  go (points, left, to - CORNER);
  go_round (points, (NgPoint){ left, to }, (NgPoint){ left + CORNER, to });
  go (points, row->to + next->shift.x, to);
}

static void
draw_curve (Work *work, guint index, const NgPoint curve[4], gboolean ends_row)
{
  NgPoint shift = row_at (work, index)->shift;

  for (int k = 1; k < 4; k++) {
    NgPoint moved = { curve[k].x + shift.x, curve[k].y + shift.y };

    g_array_append_val (work->points, moved);
  }
  if (ends_row)
    turn (work, index, curve[3].y);
}

static void
draw_line (Work *work, guint32 *first, guint32 *n)
{
  NgPoint start;
  guint begin = work->points->len;
  NgPoint shift;

  if (*n == 0)
    return;
  start = point_at (work, *first);
  shift = row_at (work, row_of (work, start.x))->shift;
  start.x += shift.x;
  start.y += shift.y;
  g_array_append_val (work->points, start);
  follow (work, *first, *n, draw_curve);
  *first = begin;
  *n = work->points->len - begin;
}

static void
move_box (Work *work, NgBox *box)
{
  NgBox in_flow = ng_flow_box_from_page (work->direction, *box);
  NgPoint shift = row_at (work, row_of (work, in_flow.x + in_flow.width / 2))->shift;
  NgPoint by = ng_flow_to_page (work->direction, shift);

  box->x += by.x;
  box->y += by.y;
}

static void
move_all (Work *work)
{
  NgLayout *layout = work->layout;

  work->points = g_array_sized_new (FALSE, FALSE, sizeof (NgPoint), (guint) layout->n_points);
  for (gsize i = 0; i < layout->n_routes; i++)
    draw_line (work, &layout->routes[i].first, &layout->routes[i].n);
  for (gsize i = 0; i < layout->n_tags; i++)
    draw_line (work, &layout->tags[i].first, &layout->tags[i].n);
  for (gsize i = 0; i < layout->n_nodes; i++)
    move_box (work, &layout->nodes[i]);
  for (gsize i = 0; i < layout->n_tags; i++)
    move_box (work, &layout->tags[i].box);
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].label.width > 0)
      move_box (work, &layout->routes[i].label);
  g_free (layout->points);
  layout->n_points = work->points->len;
  layout->points = (NgPoint *) (void *) g_array_free (g_steal_pointer (&work->points), FALSE);
  for (gsize i = 0; i < layout->n_points; i++)
    layout->points[i] = ng_flow_to_page (work->direction, layout->points[i]);
}

static void
clear_row (gpointer data)
{
  g_array_unref (((Row *) data)->lines);
}

void
ng_layout_wrap (NgLayout *self,
                const NgLayoutNode *nodes,
                const NgLayoutEdge *edges,
                NgDirection direction,
                float length,
                float gap,
                GCancellable *cancellable)
{
  Work work = {
    self, nodes, edges, direction, gap, g_array_new (FALSE, FALSE, sizeof (Row)), NULL
  };

  g_array_set_clear_func (work.rows, clear_row);
  find_rows (&work, length);
  if (work.rows->len > 1 && !g_cancellable_is_cancelled (cancellable))
    place_rows (&work);
  if (work.rows->len > 1 && !g_cancellable_is_cancelled (cancellable)) {
    move_all (&work);
    ng_layout_to_origin (self);
  }
  g_array_unref (work.rows);
}
