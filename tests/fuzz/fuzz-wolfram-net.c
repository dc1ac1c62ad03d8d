/* Notation read as a net in the form of Wolfram's programs. */

#include "core/formats/wolfram-net.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autoptr (NgExpr) expr =
      g_utf8_validate (text, -1, NULL) ? ng_parse_one (text, -1, NULL, NULL) : NULL;

  if (expr != NULL && ng_wolfram_net_is (expr)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_wolfram_net_read (expr, NULL, NULL, diagnostics, &error);
    g_assert_true ((net == NULL) == (error != NULL));
  }
  return 0;
}
