#include "tests/support/language.h"

static const char setup[] =
    "two = NetGraph[<|\"add\" -> ThreadingLayer[#1 + #2 &], \"sub\" -> ThreadingLayer[#1 - #2 &]|>,"
    "  {{NetPort[\"a\"], NetPort[\"b\"]} -> \"add\" -> NetPort[\"s\"],"
    "   {NetPort[\"a\"], NetPort[\"b\"]} -> \"sub\" -> NetPort[\"d\"]}, \"a\" -> 2];"
    "deep = NetGraph[<|\"head\" -> NetChain[{ElementwiseLayer[# + 1 &], ElementwiseLayer[# * 5 "
    "&]}],"
    "  \"tail\" -> ElementwiseLayer[-# &]|>, {\"head\" -> \"tail\"}, \"Input\" -> 2];"
    "lin = NetGraph[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {0, 1}]}, {}];"
    "drop = DropoutLayer[0.5, \"Input\" -> 64]; ones = ConstantArray[1, 64];";

NgExpr *
ng_test_evaluate_in (NgSession *session, const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, error);
  g_autoptr (NgExpr) value = NULL;

  for (guint i = 0; program != NULL && i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  return g_steal_pointer (&value);
}

NgSession *
ng_test_session (void)
{
  NgSession *session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = ng_test_evaluate_in (session, setup, &error);

  g_assert_no_error (error);
  return session;
}

char *
ng_test_evaluate (const char *text)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, NULL);
  char *result = NULL;

  g_assert_nonnull (program);
  for (guint e = 0; e < program->len; e++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_session_evaluate (session, program->pdata[e], NULL, &error);

    g_free (result);
    result =
        value != NULL ? ng_value_print (value, 0) : g_strdup (ng_error_diagnostic (error)->tag);
  }
  return result;
}
