/* Strings of Compress, whose bytes are made here part by part. */

#include "core/base/limits.h"
#include "core/formats/compressed.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"
#include "tests/support/wlnet-file.h"

#include <string.h>

static const struct {
  const char *bytes;
  gsize size;
  const char *notation; /* or the tag of what is wrong */
} cases[] = {
#define CASE(bytes, notation)                                                                      \
  {                                                                                                \
    bytes, sizeof bytes - 1, notation                                                              \
  }
  CASE ("i\x7b\xf0\x02\0", "192635"),
  CASE ("i\xff\xff\xff\xff", "-1"),
  CASE ("I\x0b\0\0\0"
        "12345678901",
        "12345678901"),
  CASE ("r\0\0\0\0\0\0\xf8\x3f", "1.5"),
  CASE ("R\x04\0\0\0"
        "2.25",
        "2.25"),
  CASE ("S\x03\0\0\0abc", "\"abc\""),
  CASE ("S\x07\0\0\0a\\:03b1", "\"a\316\261\""),
  CASE ("s\x0b\0\0\0System`Ramp", "Ramp"),
  CASE ("s\x05\0\0\0Foo`x", "Foo`x"),
  CASE ("f\x02\0\0\0s\x04\0\0\0Plusi\x01\0\0\0s\x01\0\0\0x", "1 + x"),
  CASE ("e\x02\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40", "{{1., 2.}}"),
  CASE ("", "Wlnet::compressed"),
  CASE ("q", "Wlnet::compressed"),
  CASE ("i\x01\0", "Wlnet::compressed"),
  CASE ("i\x01\0\0\0i", "Wlnet::compressed"),
  CASE ("S\xff\xff\xff\xff", "Wlnet::compressed"),
  CASE ("S\x02\0\0\0\xff\xfe", "Wlnet::compressed"),
  CASE ("I\x01\0\0\0x", "Wlnet::compressed"),
  CASE ("f\xff\xff\xff\x7fs\x01\0\0\0x", "Wlnet::limit"),
  CASE ("e\x0d\0\0\0", "Wlnet::compressed"),
  CASE ("e\x01\0\0\0\xff\xff\xff\x7f", "Wlnet::compressed"),
  CASE ("e\x03\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f\0\0\0\0", "Wlnet::compressed"),
  CASE ("e\x02\0\0\0\x40\x42\x0f\0\0\0\0\0", "Wlnet::limit"),
#undef CASE
};

static void
test_parts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (GError) error = NULL;

    ng_hdf5_put_text (bytes, "!boR");
    g_byte_array_append (bytes, (const guint8 *) cases[i].bytes, (guint) cases[i].size);
    g_autofree char *text = ng_compress_bytes (bytes->data, bytes->len);
    g_autoptr (NgExpr) expr = ng_compressed_read (text, strlen (text), &error);
    g_test_message ("case %" G_GSIZE_FORMAT, i);
    if (strstr (cases[i].notation, "::") != NULL) {
      g_assert_null (expr);
      ng_assert_tag (&error, cases[i].notation);
    } else {
      g_assert_no_error (error);
      g_autofree char *printed = ng_print (expr, 0);
      g_assert_cmpstr (printed, ==, cases[i].notation);
    }
  }
}

/* Heads of heads, without end. */
static void
test_depth (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  ng_hdf5_put_text (bytes, "!boR");
  for (int i = 0; i < 100000; i++) {
    ng_hdf5_put_text (bytes, "f");
    ng_hdf5_put (bytes, 0, 4);
  }
  g_autofree char *text = ng_compress_bytes (bytes->data, bytes->len);
  g_assert_null (ng_compressed_read (text, strlen (text), &error));
  ng_assert_tag (&error, "Wlnet::limit");
}

/* Zeros of which far more come than a file so small has. */
static void
test_too_many_bytes (void)
{
  const gsize size = NG_MAX_INFLATED_FREE * 2;
  g_autofree guint8 *zeros = g_malloc0 (size);
  g_autofree char *text = ng_compress_bytes (zeros, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_compressed_read (text, strlen (text), &error));
  ng_assert_tag (&error, "File::limit");
}

/* What is written of an expression reads back to it. */
static void
test_there_and_back (void)
{
  static const char text[] = "<|\"a\" -> {1, 2.5, x}, \"b\" -> f[\"c\"][-3]|>";
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *compressed = ng_compress (expr);
  g_autoptr (NgExpr) again = ng_compressed_read (compressed, strlen (compressed), &error);

  g_assert_no_error (error);
  g_assert_true (ng_expr_equal (again, expr));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/compressed/parts", test_parts);
  g_test_add_func ("/formats/compressed/depth", test_depth);
  g_test_add_func ("/formats/compressed/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/formats/compressed/there-and-back", test_there_and_back);
  return g_test_run ();
}
