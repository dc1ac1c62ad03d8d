/* What values and constants are called in the file.
 *
 * A name is settled in this order: what the file must keep because a call of a function stands as a
 * whole; inputs; outputs of the net, whose names are those of the values; what the file called the
 * values; names made of those of layers. A call that turns out to use a name that is no more is not
 * whole, and all is settled anew; each such round breaks a call, so that there are no more of them
 * than calls. */

#include "core/formats/onnx-draft.h"

static NgSource
source_at (const NgOnnxDraft *self, const NgOnnxRow *row, gsize input)
{
  return ng_net_source (self->net, (gsize) (row - self->rows), input);
}

/* ---- calls of functions ---- */

static gboolean
is_same_source (const NgOnnxDraft *self, NgSource new, NgSource old)
{
  if (new.kind != old.kind)
    return FALSE;
  if (new.kind == NG_SOURCE_LAYER)
    return self->rows[new.index].place == old.index && new.port == old.port;
  return new.kind == NG_SOURCE_NONE || self->inputs[new.index] == old.index;
}

/* Whether the layer is all that it was in the file, and reads what it read there. */
static gboolean
is_as_it_was (const NgOnnxDraft *self, const NgOnnxRow *row)
{
  gsize place = (gsize) row->place;
  NgLayer *old = ng_net_layer (self->main->net, place);
  const GArray *attributes = row->node->attributes,
               *old_attributes = ng_layer_onnx_node (old)->attributes;

  if (!ng_onnx_draft_has_old_name (self, row) || attributes->len != old_attributes->len)
    return FALSE;
  for (guint i = 0; i < attributes->len; i++) {
    if (!ng_attribute_equal (&g_array_index (attributes, NgAttribute, i),
                             &g_array_index (old_attributes, NgAttribute, i)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_layer_n_arrays (old); i++) {
    if (!ng_tensor_equal (ng_layer_array (row->layer, i), ng_layer_array (old, i)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_layer_n_inputs (old); i++) {
    if (!is_same_source (self, source_at (self, row, i), ng_net_source (self->main->net, place, i)))
      return FALSE;
  }
  return TRUE;
}

static void
find_calls (NgOnnxDraft *self)
{
  const GArray *instances = self->main->assembly->instances;
  const GPtrArray *nodes = ng_onnx_draft_graph (self)->nodes;
  const NgOnnxFrame *frame = ng_onnx_draft_frame (self);

  for (guint i = 0; i < nodes->len; i++) {
    const NgOnnxProtoNode *node = nodes->pdata[i];
    g_autofree char *key =
        g_strdup_printf ("%s %s %s", ng_onnx_domain (node->domain), node->op, node->overload);
    if (!g_hash_table_contains (frame->assembly->reader->functions, key))
      continue;
    NgOnnxCall *call = g_new0 (NgOnnxCall, 1);
    call->node = node;
    call->is_whole = TRUE;
    g_ptr_array_add (self->call_list, call);
    g_hash_table_insert (self->calls, (gpointer) node, call);
  }
  for (guint i = 0; i < instances->len; i++) {
    const NgOnnxInstance *instance = &g_array_index (instances, NgOnnxInstance, i);
    NgOnnxCall *call = instance->frame != NULL && instance->frame->call != NULL
                           ? g_hash_table_lookup (self->calls, instance->frame->call)
                           : NULL;
    if (call != NULL)
      call->is_whole = call->is_whole && self->row_of[i] >= 0 &&
                       is_as_it_was (self, &self->rows[self->row_of[i]]);
  }
}

static NgOnnxCall *
call_of (const NgOnnxDraft *self, const NgOnnxRow *row)
{
  return row->call != NULL ? g_hash_table_lookup (self->calls, row->call) : NULL;
}

/* What a name of the file's outermost graph means in the net: a value, or -1. */
static int
value_of_meaning (const NgOnnxDraft *self, const NgOnnxMeaning *meaning)
{
  if (meaning->kind == NG_MEANING_NODE) {
    int row = self->row_of[meaning->index];
    return row >= 0 ? (int) self->rows[row].first + meaning->port : -1;
  }
  for (gsize i = 0; meaning->kind == NG_MEANING_INPUT && i < ng_net_n_inputs (self->net); i++) {
    if (self->inputs[i] == meaning->index)
      return (int) i;
  }
  return -1;
}

/* ---- constants ---- */

typedef struct {
  NgTensor *old;
  NgTensor *tensor; /* what it is to be; NULL while nobody has asked */
} Wanted;

static void
want (GHashTable *wanted, const char *name, NgTensor *tensor, gboolean must_be_old)
{
  Wanted *entry = name != NULL ? g_hash_table_lookup (wanted, name) : NULL;

  if (entry == NULL)
    return;
  if (ng_tensor_equal (tensor, entry->old))
    entry->tensor = entry->old;
  else if (entry->tensor == NULL && !must_be_old)
    entry->tensor = tensor;
}

/* The constants of the outermost graph: initializers, and nodes that hold one. */
static GHashTable *
list_constants (const NgOnnxDraft *self)
{
  GHashTable *wanted = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer name, meaning;

  if (self->main == NULL)
    return wanted;
  g_hash_table_iter_init (&iter, ng_onnx_draft_frame (self)->names);
  while (g_hash_table_iter_next (&iter, &name, &meaning)) {
    NgOnnxMeaning *constant = meaning;
    if (constant->kind == NG_MEANING_CONSTANT && constant->same == NULL) {
      Wanted *entry = g_new0 (Wanted, 1);
      entry->old = constant->tensor;
      g_hash_table_insert (wanted, name, entry);
    }
  }
  return wanted;
}

static void
want_of_row (const NgOnnxRow *row, GHashTable *wanted)
{
  gboolean is_inner = row->place < 0 || row->call != NULL;

  for (gsize i = 0; i < ng_layer_n_arrays (row->layer); i++)
    want (wanted, ng_onnx_row_array (row, i), ng_layer_array (row->layer, i), is_inner);
  for (guint i = 0; row->uses != NULL && i < row->uses->len; i++) {
    const NgOnnxUse *use = &g_array_index (row->uses, NgOnnxUse, i);
    if (use->meaning->kind == NG_MEANING_CONSTANT)
      want (wanted, use->meaning->name, use->meaning->tensor, TRUE);
  }
}

static void
add_constant (NgOnnxDraft *self, NgTensor *tensor, const char *old, const char *wish)
{
  NgOnnxAddition addition = { .tensor = tensor };

  if (ng_onnx_draft_constant (self, tensor, old) != NULL)
    return;
  addition.name = ng_onnx_unique (self->taken, wish);
  g_hash_table_insert (self->added, tensor, addition.name);
  g_hash_table_insert (self->constants, addition.name, tensor);
  g_array_append_val (self->additions, addition);
}

/* What no constant of the file is becomes one more, called after the layer. */
static void
add_constants_of_row (NgOnnxDraft *self, const NgOnnxRow *row)
{
  for (gsize i = 0; i < ng_layer_n_arrays (row->layer); i++) {
    const char *text = ng_onnx_row_array (row, i);
    g_autofree char *made =
        g_strdup_printf ("%s/%s", row->name, ng_layer_array_spec (row->layer, i)->name);
    const char *wish = row->instance == NULL && text != NULL ? text : made;
    add_constant (self, ng_layer_array (row->layer, i), text, wish);
  }
  for (guint i = 0; row->uses != NULL && i < row->uses->len; i++) {
    const NgOnnxUse *use = &g_array_index (row->uses, NgOnnxUse, i);
    if (use->meaning->kind == NG_MEANING_CONSTANT &&
        ng_onnx_draft_constant (self, use->meaning->tensor, use->text) == NULL)
      add_constant (self, use->meaning->tensor, use->meaning->name, use->text);
  }
}

/* Names of constants; calls that are whole keep theirs. */
static void
settle_constants (NgOnnxDraft *self)
{
  gsize n = ng_net_n_layers (self->net);
  g_autoptr (GHashTable) wanted = list_constants (self);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_remove_all (self->constants);
  for (guint i = 0; i < self->call_list->len; i++) {
    const NgOnnxCall *call = self->call_list->pdata[i];
    for (guint j = 0; call->is_whole && j < call->node->inputs->len; j++) {
      Wanted *entry = g_hash_table_lookup (wanted, call->node->inputs->pdata[j]);
      if (entry != NULL)
        entry->tensor = entry->old;
    }
  }
  for (gsize i = 0; i < n; i++) {
    const NgOnnxCall *call = call_of (self, &self->rows[i]);
    if (call == NULL || !call->is_whole)
      want_of_row (&self->rows[i], wanted);
  }
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const Wanted *entry = value;
    gboolean has_name = *(const char *) name != '\0'; /* one without is used by nobody */
    if (entry->tensor != NULL || !has_name || !g_hash_table_contains (self->used, name))
      g_hash_table_insert (
          self->constants, name, entry->tensor != NULL ? entry->tensor : entry->old);
  }
}

/* ---- values ---- */

static gboolean
name_value (NgOnnxDraft *self, int value, const char *name)
{
  if (g_hash_table_contains (self->values, name) || g_hash_table_contains (self->constants, name))
    return FALSE;
  if (self->names[value] == NULL)
    self->names[value] = g_strdup (name);
  g_hash_table_insert (self->values, g_strdup (name), GINT_TO_POINTER (value + 1));
  return TRUE;
}

static void
name_anew (NgOnnxDraft *self, int value, const char *wish)
{
  g_autofree char *name = ng_onnx_unique (self->taken, wish);

  name_value (self, value, name);
}

/* Outputs of a call are other names of the values inside, or of what went in. */
static void
name_results (NgOnnxDraft *self, const NgOnnxCall *call)
{
  NgOnnxFrame *frame = ng_onnx_draft_frame (self);

  for (guint i = 0; i < call->node->outputs->len; i++) {
    const char *text = call->node->outputs->pdata[i];
    const NgOnnxMeaning *meaning = *text != '\0' ? ng_onnx_frame_find (frame, text) : NULL;
    if (meaning == NULL)
      continue;
    int value = value_of_meaning (self, meaning);
    if (meaning->kind == NG_MEANING_CONSTANT && call->is_whole)
      g_hash_table_insert (self->constants, (gpointer) text, meaning->tensor);
    else if (value >= (int) ng_net_n_inputs (self->net) &&
             (call->is_whole || self->names[value] == NULL))
      name_value (self, value, text);
    else if (value >= 0 && call->is_whole)
      g_hash_table_insert (self->values, g_strdup (text), GINT_TO_POINTER (value + 1));
  }
}

static const char *
input_text (const NgOnnxDraft *self, gsize input)
{
  const char *name = ng_net_input_name (self->net, input);
  int old = self->inputs[input];

  if (old < 0 || !g_str_equal (name, ng_net_input_name (self->main->net, (gsize) old)))
    return name;
  return g_array_index (ng_onnx_draft_graph (self)->inputs, NgOnnxValue, self->input_fields[old])
      .name;
}

static const char *
output_text (const NgOnnxDraft *self, gsize output)
{
  int old = self->outputs[output];

  if (old < 0)
    return ng_net_output_name (self->net, output);
  return g_array_index (ng_onnx_draft_graph (self)->outputs, NgOnnxValue, self->output_fields[old])
      .name;
}

/* An Identity of ours that gives an input or a constant the name that it has anyway. */
static gboolean
is_needless (const NgOnnxDraft *self, NgSource source, const char *text)
{
  const NgOnnxRow *row = source.kind == NG_SOURCE_LAYER ? &self->rows[source.index] : NULL;
  gsize n = 0;

  if (row == NULL || row->place < 0 || row->instance->node != NULL)
    return FALSE;
  ng_net_targets (self->net, source, &n);
  if (n != 1)
    return FALSE;
  if (row->node->operands[0].kind == NG_OPERAND_ARRAY)
    return ng_onnx_draft_holds (self, text, ng_layer_array (row->layer, 0));
  return ng_onnx_draft_means (self, text, ng_onnx_draft_value (self, source_at (self, row, 0)));
}

static void
name_output (NgOnnxDraft *self, gsize output)
{
  NgSource source = ng_net_output_source (self->net, output);
  const char *text = output_text (self, output);
  int value = ng_onnx_draft_value (self, source);

  if (source.kind == NG_SOURCE_LAYER && is_needless (self, source, text)) {
    NgOnnxRow *row = &self->rows[source.index];
    row->is_left_out = TRUE;
    self->names[value] = g_strdup (text);
    self->output_names[output] = g_strdup (text);
    return;
  }
  if (ng_onnx_draft_means (self, text, value) ||
      (source.kind == NG_SOURCE_LAYER && self->names[value] == NULL &&
       name_value (self, value, text)))
    self->output_names[output] = g_strdup (text);
}

static void
name_outputs_of_row (NgOnnxDraft *self, const NgOnnxRow *row)
{
  for (gsize i = 0; row->place >= 0 && row->call == NULL && i < row->node->outputs->len; i++) {
    int value = (int) (row->first + i);
    if (self->names[value] == NULL && row->instance->node != NULL)
      name_value (self, value, g_array_index (row->node->outputs, NgOnnxPort, i).value);
  }
}

static void
forget_names (NgOnnxDraft *self)
{
  for (guint i = 0; i < self->n_values; i++)
    g_clear_pointer (&self->names[i], g_free);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    g_clear_pointer (&self->output_names[i], g_free);
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++)
    self->rows[i].is_left_out = FALSE;
  g_hash_table_remove_all (self->values);
  ng_onnx_draft_add_outer_names (self, self->values, 0);
}

static void
settle_values (NgOnnxDraft *self)
{
  gsize n = ng_net_n_layers (self->net);

  forget_names (self);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    name_value (self, (int) i, input_text (self, i));
  for (guint whole = 2; whole-- > 0;) {
    for (guint i = 0; i < self->call_list->len; i++) {
      const NgOnnxCall *call = self->call_list->pdata[i];
      if (call->is_whole == (whole == 1))
        name_results (self, call);
    }
    if (whole == 1)
      for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
        name_output (self, i);
  }
  for (gsize i = 0; i < n; i++)
    name_outputs_of_row (self, &self->rows[i]);
}

/* Whether what the call uses is called as it was. */
static gboolean
is_fed (const NgOnnxDraft *self, const NgOnnxCall *call)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key;

  ng_onnx_node_collect (call->node, used, NULL);
  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const char *text = key;
    const NgOnnxMeaning *meaning =
        *text != '\0' ? ng_onnx_frame_find (ng_onnx_draft_frame (self), text) : NULL;
    if (meaning == NULL || meaning->kind == NG_MEANING_ABSENT)
      continue;
    if (meaning->kind == NG_MEANING_CONSTANT) {
      if (!ng_onnx_draft_holds (self, text, meaning->tensor))
        return FALSE;
      continue;
    }
    int value = value_of_meaning (self, meaning);
    if (value < 0 || !ng_onnx_draft_means (self, text, value))
      return FALSE;
  }
  return TRUE;
}

