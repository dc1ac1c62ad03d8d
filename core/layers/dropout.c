/* DropoutLayer[p]: in training, zero each element with probability p and scale the rest so that the
 * expected output is the input; in evaluation, the identity.
 *
 *   y[i] = x[i] m[i],   m[i] = 0 with probability p, else 1/(1 - p)
 *
 * "AlphaDropout" keeps mean and variance of what a scaled exponential unit gives: a dropped element
 * becomes a', the unit's limit, and all are then stretched and moved by a and b. */

#include "core/graph/lowering.h"
#include <math.h>

enum { PROBABILITY, METHOD };
enum { DROPOUT, ALPHA_DROPOUT };

#define ALPHA (-1.7580993408473766)

static const char *const methods[] = { "Dropout", "AlphaDropout", NULL };

/* x, y: (batch, *s). The mask is a value like any other, so the gradient needs no word here. */
static void
dropout_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  double p = ng_lowering_param_real (to, PROBABILITY);
  double a = 1 / sqrt (1 - p + ALPHA * ALPHA * (1 - p) * p);
  NgValue kept;

  if (ng_lowering_mode (to) == NG_MODE_TEST || ng_program_builder_has_failed (b)) {
    ng_lowering_output (to, 0, x);
    return;
  }
  kept = ng_build_keep (b, x, p);
  if (ng_lowering_param_integer (to, METHOD) == DROPOUT) {
    x = ng_build_drop (b, x, kept, p);
  } else {
    x = ng_build_offset (b, ng_build_scale (b, x, a), -a * ALPHA * p);
    x = ng_build_select (b, kept, x, ng_build_fill_like (b, x, a * ALPHA - a * ALPHA * p));
  }
  ng_lowering_output (to, 0, x);
}

static char *
dropout_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, PROBABILITY));
}

const NgLayerClass ng_layer_dropout = {
  .name = "DropoutLayer",
  .summary = "Zeroes elements at random during training",
  .category = NG_CATEGORY_TRAINING,
  .glyph =
      "M2 2h3v3h-3z M11 2h3v3h-3z M6.5 6.5h3v3h-3z M2 11h3v3h-3z M11.5 11.5l2 2 M13.5 11.5l-2 2",
  .law = "y = x m/(1 - p)",
  .params = { { "Probability",
                NG_PARAM_REAL,
                .position = 1,
                .value = "0.5",
                .below = 1,
                .help = "How often an element is dropped." },
              { "Method",
                NG_PARAM_WORD,
                .value = "\"Dropout\"",
                .choices = methods,
                .help = "Dropout, or AlphaDropout behind scaled exponential units." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .flags = NG_LAYER_ELIDE | NG_LAYER_RANDOM,
  .lower = dropout_lower,
  .label = dropout_label,
  .examples = { "DropoutLayer[\"Input\" -> 3]",
                "DropoutLayer[0.2, \"Input\" -> {3, 4}]",
                "DropoutLayer[0.3, \"Method\" -> \"AlphaDropout\", \"Input\" -> 3]" },
};
