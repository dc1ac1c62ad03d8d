/* Feature maps as stacks of sheets, as figures of LeNet have them: one sheet for each channel, as
 * high and wide as the map on a logarithmic scale, on the front one the window that is slid over
 * it, and rays from its corners to what becomes of it. Vectors are slanted bars. */

#include "render/figure/forms.h"
#include "render/figure/tensor-look.h"

#include <glib/gi18n.h>

/* Points, where objects are as big as they may be. */
#define SIDE      52.0F
#define LENGTH    66.0F /* of the longest vector */
#define THICKNESS 7.0F
#define SHEET     3.6F /* from one sheet to the next */
#define THINNEST  3.0F
#define SLANT     0.4F

/* Sheets of a stack, and where the dots stand for more of them. */
#define MOST_SHEETS  8
#define DOTS         4
#define UNKNOWN_MANY 3

typedef struct {
  const NgTensorNode *node;
  float width, height; /* of a sheet; of a bar its thickness and length */
  float shift;
  int n_sheets;
  gboolean has_dots;
  float depth; /* from the last sheet to the front one */
  NgStepWords words;
  char *name;
  const char *caption;
} Object;

typedef struct {
  NgTensorLook look;
  Object *objects;
  NgRailNode *places;
  NgRailEdge *edges;
  guint n_objects, n_edges;
  NgRail *rail;
} Picture;

static const NgTensorEdge *
tensor_edge (const Picture *self, guint index)
{
  return &g_array_index (self->look.tensors->edges, NgTensorEdge, index);
}

static void
size_sheets (const NgTensorLook *look, Object *object)
{
  const NgTensorNode *node = object->node;
  gint64 longer = MAX (node->height, node->width);
  float side = SIDE * look->scale * ng_span_share (look->sides, longer);
  gint64 most = look->scale >= 0.8F ? MOST_SHEETS : MOST_SHEETS - 2;

  object->width = object->height = side;
  if (node->height > 0 && node->width > 0) {
    object->width = MAX (side * (float) node->width / (float) longer, THINNEST);
    object->height = MAX (side * (float) node->height / (float) longer, THINNEST);
  }
  object->shift = SHEET * look->scale;
  object->n_sheets = 1;
  if (node->kind == NG_TENSOR_MAPS)
    object->n_sheets = (int) CLAMP (node->channels > 0 ? node->channels : UNKNOWN_MANY, 1, most);
  object->has_dots = node->kind == NG_TENSOR_MAPS && node->channels > most;
  object->depth =
      (float) (object->n_sheets - 1 + (object->has_dots ? DOTS - 1 : 0)) * object->shift;
}

/* How far behind the front sheet sheet @k from behind is. */
static float
sheet_depth (const Object *object, int k)
{
  int behind = object->n_sheets - 1 - k;

  if (object->has_dots && behind >= object->n_sheets / 2)
    behind += DOTS - 1;
  return (float) behind * object->shift;
}

/* Where a line along the axis comes to the stack. */
static float
sheets_begin (const Object *object)
{
  for (int k = 0; k < object->n_sheets; k++)
    if (sheet_depth (object, k) < object->height / 2 + 3)
      return -object->width / 2 - sheet_depth (object, k);
  return -object->width / 2;
}

static void
size_object (const NgTensorLook *look, Object *object, NgRailNode *place)
{
  float line = ng_tensor_look_line (look), caption = 0;
  const NgMetrics *metrics = look->figure->metrics;

  if (object->node->kind == NG_TENSOR_MEET) {
    ng_tensor_meet_size (look, &object->words, place);
    return;
  }
  *place = (NgRailNode){ 0 };
  if (object->node->kind == NG_TENSOR_VECTOR) {
    object->height = LENGTH * look->scale * ng_span_share (look->lengths, object->node->channels);
    object->width = MAX (THICKNESS * look->scale, 4);
    place->left = place->right = (object->width + SLANT * object->height) / 2;
    place->up = place->down = object->height / 2;
    place->in = -object->width / 2;
    place->out = object->width / 2;
  } else {
    size_sheets (look, object);
    place->left = object->width / 2 + object->depth;
    place->right = place->out = object->width / 2;
    place->up = object->height / 2 + object->depth;
    place->down = object->height / 2;
    place->in = sheets_begin (object);
  }
  if (object->name != NULL) {
    caption = ng_metrics_width (metrics, look->font, object->name);
    place->caption += line;
  }
  if (object->caption != NULL) {
    caption = MAX (caption, ng_metrics_width (metrics, look->font, object->caption));
    place->caption += line;
  }
  place->caption += place->caption > 0 ? 3 : 0;
  place->left = MAX (place->left, (caption + object->depth) / 2);
  place->right = MAX (place->right, (caption - object->depth) / 2);
  if (object->words.lines->len > 0) {
    place->before = object->words.width;
    place->text = object->words.height + 4;
  }
}

