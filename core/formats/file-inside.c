#include "core/formats/file-inside.h"

#include <stdlib.h>
#include <string.h>

gboolean
ng_file_location_is_safe (const char *location)
{
  if (g_path_is_absolute (location) || strchr (location, '\\') != NULL ||
      strchr (location, ':') != NULL || strstr (location, "\xEF\xBF\xBD") != NULL)
    return FALSE;
  for (const char *p = location; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      return FALSE;
  }
  g_auto (GStrv) parts = g_strsplit (location, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (g_str_equal (parts[i], ".."))
      return FALSE;
  }
  return TRUE;
}

char *
ng_file_inside (const char *folder, const char *location)
{
  g_autofree char *path = g_build_filename (folder, location, NULL);
  char *real_folder, *real;
  char *result = NULL;

  if (!ng_file_location_is_safe (location))
    return NULL;
  real_folder = realpath (folder, NULL);
  real = realpath (path, NULL);
  if (real_folder != NULL && real != NULL) {
    gsize length = strlen (real_folder);
    if (g_str_equal (real_folder, "/") ||
        (g_str_has_prefix (real, real_folder) && real[length] == '/'))
      result = g_strdup (real);
  }
  free (real_folder);
  free (real);
  return result;
}
