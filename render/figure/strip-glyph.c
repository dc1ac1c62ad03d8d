/* Glyphs of strips: how big they are, what is written at them, and what that means. */

#include "render/figure/strip.h"

#include <math.h>
#include <string.h>

/* Points, where glyphs are as big as they may be. */
#define SIDE   58.0F
#define LOW    14.0F /* of vectors */
#define WIDTH  38.0F
#define LEAST  11.0F /* of the layer that makes the array, where its letter stands */
#define SQUARE 20.0F
/* Points of arms where lines meet. */
#define ARM_BASE 7.0F
#define ARM_END  4.4F
/* Of more lines all meet before a glyph, where they would cross else. */
#define MOST_SIDES 3

/* What is combined has the shape of what it is made of. */
/* Rows of numbers; what is combined has the shape of what it is made of. */
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
gint64
ng_strip_features (const NgTensorNode *node)
{
  return is_matrix (node) ? node->width : node->channels;
}

float
ng_strip_height (const NgStripPicture *self, const NgTensorNode *node)
{
  gint64 longer = is_matrix (node) ? node->height : MAX (node->height, node->width);

  if (is_vector (node))
    return LOW * self->look.scale;
  return MAX (SIDE * self->look.scale * ng_span_share (self->look.sides, longer),
              LOW * self->look.scale);
}

/* "28×28", "n", "n×8": what an array is beside its channels or features. Returns: (transfer full)
 * (nullable) */
static char *
resolution_of (const NgTensorNode *node)
{
  if (is_vector (node))
    return NULL;
  if (is_matrix (node)) {
    const char *last = g_strrstr (node->caption, "×");
    return last != NULL ? g_strndup (node->caption, (gsize) (last - node->caption)) : NULL;
  }
  return node->type.rank > 2 || node->texts[1] != NULL
             ? g_strdup_printf ("%s×%s", node->texts[1], node->texts[2])
             : g_strdup (node->texts[2]);
}

/* Its channels, and how many equal ones it stands for. */
static char *
tell_features (const NgStripPicture *self, const NgTensorNode *node)
{
  const char *text = node->texts[is_matrix (node) ? 2 : 0];
  gboolean is_told = self->look.figure->dimensions != (int) NG_DIMENSIONS_NONE && text != NULL;

  if (node->count > 1)
    return g_strdup_printf ("%s%s×%d", is_told ? text : "", is_told ? ", " : "", node->count);
  return is_told ? g_strdup (text) : NULL;
}

gboolean
ng_strip_is_meet (const NgStripGlyph *glyph)
{
  return glyph->node->kind == NG_TENSOR_MEET && !glyph->is_end;
}

/* The body of a glyph. Lines that come from above keep clear of the words there. */
NgStripJoint
ng_strip_joint_of (const NgStripGlyph *glyph)
{
  return (NgStripJoint){ .width = glyph->width,
                         .left = glyph->left,
                         .right = glyph->right,
                         .above = ng_strip_is_meet (glyph) ? 0 : (ARM_BASE - glyph->width) / 2,
                         .arm = NG_STRIP_ARM,
                         .base = ARM_BASE,
                         .end = ARM_END,
                         .arms = glyph->arms };
}

/* Along the flow, from the middle of the glyph to that of words of that reach. */
float
ng_strip_shift (const NgStripGlyph *glyph, float reach)
{
  NgStripJoint joint = ng_strip_joint_of (glyph);

  return MAX (joint.above + NG_STRIP_CLEAR + reach / 2, 0);
}

void
ng_strip_size_glyph (const NgStripPicture *self, NgStripGlyph *glyph, NgRailNode *place)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (&self->look), width, height;
  NgStripJoint joint = ng_strip_joint_of (glyph);
  gboolean is_joint = glyph->n_inputs > 1 && !glyph->is_end;
  float arm = is_joint ? NG_STRIP_ARM : 0, shift;
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
    place->caption = (is_right ? height : width) + NG_STRIP_CLEAR;
  shift = is_joint ? ng_strip_shift (glyph, is_right ? width : height) : 0;
  place->left = MAX (place->left, is_right ? width / 2 : 0);
  place->right = MAX (place->right, is_right ? width / 2 + shift : 0);
  place->up = MAX (place->up, is_right ? 0 : height / 2 + shift);
  place->down = MAX (place->down, is_right ? 0 : height / 2 + shift);
  if (glyph->before != NULL) {
    width = ng_tensor_look_width (&self->look, glyph->before);
    place->before = is_right ? width : line;
    place->text = (is_right ? line : width) + NG_STRIP_CLEAR;
  }
}

