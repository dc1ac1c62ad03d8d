/* Functions of numbers, compiled by walking their expression. The same walk checks a function (then
 * it has no builder and writes nothing) and builds it. */

#include "core/graph/function.h"

#include "core/graph/function-rules.h"
#include <math.h>
#include <string.h>

/* Characters of a label. */
#define MOST_LABEL 24

/* The arguments of one pure function: by slot or by name of its variables. */
typedef struct _Scope Scope;

struct _Scope {
  const Scope *outer;
  NgExpr *variables; /* NULL: they are slots */
  GStrv slots;
  const NgOperand *arguments;
  gsize n;
};

typedef struct {
  NgFormula formula;
  GError **error;
  gboolean has_failed;
} Compiler;

static NgOperand refuse (Compiler *self, const NgExpr *expr, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static NgOperand
refuse (Compiler *self, const NgExpr *expr, const char *format, ...)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!self->has_failed)
    ng_error_set_new (
        self->error, "NetGraph::badarg", ng_expr_place (expr), "%s %s", shown, reason);
  self->has_failed = TRUE;
  return ng_operand_number (0);
}

/* Variables of Function[x, body] and Function[{a, b}, body]; %NULL for slots. */
static NgExpr *
find_variables (NgExpr *function)
{
  return ng_expr_n_args (function) >= 2 ? ng_expr_arg (function, 0) : NULL;
}

static gsize
count_variables (NgExpr *variables)
{
  return ng_expr_is_call (variables, "List") ? ng_expr_n_args (variables) : 1;
}

static NgExpr *
find_variable (NgExpr *variables, gsize index)
{
  return ng_expr_is_call (variables, "List") ? ng_expr_arg (variables, index) : variables;
}

static void
collect_slots (NgExpr *expr, gint64 *greatest, GPtrArray *names, int depth)
{
  NgExpr *slot;

  if (ng_expr_kind (expr) != NG_EXPR_NORMAL || depth > NG_MAX_EXPR_DEPTH)
    return;
  /* Slots belong to the next function without named variables. */
  if (ng_expr_is_call (expr, "Function") && ng_expr_n_args (expr) == 1 && depth > 0)
    return;
  if (!ng_expr_is_call (expr, "Slot") || ng_expr_n_args (expr) != 1) {
    collect_slots (ng_expr_head (expr), greatest, names, depth + 1);
    for (gsize i = 0; i < ng_expr_n_args (expr); i++)
      collect_slots (ng_expr_arg (expr, i), greatest, names, depth + 1);
    return;
  }
  slot = ng_expr_arg (expr, 0);
  if (ng_expr_kind (slot) == NG_EXPR_INTEGER)
    *greatest = MAX (*greatest, ng_expr_integer (slot));
  else if (ng_expr_kind (slot) == NG_EXPR_STRING &&
           !g_ptr_array_find_with_equal_func (names, ng_expr_text (slot), g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) ng_expr_text (slot));
}

GStrv
ng_function_slots (NgExpr *function)
{
  g_autoptr (GStrvBuilder) slots = g_strv_builder_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gint64 greatest = 0;

  if (!ng_expr_is_call (function, "Function"))
    return NULL;
  if (find_variables (function) != NULL)
    greatest = (gint64) count_variables (find_variables (function));
  else
    collect_slots (function, &greatest, names, 0);
  for (gint64 i = 1; i <= MIN (greatest, NG_MAX_EXPR_DEPTH); i++) {
    g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, i);

    g_strv_builder_add (slots, name);
  }
  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (slots, names->pdata[i]);
  return g_strv_builder_end (slots);
}

/* Whether what is in front of the arguments makes integers of integers. */
static gboolean
keeps_integers (const char *name)
{
  static const char *const names[] = { "Abs",  "Max",      "Min",   "Minus", "Plus",
                                       "Ramp", "Subtract", "Times", NULL };

  return g_strv_contains (names, name);
}

