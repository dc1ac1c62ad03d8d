/* Steps of optimisers, ai.onnx.preview.training: a rate R, a count T, then arrays, their gradients,
 * and what is kept of earlier ones, each for all arrays. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

enum { ADAGRAD, ADAM, MOMENTUM };

/* One array while it is moved on. */
typedef struct {
  NgOperation *to;
  NgValue rate, count;          /* of the dimensions of x */
  NgValue x, gradient, kept[2]; /* what is kept is changed */
} Step;

static double
real (const Step *self, const char *name, double missing)
{
  return ng_onnx_node_real (self->to->node, name, missing);
}

static NgValue
blend (Step *self, NgValue x, double a, NgValue y, double b)
{
  return ng_build_add (self->to->builder,
                       ng_build_scale (self->to->builder, x, a),
                       ng_build_scale (self->to->builder, y, b));
}

static NgValue
root_of (Step *self, NgValue x)
{
  return ng_build_offset (self->to->builder,
                          ng_build_unary (self->to->builder, NG_PRIMITIVE_SQRT, x),
                          real (self, "epsilon", 1e-6));
}

/* a when no step was taken yet, else b */
static NgValue
at_first (Step *self, NgValue a, NgValue b)
{
  NgProgramBuilder *builder = self->to->builder;
  NgValue zero = ng_build_fill_like (builder, self->count, 0);

  return ng_build_select (
      builder, ng_build_binary (builder, NG_PRIMITIVE_LESS, zero, self->count), b, a);
}

static NgValue
adagrad (Step *self)
{
  NgProgramBuilder *b = self->to->builder;
  NgValue slowness =
      ng_build_offset (b, ng_build_scale (b, self->count, real (self, "decay_factor", 0)), 1);
  NgValue rate = ng_build_divide (b, self->rate, slowness);

  self->kept[0] =
      ng_build_add (b, self->kept[0], ng_build_multiply (b, self->gradient, self->gradient));
  NgValue move = ng_build_divide (b, self->gradient, root_of (self, self->kept[0]));
  return ng_build_subtract (b, self->x, ng_build_multiply (b, rate, move));
}

/* 1 - number^T */
static NgValue
rest_of_power (Step *self, double number)
{
  NgProgramBuilder *b = self->to->builder;
  NgValue power = ng_build_binary (
      b, NG_PRIMITIVE_POWER, ng_build_fill_like (b, self->count, number), self->count);

  return ng_build_offset (b, ng_build_unary (b, NG_PRIMITIVE_NEGATE, power), 1);
}

static NgValue
adam (Step *self)
{
  NgProgramBuilder *b = self->to->builder;
  double alpha = real (self, "alpha", 0.9), beta = real (self, "beta", 0.999);
  NgValue square = ng_build_multiply (b, self->gradient, self->gradient);

  self->kept[0] = blend (self, self->kept[0], alpha, self->gradient, 1 - alpha);
  self->kept[1] = blend (self, self->kept[1], beta, square, 1 - beta);
  NgValue adjusted = ng_build_divide (
      b,
      ng_build_multiply (
          b, self->rate, ng_build_unary (b, NG_PRIMITIVE_SQRT, rest_of_power (self, beta))),
      rest_of_power (self, alpha));
  NgValue rate = at_first (self, self->rate, adjusted);
  NgValue move = ng_build_divide (b, self->kept[0], root_of (self, self->kept[1]));
  NgValue x = ng_build_subtract (b, self->x, ng_build_multiply (b, rate, move));
  return ng_build_scale (b, x, 1 - real (self, "norm_coefficient_post", 0));
}

static NgValue
momentum (Step *self)
{
  NgProgramBuilder *b = self->to->builder;
  double alpha = real (self, "alpha", 0), beta = real (self, "beta", 1);
  gboolean is_nesterov =
      g_str_equal (ng_onnx_node_text (self->to->node, "mode", "standard"), "nesterov");
  NgValue taken = at_first (self, self->gradient, ng_build_scale (b, self->gradient, beta));

  self->kept[0] = ng_build_add (b, ng_build_scale (b, self->kept[0], alpha), taken);
  NgValue move =
      is_nesterov ? blend (self, self->gradient, 1, self->kept[0], alpha) : self->kept[0];
  return ng_build_subtract (b, self->x, ng_build_multiply (b, self->rate, move));
}

/* A single number in the dimensions and the element of @like. */
static NgValue
spread (NgOperation *to, gsize index, NgValue like)
{
  NgValue x = ng_operation_need (to, index);
  const NgShape shape = *ng_operation_shape (to, like);

  if (x == NG_NO_VALUE)
    return NG_NO_VALUE;
  if (ng_shape_count (ng_operation_shape (to, x)) != 1) {
    ng_operation_fail (to, "has an array in place of a number");
    return NG_NO_VALUE;
  }
  x = ng_build_convert (
      to->builder, ng_build_reshape (to->builder, x, shape.dims, 0), shape.element);
  return ng_build_broadcast_numpy (to->builder, x, shape.dims, shape.rank);
}

