/* Sketches turned into shapes: frames, then wires, then what stands on them. */

#include "render/figure/sketch.h"

#include "render/layout/lines.h"

#include <math.h>
#include <string.h>

/* Points. */
#define HEAD_LENGTH  4.0F
#define HEAD_WIDTH   3.4F
#define JOINT        2.6F
#define CORNER       3.0F
#define FRAME_RADIUS 5.0F
#define STRAIGHT     0.05F
/* Half of a sign's lines, in sizes of words. */
#define SIGN_ARM 0.32F
/* Half of the height of a small letter or a digit, in sizes of its text. */
#define MIDDLE 0.32F

typedef struct {
  const NgSketchMaker *maker;
  NgDirection direction;
  NgSceneBuilder *builder;
} Drawing;

/* A sketch and where its corner is; @frame: the border round it; @net: as in NgPick. */
typedef struct {
  const NgSketch *sketch;
  NgPoint origin;
  NgBox frame;
  guint32 net;
} Sheet;

static NgBox
moved (NgBox box, NgPoint by)
{
  return (NgBox){ box.x + by.x, box.y + by.y, box.width, box.height };
}

static const NgChartNode *
node_of_chart (const Sheet *sheet, const NgSketchNode *node)
{
  return &g_array_index (sheet->sketch->chart->nodes, NgChartNode, node->chart_node);
}

static NgPick
pick_of_node (const Sheet *sheet, const NgSketchNode *node)
{
  if (node->chart_node < 0)
    return (NgPick){ 0 };

  const NgChartNode *from = node_of_chart (sheet, node);
  switch (from->kind) {
  case NG_CHART_INPUT:
    return (NgPick){ NG_PICK_NET_INPUT, (guint32) from->index, 0, sheet->net };
  case NG_CHART_OUTPUT:
    return (NgPick){ NG_PICK_NET_OUTPUT, (guint32) from->index, 0, sheet->net };
  default:
    if (from->scope >= 0 || from->index < 0)
      return (NgPick){ 0 };
    return (NgPick){ NG_PICK_VERTEX,
                     0,
                     ng_net_vertex (sheet->sketch->chart->view->net, (gsize) from->index),
                     sheet->net };
  }
}

static NgPick
pick_of_edge (const Sheet *sheet, NgTarget to)
{
  return (NgPick){ NG_PICK_EDGE,
                   (guint32) to.port,
                   to.index < 0 ? NG_PICK_NET
                                : ng_net_vertex (sheet->sketch->chart->view->net, (gsize) to.index),
                   sheet->net };
}

static void
draw_head (const Drawing *d, NgPoint tip, NgPoint along)
{
  NgPoint base = { tip.x - HEAD_LENGTH * along.x, tip.y - HEAD_LENGTH * along.y };
  NgPoint points[] = {
    tip,
    { base.x - HEAD_WIDTH / 2 * along.y, base.y + HEAD_WIDTH / 2 * along.x },
    { base.x + HEAD_WIDTH / 2 * along.y, base.y - HEAD_WIDTH / 2 * along.x },
  };

  ng_scene_builder_add_path (d->builder, NG_ROLE_WIRE_HEAD, "MLLZ", points);
}

/* A wire by the layout's points; it ends at the middle of its head. */
static void
draw_wire (const Drawing *d, NgPoint *points, guint32 n, gboolean has_head)
{
  g_autoptr (GString) ops = g_string_new ("M");
  g_autofree NgPoint *kept = g_new (NgPoint, n);
  NgPoint tip = points[n - 1], before = points[n - 2];
  float length = hypotf (tip.x - before.x, tip.y - before.y);
  NgPoint along = length > 0 ? (NgPoint){ (tip.x - before.x) / length, (tip.y - before.y) / length }
                             : (NgPoint){ 0, 0 };
  guint32 n_kept = 0;

  if (has_head) {
    points[n - 1].x -= HEAD_LENGTH / 2 * along.x;
    points[n - 1].y -= HEAD_LENGTH / 2 * along.y;
  }
  kept[n_kept++] = points[0];
  for (guint32 i = 0; i + 3 < n; i += 3) {
    gboolean is_straight = fabsf (points[i + 3].x - points[i].x) < STRAIGHT ||
                           fabsf (points[i + 3].y - points[i].y) < STRAIGHT;
    g_string_append_c (ops, is_straight ? 'L' : 'C');
    for (guint32 k = is_straight ? 3 : 1; k <= 3; k++)
      kept[n_kept++] = points[i + k];
  }
  ng_scene_builder_add_path (d->builder, NG_ROLE_WIRE, ops->str, kept);
  if (has_head && length > 0)
    draw_head (d, tip, along);
}

