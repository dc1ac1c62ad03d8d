/* Names and slots replaced in a body that is not evaluated. What binds names there (Function,
 * Table, Block, With, Module) keeps them: in its body they hide those outside. */

#include "core/expr/evaluation.h"

static gboolean
add_slots (NgEvaluation *self, NgExpr *call, const NgSlots *slots, GPtrArray *args)
{
  const NgExpr *index = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  gint64 n;

  if (slots == NULL || index == NULL || ng_expr_kind (index) != NG_EXPR_INTEGER)
    return FALSE;
  n = ng_expr_integer (index);
  if (n < 1 || n > (gint64) slots->n)
    return FALSE;
  if (ng_expr_is_call (call, "Slot")) {
    g_ptr_array_add (args, ng_expr_ref (slots->values[n - 1]));
    return TRUE;
  }
  if (!ng_expr_is_call (call, "SlotSequence"))
    return FALSE;
  for (gsize i = n - 1; i < slots->n; i++)
    g_ptr_array_add (args, ng_expr_ref (slots->values[i]));
  return TRUE;
}

static gboolean
substitute_args (NgEvaluation *self,
                 NgExpr *expr,
                 const NgScope *scope,
                 const NgSlots *slots,
                 GPtrArray *args,
                 GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *arg = ng_expr_arg (expr, i);

    if (ng_expr_kind (arg) == NG_EXPR_NORMAL && add_slots (self, arg, slots, args))
      continue;
    arg = ng_evaluation_substitute (self, arg, scope, slots, error);
    if (arg == NULL)
      return FALSE;
    g_ptr_array_add (args, arg);
  }
  return TRUE;
}

/* Puts a name without a value in front of a scope: it hides what is outside. */
static const NgScope *
hide (GPtrArray *hidden, const NgExpr *name, const NgScope *outside)
{
  NgScope *scope;

  if (ng_expr_kind (name) != NG_EXPR_SYMBOL)
    return outside;
  scope = g_new (NgScope, 1);
  *scope = (NgScope){ .name = ng_expr_text (name), .outside = outside };
  g_ptr_array_add (hidden, scope);
  return scope;
}

/* What binds names keeps them: x or {x, y} of Function. */
static const NgScope *
hide_params (GPtrArray *hidden, const NgExpr *params, const NgScope *scope)
{
  if (!ng_expr_is_call (params, "List"))
    return hide (hidden, params, scope);
  for (gsize i = 0; i < ng_expr_n_args (params); i++)
    scope = hide (hidden, ng_expr_arg (params, i), scope);
  return scope;
}

/* {i, from, to} of Table: the name stays, and what bounds it does not know it. */
static NgExpr *
substitute_iterator (NgEvaluation *self,
                     NgExpr *iterator,
                     GPtrArray *hidden,
                     const NgScope **scope,
                     const NgSlots *slots,
                     GError **error)
{
  g_autoptr (GPtrArray) parts = ng_expr_items_new ();
  gsize n = ng_expr_is_call (iterator, "List") ? ng_expr_n_args (iterator) : 0;

  if (n < 2)
    return ng_evaluation_substitute (self, iterator, *scope, slots, error);
  g_ptr_array_add (parts, ng_expr_ref (ng_expr_arg (iterator, 0)));
  for (gsize i = 1; i < n; i++) {
    NgExpr *part = ng_evaluation_substitute (self, ng_expr_arg (iterator, i), *scope, slots, error);

    if (part == NULL)
      return NULL;
    g_ptr_array_add (parts, part);
  }
  *scope = hide (hidden, ng_expr_arg (iterator, 0), *scope);
  return ng_expr_build_list (parts, iterator);
}

