/* Functions applied again and again: Fold, Nest, MapThread; and what is a function though no name:
 * Composition[f, g], and Map[f], which waits for its list. Each returns NULL without an error for
 * what it does not know. */

#include "core/expr/evaluation.h"
#include "core/expr/words.h"

/* function[values], evaluated; takes the references. */
static NgExpr *
apply (NgEvaluation *self,
       NgExpr *function,
       NgExpr **values,
       gsize n,
       const NgExpr *at,
       const NgScope *scope,
       GError **error)
{
  g_autoptr (NgExpr) call =
      ng_expr_new_normal (ng_expr_ref (function), values, n, ng_expr_place (at));

  if (!ng_evaluation_take_steps (self, 1, at, error) ||
      !ng_evaluation_take_nodes (self, (gint64) n, at, error))
    return NULL;
  return ng_evaluation_value (self, call, scope, error);
}

/* Fold[f, x, list], Fold[f, list], and FoldList, the list of all that Fold goes through. */
static NgExpr *
do_fold (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);
  NgExpr *list = n == 2 || n == 3 ? ng_expr_arg (call, n - 1) : NULL;
  gboolean is_list = ng_expr_is_call (call, "FoldList");
  g_autoptr (GPtrArray) all = ng_expr_items_new ();
  g_autoptr (NgExpr) value = NULL;

  if (list == NULL || !ng_expr_is_call (list, "List"))
    return NULL;
  if (n == 2 && ng_expr_n_args (list) == 0)
    return is_list ? ng_expr_ref (list) : NULL;
  value = ng_expr_ref (n == 3 ? ng_expr_arg (call, 1) : ng_expr_arg (list, 0));
  g_ptr_array_add (all, ng_expr_ref (value));
  for (gsize i = n == 3 ? 0 : 1; i < ng_expr_n_args (list); i++) {
    NgExpr *values[2] = { g_steal_pointer (&value), ng_expr_ref (ng_expr_arg (list, i)) };

    value = apply (self, ng_expr_arg (call, 0), values, 2, call, scope, error);
    if (value == NULL)
      return NULL;
    if (is_list)
      g_ptr_array_add (all, ng_expr_ref (value));
  }
  return is_list ? ng_expr_build_list (all, call) : g_steal_pointer (&value);
}

/* Nest[f, x, n], and NestList, the list of x, f[x], … */
static NgExpr *
do_nest (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gboolean is_list = ng_expr_is_call (call, "NestList");
  g_autoptr (GPtrArray) all = ng_expr_items_new ();
  g_autoptr (NgExpr) value = NULL;

  if (ng_expr_n_args (call) != 3 || ng_expr_kind (ng_expr_arg (call, 2)) != NG_EXPR_INTEGER ||
      ng_expr_integer (ng_expr_arg (call, 2)) < 0)
    return NULL;
  value = ng_expr_ref (ng_expr_arg (call, 1));
  g_ptr_array_add (all, ng_expr_ref (value));
  for (gint64 i = 0; i < ng_expr_integer (ng_expr_arg (call, 2)); i++) {
    NgExpr *values[1] = { g_steal_pointer (&value) };

    value = apply (self, ng_expr_arg (call, 0), values, 1, call, scope, error);
    if (value == NULL)
      return NULL;
    if (is_list)
      g_ptr_array_add (all, ng_expr_ref (value));
  }
  return is_list ? ng_expr_build_list (all, call) : g_steal_pointer (&value);
}

