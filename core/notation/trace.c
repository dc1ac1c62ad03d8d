/* The walk through a function: its arguments, calls, functions by name and layers. */

#include "core/notation/trace.h"

#include "core/expr/items.h"
#include "core/graph/function.h"
#include "core/graph/literal.h"
#include "core/graph/registry.h"
#include "core/notation/trace-private.h"
#include <string.h>

/* ---- layers and functions applied to values ---- */

/* layer[<|"port" -> value, …|>] */
static NgTraced *
apply_layer_named (NgTrace *self, NgLayer *layer, const NgTraced *named, const NgExpr *at)
{
  gsize n = ng_layer_n_inputs (layer);
  g_autofree NgSource *sources = g_new0 (NgSource, n + 1);
  NgTraced *result;
  int index;

  for (guint i = 0; i < named->names->len; i++)
    if (ng_layer_find_input (layer, named->names->pdata[i]) < 0)
      return ng_trace_refuse (self, at, "its layer has no input of such a name");
  for (gsize i = 0; i < n; i++) {
    NgTraced *value = ng_trace_find_named (named, ng_layer_input_name (layer, i));

    if (value == NULL && !ng_layer_input_is_optional (layer, i))
      return ng_trace_refuse (self, at, "an input of its layer gets nothing");
    if (value != NULL && !ng_trace_to_source (self, value, &sources[i]))
      return NULL;
  }
  index = (int) ng_net_builder_n_layers (self->builder);
  result = ng_trace_connect (self, layer, NULL, 0, at);
  for (gsize i = 0; i < n && result != NULL; i++)
    if (sources[i].kind != NG_SOURCE_NONE &&
        !ng_net_builder_connect (
            self->builder, sources[i], index, (int) i, self->place, self->error))
      return NULL;
  return result;
}

static NgTraced *
apply_layer (NgTrace *self, NgLayer *layer, NgTraced *const *arguments, gsize n, const NgExpr *at)
{
  gboolean is_many = ng_layer_has_open_slots (layer) || ng_layer_has_slots (layer);
  g_autofree NgSource *sources = NULL;

  if (n == 1 && arguments[0]->kind == NG_TRACED_NAMED)
    return apply_layer_named (self, layer, arguments[0], at);
  if (n == 1 && is_many && arguments[0]->kind == NG_TRACED_LIST) {
    n = arguments[0]->items->len;
    arguments = (NgTraced *const *) arguments[0]->items->pdata;
  }
  sources = g_new (NgSource, n + 1);
  for (gsize i = 0; i < n; i++)
    if (!ng_trace_to_source (self, arguments[i], &sources[i]))
      return NULL;
  return ng_trace_connect (self, layer, sources, n, at);
}

gboolean
ng_trace_is_layer (const NgExpr *expr)
{
  const NgExpr *head = ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_head (expr) : expr;

  if (ng_expr_kind (head) == NG_EXPR_SYMBOL)
    return ng_registry_find (ng_expr_text (head)) != NULL;
  return ng_expr_kind (expr) == NG_EXPR_OBJECT;
}

/* Function[body], Function[x, body], Function[{x, y}, body] */
static NgTraced *
apply_function (NgTrace *self,
                NgExpr *function,
                NgTraced *const *arguments,
                gsize n,
                const NgTraceScope *scope,
                const NgExpr *at)
{
  gboolean has_names = ng_expr_n_args (function) >= 2;
  NgExpr *variables = has_names ? ng_expr_arg (function, 0) : NULL;
  NgTraceScope inner = {
    .outer = scope, .owner = self, .variables = variables, .values = arguments, .n = n
  };
  gsize n_variables =
      has_names ? (ng_expr_is_call (variables, "List") ? ng_expr_n_args (variables) : 1) : 0;

  if (n_variables > n)
    return ng_trace_refuse (self, at, "the function needs more arguments");
  return ng_trace_expr (self, ng_expr_arg (function, has_names ? 1 : 0), &inner);
}

/* Composition[f, g][x] is f[g[x]]; RightComposition[f, g][x] is g[f[x]]. */
static NgTraced *
apply_composition (NgTrace *self,
                   NgExpr *function,
                   NgTraced *const *arguments,
                   gsize n,
                   const NgTraceScope *scope,
                   const NgExpr *at)
{
  gboolean is_right = ng_expr_is_call (function, "RightComposition");
  gsize length = ng_expr_n_args (function);
  NgTraced *value = NULL;

  for (gsize i = 0; i < length; i++) {
    NgExpr *next = ng_expr_arg (function, is_right ? i : length - 1 - i);

    value = i == 0 ? ng_trace_apply (self, next, arguments, n, scope, at)
                   : ng_trace_apply (self, next, &value, 1, scope, at);
    if (value == NULL)
      return NULL;
  }
  return length > 0 ? value : ng_trace_refuse (self, function, "it does nothing");
}

