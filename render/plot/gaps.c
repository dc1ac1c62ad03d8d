#include "render/plot/gaps.h"

#include <math.h>

static gboolean
is_gap (const NgExpr *expr)
{
  static const char *const symbols[] = {
    "Infinity", "ComplexInfinity", "Indeterminate", "None", "Null", "Missing", NULL
  };
  static const char *const heads[] = { "DirectedInfinity", "Missing", NULL };

  for (gsize i = 0; symbols[i] != NULL; i++)
    if (ng_expr_is_symbol (expr, symbols[i]))
      return TRUE;
  for (gsize i = 0; heads[i] != NULL; i++)
    if (ng_expr_is_call (expr, heads[i]))
      return TRUE;
  /* −∞ is −1 times ∞. */
  for (gsize i = 0; ng_expr_is_call (expr, "Times") && i < ng_expr_n_args (expr); i++)
    if (is_gap (ng_expr_arg (expr, i)))
      return TRUE;
  return ng_expr_is_call (expr, "Minus") && ng_expr_n_args (expr) == 1 &&
         is_gap (ng_expr_arg (expr, 0));
}

static gboolean
holds_data (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association") ||
         ng_expr_is_rule (expr);
}

/* Keys of rules stay. */
NgExpr *
ng_plot_with_gaps (NgExpr *data)
{
  gsize n = holds_data (data) ? ng_expr_n_args (data) : 0;
  g_autofree NgExpr **parts = g_new (NgExpr *, n + 1);
  gboolean is_changed = FALSE;

  if (is_gap (data))
    return ng_expr_new_real ((double) NAN, ng_expr_place (data));
  for (gsize i = 0; i < n; i++) {
    NgExpr *part = ng_expr_arg (data, i);

    parts[i] = ng_expr_is_rule (data) && i == 0 ? ng_expr_ref (part) : ng_plot_with_gaps (part);
    is_changed |= parts[i] != part;
  }
  if (is_changed)
    return ng_expr_new_normal (ng_expr_ref (ng_expr_head (data)), parts, n, ng_expr_place (data));
  for (gsize i = 0; i < n; i++)
    ng_expr_unref (parts[i]);
  return ng_expr_ref (data);
}
