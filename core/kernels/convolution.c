/* y (o, e) = w (o, c k) columns (c k, e) for each image and each group of channels, where column e
 * holds the elements that window e sees. The gradients are products with its transpose. */

#include "core/kernels/convolution.h"

#include "core/kernels/blas.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/threads.h"

#include <string.h>

NgWindow
ng_window_extend (const NgWindow *self)
{
  int missing = NG_MAX_WINDOW_RANK - self->rank;
  NgWindow window = { .rank = NG_MAX_WINDOW_RANK, .groups = MAX (self->groups, 1) };

  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    int from = axis - missing;

    window.size[axis] = from >= 0 ? self->size[from] : 1;
    window.stride[axis] = from >= 0 ? self->stride[from] : 1;
    window.dilation[axis] = from >= 0 ? self->dilation[from] : 1;
    window.before[axis] = from >= 0 ? self->before[from] : 0;
    window.after[axis] = from >= 0 ? self->after[from] : 0;
  }
  return window;
}

void
ng_convolution_shape (const NgProgram *program, NgValue value, NgConvolutionShape *shape)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  const NgShape *first = &ng_program_instruction (program, instruction->operands[0])->shape;
  const NgShape *second = &ng_program_instruction (program, instruction->operands[1])->shape;
  const NgShape *x = first;
  const NgShape *y = &instruction->shape;
  int rank = instruction->attributes->window.rank;

  if (instruction->primitive == NG_PRIMITIVE_CONVOLVE_DATA) {
    x = &instruction->shape;
    y = first;
  } else if (instruction->primitive == NG_PRIMITIVE_CONVOLVE_WEIGHTS) {
    y = second;
  }
  *shape = (NgConvolutionShape){
    .element = instruction->shape.element,
    .batch = x->dims[0],
    .inputs = x->dims[1],
    .outputs = y->dims[1],
    .window = ng_window_extend (&instruction->attributes->window),
  };
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    int from = axis - (NG_MAX_WINDOW_RANK - rank);

    shape->input[axis] = from >= 0 ? x->dims[2 + from] : 1;
    shape->output[axis] = from >= 0 ? y->dims[2 + from] : 1;
  }
}

void
ng_convolution_range (
    const NgConvolutionShape *self, int axis, gint64 tap, gint64 *first, gint64 *last)
{
  const NgWindow *window = &self->window;
  gint64 stride = window->stride[axis];
  gint64 shift = tap * window->dilation[axis] - window->before[axis];
  gint64 end = self->input[axis] - shift;

  *first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
  *last = end <= 0 ? 0 : (end + stride - 1) / stride;
  *last = MIN (*last, self->output[axis]);
  *first = MIN (*first, *last);
}

typedef struct {
  NgPrimitive primitive;
  NgConvolutionShape shape;
  NgEpilogue epilogue;
  gint64 size;   /* bytes of an element */
  gint64 taps;   /* of a window */
  gint64 pixels; /* of the output */
  gint64 points; /* of the input */
  gboolean is_pointwise;
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  g_free (self);
}

