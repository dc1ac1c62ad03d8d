/* Types of everything, by fixed point.
 *
 * A net is unfolded into leaves, its layers that are no nets themselves, nested ones included, and
 * wires, the values between them. A port of a nested net is the same wire as the value outside, so
 * what is known passes through both ways and nobody copies it. Each leaf relates its wires and its
 * arrays by the patterns of its record, then by its `infer`. A wire that became more definite puts
 * the leaves at it back on the list. A wire can only become more definite, a bounded number of
 * times, so the visits are linear in edges; each of them looks at all ports of its leaf.
 *
 * A second list holds leaves that may assume defaults (equal unknown dimensions); the first of them
 * in the order of the net is taken only when the first list is empty.
 *
 * After an edit, what was known is recalled, and only what may have followed from the place of the
 * edit is forgotten and found again; ng_net_infer() without @base, and of a @base that cannot be
 * recalled, begins anew. */

#include "core/graph/inference.h"

#include <string.h>

/* The pattern of input @index; slots of a many-input port share one. */
static const NgPattern *
input_pattern (const NgLeaf *leaf, gsize index)
{
  const NgPortSpec *specs = ng_layer_class (leaf->layer)->inputs;

  if (ng_layer_has_slots (leaf->layer))
    index = 0;
  return index < NG_MAX_CLASS_PORTS && specs[index].shape != NULL ? &leaf->law->inputs[index]
                                                                  : NULL;
}

/* What the record says of a port's kind. Where it says nothing, any number may come in, and real
 * numbers go out. */
static NgKind
spec_kind (const NgPortSpec *specs, gsize index, NgKind otherwise)
{
  if (index >= NG_MAX_CLASS_PORTS || specs[index].name == NULL)
    return NG_KIND_UNKNOWN;
  return specs[index].kind == NG_KIND_UNKNOWN ? otherwise : specs[index].kind;
}

static void
apply_to_input (
    NgRelation *relation, NgLeaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  NgInference *self = relation->inference;
  const NgPattern *pattern = input_pattern (leaf, index);
  guint wire = ng_inference_input (self, leaf, index);
  NgBinding before[NG_MAX_PATTERN_WORDS];
  gboolean bound = FALSE;
  NgType type;

  if (pattern == NULL || wire == G_MAXUINT ||
      *ng_inference_broken (self, leaf, NG_PLACE_INPUT, index))
    return;
  memcpy (before, bindings, sizeof (NgBinding) * (gsize) leaf->law->words.n);
  type = ng_inference_wire (self, wire)->type;
  ng_inference_resolve (self, &type);
  if (type.kind == NG_KIND_UNKNOWN)
    type.kind = spec_kind (ng_layer_class (leaf->layer)->inputs,
                           ng_layer_has_slots (leaf->layer) ? 0 : index,
                           NG_KIND_UNKNOWN);
  if (ng_pattern_apply (pattern, bindings, &type, &bound) == NG_MEET_CONFLICT ||
      !ng_relation_meet (relation, wire, &type, NG_CAUSE_CONSUMER)) {
    g_autofree char *needed = ng_relation_describe_pattern (self, leaf->law, pattern, before);
    g_autofree char *given = ng_inference_describe (self, &ng_inference_wire (self, wire)->type);

    memcpy (bindings, before, sizeof (NgBinding) * (gsize) leaf->law->words.n);
    *ng_inference_broken (self, leaf, NG_PLACE_INPUT, index) = TRUE;
    ng_relation_report_input (self, leaf, index, needed, given);
    return;
  }
  *moved |= bound;
}

/* The elements of what comes in. Returns: (transfer full) (nullable): %NULL where none of them is
 * stored as an integer, so that the net has no operators or there is nothing to do */
static NgElement *
find_elements (NgRelation *relation, const NgLeaf *leaf)
{
  gsize n = ng_layer_n_inputs (leaf->layer);
  g_autofree NgElement *elements = g_new (NgElement, n + 1);
  gboolean has_integers = FALSE;

  if ((ng_layer_class (leaf->layer)->flags & NG_LAYER_RAW) != 0)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    elements[i] = ng_relation_input (relation, i)->element;
    has_integers |= ng_element_is_integer (elements[i]);
  }
  return has_integers ? g_steal_pointer (&elements) : NULL;
}

