/* Export["net.onnx", net, "Opset" -> 21, "Coders" -> True, "Losses" -> False] */

#include "core/language/export-onnx.h"

#include "core/base/error.h"

static gboolean
fail (const NgExpr *option, const char *what, GError **error)
{
  ng_error_set_new (error, "Eval::arguments", ng_expr_place (option), "%s", what);
  return FALSE;
}

static gboolean
read_truth (const NgExpr *rule, gboolean *value, GError **error)
{
  const NgExpr *given = ng_expr_arg (rule, 1);

  *value = ng_expr_is_symbol (given, "True");
  return *value || ng_expr_is_symbol (given, "False") ||
         fail (given, "This option of ONNX files is True or False.", error);
}

static gboolean
read_opset (const NgExpr *rule, NgOnnxOptions *options, GError **error)
{
  const NgExpr *given = ng_expr_arg (rule, 1);
  gint64 opset = ng_expr_kind (given) == NG_EXPR_INTEGER ? ng_expr_integer (given) : 0;

  options->opset = (int) opset;
  return opset == 17 || opset == 21 || fail (given, "\"Opset\" is 17 or 21.", error);
}

gboolean
ng_export_read_onnx (const NgExpr *call, NgOnnxOptions *options, GError **error)
{
  gboolean has_losses = TRUE;

  *options = (NgOnnxOptions){ 0 };
  for (gsize i = 2; call != NULL && i < ng_expr_n_args (call); i++) {
    const NgExpr *rule = ng_expr_arg (call, i);
    NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    const char *name =
        key != NULL && ng_expr_kind (key) == NG_EXPR_STRING ? ng_expr_text (key) : "";
    gboolean is_read = g_str_equal (name, "Opset") ? read_opset (rule, options, error)
                       : g_str_equal (name, "Coders")
                           ? read_truth (rule, &options->with_coders, error)
                       : g_str_equal (name, "Losses")
                           ? read_truth (rule, &has_losses, error)
                           : fail (rule,
                                   "Export of ONNX files has the options \"Opset\", \"Coders\" and "
                                   "\"Losses\".",
                                   error);
    if (!is_read)
      return FALSE;
  }
  options->without_losses = !has_losses;
  return TRUE;
}
