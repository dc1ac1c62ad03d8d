/* BatchNormalizationLayer[]: gives each channel mean 0 and variance 1, then a scale and an offset
 * that are learned.
 *
 *   y = γ (x - μ)/√(v + ε) + β
 *
 * In training μ and v are the mean and the (biased) variance over the batch and all levels but the
 * channels; in evaluation they are what training has averaged. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

#include <math.h>

enum { MOMENTUM, EPSILON, INTERLEAVING };
enum { SCALING, BIASES, MOVING_MEAN, MOVING_VARIANCE, N_ARRAYS };

static int
channel_level (const NgLayer *layer, int rank)
{
  return ng_layer_param (layer, INTERLEAVING)->integer ? rank - 1 : 0;
}

static void
batch_normalization_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgType input = *ng_relation_input (relation, 0);
  NgType vector = ng_type_unknown ();
  int level = channel_level (layer, input.rank);

  vector.rank = 1;
  vector.dims[0] = ng_dim_unknown ();
  for (int i = 0; i < N_ARRAYS; i++)
    if (ng_relation_array (relation, (gsize) i)->rank == 1 &&
        ng_relation_array (relation, (gsize) i)->dims[0].state == NG_DIM_NUMBER)
      vector.dims[0] = ng_relation_array (relation, (gsize) i)->dims[0];
  if (input.rank >= 1 && input.dims[level].state != NG_DIM_VARYING) {
    if (input.dims[level].state == NG_DIM_NUMBER)
      vector.dims[0] = input.dims[level];
    input.dims[level] = vector.dims[0];
    ng_relation_refine_input (relation, 0, &input);
  }
  for (int i = 0; i < N_ARRAYS; i++)
    ng_relation_refine_array (relation, (gsize) i, &vector);
}

static void
batch_normalization_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, 0);
  int level = channel_level (ng_relation_layer (relation), input->rank);

  if (input->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "A single number has no level of channels.");
  else if (input->rank > 0 && input->dims[level].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of channels cannot vary.");
}

/* moving <- m moving + (1 - m) batch */
static void
update (NgLowering *to, gsize array, NgValue batch)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  double momentum = ng_lowering_param_real (to, MOMENTUM);
  NgValue moving = ng_build_scale (b, ng_lowering_array (to, array), momentum);

  ng_lowering_update (to, array, ng_build_add (b, moving, ng_build_scale (b, batch, 1 - momentum)));
}

/* x: (batch, c, *d) or (batch, *d, c); the arrays: (c) */
static void
batch_normalization_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue mean = ng_lowering_array (to, MOVING_MEAN);
  NgValue variance = ng_lowering_array (to, MOVING_VARIANCE);
  NgValue deviation, scale;
  int axis;

  if (ng_program_builder_has_failed (b))
    return;
  axis = 1 + channel_level (ng_lowering_layer (to), ng_build_shape (b, x)->rank - 1);
  if (ng_lowering_mode (to) == NG_MODE_TRAINING) {
    guint mask = ((1u << ng_build_shape (b, x)->rank) - 1) & ~(1u << axis);
    NgValue centred;

    mean = ng_lowering_batch_mean (to, x, mask);
    centred = ng_build_subtract (b, x, ng_build_broadcast_at (b, mean, x, axis));
    variance = ng_lowering_batch_mean (to, ng_build_multiply (b, centred, centred), mask);
    update (to, MOVING_MEAN, mean);
    update (to, MOVING_VARIANCE, variance);
  }
  deviation = ng_build_unary (
      b, NG_PRIMITIVE_SQRT, ng_build_offset (b, variance, ng_lowering_param_real (to, EPSILON)));
  scale = ng_build_divide (b, ng_lowering_array (to, SCALING), deviation);
  x = ng_build_subtract (b, x, ng_build_broadcast_at (b, mean, x, axis));
  x = ng_build_multiply (b, x, ng_build_broadcast_at (b, scale, x, axis));
  x = ng_build_add (b, x, ng_build_broadcast_at (b, ng_lowering_array (to, BIASES), x, axis));
  ng_lowering_output (to, 0, x);
}

const NgLayerClass ng_layer_batch_normalization = {
  .name = "BatchNormalizationLayer",
  .summary = "Gives each channel mean 0 and variance 1",
  .category = NG_CATEGORY_NORMALIZATION,
  .glyph = "M1.5 13c4 0 4-10 6.5-10s2.5 10 6.5 10 M8 3v11 M4.5 14h7",
  .law = "y = γ (x - μ)/√(v + ε) + β",
  .params = { { "Momentum",
                NG_PARAM_REAL,
                .value = "0.9",
                .below = 1.0000001,
                .help = "Weight of the old statistics when training renews them." },
              { "Epsilon",
                NG_PARAM_REAL,
                .value = "0.001",
                .below = INFINITY,
                .help = "What is added to the variance." },
              { "Interleaving",
                NG_PARAM_BOOLEAN,
                .value = "False",
                .help = "Whether the channels are the last level." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Scaling", "c", NG_INIT_ONE, .alias = "Gamma" },
              { "Biases", "c", NG_INIT_BIAS, .alias = "Beta" },
              { "MovingMean", "c", NG_INIT_ZERO, .is_statistic = TRUE },
              { "MovingVariance", "c", NG_INIT_ONE, .is_statistic = TRUE } },
  .flags = NG_LAYER_ELIDE,
  .infer = batch_normalization_infer,
  .verify = batch_normalization_verify,
  .lower = batch_normalization_lower,
  .term = "BatchNorm",
  .examples = { "BatchNormalizationLayer[\"Input\" -> {2, 3, 2}]",
                "BatchNormalizationLayer[\"Input\" -> 3]",
                "BatchNormalizationLayer[Interleaving -> True, \"Epsilon\" -> 0.1, "
                "\"Input\" -> {\"Varying\", 2}]" },
};
