/* Products of matrices. */

#include "core/base/limits.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <string.h>

/* (…, m, k) times (…, k, n): the axes in front combine by NumPy's rule; a vector gets the axis that
 * it lacks, which the result then loses. */
static void
infer_matmul (NgRelation *relation, const NgOnnxNode *node)
{
  NgType a = ng_operand_type (relation, node, 0), b = ng_operand_type (relation, node, 1);
  NgType result = ng_type_of_element (a.element);
  NgType fronts[2] = { ng_type_unknown (), ng_type_unknown () };

  if (a.rank < 2 || b.rank < 2) {
    ng_operator_infer_by_lowering (relation, node);
    return;
  }
  NgDim left = a.dims[a.rank - 1], right = b.dims[b.rank - 2];
  if (left.state == NG_DIM_NUMBER && right.state == NG_DIM_NUMBER && left.value != right.value) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s cannot multiply rows of %" G_GINT64_FORMAT
                      " numbers and columns of %" G_GINT64_FORMAT ".",
                      node->op,
                      left.value,
                      right.value);
    return;
  }
  fronts[0].rank = a.rank - 2;
  memcpy (fronts[0].dims, a.dims, sizeof a.dims);
  fronts[1].rank = b.rank - 2;
  memcpy (fronts[1].dims, b.dims, sizeof b.dims);
  if (!ng_operator_infer_dims_broadcast (relation, fronts, 2, &result)) {
    ng_relation_fail (
        relation, "ONNX::operator", "%s cannot combine the stacks of its matrices.", node->op);
    return;
  }
  result.dims[result.rank++] = a.dims[a.rank - 2];
  result.dims[result.rank++] = b.dims[b.rank - 1];
  ng_result_type (relation, node, 0, &result);
}

/* A stack of matrices times one matrix is one product of many rows. */
static NgValue
product_of_rows (NgOperation *to, NgValue a, NgValue b)
{
  NgShape shape = *ng_operation_shape (to, a);
  gint64 flat[2] = { 1, shape.dims[shape.rank - 1] };

  for (int i = 0; i < shape.rank - 1; i++)
    flat[0] *= shape.dims[i];
  NgValue rows = ng_build_reshape (to->builder, a, flat, 2);
  NgValue product = ng_build_matmul (to->builder, rows, b, FALSE, FALSE);
  shape.dims[shape.rank - 1] = ng_operation_shape (to, b)->dims[1];

  return ng_build_reshape (to->builder, product, shape.dims, shape.rank);
}

/* Gives both the same axes in front of their matrices. */
static gboolean
level_stacks (NgOperation *to, NgValue *a, NgValue *b)
{
  NgShape left = *ng_operation_shape (to, *a), right = *ng_operation_shape (to, *b);
  int rank = MAX (left.rank, right.rank);
  gint64 common[NG_MAX_RANK], of_a[NG_MAX_RANK], of_b[NG_MAX_RANK];

  for (int i = 0; i < rank - 2; i++) {
    int in_a = i - rank + left.rank, in_b = i - rank + right.rank;
    gint64 x = in_a >= 0 ? left.dims[in_a] : 1, y = in_b >= 0 ? right.dims[in_b] : 1;
    if (x != y && x != 1 && y != 1) {
      ng_operation_fail (to,
                         "cannot combine stacks of %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                         " matrices",
                         x,
                         y);
      return FALSE;
    }
    common[i] = x == 1 ? y : x;
  }
  memcpy (of_a, common, sizeof common);
  memcpy (of_b, common, sizeof common);
  of_a[rank - 2] = left.dims[left.rank - 2];
  of_a[rank - 1] = left.dims[left.rank - 1];
  of_b[rank - 2] = right.dims[right.rank - 2];
  of_b[rank - 1] = right.dims[right.rank - 1];
  *a = ng_build_broadcast_numpy (to->builder, *a, of_a, rank);
  *b = ng_build_broadcast_numpy (to->builder, *b, of_b, rank);
  return TRUE;
}

