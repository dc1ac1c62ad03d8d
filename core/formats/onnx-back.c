#include "core/formats/onnx-back-private.h"
#include "core/formats/onnx-scope.h"

#include <string.h>

NgOnnxBack *
ng_onnx_back_new (const NgLayersOrigin *origin)
{
  NgOnnxBack *self = g_new0 (NgOnnxBack, 1);
  gsize n = origin->made->len, n_units = ng_net_n_layers (origin->operators);

  self->origin = origin;
  self->tables = ng_origin_tables_new (origin);
  self->refs = g_new0 (NgOnnxRef, origin->n_values + 1);
  self->inputs = g_new0 (NgOnnxRef *, n + 1);
  self->outputs = g_new0 (NgOnnxRef *, n + 1);
  self->is_kept = g_new0 (gboolean *, n + 1);
  self->goes = g_new0 (gboolean, n_units + 1);
  self->is_refused = g_new0 (gboolean, n_units + 1);
  self->stays = g_hash_table_new (NULL, NULL);
  self->apart = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->lengths = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < ng_net_n_layers (origin->layers); i++)
    g_hash_table_add (self->stays, ng_net_layer (origin->layers, i));
  return self;
}

/* What belongs to one net that is written. */
static void
clear_written (NgOnnxBack *self)
{
  for (guint i = 0; i < self->origin->made->len; i++) {
    g_clear_pointer (&self->inputs[i], g_free);
    g_clear_pointer (&self->outputs[i], g_free);
    g_clear_pointer (&self->is_kept[i], g_free);
  }
  g_clear_pointer (&self->outer_places, g_free);
  memset (self->refs, 0, (self->origin->n_values + 1) * sizeof (NgOnnxRef));
  memset (self->goes, 0, (ng_net_n_layers (self->origin->operators) + 1) * sizeof (gboolean));
  g_hash_table_remove_all (self->apart);
  g_hash_table_remove_all (self->lengths);
  self->outer = NULL;
  self->n_foreign = 0;
}

gboolean
ng_onnx_back_again (NgOnnxBack *self)
{
  gboolean is_again = self->has_refused;

  clear_written (self);
  self->has_failed = self->has_refused = FALSE;
  return is_again;
}

void
ng_onnx_back_free (NgOnnxBack *self)
{
  clear_written (self);
  ng_origin_tables_free (self->tables);
  g_free (self->refs);
  g_free (self->inputs);
  g_free (self->outputs);
  g_free (self->is_kept);
  g_free (self->goes);
  g_free (self->is_refused);
  g_hash_table_unref (self->stays);
  g_hash_table_unref (self->apart);
  g_hash_table_unref (self->lengths);
  g_free (self);
}

/* ---- values ---- */

/* @ref with its axis @from at @to. */
static NgOnnxRef
move_axis (NgOnnxEmitter *emitter, NgOnnxRef ref, int rank, int from, int to)
{
  gint64 order[NG_MAX_RANK];
  int n = 0;

  for (int i = 0; i < rank; i++) {
    n += i != to && n == from;
    order[i] = i == to ? from : n++;
  }
  ng_onnx_begin_beside (emitter, "Transpose");
  ng_onnx_operand (emitter, ref);
  ng_onnx_integers (emitter, "perm", order, (gsize) rank);
  return ng_onnx_end_beside (emitter);
}

static const NgType *
type_of (const NgOnnxBack *self, int value)
{
  const NgNet *operators = self->origin->operators;
  int maker = ng_layers_origin_maker (self->origin, value);
  NgSource source = { NG_SOURCE_INPUT, value, 0 };

  if (maker >= 0)
    source = (NgSource){ NG_SOURCE_LAYER, maker, value - (int) self->origin->first[maker] };
  return ng_net_type (operators, source);
}

/* A node of one operand and one attribute. */
static NgOnnxRef
cast (NgOnnxEmitter *emitter, NgOnnxRef ref, NgElement element)
{
  ng_onnx_begin_beside (emitter, "Cast");
  ng_onnx_operand (emitter, ref);
  ng_onnx_integer (emitter, "to", ng_onnx_code (element));
  return ng_onnx_end_beside (emitter);
}

