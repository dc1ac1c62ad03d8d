/* NetFoldOperator[net, feedback, constants, outputs]: runs a net along sequences. In each step it
 * gets the next element of every mapped input, the constant inputs whole, and at the inputs that
 * are fed back what its outputs gave in the step before; 0 in the first step, or what the port of
 * that name is given. Its outputs become sequences; the last values that were fed back are ports
 * too. */

#include "core/graph/folding.h"
#include "core/graph/inner.h"
#include "core/graph/literal.h"
#include "core/program/sequence.h"

enum { FEEDBACK, CONSTANTS, OUTPUTS };

/* Whether input @input of the net has a port of its own at the layer. */
static gboolean
has_port (const NgLayer *layer, gsize input)
{
  return ng_folding_feeder (layer, input) >= 0 || ng_folding_is_constant (layer, input) ||
         ng_folding_is_mapped (layer, input);
}

static void
net_fold_operator_ports (NgLayer *layer)
{
  NgLayer *net = ng_layer_inner (layer, 0);

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++) {
    if (ng_folding_feeder (layer, i) >= 0)
      ng_layer_add_optional_port (layer, FALSE, ng_layer_input_name (net, i));
    else if (has_port (layer, i))
      ng_layer_add_port (layer, FALSE, ng_layer_input_name (net, i), NULL);
  }
  for (gsize o = 0; o < ng_layer_n_outputs (net); o++)
    if (ng_folding_is_chosen (layer, o))
      ng_layer_add_port (layer, TRUE, ng_layer_output_name (net, o), NULL);
  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    if (ng_folding_feeder (layer, i) >= 0) {
      g_autofree char *name = ng_folding_state_name (layer, i);

      ng_layer_add_optional_port (layer, TRUE, name);
    }
}

static gboolean
fail_name (const NgLayer *layer, NgExpr *entry, const char *what, GError **error)
{
  g_autofree char *shown = ng_print_short (entry, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (entry),
                    "%s does not name %s of the net of %s.",
                    shown,
                    what,
                    ng_layer_kind (layer));
  return FALSE;
}

static gboolean
check_names (const NgLayer *layer, gsize param, gboolean are_outputs, GError **error)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  NgExpr *entry;

  if (ng_layer_param (layer, param)->is_automatic)
    return TRUE;
  for (gsize i = 0; (entry = ng_folding_entry (ng_layer_param (layer, param)->expr, i)) != NULL;
       i++) {
    const char *name = ng_expr_kind (entry) == NG_EXPR_STRING ? ng_expr_text (entry) : "";

    if ((are_outputs ? ng_layer_find_output (net, name) : ng_layer_find_input (net, name)) < 0)
      return fail_name (layer, entry, are_outputs ? "an output" : "an input", error);
  }
  return TRUE;
}

static gboolean
check_feedback (const NgLayer *layer, GError **error)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  NgExpr *feedback = ng_layer_param (layer, FEEDBACK)->expr;
  NgExpr *rule;

  if (ng_layer_param (layer, FEEDBACK)->is_automatic)
    return TRUE;
  for (gsize i = 0; (rule = ng_folding_entry (feedback, i)) != NULL; i++) {
    NgExpr *out = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    NgExpr *in = out != NULL ? ng_expr_arg (rule, 1) : NULL;

    if (out == NULL || ng_expr_kind (out) != NG_EXPR_STRING ||
        ng_layer_find_output (net, ng_expr_text (out)) < 0)
      return fail_name (layer, out != NULL ? out : rule, "an output", error);
    if (ng_expr_kind (in) != NG_EXPR_STRING || ng_layer_find_input (net, ng_expr_text (in)) < 0)
      return fail_name (layer, in, "an input", error);
  }
  return TRUE;
}

static gboolean
net_fold_operator_check (const NgLayer *layer, GError **error)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  gboolean has_mapped = FALSE, has_feedback = FALSE;

  if (!check_feedback (layer, error) || !check_names (layer, CONSTANTS, FALSE, error) ||
      !check_names (layer, OUTPUTS, TRUE, error))
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_inputs (net); i++) {
    has_mapped = has_mapped || ng_folding_is_mapped (layer, i);
    has_feedback = has_feedback || ng_folding_feeder (layer, i) >= 0;
  }
  if (has_mapped && has_feedback)
    return TRUE;
  if (!has_feedback && ng_layer_param (layer, FEEDBACK)->is_automatic) {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("NetGraph::badarg",
                               ng_layer_place (layer),
                               "The net of NetFoldOperator has no %s \"%s\"; by itself "
                               "\"Output\" is fed to \"State\".",
                               ng_layer_find_input (net, "State") < 0 ? "input" : "output",
                               ng_layer_find_input (net, "State") < 0 ? "State" : "Output"),
            "Name it so, or write NetFoldOperator[net, {\"out\" -> \"in\"}]."));
    return FALSE;
  }
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_layer_place (layer),
                    has_feedback ? "The net of NetFoldOperator has no input left to run along."
                                 : "The net of NetFoldOperator has no output that is fed back.");
  return FALSE;
}

