#include "core/graph/attention.h"

#include "core/program/attention.h"
#include <math.h>

enum { OUTPUT, SHARES, NEXT_KEYS, NEXT_VALUES };

/* The optional inputs of a causal layer. */
enum { PAST_KEYS = 3, PAST_VALUES };

/* Sorts of lengths that ng_relation_fresh() makes. */
enum { SEEN_KEYS, PAST_LENGTH, KEPT_KEYS };

static int
tail_of (const NgAttention *self)
{
  return self->has_heads ? 2 : 1;
}

void
ng_attention_ports (NgLayer *layer, const NgAttention *self)
{
  static const NgArraySpec weights = { "Weights", NULL, NG_INIT_KAIMING };

  if (self->scoring == NG_SCORING_BILINEAR && ng_layer_n_arrays (layer) == 0)
    ng_layer_add_array (layer, &weights, NULL);
  if (self->is_causal) {
    ng_layer_add_optional_port (layer, FALSE, "PastKeys");
    ng_layer_add_optional_port (layer, FALSE, "PastValues");
    ng_layer_add_optional_port (layer, TRUE, "PastKeys");
    ng_layer_add_optional_port (layer, TRUE, "PastValues");
  }
}

gboolean
ng_attention_check (const NgLayer *layer, GError **error)
{
  NgLayer *net = ng_layer_wraps (layer) ? ng_layer_inner (layer, 0) : NULL;
  int n = 0;

  for (gsize i = 0; net != NULL && i < ng_layer_n_inputs (net); i++)
    n += !ng_layer_input_is_optional (net, i);
  if (net == NULL || (n == 2 && ng_layer_find_input (net, "Input") >= 0 &&
                      ng_layer_find_input (net, "Query") >= 0 && ng_layer_only_output (net) >= 0))
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_layer_place (layer),
                    "The net of %s has to have the inputs \"Input\" and \"Query\", and one output.",
                    ng_layer_class (layer)->name);
  return FALSE;
}

/* ---- types ---- */

typedef enum { LEADING, HEADS, LAST } Part;

/* A real array of which only these levels are known: the first ones, or one from the end. */
static gboolean
only (const NgAttention *self, const NgType *from, Part part, const NgType *to, NgType *result)
{
  int tail = tail_of (self), lead = from->rank - tail;

  *result = ng_type_unknown ();
  result->kind = NG_KIND_REAL;
  if (from->rank < tail)
    return FALSE;
  if (part == LEADING) {
    result->rank = from->rank;
    for (int i = 0; i < result->rank; i++)
      result->dims[i] = i < lead ? from->dims[i] : ng_dim_unknown ();
    return TRUE;
  }
  if (to->rank < tail)
    return FALSE;
  result->rank = to->rank;
  for (int i = 0; i < result->rank; i++)
    result->dims[i] = ng_dim_unknown ();
  result->dims[to->rank - (part == LAST ? 1 : 2)] = from->dims[from->rank - (part == LAST ? 1 : 2)];
  return TRUE;
}

/* What input @from says of that part of input @to. */
static void
tell_input (NgRelation *relation, const NgAttention *self, const NgType *from, Part part, gsize to)
{
  NgType type;

  if (only (self, from, part, ng_relation_input (relation, to), &type))
    ng_relation_refine_input (relation, to, &type);
}

static void
tell_output (NgRelation *relation, const NgAttention *self, const NgType *from, Part part, gsize to)
{
  NgType type;

  if (only (self, from, part, ng_relation_output (relation, to), &type))
    ng_relation_refine_output (relation, to, &type);
}

static void
equate_inputs (NgRelation *relation, const NgAttention *self, gsize a, gsize b, Part part)
{
  tell_input (relation, self, ng_relation_input (relation, a), part, b);
  tell_input (relation, self, ng_relation_input (relation, b), part, a);
}

static void
equate_output (NgRelation *relation, const NgAttention *self, gsize input, gsize output, Part part)
{
  tell_output (relation, self, ng_relation_input (relation, input), part, output);
  tell_input (relation, self, ng_relation_output (relation, output), part, input);
}

static NgDim
last_of (const NgAttention *self, const NgType *type)
{
  return type->rank >= tail_of (self) ? type->dims[type->rank - 1] : ng_dim_unknown ();
}

