/* Matrix products by OpenBLAS. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_blas_set_threads: number of threads that products use from now on */
void ng_blas_set_threads (int n);
int ng_blas_threads (void);

/**
 * NgProduct:
 * @element: F32 or F64
 *
 * c (m, n) = a (m, k) b (k, n) + beta c, all in order of rows. @transpose_a says that a is stored
 * as (k, m), @transpose_b that b is stored as (n, k).
 */
typedef struct {
  NgElement element;
  gint64 m, n, k;
  gboolean transpose_a, transpose_b;
  double beta;
} NgProduct;

void ng_blas_multiply (const NgProduct *self, gconstpointer a, gconstpointer b, gpointer c);

/** ng_blas_can: Returns: whether the sizes fit into the library's integers */
gboolean ng_blas_can (const NgProduct *self);

G_END_DECLS
