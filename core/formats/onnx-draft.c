/* Which layer is which node of the file, and what names stand for. */

#include "core/formats/onnx-draft.h"

#include "core/formats/onnx-back.h"
#include "core/formats/onnx-notation.h"
#include "core/graph/delete.h"
#include "core/graph/flatten.h"
#include "core/graph/present.h"
#include "core/operators/version.h"

const NgOnnxGraph *
ng_onnx_draft_graph (const NgOnnxDraft *self)
{
  return self->main != NULL ? self->main->model->graph : NULL;
}

NgOnnxFrame *
ng_onnx_draft_frame (const NgOnnxDraft *self)
{
  return self->main != NULL ? self->main->assembly->frames->pdata[0] : NULL;
}

int
ng_onnx_draft_value (const NgOnnxDraft *self, NgSource source)
{
  if (source.kind == NG_SOURCE_NONE)
    return -1;
  return source.kind == NG_SOURCE_INPUT ? source.index
                                        : (int) self->rows[source.index].first + source.port;
}

const NgType *
ng_onnx_draft_type (const NgOnnxDraft *self, guint value)
{
  gsize n_inputs = ng_net_n_inputs (self->net), layer = 0, end = ng_net_n_layers (self->net);

  if (value < n_inputs)
    return ng_net_input_type (self->net, value);
  while (end - layer > 1) {
    gsize middle = layer + (end - layer) / 2;
    if (self->rows[middle].first <= value)
      layer = middle;
    else
      end = middle;
  }
  NgSource source = { NG_SOURCE_LAYER, (int) layer, (int) (value - self->rows[layer].first) };
  return ng_net_type (self->net, source);
}

gboolean
ng_onnx_draft_means (const NgOnnxDraft *self, const char *text, int value)
{
  if (*text == '\0' || value < 0)
    return *text == '\0' && value < 0;
  return GPOINTER_TO_INT (g_hash_table_lookup (self->values, text)) == value + 1;
}

gboolean
ng_onnx_draft_holds (const NgOnnxDraft *self, const char *text, const NgTensor *tensor)
{
  const NgTensor *known = g_hash_table_lookup (self->constants, text);

  return known != NULL && ng_tensor_equal (known, tensor);
}

const char *
ng_onnx_draft_constant (const NgOnnxDraft *self, NgTensor *tensor, const char *wish)
{
  const char *name = wish != NULL && ng_onnx_draft_holds (self, wish, tensor)
                         ? wish
                         : g_hash_table_lookup (self->added, tensor);

  return name == NULL && self->around != NULL ? ng_onnx_draft_constant (self->around, tensor, wish)
                                              : name;
}

static NgSource
source_at (const NgOnnxDraft *self, const NgOnnxRow *row, gsize input)
{
  return ng_net_source (self->net, (gsize) (row - self->rows), input);
}

/* What feeds the input, for a node that says @text there. */
static const char *
name_of_port (const NgOnnxDraft *self, const NgOnnxRow *row, gsize input, const char *text)
{
  int value = ng_onnx_draft_value (self, source_at (self, row, input));

  if (ng_onnx_draft_means (self, text, value))
    return text;
  return value >= 0 ? self->names[value] : "";
}

const char *
ng_onnx_row_array (const NgOnnxRow *row, gsize index)
{
  return g_array_index (row->node->arrays, NgOnnxPort, index).value;
}

static const char *
operand_text (const NgOnnxRow *row, gsize index)
{
  return row->instance != NULL && row->instance->node != NULL
             ? row->instance->node->inputs->pdata[index]
             : "";
}

const char *
ng_onnx_draft_operand (const NgOnnxDraft *self, const NgOnnxRow *row, gsize index)
{
  const NgOperand *operand = &row->node->operands[index];
  const char *text = operand_text (row, index);

  if (operand->kind == NG_OPERAND_PORT)
    return name_of_port (self, row, (gsize) operand->index, text);
  if (operand->kind == NG_OPERAND_ABSENT)
    return text;
  NgTensor *tensor = ng_layer_array (row->layer, (gsize) operand->index);
  if (ng_onnx_draft_holds (self, text, tensor))
    return text;
  return ng_onnx_draft_constant (self, tensor, ng_onnx_row_array (row, (gsize) operand->index));
}

const char *
ng_onnx_draft_result (const NgOnnxDraft *self, const NgOnnxRow *row, gsize index)
{
  int port = row->node->results[index];

  return port >= 0 ? self->names[row->first + (guint) port] : "";
}

