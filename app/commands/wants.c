#include "app/commands/wants.h"

#include <string.h>

/* The same with names for symbols: there are no definitions here, and quotes are easily lost. */
static NgExpr *
quote_names (const NgExpr *expr)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = NULL;

  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL && !ng_expr_is_symbol (expr, "All") &&
      !ng_expr_is_symbol (expr, "None"))
    return ng_expr_new_string (ng_expr_text (expr), ng_expr_place (expr));
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref ((NgExpr *) expr);
  args = g_new (NgExpr *, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    args[i] = quote_names (ng_expr_arg (expr, i));
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, ng_expr_place (expr));
}

/* A word names a port or a layer, or is its number; other notation is the selector itself. */
static NgExpr *
read_selector (const char *text, const char *head, GError **error)
{
  g_autoptr (NgExpr) expr = NULL;
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &number, NULL)) {
    expr = ng_expr_new_integer ((gint64) number, NULL);
  } else if (strpbrk (text, "[{\"") == NULL) {
    expr = ng_expr_new_string (text, NULL);
  } else {
    g_autoptr (NgExpr) written = ng_parse_one (text, -1, NULL, error);

    if (written == NULL)
      return NULL;
    expr = quote_names (written);
    if (ng_expr_is_call (expr, head))
      return g_steal_pointer (&expr);
  }
  return ng_expr_new_call (head, g_steal_pointer (&expr), NULL);
}

static gboolean
add_selectors (GPtrArray *into, char *const *texts, const char *head, GError **error)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    NgExpr *selector = read_selector (texts[i], head, error);

    if (selector == NULL)
      return FALSE;
    g_ptr_array_add (into, selector);
  }
  return TRUE;
}

gboolean
ng_wants_read (
    NgNet *net, char *const *ports, char *const *gradients, NgSelection *selection, GError **error)
{
  g_autoptr (GPtrArray) selectors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) selector = NULL;

  if (!add_selectors (selectors, ports, "NetPort", error) ||
      !add_selectors (selectors, gradients, "NetPortGradient", error))
    return FALSE;
  if (selectors->len == 1) {
    selector = ng_expr_ref (selectors->pdata[0]);
  } else if (selectors->len > 1) {
    selector = ng_expr_new_normal (
        ng_expr_new_symbol ("List", NULL), (NgExpr **) selectors->pdata, selectors->len, NULL);
    g_ptr_array_set_free_func (selectors, NULL);
  }
  return ng_select (net, selector, selection, error);
}
