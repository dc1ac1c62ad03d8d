#include "render/figure/tensor-look.h"

#include <math.h>
#include <string.h>

/* Points. */
#define FONT_SIZE  8.0F
#define LINE       1.25F /* of the size of the font */
#define WORDS      108.0F
#define NAME       84.0F
#define BALL       6.5F
#define ROUND      3.5F
#define MOST_LINES 5
/* What a line may end after. */
#define BREAKS " /_-"
/* Smaller words cannot be read. */
#define LEAST_SIZE 6.0F

/* Shares of the longest: of what is least, of what is nothing beside it, of what is not known. */
#define LEAST   0.32F
#define FLOOR   0.2F
#define UNKNOWN 0.6F
/* Share of a map whose size is not known that a window covers. */
#define UNKNOWN_WINDOW 0.2F

/* Of "deconvolution", too. */
static const struct {
  const char *word, *is;
} abbreviations[] = { { "convolution", "conv" },
                      { "pooling", "pool" },
                      { "concatenation", "concat" } };

void
ng_span_widen (NgSpan *self, gint64 value)
{
  if (value <= 1)
    return;
  self->least = MIN (self->least, (double) value);
  self->most = MAX (self->most, (double) value);
}

NgTensorLook
ng_tensor_look (const NgTensors *tensors, const NgFigure *figure, float scale)
{
  NgSpan none = NG_SPAN_NONE;
  NgTensorLook self = {
    tensors,
    figure,
    none,
    none,
    none,
    { figure->font_size > 0 ? figure->font_size : FONT_SIZE, NG_FAMILY_SANS, FALSE, FALSE },
    scale,
    figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction : NG_DIRECTION_RIGHT
  };

  for (guint i = 0; i < tensors->nodes->len; i++) {
    const NgTensorNode *node = &g_array_index (tensors->nodes, NgTensorNode, i);

    if (node->kind == NG_TENSOR_VECTOR)
      ng_span_widen (&self.lengths, node->channels);
    else if (node->kind == NG_TENSOR_MAPS)
      ng_span_widen (&self.channels, node->channels);
    if (node->kind == NG_TENSOR_MAPS || node->kind == NG_TENSOR_MATRIX)
      ng_span_widen (&self.sides, MAX (node->height, node->width));
  }
  return self;
}

float
ng_span_share (NgSpan self, gint64 value)
{
  double least = MIN (self.least, self.most / NG_SPAN_FACTOR);

  if (value <= 0)
    return UNKNOWN;
  if ((double) value < least)
    return FLOOR;
  return LEAST + (1 - LEAST) * (float) (log ((double) value / least) / log (self.most / least));
}

float
ng_tensor_look_line (const NgTensorLook *self)
{
  return LINE * self->font.size;
}

float
ng_tensor_look_width (const NgTensorLook *self, const char *text)
{
  return text != NULL ? ng_metrics_width (self->figure->metrics, self->font, text) : 0;
}

/* @line: (transfer full) */
static void
add_line (NgStepWords *self, const NgTensorLook *look, char *line, gboolean is_main)
{
  self->mains |= is_main ? 1U << self->lines->len : 0;
  self->width = MAX (self->width, ng_tensor_look_width (look, line));
  g_ptr_array_add (self->lines, line);
  self->height = (float) self->lines->len * ng_tensor_look_line (look);
}

/* How much of a text that is wider than @most may be a line: bytes, 0 where it cannot be broken. */
static gsize
find_break (const NgTensorLook *look, const char *text, float most)
{
  const NgMetrics *metrics = look->figure->metrics;
  gsize found = 0;

  for (const char *p = strpbrk (text, BREAKS); p != NULL; p = strpbrk (p + 1, BREAKS)) {
    gsize n = (gsize) (p - text) + (*p != ' ');
    if (metrics->width (metrics, look->font, text, n) > most)
      break;
    found = n;
  }
  return found;
}

/* A text in as many lines as it needs. */
static void
add_text (
    NgStepWords *self, const NgTensorLook *look, const char *text, float most, gboolean is_main)
{
  gsize n;

  for (; !self->is_cut && *text != '\0'; text += n) {
    g_autofree char *begin = NULL;

    text += strspn (text, " ");
    self->is_cut = self->lines->len >= self->n_names + MOST_LINES;
    n = ng_tensor_look_width (look, text) > most ? find_break (look, text, most) : 0;
    n = n > 0 ? n : strlen (text);
    begin = g_strndup (text, n);
    if (!self->is_cut)
      add_line (self,
                look,
                ng_metrics_ellipsize (look->figure->metrics, look->font, begin, most, TRUE),
                is_main);
  }
}

