/* Products by a matrix that is known when planning. It is packed in panels of some columns, each in
 * order of rows. A tile of the result, a few rows of one panel, is summed up in registers, over as
 * many rows of the panel as the cache holds; what follows the product is applied when the last of
 * them are done. */

#include "core/kernels/product.h"

#include "core/kernels/panel.h"
#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <math.h>
#include <string.h>

/* Columns of a panel. */
#define PANEL 64

/* Rows of a tile. */
#define TILE NG_PANEL_ROWS

/* Rows of a panel that are gone through at once: 256 KiB. */
#define DEPTH 1024

/* Multiplications up to which several rows are done here; libraries share larger ones out better.
 */
#define MOST 16777216

/* Multiplications that are worth a thread, and those that are where the thread is there already. */
#define GRAIN       131072
#define SHARE_GRAIN 32768

typedef struct {
  NgProductShape shape;
  NgEpilogue epilogue;
  const float *panels;
  gboolean is_backward; /* whether panels are read from the last one on */
  float *scale;         /* of the epilogue, as float; NULL for none */
  float *shift;
} State;

/* What a run multiplies. */
typedef struct {
  const State *state;
  const float *a;
  const float *bias;
  const float *summand;
  float *y;
} Operands;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  g_free (self->scale);
  g_free (self->shift);
  g_free (self);
}

/* Writes the elements of @b in panels, the last one filled up with zeros. */
static void
pack_panels (const NgProductShape *shape, const float *b, float *panels)
{
  gint64 n_panels = (shape->n + PANEL - 1) / PANEL;

  memset (panels, 0, (gsize) (n_panels * PANEL * shape->k) * sizeof *panels);
  for (gint64 p = 0; p < n_panels; p++) {
    gint64 width = MIN (PANEL, shape->n - p * PANEL);
    float *panel = panels + p * PANEL * shape->k;

    for (gint64 k = 0; k < shape->k; k++) {
      for (gint64 j = 0; j < width; j++) {
        gint64 column = p * PANEL + j;
        panel[k * PANEL + j] =
            shape->transpose_b ? b[column * shape->k + k] : b[k * shape->n + column];
      }
    }
  }
}

/* Steps that share a matrix read it in turn from the first and from the last panel on, or those
 * that are a thread's part of it, so that each begins with what the one before has left in the
 * cache. */
static gboolean
take_panels (State *self, NgPacks *packs, const float *b)
{
  const NgProductShape *shape = &self->shape;
  const gint64 layout[4] = { PANEL, shape->k, shape->n, shape->transpose_b };
  const NgPackForm form = { b, layout, sizeof layout };
  guint n_uses;
  float *panels = ng_packs_find (packs, &form, &n_uses);

  self->is_backward = n_uses % 2 == 1;
  if (panels == NULL) {
    gint64 n_panels = (shape->n + PANEL - 1) / PANEL;
    gsize size = (gsize) (n_panels * PANEL * shape->k) * sizeof *b;

    panels = ng_packs_allocate (packs, size);
    if (panels == NULL)
      return FALSE;
    b = ng_packs_align (packs, b, (gsize) (shape->n * shape->k) * sizeof *b, sizeof *b);
    pack_panels (shape, b, panels);
    ng_packs_add (packs, &form, panels, size);
  }
  self->panels = panels;
  return TRUE;
}

static float *
floats (const double *numbers, gint64 n)
{
  float *result = numbers != NULL ? g_new (float, (gsize) n) : NULL;

  for (gint64 i = 0; i < n && result != NULL; i++)
    result[i] = (float) numbers[i];
  return result;
}

/* Several rows need many registers to be worth it. */
static gboolean
suits (const NgProductShape *shape)
{
  return !ng_product_is_narrow (shape) && shape->batch == 1 && shape->element == NG_ELEMENT_F32 &&
         shape->m > 0 && shape->n > 0 && shape->k > 0 && !(shape->transpose_a && shape->m > 1) &&
         (shape->m == 1 || (ng_threads_have_wide_vectors () &&
                            (double) shape->m * (double) shape->n * (double) shape->k <= MOST));
}

/* Parts that are worth @grain multiplications each. */
static int
parts_of (const NgProductShape *shape, gint64 grain, int threads)
{
  return (int) CLAMP (shape->m * shape->n * shape->k / grain, 1, threads);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  NgProductShape shape;
  const float *b;
  NgValue inputs[4];
  NgValue result;
  guint n_inputs;
  State *self;

  if (!ng_product_is (task))
    return FALSE;
  ng_product_shape (task->program, task->step->anchor, &shape);
  if (!suits (&shape))
    return FALSE;
  b = ng_task_constant (task,
                        ng_program_instruction (task->program, task->step->anchor)->operands[1]);
  if (b == NULL)
    return FALSE;
  self = g_new0 (State, 1);
  self->shape = shape;
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  self->scale = floats (self->epilogue.scale, shape.n);
  self->shift = floats (self->epilogue.shift, shape.n);
  if (!take_panels (self, task->packs, b)) {
    state_free (self);
    return FALSE;
  }
  /* The matrix is packed, so it is no input any more. */
  n_inputs = ng_epilogue_inputs (&self->epilogue, task, inputs);
  inputs[1] = inputs[0];
  result = ng_step_result (task->step);
  ng_step_set (step, self, inputs, n_inputs, &result, 1);
  step->parts = parts_of (&shape, SHARE_GRAIN, task->threads);
  return TRUE;
}

