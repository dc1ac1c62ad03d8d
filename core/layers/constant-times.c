/* ConstantTimesLayer[]: multiplies by a learned array of the input's shape. */

#include "core/graph/lowering.h"

enum { SCALING };

static void
constant_times_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue scaling = ng_build_broadcast_at (b, ng_lowering_array (to, SCALING), x, 1);

  ng_lowering_output (to, 0, ng_build_multiply (b, x, scaling));
}

const NgLayerClass ng_layer_constant_times = {
  .name = "ConstantTimesLayer",
  .summary = "Multiplies by a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M3 6l4 4 M7 6l-4 4 M10 3h4v10h-4z M10 8h4",
  .law = "y = s x",
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Scaling", "*s", NG_INIT_ONE } },
  .flags = NG_LAYER_ELIDE | NG_LAYER_FIXED,
  .lower = constant_times_lower,
  .term = "× c",
  .examples = { "ConstantTimesLayer[\"Input\" -> {2, 3}]",
                "ConstantTimesLayer[\"Scaling\" -> {1, 2, 3}]" },
};
