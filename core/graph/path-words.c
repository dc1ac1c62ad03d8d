/* Paths in messages. */

#include "core/graph/path.h"

#include <string.h>

char *
ng_path_shown (const char *path)
{
  GString *name = g_string_new (path);

  g_string_replace (name, "~1", "/", 0);
  g_string_replace (name, "~0", "~", 0);
  return g_string_free (name, FALSE);
}

char *
ng_path_describe (const char *path)
{
  g_autofree char *name = ng_path_shown (path);

  if (name[strspn (name, "0123456789")] == '\0')
    return g_strdup_printf ("Layer %s", name);
  return g_strdup_printf ("Layer \"%s\"", name);
}
