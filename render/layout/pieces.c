/* Everything is done in the frame of the flow: x of a point is u there, and y is v. */

#include "render/layout/pieces.h"

#include "render/layout/flow.h"
#include "render/layout/orthogonal.h"
#include "render/layout/sorted.h"

#include <math.h>
#include <stdlib.h>

/* A cut has so much of its line on either side, points. */
#define LEAST_LEAD 2.0F
/* What an arrow head takes of a line's end. */
#define HEAD 7.0F
/* How far beyond the cuts the line goes back. */
#define BEYOND   4.0F
#define STRAIGHT 0.05F
/* Halvings of the interval in which the length of pieces is sought. */
#define HALVINGS 24

/* A place where only one line passes, straight along the flow. */
typedef struct {
  float u, v;
} Place;

/* What lies between two cuts. */
typedef struct {
  float from, to;
  float low, high; /* v */
  float shift;     /* of v, when pieces lie side by side */
  Place entry, exit;
} Piece;

struct _NgPieces {
  const NgLayout *layout;
  const NgLayoutEdge *edges;
  NgDirection direction;
  float gap;
  float begin, end; /* u */
  Place *places;
  int n_places;
  Piece *pieces;
  int n_pieces;
};

/* The line of one output: where it begins, what it leads past before it turns, how far it goes. */
typedef struct {
  float start, v, label_end, turn, end;
  gboolean is_used;
} Lead;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  return (x->u > y->u) - (x->u < y->u);
}

static int
count_below (const GArray *values, float value)
{
  int low = 0, high = (int) values->len;

  while (low < high) {
    int middle = (low + high) / 2;
    if (g_array_index (values, float, middle) < value)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

typedef struct {
  GArray *starts, *ends;
} Spans;

static void
add_span (Spans *spans, float from, float to)
{
  g_array_append_val (spans->starts, from);
  g_array_append_val (spans->ends, to);
}

static void
add_box (const NgPieces *self, Spans *spans, NgBox box)
{
  NgBox flow = ng_flow_box_from_page (self->direction, box);

  add_span (spans, flow.x, flow.x + flow.width);
}

static void
follow_route (const NgPieces *self, const NgRoute *route, Lead *lead)
{
  const NgPoint *points = self->layout->points + route->first;
  NgPoint start = ng_flow_from_page (self->direction, points[0]), at = start;
  gboolean turns = FALSE;

  for (guint32 i = 3; i < route->n; i += 3) {
    NgPoint next = ng_flow_from_page (self->direction, points[i]);
    turns = turns || fabsf (next.y - start.y) > STRAIGHT;
    if (!turns)
      at = next;
    lead->end = MAX (lead->end, next.x);
  }
  lead->turn = MIN (lead->turn, turns ? at.x : at.x - HEAD);
  lead->start = start.x;
  lead->v = start.y;
  lead->is_used = TRUE;
  lead->label_end = MAX (lead->label_end, start.x);
  if (route->label.width > 0) {
    NgBox label = ng_flow_box_from_page (self->direction, route->label);
    lead->label_end = MAX (lead->label_end, label.x + label.width);
  }
}

static Lead *
find_leads (const NgPieces *self, int *n_leads)
{
  const NgLayout *layout = self->layout;
  g_autofree int *first = g_new0 (int, layout->n_nodes + 1);

  for (gsize i = 0; i < layout->n_routes; i++) {
    int *n = &first[self->edges[i].source + 1];
    *n = MAX (*n, self->edges[i].source_port + 1);
  }
  for (gsize i = 0; i < layout->n_nodes; i++)
    first[i + 1] += first[i];
  *n_leads = first[layout->n_nodes];

  Lead *leads = g_new (Lead, *n_leads + 1);
  for (int i = 0; i < *n_leads; i++)
    leads[i] = (Lead){ 0, 0, -G_MAXFLOAT, G_MAXFLOAT, -G_MAXFLOAT, FALSE };
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].tag < 0 && layout->routes[i].n >= 4)
      follow_route (self,
                    &layout->routes[i],
                    &leads[first[self->edges[i].source] + self->edges[i].source_port]);
  return leads;
}

static void
find_places (NgPieces *self)
{
  const NgLayout *layout = self->layout;
  int n_leads;
  g_autofree Lead *leads = find_leads (self, &n_leads);
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (float));
  Spans spans = { starts, ends };

  for (gsize i = 0; i < layout->n_nodes; i++)
    add_box (self, &spans, layout->nodes[i]);
  for (gsize i = 0; i < layout->n_tags; i++)
    add_box (self, &spans, layout->tags[i].box);
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgRoute *route = &layout->routes[i];
    if (route->label.width > 0)
      add_box (self, &spans, route->label);
    if (route->tag >= 0 && route->n > 0)
      add_span (&spans,
                ng_flow_from_page (self->direction, layout->points[route->first]).x,
                ng_flow_from_page (self->direction, layout->points[route->first + route->n - 1]).x);
  }
  for (int i = 0; i < n_leads; i++)
    if (leads[i].is_used)
      add_span (&spans, leads[i].start, leads[i].end);
  g_array_sort (starts, ng_float_compare);
  g_array_sort (ends, ng_float_compare);
  self->begin = starts->len > 0 ? g_array_index (starts, float, 0) : 0;
  self->end = ends->len > 0 ? g_array_index (ends, float, ends->len - 1) : 0;

  self->places = g_new (Place, n_leads + 1);
  for (int i = 0; i < n_leads; i++) {
    Place place = { (leads[i].label_end + leads[i].turn) / 2, leads[i].v };
    if (leads[i].is_used && leads[i].turn - leads[i].label_end >= 2 * LEAST_LEAD &&
        count_below (starts, place.u) - count_below (ends, place.u) == 1)
      self->places[self->n_places++] = place;
  }
  qsort (self->places, (gsize) self->n_places, sizeof *self->places, compare_places);
}

