#include "core/graph/coder-refuse.h"

#include "core/base/error.h"

gboolean
ng_coder_refuse (const NgExpr *at, const char *rest, const char *hint, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("NetGraph::badarg", ng_expr_place (at), "%s %s.", shown, rest);

  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return FALSE;
}

gboolean
ng_coder_refuse_param (const NgExpr *value, const char *name, const char *wanted, GError **error)
{
  g_autofree char *shown = ng_print_short (value, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (value),
                    "\"%s\" has to be %s, and %s is given.",
                    name,
                    wanted,
                    shown);
  return FALSE;
}

void
ng_refusal_place (GError **error, GError *reason, const char *what)
{
  const NgDiagnostic *told = ng_error_diagnostic (reason);
  NgDiagnostic *placed;

  if (told == NULL) {
    g_propagate_prefixed_error (error, reason, "%s: ", what);
    return;
  }
  placed = ng_diagnostic_new (told->tag, &told->place, "%s: %s", what, told->message);
  if (told->hint != NULL)
    placed = ng_diagnostic_with_hint (placed, "%s", told->hint);
  g_error_free (reason);
  ng_error_set (error, placed);
}
