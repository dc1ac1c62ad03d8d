/* What is read of ZIP is the directory at the end of the file, and for each entry the head in front
 * of its bytes, which says only how long it is itself. */

#include "core/formats/npz.h"

#include "core/formats/document.h"
#include "core/formats/inflate.h"
#include "core/formats/npy.h"

#include <string.h>

/* Arrays of one file. */
#define MAX_ENTRIES 1024

/* Bytes of the heads without the names and so on behind them. */
#define END_SIZE     22
#define CENTRAL_SIZE 46
#define LOCAL_SIZE   30

typedef struct {
  const guint8 *data;
  gsize size;
  GBytes *bytes;
} Zip;

static guint16
read_16 (const guint8 *at)
{
  return (guint16) (at[0] | at[1] << 8);
}

static guint32
read_32 (const guint8 *at)
{
  return (guint32) read_16 (at) | (guint32) read_16 (at + 2) << 16;
}

static gboolean
fail (GError **error, const char *what)
{
  ng_error_set_new (error, "Sample::format", NULL, "The .npz file %s.", what);
  return FALSE;
}

gboolean
ng_npz_is (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= END_SIZE && (memcmp (data, "PK\x03\x04", 4) == 0);
}

/* Behind the end there may be a comment of up to 64 KiB. Returns: (nullable): where the end is */
static const guint8 *
find_end (const Zip *zip)
{
  gsize least = zip->size > END_SIZE + G_MAXUINT16 ? zip->size - END_SIZE - G_MAXUINT16 : 0;

  for (gsize at = zip->size - END_SIZE + 1; at-- > least;)
    if (memcmp (zip->data + at, "PK\x05\x06", 4) == 0)
      return zip->data + at;
  return NULL;
}

/* Returns: (transfer full) (nullable): the bytes of the entry that the directory has at @head */
static GBytes *
read_entry (const Zip *zip, const guint8 *head, GError **error)
{
  guint16 method = read_16 (head + 10);
  gsize packed = read_32 (head + 20), size = read_32 (head + 24), at = read_32 (head + 42);
  g_autoptr (GBytes) result = NULL;

  if (at > zip->size - LOCAL_SIZE || memcmp (zip->data + at, "PK\x03\x04", 4) != 0) {
    fail (error, "is broken: an array is not where its directory says");
    return NULL;
  }
  at += LOCAL_SIZE + (gsize) read_16 (zip->data + at + 26) + read_16 (zip->data + at + 28);
  if (at > zip->size || packed > zip->size - at) {
    fail (error, "is cut short");
    return NULL;
  }
  if (method != 0 && method != 8) {
    fail (error, "is compressed in a way that we do not read");
    return NULL;
  }
  if (method == 0)
    return g_bytes_new_from_bytes (zip->bytes, at, packed);
  if (size > NG_MAX_INFLATED) {
    ng_error_set_new (error, "Sample::limit", NULL, "An array of the .npz file is too large.");
    return NULL;
  }
  return ng_inflate (zip->data + at, packed, G_ZLIB_COMPRESSOR_FORMAT_RAW, size, error);
}

gboolean
ng_npz_read (GBytes *bytes, GPtrArray *names, GPtrArray *tensors, GError **error)
{
  Zip zip = { .bytes = bytes };
  const guint8 *end, *head;
  guint n_entries;

  zip.data = g_bytes_get_data (bytes, &zip.size);
  if (!ng_npz_is (bytes) || zip.size < LOCAL_SIZE)
    return fail (error, "does not begin as one");
  end = find_end (&zip);
  if (end == NULL || read_32 (end + 16) > zip.size)
    return fail (error, "is cut short: it has no directory");
  n_entries = read_16 (end + 10);
  if (n_entries > MAX_ENTRIES)
    return fail (error, "has too many arrays");
  head = zip.data + read_32 (end + 16);
  for (guint i = 0; i < n_entries; i++) {
    gsize left = zip.size - (gsize) (head - zip.data), name_size, rest;
    g_autoptr (GBytes) entry = NULL;
    g_autofree char *name = NULL;
    NgTensor *tensor;

    if (left < CENTRAL_SIZE || memcmp (head, "PK\x01\x02", 4) != 0)
      return fail (error, "has a broken directory");
    name_size = read_16 (head + 28);
    rest = name_size + read_16 (head + 30) + read_16 (head + 32);
    if (rest > left - CENTRAL_SIZE)
      return fail (error, "has a broken directory");
    name = g_strndup ((const char *) head + CENTRAL_SIZE, name_size);
    entry = read_entry (&zip, head, error);
    tensor = entry != NULL ? ng_npy_read (entry, error) : NULL;
    if (tensor == NULL)
      return FALSE;
    if (g_str_has_suffix (name, ".npy"))
      name[strlen (name) - 4] = '\0';
    g_ptr_array_add (names, g_utf8_make_valid (name, -1));
    g_ptr_array_add (tensors, tensor);
    head += CENTRAL_SIZE + rest;
  }
  return TRUE;
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

/* The check sum of ZIP: CRC-32 with the polynomial 0xEDB88320, least bit first. */
static guint32
check_sum (const guint8 *data, gsize size)
{
  guint32 table[256], sum = G_MAXUINT32;

  for (guint32 i = 0; i < G_N_ELEMENTS (table); i++) {
    table[i] = i;
    for (int bit = 0; bit < 8; bit++)
      table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? 0xEDB88320 : 0);
  }
  for (gsize i = 0; i < size; i++)
    sum = sum >> 8 ^ table[(sum ^ data[i]) & 0xFF];
  return ~sum;
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
        names->len > MAX_ENTRIES) {
      ng_error_set_new (
          error, "Sample::limit", NULL, "The arrays are too large for one .npz file.");
      return NULL;
    }
    sum = check_sum (data, size);
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
