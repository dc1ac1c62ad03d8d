/* SequenceLastLayer[]: the last item of a sequence. */

#include "core/graph/levels.h"
#include "core/graph/sequence.h"

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
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK], dims[NG_MAX_RANK];
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  start[1] = shape.dims[1] - 1;
  shape.dims[1] = 1;
  for (int i = 0; i < shape.rank; i++) {
    step[i] = 1;
    dims[i > 1 ? i - 1 : i] = shape.dims[i];
  }
  x = ng_build_slice (b, x, start, step, shape.dims);
  ng_lowering_output (to, 0, ng_build_reshape (b, x, dims, shape.rank - 1));
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
  .lower = sequence_last_lower,
  .examples = { "SequenceLastLayer[\"Input\" -> {3, 2}]",
                "SequenceLastLayer[\"Input\" -> \"Varying\"]",
                "SequenceLastLayer[\"Input\" -> {\"Varying\", Automatic}, \"Output\" -> 2]" },
};
