/* NetMapOperator[net]: applies the net to each element of a sequence, with the same arrays. The
 * level is folded into the batch, so the net runs once, on all elements of all examples. */

#include "core/graph/inner.h"
#include "core/graph/steps.h"

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
  NgValue x = ng_lowering_input (to, 0);

  if (ng_program_builder_has_failed (b))
    return;
  const NgShape shape = *ng_build_shape (b, x);

  x = ng_inner_lower (to, 0, ng_build_merge_axes (b, x, 0, 2));
  ng_lowering_output (to, 0, ng_build_split_axis (b, x, 0, shape.dims, 2));
}

const NgLayerClass ng_layer_net_map_operator = {
  .name = "NetMapOperator",
  .summary = "Applies a net to each element of a sequence",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1 2h4v4h-4z M6 2h4v4h-4z M11 2h4v4h-4z M3 6v4 M8 6v4 M13 6v4 M1 10h14v4h-14z",
  .nets = { "Net" },
  .law = "y[i] = net (x[i])",
  .ports = ng_inner_add_ports,
  .check = ng_inner_check,
  .infer = net_map_operator_infer,
  .verify = net_map_operator_verify,
  .steps = ng_steps_all,
  .lower = net_map_operator_lower,
  .examples = { "NetMapOperator[LinearLayer[2], \"Input\" -> {\"Varying\", 3}]",
                "NetMapOperator[{LinearLayer[{}], Tanh}, \"Input\" -> {4, 2}]",
                "NetMapOperator[SummationLayer[], \"Input\" -> {2, 3}]",
                "NetMapOperator[NetMapOperator[ElementwiseLayer[#^2 &]], \"Input\" -> {2, 3, 2}]" },
};
