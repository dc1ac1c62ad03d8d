#include "render/figure/figure-file.h"

#include "render/export/cairo.h"
#include "render/export/dot-text.h"
#include "render/export/pango.h"
#include "render/export/resolution.h"
#include "render/export/svg.h"
#include "render/export/tikz.h"
#include "render/figure/caption.h"
#include "render/figure/figure-rows.h"
#include "render/figure/hide.h"
#include "render/figure/proof.h"
#include "render/standard/depth.h"

#include <math.h>
#include <string.h>

/* Pixels per point of a png, where nothing else is said. */
#define USUAL_SCALE 2.0
/* Pixels of the longer side that are told where nobody asked for a size. */
#define LONG_PIXELS 8192
/* Pixels per inch of one that is as wide as a column. */
#define PRINT_DPI 300.0

/* What is made for one picture. */
typedef struct {
  NgTheme *theme;
  NgMetrics *metrics;
  GPtrArray *warnings; /* (nullable) */
} Maker;

const char *
ng_figure_file_ending (const char *path)
{
  static const char *const endings[] = { "svg", "pdf", "png", "tex", "dot" };
  const char *point = strrchr (path, '.');

  for (gsize i = 0; point != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (point + 1, endings[i]) == 0)
      return endings[i];
  return NULL;
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

/* The theme and the metrics of its fonts. */
static void
prepare (Maker *self, const NgFigureFileOptions *options)
{
  const NgFigureSettings *settings = options->settings;
  NgThemeKind kind = settings->theme != NG_FIGURE_AUTOMATIC ? (NgThemeKind) settings->theme
                                                            : settings->figure.form->theme;
  g_autofree char *families =
      settings->font != NULL ? ng_proof_font (settings->font, self->warnings) : NULL;

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

/* Whether its rows could be broken, and are not. */
static gboolean
can_wrap (const NgFigure *figure)
{
  return figure->wrap == 0 && ng_figure_row_counts (ng_figure_row_find ("wrap"), figure->form);
}

static void
warn_reduced (Maker *self, const NgFigure *figure, double scale)
{
  warn (self,
        ng_diagnostic_new (
            "Draw::size",
            NULL,
            "The picture is too large for a png of the usual scale; it has %.2g pixels per point.",
            scale),
        can_wrap (figure)
            ? "Write svg or pdf for all details; --wrap auto breaks a long net into rows."
            : "Write svg or pdf for all details.");
}

/* Of a long strip nobody sees more than a part. */
static void
warn_long (Maker *self, const NgFigure *figure, double width, double height)
{
  if (MAX (width, height) <= LONG_PIXELS)
    return;
  warn (self,
        ng_diagnostic_new (
            "Draw::size", NULL, "The picture has %.0f×%.0f pixels.", round (width), round (height)),
        can_wrap (figure)
            ? "--wrap auto breaks a long net into rows, and --size 4000 makes the picture smaller."
            : "--size 4000 makes the picture smaller.");
}

static GBytes *
take_text (char *text)
{
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

/* width: points in print. What says its width in print says its resolution too. */
static GBytes *
write_png (Maker *self,
           const NgScene *scene,
           const NgFigureFileOptions *options,
           double width,
           GError **error)
{
  const NgFigure *figure = &options->settings->figure;
  double own = (double) ng_scene_bounds (scene).width;
  gboolean is_print = figure->width > 0 || options->dpi > 0;
  double usual = is_print ? PRINT_DPI / 72 : USUAL_SCALE, wanted = options->scale, scale;
  GBytes *bytes;

  if (options->dpi > 0)
    wanted = options->dpi / 72;
  /* From points in print to those of the scene. */
  double share = own > 0 ? width / own : 1;
  scale = wanted > 0 ? wanted * share : ng_png_fitting_scale (scene, usual * share);
  if (wanted == 0 && options->size == 0 && scale < usual * share)
    warn_reduced (self, figure, scale);
  else if (wanted == 0 && options->size == 0)
    warn_long (self, figure, own * scale, (double) ng_scene_bounds (scene).height * scale);
  bytes = ng_cairo_png (scene, self->theme, scale, options->size, FALSE, error);
  return bytes != NULL && is_print && options->size == 0
             ? ng_png_with_resolution (bytes, scale / share * 72)
             : bytes;
}

char *
ng_figure_dot (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgNet) shown = ng_figure_hide (net, figure->hidden, figure->aliases, error);
  int depth =
      figure->depth == NG_FIGURE_BEST ? ng_standard_depth (net, NULL, cancellable) : figure->depth;
  NgDirection direction = figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction
                                                                   : NG_DIRECTION_RIGHT;

  return shown != NULL ? ng_dot_write (shown, direction, depth, figure->metrics, cancellable, error)
                       : NULL;
}

static void
outline (NgScene **scene, const NgTheme *theme)
{
  NgScene *outlines = ng_cairo_outline (*scene, theme);

  ng_scene_unref (*scene);
  *scene = outlines;
}

/* Of pixels nobody knows how large they are in print, unless a width was settled; words of tex are
 * in the fonts of its document, and as wide as it says. */
static void
proof (Maker *self, const NgScene *scene, const char *ending, const NgFigureFileOptions *options)
{
  gboolean is_tex = strcmp (ending, "tex") == 0;

  if (options->share == 0 && (strcmp (ending, "png") != 0 || options->settings->figure.width > 0))
    ng_proof_print (scene, self->theme, options->settings, ng_figure_row_option, self->warnings);
  if (is_tex)
    ng_proof_tex (scene, self->warnings);
  else
    ng_proof_glyphs (scene, self->theme, self->warnings);
}

static GBytes *
write_picture (
    Maker *self, NgNet *net, const char *ending, const NgFigureFileOptions *options, GError **error)
{
  NgFigure figure = options->settings->figure;
  const char *title = ng_figure_settings_title (options->settings, options->title);
  gboolean is_paper = !ng_theme_is_dark (self->theme);
  g_autoptr (NgScene) scene = NULL;
  double width;

  figure.title = title;
  figure.positions = options->positions;
  figure.metrics = self->metrics;
  if (strcmp (ending, "dot") == 0)
    return take_text (ng_figure_dot (net, &figure, options->cancellable, error));
  scene = ng_figure_draw (net, &figure, options->cancellable, error);
  if (scene == NULL)
    return NULL;
  width = ng_figure_width (&figure, scene);
  if (self->warnings != NULL)
    proof (self, scene, ending, options);
  if (options->settings->outlines && strcmp (ending, "tex") != 0)
    outline (&scene, self->theme);
  if (strcmp (ending, "png") == 0)
    return write_png (self, scene, options, width, error);
  if (strcmp (ending, "tex") == 0) {
    NgTikzOptions tikz = { .net = net,
                           .title = title != NULL ? title : "NetGraph",
                           .width = width,
                           .share = options->share,
                           .share_of = options->share_of,
                           .standalone = !options->body,
                           .transparent = is_paper };

    return take_text (ng_tikz_write (scene, self->theme, &tikz, error));
  }
  g_autofree char *alternative = ng_figure_alternative (net, &figure);
  NgAbout about = { title != NULL ? title : "NetGraph", alternative, options->settings->author };
  if (strcmp (ending, "pdf") == 0)
    return ng_cairo_pdf (scene, self->theme, &about, width, error);
  return take_text (ng_svg_write (scene, self->theme, &about, width, FALSE));
}

GBytes *
ng_figure_file_new (NgNet *net,
                    const char *ending,
                    const NgFigureFileOptions *options,
                    GPtrArray *warnings,
                    GError **error)
{
  Maker maker = { .warnings = warnings };
  GBytes *bytes;

  prepare (&maker, options);
  bytes = write_picture (&maker, net, ending, options, error);
  maker_clear (&maker);
  return bytes;
}
