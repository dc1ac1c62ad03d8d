/* Types of everything, by fixed point.
 *
 * A net is unfolded into leaves, its layers that are no nets themselves, nested ones included, and
 * wires, the values between them. A port of a nested net is the same wire as the value outside, so
 * what is known passes through both ways and nobody copies it. Each leaf relates its wires and its
 * arrays by the patterns of its record, then by its `infer`. A wire that became more definite puts
 * the leaves at it back on the list. A wire can only become more definite, a bounded number of
 * times, so the time is linear in leaves and edges.
 *
 * A second list holds leaves that may assume defaults (equal unknown dimensions); one of them is
 * taken only when the first list is empty.
 *
 * After an edit, only wires whose reason went away are forgotten, see `forget`. */

#include "core/graph/net-private.h"
#include "core/graph/relation.h"
#include "core/shape/pattern.h"
#include <string.h>

/* A class's patterns, read once for each inference. */
typedef struct {
  NgWords words;
  NgPattern params[NG_MAX_CLASS_PARAMS];
  NgPattern inputs[NG_MAX_CLASS_PORTS];
  NgPattern outputs[NG_MAX_CLASS_PORTS];
  NgPattern arrays[NG_MAX_CLASS_ARRAYS];
  gboolean is_patterned;
} Law;

typedef struct {
  NgType type;
  guint8 cause;
  NgTensor *known; /* borrowed from a layer, or owned by the inference's list */
} Wire;

/* A net in the unfolded whole. */
typedef struct {
  const NgNet *net;
  const NgNet *typed; /* the same net with types found earlier, or NULL */
  int parent;         /* index of the instance around it, -1 for the outermost */
  guint layer;        /* its place in the parent */
  guint *wires;       /* by the net's own wires */
  int *children;      /* by layer: index of the instance, or of the leaf */
} Instance;

typedef struct {
  const NgLayer *layer;
  const Law *law;
  guint instance, index; /* which layer of which net */
  guint first_input, first_output, first_array;
  guint64
      broken; /* ports in conflict, left alone from then on: inputs first, outputs from bit 32 */
  gboolean queued[2];
} Leaf;

typedef struct {
  NgNet *net;
  GArray *wires;        /* Wire */
  GArray *instances;    /* Instance */
  GArray *leaves;       /* Leaf */
  GArray *leaf_inputs;  /* guint: wire, or G_MAXUINT for none */
  GArray *leaf_outputs; /* guint */
  GArray *array_types;  /* NgType */
  guint *first_reader;  /* by wire: leaves at it, its own source included */
  guint *readers;
  GHashTable *laws;
  GQueue lists[2]; /* leaf + 1 */
  GArray *lengths; /* NgDim: what each varying length turned out to be; itself while it varies */
  gboolean lengths_moved;
  GPtrArray *length_names;
  GHashTable *fresh;    /* (leaf, key) -> identity */
  GPtrArray *tensors;   /* known values made on the way */
  GHashTable *reported; /* leaf and tag of what was said already */
} Inference;

struct _NgRelation {
  Inference *inference;
  guint leaf;
  gboolean is_second;
  gboolean moved;
  gboolean is_final;
  NgDiagnostic *last;
};

static Leaf *
get_leaf (const Inference *self, guint index)
{
  return &g_array_index (self->leaves, Leaf, index);
}

static Wire *
get_wire (const Inference *self, guint index)
{
  return &g_array_index (self->wires, Wire, index);
}

static guint
input_wire (const Inference *self, const Leaf *leaf, gsize index)
{
  return g_array_index (self->leaf_inputs, guint, leaf->first_input + index);
}

static guint
output_wire (const Inference *self, const Leaf *leaf, gsize index)
{
  return g_array_index (self->leaf_outputs, guint, leaf->first_output + index);
}

/* ---- laws ---- */

static void
parse_pattern (const NgLayerClass *class, const char *text, NgWords *words, NgPattern *pattern)
{
  if (!ng_pattern_parse (text, words, pattern))
    g_error ("%s: \"%s\" is not a pattern", class->name, text);
}

static const Law *
find_law (Inference *self, const NgLayerClass *class)
{
  Law *law = g_hash_table_lookup (self->laws, class);

  if (law != NULL)
    return law;
  law = g_new0 (Law, 1);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++)
    if (class->params[i].binds != NULL)
      parse_pattern (class, class->params[i].binds, &law->words, &law->params[i]);
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    if (class->inputs[i].shape != NULL) {
      parse_pattern (class, class->inputs[i].shape, &law->words, &law->inputs[i]);
      law->is_patterned = TRUE;
    }
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    if (class->outputs[i].shape != NULL) {
      parse_pattern (class, class->outputs[i].shape, &law->words, &law->outputs[i]);
      law->is_patterned = TRUE;
    }
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    if (class->arrays[i].shape != NULL) {
      parse_pattern (class, class->arrays[i].shape, &law->words, &law->arrays[i]);
      law->is_patterned = TRUE;
    }
  g_hash_table_insert (self->laws, (gpointer) class, law);
  return law;
}

/* ---- lists ---- */