/* Which input of the layer is what input @index was in the file; -1 where no subgraph reads it any
 * more. */
static int
find_port (const NgOnnxRow *row, guint index)
{
  const NgOnnxNode *old = ng_layer_onnx_node (ng_net_layer (row->reading->net, row->node->place));
  const char *name = g_array_index (old->ports, NgOnnxPort, index).name;

  for (guint i = 0; i < row->node->ports->len; i++) {
    if (g_str_equal (g_array_index (row->node->ports, NgOnnxPort, i).name, name))
      return (int) i;
  }
  return -1;
}

const char *
ng_onnx_draft_use (const NgOnnxDraft *self, const NgOnnxRow *row, const NgOnnxUse *use)
{
  if (use->meaning->kind == NG_MEANING_CONSTANT) {
    const char *name = ng_onnx_draft_constant (self, use->meaning->tensor, use->text);
    return name != NULL ? name
                        : ng_onnx_draft_constant (self, use->meaning->tensor, use->meaning->name);
  }
  for (guint i = 0; i < row->instance->sources->len; i++) {
    int port = row->instance->sources->pdata[i] == use->meaning ? find_port (row, i) : -1;
    if (port >= 0)
      return name_of_port (self, row, (gsize) port, use->text);
  }
  return use->text;
}

/* ---- names in graphs ---- */

static void
collect_values (const GArray *values, GHashTable *names)
{
  for (guint i = 0; i < values->len; i++)
    g_hash_table_add (names, g_array_index (values, NgOnnxValue, i).name);
}

void
ng_onnx_node_collect (const NgOnnxProtoNode *node, GHashTable *used, GHashTable *defined)
{
  for (guint i = 0; i < node->inputs->len; i++)
    g_hash_table_add (used, node->inputs->pdata[i]);
  for (guint i = 0; defined != NULL && i < node->outputs->len; i++)
    g_hash_table_add (defined, node->outputs->pdata[i]);
  for (guint i = 0; node->attributes != NULL && i < node->attributes->len; i++) {
    const NgOnnxGraph *graph = g_array_index (node->attributes, NgOnnxProtoAttribute, i).graph;
    if (graph != NULL)
      ng_onnx_graph_collect (graph, used, defined);
  }
}

void
ng_onnx_graph_collect (const NgOnnxGraph *graph, GHashTable *used, GHashTable *defined)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    ng_onnx_node_collect (graph->nodes->pdata[i], used, defined);
  collect_values (graph->outputs, used);
  if (defined == NULL)
    return;
  collect_values (graph->inputs, defined);
  for (guint i = 0; i < graph->constants->len; i++)
    g_hash_table_add (defined, g_array_index (graph->constants, NgOnnxConstant, i).name);
}

/* The names in subgraphs of the row that mean something outside of them, in alphabetic order. */
static GArray *
find_uses (const NgOnnxRow *row)
{
  const NgOnnxInstance *instance = row->instance;
  g_autoptr (GArray) bounds = NULL;
  GArray *uses = NULL;

  if (instance == NULL || instance->node == NULL || instance->node->attributes == NULL)
    return NULL;
  bounds = ng_onnx_frame_attributes (instance->frame, instance->node);
  for (guint i = 0; bounds != NULL && i < bounds->len; i++) {
    const NgOnnxBound *bound = &g_array_index (bounds, NgOnnxBound, i);
    if (bound->attribute->graph == NULL)
      continue;
    g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
    ng_onnx_graph_collect (bound->attribute->graph, used, NULL);
    g_autoptr (GList) texts = g_list_sort (g_hash_table_get_keys (used), (GCompareFunc) strcmp);
    if (uses == NULL)
      uses = g_array_new (FALSE, FALSE, sizeof (NgOnnxUse));
    for (const GList *text = texts; text != NULL; text = text->next) {
      NgOnnxUse use = { text->data, ng_onnx_frame_find (bound->frame, text->data) };
      if (*use.text != '\0' && use.meaning != NULL)
        g_array_append_val (uses, use);
    }
  }
  return uses;
}

/* ---- which layer is which node ---- */

static NgOnnxReading *
read_again (NgOnnxDraft *self, NgOnnxOrigin *origin, GError **error)
{
  NgOnnxReading *reading = g_hash_table_lookup (self->readings, origin);

  if (reading == NULL) {
    reading = ng_onnx_reading_new (origin, NULL, error);
    if (reading != NULL)
      g_hash_table_insert (self->readings, origin, reading);
  }
  return reading;
}