static NgType
real_vector (NgDim first, NgDim second, int rank)
{
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_REAL;
  type.rank = rank;
  type.dims[0] = first;
  type.dims[1] = second;
  return type;
}

/* The last level of an input, where its rank is known. */
static void
refine_last (NgRelation *relation, const NgAttention *self, gsize input, NgDim size)
{
  NgType type = *ng_relation_input (relation, input);

  if (type.rank < tail_of (self))
    return;
  for (int i = 0; i < type.rank; i++)
    type.dims[i] = i == type.rank - 1 ? size : ng_dim_unknown ();
  ng_relation_refine_input (relation, input, &type);
}

/* Keys and queries, and what scores them. */
static void
infer_scoring (NgRelation *relation, const NgAttention *self)
{
  NgDim key = last_of (self, ng_relation_input (relation, self->key));
  NgDim query = last_of (self, ng_relation_input (relation, self->query));
  NgLayer *net;
  NgType type;
  gsize ports[2];

  switch (self->scoring) {
  case NG_SCORING_DOT:
    equate_inputs (relation, self, self->key, self->query, LAST);
    break;
  case NG_SCORING_BILINEAR:
    type = real_vector (key, query, 2);
    ng_relation_refine_array (relation, 0, &type);
    type = *ng_relation_array (relation, 0);
    if (type.rank == 2) {
      refine_last (relation, self, self->key, type.dims[0]);
      refine_last (relation, self, self->query, type.dims[1]);
    }
    break;
  case NG_SCORING_NET:
    net = ng_layer_inner (ng_relation_layer (relation), 0);
    ports[0] = (gsize) ng_layer_find_input (net, "Input");
    ports[1] = (gsize) ng_layer_find_input (net, "Query");
    type = real_vector (key, key, 1);
    ng_relation_refine_inner_input (relation, 0, ports[0], &type);
    type = real_vector (query, query, 1);
    ng_relation_refine_inner_input (relation, 0, ports[1], &type);
    refine_last (relation,
                 self,
                 self->key,
                 ng_type_length (ng_relation_inner_input (relation, 0, ports[0])));
    refine_last (relation,
                 self,
                 self->query,
                 ng_type_length (ng_relation_inner_input (relation, 0, ports[1])));
    type = real_vector (key, key, 0);
    ng_relation_refine_inner_output (relation, 0, (gsize) ng_layer_only_output (net), &type);
    break;
  }
}

/* (*q, [h], *d): all the query's levels but the last, then the keys'. */
static void
infer_shares (NgRelation *relation, const NgAttention *self)
{
  const NgType *key = ng_relation_input (relation, self->key);
  const NgType *query = ng_relation_input (relation, self->query);
  int lead = key->rank - tail_of (self), rank = query->rank - 1 + lead;
  NgType type = ng_type_unknown ();

  if (lead < 0 || query->rank < tail_of (self) || rank > NG_MAX_RANK)
    return;
  type.kind = NG_KIND_REAL;
  type.rank = rank;
  for (int i = 0; i < query->rank - 1; i++)
    type.dims[i] = query->dims[i];
  for (int i = 0; i < lead; i++)
    type.dims[query->rank - 1 + i] =
        self->is_causal ? ng_relation_fresh (relation, SEEN_KEYS, 0, 0) : key->dims[i];
  ng_relation_refine_output (relation, SHARES, &type);
}

/* The keys or values that came before are like those that come now, but for their number. */
static void
infer_past (NgRelation *relation, const NgAttention *self, gsize now, gsize past, gsize next)
{
  NgType type = *ng_relation_input (relation, now);

  if (type.rank < tail_of (self) + 1)
    return;
  type.dims[0] = ng_relation_fresh (relation, PAST_LENGTH, 0, 0);
  ng_relation_refine_input (relation, past, &type);
  type.dims[0] = ng_relation_fresh (relation, KEPT_KEYS, 0, 0);
  ng_relation_refine_output (relation, next, &type);
}

