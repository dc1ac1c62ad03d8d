/* The walk through a function: its arguments, calls, functions by name and layers. */

#include "core/notation/trace.h"

#include "core/graph/function.h"
#include "core/graph/literal.h"
#include "core/graph/registry.h"
#include "core/notation/trace-private.h"
#include <string.h>

enum { MAX_TABLE = 10000, MAX_TRACED = 1 << 18 };

/* What the arguments of the function being followed are. */
typedef struct _Scope Scope;

struct _Scope {
  const Scope *outer;
  NgExpr *variables; /* of Function[x, …] or With; NULL for slots */
  NgTraced *const *values;
  gsize n;
};

static NgTraced *trace (NgTrace *self, NgExpr *expr, const Scope *scope);
static NgTraced *apply (NgTrace *self,
                        NgExpr *function,
                        NgTraced *const *arguments,
                        gsize n,
                        const Scope *scope,
                        NgExpr *at);

/* ---- functions by name ---- */

/* Functions that are one layer, by the number of their arguments that are values of the net; the
 * arguments behind these are put where the layer's notation has %s. */
static const struct {
  const char *name;
  gsize n_values;
  gsize n_more;
  const char *layer;
} layers[] = {
  { "Total", 1, 0, "AggregationLayer[Total, 1]" },
  { "Mean", 1, 0, "AggregationLayer[Mean, 1]" },
  { "Median", 1, 0, "AggregationLayer[Median, 1]" },
  { "Variance", 1, 0, "AggregationLayer[Variance, 1]" },
  { "StandardDeviation", 1, 0, "AggregationLayer[StandardDeviation, 1]" },
  { "MeanDeviation", 1, 0, "AggregationLayer[MeanDeviation, 1]" },
  { "Max", 1, 0, "AggregationLayer[Max, 1;;-1]" },
  { "Min", 1, 0, "AggregationLayer[Min, 1;;-1]" },
  { "Flatten", 1, 0, "FlattenLayer[]" },
  { "Flatten", 1, 1, "FlattenLayer[%s]" },
  { "Transpose", 1, 0, "TransposeLayer[]" },
  { "Transpose", 1, 1, "TransposeLayer[%s]" },
  { "Reverse", 1, 0, "SequenceReverseLayer[]" },
  { "Most", 1, 0, "SequenceMostLayer[]" },
  { "Rest", 1, 0, "SequenceRestLayer[]" },
  { "First", 1, 0, "PartLayer[1]" },
  { "Last", 1, 0, "PartLayer[-1]" },
  { "Ordering", 1, 0, "OrderingLayer[]" },
  { "Append", 2, 0, "AppendLayer[]" },
  { "Prepend", 2, 0, "PrependLayer[]" },
};

/* Functions of one or two values, said by others. */
static const struct {
  const char *name, *body;
} written[] = {
  { "Norm", "Sqrt[SummationLayer[][#1^2]] &" },
  { "SquaredEuclideanDistance", "SummationLayer[][(#1 - #2)^2] &" },
  { "EuclideanDistance", "Sqrt[SummationLayer[][(#1 - #2)^2]] &" },
  { "ManhattanDistance", "SummationLayer[][Abs[#1 - #2]] &" },
  { "CosineDistance",
    "1 - SummationLayer[][#1*#2]/Sqrt[SummationLayer[][#1^2]*SummationLayer[][#2^2]] &" },
};

