/* y (p, o) = sum over k of x (p, k) w (k, o), where p are pixels of the output, o its channels and
 * k what a window sees. The weights are packed in panels of up to 64 channels, each in order of k.
 * A tile of the result, a few pixels side by side by one panel, is summed up in registers, and what
 * follows the convolution is done there. The window of each pixel is read where it lies: as runs of
 * elements that lie side by side, sixteen channels of one tap where the image lies in blocks, else
 * the taps of one row. Taps that would see padding are left out: those above and below by the rows
 * that are gone through, those at the sides by runs of their own for such pixels. */

#include "core/kernels/direct.h"

#include "core/kernels/blocked.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/finish.h"
#include "core/kernels/threads.h"

#include <math.h>
#include <string.h>

/* Pixels of a tile: with four vectors each, and those of the weights, they fill 32 registers. */
#define TILE 6

/* Vectors of a panel, and where registers are narrow. */
#define WIDE   4
#define NARROW 1

/* Bytes of the image that are gone through at once, so that they stay in the cache. */
#define BAND 262144

/* Elements of a window that are gone through at once where it sees more than twice as many of an
 * image that is not small: what a tile sees of many channels that lie far apart gets into each
 * other's way in the nearest cache. */
#define DEPTH       128
#define LEAST_IMAGE 256

/* Multiplications that are worth a thread. */
#define GRAIN 262144

/* Elements side by side that a row of taps sees. */
typedef struct {
  gint64 x; /* from where the window begins */
  gint64 w; /* from the first k of the row */
  gint64 n;
} Run;

/* Pixels of a row that see the same taps, and what these are in the first row of the window. */
typedef struct {
  NgSpan span;
  Run *runs;
  gint64 n_runs;
} Columns;

typedef struct {
  NgConvolutionShape shape; /* a row of pixels where each sees itself alone */
  NgEpilogue epilogue;
  gboolean is_x_blocked, is_y_blocked, is_summand_blocked;
  gint64 pixel;   /* floats between pixels of x that are side by side */
  gint64 row;     /* between rows of x */
  gint64 row_k;   /* elements that a row of the window sees */
  gint64 vectors; /* of a panel */
  float *weights; /* kept by the packs */
  float *shift;   /* filled up with zeros */
  NgFinish finish;
  Columns *columns;
  guint n_columns;
  gint64 n_panels;
  gint64 units;         /* channels, or blocks of them, that runs are made of */
  gint64 chunks;        /* of units, one after the other */
  gint64 gap;           /* floats between images of y */
  gint64 bands, groups; /* an image's tasks */
  int threads;
} State;

/* What a run works on. */
typedef struct {
  const float *x;
  const float *summand;
  float *y;
} Operands;

/* A tile of the result. */
typedef struct {
  const float *x; /* where the window of the first pixel begins */
  gint64 step;    /* floats between windows */
  const float *w;
  gint64 top, bottom; /* rows of the window, first to last */
  gint64 row, row_w;  /* floats between them in x and in w */
  const Run *runs;
  gint64 n_runs;
  const float *shift;
  const float *summand; /* in blocks; or NULL */
  float *y;
  gint64 block; /* floats between blocks of y */
  gboolean has_low, has_high, has_gap;
  const NgFinish *finish;
} Tile;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i].runs);
  g_free (self->columns);
  g_free (self->shift);
  g_free (self);
}

