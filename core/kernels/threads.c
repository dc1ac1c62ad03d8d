/* The number of threads is a property of the process, as the pool of threads is, and OpenBLAS
 * keeps it. OpenMP keeps it for each thread that asks, so every run applies it again. Built by a
 * compiler whose OpenMP runtime would be a second pool, our own loops use one thread. */

#include "core/kernels/threads.h"

#include "core/kernels/blas.h"
#include "core/kernels/vector.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include <stdatomic.h>

/* How often a thread looks whether the others have come before it lets other programs run: some
 * microseconds. */
#define LOOKS 1000

/* Both counters change while others read them, so each has a line of the cache. */
struct _NgTeam {
  int size;
  _Alignas(64) atomic_int arrived;
  _Alignas(64) atomic_uint round;
};

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

void
ng_team_run (int threads, NgTeamWork work, gpointer data)
{
  NgTeam team = { .size = 1 };

#ifdef _OPENMP
  if (threads > 1) {
#pragma omp parallel num_threads(threads)
    {
      /* All wait here until the size is known. */
#pragma omp single
      team.size = omp_get_num_threads ();
      work (&team, omp_get_thread_num (), data);
    }
    return;
  }
#endif
  work (&team, 0, data);
}

int
ng_team_size (const NgTeam *self)
{
  return self->size;
}

static void
pause_thread (int looks)
{
  if (looks > LOOKS)
    g_thread_yield ();
#if defined(__x86_64__) || defined(__i386__)
  else
    __builtin_ia32_pause ();
#endif
}

void
ng_team_wait (NgTeam *self)
{
  unsigned round;

  if (self->size == 1)
    return;
  round = atomic_load_explicit (&self->round, memory_order_relaxed);
  if (atomic_fetch_add_explicit (&self->arrived, 1, memory_order_acq_rel) + 1 == self->size) {
    atomic_store_explicit (&self->arrived, 0, memory_order_relaxed);
    atomic_store_explicit (&self->round, round + 1, memory_order_release);
    return;
  }
  for (int looks = 0; atomic_load_explicit (&self->round, memory_order_acquire) == round;)
    pause_thread (looks > LOOKS ? looks : looks++);
}
