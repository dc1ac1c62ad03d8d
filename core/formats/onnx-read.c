/* ONNX models -> nets. Each graph becomes a net, in three passes: every name gets a meaning
 * (onnx-scope.c), every node becomes a layer, and the layers are connected. Constants are arrays of
 * the layers that use them, shared where several do. A subgraph becomes a net that its node keeps;
 * what it uses of the graphs around it are further inputs of that net and of the node. */

#include "core/formats/onnx.h"

#include "core/formats/onnx-reading.h"
#include "core/operators/operator-class.h"

/* A value of a net being made; one that lies further out becomes an input of the net. */
static NgSource
source_of (NgOnnxAssembly *assembly, NgOnnxMeaning *meaning)
{
  NgSource source = { NG_SOURCE_INPUT, meaning->index, 0 };

  if (meaning->assembly == assembly) {
    if (meaning->kind == NG_MEANING_NODE) {
      source.kind = NG_SOURCE_LAYER;
      source.port = meaning->port;
    }
    return source;
  }
  gpointer known = g_hash_table_lookup (assembly->captures, meaning);
  if (known == NULL) {
    g_autofree char *name = ng_onnx_unique (assembly->port_names, meaning->name);
    known = GINT_TO_POINTER (ng_net_builder_input (assembly->builder, name, NULL) + 1);
    g_hash_table_insert (assembly->captures, meaning, known);
    g_ptr_array_add (assembly->captured, meaning);
  }
  source.index = GPOINTER_TO_INT (known) - 1;
  return source;
}

/* The type as the net's own: every symbol and every unknown size is a varying length. */
static NgType
own_type (NgOnnxAssembly *assembly, const NgOnnxValue *value)
{
  NgType type = value->type;

  for (int i = 0; i < type.rank; i++) {
    gpointer known = NULL;
    const char *symbol = value->symbols != NULL ? value->symbols[i] : NULL;
    if (type.dims[i].state != NG_DIM_UNKNOWN)
      continue;
    if (symbol != NULL)
      known = g_hash_table_lookup (assembly->symbols, symbol);
    if (known != NULL) {
      type.dims[i] = ng_dim_varying (GPOINTER_TO_INT (known));
      continue;
    }
    type.dims[i] = ng_net_builder_fresh_length (assembly->builder, symbol);
    if (symbol != NULL)
      g_hash_table_insert (
          assembly->symbols, g_strdup (symbol), GINT_TO_POINTER ((int) type.dims[i].value));
  }
  return type;
}

