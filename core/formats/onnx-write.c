/* A net of ONNX operators -> its file. Where the net came from a file, that file is gone through
 * field by field: what is still so is copied as it stands, what is gone is left out, and what is
 * new goes where the net has it. So a net that nobody changed gives the file that it came from. */

#include "core/formats/onnx-notation.h"
#include "core/formats/onnx-splice.h"
#include "core/operators/version.h"

#include <string.h>

/* What nets get that come from no file: the first version of the format that has the operators. */
#define IR_VERSION      8
#define IR_VERSION_LATE 10
#define OPSET_LATE      19

typedef struct {
  NgOnnxWriting writing;
  const NgOnnxDraft *draft;
  const NgOnnxGraph *graph; /* NULL without a file */
  NgOnnxFields fields;
  guint n_seen[NG_ONNX_N_LISTS]; /* fields of the file that were passed */
  guint n_done[NG_ONNX_N_LISTS]; /* items that were written */
} Writer;

/* ---- types ---- */

/* Every length that is no number counts as unknown: two nets have no lengths in common. */
static NgType
without_lengths (const NgType *type)
{
  NgType plain = *type;

  for (int i = 0; i < plain.rank; i++) {
    if (plain.dims[i].state != NG_DIM_NUMBER)
      plain.dims[i] = ng_dim_unknown ();
  }
  return plain;
}

/* Whether @type says nothing that @known does not. */
static gboolean
is_known (const NgType *known, const NgType *type)
{
  NgType a = without_lengths (known), b = without_lengths (type);

  return ng_type_meet (&a, &b) == NG_MEET_SAME;
}

static gboolean
is_conflict (const NgType *a, const NgType *b)
{
  NgType met = without_lengths (a), other = without_lengths (b);

  return ng_type_meet (&met, &other) == NG_MEET_CONFLICT;
}

/* The type that input @index has to be given anew, or NULL: where the port no longer says all that
 * the file says, or says more than was known of the file's net. */
static const NgType *
new_input_type (const Writer *self, guint index, const NgOnnxValue *old)
{
  const NgType *now = ng_net_input_type (self->draft->net, index);

  if (old != NULL && is_known (now, &old->type) &&
      is_known (ng_net_input_type (self->draft->main->net, (gsize) self->draft->inputs[index]),
                now))
    return NULL;
  return now;
}

/* The type that a value or an output has to be given anew, or NULL: where the file says another one
 * that was not wrong before. @before: (nullable): what it was */
static const NgType *
new_type (const NgType *now, const NgType *before, const NgOnnxValue *old)
{
  if (old == NULL)
    return now;
  if (!is_conflict (&old->type, now) || (before != NULL && is_conflict (&old->type, before)))
    return NULL;
  return now;
}

/* ---- the graph ---- */

static void
put_constant (Writer *self, NgWireWriter *out, const NgOnnxItem *item)
{
  const NgOnnxConstant *old =
      item->field >= 0 ? &g_array_index (self->graph->constants, NgOnnxConstant, item->field)
                       : NULL;

  if (old != NULL && *old->span.start != (5 << 3 | NG_WIRE_BYTES))
    old = NULL; /* it was sparse */
  ng_onnx_put_constant (&self->writing,
                        out,
                        old,
                        item->name,
                        g_hash_table_lookup (self->draft->constants, item->name));
}

static void
put_input (Writer *self, NgWireWriter *out, const NgOnnxItem *item)
{
  const NgOnnxValue *old =
      item->field >= 0 ? &g_array_index (self->graph->inputs, NgOnnxValue, item->field) : NULL;

  if (self->draft->around != NULL && item->index >= self->draft->n_formal)
    return; /* it comes from outside by its name */
  ng_onnx_put_value (&self->writing,
                     out,
                     11,
                     old,
                     self->draft->names[item->index],
                     new_input_type (self, item->index, old));
}

