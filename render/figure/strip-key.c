#include "render/figure/strip-key.h"

#include <math.h>

/* Points. */
#define GAP         14.0F /* from the figure */
#define COLUMN_GAP  16.0F
#define SIGN        13.0F /* width of the box of a letter */
#define BETWEEN     5.0F
#define STEP        7.0F /* of the square before a step */
#define LEAST_WIDTH 200.0F
#define WORD        110.0F
#define LEAST_SIZE  6.0F
/* In sizes of words. */
#define ROW      1.7F
#define BASELINE 0.34F
#define SMALL    0.9F

struct _NgStripKey {
  const NgTensorLook *look;
  NgFont font;
  GHashTable *letters; /* text of steps to number + 1 */
  GPtrArray *nodes;    /* of each entry, one that it stands for */
};

NgStripKey *
ng_strip_key_new (const NgTensorLook *look)
{
  NgStripKey *self = g_new0 (NgStripKey, 1);

  self->look = look;
  self->font = look->font;
  self->font.size = MAX (SMALL * look->font.size, LEAST_SIZE);
  self->letters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->nodes = g_ptr_array_new ();
  return self;
}

void
ng_strip_key_free (NgStripKey *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->letters);
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

int
ng_strip_key_letter (NgStripKey *self, const NgTensorNode *node)
{
  GString *text = g_string_new (NULL);
  int letter;

  for (guint i = 0; i < node->words->len; i++)
    g_string_append_printf (text,
                            "%d %s\n",
                            (int) g_array_index (node->kinds, NgCategory, i),
                            (const char *) node->words->pdata[i]);
  g_autofree char *steps = g_string_free (text, FALSE);
  letter = GPOINTER_TO_INT (g_hash_table_lookup (self->letters, steps)) - 1;
  if (letter < 0) {
    letter = (int) self->nodes->len;
    g_ptr_array_add (self->nodes, (gpointer) node);
    g_hash_table_insert (self->letters, g_steal_pointer (&steps), GINT_TO_POINTER (letter + 1));
  }
  return letter;
}

char *
ng_strip_key_sign (int letter)
{
  GString *sign = g_string_new (NULL);

  for (int rest = letter; rest >= 0; rest = rest / 26 - 1)
    g_string_prepend_c (sign, (char) ('A' + rest % 26));
  return g_string_free (sign, FALSE);
}

NgFont
ng_strip_key_font (const NgStripKey *self)
{
  return self->font;
}

static char *
word_at (const NgStripKey *self, const NgTensorNode *node, guint step)
{
  return ng_metrics_ellipsize (
      self->look->figure->metrics, self->font, node->words->pdata[step], WORD, FALSE);
}

/* Steps of an entry, in lines no longer than @most. Draws them where @builder is not NULL.
 * @width: (out): of the longest line. Returns: how many lines */
static int
lay_out (const NgStripKey *self,
         guint entry,
         NgPoint at,
         float most,
         float *width,
         NgSceneBuilder *builder)
{
  const NgTensorNode *node = self->nodes->pdata[entry];
  float begin = SIGN + BETWEEN, x = begin, row = ROW * self->font.size;
  int n = 0;

  *width = begin;
  for (guint i = 0; i < node->words->len; i++) {
    g_autofree char *word = word_at (self, node, i);
    float own = STEP + 3 + ng_metrics_width (self->look->figure->metrics, self->font, word);
    NgCategory kind = g_array_index (node->kinds, NgCategory, i);

    if (i > 0 && x + own > most) {
      x = begin;
      n++;
    }
    if (builder != NULL) {
      float y = at.y + row * ((float) n + 0.5F);
      ng_scene_builder_add_box (
          builder, NG_ROLE_LAYER + kind, (NgBox){ at.x + x, y - STEP / 2, STEP, STEP }, 1.5F);
      ng_scene_builder_add_text (builder,
                                 NG_ROLE_TEXT,
                                 self->font,
                                 NG_ALIGN_START,
                                 at.x + x + STEP + 3,
                                 y + BASELINE * self->font.size,
                                 word);
    }
    *width = MAX (*width, x + own);
    x += own + BETWEEN + 3;
  }
  return n + 1;
}

static void
draw_entry (const NgStripKey *self, guint entry, NgPoint at, float most, NgSceneBuilder *builder)
{
  g_autofree char *sign = ng_strip_key_sign ((int) entry);
  float row = ROW * self->font.size, width;
  NgFont bold = self->font;

  bold.bold = TRUE;
  ng_scene_builder_add_text (builder,
                             NG_ROLE_TEXT,
                             bold,
                             NG_ALIGN_MIDDLE,
                             at.x + SIGN / 2,
                             at.y + row / 2 + BASELINE * self->font.size,
                             sign);
  lay_out (self, entry, at, most, &width, builder);
}

/* In columns, each filled before the next. */
void
ng_strip_key_draw (const NgStripKey *self, float width, float height, NgSceneBuilder *builder)
{
  gboolean is_right = self->look->figure->legend == NG_LEGEND_RIGHT;
  float most = MAX (width, LEAST_WIDTH), widest = 0, row = ROW * self->font.size, own;
  NgPoint origin = { is_right ? width + GAP : 0, is_right ? 0 : height + GAP };
  guint n = self->nodes->len, n_columns;
  int n_lines = 0, line = 0;

  for (guint i = 0; i < n; i++) {
    n_lines += lay_out (self, i, origin, most, &own, NULL);
    widest = MAX (widest, own);
  }
  n_columns = is_right ? (guint) ceilf ((float) n_lines * row / MAX (height, row))
                       : (guint) ((most + COLUMN_GAP) / (widest + COLUMN_GAP));
  int per_column = (n_lines - 1) / (int) MAX (n_columns, 1) + 1;
  for (guint i = 0; i < n; i++) {
    int lines = lay_out (self, i, origin, most, &own, NULL);

    if (line > 0 && line + lines > per_column) {
      origin.x += widest + COLUMN_GAP;
      line = 0;
    }
    draw_entry (self, i, (NgPoint){ origin.x, origin.y + row * (float) line }, most, builder);
    line += lines;
  }
}
