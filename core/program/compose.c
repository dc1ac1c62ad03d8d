#include "core/program/compose.h"

#include "core/program/emit.h"
#include <float.h>
#include <string.h>

/* log (1 / (1 + exp (-z))) = min (z, 0) - log1p (exp (-|z|)), whose slope at 0 is 1/2. */
static NgValue
log_sigmoid (NgProgramBuilder *self, NgValue z)
{
  NgValue zero = ng_build_fill_like (self, z, 0);
  NgValue is_negative = ng_build_binary (self, NG_PRIMITIVE_LESS, z, zero);
  NgValue opposite = ng_build_unary (self, NG_PRIMITIVE_NEGATE, z);
  NgValue power =
      ng_build_unary (self, NG_PRIMITIVE_EXP, ng_build_select (self, is_negative, z, opposite));

  return ng_build_subtract (self,
                            ng_build_select (self, is_negative, z, zero),
                            ng_build_unary (self, NG_PRIMITIVE_LOG1P, power));
}

static gboolean
moves_elements (NgPrimitive primitive)
{
  return ng_primitive_is_view (primitive) || primitive == NG_PRIMITIVE_GATHER;
}

/* What @instruction does, done to @x in place of its first operand. */
static NgValue
move_as (NgProgramBuilder *self, const NgInstruction *instruction, NgValue x)
{
  NgValue operands[2] = { x, NG_NO_VALUE };

  if (instruction->n_operands > 1)
    operands[1] = instruction->operands[1];
  return ng_build_repeat (self, instruction, operands);
}

/* The logarithm of @x, or of 1 - @x, where that can be told from how @x was made. */
static NgValue
log_by_origin (NgProgramBuilder *self, NgValue x, gboolean is_complement)
{
  const NgInstruction *found = ng_build_instruction (self, x);
  NgInstruction instruction;
  NgValue operands[2];
  NgValue log;
  double one;

  if (found == NULL || found->n_operands == 0 || found->n_operands > 2)
    return NG_NO_VALUE;
  /* What is written moves the list of instructions. */
  instruction = *found;
  memcpy (operands, found->operands, found->n_operands * sizeof *operands);
  instruction.operands = operands;
  if (moves_elements (instruction.primitive)) {
    log = log_by_origin (self, operands[0], is_complement);
    return log != NG_NO_VALUE ? move_as (self, &instruction, log) : NG_NO_VALUE;
  }
  switch (instruction.primitive) {
  case NG_PRIMITIVE_SIGMOID:
    return log_sigmoid (self,
                        is_complement ? ng_build_unary (self, NG_PRIMITIVE_NEGATE, operands[0])
                                      : operands[0]);
  case NG_PRIMITIVE_SUBTRACT:
    if (!ng_build_is_fill (self, operands[0], &one) || one != 1)
      return NG_NO_VALUE;
    return log_by_origin (self, operands[1], !is_complement);
  case NG_PRIMITIVE_EXP:
    return is_complement ? NG_NO_VALUE : operands[0];
  case NG_PRIMITIVE_DIVIDE:
    log = is_complement ? NG_NO_VALUE : log_by_origin (self, operands[0], FALSE);
    if (log == NG_NO_VALUE)
      return NG_NO_VALUE;
    return ng_build_subtract (self, log, ng_build_unary (self, NG_PRIMITIVE_LOG, operands[1]));
  default:
    return NG_NO_VALUE;
  }
}

gboolean
ng_build_is_sigmoid (const NgProgramBuilder *self, NgValue x)
{
  const NgInstruction *instruction = ng_build_instruction (self, x);

  while (instruction != NULL && ng_primitive_is_view (instruction->primitive))
    instruction = ng_build_instruction (self, instruction->operands[0]);
  return instruction != NULL && instruction->primitive == NG_PRIMITIVE_SIGMOID;
}

NgValue
ng_build_log_probability (NgProgramBuilder *self, NgValue p)
{
  NgValue log = log_by_origin (self, p, FALSE);

  if (log != NG_NO_VALUE)
    return log;
  p = ng_build_binary (self, NG_PRIMITIVE_MAX, p, ng_build_fill_like (self, p, FLT_MIN));
  return ng_build_unary (self, NG_PRIMITIVE_LOG, p);
}

NgValue
ng_build_gather_numbers (NgProgramBuilder *self, NgValue x, NgValue numbers, int axis)
{
  NgAttributes attributes = { .axis = axis, .index = 1 };
  NgValue operands[] = { x, ng_build_offset (self, numbers, -1) };

  return ng_build_emit (self, NG_PRIMITIVE_GATHER, operands, 2, &attributes, NULL);
}

NgValue
ng_build_gather_rows (NgProgramBuilder *self, NgValue x, NgValue indices)
{
  NgShape shape = *ng_build_shape (self, x), at = *ng_build_shape (self, indices);
  gint64 flat[NG_MAX_RANK] = { shape.dims[0] * shape.dims[1] };
  NgValue zero, last, is_inside, places;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  for (int i = 2; i < shape.rank; i++)
    flat[i - 1] = shape.dims[i];
  zero = ng_build_fill_like (self, indices, 0);
  last = ng_build_fill_like (self, indices, (double) (shape.dims[1] - 1));
  is_inside = ng_build_binary (self,
                               NG_PRIMITIVE_AND,
                               ng_build_binary (self, NG_PRIMITIVE_LESS_EQUAL, zero, indices),
                               ng_build_binary (self, NG_PRIMITIVE_LESS_EQUAL, indices, last));
  places = ng_build_scale (self, ng_build_iota (self, &at, 0), (double) shape.dims[1]);
  /* A place in another row would not be noticed; -1 is. */
  places = ng_build_select (self,
                            is_inside,
                            ng_build_add (self, places, indices),
                            ng_build_fill_like (self, indices, -1));
  return ng_build_gather (self, ng_build_reshape (self, x, flat, shape.rank - 1), places, 0);
}

