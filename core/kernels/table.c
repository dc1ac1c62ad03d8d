#include "core/kernels/kernel.h"

#include "core/kernels/elementwise.h"

static const NgKernel *const kernels[] = {
  &ng_kernel_elementwise,
  &ng_kernel_reference,
  NULL,
};

const NgKernel *const *
ng_kernels (void)
{
  return kernels;
}

gsize
ng_shape_size (const NgShape *self)
{
  return ((gsize) ng_shape_count (self) * ng_element_bits (self->element) + 7) / 8;
}

void
ng_step_set (NgStep *step,
             gpointer state,
             const NgValue *inputs,
             guint n_inputs,
             const NgValue *outputs,
             guint n_outputs)
{
  step->state = state;
  step->inputs = g_memdup2 (inputs, n_inputs * sizeof *inputs);
  step->n_inputs = n_inputs;
  step->outputs = g_memdup2 (outputs, n_outputs * sizeof *outputs);
  step->n_outputs = n_outputs;
  step->reusable = g_new0 (guint64, n_outputs);
  step->scratch = 0;
}

void
ng_step_clear (NgStep *step)
{
  if (step->state != NULL && step->kernel->free != NULL)
    step->kernel->free (step->state);
  g_free (step->inputs);
  g_free (step->outputs);
  g_free (step->reusable);
}
