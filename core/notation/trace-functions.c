/* Functions by name: those that are one layer, those said by others, those of numbers. */

#include "core/expr/items.h"
#include "core/graph/function.h"
#include "core/notation/trace-private.h"

/* Functions that are one layer, by the number of their arguments. */
static const struct {
  const char *name;
  gsize n;
  const char *layer;
} layers[] = {
  { "Total", 1, "AggregationLayer[Total, 1]" },
  { "Mean", 1, "AggregationLayer[Mean, 1]" },
  { "Median", 1, "AggregationLayer[Median, 1]" },
  { "Variance", 1, "AggregationLayer[Variance, 1]" },
  { "StandardDeviation", 1, "AggregationLayer[StandardDeviation, 1]" },
  { "MeanDeviation", 1, "AggregationLayer[MeanDeviation, 1]" },
  { "Max", 1, "AggregationLayer[Max, 1;;-1]" },
  { "Min", 1, "AggregationLayer[Min, 1;;-1]" },
  { "Flatten", 1, "FlattenLayer[]" },
  { "Transpose", 1, "TransposeLayer[]" },
  { "Reverse", 1, "SequenceReverseLayer[]" },
  { "Most", 1, "SequenceMostLayer[]" },
  { "Rest", 1, "SequenceRestLayer[]" },
  { "First", 1, "PartLayer[1]" },
  { "Last", 1, "PartLayer[-1]" },
  { "Ordering", 1, "OrderingLayer[]" },
  { "Append", 2, "AppendLayer[]" },
  { "Prepend", 2, "PrependLayer[]" },
};

/* Functions whose arguments behind the first stand in the notation of the layer. */
static const struct {
  const char *name, *layer;
} with_literals[] = {
  { "Flatten", "FlattenLayer" },      { "Transpose", "TransposeLayer" },
  { "Ordering", "OrderingLayer" },    { "ConstantArray", "ReplicateLayer" },
  { "ArrayReshape", "ReshapeLayer" },
};

/* Functions said by others, by the number of their arguments. The elements of a sequence are
 * counted by a 1 for each. */
static const struct {
  const char *name;
  gsize n;
  const char *body;
} written[] = {
  { "Norm", 1, "Sqrt[SummationLayer[][#^2]] &" },
  { "Normalize", 1, "With[{n = Sqrt[SummationLayer[][#^2]]}, #/If[n == 0, 1, n]] &" },
  { "SquaredEuclideanDistance", 2, "SummationLayer[][(#1 - #2)^2] &" },
  { "EuclideanDistance", 2, "Sqrt[SummationLayer[][(#1 - #2)^2]] &" },
  { "ManhattanDistance", 2, "SummationLayer[][Abs[#1 - #2]] &" },
  { "CosineDistance",
    2,
    "1 - SummationLayer[][#1*#2]/Sqrt[SummationLayer[][#1^2]*SummationLayer[][#2^2]] &" },
  { "Length",
    1,
    "SummationLayer[][NetMapOperator[NetChain[{SummationLayer[], ElementwiseLayer[1 &]}]][#]] &" },
  { "Boole", 1, "If[#, 1, 0] &" },
};

/* What stands on the diagonal of a square matrix, and 0 elsewhere: rows meet columns of the same
 * place. A vector is taken as a matrix of one column, over which the places are repeated. */
#define DIAGONAL                                                                                   \
  "With[{i = SequenceIndicesLayer[][#]}, ThreadingLayer[If[#2 == #3, #1, 0] &, {-1, -1, 1}]"       \
  "[ReshapeLayer[{Inherited, Automatic}][#], i, i]]"

static NgTraced *
apply_text (NgTrace *self, const char *body, NgTraced *const *arguments, gsize n, const NgExpr *at)
{
  g_autoptr (NgExpr) function = ng_parse_one (body, -1, NULL, self->error);

  return function != NULL ? ng_trace_apply (self, function, arguments, n, NULL, at) : NULL;
}

