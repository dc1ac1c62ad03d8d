/* Names and slots replaced in a body that is not evaluated. What binds names there (Function,
 * Table, Block, With, Module) keeps them: in its body they hide those outside. */

#include "core/expr/evaluation.h"

/* Adds what a slot stands for, which may be nothing: ##2 of one value. FALSE where @call is no slot
 * that has values. */
static gboolean
add_slots (const NgExpr *call, const NgSlots *slots, GPtrArray *args)
{
  const NgExpr *index = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  gint64 n;

  if (slots == NULL || index == NULL || ng_expr_kind (index) != NG_EXPR_INTEGER)
    return FALSE;
  n = ng_expr_integer (index);
  if (n < 1)
    return FALSE;
  if (ng_expr_is_call (call, "Slot") && n <= (gint64) slots->n) {
    g_ptr_array_add (args, ng_expr_ref (slots->values[n - 1]));
    return TRUE;
  }
  if (!ng_expr_is_call (call, "SlotSequence"))
    return FALSE;
  for (gsize i = (gsize) n - 1; i < slots->n; i++)
    g_ptr_array_add (args, ng_expr_ref (slots->values[i]));
  return TRUE;
}

/* Adds an argument; what ## stands for spreads out. */
static gboolean
substitute_arg (NgEvaluation *self,
                NgExpr *arg,
                const NgScope *scope,
                const NgSlots *slots,
                GPtrArray *args,
                GError **error)
{
  if (ng_expr_kind (arg) == NG_EXPR_NORMAL && add_slots (arg, slots, args))
    return TRUE;
  arg = ng_evaluation_substitute (self, arg, scope, slots, error);
  if (arg != NULL)
    g_ptr_array_add (args, arg);
  return arg != NULL;
}

static gboolean
substitute_args (NgEvaluation *self,
                 NgExpr *expr,
                 const NgScope *scope,
                 const NgSlots *slots,
                 GPtrArray *args,
                 GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!substitute_arg (self, ng_expr_arg (expr, i), scope, slots, args, error))
      return FALSE;
  return TRUE;
}

/* The links of a -> b -> c are walked by a loop: chains may be long. */
static NgExpr *
substitute_rules (
    NgEvaluation *self, NgExpr *expr, const NgScope *scope, const NgSlots *slots, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  g_autoptr (GPtrArray) sides = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  NgExpr *result = NULL;
  GPtrArray *args;

  do {
    args = ng_expr_items_new ();
    g_ptr_array_add (links, expr);
    g_ptr_array_add (sides, args);
    if (!ng_evaluation_take_nodes (self, 3, expr, error) ||
        !substitute_arg (self, ng_expr_arg (expr, 0), scope, slots, args, error))
      return NULL;
    expr = ng_expr_arg (expr, 1);
  } while (ng_expr_is_rule (expr));
  if (!substitute_arg (self, expr, scope, slots, args, error))
    return NULL;
  for (guint i = links->len; i-- > 0;) {
    args = sides->pdata[i];
    if (i + 1 < links->len)
      g_ptr_array_add (args, result);
    result = ng_expr_build (ng_expr_head (links->pdata[i]), args, links->pdata[i]);
  }
  return result;
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
  /* The slots of a function inside are its own, unless it has names for what it takes. */
  if (ng_expr_is_call (expr, "Function") && ng_expr_n_args (expr) == 1)
    slots = NULL;
  if (self->depth >= NG_MAX_EVALUATION_DEPTH) {
    ng_evaluation_fail_depth (expr, error);
    return NULL;
  }
  self->depth++;
  args = ng_expr_items_new ();
  if (add_slots (expr, slots, args)) {
    head = ng_expr_new_symbol ("Sequence", NULL);
    result = args->len == 1 ? ng_expr_ref (args->pdata[0]) : ng_expr_build (head, args, expr);
  } else if (ng_expr_is_rule (expr)) {
    result = substitute_rules (self, expr, scope, slots, error);
  } else {
    head = ng_evaluation_substitute (self, ng_expr_head (expr), scope, slots, error);
    if (head != NULL && ng_evaluation_take_nodes (self, ng_expr_n_args (expr) + 1, expr, error) &&
        (binds_names (expr) ? substitute_bound (self, expr, scope, slots, args, error)
                            : substitute_args (self, expr, scope, slots, args, error)))
      result = ng_expr_build (head, args, expr);
  }
  self->depth--;
  return result;
}
