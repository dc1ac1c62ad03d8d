/* AttentionLayer[form]: for each query the mean of the values, weighted by how its keys fit the
 * query. See core/graph/attention.h for the levels of the ports. */

#include "core/graph/attention.h"
#include "core/graph/steps.h"

#include <string.h>

enum { FORM, MASK, MULTI_HEAD, SCORE_RESCALING, DROPOUT };
enum { KEY, VALUE, QUERY };

static const char *const forms[] = { "Bilinear", "Dot", NULL };
static const char *const rescalings[] = { "DimensionSqrt", NULL };

static gboolean
is_causal (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_STRING && strcmp (ng_expr_text (expr), "Causal") == 0;
}

/* None, "Causal", or "Causal" -> window. */
static gboolean
read_mask (const NgExpr *expr, NgAttention *attention)
{
  const NgExpr *width;

  if (ng_expr_is_symbol (expr, "None"))
    return TRUE;
  attention->is_causal = TRUE;
  if (is_causal (expr))
    return TRUE;
  if (!ng_expr_is_rule (expr) || !is_causal (ng_expr_arg (expr, 0)))
    return FALSE;
  width = ng_expr_arg (expr, 1);
  if (ng_expr_kind (width) != NG_EXPR_INTEGER || ng_expr_integer (width) < 1)
    return FALSE;
  attention->window = ng_expr_integer (width);
  return TRUE;
}

static NgAttention
get_attention (const NgLayer *layer)
{
  NgAttention attention = { .key = KEY, .value = VALUE, .query = QUERY };

  attention.scoring = ng_layer_wraps (layer)                       ? NG_SCORING_NET
                      : ng_layer_param (layer, FORM)->integer == 0 ? NG_SCORING_BILINEAR
                                                                   : NG_SCORING_DOT;
  read_mask (ng_layer_param (layer, MASK)->expr, &attention);
  attention.has_heads = ng_layer_param (layer, MULTI_HEAD)->integer != 0;
  attention.scales = !ng_layer_param (layer, SCORE_RESCALING)->is_none;
  attention.dropout = ng_layer_param (layer, DROPOUT)->real;
  return attention;
}

static void
attention_ports (NgLayer *layer)
{
  NgAttention attention = get_attention (layer);

  ng_attention_ports (layer, &attention);
}

static gboolean
attention_check (const NgLayer *layer, GError **error)
{
  const NgExpr *mask = ng_layer_param (layer, MASK)->expr;
  NgAttention attention = { 0 };
  g_autofree char *shown = NULL;

  if (read_mask (mask, &attention))
    return ng_attention_check (layer, error);
  shown = ng_print_short (mask, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (mask),
                    "\"Mask\" has to be None, \"Causal\" or \"Causal\" -> n, and %s is given.",
                    shown);
  return FALSE;
}

static void
attention_infer (NgRelation *relation)
{
  NgAttention attention = get_attention (ng_relation_layer (relation));

  ng_attention_infer (relation, &attention);
}

static void
attention_verify (NgRelation *relation)
{
  NgAttention attention = get_attention (ng_relation_layer (relation));

  ng_attention_verify (relation, &attention);
}

/* Only a causal layer goes along sequences. */
static gboolean
attention_steps (const NgLayer *layer, gsize input, int rank)
{
  return get_attention (layer).is_causal && ng_steps_sequences (layer, input, rank);
}

static void
attention_lower (NgLowering *to)
{
  NgAttention attention = get_attention (ng_lowering_layer (to));

  ng_attention_lower (to, &attention);
}

static char *
attention_label (const NgLayer *layer)
{
  NgAttention attention = get_attention (layer);

  if (attention.scoring == NG_SCORING_NET)
    return g_strdup (attention.is_causal ? "causal" : "");
  return g_strconcat (forms[attention.scoring], attention.is_causal ? ", causal" : "", NULL);
}

static char *
attention_term (const NgLayer *layer, const NgType *input)
{
  return g_strdup (get_attention (layer).is_causal ? "causal attention" : "attention");
}

const NgLayerClass ng_layer_attention = {
  .name = "AttentionLayer",
  .summary = "Averages values by how well their keys fit a query",
  .category = NG_CATEGORY_ATTENTION,
  .glyph = "M2 3h3v10h-3z M11 3h3v3h-3z M11 10h3v3h-3z M5 5l6-0.5 M5 8l6-3 M5 11l6 0.5",
  .nets = { "Net" },
  .law = "y[i] = sum of w[i, j] v[j], w[i] = softmax of the scores of k[j] and q[i]",
  .params = { { "ScoringNet",
                NG_PARAM_WORD,
                .position = 1,
                .value = "\"Bilinear\"",
                .choices = forms,
                .help = "How a key and a query are scored: by k W q, by k q, or by a net." },
              { "Mask",
                NG_PARAM_EXPR,
                .value = "None",
                .help = "\"Causal\": a query sees the keys up to its own place; \"Causal\" -> n: "
                        "the last n of them." },
              { "MultiHead",
                NG_PARAM_BOOLEAN,
                .value = "False",
                .help =
                    "Whether the last level but one counts heads that do not see one another." },
              { "ScoreRescaling",
                NG_PARAM_WORD,
                .value = "None",
                .choices = rescalings,
                .flags = NG_PARAM_ALLOWS_NONE,
                .help = "None, or \"DimensionSqrt\": scores are divided by the root of the length "
                        "of a key." },
              { "Dropout",
                NG_PARAM_REAL,
                .value = "0",
                .below = 1,
                .help = "How often a weight is dropped in training." } },
  .inputs = { { "Key", NULL }, { "Value", NULL }, { "Query", NULL } },
  .outputs = { { "Output", NULL }, { "AttentionWeights", NULL, .is_optional = TRUE } },
  .flags = NG_LAYER_MAY_HOLD | NG_LAYER_RANDOM,
  .ports = attention_ports,
  .check = attention_check,
  .infer = attention_infer,
  .verify = attention_verify,
  .steps = attention_steps,
  .lower = attention_lower,
  .label = attention_label,
  .term_of = attention_term,
  .examples = { "AttentionLayer[\"Key\" -> {3, 2}, \"Value\" -> {3, 4}, \"Query\" -> {2, 3}]",
                "AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\", \"Dropout\" -> 0.2, \"Key\" -> "
                "{\"Varying\", 2}, \"Value\" -> {\"Varying\", 3}]",
                "AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\" -> 2, \"MultiHead\" -> True, "
                "\"ScoreRescaling\" -> \"DimensionSqrt\", \"Key\" -> {4, 2, 3}, \"Value\" -> {4, "
                "2, 1}]",
                "AttentionLayer[\"MultiHead\" -> True, \"Key\" -> {2, 3, 2, 2}, \"Value\" -> {2, "
                "3, 2, 1}, "
                "\"Query\" -> {2, 3}]",
                "AttentionLayer[NetGraph[{CatenateLayer[], LinearLayer[{}]}, {{NetPort[\"Input\"], "
                "NetPort[\"Query\"]} -> 1 -> 2}], \"Key\" -> {3, 2}, \"Value\" -> {3, 1}, "
                "\"Query\" -> "
                "{2}]",
                "NetGraph[{AttentionLayer[\"Dot\"]}, {NetPort[1, \"AttentionWeights\"] -> "
                "NetPort[\"Weights\"]}, \"Key\" -> {3, 2}, \"Value\" -> {3, 1}, \"Query\" -> {2, "
                "2, 2}]" },
};
