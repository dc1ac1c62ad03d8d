/* Sums, means and the like over axes; running sums; places of the greatest. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

enum {
  SUM,
  MEAN,
  MAXIMUM,
  MINIMUM,
  PRODUCT,
  L1,
  L2,
  LOG_SUM,
  LOG_SUM_EXP,
  SUM_SQUARE,
};

static NgValue
reduce (NgOperation *to, NgPrimitive primitive, NgValue x, guint mask, gboolean keep)
{
  return ng_build_reduce (to->builder, primitive, x, mask, keep);
}

/* log sum exp x = m + log sum exp (x - m), where m is the greatest */
static NgValue
log_sum_exp (NgOperation *to, NgValue x, guint mask, gboolean keep)
{
  NgProgramBuilder *b = to->builder;
  NgValue greatest = reduce (to, NG_PRIMITIVE_REDUCE_MAX, x, mask, TRUE);
  NgValue shifted = ng_operation_binary (to, NG_PRIMITIVE_SUBTRACT, x, greatest);
  NgValue sum =
      reduce (to, NG_PRIMITIVE_SUM, ng_build_unary (b, NG_PRIMITIVE_EXP, shifted), mask, keep);
  NgValue log = ng_build_unary (b, NG_PRIMITIVE_LOG, sum);
  const NgShape *shape = ng_operation_shape (to, log);

  return ng_build_add (b, log, ng_build_reshape (b, greatest, shape->dims, shape->rank));
}

/* Roots and logarithms are reals, which are cut off where the numbers are whole. */
static gboolean
needs_reals (int which)
{
  return which == L2 || which == LOG_SUM || which == LOG_SUM_EXP;
}

static NgValue
reduce_as (NgOperation *to, NgValue x, guint mask, gboolean keep, int which)
{
  NgProgramBuilder *b = to->builder;

  switch (which) {
  case MEAN:
    return ng_build_mean (b, x, mask, keep);
  case MAXIMUM:
    return reduce (to, NG_PRIMITIVE_REDUCE_MAX, x, mask, keep);
  case MINIMUM:
    return reduce (to, NG_PRIMITIVE_REDUCE_MIN, x, mask, keep);
  case PRODUCT:
    return reduce (to, NG_PRIMITIVE_PRODUCT, x, mask, keep);
  case L1:
    return reduce (to, NG_PRIMITIVE_SUM, ng_build_unary (b, NG_PRIMITIVE_ABS, x), mask, keep);
  case L2:
    return ng_build_unary (b,
                           NG_PRIMITIVE_SQRT,
                           reduce (to, NG_PRIMITIVE_SUM, ng_build_multiply (b, x, x), mask, keep));
  case LOG_SUM:
    return ng_build_unary (b, NG_PRIMITIVE_LOG, reduce (to, NG_PRIMITIVE_SUM, x, mask, keep));
  case LOG_SUM_EXP:
    return log_sum_exp (to, x, mask, keep);
  case SUM_SQUARE:
    return reduce (to, NG_PRIMITIVE_SUM, ng_build_multiply (b, x, x), mask, keep);
  default:
    return reduce (to, NG_PRIMITIVE_SUM, x, mask, keep);
  }
}

/* The axes, where they are known: -1 for all, else how many; -2 where they are not known. */
static int
known_axes (NgRelation *relation, const NgOnnxNode *node, gint64 *axes)
{
  gsize n;
  const gint64 *list = ng_onnx_node_integers (node, "axes", &n);
  const NgTensor *known = ng_operand_known (relation, node, 1);

  if (list != NULL && n <= NG_MAX_RANK) {
    for (gsize i = 0; i < n; i++)
      axes[i] = list[i];
    return n > 0 ? (int) n : -1;
  }
  if (!ng_operand_is_present (node, 1))
    return list == NULL ? -1 : -2;
  if (known == NULL || ng_tensor_count (known) > NG_MAX_RANK)
    return -2;
  for (gint64 i = 0; i < ng_tensor_count (known); i++)
    axes[i] = ng_tensor_get_int (known, i);
  return ng_tensor_count (known) > 0 ? (int) ng_tensor_count (known) : -1;
}

