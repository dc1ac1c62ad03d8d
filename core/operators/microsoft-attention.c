/* Attention and MultiHeadAttention of the domain com.microsoft.
 *
 *   softmax (Q K' scale + mask) V
 *
 *   Q (n, h, q, d)  K (n, h, t, d)  V (n, h, t, v); what came before is put in front of K and V. */

#include "core/operators/operation.h"
#include "core/program/attention.h"

#include <math.h>

typedef struct {
  NgOperation *to;
  NgValue parts[3];        /* Q, K, V (n, h, s, d) */
  NgValue mask, additions; /* %NG_NO_VALUE where there is none */
  gint64 past;             /* how many of the keys were there before the first query */
} Attention;

/* Truth in the dimensions of @scores: where a mask of one of these kinds is open: lengths (n), ends
 * and starts (2 n), ones and zeros (n, t), (n, q, t) or (n, 1, m, m). */
static NgValue
open_of_mask (Attention *self, NgShape scores)
{
  static const int of_keys[] = { 0, 3 }, of_pairs[] = { 0, 2, 3 }, of_all[] = { 0, 1, 2, 3 };
  NgOperation *to = self->to;
  NgProgramBuilder *b = to->builder;
  const NgShape given = *ng_operation_shape (to, self->mask);
  gint64 n = scores.dims[0], q = scores.dims[2], t = scores.dims[3];
  const int *axes = given.rank == 3 ? of_pairs : given.rank == 4 ? of_all : of_keys;

  scores.element = NG_ELEMENT_I64;
  NgValue mask = ng_build_convert (b, self->mask, NG_ELEMENT_I64);
  if (given.rank == 1 && (given.dims[0] == n || given.dims[0] == 2 * n)) {
    NgValue place = ng_build_iota (b, &scores, 3);
    NgValue ends = ng_operation_part (to, mask, 0, 0, 1, n);
    NgValue open = ng_build_binary (
        b, NG_PRIMITIVE_LESS, place, ng_build_broadcast (b, ends, scores.dims, 4, of_keys));
    if (given.dims[0] == n)
      return open;
    NgValue starts = ng_operation_part (to, mask, 0, n, 1, n);
    NgValue before =
        ng_build_offset (b, ng_build_broadcast (b, starts, scores.dims, 4, of_keys), -1);
    return ng_build_binary (
        b, NG_PRIMITIVE_AND, open, ng_build_binary (b, NG_PRIMITIVE_LESS, before, place));
  }
  if (given.rank == 4 && given.dims[2] >= self->past + q && given.dims[3] >= t) {
    mask = ng_operation_part (to, mask, 2, self->past, 1, q);
    mask = ng_operation_part (to, mask, 3, 0, 1, t);
  }
  const NgShape fitted = *ng_operation_shape (to, mask);
  gboolean fits = fitted.rank >= 2 && fitted.rank <= 4 && fitted.dims[0] == n &&
                  fitted.dims[fitted.rank - 1] == t &&
                  (fitted.rank == 2 || fitted.dims[fitted.rank - 2] == q) &&
                  (fitted.rank != 4 || fitted.dims[1] == 1 || fitted.dims[1] == scores.dims[1]);
  if (!fits) {
    ng_operation_lack (to, "with a mask of this kind cannot be run");
    return NG_NO_VALUE;
  }
  return ng_build_binary (b,
                          NG_PRIMITIVE_LESS,
                          ng_build_fill (b, &scores, 0),
                          ng_build_broadcast (b, mask, scores.dims, 4, axes));
}

/* What may not be seen loses 10,000, or what "mask_filter_value" says; what comes later is never
 * seen. */
static NgValue
close_scores (Attention *self, NgValue scores)
{
  NgOperation *to = self->to;
  NgProgramBuilder *b = to->builder;
  NgShape shape = *ng_operation_shape (to, scores);

  if (self->additions != NG_NO_VALUE)
    scores = ng_build_add (
        b, scores, ng_build_broadcast_numpy (b, self->additions, shape.dims, shape.rank));
  if (self->mask != NG_NO_VALUE) {
    NgValue open = open_of_mask (self, shape);
    if (ng_operation_has_failed (to))
      return NG_NO_VALUE;
    double loss = ng_onnx_node_real (to->node, "mask_filter_value", -10000);
    scores = ng_build_add (
        b,
        scores,
        ng_build_select (
            b, open, ng_build_fill_like (b, scores, 0), ng_build_fill_like (b, scores, loss)));
  }
  if (ng_onnx_node_integer (to->node, "unidirectional", 0) != 0) {
    shape.element = NG_ELEMENT_I64;
    scores = ng_build_open (b, scores, ng_build_causal (b, &shape, self->past, NG_NO_VALUE, 0));
  }
  return scores;
}

