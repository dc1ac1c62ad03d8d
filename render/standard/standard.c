/* StandardForm, drawn: edges below, then nodes, then labels; above all a header. */

#include "render/standard/standard.h"

#include "core/base/digits.h"
#include "render/layout/lines.h"
#include "render/scene/holder.h"
#include "render/standard/chart.h"
#include "render/standard/header.h"
#include "render/standard/kind.h"

#include <string.h>

/* Points. */
#define CORNER 7
/* How thick what looks out from behind a group is drawn, most of it hidden. */
#define PLATE        12
#define GLYPH        18
#define ARROW_LENGTH 6.5F
#define ARROW_HALF   2.9F
#define MARK         12
#define SHARE_BAR    2.5F
/* Between the mark of a port and that of its coder, where the flow goes down or up. */
#define CODER_GAP 3

/* Signs in a square of 16 by 16. */
#define OCTAGON "M5 1h6l4 4v6l-4 4h-6l-4-4v-6z"
#define CROSS                                                                                      \
  "M5.2 4l2.8 2.8 2.8-2.8 1.2 1.2-2.8 2.8 2.8 2.8-1.2 1.2-2.8-2.8-2.8 2.8-1.2-1.2 "                \
  "2.8-2.8-2.8-2.8z"
#define TRIANGLE      "M8 1l7.4 13.6h-14.8z"
#define EXCLAMATION   "M7.1 5.8h1.8l-.4 4.2h-1z M7.1 11h1.8v1.7h-1.8z"
#define OPENER_CLOSED "M4 2l9 6-9 6z"
#define OPENER_OPEN   "M2 4h12l-6 9z"
/* Values becoming an array, at ports with an encoder or decoder. */
#define CODER                                                                                      \
  "M1 8h7.5 M5.5 4.5l3.5 3.5-3.5 3.5 M12 2.5h2.5v11h-2.5 M12 6.2h2.5 M12 9.8h2.5 M12 2.5v11"

typedef struct {
  const NgStandardOptions *options;
  const NgChartMaker *maker;
  NgSceneBuilder *builder;
} Drawing;

/* One chart, and where it lies: @frame is the box around it, of width 0 for the whole picture. */
typedef struct {
  const NgChart *chart;
  NgPoint origin;
  NgBox frame;
  guint32 net;
} Sheet;

static NgBox
moved (NgBox box, NgPoint by)
{
  return (NgBox){ box.x + by.x, box.y + by.y, box.width, box.height };
}

static NgPick
vertex_pick (const Sheet *sheet, NgPickKind kind, int layer, int port)
{
  return (NgPick){ (guint32) kind,
                   (guint32) port,
                   ng_net_vertex (sheet->chart->view->net, (gsize) layer),
                   sheet->net };
}

static NgPick
edge_pick (const Sheet *sheet, NgTarget to)
{
  if (to.index < 0)
    return (NgPick){ NG_PICK_EDGE, (guint32) to.port, NG_PICK_NET, sheet->net };
  return vertex_pick (sheet, NG_PICK_EDGE, to.index, to.port);
}

static void
set_no_pick (const Drawing *d)
{
  ng_scene_builder_set_pick (d->builder, (NgPick){ 0 });
}

static void
draw_mark (const Drawing *d, NgMark mark, float x, float y)
{
  gboolean is_error = mark == NG_MARK_ERROR;

  ng_scene_builder_add_glyph (d->builder,
                              is_error ? NG_ROLE_PROBLEM_MARK : NG_ROLE_WARNING_MARK,
                              is_error ? OCTAGON : TRIANGLE,
                              x - MARK / 2,
                              y - MARK / 2,
                              MARK);
  ng_scene_builder_add_glyph (d->builder,
                              is_error ? NG_ROLE_PROBLEM_SIGN : NG_ROLE_WARNING_SIGN,
                              is_error ? CROSS : EXCLAMATION,
                              x - MARK / 2,
                              y - MARK / 2,
                              MARK);
}

/* The unit vector of the flow on the page. */
static NgPoint
flow_of (const Drawing *d)
{
  switch (d->options->direction) {
  case NG_DIRECTION_RIGHT:
    return (NgPoint){ 1, 0 };
  case NG_DIRECTION_DOWN:
    return (NgPoint){ 0, 1 };
  default:
    return (NgPoint){ 0, -1 };
  }
}