static gboolean
is_of_integers (NgExpr *expr, int depth)
{
  if (depth > NG_MAX_EXPR_DEPTH)
    return FALSE;
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER || ng_expr_is_call (expr, "Slot"))
    return TRUE;
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL ||
      ng_expr_kind (ng_expr_head (expr)) != NG_EXPR_SYMBOL ||
      !keeps_integers (ng_expr_text (ng_expr_head (expr))))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!is_of_integers (ng_expr_arg (expr, i), depth + 1))
      return FALSE;
  return TRUE;
}

gboolean
ng_function_keeps_integers (NgExpr *function)
{
  if (ng_expr_kind (function) == NG_EXPR_SYMBOL || ng_expr_kind (function) == NG_EXPR_STRING)
    return keeps_integers (ng_expr_text (function));
  return ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1 &&
         is_of_integers (ng_expr_arg (function, 0), 0);
}

gboolean
ng_function_takes (const char *name, gsize n)
{
  const NgFunctionRule *rule = ng_function_rule (name);

  return rule != NULL && n >= rule->at_least && n <= rule->at_most;
}

static NgOperand compile (Compiler *self, NgExpr *expr, const Scope *scope, int depth);
static NgOperand apply (Compiler *self,
                        NgExpr *function,
                        const NgOperand *arguments,
                        gsize n,
                        const Scope *scope,
                        int depth);

static NgOperand
apply_named (Compiler *self, NgExpr *function, const NgOperand *arguments, gsize n)
{
  const NgFunctionRule *rule = ng_function_rule (ng_expr_text (function));

  if (rule == NULL)
    return refuse (self, function, "is not a function that can be computed here.");
  if (n < rule->at_least || n > rule->at_most)
    return refuse (self, function, "does not take %" G_GSIZE_FORMAT " arguments.", n);
  return ng_function_rule_apply (rule, &self->formula, arguments, n);
}

static NgOperand
apply_function (Compiler *self,
                NgExpr *function,
                const NgOperand *arguments,
                gsize n,
                const Scope *outer,
                int depth)
{
  NgExpr *variables = find_variables (function);
  g_auto (GStrv) slots = ng_function_slots (function);
  Scope scope = {
    .outer = outer, .variables = variables, .slots = slots, .arguments = arguments, .n = n
  };

  if (ng_expr_n_args (function) == 0)
    return refuse (self, function, "has no body.");
  for (gsize i = 0; variables != NULL && i < count_variables (variables); i++)
    if (ng_expr_kind (find_variable (variables, i)) != NG_EXPR_SYMBOL)
      return refuse (self, find_variable (variables, i), "is not a variable.");
  if (g_strv_length (slots) > n)
    return refuse (self,
                   function,
                   "takes more arguments than there are: %u, not %" G_GSIZE_FORMAT ".",
                   g_strv_length (slots),
                   n);
  return compile (self, ng_expr_arg (function, variables != NULL ? 1 : 0), &scope, depth + 1);
}

/* Composition[f, g][x] is f[g[x]]; RightComposition[f, g][x] is g[f[x]]. */
static NgOperand
apply_composition (Compiler *self,
                   NgExpr *function,
                   const NgOperand *arguments,
                   gsize n,
                   const Scope *scope,
                   int depth)
{
  gboolean is_right = ng_expr_is_call (function, "RightComposition");
  gsize length = ng_expr_n_args (function);
  NgOperand value;

  if (length == 0)
    return n == 1 ? arguments[0] : refuse (self, function, "does nothing.");
  value = apply (
      self, ng_expr_arg (function, is_right ? 0 : length - 1), arguments, n, scope, depth + 1);
  for (gsize i = 1; i < length && !self->has_failed; i++)
    value = apply (
        self, ng_expr_arg (function, is_right ? i : length - 1 - i), &value, 1, scope, depth + 1);
  return value;
}

static NgOperand
apply (Compiler *self,
       NgExpr *function,
       const NgOperand *arguments,
       gsize n,
       const Scope *scope,
       int depth)
{
  if (depth > NG_MAX_EXPR_DEPTH)
    return refuse (self, function, "is nested too deeply.");
  if (ng_expr_kind (function) == NG_EXPR_SYMBOL || ng_expr_kind (function) == NG_EXPR_STRING)
    return apply_named (self, function, arguments, n);
  if (ng_expr_is_call (function, "Function"))
    return apply_function (self, function, arguments, n, scope, depth);
  if (ng_expr_is_call (function, "Composition") || ng_expr_is_call (function, "RightComposition"))
    return apply_composition (self, function, arguments, n, scope, depth);
  return refuse (self, function, "is not a function that can be computed here.");
}

