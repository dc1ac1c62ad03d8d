/* Matrix products: by OpenBLAS, and by loops of our own where one side is known. */

#pragma once

#include "core/kernels/epilogue.h"

G_BEGIN_DECLS

/* By a matrix that is known when planning, which is packed. */
extern const NgKernel ng_kernel_packed_product;
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

/** ng_product_is: Returns: whether the step is a product of float or double */
gboolean ng_product_is (const NgTask *task);

/** ng_product_shape: what the MATMUL at @value multiplies */
void ng_product_shape (const NgProgram *program, NgValue value, NgProductShape *shape);

/** ng_product_is_narrow: Returns: whether the second matrix has few columns and many rows: packed,
 * its columns are filled up to 64, which takes as many times its memory */
gboolean ng_product_is_narrow (const NgProductShape *shape);

/** ng_product_extras: sets the bias and the summand among the inputs of a call, or %NULL */
void ng_product_extras (const NgEpilogue *epilogue,
                        const NgCall *call,
                        gconstpointer *bias,
                        const char **summand);

G_END_DECLS