/* What follows the sums of @rows pixels by @vectors vectors of channels. */
NG_VECTOR_INLINE void
finish_tile (int rows, int vectors, NgFloats (*sums)[WIDE], const Tile *at)
{
  if (at->summand != NULL) {
    NG_VECTOR_UNROLL
    for (int r = 0; r < rows; r++) {
      NG_VECTOR_UNROLL
      for (int v = 0; v < vectors; v++)
        sums[r][v] += *(const NgFloats *) (at->summand + v * at->block + r * NG_LANES);
    }
  }
  NG_VECTOR_UNROLL
  for (int r = 0; r < rows; r++)
    ng_lanes_bound (at->finish, at->has_low, at->has_high, vectors, sums[r]);
  if (at->has_gap) {
    NG_VECTOR_UNROLL
    for (int r = 0; r < rows; r++)
      sums[r][vectors - 1] = (NgFloats) ((NgFloatMask) sums[r][vectors - 1] & at->finish->mask);
  }
  NG_VECTOR_UNROLL
  for (int r = 0; r < rows; r++) {
    NG_VECTOR_UNROLL
    for (int v = 0; v < vectors; v++)
      *(NgFloats *) (at->y + v * at->block + r * NG_LANES) = sums[r][v];
  }
}

/* Sums up @rows pixels by @vectors vectors of channels, and by half a one where @half is 1. */
NG_VECTOR_INLINE void
sum_tile (int rows, int vectors, int half, const Tile *at)
{
  int stride = (vectors + half) * NG_LANES;
  NgFloats sums[TILE][WIDE];
  NgHalf halves[TILE];

  NG_VECTOR_UNROLL
  for (int r = 0; r < rows; r++) {
    NG_VECTOR_UNROLL
    for (int v = 0; v < vectors; v++)
      sums[r][v] = *(const NgFloats *) (at->shift + v * NG_LANES);
    halves[r] = *(const NgHalf *) (at->shift + vectors * NG_LANES);
  }
  for (gint64 h = at->top; h < at->bottom; h++) {
    for (gint64 i = 0; i < at->n_runs; i++) {
      const Run *run = &at->runs[i];
      const float *x = at->x + h * at->row + run->x;
      const float *w = at->w + h * at->row_w + run->w * stride;

      for (gint64 k = 0; k < run->n; k++, w += stride) {
        NG_VECTOR_UNROLL
        for (int r = 0; r < rows; r++) {
          float seen = x[r * at->step + k];

          NG_VECTOR_UNROLL
          for (int v = 0; v < vectors; v++)
            sums[r][v] += seen * ((const NgFloats *) w)[v];
          if (half)
            halves[r] += seen * *(const NgHalf *) (w + vectors * NG_LANES);
        }
      }
    }
  }
  if (half) {
    NG_VECTOR_UNROLL
    for (int r = 0; r < rows; r++) {
      sums[r][vectors] = (NgFloats){ 0 };
      memcpy (&sums[r][vectors], &halves[r], sizeof halves[r]);
    }
  }
  finish_tile (rows, vectors + half, sums, at);
}

/* The same for one to six pixels. */
NG_VECTOR_INLINE void
sum_rows (int rows, int vectors, int half, const Tile *at)
{
  switch (rows) {
  case 1:
    sum_tile (1, vectors, half, at);
    break;
  case 2:
    sum_tile (2, vectors, half, at);
    break;
  case 3:
    sum_tile (3, vectors, half, at);
    break;
  case 4:
    sum_tile (4, vectors, half, at);
    break;
  case 5:
    sum_tile (5, vectors, half, at);
    break;
  default:
    sum_tile (6, vectors, half, at);
    break;
  }
}

/* The same for so many halves of vectors. */
NG_VECTOR_WIDE static void
sum_wide (int rows, gint64 halves, const Tile *at)
{
  switch (halves) {
  case 1:
    sum_rows (rows, 0, 1, at);
    break;
  case 2:
    sum_rows (rows, 1, 0, at);
    break;
  case 3:
    sum_rows (rows, 1, 1, at);
    break;
  case 4:
    sum_rows (rows, 2, 0, at);
    break;
  case 5:
    sum_rows (rows, 2, 1, at);
    break;
  case 6:
    sum_rows (rows, 3, 0, at);
    break;
  case 7:
    sum_rows (rows, 3, 1, at);
    break;
  default:
    sum_rows (rows, 4, 0, at);
    break;
  }
}