static void
refine_elements (NgRelation *relation, const NgLeaf *leaf, NgKind kind, NgElement element)
{
  NgType type = ng_type_unknown ();

  type.kind = kind;
  type.element = element;
  for (gsize i = 0; i < ng_layer_n_outputs (leaf->layer); i++) {
    NgType met = *ng_relation_output (relation, i);

    if (met.element == NG_ELEMENT_NONE && (kind == NG_KIND_INTEGER || met.kind == kind) &&
        ng_type_meet (&met, &type) == NG_MEET_MOVED)
      ng_relation_refine_output (relation, i, &type);
  }
}

/* Whether it may still turn out that integers come in of which the layer makes integers. */
static gboolean
may_keep_integers (const NgRelation *relation, const NgLeaf *leaf)
{
  const NgLayerClass *class = ng_layer_class (leaf->layer);

  return relation->inference->net->is_raw && !relation->is_second &&
         class->keeps_integers != NULL && class->keeps_integers (leaf->layer) &&
         ng_layer_n_inputs (leaf->layer) > 0 &&
         ng_relation_input (relation, 0)->element == NG_ELEMENT_NONE;
}

static void
apply_to_output (
    NgRelation *relation, NgLeaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  NgInference *self = relation->inference;
  const NgPortSpec *specs = ng_layer_class (leaf->layer)->outputs;
  guint wire = ng_inference_output (self, leaf, index);
  NgBinding before[NG_MAX_PATTERN_WORDS];
  gboolean bound = FALSE;
  NgType type;

  if (index >= NG_MAX_CLASS_PORTS || specs[index].shape == NULL ||
      *ng_inference_broken (self, leaf, NG_PLACE_OUTPUT, index))
    return;
  memcpy (before, bindings, sizeof (NgBinding) * (gsize) leaf->law->words.n);
  type = ng_inference_wire (self, wire)->type;
  ng_inference_resolve (self, &type);
  if (type.kind == NG_KIND_UNKNOWN)
    type.kind = spec_kind (
        specs, index, may_keep_integers (relation, leaf) ? NG_KIND_UNKNOWN : NG_KIND_REAL);
  if (ng_pattern_apply (&leaf->law->outputs[index], bindings, &type, &bound) == NG_MEET_CONFLICT ||
      !ng_relation_meet (relation, wire, &type, NG_CAUSE_SOURCE)) {
    g_autofree char *made =
        ng_relation_describe_pattern (self, leaf->law, &leaf->law->outputs[index], before);

    memcpy (bindings, before, sizeof (NgBinding) * (gsize) leaf->law->words.n);
    type = ng_pattern_bound (&leaf->law->outputs[index], before);
    type.kind = spec_kind (specs, index, NG_KIND_REAL);
    ng_relation_report_output (self, leaf, index, &type, made);
    *ng_inference_broken (self, leaf, NG_PLACE_OUTPUT, index) = TRUE;
    return;
  }
  *moved |= bound;
}

static void
apply_to_array (
    NgRelation *relation, NgLeaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  NgInference *self = relation->inference;
  NgType *type = ng_inference_array (self, leaf, index);
  const NgPattern *pattern = &leaf->law->arrays[index];
  NgBinding before[NG_MAX_PATTERN_WORDS];
  gboolean has_bound = FALSE;
  NgType next = *type;

  if (ng_layer_array_is_absent (leaf->layer, index) ||
      ng_layer_class (leaf->layer)->arrays[index].shape == NULL ||
      *ng_inference_broken (self, leaf, NG_PLACE_ARRAY, index))
    return;
  memcpy (before, bindings, sizeof (NgBinding) * (gsize) leaf->law->words.n);
  switch (ng_pattern_apply (pattern, bindings, &next, &has_bound)) {
  case NG_MEET_CONFLICT: {
    NgType bound;

    memcpy (bindings, before, sizeof (NgBinding) * (gsize) leaf->law->words.n);
    bound = ng_pattern_bound (pattern, bindings);
    *ng_inference_broken (self, leaf, NG_PLACE_ARRAY, index) = TRUE;
    ng_relation_report_array (self, leaf, index, &bound);
    return;
  }
  case NG_MEET_MOVED:
    *type = next;
    relation->moved = TRUE;
    ng_inference_enqueue_sharers (self, leaf, index);
    break;
  case NG_MEET_SAME:
    break;
  }
  *moved |= has_bound;
}

