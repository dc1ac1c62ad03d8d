/* MeanAbsoluteLossLayer[]: the mean of the absolute differences of all elements. */

#include "core/graph/lowering.h"

enum { INPUT, TARGET };

/* x, t: (batch, *s), loss: (batch) */
static void
mean_absolute_loss_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue difference =
      ng_build_subtract (b, ng_lowering_input (to, INPUT), ng_lowering_input (to, TARGET));
  NgValue distance = ng_build_unary (b, NG_PRIMITIVE_ABS, difference);
  guint mask = (1u << ng_build_shape (b, distance)->rank) - 2;

  ng_lowering_output (to, 0, ng_build_mean (b, distance, mask, FALSE));
}

const NgLayerClass ng_layer_mean_absolute_loss = {
  .name = "MeanAbsoluteLossLayer",
  .summary = "Says how far apart input and target are",
  .category = NG_CATEGORY_LOSS,
  .glyph = "M2 2v12h12 M3 3l5 8l5-8 M8 11v3",
  .law = "L = mean |x - t|",
  .inputs = { { "Input", "*s" }, { "Target", "*s" } },
  .outputs = { { "Loss", "()" } },
  .lower = mean_absolute_loss_lower,
  .term = "absolute error",
  .examples = { "MeanAbsoluteLossLayer[\"Input\" -> {2, 3}]",
                "MeanAbsoluteLossLayer[\"Target\" -> \"Real\"]",
                "MeanAbsoluteLossLayer[\"Input\" -> {\"Varying\", 2}]" },
};
