/* What attention layers share: the relation of their ports, and their meaning.
 *
 *   keys (*d, [h], k)   values (*d, [h], v)   queries (*q, [h], q)   output (*q, [h], v)
 *
 * with the level h of heads only where there are many. The score of a key and a query is k . q, or
 * k . W q with the array "Weights" (k, q), or what a net "Net" says of them at its ports "Input"
 * (the key) and "Query". The weights are the softmax of the scores over all keys, and the output is
 * the sum of the values by these weights. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

G_BEGIN_DECLS

typedef enum {
  NG_SCORING_BILINEAR,
  NG_SCORING_DOT,
  NG_SCORING_NET,
} NgScoring;

/**
 * NgAttention:
 * @key, @value, @query: inputs of the layer; of these @key and @value may be one
 * @has_heads: whether there is a level of heads
 * @is_causal: whether query i sees the keys up to the i-th alone. Then the optional inputs behind
 *   the query, and outputs behind the weights, are the keys and values that came before
 * @window: of these the last, so many; 0 for all
 * @scales: whether scores are divided by the root of k
 * @dropout: how often a weight is dropped in training
 */
typedef struct {
  gsize key, value, query;
  NgScoring scoring;
  gboolean has_heads, is_causal;
  gint64 window;
  gboolean scales;
  double dropout;
} NgAttention;

/** ng_attention_ports: for NgLayerClass.ports: the array and the ports that the settings bring */
void ng_attention_ports (NgLayer *layer, const NgAttention *attention);

/** ng_attention_check: Fails with: "NetGraph::badarg" for a net without these ports */
gboolean ng_attention_check (const NgLayer *layer, GError **error);

void ng_attention_infer (NgRelation *relation, const NgAttention *attention);

/** ng_attention_verify: "NetGraph::level" and "NetGraph::limit" */
void ng_attention_verify (NgRelation *relation, const NgAttention *attention);

void ng_attention_lower (NgLowering *to, const NgAttention *attention);

G_END_DECLS
