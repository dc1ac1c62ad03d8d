/* Operators that go along a sequence and hand on a state: LinearAttention, CausalConvWithState and
 * ReverseSequence. */

#include "core/operators/operation.h"
#include "core/program/compose.h"
#include "core/program/sequence.h"

#include <math.h>

static NgValue
multiply (NgOperation *to, NgValue x, NgValue y)
{
  return ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, x, y);
}

/* (n, t, h d) -> (t, n, h, d) */
static NgValue
unpack (NgOperation *to, NgValue x, gint64 heads)
{
  static const int axes[4] = { 1, 0, 2, 3 };
  const NgShape shape = *ng_operation_shape (to, x);

  if (x == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (shape.rank != 3 || heads < 1 || shape.dims[2] % heads != 0) {
    ng_operation_fail (to, "has inputs that do not fit its heads");
    return NG_NO_VALUE;
  }
  gint64 dims[4] = { shape.dims[0], shape.dims[1], heads, shape.dims[2] / heads };
  return ng_build_transpose (to->builder, ng_build_reshape (to->builder, x, dims, 4), axes);
}

/* What a step of linear attention reads; each (t, n, h, …), or %NG_NO_VALUE. */
typedef struct {
  NgValue query, key, value, decay, rate;
  gint64 steps, repeats; /* heads of the queries for each head of the keys */
  double scale;
} Linear;

static gboolean
fits_in_front (NgOperation *to, NgValue x, NgValue like)
{
  const NgShape *a = ng_operation_shape (to, x), *b = ng_operation_shape (to, like);

  return a->rank == 4 && b->rank == 4 && a->dims[0] == b->dims[0] && a->dims[1] == b->dims[1];
}

static gboolean
read_linear (NgOperation *to, Linear *self)
{
  const char *rule = ng_onnx_node_text (to->node, "update_rule", "gated_delta");
  gint64 heads = ng_onnx_node_integer (to->node, "kv_num_heads", 0);
  gint64 queries = ng_onnx_node_integer (to->node, "q_num_heads", 0);
  gboolean is_gated = g_str_has_prefix (rule, "gated"), is_delta = g_str_has_suffix (rule, "delta");

  if (!is_gated && !is_delta && !g_str_equal (rule, "linear")) {
    ng_operation_fail (to, "has the unknown update_rule \"%s\"", rule);
    return FALSE;
  }
  if (heads < 1 || queries < 1 || queries % heads != 0) {
    ng_operation_fail (to, "has heads that cannot be grouped");
    return FALSE;
  }
  self->query = unpack (to, ng_operation_need (to, 0), queries);
  self->key = unpack (to, ng_operation_need (to, 1), heads);
  self->value = unpack (to, ng_operation_need (to, 2), heads);
  self->decay = is_gated ? unpack (to, ng_operation_need (to, 4), heads) : NG_NO_VALUE;
  self->rate = NG_NO_VALUE;
  if (is_delta) {
    NgValue rate = ng_operation_need (to, 5);
    const NgShape *shape = ng_operation_shape (to, rate);
    self->rate = unpack (to, rate, shape->rank == 3 && shape->dims[2] == 1 ? 1 : heads);
  }
  if (ng_operation_has_failed (to))
    return FALSE;
  const NgShape q = *ng_operation_shape (to, self->query), k = *ng_operation_shape (to, self->key);
  const NgShape *decay = ng_operation_shape (to, self->decay);
  gboolean fits = fits_in_front (to, self->key, self->query) &&
                  fits_in_front (to, self->value, self->query) && q.dims[3] == k.dims[3] &&
                  k.dims[0] <= NG_MAX_STEPS;
  if (fits && is_gated)
    fits = fits_in_front (to, self->decay, self->query) &&
           (decay->dims[3] == 1 || decay->dims[3] == k.dims[3]);
  if (fits && is_delta)
    fits = fits_in_front (to, self->rate, self->query) &&
           ng_operation_shape (to, self->rate)->dims[3] == 1;
  if (!fits) {
    ng_operation_fail (to, "has queries, keys, values or gates that do not fit each other");
    return FALSE;
  }
  self->steps = q.dims[0];
  self->repeats = queries / heads;
  self->scale = ng_onnx_node_real (to->node, "scale", 0);
  if (self->scale == 0)
    self->scale = 1 / sqrt ((double) MAX (q.dims[3], 1));
  return TRUE;
}

static NgValue
step_of (NgOperation *to, NgValue x, gint64 step)
{
  return ng_build_part (to->builder, x, 0, step);
}

/* (n, h, d) as columns (n, h, d, 1) or rows (n, h, 1, d). */
static NgValue
stand (NgOperation *to, NgValue x, gboolean as_column)
{
  NgShape shape = *ng_operation_shape (to, x);
  gint64 dims[4] = { shape.dims[0], shape.dims[1], shape.dims[2], 1 };

  if (!as_column) {
    dims[3] = shape.dims[2];
    dims[2] = 1;
  }
  return ng_build_reshape (to->builder, x, dims, 4);
}

/* S (n, h, k, v) -> exp (g) S + b k (v - S' k)'; without gates, g is 0, and without rates a step
 * adds k v'. */
static NgValue
update_state (NgOperation *to, const Linear *self, NgValue state, gint64 step)
{
  NgProgramBuilder *b = to->builder;
  NgValue key = stand (to, step_of (to, self->key, step), TRUE);
  NgValue value = stand (to, step_of (to, self->value, step), FALSE);

  if (self->decay != NG_NO_VALUE) {
    NgValue decay = stand (to, step_of (to, self->decay, step), TRUE);
    state = multiply (to, state, ng_build_unary (b, NG_PRIMITIVE_EXP, decay));
  }
  if (self->rate != NG_NO_VALUE) {
    NgValue known = ng_build_matmul (b, key, state, TRUE, FALSE);
    value = multiply (
        to, ng_build_subtract (b, value, known), stand (to, step_of (to, self->rate, step), FALSE));
  }
  return ng_build_add (b, state, ng_build_matmul (b, key, value, FALSE, FALSE));
}

/* q' S for each head of the queries, (1, n, h r v) */
static NgValue
read_state (NgOperation *to, const Linear *self, NgValue state, gint64 step)
{
  NgProgramBuilder *b = to->builder;
  NgValue query = step_of (to, self->query, step);
  const NgShape shape = *ng_operation_shape (to, state);
  gint64 grouped[4] = { shape.dims[0], shape.dims[1], self->repeats, shape.dims[2] };
  gint64 flat[3] = { 1, shape.dims[0], shape.dims[1] * self->repeats * shape.dims[3] };
  NgValue read = ng_build_matmul (b, ng_build_reshape (b, query, grouped, 4), state, FALSE, FALSE);

  return ng_build_reshape (b, ng_build_scale (b, read, self->scale), flat, 3);
}

static void
lower_linear_attention (NgOperation *to)
{
  static const int axes[3] = { 1, 0, 2 };
  NgProgramBuilder *b = to->builder;
  NgValue state = ng_operation_input (to, 3);
  Linear self;

  if (!read_linear (to, &self))
    return;
  const NgShape key = *ng_operation_shape (to, self.key),
                value = *ng_operation_shape (to, self.value);
  NgShape shape = { .element = key.element,
                    .rank = 4,
                    .dims = { key.dims[1], key.dims[2], key.dims[3], value.dims[3] } };
  if (state == NG_NO_VALUE)
    state = ng_build_fill (b, &shape, 0);
  else if (!ng_shape_equal (ng_operation_shape (to, state), &shape)) {
    ng_operation_fail (to, "has a state that does not fit its keys and values");
    return;
  }
  g_autofree NgValue *read = g_new (NgValue, (gsize) MAX (self.steps, 1));
  for (gint64 step = 0; step < self.steps && !ng_operation_has_failed (to); step++) {
    state = update_state (to, &self, state, step);
    read[step] = read_state (to, &self, state, step);
  }
  if (self.steps == 0)
    ng_operation_fail (to, "has no steps");
  if (ng_operation_has_failed (to))
    return;
  NgValue y = ng_build_concat (b, read, (gsize) self.steps, 0);
  ng_operation_output (to, 0, ng_build_transpose (b, y, axes));
  ng_operation_output (to, 1, state);
}

/* Each channel by itself, behind what came before it. */
static void
lower_causal_conv (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), w = ng_operation_need (to, 1);
  NgValue bias = ng_operation_input (to, 2), past = ng_operation_input (to, 3);
  const char *activation = ng_onnx_node_text (to->node, "activation", "none");
  gboolean is_swish = g_str_equal (activation, "silu") || g_str_equal (activation, "swish");

  if (x == NG_NO_VALUE || w == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), weights = *ng_operation_shape (to, w);
  gboolean fits = shape.rank == 3 && weights.rank == 3 && weights.dims[0] == shape.dims[1] &&
                  weights.dims[1] == 1 && weights.dims[2] >= 1 && shape.dims[2] >= 1;
  NgShape before = shape;
  before.dims[2] = fits ? weights.dims[2] - 1 : 0;
  if (past != NG_NO_VALUE)
    fits = fits && ng_shape_equal (ng_operation_shape (to, past), &before);
  if (bias != NG_NO_VALUE)
    fits = fits && ng_operation_shape (to, bias)->rank == 1 &&
           ng_operation_shape (to, bias)->dims[0] == shape.dims[1];
  if (!fits || (!is_swish && !g_str_equal (activation, "none"))) {
    ng_operation_fail (to, "has weights, a bias, a state or an activation that do not fit");
    return;
  }
  NgValue parts[2] = { past != NG_NO_VALUE ? past : ng_build_fill (b, &before, 0), x };
  NgValue all = ng_build_concat (b, parts, 2, 2);
  NgWindow window = { .rank = 1,
                      .groups = shape.dims[1],
                      .size = { weights.dims[2] },
                      .stride = { 1 },
                      .dilation = { 1 } };
  NgValue y = ng_build_convolve (b, all, w, &window);
  if (bias != NG_NO_VALUE)
    y = ng_build_add (b, y, ng_build_broadcast_at (b, bias, y, 1));
  if (is_swish)
    y = ng_build_multiply (b, y, ng_build_unary (b, NG_PRIMITIVE_SIGMOID, y));
  ng_operation_output (to, 0, y);
  ng_operation_output (to, 1, ng_operation_part (to, all, 2, shape.dims[2], 1, before.dims[2]));
}

