/* Attention as one operator. */

#include "core/convert/conversion.h"

#include <math.h>

/**
 * Heads: keys, values and queries, each (length, heads, size)
 * @levels: of each
 * @axis: where the heads stand in the file: 1 in front of the lengths, or 0 where they are within
 *   the last axis
 * @scale: what scores are multiplied with
 */
typedef struct {
  NgFeed feeds[3];
  NgType levels[3];
  gboolean is_in_front, is_causal;
  double scale;
} Heads;

enum { KEY, VALUE, QUERY };

/* Input @index as (length, heads, size). */
static gboolean
take_heads (NgConversion *self, gsize index, gint64 n_heads, Heads *heads, gsize at)
{
  static const int exchange[] = { 1, 0, 2 };
  const NgCarried *carried = ng_conversion_operand (self, index);
  NgFeed *feed = &heads->feeds[at];

  if (carried == NULL || carried->axis != 0 || !ng_conversion_take (self, index, feed))
    return ng_conversion_refuse (self, "the batch does not stand in front");
  NgType levels = carried->wanted;
  if (levels.rank == 3) {
    heads->is_in_front = TRUE;
    heads->levels[at] = levels;
    heads->levels[at].dims[0] = levels.dims[1];
    heads->levels[at].dims[1] = levels.dims[0];
    return ng_conversion_put_order (self, exchange, 3, feed);
  }
  if (levels.rank != 2 || levels.dims[1].state != NG_DIM_NUMBER || n_heads < 1 ||
      levels.dims[1].value % n_heads != 0)
    return ng_conversion_refuse (self, "nothing tells how many heads it has");
  NgType split = levels;
  split.rank = 3;
  split.dims[1] = ng_dim_number (n_heads);
  split.dims[2] = ng_dim_number (levels.dims[1].value / n_heads);
  heads->levels[at] = split;
  return ng_conversion_put_reshape (self, &levels, &split, feed);
}

/* As many heads as queries have: each of those of keys and values serves several. */
static gboolean
repeat_heads (NgConversion *self, Heads *heads, gsize at)
{
  NgType now = heads->levels[at], wanted = now;
  NgDim few = now.dims[1], many = heads->levels[QUERY].dims[1];

  if (ng_dim_equal (few, many))
    return TRUE;
  if (few.state != NG_DIM_NUMBER || many.state != NG_DIM_NUMBER || few.value < 1 ||
      many.value % few.value != 0)
    return ng_conversion_refuse (self, "its heads do not fit");
  gint64 n = many.value / few.value;
  int layer = ng_conversion_put (
      self, &heads->feeds[at], 1, NULL, 0, "ReplicateLayer[%" G_GINT64_FORMAT ", 3]", n);
  heads->feeds[at] = ng_conversion_feed (layer, 0);
  now.rank = 4;
  now.dims[3] = now.dims[2];
  now.dims[2] = ng_dim_number (n);
  wanted.dims[1] = many;
  heads->levels[at] = wanted;
  return layer >= 0 && ng_conversion_put_reshape (self, &now, &wanted, &heads->feeds[at]);
}

/* Back to (heads, length, size), or (length, heads size). */
static gboolean
give_heads (NgConversion *self, const Heads *heads, NgFeed feed)
{
  static const int exchange[] = { 1, 0, 2 };
  NgType held = heads->levels[QUERY];

  held.dims[2] = heads->levels[VALUE].dims[2];
  if (!heads->is_in_front)
    return ng_conversion_give_held (self, 0, feed, 0, &held);
  return ng_conversion_put_order (self, exchange, 3, &feed) &&
         ng_conversion_give (self, 0, feed, 0);
}

/* Scores are k . q / sqrt (size), or k . q: another factor is that of the queries. */
static gboolean
put_attention (NgConversion *self, Heads *heads)
{
  NgDim size = heads->levels[QUERY].dims[2];
  double root = size.state == NG_DIM_NUMBER ? 1 / sqrt ((double) size.value) : 0;
  gboolean is_rescaled = fabs (heads->scale - root) < 1e-6 * root;

  if (!repeat_heads (self, heads, KEY) || !repeat_heads (self, heads, VALUE))
    return FALSE;
  if (heads->is_causal && !ng_dim_equal (heads->levels[KEY].dims[0], heads->levels[QUERY].dims[0]))
    return ng_conversion_refuse (self, "it has more keys than queries, which do not see all");
  if (!is_rescaled && (heads->scale < 1 || heads->scale > 1)) {
    g_autofree char *number = ng_number_text (heads->scale);
    heads->feeds[QUERY] = ng_conversion_feed (
        ng_conversion_put (
            self, &heads->feeds[QUERY], 1, NULL, 0, "ElementwiseLayer[%s # &]", number),
        0);
    if (heads->feeds[QUERY].layer < 0)
      return FALSE;
  }
  int layer = ng_conversion_put (self,
                                 heads->feeds,
                                 3,
                                 NULL,
                                 0,
                                 "AttentionLayer[\"Dot\"%s, \"MultiHead\" -> True%s]",
                                 heads->is_causal ? ", \"Mask\" -> \"Causal\"" : "",
                                 is_rescaled ? ", \"ScoreRescaling\" -> \"DimensionSqrt\"" : "");
  return layer >= 0 && give_heads (self, heads, ng_conversion_feed (layer, 0));
}

