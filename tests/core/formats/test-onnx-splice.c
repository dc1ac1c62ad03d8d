/* Nets that are more than nodes of one file: subgraphs, functions, other files, operators made by
 * hand, attributes; and what cannot be saved. */

#include "core/formats/onnx.h"

#include "core/graph/builder.h"
#include "core/graph/same.h"
#include "core/graph/wire.h"
#include "core/operators/operator-class.h"
#include "tests/support/onnx-file.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

/* An If whose branches read "a" from outside; @between: stands between "a" and the If */
static GBytes *
model_with_subgraph (void)
{
  GString *graph = g_string_new (NULL), *yes = g_string_new (NULL), *no = g_string_new (NULL);
  GString *node = ng_proto_node ("If", "flag", "y");
  static const gint64 dims[] = { -1, 3 };

  ng_test_onnx_node (graph, "before", "Abs", "x", "z");
  ng_test_onnx_node (graph, "made", "Neg", "z", "a");
  ng_test_onnx_node (yes, "inner", "Relu", "a", "r");
  ng_test_onnx_value (yes, 12, "r");
  ng_test_onnx_node (no, "other", "MatMul", "a w", "s");
  ng_test_onnx_value (no, 12, "s");
  ng_proto_text (no, 2, "the other branch");
  ng_proto_text (node, 3, "choice");
  ng_proto_add_graph (node, "then_branch", yes);
  ng_proto_add_graph (node, "else_branch", no);
  ng_proto_message (graph, 1, node);
  ng_test_onnx_matrix (graph, "w", 0.5);
  ng_proto_message (graph, 11, ng_proto_value ("flag", 9, dims, 0));
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "y");
  return ng_proto_model (graph, 13);
}

/* What a subgraph reads from outside is renamed in it where another layer feeds it now. */
static void
test_subgraph (void)
{
  g_autoptr (GBytes) bytes = model_with_subgraph ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (GBytes) same = ng_test_onnx_save (net);

  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) rest = ng_test_delete_layer (net, "made");
  g_assert_cmpuint (ng_net_n_layers (rest), ==, 2);
  g_autoptr (GBytes) saved = ng_test_onnx_save (rest);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_test_onnx_mentions (saved, "the other branch"));
  g_assert_cmpuint (ng_test_onnx_count (saved, 5), ==, 1);
  g_assert_cmpuint (ng_net_n_layers (again), ==, 2);
  g_assert_cmpuint (ng_net_n_diagnostics (again), ==, 0);
  gsize choice = (gsize) ng_net_find (again, "choice");
  NgLayer *layer = ng_net_layer (again, choice);
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (again, choice, i);
    NgSource wanted = ng_net_source (rest, (gsize) ng_net_find (rest, "choice"), i);
    g_assert_cmpint (source.kind, ==, wanted.kind);
    g_assert_cmpint (source.index, ==, wanted.index);
  }
}

/* y = twice (twice (x)), a function of two nodes */
static GBytes *
model_with_function (void)
{
  GString *graph = g_string_new (NULL), *model = g_string_new (NULL);
  GString *function = g_string_new (NULL), *import = g_string_new (NULL);
  GString *custom = g_string_new (NULL), *own = g_string_new (NULL);

  for (guint i = 0; i < 2; i++) {
    GString *call = ng_proto_node ("Twice", i == 0 ? "x" : "m", i == 0 ? "m" : "y");
    ng_proto_text (call, 3, i == 0 ? "one" : "two");
    ng_proto_text (call, 7, "my.own");
    ng_proto_text (call, 6, "a call");
    ng_proto_message (graph, 1, call);
  }
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "y");
  ng_proto_text (function, 1, "Twice");
  ng_proto_text (function, 4, "p");
  ng_proto_text (function, 5, "q");
  GString *node = ng_proto_node ("Neg", "p", "n");
  ng_proto_message (function, 7, node);
  node = ng_proto_node ("Sub", "p n", "q");
  ng_proto_message (function, 7, node);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, 13);
  g_string_append_len (own, import->str, (gssize) import->len);
  ng_proto_message (function, 9, own);
  ng_proto_text (function, 10, "my.own");
  ng_proto_integer (model, 1, 8);
  ng_proto_message (model, 7, graph);
  ng_proto_message (model, 8, import);
  ng_proto_text (custom, 1, "my.own");
  ng_proto_integer (custom, 2, 1);
  ng_proto_message (model, 8, custom);
  ng_proto_message (model, 25, function);
  return g_string_free_to_bytes (model);
}

