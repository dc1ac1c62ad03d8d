#include "core/kernels/product.h"

#include "core/kernels/blas.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <string.h>

/* Elements of a result from which its epilogue is worth several threads. */
#define PARALLEL_ELEMENTS 65536

void
ng_product_shape (const NgProgram *program, NgValue value, NgProductShape *shape)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  const NgShape *a = &ng_program_instruction (program, instruction->operands[0])->shape;
  int rank = instruction->shape.rank;

  shape->element = instruction->shape.element;
  shape->transpose_a = instruction->attributes->transpose_a;
  shape->transpose_b = instruction->attributes->transpose_b;
  shape->m = instruction->shape.dims[rank - 2];
  shape->n = instruction->shape.dims[rank - 1];
  shape->k = a->dims[shape->transpose_a ? rank - 2 : rank - 1];
  shape->batch = 1;
  for (int axis = 0; axis < rank - 2; axis++)
    shape->batch *= instruction->shape.dims[axis];
}

static gboolean
is_product (const NgTask *task)
{
  const NgInstruction *instruction;

  if (task->step->anchor == NG_NO_VALUE)
    return FALSE;
  instruction = ng_program_instruction (task->program, task->step->anchor);
  return instruction->primitive == NG_PRIMITIVE_MATMUL &&
         (instruction->shape.element == NG_ELEMENT_F32 ||
          instruction->shape.element == NG_ELEMENT_F64);
}

typedef struct {
  NgProductShape shape;
  NgProduct product;
  NgEpilogue epilogue;
  const float *panels;  /* of thin products */
  gboolean is_backward; /* whether panels are read from the last one on */
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  ng_epilogue_clear (&self->epilogue);
  g_free (self);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  NgProductShape shape;
  NgValue inputs[4];
  NgValue result;
  State *self;

  if (!is_product (task))
    return FALSE;
  ng_product_shape (task->program, task->step->anchor, &shape);
  self = g_new0 (State, 1);
  self->shape = shape;
  self->product = (NgProduct){ shape.element,     shape.m,           shape.n, shape.k,
                               shape.transpose_a, shape.transpose_b, 0 };
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  if (!ng_blas_can (&self->product)) {
    state_free (self);
    return FALSE;
  }
  result = ng_step_result (task->step);
  ng_step_set (step, self, inputs, ng_epilogue_inputs (&self->epilogue, task, inputs), &result, 1);
  return TRUE;
}

/* The bias and the summand among the inputs of a call, if any. */
static void
find_extras (const NgEpilogue *epilogue,
             const NgCall *call,
             gconstpointer *bias,
             const char **summand)
{
  guint next = 2;

  *bias = epilogue->bias != NG_NO_VALUE ? call->inputs[next++] : NULL;
  *summand = epilogue->summand != NG_NO_VALUE ? call->inputs[next] : NULL;
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  const NgProductShape *shape = &self->shape;
  gint64 size = shape->element == NG_ELEMENT_F32 ? 4 : 8;
  gint64 rows = shape->batch * shape->m;
  char *y = call->outputs[0];
  gconstpointer bias;
  const char *summand;

  if (rows * shape->n == 0)
    return TRUE;
  for (gint64 b = 0; b < shape->batch; b++)
    ng_blas_multiply (&self->product,
                      (const char *) call->inputs[0] + b * shape->m * shape->k * size,
                      (const char *) call->inputs[1] + b * shape->k * shape->n * size,
                      y + b * shape->m * shape->n * size);
  if (ng_epilogue_is_nothing (&self->epilogue))
    return TRUE;
  find_extras (&self->epilogue, call, &bias, &summand);
  G_GNUC_UNUSED int threads = rows * shape->n >= PARALLEL_ELEMENTS ? ng_threads_max () : 1;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++) {
    gint64 first = rows * t / threads * shape->n;
    gint64 last = rows * (t + 1) / threads * shape->n;

    ng_epilogue_apply (&self->epilogue,
                       shape->element,
                       bias,
                       summand != NULL ? summand + first * size : NULL,
                       0,
                       1,
                       last - first,
                       y + first * size);
  }
  return TRUE;
}

const NgKernel ng_kernel_product = {
  .name = "OpenBLAS product",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
};

