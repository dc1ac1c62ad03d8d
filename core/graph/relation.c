/* What records see of an inference; meets on wires, and what is said of conflicts. */

#include "core/graph/relation.h"

#include "core/graph/inference.h"

#include <string.h>

/* "head/2": the names from the outermost net inwards. */
static char *
leaf_path (const NgInference *self, const NgLeaf *leaf)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
  char *path = ng_net_shown_name (instance->net, leaf->index);

  while (instance->parent >= 0) {
    const NgInstance *outer = &g_array_index (self->instances, NgInstance, instance->parent);
    g_autofree char *name = ng_net_shown_name (outer->net, instance->layer);
    char *longer = g_strdup_printf ("%s/%s", name, path);

    g_free (path);
    path = longer;
    instance = outer;
  }
  return path;
}

static char *
describe_leaf (const NgInference *self, const NgLeaf *leaf)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
  g_autofree char *path = leaf_path (self, leaf);

  if (instance->parent < 0 && instance->net->names == NULL)
    return g_strdup_printf ("Layer %s (%s)", path, ng_layer_kind (leaf->layer));
  return g_strdup_printf ("Layer \"%s\" (%s)", path, ng_layer_kind (leaf->layer));
}

/* @side: (nullable): see NgNetDiagnostic */
static void
report_conflict (NgInference *self,
                 const NgLeaf *leaf,
                 NgDiagnostic *diagnostic,
                 const NgTarget *target,
                 const char *side,
                 gboolean is_given)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);

  if (self->is_trial)
    ng_diagnostic_unref (diagnostic);
  else if (instance->parent < 0 && target != NULL)
    ng_net_add_conflict (self->net, diagnostic, target, side, is_given);
  else
    ng_net_add_diagnostic (self->net, diagnostic, NULL);
}

static void
report (NgInference *self, const NgLeaf *leaf, NgDiagnostic *diagnostic)
{
  report_conflict (self, leaf, diagnostic, NULL, NULL, FALSE);
}

/* What a pattern asks for: numbers where they are known, its own words where not. */
char *
ng_relation_describe_pattern (const NgLaw *law, const NgPattern *pattern, const NgBinding *bindings)
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
describe_source (const NgInference *self, const NgLeaf *leaf, gsize input)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
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

static int
find_producer (const NgInference *self, guint wire)
{
  for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++) {
    const NgLeaf *leaf = ng_inference_leaf (self, self->readers[r]);

    for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++)
      if (ng_inference_output (self, leaf, o) == wire)
        return (int) self->readers[r];
  }
  return -1;
}

/* As many layers as a message names. */
enum { MOST_STEPS = 12 };

/* The input of the outermost net that @wire is, or -1. */
static int
find_input (const NgInference *self, guint wire)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);

  for (guint i = 0; i < root->net->inputs->len; i++)
    if (root->wires[i] == wire)
      return (int) i;
  return -1;
}

/* The wire at the first input of a leaf whose rank is known, or G_MAXUINT. */
static guint
find_known_input (const NgInference *self, const NgLeaf *leaf)
{
  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
    guint wire = ng_inference_input (self, leaf, i);

    if (wire != G_MAXUINT && ng_inference_wire (self, wire)->type.rank >= 0)
      return wire;
  }
  return G_MAXUINT;
}

/* How the type of a wire came, "by way of 1 → 2 → 3", the layer that decided it first; `from input
 * "x" by way of 1` where no layer did. NULL where the last one decided it. @input: the input of the
 * net that decided it, or -1. */
static char *
trace_type (NgInference *self, guint wire, int *input)
{
  const NgNet *root = g_array_index (self->instances, NgInstance, 0).net;
  g_autoptr (GString) text = g_string_new (NULL);
  int n = 0;

  *input = -1;
  for (; wire != G_MAXUINT && n < MOST_STEPS; n++) {
    int index = find_producer (self, wire);
    const NgLeaf *leaf;
    g_autofree char *path = NULL;

    if (index < 0) {
      *input = find_input (self, wire);
      break;
    }
    leaf = ng_inference_leaf (self, (guint) index);
    path = leaf_path (self, leaf);
    if (n > 0)
      g_string_prepend (text, " → ");
    g_string_prepend (text, path);
    wire = ng_inference_asserts_alone (self, (guint) index, wire) ? G_MAXUINT
                                                                  : find_known_input (self, leaf);
  }
  if (n == 0 || (n == 1 && *input < 0))
    return NULL;
  return *input < 0 ? g_strdup_printf ("by way of %s", text->str)
                    : g_strdup_printf ("from input \"%s\" by way of %s",
                                       ng_net_input_name (root, (gsize) *input),
                                       text->str);
}

