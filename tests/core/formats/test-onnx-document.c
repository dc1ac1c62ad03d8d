/* Nets of ONNX operators in .netgraph files: kept as the model that they are, to the byte, with the
 * texts beside them; arrays in other files come along. */

#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/formats/safetensors.h"
#include "core/graph/delete.h"
#include "core/graph/same.h"
#include "core/tensor/tensor.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const gint64 dims[] = { 2, 3 };

/* x -> Mul w -> Relu -> y; @is_beside: w lies in a file "w.data". */
static GBytes *
model_new (gboolean is_beside)
{
  static const float values[6] = { 1, -2, 3, -4, 5, -6 };
  g_autoptr (NgTensor) weights = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);
  GString *graph = g_string_new (NULL);
  GString *w = g_string_new (NULL);

  ng_proto_message (graph, 1, ng_proto_node ("Mul", "x w", "a"));
  ng_proto_message (graph, 1, ng_proto_node ("Relu", "a", "y"));
  if (is_beside) {
    GString *location = g_string_new (NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (dims); i++)
      ng_proto_integer (w, 1, (guint64) dims[i]);
    ng_proto_integer (w, 2, 1);
    ng_proto_text (w, 8, "w");
    ng_proto_text (location, 1, "location");
    ng_proto_text (location, 2, "w.data");
    ng_proto_message (w, 13, location);
    ng_proto_integer (w, 14, 1);
    ng_proto_message (graph, 5, w);
  } else {
    g_string_free (w, TRUE);
    ng_proto_message (graph, 5, ng_proto_tensor ("w", weights));
  }
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  return ng_proto_model (graph, 17);
}

static NgNet *
write_and_load (GBytes *bytes, const char *path, GError **error)
{
  return bytes != NULL && ng_file_replace (path, bytes, error)
             ? ng_document_load (path, NULL, NULL, error)
             : NULL;
}

static void
test_kept (void)
{
  static const char *const notes[] = { "netgraph.layout", "{}", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autoptr (GBytes) model = model_new (FALSE);
  g_autoptr (NgNet) net = ng_onnx_read (model, NULL, NULL, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = ng_document_bytes (net, notes, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) again = write_and_load (bytes, path, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (net, again, 0));
  g_autoptr (GBytes) saved = ng_onnx_write (again, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (saved, model));
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, &error);
  g_assert_cmpstr (ng_safetensors_text (file, "netgraph.layout"), ==, "{}");

  g_assert_true (ng_document_save (net, path, &error));
  g_autoptr (NgNet) third = ng_document_load (path, NULL, NULL, &error);
  g_assert_true (ng_net_same (net, third, 0));
  g_unlink (path);
  g_rmdir (folder);
}

/* Arrays in files beside the model are in the file. */
static void
test_external (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *data = g_build_filename (folder, "w.data", NULL);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autoptr (GBytes) model = model_new (TRUE);
  float values[6] = { 1, 2, 3, 4, 5, 6 };

  g_assert_true (g_file_set_contents (data, (const char *) values, sizeof values, &error));
  g_autoptr (NgNet) net = ng_onnx_read (model, folder, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = ng_document_bytes (net, NULL, &error);
  g_assert_no_error (error);
  g_unlink (data);
  g_autoptr (NgNet) again = write_and_load (bytes, path, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (net, again, 0));
  g_unlink (path);
  g_rmdir (folder);
}

/* Fails with the tag and both words. */
static void
expect_refusal (gboolean ok, GError **error, const char *first, const char *second)
{
  g_assert_false (ok);
  g_assert_true (ng_error_has_tag (*error, "ONNX::external"));
  g_assert_nonnull (strstr ((*error)->message, first));
  g_assert_nonnull (strstr ((*error)->message, second));
  g_clear_error (error);
}

/* A model whose data are not there opens, with all its shapes; what needs them says what is
 * missing. */
static void
check_missing (const char *folder, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autoptr (GBytes) model = model_new (TRUE);
  g_autoptr (NgNet) net = ng_onnx_read (model, folder, warnings, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[0])->message, word));
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 0);
  g_assert_cmpint (ng_net_n_parameters (net), ==, 6);
  g_assert_cmpint (ng_net_output_type (net, 0)->dims[1].value, ==, 3);
  expect_refusal (ng_document_save (net, path, &error), &error, "w.data", word);
  g_autoptr (GBytes) bytes = ng_onnx_write (net, NULL, &error);
  expect_refusal (bytes != NULL, &error, "w.data", word);
  g_autoptr (NgNet) layers = ng_onnx_to_layers (net, NULL, NULL, &error);
  expect_refusal (layers != NULL, &error, "w.data", word);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  expect_refusal (evaluator != NULL, &error, "w.data", word);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *outside = g_dir_make_tmp (NULL, &error);
  g_autofree char *data = g_build_filename (outside, "w.data", NULL);
  g_autofree char *link = g_build_filename (folder, "w.data", NULL);
  float values[6] = { 1, 2, 3, 4, 5, 6 };

  check_missing (folder, folder);
  g_assert_true (g_file_set_contents (data, (const char *) values, sizeof values, &error));
  g_assert_cmpint (symlink (data, link), ==, 0);
  check_missing (folder, "is a link");
  g_unlink (link);
  g_unlink (data);
  g_rmdir (outside);
  g_rmdir (folder);
}