static gboolean
ends_at_point (const Sheet *sheet, int node)
{
  return g_array_index (sheet->sketch->nodes, NgSketchNode, node).shape == NG_SKETCH_POINT;
}

/* The points of an edge from where it parts from another one of the same output. */
static NgPoint *
take_rest (const Sheet *sheet, const NgRoute *route, const NgRoute *other, guint32 *n)
{
  NgPoint *points = ng_layout_line (sheet->sketch->layout, route->first, route->n, sheet->origin);
  const NgPoint *mine = sheet->sketch->layout->points + route->first;
  const NgPoint *its = sheet->sketch->layout->points + (other != NULL ? other->first : 0);
  guint32 i = 0;

  *n = route->n;
  if (other == NULL)
    return points;
  while (i + 3 < MIN (route->n, other->n) && mine[i + 3].x == its[i + 3].x &&
         mine[i + 3].y == its[i + 3].y)
    i += 3;
  if (i + 3 >= route->n)
    i = route->n - 4;
  /* The other one may turn on the way to where this one goes next. */
  NgPoint start = points[i];
  if (i + 3 < other->n) {
    NgPoint a = mine[i + 3], b = its[i + 3], from = mine[i];
    float dx = a.x - from.x, dy = a.y - from.y, ex = b.x - from.x, ey = b.y - from.y;
    gboolean is_along = fabsf (dx * ey - dy * ex) < STRAIGHT && dx * ex + dy * ey > 0 &&
                        (fabsf (dx) < STRAIGHT || fabsf (dy) < STRAIGHT);
    if (is_along && ex * ex + ey * ey < dx * dx + dy * dy)
      start = (NgPoint){ b.x + sheet->origin.x, b.y + sheet->origin.y };
  }
  *n = route->n - i;
  memmove (points, points + i, *n * sizeof *points);
  points[0] = start;
  return points;
}

static void
draw_edge (const Drawing *d, const Sheet *sheet, int index, int before)
{
  const NgSketch *sketch = sheet->sketch;
  const NgSketchEdge *edge = &g_array_index (sketch->edges, NgSketchEdge, index);
  const NgRoute *route = &sketch->layout->routes[index];
  const NgRoute *other = before >= 0 ? &sketch->layout->routes[before] : NULL;
  guint32 n;

  if (route->n < 4)
    return;
  g_autofree NgPoint *points = take_rest (sheet, route, other, &n);
  if (other == NULL && ends_at_point (sheet, edge->source))
    ng_line_reach (&points[0], sheet->frame, d->direction, TRUE);
  if (ends_at_point (sheet, edge->target))
    ng_line_reach (&points[n - 1], sheet->frame, d->direction, FALSE);
  ng_scene_builder_set_pick (d->builder, pick_of_edge (sheet, edge->to));
  draw_wire (d, points, n, !edge->is_open);
}

/* Edges of one output come one after another, ordered by their points, so that each shares most
 * with the one before it. */
static int
compare_edges (gconstpointer a, gconstpointer b, gpointer data)
{
  const NgSketch *sketch = data;
  int i = *(const int *) a, j = *(const int *) b;
  const NgSketchEdge *x = &g_array_index (sketch->edges, NgSketchEdge, i);
  const NgSketchEdge *y = &g_array_index (sketch->edges, NgSketchEdge, j);
  const NgRoute *p = &sketch->layout->routes[i], *q = &sketch->layout->routes[j];

  if (x->source != y->source)
    return x->source - y->source;
  if (x->source_port != y->source_port)
    return x->source_port - y->source_port;
  if ((p->tag >= 0) != (q->tag >= 0))
    return p->tag >= 0 ? 1 : -1;
  for (guint32 k = 0; k < MIN (p->n, q->n); k += 3) {
    NgPoint u = sketch->layout->points[p->first + k], v = sketch->layout->points[q->first + k];
    if (u.x != v.x)
      return u.x < v.x ? -1 : 1;
    if (u.y != v.y)
      return u.y < v.y ? -1 : 1;
  }
  return p->n != q->n ? (p->n < q->n ? -1 : 1) : i - j;
}

