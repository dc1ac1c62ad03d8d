/* Saving where the system refuses. The test's own fchmod, write and close stand before those of the
 * C library, and fail as they are told. */

#include "core/formats/document.h"

#include "tests/support/test.h"
#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
  int mode_code;  /* errno of fchmod; 0: it works */
  int write_code; /* errno of write; 0: it works, -1: it writes nothing */
  int close_code; /* what close leaves in errno; 0: it leaves it alone */
} refusal;

int
fchmod (int fd, mode_t mode)
{
  if (refusal.mode_code == 0)
    return (int) syscall (SYS_fchmod, fd, mode);
  errno = refusal.mode_code;
  return -1;
}

ssize_t
write (int fd, const void *data, size_t size)
{
  if (refusal.write_code == 0)
    return syscall (SYS_write, fd, data, size);
  if (refusal.write_code < 0)
    return 0;
  errno = refusal.write_code;
  return -1;
}

int
close (int fd)
{
  int result = (int) syscall (SYS_close, fd);

  if (refusal.close_code != 0)
    errno = refusal.close_code;
  return result;
}

/* Replaces a file of "old" by "new": whether it could, and what stands there then. */
static gboolean
replace (int mode_code, int write_code, int close_code, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new ("new", 3);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "old", 3, NULL));
  refusal.mode_code = mode_code;
  refusal.write_code = write_code;
  refusal.close_code = close_code;
  errno = 0;
  gboolean ok = ng_file_replace (path, bytes, error);
  refusal.mode_code = refusal.write_code = refusal.close_code = 0;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, ok ? "new" : "old");
  return ok;
}

static void
expect_failure (int mode_code, int write_code, int close_code, int said)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (replace (mode_code, write_code, close_code, &error));
  g_assert_nonnull (strstr (error->message, g_strerror (said)));
  ng_assert_tag (&error, "File::write");
}

static void
test_mode (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (replace (EPERM, 0, 0, &error));
  g_assert_true (replace (ENOTSUP, 0, 0, &error));
  g_assert_no_error (error);
  expect_failure (EIO, 0, 0, EIO);
}

static void
test_reason (void)
{
  expect_failure (0, ENOSPC, 0, ENOSPC);
  expect_failure (0, ENOSPC, EINTR, ENOSPC);
  expect_failure (0, -1, 0, EIO);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/file/mode", test_mode);
  g_test_add_func ("/formats/file/reason", test_reason);
  return g_test_run ();
}
