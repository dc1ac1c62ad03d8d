#include "core/formats/onnx-back.h"

#include "core/formats/onnx-scope.h"

#include <string.h>

/**
 * NgOnnxBack:
 * @refs: (array): by value of the model, what it is in the new net, where it is there
 * @inputs: (array): by made layer, what feeds its inputs, once it has gone back
 * @outputs: (array): by made layer, what it gives as a layer
 * @is_kept: (array): by made layer, by input, whether it reads what it read
 * @goes: (array): by unit, whether it goes back
 * @is_refused: (array): by unit, whether that turned out not to work
 * @stays: (element-type NgLayer int): operators that stand among the layers, plus 1
 * @apart: (element-type utf8 NgOnnxRef): values that are others for one unit than for all
 * @n_foreign: how often something was read that is not of the model
 * @lengths: (element-type int int): varying lengths of the model -> those of the new net
 * @outer: (nullable): the outermost net
 * @outer_places: (nullable) (array): places of its layers among those made
 * @has_failed: whether something is missing that a unit was to give
 * @has_refused: whether a unit was refused since all was begun
 */
struct _NgOnnxBack {
  const NgLayersOrigin *origin;
  NgOnnxRef *refs;
  NgOnnxRef **inputs, **outputs;
  gboolean **is_kept;
  gboolean *goes, *is_refused;
  GHashTable *stays;
  GHashTable *apart;
  guint n_foreign;
  GHashTable *lengths;
  const NgNet *outer;
  int *outer_places;
  gboolean has_failed, has_refused;
};

static const NgOriginLayer *
made (const NgOnnxBack *self, int place)
{
  return &g_array_index (self->origin->made, NgOriginLayer, place);
}

