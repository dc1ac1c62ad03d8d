/* From a net to leaves and wires, with what was written for ports, and types back. */

#include "core/graph/inference.h"

#include <string.h>

static guint
add_wire (NgInference *self)
{
  NgWire wire = { .type = ng_type_unknown () };

  g_array_append_val (self->wires, wire);
  return self->wires->len - 1;
}

guint
ng_instance_wire (const NgInstance *instance, NgSource source)
{
  int wire = ng_net_wire (instance->net, source);

  return wire >= 0 ? instance->wires[wire] : G_MAXUINT;
}

NgType
ng_inference_array_type (const NgLayer *layer, gsize index)
{
  NgTensor *tensor = ng_layer_array (layer, index);

  if (tensor == NULL && ng_layer_array_declared (layer, index) != NULL)
    return *ng_layer_array_declared (layer, index);
  if (tensor == NULL)
    return ng_type_unknown ();
  return ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
}

/* The type of an array of the next leaf: that of its NetArray where there is one already. */
static guint
add_array (NgInference *self, const NgLayer *layer, gsize index)
{
  const char *name = ng_layer_array_shared (layer, index);
  NgSharers *sharers = name != NULL ? g_hash_table_lookup (self->shared, name) : NULL;
  NgType type = ng_inference_array_type (layer, index);
  guint leaf = self->leaves->len;

  if (name != NULL && sharers == NULL) {
    sharers = g_new (NgSharers, 1);
    sharers->array = self->array_types->len;
    sharers->leaves = g_array_new (FALSE, FALSE, sizeof (guint));
    g_hash_table_insert (self->shared, (gpointer) name, sharers);
    self->is_tangled = TRUE;
  }
  if (sharers == NULL || sharers->leaves->len == 0)
    g_array_append_val (self->array_types, type);
  if (sharers == NULL)
    return self->array_types->len - 1;
  g_array_append_val (sharers->leaves, leaf);
  if (ng_type_meet (&g_array_index (self->array_types, NgType, sharers->array), &type) ==
      NG_MEET_CONFLICT) {
    NgDiagnostic *diagnostic =
        ng_diagnostic_new ("NetGraph::shape",
                           ng_layer_place (layer),
                           "NetArray[\"%s\"] would have to be of two dimensions.",
                           name);

    ng_net_add_diagnostic (self->net, diagnostic, NULL);
  }
  return sharers->array;
}

/* What such a coder asks follows from all that can be known of the rank of its port. */
static void
note_coder (NgInference *self, const NgCoder *coder)
{
  self->is_tangled |= coder != NULL && ng_coder_has_parts (coder);
}

static int
add_leaf (NgInference *self, guint instance, guint index, int inner)
{
  const NgInstance *around = &g_array_index (self->instances, NgInstance, instance);
  const NgLayer *layer = around->net->originals[index];
  NgLeaf leaf = { .layer = layer,
                  .law = ng_inference_law (self, ng_layer_class (layer)),
                  .instance = instance,
                  .index = index,
                  .first_input = self->leaf_inputs->len,
                  .first_output = self->leaf_outputs->len,
                  .first_array = self->leaf_arrays->len,
                  .first_broken = self->broken->len,
                  .inner = inner };

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    guint wire = ng_instance_wire (around, ng_net_source (around->net, index, i));

    g_array_append_val (self->leaf_inputs, wire);
  }
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    guint wire = ng_instance_wire (around, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o });

    g_array_append_val (self->leaf_outputs, wire);
    note_coder (self, ng_layer_output_coder (layer, o));
  }
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    guint array = add_array (self, layer, a);

    g_array_append_val (self->leaf_arrays, array);
  }
  g_byte_array_set_size (self->broken,
                         (guint) (leaf.first_broken + ng_layer_n_inputs (layer) +
                                  ng_layer_n_outputs (layer) + ng_layer_n_arrays (layer)));
  for (guint i = (guint) leaf.first_broken; i < self->broken->len; i++)
    self->broken->data[i] = FALSE;
  g_array_append_val (self->leaves, leaf);
  return (int) self->leaves->len - 1;
}

/* What layer @index, which holds a net, was found to be before the edit, if it is the same still.
 */
static NgLayer *
find_typed_layer (const NgNet *net, const NgNet *typed, gboolean is_outermost, guint index)
{
  int old = (int) index;

  if (typed != NULL && is_outermost)
    old = ng_net_index_of_vertex (typed, net->vertices[index]);
  if (typed == NULL || old < 0 || (guint) old >= typed->n_layers ||
      typed->originals[old] != net->originals[index])
    return NULL;
  return typed->layers[old];
}