/* A file of external data that is called as the model is to be is not written over by it. */
static void
test_name_of_data (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *other = g_dir_make_tmp (NULL, &error);
  g_autofree char *data = g_build_filename (folder, "w.data", NULL);
  g_autofree char *saved = g_build_filename (other, "w.data", NULL);
  g_autoptr (GBytes) model = model_new (TRUE);
  float values[6] = { 1, 2, 3, 4, 5, 6 };

  g_assert_true (g_file_set_contents (data, (const char *) values, sizeof values, &error));
  g_autoptr (NgNet) net = ng_onnx_read (model, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_onnx_save (net, saved, NULL, &error));
  g_autoptr (GBytes) bytes = ng_file_map (saved, &error);
  g_autoptr (NgNet) again = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_same (net, again, 0));
  g_unlink (data);
  g_unlink (saved);
  g_rmdir (folder);
  g_rmdir (other);
}

/* x -> Abs z -> Neg a -> If, whose branches read a; each has two bodies, of which the last counts
 * and the first has more nodes. */
static GBytes *
model_with_two_bodies (void)
{
  static const char *const branches[] = { "then_branch", "else_branch" };
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("If", "flag", "y");

  for (gsize i = 0; i < G_N_ELEMENTS (branches); i++) {
    GString *attribute = g_string_new (NULL);

    ng_proto_text (attribute, 1, branches[i]);
    ng_proto_integer (attribute, 20, 5);
    for (int copy = 0; copy < 2; copy++) {
      GString *body = g_string_new (NULL);

      for (int k = copy == 0 ? 60 : 0; k > 0; k--) {
        g_autofree char *name = g_strdup_printf ("t%d", k);
        ng_proto_message (body, 1, ng_proto_node ("Relu", "a", name));
        ng_proto_message (body, 12, ng_proto_value (name, 1, dims, 2));
      }
      ng_proto_message (body, 1, ng_proto_node ("Relu", "a", "r"));
      ng_proto_message (body, 12, ng_proto_value ("r", 1, dims, 2));
      ng_proto_message (attribute, 6, body);
    }
    ng_proto_message (node, 5, attribute);
  }
  ng_proto_message (graph, 1, ng_proto_node ("Abs", "x", "z"));
  ng_proto_message (graph, 1, ng_proto_node ("Neg", "z", "a"));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("flag", 9, dims, 0));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  return ng_proto_model (graph, 17);
}

/* Where Neg is deleted, the branches read z. */
static void
test_two_bodies (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) model = model_with_two_bodies ();
  g_autoptr (NgNet) net = ng_onnx_read (model, NULL, NULL, &error);
  const gboolean is_deleted[] = { FALSE, TRUE, FALSE };

  g_assert_no_error (error);
  g_autoptr (NgNet) shorter = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = ng_onnx_write (shorter, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) again = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (again), ==, 2);
  g_assert_cmpuint (ng_net_n_diagnostics (again), ==, 0);
}

static void
expect_spoilt (NgTensor *tensor, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();

  ng_safetensors_add_text (file, "netgraph.version", "1");
  g_assert_true (ng_safetensors_add (file, "netgraph.onnx", tensor, &error));
  g_autoptr (GBytes) bytes = ng_safetensors_write (file, &error);
  g_assert_null (write_and_load (bytes, path, &error));
  ng_assert_tag (&error, tag);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_spoilt (void)
{
  static const float reals[6] = { 0 };
  static const guint8 noise[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  g_autoptr (NgTensor) no_bytes = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, reals);
  g_autoptr (NgTensor) no_model = ng_tensor_new_copy (NG_ELEMENT_U8, dims, 2, noise);

  expect_spoilt (no_bytes, "File::format");
  expect_spoilt (no_model, "ONNX::wire");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/onnx-document/kept", test_kept);
  g_test_add_func ("/onnx-document/external", test_external);
  g_test_add_func ("/onnx-document/missing", test_missing);
  g_test_add_func ("/onnx-document/name-of-data", test_name_of_data);
  g_test_add_func ("/onnx-document/two-bodies", test_two_bodies);
  g_test_add_func ("/onnx-document/spoilt", test_spoilt);
  return g_test_run ();
}