/* {x = value, y} of Block, With and Module: the values see what is outside. */
static NgExpr *
substitute_locals (NgEvaluation *self,
                   NgExpr *locals,
                   GPtrArray *hidden,
                   const NgScope **scope,
                   const NgSlots *slots,
                   GError **error)
{
  g_autoptr (GPtrArray) parts = ng_expr_items_new ();
  const NgScope *outside = *scope;

  if (!ng_expr_is_call (locals, "List"))
    return ng_evaluation_substitute (self, locals, outside, slots, error);
  for (gsize i = 0; i < ng_expr_n_args (locals); i++) {
    NgExpr *local = ng_expr_arg (locals, i);
    NgExpr *args[2];

    if (!ng_expr_is_call (local, "Set") || ng_expr_n_args (local) != 2) {
      g_ptr_array_add (parts, ng_expr_ref (local));
      *scope = hide (hidden, local, *scope);
      continue;
    }
    args[1] = ng_evaluation_substitute (self, ng_expr_arg (local, 1), outside, slots, error);
    if (args[1] == NULL)
      return NULL;
    args[0] = ng_expr_ref (ng_expr_arg (local, 0));
    *scope = hide (hidden, args[0], *scope);
    g_ptr_array_add (
        parts,
        ng_expr_new_normal (ng_expr_ref (ng_expr_head (local)), args, 2, ng_expr_place (local)));
  }
  return ng_expr_build_list (parts, locals);
}

static gboolean
binds_names (const NgExpr *expr)
{
  return ng_expr_n_args (expr) > 1 &&
         (ng_expr_is_call (expr, "Function") || ng_expr_is_call (expr, "Table") ||
          ng_expr_is_call (expr, "Block") || ng_expr_is_call (expr, "With") ||
          ng_expr_is_call (expr, "Module"));
}

/* A call that binds names: in its body they hide those outside. */
static gboolean
substitute_bound (NgEvaluation *self,
                  NgExpr *expr,
                  const NgScope *scope,
                  const NgSlots *slots,
                  GPtrArray *args,
                  GError **error)
{
  g_autoptr (GPtrArray) hidden = g_ptr_array_new_with_free_func (g_free);
  gboolean is_table = ng_expr_is_call (expr, "Table");
  gboolean is_function = ng_expr_is_call (expr, "Function");
  gsize n = ng_expr_n_args (expr);
  gsize body = is_table ? 0 : n - 1;
  NgExpr *result;

  for (gsize i = is_table ? 1 : 0; i < (is_table ? n : n - 1); i++) {
    NgExpr *arg = ng_expr_arg (expr, i);

    if (is_function) {
      scope = hide_params (hidden, arg, scope);
      arg = ng_expr_ref (arg);
    } else {
      arg = is_table ? substitute_iterator (self, arg, hidden, &scope, slots, error)
                     : substitute_locals (self, arg, hidden, &scope, slots, error);
    }
    if (arg == NULL)
      return FALSE;
    g_ptr_array_add (args, arg);
  }
  result = ng_evaluation_substitute (self, ng_expr_arg (expr, body), scope, slots, error);
  if (result == NULL)
    return FALSE;
  g_ptr_array_insert (args, is_table ? 0 : (int) args->len, result);
  return TRUE;
}

NgExpr *
ng_evaluation_substitute (
    NgEvaluation *self, NgExpr *expr, const NgScope *scope, const NgSlots *slots, GError **error)
{
  g_autoptr (GPtrArray) args = NULL;
  g_autoptr (NgExpr) head = NULL;
  NgExpr *result = NULL;

  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL) {
    result = ng_evaluation_find (self, expr, scope);
    return result != NULL ? result : ng_expr_ref (expr);
  }
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref (expr);
  /* The slots of a function inside are its own. */
  if (ng_expr_is_call (expr, "Function"))
    slots = NULL;
  if (self->depth >= NG_MAX_EVALUATION_DEPTH) {
    ng_evaluation_fail_depth (expr, error);
    return NULL;
  }
  self->depth++;
  args = ng_expr_items_new ();
  if (add_slots (self, expr, slots, args) && args->len == 1) {
    result = ng_expr_ref (args->pdata[0]);
  } else {
    g_ptr_array_set_size (args, 0);
    head = ng_evaluation_substitute (self, ng_expr_head (expr), scope, slots, error);
    if (head != NULL && ng_evaluation_take_nodes (self, ng_expr_n_args (expr) + 1, expr, error) &&
        (binds_names (expr) ? substitute_bound (self, expr, scope, slots, args, error)
                            : substitute_args (self, expr, scope, slots, args, error)))
      result = ng_expr_build (head, args, expr);
  }
  self->depth--;
  return result;
}
