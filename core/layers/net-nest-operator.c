/* NetNestOperator[net, n]: applies the net n times, each time to what it gave before, with the same
 * arrays. */

#include "core/graph/inner.h"

enum { TIMES };

/* Input, output, and those of the net are of one type. */
static void
net_nest_operator_infer (NgRelation *relation)
{
  NgLayer *net = ng_layer_inner (ng_relation_layer (relation), 0);
  gsize in = (gsize) ng_layer_only_input (net), out = (gsize) ng_layer_only_output (net);

  ng_relation_refine_inner_input (relation, 0, in, ng_relation_input (relation, 0));
  ng_relation_refine_input (relation, 0, ng_relation_inner_input (relation, 0, in));
  ng_relation_refine_inner_output (relation, 0, out, ng_relation_input (relation, 0));
  ng_relation_refine_input (relation, 0, ng_relation_inner_output (relation, 0, out));
  ng_relation_refine_output (relation, 0, ng_relation_input (relation, 0));
  ng_relation_refine_input (relation, 0, ng_relation_output (relation, 0));
}

static void
net_nest_operator_lower (NgLowering *to)
{
  NgValue x = ng_lowering_input (to, 0);

  for (gint64 k = 0; k < ng_lowering_param_integer (to, TIMES); k++)
    x = ng_inner_lower (to, 0, x);
  ng_lowering_output (to, 0, x);
}

static char *
net_nest_operator_label (const NgLayer *layer)
{
  return g_strdup_printf ("×%" G_GINT64_FORMAT, ng_layer_param (layer, TIMES)->integer);
}

const NgLayerClass ng_layer_net_nest_operator = {
  .name = "NetNestOperator",
  .summary = "Applies a net several times over",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1.5 1.5h13v13h-13z M4 4h8v8h-8z M6.5 6.5h3v3h-3z",
  .nets = { "Net" },
  .law = "y = net (net (… x))",
  .params = { { "Times",
                NG_PARAM_INTEGER,
                .position = 1,
                .at_least = 1,
                .below = 10001,
                .flags = NG_PARAM_REQUIRED,
                .help = "How often the net is applied." } },
  .ports = ng_inner_add_ports,
  .check = ng_inner_check,
  .infer = net_nest_operator_infer,
  .lower = net_nest_operator_lower,
  .label = net_nest_operator_label,
  .examples = { "NetNestOperator[{LinearLayer[], Tanh}, 3, \"Input\" -> 2]",
                "NetNestOperator[ElementwiseLayer[#^2/2 + 1 &], 2, \"Input\" -> {\"Varying\", "
                "2}]" },
};
