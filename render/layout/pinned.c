/* All is done in the frame of the flow, u along it and v across. A line that is led anew begins
 * straight, where its label stands, and ends straight, where its arrow is; between these it is one
 * bend. Where nodes are in the way of that, it keeps those of its points that still lie between its
 * ends, for there it is known to be free, or else it goes straight beside the nodes. */

#include "render/layout/pinned.h"

#include "render/layout/flow.h"
#include "render/scene/grid.h"

#include <math.h>
#include <string.h>

/* Points: straight at the end of a line; least length of a bend; radius of a turn back; between a
 * line and the nodes that it passes; within which places are the same. */
#define ARRIVE 9.0F
#define BEND   14.0F
#define TURN   22.0F
#define PASS   9.0F
#define SAME   0.01F
/* Steps along a bend at which one looks whether a node is in the way. All looks together visit no
 * more nodes than this, however crowded they are, so that the cost is linear. */
#define STEPS      12
#define MOST_LOOKS 4000000

typedef struct {
  const NgLayout *from;
  const NgLayoutNode *nodes;
  const NgLayoutEdge *edges;
  NgDirection direction;

  NgLayout *to;
  GArray *points;      /* of @to */
  gboolean *has_moved; /* of each node */
  int *first_output;   /* of each node, in @leads */
  float *leads;        /* of each output: how far its lines go straight */
  NgItem *boxes;       /* nodes of @to, in the frame of the flow */
  NgGrid *grid;
  gsize looks; /* that are left */
} Work;

/* ---- what is in the way ---- */

static void
index_boxes (Work *work)
{
  NgBox bounds = { 0, 0, 1, 1 };

  work->boxes = g_new0 (NgItem, work->to->n_nodes + 1);
  for (gsize i = 0; i < work->to->n_nodes; i++) {
    work->boxes[i].bounds = ng_flow_box_from_page (work->direction, work->to->nodes[i]);
    bounds = i == 0 ? work->boxes[i].bounds : ng_box_join (bounds, work->boxes[i].bounds);
  }
  work->grid = ng_grid_new (work->boxes, work->to->n_nodes, bounds);
  work->looks = MOST_LOOKS / (work->to->n_nodes + 1);
}

/* Whether nodes other than the ends of @edge are in the way of a curve; @hit joins their boxes. */
static gboolean
is_hit (Work *work, const NgLayoutEdge *edge, const NgPoint *curve, NgBox *hit)
{
  NgBox around = { curve[0].x, curve[0].y, 0, 0 };
  gboolean is_any = FALSE;

  if (work->looks == 0)
    return FALSE;
  work->looks--;
  for (int i = 1; i < 4; i++)
    around = ng_box_join (around, (NgBox){ curve[i].x, curve[i].y, 0, 0 });
  g_autoptr (GArray) near = ng_grid_query (work->grid, work->boxes, ng_box_grow (around, PASS));
  for (guint i = 0; i < near->len; i++) {
    int node = (int) g_array_index (near, guint32, i);
    NgBox box = work->boxes[node].bounds;
    gboolean is_in = FALSE;

    if (node == edge->source || node == edge->target || box.width <= 0)
      continue;
    for (int step = 0; step <= STEPS && !is_in; step++) {
      NgPoint at = ng_curve_at (curve, (float) step / STEPS);
      is_in = ng_box_meets (ng_box_grow (box, 2), (NgBox){ at.x, at.y, 0, 0 });
    }
    if (is_in)
      *hit = is_any ? ng_box_join (*hit, box) : box;
    is_any = is_any || is_in;
  }
  return is_any;
}

/* ---- lines, in the frame of the flow ---- */

static NgPoint
last_point (const GArray *line)
{
  return g_array_index (line, NgPoint, line->len - 1);
}

static void
add_curve (GArray *line, NgPoint a, NgPoint b, NgPoint to)
{
  NgPoint curve[3] = { a, b, to };

  g_array_append_vals (line, curve, 3);
}

static void
add_straight (GArray *line, NgPoint to)
{
  NgPoint from = last_point (line);
  float du = (to.x - from.x) / 3, dv = (to.y - from.y) / 3;

  if (fabsf (to.x - from.x) > SAME || fabsf (to.y - from.y) > SAME)
    add_curve (line, (NgPoint){ from.x + du, from.y + dv }, (NgPoint){ to.x - du, to.y - dv }, to);
}

