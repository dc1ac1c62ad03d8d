/* NetArrayLayer[]: gives a learned array, the same for each example; the newer name of
 * ConstantArrayLayer. */

#include "core/graph/array-layer.h"

const NgLayerClass ng_layer_net_array = {
  .name = "NetArrayLayer",
  .summary = "Gives a learned array",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M4.5 4.5h9v9h-9z M4.5 9h9 M9 4.5v9 M2 11v-9h9",
  .law = "y = A",
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Array", "*s", NG_INIT_SMALL_NORMAL } },
  .lower = ng_array_layer_lower,
  .term = "c",
  .examples = { "NetArrayLayer[\"Output\" -> {2, 3}]", "NetArrayLayer[\"Array\" -> {1, 2, 3}]" },
};
