/* Files of external data. The rules: the path is relative, uses forward slashes, never steps
 * upwards, and what it leads to, links followed, is an ordinary file below the model's folder. */

#include "core/formats/document.h"
#include "core/formats/onnx-model.h"

#include <stdlib.h>
#include <string.h>

static gboolean
is_safe (const char *location)
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

/* Whether @path, links followed, lies below @folder. */
static char *
resolve (const char *folder, const char *location)
{
  g_autofree char *path = g_build_filename (folder, location, NULL);
  char *real_folder = realpath (folder, NULL);
  char *real = realpath (path, NULL);
  char *result = NULL;

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

GBytes *
ng_onnx_external_open (NgOnnxFile *file, const char *tensor, const char *location)
{
  NgPlace place = { .path = tensor };
  g_autoptr (GError) reason = NULL;
  GBytes *bytes;

  bytes = file->origin != NULL ? g_hash_table_lookup (file->origin->maps, location) : NULL;
  if (bytes != NULL)
    return g_bytes_ref (bytes);
  if (!is_safe (location)) {
    ng_error_set_new (file->error,
                      "ONNX::external",
                      &place,
                      "Tensor \"%s\" lies in \"%s\", which is no path below the model's folder.",
                      tensor,
                      location);
    return NULL;
  }
  const char *folder = file->origin != NULL ? file->origin->folder : NULL;
  g_autofree char *path = folder != NULL ? resolve (folder, location) : NULL;
  if (path == NULL) {
    ng_error_set (
        file->error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("ONNX::external",
                               &place,
                               "Tensor \"%s\" lies in \"%s\", and there is no such file below "
                               "the model's folder.",
                               tensor,
                               location),
            "Put the file beside the model under that name."));
    return NULL;
  }
  bytes = ng_file_map (path, &reason);
  if (bytes == NULL) {
    ng_error_set_new (file->error,
                      "ONNX::external",
                      &place,
                      "Tensor \"%s\" lies in \"%s\": %s",
                      tensor,
                      location,
                      reason->message);
    return NULL;
  }
  g_hash_table_insert (file->origin->maps, g_strdup (location), g_bytes_ref (bytes));
  return bytes;
}
