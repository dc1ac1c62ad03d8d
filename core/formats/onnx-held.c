/* Layers that hold nets, where no program is what they do for each length: their nets are written,
 * with the elements of sequences as a batch, or one after the other. */

#include "core/formats/onnx-emit.h"

#include "core/graph/flatten.h"
#include "core/graph/registry.h"

#include <string.h>

/* How often a net may stand in the file. */
#define MOST_TIMES 64

/* A net that stands for the layer, while it is made. */
typedef struct {
  NgOnnxEmitter *emitter;
  const NgLayer *layer;
  NgNetBuilder *builder;
  GHashTable *lengths; /* of the net around -> of this one */
} Held;

/* An input of the net that has the type of input @port of the layer, or of an element of it. */
static NgSource
add_input (Held *self, gsize port, gboolean is_element)
{
  const NgOnnxEmitter *emitter = self->emitter;
  const char *name = ng_layer_input_name (self->layer, port);
  const NgType *type =
      ng_net_type (emitter->net, ng_net_source (emitter->net, emitter->layer, port));
  NgType element = is_element ? ng_type_element_of (type) : *type;
  NgSource source = { NG_SOURCE_INPUT, ng_net_builder_input (self->builder, name, NULL), 0 };

  element = ng_onnx_own_type (self->builder, self->lengths, &element);
  ng_net_builder_set_port_type (self->builder, name, &element, NULL, NULL);
  return source;
}

/* @suffix: of the name. Returns: its only output */
static NgSource
add_layer (Held *self, const char *suffix, NgLayer *layer, NgSource source)
{
  g_autofree char *name = g_strconcat (self->emitter->path, "/", suffix, NULL);
  int index = ng_net_builder_add_layer (self->builder, name, layer, NULL, NULL);

  ng_net_builder_connect (self->builder, source, index, ng_layer_only_input (layer), NULL, NULL);
  return (NgSource){ NG_SOURCE_LAYER, index, ng_layer_only_output (layer) };
}

static NgLayer *
new_layer (const char *class, const char *argument)
{
  g_autoptr (NgExpr) expr = argument != NULL ? ng_parse_one (argument, -1, NULL, NULL) : NULL;

  return ng_layer_new (ng_registry_find (class), &expr, expr != NULL ? 1 : 0, NULL, NULL);
}

/* ---- what stands for the layers ---- */

/* Both nets, one of them between two reversals, and what joins them. */
static gboolean
add_directions (Held *self)
{
  static const struct {
    const char *class, *argument;
  } joins[] = { { "CatenateLayer", "2" }, { "TotalLayer", NULL }, { "TotalLayer", NULL } };
  const NgNet *nets = ng_layer_net (self->layer);
  gint64 how = ng_layer_param (self->layer, 0)->integer;
  g_autofree char *forward = ng_net_shown_name (nets, 0), *backward = ng_net_shown_name (nets, 1);
  g_autoptr (NgLayer) turn = new_layer ("SequenceReverseLayer", NULL);
  g_autoptr (NgLayer) join = new_layer (joins[how].class, joins[how].argument);
  g_autoptr (NgLayer) half = new_layer ("ElementwiseLayer", "#/2 &");
  g_autofree char *name = g_strconcat (self->emitter->path, "/Join", NULL);

  NgSource x = add_input (self, 0, FALSE);
  NgSource first = add_layer (self, forward, ng_layer_inner (self->layer, 0), x);
  NgSource second = add_layer (self, "Reverse", turn, x);
  second = add_layer (self, backward, ng_layer_inner (self->layer, 1), second);
  second = add_layer (self, "Back", turn, second);
  int index = ng_net_builder_add_layer (self->builder, name, join, NULL, NULL);
  ng_net_builder_connect (self->builder, first, index, -1, NULL, NULL);
  ng_net_builder_connect (self->builder, second, index, -1, NULL, NULL);
  NgSource joined = { NG_SOURCE_LAYER, index, 0 };
  if (how == 2)
    joined = add_layer (self, "Mean", half, joined);
  return ng_net_builder_output (self->builder, "Output", joined, NULL, NULL);
}

static gboolean
add_times (Held *self)
{
  gint64 times = ng_layer_param (self->layer, 0)->integer;
  g_autofree char *name = ng_net_shown_name (ng_layer_net (self->layer), 0);
  NgSource x = add_input (self, 0, FALSE);

  for (gint64 i = 0; i < times && times <= MOST_TIMES; i++) {
    g_autofree char *next = g_strdup_printf ("%s %d", name, (int) i + 1);
    x = add_layer (self, i == 0 ? name : next, ng_layer_inner (self->layer, 0), x);
  }
  return times <= MOST_TIMES && ng_net_builder_output (self->builder, "Output", x, NULL, NULL);
}

