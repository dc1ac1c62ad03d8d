/* WXF: parts written by hand after the specification, and nets there and back. */

#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/formats/wxf.h"
#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes, zeros among them. */
#define BYTES(text) text, sizeof text - 1

static const struct {
  const char *bytes;
  gsize size;
  const char *notation;
} parts[] = {
  { BYTES ("8:C\xFF"), "-1" },
  { BYTES ("8:j\x00\x01"), "256" },
  { BYTES ("8:i\xFE\xFF\xFF\xFF"), "-2" },
  { BYTES ("8:L\x00\x00\x00\x00\x01\x00\x00\x00"), "4294967296" },
  { BYTES ("8:r\x00\x00\x00\x00\x00\x00\xF8?"), "1.5" },
  { BYTES ("8:S\x03"
           "a\xC3\xBC"),
    "\"a\xC3\xBC\"" },
  { BYTES ("8:s\x04Ramp"), "Ramp" },
  { BYTES ("8:s\x0BSystem`Plus"), "Plus" },
  { BYTES ("8:f\x02s\x04ListC\x01"
           "C\x02"),
    "{1, 2}" },
  { BYTES ("8:f\x01s\x01"
           "ff\x00s\x01g"),
    "f[g[]]" },
  { BYTES ("8:A\x02-S\x01"
           "aC\x01:S\x01"
           "bC\x02"),
    "<|\"a\" -> 1, \"b\" :> 2|>" },
  { BYTES ("8:\xC1\x00\x02\x02\x01\x05\xFB"), "{{5}, {-5}}" },
  { BYTES ("8:\xC2\x22\x01\x01\x00\x00\x80?"), "{1.}" },
  { BYTES ("8:I\x15"
           "123456789012345678901"),
    "1.2345678901234568*^20" },
  { BYTES ("8:R\x0A"
           "2.5`20.*^3"),
    "2500." },
  { BYTES ("8:B\x03"
           "abc"),
    "ByteArray[\"YWJj\"]" },
  { BYTES ("8C:x\x9C\x73\x66\x04"), NULL },
  { BYTES ("8:q"), NULL },
  { BYTES ("8:C\x01"
           "C"),
    NULL },
  { BYTES ("8:\xC1\x33\x01\x01"), NULL },
  { BYTES ("8:A\x01S"), NULL },
  { BYTES ("8:f\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), NULL },
};

static void
test_parts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (parts[i].bytes, parts[i].size);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = ng_wxf_read (bytes, &error);
    if (parts[i].notation == NULL) {
      g_assert_null (expr);
      g_assert_nonnull (error);
      continue;
    }
    g_assert_no_error (error);
    g_autofree char *text = ng_print (expr, 0);
    g_assert_cmpstr (text, ==, parts[i].notation);
    /* All of it is needed. */
    for (gsize length = 0; length < parts[i].size; length++) {
      g_autoptr (GBytes) cut = g_bytes_new_static (parts[i].bytes, length);
      g_assert_null (ng_wxf_read (cut, &error));
      ng_assert_tag (&error, "Wxf::syntax");
    }
  }
}