/* What DIMS parameters say of the words they bind. */
static void
bind_params (const NgLeaf *leaf, NgBinding *bindings)
{
  const NgLayerClass *class = ng_layer_class (leaf->layer);

  for (gsize p = 0; p < ng_layer_n_params (leaf->layer); p++) {
    const NgParam *param = ng_layer_param (leaf->layer, p);
    NgBinding *binding;

    if (class->params[p].binds == NULL || param->is_automatic || param->is_none)
      continue;
    binding = &bindings[leaf->law->params[p].terms[0].word];
    binding->known = TRUE;
    if (class->params[p].kind == NG_PARAM_INTEGER) {
      binding->rank = 1;
      binding->dims[0] = ng_dim_number (param->integer);
      continue;
    }
    binding->rank = (int) MIN (param->n_ints, NG_MAX_RANK);
    for (int i = 0; i < binding->rank; i++)
      binding->dims[i] = param->ints[i] >= 0 ? ng_dim_number (param->ints[i]) : ng_dim_unknown ();
  }
}

static void
apply_patterns (NgRelation *relation, NgLeaf *leaf)
{
  NgBinding bindings[NG_MAX_PATTERN_WORDS];
  gsize n_arrays = ng_layer_n_arrays (leaf->layer);
  gboolean moved;

  ng_bindings_init (bindings, leaf->law->words.n);
  bind_params (leaf, bindings);
  do {
    moved = FALSE;
    for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++)
      apply_to_input (relation, leaf, i, bindings, &moved);
    for (gsize i = 0; i < ng_layer_n_outputs (leaf->layer); i++)
      apply_to_output (relation, leaf, i, bindings, &moved);
    for (gsize i = 0; i < MIN (n_arrays, NG_MAX_CLASS_ARRAYS); i++)
      apply_to_array (relation, leaf, i, bindings, &moved);
  } while (moved);
}

static void
visit (NgInference *self, guint index, gboolean is_second)
{
  NgLeaf *leaf = ng_inference_leaf (self, index);
  const NgLayerClass *class = ng_layer_class (leaf->layer);
  NgRelation relation = { .inference = self, .leaf = index, .is_second = is_second };
  g_autofree NgElement *elements = NULL;
  NgElement kept;

  self->n_visits++;
  elements = find_elements (&relation, leaf);
  kept = elements != NULL ? ng_layer_kept_element (leaf->layer, elements) : NG_ELEMENT_NONE;
  if (kept != NG_ELEMENT_NONE)
    refine_elements (&relation, leaf, NG_KIND_INTEGER, kept);
  if (leaf->law->is_patterned)
    apply_patterns (&relation, leaf);
  if (class->infer != NULL) {
    relation.moved = FALSE;
    class->infer (&relation);
    if (relation.moved)
      ng_inference_enqueue (self, index);
  }
  if (elements != NULL && kept == NG_ELEMENT_NONE)
    refine_elements (&relation, leaf, NG_KIND_REAL, NG_ELEMENT_F32);
}

/* Wires that hold a length which turned out to be another, or a number, say so from now on. */
static void
substitute_lengths (NgInference *self)
{
  while (self->settled->len > 0) {
    gint64 id = g_array_index (self->settled, gint64, self->settled->len - 1);
    GArray *wires = self->holders->pdata[id - 1];

    g_array_set_size (self->settled, self->settled->len - 1);
    self->holders->pdata[id - 1] = NULL;
    for (guint i = 0; wires != NULL && i < wires->len; i++) {
      guint index = g_array_index (wires, guint, i);
      NgWire *wire = ng_inference_wire (self, index);
      NgType before = wire->type;

      ng_inference_resolve (self, &wire->type);
      ng_inference_hold (self, index);
      if (!ng_type_equal (&before, &wire->type))
        ng_inference_enqueue_readers (self, index);
    }
    if (wires != NULL)
      g_array_unref (wires);
  }
}