static void report (NgOnnxAssembly *assembly, const char *layer, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
report (NgOnnxAssembly *assembly, const char *layer, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  NgPlace place = { .path = layer };

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_net_builder_add_diagnostic (assembly->builder,
                                 ng_diagnostic_new ("ONNX::model", &place, "%s", text));
}

/* Makes the layer of one instance. */
typedef struct {
  NgOnnxAssembly *assembly;
  NgOnnxInstance *instance;
  NgOnnxNode *node;
  const char *layer;
  GHashTable *names;    /* of the ports, where a name may come twice */
  GHashTable *captures; /* of NgOnnxMeaning -> index of the port + 1 */
} Maker;

static int
add_port (Maker *maker, const char *name, NgOnnxMeaning *meaning)
{
  NgOnnxPort port = { g_ref_string_new (name), g_ref_string_acquire (meaning->name) };

  g_array_append_val (maker->node->ports, port);
  g_ptr_array_add (maker->instance->sources, meaning);
  return (int) maker->node->ports->len - 1;
}

static NgOperand
operand_of (Maker *maker, const char *name, NgOnnxMeaning *meaning)
{
  NgOnnxNode *node = maker->node;
  NgOperand operand = { NG_OPERAND_ABSENT, 0 };

  if (meaning->kind == NG_MEANING_CONSTANT) {
    NgOnnxPort array = { g_ref_string_new (name), g_ref_string_acquire (meaning->name) };
    g_array_append_val (node->arrays, array);
    g_ptr_array_add (node->tensors, ng_tensor_ref (meaning->tensor));
    operand.kind = NG_OPERAND_ARRAY;
    operand.index = (int) node->arrays->len - 1;
  } else if (meaning->kind != NG_MEANING_ABSENT) {
    operand.kind = NG_OPERAND_PORT;
    operand.index = add_port (maker, name, meaning);
  }
  return operand;
}

static void
add_operands (Maker *maker)
{
  const NgOnnxProtoNode *proto = maker->instance->node;
  NgOnnxNode *node = maker->node;

  node->n_operands = proto->inputs->len;
  node->operands = g_new0 (NgOperand, MAX (node->n_operands, 1));
  for (guint i = 0; i < proto->inputs->len; i++) {
    const char *value = proto->inputs->pdata[i];
    if (*value == '\0')
      continue;
    NgOnnxMeaning *meaning = ng_onnx_frame_find (maker->instance->frame, value);
    if (meaning == NULL) {
      report (maker->assembly,
              maker->layer,
              "%s \"%s\" uses the value \"%s\", which nothing makes.",
              node->op,
              maker->layer,
              value);
      continue;
    }
    g_autofree char *name = ng_operator_input_name (node->operator, i);
    node->operands[i] = operand_of (maker, name, meaning);
  }
}

static void
add_results (Maker *maker)
{
  const NgOnnxProtoNode *proto = maker->instance->node;
  NgOnnxNode *node = maker->node;
  GHashTable *declared = maker->instance->frame->declared;

  node->n_results = proto->outputs->len;
  node->results = g_new0 (int, MAX (node->n_results, 1));
  for (guint i = 0; i < proto->outputs->len; i++) {
    GRefString *value = proto->outputs->pdata[i];
    node->results[i] = -1;
    if (*value == '\0')
      continue;
    g_autofree char *name = ng_operator_output_name (node->operator, i);
    NgOnnxPort port = { g_ref_string_new (name), g_ref_string_acquire (value) };
    const NgOnnxValue *known = declared != NULL ? g_hash_table_lookup (declared, value) : NULL;
    NgType type = known != NULL ? known->type : ng_type_unknown ();
    node->results[i] = (int) node->outputs->len;
    g_array_append_val (node->outputs, port);
    g_array_append_val (node->declared, type);
  }
}

static NgNet *build_graph (NgOnnxReader *reader,
                           const NgOnnxGraph *graph,
                           NgOnnxFrame *around,
                           NgOnnxAssembly *parent,
                           GPtrArray *captured);

/* The port of the node at which an outer value of its subgraphs arrives; one for all of them. */
static NgOperand
capture (Maker *maker, NgOnnxMeaning *meaning)
{
  NgOperand operand = { NG_OPERAND_PORT, 0 };

  if (maker->captures == NULL)
    maker->captures = g_hash_table_new (NULL, NULL);
  gpointer known = g_hash_table_lookup (maker->captures, meaning);
  if (known == NULL) {
    g_autofree char *wish = g_strdup_printf ("%s ", meaning->name);
    g_strchomp (wish);
    if (maker->names == NULL) {
      maker->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < maker->node->ports->len; i++)
        g_hash_table_insert (maker->names,
                             g_strdup (g_array_index (maker->node->ports, NgOnnxPort, i).name),
                             GINT_TO_POINTER (1));
    }
    g_autofree char *name = ng_onnx_unique (maker->names, wish);
    known = GINT_TO_POINTER (add_port (maker, name, meaning) + 1);
    g_hash_table_insert (maker->captures, meaning, known);
  }
  operand.index = GPOINTER_TO_INT (known) - 1;
  return operand;
}

