/* Files of external data beside a model. */

#include "core/formats/document.h"
#include "core/formats/onnx.h"

#include "core/graph/same.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>

typedef struct {
  char *folder;
  NgNet *net; /* two arrays of 3600 bytes */
} Fixture;

static NgNet *
two_arrays (void)
{
  static const gint64 dims[] = { 3, 300 }, open[] = { -1, 3 };
  GString *graph = g_string_new (NULL);
  g_autofree float *values = g_new (float, 900);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 900; i++)
    values[i] = (float) i;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);
  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "x w1", "a"));
  ng_proto_message (graph, 1, ng_proto_node ("Add", "a w2", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("w1", tensor));
  ng_proto_message (graph, 5, ng_proto_tensor ("w2", tensor));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, open, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, open, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp (NULL, NULL);
  self->net = two_arrays ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ng_test_remove (self->folder);
  g_free (self->folder);
  ng_net_unref (self->net);
}

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* Large arrays go to a file beside the model where it would be too large, at places that are
 * multiples of 64; from there they are found again, and go along into another folder. */
static void
test_external (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, "large.onnx"), *beside = path_of (self, "large.onnx.data");
  g_autofree char *folder = path_of (self, "elsewhere");
  g_autofree char *moved = g_build_filename (folder, "moved.onnx", NULL);
  g_autofree char *taken = g_build_filename (folder, "large.onnx.data", NULL);
  g_autoptr (GError) error = NULL;

  ng_onnx_save (self->net, path, &(NgOnnxOptions){ .limit = 2000 }, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) model = ng_file_map (path, NULL);
  g_autoptr (GBytes) data_bytes = ng_file_map (beside, NULL);
  g_assert_cmpuint (g_bytes_get_size (model), <, 2000);
  g_assert_cmpuint (g_bytes_get_size (data_bytes), ==, 3648 + 3600);
  g_autoptr (NgNet) again = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (self->net, again, 0));
  g_mkdir (folder, 0777);
  ng_onnx_save (again, moved, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) moved_model = ng_file_map (moved, NULL);
  g_assert_true (g_bytes_equal (model, moved_model));
  g_assert_true (g_file_test (taken, G_FILE_TEST_EXISTS));
  /* Another file of that name is not written over: the arrays go into the model. */
  g_assert_true (g_file_set_contents (taken, "mine", 4, NULL));
  ng_onnx_save (again, moved, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) whole = ng_file_map (moved, NULL);
  g_autoptr (GBytes) mine = ng_file_map (taken, NULL);
  g_assert_cmpuint (g_bytes_get_size (whole), >, 7200);
  g_assert_cmpuint (g_bytes_get_size (mine), ==, 4);
  g_autoptr (NgNet) inside = ng_document_load (moved, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (self->net, inside, 0));
}

static gboolean
save_small (NgNet *net, const char *path, GError **error)
{
  return ng_onnx_save (net, path, &(NgOnnxOptions){ .limit = 2000 }, error);
}

static void
expect_text (const char *path, const char *text)
{
  g_autofree char *there = NULL;

  g_assert_true (g_file_get_contents (path, &there, NULL, NULL));
  g_assert_cmpstr (there, ==, text);
}

/* A file with the name of the one beside is written over only where it belongs to the model that
 * is. */
static void
test_stranger (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, "large.onnx"), *beside = path_of (self, "large.onnx.data");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (beside, "mine", 4, NULL));
  g_assert_false (save_small (self->net, path, &error));
  ng_assert_tag (&error, "File::write");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  expect_text (beside, "mine");
  g_assert_true (g_file_set_contents (path, "no model", 8, NULL));
  g_assert_false (save_small (self->net, path, &error));
  ng_assert_tag (&error, "File::write");
  expect_text (path, "no model");
  expect_text (beside, "mine");
  g_assert_cmpint (g_unlink (beside), ==, 0);
  for (int i = 0; i < 2; i++) {
    g_assert_true (save_small (self->net, path, &error));
    g_assert_no_error (error);
  }
  g_autoptr (NgNet) again = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (self->net, again, 0));
}

/* Both files stay as they were where one cannot be written. */
static void
test_both (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, "large.onnx"), *beside = path_of (self, "large.onnx.data");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  g_assert_false (save_small (self->net, path, &error));
  ng_assert_tag (&error, "File::write");
  g_assert_false (g_file_test (beside, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
#define TEST(NAME, FUNCTION)                                                                       \
  g_test_add ("/formats/onnx-save/" NAME, Fixture, NULL, set_up, FUNCTION, tear_down)
  ng_test_init (&argc, &argv);
  TEST ("external", test_external);
  TEST ("stranger", test_stranger);
  TEST ("both", test_both);
  return g_test_run ();
}
