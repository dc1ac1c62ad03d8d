#include "core/formats/graph-json.h"

#include "core/base/json.h"
#include "core/operators/onnx-node.h"
#include "core/shape/words.h"

#define VERSION 1
/* Characters of a parameter's value; what is longer is cut. */
#define VALUE_LIMIT 4096

static void write_net (NgJsonWriter *writer, const NgNet *net);

static void
write_text (NgJsonWriter *writer, const char *name, const char *value)
{
  ng_json_writer_name (writer, name);
  ng_json_writer_string (writer, value);
}

static const char *
kind_name (const NgType *type)
{
  switch (type->kind) {
  case NG_KIND_REAL:
    return "real";
  case NG_KIND_INTEGER:
    return "integer";
  case NG_KIND_BOOLEAN:
    return "boolean";
  case NG_KIND_STRING:
    return "string";
  case NG_KIND_OTHER:
    return "other";
  default:
    return NULL;
  }
}

/* A number, the name of a varying length, or null. */
static void
write_dim (NgJsonWriter *writer, NgDim dim, const char *const *names)
{
  if (dim.state == NG_DIM_NUMBER) {
    ng_json_writer_integer (writer, dim.value);
  } else if (dim.state == NG_DIM_VARYING) {
    g_autofree char *label = ng_dim_label (dim, names);
    ng_json_writer_string (writer, label);
  } else {
    ng_json_writer_null (writer);
  }
}

static void
write_type (NgJsonWriter *writer, const NgType *type, const char *const *names)
{
  ng_json_writer_name (writer, "type");
  ng_json_writer_begin_object (writer);
  write_text (writer, "kind", kind_name (type));
  if (type->element != NG_ELEMENT_NONE)
    write_text (writer, "element", ng_element_name (type->element));
  ng_json_writer_name (writer, "dimensions");
  if (type->rank < 0) {
    ng_json_writer_null (writer);
  } else {
    ng_json_writer_begin_array (writer);
    for (int i = 0; i < type->rank; i++)
      write_dim (writer, type->dims[i], names);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

/* Where a value comes from: {"layer": …, "output": …}, {"input": …}, or null. */
static void
write_source (NgJsonWriter *writer, const NgNet *net, NgSource source)
{
  ng_json_writer_name (writer, "source");
  if (source.kind == NG_SOURCE_NONE) {
    ng_json_writer_null (writer);
    return;
  }
  ng_json_writer_begin_object (writer);
  if (source.kind == NG_SOURCE_INPUT) {
    write_text (writer, "input", ng_net_input_name (net, (gsize) source.index));
  } else {
    gsize index = (gsize) source.index;
    g_autofree char *name = ng_net_shown_name (net, index);
    write_text (writer, "layer", name);
    write_text (
        writer, "output", ng_layer_output_name (ng_net_layer (net, index), (gsize) source.port));
  }
  ng_json_writer_end (writer);
}

static void
write_value (NgJsonWriter *writer, const char *name, const char *value)
{
  ng_json_writer_begin_object (writer);
  write_text (writer, "name", name);
  write_text (writer, "value", value);
  ng_json_writer_end (writer);
}

/* Parameters that were given, in notation, or attributes of an operator. */
static void
write_parameters (NgJsonWriter *writer, const NgLayer *layer)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);

  ng_json_writer_name (writer, "parameters");
  ng_json_writer_begin_array (writer);
  for (guint i = 0; node != NULL && i < node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    g_autofree char *value = ng_attribute_text (attribute);
    write_value (writer, attribute->name, value);
  }
  for (gsize i = 0; i < ng_layer_n_params (layer); i++) {
    const NgParam *param = ng_layer_param (layer, i);
    if (!param->is_given)
      continue;
    g_autofree char *value = ng_print_short (param->expr, VALUE_LIMIT);
    write_value (writer, ng_layer_class (layer)->params[i].name, value);
  }
  ng_json_writer_end (writer);
}