static gboolean
add_subgraph (Maker *maker, const NgOnnxBound *bound, NgAttribute *attribute)
{
  g_autoptr (GPtrArray) captured = g_ptr_array_new ();

  attribute->net = build_graph (
      maker->assembly->reader, bound->attribute->graph, bound->frame, maker->assembly, captured);
  if (attribute->net == NULL)
    return FALSE;
  attribute->n_formal = ng_net_n_inputs (attribute->net) - captured->len;
  attribute->captures = g_array_new (FALSE, TRUE, sizeof (NgOperand));
  for (guint i = 0; i < captured->len; i++) {
    NgOperand operand = capture (maker, captured->pdata[i]);
    g_array_append_val (attribute->captures, operand);
  }
  return TRUE;
}

/* Gradient names what it differentiates by an attribute alone: that value arrives at a port of its
 * own, as the outer values of subgraphs do. */
static void
add_named_value (Maker *maker, NgAttribute *attribute)
{
  NgOnnxMeaning *meaning = attribute->kind == NG_ATTRIBUTE_TEXT &&
                                   g_str_equal (attribute->name, "y") &&
                                   g_str_equal (maker->node->op, "Gradient")
                               ? ng_onnx_frame_find (maker->instance->frame, attribute->text)
                               : NULL;

  if (meaning == NULL || meaning->kind == NG_MEANING_CONSTANT || meaning->kind == NG_MEANING_ABSENT)
    return;
  NgOperand operand = capture (maker, meaning);
  attribute->captures = g_array_new (FALSE, TRUE, sizeof (NgOperand));
  g_array_append_val (attribute->captures, operand);
}

