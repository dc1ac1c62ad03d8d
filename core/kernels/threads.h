/* How many threads kernels use. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_threads_set: number of threads that kernels use; 0 for as many as there are cores */
void ng_threads_set (int n);

/** ng_threads_max: Returns: how many threads our own loops may use, at least 1 */
int ng_threads_max (void);

/** ng_threads_apply: makes the number that was set last hold for the calling thread and for the
 * libraries. Called at the start of a run; cheap when nothing changed. */
void ng_threads_apply (void);

/** ng_threads_have_wide_vectors: Returns: whether a core has 32 registers of 64 bytes, and loops
 * were built for them */
gboolean ng_threads_have_wide_vectors (void);

/**
 * NgTeamTask:
 * @n: number of steps, each of which needs all that those before it make
 * @parts: into how many parts step @step can be divided, at least 1
 * @work: computes part @part of @parts of @step
 * @passed: (nullable): called after each step, in the thread that called ng_team_run()
 */
typedef struct {
  guint n;
  int (*parts) (gpointer data, guint step);
  void (*work) (gpointer data, guint step, int part, int parts);
  void (*passed) (gpointer data, guint step);
  gpointer data;
} NgTeamTask;

/**
 * ng_team_run:
 *
 * Goes through the steps with @threads threads, or fewer where no more are to be had, so that all
 * parts of a step are done before a part of the next is begun. From one step to the next costs a
 * tenth of what beginning a parallel loop does. A thread has the part of its number in each step,
 * which keeps what that reads in its cache, but does not wait for one that does not come, having
 * lost its processor to another program: it does the other's part, too.
 */
void ng_team_run (int threads, const NgTeamTask *task);

G_END_DECLS