/* Whether somebody chose the word. */
static gboolean
is_alias (const NgTensorLook *look, const char *word)
{
  GHashTable *aliases = look->figure->aliases;
  GHashTableIter iter;
  gpointer alias;

  if (aliases == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, aliases);
  while (g_hash_table_iter_next (&iter, NULL, &alias))
    if (g_str_equal (alias, word))
      return TRUE;
  return FALSE;
}

/* Where objects are small words are short: "conv 3×3". Returns: (transfer full) */
static char *
shorten (const NgTensorLook *look, const char *word)
{
  GString *text = g_string_new (word);

  if (look->scale < 1 && !is_alias (look, word))
    for (gsize i = 0; i < G_N_ELEMENTS (abbreviations); i++)
      g_string_replace (text, abbreviations[i].word, abbreviations[i].is, 0);
  return g_string_free (text, FALSE);
}

static void
add_main (NgStepWords *self, const NgTensorLook *look, const char *word, int count)
{
  g_autofree char *brief = shorten (look, word);
  gboolean is_list = strchr (brief, ',') != NULL || g_ascii_isdigit (brief[0]);
  g_autofree char *counted = count <= 1 ? g_strdup (brief)
                             : is_list  ? g_strdup_printf ("%d × (%s)", count, brief)
                                        : g_strdup_printf ("%d × %s", count, brief);

  add_text (self, look, counted, WORDS, TRUE);
}

NgStepWords
ng_step_words_new (void)
{
  return (NgStepWords){ .lines = g_ptr_array_new_with_free_func (g_free) };
}

/* Words @from to @to - 1 in as few lines as they fit in. */
static void
add_joined (
    NgStepWords *self, const NgTensorLook *look, const NgTensorNode *node, guint from, guint to)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = from; i < to; i++) {
    g_autofree char *word = shorten (look, node->words->pdata[i]);
    gsize length = line->len;

    g_string_append_printf (line, "%s%s", i > from ? ", " : "", word);
    if (length == 0 || ng_tensor_look_width (look, line->str) <= WORDS)
      continue;
    g_string_truncate (line, length);
    add_text (self, look, line->str, WORDS, FALSE);
    g_string_assign (line, word);
  }
  if (line->len > 0)
    add_text (self, look, line->str, WORDS, FALSE);
}

void
ng_step_words_add (NgStepWords *self,
                   const NgTensorLook *look,
                   const NgTensorNode *node,
                   int count,
                   NgStepDetail detail)
{
  guint n = node->words->len, main = node->kind != NG_TENSOR_MEET ? node->main : n;

  if (detail != NG_STEPS_MAIN)
    add_joined (self, look, node, 0, MIN (main, n));
  if (main < n)
    add_main (self, look, node->words->pdata[main], count);
  if (detail == NG_STEPS_JOINED)
    add_joined (self, look, node, MIN (main + 1, n), n);
  for (guint i = main + 1; i < n && detail == NG_STEPS_APART; i++) {
    g_autofree char *word = shorten (look, node->words->pdata[i]);
    add_text (self, look, word, WORDS, FALSE);
  }
}