/* Whether a value inside the call is read outside, where the call has no name for it. */
static gboolean
leaks (const NgOnnxDraft *self, const NgOnnxCall *call, const NgOnnxRow *row)
{
  for (gsize i = 0; i < ng_layer_n_outputs (row->layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) (row - self->rows), (int) i };
    gboolean is_read = FALSE, is_named = FALSE;
    gsize n;
    const NgTarget *targets = ng_net_targets (self->net, source, &n);
    for (gsize j = 0; j < n; j++)
      is_read = is_read || targets[j].index < 0 || self->rows[targets[j].index].call != call->node;
    for (guint j = 0; is_read && j < call->node->outputs->len; j++)
      is_named = is_named ||
                 ng_onnx_draft_means (self, call->node->outputs->pdata[j], (int) (row->first + i));
    if (is_read && !is_named)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_closed (const NgOnnxDraft *self, const NgOnnxCall *call)
{
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    if (self->rows[i].call == call->node && leaks (self, call, &self->rows[i]))
      return FALSE;
  }
  return TRUE;
}

/* Whether what comes out of the call has the names that the net wants. */
static gboolean
is_free (const NgOnnxDraft *self, const NgOnnxCall *call)
{
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    const char *text = output_text (self, i);
    NgSource source = ng_net_output_source (self->net, i);
    if (self->output_names[i] != NULL)
      continue;
    if (source.kind == NG_SOURCE_LAYER && self->rows[source.index].call == call->node)
      return FALSE;
    for (guint j = 0; j < call->node->outputs->len; j++) {
      if (g_str_equal (call->node->outputs->pdata[j], text))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
break_calls (NgOnnxDraft *self)
{
  gboolean is_broken = FALSE;

  for (guint i = 0; i < self->call_list->len; i++) {
    NgOnnxCall *call = self->call_list->pdata[i];
    if (call->is_whole &&
        !(is_fed (self, call) && is_free (self, call) && is_closed (self, call))) {
      call->is_whole = FALSE;
      is_broken = TRUE;
    }
  }
  return is_broken;
}

static gboolean
is_output_name (const NgOnnxDraft *self, const char *text)
{
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    if (g_strcmp0 (self->output_names[i], text) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A name that nothing has any more goes to what stands in its place, so that the nodes that read it
 * can stay as they are. */
static void
hand_on_names (NgOnnxDraft *self, const NgOnnxRow *row)
{
  for (gsize i = 0; row->place >= 0 && i < row->node->n_operands; i++) {
    const NgOperand *operand = &row->node->operands[i];
    if (operand->kind != NG_OPERAND_PORT || row->instance->node == NULL || row->call != NULL)
      continue;
    const char *text = row->instance->node->inputs->pdata[i];
    int value = ng_onnx_draft_value (self, source_at (self, row, (gsize) operand->index));
    if (value >= 0 && self->names[value] == NULL && !is_output_name (self, text))
      name_value (self, value, text);
  }
}

/* An output whose name is not that of its value gets a node of its own. */
static void
name_outputs_apart (NgOnnxDraft *self)
{
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    const char *text = output_text (self, i);
    if (self->output_names[i] != NULL)
      continue;
    gboolean is_taken =
        g_hash_table_contains (self->values, text) || g_hash_table_contains (self->constants, text);
    self->output_names[i] = is_taken ? ng_onnx_unique (self->taken, text) : g_strdup (text);
    g_hash_table_insert (self->taken, g_strdup (self->output_names[i]), GINT_TO_POINTER (1));
  }
}

/* Names that are made: of what has none in the file. */
static void
name_rest (NgOnnxDraft *self)
{
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++)
    hand_on_names (self, &self->rows[i]);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    if (self->names[i] == NULL)
      name_anew (self, (int) i, ng_net_input_name (self->net, i));
  }
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    const NgOnnxRow *row = &self->rows[i];
    gsize n = ng_layer_n_outputs (row->layer);
    for (gsize j = 0; j < n; j++) {
      g_autofree char *wish =
          n > 1 ? g_strdup_printf ("%s/%s", row->name, ng_layer_output_name (row->layer, j))
                : g_strdup (row->name);
      if (self->names[row->first + j] == NULL)
        name_anew (self, (int) (row->first + j), wish);
    }
  }
}

/* Names that are made have to be others than those that values have now. */
static void
take_settled (NgOnnxDraft *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_hash_table_contains (self->taken, name))
      g_hash_table_insert (self->taken, g_strdup (name), GINT_TO_POINTER (1));
  }
}

void
ng_onnx_draft_settle (NgOnnxDraft *self)
{
  if (self->main != NULL)
    find_calls (self);
  do {
    settle_constants (self);
    settle_values (self);
  } while (break_calls (self));
  take_settled (self);
  name_outputs_apart (self);
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    const NgOnnxCall *call = call_of (self, &self->rows[i]);
    if (call != NULL && call->is_whole)
      self->rows[i].is_left_out = TRUE;
    else
      add_constants_of_row (self, &self->rows[i]);
  }
  name_rest (self);
}