void
ng_attention_infer (NgRelation *relation, const NgAttention *self)
{
  if (self->is_causal) {
    NgType type = ng_type_unknown ();

    type.kind = NG_KIND_REAL;
    type.rank = tail_of (self) + 1;
    for (int i = 0; i < type.rank; i++)
      type.dims[i] = ng_dim_unknown ();
    ng_relation_refine_input (relation, self->key, &type);
    ng_relation_refine_input (relation, self->query, &type);
    equate_inputs (relation, self, self->key, self->query, LEADING);
  }
  equate_inputs (relation, self, self->key, self->value, LEADING);
  equate_output (relation, self, self->query, OUTPUT, LEADING);
  equate_output (relation, self, self->value, OUTPUT, LAST);
  if (self->has_heads) {
    equate_inputs (relation, self, self->key, self->value, HEADS);
    equate_inputs (relation, self, self->value, self->query, HEADS);
    equate_output (relation, self, self->query, OUTPUT, HEADS);
  }
  infer_scoring (relation, self);
  if (ng_layer_n_outputs (ng_relation_layer (relation)) > SHARES)
    infer_shares (relation, self);
  if (self->is_causal) {
    infer_past (relation, self, self->key, PAST_KEYS, NEXT_KEYS);
    infer_past (relation, self, self->value, PAST_VALUES, NEXT_VALUES);
  }
}

void
ng_attention_verify (NgRelation *relation, const NgAttention *self)
{
  const gsize inputs[3] = { self->key, self->value, self->query };
  int tail = tail_of (self), rank = 1;

  for (int i = 0; i < 3; i++) {
    const NgType *type = ng_relation_input (relation, inputs[i]);
    /* Keys and values stand in a sequence. */
    int least = tail + (i < 2);

    if (type->rank >= 0 && type->rank < least)
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "\"%s\" needs at least %d level%s, and has %d.",
                        ng_layer_input_name (ng_relation_layer (relation), inputs[i]),
                        least,
                        least == 1 ? "" : "s",
                        type->rank);
    if (i != 1)
      rank += MAX (type->rank - 1, 0);
  }
  if (rank > NG_MAX_RANK)
    ng_relation_fail (relation, "NetGraph::limit", "Keys and queries have too many levels.");
}

/* ---- meaning ---- */

/* (batch, *s, [h], x) -> (batch, h, s, x) */
static NgValue
to_heads (NgProgramBuilder *b, const NgAttention *self, NgValue x)
{
  static const int axes[4] = { 0, 2, 1, 3 };

  if (ng_program_builder_has_failed (b))
    return NG_NO_VALUE;
  const NgShape shape = *ng_build_shape (b, x);
  int lead = shape.rank - 1 - tail_of (self);
  gint64 dims[4] = { shape.dims[0], 1, 1, shape.dims[shape.rank - 1] };

  for (int i = 0; i < lead; i++)
    dims[1] *= shape.dims[1 + i];
  if (self->has_heads)
    dims[2] = shape.dims[shape.rank - 2];
  return ng_build_transpose (b, ng_build_reshape (b, x, dims, 4), axes);
}

/* (batch, h, s, x) -> the axes of @like but the last, then @n axes of @last */
static NgValue
from_heads (NgProgramBuilder *b, NgValue x, const NgShape *like, const gint64 *last, int n)
{
  static const int axes[4] = { 0, 2, 1, 3 };
  gint64 dims[NG_MAX_RANK] = { 0 };
  int rank = like->rank - 1;

  for (int i = 0; i < rank; i++)
    dims[i] = like->dims[i];
  for (int i = 0; i < n; i++)
    dims[rank + i] = last[i];
  return ng_build_reshape (b, ng_build_transpose (b, x, axes), dims, rank + n);
}

/* What a net says of each key and query, (batch, h, q, t); it runs once, on all of them. */
static NgValue
score_by_net (NgLowering *to, NgValue query, NgValue key)
{
  static const int query_axes[4] = { 0, 1, 2, 4 }, key_axes[4] = { 0, 1, 3, 4 };
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgLayer *net = ng_layer_inner (ng_lowering_layer (to), 0);
  g_autofree NgValue *inputs = g_new (NgValue, ng_layer_n_inputs (net));
  g_autofree NgValue *outputs = g_new (NgValue, ng_layer_n_outputs (net));
  const NgShape of_query = *ng_build_shape (b, query), of_key = *ng_build_shape (b, key);
  gint64 dims[5] = { of_key.dims[0], of_key.dims[1], of_query.dims[2], of_key.dims[2] };

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    inputs[i] = NG_NO_VALUE;
  dims[4] = of_key.dims[3];
  key = ng_build_broadcast (b, key, dims, 5, key_axes);
  inputs[ng_layer_find_input (net, "Input")] = ng_build_merge_axes (b, key, 0, 4);
  dims[4] = of_query.dims[3];
  query = ng_build_broadcast (b, query, dims, 5, query_axes);
  inputs[ng_layer_find_input (net, "Query")] = ng_build_merge_axes (b, query, 0, 4);
  ng_lowering_inner (to, 0, inputs, outputs);
  return ng_build_reshape (b, outputs[ng_layer_only_output (net)], dims, 4);
}

