/* SoftmaxLayer[n]: along level n, exp (x) divided by its sum; the greatest is taken away before. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/steps.h"

enum { LEVEL };

static void
softmax_verify (NgRelation *relation)
{
  gint64 level = ng_layer_param (ng_relation_layer (relation), LEVEL)->integer;
  int rank = ng_relation_input (relation, 0)->rank;

  if (rank == 0)
    ng_relation_fail (
        relation, "NetGraph::level", "The input is a single number, and has no levels.");
  else if (rank > 0 && ng_level_axis (level, rank) < 0)
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "There is no level %" G_GINT64_FORMAT " in an input of %d level%s.",
                      level,
                      rank,
                      rank == 1 ? "" : "s");
}

/* x, y: (batch, *s) */
static void
softmax_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  int axis;

  if (ng_program_builder_has_failed (b))
    return;
  axis = ng_level_axis (ng_lowering_param_integer (to, LEVEL), ng_build_shape (b, x)->rank - 1);
  ng_lowering_output (to, 0, ng_build_softmax (b, x, 2u << axis));
}

static char *
softmax_label (const NgLayer *layer)
{
  const NgParam *level = ng_layer_param (layer, LEVEL);

  return level->is_given ? ng_param_label (level) : g_strdup ("");
}

const NgLayerClass ng_layer_softmax = {
  .name = "SoftmaxLayer",
  .summary = "Turns numbers into probabilities",
  .category = NG_CATEGORY_ELEMENTWISE,
  .glyph = "M2 14h12 M3 14v-2h2v2 M7 14v-10h2v10 M11 14v-4h2v4",
  .law = "y = exp (x)/Σ exp (x)",
  .params = { { "Level",
                NG_PARAM_LEVEL,
                .position = 1,
                .value = "-1",
                .help = "Along which level the outputs sum to 1; the last one unless said." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .flags = NG_LAYER_ELIDE,
  .verify = softmax_verify,
  .steps = ng_steps_beside_level,
  .lower = softmax_lower,
  .label = softmax_label,
  .term = "softmax",
  .examples = { "SoftmaxLayer[\"Input\" -> 4]",
                "SoftmaxLayer[1, \"Input\" -> {3, 2}]",
                "SoftmaxLayer[\"Input\" -> {\"Varying\", 3}]" },
};
