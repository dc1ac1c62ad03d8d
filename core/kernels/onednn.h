/* Convolutions, their gradients, pooling and products of float by oneDNN. These kernels choose
 * layouts, and understand those that the others of them chose. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_onednn_convolution;
extern const NgKernel ng_kernel_onednn_gradient;
extern const NgKernel ng_kernel_onednn_pool;
extern const NgKernel ng_kernel_blocked_pool;
extern const NgKernel ng_kernel_onednn_concat;
extern const NgKernel ng_kernel_onednn_product;

/** ng_dnn_layout_new_blocked: Returns: (transfer full): images of @shape whose channels lie in
 * blocks of sixteen, (n, c / 16, …, 16), filled up with zeros; for g_free() */
NgLayout *ng_dnn_layout_new_blocked (const NgShape *shape);
/** ng_dnn_layout_is_blocked: Returns: whether it is that layout */
gboolean ng_dnn_layout_is_blocked (const NgLayout *self, const NgShape *shape);
/** ng_dnn_layout_size: Returns: bytes that it takes */
gsize ng_dnn_layout_size (const NgLayout *self);

G_END_DECLS