/* The file that most layers came from; of several the first. */
static NgOnnxOrigin *
find_main (const NgOnnxDraft *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  NgOnnxOrigin *best = NULL;
  int most = 0;

  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    NgOnnxOrigin *origin = self->rows[i].node->origin;
    if (origin != NULL)
      g_hash_table_insert (
          counts,
          origin,
          GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (counts, origin)) + 1));
  }
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    NgOnnxOrigin *origin = self->rows[i].node->origin;
    int n = origin != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (counts, origin)) : 0;
    if (n > most) {
      most = n;
      best = origin;
    }
  }
  return best;
}

gboolean
ng_onnx_draft_has_old_name (const NgOnnxDraft *self, const NgOnnxRow *row)
{
  return row->place >= 0 &&
         g_str_equal (row->name, ng_net_name (self->main->net, (gsize) row->place));
}

/* Where a layer was copied, the one that kept the name is the node of the file, else the first. */
static void
claim_places (NgOnnxDraft *self)
{
  gsize n = ng_net_n_layers (self->net);

  self->row_of = g_new (int, MAX (ng_net_n_layers (self->main->net), 1));
  for (gsize i = 0; i < ng_net_n_layers (self->main->net); i++)
    self->row_of[i] = -1;
  for (int by_name = 1; by_name >= 0; by_name--) {
    for (gsize i = 0; i < n; i++) {
      NgOnnxRow *row = &self->rows[i];
      if (row->reading != self->main || row->reading == NULL || row->place >= 0 ||
          self->row_of[row->node->place] >= 0)
        continue;
      row->place = (int) row->node->place;
      if (by_name && !ng_onnx_draft_has_old_name (self, row))
        row->place = -1;
      else
        self->row_of[row->place] = (int) i;
    }
  }
  for (gsize i = 0; i < n; i++) {
    NgOnnxRow *row = &self->rows[i];
    if (row->place >= 0 && row->instance->frame != NULL)
      row->call = row->instance->frame->call;
  }
}

/* Ports of the net correspond by name; an input of another name is that at its place, where that
 * is left. */
static void
match_ports (NgOnnxDraft *self)
{
  const NgNet *old = self->main != NULL ? self->main->net : NULL;
  gsize n = ng_net_n_inputs (self->net);

  self->inputs = g_new (int, MAX (n, 1));
  self->outputs = g_new (int, MAX (ng_net_n_outputs (self->net), 1));
  for (gsize i = 0; i < n; i++)
    self->inputs[i] = old != NULL ? ng_net_find_input (old, ng_net_input_name (self->net, i)) : -1;
  for (gsize i = 0; old != NULL && i < n && i < ng_net_n_inputs (old); i++) {
    if (self->inputs[i] < 0 && ng_net_find_input (self->net, ng_net_input_name (old, i)) < 0)
      self->inputs[i] = (int) i;
  }
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    self->outputs[i] =
        old != NULL ? ng_net_find_output (old, ng_net_output_name (self->net, i)) : -1;
}

/* Which ports of the graph became those of the net: inputs that are no constants, and outputs that
 * something makes. */
static void
find_fields (NgOnnxDraft *self)
{
  const NgOnnxGraph *graph = ng_onnx_draft_graph (self);
  NgOnnxFrame *frame = ng_onnx_draft_frame (self);
  gsize n = 0;

  self->input_fields = g_new0 (int, graph->inputs->len + 1);
  self->output_fields = g_new0 (int, graph->outputs->len + 1);
  for (guint i = 0; i < graph->inputs->len; i++) {
    const char *name = g_array_index (graph->inputs, NgOnnxValue, i).name;
    const NgOnnxMeaning *meaning = g_hash_table_lookup (frame->names, name);
    if (meaning != NULL && meaning->kind == NG_MEANING_INPUT)
      self->input_fields[meaning->index] = (int) i;
  }
  for (guint i = 0; i < graph->outputs->len; i++) {
    const char *name = g_array_index (graph->outputs, NgOnnxValue, i).name;
    const NgOnnxMeaning *meaning = ng_onnx_frame_find (frame, name);
    if (meaning != NULL && meaning->kind != NG_MEANING_ABSENT)
      self->output_fields[n++] = (int) i;
  }
}

