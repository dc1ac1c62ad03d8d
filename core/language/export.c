#include "core/language/export.h"

#include "core/codec/picture.h"
#include "core/formats/document.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/language/export-onnx.h"
#include "core/language/session.h"
#include "core/media/image.h"
#include <string.h>

/* reason: (transfer full): why a net cannot be saved; pictures are formats too. Returns: %FALSE */
static gboolean
fail_format (GError *reason, gboolean has_pictures, GError **error)
{
  const NgDiagnostic *told = ng_error_diagnostic (reason);

  if (!has_pictures || !ng_error_has_tag (reason, "File::format") || told->hint == NULL) {
    g_propagate_error (error, reason);
    return FALSE;
  }
  ng_error_set (
      error,
      ng_diagnostic_with_hint (ng_diagnostic_new (told->tag, &told->place, "%s", told->message),
                               "%s Pictures of them are .svg, .pdf, .png, .tex or .dot.",
                               told->hint));
  g_error_free (reason);
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
export_data (NgExpr *value, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (GBytes) bytes = NULL;

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

/* A model, and what it does not have of the net. */
static gboolean
export_onnx (NgNet *net, const char *path, const NgExpr *call, GPtrArray *warnings, GError **error)
{
  NgOnnxOptions options;

  if (!ng_export_read_onnx (call, &options, error) || !ng_onnx_save (net, path, &options, error))
    return FALSE;
  if (warnings != NULL)
    ng_onnx_losses (net, &options, warnings);
  return TRUE;
}

gboolean
ng_value_export (NgExpr *value,
                 const char *path,
                 const NgExpr *options,
                 NgPictureWriter pictures,
                 GPtrArray *warnings,
                 GCancellable *cancellable,
                 GError **error)
{
  NgNet *net = ng_value_net (value);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (GError) reason = NULL;
  gboolean is_known = FALSE;

  if (pictures != NULL) {
    gboolean is_written = pictures (value, path, options, warnings, cancellable, &is_known, error);
    if (is_known)
      return is_written;
  }
  if (net != NULL && g_str_has_suffix (lower, ".onnx"))
    return export_onnx (net, path, options, warnings, error);
  if (options != NULL && ng_expr_n_args (options) > 2) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (ng_expr_arg (options, 2)),
                      "Export has options for pictures of nets and for ONNX alone.");
    return FALSE;
  }
  if (net == NULL)
    return export_data (value, path, error);
  if (!ng_document_save (net, path, &reason))
    return fail_format (g_steal_pointer (&reason), pictures != NULL, error);
  return TRUE;
}

gboolean
ng_session_export (
    NgSession *session, NgExpr *value, const char *path, const NgExpr *options, GError **error)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();

  if (!ng_value_export (value,
                        path,
                        options,
                        ng_session_picture_writer (session),
                        warnings,
                        ng_session_cancellable (session),
                        error))
    return FALSE;
  for (guint i = 0; i < warnings->len; i++)
    ng_session_warn (session, ng_diagnostic_ref (warnings->pdata[i]));
  return TRUE;
}

static NgExpr *
apply_export (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *name, *value;

  if (ng_expr_n_args (call) < 2 || ng_expr_kind (ng_expr_arg (call, 0)) != NG_EXPR_STRING) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "Export takes the name of a file, a net, an array or a plot, and options.");
    return NULL;
  }
  name = ng_expr_arg (call, 0);
  value = ng_expr_arg (call, 1);
  return ng_session_export (session, value, ng_expr_text (name), call, error) ? ng_expr_ref (name)
                                                                              : NULL;
}

void
ng_export_add (NgSession *session, NgPictureWriter pictures)
{
  static const NgOperation operation = {
    "Export",
    "Export[\"file\", net, options]",
    "Writes a net, a picture of it, an array, an image or a plot, and gives the name of the file; "
    "options of pictures are those of netgraph draw: \"Form\" -> \"blocks\", ImageSize -> 252; "
    "those of ONNX files are \"Opset\" -> 21, \"Coders\" -> True and \"Losses\" -> False",
    apply_export
  };

  ng_session_set_picture_writer (session, pictures);
  ng_session_add_operation (session, &operation);
}
