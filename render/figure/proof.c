#include "render/figure/proof.h"

#include "render/export/pango.h"
#include "render/export/tex-text.h"
#include "render/export/widths.h"
#include "render/figure/figure-text.h"

#include <math.h>
#include <string.h>

/* Letters without a glyph that are named. */
#define MOST_LETTERS 8
/* Points of a page that are not for rows: its margins, on both sides. */
#define MARGINS 40.0

static void
warn (GPtrArray *warnings, NgDiagnostic *diagnostic, const char *hint)
{
  g_ptr_array_add (warnings,
                   ng_diagnostic_as_warning (ng_diagnostic_with_hint (diagnostic, "%s", hint)));
}

static double
least_words (const NgScene *scene)
{
  double least = HUGE_VAL;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->kind == NG_ITEM_TEXT)
      least = MIN (least, (double) item->font.size);
  }
  return least;
}

static double
least_line (const NgScene *scene, const NgTheme *theme)
{
  double least = HUGE_VAL;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    NgStyle style = ng_theme_style (theme, item->role);

    if ((item->kind == NG_ITEM_BOX || item->kind == NG_ITEM_PATH) && style.line >> 24 != 0 &&
        style.width > 0)
      least = MIN (least, (double) style.width);
  }
  return least;
}

static gboolean
flows_down (const NgFigure *figure)
{
  NgDirection direction = figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction
                                                                   : figure->form->flow;

  return direction != NG_DIRECTION_RIGHT;
}

/* Whether it has tried rows already. */
static gboolean
makes_rows (const NgFigure *figure)
{
  return figure->form == ng_figure_form_find ("standard") && figure->width > 0 &&
         figure->wrap == 0 && !flows_down (figure);
}

static gboolean
heeds (const NgFigure *figure, const char *setting)
{
  return ng_figure_row_counts (ng_figure_row_find (setting), figure->form);
}

/* What is advised about a figure, and how its settings are named. */
typedef struct {
  const NgFigure *figure;
  NgFigureSay say;
} Advice;

/* Returns: (transfer full): the setting, which is to be @value (nullable), between two texts */
static char *
name_setting (const Advice *self,
              const char *before,
              const char *setting,
              const char *value,
              const char *after)
{
  g_autofree char *name = self->say (ng_figure_row_find (setting), value);

  return g_strconcat (before, name, after, NULL);
}

/* Returns: (transfer full) (nullable): what other direction may help; StandardForm of a settled
 * width has tried all of them, unless it was told where to go */
static char *
other_direction (const Advice *self)
{
  const NgFigure *figure = self->figure;
  gboolean is_free = figure->direction == NG_FIGURE_AUTOMATIC;

  if (figure->form != ng_figure_form_find ("standard"))
    return name_setting (self, "another ", "direction", NULL, "");
  if (is_free && figure->width > 0)
    return NULL;
  if (is_free || figure->direction == NG_DIRECTION_RIGHT)
    return name_setting (self, "a flow downwards (", "direction", "down", ")");
  if (figure->width > 0)
    return name_setting (self, "", "direction", "", ", which takes what reads best");
  return name_setting (self, "another ", "direction", NULL, "");
}

/* Returns: (transfer full): "Another --direction or a lower --depth may make it narrower." */
static char *
suggest (const Advice *self, gboolean is_wide)
{
  const NgFigure *figure = self->figure;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);
  gboolean folds =
      figure->fold == NG_FIGURE_AUTOMATIC ? figure->form->folds : figure->fold != FALSE;
  char *direction = heeds (figure, "direction") ? other_direction (self) : NULL;

  if (direction != NULL)
    g_ptr_array_add (parts, direction);
  if (!is_wide)
    g_ptr_array_add (parts, name_setting (self, "more ", "width", NULL, ""));
  if (figure->depth == -1)
    g_ptr_array_add (parts, name_setting (self, "closed groups (", "depth", "0", ")"));
  else if (figure->depth != 0)
    g_ptr_array_add (parts, name_setting (self, "a lower ", "depth", NULL, ""));
  if (is_wide && heeds (figure, "dimensions") && figure->dimensions != (int) NG_DIMENSIONS_NONE)
    g_ptr_array_add (parts, name_setting (self, "less ", "dimensions", NULL, ""));
  if (heeds (figure, "fold") && !folds)
    g_ptr_array_add (parts, name_setting (self, "repeats drawn once (", "fold", NULL, ")"));
  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (text,
                            "%s%s",
                            i == 0               ? ""
                            : i + 1 < parts->len ? ", "
                                                 : " or ",
                            (const char *) parts->pdata[i]);
  if (parts->len == 0)
    return g_string_free (text, FALSE);
  g_string_append_printf (text, " may make it %s.", is_wide ? "narrower" : "lower");
  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free (text, FALSE);
}

/* What to do about a figure that is too wide, or too high: as much of the flow in a row as @most
 * points, where it goes that way. */
