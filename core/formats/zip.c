/* What is read of ZIP is the directory at the end of the file, and for each entry the head in front
 * of its bytes, which says only how long it is itself. All that are wanted are looked at before the
 * first is read, so that a small file cannot become more than the limit: neither by entries that
 * grow, nor by many that are made of the same bytes. */

#include "core/formats/zip.h"

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/formats/inflate.h"
#include "core/graph/coder-refuse.h"

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

/* @start: where its head is; @at: where its @packed bytes are, which become @size */
typedef struct {
  char *name;
  gsize start, at, packed, size;
  guint32 sum;
  guint16 method;
} Entry;

static gboolean
fail (GError **error, const char *what)
{
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("Sample::format", NULL, "The zip archive %s.", what),
                    NG_HINT_DAMAGED));
  return FALSE;
}

/* What is wrong with one entry. */
static gboolean
fail_entry (GError **error, const char *name, const char *what)
{
  NgPlace place = { .path = name };

  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Sample::format", &place, "\"%s\" in the zip archive %s.", name, what),
          NG_HINT_DAMAGED));
  return FALSE;
}

static gboolean
fail_limit (GError **error, const char *what)
{
  ng_error_set_new (error, "File::limit", NULL, "The zip archive %s.", what);
  return FALSE;
}

gboolean
ng_zip_is (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= END_SIZE && (memcmp (data, "PK\x03\x04", 4) == 0);
}

guint32
ng_zip_sum (const guint8 *data, gsize size)
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

/* What the directory has at @head, all but the name. */
static gboolean
find_entry (const Zip *zip, const guint8 *head, Entry *entry, GError **error)
{
  entry->method = ng_little (head + 10, 2);
  entry->sum = ng_little (head + 16, 4);
  entry->packed = ng_little (head + 20, 4);
  entry->size = ng_little (head + 24, 4);
  entry->start = ng_little (head + 42, 4);
  if (entry->start > zip->size - LOCAL_SIZE ||
      memcmp (zip->data + entry->start, "PK\x03\x04", 4) != 0)
    return fail_entry (error, entry->name, "is not where the directory says");
  entry->at = entry->start + LOCAL_SIZE + ng_little (zip->data + entry->start + 26, 2) +
              ng_little (zip->data + entry->start + 28, 2);
  if (entry->at > zip->size || entry->packed > zip->size - entry->at)
    return fail_entry (error, entry->name, "is cut short");
  if (entry->method != 0 && entry->method != 8)
    return fail_entry (error, entry->name, "is compressed in a way that we do not read");
  return TRUE;
}

/* Whether the last of @entries may stand beside the others. */
static gboolean
check_last (const Zip *zip, const GArray *entries, GError **error)
{
  const Entry *all = (const Entry *) entries->data, *last = &all[entries->len - 1];
  guint64 n_inflated = 0;

  for (guint i = 0; i < entries->len; i++) {
    if (i + 1 < entries->len && all[i].start < last->at + last->packed &&
        last->start < all[i].at + all[i].packed)
      return fail_entry (error, last->name, "has bytes that another entry has too");
    n_inflated += all[i].method != 0 ? all[i].size : 0;
  }
  return n_inflated <= ng_inflate_most (zip->size) || fail_limit (error, "holds too many bytes");
}

/* The entries that are wanted, in the order of the directory. */
static gboolean
read_directory (const Zip *zip, NgZipTake take, gpointer user_data, GArray *entries, GError **error)
{
  const guint8 *end = find_end (zip), *head;
  guint n_entries;

  if (end == NULL || ng_little (end + 16, 4) > zip->size)
    return fail (error, "is cut short: it has no directory");
  n_entries = ng_little (end + 10, 2);
  if (n_entries > NG_MAX_ZIP_ENTRIES)
    return fail_limit (error, "has too many entries");
  head = zip->data + ng_little (end + 16, 4);
  for (guint i = 0; i < n_entries; i++) {
    gsize left = zip->size - (gsize) (head - zip->data), name_size, rest;

    if (left < CENTRAL_SIZE || memcmp (head, "PK\x01\x02", 4) != 0)
      return fail (error, "has a broken directory");
    name_size = ng_little (head + 28, 2);
    rest = name_size + ng_little (head + 30, 2) + ng_little (head + 32, 2);
    if (rest > left - CENTRAL_SIZE)
      return fail (error, "has a broken directory");
    g_autofree char *raw = g_strndup ((const char *) head + CENTRAL_SIZE, name_size);
    g_autofree char *name = g_utf8_make_valid (raw, -1);
    if (take (name, NULL, user_data, NULL)) {
      Entry entry = { .name = g_steal_pointer (&name) };
      gboolean ok = find_entry (zip, head, &entry, error);
      g_array_append_val (entries, entry);
      if (!ok || !check_last (zip, entries, error))
        return FALSE;
    }
    head += CENTRAL_SIZE + rest;
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): its bytes */
static GBytes *
read_entry (const Zip *zip, const Entry *entry, GError **error)
{
  GError *reason = NULL;
  g_autoptr (GBytes) result = entry->method == 0
                                  ? g_bytes_new_from_bytes (zip->bytes, entry->at, entry->packed)
                                  : ng_inflate (zip->data + entry->at,
                                                entry->packed,
                                                G_ZLIB_COMPRESSOR_FORMAT_RAW,
                                                entry->size,
                                                &reason);
  gsize size;

  if (result == NULL) {
    g_autofree char *which = g_strdup_printf ("\"%s\" in the zip archive", entry->name);
    ng_refusal_place (error, reason, which);
    return NULL;
  }
  const guint8 *data = g_bytes_get_data (result, &size);
  if (size != entry->size || ng_zip_sum (data, size) != entry->sum) {
    fail_entry (error, entry->name, "is not as it was when it was put in");
    return NULL;
  }
  return g_steal_pointer (&result);
}

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  g_free (self->name);
}

gboolean
ng_zip_read (GBytes *bytes, NgZipTake take, gpointer user_data, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Zip zip = { .bytes = bytes };

  g_array_set_clear_func (entries, entry_clear);
  zip.data = g_bytes_get_data (bytes, &zip.size);
  if (!ng_zip_is (bytes) || zip.size < LOCAL_SIZE)
    return fail (error, "does not begin as one");
  if (!read_directory (&zip, take, user_data, entries, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    g_autoptr (GBytes) content = read_entry (&zip, entry, error);
    if (content == NULL || !take (entry->name, content, user_data, error))
      return FALSE;
  }
  return TRUE;
}
