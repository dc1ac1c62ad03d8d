#include "tests/support/proto.h"

#include "core/formats/onnx-model.h"
#include <string.h>

void
ng_proto_varint (GString *message, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    g_string_append_c (message, (char) (0x80 | (value & 0x7F)));
  g_string_append_c (message, (char) value);
}

void
ng_proto_integer (GString *message, guint number, guint64 value)
{
  ng_proto_varint (message, number << 3 | NG_WIRE_VARINT);
  ng_proto_varint (message, value);
}

void
ng_proto_float (GString *message, guint number, float value)
{
  ng_proto_varint (message, number << 3 | NG_WIRE_FIXED32);
  g_string_append_len (message, (const char *) &value, sizeof value);
}

void
ng_proto_bytes (GString *message, guint number, gconstpointer data, gsize length)
{
  ng_proto_varint (message, number << 3 | NG_WIRE_BYTES);
  ng_proto_varint (message, length);
  g_string_append_len (message, data, (gssize) length);
}

void
ng_proto_text (GString *message, guint number, const char *text)
{
  ng_proto_bytes (message, number, text, strlen (text));
}

void
ng_proto_message (GString *message, guint number, GString *part)
{
  ng_proto_bytes (message, number, part->str, part->len);
  g_string_free (part, TRUE);
}

GString *
ng_proto_tensor (const char *name, const NgTensor *tensor)
{
  GString *message = g_string_new (NULL);

  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    ng_proto_integer (message, 1, (guint64) ng_tensor_dims (tensor)[i]);
  ng_proto_integer (message, 2, (guint64) ng_onnx_code (ng_tensor_element (tensor)));
  ng_proto_text (message, 8, name);
  if (ng_tensor_element (tensor) == NG_ELEMENT_STRING) {
    for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
      ng_proto_text (message, 6, ng_tensor_string (tensor, i));
    return message;
  }
  ng_proto_bytes (message, 9, ng_tensor_data (tensor), ng_tensor_size (tensor));
  return message;
}

/* @shape: (transfer full): a TensorShapeProto */
static GString *
value_info (const char *name, gint64 code, GString *shape)
{
  GString *message = g_string_new (NULL), *type = g_string_new (NULL);
  GString *tensor = g_string_new (NULL);

  ng_proto_integer (tensor, 1, (guint64) code);
  ng_proto_message (tensor, 2, shape);
  ng_proto_message (type, 1, tensor);
  ng_proto_text (message, 1, name);
  ng_proto_message (message, 2, type);
  return message;
}

GString *
ng_proto_value (const char *name, gint64 code, const gint64 *dims, gsize rank)
{
  GString *shape = g_string_new (NULL);

  for (gsize i = 0; i < rank; i++) {
    GString *dim = g_string_new (NULL);
    if (dims[i] < 0)
      ng_proto_text (dim, 2, "N");
    else
      ng_proto_integer (dim, 1, (guint64) dims[i]);
    ng_proto_message (shape, 1, dim);
  }
  return value_info (name, code, shape);
}

GString *
ng_proto_value_words (const char *name, gint64 code, const char *dims)
{
  g_auto (GStrv) words = g_strsplit (dims, ",", -1);
  GString *shape = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    GString *dim = g_string_new (NULL);
    guint64 number;

    if (g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXINT64, &number, NULL))
      ng_proto_integer (dim, 1, number);
    else if (*words[i] != '\0')
      ng_proto_text (dim, 2, words[i]);
    ng_proto_message (shape, 1, dim);
  }
  return value_info (name, code, shape);
}

static void
add_names (GString *node, guint number, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      ng_proto_text (node, number, g_str_equal (list[i], "-") ? "" : list[i]);
}

GString *
ng_proto_node (const char *op, const char *inputs, const char *outputs)
{
  GString *node = g_string_new (NULL);

  add_names (node, 1, inputs);
  add_names (node, 2, outputs);
  ng_proto_text (node, 4, op);
  return node;
}

static GString *
attribute_new (const char *name, guint code)
{
  GString *attribute = g_string_new (NULL);

  ng_proto_text (attribute, 1, name);
  ng_proto_integer (attribute, 20, code);
  return attribute;
}

void
ng_proto_add_integer (GString *node, const char *name, gint64 value)
{
  GString *attribute = attribute_new (name, 2);

  ng_proto_integer (attribute, 3, (guint64) value);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_real (GString *node, const char *name, double value)
{
  GString *attribute = attribute_new (name, 1);

  ng_proto_float (attribute, 2, (float) value);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_integers (GString *node, const char *name, const gint64 *values, gsize n)
{
  GString *attribute = attribute_new (name, 7);

  for (gsize i = 0; i < n; i++)
    ng_proto_integer (attribute, 8, (guint64) values[i]);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_reals (GString *node, const char *name, const double *values, gsize n)
{
  GString *attribute = attribute_new (name, 6);

  for (gsize i = 0; i < n; i++)
    ng_proto_float (attribute, 7, (float) values[i]);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_text (GString *node, const char *name, const char *text)
{
  GString *attribute = attribute_new (name, 3);

  ng_proto_text (attribute, 4, text);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_texts (GString *node, const char *name, const char *const *texts, gsize n)
{
  GString *attribute = attribute_new (name, 8);

  for (gsize i = 0; i < n; i++)
    ng_proto_text (attribute, 9, texts[i]);
  ng_proto_message (node, 5, attribute);
}

void
ng_proto_add_graph (GString *node, const char *name, GString *graph)
{
  GString *attribute = attribute_new (name, 5);

  ng_proto_message (attribute, 6, graph);
  ng_proto_message (node, 5, attribute);
}

GBytes *
ng_proto_model (GString *graph, gint64 opset)
{
  GString *model = g_string_new (NULL), *import = g_string_new (NULL);

  ng_proto_integer (model, 1, 8);
  ng_proto_message (model, 7, graph);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, (guint64) opset);
  ng_proto_message (model, 8, import);
  return g_string_free_to_bytes (model);
}