static void
put_output (Writer *self, NgWireWriter *out, const NgOnnxItem *item)
{
  int place = self->draft->outputs[item->index];
  const NgOnnxValue *old =
      item->field >= 0 ? &g_array_index (self->graph->outputs, NgOnnxValue, item->field) : NULL;
  const NgType *before =
      old != NULL ? ng_net_output_type (self->draft->main->net, (gsize) place) : NULL;

  ng_onnx_put_value (&self->writing,
                     out,
                     12,
                     old,
                     self->draft->output_names[item->index],
                     new_type (ng_net_output_type (self->draft->net, item->index), before, old));
}

static void
put_default (Writer *self, NgWireWriter *out, const NgOnnxItem *item)
{
  NgTensor *tensor = g_hash_table_lookup (self->draft->constants, item->name);
  NgType type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));

  type.element = ng_tensor_element (tensor);
  ng_onnx_put_value (&self->writing, out, 11, NULL, item->name, &type);
}

static NgOnnxSpan
span_of_field (const Writer *self, NgOnnxListKind kind, int field)
{
  switch (kind) {
  case NG_ONNX_NODES:
    return ((NgOnnxProtoNode *) self->graph->nodes->pdata[field])->span;
  case NG_ONNX_CONSTANTS:
    return g_array_index (self->graph->constants, NgOnnxConstant, field).span;
  case NG_ONNX_INPUTS:
    return g_array_index (self->graph->inputs, NgOnnxValue, field).span;
  case NG_ONNX_OUTPUTS:
  case NG_ONNX_N_LISTS:
    break;
  }
  return g_array_index (self->graph->outputs, NgOnnxValue, field).span;
}

static void
put_item (Writer *self, NgWireWriter *out, NgOnnxListKind kind, const NgOnnxItem *item)
{
  const NgOnnxDraft *draft = self->draft;

  if (item->field < 0)
    self->writing.is_changed = TRUE;
  switch (item->kind) {
  case NG_ONNX_FIELD:
    ng_onnx_put_span (out, draft->main, span_of_field (self, kind, item->field));
    break;
  case NG_ONNX_ROW:
    ng_onnx_put_row (
        &self->writing, out, &draft->rows[item->index], self->fields.keeps_name[item->index]);
    break;
  case NG_ONNX_IDENTITY: {
    int value = ng_onnx_draft_value (draft, ng_net_output_source (draft->net, item->index));
    ng_onnx_put_identity (&self->writing, out, draft->names[value], item->name);
    break;
  }
  case NG_ONNX_CONSTANT:
    put_constant (self, out, item);
    break;
  case NG_ONNX_INPUT:
    put_input (self, out, item);
    break;
  case NG_ONNX_OUTPUT:
    put_output (self, out, item);
    break;
  case NG_ONNX_DEFAULT:
    put_default (self, out, item);
    break;
  }
}

static void
put_items (Writer *self, NgWireWriter *out, NgOnnxListKind kind, guint end)
{
  const GArray *items = self->fields.lists[kind].items;

  for (guint *i = &self->n_done[kind]; *i < end; (*i)++)
    put_item (self, out, kind, &g_array_index (items, NgOnnxItem, *i));
}

/* The next field of a list: what is to stand up to it, and behind the last one the rest. */
static void
pass_field (Writer *self, NgWireWriter *out, NgOnnxListKind kind)
{
  const NgOnnxList *list = &self->fields.lists[kind];
  int place = list->places[self->n_seen[kind]++];

  if (place < 0 || (guint) place < self->n_done[kind])
    self->writing.is_changed = TRUE;
  else
    put_items (self, out, kind, (guint) place + 1);
  if (self->n_seen[kind] == list->n_fields)
    put_items (self, out, kind, list->items->len);
}

