#include "core/formats/onnx.h"

#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

static NgNet *
read_graph (GString *graph, GError **error)
{
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);

  return ng_onnx_read (bytes, NULL, NULL, error);
}

static GString *
graph_with (const char *input, const char *output)
{
  static const gint64 dims[] = { -1, 3 };
  GString *graph = g_string_new (NULL);

  if (input != NULL)
    ng_proto_message (graph, 11, ng_proto_value (input, 1, dims, 2));
  if (output != NULL)
    ng_proto_message (graph, 12, ng_proto_value (output, 1, dims, 2));
  return graph;
}

static void
add_initializer (GString *graph, const char *name, gint64 rows, gint64 columns)
{
  gint64 dims[2] = { rows, columns };
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, g_new0 (float, (gsize) (rows * columns)));

  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

/* Initializers are arrays of the layers that use them, shared, and named by the input; the symbol
 * of a dimension is a varying length of that name all the way through. */
static void
test_initializers (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "z");

  add_initializer (graph, "w", 3, 3);
  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "y w", "z"));
  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "x w", "y"));
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 2);
  g_assert_cmpuint (ng_net_n_inputs (net), ==, 1);
  g_assert_true (ng_net_is_raw (net));
  /* The nodes were not in order; the net's order is. */
  g_assert_cmpint (ng_net_order (net)[0], ==, 1);
  for (gsize i = 0; i < 2; i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_assert_cmpuint (ng_layer_n_inputs (layer), ==, 1);
    g_assert_cmpuint (ng_layer_n_arrays (layer), ==, 1);
    g_assert_cmpstr (ng_layer_array_spec (layer, 0)->name, ==, "B");
    g_assert_cmpstr (ng_layer_array_spec (layer, 0)->alias, ==, "w");
    g_assert_cmpstr (ng_layer_kind (layer), ==, "MatMul");
  }
  g_assert_true (ng_layer_array (ng_net_layer (net, 0), 0) ==
                 ng_layer_array (ng_net_layer (net, 1), 0));
  g_autofree char *label = ng_type_label (ng_net_output_type (net, 0), ng_net_length_names (net));
  g_assert_cmpstr (label, ==, "N×3");
}

/* Names are made unique: two nodes of one name, and one without. */
static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "c");
  GString *first = ng_proto_node ("Relu", "x", "a"), *second = ng_proto_node ("Relu", "a", "b");

  ng_proto_text (first, 3, "/block/relu");
  ng_proto_text (second, 3, "/block/relu");
  ng_proto_message (graph, 1, first);
  ng_proto_message (graph, 1, second);
  ng_proto_message (graph, 1, ng_proto_node ("Relu", "b", "c"));
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ng_net_name (net, 0), ==, "/block/relu");
  g_assert_cmpstr (ng_net_name (net, 1), ==, "/block/relu_2");
  g_assert_cmpstr (ng_net_name (net, 2), ==, "c");
}

static void
test_unknown_operator (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "y"), *node = ng_proto_node ("Frobnicate", "x - x", "y");

  ng_proto_text (node, 7, "example.org");
  ng_proto_add_real (node, "twist", 0.5);
  ng_proto_message (graph, 1, node);
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  const NgOnnxNode *payload = ng_layer_onnx_node (ng_net_layer (net, 0));
  g_assert_cmpstr (payload->domain, ==, "example.org");
  g_assert_cmpuint (payload->n_operands, ==, 3);
  g_assert_cmpint (payload->operands[1].kind, ==, NG_OPERAND_ABSENT);
  ng_assert_near (ng_onnx_node_real (payload, "twist", 0), 0.5, 0);
  /* What the file declares stands in for what nobody can infer. */
  g_assert_cmpint (ng_net_output_type (net, 0)->rank, ==, 2);
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 0);
}

/* A value that nothing makes is a diagnostic of the net, which opens. */
static void
test_undefined (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "y");

  ng_proto_message (graph, 1, ng_proto_node ("Add", "x nowhere", "y"));
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_diagnostics (net), >=, 1);
  g_assert_cmpstr (ng_net_diagnostic (net, 0)->tag, ==, "ONNX::model");
}

