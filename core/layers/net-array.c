/* NetArrayLayer[]: gives a learned array, the same for each example; the newer name of
 * ConstantArrayLayer. */

#include "core/graph/lowering.h"

enum { ARRAY };

static void
net_array_lower (NgLowering *to)
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

const NgLayerClass ng_layer_net_array = {
  .name = "NetArrayLayer",
  .summary = "Gives a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M4.5 4.5h9v9h-9z M4.5 9h9 M9 4.5v9 M2 11v-9h9",
  .law = "y = A",
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Array", "*s", NG_INIT_SMALL_NORMAL } },
  .lower = net_array_lower,
  .term = "c",
  .examples = { "NetArrayLayer[\"Output\" -> {2, 3}]", "NetArrayLayer[\"Array\" -> {1, 2, 3}]" },
};
