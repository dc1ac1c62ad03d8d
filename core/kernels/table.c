/* All kernels, the ones that are asked first in front. */

#include "core/kernels/kernel.h"

#include "core/kernels/attention.h"
#include "core/kernels/convolution.h"
#include "core/kernels/depthwise.h"
#include "core/kernels/direct.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/move.h"
#include "core/kernels/onednn.h"
#include "core/kernels/pool.h"
#include "core/kernels/product.h"
#include "core/kernels/reduce.h"
#include "core/kernels/transpose.h"
#include "core/kernels/winograd.h"

static const NgKernel *const kernels[] = {
  &ng_kernel_attention,
  &ng_kernel_packed_product,
  &ng_kernel_winograd,
  &ng_kernel_direct,
  &ng_kernel_depthwise,
  &ng_kernel_blocked_pool,
  &ng_kernel_blocked_concat,
#ifdef NG_HAVE_ONEDNN
  &ng_kernel_onednn_convolution,
  &ng_kernel_onednn_gradient,
  &ng_kernel_onednn_pool,
  &ng_kernel_onednn_maximum,
  &ng_kernel_onednn_concat,
  &ng_kernel_onednn_product,
#endif
  &ng_kernel_product,
  &ng_kernel_convolution,
  &ng_kernel_transpose,
  &ng_kernel_normalization,
  &ng_kernel_softmax,
  &ng_kernel_gelu,
  &ng_kernel_elementwise,
  &ng_kernel_reduce,
  &ng_kernel_place,
  &ng_kernel_move,
  &ng_kernel_pool,
  &ng_kernel_reference,
  NULL,
};

const NgKernel *const *
ng_kernels (void)
{
  return kernels;
}

void
ng_kernel_share_out (const NgKernel *self, gconstpointer state, const NgCall *call, int parts)
{
  /* A parallel loop of one thread takes a microsecond. */
  if (parts == 1) {
    self->share (state, call, 0, 1);
    return;
  }
#pragma omp parallel for num_threads(parts) schedule(static)
  for (int part = 0; part < parts; part++)
    self->share (state, call, part, parts);
}

gconstpointer
ng_task_constant (const NgTask *self, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, value);
  gsize size = ng_element_bits (instruction->shape.element) / 8;
  const char *data;
  NgView view;

  ng_view_of (self->program, value, NULL, &view);
  if (!ng_view_is_packed (&view, &instruction->shape))
    return NULL;
  instruction = ng_program_instruction (self->program, view.source);
  if (instruction->primitive != NG_PRIMITIVE_CONSTANT)
    return NULL;
  data = ng_tensor_data (instruction->attributes->tensor);
  return data + (gsize) view.offset * size;
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
  step->layout = NULL;
  step->layout_size = 0;
  step->parts = 0;
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
