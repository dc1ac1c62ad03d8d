/* NetFoldOperator as Scan: a step is a net of operators, which the node holds. Its inputs are what
 * is fed back, then elements of what it runs along; what stays the same comes from outside. */

#include "core/formats/onnx-emit.h"

#include "core/graph/flatten.h"
#include "core/graph/folding.h"

/* In which order inputs of the net are those of a step. */
typedef enum {
  FED_BACK,
  MAPPED,
  CONSTANT,
  N_KINDS,
} Kind;

typedef struct {
  NgOnnxEmitter *emitter;
  const NgLayer *layer;
  NgLayer *net;
  GArray *inputs[N_KINDS]; /* of the net (element-type gsize) */
} Fold;

static gsize
input_at (const Fold *self, Kind kind, guint index)
{
  return g_array_index (self->inputs[kind], gsize, index);
}

static gsize
port_of (const Fold *self, Kind kind, guint index)
{
  const char *name = ng_layer_input_name (self->net, input_at (self, kind, index));

  return (gsize) ng_layer_find_input (self->layer, name);
}

static void
sort_inputs (Fold *self)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    self->inputs[kind] = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize i = 0; i < ng_layer_n_inputs (self->net); i++) {
    if (ng_folding_feeder (self->layer, i) >= 0)
      g_array_append_val (self->inputs[FED_BACK], i);
    else if (ng_folding_is_constant (self->layer, i))
      g_array_append_val (self->inputs[CONSTANT], i);
    else if (ng_folding_is_mapped (self->layer, i))
      g_array_append_val (self->inputs[MAPPED], i);
  }
}

/* The port of the layer with what is fed back last. */
static gsize
final_port (const Fold *self, guint index)
{
  g_autofree char *name = ng_folding_state_name (self->layer, input_at (self, FED_BACK, index));

  return (gsize) ng_layer_find_output (self->layer, name);
}

/* What a step takes there. */
static NgType
step_type (const Fold *self, Kind kind, guint index)
{
  const NgNet *net = self->emitter->net;
  NgSource source = ng_net_source (net, self->emitter->layer, port_of (self, kind, index));
  NgType type;

  if (kind == FED_BACK)
    source =
        (NgSource){ NG_SOURCE_LAYER, (int) self->emitter->layer, (int) final_port (self, index) };
  type = *ng_net_type (net, source);
  return kind == MAPPED ? ng_type_element_of (&type) : type;
}

/* What begins as zeros has to have a size. */
static gboolean
is_fit (const NgType *type, Kind kind)
{
  gint64 count;

  return type->kind != NG_KIND_INTEGER && type->kind != NG_KIND_BOOLEAN &&
         (kind != FED_BACK || ng_type_count (type, &count));
}

/* One step as a net of layers, its inputs and outputs in the order that Scan has. */
static NgNet *
make_step (const Fold *self)
{
  NgNetBuilder *builder = ng_net_builder_new (TRUE, FALSE);
  g_autofree char *inner = ng_net_shown_name (ng_layer_net (self->layer), 0);
  g_autofree char *name = g_strconcat (self->emitter->path, "/", inner, NULL);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  g_autoptr (NgNet) net = NULL;

  ng_net_builder_set_closed (builder);
  ng_net_builder_add_layer (builder, name, self->net, NULL, NULL);
  for (Kind kind = 0; kind < N_KINDS; kind++) {
    for (guint i = 0; i < self->inputs[kind]->len; i++) {
      gsize input = input_at (self, kind, i);
      const char *port = ng_layer_input_name (self->net, input);
      NgType type = step_type (self, kind, i);
      NgSource source = { NG_SOURCE_INPUT, ng_net_builder_input (builder, port, NULL), 0 };
      type = ng_onnx_own_type (builder, lengths, &type);
      ng_net_builder_set_port_type (builder, port, &type, NULL, NULL);
      ng_net_builder_connect (builder, source, 0, (int) input, NULL, NULL);
    }
  }
  for (guint i = 0; i < self->inputs[FED_BACK]->len; i++) {
    g_autofree char *port = g_strdup_printf ("Next%u", i + 1);
    int output = ng_folding_feeder (self->layer, input_at (self, FED_BACK, i));
    ng_net_builder_output (builder, port, (NgSource){ NG_SOURCE_LAYER, 0, output }, NULL, NULL);
  }
  for (gsize i = 0; i < ng_layer_n_outputs (self->net); i++) {
    g_autofree char *port = g_strdup_printf ("Step%u", (guint) i + 1);
    if (ng_folding_is_chosen (self->layer, i))
      ng_net_builder_output (builder, port, (NgSource){ NG_SOURCE_LAYER, 0, (int) i }, NULL, NULL);
  }
  net = ng_net_builder_end (builder, NULL);
  return net != NULL ? ng_net_flatten (net, G_MAXUINT, NULL) : NULL;
}