/* ---- other masks: products, sums and a softmax ---- */

/* A mask that is added to scores (heads, queries, keys), or says which of them count. */
static gboolean
put_mask (NgConversion *self, gsize index, const NgType *scores, NgFeed *feed)
{
  NgTensor *tensor = ng_conversion_constant (self, index);
  NgType type = ng_conversion_type (self, index);
  NgType levels = ng_type_of_rank (3);
  NgFeed mask;

  if (tensor != NULL) {
    tensor = ng_conversion_levels_of (self, tensor, 4, 0);
    if (tensor == NULL)
      return ng_conversion_refuse (self, "its mask is another one for each example");
    g_autoptr (NgTensor) real = ng_tensor_convert (tensor, NG_ELEMENT_F32);
    if (!ng_conversion_put_array (self, real, &mask))
      return FALSE;
  } else {
    const NgCarried *carried = ng_conversion_operand (self, index);
    if (carried == NULL || carried->axis != 0 || carried->wanted.rank > 3)
      return ng_conversion_refuse (self, "its mask has no batch axis in front");
    int shift = 3 - carried->wanted.rank;
    for (int i = 0; i < 3; i++)
      levels.dims[i] = i < shift ? ng_dim_number (1) : carried->wanted.dims[i - shift];
    if (shift > 0)
      return ng_conversion_refuse (self, "its mask has too few axes");
    if (!ng_conversion_take_as (self, index, &levels, &mask))
      return FALSE;
  }
  NgFeed feeds[] = { *feed, mask };
  *feed = ng_conversion_feed (ng_conversion_put (self,
                                                 feeds,
                                                 2,
                                                 NULL,
                                                 0,
                                                 type.element == NG_ELEMENT_BOOL
                                                     ? "ThreadingLayer[If[#2 > 0, #1, -Infinity] &]"
                                                     : "ThreadingLayer[Plus]"),
                              0);
  return feed->layer >= 0;
}

static gboolean
put_written_out (NgConversion *self, Heads *heads, gsize mask, double cap)
{
  static const int to_rows[] = { 1, 0, 2 }, to_columns[] = { 1, 2, 0 };
  NgType scores = ng_type_of_rank (3);

  if (!repeat_heads (self, heads, KEY) || !repeat_heads (self, heads, VALUE))
    return FALSE;
  for (gsize i = 0; i < 3; i++) {
    if (!ng_conversion_put_order (self, i == KEY ? to_columns : to_rows, 3, &heads->feeds[i]))
      return FALSE;
  }
  NgFeed factors[] = { heads->feeds[QUERY], heads->feeds[KEY] };
  g_autofree char *factor = ng_number_text (heads->scale);
  NgFeed feed = ng_conversion_feed (
      ng_conversion_put (
          self, factors, 2, NULL, 0, "NetMapThreadOperator[DotLayer[\"Inputs\" -> 2], 1]"),
      0);
  if (feed.layer < 0)
    return FALSE;
  feed = ng_conversion_feed (
      ng_conversion_put (self, &feed, 1, NULL, 0, "ElementwiseLayer[%s # &]", factor), 0);
  if (feed.layer < 0)
    return FALSE;
  scores.dims[0] = heads->levels[QUERY].dims[1];
  scores.dims[1] = heads->levels[QUERY].dims[0];
  scores.dims[2] = heads->levels[KEY].dims[0];
  if (cap > 0) {
    g_autofree char *limit = ng_number_text (cap);
    feed = ng_conversion_feed (
        ng_conversion_put (
            self, &feed, 1, NULL, 0, "ElementwiseLayer[%s Tanh[#/%s] &]", limit, limit),
        0);
    if (feed.layer < 0)
      return FALSE;
  }
  if (ng_conversion_has (self, mask) && !put_mask (self, mask, &scores, &feed))
    return FALSE;
  feed = ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "SoftmaxLayer[]"), 0);
  if (feed.layer < 0)
    return FALSE;
  NgFeed shares[] = { feed, heads->feeds[VALUE] };
  feed = ng_conversion_feed (
      ng_conversion_put (
          self, shares, 2, NULL, 0, "NetMapThreadOperator[DotLayer[\"Inputs\" -> 2], 1]"),
      0);
  if (feed.layer < 0)
    return FALSE;
  if (heads->is_in_front)
    return ng_conversion_give (self, 0, feed, 0);
  NgType held = heads->levels[QUERY];
  held.dims[2] = heads->levels[VALUE].dims[2];
  return ng_conversion_put_order (self, to_rows, 3, &feed) &&
         ng_conversion_give_held (self, 0, feed, 0, &held);
}

