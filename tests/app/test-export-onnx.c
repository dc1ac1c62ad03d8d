/* The built program writes ONNX files: by the command and by Export. */

#include "core/formats/document.h"
#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>

static void
assert_runs (const char *command, const char *first, const char *second)
{
  g_auto (Outcome) outcome = run (NULL, command, first, second, NULL);

  g_assert_cmpint (outcome.status, ==, 0);
}

/* A model that nobody changed is written as it was. */
static void
test_untouched (void)
{
  static const gint64 dims[] = { 2, 3 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *first = g_build_filename (folder, "a.onnx", NULL);
  g_autofree char *second = g_build_filename (folder, "b.onnx", NULL);
  g_autofree char *third = g_build_filename (folder, "c.onnx", NULL);
  g_autofree char *export = g_strdup_printf ("Export[\"%s\", Import[\"%s\"]]", third, first);
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("Relu", "x", "y");

  ng_proto_text (node, 6, "a note");
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  g_assert_true (ng_file_replace (first, bytes, NULL));
  assert_runs ("convert", first, second);
  assert_runs ("eval", "-e", export);
  g_autoptr (GBytes) converted = ng_file_map (second, NULL);
  g_autoptr (GBytes) exported = ng_file_map (third, NULL);
  g_assert_true (g_bytes_equal (bytes, converted));
  g_assert_true (g_bytes_equal (bytes, exported));
  g_remove (first);
  g_remove (second);
  g_remove (third);
  g_rmdir (folder);
}

/* Export says as much of the model as the command does. */
static void
test_options (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *net = g_build_filename (folder, "a.wl", NULL);
  g_autofree char *first = g_build_filename (folder, "a.onnx", NULL);
  g_autofree char *second = g_build_filename (folder, "b.onnx", NULL);
  g_autofree char *export = g_strdup_printf (
      "Export[\"%s\", Import[\"%s\"], \"Opset\" -> 21, \"Coders\" -> True, \"Losses\" -> False]",
      second,
      net);
  static const char text[] =
      "NetGraph[{SoftmaxLayer[], MeanSquaredLossLayer[]}, {1 -> NetPort[2, \"Input\"], 1 -> "
      "NetPort[\"Output\"]}, \"Input\" -> 2, \"Output\" -> NetDecoder[{\"Class\", {\"a\", "
      "\"b\"}}]]";

  g_assert_true (g_file_set_contents (net, text, -1, NULL));
  g_auto (Outcome) outcome =
      run (NULL, "convert", "--opset", "21", "--coders", "--without-losses", net, first, NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  assert_runs ("eval", "-e", export);
  g_autoptr (GBytes) converted = ng_file_map (first, NULL);
  g_autoptr (GBytes) exported = ng_file_map (second, NULL);
  g_assert_true (g_bytes_equal (converted, exported));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (converted, NULL),
                                  (gssize) g_bytes_get_size (converted),
                                  "Output/Probabilities"));
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/app/export-onnx/untouched", test_untouched);
  g_test_add_func ("/app/export-onnx/options", test_options);
  return g_test_run ();
}
