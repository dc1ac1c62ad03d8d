/* Saving where the system refuses. The test's own fchmod, write, close, rename and link stand
 * before those of the C library, and fail as they are told. */

#include "core/formats/document.h"

#include "tests/support/test.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
  int mode_code;  /* errno of fchmod; 0: it works */
  int write_code; /* errno of write; 0: it works, -1: it writes nothing */
  int close_code; /* what close leaves in errno; 0: it leaves it alone */
  int n_renames;  /* the rename that fails, counted down; 0: none */
  gboolean has_no_links;
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

int
rename (const char *from, const char *to)
{
  if (refusal.n_renames == 0 || --refusal.n_renames > 0)
    return (int) syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  errno = EACCES;
  return -1;
}

int
link (const char *from, const char *to)
{
  if (!refusal.has_no_links)
    return (int) syscall (SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  errno = EPERM;
  return -1;
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

/* Replaces a first file, of "old" or missing, and a second one of "old", both by "new", where the
 * rename @refused fails. Returns: what they hold then, and how many files there are */
static char *
replace_two (gboolean is_there, gboolean has_links, int refused)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *first = g_build_filename (folder, "first", NULL);
  g_autofree char *second = g_build_filename (folder, "second", NULL);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const NgFileContent files[] = { { first, parts }, { second, parts } };
  g_autofree char *a = NULL, *b = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_ptr_array_add (parts, g_bytes_new ("new", 3));
  g_assert_true (!is_there || g_file_set_contents (first, "old", 3, NULL));
  g_assert_true (g_file_set_contents (second, "old", 3, NULL));
  refusal.n_renames = refused;
  refusal.has_no_links = !has_links;
  gboolean ok = ng_file_replace_all (files, 2, &error);
  refusal.n_renames = refusal.has_no_links = 0;
  g_assert_cmpint (ok, ==, refused == 0);
  if (!ok)
    ng_assert_tag (&error, "File::write");
  g_file_get_contents (first, &a, NULL, NULL);
  g_file_get_contents (second, &b, NULL, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  ng_test_remove (folder);
  return g_strdup_printf ("%s %s %u", a != NULL ? a : "-", b, n);
}

/* Two files that belong together: both are new, or both as they were, and nothing lies beside. */
static void
test_two (void)
{
  static const struct {
    gboolean is_there, has_links;
    int refused;
    const char *expected;
  } cases[] = {
    { TRUE, TRUE, 0, "new new 2" },  { FALSE, TRUE, 0, "new new 2" },
    { TRUE, FALSE, 0, "new new 2" }, { TRUE, TRUE, 1, "old old 2" },
    { TRUE, TRUE, 2, "old old 2" },  { FALSE, TRUE, 2, "- old 1" },
    { TRUE, FALSE, 1, "old old 2" }, { TRUE, FALSE, 2, "old old 2" },
    { TRUE, FALSE, 3, "old old 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = replace_two (cases[i].is_there, cases[i].has_links, cases[i].refused);
    g_assert_cmpstr (found, ==, cases[i].expected);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/file/mode", test_mode);
  g_test_add_func ("/formats/file/reason", test_reason);
  g_test_add_func ("/formats/file/two", test_two);
  return g_test_run ();
}
