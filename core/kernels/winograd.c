/* Tiles of all images are gone through in chunks whose transform fits into the nearest large cache.
 * A chunk becomes (n x n, tiles, channels); for each element of tiles that times a matrix of
 * transformed weights is (n x n, tiles, outputs), for a panel of outputs at a time; and these
 * become the result. Several threads take chunks, or, where there are few, share each of them.
 *
 * Images lie in order, or in blocks of sixteen channels as other kernels want them; bands of tiles
 * look the same for both. A number that is not finite would spread over its tile, so what sees one
 * is computed by the definition. */

#include "core/kernels/winograd.h"

#include "core/kernels/blocked.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/threads.h"
#include "core/kernels/winograd-tiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Most tiles in a band. */
#define BAND 16

/* Bytes of a chunk that the cache shall hold. */
#define CHUNK_BYTES 786432

/* Multiplications that are worth a thread. */
#define GRAIN 131072

typedef struct {
  int m;    /* results along a side of a tile */
  int area; /* elements of a tile */
  gint64 batch, groups;
  gint64 channels, outputs; /* of a group */
  gint64 blocks, n_panels;  /* of sixteen channels, and panels of outputs */
  gint64 out_blocks;
  gint64 input[2], output[2], before[2];
  gint64 rows, columns;   /* of tiles in an image */
  gint64 chunk, n_chunks; /* most tiles of a chunk */
  int threads;
  gboolean x_is_blocked, y_is_blocked, summand_is_blocked;
  gint64 gap; /* floats between images of the result in blocks */
  NgEpilogue epilogue;
  float *shift;        /* (groups, out_blocks, 16) */
  const float *packed; /* for each panel of each group (area, channels, its outputs) */
  const char *weights; /* floats as they were given, which need not be aligned */
  gint64 transformed_stride, product_stride;
  gsize transformed_size, product_size, band_size; /* floats */
} State;

/* What a run works on. */
typedef struct {
  const State *state;
  const float *x, *bias, *summand;
  float *y;
} Operands;

/* Memory of one thread. */
typedef struct {
  float *transformed, *products, *band, *row;
} Room;

/* A run of tiles side by side. */
typedef struct {
  gint64 image, row, column; /* where the results begin */
  gint64 count;
} Segment;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  g_free (self->shift);
  g_free (self);
}

static gint64
first_tile (const State *self, gint64 chunk)
{
  return self->batch * self->rows * self->columns * chunk / self->n_chunks;
}

static Segment
segment_at (const State *self, gint64 tile, gint64 last)
{
  gint64 column = tile % self->columns;
  gint64 row = tile / self->columns;

  return (Segment){ .image = row / self->rows,
                    .row = row % self->rows * self->m,
                    .column = column * self->m,
                    .count = MIN (MIN (self->columns - column, last - tile), BAND) };
}

static gint64
first_block (const State *self, gint64 panel)
{
  return self->out_blocks * panel / self->n_panels;
}

/* Where channel @channel of an image of (channels, height, width) begins. */
static gint64
plane_at (gboolean is_blocked, gint64 image, gint64 channels, gint64 channel, gint64 points)
{
  if (!is_blocked)
    return (image * channels + channel) * points;
  return (image * ((channels + NG_LANES - 1) / NG_LANES) + channel / NG_LANES) * NG_LANES * points +
         channel % NG_LANES;
}

