#include "app/commands/export.h"

#include "core/codec/picture.h"
#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/language/session.h"
#include "core/media/image.h"
#ifdef NG_HAVE_RENDER
#include "app/commands/picture.h"
#include "app/commands/plots.h"
#include "render/plot/values.h"
#endif
#include <glib/gstdio.h>
#include <string.h>

/* reason: (transfer full): why a net cannot be saved; pictures are formats too. Returns: %FALSE */
static gboolean
fail_format (GError *reason, GError **error)
{
  const NgDiagnostic *told = ng_error_diagnostic (reason);

#ifdef NG_HAVE_RENDER
  if (ng_error_has_tag (reason, "File::format") && told->hint != NULL) {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (ng_diagnostic_new (told->tag, &told->place, "%s", told->message),
                                 "%s Pictures of them are .svg, .pdf, .png, .tex or .dot.",
                                 told->hint));
    g_error_free (reason);
    return FALSE;
  }
#endif
  g_propagate_error (error, reason);
  return FALSE;
}

gboolean
ng_export_net (
    NgNet *net, const char *path, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
#ifdef NG_HAVE_RENDER
  g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();
  g_autofree char *title = g_path_get_basename (path);
  NgPictureOptions options = { .settings = settings, .title = title, .cancellable = cancellable };
  const char *ending = ng_picture_ending (path);
  g_autoptr (GBytes) bytes = NULL;

  if (ending != NULL) {
    bytes = ng_picture_new (net, ending, &options, warnings, error);
    return bytes != NULL && ng_file_replace (path, bytes, error);
  }
#endif
  if (ng_document_save (net, path, &reason)) {
    g_autofree char *lower = g_ascii_strdown (path, -1);

    if (warnings != NULL && g_str_has_suffix (lower, ".onnx"))
      ng_onnx_losses (net, NULL, warnings);
    return TRUE;
  }
  return fail_format (g_steal_pointer (&reason), error);
}

static gboolean
fail_arguments (const NgExpr *call, const char *sentence, GError **error)
{
  ng_error_set_new (error, "Eval::arguments", ng_expr_place (call), "%s", sentence);
  return FALSE;
}

/* The numbers of Image[…], in colours that a file can have. */
static NgTensor *
read_image (NgExpr *image, GError **error)
{
  NgColour colour;
  g_autoptr (NgTensor) picture = ng_picture_read (image, 2, &colour, error);

  if (picture == NULL || colour == NG_COLOUR_GREY || colour == NG_COLOUR_RGBA)
    return g_steal_pointer (&picture);
  return ng_colour_convert (picture, colour, NG_COLOUR_RGB, error);
}

/* A string as it is; numbers and lists of them as an array, in a format that the ending tells. */
static gboolean
export_value (NgExpr *value, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (GBytes) bytes = NULL;

#ifdef NG_HAVE_RENDER
  if (ng_expr_plot (value) != NULL)
    return ng_plot_export (ng_expr_plot (value), path, error);
#endif
  if (ng_expr_kind (value) == NG_EXPR_STRING && g_str_has_suffix (lower, ".txt")) {
    bytes = g_bytes_new (ng_expr_text (value), strlen (ng_expr_text (value)));
    return ng_file_replace (path, bytes, error);
  }
  tensor =
      ng_expr_is_call (value, "Image") ? read_image (value, error) : ng_tensor_read (value, error);
  if (tensor != NULL && ng_expr_is_call (value, "Image") && g_str_has_suffix (lower, ".png")) {
    bytes = ng_image_write (tensor, 0, 1, error);
    return bytes != NULL && ng_file_replace (path, bytes, error);
  }
  return tensor != NULL && ng_sample_write (tensor, path, error);
}

/* Says what the file lacks. */
static gboolean
export_net (NgSession *session, NgNet *net, const char *path, GError **error)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();

  if (!ng_export_net (net, path, warnings, ng_session_cancellable (session), error))
    return FALSE;
  for (guint i = 0; i < warnings->len; i++)
    ng_session_warn (session, ng_diagnostic_ref (warnings->pdata[i]));
  return TRUE;
}

static NgExpr *
apply_export (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *name, *value;
  NgNet *net;

  if (ng_expr_n_args (call) != 2 || ng_expr_kind (ng_expr_arg (call, 0)) != NG_EXPR_STRING) {
    fail_arguments (call, "Export takes the name of a file, and a net, an array or a plot.", error);
    return NULL;
  }
  name = ng_expr_arg (call, 0);
  value = ng_expr_arg (call, 1);
  net = ng_value_net (value);
  if (net != NULL ? !export_net (session, net, ng_expr_text (name), error)
                  : !export_value (value, ng_expr_text (name), error))
    return NULL;
  return ng_expr_ref (name);
}

#ifdef NG_HAVE_RENDER
/* A picture in a new folder among the temporary ones; the value is its name. */
static NgExpr *
apply_show (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *value = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : call;
  NgNet *net = ng_value_net (value);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (net == NULL && ng_expr_plot (value) == NULL) {
    fail_arguments (call, "Show takes a net or a plot.", error);
    return NULL;
  }
  folder = g_dir_make_tmp (NULL, error);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, net != NULL ? "net.svg" : "plot.svg", NULL);
  if (net != NULL ? export_net (session, net, path, error)
                  : ng_plot_export (ng_expr_plot (value), path, error))
    return ng_expr_new_string (path, NULL);
  g_rmdir (folder);
  return NULL;
}
#endif

static const NgOperation operations[] = {
  { "Export",
    "Export[\"file\", net]",
    "Writes a net, a picture of it, an array, an image or a plot, and gives the name of the file",
    apply_export },
#ifdef NG_HAVE_RENDER
  { "Show",
    "Show[net]",
    "Writes a picture of a net, or a plot, to a temporary file, and gives its name",
    apply_show },
#endif
};

void
ng_export_add (NgSession *session)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    ng_session_add_operation (session, &operations[i]);
#ifdef NG_HAVE_RENDER
  ng_plots_add (session);
#endif
}
