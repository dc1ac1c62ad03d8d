/* NgTasks: the long-lived workers that do everything slow. One reads files and lays nets out, one
 * paints what takes longer than a frame, one writes the journal and waits for none of the others,
 * one runs kernels: libgomp keeps a pool of threads for every thread that enters it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NG_WORKER_FILES,
  NG_WORKER_KERNELS,
  NG_WORKER_TILES,
  NG_WORKER_JOURNAL,
  NG_N_WORKERS,
} NgWorker;

typedef struct _NgTasks NgTasks;

/**
 * NgWork:
 *
 * What a worker does with the data it was handed: values only, no objects of the window.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 */
typedef gpointer (*NgWork) (gpointer data, GCancellable *cancellable, GError **error);

/**
 * NgDone:
 * @owner: who started the work
 * @data: what the worker was handed
 * @result: (transfer full) (nullable): %NULL when it failed or was cancelled
 * @error: (nullable): why it failed
 *
 * Called in the main thread, exactly once for each work.
 */
typedef void (*NgDone) (gpointer owner, gpointer data, gpointer result, const GError *error);

NgTasks *ng_tasks_new (void);
NgTasks *ng_tasks_ref (NgTasks *self);
/** ng_tasks_unref: the last one tells the workers to stop after what they are doing. */
void ng_tasks_unref (NgTasks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTasks, ng_tasks_unref)

/**
 * ng_tasks_start:
 * @owner: an object, kept until @done has been called; all its references are the main thread's
 * @data: (transfer full): freed by @free_data in the main thread, after @done
 * @cancellable: (nullable): when it is cancelled before the work begins, the work is left out
 */
void ng_tasks_start (NgTasks *self,
                     NgWorker worker,
                     GObject *owner,
                     NgWork work,
                     gpointer data,
                     GDestroyNotify free_data,
                     GCancellable *cancellable,
                     NgDone done);

/** ng_tasks_drop: frees something large in a worker, which may use it no longer than that */
void ng_tasks_drop (NgTasks *self, NgWorker worker, gpointer data, GDestroyNotify free_data);

/** ng_tasks_n_pending: Returns: how many works are not done yet */
guint ng_tasks_n_pending (const NgTasks *self);

G_END_DECLS
