/* What the reader evaluates: a small part of the language. Names of Block, With and Module may be
 * given other values; any other side effect is the hook's. Arguments come first, but for the heads
 * that hold theirs back (Table, If, Block, With, Module, Function, …).
 *
 * Four ceilings hold whatever the text says: steps (calls made and elements built, and looks at
 * what there is), visits of calls and lists, nodes (of one result, of what is made, of what the
 * hook gives), and depth of calls inside calls. A function counts what it makes before it makes it;
 * the hook is asked first, and what it gave is counted after. */

#include "core/expr/arithmetic.h"
#include "core/expr/evaluation.h"
#include "core/expr/words.h"

#include <math.h>
#include <string.h>

static void
fail_steps (const NgExpr *at, GError **error)
{
  ng_error_set_new (
      error, "Syntax::steps", ng_expr_place (at), "This takes more steps than an evaluation may.");
}

/* Counts work and what it makes. */
gboolean
ng_evaluation_take_steps (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error)
{
  self->n_steps += n;
  if (self->n_steps > NG_MAX_EXPR_STEPS) {
    fail_steps (at, error);
    return FALSE;
  }
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* A look at a node is much less than a step. */
gboolean
ng_evaluation_take_looks (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error)
{
  return n < 64 || ng_evaluation_take_steps (self, n / 64, at, error);
}

static void
fail_size (const NgExpr *at, GError **error)
{
  ng_error_set_new (
      error, "Syntax::size", ng_expr_place (at), "This makes too large an expression.");
}

gboolean
ng_evaluation_take_nodes (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error)
{
  self->n_nodes += n;
  if (self->n_nodes > NG_MAX_EXPR_MADE)
    fail_size (at, error);
  return self->n_nodes <= NG_MAX_EXPR_MADE;
}

void
ng_evaluation_fail_depth (const NgExpr *at, GError **error)
{
  ng_error_set_new (
      error, "Syntax::depth", ng_expr_place (at), "The evaluation is nested too deeply.");
}

GPtrArray *
ng_expr_items_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
}

/* Takes the arguments out of @args, and a reference to @head. */
NgExpr *
ng_expr_build (NgExpr *head, GPtrArray *args, const NgExpr *at)
{
  NgExpr *result = ng_expr_new_normal (
      ng_expr_ref (head), (NgExpr **) args->pdata, args->len, ng_expr_place (at));

  g_ptr_array_set_free_func (args, NULL);
  g_ptr_array_set_size (args, 0);
  return result;
}

NgExpr *
ng_expr_build_list (GPtrArray *args, const NgExpr *at)
{
  g_autoptr (NgExpr) head = ng_expr_new_symbol ("List", NULL);

  return ng_expr_build (head, args, at);
}

static const NgScope *
find_scope (const NgScope *scope, const char *name)
{
  while (scope != NULL && strcmp (scope->name, name) != 0)
    scope = scope->outside;
  return scope;
}

NgExpr *
ng_evaluation_find (NgEvaluation *self, NgExpr *symbol, const NgScope *scope)
{
  const NgScope *found = find_scope (scope, ng_expr_text (symbol));
  NgExpr *value = NULL;

  if (found != NULL)
    value = found->value;
  else if (self->names != NULL)
    value = g_hash_table_lookup (self->names, ng_expr_text (symbol));
  return value != NULL ? ng_expr_object_at (value, ng_expr_place (symbol)) : NULL;
}

/* A name's value; Pi and E are numbers; any other symbol stands for itself. */
static NgExpr *
evaluate_symbol (NgEvaluation *self, NgExpr *symbol, const NgScope *scope)
{
  NgExpr *value = ng_evaluation_find (self, symbol, scope);

  if (value == NULL && find_scope (scope, ng_expr_text (symbol)) == NULL)
    value = ng_arithmetic (symbol);
  return value != NULL ? value : ng_expr_ref (symbol);
}