/* Brings what the tiles of a segment see of one block of channels, with zeros around the image. */
static void
fetch_band (const Operands *at, const Segment *segment, gint64 group, gint64 block, float *band)
{
  const State *self = at->state;
  gint64 height = self->input[0], width = self->input[1];
  gint64 n_rows = self->m + 2, n_columns = segment->count * self->m + 2;
  gint64 channels = MIN (NG_LANES, self->channels - block * NG_LANES);
  gint64 left = segment->column - self->before[1];
  gint64 first = CLAMP (-left, 0, n_columns), last = CLAMP (width - left, first, n_columns);
  const float *x = at->x + plane_at (self->x_is_blocked,
                                     segment->image,
                                     self->groups * self->channels,
                                     group * self->channels + block * NG_LANES,
                                     height * width);

  for (gint64 i = 0; i < n_rows; i++) {
    gint64 row = segment->row - self->before[0] + i;
    float *to = band + i * n_columns * NG_LANES;

    if (row < 0 || row >= height || first == last) {
      memset (to, 0, (gsize) (n_columns * NG_LANES) * sizeof *to);
      continue;
    }
    memset (to, 0, (gsize) (first * NG_LANES) * sizeof *to);
    memset (to + last * NG_LANES, 0, (gsize) ((n_columns - last) * NG_LANES) * sizeof *to);
    to += first * NG_LANES;
    gint64 from = row * width + left + first;
    if (self->x_is_blocked) {
      memcpy (to, x + from * NG_LANES, (gsize) ((last - first) * NG_LANES) * sizeof *to);
      continue;
    }
    if (channels < NG_LANES)
      memset (to, 0, (gsize) ((last - first) * NG_LANES) * sizeof *to);
    ng_winograd_gather (x + from, height * width, channels, last - first, to);
  }
}

/* Transforms some blocks of channels of a chunk. */
static void
transform (
    const Operands *at, const Room *room, gint64 group, gint64 chunk, gint64 first, gint64 last)
{
  const State *self = at->state;
  gint64 start = first_tile (self, chunk), end = first_tile (self, chunk + 1);
  gint64 step = self->blocks * NG_LANES;

  for (gint64 block = first; block < last; block++) {
    for (gint64 tile = start; tile < end;) {
      Segment segment = segment_at (self, tile, end);

      fetch_band (at, &segment, group, block, room->band);
      ng_winograd_forward (self->m,
                           segment.count,
                           room->band,
                           segment.count * self->m + 2,
                           room->transformed + (tile - start) * step + block * NG_LANES,
                           self->transformed_stride,
                           step);
      tile += segment.count;
    }
  }
}

/* The products of a chunk of tiles and a panel of @lanes blocks of outputs. */
static void
multiply (const State *self, const Room *room, gint64 n_tiles, int lanes, const float *panel)
{
  gint64 parts = (n_tiles + NG_PANEL_ROWS - 1) / NG_PANEL_ROWS;
  gint64 step = self->blocks * NG_LANES;
  int at_once = ng_threads_have_wide_vectors () ? lanes : 1;

  for (int i = 0; i < self->area; i++, panel += self->channels * lanes * NG_LANES) {
    for (gint64 part = 0; part < parts; part++) {
      gint64 tile = n_tiles * part / parts, rows = n_tiles * (part + 1) / parts - tile;
      const float *from = room->transformed + i * self->transformed_stride + tile * step;
      float *to = room->products + i * self->product_stride + tile * lanes * NG_LANES;

      memset (to, 0, (gsize) (rows * lanes * NG_LANES) * sizeof *to);
      for (int l = 0; l < lanes; l += at_once)
        ng_panel_multiply ((int) rows,
                           at_once,
                           from,
                           step,
                           panel + l * NG_LANES,
                           lanes,
                           self->channels,
                           (NgLanes *) to + l);
    }
  }
}

/* Adds what one tap of one channel sees of the image to the sums of a segment. */
static void
add_tap (const Operands *at,
         const Segment *segment,
         gint64 channel,
         gint64 tap,
         double weight,
         double *sums)
{
  const State *self = at->state;
  gint64 height = self->input[0], width = self->input[1];
  gint64 step = self->x_is_blocked ? NG_LANES : 1, n_columns = segment->count * self->m;
  gint64 left = segment->column - self->before[1] + tap % 3;
  gint64 first = CLAMP (-left, 0, n_columns), last = CLAMP (width - left, first, n_columns);
  const float *x = at->x + plane_at (self->x_is_blocked,
                                     segment->image,
                                     self->groups * self->channels,
                                     channel,
                                     height * width);

  for (gint64 i = 0; i < self->m; i++) {
    gint64 row = segment->row - self->before[0] + tap / 3 + i;
    const float *from = x + (row * width + left) * step;

    if (row < 0 || row >= height)
      continue;
    for (gint64 j = first; j < last; j++)
      sums[i * n_columns + j] += weight * (double) from[j * step];
  }
}

