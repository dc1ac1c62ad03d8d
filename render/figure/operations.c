#include "render/figure/operations.h"

#include "core/formats/document.h"
#include "render/figure/option.h"
#include "render/plot/file.h"
#include "render/plot/values.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
write_net (NgNet *net,
           const char *path,
           const NgExpr *options,
           GPtrArray *warnings,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();
  g_autofree char *title = g_path_get_basename (path);
  NgFigureFileOptions file = { .settings = settings, .title = title, .cancellable = cancellable };
  g_autoptr (GBytes) bytes = NULL;

  *strrchr (title, '.') = '\0';
  if (options != NULL && !ng_figure_options_read (net, options, 2, settings, &file, error))
    return FALSE;
  if (file.share > 0 && strcmp (ng_figure_file_ending (path), "tex") != 0) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (options),
                      "A width in %s is for tex alone.",
                      file.share_of);
    return FALSE;
  }
  bytes = ng_figure_file_new (net, ng_figure_file_ending (path), &file, warnings, error);
  return bytes != NULL && ng_file_replace (path, bytes, error);
}

static gboolean
write_plot (const NgPlot *plot, const char *path, const NgExpr *options, GError **error)
{
  if (options == NULL || ng_expr_n_args (options) <= 2)
    return ng_plot_export (plot, path, error);
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("Eval::arguments",
                                       ng_expr_place (ng_expr_arg (options, 2)),
                                       "Export has options for pictures of nets alone."),
                    "The options of a plot stand in it: BarChart[…, ImageSize -> 252]."));
  return FALSE;
}

gboolean
ng_figure_export (NgExpr *value,
                  const char *path,
                  const NgExpr *options,
                  GPtrArray *warnings,
                  GCancellable *cancellable,
                  gboolean *is_known,
                  GError **error)
{
  NgNet *net = ng_value_net (value);
  const NgPlot *plot = ng_expr_plot (value);

  *is_known = plot != NULL || (net != NULL && ng_figure_file_ending (path) != NULL);
  if (plot != NULL)
    return write_plot (plot, path, options, error);
  return *is_known && write_net (net, path, options, warnings, cancellable, error);
}

/* A picture in a new folder among the temporary ones; the value is its name. */
static NgExpr *
apply_show (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *value = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : call;
  gboolean is_plot = ng_expr_plot (value) != NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (!is_plot && ng_value_net (value) == NULL) {
    ng_error_set_new (
        error, "Eval::arguments", ng_expr_place (call), "Show takes a net or a plot.");
    return NULL;
  }
  folder = g_dir_make_tmp (NULL, error);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, is_plot ? "plot.svg" : "net.svg", NULL);
  if (ng_session_export (session, value, path, NULL, error))
    return ng_expr_new_string (path, NULL);
  g_rmdir (folder);
  return NULL;
}

void
ng_figure_operations_add (NgSession *session)
{
  static const NgOperation show = {
    "Show",
    "Show[net]",
    "Writes a picture of a net, or a plot, to a temporary file, and gives its name",
    apply_show
  };

  ng_export_add (session, ng_figure_export);
  ng_session_add_operation (session, &show);
  ng_plots_add (session);
}
