/* Functions that are applied again and again: along what stands there as a list item by item, along
 * an array by a layer that holds the function as its net. */

#include "core/notation/trace-private.h"

#include "core/expr/items.h"
#include <math.h>

static NgExpr *
new_rule (const char *left, NgExpr *right)
{
  return ng_expr_new_call ("Rule", ng_expr_new_string (left, NULL), right, NULL);
}

static NgExpr *
new_integer (gint64 value)
{
  return ng_expr_new_integer (value, NULL);
}

/* ---- Table and Sum ---- */

/* Literals of the arguments of @expr from @first on; %NULL where one cannot be followed. */
static GPtrArray *
find_bounds (NgTrace *self, NgExpr *expr, gsize first, const NgTraceScope *scope)
{
  g_autoptr (GPtrArray) bounds = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize i = first; i < ng_expr_n_args (expr); i++) {
    NgExpr *bound = ng_trace_literal (self, ng_expr_arg (expr, i), scope);

    if (bound == NULL)
      return NULL;
    g_ptr_array_add (bounds, bound);
  }
  return g_steal_pointer (&bounds);
}

/* Range[n], Range[a, b], Range[a, b, step] */
static NgTraced *
list_numbers (NgTrace *self, const GPtrArray *bounds, const NgExpr *at)
{
  NgExpr *const *b = (NgExpr *const *) bounds->pdata;
  NgExpr *args[3];
  g_autoptr (NgExpr) range = NULL, items = NULL;
  double from, to, step;
  NgTraced *values;

  for (guint i = 0; i < bounds->len; i++)
    if (!ng_expr_is_number (b[i]))
      return ng_trace_refuse (self, at, "how often has to be a number that stands there");
  from = bounds->len > 1 ? ng_expr_number (b[0]) : 1;
  to = ng_expr_number (b[bounds->len > 1 ? 1 : 0]);
  step = bounds->len > 2 ? ng_expr_number (b[2]) : 1;
  if (!((to - from) / step < NG_TRACE_MAX_REPEATS))
    return ng_trace_refuse (self, at, "it has too many elements");
  for (guint i = 0; i < bounds->len; i++)
    args[i] = ng_expr_ref (b[i]);
  range = ng_expr_new_normal (ng_expr_new_symbol ("Range", NULL), args, bounds->len, NULL);
  items = ng_expr_evaluate (range, NULL, self->error);
  if (items == NULL)
    return NULL;
  values = ng_traced_new (self, NG_TRACED_LIST);
  for (gsize i = 0; i < ng_expr_n_args (items); i++)
    g_ptr_array_add (values->items, ng_traced_numbers (self, ng_expr_ref (ng_expr_arg (items, i))));
  return values;
}

NgTraced *
ng_trace_range (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  g_autoptr (GPtrArray) bounds = find_bounds (self, expr, 0, scope);
  NgTraced *list = bounds != NULL ? list_numbers (self, bounds, expr) : NULL;

  if (list != NULL && list->items->len == 0)
    return ng_trace_refuse (self, expr, "it has no elements");
  return list;
}

/* The values that n, {n}, {i, n}, {i, {…}}, {i, a, b} or {i, a, b, step} lets a body run over. */
static NgTraced *
find_range (NgTrace *self, NgExpr *spec, const NgTraceScope *scope, const NgExpr *at)
{
  gboolean is_list = ng_expr_is_call (spec, "List");
  gsize n = is_list ? ng_expr_n_args (spec) : 1;
  g_autoptr (GPtrArray) bounds = NULL;

  if (n < 1 || n > 4 || (n > 1 && ng_expr_kind (ng_expr_arg (spec, 0)) != NG_EXPR_SYMBOL))
    return ng_trace_refuse (self, spec, "it is not {i, n}, {i, {…}}, {i, a, b} or {i, a, b, step}");
  if (is_list) {
    bounds = find_bounds (self, spec, n > 1, scope);
  } else {
    NgExpr *bound = ng_trace_literal (self, spec, scope);

    bounds = bound != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref) : NULL;
    if (bound != NULL)
      g_ptr_array_add (bounds, bound);
  }
  if (bounds == NULL)
    return NULL;
  if (n == 2 && !ng_expr_is_number (bounds->pdata[0])) {
    NgTraced *values = ng_trace_expr (self, ng_expr_arg (spec, 1), scope);

    if (values == NULL || values->kind == NG_TRACED_LIST)
      return values;
  }
  return list_numbers (self, bounds, at);
}

