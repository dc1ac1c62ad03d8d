/* Symbolic dimensions of ONNX models: what is computed from them, and where bodies read them. */

#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/operators/onnx-node.h"
#include "tests/support/nets.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

static NgNet *
read_graph (GString *graph)
{
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static GString *
open_graph (const gint64 *dims, gsize rank, const char *output)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, rank));
  ng_proto_message (graph, 12, ng_proto_value (output, 1, NULL, 0));
  return graph;
}

static void
assert_label (const NgNet *net, const char *layer, const char *label)
{
  int index = ng_net_find (net, layer);

  g_assert_cmpint (index, >=, 0);
  g_autofree char *found = ng_type_label (
      ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, 0 }), ng_net_length_names (net));
  g_assert_cmpstr (found, ==, label);
}

static GString *
node (const char *op, const char *inputs, const char *output)
{
  GString *message = ng_proto_node (op, inputs, output);

  ng_proto_text (message, 3, output);
  return message;
}

static void
add_integers (GString *graph, const char *name, const gint64 *values, gint64 n)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, values);

  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

/* Joined, rearranged and taken every other element; twice the same length is one. */
static void
test_arithmetic (void)
{
  static const gint64 dims[] = { -1, 4 }, flat[] = { -1 }, zero[] = { 0 }, one[] = { 1 },
                      most[] = { G_MAXINT64 }, two[] = { 2 };
  GString *graph = open_graph (dims, 2, "sum"), *joined = node ("Concat", "x x r", "joined");

  add_integers (graph, "flat", flat, 1);
  add_integers (graph, "zero", zero, 1);
  add_integers (graph, "one", one, 1);
  add_integers (graph, "most", most, 1);
  add_integers (graph, "two", two, 1);
  ng_proto_message (graph, 1, node ("Slice", "x zero one zero", "r"));
  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (graph, 1, joined);
  ng_proto_message (graph, 1, node ("Reshape", "x flat", "row"));
  ng_proto_message (graph, 1, node ("Slice", "x zero most zero two", "half"));
  joined = node ("Concat", "r x x", "other");
  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (graph, 1, joined);
  ng_proto_message (graph, 1, node ("Add", "joined other", "sum"));
  g_autoptr (NgNet) net = read_graph (graph);
  assert_label (net, "joined", "(2*N+1)×4");
  assert_label (net, "row", "(4*N)");
  assert_label (net, "half", "ceil(N/2)×4");
  assert_label (net, "sum", "(2*N+1)×4");
}

/* What is computed from a Shape node is followed, through real numbers as well. */
static void
test_values (void)
{
  static const gint64 dims[] = { -1, 4 }, zero[] = { 0 }, tail[] = { 8, 4 };
  GString *graph = open_graph (dims, 2, "y"), *shape;
  static const gint64 n = 1;
  static const float three[] = { 3 };
  g_autoptr (NgTensor) factor = ng_tensor_new_copy (NG_ELEMENT_F32, &n, 1, three);

  add_integers (graph, "zero", zero, 1);
  add_integers (graph, "tail", tail, 2);
  ng_proto_message (graph, 5, ng_proto_tensor ("factor", factor));
  ng_proto_message (graph, 1, node ("Shape", "x", "dims"));
  ng_proto_message (graph, 1, node ("Gather", "dims zero", "n"));
  shape = node ("Cast", "n", "real");
  ng_proto_add_integer (shape, "to", 1);
  ng_proto_message (graph, 1, shape);
  ng_proto_message (graph, 1, node ("Mul", "real factor", "product"));
  shape = node ("Cast", "product", "whole");
  ng_proto_add_integer (shape, "to", 7);
  ng_proto_message (graph, 1, shape);
  shape = node ("Concat", "whole tail", "target");
  ng_proto_add_integer (shape, "axis", 0);
  ng_proto_message (graph, 1, shape);
  ng_proto_message (graph, 1, node ("ConstantOfShape", "target", "y"));
  g_autoptr (NgNet) net = read_graph (graph);
  assert_label (net, "y", "(3*N)×8×4");
}

static GString *
branch (const char *op)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, node (op, "x", "inside"));
  ng_proto_message (graph, 12, ng_proto_value ("inside", 1, NULL, 0));
  return graph;
}