static void
add_bend (GArray *line, NgPoint to)
{
  float middle = (last_point (line).x + to.x) / 2;

  if (fabsf (last_point (line).y - to.y) <= SAME)
    add_straight (line, to);
  else
    add_curve (line, (NgPoint){ middle, last_point (line).y }, (NgPoint){ middle, to.y }, to);
}

/* To a point ahead: by one bend, or beside what is in the way, on the nearer side that is free. */
static void
add_way (Work *work, const NgLayoutEdge *edge, GArray *line, NgPoint to)
{
  NgPoint from = last_point (line);
  float middle = (from.x + to.x) / 2;
  NgPoint bend[4] = { from, { middle, from.y }, { middle, to.y }, to };
  NgBox hit, other;

  if (!is_hit (work, edge, bend, &hit)) {
    add_bend (line, to);
    return;
  }

  float above = hit.y - PASS, below = hit.y + hit.height + PASS;
  float out = CLAMP (hit.x - PASS, from.x + BEND, to.x - BEND);
  float in = CLAMP (hit.x + hit.width + PASS, out, to.x - BEND);
  float center = (from.y + to.y) / 2;
  gboolean is_above_nearer = fabsf (above - center) <= fabsf (below - center);
  float sides[2] = { is_above_nearer ? above : below, is_above_nearer ? below : above };
  int side = 0;

  if (to.x - from.x < 3 * BEND) {
    add_bend (line, to);
    return;
  }
  for (; side < 2; side++) {
    float v = sides[side];
    NgPoint pass[4] = { { out, v }, { out, v }, { in, v }, { in, v } };
    NgPoint leave[4] = { from, { (from.x + out) / 2, from.y }, { (from.x + out) / 2, v }, pass[0] };
    NgPoint enter[4] = { pass[3], { (in + to.x) / 2, v }, { (in + to.x) / 2, to.y }, to };

    if (!is_hit (work, edge, pass, &other) && !is_hit (work, edge, leave, &other) &&
        !is_hit (work, edge, enter, &other))
      break;
  }
  float v = sides[side % 2];
  add_bend (line, (NgPoint){ out, v });
  add_straight (line, (NgPoint){ in, v });
  add_bend (line, to);
}

/* Round to a point behind, along the line @v. */
static void
find_round (NgPoint from, NgPoint to, float v, NgPoint curves[3][4])
{
  NgPoint round[3][4] = {
    { from, { from.x + TURN, from.y }, { from.x + TURN, v }, { from.x, v } },
    { { from.x, v }, { (2 * from.x + to.x) / 3, v }, { (from.x + 2 * to.x) / 3, v }, { to.x, v } },
    { { to.x, v }, { to.x - TURN, v }, { to.x - TURN, to.y }, to },
  };

  memcpy (curves, round, sizeof round);
}

/* To a point that lies behind: round between the two nodes, or beside both, or beside what is in
 * the way there: the shortest that is free. */
static void
add_way_back (Work *work, const NgLayoutEdge *edge, GArray *line, NgPoint to)
{
  NgBox a = work->boxes[edge->source].bounds, b = work->boxes[edge->target].bounds;
  NgBox both = ng_box_join (a, b), hit;
  NgPoint from = last_point (line), curves[3][4];
  float tries[9] = { both.y - 2 * PASS, both.y + both.height + 2 * PASS };
  int n = 2, n_first;
  float best = tries[0], least = G_MAXFLOAT;

  if (a.y + a.height + 2 * PASS <= b.y)
    tries[n++] = (a.y + a.height + b.y) / 2;
  else if (b.y + b.height + 2 * PASS <= a.y)
    tries[n++] = (b.y + b.height + a.y) / 2;
  n_first = n;
  for (int i = 0; i < n; i++) {
    float length = fabsf (tries[i] - from.y) + fabsf (tries[i] - to.y);
    gboolean is_free = TRUE;

    find_round (from, to, tries[i], curves);
    for (int k = 0; k < 3 && is_free; k++)
      is_free = !is_hit (work, edge, curves[k], &hit);
    if (!is_free && i < n_first) {
      tries[n++] = hit.y - PASS;
      tries[n++] = hit.y + hit.height + PASS;
    }
    if (!is_free)
      length += 1e6F;
    if (length < least) {
      least = length;
      best = tries[i];
    }
  }
  find_round (from, to, best, curves);
  for (int k = 0; k < 3; k++)
    g_array_append_vals (line, curves[k] + 1, 3);
}

/* The points of the old line that can stay: whole curves, [*first, *last], of those that lie
 * between @start and @end, or reach to an end that has not moved. */
