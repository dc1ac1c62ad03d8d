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

/* The labels have this name in most operators, and the other one in trees. */
const gint64 *
ng_scores_labels (NgOperation *to)
{
  gsize n = 0;
  const gint64 *labels = ng_onnx_node_integers (to->node, "classlabels_ints", &n);

  return labels != NULL ? labels : ng_onnx_node_integers (to->node, "classlabels_int64s", &n);
}

gint64
ng_scores_n_classes (NgOperation *to)
{
  gsize n = 0;

  if (ng_onnx_node_integers (to->node, "classlabels_ints", &n) == NULL)
    ng_onnx_node_integers (to->node, "classlabels_int64s", &n);
  if (n == 0 && ng_onnx_node_attribute (to->node, "classlabels_strings") != NULL)
    ng_operation_lack (to, "whose classes are texts cannot be run");
  else if (n == 0)
    ng_operation_fail (to, "has no classes");
  return (gint64) n;
}

void
ng_scores_classify (NgOperation *to, NgValue scores, NgValue places, const char *how)
{
  NgProgramBuilder *b = to->builder;
  gint64 n = ng_scores_n_classes (to);

  if (n == 0 || ng_operation_has_failed (to))
    return;
  NgValue labels = ng_operation_constant_integers (to, ng_scores_labels (to), n);
  ng_operation_output (to, 0, ng_build_gather (b, labels, places, 0));
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
