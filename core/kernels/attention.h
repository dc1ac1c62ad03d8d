/* Attention in one kernel: NgAttentionForm, some rows of queries at a time. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_attention;

G_END_DECLS
