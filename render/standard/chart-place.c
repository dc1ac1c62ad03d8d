/* Sizes of nodes and places of charts. A frame is as large as what is in it, so charts are placed
 * from the inside out. */

#include "render/standard/chart.h"

#include "render/layout/lines.h"
#include "render/layout/orthogonal.h"
#include "render/layout/pinned.h"
#include "render/standard/cache.h"

#include <math.h>
#include <string.h>

const NgFont ng_font_title = { 9, NG_FAMILY_SANS, TRUE, FALSE };
const NgFont ng_font_subtitle = { 7.5F, NG_FAMILY_SANS, FALSE, FALSE };
const NgFont ng_font_index = { 6.5F, NG_FAMILY_SANS, FALSE, FALSE };
const NgFont ng_font_port = { 8.5F, NG_FAMILY_SANS, FALSE, TRUE };
const NgFont ng_font_label = { 7.5F, NG_FAMILY_SANS, FALSE, FALSE };
const NgFont ng_font_slot = { 6, NG_FAMILY_SANS, FALSE, FALSE };
const NgFont ng_font_frame = { 8.5F, NG_FAMILY_SANS, TRUE, FALSE };

/* Points between two ports of a node; where there are very many they stand closer. */
#define INPUT_STEP  9.0F
#define OUTPUT_STEP 13.0F
#define MOST_SIDE   2400.0F
/* More inputs of a closed group than this enter at one point. */
#define MOST_GROUP_INPUTS 4
#define LABEL_HEIGHT      8.5F
#define TAG_HEIGHT        14.0F
#define MOST_TAG          96.0F
/* What is in a frame and its ends: no more than this is one row, where rows are made to fill a
 * page. */
#define SHORT_FRAME 8
/* Radius of the corners of orthogonal lines. */
#define CORNER 4.0F

static gboolean
flows_right (const NgChartMaker *maker)
{
  return maker->options->direction == NG_DIRECTION_RIGHT;
}

static void
size_of_layers (NgChartMaker *maker)
{
  if (flows_right (maker)) {
    maker->node_width = CLAMP (ceilf (maker->text_width) + 16, 68, 120);
    maker->node_height = 56;
  } else {
    maker->node_width = CLAMP (ceilf (maker->text_width) + 46, 104, 190);
    maker->node_height = 36;
  }
}

/* Inputs whose order does not matter meet in one point. */
static void
gather_inputs (const NgChart *chart, NgChartNode *node, float side)
{
  gboolean meet = FALSE;

  if (node->n_inputs < 2 || node->input_places != NULL)
    return;
  if (node->kind == NG_CHART_GROUP)
    meet = node->n_inputs > MOST_GROUP_INPUTS;
  else if (node->kind == NG_CHART_LAYER)
    meet = ng_view_look (chart->view, node->index)->is_symmetric;
  if (meet)
    node->input_places = ng_places_at (side / 2, node->n_inputs);
}

/* A node grows across the flow where its ports need it. */
static float
side_for_ports (const NgChartNode *node, float side, float output_step)
{
  float inputs = node->n_inputs > 1 ? INPUT_STEP * (float) (node->n_inputs + 1) : 0;
  float outputs = node->n_outputs > 1 ? output_step * (float) (node->n_outputs + 1) : 0;

  return MAX (side, MAX (MIN (inputs, MOST_SIDE), outputs));
}

/* Where the entrances and exits of a frame's chart are along its sides. */
static void
take_frame_ports (const NgChartMaker *maker, const NgChart *chart, NgChartNode *node)
{
  const NgChart *inner = node->inner;
  g_autofree int *ports = ng_chart_frame_ports (chart, node);

  node->input_places = ng_places_at (0, node->n_inputs);
  node->output_places = ng_places_at (0, node->n_outputs);
  for (guint i = 0; i < inner->nodes->len; i++) {
    NgBox box = inner->layout->nodes[i];
    float place = flows_right (maker) ? box.y + box.height / 2 + NG_FRAME_TOP
                                      : box.x + box.width / 2 + NG_FRAME_SIDE;
    if (ports[i] < 0)
      continue;
    if (g_array_index (inner->nodes, NgChartNode, i).kind == NG_CHART_ENTRANCE)
      node->input_places[ports[i]] = place;
    else
      node->output_places[ports[i]] = place;
  }
}

