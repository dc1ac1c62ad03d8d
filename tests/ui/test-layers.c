/* Operators become layers in the window, and layers operators. */

#include "core/formats/document.h"
#include "core/operators/onnx-node.h"
#include "tests/support/agree.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"

#include <glib/gstdio.h>

static void
add_node (GString *graph, const char *op, const char *inputs, const char *output)
{
  GString *node = ng_proto_node (op, inputs, output);
  g_autofree char *name = g_ascii_strdown (op, -1);

  ng_proto_text (node, 3, name);
  ng_proto_message (graph, 1, node);
}

/* A product with what is added, a ramp, and a running sum along the batch. */
static char *
write_model (const char *last)
{
  static const gint64 in[] = { -1, 3 }, out[] = { -1, 2 };
  static const float weights[] = { 1, -2, 3, 0.5, -1, 2 };
  GString *graph = g_string_new (NULL);
  gint64 zero = 0, one = 1;
  g_autoptr (NgTensor) w = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 3, 2 }, 2, weights);
  g_autoptr (NgTensor) b = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 2 }, 1, weights);
  g_autoptr (NgTensor) axis = ng_tensor_new_copy (NG_ELEMENT_I64, &one, 1, &zero);

  ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 5, ng_proto_tensor ("b", b));
  ng_proto_message (graph, 5, ng_proto_tensor ("axis", axis));
  add_node (graph, "MatMul", "x w", "m");
  add_node (graph, "Add", "m b", "a");
  add_node (graph, "Relu", "a", "r");
  add_node (graph, last, g_str_equal (last, "CumSum") ? "r axis" : "r", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, out, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  char *path = ng_ui_write ("layers.onnx", "");
  g_assert_true (ng_file_replace (path, bytes, NULL));
  return path;
}

static NgNet *
shown (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static void
test_there_and_back (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ("Tanh");

  ng_ui_start (self, path);
  g_autoptr (NgNet) raw = ng_net_ref (shown (self));
  ng_ui_activate (self, "to-layers");
  ng_ui_wait (shown (self) != raw);
  ng_ui_settle (self);
  g_assert_true (ng_ui_shows (GTK_WIDGET (self->window), "Indices count from 1 now"));
  ng_ui_screenshot (self, "layers");
  g_autoptr (NgNet) net = ng_net_ref (shown (self));
  g_assert_false (ng_net_is_raw (net));
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  g_assert_cmpstr (ng_layer_class (ng_net_layer (net, 0))->name, ==, "LinearLayer");
  ng_test_values_agree (raw, net, 1e-5, "layers");
  ng_ui_activate (self, "undo");
  g_assert_true (shown (self) == raw);
  ng_ui_activate (self, "redo");
  ng_ui_settle (self);
  ng_ui_activate (self, "to-operators");
  ng_ui_wait (ng_net_is_raw (shown (self)));
  ng_ui_settle (self);
  g_assert_true (shown (self) == raw);
  ng_ui_stop (self);
  g_remove (path);
}

/* Only what is selected, and what stays is an operator still. */
static void
test_selection (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ("CumSum");

  ng_ui_start (self, path);
  g_autoptr (NgNet) raw = ng_net_ref (shown (self));
  ng_ui_select (self, "relu");
  ng_ui_activate (self, "to-layers");
  ng_ui_wait (shown (self) != raw);
  ng_ui_settle (self);
  g_autoptr (NgNet) net = ng_net_ref (shown (self));
  g_assert_cmpuint (ng_net_n_layers (net), ==, 4);
  for (gsize i = 0; i < 4; i++)
    g_assert_true ((ng_layer_onnx_node (ng_net_layer (net, i)) == NULL) ==
                   g_str_equal (ng_net_name (net, i), "relu"));
  ng_test_values_agree (raw, net, 1e-5, "one");
  g_assert_true (ng_ui_shows (GTK_WIDGET (self->window), "became layers"));
  g_assert_false (ng_ui_shows (GTK_WIDGET (self->window), "Indices count"));
  ng_ui_screenshot (self, "layers-mixed");
  ng_ui_stop (self);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  NgUiTest self = { NULL };

  ng_ui_init (&self, &argc, &argv);
  g_test_add_data_func ("/ui/layers/there-and-back", &self, test_there_and_back);
  g_test_add_data_func ("/ui/layers/selection", &self, test_selection);
  return ng_ui_run (&self);
}