static gboolean
add_attributes (Maker *maker)
{
  g_autoptr (GArray) bounds =
      ng_onnx_frame_attributes (maker->instance->frame, maker->instance->node);

  if (bounds == NULL)
    return FALSE;
  for (guint i = 0; i < bounds->len; i++) {
    const NgOnnxBound *bound = &g_array_index (bounds, NgOnnxBound, i);
    NgAttribute attribute;
    ng_attribute_copy (&bound->attribute->value, &attribute);
    g_ref_string_release (attribute.name);
    attribute.name = g_ref_string_new (bound->name);
    gboolean ok = bound->attribute->graph == NULL || add_subgraph (maker, bound, &attribute);
    add_named_value (maker, &attribute);
    g_array_append_val (maker->node->attributes, attribute);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

/* What a layer is called: its node's name, else its first output's, else its operator's. */
static char *
choose_name (NgOnnxAssembly *assembly, const NgOnnxFrame *frame, const NgOnnxProtoNode *node)
{
  const char *wish = *node->name != '\0' ? node->name : NULL;

  if (wish == NULL && node->outputs->len > 0 && *(char *) node->outputs->pdata[0] != '\0')
    wish = node->outputs->pdata[0];
  if (wish == NULL)
    wish = *node->op != '\0' ? node->op : "node";
  g_autofree char *name = g_strconcat (frame->prefix, wish, NULL);

  return ng_onnx_unique (assembly->layer_names, name);
}

/* Nodes of the outermost graph know their file; those of subgraphs are saved with the node around.
 */
static gboolean
add_layer (NgOnnxAssembly *assembly, const char *name, NgOnnxNode *node)
{
  if (assembly->parent == NULL) {
    node->origin = ng_onnx_origin_ref (assembly->reader->file->origin);
    node->place = (guint) ng_net_builder_n_layers (assembly->builder);
  }
  g_autoptr (NgLayer) layer = ng_onnx_node_layer (node);

  return ng_net_builder_add_layer (
             assembly->builder, name, layer, NULL, assembly->reader->file->error) >= 0;
}

/* The records are searched once for each name. */
static const NgOperatorClass *
find_operator (NgOnnxReader *reader, const char *domain, GRefString *op)
{
  gpointer known;

  if (*domain != '\0')
    return ng_operator_find (domain, op);
  if (!g_hash_table_lookup_extended (reader->operators, op, NULL, &known)) {
    known = (gpointer) ng_operator_find (domain, op);
    g_hash_table_insert (reader->operators, op, known);
  }
  return known;
}

static gboolean
make_layer (NgOnnxAssembly *assembly, NgOnnxInstance *instance)
{
  g_autofree char *name = choose_name (assembly, instance->frame, instance->node);
  const char *domain = ng_onnx_domain (instance->node->domain);
  Maker maker = { .assembly = assembly, .instance = instance, .layer = name };

  maker.node = ng_onnx_node_new (domain,
                                 instance->node->op,
                                 ng_onnx_frame_version (instance->frame, domain),
                                 find_operator (assembly->reader, domain, instance->node->op));
  instance->sources = g_ptr_array_new ();
  add_operands (&maker);
  add_results (&maker);
  gboolean ok = add_attributes (&maker);
  g_clear_pointer (&maker.names, g_hash_table_unref);
  g_clear_pointer (&maker.captures, g_hash_table_unref);
  if (!ok) {
    ng_onnx_node_free (maker.node);
    return FALSE;
  }
  return add_layer (assembly, name, maker.node);
}

static gboolean
connect_layer (NgOnnxAssembly *assembly, guint index)
{
  const NgOnnxInstance *instance = &g_array_index (assembly->instances, NgOnnxInstance, index);

  for (guint i = 0; i < instance->sources->len; i++) {
    NgSource source = source_of (assembly, instance->sources->pdata[i]);
    if (!ng_net_builder_connect (
            assembly->builder, source, (int) index, (int) i, NULL, assembly->reader->file->error))
      return FALSE;
  }
  return TRUE;
}

/* An output of the graph that no node makes: a constant or an input, handed through by an Identity
 * of its own. */
static gboolean
hand_through (NgOnnxAssembly *assembly, const char *name, NgOnnxMeaning *meaning, NgSource *source)
{
  g_autofree char *layer = ng_onnx_unique (assembly->layer_names, name);
  NgOnnxNode *node = ng_onnx_node_new ("", "Identity", 1, ng_operator_find ("", "Identity"));
  NgOnnxInstance instance = { .sources = g_ptr_array_new () };
  Maker maker = { .assembly = assembly, .instance = &instance, .node = node, .layer = layer };
  NgOnnxPort output = { g_ref_string_new ("output"), g_ref_string_new (name) };
  NgType unknown = ng_type_unknown ();

  node->n_operands = 1;
  node->operands = g_new0 (NgOperand, 1);
  node->operands[0] = operand_of (&maker, "input", meaning);
  node->n_results = 1;
  node->results = g_new0 (int, 1);
  g_array_append_val (node->outputs, output);
  g_array_append_val (node->declared, unknown);
  g_array_append_val (assembly->instances, instance);
  if (!add_layer (assembly, layer, node))
    return FALSE;
  *source = (NgSource){ NG_SOURCE_LAYER, (int) assembly->instances->len - 1, 0 };
  return connect_layer (assembly, assembly->instances->len - 1);
}

static gboolean
add_outputs (NgOnnxAssembly *assembly, NgOnnxFrame *frame, const NgOnnxGraph *graph)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < graph->outputs->len; i++) {
    const NgOnnxValue *output = &g_array_index (graph->outputs, NgOnnxValue, i);
    NgOnnxMeaning *meaning = ng_onnx_frame_find (frame, output->name);
    NgSource source;

    if (meaning == NULL || meaning->kind == NG_MEANING_ABSENT) {
      report (assembly, NULL, "Nothing makes the output \"%s\" of the graph.", output->name);
      continue;
    }
    g_autofree char *name = ng_onnx_unique (names, output->name);
    if (meaning->kind == NG_MEANING_NODE && meaning->assembly == assembly)
      source = source_of (assembly, meaning);
    else if (!hand_through (assembly, name, meaning, &source))
      return FALSE;
    if (!ng_net_builder_output (
            assembly->builder, name, source, NULL, assembly->reader->file->error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_constants (NgOnnxFrame *frame, const NgOnnxGraph *graph)
{
  for (guint i = 0; i < graph->constants->len; i++) {
    const NgOnnxConstant *constant = &g_array_index (graph->constants, NgOnnxConstant, i);
    NgOnnxMeaning *meaning = ng_onnx_frame_define (frame, constant->name, NG_MEANING_CONSTANT);
    if (meaning == NULL)
      return FALSE;
    meaning->tensor = ng_tensor_ref (constant->tensor);
  }
  return TRUE;
}

/* An input that has an initializer is a constant: before IR 4 every initializer is an input too,
 * and later it is the input's default. The inputs of a subgraph go by position, so they stay. */
static gboolean
add_inputs (NgOnnxAssembly *assembly, NgOnnxFrame *frame, const NgOnnxGraph *graph)
{
  for (guint i = 0; i < graph->inputs->len; i++) {
    const NgOnnxValue *input = &g_array_index (graph->inputs, NgOnnxValue, i);
    NgOnnxMeaning *meaning = g_hash_table_lookup (frame->names, input->name);

    if (meaning != NULL && meaning->kind == NG_MEANING_CONSTANT && assembly->parent == NULL)
      continue;
    if (meaning != NULL && meaning->kind == NG_MEANING_CONSTANT)
      meaning->kind = NG_MEANING_INPUT;
    else
      meaning = ng_onnx_frame_define (frame, input->name, NG_MEANING_INPUT);
    if (meaning == NULL)
      return FALSE;
    g_autofree char *name =
        ng_onnx_unique (assembly->port_names, *input->name != '\0' ? input->name : "Input");
    NgType type = own_type (assembly, input);
    meaning->index = ng_net_builder_input (assembly->builder, name, NULL);
    ng_net_builder_set_port_type (assembly->builder, name, &type, NULL, NULL);
  }
  return TRUE;
}

static void
declare (NgOnnxFrame *frame, const GArray *values)
{
  for (guint i = 0; i < values->len; i++) {
    NgOnnxValue *value = &g_array_index (values, NgOnnxValue, i);
    g_hash_table_insert (frame->declared, value->name, value);
  }
}

/* The net of @assembly, which is empty. */
static NgNet *
assemble (NgOnnxAssembly *assembly, const NgOnnxGraph *graph, NgOnnxFrame *around)
{
  NgOnnxReader *reader = assembly->reader;
  const NgOnnxImports *imports = around != NULL ? around->imports : &reader->model->imports;
  NgOnnxFrame *frame = ng_onnx_frame_new (assembly, around, imports, "");
  guint n_instances;

  /* The file's own nesting is limited where it is parsed; a function whose subgraph calls it has no
   * end. */
  if (assembly->depth > NG_MAX_SUBGRAPH_DEPTH) {
    ng_error_set_new (reader->file->error,
                      "ONNX::limit",
                      NULL,
                      "Subgraphs and the functions that they call are nested more than %d deep.",
                      NG_MAX_SUBGRAPH_DEPTH);
    return NULL;
  }
  ng_net_builder_set_closed (assembly->builder);
  frame->declared = g_hash_table_new (g_str_hash, g_str_equal);
  declare (frame, graph->values);
  declare (frame, graph->outputs);
  if (!add_constants (frame, graph) || !add_inputs (assembly, frame, graph) ||
      !ng_onnx_frame_add_nodes (frame, graph->nodes))
    return NULL;
  n_instances = assembly->instances->len;
  for (guint i = 0; i < n_instances; i++) {
    if (!make_layer (assembly, &g_array_index (assembly->instances, NgOnnxInstance, i)))
      return NULL;
  }
  for (guint i = 0; i < n_instances; i++) {
    if (!connect_layer (assembly, i))
      return NULL;
  }
  if (!add_outputs (assembly, frame, graph))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&assembly->builder), reader->file->error);
}

static NgNet *
build_graph (NgOnnxReader *reader,
             const NgOnnxGraph *graph,
             NgOnnxFrame *around,
             NgOnnxAssembly *parent,
             GPtrArray *captured)
{
  g_autoptr (NgOnnxAssembly) assembly = ng_onnx_assembly_new (reader, parent);
  NgNet *net = assemble (assembly, graph, around);

  for (guint i = 0; i < assembly->captured->len; i++)
    g_ptr_array_add (captured, assembly->captured->pdata[i]);
  return net;
}

/* The newest version of the operators of ONNX that we know. */
enum { NEWEST = 28 };

static void
warn_imports (NgOnnxFile *file, const NgOnnxModel *model)
{
  for (guint i = 0; file->warnings != NULL && i < model->imports.list->len; i++) {
    const NgOnnxImport *import = &g_array_index (model->imports.list, NgOnnxImport, i);
    if (import->version < 1)
      g_ptr_array_add (file->warnings,
                       ng_diagnostic_as_warning (ng_diagnostic_new (
                           "ONNX::model",
                           NULL,
                           "The model asks for version %" G_GINT64_FORMAT
                           " of the operators of \"%s\", which cannot be; 1 is taken.",
                           import->version,
                           import->domain)));
    else if (import->version > NEWEST && *ng_onnx_domain (import->domain) == '\0')
      g_ptr_array_add (file->warnings,
                       ng_diagnostic_as_warning (ng_diagnostic_new (
                           "ONNX::model",
                           NULL,
                           "The model asks for version %" G_GINT64_FORMAT
                           " of the operators of ONNX; %d, the newest that is known here, is "
                           "taken, and another may mean something else.",
                           import->version,
                           NEWEST)));
  }
}

static GHashTable *
index_functions (const NgOnnxModel *model)
{
  GHashTable *functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < model->functions->len; i++) {
    NgOnnxFunction *function = model->functions->pdata[i];
    g_hash_table_insert (
        functions,
        g_strdup_printf (
            "%s %s %s", ng_onnx_domain (function->domain), function->name, function->overload),
        function);
  }
  return functions;
}

void
ng_onnx_reading_free (NgOnnxReading *self)
{
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->assembly, ng_onnx_assembly_free);
  g_clear_pointer (&self->reader.functions, g_hash_table_unref);
  g_clear_pointer (&self->reader.operators, g_hash_table_unref);
  g_clear_pointer (&self->model, ng_onnx_model_free);
  g_clear_error (&self->reason);
  ng_onnx_origin_unref (self->file.origin);
  g_free (self);
}

