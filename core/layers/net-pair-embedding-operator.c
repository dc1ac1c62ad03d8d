/* NetPairEmbeddingOperator[net]: applies the net to both elements of a pair and gives the distance
 * of what comes out.
 *
 *   Euclidean: |a - b|     cosine: 1 - a·b/(|a| |b|), 1 where one of them is 0
 *
 * Where the distance has no slope, at a = b and at 0, its gradient is 0. */

#include "core/graph/inner.h"
#include "core/program/compose.h"

enum { DISTANCE };
enum { EUCLIDEAN, COSINE };

static const char *const distances[] = { "EuclideanDistance", "CosineDistance", NULL };

static void
net_pair_embedding_operator_infer (NgRelation *relation)
{
  gsize in = (gsize) ng_layer_only_input (ng_layer_inner (ng_relation_layer (relation), 0));
  NgType pair = ng_type_sequence_of (ng_relation_inner_input (relation, 0, in), ng_dim_number (2));
  NgType element = *ng_relation_input (relation, 0);

  if (element.rank > 0) {
    element.dims[0] = ng_dim_number (2);
    ng_relation_refine_input (relation, 0, &element);
  }
  ng_relation_refine_input (relation, 0, &pair);
  element = ng_type_element_of (ng_relation_input (relation, 0));
  ng_relation_refine_inner_input (relation, 0, in, &element);
}

static void
net_pair_embedding_operator_verify (NgRelation *relation)
{
  if (ng_relation_input (relation, 0)->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "a single number is no pair.");
}

/* x: (batch, n) -> (batch) */
static NgValue
sum_rows (NgProgramBuilder *b, NgValue x)
{
  return ng_build_reduce (b, NG_PRIMITIVE_SUM, x, 2, FALSE);
}

/* √(x·x) of each row */
static NgValue
norm (NgProgramBuilder *b, NgValue x)
{
  return ng_build_root (b, sum_rows (b, ng_build_multiply (b, x, x)));
}

/* The norms divide one after the other: the product of two small ones would be 0. */
static NgValue
cosine_distance (NgProgramBuilder *b, NgValue x, NgValue y)
{
  NgValue x_norm = norm (b, x), y_norm = norm (b, y);
  NgValue zero = ng_build_fill_like (b, x_norm, 0);
  NgValue one = ng_build_fill_like (b, x_norm, 1);
  NgValue x_is_zero = ng_build_binary (b, NG_PRIMITIVE_EQUAL, x_norm, zero);
  NgValue y_is_zero = ng_build_binary (b, NG_PRIMITIVE_EQUAL, y_norm, zero);
  NgValue cosine = sum_rows (b, ng_build_multiply (b, x, y));

  cosine = ng_build_divide (b, cosine, ng_build_select (b, x_is_zero, one, x_norm));
  cosine = ng_build_divide (b, cosine, ng_build_select (b, y_is_zero, one, y_norm));
  cosine =
      ng_build_select (b, ng_build_binary (b, NG_PRIMITIVE_OR, x_is_zero, y_is_zero), zero, cosine);
  return ng_build_subtract (b, one, cosine);
}

/* x: (batch, 2, *i), y: (batch) */
static void
net_pair_embedding_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gint64 batch = ng_lowering_batch (to), size = 1;
  NgValue pair = ng_build_merge_axes (b, ng_lowering_input (to, 0), 0, 2);
  NgValue x, y;

  pair = ng_inner_lower (to, 0, pair);
  if (ng_program_builder_has_failed (b))
    return;
  for (int i = 1; i < ng_build_shape (b, pair)->rank; i++)
    size *= ng_build_shape (b, pair)->dims[i];
  pair = ng_build_reshape (b, pair, (gint64[]){ batch, 2 * size }, 2);
  x = ng_build_slice (b, pair, (gint64[]){ 0, 0 }, (gint64[]){ 1, 1 }, (gint64[]){ batch, size });
  y = ng_build_slice (
      b, pair, (gint64[]){ 0, size }, (gint64[]){ 1, 1 }, (gint64[]){ batch, size });
  if (ng_lowering_param_integer (to, DISTANCE) == COSINE) {
    ng_lowering_output (to, 0, cosine_distance (b, x, y));
    return;
  }
  ng_lowering_output (to, 0, norm (b, ng_build_subtract (b, x, y)));
}

const NgLayerClass ng_layer_net_pair_embedding_operator = {
  .name = "NetPairEmbeddingOperator",
  .summary = "The distance of what a net makes of two inputs",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1.5 2h5v5h-5z M1.5 9h5v5h-5z M9.5 4.5h3v7h-3 M6.5 4.5h3 M6.5 11.5h3 M12.5 8h2",
  .nets = { "Net" },
  .law = "y = |net (x[1]) - net (x[2])|",
  .params = { { "DistanceFunction",
                NG_PARAM_WORD,
                .value = "EuclideanDistance",
                .choices = distances,
                .help = "EuclideanDistance or CosineDistance." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", "()" } },
  .check = ng_inner_check,
  .infer = net_pair_embedding_operator_infer,
  .verify = net_pair_embedding_operator_verify,
  .lower = net_pair_embedding_operator_lower,
  .examples = { "NetPairEmbeddingOperator[{LinearLayer[3], Tanh}, \"Input\" -> {2, 4}]",
                "NetPairEmbeddingOperator[LinearLayer[{2, 2}], DistanceFunction -> CosineDistance, "
                "\"Input\" -> {2, 3}]" },
};
