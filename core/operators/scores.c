#include "core/operators/scores.h"

#include "core/program/compose.h"

#include <math.h>

NgValue
ng_scores_transform (NgOperation *to, NgValue y, const char *how)
{
  NgProgramBuilder *b = to->builder;

  if (g_str_equal (how, "SOFTMAX"))
    return ng_build_softmax (b, y, 1u << 1);
  if (g_str_equal (how, "LOGISTIC"))
    return ng_build_unary (b, NG_PRIMITIVE_SIGMOID, y);
  if (g_str_equal (how, "PROBIT")) {
    NgValue odds = ng_build_offset (b, ng_build_scale (b, y, 2), -1);
    return ng_build_scale (b, ng_build_unary (b, NG_PRIMITIVE_ERF_INVERSE, odds), G_SQRT2);
  }
  if (g_str_equal (how, "SOFTMAX_ZERO")) {
    /* What is 0 stays so and has no share. */
    NgValue is_zero = ng_build_binary (b, NG_PRIMITIVE_EQUAL, y, ng_build_fill_like (b, y, 0));
    NgValue open = ng_build_select (b, is_zero, ng_build_fill_like (b, y, -HUGE_VAL), y);
    return ng_build_select (
        b, is_zero, ng_build_fill_like (b, y, 0), ng_build_softmax (b, open, 1u << 1));
  }
  if (!g_str_equal (how, "NONE"))
    ng_operation_fail (to, "has the unknown post_transform \"%s\"", how);
  return y;
}

/* Integers or texts; the integers have the first name in most operators, and the second one in
 * trees. */
static NgTensor *
read_labels (NgOperation *to)
{
  static const char *const names[] = { "classlabels_ints",
                                       "classlabels_int64s",
                                       "classlabels_strings" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    NgTensor *labels = ng_operation_attribute_list (to, names[i]);
    if (labels != NULL && ng_tensor_count (labels) > 0)
      return labels;
    if (labels != NULL)
      ng_tensor_unref (labels);
  }
  ng_operation_fail (to, "has no classes");
  return NULL;
}

gint64
ng_scores_n_classes (NgOperation *to)
{
  g_autoptr (NgTensor) labels = read_labels (to);

  return labels != NULL ? ng_tensor_count (labels) : 0;
}

void
ng_scores_label (NgOperation *to, NgValue places)
{
  g_autoptr (NgTensor) labels = read_labels (to);

  if (labels == NULL || ng_operation_has_failed (to))
    return;
  NgValue chosen = ng_build_gather (to->builder, ng_operation_constant (to, labels), places, 0);
  if (ng_tensor_element (labels) == NG_ELEMENT_STRING)
    ng_operation_output_texts (to, 0, chosen);
  else
    ng_operation_output (to, 0, chosen);
}

void
ng_scores_classify (NgOperation *to, NgValue scores, NgValue places, const char *how)
{
  ng_scores_label (to, places);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 1, ng_scores_transform (to, scores, how));
}

void
ng_scores_classify_two (NgOperation *to, NgValue score, double limit, gboolean is_share)
{
  NgProgramBuilder *b = to->builder;
  const char *how = ng_onnx_node_text (to->node, "post_transform", "NONE");
  gboolean is_odds = g_str_equal (how, "LOGISTIC");
  NgValue negative = ng_build_unary (b, NG_PRIMITIVE_NEGATE, score);
  NgValue both[2] = { is_share && !is_odds ? ng_build_offset (b, negative, 1) : negative, score };
  NgValue bound = ng_build_fill_like (b, score, limit);
  NgValue is_second = ng_build_binary (b, NG_PRIMITIVE_LESS, bound, score);
  gint64 n = ng_operation_shape (to, score)->dims[0];

  ng_scores_classify (to,
                      ng_build_concat (b, both, 2, 1),
                      ng_build_convert (b, ng_build_reshape (b, is_second, &n, 1), NG_ELEMENT_I64),
                      is_odds ? how : "NONE");
}
