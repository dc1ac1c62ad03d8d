#include "core/graph/one-step.h"

#include "core/graph/builder.h"
#include "core/graph/registry.h"
#include "core/graph/states.h"

/* Length identities of one net that count steps, as a set of numbers. */
typedef GHashTable Steps;

static gboolean
is_step (Steps *steps, const NgType *type)
{
  NgDim length = ng_type_length (type);

  return length.state == NG_DIM_VARYING &&
         g_hash_table_contains (steps, GSIZE_TO_POINTER ((gsize) length.value));
}

static void
add_length (Steps *steps, const NgType *type)
{
  NgDim length = ng_type_length (type);

  if (length.state == NG_DIM_VARYING)
    g_hash_table_add (steps, GSIZE_TO_POINTER ((gsize) length.value));
}

static const NgType *
output_type (const NgNet *net, gsize layer, gsize output)
{
  return ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) output });
}

static gboolean
has_state (const NgLayer *layer)
{
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (ng_layer_next_state (layer, i) >= 0)
      return TRUE;
  return FALSE;
}

/* Whether a length that counts steps stands behind the first level. */
static gboolean
has_inner_step (Steps *steps, const NgType *type)
{
  for (int i = 1; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_VARYING &&
        g_hash_table_contains (steps, GSIZE_TO_POINTER ((gsize) type->dims[i].value)))
      return TRUE;
  return FALSE;
}

static gboolean
goes_by_steps (const NgLayer *layer, gsize input, int rank)
{
  const NgLayerClass *class = ng_layer_class (layer);

  return class->steps != NULL && rank > 0 && class->steps (layer, input, rank);
}

/* The lengths of the sequences along which layers with states go. */
static Steps *
find_steps (const NgNet *net)
{
  Steps *steps = g_hash_table_new (NULL, NULL);

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    const NgLayer *layer = ng_net_layer (net, l);
    const NgNet *body = ng_layer_body (layer);
    g_autoptr (GHashTable) inner = body != NULL ? find_steps (body) : NULL;

    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
      NgSource source = ng_net_source (net, l, i);
      const NgType *type = source.kind != NG_SOURCE_NONE ? ng_net_type (net, source) : NULL;

      if (type == NULL)
        continue;
      if (body != NULL ? is_step (inner, ng_net_input_type (body, i))
                       : has_state (layer) && goes_by_steps (layer, i, type->rank))
        add_length (steps, type);
    }
    for (gsize o = 0; body != NULL && o < ng_net_n_outputs (body); o++)
      if (is_step (inner, ng_net_output_type (body, o)))
        add_length (steps, output_type (net, l, o));
  }
  return steps;
}

/* The lengths that count steps in the net that layer @layer is, told from outside too. */
static Steps *
find_inner_steps (const NgNet *net, gsize layer, Steps *outer)
{
  const NgNet *body = ng_layer_body (ng_net_layer (net, layer));
  Steps *steps = find_steps (body);

  for (gsize i = 0; i < ng_net_n_inputs (body); i++) {
    NgSource source = ng_net_source (net, layer, i);

    if (source.kind != NG_SOURCE_NONE && is_step (outer, ng_net_type (net, source)))
      add_length (steps, ng_net_input_type (body, i));
  }
  return steps;
}

/* A net whose layers are being checked.
 *
 * steps: the lengths that count steps in it
 * late_inputs: which of its inputs are known whole only after the last step
 * late: the same of what its layers give, beside sequences of steps
 * path: what stands before the names of its layers
 */
typedef struct {
  const NgNet *net;
  Steps *steps;
  const gboolean *late_inputs;
  gboolean *late;
  const char *path;
} Walk;

static gboolean
is_late (const Walk *walk, NgSource source)
{
  if (is_step (walk->steps, ng_net_type (walk->net, source)))
    return FALSE;
  return source.kind == NG_SOURCE_INPUT ? walk->late_inputs[source.index]
                                        : walk->late[source.index];
}

