#include "ui/picture.h"

#include "core/formats/document.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/resolution.h"
#include "render/export/svg.h"
#include "render/export/tikz.h"
#include "render/figure/figure-file.h"

#include <string.h>

/* Pixels per point of a picture that is saved as pixels: 192 an inch. */
#define PNG_SCALE (192.0 / 72.0)
/* Of one that is as wide as a figure in print: 300 an inch. */
#define PRINT_SCALE (300.0 / 72.0)

void
ng_picture_copy (NgPicture *self, const NgPicture *picture)
{
  *self = *picture;
  ng_scene_ref (self->scene);
  ng_theme_ref (self->theme);
  if (self->net != NULL)
    ng_net_ref (self->net);
  if (self->settings != NULL)
    self->settings = ng_figure_settings_copy (self->settings);
  self->title = g_strdup (picture->title);
  self->description = g_strdup (picture->description);
  self->author = g_strdup (picture->author);
}

void
ng_picture_clear (NgPicture *self)
{
  ng_scene_unref (self->scene);
  ng_theme_unref (self->theme);
  g_clear_pointer (&self->net, ng_net_unref);
  if (self->settings != NULL)
    ng_figure_settings_free ((NgFigureSettings *) self->settings);
  g_free (self->title);
  g_free (self->description);
  g_free (self->author);
}

static gboolean
has_ending (const char *path, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ending);
}

/* Pixels per point of the scene. */
static double
wanted_scale (const NgPicture *self)
{
  return self->width > 0
             ? self->width * PRINT_SCALE / (double) MAX (ng_scene_bounds (self->scene).width, 1)
             : PNG_SCALE;
}

static GBytes *
take_text (char *text)
{
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

/* What is as wide as a figure in print says how many pixels an inch has. */
static GBytes *
write_png (const NgPicture *self, int *percent, GError **error)
{
  double wanted = wanted_scale (self);
  double scale = ng_png_fitting_scale (self->scene, wanted);
  GBytes *bytes = ng_cairo_png (self->scene, self->theme, scale, 0, FALSE, error);

  if (percent != NULL)
    *percent = MAX ((int) (100 * scale / wanted), 1);
  return bytes != NULL && self->width > 0
             ? ng_png_with_resolution (bytes, 72 * PRINT_SCALE * scale / wanted)
             : bytes;
}

static GBytes *
write_tex (const NgPicture *self, GError **error)
{
  NgTikzOptions options = { .net = self->net,
                            .title = self->title,
                            .width = self->width,
                            .standalone = TRUE,
                            .transparent = !ng_theme_is_dark (self->theme) };

  return take_text (ng_tikz_write (self->scene, self->theme, &options, error));
}

/* The places of StandardForm, of which nothing else is in the file. */
static GBytes *
write_dot (const NgPicture *self, GError **error)
{
  g_autoptr (NgFigureSettings) settings =
      self->settings != NULL ? ng_figure_settings_copy (self->settings) : ng_figure_settings_new ();
  NgMetrics *metrics = ng_pango_metrics_new (self->theme);
  GBytes *bytes;

  settings->figure.metrics = metrics;
  if (self->settings == NULL)
    settings->figure.direction = (int) self->direction;
  bytes = take_text (ng_figure_dot (self->net, &settings->figure, NULL, error));
  ng_pango_metrics_free (metrics);
  return bytes;
}

GBytes *
ng_picture_bytes (const NgPicture *self, const char *path, int *percent, GError **error)
{
  gboolean is_svg = has_ending (path, ".svg");
  NgAbout about = { self->title, self->description, self->author };
  g_autoptr (NgScene) outlines = NULL;
  const NgScene *scene = self->scene;

  if (percent != NULL)
    *percent = 100;
  if (has_ending (path, ".png"))
    return write_png (self, percent, error);
  if (has_ending (path, ".tex"))
    return write_tex (self, error);
  if (has_ending (path, ".dot") && self->net != NULL)
    return write_dot (self, error);
  if (self->outlines)
    scene = outlines = ng_cairo_outline (self->scene, self->theme);
  if (is_svg)
    return take_text (ng_svg_write (scene, self->theme, &about, self->width, FALSE));
  if (has_ending (path, ".pdf"))
    return ng_cairo_pdf (scene, self->theme, &about, self->width, error);
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("File::format", NULL, "A picture cannot be saved as this."),
                    "Let the name end in .svg, .pdf, .png, .tex or .dot."));
  return NULL;
}

/* Saving. */

typedef struct {
  NgPicture picture;
  char *path;
} SaveData;

static void
save_data_free (gpointer data)
{
  SaveData *save = data;

  ng_picture_clear (&save->picture);
  g_free (save->path);
  g_free (save);
}

static gpointer
save_work (gpointer data, GCancellable *cancellable, GError **error)
{
  SaveData *save = data;
  int percent;
  g_autoptr (GBytes) bytes = ng_picture_bytes (&save->picture, save->path, &percent, error);

  if (bytes == NULL || !ng_file_replace (save->path, bytes, error))
    return NULL;
  return GINT_TO_POINTER (percent);
}

void
ng_picture_save (
    const NgPicture *self, NgTasks *tasks, GObject *owner, const char *path, NgDone done)
{
  SaveData *data = g_new0 (SaveData, 1);

  ng_picture_copy (&data->picture, self);
  data->path = g_strdup (path);
  ng_tasks_start (tasks, NG_WORKER_FILES, owner, save_work, data, save_data_free, NULL, done);
}
