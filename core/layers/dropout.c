/* DropoutLayer[p]: in training, zero each element with probability p and scale the rest so that the
 * expected output is the input; in evaluation, the identity.
 *
 *   y[i] = x[i] m[i],   m[i] = 0 with probability p, else 1/(1 - p)
 *
 * "AlphaDropout" keeps mean and variance of what a scaled exponential unit gives: a dropped element
 * becomes a', the unit's limit, and all are then stretched and moved by a and b. */

#include "core/graph/lowering.h"
#include "core/graph/steps.h"
#include <math.h>
#include <string.h>

enum { PROBABILITY, METHOD, OUTPUT_PORTS };
enum { DROPOUT, ALPHA_DROPOUT };
enum { OUTPUT, BINARY_MASK };

#define ALPHA (-1.7580993408473766)

static const char *const methods[] = { "Dropout", "AlphaDropout", NULL };

/* Whether "OutputPorts", a name or a list of names, has this name. */
static gboolean
has_name (const NgExpr *expr, const char *name)
{
  if (ng_expr_kind (expr) == NG_EXPR_STRING)
    return strcmp (ng_expr_text (expr), name) == 0;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (ng_expr_kind (ng_expr_arg (expr, i)) == NG_EXPR_STRING &&
        strcmp (ng_expr_text (ng_expr_arg (expr, i)), name) == 0)
      return TRUE;
  return FALSE;
}

/* Ports that are not asked for can still be named in a connection. */
static void
dropout_ports (NgLayer *layer)
{
  const NgExpr *expr = ng_layer_param (layer, OUTPUT_PORTS)->expr;

  ng_layer_set_output_optional (layer, OUTPUT, !has_name (expr, "Output"));
  ng_layer_set_output_optional (layer, BINARY_MASK, !has_name (expr, "BinaryMask"));
}

static gboolean
dropout_check (const NgLayer *layer, GError **error)
{
  const NgExpr *expr = ng_layer_param (layer, OUTPUT_PORTS)->expr;
  guint n = has_name (expr, "Output") + has_name (expr, "BinaryMask");
  g_autofree char *shown = NULL;

  if (n > 0 && (ng_expr_kind (expr) == NG_EXPR_STRING ||
                (ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) == n)))
    return TRUE;
  shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (expr),
                    "\"OutputPorts\" has to be \"Output\", \"BinaryMask\" or a list of these, and "
                    "%s is given.",
                    shown);
  return FALSE;
}

/* 1 where an element is kept, 0 where it is dropped. */
static void
tell_mask (NgLowering *to, NgValue x, NgValue kept)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue one = ng_build_fill_like (b, x, 1);

  ng_lowering_output (
      to,
      BINARY_MASK,
      kept != NG_NO_VALUE ? ng_build_select (b, kept, one, ng_build_fill_like (b, x, 0)) : one);
}

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
    ng_lowering_output (to, OUTPUT, x);
    tell_mask (to, x, NG_NO_VALUE);
    return;
  }
  kept = ng_build_keep (b, x, p);
  tell_mask (to, x, kept);
  if (ng_lowering_param_integer (to, METHOD) == DROPOUT) {
    x = ng_build_drop (b, x, kept, p);
  } else {
    x = ng_build_offset (b, ng_build_scale (b, x, a), -a * ALPHA * p);
    x = ng_build_select (b, kept, x, ng_build_fill_like (b, x, a * ALPHA - a * ALPHA * p));
  }
  ng_lowering_output (to, OUTPUT, x);
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
                .help = "Dropout, or AlphaDropout behind scaled exponential units." },
              { "OutputPorts",
                NG_PARAM_EXPR,
                .value = "\"Output\"",
                .help = "\"Output\", \"BinaryMask\" (1 where an element is kept), or both." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" }, { "BinaryMask", "*s", .is_optional = TRUE } },
  .flags = NG_LAYER_ELIDE | NG_LAYER_RANDOM,
  .ports = dropout_ports,
  .check = dropout_check,
  .steps = ng_steps_all,
  .lower = dropout_lower,
  .label = dropout_label,
  .examples = { "DropoutLayer[\"Input\" -> 3]",
                "DropoutLayer[0.2, \"Input\" -> {3, 4}]",
                "DropoutLayer[0.3, \"Method\" -> \"AlphaDropout\", \"Input\" -> 3]",
                "DropoutLayer[\"OutputPorts\" -> {\"Output\", \"BinaryMask\"}, \"Input\" -> 3]" },
};
