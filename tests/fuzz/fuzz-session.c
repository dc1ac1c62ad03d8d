/* Text -> values in a session: names, nets and their application. What has a value prints, whole
 * and short, and the text completes at its end. Nothing here writes files: those operations are
 * added by programs. */

#include "core/language/complete.h"
#include <string.h>

enum { MAX_SIZE = 2000 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What may stand at the end of the text. */
static char *
text_of_names (NgSession *session, const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize start;
  g_auto (GStrv) names = ng_complete (session, text, &start);

  if (start > strlen (text))
    g_error ("a word begins beyond the text");
  return g_strjoinv (" ", names);
}

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
    if (value != NULL) {
      g_autofree char *cut = ng_value_print_short (value, 60, NULL);

      text = ng_value_print (value, 60);
    }
  }
  g_free (text_of_names (session, data, size));
  return 0;
}