/* The body for all that its iterators from @level on run over; a list for each of them, or one for
 * all. */
static gboolean
run_over (NgTrace *self,
          NgExpr *expr,
          gsize level,
          gboolean is_flat,
          const NgTraceScope *scope,
          GPtrArray *items)
{
  NgExpr *spec = ng_expr_arg (expr, level);
  NgTraced *range = find_range (self, spec, scope, expr);
  gboolean is_named = ng_expr_is_call (spec, "List") && ng_expr_n_args (spec) > 1;

  for (guint i = 0; range != NULL && i < range->items->len; i++) {
    NgTraceScope inner = { .outer = scope,
                           .owner = self,
                           .variables = is_named ? ng_expr_arg (spec, 0) : NULL,
                           .values = (NgTraced *const *) &range->items->pdata[i],
                           .n = 1 };
    const NgTraceScope *around = is_named ? &inner : scope;
    NgTraced *item;

    if (level + 1 == ng_expr_n_args (expr)) {
      item = ng_trace_expr (self, ng_expr_arg (expr, 0), around);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (items, item);
    } else if (is_flat) {
      if (!run_over (self, expr, level + 1, is_flat, around, items))
        return FALSE;
    } else {
      item = ng_traced_new (self, NG_TRACED_LIST);
      if (!run_over (self, expr, level + 1, is_flat, around, item->items))
        return FALSE;
      g_ptr_array_add (items, item);
    }
  }
  if (range != NULL && !is_flat && items->len == 0)
    ng_trace_refuse (self, expr, "it has no elements");
  return range != NULL && (is_flat || items->len > 0);
}

NgTraced *
ng_trace_table (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *list = ng_traced_new (self, NG_TRACED_LIST);

  return run_over (self, expr, 1, FALSE, scope, list->items) ? list : NULL;
}

NgTraced *
ng_trace_sum (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  gboolean is_sum = ng_expr_is_call (expr, "Sum");
  g_autoptr (NgExpr) head = ng_expr_new_symbol (is_sum ? "Plus" : "Times", NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (!run_over (self, expr, 1, TRUE, scope, items))
    return NULL;
  if (items->len == 0)
    return ng_traced_numbers (self, new_integer (is_sum ? 0 : 1));
  return ng_trace_call_numbers (self, head, (NgTraced *const *) items->pdata, items->len, expr);
}

/* ---- Map, MapThread, Apply ---- */

/* NetMapThreadOperator[net, <|"port" -> depth, …|>], or what is shorter. */
static NgExpr *
new_map_call (const NgTraceInner *inner, gsize n, gint64 depth)
{
  g_autoptr (GPtrArray) levels = g_ptr_array_new ();

  if (n == 1 && depth == 1 && inner->captures->len == 0)
    return ng_expr_new_call ("NetMapOperator", ng_expr_ref (inner->net), NULL);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (levels, new_rule (inner->inputs->pdata[i], new_integer (depth)));
  return ng_expr_new_call (
      "NetMapThreadOperator",
      ng_expr_ref (inner->net),
      ng_expr_new_normal (
          ng_expr_new_symbol ("Association", NULL), (NgExpr **) levels->pdata, n, NULL),
      NULL);
}

static NgTraced *
map_layer (NgTrace *self, NgExpr *function, NgTraced *x, const NgExpr *at)
{
  g_autoptr (NgExpr) call = ng_expr_new_call ("NetMapOperator", ng_expr_ref (function), NULL);
  g_autoptr (NgLayer) layer = ng_trace_read (self, call);
  NgSource source;

  if (layer == NULL || !ng_trace_to_source (self, x, &source))
    return NULL;
  return ng_trace_connect (self, layer, &source, 1, at);
}

/* A layer that applies a net at the first @depth levels of its arguments. */
static NgTraced *
map_arrays (NgTrace *self,
            NgExpr *function,
            NgTraced *const *arguments,
            gsize n,
            gint64 depth,
            const NgTraceScope *scope,
            const NgExpr *at)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgExpr) call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  g_auto (NgTraceInner) inner = { 0 };
  int index;

  if (n == 1 && depth == 1 && ng_trace_is_layer (function))
    return map_layer (self, function, arguments[0], at);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (names,
                     n == 1 ? g_strdup ("Input") : g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1));
  if (!ng_trace_inner (self, function, (const char *const *) names->pdata, n, scope, at, &inner))
    return NULL;
  call = new_map_call (&inner, n, depth);
  layer = ng_trace_read (self, call);
  index = ng_trace_connect_inner (self, layer, &inner, arguments, n);
  if (index < 0)
    return NULL;
  return ng_traced_source (self,
                           (NgSource){ NG_SOURCE_LAYER, index, ng_layer_only_output (layer) });
}