/* Columns of a panel; a panel holds k rows of so many columns, in order. */
#define PANEL 64

typedef float Lanes __attribute__ ((vector_size (64)));

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

/* Steps that share a matrix read it in turn from the first and from the last panel on, so that each
 * begins with what the one before has left in the cache. */
static gboolean
take_panels (State *self, NgPacks *packs, const float *b)
{
  const NgProductShape *shape = &self->shape;
  const gint64 layout[4] = { PANEL, shape->k, shape->n, shape->transpose_b };
  const NgPackForm form = { b, layout, sizeof layout };
  guint found;
  float *panels = ng_packs_find (packs, &form, &found);

  self->is_backward = panels != NULL && found % 2 == 0;
  if (panels == NULL) {
    gint64 n_panels = (shape->n + PANEL - 1) / PANEL;

    panels = ng_packs_allocate ((gsize) (n_panels * PANEL * shape->k) * sizeof *b);
    if (panels == NULL)
      return FALSE;
    b = ng_packs_align (packs, b, (gsize) (shape->n * shape->k) * sizeof *b, sizeof *b);
    pack_panels (shape, b, panels);
    ng_packs_add (packs, &form, panels);
  }
  self->panels = panels;
  return TRUE;
}

static gboolean
prepare_thin (const NgTask *task, NgStep *step)
{
  NgProductShape shape;
  const float *b;
  NgValue inputs[4];
  NgValue result;
  guint n_inputs;
  State *self;

  if (!is_product (task))
    return FALSE;
  ng_product_shape (task->program, task->step->anchor, &shape);
  if (shape.batch != 1 || shape.m != 1 || shape.element != NG_ELEMENT_F32 || shape.k == 0 ||
      shape.n == 0)
    return FALSE;
  b = ng_task_constant (task,
                        ng_program_instruction (task->program, task->step->anchor)->operands[1]);
  if (b == NULL)
    return FALSE;
  self = g_new0 (State, 1);
  self->shape = shape;
  ng_epilogue_init (&self->epilogue, task->program, task->step);
  if (!take_panels (self, task->packs, b)) {
    state_free (self);
    return FALSE;
  }
  /* The matrix is packed, so it is no input any more. */
  n_inputs = ng_epilogue_inputs (&self->epilogue, task, inputs);
  inputs[1] = inputs[0];
  result = ng_step_result (task->step);
  ng_step_set (step, self, inputs, n_inputs, &result, 1);
  return TRUE;
}

/* y (width) = x (k) panel (k, 64), for the first @width columns of the panel */
NG_VECTOR_CLONES static void
multiply_panel (const float *x, const float *panel, gint64 k, gint64 width, float *y)
{
  const Lanes *lanes = (const Lanes *) panel;
  Lanes sums[4] = { { 0 } };

  for (gint64 i = 0; i < k; i++, lanes += 4) {
    sums[0] += x[i] * lanes[0];
    sums[1] += x[i] * lanes[1];
    sums[2] += x[i] * lanes[2];
    sums[3] += x[i] * lanes[3];
  }
  memcpy (y, sums, (gsize) width * sizeof *y);
}

static gboolean
execute_thin (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  const NgProductShape *shape = &self->shape;
  gint64 n_panels = (shape->n + PANEL - 1) / PANEL;
  G_GNUC_UNUSED int threads = shape->n * shape->k >= PARALLEL_ELEMENTS ? ng_threads_max () : 1;
  float *y = call->outputs[0];
  gconstpointer bias;
  const char *summand;

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 i = 0; i < n_panels; i++) {
    gint64 p = self->is_backward ? n_panels - 1 - i : i;

    multiply_panel (call->inputs[0],
                    self->panels + p * PANEL * shape->k,
                    shape->k,
                    MIN (PANEL, shape->n - p * PANEL),
                    y + p * PANEL);
  }
  if (ng_epilogue_is_nothing (&self->epilogue))
    return TRUE;
  find_extras (&self->epilogue, call, &bias, &summand);
  ng_epilogue_apply (&self->epilogue, shape->element, bias, summand, 0, 1, shape->n, y);
  return TRUE;
}

const NgKernel ng_kernel_thin_product = {
  .name = "thin product",
  .prepare = prepare_thin,
  .execute = execute_thin,
  .free = state_free,
};
