/* A strip of glyphs: each a trapezoid for the layer that makes an array and for what is then done
 * to that, as high on its left as what comes in and on its right as what goes out, and as wide as
 * there are channels, so that what narrows is seen to narrow. Equal glyphs have a letter, and a key
 * spells out what each stands for. The ends are dashed squares. */

#include "render/figure/forms.h"
#include "render/figure/strip-key.h"
#include "render/figure/tensor-draw.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points, where glyphs are as big as they may be. */
#define SIDE     58.0F
#define LOW      14.0F /* of vectors */
#define WIDTH    38.0F
#define LEAST    13.0F
#define SQUARE   20.0F
#define GAP      16.0F
#define LANE     5.0F
#define ROW_GAP  14.0F
#define BAND     0.28F /* what part of a glyph of several layers is in the stronger tint */
#define CLEAR    4.0F  /* between figure and words */
#define BASELINE 0.34F /* of the size of words, from their middle */

/* A glyph, a place where lines meet, or the square at an end. */
typedef struct {
  const NgTensorNode *node;
  gboolean is_end;
  float left, right, width; /* heights of both sides */
  int letter;               /* of the key, or -1 */
  char *above, *before;
  NgStepWords name, words; /* words: of a place where lines meet */
} Glyph;

typedef struct {
  NgTensorLook look;
  NgSpan features;
  NgStripKey *key;
  Glyph *glyphs;
  NgRailNode *places;
  NgRailEdge *edges;
  guint n_glyphs, n_edges;
  NgRail *rail;
} Picture;

/* What is combined has the shape of what it is made of. */
static gboolean
is_matrix (const NgTensorNode *node)
{
  return node->kind == NG_TENSOR_MATRIX ||
         (node->kind == NG_TENSOR_MEET && node->texts[0] == NULL && node->texts[1] != NULL);
}

static gboolean
is_vector (const NgTensorNode *node)
{
  return node->kind == NG_TENSOR_VECTOR || (node->texts[1] == NULL && node->texts[2] == NULL);
}

/* What a glyph is as wide as: channels, or numbers in a row. */
static gint64
features_of (const NgTensorNode *node)
{
  return is_matrix (node) ? node->width : node->channels;
}

static float
height_of (const Picture *self, const NgTensorNode *node)
{
  gint64 longer = is_matrix (node) ? node->height : MAX (node->height, node->width);

  if (is_vector (node))
    return LOW * self->look.scale;
  return MAX (SIDE * self->look.scale * ng_span_share (self->look.sides, longer),
              LOW * self->look.scale);
}

/* "28×28", what an array is beside its channels. Returns: (transfer full) (nullable) */
static char *
resolution_of (const NgTensorNode *node)
{
  if (is_vector (node))
    return NULL;
  if (is_matrix (node))
    return g_strdup (node->texts[1]);
  return node->type.rank > 2 || node->texts[1] != NULL
             ? g_strdup_printf ("%s×%s", node->texts[1], node->texts[2])
             : g_strdup (node->texts[2]);
}

/* Its channels, and how many equal ones it stands for. */
static char *
tell_features (const Picture *self, const NgTensorNode *node)
{
  const char *text = node->texts[is_matrix (node) ? 2 : 0];
  gboolean is_told = self->look.figure->dimensions != (int) NG_DIMENSIONS_NONE && text != NULL;

  if (node->count > 1)
    return g_strdup_printf ("%s%s×%d", is_told ? text : "", is_told ? ", " : "", node->count);
  return is_told ? g_strdup (text) : NULL;
}

