/* Pictures as arrays, also where there is no memory for one: the test's own gdk_pixbuf_new stands
 * before that of the library, and returns nothing when told so. */

#define _GNU_SOURCE

#include "core/media/image.h"

#include "tests/support/test.h"
#include <dlfcn.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

static gboolean is_full;

typedef GdkPixbuf *(*New) (GdkColorspace, gboolean, int, int, int);
GdkPixbuf *
gdk_pixbuf_new (GdkColorspace space, gboolean has_alpha, int bits, int width, int height)
{
  New real = (New) dlsym (RTLD_NEXT, "gdk_pixbuf_new");

  return is_full ? NULL : real (space, has_alpha, bits, width, height);
}

static NgTensor *
sample (void)
{
  static const gint64 dims[] = { 3, 2, 2 };
  static const float values[] = { 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0 };

  return ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
}

static char *
put_sample (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  char *path = g_build_filename (folder, "sample.png", NULL);
  g_autoptr (NgTensor) tensor = sample ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_image_write (tensor, 0, 1, &error);
  gsize size;

  g_assert_no_error (error);
  const char *data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  return path;
}

static void
test_round_trip (void)
{
  g_autofree char *path = put_sample ();
  g_autoptr (NgTensor) tensor = sample ();
  g_autoptr (GError) error = NULL;
  NgColour colour;
  g_autoptr (NgTensor) read = ng_image_load (path, &colour, &error);

  g_assert_no_error (error);
  g_assert_cmpint (colour, ==, NG_COLOUR_RGB);
  g_assert_true (ng_tensor_equal (read, tensor));
}

static void
test_no_memory (void)
{
  g_autoptr (NgTensor) tensor = sample ();
  g_autoptr (GError) error = NULL;

  is_full = TRUE;
  g_assert_null (ng_image_write (tensor, 0, 1, &error));
  ng_assert_tag (&error, "Sample::limit");
  is_full = FALSE;
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/image/round-trip", test_round_trip);
  g_test_add_func ("/media/image/no-memory", test_no_memory);
  return g_test_run ();
}