static NgTraced *
map (NgTrace *self,
     NgExpr *function,
     NgTraced *x,
     gint64 depth,
     const NgTraceScope *scope,
     const NgExpr *at)
{
  NgTraced *mapped;

  if (depth == 0)
    return ng_trace_apply (self, function, &x, 1, scope, at);
  if (x->kind == NG_TRACED_NUMBERS)
    return map_arrays (self, function, &x, 1, depth, scope, at);
  mapped = ng_traced_new (self, x->kind);
  for (guint i = 0; i < x->items->len; i++) {
    NgTraced *item = map (self, function, x->items->pdata[i], depth - 1, scope, at);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (mapped->items, item);
    if (x->kind == NG_TRACED_NAMED)
      g_ptr_array_add (mapped->names, g_strdup (x->names->pdata[i]));
  }
  return mapped;
}

NgTraced *
ng_trace_map (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 1), scope);
  g_autoptr (NgExpr) levels = NULL;
  gint64 depth = 1;

  if (x == NULL)
    return NULL;
  if (ng_expr_n_args (expr) == 3) {
    levels = ng_trace_literal (self, ng_expr_arg (expr, 2), scope);
    if (levels == NULL)
      return NULL;
    if (!ng_expr_is_call (levels, "List") || ng_expr_n_args (levels) != 1 ||
        ng_expr_kind (ng_expr_arg (levels, 0)) != NG_EXPR_INTEGER)
      return ng_trace_refuse (self, ng_expr_arg (expr, 2), "levels of Map are {n}");
    depth = ng_expr_integer (ng_expr_arg (levels, 0));
    if (depth < 0 || depth >= NG_MAX_RANK)
      return ng_trace_refuse (self, ng_expr_arg (expr, 2), "there are no such levels");
  }
  return map (self, ng_expr_arg (expr, 0), x, depth, scope, expr);
}