/* Whether the windows are single elements, so that the columns are the image. */
static gboolean
is_pointwise (const NgConvolutionShape *shape)
{
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    if (shape->window.size[axis] != 1 || shape->window.stride[axis] != 1 ||
        shape->window.before[axis] != 0 || shape->window.after[axis] != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
can_multiply (const State *self)
{
  gint64 groups = self->shape.window.groups;
  NgProduct product = { .element = self->shape.element,
                        .m = self->shape.outputs / groups,
                        .n = self->pixels,
                        .k = self->shape.inputs / groups * self->taps };

  return ng_blas_can (&product);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  const NgFusedStep *fused = task->step;
  NgValue inputs[4];
  NgValue result;
  guint n_inputs;
  State *self;

  if (fused->anchor == NG_NO_VALUE)
    return FALSE;
  instruction = ng_program_instruction (task->program, fused->anchor);
  if (instruction->primitive != NG_PRIMITIVE_CONVOLVE &&
      instruction->primitive != NG_PRIMITIVE_CONVOLVE_DATA &&
      instruction->primitive != NG_PRIMITIVE_CONVOLVE_WEIGHTS)
    return FALSE;
  if (instruction->shape.element != NG_ELEMENT_F32 && instruction->shape.element != NG_ELEMENT_F64)
    return FALSE;
  self = g_new0 (State, 1);
  self->primitive = instruction->primitive;
  ng_convolution_shape (task->program, fused->anchor, &self->shape);
  self->size = self->shape.element == NG_ELEMENT_F32 ? 4 : 8;
  self->taps = self->pixels = self->points = 1;
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    self->taps *= self->shape.window.size[axis];
    self->pixels *= self->shape.output[axis];
    self->points *= self->shape.input[axis];
  }
  self->is_pointwise = is_pointwise (&self->shape);
  ng_epilogue_init (&self->epilogue, task->program, fused);
  if (!can_multiply (self)) {
    state_free (self);
    return FALSE;
  }
  n_inputs = ng_epilogue_inputs (&self->epilogue, task, inputs);
  result = ng_step_result (fused);
  ng_step_set (step, self, inputs, n_inputs, &result, 1);
  if (!self->is_pointwise)
    step->scratch = (gsize) (self->shape.inputs / self->shape.window.groups * self->taps *
                             self->pixels * self->size);
  return TRUE;
}

/* Copies one row of windows between image and columns, or adds it to the image. */
static void
move_row (gint64 size, gboolean is_back, gint64 stride, gint64 n, char *image, char *column)
{
  if (!is_back && stride == 1) {
    memcpy (column, image, (gsize) (n * size));
  } else if (size == 4) {
    float *x = (float *) image;
    float *y = (float *) column;

    if (is_back) {
      for (gint64 i = 0; i < n; i++)
        x[i * stride] += y[i];
    } else {
      for (gint64 i = 0; i < n; i++)
        y[i] = x[i * stride];
    }
  } else {
    double *x = (double *) image;
    double *y = (double *) column;

    if (is_back) {
      for (gint64 i = 0; i < n; i++)
        x[i * stride] += y[i];
    } else {
      for (gint64 i = 0; i < n; i++)
        y[i] = x[i * stride];
    }
  }
}

/* The columns of one tap of one channel, (e): from the image @x, or back into it. */
static void
move_tap (const State *self, const gint64 *tap, gboolean is_back, char *x, char *column)
{
  const NgConvolutionShape *shape = &self->shape;
  const NgWindow *window = &shape->window;
  gint64 size = self->size;
  gint64 first[3], last[3], shift[3];

  for (int axis = 0; axis < 3; axis++) {
    ng_convolution_range (shape, axis, tap[axis], &first[axis], &last[axis]);
    shift[axis] = tap[axis] * window->dilation[axis] - window->before[axis];
  }
  if (!is_back)
    memset (column, 0, (gsize) (self->pixels * size));
  if (first[2] == last[2])
    return;
  for (gint64 d = first[0]; d < last[0]; d++) {
    for (gint64 h = first[1]; h < last[1]; h++) {
      gint64 id = d * window->stride[0] + shift[0];
      gint64 ih = h * window->stride[1] + shift[1];
      gint64 iw = first[2] * window->stride[2] + shift[2];
      gint64 from = (id * shape->input[1] + ih) * shape->input[2] + iw;
      gint64 to = (d * shape->output[1] + h) * shape->output[2] + first[2];

      move_row (size,
                is_back,
                window->stride[2],
                last[2] - first[2],
                x + from * size,
                column + to * size);
    }
  }
}

/* columns (c, k, e) of the @channels channels of an image, or back into the image. */
static void
move_columns (const State *self, gint64 channels, gboolean is_back, char *image, char *columns)
{
  const NgWindow *window = &self->shape.window;
  G_GNUC_UNUSED int threads = channels * self->taps * self->pixels > 65536 ? ng_threads_max () : 1;

  if (is_back)
    memset (image, 0, (gsize) (channels * self->points * self->size));
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 c = 0; c < channels; c++) {
    gint64 tap[3];
    char *column = columns + c * self->taps * self->pixels * self->size;

    for (tap[0] = 0; tap[0] < window->size[0]; tap[0]++) {
      for (tap[1] = 0; tap[1] < window->size[1]; tap[1]++) {
        for (tap[2] = 0; tap[2] < window->size[2]; tap[2]++) {
          move_tap (self, tap, is_back, image + c * self->points * self->size, column);
          column += self->pixels * self->size;
        }
      }
    }
  }
}