/* The results of a segment and one block of outputs by their definition. */
static void
define (const Operands *at,
        const Segment *segment,
        gint64 group,
        gint64 block,
        const float *shift,
        float *band)
{
  const State *self = at->state;
  gint64 area = self->m * segment->count * self->m;
  gint64 n = MIN (NG_LANES, self->outputs - block * NG_LANES);
  double sums[4 * 4 * BAND];

  for (gint64 o = 0; o < n; o++) {
    gint64 output = group * self->outputs + block * NG_LANES + o;
    double scale = self->epilogue.scale != NULL ? self->epilogue.scale[output] : 1;

    memset (sums, 0, sizeof sums);
    for (gint64 c = 0; c < self->channels; c++) {
      float window[9];

      memcpy (window,
              self->weights + (output * self->channels + c) * (gint64) sizeof window,
              sizeof window);
      for (int tap = 0; tap < 9; tap++)
        add_tap (at, segment, group * self->channels + c, tap, (double) window[tap], sums);
    }
    for (gint64 i = 0; i < area; i++)
      band[i * NG_LANES + o] = (float) (sums[i] * scale + (double) shift[o]);
  }
}

/* Adds the summand to a band, applies the bounds, and puts it where it belongs. */
static void
deliver (const Operands *at, const Segment *segment, gint64 group, gint64 block, const Room *room)
{
  const State *self = at->state;
  gint64 height = self->output[0], width = self->output[1];
  gint64 pitch = segment->count * self->m;
  gint64 n_rows = MIN (self->m, height - segment->row);
  gint64 n_columns = MIN (pitch, width - segment->column);
  gint64 channels = MIN (NG_LANES, self->outputs - block * NG_LANES);
  float low = (float) self->epilogue.low, high = (float) self->epilogue.high;
  gint64 n_outputs = self->groups * self->outputs;
  gint64 output = group * self->outputs + block * NG_LANES;
  gint64 in_blocks = plane_at (TRUE, segment->image, n_outputs, output, height * width);
  gint64 in_order = plane_at (FALSE, segment->image, n_outputs, output, height * width);

  for (gint64 i = 0; i < n_rows; i++) {
    float *band = room->band + i * pitch * NG_LANES;
    gint64 pixel = (segment->row + i) * width + segment->column;
    gint64 place = in_blocks + pixel * NG_LANES;

    if (self->y_is_blocked) {
      ng_winograd_finish (n_columns * NG_LANES,
                          band,
                          at->summand != NULL ? at->summand + place : NULL,
                          low,
                          high,
                          at->y + place + segment->image * self->gap);
      continue;
    }
    if (at->summand != NULL && self->summand_is_blocked)
      ng_winograd_finish (
          n_columns * NG_LANES, band, at->summand + place, -INFINITY, INFINITY, band);
    ng_winograd_scatter (band, channels, n_columns, room->row, 4 * BAND);
    for (gint64 c = 0; c < channels; c++) {
      place = in_order + c * height * width + pixel;
      ng_winograd_finish (n_columns,
                          room->row + c * 4 * BAND,
                          at->summand != NULL && !self->summand_is_blocked ? at->summand + place
                                                                           : NULL,
                          low,
                          high,
                          at->y + place);
    }
  }
}

/* What is added to each of a block of outputs. */
static void
find_shift (const Operands *at, gint64 group, gint64 block, float *shift)
{
  const State *self = at->state;
  gint64 n = MIN (NG_LANES, self->outputs - block * NG_LANES);

  memcpy (
      shift, self->shift + (group * self->out_blocks + block) * NG_LANES, NG_LANES * sizeof *shift);
  for (gint64 o = 0; o < n && at->bias != NULL; o++)
    shift[o] += at->bias[group * self->outputs + block * NG_LANES + o];
}

