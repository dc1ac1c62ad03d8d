#include "render/layout/square.h"

#include <math.h>
#include <string.h>

/* Points: radius of corners; within which places are the same. */
#define CORNER 4.0F
#define SAME   0.01F

/* One step across the flow: a bend of a line from @from to @to along the flow and from @v0 to @v1
 * across it, which is made at @u. Others that begin and end in the same places share its gap. */
typedef struct {
  guint32 at; /* first of its four points */
  guint64 output;
  float from, to, v0, v1, u;
} Step;

typedef struct {
  NgLayout *layout;
  NgDirection direction;
  GArray *steps;
  GArray *points; /* (element-type NgPoint): of the new lines */
} Work;

static NgPoint
to_flow (NgDirection direction, NgPoint p)
{
  return direction == NG_DIRECTION_RIGHT  ? p
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ p.y, p.x }
                                          : (NgPoint){ -p.y, p.x };
}

static NgPoint
to_page (NgDirection direction, NgPoint p)
{
  return direction == NG_DIRECTION_RIGHT  ? p
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ p.y, p.x }
                                          : (NgPoint){ p.y, -p.x };
}

static NgPoint
point_at (const Work *work, guint32 i)
{
  return to_flow (work->direction, work->layout->points[i]);
}

/* ---- where steps are made ---- */

static void
collect_steps (Work *work, guint32 first, guint32 n, int node, int port)
{
  for (guint32 i = first; i + 3 < first + n; i += 3) {
    NgPoint a = point_at (work, i), b = point_at (work, i + 1);
    NgPoint c = point_at (work, i + 2), d = point_at (work, i + 3);
    Step step = { i, (guint64) node << 32 | (guint32) port, a.x, d.x, a.y, d.y, (b.x + c.x) / 2 };

    if (fabsf (d.y - a.y) > SAME)
      g_array_append_val (work->steps, step);
  }
}

static gboolean
is_in_same_gap (const Step *a, const Step *b)
{
  return fabsf (a->from - b->from) < 1 && fabsf (a->to - b->to) < 1;
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  const Step *p = a, *q = b;
  float p_low = MIN (p->v0, p->v1), q_low = MIN (q->v0, q->v1);

  if (roundf (p->from) != roundf (q->from))
    return p->from < q->from ? -1 : 1;
  if (roundf (p->to) != roundf (q->to))
    return p->to < q->to ? -1 : 1;
  return (p_low > q_low) - (p_low < q_low);
}

/* Of lines to one side, the ones that begin further there step first: so they do not cross. */
static int
compare_turns (gconstpointer a, gconstpointer b)
{
  const Step *p = a, *q = b;
  float p_turn = p->v1 > p->v0 ? -p->v0 : p->v0, q_turn = q->v1 > q->v0 ? -q->v0 : q->v0;

  if (p_turn != q_turn)
    return p_turn < q_turn ? -1 : 1;
  return (p->output > q->output) - (p->output < q->output);
}

