/* Images put one behind the other along their channels, where somebody has put some of them in
 * blocks: blocks are copied where parts begin with one, unless they were made in their place, else
 * channels are put where they belong. */

#include "core/kernels/move.h"

#include "core/kernels/blocked.h"
#include "core/kernels/threads.h"

#include <string.h>

/* Elements that are worth a thread. */
#define GRAIN 16384

typedef struct {
  gint64 channels;
  gint64 start; /* of its channels in the whole */
  gboolean is_blocked;
} Part;

typedef struct {
  Part *parts;
  guint n_parts;
  gint64 batch, channels, pixels;
  gboolean is_y_blocked;
  int threads;
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  g_free (self->parts);
  g_free (self);
}

static gboolean
suits (const NgTask *task)
{
  NgValue anchor = task->step->anchor;
  const NgInstruction *instruction;

  if (anchor == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, anchor);
  if (instruction->primitive != NG_PRIMITIVE_CONCAT ||
      instruction->shape.element != NG_ELEMENT_F32 || instruction->attributes->axis != 1 ||
      instruction->shape.rank < 3 || ng_shape_count (&instruction->shape) == 0)
    return FALSE;
  for (guint i = 0; i < instruction->n_operands; i++) {
    if (ng_program_instruction (task->program, instruction->operands[i])->shape.dims[1] == 0)
      return FALSE;
  }
  return TRUE;
}

/* Sets what the parts are. Returns: whether some lie in blocks and the others in order */
static gboolean
find_parts (State *self, const NgTask *task, const NgInstruction *instruction)
{
  gboolean some = FALSE;

  self->is_y_blocked = task->may_choose;
  self->n_parts = instruction->n_operands;
  self->parts = g_new (Part, self->n_parts);
  for (guint i = 0; i < self->n_parts; i++) {
    NgValue value = instruction->operands[i];
    Part *part = &self->parts[i];

    part->channels = ng_program_instruction (task->program, value)->shape.dims[1];
    part->start = self->channels;
    part->is_blocked = ng_blocked_is (task, value);
    if (task->layouts[value] != NULL && !part->is_blocked)
      return FALSE;
    some = some || part->is_blocked;
    self->is_y_blocked = self->is_y_blocked && part->start % NG_LANES == 0;
    self->channels += part->channels;
  }
  return some;
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  State *self;

  if (!suits (task))
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  self = g_new0 (State, 1);
  if (!find_parts (self, task, instruction)) {
    state_free (self);
    return FALSE;
  }
  self->batch = instruction->shape.dims[0];
  self->pixels = ng_shape_count (&instruction->shape) / (self->batch * self->channels);
  self->threads = (int) CLAMP (ng_shape_count (&instruction->shape) / GRAIN, 1, task->threads);
  ng_step_set (step, self, instruction->operands, instruction->n_operands, &task->step->anchor, 1);
  if (self->is_y_blocked) {
    step->layout = &ng_layout_blocked;
    step->layout_size = ng_blocked_size (&instruction->shape);
  }
  return TRUE;
}

/* Channels @c and so on of a part of an image, sixteen at most, into the whole @y. */
static void
put (const State *self, const Part *part, gint64 c, const float *x, float *y)
{
  gint64 n = MIN (NG_LANES, part->channels - c);

  x += c * self->pixels;
  y += (part->start + c) * self->pixels;
  if (part->is_blocked && self->is_y_blocked)
    memcpy (y, x, (gsize) (NG_LANES * self->pixels) * sizeof *y);
  else if (part->is_blocked)
    ng_blocked_give (x, self->pixels, n, y);
  else if (self->is_y_blocked)
    ng_blocked_take (x, self->pixels, n, y);
  else
    memcpy (y, x, (gsize) (n * self->pixels) * sizeof *y);
}

static gint64
blocks_of (gint64 channels)
{
  return (channels + NG_LANES - 1) / NG_LANES;
}

static gint64
whole_size (const State *self)
{
  return (self->is_y_blocked ? blocks_of (self->channels) * NG_LANES : self->channels) *
         self->pixels;
}

static gboolean
hosts (gconstpointer state, guint i, gsize *offset, gsize *gap)
{
  const State *self = state;
  const Part *part = &self->parts[i];

  *offset = (gsize) (part->start * self->pixels) * sizeof (float);
  *gap = (gsize) (whole_size (self) - blocks_of (part->channels) * NG_LANES * self->pixels) *
         sizeof (float);
  return part->is_blocked && self->is_y_blocked;
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gint64 whole = whole_size (self);
  G_GNUC_UNUSED int threads = self->threads;

  for (guint i = 0; i < self->n_parts; i++) {
    const Part *part = &self->parts[i];
    gint64 blocks = blocks_of (part->channels);
    gint64 channels = part->is_blocked ? blocks * NG_LANES : part->channels;

    if (call->inputs[i] == (const float *) call->outputs[0] + part->start * self->pixels)
      continue;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
    for (gint64 b = 0; b < self->batch * blocks; b++) {
      gint64 n = b / blocks;

      put (self,
           part,
           b % blocks * NG_LANES,
           (const float *) call->inputs[i] + n * channels * self->pixels,
           (float *) call->outputs[0] + n * whole);
    }
  }
  return TRUE;
}

static gboolean
accepts (const NgTask *task, NgValue value)
{
  return suits (task);
}

const NgKernel ng_kernel_blocked_concat = {
  .name = "blocked concatenation",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
  .accepts = accepts,
  .hosts = hosts,
};