static void
test_cycle (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "a");

  ng_proto_message (graph, 1, ng_proto_node ("Add", "x b", "a"));
  ng_proto_message (graph, 1, ng_proto_node ("Relu", "a", "b"));
  g_assert_null (read_graph (graph, &error));
  ng_assert_tag (&error, "NetGraph::cycle");
}

static void
test_twice (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "y");

  ng_proto_message (graph, 1, ng_proto_node ("Relu", "x", "y"));
  ng_proto_message (graph, 1, ng_proto_node ("Neg", "x", "y"));
  g_assert_null (read_graph (graph, &error));
  ng_assert_tag (&error, "ONNX::model");
}

/* A branch uses a value of the graph around it: an input of the branch's net and of the layer. A
 * constant around it is an array inside. */
static void
test_subgraph (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "y"), *node = ng_proto_node ("If", "c", "y");
  GString *yes = graph_with (NULL, "t"), *no = graph_with (NULL, "e");

  ng_proto_message (graph, 11, ng_proto_value ("c", 9, NULL, 0));
  add_initializer (graph, "w", 1, 3);
  ng_proto_message (yes, 1, ng_proto_node ("Add", "x w", "t"));
  ng_proto_message (no, 1, ng_proto_node ("Neg", "x", "e"));
  ng_proto_add_graph (node, "then_branch", yes);
  ng_proto_add_graph (node, "else_branch", no);
  ng_proto_message (graph, 1, node);
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  NgLayer *layer = ng_net_layer (net, 0);
  const NgOnnxNode *payload = ng_layer_onnx_node (layer);
  const NgAttribute *branch = ng_onnx_node_attribute (payload, "then_branch");
  g_assert_cmpuint (ng_layer_n_inputs (layer), ==, 2);
  g_assert_cmpuint (ng_net_n_inputs (branch->net), ==, 1);
  g_assert_cmpuint (branch->n_formal, ==, 0);
  g_assert_cmpuint (ng_layer_n_arrays (ng_net_layer (branch->net, 0)), ==, 1);
  g_assert_cmpint (ng_net_output_type (net, 0)->rank, ==, 2);

  /* Both bodies can be seen, and what they hold counts. */
  const char *name;
  g_assert_cmpuint (ng_layer_n_nets (layer), ==, 2);
  g_assert_true (ng_layer_net_at (layer, 0, &name) == branch->net);
  g_assert_cmpstr (name, ==, "then_branch");
  g_assert_nonnull (ng_layer_net_at (layer, 1, &name));
  g_assert_cmpstr (name, ==, "else_branch");
  g_assert_null (ng_layer_net_at (layer, 2, NULL));
  g_assert_cmpint (ng_net_n_parameters (net), ==, 3);
}

/* An output that is an input goes through a layer of its own. */
static void
test_passed_through (void)
{
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("x", "x");

  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 1);
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (net, 0)), ==, "Identity");
  g_assert_cmpstr (ng_net_output_name (net, 0), ==, "x");
}

/* Sizes that are computed from the sizes of an input are followed: Reshape by Shape, Gather and
 * Concat finds that the batch stays. */
static void
test_symbols (void)
{
  static const gint64 in[] = { -1, 4, 6 }, zero = 0, minus_one = -1, one = 1;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) index = ng_tensor_new_copy (NG_ELEMENT_I64, &one, 1, &zero);
  g_autoptr (NgTensor) rest = ng_tensor_new_copy (NG_ELEMENT_I64, &one, 1, &minus_one);
  GString *graph = g_string_new (NULL), *concat = ng_proto_node ("Concat", "n rest", "target");

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, in, 0));
  ng_proto_message (graph, 5, ng_proto_tensor ("index", index));
  ng_proto_message (graph, 5, ng_proto_tensor ("rest", rest));
  ng_proto_add_integer (concat, "axis", 0);
  ng_proto_message (graph, 1, ng_proto_node ("Shape", "x", "shape"));
  ng_proto_message (graph, 1, ng_proto_node ("Gather", "shape index", "n"));
  ng_proto_message (graph, 1, concat);
  ng_proto_message (graph, 1, ng_proto_node ("Reshape", "x target", "y"));
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_autofree char *label = ng_type_label (ng_net_output_type (net, 0), ng_net_length_names (net));
  g_assert_cmpstr (label, ==, "N×24");
}

