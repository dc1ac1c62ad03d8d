#include "app/commands/plots.h"

#include "core/formats/document.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/svg.h"

#include <string.h>

/* Pixels per point of a png. */
#define SCALE 2

gboolean
ng_plot_export (const NgPlot *plot, const char *path, GError **error)
{
  const NgTheme *theme = ng_theme_get (NG_THEME_LIGHT);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *title = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = NULL;

  g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_pango_metrics ());
  if (g_str_has_suffix (lower, ".svg")) {
    char *text = ng_svg_write (scene, theme, &(NgAbout){ .title = title }, 0, FALSE);
    bytes = g_bytes_new_take (text, strlen (text));
  } else if (g_str_has_suffix (lower, ".pdf")) {
    bytes = ng_cairo_pdf (scene, theme, &(NgAbout){ .title = title }, 0, error);
  } else if (g_str_has_suffix (lower, ".png")) {
    bytes = ng_cairo_png (scene, theme, SCALE, 0, FALSE, error);
  } else {
    ng_error_set_new (error,
                      "File::format",
                      NULL,
                      "A plot is written as svg, pdf or png, and \"%s\" ends in none of them.",
                      path);
  }
  return bytes != NULL && ng_file_replace (path, bytes, error);
}