/* What layers give, as the model has the value: truth and integers may be real numbers there. */
static NgOnnxRef
to_model (NgOnnxEmitter *emitter, NgOnnxRef ref, int value)
{
  const NgType *type = type_of (emitter->back, value);
  int axis = emitter->back->origin->values[value].axis;

  if (ref.kind == NG_REF_NONE)
    return ref;
  if (axis > 0)
    ref = move_axis (emitter, ref, type->rank, 0, axis);
  return type->element != NG_ELEMENT_F32 && type->element != NG_ELEMENT_NONE
             ? cast (emitter, ref, type->element)
             : ref;
}

/* The other way round; @as: what the layer gives. */
static NgOnnxRef
to_layer (NgOnnxEmitter *emitter, NgOnnxRef ref, int value, const NgType *as)
{
  const NgType *type = type_of (emitter->back, value);
  int axis = emitter->back->origin->values[value].axis;
  NgElement element = as->element != NG_ELEMENT_NONE ? as->element
                      : as->kind == NG_KIND_INTEGER  ? NG_ELEMENT_I64
                      : as->kind == NG_KIND_BOOLEAN  ? NG_ELEMENT_BOOL
                                                     : NG_ELEMENT_F32;

  if (ref.kind == NG_REF_NONE)
    return ref;
  if (axis > 0)
    ref = move_axis (emitter, ref, type->rank, axis, 0);
  return type->element != element && type->element != NG_ELEMENT_NONE ? cast (emitter, ref, element)
                                                                      : ref;
}

/* The input of a layer of the unit through which the value came. @is_exact: (out): whether the
 * layer reads it in the dimensions that the value has. Returns: the place of the layer, or -1 */
static int
find_reader (const NgOnnxBack *self, gsize unit, int value, guint *input, gboolean *is_exact)
{
  const NgOriginValue *wanted = &self->origin->values[value];
  NgOriginFeed feeds[] = { wanted->feed, { wanted->shaped, 0, -1 } };
  int found = -1;

  *is_exact = FALSE;
  for (gsize k = 0; k < G_N_ELEMENTS (feeds) && !*is_exact; k++) {
    gsize n;
    const NgOriginReader *readers = ng_origin_tables_readers (self->tables, feeds[k], unit, &n);
    for (gsize i = 0; i < n && !*is_exact; i++) {
      if (self->inputs[readers[i].layer] == NULL || (k == 1 && readers[i].is_arranged))
        continue;
      *is_exact = k == 1 || (wanted->is_plain && !readers[i].is_arranged);
      *input = readers[i].input;
      found = readers[i].layer;
    }
  }
  return found;
}

/**
 * Copy:
 * @unit: whose layers read what the operator gives
 * @value: what of it is wanted
 * @maker: the operator
 * @inputs: (array): what feeds it in the new net
 * @n: how many of these are found
 * @n_foreign: how often something was read before that is not of the model
 *
 * An operator of the model on its way into the new net.
 */
typedef struct {
  gsize unit;
  int value, maker;
  NgOnnxRef *inputs;
  gsize n;
  guint n_foreign;
} Copy;

static void
copy_clear (gpointer data)
{
  g_free (((Copy *) data)->inputs);
}

static gint64
copy_key (const NgOnnxBack *self, gsize unit, int maker)
{
  return (gint64) unit * (gint64) ng_net_n_layers (self->origin->operators) + maker;
}

/* A value that an operator of the model gives, where the operator stands in the new net for this
 * unit. Returns: whether it has to be put there */
static gboolean
find_copy (NgOnnxBack *self, gsize unit, int value, NgOnnxRef *ref)
{
  int maker = ng_layers_origin_maker (self->origin, value);
  gint64 key = copy_key (self, unit, maker);
  const NgOnnxRef *known = g_hash_table_lookup (self->apart, &key);

  if (known != NULL) {
    self->n_foreign++;
    *ref = *known;
    ref->source.port = value - (int) self->origin->first[maker];
    return FALSE;
  }
  return !g_hash_table_contains (self->stays,
                                 ng_net_layer (self->origin->operators, (gsize) maker));
}

