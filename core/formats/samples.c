/* Sample inputs and outputs by the ending of their file's name. */

#include "core/formats/samples.h"

#include "core/base/bytes.h"
#include "core/base/digits.h"
#include "core/base/json.h"
#include "core/formats/document.h"
#include "core/formats/idx.h"
#include "core/formats/npy.h"
#include "core/formats/onnx-model.h"
#include "core/formats/table.h"
#include "core/formats/wxf.h"
#include "core/graph/literal.h"
#include "core/media/audio.h"
#include "core/media/conform.h"
#include "core/media/image.h"

#include <math.h>
#include <string.h>

static gboolean
ends_in (const char *path, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (; *endings != NULL; endings++) {
    if (g_str_has_suffix (lower, *endings))
      return TRUE;
  }
  return FALSE;
}

static const char *const npy_endings[] = { ".npy", NULL };
static const char *const pb_endings[] = { ".pb", NULL };
static const char *const csv_endings[] = { ".csv", ".tsv", NULL };
static const char *const json_endings[] = { ".json", NULL };
static const char *const wxf_endings[] = { ".wxf", NULL };
static const char *const idx_endings[] = { ".idx", "-ubyte", NULL };
static const char *const text_endings[] = { ".txt", ".wl", ".m", NULL };
static const char *const sound_endings[] = { ".wav", ".flac", ".ogg", ".aiff", ".aif", NULL };
static const char *const image_endings[] = { ".png",  ".jpg", ".jpeg", ".webp",
                                             ".tiff", ".bmp", ".gif",  NULL };

/* One row fills the port; several are a batch; a table that is the port's matrix is that. */
static NgTensor *
shape_table (const NgTable *table, const NgType *type, GError **error)
{
  gint64 dims[NG_MAX_RANK] = { table->rows, table->columns };
  gsize rank = 2;
  gint64 count = 0;

  if (table->rows == 0) {
    ng_error_set_new (error, "Sample::format", NULL, "The table has no row of numbers.");
    return NULL;
  }
  if (type != NULL && ng_type_count (type, &count)) {
    gboolean is_whole =
        table->rows * table->columns == count &&
        (table->rows == 1 || (type->rank > 1 && type->dims[0].value == table->rows));
    if (!is_whole && table->columns != count) {
      g_autofree char *needed = ng_type_notation (type);
      NgDiagnostic *diagnostic =
          ng_diagnostic_new ("Sample::shape",
                             NULL,
                             "A row of the table has %" G_GINT64_FORMAT
                             " numbers, and the port needs %" G_GINT64_FORMAT ", as %s.",
                             table->columns,
                             count,
                             needed);
      if (table->columns == count + 1)
        diagnostic = ng_diagnostic_with_hint (
            diagnostic, "Is the first or the last column a label? Take it out.");
      ng_error_set (error, diagnostic);
      return NULL;
    }
    rank = 0;
    if (!is_whole && type->rank < NG_MAX_RANK)
      dims[rank++] = table->rows;
    for (int i = 0; i < type->rank && rank < NG_MAX_RANK; i++)
      dims[rank++] = type->dims[i].value;
  } else if (table->rows == 1) {
    rank = 1;
    dims[0] = table->columns;
  }
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_copy (NG_ELEMENT_F64, dims, rank, table->numbers->data);

  return type != NULL && type->kind == NG_KIND_INTEGER ? ng_tensor_convert (tensor, NG_ELEMENT_I64)
                                                       : g_steal_pointer (&tensor);
}

/* The same error, with the name of the file in front. */
static void
propagate_named (GError **error, GError *reason, const char *path)
{
  const NgDiagnostic *cause = ng_error_diagnostic (reason);
  g_autofree char *name = g_path_get_basename (path);

  if (cause == NULL) {
    g_propagate_error (error, reason);
    return;
  }
  NgDiagnostic *named = ng_diagnostic_new (cause->tag, NULL, "\"%s\": %s", name, cause->message);
  if (cause->hint != NULL)
    named = ng_diagnostic_with_hint (named, "%s", cause->hint);
  ng_error_set (error, named);
  g_error_free (reason);
}