/* A branch shows what it reads from outside, and what both branches give is known outside. */
static void
test_bodies (void)
{
  static const gint64 dims[] = { -1, 4 };
  GString *graph = open_graph (dims, 2, "y"), *choice = node ("If", "c", "y");

  ng_proto_message (graph, 11, ng_proto_value ("c", 9, NULL, 0));
  ng_proto_add_graph (choice, "then_branch", branch ("Tanh"));
  ng_proto_add_graph (choice, "else_branch", branch ("Exp"));
  ng_proto_message (graph, 1, choice);
  g_autoptr (NgNet) net = read_graph (graph);
  assert_label (net, "y", "N×4");
  for (gsize i = 0; i < 2; i++) {
    const char *name;
    NgNet *body = ng_layer_net_at (ng_net_layer (net, 0), i, &name);
    g_assert_nonnull (body);
    assert_label (body, "inside", "N×4");
  }
  /* The file's own node is untouched. */
  const NgOnnxNode *written = ng_layer_onnx_node (ng_net_layer (net, 0));
  for (guint i = 0; i < written->attributes->len; i++)
    g_assert_false (g_array_index (written->attributes, NgAttribute, i).is_edited);
}

/* A value that each step makes longer is not of the length that it had at the start. */
static void
test_loop (void)
{
  static const gint64 dims[] = { -1, 4 };
  GString *graph = open_graph (dims, 2, "y"), *body = g_string_new (NULL);
  GString *loop = node ("Loop", "m - x x", "y z"), *joined = node ("Concat", "a a", "a2");

  ng_proto_message (graph, 11, ng_proto_value ("m", 7, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("i", 7, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("go", 9, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("a", 1, dims, 2));
  ng_proto_message (body, 11, ng_proto_value ("b", 1, dims, 2));
  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (body, 1, node ("Identity", "go", "go2"));
  ng_proto_message (body, 1, joined);
  ng_proto_message (body, 1, node ("Neg", "b", "b2"));
  ng_proto_message (body, 12, ng_proto_value ("go2", 9, NULL, 0));
  ng_proto_message (body, 12, ng_proto_value ("a2", 1, dims, 2));
  ng_proto_message (body, 12, ng_proto_value ("b2", 1, dims, 2));
  ng_proto_add_graph (loop, "body", body);
  ng_proto_message (graph, 1, loop);
  ng_proto_message (graph, 1, node ("Neg", "z", "kept"));
  ng_proto_message (graph, 1, node ("Neg", "y", "grown"));
  ng_proto_message (graph, 12, ng_proto_value ("kept", 1, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("grown", 1, NULL, 0));
  g_autoptr (NgNet) net = read_graph (graph);
  assert_label (net, "kept", "N×4");
  int index = ng_net_find (net, "grown");
  const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, 0 });
  const NgType *input = ng_net_input_type (net, 0);
  g_assert_cmpint (type->rank, ==, 2);
  g_assert_false (ng_dim_equal (type->dims[0], input->dims[0]));
  g_assert_true (ng_dim_equal (type->dims[1], ng_dim_number (4)));
}

/* What a node gives is of a sort and a rank also where constants that it needs are none. */
static void
test_sorts (void)
{
  static const gint64 dims[] = { -1, 4 }, two[] = { 2 };
  GString *graph = open_graph (dims, 2, "cut");

  ng_proto_message (graph, 11, ng_proto_value ("from", 7, two, 1));
  ng_proto_message (graph, 11, ng_proto_value ("to", 7, two, 1));
  ng_proto_message (graph, 11, ng_proto_value ("words", 8, dims, 2));
  ng_proto_message (graph, 1, node ("Slice", "x from to", "cut"));
  ng_proto_message (graph, 1, node ("Identity", "words", "same"));
  ng_proto_message (graph, 12, ng_proto_value ("same", 8, dims, 2));
  g_autoptr (NgNet) net = read_graph (graph);
  const NgType *cut = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, ng_net_find (net, "cut"), 0 });
  const NgType *same =
      ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, ng_net_find (net, "same"), 0 });
  g_assert_cmpint (cut->element, ==, NG_ELEMENT_F32);
  g_assert_cmpint (cut->rank, ==, 2);
  g_assert_cmpint (same->element, ==, NG_ELEMENT_STRING);
}

