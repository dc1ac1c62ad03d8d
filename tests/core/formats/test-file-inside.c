/* Files below a folder, and what is not below it, where the kernel helps and where it does not:
 * a filter of system calls makes it one that has never heard of openat2. */

#include "core/formats/file-inside.h"

#include "tests/support/test.h"
#include "tests/support/tool.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often a folder and a link change places while a file is opened. */
#define N_SWAPS 3000

static char *root, *folder;

static char *
at (const char *name)
{
  return g_build_filename (root, name, NULL);
}

static void
put (const char *name, const char *content)
{
  g_autofree char *path = at (name);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
put_folder (const char *name)
{
  g_autofree char *path = at (name);

  g_assert_cmpint (mkdir (path, 0700), ==, 0);
}

static void
put_link (const char *name, const char *target)
{
  g_autofree char *path = at (name);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
make_tree (void)
{
  g_autofree char *pipe = NULL;
  g_autofree char *secret = NULL;

  g_free (root);
  g_free (folder);
  root = ng_test_folder ();
  folder = at ("model");
  secret = at ("secret");
  put ("secret", "secret");
  put_folder ("model");
  put_folder ("model/sub");
  put_folder ("elsewhere");
  put ("elsewhere/data", "secret");
  put ("model/data", "inside");
  put ("model/sub/data", "inside");
  put_link ("model/up", "../secret");
  put_link ("model/away", secret);
  put_link ("model/back", "..");
  put_link ("model/around", "sub/../data");
  put_link ("model/itself", "itself");
  put_link ("model/tricky", "sub/../../model/../secret");
  pipe = at ("model/pipe");
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
}

/* Whether that is a file below the folder; nothing else is ever read. */
static gboolean
is_inside (const char *location)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_file_map_inside (folder, location, &error);

  g_assert_true ((bytes != NULL) == (error == NULL));
  if (bytes != NULL)
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "inside", 6);
  return bytes != NULL;
}

static void
check_tree (void)
{
  static const char *const outside[] = {
    "up",
    "away",
    "back/secret",
    "back/model/data",
    "itself",
    "tricky",
    "nobody",
    "sub/none",
    "data/data",
    "sub",
    "",
    ".",
    "pipe",
    "../secret",
    "sub/../data",
    "/etc/passwd",
  };

  g_assert_true (is_inside ("data"));
  g_assert_true (is_inside ("sub/data"));
  g_assert_true (is_inside ("./sub//data"));
  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    g_assert_false (is_inside (outside[i]));
}

/* Somebody exchanges the folder "sub" and a link out, over and over. */
static gpointer
swap (G_GNUC_UNUSED gpointer data)
{
  g_autofree char *sub = at ("model/sub");
  g_autofree char *other = at ("model/other");

  for (int i = 0; i < N_SWAPS; i++)
    if (syscall (SYS_renameat2, AT_FDCWD, sub, AT_FDCWD, other, 2 /* RENAME_EXCHANGE */) != 0)
      break;
  return NULL;
}

static void
check_swaps (void)
{
  GThread *thread;

  put_link ("model/other", "../elsewhere");
  thread = g_thread_new ("swap", swap, NULL);
  for (int i = 0; i < N_SWAPS; i++)
    is_inside ("sub/data");
  g_thread_join (thread);
}

/* From here on, what @number says is a call that the kernel does not have. */
static void
forget_call (guint32 number, int code)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32) code),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

static void
test_kernel (void)
{
  gboolean is_known = syscall (SYS_openat2, -1, "", NULL, 0) < 0 && errno == EINVAL;

  make_tree ();
  check_tree ();
  /* A link that stays inside is followed. */
  g_assert_true (is_inside ("around") == is_known);
  check_swaps ();
  ng_test_remove (root);
}

/* What the system refuses is there all the same. @n_more: how many files may be opened. */
static void
check_refused (int n_more, const char *location, const char *tag)
{
  int first = dup (0);
  struct rlimit before, few;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (first, >=, 0);
  close (first);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  few = (struct rlimit){ (rlim_t) (first + n_more), before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  g_autoptr (GBytes) bytes = ng_file_map_inside (folder, location, &error);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  g_assert_null (bytes);
  if (g_str_equal (tag, "File::read"))
    g_assert_nonnull (strstr (error->message, g_strerror (EMFILE)));
  ng_assert_tag (&error, tag);
}

static void
test_refused (void)
{
  make_tree ();
  check_refused (0, "data", "File::read");
  check_refused (1, "data", "File::read");
  check_refused (4, "nobody", "File::missing");
  check_refused (4, "data/data", "File::missing");
  check_refused (4, "../secret", "File::missing");
  ng_test_remove (root);
}

/* The filter holds until the process ends, so it gets one of its own. */
static void
test_steps (gconstpointer code)
{
  if (g_test_subprocess ()) {
    forget_call (SYS_openat2, GPOINTER_TO_INT (code));
    make_tree ();
    g_assert_cmpint (syscall (SYS_openat2, -1, "", NULL, 0), ==, -1);
    g_assert_cmpint (errno, ==, GPOINTER_TO_INT (code));
    check_tree ();
    g_assert_false (is_inside ("around"));
    check_swaps ();
    ng_test_remove (root);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/file-inside/kernel", test_kernel);
  g_test_add_func ("/file-inside/refused", test_refused);
  g_test_add_data_func ("/file-inside/steps", GINT_TO_POINTER (ENOSYS), test_steps);
  g_test_add_data_func ("/file-inside/sandbox", GINT_TO_POINTER (EPERM), test_steps);
  return g_test_run ();
}