/* The results of a chunk for one panel of outputs. */
static void
finish_panel (const Operands *at, const Room *room, gint64 group, gint64 chunk, gint64 panel)
{
  const State *self = at->state;
  gint64 start = first_tile (self, chunk), end = first_tile (self, chunk + 1);
  gint64 first = first_block (self, panel), lanes = first_block (self, panel + 1) - first;
  gint64 before = group * self->out_blocks + first;

  multiply (self,
            room,
            end - start,
            (int) lanes,
            self->packed + before * NG_LANES * self->channels * self->area);
  for (gint64 l = 0; l < lanes; l++) {
    NgLanes shift;

    find_shift (at, group, first + l, (float *) &shift);
    for (gint64 tile = start; tile < end;) {
      Segment segment = segment_at (self, tile, end);
      const float *products = room->products + ((tile - start) * lanes + l) * NG_LANES;

      if (!ng_winograd_back (self->m,
                             segment.count,
                             products,
                             self->product_stride,
                             lanes * NG_LANES,
                             (const float *) &shift,
                             room->band))
        define (at, &segment, group, first + l, (const float *) &shift, room->band);
      deliver (at, &segment, group, first + l, room);
      tile += segment.count;
    }
  }
}

/* Floats of the memory of one thread. */
static gsize
room_size (const State *self)
{
  return self->transformed_size + self->product_size + self->band_size + NG_LANES * 4 * BAND;
}

static Room
room_of (const State *self, gpointer scratch, int thread)
{
  Room room = { .transformed = (float *) scratch + room_size (self) * (gsize) thread };

  room.products = room.transformed + self->transformed_size;
  room.band = room.products + self->product_size;
  room.row = room.band + self->band_size;
  return room;
}

/* Each thread has chunks of its own. */
static void
run_apart (const Operands *at, gpointer scratch)
{
  const State *self = at->state;
  gint64 n = self->groups * self->n_chunks;
  int threads = self->threads;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    Room room = room_of (self, scratch, t);

    for (gint64 i = n * t / threads; i < n * (t + 1) / threads; i++) {
      gint64 group = i / self->n_chunks, chunk = i % self->n_chunks;

      transform (at, &room, group, chunk, 0, self->blocks);
      for (gint64 panel = 0; panel < self->n_panels; panel++)
        finish_panel (at, &room, group, chunk, panel);
    }
  }
}

/* All threads transform a chunk, then each makes panels of it. */
static void
run_together (const Operands *at, gpointer scratch, gint64 group, gint64 chunk)
{
  const State *self = at->state;
  int threads = self->threads;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    Room room = room_of (self, scratch, t);

    room.transformed = scratch;
    transform (
        at, &room, group, chunk, self->blocks * t / threads, self->blocks * (t + 1) / threads);
  }
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    Room room = room_of (self, scratch, t);

    room.transformed = scratch;
    for (gint64 panel = self->n_panels * t / threads; panel < self->n_panels * (t + 1) / threads;
         panel++)
      finish_panel (at, &room, group, chunk, panel);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gint64 n = self->groups * self->n_chunks;
  guint next = 2;
  Operands at = { .state = self, .x = call->inputs[0], .y = call->outputs[0] };

  if (self->epilogue.bias != NG_NO_VALUE)
    at.bias = call->inputs[next++];
  if (self->epilogue.summand != NG_NO_VALUE)
    at.summand = call->inputs[next];
  if (n >= self->threads) {
    run_apart (&at, call->scratch);
    return TRUE;
  }
  for (gint64 i = 0; i < n; i++)
    run_together (&at, call->scratch, i / self->n_chunks, i % self->n_chunks);
  return TRUE;
}

/* The weights of sixteen outputs and channel @channel of a group, transformed, into a panel. */
static void
pack_block (const State *self,
            const float *weights,
            gint64 group,
            gint64 block,
            gint64 channel,
            gint64 stride,
            float *to)
{
  gint64 n = MIN (NG_LANES, self->outputs - block * NG_LANES);
  double window[9 * NG_LANES] = { 0 };

  for (gint64 o = 0; o < n; o++) {
    gint64 output = group * self->outputs + block * NG_LANES + o;
    double scale = self->epilogue.scale != NULL ? self->epilogue.scale[output] : 1;
    const float *from = weights + (output * self->channels + channel) * 9;

    for (int tap = 0; tap < 9; tap++)
      window[tap * NG_LANES + o] = scale * (double) from[tap];
  }
  ng_winograd_weights (self->m, window, to, stride);
}