static void
size_glyph (const Picture *self, Glyph *glyph, NgRailNode *place)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (&self->look), width, height;

  if (glyph->node->kind == NG_TENSOR_MEET && !glyph->is_end) {
    ng_tensor_meet_size (&self->look, &glyph->words, place);
    return;
  }
  NgPoint reach =
      ng_rail_turn (self->look.direction, glyph->width / 2, MAX (glyph->left, glyph->right) / 2);
  *place = (NgRailNode){ .follows = glyph->is_end };
  place->left = place->right = fabsf (reach.x);
  place->up = place->down = fabsf (reach.y);
  place->in = -glyph->width / 2;
  place->out = glyph->width / 2;
  width = MAX (glyph->name.width, ng_tensor_look_width (&self->look, glyph->above));
  height = glyph->name.height + (glyph->above != NULL ? line : 0);
  if (height > 0)
    place->caption = (is_right ? height : width) + CLEAR;
  place->left = MAX (place->left, is_right ? width / 2 : 0);
  place->right = MAX (place->right, is_right ? width / 2 : 0);
  place->up = MAX (place->up, is_right ? 0 : height / 2);
  place->down = MAX (place->down, is_right ? 0 : height / 2);
  if (glyph->before != NULL) {
    width = ng_tensor_look_width (&self->look, glyph->before);
    place->before = is_right ? width : line;
    place->text = (is_right ? line : width) + CLEAR;
  }
}

/* A glyph for each array that is made, a square for each that comes in. @before: what it is made
 * of */
static void
make_glyph (Picture *self, guint index, const NgTensorNode *before)
{
  Glyph *glyph = &self->glyphs[index];
  const NgTensorNode *node = glyph->node;
  const NgFigure *figure = self->look.figure;
  float own = height_of (self, node);
  gboolean is_made = node->pick.kind == NG_PICK_VERTEX && !glyph->is_end;

  glyph->letter = -1;
  glyph->name = ng_step_words_new ();
  if (node->kind == NG_TENSOR_MEET && !glyph->is_end) {
    glyph->words = ng_step_words_new ();
    ng_step_words_add (&glyph->words, &self->look, node, 1, NG_STEPS_JOINED);
    return;
  }
  if (!is_made || figure->names)
    ng_tensor_look_name (&self->look, node, &glyph->name);
  glyph->above = is_made || glyph->is_end == FALSE ? tell_features (self, node) : NULL;
  glyph->left = before != NULL && is_made ? height_of (self, before) : own;
  glyph->right = own;
  glyph->width = WIDTH * self->look.scale * ng_span_share (self->features, features_of (node));
  glyph->width = MAX (glyph->width, LEAST);
  if (is_made)
    glyph->letter = ng_strip_key_letter (self->key, node);
  else
    glyph->left = glyph->right = glyph->width = SQUARE * self->look.scale;
  g_autofree char *now = resolution_of (node);
  g_autofree char *then = before != NULL ? resolution_of (before) : NULL;
  if (before != NULL && then != NULL && figure->dimensions != (int) NG_DIMENSIONS_NONE &&
      (figure->dimensions == (int) NG_DIMENSIONS_ALL || glyph->is_end ||
       before->pick.kind == NG_PICK_NET_INPUT || g_strcmp0 (then, now) != 0))
    glyph->before = g_steal_pointer (&then);
}

/* ---- drawing ---- */

static void
draw_part (
    const Picture *self, guint index, float from, float to, NgRole role, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  float slope = (glyph->right - glyph->left) / 2, sides[] = { from, to, to, from };
  NgPoint corners[4];

  for (int k = 0; k < 4; k++) {
    float half = glyph->left / 2 + sides[k] * slope;
    corners[k] =
        ng_rail_turn (self->look.direction, (sides[k] - 0.5F) * glyph->width, k < 2 ? -half : half);
    corners[k].x += place->x;
    corners[k].y += place->y;
  }
  ng_scene_builder_add_path (builder, role, "MLLLZ", corners);
}