/* A value of the model in the new net, as the operators of the unit read it. @unit: (inout): the
 * one whose operators give it. @ref: (out): nothing where it cannot be had. Returns: whether its
 * operator has to be put there first */
static gboolean
find_value (NgOnnxEmitter *emitter, gsize *unit, int value, NgOnnxRef *ref)
{
  NgOnnxBack *self = emitter->back;
  NgOriginFeed given = self->origin->values[value].feed;

  *ref = (NgOnnxRef){ 0 };
  for (;;) {
    gboolean is_exact;
    guint input = 0;
    int reader = find_reader (self, *unit, value, &input, &is_exact);
    NgOriginFeed feed = reader >= 0 ? ng_onnx_back_feed (self, reader, input) : given;
    gsize other = feed.layer >= 0 ? ng_onnx_back_made (self, feed.layer)->unit : *unit;
    gboolean is_kept = reader < 0 || self->is_kept[reader][input];

    if (reader >= 0 && (feed.layer >= 0 || !is_kept)) {
      if (is_kept && self->goes[other]) {
        *unit = other;
        continue;
      }
      if (!is_exact)
        return find_copy (self, *unit, value, ref);
      self->n_foreign++;
      *ref = to_model (emitter, self->inputs[reader][input], value);
      return FALSE;
    }
    *ref = self->refs[value];
    if (ref->kind != NG_REF_NONE || ng_layers_origin_maker (self->origin, value) < 0)
      return FALSE;
    if (reader >= 0 || other == *unit)
      return find_copy (self, *unit, value, ref);
    /* What another layer gives may be read for its sizes alone. */
    if (!self->goes[other]) {
      const NgOnnxRef *outputs = self->outputs[given.layer];
      if (self->origin->values[value].is_plain && outputs != NULL) {
        self->n_foreign++;
        *ref = to_model (emitter, outputs[given.port], value);
      }
      return FALSE;
    }
    *unit = other;
  }
}

/* Puts an operator of the model into the new net, all whose inputs are found. Returns: the value
 * that is wanted; nothing after an error */
static NgOnnxRef
put_copy (NgOnnxEmitter *emitter, const Copy *copy)
{
  NgOnnxBack *self = emitter->back;
  const NgLayersOrigin *origin = self->origin;
  NgLayer *layer = ng_net_layer (origin->operators, (gsize) copy->maker);
  int given = origin->values[copy->value].feed.layer;
  gboolean is_for_all = (given >= 0 && ng_onnx_back_made (self, given)->unit == copy->unit) ||
                        self->n_foreign == copy->n_foreign;
  g_autofree char *name = ng_net_shown_name (origin->operators, (gsize) copy->maker);
  NgOnnxRef ref = { .kind = NG_REF_SOURCE };

  if (ng_net_builder_find (emitter->builder, name) >= 0) {
    char *other;
    g_hash_table_insert (emitter->names, g_strdup (name), NULL);
    other = ng_onnx_unique (emitter->names, name);
    g_free (name);
    name = other;
  }
  int place = ng_onnx_add_operator (emitter, name, layer, copy->inputs);
  if (place < 0)
    return (NgOnnxRef){ 0 };
  for (gsize i = 0; is_for_all && i < ng_layer_n_outputs (layer); i++) {
    ref.source = (NgSource){ NG_SOURCE_LAYER, place, (int) i };
    self->refs[origin->first[copy->maker] + i] = ref;
  }
  ref.source = (NgSource){ NG_SOURCE_LAYER, place, copy->value - (int) origin->first[copy->maker] };
  if (!is_for_all) {
    gint64 key = copy_key (self, copy->unit, copy->maker);
    g_hash_table_insert (self->apart, g_memdup2 (&key, sizeof key), g_memdup2 (&ref, sizeof ref));
  }
  return ref;
}

