#include "app/commands/picture.h"

#include "render/export/cairo.h"
#include "render/export/dot-text.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/export/tikz.h"

#include <string.h>

/* Pixels per point of a png, where nothing else is said. */
#define USUAL_SCALE 2.0

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

GBytes *
ng_picture_new (
    NgNet *net, const char *path, const NgPictureOptions *options, double *reduced, GError **error)
{
  const char *ending = find_ending (path);
  NgFigure figure = options->figure;
  const NgTheme *theme =
      options->theme != NULL ? ng_theme_find (options->theme) : ng_theme_get (figure.form->theme);
  const char *title = figure.title != NULL ? figure.title : "NetGraph";
  g_autoptr (NgScene) scene = NULL;
  double scale = options->scale;
  char *text;

  if (reduced != NULL)
    *reduced = 0;
  if (strcmp (ending, "dot") == 0) {
    text = ng_dot_write (net,
                         figure.direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure.direction
                                                                 : NG_DIRECTION_RIGHT);
    return g_bytes_new_take (text, strlen (text));
  }
  figure.metrics = ng_pango_metrics ();
  scene = ng_figure_draw (net, &figure, options->cancellable, error);
  if (scene == NULL)
    return NULL;
  if (strcmp (ending, "tex") == 0) {
    NgTikzOptions tikz = { .net = net,
                           .title = title,
                           .width = figure.width,
                           .share = options->share,
                           .standalone = !options->body,
                           .transparent = TRUE };

    text = ng_tikz_write (scene, theme, &tikz, error);
    return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
  }
  if (strcmp (ending, "pdf") == 0)
    return ng_cairo_pdf (scene, theme, title, figure.width, error);
  if (strcmp (ending, "png") == 0) {
    if (scale == 0)
      scale = ng_png_fitting_scale (scene, USUAL_SCALE);
    if (reduced != NULL && options->scale == 0 && options->size == 0 && scale < USUAL_SCALE)
      *reduced = scale;
    return ng_cairo_png (scene, theme, scale, options->size, FALSE, error);
  }
  text = ng_svg_write (scene, theme, title, figure.width, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
