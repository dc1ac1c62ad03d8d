#include "render/figure/words.h"

#include <string.h>

/* Of raised and lowered digits: size, and how far they move, in sizes of the text. */
#define SMALL 0.7F
#define RAISE 0.36F
#define LOWER 0.16F
/* No digit is smaller than this, points. */
#define LEAST 6.0F

typedef enum {
  STYLE_PLAIN,
  STYLE_VARIABLE,
  STYLE_RAISED,
  STYLE_LOWERED,
} Style;

typedef struct {
  char *text;
  NgFont font;
  float x, rise;
} Run;

struct _NgWords {
  char *text;
  GArray *runs;
  float width;
};

static void
clear_run (gpointer data)
{
  g_free (((Run *) data)->text);
}

/* Signs that stand for smaller ones. */
static const struct {
  const char *signs, *plain;
  Style style;
} scripts[] = { { "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−", STYLE_RAISED },
                { "₀₁₂₃₄₅₆₇₈₉ᵢ", "0123456789i", STYLE_LOWERED } };

/* The style of the sign at @at; @sign: (out): what is written. */
static Style
style_at (const char *text, const char *at, gunichar *sign)
{
  gunichar c = g_utf8_get_char (at);

  *sign = c;
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++) {
    const char *found = c > 0x7f ? g_utf8_strchr (scripts[i].signs, -1, c) : NULL;
    if (found == NULL)
      continue;
    glong place = g_utf8_pointer_to_offset (scripts[i].signs, found);
    *sign = g_utf8_get_char (g_utf8_offset_to_pointer (scripts[i].plain, place));
    return scripts[i].style;
  }
  if (!g_ascii_islower (*at))
    return STYLE_PLAIN;
  gboolean is_alone = (at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[1]);
  /* Of letters beyond ASCII only some bytes were looked at. */
  if (at > text && (guchar) at[-1] > 0x7f)
    is_alone = is_alone && !g_unichar_isalpha (g_utf8_get_char (g_utf8_find_prev_char (text, at)));
  if ((guchar) at[1] > 0x7f)
    is_alone = is_alone && !g_unichar_isalpha (g_utf8_get_char (at + 1));
  return is_alone ? STYLE_VARIABLE : STYLE_PLAIN;
}

static void
add_run (NgWords *self, const NgMetrics *metrics, NgFont font, GString *text, Style style)
{
  Run run = { NULL, font, self->width, 0 };

  if (text->len == 0)
    return;
  if (style == STYLE_VARIABLE)
    run.font.italic = TRUE;
  if (style == STYLE_RAISED || style == STYLE_LOWERED) {
    run.font.size = MAX (SMALL * font.size, LEAST);
    run.font.italic = FALSE;
    run.rise = style == STYLE_RAISED ? RAISE * font.size : -LOWER * font.size;
  }
  run.text = g_strdup (text->str);
  self->width += ng_metrics_width (metrics, run.font, run.text);
  g_array_append_val (self->runs, run);
  g_string_truncate (text, 0);
}

NgWords *
ng_words_new (const NgMetrics *metrics, NgFont font, const char *text, float most)
{
  NgWords *self = g_new0 (NgWords, 1);
  g_autoptr (GString) run = g_string_new (NULL);
  Style style = STYLE_PLAIN;

  self->text = ng_metrics_ellipsize (metrics, font, text, most, TRUE);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_array_set_clear_func (self->runs, clear_run);
  for (const char *at = self->text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar sign;
    Style next = style_at (self->text, at, &sign);
    if (next != style)
      add_run (self, metrics, font, run, style);
    style = next;
    g_string_append_unichar (run, sign);
  }
  add_run (self, metrics, font, run, style);
  return self;
}

void
ng_words_free (NgWords *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_array_unref (self->runs);
  g_free (self);
}

float
ng_words_width (const NgWords *self)
{
  return self->width;
}

const char *
ng_words_text (const NgWords *self)
{
  return self->text;
}

void
ng_words_draw (
    const NgWords *self, NgSceneBuilder *builder, NgRole role, NgAlign align, float x, float y)
{
  float left = align == NG_ALIGN_START    ? x
               : align == NG_ALIGN_MIDDLE ? x - self->width / 2
                                          : x - self->width;

  for (guint i = 0; i < self->runs->len; i++) {
    const Run *run = &g_array_index (self->runs, Run, i);
    const Run *next = i + 1 < self->runs->len ? run + 1 : NULL;

    /* What has an index ends at it, also in fonts that are narrower than those measured. */
    if (next != NULL && next->rise != 0)
      ng_scene_builder_add_text (
          builder, role, run->font, NG_ALIGN_END, left + next->x, y - run->rise, run->text);
    else
      ng_scene_builder_add_text (
          builder, role, run->font, NG_ALIGN_START, left + run->x, y - run->rise, run->text);
  }
}