static void
begin_copy (const NgOnnxBack *self, GArray *copies, gsize unit, int value)
{
  int maker = ng_layers_origin_maker (self->origin, value);
  gsize n = ng_layer_n_inputs (ng_net_layer (self->origin->operators, (gsize) maker));
  Copy copy = { unit, value, maker, g_new0 (NgOnnxRef, n + 1), 0, self->n_foreign };

  g_array_append_val (copies, copy);
}

/* The next value that the operator reads, -1 where all are found. */
static int
next_value (const NgLayersOrigin *origin, Copy *copy)
{
  gsize n = ng_layer_n_inputs (ng_net_layer (origin->operators, (gsize) copy->maker));

  for (; copy->n < n; copy->n++) {
    int value = ng_layers_origin_value (
        origin, ng_net_source (origin->operators, (gsize) copy->maker, copy->n));
    if (value >= 0)
      return value;
  }
  return -1;
}

/* A value of the model in the new net, as the operators of the unit read it; nothing where it
 * cannot be had. Operators wait in a list for what feeds them: chains of them may be long. */
static NgOnnxRef
resolve (NgOnnxEmitter *emitter, gsize unit, int value)
{
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (Copy));
  NgOnnxRef ref;
  gboolean is_missing = find_value (emitter, &unit, value, &ref);

  g_array_set_clear_func (copies, copy_clear);
  while (is_missing || copies->len > 0) {
    Copy *copy;
    if (is_missing) {
      begin_copy (emitter->back, copies, unit, value);
    } else {
      if (ref.kind == NG_REF_NONE || (ref.kind == NG_REF_SOURCE && ref.narrow != 0) ||
          *emitter->error != NULL)
        return (NgOnnxRef){ 0 };
      copy = &g_array_index (copies, Copy, copies->len - 1);
      copy->inputs[copy->n++] = ref;
    }
    copy = &g_array_index (copies, Copy, copies->len - 1);
    unit = copy->unit;
    value = next_value (emitter->back->origin, copy);
    is_missing = value >= 0 && find_value (emitter, &unit, value, &ref);
    if (value < 0) {
      ref = put_copy (emitter, copy);
      g_array_set_size (copies, copies->len - 1);
    }
  }
  return ref;
}

/* ---- units ---- */

/* Keeps what feeds a layer. */
static void
take_inputs (const NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;
  int place = plan->places[index];
  gsize n = ng_layer_n_inputs (ng_net_layer (plan->net, index));

  self->inputs[place] = g_renew (NgOnnxRef, self->inputs[place], n + 1);
  self->is_kept[place] = g_renew (gboolean, self->is_kept[place], n + 1);
  for (gsize i = 0; i < n; i++) {
    self->inputs[place][i] =
        ng_onnx_find_ref (plan->values, emitter->net_inputs, ng_net_source (plan->net, index, i));
    self->is_kept[place][i] = ng_onnx_back_reads_same (self, plan, index, i);
  }
}

