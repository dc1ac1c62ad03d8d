/* Nets of layers -> nets of operators, layer after layer: by a form of its own where the class has
 * one, else by the primitives that it means. Operators that the net holds already stay. */

#include "core/formats/onnx-back.h"
#include "core/formats/onnx-scope.h"
#include "core/graph/flatten.h"
#include "core/graph/sources.h"
#include "core/shape/words.h"

static void
pending_clear (gpointer data)
{
  NgOnnxPending *self = data;

  if (self->node != NULL)
    ng_onnx_node_free (self->node);
  g_array_unref (self->sources);
}

/* Whether the node does what the operator of that name did. */
static gboolean
is_as (const NgOnnxNode *node, const char *op)
{
  return g_str_equal (node->op, op) ||
         (g_str_equal (node->op, "Gemm") && g_str_equal (op, "MatMul"));
}

/* The first of the operators that the layer was made of that is one as the node, and gave no other
 * node its name; NULL for none. */
static char *
name_of_source (NgOnnxEmitter *self, const NgOnnxPending *pending)
{
  NgExpr *sources = NULL;

  if (self->layer < ng_net_n_layers (self->net)) /* no coder */
    sources = ng_layer_option (ng_net_layer (self->net, self->layer), NG_OPTION_SOURCES);

  for (gsize i = 0; sources != NULL && i < ng_expr_n_args (sources); i++) {
    const NgExpr *rule = ng_expr_arg (sources, i);
    const char *name = ng_expr_text (ng_expr_arg (rule, 0));
    if (!is_as (pending->node, ng_expr_text (ng_expr_arg (rule, 1))) ||
        (g_hash_table_contains (self->names, name) && !g_str_equal (name, self->path)) ||
        ng_net_builder_find (self->builder, name) >= 0)
      continue;
    g_hash_table_insert (self->names, g_strdup (name), NULL);
    return g_strdup (name);
  }
  return NULL;
}

/* What the node is called: as the layer, where it is the only one. */
static char *
name_of_node (NgOnnxEmitter *self, const NgOnnxPending *pending)
{
  char *name = name_of_source (self, pending);

  if (name != NULL)
    return name;
  if (self->pending->len == 1)
    return g_strdup (self->path);
  g_autofree char *wish = g_strdup_printf ("%s/%s", self->path, pending->node->op);

  return ng_onnx_unique (self->names, wish);
}

gboolean
ng_onnx_flush (NgOnnxEmitter *self)
{
  for (guint i = 0; i < self->pending->len; i++) {
    NgOnnxPending *pending = &g_array_index (self->pending, NgOnnxPending, i);
    g_autofree char *name = name_of_node (self, pending);
    g_autoptr (NgLayer) layer = ng_onnx_node_layer (g_steal_pointer (&pending->node));
    int index = ng_net_builder_add_layer (self->builder, name, layer, NULL, self->error);
    for (guint j = 0; index >= 0 && j < pending->sources->len; j++)
      ng_net_builder_connect (self->builder,
                              g_array_index (pending->sources, NgSource, j),
                              index,
                              (int) j,
                              NULL,
                              self->error);
    if (*self->error != NULL)
      return FALSE;
  }
  g_array_set_size (self->pending, 0);
  return TRUE;
}

void
ng_onnx_begin_beside (NgOnnxEmitter *self, const char *op)
{
  g_autofree char *wish = g_strconcat (self->path, "/", op, NULL);

  self->layer_path = self->path;
  self->path = ng_onnx_unique (self->names, wish);
  ng_onnx_begin (self, op);
}

NgOnnxRef
ng_onnx_end_beside (NgOnnxEmitter *self)
{
  NgOnnxRef ref = ng_onnx_end (self, 1);

  if (*self->error == NULL)
    ng_onnx_flush (self);
  g_free (self->path);
  self->path = g_steal_pointer (&self->layer_path);
  return ref;
}

