/* What records see of an inference; meets on wires. */

#include "core/graph/relation.h"

#include "core/graph/inference.h"

gboolean
ng_relation_meet (NgRelation *relation, guint index, const NgType *type, NgCause cause)
{
  NgInference *self = relation->inference;
  NgWire *wire = ng_inference_wire (self, index);
  NgType before = wire->type;
  NgType other = *type;

  ng_inference_resolve (self, &wire->type);
  ng_inference_resolve (self, &other);
  if (ng_type_meet (&wire->type, &other) == NG_MEET_CONFLICT)
    return FALSE;
  /* Either side may hold a length that the other knows more of. */
  ng_inference_note_lengths (self, &before, &wire->type);
  ng_inference_note_lengths (self, &other, &wire->type);
  if (!ng_type_equal (&before, &wire->type)) {
    wire->cause |= (guint8) cause | (relation->is_second ? NG_CAUSE_DEFAULT : 0);
    relation->moved = TRUE;
    ng_inference_hold (self, index);
    ng_inference_enqueue_readers (self, index);
  }
  return TRUE;
}

guint8 *
ng_inference_broken (NgInference *self, const NgLeaf *leaf, NgPlaceKind kind, gsize index)
{
  gsize offset = leaf->first_broken + index;

  if (kind != NG_PLACE_INPUT)
    offset += ng_layer_n_inputs (leaf->layer);
  if (kind == NG_PLACE_ARRAY)
    offset += ng_layer_n_outputs (leaf->layer);
  return &self->broken->data[offset];
}

const NgLayer *
ng_relation_layer (const NgRelation *self)
{
  return ng_inference_leaf (self->inference, self->leaf)->layer;
}

gboolean
ng_relation_is_second (const NgRelation *self)
{
  return self->is_second;
}

static const NgType unknown_type = {
  .kind = NG_KIND_UNKNOWN, .min = G_MININT64, .max = G_MAXINT64, .rank = -1
};

const NgType *
ng_relation_input (const NgRelation *self, gsize index)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_input (self->inference, leaf, index);

  return wire != G_MAXUINT ? &ng_inference_wire (self->inference, wire)->type : &unknown_type;
}

const NgType *
ng_relation_output (const NgRelation *self, gsize index)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);

  return &ng_inference_wire (self->inference, ng_inference_output (self->inference, leaf, index))
              ->type;
}

const NgType *
ng_relation_array (const NgRelation *self, gsize index)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);

  return ng_inference_array (self->inference, leaf, index);
}

static const NgType *
inner_type (const NgRelation *self, gsize net, gboolean is_output, gsize index)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_inner (self->inference, leaf, net, is_output, index);

  return wire != G_MAXUINT ? &ng_inference_wire (self->inference, wire)->type : &unknown_type;
}

const NgType *
ng_relation_inner_input (const NgRelation *self, gsize net, gsize index)
{
  return inner_type (self, net, FALSE, index);
}

const NgType *
ng_relation_inner_output (const NgRelation *self, gsize net, gsize index)
{
  return inner_type (self, net, TRUE, index);
}

NgTensor *
ng_relation_known (const NgRelation *self, gsize index)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_input (self->inference, leaf, index);

  return wire != G_MAXUINT ? ng_inference_wire (self->inference, wire)->known : NULL;
}

void
ng_relation_set_known (NgRelation *self, gsize index, NgTensor *tensor)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_output (self->inference, leaf, index);

  if (ng_inference_wire (self->inference, wire)->known != NULL)
    return;
  ng_inference_wire (self->inference, wire)->known = tensor;
  g_ptr_array_add (self->inference->tensors, ng_tensor_ref (tensor));
  ng_inference_enqueue_readers (self->inference, wire);
}

/* NULL where there is no word for it. */
static char *
describe_elements (const NgType *type)
{
  if (type->kind == NG_KIND_INTEGER && type->max != G_MAXINT64)
    return g_strdup_printf (
        "integers from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, type->min, type->max);
  if (type->kind == NG_KIND_INTEGER || type->kind == NG_KIND_REAL)
    return g_strdup (type->kind == NG_KIND_INTEGER ? "integers" : "real numbers");
  return NULL;
}

/* What @other cannot meet of @type: its elements where they are of another kind or range, else its
 * dimensions. */
static char *
describe_conflict (const NgRelation *self, const NgType *type, const NgType *other)
{
  NgType elements = *type;
  char *words = NULL;

  elements.rank = -1;
  if (ng_type_meet (&elements, other) == NG_MEET_CONFLICT && type->element == NG_ELEMENT_NONE)
    words = describe_elements (type);
  return words != NULL ? words : ng_relation_describe (self, type);
}

void
ng_relation_refine_input (NgRelation *self, gsize index, const NgType *type)
{
  NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_input (self->inference, leaf, index);

  if (wire == G_MAXUINT || *ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index))
    return;
  if (!ng_relation_meet (self, wire, type, NG_CAUSE_CONSUMER)) {
    const NgType *own = &ng_inference_wire (self->inference, wire)->type;
    g_autofree char *needed = describe_conflict (self, type, own);
    g_autofree char *given = describe_conflict (self, own, type);

    *ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index) = TRUE;
    ng_relation_report_input (self->inference, leaf, index, needed, given);
  }
}