static const NgNet *
find_typed (const NgNet *net, const NgNet *typed, gboolean is_outermost, guint index)
{
  const NgLayer *layer = find_typed_layer (net, typed, is_outermost, index);

  return layer != NULL ? ng_layer_net (layer) : NULL;
}

/* The nets that a layer holds as its own, apart from the wires around it. */
static int
unfold_own (NgInference *self, const NgNet *net, const NgNet *typed, guint parent, guint index)
{
  NgNet *inner = ng_layer_net (net->originals[index]);

  if (inner == NULL)
    return -1;
  self->is_tangled = TRUE;
  return (int) ng_inference_unfold (
      self, inner, find_typed (net, typed, FALSE, index), (int) parent, index, NULL);
}

/* Recursion goes as deep as nets are nested, which NG_MAX_NET_DEPTH bounds. */
guint
ng_inference_unfold (NgInference *self,
                     const NgNet *net,
                     const NgNet *typed,
                     int parent,
                     guint layer,
                     const guint *inputs)
{
  guint n_wires = ng_net_n_wires (net);
  guint me = self->instances->len;
  NgInstance instance = { net, typed, parent, layer, NULL, NULL };

  instance.wires = g_new (guint, n_wires);
  instance.children = g_new (int, net->n_layers);
  for (guint o = 0; o < net->outputs->len; o++)
    note_coder (self, g_array_index (net->outputs, NgNetPort, o).coder);
  g_array_append_val (self->instances, instance);
  for (guint i = 0; i < net->inputs->len; i++)
    instance.wires[i] = inputs != NULL ? inputs[i] : add_wire (self);
  for (guint o = 0; o < net->n_layers; o++) {
    guint index = (guint) net->order[o];
    NgNet *inner = ng_layer_body (net->originals[index]);
    guint first = net->inputs->len + net->first_output[index];
    guint n_outputs = (guint) ng_layer_n_outputs (net->originals[index]);

    if (inner == NULL) {
      for (guint w = 0; w < n_outputs; w++)
        instance.wires[first + w] = add_wire (self);
      instance.children[index] =
          add_leaf (self, me, index, unfold_own (self, net, typed, me, index));
      continue;
    }
    guint n_inputs = net->first_input[index + 1] - net->first_input[index];
    g_autofree guint *fed = g_new (guint, n_inputs + 1);
    for (guint i = 0; i < n_inputs; i++) {
      fed[i] = ng_instance_wire (&instance, net->sources[net->first_input[index] + i]);
      if (fed[i] == G_MAXUINT)
        fed[i] = add_wire (self);
    }
    instance.children[index] = (int) ng_inference_unfold (
        self, inner, find_typed (net, typed, parent < 0, index), (int) me, index, fed);
    const NgInstance *child =
        &g_array_index (self->instances, NgInstance, instance.children[index]);
    for (guint w = 0; w < n_outputs; w++)
      instance.wires[first + w] = ng_instance_wire (child, ng_net_output_source (inner, w));
  }
  return me;
}

/* Leaves at each wire, by counting. A leaf may stand twice. */
void
ng_inference_build_readers (NgInference *self)
{
  guint n = self->wires->len;
  g_autoptr (GArray) wires = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *next = NULL, *end = g_new (guint, self->leaves->len + 1);

  self->first_reader = g_new0 (guint, n + 2);
  for (guint l = 0; l < self->leaves->len; l++) {
    ng_inference_wires (self, ng_inference_leaf (self, l), wires);
    end[l] = wires->len;
  }
  for (guint i = 0; i < wires->len; i++)
    self->first_reader[g_array_index (wires, guint, i) + 1]++;
  for (guint w = 0; w < n; w++)
    self->first_reader[w + 1] += self->first_reader[w];
  self->readers = g_new (guint, wires->len + 1);
  next = g_memdup2 (self->first_reader, (n + 1) * sizeof (guint));
  for (guint l = 0, i = 0; l < self->leaves->len; l++)
    for (; i < end[l]; i++)
      self->readers[next[g_array_index (wires, guint, i)]++] = l;
}

