#include "ui/watch.h"

#include <stdlib.h>
#include <sys/stat.h>

struct _NgWatch {
  NgTasks *tasks;
  GObject *owner; /* not owned */
  char *path;
  NgWatchSeen seen;
  GFileMonitor *monitor; /* %NULL where there is none */
  struct _Look *look;    /* what the worker is at, or %NULL */
  gboolean looks_again;
};

/* A look at the file by the worker, which may outlive the watch. */
typedef struct _Look {
  NgWatch *watch; /* %NULL when it is gone */
  char *path;
} Look;

char *
ng_file_stamp (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT
                          ":%" G_GINT64_FORMAT ".%09ld",
                          (guint64) status.st_dev,
                          (guint64) status.st_ino,
                          (gint64) status.st_size,
                          (gint64) status.st_mtim.tv_sec,
                          status.st_mtim.tv_nsec);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->path);
  g_free (look);
}

static gpointer
look_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return ng_file_stamp (((Look *) data)->path);
}

static void
look_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgWatch *self = ((Look *) data)->watch;
  g_autofree char *stamp = result;

  if (self == NULL)
    return;
  self->look = NULL;
  if (self->looks_again)
    ng_watch_look (self);
  self->seen (owner, stamp);
}

void
ng_watch_look (NgWatch *self)
{
  Look *look;

  self->looks_again = self->look != NULL;
  if (self->looks_again)
    return;
  look = g_new0 (Look, 1);
  look->watch = self;
  look->path = g_strdup (self->path);
  self->look = look;
  ng_tasks_start (
      self->tasks, NG_WORKER_FILES, self->owner, look_work, look, look_free, NULL, look_done);
}

static void
changed_cb (NgWatch *self)
{
  ng_watch_look (self);
}

NgWatch *
ng_watch_new (NgTasks *tasks, GObject *owner, const char *path, NgWatchSeen seen)
{
  NgWatch *self = g_new0 (NgWatch, 1);
  char *real = realpath (path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (real != NULL ? real : path);

  free (real);
  self->tasks = ng_tasks_ref (tasks);
  self->owner = owner;
  self->path = g_strdup (path);
  self->seen = seen;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  return self;
}

void
ng_watch_free (NgWatch *self)
{
  if (self->look != NULL)
    self->look->watch = NULL;
  if (self->monitor != NULL) {
    g_signal_handlers_disconnect_by_data (self->monitor, self);
    g_file_monitor_cancel (self->monitor);
    g_object_unref (self->monitor);
  }
  ng_tasks_unref (self->tasks);
  g_free (self->path);
  g_free (self);
}