static void
infer_reduce (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0), result = data;
  gboolean keep = ng_onnx_node_integer (node, "keepdims", 1) != 0;
  gint64 axes[NG_MAX_RANK];
  int n = known_axes (relation, node, axes);
  guint mask = n == -1 ? (1u << MAX (data.rank, 0)) - 1 : 0;

  if (ng_operator_infer_known (relation, node))
    return;
  if (data.rank < 0 || n == -2) {
    result = ng_type_of_element (data.element);
    if (keep && data.rank >= 0)
      result.rank = data.rank;
    for (int i = 0; i < result.rank; i++)
      result.dims[i] = ng_dim_unknown ();
    ng_result_type (relation, node, 0, &result);
    return;
  }
  if (n == -1 && ng_onnx_node_integer (node, "noop_with_empty_axes", 0) != 0)
    mask = 0;
  for (int i = 0; i < n; i++) {
    gint64 axis = axes[i] < 0 ? axes[i] + data.rank : axes[i];
    if (axis < 0 || axis >= data.rank || (mask & 1u << axis) != 0) {
      ng_relation_fail (relation,
                        "ONNX::operator",
                        "%s is asked for axis %" G_GINT64_FORMAT
                        " of an array of rank %d, or twice.",
                        node->op,
                        axes[i],
                        data.rank);
      return;
    }
    mask |= 1u << axis;
  }
  result.rank = 0;
  for (int i = 0; i < data.rank; i++) {
    if ((mask & 1u << i) == 0)
      result.dims[result.rank++] = data.dims[i];
    else if (keep)
      result.dims[result.rank++] = ng_dim_number (1);
  }
  ng_result_type (relation, node, 0, &result);
}

static void
lower_reduce (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 axes[NG_MAX_RANK];

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  int n = ng_operation_list (to, "axes", 1, axes, NG_MAX_RANK);
  gboolean keep = ng_onnx_node_integer (to->node, "keepdims", 1) != 0;
  if (n == -2)
    return;
  guint mask = n > 0 ? ng_operation_axes (to, axes, n, shape.rank) : (1u << shape.rank) - 1;
  if (n <= 0 && ng_onnx_node_integer (to->node, "noop_with_empty_axes", 0) != 0)
    mask = 0;
  if (ng_operation_has_failed (to))
    return;
  int which = to->node->operator->variant;
  if (needs_reals (which) && !ng_element_is_real (shape.element))
    x = ng_build_convert (to->builder, x, NG_ELEMENT_F64);
  else if (shape.element == NG_ELEMENT_BOOL)
    x = ng_build_convert (to->builder, x, NG_ELEMENT_U8);
  NgValue y = reduce_as (to, x, mask, keep, which);
  ng_operation_output (to, 0, ng_build_convert (to->builder, y, shape.element));
}

/* The last of equals is the first of the reversed axis. */
static void
lower_arg (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gboolean keep = ng_onnx_node_integer (to->node, "keepdims", 1) != 0;
  gboolean is_last = ng_onnx_node_integer (to->node, "select_last_index", 0) != 0;

  if (x == NG_NO_VALUE)
    return;
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  if (axis < 0)
    return;
  if (is_last)
    x = ng_build_reverse (to->builder, x, axis);
  NgValue y = ng_build_arg (to->builder, to->node->operator->primitive, x, axis, keep);
  if (is_last && !ng_operation_has_failed (to))
    y = ng_build_subtract (
        to->builder, ng_build_fill_like (to->builder, y, (double) (shape.dims[axis] - 1)), y);
  ng_operation_output (to, 0, y);
}