/* Keys and values from before, which are given from operand @past on, and all results but the first
 * are refused. */
static gboolean
has_no_more (NgConversion *self, gsize past)
{
  for (gsize i = past; i < self->node->n_operands; i++) {
    if (ng_conversion_has (self, i))
      return ng_conversion_refuse (self, "it keeps keys and values");
  }
  for (gsize i = 1; i < self->node->n_results; i++) {
    if (ng_conversion_is_read (self, i))
      return ng_conversion_refuse (self, "its keys, values or scores are read");
  }
  return TRUE;
}

/* Attention (23): queries, keys, values, a mask, and keys and values that were seen before. */
static gboolean
convert_standard (NgConversion *self)
{
  enum { Q, K, V, MASK, PAST };
  gint64 n_queries = ng_onnx_node_integer (self->node, "q_num_heads", 0);
  gint64 n_keys = ng_onnx_node_integer (self->node, "kv_num_heads", 0);
  double cap = ng_onnx_node_real (self->node, "softcap", 0);
  NgTensor *mask = ng_conversion_constant (self, MASK);
  Heads heads = { .is_causal = ng_onnx_node_integer (self->node, "is_causal", 0) != 0 };

  if (!has_no_more (self, PAST))
    return FALSE;
  if (!take_heads (self, Q, n_queries, &heads, QUERY) ||
      !take_heads (self, K, n_keys, &heads, KEY) || !take_heads (self, V, n_keys, &heads, VALUE))
    return FALSE;
  NgDim size = heads.levels[QUERY].dims[2];
  heads.scale = ng_onnx_node_real (
      self->node, "scale", size.state == NG_DIM_NUMBER ? 1 / sqrt ((double) size.value) : 0);
  if (mask != NULL && ng_mask_is_causal (mask) && !(cap > 0)) {
    heads.is_causal = TRUE;
    return put_attention (self, &heads);
  }
  if (!ng_conversion_has (self, MASK) && !(cap > 0))
    return put_attention (self, &heads);
  if (heads.is_causal)
    return ng_conversion_refuse (self, "it has a mask, and sees what came before alone");
  return put_written_out (self, &heads, MASK, cap);
}

/* MultiHeadAttention of com.microsoft: queries, keys, values, biases of all three, a mask of keys,
 * and what is added to scores. */
static gboolean
convert_multi_head (NgConversion *self)
{
  enum { Q, K, V, BIAS, KEY_MASK, ADDED, PAST };
  gint64 n = ng_onnx_node_integer (self->node, "num_heads", 0);
  Heads heads = { .is_causal = ng_onnx_node_integer (self->node, "unidirectional", 0) != 0 };

  if (ng_conversion_has (self, BIAS))
    return ng_conversion_refuse (self, "it has biases of its own");
  if (ng_conversion_has (self, KEY_MASK))
    return ng_conversion_refuse (self, "it has a mask of keys");
  if (!has_no_more (self, PAST))
    return FALSE;
  if (ng_conversion_type (self, K).rank != 3 || !take_heads (self, Q, n, &heads, QUERY) ||
      !take_heads (self, K, n, &heads, KEY) || !take_heads (self, V, n, &heads, VALUE))
    return ng_conversion_refuse (self, "its keys and values are packed");
  NgDim size = heads.levels[QUERY].dims[2];
  heads.scale = ng_onnx_node_real (self->node, "scale", 0);
  if (!(heads.scale > 0))
    heads.scale = size.state == NG_DIM_NUMBER ? 1 / sqrt ((double) size.value) : 0;
  if (!ng_conversion_has (self, ADDED))
    return put_attention (self, &heads);
  if (heads.is_causal)
    return ng_conversion_refuse (self, "it has a mask, and sees what came before alone");
  return put_written_out (self, &heads, ADDED, 0);
}

static gboolean
convert_attention (NgConversion *self)
{
  return *self->node->domain == '\0' ? convert_standard (self)
                                     : ng_conversion_refuse (self, "it makes its own projections");
}

const NgRuleRow ng_rules_attention[] = {
  { "Attention", convert_attention },
  { "MultiHeadAttention", convert_multi_head },
  { NULL },
};
