/* Text -> values in a session: names, nets and their application. What has a value prints. Nothing
 * here reads or writes files: those operations are added by programs. */

#include "core/language/evaluate.h"

enum { MAX_SIZE = 2000 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GPtrArray) program = NULL;

  if (size > MAX_SIZE)
    return 0;
  program = ng_parse ((const char *) data, (gssize) size, NULL, NULL);
  for (gsize i = 0; program != NULL && i < program->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_session_evaluate (session, program->pdata[i], NULL, &error);
    g_autofree char *text = NULL;

    if ((value == NULL) != (error != NULL))
      g_error ("neither a value nor an error");
    if (value != NULL)
      text = ng_session_print (session, value, 60);
  }
  return 0;
}