/* A function keeps its parameters; names outside that have values are replaced. */
static NgExpr *
evaluate_function (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);

  return n == 1 || n == 2 ? ng_evaluation_substitute (self, call, scope, NULL, error)
                          : ng_expr_ref (call);
}

/* (body &)[x, …]. */
static NgExpr *
apply_function (NgEvaluation *self, NgExpr *call, GError **error)
{
  NgExpr *function = ng_expr_head (call);
  gsize n = ng_expr_n_args (call);
  g_autofree NgExpr **values = g_new (NgExpr *, n + 1);
  NgSlots slots = { .values = values, .n = n };
  const NgExpr *params;
  g_autofree NgScope *scopes = NULL;
  const NgScope *scope = NULL;
  g_autoptr (NgExpr) body = NULL;

  for (gsize i = 0; i < n; i++)
    values[i] = ng_expr_arg (call, i);
  if (ng_expr_n_args (function) == 1) {
    body = ng_evaluation_substitute (self, ng_expr_arg (function, 0), NULL, &slots, error);
    return body != NULL ? ng_evaluation_value (self, body, NULL, error) : NULL;
  }
  params = ng_expr_arg (function, 0);
  scopes = g_new0 (NgScope, n + 1);
  for (gsize i = 0; i < n; i++) {
    const NgExpr *param = ng_expr_is_call (params, "List")
                              ? (i < ng_expr_n_args (params) ? ng_expr_arg (params, i) : NULL)
                              : (i == 0 ? params : NULL);

    if (param == NULL || ng_expr_kind (param) != NG_EXPR_SYMBOL)
      break;
    scopes[i] = (NgScope){ .name = ng_expr_text (param), .value = values[i], .outside = scope };
    scope = &scopes[i];
  }
  return ng_evaluation_value (self, ng_expr_arg (function, 1), scope, error);
}

/* ---- heads that hold their arguments ---- */

/* {i, from, to, step}, where all that a value is made of is an integer or all is real. */
typedef struct {
  const char *name; /* NULL for {n} */
  NgExpr *values;   /* of {i, {…}} */
  gint64 first, stride;
  double from, step;
  gint64 n;
  gboolean is_whole;
} Iterator;

/* More than an evaluation may take counts as one too many. */
static gint64
limit_count (double n)
{
  return n <= (double) NG_MAX_EXPR_STEPS ? (gint64) MAX (n, 0) : NG_MAX_EXPR_STEPS + 1;
}

static gboolean
count_reals (Iterator *self, double to)
{
  double n = floor ((to - self->from) / self->step + 1e-9) + 1;

  self->n = limit_count (n);
  return self->step != 0 && !isnan (n);
}

/* The last integer that does not lie beyond @bound, which may be a fraction. */
static gboolean
find_last (const NgExpr *bound, gboolean is_upwards, gint64 *last)
{
  double to;

  if (ng_expr_kind (bound) == NG_EXPR_INTEGER) {
    *last = ng_expr_integer (bound);
    return TRUE;
  }
  to = is_upwards ? floor (ng_expr_number (bound) + 1e-9) : ceil (ng_expr_number (bound) - 1e-9);
  if (to >= 0x1p63)
    *last = G_MAXINT64;
  else
    *last = to < -0x1p63 ? G_MININT64 : (gint64) to;
  return !isnan (to);
}

/* Differences of integers may be larger than an integer, and so have no sign here. */
static gboolean
count_integers (Iterator *self, const NgExpr *to)
{
  gboolean is_upwards = self->stride > 0;
  guint64 distance, size;
  gint64 last;

  if (self->stride == 0 || !find_last (to, is_upwards, &last))
    return FALSE;
  if (is_upwards ? last < self->first : last > self->first)
    return TRUE;
  distance =
      is_upwards ? (guint64) last - (guint64) self->first : (guint64) self->first - (guint64) last;
  size = is_upwards ? (guint64) self->stride : 0 - (guint64) self->stride;
  self->n = (gint64) MIN (distance / size, NG_MAX_EXPR_STEPS) + 1;
  return TRUE;
}

