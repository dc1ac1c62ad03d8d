/* Small HDF5 files that would take much memory: many names, texts or arrays at one place. */

#include "core/formats/hdf5.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"

#include <gio/gio.h>
#include <string.h>

static NgHdf5 *
read_file (GByteArray *file, GError **error)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (file);

  return ng_hdf5_read (bytes, error);
}

/* A thousand symbols, all of one name of 100 kB. */
static void
test_names (void)
{
  g_autofree char *name = g_strnfill (100000, 'a');
  g_autoptr (GError) error = NULL;
  GByteArray *file = ng_hdf5_begin ();

  ng_hdf5_put_group (file, name, strlen (name), 0, 1000, 96, 0);
  g_assert_null (read_file (file, &error));
  ng_assert_tag (&error, "Hdf5::limit");
}

/* A hundred attributes, all of one text of 1 MB in the heap. */
static void
test_texts (void)
{
  enum { N_TEXTS = 100, TEXT_SIZE = 1000000 };
  g_autoptr (GError) error = NULL;
  GByteArray *file = ng_hdf5_begin ();
  guint64 heap = 96 + 16 + N_TEXTS * (8 + 48);

  ng_hdf5_put_header (file, N_TEXTS, N_TEXTS * (8 + 48));
  for (guint i = 0; i < N_TEXTS; i++) {
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_ATTRIBUTE, 48);
    ng_hdf5_put (file, 1, 2);
    ng_hdf5_put (file, 3, 2); /* bytes of the name, the type and the space */
    ng_hdf5_put (file, 8, 2);
    ng_hdf5_put (file, 8, 2);
    ng_hdf5_put (file, 'a' + i / 26, 1);
    ng_hdf5_put (file, 'a' + i % 26, 7);
    ng_hdf5_put (file, 0x19, 1); /* a text of any size */
    ng_hdf5_put (file, 1, 3);
    ng_hdf5_put (file, 16, 4);
    ng_hdf5_put (file, 1, 8);
    ng_hdf5_put (file, TEXT_SIZE, 4);
    ng_hdf5_put (file, heap, 8);
    ng_hdf5_put (file, 1, 4);
  }
  g_assert_cmpuint (file->len, ==, heap);
  ng_hdf5_put_text (file, "GCOL");
  ng_hdf5_put (file, 1, 4);
  ng_hdf5_put (file, 16 + 16 + TEXT_SIZE, 8);
  ng_hdf5_put (file, 1, 8);
  ng_hdf5_put (file, TEXT_SIZE, 8);
  ng_hdf5_put_filled (file, 'x', TEXT_SIZE);
  g_assert_null (read_file (file, &error));
  ng_assert_tag (&error, "Hdf5::limit");
}

/* Bytes of zeros, deflated. */
static GBytes *
deflate_zeros (gsize size)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autofree guint8 *zeros = g_malloc0 (size);
  guint8 *data = g_malloc (size);
  gsize n_read, n_written;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (zlib),
                                        zeros,
                                        size,
                                        data,
                                        size,
                                        G_CONVERTER_INPUT_AT_END,
                                        &n_read,
                                        &n_written,
                                        NULL),
                   ==,
                   G_CONVERTER_FINISHED);
  return g_bytes_new_take (data, n_written);
}

enum { N_ARRAYS = 200, ARRAY_SIZE = 1 << 18 };

/* Two hundred arrays of 1 MiB, all of one chunk, deflated, and through @n_sums check sums. */
static GByteArray *
begin_arrays (int n_sums)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GBytes) chunk = deflate_zeros (4 * ARRAY_SIZE);
  GByteArray *file = ng_hdf5_begin ();
  const int filters = 16 + 8 * n_sums, messages = 4 * 8 + 16 + 24 + filters + 24;
  const guint header = 16 + (guint) messages;

  for (int i = 0; i < N_ARRAYS; i++)
    g_string_append_printf (names, "array%03d%c", i, '\0');
  guint64 first = 96 + 40 + 48 + 32 + names->len + 1 + 8 + 40 * N_ARRAYS,
          tree = first + header * N_ARRAYS, at = tree + 24 + 24 + 8 + 24;
  ng_hdf5_put_group (file, names->str, names->len, 9, N_ARRAYS, first, header);
  for (int i = 0; i < N_ARRAYS; i++) {
    ng_hdf5_put_header (file, 4, messages);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_SPACE, 16);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, 1, 7);
    ng_hdf5_put (file, ARRAY_SIZE, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_TYPE, 24);
    ng_hdf5_put (file, 0x11, 4);
    ng_hdf5_put (file, 4, 4);
    ng_hdf5_put (file, 32 << 16, 4);
    ng_hdf5_put (file, 23 << 16 | 8 << 8 | 23, 4);
    ng_hdf5_put (file, 127, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_FILTERS, filters);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, (guint64) n_sums + 1, 7);
    ng_hdf5_put (file, 1, 8);
    for (int k = 0; k < n_sums; k++)
      ng_hdf5_put (file, 3, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_LAYOUT, 24);
    ng_hdf5_put (file, 3, 1);
    ng_hdf5_put (file, 2, 1);
    ng_hdf5_put (file, 2, 1);
    ng_hdf5_put (file, tree, 8);
    ng_hdf5_put (file, ARRAY_SIZE, 4);
    ng_hdf5_put (file, 4, 9);
  }
  g_assert_cmpuint (file->len, ==, tree);
  ng_hdf5_put_text (file, "TREE");
  ng_hdf5_put (file, 1, 2);
  ng_hdf5_put (file, 1, 2);
  ng_hdf5_put_filled (file, 0xFF, 16);
  ng_hdf5_put (file, g_bytes_get_size (chunk), 4);
  ng_hdf5_put (file, n_sums > 0 ? 0xFE : 0, 4);
  ng_hdf5_put_filled (file, 0, 16);
  ng_hdf5_put (file, at, 8);
  ng_hdf5_put_filled (file, 0, 24);
  g_assert_cmpuint (file->len, ==, at);
  g_byte_array_append (file, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  return file;
}

/* Each array is small enough by itself. */
static void
test_arrays (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgHdf5) file = read_file (begin_arrays (0), &error);
  g_autoptr (NgTensor) first = NULL;
  gsize n_read = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (ng_hdf5_length (file), ==, N_ARRAYS);
  first = ng_hdf5_tensor (file, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_count (first), ==, ARRAY_SIZE);
  for (gsize i = 1; error == NULL && i < N_ARRAYS; i++) {
    g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, i, &error);
    n_read += tensor != NULL;
  }
  ng_assert_tag (&error, "Hdf5::limit");
  g_assert_cmpuint (n_read, >, 10);
}

/* Eight filters are known of, more are refused. A chunk that went through none of the check sums
 * says so in its mask. */
static void
test_filters (void)
{
  for (int n_sums = 6; n_sums < 10; n_sums++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgHdf5) file = read_file (begin_arrays (n_sums), &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_hdf5_length (file), ==, N_ARRAYS);
    g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, 0, &error);
    g_assert_true ((tensor != NULL) == (n_sums <= 7));
    if (tensor == NULL)
      ng_assert_tag (&error, "Hdf5::array");
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/hdf5-limits/names", test_names);
  g_test_add_func ("/formats/hdf5-limits/texts", test_texts);
  g_test_add_func ("/formats/hdf5-limits/arrays", test_arrays);
  g_test_add_func ("/formats/hdf5-limits/filters", test_filters);
  return g_test_run ();
}