NgTraced *
ng_trace_map_thread (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *all = ng_trace_expr (self, ng_expr_arg (expr, 1), scope), *list;
  gboolean are_lists = TRUE;
  guint n, length = 0;

  if (all == NULL)
    return NULL;
  if (all->kind != NG_TRACED_LIST)
    return ng_trace_refuse (self, ng_expr_arg (expr, 1), "it has to be a list of arrays");
  n = all->items->len;
  for (guint i = 0; i < n; i++) {
    NgTraced *item = all->items->pdata[i];

    if (item->kind == NG_TRACED_NAMED)
      return ng_trace_refuse (self, ng_expr_arg (expr, 1), "it has to be a list of arrays");
    if (item->kind == NG_TRACED_LIST && are_lists && i > 0 && item->items->len != length)
      return ng_trace_refuse (self, ng_expr_arg (expr, 1), "its lists are not of one length");
    are_lists = are_lists && item->kind == NG_TRACED_LIST;
    length = are_lists ? item->items->len : 0;
  }
  if (!are_lists)
    return map_arrays (
        self, ng_expr_arg (expr, 0), (NgTraced *const *) all->items->pdata, n, 1, scope, expr);
  list = ng_traced_new (self, NG_TRACED_LIST);
  for (guint k = 0; k < length; k++) {
    g_autofree NgTraced **arguments = g_new (NgTraced *, n);
    NgTraced *item;

    for (guint i = 0; i < n; i++)
      arguments[i] = ((NgTraced *) all->items->pdata[i])->items->pdata[k];
    item = ng_trace_apply (self, ng_expr_arg (expr, 0), arguments, n, scope, expr);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* Apply[f, x], f @@ x */
NgTraced *
ng_trace_at (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgExpr *function = ng_expr_arg (expr, 0);
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 1), scope);

  if (x == NULL)
    return NULL;
  if (x->kind != NG_TRACED_NUMBERS)
    return ng_trace_apply (
        self, function, (NgTraced *const *) x->items->pdata, x->items->len, scope, expr);
  if (ng_expr_is_symbol (function, "Plus"))
    return ng_trace_connect_text (self, "AggregationLayer[Total, 1]", &x, 1, expr);
  if (ng_expr_is_symbol (function, "Times"))
    return ng_trace_connect_text (self, "AggregationLayer[Times, 1]", &x, 1, expr);
  if (ng_expr_is_symbol (function, "Max") || ng_expr_is_symbol (function, "Min"))
    return ng_trace_apply (self, function, &x, 1, scope, expr);
  return ng_trace_refuse (
      self,
      expr,
      "how many arguments an array becomes is not known while the function is followed");
}

/* ---- Fold and Nest ---- */

/* @number as often as @shape has elements */
static NgTraced *
repeat_number (NgTrace *self, const NgTraced *number, NgTraced *shape, const NgExpr *at)
{
  g_autofree char *shown = ng_print (number->expr, 0);
  g_autofree char *text = g_strdup_printf ("ElementwiseLayer[%s &]", shown);

  return ng_trace_connect_text (self, text, &shape, 1, at);
}

/* Where a fold begins with a number its state has the shape that the first step gives: numbers
 * thread over lists. That step is followed once for its shape; nothing computes its value. */
static NgTraced *
spread_start (NgTrace *self,
              NgExpr *function,
              NgTraced *start,
              NgTraced *list,
              const NgTraceScope *scope,
              const NgExpr *at)
{
  NgTraced *first = ng_trace_connect_text (self, "PartLayer[1]", &list, 1, at);
  NgTraced *arguments[2] = { start, first };
  NgTraced *next = first != NULL ? ng_trace_apply (self, function, arguments, 2, scope, at) : NULL;

  if (next == NULL)
    return NULL;
  if (ng_traced_is_fixed (next))
    return start;
  return repeat_number (self, start, ng_traced_shape (self, next), at);
}

/* NetFoldOperator[net], whose "Output" feeds "State", or the same with inputs that stay. */
static NgExpr *
new_fold_call (const NgTraceInner *inner)
{
  g_autoptr (GPtrArray) constants = g_ptr_array_new ();

  if (inner->captures->len == 0)
    return ng_expr_new_call ("NetFoldOperator", ng_expr_ref (inner->net), NULL);
  for (guint i = 0; i < inner->captures->len; i++)
    g_ptr_array_add (constants, ng_expr_new_string (inner->inputs->pdata[i + 2], NULL));
  return ng_expr_new_call (
      "NetFoldOperator",
      ng_expr_ref (inner->net),
      ng_expr_new_call ("List", new_rule ("Output", ng_expr_new_string ("State", NULL)), NULL),
      ng_list_write ("List", constants),
      NULL);
}

/* A layer that folds. @gives_states: the states after each step instead of the last one. @start
 * becomes what it is of the shape of a state. Where the function holds arrays a start of 0 is left
 * to the layer, which gives it the shape that its net has. */
