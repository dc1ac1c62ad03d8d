#include "app/commands/export.h"

#include "core/formats/document.h"
#ifdef NG_HAVE_RENDER
#include "app/commands/picture.h"
#endif

gboolean
ng_export_net (NgNet *net, const char *path, GError **error)
{
#ifdef NG_HAVE_RENDER
  NgPictureOptions options = { .depth = -1, .title = path };
  g_autoptr (GBytes) bytes = NULL;

  if (ng_picture_is_known (path)) {
    bytes = ng_picture_new (net, path, &options, NULL, error);
    return bytes != NULL && ng_file_replace (path, bytes, error);
  }
#endif
  return ng_document_save (net, path, error);
}

static NgExpr *
apply_export (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net = NULL;

  if (ng_expr_n_args (call) != 2 || ng_expr_kind (ng_expr_arg (call, 0)) != NG_EXPR_STRING) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "Export takes the name of a file and a net.");
    return NULL;
  }
  net = ng_session_net (session, ng_expr_arg (call, 1));
  if (net == NULL) {
    ng_error_set_new (
        error, "Eval::type", ng_expr_place (ng_expr_arg (call, 1)), "Export needs a net.");
    return NULL;
  }
  if (!ng_export_net (net, ng_expr_text (ng_expr_arg (call, 0)), error))
    return NULL;
  return ng_expr_ref (ng_expr_arg (call, 0));
}

const NgOperation *
ng_export_operation (void)
{
  static const NgOperation operation = { "Export",
                                         "Export[\"file\", net]",
                                         "Writes a net, or a picture of it, and gives the name",
                                         apply_export };

  return &operation;
}