/* The next leaf to visit. What is assumed must not depend on how the net came about, so the first
 * leaf in the order of the net comes first. */
static guint
take_next (NgInference *self, gboolean is_second)
{
  if (!is_second)
    return GPOINTER_TO_UINT (g_queue_pop_head (&self->list)) - 1;
  while (!ng_inference_leaf (self, self->first_second)->queued[1])
    self->first_second++;
  self->n_second--;
  return self->first_second;
}

static void
run (NgInference *self)
{
  for (;;) {
    gboolean is_second = g_queue_is_empty (&self->list);
    guint index;

    if (is_second && self->settled->len > 0) {
      substitute_lengths (self);
      continue;
    }
    if (is_second && ng_inference_declare_waiting (self, self->n_second == 0))
      continue;
    if (is_second && self->n_second == 0)
      return;
    index = take_next (self, is_second);
    ng_inference_leaf (self, index)->queued[is_second] = FALSE;
    visit (self, index, is_second);
  }
}

static gboolean
is_broken (NgInference *self, const NgLeaf *leaf)
{
  gsize n = ng_layer_n_inputs (leaf->layer) + ng_layer_n_outputs (leaf->layer) +
            ng_layer_n_arrays (leaf->layer);

  return n > 0 && memchr (self->broken->data + leaf->first_broken, TRUE, n) != NULL;
}

/* Sizes that were too great have become the limit itself. */
static void
verify_sizes (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);

  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    const NgType *type = ng_relation_output (relation, i);
    gint64 count = 1;

    for (int d = 0; d < type->rank; d++)
      if (type->dims[d].state == NG_DIM_NUMBER)
        count = ng_size_multiply (count, type->dims[d].value);
    if (count >= NG_MAX_ELEMENTS)
      ng_relation_fail (relation,
                        "NetGraph::limit",
                        "\"%s\" would have more elements than are possible, %" G_GINT64_FORMAT ".",
                        ng_layer_output_name (layer, i),
                        NG_MAX_ELEMENTS);
  }
}

static void
verify (NgInference *self)
{
  for (guint l = 0; l < self->leaves->len; l++) {
    const NgLeaf *leaf = ng_inference_leaf (self, l);
    const NgLayerClass *class = ng_layer_class (leaf->layer);
    NgRelation relation = { .inference = self, .leaf = l, .is_final = TRUE };

    for (gsize i = 0; (class->flags & NG_LAYER_FIXED) != 0 && i < ng_layer_n_inputs (leaf->layer);
         i++) {
      const NgType *type = ng_relation_input (&relation, i);

      for (int d = 0; d < type->rank; d++)
        if (type->dims[d].state == NG_DIM_VARYING) {
          ng_relation_fail (&relation,
                            "NetGraph::varying",
                            "it needs a fixed size, but level %d of \"%s\" varies.",
                            d + 1,
                            ng_layer_input_name (leaf->layer, i));
          ng_relation_hint (&relation, "give that level a number");
        }
    }
    if (class->verify != NULL && !is_broken (self, leaf))
      class->verify (&relation);
    if ((class->flags & NG_LAYER_RAW) == 0)
      verify_sizes (&relation);
  }
}

/* ---- edits ---- */

/* The wire of the base that @wire of the edited net was, or -1. */
static int
base_wire (const NgNet *net, const NgNet *base, NgSource source)
{
  int layer;

  if (source.kind == NG_SOURCE_INPUT)
    return ng_net_find_input (base, ng_net_input_name (net, (gsize) source.index));
  layer = ng_net_index_of_vertex (base, net->vertices[source.index]);
  if (layer < 0 || (gsize) source.port >= ng_layer_n_outputs (base->originals[layer]))
    return -1;
  return ng_net_wire (base, (NgSource){ NG_SOURCE_LAYER, layer, source.port });
}

/* Whether wire @wire of a nested net is one of the net around, which may be fed otherwise now than
 * when the nested net was typed. */
