#include "render/plot/file.h"

#include "core/formats/document.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/export/tikz.h"
#include "render/figure/figure-file.h"

#include <string.h>

/* Pixels per point of a png. */
#define SCALE 2

gboolean
ng_plot_export (const NgPlot *plot, const char *path, GError **error)
{
  const NgTheme *theme = ng_plot_theme (plot);
  const char *ending = ng_figure_file_ending (path);
  g_autofree char *title = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = NULL;

  g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_pango_metrics ());
  if (g_strcmp0 (ending, "svg") == 0) {
    char *text = ng_svg_write (scene, theme, &(NgAbout){ .title = title }, 0, FALSE);
    bytes = g_bytes_new_take (text, strlen (text));
  } else if (g_strcmp0 (ending, "pdf") == 0) {
    bytes = ng_cairo_pdf (scene, theme, &(NgAbout){ .title = title }, 0, error);
  } else if (g_strcmp0 (ending, "png") == 0) {
    bytes = ng_cairo_png (scene, theme, SCALE, 0, FALSE, error);
  } else if (g_strcmp0 (ending, "tex") == 0) {
    NgTikzOptions options = { .title = title,
                              .standalone = TRUE,
                              .transparent = !ng_theme_is_dark (theme) };
    char *text = ng_tikz_write (scene, theme, &options, error);
    bytes = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
  } else {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new (
                "File::format", NULL, "\"%s\" has no ending of a format that plots have.", path),
            "Plots are written as .svg, .pdf, .png and .tex."));
  }
  return bytes != NULL && ng_file_replace (path, bytes, error);
}
