/* Elements taken to other places: GATHER, SCATTER_ADD, CONCAT, PAD and CUMULATE. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_move;
extern const NgKernel ng_kernel_blocked_concat;

G_END_DECLS
