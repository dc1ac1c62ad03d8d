/* A ZIP file of .npy files. */

#include "core/formats/npz.h"

#include "core/formats/document.h"
#include "core/formats/inflate.h"
#include "core/formats/npy.h"
#include "core/formats/zip.h"
#include "core/graph/coder-refuse.h"

#include <string.h>

gboolean
ng_npz_is (GBytes *bytes)
{
  return ng_zip_is (bytes);
}

typedef struct {
  GPtrArray *names, *tensors;
} Arrays;

static gboolean
take_array (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  Arrays *self = user_data;
  GError *reason = NULL;
  NgTensor *tensor;

  if (entry == NULL)
    return TRUE;
  tensor = ng_npy_read (entry, &reason);
  if (tensor == NULL) {
    g_autofree char *which = g_strdup_printf ("\"%s\" in the archive", name);
    ng_refusal_place (error, reason, which);
    return FALSE;
  }
  g_ptr_array_add (
      self->names,
      g_strndup (name, strlen (name) - (g_str_has_suffix (name, ".npy") ? strlen (".npy") : 0)));
  g_ptr_array_add (self->tensors, tensor);
  return TRUE;
}

gboolean
ng_npz_read (GBytes *bytes, GPtrArray *names, GPtrArray *tensors, GError **error)
{
  Arrays arrays = { names, tensors };

  return ng_zip_read (bytes, take_array, &arrays, error);
}

gboolean
ng_npz_load (const char *path, GPtrArray *names, GPtrArray *tensors, GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (path, error);

  return bytes != NULL && ng_npz_read (bytes, names, tensors, error);
}

/* ---- writing ---- */

static void
append_16 (GByteArray *file, guint value)
{
  const guint8 bytes[2] = { (guint8) value, (guint8) (value >> 8) };

  g_byte_array_append (file, bytes, sizeof bytes);
}

static void
append_32 (GByteArray *file, guint32 value)
{
  append_16 (file, value & G_MAXUINT16);
  append_16 (file, value >> 16);
}

/* What the head of an entry and the directory say in the same words; times are the least there is,
 * 1 January 1980, so that equal arrays make equal files. */
static void
append_head (GByteArray *file, GBytes *entry, guint32 sum, gsize name_size)
{
  append_16 (file, 20); /* the version of ZIP */
  append_16 (file, 1 << 11 /* names in UTF-8 */);
  append_16 (file, 0); /* stored */
  append_16 (file, 0);
  append_16 (file, 1 << 5 | 1);
  append_32 (file, sum);
  append_32 (file, (guint32) g_bytes_get_size (entry));
  append_32 (file, (guint32) g_bytes_get_size (entry));
  append_16 (file, (guint) name_size);
  append_16 (file, 0);
}

GBytes *
ng_npz_write (const GPtrArray *names, const GPtrArray *tensors, GError **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GByteArray) directory = g_byte_array_new ();
  guint start;

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_strconcat (names->pdata[i], ".npy", NULL);
    g_autoptr (GBytes) entry = ng_npy_write (tensors->pdata[i], error);
    gsize size, name_size = strlen (name);
    const guint8 *data;
    guint32 sum, at = file->len;

    if (entry == NULL)
      return NULL;
    data = g_bytes_get_data (entry, &size);
    if (size > NG_MAX_INFLATED || file->len + size > NG_MAX_INFLATED || name_size > G_MAXUINT16 ||
        names->len > NG_MAX_ZIP_ENTRIES) {
      ng_error_set_new (
          error, "Sample::limit", NULL, "The arrays are too large for one .npz file.");
      return NULL;
    }
    sum = ng_zip_sum (data, size);
    g_byte_array_append (file, (const guint8 *) "PK\x03\x04", 4);
    append_head (file, entry, sum, name_size);
    g_byte_array_append (file, (const guint8 *) name, (guint) name_size);
    g_byte_array_append (file, data, (guint) size);
    g_byte_array_append (directory, (const guint8 *) "PK\x01\x02", 4);
    append_16 (directory, 20);
    append_head (directory, entry, sum, name_size);
    append_16 (directory, 0); /* of no comment, disk 0, … */
    append_16 (directory, 0);
    append_16 (directory, 0);
    append_32 (directory, 0);
    append_32 (directory, at);
    g_byte_array_append (directory, (const guint8 *) name, (guint) name_size);
  }
  start = file->len;
  g_byte_array_append (file, directory->data, directory->len);
  g_byte_array_append (file, (const guint8 *) "PK\x05\x06", 4);
  append_32 (file, 0);
  append_16 (file, names->len);
  append_16 (file, names->len);
  append_32 (file, directory->len);
  append_32 (file, start);
  append_16 (file, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