/* What feeds an input of a leaf; the input of the net where that decided the type, and layers only
 * passed it on. */
static char *
describe_giver (const NgInference *self, const NgLeaf *leaf, gsize input, int decider)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);
  guint wire = ng_inference_input (self, leaf, input);

  if (decider >= 0 && ng_type_equal (&ng_inference_wire (self, root->wires[decider])->type,
                                     &ng_inference_wire (self, wire)->type))
    return g_strdup_printf ("input \"%s\"", ng_net_input_name (root->net, (gsize) decider));
  return describe_source (self, leaf, input);
}

/* Where the connection stands that brings a value to an input: in the net that holds both its ends,
 * or else as far outside as there is a place. */
static NgPlace
find_connection (const NgInference *self, const NgLeaf *leaf, gsize input)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
  guint layer = leaf->index;
  NgPlace place = { 0 };

  for (;;) {
    const NgNet *net = instance->net;
    NgPlace here = net->places[net->first_input[layer] + input];
    NgSource source = ng_net_source (net, layer, input);
    const NgInstance *outer;

    if (here.line == 0 && source.kind == NG_SOURCE_INPUT)
      here = g_array_index (net->inputs, NgNetPort, source.index).place;
    if (here.line > 0)
      place = here;
    if (source.kind != NG_SOURCE_INPUT || instance->parent < 0)
      return place;
    outer = &g_array_index (self->instances, NgInstance, instance->parent);
    layer = instance->layer;
    if (ng_layer_body (outer->net->originals[layer]) == NULL)
      return place;
    input = (gsize) source.index;
    instance = outer;
  }
}

/* The first layer that reads a wire, and by which input; NULL where none does. */
static const NgLeaf *
find_reader (const NgInference *self, guint wire, gsize *input)
{
  for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++) {
    const NgLeaf *reader = ng_inference_leaf (self, self->readers[r]);

    for (*input = 0; *input < ng_layer_n_inputs (reader->layer); (*input)++)
      if (ng_inference_input (self, reader, *input) == wire)
        return reader;
  }
  return NULL;
}

void
ng_relation_report_input (
    NgInference *self, const NgLeaf *leaf, gsize input, const char *needed, const char *given)
{
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *source = NULL;
  g_autofree char *path = leaf_path (self, leaf);
  NgPlace place = find_connection (self, leaf, input);
  NgTarget target = { (int) leaf->index, (int) input };
  NgDiagnostic *diagnostic;
  g_autofree char *chain = NULL;
  int decider;

  if (self->is_trial)
    return;
  chain = trace_type (self, ng_inference_input (self, leaf, input), &decider);
  source = describe_giver (self, leaf, input, decider);
  if (place.line == 0)
    place = *ng_layer_place (leaf->layer);
  place.path = path;
  diagnostic = ng_diagnostic_new ("NetGraph::shape",
                                  &place,
                                  "%s needs %s at \"%s\", and %s gives %s.",
                                  who,
                                  needed,
                                  ng_layer_input_name (leaf->layer, input),
                                  source,
                                  given);
  if (chain != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s came %s", given, chain);
  report_conflict (self, leaf, diagnostic, &target, needed, FALSE);
}

/* The output of the outermost net that @wire feeds, or -1. @is_written: only one whose type was
 * written */
static int
find_output (const NgInference *self, guint wire, gboolean is_written)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);

  for (guint o = 0; o < root->net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (root->net->outputs, NgNetPort, o);

    if (ng_instance_wire (root, port->source) == wire &&
        (!is_written || port->declared.rank >= 0 || port->declared.kind != NG_KIND_UNKNOWN))
      return (int) o;
  }
  return -1;
}