int
ng_onnx_add_operator (NgOnnxEmitter *self, const char *name, NgLayer *layer, NgOnnxRef *inputs)
{
  gsize n = ng_layer_n_inputs (layer);

  /* An operator reads values: what turned out to be constant gets a node of its own. */
  for (gsize i = 0; i < n && *self->error == NULL; i++) {
    if (inputs[i].kind != NG_REF_CONSTANT)
      continue;
    ng_onnx_begin_beside (self, "Identity");
    ng_onnx_operand (self, inputs[i]);
    inputs[i] = ng_onnx_end_beside (self);
  }
  if (*self->error != NULL)
    return -1;
  int index = ng_net_builder_add_layer (self->builder, name, layer, NULL, self->error);
  for (gsize i = 0; i < n && *self->error == NULL; i++) {
    if (inputs[i].kind == NG_REF_SOURCE)
      ng_net_builder_connect (self->builder, inputs[i].source, index, (int) i, NULL, self->error);
  }
  return *self->error == NULL ? index : -1;
}

/* An operator of the net, which keeps its node. */
static void
copy_operator (NgOnnxEmitter *self)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  int index = ng_onnx_add_operator (self, self->path, layer, self->inputs);

  if (index < 0)
    return;
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    self->outputs[i] =
        (NgOnnxRef){ .kind = NG_REF_SOURCE, .source = { NG_SOURCE_LAYER, index, (int) i } };
  if (self->back != NULL)
    ng_onnx_back_operator (self, layer, self->outputs);
}

/* The type of a port of the new net: with the batch in front, and with elements. */
static NgType
port_type (NgOnnxEmitter *self, const NgType *type)
{
  NgType own = *type;
  int first = ng_net_is_raw (self->net) ? 0 : 1;

  own.rank = type->rank + first;
  for (int i = 0; i < type->rank; i++) {
    NgDim dim = type->dims[i];
    if (dim.state == NG_DIM_VARYING) {
      gpointer key = GINT_TO_POINTER ((int) dim.value);
      int known = GPOINTER_TO_INT (g_hash_table_lookup (self->lengths, key));
      g_autofree char *name = ng_dim_label (dim, ng_net_length_names (self->net));
      dim = known != 0 ? ng_dim_varying (known) : ng_net_builder_fresh_length (self->builder, name);
      g_hash_table_insert (self->lengths, key, GINT_TO_POINTER ((int) dim.value));
    }
    own.dims[i + first] = dim;
  }
  if (first == 1)
    own.dims[0] = self->batch;
  if (own.element == NG_ELEMENT_NONE)
    own.element = type->kind == NG_KIND_INTEGER   ? NG_ELEMENT_I64
                  : type->kind == NG_KIND_BOOLEAN ? NG_ELEMENT_BOOL
                                                  : NG_ELEMENT_F32;
  if (own.kind == NG_KIND_UNKNOWN)
    own.kind = NG_KIND_REAL;
  own.min = G_MININT64;
  own.max = G_MAXINT64;
  return own;
}

/* What the net knows of outputs fills in what inference of operators does not find. */
static void
declare_outputs (NgOnnxEmitter *self)
{
  int first = (int) ng_net_builder_n_layers (self->builder);

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (self->net, self->layer)); i++) {
    const NgOnnxRef *ref = &self->outputs[i];
    NgSource source = { NG_SOURCE_LAYER, (int) self->layer, (int) i };
    if (ref->kind != NG_REF_SOURCE || ref->source.kind != NG_SOURCE_LAYER ||
        ref->source.index < first || ref->narrow != 0)
      continue;
    NgOnnxPending *pending =
        &g_array_index (self->pending, NgOnnxPending, ref->source.index - first);
    g_array_index (pending->node->declared, NgType, ref->source.port) =
        port_type (self, ng_net_type (self->net, source));
  }
}

NgOnnxRef
ng_onnx_find_ref (NgOnnxRef *const *values, const NgOnnxRef *inputs, NgSource source)
{
  if (source.kind == NG_SOURCE_LAYER)
    return values[source.index][source.port];
  return source.kind == NG_SOURCE_INPUT ? inputs[source.index] : (NgOnnxRef){ 0 };
}

/* ---- layers without a form ---- */