/* Steps that reach over one another: each output has a place of its own in their gap. */
static void
spread (Step *steps, guint n)
{
  g_autoptr (GHashTable) tracks = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (n < 2 || steps[0].to <= steps[0].from)
    return;
  qsort (steps, n, sizeof *steps, compare_turns);
  for (guint i = 0; i < n; i++)
    if (!g_hash_table_contains (tracks, &steps[i].output))
      g_hash_table_insert (
          tracks, &steps[i].output, GUINT_TO_POINTER (g_hash_table_size (tracks) + 1));
  for (guint i = 0; i < n; i++) {
    guint track = GPOINTER_TO_UINT (g_hash_table_lookup (tracks, &steps[i].output));

    steps[i].u = steps[i].from + (steps[i].to - steps[i].from) * (float) track /
                                     (float) (g_hash_table_size (tracks) + 1);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  return (((const Step *) a)->at > ((const Step *) b)->at) -
         (((const Step *) a)->at < ((const Step *) b)->at);
}

static void
place_steps (Work *work)
{
  Step *steps = (Step *) (void *) work->steps->data;
  guint begin = 0;
  float reach = 0;

  g_array_sort (work->steps, compare_gaps);
  for (guint i = 0; i < work->steps->len; i++) {
    gboolean is_apart = i > begin && (!is_in_same_gap (&steps[i], &steps[begin]) ||
                                      MIN (steps[i].v0, steps[i].v1) > reach + SAME);

    if (is_apart) {
      spread (steps + begin, i - begin);
      begin = i;
    }
    if (i == begin)
      reach = -G_MAXFLOAT;
    reach = MAX (reach, MAX (steps[i].v0, steps[i].v1));
  }
  if (work->steps->len > begin)
    spread (steps + begin, work->steps->len - begin);
  g_array_sort (work->steps, compare_places);
}

/* ---- the new lines ---- */

static void
add_point (Work *work, NgPoint p)
{
  NgPoint point = to_page (work->direction, p);

  g_array_append_val (work->points, point);
}

static NgPoint
between (NgPoint a, NgPoint b, float share)
{
  return (NgPoint){ a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share };
}

static void
add_straight (Work *work, NgPoint from, NgPoint to)
{
  add_point (work, between (from, to, 1.0F / 3));
  add_point (work, between (from, to, 2.0F / 3));
  add_point (work, to);
}

static float
distance (NgPoint a, NgPoint b)
{
  return fabsf (a.x - b.x) + fabsf (a.y - b.y);
}

/* Whether @b lies on the straight way from @a to @c. */
static gboolean
is_on_way (NgPoint a, NgPoint b, NgPoint c)
{
  return (fabsf (a.x - b.x) <= SAME && fabsf (b.x - c.x) <= SAME) ||
         (fabsf (a.y - b.y) <= SAME && fabsf (b.y - c.y) <= SAME);
}

static void
add_corner (GArray *corners, NgPoint p)
{
  guint n = corners->len;
  NgPoint *all = (NgPoint *) (void *) corners->data;

  if (n > 0 && distance (all[n - 1], p) <= SAME)
    return;
  if (n > 1 && is_on_way (all[n - 2], all[n - 1], p))
    all[n - 1] = p;
  else
    g_array_append_val (corners, p);
}

/* Through these corners, each of them round. */
static void
add_line (Work *work, const GArray *corners)
{
  const NgPoint *p = (const NgPoint *) (const void *) corners->data;
  NgPoint at = p[0];

  add_point (work, at);
  for (guint i = 1; i + 1 < corners->len; i++) {
    float before = distance (p[i - 1], p[i]), after = distance (p[i], p[i + 1]);
    float radius = MIN (CORNER, MIN (before, after) / 2);
    NgPoint in = between (p[i], p[i - 1], radius / before);
    NgPoint out = between (p[i], p[i + 1], radius / after);

    if (distance (at, in) > SAME)
      add_straight (work, at, in);
    /* A quarter of a circle, nearly. */
    add_point (work, between (p[i], in, 0.45F));
    add_point (work, between (p[i], out, 0.45F));
    add_point (work, out);
    at = out;
  }
  add_straight (work, at, p[corners->len - 1]);
}

/* @step: (inout): the number of the next step */
static void
lead_line (Work *work, guint32 *first, guint32 *n, guint *step)
{
  g_autoptr (GArray) corners = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  guint32 start = work->points->len;

  add_corner (corners, point_at (work, *first));
  for (guint32 i = *first; i + 3 < *first + *n; i += 3) {
    NgPoint from = point_at (work, i), to = point_at (work, i + 3);

    if (*step < work->steps->len && g_array_index (work->steps, Step, *step).at == i) {
      float u = g_array_index (work->steps, Step, (*step)++).u;

      add_corner (corners, (NgPoint){ u, from.y });
      add_corner (corners, (NgPoint){ u, to.y });
    }
    add_corner (corners, to);
  }
  if (corners->len > 1) {
    add_line (work, corners);
    *first = start;
    *n = work->points->len - start;
    return;
  }
  for (guint32 i = *first; i < *first + *n; i++)
    g_array_append_val (work->points, work->layout->points[i]);
  *first = start;
}

/* A line of the layout: a route, or what leads to a tag. */
typedef struct {
  guint32 *first, *n;
} Line;

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  guint32 p = *((const Line *) a)->first, q = *((const Line *) b)->first;

  return (p > q) - (p < q);
}

void
ng_layout_square (NgLayout *self, const NgLayoutEdge *edges, NgDirection direction)
{
  Work work = { .layout = self,
                .direction = direction,
                .steps = g_array_new (FALSE, FALSE, sizeof (Step)),
                .points = g_array_new (FALSE, FALSE, sizeof (NgPoint)) };
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  guint step = 0;

  for (gsize i = 0; i < self->n_routes; i++) {
    NgRoute *route = &self->routes[i];
    Line line = { &route->first, &route->n };

    if (route->n < 4)
      continue;
    collect_steps (&work, route->first, route->n, edges[i].source, edges[i].source_port);
    g_array_append_val (lines, line);
  }
  for (gsize i = 0; i < self->n_tags; i++) {
    NgTag *tag = &self->tags[i];
    Line line = { &tag->first, &tag->n };

    if (tag->n < 4)
      continue;
    collect_steps (&work, tag->first, tag->n, tag->node, tag->port);
    g_array_append_val (lines, line);
  }
  place_steps (&work);
  g_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    lead_line (
        &work, g_array_index (lines, Line, i).first, g_array_index (lines, Line, i).n, &step);
  g_free (self->points);
  self->n_points = work.points->len;
  self->points = (NgPoint *) (void *) g_array_free (work.points, FALSE);
  g_array_free (work.steps, TRUE);
}
