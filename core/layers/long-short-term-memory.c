/* LongShortTermMemoryLayer[n]: at each step of a sequence
 *
 *   i, o, f = sigmoid (W x + R s + b), each by weights of its own
 *   m = tanh (Wm x + Rm s + bm)
 *   c' = f c + i m
 *   s' = o tanh (c') */

#include "core/graph/recurrent.h"
#include "core/graph/steps.h"

static void
long_short_term_memory_lower (NgLowering *to)
{
  ng_recurrent_lower (to, NG_CELL_LSTM);
}

const NgLayerClass ng_layer_long_short_term_memory = {
  .name = "LongShortTermMemoryLayer",
  .summary = "Passes a state along a sequence, and a memory that gates write, keep and show",
  .category = NG_CATEGORY_RECURRENT,
  .glyph = "M4 5h8v7h-8z M12 8.5h2.5v-6h-13v6h2.5 M8 5v7 M4 8.5h8",
  .law = "c[t] = f c[t - 1] + i m; s[t] = o tanh (c[t])",
  .params = NG_RECURRENT_PARAMS,
  .inputs = { { "Input", "t k" },
              { "State", "n", NG_KIND_REAL, .is_optional = TRUE },
              { "CellState", "n", NG_KIND_REAL, .is_optional = TRUE } },
  .outputs = { { "Output", "t n" },
               { "State", "n", .is_optional = TRUE },
               { "CellState", "n", .is_optional = TRUE } },
  .arrays = { { "InputGateInputWeights", "n k", NG_INIT_KAIMING },
              { "InputGateStateWeights", "n n", NG_INIT_KAIMING },
              { "InputGateBiases", "n", NG_INIT_ZERO },
              { "OutputGateInputWeights", "n k", NG_INIT_KAIMING },
              { "OutputGateStateWeights", "n n", NG_INIT_KAIMING },
              { "OutputGateBiases", "n", NG_INIT_ZERO },
              { "ForgetGateInputWeights", "n k", NG_INIT_KAIMING },
              { "ForgetGateStateWeights", "n n", NG_INIT_KAIMING },
              { "ForgetGateBiases", "n", NG_INIT_ZERO },
              { "MemoryGateInputWeights", "n k", NG_INIT_KAIMING },
              { "MemoryGateStateWeights", "n n", NG_INIT_KAIMING },
              { "MemoryGateBiases", "n", NG_INIT_ZERO } },
  .flags = NG_LAYER_RANDOM,
  .check = ng_recurrent_check,
  .verify = ng_recurrent_verify,
  .steps = ng_steps_sequences,
  .lower = long_short_term_memory_lower,
  .label = ng_recurrent_label,
  .term = "LSTM %s",
  .examples = { "LongShortTermMemoryLayer[3, \"Input\" -> {4, 2}]",
                "LongShortTermMemoryLayer[2, \"Dropout\" -> 0.3, \"Input\" -> {\"Varying\", 3}]",
                "LongShortTermMemoryLayer[2, \"Dropout\" -> {\"VariationalInput\" -> 0.2, "
                "\"VariationalState\" -> 0.2, \"StateUpdate\" -> 0.2}, \"Input\" -> {3, 2}]",
                "NetGraph[{LongShortTermMemoryLayer[2]}, {NetPort[\"State\"] -> NetPort[1, "
                "\"State\"], NetPort[\"Memory\"] -> NetPort[1, \"CellState\"], NetPort[1, "
                "\"State\"] -> NetPort[\"Last\"], NetPort[1, \"CellState\"] -> "
                "NetPort[\"LastMemory\"]}, \"Input\" -> {\"Varying\", 1}]" },
};
