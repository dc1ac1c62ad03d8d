/* The built program makes layers of operators, and says what became of them. */

#include "core/formats/document.h"
#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

static void
add_node (GString *graph, const char *name, const char *op, const char *inputs, const char *output)
{
  GString *node = ng_proto_node (op, inputs, output);

  ng_proto_text (node, 3, name);
  ng_proto_message (graph, 1, node);
}

static void
test_mixed (void)
{
  static const gint64 dims[] = { -1, 3 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *in = g_build_filename (folder, "in.onnx", NULL);
  g_autofree char *out = g_build_filename (folder, "out.netgraph", NULL);
  GString *graph = g_string_new (NULL);
  gint64 zero = 0, one = 1;
  g_autoptr (NgTensor) axis = ng_tensor_new_copy (NG_ELEMENT_I64, &one, 1, &zero);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 5, ng_proto_tensor ("axis", axis));
  add_node (graph, "ramp", "Relu", "x", "a");
  add_node (graph, "sums", "CumSum", "a axis", "b");
  add_node (graph, "shares", "Softmax", "b", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_assert_true (ng_file_replace (in, bytes, NULL));
  g_auto (Outcome) outcome = run (NULL, "convert", "--layers", in, out, NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  assert_contains (outcome.errors, "2 of 3 operators became 2 layers; left:\n  sums (CumSum): ");
  g_autoptr (NgNet) net = ng_document_load (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  g_assert_cmpstr (ng_layer_class (ng_net_layer (net, (gsize) ng_net_find (net, "ramp")))->name,
                   ==,
                   "ElementwiseLayer");
  ng_test_remove (folder);
}

/* A net of layers has no operators to convert. */
static void
test_none (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *in = g_build_filename (folder, "in.wl", NULL);
  g_autofree char *out = g_build_filename (folder, "out.netgraph", NULL);

  g_assert_true (g_file_set_contents (in, "NetChain[{Ramp}, \"Input\" -> 3]", -1, NULL));
  g_auto (Outcome) outcome = run (NULL, "convert", "--layers", in, out, NULL);
  g_assert_cmpint (outcome.status, ==, 1);
  assert_contains (outcome.errors, "ONNX::layers");
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/app/convert-layers/mixed", test_mixed);
  g_test_add_func ("/app/convert-layers/none", test_none);
  return g_test_run ();
}
