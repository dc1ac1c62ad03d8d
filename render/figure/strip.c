/* A strip of glyphs: each a trapezoid for the layer that makes an array, with a stripe for each
 * step before and after it, as high on its left as what comes in and on its right as what goes out,
 * and as wide as there are channels, so that what narrows is seen to narrow. What joins lines is a
 * glyph with an arm for each, and so is a place where they part. Equal glyphs have a letter or a
 * sign, and a key spells out what each stands for. The ends are dashed squares. */

#include "render/figure/forms.h"
#include "render/figure/strip-joint.h"
#include "render/figure/strip-key.h"
#include "render/figure/tensor-draw.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Points, where glyphs are as big as they may be. */
#define SIDE     58.0F
#define LOW      14.0F /* of vectors */
#define WIDTH    38.0F
#define LEAST    11.0F /* of the layer that makes the array, where its letter stands */
#define STRIPE   3.5F  /* of a step before or after that */
#define BALL     6.0F  /* half of what joins lines */
#define SQUARE   20.0F
#define GAP      16.0F
#define LANE     5.0F
#define ROW_GAP  14.0F
#define CLEAR    4.0F  /* between figure and words */
#define BASELINE 0.34F /* of the size of words, from their middle */

/* Of more lines all meet before a glyph, where they would cross else. */
#define MOST_SIDES 3
/* Arms of glyphs where lines meet, and of places where they part. */
#define ARM       4.0F
#define ARM_BASE  7.0F
#define ARM_END   4.4F
#define FORK      5.2F
#define FORK_ARM  2.4F
#define FORK_BASE 4.4F
#define FORK_END  3.2F

/**
 * Glyph:
 * @left, @right: heights of both sides
 * @n_inputs: lines that come in
 * @entry: of the key, or -1 for the square at an end
 * @arms: where lines come in, if there are several
 */
typedef struct {
  const NgTensorNode *node;
  gboolean is_end;
  float left, right, width;
  int n_inputs, entry;
  NgArms arms;
  char *above, *before;
  NgStepWords name;
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

static gboolean
is_meet (const Glyph *glyph)
{
  return glyph->node->kind == NG_TENSOR_MEET && !glyph->is_end;
}

/* The body of a glyph. Lines that come from above keep clear of the words there. */
static NgStripJoint
joint_of (const Glyph *glyph)
{
  return (NgStripJoint){ .width = glyph->width,
                         .left = glyph->left,
                         .right = glyph->right,
                         .above = is_meet (glyph) ? 0 : (ARM_BASE - glyph->width) / 2,
                         .arm = ARM,
                         .base = ARM_BASE,
                         .end = ARM_END,
                         .arms = glyph->arms };
}

/* Along the flow, from the middle of the glyph to that of words of that reach. */
static float
shift_of (const Glyph *glyph, float reach)
{
  NgStripJoint joint = joint_of (glyph);

  return MAX (joint.above + CLEAR + reach / 2, 0);
}

static void
size_glyph (const Picture *self, Glyph *glyph, NgRailNode *place)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (&self->look), width, height;
  NgStripJoint joint = joint_of (glyph);
  gboolean is_joint = glyph->n_inputs > 1 && !glyph->is_end;
  float arm = is_joint ? ARM : 0, shift;
  NgPoint enter = { joint.above, -ng_strip_joint_half (&joint, joint.above) - arm };

  NgPoint reach = ng_rail_turn (self->look.direction,
                                glyph->width / 2 + arm,
                                MAX (MAX (glyph->left, glyph->right) / 2, is_joint ? -enter.y : 0));
  *place = (NgRailNode){ .follows = glyph->is_end };
  place->left = place->right = fabsf (reach.x);
  place->up = place->down = fabsf (reach.y);
  place->in = -glyph->width / 2 - arm;
  place->out = glyph->width / 2;
  place->is_round = is_joint && glyph->n_inputs < MOST_SIDES;
  place->enter = ng_rail_turn (self->look.direction, enter.x, enter.y);
  width = MAX (glyph->name.width, ng_tensor_look_width (&self->look, glyph->above));
  height = glyph->name.height + (glyph->above != NULL ? line : 0);
  if (height > 0)
    place->caption = (is_right ? height : width) + CLEAR;
  shift = is_joint ? shift_of (glyph, is_right ? width : height) : 0;
  place->left = MAX (place->left, is_right ? width / 2 : 0);
  place->right = MAX (place->right, is_right ? width / 2 + shift : 0);
  place->up = MAX (place->up, is_right ? 0 : height / 2 + shift);
  place->down = MAX (place->down, is_right ? 0 : height / 2 + shift);
  if (glyph->before != NULL) {
    width = ng_tensor_look_width (&self->look, glyph->before);
    place->before = is_right ? width : line;
    place->text = (is_right ? line : width) + CLEAR;
  }
}

