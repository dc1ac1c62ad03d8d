#include "core/kernels/pool.h"

#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <math.h>
#include <string.h>

#define PARALLEL_ELEMENTS 32768

#define REAL       float
#define POOL(name) name##_f32
#include "core/kernels/pool-real.inc"

#define REAL       double
#define POOL(name) name##_f64
#include "core/kernels/pool-real.inc"

typedef struct {
  NgPrimitive primitive;
  NgConvolutionShape shape;
  gint64 channels; /* of all images */
  gint64 points;   /* of a channel's input */
  gint64 pixels;   /* of its output */
  gsize room;      /* bytes of scratch memory for each thread */
  int threads;
} State;

void
ng_pool_shape (const NgProgram *program, NgValue value, NgConvolutionShape *shape)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  const NgWindow *window = &instruction->attributes->window;
  const NgShape *x = &ng_program_instruction (program, instruction->operands[0])->shape;
  const NgShape *y = &instruction->shape;

  if (instruction->primitive == NG_PRIMITIVE_POOL_SUM_DATA) {
    y = x;
    x = &instruction->shape;
  } else if (instruction->primitive == NG_PRIMITIVE_POOL_MAX_DATA) {
    y = &ng_program_instruction (program, instruction->operands[1])->shape;
  }
  *shape = (NgConvolutionShape){
    .element = instruction->shape.element,
    .batch = x->dims[0],
    .inputs = x->dims[1],
    .outputs = x->dims[1],
    .window = ng_window_extend (window),
  };
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    int from = axis - (NG_MAX_WINDOW_RANK - window->rank);

    shape->input[axis] = from >= 0 ? x->dims[2 + from] : 1;
    shape->output[axis] = from >= 0 ? y->dims[2 + from] : 1;
  }
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  NgValue value = task->step->anchor;
  State *self;

  if (value == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, value);
  if (instruction->primitive < NG_PRIMITIVE_POOL_MAX)
    return FALSE;
  if (instruction->shape.element != NG_ELEMENT_F32 && instruction->shape.element != NG_ELEMENT_F64)
    return FALSE;
  self = g_new0 (State, 1);
  self->primitive = instruction->primitive;
  ng_pool_shape (task->program, value, &self->shape);
  self->channels = self->shape.batch * self->shape.inputs;
  self->points = self->pixels = 1;
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    self->points *= self->shape.input[axis];
    self->pixels *= self->shape.output[axis];
  }
  self->threads = self->channels * self->points >= PARALLEL_ELEMENTS ? task->threads : 1;
  ng_step_set (step, self, instruction->operands, instruction->n_operands, &value, 1);
  if (self->primitive == NG_PRIMITIVE_POOL_MAX_DATA)
    self->room = ((gsize) self->pixels * 16 + 63) / 64 * 64;
  else if (self->primitive == NG_PRIMITIVE_POOL_MAX)
    self->room = ((gsize) self->shape.input[2] * 8 + 63) / 64 * 64;
  step->scratch = self->room * (gsize) self->threads;
  return TRUE;
}

/* The gradient of a maximum goes to the first greatest element. */
static void
spread_f32 (const State *self, const float *x, const float *g, float *result, char *scratch)
{
  gint64 *places = (gint64 *) scratch;
  float *best = (float *) (places + self->pixels);

  channel_f32 (
      self->primitive, &self->shape, self->points, self->pixels, (float *) x, best, places);
  memset (result, 0, (gsize) self->points * sizeof *result);
  for (gint64 i = 0; i < self->pixels; i++) {
    if (places[i] >= 0)
      result[places[i]] += g[i];
  }
}

static void
spread_f64 (const State *self, const double *x, const double *g, double *result, char *scratch)
{
  gint64 *places = (gint64 *) scratch;
  double *best = (double *) (places + self->pixels);

  channel_f64 (
      self->primitive, &self->shape, self->points, self->pixels, (double *) x, best, places);
  memset (result, 0, (gsize) self->points * sizeof *result);
  for (gint64 i = 0; i < self->pixels; i++) {
    if (places[i] >= 0)
      result[places[i]] += g[i];
  }
}

static void
run_channel (const State *self, const NgCall *call, gint64 c, char *scratch)
{
  gboolean is_back = self->primitive == NG_PRIMITIVE_POOL_SUM_DATA;
  gconstpointer x = is_back ? call->outputs[0] : call->inputs[0];
  gconstpointer y = is_back ? call->inputs[0] : call->outputs[0];

  if (self->shape.element == NG_ELEMENT_F32) {
    if (self->primitive == NG_PRIMITIVE_POOL_MAX_DATA)
      spread_f32 (self,
                  (const float *) x + c * self->points,
                  (const float *) call->inputs[1] + c * self->pixels,
                  (float *) call->outputs[0] + c * self->points,
                  scratch);
    else if (self->primitive == NG_PRIMITIVE_POOL_MAX)
      max_channel_f32 (&self->shape,
                       (const float *) x + c * self->points,
                       (float *) y + c * self->pixels,
                       (float *) scratch);
    else
      channel_f32 (self->primitive,
                   &self->shape,
                   self->points,
                   self->pixels,
                   (float *) x + c * self->points,
                   (float *) y + c * self->pixels,
                   NULL);
  } else {
    if (self->primitive == NG_PRIMITIVE_POOL_MAX_DATA)
      spread_f64 (self,
                  (const double *) x + c * self->points,
                  (const double *) call->inputs[1] + c * self->pixels,
                  (double *) call->outputs[0] + c * self->points,
                  scratch);
    else if (self->primitive == NG_PRIMITIVE_POOL_MAX)
      max_channel_f64 (&self->shape,
                       (const double *) x + c * self->points,
                       (double *) y + c * self->pixels,
                       (double *) scratch);
    else
      channel_f64 (self->primitive,
                   &self->shape,
                   self->points,
                   self->pixels,
                   (double *) x + c * self->points,
                   (double *) y + c * self->pixels,
                   NULL);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  int threads = self->threads;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    for (gint64 c = self->channels * t / threads; c < self->channels * (t + 1) / threads; c++)
      run_channel (self, call, c, (char *) call->scratch + self->room * (gsize) t);
  }
  return TRUE;
}

const NgKernel ng_kernel_pool = {
  .name = "pooling",
  .prepare = prepare,
  .execute = execute,
  .free = g_free,
};
