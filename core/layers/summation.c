/* SummationLayer[]: with one input the sum of all its elements, with several their sum element by
 * element. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/slots.h"

enum { INPUTS };

static gboolean
summation_check (const NgLayer *layer, GError **error)
{
  return ng_slots_check (ng_layer_param (layer, INPUTS), error);
}

static void
summation_ports (NgLayer *layer)
{
  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
}

static void
summation_infer (NgRelation *relation)
{
  gsize n = ng_layer_n_inputs (ng_relation_layer (relation));
  NgType scalar = ng_type_real (NULL, 0);

  if (n == 1) {
    ng_relation_refine_output (relation, 0, &scalar);
    return;
  }
  for (gsize i = 0; i < n; i++)
    ng_relation_share_levels (relation, i);
}

/* x: (batch, *s), y: (batch) or (batch, *s) */
static void
summation_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue sum = ng_lowering_input (to, 0);
  gsize n = ng_lowering_n_inputs (to);

  if (ng_program_builder_has_failed (b))
    return;
  if (n == 1 && ng_build_shape (b, sum)->rank > 1)
    sum = ng_build_reduce (
        b, NG_PRIMITIVE_SUM, sum, (1u << ng_build_shape (b, sum)->rank) - 2, FALSE);
  for (gsize i = 1; i < n; i++)
    sum = ng_build_add (b, sum, ng_lowering_input (to, i));
  ng_lowering_output (to, 0, sum);
}

const NgLayerClass ng_layer_summation = {
  .name = "SummationLayer",
  .summary = "Sums all elements of its input, or several inputs element by element",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M12 3h-8l5 5l-5 5h8",
  .law = "y = Σ x",
  .params = { { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "Automatic",
                .help = "How many inputs there are, or their names or types." } },
  .inputs = { { "Input", "*i", .is_many = TRUE } },
  .outputs = { { "Output", NULL } },
  .flags = NG_LAYER_ONE_INPUT,
  .check = summation_check,
  .ports = summation_ports,
  .infer = summation_infer,
  .lower = summation_lower,
  .term = "Σ",
  .examples = { "SummationLayer[\"Inputs\" -> {{2, 3}}]", "SummationLayer[\"Inputs\" -> {3, 3}]" },
};