NgPieces *
ng_pieces_new (const NgLayout *layout, const NgLayoutEdge *edges, NgDirection direction, float gap)
{
  NgPieces *self = g_new0 (NgPieces, 1);

  self->layout = layout;
  self->edges = edges;
  self->direction = direction;
  self->gap = gap;
  find_places (self);
  return self;
}

void
ng_pieces_free (NgPieces *self)
{
  if (self == NULL)
    return;
  g_free (self->places);
  g_free (self->pieces);
  g_free (self);
}

/* Cuts as late as pieces of that length allow. Returns: the number of pieces; a longer one stands
 * where there is no place to cut it */
static int
cut_by_length (NgPieces *self, float length, int most)
{
  int n = 0, place = 0;
  Place entry = { self->begin, 0 };

  while (n < most) {
    Piece *piece = &self->pieces[n++];
    int last = -1;
    *piece = (Piece){ .from = entry.u, .to = self->end, .entry = entry };
    if (self->end - entry.u <= length)
      return n;
    for (; place < self->n_places && (last < 0 || self->places[place].u - entry.u <= length);
         place++)
      last = place;
    if (last < 0)
      return n;
    piece->to = self->places[last].u;
    piece->exit = entry = self->places[last];
  }
  return most + 1;
}

static float
longest (const NgPieces *self, int n)
{
  float length = 0;

  for (int i = 0; i < n; i++)
    length = MAX (length, self->pieces[i].to - self->pieces[i].from);
  return length;
}

/* The piece that a place along the flow belongs to. */
static Piece *
piece_at (const NgPieces *self, float u)
{
  int low = 0, high = self->n_pieces - 1;

  while (low < high) {
    int middle = (low + high) / 2;
    if (u <= self->pieces[middle].to)
      high = middle;
    else
      low = middle + 1;
  }
  return &self->pieces[low];
}

static void
reach (Piece *piece, float low, float high)
{
  piece->low = MIN (piece->low, low);
  piece->high = MAX (piece->high, high);
}

static void
reach_box (const NgPieces *self, NgBox page)
{
  NgBox box = ng_flow_box_from_page (self->direction, page);

  reach (piece_at (self, box.x + box.width / 2), box.y, box.y + box.height);
}

static void
measure_pieces (NgPieces *self)
{
  const NgLayout *layout = self->layout;
  float at = 0;

  for (int i = 0; i < self->n_pieces; i++) {
    self->pieces[i].low = G_MAXFLOAT;
    self->pieces[i].high = -G_MAXFLOAT;
    if (i > 0)
      reach (&self->pieces[i], self->pieces[i].entry.v, self->pieces[i].entry.v);
  }
  for (gsize i = 0; i < layout->n_nodes; i++)
    reach_box (self, layout->nodes[i]);
  for (gsize i = 0; i < layout->n_tags; i++)
    reach_box (self, layout->tags[i].box);
  for (gsize i = 0; i < layout->n_routes; i++)
    if (layout->routes[i].label.width > 0)
      reach_box (self, layout->routes[i].label);
  for (gsize i = 0; i < layout->n_points; i++) {
    NgPoint p = ng_flow_from_page (self->direction, layout->points[i]);
    reach (piece_at (self, p.x), p.y, p.y);
  }
  for (int i = 0; i < self->n_pieces; i++) {
    Piece *piece = &self->pieces[i];
    if (piece->low > piece->high)
      piece->low = piece->high = 0;
    piece->shift = at - piece->low;
    at += piece->high - piece->low + self->gap;
  }
}