static NgTraced *
fold_array (NgTrace *self,
            NgExpr *function,
            NgTraced **start,
            NgTraced *list,
            gboolean gives_states,
            const NgTraceScope *scope,
            const NgExpr *at)
{
  static const char *const names[] = { "State", "Input" };
  g_auto (NgTraceInner) inner = { 0 };
  g_autoptr (NgExpr) call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  NgTraced *arguments[2] = { *start, list }, *folded, *first;
  gboolean is_number = (*start)->kind == NG_TRACED_NUMBERS && ng_traced_is_fixed (*start);
  int index;

  if (!ng_trace_inner (self, function, names, 2, scope, at, &inner))
    return NULL;
  if (is_number && !inner.has_arrays) {
    *start = arguments[0] = spread_start (self, function, *start, list, scope, at);
    if (*start == NULL)
      return NULL;
  }
  is_number = is_number && inner.has_arrays && ng_expr_is_number ((*start)->expr) &&
              ng_expr_number ((*start)->expr) == 0;
  if (is_number)
    arguments[0] = NULL;
  call = new_fold_call (&inner);
  layer = ng_trace_read (self, call);
  index = ng_trace_connect_inner (self, layer, &inner, arguments, 2);
  if (index < 0)
    return NULL;
  folded = ng_traced_source (
      self,
      (NgSource){ NG_SOURCE_LAYER,
                  index,
                  ng_layer_find_output (layer, gives_states ? "Output" : "State") });
  if (!is_number || !gives_states)
    return folded;
  first = ng_trace_connect_text (self, "PartLayer[1]", &folded, 1, at);
  *start = first != NULL ? repeat_number (self, *start, first, at) : NULL;
  return *start != NULL ? folded : NULL;
}

static NgTraced *
fold_list (NgTrace *self,
           NgExpr *function,
           NgTraced *state,
           const NgTraced *list,
           guint first,
           gboolean gives_states,
           const NgTraceScope *scope,
           const NgExpr *at)
{
  NgTraced *states = ng_traced_new (self, NG_TRACED_LIST);

  g_ptr_array_add (states->items, state);
  for (guint i = first; i < list->items->len; i++) {
    NgTraced *arguments[2] = { state, list->items->pdata[i] };

    state = ng_trace_apply (self, function, arguments, 2, scope, at);
    if (state == NULL)
      return NULL;
    g_ptr_array_add (states->items, state);
  }
  return gives_states ? states : state;
}

/* Fold[f, list], which begins with the first element, Fold[f, x, list]; FoldList alike. */
NgTraced *
ng_trace_fold (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  gboolean gives_states = ng_expr_is_call (expr, "FoldList");
  gboolean has_start = ng_expr_n_args (expr) == 3;
  NgExpr *function = ng_expr_arg (expr, 0);
  NgTraced *start = has_start ? ng_trace_expr (self, ng_expr_arg (expr, 1), scope) : NULL;
  NgTraced *list, *folded;

  if (has_start && start == NULL)
    return NULL;
  list = ng_trace_expr (self, ng_expr_arg (expr, has_start ? 2 : 1), scope);
  if (list == NULL)
    return NULL;
  if (list->kind == NG_TRACED_LIST)
    return fold_list (self,
                      function,
                      has_start ? start : list->items->pdata[0],
                      list,
                      has_start ? 0 : 1,
                      gives_states,
                      scope,
                      expr);
  if (!has_start) {
    start = ng_trace_connect_text (self, "PartLayer[1]", &list, 1, expr);
    if (start != NULL)
      list = ng_trace_connect_text (self, "SequenceRestLayer[]", &list, 1, expr);
    if (start == NULL || list == NULL)
      return NULL;
  }
  folded = fold_array (self, function, &start, list, gives_states, scope, expr);
  if (folded == NULL || !gives_states)
    return folded;
  return ng_trace_connect_text (self, "PrependLayer[]", (NgTraced *[]){ folded, start }, 2, expr);
}