static gboolean
is_fed_from_outside (const NgInference *self, const NgInstance *instance, guint wire)
{
  const NgInstance *parent;

  if (instance->parent < 0 || wire >= instance->net->inputs->len)
    return FALSE;
  parent = &g_array_index (self->instances, NgInstance, instance->parent);
  return ng_net_source (parent->net, instance->layer, wire).kind != NG_SOURCE_NONE;
}

/* What an instance knew before the edit. */
static void
recall (NgInference *self, NgInstance *instance, const NgNet *base)
{
  const NgNet *net = instance->net;
  const NgNet *typed = instance->parent < 0 ? base : instance->typed;

  if (typed == NULL)
    return;
  for (guint w = 0; w < ng_net_n_wires (net); w++) {
    NgWire *wire = ng_inference_wire (self, instance->wires[w]);
    int old =
        instance->parent < 0 ? base_wire (net, base, ng_net_source_of_wire (net, w)) : (int) w;

    if (old < 0 || is_fed_from_outside (self, instance, w))
      continue;
    wire->type = *ng_net_wire_type (typed, (guint) old);
    wire->cause = typed->causes[old];
    wire->known = typed->known != NULL ? typed->known[old] : NULL;
    ng_inference_hold (self, instance->wires[w]);
    if (wire->known != NULL)
      g_ptr_array_add (self->tensors, ng_tensor_ref (wire->known));
  }
  for (guint l = 0; l < net->n_layers; l++) {
    int old = instance->parent < 0 ? ng_net_index_of_vertex (base, net->vertices[l]) : (int) l;

    if (old < 0 || ng_layer_body (net->originals[l]) != NULL ||
        typed->originals[old] != net->originals[l])
      continue;
    const NgLeaf *leaf = ng_inference_leaf (self, (guint) instance->children[l]);
    for (guint a = 0; a < ng_layer_n_arrays (leaf->layer); a++)
      *ng_inference_array (self, leaf, a) =
          *ng_net_known_array_type (typed, typed->first_array[old] + a);
  }
}

/* Whether layer @index of the edited net is the layer @old of the base and is fed by the same. */
static gboolean
is_untouched (const NgNet *net, guint index, const NgNet *base, guint old)
{
  if (net->originals[index] != base->originals[old])
    return FALSE;
  for (guint i = 0; i < ng_layer_n_inputs (net->originals[index]); i++) {
    NgSource now = ng_net_source (net, index, i);
    NgSource before = ng_net_source (base, old, i);

    if ((now.kind == NG_SOURCE_NONE) != (before.kind == NG_SOURCE_NONE))
      return FALSE;
    if (now.kind != NG_SOURCE_NONE && base_wire (net, base, now) != ng_net_wire (base, before))
      return FALSE;
  }
  return TRUE;
}

static void
forget (NgInference *self, guint wire, GArray *forgotten)
{
  NgWire *state = ng_inference_wire (self, wire);

  if (state->is_forgotten)
    return;
  state->is_forgotten = TRUE;
  g_array_append_val (forgotten, wire);
}

/* All wires at a leaf that is new, changed or fed otherwise; those of all leaves in a nested net.
 */
static void
forget_around (NgInference *self, const NgInstance *instance, guint layer, GArray *forgotten)
{
  if (ng_layer_body (instance->net->originals[layer]) != NULL) {
    const NgInstance *child =
        &g_array_index (self->instances, NgInstance, instance->children[layer]);

    for (guint l = 0; l < child->net->n_layers; l++)
      forget_around (self, child, l, forgotten);
    return;
  }
  const NgLeaf *leaf = ng_inference_leaf (self, (guint) instance->children[layer]);
  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
    guint wire = ng_inference_input (self, leaf, i);

    if (wire != G_MAXUINT && (ng_inference_wire (self, wire)->cause & NG_CAUSE_CONSUMER) != 0)
      forget (self, wire, forgotten);
  }
  for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++)
    forget (self, ng_inference_output (self, leaf, o), forgotten);
  ng_inference_enqueue (self, (guint) instance->children[layer]);
}

