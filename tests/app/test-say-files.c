/* What is said of files that are broken, or not what their ending promises: which of them, which
 * part of it, and what it is instead. */

#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <glib/gstdio.h>
#include <string.h>

static const char net[] = "NetInitialize[NetChain[{LinearLayer[3]}, \"Input\" -> 3]]";

static char *folder;

static char *
put (const char *name, const char *content, gsize size)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  return path;
}

/* What the program says when it takes arrays from a file of that name and content. */
static char *
say_of_arrays (const char *name, const char *content, gsize size)
{
  g_autofree char *path = put (name, content, size);
  g_autofree char *out = g_build_filename (folder, "out.netgraph", NULL);
  g_auto (Outcome) outcome = run (NULL, "convert", "-e", net, out, "--weights", path, NULL);

  g_assert_cmpint (outcome.status, ==, 1);
  return g_steal_pointer (&outcome.errors);
}

static char *
say_of_net (const char *name, const char *content, gsize size)
{
  g_autofree char *path = put (name, content, size);
  g_auto (Outcome) outcome = run (NULL, "info", path, NULL);

  g_assert_cmpint (outcome.status, ==, 1);
  return g_steal_pointer (&outcome.errors);
}

static void
set_up (void)
{
  folder = ng_test_folder ();
}

static void
tear_down (void)
{
  ng_test_remove (folder);
  g_clear_pointer (&folder, g_free);
}

/* By its ending a file is of Keras, whatever is in it. */
static void
test_keras (void)
{
  static const char *const names[] = { "x.h5", "x.hdf5", "x.keras" };
  static const char garbage[] = "\x01\xFFgarbage\x80", text[] = "NetChain[{Ramp}]";

  set_up ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *nothing = say_of_arrays (names[i], "", 0);
    g_autofree char *arrays = say_of_arrays (names[i], garbage, sizeof garbage);
    g_autofree char *broken = say_of_net (names[i], garbage, sizeof garbage);
    g_autofree char *notation = say_of_net (names[i], text, sizeof text - 1);

    assert_contains (nothing, "File::empty");
    assert_contains (arrays, "is no HDF5 file");
    assert_contains (broken, "is no HDF5 file");
    assert_contains (notation, "is no HDF5 file");
  }
  g_autofree char *wxf = say_of_net ("x.wxf", text, sizeof text - 1);
  assert_contains (wxf, "does not begin as WXF does");
  tear_down ();
}

static void
test_safetensors (void)
{
  static const struct {
    const char *offsets, *said;
  } headers[] = {
    { "", "has no \"data_offsets\"" },
    { ", \"data_offsets\": [0, 4, 8]", "\"data_offsets\" that are not two whole numbers" },
    { ", \"data_offsets\": [-4, 0]", "\"data_offsets\" that are not two whole numbers" },
    { ", \"data_offsets\": [4, 12]", "from byte 4 to byte 12 of the data, which are 8" },
    { ", \"data_offsets\": [8, 0]", "from byte 8 to byte 0 of the data, which are 8" },
  };

  set_up ();
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autofree char *header =
        g_strdup_printf ("{\"w\": {\"dtype\": \"F32\", \"shape\": [2]%s}}", headers[i].offsets);
    g_autoptr (GString) file = g_string_new (NULL);
    g_autofree char *said = NULL;

    g_string_append_c (file, (char) strlen (header));
    g_string_append_len (file, "\0\0\0\0\0\0\0", 7);
    g_string_append (file, header);
    g_string_append_len (file, "\0\0\0\0\0\0\0\0", 8);
    said = say_of_arrays ("x.safetensors", file->str, file->len);
    assert_contains (said, headers[i].said);
  }
  g_autofree char *garbage = say_of_arrays ("x.safetensors", "garbage garbage", 15);
  assert_contains (garbage, "does not begin with a header");
  tear_down ();
}

/* Of an archive the entry is named. */
static void
test_archive (void)
{
  static const char *const files[] = { "other.npz", "cut.npz" };
  static const char *const said[] = { "\"a.npy\" in the zip archive is compressed in a way",
                                      "has no directory" };

  set_up ();
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *name = g_strconcat ("tests/fuzz/corpus/npz/", files[i], NULL);
    g_autofree char *path = ng_test_source (name);
    g_autofree char *content = NULL;
    g_autofree char *errors = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &content, &size, NULL));
    errors = say_of_arrays ("x.npz", content, size);
    assert_contains (errors, said[i]);
  }
  tear_down ();
}

/* What has no form in PyTorch is told with the file that it stands in, not the one to be written.
 */
static void
test_code (void)
{
  GString *graph = g_string_new (NULL);
  g_autoptr (GBytes) model = NULL;
  g_autofree char *out = NULL;
  g_autofree char *path = NULL;

  set_up ();
  ng_proto_message (graph, 1, ng_proto_node ("Frobnicate", "x", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, (gint64[]){ 1, 3 }, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ 1, 3 }, 2));
  model = ng_proto_model (graph, 17);
  path = put ("in.onnx", g_bytes_get_data (model, NULL), g_bytes_get_size (model));
  out = g_build_filename (folder, "out.py", NULL);
  g_auto (Outcome) outcome = run (NULL, "convert", path, out, NULL);
  g_assert_cmpint (outcome.status, ==, 1);
  assert_contains (outcome.errors, "in.onnx:y: error: Code::form");
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));

  /* One list of what it may be saved as. */
  g_autofree char *notation = g_build_filename (folder, "out.wl", NULL);
  g_auto (Outcome) hinted = run (NULL, "convert", path, notation, NULL);
  char *first = strstr (hinted.errors, "icture");
  g_assert_true (first == NULL || strstr (first + 1, "icture") == NULL);
  tear_down ();
}

static void
test_size (void)
{
  g_auto (Outcome) outcome =
      run (NULL, "info", "-e", "NetChain[{LinearLayer[3]}, \"Input\" -> {\"n\", 3}]", NULL);

  g_assert_cmpint (outcome.status, ==, 1);
  assert_contains (outcome.errors, "1:40: error: NetGraph::badshape: \"n\" is no size");
  assert_contains (outcome.errors, "{\"Varying\", 3}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  program = argv[1];
  g_test_add_func ("/app/say-files/keras", test_keras);
  g_test_add_func ("/app/say-files/safetensors", test_safetensors);
  g_test_add_func ("/app/say-files/archive", test_archive);
  g_test_add_func ("/app/say-files/code", test_code);
  g_test_add_func ("/app/say-files/size", test_size);
  return g_test_run ();
}
