/* A file of ONNX that was read, edited and saved: what nobody touched stands as it stood. */

#include "core/formats/onnx.h"

#include "core/graph/builder.h"
#include "core/graph/same.h"
#include "core/graph/wire.h"
#include "core/operators/operator-class.h"
#include "tests/support/onnx-file.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

/* Lengths that take more bytes than they need, numbers packed or not, a graph in two parts: a net
 * that was not changed is the file that it came from. */
static void
test_untouched (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (GBytes) saved = ng_test_onnx_save (net);
  GString *odd = g_string_new (NULL), *part = g_string_new (NULL), *node = g_string_new (NULL);

  g_assert_true (g_bytes_equal (bytes, saved));
  g_string_append_len (odd, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  ng_proto_text (node, 1, "x");
  ng_proto_text (node, 2, "z");
  ng_proto_varint (node, 4 << 3 | 2);
  g_string_append_len (node,
                       "\x84\x80\x00"
                       "Relu",
                       7);
  ng_proto_message (part, 1, node);
  ng_test_onnx_value (part, 12, "z");
  ng_proto_varint (odd, 7 << 3 | 2);
  g_string_append_c (odd, (char) (0x80 | (part->len & 0x7F)));
  g_string_append_c (odd, (char) (0x80 | (part->len >> 7)));
  g_string_append_c (odd, 0);
  g_string_append_len (odd, part->str, (gssize) part->len);
  g_string_free (part, TRUE);
  g_autoptr (GBytes) strange = g_string_free_to_bytes (odd);
  g_autoptr (NgNet) both = ng_test_onnx_read (strange);
  g_assert_cmpuint (ng_net_n_layers (both), ==, 5);
  g_autoptr (GBytes) again = ng_test_onnx_save (both);
  g_assert_true (g_bytes_equal (strange, again));
}

/* Of the node of a layer that is called otherwise only the name is written anew. */
static void
test_rename (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) renamed = ng_test_rename_layer (net, "second", "zwei");
  g_autoptr (GBytes) saved = ng_test_onnx_save (renamed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);

  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 3);
  for (guint number = 2; number < 20; number++)
    g_assert_cmpuint (
        ng_test_onnx_kept (bytes, saved, number), ==, ng_test_onnx_count (bytes, number));
  g_assert_true (ng_test_onnx_mentions (saved, "why second"));
  g_assert_true (ng_test_onnx_mentions (saved, "who knows"));
  g_assert_true (ng_test_onnx_mentions (saved, "the producer"));
  /* Two letters less. */
  g_assert_cmpuint (g_bytes_get_size (saved), ==, g_bytes_get_size (bytes) - 2);
  g_autoptr (NgNet) back = ng_test_rename_layer (renamed, "zwei", "second");
  g_autoptr (GBytes) restored = ng_test_onnx_save (back);
  g_assert_true (g_bytes_equal (bytes, restored));
}

/* What read the layer reads what fed it; its own weights go, and those that nobody used stay. */
static void
test_delete (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) rest = ng_test_delete_layer (net, "third");
  g_autoptr (GBytes) saved = ng_test_onnx_save (rest);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);

  g_assert_true (ng_net_same (rest, again, 0));
  g_assert_cmpuint (ng_test_onnx_count (saved, 1), ==, 3);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 2);
  g_assert_cmpuint (ng_test_onnx_count (saved, 5), ==, 2);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 5), ==, 2);
  g_assert_false (ng_test_onnx_mentions (saved, "about w2"));
  g_assert_cmpuint (ng_test_onnx_count (saved, 13), ==, 2);
  g_assert_true (ng_test_onnx_mentions (saved, "why fourth"));
}

/* The last layer goes: the output keeps its name, and the layer that makes it now gives it. */
static void
test_delete_last (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) rest = ng_test_delete_layer (net, "fourth");
  g_autoptr (GBytes) saved = ng_test_onnx_save (rest);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);

  g_assert_true (ng_net_same (rest, again, 0));
  g_assert_cmpuint (ng_test_onnx_count (saved, 1), ==, 3);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), >=, 2);
}

/* A copy beside the original: its node is the same but for names, and so it keeps what is foreign.
 */