gboolean
ng_net_declares_alike (const NgNet *net, NgSource source, const NgNet *base, NgSource old)
{
  gsize n, n_old;
  const NgTarget *targets = ng_net_targets (net, source, &n);
  const NgTarget *old_targets = ng_net_targets (base, old, &n_old);
  gsize t = 0, u = 0;

  if (source.kind == NG_SOURCE_INPUT)
    return ng_type_equal (&g_array_index (net->inputs, NgNetPort, source.index).declared,
                          &g_array_index (base->inputs, NgNetPort, old.index).declared);
  for (;; t++, u++) {
    while (t < n && targets[t].index >= 0)
      t++;
    while (u < n_old && old_targets[u].index >= 0)
      u++;
    if (t == n || u == n_old)
      return t == n && u == n_old;
    if (!ng_type_equal (&g_array_index (net->outputs, NgNetPort, targets[t].port).declared,
                        &g_array_index (base->outputs, NgNetPort, old_targets[u].port).declared))
      return FALSE;
  }
}

/* Wires of layers that are gone, of connections that were cut, and of ports whose type was written
 * anew; and wherever something was assumed that might be known now. */
static void
forget_edit (NgInference *self, const NgNet *base, GArray *forgotten)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);
  const NgNet *net = self->net;
  g_autofree guint8 *is_cut = g_new0 (guint8, ng_net_n_wires (base) + 1);

  for (guint l = 0; l < net->n_layers; l++) {
    int old = ng_net_index_of_vertex (base, net->vertices[l]);

    if (old < 0 || !is_untouched (net, l, base, (guint) old))
      forget_around (self, root, l, forgotten);
  }
  for (guint l = 0; l < base->n_layers; l++) {
    int now = ng_net_index_of_vertex (net, base->vertices[l]);

    if (now >= 0 && is_untouched (net, (guint) now, base, l))
      continue;
    for (gsize i = 0; i < ng_layer_n_inputs (base->originals[l]); i++) {
      int wire = ng_net_wire (base, ng_net_source (base, l, i));

      if (wire >= 0 && (base->causes[wire] & NG_CAUSE_CONSUMER) != 0)
        is_cut[wire] = TRUE;
    }
  }
  for (guint w = 0; w < ng_net_n_wires (net); w++) {
    NgSource source = ng_net_source_of_wire (net, w);
    int old = base_wire (net, base, source);

    if (old < 0 || is_cut[old] ||
        !ng_net_declares_alike (net, source, base, ng_net_source_of_wire (base, (guint) old)))
      forget (self, root->wires[w], forgotten);
  }
  for (guint w = 0; w < self->wires->len; w++)
    if ((ng_inference_wire (self, w)->cause & NG_CAUSE_DEFAULT) != 0)
      forget (self, w, forgotten);
}

/* Whether @leaf gives @wire the type that it has even when it knows nothing of its other wires. */
gboolean
ng_inference_asserts_alone (NgInference *self, guint index, guint wire)
{
  const NgLeaf leaf = *ng_inference_leaf (self, index);
  g_autoptr (GArray) wires = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree NgWire *saved = NULL;
  gsize n_arrays = ng_layer_n_arrays (leaf.layer);
  g_autofree NgType *arrays = g_new (NgType, n_arrays + 1);
  gboolean same;

  ng_inference_wires (self, &leaf, wires);
  saved = g_new (NgWire, wires->len);
  for (guint i = 0; i < wires->len; i++) {
    NgWire *state = ng_inference_wire (self, g_array_index (wires, guint, i));

    saved[i] = *state;
  }
  for (guint i = 0; i < wires->len; i++)
    *ng_inference_wire (self, g_array_index (wires, guint, i)) =
        (NgWire){ .type = ng_type_unknown () };
  for (gsize a = 0; a < n_arrays; a++) {
    NgType *type = ng_inference_array (self, &leaf, a);

    arrays[a] = *type;
    *type = ng_inference_array_type (leaf.layer, a);
  }
  self->is_trial = TRUE;
  visit (self, index, FALSE);
  self->is_trial = FALSE;
  same = FALSE;
  for (guint i = 0; i < wires->len; i++)
    if (g_array_index (wires, guint, i) == wire)
      same = saved[i].known == NULL &&
             ng_type_equal (&ng_inference_wire (self, wire)->type, &saved[i].type);
  for (guint i = 0; i < wires->len; i++)
    *ng_inference_wire (self, g_array_index (wires, guint, i)) = saved[i];
  for (gsize a = 0; a < n_arrays; a++)
    *ng_inference_array (self, &leaf, a) = arrays[a];
  *ng_inference_leaf (self, index) = leaf;
  return same;
}

