/* Pooling of images whose channels lie in blocks of sixteen: what a pixel sees is gathered in
 * vectors of them. */

#include "core/kernels/pool.h"

#include "core/kernels/blocked.h"
#include "core/kernels/lanes.h"
#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <math.h>

/* Elements that are worth a thread. */
#define GRAIN 16384

typedef struct {
  NgPrimitive primitive;
  NgConvolutionShape shape;
  gboolean is_y_blocked;
  NgSpan *columns;
  guint n_columns;
  gint64 blocks;         /* of an image */
  gint64 points, pixels; /* of a channel's input and output */
  gsize room;            /* bytes of scratch memory for each thread */
  int threads;
} State;

/* A row of outputs of one block that see the same taps. */
typedef struct {
  const float *x; /* what the first of them sees by the first tap */
  gint64 planes, rows, taps;
  gint64 plane, row, tap; /* vectors between them */
  gint64 step;            /* between outputs */
  gint64 n;
} Row;

static void
state_free (gpointer data)
{
  State *self = data;

  g_free (self->columns);
  g_free (self);
}

static void
take_maxima (const Row *self, float *y)
{
  for (gint64 i = 0; i < self->n * NG_LANES; i++)
    y[i] = -INFINITY;
  for (gint64 d = 0; d < self->planes; d++) {
    for (gint64 h = 0; h < self->rows; h++) {
      for (gint64 w = 0; w < self->taps; w++)
        ng_blocked_see (self->x + (d * self->plane + h * self->row + w * self->tap) * NG_LANES,
                        self->step,
                        self->n,
                        y);
    }
  }
}

NG_VECTOR_CLONES static void
take_sums (const Row *self, float *y)
{
  for (gint64 i = 0; i < self->n; i++) {
    NgFloats sum = { 0 };

    for (gint64 d = 0; d < self->planes; d++) {
      for (gint64 h = 0; h < self->rows; h++) {
        const NgFloats *x =
            (const NgFloats *) self->x + d * self->plane + h * self->row + i * self->step;

        for (gint64 w = 0; w < self->taps; w++)
          sum += x[w * self->tap];
      }
    }
    ((NgFloats *) y)[i] = sum;
  }
}

