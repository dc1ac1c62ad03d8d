/* Nets to ONNX files, and the files of external data beside them. */

#include "core/formats/onnx.h"

#include "core/formats/document.h"
#include "core/formats/onnx-splice.h"
#include <string.h>
#include <sys/stat.h>

static gboolean
is_same_folder (const char *a, const char *b)
{
  struct stat first, second;

  return a != NULL && stat (a, &first) == 0 && stat (b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static gboolean
has_content (const char *path, GBytes *bytes)
{
  g_autoptr (GBytes) there = ng_file_map (path, NULL);

  return there != NULL && g_bytes_equal (there, bytes);
}

/* Whether a file of external data may go to another folder, where the model is called @name, under
 * the name that the model has for it: a model from elsewhere does not choose where hidden files are
 * written. */
static gboolean
may_carry (const char *folder, const char *name, const char *location, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, location, NULL);

  if (strchr (location, '/') != NULL || *location == '.' || g_str_equal (location, name))
    return FALSE;
  return !g_file_test (path, G_FILE_TEST_EXISTS) || has_content (path, bytes);
}

/* Whether all files of external data are in @folder, or can be put there. */
static gboolean
can_carry_all (const NgOnnxDraft *draft, const char *folder, const char *name)
{
  const NgOnnxOrigin *origin = draft->main != NULL ? draft->main->file.origin : NULL;
  GHashTableIter iter;
  gpointer location, bytes;

  if (origin == NULL || is_same_folder (origin->folder, folder))
    return TRUE;
  g_hash_table_iter_init (&iter, origin->maps);
  while (g_hash_table_iter_next (&iter, &location, &bytes)) {
    if (!may_carry (folder, name, location, bytes))
      return FALSE;
  }
  return TRUE;
}

static gboolean
carry_all (const NgOnnxDraft *draft, const char *folder, GError **error)
{
  const NgOnnxOrigin *origin = draft->main != NULL ? draft->main->file.origin : NULL;
  GHashTableIter iter;
  gpointer location, bytes;

  if (origin == NULL || is_same_folder (origin->folder, folder))
    return TRUE;
  g_hash_table_iter_init (&iter, origin->maps);
  while (g_hash_table_iter_next (&iter, &location, &bytes)) {
    g_autofree char *path = g_build_filename (folder, location, NULL);
    if (!has_content (path, bytes) && !ng_file_replace (path, bytes, error))
      return FALSE;
  }
  return TRUE;
}

/* Whether an initializer of the model lies in the file @location. */
static gboolean
refers_to (GBytes *model, const char *location)
{
  static const guint path[] = { 7, 5, 13 }; /* graph, initializer, external data */
  NgWire wires[4] = { 0 };
  NgWireField field;
  gsize depth = 0;
  gboolean is_location = FALSE;

  ng_wire_open (&wires[0], g_bytes_get_data (model, NULL), g_bytes_get_size (model), NULL);
  for (;;) {
    if (!ng_wire_next (&wires[depth], &field)) {
      if (depth == 0)
        return FALSE;
      depth--;
    } else if (depth < G_N_ELEMENTS (path)) {
      if (field.number == path[depth] && field.kind == NG_WIRE_BYTES &&
          ng_wire_message (&wires[depth], &field, &wires[depth + 1]))
        depth++;
    } else if (field.kind == NG_WIRE_BYTES) {
      g_autofree char *text = g_strndup ((const char *) field.data, field.length);
      if (field.number == 1)
        is_location = g_str_equal (text, "location");
      else if (field.number == 2 && is_location && g_str_equal (text, location))
        return TRUE;
    }
  }
}

/* The model with its large arrays beside it. */
static gboolean
save_beside (const NgOnnxDraft *draft, const char *path, GError **error)
{
  g_autofree char *data_path = g_strconcat (path, ".data", NULL);
  g_autofree char *location = g_path_get_basename (data_path);
  g_autoptr (NgWireWriter) data = ng_wire_writer_new ();
  NgWireWriter *model = ng_onnx_put_model (draft, NG_ONNX_BESIDE, location, data, error);

  if (model == NULL)
    return FALSE;
  g_autoptr (GPtrArray) model_parts = ng_wire_writer_end (model);
  if (ng_wire_writer_length (data) == 0)
    return ng_file_replace_parts (path, model_parts, error);
  if (!ng_file_check_beside (path, data_path, refers_to, error))
    return FALSE;
  g_autoptr (GPtrArray) data_parts = ng_wire_writer_end (g_steal_pointer (&data));
  const NgFileContent files[] = { { data_path, data_parts }, { path, model_parts } };
  return ng_file_replace_all (files, G_N_ELEMENTS (files), error);
}

/* The model as one message, in parts. */
static GPtrArray *
write_parts (NgNet *net, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (NgOnnxDraft) draft = ng_onnx_draft_new (net, options, error);
  NgOnnxStorage storage = options != NULL && options->is_whole ? NG_ONNX_INSIDE : NG_ONNX_AS_IT_IS;
  NgWireWriter *model =
      draft != NULL ? ng_onnx_put_model (draft, storage, NULL, NULL, error) : NULL;

  if (model == NULL)
    return NULL;
  if (ng_wire_writer_length (model) > NG_MAX_WIRE_BYTES) {
    ng_wire_writer_free (model);
    ng_error_set_new (
        error, "ONNX::write", NULL, "The model is too large for one message of ONNX.");
    return NULL;
  }
  return ng_wire_writer_end (model);
}

GBytes *
ng_onnx_write (NgNet *net, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (GPtrArray) parts = write_parts (net, options, error);
  GByteArray *all;

  if (parts == NULL)
    return NULL;
  all = g_byte_array_new ();
  for (guint i = 0; i < parts->len; i++)
    g_byte_array_append (
        all, g_bytes_get_data (parts->pdata[i], NULL), (guint) g_bytes_get_size (parts->pdata[i]));
  return g_byte_array_free_to_bytes (all);
}

gboolean
ng_onnx_is_written_as (NgNet *net, const NgOnnxOptions *options, GBytes *bytes)
{
  g_autoptr (GPtrArray) parts = write_parts (net, options, NULL);
  gsize size, at = 0, length;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    gconstpointer part = g_bytes_get_data (parts->pdata[i], &length);
    if (length > size - at || (length > 0 && memcmp (data + at, part, length) != 0))
      return FALSE;
    at += length;
  }
  return parts != NULL && at == size;
}

gboolean
ng_onnx_save (NgNet *net, const char *path, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (NgOnnxDraft) draft = ng_onnx_draft_new (net, options, error);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gsize limit = options != NULL && options->limit > 0 ? options->limit : NG_MAX_WIRE_BYTES;

  if (draft == NULL)
    return FALSE;
  NgOnnxStorage storage =
      (options == NULL || !options->is_whole) && can_carry_all (draft, folder, name)
          ? NG_ONNX_AS_IT_IS
          : NG_ONNX_INSIDE;
  g_autoptr (NgWireWriter) model = ng_onnx_put_model (draft, storage, NULL, NULL, error);
  if (model == NULL)
    return FALSE;
  if (ng_wire_writer_length (model) > MIN (limit, NG_MAX_WIRE_BYTES))
    return save_beside (draft, path, error);
  if (storage != NG_ONNX_INSIDE && !carry_all (draft, folder, error))
    return FALSE;
  g_autoptr (GPtrArray) parts = ng_wire_writer_end (g_steal_pointer (&model));
  return ng_file_replace_parts (path, parts, error);
}