static gboolean
find_kept (const Work *work, gsize index, NgPoint start, NgPoint end, guint32 *first, guint32 *last)
{
  const NgLayoutEdge *edge = &work->edges[index];
  const NgRoute *route = &work->from->routes[index];
  const NgPoint *points = work->from->points + route->first;

  *first = 0;
  *last = route->n - 1;
  if (work->has_moved[edge->source])
    while (*first < *last &&
           ng_flow_from_page (work->direction, points[*first]).x < start.x + 2 * BEND)
      *first += 3;
  if (work->has_moved[edge->target])
    while (*last > *first &&
           ng_flow_from_page (work->direction, points[*last]).x > end.x - 2 * BEND)
      *last -= 3;
  return *last > *first && route->n > 7;
}

static NgPoint
port_at (const Work *work, int node, gboolean is_output, int port)
{
  return ng_flow_from_page (
      work->direction,
      ng_layout_port (&work->nodes[node], work->to->nodes[node], work->direction, is_output, port));
}

/* The new line of an edge, from port to port. */
static void
lead_anew (Work *work, gsize index)
{
  const NgLayoutEdge *edge = &work->edges[index];
  NgRoute *route = &work->to->routes[index];
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  NgPoint from = port_at (work, edge->source, TRUE, edge->source_port);
  NgPoint to = port_at (work, edge->target, FALSE, edge->target_port);
  float lead = work->leads[work->first_output[edge->source] + edge->source_port];
  float gap = to.x - from.x;
  gboolean is_forward = gap >= BEND;
  /* Where there is no room for all of the label beside what is straight. */
  gboolean is_tight = is_forward && gap < lead + ARRIVE + 2 * BEND;
  NgPoint start = { from.x + (is_tight ? MIN (lead, gap / 4) : lead), from.y };
  NgPoint end = { to.x - (is_tight ? MIN (ARRIVE, gap / 4) : ARRIVE), to.y };
  float middle = (start.x + end.x) / 2;
  NgPoint bend[4] = { start, { middle, start.y }, { middle, end.y }, end };
  guint32 first, last;
  NgBox hit;

  g_array_append_val (line, from);
  if (is_forward && is_hit (work, edge, bend, &hit) &&
      find_kept (work, index, start, end, &first, &last)) {
    const NgPoint *old = work->from->points + work->from->routes[index].first;

    if (work->has_moved[edge->source]) {
      add_straight (line, start);
      add_way (work, edge, line, ng_flow_from_page (work->direction, old[first]));
    }
    for (guint32 i = first + 1; i <= last; i++) {
      NgPoint point = ng_flow_from_page (work->direction, old[i]);
      g_array_append_val (line, point);
    }
    if (work->has_moved[edge->target]) {
      add_way (work, edge, line, end);
      add_straight (line, to);
    }
  } else {
    add_straight (line, start);
    if (is_forward)
      add_way (work, edge, line, end);
    else
      add_way_back (work, edge, line, end);
    add_straight (line, to);
  }

  route->first = (guint32) work->points->len;
  route->n = (guint32) line->len;
  for (guint i = 0; i < line->len; i++) {
    NgPoint point = ng_flow_to_page (work->direction, g_array_index (line, NgPoint, i));
    g_array_append_val (work->points, point);
  }
}

/* ---- the layout ---- */

static NgPoint
move_of (const Work *work, int node)
{
  return (NgPoint){ work->to->nodes[node].x - work->from->nodes[node].x,
                    work->to->nodes[node].y - work->from->nodes[node].y };
}

static NgBox
moved (NgBox box, NgPoint by)
{
  return (NgBox){ box.x + by.x, box.y + by.y, box.width, box.height };
}

/* Appends points as they were, moved. */
static guint32
copy_points (Work *work, guint32 first, guint32 n, NgPoint by)
{
  guint32 at = (guint32) work->points->len;

  for (guint32 i = 0; i < n; i++) {
    NgPoint point = work->from->points[first + i];

    point.x += by.x;
    point.y += by.y;
    g_array_append_val (work->points, point);
  }
  return at;
}

/* Where all but the nodes at the border begin and end, along the flow. */
static void
find_ends (const Work *work, const NgLayout *layout, float *low, float *high)
{
  *low = G_MAXFLOAT;
  *high = -G_MAXFLOAT;
  for (gsize i = 0; i < layout->n_nodes; i++) {
    NgBox box = ng_flow_box_from_page (work->direction, layout->nodes[i]);

    if (work->nodes[i].border != 0)
      continue;
    *low = MIN (*low, box.x);
    *high = MAX (*high, box.x + box.width);
  }
}