/* What a layer that goes back gives to others than such. */
static gboolean
give_outputs (NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (plan->net, index)); i++) {
    int value = ng_origin_tables_plain (self->tables, plan->places[index], (int) i);
    NgSource source = { NG_SOURCE_LAYER, (int) index, (int) i };
    if (ng_onnx_back_is_read_in_form (self, plan, index, (int) i))
      continue;
    NgOnnxRef ref =
        value >= 0 ? resolve (emitter, ng_onnx_back_made (self, plan->places[index])->unit, value)
                   : (NgOnnxRef){ 0 };
    plan->values[index][i] =
        value >= 0 ? to_layer (emitter, ref, value, ng_net_type (plan->net, source)) : ref;
    if (ref.kind == NG_REF_NONE)
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_onnx_back_unit (NgOnnxEmitter *emitter, NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;
  gsize unit = ng_onnx_back_made (self, plan->places[index])->unit;
  NgOnnxRun run = plan->runs[index];
  gboolean ok = TRUE;

  for (gsize i = 0; i < run.n; i++)
    if (!ng_onnx_back_is_ready (plan, (gsize) run.layers[i], TRUE))
      return FALSE;
  for (gsize i = 0; i < run.n; i++)
    take_inputs (emitter, plan, (gsize) run.layers[i]);
  for (gsize i = 0; ok && i < run.n; i++) {
    g_free (emitter->path);
    emitter->path = ng_net_shown_name (plan->net, (gsize) run.layers[i]);
    ok = give_outputs (emitter, plan, (gsize) run.layers[i]);
  }
  for (gsize i = 0; ok && i < run.n; i++)
    plan->done[run.layers[i]] = TRUE;
  self->goes[unit] = ok;
  self->is_refused[unit] = !ok;
  self->has_refused = self->has_refused || !ok;
  return ok;
}

void
ng_onnx_back_operator (NgOnnxEmitter *emitter, const NgLayer *layer, const NgOnnxRef *outputs)
{
  NgOnnxBack *self = emitter->back;
  int index = ng_origin_tables_operator (self->tables, layer);

  for (gsize i = 0; index >= 0 && i < ng_layer_n_outputs (layer); i++)
    self->refs[self->origin->first[index] + i] = outputs[i];
}

void
ng_onnx_back_written (NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;
  int place = plan->places[index];
  gsize n = ng_layer_n_outputs (ng_net_layer (plan->net, index));

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (plan->net, index)); i++) {
    NgSource source = ng_net_source (plan->net, index, i);
    if (source.kind != NG_SOURCE_NONE &&
        ng_onnx_find_ref (plan->values, emitter->net_inputs, source).kind == NG_REF_NONE)
      self->has_failed = TRUE;
  }
  if (place < 0)
    return;
  g_free (self->outputs[place]);
  self->outputs[place] = g_memdup2 (plan->values[index], (n + 1) * sizeof (NgOnnxRef));
}

/* ---- ports of the net ---- */

/* A type of the model in the new net, with what its lengths are called. */
static NgType
take_type (NgOnnxEmitter *emitter, const NgType *type)
{
  NgOnnxBack *self = emitter->back;
  const char *const *names = ng_net_length_names (self->origin->operators);
  NgType own = *type;

  for (int i = 0; i < own.rank; i++) {
    gpointer key = GINT_TO_POINTER ((int) own.dims[i].value), known;
    if (own.dims[i].state != NG_DIM_VARYING)
      continue;
    known = g_hash_table_lookup (self->lengths, key);
    if (known == NULL) {
      const char *name = names != NULL ? names[own.dims[i].value - 1] : NULL;
      NgDim fresh = ng_net_builder_fresh_length (emitter->builder, name);
      known = GINT_TO_POINTER ((int) fresh.value);
      g_hash_table_insert (self->lengths, key, known);
    }
    own.dims[i] = ng_dim_varying (GPOINTER_TO_INT (known));
  }
  return own;
}

NgDim
ng_onnx_back_batch (NgOnnxEmitter *emitter)
{
  const NgLayersOrigin *origin = emitter->back->origin;

  for (gsize i = 0; i < ng_net_n_inputs (origin->operators); i++) {
    int axis = origin->values[i].axis;
    if (axis >= 0)
      return take_type (emitter, ng_net_input_type (origin->operators, i)).dims[axis];
  }
  return ng_net_builder_fresh_length (emitter->builder, "N");
}

/* Whether both have the same dimensions, lengths aside. */
static gboolean
is_alike (const NgType *a, const NgType *b)
{
  for (int i = 0; a->rank == b->rank && i < a->rank; i++)
    if (a->dims[i].state != b->dims[i].state ||
        (a->dims[i].state == NG_DIM_NUMBER && a->dims[i].value != b->dims[i].value))
      return FALSE;
  return a->rank == b->rank;
}

