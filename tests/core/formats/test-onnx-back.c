/* Layers that become the operators again that they were made of. */

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/operators/onnx-node.h"
#include "tests/support/agree.h"
#include "tests/support/back.h"
#include "tests/support/nets.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

/* Sums go in another order, in float32. */
#define TOLERANCE 1e-5

static void
add_array (GString *graph, const char *name, const gint64 *dims, gsize rank)
{
  gint64 n;

  g_assert_true (ng_dims_count (dims, rank, &n));
  float *data = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (0.2 * (double) ((i * 7) % 11) - 1);
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

/* A node with a name and a comment. @nodes: gets a copy of it */
static void
add_node (GString *graph, GPtrArray *nodes, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);
  g_autofree char *name = g_strdup_printf ("the %s", outputs);

  ng_proto_text (node, 3, name);
  ng_proto_text (node, 6, "somebody wrote this");
  g_ptr_array_add (nodes, g_string_new_len (node->str, (gssize) node->len));
  ng_proto_message (graph, 1, node);
}

static void
free_node (gpointer data)
{
  g_string_free (data, TRUE);
}

static GBytes *
make_model (GPtrArray *nodes)
{
  static const gint64 in[] = { -1, 2, 5, 5 }, kernel[] = { 3, 2, 3, 3 }, weights[] = { 27, 4 };
  GString *graph = g_string_new (NULL);

  add_array (graph, "w", kernel, 4);
  add_array (graph, "v", weights, 2);
  add_node (graph, nodes, "Conv", "x w", "c");
  add_node (graph, nodes, "Relu", "c", "r");
  add_node (graph, nodes, "Flatten", "r", "f");
  add_node (graph, nodes, "MatMul", "f v", "m");
  add_node (graph, nodes, "Softmax", "m", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 4));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 4 }, 2));
  return ng_proto_model (graph, 13);
}

static gboolean
holds (GBytes *bytes, const GString *part)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i + part->len <= size; i++)
    if (memcmp (data + i, part->str, part->len) == 0)
      return TRUE;
  return FALSE;
}

/* Untouched, the file is the same to the byte; it is what the window saves. */
static void
test_same (void)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (free_node);
  g_autoptr (GBytes) bytes = make_model (nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_auto (NgLayersReport) report = { 0 };

  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_onnx_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_nonnull (report.origin);
  g_autoptr (NgNet) copy = ng_net_builder_end (ng_net_builder_new_fixed (net), &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_to_operators (copy, report.origin, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) again = ng_onnx_write (back, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again, bytes));
}

/* One layer is another one: what stands around it is in the file as it stood. */
static void
test_edited (void)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (free_node);
  g_autoptr (GBytes) bytes = make_model (nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_auto (NgLayersReport) report = { 0 };
  g_autoptr (NgNet) net = ng_onnx_to_layers (raw, NULL, &report, &error);
  g_autoptr (NgNet) tanh = ng_test_net ("NetChain[{Tanh}]");

  g_assert_no_error (error);
  NgNetBuilder *builder = ng_net_builder_new_fixed (net);
  int index = ng_net_find (net, "the r");
  g_assert_cmpint (index, >=, 0);
  ng_net_builder_set_layer (builder, (gsize) index, ng_net_layer (tanh, 0));
  g_autoptr (NgNet) edited = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_to_operators (edited, report.origin, &error);
  g_assert_no_error (error);
  ng_test_values_agree (back, edited, TOLERANCE, "edited");
  g_autoptr (GBytes) again = ng_onnx_write (back, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < nodes->len; i++)
    g_assert_cmpint (holds (again, nodes->pdata[i]), ==, i != 1);
  g_autoptr (NgNet) read = ng_onnx_read (again, NULL, NULL, &error);
  g_assert_no_error (error);
  const NgOnnxNode *node =
      ng_layer_onnx_node (ng_net_layer (read, (gsize) ng_net_find (read, "the r")));
  g_assert_cmpstr (node->op, ==, "Tanh");
  g_assert_cmpint (node->version, ==, 13);
  g_assert_cmpuint (ng_net_n_layers (read), ==, 5);
  g_assert_cmpstr (ng_net_length_names (read)[0], ==, "N");
}

/* The batch stands behind the sequence, and what is joined to layers reads it in front. */
static void
test_turned (void)
{
  static const gint64 in[] = { -1, -2, 3 }, weights[] = { 3, 4 };
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (free_node);
  GString *graph = g_string_new (NULL), *turned = ng_proto_node ("Transpose", "x", "t");
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };

  add_array (graph, "w", weights, 2);
  ng_proto_text (turned, 3, "the t");
  ng_proto_add_integers (turned, "perm", (gint64[]){ 1, 0, 2 }, 3);
  ng_proto_message (graph, 1, turned);
  add_node (graph, nodes, "Tanh", "t", "h");
  add_node (graph, nodes, "MatMul", "h w", "m");
  add_node (graph, nodes, "Relu", "m", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_onnx_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  g_assert_cmpuint (ng_test_goes_back (report.origin, TOLERANCE, "turned"), ==, 4);
}

/* However long the chain, the stack does not grow with it, nor the time with its square. */
static void
test_chain (void)
{
  enum { LENGTH = 16000 };
  static const gint64 in[] = { -1, 4 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };
  g_autoptr (NgNet) tanh = ng_test_net ("NetChain[{Tanh}]");

  for (int i = 0; i < LENGTH; i++) {
    g_autofree char *from = g_strdup_printf ("x%d", i);
    g_autofree char *to = g_strdup_printf ("x%d", i + 1);
    ng_proto_message (graph, 1, ng_proto_node (i % 2 == 0 ? "Relu" : "Sigmoid", from, to));
  }
  g_autofree char *last = g_strdup_printf ("x%d", LENGTH);
  ng_proto_message (graph, 11, ng_proto_value ("x0", 1, in, 2));
  ng_proto_message (graph, 12, ng_proto_value (last, 1, in, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_onnx_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, LENGTH);
  NgNetBuilder *builder = ng_net_builder_new_fixed (net);
  ng_net_builder_set_layer (builder, LENGTH / 2, ng_net_layer (tanh, 0));
  g_autoptr (NgNet) edited = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_to_operators (edited, report.origin, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (back), ==, LENGTH);
  g_assert_cmpuint (ng_test_count_kept (raw, back), ==, LENGTH - 1);
}

/* What else a model is: of most operators each layer is another one in its turn. */
static void
test_models (void)
{
  static const struct {
    const char *name;
    guint most;
  } models[] = { { "models/mnist.onnx", 60 }, { "models/dtln_model_1.onnx", 200 } };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_autofree char *path = ng_test_data (models[i].name);
    g_autoptr (GError) error = NULL;
    g_auto (NgLayersReport) report = { 0 };
    if (path == NULL)
      return;
    g_autoptr (NgNet) raw = ng_document_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (NgNet) net = ng_onnx_to_layers (raw, NULL, &report, &error);
    g_assert_no_error (error);
    guint n = ng_test_goes_back (report.origin, TOLERANCE, models[i].name);
    g_test_message ("%u operators are others", n);
    g_assert_cmpuint (n, <=, models[i].most);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-back/same", test_same);
  g_test_add_func ("/formats/onnx-back/edited", test_edited);
  g_test_add_func ("/formats/onnx-back/turned", test_turned);
  g_test_add_func ("/formats/onnx-back/chain", test_chain);
  g_test_add_func ("/formats/onnx-back/models", test_models);
  return g_test_run ();
}