static NgTensor *
read_csv (GBytes *bytes, char separator, const NgType *type, GError **error)
{
  NgTable table = { .numbers = g_array_new (FALSE, FALSE, sizeof (double)) };
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  NgTensor *tensor = NULL;

  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    length -= 3;
  }
  if (ng_table_read (&table, text, length, separator, NG_MAX_TABLE_NUMBERS, error))
    tensor = shape_table (&table, type, error);
  g_array_unref (table.numbers);
  return tensor;
}

static NgTensor *
read_pb (GBytes *bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;
  NgOnnxFile file = { .bytes = bytes, .error = &reason };
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  NgWire wire;

  ng_wire_open (&wire, data, length, &reason);
  NgTensor *tensor = ng_onnx_tensor_parse (&file, &wire, NULL);
  if (tensor == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return tensor;
}

static NgExpr *
read_notation (const char *text, gsize length, GError **error)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, (gssize) length, NULL, error);

  return expr != NULL ? ng_expr_evaluate (expr, NULL, error) : NULL;
}

static NgTensor *
read_text (const char *text, gsize length, const NgType *type, GError **error)
{
  g_autoptr (NgExpr) value = read_notation (text, length, error);

  return value != NULL ? ng_tensor_read_for (value, type, error) : NULL;
}

/* A picture of these sizes; 0 for what it has. */
static NgTensor *
load_picture (const char *path, const gint64 *sizes, double low, double high, GError **error)
{
  NgConform how = { .n_axes = 2 };
  NgColour colour, wanted;
  g_autoptr (NgTensor) picture = ng_image_load (path, &colour, error);
  g_autoptr (NgTensor) coloured = NULL;
  g_autoptr (NgTensor) conformed = NULL;
  float *data;
  gint64 n;

  if (picture == NULL)
    return NULL;
  if (sizes[0] > NG_MAX_CHANNELS || sizes[0] == 2) {
    ng_error_set_new (error,
                      "Sample::shape",
                      NULL,
                      "A picture cannot fill %" G_GINT64_FORMAT " channels.",
                      sizes[0]);
    return NULL;
  }
  wanted = sizes[0] == 1   ? NG_COLOUR_GREY
           : sizes[0] == 3 ? NG_COLOUR_RGB
           : sizes[0] == 4 ? NG_COLOUR_RGBA
                           : colour;
  for (int i = 0; i < 2; i++)
    how.sizes[i] = sizes[i + 1] > 0 ? sizes[i + 1] : ng_tensor_dims (picture)[i + 1];
  coloured = ng_colour_convert (picture, colour, wanted, error);
  conformed = coloured != NULL ? ng_image_conform (coloured, &how, error) : NULL;
  if (conformed == NULL || (low == 0 && high == 1))
    return g_steal_pointer (&conformed);
  n = ng_tensor_count (conformed);
  data = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (low + (high - low) * ng_tensor_get_real (conformed, i));
  return ng_tensor_new_take (NG_ELEMENT_F32, ng_tensor_dims (conformed), 3, data);
}

/* {c, h, w} or {h, w}, an axis of one example in front where there is no other way to read it. */
static NgTensor *
read_image (const char *path, const NgType *type, double low, double high, GError **error)
{
  gint64 sizes[3] = { 0, 0, 0 };
  int rank = type != NULL ? type->rank : -1;

  for (int i = 0; rank >= 2 && rank <= 4 && i < MIN (rank, 3); i++) {
    NgDim dim = type->dims[rank - 1 - i];
    if (dim.state == NG_DIM_NUMBER)
      sizes[2 - i] = dim.value;
  }
  if (rank == 2)
    sizes[0] = 1;
  g_autoptr (NgTensor) picture = load_picture (path, sizes, low, high, error);
  if (picture == NULL || rank < 0 || rank == 3)
    return g_steal_pointer (&picture);
  const gint64 *dims = ng_tensor_dims (picture);
  if (rank == 2)
    return ng_tensor_reshape (picture, dims + 1, 2);
  if (rank == 4) {
    gint64 with_batch[4] = { 1, dims[0], dims[1], dims[2] };
    return ng_tensor_reshape (picture, with_batch, 4);
  }
  gint64 count = 0;
  if (ng_type_count (type, &count) && count == ng_tensor_count (picture))
    return ng_tensor_reshape (picture, &count, 1);
  ng_error_set_new (
      error, "Sample::shape", NULL, "A picture cannot be read into an array of rank %d.", rank);
  return NULL;
}

