/* MeanSquaredLossLayer[]: the mean of the squared differences of all elements. */

#include "core/graph/lowering.h"

enum { INPUT, TARGET };

/* x, t: (batch, *s), loss: (batch) */
static void
mean_squared_loss_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue difference =
      ng_build_subtract (b, ng_lowering_input (to, INPUT), ng_lowering_input (to, TARGET));
  NgValue square = ng_build_multiply (b, difference, difference);
  guint mask = (1u << ng_build_shape (b, square)->rank) - 2;

  ng_lowering_output (to, 0, ng_build_mean (b, square, mask, FALSE));
}

const NgLayerClass ng_layer_mean_squared_loss = {
  .name = "MeanSquaredLossLayer",
  .summary = "Says how far apart input and target are, by squares",
  .category = NG_CATEGORY_LOSS,
  .glyph = "M2 2v12h12 M3 3c1 12 9 12 10 0 M8 12v2",
  .law = "L = mean (x - t)²",
  .inputs = { { "Input", "*s" }, { "Target", "*s" } },
  .outputs = { { "Loss", "()" } },
  .lower = mean_squared_loss_lower,
  .term = "squared error",
  .examples = { "MeanSquaredLossLayer[\"Input\" -> {2, 3}]",
                "MeanSquaredLossLayer[\"Target\" -> \"Real\"]",
                "MeanSquaredLossLayer[\"Input\" -> {\"Varying\", 2}]" },
};