/* Sums up @rows pixels by one vector of channels, in two halves. */
NG_VECTOR_INLINE void
sum_halves (int rows, const Tile *at)
{
  NgHalf sums[TILE][2];

  NG_VECTOR_UNROLL
  for (int r = 0; r < rows; r++) {
    sums[r][0] = ((const NgHalf *) at->shift)[0];
    sums[r][1] = ((const NgHalf *) at->shift)[1];
  }
  for (gint64 h = at->top; h < at->bottom; h++) {
    for (gint64 i = 0; i < at->n_runs; i++) {
      const Run *run = &at->runs[i];
      const float *x = at->x + h * at->row + run->x;
      const NgHalf *w = (const NgHalf *) (at->w + h * at->row_w + run->w * NG_LANES);

      for (gint64 k = 0; k < run->n; k++, w += 2) {
        NG_VECTOR_UNROLL
        for (int r = 0; r < rows; r++) {
          sums[r][0] += x[r * at->step + k] * w[0];
          sums[r][1] += x[r * at->step + k] * w[1];
        }
      }
    }
  }
  /* The summand may lie where the result will. */
  if (at->summand != NULL) {
    NG_VECTOR_UNROLL
    for (int r = 0; r < rows; r++) {
      sums[r][0] += ((const NgHalf *) at->summand)[2 * r];
      sums[r][1] += ((const NgHalf *) at->summand)[2 * r + 1];
    }
  }
  NG_VECTOR_UNROLL
  for (int r = 0; r < rows; r++) {
    ((NgHalf *) at->y)[2 * r] = sums[r][0];
    ((NgHalf *) at->y)[2 * r + 1] = sums[r][1];
  }
  if (at->has_low || at->has_high)
    ng_floats_bound (at->finish, rows * NG_LANES, at->y);
  for (int r = 0; r < rows && at->has_gap; r++)
    ng_floats_mask (at->finish, at->y + r * NG_LANES);
}

NG_VECTOR_MATH static void
sum_narrow (int rows, const Tile *at)
{
  switch (rows) {
  case 1:
    sum_halves (1, at);
    break;
  case 2:
    sum_halves (2, at);
    break;
  case 3:
    sum_halves (3, at);
    break;
  case 4:
    sum_halves (4, at);
    break;
  case 5:
    sum_halves (5, at);
    break;
  default:
    sum_halves (6, at);
    break;
  }
}

/* Where each pixel sees itself alone rows do not matter. */
static void
flatten (NgConvolutionShape *shape)
{
  gint64 pixels = 1;

  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++) {
    if (shape->window.size[axis] != 1 || shape->window.stride[axis] != 1 ||
        shape->window.before[axis] != 0 || shape->window.after[axis] != 0)
      return;
    pixels *= shape->input[axis];
  }
  for (int axis = 0; axis < NG_MAX_WINDOW_RANK; axis++)
    shape->input[axis] = shape->output[axis] = axis == NG_MAX_WINDOW_RANK - 1 ? pixels : 1;
}

/* Images of one or two axes, all channels together, weights that are known. */
static gboolean
suits (const NgTask *task, NgConvolutionShape *shape)
{
  NgEpilogue epilogue;
  gboolean has_bias;

  if (!ng_blocked_convolves (task, shape))
    return FALSE;
  flatten (shape);
  if (shape->window.groups != 1 || shape->inputs == 0 || shape->input[0] != 1 ||
      shape->output[0] != 1 || shape->window.size[0] != 1 || shape->window.before[0] != 0)
    return FALSE;
  ng_epilogue_init (&epilogue, task->program, task->step);
  has_bias = epilogue.bias != NG_NO_VALUE;
  ng_epilogue_clear (&epilogue);
  return !has_bias;
}