/* Map[f] and its like are functions of what is left out: behind what stands there, or in front. */
static const struct {
  const char *name;
  gboolean is_in_front;
} operators[] = {
  { "Map", FALSE },      { "Apply", FALSE }, { "MapThread", FALSE }, { "Fold", FALSE },
  { "FoldList", FALSE }, { "Append", TRUE }, { "Prepend", TRUE },
};

static gboolean
is_operator (const NgExpr *function, gboolean *is_in_front)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (ng_expr_is_call (function, operators[i].name) && ng_expr_n_args (function) == 1) {
      *is_in_front = operators[i].is_in_front;
      return TRUE;
    }
  return FALSE;
}

/* A function by name, or an operator, as the call that it stands for. The arguments get names that
 * no text has. */
static NgTraced *
apply_call (NgTrace *self,
            NgExpr *function,
            NgTraced *const *arguments,
            gsize n,
            const NgTraceScope *scope,
            const NgExpr *at)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new (), names = g_ptr_array_new ();
  g_autoptr (NgExpr) call = NULL, variables = NULL;
  NgTraceScope inner = { .outer = scope, .owner = self, .values = arguments, .n = n };
  gboolean is_in_front = FALSE, is_one = is_operator (function, &is_in_front);
  NgExpr *head = is_one ? ng_expr_head (function) : function;

  for (gsize i = 0; i < n; i++) {
    g_autofree char *name = n == 1 ? g_strdup ("…") : g_strdup_printf ("…%" G_GSIZE_FORMAT, i + 1);

    g_ptr_array_add (names, ng_expr_new_symbol (name, NULL));
    g_ptr_array_add (args, ng_expr_ref (names->pdata[i]));
  }
  if (is_one)
    g_ptr_array_insert (args, is_in_front ? (int) n : 0, ng_expr_ref (ng_expr_arg (function, 0)));
  variables = ng_list_write ("List", names);
  call = ng_expr_new_normal (
      ng_expr_ref (head), (NgExpr **) args->pdata, args->len, ng_expr_place (at));
  inner.variables = variables;
  return ng_trace_expr (self, call, &inner);
}

NgTraced *
ng_trace_apply (NgTrace *self,
                NgExpr *function,
                NgTraced *const *arguments,
                gsize n,
                const NgTraceScope *scope,
                const NgExpr *at)
{
  g_autoptr (NgLayer) layer = NULL;
  gboolean is_in_front;

  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) >= 1)
    return apply_function (self, function, arguments, n, scope, at);
  if (ng_expr_is_call (function, "Composition") || ng_expr_is_call (function, "RightComposition"))
    return apply_composition (self, function, arguments, n, scope, at);
  if (ng_trace_is_layer (function)) {
    layer = ng_trace_read (self, function);
    return layer != NULL ? apply_layer (self, layer, arguments, n, at) : NULL;
  }
  if (ng_expr_kind (function) == NG_EXPR_SYMBOL || ng_expr_kind (function) == NG_EXPR_STRING ||
      is_operator (function, &is_in_front))
    return apply_call (self, function, arguments, n, scope, at);
  return ng_trace_refuse (self, function, "it is neither a function nor a layer");
}

/* ---- expressions ---- */