gboolean
ng_pieces_cut (NgPieces *self, int n, float *width, float *height)
{
  float low = (self->end - self->begin) / (float) n, high = self->end - self->begin;

  g_return_val_if_fail (n >= 1, FALSE);
  if (n > self->n_places + 1)
    return FALSE;
  g_free (self->pieces);
  self->pieces = g_new0 (Piece, n + 2);
  for (int i = 0; i < HALVINGS; i++) {
    float middle = (low + high) / 2;
    int found = cut_by_length (self, middle, n);
    if (found > n || longest (self, found) > middle)
      low = middle;
    else
      high = middle;
  }
  self->n_pieces = cut_by_length (self, high, n);
  if (self->n_pieces != n)
    return FALSE;
  measure_pieces (self);

  const Piece *last = &self->pieces[n - 1];
  float across = last->shift + last->high - self->pieces[0].shift - self->pieces[0].low;
  gboolean flows_right = self->direction == NG_DIRECTION_RIGHT;
  float along = 0;

  for (int i = 0; i < n; i++)
    along = MAX (along,
                 self->pieces[i].to - self->pieces[i].from + (i + 1 < n ? BEYOND : 0) +
                     (n > 1 ? BEYOND : 0));
  *width = flows_right ? along : across;
  *height = flows_right ? across : along;
  return TRUE;
}

static NgPoint
put (const NgPieces *self, const Piece *piece, NgPoint p)
{
  return ng_flow_to_page (self->direction, (NgPoint){ p.x - piece->from, p.y + piece->shift });
}

static NgPoint
move (const NgPieces *self, const Piece *piece, NgPoint page)
{
  return put (self, piece, ng_flow_from_page (self->direction, page));
}

static NgBox
move_box (const NgPieces *self, NgBox page)
{
  NgBox box = ng_flow_box_from_page (self->direction, page);
  const Piece *piece = piece_at (self, box.x + box.width / 2);
  NgPoint a = move (self, piece, (NgPoint){ page.x, page.y });

  return (NgBox){ a.x, a.y, page.width, page.height };
}

/* A straight piece of a line that passes cuts: back and on at each of them. */
static void
cross_cuts (const NgPieces *self,
            const Piece **piece,
            NgPoint from,
            NgPoint to,
            float radius,
            GArray *points)
{
  const Piece *end = self->pieces + self->n_pieces - 1;
  g_autoptr (GArray) corners = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  NgPoint at = put (self, *piece, from);

  g_array_append_val (corners, at);
  while (*piece < end && to.x > (*piece)->to) {
    const Piece *next = *piece + 1;
    NgPoint cut = { (*piece)->to, from.y };
    float back = next->low - self->gap / 2 + next->shift;
    NgPoint way[] = {
      { cut.x - (*piece)->from + BEYOND, cut.y + (*piece)->shift },
      { cut.x - (*piece)->from + BEYOND, back },
      { cut.x - next->from - BEYOND, back },
      { cut.x - next->from - BEYOND, cut.y + next->shift },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (way); i++)
      way[i] = ng_flow_to_page (self->direction, way[i]);
    g_array_append_vals (corners, way, 4);
    *piece = next;
  }
  at = put (self, *piece, to);
  g_array_append_val (corners, at);

  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  ng_corners_append (
      all, (const NgPoint *) (const void *) corners->data, (int) corners->len, radius, NULL);
  g_array_append_vals (points, &g_array_index (all, NgPoint, 1), all->len - 1);
}

static void
move_line (const NgPieces *self, guint32 *first, guint32 *n, float radius, GArray *points)
{
  const NgPoint *old = self->layout->points + *first;
  guint32 begin = points->len;

  if (*n == 0)
    return;
  NgPoint from = ng_flow_from_page (self->direction, old[0]);
  const Piece *piece = piece_at (self, from.x);
  NgPoint at = put (self, piece, from);
  g_array_append_val (points, at);
  for (guint32 i = 1; i + 2 < *n; i += 3) {
    NgPoint to = ng_flow_from_page (self->direction, old[i + 2]);
    if (fabsf (to.y - from.y) < STRAIGHT && to.x > piece->to) {
      cross_cuts (self, &piece, from, to, radius, points);
    } else {
      for (guint32 k = i; k < i + 3; k++) {
        at = move (self, piece, old[k]);
        g_array_append_val (points, at);
      }
    }
    from = to;
  }
  *first = begin;
  *n = points->len - begin;
}

void
ng_pieces_apply (const NgPieces *self, NgLayout *layout, float radius)
{
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (NgPoint), (guint) layout->n_points);

  g_return_if_fail (layout == self->layout && self->n_pieces > 0);
  for (gsize i = 0; i < layout->n_nodes; i++)
    layout->nodes[i] = move_box (self, layout->nodes[i]);
  for (gsize i = 0; i < layout->n_routes; i++) {
    NgRoute *route = &layout->routes[i];
    if (route->label.width > 0)
      route->label = move_box (self, route->label);
    move_line (self, &route->first, &route->n, radius, points);
  }
  for (gsize i = 0; i < layout->n_tags; i++) {
    layout->tags[i].box = move_box (self, layout->tags[i].box);
    move_line (self, &layout->tags[i].first, &layout->tags[i].n, radius, points);
  }
  for (gsize i = 0; i < layout->n_joints; i++) {
    NgPoint flow = ng_flow_from_page (self->direction, layout->joints[i]);
    layout->joints[i] = put (self, piece_at (self, flow.x), flow);
  }
  g_free (layout->points);
  layout->n_points = points->len;
  layout->points = (NgPoint *) (void *) g_array_free (points, FALSE);
  ng_layout_to_origin (layout);
}