/* What taps @tap to @end of a row see. */
static void
find_runs (const State *self, Columns *columns)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 taps = shape->window.size[2], distance = shape->window.dilation[2];
  gint64 plane = shape->input[1] * shape->input[2];
  gint64 tap = columns->span.tap, end = columns->span.end;
  gint64 depth = self->is_x_blocked ? NG_LANES : 1;
  gboolean is_joined = !self->is_x_blocked && distance == 1;
  Run *run = columns->runs = g_new (Run, (gsize) (shape->inputs * (end - tap)) + 1);

  for (gint64 c = 0; c < shape->inputs; c += depth) {
    gint64 n = MIN (depth, shape->inputs - c);

    for (gint64 t = tap; t < end; t++) {
      *run++ = (Run){ c * plane + t * distance * self->pixel, c * taps + t * n, n };
      if (is_joined) {
        run[-1].n = end - tap;
        break;
      }
    }
  }
  columns->n_runs = run - columns->runs;
}

static void
find_columns (State *self)
{
  g_autofree NgSpan *spans = ng_spans (&self->shape, 2, &self->n_columns);

  self->columns = g_new0 (Columns, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++) {
    self->columns[i].span = spans[i];
    find_runs (self, &self->columns[i]);
  }
}

/* Writes panels of the weights (o, c, h, w), scaled, each (h, k, o), where k are the runs of all
 * columns in order. */
static void
pack_weights (const State *self, const float *weights, float *packed)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 rows = shape->window.size[1], taps = shape->window.size[2], channels = shape->inputs;
  gint64 depth = self->is_x_blocked ? NG_LANES : 1;
  gint64 most = self->vectors * NG_LANES;

  for (gint64 o = 0; o < shape->outputs; o++) {
    double scale = self->epilogue.scale != NULL ? self->epilogue.scale[o] : 1;
    gint64 panel = o / most;
    gint64 width = MIN (most, (shape->outputs - panel * most + NG_LANES - 1) / NG_LANES * NG_LANES);
    float *to = packed + panel * most * rows * self->row_k + o % most;

    for (gint64 c = 0; c < channels; c++) {
      gint64 first = c / depth * depth, n = MIN (depth, channels - first);

      for (gint64 h = 0; h < rows; h++) {
        for (gint64 t = 0; t < taps; t++) {
          gint64 k = h * self->row_k + first * taps + t * n + c - first;

          to[k * width] = (float) ((double) *weights++ * scale);
        }
      }
    }
  }
}

static gboolean
take_weights (State *self, NgPacks *packs, const float *weights)
{
  const NgConvolutionShape *shape = &self->shape;
  const gint64 layout[] = { NG_LANES,
                            self->vectors,
                            self->is_x_blocked,
                            shape->inputs,
                            shape->window.size[1],
                            shape->window.size[2],
                            shape->outputs,
                            -1 };
  const NgPackForm form = {
    weights, layout, sizeof layout, self->epilogue.scale, self->epilogue.channels
  };
  gint64 outputs = (shape->outputs + NG_LANES - 1) / NG_LANES * NG_LANES;
  gsize size = (gsize) (outputs * shape->window.size[1] * self->row_k) * sizeof *weights;
  guint n_uses;

  self->weights = ng_packs_find (packs, &form, &n_uses);
  if (self->weights != NULL)
    return TRUE;
  self->weights = ng_packs_allocate (packs, size);
  if (self->weights == NULL)
    return FALSE;
  weights = ng_packs_align (packs,
                            weights,
                            (gsize) (shape->outputs * shape->window.size[1] * self->row_k) *
                                sizeof *weights,
                            sizeof *weights);
  memset (self->weights, 0, size);
  pack_weights (self, weights, self->weights);
  ng_packs_add (packs, &form, self->weights, size);
  return TRUE;
}

/* Whether as many tasks keep all threads busy to the end. */
static gboolean
is_even (gint64 tasks, int threads)
{
  return tasks % threads == 0 || tasks >= 16 * threads;
}

