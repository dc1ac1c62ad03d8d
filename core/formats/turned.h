/* Arrays whose levels stand in another order. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_tensor_turned: @axes: (array): which axis of @tensor each axis is. Returns: (transfer full):
 * a float32 tensor */
NgTensor *ng_tensor_turned (const NgTensor *tensor, const int *axes);

G_END_DECLS