/* Bytes cut off anywhere are refused or read, and nothing else happens. */
static void
test_cut (void)
{
  GString *graph = graph_with ("x", "z");

  add_initializer (graph, "w", 3, 3);
  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "x w", "z"));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  for (gsize length = 0; length < g_bytes_get_size (bytes); length++) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_onnx_read (part, NULL, NULL, &error);
    g_assert_true ((net == NULL) == (error != NULL));
  }
}

/* A function whose branch calls the function has no end, and is refused where subgraphs are nested
 * too deeply. */
static void
test_endless_function (void)
{
  static const gint64 none[] = { 0 };
  GString *model = g_string_new (NULL), *graph = g_string_new (NULL);
  GString *function = g_string_new (NULL), *branch = ng_proto_node ("If", "c", "y");
  GString *yes = g_string_new (NULL), *no = g_string_new (NULL);
  GString *call = ng_proto_node ("F", "x c", "z"), *first = ng_proto_node ("F", "X C", "Y");
  g_autoptr (GError) error = NULL;

  ng_proto_text (call, 7, "d");
  ng_proto_text (first, 7, "d");
  ng_proto_message (yes, 1, call);
  ng_proto_message (yes, 12, ng_proto_value ("z", 1, none, 0));
  ng_proto_message (no, 1, ng_proto_node ("Identity", "x", "w"));
  ng_proto_message (no, 12, ng_proto_value ("w", 1, none, 0));
  ng_proto_add_graph (branch, "then_branch", yes);
  ng_proto_add_graph (branch, "else_branch", no);
  ng_proto_text (function, 1, "F");
  ng_proto_text (function, 4, "x");
  ng_proto_text (function, 4, "c");
  ng_proto_text (function, 5, "y");
  ng_proto_message (function, 7, branch);
  ng_proto_text (function, 10, "d");
  ng_proto_message (graph, 1, first);
  ng_proto_message (graph, 11, ng_proto_value ("X", 1, none, 0));
  ng_proto_message (graph, 11, ng_proto_value ("C", 9, none, 0));
  ng_proto_message (graph, 12, ng_proto_value ("Y", 1, none, 0));
  ng_proto_message (model, 7, graph);
  for (int i = 0; i < 2; i++) {
    GString *import = g_string_new (NULL);
    ng_proto_text (import, 1, i == 0 ? "" : "d");
    ng_proto_integer (import, 2, 16);
    ng_proto_message (i == 0 ? function : model, i == 0 ? 9 : 8, import);
  }
  ng_proto_message (model, 25, function);
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (model);
  g_assert_null (ng_onnx_read (bytes, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "nested more than"));
  ng_assert_tag (&error, "ONNX::limit");
}

/* Time and memory grow with the model, not with its square. */
static void
test_many (void)
{
  enum { N = 20000 };
  g_autoptr (GError) error = NULL;
  GString *graph = graph_with ("v0", "v20000");

  for (int i = 0; i < N; i++) {
    g_autofree char *from = g_strdup_printf ("v%d", i);
    g_autofree char *to = g_strdup_printf ("v%d", i + 1);
    GString *node = ng_proto_node ("Relu", from, to);
    ng_proto_text (node, 3, "same");
    ng_proto_message (graph, 1, node);
  }
  g_autoptr (NgNet) net = read_graph (graph, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, N);
  g_assert_cmpstr (ng_net_name (net, N - 1), ==, "same_20000");
  g_assert_cmpint (ng_net_output_type (net, 0)->rank, ==, 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx/initializers", test_initializers);
  g_test_add_func ("/formats/onnx/names", test_names);
  g_test_add_func ("/formats/onnx/unknown-operator", test_unknown_operator);
  g_test_add_func ("/formats/onnx/undefined", test_undefined);
  g_test_add_func ("/formats/onnx/cycle", test_cycle);
  g_test_add_func ("/formats/onnx/twice", test_twice);
  g_test_add_func ("/formats/onnx/subgraph", test_subgraph);
  g_test_add_func ("/formats/onnx/passed-through", test_passed_through);
  g_test_add_func ("/formats/onnx/symbols", test_symbols);
  g_test_add_func ("/formats/onnx/cut", test_cut);
  g_test_add_func ("/formats/onnx/endless-function", test_endless_function);
  g_test_add_func ("/formats/onnx/many", test_many);
  return g_test_run ();
}
