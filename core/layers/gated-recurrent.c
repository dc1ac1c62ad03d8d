/* GatedRecurrentLayer[n]: at each step of a sequence
 *
 *   i = sigmoid (Wi x + Ri s + bi)
 *   r = sigmoid (Wr x + Rr s + br)
 *   m = tanh (Wm x + r (Rm s) + bm)
 *   s' = (1 - i) m + i s
 *
 * The input gate keeps the old state where it is 1; others call it the update gate. */

#include "core/graph/recurrent.h"
#include "core/graph/steps.h"

static void
gated_recurrent_lower (NgLowering *to)
{
  ng_recurrent_lower (to, NG_CELL_GRU);
}

const NgLayerClass ng_layer_gated_recurrent = {
  .name = "GatedRecurrentLayer",
  .summary = "Passes a state along a sequence through gates that keep and reset it",
  .category = NG_CATEGORY_RECURRENT,
  .glyph = "M4 5h8v7h-8z M12 8.5h2.5v-6h-13v6h2.5 M6.7 5v7 M9.3 5v7",
  .law = "s[t] = (1 - i) m + i s[t - 1]",
  .params = NG_RECURRENT_PARAMS,
  .inputs = { { "Input", "t k" }, { "State", "n", NG_KIND_REAL, .is_optional = TRUE } },
  .outputs = { { "Output", "t n" }, { "State", "n", .is_optional = TRUE } },
  .arrays = { { "InputGateInputWeights", "n k", NG_INIT_KAIMING },
              { "InputGateStateWeights", "n n", NG_INIT_KAIMING },
              { "InputGateBiases", "n", NG_INIT_ZERO },
              { "ResetGateInputWeights", "n k", NG_INIT_KAIMING },
              { "ResetGateStateWeights", "n n", NG_INIT_KAIMING },
              { "ResetGateBiases", "n", NG_INIT_ZERO },
              { "MemoryGateInputWeights", "n k", NG_INIT_KAIMING },
              { "MemoryGateStateWeights", "n n", NG_INIT_KAIMING },
              { "MemoryGateBiases", "n", NG_INIT_ZERO } },
  .flags = NG_LAYER_RANDOM,
  .check = ng_recurrent_check,
  .verify = ng_recurrent_verify,
  .steps = ng_steps_sequences,
  .lower = gated_recurrent_lower,
  .label = ng_recurrent_label,
  .term = "GRU %s",
  .examples = { "GatedRecurrentLayer[3, \"Input\" -> {4, 2}]",
                "GatedRecurrentLayer[2, \"Dropout\" -> {\"VariationalState\" -> 0.3, "
                "\"StateUpdate\" -> 0.2}, \"Input\" -> {\"Varying\", 3}]",
                "NetGraph[{GatedRecurrentLayer[2]}, {NetPort[\"Start\"] -> NetPort[1, \"State\"], "
                "NetPort[1, \"State\"] -> NetPort[\"End\"]}, \"Input\" -> {\"Varying\", 1}]" },
};