/* tile (rows, columns) += a (rows, depth) panel (depth, columns) for the first @width columns at
 * least. */
static void
multiply_tile (int rows,
               gint64 width,
               const float *a,
               gint64 stride,
               const float *panel,
               gint64 depth,
               NgLanes *tile)
{
  int lanes = width <= NG_LANES ? 1 : width <= 2 * NG_LANES ? 2 : 4;

  ng_panel_multiply (rows, lanes, a, stride, panel, PANEL / NG_LANES, depth, tile);
}

/* What follows the product, for @n columns of one row. */
NG_VECTOR_CLONES static void
finish_row (const float *scale,
            const float *shift,
            const float *bias,
            const float *summand,
            float low,
            float high,
            gint64 n,
            float *y)
{
  if (scale != NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] *= scale[i];
  }
  if (shift != NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] += shift[i];
  }
  if (bias != NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] += bias[i];
  }
  if (summand != NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] += summand[i];
  }
  if (low > -INFINITY || high < INFINITY) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++) {
      float x = y[i] < low ? low : y[i];
      y[i] = x > high ? high : x;
    }
  }
}

/* The same for elements of the result from @row and @column on, which are still in @y. */
static void
finish (const Operands *at, gint64 row, gint64 column, gint64 width, float *y)
{
  const State *self = at->state;
  gint64 place = row * self->shape.n + column;

  finish_row (self->scale != NULL ? self->scale + column : NULL,
              self->shift != NULL ? self->shift + column : NULL,
              at->bias != NULL ? at->bias + column : NULL,
              at->summand != NULL ? at->summand + place : NULL,
              (float) self->epilogue.low,
              (float) self->epilogue.high,
              width,
              y);
}

/* Rows @first to @last of the columns of one panel. */
static void
multiply_panel (const Operands *at, gint64 panel, gint64 first, gint64 last)
{
  const State *self = at->state;
  gint64 k = self->shape.k, n = self->shape.n, column = panel * PANEL;
  gint64 width = MIN (PANEL, n - column), n_tiles = (last - first + TILE - 1) / TILE;
  gboolean has_more = !ng_epilogue_is_nothing (&self->epilogue);
  gsize size = (gsize) width * sizeof (float);
  NgLanes tile[4 * TILE];

  for (gint64 start = 0; start < k; start += DEPTH) {
    gint64 depth = MIN (DEPTH, k - start);
    const float *b = self->panels + (panel * k + start) * PANEL;

    for (gint64 t = 0; t < n_tiles; t++) {
      gint64 row = first + (last - first) * t / n_tiles;
      gint64 rows = first + (last - first) * (t + 1) / n_tiles - row;

      if (start == 0 || width < PANEL)
        memset (tile, 0, sizeof tile);
      for (gint64 r = 0; r < rows && start > 0; r++)
        memcpy (&tile[4 * r], at->y + (row + r) * n + column, size);
      /* Summands come from far away, so they are asked for before they are needed. */
      for (gint64 r = 0; r < rows && at->summand != NULL && start == 0; r++)
        for (gint64 c = 0; c < width; c += NG_LANES)
          __builtin_prefetch (at->summand + (row + r) * n + column + c);
      multiply_tile ((int) rows, width, at->a + row * k + start, k, b, depth, tile);
      for (gint64 r = 0; r < rows; r++) {
        if (has_more && start + depth == k)
          finish (at, row + r, column, width, (float *) &tile[4 * r]);
        memcpy (at->y + (row + r) * n + column, &tile[4 * r], size);
      }
    }
  }
}

/* Panels, or blocks of rows of them where panels alone do not go round, are shared out. */
static void
share (gconstpointer state, const NgCall *call, int part, int parts)
{
  const State *self = state;
  const NgProductShape *shape = &self->shape;
  gint64 n_panels = (shape->n + PANEL - 1) / PANEL;
  gint64 blocks = n_panels >= 4 * parts || n_panels % parts == 0 ? 1 : MIN (parts, shape->m);
  gint64 first = n_panels * blocks * part / parts, last = n_panels * blocks * (part + 1) / parts;
  Operands at = { .state = self, .a = call->inputs[0], .y = call->outputs[0] };
  gconstpointer bias;
  const char *summand;

  ng_product_extras (&self->epilogue, call, &bias, &summand);
  at.bias = bias;
  at.summand = (const float *) (gconstpointer) summand;
  for (gint64 i = first; i < last; i++) {
    gint64 piece = self->is_backward ? first + last - 1 - i : i;
    gint64 panel = piece / blocks, block = piece % blocks;

    multiply_panel (&at, panel, shape->m * block / blocks, shape->m * (block + 1) / blocks);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  int parts = parts_of (&self->shape, GRAIN, ng_threads_max ());

  ng_kernel_share_out (&ng_kernel_packed_product, state, call, parts);
  return TRUE;
}

const NgKernel ng_kernel_packed_product = {
  .name = "packed product",
  .prepare = prepare,
  .execute = execute,
  .share = share,
  .free = state_free,
};