/* Each step has a line, unless these are too many. */
static void
find_words (const NgTensorLook *look, Object *object)
{
  for (int detail = NG_STEPS_APART; detail <= NG_STEPS_JOINED; detail++) {
    ng_step_words_clear (&object->words);
    object->words = ng_step_words_new ();
    ng_step_words_add (&object->words,
                       look,
                       object->node,
                       object->node->count,
                       (NgStepDetail) detail,
                       look->scale < 1 && detail == NG_STEPS_APART);
    if (!object->words.is_cut)
      break;
  }
}

static void
draw_stack (NgSceneBuilder *builder, const Object *object, const NgRailNode *place)
{
  float x = place->x - object->width / 2, y = place->y - object->height / 2;

  for (int k = 0; k < object->n_sheets; k++) {
    float depth = sheet_depth (object, k);
    gboolean is_even = (object->n_sheets - 1 - k) % 2 == 0;

    ng_scene_builder_add_box (builder,
                              is_even ? NG_ROLE_MAP : NG_ROLE_MAP_BACK,
                              (NgBox){ x - depth, y - depth, object->width, object->height },
                              0);
    for (int dot = 0; object->has_dots && k == (object->n_sheets - 1) / 2 && dot < DOTS - 1;
         dot++) {
      float at = depth - ((float) dot + 1) * object->shift;
      ng_scene_builder_add_box (
          builder, NG_ROLE_JOINT, (NgBox){ x - at - 0.8F, y - at - 0.8F, 1.6F, 1.6F }, 0.8F);
    }
  }
}

static void
draw_bar (NgSceneBuilder *builder, const Object *object, const NgRailNode *place)
{
  float dx = SLANT * object->height / 2, dy = object->height / 2, half = object->width / 2;

  ng_scene_builder_add_path (builder,
                             NG_ROLE_MAP,
                             "MLLLZ",
                             (NgPoint[]){ { place->x - dx - half, place->y - dy },
                                          { place->x - dx + half, place->y - dy },
                                          { place->x + dx + half, place->y + dy },
                                          { place->x + dx - half, place->y + dy } });
}

static void
draw_object (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Object *object = &self->objects[index];
  const NgRailNode *place = &self->places[index];

  ng_tensors_pick (builder, object->node->pick, object->node->path);
  if (object->node->kind == NG_TENSOR_MEET)
    ng_tensor_meet_draw (&self->look, object->node, &object->words, place, builder);
  else if (object->node->kind == NG_TENSOR_VECTOR)
    draw_bar (builder, object, place);
  else
    draw_stack (builder, object, place);
}

static void
draw_texts (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Object *object = &self->objects[index];
  const NgRailNode *place = &self->places[index];
  float line = ng_tensor_look_line (&self->look), x = place->x - object->depth / 2;
  float y = place->caption_y - 3 - 0.3F * self->look.font.size;

  if (object->node->kind == NG_TENSOR_MEET)
    return;
  ng_tensors_pick (builder, object->node->pick, object->node->path);
  if (object->caption != NULL) {
    ng_scene_builder_add_text (
        builder,
        ng_type_is_specified (&object->node->type) ? NG_ROLE_DIMENSION : NG_ROLE_DIMENSION_UNKNOWN,
        self->look.font,
        NG_ALIGN_MIDDLE,
        x,
        y,
        object->caption);
    y -= line;
  }
  if (object->name != NULL)
    ng_scene_builder_add_text (
        builder, NG_ROLE_NAME, self->look.font, NG_ALIGN_MIDDLE, x, y, object->name);
  ng_step_words_draw (
      &object->words, &self->look, builder, NG_ALIGN_MIDDLE, place->text_x, place->text_y + 4);
}

