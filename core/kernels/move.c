#include "core/kernels/move.h"

#include "core/base/error.h"
#include "core/kernels/threads.h"
#include "core/kernels/tile.h"
#include "core/program/reference.h"
#include "core/tensor/element.h"

#include <string.h>

#define PARALLEL_BYTES 262144

/* The array round one axis: (outer, n, inner). */
typedef struct {
  NgPrimitive primitive;
  NgElement element;
  gsize size;
  gint64 outer, n, inner;
  gint64 m;         /* indices, for GATHER and SCATTER_ADD */
  int first;        /* what messages call the first of what they point at */
  guint n_parts;    /* operands of CONCAT */
  gint64 *parts;    /* sizes of theirs along the axis */
  NgShape from, to; /* of PAD */
  gint64 start[NG_MAX_RANK];
  guint64 filling;
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  g_free (self->parts);
  g_free (self);
}

static void
split (State *self, const NgShape *shape, int axis)
{
  self->outer = self->inner = 1;
  self->n = shape->dims[axis];
  for (int i = 0; i < shape->rank; i++) {
    if (i < axis)
      self->outer *= shape->dims[i];
    else if (i > axis)
      self->inner *= shape->dims[i];
  }
}

static gboolean
is_real (NgElement element)
{
  return element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64;
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  const NgAttributes *attributes;
  const NgShape *first;
  NgValue value = task->step->anchor;
  State *self;

  if (value == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, value);
  attributes = instruction->attributes;
  if (instruction->n_operands == 0 || ng_element_bits (instruction->shape.element) < 8 ||
      ng_element_bits (instruction->shape.element) > 64)
    return FALSE;
  first = &ng_program_instruction (task->program, instruction->operands[0])->shape;
  self = g_new0 (State, 1);
  self->primitive = instruction->primitive;
  self->element = instruction->shape.element;
  self->size = ng_element_bits (self->element) / 8;
  self->to = instruction->shape;
  self->from = *first;
  switch (instruction->primitive) {
  case NG_PRIMITIVE_GATHER:
    split (self, first, attributes->axis);
    break;
  case NG_PRIMITIVE_SCATTER_ADD:
  case NG_PRIMITIVE_CUMULATE:
    if (!is_real (self->element))
      goto unfit;
    split (self, &instruction->shape, attributes->axis);
    break;
  case NG_PRIMITIVE_CONCAT:
    split (self, &instruction->shape, attributes->axis);
    self->n_parts = instruction->n_operands;
    self->parts = g_new (gint64, self->n_parts);
    for (guint i = 0; i < self->n_parts; i++)
      self->parts[i] = ng_program_instruction (task->program, instruction->operands[i])
                           ->shape.dims[attributes->axis];
    break;
  case NG_PRIMITIVE_PAD:
    for (int axis = 0; axis < first->rank; axis++) {
      self->start[axis] = attributes->start[axis];
      if (self->start[axis] < 0 ||
          self->start[axis] + first->dims[axis] > instruction->shape.dims[axis])
        goto unfit;
    }
    ng_element_from_reals (self->element, &attributes->number, 1, &self->filling);
    break;
  default:
    goto unfit;
  }
  if (instruction->primitive == NG_PRIMITIVE_GATHER ||
      instruction->primitive == NG_PRIMITIVE_SCATTER_ADD) {
    const NgShape *indices =
        &ng_program_instruction (task->program, instruction->operands[1])->shape;

    if (indices->element != NG_ELEMENT_I64)
      goto unfit;
    self->m = ng_shape_count (indices);
    self->first = attributes->index;
  }
  ng_step_set (step, self, instruction->operands, instruction->n_operands, &value, 1);
  return TRUE;
unfit:
  state_free (self);
  return FALSE;
}

static gboolean
check_indices (const State *self, const gint64 *indices, GError **error)
{
  for (gint64 i = 0; i < self->m; i++) {
    if (indices[i] >= 0 && indices[i] < self->n)
      continue;
    ng_index_fail (indices[i], self->n, self->first, error);
    return FALSE;
  }
  return TRUE;
}