static void
draw_edges (const Drawing *d, const Sheet *sheet)
{
  const NgSketch *sketch = sheet->sketch;
  guint n = sketch->edges->len;
  g_autofree int *order = g_new (int, n + 1);

  for (guint i = 0; i < n; i++)
    order[i] = (int) i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_edges, (gpointer) sketch);
  for (guint i = 0; i < n; i++) {
    const NgSketchEdge *edge = &g_array_index (sketch->edges, NgSketchEdge, order[i]);
    const NgSketchEdge *last =
        i > 0 ? &g_array_index (sketch->edges, NgSketchEdge, order[i - 1]) : NULL;
    gboolean is_shared =
        last != NULL && last->source == edge->source && last->source_port == edge->source_port &&
        sketch->layout->routes[order[i]].tag < 0 && sketch->layout->routes[order[i - 1]].n >= 4;
    draw_edge (d, sheet, order[i], is_shared ? order[i - 1] : -1);
  }
}

static void
draw_label (const Drawing *d, const Sheet *sheet, guint index)
{
  const NgSketchEdge *edge = &g_array_index (sheet->sketch->edges, NgSketchEdge, index);
  NgBox box = moved (sheet->sketch->layout->routes[index].label, sheet->origin);

  if (edge->label == NULL || box.width <= 0)
    return;
  ng_scene_builder_set_pick (d->builder, pick_of_edge (sheet, edge->to));
  ng_words_draw (edge->label,
                 d->builder,
                 NG_ROLE_DIMENSION,
                 NG_ALIGN_START,
                 box.x,
                 box.y + box.height / 2 + MIDDLE * d->maker->label.size);
}

/* What a far line is called at both of its ends. */
static void
draw_tags (const Drawing *d, const Sheet *sheet)
{
  const NgLayout *layout = sheet->sketch->layout;

  for (gsize i = 0; i < layout->n_tags; i++) {
    const NgTag *tag = &layout->tags[i];
    const NgSketchNode *source = &g_array_index (sheet->sketch->nodes, NgSketchNode, tag->node);
    NgBox box = moved (tag->box, sheet->origin);
    const char *text = source->lines->len > 0 ? ng_words_text (source->lines->pdata[0])
                       : source->name != NULL ? ng_words_text (source->name)
                                              : "…";
    g_autoptr (NgWords) words =
        ng_words_new (d->maker->figure->metrics, d->maker->name, text, box.width - 4);

    ng_scene_builder_set_pick (d->builder, (NgPick){ 0 });
    if (tag->n >= 4) {
      g_autofree NgPoint *points =
          ng_layout_line (sheet->sketch->layout, tag->first, tag->n, sheet->origin);
      draw_wire (d, points, tag->n, FALSE);
    }
    ng_words_draw (words,
                   d->builder,
                   NG_ROLE_TAG_NAME,
                   NG_ALIGN_MIDDLE,
                   box.x + box.width / 2,
                   box.y + box.height / 2 + MIDDLE * d->maker->name.size);
  }
}

static void
draw_dot (const Drawing *d, NgPoint at, float size)
{
  ng_scene_builder_add_box (d->builder,
                            NG_ROLE_WIRE_HEAD,
                            (NgBox){ at.x - size / 2, at.y - size / 2, size, size },
                            size / 2);
}