/* A wire is forgotten with all that may have followed from it: the other wires at its leaves that
 * these leaves had made definite, unless they would say the same without it. @stays: (nullable): of
 * each wire, whether it cannot have followed from anything here */
static void
forget_consequences (NgInference *self, GArray *forgotten, const guint8 *stays)
{
  for (guint f = 0; f < forgotten->len; f++) {
    guint wire = g_array_index (forgotten, guint, f);

    for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++) {
      guint index = self->readers[r];
      const NgLeaf *leaf = ng_inference_leaf (self, index);

      for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
        guint other = ng_inference_input (self, leaf, i);

        if (other != G_MAXUINT && !ng_inference_wire (self, other)->is_forgotten &&
            (stays == NULL || !stays[other]) &&
            (ng_inference_wire (self, other)->cause & NG_CAUSE_CONSUMER) != 0 &&
            !ng_inference_asserts_alone (self, index, other))
          forget (self, other, forgotten);
      }
      for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++) {
        guint other = ng_inference_output (self, leaf, o);

        if (!ng_inference_wire (self, other)->is_forgotten &&
            (ng_inference_wire (self, other)->cause & NG_CAUSE_SOURCE) != 0 &&
            !ng_inference_asserts_alone (self, index, other))
          forget (self, other, forgotten);
      }
    }
  }
  for (guint f = 0; f < forgotten->len; f++) {
    guint wire = g_array_index (forgotten, guint, f);

    *ng_inference_wire (self, wire) = (NgWire){ .type = ng_type_unknown () };
    for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++) {
      const NgLeaf *leaf = ng_inference_leaf (self, self->readers[r]);

      for (gsize a = 0; a < ng_layer_n_arrays (leaf->layer); a++)
        *ng_inference_array (self, leaf, a) = ng_inference_array_type (leaf->layer, a);
      ng_inference_enqueue (self, self->readers[r]);
    }
  }
}

/* Wires at the border that may not be forgotten: those that come in, and where types do not just
 * follow from what comes before, those that go out as well. */
static guint8 *
find_kept (const NgInference *self, const NgNear *near)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);
  guint n = near->is_forward ? self->net->inputs->len : ng_net_n_wires (self->net);
  guint8 *is_kept = g_new0 (guint8, self->wires->len + 1);

  for (guint w = 0; w < n; w++)
    is_kept[root->wires[w]] |= near->is_border[w];
  return is_kept;
}

static gboolean
keeps (const guint8 *is_kept, const GArray *forgotten)
{
  for (guint f = 0; f < forgotten->len; f++)
    if (is_kept[g_array_index (forgotten, guint, f)])
      return FALSE;
  return TRUE;
}

/* Whether each type was found by the layer that makes it. */
static gboolean
goes_forward (const NgInference *self)
{
  for (guint w = 0; w < self->wires->len; w++)
    if ((ng_inference_wire (self, w)->cause & ~(guint) NG_CAUSE_SOURCE) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
vary_alike (const NgType *a, const NgType *b)
{
  int i = 0, k = 0;

  for (;; i++, k++) {
    while (i < a->rank && a->dims[i].state != NG_DIM_VARYING)
      i++;
    while (k < b->rank && b->dims[k].state != NG_DIM_VARYING)
      k++;
    if (i >= a->rank || k >= b->rank)
      return i >= a->rank && k >= b->rank;
    if (a->dims[i].value != b->dims[k].value)
      return FALSE;
  }
}

/* Whether the border has not moved, and nothing was found that concerns the whole. */
static gboolean
stays_inside (const NgInference *self, const NgNet *base, const NgNear *near)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);

  if (self->net->diagnostics->len > 0 || self->net->has_settled ||
      (gint64) self->lengths->len != base->n_lengths || (near->is_forward && !goes_forward (self)))
    return FALSE;
  for (guint w = 0; w < ng_net_n_wires (self->net); w++) {
    const NgWire *wire = ng_inference_wire (self, root->wires[w]);
    int old = base_wire (self->net, base, ng_net_source_of_wire (self->net, w));
    const NgType *before = old >= 0 ? ng_net_wire_type (base, (guint) old) : NULL;

    if (before != NULL && !vary_alike (&wire->type, before))
      return FALSE;
    if (!near->is_border[w])
      continue;
    if (before == NULL || !ng_type_equal (&wire->type, before) ||
        wire->cause != base->causes[old] ||
        wire->known != (base->known != NULL ? base->known[old] : NULL))
      return FALSE;
  }
  return TRUE;
}

