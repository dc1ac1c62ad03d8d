/* Attention and RotaryEmbedding, as of version 23.
 *
 *   softmax (softcap (Q K' scale) + mask) V
 *
 *   Q (n, h, q, d)  K (n, k, t, d)  V (n, k, t, v), each group of h/k heads of Q sharing one of K,
 * V; with three axes the heads lie beside each other, (n, q, h d). What came before is put in front
 * of K and V. A row that may look at nothing gives zeros. */

#include "core/program/attention.h"
#include "core/operators/operation.h"

#include <math.h>
#include <string.h>

enum { Q, K, V, MASK, PAST_KEY, PAST_VALUE, LENGTHS };

typedef struct {
  NgOperation *to;
  NgProgramBuilder *b;
  gint64 batch, heads, queries, keys, past;
  gboolean is_flat;
} Attention;

NgValue
ng_operation_split_heads (NgOperation *to, NgValue x, gint64 heads)
{
  static const int axes[4] = { 0, 2, 1, 3 };
  const NgShape shape = *ng_operation_shape (to, x);

  if (shape.rank != 3)
    return x;
  if (heads < 1 || shape.dims[2] % heads != 0) {
    ng_operation_fail (to,
                       "cannot divide %" G_GINT64_FORMAT " numbers among %" G_GINT64_FORMAT
                       " heads",
                       shape.dims[2],
                       heads);
    return NG_NO_VALUE;
  }
  gint64 dims[4] = { shape.dims[0], shape.dims[1], heads, shape.dims[2] / heads };

  return ng_build_transpose (to->builder, ng_build_reshape (to->builder, x, dims, 4), axes);
}

NgValue
ng_operation_join_heads (NgOperation *to, NgValue x)
{
  static const int axes[4] = { 0, 2, 1, 3 };
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 dims[3] = { shape.dims[0], shape.dims[2], shape.dims[1] * shape.dims[3] };

  return ng_build_reshape (to->builder, ng_build_transpose (to->builder, x, axes), dims, 3);
}

static NgValue
with_past (NgOperation *to, NgValue x, gsize index)
{
  NgValue parts[2] = { ng_operation_input (to, index), x };

  return parts[0] != NG_NO_VALUE ? ng_build_concat (to->builder, parts, 2, 2) : x;
}

/* (n, k, t, d) -> (n, h, t, d), each head as often as its group is large */
static NgValue
repeat_heads (Attention *self, NgValue x)
{
  const NgShape shape = *ng_operation_shape (self->to, x);
  gint64 times = self->heads / shape.dims[1];
  gint64 wide[5] = { shape.dims[0], shape.dims[1], times, shape.dims[2], shape.dims[3] };
  gint64 dims[4] = { shape.dims[0], self->heads, shape.dims[2], shape.dims[3] };
  static const int axes[4] = { 0, 1, 3, 4 };

  if (times == 1)
    return x;
  return ng_build_reshape (self->b, ng_build_broadcast (self->b, x, wide, 5, axes), dims, 4);
}

static NgShape
score_shape (const Attention *self, NgElement element)
{
  return (NgShape){ .element = element,
                    .rank = 4,
                    .dims = { self->batch, self->heads, self->queries, self->keys } };
}

/* Numbers of the examples, each for all its scores. */
static NgValue
by_example (Attention *self, NgValue numbers)
{
  const NgShape shape = score_shape (self, NG_ELEMENT_I64);
  int axis = 0;

  return ng_build_broadcast (
      self->b, ng_build_convert (self->b, numbers, NG_ELEMENT_I64), shape.dims, 4, &axis);
}

static NgValue
both (Attention *self, NgValue a, NgValue b)
{
  if (a == NG_NO_VALUE || b == NG_NO_VALUE)
    return a == NG_NO_VALUE ? b : a;
  return ng_build_binary (self->b, NG_PRIMITIVE_AND, a, b);
}

/* Where a query may look, apart from the mask; NG_NO_VALUE for everywhere. */
static NgValue
allowed (Attention *self)
{
  NgShape shape = score_shape (self, NG_ELEMENT_I64);
  NgValue lengths = ng_operation_input (self->to, LENGTHS), result = NG_NO_VALUE;
  NgValue shift = NG_NO_VALUE;

  if (lengths != NG_NO_VALUE) {
    lengths = by_example (self, lengths);
    result =
        ng_build_binary (self->b, NG_PRIMITIVE_LESS, ng_build_iota (self->b, &shape, 3), lengths);
    shift = ng_build_offset (self->b, lengths, -(double) (self->past + self->queries));
  }
  if (ng_onnx_node_integer (self->to->node, "is_causal", 0) != 0)
    result = both (self, result, ng_build_causal (self->b, &shape, self->past, shift, 0));
  return result;
}

