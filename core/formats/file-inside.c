#define _GNU_SOURCE /* O_PATH */
#include "core/formats/file-inside.h"

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/formats/document.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

gboolean
ng_file_location_is_safe (const char *location)
{
  if (g_path_is_absolute (location) || strchr (location, '\\') != NULL ||
      strchr (location, ':') != NULL || strstr (location, "\xEF\xBF\xBD") != NULL)
    return FALSE;
  for (const char *p = location; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      return FALSE;
  }
  g_auto (GStrv) parts = g_strsplit (location, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (g_str_equal (parts[i], ".."))
      return FALSE;
  }
  return TRUE;
}

/* The C library has no function for it yet. */
static int
open_beneath (int folder, const char *location)
{
  struct open_how how = { .flags = FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
  long fd = -1;

  for (int i = 0; i < NG_MAX_OPEN_TRIALS && fd < 0; i++) {
    fd = syscall (SYS_openat2, folder, location, &how, sizeof how);
    if (fd < 0 && errno != EAGAIN && errno != EINTR)
      break;
  }
  return (int) fd;
}

/* Folder by folder, where none is a link. */
static int
open_by_steps (int folder, const char *location)
{
  g_auto (GStrv) parts = g_strsplit (location, "/", -1);
  int at = dup (folder);

  for (guint i = 0; at >= 0 && parts[i] != NULL; i++) {
    int flags = parts[i + 1] != NULL ? O_PATH | O_DIRECTORY | O_CLOEXEC : FLAGS;
    int next;

    if ((*parts[i] == '\0' || g_str_equal (parts[i], ".")) && parts[i + 1] != NULL)
      continue;
    next = openat (at, parts[i], flags | O_NOFOLLOW);
    int code = errno;
    close (at);
    errno = code;
    at = next;
  }
  return at;
}

/* @code: of the system, why it cannot be opened */
static void
fail (const char *location, int code, GError **error)
{
  if (code == EXDEV || code == ELOOP)
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new (
                          "File::link",
                          NULL,
                          code == EXDEV ? "\"%s\" is a link, or lies behind one, that leads out "
                                          "of the folder, and such links are not followed."
                                        : "\"%s\" is a link, or lies behind one, that cannot be "
                                          "followed.",
                          location),
                      "Put the file itself there in place of the link."));
  else if (code == ENOENT || code == ENOTDIR)
    ng_error_set_new (
        error, "File::missing", NULL, "There is no file \"%s\" below its folder.", location);
  else
    ng_error_set_new (error,
                      "File::read",
                      NULL,
                      "The file \"%s\" cannot be opened: %s.",
                      location,
                      g_strerror (code));
}

GBytes *
ng_file_map_inside (const char *folder, const char *location, GError **error)
{
  gboolean is_safe = ng_file_location_is_safe (location);
  int folder_fd = is_safe ? open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  GBytes *bytes = NULL;
  int fd = -1, code = is_safe ? errno : ENOENT;

  if (folder_fd >= 0) {
    fd = open_beneath (folder_fd, location);
    /* Sandboxes that do not know the call say that it is not allowed. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
      fd = open_by_steps (folder_fd, location);
    code = errno;
    close (folder_fd);
  }
  if (fd < 0) {
    fail (location, code, error);
    return NULL;
  }
  bytes = ng_file_map_open (fd, location, error);
  close (fd);
  return bytes;
}