/* The lengths of a type that was written apart get identities of their own here. */
static NgType
renamed (NgInference *self, const NgType *type, GHashTable *names)
{
  NgType result = *type;

  for (int i = 0; i < type->rank; i++) {
    gpointer id;

    if (type->dims[i].state != NG_DIM_VARYING)
      continue;
    id = g_hash_table_lookup (names, GSIZE_TO_POINTER (type->dims[i].value));
    if (id == NULL) {
      id = GSIZE_TO_POINTER (ng_inference_new_length (self, "").value);
      g_hash_table_insert (names, GSIZE_TO_POINTER (type->dims[i].value), id);
    }
    result.dims[i] = ng_dim_varying ((gint64) GPOINTER_TO_SIZE (id));
  }
  return result;
}

static void
declare (NgInference *self, const NgDeclaration *declaration)
{
  NgRelation relation = { .inference = self };
  const NgType *type = &declaration->type;

  if (declaration->wire == G_MAXUINT ||
      ng_relation_meet (&relation, declaration->wire, type, declaration->cause))
    return;
  g_autofree char *given =
      ng_inference_describe (self, &ng_inference_wire (self, declaration->wire)->type);
  g_autofree char *needed = ng_inference_describe (self, type);
  ng_net_add_diagnostic (self->net,
                         ng_diagnostic_new ("NetGraph::shape",
                                            declaration->place,
                                            "\"%s\" would have to be both %s and %s.",
                                            declaration->name,
                                            given,
                                            needed),
                         declaration->has_target ? &declaration->target : NULL);
}

/* What a coder asks that takes arrays of several ranks has to wait for the rank of the port. */
static void
declare_or_wait (NgInference *self, const NgDeclaration *declaration)
{
  if (declaration->type.rank >= 0 && declaration->coder != NULL &&
      ng_coder_has_parts (declaration->coder))
    g_array_append_val (self->waiting, *declaration);
  else
    declare (self, declaration);
}

gboolean
ng_inference_declare_waiting (NgInference *self, gboolean is_second)
{
  gboolean moved = FALSE;

  for (guint i = 0; i < self->waiting->len && !(is_second && moved);) {
    NgDeclaration waiting = g_array_index (self->waiting, NgDeclaration, i);
    int rank = waiting.wire != G_MAXUINT ? ng_inference_wire (self, waiting.wire)->type.rank : -1;

    if (rank < 0 && !is_second) {
      i++;
      continue;
    }
    ng_coder_fit_rank (waiting.coder, rank, &waiting.type);
    g_array_remove_index (self->waiting, i);
    declare (self, &waiting);
    moved = TRUE;
  }
  return moved;
}

void
ng_inference_declare_layer (NgInference *self, const NgLeaf *leaf)
{
  g_autoptr (GHashTable) names = g_hash_table_new (NULL, NULL);
  NgDeclaration port = { .place = ng_layer_place (leaf->layer) };

  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
    const NgType *type = ng_layer_input_type (leaf->layer, i);

    if (type->rank >= 0 || type->kind != NG_KIND_UNKNOWN || type->element != NG_ELEMENT_NONE) {
      port.wire = ng_inference_input (self, leaf, i);
      port.type = renamed (self, type, names);
      port.cause = NG_CAUSE_CONSUMER;
      port.name = ng_layer_input_name (leaf->layer, i);
      port.coder = ng_layer_input_coder (leaf->layer, i);
      declare_or_wait (self, &port);
    }
  }
  for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++) {
    const NgType *type = ng_layer_output_type (leaf->layer, o);

    if (type->rank >= 0 || type->kind != NG_KIND_UNKNOWN || type->element != NG_ELEMENT_NONE) {
      port.wire = ng_inference_output (self, leaf, o);
      port.type = renamed (self, type, names);
      port.cause = NG_CAUSE_SOURCE;
      port.name = ng_layer_output_name (leaf->layer, o);
      port.coder = ng_layer_output_coder (leaf->layer, o);
      declare_or_wait (self, &port);
    }
  }
}

void
ng_inference_declare_net (NgInference *self, const NgInstance *instance)
{
  const NgNet *net = instance->net;
  gboolean is_outermost = instance->parent < 0;
  g_autoptr (GHashTable) names = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < net->inputs->len; i++) {
    const NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);

    declare_or_wait (self,
                     &(NgDeclaration){ .wire = instance->wires[i],
                                       .type = is_outermost
                                                   ? port->declared
                                                   : renamed (self, &port->declared, names),
                                       .cause = is_outermost ? 0 : NG_CAUSE_CONSUMER,
                                       .name = port->name,
                                       .place = &port->place,
                                       .coder = port->coder });
  }
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);

    declare_or_wait (self,
                     &(NgDeclaration){ .wire = ng_instance_wire (instance, port->source),
                                       .type = is_outermost
                                                   ? port->declared
                                                   : renamed (self, &port->declared, names),
                                       .cause = is_outermost ? 0 : NG_CAUSE_SOURCE,
                                       .name = port->name,
                                       .place = &port->place,
                                       .has_target = is_outermost,
                                       .target = { -1, (int) o },
                                       .coder = port->coder });
  }
}