/* The first elements of each example turned round, as many as its length says. */
static void
lower_reverse_sequence (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), lengths = ng_operation_need (to, 1);
  gint64 time = ng_onnx_node_integer (to->node, "time_axis", 0);
  gint64 batch = ng_onnx_node_integer (to->node, "batch_axis", 1);

  if (x == NG_NO_VALUE || lengths == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), given = *ng_operation_shape (to, lengths);
  if (shape.rank < 2 || !((time == 0 && batch == 1) || (time == 1 && batch == 0)) ||
      given.rank != 1 || given.dims[0] != shape.dims[batch]) {
    ng_operation_fail (to, "has axes or lengths that do not fit its input");
    return;
  }
  int axes[NG_MAX_RANK], of_lengths = 0;
  for (int i = 0; i < shape.rank; i++)
    axes[i] = i;
  axes[0] = (int) batch;
  axes[1] = (int) time;
  NgShape rows = { .element = NG_ELEMENT_I64,
                   .rank = 2,
                   .dims = { shape.dims[batch], shape.dims[time] } };
  NgValue place = ng_build_iota (b, &rows, 1);
  lengths = ng_build_broadcast (
      b, ng_build_convert (b, lengths, NG_ELEMENT_I64), rows.dims, 2, &of_lengths);
  NgValue turned = ng_build_offset (b, ng_build_subtract (b, lengths, place), -1);
  NgValue is_turned = ng_build_binary (b, NG_PRIMITIVE_LESS, place, lengths);
  NgValue y = ng_build_gather_rows (
      b, ng_build_transpose (b, x, axes), ng_build_select (b, is_turned, turned, place));
  ng_operation_output (to, 0, ng_build_transpose (b, y, axes));
}

const NgOperatorClass ng_operators_state[] = {
  { .name = "LinearAttention",
    .summary = "Attention by a matrix that each step changes",
    .category = NG_CATEGORY_ATTENTION,
    .inputs = { "query", "key", "value", "past_state", "decay", "beta" },
    .outputs = { "output", "present_state" },
    .lower = lower_linear_attention },
  { .name = "CausalConvWithState",
    .summary = "Convolution of each channel with what came before",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "input", "weight", "bias", "past_state" },
    .outputs = { "output", "present_state" },
    .lower = lower_causal_conv },
  { .name = "ReverseSequence",
    .summary = "Sequences of different lengths turned round",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "input", "sequence_lens" },
    .outputs = { "Y" },
    .takes_texts = TRUE,
    .lower = lower_reverse_sequence },
  { .name = NULL },
};