/* How images are divided: in bands that the cache holds, for all panels one after the other; where
 * that gives too few tasks panels are tasks of their own, and in the end bands are divided again.
 */
static void
share_out (State *self, int threads)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 size = shape->inputs * shape->input[1] * shape->input[2] * 4;
  gint64 pixels = shape->output[1] * shape->output[2];
  double work = (double) (shape->batch * pixels * shape->outputs) *
                (double) (shape->window.size[1] * self->row_k);
  gint64 most = shape->output[1] > 1 ? shape->output[1] : (shape->output[2] + TILE - 1) / TILE;

  self->threads = (int) CLAMP (work / GRAIN, 1, threads);
  self->bands = CLAMP ((size + BAND - 1) / BAND, 1, most);
  self->groups = 1;
  if (is_even (shape->batch * self->bands, self->threads))
    return;
  self->groups = self->n_panels;
  if (!is_even (shape->batch * self->bands * self->groups, self->threads))
    self->bands = MIN (most, self->bands * self->threads);
}

static float *
padded_shift (const NgEpilogue *epilogue)
{
  float *shift = g_new0 (float, (gsize) epilogue->channels + NG_LANES);

  for (gint64 c = 0; c < epilogue->channels && epilogue->shift != NULL; c++)
    shift[c] = (float) epilogue->shift[c];
  return shift;
}

/* Whether sums may wait where the result will be, in blocks. */
static gboolean
adds_up (const State *self)
{
  return self->is_y_blocked && (self->epilogue.summand == NG_NO_VALUE || self->is_summand_blocked);
}

static void
find_chunks (State *self)
{
  gint64 depth = self->row_k * self->shape.window.size[1];

  self->units =
      self->is_x_blocked ? (self->shape.inputs + NG_LANES - 1) / NG_LANES : self->shape.inputs;
  self->chunks = 1;
  if (adds_up (self) && depth > 2 * DEPTH &&
      (self->shape.output[1] > 1 || self->shape.input[2] >= LEAST_IMAGE))
    self->chunks = MIN (self->units, (depth + DEPTH - 1) / DEPTH);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  NgConvolutionShape shape;
  NgValue result = ng_step_result (task->step), x, inputs[4];
  guint n_inputs;
  State *self;

  if (!suits (task, &shape))
    return FALSE;
  x = ng_program_instruction (task->program, task->step->anchor)->operands[0];
  if (task->layouts[x] != NULL && !ng_blocked_is (task, x))
    return FALSE;
  self = g_new0 (State, 1);
  self->shape = shape;
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  n_inputs = ng_epilogue_inputs (&self->epilogue, task, inputs);
  inputs[1] = inputs[0];
  self->is_x_blocked = ng_blocked_is (task, x);
  self->is_y_blocked = task->may_choose;
  self->is_summand_blocked = n_inputs > 2 && ng_blocked_is (task, inputs[2]);
  if (n_inputs > 2 && task->layouts[inputs[2]] != NULL && !self->is_summand_blocked) {
    state_free (self);
    return FALSE;
  }
  self->pixel = self->is_x_blocked ? NG_LANES : 1;
  self->row = shape.window.dilation[1] * shape.input[2] * self->pixel;
  self->row_k = shape.inputs * shape.window.size[2];
  self->vectors = ng_threads_have_wide_vectors () ? WIDE : NARROW;
  self->n_panels = (shape.outputs + self->vectors * NG_LANES - 1) / (self->vectors * NG_LANES);
  self->shift = padded_shift (&self->epilogue);
  ng_finish_init (&self->finish, self->epilogue.low, self->epilogue.high, shape.outputs);
  find_chunks (self);
  find_columns (self);
  share_out (self, task->threads);
  if (!take_weights (
          self,
          task->packs,
          ng_task_constant (
              task, ng_program_instruction (task->program, task->step->anchor)->operands[1]))) {
    state_free (self);
    return FALSE;
  }
  ng_step_set (step, self, inputs, n_inputs, &result, 1);
  step->parts = self->threads;
  if (self->is_y_blocked) {
    step->layout = &ng_layout_blocked;
    step->layout_size = ng_blocked_size (&ng_program_instruction (task->program, result)->shape);
    if (self->is_summand_blocked)
      step->reusable[0] |= 1 << 2;
  }
  return TRUE;
}