/* The window on one map, and rays to where its middle is on the other. */
static void
draw_window (const Picture *self, guint edge, NgSceneBuilder *builder)
{
  guint from = (guint) self->edges[edge].from, to = (guint) self->edges[edge].to;
  const gint64 *window = self->objects[to].node->window;
  gboolean is_transposed = self->objects[to].node->width > self->objects[from].node->width;
  guint under = is_transposed ? to : from, point = is_transposed ? from : to;
  const Object *map = &self->objects[under], *other = &self->objects[point];
  NgPoint at = ng_tensor_spot (edge);
  float width =
      MAX (ng_tensor_covered (window[1], map->node->width) * map->width, MIN (2.5F, map->width));
  float height =
      MAX (ng_tensor_covered (window[0], map->node->height) * map->height, MIN (2.5F, map->height));
  NgBox box = { self->places[under].x + CLAMP ((at.x - 0.5F) * map->width - width / 2,
                                               -map->width / 2,
                                               map->width / 2 - width),
                self->places[under].y + CLAMP ((at.y - 0.5F) * map->height - height / 2,
                                               -map->height / 2,
                                               map->height / 2 - height),
                width,
                height };
  NgPoint end = { self->places[point].x +
                      (box.x + width / 2 - self->places[under].x) / map->width * other->width,
                  self->places[point].y +
                      (box.y + height / 2 - self->places[under].y) / map->height * other->height };

  ng_tensors_pick (builder, tensor_edge (self, edge)->pick, tensor_edge (self, edge)->path);
  ng_scene_builder_add_box (builder, NG_ROLE_KERNEL, box, 0);
  for (int k = 0; k < 4; k++)
    ng_scene_builder_add_path (
        builder,
        NG_ROLE_RAY,
        "ML",
        (NgPoint[]){ { box.x + (float) (k & 1) * width, box.y + (float) (k >> 1) * height }, end });
}

/* The upper and lower end of the side of an object that looks along the flow, or against it. */
static void
find_side (const Object *object, const NgRailNode *place, gboolean is_behind, NgPoint *side)
{
  float half = object->width / 2, dy = object->height / 2;
  float dx = object->node->kind == NG_TENSOR_VECTOR ? SLANT * dy : 0;
  float depth = is_behind ? object->depth : 0;

  side[0] = (NgPoint){ place->x - dx + (is_behind ? -half : half) - depth, place->y - dy - depth };
  side[1] = (NgPoint){ place->x + dx + (is_behind ? -half : half), place->y + dy };
}

static void
draw_span (const Picture *self, guint edge, NgSceneBuilder *builder)
{
  guint from = (guint) self->edges[edge].from, to = (guint) self->edges[edge].to;
  NgPoint a[2], b[2];

  find_side (&self->objects[from], &self->places[from], FALSE, a);
  find_side (&self->objects[to], &self->places[to], TRUE, b);
  ng_tensors_pick (builder, tensor_edge (self, edge)->pick, tensor_edge (self, edge)->path);
  for (int k = 0; k < 2; k++)
    ng_scene_builder_add_path (builder, NG_ROLE_RAY, "ML", (NgPoint[]){ a[k], b[k] });
}

typedef enum {
  ARROW,
  WINDOW,
  SPAN,
} Link;

static Link
link_of (const Picture *self, guint edge)
{
  const NgTensorNode *from = self->objects[self->edges[edge].from].node;
  const NgTensorNode *to = self->objects[self->edges[edge].to].node;

  if (!self->edges[edge].is_straight || tensor_edge (self, edge)->is_wrong ||
      from->kind == NG_TENSOR_MEET || to->kind == NG_TENSOR_MEET)
    return ARROW;
  if (from->kind == NG_TENSOR_MAPS && to->kind == NG_TENSOR_MAPS)
    return to->window[1] > 0 ? WINDOW : ARROW;
  return from->kind == NG_TENSOR_VECTOR || to->kind == NG_TENSOR_VECTOR ? SPAN : ARROW;
}