/* The samples, of several channels their mean; for a port {n, 1} or {1, n} as one channel. */
static NgTensor *
read_sound (const char *path, const NgType *type, GError **error)
{
  gint64 rate, dims[2];
  g_autoptr (NgTensor) sound = ng_audio_read (path, &rate, error);
  gboolean is_first = type != NULL && type->rank == 2 && type->dims[0].state == NG_DIM_NUMBER &&
                      type->dims[0].value == 1;

  if (sound == NULL || type == NULL || type->rank != 2)
    return g_steal_pointer (&sound);
  dims[is_first ? 0 : 1] = 1;
  dims[is_first ? 1 : 0] = ng_tensor_dims (sound)[0];
  return ng_tensor_reshape (sound, dims, 2);
}

/* A number, a text or lists as notation has them; the depth is limited by the reader. What is
 * something else, or too large for a number, is Null. */
static NgExpr *
json_expr (const NgJson *json)
{
  g_autoptr (GPtrArray) parts = NULL;
  gint64 integer;

  if (ng_json_kind (json) == NG_JSON_NUMBER && ng_json_integer (json, &integer))
    return ng_expr_new_integer (integer, NULL);
  if (ng_json_kind (json) == NG_JSON_NUMBER && isfinite (ng_json_number (json)))
    return ng_expr_new_real (ng_json_number (json), NULL);
  if (ng_json_kind (json) == NG_JSON_STRING)
    return ng_expr_new_string (ng_json_string (json), NULL);
  if (ng_json_kind (json) != NG_JSON_ARRAY)
    return ng_expr_new_symbol ("Null", NULL);
  parts = g_ptr_array_new ();
  for (gsize i = 0; i < ng_json_length (json); i++)
    g_ptr_array_add (parts, json_expr (ng_json_at (json, i)));
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) parts->pdata, parts->len, NULL);
}

static NgTensor *
read_json (GBytes *bytes, const NgType *type, GError **error)
{
  g_autoptr (NgJson) json =
      ng_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  g_autoptr (NgExpr) expr = json != NULL ? json_expr (json) : NULL;

  return expr != NULL ? ng_tensor_read_for (expr, type, error) : NULL;
}

static NgTensor *
read_wxf (GBytes *bytes, const NgType *type, GError **error)
{
  g_autoptr (NgExpr) expr = ng_wxf_read (bytes, error);

  return expr != NULL ? ng_tensor_read_for (expr, type, error) : NULL;
}

NgTensor *
ng_sample_read (const char *path, const NgType *type, double low, double high, GError **error)
{
  return ng_sample_read_as (path, path, type, low, high, error);
}

NgTensor *
ng_sample_read_as (
    const char *path, const char *name, const NgType *type, double low, double high, GError **error)
{
  if (ends_in (name, image_endings))
    return read_image (path, type, low, high, error);
  if (ends_in (name, sound_endings))
    return read_sound (path, type, error);

  g_autoptr (GBytes) bytes = ng_file_map (path, error);
  if (bytes == NULL)
    return NULL;
  if (ends_in (name, npy_endings))
    return ng_npy_read (bytes, error);
  if (ends_in (name, pb_endings))
    return read_pb (bytes, error);
  if (ends_in (name, json_endings))
    return read_json (bytes, type, error);
  if (ends_in (name, wxf_endings))
    return read_wxf (bytes, type, error);
  if (ends_in (name, idx_endings))
    return ng_idx_read (bytes, error);
  if (ends_in (name, csv_endings)) {
    GError *reason = NULL;
    NgTensor *table = read_csv (bytes, ng_table_separator (name), type, &reason);
    if (table == NULL)
      propagate_named (error, reason, path);
    return table;
  }
  if (ends_in (name, text_endings))
    return read_text (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), type, error);

  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new (
              "Sample::format", NULL, "\"%s\" has no ending of a sample that we read.", path),
          "npy, pb, csv, tsv, txt, json, wxf, idx, png, jpg, webp, wav and flac are read."));
  return NULL;
}

