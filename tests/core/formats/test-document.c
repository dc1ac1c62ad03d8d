#include "core/formats/document.h"

#include "core/formats/safetensors.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *
temporary (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
put (const char *path, gconstpointer data, gsize length)
{
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

static void
expect (const char *name, gconstpointer data, gsize length, const char *tag)
{
  g_autofree char *path = temporary (name);
  g_autoptr (GError) error = NULL;

  put (path, data, length);
  g_assert_null (ng_document_load (path, NULL, NULL, &error));
  ng_assert_tag (&error, tag);
}

static NgNet *
sample_net (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[<|\"a\" -> LinearLayer[3, \"Input\" -> 2], \"b\" -> Ramp, \"c\" -> "
      "NetChain[{LinearLayer[4], Tanh}]|>, {\"a\" -> \"b\" -> \"c\"}]",
      -1,
      NULL,
      &error);

  g_assert_no_error (error);
  NgNet *ready = ng_net_initialize (net, FALSE, 7, "Kaiming", &error);
  g_assert_no_error (error);
  return ready;
}

/* Compares the arrays of every layer, those of nested nets too. */
static void
compare_arrays (const NgNet *a, const NgNet *b)
{
  g_assert_cmpuint (ng_net_n_layers (a), ==, ng_net_n_layers (b));
  for (gsize i = 0; i < ng_net_n_layers (a); i++) {
    NgLayer *left = ng_net_layer (a, i), *right = ng_net_layer (b, i);
    g_assert_cmpstr (ng_layer_kind (left), ==, ng_layer_kind (right));
    g_assert_cmpuint (ng_layer_n_arrays (left), ==, ng_layer_n_arrays (right));
    for (gsize j = 0; j < ng_layer_n_arrays (left); j++) {
      g_assert_nonnull (ng_layer_array (right, j));
      g_assert_true (ng_tensor_equal (ng_layer_array (left, j), ng_layer_array (right, j)));
    }
    if (ng_layer_net (left) != NULL)
      compare_arrays (ng_layer_net (left), ng_layer_net (right));
  }
}

static void
test_own_format (void)
{
  g_autofree char *path = temporary ("net.netgraph");
  g_autoptr (NgNet) net = sample_net ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();

  g_assert_true (ng_document_save (net, path, &error));
  g_assert_no_error (error);
  g_autoptr (NgNet) read = ng_document_load (path, warnings, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 0);
  compare_arrays (net, read);
}

/* Notes stand beside the net, which reads as without them. */
static void
test_notes (void)
{
  static const char *const notes[] = { "where", "here \"and\" \303\244", "empty", "", NULL };
  g_autofree char *path = temporary ("net.netgraph");
  g_autoptr (NgNet) net = sample_net ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_document_bytes (net, notes, &error);

  g_assert_no_error (error);
  g_assert_true (ng_file_replace (path, bytes, &error));
  g_autoptr (NgNet) read = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  compare_arrays (net, read);
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ng_safetensors_text (file, "where"), ==, notes[1]);
  g_assert_cmpstr (ng_safetensors_text (file, "empty"), ==, "");
  g_assert_null (ng_safetensors_text (file, "absent"));
}

/* A layer "a/b" and a layer "b" in "a" keep their own arrays, and so does "a~1b". */
static void
test_names (void)
{
  g_autofree char *path = temporary ("net.netgraph");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[<|\"a/b\" -> LinearLayer[1, \"Input\" -> 1, \"Weights\" -> {{1}}, \"Biases\" -> "
      "{2}], \"a\" -> NetGraph[<|\"b\" -> LinearLayer[1, \"Weights\" -> {{3}}, \"Biases\" -> "
      "{4}]|>, {}], \"a~1b\" -> LinearLayer[1, \"Weights\" -> {{5}}, \"Biases\" -> {6}]|>, "
      "{\"a/b\" -> \"a\" -> \"a~1b\"}]",
      -1,
      NULL,
      &error);

  g_assert_no_error (error);
  g_assert_true (ng_document_save (net, path, &error));
  g_assert_no_error (error);
  g_autoptr (NgNet) read = ng_document_load (path, warnings, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 0);
  compare_arrays (net, read);
}

/* Types are found once for all layers: the last inference visits each, and few twice. */
static void
test_many (void)
{
  enum { N = 1000 };
  g_autofree char *path = temporary ("net.netgraph");
  g_autoptr (GString) text = g_string_new ("NetChain[{NetChain[{");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < N; i++)
    g_string_append_printf (text, "%sBatchNormalizationLayer[]", i > 0 ? ", " : "");
  g_string_append (text, "}]");
  for (int i = 0; i < N; i++)
    g_string_append (text, ", BatchNormalizationLayer[]");
  g_string_append (text, "}, \"Input\" -> 2]");
  g_autoptr (NgNet) net = ng_net_read_text (text->str, -1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) ready = ng_net_initialize (net, FALSE, 7, "Random", &error);
  g_assert_no_error (error);
  g_assert_true (ng_document_save (ready, path, &error));
  g_autoptr (NgNet) read = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  compare_arrays (ready, read);
  g_test_message ("%" G_GUINT64_FORMAT " visits", ng_net_n_visits (read));
  g_assert_cmpuint (ng_net_n_visits (read), >=, 2 * N);
  g_assert_cmpuint (ng_net_n_visits (read), <=, 8 * N);
}