/* Whether every window sees something, so that 0 stays 0 in what fills the last block. */
static gboolean
sees_all (const NgConvolutionShape *shape)
{
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    g_autofree NgSpan *spans = NULL;
    guint n;

    spans = ng_spans (shape, axis, &n);
    for (guint i = 0; i < n; i++) {
      if (spans[i].tap == spans[i].end)
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
suits (const NgTask *task, NgConvolutionShape *shape)
{
  const NgInstruction *instruction;
  NgValue anchor = task->step->anchor;

  if (anchor == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, anchor);
  if ((instruction->primitive != NG_PRIMITIVE_POOL_MAX &&
       instruction->primitive != NG_PRIMITIVE_POOL_SUM) ||
      instruction->shape.element != NG_ELEMENT_F32 || ng_shape_count (&instruction->shape) == 0)
    return FALSE;
  ng_pool_shape (task->program, anchor, shape);
  return sees_all (shape);
}

/* Only for images that somebody has put in blocks. */
static gboolean
prepare (const NgTask *task, NgStep *step)
{
  NgValue anchor = task->step->anchor, x;
  const NgInstruction *instruction;
  NgConvolutionShape shape;
  State *self;

  if (!suits (task, &shape))
    return FALSE;
  instruction = ng_program_instruction (task->program, anchor);
  x = instruction->operands[0];
  if (!ng_blocked_is (task, x))
    return FALSE;
  self = g_new0 (State, 1);
  self->primitive = instruction->primitive;
  self->shape = shape;
  self->is_y_blocked = task->may_choose;
  self->columns = ng_spans (&shape, 2, &self->n_columns);
  self->blocks = (shape.outputs + NG_LANES - 1) / NG_LANES;
  self->points = self->pixels = 1;
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    self->points *= shape.input[axis];
    self->pixels *= shape.output[axis];
  }
  self->threads =
      (int) CLAMP (shape.batch * self->blocks * NG_LANES * self->points / GRAIN, 1, task->threads);
  ng_step_set (step, self, &x, 1, &anchor, 1);
  step->parts = self->threads;
  if (self->is_y_blocked) {
    step->layout = &ng_layout_blocked;
    step->layout_size = ng_blocked_size (&instruction->shape);
  } else {
    self->room = (gsize) self->pixels * NG_LANES * sizeof (float);
    step->scratch = self->room * (gsize) self->threads;
  }
  return TRUE;
}

/* Row @row of the outputs of a block, counted over all planes. */
static void
pool_row (const State *self, gint64 row, const float *x, float *y)
{
  const NgConvolutionShape *shape = &self->shape;
  const NgWindow *window = &shape->window;
  gint64 width = shape->input[2], size = shape->input[1] * width;
  NgSpan planes = ng_span_at (shape, 0, row / shape->output[1]);
  NgSpan rows = ng_span_at (shape, 1, row % shape->output[1]);
  gint64 d =
      planes.first * window->stride[0] - window->before[0] + planes.tap * window->dilation[0];
  gint64 h = rows.first * window->stride[1] - window->before[1] + rows.tap * window->dilation[1];
  Row seen = {
    .planes = planes.end - planes.tap,
    .rows = rows.end - rows.tap,
    .plane = window->dilation[0] * size,
    .row = window->dilation[1] * width,
    .tap = window->dilation[2],
    .step = window->stride[2],
  };

  for (guint i = 0; i < self->n_columns; i++) {
    NgSpan span = self->columns[i];
    gint64 w = span.first * window->stride[2] - window->before[2] + span.tap * seen.tap;
    float *to = y + (row * shape->output[2] + span.first) * NG_LANES;

    seen.x = x + (d * size + h * width + w) * NG_LANES;
    seen.taps = span.end - span.tap;
    seen.n = span.last - span.first;
    if (self->primitive == NG_PRIMITIVE_POOL_MAX)
      take_maxima (&seen, to);
    else
      take_sums (&seen, to);
  }
}

static void
pool_block (const State *self, const NgCall *call, gint64 i, float *room)
{
  gint64 n = i / self->blocks, channel = i % self->blocks * NG_LANES;
  gint64 channels = self->shape.outputs;
  float *y = call->outputs[0];
  float *block = self->is_y_blocked ? y + i * self->pixels * NG_LANES : room;

  for (gint64 row = 0; row < self->shape.output[0] * self->shape.output[1]; row++)
    pool_row (self, row, (const float *) call->inputs[0] + i * self->points * NG_LANES, block);
  if (!self->is_y_blocked)
    ng_blocked_give (block,
                     self->pixels,
                     MIN (NG_LANES, channels - channel),
                     y + (n * channels + channel) * self->pixels);
}

static void
share (gconstpointer state, const NgCall *call, int part, int parts)
{
  const State *self = state;
  gint64 tasks = self->shape.batch * self->blocks;
  float *room = (float *) ((char *) call->scratch + self->room * (gsize) part);

  for (gint64 i = tasks * part / parts; i < tasks * (part + 1) / parts; i++)
    pool_block (self, call, i, room);
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  ng_kernel_share_out (&ng_kernel_blocked_pool, state, call, ((const State *) state)->threads);
  return TRUE;
}

static gboolean
accepts (const NgTask *task, NgValue value)
{
  NgConvolutionShape shape;

  return suits (task, &shape);
}

const NgKernel ng_kernel_blocked_pool = {
  .name = "blocked pooling",
  .prepare = prepare,
  .execute = execute,
  .share = share,
  .free = state_free,
  .accepts = accepts,
};