static void
pack (const State *self, const float *weights, float *packed)
{
  for (gint64 p = 0; p < self->groups * self->n_panels; p++) {
    gint64 group = p / self->n_panels, panel = p % self->n_panels;
    gint64 first = first_block (self, panel), lanes = first_block (self, panel + 1) - first;
    float *to =
        packed + (group * self->out_blocks + first) * NG_LANES * self->channels * self->area;

    for (gint64 c = 0; c < self->channels; c++) {
      for (gint64 l = 0; l < lanes; l++)
        pack_block (self,
                    weights,
                    group,
                    first + l,
                    c,
                    self->channels * lanes * NG_LANES,
                    to + (c * lanes + l) * NG_LANES);
    }
  }
}

static gboolean
take_weights (State *self, NgPacks *packs, const float *weights)
{
  const gint64 layout[] = { self->m, self->groups, self->channels, self->outputs, NG_LANES };
  const NgPackForm form = {
    weights, layout, sizeof layout, self->epilogue.scale, self->epilogue.channels
  };
  gsize size = (gsize) (self->groups * self->outputs * self->channels * 9) * sizeof *weights;
  gsize packed_size =
      (gsize) (self->groups * self->out_blocks * NG_LANES * self->channels * self->area) *
      sizeof *weights;
  guint n_uses;
  float *packed = ng_packs_find (packs, &form, &n_uses);

  if (packed == NULL) {
    packed = ng_packs_allocate (packs, packed_size);
    if (packed == NULL)
      return FALSE;
    pack (self, ng_packs_align (packs, weights, size, sizeof *weights), packed);
    ng_packs_add (packs, &form, packed, packed_size);
  }
  self->weights = (const char *) weights;
  self->packed = packed;
  return TRUE;
}

/* How much work results of @m x @m a tile are, in multiplications of sixteen numbers. */
static double
work (const State *self, int m)
{
  double tiles =
      (double) (self->batch * ((self->output[0] + m - 1) / m) * ((self->output[1] + m - 1) / m));
  double blocks = (double) self->blocks, out_blocks = (double) self->out_blocks;
  double area = (m + 2) * (m + 2);
  double weights = area * (double) self->channels * out_blocks;

  return tiles * (weights + 6 * area * blocks + 5 * area * out_blocks) + 8 * weights;
}

static void
choose_chunks (State *self)
{
  gint64 tiles = self->batch * self->rows * self->columns;
  gint64 lanes = (self->out_blocks + self->n_panels - 1) / self->n_panels;
  gint64 bytes = self->area * (self->blocks + lanes) * NG_LANES * (gint64) sizeof (float);
  gint64 most = MAX (CHUNK_BYTES / bytes, 2 * NG_PANEL_ROWS);

  self->n_chunks = (tiles + most - 1) / most;
  self->chunk = (tiles + self->n_chunks - 1) / self->n_chunks;
  /* One block more, so that the elements of a tile do not all compete for the same cache lines. */
  self->transformed_stride = (self->chunk * self->blocks + 1) * NG_LANES;
  self->product_stride = (self->chunk * lanes + 1) * NG_LANES;
  self->transformed_size = (gsize) (self->area * self->transformed_stride);
  self->product_size = (gsize) (self->area * self->product_stride);
  self->band_size = (gsize) ((self->m + 2) * (BAND * self->m + 2) * NG_LANES);
}

static gboolean
is_fit (const NgTask *task, NgConvolutionShape *shape)
{
  const NgInstruction *instruction;

  if (task->step->anchor == NG_NO_VALUE)
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  if (instruction->primitive != NG_PRIMITIVE_CONVOLVE ||
      instruction->shape.element != NG_ELEMENT_F32 || instruction->attributes->window.rank != 2 ||
      ng_shape_count (&instruction->shape) == 0)
    return FALSE;
  ng_convolution_shape (task->program, task->step->anchor, shape);
  for (int axis = 1; axis < 3; axis++) {
    if (shape->window.size[axis] != 3 || shape->window.stride[axis] != 1 ||
        shape->window.dilation[axis] != 1)
      return FALSE;
  }
  return MIN (shape->inputs, shape->outputs) / shape->window.groups >= NG_LANES;
}