/* The error of the layer is kept; what it would give is taken from an input that nobody has, so
 * that what stands behind it is looked at, too. */
static void
refuse_layer (NgOnnxEmitter *self, guint n_sizes)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  g_autofree char *name = ng_onnx_unique (self->names, self->path);
  int index = ng_net_builder_input (self->builder, name, NULL);

  g_ptr_array_add (self->refused, ng_diagnostic_ref (ng_error_diagnostic (*self->error)));
  g_clear_error (self->error);
  g_array_set_size (self->pending, 0);
  g_array_set_size (self->sizes, n_sizes);
  self->has_loss = self->has_loss || ng_layer_category (layer) == NG_CATEGORY_LOSS;
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    self->outputs[i] =
        (NgOnnxRef){ .kind = NG_REF_SOURCE, .source = { NG_SOURCE_INPUT, index, 0 } };
}

/* One error that tells all. */
static void
fail_refused (const NgOnnxEmitter *self)
{
  const NgDiagnostic *first = self->refused->pdata[0];
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->refused->len; i++) {
    const NgDiagnostic *one = self->refused->pdata[i];
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", one->message);
  }
  ng_error_set (self->error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new (first->tag, &first->place, "%s", text->str),
                    "%s",
                    self->has_loss
                        ? "Layers that compare with a target can be left out (--without-losses)."
                        : "Put other layers in their place, or save the net as .netgraph."));
}

/* ---- nets that are mapped over the batch ---- */

static void emit_layer (NgOnnxEmitter *self);

/* Layer @index, or its unit that goes back. Returns: whether it is written */
static gboolean
emit_next (NgOnnxEmitter *self, NgOnnxPlan *plan, gsize index)
{
  NgLayer *layer = ng_net_layer (self->net, index);
  g_autofree NgOnnxRef *inputs = g_new0 (NgOnnxRef, ng_layer_n_inputs (layer) + 1);

  if (self->back != NULL && ng_onnx_back_goes (self, plan, index) &&
      (ng_onnx_back_unit (self, plan, index) || ng_onnx_back_goes (self, plan, index)))
    return plan->done[index];
  if (!ng_onnx_back_is_ready (plan, index, FALSE))
    return FALSE;
  self->layer = index;
  for (gsize j = 0; j < ng_layer_n_inputs (layer); j++)
    inputs[j] =
        ng_onnx_find_ref (plan->values, self->net_inputs, ng_net_source (self->net, index, j));
  self->inputs = inputs;
  self->outputs = plan->values[index];
  g_free (self->path);
  self->path = self->is_inside ? NULL : ng_net_shown_name (self->net, index);
  if (self->path == NULL) {
    g_autofree char *own = ng_net_shown_name (self->net, index);
    self->path = ng_onnx_unique (self->names, own);
  }
  emit_layer (self);
  if (self->back != NULL)
    ng_onnx_back_written (self, plan, index);
  return TRUE;
}

/* Every layer of the net, along the flow; @values: (array): by layer what it gives */
static void
emit_layers (NgOnnxEmitter *self, NgOnnxRef **values)
{
  gsize n = ng_net_n_layers (self->net);
  g_autofree gboolean *done = g_new0 (gboolean, n + 1);
  NgOnnxPlan plan = { .net = (NgNet *) self->net, .values = values, .done = done };
  gboolean moves = TRUE;

  for (gsize i = 0; i < n; i++)
    values[i] = g_new0 (NgOnnxRef, ng_layer_n_outputs (ng_net_layer (self->net, i)) + 1);
  if (self->back != NULL)
    ng_onnx_back_begin (self, &plan);
  /* What goes back as a unit may have to wait for layers behind its first one. */
  while (moves && *self->error == NULL) {
    moves = FALSE;
    for (gsize i = 0; i < n && *self->error == NULL; i++) {
      gsize index = (gsize) ng_net_order (self->net)[i];
      if (done[index] || !emit_next (self, &plan, index))
        continue;
      done[index] = TRUE;
      moves = self->back != NULL;
    }
  }
  ng_onnx_back_plan_clear (&plan);
}

