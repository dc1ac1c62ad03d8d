/* Paths as keys. */

#include "core/graph/path.h"

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
