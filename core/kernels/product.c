#include "core/kernels/product.h"

#include "core/kernels/blas.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/threads.h"

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

gboolean
ng_product_is (const NgTask *task)
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

  if (!ng_product_is (task))
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

gboolean
ng_product_is_narrow (const NgProductShape *shape)
{
  return shape->n < 16 && shape->k >= 4096;
}

void
ng_product_extras (const NgEpilogue *epilogue,
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
  ng_product_extras (&self->epilogue, call, &bias, &summand);
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
