/* ConstantArrayLayer[]: gives a learned array, the same for each example. */

#include "core/graph/lowering.h"

enum { ARRAY };

static void
constant_array_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue array = ng_lowering_array (to, ARRAY);
  gint64 dims[NG_MAX_RANK + 1] = { ng_lowering_batch (to) };
  int axes[NG_MAX_RANK];
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, array);
  for (int i = 0; i < shape.rank; i++) {
    dims[i + 1] = shape.dims[i];
    axes[i] = i + 1;
  }
  ng_lowering_output (to, 0, ng_build_broadcast (b, array, dims, shape.rank + 1, axes));
}

const NgLayerClass ng_layer_constant_array = {
  .name = "ConstantArrayLayer",
  .summary = "Gives a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M2.5 2.5h11v11h-11z M2.5 6h11 M2.5 10h11 M6 2.5v11 M10 2.5v11",
  .law = "y = A",
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Array", "*s", NG_INIT_SMALL_NORMAL } },
  .lower = constant_array_lower,
  .term = "c",
  .examples = { "ConstantArrayLayer[\"Output\" -> {2, 3}]",
                "ConstantArrayLayer[\"Array\" -> {1, 2, 3}]" },
};