/* Signs are lines, so they look alike in all fonts; others are text. */
static void
draw_sign (const Drawing *d, const NgWords *words, NgPoint at)
{
  const char *sign = ng_words_text (words);
  float r = SIGN_ARM * d->maker->size, h = 0.75F * r;

  if (strcmp (sign, "+") == 0) {
    NgPoint points[] = {
      { at.x - r, at.y }, { at.x + r, at.y }, { at.x, at.y - r }, { at.x, at.y + r }
    };
    ng_scene_builder_add_path (d->builder, NG_ROLE_SIGN, "MLML", points);
  } else if (strcmp (sign, "−") == 0) {
    NgPoint points[] = { { at.x - r, at.y }, { at.x + r, at.y } };
    ng_scene_builder_add_path (d->builder, NG_ROLE_SIGN, "ML", points);
  } else if (strcmp (sign, "×") == 0) {
    NgPoint points[] = {
      { at.x - h, at.y - h }, { at.x + h, at.y + h }, { at.x - h, at.y + h }, { at.x + h, at.y - h }
    };
    ng_scene_builder_add_path (d->builder, NG_ROLE_SIGN, "MLML", points);
  } else if (strcmp (sign, "‖") == 0) {
    NgPoint points[] = { { at.x - h / 2, at.y - r },
                         { at.x - h / 2, at.y + r },
                         { at.x + h / 2, at.y - r },
                         { at.x + h / 2, at.y + r } };
    ng_scene_builder_add_path (d->builder, NG_ROLE_SIGN, "MLML", points);
  } else if (strcmp (sign, "÷") == 0) {
    NgPoint points[] = { { at.x - r, at.y }, { at.x + r, at.y } };
    ng_scene_builder_add_path (d->builder, NG_ROLE_SIGN, "ML", points);
    draw_dot (d, (NgPoint){ at.x, at.y - h }, 1.6F);
    draw_dot (d, (NgPoint){ at.x, at.y + h }, 1.6F);
  } else if (strcmp (sign, "·") == 0) {
    draw_dot (d, at, 2.6F);
  } else {
    ng_words_draw (
        words, d->builder, NG_ROLE_NAME, NG_ALIGN_MIDDLE, at.x, at.y + MIDDLE * d->maker->size);
  }
}

/* The words of a box, in the order of the flow. */
static void
draw_lines (const Drawing *d, const NgSketchNode *node, NgBox box)
{
  guint n = node->lines->len;
  float row = box.height / (float) n;

  for (guint i = 0; i < n; i++) {
    guint at = d->direction == NG_DIRECTION_UP ? n - 1 - i : i;
    float top = box.y + row * (float) i;
    if (i > 0) {
      NgPoint rule[] = { { box.x, top }, { box.x + box.width, top } };
      ng_scene_builder_add_path (d->builder, NG_ROLE_SHAPE_RULE, "ML", rule);
    }
    ng_words_draw (node->lines->pdata[at],
                   d->builder,
                   NG_ROLE_NAME,
                   NG_ALIGN_MIDDLE,
                   box.x + box.width / 2,
                   top + row / 2 + MIDDLE * d->maker->size);
  }
}

static NgRole
role_of (const Drawing *d, const Sheet *sheet, const NgSketchNode *node)
{
  const NgChartNode *from = node_of_chart (sheet, node);

  if (!d->maker->figure->fills)
    return NG_ROLE_SHAPE;
  if (from->kind != NG_CHART_LAYER)
    return NG_ROLE_LAYER + NG_CATEGORY_CONTAINER;
  return NG_ROLE_LAYER +
         ng_layer_category (ng_net_layer (sheet->sketch->chart->view->net, (gsize) from->index));
}

static void
draw_name (const Drawing *d, const NgSketchNode *node, NgBox box)
{
  float size = d->maker->name.size, baseline;
  NgRole role = node->count > 0 ? NG_ROLE_REPEAT_COUNT : NG_ROLE_TEXT;

  if (node->name == NULL)
    return;
  if (d->direction != NG_DIRECTION_RIGHT) {
    baseline =
        node->shape == NG_SKETCH_FRAME ? box.y + size : box.y + box.height / 2 + MIDDLE * size;
    ng_words_draw (node->name,
                   d->builder,
                   role,
                   NG_ALIGN_START,
                   box.x + box.width + NG_SKETCH_NAME_GAP,
                   baseline);
  } else if (node->shape == NG_SKETCH_FRAME) {
    ng_words_draw (node->name,
                   d->builder,
                   role,
                   NG_ALIGN_START,
                   box.x + NG_SKETCH_ACROSS,
                   box.y + NG_SKETCH_TOP / 2 + MIDDLE * size);
  } else {
    ng_words_draw (node->name,
                   d->builder,
                   role,
                   NG_ALIGN_MIDDLE,
                   box.x + box.width / 2,
                   box.y + box.height + 1 + 0.92F * size);
  }
}

