/* What functions may say; what they compute is tested with ElementwiseLayer. */

#include "core/graph/function.h"

#include "tests/support/test.h"

static NgExpr *
read_function (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) parsed = ng_parse_one (text, -1, NULL, &error);
  NgExpr *expr;

  g_assert_no_error (error);
  expr = ng_expr_evaluate (parsed, NULL, &error);
  g_assert_no_error (error);
  return expr;
}

static void
test_slots (void)
{
  static const struct {
    const char *text, *slots;
  } cases[] = { { "# + 1 &", "1" },
                { "#1 #3 &", "1 2 3" },
                { "#b - #a #b &", "b a" },
                { "Function[{u, v}, u v]", "1 2" },
                { "Map[#2 &, #1] &", "1" },
                { "3 &", "" },
                { "Map[Function[y, #2], #1] &", "1 2" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgExpr) function = read_function (cases[i].text);
    g_auto (GStrv) slots = ng_function_slots (function);
    g_autofree char *joined = g_strjoinv (" ", slots);

    g_assert_cmpstr (joined, ==, cases[i].slots);
  }
}

/* The part that cannot be computed is named, at its place. */
static void
test_refused (void)
{
  static const struct {
    const char *text;
    gsize n;
    int column;
  } cases[] = { { "foo", 1, 1 },
                { "# + foo[#] &", 1, 5 },
                { "# + x &", 1, 5 },
                { "\"nonsense\"", 1, 1 },
                { "Sin[#, 2] &", 1, 1 },
                { "#2 &", 1, 1 },
                { "Tanh", 2, 1 },
                { "{#} &", 1, 1 },
                { "If[# > 0, 1] &", 1, 1 },
                { "Clip[#, 3] &", 1, 9 },
                { "Piecewise[{{1, # > 0}, 2}] &", 1, 24 },
                { "Which[# > 0, 1, 2] &", 1, 1 },
                { "## &", 1, 1 },
                { "StringLength[\"a\"] # &", 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgExpr) function = read_function (cases[i].text);
    g_autoptr (GError) error = NULL;

    if (ng_function_check (function, cases[i].n, &error))
      g_error ("%s is taken", cases[i].text);
    if (ng_error_diagnostic (error)->place.column != cases[i].column)
      g_error ("%s: %s at column %d",
               cases[i].text,
               error->message,
               ng_error_diagnostic (error)->place.column);
    ng_assert_tag (&error, "NetGraph::badarg");
  }
}

static void
test_arity (void)
{
  g_assert_true (ng_function_takes ("Tanh", 1));
  g_assert_false (ng_function_takes ("Tanh", 2));
  g_assert_true (ng_function_takes ("Plus", 100));
  g_assert_false (ng_function_takes ("Subtract", 3));
  g_assert_false (ng_function_takes ("Plot", 1));
}

/* Nesting that no text could have is refused, not followed. */
static void
test_depth (void)
{
  NgExpr *body = ng_expr_new_call ("Slot", ng_expr_new_integer (1, NULL), NULL);
  g_autoptr (NgExpr) function = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5000; i++)
    body = ng_expr_new_call ("Sin", body, NULL);
  function = ng_expr_new_call ("Function", body, NULL);
  g_assert_false (ng_function_check (function, 1, &error));
  ng_assert_tag (&error, "NetGraph::badarg");
}

static void
test_formula (void)
{
  static const struct {
    const char *text, *formula;
  } cases[] = {
    { "Tanh", "tanh" },
    { "Ramp", "ReLU" },
    { "LogisticSigmoid", "σ" },
    { "\"SELU\"", "SELU" },
    { "Plus", "+" },
    { "#1 + #2 &", "+" },
    { "#1 - #2 &", "−" },
    { "#1/#2 &", "÷" },
    { "#1*#2 &", "×" },
    { "#^2 + 1 &", "x² + 1" },
    { "Tanh[2 #] + #^2/3 &", "tanh(2 x) + x²/3" },
    { "Sqrt[# + 1.*^-12] &", "√(x + 10⁻¹²)" },
    { "Log[#] + #2 &", "log x + y" },
    { "Exp[# - #2] &", "exp(x − y)" },
    { "-2 # + 1 &", "−2 x + 1" },
    { "1 - # &", "1 − x" },
    { "(# + 1)^2 &", "(x + 1)²" },
    { "#/(1 + Abs[#]) &", "x/(1 + |x|)" },
    { "Clip[#, {0, 6}] &", "ReLU6" },
    { "Clip[#, {0, 5}] &", "clip(x, 0, 5)" },
    { "Max[#, 0.2 #] &", "leaky ReLU" },
    { "Max[#, 2 #] &", "max(x, 2 x)" },
    { "Max[#1, 0.2 #2] &", "max(x, 0.2 y)" },
    { "#a/(1 + #b^2) &", "a/(1 + b²)" },
    { "#1 #2 #3 #4 &", "×" },
    { "#1 #2 - #4 &", "x₁ x₂ − x₄" },
    { "Composition[Erf, Sqrt]", "erf ∘ √" },
    { "Function[{u, v}, u v]", "u v" },
    { "If[# > 0, Sin[#], 0] &", "if(x > 0, sin x, 0)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgExpr) function = read_function (cases[i].text);
    g_autofree char *formula = ng_function_formula (function);
    g_assert_cmpstr (formula, ==, cases[i].formula);
  }
}

/* Names as they are written, formulas in short; what is left out begins behind a whole word. */
static void
test_label (void)
{
  static const char *const cases[][2] = {
    { "Tanh", "Tanh" },
    { "\"GELU\"", "GELU" },
    { "#^2 + 1 &", "x² + 1" },
    { "(#1^2 + Exp[#2] - #2 - 1)/2 &", "(x² + exp y − y − 1)/2" },
    { "Tanh[# + 1] + Sin[# + 2] + Cos[# + 3] &", "tanh(x + 1) + sin(x + …" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) function = ng_parse_one (cases[i][0], -1, NULL, &error);
    g_assert_no_error (error);
    g_autofree char *label = ng_function_label (function);
    g_assert_cmpstr (label, ==, cases[i][1]);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/function/slots", test_slots);
  g_test_add_func ("/graph/function/refused", test_refused);
  g_test_add_func ("/graph/function/arity", test_arity);
  g_test_add_func ("/graph/function/depth", test_depth);
  g_test_add_func ("/graph/function/formula", test_formula);
  g_test_add_func ("/graph/function/label", test_label);
  return g_test_run ();
}