/* Lengths that still vary are called 1, 2, … in the order in which they first show. */
void
ng_inference_renumber (NgInference *self)
{
  g_autofree gint64 *number = g_new0 (gint64, self->lengths->len + 1);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (self->lengths->len == 0)
    return;
  for (guint w = 0; w < self->wires->len; w++) {
    NgType *type = &ng_inference_wire (self, w)->type;

    for (int i = 0; i < type->rank; i++) {
      NgDim dim = ng_inference_length (self, type->dims[i]);

      if (dim.state == NG_DIM_VARYING) {
        if (number[dim.value - 1] == 0) {
          g_array_append_val (ids, dim.value);
          number[dim.value - 1] = (gint64) ids->len;
        }
        dim.value = number[dim.value - 1];
      }
      type->dims[i] = dim;
    }
  }
  /* What was written for ports keeps its own lengths, also where they turned out to be something
   * else, since an edit may take the reason away. */
  for (guint side = 0; side < 2; side++) {
    GArray *ports = side == 0 ? self->net->inputs : self->net->outputs;

    for (guint p = 0; p < ports->len; p++) {
      NgType *declared = &g_array_index (ports, NgNetPort, p).declared;

      for (int i = 0; i < declared->rank; i++) {
        gint64 id = declared->dims[i].value;

        if (declared->dims[i].state != NG_DIM_VARYING)
          continue;
        if (number[id - 1] == 0) {
          g_array_append_val (ids, id);
          number[id - 1] = (gint64) ids->len;
        }
        declared->dims[i].value = number[id - 1];
      }
    }
  }
  self->net->n_lengths = (gint64) ids->len;
  g_strfreev (self->net->length_names);
  self->net->length_names =
      ng_inference_name_lengths (self, (const gint64 *) (gpointer) ids->data, ids->len);
}

/* Which of the net's distinct types this one is. @places: (element-type NgType): copies of them,
 * each with its place + 1 */
static guint
find_distinct (NgNet *net, GHashTable *places, const NgType *type)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, type));

  if (place > 0)
    return place - 1;
  g_array_append_val (net->distinct, *type);
  g_hash_table_insert (
      places, g_memdup2 (type, sizeof *type), GUINT_TO_POINTER (net->distinct->len));
  return net->distinct->len - 1;
}

static void
store_types (const NgInference *self, const NgInstance *instance, NgNet *net, GHashTable *places)
{
  guint n_wires = ng_net_n_wires (net);

  if (net->types == NULL) {
    net->types = g_new (guint, n_wires);
    net->causes = g_new (guint8, n_wires);
    net->array_types = g_new0 (guint, net->first_array[net->n_layers]);
  }
  g_clear_pointer (&net->distinct, g_array_unref);
  net->distinct = g_array_new (FALSE, FALSE, sizeof (NgType));
  for (guint w = 0; w < n_wires; w++) {
    const NgWire *wire = ng_inference_wire (self, instance->wires[w]);

    net->types[w] = find_distinct (net, places, &wire->type);
    net->causes[w] = wire->cause;
    if (wire->known != NULL) {
      if (net->known == NULL)
        net->known = g_new0 (NgTensor *, n_wires);
      if (net->known[w] == NULL)
        net->known[w] = ng_tensor_ref (wire->known);
    }
  }
}

static NgNet *fold_child (const NgInference *self, guint index);

/* A layer that keeps nets stands there with the types that were found in these; what was not
 * visited is as it was before. */
static void
show (const NgInference *self, const NgInstance *instance, guint layer, NgNet *net)
{
  gpointer leaf = GINT_TO_POINTER (instance->children[layer]);
  NgLayer *shown = g_hash_table_lookup (self->shown, leaf);

  if (shown == NULL)
    shown = find_typed_layer (instance->net, instance->typed, instance->parent < 0, layer);
  if (shown == NULL || shown == net->layers[layer])
    return;
  ng_layer_unref (net->layers[layer]);
  net->layers[layer] = ng_layer_ref (shown);
}

