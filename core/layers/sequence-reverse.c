/* SequenceReverseLayer[]: the items of a sequence from the last to the first. */

#include "core/graph/levels.h"
#include "core/graph/sequence.h"

static void
sequence_reverse_infer (NgRelation *relation)
{
  ng_relation_refine_output (relation, 0, ng_relation_input (relation, 0));
  ng_relation_refine_input (relation, 0, ng_relation_output (relation, 0));
}

/* x, y: (batch, n, *d) */
static void
sequence_reverse_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);

  ng_lowering_output (to, 0, ng_build_reverse (b, ng_lowering_input (to, 0), 1));
}

const NgLayerClass ng_layer_sequence_reverse = {
  .name = "SequenceReverseLayer",
  .summary = "The items of a sequence from the last to the first",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 5h10 M9.5 2.5l2.5 2.5l-2.5 2.5 M14 11h-10 M6.5 8.5l-2.5 2.5l2.5 2.5",
  .law = "y[k] = x[n + 1 - k]",
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .flags = NG_LAYER_ELIDE,
  .infer = sequence_reverse_infer,
  .verify = ng_sequence_verify,
  .lower = sequence_reverse_lower,
  .examples = { "SequenceReverseLayer[\"Input\" -> {3, 2}]",
                "SequenceReverseLayer[\"Input\" -> {\"Varying\", 2}]",
                "SequenceReverseLayer[\"Output\" -> 4]" },
};
