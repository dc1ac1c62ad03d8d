/* SequenceMostLayer[]: all items of a sequence but the last. */

#include "core/graph/sequence.h"

static void
sequence_most_lower (NgLowering *to)
{
  ng_sequence_lower_shorter (to, 0);
}

const NgLayerClass ng_layer_sequence_most = {
  .name = "SequenceMostLayer",
  .summary = "All items of a sequence but the last",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M1.5 5h4v6h-4z M6.5 5h4v6h-4z M12 6l2.5 4 M14.5 6l-2.5 4",
  .law = "the first size is one less",
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = ng_sequence_infer_shorter,
  .verify = ng_sequence_verify_shorter,
  .lower = sequence_most_lower,
  .examples = { "SequenceMostLayer[\"Input\" -> {3, 2}]",
                "SequenceMostLayer[\"Input\" -> {\"Varying\", 2}]",
                "SequenceMostLayer[\"Output\" -> 2]" },
};
