/* BasicRecurrentLayer[n]: h' = tanh (W x + R h + b) at each step of a sequence. */

#include "core/graph/recurrent.h"
#include "core/graph/steps.h"

static void
basic_recurrent_lower (NgLowering *to)
{
  ng_recurrent_lower (to, NG_CELL_BASIC);
}

const NgLayerClass ng_layer_basic_recurrent = {
  .name = "BasicRecurrentLayer",
  .summary = "Passes a state along a sequence through one hyperbolic tangent",
  .category = NG_CATEGORY_RECURRENT,
  .glyph = "M4 5h8v7h-8z M12 8.5h2.5v-6h-13v6h2.5 M6 10.5c2.5 0 1.5-4 4-4",
  .law = "s[t] = tanh (W x[t] + R s[t - 1] + b)",
  .params = NG_RECURRENT_PARAMS,
  .inputs = { { "Input", "t k" }, { "State", "n", NG_KIND_REAL, .is_optional = TRUE } },
  .outputs = { { "Output", "t n" }, { "State", "n", .is_optional = TRUE } },
  .arrays = { { "InputWeights", "n k", NG_INIT_KAIMING },
              { "StateWeights", "n n", NG_INIT_KAIMING },
              { "Biases", "n", NG_INIT_BIAS } },
  .flags = NG_LAYER_RANDOM,
  .check = ng_recurrent_check,
  .verify = ng_recurrent_verify,
  .steps = ng_steps_sequences,
  .lower = basic_recurrent_lower,
  .label = ng_recurrent_label,
  .term = "RNN %s",
  .examples = { "BasicRecurrentLayer[3, \"Input\" -> {4, 2}]",
                "BasicRecurrentLayer[2, \"Dropout\" -> {\"VariationalInput\" -> 0.3, "
                "\"VariationalState\" -> 0.2}, \"Input\" -> {\"Varying\", 3}]",
                "NetGraph[{BasicRecurrentLayer[2]}, {NetPort[\"Start\"] -> NetPort[1, \"State\"], "
                "NetPort[1, \"State\"] -> NetPort[\"End\"]}, \"Input\" -> {\"Varying\", 1}]" },
};