static void
attend (Attention *self)
{
  NgOperation *to = self->to;
  NgProgramBuilder *b = to->builder;
  const NgShape q = *ng_operation_shape (to, self->parts[0]);
  const NgShape k = *ng_operation_shape (to, self->parts[1]);
  const NgShape v = *ng_operation_shape (to, self->parts[2]);

  if (ng_operation_has_failed (to))
    return;
  if (q.rank != 4 || k.rank != 4 || v.rank != 4 || q.dims[0] != k.dims[0] ||
      q.dims[0] != v.dims[0] || q.dims[1] != k.dims[1] || q.dims[1] != v.dims[1] ||
      q.dims[3] != k.dims[3] || k.dims[2] != v.dims[2]) {
    ng_operation_fail (to, "has queries, keys and values that do not fit each other");
    return;
  }
  double scale = ng_onnx_node_real (to->node, "scale", 0);
  if (scale == 0)
    scale = 1 / sqrt ((double) MAX (q.dims[3], 1));
  NgValue scores =
      ng_build_matmul (b, ng_build_scale (b, self->parts[0], scale), self->parts[1], FALSE, TRUE);
  scores = close_scores (self, scores);
  if (ng_operation_has_failed (to))
    return;
  NgValue y =
      ng_build_matmul (b, ng_build_masked_softmax (b, scores), self->parts[2], FALSE, FALSE);
  ng_operation_output (to, 0, ng_operation_join_heads (to, y));
}

/* Puts the keys or values of before, (n, h, p, d), in front of part @which. */
static void
put_past (Attention *self, gsize which, NgValue past)
{
  NgValue both[2] = { past, self->parts[which] };
  const NgShape of_past = *ng_operation_shape (self->to, past);
  const NgShape shape = *ng_operation_shape (self->to, self->parts[which]);

  if (of_past.rank != 4 || shape.rank != 4) {
    ng_operation_fail (self->to, "has keys or values of before that do not fit");
    return;
  }
  self->past = of_past.dims[2];
  self->parts[which] = ng_build_concat (self->to->builder, both, 2, 2);
}

/* Queries, keys and values are one product of the input (n, s, k) with weights (k, q + k + v). What
 * came before is (2, n, h, p, d). */
static void
lower_attention (NgOperation *to)
{
  enum { INPUT, WEIGHTS, BIAS, MASK, PAST, ADDITIONS };
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, INPUT), weights = ng_operation_need (to, WEIGHTS);
  NgValue bias = ng_operation_input (to, BIAS), past = ng_operation_input (to, PAST);
  gint64 n_heads = ng_onnx_node_integer (to->node, "num_heads", 0), at = 0;
  gsize n_sizes = 0;
  const gint64 *sizes = ng_onnx_node_integers (to->node, "qkv_hidden_sizes", &n_sizes);
  Attention self = { .to = to,
                     .mask = ng_operation_input (to, MASK),
                     .additions = ng_operation_input (to, ADDITIONS) };

  if (x == NG_NO_VALUE || weights == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), of_w = *ng_operation_shape (to, weights);
  gint64 third = of_w.rank == 2 ? of_w.dims[1] / 3 : 0, thirds[] = { third, third, third };
  if (n_sizes != 3)
    sizes = thirds;
  gboolean fits = shape.rank == 3 && of_w.rank == 2 && n_heads >= 1;
  for (gsize i = 0; fits && i < 3; i++)
    fits = sizes[i] >= 0 && sizes[i] <= of_w.dims[1] && sizes[i] % n_heads == 0;
  if (!fits || sizes[0] + sizes[1] + sizes[2] != of_w.dims[1]) {
    ng_operation_fail (to, "has weights that do not fit its heads");
    return;
  }
  NgValue all = ng_operation_matmul (to, x, weights);
  if (bias != NG_NO_VALUE && !ng_operation_has_failed (to))
    all = ng_operation_binary (to, NG_PRIMITIVE_ADD, all, bias);
  for (gsize i = 0; i < 3 && !ng_operation_has_failed (to); at += sizes[i++])
    self.parts[i] =
        ng_operation_split_heads (to, ng_operation_part (to, all, 2, at, 1, sizes[i]), n_heads);
  if (past != NG_NO_VALUE) {
    const NgShape of_past = *ng_operation_shape (to, past);
    if (of_past.rank != 5 || of_past.dims[0] != 2) {
      ng_operation_fail (to, "has keys or values of before that do not fit");
      return;
    }
    for (gsize i = 0; i < 2 && !ng_operation_has_failed (to); i++)
      put_past (&self, 1 + i, ng_build_part (b, past, 0, (gint64) i));
  }
  if (ng_operation_has_failed (to))
    return;
  if (to->node->n_results > 1) {
    NgValue kept[2];
    for (gsize i = 0; i < 2; i++) {
      const NgShape of = *ng_operation_shape (to, self.parts[1 + i]);
      gint64 dims[5] = { 1, of.dims[0], of.dims[1], of.dims[2], of.dims[3] };
      kept[i] = ng_build_reshape (b, self.parts[1 + i], dims, 5);
    }
    ng_operation_output (to, 1, ng_build_concat (b, kept, 2, 0));
  }
  attend (&self);
}

