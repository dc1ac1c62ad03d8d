/* Convolutions of each channel by itself, by known weights. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_depthwise;

G_END_DECLS
