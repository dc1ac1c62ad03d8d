#include "ui/journal-folder.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define ENDING ".netgraph"

/* A folder whose lock we hold. */
typedef struct {
  char *path;
  int lock;
} Held;

struct _NgJournalFolder {
  gatomicrefcount references;
  char *root;
  GMutex mutex;
  Held held; /* of path %NULL until it is made */
  guint n_names;
};

struct _NgClaim {
  gatomicrefcount references;
  Held held;
};

static int
lock_file (const char *folder, int operation)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  while (fd >= 0 && flock (fd, operation) != 0)
    if (errno != EINTR) {
      int code = errno;
      close (fd);
      errno = code;
      return -1;
    }
  return fd;
}

/* The lock file goes first: whoever finds the folder without it finds nothing to claim. What was
 * being written when the process ended is no use to anybody. */
static void
release (Held *self)
{
  g_autofree char *lock = g_build_filename (self->path, "lock", NULL);
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  gboolean is_empty = TRUE;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".part")) {
      g_autofree char *path = g_build_filename (self->path, name, NULL);
      g_unlink (path);
    } else if (strcmp (name, "lock") != 0) {
      is_empty = FALSE;
    }
  }
  if (is_empty) {
    g_unlink (lock);
    g_rmdir (self->path);
  }
  close (self->lock);
  g_free (self->path);
}

NgJournalFolder *
ng_journal_folder_new (const char *root)
{
  NgJournalFolder *self = g_new0 (NgJournalFolder, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  self->root = g_strdup (root);
  return self;
}

NgJournalFolder *
ng_journal_folder_ref (NgJournalFolder *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_journal_folder_unref (NgJournalFolder *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  if (self->held.path != NULL)
    release (&self->held);
  g_mutex_clear (&self->mutex);
  g_free (self->root);
  g_free (self);
}

char *
ng_journal_folder_new_name (NgJournalFolder *self)
{
  return g_strdup_printf ("%u" ENDING, ++self->n_names);
}

/* While the root is locked nobody looks for folders to claim, so none is found before its lock. */
static gboolean
create (NgJournalFolder *self)
{
  g_autofree char *name = g_strdup_printf ("%d-%08x", (int) getpid (), g_random_int ());
  g_autofree char *path = g_build_filename (self->root, name, NULL);
  int root;

  if (g_mkdir_with_parents (self->root, 0700) != 0)
    return FALSE;
  root = lock_file (self->root, LOCK_EX);
  if (root < 0)
    return FALSE;
  self->held.lock = g_mkdir (path, 0700) == 0 ? lock_file (path, LOCK_EX | LOCK_NB) : -1;
  if (self->held.lock >= 0)
    self->held.path = g_steal_pointer (&path);
  close (root);
  return self->held.path != NULL;
}

char *
ng_journal_folder_file (NgJournalFolder *self, const char *name, gboolean creates, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->held.path == NULL && !creates)
    return NULL;
  if (self->held.path == NULL && !create (self)) {
    ng_error_set_new (error,
                      "File::write",
                      NULL,
                      "The folder of the journal, \"%s\", cannot be made: %s.",
                      self->root,
                      g_strerror (errno));
    return NULL;
  }
  return g_build_filename (self->held.path, name, NULL);
}

/* Claims. */

GPtrArray *
ng_claim_all (const char *root)
{
  GPtrArray *claims = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_claim_unref);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  int lock = dir != NULL ? lock_file (root, LOCK_EX) : -1;
  const char *name;

  while (lock >= 0 && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (root, name, NULL);
    NgClaim *claim;
    int held;

    if (!g_file_test (path, G_FILE_TEST_IS_DIR))
      continue;
    held = lock_file (path, LOCK_EX | LOCK_NB);
    if (held < 0)
      continue;
    claim = g_new0 (NgClaim, 1);
    g_atomic_ref_count_init (&claim->references);
    claim->held = (Held){ g_steal_pointer (&path), held };
    g_ptr_array_add (claims, claim);
  }
  if (lock >= 0)
    close (lock);
  return claims;
}

NgClaim *
ng_claim_ref (NgClaim *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_claim_unref (NgClaim *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  release (&self->held);
  g_free (self);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
ng_claim_files (const NgClaim *self)
{
  GPtrArray *paths = g_ptr_array_new ();
  g_autoptr (GDir) dir = g_dir_open (self->held.path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ENDING))
      g_ptr_array_add (paths, g_build_filename (self->held.path, name, NULL));
  g_ptr_array_sort (paths, compare);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}