/* The wire of an output of @leaf, which only passes on to its input @input what is asked there;
 * G_MAXUINT where it decides itself what comes in. */
static guint
follow_need (NgInference *self, const NgLeaf *leaf, gsize input)
{
  guint reader = (guint) (leaf - ng_inference_leaf (self, 0));
  const NgType *written = ng_layer_input_type (leaf->layer, input);
  guint wire = ng_inference_input (self, leaf, input);

  if (written->rank >= 0 || find_known_input (self, leaf) != wire ||
      ng_inference_asserts_alone (self, reader, wire))
    return G_MAXUINT;
  for (gsize i = input + 1; i < ng_layer_n_inputs (leaf->layer); i++) {
    guint other = ng_inference_input (self, leaf, i);

    if (other != G_MAXUINT && ng_inference_wire (self, other)->type.rank >= 0)
      return G_MAXUINT;
  }
  for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++) {
    guint after = ng_inference_output (self, leaf, o);

    if (ng_inference_wire (self, after)->type.rank >= 0 &&
        !ng_inference_asserts_alone (self, reader, after))
      return after;
  }
  return G_MAXUINT;
}

/* Who asks for the type that a wire has: a layer that reads it, `layer 2 (LinearLayer) needs {7} at
 * "Input"`, or a port of the net. @chain: the layers that only pass on what is asked, or NULL */
static char *
describe_need (NgInference *self, guint wire, char **chain)
{
  const NgInstance *root = &g_array_index (self->instances, NgInstance, 0);
  g_autoptr (GString) passed = g_string_new (NULL);
  g_autofree char *wanted = NULL;
  const NgLeaf *reader = NULL;
  int output = -1;
  gsize input = 0;

  for (int step = 0; step < MOST_STEPS; step++) {
    guint next = G_MAXUINT;
    g_autofree char *path = NULL;

    output = find_output (self, wire, TRUE);
    reader = find_reader (self, wire, &input);
    if (output < 0 && reader != NULL)
      next = follow_need (self, reader, input);
    if (next == G_MAXUINT)
      break;
    path = leaf_path (self, reader);
    g_string_append_printf (passed, "%s%s", passed->len > 0 ? " → " : "", path);
    wire = next;
  }
  wanted = ng_type_notation (&ng_inference_wire (self, wire)->type);
  *chain = passed->len > 0 ? g_strdup (passed->str) : NULL;
  if (output < 0 && reader != NULL) {
    g_autofree char *who = describe_leaf (self, reader);

    who[0] = g_ascii_tolower (who[0]);
    return g_strdup_printf (
        "%s needs %s at \"%s\"", who, wanted, ng_layer_input_name (reader->layer, input));
  }
  if (output < 0)
    output = find_output (self, wire, FALSE);
  if (output < 0)
    return g_strdup_printf ("%s is needed there", wanted);
  return g_strdup_printf (
      "output \"%s\" is to be %s", ng_net_output_name (root->net, (gsize) output), wanted);
}

/* What trace_type() says of a wire if it had the type @made. */
static char *
trace_made (NgInference *self, guint wire, const NgType *made)
{
  NgType wanted = ng_inference_wire (self, wire)->type;
  char *chain;
  int decider;

  ng_inference_wire (self, wire)->type = *made;
  chain = trace_type (self, wire, &decider);
  ng_inference_wire (self, wire)->type = wanted;
  return chain;
}

