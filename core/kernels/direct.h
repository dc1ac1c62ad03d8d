/* Convolutions by known weights, computed as they are defined. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_direct;

G_END_DECLS
