#include "core/base/pages.h"

#include "tests/support/pages.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE (64 * 4096)

/* A mapped file of SIZE bytes 'x', all of it in memory. */
static char *
map_file (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "pages", NULL);
  g_autofree char *content = g_strnfill (SIZE, 'x');
  volatile char sink;
  char *data;
  int fd;

  g_assert_true (g_file_set_contents (path, content, SIZE, NULL));
  fd = open (path, O_RDONLY | O_CLOEXEC);
  data = mmap (NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  close (fd);
  ng_test_remove (folder);
  g_assert_true (data != MAP_FAILED);
  for (gsize i = 0; i < SIZE; i++)
    sink = data[i];
  (void) sink;
  return data;
}

/* Pages of a file go, all but those that are shared with what stands outside of the bytes. */
static void
test_file (void)
{
  gsize n = SIZE / (gsize) sysconf (_SC_PAGESIZE);
  char *data = map_file ();

  if (ng_test_knows_pages ()) {
    g_assert_cmpuint (ng_test_count_pages (data, n), ==, n);
    ng_pages_release (data + 1, SIZE - 2);
    g_assert_cmpuint (ng_test_count_pages (data, n), ==, 2);
  }
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpint (data[i], ==, 'x');
  munmap (data, SIZE);
}

/* What somebody wrote is nowhere else. */
static void
test_written (void)
{
  char *data = map_file ();
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  data[3 * page] = 'y';
  ng_pages_release (data, SIZE);
  g_assert_cmpint (data[3 * page], ==, 'y');
  g_assert_cmpint (data[4 * page], ==, 'x');
  munmap (data, SIZE);
}

static void
test_memory (void)
{
  g_autofree char *data = g_strnfill (SIZE, 'z');

  ng_pages_release (data, SIZE);
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpint (data[i], ==, 'z');
  ng_pages_release (data, 0);
  ng_pages_release (NULL, 0);
}

/* What lies in large pages, and what does not begin with one, is what it was. */
static void
test_enlarge (void)
{
  gsize size = 2 * NG_PAGES_LARGE + 100;
  guint8 *data = g_aligned_alloc (1, size, NG_PAGES_LARGE);

  memset (data, 3, size);
  ng_pages_enlarge (data, size);
  ng_pages_enlarge (data + 1, size - 1);
  ng_pages_enlarge (data, 0);
  for (gsize i = 0; i < size; i++)
    g_assert_cmpuint (data[i], ==, 3);
  g_aligned_free (data);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/pages/file", test_file);
  g_test_add_func ("/base/pages/written", test_written);
  g_test_add_func ("/base/pages/memory", test_memory);
  g_test_add_func ("/base/pages/enlarge", test_enlarge);
  return g_test_run ();
}