/* A layer tells what sizes it gives, and not in what elements; shapes behind it are known. */
static void
test_layer (void)
{
  static const gint64 dims[] = { -1, 4 };
  GString *graph = open_graph (dims, 2, "size"), *joined = node ("Concat", "b b", "c");

  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (graph, 1, node ("Neg", "x", "b"));
  ng_proto_message (graph, 1, joined);
  ng_proto_message (graph, 1, node ("Abs", "c", "d"));
  ng_proto_message (graph, 1, node ("Shape", "d", "size"));
  g_autoptr (NgNet) net = read_graph (graph);
  g_autoptr (NgNet) ramp = ng_test_net ("NetChain[{Ramp}]");
  g_autoptr (GError) error = NULL;
  NgNetBuilder *builder = ng_net_builder_new_from (net);
  ng_net_builder_set_layer (builder, (gsize) ng_net_find (net, "b"), ng_net_layer (ramp, 0));
  g_autoptr (NgNet) mixed = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  assert_label (mixed, "b", "N×4");
  assert_label (mixed, "c", "(2*N)×4");
  assert_label (mixed, "d", "(2*N)×4");
  int index = ng_net_find (mixed, "size");
  const NgType *size = ng_net_type (mixed, (NgSource){ NG_SOURCE_LAYER, index, 0 });
  g_assert_cmpint (size->element, ==, NG_ELEMENT_I64);
  g_assert_true (ng_dim_equal (size->dims[0], ng_dim_number (2)));
}

/* What is cut between two lengths out of a number of elements is not said to be nothing. */
static void
test_cut (void)
{
  static const gint64 dims[] = { -1, 4 }, other[] = { 3, 16 }, one = 1, zero = 0, two = 2;
  GString *graph = open_graph (dims, 2, "cut");

  ng_proto_message (graph, 11, ng_proto_value ("z", 1, other, 2));
  add_integers (graph, "zero", &zero, 1);
  add_integers (graph, "one", &one, 1);
  add_integers (graph, "two", &two, 1);
  ng_proto_message (graph, 1, node ("Shape", "x", "dims"));
  ng_proto_message (graph, 1, node ("Gather", "dims zero", "n"));
  ng_proto_message (graph, 1, node ("Add", "n one", "more"));
  ng_proto_message (graph, 1, node ("Div", "more two", "half"));
  ng_proto_message (graph, 1, node ("Slice", "z half n one", "cut"));
  g_autoptr (NgNet) net = read_graph (graph);
  const NgType *cut = ng_net_output_type (net, 0);
  g_assert_cmpint (cut->rank, ==, 2);
  g_assert_true (ng_dim_equal (cut->dims[0], ng_dim_number (3)));
  g_assert_cmpint (cut->dims[1].state, !=, NG_DIM_NUMBER);
}

/* The net with @text in the place of the layer of that name. */
static NgNet *
replace_layer (NgNet *net, const char *name, const char *text)
{
  g_autofree char *notation = g_strdup_printf ("NetChain[{%s}]", text);
  g_autoptr (NgNet) chain = ng_test_net (notation);
  g_autoptr (GError) error = NULL;
  NgNetBuilder *builder = ng_net_builder_new_from (net);

  ng_net_builder_set_layer (builder, (gsize) ng_net_find (net, name), ng_net_layer (chain, 0));
  NgNet *mixed = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  return mixed;
}

/* What does not fit is told with the names that stand on edges, by operators and by layers. */
static void
test_conflicts (void)
{
  static const gint64 dims[] = { -1, 4 }, three = 3;
  static const float zeros[3] = { 0 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, &three, 1, zeros);
  GString *graph = open_graph (dims, 2, "sum"), *joined = node ("Concat", "x x", "both");
  g_autofree char *given = NULL, *needed = NULL;

  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (graph, 5, ng_proto_tensor ("three", tensor));
  ng_proto_message (graph, 1, joined);
  ng_proto_message (graph, 1, node ("Neg", "both", "minus"));
  ng_proto_message (graph, 1, node ("Add", "minus three", "sum"));
  g_autoptr (NgNet) net = read_graph (graph);
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 1);
  g_assert_nonnull (strstr (ng_net_diagnostic (net, 0)->message, "{2*N, 4} and {3}"));

  g_autoptr (NgNet) mixed =
      replace_layer (net, "minus", "BatchNormalizationLayer[\"Input\" -> {5, 7}]");
  g_assert_cmpuint (ng_net_n_diagnostics (mixed), >=, 1);
  g_assert_nonnull (strstr (ng_net_diagnostic (mixed, 0)->message, "needs {5, 7} at \"Input\""));
  g_assert_nonnull (strstr (ng_net_diagnostic (mixed, 0)->message, "gives {2*N, 4}"));
  g_assert_true (ng_net_diagnostic_sides (mixed, 0, &given, &needed));
  g_assert_cmpstr (given, ==, "(2*N)×4");
  g_assert_cmpstr (needed, ==, "5×7");
}

