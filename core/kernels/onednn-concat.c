/* Images put one behind the other along their channels, where convolutions have laid them out in
 * their way: each part is reordered into its place. */

#include "core/kernels/onednn.h"

#include "core/kernels/lanes.h"
#include "core/kernels/onednn-private.h"

static gboolean
is_concat (const NgTask *task)
{
  const NgInstruction *instruction;

  if (task->step->anchor == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  if (instruction->primitive != NG_PRIMITIVE_CONCAT || !ng_dnn_is_float (instruction) ||
      instruction->attributes->axis != 1 || instruction->shape.rank < 3 ||
      instruction->shape.rank > 5)
    return FALSE;
  for (guint i = 0; i < instruction->n_operands; i++) {
    if (!ng_dnn_is_float (ng_program_instruction (task->program, instruction->operands[i])))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_layout (const NgTask *task, const NgInstruction *instruction)
{
  for (guint i = 0; i < instruction->n_operands; i++) {
    if (task->layouts[instruction->operands[i]] != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Whether all parts but the last one are whole blocks of channels. */
static gboolean
is_even (const NgTask *task, const NgInstruction *instruction)
{
  for (guint i = 0; i + 1 < instruction->n_operands; i++) {
    NgValue part = instruction->operands[i];

    if (ng_program_instruction (task->program, part)->shape.dims[1] % NG_LANES != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_part (NgDnn *state,
          const NgTask *task,
          NgValue part,
          gsize index,
          const NgDnnDesc *whole,
          gint64 channel)
{
  NgDnnDesc given = ng_dnn_desc_of (task, part), place;
  dnnl_dims_t start = { 0, channel };
  int from = ng_dnn_add_slot (state, NG_DNN_INPUT, index, &given);

  return ng_dnn_desc_part (&place, whole, given.dims, start) &&
         ng_dnn_add_reorder (state, from, ng_dnn_add_slot (state, NG_DNN_OUTPUT, 0, &place));
}

static gboolean
build (NgDnn *state, const NgTask *task, const NgInstruction *instruction, NgStep *step)
{
  NgDnnDesc whole;
  gint64 channel = 0;

  if (task->may_choose && instruction->shape.dims[1] % NG_LANES == 0 &&
      is_even (task, instruction)) {
    whole = ng_dnn_blocked (&instruction->shape);
    state->layout.desc = whole;
  } else {
    ng_dnn_ordered (&whole, instruction->shape.dims, instruction->shape.rank);
  }
  for (guint i = 0; i < instruction->n_operands; i++) {
    NgValue part = instruction->operands[i];

    if (!add_part (state, task, part, i, &whole, channel))
      return FALSE;
    channel += ng_program_instruction (task->program, part)->shape.dims[1];
  }
  ng_dnn_finish (state, task, instruction->operands, instruction->n_operands, step);
  return TRUE;
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  NgDnn *state;

  if (!is_concat (task))
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  if (!has_layout (task, instruction))
    return FALSE;
  state = ng_dnn_new (task->packs);
  if (state == NULL)
    return FALSE;
  if (build (state, task, instruction, step))
    return TRUE;
  ng_dnn_free (state);
  return FALSE;
}

static gboolean
accepts (const NgTask *task, NgValue value)
{
  return is_concat (task);
}

const NgKernel ng_kernel_onednn_concat = {
  .name = "oneDNN concatenation",
  .prepare = prepare,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
  .accepts = accepts,
};
