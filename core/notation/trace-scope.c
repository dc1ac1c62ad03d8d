/* Names of a function that is being followed: slots, variables, and what of the functions around a
 * net inside reads. */

#include "core/expr/arithmetic.h"
#include "core/expr/items.h"
#include "core/graph/function.h"
#include "core/notation/trace-private.h"

NgTraced *
ng_trace_port (NgTrace *self, NgExpr *slot)
{
  NgExpr *which = ng_expr_arg (slot, 0);
  g_autofree char *name = NULL;

  if (ng_expr_kind (which) == NG_EXPR_STRING)
    name = g_strdup (ng_expr_text (which));
  else if (self->is_positional)
    name = g_strdup_printf ("%" G_GINT64_FORMAT, ng_expr_integer (which));
  else
    name = g_strdup ("Input");
  return ng_traced_source (
      self,
      (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (self->builder, name, self->place), 0 });
}

NgTraced *
ng_trace_find_named (const NgTraced *named, const char *name)
{
  for (guint i = 0; i < named->names->len; i++)
    if (g_str_equal (named->names->pdata[i], name))
      return named->items->pdata[i];
  return NULL;
}

/* ---- values of the functions around ---- */

/* A further input, which gets what @value is outside. */
static NgTraced *
capture_source (NgTrace *self, NgTraced *value)
{
  g_autofree char *name = NULL;
  NgSource source;
  guint k = 0;

  if (!ng_trace_to_source (self->outer, value, &source))
    return NULL;
  while (k < self->captures->len && ((NgTraced *) self->captures->pdata[k])->atom != value->atom)
    k++;
  if (k == self->captures->len)
    g_ptr_array_add (self->captures, value);
  name = g_strdup_printf ("Constant%u", k + 1);
  return ng_traced_source (
      self,
      (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (self->builder, name, self->place), 0 });
}

/* A value of the function around, here: numbers as they stand, and inputs for the others. */
static NgTraced *
capture (NgTrace *self, NgTraced *value)
{
  NgTraced *here = g_hash_table_lookup (self->captured, value);

  if (here != NULL)
    return here;
  if (value->kind == NG_TRACED_NUMBERS) {
    here = ng_traced_is_fixed (value) ? ng_traced_numbers (self, ng_expr_ref (value->expr))
                                      : capture_source (self, value);
    if (here == NULL)
      return NULL;
  } else {
    here = ng_traced_new (self, value->kind);
    for (guint i = 0; i < value->items->len; i++) {
      NgTraced *item = capture (self, value->items->pdata[i]);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (here->items, item);
      if (value->kind == NG_TRACED_NAMED)
        g_ptr_array_add (here->names, g_strdup (value->names->pdata[i]));
    }
  }
  g_hash_table_insert (self->captured, value, here);
  return here;
}

/* A value of @owner, which is this function or one around it. */
static NgTraced *
bring (NgTrace *self, NgTrace *owner, NgTraced *value)
{
  if (self == owner)
    return value;
  value = bring (self->outer, owner, value);
  return value != NULL ? capture (self, value) : NULL;
}

/* ---- slots and variables ---- */

static gsize
count_variables (const NgTraceScope *scope)
{
  if (scope->variables == NULL)
    return 0;
  return MIN (scope->n,
              ng_expr_is_call (scope->variables, "List") ? ng_expr_n_args (scope->variables) : 1);
}

/* The scope of @symbol and its place there; %NULL where it is no variable. */
static const NgTraceScope *
find_variable (const NgTraceScope *scope, const NgExpr *symbol, gsize *index)
{
  for (; scope != NULL; scope = scope->outer)
    for (gsize i = 0; i < count_variables (scope); i++) {
      NgExpr *variable = ng_expr_is_call (scope->variables, "List")
                             ? ng_expr_arg (scope->variables, i)
                             : scope->variables;

      if (ng_expr_is_symbol (variable, ng_expr_text (symbol))) {
        *index = i;
        return scope;
      }
    }
  return NULL;
}

gboolean
ng_trace_is_variable (const NgExpr *symbol, const NgTraceScope *scope)
{
  gsize index;

  return find_variable (scope, symbol, &index) != NULL;
}

/* The innermost function whose arguments are slots. */
static const NgTraceScope *
find_slots (const NgTraceScope *scope)
{
  while (scope != NULL && scope->variables != NULL)
    scope = scope->outer;
  return scope;
}