static NgLayoutNode
measure_node (NgChartMaker *maker, const NgChart *chart, NgChartNode *node, float output_step)
{
  const NgMetrics *metrics = maker->options->metrics;
  NgLayoutNode size = { .width = maker->node_width,
                        .height = maker->node_height,
                        .n_inputs = node->n_inputs,
                        .n_outputs = node->n_outputs };
  float *side = flows_right (maker) ? &size.height : &size.width;

  switch (node->kind) {
  case NG_CHART_INPUT:
  case NG_CHART_OUTPUT: {
    float text = ng_metrics_width (metrics, ng_font_port, node->title);
    size.width = flows_right (maker) ? ceilf (text) + 5 + NG_PORT_SIZE
                                     : MAX (ceilf (text), 4 * NG_PORT_SIZE);
    size.height = flows_right (maker) ? 14 : 13 + NG_PORT_SIZE;
    size.follows = TRUE;
    size.tag_width = node->kind == NG_CHART_INPUT ? MIN (ceilf (text) + 12, MOST_TAG) : 0;
    return size;
  }
  case NG_CHART_ENTRANCE:
  case NG_CHART_EXIT:
    size.width = size.height = 0;
    size.border = node->kind == NG_CHART_ENTRANCE ? -1 : 1;
    return size;
  case NG_CHART_FRAME:
    if (!ng_chart_node_holds (chart, node))
      take_frame_ports (maker, chart, node);
    size.width = MAX (node->inner->layout->width,
                      ng_metrics_width (metrics, ng_font_frame, node->title) + 8) +
                 2 * NG_FRAME_SIDE;
    size.height = node->inner->layout->height + NG_FRAME_TOP + NG_FRAME_BOTTOM;
    if (ng_chart_node_holds (chart, node))
      *side = side_for_ports (node, *side, output_step);
    break;
  default:
    *side = side_for_ports (node, *side, output_step);
    gather_inputs (chart, node, *side);
    break;
  }
  size.input_places = node->input_places;
  size.output_places = node->output_places;
  size.tag_width =
      MIN (ceilf (ng_metrics_width (metrics, ng_font_label, node->title)) + 12, MOST_TAG);
  return size;
}

static char *
port_path (const NgView *view, const char *name)
{
  return *view->path == '\0' ? g_strdup (name) : g_strconcat (view->path, "/", name, NULL);
}

/* What a node is called among positions. Returns: whether it can have one */
static gboolean
name_position (const NgChartMaker *maker,
               const NgChart *chart,
               const NgChartNode *node,
               NgPosition *position,
               char **path)
{
  const NgScope *scopes = (const NgScope *) (void *) chart->view->scopes->scopes->data;

  *path = NULL;
  *position = (NgPosition){ .direction = maker->options->direction, .group = "" };
  switch (node->kind) {
  case NG_CHART_LAYER:
  case NG_CHART_FRAME:
  case NG_CHART_GROUP:
    position->kind = node->scope < 0 ? NG_POSITION_LAYER : NG_POSITION_GROUP;
    *path = node->scope < 0 ? ng_view_layer_path (chart->view, node->index) : g_strdup (node->path);
    break;
  case NG_CHART_INPUT:
    position->kind = NG_POSITION_INPUT;
    *path = port_path (chart->view, ng_net_input_name (chart->view->net, (gsize) node->index));
    break;
  case NG_CHART_OUTPUT:
    position->kind = NG_POSITION_OUTPUT;
    *path = port_path (chart->view, ng_net_output_name (chart->view->net, (gsize) node->index));
    break;
  default:
    return FALSE;
  }
  position->path = *path;
  if (chart->scope > 0)
    position->group = scopes[chart->scope].path;
  return TRUE;
}

/* Puts what has a position there. */
static void
pin_level (NgChartMaker *maker,
           NgChart *chart,
           const NgLayoutNode *nodes,
           const NgLayoutEdge *edges,
           const NgLayoutOptions *options)
{
  g_autofree NgPin *pins = g_new (NgPin, chart->nodes->len + 1);
  gsize n_pins = 0;

  for (guint i = 0; i < chart->nodes->len; i++) {
    NgPosition name;
    g_autofree char *path = NULL;
    const NgPosition *given = NULL;

    if (name_position (maker, chart, &g_array_index (chart->nodes, NgChartNode, i), &name, &path))
      given = ng_positions_find (maker->options->positions, name.direction, name.kind, name.path);
    if (given != NULL && strcmp (given->group, name.group) == 0)
      pins[n_pins++] = (NgPin){ (int) i, given->at };
  }
  if (n_pins == 0)
    return;

  NgLayout *pinned = ng_layout_pin (chart->layout, nodes, edges, options, pins, n_pins);
  ng_layout_free (chart->layout);
  chart->layout = pinned;
  if (chart->view->depth > 0 || chart->scope > 0)
    chart->shift = ng_layout_to_origin (pinned);
}

static void
tell_positions (const NgChartMaker *maker, const NgChart *chart)
{
  for (guint i = 0; i < chart->nodes->len; i++) {
    NgPosition position;
    g_autofree char *path = NULL;

    if (!name_position (
            maker, chart, &g_array_index (chart->nodes, NgChartNode, i), &position, &path))
      continue;
    position.at.x = chart->layout->nodes[i].x - chart->shift.x;
    position.at.y = chart->layout->nodes[i].y - chart->shift.y;
    ng_positions_set (maker->options->found, &position);
  }
}

