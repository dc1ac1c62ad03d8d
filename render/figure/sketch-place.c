/* Sizes and places of sketches. A frame is as large as what is in it, so sketches are placed from
 * the inside out. Lines run along and across the flow. */

#include "render/figure/sketch.h"

#include "render/layout/flow.h"
#include "render/layout/lines.h"
#include "render/layout/orthogonal.h"

#include <math.h>
#include <string.h>

/* In sizes of words. */
#define ROW       1.6F
#define LONE_ROW  1.8F
#define SIGN      1.4F
#define WORD_ROW  1.3F
#define MOST_TAG  9.0F
#define LINE_HIGH 1.22F /* of small words, in their sizes */
/* Points. */
#define INPUT_STEP  8.0F
#define OUTPUT_STEP 12.0F
#define WORD_STEP   8.0F
#define MOST_SIDE   2400.0F
#define WORD_GAP    2.0F
#define RANK_GAP    15.0F
/* What a frame's border leaves of the lines that come in, at least and at most. */
#define LEAD   12.0F
#define BORDER 4.0F
#define ALONG  4.0F
/* More lines than this do not come into a sign from three sides. */
#define MOST_SIGN 3
/* Signs of which nobody asks what comes first. */
#define COMMUTATIVE "+×ΣΠ∧∨⊕=≠"

/* Left and right of words, in their sizes; between nodes, points. */
static const float box_pads[NG_N_SKETCH_DENSITIES] = { 0.75F, 0.5F, 0.5F };
static const float node_gaps[NG_N_SKETCH_DENSITIES] = { 15, 9, 8 };

typedef struct {
  NgSketchMaker *maker;
  NgDirection direction;
  GCancellable *cancellable;
} Placing;

/* Points between two ports of a node. */
typedef struct {
  float input, output;
} Steps;

static float *
spread (float from, float length, int n)
{
  float *places = g_new (float, n + 1);

  for (int i = 0; i < n; i++)
    places[i] = from + length * (float) (i + 1) / (float) (n + 1);
  return places;
}

static float
room_for_ports (const NgSketchNode *node, Steps steps)
{
  float inputs = node->n_inputs > 1 ? steps.input * (float) (node->n_inputs + 1) : 0;
  float outputs = node->n_outputs > 1 ? steps.output * (float) (node->n_outputs + 1) : 0;

  return MAX (MIN (inputs, MOST_SIDE), outputs);
}

/* How many lines may come to a sign from three sides: where their order matters, one; they come
 * side by side then. */
static int
most_inputs (const NgSketchNode *node)
{
  return strstr (COMMUTATIVE, ng_words_text (node->lines->pdata[0])) != NULL ? MOST_SIGN : 1;
}

static float
widest_line (const NgSketchNode *node)
{
  float width = 0;

  for (guint i = 0; i < node->lines->len; i++)
    width = MAX (width, ng_words_width (g_ptr_array_index (node->lines, i)));
  return width;
}

static gboolean
has_points (const NgSketch *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_array_index (self->nodes, NgSketchNode, i).shape == NG_SKETCH_POINT)
      return TRUE;
  return FALSE;
}

/* Where a frame's ports are along its @side, whose contents begin at @shift; lines that end at the
 * frame are spread. */
static void
take_frame_ports (const Placing *placing, NgSketchNode *node, float shift, float side)
{
  const NgSketch *inner = node->inner;

  if (!has_points (inner)) {
    node->input_places = spread (0, side, node->n_inputs);
    node->output_places = spread (0, side, node->n_outputs);
    return;
  }
  node->input_places = ng_places_at (shift, node->n_inputs);
  node->output_places = ng_places_at (shift, node->n_outputs);
  for (guint i = 0; i < inner->nodes->len; i++) {
    const NgSketchNode *point = &g_array_index (inner->nodes, NgSketchNode, i);
    NgBox box = inner->layout->nodes[i];
    float place = shift + (placing->direction == NG_DIRECTION_RIGHT ? box.y + box.height / 2
                                                                    : box.x + box.width / 2);
    if (point->shape != NG_SKETCH_POINT || point->port < 0)
      continue;
    (point->is_entrance ? node->input_places : node->output_places)[point->port] = place;
  }
}

/* Where things in a frame begin and end along the flow, lines apart. */
static void
find_ends (const Placing *placing, const NgSketch *inner, float *first, float *last)
{
  *first = G_MAXFLOAT;
  *last = -G_MAXFLOAT;
  for (guint i = 0; i < inner->nodes->len; i++) {
    NgBox box = ng_flow_box_from_page (placing->direction, inner->layout->nodes[i]);
    if (g_array_index (inner->nodes, NgSketchNode, i).shape == NG_SKETCH_POINT)
      continue;
    *first = MIN (*first, box.x);
    *last = MAX (*last, box.x + box.width);
  }
  for (gsize i = 0; i < inner->layout->n_tags; i++) {
    NgBox box = ng_flow_box_from_page (placing->direction, inner->layout->tags[i].box);
    *first = MIN (*first, box.x);
    *last = MAX (*last, box.x + box.width);
  }
}