NgValue
ng_operation_matmul (NgOperation *to, NgValue a, NgValue b)
{
  NgShape left = *ng_operation_shape (to, a), right = *ng_operation_shape (to, b);
  if (left.rank == 0 || right.rank == 0) {
    ng_operation_fail (to, "cannot multiply a single number");
    return NG_NO_VALUE;
  }
  if (left.rank == 1) {
    gint64 row[2] = { 1, left.dims[0] };
    a = ng_build_reshape (to->builder, a, row, 2);
  }
  if (right.rank == 1) {
    gint64 column[2] = { right.dims[0], 1 };
    b = ng_build_reshape (to->builder, b, column, 2);
  }
  NgValue y;
  if (ng_operation_shape (to, b)->rank == 2 && ng_operation_shape (to, a)->rank > 2)
    y = product_of_rows (to, a, b);
  else if (!level_stacks (to, &a, &b))
    return NG_NO_VALUE;
  else
    y = ng_build_matmul (to->builder, a, b, FALSE, FALSE);
  if (ng_operation_has_failed (to))
    return NG_NO_VALUE;
  if (left.rank == 1 || right.rank == 1) {
    NgShape shape = *ng_operation_shape (to, y);
    gint64 dims[NG_MAX_RANK];
    int rank = 0;
    for (int i = 0; i < shape.rank; i++) {
      if (!(i == shape.rank - 2 && left.rank == 1) && !(i == shape.rank - 1 && right.rank == 1))
        dims[rank++] = shape.dims[i];
    }
    y = ng_build_reshape (to->builder, y, dims, rank);
  }
  return y;
}

static void
lower_matmul (NgOperation *to)
{
  NgValue a = ng_operation_need (to, 0), b = ng_operation_need (to, 1);

  if (a != NG_NO_VALUE && b != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_operation_matmul (to, a, b));
}

/* alpha A B + beta C, A and B maybe transposed */
static void
lower_gemm (NgOperation *to)
{
  NgValue a = ng_operation_need (to, 0), b = ng_operation_need (to, 1);
  NgValue c = ng_operation_input (to, 2);
  double alpha = ng_onnx_node_real (to->node, "alpha", 1);
  double beta = ng_onnx_node_real (to->node, "beta", 1);

  if (a == NG_NO_VALUE || b == NG_NO_VALUE)
    return;
  if (ng_operation_shape (to, a)->rank != 2 || ng_operation_shape (to, b)->rank != 2) {
    ng_operation_fail (to,
                       "multiplies matrices, and is given arrays of rank %d and %d",
                       ng_operation_shape (to, a)->rank,
                       ng_operation_shape (to, b)->rank);
    return;
  }
  NgValue y = ng_build_matmul (to->builder,
                               a,
                               b,
                               ng_onnx_node_integer (to->node, "transA", 0) != 0,
                               ng_onnx_node_integer (to->node, "transB", 0) != 0);
  if (alpha != 1)
    y = ng_build_scale (to->builder, y, alpha);
  if (c != NG_NO_VALUE && beta != 0 && !ng_operation_has_failed (to)) {
    if (beta != 1)
      c = ng_build_scale (to->builder, c, beta);
    const NgShape *shape = ng_operation_shape (to, y);
    y = ng_build_add (
        to->builder, y, ng_build_broadcast_numpy (to->builder, c, shape->dims, shape->rank));
  }
  ng_operation_output (to, 0, y);
}

/* One step of Gauss's elimination of matrices (b, m, m): the row whose first element is greatest
 * comes first and is taken off the others. Gives that element, its sign turned where rows were
 * exchanged, (b), and leaves (b, m - 1, m - 1). */
