/* Where a point is, by distance to what is drawn near it. */

#include "render/scene/pick.h"

#include "render/scene/grid.h"
#include "render/scene/scene-private.h"

#include <math.h>
#include <string.h>

/* Within a layer, points from one of its ports that count as the port. */
#define PORT_REACH 7
/* A frame's border is this wide to the pointer, points. */
#define BORDER_REACH 3
/* Straight pieces that a curve is measured by. */
#define CURVE_STEPS 12

static float
distance_to_box (NgBox box, float x, float y)
{
  float dx = MAX (MAX (box.x - x, x - box.x - box.width), 0);
  float dy = MAX (MAX (box.y - y, y - box.y - box.height), 0);

  return hypotf (dx, dy);
}

static float
distance_to_border (NgBox box, float x, float y)
{
  float inside =
      MIN (MIN (x - box.x, box.x + box.width - x), MIN (y - box.y, box.y + box.height - y));

  return inside > 0 ? inside : distance_to_box (box, x, y);
}

static float
distance_to_segment (NgPoint a, NgPoint b, float x, float y)
{
  float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  float t = length > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0;

  t = CLAMP (t, 0, 1);
  return hypotf (a.x + t * dx - x, a.y + t * dy - y);
}

typedef void (*SegmentFunc) (NgPoint from, NgPoint to, gpointer data);

/* Straight pieces of a path, those that curves are measured by among them. */
static void
foreach_segment (NgPath path, SegmentFunc func, gpointer data)
{
  const NgPoint *next = path.points;
  NgPoint here = { 0, 0 }, start = { 0, 0 };

  for (gsize i = 0; i < path.n_ops; i++) {
    switch (path.ops[i]) {
    case 'M':
      here = start = *next++;
      break;
    case 'L':
      func (here, *next, data);
      here = *next++;
      break;
    case 'C': {
      NgPoint curve[4] = { here, next[0], next[1], next[2] };
      NgPoint from = here;
      for (int step = 1; step <= CURVE_STEPS; step++) {
        NgPoint to = ng_curve_at (curve, (float) step / CURVE_STEPS);
        func (from, to, data);
        from = to;
      }
      here = next[2];
      next += 3;
      break;
    }
    default:
      func (here, start, data);
      here = start;
      break;
    }
  }
}

typedef struct {
  float x, y, best;
} Distance;

static void
measure_segment (NgPoint from, NgPoint to, gpointer data)
{
  Distance *distance = data;

  distance->best = MIN (distance->best, distance_to_segment (from, to, distance->x, distance->y));
}

static float
distance_to_path (NgPath path, float x, float y)
{
  Distance distance = { x, y, G_MAXFLOAT };

  foreach_segment (path, measure_segment, &distance);
  return distance.best;
}

static gboolean
is_line (const NgItem *item)
{
  return item->kind == NG_ITEM_PATH && item->role >= NG_ROLE_EDGE &&
         item->role <= NG_ROLE_EDGE_PROBLEM;
}

/* Ports come before layers, layers before edges, edges before frames: a lower class wins. */
static int
class_of (NgPickKind kind)
{
  switch (kind) {
  case NG_PICK_OPENER:
  case NG_PICK_INPUT:
  case NG_PICK_OUTPUT:
    return 0;
  case NG_PICK_VERTEX:
  case NG_PICK_NET_INPUT:
  case NG_PICK_NET_OUTPUT:
    return 1;
  case NG_PICK_EDGE:
    return 2;
  default:
    return 3;
  }
}

gboolean
ng_scene_pick (const NgScene *self, float x, float y, float tolerance, NgPick *pick)
{
  const NgItem *items = ng_scene_items (self);
  NgBox near = { x - tolerance, y - tolerance, 2 * tolerance, 2 * tolerance };
  g_autoptr (GArray) found = ng_grid_query (self->grid, items, near);
  float best = G_MAXFLOAT;
  int best_class = G_MAXINT;
  gboolean is_inside = FALSE;

  *pick = (NgPick){ 0 };
  for (guint i = found->len; i-- > 0;) {
    const NgItem *item = &items[g_array_index (found, guint32, i)];
    int class = class_of (item->pick.kind);
    float reach = tolerance, distance;

    if (item->pick.kind == NG_PICK_NONE)
      continue;
    if (item->role == NG_ROLE_FRAME) {
      distance = distance_to_border (item->bounds, x, y);
      reach = MAX (MIN (tolerance, BORDER_REACH), 1);
    } else if (is_line (item)) {
      distance = distance_to_path (ng_scene_item_path (self, item), x, y);
    } else {
      distance = distance_to_box (item->bounds, x, y);
    }
    if (item->role == NG_ROLE_ANCHOR)
      reach = MIN (tolerance, PORT_REACH);
    if (distance > reach)
      continue;

    gboolean holds = distance <= 0 && class == 1;
    if (class < best_class || (class == best_class && distance < best && !is_inside)) {
      if (class == 2 && is_inside)
        continue;
      best = distance;
      best_class = class;
      is_inside = holds;
      *pick = item->pick;
    }
  }
  return pick->kind != NG_PICK_NONE;
}

