/* AppendLayer[]: puts one more item behind a sequence. */

#include "core/graph/sequence.h"

static void
append_lower (NgLowering *to)
{
  ng_sequence_lower_longer (to, FALSE);
}

const NgLayerClass ng_layer_append = {
  .name = "AppendLayer",
  .summary = "Puts one more item behind a sequence",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M11.5 5h3v6h-3z M13 1.5v2 M1.5 5h8.5v6h-8.5z M4 5v6 M7 5v6",
  .law = "the first size is one more; the element has the other levels",
  .inputs = { { "Input", NULL }, { "Element", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = ng_sequence_infer_longer,
  .verify = ng_sequence_verify_longer,
  .lower = append_lower,
  .examples = { "AppendLayer[\"Input\" -> {3, 2}]",
                "AppendLayer[\"Input\" -> \"Varying\"]",
                "AppendLayer[\"Input\" -> {\"Varying\", Automatic}, \"Element\" -> 2]" },
};