/* The root is taken of 1 where x is 0, and not chosen there. */
NgValue
ng_build_root (NgProgramBuilder *self, NgValue x)
{
  NgValue zero = ng_build_fill_like (self, x, 0);
  NgValue is_zero = ng_build_binary (self, NG_PRIMITIVE_EQUAL, x, zero);
  NgValue safe = ng_build_select (self, is_zero, ng_build_fill_like (self, x, 1), x);

  return ng_build_select (self, is_zero, zero, ng_build_unary (self, NG_PRIMITIVE_SQRT, safe));
}

NgValue
ng_build_inverse_root (NgProgramBuilder *self, NgValue x, double epsilon)
{
  NgValue root = ng_build_unary (self, NG_PRIMITIVE_SQRT, ng_build_offset (self, x, epsilon));

  return ng_build_divide (self, ng_build_fill_like (self, root, 1), root);
}

/* Elements that are taken together by a reduction over @mask. */
static gint64
count_reduced (const NgProgramBuilder *self, NgValue x, guint mask)
{
  const NgShape *shape = ng_build_shape (self, x);
  gint64 count = 1;

  for (int i = 0; i < shape->rank; i++)
    if (mask & 1u << i)
      count *= shape->dims[i];
  return count;
}

NgValue
ng_build_standardize (NgProgramBuilder *self,
                      NgValue x,
                      guint mask,
                      int n_lost,
                      double epsilon,
                      NgValue *mean,
                      NgValue *scale)
{
  NgValue m = ng_build_mean (self, x, mask, TRUE);
  NgValue centred = ng_build_subtract (self, x, ng_build_broadcast_at (self, m, x, 0));
  NgValue variance = ng_build_multiply (self, centred, centred);
  NgValue inverse;

  if (n_lost == 0) {
    variance = ng_build_mean (self, variance, mask, TRUE);
  } else {
    double n = (double) (count_reduced (self, x, mask) - n_lost);

    variance = ng_build_reduce (self, NG_PRIMITIVE_SUM, variance, mask, TRUE);
    variance = ng_build_divide (self, variance, ng_build_fill_like (self, variance, n));
  }
  inverse = ng_build_inverse_root (self, variance, epsilon);
  if (mean != NULL)
    *mean = m;
  if (scale != NULL)
    *scale = inverse;
  return ng_build_multiply (self, centred, ng_build_broadcast_at (self, inverse, x, 0));
}

NgValue
ng_build_divide_by_rms (NgProgramBuilder *self, NgValue x, guint mask, double epsilon)
{
  NgValue square = ng_build_mean (self, ng_build_multiply (self, x, x), mask, TRUE);
  NgValue inverse = ng_build_inverse_root (self, square, epsilon);

  return ng_build_multiply (self, x, ng_build_broadcast_at (self, inverse, x, 0));
}

NgValue
ng_build_local_response (NgProgramBuilder *self, NgValue x, const NgLocalResponse *response)
{
  NgShape shape = *ng_build_shape (self, x);
  gint64 flat[4] = { shape.dims[0], 1, shape.dims[1], 1 };
  NgWindow window = { .rank = 2,
                      .size = { response->size, 1 },
                      .stride = { 1, 1 },
                      .dilation = { 1, 1 },
                      .before = { response->before, 0 },
                      .after = { response->size - 1 - response->before, 0 },
                      .groups = 1 };
  NgValue sum;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  for (int i = 2; i < shape.rank; i++)
    flat[3] *= shape.dims[i];
  sum = ng_build_reshape (self, ng_build_multiply (self, x, x), flat, 4);
  sum = ng_build_pool (self, NG_PRIMITIVE_POOL_SUM, sum, &window);
  sum = ng_build_reshape (self, sum, shape.dims, shape.rank);
  sum = ng_build_scale (self, sum, response->alpha / (double) response->size);
  sum = ng_build_offset (self, sum, response->bias);
  return ng_build_divide (
      self,
      x,
      ng_build_binary (
          self, NG_PRIMITIVE_POWER, sum, ng_build_fill_like (self, sum, response->beta)));
}

NgValue
ng_build_resample (NgProgramBuilder *self,
                   NgValue x,
                   int axis,
                   gint64 n,
                   int n_taps,
                   const gint64 *places,
                   const double *weights)
{
  NgShape shape = *ng_build_shape (self, x);
  NgValue sum = NG_NO_VALUE;

  shape.dims[axis] = n;
  for (int tap = 0; tap < n_taps && !ng_program_builder_has_failed (self); tap++) {
    g_autoptr (NgTensor) at = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, places + tap * n);
    NgValue part = ng_build_gather (self, x, ng_build_constant (self, at), axis);
    g_autoptr (NgTensor) wide = NULL;
    g_autoptr (NgTensor) factors = NULL;

    if (weights == NULL)
      return part;
    wide = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, weights + tap * n);
    factors = ng_tensor_convert (wide, shape.element);
    part = ng_build_multiply (
        self,
        part,
        ng_build_broadcast (
            self, ng_build_constant (self, factors), shape.dims, shape.rank, &axis));
    sum = tap == 0 ? part : ng_build_add (self, sum, part);
  }
  return sum;
}