/* What is fed back first: what the port gets, in its whole size, or zeros. */
static NgOnnxRef
first_state (const Fold *self, guint index)
{
  NgOnnxEmitter *emitter = self->emitter;
  NgOnnxRef given = emitter->inputs[port_of (self, FED_BACK, index)];
  NgType type = step_type (self, FED_BACK, index);
  gint64 dims[NG_MAX_RANK];

  if (given.kind == NG_REF_SOURCE && given.narrow == 0)
    return given;
  for (int i = 0; i < type.rank; i++)
    dims[i] = type.dims[i].value;
  NgOnnxRef shape = ng_onnx_sizes (emitter, emitter->inputs[port_of (self, MAPPED, 0)], 0, 1);
  if (type.rank > 0) {
    NgOnnxRef rest = ng_onnx_list (emitter, dims, (gsize) type.rank);
    ng_onnx_begin (emitter, "Concat");
    ng_onnx_operand (emitter, shape);
    ng_onnx_operand (emitter, rest);
    ng_onnx_integer (emitter, "axis", 0);
    shape = ng_onnx_end (emitter, 1);
  }
  return given.kind == NG_REF_NONE ? ng_onnx_unary (emitter, "ConstantOfShape", shape)
                                   : ng_onnx_binary (emitter, "Expand", given, shape);
}

/* The batch stands in front, and steps behind it. */
static void
put_axes (NgOnnxEmitter *emitter, const char *name, gsize n)
{
  g_autofree gint64 *axes = g_new (gint64, n + 1);

  for (gsize i = 0; i < n; i++)
    axes[i] = 1;
  ng_onnx_integers (emitter, name, axes, n);
}

static void
put_scan (const Fold *self, NgNet *body)
{
  NgOnnxEmitter *emitter = self->emitter;
  guint n_fed = self->inputs[FED_BACK]->len, n_mapped = self->inputs[MAPPED]->len;
  g_autofree NgOnnxRef *states = g_new (NgOnnxRef, n_fed + 1);
  gsize n_results = ng_net_n_outputs (body), n = 0;

  for (guint i = 0; i < n_fed; i++)
    states[i] = first_state (self, i);
  ng_onnx_begin (emitter, "Scan");
  for (guint i = 0; i < n_fed; i++)
    ng_onnx_operand (emitter, states[i]);
  for (guint i = 0; i < n_mapped; i++)
    ng_onnx_operand (emitter, emitter->inputs[port_of (self, MAPPED, i)]);
  ng_onnx_body (emitter, "body", body, n_fed + n_mapped);
  for (guint i = 0; i < self->inputs[CONSTANT]->len; i++)
    ng_onnx_capture (emitter, emitter->inputs[port_of (self, CONSTANT, i)]);
  ng_onnx_integer (emitter, "num_scan_inputs", n_mapped);
  put_axes (emitter, "scan_input_axes", n_mapped);
  put_axes (emitter, "scan_output_axes", n_results - n_fed);
  NgOnnxRef first = ng_onnx_end (emitter, n_results);
  for (guint i = 0; i < n_fed; i++)
    emitter->outputs[final_port (self, i)] = ng_onnx_other (first, (int) n++);
  for (gsize i = 0; i < ng_layer_n_outputs (self->net); i++) {
    if (!ng_folding_is_chosen (self->layer, i))
      continue;
    int port = ng_layer_find_output (self->layer, ng_layer_output_name (self->net, i));
    emitter->outputs[port] = ng_onnx_other (first, (int) n++);
  }
}

gboolean
ng_onnx_emit_fold (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  Fold self = { .emitter = emitter, .layer = layer, .net = ng_layer_inner (layer, 0) };
  g_autoptr (NgNet) step = NULL;
  g_autoptr (NgNet) body = NULL;
  gboolean fits = (emitter->flags & NG_ONNX_EMIT_PLAIN) == 0;

  sort_inputs (&self);
  for (Kind kind = 0; kind < N_KINDS; kind++) {
    for (guint i = 0; i < self.inputs[kind]->len && fits; i++) {
      NgType type = step_type (&self, kind, i);
      fits = is_fit (&type, kind);
    }
  }
  step = fits ? make_step (&self) : NULL;
  if (step != NULL && ng_net_check (step, NULL) && ng_net_check_specified (step, NULL))
    body = ng_onnx_from_layers (step, emitter->opset, 0, NULL, NULL);
  if (body != NULL)
    put_scan (&self, body);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    g_array_unref (self.inputs[kind]);
  return body != NULL;
}
