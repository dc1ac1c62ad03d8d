/* The axes of the operand are gathered into runs that are kept and runs that are reduced, in turn.
 * Where the last run is reduced, rows are reduced one by one; where it is kept, rows are added up
 * side by side. Both gather in double, and threads share what is kept. */

#include "core/kernels/reduce.h"

#include "core/kernels/threads.h"
#include "core/kernels/tile.h"
#include "core/kernels/vector.h"

#include <math.h>
#include <string.h>

/* Columns that are added up side by side, and elements from which threads are worth it. */
#define COLUMNS           512
#define PARALLEL_ELEMENTS 65536

typedef struct {
  NgPrimitive primitive;
  NgElement element;
  gint64 size;
  int n_outer; /* runs of kept axes that are walked one element at a time */
  gint64 outer_dims[NG_MAX_RANK];
  gint64 outer_strides[NG_MAX_RANK];
  int n_reduced; /* runs of reduced axes, but for the last run of all */
  gint64 reduced_dims[NG_MAX_RANK];
  gint64 reduced_strides[NG_MAX_RANK];
  gint64 rows; /* products of both */
  gint64 repeats;
  gint64 width;      /* of the last run */
  gboolean is_inner; /* whether the last run is reduced */
  gint64 columns;    /* of a share of the last run, where it is kept */
  int threads;
} State;

/* The distance of row @index, counted over @dims, from the first. */
static gint64
distance (int n, const gint64 *dims, const gint64 *strides, gint64 index)
{
  gint64 at = 0;

  for (int axis = n - 1; axis >= 0; axis--) {
    at += index % dims[axis] * strides[axis];
    index /= dims[axis];
  }
  return at;
}

static void
add_run (State *self, gboolean is_reduced, gint64 dim, gint64 stride)
{
  if (is_reduced) {
    self->reduced_dims[self->n_reduced] = dim;
    self->reduced_strides[self->n_reduced++] = stride;
    self->repeats *= dim;
  } else {
    self->outer_dims[self->n_outer] = dim;
    self->outer_strides[self->n_outer++] = stride;
    self->rows *= dim;
  }
}

static void
find_runs (State *self, const NgShape *shape, guint mask)
{
  gint64 dims[NG_MAX_RANK];
  gboolean reduced[NG_MAX_RANK];
  gint64 stride = 1;
  int n = 0;

  for (int axis = 0; axis < shape->rank; axis++) {
    gboolean is_reduced = mask >> axis & 1;

    if (shape->dims[axis] == 1)
      continue;
    if (n > 0 && reduced[n - 1] == is_reduced) {
      dims[n - 1] *= shape->dims[axis];
      continue;
    }
    dims[n] = shape->dims[axis];
    reduced[n++] = is_reduced;
  }
  self->rows = self->repeats = self->width = 1;
  self->is_inner = n == 0 || reduced[n - 1];
  if (n == 0)
    return;
  self->width = stride = dims[n - 1];
  for (int i = n - 2; i >= 0; i--) {
    add_run (self, reduced[i], dims[i], stride);
    stride *= dims[i];
  }
  /* Runs were met from the last to the first; walks go the other way. */
  for (int i = 0; i < self->n_outer / 2; i++) {
    int j = self->n_outer - 1 - i;
    gint64 dim = self->outer_dims[i];
    gint64 step = self->outer_strides[i];

    self->outer_dims[i] = self->outer_dims[j];
    self->outer_strides[i] = self->outer_strides[j];
    self->outer_dims[j] = dim;
    self->outer_strides[j] = step;
  }
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  const NgShape *shape;
  NgValue value = task->step->anchor;
  State *self;

  if (value == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, value);
  if (instruction->primitive < NG_PRIMITIVE_SUM || instruction->primitive > NG_PRIMITIVE_REDUCE_MIN)
    return FALSE;
  shape = &ng_program_instruction (task->program, instruction->operands[0])->shape;
  if ((shape->element != NG_ELEMENT_F32 && shape->element != NG_ELEMENT_F64) ||
      ng_shape_count (shape) == 0)
    return FALSE;
  self = g_new0 (State, 1);
  self->primitive = instruction->primitive;
  self->element = shape->element;
  self->size = shape->element == NG_ELEMENT_F32 ? 4 : 8;
  find_runs (self, shape, instruction->attributes->mask);
  self->threads = ng_shape_count (shape) >= PARALLEL_ELEMENTS ? task->threads : 1;
  self->columns = MIN (self->width, COLUMNS);
  if (self->rows < self->threads)
    self->columns = CLAMP (self->width / self->threads, 1, self->columns);
  ng_step_set (step, self, instruction->operands, 1, &value, 1);
  return TRUE;
}