static gboolean
fail_layer (const Walk *walk, gsize index, const char *reason, const char *hint, GError **error)
{
  const NgLayer *layer = ng_net_layer (walk->net, index);
  g_autofree char *shown = ng_net_shown_name (walk->net, index);
  g_autofree char *path = g_strconcat (walk->path, shown, NULL);
  NgPlace place = *ng_layer_place (layer);
  NgDiagnostic *diagnostic;

  place.path = path;
  diagnostic = ng_diagnostic_new (
      "NetUnfold::steps", &place, "Layer \"%s\" (%s) %s.", path, ng_layer_kind (layer), reason);
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* What layer @index gives in one step has to follow from what it is given in it. */
static gboolean
check_layer (Walk *walk, gsize index, GError **error)
{
  const NgLayer *layer = ng_net_layer (walk->net, index);
  gboolean reads_steps = FALSE, reads_late = FALSE, is_given_state = FALSE, is_inner = FALSE;
  gboolean makes_steps = FALSE;

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (walk->net, index, i);
    const NgType *type;

    if (source.kind == NG_SOURCE_NONE)
      continue;
    type = ng_net_type (walk->net, source);
    is_given_state = is_given_state || ng_layer_next_state (layer, i) >= 0;
    is_inner = is_inner || has_inner_step (walk->steps, type);
    reads_late = reads_late || is_late (walk, source);
    if (!is_step (walk->steps, type))
      continue;
    reads_steps = TRUE;
    if (!goes_by_steps (layer, i, type->rank)) {
      g_autofree char *reason = g_strdup_printf ("does not go step by step along its input \"%s\"",
                                                 ng_layer_input_name (layer, i));

      return fail_layer (walk, index, reason, NULL, error);
    }
  }
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    const NgType *type = output_type (walk->net, index, o);

    makes_steps = makes_steps || is_step (walk->steps, type);
    is_inner = is_inner || has_inner_step (walk->steps, type);
  }
  walk->late[index] = reads_steps || reads_late;
  if (is_inner)
    return fail_layer (walk, index, "has the steps at another level than the first", NULL, error);
  if (has_state (layer) && ng_layer_class (layer)->steps == NULL)
    return fail_layer (walk, index, "does not go along a sequence step by step", NULL, error);
  if (has_state (layer) && !reads_steps)
    return fail_layer (walk,
                       index,
                       "has a state, but no sequence of varying length to go along",
                       "give \"Input\" -> {\"Varying\", …}",
                       error);
  if (is_given_state && reads_steps)
    return fail_layer (
        walk, index, "is given a state to begin with, which every step would take", NULL, error);
  if (reads_late && reads_steps)
    return fail_layer (
        walk, index, "needs in every step what only the last step tells", NULL, error);
  if (makes_steps && !reads_steps)
    return fail_layer (walk, index, "makes a sequence of something else than steps", NULL, error);
  return TRUE;
}

static gboolean check_layers (Walk *walk, GError **error);

/* The layers of the net that layer @index is. */
static gboolean
check_body (Walk *walk, gsize index, GError **error)
{
  const NgNet *body = ng_layer_body (ng_net_layer (walk->net, index));
  g_autoptr (GHashTable) steps = find_inner_steps (walk->net, index, walk->steps);
  g_autofree gboolean *late_inputs = g_new0 (gboolean, ng_net_n_inputs (body) + 1);
  g_autofree gboolean *late = g_new0 (gboolean, ng_net_n_layers (body) + 1);
  g_autofree char *shown = ng_net_shown_name (walk->net, index);
  g_autofree char *path = g_strconcat (walk->path, shown, "/", NULL);
  Walk inner = { body, steps, late_inputs, late, path };

  for (gsize i = 0; i < ng_net_n_inputs (body); i++) {
    NgSource source = ng_net_source (walk->net, index, i);

    late_inputs[i] = source.kind != NG_SOURCE_NONE && is_late (walk, source);
  }
  if (!check_layers (&inner, error))
    return FALSE;
  for (gsize o = 0; o < ng_net_n_outputs (body); o++)
    walk->late[index] = walk->late[index] || is_late (&inner, ng_net_output_source (body, o));
  return TRUE;
}