static gboolean
check_row (const NgOnnxRow *row, GError **error)
{
  NgPlace place = { .path = row->name };

  for (gsize i = 0; i < ng_layer_n_arrays (row->layer); i++) {
    if (ng_layer_array (row->layer, i) != NULL)
      continue;
    ng_error_set_new (error,
                      "ONNX::write",
                      &place,
                      "\"%s\" of layer \"%s\" has no values, and an ONNX file needs them.",
                      ng_layer_array_spec (row->layer, i)->name,
                      row->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
make_rows (NgOnnxDraft *self, GError **error)
{
  gsize n = ng_net_n_layers (self->net);

  self->n_values = (guint) ng_net_n_inputs (self->net);
  self->rows = g_new0 (NgOnnxRow, MAX (n, 1));
  for (gsize i = 0; i < n; i++) {
    NgOnnxRow *row = &self->rows[i];
    row->layer = ng_net_layer (self->net, i);
    row->name = ng_net_shown_name (self->net, i);
    row->node = ng_layer_onnx_node (row->layer);
    row->place = -1;
    row->first = self->n_values;
    self->n_values += (guint) ng_layer_n_outputs (row->layer);
    if (row->node == NULL) {
      NgPlace place = { .path = row->name };
      ng_error_set_new (error,
                        "ONNX::write",
                        &place,
                        "Layer \"%s\" (%s) has no form in ONNX.",
                        row->name,
                        ng_layer_kind (row->layer));
      return FALSE;
    }
    if (!check_row (row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_origins (NgOnnxDraft *self, GError **error)
{
  NgOnnxOrigin *origin = self->around == NULL ? find_main (self) : NULL;

  if (origin != NULL && (self->main = read_again (self, origin, error)) == NULL)
    return FALSE;
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    NgOnnxRow *row = &self->rows[i];
    if (row->node->origin == NULL)
      continue;
    row->reading = read_again (self, row->node->origin, error);
    if (row->reading == NULL)
      return FALSE;
    row->instance =
        &g_array_index (row->reading->assembly->instances, NgOnnxInstance, row->node->place);
    row->uses = find_uses (row);
  }
  return TRUE;
}

/* ---- the draft ---- */

static void
add_name (GHashTable *names, const char *name, int value)
{
  if (name != NULL && *name != '\0' && !g_hash_table_contains (names, name))
    g_hash_table_insert (names, g_strdup (name), GINT_TO_POINTER (value));
}

void
ng_onnx_draft_add_outer_names (const NgOnnxDraft *self, GHashTable *names, int value)
{
  for (const NgOnnxDraft *around = self->around; around != NULL; around = around->around) {
    GHashTableIter iter;
    gpointer name;

    for (guint i = 0; i < around->n_values; i++)
      add_name (names, around->names[i], value);
    for (gsize i = 0; i < ng_net_n_outputs (around->net); i++)
      add_name (names, around->output_names[i], value);
    for (guint i = 0; i < around->additions->len; i++)
      add_name (names, g_array_index (around->additions, NgOnnxAddition, i).name, value);
    g_hash_table_iter_init (&iter, around->constants);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      add_name (names, name, value);
  }
}

static void
take_names (NgOnnxDraft *self)
{
  g_autoptr (GHashTable) defined = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *tables[] = { self->used, defined };
  const NgOnnxGraph *graph = ng_onnx_draft_graph (self);

  ng_onnx_draft_add_outer_names (self, self->taken, 1);
  if (graph == NULL)
    return;
  ng_onnx_graph_collect (graph, self->used, defined);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init (&iter, tables[i]);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      g_hash_table_insert (self->taken, g_strdup (name), GINT_TO_POINTER (1));
  }
}

static void
addition_clear (gpointer data)
{
  NgOnnxAddition *self = data;

  g_free (self->name);
}

void
ng_onnx_draft_free (NgOnnxDraft *self)
{
  for (gsize i = 0; self->rows != NULL && i < ng_net_n_layers (self->net); i++) {
    g_free (self->rows[i].name);
    g_clear_pointer (&self->rows[i].uses, g_array_unref);
  }
  for (guint i = 0; self->names != NULL && i < self->n_values; i++)
    g_free (self->names[i]);
  for (gsize i = 0; self->output_names != NULL && i < ng_net_n_outputs (self->net); i++)
    g_free (self->output_names[i]);
  g_free (self->notation);
  g_free (self->rows);
  g_free (self->names);
  g_free (self->output_names);
  g_free (self->row_of);
  g_free (self->inputs);
  g_free (self->outputs);
  g_free (self->input_fields);
  g_free (self->output_fields);
  g_hash_table_unref (self->calls);
  g_ptr_array_unref (self->call_list);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->constants);
  g_hash_table_unref (self->used);
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->added);
  g_array_unref (self->additions);
  g_hash_table_unref (self->readings);
  g_clear_pointer (&self->net, ng_net_unref);
  g_free (self);
}

/* The version of the operators that the net has already, else @opset. */
static int
opset_of (const NgNet *net, int opset)
{
  gint64 version = ng_net_operator_version (net, "");

  return version > 0 ? (int) version : opset;
}

static NgNet *
delete_losses (NgNet *net, GError **error)
{
  gsize n = ng_net_n_layers (net), n_losses = 0;
  g_autofree gboolean *is_loss = g_new0 (gboolean, n + 1);

  for (gsize i = 0; i < n; i++) {
    is_loss[i] = ng_layer_category (ng_net_layer (net, i)) == NG_CATEGORY_LOSS;
    n_losses += is_loss[i];
  }
  return n_losses > 0 ? ng_net_delete (net, is_loss, NG_DELETION_CUTS, error) : ng_net_ref (net);
}

/* The net with numbers as names, so that those inside become "1/name". */
static NgNet *
name_layers (NgNet *net, GError **error)
{
  gsize n = ng_net_n_layers (net);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgNetBuilder) builder = NULL;

  if (ng_net_is_named (net))
    return ng_net_ref (net);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (names, ng_net_shown_name (net, i));
  builder = ng_net_builder_new_fixed (net);
  return ng_net_builder_rename_layers (builder, (const char *const *) names->pdata, error)
             ? ng_net_builder_end (g_steal_pointer (&builder), error)
             : NULL;
}

static NgNet *
flatten (NgNet *net, GError **error)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    if (ng_layer_body (ng_net_layer (net, i)) != NULL) {
      g_autoptr (NgNet) named = name_layers (net, error);
      return named != NULL ? ng_net_flatten (named, G_MAXUINT, error) : NULL;
    }
  }
  return ng_net_ref (net);
}