/* ---- making way ---- */

/* The nearest free place across the flow for @box, of @node: up or down, as @side says, from hit to
 * hit. Returns: whether one was found while there are looks */
static gboolean
find_free (Work *work, const NgBox *boxes, gsize node, float side, NgBox *box)
{
  gsize i = 0;

  while (i < work->to->n_nodes) {
    if (work->looks == 0)
      return FALSE;
    work->looks--;
    if (i == node || work->nodes[i].border != 0 ||
        !ng_box_meets (ng_box_grow (*box, PASS), boxes[i])) {
      i++;
      continue;
    }
    box->y =
        side < 0 ? boxes[i].y - box->height - 2 * PASS : boxes[i].y + boxes[i].height + 2 * PASS;
    i = 0;
  }
  return TRUE;
}

static void
move_node (Work *work, NgBox *boxes, int node, NgPoint by)
{
  NgPoint move = ng_flow_to_page (work->direction, by);

  boxes[node].x += by.x;
  boxes[node].y += by.y;
  work->to->nodes[node].x += move.x;
  work->to->nodes[node].y += move.y;
}

/* Between the two nodes of @edge, along the flow. */
static float
old_gap (const Work *work, const NgLayoutEdge *edge)
{
  NgBox source = ng_flow_box_from_page (work->direction, work->from->nodes[edge->source]);

  return ng_flow_box_from_page (work->direction, work->from->nodes[edge->target]).x - source.x -
         source.width;
}

/* Nodes that follow go on, or back, where what they are joined to would not be on its side. */
static void
follow_pins (Work *work, NgBox *boxes, const gboolean *is_pinned)
{
  for (gsize i = 0; i < work->to->n_routes; i++) {
    const NgLayoutEdge *edge = &work->edges[i];
    float lead = work->leads[work->first_output[edge->source] + edge->source_port];
    float gap = boxes[edge->target].x - boxes[edge->source].x - boxes[edge->source].width;
    float lacks = MIN (lead + ARRIVE + 2 * BEND, old_gap (work, edge)) - gap;

    if (lacks <= 0 || (!is_pinned[edge->source] && !is_pinned[edge->target]))
      continue;
    if (work->nodes[edge->target].follows && !is_pinned[edge->target])
      move_node (work, boxes, edge->target, (NgPoint){ lacks, 0 });
    else if (work->nodes[edge->source].follows && !is_pinned[edge->source])
      move_node (work, boxes, edge->source, (NgPoint){ -lacks, 0 });
  }
}

/* Nodes that nobody has put anywhere go aside, across the flow, where one is put upon them. */
static void
make_way (Work *work, const NgPin *pins, gsize n_pins)
{
  g_autofree NgBox *boxes = g_new (NgBox, work->to->n_nodes + 1);
  g_autofree NgItem *pinned = g_new0 (NgItem, n_pins);
  g_autofree gboolean *is_pinned = g_new0 (gboolean, work->to->n_nodes + 1);
  NgBox bounds = { 0, 0, 1, 1 };

  for (gsize i = 0; i < work->to->n_nodes; i++)
    boxes[i] = ng_flow_box_from_page (work->direction, work->to->nodes[i]);
  for (gsize i = 0; i < n_pins; i++)
    is_pinned[pins[i].node] = TRUE;
  follow_pins (work, boxes, is_pinned);
  for (gsize i = 0; i < n_pins; i++) {
    pinned[i].bounds = boxes[pins[i].node];
    bounds = i == 0 ? pinned[i].bounds : ng_box_join (bounds, pinned[i].bounds);
  }
  NgGrid *grid = ng_grid_new (pinned, n_pins, bounds);
  for (gsize i = 0; i < work->to->n_nodes; i++) {
    NgBox before = boxes[i], after = boxes[i];
    g_autoptr (GArray) near = is_pinned[i] ? NULL : ng_grid_query (grid, pinned, boxes[i]);

    if (near == NULL || near->len == 0 || work->nodes[i].border != 0 ||
        !find_free (work, boxes, i, -1, &before) || !find_free (work, boxes, i, 1, &after))
      continue;
    float by =
        boxes[i].y - before.y < after.y - boxes[i].y ? before.y - boxes[i].y : after.y - boxes[i].y;
    move_node (work, boxes, (int) i, (NgPoint){ 0, by });
  }
  ng_grid_free (grid);
}

