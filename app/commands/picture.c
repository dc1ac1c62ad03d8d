#include "app/commands/picture.h"

#include "render/export/cairo.h"
#include "render/export/dot-text.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include <string.h>

static const char *
find_ending (const char *path)
{
  const char *point = strrchr (path, '.');

  return point != NULL ? point + 1 : "";
}

gboolean
ng_picture_is_known (const char *path)
{
  static const char *const endings[] = { "svg", "pdf", "png", "dot", NULL };

  return g_strv_contains (endings, find_ending (path));
}

GBytes *
ng_picture_new (NgNet *net, const char *path, const NgPictureOptions *options, GError **error)
{
  const char *ending = find_ending (path);
  const NgTheme *theme = ng_theme_find (options->theme != NULL ? options->theme : "light");
  NgStandardOptions standard = { .direction = options->direction,
                                 .dimensions = options->dimensions,
                                 .depth = options->depth,
                                 .header = options->header,
                                 .metrics = ng_pango_metrics () };
  g_autoptr (NgScene) scene = NULL;
  char *text;

  if (strcmp (ending, "dot") == 0) {
    text = ng_dot_write (net, options->direction);
    return g_bytes_new_take (text, strlen (text));
  }
  scene = ng_standard_draw (net, &standard, NULL, error);
  if (scene == NULL)
    return NULL;
  if (strcmp (ending, "pdf") == 0)
    return ng_cairo_pdf (scene, theme, options->title, options->width, error);
  if (strcmp (ending, "png") == 0)
    return ng_cairo_png (scene, theme, options->scale, options->size, FALSE, error);
  text = ng_svg_write (scene, theme, options->title, options->width, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
