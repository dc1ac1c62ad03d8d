#include "core/formats/onnx-fields.h"

typedef struct {
  NgOnnxList *lists;
  const NgOnnxDraft *draft;
  const NgOnnxGraph *graph; /* NULL without a file */
  NgOnnxStorage storage;
  GHashTable *field_of_node; /* NgOnnxProtoNode -> its field + 1 */
  GHashTable *call_rows;     /* NgOnnxProtoNode of a call that is whole -> GArray of rows */
  gboolean *is_visited;      /* by row */
} Fields;

static void
list_init (NgOnnxList *self, guint n_fields)
{
  self->items = g_array_new (FALSE, FALSE, sizeof (NgOnnxItem));
  self->loose = g_array_new (FALSE, FALSE, sizeof (int));
  self->n_fields = n_fields;
}

static void
list_clear (NgOnnxList *self)
{
  g_array_unref (self->items);
  g_array_unref (self->loose);
  g_free (self->places);
}

static void
list_append (NgOnnxList *self, NgOnnxItem item)
{
  g_array_append_val (self->items, item);
}

/* Adds loose fields that stood in front of @field. */
static void
list_loosen (NgOnnxList *self, int field)
{
  while (self->n_loose_done < self->loose->len) {
    int loose = g_array_index (self->loose, int, self->n_loose_done);
    if (loose >= field)
      return;
    list_append (self, (NgOnnxItem){ .kind = NG_ONNX_FIELD, .field = loose });
    self->n_loose_done++;
  }
}

static void
list_add (NgOnnxList *self, NgOnnxItem item)
{
  if (item.field >= 0)
    list_loosen (self, item.field);
  list_append (self, item);
}

static void
list_close (NgOnnxList *self)
{
  list_loosen (self, G_MAXINT);
  self->places = g_new (int, MAX (self->n_fields, 1));
  for (guint i = 0; i < self->n_fields; i++)
    self->places[i] = -1;
  for (guint i = 0; i < self->items->len; i++) {
    const NgOnnxItem *item = &g_array_index (self->items, NgOnnxItem, i);
    if (item->field >= 0)
      self->places[item->field] = (int) i;
  }
}

/* ---- nodes ---- */

static int
field_of_node (const Fields *self, const NgOnnxProtoNode *node)
{
  return node != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (self->field_of_node, node)) - 1 : -1;
}

/* The field that a row, or the call that stands for it, is; -1 where there is none. */
static int
field_of_row (const Fields *self, const NgOnnxRow *row)
{
  if (row->place < 0)
    return -1;
  if (row->call != NULL)
    return row->is_left_out ? field_of_node (self, row->call) : -1;
  return field_of_node (self, row->instance->node);
}

/* Whether the row has read the output @source from the start, in a file that is not in order. */
static gboolean
stood_behind (const Fields *self, const NgOnnxRow *row, gsize input, const NgOnnxRow *source)
{
  const NgNet *old = self->draft->main != NULL ? self->draft->main->net : NULL;
  int field = field_of_row (self, row), source_field = field_of_row (self, source);

  if (field < 0 || source_field <= field)
    return FALSE;
  NgSource before = ng_net_source (old, (gsize) row->place, input);
  return before.kind == NG_SOURCE_LAYER && before.index == source->place;
}

static gboolean
is_constant_node (const Fields *self, guint field)
{
  const NgOnnxProtoNode *node = self->graph->nodes->pdata[field];
  const NgOnnxMeaning *meaning =
      node->outputs->len == 1
          ? g_hash_table_lookup (ng_onnx_draft_frame (self->draft)->names, node->outputs->pdata[0])
          : NULL;

  return meaning != NULL && meaning->kind == NG_MEANING_CONSTANT && meaning->same == NULL;
}

/* Whether the constant of that name is as the file has it. */
static gboolean
keeps_constant (const Fields *self, const char *name)
{
  const NgOnnxMeaning *meaning =
      g_hash_table_lookup (ng_onnx_draft_frame (self->draft)->names, name);

  return meaning != NULL && g_hash_table_lookup (self->draft->constants, name) == meaning->tensor;
}