static void
enqueue (Inference *self, guint index)
{
  Leaf *leaf = get_leaf (self, index);

  if (!leaf->queued[0]) {
    leaf->queued[0] = TRUE;
    g_queue_push_tail (&self->lists[0], GUINT_TO_POINTER (index + 1));
  }
  if (!leaf->queued[1] && ng_layer_class (leaf->layer)->infer != NULL) {
    leaf->queued[1] = TRUE;
    g_queue_push_tail (&self->lists[1], GUINT_TO_POINTER (index + 1));
  }
}

static void
enqueue_readers (Inference *self, guint wire)
{
  for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++)
    enqueue (self, self->readers[r]);
}

/* ---- lengths ---- */

static NgDim
new_length (Inference *self, const char *name)
{
  NgDim dim = ng_dim_varying ((gint64) self->lengths->len + 1);

  g_array_append_val (self->lengths, dim);
  g_ptr_array_add (self->length_names, g_strdup (name));
  return dim;
}

static NgDim
resolve (const Inference *self, NgDim dim)
{
  while (dim.state == NG_DIM_VARYING && dim.value >= 1 &&
         dim.value <= (gint64) self->lengths->len) {
    NgDim next = g_array_index (self->lengths, NgDim, dim.value - 1);

    if (ng_dim_equal (next, dim))
      break;
    dim = next;
  }
  return dim;
}

/* A varying length that met something more definite is that from now on. */
static void
note_lengths (Inference *self, const NgType *before, const NgType *after)
{
  for (int i = 0; i < before->rank && i < after->rank; i++) {
    NgDim old = resolve (self, before->dims[i]);
    NgDim new = resolve (self, after->dims[i]);

    if (old.state != NG_DIM_VARYING || new.state == NG_DIM_UNKNOWN || ng_dim_equal (old, new))
      continue;
    if (new.state == NG_DIM_VARYING &&new.value > old.value) {
      NgDim swap = old;

      old = new;
      new = swap;
    }
    g_array_index (self->lengths, NgDim, old.value - 1) = new;
    self->lengths_moved = TRUE;
  }
}

static void
resolve_type (const Inference *self, NgType *type)
{
  for (int i = 0; i < type->rank; i++)
    type->dims[i] = resolve (self, type->dims[i]);
}

/* ---- messages ---- */

/* "head/2": the names from the outermost net inwards. */
static char *
leaf_path (const Inference *self, const Leaf *leaf)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);
  char *path = ng_net_shown_name (instance->net, leaf->index);

  while (instance->parent >= 0) {
    const Instance *outer = &g_array_index (self->instances, Instance, instance->parent);
    g_autofree char *name = ng_net_shown_name (outer->net, instance->layer);
    char *longer = g_strdup_printf ("%s/%s", name, path);

    g_free (path);
    path = longer;
    instance = outer;
  }
  return path;
}

static char *
describe_leaf (const Inference *self, const Leaf *leaf)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);
  g_autofree char *path = leaf_path (self, leaf);

  if (instance->parent < 0 && instance->net->names == NULL)
    return g_strdup_printf ("Layer %s (%s)", path, ng_layer_kind (leaf->layer));
  return g_strdup_printf ("Layer \"%s\" (%s)", path, ng_layer_kind (leaf->layer));
}

static void
report (Inference *self, const Leaf *leaf, NgDiagnostic *diagnostic, const NgTarget *target)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);

  ng_net_add_diagnostic (self->net, diagnostic, instance->parent < 0 ? target : NULL);
}

/* What a pattern asks for: numbers where they are known, its own words where not. */
static char *
describe_pattern (const Law *law, const NgPattern *pattern, const NgBinding *bindings)
{
  GString *text = g_string_new ("{");

  for (int t = 0; t < pattern->n_terms; t++) {
    const NgTerm *term = &pattern->terms[t];
    const NgBinding *binding =
        term->kind == NG_TERM_DIM || term->kind == NG_TERM_MANY ? &bindings[term->word] : NULL;

    if (text->len > 1)
      g_string_append (text, ", ");
    if (term->kind == NG_TERM_NUMBER) {
      g_string_append_printf (text, "%" G_GINT64_FORMAT, term->number);
    } else if (term->kind == NG_TERM_PRODUCT) {
      g_string_append_c (text, '?');
      t += term->length;
    } else if (!binding->known) {
      g_string_append (text, term->kind == NG_TERM_MANY ? "…" : law->words.names[term->word]);
    } else {
      for (int i = 0; i < binding->rank; i++) {
        if (i > 0)
          g_string_append (text, ", ");
        if (binding->dims[i].state == NG_DIM_NUMBER)
          g_string_append_printf (text, "%" G_GINT64_FORMAT, binding->dims[i].value);
        else if (binding->dims[i].state == NG_DIM_VARYING)
          g_string_append (text, "\"Varying\"");
        else
          g_string_append (text, term->kind == NG_TERM_DIM ? law->words.names[term->word] : "?");
      }
      if (binding->rank == 0 && g_str_has_suffix (text->str, ", "))
        g_string_truncate (text, text->len - 2);
    }
  }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* `layer 2 (LinearLayer)`, `input "x"`: where a wire's value comes from. */
static char *
describe_source (const Inference *self, const Leaf *leaf, gsize input)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);
  NgSource source = ng_net_source (instance->net, leaf->index, input);
  char *text;

  if (source.kind == NG_SOURCE_INPUT)
    return g_strdup_printf ("input \"%s\"",
                            ng_net_input_name (instance->net, (gsize) source.index));
  if (source.kind == NG_SOURCE_NONE)
    return g_strdup ("nothing");
  text = ng_net_describe_layer (instance->net, (gsize) source.index);
  text[0] = g_ascii_tolower (text[0]);
  return text;
}