/* Bounds of Range and of iterators: [to], [from, to], [from, to, step]. */
static gboolean
read_bounds (Iterator *self, NgExpr *const *bounds, gsize n)
{
  const NgExpr *from, *to, *step;

  if (n < 1 || n > 3)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!ng_expr_is_number (bounds[i]))
      return FALSE;
  }
  from = n > 1 ? bounds[0] : NULL;
  to = n > 1 ? bounds[1] : bounds[0];
  step = n > 2 ? bounds[2] : NULL;
  self->is_whole = (from == NULL || ng_expr_kind (from) == NG_EXPR_INTEGER) &&
                   (step == NULL || ng_expr_kind (step) == NG_EXPR_INTEGER);
  if (self->is_whole) {
    self->first = from != NULL ? ng_expr_integer (from) : 1;
    self->stride = step != NULL ? ng_expr_integer (step) : 1;
    return count_integers (self, to);
  }
  self->from = from != NULL ? ng_expr_number (from) : 1;
  self->step = step != NULL ? ng_expr_number (step) : 1;
  return count_reals (self, ng_expr_number (to));
}

static NgExpr *
iterator_value (const Iterator *self, gint64 index)
{
  if (self->values != NULL)
    return ng_expr_ref (ng_expr_arg (self->values, index));
  if (self->is_whole) {
    guint64 way = (guint64) index * (guint64) self->stride;

    return ng_expr_new_integer ((gint64) ((guint64) self->first + way), NULL);
  }
  return ng_expr_new_real (self->from + (double) index * self->step, NULL);
}

/* Reads an iterator; its parts are evaluated into @parts, which it borrows from. */
static gboolean
read_iterator (NgEvaluation *self,
               NgExpr *spec,
               const NgScope *scope,
               GPtrArray *parts,
               Iterator *iterator,
               GError **error)
{
  gsize n = ng_expr_n_args (spec);
  gboolean is_named = n > 1;

  *iterator = (Iterator){ 0 };
  if (!ng_expr_is_call (spec, "List") || n == 0)
    return FALSE;
  for (gsize i = is_named ? 1 : 0; i < n; i++) {
    NgExpr *part = ng_evaluation_value (self, ng_expr_arg (spec, i), scope, error);

    if (part == NULL)
      return FALSE;
    g_ptr_array_add (parts, part);
  }
  if (is_named) {
    if (ng_expr_kind (ng_expr_arg (spec, 0)) != NG_EXPR_SYMBOL)
      return FALSE;
    iterator->name = ng_expr_text (ng_expr_arg (spec, 0));
    if (n == 2 && ng_expr_is_call (parts->pdata[0], "List")) {
      iterator->values = parts->pdata[0];
      iterator->n = ng_expr_n_args (parts->pdata[0]);
      return TRUE;
    }
  }
  return read_bounds (iterator, (NgExpr *const *) parts->pdata, parts->len);
}

/* Table[body, spec, …] from iterator @level on; NULL without an error when it stays as it is. */
static NgExpr *
build_table (NgEvaluation *self, NgExpr *call, gsize level, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) parts = ng_expr_items_new ();
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  Iterator iterator;

  if (level == ng_expr_n_args (call))
    return ng_evaluation_value (self, ng_expr_arg (call, 0), scope, error);
  if (!read_iterator (self, ng_expr_arg (call, level), scope, parts, &iterator, error))
    return NULL;
  for (gint64 i = 0; i < iterator.n; i++) {
    g_autoptr (NgExpr) value = iterator_value (&iterator, i);
    NgScope inner = { .name = iterator.name, .value = value, .outside = scope };
    NgExpr *item;

    if (!ng_evaluation_take_steps (self, 1, call, error) ||
        !ng_evaluation_take_nodes (self, 1, call, error))
      return NULL;
    item = build_table (self, call, level + 1, iterator.name != NULL ? &inner : scope, error);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_expr_build_list (items, call);
}

