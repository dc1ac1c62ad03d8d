#include "ui/tasks.h"

struct _NgTasks {
  guint references; /* main thread only, as is the count */
  guint n_pending;
  GAsyncQueue *queues[NG_N_WORKERS];
};

/* One work on its way to a worker and back. At every moment one thread owns it. */
typedef struct {
  NgTasks *tasks;
  GObject *owner;
  NgWork work;
  gpointer data;
  GDestroyNotify free_data;
  GCancellable *cancellable;
  NgDone done;
  gpointer result;
  GError *error;
} Job;

static gboolean
job_finish_cb (gpointer user_data)
{
  Job *job = user_data;

  job->tasks->n_pending--;
  job->done (job->owner, job->data, job->result, job->error);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_error (&job->error);
  g_clear_object (&job->cancellable);
  g_object_unref (job->owner);
  ng_tasks_unref (job->tasks);
  g_free (job);
  return G_SOURCE_REMOVE;
}

/* An empty job tells the worker to stop; one without work, to free its data. */
static gpointer
worker_main (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = data;

  for (;;) {
    Job *job = g_async_queue_pop (queue);

    if (job->work == NULL && job->free_data == NULL) {
      g_free (job);
      return NULL;
    }
    if (job->work == NULL) {
      job->free_data (job->data);
      g_free (job);
      continue;
    }
    if (!g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
      job->result = job->work (job->data, job->cancellable, &job->error);
    g_idle_add_full (G_PRIORITY_DEFAULT, job_finish_cb, job, NULL);
  }
}

NgTasks *
ng_tasks_new (void)
{
  static const char *const names[NG_N_WORKERS] = { "files", "kernels", "tiles", "journal" };
  NgTasks *self = g_new0 (NgTasks, 1);

  self->references = 1;
  for (int i = 0; i < NG_N_WORKERS; i++) {
    self->queues[i] = g_async_queue_new ();
    g_thread_unref (g_thread_new (names[i], worker_main, g_async_queue_ref (self->queues[i])));
  }
  return self;
}

NgTasks *
ng_tasks_ref (NgTasks *self)
{
  self->references++;
  return self;
}

void
ng_tasks_unref (NgTasks *self)
{
  if (--self->references > 0)
    return;
  for (int i = 0; i < NG_N_WORKERS; i++) {
    g_async_queue_push (self->queues[i], g_new0 (Job, 1));
    g_async_queue_unref (self->queues[i]);
  }
  g_free (self);
}

void
ng_tasks_start (NgTasks *self,
                NgWorker worker,
                GObject *owner,
                NgWork work,
                gpointer data,
                GDestroyNotify free_data,
                GCancellable *cancellable,
                NgDone done)
{
  Job *job = g_new0 (Job, 1);

  job->tasks = ng_tasks_ref (self);
  job->owner = g_object_ref (owner);
  job->work = work;
  job->data = data;
  job->free_data = free_data;
  g_set_object (&job->cancellable, cancellable);
  job->done = done;
  self->n_pending++;
  g_async_queue_push (self->queues[worker], job);
}

void
ng_tasks_drop (NgTasks *self, NgWorker worker, gpointer data, GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  job->data = data;
  job->free_data = free_data;
  g_async_queue_push (self->queues[worker], job);
}

guint
ng_tasks_n_pending (const NgTasks *self)
{
  return self->n_pending;
}