static NgTraced *
apply_layer_function (
    NgTrace *self, NgExpr *call, NgTraced *const *arguments, gsize n, gboolean *is_known)
{
  const char *name = ng_expr_text (ng_expr_head (call));

  *is_known = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++) {
    g_autofree char *more = NULL, *text = NULL;
    g_auto (GStrv) pieces = NULL;

    if (!g_str_equal (layers[i].name, name) || layers[i].n_values + layers[i].n_more != n)
      continue;
    if (layers[i].n_more == 0)
      return ng_trace_connect_text (self, layers[i].layer, arguments, n, call);
    more = ng_print (ng_expr_arg (call, n - 1), 0);
    pieces = g_strsplit (layers[i].layer, "%s", 2);
    text = g_strconcat (pieces[0], more, pieces[1], NULL);
    return ng_trace_connect_text (self, text, arguments, layers[i].n_values, call);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++) {
    g_autoptr (NgExpr) body = NULL;

    if (!g_str_equal (written[i].name, name) || n == 0 || n > 2)
      continue;
    body = ng_parse_one (written[i].body, -1, NULL, self->error);
    return body != NULL ? apply (self, body, arguments, n, NULL, call) : NULL;
  }
  if (g_str_equal (name, "Dot") && n >= 2)
    return ng_trace_connect_text (self, "DotLayer[]", arguments, n, call);
  if (g_str_equal (name, "Join") && n >= 1)
    return ng_trace_connect_text (self, "CatenateLayer[]", arguments, n, call);
  *is_known = FALSE;
  return NULL;
}

/* Total[x, Infinity], Total[x, n], Total[x, {n}] */
static NgTraced *
apply_total (NgTrace *self, NgExpr *call, NgTraced *x)
{
  NgExpr *levels = ng_expr_arg (call, 1);
  g_autofree char *text = NULL;

  if (ng_expr_is_symbol (levels, "Infinity"))
    text = g_strdup ("SummationLayer[]");
  else if (ng_expr_kind (levels) == NG_EXPR_INTEGER)
    text = g_strdup_printf ("AggregationLayer[Total, 1;;%" G_GINT64_FORMAT "]",
                            ng_expr_integer (levels));
  else if (ng_expr_is_call (levels, "List") && ng_expr_n_args (levels) == 1 &&
           ng_expr_kind (ng_expr_arg (levels, 0)) == NG_EXPR_INTEGER)
    text = g_strdup_printf ("AggregationLayer[Total, %" G_GINT64_FORMAT "]",
                            ng_expr_integer (ng_expr_arg (levels, 0)));
  if (text == NULL)
    return ng_trace_refuse (self, levels, "levels are n, {n} or Infinity");
  return ng_trace_connect_text (self, text, &x, 1, call);
}

/* A function of numbers, element by element. */
static NgTraced *
apply_numbers (NgTrace *self, NgExpr *head, NgTraced *const *arguments, gsize n, const NgExpr *at)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = ng_trace_to_numbers (self, arguments[i]);

    if (arg == NULL)
      return NULL;
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  return ng_traced_numbers (
      self,
      ng_expr_new_normal (
          ng_expr_ref (head), (NgExpr **) args->pdata, n, at != NULL ? ng_expr_place (at) : NULL));
}

/* ---- layers and functions applied to values ---- */

static NgTraced *
find_named (const NgTraced *named, const char *name)
{
  for (guint i = 0; i < named->names->len; i++)
    if (g_str_equal (named->names->pdata[i], name))
      return named->items->pdata[i];
  return NULL;
}

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
    NgTraced *value = find_named (named, ng_layer_input_name (layer, i));

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

static gboolean
is_layer (const NgExpr *expr)
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
                const Scope *scope,
                const NgExpr *at)
{
  gboolean has_names = ng_expr_n_args (function) >= 2;
  NgExpr *variables = has_names ? ng_expr_arg (function, 0) : NULL;
  Scope inner = { .outer = scope, .variables = variables, .values = arguments, .n = n };
  gsize n_variables =
      has_names ? (ng_expr_is_call (variables, "List") ? ng_expr_n_args (variables) : 1) : 0;

  if (n_variables > n)
    return ng_trace_refuse (self, at, "the function needs more arguments");
  return trace (self, ng_expr_arg (function, has_names ? 1 : 0), &inner);
}