static void
draw_glyph (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorNode *node = glyph->node;
  NgPick end = { NG_PICK_NET_OUTPUT, (guint16) MAX (node->output, 0), 0, 0 };
  gboolean is_group = node->words->len > 1;

  ng_tensors_pick (builder, glyph->is_end ? end : node->pick, glyph->is_end ? "" : node->path);
  if (node->kind == NG_TENSOR_MEET && !glyph->is_end) {
    ng_tensor_meet_draw (&self->look, node, &glyph->words, place, builder);
    return;
  }
  if (glyph->letter < 0) {
    ng_scene_builder_add_box (
        builder,
        NG_ROLE_REPEAT,
        (NgBox){
            place->x - glyph->width / 2, place->y - glyph->right / 2, glyph->width, glyph->right },
        0);
    return;
  }
  NgPoint middle = ng_rail_turn (self->look.direction, is_group ? -BAND / 2 * glyph->width : 0, 0);
  draw_part (self, index, 0, is_group ? 1 - BAND : 1, NG_ROLE_LAYER + node->category, builder);
  if (is_group)
    draw_part (self, index, 1 - BAND, 1, NG_ROLE_BAND + node->category, builder);
  g_autofree char *letter = ng_strip_key_sign (glyph->letter);
  NgFont font = ng_strip_key_font (self->key);
  ng_scene_builder_add_text (builder,
                             NG_ROLE_NAME,
                             font,
                             NG_ALIGN_MIDDLE,
                             place->x + middle.x,
                             place->y + middle.y + BASELINE * font.size,
                             letter);
}

static void
draw_texts (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorLook *look = &self->look;
  gboolean is_right = look->direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (look), low = 0.3F * look->font.size;
  float height = glyph->name.height + (glyph->above != NULL ? line : 0);
  float x = is_right ? place->x : place->caption_at.x - CLEAR;
  float y = is_right ? place->caption_at.y - CLEAR + low - height : place->y - height / 2;
  NgAlign align = is_right ? NG_ALIGN_MIDDLE : NG_ALIGN_END;

  ng_tensors_pick (builder, glyph->node->pick, glyph->node->path);
  if (glyph->above != NULL)
    ng_scene_builder_add_text (
        builder, NG_ROLE_DIMENSION, look->font, align, x, y + height - low, glyph->above);
  ng_step_words_draw (&glyph->name, look, builder, align, x, y);
  if (glyph->before != NULL)
    ng_scene_builder_add_text (
        builder,
        NG_ROLE_DIMENSION,
        look->font,
        is_right ? NG_ALIGN_MIDDLE : NG_ALIGN_START,
        place->text_at.x + (is_right ? 0 : CLEAR),
        place->text_at.y + (is_right ? CLEAR + 0.7F * look->font.size : BASELINE * look->font.size),
        glyph->before);
}

static NgScene *
paint (gconstpointer picture)
{
  const Picture *self = picture;
  NgSceneBuilder *builder = ng_scene_builder_new (self->look.figure->metrics);
  const NgPoint *points = (const NgPoint *) (void *) self->rail->points->data;
  const NgTensors *tensors = self->look.tensors;

  for (guint e = 0; e < self->n_edges; e++) {
    const NgTensorNode *node = self->glyphs[self->edges[e].from].node;
    NgTensorEdge end = { (int) self->edges[e].from,
                         (int) self->edges[e].to,
                         "",
                         { NG_PICK_EDGE, (guint16) MAX (node->output, 0), NG_PICK_NET, 0 },
                         FALSE };
    const NgTensorEdge *edge =
        e < tensors->edges->len ? &g_array_index (tensors->edges, NgTensorEdge, e) : &end;
    ng_tensor_line_draw (edge, points + self->edges[e].first, self->edges[e].n, FALSE, builder);
  }
  for (guint i = 0; i < self->n_glyphs; i++)
    draw_glyph (self, i, builder);
  for (guint i = 0; i < self->n_glyphs; i++)
    draw_texts (self, i, builder);
  ng_scene_builder_set_pick (builder, (NgPick){ 0 });
  ng_strip_key_draw (self->key, self->rail->width, self->rail->height, builder);
  return ng_scene_builder_end (builder, NG_TENSOR_MARGIN);
}