static NgExpr *
evaluate_table (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  GError *local = NULL;
  NgExpr *result = NULL;

  if (ng_expr_n_args (call) >= 2)
    result = build_table (self, call, 1, scope, &local);
  if (result == NULL && local == NULL)
    return ng_expr_ref (call);
  if (local != NULL)
    g_propagate_error (error, local);
  return result;
}

static NgExpr *
evaluate_if (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);
  g_autoptr (NgExpr) condition = NULL;

  if (n < 2 || n > 3)
    return ng_expr_ref (call);
  condition = ng_evaluation_value (self, ng_expr_arg (call, 0), scope, error);
  if (condition == NULL)
    return NULL;
  if (ng_expr_is_symbol (condition, "True"))
    return ng_evaluation_value (self, ng_expr_arg (call, 1), scope, error);
  if (!ng_expr_is_symbol (condition, "False"))
    return ng_expr_ref (call);
  if (n == 2)
    return ng_expr_new_symbol ("Null", ng_expr_place (call));
  return ng_evaluation_value (self, ng_expr_arg (call, 2), scope, error);
}

/* Block, With and Module: {name = value, name, …}, body. Values see what is outside. */
static NgExpr *
evaluate_block (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *locals = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 0) : NULL;
  g_autofree NgScope *scopes = NULL;
  g_autoptr (GPtrArray) values = ng_expr_items_new ();
  const NgScope *outside = scope;

  if (locals == NULL || !ng_expr_is_call (locals, "List"))
    return ng_expr_ref (call);
  scopes = g_new0 (NgScope, ng_expr_n_args (locals) + 1);
  for (gsize i = 0; i < ng_expr_n_args (locals); i++) {
    const NgExpr *local = ng_expr_arg (locals, i);
    gboolean is_set = ng_expr_is_call (local, "Set") && ng_expr_n_args (local) == 2;
    const NgExpr *name = is_set ? ng_expr_arg (local, 0) : local;
    NgExpr *value = NULL;

    if (ng_expr_kind (name) != NG_EXPR_SYMBOL)
      return ng_expr_ref (call);
    if (is_set) {
      value = ng_evaluation_value (self, ng_expr_arg (local, 1), outside, error);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }
    scopes[i] = (NgScope){ .name = ng_expr_text (name), .value = value, .outside = scope };
    scope = &scopes[i];
  }
  return ng_evaluation_value (self, ng_expr_arg (call, 1), scope, error);
}

/* What the hook gives for @call, counted: all of it together may be as large as one result. NULL
 * without an error where it knows nothing. */
static NgExpr *
ask_hook (NgEvaluation *self, NgExpr *call, GError **error)
{
  g_autoptr (NgExpr) result = self->hook != NULL ? self->hook (call, self->data, error) : NULL;
  gint64 share = NG_MAX_EXPR_NODES / NG_MAX_EXPR_MADE;

  if (result == NULL ||
      !ng_evaluation_take_nodes (self, ng_expr_size (result) / share, call, error))
    return NULL;
  return g_steal_pointer (&result);
}