static double
neutral (NgPrimitive primitive)
{
  if (primitive == NG_PRIMITIVE_REDUCE_MAX)
    return -(double) INFINITY;
  if (primitive == NG_PRIMITIVE_REDUCE_MIN)
    return (double) INFINITY;
  return primitive == NG_PRIMITIVE_PRODUCT;
}

static double
combine (NgPrimitive primitive, double x, double y)
{
  switch (primitive) {
  case NG_PRIMITIVE_SUM:
    return x + y;
  case NG_PRIMITIVE_PRODUCT:
    return x * y;
  case NG_PRIMITIVE_REDUCE_MAX:
    return x >= y || isnan (x) ? x : y;
  default:
    return x <= y || isnan (x) ? x : y;
  }
}

static double
read_real (NgElement element, gconstpointer x, gint64 i)
{
  return element == NG_ELEMENT_F32 ? (double) ((const float *) x)[i] : ((const double *) x)[i];
}

static void
write_real (NgElement element, double value, gpointer y, gint64 i)
{
  if (element == NG_ELEMENT_F32)
    ((float *) y)[i] = (float) value;
  else
    ((double *) y)[i] = value;
}

/* Elements @first to @last of each row that belongs to result @row. */
static double
reduce_row (const State *self, const char *x, gint64 row, gint64 first, gint64 last)
{
  gint64 base = distance (self->n_outer, self->outer_dims, self->outer_strides, row);
  double total = neutral (self->primitive);

  for (gint64 r = 0; r < self->repeats && first < last; r++) {
    gint64 at = base + distance (self->n_reduced, self->reduced_dims, self->reduced_strides, r);
    double part = 0;

    ng_tile_reduce (self->primitive,
                    self->element,
                    1,
                    (gsize) (last - first),
                    x + (at + first) * self->size,
                    &part);
    total = combine (self->primitive, total, read_real (self->element, &part, 0));
  }
  return total;
}

static void
reduce_rows (const State *self, const char *x, gpointer y)
{
  int threads = self->threads;

  if (self->rows >= threads) {
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
    for (gint64 row = 0; row < self->rows; row++)
      write_real (self->element, reduce_row (self, x, row, 0, self->width), y, row);
    return;
  }
  for (gint64 row = 0; row < self->rows; row++) {
    double parts[64];
    double total = neutral (self->primitive);

    threads = MIN (threads, 64);
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int t = 0; t < threads; t++)
      parts[t] =
          reduce_row (self, x, row, self->width * t / threads, self->width * (t + 1) / threads);
    for (int t = 0; t < threads; t++)
      total = combine (self->primitive, total, parts[t]);
    write_real (self->element, total, y, row);
  }
}

NG_VECTOR_CLONES static void
add_columns_f32 (const float *x, gint64 n, double *sums)
{
  for (gint64 i = 0; i < n; i++)
    sums[i] += (double) x[i];
}