/* Accumulate[x]: the states of a sum that begins with 0 */
NgTraced *
ng_trace_accumulate (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  g_autoptr (NgExpr) plus = ng_expr_new_symbol ("Plus", ng_expr_place (expr));
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  NgTraced *start = ng_traced_numbers (self, new_integer (0));

  if (x == NULL)
    return NULL;
  if (x->kind == NG_TRACED_LIST)
    return fold_list (self, plus, x->items->pdata[0], x, 1, TRUE, scope, expr);
  return fold_array (self, plus, &start, x, TRUE, scope, expr);
}

NgTraced *
ng_trace_nest (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  g_autoptr (NgExpr) times = ng_trace_literal (self, ng_expr_arg (expr, 2), scope);
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 1), scope);
  NgTraced *list = ng_traced_new (self, NG_TRACED_LIST);

  if (times == NULL || x == NULL)
    return NULL;
  if (ng_expr_kind (times) != NG_EXPR_INTEGER || ng_expr_integer (times) < 0 ||
      ng_expr_integer (times) > NG_TRACE_MAX_REPEATS)
    return ng_trace_refuse (
        self, ng_expr_arg (expr, 2), "how often has to be a number that stands there");
  g_ptr_array_add (list->items, x);
  for (gint64 i = 0; i < ng_expr_integer (times); i++) {
    x = ng_trace_apply (self, ng_expr_arg (expr, 0), &x, 1, scope, expr);
    if (x == NULL)
      return NULL;
    g_ptr_array_add (list->items, x);
  }
  return ng_expr_is_call (expr, "NestList") ? list : x;
}

/* ---- Inner and Outer ---- */

/* Inner[Times, a, b, Plus] is the dot product; with other functions it takes vectors. */
NgTraced *
ng_trace_inner_product (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *arguments[2];

  for (gsize i = 0; i < 2; i++) {
    arguments[i] = ng_trace_expr (self, ng_expr_arg (expr, i + 1), scope);
    if (arguments[i] == NULL)
      return NULL;
  }
  if (!ng_expr_is_symbol (ng_expr_arg (expr, 0), "Times") ||
      (ng_expr_n_args (expr) == 4 && !ng_expr_is_symbol (ng_expr_arg (expr, 3), "Plus")))
    return ng_trace_refuse (
        self, expr, "only Inner[Times, a, b, Plus], which is a . b, is a layer");
  return ng_trace_connect_text (self, "DotLayer[]", arguments, 2, expr);
}

/* Outer[f, a, b] of vectors: Map[x |-> Map[y |-> f[x, y], b], a] */
NgTraced *
ng_trace_outer_product (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  static const char *const names[] = { "…a", "…b", "…x", "…y" };
  NgExpr *v[4];
  g_autoptr (NgExpr) variables = NULL, call = NULL;
  NgTraced *values[2];
  NgTraceScope around = { .outer = scope, .owner = self, .values = values, .n = 2 };

  for (gsize i = 0; i < 2; i++) {
    values[i] = ng_trace_expr (self, ng_expr_arg (expr, i + 1), scope);
    if (values[i] != NULL)
      values[i] = ng_trace_connect_text (self, "ReshapeLayer[{Inherited}]", &values[i], 1, expr);
    if (values[i] == NULL)
      return NULL;
  }
  for (gsize i = 0; i < 4; i++)
    v[i] = ng_expr_new_symbol (names[i], NULL);
  variables = ng_expr_new_call ("List", v[0], v[1], v[2], v[3], NULL);
  around.variables = variables;
  call = ng_expr_new_normal (ng_expr_ref (ng_expr_arg (expr, 0)),
                             (NgExpr *[]){ ng_expr_ref (v[2]), ng_expr_ref (v[3]) },
                             2,
                             ng_expr_place (expr));
  for (int i = 1; i >= 0; i--) {
    NgExpr *function =
        ng_expr_new_call ("Function", ng_expr_ref (v[i + 2]), g_steal_pointer (&call), NULL);

    call = ng_expr_new_call ("Map", function, ng_expr_ref (v[i]), NULL);
  }
  return ng_trace_expr (self, call, &around);
}