static NgOperand
compile_slot (Compiler *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *slot = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;
  g_autofree char *name = NULL;

  if (slot != NULL && ng_expr_kind (slot) == NG_EXPR_INTEGER)
    name = g_strdup_printf ("%" G_GINT64_FORMAT, ng_expr_integer (slot));
  else if (slot != NULL && ng_expr_kind (slot) == NG_EXPR_STRING)
    name = g_strdup (ng_expr_text (slot));
  while (scope != NULL && scope->variables != NULL)
    scope = scope->outer;
  for (gsize i = 0; scope != NULL && name != NULL && scope->slots[i] != NULL && i < scope->n; i++)
    if (g_str_equal (scope->slots[i], name))
      return scope->arguments[i];
  return refuse (self, expr, "is not an argument of the function.");
}

static const struct {
  const char *name;
  double value;
} constants[] = { { "Pi", G_PI },
                  { "E", G_E },
                  { "Degree", G_PI / 180 },
                  { "GoldenRatio", 1.6180339887498948482 },
                  { "EulerGamma", 0.57721566490153286061 },
                  { "Infinity", (double) INFINITY } };

gboolean
ng_function_is_constant (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (constants); i++)
    if (g_str_equal (constants[i].name, name))
      return TRUE;
  return g_str_equal (name, "True") || g_str_equal (name, "False");
}

static NgOperand
compile_symbol (Compiler *self, NgExpr *expr, const Scope *scope)
{
  const char *name = ng_expr_text (expr);

  for (; scope != NULL; scope = scope->outer)
    for (gsize i = 0; scope->variables != NULL && i < count_variables (scope->variables); i++)
      if (ng_expr_is_symbol (find_variable (scope->variables, i), name) && i < scope->n)
        return scope->arguments[i];
  for (gsize i = 0; i < G_N_ELEMENTS (constants); i++)
    if (g_str_equal (constants[i].name, name))
      return ng_operand_number (constants[i].value);
  if (g_str_equal (name, "True") || g_str_equal (name, "False"))
    return ng_operand_truth (&self->formula, g_str_equal (name, "True"));
  return refuse (self, expr, "is not a number here.");
}

/* Piecewise[{{v1, c1}, …}, default], 0 where no condition holds and no default is given. */
static NgOperand
compile_piecewise (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  gsize n = ng_expr_n_args (expr);
  NgExpr *pieces = n == 1 || n == 2 ? ng_expr_arg (expr, 0) : NULL;
  NgOperand result;

  if (pieces == NULL || !ng_expr_is_call (pieces, "List"))
    return refuse (self, expr, "needs a list of pieces {value, condition}.");
  result = n == 2 ? compile (self, ng_expr_arg (expr, 1), scope, depth + 1) : ng_operand_number (0);
  for (gsize i = ng_expr_n_args (pieces); i-- > 0 && !self->has_failed;) {
    NgExpr *piece = ng_expr_arg (pieces, i);
    NgOperand value, condition;

    if (!ng_expr_is_call (piece, "List") || ng_expr_n_args (piece) != 2)
      return refuse (self, piece, "is not a piece {value, condition}.");
    value = compile (self, ng_expr_arg (piece, 0), scope, depth + 1);
    condition = compile (self, ng_expr_arg (piece, 1), scope, depth + 1);
    result = ng_operand_select (&self->formula, condition, value, result);
  }
  return result;
}