/* Puts what is in a frame there. Lines come in with a lead, of which the border takes a part where
 * nothing else stands. Returns: what is left to the right of it and below */
static NgPoint
lay_frame (const Placing *placing, NgSketchNode *node)
{
  gboolean across = placing->direction == NG_DIRECTION_RIGHT;
  NgBox all = ng_flow_box_from_page (
      placing->direction, (NgBox){ 0, 0, node->inner->layout->width, node->inner->layout->height });
  float first, last;

  find_ends (placing, node->inner, &first, &last);
  float before = first - all.x > LEAD ? -BORDER : ALONG;
  float after = all.x + all.width - last > LEAD ? -BORDER : ALONG;
  if (across) {
    node->shift = (NgPoint){ before, node->name != NULL ? NG_SKETCH_TOP : NG_SKETCH_ACROSS };
    return (NgPoint){ after, NG_SKETCH_ACROSS };
  }
  gboolean is_up = placing->direction == NG_DIRECTION_UP;
  node->shift = (NgPoint){ NG_SKETCH_ACROSS, is_up ? after : before };
  return (NgPoint){ NG_SKETCH_ACROSS, is_up ? before : after };
}

/* Fills @box, from 0, 0. */
static void
measure_shape (const Placing *placing, NgSketchNode *node, Steps steps)
{
  gboolean across = placing->direction == NG_DIRECTION_RIGHT;
  const NgSketchMaker *maker = placing->maker;
  float size = maker->size, words = widest_line (node);
  NgBox *box = &node->box;
  float *side = across ? &box->height : &box->width;

  *box = (NgBox){ 0, 0, 0, 0 };
  switch (node->shape) {
  case NG_SKETCH_POINT:
    return;
  case NG_SKETCH_WORD:
    box->width = words + (across ? WORD_GAP : 2);
    box->height = WORD_ROW * size;
    return;
  case NG_SKETCH_SIGN:
    box->width = box->height = MAX (SIGN * size, words + 4);
    if (node->n_inputs > most_inputs (node) || node->n_outputs > 1)
      *side = MAX (*side, room_for_ports (node, steps));
    break;
  case NG_SKETCH_BOX:
    box->width = words + 2 * box_pads[maker->density] * size;
    box->height = node->lines->len == 1 ? LONE_ROW * size : ROW * size * (float) node->lines->len;
    if (across && node->name != NULL)
      box->width = MAX (box->width, ng_words_width (node->name));
    *side = MAX (*side, room_for_ports (node, steps));
    break;
  case NG_SKETCH_FRAME: {
    NgPoint after = lay_frame (placing, node);
    box->width = node->shift.x + node->inner->layout->width + after.x;
    box->height = node->shift.y + node->inner->layout->height + after.y;
    if (across && node->name != NULL)
      box->width = MAX (box->width, ng_words_width (node->name) + 2 * NG_SKETCH_ACROSS);
    *side = MAX (*side, room_for_ports (node, steps));
    break;
  }
  }
  /* Sizes are whole points, so that equal things are equal after they were moved. */
  box->width = ceilf (box->width);
  box->height = ceilf (box->height);
}

static NgLayoutNode
measure_node (const Placing *placing, const NgSketch *self, NgSketchNode *node, Steps steps)
{
  const NgSketchMaker *maker = placing->maker;
  gboolean across = placing->direction == NG_DIRECTION_RIGHT;

  g_clear_pointer (&node->input_places, g_free);
  g_clear_pointer (&node->output_places, g_free);
  measure_shape (placing, node, steps);
  NgLayoutNode size = { .width = node->box.width,
                        .height = node->box.height,
                        .n_inputs = node->n_inputs,
                        .n_outputs = node->n_outputs };
  float side = across ? node->box.height : node->box.width;

  switch (node->shape) {
  case NG_SKETCH_POINT:
    size.border = node->is_entrance ? -1 : 1;
    return size;
  case NG_SKETCH_WORD:
    size.tag_width = node->n_outputs > 0 ? MIN (size.width + 6, MOST_TAG * maker->size) : 0;
    return size;
  case NG_SKETCH_FRAME:
    take_frame_ports (placing, node, across ? node->shift.y : node->shift.x, side);
    break;
  case NG_SKETCH_SIGN:
    size.is_round = node->n_inputs <= most_inputs (node) && size.width == size.height;
    size.loose_inputs = size.is_round ? 0 : side;
    node->input_places =
        size.is_round ? ng_places_at (side / 2, node->n_inputs) : spread (0, side, node->n_inputs);
    node->output_places = spread (0, side, node->n_outputs);
    break;
  case NG_SKETCH_BOX:
    size.loose_inputs = side;
    node->input_places = spread (0, side, node->n_inputs);
    node->output_places = spread (0, side, node->n_outputs);
    break;
  }
  size.input_places = node->input_places;
  size.output_places = node->output_places;
  size.tag_width =
      node->lines->len > 0
          ? MIN (ng_words_width (g_ptr_array_index (node->lines, 0)) + 6, MOST_TAG * maker->size)
          : MOST_TAG * maker->size / 2;
  if (node->name == NULL)
    return size;

  /* The name stands to the right of the shape, or beneath a box, or in a frame. */
  if (!across)
    size.width += NG_SKETCH_NAME_GAP + ceilf (ng_words_width (node->name));
  else if (node->shape == NG_SKETCH_BOX)
    size.height += ceilf (LINE_HIGH * maker->name.size) + 1;
  return size;
}

