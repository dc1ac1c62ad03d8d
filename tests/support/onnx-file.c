#include "tests/support/onnx-file.h"

#include "core/base/wire.h"
#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

NgNet *
ng_test_onnx_read (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

GBytes *
ng_test_onnx_save (NgNet *net)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "saved.onnx", NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  ng_onnx_save (net, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  ng_test_remove (folder);
  return g_bytes_new_take (data, length);
}

NgNet *
ng_test_onnx_again (NgNet *net)
{
  g_autoptr (GBytes) bytes = ng_test_onnx_save (net);

  return ng_test_onnx_read (bytes);
}

GPtrArray *
ng_test_fields (const guint8 *data, gsize length, guint number)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, data, length, NULL);
  while (ng_wire_next (&wire, &field)) {
    if (field.number == number)
      g_ptr_array_add (list, g_bytes_new (field.data, field.length));
  }
  return list;
}

GPtrArray *
ng_test_onnx_fields (GBytes *model, guint number)
{
  g_autoptr (GPtrArray) graphs =
      ng_test_fields (g_bytes_get_data (model, NULL), g_bytes_get_size (model), 7);

  g_assert_cmpuint (graphs->len, ==, 1);
  return ng_test_fields (
      g_bytes_get_data (graphs->pdata[0], NULL), g_bytes_get_size (graphs->pdata[0]), number);
}

static gboolean
holds (const GPtrArray *list, GBytes *bytes)
{
  for (guint i = 0; i < list->len; i++) {
    if (g_bytes_equal (list->pdata[i], bytes))
      return TRUE;
  }
  return FALSE;
}

guint
ng_test_onnx_kept (GBytes *before, GBytes *after, guint number)
{
  g_autoptr (GPtrArray) old = ng_test_onnx_fields (before, number);
  g_autoptr (GPtrArray) new = ng_test_onnx_fields (after, number);
  guint n = 0;

  for (guint i = 0; i < old->len; i++)
    n += holds (new, old->pdata[i]);
  return n;
}

guint
ng_test_onnx_count (GBytes *model, guint number)
{
  g_autoptr (GPtrArray) list = ng_test_onnx_fields (model, number);

  return list->len;
}

gboolean
ng_test_onnx_mentions (GBytes *model, const char *text)
{
  const char *data = g_bytes_get_data (model, NULL);
  gsize size = g_bytes_get_size (model), length = strlen (text);

  for (gsize i = 0; i + length <= size; i++) {
    if (memcmp (data + i, text, length) == 0)
      return TRUE;
  }
  return FALSE;
}

void
ng_test_onnx_matrix (GString *graph, const char *name, double first)
{
  static const gint64 dims[] = { 3, 3 };
  float values[9] = { (float) first, 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);
  GString *message = ng_proto_tensor (name, tensor);
  g_autofree char *doc = g_strdup_printf ("about %s", name);

  ng_proto_text (message, 12, doc);
  ng_proto_message (graph, 5, message);
}

void
ng_test_onnx_node (
    GString *graph, const char *name, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);
  g_autofree char *doc = g_strdup_printf ("why %s", name);

  ng_proto_text (node, 3, name);
  ng_proto_text (node, 6, doc);
  ng_proto_text (node, 77, "unknown");
  ng_proto_message (graph, 1, node);
}

void
ng_test_onnx_value (GString *graph, guint number, const char *name)
{
  static const gint64 dims[] = { -1, 3 };
  GString *value = ng_proto_value (name, 1, dims, 2);

  ng_proto_text (value, 3, "documented");
  ng_proto_message (graph, number, value);
}

GBytes *
ng_test_onnx_model (void)
{
  GString *graph = g_string_new (NULL), *model = g_string_new (NULL), *entry = g_string_new (NULL);
  GString *import = g_string_new (NULL);

  ng_proto_text (graph, 2, "the graph");
  ng_test_onnx_node (graph, "first", "MatMul", "x w1", "a");
  ng_test_onnx_node (graph, "second", "Relu", "a", "b");
  ng_proto_varint (graph, 99 << 3 | 3);
  ng_proto_integer (graph, 1, 12);
  ng_proto_varint (graph, 99 << 3 | 4);
  ng_test_onnx_node (graph, "third", "MatMul", "b w2", "c");
  ng_test_onnx_node (graph, "fourth", "Add", "c a", "y");
  ng_test_onnx_matrix (graph, "w1", 0.5);
  ng_test_onnx_matrix (graph, "unused", 3);
  ng_test_onnx_matrix (graph, "w2", 0.25);
  ng_test_onnx_value (graph, 11, "x");
  ng_test_onnx_value (graph, 12, "y");
  ng_test_onnx_value (graph, 13, "a");
  ng_test_onnx_value (graph, 13, "b");
  ng_test_onnx_value (graph, 13, "c");
  ng_proto_integer (model, 1, 8);
  ng_proto_text (model, 2, "the producer");
  ng_proto_message (model, 7, graph);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, 13);
  ng_proto_message (model, 8, import);
  ng_proto_text (entry, 1, "key");
  ng_proto_text (entry, 2, "value");
  ng_proto_message (model, 14, entry);
  ng_proto_text (model, 500, "who knows");
  return g_string_free_to_bytes (model);
}

NgNet *
ng_test_rename_layer (NgNet *net, const char *from, const char *to)
{
  g_autofree const char **names = g_new (const char *, ng_net_n_layers (net));
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    names[i] = g_str_equal (ng_net_name (net, i), from) ? to : ng_net_name (net, i);
  ng_net_builder_rename_layers (builder, names, &error);
  g_assert_no_error (error);
  return ng_net_builder_end (g_steal_pointer (&builder), NULL);
}

NgNet *
ng_test_delete_layer (NgNet *net, const char *name)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));
  g_autoptr (GError) error = NULL;

  is_deleted[ng_net_find (net, name)] = TRUE;
  NgNet *rest = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, &error);
  g_assert_no_error (error);
  return rest;
}

NgNet *
ng_test_rename_ports (NgNet *net, const char *input, const char *output)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (GError) error = NULL;

  ng_net_builder_rename_ports (builder, &input, &output, &error);
  g_assert_no_error (error);
  NgNet *renamed = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  return renamed;
}
