/* Pooling in the layouts that convolutions choose: sums by oneDNN, maxima by loops of our own,
 * since the library's greatest element is not NaN where one of them is. */

#include "core/kernels/onednn.h"

#include "core/kernels/blocked.h"
#include "core/kernels/convolution.h"
#include "core/kernels/onednn-private.h"
#include "core/kernels/threads.h"

#include <math.h>

/* Elements that are worth a thread. */
#define GRAIN 16384

/* Whether a window may see nothing but padding. */
static gboolean
has_empty_windows (const NgWindow *window, const NgDnnGeometry *geometry)
{
  for (int axis = 0; axis < window->rank; axis++) {
    gint64 reach = window->dilation[axis] * (window->size[axis] - 1) + 1;

    if (geometry->before[axis] >= reach || geometry->after[axis] >= reach)
      return TRUE;
  }
  return FALSE;
}

/* Attributes that multiply the result; NULL where that fails. */
static dnnl_primitive_attr_t
scaling_attributes (float factor)
{
  dnnl_primitive_attr_t attributes = ng_dnn_attributes ();
  dnnl_post_ops_t operations = NULL;
  gboolean is_done = attributes != NULL && dnnl_post_ops_create (&operations) == dnnl_success &&
                     ng_dnn_append_function (operations, dnnl_eltwise_linear, factor, 0) &&
                     dnnl_primitive_attr_set_post_ops (attributes, operations) == dnnl_success;

  if (operations != NULL)
    dnnl_post_ops_destroy (operations);
  if (is_done || attributes == NULL)
    return attributes;
  dnnl_primitive_attr_destroy (attributes);
  return NULL;
}

/* The sum over windows of a step, an average times the number of taps. */
static dnnl_primitive_desc_t
describe_pool (const NgDnn *state, const NgTask *task, const NgDnnDesc *x)
{
  const NgInstruction *instruction = ng_program_instruction (task->program, task->step->anchor);
  const NgWindow *window = &instruction->attributes->window;
  NgDnnGeometry g = ng_dnn_geometry (window, x->dims + 2, instruction->shape.dims + 2);
  dnnl_primitive_attr_t attributes;
  dnnl_primitive_desc_t desc;
  NgDnnDesc y;
  double taps = 1;

  /* What a window gives that sees only padding is the library's own business. */
  if (has_empty_windows (window, &g))
    return NULL;
  for (int axis = 0; axis < window->rank; axis++)
    taps *= (double) window->size[axis];
  attributes = scaling_attributes ((float) taps);
  if (attributes == NULL)
    return NULL;
  ng_dnn_ordered (&y, instruction->shape.dims, instruction->shape.rank);
  y = ng_dnn_any (&y);
  desc = ng_dnn_describe_average (
      state->engine, &(const NgDnnWindow){ .x = x, .y = &y, .geometry = &g }, attributes);
  dnnl_primitive_attr_destroy (attributes);
  return desc;
}

static gboolean
is_pool (const NgTask *task)
{
  const NgInstruction *instruction;

  if (task->step->anchor == NG_NO_VALUE)
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  return instruction->primitive == NG_PRIMITIVE_POOL_SUM && ng_dnn_is_float (instruction) &&
         ng_dnn_is_float (ng_program_instruction (task->program, instruction->operands[0]));
}

static gboolean
build_pool (NgDnn *state, const NgTask *task, NgStep *step)
{
  NgValue operand = ng_program_instruction (task->program, task->step->anchor)->operands[0];
  NgDnnDesc given = ng_dnn_desc_of (task, operand);
  dnnl_primitive_desc_t desc = describe_pool (state, task, &given);
  NgDnnDesc wanted = given;
  gboolean is_built;
  int x, result;

  if (desc == NULL) {
    ng_dnn_ordered (&wanted, given.dims, given.ndims);
    desc = describe_pool (state, task, &wanted);
  }
  if (desc == NULL)
    return FALSE;
  x = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &given), &wanted);
  wanted = ng_dnn_query (desc, dnnl_query_dst_md, 0);
  result = ng_dnn_result (state, task, &wanted);
  is_built = x >= 0 && ng_dnn_add_call (state, desc, DNNL_ARG_SRC, x, DNNL_ARG_DST, result, 0) &&
             ng_dnn_deliver (state, task, result);
  dnnl_primitive_desc_destroy (desc);
  if (is_built)
    ng_dnn_finish (state, task, &operand, 1, step);
  return is_built;
}

static gboolean
prepare_pool (const NgTask *task, NgStep *step)
{
  NgDnn *state;

  if (!is_pool (task))
    return FALSE;
  state = ng_dnn_new (task->packs);
  if (state == NULL)
    return FALSE;
  if (build_pool (state, task, step))
    return TRUE;
  ng_dnn_free (state);
  return FALSE;
}

/* Pooling reads any layout if it can read elements in order. */
static gboolean
accepts_pool (const NgTask *task, NgValue value)
{
  const NgShape *shape;
  dnnl_primitive_desc_t desc;
  NgDnnDesc ordered;
  NgDnn *state;

  if (!is_pool (task))
    return FALSE;
  if (value != NG_NO_VALUE)
    return TRUE;
  state = ng_dnn_new (task->packs);
  if (state == NULL)
    return FALSE;
  value = ng_program_instruction (task->program, task->step->anchor)->operands[0];
  shape = &ng_program_instruction (task->program, value)->shape;
  ng_dnn_ordered (&ordered, shape->dims, shape->rank);
  desc = describe_pool (state, task, &ordered);
  if (desc != NULL)
    dnnl_primitive_desc_destroy (desc);
  ng_dnn_free (state);
  return desc != NULL;
}