static void
free_values (NgOnnxRef **values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_free (values[i]);
  g_free (values);
}

/* The layers of @net, a net of its own, whose batch is @batch. */
static void
emit_inside (
    NgOnnxEmitter *self, const NgNet *net, NgOnnxRef *inputs, NgDim batch, NgOnnxRef *outputs)
{
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (NgOnnxLength));
  NgOnnxRef **values = g_new0 (NgOnnxRef *, ng_net_n_layers (net) + 1);
  NgOnnxEmitter inside = *self;

  inside.net = net;
  inside.net_inputs = inputs;
  inside.batch = batch;
  inside.lengths = lengths;
  inside.sizes = sizes;
  inside.is_inside = TRUE;
  inside.path = NULL;
  emit_layers (&inside, values);
  g_free (inside.path);
  for (gsize i = 0; i < ng_net_n_outputs (net) && *self->error == NULL; i++)
    outputs[i] = ng_onnx_find_ref (values, inputs, ng_net_output_source (net, i));
  free_values (values, ng_net_n_layers (net));
}

void
ng_onnx_emit_inside (NgOnnxEmitter *self, const NgNet *net, NgOnnxRef *inputs, NgOnnxRef *outputs)
{
  if (ng_onnx_flush (self))
    emit_inside (self, net, inputs, ng_net_builder_fresh_length (self->builder, NULL), outputs);
}

/* The net that a layer applies to each element of its inputs along their first axis, without nets
 * inside; NULL where it does something else. */
static NgNet *
mapped_net (const NgOnnxEmitter *self)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  const char *kind = ng_layer_class (layer)->name;
  g_autoptr (NgNet) net = NULL;

  if (g_str_equal (kind, "NetMapThreadOperator")) {
    NgExpr *levels = ng_layer_param (layer, 0)->expr;
    if (ng_expr_kind (levels) != NG_EXPR_INTEGER || ng_expr_integer (levels) != 1)
      return NULL;
  } else if (!g_str_equal (kind, "NetMapOperator")) {
    return NULL;
  }
  NgLayer *inner = ng_layer_inner (layer, 0);
  if (ng_layer_body (inner) != NULL)
    return ng_net_flatten (ng_layer_body (inner), G_MAXUINT, NULL);
  NgNetBuilder *builder = ng_net_builder_new (TRUE, FALSE);
  ng_net_builder_add_layer (builder, self->path, inner, NULL, NULL);
  return ng_net_builder_end (builder, NULL);
}

/* The net with what is known of the elements; NULL where that is not all. */
static NgNet *
complete_mapped (const NgOnnxEmitter *self, NgNet *net)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  gsize n = ng_net_n_inputs (net);
  g_autofree NgType *types = g_new (NgType, n + 1);
  gboolean is_alone = n == 1 && ng_layer_n_inputs (layer) == 1;

  for (gsize i = 0; i < n; i++) {
    int port = is_alone ? 0 : ng_layer_find_input (layer, ng_net_input_name (net, i));
    if (port < 0)
      return NULL;
    types[i] = ng_type_element_of (
        ng_net_type (self->net, ng_net_source (self->net, self->layer, (gsize) port)));
    types[i].element = NG_ELEMENT_NONE;
    types[i].kind = NG_KIND_UNKNOWN;
    for (int d = 0; d < types[i].rank; d++) {
      if (types[i].dims[d].state != NG_DIM_NUMBER)
        types[i].dims[d] = ng_dim_unknown ();
    }
  }
  g_autoptr (NgNet) known = ng_net_with_input_types (net, types, NULL);
  return known != NULL && ng_net_check_specified (known, NULL) ? g_steal_pointer (&known) : NULL;
}