/* What nothing tells is a length of its own at each output of each node. */
static void
test_outputs (void)
{
  enum { PARTS = 400 };
  static const gint64 dims[] = { -1, 4 }, n_sizes[] = { PARTS };
  GString *graph = open_graph (dims, 2, "y");
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);

  ng_proto_message (graph, 11, ng_proto_value ("sizes", 7, n_sizes, 1));
  for (char letter = 'a'; letter <= 'b'; letter++) {
    g_autoptr (GString) outputs = g_string_new (NULL);

    for (int i = 0; i < PARTS; i++) {
      g_autofree char *name = g_strdup_printf ("%c%d", letter, i);

      g_string_append_printf (outputs, "%s%s", i > 0 ? " " : "", name);
      ng_proto_message (graph, 13, ng_proto_value_words (name, 1, ","));
    }
    ng_proto_message (graph, 1, ng_proto_node ("Split", "x sizes", outputs->str));
  }
  ng_proto_message (graph, 1, node ("Relu", "x", "y"));
  g_autoptr (NgNet) net = read_graph (graph);
  for (int layer = 0; layer < 2; layer++)
    for (int i = 0; i < PARTS; i++) {
      const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, layer, i });

      g_assert_cmpint (type->rank, ==, 2);
      g_assert_cmpint (type->dims[0].state, ==, NG_DIM_VARYING);
      g_assert_true (g_hash_table_add (lengths, GSIZE_TO_POINTER (type->dims[0].value)));
    }
}

/* A length without a name gets no name that another has, and formulas tell them apart. */
static void
test_letters (void)
{
  GString *graph = g_string_new (NULL), *mine = node ("Concat", "a a", "mine");
  GString *other = node ("Concat", "b b", "other");

  ng_proto_add_integer (mine, "axis", 0);
  ng_proto_add_integer (other, "axis", 0);
  ng_proto_message (graph, 11, ng_proto_value_words ("a", 1, ",2"));
  ng_proto_message (graph, 11, ng_proto_value_words ("b", 1, "n,3"));
  ng_proto_message (graph, 11, ng_proto_value_words ("c", 1, "2*n,3"));
  ng_proto_message (graph, 12, ng_proto_value ("sum", 1, NULL, 0));
  ng_proto_message (graph, 1, node ("Neg", "a", "one"));
  ng_proto_message (graph, 1, mine);
  ng_proto_message (graph, 1, other);
  ng_proto_message (graph, 1, node ("Add", "other c", "sum"));
  g_autoptr (NgNet) net = read_graph (graph);
  assert_label (net, "one", "m×2");
  assert_label (net, "mine", "(2*m)×2");
  assert_label (net, "other", "(2*n)×3");
  assert_label (net, "sum", "(2*n)×3");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/symbols/arithmetic", test_arithmetic);
  g_test_add_func ("/operators/symbols/values", test_values);
  g_test_add_func ("/operators/symbols/bodies", test_bodies);
  g_test_add_func ("/operators/symbols/loop", test_loop);
  g_test_add_func ("/operators/symbols/sorts", test_sorts);
  g_test_add_func ("/operators/symbols/layer", test_layer);
  g_test_add_func ("/operators/symbols/cut", test_cut);
  g_test_add_func ("/operators/symbols/outputs", test_outputs);
  g_test_add_func ("/operators/symbols/letters", test_letters);
  g_test_add_func ("/operators/symbols/conflicts", test_conflicts);
  return g_test_run ();
}
