/* JSON: every value that is read can be walked through. */

#include "core/base/json.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
walk (const NgJson *value)
{
  gint64 integer;

  if (ng_json_kind (value) == NG_JSON_NUMBER)
    ng_json_integer (value, &integer);
  for (gsize i = 0; i < ng_json_length (value); i++) {
    if (ng_json_kind (value) == NG_JSON_OBJECT &&
        ng_json_member (value, ng_json_name (value, i)) != ng_json_at (value, i))
      g_error ("a member is not found by its name");
    walk (ng_json_at (value, i));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgJson) value = ng_json_parse ((const char *) data, size, &error);

  if ((value == NULL) != (error != NULL))
    g_error ("neither a value nor an error");
  if (value != NULL)
    walk (value);
  return 0;
}
