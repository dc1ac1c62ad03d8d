/* SequenceLastLayer[]: the last item of a sequence. */

#include "core/graph/levels.h"
#include "core/graph/sequence.h"
#include "core/graph/steps.h"

static void
sequence_last_infer (NgRelation *relation)
{
  int rank = ng_relation_input (relation, 0)->rank;
  int from[NG_MAX_RANK];

  if (rank < 0 && ng_relation_output (relation, 0)->rank >= 0)
    rank = ng_relation_output (relation, 0)->rank + 1;
  ng_relation_share_elements (relation, 0);
  for (int i = 1; i < rank && rank <= NG_MAX_RANK; i++)
    from[i - 1] = i;
  if (rank > 0 && rank <= NG_MAX_RANK)
    ng_relation_map_levels (relation, 0, rank, from, rank - 1);
}

/* x: (batch, n, *d) -> (batch, *d) */
static void
sequence_last_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);

  if (ng_program_builder_has_failed (b))
    return;
  ng_lowering_output (to, 0, ng_build_part (b, x, 1, ng_build_shape (b, x)->dims[1] - 1));
}

const NgLayerClass ng_layer_sequence_last = {
  .name = "SequenceLastLayer",
  .summary = "The last item of a sequence",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M1.5 8h1 M4 8h1 M6.5 8h1 M9.5 5h5v6h-5z",
  .law = "the first level goes",
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = sequence_last_infer,
  .verify = ng_sequence_verify,
  .steps = ng_steps_all,
  .lower = sequence_last_lower,
  .examples = { "SequenceLastLayer[\"Input\" -> {3, 2}]",
                "SequenceLastLayer[\"Input\" -> \"Varying\"]",
                "SequenceLastLayer[\"Input\" -> {\"Varying\", Automatic}, \"Output\" -> 2]" },
};