static void
place_nodes (Work *work, const NgPin *pins, gsize n_pins)
{
  float low, high, new_low, new_high;

  for (gsize i = 0; i < n_pins; i++) {
    NgBox *box = &work->to->nodes[pins[i].node];

    box->x = pins[i].at.x;
    box->y = pins[i].at.y;
  }
  make_way (work, pins, n_pins);
  find_ends (work, work->from, &low, &high);
  find_ends (work, work->to, &new_low, &new_high);
  for (gsize i = 0; i < work->to->n_nodes; i++) {
    int border = work->nodes[i].border;
    float by = border < 0 ? MIN (new_low - low, 0) : border > 0 ? MAX (new_high - high, 0) : 0;
    NgPoint move = ng_flow_to_page (work->direction, (NgPoint){ by, 0 });

    work->to->nodes[i] = moved (work->to->nodes[i], move);
    move = move_of (work, (int) i);
    work->has_moved[i] = fabsf (move.x) > SAME || fabsf (move.y) > SAME;
  }
}

static void
find_leads (Work *work)
{
  gboolean across = work->direction == NG_DIRECTION_RIGHT;

  work->first_output = g_new0 (int, work->to->n_nodes + 1);
  for (gsize i = 0; i < work->to->n_nodes; i++)
    work->first_output[i + 1] = work->first_output[i] + work->nodes[i].n_outputs;
  work->leads = g_new0 (float, work->first_output[work->to->n_nodes] + 1);
  for (gsize i = 0; i < work->to->n_routes; i++) {
    const NgLayoutEdge *edge = &work->edges[i];
    float *lead = &work->leads[work->first_output[edge->source] + edge->source_port];
    float label = across ? edge->label_width : edge->label_height;

    *lead = MAX (*lead, label > 0 ? NG_LABEL_LEAD + label : PASS);
  }
}

static void
place_routes (Work *work)
{
  for (gsize i = 0; i < work->to->n_routes; i++) {
    const NgLayoutEdge *edge = &work->edges[i];
    NgRoute *route = &work->to->routes[i];
    gboolean has_moved = work->has_moved[edge->source] || work->has_moved[edge->target];

    if (route->label.width > 0)
      route->label = moved (route->label, move_of (work, edge->source));
    if (has_moved && route->tag < 0 && route->n > 0)
      lead_anew (work, i);
    else
      route->first =
          copy_points (work,
                       route->first,
                       route->n,
                       route->tag >= 0 ? move_of (work, edge->target) : (NgPoint){ 0, 0 });
  }
  for (gsize i = 0; i < work->to->n_tags; i++) {
    NgTag *tag = &work->to->tags[i];
    NgPoint by = move_of (work, tag->edge >= 0 ? work->edges[tag->edge].target : tag->node);

    tag->box = moved (tag->box, by);
    tag->first = copy_points (work, tag->first, tag->n, by);
  }
}

NgLayout *
ng_layout_pin (const NgLayout *self,
               const NgLayoutNode *nodes,
               const NgLayoutEdge *edges,
               const NgLayoutOptions *options,
               const NgPin *pins,
               gsize n_pins)
{
  NgLayout *layout = g_memdup2 (self, sizeof *self);
  Work work = { .from = self,
                .nodes = nodes,
                .edges = edges,
                .direction = options->direction,
                .to = layout,
                .points = g_array_sized_new (
                    FALSE, FALSE, sizeof (NgPoint), (guint) self->n_points + 8) };

  layout->joints = NULL;
  layout->n_joints = 0;
  layout->nodes = g_memdup2 (self->nodes, (self->n_nodes + 1) * sizeof (NgBox));
  layout->routes = g_memdup2 (self->routes, (self->n_routes + 1) * sizeof (NgRoute));
  layout->tags = g_memdup2 (self->tags, (self->n_tags + 1) * sizeof (NgTag));
  work.has_moved = g_new0 (gboolean, self->n_nodes + 1);
  work.looks = MOST_LOOKS;
  find_leads (&work);
  place_nodes (&work, pins, n_pins);
  index_boxes (&work);
  place_routes (&work);
  layout->n_points = work.points->len;
  layout->points = (NgPoint *) (void *) g_array_free (work.points, FALSE);
  ng_grid_free (work.grid);
  g_free (work.boxes);
  g_free (work.leads);
  g_free (work.first_output);
  g_free (work.has_moved);
  return layout;
}
