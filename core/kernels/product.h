/* Matrix products: by OpenBLAS, and of one row by a loop of our own. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

/* One row by a matrix that is known when planning. */
extern const NgKernel ng_kernel_thin_product;
extern const NgKernel ng_kernel_product;

/**
 * NgProductShape:
 * @batch: number of products
 * @m: rows of each result
 */
typedef struct {
  NgElement element;
  gint64 batch, m, n, k;
  gboolean transpose_a, transpose_b;
} NgProductShape;

/** ng_product_shape: what the MATMUL at @value multiplies */
void ng_product_shape (const NgProgram *program, NgValue value, NgProductShape *shape);

G_END_DECLS