/* Clear[name, …]: the hook gets the names, and not their values. */
static NgExpr *
evaluate_clear (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  GError *local = NULL;
  NgExpr *result = ask_hook (self, call, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  return result != NULL || local != NULL ? result : ng_expr_ref (call);
}

/* Set[name, value]: the value is evaluated. A name of a scope has it from then on; any other is for
 * the hook to keep. */
static NgExpr *
evaluate_set (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) args = ng_expr_items_new ();
  g_autoptr (NgExpr) set = NULL;
  NgScope *local_name = NULL;
  GError *local = NULL;
  NgExpr *value, *result;

  if (ng_expr_n_args (call) != 2)
    return ng_expr_ref (call);
  value = ng_evaluation_value (self, ng_expr_arg (call, 1), scope, error);
  if (value == NULL)
    return NULL;
  if (ng_expr_kind (ng_expr_arg (call, 0)) == NG_EXPR_SYMBOL)
    local_name = (NgScope *) find_scope (scope, ng_expr_text (ng_expr_arg (call, 0)));
  if (local_name != NULL) {
    local_name->value = value;
    g_ptr_array_add (self->assigned, value);
    return ng_expr_ref (value);
  }
  g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (call, 0)));
  g_ptr_array_add (args, value);
  set = ng_expr_build (ng_expr_head (call), args, call);
  result = ask_hook (self, set, &local);
  if (local != NULL)
    g_propagate_error (error, local);
  return result != NULL || local != NULL ? result : g_steal_pointer (&set);
}

/* CompoundExpression[a, b, …]: one after the other; the value of the last. */
static NgExpr *
evaluate_compound (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *value = ng_expr_new_symbol ("Null", ng_expr_place (call));

  for (gsize i = 0; value != NULL && i < ng_expr_n_args (call); i++) {
    ng_expr_unref (value);
    value = ng_evaluation_value (self, ng_expr_arg (call, i), scope, error);
  }
  return value;
}

NgExpr *
ng_builtin_range (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  Iterator iterator = { 0 };
  NgExpr *bounds[3];
  gsize n = ng_expr_n_args (call);

  for (gsize i = 0; i < n && i < 3; i++)
    bounds[i] = ng_expr_arg (call, i);
  if (!read_bounds (&iterator, bounds, n) ||
      !ng_evaluation_take_steps (self, iterator.n, call, error) ||
      !ng_evaluation_take_nodes (self, iterator.n, call, error))
    return NULL;
  for (gint64 i = 0; i < iterator.n; i++)
    g_ptr_array_add (items, iterator_value (&iterator, i));
  return ng_expr_build_list (items, call);
}

static const struct {
  const char *head;
  NgBuiltin evaluate;
} holding[] = {
  { "Function", evaluate_function },
  { "Table", evaluate_table },
  { "If", evaluate_if },
  { "Block", evaluate_block },
  { "With", evaluate_block },
  { "Module", evaluate_block },
  { "Set", evaluate_set },
  { "Clear", evaluate_clear },
  { "CompoundExpression", evaluate_compound },
};

/* ---- calls ---- */

static NgBuiltin
find_holding (const NgExpr *head)
{
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (holding); i++) {
    if (ng_expr_is_symbol (head, holding[i].head))
      return holding[i].evaluate;
  }
  return NULL;
}

gboolean
ng_expr_is_plain (const NgExpr *self)
{
  const NgExpr *head = ng_expr_head (self);

  if (head == NULL || ng_expr_is_call (self, "Function"))
    return TRUE;
  if (ng_expr_is_call (self, "Apply") && ng_expr_n_args (self) == 1) /* waits for an argument */
    return ng_expr_is_plain (ng_expr_arg (self, 0));
  if (find_holding (head) != NULL || ng_builtin_find (head) != NULL || !ng_expr_is_plain (head))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (self); i++) {
    if (!ng_expr_is_plain (ng_expr_arg (self, i)))
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_word_is_function (const NgExpr *head)
{
  return ng_builtin_find (head) != NULL || ng_arithmetic_is_listable (head) ||
         ng_expr_is_symbol (head, "Max") || ng_expr_is_symbol (head, "Min");
}

/* Adds a value to the arguments of @head: a sequence spreads out, nothing vanishes from a list. */
static void
add_argument (GPtrArray *args, const NgExpr *head, NgExpr *value)
{
  if (ng_expr_is_call (value, "Sequence")) {
    ng_expr_items_add_all (args, value);
    ng_expr_unref (value);
  } else if (ng_expr_is_symbol (value, "Nothing") && ng_expr_is_symbol (head, "List")) {
    ng_expr_unref (value);
  } else {
    g_ptr_array_add (args, value);
  }
}

/* Evaluates an argument of @head. In sums and products 1/x stays as it is around the value of x, so
 * that 6/3 is an integer. */
static NgExpr *
evaluate_argument (
    NgEvaluation *self, const NgExpr *head, NgExpr *arg, const NgScope *scope, GError **error)
{
  NgExpr *args[2];

  if (!ng_arithmetic_is_inverse (arg) ||
      !(ng_expr_is_symbol (head, "Times") || ng_expr_is_symbol (head, "Plus")))
    return ng_evaluation_value (self, arg, scope, error);
  args[0] = ng_evaluation_value (self, ng_expr_arg (arg, 0), scope, error);
  if (args[0] == NULL)
    return NULL;
  args[1] = ng_expr_ref (ng_expr_arg (arg, 1));
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (arg)), args, 2, ng_expr_place (arg));
}