/* The length of the sequences, as far as one of them tells. */
static NgDim
find_length (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgLayer *net = ng_layer_inner (layer, 0);
  NgDim length = ng_dim_unknown ();

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    if (ng_folding_is_mapped (layer, i))
      ng_dim_meet (
          &length,
          ng_type_length (ng_relation_input (
              relation, (gsize) ng_layer_find_input (layer, ng_layer_input_name (net, i)))));
  for (gsize o = 0; o < ng_layer_n_outputs (net); o++)
    if (ng_folding_is_chosen (layer, o))
      ng_dim_meet (
          &length,
          ng_type_length (ng_relation_output (
              relation, (gsize) ng_layer_find_output (layer, ng_layer_output_name (net, o)))));
  return length;
}

static void
infer_state (NgRelation *relation, gsize input, gsize port)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gsize feeder = (gsize) ng_folding_feeder (layer, input);
  g_autofree char *name = ng_folding_state_name (layer, input);
  gsize last = (gsize) ng_layer_find_output (layer, name);

  ng_relation_refine_inner_input (relation, 0, input, ng_relation_input (relation, port));
  ng_relation_refine_inner_input (
      relation, 0, input, ng_relation_inner_output (relation, 0, feeder));
  ng_relation_refine_inner_output (
      relation, 0, feeder, ng_relation_inner_input (relation, 0, input));
  ng_relation_refine_input (relation, port, ng_relation_inner_input (relation, 0, input));
  ng_relation_refine_output (relation, last, ng_relation_inner_output (relation, 0, feeder));
}

static void
net_fold_operator_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgLayer *net = ng_layer_inner (layer, 0);
  NgDim length = find_length (relation);
  NgType type;

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++) {
    gsize port;

    if (!has_port (layer, i))
      continue;
    port = (gsize) ng_layer_find_input (layer, ng_layer_input_name (net, i));
    if (ng_folding_feeder (layer, i) >= 0) {
      infer_state (relation, i, port);
    } else if (ng_folding_is_constant (layer, i)) {
      ng_relation_refine_inner_input (relation, 0, i, ng_relation_input (relation, port));
      ng_relation_refine_input (relation, port, ng_relation_inner_input (relation, 0, i));
    } else {
      type = ng_type_element_of (ng_relation_input (relation, port));
      ng_relation_refine_inner_input (relation, 0, i, &type);
      type = ng_type_sequence_of (ng_relation_inner_input (relation, 0, i), length);
      ng_relation_refine_input (relation, port, &type);
    }
  }
  for (gsize o = 0; o < ng_layer_n_outputs (net); o++) {
    gsize port;

    if (!ng_folding_is_chosen (layer, o))
      continue;
    port = (gsize) ng_layer_find_output (layer, ng_layer_output_name (net, o));
    type = ng_type_element_of (ng_relation_output (relation, port));
    ng_relation_refine_inner_output (relation, 0, o, &type);
    type = ng_type_sequence_of (ng_relation_inner_output (relation, 0, o), length);
    ng_relation_refine_output (relation, port, &type);
  }
}

static void
net_fold_operator_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgLayer *net = ng_layer_inner (layer, 0);

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++) {
    const char *name = ng_layer_input_name (net, i);

    if (ng_folding_is_mapped (layer, i) &&
        ng_relation_input (relation, (gsize) ng_layer_find_input (layer, name))->rank == 0)
      ng_relation_fail (
          relation, "NetGraph::level", "\"%s\" is a single number, and no sequence.", name);
  }
}

static gboolean
net_fold_operator_steps (const NgLayer *layer, gsize input, int rank)
{
  const char *name = ng_layer_input_name (layer, input);

  return ng_folding_is_mapped (layer,
                               (gsize) ng_layer_find_input (ng_layer_inner (layer, 0), name));
}

/* Values of all steps, each (batch, *d), -> (batch, n, *d) */
static NgValue
join_elements (NgProgramBuilder *b, NgValue *values, gsize n, gint64 batch)
{
  for (gsize t = 0; t < n; t++)
    values[t] = ng_build_split_axis (b, values[t], 0, (gint64[]){ batch, 1 }, 2);
  return ng_program_builder_has_failed (b) ? NG_NO_VALUE : ng_build_concat (b, values, n, 1);
}

/* What an input that is fed back gets in the first step. */
static NgValue
first_state (NgLowering *to, gsize input)
{
  const NgLayer *layer = ng_lowering_layer (to);
  int port = ng_layer_find_input (layer, ng_layer_input_name (ng_layer_inner (layer, 0), input));
  NgValue given = ng_lowering_input (to, (gsize) port);
  g_autofree char *name = ng_folding_state_name (layer, input);
  const NgType *type = ng_lowering_output_type (to, (gsize) ng_layer_find_output (layer, name));
  NgShape shape = { .element = ng_lowering_element (to), .rank = type->rank + 1 };

  if (given != NG_NO_VALUE)
    return given;
  shape.dims[0] = ng_lowering_batch (to);
  for (int i = 0; i < type->rank; i++)
    shape.dims[i + 1] = type->dims[i].value;
  return ng_build_fill (ng_lowering_builder (to), &shape, 0);
}