/* The mask in the dimensions of the scores, what it lacks of the keys closed. */
static NgValue
wide_mask (Attention *self, NgValue mask)
{
  const NgShape shape = *ng_operation_shape (self->to, mask);
  const NgShape wide = score_shape (self, shape.element);
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  gboolean is_truth = shape.element == NG_ELEMENT_BOOL;

  if (shape.rank > 0 && shape.dims[shape.rank - 1] > 1 && shape.dims[shape.rank - 1] < self->keys) {
    after[shape.rank - 1] = self->keys - shape.dims[shape.rank - 1];
    mask = ng_build_pad (self->b, mask, before, after, is_truth ? 0 : -HUGE_VAL);
  }
  return ng_build_broadcast_numpy (self->b, mask, wide.dims, 4);
}

/* Scores plus the mask; what may not be seen is -infinity. */
static NgValue
add_mask (Attention *self, NgValue scores)
{
  NgValue mask = ng_operation_input (self->to, MASK), open = allowed (self);

  if (mask != NG_NO_VALUE) {
    mask = wide_mask (self, mask);
    if (ng_operation_has_failed (self->to))
      return NG_NO_VALUE;
    if (ng_operation_shape (self->to, mask)->element == NG_ELEMENT_BOOL)
      open = both (self, open, mask);
    else
      scores = ng_build_add (self->b, scores, mask);
  }
  return open != NG_NO_VALUE ? ng_build_open (self->b, scores, open) : scores;
}

static NgValue
soften (Attention *self, NgValue x)
{
  double cap = ng_onnx_node_real (self->to->node, "softcap", 0);

  if (cap == 0)
    return x;
  return ng_build_scale (
      self->b,
      ng_build_unary (self->b, NG_PRIMITIVE_TANH, ng_build_scale (self->b, x, 1 / cap)),
      cap);
}

static gboolean
check_heads (Attention *self, const NgShape *q, const NgShape *k, const NgShape *v)
{
  if (q->rank == 4 && k->rank == 4 && v->rank == 4 && k->dims[1] > 0 &&
      q->dims[1] % k->dims[1] == 0 && k->dims[1] == v->dims[1] && q->dims[3] == k->dims[3] &&
      k->dims[2] == v->dims[2] && q->dims[0] == k->dims[0] && q->dims[0] == v->dims[0])
    return TRUE;
  ng_operation_fail (self->to, "has queries, keys and values that do not fit each other");
  return FALSE;
}

static void
lower_attention (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue q = ng_operation_need (to, Q), k = ng_operation_need (to, K),
          v = ng_operation_need (to, V);
  gint64 mode = ng_onnx_node_integer (to->node, "qk_matmul_output_mode", 0);

  if (q == NG_NO_VALUE || k == NG_NO_VALUE || v == NG_NO_VALUE)
    return;
  Attention self = { .to = to, .b = b, .is_flat = ng_operation_shape (to, q)->rank == 3 };
  q = ng_operation_split_heads (to, q, ng_onnx_node_integer (to->node, "q_num_heads", 0));
  k = ng_operation_split_heads (to, k, ng_onnx_node_integer (to->node, "kv_num_heads", 0));
  v = ng_operation_split_heads (to, v, ng_onnx_node_integer (to->node, "kv_num_heads", 0));
  if (ng_operation_has_failed (to))
    return;
  NgShape shape = *ng_operation_shape (to, q), of_k = *ng_operation_shape (to, k);
  k = with_past (to, k, PAST_KEY);
  v = with_past (to, v, PAST_VALUE);
  if (ng_operation_has_failed (to) ||
      !check_heads (&self, &shape, ng_operation_shape (to, k), ng_operation_shape (to, v)))
    return;
  self.batch = shape.dims[0];
  self.heads = shape.dims[1];
  self.queries = shape.dims[2];
  self.keys = ng_operation_shape (to, k)->dims[2];
  self.past = self.keys - of_k.dims[2];
  ng_operation_output (to, 1, k);
  ng_operation_output (to, 2, v);
  /* Half of the scale goes to each side, so that products stay small. */
  double scale = ng_onnx_node_real (to->node, "scale", 1 / sqrt ((double) MAX (shape.dims[3], 1)));
  double root = sqrt (fabs (scale));
  NgValue raw = ng_build_matmul (b,
                                 ng_build_scale (b, q, scale < 0 ? -root : root),
                                 ng_build_scale (b, repeat_heads (&self, k), root),
                                 FALSE,
                                 TRUE);
  NgValue soft = soften (&self, raw);
  NgValue masked = ng_operation_has_failed (to) ? NG_NO_VALUE : add_mask (&self, soft);
  if (ng_operation_has_failed (to))
    return;
  NgValue shares = ng_build_masked_softmax (b, masked);
  NgValue y = ng_build_matmul (b, shares, repeat_heads (&self, v), FALSE, FALSE);
  ng_operation_output (to, 3, mode == 0 ? raw : mode == 1 ? soft : mode == 2 ? masked : shares);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, self.is_flat ? ng_operation_join_heads (to, y) : y);
}