/* Of the word of a port; 0 of other nodes. */
static float
word_width (const NgSketch *self, int index)
{
  const NgSketchNode *node = &g_array_index (self->nodes, NgSketchNode, index);

  return node->shape == NG_SKETCH_WORD ? widest_line (node) : 0;
}

static gboolean
is_sign (const NgSketch *self, int index)
{
  return g_array_index (self->nodes, NgSketchNode, index).shape == NG_SKETCH_SIGN;
}

/* Where several ports of the net are joined to a node, their words stand side by side; lines bend
 * into a sign, which stays small. */
static void
make_room_for_words (const NgSketch *self, Steps *steps)
{
  g_autofree int *n_words = g_new0 (int, 2 * self->nodes->len + 1);

  for (int round = 0; round < 2; round++) {
    for (guint i = 0; i < self->edges->len; i++) {
      const NgSketchEdge *edge = &g_array_index (self->edges, NgSketchEdge, i);
      float source = word_width (self, edge->source), target = word_width (self, edge->target);
      if (round == 0) {
        n_words[2 * edge->source] += target > 0;
        n_words[2 * edge->target + 1] += source > 0;
        continue;
      }
      if (target > 0 && n_words[2 * edge->source] > 1)
        steps[edge->source].output = MAX (steps[edge->source].output, target + WORD_STEP);
      if (source > 0 && n_words[2 * edge->target + 1] > 1 && !is_sign (self, edge->target))
        steps[edge->target].input = MAX (steps[edge->target].input, source + WORD_STEP);
    }
  }
}

static gboolean
place_level (const Placing *placing, NgSketch *self, GError **error)
{
  NgSketchMaker *maker = placing->maker;
  gboolean across = placing->direction == NG_DIRECTION_RIGHT;
  g_autofree NgLayoutNode *nodes = g_new0 (NgLayoutNode, self->nodes->len + 1);
  NgLayoutEdge *edges = g_new0 (NgLayoutEdge, self->edges->len + 1);
  g_autofree Steps *steps = g_new (Steps, self->nodes->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    steps[i] = (Steps){ INPUT_STEP, OUTPUT_STEP };
  for (guint i = 0; i < self->edges->len; i++) {
    const NgSketchEdge *edge = &g_array_index (self->edges, NgSketchEdge, i);
    edges[i] =
        (NgLayoutEdge){ edge->source, edge->source_port, edge->target, edge->target_port, 0, 0 };
    if (edge->label == NULL)
      continue;
    edges[i].label_width = ceilf (ng_words_width (edge->label)) + 1;
    edges[i].label_height = ceilf (LINE_HIGH * maker->label.size);
    if (!across)
      steps[edge->source].output = MAX (steps[edge->source].output, edges[i].label_width + 8);
  }
  if (!across)
    make_room_for_words (self, steps);
  for (guint i = 0; i < self->nodes->len; i++)
    nodes[i] =
        measure_node (placing, self, &g_array_index (self->nodes, NgSketchNode, i), steps[i]);

  NgLayoutOptions options = { .direction = placing->direction,
                              .rank_gap = RANK_GAP,
                              .node_gap = node_gaps[maker->density],
                              .tag_height = WORD_ROW * maker->size,
                              .without_dot = maker->figure->without_dot,
                              .cache = maker->cache,
                              .is_orthogonal = TRUE };
  g_clear_pointer (&self->layout, ng_layout_free);
  g_free (self->layout_edges);
  self->layout_edges = edges;
  self->layout = ng_layout_new (
      nodes, self->nodes->len, edges, self->edges->len, &options, placing->cancellable, error);
  if (self->layout == NULL)
    return FALSE;
  ng_layout_make_orthogonal (
      self->layout, nodes, edges, &options, NG_SKETCH_CORNER, placing->cancellable);
  return !ng_layout_is_cancelled (placing->cancellable, error);
}

static gboolean
place (const Placing *placing, NgSketch *self, GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++) {
    NgSketch *inner = g_array_index (self->nodes, NgSketchNode, i).inner;
    if (inner != NULL && !place (placing, inner, error))
      return FALSE;
  }
  return place_level (placing, self, error);
}

gboolean
ng_sketch_place (NgSketchMaker *maker,
                 NgSketch *self,
                 NgDirection direction,
                 GCancellable *cancellable,
                 GError **error)
{
  return place (&(Placing){ maker, direction, cancellable }, self, error);
}
