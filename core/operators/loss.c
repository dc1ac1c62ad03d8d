/* Losses of classes. Of scores s (n, c, *d) and classes t (n, *d) the loss at each place is
 * -w[t] s[t]; where t is "ignore_index" it is 0 and counts for nothing in a mean.
 * SoftmaxCrossEntropyLoss takes the logarithm of a softmax for s first. */

#include "core/operators/operation.h"

enum { LIKELIHOOD, CROSS_ENTROPY };

/* Classes (n, *d) as a mask of the scores: true where a score is that of the class. */
static NgValue
hot_mask (NgOperation *to, NgValue classes, const NgShape *scores)
{
  NgShape shape = *scores;
  int axes[NG_MAX_RANK];

  shape.element = NG_ELEMENT_I64;
  for (int i = 0; i < shape.rank - 1; i++)
    axes[i] = i == 0 ? 0 : i + 1;
  return ng_build_binary (to->builder,
                          NG_PRIMITIVE_EQUAL,
                          ng_build_broadcast (to->builder, classes, shape.dims, shape.rank, axes),
                          ng_build_iota (to->builder, &shape, 1));
}

/* What each place counts, (n, *d): its class's weight, 0 where it is ignored. */
static NgValue
place_weights (NgOperation *to, NgValue hot, NgValue classes, NgElement element)
{
  NgProgramBuilder *b = to->builder;
  const NgAttribute *ignored = ng_onnx_node_attribute (to->node, "ignore_index");
  NgValue weights = ng_operation_input (to, 2), result;
  NgShape shape = *ng_operation_shape (to, classes), wide = *ng_operation_shape (to, hot);

  shape.element = element;
  wide.element = element;
  result = ng_build_fill (b, &shape, 1);
  if (weights != NG_NO_VALUE) {
    const NgShape *given = ng_operation_shape (to, weights);
    if (given->rank != 1 || given->dims[0] != wide.dims[1]) {
      ng_operation_fail (to, "has weights that do not fit its classes");
      return NG_NO_VALUE;
    }
    NgValue zero = ng_build_fill (b, &wide, 0);
    result = ng_build_select (b, hot, ng_build_broadcast_at (b, weights, zero, 1), zero);
    result = ng_build_reduce (b, NG_PRIMITIVE_SUM, result, 1u << 1, FALSE);
  }
  if (ignored == NULL || ignored->kind != NG_ATTRIBUTE_INTEGER)
    return result;
  NgValue mark = ng_build_fill_like (b, classes, (double) ignored->integer);
  NgValue is_ignored = ng_build_binary (b, NG_PRIMITIVE_EQUAL, classes, mark);
  return ng_build_select (b, is_ignored, ng_build_fill_like (b, result, 0), result);
}

static NgValue
take_all (NgOperation *to, NgValue x)
{
  guint mask = (1u << ng_operation_shape (to, x)->rank) - 1;

  return ng_build_reduce (to->builder, NG_PRIMITIVE_SUM, x, mask, FALSE);
}

static gboolean
check_shapes (NgOperation *to, const NgShape *scores, const NgShape *classes)
{
  gboolean fits = scores->rank >= 2 && classes->rank == scores->rank - 1;

  for (int i = 0; fits && i < classes->rank; i++)
    fits = classes->dims[i] == scores->dims[i == 0 ? 0 : i + 1];
  if (!fits)
    ng_operation_fail (to, "has classes that do not fit its scores");
  return fits;
}

/* log softmax along the classes */
static NgValue
log_softmax (NgOperation *to, NgValue x)
{
  NgProgramBuilder *b = to->builder;
  NgValue greatest = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, 1u << 1, TRUE);
  NgValue shifted = ng_operation_binary (to, NG_PRIMITIVE_SUBTRACT, x, greatest);
  NgValue sum = ng_build_reduce (
      b, NG_PRIMITIVE_SUM, ng_build_unary (b, NG_PRIMITIVE_EXP, shifted), 1u << 1, TRUE);

  return ng_operation_binary (
      to, NG_PRIMITIVE_SUBTRACT, shifted, ng_build_unary (b, NG_PRIMITIVE_LOG, sum));
}

static void
lower_loss (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), classes = ng_operation_need (to, 1);
  const char *reduction = ng_onnx_node_text (to->node, "reduction", "mean");

  if (x == NG_NO_VALUE || classes == NG_NO_VALUE ||
      !check_shapes (to, ng_operation_shape (to, x), ng_operation_shape (to, classes)))
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (to->node->operator->variant == CROSS_ENTROPY) {
    x = log_softmax (to, x);
    ng_operation_output (to, 1, x);
  }
  classes = ng_build_convert (b, classes, NG_ELEMENT_I64);
  NgValue hot = hot_mask (to, classes, &shape);
  NgValue weights = place_weights (to, hot, classes, shape.element);
  if (ng_operation_has_failed (to))
    return;
  NgValue chosen = ng_build_select (b, hot, x, ng_build_fill_like (b, x, 0));
  chosen = ng_build_reduce (b, NG_PRIMITIVE_SUM, chosen, 1u << 1, FALSE);
  NgValue loss = ng_build_multiply (b, ng_build_unary (b, NG_PRIMITIVE_NEGATE, chosen), weights);
  if (g_str_equal (reduction, "mean"))
    loss = ng_build_divide (b, take_all (to, loss), take_all (to, weights));
  else if (g_str_equal (reduction, "sum"))
    loss = take_all (to, loss);
  else if (!g_str_equal (reduction, "none"))
    ng_operation_fail (to, "has the unknown reduction \"%s\"", reduction);
  ng_operation_output (to, 0, loss);
}

#define LOSS(NAME, SUMMARY, VARIANT)                                                               \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_LOSS,                                \
    .inputs = { "input", "target", "weight" }, .outputs = { "loss", "log_prob" },                  \
    .lower = lower_loss, .variant = VARIANT                                                        \
  }

const NgOperatorClass ng_operators_loss[] = {
  LOSS ("NegativeLogLikelihoodLoss", "Less the logarithm of the class's probability", LIKELIHOOD),
  LOSS ("SoftmaxCrossEntropyLoss", "Cross entropy of classes and scores", CROSS_ENTROPY),
  { .name = NULL },
};