static void
draw_arrow (const Drawing *d, NgRole role, NgPoint tip)
{
  NgPoint f = flow_of (d);
  NgPoint back = { tip.x - ARROW_LENGTH * f.x, tip.y - ARROW_LENGTH * f.y };
  NgPoint points[3] = { tip,
                        { back.x - ARROW_HALF * f.y, back.y + ARROW_HALF * f.x },
                        { back.x + ARROW_HALF * f.y, back.y - ARROW_HALF * f.x } };

  ng_scene_builder_add_path (d->builder, role, "MLLZ", points);
}

/* A line by the layout's points; @has_arrow: it ends in an arrow head. Returns its end. */
static NgPoint
draw_line (const Drawing *d, NgRole role, NgPoint *points, guint32 n, gboolean has_arrow)
{
  NgPoint f = flow_of (d), tip = points[n - 1];

  if (has_arrow) {
    points[n - 1].x -= (ARROW_LENGTH - 1) * f.x;
    points[n - 1].y -= (ARROW_LENGTH - 1) * f.y;
  }
  /* A straight line needs no curves. */
  if (n == 4) {
    ng_scene_builder_add_path (d->builder, role, "ML", (NgPoint[]){ points[0], points[3] });
  } else {
    g_autofree char *ops = g_malloc (n / 3 + 2);
    ops[0] = 'M';
    memset (ops + 1, 'C', n / 3);
    ops[n / 3 + 1] = '\0';
    ng_scene_builder_add_path (d->builder, role, ops, points);
  }
  points[n - 1] = tip;
  return tip;
}

static void
draw_slot (const Drawing *d, int slot, NgPoint end)
{
  char number[16];
  gboolean right = d->options->direction == NG_DIRECTION_RIGHT;

  g_snprintf (number, sizeof number, "%d", slot);
  ng_scene_builder_add_text (d->builder,
                             NG_ROLE_SLOT,
                             ng_font_slot,
                             right ? NG_ALIGN_END : NG_ALIGN_START,
                             right ? end.x - 2 : end.x + 4,
                             right                                      ? end.y - 3.5F
                             : d->options->direction == NG_DIRECTION_UP ? end.y + 7
                                                                        : end.y - 3,
                             number);
}

static void
draw_edge (const Drawing *d, const Sheet *sheet, guint index)
{
  static const NgRole lines[] = { NG_ROLE_EDGE, NG_ROLE_EDGE_UNKNOWN, NG_ROLE_EDGE_PROBLEM };
  static const NgRole arrows[] = { NG_ROLE_ARROW, NG_ROLE_ARROW_UNKNOWN, NG_ROLE_ARROW_PROBLEM };
  const NgChartEdge *edge = &g_array_index (sheet->chart->edges, NgChartEdge, index);
  const NgRoute *route = &sheet->chart->layout->routes[index];
  const NgChartNode *source = &g_array_index (sheet->chart->nodes, NgChartNode, edge->source);
  const NgChartNode *target = &g_array_index (sheet->chart->nodes, NgChartNode, edge->target);

  if (route->n < 4)
    return;
  g_autofree NgPoint *points =
      ng_layout_line (sheet->chart->layout, route->first, route->n, sheet->origin);
  if (source->kind == NG_CHART_ENTRANCE)
    ng_line_reach (&points[0], sheet->frame, d->options->direction, TRUE);
  if (target->kind == NG_CHART_EXIT)
    ng_line_reach (&points[route->n - 1], sheet->frame, d->options->direction, FALSE);

  ng_scene_builder_set_pick (d->builder, edge_pick (sheet, edge->to));
  NgPoint end = draw_line (d, lines[edge->state], points, route->n, !edge->is_open);
  if (!edge->is_open)
    draw_arrow (d, arrows[edge->state], end);
  if (edge->slot > 0)
    draw_slot (d, edge->slot, end);
}

