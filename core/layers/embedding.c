/* EmbeddingLayer[size, n]: turns an integer k from 1 to n into row k of a matrix that is learned.
 */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/steps.h"
#include "core/program/compose.h"

enum { SIZE, COUNT };
enum { WEIGHTS };

static void
embedding_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgType *input = ng_relation_input (relation, 0);
  NgType weights = *ng_relation_array (relation, WEIGHTS);

  if (weights.rank < 0)
    weights = ng_type_of_rank (2);
  if (!ng_layer_param (layer, COUNT)->is_automatic)
    weights.dims[0] = ng_dim_number (ng_layer_param (layer, COUNT)->integer);
  /* Rows that were given have to be as many as there are integers. */
  if (ng_layer_param (layer, COUNT)->is_automatic && weights.dims[0].state == NG_DIM_NUMBER &&
      input->kind == NG_KIND_INTEGER && input->max < NG_MAX_ELEMENTS && input->max > 0 &&
      input->max != weights.dims[0].value) {
    weights.dims[0] = ng_dim_number (input->max);
    ng_relation_refine_array (relation, WEIGHTS, &weights);
    return;
  }
  weights.dims[0] = ng_relation_index_size (relation, 0, weights.dims[0]);
  if (!ng_layer_param (layer, SIZE)->is_automatic)
    weights.dims[1] = ng_dim_number (ng_layer_param (layer, SIZE)->integer);
  ng_relation_refine_array (relation, WEIGHTS, &weights);
}

/* x: int64 (batch, *s), weights: (n, size) -> (batch, *s, size) */
static void
embedding_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);

  if (ng_program_builder_has_failed (b))
    return;
  ng_lowering_output (to, 0, ng_build_gather_numbers (b, ng_lowering_array (to, WEIGHTS), x, 0));
}

static char *
embedding_label (const NgLayer *layer)
{
  const NgParam *size = ng_layer_param (layer, SIZE);

  return size->is_automatic ? g_strdup ("") : ng_param_label (size);
}

const NgLayerClass ng_layer_embedding = {
  .name = "EmbeddingLayer",
  .summary = "Turns integers into vectors that are learned",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M2 3h12 M2 6h12 M2 9.5h12 M2 13h12 M2 6v3.5 M14 6v3.5 M6 6v3.5 M10 6v3.5",
  .law = "y = row x of W",
  .params = { { "Size",
                NG_PARAM_INTEGER,
                .position = 1,
                .value = "Automatic",
                .at_least = 1,
                .below = 0x1p34,
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "The length of the vectors; Automatic takes it from what follows." },
              { "Count",
                NG_PARAM_INTEGER,
                .position = 2,
                .value = "Automatic",
                .at_least = 1,
                .below = 0x1p34,
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "How many integers there are; Automatic takes it from their range." } },
  .inputs = { { "Input", "*s", NG_KIND_INTEGER } },
  .outputs = { { "Output", "*s d" } },
  .arrays = { { "Weights", "n d", NG_INIT_ROW_NORMAL } },
  .infer = embedding_infer,
  .steps = ng_steps_all,
  .lower = embedding_lower,
  .label = embedding_label,
  .examples = { "EmbeddingLayer[2, 3, \"Input\" -> {\"Varying\"}]",
                "EmbeddingLayer[4, \"Input\" -> Restricted[\"Integer\", 3]]",
                "EmbeddingLayer[\"Weights\" -> {{1, 2}, {3, 4}, {5, 6}}, \"Input\" -> {2, 2}]" },
};