void
ng_relation_refuse_input (NgRelation *self, gsize index, const char *needed)
{
  NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  g_autofree char *given = NULL;

  if (*ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index))
    return;
  given = ng_relation_describe (self, ng_relation_input (self, index));
  *ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index) = TRUE;
  ng_relation_report_input (self->inference, leaf, index, needed, given);
}

void
ng_relation_refine_range (NgRelation *self, gsize index, gint64 count)
{
  NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_input (self->inference, leaf, index);
  const NgType *own = ng_relation_input (self, index);
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_INTEGER;
  type.min = 1;
  type.max = count;
  if (wire == G_MAXUINT || own->kind != NG_KIND_INTEGER || own->max == G_MAXINT64 ||
      own->max == count) {
    ng_relation_refine_input (self, index, &type);
    return;
  }
  if (!*ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index)) {
    g_autofree char *needed = describe_elements (&type);
    g_autofree char *given = describe_elements (own);

    *ng_inference_broken (self->inference, leaf, NG_PLACE_INPUT, index) = TRUE;
    ng_relation_report_input (self->inference, leaf, index, needed, given);
  }
}

void
ng_relation_refine_output (NgRelation *self, gsize index, const NgType *type)
{
  NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_output (self->inference, leaf, index);

  if (*ng_inference_broken (self->inference, leaf, NG_PLACE_OUTPUT, index))
    return;
  if (!ng_relation_meet (self, wire, type, NG_CAUSE_SOURCE)) {
    g_autofree char *made =
        describe_conflict (self, type, &ng_inference_wire (self->inference, wire)->type);

    ng_relation_report_output (self->inference, leaf, index, type, made);
    *ng_inference_broken (self->inference, leaf, NG_PLACE_OUTPUT, index) = TRUE;
  }
}

void
ng_relation_refine_array (NgRelation *self, gsize index, const NgType *type)
{
  NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  NgType *own = ng_inference_array (self->inference, leaf, index);

  if (ng_layer_array_is_absent (leaf->layer, index) ||
      *ng_inference_broken (self->inference, leaf, NG_PLACE_ARRAY, index))
    return;
  switch (ng_type_meet (own, type)) {
  case NG_MEET_CONFLICT:
    *ng_inference_broken (self->inference, leaf, NG_PLACE_ARRAY, index) = TRUE;
    ng_relation_report_array (self->inference, leaf, index, type);
    break;
  case NG_MEET_MOVED:
    self->moved = TRUE;
    ng_inference_enqueue_sharers (self->inference, leaf, index);
    break;
  case NG_MEET_SAME:
    break;
  }
}

NgDim
ng_relation_fresh (NgRelation *self, int sort, gsize output, int axis)
{
  NgInference *inference = self->inference;
  const NgFreshKey key = { self->leaf, sort, output, axis };
  gint64 id = GPOINTER_TO_SIZE (g_hash_table_lookup (inference->fresh, &key));

  if (id == 0) {
    id = ng_inference_new_length (inference, "").value;
    g_hash_table_insert (inference->fresh, g_memdup2 (&key, sizeof key), GSIZE_TO_POINTER (id));
  }
  return ng_inference_length (inference, ng_dim_varying (id));
}

double
ng_relation_size (const NgRelation *self, NgDim dim, int trial)
{
  return ng_inference_size (self->inference, dim, trial);
}

NgDim
ng_relation_computed (NgRelation *self, const double *sizes)
{
  NgLengthSizes key;

  for (int t = 0; t < NG_N_TRIALS; t++)
    key.size[t] = sizes[t];
  return ng_inference_computed (self->inference, &key);
}

gboolean
ng_relation_is_computed (const NgRelation *self, NgDim dim)
{
  NgDim length = ng_inference_length (self->inference, dim);

  return length.state == NG_DIM_VARYING && self->inference->is_computed->data[length.value - 1];
}

char *
ng_relation_describe (const NgRelation *self, const NgType *type)
{
  return ng_inference_describe (self->inference, type);
}

char **
ng_relation_length_names (const NgRelation *self)
{
  return ng_inference_names_at (self->inference, ng_inference_leaf (self->inference, self->leaf));
}

NgDim
ng_relation_length_called (NgRelation *self, const char *text, const char *const *names)
{
  return ng_inference_length_called (self->inference, text, names);
}

