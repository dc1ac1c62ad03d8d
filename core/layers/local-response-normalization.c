/* LocalResponseNormalizationLayer[]: divides each channel by what the channels near it are.
 *
 *   y_i = x_i/(b + α/(2 c + 1) Σ x_j²)^β, the sum over the channels j with |i - j| <= c that exist
 */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"

enum { ALPHA, BETA, BIAS, HALF_WIDTH };

static void
local_response_verify (NgRelation *relation)
{
  gint64 width = 2 * ng_layer_param (ng_relation_layer (relation), HALF_WIDTH)->integer + 1;
  const NgType *input = ng_relation_input (relation, 0);

  if (input->rank != 3)
    return;
  if (input->dims[0].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of channels cannot vary.");
  else if (input->dims[0].state == NG_DIM_NUMBER && input->dims[0].value < width)
    ng_relation_fail (relation,
                      "NetGraph::kernel",
                      "%" G_GINT64_FORMAT
                      " channels are taken together, and the input has %" G_GINT64_FORMAT ".",
                      width,
                      input->dims[0].value);
}

/* x, y: (batch, c, h, w) */
static void
local_response_lower (NgLowering *to)
{
  gint64 half = ng_lowering_param_integer (to, HALF_WIDTH);
  NgLocalResponse response = { .size = 2 * half + 1,
                               .before = half,
                               .alpha = ng_lowering_param_real (to, ALPHA),
                               .beta = ng_lowering_param_real (to, BETA),
                               .bias = ng_lowering_param_real (to, BIAS) };

  ng_lowering_output (
      to,
      0,
      ng_build_local_response (ng_lowering_builder (to), ng_lowering_input (to, 0), &response));
}

const NgLayerClass ng_layer_local_response_normalization = {
  .name = "LocalResponseNormalizationLayer",
  .summary = "Divides each channel by what the channels near it are",
  .category = NG_CATEGORY_NORMALIZATION,
  .glyph = "M2 3h3v10h-3z M6.5 1.5h3v13h-3z M11 3h3v10h-3z M1 8h14",
  .law = "y = x/(b + α/(2c + 1) Σ x²)^β",
  .params = { { "Alpha",
                NG_PARAM_REAL,
                .value = "1.",
                .help = "Weight of the mean square of near channels." },
              { "Beta", NG_PARAM_REAL, .value = "0.5", .help = "Exponent of the divisor." },
              { "Bias", NG_PARAM_REAL, .value = "1.", .help = "What is added to the mean square." },
              { "ChannelWindowSize",
                NG_PARAM_INTEGER,
                .value = "2",
                .at_least = 1,
                .below = 32768,
                .help = "How many channels count on either side of each." } },
  .inputs = { { "Input", "c h w" } },
  .outputs = { { "Output", "c h w" } },
  .flags = NG_LAYER_ELIDE,
  .verify = local_response_verify,
  .lower = local_response_lower,
  .term = "LRN",
  .examples = { "LocalResponseNormalizationLayer[\"Input\" -> {6, 2, 3}]",
                "LocalResponseNormalizationLayer[\"ChannelWindowSize\" -> 1, \"Alpha\" -> 0.5, "
                "\"Beta\" -> 0.75, \"Bias\" -> 2, \"Input\" -> {3, \"Varying\", 2}]" },
};