/* What the file says of a value inside is kept as long as there is such a value of such a type. */
static gboolean
keeps_value (const Writer *self, const NgOnnxValue *old)
{
  const NgOnnxDraft *draft = self->draft;
  const NgOnnxMeaning *meaning = ng_onnx_frame_find (ng_onnx_draft_frame (draft), old->name);

  if (meaning == NULL || meaning->kind == NG_MEANING_ABSENT)
    return TRUE;
  if (meaning->kind == NG_MEANING_CONSTANT)
    return g_hash_table_contains (draft->constants, old->name);
  int value = GPOINTER_TO_INT (g_hash_table_lookup (draft->values, old->name)) - 1;
  NgSource source = { meaning->kind == NG_MEANING_NODE ? NG_SOURCE_LAYER : NG_SOURCE_INPUT,
                      meaning->index,
                      meaning->port };
  return value >= 0 && new_type (ng_onnx_draft_type (draft, (guint) value),
                                 ng_net_type (draft->main->net, source),
                                 old) == NULL;
}

static void
put_field_of_graph (
    Writer *self, NgWireWriter *out, const NgWire *wire, const NgWireField *field, guint *n_values)
{
  switch (field->number) {
  case 1:
    pass_field (self, out, NG_ONNX_NODES);
    return;
  case 5:
  case 15:
    pass_field (self, out, NG_ONNX_CONSTANTS);
    return;
  case 11:
    pass_field (self, out, NG_ONNX_INPUTS);
    return;
  case 12:
    pass_field (self, out, NG_ONNX_OUTPUTS);
    return;
  case 13:
    if (!keeps_value (self, &g_array_index (self->graph->values, NgOnnxValue, (*n_values)++))) {
      self->writing.is_changed = TRUE;
      return;
    }
    break;
  default:
    break;
  }
  ng_wire_put_fields (out, self->draft->main->file.bytes, field->start, wire->at);
}

static void
put_rest (Writer *self, NgWireWriter *out)
{
  for (NgOnnxListKind kind = 0; kind < NG_ONNX_N_LISTS; kind++)
    put_items (self, out, kind, self->fields.lists[kind].items->len);
}

/* The graph of the file, in the field that @wire has just read. */
static void
put_graph (Writer *self,
           NgWireWriter *out,
           const NgWire *wire,
           const NgWireField *of,
           gboolean is_last,
           guint *n_values)
{
  g_autoptr (NgWireWriter) graph = ng_wire_writer_new ();
  GBytes *bytes = self->draft->main->file.bytes;
  gboolean was_changed = self->writing.is_changed;
  NgWireField field;
  NgWire self_wire;
  const guint8 *done = of->data;

  self->writing.is_changed = FALSE;
  if (!ng_wire_message ((NgWire *) wire, of, &self_wire))
    return;
  while (ng_wire_next (&self_wire, &field)) {
    ng_wire_put_fields (graph, bytes, done, field.start);
    put_field_of_graph (self, graph, &self_wire, &field, n_values);
    done = self_wire.at;
  }
  ng_wire_put_fields (graph, bytes, done, self_wire.end);
  if (is_last)
    put_rest (self, graph);
  if (self->writing.is_changed)
    ng_wire_put_message (out, 7, g_steal_pointer (&graph));
  else
    ng_wire_put_fields (out, bytes, of->start, wire->at);
  self->writing.is_changed = self->writing.is_changed || was_changed;
}

/* ---- the model ---- */

static void
fail_version (const Writer *self, const NgOnnxRow *row, gint64 version)
{
  NgPlace place = { .path = row->name };

  if (*self->writing.error == NULL)
    ng_error_set_new (self->writing.error,
                      "ONNX::write",
                      &place,
                      "Layer \"%s\" is %s of version %" G_GINT64_FORMAT
                      ", and the others of the file are of version %" G_GINT64_FORMAT ".",
                      row->name,
                      row->node->op,
                      row->node->version,
                      version);
}

/* The imports of the file, and of domains that it does not import those of the layers. Returns: how
 * many are the file's */
