/* Convolutions, their gradients, pooling and products of float by oneDNN. These kernels choose
 * layouts, and understand those that the others of them chose. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_onednn_convolution;
extern const NgKernel ng_kernel_onednn_gradient;
extern const NgKernel ng_kernel_onednn_pool;
extern const NgKernel ng_kernel_onednn_maximum;
extern const NgKernel ng_kernel_onednn_concat;
extern const NgKernel ng_kernel_onednn_product;

G_END_DECLS