const NgKernel ng_kernel_onednn_pool = {
  .name = "oneDNN pooling",
  .prepare = prepare_pool,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
  .accepts = accepts_pool,
};

/* Maxima of images that lie as (channels / 16, d, h, w, 16). */
typedef struct {
  NgWindow window; /* of rank 3 */
  gint64 blocks;   /* groups of sixteen channels, of all images */
  gint64 input[NG_MAX_WINDOW_RANK];
  gint64 output[NG_MAX_WINDOW_RANK];
} Maxima;

/* The taps, first to last, that see the input from output @at along @axis; sets where the first
 * one is. */
static void
find_taps (const Maxima *self, int axis, gint64 at, gint64 *first, gint64 *last, gint64 *place)
{
  const NgWindow *window = &self->window;
  gint64 start = at * window->stride[axis] - window->before[axis];
  gint64 step = window->dilation[axis];

  *first = start < 0 ? (-start + step - 1) / step : 0;
  *last = MIN (window->size[axis], (self->input[axis] - start + step - 1) / step);
  *place = start + *first * step;
}

/* Lets a row of outputs see a row of inputs. */
static void
see_row (const Maxima *self, const float *x, float *y)
{
  const NgWindow *window = &self->window;
  gint64 stride = window->stride[2];

  for (gint64 tap = 0; tap < window->size[2]; tap++) {
    gint64 shift = tap * window->dilation[2] - window->before[2];
    gint64 first = shift < 0 ? (-shift + stride - 1) / stride : 0;
    gint64 last = MIN (self->output[2], (self->input[2] - shift + stride - 1) / stride);

    if (first < last)
      ng_blocked_see (
          x + (first * stride + shift) * NG_LANES, stride, last - first, y + first * NG_LANES);
  }
}

static void
take_maxima (gconstpointer what, gconstpointer from, gpointer to)
{
  const Maxima *self = what;
  const gint64 *output = self->output, *input = self->input;
  gint64 rows = self->blocks * output[0] * output[1];
  gint64 row_size = output[2] * NG_LANES;
  int threads = (int) CLAMP (rows * row_size / GRAIN, 1, ng_threads_max ());

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 row = 0; row < rows; row++) {
    gint64 block = row / (output[0] * output[1]);
    gint64 first[2], last[2], place[2];
    float *y = (float *) to + row * row_size;

    find_taps (self, 0, row / output[1] % output[0], &first[0], &last[0], &place[0]);
    find_taps (self, 1, row % output[1], &first[1], &last[1], &place[1]);
    for (gint64 i = 0; i < row_size; i++)
      y[i] = -INFINITY;
    for (gint64 i = 0; i < last[0] - first[0]; i++) {
      for (gint64 j = 0; j < last[1] - first[1]; j++) {
        gint64 d = place[0] + i * self->window.dilation[0];
        gint64 h = place[1] + j * self->window.dilation[1];

        see_row (self,
                 (const float *) from +
                     ((block * input[0] + d) * input[1] + h) * input[2] * NG_LANES,
                 y);
      }
    }
  }
}

static gboolean
is_maximum (const NgTask *task)
{
  const NgInstruction *instruction;
  const NgWindow *window;
  NgDnnGeometry geometry;

  if (task->step->anchor == NG_NO_VALUE || task->step->n_members > 0)
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  if (instruction->primitive != NG_PRIMITIVE_POOL_MAX || !ng_dnn_is_float (instruction))
    return FALSE;
  window = &instruction->attributes->window;
  geometry = ng_dnn_geometry (
      window,
      ng_program_instruction (task->program, instruction->operands[0])->shape.dims + 2,
      instruction->shape.dims + 2);
  return !has_empty_windows (window, &geometry);
}

static Maxima *
maxima_new (const NgShape *x, const NgShape *y, const NgWindow *window)
{
  Maxima *self = g_new (Maxima, 1);

  *self = (Maxima){ .window = ng_window_extend (window),
                    .blocks = x->dims[0] * ((x->dims[1] + NG_LANES - 1) / NG_LANES) };
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    int from = axis - (NG_MAX_WINDOW_RANK - window->rank);

    self->input[axis] = from >= 0 ? x->dims[2 + from] : 1;
    self->output[axis] = from >= 0 ? y->dims[2 + from] : 1;
  }
  return self;
}

/* Only for images that somebody has laid out in another way than in order. */
static gboolean
prepare_maximum (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  NgDnnDesc given, wanted;
  NgDnn *state;
  NgValue x;
  int from, to;

  if (!is_maximum (task))
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  x = instruction->operands[0];
  if (task->layouts[x] == NULL)
    return FALSE;
  state = ng_dnn_new (task->packs);
  if (state == NULL)
    return FALSE;
  const NgShape *shape = &ng_program_instruction (task->program, x)->shape;
  given = ng_dnn_desc_of (task, x);
  wanted = ng_dnn_blocked (shape);
  from = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &given), &wanted);
  wanted = ng_dnn_blocked (&instruction->shape);
  to = ng_dnn_result (state, task, &wanted);
  if (from >= 0)
    ng_dnn_add_run (state,
                    take_maxima,
                    maxima_new (shape, &instruction->shape, &instruction->attributes->window),
                    from,
                    to);
  if (from < 0 || !ng_dnn_deliver (state, task, to)) {
    ng_dnn_free (state);
    return FALSE;
  }
  ng_dnn_finish (state, task, &x, 1, step);
  return TRUE;
}

static gboolean
accepts_maximum (const NgTask *task, NgValue value)
{
  return is_maximum (task);
}

const NgKernel ng_kernel_onednn_maximum = {
  .name = "oneDNN maximum",
  .prepare = prepare_maximum,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
  .accepts = accepts_maximum,
};