NgTraced *
ng_trace_call_layer (
    NgTrace *self, NgExpr *call, NgTraced *const *arguments, gsize n, gboolean *is_known)
{
  const char *name = ng_expr_text (ng_expr_head (call));

  *is_known = TRUE;
  if (g_str_equal (name, "Length") && n == 1 && arguments[0]->kind != NG_TRACED_NUMBERS)
    return ng_traced_numbers (self, ng_expr_new_integer ((gint64) arguments[0]->items->len, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (layers[i].name, name) && layers[i].n == n)
      return ng_trace_connect_text (self, layers[i].layer, arguments, n, call);
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    if (g_str_equal (written[i].name, name) && written[i].n == n)
      return apply_text (self, written[i].body, arguments, n, call);
  if (g_str_equal (name, "Dot") && n >= 2)
    return ng_trace_connect_text (self, "DotLayer[]", arguments, n, call);
  if (g_str_equal (name, "Join") && n >= 1)
    return ng_trace_connect_text (self, "CatenateLayer[]", arguments, n, call);
  *is_known = FALSE;
  return NULL;
}

gboolean
ng_trace_knows (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (layers[i].name, name))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    if (g_str_equal (written[i].name, name))
      return TRUE;
  for (gsize n = 1; n <= 3; n++)
    if (ng_function_takes (name, n))
      return TRUE;
  return g_str_equal (name, "Dot") || g_str_equal (name, "Join");
}

gsize
ng_trace_arity (const char *name)
{
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (layers[i].name, name))
      n = layers[i].n;
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    if (g_str_equal (written[i].name, name))
      n = written[i].n;
  if (ng_function_takes (name, 2) || g_str_equal (name, "Dot") || g_str_equal (name, "Join") ||
      g_str_equal (name, "Outer"))
    n = 2;
  else if (ng_function_takes (name, 3))
    n = 3;
  return MAX (n, 1);
}

NgTraced *
ng_trace_with_literals (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  g_autofree char *text = NULL;

  if (x == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (with_literals); i++)
    if (ng_expr_is_call (expr, with_literals[i].name)) {
      g_autoptr (NgExpr) literal = ng_trace_literal (self, ng_expr_arg (expr, 1), scope);
      g_autofree char *shown = literal != NULL ? ng_print (literal, 0) : NULL;

      if (literal == NULL)
        return NULL;
      text = g_strdup_printf ("%s[%s]", with_literals[i].layer, shown);
    }
  return ng_trace_connect_text (self, text, &x, 1, expr);
}

/* Total[x, Infinity], Total[x, n], Total[x, {n}] */
NgTraced *
ng_trace_total (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  g_autoptr (NgExpr) levels = ng_trace_literal (self, ng_expr_arg (expr, 1), scope);
  g_autofree char *text = NULL;

  if (x == NULL || levels == NULL)
    return NULL;
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
    return ng_trace_refuse (self, ng_expr_arg (expr, 1), "levels are n, {n} or Infinity");
  return ng_trace_connect_text (self, text, &x, 1, expr);
}

/* Tr[x], Tr[x, Plus], and the diagonal itself, Tr[x, List] */
NgTraced *
ng_trace_tr (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgExpr *function = ng_expr_n_args (expr) > 1 ? ng_expr_arg (expr, 1) : NULL;
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);

  if (x == NULL)
    return NULL;
  if (function == NULL || ng_expr_is_symbol (function, "Plus"))
    return apply_text (self, "SummationLayer[][" DIAGONAL "] &", &x, 1, expr);
  if (ng_expr_is_symbol (function, "List"))
    return apply_text (self, "AggregationLayer[Total, 2][" DIAGONAL "] &", &x, 1, expr);
  return ng_trace_refuse (self, function, "what Tr makes of a diagonal is Plus or List");
}

/* ---- functions of numbers ---- */