/* A text is notation that the encoder takes, or else the very text that it takes, less the end of
 * its last line. */
static NgTensor *
encode_text (
    const char *text, gsize length, const NgCoder *coder, const NgCoding *coding, GError **error)
{
  g_autoptr (NgExpr) item = NULL, verbatim = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *content = NULL;
  NgTensor *tensor = NULL;
  gsize size;

  item = read_notation (text, length, &failure);
  if (item != NULL)
    tensor = ng_coder_encode (coder, item, NULL, coding, &failure);
  if (tensor != NULL)
    return tensor;
  content = g_strndup (text, length);
  size = strlen (content);
  if (size > 0 && content[size - 1] == '\n')
    content[--size] = '\0';
  if (size > 0 && content[size - 1] == '\r')
    content[size - 1] = '\0';
  verbatim = ng_expr_new_string (content, NULL);
  tensor = ng_coder_encode (coder, verbatim, NULL, coding, NULL);
  if (tensor == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return tensor;
}

NgTensor *
ng_sample_parse (const char *text, const NgCoder *coder, const NgType *type, GError **error)
{
  NgCoding coding = { .type = type };
  g_autoptr (GBytes) bytes = NULL;

  if (coder != NULL)
    return encode_text (text, strlen (text), coder, &coding, error);
  if (strpbrk (text, "{[(") != NULL || (type != NULL && type->kind == NG_KIND_STRING))
    return read_text (text, strlen (text), type, error);
  bytes = g_bytes_new_static (text, strlen (text));
  return read_csv (bytes,
                   strchr (text, '\t') != NULL  ? '\t'
                   : strchr (text, ',') != NULL ? ','
                                                : ' ',
                   type,
                   error);
}

/* What has another ending than those of arrays and text is for the encoder to read. */
NgTensor *
ng_sample_encode (const char *path,
                  const NgCoder *coder,
                  const NgType *type,
                  double low,
                  double high,
                  GError **error)
{
  NgCoding coding = { .type = type };
  g_autoptr (NgExpr) item = NULL;

  if (coder == NULL || ends_in (path, npy_endings) || ends_in (path, pb_endings) ||
      ends_in (path, csv_endings) || ends_in (path, wxf_endings) || ends_in (path, idx_endings))
    return ng_sample_read (path, type, low, high, error);
  if (ends_in (path, text_endings)) {
    g_autoptr (GBytes) bytes = ng_file_map (path, error);

    return bytes != NULL ? encode_text (g_bytes_get_data (bytes, NULL),
                                        g_bytes_get_size (bytes),
                                        coder,
                                        &coding,
                                        error)
                         : NULL;
  }
  item = ng_expr_new_string (path, NULL);
  return ng_coder_encode (coder, item, NULL, &coding, error);
}

static void
append_varint (GString *file, guint64 value)
{
  guint8 bytes[NG_VARINT_BYTES];

  g_string_append_len (file, (const char *) bytes, (gssize) ng_varint_write (value, bytes));
}

/* A TensorProto with raw data, or with strings. */
static GBytes *
write_pb (const NgTensor *tensor, GError **error)
{
  gint64 code = ng_onnx_code (ng_tensor_element (tensor));
  gboolean is_text = ng_tensor_element (tensor) == NG_ELEMENT_STRING;
  GString *file;

  if (code == 0) {
    ng_error_set_new (error,
                      "Sample::format",
                      NULL,
                      "An array of %s cannot be written as .pb.",
                      ng_element_name (ng_tensor_element (tensor)));
    return NULL;
  }
  file = g_string_new (NULL);
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++) {
    append_varint (file, 1 << 3 | NG_WIRE_VARINT);
    append_varint (file, (guint64) ng_tensor_dims (tensor)[i]);
  }
  append_varint (file, 2 << 3 | NG_WIRE_VARINT);
  append_varint (file, (guint64) code);
  for (gint64 i = 0; is_text && i < ng_tensor_count (tensor); i++) {
    const char *text = ng_tensor_string (tensor, i);
    append_varint (file, 6 << 3 | NG_WIRE_BYTES);
    append_varint (file, strlen (text));
    g_string_append (file, text);
  }
  if (is_text)
    return g_string_free_to_bytes (file);
  append_varint (file, 9 << 3 | NG_WIRE_BYTES);
  append_varint (file, ng_tensor_size (tensor));
  g_string_append_len (file, ng_tensor_data (tensor), (gssize) ng_tensor_size (tensor));
  return g_string_free_to_bytes (file);
}