/* Constants that nodes hold, and calls of functions that have no node. */
static void
find_loose_nodes (Fields *self)
{
  for (guint i = 0; i < self->graph->nodes->len; i++) {
    const NgOnnxProtoNode *node = self->graph->nodes->pdata[i];
    const NgOnnxCall *call = g_hash_table_lookup (self->draft->calls, node);
    int field = (int) i;
    gboolean is_kept =
        call != NULL ? call->is_whole && !g_hash_table_contains (self->call_rows, node)
                     : is_constant_node (self, i) && keeps_constant (self, node->outputs->pdata[0]);
    if (is_kept)
      g_array_append_val (self->lists[NG_ONNX_NODES].loose, field);
  }
}

/* The rows that are written together with @row: those of its call, or itself. */
static const guint *
rows_of (const Fields *self, const guint *row, guint *n)
{
  const NgOnnxRow *entry = &self->draft->rows[*row];

  *n = 1;
  if (entry->call == NULL || !entry->is_left_out)
    return row;
  const GArray *rows = g_hash_table_lookup (self->call_rows, entry->call);
  *n = rows->len;
  return (const guint *) rows->data;
}

/* A row that feeds @row and stands behind it, or -1. */
static int
find_missing (const Fields *self, guint index)
{
  guint n;
  const guint *rows = rows_of (self, &index, &n);

  for (guint i = 0; i < n; i++) {
    const NgOnnxRow *row = &self->draft->rows[rows[i]];
    for (gsize j = 0; j < ng_layer_n_inputs (row->layer); j++) {
      NgSource source = ng_net_source (self->draft->net, rows[i], j);
      if (source.kind == NG_SOURCE_LAYER && !self->is_visited[source.index] &&
          !stood_behind (self, row, j, &self->draft->rows[source.index]))
        return source.index;
    }
  }
  return -1;
}

static void
visit (Fields *self, guint index)
{
  guint n;
  const guint *rows = rows_of (self, &index, &n);

  for (guint i = 0; i < n; i++)
    self->is_visited[rows[i]] = TRUE;
}

static void
add_row (Fields *self, guint index)
{
  const NgOnnxRow *row = &self->draft->rows[index];
  int field = field_of_row (self, row);

  if (row->call != NULL && row->is_left_out)
    list_add (&self->lists[NG_ONNX_NODES], (NgOnnxItem){ .kind = NG_ONNX_FIELD, .field = field });
  else if (!row->is_left_out)
    list_add (&self->lists[NG_ONNX_NODES],
              (NgOnnxItem){ .kind = NG_ONNX_ROW, .field = field, .index = index });
}

/* Rows in the order of the net, each behind what feeds it. */
static void
order_rows (Fields *self)
{
  gsize n = ng_net_n_layers (self->draft->net);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  self->is_visited = g_new0 (gboolean, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    if (self->is_visited[i])
      continue;
    visit (self, i);
    g_array_append_val (stack, i);
    while (stack->len > 0) {
      guint top = g_array_index (stack, guint, stack->len - 1);
      int missing = find_missing (self, top);
      if (missing >= 0) {
        guint next = (guint) missing;
        visit (self, next);
        g_array_append_val (stack, next);
      } else {
        add_row (self, top);
        g_array_set_size (stack, stack->len - 1);
      }
    }
  }
}

static void
group_calls (Fields *self)
{
  for (guint i = 0; i < ng_net_n_layers (self->draft->net); i++) {
    const NgOnnxRow *row = &self->draft->rows[i];
    if (row->call == NULL || !row->is_left_out)
      continue;
    GArray *rows = g_hash_table_lookup (self->call_rows, row->call);
    if (rows == NULL) {
      rows = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->call_rows, (gpointer) row->call, rows);
    }
    g_array_append_val (rows, i);
  }
}

static void
list_nodes (Fields *self)
{
  NgOnnxList *list = &self->lists[NG_ONNX_NODES];

  list_init (list, self->graph != NULL ? self->graph->nodes->len : 0);
  for (guint i = 0; i < list->n_fields; i++)
    g_hash_table_insert (
        self->field_of_node, self->graph->nodes->pdata[i], GINT_TO_POINTER (i + 1));
  group_calls (self);
  if (self->graph != NULL)
    find_loose_nodes (self);
  order_rows (self);
  for (guint i = 0; i < ng_net_n_outputs (self->draft->net); i++) {
    int value = ng_onnx_draft_value (self->draft, ng_net_output_source (self->draft->net, i));
    const char *name = self->draft->output_names[i];
    if (value >= 0 && !g_str_equal (self->draft->names[value], name) &&
        !ng_onnx_draft_means (self->draft, name, value))
      list_add (list,
                (NgOnnxItem){ .kind = NG_ONNX_IDENTITY, .field = -1, .index = i, .name = name });
  }
  list_close (list);
}

