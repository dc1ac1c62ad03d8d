/* Nets in Wolfram's own form: of these only the arrays are read, by the order of their numbers. */

#include "core/formats/document.h"
#include "core/formats/weights.h"
#include "core/notation/read.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

enum { N_ARRAYS = 11, MESSAGES = 3 * 8 + 16 + 24 + 24, HEADER = 16 + MESSAGES };

/* A file with the arrays "Arrays/1" to "Arrays/11", array i the one number i. */
static GBytes *
make_file (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GByteArray *file = ng_hdf5_begin ();
  const guint group = 40 + 48 + 32 + 8;
  guint64 arrays, first, data;

  for (int i = 1; i <= N_ARRAYS; i++)
    g_string_append_printf (names, "%-3d", i);
  for (gsize i = 0; i < names->len; i++)
    if (names->str[i] == ' ')
      names->str[i] = '\0';
  arrays = 96 + group + sizeof "Arrays" + 1 + 40;
  ng_hdf5_put_group (file, "Arrays", sizeof "Arrays", 0, 1, arrays, 0);
  g_assert_cmpuint (file->len, ==, arrays);
  first = arrays + group + names->len + 1 + 40 * N_ARRAYS;
  data = first + HEADER * N_ARRAYS;
  ng_hdf5_put_group (file, names->str, names->len, 3, N_ARRAYS, first, HEADER);
  g_assert_cmpuint (file->len, ==, first);
  for (int i = 0; i < N_ARRAYS; i++) {
    ng_hdf5_put_header (file, 3, MESSAGES);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_SPACE, 16);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, 1, 7);
    ng_hdf5_put (file, 1, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_TYPE, 24); /* float32 */
    ng_hdf5_put (file, 0x11, 4);
    ng_hdf5_put (file, 4, 4);
    ng_hdf5_put (file, 32 << 16, 4);
    ng_hdf5_put (file, 23 << 16 | 8 << 8 | 23, 4);
    ng_hdf5_put (file, 127, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_LAYOUT, 24); /* in one piece */
    ng_hdf5_put (file, 3, 1);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, data + 4 * (guint64) i, 8);
    ng_hdf5_put (file, 4, 8);
    ng_hdf5_put (file, 0, 6);
  }
  g_assert_cmpuint (file->len, ==, data);
  for (int i = 1; i <= N_ARRAYS; i++) {
    float number = (float) i;
    g_byte_array_append (file, (const guint8 *) &number, sizeof number);
  }
  return g_byte_array_free_to_bytes (file);
}

static void
test_arrays (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.wlnet", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = make_file ();
  g_autoptr (NgWeights) weights = NULL;

  g_assert_true (ng_file_replace (path, bytes, &error));
  weights = ng_weights_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_weights_length (weights), ==, N_ARRAYS);
  for (gsize i = 0; i < N_ARRAYS; i++) {
    g_autofree char *name = g_strdup_printf ("Arrays/%zu", i + 1);

    g_assert_cmpstr (ng_weights_name (weights, i), ==, name);
    ng_assert_near (ng_tensor_get_real (ng_weights_tensor (weights, i), 0), (double) (i + 1), 0);
  }
  g_assert_null (ng_document_load (path, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Wolfram"));
  g_assert_nonnull (strstr (ng_error_diagnostic (error)->hint, "--weights"));
  ng_assert_tag (&error, "File::format");
  ng_test_remove (folder);
}

static void
test_other (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.wlnet", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "NetChain[{Ramp}]", -1, &error));
  g_assert_null (ng_document_load (path, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "is no HDF5 file"));
  ng_assert_tag (&error, "File::format");
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/wlnet/arrays", test_arrays);
  g_test_add_func ("/formats/wlnet/other", test_other);
  return g_test_run ();
}