/* Of which version a file is must stand in it, and it must be one that we read. */
static void
test_version (void)
{
  static const struct {
    const char *version, *said;
  } cases[] = { { NULL, "\"netgraph.version\" is missing" }, { "2", "a later NetGraph" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = temporary ("net.netgraph");
    g_autoptr (NgSafetensors) file = ng_safetensors_new ();
    g_autoptr (GError) error = NULL;

    ng_safetensors_add_text (file, "netgraph.net", "Ramp");
    if (cases[i].version != NULL)
      ng_safetensors_add_text (file, "netgraph.version", cases[i].version);
    g_autoptr (GBytes) bytes = ng_safetensors_write (file, &error);
    g_assert_no_error (error);
    g_assert_true (ng_file_replace (path, bytes, &error));
    g_assert_null (ng_document_load (path, NULL, NULL, &error));
    g_assert_nonnull (strstr (error->message, cases[i].said));
    ng_assert_tag (&error, "File::format");
  }
}

static void
test_replace (void)
{
  g_autofree char *path = temporary ("file");
  g_autofree char *link = temporary ("link");
  g_autoptr (GBytes) bytes = g_bytes_new ("new", 3);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;

  put (path, "old", 3);
  g_chmod (path, 0640);
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_true (ng_file_replace (link, bytes, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "new");
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  g_assert_false (ng_file_replace ("/nonexistent/file", bytes, &error));
  ng_assert_tag (&error, "File::write");
}

/* Whether the folder holds this many files, and so nothing half written. */
static void
expect_files (const char *folder, guint count)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, count);
}

/* Links that are relative, that lead to what is not there yet, and that lead to links. */
static void
test_links (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *inner = g_build_filename (folder, "inner", NULL);
  g_autofree char *first = g_build_filename (folder, "first", NULL);
  g_autofree char *second = g_build_filename (inner, "second", NULL);
  g_autofree char *file = g_build_filename (inner, "file", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new ("new", 3);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (inner, 0755), ==, 0);
  g_assert_cmpint (symlink ("inner/second", first), ==, 0);
  g_assert_cmpint (symlink ("file", second), ==, 0);
  for (int i = 0; i < 2; i++) {
    g_autofree char *text = NULL;
    g_assert_true (ng_file_replace (first, bytes, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_test (first, G_FILE_TEST_IS_SYMLINK));
    g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
    g_assert_false (g_file_test (file, G_FILE_TEST_IS_SYMLINK));
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "new");
  }
  expect_files (folder, 2);
  expect_files (inner, 2);

  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (symlink ("../first", file), ==, 0);
  g_assert_false (ng_file_replace (first, bytes, &error));
  g_assert_nonnull (strstr (error->message, g_strerror (ELOOP)));
  ng_assert_tag (&error, "File::write");
}

