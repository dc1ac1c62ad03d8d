/* Whole files: mapped or copied in, and replaced at a stroke. */

#include "core/base/limits.h"
#include "core/base/pages.h"
#include "core/formats/document.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files below this are copied, so that nobody can shorten them under us. */
#define COPIED_BYTES (1 << 20)

static void
fail (GError **error, const char *tag, const char *path, const char *what)
{
  ng_error_set_new (error, tag, NULL, "\"%s\" %s.", path, what);
}

static GBytes *
read_all (int fd, gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  gsize done = 0;

  while (done < size) {
    gssize n = read (fd, data + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      g_free (data);
      return NULL;
    }
    done += (gsize) n;
  }
  return g_bytes_new_take (data, size);
}

static GBytes *
map_all (int fd, gsize size)
{
  GMappedFile *mapped = g_mapped_file_new_from_fd (fd, FALSE, NULL);
  GBytes *bytes = NULL;

  if (mapped == NULL)
    return NULL;
  if (g_mapped_file_get_length (mapped) == size)
    bytes = g_mapped_file_get_bytes (mapped);
  g_mapped_file_unref (mapped);
  return bytes;
}

GBytes *
ng_file_map_open (int fd, const char *path, GError **error)
{
  struct stat status;
  GBytes *bytes = NULL;

  if (fstat (fd, &status) != 0)
    fail (error, "File::read", path, "cannot be read");
  else if (S_ISDIR (status.st_mode))
    fail (error, "File::directory", path, "is a folder");
  else if (!S_ISREG (status.st_mode))
    fail (error, "File::read", path, "is not an ordinary file");
  else {
    gsize size = (gsize) status.st_size;
    bytes = size < COPIED_BYTES ? read_all (fd, size) : map_all (fd, size);
    if (bytes == NULL)
      fail (error, "File::read", path, "changed while it was read");
  }
  return bytes;
}

GBytes *
ng_file_map (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GBytes *bytes;

  if (fd < 0) {
    fail (error,
          errno == ENOENT || errno == ENOTDIR ? "File::missing" : "File::read",
          path,
          errno == ENOENT || errno == ENOTDIR ? "does not exist" : "cannot be opened");
    return NULL;
  }
  bytes = ng_file_map_open (fd, path, error);
  close (fd);
  return bytes;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (size > 0) {
    gssize n = write (fd, data, MIN (size, 1 << 25));
    if (n < 0 && errno == EINTR)
      continue;
    if (n == 0)
      errno = EIO;
    if (n <= 0)
      return FALSE;
    ng_pages_release (data, (gsize) n); /* of another file, which is read once */
    data += n;
    size -= (gsize) n;
  }
  return TRUE;
}

/* A new file in the same folder, of the mode that the user's mask leaves. Its name is short, since
 * that of the target may be as long as names can be. */
static int
create_beside (const char *target, char **temporary)
{
  g_autofree char *folder = g_path_get_dirname (target);

  for (int attempt = 0; attempt < 100; attempt++) {
    char *name = g_strdup_printf ("%s/.%08x.part", folder, g_random_int ());
    int fd = open (name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) {
      *temporary = name;
      return fd;
    }
    g_free (name);
  }
  *temporary = NULL;
  return -1;
}

/* File systems without modes (FAT, CIFS) refuse to set one, and lose none. */
static gboolean
copy_mode (int fd, mode_t mode)
{
  return fchmod (fd, mode & 07777) == 0 || errno == EPERM || errno == ENOTSUP;
}

static void
sync_folder (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0) {
    fsync (fd);
    close (fd);
  }
}

/* What @path leads to, which need not be there yet.
 *
 * Returns: (transfer full) (nullable): NULL with errno set when links lead round and round */
static char *
follow_links (const char *path)
{
  char *target = g_strdup (path);

  for (int i = 0; i < NG_MAX_LINKS; i++) {
    g_autofree char *next = g_file_read_link (target, NULL);
    if (next == NULL)
      return target;
    if (!g_path_is_absolute (next)) {
      g_autofree char *folder = g_path_get_dirname (target);
      char *joined = g_build_filename (folder, next, NULL);
      g_free (next);
      next = joined;
    }
    g_free (target);
    target = g_steal_pointer (&next);
  }
  g_free (target);
  errno = ELOOP;
  return NULL;
}

/* Whether what stands at @target may be replaced, and its status; a pipe or a device may not, and
 * neither may a file that its owner has protected. */
static gboolean
may_replace (const char *target, struct stat *status, gboolean *is_there, const char **what)
{
  *is_there = stat (target, status) == 0;
  *what = NULL;
  if (!*is_there)
    return errno == ENOENT;
  if (S_ISDIR (status->st_mode))
    errno = EISDIR;
  else if (!S_ISREG (status->st_mode))
    *what = "it is not an ordinary file";
  else
    return access (target, W_OK) == 0;
  return FALSE;
}