static void
gather (const State *self, const char *x, const gint64 *indices, char *y)
{
  gsize run = (gsize) self->inner * self->size;
  gint64 rows = self->outer * self->m;
  G_GNUC_UNUSED int threads = (gsize) rows * run >= PARALLEL_BYTES ? ng_threads_max () : 1;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 row = 0; row < rows; row++) {
    gint64 from = row / self->m * self->n + indices[row % self->m];

    memcpy (y + (gsize) row * run, x + (gsize) from * run, run);
  }
}

static void
scatter_add (const State *self, const char *y, const gint64 *indices, char *x)
{
  gsize run = (gsize) self->inner * self->size;

  memset (x, 0, (gsize) (self->outer * self->n) * run);
  for (gint64 row = 0; row < self->outer * self->m; row++) {
    gint64 to = row / self->m * self->n + indices[row % self->m];

    ng_tile_accumulate (NG_PRIMITIVE_SUM,
                        self->element,
                        (gsize) self->inner,
                        y + (gsize) row * run,
                        x + (gsize) to * run);
  }
}

static void
concatenate (const State *self, const NgCall *call, char *y)
{
  gsize row = (gsize) (self->n * self->inner) * self->size;
  G_GNUC_UNUSED int threads = (gsize) self->outer * row >= PARALLEL_BYTES ? ng_threads_max () : 1;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 o = 0; o < self->outer; o++) {
    char *to = y + (gsize) o * row;

    for (guint i = 0; i < self->n_parts; i++) {
      gsize part = (gsize) (self->parts[i] * self->inner) * self->size;

      if (part > 0)
        memcpy (to, (const char *) call->inputs[i] + (gsize) o * part, part);
      to += part;
    }
  }
}

static void
pad (const State *self, const char *x, char *y)
{
  int last = self->from.rank - 1;
  gsize run = last >= 0 ? (gsize) self->from.dims[last] * self->size : self->size;
  gint64 rows = 1;

  ng_tile_fill (self->size, (gsize) ng_shape_count (&self->to), &self->filling, y);
  if (ng_shape_count (&self->from) == 0)
    return;
  for (int axis = 0; axis < last; axis++)
    rows *= self->from.dims[axis];
  for (gint64 row = 0; row < rows; row++) {
    gint64 rest = row;
    gint64 at = last >= 0 ? self->start[last] : 0;
    gint64 stride = last >= 0 ? self->to.dims[last] : 1;

    for (int axis = last - 1; axis >= 0; axis--) {
      at += (rest % self->from.dims[axis] + self->start[axis]) * stride;
      rest /= self->from.dims[axis];
      stride *= self->to.dims[axis];
    }
    memcpy (y + (gsize) at * self->size, x + (gsize) row * run, run);
  }
}

/* Running sums are taken in double. */
static void
cumulate (const State *self, gconstpointer x, gpointer y)
{
  for (gint64 i = 0; i < self->outer * self->inner; i++) {
    gint64 base = i / self->inner * self->n * self->inner + i % self->inner;
    double sum = 0;

    for (gint64 k = 0; k < self->n; k++) {
      gint64 at = base + k * self->inner;

      if (self->element == NG_ELEMENT_F32) {
        sum += (double) ((const float *) x)[at];
        ((float *) y)[at] = (float) sum;
      } else {
        sum += ((const double *) x)[at];
        ((double *) y)[at] = sum;
      }
    }
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gboolean is_indexed =
      self->primitive == NG_PRIMITIVE_GATHER || self->primitive == NG_PRIMITIVE_SCATTER_ADD;

  if (is_indexed && self->outer > 0 && !check_indices (self, call->inputs[1], error))
    return FALSE;
  switch (self->primitive) {
  case NG_PRIMITIVE_GATHER:
    gather (self, call->inputs[0], call->inputs[1], call->outputs[0]);
    break;
  case NG_PRIMITIVE_SCATTER_ADD:
    scatter_add (self, call->inputs[0], call->inputs[1], call->outputs[0]);
    break;
  case NG_PRIMITIVE_CONCAT:
    concatenate (self, call, call->outputs[0]);
    break;
  case NG_PRIMITIVE_PAD:
    pad (self, call->inputs[0], call->outputs[0]);
    break;
  default: /* CUMULATE */
    cumulate (self, call->inputs[0], call->outputs[0]);
    break;
  }
  return TRUE;
}

const NgKernel ng_kernel_move = {
  .name = "move",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
};