/* Recursion goes as deep as nets are nested. */
static gboolean
check_layers (Walk *walk, GError **error)
{
  const int *order = ng_net_order (walk->net);

  for (gsize i = 0; i < ng_net_n_layers (walk->net); i++) {
    gsize l = (gsize) order[i];

    if (ng_layer_body (ng_net_layer (walk->net, l)) != NULL ? !check_body (walk, l, error)
                                                            : !check_layer (walk, l, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_net (const NgNet *net, Steps *steps, GError **error)
{
  g_autofree gboolean *late_inputs = g_new0 (gboolean, ng_net_n_inputs (net) + 1);
  g_autofree gboolean *late = g_new0 (gboolean, ng_net_n_layers (net) + 1);
  Walk walk = { net, steps, late_inputs, late, "" };

  return check_layers (&walk, error);
}

static int
add_helper (NgNetBuilder *builder, const char *class, const char *name, GError **error)
{
  g_autoptr (NgExpr) one = ng_expr_new_integer (1, NULL);
  gsize n = g_str_equal (class, "ReplicateLayer") ? 1 : 0;
  g_autoptr (NgLayer) layer = ng_layer_new (ng_registry_find (class), &one, n, NULL, error);

  return layer != NULL ? ng_net_builder_add_layer (builder, name, layer, NULL, error) : -1;
}

/* Input @index of the opened net, layer 0: an element becomes a sequence of one. */
static gboolean
feed (NgNetBuilder *builder, const NgNet *opened, gsize index, gboolean is_step, GError **error)
{
  const char *name = ng_net_input_name (opened, index);
  NgSource source = { .kind = NG_SOURCE_INPUT };
  g_autofree char *layer = g_strconcat (name, " step", NULL);
  int helper;

  source.index = ng_net_builder_input (builder, name, NULL);
  if (!is_step)
    return ng_net_builder_connect (builder, source, 0, (int) index, NULL, error);
  helper = add_helper (builder, "ReplicateLayer", layer, error);
  return helper >= 0 && ng_net_builder_connect (builder, source, helper, 0, NULL, error) &&
         ng_net_builder_connect (
             builder, (NgSource){ NG_SOURCE_LAYER, helper, 0 }, 0, (int) index, NULL, error);
}

static gboolean
show (NgNetBuilder *builder, const NgNet *opened, gsize index, gboolean is_step, GError **error)
{
  const char *name = ng_net_output_name (opened, index);
  NgSource source = { NG_SOURCE_LAYER, 0, (int) index };
  g_autofree char *layer = g_strconcat (name, " step", NULL);
  int helper;

  if (is_step) {
    helper = add_helper (builder, "SequenceLastLayer", layer, error);
    if (helper < 0 || !ng_net_builder_connect (builder, source, helper, 0, NULL, error))
      return FALSE;
    source = (NgSource){ NG_SOURCE_LAYER, helper, 0 };
  }
  return ng_net_builder_output (builder, name, source, NULL, error);
}

NgNet *
ng_net_one_step (NgNet *net, GError **error)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (NgNet) opened = ng_net_with_states (net, states, error);
  g_autoptr (GHashTable) steps = NULL;
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (NgLayer) layer = NULL;

  if (opened == NULL)
    return NULL;
  if (states->len == 0) {
    ng_error_set_new (
        error, "NetUnfold::states", NULL, "No layer of the net carries a state along a sequence.");
    return NULL;
  }
  steps = find_steps (net);
  if (!check_net (net, steps, error))
    return NULL;
  builder = ng_net_builder_new (TRUE, FALSE);
  layer = ng_layer_new_net (opened, NULL);
  if (ng_net_builder_add_layer (builder, "net", layer, NULL, error) < 0)
    return NULL;
  for (gsize i = 0; i < ng_net_n_inputs (opened); i++) {
    gboolean steps_on = i < ng_net_n_inputs (net) && is_step (steps, ng_net_input_type (net, i));

    if (!feed (builder, opened, i, steps_on, error))
      return NULL;
  }
  for (gsize o = 0; o < ng_net_n_outputs (opened); o++)
    if (!show (builder,
               opened,
               o,
               o < ng_net_n_outputs (net) && is_step (steps, ng_net_output_type (net, o)),
               error))
      return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}
