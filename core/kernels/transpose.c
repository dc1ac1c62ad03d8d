/* A lone view whose last axis walks through its source in large steps, while another axis walks
 * through it one by one. Squares of both axes are moved, so that every line of either side is
 * touched once while it is near. */

#include "core/kernels/transpose.h"

#include "core/kernels/load.h"
#include "core/kernels/threads.h"

#include <string.h>

#define SQUARE            16
#define PARALLEL_ELEMENTS 32768

typedef struct {
  NgLoad load;
  gsize size;
  int axis;      /* the one that walks one by one */
  gint64 outer;  /* elements along all but the two axes */
  gint64 stride; /* of @axis in the result */
  int threads;
} State;

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgFusedStep *fused = task->step;
  const NgInstruction *instruction;
  NgLoad load;
  NgView view;
  State *self;
  int axis = -1;

  if (fused->anchor != NG_NO_VALUE || fused->n_members != 1)
    return FALSE;
  instruction = ng_program_instruction (task->program, fused->members[0]);
  if (instruction->primitive != NG_PRIMITIVE_TRANSPOSE || ng_shape_count (&instruction->shape) == 0)
    return FALSE;
  ng_view_of (task->program, fused->members[0], task->fusion->uses, &view);
  ng_load_init (&load, &view, &instruction->shape);
  for (int i = 0; i < load.rank - 1; i++) {
    if (load.strides[i] == 1)
      axis = i;
  }
  if (axis < 0 || load.strides[load.rank - 1] <= 1 || load.dims[axis] < 4 ||
      ng_program_instruction (task->program, view.source)->primitive == NG_PRIMITIVE_FILL)
    return FALSE;
  self = g_new0 (State, 1);
  self->load = load;
  self->size = ng_element_bits (instruction->shape.element) / 8;
  self->axis = axis;
  self->outer = self->stride = 1;
  for (int i = 0; i < load.rank - 1; i++) {
    if (i != axis)
      self->outer *= load.dims[i];
  }
  for (int i = axis + 1; i < load.rank; i++)
    self->stride *= load.dims[i];
  self->threads = ng_shape_count (&instruction->shape) >= PARALLEL_ELEMENTS ? task->threads : 1;
  ng_step_set (step, self, &view.source, 1, &fused->members[0], 1);
  return TRUE;
}

/* (rows, columns) of @to from (columns, rows) of @from, strides in elements. */
static void
move_square (gsize size,
             gint64 rows,
             gint64 columns,
             const char *from,
             gint64 from_stride,
             char *to,
             gint64 to_stride)
{
  for (gint64 r = 0; r < rows; r++) {
    for (gint64 c = 0; c < columns; c++) {
      const char *x = from + (c * from_stride + r) * (gint64) size;
      char *y = to + (r * to_stride + c) * (gint64) size;

      if (size == 4)
        memcpy (y, x, 4);
      else if (size == 8)
        memcpy (y, x, 8);
      else
        memcpy (y, x, size);
    }
  }
}

/* Rows @first to @first + @n of the plane of outer index @outer. */
static void
move_rows (const State *self, gint64 outer, gint64 first, gint64 n, const char *from, char *to)
{
  const NgLoad *load = &self->load;
  int last = load->rank - 1;
  gint64 source = load->offset + first;
  gint64 target = first * self->stride;
  gint64 stride = load->dims[last];

  for (int i = last - 1; i >= 0; i--) {
    gint64 index;

    if (i != self->axis) {
      index = outer % load->dims[i];
      outer /= load->dims[i];
      source += index * load->strides[i];
      target += index * stride;
    }
    stride *= load->dims[i];
  }
  for (gint64 c = 0; c < load->dims[last]; c += SQUARE)
    move_square (self->size,
                 n,
                 MIN (SQUARE, load->dims[last] - c),
                 from + (source + c * load->strides[last]) * (gint64) self->size,
                 load->strides[last],
                 to + (target + c) * (gint64) self->size,
                 self->stride);
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gint64 rows = self->load.dims[self->axis];
  gint64 blocks = (rows + SQUARE - 1) / SQUARE;
  G_GNUC_UNUSED int threads = self->threads;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 i = 0; i < self->outer * blocks; i++) {
    gint64 first = i % blocks * SQUARE;

    move_rows (
        self, i / blocks, first, MIN (SQUARE, rows - first), call->inputs[0], call->outputs[0]);
  }
  return TRUE;
}

const NgKernel ng_kernel_transpose = {
  .name = "transposition",
  .prepare = prepare,
  .execute = execute,
  .free = g_free,
};