/* ---- the form ---- */

static void
clear (gpointer picture)
{
  Picture *self = picture;

  for (guint i = 0; i < self->n_glyphs; i++) {
    ng_step_words_clear (&self->glyphs[i].name);
    g_free (self->glyphs[i].above);
    g_free (self->glyphs[i].before);
    ng_step_words_clear (&self->glyphs[i].words);
  }
  g_free (self->glyphs);
  g_free (self->places);
  g_free (self->edges);
  ng_rail_free (self->rail);
  ng_strip_key_free (self->key);
}

/* The glyphs of all arrays, and behind them the squares of outputs. */
static void
find_glyphs (Picture *self, const NgTensors *tensors)
{
  self->n_edges = tensors->edges->len;
  for (guint e = 0; e < self->n_edges; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    self->edges[e] = (NgRailEdge){ .from = edge->from, .to = edge->to };
  }
  guint n = self->n_glyphs = tensors->nodes->len;
  for (guint i = 0; i < n; i++) {
    const NgTensorNode *node = &g_array_index (tensors->nodes, NgTensorNode, i);

    self->glyphs[i].node = node;
    ng_span_widen (&self->features, features_of (node));
    if (node->output < 0)
      continue;
    self->edges[self->n_edges++] = (NgRailEdge){ .from = (int) i, .to = (int) self->n_glyphs };
    self->glyphs[self->n_glyphs].is_end = TRUE;
    self->glyphs[self->n_glyphs++].node = node;
  }
}

static const NgRail *
place (gpointer picture,
       const NgTensors *tensors,
       const NgFigure *figure,
       const NgTensorTry *attempt)
{
  Picture *self = picture;
  guint n = 2 * tensors->nodes->len;

  *self = (Picture){ .look = ng_tensor_look (tensors, figure, attempt->scale),
                     .features = NG_SPAN_NONE,
                     .glyphs = g_new0 (Glyph, n + 1),
                     .places = g_new0 (NgRailNode, n + 1),
                     .edges = g_new0 (NgRailEdge, tensors->edges->len + n + 1) };
  self->look.direction = attempt->direction;
  self->key = ng_strip_key_new (&self->look);
  find_glyphs (self, tensors);
  g_autofree int *before = g_new (int, self->n_glyphs + 1);
  for (guint i = 0; i < self->n_glyphs; i++)
    before[i] = -1;
  /* Of several the highest. */
  for (guint e = 0; e < self->n_edges; e++) {
    int from = self->edges[e].from, *known = &before[self->edges[e].to];
    if (*known < 0 ||
        height_of (self, self->glyphs[from].node) > height_of (self, self->glyphs[*known].node))
      *known = from;
  }
  for (guint i = 0; i < self->n_glyphs; i++) {
    make_glyph (self, i, before[i] >= 0 ? self->glyphs[before[i]].node : NULL);
    size_glyph (self, &self->glyphs[i], &self->places[i]);
  }
  NgRailOptions options = { .direction = self->look.direction,
                            .is_joined = attempt->is_joined,
                            .gap = GAP * attempt->scale,
                            .lane = LANE,
                            .row_gap = ROW_GAP,
                            .width = attempt->length,
                            .most_width = ng_tensor_most_width (&self->look, attempt->length) };
  self->rail = ng_rail_place (self->places, self->n_glyphs, self->edges, self->n_edges, &options);
  return self->rail;
}

static const NgTensorDrawing drawing = { sizeof (Picture), FALSE, FALSE, place, paint, clear };

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  return ng_tensor_draw (&drawing, net, figure, cancellable, error);
}

const NgFigureForm ng_figure_strip = {
  .name = "strip",
  .title = N_ ("Strip of glyphs"),
  .summary = N_ ("Trapezoids that narrow as arrays do, with a key that spells each out."),
  .theme = NG_THEME_LIGHT,
  .joins_outputs = TRUE,
  .draw = draw,
};
