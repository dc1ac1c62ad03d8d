/* Pooling and its gradients, channel by channel. */

#pragma once

#include "core/kernels/convolution.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_pool;
extern const NgKernel ng_kernel_blocked_pool;

/** ng_pool_shape: what pooling or its gradient at @value works on; as many outputs as inputs */
void ng_pool_shape (const NgProgram *program, NgValue value, NgConvolutionShape *shape);

G_END_DECLS