static void
report_input (Inference *self, const Leaf *leaf, gsize input, const char *needed)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *source = describe_source (self, leaf, input);
  g_autofree char *given =
      ng_type_notation (&get_wire (self, input_wire (self, leaf, input))->type);
  g_autofree char *path = leaf_path (self, leaf);
  NgPlace place = instance->net->places[instance->net->first_input[leaf->index] + input];
  NgTarget target = { (int) leaf->index, (int) input };

  if (place.line == 0)
    place = *ng_layer_place (leaf->layer);
  place.path = path;
  report (self,
          leaf,
          ng_diagnostic_new ("NetGraph::shape",
                             &place,
                             "%s needs %s at \"%s\", and %s gives %s.",
                             who,
                             needed,
                             ng_layer_input_name (leaf->layer, input),
                             source,
                             given),
          &target);
}

static void
report_output (Inference *self, const Leaf *leaf, gsize output, const char *made)
{
  const Instance *instance = &g_array_index (self->instances, Instance, leaf->instance);
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *wanted =
      ng_type_notation (&get_wire (self, output_wire (self, leaf, output))->type);
  g_autofree char *path = leaf_path (self, leaf);
  NgPlace place = *ng_layer_place (leaf->layer);
  gsize n;
  const NgTarget *targets = ng_net_targets (
      instance->net, (NgSource){ NG_SOURCE_LAYER, (int) leaf->index, (int) output }, &n);

  if (n > 0 && targets[0].index >= 0)
    place = instance->net->places[instance->net->first_input[targets[0].index] + targets[0].port];
  else if (n > 0)
    place = g_array_index (instance->net->outputs, NgNetPort, targets[0].port).place;
  if (place.line == 0)
    place = *ng_layer_place (leaf->layer);
  place.path = path;
  report (self,
          leaf,
          ng_diagnostic_new ("NetGraph::shape",
                             &place,
                             "%s gives %s at \"%s\", and %s is needed there.",
                             who,
                             made,
                             ng_layer_output_name (leaf->layer, output),
                             wanted),
          n > 0 ? &targets[0] : NULL);
}

/* ---- moving types ---- */

/* Returns whether the two can meet. */
static gboolean
meet_wire (NgRelation *relation, guint index, const NgType *type, NgCause cause)
{
  Inference *self = relation->inference;
  Wire *wire = get_wire (self, index);
  NgType before = wire->type;
  NgType other = *type;

  resolve_type (self, &wire->type);
  resolve_type (self, &other);
  switch (ng_type_meet (&wire->type, &other)) {
  case NG_MEET_CONFLICT:
    return FALSE;
  case NG_MEET_MOVED:
    note_lengths (self, &before, &wire->type);
    wire->cause |= (guint8) cause;
    relation->moved = TRUE;
    enqueue_readers (self, index);
    break;
  case NG_MEET_SAME:
    /* The other side may hold a length that is this wire's number. */
    note_lengths (self, &other, &wire->type);
    break;
  }
  return TRUE;
}

static gboolean
is_broken (const Leaf *leaf, gsize port, gboolean is_output)
{
  return port < 32 && (leaf->broken >> (port + (is_output ? 32 : 0)) & 1) != 0;
}

static void
set_broken (Leaf *leaf, gsize port, gboolean is_output)
{
  if (port < 32)
    leaf->broken |= G_GUINT64_CONSTANT (1) << (port + (is_output ? 32 : 0));
}

/* The pattern of input @index; slots of a many-input port share one. */
static const NgPattern *
input_pattern (const Leaf *leaf, gsize index)
{
  const NgPortSpec *specs = ng_layer_class (leaf->layer)->inputs;

  if (ng_layer_has_slots (leaf->layer))
    index = 0;
  return index < NG_MAX_CLASS_PORTS && specs[index].shape != NULL ? &leaf->law->inputs[index]
                                                                  : NULL;
}

static NgKind
spec_kind (const NgPortSpec *specs, gsize index, gboolean has_slots)
{
  if (has_slots)
    index = 0;
  if (index >= NG_MAX_CLASS_PORTS || specs[index].name == NULL)
    return NG_KIND_UNKNOWN;
  return specs[index].kind == NG_KIND_UNKNOWN ? NG_KIND_REAL : specs[index].kind;
}

static void
apply_to_input (NgRelation *relation, Leaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  Inference *self = relation->inference;
  const NgPattern *pattern = input_pattern (leaf, index);
  guint wire = input_wire (self, leaf, index);
  NgBinding before[NG_MAX_PATTERN_WORDS];
  NgType type;

  if (pattern == NULL || wire == G_MAXUINT || is_broken (leaf, index, FALSE))
    return;
  memcpy (before, bindings, sizeof (NgBinding) * (gsize) leaf->law->words.n);
  type = get_wire (self, wire)->type;
  resolve_type (self, &type);
  if (type.kind == NG_KIND_UNKNOWN)
    type.kind =
        spec_kind (ng_layer_class (leaf->layer)->inputs, index, ng_layer_has_slots (leaf->layer));
  if (ng_pattern_apply (pattern, bindings, &type, moved) == NG_MEET_CONFLICT ||
      !meet_wire (relation, wire, &type, NG_CAUSE_CONSUMER)) {
    g_autofree char *needed = describe_pattern (leaf->law, pattern, before);

    memcpy (bindings, before, sizeof (NgBinding) * (gsize) leaf->law->words.n);
    set_broken (leaf, index, FALSE);
    report_input (self, leaf, index, needed);
  }
}