/* Elements first, first + step, … of the last axis. */
static NgValue
along_last (NgOperation *to, NgValue x, gint64 first, gint64 step_by, gint64 count)
{
  NgShape shape = *ng_operation_shape (to, x);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  start[shape.rank - 1] = first;
  step[shape.rank - 1] = step_by;
  shape.dims[shape.rank - 1] = count;
  return ng_build_slice (to->builder, x, start, step, shape.dims);
}

/* (n, s, r/2) or, by position, (p, r/2) -> (n, h, s, r/2) */
static NgValue
angles (NgOperation *to, gsize index, const NgShape *x, gint64 half)
{
  static const int axes[3] = { 0, 2, 3 };
  NgValue cache = ng_operation_need (to, index), positions = ng_operation_input (to, 3);
  gint64 dims[4] = { x->dims[0], x->dims[1], x->dims[2], half };

  if (cache == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (positions != NG_NO_VALUE)
    cache = ng_build_gather (
        to->builder, cache, ng_build_convert (to->builder, positions, NG_ELEMENT_I64), 0);
  if (ng_operation_shape (to, cache)->rank != 3) {
    ng_operation_fail (to, "has caches that do not fit its input");
    return NG_NO_VALUE;
  }
  return ng_build_broadcast (to->builder, cache, dims, 4, axes);
}

static void
lower_rotary (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), parts[2];
  gboolean is_flat = ng_operation_shape (to, x)->rank == 3;
  gboolean interleaves = ng_onnx_node_integer (to->node, "interleaved", 0) != 0;

  if (x == NG_NO_VALUE)
    return;
  x = ng_operation_split_heads (to, x, ng_onnx_node_integer (to->node, "num_heads", 0));
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 size = shape.rank == 4 ? shape.dims[3] : 0;
  gint64 turned = ng_onnx_node_integer (to->node, "rotary_embedding_dim", 0);
  if (turned == 0)
    turned = size;
  gint64 half = turned / 2;
  if (ng_operation_has_failed (to))
    return;
  if (turned < 2 || turned % 2 != 0 || turned > size) {
    ng_operation_fail (
        to, "turns %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " numbers", turned, size);
    return;
  }
  NgValue cosine = angles (to, 1, &shape, half), sine = angles (to, 2, &shape, half);
  if (ng_operation_has_failed (to))
    return;
  NgValue left = along_last (to, x, 0, interleaves ? 2 : 1, half);
  NgValue right = along_last (to, x, interleaves ? 1 : half, interleaves ? 2 : 1, half);
  parts[0] = ng_build_subtract (
      b, ng_build_multiply (b, cosine, left), ng_build_multiply (b, sine, right));
  parts[1] =
      ng_build_add (b, ng_build_multiply (b, sine, left), ng_build_multiply (b, cosine, right));
  NgValue y;
  if (interleaves) {
    gint64 pairs[5] = { shape.dims[0], shape.dims[1], shape.dims[2], half, 1 };
    gint64 dims[4] = { shape.dims[0], shape.dims[1], shape.dims[2], turned };
    parts[0] = ng_build_reshape (b, parts[0], pairs, 5);
    parts[1] = ng_build_reshape (b, parts[1], pairs, 5);
    y = ng_build_reshape (b, ng_build_concat (b, parts, 2, 4), dims, 4);
  } else {
    y = ng_build_concat (b, parts, 2, 3);
  }
  if (turned < size) {
    NgValue all[2] = { y, along_last (to, x, turned, 1, size - turned) };
    y = ng_build_concat (b, all, 2, 3);
  }
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, is_flat ? ng_operation_join_heads (to, y) : y);
}

const NgOperatorClass ng_operators_attention[] = {
  { .name = "Attention",
    .summary = "Values weighted by how queries and keys agree",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen" },
    .outputs = { "Y", "present_key", "present_value", "qk_matmul_output" },
    .lower = lower_attention },
  { .name = "RotaryEmbedding",
    .summary = "Turns pairs of numbers by angles that grow with the position",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "X", "cos_cache", "sin_cache", "position_ids" },
    .outputs = { "Y" },
    .lower = lower_rotary },
  { .name = NULL },
};