/* The net itself, for elements. */
static gboolean
add_mapped (Held *self)
{
  NgLayer *net = ng_layer_inner (self->layer, 0);
  g_autofree char *name = ng_net_shown_name (ng_layer_net (self->layer), 0);
  g_autofree char *path = g_strconcat (self->emitter->path, "/", name, NULL);
  int index = ng_net_builder_add_layer (self->builder, path, net, NULL, NULL);

  for (gsize i = 0; i < ng_layer_n_inputs (self->layer); i++) {
    int port = ng_layer_find_input (net, ng_layer_input_name (self->layer, i));
    if (port < 0)
      port = ng_layer_only_input (net);
    ng_net_builder_connect (self->builder, add_input (self, i, TRUE), index, port, NULL, NULL);
  }
  for (gsize i = 0; i < ng_layer_n_outputs (self->layer); i++) {
    const char *output = ng_layer_output_name (self->layer, i);
    int port = ng_layer_find_output (net, output);
    if (port < 0)
      port = ng_layer_only_output (net);
    ng_net_builder_output (
        self->builder, output, (NgSource){ NG_SOURCE_LAYER, index, port }, NULL, NULL);
  }
  return TRUE;
}

/* Whether all inputs are mapped along their first level. */
static gboolean
maps_first_level (const NgLayer *layer)
{
  NgExpr *levels = g_str_equal (ng_layer_class (layer)->name, "NetMapThreadOperator")
                       ? ng_layer_param (layer, 0)->expr
                       : NULL;

  return levels == NULL ||
         (ng_expr_kind (levels) == NG_EXPR_INTEGER && ng_expr_integer (levels) == 1);
}

static const struct {
  const char *class;
  gboolean (*add) (Held *self);
  gboolean is_mapped;
} kinds[] = {
  { "NetBidirectionalOperator", add_directions, FALSE },
  { "NetMapOperator", add_mapped, TRUE },
  { "NetMapThreadOperator", add_mapped, TRUE },
  { "NetNestOperator", add_times, FALSE },
};

/* ---- nodes ---- */

/* @x in the shape of @front, and behind that its own axes from @axis on. */
static NgOnnxRef
reshape (NgOnnxEmitter *emitter, NgOnnxRef x, NgOnnxRef front, gint64 axis)
{
  NgOnnxRef back = ng_onnx_sizes (emitter, x, axis, G_MAXINT64);

  ng_onnx_begin (emitter, "Concat");
  ng_onnx_operand (emitter, front);
  ng_onnx_operand (emitter, back);
  ng_onnx_integer (emitter, "axis", 0);
  return ng_onnx_binary (emitter, "Reshape", x, ng_onnx_end (emitter, 1));
}

/* Whether nothing is fed to states, and nothing reads them. */
static gboolean
has_no_states (const NgOnnxEmitter *emitter, const NgLayer *layer)
{
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    gboolean is_given = emitter->inputs[i].kind != NG_REF_NONE;
    if (is_given == ng_layer_input_is_optional (layer, i) ||
        (is_given && (emitter->inputs[i].kind != NG_REF_SOURCE || emitter->inputs[i].narrow != 0)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    if (ng_layer_output_is_optional (layer, i) && ng_onnx_is_read (emitter, i))
      return FALSE;
  }
  return TRUE;
}

static void
put_nodes (NgOnnxEmitter *emitter, const NgNet *net, gboolean is_mapped)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree NgOnnxRef *inputs = g_new0 (NgOnnxRef, n_inputs + 1);
  NgOnnxRef first = emitter->inputs[0];

  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] =
        is_mapped
            ? reshape (emitter, emitter->inputs[i], ng_onnx_list (emitter, (gint64[]){ -1 }, 1), 2)
            : emitter->inputs[i];
  ng_onnx_emit_inside (emitter, net, inputs, emitter->outputs);
  for (gsize i = 0; i < n_outputs && is_mapped && *emitter->error == NULL; i++)
    emitter->outputs[i] =
        reshape (emitter, emitter->outputs[i], ng_onnx_sizes (emitter, first, 0, 2), 1);
}

gboolean
ng_onnx_emit_held (NgOnnxEmitter *emitter)
{
  const NgLayer *layer = ng_net_layer (emitter->net, emitter->layer);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  Held self = { .emitter = emitter, .layer = layer, .lengths = lengths };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_str_equal (kinds[i].class, ng_layer_class (layer)->name) ||
        (kinds[i].is_mapped && !maps_first_level (layer)) || !has_no_states (emitter, layer))
      continue;
    self.builder = ng_net_builder_new (TRUE, FALSE);
    ng_net_builder_set_closed (self.builder);
    gboolean is_made = kinds[i].add (&self);
    g_autoptr (NgNet) net = ng_net_builder_end (self.builder, NULL);
    g_autoptr (NgNet) flat = is_made && net != NULL ? ng_net_flatten (net, G_MAXUINT, NULL) : NULL;
    if (flat == NULL || !ng_net_check (flat, NULL) || !ng_net_check_specified (flat, NULL))
      return FALSE;
    put_nodes (emitter, flat, kinds[i].is_mapped);
    return TRUE;
  }
  return FALSE;
}