/* ---- constants ---- */

/* Whether the numbers of a TensorProto lie in another file. */
static gboolean
is_external (NgOnnxSpan span)
{
  gint64 location = 0;
  NgWireField field;
  NgWire wire, tensor;

  ng_wire_open (&wire, span.start, (gsize) (span.end - span.start), NULL);
  if (!ng_wire_next (&wire, &field) || !ng_wire_message (&wire, &field, &tensor))
    return FALSE;
  while (ng_wire_next (&tensor, &field)) {
    if (field.number == 14 && !ng_wire_integer (&tensor, &field, &location))
      return FALSE;
  }
  return location == 1;
}

static gboolean
stays_in_place (const Fields *self, const NgOnnxConstant *constant)
{
  if (!keeps_constant (self, constant->name))
    return FALSE;
  if (self->storage == NG_ONNX_INSIDE)
    return !is_external (constant->span);
  return self->storage == NG_ONNX_AS_IT_IS ||
         ng_tensor_size (constant->tensor) < NG_ONNX_EXTERNAL_BYTES;
}

static void
list_constants (Fields *self)
{
  NgOnnxList *list = &self->lists[NG_ONNX_CONSTANTS];

  list_init (list, self->graph != NULL ? self->graph->constants->len : 0);
  for (guint i = 0; i < list->n_fields; i++) {
    const NgOnnxConstant *constant = &g_array_index (self->graph->constants, NgOnnxConstant, i);
    NgOnnxItem item = { .kind = NG_ONNX_CONSTANT, .field = (int) i, .name = constant->name };
    if (stays_in_place (self, constant))
      item.kind = NG_ONNX_FIELD;
    if (g_hash_table_contains (self->draft->constants, constant->name))
      list_add (list, item);
  }
  for (guint i = 0; self->graph != NULL && i < self->graph->nodes->len; i++) {
    const NgOnnxProtoNode *node = self->graph->nodes->pdata[i];
    const char *name = is_constant_node (self, i) ? node->outputs->pdata[0] : NULL;
    if (name != NULL && g_hash_table_contains (self->draft->constants, name) &&
        !keeps_constant (self, name))
      list_add (list, (NgOnnxItem){ .kind = NG_ONNX_CONSTANT, .field = -1, .name = name });
  }
  for (guint i = 0; i < self->draft->additions->len; i++) {
    const NgOnnxAddition *addition = &g_array_index (self->draft->additions, NgOnnxAddition, i);
    list_add (list, (NgOnnxItem){ .kind = NG_ONNX_CONSTANT, .field = -1, .name = addition->name });
  }
  list_close (list);
}

/* ---- ports ---- */

/* Before IR 4 every initializer is an input too; later that makes it a default. */
static void
list_inputs (Fields *self)
{
  NgOnnxList *list = &self->lists[NG_ONNX_INPUTS];

  list_init (list, self->graph != NULL ? self->graph->inputs->len : 0);
  for (guint i = 0; i < list->n_fields; i++) {
    const char *name = g_array_index (self->graph->inputs, NgOnnxValue, i).name;
    int field = (int) i;
    if (g_hash_table_contains (self->draft->constants, name))
      g_array_append_val (list->loose, field);
  }
  for (guint i = 0; i < ng_net_n_inputs (self->draft->net); i++) {
    int old = self->draft->inputs[i];
    int field = old >= 0 ? self->draft->input_fields[old] : -1;
    list_add (list, (NgOnnxItem){ .kind = NG_ONNX_INPUT, .field = field, .index = i });
  }
  list_loosen (list, G_MAXINT);
  if (self->graph != NULL && self->draft->main->model->ir_version < 4) {
    const GArray *constants = self->lists[NG_ONNX_CONSTANTS].items;
    for (guint i = 0; i < constants->len; i++) {
      const NgOnnxItem *item = &g_array_index (constants, NgOnnxItem, i);
      if (item->field < 0)
        list_add (list, (NgOnnxItem){ .kind = NG_ONNX_DEFAULT, .field = -1, .name = item->name });
    }
  }
  list_close (list);
}