static void
apply_to_output (
    NgRelation *relation, Leaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  Inference *self = relation->inference;
  const NgPortSpec *specs = ng_layer_class (leaf->layer)->outputs;
  guint wire = output_wire (self, leaf, index);
  NgBinding before[NG_MAX_PATTERN_WORDS];
  NgType type;

  if (index >= NG_MAX_CLASS_PORTS || specs[index].shape == NULL || is_broken (leaf, index, TRUE))
    return;
  memcpy (before, bindings, sizeof (NgBinding) * (gsize) leaf->law->words.n);
  type = get_wire (self, wire)->type;
  resolve_type (self, &type);
  if (type.kind == NG_KIND_UNKNOWN)
    type.kind = spec_kind (specs, index, FALSE);
  if (ng_pattern_apply (&leaf->law->outputs[index], bindings, &type, moved) == NG_MEET_CONFLICT ||
      !meet_wire (relation, wire, &type, NG_CAUSE_SOURCE)) {
    g_autofree char *made = describe_pattern (leaf->law, &leaf->law->outputs[index], before);

    memcpy (bindings, before, sizeof (NgBinding) * (gsize) leaf->law->words.n);
    set_broken (leaf, index, TRUE);
    report_output (self, leaf, index, made);
  }
}

static void
report_array (Inference *self, const Leaf *leaf, gsize index, const NgType *bound)
{
  const NgArraySpec *spec = ng_layer_array_spec (leaf->layer, index);
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *given =
      ng_type_label (&g_array_index (self->array_types, NgType, leaf->first_array + index), NULL);
  g_autofree char *needed = ng_type_label (bound, NULL);
  g_autofree char *path = leaf_path (self, leaf);
  NgPlace place = *ng_layer_place (leaf->layer);

  place.path = path;
  report (self,
          leaf,
          ng_diagnostic_new ("NetGraph::arrdims",
                             &place,
                             "%s: \"%s\" is %s; it has to be %s.",
                             who,
                             spec->name,
                             given,
                             needed),
          NULL);
}

static void
apply_to_array (NgRelation *relation, Leaf *leaf, gsize index, NgBinding *bindings, gboolean *moved)
{
  Inference *self = relation->inference;
  NgType *type = &g_array_index (self->array_types, NgType, leaf->first_array + index);
  const NgPattern *pattern = &leaf->law->arrays[index];
  NgType next = *type;

  if (ng_layer_array_is_absent (leaf->layer, index) ||
      ng_layer_class (leaf->layer)->arrays[index].shape == NULL ||
      is_broken (leaf, 31 - index, TRUE))
    return;
  switch (ng_pattern_apply (pattern, bindings, &next, moved)) {
  case NG_MEET_CONFLICT: {
    NgType bound = ng_pattern_bound (pattern, bindings);

    set_broken (leaf, 31 - index, TRUE);
    report_array (self, leaf, index, &bound);
    break;
  }
  case NG_MEET_MOVED:
    *type = next;
    relation->moved = TRUE;
    break;
  case NG_MEET_SAME:
    break;
  }
}

/* What DIMS parameters say of the words they bind. */
static void
bind_params (const Leaf *leaf, NgBinding *bindings)
{
  const NgLayerClass *class = ng_layer_class (leaf->layer);

  for (gsize p = 0; p < ng_layer_n_params (leaf->layer); p++) {
    const NgParam *param = ng_layer_param (leaf->layer, p);
    NgBinding *binding;

    if (class->params[p].binds == NULL || param->is_automatic || param->is_none)
      continue;
    binding = &bindings[leaf->law->params[p].terms[0].word];
    binding->known = TRUE;
    binding->rank = (int) MIN (param->n_ints, NG_MAX_RANK);
    for (int i = 0; i < binding->rank; i++)
      binding->dims[i] = param->ints[i] >= 0 ? ng_dim_number (param->ints[i]) : ng_dim_unknown ();
  }
}

static void
apply_patterns (NgRelation *relation, Leaf *leaf)
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
visit (Inference *self, guint index, gboolean is_second)
{
  Leaf *leaf = get_leaf (self, index);
  const NgLayerClass *class = ng_layer_class (leaf->layer);
  NgRelation relation = { .inference = self, .leaf = index, .is_second = is_second };

  if (leaf->law->is_patterned)
    apply_patterns (&relation, leaf);
  if (class->infer != NULL) {
    relation.moved = FALSE;
    class->infer (&relation);
    if (relation.moved)
      enqueue (self, index);
  }
}

/* Wires that hold a length which turned out to be another, or a number. */
static void
substitute_lengths (Inference *self)
{
  self->lengths_moved = FALSE;
  for (guint w = 0; w < self->wires->len; w++) {
    Wire *wire = get_wire (self, w);
    NgType before = wire->type;

    resolve_type (self, &wire->type);
    if (!ng_type_equal (&before, &wire->type))
      enqueue_readers (self, w);
  }
}

