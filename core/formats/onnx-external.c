/* Files of external data. The rules: the path is relative, uses forward slashes, never steps
 * upwards, and what it leads to, links followed, is an ordinary file below the model's folder. */

#include "core/base/limits.h"
#include "core/formats/document.h"
#include "core/formats/file-inside.h"
#include "core/formats/onnx-model.h"

#include <string.h>

/* What is wrong where the file cannot be opened. */
static NgDiagnostic *
describe (const NgOnnxFile *file, const char *tensor, const char *location, const GError *reason)
{
  const char *folder = file->origin != NULL ? file->origin->folder : NULL;
  const NgDiagnostic *told = reason != NULL ? ng_error_diagnostic (reason) : NULL;
  NgPlace place = { .path = tensor };

  if (reason == NULL || ng_error_has_tag (reason, "File::missing"))
    return ng_diagnostic_with_hint (
        ng_diagnostic_new ("ONNX::external",
                           &place,
                           "Tensor \"%s\" lies in \"%s\", and there is no such file below %s%s%s.",
                           tensor,
                           location,
                           folder != NULL ? "\"" : "",
                           folder != NULL ? folder : "the model's folder",
                           folder != NULL ? "\"" : ""),
        "Put the file there under that name. Without it the model can be looked at, but neither "
        "run nor saved.");
  NgDiagnostic *diagnostic = ng_diagnostic_new ("ONNX::external",
                                                &place,
                                                "Tensor \"%s\" lies in \"%s\": %s",
                                                tensor,
                                                location,
                                                reason->message);

  return told != NULL && told->hint != NULL ? ng_diagnostic_with_hint (diagnostic, "%s", told->hint)
                                            : diagnostic;
}

/* Whether the rest of the model can be shown without the file. */
static gboolean
is_absent (const GError *reason)
{
  return reason == NULL || ng_error_has_tag (reason, "File::missing") ||
         ng_error_has_tag (reason, "File::link");
}

/* Warns of a file unless one of the last warnings did. */
static void
warn (NgOnnxFile *file, const char *location, const NgDiagnostic *missing)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", location);
  guint n = file->warnings != NULL ? file->warnings->len : 0;

  for (guint i = n; i > 0 && i + NG_MAX_TOLD > n; i--) {
    const NgDiagnostic *told = file->warnings->pdata[i - 1];
    if (g_str_equal (told->tag, "ONNX::external") && strstr (told->message, quoted) != NULL)
      return;
  }
  if (file->warnings == NULL || n >= NG_MAX_DIAGNOSTICS)
    return;
  g_ptr_array_add (file->warnings,
                   ng_diagnostic_as_warning (ng_diagnostic_at (missing, &missing->place)));
}

GBytes *
ng_onnx_external_open (NgOnnxFile *file,
                       const char *tensor,
                       const char *location,
                       NgDiagnostic **missing)
{
  NgPlace place = { .path = tensor };
  g_autoptr (GError) reason = NULL;
  NgDiagnostic *diagnostic;
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
  if (bytes != NULL) {
    g_hash_table_insert (file->origin->maps, g_strdup (location), g_bytes_ref (bytes));
    return bytes;
  }
  diagnostic = describe (file, tensor, location, reason);
  if (missing != NULL && is_absent (reason)) {
    warn (file, location, diagnostic);
    *missing = diagnostic;
  } else {
    ng_error_set (file->error, diagnostic);
  }
  return NULL;
}