/* Clip[x, {a, b}, {va, vb}] is handed on as five numbers. */
static NgOperand
compile_clip (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  gsize n_args = ng_expr_n_args (expr);
  NgOperand operands[5];
  gsize n = 1;

  if (n_args < 1 || n_args > 3)
    return refuse (self, expr, "does not take %" G_GSIZE_FORMAT " arguments.", n_args);
  operands[0] = compile (self, ng_expr_arg (expr, 0), scope, depth + 1);
  for (gsize i = 1; i < n_args; i++) {
    NgExpr *pair = ng_expr_arg (expr, i);

    if (!ng_expr_is_call (pair, "List") || ng_expr_n_args (pair) != 2)
      return refuse (self, pair, "is not a pair {low, high}.");
    operands[n++] = compile (self, ng_expr_arg (pair, 0), scope, depth + 1);
    operands[n++] = compile (self, ng_expr_arg (pair, 1), scope, depth + 1);
  }
  return ng_function_rule_apply (ng_function_rule ("Clip"), &self->formula, operands, n);
}

/* Threshold[x, {"Soft", d}] is sign (x) max (|x| - d, 0). */
static NgOperand
compile_threshold (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  NgExpr *how = ng_expr_arg (expr, 1);
  NgFormula *formula = &self->formula;
  NgOperand x, limit, rest;

  if (ng_expr_n_args (how) != 2 || ng_expr_kind (ng_expr_arg (how, 0)) != NG_EXPR_STRING)
    return refuse (self, how, "is not a threshold.");
  x = compile (self, ng_expr_arg (expr, 0), scope, depth + 1);
  limit = compile (self, ng_expr_arg (how, 1), scope, depth + 1);
  if (g_str_equal (ng_expr_text (ng_expr_arg (how, 0)), "Hard"))
    return ng_function_rule_apply (
        ng_function_rule ("Threshold"), formula, (NgOperand[]){ x, limit }, 2);
  if (!g_str_equal (ng_expr_text (ng_expr_arg (how, 0)), "Soft"))
    return refuse (self, ng_expr_arg (how, 0), "is not a kind of threshold; say Hard or Soft.");
  rest = ng_operand_binary (
      formula, NG_PRIMITIVE_SUBTRACT, ng_operand_unary (formula, NG_PRIMITIVE_ABS, x), limit);
  rest = ng_operand_binary (formula, NG_PRIMITIVE_MAX, ng_operand_number (0), rest);
  return ng_operand_binary (
      formula, NG_PRIMITIVE_MULTIPLY, ng_operand_unary (formula, NG_PRIMITIVE_SIGN, x), rest);
}

/* Inequality[a, Less, b, LessEqual, c]: every neighbouring pair compared by what stands between. */
static NgOperand
compile_inequality (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  gsize n = ng_expr_n_args (expr);
  NgOperand all = ng_operand_truth (&self->formula, TRUE);
  NgOperand pair[2], link[2];

  if (n < 3 || n % 2 == 0)
    return refuse (self, expr, "is not a chain of comparisons.");
  pair[0] = compile (self, ng_expr_arg (expr, 0), scope, depth + 1);
  for (gsize i = 2; i < n && !self->has_failed; i += 2) {
    pair[1] = compile (self, ng_expr_arg (expr, i), scope, depth + 1);
    link[0] = all;
    link[1] = apply (self, ng_expr_arg (expr, i - 1), pair, 2, scope, depth + 1);
    all = ng_function_rule_apply (ng_function_rule ("And"), &self->formula, link, 2);
    pair[0] = pair[1];
  }
  return all;
}

static NgOperand
compile_call (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgOperand *arguments = NULL;
  NgExpr *head;

  if (ng_expr_is_call (expr, "Slot"))
    return compile_slot (self, expr, scope);
  if (ng_expr_is_call (expr, "Piecewise"))
    return compile_piecewise (self, expr, scope, depth);
  if (ng_expr_is_call (expr, "Clip"))
    return compile_clip (self, expr, scope, depth);
  if (ng_expr_is_call (expr, "Inequality"))
    return compile_inequality (self, expr, scope, depth);
  if (ng_expr_is_call (expr, "Threshold") && n == 2 &&
      ng_expr_is_call (ng_expr_arg (expr, 1), "List"))
    return compile_threshold (self, expr, scope, depth);
  if (ng_expr_is_call (expr, "Which") && n % 2 != 0)
    return refuse (self, expr, "needs a value for each condition.");
  if (ng_expr_is_call (expr, "List"))
    return refuse (self, expr, "is a list where a number is needed.");

  head = ng_expr_head (expr);
  /* The head of what was written with an operator stands nowhere in the text. */
  if (ng_expr_kind (head) == NG_EXPR_SYMBOL && ng_function_rule (ng_expr_text (head)) == NULL)
    return refuse (self,
                   ng_expr_place (head)->line > 0 ? head : expr,
                   "is not a function that can be computed here.");

  arguments = g_new (NgOperand, MAX (n, 1));
  for (gsize i = 0; i < n; i++) {
    arguments[i] = compile (self, ng_expr_arg (expr, i), scope, depth + 1);
    if (self->has_failed)
      return ng_operand_number (0);
  }
  return apply (self, head, arguments, n, scope, depth + 1);
}

