/* A net of ONNX operators -> its file. Where the net came from a file, that file is gone through
 * field by field: what is still so is copied as it stands, what is gone is left out, and what is
 * new goes where the net has it. So a net that nobody changed gives the file that it came from. */

#include "core/formats/onnx.h"

#include "core/formats/document.h"
#include "core/formats/onnx-splice.h"
#include <string.h>
#include <sys/stat.h>

/* What nets get that come from no file: the first version of the format that has the operators. */
#define IR_VERSION      8
#define OPSET           17
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

static NgTensor *
find_constant (const NgOnnxDraft *draft, const char *name)
{
  NgTensor *tensor = g_hash_table_lookup (draft->constants, name);

  for (guint i = 0; tensor == NULL && i < draft->additions->len; i++) {
    const NgOnnxAddition *addition = &g_array_index (draft->additions, NgOnnxAddition, i);
    if (g_str_equal (addition->name, name))
      tensor = addition->tensor;
  }
  return tensor;
}

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
  ng_onnx_put_constant (
      &self->writing, out, old, item->name, find_constant (self->draft, item->name));
}

static void
put_input (Writer *self, NgWireWriter *out, const NgOnnxItem *item)
{
  const NgOnnxValue *old =
      item->field >= 0 ? &g_array_index (self->graph->inputs, NgOnnxValue, item->field) : NULL;

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
  NgTensor *tensor = find_constant (self->draft, item->name);
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

/* The imports of the file, and of domains that it does not import those of the layers. */
static GArray *
list_imports (const Writer *self, guint *n_old)
{
  GArray *imports = g_array_new (FALSE, FALSE, sizeof (NgOnnxImport));
  const GArray *old = self->draft->main != NULL ? self->draft->main->model->imports : NULL;

  if (old != NULL)
    g_array_append_vals (imports, old->data, old->len);
  *n_old = imports->len;
  for (gsize i = 0; i < ng_net_n_layers (self->draft->net); i++) {
    const NgOnnxRow *row = &self->draft->rows[i];
    gboolean is_own = row->place >= 0 && row->call == NULL;
    gint64 version = 0;
    if (is_own || row->is_left_out || (row->instance != NULL && row->instance->node == NULL))
      continue;
    for (guint j = 0; j < imports->len; j++) {
      const NgOnnxImport *import = &g_array_index (imports, NgOnnxImport, j);
      if (g_str_equal (ng_onnx_domain (import->domain), row->node->domain))
        version = MAX (version, MAX (import->version, 1));
    }
    NgOnnxImport import = { row->node->domain, row->node->version };
    if (version == 0)
      g_array_append_val (imports, import);
    else if (version != row->node->version)
      fail_version (self, row, version);
  }
  return imports;
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
  guint n_graphs = count_fields (main, 7), n_imports = count_fields (main, 8), n_old, n_values = 0;
  g_autoptr (GArray) imports = list_imports (self, &n_old);
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
      put_imports (out, imports, n_old);
    done = wire.at;
  }
  ng_wire_put_fields (out, main->file.bytes, done, data + size);
  if (count_fields (main, 8) == 0)
    put_imports (out, imports, n_old);
}

static void
put_new_model (Writer *self, NgWireWriter *out)
{
  guint n_old;
  g_autoptr (GArray) imports = list_imports (self, &n_old);
  NgWireWriter *graph = ng_wire_writer_new ();
  NgOnnxImport standard = { (GRefString *) "", OPSET };

  if (imports->len == 0)
    g_array_append_val (imports, standard);
  gint64 version = 0;
  for (guint i = 0; i < imports->len; i++)
    version = MAX (version, g_array_index (imports, NgOnnxImport, i).version);
  ng_wire_put_integer (out, 1, version >= OPSET_LATE ? IR_VERSION_LATE : IR_VERSION);
  ng_wire_put_text (out, 2, "NetGraph");
  put_items (self, graph, NG_ONNX_NODES, self->fields.lists[NG_ONNX_NODES].items->len);
  ng_wire_put_text (graph, 2, "net");
  put_rest (self, graph);
  ng_wire_put_message (out, 7, graph);
  put_imports (out, imports, 0);
}