static guint
list_imports (const Writer *self, NgOnnxImports *imports)
{
  const GArray *old = self->draft->main != NULL ? self->draft->main->model->imports.list : NULL;
  guint n_old = old != NULL ? old->len : 0;

  ng_onnx_imports_init (imports);
  for (guint i = 0; i < n_old; i++) {
    const NgOnnxImport *import = &g_array_index (old, NgOnnxImport, i);
    ng_onnx_imports_add (imports, import->domain, import->version);
  }
  for (gsize i = 0; i < ng_net_n_layers (self->draft->net); i++) {
    const NgOnnxRow *row = &self->draft->rows[i];
    gboolean is_own = row->place >= 0 && row->call == NULL;
    if (is_own || row->is_left_out || (row->instance != NULL && row->instance->node == NULL))
      continue;
    const NgOnnxImport *import = ng_onnx_imports_find (imports, row->node->domain);
    if (import == NULL)
      ng_onnx_imports_add (imports, row->node->domain, row->node->version);
    else if (MAX (import->version, 1) != row->node->version)
      fail_version (self, row, MAX (import->version, 1));
  }
  return n_old;
}

static void
put_imports (NgWireWriter *out, const GArray *imports, guint first)
{
  for (guint i = first; i < imports->len; i++) {
    const NgOnnxImport *import = &g_array_index (imports, NgOnnxImport, i);
    NgWireWriter *message = ng_wire_writer_new ();
    ng_wire_put_text (message, 1, import->domain);
    ng_wire_put_integer (message, 2, import->version);
    ng_wire_put_message (out, 8, message);
  }
}

/* The version that the model has of the operators of a domain; that of its layers where there is no
 * file that says so. */
static gint64
version_of_domain (const NgOnnxDraft *whole, const char *domain)
{
  if (whole->main != NULL)
    return ng_onnx_frame_version (ng_onnx_draft_frame (whole), domain);
  return ng_net_operator_version (whole->net, domain);
}

/* Whether operators of subgraphs are of the versions that the model has for all; an Identity of
 * ours is the same in each. */
static void
check_versions (const Writer *self)
{
  const NgOnnxDraft *whole = self->draft;

  while (whole->around != NULL)
    whole = whole->around;
  for (gsize i = 0; i < ng_net_n_layers (self->draft->net); i++) {
    const NgOnnxRow *row = &self->draft->rows[i];
    gint64 version = version_of_domain (whole, row->node->domain);
    if (!row->is_left_out && version != row->node->version &&
        strcmp (row->node->op, "Identity") != 0)
      fail_version (self, row, version);
  }
}

static void
set_draft (Writer *self, const NgOnnxDraft *draft)
{
  const char *const *lengths = ng_net_length_names (draft->net);

  self->draft = self->writing.draft = draft;
  self->writing.n_lengths = lengths != NULL ? g_strv_length ((char **) lengths) : 0;
}

/* A subgraph, all of it anew. */
static void
put_net (NgOnnxWriting *writing,
         NgWireWriter *out,
         const NgOnnxRow *row,
         const NgAttribute *attribute)
{
  g_autoptr (NgOnnxDraft) draft = NULL;
  NgWireWriter *graph = ng_wire_writer_new ();
  Writer self = { .writing = *writing };

  if (*writing->error == NULL)
    draft = ng_onnx_draft_new_inside (writing->draft, row, attribute, writing->error);
  if (draft != NULL) {
    set_draft (&self, draft);
    check_versions (&self);
    ng_onnx_fields_init (&self.fields, draft, NG_ONNX_AS_IT_IS);
    put_items (&self, graph, NG_ONNX_NODES, self.fields.lists[NG_ONNX_NODES].items->len);
    ng_wire_put_text (graph, 2, attribute->name);
    put_rest (&self, graph);
    ng_onnx_fields_clear (&self.fields);
  }
  ng_wire_put_message (out, 6, graph);
}

