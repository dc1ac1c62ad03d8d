/* The kernel that computes any instruction alone, by its definition. */

#include "core/kernels/kernel.h"

#include <string.h>

typedef struct {
  const NgInstruction *instruction;
  NgShape *operands;
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  g_free (self->operands);
  g_free (self);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgFusedStep *fused = task->step;
  NgValue value = fused->anchor != NG_NO_VALUE ? fused->anchor : fused->members[0];
  const NgInstruction *instruction = ng_program_instruction (task->program, value);
  State *self;

  if (fused->n_members > (fused->anchor != NG_NO_VALUE ? 0 : 1))
    return FALSE;
  self = g_new0 (State, 1);
  self->instruction = instruction;
  self->operands = g_new0 (NgShape, instruction->n_operands + 1);
  for (guint i = 0; i < instruction->n_operands; i++)
    self->operands[i] = ng_program_instruction (task->program, instruction->operands[i])->shape;
  ng_step_set (step, self, instruction->operands, instruction->n_operands, &value, 1);
  return TRUE;
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  const NgInstruction *instruction = self->instruction;
  guint n = instruction->n_operands;
  g_autofree NgTensor **operands = g_new (NgTensor *, n + 1);
  g_autoptr (NgTensor) result = NULL;

  for (guint i = 0; i < n; i++) {
    const NgShape *shape = &self->operands[i];
    gsize size = ng_shape_size (shape);
    g_autoptr (GBytes) bytes = g_bytes_new_static (call->inputs[i], size);

    operands[i] = ng_tensor_new_bytes (shape->element, shape->dims, shape->rank, bytes, NULL);
  }
  result = ng_reference_execute (instruction, operands, call->seed, error);
  for (guint i = 0; i < n; i++)
    ng_tensor_unref (operands[i]);
  if (result == NULL)
    return FALSE;
  memcpy (call->outputs[0], ng_tensor_data (result), ng_tensor_size (result));
  return TRUE;
}

const NgKernel ng_kernel_reference = {
  .name = "reference",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
};