static void
draw_node (const Drawing *d, const Sheet *sheet, const NgSketchNode *node, NgBox box)
{
  NgPoint middle = { box.x + box.width / 2, box.y + box.height / 2 };

  ng_scene_builder_set_pick (d->builder, pick_of_node (sheet, node));
  switch (node->shape) {
  case NG_SKETCH_BOX:
    ng_scene_builder_add_box (d->builder, role_of (d, sheet, node), box, CORNER);
    draw_lines (d, node, box);
    draw_name (d, node, box);
    break;
  case NG_SKETCH_SIGN:
    ng_scene_builder_add_box (
        d->builder, role_of (d, sheet, node), box, MIN (box.width, box.height) / 2);
    draw_sign (d, node->lines->pdata[0], middle);
    break;
  case NG_SKETCH_WORD:
    ng_words_draw (node->lines->pdata[0],
                   d->builder,
                   NG_ROLE_PORT_NAME,
                   NG_ALIGN_MIDDLE,
                   middle.x,
                   middle.y + MIDDLE * d->maker->size);
    break;
  case NG_SKETCH_FRAME:
  case NG_SKETCH_POINT:
    break;
  }
}

static void draw_sheet (const Drawing *d, const Sheet *sheet);

static void
draw_frame (const Drawing *d, const Sheet *sheet, const NgSketchNode *node, NgBox box)
{
  const NgChartNode *from = node->count == 0 ? node_of_chart (sheet, node) : NULL;
  Sheet inner = { node->inner,
                  { box.x + node->shift.x, box.y + node->shift.y },
                  box,
                  from == NULL || from->scope >= 0
                      ? sheet->net
                      : ng_scene_builder_add_path_name (d->builder, from->path) };

  ng_scene_builder_set_pick (d->builder, pick_of_node (sheet, node));
  ng_scene_builder_add_box (
      d->builder, node->count > 0 ? NG_ROLE_REPEAT : NG_ROLE_SHAPE, box, FRAME_RADIUS);
  draw_name (d, node, box);
  draw_sheet (d, &inner);
}

static void
draw_sheet (const Drawing *d, const Sheet *sheet)
{
  const NgSketch *sketch = sheet->sketch;
  const NgLayout *layout = sketch->layout;

  for (guint i = 0; i < sketch->nodes->len; i++) {
    const NgSketchNode *node = &g_array_index (sketch->nodes, NgSketchNode, i);
    NgPoint corner = { layout->nodes[i].x + sheet->origin.x, layout->nodes[i].y + sheet->origin.y };
    if (node->shape == NG_SKETCH_FRAME)
      draw_frame (d, sheet, node, moved (node->box, corner));
  }
  draw_edges (d, sheet);
  ng_scene_builder_set_pick (d->builder, (NgPick){ 0 });
  for (gsize i = 0; i < layout->n_joints; i++)
    draw_dot (
        d,
        (NgPoint){ layout->joints[i].x + sheet->origin.x, layout->joints[i].y + sheet->origin.y },
        JOINT);
  draw_tags (d, sheet);
  for (guint i = 0; i < sketch->nodes->len; i++) {
    const NgSketchNode *node = &g_array_index (sketch->nodes, NgSketchNode, i);
    NgPoint corner = { layout->nodes[i].x + sheet->origin.x, layout->nodes[i].y + sheet->origin.y };
    draw_node (d, sheet, node, moved (node->box, corner));
  }
  for (guint i = 0; i < sketch->edges->len; i++)
    draw_label (d, sheet, i);
}

void
ng_sketch_draw (const NgSketchMaker *maker,
                const NgSketch *self,
                NgDirection direction,
                NgSceneBuilder *builder)
{
  Drawing d = { maker, direction, builder };
  Sheet sheet = { self, { 0, 0 }, { 0, 0, 0, 0 }, 0 };

  draw_sheet (&d, &sheet);
  ng_scene_builder_set_pick (builder, (NgPick){ 0 });
}