/* @x moved on by @distance along the axis, @filling in front. */
static NgValue
move_on (NgOperation *to, NgValue x, int axis, gint64 distance, double filling)
{
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  gint64 n = ng_operation_shape (to, x)->dims[axis];

  before[axis] = distance;
  return ng_build_pad (
      to->builder, ng_operation_part (to, x, axis, 0, 1, n - distance), before, after, filling);
}

/* Each element times all before it: after the step of distance d it has the 2d nearest. */
static NgValue
running_product (NgOperation *to, NgValue x, int axis)
{
  gint64 n = ng_operation_shape (to, x)->dims[axis];

  for (gint64 distance = 1; distance < n; distance *= 2)
    x = ng_build_multiply (to->builder, x, move_on (to, x, axis, distance, 1));
  return x;
}

/* What is exclusive is that of what is moved on by one. */
static void
lower_running (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gboolean is_reverse = ng_onnx_node_integer (to->node, "reverse", 0) != 0;
  gboolean is_product = to->node->operator->variant == PRODUCT;
  gint64 given;

  if (x == NG_NO_VALUE || ng_operation_integers (to, 1, &given, 1) != 1)
    return;
  int axis = ng_operation_axis (to, given, shape.rank);
  if (axis < 0)
    return;
  if (shape.dims[axis] == 0) {
    ng_operation_output (to, 0, x);
    return;
  }
  if (is_reverse)
    x = ng_build_reverse (to->builder, x, axis);
  if (ng_onnx_node_integer (to->node, "exclusive", 0) != 0)
    x = move_on (to, x, axis, 1, is_product ? 1 : 0);
  x = is_product ? running_product (to, x, axis) : ng_build_cumulate (to->builder, x, axis);
  if (is_reverse)
    x = ng_build_reverse (to->builder, x, axis);
  ng_operation_output (to, 0, x);
}

#define REDUCE(NAME, SUMMARY, VARIANT)                                                             \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { "data", "axes" }, .outputs = { "reduced" }, .infer = infer_reduce,                 \
    .lower = lower_reduce, .variant = VARIANT                                                      \
  }

const NgOperatorClass ng_operators_reduction[] = {
  REDUCE ("ReduceSum", "Sum over axes", SUM),
  REDUCE ("ReduceMean", "Mean over axes", MEAN),
  REDUCE ("ReduceMax", "Greatest over axes", MAXIMUM),
  REDUCE ("ReduceMin", "Least over axes", MINIMUM),
  REDUCE ("ReduceProd", "Product over axes", PRODUCT),
  REDUCE ("ReduceL1", "Sum of absolute values over axes", L1),
  REDUCE ("ReduceL2", "Euclidean norm over axes", L2),
  REDUCE ("ReduceLogSum", "Logarithm of the sum over axes", LOG_SUM),
  REDUCE ("ReduceLogSumExp", "Logarithm of the sum of exponentials over axes", LOG_SUM_EXP),
  REDUCE ("ReduceSumSquare", "Sum of squares over axes", SUM_SQUARE),
  { .name = "ArgMax",
    .summary = "Place of the greatest along an axis",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "data" },
    .outputs = { "reduced" },
    .lower = lower_arg,
    .primitive = NG_PRIMITIVE_ARG_MAX },
  { .name = "ArgMin",
    .summary = "Place of the least along an axis",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "data" },
    .outputs = { "reduced" },
    .lower = lower_arg,
    .primitive = NG_PRIMITIVE_ARG_MIN },
  { .name = "CumSum",
    .summary = "Running sum along an axis",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "x", "axis" },
    .outputs = { "y" },
    .infer = ng_operator_infer_fitting,
    .lower = lower_running },
  { .name = "CumProd",
    .summary = "Running product along an axis",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "x", "axis" },
    .outputs = { "y" },
    .infer = ng_operator_infer_fitting,
    .lower = lower_running,
    .variant = PRODUCT },
  { .name = NULL },
};
