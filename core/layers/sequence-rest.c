/* SequenceRestLayer[]: all items of a sequence but the first. */

#include "core/graph/sequence.h"

static void
sequence_rest_lower (NgLowering *to)
{
  ng_sequence_lower_shorter (to, 1);
}

const NgLayerClass ng_layer_sequence_rest = {
  .name = "SequenceRestLayer",
  .summary = "All items of a sequence but the first",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M1.5 6l2.5 4 M4 6l-2.5 4 M5.5 5h4v6h-4z M10.5 5h4v6h-4z",
  .law = "the first size is one less",
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = ng_sequence_infer_shorter,
  .verify = ng_sequence_verify_shorter,
  .lower = sequence_rest_lower,
  .examples = { "SequenceRestLayer[\"Input\" -> {3, 2}]",
                "SequenceRestLayer[\"Input\" -> {\"Varying\", 2}]",
                "SequenceRestLayer[\"Output\" -> 2]" },
};