static NgValue
score (NgLowering *to, const NgAttention *self, NgValue query, NgValue key)
{
  NgProgramBuilder *b = ng_lowering_builder (to);

  if (self->scoring == NG_SCORING_NET)
    return score_by_net (to, query, key);
  if (self->scoring == NG_SCORING_BILINEAR) {
    const gint64 *dims = ng_build_shape (b, query)->dims;
    gint64 outer[3] = { dims[0], dims[1], dims[2] };

    query = ng_build_merge_axes (b, query, 0, 3);
    query = ng_build_matmul (b, query, ng_lowering_array (to, 0), FALSE, TRUE);
    query = ng_build_split_axis (b, query, 0, outer, 3);
  }
  return ng_build_matmul (b, query, key, FALSE, TRUE);
}

/* @x behind what came before it, and what is kept of both for later. */
static NgValue
with_past (NgLowering *to, const NgAttention *self, NgValue x, gsize past, gsize next)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue parts[2] = { ng_lowering_input (to, past), x };
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK], kept;

  if (parts[0] != NG_NO_VALUE)
    x = ng_build_concat (b, parts, 2, 1);
  if (ng_program_builder_has_failed (b))
    return NG_NO_VALUE;
  NgShape shape = *ng_build_shape (b, x);
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  kept = self->window > 0 ? MIN (MAX (self->window - 1, 1), shape.dims[1]) : shape.dims[1];
  start[1] = shape.dims[1] - kept;
  shape.dims[1] = kept;
  ng_lowering_output (to, next, ng_build_slice (b, x, start, step, shape.dims));
  return x;
}

void
ng_attention_lower (NgLowering *to, const NgAttention *self)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue key = ng_lowering_input (to, self->key), value = ng_lowering_input (to, self->value);
  NgValue query = ng_lowering_input (to, self->query), shares, scores, y;
  gint64 size;
  gboolean tells_shares = ng_layer_n_outputs (ng_lowering_layer (to)) > SHARES;

  if (ng_program_builder_has_failed (b))
    return;
  const NgShape of_query = *ng_build_shape (b, query);
  gint64 n_new = ng_build_shape (b, key)->dims[1];
  if (self->is_causal) {
    key = with_past (to, self, key, PAST_KEYS, NEXT_KEYS);
    value = with_past (to, self, value, PAST_VALUES, NEXT_VALUES);
  }
  const NgShape of_key = *ng_build_shape (b, key);
  key = to_heads (b, self, key);
  value = to_heads (b, self, value);
  query = to_heads (b, self, query);
  if (ng_program_builder_has_failed (b))
    return;
  if (self->scales)
    query = ng_build_scale (b, query, 1 / sqrt ((double) of_key.dims[of_key.rank - 1]));
  scores = score (to, self, query, key);
  if (ng_program_builder_has_failed (b))
    return;
  if (self->is_causal) {
    const NgShape shape = *ng_build_shape (b, scores);

    scores = ng_build_open (
        b, scores, ng_build_causal (b, &shape, of_key.dims[1] - n_new, NG_NO_VALUE, self->window));
  }
  shares = ng_build_softmax (b, scores, 1u << 3);
  if (tells_shares)
    ng_lowering_output (
        to,
        SHARES,
        from_heads (b, shares, &of_query, of_key.dims + 1, of_key.rank - 1 - tail_of (self)));
  if (ng_lowering_mode (to) == NG_MODE_TRAINING && self->dropout > 0)
    shares = ng_build_drop (b, shares, ng_build_keep (b, shares, self->dropout), self->dropout);
  y = ng_build_matmul (b, shares, value, FALSE, FALSE);
  if (ng_program_builder_has_failed (b))
    return;
  size = ng_build_shape (b, y)->dims[3];
  ng_lowering_output (to, OUTPUT, from_heads (b, y, &of_query, &size, 1));
}