/* The length of the first axis, in the new net. */
static NgDim
mapped_length (NgOnnxEmitter *self)
{
  NgDim dim = ng_type_length (ng_net_type (self->net, ng_net_source (self->net, self->layer, 0)));
  gpointer key = GINT_TO_POINTER ((int) dim.value), known;

  if (dim.state != NG_DIM_VARYING)
    return dim;
  known = g_hash_table_lookup (self->lengths, key);
  if (known == NULL) {
    NgDim fresh = ng_net_builder_fresh_length (self->builder, NULL);
    known = GINT_TO_POINTER ((int) fresh.value);
    g_hash_table_insert (self->lengths, key, known);
  }
  return ng_dim_varying (GPOINTER_TO_INT (known));
}

/* In a net that shows the batch, what is mapped over it becomes nodes with the batch in front, as
 * in a net of layers alone. */
static gboolean
emit_mapped (NgOnnxEmitter *self)
{
  g_autoptr (NgNet) open = ng_net_is_raw (self->net) ? mapped_net (self) : NULL;
  g_autoptr (NgNet) net = open != NULL ? complete_mapped (self, open) : NULL;
  NgLayer *layer = ng_net_layer (self->net, self->layer);

  if (net == NULL || ng_net_n_outputs (net) != ng_layer_n_outputs (layer))
    return FALSE;
  g_autofree NgOnnxRef *inputs = g_new0 (NgOnnxRef, ng_net_n_inputs (net) + 1);
  g_autofree NgOnnxRef *outputs = g_new0 (NgOnnxRef, ng_net_n_outputs (net) + 1);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    int port = ng_layer_n_inputs (layer) == 1
                   ? 0
                   : ng_layer_find_input (layer, ng_net_input_name (net, i));
    inputs[i] = self->inputs[port];
  }
  emit_inside (self, net, inputs, mapped_length (self), outputs);
  for (gsize i = 0; i < ng_net_n_outputs (net) && *self->error == NULL; i++) {
    int port = ng_layer_n_outputs (layer) == 1
                   ? 0
                   : ng_layer_find_output (layer, ng_net_output_name (net, i));
    self->outputs[MAX (port, 0)] = outputs[i];
  }
  return TRUE;
}

static void
emit_layer (NgOnnxEmitter *self)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  guint n_sizes = self->sizes->len;

  if (ng_layer_onnx_node (layer) != NULL)
    copy_operator (self);
  else if (ng_net_is_raw (self->net) ? !emit_mapped (self) : !ng_onnx_emit_layer (self))
    ng_onnx_emit_program (self);
  if (*self->error != NULL && (self->flags & NG_ONNX_EMIT_PLAIN) == 0) {
    GError *reason = g_steal_pointer (self->error);
    g_array_set_size (self->pending, 0);
    g_array_set_size (self->sizes, n_sizes);
    if (!ng_onnx_emit_held (self))
      g_propagate_error (self->error, reason);
    else
      g_error_free (reason);
  }
  if (*self->error != NULL) {
    if (ng_error_diagnostic (*self->error) != NULL)
      refuse_layer (self, n_sizes);
    return;
  }
  declare_outputs (self);
  ng_onnx_flush (self);
}

/* Whether the coder of a port becomes operators. */
static gboolean
has_form (const NgOnnxEmitter *self, const NgCoder *coder, const NgType *type)
{
  return (self->flags & NG_ONNX_EMIT_CODERS) != 0 && coder != NULL &&
         ng_onnx_coder_has_form (coder, type);
}

static void
add_inputs (NgOnnxEmitter *self)
{
  if (!ng_net_is_raw (self->net))
    self->batch = self->back != NULL ? ng_onnx_back_batch (self)
                                     : ng_net_builder_fresh_length (self->builder, "N");
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    const char *name = ng_net_input_name (self->net, i);
    const NgType *type = ng_net_input_type (self->net, i);
    if (has_form (self, ng_net_input_coder (self->net, i), type)) {
      NgType known = port_type (self, type);
      self->net_inputs[i] = ng_onnx_encode_input (self, i, &known);
      ng_onnx_flush (self);
      continue;
    }
    int index = ng_net_builder_input (self->builder, name, NULL);
    NgType own = *type;
    gboolean is_old = self->back != NULL && ng_onnx_back_input_type (self, i, &own);
    if (!is_old && type->rank >= 0)
      own = port_type (self, type);
    ng_net_builder_set_port_type (self->builder, name, &own, NULL, NULL);
    self->net_inputs[i] =
        (NgOnnxRef){ .kind = NG_REF_SOURCE, .source = { NG_SOURCE_INPUT, index, 0 } };
    if (self->back != NULL)
      self->net_inputs[i] = ng_onnx_back_input (self, i, self->net_inputs[i], is_old);
  }
}

