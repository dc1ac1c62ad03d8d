/* Attention in one kernel: NgAttentionForm, some rows of queries at a time. Other than in the
 * definition, weights below the least normal number are 0, and the values are summed up before they
 * are divided by the sum of the weights, so that sums of values near the greatest float may become
 * infinite. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_attention;

G_END_DECLS