void
ng_relation_report_output (
    NgInference *self, const NgLeaf *leaf, gsize output, const NgType *type, const char *made)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
  guint wire = ng_inference_output (self, leaf, output);
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *path = leaf_path (self, leaf);
  g_autofree char *need = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *asked = NULL;
  NgPlace place = { 0 };
  NgDiagnostic *diagnostic;
  gsize n, input;
  const NgLeaf *reader = find_reader (self, wire, &input);
  const NgTarget *targets = ng_net_targets (
      instance->net, (NgSource){ NG_SOURCE_LAYER, (int) leaf->index, (int) output }, &n);

  if (self->is_trial)
    return;
  need = describe_need (self, wire, &asked);
  chain = trace_made (self, wire, type);
  if (reader != NULL)
    place = find_connection (self, reader, input);
  else if (n > 0 && targets[0].index < 0)
    place = g_array_index (instance->net->outputs, NgNetPort, targets[0].port).place;
  if (place.line == 0)
    place = *ng_layer_place (leaf->layer);
  place.path = path;
  diagnostic = ng_diagnostic_new ("NetGraph::shape",
                                  &place,
                                  "%s gives %s at \"%s\", and %s.",
                                  who,
                                  made,
                                  ng_layer_output_name (leaf->layer, output),
                                  need);
  if (chain != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s came %s", made, chain);
  else if (asked != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "it is asked for by way of %s", asked);
  report_conflict (self, leaf, diagnostic, n > 0 ? &targets[0] : NULL, made, TRUE);
}

void
ng_relation_report_array (NgInference *self, const NgLeaf *leaf, gsize index, const NgType *bound)
{
  const NgArraySpec *spec = ng_layer_array_spec (leaf->layer, index);
  g_autofree char *who = describe_leaf (self, leaf);
  g_autofree char *given = ng_type_label (ng_inference_array (self, leaf, index), NULL);
  g_autofree char *needed = ng_type_label (bound, NULL);
  g_autofree char *path = leaf_path (self, leaf);
  NgPlace place = *ng_layer_place (leaf->layer);
  NgDiagnostic *diagnostic;

  place.path = path;
  if (ng_layer_array_shared (leaf->layer, index) != NULL &&
      ng_layer_array (leaf->layer, index) == NULL)
    diagnostic =
        ng_diagnostic_new ("NetGraph::shape",
                           &place,
                           "%s: NetArray[\"%s\"], its \"%s\", would have to be both %s and %s.",
                           who,
                           ng_layer_array_shared (leaf->layer, index),
                           spec->name,
                           given,
                           needed);
  else
    diagnostic = ng_diagnostic_new ("NetGraph::arrdims",
                                    &place,
                                    "%s: \"%s\" is %s; it has to be %s.",
                                    who,
                                    spec->name,
                                    given,
                                    needed);
  report (self, leaf, diagnostic);
}

/* Returns whether the two can meet. */
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
describe_conflict (const NgType *type, const NgType *other)
{
  NgType elements = *type;
  char *words = NULL;

  elements.rank = -1;
  if (ng_type_meet (&elements, other) == NG_MEET_CONFLICT && type->element == NG_ELEMENT_NONE)
    words = describe_elements (type);
  return words != NULL ? words : ng_type_notation (type);
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
    g_autofree char *needed = describe_conflict (type, own);
    g_autofree char *given = describe_conflict (own, type);

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
  given = ng_type_notation (ng_relation_input (self, index));
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
        describe_conflict (type, &ng_inference_wire (self->inference, wire)->type);

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
ng_relation_fresh (NgRelation *self, int key)
{
  NgInference *inference = self->inference;
  gint64 hash_key = (gint64) self->leaf * 4096 + key;
  gint64 id = GPOINTER_TO_SIZE (g_hash_table_lookup (inference->fresh, &hash_key));

  if (id == 0) {
    id = ng_inference_new_length (inference, "").value;
    g_hash_table_insert (
        inference->fresh, g_memdup2 (&hash_key, sizeof hash_key), GSIZE_TO_POINTER (id));
  }
  return ng_inference_length (inference, ng_dim_varying (id));
}

void
ng_relation_fail (NgRelation *self, const char *tag, const char *format, ...)
{
  NgInference *inference = self->inference;
  const NgLeaf *leaf = ng_inference_leaf (inference, self->leaf);
  g_autofree char *key = g_strdup_printf ("%u %s", self->leaf, tag);
  g_autofree char *message = NULL;
  g_autofree char *path = leaf_path (inference, leaf);
  g_autofree char *who = describe_leaf (inference, leaf);
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
    report (inference, leaf, self->last);
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
  own = ng_type_notation (&ng_inference_wire (self->inference, wire)->type);
  outer = ng_type_notation (type);
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
