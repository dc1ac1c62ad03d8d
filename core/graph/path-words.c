/* Paths in messages. */

#include "core/graph/path.h"

#include <string.h>

char *
ng_path_describe (const char *path)
{
  g_autoptr (GString) name = g_string_new (path);

  if (name->str[strspn (name->str, "0123456789")] == '\0')
    return g_strdup_printf ("Layer %s", name->str);
  g_string_replace (name, "~1", "/", 0);
  g_string_replace (name, "~0", "~", 0);
  return g_strdup_printf ("Layer \"%s\"", name->str);
}
