/* Feature maps as stacks of sheets, as figures of LeNet have them: one sheet for each channel, as
 * high and wide as the map on a logarithmic scale, on the front one the window that is slid over
 * it, and rays from its corners to what becomes of it. Vectors are slanted bars across the flow. */

#include "render/figure/forms.h"
#include "render/figure/tensor-draw.h"

#include <glib/gi18n.h>
#include <math.h>

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

/* Points between an object and its words. */
#define NAME_GAP 3.0F
#define WORD_GAP 4.0F
#define SIDE_GAP 7.0F /* where the flow is upright, and objects are big */

typedef struct {
  const NgTensorNode *node;
  NgDirection direction; /* of the flow through it */
  gboolean is_mirrored;  /* whether captions stand on the right of it */
  float width, height;   /* of a sheet; of a bar its thickness and length */
  float shift;
  int n_sheets;
  gboolean has_dots;
  float depth; /* from the last sheet to the front one */
  NgStepWords words, name;
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

static float
side_gap (const NgTensorLook *look)
{
  return SIDE_GAP * MAX (look->scale, 0.7F);
}

static void
size_sheets (const NgTensorLook *look, Object *object)
{
  const NgTensorNode *node = object->node;
  gint64 longer = MAX (node->height, node->width);
  float side = SIDE * look->scale * ng_span_share (look->sides, longer);
  gint64 most = look->scale >= 0.8F   ? MOST_SHEETS
                : look->scale >= 0.6F ? MOST_SHEETS - 2
                                      : MOST_SHEETS - 4;

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

/* How far an object reaches along the flow, and across it. */
static float
along (const Object *object)
{
  return object->direction == NG_DIRECTION_RIGHT || object->node->kind == NG_TENSOR_VECTOR
             ? object->width
             : object->height;
}

static float
across (const Object *object)
{
  return object->direction == NG_DIRECTION_RIGHT || object->node->kind == NG_TENSOR_VECTOR
             ? object->height
             : object->width;
}

/* Where a line through the middle comes to the sheets, of which those behind stick out. @half: how
 * far the side of the front sheet is from there; @reach: half of the length of that side. */
static float
meet_sheets (const Object *object, float half, float reach)
{
  for (int k = 0; k < object->n_sheets; k++)
    if (sheet_depth (object, k) < reach + 3)
      return -half - sheet_depth (object, k);
  return -half;
}

static void
size_bar (const NgTensorLook *look, Object *object, NgRailNode *place)
{
  float length = LENGTH * look->scale * ng_span_share (look->lengths, object->node->channels);
  float thickness = MAX (THICKNESS * look->scale, 4);
  NgPoint reach = ng_rail_turn (object->direction, (thickness + SLANT * length) / 2, length / 2);

  object->height = length;
  object->width = thickness;
  place->left = place->right = fabsf (reach.x);
  place->up = place->down = fabsf (reach.y);
  place->in = -thickness / 2;
  place->out = thickness / 2;
}

static void
size_stack (const NgTensorLook *look, Object *object, NgRailNode *place)
{
  size_sheets (look, object);
  place->left = object->width / 2 + object->depth;
  place->right = object->width / 2;
  place->up = object->height / 2 + object->depth;
  place->down = object->height / 2;
  place->in = object->direction != NG_DIRECTION_UP
                  ? meet_sheets (object, along (object) / 2, across (object) / 2)
                  : -along (object) / 2;
  place->out = along (object) / 2;
  place->enter.x = meet_sheets (object, object->width / 2, object->height / 2);
  place->leave.x = object->width / 2;
}

/* Room for what is written at an object: above it and below, or beside it. */
static void
size_words (const NgTensorLook *look, const Object *object, NgRailNode *place)
{
  float line = ng_tensor_look_line (look), half = object->depth / 2;
  float width = MAX (object->name.width, ng_tensor_look_width (look, object->caption));
  float height = object->name.height + (object->caption != NULL ? line : 0);
  gboolean is_right = look->direction == NG_DIRECTION_RIGHT;

  if (height > 0 && is_right) {
    place->caption = height + NAME_GAP;
    place->left = MAX (place->left, width / 2 + half);
    place->right = MAX (place->right, width / 2 - half);
  } else if (height > 0) {
    place->caption = width + side_gap (look);
    place->up = MAX (place->up, height / 2 + half);
    place->down = MAX (place->down, height / 2 - half);
  }
  if (object->words.lines->len == 0)
    return;
  place->before = is_right ? object->words.width : object->words.height;
  place->text = is_right ? object->words.height + WORD_GAP : object->words.width + side_gap (look);
}

static void
size_object (const NgTensorLook *look, Object *object, NgRailNode *place)
{
  *place = (NgRailNode){ 0 };
  if (object->node->kind == NG_TENSOR_MEET) {
    ng_tensor_meet_size (look, &object->words, place);
    return;
  }
  if (object->node->kind == NG_TENSOR_VECTOR)
    size_bar (look, object, place);
  else
    size_stack (look, object, place);
  size_words (look, object, place);
}

/* Each step has a line, unless these are too many. */
static void
find_words (const NgTensorLook *look, Object *object)
{
  for (int detail = NG_STEPS_APART; detail <= NG_STEPS_JOINED; detail++) {
    ng_step_words_clear (&object->words);
    object->words = ng_step_words_new ();
    if (object->node->kind == NG_TENSOR_MEET)
      ng_tensor_look_name (look, object->node, &object->words);
    ng_step_words_add (
        &object->words, look, object->node, object->node->count, (NgStepDetail) detail);
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

/* The two ends of the side of an object that looks along the flow, or against it. */
static void
find_side (const Object *object, const NgRailNode *place, gboolean is_begin, NgPoint *ends)
{
  float half = along (object) / 2, v = across (object) / 2;
  float slant = object->node->kind == NG_TENSOR_VECTOR ? SLANT * v : 0;
  gboolean is_back = is_begin == (object->direction != NG_DIRECTION_UP);

  for (int k = 0; k < 2; k++) {
    float sign = k == 0 ? -1 : 1;
    NgPoint p =
        ng_rail_turn (object->direction, sign * slant + (is_begin ? -half : half), sign * v);
    float depth = k == 0 && is_back ? object->depth : 0;
    ends[k] = (NgPoint){ place->x + p.x - depth, place->y + p.y - depth };
  }
}

static void
draw_bar (NgSceneBuilder *builder, const Object *object, const NgRailNode *place)
{
  NgPoint begin[2], end[2];

  find_side (object, place, TRUE, begin);
  find_side (object, place, FALSE, end);
  ng_scene_builder_add_path (
      builder, NG_ROLE_MAP, "MLLLZ", (NgPoint[]){ begin[0], end[0], end[1], begin[1] });
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
  const NgTensorLook *look = &self->look;
  gboolean is_right = look->direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (look), half = object->depth / 2;
  float height = object->name.height + (object->caption != NULL ? line : 0);
  float side = object->is_mirrored ? -side_gap (look) : side_gap (look);
  float x = is_right ? place->x - half : place->caption_at.x - side;
  float y = is_right ? place->caption_at.y - NAME_GAP - height : place->y - half - height / 2;
  NgAlign before = object->is_mirrored ? NG_ALIGN_START : NG_ALIGN_END;
  NgAlign behind = object->is_mirrored ? NG_ALIGN_END : NG_ALIGN_START;
  NgAlign align = is_right ? NG_ALIGN_MIDDLE : before;
  NgRole role =
      ng_type_is_specified (&object->node->type) ? NG_ROLE_DIMENSION : NG_ROLE_DIMENSION_UNKNOWN;

  if (object->node->kind == NG_TENSOR_MEET)
    return;
  ng_tensors_pick (builder, object->node->pick, object->node->path);
  ng_step_words_draw (&object->name, look, builder, align, x, y);
  if (object->caption != NULL)
    ng_scene_builder_add_text (
        builder, role, look->font, align, x, y + height - 0.3F * look->font.size, object->caption);
  if (is_right)
    ng_step_words_draw (&object->words,
                        look,
                        builder,
                        NG_ALIGN_MIDDLE,
                        place->text_at.x,
                        place->text_at.y + WORD_GAP);
  else
    ng_step_words_draw (&object->words,
                        look,
                        builder,
                        behind,
                        place->text_at.x + side,
                        place->text_at.y - object->words.height / 2);
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
paint (gconstpointer picture)
{
  const Picture *self = picture;
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
clear (gpointer picture)
{
  Picture *self = picture;

  for (guint i = 0; i < self->n_objects; i++) {
    ng_step_words_clear (&self->objects[i].words);
    ng_step_words_clear (&self->objects[i].name);
  }
  g_free (self->objects);
  g_free (self->places);
  g_free (self->edges);
  ng_rail_free (self->rail);
}

static const NgRail *
place (gpointer picture,
       const NgTensors *tensors,
       const NgFigure *figure,
       const NgTensorTry *attempt)
{
  Picture *self = picture;
  guint n = tensors->nodes->len;
  g_autofree int *before = g_new (int, n + 1);

  *self = (Picture){ .look = ng_tensor_look (tensors, figure, attempt->scale),
                     .objects = g_new0 (Object, n + 1),
                     .places = g_new0 (NgRailNode, n + 1),
                     .edges = g_new0 (NgRailEdge, tensors->edges->len + 1),
                     .n_objects = n,
                     .n_edges = tensors->edges->len };
  self->look.direction = attempt->direction;
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
    object->direction = attempt->direction;
    object->is_mirrored = attempt->direction == NG_DIRECTION_DOWN && attempt->levels != NULL &&
                          attempt->levels[i].rises;
    if (object->is_mirrored)
      object->direction = NG_DIRECTION_UP;
    find_words (&self->look, object);
    object->name = ng_step_words_new ();
    if (object->node->kind != NG_TENSOR_MEET)
      ng_tensor_look_name (&self->look, object->node, &object->name);
    object->caption = ng_tensor_look_caption (
        &self->look, object->node, before[i] >= 0 ? self->objects[before[i]].node : NULL);
    size_object (&self->look, object, &self->places[i]);
    if (attempt->levels != NULL) {
      self->places[i].level = attempt->levels[i].level;
      self->places[i].rises = attempt->levels[i].rises;
    }
  }
  NgRailOptions options = { .direction = self->look.direction,
                            .is_u = attempt->levels != NULL,
                            .is_joined = attempt->is_joined,
                            .gap = 18 * attempt->scale,
                            .lane = 5,
                            .row_gap = 12,
                            .width = attempt->length,
                            .most_width = ng_tensor_most_width (&self->look, attempt->length) };
  self->rail = ng_rail_place (self->places, n, self->edges, self->n_edges, &options);
  return self->rail;
}

static const NgTensorDrawing drawing = { sizeof (Picture), TRUE, TRUE, place, paint, clear };

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  return ng_tensor_draw (&drawing, net, figure, cancellable, error);
}

const NgFigureForm ng_figure_maps = {
  .name = "maps",
  .title = N_ ("Feature maps"),
  .summary = N_ ("Arrays as stacks of maps with the window that slides over them, as of LeNet."),
  .theme = NG_THEME_LIGHT,
  .needs_maps = TRUE,
  .draw = draw,
};