static void
run (Inference *self)
{
  for (;;) {
    int second = g_queue_is_empty (&self->lists[0]);

    if (second && self->lengths_moved) {
      substitute_lengths (self);
      continue;
    }
    if (second && g_queue_is_empty (&self->lists[1]))
      return;
    guint index = GPOINTER_TO_UINT (g_queue_pop_head (&self->lists[second])) - 1;
    get_leaf (self, index)->queued[second] = FALSE;
    visit (self, index, second);
  }
}

/* ---- relations, as records see them ---- */

const NgLayer *
ng_relation_layer (const NgRelation *self)
{
  return get_leaf (self->inference, self->leaf)->layer;
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
  const Leaf *leaf = get_leaf (self->inference, self->leaf);
  guint wire = input_wire (self->inference, leaf, index);

  return wire != G_MAXUINT ? &get_wire (self->inference, wire)->type : &unknown_type;
}

const NgType *
ng_relation_output (const NgRelation *self, gsize index)
{
  const Leaf *leaf = get_leaf (self->inference, self->leaf);

  return &get_wire (self->inference, output_wire (self->inference, leaf, index))->type;
}

const NgType *
ng_relation_array (const NgRelation *self, gsize index)
{
  const Leaf *leaf = get_leaf (self->inference, self->leaf);

  return &g_array_index (self->inference->array_types, NgType, leaf->first_array + index);
}

gboolean
ng_relation_has_input (const NgRelation *self, gsize index)
{
  const Leaf *leaf = get_leaf (self->inference, self->leaf);

  return input_wire (self->inference, leaf, index) != G_MAXUINT;
}

NgTensor *
ng_relation_known (const NgRelation *self, gsize index)
{
  const Leaf *leaf = get_leaf (self->inference, self->leaf);
  guint wire = input_wire (self->inference, leaf, index);

  return wire != G_MAXUINT ? get_wire (self->inference, wire)->known : NULL;
}

void
ng_relation_set_known (NgRelation *self, gsize index, NgTensor *tensor)
{
  const Leaf *leaf = get_leaf (self->inference, self->leaf);
  guint wire = output_wire (self->inference, leaf, index);

  if (get_wire (self->inference, wire)->known != NULL)
    return;
  get_wire (self->inference, wire)->known = tensor;
  g_ptr_array_add (self->inference->tensors, ng_tensor_ref (tensor));
  enqueue_readers (self->inference, wire);
}

void
ng_relation_refine_input (NgRelation *self, gsize index, const NgType *type)
{
  Leaf *leaf = get_leaf (self->inference, self->leaf);
  guint wire = input_wire (self->inference, leaf, index);

  if (wire == G_MAXUINT || is_broken (leaf, index, FALSE))
    return;
  if (!meet_wire (self, wire, type, NG_CAUSE_CONSUMER)) {
    g_autofree char *needed = ng_type_notation (type);

    set_broken (leaf, index, FALSE);
    report_input (self->inference, leaf, index, needed);
  }
}

void
ng_relation_refine_output (NgRelation *self, gsize index, const NgType *type)
{
  Leaf *leaf = get_leaf (self->inference, self->leaf);

  if (is_broken (leaf, index, TRUE))
    return;
  if (!meet_wire (self, output_wire (self->inference, leaf, index), type, NG_CAUSE_SOURCE)) {
    g_autofree char *made = ng_type_notation (type);

    set_broken (leaf, index, TRUE);
    report_output (self->inference, leaf, index, made);
  }
}

void
ng_relation_refine_array (NgRelation *self, gsize index, const NgType *type)
{
  Leaf *leaf = get_leaf (self->inference, self->leaf);
  NgType *own = &g_array_index (self->inference->array_types, NgType, leaf->first_array + index);

  if (ng_layer_array_is_absent (leaf->layer, index) ||
      (index < 32 && is_broken (leaf, 31 - index, TRUE)))
    return;
  switch (ng_type_meet (own, type)) {
  case NG_MEET_CONFLICT:
    if (index < 32)
      set_broken (leaf, 31 - index, TRUE);
    report_array (self->inference, leaf, index, type);
    break;
  case NG_MEET_MOVED:
    self->moved = TRUE;
    break;
  case NG_MEET_SAME:
    break;
  }
}

NgDim
ng_relation_fresh (NgRelation *self, int key)
{
  Inference *inference = self->inference;
  gint64 hash_key = (gint64) self->leaf * 4096 + key;
  gint64 id = GPOINTER_TO_SIZE (g_hash_table_lookup (inference->fresh, &hash_key));

  if (id == 0) {
    id = new_length (inference, "").value;
    g_hash_table_insert (
        inference->fresh, g_memdup2 (&hash_key, sizeof hash_key), GSIZE_TO_POINTER (id));
  }
  return resolve (inference, ng_dim_varying (id));
}