/* A net of operators without nets inside, which stands for @net. @opset: of a net that has none */
static NgNet *
prepare (NgNet *net, const NgOnnxOptions *options, NgOnnxBack *back, int opset, GError **error)
{
  g_autoptr (NgNet) flat = flatten (net, error);
  gboolean has_layers = FALSE;
  NgOnnxEmitFlags flags = options != NULL && options->with_coders ? NG_ONNX_EMIT_CODERS : 0;

  if (flat != NULL && options != NULL && options->without_losses) {
    NgNet *rest = delete_losses (flat, error);
    ng_net_unref (flat);
    flat = rest;
  }
  for (gsize i = 0; flat != NULL && i < ng_net_n_layers (flat); i++)
    has_layers = has_layers || ng_layer_onnx_node (ng_net_layer (flat, i)) == NULL;
  return has_layers ? ng_onnx_from_layers (flat, opset_of (flat, opset), flags, back, error)
                    : g_steal_pointer (&flat);
}

/* The net with the operators that layers of it were; NULL where that cannot be. */
static NgNet *
go_back (NgNet *net, const NgLayersOrigin *origin)
{
  g_autoptr (NgOnnxBack) back = ng_onnx_back_new (origin);
  NgNet *result = NULL;

  do
    result = prepare (net, NULL, back, opset_of (origin->operators, NG_ONNX_OPSET), NULL);
  while (ng_onnx_back_again (back) && result == NULL);
  return result;
}

NgNet *
ng_onnx_to_operators (NgNet *net, const NgLayersOrigin *origin, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  NgNet *back = NULL;

  if (origin != NULL && ng_layers_origin_is_same (origin, net))
    return ng_net_ref (origin->operators);
  if (origin != NULL && ng_layers_origin_knows (origin, net))
    back = go_back (net, origin);
  if (back != NULL)
    return back;
  bytes = ng_onnx_write (net, NULL, error);
  return bytes != NULL ? ng_onnx_read (bytes, NULL, NULL, error) : NULL;
}

static NgOnnxDraft *
draft_alloc (void)
{
  NgOnnxDraft *self = g_new0 (NgOnnxDraft, 1);

  self->readings = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_onnx_reading_free);
  self->calls = g_hash_table_new (NULL, NULL);
  self->call_list = g_ptr_array_new_with_free_func (g_free);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->constants = g_hash_table_new (g_str_hash, g_str_equal);
  self->used = g_hash_table_new (g_str_hash, g_str_equal);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->added = g_hash_table_new (NULL, NULL);
  self->additions = g_array_new (FALSE, FALSE, sizeof (NgOnnxAddition));
  g_array_set_clear_func (self->additions, addition_clear);
  return self;
}

