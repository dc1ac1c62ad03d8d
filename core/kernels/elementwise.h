/* The kernel of everything that runs over elements and rows: NgFuseRules for what it can take, and
 * the record that computes it. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

/* Instructions in one step, and elements of a row that is reduced inside it. */
#define NG_ELEMENTWISE_MEMBERS 48
#define NG_ELEMENTWISE_ROW     16384

/** ng_elementwise_can: Returns: whether the instruction can be a member of such a step */
gboolean ng_elementwise_can (const NgProgram *program, NgValue value);

extern const NgKernel ng_kernel_elementwise;
/* The same for steps in which something is recognised (program/idiom.h), named after it. */
extern const NgKernel ng_kernel_normalization;
extern const NgKernel ng_kernel_softmax;
extern const NgKernel ng_kernel_gelu;

G_END_DECLS