/* A call stays one as long as its layers are what they were; else the layers are written out. */
static void
test_function (void)
{
  g_autoptr (GBytes) bytes = model_with_function ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (GBytes) same = ng_test_onnx_save (net);

  g_assert_cmpuint (ng_net_n_layers (net), ==, 4);
  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) renamed = ng_test_rename_layer (net, ng_net_name (net, 0), "minus");
  g_autoptr (GBytes) saved = ng_test_onnx_save (renamed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (ng_test_onnx_count (saved, 1), ==, 3);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 1);
  /* An input of another name is one that the call does not know. */
  g_autoptr (NgNet) other = ng_test_rename_ports (net, "image", "scores");
  g_autoptr (NgNet) read = ng_test_onnx_again (other);
  g_assert_true (ng_net_same (other, read, 0));
}

/* An output that is an input, and one that is a constant, need no nodes. */
static void
test_handed_through (void)
{
  GString *graph = g_string_new (NULL);

  ng_test_onnx_node (graph, "first", "Relu", "x", "y");
  ng_test_onnx_matrix (graph, "w", 0.5);
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "x");
  ng_test_onnx_value (graph, 12, "w");
  ng_test_onnx_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  g_autoptr (GBytes) same = ng_test_onnx_save (net);
  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) renamed = ng_test_rename_layer (net, "first", "ramp");
  g_autoptr (NgNet) again = ng_test_onnx_again (renamed);
  g_assert_true (ng_net_same (renamed, again, 0));
}

/* Layers of another file: their nodes come along, with weights and what is foreign. */
static void
test_other_file (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  GString *graph = g_string_new (NULL);

  ng_test_onnx_node (graph, "third", "MatMul", "x w1", "a");
  ng_test_onnx_matrix (graph, "w1", 0.75);
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "a");
  g_autoptr (GBytes) other_bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) other = ng_test_onnx_read (other_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) mixed = ng_net_exchange_layer (
      net, (gsize) ng_net_find (net, "third"), ng_net_layer (other, 0), &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = ng_test_onnx_save (mixed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (mixed, again, 0));
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 3);
  g_assert_cmpuint (ng_test_onnx_count (saved, 5), ==, 3);
}

static NgOnnxNode *
hand_made (const char *op)
{
  NgOnnxNode *node = ng_onnx_node_new ("", op, 13, ng_operator_find ("", op));
  g_autofree char *from = ng_operator_input_name (node->operator, 0);
  g_autofree char *to = ng_operator_output_name (node->operator, 0);
  NgOnnxPort input = { g_ref_string_new (from), NULL }, output = { g_ref_string_new (to), NULL };
  NgType unknown = ng_type_unknown ();

  node->n_operands = 1;
  node->operands = g_new0 (NgOperand, 1);
  node->operands[0].kind = NG_OPERAND_PORT;
  node->n_results = 1;
  node->results = g_new0 (int, 1);
  g_array_append_val (node->ports, input);
  g_array_append_val (node->outputs, output);
  g_array_append_val (node->declared, unknown);
  return node;
}

static void
add_real (NgOnnxNode *node, const char *name, double value)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_REAL,
                            .real = value };

  g_array_append_val (node->attributes, attribute);
}

static void
add_integers (NgOnnxNode *node, const char *name, gint64 a, gint64 b)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_INTEGERS,
                            .numbers = g_array_new (FALSE, FALSE, sizeof (gint64)) };

  g_array_append_val (attribute.numbers, a);
  g_array_append_val (attribute.numbers, b);
  g_array_append_val (node->attributes, attribute);
}