/* What a formula may have as operands at once: each can bring as many values as its size allows,
 * and a layer takes a limited number of them. */
enum { MAX_OPERANDS = 32 };

static gboolean
is_associative (const NgExpr *head)
{
  static const char *const names[] = { "Plus", "Times", "Max", "Min", "And", "Or", NULL };

  return ng_expr_kind (head) == NG_EXPR_SYMBOL && g_strv_contains (names, ng_expr_text (head));
}

static NgTraced *
call_operands (NgTrace *self, NgExpr *head, NgTraced *const *arguments, gsize n, const NgExpr *at)
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

NgTraced *
ng_trace_call_numbers (
    NgTrace *self, NgExpr *head, NgTraced *const *arguments, gsize n, const NgExpr *at)
{
  NgTraced *result;

  if (n <= MAX_OPERANDS || !is_associative (head))
    return call_operands (self, head, arguments, n, at);
  result = call_operands (self, head, arguments, MAX_OPERANDS, at);
  for (gsize i = MAX_OPERANDS; i < n && result != NULL; i += MAX_OPERANDS - 1) {
    NgTraced *operands[MAX_OPERANDS] = { result };
    gsize m = MIN (n - i, MAX_OPERANDS - 1);

    for (gsize k = 0; k < m; k++)
      operands[k + 1] = arguments[i + k];
    result = call_operands (self, head, operands, m + 1, at);
  }
  return result;
}

/* An argument that may be a list, such as the bounds of Clip: as it stands, of operands. */
static NgExpr *
to_structure (NgTrace *self, NgTraced *traced)
{
  g_autoptr (GPtrArray) items = NULL;

  if (traced->kind != NG_TRACED_LIST)
    return ng_trace_to_numbers (self, traced);
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (guint i = 0; i < traced->items->len; i++) {
    NgExpr *item = to_structure (self, traced->items->pdata[i]);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_list_write ("List", items);
}

/* Argument @index: texts and signs of comparison stand for themselves. */
static NgExpr *
follow_argument (NgTrace *self, NgExpr *expr, gsize index, const NgTraceScope *scope)
{
  NgExpr *arg = ng_expr_arg (expr, index);
  NgTraced *traced;

  if (ng_expr_is_call (expr, "Inequality") && index % 2 == 1)
    return ng_expr_ref (arg);
  if (ng_expr_is_call (expr, "Threshold") && ng_expr_is_call (arg, "List") &&
      ng_expr_n_args (arg) == 2 && ng_expr_kind (ng_expr_arg (arg, 0)) == NG_EXPR_STRING) {
    NgExpr *limit;

    traced = ng_trace_expr (self, ng_expr_arg (arg, 1), scope);
    limit = traced != NULL ? ng_trace_to_numbers (self, traced) : NULL;
    return limit != NULL
               ? ng_expr_new_call ("List", ng_expr_ref (ng_expr_arg (arg, 0)), limit, NULL)
               : NULL;
  }
  traced = ng_trace_expr (self, arg, scope);
  if (traced == NULL)
    return NULL;
  return index > 0 || ng_expr_is_call (expr, "Piecewise") ? to_structure (self, traced)
                                                          : ng_trace_to_numbers (self, traced);
}

NgTraced *
ng_trace_formula (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  gsize n = ng_expr_n_args (expr);
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = follow_argument (self, expr, i, scope);

    if (arg == NULL)
      return NULL;
    if (ng_expr_is_call (expr, "Clip") && i > 0 &&
        (!ng_expr_is_call (arg, "List") || ng_expr_n_args (arg) != 2)) {
      ng_expr_unref (arg);
      return ng_trace_refuse (self, ng_expr_arg (expr, i), "Clip needs a pair {low, high}");
    }
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  return ng_traced_numbers (
      self,
      ng_expr_new_normal (
          ng_expr_ref (ng_expr_head (expr)), (NgExpr **) args->pdata, n, ng_expr_place (expr)));
}
