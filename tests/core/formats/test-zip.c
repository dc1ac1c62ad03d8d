/* ZIP archives, made here field by field, that do not hold what they say. */

#include "core/formats/inflate.h"
#include "core/formats/npz.h"
#include "core/formats/zip.h"
#include "tests/support/test.h"

/* Bytes, zeros among them. */
#define BYTES(text) text, sizeof text - 1

/* An entry of the directory; behind its head stand @n_bytes. */
typedef struct {
  const char *bytes;
  gsize n_bytes;
  guint32 at, packed, size, sum;
  guint16 method;
} Entry;

static void
put (GString *file, guint64 value, int n_bytes)
{
  for (int i = 0; i < n_bytes; i++)
    g_string_append_c (file, (char) (value >> (8 * i)));
}

static void
put_head (GString *file, const Entry *entry)
{
  put (file, 20, 2);
  put (file, 0, 2);
  put (file, entry->method, 2);
  put (file, 0, 4);
  put (file, entry->sum, 4);
  put (file, entry->packed, 4);
  put (file, entry->size, 4);
  put (file, 1, 2); /* bytes of the name */
  put (file, 0, 2);
}

/* Entries whose bytes are NULL have no bytes of their own, only a line in the directory. */
static GBytes *
archive (Entry *entries, guint n)
{
  GString *file = g_string_new (NULL);
  gsize start;

  for (guint i = 0; i < n; i++) {
    if (entries[i].bytes == NULL)
      continue;
    entries[i].at = (guint32) file->len;
    g_string_append_len (file, "PK\x03\x04", 4);
    put_head (file, &entries[i]);
    g_string_append_c (file, 'n');
    g_string_append_len (file, entries[i].bytes, (gssize) entries[i].n_bytes);
  }
  start = file->len;
  for (guint i = 0; i < n; i++) {
    g_string_append_len (file, "PK\x01\x02\x14\x00", 6);
    put_head (file, &entries[i]);
    put (file, 0, 10);
    put (file, entries[i].at, 4);
    g_string_append_c (file, 'n');
  }
  put (file, 0x06054b50, 4);
  put (file, 0, 4);
  put (file, n, 2);
  put (file, n, 2);
  put (file, file->len - start, 4);
  put (file, start, 4);
  put (file, 0, 2);
  return g_string_free_to_bytes (file);
}

static gboolean
add_text (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  if (entry != NULL)
    g_string_append_len (
        user_data, g_bytes_get_data (entry, NULL), (gssize) g_bytes_get_size (entry));
  return TRUE;
}

/* @tag: (nullable): of the error */
static void
expect (Entry *entries, guint n, const char *text, const char *tag)
{
  g_autoptr (GBytes) bytes = archive (entries, n);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ng_zip_read (bytes, add_text, all, &error) == (tag == NULL));
  g_assert_cmpstr (all->str, ==, text);
  if (tag != NULL)
    ng_assert_tag (&error, tag);
  g_assert_no_error (error);
}

/* CRC-32 of "123456789" is the published check value of this sum. */
#define NINE     "123456789"
#define NINE_SUM 0xCBF43926

/* A bit that fell over in the bytes, or in what the directory says of them. */
static void
test_damaged (void)
{
  g_assert_cmphex (ng_zip_sum ((const guint8 *) NINE, 9), ==, NINE_SUM);
  expect (&(Entry){ BYTES (NINE), 0, 9, 9, NINE_SUM, 0 }, 1, NINE, NULL);
  expect (&(Entry){ BYTES ("123456788"), 0, 9, 9, NINE_SUM, 0 }, 1, "", "Sample::format");
  expect (&(Entry){ BYTES (NINE), 0, 9, 9, NINE_SUM ^ 1, 0 }, 1, "", "Sample::format");
  expect (&(Entry){ BYTES (NINE), 0, 9, 8, NINE_SUM, 0 }, 1, "", "Sample::format");
  expect (&(Entry){ BYTES (NINE), 0, 8, 9, NINE_SUM, 0 }, 1, "", "Sample::format");
}

/* Lines of the directory that lead to the same bytes, or to bytes inside those of another. */
static void
test_overlapping (void)
{
  static const Entry nine = { BYTES (NINE), 0, 9, 9, NINE_SUM, 0 };
  Entry apart[] = { nine, nine };
  Entry same[] = { nine, { NULL, 0, 0, 9, 9, NINE_SUM, 0 } };
  Entry long_one[] = { { BYTES (NINE), 0, 9 + 31 + 9, 9 + 31 + 9, 0, 0 }, nine };

  expect (apart, 2, NINE NINE, NULL);
  expect (same, 2, "", "Sample::format");
  expect (long_one, 2, "", "Sample::format");
}

/* "abc" as zlib packs it. */
#define PACKED "KLJ\x06\x00"

/* What compressed entries become is limited in all, which is asked before one is read. */
static void
test_too_many_bytes (void)
{
  /* Beyond what is free, the few bytes of the archive allow some thousands. */
  const guint32 half = NG_MAX_INFLATED_FREE / 2;
  const guint32 sum = ng_zip_sum ((const guint8 *) "abc", 3);
  Entry small[] = { { BYTES (PACKED), 0, 5, 3, sum, 8 }, { BYTES (PACKED), 0, 5, 3, sum, 8 } };
  Entry large[] = { { BYTES (PACKED), 0, 5, half, sum, 8 },
                    { BYTES (PACKED), 0, 5, half + 10000, sum, 8 } };
  Entry fitting[] = { { BYTES (PACKED), 0, 5, half, sum, 8 },
                      { BYTES (PACKED), 0, 5, half, sum, 8 } };

  expect (small, 2, "abcabc", NULL);
  expect (large, 2, "", "File::limit");
  expect (fitting, 2, "", "Sample::format");
}

/* The most that a file of arrays may hold is written and read, and one more is not. */
static void
test_too_many_entries (void)
{
  const float number = 1;
  const gint64 dims[] = { 1 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, &number);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autofree Entry *entries = g_new (Entry, NG_MAX_ZIP_ENTRIES + 1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < NG_MAX_ZIP_ENTRIES; i++) {
    g_ptr_array_add (names, (gpointer) "x");
    g_ptr_array_add (tensors, tensor);
  }
  g_autoptr (GBytes) most = ng_npz_write (names, tensors, &error);
  g_assert_no_error (error);
  g_assert_true (ng_npz_read (most, read, arrays, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (arrays->len, ==, NG_MAX_ZIP_ENTRIES);
  g_ptr_array_add (names, (gpointer) "x");
  g_ptr_array_add (tensors, tensor);
  g_assert_null (ng_npz_write (names, tensors, &error));
  ng_assert_tag (&error, "Sample::limit");
  for (guint i = 0; i <= NG_MAX_ZIP_ENTRIES; i++)
    entries[i] = (Entry){ BYTES (""), 0, 0, 0, 0, 0 };
  expect (entries, NG_MAX_ZIP_ENTRIES, "", NULL);
  expect (entries, NG_MAX_ZIP_ENTRIES + 1, "", "File::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/zip/damaged", test_damaged);
  g_test_add_func ("/formats/zip/overlapping", test_overlapping);
  g_test_add_func ("/formats/zip/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/formats/zip/too-many-entries", test_too_many_entries);
  return g_test_run ();
}