NgOnnxBack *
ng_onnx_back_new (const NgLayersOrigin *origin)
{
  NgOnnxBack *self = g_new0 (NgOnnxBack, 1);
  gsize n = origin->made->len, n_units = ng_net_n_layers (origin->operators);

  self->origin = origin;
  self->refs = g_new0 (NgOnnxRef, origin->n_values + 1);
  self->inputs = g_new0 (NgOnnxRef *, n + 1);
  self->outputs = g_new0 (NgOnnxRef *, n + 1);
  self->is_kept = g_new0 (gboolean *, n + 1);
  self->goes = g_new0 (gboolean, n_units + 1);
  self->is_refused = g_new0 (gboolean, n_units + 1);
  self->stays = g_hash_table_new (NULL, NULL);
  self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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

static gboolean
feed_equal (NgOriginFeed a, NgOriginFeed b)
{
  return a.layer == b.layer && (a.layer >= 0 ? a.port == b.port : a.value == b.value);
}

/* ---- which units go back ---- */

static int
place_of (const NgOnnxPlan *plan, int index)
{
  return index >= 0 ? plan->places[index] : -1;
}

/* What input @input of a made layer read; layers may have inputs that nothing feeds. */
static NgOriginFeed
feed_at (const NgOnnxBack *self, int place, gsize input)
{
  const GArray *feeds = made (self, place)->feeds;

  return input < feeds->len ? g_array_index (feeds, NgOriginFeed, input)
                            : (NgOriginFeed){ .layer = -1, .value = -1 };
}

/* Whether an input of a layer reads what it read when the layer was made. */
static gboolean
reads_same (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, gsize input)
{
  NgOriginFeed feed = g_array_index (made (self, plan->places[index])->feeds, NgOriginFeed, input);
  NgSource source = ng_net_source (plan->net, index, input);

  if (feed.layer >= 0)
    return source.kind == NG_SOURCE_LAYER && place_of (plan, source.index) == feed.layer &&
           source.port == feed.port;
  if (feed.value < 0)
    return source.kind == NG_SOURCE_NONE;
  if ((gsize) feed.value >= ng_net_n_inputs (self->origin->operators))
    return FALSE;
  return source.kind == NG_SOURCE_INPUT && plan->net == self->outer &&
         g_str_equal (ng_net_input_name (plan->net, (gsize) source.index),
                      ng_net_input_name (self->origin->operators, (gsize) feed.value));
}

/* The value of the model that a layer gives as it is, with the batch in front if there is one such;
 * -1 for none. */
static int
plain_value (const NgOnnxBack *self, NgOriginFeed feed)
{
  int found = -1;

  for (guint i = 0; i < self->origin->n_values; i++) {
    const NgOriginValue *value = &self->origin->values[i];
    gboolean is_it = (value->is_plain && feed_equal (value->feed, feed)) ||
                     (value->shaped >= 0 && value->shaped == feed.layer && feed.port == 0);
    if (!is_it || value->axis < 0)
      continue;
    if (value->axis == 0)
      return (int) i;
    if (found < 0)
      found = (int) i;
  }
  return found;
}

/* The value that output @output of the outermost net had. */
static int
output_value (const NgOnnxBack *self, const NgNet *net, gsize output)
{
  const NgNet *operators = self->origin->operators;
  int old = ng_net_find_output (operators, ng_net_output_name (net, output));

  return old >= 0 && net == self->outer
             ? ng_layers_origin_value (self->origin, ng_net_output_source (operators, (gsize) old))
             : -1;
}

/* Whether what reads output @port of a layer can do so in the form of the model. */
static gboolean
is_read_in_form (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, int port)
{
  NgSource source = { NG_SOURCE_LAYER, (int) index, port };
  NgOriginFeed feed = { plan->places[index], port, -1 };
  gsize n;
  const NgTarget *targets = ng_net_targets (plan->net, source, &n);

  for (gsize i = 0; i < n; i++) {
    int reader = place_of (plan, targets[i].index);
    if (targets[i].index < 0) {
      int value = output_value (self, plan->net, (gsize) targets[i].port);
      if (value < 0 || !feed_equal (self->origin->values[value].feed, feed))
        return FALSE;
    } else if (reader < 0 || !self->goes[made (self, reader)->unit] ||
               !reads_same (self, plan, (gsize) targets[i].index, (gsize) targets[i].port)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
can_go (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index)
{
  const NgOriginLayer *layer = made (self, plan->places[index]);

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (plan->net, index)); i++) {
    NgOriginFeed feed = feed_at (self, plan->places[index], i);
    gboolean is_same = reads_same (self, plan, index, i);
    gboolean is_inside = feed.layer >= 0 && made (self, feed.layer)->unit == layer->unit;
    if (is_inside ? !is_same
                  : feed.layer >= 0 && !(is_same && self->goes[made (self, feed.layer)->unit]) &&
                        plain_value (self, feed) < 0)
      return FALSE;
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer->layer); i++) {
    NgOriginFeed feed = { plan->places[index], (int) i, -1 };
    if (plain_value (self, feed) < 0 && !is_read_in_form (self, plan, index, (int) i))
      return FALSE;
  }
  return TRUE;
}

/* Units of which all layers stand in the net. */
static void
find_whole (NgOnnxBack *self, const NgOnnxPlan *plan)
{
  g_autofree int *n_missing = g_new0 (int, ng_net_n_layers (self->origin->operators) + 1);
  g_autofree int *n_here = g_new0 (int, self->origin->made->len + 1);

  for (gsize i = 0; i < ng_net_n_layers (plan->net); i++)
    if (plan->places[i] >= 0)
      n_here[plan->places[i]]++;
  for (guint i = 0; i < self->origin->made->len; i++)
    n_missing[made (self, (int) i)->unit] += made (self, (int) i)->is_live ? n_here[i] != 1 : 0;
  for (guint i = 0; i < self->origin->made->len; i++)
    if (n_here[i] > 0)
      self->goes[made (self, (int) i)->unit] = n_missing[made (self, (int) i)->unit] == 0 &&
                                               !self->is_refused[made (self, (int) i)->unit];
}

void
ng_onnx_back_begin (NgOnnxEmitter *emitter, NgOnnxPlan *plan)
{
  NgOnnxBack *self = emitter->back;
  gboolean is_settled = FALSE;

  plan->places = ng_layers_origin_find (self->origin, plan->net);
  if (self->outer == NULL) {
    self->outer = plan->net;
    self->outer_places = g_memdup2 (plan->places, ng_net_n_layers (plan->net) * sizeof (int));
  }
  find_whole (self, plan);
  while (!is_settled) {
    is_settled = TRUE;
    for (gsize i = 0; i < ng_net_n_layers (plan->net); i++) {
      if (plan->places[i] < 0 || !self->goes[made (self, plan->places[i])->unit] ||
          can_go (self, plan, i))
        continue;
      self->goes[made (self, plan->places[i])->unit] = FALSE;
      is_settled = FALSE;
    }
  }
}

gboolean
ng_onnx_back_goes (const NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  const NgOnnxBack *self = emitter->back;

  return plan->places[index] >= 0 && self->goes[made (self, plan->places[index])->unit];
}

/* ---- values ---- */

static NgOnnxRef resolve (NgOnnxEmitter *emitter, gsize unit, int value);

/* @ref with its axis @from at @to. */
static NgOnnxRef
move_axis (NgOnnxEmitter *emitter, NgOnnxRef ref, int rank, int from, int to)
{
  g_autofree char *own = g_steal_pointer (&emitter->path);
  g_autofree char *wish = g_strconcat (own, "/Transpose", NULL);
  gint64 order[NG_MAX_RANK];
  int n = 0;

  for (int i = 0; i < rank; i++) {
    n += i != to && n == from;
    order[i] = i == to ? from : n++;
  }
  emitter->path = ng_onnx_unique (emitter->names, wish);
  ng_onnx_begin (emitter, "Transpose");
  ng_onnx_operand (emitter, ref);
  ng_onnx_integers (emitter, "perm", order, (gsize) rank);
  ref = ng_onnx_end (emitter, 1);
  ng_onnx_flush (emitter);
  g_free (emitter->path);
  emitter->path = g_steal_pointer (&own);
  return ref;
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
  g_autofree char *own = g_steal_pointer (&emitter->path);
  g_autofree char *wish = g_strconcat (own, "/Cast", NULL);

  emitter->path = ng_onnx_unique (emitter->names, wish);
  ng_onnx_begin (emitter, "Cast");
  ng_onnx_operand (emitter, ref);
  ng_onnx_integer (emitter, "to", ng_onnx_code (element));
  ref = ng_onnx_end (emitter, 1);
  ng_onnx_flush (emitter);
  g_free (emitter->path);
  emitter->path = g_steal_pointer (&own);
  return ref;
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
  NgOriginFeed shaped = { wanted->shaped, 0, -1 };
  int found = -1;

  *is_exact = FALSE;
  for (guint m = 0; m < self->origin->made->len && !*is_exact; m++) {
    const NgOriginLayer *layer = made (self, (int) m);
    for (guint i = 0; layer->unit == unit && layer->is_live && i < layer->feeds->len; i++) {
      NgOriginFeed feed = feed_at (self, (int) m, i);
      gboolean is_inside = feed.layer >= 0 && made (self, feed.layer)->unit == unit;
      gboolean is_feed = feed_equal (feed, wanted->feed);
      gboolean is_shaped = wanted->shaped >= 0 && feed_equal (feed, shaped);
      gboolean is_other =
          feed.layer >= 0 && feed_equal (made (self, feed.layer)->shapes, wanted->feed);
      if (is_inside || self->inputs[m] == NULL || !(is_feed || is_shaped || is_other))
        continue;
      *is_exact = is_shaped || (is_feed && wanted->is_plain);
      found = (int) m;
      *input = i;
      if (*is_exact)
        break;
    }
  }
  return found;
}

/* What an operator reads has to come from one. */
static NgOnnxRef
name_constant (NgOnnxEmitter *emitter, NgOnnxRef ref)
{
  g_autofree char *own = g_steal_pointer (&emitter->path);
  g_autofree char *wish = g_strconcat (own, "/Identity", NULL);

  emitter->path = ng_onnx_unique (emitter->names, wish);
  ref = ng_onnx_unary (emitter, "Identity", ref);
  ng_onnx_flush (emitter);
  g_free (emitter->path);
  emitter->path = g_steal_pointer (&own);
  return ref;
}

/* What feeds the inputs of an operator of the model, in the new net. Returns: whether all is there
 */
static gboolean
resolve_inputs (NgOnnxEmitter *emitter, gsize unit, gsize index, NgOnnxRef *inputs)
{
  const NgLayersOrigin *origin = emitter->back->origin;

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (origin->operators, index)); i++) {
    int value = ng_layers_origin_value (origin, ng_net_source (origin->operators, index, i));
    if (value < 0)
      continue;
    inputs[i] = resolve (emitter, unit, value);
    if (inputs[i].kind == NG_REF_CONSTANT)
      inputs[i] = name_constant (emitter, inputs[i]);
    if (inputs[i].kind != NG_REF_SOURCE || inputs[i].narrow != 0 || *emitter->error != NULL)
      return FALSE;
  }
  return TRUE;
}