/* Where channel @o of pixel @p lies in an image of the result. */
static gint64
place_of (const State *self, gboolean is_blocked, gint64 o, gint64 p)
{
  gint64 pixels = self->shape.output[1] * self->shape.output[2];

  return is_blocked ? (o / NG_LANES * pixels + p) * NG_LANES + o % NG_LANES : o * pixels + p;
}

/* What follows the convolution, where results or summands lie in order: @sums (o / 16, rows, 16).
 */
static void
finish_apart (const State *self,
              const float *sums,
              gint64 first,
              gint64 width,
              gint64 p,
              int rows,
              const float *summand,
              float *y)
{
  float low = (float) self->epilogue.low, high = (float) self->epilogue.high;

  for (gint64 o = 0; o < width; o++) {
    for (int r = 0; r < rows; r++) {
      float value = sums[(o / NG_LANES * rows + r) * NG_LANES + o % NG_LANES];

      if (summand != NULL)
        value += summand[place_of (self, self->is_summand_blocked, first + o, p + r)];
      value = value < low ? low : value;
      y[place_of (self, self->is_y_blocked, first + o, p + r)] = value > high ? high : value;
    }
  }
}

/* Pixels @from to @to of row @h, by one panel of the weights, as far as @chunk goes. What chunks
 * before have left in the result is added as a summand is. */
static void
convolve_row (const State *self,
              const Operands *image,
              gint64 panel,
              gint64 chunk,
              gint64 h,
              gint64 from,
              gint64 to)
{
  static const float nothing[(WIDE + 1) * NG_LANES] = { 0 };
  const NgConvolutionShape *shape = &self->shape;
  const NgWindow *window = &shape->window;
  NgSpan rows = ng_span_at (shape, 1, h);
  gint64 unit = self->units * chunk / self->chunks;
  gint64 n_units = self->units * (chunk + 1) / self->chunks - unit;
  gint64 first = panel * self->vectors * NG_LANES;
  gint64 width = MIN (self->vectors * NG_LANES, shape->outputs - first);
  gint64 halves = (width + NG_LANES / 2 - 1) / (NG_LANES / 2);
  gint64 pixels = shape->output[1] * shape->output[2];
  gboolean is_apart = !adds_up (self), is_last = chunk == self->chunks - 1;
  float sums[TILE * WIDE * NG_LANES];
  Tile tile = {
    .step = window->stride[2] * self->pixel,
    .w = self->weights + first * window->size[1] * self->row_k,
    .top = rows.tap,
    .bottom = rows.end,
    .row = self->row,
    .row_w = self->row_k * ((halves + 1) / 2) * NG_LANES,
    .shift = chunk == 0 ? self->shift + first : nothing,
    .has_gap = is_last && width % NG_LANES != 0,
    .has_low = is_last && !is_apart && self->finish.has_low,
    .has_high = is_last && !is_apart && self->finish.has_high,
    .finish = &self->finish,
  };

  for (guint i = 0; i < self->n_columns; i++) {
    const Columns *columns = &self->columns[i];
    gint64 start = MAX (from, columns->span.first);
    gint64 n = MIN (to, columns->span.last) - start;
    gint64 n_tiles = (n + TILE - 1) / TILE;

    tile.runs = columns->runs + columns->n_runs / self->units * unit;
    tile.n_runs = columns->n_runs / self->units * n_units;
    for (gint64 t = 0; t < n_tiles; t++) {
      gint64 w = start + n * t / n_tiles, p = h * shape->output[2] + w;
      int count = (int) (start + n * (t + 1) / n_tiles - w);
      gint64 place = place_of (self, TRUE, first, p);

      tile.x = image->x + ((h * window->stride[1] - window->before[1]) * shape->input[2] +
                           w * window->stride[2] - window->before[2]) *
                              self->pixel;
      tile.y = is_apart ? sums : image->y + place;
      tile.block = (is_apart ? count : pixels) * NG_LANES;
      tile.summand = is_apart || image->summand == NULL ? NULL : image->summand + place;
      if (chunk > 0)
        tile.summand = tile.y;
      if (self->vectors == WIDE)
        sum_wide (count, halves, &tile);
      else
        sum_narrow (count, &tile);
      if (is_apart)
        finish_apart (self, sums, first, width, p, count, image->summand, image->y);
    }
  }
}