static NgTraced *
apply (NgTrace *self,
       NgExpr *function,
       NgTraced *const *arguments,
       gsize n,
       const Scope *scope,
       NgExpr *at)
{
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (NgExpr) call = NULL;
  gboolean is_known;
  NgTraced *result;

  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) >= 1)
    return apply_function (self, function, arguments, n, scope, at);
  if (is_layer (function)) {
    layer = ng_trace_read (self, function);
    return layer != NULL ? apply_layer (self, layer, arguments, n, at) : NULL;
  }
  if (ng_expr_kind (function) != NG_EXPR_SYMBOL)
    return ng_trace_refuse (self, function, "it is neither a function nor a layer");
  call = ng_expr_new_normal (ng_expr_ref (function), NULL, 0, ng_expr_place (at));
  result = apply_layer_function (self, call, arguments, n, &is_known);
  if (is_known)
    return result;
  if (ng_function_takes (ng_expr_text (function), n))
    return apply_numbers (self, function, arguments, n, at);
  return ng_trace_refuse (self, function, "no layer does that");
}

/* ---- expressions ---- */

/* A value of the net for an argument of the outermost function. */
static NgTraced *
trace_port (NgTrace *self, NgExpr *slot)
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

static NgTraced *
trace_slot (NgTrace *self, NgExpr *slot, const Scope *scope)
{
  NgExpr *which = ng_expr_n_args (slot) == 1 ? ng_expr_arg (slot, 0) : NULL;

  while (scope != NULL && scope->variables != NULL)
    scope = scope->outer;
  if (which == NULL ||
      (ng_expr_kind (which) != NG_EXPR_INTEGER && ng_expr_kind (which) != NG_EXPR_STRING))
    return ng_trace_refuse (self, slot, "it names no argument");
  if (scope == NULL)
    return trace_port (self, slot);
  if (ng_expr_kind (which) == NG_EXPR_STRING && scope->n == 1 &&
      scope->values[0]->kind == NG_TRACED_NAMED) {
    NgTraced *found = find_named (scope->values[0], ng_expr_text (which));

    return found != NULL ? found : ng_trace_refuse (self, slot, "there is no value of that name");
  }
  if (ng_expr_kind (which) != NG_EXPR_INTEGER || ng_expr_integer (which) < 1 ||
      (guint64) ng_expr_integer (which) > scope->n)
    return ng_trace_refuse (self, slot, "the function gets no such argument");
  return scope->values[ng_expr_integer (which) - 1];
}

static NgTraced *
trace_symbol (NgTrace *self, NgExpr *symbol, const Scope *scope)
{
  static const char *const constants[] = { "Pi", "E", "Infinity", "True", "False", NULL };

  for (; scope != NULL; scope = scope->outer) {
    gboolean is_list = scope->variables != NULL && ng_expr_is_call (scope->variables, "List");
    gsize n = scope->variables == NULL ? 0 : is_list ? ng_expr_n_args (scope->variables) : 1;

    for (gsize i = 0; i < MIN (n, scope->n); i++) {
      NgExpr *variable = is_list ? ng_expr_arg (scope->variables, i) : scope->variables;

      if (ng_expr_is_symbol (variable, ng_expr_text (symbol)))
        return scope->values[i];
    }
  }
  if (g_strv_contains (constants, ng_expr_text (symbol)))
    return ng_traced_numbers (self, ng_expr_ref (symbol));
  return ng_trace_refuse (self, symbol, "it has no value");
}

/* With[{x = value, …}, body], and Module and Block alike */
static NgTraced *
trace_with (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *settings = ng_expr_n_args (expr) == 2 ? ng_expr_arg (expr, 0) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (NgExpr) variables = NULL;
  Scope inner = { .outer = scope };

  if (settings == NULL || !ng_expr_is_call (settings, "List"))
    return ng_trace_refuse (self, expr, "it needs {x = value, …} and a body");
  for (gsize i = 0; i < ng_expr_n_args (settings); i++) {
    NgExpr *setting = ng_expr_arg (settings, i);
    NgTraced *value;

    if (!ng_expr_is_call (setting, "Set") || ng_expr_n_args (setting) != 2)
      return ng_trace_refuse (self, setting, "it needs a value");
    value = trace (self, ng_expr_arg (setting, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (names, ng_expr_arg (setting, 0));
    g_ptr_array_add (values, value);
  }
  for (guint i = 0; i < names->len; i++)
    ng_expr_ref (names->pdata[i]);
  variables = ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) names->pdata, names->len, NULL);
  inner.variables = variables;
  inner.values = (NgTraced *const *) values->pdata;
  inner.n = values->len;
  return trace (self, ng_expr_arg (expr, 1), &inner);
}

