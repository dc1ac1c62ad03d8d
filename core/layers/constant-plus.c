/* ConstantPlusLayer[]: adds a learned array of the input's shape. */

#include "core/graph/lowering.h"

enum { BIASES };

static void
constant_plus_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue biases = ng_build_broadcast_at (b, ng_lowering_array (to, BIASES), x, 1);

  ng_lowering_output (to, 0, ng_build_add (b, x, biases));
}

const NgLayerClass ng_layer_constant_plus = {
  .name = "ConstantPlusLayer",
  .summary = "Adds a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M2 8h6 M5 5v6 M10 3h4v10h-4z M10 8h4",
  .law = "y = x + b",
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Biases", "*s", NG_INIT_BIAS } },
  .flags = NG_LAYER_ELIDE | NG_LAYER_FIXED,
  .lower = constant_plus_lower,
  .term = "+ c",
  .examples = { "ConstantPlusLayer[\"Input\" -> {2, 3}]",
                "ConstantPlusLayer[\"Biases\" -> {1, 2, 3}]" },
};
