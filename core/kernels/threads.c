/* The number of threads is a property of the process, as the pool of threads is. OpenMP keeps it
 * for each thread that asks, so every run applies it again. Built by a compiler whose OpenMP
 * runtime would be a second pool, our own loops use one thread. */

#include "core/kernels/threads.h"

#include "core/kernels/blas.h"

#ifdef _OPENMP
#include <omp.h>
#endif

/* What was asked for last; 0 for the number of cores. */
static gint wanted = 0;

void
ng_threads_set (int n)
{
  g_return_if_fail (n >= 0);

  g_atomic_int_set (&wanted, n);
}

static int
threads_wanted (void)
{
  int n = g_atomic_int_get (&wanted);

  return n > 0 ? n : (int) g_get_num_processors ();
}

int
ng_threads_max (void)
{
#ifdef _OPENMP
  return threads_wanted ();
#else
  return 1;
#endif
}

void
ng_threads_apply (void)
{
  int n = g_atomic_int_get (&wanted);

  if (n == 0)
    return;
#ifdef _OPENMP
  if (omp_get_max_threads () != n)
    omp_set_num_threads (n);
#endif
  ng_blas_set_threads (n);
}
