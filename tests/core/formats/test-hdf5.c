/* HDF5 files that h5py wrote (tests/core/formats/hdf5/make.py): element i of an array is i - 3. */

#include "core/formats/document.h"
#include "core/formats/hdf5.h"
#include "tests/support/test.h"

#include <string.h>

static NgHdf5 *
read_file (const char *name, GError **error)
{
  g_autofree char *folder = ng_test_source ("tests/core/formats/hdf5");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = ng_file_map (path, NULL);

  g_assert_nonnull (bytes);
  return ng_hdf5_read (bytes, error);
}

static void
assert_array (NgHdf5 *file, const char *path, NgElement element, const char *shape, int first)
{
  g_autoptr (GError) error = NULL;
  int index = ng_hdf5_find (file, path);
  g_autoptr (GString) dims = g_string_new (NULL);

  g_assert_cmpint (index, >=, 0);
  g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, (gsize) index, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_element (tensor), ==, element);
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (dims, "%s%d", i > 0 ? "×" : "", (int) ng_tensor_dims (tensor)[i]);
  g_assert_cmpstr (dims->str, ==, shape);
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
    ng_assert_near (ng_tensor_get_real (tensor, i), (double) (i + first), 0);
}

/* Groups by symbol tables, or by links. */
static void
test_plain (gconstpointer name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgHdf5) file = read_file (name, &error);

  g_assert_no_error (error);
  assert_array (file, "group/inner/big", NG_ELEMENT_F64, "2×3", -3);
  assert_array (file, "group/inner/half", NG_ELEMENT_F16, "5", -3);
  assert_array (file, "group/inner/small", NG_ELEMENT_I8, "4", -3);
  assert_array (file, "group/inner/scalar", NG_ELEMENT_I64, "", -3);
  assert_array (file, "group/inner/empty", NG_ELEMENT_F32, "0×2", -3);
  /* Two names of one array: it is read once, under either. */
  assert_array (file,
                ng_hdf5_find (file, "again") >= 0 ? "again" : "group/inner/plain",
                NG_ELEMENT_F32,
                "3×4",
                -3);
  g_assert_cmpuint (ng_hdf5_length (file), ==, 6);
  g_assert_cmpstr (ng_hdf5_text (file, "", "model_config"), ==, "a text with ü");
  g_assert_cmpstr (ng_hdf5_text (file, "", "fixed"), ==, "eight");
  g_assert_cmpstr (ng_hdf5_text (file, "group/inner", "where"), ==, "inside");
  g_assert_null (ng_hdf5_text (file, "", "number"));
}

/* Chunks, some of which stick out, through deflate, shuffle and check sums. */
static void
test_chunks (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgHdf5) file = read_file ("chunks.h5", &error);

  g_assert_no_error (error);
  assert_array (file, "deflated", NG_ELEMENT_F32, "7×5", -3);
  assert_array (file, "all", NG_ELEMENT_I32, "4×6", -3);
  assert_array (file, "whole", NG_ELEMENT_U16, "3×3×2", 0);
}

/* What is not read is refused with a sentence, and so is every file that is cut short. */
static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = ng_test_source ("tests/core/formats/hdf5");
  g_autofree char *path = g_build_filename (folder, "old.h5", NULL);
  g_autoptr (GBytes) bytes = ng_file_map (path, NULL);
  gsize size = g_bytes_get_size (bytes);

  g_assert_null (read_file ("dense.h5", &error));
  ng_assert_tag (&error, "Hdf5::file");
  for (gsize length = 0; length < size; length += 101) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
    g_autoptr (NgHdf5) file = ng_hdf5_read (part, &error);
    for (gsize i = 0; file != NULL && i < ng_hdf5_length (file); i++) {
      g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, i, &error);
      g_assert_true ((tensor == NULL) == (error != NULL));
      g_clear_error (&error);
    }
    if (file == NULL)
      g_assert_nonnull (error);
    g_clear_error (&error);
  }
}

/* Arrays stand in the order of their paths, which is what finding those of a folder takes. */
static void
test_first (void)
{
  static const struct {
    const char *path;
    gsize first;
  } rows[] = { { "", 0 },         { "all", 0 },      { "all/", 1 },  { "b", 1 },
               { "deflated", 1 }, { "deflates", 2 }, { "whole", 2 }, { "x", 3 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgHdf5) file = read_file ("chunks.h5", &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (ng_hdf5_first (file, rows[i].path), ==, rows[i].first);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/formats/hdf5/old", "old.h5", test_plain);
  g_test_add_data_func ("/formats/hdf5/new", "new.h5", test_plain);
  g_test_add_func ("/formats/hdf5/chunks", test_chunks);
  g_test_add_func ("/formats/hdf5/refused", test_refused);
  g_test_add_func ("/formats/hdf5/first", test_first);
  return g_test_run ();
}
