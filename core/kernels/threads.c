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

/* Most threads of a team. */
#define TEAM 64

/* How often a thread looks whether a step is done before it looks for parts that nobody has begun,
 * and before it lets other programs run: some hundred nanoseconds, some microseconds. */
#define LOOKS_ALONE 16
#define LOOKS_YIELD 1000

/* What several threads change and read has a line of the cache for each. */
typedef struct {
  _Alignas(64) atomic_uint steps; /* up to which somebody has begun this part */
} Begun;

typedef struct {
  const NgTeamTask *task;
  _Alignas(64) atomic_uint done; /* parts of all steps */
  Begun begun[TEAM];
} Team;

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

/* Does a part unless somebody has begun it. */
static gboolean
do_part (Team *self, guint step, int part, int parts)
{
  const NgTeamTask *task = self->task;
  atomic_uint *begun = &self->begun[part].steps;
  unsigned steps = atomic_load_explicit (begun, memory_order_relaxed);

  if (steps > step || !atomic_compare_exchange_strong_explicit (
                          begun, &steps, step + 1, memory_order_relaxed, memory_order_relaxed))
    return FALSE;
  task->work (task->data, step, part, parts);
  atomic_fetch_add_explicit (&self->done, 1, memory_order_acq_rel);
  return TRUE;
}

static void
pause_thread (int looks)
{
  if (looks >= LOOKS_YIELD)
    g_thread_yield ();
#if defined(__x86_64__) || defined(__i386__)
  else
    __builtin_ia32_pause ();
#endif
}

/* Comes back when @goal parts are done. */
static void
finish_step (Team *self, guint step, int parts, unsigned goal)
{
  int looks = 0;

  while (atomic_load_explicit (&self->done, memory_order_acquire) < goal) {
    gboolean has_helped = FALSE;

    for (int part = 0; part < parts && looks >= LOOKS_ALONE && !has_helped; part++)
      has_helped = do_part (self, step, part, parts);
    if (!has_helped)
      pause_thread (looks);
    looks = has_helped ? 0 : MIN (looks + 1, LOOKS_YIELD);
  }
}

static void
go_through (Team *self, int thread, int threads)
{
  const NgTeamTask *task = self->task;
  unsigned goal = 0;

  for (guint step = 0; step < task->n; step++) {
    int parts = MIN (task->parts (task->data, step), threads);

    goal += (unsigned) parts;
    if (thread < parts)
      do_part (self, step, thread, parts);
    finish_step (self, step, parts, goal);
    if (thread == 0 && task->passed != NULL)
      task->passed (task->data, step);
  }
}

void
ng_team_run (int threads, const NgTeamTask *task)
{
  Team team = { .task = task };

#ifdef _OPENMP
  if (threads > 1) {
#pragma omp parallel num_threads(MIN(threads, TEAM))
    go_through (&team, omp_get_thread_num (), omp_get_num_threads ());
    return;
  }
#endif
  go_through (&team, 0, 1);
}