static NgScene *
paint (const Picture *self)
{
  NgSceneBuilder *builder = ng_scene_builder_new (self->look.figure->metrics);
  const NgPoint *points = (const NgPoint *) (void *) self->rail->points->data;

  for (guint e = 0; e < self->n_edges; e++)
    if (link_of (self, e) == ARROW)
      ng_tensor_line_draw (
          tensor_edge (self, e), points + self->edges[e].first, self->edges[e].n, FALSE, builder);
  for (guint e = 0; e < self->n_edges; e++)
    if (link_of (self, e) == SPAN)
      draw_span (self, e, builder);
  for (guint i = 0; i < self->n_objects; i++)
    draw_object (self, i, builder);
  for (guint e = 0; e < self->n_edges; e++)
    if (link_of (self, e) == WINDOW)
      draw_window (self, e, builder);
  for (guint i = 0; i < self->n_objects; i++)
    draw_texts (self, i, builder);
  return ng_scene_builder_end (builder, NG_TENSOR_MARGIN);
}

static void
clear (Picture *self)
{
  for (guint i = 0; i < self->n_objects; i++) {
    ng_step_words_clear (&self->objects[i].words);
    g_free (self->objects[i].name);
  }
  g_free (self->objects);
  g_free (self->places);
  g_free (self->edges);
  ng_rail_free (self->rail);
}

static void
place (Picture *self, const NgTensors *tensors, const NgFigure *figure, float scale, float width)
{
  guint n = tensors->nodes->len;
  g_autofree int *before = g_new (int, n + 1);

  *self = (Picture){ .look = ng_tensor_look (tensors, figure, scale),
                     .objects = g_new0 (Object, n + 1),
                     .places = g_new0 (NgRailNode, n + 1),
                     .edges = g_new0 (NgRailEdge, tensors->edges->len + 1),
                     .n_objects = n,
                     .n_edges = tensors->edges->len };
  for (guint i = 0; i < n; i++)
    before[i] = -1;
  for (guint e = 0; e < self->n_edges; e++) {
    const NgTensorEdge *edge = tensor_edge (self, e);
    self->edges[e] = (NgRailEdge){ .from = edge->from, .to = edge->to };
    before[edge->to] = edge->from;
  }
  for (guint i = 0; i < n; i++) {
    Object *object = &self->objects[i];

    object->node = &g_array_index (tensors->nodes, NgTensorNode, i);
    find_words (&self->look, object);
    object->name = ng_tensor_look_name (&self->look, object->node);
    object->caption = ng_tensor_look_caption (
        &self->look, object->node, before[i] >= 0 ? self->objects[before[i]].node : NULL);
    size_object (&self->look, object, &self->places[i]);
  }
  NgRailOptions options = { .gap = 18 * scale,
                            .lane = 5,
                            .row_gap = 12,
                            .width = width,
                            .most_width = ng_tensor_most_width (&self->look, width) };
  self->rail = ng_rail_place (self->places, n, self->edges, self->n_edges, &options);
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgTensors) tensors = ng_tensors_new (net, figure, cancellable, error);
  Picture picture = { 0 };
  float scale, width;

  if (tensors == NULL)
    return NULL;
  for (int n = 0; ng_tensor_attempt (figure, n, &scale, &width); n++) {
    clear (&picture);
    place (&picture, tensors, figure, scale, width);
    if (picture.rail->width + 2 * NG_TENSOR_MARGIN <= (float) figure->width)
      break;
  }
  NgScene *scene = paint (&picture);
  clear (&picture);
  return scene;
}

const NgFigureForm ng_figure_maps = {
  .name = "maps",
  .title = N_ ("Feature maps"),
  .summary = N_ ("Arrays as stacks of maps with the window that slides over them, as of LeNet."),
  .theme = NG_THEME_LIGHT,
  .needs_maps = TRUE,
  .draw = draw,
};