/* Part @index of (n, s, h, m, d), where m is how many lie together, as (n, h, s, d) */
static NgValue
unpack (NgOperation *to, NgValue x, gint64 index)
{
  static const int axes[4] = { 0, 2, 1, 3 };

  return ng_build_transpose (to->builder, ng_build_part (to->builder, x, 3, index), axes);
}

/* Adds part of the bias, from @at on, to x (n, h, s, d); moves on. */
static NgValue
add_bias (NgOperation *to, NgValue bias, gint64 *at, NgValue x)
{
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 dims[4] = { 1, shape.dims[1], 1, shape.dims[3] }, n = shape.dims[1] * shape.dims[3];

  if (shape.rank != 4 || ng_operation_shape (to, bias)->rank != 1 ||
      *at + n > ng_operation_shape (to, bias)->dims[0]) {
    ng_operation_fail (to, "has a bias that does not fit its heads");
    return NG_NO_VALUE;
  }
  NgValue part = ng_operation_part (to, bias, 0, *at, 1, n);
  *at += n;
  return ng_operation_binary (
      to, NG_PRIMITIVE_ADD, x, ng_build_reshape (to->builder, part, dims, 4));
}

/* Queries, keys and values come each (n, s, h d); or as one (n, s, h, 3, d); or keys and values as
 * one (n, t, h, 2, d), or each (n, h, t, d), which have their bias already. */
static void
lower_multi_head (NgOperation *to)
{
  enum { QUERY, KEY, VALUE, BIAS, MASK, ADDITIONS, PAST_KEY, PAST_VALUE };
  NgValue query = ng_operation_need (to, QUERY), key = ng_operation_input (to, KEY);
  NgValue value = ng_operation_input (to, VALUE), bias = ng_operation_input (to, BIAS);
  gint64 n_heads = ng_onnx_node_integer (to->node, "num_heads", 0), at = 0;
  Attention self = { .to = to,
                     .mask = ng_operation_input (to, MASK),
                     .additions = ng_operation_input (to, ADDITIONS) };
  gsize with_bias = 3;

  if (query == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, query);
  if (shape.rank == 5 && shape.dims[3] == 3 && key == NG_NO_VALUE) {
    for (gsize i = 0; i < 3; i++)
      self.parts[i] = unpack (to, query, (gint64) i);
  } else {
    if (key == NG_NO_VALUE) {
      ng_operation_fail (to, "has queries without keys");
      return;
    }
    const NgShape of_key = *ng_operation_shape (to, key);
    self.parts[0] = ng_operation_split_heads (to, query, n_heads);
    if (of_key.rank == 5 && of_key.dims[3] == 2 && value == NG_NO_VALUE) {
      self.parts[1] = unpack (to, key, 0);
      self.parts[2] = unpack (to, key, 1);
    } else if (value != NG_NO_VALUE) {
      self.parts[1] = ng_operation_split_heads (to, key, n_heads);
      self.parts[2] = ng_operation_split_heads (to, value, n_heads);
      if (of_key.rank == 4)
        with_bias = 1;
    } else {
      ng_operation_fail (to, "has keys without values");
      return;
    }
  }
  for (gsize i = 0; bias != NG_NO_VALUE && i < with_bias && !ng_operation_has_failed (to); i++)
    self.parts[i] = add_bias (to, bias, &at, self.parts[i]);
  for (gsize i = 0; i < 2 && !ng_operation_has_failed (to); i++) {
    NgValue past = ng_operation_input (to, PAST_KEY + i);
    if (past != NG_NO_VALUE)
      put_past (&self, 1 + i, past);
    if (to->node->n_results > 1 + i)
      ng_operation_output (to, 1 + i, self.parts[1 + i]);
  }
  if (!ng_operation_has_failed (to))
    attend (&self);
}

const NgOperatorClass ng_operators_microsoft_attention[] = {
  { .name = "Attention",
    .domain = "com.microsoft",
    .summary = "Values weighted by how queries and keys agree, all of one input",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "input", "weights", "bias", "mask_index", "past", "attention_bias" },
    .outputs = { "output", "present" },
    .lower = lower_attention },
  { .name = "MultiHeadAttention",
    .domain = "com.microsoft",
    .summary = "Values weighted by how queries and keys agree",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "query",
                "key",
                "value",
                "bias",
                "key_padding_mask",
                "attention_bias",
                "past_key",
                "past_value" },
    .outputs = { "output", "present_key", "present_value" },
    .lower = lower_multi_head },
  { .name = NULL },
};