void
ng_relation_fail (NgRelation *self, const char *tag, const char *format, ...)
{
  Inference *inference = self->inference;
  const Leaf *leaf = get_leaf (inference, self->leaf);
  g_autofree char *key = g_strdup_printf ("%u %s", self->leaf, tag);
  g_autofree char *message = NULL;
  g_autofree char *path = leaf_path (inference, leaf);
  g_autofree char *who = describe_leaf (inference, leaf);
  NgPlace place = *ng_layer_place (leaf->layer);
  va_list arguments;

  self->last = NULL;
  if (!g_hash_table_add (inference->reported, g_strdup (key)))
    return;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place.path = path;
  self->last = ng_diagnostic_new (tag, &place, "%s: %s", who, message);
  report (inference, leaf, self->last, NULL);
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

/* ---- unfolding ---- */

static guint
add_wire (Inference *self)
{
  Wire wire = { .type = ng_type_unknown () };

  g_array_append_val (self->wires, wire);
  return self->wires->len - 1;
}

static guint
wire_of (const Instance *instance, NgSource source)
{
  int wire = ng_net_wire (instance->net, source);

  return wire >= 0 ? instance->wires[wire] : G_MAXUINT;
}

static NgType
array_type (const NgLayer *layer, gsize index)
{
  NgTensor *tensor = ng_layer_array (layer, index);

  if (tensor == NULL)
    return ng_type_unknown ();
  return ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
}

static int
add_leaf (Inference *self, guint instance, guint index)
{
  const Instance *around = &g_array_index (self->instances, Instance, instance);
  const NgLayer *layer = around->net->originals[index];
  Leaf leaf = { .layer = layer,
                .law = find_law (self, ng_layer_class (layer)),
                .instance = instance,
                .index = index,
                .first_input = self->leaf_inputs->len,
                .first_output = self->leaf_outputs->len,
                .first_array = self->array_types->len };

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    guint wire = wire_of (around, ng_net_source (around->net, index, i));

    g_array_append_val (self->leaf_inputs, wire);
  }
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    guint wire = wire_of (around, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o });

    g_array_append_val (self->leaf_outputs, wire);
  }
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    NgType type = array_type (layer, a);

    g_array_append_val (self->array_types, type);
  }
  g_array_append_val (self->leaves, leaf);
  return (int) self->leaves->len - 1;
}

/* Recursion goes as deep as nets are nested, which NG_MAX_NET_DEPTH bounds. */
static guint
unfold (Inference *self,
        const NgNet *net,
        const NgNet *typed,
        int parent,
        guint layer,
        const guint *inputs)
{
  guint n_wires = ng_net_n_wires (net);
  guint me = self->instances->len;
  Instance instance = { net, typed, parent, layer, NULL, NULL };

  instance.wires = g_new (guint, n_wires);
  instance.children = g_new (int, net->n_layers);
  g_array_append_val (self->instances, instance);
  for (guint i = 0; i < net->inputs->len; i++)
    instance.wires[i] = inputs != NULL ? inputs[i] : add_wire (self);
  for (guint o = 0; o < net->n_layers; o++) {
    guint index = (guint) net->order[o];
    NgNet *inner = ng_layer_net (net->originals[index]);
    guint first = net->inputs->len + net->first_output[index];
    guint n_outputs = (guint) ng_layer_n_outputs (net->originals[index]);

    if (inner == NULL) {
      for (guint w = 0; w < n_outputs; w++)
        instance.wires[first + w] = add_wire (self);
      instance.children[index] = add_leaf (self, me, index);
      continue;
    }
    guint n_inputs = net->first_input[index + 1] - net->first_input[index];
    g_autofree guint *fed = g_new (guint, n_inputs + 1);
    for (guint i = 0; i < n_inputs; i++) {
      fed[i] = wire_of (&instance, net->sources[net->first_input[index] + i]);
      if (fed[i] == G_MAXUINT)
        fed[i] = add_wire (self);
    }
    instance.children[index] =
        (int) unfold (self,
                      inner,
                      typed != NULL ? ng_layer_net (typed->layers[index]) : NULL,
                      (int) me,
                      index,
                      fed);
    const Instance *child = &g_array_index (self->instances, Instance, instance.children[index]);
    for (guint w = 0; w < n_outputs; w++)
      instance.wires[first + w] = wire_of (child, ng_net_output_source (inner, w));
  }
  return me;
}

/* Leaves at each wire, by counting. A leaf may stand twice. */
static void
build_readers (Inference *self)
{
  guint n = self->wires->len;
  g_autofree guint *next = NULL;

  self->first_reader = g_new0 (guint, n + 2);
  for (guint i = 0; i < self->leaf_inputs->len; i++)
    if (g_array_index (self->leaf_inputs, guint, i) != G_MAXUINT)
      self->first_reader[g_array_index (self->leaf_inputs, guint, i) + 1]++;
  for (guint i = 0; i < self->leaf_outputs->len; i++)
    self->first_reader[g_array_index (self->leaf_outputs, guint, i) + 1]++;
  for (guint w = 0; w < n; w++)
    self->first_reader[w + 1] += self->first_reader[w];
  self->readers = g_new (guint, self->first_reader[n] + 1);
  next = g_memdup2 (self->first_reader, (n + 1) * sizeof (guint));
  for (guint l = 0; l < self->leaves->len; l++) {
    const Leaf *leaf = get_leaf (self, l);

    for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++)
      if (input_wire (self, leaf, i) != G_MAXUINT)
        self->readers[next[input_wire (self, leaf, i)]++] = l;
    for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++)
      self->readers[next[output_wire (self, leaf, o)]++] = l;
  }
}

/* ---- what was written for ports ---- */

