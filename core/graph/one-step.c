#include "core/graph/one-step.h"

#include "core/graph/builder.h"
#include "core/graph/levels.h"
#include "core/graph/registry.h"
#include "core/graph/states.h"

/* Layers that treat each element of a sequence alone. */
static const char *const elementwise[] = {
  "DropoutLayer",         "ElementwiseLayer",
  "EmbeddingLayer",       "NetMapOperator",
  "NetMapThreadOperator", "SequenceLastLayer",
  "ThreadingLayer",       "TotalLayer",
  "UnitVectorLayer",      NULL,
};

/* The same, where they work along levels and the first is not among these. */
static const char *const along_levels[] = {
  "CatenateLayer", "NormalizationLayer", "SoftmaxLayer", NULL
};

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

/* The lengths of what layers with states give: these go along the sequence. */
static Steps *
find_steps (const NgNet *net)
{
  Steps *steps = g_hash_table_new (NULL, NULL);

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    const NgLayer *layer = ng_net_layer (net, l);
    const NgNet *body = ng_layer_body (layer);
    int output = ng_layer_only_output (layer);

    if (body != NULL) {
      g_autoptr (GHashTable) inner = find_steps (body);

      for (gsize i = 0; i < ng_net_n_inputs (body); i++)
        if (is_step (inner, ng_net_input_type (body, i)))
          add_length (steps, ng_net_type (net, ng_net_source (net, l, i)));
      for (gsize o = 0; o < ng_net_n_outputs (body); o++)
        if (is_step (inner, ng_net_output_type (body, o)))
          add_length (steps, output_type (net, l, o));
    } else if (has_state (layer) && output >= 0) {
      add_length (steps, output_type (net, l, (gsize) output));
    }
  }
  return steps;
}

/* Whether the levels along which the layer works, its first argument, leave out the first one. */
static gboolean
avoids_first_level (const NgLayer *layer, int rank)
{
  const NgParam *param = ng_layer_param (layer, 0);
  guint mask;

  if (ng_layer_class (layer)->params[0].kind == NG_PARAM_LEVEL)
    return ng_level_axis (param->integer, rank) > 0;
  return ng_levels_find (param, rank, &mask) && (mask & 1) == 0;
}

static gboolean
goes_by_steps (const NgLayer *layer, int rank)
{
  const char *name = ng_layer_class (layer)->name;

  /* It has states, but one of its nets begins at the other end. */
  if (g_str_equal (name, "NetBidirectionalOperator"))
    return FALSE;
  return has_state (layer) || g_strv_contains (elementwise, name) ||
         (g_strv_contains (along_levels, name) && avoids_first_level (layer, rank));
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

static gboolean
check_layers (const NgNet *net, Steps *steps, const char *prefix, GError **error)
{
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    const NgLayer *layer = ng_net_layer (net, l);
    g_autofree char *shown = ng_net_shown_name (net, l);
    g_autofree char *path = g_strconcat (prefix, shown, NULL);
    g_autofree char *deeper = g_strconcat (path, "/", NULL);
    NgPlace place = *ng_layer_place (layer);
    gboolean reads_steps = FALSE;
    int rank = 0;

    if (ng_layer_body (layer) != NULL) {
      g_autoptr (GHashTable) inner = find_inner_steps (net, l, steps);

      if (!check_layers (ng_layer_body (layer), inner, deeper, error))
        return FALSE;
      continue;
    }
    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
      NgSource source = ng_net_source (net, l, i);

      if (source.kind == NG_SOURCE_NONE || !is_step (steps, ng_net_type (net, source)))
        continue;
      reads_steps = TRUE;
      rank = ng_net_type (net, source)->rank;
    }
    if (!reads_steps || goes_by_steps (layer, rank))
      continue;
    place.path = path;
    ng_error_set_new (error,
                      "NetUnfold::steps",
                      &place,
                      "Layer \"%s\" (%s) does not go along a sequence step by step.",
                      path,
                      ng_layer_kind (layer));
    return FALSE;
  }
  return TRUE;
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
  gsize n_steps = 0;

  if (opened == NULL)
    return NULL;
  if (states->len == 0) {
    ng_error_set_new (
        error, "NetUnfold::states", NULL, "No layer of the net carries a state along a sequence.");
    return NULL;
  }
  steps = find_steps (net);
  if (!check_layers (net, steps, "", error))
    return NULL;
  builder = ng_net_builder_new (TRUE, FALSE);
  layer = ng_layer_new_net (opened, NULL);
  if (ng_net_builder_add_layer (builder, "net", layer, NULL, error) < 0)
    return NULL;
  for (gsize i = 0; i < ng_net_n_inputs (opened); i++) {
    gboolean steps_on = i < ng_net_n_inputs (net) && is_step (steps, ng_net_input_type (net, i));

    n_steps += steps_on;
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
  if (n_steps > 0)
    return ng_net_builder_end (g_steal_pointer (&builder), error);

  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetUnfold::steps", NULL, "The net has no input that is a sequence of varying length.");
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "give \"Input\" -> {\"Varying\", …}"));
  return NULL;
}