/* Steps beside the one that makes the array, or that joins lines. */
static guint
count_stripes (const Glyph *glyph)
{
  return is_meet (glyph) ? glyph->node->words->len : glyph->node->words->len - 1;
}

static guint
count_stripes_before (const Glyph *glyph)
{
  return is_meet (glyph) ? 0 : glyph->node->main;
}

static void
measure_made (Picture *self, Glyph *glyph, float before, float own)
{
  float stripes = STRIPE * (float) count_stripes (glyph), width;

  glyph->entry = ng_strip_key_entry (self->key, glyph->node);
  if (is_meet (glyph)) {
    glyph->left = glyph->right = 2 * BALL;
    glyph->width = 2 * BALL + stripes;
    return;
  }
  width = WIDTH * self->look.scale * ng_span_share (self->features, features_of (glyph->node));
  glyph->left = before;
  glyph->right = own;
  glyph->width = MAX (width - stripes, LEAST) + stripes;
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

  glyph->entry = -1;
  glyph->name = ng_step_words_new ();
  if (is_made)
    measure_made (self, glyph, before != NULL ? height_of (self, before) : own, own);
  else
    glyph->left = glyph->right = glyph->width = SQUARE * self->look.scale;
  if (is_meet (glyph))
    return;
  if (!is_made || figure->names)
    ng_tensor_look_name (&self->look, node, &glyph->name);
  glyph->above = is_made || glyph->is_end == FALSE ? tell_features (self, node) : NULL;
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

/* The body with its arms, then a stripe for each step beside the main one. Returns: how far along
 * the flow the middle of what is left of the body is */
static float
draw_body (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  NgStripJoint joint = joint_of (glyph);
  guint n = count_stripes (glyph), n_before = count_stripes_before (glyph);
  float share = STRIPE / glyph->width;

  ng_strip_joint_draw (&joint,
                       self->look.direction,
                       (NgPoint){ place->x, place->y },
                       NG_ROLE_LAYER + glyph->node->category,
                       builder);
  for (guint i = 0; i < n; i++) {
    guint step = i < n_before || is_meet (glyph) ? i : i + 1;
    float from = i < n_before ? share * (float) i : 1 - share * (float) (n - i);
    draw_part (self,
               index,
               from,
               from + share,
               NG_ROLE_LAYER + g_array_index (glyph->node->kinds, NgCategory, step),
               builder);
  }
  return STRIPE / 2 * ((float) n_before - (float) (n - n_before));
}

static void
draw_glyph (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorNode *node = glyph->node;
  NgPick end = { NG_PICK_NET_OUTPUT, (guint16) MAX (node->output, 0), 0, 0 };
  NgFont font = ng_strip_key_font (self->key);

  ng_tensors_pick (builder, glyph->is_end ? end : node->pick, glyph->is_end ? "" : node->path);
  if (glyph->entry < 0) {
    ng_scene_builder_add_box (
        builder,
        NG_ROLE_REPEAT,
        (NgBox){
            place->x - glyph->width / 2, place->y - glyph->right / 2, glyph->width, glyph->right },
        0);
    return;
  }
  NgPoint middle = ng_rail_turn (self->look.direction, draw_body (self, index, builder), 0);
  font.size = is_meet (glyph) ? 1.5F * BALL : font.size;
  ng_scene_builder_add_text (builder,
                             NG_ROLE_NAME,
                             font,
                             NG_ALIGN_MIDDLE,
                             place->x + middle.x,
                             place->y + middle.y + BASELINE * font.size,
                             ng_strip_key_sign (self->key, glyph->entry));
}

/* ---- joints ---- */

/* Where something lies that is @by from a point of the page, seen along the flow. */
static NgArms
arm_towards (const Picture *self, NgPoint by, float reach)
{
  NgPoint u = ng_rail_turn (self->look.direction, 1, 0),
          v = ng_rail_turn (self->look.direction, 0, 1);

  return ng_strip_arm (by.x * u.x + by.y * u.y, by.x * v.x + by.y * v.y, reach);
}

static const NgPoint *
points_of (const Picture *self, guint edge)
{
  return &g_array_index (self->rail->points, NgPoint, self->edges[edge].first);
}

/* The arms of what joins lines. */
static void
find_arms (Picture *self)
{
  for (guint e = 0; e < self->n_edges; e++) {
    const NgPoint *points = points_of (self, e);
    Glyph *glyph = &self->glyphs[self->edges[e].to];
    const NgRailNode *place = &self->places[self->edges[e].to];
    NgPoint tip = points[self->edges[e].n - 1];

    if (glyph->n_inputs > 1 && !glyph->is_end)
      glyph->arms |= arm_towards (
          self, (NgPoint){ tip.x - place->x, tip.y - place->y }, glyph->width / 2 + ARM);
  }
}

/* A point of an edge, counted from the glyph where it begins or, for @is_end, ends. */
static NgPoint
point_at (const Picture *self, guint edge, guint k, gboolean is_end)
{
  return points_of (self, edge)[is_end ? self->edges[edge].n - 1 - k : k];
}

static gboolean
is_there (NgPoint a, NgPoint b)
{
  return fabsf (a.x - b.x) < 0.05F && fabsf (a.y - b.y) < 0.05F;
}

static int
count_arms (NgArms arms)
{
  int n = 0;

  for (guint rest = arms; rest != 0; rest &= rest - 1)
    n++;
  return n;
}

/* A place where lines from one glyph part, or where those to one meet before it: a joint with arms
 * to where they go. @edges: those of the glyph; @first: the one that turns there */
static void
draw_fork (const Picture *self,
           const guint *edges,
           guint n,
           guint first,
           gboolean is_end,
           NgSceneBuilder *builder)
{
  NgPoint at = point_at (self, edges[first], 1, is_end);
  NgStripJoint joint = { .width = FORK,
                         .left = FORK,
                         .right = FORK,
                         .arm = FORK_ARM,
                         .base = FORK_BASE,
                         .end = FORK_END,
                         .arms = is_end ? NG_ARM_AHEAD : NG_ARM_BACK };
  NgArms straight = is_end ? NG_ARM_BACK : NG_ARM_AHEAD;
  const NgRailEdge *edge = &self->edges[edges[first]];
  const NgTensorNode *node = self->glyphs[is_end ? edge->to : edge->from].node;

  for (guint i = 0; i < n; i++) {
    gboolean turns =
        self->edges[edges[i]].n > 2 && is_there (point_at (self, edges[i], 1, is_end), at);
    NgPoint to = point_at (self, edges[i], turns ? 2 : 1, is_end);
    NgArms arm = arm_towards (self, (NgPoint){ to.x - at.x, to.y - at.y }, FORK);

    /* Where another one turned, the joint stands already. */
    if (turns && i < first)
      return;
    joint.arms |= turns || arm == straight ? arm : 0;
  }
  if (count_arms (joint.arms) < 3)
    return;
  ng_tensors_pick (builder, node->pick, node->path);
  ng_strip_joint_draw (&joint, self->look.direction, at, NG_ROLE_LAYER + node->category, builder);
}

static void
draw_forks (const Picture *self, gboolean is_end, NgSceneBuilder *builder)
{
  g_autofree guint *starts = g_new0 (guint, self->n_glyphs + 2);
  g_autofree guint *edges = g_new (guint, self->n_edges + 1);

  for (guint e = 0; e < self->n_edges; e++)
    starts[(is_end ? self->edges[e].to : self->edges[e].from) + 2]++;
  for (guint i = 2; i < self->n_glyphs + 2; i++)
    starts[i] += starts[i - 1];
  for (guint e = 0; e < self->n_edges; e++)
    edges[starts[(is_end ? self->edges[e].to : self->edges[e].from) + 1]++] = e;
  for (guint i = 0; i < self->n_glyphs; i++)
    for (guint k = starts[i]; k < starts[i + 1] && starts[i + 1] - starts[i] > 1; k++)
      if (self->edges[edges[k]].n > 2)
        draw_fork (
            self, edges + starts[i], starts[i + 1] - starts[i], k - starts[i], is_end, builder);
}

/* ---- words ---- */

static void
draw_texts (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Glyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorLook *look = &self->look;
  gboolean is_right = look->direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (look), low = 0.3F * look->font.size;
  float height = glyph->name.height + (glyph->above != NULL ? line : 0);
  float width = MAX (glyph->name.width, ng_tensor_look_width (look, glyph->above));
  float shift = glyph->arms & NG_ARM_ABOVE ? shift_of (glyph, is_right ? width : height) : 0;
  NgPoint by = ng_rail_turn (look->direction, shift, 0);
  float x = is_right ? place->x + by.x : place->caption_at.x - CLEAR;
  float y = is_right ? place->caption_at.y - CLEAR + low - height : place->y + by.y - height / 2;
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
  draw_forks (self, FALSE, builder);
  draw_forks (self, TRUE, builder);
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

/* ---- what has to be told ---- */

/* "n" of "n", "m" of "2 m"; letters of lengths that vary, each once. */
static void
find_letters (GString *letters, const char *text)
{
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    if (g_ascii_isalpha (*p) && strchr (letters->str, *p) == NULL)
      g_string_append_c (letters, *p);
}

static char *
tell_letters (const GString *letters)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < letters->len; i++)
    g_string_append_printf (text, "%s%c", i > 0 ? ", " : "", letters->str[i]);
  g_string_append (text, letters->len > 1 ? ": lengths that vary" : ": a length that varies");
  return g_string_free (text, FALSE);
}

