/* Files of external data. The rules: the path is relative, uses forward slashes, never steps
 * upwards, and what it leads to, links followed, is an ordinary file below the model's folder. */

#include "core/formats/document.h"
#include "core/formats/file-inside.h"
#include "core/formats/onnx-model.h"

GBytes *
ng_onnx_external_open (NgOnnxFile *file, const char *tensor, const char *location)
{
  NgPlace place = { .path = tensor };
  g_autoptr (GError) reason = NULL;
  GBytes *bytes;

  bytes = file->origin != NULL ? g_hash_table_lookup (file->origin->maps, location) : NULL;
  if (bytes != NULL)
    return g_bytes_ref (bytes);
  if (!ng_file_location_is_safe (location)) {
    ng_error_set_new (file->error,
                      "ONNX::external",
                      &place,
                      "Tensor \"%s\" lies in \"%s\", which is no path below the model's folder.",
                      tensor,
                      location);
    return NULL;
  }
  if (file->origin != NULL && file->origin->folder != NULL)
    bytes = ng_file_map_inside (file->origin->folder, location, &reason);
  if (bytes == NULL && (reason == NULL || ng_error_has_tag (reason, "File::missing"))) {
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