/* Puts an operator of the model into the new net. Returns: its place there, or -1 */
static int
copy_operator (NgOnnxEmitter *emitter, gsize unit, gsize index)
{
  const NgNet *operators = emitter->back->origin->operators;
  NgLayer *layer = ng_net_layer (operators, index);
  g_autofree NgOnnxRef *inputs = g_new0 (NgOnnxRef, ng_layer_n_inputs (layer) + 1);
  g_autofree char *name = ng_net_shown_name (operators, index);

  if (!resolve_inputs (emitter, unit, index, inputs))
    return -1;
  if (ng_net_builder_find (emitter->builder, name) >= 0) {
    char *other;
    g_hash_table_insert (emitter->names, g_strdup (name), NULL);
    other = ng_onnx_unique (emitter->names, name);
    g_free (name);
    name = other;
  }
  int place = ng_net_builder_add_layer (emitter->builder, name, layer, NULL, emitter->error);
  for (gsize i = 0; place >= 0 && i < ng_layer_n_inputs (layer); i++)
    if (inputs[i].kind == NG_REF_SOURCE)
      ng_net_builder_connect (
          emitter->builder, inputs[i].source, place, (int) i, NULL, emitter->error);
  return *emitter->error == NULL ? place : -1;
}

/* A value that an operator of the model gives. */
static NgOnnxRef
compute (NgOnnxEmitter *emitter, gsize unit, int value)
{
  NgOnnxBack *self = emitter->back;
  const NgLayersOrigin *origin = self->origin;
  int maker = ng_layers_origin_maker (origin, value);
  int layer = origin->values[value].feed.layer;
  gboolean is_own = layer >= 0 && made (self, layer)->unit == unit;
  g_autofree char *key = g_strdup_printf ("%" G_GSIZE_FORMAT " %d", unit, maker);
  const NgOnnxRef *known = g_hash_table_lookup (self->apart, key);
  guint n_foreign = self->n_foreign;
  NgOnnxRef ref = { .kind = NG_REF_SOURCE };

  if (known != NULL) {
    self->n_foreign++;
    return (NgOnnxRef){
      .kind = NG_REF_SOURCE,
      .source = { NG_SOURCE_LAYER, known->source.index, value - (int) origin->first[maker] }
    };
  }
  if (g_hash_table_contains (self->stays, ng_net_layer (origin->operators, (gsize) maker)))
    return (NgOnnxRef){ 0 };
  int place = copy_operator (emitter, unit, (gsize) maker);
  if (place < 0)
    return (NgOnnxRef){ 0 };
  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (origin->operators, (gsize) maker)); i++) {
    ref.source = (NgSource){ NG_SOURCE_LAYER, place, (int) i };
    if (is_own || self->n_foreign == n_foreign)
      self->refs[origin->first[maker] + i] = ref;
  }
  ref.source.port = value - (int) origin->first[maker];
  if (!is_own && self->n_foreign != n_foreign)
    g_hash_table_insert (self->apart, g_steal_pointer (&key), g_memdup2 (&ref, sizeof ref));
  return ref;
}

