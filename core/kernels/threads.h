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

typedef struct _NgTeam NgTeam;

/** NgTeamWork: what each thread of a team does; @thread counts from 0, the one that called */
typedef void (*NgTeamWork) (NgTeam *team, int thread, gpointer data);

/** ng_team_run: calls @work in @threads threads at once, or in fewer where no more are to be had */
void ng_team_run (int threads, NgTeamWork work, gpointer data);

/** ng_team_size: Returns: how many threads there are */
int ng_team_size (const NgTeam *self);

/** ng_team_wait: comes back when all threads of the team have called it equally often. It costs a
 * tenth of what beginning a parallel loop does. */
void ng_team_wait (NgTeam *self);

G_END_DECLS