static NgTraced *
trace_list (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *list = ng_traced_new (self, NG_TRACED_LIST);

  if (ng_expr_n_args (expr) == 0)
    return ng_trace_refuse (self, expr, "an empty list is no array");
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgTraced *item = ng_trace_expr (self, ng_expr_arg (expr, i), scope);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

static NgTraced *
trace_association (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *named = ng_traced_new (self, NG_TRACED_NAMED);

  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *rule = ng_expr_arg (expr, i);
    NgTraced *value;

    if (!ng_expr_is_rule (rule) || ng_expr_kind (ng_expr_arg (rule, 0)) != NG_EXPR_STRING)
      return ng_trace_refuse (self, rule, "its name has to be a string");
    value = ng_trace_expr (self, ng_expr_arg (rule, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (named->names, g_strdup (ng_expr_text (ng_expr_arg (rule, 0))));
    g_ptr_array_add (named->items, value);
  }
  return named;
}

/* NetArray[…]: an array that is learned */
static NgTraced *
trace_array (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  g_autoptr (NgExpr) call = ng_expr_new_call (
      "NetArrayLayer",
      ng_expr_new_call ("Rule", ng_expr_new_string ("Array", NULL), ng_expr_ref (expr), NULL),
      NULL);
  g_autoptr (NgLayer) layer = ng_trace_read (self, call);

  return layer != NULL ? ng_trace_connect (self, layer, NULL, 0, expr) : NULL;
}

/* f[x, …] with arguments that are followed first, as they are for most functions. */
static NgTraced *
trace_arguments (NgTrace *self, NgExpr *expr, const NgTraceScope *scope, NgTraced **arguments)
{
  NgTraced *last = NULL;

  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    last = arguments[i] = ng_trace_expr (self, ng_expr_arg (expr, i), scope);
    if (last == NULL)
      return NULL;
  }
  return last;
}

/* value["name"] */
static NgTraced *
trace_choice (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *value = ng_trace_expr (self, ng_expr_head (expr), scope), *found;
  gboolean is_name =
      ng_expr_n_args (expr) == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING;

  if (value == NULL)
    return NULL;
  if (!is_name)
    return ng_trace_refuse (self, ng_expr_head (expr), "it is a value, and no function");
  found = value->kind == NG_TRACED_NAMED
              ? ng_trace_find_named (value, ng_expr_text (ng_expr_arg (expr, 0)))
              : NULL;
  return found != NULL ? found : ng_trace_refuse (self, expr, "there is no value of that name");
}

/* f[x, …] with a head that is itself written: a layer, a function, or a named value chosen. */
static NgTraced *
trace_call (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgExpr *head = ng_expr_head (expr);
  gsize n = ng_expr_n_args (expr);
  g_autofree NgTraced **arguments = g_new (NgTraced *, n + 1);
  gboolean is_name = n == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING;

  if (is_name && !ng_trace_is_layer (head) && !ng_expr_is_call (head, "Function"))
    return trace_choice (self, expr, scope);
  if (n > 0 && trace_arguments (self, expr, scope, arguments) == NULL)
    return NULL;
  return ng_trace_apply (self, head, arguments, n, scope, expr);
}

/* Functions that look at their arguments before they are followed, by the number of these. */
static const struct {
  const char *name;
  gsize at_least, at_most;
  NgTraceSpecial trace;
} specials[] = {
  { "Accumulate", 1, 1, ng_trace_accumulate },
  { "Apply", 2, 2, ng_trace_at },
  { "ArrayReshape", 2, 2, ng_trace_with_literals },
  { "Association", 0, G_MAXSIZE, trace_association },
  { "Block", 0, G_MAXSIZE, ng_trace_with },
  { "Clip", 2, 3, ng_trace_formula },
  { "ConstantArray", 2, 2, ng_trace_with_literals },
  { "Drop", 2, 2, ng_trace_drop },
  { "Flatten", 2, 2, ng_trace_with_literals },
  { "Fold", 2, 3, ng_trace_fold },
  { "FoldList", 2, 3, ng_trace_fold },
  { "Inequality", 3, G_MAXSIZE, ng_trace_formula },
  { "Inner", 3, 4, ng_trace_inner_product },
  { "List", 0, G_MAXSIZE, trace_list },
  { "Map", 2, 3, ng_trace_map },
  { "MapThread", 2, 2, ng_trace_map_thread },
  { "Module", 0, G_MAXSIZE, ng_trace_with },
  { "Nest", 3, 3, ng_trace_nest },
  { "NestList", 3, 3, ng_trace_nest },
  { "NetArray", 0, G_MAXSIZE, trace_array },
  { "NetSharedArray", 0, G_MAXSIZE, trace_array },
  { "Ordering", 2, 2, ng_trace_with_literals },
  { "Outer", 3, 3, ng_trace_outer_product },
  { "Part", 2, G_MAXSIZE, ng_trace_part },
  { "Piecewise", 1, 2, ng_trace_formula },
  { "Product", 2, G_MAXSIZE, ng_trace_sum },
  { "Range", 1, 3, ng_trace_range },
  { "Slot", 0, G_MAXSIZE, ng_trace_slot_value },
  { "Sum", 2, G_MAXSIZE, ng_trace_sum },
  { "Table", 2, G_MAXSIZE, ng_trace_table },
  { "Take", 2, G_MAXSIZE, ng_trace_take },
  { "Threshold", 2, 2, ng_trace_formula },
  { "Total", 2, 2, ng_trace_total },
  { "Tr", 1, 2, ng_trace_tr },
  { "Transpose", 2, 2, ng_trace_with_literals },
  { "With", 0, G_MAXSIZE, ng_trace_with },
};

/* f[x, …] with a function by name. */
static NgTraced *
trace_named_call (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgExpr *head = ng_expr_head (expr);
  const char *name = ng_expr_text (head);
  gsize n = ng_expr_n_args (expr);
  g_autofree NgTraced **arguments = NULL;
  gboolean is_known, is_special = FALSE;
  NgTraced *result;

  for (gsize i = 0; i < G_N_ELEMENTS (specials) && !is_special; i++) {
    is_special = g_str_equal (specials[i].name, name);
    if (is_special && n >= specials[i].at_least && n <= specials[i].at_most)
      return specials[i].trace (self, expr, scope);
  }
  if (is_special && n != 1 && !ng_function_takes (name, n))
    return ng_trace_refuse (self, expr, "it does not take so many arguments");
  if (ng_trace_is_layer (expr))
    return ng_trace_refuse (self, expr, "a layer has to be applied to something: layer[x]");
  if (!is_special && !ng_trace_knows (name))
    return ng_trace_refuse (self, expr, "no layer does that");
  arguments = g_new (NgTraced *, n + 1);
  if (n > 0 && trace_arguments (self, expr, scope, arguments) == NULL)
    return NULL;
  result = ng_trace_call_layer (self, expr, arguments, n, &is_known);
  if (is_known)
    return result;
  if (ng_function_takes (name, n))
    return ng_trace_call_numbers (self, head, arguments, n, expr);
  return ng_trace_refuse (self, expr, "no layer does that");
}

NgTraced *
ng_trace_expr (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *result = NULL;
  NgExprKind head =
      ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_kind (ng_expr_head (expr)) : NG_EXPR_OBJECT;

  if (self->depth >= NG_MAX_EXPR_DEPTH)
    return ng_trace_refuse (self, expr, "it is nested too deeply");
  if (self->traced->len >= NG_TRACE_MAX_VALUES)
    return ng_trace_refuse (self, expr, "the function takes too many steps");
  self->depth++;
  if (ng_expr_is_number (expr))
    result = ng_traced_numbers (self, ng_expr_ref (expr));
  else if (ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    result = ng_trace_symbol (self, expr, scope);
  else if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    result = ng_trace_refuse (self, expr, "it is no number");
  else if (head == NG_EXPR_SYMBOL && ng_trace_is_variable (ng_expr_head (expr), scope))
    result = trace_choice (self, expr, scope);
  else if (head == NG_EXPR_SYMBOL || head == NG_EXPR_STRING)
    result = trace_named_call (self, expr, scope);
  else
    result = trace_call (self, expr, scope);
  self->depth--;
  if (result != NULL && result->items != NULL && !ng_trace_measure (self, result, expr))
    return NULL;
  return result;
}

/* ---- the whole ---- */

/* The outermost function with ports for its arguments. */
static NgTraced *
trace_outermost (NgTrace *self, NgExpr *function)
{
  g_auto (GStrv) slots = ng_function_slots (function);
  gsize n = slots != NULL ? g_strv_length (slots) : 1;
  g_autofree NgTraced **arguments = NULL;
  NgTraceScope ports = { .owner = self, .is_ports = TRUE };
  gsize n_numbered = 0;

  while (slots != NULL && slots[n_numbered] != NULL && g_ascii_isdigit (slots[n_numbered][0]))
    n_numbered++;
  if (self->is_positional && slots == NULL && ng_expr_kind (function) == NG_EXPR_SYMBOL)
    n = n_numbered = ng_trace_arity (ng_expr_text (function));
  self->is_positional = self->is_positional || n_numbered > 1;
  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1)
    return ng_trace_expr (self, ng_expr_arg (function, 0), &ports);
  arguments = g_new (NgTraced *, n + 1);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgExpr) slot = ng_trace_slot ((gint64) i + 1);

    arguments[i] = ng_trace_port (self, slot);
  }
  return ng_trace_apply (self, function, arguments, n, NULL, function);
}

NgNetBuilder *
ng_trace_function (NgExpr *function,
                   const NgTraceReader *reader,
                   const NgPlace *place,
                   GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (GPtrArray) traced = g_ptr_array_new_with_free_func (ng_traced_free);
  g_autoptr (GArray) atoms = g_array_new (FALSE, FALSE, sizeof (NgSource));
  guint64 n_items = 0;
  NgTrace self = { .reader = reader,
                   .builder = builder,
                   .traced = traced,
                   .n_items = &n_items,
                   .atoms = atoms,
                   .place = place,
                   .error = error };
  NgTraced *value;

  if (place != NULL)
    ng_net_builder_set_place (builder, place);
  if (ng_expr_is_call (function, "Apply") && ng_expr_n_args (function) == 1) {
    self.is_positional = TRUE;
    function = ng_expr_arg (function, 0);
  }
  value = trace_outermost (&self, function);
  if (value == NULL || !ng_trace_finish (&self, value))
    return NULL;
  return g_steal_pointer (&builder);
}
