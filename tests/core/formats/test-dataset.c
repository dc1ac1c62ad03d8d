#include "core/formats/dataset.h"

#include "core/formats/idx.h"
#include "core/formats/inflate.h"
#include "core/formats/npz.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
corpus (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", name, NULL);
}

static GBytes *
contents (const char *name)
{
  g_autofree char *path = corpus (name);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static char *
temporary (const char *name, const char *text)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* Two floats with the highest byte first, and 16-bit integers that were compressed. */
static void
test_idx (void)
{
  g_autoptr (GBytes) floats = contents ("idx/floats");
  g_autoptr (GBytes) packed = contents ("idx/packed.gz");
  g_autoptr (GBytes) huge = contents ("idx/huge");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) read = ng_idx_read (floats, &error);
  g_autoptr (GBytes) unpacked = ng_gunzip (packed, NULL);
  g_autoptr (NgTensor) integers = ng_idx_read (unpacked, NULL);

  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_element (read), ==, NG_ELEMENT_F32);
  ng_assert_near (ng_tensor_get_real (read, 0), 1.5, 0);
  ng_assert_near (ng_tensor_get_real (read, 1), -2, 0);
  g_assert_cmpuint (ng_tensor_rank (integers), ==, 2);
  g_assert_cmpint (ng_tensor_get_int (integers, 1), ==, -2);
  g_assert_cmpint (ng_tensor_get_int (integers, 2), ==, 300);
  g_assert_null (ng_idx_read (huge, &error));
  ng_assert_tag (&error, "Sample::format");
}