static void
convolve_band (const State *self, const Operands *image, gint64 band, gint64 group)
{
  const NgConvolutionShape *shape = &self->shape;
  gint64 rows = shape->output[1], columns = shape->output[2];
  gint64 panel = group * self->n_panels / self->groups;
  gint64 end = (group + 1) * self->n_panels / self->groups;

  for (gint64 i = panel * self->chunks; i < end * self->chunks; i++) {
    gint64 chunk = i % self->chunks;

    panel = i / self->chunks;
    if (rows == 1) {
      convolve_row (self,
                    image,
                    panel,
                    chunk,
                    0,
                    columns * band / self->bands,
                    columns * (band + 1) / self->bands);
      continue;
    }
    for (gint64 h = rows * band / self->bands; h < rows * (band + 1) / self->bands; h++)
      convolve_row (self, image, panel, chunk, h, 0, columns);
  }
}

static gint64
image_size (gint64 channels, gint64 pixels, gboolean is_blocked)
{
  return (is_blocked ? (channels + NG_LANES - 1) / NG_LANES * NG_LANES : channels) * pixels;
}

static void
share (gconstpointer state, const NgCall *call, int part, int parts)
{
  const State *self = state;
  const NgConvolutionShape *shape = &self->shape;
  gint64 pixels = shape->output[1] * shape->output[2];
  gint64 x_size = image_size (shape->inputs, shape->input[1] * shape->input[2], self->is_x_blocked);
  gint64 y_size = image_size (shape->outputs, pixels, self->is_y_blocked) + self->gap;
  gint64 summand_size = image_size (shape->outputs, pixels, self->is_summand_blocked);
  const float *summand = self->epilogue.summand != NG_NO_VALUE ? call->inputs[2] : NULL;
  gint64 tasks = self->bands * self->groups, all = shape->batch * tasks;

  for (gint64 i = all * part / parts; i < all * (part + 1) / parts; i++) {
    gint64 n = i / tasks, task = i % tasks;
    const Operands image = {
      .x = (const float *) call->inputs[0] + n * x_size,
      .summand = summand != NULL ? summand + n * summand_size : NULL,
      .y = (float *) call->outputs[0] + n * y_size,
    };

    convolve_band (self, &image, task / self->groups, task % self->groups);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  ng_kernel_share_out (&ng_kernel_direct, state, call, ((const State *) state)->threads);
  return TRUE;
}

/* Images and summands may come in blocks. */
static gboolean
accepts (const NgTask *task, NgValue value)
{
  NgConvolutionShape shape;

  return suits (task, &shape) && (value == NG_NO_VALUE || ng_epilogue_reads (task, value));
}

static void
space (gpointer state, gsize gap)
{
  ((State *) state)->gap = (gint64) (gap / sizeof (float));
}

const NgKernel ng_kernel_direct = {
  .name = "direct convolution",
  .prepare = prepare,
  .execute = execute,
  .share = share,
  .free = state_free,
  .accepts = accepts,
  .space = space,
};