/* What is compressed, as another program does it. */
static void
test_compressed (void)
{
  g_autoptr (GConverter) zlib =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zlib);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_output_stream_write_all (memory, "8C:", 3, NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (stream, "s\x04Ramp", 6, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_autoptr (GBytes) bytes =
      g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  g_autoptr (NgExpr) expr = ng_wxf_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (ng_expr_is_symbol (expr, "Ramp"));
}

/* Parts that a file announces, and more than it may: this is said before they are read. */
static void
test_many (void)
{
  static const struct {
    const char *bytes;
    gsize size;
    const char *tag;
  } files[] = {
    /* calls of 2^16 - 1 and of 2^17 arguments, to which comes the head */
    { BYTES ("8:f\xFF\xFF\x03s\x01h"), "Wxf::syntax" },
    { BYTES ("8:f\x80\x80\x08s\x01h"), "Wxf::limit" },
    /* 2^16 arguments twice */
    { BYTES ("8:f\x80\x80\x04s\x01hf\x80\x80\x04s\x01h"), "Wxf::limit" },
    { BYTES ("8:f\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Fs\x01h"), "Wxf::limit" },
    /* 2^14 - 1 and 2^15 rules, each with a head, a key and a value */
    { BYTES ("8:A\xFF\x7F-"), "Wxf::syntax" },
    { BYTES ("8:A\x80\x80\x02-"), "Wxf::limit" },
    /* an array of 2^34 times nothing */
    { BYTES ("8:\xC1\x00\x02\x80\x80\x80\x80\x40\x00"), "Wxf::limit" },
    { BYTES ("8:\xC1\x00\x03\x80\x20\x80\x20\x00"), "Wxf::limit" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (files[i].bytes, files[i].size);
    g_autoptr (GError) error = NULL;
    g_assert_null (ng_wxf_read (bytes, &error));
    ng_assert_tag (&error, files[i].tag);
  }
}

/* @n times the same bytes, and what is innermost. */
static void
expect_nested (const char *level, int n, const char *inner, gsize inner_size, const char *tag)
{
  g_autoptr (GString) file = g_string_new ("8:");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n; i++)
    g_string_append (file, level);
  g_string_append_len (file, inner, (gssize) inner_size);
  g_autoptr (GBytes) bytes = g_bytes_new_static (file->str, file->len);
  g_autoptr (NgExpr) expr = ng_wxf_read (bytes, &error);
  if (tag != NULL) {
    g_assert_null (expr);
    ng_assert_tag (&error, tag);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (ng_expr_depth (expr), <=, NG_MAX_EXPR_DEPTH);
}

/* A call is one level, an association with its rules two, an array as many as it has dimensions. */
static void
test_deep (void)
{
  static const char call[] = "f\x01s\x01h", value[] = "A\x01-S\x01k", key[] = "A\x01-";

  expect_nested (call, NG_MAX_EXPR_DEPTH - 1, BYTES ("C\x01"), NULL);
  expect_nested (call, NG_MAX_EXPR_DEPTH, BYTES ("C\x01"), "Wxf::limit");
  expect_nested (call, 100000, BYTES ("C\x01"), "Wxf::limit");
  expect_nested (value, NG_MAX_EXPR_DEPTH / 2 - 1, BYTES ("C\x01"), NULL);
  expect_nested (value, NG_MAX_EXPR_DEPTH / 2, BYTES ("C\x01"), "Wxf::limit");
  expect_nested (key, NG_MAX_EXPR_DEPTH / 2, BYTES ("C\x01"), "Wxf::limit");
  expect_nested (call, NG_MAX_EXPR_DEPTH - 3, BYTES ("\xC1\x00\x02\x01\x01\x05"), NULL);
  expect_nested (call, NG_MAX_EXPR_DEPTH - 2, BYTES ("\xC1\x00\x02\x01\x01\x05"), "Wxf::limit");
}

static void
assert_back (NgNet *net)
{
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_wxf_write (written, NG_MAX_INFLATED, &error);
  g_autoptr (GBytes) again = ng_wxf_write (written, NG_MAX_INFLATED, &error);
  g_autoptr (NgExpr) read = ng_wxf_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, again));
  g_autoptr (NgNet) back = ng_net_read (read, &error);
  g_assert_no_error (error);
  ng_assert_net_equal (net, back);
}

/* The examples with their arrays, and the gallery. */
static void
test_nets (void)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();

  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    for (gsize j = 0; j < NG_MAX_CLASS_EXAMPLES && class->examples[j] != NULL; j++) {
      g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[j]);
      g_autoptr (NgNet) net = ng_test_read (text);
      assert_back (net);
      if (!ng_net_check_specified (net, NULL) || (class->flags & NG_LAYER_EMPTY) != 0)
        continue;
      g_autoptr (NgNet) full = ng_test_fill (net, 3);
      assert_back (full);
    }
  }
  g_assert_cmpuint (gallery->len, >, 20);
  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autoptr (NgNet) net = ng_document_load (entry->path, NULL, NULL, NULL);
    assert_back (net);
  }
}

/* A file that would be longer than it may is not written, whichever part is the one too many. */
static void
test_too_long (void)
{
  static const char *const notations[] = {
    "f[1, 2.5, \"text\", <|\"key\" -> symbol|>]",
    "{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}",
    "NumericArray[{1., 2.}, \"Real32\"]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) exprs = ng_parse (notations[i], -1, NULL, &error);
    g_assert_no_error (error);
    const NgExpr *expr = exprs->pdata[0];
    g_autoptr (GBytes) whole = ng_wxf_write (expr, NG_MAX_INFLATED, &error);
    gsize size = g_bytes_get_size (whole);
    for (gsize limit = 0; limit < size; limit++) {
      g_assert_null (ng_wxf_write (expr, limit, &error));
      ng_assert_tag (&error, "Wxf::limit");
    }
    g_autoptr (GBytes) exact = ng_wxf_write (expr, size, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (exact, whole));
  }
}

/* By the ending of a file. */
static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.wxf", NULL);
  g_autoptr (NgNet) net = ng_test_read ("NetChain[{LinearLayer[2], Ramp}, \"Input\" -> 3]");
  g_autoptr (GError) error = NULL;

  ng_document_save (net, path, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_assert_net_equal (net, back);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/wxf/parts", test_parts);
  g_test_add_func ("/formats/wxf/compressed", test_compressed);
  g_test_add_func ("/formats/wxf/many", test_many);
  g_test_add_func ("/formats/wxf/deep", test_deep);
  g_test_add_func ("/formats/wxf/nets", test_nets);
  g_test_add_func ("/formats/wxf/too-long", test_too_long);
  g_test_add_func ("/formats/wxf/file", test_file);
  return g_test_run ();
}
