/* SequenceAttentionLayer[form]: the attention whose keys are its values, as earlier versions had
 * it. */

#include "core/graph/attention.h"

enum { FORM };
enum { INPUT, QUERY };

static const char *const forms[] = { "Bilinear", "Dot", NULL };

static NgAttention
get_attention (const NgLayer *layer)
{
  return (NgAttention){ .key = INPUT,
                        .value = INPUT,
                        .query = QUERY,
                        .scoring = ng_layer_wraps (layer) ? NG_SCORING_NET
                                   : ng_layer_param (layer, FORM)->integer == 0
                                       ? NG_SCORING_BILINEAR
                                       : NG_SCORING_DOT };
}

static void
sequence_attention_ports (NgLayer *layer)
{
  NgAttention attention = get_attention (layer);

  ng_attention_ports (layer, &attention);
}

static void
sequence_attention_infer (NgRelation *relation)
{
  NgAttention attention = get_attention (ng_relation_layer (relation));

  ng_attention_infer (relation, &attention);
}

static void
sequence_attention_verify (NgRelation *relation)
{
  NgAttention attention = get_attention (ng_relation_layer (relation));

  ng_attention_verify (relation, &attention);
}

static void
sequence_attention_lower (NgLowering *to)
{
  NgAttention attention = get_attention (ng_lowering_layer (to));

  ng_attention_lower (to, &attention);
}

const NgLayerClass ng_layer_sequence_attention = {
  .name = "SequenceAttentionLayer",
  .summary = "Averages the elements of a sequence by how well they fit a query",
  .category = NG_CATEGORY_ATTENTION,
  .glyph = "M1.5 3h13v3h-13z M6.5 11h3v3h-3z M3 6l4 5 M8 6v5 M13 6l-4 5",
  .nets = { "Net" },
  .law = "y[i] = sum of w[i, j] x[j], w[i] = softmax of the scores of x[j] and q[i]",
  .params = { { "ScoringNet",
                NG_PARAM_WORD,
                .position = 1,
                .value = "\"Bilinear\"",
                .choices = forms,
                .help = "How an element and a query are scored: by x W q, by x q, or by a net." } },
  .inputs = { { "Input", NULL }, { "Query", NULL } },
  .outputs = { { "Output", NULL } },
  .flags = NG_LAYER_MAY_HOLD,
  .ports = sequence_attention_ports,
  .check = ng_attention_check,
  .infer = sequence_attention_infer,
  .verify = sequence_attention_verify,
  .lower = sequence_attention_lower,
  .examples = { "SequenceAttentionLayer[\"Input\" -> {\"Varying\", 2}, \"Query\" -> {\"Varying\", "
                "3}]",
                "SequenceAttentionLayer[\"Dot\", \"Input\" -> {3, 2}, \"Query\" -> 2]" },
};
