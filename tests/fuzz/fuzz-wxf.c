/* Bytes read as an expression in WXF; what was read is written and read to the same. */

#include "core/formats/wxf.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_wxf_read (bytes, &error);

  g_assert_true ((expr == NULL) == (error != NULL));
  if (expr != NULL) {
    g_autoptr (GBytes) again = ng_wxf_write (expr, NG_MAX_INFLATED, NULL);
    g_autoptr (NgExpr) copy = ng_wxf_read (again, NULL);
    g_assert_nonnull (copy);
  }
  return 0;
}