/* What nothing makes is an output of the file alone, and stays. */
static void
list_outputs (Fields *self)
{
  NgOnnxList *list = &self->lists[NG_ONNX_OUTPUTS];

  list_init (list, self->graph != NULL ? self->graph->outputs->len : 0);
  for (int i = 0; i < (int) list->n_fields; i++) {
    const char *name = g_array_index (self->graph->outputs, NgOnnxValue, i).name;
    const NgOnnxMeaning *meaning = ng_onnx_frame_find (ng_onnx_draft_frame (self->draft), name);
    if (meaning == NULL || meaning->kind == NG_MEANING_ABSENT)
      g_array_append_val (list->loose, i);
  }
  for (guint i = 0; i < ng_net_n_outputs (self->draft->net); i++) {
    int old = self->draft->outputs[i];
    int field = old >= 0 ? self->draft->output_fields[old] : -1;
    list_add (list, (NgOnnxItem){ .kind = NG_ONNX_OUTPUT, .field = field, .index = i });
  }
  list_close (list);
}

/* What the layer will be called when its node is read as it is; NULL where the node is new. */
static const char *
name_read (const NgOnnxDraft *draft, const NgOnnxRow *row)
{
  const NgOnnxProtoNode *node =
      row->instance != NULL && row->place >= 0 && row->call == NULL ? row->instance->node : NULL;

  if (node == NULL || *node->name != '\0')
    return node != NULL ? node->name : NULL;
  if (node->outputs->len > 0 && *ng_onnx_draft_result (draft, row, 0) != '\0')
    return ng_onnx_draft_result (draft, row, 0);
  return *node->op != '\0' ? node->op : "node";
}

/* What ng_onnx_unique() would say. */
static char *
next_name (GHashTable *names, const char *wish)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (names, wish));

  if (n == 0)
    return g_strdup (wish);
  for (n++;; n++) {
    g_autofree char *name = g_strdup_printf ("%s_%d", wish, n);
    if (!g_hash_table_contains (names, name))
      return g_steal_pointer (&name);
  }
}

/* Goes through the nodes as who reads them will, who numbers names that come again. */
static void
check_names (NgOnnxFields *self, const NgOnnxDraft *draft)
{
  const GArray *items = self->lists[NG_ONNX_NODES].items;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->keeps_name = g_new0 (gboolean, MAX (ng_net_n_layers (draft->net), 1));
  for (guint i = 0; i < items->len; i++) {
    const NgOnnxItem *item = &g_array_index (items, NgOnnxItem, i);
    const NgOnnxRow *row = &draft->rows[item->index];
    if (item->kind != NG_ONNX_ROW)
      continue;
    const char *wish = name_read (draft, row);
    g_autofree char *name = wish != NULL ? next_name (names, wish) : NULL;
    self->keeps_name[item->index] = name != NULL && g_str_equal (name, row->name);
    g_free (ng_onnx_unique (names, self->keeps_name[item->index] ? wish : row->name));
  }
}

void
ng_onnx_fields_init (NgOnnxFields *self, const NgOnnxDraft *draft, NgOnnxStorage storage)
{
  Fields fields = { .lists = self->lists,
                    .draft = draft,
                    .graph = ng_onnx_draft_graph (draft),
                    .storage = storage,
                    .field_of_node = g_hash_table_new (NULL, NULL),
                    .call_rows =
                        g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref) };

  *self = (NgOnnxFields){ 0 };
  list_nodes (&fields);
  list_constants (&fields);
  list_inputs (&fields);
  list_outputs (&fields);
  check_names (self, draft);
  g_hash_table_unref (fields.field_of_node);
  g_hash_table_unref (fields.call_rows);
  g_free (fields.is_visited);
}

void
ng_onnx_fields_clear (NgOnnxFields *self)
{
  for (NgOnnxListKind kind = 0; kind < NG_ONNX_N_LISTS; kind++)
    list_clear (&self->lists[kind]);
  g_free (self->keeps_name);
}