static void
draw_label (const Drawing *d, const Sheet *sheet, guint index)
{
  static const NgRole roles[] = { NG_ROLE_DIMENSION,
                                  NG_ROLE_DIMENSION_UNKNOWN,
                                  NG_ROLE_DIMENSION_PROBLEM };
  const NgChartEdge *edge = &g_array_index (sheet->chart->edges, NgChartEdge, index);
  const NgRoute *route = &sheet->chart->layout->routes[index];

  ng_scene_builder_set_pick (d->builder, edge_pick (sheet, edge->to));
  if (edge->label != NULL && route->label.width > 0) {
    NgBox box = moved (route->label, sheet->origin);
    if (edge->state == NG_EDGE_PROBLEM && flow_of (d).y == 0)
      box.width -= NG_CHART_MARK_ROOM;
    if (edge->state == NG_EDGE_PROBLEM)
      ng_scene_builder_add_box (d->builder,
                                NG_ROLE_CHIP_PROBLEM,
                                (NgBox){ box.x - 2, box.y - 1, box.width + 4, box.height + 2 },
                                3);
    ng_scene_builder_add_measured (d->builder,
                                   roles[edge->state],
                                   ng_font_label,
                                   NG_ALIGN_START,
                                   box.x,
                                   box.y + 6.8F,
                                   edge->label,
                                   edge->label_width);
  }
  if (edge->state == NG_EDGE_PROBLEM && route->n >= 4) {
    const NgPoint *end = &sheet->chart->layout->points[route->first + route->n - 1];
    NgPoint f = flow_of (d);
    draw_mark (
        d, NG_MARK_ERROR, end->x + sheet->origin.x - 14 * f.x, end->y + sheet->origin.y - 14 * f.y);
  }
}

static void
draw_tags (const Drawing *d, const Sheet *sheet)
{
  const NgLayout *layout = sheet->chart->layout;

  for (gsize i = 0; i < layout->n_tags; i++) {
    const NgTag *tag = &layout->tags[i];
    const NgChartNode *node = &g_array_index (sheet->chart->nodes, NgChartNode, tag->node);
    NgBox box = moved (tag->box, sheet->origin);
    g_autofree char *name = ng_metrics_ellipsize (
        d->options->metrics, ng_font_label, node->title, box.width - 10, TRUE);

    set_no_pick (d);
    if (tag->edge >= 0)
      ng_scene_builder_set_pick (
          d->builder,
          edge_pick (sheet, g_array_index (sheet->chart->edges, NgChartEdge, tag->edge).to));
    if (tag->n >= 4) {
      g_autofree NgPoint *points =
          ng_layout_line (sheet->chart->layout, tag->first, tag->n, sheet->origin);
      draw_line (d, NG_ROLE_EDGE, points, tag->n, FALSE);
    }
    ng_scene_builder_add_box (d->builder, NG_ROLE_TAG, box, box.height / 2);
    ng_scene_builder_add_text (d->builder,
                               NG_ROLE_TAG_NAME,
                               ng_font_label,
                               NG_ALIGN_MIDDLE,
                               box.x + box.width / 2,
                               box.y + box.height / 2 + 2.7F,
                               name);
  }
}

/* The mark of a port of the net, with its name outside. */
static void
draw_port (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  const NgNet *net = sheet->chart->view->net;
  gboolean is_input = node->kind == NG_CHART_INPUT;
  gboolean right = d->options->direction == NG_DIRECTION_RIGHT;
  gboolean at_end = right ? is_input : is_input == (d->options->direction == NG_DIRECTION_DOWN);
  NgBox circle = { box.x + (box.width - NG_PORT_SIZE) / 2,
                   box.y + (box.height - NG_PORT_SIZE) / 2,
                   NG_PORT_SIZE,
                   NG_PORT_SIZE };
  const NgCoder *coder = is_input ? ng_net_input_coder (net, (gsize) node->index)
                                  : ng_net_output_coder (net, (gsize) node->index);

  if (right)
    circle.x = at_end ? box.x + box.width - NG_PORT_SIZE : box.x;
  else
    circle.y = at_end ? box.y + box.height - NG_PORT_SIZE : box.y;
  ng_scene_builder_set_pick (d->builder,
                             (NgPick){ is_input ? NG_PICK_NET_INPUT : NG_PICK_NET_OUTPUT,
                                       (guint32) node->index,
                                       0,
                                       sheet->net });
  ng_scene_builder_add_box (d->builder, NG_ROLE_PORT, circle, NG_PORT_SIZE / 2);
  ng_scene_builder_add_text (d->builder,
                             NG_ROLE_PORT_NAME,
                             ng_font_port,
                             right ? (is_input ? NG_ALIGN_END : NG_ALIGN_START) : NG_ALIGN_MIDDLE,
                             right ? (is_input ? circle.x - 5 : circle.x + NG_PORT_SIZE + 5)
                                   : box.x + box.width / 2,
                             right    ? box.y + box.height / 2 + 3
                             : at_end ? box.y + 8
                                      : box.y + box.height - 1.5F,
                             node->title);
  if (coder != NULL)
    ng_scene_builder_add_glyph (d->builder,
                                NG_ROLE_CODER,
                                CODER,
                                right ? circle.x + 1 : circle.x + NG_PORT_SIZE + CODER_GAP,
                                right ? circle.y - 11 : circle.y + 0.5F,
                                NG_PORT_SIZE - 1);
}

