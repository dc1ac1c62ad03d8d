/* Import: nets, arrays, texts and data from files, by the ending of the name or by the name of a
 * format. A net is read as net, another text in notation to its last value. */

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/codec/picture.h"
#include "core/formats/document.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/language/operation.h"
#include "core/media/audio.h"
#include "core/media/image.h"
#include "core/notation/read.h"
#include "core/notation/value.h"
#include <math.h>
#include <string.h>

typedef struct {
  NgSession *session;
  const char *path;
  const char *ending;
} Source;

static NgExpr *
import_net (const Source *source, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (source->path, -1);
  g_autoptr (NgNet) net = NULL;

  if (!g_str_has_suffix (lower, source->ending)) {
    ng_error_set_new (error,
                      "File::format",
                      NULL,
                      "A file of this format ends in %s, and \"%s\" does not.",
                      source->ending,
                      source->path);
    return NULL;
  }
  net = ng_document_load (source->path, NULL, ng_session_cancellable (source->session), error);
  if (net == NULL || !ng_net_check (net, error))
    return NULL;
  return ng_expr_new_net (net, FALSE);
}

static NgExpr *
write_tensor (NgTensor *tensor, const char *path, GError **error)
{
  g_autoptr (NgTensor) owned = tensor;

  if (tensor == NULL)
    return NULL;
  if (ng_tensor_count (tensor) > NG_MAX_IMPORTED_NUMBERS) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "\"%s\" holds %" G_GINT64_FORMAT
                      " numbers; at most %d become a list. Run such data with netgraph run.",
                      path,
                      ng_tensor_count (tensor),
                      NG_MAX_IMPORTED_NUMBERS);
    return NULL;
  }
  return ng_tensor_write (tensor);
}

static NgExpr *
import_array (const Source *source, GError **error)
{
  NgTensor *tensor = ng_sample_read_as (source->path, source->ending, NULL, 0, 1, error);

  return write_tensor (tensor, source->path, error);
}

/* Whether its numbers are bytes over 255; those of 16 bits, n/65535, are n/257 times as much. */
static gboolean
is_of_bytes (const NgTensor *picture)
{
  for (gint64 i = 0; i < ng_tensor_count (picture); i++) {
    double byte = 255 * ng_tensor_get_real (picture, i);

    if (fabs (byte - round (byte)) > 1e-3)
      return FALSE;
  }
  return TRUE;
}

static NgExpr *
import_picture (const Source *source, GError **error)
{
  NgColour colour;
  g_autoptr (NgTensor) picture = ng_image_load (source->path, &colour, error);

  return picture != NULL ? ng_picture_write (picture, colour, is_of_bytes (picture)) : NULL;
}

static NgExpr *
import_sound (const Source *source, GError **error)
{
  gint64 rate;

  return write_tensor (ng_audio_read (source->path, &rate, error), source->path, error);
}

/* The bytes of a text that is not too long; whether it is UTF-8 is for its reader to say. */
static GBytes *
read_bytes (const Source *source, GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (source->path, error);

  if (bytes != NULL && g_bytes_get_size (bytes) > NG_MAX_IMPORTED_BYTES) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "\"%s\" is a text of more than %d bytes.",
                      source->path,
                      NG_MAX_IMPORTED_BYTES);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

static NgExpr *
import_text (const Source *source, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (source, error);
  g_autofree char *text = NULL;
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  text = g_strndup (data != NULL ? data : "", size);
  if (strlen (text) != size || !g_utf8_validate (text, -1, NULL)) {
    ng_error_set_new (error, "Sample::format", NULL, "\"%s\" is not text in UTF-8.", source->path);
    return NULL;
  }
  return ng_expr_new_string (text, NULL);
}

static NgExpr *
import_notation (const Source *source, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (source, error);
  g_autoptr (NgExpr) value = NULL;
  g_autoptr (NgNet) net = NULL;
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  value =
      ng_notation_read (source->path, data != NULL ? data : "", (gssize) size, NULL, NULL, error);
  if (value == NULL || !ng_expr_is_net (value))
    return g_steal_pointer (&value);
  net = ng_net_read (value, error);
  if (net == NULL || !ng_net_check (net, error))
    return NULL;
  return ng_expr_new_net (net, FALSE);
}

