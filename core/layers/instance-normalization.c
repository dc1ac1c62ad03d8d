/* InstanceNormalizationLayer[]: gives each channel of each example mean 0 and variance 1, then a
 * scale and an offset that are learned. It is NormalizationLayer[] with as many levels as there
 * are.
 *
 *   y = γ (x - μ)/√(v + ε) + β, with μ and v over all levels but the first
 */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"

#include <math.h>

enum { EPSILON };
enum { SCALING, BIASES };

static void
instance_normalization_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, 0);

  if (input->rank == 1)
    ng_relation_fail (
        relation, "NetGraph::level", "There is no level behind the channels to take a mean of.");
  else if (input->rank > 0 && input->dims[0].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of channels cannot vary.");
}

/* x: (batch, c, *d), the arrays: (c) */
static void
instance_normalization_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue scaling = ng_lowering_array (to, SCALING), biases = ng_lowering_array (to, BIASES);
  double epsilon = ng_lowering_param_real (to, EPSILON);
  guint mask;

  if (ng_program_builder_has_failed (b))
    return;
  mask = (1u << ng_build_shape (b, x)->rank) - 4;
  x = ng_build_standardize (b, x, mask, 0, epsilon, NULL, NULL);
  if (scaling != NG_NO_VALUE)
    x = ng_build_multiply (b, x, ng_build_broadcast_at (b, scaling, x, 1));
  if (biases != NG_NO_VALUE)
    x = ng_build_add (b, x, ng_build_broadcast_at (b, biases, x, 1));
  ng_lowering_output (to, 0, x);
}

const NgLayerClass ng_layer_instance_normalization = {
  .name = "InstanceNormalizationLayer",
  .summary = "Gives each channel of each example mean 0 and variance 1",
  .category = NG_CATEGORY_NORMALIZATION,
  .glyph = "M2 3h12v10h-12z M3 11c3 0 3-6 5-6s2 6 5 6",
  .law = "y = γ (x - μ)/√(v + ε) + β",
  .params = { { "Epsilon",
                NG_PARAM_REAL,
                .value = "0.001",
                .below = INFINITY,
                .help = "What is added to the variance." } },
  .inputs = { { "Input", "c *s" } },
  .outputs = { { "Output", "c *s" } },
  .arrays = { { "Scaling", "c", NG_INIT_ONE, .is_optional = TRUE, .alias = "Gamma" },
              { "Biases", "c", NG_INIT_BIAS, .is_optional = TRUE, .alias = "Beta" } },
  .flags = NG_LAYER_ELIDE,
  .verify = instance_normalization_verify,
  .lower = instance_normalization_lower,
  .term = "InstanceNorm",
  .examples = { "InstanceNormalizationLayer[\"Input\" -> {2, 3, 2}]",
                "InstanceNormalizationLayer[\"Epsilon\" -> 0.1, \"Biases\" -> None, \"Input\" -> "
                "{2, "
                "\"Varying\"}]" },
};
