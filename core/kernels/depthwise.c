/* Sixteen channels of an image that lies in blocks are a vector, and so are their weights for each
 * tap: what a few pixels side by side see is summed up in registers, and what follows the
 * convolution is done there. Taps that would see padding are left out. An image that lies in order
 * is put in blocks first, sixteen channels at a time, and so is one that has to in the end. */

#include "core/kernels/depthwise.h"

#include "core/kernels/blocked.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/finish.h"
#include "core/kernels/threads.h"

#include <math.h>
#include <string.h>

/* Pixels of a tile. */
#define TILE 6

/* Multiplications that are worth a thread. */
#define GRAIN 65536

typedef struct {
  NgConvolutionShape shape;
  NgEpilogue epilogue;
  gboolean is_wide, is_x_blocked, is_y_blocked;
  float *weights; /* (c / 16, taps, 16), filled up with zeros as is the shift; kept by the packs */
  float *shift;
  NgFinish finish;
  NgSpan *columns;
  guint n_columns;
  gint64 blocks; /* of an image */
  gint64 bands;  /* of rows, that a block is divided in */
  gsize room;    /* bytes of scratch memory for each thread */
  int threads;
} State;

/* Sixteen channels of an image. */
typedef struct {
  const float *x;
  const float *w;
  const float *shift;
  float *y;
  gboolean has_gap;
  const NgFinish *finish;
} Block;

/* Taps that some pixels side by side see. */
typedef struct {
  const float *x; /* what the first pixel sees by the first tap */
  const float *w; /* of that tap */
  gint64 rows, taps;
  gint64 row;      /* floats between rows of taps of x */
  gint64 row_w;    /* of w */
  gint64 distance; /* vectors between taps side by side */
  gint64 step;     /* between pixels */
} Window;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  g_free (self->columns);
  g_free (self->shift);
  g_free (self);
}

/* @count pixels. @taps and @step are those of the window if they are known, else 0. */
NG_VECTOR_INLINE void
sum_tile (int count, int taps, int step, const Window *window, const Block *block, float *y)
{
  gint64 n = taps > 0 ? taps : window->taps;
  gint64 stride = step > 0 ? step : window->step;
  gint64 distance = taps > 0 ? 1 : window->distance;
  NgFloats sums[TILE];

  NG_VECTOR_UNROLL
  for (int r = 0; r < count; r++)
    sums[r] = *(const NgFloats *) block->shift;
  for (gint64 h = 0; h < window->rows; h++) {
    const NgFloats *x = (const NgFloats *) (window->x + h * window->row);
    const NgFloats *w = (const NgFloats *) (window->w + h * window->row_w);

    for (gint64 t = 0; t < n; t++) {
      NG_VECTOR_UNROLL
      for (int r = 0; r < count; r++)
        sums[r] += x[r * stride + t * distance] * w[t];
    }
  }
  ng_lanes_bound (block->finish, block->finish->has_low, block->finish->has_high, count, sums);
  if (block->has_gap) {
    NG_VECTOR_UNROLL
    for (int r = 0; r < count; r++)
      sums[r] = (NgFloats) ((NgFloatMask) sums[r] & block->finish->mask);
  }
  NG_VECTOR_UNROLL
  for (int r = 0; r < count; r++)
    ((NgFloats *) y)[r] = sums[r];
}

/* One to six pixels. */
NG_VECTOR_INLINE void
sum_pixels (int count, int taps, int step, const Window *window, const Block *block, float *y)
{
  switch (count) {
  case 1:
    sum_tile (1, taps, step, window, block, y);
    break;
  case 2:
    sum_tile (2, taps, step, window, block, y);
    break;
  case 3:
    sum_tile (3, taps, step, window, block, y);
    break;
  case 4:
    sum_tile (4, taps, step, window, block, y);
    break;
  case 5:
    sum_tile (5, taps, step, window, block, y);
    break;
  default:
    sum_tile (6, taps, step, window, block, y);
    break;
  }
}

/* @n pixels side by side, in tiles as equal as can be. */
NG_VECTOR_WIDE static void
sum_wide (gint64 n, const Window *window, const Block *block, float *y)
{
  gint64 n_tiles = (n + TILE - 1) / TILE;
  gboolean is_dense = window->distance == 1;
  Window tile = *window;

  for (gint64 t = 0; t < n_tiles; t++) {
    gint64 from = n * t / n_tiles;
    int count = (int) (n * (t + 1) / n_tiles - from);
    float *to = y + from * NG_LANES;

    tile.x = window->x + from * window->step * NG_LANES;
    if (is_dense && window->taps == 3 && window->step == 1)
      sum_pixels (count, 3, 1, &tile, block, to);
    else if (is_dense && window->taps == 3 && window->step == 2)
      sum_pixels (count, 3, 2, &tile, block, to);
    else if (is_dense && window->taps == 5 && window->step == 1)
      sum_pixels (count, 5, 1, &tile, block, to);
    else if (is_dense && window->taps == 5 && window->step == 2)
      sum_pixels (count, 5, 2, &tile, block, to);
    else
      sum_pixels (count, 0, 0, &tile, block, to);
  }
}

