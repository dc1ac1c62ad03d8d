/* Texts measured by Pango. A text's width is the sum of its characters' advances, each measured
 * once; kerning and ligatures are left out, which makes texts of many thousand nodes cheap and errs
 * by less than the room that is left round them. Complex scripts are measured whole. */

#include "render/export/pango.h"

#include "render/export/pango-font.h"

#include <pango/pangocairo.h>
#include <string.h>

/* Fonts are measured at this size, points, and scaled. */
#define MEASURED_SIZE 64
#define N_FACES       12

typedef struct {
  NgMetrics interface;
  const NgTheme *theme;
  GMutex lock;
  PangoContext *context;
  float plain[N_FACES][128]; /* ems; of ASCII; 0 while not measured */
  GHashTable *others[N_FACES];
  float ascent[N_FACES], descent[N_FACES];
} Measure;

static int
face_of (NgFont font)
{
  return font.family * 4 + (font.bold ? 2 : 0) + (font.italic ? 1 : 0);
}

/* A kind of font that stands first is what is wanted, and Pango would take any font by name that
 * stands behind it. */
static char *
wanted_families (const char *families)
{
  static const char *const kinds[] = { "serif", "sans-serif", "sans", "monospace" };
  gsize first = strcspn (families, ",");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i]) == first && strncmp (kinds[i], families, first) == 0)
      return g_strdup (kinds[i]);
  return g_strdup (families);
}

PangoFontDescription *
ng_pango_font (const NgTheme *theme, NgFont font, double size)
{
  PangoFontDescription *description = pango_font_description_new ();
  g_autofree char *families = wanted_families (ng_theme_family (theme, font.family));

  pango_font_description_set_family (description, families);
  pango_font_description_set_weight (description,
                                     font.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (description,
                                    font.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size (description, size * PANGO_SCALE);
  return description;
}

static float
measure_text (Measure *self, NgFont font, const char *text, gsize length)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *description = ng_pango_font (self->theme, font, MEASURED_SIZE);
  int width;

  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, (int) length);
  pango_layout_get_size (layout, &width, NULL);
  pango_font_description_free (description);
  g_object_unref (layout);
  return (float) width / PANGO_SCALE / MEASURED_SIZE;
}

static float
advance (Measure *self, NgFont font, const char *at)
{
  int face = face_of (font);

  if ((guchar) *at < 128) {
    float *known = &self->plain[face][(guchar) *at];
    if (*known <= 0)
      *known = measure_text (self, font, at, 1) + 1e-9F;
    return *known;
  }

  gunichar c = g_utf8_get_char (at);
  float *known = g_hash_table_lookup (self->others[face], GUINT_TO_POINTER (c));
  if (known == NULL) {
    known = g_new (float, 1);
    *known = measure_text (self, font, at, (gsize) (g_utf8_next_char (at) - at));
    g_hash_table_insert (self->others[face], GUINT_TO_POINTER (c), known);
  }
  return *known;
}

/* Scripts whose characters have no advance of their own. */
static gboolean
is_complex (const char *text, gsize length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0xcc && g_utf8_get_char (p) >= 0x300 && g_utf8_get_char (p) < 0x1e00 &&
        !(g_utf8_get_char (p) >= 0x370 && g_utf8_get_char (p) < 0x590))
      return TRUE;
  return FALSE;
}

static float
pango_width (const NgMetrics *interface, NgFont font, const char *text, gsize length)
{
  Measure *self = (Measure *) (gpointer) interface;
  float em = 0;

  g_mutex_lock (&self->lock);
  if (is_complex (text, length))
    em = measure_text (self, font, text, length);
  else
    for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
      em += advance (self, font, p);
  g_mutex_unlock (&self->lock);
  return em * font.size;
}

static void
measure_face (Measure *self, NgFont font)
{
  int face = face_of (font);
  if (self->ascent[face] > 0)
    return;

  PangoFontDescription *description = ng_pango_font (self->theme, font, MEASURED_SIZE);
  PangoFontMetrics *metrics = pango_context_get_metrics (self->context, description, NULL);
  self->ascent[face] =
      (float) pango_font_metrics_get_ascent (metrics) / PANGO_SCALE / MEASURED_SIZE + 1e-9F;
  self->descent[face] =
      (float) pango_font_metrics_get_descent (metrics) / PANGO_SCALE / MEASURED_SIZE;
  pango_font_metrics_unref (metrics);
  pango_font_description_free (description);
}