static void
test_copy (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_autoptr (GError) error = NULL;
  int second = ng_net_find (net, "second");
  NgSource source = ng_net_source (net, (gsize) second, 0);

  int index = ng_net_builder_insert_layer (
      builder, 2, "copy", ng_net_layer (net, (gsize) second), NULL, &error);
  g_assert_no_error (error);
  ng_net_builder_connect (builder, source, index, 0, NULL, &error);
  source = (NgSource){ NG_SOURCE_LAYER, index, 0 };
  ng_net_builder_set_source (builder, 3, 0, source);
  g_autoptr (NgNet) more = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = ng_test_onnx_save (more);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (more, again, 0));
  g_assert_cmpuint (ng_test_onnx_count (saved, 1), ==, 5);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 3);
  g_autoptr (GPtrArray) nodes = ng_test_onnx_fields (saved, 1);
  g_autoptr (GPtrArray) foreign = ng_test_fields (
      g_bytes_get_data (nodes->pdata[2], NULL), g_bytes_get_size (nodes->pdata[2]), 77);
  g_assert_cmpuint (foreign->len, ==, 1);
}

/* Other weights take the place of the initializer, whose text stays. */
static void
test_array (void)
{
  static const gint64 dims[] = { 3, 3 };
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgTensor) zeros = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, g_new0 (float, 9));
  gsize third = (gsize) ng_net_find (net, "third");
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, third), 0, zeros);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, third, layer);
  g_autoptr (GBytes) saved = ng_test_onnx_save (changed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);

  g_assert_true (ng_net_same (changed, again, 0));
  g_assert_false (ng_net_same (net, again, 0));
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 4);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 5), ==, 2);
  g_assert_cmpuint (ng_test_onnx_count (saved, 5), ==, 3);
  g_assert_true (ng_test_onnx_mentions (saved, "about w2"));
}

/* Two layers share an initializer; one of them gets other weights, the other keeps them. */
static void
test_shared_array (void)
{
  static const gint64 dims[] = { 3, 3 };
  GString *graph = g_string_new (NULL);

  ng_test_onnx_node (graph, "first", "MatMul", "x w", "a");
  ng_test_onnx_node (graph, "second", "MatMul", "a w", "y");
  ng_test_onnx_matrix (graph, "w", 0.5);
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgTensor) zeros = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, g_new0 (float, 9));
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, 0), 0, zeros);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, 0, layer);
  g_autoptr (GBytes) saved = ng_test_onnx_save (changed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (changed, again, 0));
  g_assert_cmpuint (ng_test_onnx_count (saved, 5), ==, 2);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 5), ==, 1);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 1);
}

/* The names of ports are those of values, so that all that reads them says the new one. */
static void
test_ports (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) renamed = ng_test_rename_ports (net, "image", "scores");
  g_autoptr (GBytes) saved = ng_test_onnx_save (renamed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);

  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 2);
  g_autoptr (GPtrArray) inputs = ng_test_onnx_fields (saved, 11);
  g_assert_cmpuint (inputs->len, ==, 1);
  g_autoptr (GPtrArray) docs = ng_test_fields (
      g_bytes_get_data (inputs->pdata[0], NULL), g_bytes_get_size (inputs->pdata[0]), 3);
  g_assert_cmpuint (docs->len, ==, 1);
}

/* A size that is given to an input stands in the file; texts beside it stay. */
static void
test_types (void)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_model ();
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  const gint64 dims[] = { 4, 3 };
  NgType type = ng_type_real (dims, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) fixed = ng_net_with_input_types (net, &type, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) saved = ng_test_onnx_save (fixed);
  g_autoptr (NgNet) again = ng_test_onnx_read (saved);
  g_assert_true (ng_net_same (fixed, again, 0));
  g_assert_cmpint (ng_net_input_type (again, 0)->dims[0].value, ==, 4);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 1), ==, 4);
  g_assert_cmpuint (ng_test_onnx_kept (bytes, saved, 13), ==, 3);
  g_autoptr (GPtrArray) inputs = ng_test_onnx_fields (saved, 11);
  g_autoptr (GPtrArray) docs = ng_test_fields (
      g_bytes_get_data (inputs->pdata[0], NULL), g_bytes_get_size (inputs->pdata[0]), 3);
  g_assert_cmpuint (docs->len, ==, 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-write/untouched", test_untouched);
  g_test_add_func ("/formats/onnx-write/rename", test_rename);
  g_test_add_func ("/formats/onnx-write/delete", test_delete);
  g_test_add_func ("/formats/onnx-write/delete-last", test_delete_last);
  g_test_add_func ("/formats/onnx-write/copy", test_copy);
  g_test_add_func ("/formats/onnx-write/array", test_array);
  g_test_add_func ("/formats/onnx-write/shared-array", test_shared_array);
  g_test_add_func ("/formats/onnx-write/ports", test_ports);
  g_test_add_func ("/formats/onnx-write/types", test_types);
  return g_test_run ();
}
