/* Text -> expressions -> values: what is read prints to text that reads back to an equal tree. */

#include "core/expr/expr.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_reads_back (const NgExpr *expr)
{
  g_autofree char *text = ng_print (expr, 40);
  g_autoptr (NgExpr) again = ng_parse_one (text, -1, NULL, NULL);

  if (again == NULL || !ng_expr_equal (expr, again))
    g_error ("does not read back: %s", text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) program = ng_parse ((const char *) data, (gssize) size, warnings, &error);

  if ((program == NULL) != (error != NULL))
    g_error ("neither a program nor an error");
  for (gsize i = 0; program != NULL && i < program->len; i++) {
    g_autoptr (NgExpr) value = NULL;

    check_reads_back (program->pdata[i]);
    value = ng_expr_evaluate (program->pdata[i], NULL, NULL);
  }
  return 0;
}
