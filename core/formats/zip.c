/* What is read of ZIP is the directory at the end of the file, and for each entry the head in front
 * of its bytes, which says only how long it is itself. */

#include "core/formats/zip.h"

#include "core/base/error.h"
#include "core/formats/inflate.h"

#include <string.h>

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
  ng_error_set_new (error, "Sample::format", NULL, "The zip archive %s.", what);
  return FALSE;
}

gboolean
ng_zip_is (GBytes *bytes)
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
    fail (error, "is broken: an entry is not where its directory says");
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
    ng_error_set_new (error, "Sample::limit", NULL, "An entry of the zip archive is too large.");
    return NULL;
  }
  return ng_inflate (zip->data + at, packed, G_ZLIB_COMPRESSOR_FORMAT_RAW, size, error);
}

gboolean
ng_zip_read (GBytes *bytes, NgZipTake take, gpointer user_data, GError **error)
{
  Zip zip = { .bytes = bytes };
  const guint8 *end, *head;
  guint n_entries;

  zip.data = g_bytes_get_data (bytes, &zip.size);
  if (!ng_zip_is (bytes) || zip.size < LOCAL_SIZE)
    return fail (error, "does not begin as one");
  end = find_end (&zip);
  if (end == NULL || read_32 (end + 16) > zip.size)
    return fail (error, "is cut short: it has no directory");
  n_entries = read_16 (end + 10);
  if (n_entries > NG_MAX_ZIP_ENTRIES) {
    ng_error_set_new (error, "Sample::limit", NULL, "The zip archive has too many entries.");
    return FALSE;
  }
  head = zip.data + read_32 (end + 16);
  for (guint i = 0; i < n_entries; i++) {
    gsize left = zip.size - (gsize) (head - zip.data), name_size, rest;
    g_autoptr (GBytes) entry = NULL;
    g_autofree char *name = NULL;

    if (left < CENTRAL_SIZE || memcmp (head, "PK\x01\x02", 4) != 0)
      return fail (error, "has a broken directory");
    name_size = read_16 (head + 28);
    rest = name_size + read_16 (head + 30) + read_16 (head + 32);
    if (rest > left - CENTRAL_SIZE)
      return fail (error, "has a broken directory");
    g_autofree char *raw = g_strndup ((const char *) head + CENTRAL_SIZE, name_size);
    name = g_utf8_make_valid (raw, -1);
    if (take (name, NULL, user_data, NULL)) {
      entry = read_entry (&zip, head, error);
      if (entry == NULL || !take (name, entry, user_data, error))
        return FALSE;
    }
    head += CENTRAL_SIZE + rest;
  }
  return TRUE;
}