static void
write_arrays (NgJsonWriter *writer, const NgNet *net, gsize index)
{
  const NgLayer *layer = ng_net_layer (net, index);

  ng_json_writer_name (writer, "arrays");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    const char *shared = ng_layer_array_shared (layer, i);
    if (ng_layer_array_is_absent (layer, i))
      continue;
    ng_json_writer_begin_object (writer);
    write_text (writer, "name", ng_layer_array_spec (layer, i)->name);
    write_type (writer, ng_net_array_type (net, index, i), ng_net_length_names (net));
    ng_json_writer_name (writer, "initialized");
    ng_json_writer_boolean (writer, ng_layer_array (layer, i) != NULL);
    if (shared != NULL)
      write_text (writer, "shared", shared);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

static void
write_layer_ports (NgJsonWriter *writer, const NgNet *net, gsize index)
{
  const NgLayer *layer = ng_net_layer (net, index);

  ng_json_writer_name (writer, "inputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    ng_json_writer_begin_object (writer);
    write_text (writer, "name", ng_layer_input_name (layer, i));
    write_source (writer, net, ng_net_source (net, index, i));
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "outputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) index, (int) i };
    ng_json_writer_begin_object (writer);
    write_text (writer, "name", ng_layer_output_name (layer, i));
    write_type (writer, ng_net_type (net, source), ng_net_length_names (net));
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

/* The nets that a layer keeps, by what they are to it. */
static void
write_nets (NgJsonWriter *writer, const NgLayer *layer)
{
  if (ng_layer_n_nets (layer) == 0)
    return;
  ng_json_writer_name (writer, "nets");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_nets (layer); i++) {
    const char *name = NULL;
    NgNet *net = ng_layer_net_at (layer, i, &name);
    ng_json_writer_begin_object (writer);
    write_text (writer, "name", name);
    ng_json_writer_name (writer, "net");
    ng_json_writer_begin_object (writer);
    write_net (writer, net);
    ng_json_writer_end (writer);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

static void
write_layer (NgJsonWriter *writer, const NgNet *net, gsize index)
{
  const NgLayer *layer = ng_net_layer (net, index);
  g_autofree char *name = ng_net_shown_name (net, index);

  ng_json_writer_begin_object (writer);
  write_text (writer, "name", name);
  write_text (writer, "kind", ng_layer_kind (layer));
  write_text (writer, "category", ng_category_name (ng_layer_category (layer)));
  write_parameters (writer, layer);
  write_arrays (writer, net, index);
  write_layer_ports (writer, net, index);
  write_nets (writer, layer);
  ng_json_writer_end (writer);
}

static void
write_port (NgJsonWriter *writer, const NgNet *net, gsize index, gboolean is_output)
{
  NgCoder *coder = is_output ? ng_net_output_coder (net, index) : ng_net_input_coder (net, index);
  NgExpr *option = is_output ? ng_net_output_option (net, index) : ng_net_input_option (net, index);

  ng_json_writer_begin_object (writer);
  write_text (
      writer, "name", is_output ? ng_net_output_name (net, index) : ng_net_input_name (net, index));
  write_type (writer,
              is_output ? ng_net_output_type (net, index) : ng_net_input_type (net, index),
              ng_net_length_names (net));
  if (is_output)
    write_source (writer, net, ng_net_output_source (net, index));
  if (coder != NULL && option != NULL) {
    g_autofree char *text = ng_print_short (option, VALUE_LIMIT);
    write_text (writer, "coder", text);
  }
  ng_json_writer_end (writer);
}

/* The members of a net. */
static void
write_net (NgJsonWriter *writer, const NgNet *net)
{
  ng_json_writer_name (writer, "inputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    write_port (writer, net, i, FALSE);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "outputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    write_port (writer, net, i, TRUE);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "layers");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    write_layer (writer, net, i);
  ng_json_writer_end (writer);
}

char *
ng_graph_json (const NgNet *net)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

  ng_json_writer_begin_object (writer);
  write_text (writer, "format", "netgraph");
  ng_json_writer_name (writer, "version");
  ng_json_writer_integer (writer, VERSION);
  write_net (writer, net);
  ng_json_writer_end (writer);
  return g_strconcat (ng_json_writer_text (writer), "\n", NULL);
}