static void
draw_opener (const Drawing *d,
             const Sheet *sheet,
             const NgChartNode *node,
             gboolean is_open,
             float x,
             float y)
{
  guint32 path = ng_scene_builder_add_path_name (d->builder, node->path);

  ng_scene_builder_set_pick (d->builder, (NgPick){ NG_PICK_OPENER, 0, path, sheet->net });
  ng_scene_builder_add_glyph (
      d->builder, NG_ROLE_OPENER, is_open ? OPENER_OPEN : OPENER_CLOSED, x, y, 7.5F);
}

/* In the corner of a card, clear of the glyph. */
static void
draw_closed_opener (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  float in = d->options->direction == NG_DIRECTION_RIGHT ? 6 : 3;

  draw_opener (d, sheet, node, FALSE, box.x + in, box.y + in);
}

/* The card of a layer or group, in the colour of its kind, @role, or of its number; then along its
 * lower edge lies a bar as long as the number's share. Returns: (transfer full) (nullable): the
 * number */
static char *
draw_ground (const Drawing *d, NgRole role, const char *path, NgBox box)
{
  const NgHeat *heat = d->options->heat;
  double share = heat != NULL ? ng_heat_share (heat, path) : -1;
  float room = box.width - 2 * CORNER;

  ng_scene_builder_add_box (d->builder, heat != NULL ? ng_heat_role (share) : role, box, CORNER);
  if (share > 0)
    ng_scene_builder_add_box (d->builder,
                              NG_ROLE_HEAT_BAR,
                              (NgBox){ box.x + CORNER,
                                       box.y + box.height - SHARE_BAR - 1,
                                       MAX (room * (float) share, SHARE_BAR / 2),
                                       SHARE_BAR },
                              SHARE_BAR / 2);
  return heat != NULL ? ng_heat_text (heat, path) : NULL;
}

/* Cuts a line where it is wider than @room; then @cut is it and @width another. */
static const char *
fit (const Drawing *d,
     NgFont font,
     const char *line,
     float *width,
     float room,
     gboolean in_middle,
     char **cut)
{
  if (*width <= room)
    return line;
  *cut = ng_metrics_ellipsize (d->options->metrics, font, line, room, in_middle);
  *width = ng_metrics_width (d->options->metrics, font, *cut);
  return *cut;
}

/* @number: (nullable): what stands in place of the kind */
static void
draw_words (const Drawing *d,
            const NgChartNode *node,
            NgBox box,
            const char *number,
            const char *glyph,
            NgRole glyph_role)
{
  const NgMetrics *metrics = d->options->metrics;
  gboolean right = d->options->direction == NG_DIRECTION_RIGHT;
  float inset = right ? 12 : 42;
  const char *kind = number != NULL ? number : node->subtitle;
  float title_width = node->title_width;
  float kind_width =
      number != NULL ? ng_metrics_width (metrics, ng_font_subtitle, number) : node->subtitle_width;
  g_autofree char *cut_title = NULL, *cut_kind = NULL;
  const char *title = fit (d,
                           ng_font_title,
                           node->title,
                           &title_width,
                           box.width - inset,
                           node->kind == NG_CHART_LAYER,
                           &cut_title);
  const char *subtitle =
      fit (d, ng_font_subtitle, kind, &kind_width, box.width - inset, FALSE, &cut_kind);
  gboolean is_single = *subtitle == '\0';
  float middle = box.y + box.height / 2;

  if (right) {
    float top = middle - 22;
    ng_scene_builder_add_glyph (d->builder,
                                glyph_role,
                                glyph,
                                box.x + (box.width - GLYPH) / 2,
                                top + (is_single ? 3 : 0),
                                GLYPH);
    ng_scene_builder_add_measured (d->builder,
                                   NG_ROLE_NAME,
                                   ng_font_title,
                                   NG_ALIGN_MIDDLE,
                                   box.x + box.width / 2,
                                   top + (is_single ? 34 : 29),
                                   title,
                                   title_width);
    ng_scene_builder_add_measured (d->builder,
                                   NG_ROLE_KIND,
                                   ng_font_subtitle,
                                   NG_ALIGN_MIDDLE,
                                   box.x + box.width / 2,
                                   top + 40,
                                   subtitle,
                                   kind_width);
    return;
  }
  ng_scene_builder_add_glyph (d->builder, glyph_role, glyph, box.x + 9, middle - GLYPH / 2, GLYPH);
  ng_scene_builder_add_measured (d->builder,
                                 NG_ROLE_NAME,
                                 ng_font_title,
                                 NG_ALIGN_START,
                                 box.x + 34,
                                 middle + (is_single ? 3.2F : -1.5F),
                                 title,
                                 title_width);
  ng_scene_builder_add_measured (d->builder,
                                 NG_ROLE_KIND,
                                 ng_font_subtitle,
                                 NG_ALIGN_START,
                                 box.x + 34,
                                 middle + 9,
                                 subtitle,
                                 kind_width);
}