static void
take_step (NgOperation *to, gsize index, gsize n, gsize n_kept)
{
  Step self = { .to = to, .x = ng_operation_need (to, 2 + index) };
  int which = to->node->operator->variant;

  self.gradient = ng_operation_need (to, 2 + n + index);
  for (gsize i = 0; i < n_kept; i++)
    self.kept[i] = ng_operation_need (to, 2 + (2 + i) * n + index);
  if (ng_operation_has_failed (to))
    return;
  self.rate = spread (to, 0, self.x);
  self.count = spread (to, 1, self.x);
  if (ng_operation_has_failed (to))
    return;
  self.gradient = blend (&self, self.gradient, 1, self.x, real (&self, "norm_coefficient", 0));
  NgValue x = which == ADAGRAD ? adagrad (&self) : which == ADAM ? adam (&self) : momentum (&self);
  ng_operation_output (to, index, x);
  for (gsize i = 0; i < n_kept; i++)
    ng_operation_output (to, (1 + i) * n + index, self.kept[i]);
}

static void
lower_step (NgOperation *to)
{
  gsize n_kept = to->node->operator->variant == ADAM ? 2 : 1;
  gsize n = to->n_inputs > 2 ? (to->n_inputs - 2) / (2 + n_kept) : 0;

  if (n == 0 || to->n_inputs != 2 + n * (2 + n_kept)) {
    ng_operation_fail (to, "has arrays without gradients or without what is kept of them");
    return;
  }
  for (gsize i = 0; i < n && !ng_operation_has_failed (to); i++)
    take_step (to, i, n, n_kept);
}

/* Each gradient is as what it is taken by. */
static void
infer_gradient (NgRelation *relation, const NgOnnxNode *node)
{
  for (gsize i = 0; i < node->n_results && i < node->n_operands; i++) {
    NgType type = ng_operand_type (relation, node, i);
    ng_result_type (relation, node, i, &type);
  }
}

/* Of the sum of a value that is named, by the first inputs; further ones are what the value depends
 * on besides. */
static void
lower_gradient (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  const NgAttribute *name = ng_onnx_node_attribute (to->node, "y");
  const NgAttribute *by = ng_onnx_node_attribute (to->node, "xs");
  gsize n = by != NULL && by->kind == NG_ATTRIBUTE_TEXTS ? by->texts->len : 0;

  if (to->lowering == NULL) {
    ng_operation_lack (to, "is found only as part of its net");
    return;
  }
  if (name == NULL || name->captures == NULL || name->captures->len != 1 || n == 0 ||
      n > to->n_inputs || n < to->n_outputs) {
    ng_operation_fail (to, "names values that do not fit its inputs, or none of its graph");
    return;
  }
  const NgOperand *operand = &g_array_index (name->captures, NgOperand, 0);
  NgValue y = ng_lowering_input (to->lowering, (gsize) operand->index);
  g_autofree NgValue *gradients = g_new (NgValue, n);
  for (gsize i = 0; i < n; i++) {
    NgValue x = ng_operation_need (to, i);
    if (x == NG_NO_VALUE)
      return;
    if (!ng_element_is_real (ng_operation_shape (to, x)->element))
      ng_operation_fail (to, "needs real numbers to differentiate by");
  }
  if (y < 0 || ng_operation_has_failed (to) ||
      !ng_element_is_real (ng_operation_shape (to, y)->element))
    return;
  NgValue seed = ng_build_fill_like (b, y, 1);
  ng_build_gradients (b, &y, &seed, 1, to->inputs, n, gradients);
  for (gsize i = 0; i < to->n_outputs; i++)
    ng_operation_output (to, i, gradients[i]);
}

#define TRAINING(NAME, SUMMARY, VARIANT)                                                           \
  {                                                                                                \
    .name = NAME, .domain = "ai.onnx.preview.training", .summary = SUMMARY,                        \
    .category = NG_CATEGORY_TRAINING, .inputs = { "R", "T", "inputs" }, .is_variadic = TRUE,       \
    .lower = lower_step, .variant = VARIANT                                                        \
  }

const NgOperatorClass ng_operators_training[] = {
  TRAINING ("Adagrad", "A step whose rate shrinks with all earlier gradients", ADAGRAD),
  TRAINING ("Adam", "A step by averages of earlier gradients and their squares", ADAM),
  { .name = "Gradient",
    .domain = "ai.onnx.preview.training",
    .summary = "Slopes of a value of the graph",
    .category = NG_CATEGORY_TRAINING,
    .inputs = { "Inputs" },
    .outputs = { "Outputs" },
    .is_variadic = TRUE,
    .infer = infer_gradient,
    .lower = lower_gradient },
  TRAINING ("Momentum", "A step that goes on in the direction of earlier ones", MOMENTUM),
  { .name = NULL },
};