/* A value of the model in the new net, as the operators of the unit read it; nothing where it
 * cannot be had. */
static NgOnnxRef
resolve (NgOnnxEmitter *emitter, gsize unit, int value)
{
  NgOnnxBack *self = emitter->back;
  const NgOriginValue *wanted = &self->origin->values[value];
  gboolean is_exact;
  guint input = 0;
  int reader = find_reader (self, unit, value, &input, &is_exact);

  if (reader >= 0) {
    NgOriginFeed feed = feed_at (self, reader, input);
    gboolean is_kept = self->is_kept[reader][input];
    gsize other = feed.layer >= 0 ? made (self, feed.layer)->unit : unit;
    if (is_kept && feed.layer >= 0 && self->goes[other])
      return resolve (emitter, other, value);
    if (is_exact && (!is_kept || feed.layer >= 0)) {
      self->n_foreign++;
      return to_model (emitter, self->inputs[reader][input], value);
    }
    if (!is_kept || feed.layer >= 0)
      return compute (emitter, unit, value);
  }
  if (self->refs[value].kind != NG_REF_NONE)
    return self->refs[value];
  if (ng_layers_origin_maker (self->origin, value) < 0)
    return (NgOnnxRef){ 0 };
  /* What another layer gives may be read for its sizes alone. */
  if (wanted->feed.layer >= 0 && reader < 0) {
    gsize other = made (self, wanted->feed.layer)->unit;
    const NgOnnxRef *given = self->outputs[wanted->feed.layer];
    if (other != unit && self->goes[other])
      return resolve (emitter, other, value);
    if (other != unit && wanted->is_plain && given != NULL) {
      self->n_foreign++;
      return to_model (emitter, given[wanted->feed.port], value);
    }
    if (other != unit)
      return (NgOnnxRef){ 0 };
  }
  return compute (emitter, unit, value);
}