/* Evaluates head and arguments; the same node where nothing changes. */
static NgExpr *
evaluate_parts (NgEvaluation *self, NgExpr *expr, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (expr);
  g_autoptr (NgExpr) head = ng_evaluation_value (self, ng_expr_head (expr), scope, error);
  g_autoptr (GPtrArray) args = NULL;
  gboolean is_same;

  if (head == NULL)
    return NULL;
  is_same = head == ng_expr_head (expr);
  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = ng_expr_arg (expr, i);
    NgExpr *value = evaluate_argument (self, head, arg, scope, error);

    if (value == NULL)
      return NULL;
    if (is_same && value == arg && !ng_expr_is_call (value, "Sequence") &&
        !ng_expr_is_symbol (value, "Nothing")) {
      ng_expr_unref (value);
      continue;
    }
    if (args == NULL) {
      args = ng_expr_items_new ();
      for (gsize k = 0; k < i; k++)
        g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (expr, k)));
    }
    is_same = FALSE;
    add_argument (args, head, value);
  }
  if (args == NULL)
    return is_same ? ng_expr_ref (expr)
                   : ng_expr_new_normal (g_steal_pointer (&head), NULL, 0, ng_expr_place (expr));
  if (!ng_evaluation_take_nodes (self, args->len + 1, expr, error))
    return NULL;
  return ng_expr_build (head, args, expr);
}

/* Gives a call whose parts are values its own value. */
static NgExpr *
evaluate_call (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  GError *local = NULL;
  NgBuiltin builtin = ng_builtin_find (ng_expr_head (call));
  NgExpr *result = ng_arithmetic (call);

  if (result != NULL)
    return result;
  if (ng_expr_is_call (ng_expr_head (call), "Function") &&
      ng_expr_n_args (ng_expr_head (call)) >= 1 && ng_expr_n_args (ng_expr_head (call)) <= 2) {
    if (!ng_evaluation_take_steps (self, 1, call, error))
      return NULL;
    return apply_function (self, call, error);
  }
  if (ng_expr_is_call (ng_expr_head (call), "Association") && ng_expr_n_args (call) == 1)
    return ng_builtin_lookup (self, ng_expr_head (call), ng_expr_arg (call, 0), NULL, call, error);
  if (builtin != NULL)
    result = builtin (self, call, scope, &local);
  else if (ng_function_is_composed (ng_expr_head (call)))
    result = ng_builtin_apply_composed (self, call, scope, &local);
  if (result == NULL && local == NULL)
    result = ask_hook (self, call, &local);
  if (local != NULL) {
    g_propagate_error (error, local);
    return NULL;
  }
  return result != NULL ? result : ng_expr_ref (call);
}