/* The lengths of a type that was written apart get identities of their own here. */
static NgType
renamed (Inference *self, const NgType *type, GHashTable *names)
{
  NgType result = *type;

  for (int i = 0; i < type->rank; i++) {
    gpointer id;

    if (type->dims[i].state != NG_DIM_VARYING)
      continue;
    id = g_hash_table_lookup (names, GSIZE_TO_POINTER (type->dims[i].value));
    if (id == NULL) {
      id = GSIZE_TO_POINTER (new_length (self, "").value);
      g_hash_table_insert (names, GSIZE_TO_POINTER (type->dims[i].value), id);
    }
    result.dims[i] = ng_dim_varying ((gint64) GPOINTER_TO_SIZE (id));
  }
  return result;
}

static void
declare (Inference *self,
         guint wire,
         const NgType *type,
         const char *name,
         const NgPlace *place,
         const NgTarget *target)
{
  NgRelation relation = { .inference = self };

  if (wire == G_MAXUINT || meet_wire (&relation, wire, type, 0))
    return;
  g_autofree char *given = ng_type_notation (&get_wire (self, wire)->type);
  g_autofree char *needed = ng_type_notation (type);
  ng_net_add_diagnostic (
      self->net,
      ng_diagnostic_new (
          "NetGraph::shape", place, "\"%s\" would have to be both %s and %s.", name, given, needed),
      target);
}

static void
declare_layer_ports (Inference *self, const Leaf *leaf)
{
  g_autoptr (GHashTable) names = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
    const NgType *type = ng_layer_input_type (leaf->layer, i);

    if (type->rank >= 0 || type->kind != NG_KIND_UNKNOWN || type->element != NG_ELEMENT_NONE) {
      NgType own = renamed (self, type, names);

      declare (self,
               input_wire (self, leaf, i),
               &own,
               ng_layer_input_name (leaf->layer, i),
               ng_layer_place (leaf->layer),
               NULL);
    }
  }
  for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++) {
    const NgType *type = ng_layer_output_type (leaf->layer, o);

    if (type->rank >= 0 || type->kind != NG_KIND_UNKNOWN || type->element != NG_ELEMENT_NONE) {
      NgType own = renamed (self, type, names);

      declare (self,
               output_wire (self, leaf, o),
               &own,
               ng_layer_output_name (leaf->layer, o),
               ng_layer_place (leaf->layer),
               NULL);
    }
  }
}

static void
declare_net_ports (Inference *self, const Instance *instance)
{
  const NgNet *net = instance->net;
  gboolean is_outermost = instance->parent < 0;
  g_autoptr (GHashTable) names = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < net->inputs->len; i++) {
    const NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);
    NgType type = is_outermost ? port->declared : renamed (self, &port->declared, names);

    declare (self, instance->wires[i], &type, port->name, &port->place, NULL);
  }
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);
    NgType type = is_outermost ? port->declared : renamed (self, &port->declared, names);
    NgTarget target = { -1, (int) o };

    declare (self,
             wire_of (instance, port->source),
             &type,
             port->name,
             &port->place,
             is_outermost ? &target : NULL);
  }
}

/* ---- the end ---- */

static void
verify (Inference *self)
{
  for (guint l = 0; l < self->leaves->len; l++) {
    const Leaf *leaf = get_leaf (self, l);
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
    if (class->verify != NULL && leaf->broken == 0)
      class->verify (&relation);
  }
}