static NgValue
eliminate (NgOperation *to, NgValue *matrices)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = *matrices;
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 n = shape.dims[0], m = shape.dims[1], row[2] = { n, 1 };
  NgValue column = ng_build_part (b, x, 2, 0);
  NgValue place = ng_build_arg (
      b, NG_PRIMITIVE_ARG_MAX, ng_build_unary (b, NG_PRIMITIVE_ABS, column), 1, FALSE);
  NgValue first = ng_build_gather_rows (b, x, ng_build_reshape (b, place, row, 2));
  NgValue pivot = ng_build_part (b, ng_build_part (b, first, 1, 0), 1, 0);
  NgValue zero = ng_build_fill_like (b, pivot, 0);
  NgValue is_zero = ng_build_binary (b, NG_PRIMITIVE_EQUAL, pivot, zero);
  NgValue stays = ng_build_binary (b, NG_PRIMITIVE_EQUAL, place, ng_build_fill_like (b, place, 0));
  NgValue factor =
      ng_build_select (b, stays, pivot, ng_build_unary (b, NG_PRIMITIVE_NEGATE, pivot));

  if (m == 1)
    return factor;
  /* The row that was first stands where that one was. */
  NgShape rows = { .element = NG_ELEMENT_I64, .rank = 2, .dims = { n, m } };
  NgValue number = ng_build_iota (b, &rows, 1);
  NgValue is_moved =
      ng_build_binary (b, NG_PRIMITIVE_EQUAL, number, ng_build_broadcast_at (b, place, number, 0));
  NgValue order = ng_build_select (b, is_moved, ng_build_fill_like (b, number, 0), number);
  NgValue rest = ng_build_gather_rows (b, x, ng_operation_part (to, order, 1, 1, 1, m - 1));
  NgValue divisor = ng_build_select (b, is_zero, ng_build_fill_like (b, pivot, 1), pivot);
  NgValue left = ng_operation_part (to, rest, 2, 0, 1, 1);
  left = ng_build_divide (b, left, ng_build_broadcast_at (b, divisor, left, 0));
  NgValue right = ng_operation_part (to, first, 2, 1, 1, m - 1);
  *matrices = ng_build_subtract (b,
                                 ng_operation_part (to, rest, 2, 1, 1, m - 1),
                                 ng_build_matmul (b, left, right, FALSE, FALSE));
  return factor;
}

/* The product of what eliminations leave on the diagonal. */
static void
lower_det (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gint64 flat[3] = { 1, 1, 1 };

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank < 2 || shape.dims[shape.rank - 1] != shape.dims[shape.rank - 2] ||
      shape.dims[shape.rank - 1] < 1) {
    ng_operation_fail (to, "needs square matrices");
    return;
  }
  flat[1] = flat[2] = shape.dims[shape.rank - 1];
  for (int i = 0; i < shape.rank - 2; i++)
    flat[0] *= shape.dims[i];
  if (flat[1] > NG_MAX_ELIMINATION) {
    ng_operation_lack (to, "of more than %d rows cannot be run", NG_MAX_ELIMINATION);
    return;
  }
  x = ng_build_reshape (b, x, flat, 3);
  NgValue product = NG_NO_VALUE;
  for (gint64 i = 0; i < flat[1] && !ng_operation_has_failed (to); i++) {
    NgValue factor = eliminate (to, &x);
    product = i == 0 ? factor : ng_build_multiply (b, product, factor);
  }
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, ng_build_reshape (b, product, shape.dims, shape.rank - 2));
}

const NgOperatorClass ng_operators_product[] = {
  { .name = "MatMul",
    .summary = "Product of matrices",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "A", "B" },
    .outputs = { "Y" },
    .infer = infer_matmul,
    .lower = lower_matmul },
  { .name = "Gemm",
    .summary = "Scaled product of two matrices plus a third",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "A", "B", "C" },
    .outputs = { "Y" },
    .lower = lower_gemm },
  { .name = "Det",
    .summary = "Determinant of matrices",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "X" },
    .outputs = { "Y" },
    .lower = lower_det },
  { .name = NULL },
};