NgNet *
ng_relation_type_net (const NgRelation *self,
                      NgNet *net,
                      const NgType *types,
                      NgTensor *const *known,
                      const char *const *names)
{
  const NgInference *inference = self->inference;
  NgOuter outer = { types,
                    known,
                    names,
                    (const NgLengthSizes *) (gpointer) inference->sizes->data,
                    inference->is_computed->data,
                    inference->tries };

  NgOuterNet *seen = g_hash_table_lookup (inference->seen, net);

  if (seen == NULL || !ng_outer_net_is_seen_from (seen, &outer)) {
    seen = ng_outer_net_new (net, &outer);
    g_hash_table_insert (inference->seen, net, seen);
  }
  return ng_net_ref (ng_outer_net_typed (seen));
}

void
ng_relation_show (NgRelation *self, NgLayer *layer)
{
  g_hash_table_insert (self->inference->shown, GUINT_TO_POINTER (self->leaf), layer);
}

gboolean
ng_relation_may_try (NgRelation *self)
{
  guint *tries = self->inference->tries;

  return *tries > 0 && (*tries)-- > 0;
}

gboolean
ng_relation_is_given (const NgRelation *self, NgDim length)
{
  const NgInference *inference = self->inference;
  const NgInstance *outermost = &g_array_index (inference->instances, NgInstance, 0);

  for (gsize i = 0; i < ng_net_n_inputs (outermost->net); i++) {
    guint wire = ng_instance_wire (outermost, (NgSource){ NG_SOURCE_INPUT, (int) i, 0 });
    NgType type = ng_inference_wire (inference, wire)->type;

    ng_inference_resolve (inference, &type);
    for (int axis = 0; axis < type.rank; axis++)
      if (ng_dim_equal (type.dims[axis], ng_inference_length (inference, length)))
        return TRUE;
  }
  return FALSE;
}

void
ng_relation_fail (NgRelation *self, const char *tag, const char *format, ...)
{
  NgInference *inference = self->inference;
  const NgLeaf *leaf = ng_inference_leaf (inference, self->leaf);
  g_autofree char *key = g_strdup_printf ("%u %s", self->leaf, tag);
  g_autofree char *message = NULL;
  g_autofree char *path = ng_leaf_path (inference, leaf);
  g_autofree char *who = ng_leaf_describe (inference, leaf);
  NgPlace place = *ng_layer_place (leaf->layer);
  va_list arguments;

  self->last = NULL;
  if (inference->is_trial || !g_hash_table_add (inference->reported, g_strdup (key)))
    return;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place.path = path;
  self->last = ng_diagnostic_new (tag, &place, "%s: %s", who, message);
  if (inference->net->diagnostics->len >= NG_MAX_DIAGNOSTICS)
    g_clear_pointer (&self->last, ng_diagnostic_unref);
  else
    ng_relation_report (inference, leaf, self->last);
}

void
ng_relation_hint (NgRelation *self, const char *format, ...)
{
  g_autofree char *hint = NULL;
  va_list arguments;

  if (self->last == NULL)
    return;
  va_start (arguments, format);
  hint = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_diagnostic_with_hint (self->last, "%s", hint);
}

/* The layer feeds the inputs of its nets and reads their outputs. */
static void
refine_inner (NgRelation *self, gsize net, gboolean is_output, gsize index, const NgType *type)
{
  const NgLeaf *leaf = ng_inference_leaf (self->inference, self->leaf);
  guint wire = ng_inference_inner (self->inference, leaf, net, is_output, index);
  NgLayer *inner = ng_layer_inner (leaf->layer, net);
  g_autofree char *own = NULL, *outer = NULL;

  if (wire == G_MAXUINT ||
      ng_relation_meet (self, wire, type, is_output ? NG_CAUSE_CONSUMER : NG_CAUSE_SOURCE))
    return;
  own = ng_relation_describe (self, &ng_inference_wire (self->inference, wire)->type);
  outer = ng_relation_describe (self, type);
  ng_relation_fail (self,
                    "NetGraph::shape",
                    "its net \"%s\" %s %s at \"%s\", and %s is %s.",
                    ng_layer_class (leaf->layer)->nets[net],
                    is_output ? "gives" : "needs",
                    own,
                    is_output ? ng_layer_output_name (inner, index)
                              : ng_layer_input_name (inner, index),
                    outer,
                    is_output ? "needed" : "given");
}

void
ng_relation_refine_inner_input (NgRelation *self, gsize net, gsize index, const NgType *type)
{
  refine_inner (self, net, FALSE, index, type);
}

void
ng_relation_refine_inner_output (NgRelation *self, gsize net, gsize index, const NgType *type)
{
  refine_inner (self, net, TRUE, index, type);
}