/* Table[body, n], Table[body, {i, n}], Table[body, {i, a, b}] with numbers that stand there */
static NgTraced *
trace_table (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *range = ng_expr_n_args (expr) == 2 ? ng_expr_arg (expr, 1) : NULL;
  gsize n = range != NULL ? ng_expr_n_args (range) : 0;
  NgExpr *first = NULL, *last = range;
  Scope inner = { .outer = scope, .n = 1 };
  NgTraced *list = ng_traced_new (self, NG_TRACED_LIST), *index;

  if (range != NULL && ng_expr_is_call (range, "List")) {
    if (n < 1 || n > 3 || (n > 1 && ng_expr_kind (ng_expr_arg (range, 0)) != NG_EXPR_SYMBOL))
      return ng_trace_refuse (self, range, "it is not {i, n} or {i, a, b}");
    inner.variables = n > 1 ? ng_expr_arg (range, 0) : NULL;
    last = ng_expr_arg (range, n - 1);
    first = n == 3 ? ng_expr_arg (range, 1) : NULL;
  }
  if (last == NULL || ng_expr_kind (last) != NG_EXPR_INTEGER ||
      (first != NULL && ng_expr_kind (first) != NG_EXPR_INTEGER))
    return ng_trace_refuse (self, expr, "how often has to be a number that stands there");
  gint64 from = first != NULL ? ng_expr_integer (first) : 1, to = ng_expr_integer (last);

  if (to < from || to - from >= MAX_TABLE)
    return ng_trace_refuse (self, range, "it has no elements, or too many");
  for (gint64 i = from; i <= to; i++) {
    NgTraced *item;

    index = ng_traced_numbers (self, ng_expr_new_integer (i, NULL));
    inner.values = &index;
    item = trace (self, ng_expr_arg (expr, 0), inner.variables != NULL ? &inner : scope);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* A function as the net of a NetMapOperator or NetFoldOperator. */
static NgExpr *
as_net (NgExpr *function)
{
  if (is_layer (function))
    return ng_expr_ref (function);
  return ng_expr_new_call ("FunctionLayer", ng_expr_ref (function), NULL);
}

/* Map[f, x]: over what stands there as a list item by item, else by a NetMapOperator */
static NgTraced *
trace_map (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *function = ng_expr_arg (expr, 0);
  g_autoptr (NgExpr) call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  NgTraced *x = trace (self, ng_expr_arg (expr, 1), scope), *list;

  if (x == NULL)
    return NULL;
  if (x->kind != NG_TRACED_LIST) {
    call = ng_expr_new_call ("NetMapOperator", as_net (function), NULL);
    layer = ng_trace_read (self, call);
    return layer != NULL ? apply_layer (self, layer, &x, 1, expr) : NULL;
  }
  list = ng_traced_new (self, NG_TRACED_LIST);
  for (guint i = 0; i < x->items->len; i++) {
    NgTraced *item =
        apply (self, function, (NgTraced *const *) &x->items->pdata[i], 1, scope, expr);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* A function of two arguments as a layer of the inputs "1" and "2". */
static NgExpr *
as_net_of_two (NgExpr *function)
{
  NgExpr *both = ng_expr_ref (function);

  if (ng_expr_kind (function) == NG_EXPR_SYMBOL) {
    NgExpr *slots[] = { ng_trace_slot (1), ng_trace_slot (2) };

    both = ng_expr_new_call (
        "Function", ng_expr_new_normal (both, slots, 2, ng_expr_place (function)), NULL);
  }
  return ng_expr_new_call ("FunctionLayer", ng_expr_new_call ("Apply", both, NULL), NULL);
}

/* Fold[f, x, list] and FoldList, whose first element is left out: the states after each step */
static NgTraced *
trace_fold (NgTrace *self, NgExpr *expr, const Scope *scope, gboolean keeps_all)
{
  NgTraced *state = trace (self, ng_expr_arg (expr, 1), scope);
  NgTraced *list = state != NULL ? trace (self, ng_expr_arg (expr, 2), scope) : NULL;
  g_autoptr (NgExpr) call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  NgSource sources[2];
  int index, port;

  if (list == NULL || !ng_trace_to_source (self, state, &sources[0]) ||
      !ng_trace_to_source (self, list, &sources[1]))
    return NULL;
  call = ng_expr_new_call ("NetFoldOperator",
                           as_net_of_two (ng_expr_arg (expr, 0)),
                           ng_expr_new_call ("List",
                                             ng_expr_new_call ("Rule",
                                                               ng_expr_new_string ("Output", NULL),
                                                               ng_expr_new_string ("1", NULL),
                                                               NULL),
                                             NULL),
                           NULL);
  layer = ng_trace_read (self, call);
  index = layer != NULL ? ng_trace_add (self, layer) : -1;
  if (index < 0)
    return NULL;
  for (int i = 0; i < 2; i++)
    if (!ng_net_builder_connect (self->builder,
                                 sources[i],
                                 index,
                                 ng_layer_find_input (layer, i == 0 ? "1" : "2"),
                                 self->place,
                                 self->error))
      return NULL;
  port = ng_layer_find_output (layer, keeps_all ? "Output" : "1");
  if (!keeps_all)
    ng_net_builder_mute (self->builder, index, ng_layer_find_output (layer, "Output"));
  return ng_traced_source (self, (NgSource){ NG_SOURCE_LAYER, index, port });
}

/* Nest[f, x, n] */
static NgTraced *
trace_nest (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *times = ng_expr_arg (expr, 2);
  NgTraced *x = trace (self, ng_expr_arg (expr, 1), scope);

  if (ng_expr_kind (times) != NG_EXPR_INTEGER || ng_expr_integer (times) < 0 ||
      ng_expr_integer (times) > MAX_TABLE)
    return ng_trace_refuse (self, times, "how often has to be a number that stands there");
  for (gint64 i = 0; i < ng_expr_integer (times) && x != NULL; i++)
    x = apply (self, ng_expr_arg (expr, 0), &x, 1, scope, expr);
  return x;
}

/* x[[i]], x[[i;;j, k]] */
static NgTraced *
trace_part (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgTraced *x = trace (self, ng_expr_arg (expr, 0), scope);
  NgExpr *first = ng_expr_n_args (expr) > 1 ? ng_expr_arg (expr, 1) : NULL;
  GString *text;
  g_autofree char *layer = NULL;

  if (x == NULL)
    return NULL;
  if (first == NULL)
    return ng_trace_refuse (self, expr, "it says no part");
  if (x->kind == NG_TRACED_LIST && ng_expr_n_args (expr) == 2 &&
      ng_expr_kind (first) == NG_EXPR_INTEGER) {
    gint64 n = (gint64) x->items->len, i = ng_expr_integer (first);

    if (i == 0 || ABS (i) > n)
      return ng_trace_refuse (self, expr, "there is no such part");
    return x->items->pdata[i > 0 ? i - 1 : n + i];
  }
  text = g_string_new ("PartLayer[{");
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    g_autofree char *part = ng_print (ng_expr_arg (expr, i), 0);

    g_string_append_printf (text, "%s%s", i > 1 ? ", " : "", part);
  }
  g_string_append (text, "}]");
  layer = g_string_free (text, FALSE);
  return ng_trace_connect_text (self, layer, &x, 1, expr);
}

static NgTraced *
trace_list (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgTraced *list = ng_traced_new (self, NG_TRACED_LIST);

  if (ng_expr_n_args (expr) == 0)
    return ng_trace_refuse (self, expr, "an empty list is no array");
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgTraced *item = trace (self, ng_expr_arg (expr, i), scope);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

static NgTraced *
trace_association (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgTraced *named = ng_traced_new (self, NG_TRACED_NAMED);

  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *rule = ng_expr_arg (expr, i);
    NgTraced *value;

    if (!ng_expr_is_rule (rule) || ng_expr_kind (ng_expr_arg (rule, 0)) != NG_EXPR_STRING)
      return ng_trace_refuse (self, rule, "its name has to be a string");
    value = trace (self, ng_expr_arg (rule, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (named->names, g_strdup (ng_expr_text (ng_expr_arg (rule, 0))));
    g_ptr_array_add (named->items, value);
  }
  return named;
}

/* NetArray[…]: an array that is learned */
static NgTraced *
trace_array (NgTrace *self, NgExpr *expr)
{
  g_autoptr (NgExpr) call = ng_expr_new_call (
      "NetArrayLayer",
      ng_expr_new_call ("Rule", ng_expr_new_string ("Array", NULL), ng_expr_ref (expr), NULL),
      NULL);
  g_autoptr (NgLayer) layer = ng_trace_read (self, call);

  return layer != NULL ? ng_trace_connect (self, layer, NULL, 0, expr) : NULL;
}

/* f[x, …] with a head that is itself written: a layer, a function, or a named value chosen. */
static NgTraced *
trace_call (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *head = ng_expr_head (expr);
  gsize n = ng_expr_n_args (expr);
  g_autofree NgTraced **arguments = g_new (NgTraced *, n + 1);
  gboolean is_name = n == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING;

  if (is_name && !is_layer (head) && !ng_expr_is_call (head, "Function")) {
    NgTraced *value = trace (self, head, scope), *found;

    if (value == NULL)
      return NULL;
    found = value->kind == NG_TRACED_NAMED
                ? find_named (value, ng_expr_text (ng_expr_arg (expr, 0)))
                : NULL;
    return found != NULL ? found : ng_trace_refuse (self, expr, "there is no value of that name");
  }
  for (gsize i = 0; i < n; i++) {
    arguments[i] = trace (self, ng_expr_arg (expr, i), scope);
    if (arguments[i] == NULL)
      return NULL;
  }
  return apply (self, head, arguments, n, scope, expr);
}

/* f[x, …] with a function by name. */
static NgTraced *
trace_named_call (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  const char *name = ng_expr_text (ng_expr_head (expr));
  gsize n = ng_expr_n_args (expr);
  g_autofree NgTraced **arguments = NULL;
  gboolean is_known;
  NgTraced *result;

  if (g_str_equal (name, "Slot"))
    return trace_slot (self, expr, scope);
  if (g_str_equal (name, "List"))
    return trace_list (self, expr, scope);
  if (g_str_equal (name, "Association"))
    return trace_association (self, expr, scope);
  if (g_str_equal (name, "NetArray") || g_str_equal (name, "NetSharedArray"))
    return trace_array (self, expr);
  if (g_str_equal (name, "With") || g_str_equal (name, "Module") || g_str_equal (name, "Block"))
    return trace_with (self, expr, scope);
  if (g_str_equal (name, "Table"))
    return trace_table (self, expr, scope);
  if (g_str_equal (name, "Part"))
    return trace_part (self, expr, scope);
  if (g_str_equal (name, "Map") && n == 2)
    return trace_map (self, expr, scope);
  if ((g_str_equal (name, "Fold") || g_str_equal (name, "FoldList")) && n == 3)
    return trace_fold (self, expr, scope, g_str_equal (name, "FoldList"));
  if (g_str_equal (name, "Nest") && n == 3)
    return trace_nest (self, expr, scope);
  if (is_layer (expr))
    return ng_trace_refuse (self, expr, "a layer has to be applied to something: layer[x]");
  arguments = g_new (NgTraced *, n + 1);
  if ((g_str_equal (name, "Total") || g_str_equal (name, "Flatten") ||
       g_str_equal (name, "Transpose")) &&
      n == 2) {
    arguments[0] = trace (self, ng_expr_arg (expr, 0), scope);
    if (arguments[0] == NULL)
      return NULL;
    if (g_str_equal (name, "Total"))
      return apply_total (self, expr, arguments[0]);
    return apply_layer_function (self, expr, arguments, n, &is_known);
  }
  for (gsize i = 0; i < n; i++) {
    arguments[i] = trace (self, ng_expr_arg (expr, i), scope);
    if (arguments[i] == NULL)
      return NULL;
  }
  result = apply_layer_function (self, expr, arguments, n, &is_known);
  if (is_known)
    return result;
  if (ng_function_takes (name, n))
    return apply_numbers (self, ng_expr_head (expr), arguments, n, expr);
  return ng_trace_refuse (self, expr, "no layer does that");
}

static NgTraced *
trace (NgTrace *self, NgExpr *expr, const Scope *scope)
{
  NgTraced *result = NULL;

  if (self->depth >= NG_MAX_EXPR_DEPTH)
    return ng_trace_refuse (self, expr, "it is nested too deeply");
  if (self->traced->len >= MAX_TRACED)
    return ng_trace_refuse (self, expr, "the function takes too many steps");
  self->depth++;
  if (ng_expr_is_number (expr))
    result = ng_traced_numbers (self, ng_expr_ref (expr));
  else if (ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    result = trace_symbol (self, expr, scope);
  else if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    result = ng_trace_refuse (self, expr, "it is no number");
  else if (ng_expr_kind (ng_expr_head (expr)) == NG_EXPR_SYMBOL)
    result = trace_named_call (self, expr, scope);
  else
    result = trace_call (self, expr, scope);
  self->depth--;
  return result;
}

/* ---- the whole ---- */

/* The outermost function with ports for its arguments. */
static NgTraced *
trace_outermost (NgTrace *self, NgExpr *function)
{
  g_auto (GStrv) slots = ng_function_slots (function);
  gsize n = slots != NULL ? g_strv_length (slots) : 1;
  g_autofree NgTraced **arguments = g_new (NgTraced *, n + 1);
  gsize n_numbered = 0;

  while (slots != NULL && slots[n_numbered] != NULL && g_ascii_isdigit (slots[n_numbered][0]))
    n_numbered++;
  self->is_positional = self->is_positional || n_numbered > 1;
  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1)
    return trace (self, ng_expr_arg (function, 0), NULL);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgExpr) slot = ng_trace_slot ((gint64) i + 1);

    arguments[i] = trace_port (self, slot);
  }
  return apply (self, function, arguments, n, NULL, function);
}

static gboolean
add_output (NgTrace *self, const char *name, NgTraced *value)
{
  NgSource source;

  if (!ng_trace_to_source (self, value, &source))
    return FALSE;
  if (source.kind == NG_SOURCE_INPUT) {
    NgTraced *x = ng_traced_source (self, source);

    x = ng_trace_connect_text (self, "ElementwiseLayer[# &]", &x, 1, NULL);
    if (x == NULL || !ng_trace_to_source (self, x, &source))
      return FALSE;
  }
  return ng_net_builder_output (self->builder, name, source, self->place, self->error);
}

static gboolean
add_outputs (NgTrace *self, NgTraced *value)
{
  if (value->kind != NG_TRACED_NAMED)
    return add_output (self, "Output", value);
  for (guint i = 0; i < value->items->len; i++)
    if (!add_output (self, value->names->pdata[i], value->items->pdata[i]))
      return FALSE;
  return TRUE;
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
  NgTrace self = { .reader = reader,
                   .builder = builder,
                   .traced = traced,
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
  if (value == NULL || !add_outputs (&self, value))
    return NULL;
  return g_steal_pointer (&builder);
}
