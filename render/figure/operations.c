#include "render/figure/operations.h"

#include "core/formats/document.h"
#include "render/figure/figure-file.h"
#include "render/plot/file.h"
#include "render/plot/values.h"

#include <glib/gstdio.h>

static gboolean
write_net (NgNet *net,
           const char *path,
           const char *ending,
           GPtrArray *warnings,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();
  g_autofree char *title = g_path_get_basename (path);
  NgFigureFileOptions options = { .settings = settings,
                                  .title = title,
                                  .cancellable = cancellable };
  g_autoptr (GBytes) bytes = ng_figure_file_new (net, ending, &options, warnings, error);

  return bytes != NULL && ng_file_replace (path, bytes, error);
}

gboolean
ng_figure_export (NgExpr *value,
                  const char *path,
                  GPtrArray *warnings,
                  GCancellable *cancellable,
                  gboolean *is_known,
                  GError **error)
{
  NgNet *net = ng_value_net (value);
  const NgPlot *plot = ng_expr_plot (value);
  const char *ending = ng_figure_file_ending (path);

  *is_known = plot != NULL || (net != NULL && ending != NULL);
  if (plot != NULL)
    return ng_plot_export (plot, path, error);
  return *is_known && write_net (net, path, ending, warnings, cancellable, error);
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
  if (ng_session_export (session, value, path, error))
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