static char *
advise (const Advice *self, gboolean is_wide, double most)
{
  const NgFigure *figure = self->figure;

  most -= MARGINS;
  if (figure->form->waits_to_wrap && !makes_rows (figure) && is_wide != flows_down (figure) &&
      most >= MARGINS &&
      (figure->wrap == 0 || (is_wide && figure->wrap < 0) || figure->wrap > most)) {
    g_autofree char *length = ng_figure_length (most, figure->width, FALSE);

    return is_wide ? name_setting (self, "Broken into rows by ", "wrap", length, " it is no wider.")
                   : name_setting (
                         self, "Broken into columns by ", "wrap", length, " it may be lower.");
  }
  return suggest (self, is_wide);
}

/* Returns: (transfer full): that it has to be so many points wide */
static char *
ask_width (const Advice *self, double width)
{
  g_autofree char *needed = ng_figure_length (width, self->figure->width, TRUE);

  return name_setting (self, "It needs ", "width", needed, ".");
}

void
ng_proof_print (const NgScene *scene,
                const NgTheme *theme,
                const NgFigureSettings *settings,
                NgFigureSay say,
                GPtrArray *warnings)
{
  Advice self = { &settings->figure, say };
  NgBox page = ng_scene_bounds (scene);
  double own = (double) page.width, width = ng_figure_width (&settings->figure, scene);
  double scale = own > 0 ? width / own : 1, height = (double) page.height * scale;
  double words = least_words (scene), line = least_line (scene, theme);
  const NgFigure *figure = &settings->figure;
  double most = ng_paper_height (figure->width);

  if (words * scale < NG_LEAST_WORDS - 0.01) {
    g_autofree char *advice = advise (&self, TRUE, width * words / NG_LEAST_WORDS);
    g_autofree char *needed = ask_width (&self, own * NG_LEAST_WORDS / words);
    g_autofree char *hint = g_strjoin (" ", needed, advice, NULL);
    warn (warnings,
          ng_diagnostic_new ("Draw::small",
                             NULL,
                             "The smallest words are of %.1f points; less than %g cannot be read.",
                             words * scale,
                             NG_LEAST_WORDS),
          hint);
  } else if (line * scale < NG_LEAST_LINE - 0.005) {
    g_autofree char *hint = ask_width (&self, own * NG_LEAST_LINE / line);
    warn (
        warnings,
        ng_diagnostic_new ("Draw::thin",
                           NULL,
                           "The thinnest lines are of %.2f points; in print, less than %g vanish.",
                           line * scale,
                           NG_LEAST_LINE),
        hint);
  }
  if (figure->width > 0 && height > most + 0.5) {
    g_autofree char *hint = advise (&self, FALSE, most / scale);
    g_autofree char *reached = ng_figure_length (height, figure->width, TRUE);
    g_autofree char *page_height = ng_figure_length (most, figure->width, FALSE);
    warn (
        warnings,
        ng_diagnostic_new (
            "Draw::tall", NULL, "The figure is %s high, and a page has %s.", reached, page_height),
        hint);
  }
}

static gboolean
is_generic (const char *family)
{
  static const char *const generic[] = { "sans", "sans-serif", "serif", NULL };

  return g_strv_contains (generic, family);
}

char *
ng_proof_font (const char *font, GPtrArray *warnings)
{
  g_autofree char *used = ng_pango_family_used (font);

  if (is_generic (font) || g_ascii_strcasecmp (used, font) == 0)
    return g_strdup (font);
  if (warnings != NULL)
    warn (warnings,
          ng_diagnostic_new (
              "Draw::font", NULL, "The font \"%s\" is not here; \"%s\" is taken.", font, used),
          "Words are as wide as in the font that is taken; fc-list : family tells what there is.");
  return g_strdup_printf ("%s, %s", font, used);
}

void
ng_proof_glyphs (const NgScene *scene, const NgTheme *theme, GPtrArray *warnings)
{
  g_autofree char *missing = ng_pango_missing (scene, theme, MOST_LETTERS);

  if (*missing != '\0')
    warn (warnings,
          ng_diagnostic_new (
              "Draw::glyph", NULL, "No font here has “%s”; boxes stand in their place.", missing),
          "Install a font that has them, or give these layers other words (aliases).");
}

void
ng_proof_tex (const NgScene *scene, GPtrArray *warnings)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  int n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    g_autofree char *others =
        item->kind == NG_ITEM_TEXT ? ng_tex_missing (ng_scene_item_text (scene, item)) : NULL;

    for (const char *p = others; p != NULL && *p != '\0' && n < MOST_LETTERS;
         p = g_utf8_next_char (p)) {
      if (g_utf8_strchr (missing->str, -1, g_utf8_get_char (p)) != NULL)
        continue;
      g_string_append_unichar (missing, g_utf8_get_char (p));
      n++;
    }
  }
  if (n > 0)
    warn (warnings,
          ng_diagnostic_new ("Draw::glyph",
                             NULL,
                             "pdfLaTeX has no letters for “%s”; their codes stand in their place.",
                             missing->str),
          "LuaLaTeX and XeLaTeX set them, where the document's font has them; or give these layers "
          "other words (aliases).");
}