/* Steps beside the one that makes the array, or that joins lines. */
guint
ng_strip_count_stripes (const NgStripGlyph *glyph)
{
  return ng_strip_is_meet (glyph) ? glyph->node->words->len : glyph->node->words->len - 1;
}

guint
ng_strip_count_stripes_before (const NgStripGlyph *glyph)
{
  return ng_strip_is_meet (glyph) ? 0 : glyph->node->main;
}

static void
measure_made (NgStripPicture *self, NgStripGlyph *glyph, float before, float own)
{
  float stripes = NG_STRIPE * (float) ng_strip_count_stripes (glyph), width;

  glyph->entry = ng_strip_key_entry (self->key, glyph->node);
  if (ng_strip_is_meet (glyph)) {
    glyph->left = glyph->right = 2 * NG_STRIP_BALL;
    glyph->width = 2 * NG_STRIP_BALL + stripes;
    return;
  }
  width =
      WIDTH * self->look.scale * ng_span_share (self->features, ng_strip_features (glyph->node));
  glyph->left = before;
  glyph->right = own;
  glyph->width = MAX (width - stripes, LEAST) + stripes;
}

/* A glyph for each array that is made, a square for each that comes in. @before: what it is made
 * of */
void
ng_strip_make_glyph (NgStripPicture *self, guint index, const NgTensorNode *before)
{
  NgStripGlyph *glyph = &self->glyphs[index];
  const NgTensorNode *node = glyph->node;
  const NgFigure *figure = self->look.figure;
  float own = ng_strip_height (self, node);
  gboolean is_made = node->pick.kind == NG_PICK_VERTEX && !glyph->is_end;

  glyph->entry = -1;
  glyph->name = ng_step_words_new ();
  if (is_made)
    measure_made (self, glyph, before != NULL ? ng_strip_height (self, before) : own, own);
  else
    glyph->left = glyph->right = glyph->width = SQUARE * self->look.scale;
  if (ng_strip_is_meet (glyph))
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
  glyph->from = before;
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
void
ng_strip_add_remarks (NgStripPicture *self)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  gboolean has_channels = FALSE, has_features = FALSE, has_maps = FALSE, has_rows = FALSE;
  gboolean has_more = FALSE, has_counts = FALSE, is_unknown = FALSE;
  g_autoptr (GString) letters = g_string_new (NULL);

  for (guint i = 0; i < self->n_glyphs; i++) {
    const NgStripGlyph *glyph = &self->glyphs[i];
    gboolean is_map = glyph->node->kind == NG_TENSOR_MAPS;
    gboolean is_told = glyph->above != NULL && !g_str_has_prefix (glyph->above, "×");

    has_channels |= is_told && is_map;
    has_features |= is_told && !is_map;
    has_counts |= glyph->above != NULL && strstr (glyph->above, "×") != NULL;
    if (glyph->before != NULL) {
      gboolean is_plain = strstr (glyph->before, "×") == NULL;
      has_maps |= !is_plain && !is_matrix (glyph->from);
      has_rows |= is_plain;
      has_more |= !is_plain && is_matrix (glyph->from);
    }
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
  if (has_maps || has_rows || has_more)
    ng_strip_key_remark (self->key,
                         g_strdup_printf ("%s: %s",
                                          is_right ? "below" : "on the right",
                                          has_more    ? "all other dimensions"
                                          : !has_rows ? "height × width"
                                          : !has_maps ? "positions"
                                                      : "height × width or positions"));
  if (letters->len > 0)
    ng_strip_key_remark (self->key, tell_letters (letters));
  if (is_unknown)
    ng_strip_key_remark (self->key, g_strdup ("?: not known"));
  if (has_counts || self->look.tensors->groups->len > 0)
    ng_strip_key_remark (self->key, g_strdup ("×N: N times in a row"));
}