/* Inputs of the outermost net that are constants. */
static void
note_known (NgInference *self, const NgOuter *outer)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);

  for (guint i = 0; outer != NULL && i < self->net->inputs->len; i++) {
    if (outer->known[i] == NULL)
      continue;
    ng_inference_wire (self, root->wires[i])->known = outer->known[i];
    g_ptr_array_add (self->tensors, ng_tensor_ref (outer->known[i]));
  }
}

/* Of a piece, @near is given; returns whether it tells all. */
static gboolean
infer (NgInference *self, NgNet *net, const NgNet *base, const NgNear *near, const NgOuter *outer)
{
  /* A net in conflict has types that nobody vouches for, and a length that turned out to be
   * something else says so in places far from the reason. */
  gboolean is_edit =
      base != NULL && !base->has_settled && !base->is_tangled && ng_net_check (base, NULL);

  ng_inference_unfold (self, net, is_edit ? base : NULL, -1, 0, NULL);
  ng_inference_build_readers (self);
  note_known (self, outer);
  net->is_tangled = self->is_tangled;
  is_edit = is_edit && !self->is_tangled;
  if (near != NULL && !is_edit)
    return FALSE;
  if (is_edit) {
    g_autoptr (GArray) forgotten = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autofree guint8 *is_kept = near != NULL ? find_kept (self, near) : NULL;

    for (guint i = 0; i < self->instances->len; i++)
      recall (self, &g_array_index (self->instances, NgInstance, i), base);
    forget_edit (self, base, forgotten);
    if (near != NULL && !keeps (is_kept, forgotten))
      return FALSE;
    forget_consequences (self, forgotten, near != NULL && near->is_forward ? is_kept : NULL);
    if (near != NULL && !keeps (is_kept, forgotten))
      return FALSE;
  }
  for (guint i = 0; i < self->instances->len; i++)
    ng_inference_declare_net (self, &g_array_index (self->instances, NgInstance, i));
  for (guint l = 0; l < self->leaves->len; l++) {
    ng_inference_declare_layer (self, ng_inference_leaf (self, l));
    if (!is_edit)
      ng_inference_enqueue (self, l);
  }
  run (self);
  for (guint i = 0; i < self->lengths->len; i++)
    net->has_settled |=
        !ng_dim_equal (g_array_index (self->lengths, NgDim, i), ng_dim_varying ((gint64) i + 1));
  verify (self);
  if (near == NULL)
    ng_inference_renumber (self);
  else if (!stays_inside (self, base, near))
    return FALSE;
  ng_inference_fold (self, 0, net);
  net->n_visits = self->n_visits;
  return TRUE;
}

void
ng_net_infer (NgNet *net, const NgNet *base)
{
  NgInference self;

  ng_inference_init (&self, net);
  infer (&self, net, base, NULL, NULL);
  ng_inference_clear (&self);
}

void
ng_net_infer_inside (NgNet *net, const NgOuter *outer)
{
  NgInference self;

  ng_inference_init (&self, net);
  ng_inference_take_sizes (&self, outer);
  self.tries = outer->tries;
  infer (&self, net, NULL, NULL, outer);
  ng_inference_clear (&self);
}

gboolean
ng_net_infer_piece (NgNet *net, const NgNet *base, const NgNear *near)
{
  NgInference self;
  gboolean tells_all;

  ng_inference_init (&self, net);
  tells_all = infer (&self, net, base, near, NULL);
  ng_inference_clear (&self);
  return tells_all;
}