/* Where ports are, for those who pick or join them. */
static void
draw_anchors (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  const NgNet *net = sheet->chart->view->net;
  const NgLook *layer = ng_view_look (sheet->chart->view, node->index);
  NgLayoutNode size = {
    box.width, box.height, node->n_inputs, node->n_outputs, node->input_places, node->output_places,
    0,         0
  };
  int slot = 0;

  for (int i = 0; i < layer->n_inputs; i++) {
    if (ng_net_source (net, (gsize) node->index, (gsize) i).kind == NG_SOURCE_NONE)
      continue;
    NgPoint at = ng_layout_port (&size, box, d->options->direction, FALSE, slot++);
    ng_scene_builder_set_pick (d->builder, vertex_pick (sheet, NG_PICK_INPUT, node->index, i));
    ng_scene_builder_add_box (d->builder, NG_ROLE_ANCHOR, (NgBox){ at.x, at.y, 0, 0 }, 0);
  }
  for (int i = 0; i < layer->n_outputs; i++) {
    int out = sheet->chart->view->out_slot[sheet->chart->view->out_base[node->index] + i];
    if (out < 0)
      continue;
    NgPoint at = ng_layout_port (&size, box, d->options->direction, TRUE, out);
    ng_scene_builder_set_pick (d->builder, vertex_pick (sheet, NG_PICK_OUTPUT, node->index, i));
    ng_scene_builder_add_box (d->builder, NG_ROLE_ANCHOR, (NgBox){ at.x, at.y, 0, 0 }, 0);
  }
}

static void
draw_ring (const Drawing *d, NgMark mark, NgBox box)
{
  if (mark == NG_MARK_NONE)
    return;
  ng_scene_builder_add_box (d->builder,
                            mark == NG_MARK_ERROR ? NG_ROLE_PROBLEM : NG_ROLE_WARNING,
                            (NgBox){ box.x - 3, box.y - 3, box.width + 6, box.height + 6 },
                            CORNER + 3);
  draw_mark (d, mark, box.x + box.width - 1, box.y + 1);
}

static void
draw_layer (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  const NgNet *net = sheet->chart->view->net;
  const NgLook *layer = ng_view_look (sheet->chart->view, node->index);
  g_autofree char *path =
      d->options->heat != NULL ? ng_view_layer_path (sheet->chart->view, node->index) : NULL;
  g_autofree char *number = NULL;

  ng_scene_builder_set_pick (d->builder, vertex_pick (sheet, NG_PICK_VERTEX, node->index, 0));
  number = draw_ground (d, NG_ROLE_LAYER + layer->category, path, box);
  if (layer->inner != NULL)
    ng_scene_builder_add_box (d->builder,
                              NG_ROLE_INNER_BORDER,
                              (NgBox){ box.x + 2.5F, box.y + 2.5F, box.width - 5, box.height - 5 },
                              CORNER - 2);
  draw_words (d, node, box, number, layer->glyph, NG_ROLE_GLYPH + layer->category);
  if (ng_net_name (net, (gsize) node->index) == NULL) {
    char index[NG_DIGITS_SIZE];
    ng_scene_builder_add_text (d->builder,
                               d->options->heat != NULL ? NG_ROLE_KIND : NG_ROLE_INDEX,
                               ng_font_index,
                               NG_ALIGN_END,
                               box.x + box.width - (node->mark != NG_MARK_NONE ? MARK / 2 + 2 : 6),
                               box.y + 9.5F,
                               ng_digits (node->index + 1, index));
  }
  draw_ring (d, node->mark, box);
  if (node->path != NULL)
    draw_closed_opener (d, sheet, node, box);
  draw_anchors (d, sheet, node, box);
}

