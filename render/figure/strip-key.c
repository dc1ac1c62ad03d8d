#include "render/figure/strip-key.h"

#include "core/graph/phrase.h"

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

/* @steps, @kinds: spelled out; of the layers that did them */
typedef struct {
  char *sign;
  GPtrArray *steps;
  GArray *kinds;
} Entry;

struct _NgStripKey {
  const NgTensorLook *look;
  NgFont font;
  GHashTable *numbers; /* text of steps to number + 1 */
  GArray *entries;
  int n_letters;
  GPtrArray *remarks;
};

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  g_free (self->sign);
  g_ptr_array_unref (self->steps);
  g_array_unref (self->kinds);
}

NgStripKey *
ng_strip_key_new (const NgTensorLook *look)
{
  NgStripKey *self = g_new0 (NgStripKey, 1);

  self->look = look;
  self->font = look->font;
  self->font.size = MAX (SMALL * look->font.size, LEAST_SIZE);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ng_strip_key_free (NgStripKey *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->numbers);
  g_array_unref (self->entries);
  g_ptr_array_unref (self->remarks);
  g_free (self);
}

static const Entry *
entry_at (const NgStripKey *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

static void
add_step (Entry *entry, const char *word, NgCategory kind)
{
  g_ptr_array_add (entry->steps, g_strdup (word));
  g_array_append_val (entry->kinds, kind);
}

static char *
next_letter (NgStripKey *self)
{
  GString *sign = g_string_new (NULL);

  for (int rest = self->n_letters++; rest >= 0; rest = rest / 26 - 1)
    g_string_prepend_c (sign, (char) ('A' + rest % 26));
  return g_string_free (sign, FALSE);
}

/* Of places where lines meet the first step is what they do there. */
static Entry
spell_out (const NgTensorNode *node)
{
  Entry self = { NULL,
                 g_ptr_array_new_with_free_func (g_free),
                 g_array_new (FALSE, FALSE, sizeof (NgCategory)) };

  if (node->kind == NG_TENSOR_MEET) {
    const char *meaning = ng_sign_words (node->sign);
    add_step (&self, meaning != NULL ? meaning : node->term, node->category);
    self.sign = g_strdup (node->sign);
  }
  for (guint i = 0; i < node->words->len; i++)
    add_step (&self, node->words->pdata[i], g_array_index (node->kinds, NgCategory, i));
  return self;
}

int
ng_strip_key_entry (NgStripKey *self, const NgTensorNode *node)
{
  Entry entry = spell_out (node);
  GString *text = g_string_new (entry.sign);
  int number;

  for (guint i = 0; i < entry.steps->len; i++)
    g_string_append_printf (text,
                            "\n%d %s",
                            (int) g_array_index (entry.kinds, NgCategory, i),
                            (const char *) entry.steps->pdata[i]);
  g_autofree char *steps = g_string_free (text, FALSE);
  number = GPOINTER_TO_INT (g_hash_table_lookup (self->numbers, steps)) - 1;
  if (number >= 0) {
    entry_clear (&entry);
    return number;
  }
  number = (int) self->entries->len;
  if (entry.sign == NULL)
    entry.sign = next_letter (self);
  g_array_append_val (self->entries, entry);
  g_hash_table_insert (self->numbers, g_steal_pointer (&steps), GINT_TO_POINTER (number + 1));
  return number;
}

const char *
ng_strip_key_sign (const NgStripKey *self, int entry)
{
  return entry_at (self, (guint) entry)->sign;
}

void
ng_strip_key_remark (NgStripKey *self, char *text)
{
  g_ptr_array_add (self->remarks, text);
}

NgFont
ng_strip_key_font (const NgStripKey *self)
{
  return self->font;
}

static char *
word_at (const NgStripKey *self, const Entry *entry, guint step)
{
  return ng_metrics_ellipsize (
      self->look->figure->metrics, self->font, entry->steps->pdata[step], WORD, FALSE);
}

/* Steps of an entry, in lines no longer than @most. Draws them where @builder is not NULL.
 * @width: (out): of the longest line. Returns: how many lines */
static int
lay_out (const NgStripKey *self,
         const Entry *entry,
         NgPoint at,
         float most,
         float *width,
         NgSceneBuilder *builder)
{
  float begin = SIGN + BETWEEN, x = begin, row = ROW * self->font.size;
  int n = 0;

  *width = begin;
  for (guint i = 0; i < entry->steps->len; i++) {
    g_autofree char *word = word_at (self, entry, i);
    float own = STEP + 3 + ng_metrics_width (self->look->figure->metrics, self->font, word);
    NgCategory kind = g_array_index (entry->kinds, NgCategory, i);

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
draw_entry (
    const NgStripKey *self, const Entry *entry, NgPoint at, float most, NgSceneBuilder *builder)
{
  float row = ROW * self->font.size, width;
  NgFont bold = self->font;

  bold.bold = TRUE;
  ng_scene_builder_add_text (builder,
                             NG_ROLE_TEXT,
                             bold,
                             NG_ALIGN_MIDDLE,
                             at.x + SIGN / 2,
                             at.y + row / 2 + BASELINE * self->font.size,
                             entry->sign);
  lay_out (self, entry, at, most, &width, builder);
}

/* Remarks in lines no longer than @most, where @builder is not NULL. Returns: how many lines */
static int
tell_remarks (const NgStripKey *self, NgPoint at, float most, NgSceneBuilder *builder)
{
  g_autoptr (GString) line = g_string_new (NULL);
  float row = ROW * self->font.size;
  int n = 0;

  for (guint i = 0; i <= self->remarks->len; i++) {
    const char *remark = i < self->remarks->len ? self->remarks->pdata[i] : NULL;
    gsize length = line->len;

    if (remark != NULL)
      g_string_append_printf (line, "%s%s", length > 0 ? "; " : "", remark);
    if (remark != NULL &&
        (length == 0 ||
         ng_metrics_width (self->look->figure->metrics, self->font, line->str) <= most))
      continue;
    g_string_truncate (line, length);
    if (builder != NULL && length > 0)
      ng_scene_builder_add_text (builder,
                                 NG_ROLE_TEXT,
                                 self->font,
                                 NG_ALIGN_START,
                                 at.x,
                                 at.y + row * ((float) n + 0.5F) + BASELINE * self->font.size,
                                 line->str);
    n += length > 0;
    g_string_assign (line, remark != NULL ? remark : "");
  }
  return n;
}

/* In columns, each filled before the next; remarks stand below. */
void
ng_strip_key_draw (const NgStripKey *self, float width, float height, NgSceneBuilder *builder)
{
  gboolean is_right = self->look->figure->legend == NG_LEGEND_RIGHT;
  float most = MAX (width, LEAST_WIDTH), widest = 0, row = ROW * self->font.size, own;
  NgPoint origin = { is_right ? width + GAP : 0, is_right ? 0 : height + GAP }, at = origin;
  guint n = self->entries->len, n_columns;
  int n_lines = 0, line = 0, longest = 0;

  for (guint i = 0; i < n; i++) {
    n_lines += lay_out (self, entry_at (self, i), origin, most, &own, NULL);
    widest = MAX (widest, own);
  }
  n_columns = is_right ? (guint) ceilf ((float) n_lines * row / MAX (height, row))
                       : (guint) ((most + COLUMN_GAP) / (widest + COLUMN_GAP));
  int per_column = (n_lines - 1) / (int) MAX (n_columns, 1) + 1;
  for (guint i = 0; i < n; i++) {
    const Entry *entry = entry_at (self, i);
    int lines = lay_out (self, entry, origin, most, &own, NULL);

    if (line > 0 && line + lines > per_column) {
      at.x += widest + COLUMN_GAP;
      line = 0;
    }
    draw_entry (self, entry, (NgPoint){ at.x, at.y + row * (float) line }, most, builder);
    line += lines;
    longest = MAX (longest, line);
  }
  at = (NgPoint){ origin.x + SIGN / 4, origin.y + row * (float) longest + BETWEEN };
  tell_remarks (self, at, is_right ? LEAST_WIDTH : most, builder);
}