NgOnnxReading *
ng_onnx_reading_new (NgOnnxOrigin *origin, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgOnnxReading) self = g_new0 (NgOnnxReading, 1);

  self->file = (NgOnnxFile){ .origin = ng_onnx_origin_ref (origin),
                             .bytes = origin->bytes,
                             .warnings = diagnostics,
                             .error = &self->reason };
  self->model = ng_onnx_model_parse (&self->file);
  if (self->model != NULL) {
    warn_imports (&self->file, self->model);
    self->reader.file = &self->file;
    self->reader.model = self->model;
    self->reader.functions = index_functions (self->model);
    self->reader.operators = g_hash_table_new (g_str_hash, g_str_equal);
    self->assembly = ng_onnx_assembly_new (&self->reader, NULL);
    self->net = assemble (self->assembly, self->model->graph, NULL);
  }
  if (self->net != NULL && diagnostics != NULL)
    ng_onnx_check_declared (self->net, diagnostics);
  if (self->net != NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&self->reason));
  return NULL;
}

NgNet *
ng_onnx_read (GBytes *bytes, const char *folder, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgOnnxOrigin) origin = ng_onnx_origin_new (bytes, folder);
  g_autoptr (NgOnnxReading) reading = ng_onnx_reading_new (origin, diagnostics, error);

  return reading != NULL ? ng_net_ref (reading->net) : NULL;
}
