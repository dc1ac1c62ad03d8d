/* Paths as keys. */

#include "core/graph/path.h"

#include <string.h>

char *
ng_path_join (const char *prefix, const char *name)
{
  GString *path = g_string_new (prefix);

  if (*prefix != '\0')
    g_string_append_c (path, '/');
  for (const char *c = name; *c != '\0'; c++) {
    if (*c == '~')
      g_string_append (path, "~0");
    else if (*c == '/')
      g_string_append (path, "~1");
    else
      g_string_append_c (path, *c);
  }
  return g_string_free (path, FALSE);
}

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