/* MapThread[f, {{a, b}, {c, d}}] is {f[a, c], f[b, d]}. */
static NgExpr *
do_map_thread (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *lists = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize n = lists != NULL && ng_expr_is_call (lists, "List") ? ng_expr_n_args (lists) : 0;
  gsize length = n > 0 ? ng_expr_n_args (ng_expr_arg (lists, 0)) : 0;
  g_autofree NgExpr **values = NULL;

  if (n == 0)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (!ng_expr_is_call (ng_expr_arg (lists, i), "List") ||
        ng_expr_n_args (ng_expr_arg (lists, i)) != length)
      return NULL;
  values = g_new (NgExpr *, n);
  for (gsize k = 0; k < length; k++) {
    NgExpr *item;

    for (gsize i = 0; i < n; i++)
      values[i] = ng_expr_ref (ng_expr_arg (ng_expr_arg (lists, i), k));
    item = apply (self, ng_expr_arg (call, 0), values, n, call, scope, error);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_expr_build_list (items, call);
}

static NgExpr *
do_identity (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  return ng_expr_n_args (call) == 1 ? ng_expr_ref (ng_expr_arg (call, 0)) : NULL;
}

NgBuiltin
ng_builtin_find_iteration (const NgExpr *head)
{
  static const struct {
    const char *head;
    NgBuiltin evaluate;
  } functions[] = {
    { "Fold", do_fold },     { "FoldList", do_fold },        { "Nest", do_nest },
    { "NestList", do_nest }, { "MapThread", do_map_thread }, { "Identity", do_identity },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (ng_expr_is_symbol (head, functions[i].head))
      return functions[i].evaluate;
  return NULL;
}

/* ---- functions that are calls themselves ---- */

/* Composition[f, g][x] is f[g[x]]; RightComposition[f, g][x] is g[f[x]]. */
static NgExpr *
apply_composition (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *function = ng_expr_head (call);
  gboolean is_right = ng_expr_is_call (function, "RightComposition");
  gsize length = ng_expr_n_args (function), n = ng_expr_n_args (call);
  g_autofree NgExpr **values = g_new (NgExpr *, n + 1);

  if (length == 0 && n != 1)
    return NULL;
  for (gsize i = 0; i < n; i++)
    values[i] = ng_expr_ref (ng_expr_arg (call, i));
  for (gsize i = 0; i < length; i++) {
    NgExpr *next = ng_expr_arg (function, is_right ? i : length - 1 - i);

    values[0] = apply (self, next, values, i == 0 ? n : 1, call, scope, error);
    if (values[0] == NULL)
      return NULL;
  }
  return values[0];
}

/* What is left out stands behind the argument that is there, or in front of it. */
static const struct {
  const char *head;
  gboolean is_in_front;
} operators[] = {
  { "Map", FALSE },      { "Apply", FALSE }, { "MapThread", FALSE }, { "Fold", FALSE },
  { "FoldList", FALSE }, { "Append", TRUE }, { "Prepend", TRUE },    { "Select", TRUE },
};

/* The row of an operator, or the number of rows. */
static gsize
find_operator (const NgExpr *function)
{
  gsize row = 0;

  while (row < G_N_ELEMENTS (operators) &&
         (ng_expr_n_args (function) != 1 || !ng_expr_is_call (function, operators[row].head)))
    row++;
  return row;
}

static NgExpr *
apply_operator (NgEvaluation *self, NgExpr *call, gsize row, const NgScope *scope, GError **error)
{
  NgExpr *function = ng_expr_head (call);
  gsize n = ng_expr_n_args (call);
  gsize own = operators[row].is_in_front ? n : 0;
  g_autofree NgExpr **values = g_new (NgExpr *, n + 1);

  values[own] = ng_expr_ref (ng_expr_arg (function, 0));
  for (gsize i = 0; i < n; i++)
    values[i < own ? i : i + 1] = ng_expr_ref (ng_expr_arg (call, i));
  return apply (self, ng_expr_head (function), values, n + 1, call, scope, error);
}

gboolean
ng_function_is_composed (const NgExpr *function)
{
  return ng_expr_is_call (function, "Composition") ||
         ng_expr_is_call (function, "RightComposition") ||
         find_operator (function) < G_N_ELEMENTS (operators);
}

NgExpr *
ng_builtin_apply_composed (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize row = find_operator (ng_expr_head (call));

  if (row < G_N_ELEMENTS (operators))
    return apply_operator (self, call, row, scope, error);
  return apply_composition (self, call, scope, error);
}