/* Lengths that still vary are called 1, 2, … in the order in which they first show. */
static void
renumber_lengths (Inference *self)
{
  g_autofree gint64 *number = g_new0 (gint64, self->lengths->len + 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (self->lengths->len == 0)
    return;
  for (guint w = 0; w < self->wires->len; w++) {
    NgType *type = &get_wire (self, w)->type;

    for (int i = 0; i < type->rank; i++) {
      NgDim dim = resolve (self, type->dims[i]);

      if (dim.state == NG_DIM_VARYING) {
        if (number[dim.value - 1] == 0) {
          g_ptr_array_add (names, g_strdup (self->length_names->pdata[dim.value - 1]));
          number[dim.value - 1] = (gint64) names->len;
        }
        dim.value = number[dim.value - 1];
      }
      type->dims[i] = dim;
    }
  }
  /* What was written for ports speaks of the same lengths. */
  for (guint side = 0; side < 2; side++) {
    GArray *ports = side == 0 ? self->net->inputs : self->net->outputs;

    for (guint p = 0; p < ports->len; p++) {
      NgType *declared = &g_array_index (ports, NgNetPort, p).declared;

      for (int i = 0; i < declared->rank; i++) {
        NgDim dim = resolve (self, declared->dims[i]);

        if (declared->dims[i].state != NG_DIM_VARYING)
          continue;
        if (dim.state == NG_DIM_VARYING && number[dim.value - 1] > 0)
          declared->dims[i] = ng_dim_varying (number[dim.value - 1]);
        else
          declared->dims[i] = ng_dim_unknown ();
      }
    }
  }
  self->net->n_lengths = (gint64) names->len;
  g_ptr_array_add (names, NULL);
  g_strfreev (self->net->length_names);
  self->net->length_names = g_strdupv ((char **) names->pdata);
}

static void
store_types (const Inference *self, const Instance *instance, NgNet *net)
{
  guint n_wires = ng_net_n_wires (net);

  if (net->types == NULL) {
    net->types = g_new (NgType, n_wires);
    net->causes = g_new (guint8, n_wires);
    net->array_types = g_new (NgType, net->first_array[net->n_layers]);
  }
  for (guint w = 0; w < n_wires; w++) {
    const Wire *wire = get_wire (self, instance->wires[w]);

    net->types[w] = wire->type;
    net->causes[w] = wire->cause;
    if (wire->known != NULL) {
      if (net->known == NULL)
        net->known = g_new0 (NgTensor *, n_wires);
      if (net->known[w] == NULL)
        net->known[w] = ng_tensor_ref (wire->known);
    }
  }
}

static NgNet *fold_child (const Inference *self, guint index);

/* Types back into the net, and into new versions of nets inside it that learned something. */
static void
fold (const Inference *self, guint index, NgNet *net)
{
  const Instance *instance = &g_array_index (self->instances, Instance, index);

  store_types (self, instance, net);
  for (guint l = 0; l < net->n_layers; l++) {
    if (ng_layer_net (net->originals[l]) == NULL) {
      const Leaf *leaf = get_leaf (self, (guint) instance->children[l]);

      for (guint a = net->first_array[l]; a < net->first_array[l + 1]; a++)
        net->array_types[a] =
            g_array_index (self->array_types, NgType, leaf->first_array + a - net->first_array[l]);
      continue;
    }
    g_autoptr (NgNet) child = fold_child (self, (guint) instance->children[l]);
    ng_layer_unref (net->layers[l]);
    net->layers[l] = child == ng_layer_net (net->originals[l])
                         ? ng_layer_ref (net->originals[l])
                         : ng_layer_with_net (net->originals[l], child);
  }
}

static gboolean
knows_more (const Inference *self, const Instance *instance)
{
  const NgNet *net = instance->net;

  for (guint w = 0; w < ng_net_n_wires (net); w++)
    if (!ng_type_equal (&net->types[w], &get_wire (self, instance->wires[w])->type))
      return TRUE;
  for (guint l = 0; l < net->n_layers; l++) {
    if (ng_layer_net (net->originals[l]) != NULL) {
      if (knows_more (self, &g_array_index (self->instances, Instance, instance->children[l])))
        return TRUE;
      continue;
    }
    const Leaf *leaf = get_leaf (self, (guint) instance->children[l]);
    for (guint a = net->first_array[l]; a < net->first_array[l + 1]; a++)
      if (!ng_type_equal (&net->array_types[a],
                          &g_array_index (self->array_types,
                                          NgType,
                                          leaf->first_array + a - net->first_array[l])))
        return TRUE;
  }
  return FALSE;
}

static NgNet *
fold_child (const Inference *self, guint index)
{
  const Instance *instance = &g_array_index (self->instances, Instance, index);
  NgNet *copy;

  if (!knows_more (self, instance))
    return ng_net_ref ((NgNet *) instance->net);
  copy = ng_net_clone (instance->net);
  g_strfreev (copy->length_names);
  copy->length_names = g_strdupv (self->net->length_names);
  copy->n_lengths = self->net->n_lengths;
  g_array_set_size (copy->diagnostics, 0);
  fold (self, index, copy);
  return copy;
}

static void
clear_instance (gpointer data)
{
  Instance *instance = data;

  g_free (instance->wires);
  g_free (instance->children);
}

static void
init (Inference *self, NgNet *net)
{
  *self = (Inference){ .net = net };
  self->wires = g_array_new (FALSE, TRUE, sizeof (Wire));
  self->instances = g_array_new (FALSE, TRUE, sizeof (Instance));
  g_array_set_clear_func (self->instances, clear_instance);
  self->leaves = g_array_new (FALSE, TRUE, sizeof (Leaf));
  self->leaf_inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->leaf_outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->array_types = g_array_new (FALSE, FALSE, sizeof (NgType));
  self->laws = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_queue_init (&self->lists[0]);
  g_queue_init (&self->lists[1]);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (NgDim));
  self->length_names = g_ptr_array_new_with_free_func (g_free);
  for (gint64 i = 0; i < net->n_lengths; i++)
    new_length (self, net->length_names[i]);
  self->fresh = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
clear (Inference *self)
{
  g_array_unref (self->wires);
  g_array_unref (self->instances);
  g_array_unref (self->leaves);
  g_array_unref (self->leaf_inputs);
  g_array_unref (self->leaf_outputs);
  g_array_unref (self->array_types);
  g_free (self->first_reader);
  g_free (self->readers);
  g_hash_table_unref (self->laws);
  g_queue_clear (&self->lists[0]);
  g_queue_clear (&self->lists[1]);
  g_array_unref (self->lengths);
  g_ptr_array_unref (self->length_names);
  g_hash_table_unref (self->fresh);
  g_ptr_array_unref (self->tensors);
  g_hash_table_unref (self->reported);
}

void
ng_net_infer (NgNet *net, const NgNet *base)
{
  Inference self;

  init (&self, net);
  unfold (&self, net, NULL, -1, 0, NULL);
  build_readers (&self);
  for (guint i = 0; i < self.instances->len; i++)
    declare_net_ports (&self, &g_array_index (self.instances, Instance, i));
  for (guint l = 0; l < self.leaves->len; l++) {
    declare_layer_ports (&self, get_leaf (&self, l));
    enqueue (&self, l);
  }
  run (&self);
  verify (&self);
  renumber_lengths (&self);
  fold (&self, 0, net);
  clear (&self);
}
