#include "tests/support/pages.h"

#include <fcntl.h>
#include <unistd.h>

gboolean
ng_test_knows_pages (void)
{
  gboolean can = access ("/proc/self/pagemap", R_OK) == 0;

  if (!can)
    g_test_skip ("the kernel does not tell about pages");
  return can;
}

gsize
ng_test_count_pages (gconstpointer data, gsize n)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE), count = 0;
  int fd = open ("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

  for (gsize i = 0; fd >= 0 && i < n; i++) {
    guint64 entry = 0;

    g_assert_cmpint (pread (fd, &entry, 8, (off_t) (((gsize) data / page + i) * 8)), ==, 8);
    count += entry >> 63;
  }
  if (fd >= 0)
    close (fd);
  return count;
}