/* Between quotes where the text would end there otherwise. */
static void
append_cell (GString *file, const char *text, char separator)
{
  const char special[] = { separator, '"', '\n', '\r', '\0' };

  if (strpbrk (text, special) == NULL) {
    g_string_append (file, text);
    return;
  }
  g_string_append_c (file, '"');
  for (; *text != '\0'; text++)
    g_string_append (file, *text == '"' ? "\"\"" : (const char[]){ *text, '\0' });
  g_string_append_c (file, '"');
}

/* Rows are the first level; the other levels lie next to each other. */
static GBytes *
write_csv (const NgTensor *tensor, char separator)
{
  gint64 count = ng_tensor_count (tensor);
  gint64 rows = ng_tensor_rank (tensor) > 1 ? ng_tensor_dims (tensor)[0] : 1;
  gint64 columns = rows > 0 ? count / rows : 0;
  gboolean is_integer = ng_element_is_integer (ng_tensor_element (tensor));
  gboolean is_single = ng_tensor_element (tensor) == NG_ELEMENT_F32;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  GString *file = g_string_new (NULL);

  for (gint64 i = 0; i < count; i++) {
    double value = ng_tensor_get_real (tensor, i);
    if (ng_tensor_element (tensor) == NG_ELEMENT_STRING)
      append_cell (file, ng_tensor_string (tensor, i), separator);
    else if (is_integer)
      g_string_append_printf (file, "%" G_GINT64_FORMAT, ng_tensor_get_int (tensor, i));
    else
      g_string_append (file, ng_digits_real (value, is_single, buffer));
    g_string_append_c (file, (i + 1) % columns == 0 ? '\n' : separator);
  }
  return g_string_free_to_bytes (file);
}

static GBytes *
write_text (const NgTensor *tensor)
{
  g_autoptr (NgExpr) expr = ng_tensor_write (tensor);
  char *text = ng_print (expr, 100);
  GString *file = g_string_new (text);

  g_free (text);
  g_string_append_c (file, '\n');
  return g_string_free_to_bytes (file);
}

/* The least and the greatest finite number become black and white, unless all lie in 0 … 1. */
static GBytes *
write_image (const NgTensor *tensor, const char *path, GError **error)
{
  GError *reason = NULL;
  NgTensorStatistics statistics;
  double low = 0, high = 1;

  ng_tensor_statistics (tensor, &statistics);
  if (statistics.n_finite > 0 && (statistics.min < 0 || statistics.max > 1)) {
    low = statistics.min;
    high = statistics.max;
  }
  GBytes *bytes = ng_image_write (tensor, low, high, &reason);
  if (bytes == NULL)
    propagate_named (error, reason, path);
  return bytes;
}

gboolean
ng_sample_write (const NgTensor *tensor, const char *path, GError **error)
{
  static const char *const png_endings[] = { ".png", NULL };
  g_autoptr (GBytes) bytes = NULL;

  if (ends_in (path, npy_endings))
    bytes = ng_npy_write (tensor, error);
  else if (ends_in (path, pb_endings))
    bytes = write_pb (tensor, error);
  else if (ends_in (path, csv_endings))
    bytes = write_csv (tensor, ng_table_separator (path));
  else if (ends_in (path, text_endings))
    bytes = write_text (tensor);
  else if (ends_in (path, png_endings) && ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    ng_error_set_new (error, "Sample::shape", NULL, "Texts cannot be drawn as a picture.");
  else if (ends_in (path, png_endings))
    bytes = write_image (tensor, path, error);
  else
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new (
                "Sample::format", NULL, "\"%s\" has no ending of a sample that we write.", path),
            "npy, pb, csv, tsv, txt and png are written."));
  return bytes != NULL && ng_file_replace (path, bytes, error);
}
