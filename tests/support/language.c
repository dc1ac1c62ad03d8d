#include "tests/support/language.h"

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