static void
net_fold_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const NgLayer *layer = ng_lowering_layer (to);
  NgLayer *net = ng_layer_inner (layer, 0);
  gsize n_inputs = ng_layer_n_inputs (net), n_outputs = ng_layer_n_outputs (net);
  g_autofree NgValue *inputs = g_new (NgValue, n_inputs);
  g_autofree NgValue *outputs = g_new (NgValue, n_outputs);
  g_autofree NgValue *steps = NULL; /* by output, by step */
  gsize length = 0;

  if (ng_program_builder_has_failed (b))
    return;
  for (gsize i = 0; i < n_inputs; i++) {
    int port = ng_layer_find_input (layer, ng_layer_input_name (net, i));

    inputs[i] = NG_NO_VALUE;
    if (ng_folding_feeder (layer, i) >= 0)
      inputs[i] = first_state (to, i);
    else if (ng_folding_is_constant (layer, i))
      inputs[i] = ng_lowering_input (to, (gsize) port);
    else if (ng_folding_is_mapped (layer, i))
      length = (gsize) ng_build_shape (b, ng_lowering_input (to, (gsize) port))->dims[1];
  }
  if (length > NG_MAX_STEPS) {
    ng_lowering_fail (to,
                      "NetGraph::limit",
                      "The sequence has %" G_GSIZE_FORMAT " elements; at most %d are possible.",
                      length,
                      NG_MAX_STEPS);
    return;
  }
  steps = g_new (NgValue, n_outputs * length + 1);
  for (gsize t = 0; t < length && !ng_program_builder_has_failed (b); t++) {
    for (gsize i = 0; i < n_inputs; i++)
      if (ng_folding_is_mapped (layer, i))
        inputs[i] = ng_build_part (
            b,
            ng_lowering_input (to,
                               (gsize) ng_layer_find_input (layer, ng_layer_input_name (net, i))),
            1,
            (gint64) t);
    ng_lowering_inner (to, 0, inputs, outputs);
    for (gsize o = 0; o < n_outputs; o++)
      steps[o * length + t] = outputs[o];
    for (gsize i = 0; i < n_inputs; i++)
      if (ng_folding_feeder (layer, i) >= 0)
        inputs[i] = outputs[ng_folding_feeder (layer, i)];
  }
  for (gsize i = 0; i < n_inputs; i++)
    if (ng_folding_feeder (layer, i) >= 0) {
      g_autofree char *name = ng_folding_state_name (layer, i);

      ng_lowering_output (to, (gsize) ng_layer_find_output (layer, name), inputs[i]);
    }
  for (gsize o = 0; o < n_outputs; o++)
    if (ng_folding_is_chosen (layer, o))
      ng_lowering_output (to,
                          (gsize) ng_layer_find_output (layer, ng_layer_output_name (net, o)),
                          join_elements (b, steps + o * length, length, ng_lowering_batch (to)));
}

const NgLayerClass ng_layer_net_fold_operator = {
  .name = "NetFoldOperator",
  .summary = "Runs a net along a sequence, feeding back what it gives",
  .category = NG_CATEGORY_RECURRENT,
  .glyph = "M4 4h8v8h-8z M12 6h2.5v-4.5h-13v4.5h2.5 M8 12v3 M2 10h2",
  .nets = { "Net" },
  .law = "s[t] = net (x[t], s[t - 1])",
  .params = { { "Feedback",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "Automatic",
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "Rules \"output\" -> \"input\" of the net; \"Output\" -> \"State\" by "
                        "itself." },
              { "Constants",
                NG_PARAM_EXPR,
                .position = 2,
                .value = "{}",
                .help = "Inputs of the net that get the whole value in each step." },
              { "Outputs",
                NG_PARAM_EXPR,
                .position = 3,
                .value = "Automatic",
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "Outputs of the net that become sequences; all by itself." } },
  .ports = net_fold_operator_ports,
  .check = net_fold_operator_check,
  .infer = net_fold_operator_infer,
  .verify = net_fold_operator_verify,
  .steps = net_fold_operator_steps,
  .lower = net_fold_operator_lower,
  .examples = { "NetFoldOperator[ThreadingLayer[#Input + Tanh[#State] &], "
                "\"Input\" -> {\"Varying\", 2}]",
                "NetFoldOperator[NetGraph[{CatenateLayer[], LinearLayer[3], Tanh}, "
                "{{NetPort[\"Input\"], NetPort[\"State\"]} -> 1 -> 2 -> 3}], \"Input\" -> {4, 2}]",
                "NetFoldOperator[ThreadingLayer[#x*#h + #c &], {\"Output\" -> \"h\"}, {\"c\"}, "
                "\"x\" -> {3, 2}]" },
};