static NgExpr *
evaluate_normal (NgEvaluation *self, NgExpr *expr, const NgScope *scope, GError **error)
{
  NgBuiltin hold = NULL;
  g_autoptr (NgExpr) call = NULL;
  NgExpr *result = NULL;

  /* A list is no call. */
  if (ng_expr_is_call (expr, "List")) {
    call = evaluate_parts (self, expr, scope, error);
    return call == NULL || ng_expr_is_call (call, "List")
               ? g_steal_pointer (&call)
               : evaluate_call (self, call, scope, error);
  }
  hold = find_holding (ng_expr_head (expr));
  if (hold != NULL)
    return hold (self, expr, scope, error);
  if (scope == NULL) {
    result = ng_arithmetic (expr);
    if (result != NULL)
      return result;
  }
  call = evaluate_parts (self, expr, scope, error);
  return call != NULL ? evaluate_call (self, call, scope, error) : NULL;
}

/* A chain a -> b -> c: its links are evaluated by a loop. */
static NgExpr *
evaluate_rules (NgEvaluation *self, NgExpr *expr, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) lefts = ng_expr_items_new ();
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  NgExpr *result;

  for (; ng_expr_is_rule (expr); expr = ng_expr_arg (expr, 1)) {
    NgExpr *left = ng_evaluation_value (self, ng_expr_arg (expr, 0), scope, error);

    if (left == NULL)
      return NULL;
    g_ptr_array_add (lefts, left);
    g_ptr_array_add (links, expr);
  }
  result = ng_evaluation_value (self, expr, scope, error);
  for (gsize i = links->len; result != NULL && i-- > 0;) {
    NgExpr *link = links->pdata[i];
    NgExpr *args[2] = { lefts->pdata[i], result };

    if (args[0] == ng_expr_arg (link, 0) && args[1] == ng_expr_arg (link, 1)) {
      ng_expr_unref (result);
      result = ng_expr_ref (link);
    } else {
      ng_expr_ref (args[0]);
      result =
          ng_expr_new_normal (ng_expr_ref (ng_expr_head (link)), args, 2, ng_expr_place (link));
    }
  }
  return result;
}

NgExpr *
ng_evaluation_value (NgEvaluation *self, NgExpr *expr, const NgScope *scope, GError **error)
{
  NgExpr *result;

  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    return evaluate_symbol (self, expr, scope);
  /* Arrays of numbers are by far the most that there is, and nothing is to be done to them. */
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL || ng_expr_is_array (expr))
    return ng_expr_ref (expr);
  if (self->depth >= NG_MAX_EVALUATION_DEPTH) {
    ng_evaluation_fail_depth (expr, error);
    return NULL;
  }
  self->n_visits += 1 + (gint64) ng_expr_n_args (expr) / 4;
  if (self->n_visits > NG_MAX_EVALUATION_VISITS) {
    fail_steps (expr, error);
    return NULL;
  }
  self->depth++;
  result = ng_expr_is_rule (expr) ? evaluate_rules (self, expr, scope, error)
                                  : evaluate_normal (self, expr, scope, error);
  self->depth--;
  if (result == NULL)
    return NULL;
  if (ng_expr_depth (result) <= NG_MAX_EVALUATION_DEPTH &&
      ng_expr_size (result) <= NG_MAX_EXPR_NODES)
    return result;
  if (ng_expr_depth (result) > NG_MAX_EVALUATION_DEPTH)
    ng_evaluation_fail_depth (expr, error);
  else
    fail_size (expr, error);
  ng_expr_unref (result);
  return NULL;
}

NgExpr *
ng_expr_evaluate_with (NgExpr *self,
                       GHashTable *names,
                       NgExprHook hook,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GPtrArray) assigned = ng_expr_items_new ();
  NgEvaluation evaluation = {
    .names = names, .hook = hook, .data = data, .cancellable = cancellable, .assigned = assigned
  };

  return ng_evaluation_value (&evaluation, self, NULL, error);
}

NgExpr *
ng_expr_evaluate (NgExpr *self, GHashTable *names, GError **error)
{
  return ng_expr_evaluate_with (self, names, NULL, NULL, NULL, error);
}
