/* The number of threads is a property of the process, as the pool of threads is, and OpenBLAS
 * keeps it. OpenMP keeps it for each thread that asks, so every run applies it again. Built by a
 * compiler whose OpenMP runtime would be a second pool, our own loops use one thread. */

#include "core/kernels/threads.h"

#include "core/kernels/blas.h"
#include "core/kernels/vector.h"

#ifdef _OPENMP
#include <omp.h>
#endif

void
ng_threads_set (int n)
{
  g_return_if_fail (n >= 0);

  ng_blas_set_threads (n > 0 ? n : (int) g_get_num_processors ());
}

int
ng_threads_max (void)
{
#ifdef _OPENMP
  return ng_blas_threads ();
#else
  return 1;
#endif
}

void
ng_threads_apply (void)
{
#ifdef _OPENMP
  int n = ng_blas_threads ();

  if (omp_get_max_threads () != n)
    omp_set_num_threads (n);
#endif
}

gboolean
ng_threads_have_wide_vectors (void)
{
#ifdef NG_VECTOR_IS_CLONED
  return __builtin_cpu_supports ("x86-64-v4");
#else
  return FALSE;
#endif
}