static NgOperand
compile (Compiler *self, NgExpr *expr, const Scope *scope, int depth)
{
  if (self->has_failed)
    return ng_operand_number (0);
  if (depth > NG_MAX_EXPR_DEPTH)
    return refuse (self, expr, "is nested too deeply.");
  switch (ng_expr_kind (expr)) {
  case NG_EXPR_INTEGER:
  case NG_EXPR_REAL:
    return ng_operand_number (ng_expr_number (expr));
  case NG_EXPR_SYMBOL:
    return compile_symbol (self, expr, scope);
  case NG_EXPR_STRING:
    return refuse (self, expr, "is a string where a number is needed.");
  case NG_EXPR_OBJECT:
    return refuse (self, expr, "stands where a number is needed.");
  case NG_EXPR_NORMAL:
    return compile_call (self, expr, scope, depth);
  }
  g_return_val_if_reached (ng_operand_number (0));
}

gboolean
ng_function_check (NgExpr *function, gsize n_arguments, GError **error)
{
  Compiler compiler = { .formula = { .like = NG_NO_VALUE }, .error = error };
  g_autofree NgOperand *arguments = g_new0 (NgOperand, MAX (n_arguments, 1));

  for (gsize i = 0; i < n_arguments; i++)
    arguments[i] = (NgOperand){ .kind = NG_OPERAND_REAL, .value = NG_NO_VALUE };
  apply (&compiler, function, arguments, n_arguments, NULL, 0);
  return !compiler.has_failed;
}

NgValue
ng_function_build (NgProgramBuilder *builder, NgExpr *function, const NgValue *arguments, gsize n)
{
  g_autoptr (GError) error = NULL;
  Compiler compiler = { .formula = { .builder = builder }, .error = &error };
  g_autofree NgOperand *operands = g_new0 (NgOperand, MAX (n, 1));
  NgOperand result;

  g_return_val_if_fail (n > 0, NG_NO_VALUE);

  compiler.formula.like = arguments[0];
  for (gsize i = 0; i < n; i++)
    operands[i] = (NgOperand){ .kind = NG_OPERAND_REAL, .value = arguments[i] };
  result = apply (&compiler, function, operands, n, NULL, 0);
  if (compiler.has_failed) {
    ng_program_builder_fail (builder, ng_diagnostic_ref (ng_error_diagnostic (error)));
    return NG_NO_VALUE;
  }
  return ng_operand_value (&compiler.formula, ng_operand_as_real (&compiler.formula, result));
}

char *
ng_function_label (NgExpr *function)
{
  if (ng_expr_kind (function) == NG_EXPR_SYMBOL || ng_expr_kind (function) == NG_EXPR_STRING)
    return g_strdup (ng_expr_text (function));
  g_autofree char *formula = ng_function_formula (function);
  glong length = g_utf8_strlen (formula, -1);
  if (length <= MOST_LABEL)
    return g_steal_pointer (&formula);

  /* A whole word or sign is the last one. */
  char *end = g_utf8_offset_to_pointer (formula, MOST_LABEL - 1);
  while (end > formula && end[-1] != ' ')
    end--;
  if (end == formula)
    return g_strdup ("f(x)");
  *end = '\0';
  return g_strconcat (formula, "…", NULL);
}
