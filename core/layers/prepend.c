/* PrependLayer[]: puts one more item in front of a sequence. */

#include "core/graph/sequence.h"

static void
prepend_lower (NgLowering *to)
{
  ng_sequence_lower_longer (to, TRUE);
}

const NgLayerClass ng_layer_prepend = {
  .name = "PrependLayer",
  .summary = "Puts one more item in front of a sequence",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M1.5 5h3v6h-3z M3 1.5v2 M6 5h8.5v6h-8.5z M9 5v6 M12 5v6",
  .law = "the first size is one more; the element has the other levels",
  .inputs = { { "Input", NULL }, { "Element", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = ng_sequence_infer_longer,
  .verify = ng_sequence_verify_longer,
  .lower = prepend_lower,
  .examples = { "PrependLayer[\"Input\" -> {3, 2}]",
                "PrependLayer[\"Input\" -> \"Varying\"]",
                "PrependLayer[\"Input\" -> {\"Varying\", Automatic}, \"Element\" -> 2]" },
};
