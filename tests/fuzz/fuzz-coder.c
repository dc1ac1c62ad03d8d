/* Text -> coders, applied: each expression coder[data, property] is read, written and read again.
 */

#include "core/graph/coder.h"

enum { MAX_SIZE = 2000 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try (NgExpr *call)
{
  NgExpr *head = ng_expr_head (call);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgCoder) coder = NULL;
  g_autoptr (NgExpr) notation = NULL;
  g_autoptr (NgCoder) again = NULL;
  g_autoptr (NgExpr) value = NULL;
  NgCoding coding = { .seed = 1 };
  gsize n = ng_expr_n_args (call);

  if (head == NULL || !ng_coder_is_value (head))
    return;
  coder = ng_coder_read (head, ng_coder_side_of (head), &error);
  if ((coder == NULL) != (error != NULL))
    g_error ("neither a coder nor an error");
  if (coder == NULL)
    return;
  notation = ng_coder_notation (coder);
  again = ng_coder_read (notation, ng_coder_side (coder), &error);
  g_assert_no_error (error);
  g_assert_true (ng_coder_equal (coder, again));
  if (n == 0)
    return;
  value = ng_coder_apply (
      coder, ng_expr_arg (call, 0), n > 1 ? ng_expr_arg (call, 1) : NULL, &coding, &error);
  if ((value == NULL) != (error != NULL))
    g_error ("neither a value nor an error");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) program = NULL;

  if (size > MAX_SIZE)
    return 0;
  program = ng_parse ((const char *) data, (gssize) size, NULL, NULL);
  for (guint i = 0; program != NULL && i < program->len; i++)
    try (program->pdata[i]);
  return 0;
}
