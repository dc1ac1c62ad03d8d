/* Convolutions with windows of 3 x 3 and steps of 1 by Winograd's algorithm. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

/* With weights that are known when planning. Rounding errors are those of sums of products of a few
 * times the size: about 3e-6 of the greatest result. */
extern const NgKernel ng_kernel_winograd;

G_END_DECLS
