/* A file that somebody shortens while it is mapped. */

#include "core/formats/file-guard.h"

#include "core/formats/document.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than what is copied when a file is opened. */
#define SIZE (2 << 20)

/* The bytes of a file of which only the first half is left. */
static GBytes *
map_shortened (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autofree char *content = g_strnfill (SIZE, 'x');
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  g_assert_true (g_file_set_contents (path, content, SIZE, &error));
  bytes = ng_file_map (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (truncate (path, SIZE / 2), ==, 0);
  ng_test_remove (folder);
  return bytes;
}

static guint64
sum (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 total = 0;

  for (gsize i = 0; i < size; i++)
    total += data[i];
  return total;
}

/* The process ends as one that could not do what it should. */
static void
test_stop (void)
{
  g_autoptr (GBytes) bytes = NULL;

  if (g_test_subprocess ()) {
    ng_file_guard_stop ();
    bytes = map_shortened ();
    g_message ("%" G_GUINT64_FORMAT, sum (bytes));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*error: File::read: A file became shorter*");
}

static volatile sig_atomic_t n_told;

static void
tell (G_GNUC_UNUSED int number)
{
  n_told++;
}

static void
test_continue (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (GBytes) bytes = NULL;

    signal (SIGUSR2, tell);
    ng_file_guard_continue ();
    bytes = map_shortened ();
    g_assert_cmpuint (sum (bytes), ==, (guint64) SIZE / 2 * 'x');
    g_assert_cmpint (n_told, >, 0);
    /* Nobody is told twice of what is zeros by now. */
    n_told = 0;
    g_assert_cmpuint (sum (bytes), ==, (guint64) SIZE / 2 * 'x');
    g_assert_cmpint (n_told, ==, 0);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* A signal that somebody sends is none of a file. */
static void
test_other (void)
{
  if (g_test_subprocess ()) {
    ng_file_guard_continue ();
    raise (SIGBUS);
    raise (SIGBUS);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

/* A small file is here as a whole. */
static void
test_small (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (g_file_set_contents (path, "small", -1, &error));
  bytes = ng_file_map (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "small", 5);
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/file-guard/stop", test_stop);
  g_test_add_func ("/file-guard/continue", test_continue);
  g_test_add_func ("/file-guard/other", test_other);
  g_test_add_func ("/file-guard/small", test_small);
  return g_test_run ();
}