/* The model, and in @data (nullable) what goes to the file @location beside it. */
static NgWireWriter *
write_model (const NgOnnxDraft *draft,
             NgOnnxStorage storage,
             const char *location,
             NgWireWriter *data,
             GError **error)
{
  g_autoptr (NgWireWriter) out = ng_wire_writer_new ();
  g_autoptr (GError) reason = NULL;
  Writer self = {
    .writing = { .draft = draft, .location = location, .data = data, .error = &reason },
    .draft = draft,
    .graph = ng_onnx_draft_graph (draft)
  };

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

/* ---- files ---- */

static gboolean
is_same_folder (const char *a, const char *b)
{
  struct stat first, second;

  return a != NULL && stat (a, &first) == 0 && stat (b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static gboolean
has_content (const char *path, GBytes *bytes)
{
  g_autoptr (GBytes) there = ng_file_map (path, NULL);

  return there != NULL && g_bytes_equal (there, bytes);
}

/* Whether a file of external data may go to another folder, where the model is called @name, under
 * the name that the model has for it: a model from elsewhere does not choose where hidden files are
 * written. */
static gboolean
may_carry (const char *folder, const char *name, const char *location, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, location, NULL);

  if (strchr (location, '/') != NULL || *location == '.' || g_str_equal (location, name))
    return FALSE;
  return !g_file_test (path, G_FILE_TEST_EXISTS) || has_content (path, bytes);
}

/* Whether all files of external data are in @folder, or can be put there. */
static gboolean
can_carry_all (const NgOnnxDraft *draft, const char *folder, const char *name)
{
  const NgOnnxOrigin *origin = draft->main != NULL ? draft->main->file.origin : NULL;
  GHashTableIter iter;
  gpointer location, bytes;

  if (origin == NULL || is_same_folder (origin->folder, folder))
    return TRUE;
  g_hash_table_iter_init (&iter, origin->maps);
  while (g_hash_table_iter_next (&iter, &location, &bytes)) {
    if (!may_carry (folder, name, location, bytes))
      return FALSE;
  }
  return TRUE;
}

static gboolean
carry_all (const NgOnnxDraft *draft, const char *folder, GError **error)
{
  const NgOnnxOrigin *origin = draft->main != NULL ? draft->main->file.origin : NULL;
  GHashTableIter iter;
  gpointer location, bytes;

  if (origin == NULL || is_same_folder (origin->folder, folder))
    return TRUE;
  g_hash_table_iter_init (&iter, origin->maps);
  while (g_hash_table_iter_next (&iter, &location, &bytes)) {
    g_autofree char *path = g_build_filename (folder, location, NULL);
    if (!has_content (path, bytes) && !ng_file_replace (path, bytes, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
replace_by (NgWireWriter *writer, const char *path, GError **error)
{
  g_autoptr (GPtrArray) parts = ng_wire_writer_end (writer);

  return ng_file_replace_parts (path, parts, error);
}

/* The model with its large arrays beside it. */
static gboolean
save_beside (const NgOnnxDraft *draft, const char *path, GError **error)
{
  g_autofree char *data_path = g_strconcat (path, ".data", NULL);
  g_autofree char *location = g_path_get_basename (data_path);
  g_autoptr (NgWireWriter) data = ng_wire_writer_new ();
  NgWireWriter *model = write_model (draft, NG_ONNX_BESIDE, location, data, error);

  if (model == NULL)
    return FALSE;
  if (ng_wire_writer_length (data) > 0 && !replace_by (g_steal_pointer (&data), data_path, error)) {
    ng_wire_writer_free (model);
    return FALSE;
  }
  return replace_by (model, path, error);
}

GBytes *
ng_onnx_write (NgNet *net, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (NgOnnxDraft) draft = ng_onnx_draft_new (net, options, error);
  NgOnnxStorage storage = options != NULL && options->is_whole ? NG_ONNX_INSIDE : NG_ONNX_AS_IT_IS;
  NgWireWriter *model = draft != NULL ? write_model (draft, storage, NULL, NULL, error) : NULL;
  GByteArray *all;

  if (model == NULL)
    return NULL;
  if (ng_wire_writer_length (model) > NG_ONNX_LIMIT) {
    ng_wire_writer_free (model);
    ng_error_set_new (
        error, "ONNX::write", NULL, "The model is too large for one message of ONNX.");
    return NULL;
  }
  g_autoptr (GPtrArray) parts = ng_wire_writer_end (model);
  all = g_byte_array_new ();
  for (guint i = 0; i < parts->len; i++)
    g_byte_array_append (
        all, g_bytes_get_data (parts->pdata[i], NULL), (guint) g_bytes_get_size (parts->pdata[i]));
  return g_byte_array_free_to_bytes (all);
}

gboolean
ng_onnx_save (NgNet *net, const char *path, const NgOnnxOptions *options, GError **error)
{
  g_autoptr (NgOnnxDraft) draft = ng_onnx_draft_new (net, options, error);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gsize limit = options != NULL && options->limit > 0 ? options->limit : NG_ONNX_LIMIT;

  if (draft == NULL)
    return FALSE;
  NgOnnxStorage storage =
      (options == NULL || !options->is_whole) && can_carry_all (draft, folder, name)
          ? NG_ONNX_AS_IT_IS
          : NG_ONNX_INSIDE;
  g_autoptr (NgWireWriter) model = write_model (draft, storage, NULL, NULL, error);
  if (model == NULL)
    return FALSE;
  if (ng_wire_writer_length (model) > MIN (limit, NG_ONNX_LIMIT))
    return save_beside (draft, path, error);
  return (storage == NG_ONNX_INSIDE || carry_all (draft, folder, error)) &&
         replace_by (g_steal_pointer (&model), path, error);
}