static float
pango_ascent (const NgMetrics *interface, NgFont font)
{
  Measure *self = (Measure *) (gpointer) interface;

  g_mutex_lock (&self->lock);
  measure_face (self, font);
  float ascent = self->ascent[face_of (font)] * font.size;
  g_mutex_unlock (&self->lock);
  return ascent;
}

static float
pango_descent (const NgMetrics *interface, NgFont font)
{
  Measure *self = (Measure *) (gpointer) interface;

  g_mutex_lock (&self->lock);
  measure_face (self, font);
  float descent = self->descent[face_of (font)] * font.size;
  g_mutex_unlock (&self->lock);
  return descent;
}

static PangoContext *
make_context (void)
{
  PangoFontMap *map = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  g_object_unref (map);
  return context;
}

NgMetrics *
ng_pango_metrics_new (const NgTheme *theme)
{
  Measure *self = g_new0 (Measure, 1);

  self->interface = (NgMetrics){ pango_width, pango_ascent, pango_descent };
  self->theme = theme;
  g_mutex_init (&self->lock);
  self->context = make_context ();
  for (int i = 0; i < N_FACES; i++)
    self->others[i] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return &self->interface;
}

void
ng_pango_metrics_free (NgMetrics *metrics)
{
  Measure *self = (Measure *) (gpointer) metrics;

  for (int i = 0; i < N_FACES; i++)
    g_hash_table_unref (self->others[i]);
  g_object_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
make (gpointer data)
{
  return ng_pango_metrics_new (ng_theme_get (NG_THEME_LIGHT));
}

const NgMetrics *
ng_pango_metrics (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make, NULL);
}

char *
ng_pango_family_used (const char *family)
{
  PangoContext *context = make_context ();
  PangoFontDescription *wanted = pango_font_description_new ();
  char *used = NULL;

  pango_font_description_set_family (wanted, family);
  pango_font_description_set_absolute_size (wanted, MEASURED_SIZE * PANGO_SCALE);
  PangoFont *font = pango_context_load_font (context, wanted);
  if (font != NULL) {
    PangoFontDescription *found = pango_font_describe (font);

    used = g_strdup (pango_font_description_get_family (found));
    pango_font_description_free (found);
    g_object_unref (font);
  }
  pango_font_description_free (wanted);
  g_object_unref (context);
  return used != NULL ? used : g_strdup (family);
}

static gboolean
is_missing (PangoLayout *layout, const char *at)
{
  pango_layout_set_text (layout, at, (int) (g_utf8_next_char (at) - at));
  return pango_layout_get_unknown_glyphs_count (layout) > 0;
}

/* Each letter is tried once: which fonts there are does not hang on weight and slant. */
char *
ng_pango_missing (const NgScene *scene, const NgTheme *theme, guint most)
{
  g_autoptr (GHashTable) tried = g_hash_table_new (NULL, NULL);
  GString *missing = g_string_new (NULL);
  PangoContext *context = make_context ();
  PangoLayout *layout = pango_layout_new (context);
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene) && n < most; i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    const char *text = item->kind == NG_ITEM_TEXT ? ng_scene_item_text (scene, item) : "";

    for (const char *p = text; *p != '\0' && n < most; p = g_utf8_next_char (p)) {
      gunichar c = g_utf8_get_char (p);

      if (c < 128 || !g_unichar_isgraph (c) || !g_hash_table_add (tried, GUINT_TO_POINTER (c)))
        continue;
      if (g_hash_table_size (tried) == 1) {
        PangoFontDescription *font = ng_pango_font (theme, item->font, MEASURED_SIZE);

        pango_layout_set_font_description (layout, font);
        pango_font_description_free (font);
      }
      if (is_missing (layout, p)) {
        g_string_append_unichar (missing, c);
        n++;
      }
    }
  }
  g_object_unref (layout);
  g_object_unref (context);
  return g_string_free (missing, FALSE);
}