/* What is in a closed group looks out from behind it: where no line comes or goes. */
static NgBox
plate_of (const Drawing *d, NgBox box, int number)
{
  float in = 4.0F * (float) number, out = 2.5F * (float) number;

  if (d->options->direction == NG_DIRECTION_RIGHT)
    return (NgBox){ box.x + in, box.y - out, box.width - 2 * in, PLATE };
  return (NgBox){ box.x + box.width - PLATE + out, box.y + in, PLATE, box.height - 2 * in };
}

static void
draw_group (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  guint32 path = ng_scene_builder_add_path_name (d->builder, node->path);
  g_autofree char *number = NULL;

  set_no_pick (d);
  for (int i = 2; i > 0; i--)
    ng_scene_builder_add_box (d->builder, NG_ROLE_GROUP, plate_of (d, box, i), CORNER);
  ng_scene_builder_set_pick (d->builder, (NgPick){ NG_PICK_GROUP, 0, path, sheet->net });
  number = draw_ground (d, NG_ROLE_GROUP, node->path, box);
  draw_words (d,
              node,
              box,
              number,
              ng_category_glyph (NG_CATEGORY_CONTAINER),
              NG_ROLE_GLYPH + NG_CATEGORY_CONTAINER);
  draw_ring (d, node->mark, box);
  draw_closed_opener (d, sheet, node, box);
}

static void draw_sheet (const Drawing *d, const Sheet *sheet);

static void
draw_frame (const Drawing *d, const Sheet *sheet, const NgChartNode *node, NgBox box)
{
  guint32 path = ng_scene_builder_add_path_name (d->builder, node->path);
  gboolean is_scope = node->scope >= 0;
  g_autofree char *title =
      ng_metrics_ellipsize (d->options->metrics, ng_font_frame, node->title, box.width - 30, TRUE);

  ng_scene_builder_set_pick (d->builder,
                             is_scope ? (NgPick){ NG_PICK_GROUP, 0, path, sheet->net }
                                      : vertex_pick (sheet, NG_PICK_VERTEX, node->index, 0));
  ng_scene_builder_add_box (d->builder, NG_ROLE_FRAME, box, CORNER + 3);
  ng_scene_builder_add_text (d->builder,
                             NG_ROLE_FRAME_NAME,
                             ng_font_frame,
                             NG_ALIGN_START,
                             box.x + 20,
                             box.y + 14.5F,
                             title);
  draw_ring (d, is_scope ? NG_MARK_NONE : node->mark, box);
  draw_opener (d, sheet, node, TRUE, box.x + 8.5F, box.y + 8);

  Sheet inner = {
    node->inner, { box.x + NG_FRAME_SIDE, box.y + NG_FRAME_TOP }, box, is_scope ? sheet->net : path
  };
  draw_sheet (d, &inner);
}

static void
draw_sheet (const Drawing *d, const Sheet *sheet)
{
  const NgChart *chart = sheet->chart;

  for (guint i = 0; i < chart->nodes->len; i++) {
    const NgChartNode *node = &g_array_index (chart->nodes, NgChartNode, i);
    if (node->kind == NG_CHART_FRAME)
      draw_frame (d, sheet, node, moved (chart->layout->nodes[i], sheet->origin));
  }
  /* Edges of one output share their beginning, which shows the worst state among them. */
  for (NgEdgeState state = NG_EDGE_KNOWN; state <= NG_EDGE_PROBLEM; state++)
    for (guint i = 0; i < chart->edges->len; i++)
      if (g_array_index (chart->edges, NgChartEdge, i).state == state)
        draw_edge (d, sheet, i);
  draw_tags (d, sheet);
  for (guint i = 0; i < chart->nodes->len; i++) {
    const NgChartNode *node = &g_array_index (chart->nodes, NgChartNode, i);
    NgBox box = moved (chart->layout->nodes[i], sheet->origin);
    if (node->kind == NG_CHART_LAYER)
      draw_layer (d, sheet, node, box);
    else if (node->kind == NG_CHART_GROUP)
      draw_group (d, sheet, node, box);
    else if (node->kind == NG_CHART_INPUT || node->kind == NG_CHART_OUTPUT)
      draw_port (d, sheet, node, box);
  }
  for (guint i = 0; i < chart->edges->len; i++)
    draw_label (d, sheet, i);
}