NgTraced *
ng_trace_slot_value (NgTrace *self, NgExpr *slot, const NgTraceScope *scope)
{
  NgExpr *which = ng_expr_n_args (slot) == 1 ? ng_expr_arg (slot, 0) : NULL;
  NgTraced *value;

  scope = find_slots (scope);
  if (which == NULL || (ng_expr_kind (which) != NG_EXPR_STRING &&
                        (ng_expr_kind (which) != NG_EXPR_INTEGER || ng_expr_integer (which) < 1)))
    return ng_trace_refuse (self, slot, "it names no argument");
  if (scope == NULL)
    return ng_trace_refuse (self, slot, "no function f & stands around it");
  if (scope->is_ports) {
    value = ng_trace_port (scope->owner, slot);
  } else if (ng_expr_kind (which) == NG_EXPR_STRING) {
    value = scope->n > 0 && scope->values[0]->kind == NG_TRACED_NAMED
                ? ng_trace_find_named (scope->values[0], ng_expr_text (which))
                : NULL;
    if (value == NULL)
      return ng_trace_refuse (self, slot, "there is no value of that name");
  } else {
    if ((guint64) ng_expr_integer (which) > scope->n)
      return ng_trace_refuse (self, slot, "the function gets no such argument");
    value = scope->values[ng_expr_integer (which) - 1];
  }
  return bring (self, scope->owner, value);
}

NgTraced *
ng_trace_symbol (NgTrace *self, NgExpr *symbol, const NgTraceScope *scope)
{
  const char *name = ng_expr_text (symbol);
  gsize index;

  scope = find_variable (scope, symbol, &index);
  if (scope != NULL)
    return bring (self, scope->owner, scope->values[index]);
  if (ng_function_is_constant (name))
    return ng_traced_numbers (self, ng_expr_ref (symbol));
  return ng_trace_refuse (self, symbol, "it has no value");
}

NgTraced *
ng_trace_with (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgExpr *settings = ng_expr_n_args (expr) == 2 ? ng_expr_arg (expr, 0) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (NgExpr) variables = NULL;
  NgTraceScope inner = { .outer = scope, .owner = self };

  if (settings == NULL || !ng_expr_is_call (settings, "List"))
    return ng_trace_refuse (self, expr, "it needs {x = value, …} and a body");
  for (gsize i = 0; i < ng_expr_n_args (settings); i++) {
    NgExpr *setting = ng_expr_arg (settings, i);
    NgTraced *value;

    if (!ng_expr_is_call (setting, "Set") || ng_expr_n_args (setting) != 2)
      return ng_trace_refuse (self, setting, "it needs a value");
    value = ng_trace_expr (self, ng_expr_arg (setting, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (names, ng_expr_arg (setting, 0));
    g_ptr_array_add (values, value);
  }
  for (guint i = 0; i < names->len; i++)
    ng_expr_ref (names->pdata[i]);
  variables = ng_list_write ("List", names);
  inner.variables = variables;
  inner.values = (NgTraced *const *) values->pdata;
  inner.n = values->len;
  return ng_trace_expr (self, ng_expr_arg (expr, 1), &inner);
}

/* ---- numbers that are known ---- */

/* @traced as it stands, where it is a number or a list of numbers. */
static NgExpr *
find_constant (const NgTraced *traced)
{
  NgExpr *constant = ng_traced_constant (traced);

  if (constant == NULL && traced->kind == NG_TRACED_NUMBERS && ng_traced_is_fixed (traced))
    constant = ng_arithmetic (traced->expr);
  return constant;
}

NgExpr *
ng_trace_literal (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  gboolean is_plain = ng_expr_kind (expr) == NG_EXPR_SYMBOL ? !ng_trace_is_variable (expr, scope)
                                                            : ng_expr_kind (expr) != NG_EXPR_NORMAL;
  gsize n = ng_expr_n_args (expr);
  g_autoptr (GPtrArray) args = NULL;
  NgTraced *traced;
  NgExpr *constant;

  if (is_plain || ng_expr_is_rule (expr))
    return ng_expr_ref (expr);
  if (!ng_expr_is_call (expr, "List") && !ng_expr_is_call (expr, "Span") &&
      !ng_expr_is_call (expr, "TwoWayRule")) {
    traced = ng_trace_expr (self, expr, scope);
    if (traced == NULL)
      return NULL;
    constant = find_constant (traced);
    return constant != NULL ? constant : ng_expr_ref (expr);
  }
  args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = ng_trace_literal (self, ng_expr_arg (expr, i), scope);

    if (arg == NULL)
      return NULL;
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  return ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (expr)), (NgExpr **) args->pdata, n, ng_expr_place (expr));
}