/* ---- units ---- */

/* Whether all is written that the unit reads. */
static gboolean
is_ready (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize unit)
{
  for (gsize l = 0; l < ng_net_n_layers (plan->net); l++) {
    if (plan->places[l] < 0 || made (self, plan->places[l])->unit != unit)
      continue;
    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (plan->net, l)); i++) {
      NgSource source = ng_net_source (plan->net, l, i);
      int place = source.kind == NG_SOURCE_LAYER ? plan->places[source.index] : -1;
      if (source.kind == NG_SOURCE_LAYER && !plan->done[source.index] &&
          (place < 0 || made (self, place)->unit != unit))
        return FALSE;
    }
  }
  return TRUE;
}

static NgOnnxRef
ref_of (const NgOnnxEmitter *emitter, const NgOnnxPlan *plan, NgSource source)
{
  if (source.kind == NG_SOURCE_LAYER)
    return plan->values[source.index][source.port];
  return source.kind == NG_SOURCE_INPUT ? emitter->net_inputs[source.index] : (NgOnnxRef){ 0 };
}

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
    self->inputs[place][i] = ref_of (emitter, plan, ng_net_source (plan->net, index, i));
    self->is_kept[place][i] = reads_same (self, plan, index, i);
  }
}

/* What a layer that goes back gives to others than such. */
static gboolean
give_outputs (NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (plan->net, index)); i++) {
    int value = plain_value (self, (NgOriginFeed){ plan->places[index], (int) i, -1 });
    NgSource source = { NG_SOURCE_LAYER, (int) index, (int) i };
    if (is_read_in_form (self, plan, index, (int) i))
      continue;
    NgOnnxRef ref = value >= 0 ? resolve (emitter, made (self, plan->places[index])->unit, value)
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
  gsize unit = made (self, plan->places[index])->unit;
  gboolean ok = TRUE;

  if (!is_ready (self, plan, unit))
    return FALSE;
  for (gsize l = 0; l < ng_net_n_layers (plan->net); l++)
    if (plan->places[l] >= 0 && made (self, plan->places[l])->unit == unit)
      take_inputs (emitter, plan, l);
  for (gsize l = 0; ok && l < ng_net_n_layers (plan->net); l++)
    if (plan->places[l] >= 0 && made (self, plan->places[l])->unit == unit) {
      g_free (emitter->path);
      emitter->path = ng_net_shown_name (plan->net, l);
      ok = give_outputs (emitter, plan, l);
    }
  for (gsize l = 0; l < ng_net_n_layers (plan->net); l++)
    if (ok && plan->places[l] >= 0 && made (self, plan->places[l])->unit == unit)
      plan->done[l] = TRUE;
  self->goes[unit] = ok;
  self->is_refused[unit] = !ok;
  self->has_refused = self->has_refused || !ok;
  return ok;
}

void
ng_onnx_back_operator (NgOnnxEmitter *emitter, const NgLayer *layer, const NgOnnxRef *outputs)
{
  NgOnnxBack *self = emitter->back;
  const NgNet *operators = self->origin->operators;

  for (gsize i = 0; i < ng_net_n_layers (operators); i++) {
    if (ng_net_layer (operators, i) != layer)
      continue;
    for (gsize j = 0; j < ng_layer_n_outputs (layer); j++)
      self->refs[self->origin->first[i] + j] = outputs[j];
  }
}

void
ng_onnx_back_written (NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  NgOnnxBack *self = emitter->back;
  int place = plan->places[index];
  gsize n = ng_layer_n_outputs (ng_net_layer (plan->net, index));

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (plan->net, index)); i++) {
    NgSource source = ng_net_source (plan->net, index, i);
    if (source.kind != NG_SOURCE_NONE && ref_of (emitter, plan, source).kind == NG_REF_NONE)
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
  int value = output_value (self, emitter->net, output);
  int place = source.kind == NG_SOURCE_LAYER ? self->outer_places[source.index] : -1;
  NgOriginFeed feed = { place, source.port, -1 };

  if (value >= 0 && place >= 0 && self->goes[made (self, place)->unit] &&
      (feed_equal (self->origin->values[value].feed, feed) ||
       self->origin->values[value].shaped == place))
    ref = resolve (emitter, made (self, place)->unit, value);
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
