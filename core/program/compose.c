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
