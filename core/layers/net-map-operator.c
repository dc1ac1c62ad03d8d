/* NetMapOperator[net]: applies the net to each element of a sequence, with the same arrays. The
 * level is folded into the batch, so the net runs once, on all elements of all examples. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

static void
net_map_operator_ports (NgLayer *layer)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  int input = ng_layer_only_input (net), output = ng_layer_only_output (net);

  if (input >= 0)
    ng_layer_add_port (layer, FALSE, ng_layer_input_name (net, (gsize) input), NULL);
  if (output >= 0)
    ng_layer_add_port (layer, TRUE, ng_layer_output_name (net, (gsize) output), NULL);
}

static gboolean
net_map_operator_check (const NgLayer *layer, GError **error)
{
  if (ng_layer_n_inputs (layer) == 1 && ng_layer_n_outputs (layer) == 1)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_layer_place (layer),
                    "The net of NetMapOperator has to have one input and one output.");
  return FALSE;
}

/* The sequence has the level in front that its elements do not have. */
static void
net_map_operator_infer (NgRelation *relation)
{
  NgLayer *net = ng_layer_inner (ng_relation_layer (relation), 0);
  gsize in = (gsize) ng_layer_only_input (net), out = (gsize) ng_layer_only_output (net);
  NgType type;

  type = ng_type_element_of (ng_relation_input (relation, 0));
  ng_relation_refine_inner_input (relation, 0, in, &type);
  type = ng_type_sequence_of (ng_relation_inner_input (relation, 0, in),
                              ng_type_length (ng_relation_output (relation, 0)));
  ng_relation_refine_input (relation, 0, &type);
  type = ng_type_sequence_of (ng_relation_inner_output (relation, 0, out),
                              ng_type_length (ng_relation_input (relation, 0)));
  ng_relation_refine_output (relation, 0, &type);
  type = ng_type_element_of (ng_relation_output (relation, 0));
  ng_relation_refine_inner_output (relation, 0, out, &type);
}

static void
net_map_operator_verify (NgRelation *relation)
{
  if (ng_relation_input (relation, 0)->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "A single number is no sequence.");
}

/* x: (batch, n, *i), y: (batch, n, *o) */
static void
net_map_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgLayer *net = ng_layer_inner (ng_lowering_layer (to), 0);
  g_autofree NgValue *inputs = g_new (NgValue, ng_layer_n_inputs (net));
  g_autofree NgValue *outputs = g_new (NgValue, ng_layer_n_outputs (net));
  NgValue x = ng_lowering_input (to, 0);

  if (ng_program_builder_has_failed (b))
    return;
  const NgShape shape = *ng_build_shape (b, x);

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    inputs[i] = NG_NO_VALUE;
  inputs[ng_layer_only_input (net)] = ng_build_merge_axes (b, x, 0, 2);
  ng_lowering_inner (to, 0, inputs, outputs);
  if (!ng_program_builder_has_failed (b))
    ng_lowering_output (
        to, 0, ng_build_split_axis (b, outputs[ng_layer_only_output (net)], 0, shape.dims, 2));
}

const NgLayerClass ng_layer_net_map_operator = {
  .name = "NetMapOperator",
  .summary = "Applies a net to each element of a sequence",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1 2h4v4h-4z M6 2h4v4h-4z M11 2h4v4h-4z M3 6v4 M8 6v4 M13 6v4 M1 10h14v4h-14z",
  .nets = { "Net" },
  .law = "y[i] = net (x[i])",
  .ports = net_map_operator_ports,
  .check = net_map_operator_check,
  .infer = net_map_operator_infer,
  .verify = net_map_operator_verify,
  .lower = net_map_operator_lower,
  .examples = { "NetMapOperator[LinearLayer[2], \"Input\" -> {\"Varying\", 3}]",
                "NetMapOperator[{LinearLayer[{}], Tanh}, \"Input\" -> {4, 2}]",
                "NetMapOperator[NetMapOperator[ElementwiseLayer[#^2 &]], \"Input\" -> {2, 3, 2}]" },
};