/* How long a row of a chart may be: that of the picture, without the frames around it. */
static float
row_length (const NgChartMaker *maker, const NgChart *chart)
{
  float around = flows_right (maker) ? 2 * NG_FRAME_SIDE : NG_FRAME_TOP + NG_FRAME_BOTTOM;
  int depth = chart->view->depth;

  if (ng_positions_size (maker->options->positions) > 0 ||
      ng_positions_wires (maker->options->positions) == NG_WIRES_ORTHOGONAL)
    return 0;
  if (maker->options->wrap < 0 && (depth > 0 || chart->scope > 0) &&
      chart->nodes->len <= SHORT_FRAME)
    return 0;
  if (maker->options->wrap <= 0)
    return maker->options->wrap;
  if (chart->scope > 0)
    depth += g_array_index (chart->view->scopes->scopes, NgScope, chart->scope).depth;
  return MAX (maker->options->wrap - 2 * NG_MARGIN - around * (float) depth, maker->node_width);
}

/* Whether somebody wants tags in place of the line. */
static gboolean
is_cut (const NgChartMaker *maker, const NgChart *chart, const NgChartEdge *edge)
{
  const NgPositions *positions = maker->options->positions;
  const NgNet *net = chart->view->net;
  g_autofree char *layer = NULL, *path = NULL;

  if (ng_positions_n_cuts (positions) == 0)
    return FALSE;
  if (edge->to.index < 0) {
    path = port_path (chart->view, ng_net_output_name (net, (gsize) edge->to.port));
    return ng_positions_is_cut (positions, TRUE, path);
  }
  layer = ng_view_layer_path (chart->view, edge->to.index);
  path = g_strconcat (
      layer,
      "/",
      ng_layer_input_name (ng_net_layer (net, (gsize) edge->to.index), (gsize) edge->to.port),
      NULL);
  return ng_positions_is_cut (positions, FALSE, path);
}

static gboolean
place_level (NgChartMaker *maker, NgChart *chart, GCancellable *cancellable, GError **error)
{
  g_autofree NgLayoutNode *nodes = g_new0 (NgLayoutNode, chart->nodes->len + 1);
  g_autofree NgLayoutEdge *edges = g_new0 (NgLayoutEdge, chart->edges->len + 1);
  g_autofree float *steps = g_new (float, chart->nodes->len + 1);

  for (guint i = 0; i < chart->nodes->len; i++)
    steps[i] = OUTPUT_STEP;
  for (guint i = 0; i < chart->edges->len; i++) {
    const NgChartEdge *edge = &g_array_index (chart->edges, NgChartEdge, i);
    edges[i] =
        (NgLayoutEdge){ edge->source, edge->source_port, edge->target, edge->target_port, 0, 0,
                        FALSE };
    edges[i].is_cut = is_cut (maker, chart, edge);
    if (edge->label == NULL)
      continue;
    edges[i].label_width = ceilf (edge->label_width) + 1;
    edges[i].label_height = LABEL_HEIGHT;
    if (flows_right (maker) && edge->state == NG_EDGE_PROBLEM)
      edges[i].label_width += NG_CHART_MARK_ROOM;
    if (!flows_right (maker))
      steps[edge->source] = MAX (steps[edge->source], edges[i].label_width + 8);
  }
  for (guint i = 0; i < chart->nodes->len; i++)
    nodes[i] = measure_node (maker, chart, &g_array_index (chart->nodes, NgChartNode, i), steps[i]);

  NgLayoutOptions options = { .direction = maker->options->direction,
                              .rank_gap = flows_right (maker) ? 30 : 24,
                              .node_gap = flows_right (maker) ? 14 : 18,
                              .tag_height = TAG_HEIGHT,
                              .wrap = row_length (maker, chart),
                              .without_dot = maker->options->without_dot,
                              .cache = ng_standard_cache_layouts (maker->cache),
                              .is_orthogonal = ng_positions_wires (maker->options->positions) ==
                                               NG_WIRES_ORTHOGONAL };
  chart->layout = ng_layout_new (
      nodes, chart->nodes->len, edges, chart->edges->len, &options, cancellable, error);
  if (chart->layout == NULL)
    return FALSE;
  if (ng_positions_size (maker->options->positions) > 0)
    pin_level (maker, chart, nodes, edges, &options);
  if (options.is_orthogonal)
    ng_layout_make_orthogonal (chart->layout, nodes, edges, &options, CORNER, cancellable);
  if (maker->options->found != NULL)
    tell_positions (maker, chart);
  return !ng_layout_is_cancelled (cancellable, error);
}

static gboolean
place_chart (NgChartMaker *maker, NgChart *chart, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < chart->nodes->len; i++) {
    NgChart *inner = g_array_index (chart->nodes, NgChartNode, i).inner;
    if (inner != NULL && !place_chart (maker, inner, cancellable, error))
      return FALSE;
  }
  return place_level (maker, chart, cancellable, error);
}

gboolean
ng_chart_place (NgChartMaker *maker, NgChart *self, GCancellable *cancellable, GError **error)
{
  size_of_layers (maker);
  return place_chart (maker, self, cancellable, error);
}