/* The same for registers of any width. */
NG_VECTOR_MATH static void
sum_narrow (gint64 n, const Window *window, const Block *block, float *y)
{
  for (gint64 i = 0; i < n; i++, y += NG_LANES) {
    NgHalf sums[2] = { ((const NgHalf *) block->shift)[0], ((const NgHalf *) block->shift)[1] };

    for (gint64 h = 0; h < window->rows; h++) {
      const NgHalf *x =
          (const NgHalf *) (window->x + h * window->row + i * window->step * NG_LANES);
      const NgHalf *w = (const NgHalf *) (window->w + h * window->row_w);

      for (gint64 t = 0; t < window->taps; t++, x += 2 * window->distance, w += 2) {
        sums[0] += x[0] * w[0];
        sums[1] += x[1] * w[1];
      }
    }
    ((NgHalf *) y)[0] = sums[0];
    ((NgHalf *) y)[1] = sums[1];
    ng_floats_bound (block->finish, NG_LANES, y);
    if (block->has_gap)
      ng_floats_mask (block->finish, y);
  }
}

/* Images of one or two axes, as many channels as come in, weights that are known, and no summand.
 */
static gboolean
suits (const NgTask *task, NgConvolutionShape *shape)
{
  NgEpilogue epilogue;
  gboolean is_simple;

  if (!ng_blocked_convolves (task, shape))
    return FALSE;
  if (shape->window.groups == 1 || shape->window.groups != shape->inputs ||
      shape->outputs != shape->inputs || shape->input[0] != 1 || shape->output[0] != 1 ||
      shape->window.size[0] != 1 || shape->window.before[0] != 0)
    return FALSE;
  ng_epilogue_init (&epilogue, task->program, task->step);
  is_simple = epilogue.bias == NG_NO_VALUE && epilogue.summand == NG_NO_VALUE;
  ng_epilogue_clear (&epilogue);
  return is_simple;
}

static gboolean
take_weights (State *self, NgPacks *packs, const float *weights)
{
  gint64 channels = self->shape.outputs;
  gint64 taps = self->shape.window.size[1] * self->shape.window.size[2];
  const gint64 layout[] = { -2, channels, taps };
  const NgPackForm form = {
    weights, layout, sizeof layout, self->epilogue.scale, self->epilogue.channels
  };
  gsize size = (gsize) (self->blocks * taps) * sizeof (NgFloats);
  guint n_uses;

  self->weights = ng_packs_find (packs, &form, &n_uses);
  if (self->weights != NULL)
    return TRUE;
  self->weights = ng_packs_allocate (packs, size);
  if (self->weights == NULL)
    return FALSE;
  weights =
      ng_packs_align (packs, weights, (gsize) (channels * taps) * sizeof *weights, sizeof *weights);
  memset (self->weights, 0, size);
  for (gint64 c = 0; c < channels; c++) {
    double scale = self->epilogue.scale != NULL ? self->epilogue.scale[c] : 1;

    for (gint64 t = 0; t < taps; t++)
      self->weights[(c / NG_LANES * taps + t) * NG_LANES + c % NG_LANES] =
          (float) ((double) weights[c * taps + t] * scale);
  }
  ng_packs_add (packs, &form, self->weights, size);
  return TRUE;
}

/* Blocks are tasks; they are divided where they are too few, unless they are put in order. */
static void
share_out (State *self, int threads)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 pixels = shape->output[1] * shape->output[2];
  gint64 tasks = shape->batch * self->blocks;
  double work = (double) (tasks * NG_LANES * pixels) *
                (double) (shape->window.size[1] * shape->window.size[2]);

  self->threads = (int) CLAMP (work / GRAIN, 1, threads);
  self->bands = 1;
  if (tasks < 16 * self->threads && tasks % self->threads != 0 && self->is_x_blocked &&
      self->is_y_blocked)
    self->bands = MIN (shape->output[1], self->threads);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  const NgInstruction *instruction;
  NgConvolutionShape shape;
  NgValue result = ng_step_result (task->step), x;
  State *self;

  if (!suits (task, &shape))
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  x = instruction->operands[0];
  if (task->layouts[x] != NULL && !ng_blocked_is (task, x))
    return FALSE;
  self = g_new0 (State, 1);
  self->shape = shape;
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  self->is_wide = ng_threads_have_wide_vectors ();
  self->is_x_blocked = ng_blocked_is (task, x);
  self->is_y_blocked = task->may_choose;
  self->blocks = (shape.outputs + NG_LANES - 1) / NG_LANES;
  self->shift = g_new0 (float, (gsize) (self->blocks * NG_LANES));
  for (gint64 c = 0; c < shape.outputs && self->epilogue.shift != NULL; c++)
    self->shift[c] = (float) self->epilogue.shift[c];
  ng_finish_init (&self->finish, self->epilogue.low, self->epilogue.high, shape.outputs);
  self->columns = ng_spans (&shape, 2, &self->n_columns);
  share_out (self, task->threads);
  if (!take_weights (self, task->packs, ng_task_constant (task, instruction->operands[1]))) {
    state_free (self);
    return FALSE;
  }
  ng_step_set (step, self, &x, 1, &result, 1);
  step->parts = self->threads;
  if (!self->is_x_blocked)
    self->room += (gsize) (shape.input[1] * shape.input[2]) * sizeof (NgFloats);
  if (!self->is_y_blocked)
    self->room += (gsize) (shape.output[1] * shape.output[2]) * sizeof (NgFloats);
  step->scratch = self->room * (gsize) self->threads;
  if (self->is_y_blocked) {
    step->layout = &ng_layout_blocked;
    step->layout_size = ng_blocked_size (&ng_program_instruction (task->program, result)->shape);
  }
  return TRUE;
}

