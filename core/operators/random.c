/* Numbers by chance, from numbers that are uniform in [0, 1). */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <math.h>
#include <string.h>

enum { UNIFORM, NORMAL };

/* sqrt (-2 log (1 - u)) cos (2 pi v), Box and Muller 1958 */
static NgValue
normal (NgOperation *to, const NgShape *shape)
{
  NgProgramBuilder *b = to->builder;
  NgValue u = ng_build_random (b, shape), v = ng_build_random (b, shape);
  NgValue log = ng_build_unary (b, NG_PRIMITIVE_LOG1P, ng_build_unary (b, NG_PRIMITIVE_NEGATE, u));
  NgValue radius = ng_build_unary (b, NG_PRIMITIVE_SQRT, ng_build_scale (b, log, -2));

  return ng_build_multiply (
      b, radius, ng_build_unary (b, NG_PRIMITIVE_COS, ng_build_scale (b, v, 2 * G_PI)));
}

static NgValue
draw (NgOperation *to, const NgShape *shape)
{
  NgProgramBuilder *b = to->builder;
  const NgOnnxNode *node = to->node;

  if (node->operator->variant == NORMAL)
    return ng_build_offset (
        b,
        ng_build_scale (b, normal (to, shape), ng_onnx_node_real (node, "scale", 1)),
        ng_onnx_node_real (node, "mean", 0));
  double low = ng_onnx_node_real (node, "low", 0), high = ng_onnx_node_real (node, "high", 1);
  return ng_build_offset (b, ng_build_scale (b, ng_build_random (b, shape), high - low), low);
}

/* The element that an attribute says, else @missing. */
static NgElement
said_element (const NgOnnxNode *node, NgElement missing)
{
  NgElement said = ng_onnx_element (ng_onnx_node_integer (node, "dtype", 0));

  return said != NG_ELEMENT_NONE ? said : missing;
}

static void
infer_drawn (NgRelation *relation, const NgOnnxNode *node)
{
  NgType result = ng_type_of_element (said_element (node, NG_ELEMENT_F32));
  gsize n = 0;
  const gint64 *sizes = ng_onnx_node_integers (node, "shape", &n);

  if (sizes != NULL && n <= NG_MAX_RANK) {
    result.rank = (int) n;
    for (gsize i = 0; i < n; i++)
      result.dims[i] = sizes[i] >= 0 ? ng_dim_number (sizes[i]) : ng_dim_unknown ();
  }
  ng_result_type (relation, node, 0, &result);
}

static void
lower_drawn (NgOperation *to)
{
  gsize n = 0;
  const gint64 *sizes = ng_onnx_node_integers (to->node, "shape", &n);
  NgShape shape = { .element = ng_operation_real (to), .rank = (int) MIN (n, NG_MAX_RANK) };
  gint64 count;

  if (sizes == NULL || n > NG_MAX_RANK || !ng_dims_count (sizes, n, &count)) {
    ng_operation_fail (to, "needs a shape");
    return;
  }
  memcpy (shape.dims, sizes, n * sizeof *sizes);
  ng_operation_output (to, 0, draw (to, &shape));
}

static void
lower_like (NgOperation *to)
{
  NgValue like = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, like);

  if (like == NG_NO_VALUE)
    return;
  shape.element = ng_operation_real (to);
  ng_operation_output (to, 0, draw (to, &shape));
}

/* 1 with the probability that the input is */
static void
lower_bernoulli (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  NgValue u = ng_build_random (b, ng_operation_shape (to, x));
  NgValue hit = ng_build_binary (b, NG_PRIMITIVE_LESS, u, x);
  ng_operation_output (
      to,
      0,
      ng_operation_cast (
          to, hit, said_element (to->node, ng_operation_element (to, 0)), TRUE, "up"));
}

static void
infer_multinomial (NgRelation *relation, const NgOnnxNode *node)
{
  NgType type = ng_operand_type (relation, node, 0);
  NgType result = ng_type_of_element (said_element (node, NG_ELEMENT_I32));

  result.rank = 2;
  result.dims[0] = type.rank == 2 ? type.dims[0] : ng_dim_unknown ();
  result.dims[1] = ng_dim_number (MAX (ng_onnx_node_integer (node, "sample_size", 1), 0));
  ng_result_type (relation, node, 0, &result);
}

/* Of logarithms of weights (n, c) plus -log (-log u) the greatest is each with the probability of
 * its weight (Gumbel 1954). */
static void
lower_multinomial (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gint64 n = ng_onnx_node_integer (to->node, "sample_size", 1);
  static const int axes[2] = { 0, 2 };

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank != 2 || shape.dims[1] < 1 || n < 1) {
    ng_operation_fail (to, "needs a row of weights for each example, and a sample of at least 1");
    return;
  }
  shape.rank = 3;
  shape.dims[2] = shape.dims[1];
  shape.dims[1] = n;
  NgValue u = ng_build_random (b, &shape);
  NgValue log = ng_build_unary (b, NG_PRIMITIVE_LOG1P, ng_build_unary (b, NG_PRIMITIVE_NEGATE, u));
  NgValue double_log =
      ng_build_unary (b, NG_PRIMITIVE_LOG, ng_build_unary (b, NG_PRIMITIVE_NEGATE, log));
  NgValue total = ng_build_subtract (b, ng_build_broadcast (b, x, shape.dims, 3, axes), double_log);
  NgValue place = ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, total, 2, FALSE);
  ng_operation_output (
      to, 0, ng_operation_cast (to, place, said_element (to->node, NG_ELEMENT_I32), TRUE, "up"));
}

#define RANDOM(NAME, SUMMARY, INPUT, INFER, LOWER, VARIANT)                                        \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE, .inputs = { INPUT },      \
    .outputs = { "output" }, .infer = INFER, .lower = LOWER, .variant = VARIANT                    \
  }

const NgOperatorClass ng_operators_random[] = {
  RANDOM ("RandomUniform", "Numbers drawn from a range", NULL, infer_drawn, lower_drawn, UNIFORM),
  RANDOM ("RandomNormal",
          "Numbers drawn from a normal distribution",
          NULL,
          infer_drawn,
          lower_drawn,
          NORMAL),
  RANDOM ("RandomUniformLike",
          "As many numbers drawn from a range",
          "input",
          ng_operator_infer_like,
          lower_like,
          UNIFORM),
  RANDOM ("RandomNormalLike",
          "As many numbers drawn from a normal distribution",
          "input",
          ng_operator_infer_like,
          lower_like,
          NORMAL),
  RANDOM ("Bernoulli",
          "1 with the probability given, else 0",
          "input",
          ng_operator_infer_like,
          lower_bernoulli,
          0),
  RANDOM ("Multinomial",
          "Classes drawn by their weights",
          "input",
          infer_multinomial,
          lower_multinomial,
          0),
  { .name = NULL },
};