/* What stands there and is no file stays, as does a file that may not be written. */
static void
test_protected (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new ("new", 3);
  g_autoptr (GError) error = NULL;

  g_assert_false (ng_file_replace (folder, bytes, &error));
  g_assert_nonnull (strstr (error->message, g_strerror (EISDIR)));
  ng_assert_tag (&error, "File::write");
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_false (ng_file_replace (pipe, bytes, &error));
  g_assert_nonnull (strstr (error->message, "not an ordinary file"));
  ng_assert_tag (&error, "File::write");
  expect_files (folder, 1);

  put (file, "old", 3);
  g_chmod (file, 0444);
  if (g_access (file, W_OK) == 0)
    return; /* root may write everything */
  g_assert_false (ng_file_replace (file, bytes, &error));
  ng_assert_tag (&error, "File::write");
  expect_files (folder, 2);
}

/* A name as long as a file system allows. */
static void
test_long_name (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *name = g_strnfill (255, 'n');
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new ("new", 3);
  g_autoptr (GError) error = NULL;

  g_assert_true (ng_file_replace (path, bytes, &error));
  g_assert_no_error (error);
  g_assert_true (ng_file_replace (path, bytes, &error));
  g_assert_no_error (error);
  expect_files (folder, 1);
}

static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_document_load ("/nonexistent.onnx", NULL, NULL, &error));
  ng_assert_tag (&error, "File::missing");
  g_assert_null (ng_document_load (folder, NULL, NULL, &error));
  ng_assert_tag (&error, "File::directory");
  expect ("empty.onnx", "", 0, "File::empty");
  expect ("page.onnx", "<!DOCTYPE html><html></html>", 28, "File::format");
  expect ("notation.onnx", "NetChain[{Ramp}]\n", 17, "File::format");
  expect ("archive.netgraph", "PK\x03\x04 and more of it", 20, "File::format");
  expect ("short.netgraph", "short", 5, "Safetensors::header");
  expect ("archive.wl", "PK\x03\x04 and more of it", 20, "File::format");
  expect ("keras.h5", "\x89HDF\r\n\x1a\n and more", 17, "Hdf5::file");
  expect ("noise", "\x01\x02\x00\xff\xfe", 5, "File::format");
}

/* Notation that could not be read back is not written: nothing is made of arrays of a file full of
 * holes. */
static void
test_too_long (void)
{
  const gint64 dims[] = { 16384, 16384 };
  gsize size = (gsize) (dims[0] * dims[1]) * sizeof (float);
  g_autofree char *holes = temporary ("holes");
  g_autofree char *path = temporary ("net.wl");
  g_autoptr (GError) error = NULL;

  put (holes, "", 0);
  g_assert_cmpint (truncate (holes, (off_t) size), ==, 0);
  g_autoptr (GMappedFile) file = g_mapped_file_new (holes, FALSE, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = g_mapped_file_get_bytes (file);
  g_autoptr (NgTensor) tensor = ng_tensor_new_bytes (NG_ELEMENT_F32, dims, 2, bytes, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetChain[{LinearLayer[16384], Ramp}, \"Input\" -> 16384]", -1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, 0), 0, tensor);
  g_autoptr (NgNet) large = ng_net_exchange_layer (net, 0, layer, &error);
  g_assert_no_error (error);
  g_assert_false (ng_document_save (large, path, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  ng_assert_tag (&error, "File::format");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/document/own-format", test_own_format);
  g_test_add_func ("/formats/document/notes", test_notes);
  g_test_add_func ("/formats/document/names", test_names);
  g_test_add_func ("/formats/document/many", test_many);
  g_test_add_func ("/formats/document/version", test_version);
  g_test_add_func ("/formats/document/replace", test_replace);
  g_test_add_func ("/formats/document/links", test_links);
  g_test_add_func ("/formats/document/protected", test_protected);
  g_test_add_func ("/formats/document/long-name", test_long_name);
  g_test_add_func ("/formats/document/refused", test_refused);
  g_test_add_func ("/formats/document/too-long", test_too_long);
  return g_test_run ();
}