static NgExpr *
write_json (const NgJson *json)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean is_object = ng_json_kind (json) == NG_JSON_OBJECT;
  gint64 integer;

  switch (ng_json_kind (json)) {
  case NG_JSON_NULL:
    return ng_expr_new_symbol ("Null", NULL);
  case NG_JSON_BOOLEAN:
    return ng_expr_new_symbol (ng_json_boolean (json) ? "True" : "False", NULL);
  case NG_JSON_NUMBER:
    return ng_json_integer (json, &integer) ? ng_expr_new_integer (integer, NULL)
                                            : ng_expr_new_real (ng_json_number (json), NULL);
  case NG_JSON_STRING:
    return ng_expr_new_string (ng_json_string (json), NULL);
  case NG_JSON_ARRAY:
  case NG_JSON_OBJECT:
    break;
  }
  for (gsize i = 0; i < ng_json_length (json); i++) {
    NgExpr *item = write_json (ng_json_at (json, i));

    if (is_object)
      item =
          ng_expr_new_call ("Rule", ng_expr_new_string (ng_json_name (json, i), NULL), item, NULL);
    g_ptr_array_add (items, item);
  }
  return ng_expr_new_normal (ng_expr_new_symbol (is_object ? "Association" : "List", NULL),
                             (NgExpr **) items->pdata,
                             items->len,
                             NULL);
}

static NgExpr *
import_json (const Source *source, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (source, error);
  g_autoptr (NgJson) json = NULL;
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  json = ng_json_parse (data != NULL ? data : "", size, error);
  return json != NULL ? write_json (json) : NULL;
}

static const struct {
  const char *format; /* as Import["file", "format"] names it; case does not count */
  const char *ending;
  NgExpr *(*import) (const Source *source, GError **error);
} formats[] = {
  { "NetGraph", ".netgraph", import_net }, { "ONNX", ".onnx", import_net },
  { "WL", ".wl", import_notation },        { "Package", ".m", import_notation },
  { "NPY", ".npy", import_array },         { "PB", ".pb", import_array },
  { "CSV", ".csv", import_array },         { "TSV", ".tsv", import_array },
  { "PNG", ".png", import_picture },       { "JPG", ".jpg", import_picture },
  { "JPEG", ".jpeg", import_picture },     { "WebP", ".webp", import_picture },
  { "WAV", ".wav", import_sound },         { "FLAC", ".flac", import_sound },
  { "Text", ".txt", import_text },         { "JSON", ".json", import_json },
};

/* The row of a format, or the number of rows. */
static gsize
find_format (const char *path, const NgExpr *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gsize i = 0;

  for (; i < G_N_ELEMENTS (formats); i++) {
    if (format != NULL ? g_ascii_strcasecmp (formats[i].format, ng_expr_text (format)) == 0
                       : g_str_has_suffix (lower, formats[i].ending))
      break;
  }
  return i;
}

static void
fail_format (const char *path, const NgExpr *format, GError **error)
{
  const char *names[G_N_ELEMENTS (formats) + 1] = { NULL };
  NgDiagnostic *diagnostic =
      format != NULL
          ? ng_diagnostic_new ("File::format",
                               ng_expr_place (format),
                               "There is no format \"%s\" to import.",
                               ng_expr_text (format))
          : ng_diagnostic_new (
                "File::format", NULL, "The ending of \"%s\" tells no format to import.", path);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    names[i] = formats[i].format;
  ng_error_set (
      error,
      ng_diagnostic_with_names (diagnostic, format != NULL ? ng_expr_text (format) : NULL, names));
}

void
ng_import_fail (const char *path, GError *failure, GError **error)
{
  const NgDiagnostic *inside = ng_error_diagnostic (failure);
  NgPlace place = inside != NULL ? inside->place : (NgPlace){ 0 };

  if (place.file != NULL || (place.line == 0 && place.path == NULL)) {
    g_propagate_error (error, failure);
    return;
  }
  place.file = g_intern_string (path);
  ng_error_set (error, ng_diagnostic_at (inside, &place));
  g_error_free (failure);
}

NgExpr *
ng_do_import (NgSession *session, NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call);
  GError *failure = NULL;
  NgExpr *format = n == 2 ? ng_expr_arg (call, 1) : NULL;
  NgExpr *value;
  const char *path;
  gsize row;

  if (n < 1 || n > 2 || ng_expr_kind (ng_expr_arg (call, 0)) != NG_EXPR_STRING ||
      (format != NULL && ng_expr_kind (format) != NG_EXPR_STRING)) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "Import takes the name of a file, and maybe that of a format.");
    return NULL;
  }
  path = ng_expr_text (ng_expr_arg (call, 0));
  row = find_format (path, format);
  if (row == G_N_ELEMENTS (formats)) {
    fail_format (path, format, error);
    return NULL;
  }
  value = formats[row].import (&(Source){ session, path, formats[row].ending }, &failure);
  if (value == NULL)
    ng_import_fail (path, failure, error);
  return value;
}