/* A file on its way to its place.
 *
 * @target: what the path leads to
 * @temporary: the new file, beside it, until it has the name
 * @backup: the old file, until all have their names
 * @is_there: whether there is an old file
 * @is_done: whether the new one has the name */
typedef struct {
  char *target, *temporary, *backup;
  struct stat status;
  gboolean is_there, is_done;
} Replacement;

static void
replacement_clear (Replacement *self)
{
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  if (self->backup != NULL)
    g_unlink (self->backup);
  g_free (self->temporary);
  g_free (self->backup);
  g_free (self->target);
}

/* Writes a new file beside the old one. errno says why not. */
static gboolean
replacement_write (Replacement *self, const GPtrArray *parts)
{
  int fd = create_beside (self->target, &self->temporary);
  gboolean ok = fd >= 0;

  if (ok && self->is_there)
    ok = copy_mode (fd, self->status.st_mode);
  for (guint i = 0; ok && i < parts->len; i++)
    ok = write_all (fd, parts->pdata[i]);
  ok = ok && fsync (fd) == 0;
  int code = errno;
  if (fd < 0)
    g_clear_pointer (&self->temporary, g_free);
  if (fd >= 0 && close (fd) != 0 && ok) {
    code = errno;
    ok = FALSE;
  }
  errno = code;
  return ok;
}

/* Keeps the old file under another name; file systems without hard links lose it for a moment. */
static gboolean
replacement_keep (Replacement *self)
{
  int fd = create_beside (self->target, &self->backup);

  if (fd < 0) {
    g_clear_pointer (&self->backup, g_free);
    return FALSE;
  }
  close (fd);
  g_unlink (self->backup);
  if (link (self->target, self->backup) == 0 || g_rename (self->target, self->backup) == 0)
    return TRUE;
  g_clear_pointer (&self->backup, g_free);
  return FALSE;
}

static gboolean
replacement_rename (Replacement *self, gboolean may_be_undone)
{
  if (may_be_undone && self->is_there && !replacement_keep (self))
    return FALSE;
  if (g_rename (self->temporary, self->target) != 0)
    return FALSE;
  g_clear_pointer (&self->temporary, g_free);
  self->is_done = TRUE;
  return TRUE;
}

/* What stood there before stands there again, or under the other name at least. */
static void
replacement_undo (Replacement *self)
{
  int code = errno;

  if (self->backup != NULL && g_rename (self->backup, self->target) != 0)
    g_clear_pointer (&self->backup, g_free);
  else if (self->is_done && !self->is_there)
    g_unlink (self->target);
  errno = code;
}

gboolean
ng_file_replace_all (const NgFileContent *files, gsize n, GError **error)
{
  g_autofree Replacement *all = g_new0 (Replacement, n + 1);
  const char *what = NULL;
  gboolean ok = TRUE;
  gsize at = 0;

  for (gsize i = 0; ok && i < n; i++) {
    Replacement *self = &all[at = i];
    self->target = follow_links (files[i].path);
    ok = self->target != NULL &&
         may_replace (self->target, &self->status, &self->is_there, &what) &&
         replacement_write (self, files[i].parts);
  }
  for (gsize i = 0; ok && i < n; i++)
    ok = replacement_rename (&all[at = i], i + 1 < n);
  for (gsize i = at + 1; !ok && i-- > 0;)
    replacement_undo (&all[i]);
  int code = errno;
  for (gsize i = 0; i < n; i++) {
    if (ok)
      sync_folder (all[i].target);
    replacement_clear (&all[i]);
  }
  if (!ok)
    ng_error_set_new (error,
                      "File::write",
                      NULL,
                      "\"%s\" cannot be written: %s.",
                      files[at].path,
                      what != NULL ? what : g_strerror (code));
  return ok;
}

gboolean
ng_file_replace_parts (const char *path, const GPtrArray *parts, GError **error)
{
  return ng_file_replace_all (&(NgFileContent){ path, parts }, 1, error);
}

gboolean
ng_file_replace (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  g_ptr_array_add (parts, bytes);
  return ng_file_replace_parts (path, parts, error);
}

gboolean
ng_file_check_beside (const char *path, const char *beside, NgFileNeeds needs, GError **error)
{
  g_autofree char *name = g_path_get_basename (beside);
  g_autoptr (GBytes) old = NULL;

  if (!g_file_test (beside, G_FILE_TEST_EXISTS))
    return TRUE;
  old = ng_file_map (path, NULL);
  if (old != NULL && needs (old, name))
    return TRUE;
  ng_error_set (
      error,
      ng_diagnostic_with_hint (ng_diagnostic_new ("File::write",
                                                  NULL,
                                                  "The arrays of \"%s\" need the file \"%s\", "
                                                  "which belongs to something else.",
                                                  path,
                                                  name),
                               "Save under another name, or move that file."));
  return FALSE;
}