/* Types back into the net, and into new versions of nets inside it that learned something. */
void
ng_inference_fold (const NgInference *self, guint index, NgNet *net)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, index);
  g_autoptr (GHashTable) places = ng_type_table_new (g_free);

  store_types (self, instance, net, places);
  for (guint l = 0; l < net->n_layers; l++) {
    int inner = instance->children[l];

    if (ng_layer_body (net->originals[l]) == NULL) {
      const NgLeaf *leaf = ng_inference_leaf (self, (guint) inner);

      for (guint a = net->first_array[l]; a < net->first_array[l + 1]; a++)
        net->array_types[a] =
            find_distinct (net, places, ng_inference_array (self, leaf, a - net->first_array[l]));
      show (self, instance, l, net);
      inner = leaf->inner;
    }
    if (inner < 0)
      continue;
    g_autoptr (NgNet) child = fold_child (self, (guint) inner);
    NgLayer *typed = find_typed_layer (instance->net, instance->typed, instance->parent < 0, l);

    ng_layer_unref (net->layers[l]);
    if (child == ng_layer_net (net->originals[l]))
      net->layers[l] = ng_layer_ref (net->originals[l]);
    else if (typed != NULL && child == ng_layer_net (typed))
      net->layers[l] = ng_layer_ref (typed);
    else
      net->layers[l] = ng_layer_with_net (net->originals[l], child);
  }
}

/* Whether more was found than @net says, which is the net of the instance or what that was found to
 * be before. */
static gboolean
knows_more (const NgInference *self, const NgInstance *instance, const NgNet *net)
{
  for (guint w = 0; w < ng_net_n_wires (net); w++)
    if (!ng_type_equal (ng_net_wire_type (net, w),
                        &ng_inference_wire (self, instance->wires[w])->type))
      return TRUE;
  for (guint l = 0; l < net->n_layers; l++) {
    gboolean is_body = ng_layer_body (net->originals[l]) != NULL;
    int inner = instance->children[l];

    if (!is_body && g_hash_table_contains (self->shown, GINT_TO_POINTER (inner)))
      return TRUE;
    if (!is_body)
      inner = ng_inference_leaf (self, (guint) inner)->inner;
    if (inner >= 0) {
      const NgInstance *child = &g_array_index (self->instances, NgInstance, inner);

      if (knows_more (
              self, child, net == instance->net ? child->net : ng_layer_net (net->layers[l])))
        return TRUE;
    }
    for (guint a = net->first_array[l]; !is_body && a < net->first_array[l + 1]; a++)
      if (!ng_type_equal (
              ng_net_known_array_type (net, a),
              ng_inference_array (self,
                                  ng_inference_leaf (self, (guint) instance->children[l]),
                                  a - net->first_array[l])))
        return TRUE;
  }
  return FALSE;
}

static gboolean
has_same_lengths (const NgNet *a, const NgNet *b)
{
  if (a->n_lengths == 0 || b->n_lengths == 0)
    return a->n_lengths == b->n_lengths;
  return g_strv_equal ((const char *const *) a->length_names,
                       (const char *const *) b->length_names);
}

/* What was written for a port of a nested net speaks of the lengths of the whole from now on. */
static void
adopt_lengths (const NgInference *self, guint wire, NgType *declared)
{
  const NgType *found = wire != G_MAXUINT ? &ng_inference_wire (self, wire)->type : NULL;

  for (int i = 0; i < declared->rank; i++)
    if (declared->dims[i].state == NG_DIM_VARYING)
      declared->dims[i] =
          found != NULL && found->rank == declared->rank ? found->dims[i] : ng_dim_unknown ();
}

static NgNet *
fold_child (const NgInference *self, guint index)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, index);
  NgNet *copy;

  if (!knows_more (self, instance, instance->net))
    return ng_net_ref ((NgNet *) instance->net);
  if (instance->typed != NULL && has_same_lengths (self->net, instance->typed) &&
      instance->typed->diagnostics->len == 0 && !knows_more (self, instance, instance->typed))
    return ng_net_ref ((NgNet *) instance->typed);
  copy = ng_net_clone (instance->net);
  g_strfreev (copy->length_names);
  copy->length_names = g_strdupv (self->net->length_names);
  copy->n_lengths = self->net->n_lengths;
  g_array_set_size (copy->diagnostics, 0);
  for (guint i = 0; i < copy->inputs->len; i++)
    adopt_lengths (self, instance->wires[i], &g_array_index (copy->inputs, NgNetPort, i).declared);
  for (guint o = 0; o < copy->outputs->len; o++) {
    NgNetPort *port = &g_array_index (copy->outputs, NgNetPort, o);

    adopt_lengths (self, ng_instance_wire (instance, port->source), &port->declared);
  }
  ng_inference_fold (self, index, copy);
  return copy;
}