/* @n columns from column @first on, of result row @row. */
static void
reduce_columns (const State *self, const char *x, gint64 row, gint64 first, gint64 n, char *y)
{
  gint64 base = distance (self->n_outer, self->outer_dims, self->outer_strides, row) + first;
  double totals[COLUMNS];

  for (gint64 i = 0; i < n; i++)
    totals[i] = neutral (self->primitive);
  for (gint64 r = 0; r < self->repeats; r++) {
    gint64 at = base + distance (self->n_reduced, self->reduced_dims, self->reduced_strides, r);
    const char *from = x + at * self->size;

    if (self->element == NG_ELEMENT_F64) {
      ng_tile_accumulate (self->primitive, NG_ELEMENT_F64, (gsize) n, from, totals);
    } else if (self->primitive == NG_PRIMITIVE_SUM) {
      add_columns_f32 ((const float *) from, n, totals);
    } else {
      for (gint64 i = 0; i < n; i++)
        totals[i] = combine (self->primitive, totals[i], (double) ((const float *) from)[i]);
    }
  }
  for (gint64 i = 0; i < n; i++)
    write_real (self->element, totals[i], y, row * self->width + first + i);
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gint64 shares = (self->width + self->columns - 1) / self->columns;
  G_GNUC_UNUSED int threads = self->threads;

  if (self->is_inner) {
    reduce_rows (self, call->inputs[0], call->outputs[0]);
    return TRUE;
  }
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 i = 0; i < self->rows * shares; i++) {
    gint64 first = i % shares * self->columns;

    reduce_columns (self,
                    call->inputs[0],
                    i / shares,
                    first,
                    MIN (self->columns, self->width - first),
                    call->outputs[0]);
  }
  return TRUE;
}

const NgKernel ng_kernel_reduce = {
  .name = "reduction",
  .prepare = prepare,
  .execute = execute,
  .free = g_free,
};

typedef struct {
  NgElement element;
  double sign; /* -1 for the least */
  gint64 outer, n, inner;
} Place;

static gboolean
prepare_place (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  const NgShape *shape;
  NgValue value = task->step->anchor;
  Place *self;

  if (value == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, value);
  if (instruction->primitive != NG_PRIMITIVE_ARG_MAX &&
      instruction->primitive != NG_PRIMITIVE_ARG_MIN)
    return FALSE;
  shape = &ng_program_instruction (task->program, instruction->operands[0])->shape;
  if ((shape->element != NG_ELEMENT_F32 && shape->element != NG_ELEMENT_F64) ||
      ng_shape_count (shape) == 0)
    return FALSE;
  self = g_new0 (Place, 1);
  self->element = shape->element;
  self->sign = instruction->primitive == NG_PRIMITIVE_ARG_MAX ? 1 : -1;
  self->outer = self->inner = 1;
  self->n = shape->dims[instruction->attributes->axis];
  for (int axis = 0; axis < shape->rank; axis++) {
    if (axis < instruction->attributes->axis)
      self->outer *= shape->dims[axis];
    else if (axis > instruction->attributes->axis)
      self->inner *= shape->dims[axis];
  }
  ng_step_set (step, self, instruction->operands, 1, &value, 1);
  return TRUE;
}

static gboolean
execute_place (gconstpointer state, const NgCall *call, GError **error)
{
  const Place *self = state;
  gint64 *places = call->outputs[0];

  for (gint64 i = 0; i < self->outer * self->inner; i++) {
    gint64 base = i / self->inner * self->n * self->inner + i % self->inner;
    double best = self->sign * read_real (self->element, call->inputs[0], base);

    places[i] = 0;
    for (gint64 k = 1; k < self->n && !isnan (best); k++) {
      double x = self->sign * read_real (self->element, call->inputs[0], base + k * self->inner);

      if (x > best || isnan (x)) {
        best = x;
        places[i] = k;
      }
    }
  }
  return TRUE;
}

const NgKernel ng_kernel_place = {
  .name = "place of extreme",
  .prepare = prepare_place,
  .execute = execute_place,
  .free = g_free,
};