/* Stored or deflated, the three arrays are the same; another compression is refused. */
static void
test_npz (void)
{
  static const char *const files[] = { "npz/stored.npz", "npz/deflated.npz" };
  g_autoptr (GBytes) other = contents ("npz/other.npz");
  g_autoptr (GBytes) cut = contents ("npz/cut.npz");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GBytes) bytes = contents (files[i]);
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) tensors =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

    g_assert_true (ng_npz_read (bytes, names, tensors, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (names->len, ==, 3);
    g_assert_cmpstr (names->pdata[0], ==, "x_test");
    g_assert_cmpint (ng_tensor_get_int (tensors->pdata[0], 47), ==, 235);
    g_assert_cmpint (ng_tensor_get_int (tensors->pdata[2], 0), ==, 7);
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_assert_false (ng_npz_read (other, names, tensors, &error));
  ng_assert_tag (&error, "Sample::format");
  g_assert_false (ng_npz_read (cut, names, tensors, &error));
  ng_assert_tag (&error, "Sample::format");
}

/* Python's zlib.crc32 () of the 136 bytes of numpy.array ([1, 2], "f4") in .npy is 0xE7ABCA9A; it
 * stands 14 bytes behind the beginning of the entry. */
static void
test_npz_write (void)
{
  static const guint8 sum[] = { 0x9A, 0xCA, 0xAB, 0xE7 };
  static const float numbers[] = { 1, 2 };
  static const gint64 dims[] = { 2 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, numbers);
  g_autoptr (GPtrArray) given = g_ptr_array_new ();
  g_autoptr (GPtrArray) arrays = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_ptr_array_add (given, (gpointer) "Output");
  g_ptr_array_add (given, (gpointer) "ä");
  g_ptr_array_add (arrays, tensor);
  g_ptr_array_add (arrays, tensor);
  bytes = ng_npz_write (given, arrays, &error);
  g_assert_no_error (error);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (bytes, NULL) + 14, 4, sum, 4);
  g_assert_true (ng_npz_read (bytes, names, tensors, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (names->pdata[1], ==, "ä");
  g_assert_true (ng_tensor_equal (tensors->pdata[0], tensor));
  g_assert_true (ng_tensor_equal (tensors->pdata[1], tensor));
}

/* The second of three pictures of 4 × 4 bytes, 80 to 155 in steps of 5, with its label. */
static void
check_pictures (const char *name)
{
  static const gint64 grey[] = { 1, 4, 4 }, small[] = { 1, 2, 2 }, five[] = { 5 };
  const NgType type = ng_type_real (grey, 3), half = ng_type_real (small, 3);
  const NgType vector = ng_type_real (five, 1);
  g_autofree char *path = corpus (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgDataset) set = ng_dataset_open (path, &type, &error);
  g_autoptr (NgTensor) example = NULL;
  g_autoptr (NgTensor) less = NULL;

  g_assert_no_error (error);
  g_assert_true (ng_dataset_is (path));
  g_assert_cmpuint (ng_dataset_length (set), ==, 3);
  g_assert_cmpstr (ng_dataset_label (set, 0), ==, "7");
  g_assert_cmpstr (ng_dataset_label (set, 1), ==, "1");
  g_assert_true (ng_dataset_has_range (set));
  example = ng_dataset_read (set, 1, NULL, &type, 0, 255, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (example), ==, 3);
  ng_assert_near (ng_tensor_get_real (example, 0), 80, 1e-4);
  ng_assert_near (ng_tensor_get_real (example, 15), 155, 1e-4);
  less = ng_dataset_read (set, 1, NULL, &half, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_count (less), ==, 4);
  /* The mean of the pixels 80, 85, 100 and 105. */
  ng_assert_near (ng_tensor_get_real (less, 0), 92.5 / 255, 1e-5);
  g_assert_null (ng_dataset_read (set, 3, NULL, &type, 0, 1, &error));
  ng_assert_tag (&error, "Sample::shape");
  g_assert_null (ng_dataset_read (set, 0, NULL, &vector, 0, 1, &error));
  ng_assert_tag (&error, "Sample::shape");
}

static void
test_arrays (void)
{
  check_pictures ("idx/few-images-idx3-ubyte");
  check_pictures ("npz/deflated.npz");
}

static NgDataset *
open_table (const char *text, const NgType *type, GError **error)
{
  g_autofree char *path = temporary ("rows.csv", text);

  g_assert_false (ng_dataset_is (path));
  return ng_dataset_open (path, type, error);
}

/* A column of words, one called a label, or else the last one too many is what the row is. */
static void
test_tables (void)
{
  static const gint64 two[] = { 2 };
  const NgType pair = ng_type_real (two, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgDataset) words = open_table ("a,b,kind\n1,2,cat\n3,4,dog\n", &pair, &error);
  g_autoptr (NgDataset) first = open_table ("label,a,b\n9,1,2\n8,3,4\n", &pair, &error);
  g_autoptr (NgDataset) last = open_table ("1,2,5\n3,4,6\n", &pair, &error);
  g_autoptr (NgDataset) none = open_table ("1,2\n3,4\n\n", &pair, &error);
  NgDataset *sets[] = { words, first, last, none };
  const char *const labels[] = { "dog", "8", "6", NULL };

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autoptr (NgTensor) row = ng_dataset_read (sets[i], 1, NULL, &pair, 0, 1, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (ng_dataset_length (sets[i]), ==, 2);
    g_assert_cmpstr (ng_dataset_label (sets[i], 1), ==, labels[i]);
    g_assert_cmpuint (ng_tensor_rank (row), ==, 1);
    ng_assert_near (ng_tensor_get_real (row, 0), 3, 0);
    ng_assert_near (ng_tensor_get_real (row, 1), 4, 0);
  }
  g_assert_null (open_table ("1,2,3,4\n", &pair, &error));
  ng_assert_tag (&error, "Sample::shape");
  g_assert_null (open_table ("1,2\n3\n", &pair, &error));
  ng_assert_tag (&error, "Sample::format");
  g_assert_null (open_table ("", &pair, &error));
  ng_assert_tag (&error, "Sample::shape");
}

/* Files of folders are examples, and the folders' names their labels; lines of a text are texts. */
static void
test_folder (void)
{
  static const gint64 two[] = { 2 };
  const NgType pair = ng_type_real (two, 1);
  g_autofree char *path = temporary ("empty.md", "");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lines = temporary ("lines.txt", "{1, 2}\r\n\n{3, 4}\n");
  g_autoptr (NgDataset) set = NULL;
  g_autoptr (NgDataset) texts = NULL;
  g_autoptr (NgTensor) example = NULL;
  g_autoptr (NgTensor) line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_dataset_open (folder, &pair, &error));
  ng_assert_tag (&error, "Sample::format");
  for (int i = 0; i < 12; i++) {
    g_autofree char *inner = g_build_filename (folder, i < 6 ? "cat" : "dog", NULL);
    g_autofree char *name = g_strdup_printf ("%d.txt", i);
    g_autofree char *file = g_build_filename (inner, name, NULL);
    g_autofree char *text = g_strdup_printf ("{%d, 1}", i);

    g_mkdir_with_parents (inner, 0755);
    g_assert_true (g_file_set_contents (file, text, -1, NULL));
  }
  set = ng_dataset_open (folder, &pair, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_dataset_length (set), ==, 12);
  g_assert_cmpstr (ng_dataset_label (set, 5), ==, "cat");
  g_assert_cmpstr (ng_dataset_label (set, 6), ==, "dog");
  example = ng_dataset_read (set, 10, NULL, &pair, 0, 1, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (example, 0), 10, 0);
  texts = ng_dataset_open (lines, &pair, &error);
  g_assert_cmpuint (ng_dataset_length (texts), ==, 2);
  line = ng_dataset_read (texts, 1, NULL, &pair, 0, 1, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (line, 1), 4, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/dataset/idx", test_idx);
  g_test_add_func ("/formats/dataset/npz", test_npz);
  g_test_add_func ("/formats/dataset/npz-write", test_npz_write);
  g_test_add_func ("/formats/dataset/arrays", test_arrays);
  g_test_add_func ("/formats/dataset/tables", test_tables);
  g_test_add_func ("/formats/dataset/folder", test_folder);
  return g_test_run ();
}