static gboolean
box_holds (NgBox outer, NgBox inner)
{
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}

GArray *
ng_scene_pick_box (const NgScene *self, const NgBox *box)
{
  const NgItem *items = ng_scene_items (self);
  g_autoptr (GArray) found = ng_grid_query (self->grid, items, *box);
  GArray *picks = g_array_new (FALSE, FALSE, sizeof (NgPick));

  for (guint i = 0; i < found->len; i++) {
    const NgItem *item = &items[g_array_index (found, guint32, i)];
    NgPick last = { 0 };
    NgBox whole;

    if (item->pick.kind != NG_PICK_VERTEX && item->pick.kind != NG_PICK_NET_INPUT &&
        item->pick.kind != NG_PICK_NET_OUTPUT && item->pick.kind != NG_PICK_GROUP)
      continue;
    /* Only the first item of a thing is the thing itself, and its parts follow at once. */
    if (picks->len > 0)
      last = g_array_index (picks, NgPick, picks->len - 1);
    if (ng_pick_equal (last, item->pick) || !ng_scene_find (self, item->pick, &whole) ||
        memcmp (&whole, &item->bounds, sizeof whole) != 0 || !box_holds (*box, whole))
      continue;
    g_array_append_val (picks, item->pick);
  }
  return picks;
}

/* Twice the area of the triangle, with the sign of its turn. */
static float
turn (NgPoint a, NgPoint b, NgPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

typedef struct {
  NgPoint a, b;
  gboolean is_crossed;
} Stroke;

static void
cross_segment (NgPoint from, NgPoint to, gpointer data)
{
  Stroke *stroke = data;

  stroke->is_crossed |=
      (turn (stroke->a, stroke->b, from) > 0) != (turn (stroke->a, stroke->b, to) > 0) &&
      (turn (from, to, stroke->a) > 0) != (turn (from, to, stroke->b) > 0);
}

GArray *
ng_scene_cross (const NgScene *self, NgPoint a, NgPoint b)
{
  const NgItem *items = ng_scene_items (self);
  NgBox box = { MIN (a.x, b.x), MIN (a.y, b.y), fabsf (a.x - b.x), fabsf (a.y - b.y) };
  g_autoptr (GArray) found = ng_grid_query (self->grid, items, box);
  GArray *picks = g_array_new (FALSE, FALSE, sizeof (NgPick));

  for (guint i = 0; i < found->len; i++) {
    const NgItem *item = &items[g_array_index (found, guint32, i)];
    Stroke stroke = { a, b, FALSE };

    if (item->kind != NG_ITEM_PATH || item->pick.kind != NG_PICK_EDGE)
      continue;
    foreach_segment (ng_scene_item_path (self, item), cross_segment, &stroke);
    if (stroke.is_crossed)
      g_array_append_val (picks, item->pick);
  }
  return picks;
}

typedef struct {
  float left; /* length still to go */
  NgPoint at;
} Walk;

static void
add_length (NgPoint from, NgPoint to, gpointer data)
{
  *(float *) data += hypotf (to.x - from.x, to.y - from.y);
}

static void
walk_segment (NgPoint from, NgPoint to, gpointer data)
{
  Walk *walk = data;
  float length = hypotf (to.x - from.x, to.y - from.y);
  float t = length > 0 ? CLAMP (walk->left / length, 0, 1) : 0;

  if (walk->left >= 0)
    walk->at = (NgPoint){ from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) };
  walk->left -= length;
}

gboolean
ng_scene_edge_middle (const NgScene *self, NgPick edge, NgPoint *middle)
{
  const NgItem *items = ng_scene_items (self);
  g_autoptr (GArray) found = NULL;
  float longest = 0;
  NgBox box;

  if (!ng_scene_find (self, edge, &box))
    return FALSE;
  found = ng_grid_query (self->grid, items, box);
  for (guint i = 0; i < found->len; i++) {
    const NgItem *item = &items[g_array_index (found, guint32, i)];
    Walk walk = { 0 };
    float length = 0;

    if (!is_line (item) || !ng_pick_equal (item->pick, edge))
      continue;
    foreach_segment (ng_scene_item_path (self, item), add_length, &length);
    if (length <= longest)
      continue;
    longest = length;
    walk.left = length / 2;
    foreach_segment (ng_scene_item_path (self, item), walk_segment, &walk);
    *middle = walk.at;
  }
  return longest > 0;
}