/* Rows and names of @net. */
static gboolean
fill (NgOnnxDraft *self, NgNet *net, const NgOnnxOptions *options, GError **error)
{
  self->net = prepare (net,
                       options,
                       NULL,
                       options != NULL && options->opset > 0 ? options->opset : NG_ONNX_OPSET,
                       error);
  if (options == NULL || !options->without_losses)
    self->notation = ng_onnx_notation_write (net);
  self->has_coders = options != NULL && options->with_coders;
  if (self->net == NULL || !make_rows (self, error) || !read_origins (self, error))
    return FALSE;
  self->names = g_new0 (char *, MAX (self->n_values, 1));
  self->output_names = g_new0 (char *, MAX (ng_net_n_outputs (self->net), 1));
  if (self->main != NULL) {
    claim_places (self);
    find_fields (self);
  }
  match_ports (self);
  take_names (self);
  ng_onnx_draft_settle (self);
  return TRUE;
}

NgOnnxDraft *
ng_onnx_draft_new (NgNet *net, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (NgOnnxDraft) self = draft_alloc ();

  return ng_net_check_present (net, error) && fill (self, net, options, error)
             ? g_steal_pointer (&self)
             : NULL;
}

/* ---- subgraphs ---- */

/* The value around that input @index of the subgraph stands for, or -1. */
static int
captured_value (const NgOnnxDraft *around,
                const NgOnnxRow *row,
                const NgAttribute *attribute,
                gsize index)
{
  const NgOperand *operand =
      &g_array_index (attribute->captures, NgOperand, index - attribute->n_formal);

  return operand->kind == NG_OPERAND_PORT
             ? ng_onnx_draft_value (around, source_at (around, row, (gsize) operand->index))
             : -1;
}

/* What comes from outside is called as it is there. */
static gboolean
name_captured (NgOnnxDraft *self,
               const NgOnnxRow *row,
               const NgAttribute *attribute,
               GError **error)
{
  for (gsize i = self->n_formal; i < ng_net_n_inputs (self->net); i++) {
    int value = captured_value (self->around, row, attribute, i);
    NgPlace place = { .path = row->name };

    if (value < 0) {
      ng_error_set_new (error,
                        "ONNX::write",
                        &place,
                        "\"%s\" of layer \"%s\" reads \"%s\", which nothing feeds.",
                        attribute->name,
                        row->name,
                        ng_net_input_name (self->net, i));
      return FALSE;
    }
    g_free (self->names[i]);
    self->names[i] = g_strdup (self->around->names[value]);
  }
  return TRUE;
}

/* The subgraph with what is known outside of the values that it reads from there. */
static NgNet *
complete (const NgOnnxDraft *around, const NgOnnxRow *row, const NgAttribute *attribute)
{
  gsize n = ng_net_n_inputs (attribute->net);
  g_autofree NgType *types = g_new (NgType, n + 1);
  NgNet *net;

  for (gsize i = 0; i < n; i++) {
    int value = i < attribute->n_formal ? -1 : captured_value (around, row, attribute, i);

    types[i] = value >= 0 ? *ng_onnx_draft_type (around, (guint) value) : ng_type_unknown ();
    for (int d = 0; d < types[i].rank; d++) {
      if (types[i].dims[d].state != NG_DIM_NUMBER)
        types[i].dims[d] = ng_dim_unknown ();
    }
  }
  net = ng_net_with_input_types (attribute->net, types, NULL);
  return net != NULL ? net : ng_net_ref (attribute->net);
}

NgOnnxDraft *
ng_onnx_draft_new_inside (const NgOnnxDraft *around,
                          const NgOnnxRow *row,
                          const NgAttribute *attribute,
                          GError **error)
{
  g_autoptr (NgOnnxDraft) self = draft_alloc ();
  g_autoptr (NgNet) net = complete (around, row, attribute);
  NgOnnxOptions options = { .opset = *row->node->domain == '\0' ? (int) row->node->version : 0 };

  self->around = around;
  self->n_formal = attribute->n_formal;
  return fill (self, net, &options, error) && name_captured (self, row, attribute, error)
             ? g_steal_pointer (&self)
             : NULL;
}
