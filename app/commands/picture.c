#include "app/commands/picture.h"

#include "render/export/cairo.h"
#include "render/export/dot-text.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/export/tikz.h"
#include "render/figure/caption.h"
#include "render/figure/hide.h"
#include "render/standard/depth.h"

#include <math.h>
#include <string.h>

/* Pixels per point of a png, where nothing else is said. */
#define USUAL_SCALE 2.0
/* Points: what journals ask of the smallest words. */
#define LEAST_SIZE 6.0

/* What is made for one picture. */
typedef struct {
  NgTheme *theme;
  NgMetrics *metrics;
  GPtrArray *warnings; /* (nullable) */
} Maker;

static const char *
find_ending (const char *path)
{
  const char *point = strrchr (path, '.');

  return point != NULL ? point + 1 : "";
}

gboolean
ng_picture_is_known (const char *path)
{
  static const char *const endings[] = { "svg", "pdf", "png", "tex", "dot", NULL };

  return g_strv_contains (endings, find_ending (path));
}

static void
warn (Maker *self, NgDiagnostic *diagnostic, const char *hint)
{
  diagnostic = ng_diagnostic_as_warning (ng_diagnostic_with_hint (diagnostic, "%s", hint));
  if (self->warnings != NULL)
    g_ptr_array_add (self->warnings, diagnostic);
  else
    ng_diagnostic_unref (diagnostic);
}

static gboolean
is_generic (const char *family)
{
  static const char *const generic[] = { "sans", "sans-serif", "serif", NULL };

  return g_strv_contains (generic, family);
}

/* The families of a theme for @font: what this machine takes in its place comes second, so that
 * the picture looks alike where the font is missing as well. */
static char *
find_families (Maker *self, const char *font)
{
  g_autofree char *used = ng_pango_family_used (font);

  if (is_generic (font) || g_ascii_strcasecmp (used, font) == 0)
    return g_strdup (font);
  warn (self,
        ng_diagnostic_new (
            "Draw::font", NULL, "The font \"%s\" is not here; \"%s\" is taken.", font, used),
        "Words are as wide as in the font that is taken; fc-list : family tells what there is.");
  return g_strdup_printf ("%s, %s", font, used);
}

/* The theme and the metrics of its fonts. */
static void
prepare (Maker *self, const NgPictureOptions *options)
{
  const NgFigureSettings *settings = options->settings;
  NgThemeKind kind = settings->theme != NG_FIGURE_AUTOMATIC ? (NgThemeKind) settings->theme
                                                            : settings->figure.form->theme;
  g_autofree char *families = settings->font != NULL ? find_families (self, settings->font) : NULL;

  self->theme = ng_theme_with (
      ng_theme_get (kind), (NgThemePalette) settings->palette, families, settings->opaque);
  self->metrics = ng_pango_metrics_new (self->theme);
}

static void
maker_clear (Maker *self)
{
  g_clear_pointer (&self->metrics, ng_pango_metrics_free);
  g_clear_pointer (&self->theme, ng_theme_unref);
}

static double
least_size (const NgScene *scene)
{
  double least = G_MAXDOUBLE;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->kind == NG_ITEM_TEXT)
      least = MIN (least, (double) item->font.size);
  }
  return least;
}

/* width: points that the picture has on paper. */
static void
check_sizes (Maker *self, const NgScene *scene, double width)
{
  double own = (double) ng_scene_bounds (scene).width, least = least_size (scene);
  double scale = own > 0 ? width / own : 1;
  double needed = LEAST_SIZE / least * own;
  g_autofree char *hint = NULL;

  if (least * scale >= LEAST_SIZE - 0.01 || least == G_MAXDOUBLE)
    return;
  hint = g_strdup_printf ("It needs a width of %.2fin. Another direction, a lower depth or less "
                          "dimensions make it narrower.",
                          ceil (needed / 72 * 100) / 100);
  warn (self,
        ng_diagnostic_new ("Draw::small",
                           NULL,
                           "The smallest words are of %.1f points; less than %g cannot be read.",
                           least * scale,
                           LEAST_SIZE),
        hint);
}

static void
warn_reduced (Maker *self, double scale)
{
  warn (self,
        ng_diagnostic_new (
            "Draw::size",
            NULL,
            "The picture is too large for a png of the usual scale; it has %.2g pixels per point.",
            scale),
        "Write svg or pdf for all details; --wrap auto breaks a long net into rows.");
}

static GBytes *
take_text (char *text)
{
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

static GBytes *
write_png (Maker *self, const NgScene *scene, const NgPictureOptions *options, GError **error)
{
  double scale = options->scale;

  if (scale == 0)
    scale = ng_png_fitting_scale (scene, USUAL_SCALE);
  if (options->scale == 0 && options->size == 0 && scale < USUAL_SCALE)
    warn_reduced (self, scale);
  return ng_cairo_png (scene, self->theme, scale, options->size, FALSE, error);
}

static GBytes *
write_dot (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgNet) shown = ng_figure_hide (net, figure->hidden, figure->aliases, error);
  int depth = figure->depth == NG_FIGURE_BEST ? ng_standard_depth (net) : figure->depth;
  NgDirection direction = figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction
                                                                   : NG_DIRECTION_RIGHT;

  return shown != NULL ? take_text (ng_dot_write (
                             shown, direction, depth, figure->metrics, cancellable, error))
                       : NULL;
}

static void
outline (NgScene **scene, const NgTheme *theme)
{
  NgScene *outlines = ng_cairo_outline (*scene, theme);

  ng_scene_unref (*scene);
  *scene = outlines;
}

static GBytes *
write_picture (
    Maker *self, NgNet *net, const char *ending, const NgPictureOptions *options, GError **error)
{
  NgFigure figure = options->settings->figure;
  const char *title = options->title != NULL ? options->title : "NetGraph";
  gboolean is_paper = !ng_theme_is_dark (self->theme);
  g_autoptr (NgScene) scene = NULL;
  double width;

  figure.title = options->title;
  figure.positions = options->positions;
  figure.metrics = self->metrics;
  if (strcmp (ending, "dot") == 0)
    return write_dot (net, &figure, options->cancellable, error);
  scene = ng_figure_draw (net, &figure, options->cancellable, error);
  if (scene == NULL)
    return NULL;
  width = ng_figure_width (&figure, scene);
  if (options->share == 0 && strcmp (ending, "png") != 0)
    check_sizes (self, scene, width);
  if (options->settings->outlines && strcmp (ending, "tex") != 0)
    outline (&scene, self->theme);
  if (strcmp (ending, "png") == 0)
    return write_png (self, scene, options, error);
  if (strcmp (ending, "pdf") == 0)
    return ng_cairo_pdf (scene, self->theme, title, width, error);
  if (strcmp (ending, "tex") == 0) {
    NgTikzOptions tikz = { .net = net,
                           .title = title,
                           .width = width,
                           .share = options->share,
                           .standalone = !options->body,
                           .transparent = is_paper };

    return take_text (ng_tikz_write (scene, self->theme, &tikz, error));
  }
  g_autofree char *alternative = ng_figure_alternative (net, &figure);
  return take_text (ng_svg_write (scene, self->theme, alternative, width, FALSE));
}

GBytes *
ng_picture_new (NgNet *net,
                const char *path,
                const NgPictureOptions *options,
                GPtrArray *warnings,
                GError **error)
{
  const char *ending = find_ending (path);
  Maker maker = { .warnings = warnings };
  GBytes *bytes;

  prepare (&maker, options);
  bytes = write_picture (&maker, net, ending, options, error);
  maker_clear (&maker);
  return bytes;
}
