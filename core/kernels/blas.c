#include "core/kernels/blas.h"

#include <cblas.h>
#include <string.h>

void
ng_blas_set_threads (int n)
{
  openblas_set_num_threads (n);
}

int
ng_blas_threads (void)
{
  return openblas_get_num_threads ();
}

gboolean
ng_blas_can (const NgProduct *self)
{
  return (self->element == NG_ELEMENT_F32 || self->element == NG_ELEMENT_F64) &&
         self->m <= G_MAXINT && self->n <= G_MAXINT && self->k <= G_MAXINT;
}

void
ng_blas_multiply (const NgProduct *self, gconstpointer a, gconstpointer b, gpointer c)
{
  CBLAS_TRANSPOSE ta = self->transpose_a ? CblasTrans : CblasNoTrans;
  CBLAS_TRANSPOSE tb = self->transpose_b ? CblasTrans : CblasNoTrans;
  int m = (int) self->m;
  int n = (int) self->n;
  int k = (int) self->k;
  int lda = MAX (self->transpose_a ? m : k, 1);
  int ldb = MAX (self->transpose_b ? k : n, 1);

  if (m == 0 || n == 0)
    return;
  if (k == 0) {
    if (self->beta == 0)
      memset (c, 0, (gsize) m * (gsize) n * (ng_element_bits (self->element) / 8));
    return;
  }
  if (self->element == NG_ELEMENT_F32)
    cblas_sgemm (CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, (float) self->beta, c, n);
  else
    cblas_dgemm (CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, self->beta, c, n);
}
