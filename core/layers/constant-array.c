/* ConstantArrayLayer[]: gives a learned array, the same for each example. */

#include "core/graph/array-layer.h"

const NgLayerClass ng_layer_constant_array = {
  .name = "ConstantArrayLayer",
  .summary = "Gives a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M2.5 2.5h11v11h-11z M2.5 6h11 M2.5 10h11 M6 2.5v11 M10 2.5v11",
  .law = "y = A",
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Array", "*s", NG_INIT_SMALL_NORMAL } },
  .lower = ng_array_layer_lower,
  .term = "c",
  .examples = { "ConstantArrayLayer[\"Output\" -> {2, 3}]",
                "ConstantArrayLayer[\"Array\" -> {1, 2, 3}]" },
};