static void
convolve_row (const State *self, const Block *block, gint64 h)
{
  const NgConvolutionShape *shape = &self->shape;
  const NgWindow *geometry = &shape->window;
  NgSpan rows = ng_span_at (shape, 1, h);
  Window window = {
    .rows = rows.end - rows.tap,
    .row = geometry->dilation[1] * shape->input[2] * NG_LANES,
    .row_w = geometry->size[2] * NG_LANES,
    .distance = geometry->dilation[2],
    .step = geometry->stride[2],
  };
  gint64 top = h * geometry->stride[1] - geometry->before[1] + rows.tap * geometry->dilation[1];

  for (guint i = 0; i < self->n_columns; i++) {
    NgSpan span = self->columns[i];
    gint64 left =
        span.first * geometry->stride[2] - geometry->before[2] + span.tap * geometry->dilation[2];

    window.taps = span.end - span.tap;
    window.x = block->x + (top * shape->input[2] + left) * NG_LANES;
    window.w = block->w + (rows.tap * geometry->size[2] + span.tap) * NG_LANES;
    float *y = block->y + (h * shape->output[2] + span.first) * NG_LANES;
    if (self->is_wide)
      sum_wide (span.last - span.first, &window, block, y);
    else
      sum_narrow (span.last - span.first, &window, block, y);
  }
}

/* Rows of band @band of block @b of image @n. */
static void
convolve_block (const State *self, const NgCall *call, gint64 n, gint64 b, gint64 band, char *room)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 points = shape->input[1] * shape->input[2], pixels = shape->output[1] * shape->output[2];
  gint64 rows = shape->output[1], channel = b * NG_LANES;
  gint64 channels = MIN (NG_LANES, shape->outputs - channel);
  const float *x = call->inputs[0];
  float *y = call->outputs[0];
  Block block = {
    .w = self->weights + channel * shape->window.size[1] * shape->window.size[2],
    .shift = self->shift + channel,
    .has_gap = channels < NG_LANES,
    .finish = &self->finish,
  };

  if (self->is_x_blocked) {
    block.x = x + (n * self->blocks + b) * points * NG_LANES;
  } else {
    x += (n * shape->inputs + channel) * points;
    ng_blocked_take (x, points, channels, (float *) room);
    block.x = (float *) room;
    room += (gsize) points * sizeof (NgFloats);
  }
  block.y = self->is_y_blocked ? y + (n * self->blocks + b) * pixels * NG_LANES : (float *) room;
  for (gint64 h = rows * band / self->bands; h < rows * (band + 1) / self->bands; h++)
    convolve_row (self, &block, h);
  if (!self->is_y_blocked)
    ng_blocked_give (block.y, pixels, channels, y + (n * shape->outputs + channel) * pixels);
}

static void
share (gconstpointer state, const NgCall *call, int part, int parts)
{
  const State *self = state;
  gint64 n_tasks = self->shape.batch * self->blocks * self->bands;
  char *room = (char *) call->scratch + self->room * (gsize) part;

  for (gint64 i = n_tasks * part / parts; i < n_tasks * (part + 1) / parts; i++) {
    gint64 block = i / self->bands;

    convolve_block (self, call, block / self->blocks, block % self->blocks, i % self->bands, room);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  ng_kernel_share_out (&ng_kernel_depthwise, state, call, ((const State *) state)->threads);
  return TRUE;
}

/* Images may come in blocks. */
static gboolean
accepts (const NgTask *task, NgValue value)
{
  NgConvolutionShape shape;

  return suits (task, &shape) && (value == NG_NO_VALUE || ng_epilogue_reads (task, value));
}

const NgKernel ng_kernel_depthwise = {
  .name = "depthwise convolution",
  .prepare = prepare,
  .execute = execute,
  .share = share,
  .free = state_free,
  .accepts = accepts,
};
