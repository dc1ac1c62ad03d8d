/* What is said of conflicts: whose they are, and where what is known and needed comes from. */

#include "core/graph/inference.h"
#include "core/shape/words.h"

#include <string.h>

char *
ng_leaf_path (const NgInference *self, const NgLeaf *leaf)
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

char *
ng_leaf_describe (const NgInference *self, const NgLeaf *leaf)
{
  const NgInstance *instance = &g_array_index (self->instances, NgInstance, leaf->instance);
  g_autofree char *path = ng_leaf_path (self, leaf);

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

void
ng_relation_report (NgInference *self, const NgLeaf *leaf, NgDiagnostic *diagnostic)
{
  report_conflict (self, leaf, diagnostic, NULL, NULL, FALSE);
}

/* What is bound to a word of a pattern; @word: that one, for what is not known */
static void
append_binding (const NgInference *self, GString *text, const NgBinding *binding, const char *word)
{
  NgType type = ng_type_of_rank (binding->rank);

  memcpy (type.dims, binding->dims, sizeof (NgDim) * (gsize) binding->rank);
  g_auto (GStrv) names = ng_inference_names_of (self, &type);
  for (int i = 0; i < binding->rank; i++) {
    NgDim dim = ng_inference_length (self, binding->dims[i]);

    g_string_append (text, i > 0 ? ", " : "");
    if (dim.state == NG_DIM_UNKNOWN)
      g_string_append (text, word);
    else
      ng_dim_append_words (text, dim, (const char *const *) names);
  }
}

/* What a pattern asks for: numbers where they are known, its own words where not. */
char *
ng_relation_describe_pattern (const NgInference *self,
                              const NgLaw *law,
                              const NgPattern *pattern,
                              const NgBinding *bindings)
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
      append_binding (
          self, text, binding, term->kind == NG_TERM_DIM ? law->words.names[term->word] : "?");
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
    path = ng_leaf_path (self, leaf);
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
  g_autofree char *who = ng_leaf_describe (self, leaf);
  g_autofree char *source = NULL;
  g_autofree char *path = ng_leaf_path (self, leaf);
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
    path = ng_leaf_path (self, reader);
    g_string_append_printf (passed, "%s%s", passed->len > 0 ? " → " : "", path);
    wire = next;
  }
  wanted = ng_inference_describe (self, &ng_inference_wire (self, wire)->type);
  *chain = passed->len > 0 ? g_strdup (passed->str) : NULL;
  if (output < 0 && reader != NULL) {
    g_autofree char *who = ng_leaf_describe (self, reader);

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
  g_autofree char *who = ng_leaf_describe (self, leaf);
  g_autofree char *path = ng_leaf_path (self, leaf);
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
  g_autofree char *who = ng_leaf_describe (self, leaf);
  g_autofree char *given = ng_type_label (ng_inference_array (self, leaf, index), NULL);
  g_autofree char *needed = ng_type_label (bound, NULL);
  g_autofree char *path = ng_leaf_path (self, leaf);
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
  ng_relation_report (self, leaf, diagnostic);
}