/* What the numbers mean that stand at glyphs. */
static void
add_remarks (Picture *self)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  gboolean has_channels = FALSE, has_features = FALSE, has_maps = FALSE, has_rows = FALSE;
  gboolean has_counts = FALSE, is_unknown = FALSE;
  g_autoptr (GString) letters = g_string_new (NULL);

  for (guint i = 0; i < self->n_glyphs; i++) {
    const Glyph *glyph = &self->glyphs[i];
    gboolean is_map = glyph->node->kind == NG_TENSOR_MAPS;
    gboolean is_told = glyph->above != NULL && !g_str_has_prefix (glyph->above, "×");

    has_channels |= is_told && is_map;
    has_features |= is_told && !is_map;
    has_counts |= glyph->above != NULL && strstr (glyph->above, "×") != NULL;
    has_maps |= glyph->before != NULL && strstr (glyph->before, "×") != NULL;
    has_rows |= glyph->before != NULL && strstr (glyph->before, "×") == NULL;
    is_unknown |= glyph->above != NULL && strchr (glyph->above, '?') != NULL;
    is_unknown |= glyph->before != NULL && strchr (glyph->before, '?') != NULL;
    find_letters (letters, glyph->above);
    find_letters (letters, glyph->before);
  }
  if (has_channels || has_features)
    ng_strip_key_remark (self->key,
                         g_strdup_printf ("%s: %s",
                                          is_right ? "above" : "on the left",
                                          !has_features   ? "channels"
                                          : !has_channels ? "features"
                                                          : "channels or features"));
  if (has_maps || has_rows)
    ng_strip_key_remark (self->key,
                         g_strdup_printf ("%s: %s",
                                          is_right ? "below" : "on the right",
                                          !has_rows   ? "height × width"
                                          : !has_maps ? "positions"
                                                      : "height × width or positions"));
  if (letters->len > 0)
    ng_strip_key_remark (self->key, tell_letters (letters));
  if (is_unknown)
    ng_strip_key_remark (self->key, g_strdup ("?: not known"));
  if (has_counts)
    ng_strip_key_remark (self->key, g_strdup ("×N: N times in a row"));
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
    self->glyphs[self->edges[e].to].n_inputs++;
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
  find_arms (self);
  add_remarks (self);
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
