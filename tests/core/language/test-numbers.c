/* Functions of numbers that layers hold, applied to numbers and lists. */

#include "core/graph/function.h"
#include "core/language/evaluate.h"
#include "tests/support/test.h"
#include <string.h>

/* "text", and its value or the tag of its failure */
static const struct {
  const char *text, *result;
} cases[] = {
  { "Ramp[-2]", "0" },
  { "Ramp[{{-1, 2}, {3, -4}}]", "{{0, 2}, {3, 0}}" },
  { "Ramp[{-1., 2}]", "{0., 2.}" },
  { "Ramp[Pi]", "3.14159" },
  { "Ramp /@ {-1, 2}", "{0, 2}" },
  { "LogisticSigmoid[{0, 1}]", "{0.5, 0.731059}" },
  { "\"HardSigmoid\"[0.5]", "0.75" },
  { "Clip[{-3, 0.5, 3}]", "{-1., 0.5, 1.}" },
  { "Clip[{-3, 0, 3}, {0, 1}, {7, 8}]", "{7, 0, 8}" },
  { "Threshold[{-1, 2}, {\"Soft\", 0.5}]", "{-0.5, 1.5}" },
  { "ArcTan[1, 1]", "0.785398" },
  { "ArcTan[{1, 2}, 1]", "{0.785398, 0.463648}" },
  { "ArcTan[{1, 2}, {1, 2}]", "{0.785398, 0.785398}" },
  { "ArcTan[{1, 2}, {1, 2, 3}]", "Eval::type" },
  { "Mod[-5, 3, 1]", "1" },
  { "Sign[{-2, 0, 3.5}]", "{-1, 0, 1}" },
  { "KroneckerDelta[{1, 2}, {1, 3}]", "{1, 0}" },
  { "Positive[{-1, 0, 1}]", "{False, False, True}" },
  { "Erf[{0, 1}]", "{0., 0.842701}" },
  { "ArcCosh[0]", "Eval::symbol" },
  { "Ramp[NumericArray[{-1, 2}, \"Real32\"]]", "{0., 2.}" },
  /* of what is no number, and inside the functions of layers, they stay */
  { "Ramp[{-1, 2, {3}}]", "Eval::symbol" },
  { "Ramp[x]", "Eval::symbol" },
  { "Ramp[1, 2]", "Eval::symbol" },
  { "ElementwiseLayer[Ramp[3] # &]", "ElementwiseLayer[Ramp[3]*# &]" },
  { "NetChain[{Ramp, LogisticSigmoid[#] &}]",
    "NetChain[{ElementwiseLayer[Ramp], ElementwiseLayer[LogisticSigmoid[#] &]}]" },
};

static char *
evaluate (const char *text)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_autoptr (NgExpr) value = NULL;

  g_assert_no_error (error);
  value = ng_session_evaluate (session, expr, NULL, &error);
  return value != NULL ? ng_value_print (value, 0) : g_strdup (ng_error_diagnostic (error)->tag);
}

static void
test_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *result = evaluate (cases[i].text);

    if (strcmp (result, cases[i].result) != 0)
      g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (result, ==, cases[i].result);
  }
}

/* Every function of one number is what its layer makes of that number, to single precision. */
static void
test_as_layers (void)
{
  static const char *const truths[] = { "And",           "Or",        "Not",         "Equal",
                                        "Less",          "LessEqual", "Greater",     "GreaterEqual",
                                        "Positive",      "Negative",  "NonPositive", "NonNegative",
                                        "PossibleZeroQ", NULL };
  gsize n = 0;

  for (gsize i = 0; ng_function_name (i) != NULL; i++) {
    const char *name = ng_function_name (i);
    g_autofree char *alone = g_strdup_printf ("N[\"%s\"[0.3]]", name);
    g_autofree char *layer = g_strdup_printf ("ElementwiseLayer[\"%s\"][0.3]", name);
    g_autofree char *value = NULL;
    g_autofree char *expected = NULL;

    if (!ng_function_takes (name, 1) || g_strv_contains (truths, name))
      continue;
    value = evaluate (alone);
    expected = evaluate (layer);
    if (strcmp (expected, "NetGraph::nan") == 0) {
      g_assert_cmpstr (value, ==, "Eval::symbol");
      continue;
    }
    g_assert_cmpfloat_with_epsilon (
        g_ascii_strtod (value, NULL), g_ascii_strtod (expected, NULL), 2e-6);
    n++;
  }
  g_assert_cmpuint (n, >, 50);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/numbers", test_numbers);
  g_test_add_func ("/language/numbers/layers", test_as_layers);
  return g_test_run ();
}