/* One image and one group of channels. */
static void
convolve_group (const State *self, char *x, char *w, char *y, gboolean is_first, char *scratch)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 channels = shape->inputs / shape->window.groups;
  gint64 outputs = shape->outputs / shape->window.groups;
  gint64 rows = channels * self->taps;
  char *columns = self->is_pointwise ? x : scratch;
  NgProduct product = { .element = shape->element };

  if (self->primitive == NG_PRIMITIVE_CONVOLVE_DATA) {
    product.m = rows;
    product.n = self->pixels;
    product.k = outputs;
    product.transpose_a = TRUE;
    ng_blas_multiply (&product, w, y, columns);
    if (!self->is_pointwise)
      move_columns (self, channels, TRUE, x, columns);
    return;
  }
  if (!self->is_pointwise)
    move_columns (self, channels, FALSE, x, columns);
  if (self->primitive == NG_PRIMITIVE_CONVOLVE) {
    product.m = outputs;
    product.n = self->pixels;
    product.k = rows;
    ng_blas_multiply (&product, w, columns, y);
  } else {
    product.m = outputs;
    product.n = rows;
    product.k = self->pixels;
    product.transpose_b = TRUE;
    product.beta = is_first ? 0 : 1;
    ng_blas_multiply (&product, y, columns, w);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  const NgConvolutionShape *shape = &self->shape;
  gint64 groups = shape->window.groups;
  gint64 channels = shape->inputs / groups;
  gint64 outputs = shape->outputs / groups;
  char *x = (char *) call->inputs[0];
  char *w = (char *) call->inputs[1];
  char *y = call->outputs[0];
  guint next = 2;

  if (self->primitive == NG_PRIMITIVE_CONVOLVE_DATA) {
    y = x;
    x = call->outputs[0];
  } else if (self->primitive == NG_PRIMITIVE_CONVOLVE_WEIGHTS) {
    y = w;
    w = call->outputs[0];
  }
  if (shape->batch == 0 && self->primitive == NG_PRIMITIVE_CONVOLVE_WEIGHTS)
    memset (w, 0, (gsize) (shape->outputs * channels * self->taps * self->size));
  for (gint64 n = 0; n < shape->batch; n++) {
    for (gint64 g = 0; g < groups; g++)
      convolve_group (self,
                      x + (n * shape->inputs + g * channels) * self->points * self->size,
                      w + g * outputs * channels * self->taps * self->size,
                      y + (n * shape->outputs + g * outputs) * self->pixels * self->size,
                      n == 0,
                      call->scratch);
  }
  if (ng_epilogue_is_nothing (&self->epilogue))
    return TRUE;
  gconstpointer bias = self->epilogue.bias != NG_NO_VALUE ? call->inputs[next++] : NULL;
  const char *summand = self->epilogue.summand != NG_NO_VALUE ? call->inputs[next] : NULL;
  gint64 rows = shape->batch * shape->outputs;
  int threads = rows * self->pixels > 65536 ? ng_threads_max () : 1;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    gint64 first = rows * t / threads;
    gint64 last = rows * (t + 1) / threads;
    gint64 at = first * self->pixels * self->size;

    ng_epilogue_apply (&self->epilogue,
                       shape->element,
                       bias,
                       summand != NULL ? summand + at : NULL,
                       first % shape->outputs,
                       self->pixels,
                       (last - first) * self->pixels,
                       y + at);
  }
  return TRUE;
}

const NgKernel ng_kernel_convolution = {
  .name = "OpenBLAS convolution",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
};
