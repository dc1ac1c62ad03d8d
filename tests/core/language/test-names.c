/* Which names a session gives values to. */

#include "core/language/session.h"

#include "tests/support/test.h"

/* A constant, a symbol, a function of the reader, one of numbers, a layer, an operation, data. */
static const char *const taken[] = {
  "E", "Pi", "True", "All", "Total", "If", "Ramp", "LinearLayer", "NetInitialize", "Rule",
};

static NgExpr *
evaluate (NgSession *session, const char *text, GError **error)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, NULL);

  return ng_session_evaluate (session, expr, NULL, error);
}

static void
test_taken (void)
{
  NgSession *session = ng_session_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++) {
    g_autofree char *text = g_strconcat (taken[i], " = 3", NULL);
    g_autofree char *inside = g_strconcat ("{1, Module[{a}, a = ", taken[i], " = 3]}", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (evaluate (session, text, &error));
    g_assert_cmpuint (ng_error_diagnostic (error)->place.column, ==, 1);
    ng_assert_tag (&error, "Eval::protected");
    g_assert_null (evaluate (session, inside, &error));
    ng_assert_tag (&error, "Eval::protected");
    g_assert_null (ng_session_value (session, taken[i]));
  }
  ng_session_free (session);
}

/* Names of one's own, and names of a scope, whatever they are. */
static void
test_free (void)
{
  static const struct {
    const char *text, *value;
  } cases[] = {
    { "e = 3", "3" },
    { "Mine = e + 1", "4" },
    { "With[{E = 2}, {E, E + 1}]", "{2, 3}" },
    { "Table[N^2, {N, 3}]", "{1, 4, 9}" },
    { "E", "2.718281828459045" },
  };
  NgSession *session = ng_session_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (session, cases[i].text, &error);
    g_autofree char *printed = NULL;

    g_assert_no_error (error);
    printed = ng_print (value, 0);
    g_assert_cmpstr (printed, ==, cases[i].value);
  }
  ng_session_free (session);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/names/taken", test_taken);
  g_test_add_func ("/language/names/free", test_free);
  return g_test_run ();
}
