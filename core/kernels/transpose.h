/* Values whose neighbours lie far apart in what they view, moved block by block. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_transpose;

G_END_DECLS