/* Where what is drawn begins, or 0, 0 if that is further. */
static NgPoint
corner_of (const NgLayout *layout)
{
  NgPoint corner = { 0, 0 };

  for (gsize i = 0; i < layout->n_nodes; i++) {
    corner.x = MIN (corner.x, layout->nodes[i].x);
    corner.y = MIN (corner.y, layout->nodes[i].y);
  }
  return corner;
}

/* @charts: (array): by number. Recursion goes as deep as frames lie in one another. */
static void
list_charts (const NgChart *chart, const NgChart **charts)
{
  charts[chart->number] = chart;
  for (guint i = 0; i < chart->nodes->len; i++)
    if (g_array_index (chart->nodes, NgChartNode, i).inner != NULL)
      list_charts (g_array_index (chart->nodes, NgChartNode, i).inner, charts);
}

/* Of layers that are not seen: the groups that they are in. */
static void
tell_holders (const Drawing *d, const NgChart *whole)
{
  g_autofree const NgChart **charts = g_new0 (const NgChart *, d->maker->n_levels + 1);

  list_charts (whole, charts);
  for (guint v = 0; v < d->maker->views->len; v++) {
    const NgView *view = g_ptr_array_index (d->maker->views, v);
    guint32 net = ng_scene_builder_add_path_name (d->builder, view->path);

    for (gsize layer = 0; layer < ng_net_n_layers (view->net); layer++) {
      const NgChartNode *node = &g_array_index (
          charts[view->level[layer]]->nodes, NgChartNode, (guint) view->owner[layer]);

      if (node->kind == NG_CHART_GROUP)
        ng_scene_builder_add_holder (d->builder,
                                     net,
                                     ng_net_vertex (view->net, layer),
                                     ng_scene_builder_add_path_name (d->builder, node->path));
    }
  }
}

NgNetState
ng_standard_state (const NgNet *net)
{
  NgNetState state = NG_STATE_COMPLETE;

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    if (ng_net_diagnostic (net, i)->severity == NG_SEVERITY_ERROR)
      state |= NG_STATE_WRONG;
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    const NgNet *inner = ng_layer_net (layer);
    for (gsize k = 0; k < ng_layer_n_arrays (layer); k++)
      if (ng_layer_array (layer, k) == NULL && !ng_layer_array_is_absent (layer, k))
        state |= NG_STATE_UNINITIALIZED;
    for (gsize k = 0; k < ng_layer_n_outputs (layer); k++)
      if (!ng_type_is_specified (
              ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) k })))
        state |= NG_STATE_UNSPECIFIED;
    if (inner != NULL)
      state |= ng_standard_state (inner) & NG_STATE_UNINITIALIZED;
  }
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (!ng_type_is_specified (ng_net_input_type (net, i)))
      state |= NG_STATE_UNSPECIFIED;
  return state;
}

NgScene *
ng_standard_draw (NgNet *net,
                  const NgStandardOptions *options,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (net != NULL && options->metrics != NULL, NULL);

  g_autoptr (NgChartMaker) maker = ng_chart_maker_new (options);
  maker->rules.cancellable = cancellable;
  g_autoptr (NgChart) chart = ng_chart_new (maker, net);
  if (!ng_chart_place (maker, chart, cancellable, error) ||
      ng_layout_is_cancelled (cancellable, error))
    return NULL;

  Drawing drawing = { options, maker, ng_scene_builder_new (options->metrics) };
  guint32 path =
      ng_scene_builder_add_path_name (drawing.builder, options->path != NULL ? options->path : "");
  Sheet sheet = { chart, { 0, 0 }, { 0, 0, 0, 0 }, path };
  draw_sheet (&drawing, &sheet);
  if (options->depth >= 0)
    tell_holders (&drawing, chart);
  if (options->header) {
    set_no_pick (&drawing);
    ng_header_draw (drawing.builder,
                    options->metrics,
                    net,
                    options->title,
                    G_MAXFLOAT,
                    corner_of (chart->layout),
                    options->badges);
  }
  return ng_scene_builder_end (drawing.builder, NG_MARGIN);
}
