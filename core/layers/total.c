/* TotalLayer[]: adds its inputs element by element. */

#include "core/graph/lowering.h"
#include "core/graph/slots.h"
#include "core/graph/steps.h"

enum { INPUTS };

static gboolean
total_check (const NgLayer *layer, GError **error)
{
  return ng_slots_check (ng_layer_param (layer, INPUTS), error);
}

static void
total_ports (NgLayer *layer)
{
  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
}

static void
total_lower (NgLowering *to)
{
  NgValue sum = ng_lowering_input (to, 0);

  for (gsize i = 1; i < ng_lowering_n_inputs (to); i++)
    sum = ng_build_add (ng_lowering_builder (to), sum, ng_lowering_input (to, i));
  ng_lowering_output (to, 0, sum);
}

const NgLayerClass ng_layer_total = {
  .name = "TotalLayer",
  .summary = "Adds its inputs element by element",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M8 2.5v11 M2.5 8h11",
  .law = "y = x1 + x2 + …",
  .params = { { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "Automatic",
                .help = "How many inputs there are, or their names or types." } },
  .inputs = { { "Input", "*s", .is_many = TRUE } },
  .outputs = { { "Output", "*s" } },
  .check = total_check,
  .ports = total_ports,
  .steps = ng_steps_all,
  .lower = total_lower,
  .term = "+",
  .examples = { "TotalLayer[\"Inputs\" -> 2, \"Output\" -> 3]",
                "TotalLayer[\"Inputs\" -> {{2, 2}, {2, 2}, {2, 2}}]" },
};
