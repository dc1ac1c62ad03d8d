/* Pooling and its gradients, channel by channel. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_pool;

G_END_DECLS
