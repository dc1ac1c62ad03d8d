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

/* Made by Python's struct and zlib: two pixels of 16 bits, {0, 65535, 1} and {256, 257, 32768}. */
static const guint8 deep[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00,
                               0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00,
                               0x00, 0x01, 0x10, 0x02, 0x00, 0x00, 0x00, 0x2b, 0xd0, 0x34, 0x9e,
                               0x00, 0x00, 0x00, 0x13, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63,
                               0x60, 0x60, 0xf8, 0xff, 0x9f, 0x81, 0x91, 0x11, 0x88, 0x1a, 0x18,
                               0x00, 0x14, 0x0e, 0x02, 0x83, 0xed, 0xc2, 0x71, 0x4c, 0x00, 0x00,
                               0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };
/* Grey, interlaced: {{1, 2}, {3, 65534}}. */
static const guint8 interlaced[] = {
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
  0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x10, 0x00, 0x00, 0x00, 0x01, 0x70, 0x4a, 0xbe,
  0x2d, 0x00, 0x00, 0x00, 0x13, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0x60, 0x64, 0x60,
  0x60, 0x62, 0x60, 0x60, 0xfe, 0xff, 0x0f, 0x00, 0x03, 0x25, 0x02, 0x04, 0x2e, 0x0d, 0x12, 0xc5,
  0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82
};
/* Grey of 1000 with an opacity of 30000. */
static const guint8 clear[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00,
                                0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01,
                                0x00, 0x00, 0x00, 0x01, 0x10, 0x04, 0x00, 0x00, 0x00, 0xe5,
                                0x8c, 0xd0, 0x41, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x44, 0x41,
                                0x54, 0x78, 0xda, 0x63, 0x60, 0x7e, 0x51, 0x6a, 0x00, 0x00,
                                0x03, 0xe3, 0x01, 0x91, 0xa5, 0x73, 0x63, 0xe7, 0x00, 0x00,
                                0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };

static NgTensor *
load_bytes (const guint8 *bytes, gsize size, NgColour *colour, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "deep.png", NULL);

  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
  return ng_image_load (path, colour, error);
}

static void
check_deep (const guint8 *bytes, gsize size, NgColour expected, const int *numbers)
{
  g_autoptr (GError) error = NULL;
  NgColour colour;
  g_autoptr (NgTensor) read = load_bytes (bytes, size, &colour, &error);

  g_assert_no_error (error);
  g_assert_cmpint (colour, ==, expected);
  for (gint64 i = 0; i < ng_tensor_count (read); i++)
    g_assert_cmpfloat (ng_tensor_get_real (read, i), ==, (double) ((float) numbers[i] / 65535.0F));
}

static void
test_deep (void)
{
  check_deep (deep, sizeof deep, NG_COLOUR_RGB, (const int[]){ 0, 256, 65535, 257, 1, 32768 });
  check_deep (interlaced, sizeof interlaced, NG_COLOUR_GREY, (const int[]){ 1, 2, 3, 65534 });
  check_deep (clear, sizeof clear, NG_COLOUR_RGBA, (const int[]){ 1000, 1000, 1000, 30000 });
}

/* Cut anywhere, or with one byte changed, it is read or refused. */
static void
test_broken (void)
{
  NgColour colour;

  for (gsize n = 8; n < sizeof deep - 12; n++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (load_bytes (deep, n, &colour, &error));
    ng_assert_tag (&error, "Sample::format");
  }
  for (gsize n = 0; n < sizeof deep; n++) {
    g_autofree guint8 *bytes = g_memdup2 (deep, sizeof deep);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgTensor) read = NULL;

    bytes[n] ^= 0x55;
    read = load_bytes (bytes, sizeof deep, &colour, &error);
    g_assert_true ((read == NULL) == (error != NULL));
  }
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
  g_test_add_func ("/media/image/deep", test_deep);
  g_test_add_func ("/media/image/broken", test_broken);
  g_test_add_func ("/media/image/no-memory", test_no_memory);
  return g_test_run ();
}