/* An output of the net is that of a node: a value that only goes through gets one. */
static void
add_output (NgOnnxEmitter *self, gsize output, NgOnnxRef ref)
{
  const char *name = ng_net_output_name (self->net, output);
  gboolean has_more = FALSE;
  NgOnnxRef array = ref;

  if (has_form (
          self, ng_net_output_coder (self->net, output), ng_net_output_type (self->net, output))) {
    ref = ng_onnx_decode_output (self, output, ref, &has_more);
    ng_onnx_flush (self);
  }
  g_free (self->path);
  self->path = g_strdup (name);
  if (self->back != NULL)
    ref = ng_onnx_back_output (self, output, ref);
  if (ref.kind != NG_REF_SOURCE || ref.source.kind != NG_SOURCE_LAYER) {
    ref = ng_onnx_unary (self, "Identity", ref);
    g_free (self->path);
    self->path = ng_onnx_unique (self->names, name);
    ng_onnx_flush (self);
  }
  if (*self->error == NULL)
    ng_net_builder_output (self->builder, name, ref.source, NULL, self->error);
  if (*self->error == NULL && has_more) {
    g_autofree char *more = g_strconcat (name, "/Probabilities", NULL);
    ng_net_builder_output (self->builder, more, array.source, NULL, self->error);
  }
}

static void
emit_all (NgOnnxEmitter *self)
{
  NgOnnxRef **values = g_new0 (NgOnnxRef *, ng_net_n_layers (self->net) + 1);

  self->layer = ng_net_n_layers (self->net);
  add_inputs (self);
  emit_layers (self, values);
  self->layer = ng_net_n_layers (self->net);
  for (gsize i = 0; i < ng_net_n_outputs (self->net) && *self->error == NULL; i++)
    add_output (
        self, i, ng_onnx_find_ref (values, self->net_inputs, ng_net_output_source (self->net, i)));
  free_values (values, ng_net_n_layers (self->net));
}

static gboolean
check (const NgNet *net, GError **error)
{
  return ng_net_is_raw (net) || (ng_net_check (net, error) && ng_net_check_specified (net, error) &&
                                 ng_net_check_initialized (net, error));
}

NgNet *
ng_onnx_from_layers (NgNet *net, int opset, NgOnnxEmitFlags flags, NgOnnxBack *back, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (NgOnnxLength));
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (NgOnnxPending));
  g_autoptr (GPtrArray) refused = ng_diagnostic_list_new ();
  g_autofree NgOnnxRef *inputs = g_new0 (NgOnnxRef, ng_net_n_inputs (net) + 1);
  NgOnnxEmitter emitter = { .net = net,
                            .opset = opset,
                            .flags = flags,
                            .back = back,
                            .net_inputs = inputs,
                            .held = held,
                            .texts = texts,
                            .names = names,
                            .lengths = lengths,
                            .sizes = sizes,
                            .pending = pending,
                            .refused = refused,
                            .error = &reason };
  NgNet *result = NULL;

  if (!check (net, error))
    return NULL;
  g_array_set_clear_func (pending, pending_clear);
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    g_free (ng_onnx_unique (names, name));
  }
  emitter.builder = ng_net_builder_new (TRUE, FALSE);
  ng_net_builder_set_closed (emitter.builder);
  emit_all (&emitter);
  g_free (emitter.path);
  if (reason == NULL && refused->len > 0)
    fail_refused (&emitter);
  if (back != NULL && reason == NULL)
    ng_onnx_back_end (&emitter);
  if (reason == NULL)
    result = ng_net_builder_end (g_steal_pointer (&emitter.builder), &reason);
  g_clear_pointer (&emitter.builder, ng_net_builder_free);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return result;
}
