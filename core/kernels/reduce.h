/* Reductions of reals over any axes, and the places of extremes. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_reduce;
extern const NgKernel ng_kernel_place;

G_END_DECLS