/* Operators that no file has: a net of their own, and one in a net that was read. */
static void
test_hand_made (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (GError) error = NULL;
  NgOnnxNode *node = hand_made ("LeakyRelu"), *turn = hand_made ("Transpose");
  const gint64 dims[] = { 2, 3 };
  NgType type = ng_type_real (dims, 2);

  add_real (node, "alpha", 0.25);
  add_integers (turn, "perm", 1, 0);
  g_autoptr (NgLayer) layer = ng_onnx_node_layer (node);
  g_autoptr (NgLayer) turned = ng_onnx_node_layer (turn);
  type.element = NG_ELEMENT_F32;
  ng_net_builder_add_layer (builder, "leaky", layer, NULL, &error);
  ng_net_builder_add_layer (builder, "turn", turned, NULL, &error);
  int input = ng_net_builder_input (builder, "in", NULL);
  ng_net_builder_set_port_type (builder, "in", &type, NULL, NULL);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_INPUT, input, 0 }, 0, 0, NULL, &error);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, 0, 0 }, 1, 0, NULL, &error);
  ng_net_builder_output (builder, "out", (NgSource){ NG_SOURCE_LAYER, 1, 0 }, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) again = ng_test_onnx_again (net);
  g_assert_true (ng_net_same (net, again, 0));
  const NgOnnxNode *read = ng_layer_onnx_node (ng_net_layer (again, 0));
  ng_assert_near (ng_onnx_node_real (read, "alpha", 0), 0.25, 0);
  g_assert_cmpint (read->version, ==, 13);
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) old = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) mixed =
      ng_net_exchange_layer (old, (gsize) ng_net_find (old, "second"), layer, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = ng_test_onnx_save (mixed);
  g_autoptr (NgNet) mixed_again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (mixed, mixed_again, 0));
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), >=, 2);
}

/* A copy of the node's layer with another attribute. */
static NgLayer *
with_real (const NgLayer *layer, const char *name, double value)
{
  const NgOnnxNode *old = ng_layer_onnx_node (layer);
  NgOnnxNode *node = hand_made (old->op);

  node->version = old->version;
  node->origin = ng_onnx_origin_ref (old->origin);
  node->place = old->place;
  add_real (node, name, value);
  return ng_onnx_node_layer (node);
}

/* An attribute of another value is written anew, and those beside it are kept. */
static void
test_attribute (void)
{
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("LeakyRelu", "x", "y");

  ng_proto_text (node, 3, "leaky");
  ng_proto_add_real (node, "alpha", 0.5);
  ng_proto_text (node, 6, "why leaky");
  ng_proto_message (graph, 1, node);
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgLayer) other = with_real (ng_net_layer (net, 0), "alpha", 0.125);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, 0, other);
  g_autoptr (GBytes) saved = ng_test_onnx_save (changed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  ng_assert_near (
      ng_onnx_node_real (ng_layer_onnx_node (ng_net_layer (again, 0)), "alpha", 0), 0.125, 0);
  g_assert_true (ng_test_onnx_mentions (saved, "why leaky"));
  g_assert_cmpuint (g_bytes_get_size (saved), ==, g_bytes_get_size (bytes));
}

/* The layer that ONNX does not have is named, and no file is written. */
static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "refused.onnx", NULL);
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  gsize third = (gsize) ng_net_find (net, "third");
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, third), 0, NULL);
  g_autoptr (NgNet) empty = ng_net_with_layer (net, third, layer);
  g_autoptr (GError) error = NULL;

  g_assert_false (ng_onnx_save (empty, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "third"));
  ng_assert_tag (&error, "ONNX::write");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-splice/subgraph", test_subgraph);
  g_test_add_func ("/formats/onnx-splice/function", test_function);
  g_test_add_func ("/formats/onnx-splice/handed-through", test_handed_through);
  g_test_add_func ("/formats/onnx-splice/other-file", test_other_file);
  g_test_add_func ("/formats/onnx-splice/hand-made", test_hand_made);
  g_test_add_func ("/formats/onnx-splice/attribute", test_attribute);
  g_test_add_func ("/formats/onnx-splice/refused", test_refused);
  return g_test_run ();
}