gboolean
ng_onnx_back_input_type (NgOnnxEmitter *emitter, gsize input, NgType *own)
{
  const NgLayersOrigin *origin = emitter->back->origin;
  const char *name = ng_net_input_name (emitter->net, input);
  const NgType *type = ng_net_input_type (emitter->net, input);
  int old = ng_net_find_input (origin->operators, name);
  int made = ng_net_find_input (origin->layers, name);

  if (old < 0 || made < 0 || ng_net_is_raw (emitter->net) ||
      !is_alike (type, ng_net_input_type (origin->layers, (gsize) made)))
    return FALSE;
  *own = take_type (emitter, ng_net_input_type (origin->operators, (gsize) old));
  for (int axis = 0, level = 0; axis < own->rank && level < type->rank; axis++) {
    if (axis == origin->values[old].axis)
      continue;
    if (type->dims[level].state == NG_DIM_VARYING && own->dims[axis].state == NG_DIM_VARYING)
      g_hash_table_insert (emitter->lengths,
                           GINT_TO_POINTER ((int) type->dims[level].value),
                           GINT_TO_POINTER ((int) own->dims[axis].value));
    level++;
  }
  return TRUE;
}

NgOnnxRef
ng_onnx_back_input (NgOnnxEmitter *emitter, gsize input, NgOnnxRef ref, gboolean is_old)
{
  NgOnnxBack *self = emitter->back;
  int old = ng_net_find_input (self->origin->operators, ng_net_input_name (emitter->net, input));

  if (old < 0)
    return ref;
  g_free (emitter->path);
  emitter->path = g_strdup (ng_net_input_name (emitter->net, input));
  gboolean is_raw = ng_net_is_raw (emitter->net);
  self->refs[old] = is_old || is_raw ? ref : to_model (emitter, ref, old);
  return is_old && !is_raw ? to_layer (emitter, ref, old, ng_net_input_type (emitter->net, input))
                           : ref;
}

NgOnnxRef
ng_onnx_back_output (NgOnnxEmitter *emitter, gsize output, NgOnnxRef ref)
{
  NgOnnxBack *self = emitter->back;
  NgSource source = ng_net_output_source (emitter->net, output);
  int value = ng_onnx_back_output_value (self, emitter->net, output);
  int place = source.kind == NG_SOURCE_LAYER ? self->outer_places[source.index] : -1;
  NgOriginFeed feed = { place, source.port, -1 };

  if (value >= 0 && place >= 0 && self->goes[ng_onnx_back_made (self, place)->unit] &&
      (ng_origin_feed_equal (self->origin->values[value].feed, feed) ||
       self->origin->values[value].shaped == place))
    ref = resolve (emitter, ng_onnx_back_made (self, place)->unit, value);
  else if (value >= 0 && !ng_net_is_raw (emitter->net))
    ref = to_model (emitter, ref, value);
  self->has_failed = self->has_failed || ref.kind == NG_REF_NONE;
  return ref;
}

void
ng_onnx_back_end (NgOnnxEmitter *emitter)
{
  NgNetBuilder *builder = emitter->builder;
  gsize n = ng_net_builder_n_layers (builder);
  g_autofree gboolean *is_removed = g_new (gboolean, n + 1);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (NgSource));

  if (emitter->back->has_failed) {
    ng_error_set_new (emitter->error,
                      "ONNX::write",
                      NULL,
                      "What stands between layers that were touched cannot be had as operators.");
    return;
  }
  for (gsize i = 0; i < n; i++)
    is_removed[i] = TRUE;
  for (gsize i = 0; i < ng_net_builder_n_outputs (builder); i++) {
    NgSource source = ng_net_builder_output_source (builder, i);
    g_array_append_val (list, source);
  }
  while (list->len > 0) {
    NgSource at = g_array_index (list, NgSource, list->len - 1);
    g_array_set_size (list, list->len - 1);
    if (at.kind != NG_SOURCE_LAYER || !is_removed[at.index])
      continue;
    is_removed[at.index] = FALSE;
    for (gsize i = 0; i < ng_net_builder_n_connections (builder, at.index); i++) {
      NgSource source = ng_net_builder_source (builder, at.index, i);
      g_array_append_val (list, source);
    }
  }
  ng_net_builder_remove_layers (builder, is_removed);
}