void
ng_step_words_clear (NgStepWords *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

void
ng_step_words_draw (const NgStepWords *self,
                    const NgTensorLook *look,
                    NgSceneBuilder *builder,
                    NgAlign align,
                    float x,
                    float y)
{
  float line = ng_tensor_look_line (look);

  for (guint i = 0; i < self->lines->len; i++)
    ng_scene_builder_add_text (builder,
                               (self->mains >> i & 1) != 0 ? NG_ROLE_NAME : NG_ROLE_KIND,
                               look->font,
                               align,
                               x,
                               y + (float) (i + 1) * line - 0.3F * look->font.size,
                               self->lines->pdata[i]);
}

NgPoint
ng_tensor_spot (guint index)
{
  double u = fmod (0.25 + 0.6180340 * (double) index, 1),
         v = fmod (0.7 + 0.4142136 * (double) index, 1);

  return (NgPoint){ 0.25F + 0.5F * (float) u, 0.2F + 0.6F * (float) v };
}

float
ng_tensor_covered (gint64 window, gint64 size)
{
  if (window <= 0)
    return 0;
  return size > 0 ? MIN ((float) window / (float) size, 1) : UNKNOWN_WINDOW;
}

void
ng_tensor_look_name (const NgTensorLook *self, const NgTensorNode *node, NgStepWords *words)
{
  if (node->is_port || self->figure->names)
    add_text (words, self, node->name, NAME, TRUE);
  words->n_names = words->lines->len;
}

const char *
ng_tensor_look_caption (const NgTensorLook *self,
                        const NgTensorNode *node,
                        const NgTensorNode *before)
{
  if (node->kind == NG_TENSOR_MEET || self->figure->dimensions == (int) NG_DIMENSIONS_NONE)
    return NULL;
  if (self->figure->dimensions == (int) NG_DIMENSIONS_CHANGES && before != NULL &&
      before->caption != NULL && g_str_equal (before->caption, node->caption))
    return NULL;
  return node->caption;
}

static float
ball (const NgTensorLook *self)
{
  return BALL * MAX (self->scale, 0.8F);
}

void
ng_tensor_meet_size (const NgTensorLook *self, const NgStepWords *words, NgRailNode *place)
{
  float r = ball (self);

  *place = (NgRailNode){ .left = r,
                         .right = words->lines->len > 0 ? r + 2 + words->width : r,
                         .up = r,
                         .down = MAX (r, words->lines->len > 0 ? 3 + words->height : 0),
                         .in = -r,
                         .out = r,
                         .is_round = TRUE,
                         .enter = ng_rail_turn (self->direction, 0, -r) };
}

void
ng_tensor_meet_draw (const NgTensorLook *self,
                     const NgTensorNode *node,
                     const NgStepWords *words,
                     const NgRailNode *place,
                     NgSceneBuilder *builder)
{
  float r = ball (self);
  NgFont font = self->font;

  font.size = 1.5F * r;
  ng_scene_builder_add_box (builder,
                            NG_ROLE_LAYER + node->category,
                            (NgBox){ place->x - r, place->y - r, 2 * r, 2 * r },
                            r);
  ng_scene_builder_add_text (builder,
                             NG_ROLE_NAME,
                             font,
                             NG_ALIGN_MIDDLE,
                             place->x,
                             place->y + 0.36F * font.size,
                             node->sign);
  ng_step_words_draw (words, self, builder, NG_ALIGN_START, place->x + r + 2, place->y + 2);
}

static NgPoint
toward (NgPoint from, NgPoint to, float by)
{
  float length = hypotf (to.x - from.x, to.y - from.y);
  float share = length > 0 ? by / length : 0;

  return (NgPoint){ from.x + share * (to.x - from.x), from.y + share * (to.y - from.y) };
}

static float
distance (NgPoint a, NgPoint b)
{
  return hypotf (b.x - a.x, b.y - a.y);
}

void
ng_tensor_line_draw (const NgTensorEdge *edge,
                     const NgPoint *points,
                     guint n,
                     gboolean is_thick,
                     NgSceneBuilder *builder)
{
  float head = is_thick ? 6.5F : 5, half = is_thick ? 3 : 2.1F;
  NgRole line = edge->is_wrong ? NG_ROLE_EDGE_PROBLEM : is_thick ? NG_ROLE_LINK : NG_ROLE_EDGE;
  NgRole arrow = edge->is_wrong ? NG_ROLE_ARROW_PROBLEM
                 : is_thick     ? NG_ROLE_LINK_ARROW
                                : NG_ROLE_ARROW;
  NgPoint tip = points[n - 1], back = toward (tip, points[n - 2], head);
  NgPoint across = { (tip.y - back.y) / head * half, (back.x - tip.x) / head * half };
  g_autoptr (GString) ops = g_string_new ("M");
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (NgPoint));

  g_array_append_val (path, points[0]);
  for (guint i = 1; i + 1 < n; i++) {
    float r = MIN (
        ROUND, MIN (distance (points[i - 1], points[i]), distance (points[i], points[i + 1])) / 2);
    NgPoint curve[4] = { toward (points[i], points[i - 1], r),
                         toward (points[i], points[i - 1], 0.45F * r),
                         toward (points[i], points[i + 1], 0.45F * r),
                         toward (points[i], points[i + 1], r) };
    if (r < 0.1F)
      continue;
    g_string_append (ops, "LC");
    g_array_append_vals (path, curve, 4);
  }
  g_string_append_c (ops, 'L');
  g_array_append_val (path, ((NgPoint[]){ toward (back, tip, 1) })[0]);
  ng_tensors_pick (builder, edge->pick, edge->path);
  ng_scene_builder_add_path (builder, line, ops->str, (const NgPoint *) (void *) path->data);
  ng_scene_builder_add_path (builder,
                             arrow,
                             "MLLZ",
                             (NgPoint[]){ tip,
                                          { back.x + across.x, back.y + across.y },
                                          { back.x - across.x, back.y - across.y } });
}

float
ng_tensor_most_width (const NgTensorLook *self, float width)
{
  return width * MAX (self->font.size / LEAST_SIZE, 1);
}