static State *
state_new (const NgTask *task, const NgConvolutionShape *shape)
{
  State *self = g_new0 (State, 1);
  gint64 groups = shape->window.groups;

  self->batch = shape->batch;
  self->groups = groups;
  self->channels = shape->inputs / groups;
  self->outputs = shape->outputs / groups;
  self->blocks = (self->channels + NG_LANES - 1) / NG_LANES;
  self->out_blocks = (self->outputs + NG_LANES - 1) / NG_LANES;
  self->n_panels = (self->out_blocks + NG_PANEL_LANES - 1) / NG_PANEL_LANES;
  for (int axis = 0; axis < 2; axis++) {
    self->input[axis] = shape->input[axis + 1];
    self->output[axis] = shape->output[axis + 1];
    self->before[axis] = shape->window.before[axis + 1];
  }
  self->m = work (self, 4) <= work (self, 2) ? 4 : 2;
  self->area = (self->m + 2) * (self->m + 2);
  self->rows = (self->output[0] + self->m - 1) / self->m;
  self->columns = (self->output[1] + self->m - 1) / self->m;
  choose_chunks (self);
  double multiplications = (double) (self->batch * self->rows * self->columns * self->area) *
                           (double) (self->channels * self->outputs * groups);
  self->threads = (int) CLAMP (multiplications / GRAIN, 1, task->threads);
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  self->shift = g_new0 (float, (gsize) (groups * self->out_blocks * NG_LANES));
  for (gint64 o = 0; o < shape->outputs && self->epilogue.shift != NULL; o++)
    self->shift[(o / self->outputs * self->out_blocks) * NG_LANES + o % self->outputs] =
        (float) self->epilogue.shift[o];
  return self;
}

/* Finds out how the images lie, and lets the result lie in blocks where its readers accept that.
 * Returns: whether we understand all of that */
static gboolean
take_layouts (State *self, const NgTask *task, const NgInstruction *instruction)
{
  NgValue x = instruction->operands[0], summand = self->epilogue.summand;
  gboolean is_even =
      self->groups == 1 || (self->channels % NG_LANES == 0 && self->outputs % NG_LANES == 0);
  gboolean is_filled = self->outputs % NG_LANES != 0;
  gboolean keeps_zero = self->epilogue.low <= 0 && self->epilogue.high >= 0;

  if (!ng_blocked_pays ())
    return FALSE;
  self->x_is_blocked = ng_blocked_is (task, x);
  if (task->layouts[x] != NULL && !(is_even && self->x_is_blocked))
    return FALSE;
  self->y_is_blocked = task->may_choose && is_even && (!is_filled || keeps_zero);
  if (summand != NG_NO_VALUE) {
    self->summand_is_blocked = ng_blocked_is (task, summand);
    if (task->layouts[summand] != NULL && !(is_even && self->summand_is_blocked))
      return FALSE;
    self->y_is_blocked = self->y_is_blocked && self->summand_is_blocked;
  }
  return TRUE;
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  NgConvolutionShape shape;
  const NgInstruction *instruction;
  const float *weights;
  NgValue inputs[4];
  NgValue result;
  guint n_inputs;
  State *self;

  if (!is_fit (task, &shape))
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  weights = ng_task_constant (task, instruction->operands[1]);
  if (weights == NULL)
    return FALSE;
  self = state_new (task, &shape);
  if (!take_layouts (self, task, instruction) || !take_weights (self, task->packs, weights)) {
    state_free (self);
    return FALSE;
  }
  /* Only results that are not finite make us read the weights again, so they are no input. */
  n_inputs = ng_epilogue_inputs (&self->epilogue, task, inputs);
  inputs[1] = inputs[0];
  result = ng_step_result (task->step);
  ng_step_set (step, self, inputs, n_inputs, &result, 1);
  step->scratch = room_size (self) * (gsize) self->threads * sizeof (float);
  if (self->epilogue.summand != NG_NO_VALUE && self->summand_is_blocked == self->y_is_blocked)
    step->reusable[0] |= (guint64) 1 << (n_inputs - 1);
  if (self->y_is_blocked) {
    step->layout = &ng_layout_blocked;
    step->layout_size = ng_blocked_size (&instruction->shape);
  }
  return TRUE;
}

static void
space (gpointer state, gsize gap)
{
  ((State *) state)->gap = (gint64) (gap / sizeof (float));
}

const NgKernel ng_kernel_winograd = {
  .name = "Winograd convolution",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
  .space = space,
};