/* How many of the file's fields have that number. */
static guint
count_fields (const NgOnnxReading *reading, guint number)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (reading->file.bytes, &size);
  NgWireField field;
  NgWire wire;
  guint n = 0;

  ng_wire_open (&wire, data, size, NULL);
  while (ng_wire_next (&wire, &field))
    n += field.number == number;
  return n;
}

static void
put_old_model (Writer *self, NgWireWriter *out)
{
  const NgOnnxReading *main = self->draft->main;
  guint n_graphs = count_fields (main, 7), n_imports = count_fields (main, 8), n_values = 0;
  NgOnnxImports imports;
  guint n_old = list_imports (self, &imports);
  gsize size;
  const guint8 *data = g_bytes_get_data (main->file.bytes, &size), *done = data;
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, data, size, NULL);
  while (ng_wire_next (&wire, &field)) {
    ng_wire_put_fields (out, main->file.bytes, done, field.start);
    if (field.number == 7)
      put_graph (self, out, &wire, &field, --n_graphs == 0, &n_values);
    else
      ng_wire_put_fields (out, main->file.bytes, field.start, wire.at);
    if (field.number == 8 && --n_imports == 0)
      put_imports (out, imports.list, n_old);
    done = wire.at;
  }
  ng_wire_put_fields (out, main->file.bytes, done, data + size);
  if (count_fields (main, 8) == 0)
    put_imports (out, imports.list, n_old);
  ng_onnx_imports_clear (&imports);
}

static void
put_metadata (NgWireWriter *out, const char *key, const char *value)
{
  NgWireWriter *entry = ng_wire_writer_new ();

  ng_wire_put_text (entry, 1, key);
  ng_wire_put_text (entry, 2, value);
  ng_wire_put_message (out, 14, entry);
}

static void
put_new_model (Writer *self, NgWireWriter *out)
{
  NgWireWriter *graph = ng_wire_writer_new ();
  NgOnnxImports imports;
  gint64 version = 0;

  list_imports (self, &imports);
  if (imports.list->len == 0) {
    g_autoptr (GRefString) standard = g_ref_string_new ("");
    ng_onnx_imports_add (&imports, standard, NG_ONNX_OPSET);
  }
  for (guint i = 0; i < imports.list->len; i++)
    version = MAX (version, g_array_index (imports.list, NgOnnxImport, i).version);
  ng_wire_put_integer (out, 1, version >= OPSET_LATE ? IR_VERSION_LATE : IR_VERSION);
  ng_wire_put_text (out, 2, "NetGraph");
  put_items (self, graph, NG_ONNX_NODES, self->fields.lists[NG_ONNX_NODES].items->len);
  ng_wire_put_text (graph, 2, "net");
  put_rest (self, graph);
  ng_wire_put_message (out, 7, graph);
  put_imports (out, imports.list, 0);
  ng_onnx_imports_clear (&imports);
  if (self->draft->notation != NULL)
    put_metadata (out, NG_ONNX_NOTATION, self->draft->notation);
  if (self->draft->notation != NULL && self->draft->has_coders)
    put_metadata (out, NG_ONNX_CODERS, "operators");
}

NgWireWriter *
ng_onnx_put_model (const NgOnnxDraft *draft,
                   NgOnnxStorage storage,
                   const char *location,
                   NgWireWriter *data,
                   GError **error)
{
  g_autoptr (NgWireWriter) out = ng_wire_writer_new ();
  g_autoptr (GError) reason = NULL;
  Writer self = {
    .writing = { .location = location, .data = data, .put_net = put_net, .error = &reason },
    .graph = ng_onnx_draft_graph (draft)
  };

  set_draft (&self, draft);
  ng_onnx_fields_init (&self.fields, draft, storage);
  if (draft->main != NULL)
    put_old_model (&self, out);
  else
    put_new_model (&self, out);
  ng_onnx_fields_clear (&self.fields);
  if (reason == NULL)
    return g_steal_pointer (&out);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}
