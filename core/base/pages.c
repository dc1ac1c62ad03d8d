/* /proc/self/pagemap has eight bytes for each page of memory: bit 63 says that it is there, bit 61
 * that it is a page of a file, or of memory that processes share, and not our own. A page of a
 * private mapping is our own once it was written to (Linux, admin-guide/mm/pagemap). */

#include "core/base/pages.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Entries that are read at a time. */
#define BLOCK 512

#define IS_PRESENT (G_GUINT64_CONSTANT (1) << 63)
#define IS_OF_FILE (G_GUINT64_CONSTANT (1) << 61)

void
ng_pages_release (gconstpointer data, gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize first = ((gsize) data + page - 1) / page, last = ((gsize) data + size) / page;
  guint64 entries[BLOCK];
  int fd = last > first ? open ("/proc/self/pagemap", O_RDONLY | O_CLOEXEC) : -1;

  if (fd < 0)
    return;
  while (first < last) {
    gsize n = MIN (last - first, BLOCK), run = 0;
    gssize n_read = pread (fd, entries, n * sizeof *entries, (off_t) (first * sizeof *entries));

    if (n_read != (gssize) (n * sizeof *entries))
      break;
    for (gsize i = 0; i <= n; i++) {
      if (i < n && (entries[i] & IS_PRESENT) && (entries[i] & IS_OF_FILE)) {
        run++;
        continue;
      }
      if (run > 0)
        madvise ((gpointer) ((first + i - run) * page), run * page, MADV_DONTNEED);
      run = 0;
    }
    first += n;
  }
  close (fd);
}

void
ng_pages_enlarge (gpointer data, gsize size)
{
  gsize whole = size / NG_PAGES_LARGE * NG_PAGES_LARGE;

  if (whole > 0 && (gsize) data % NG_PAGES_LARGE == 0)
    madvise (data, whole, MADV_HUGEPAGE);
}

typedef struct {
  gpointer data;
  gsize size;
} Mapping;

static void
unmap (gpointer data)
{
  Mapping *self = data;

  munmap (self->data, self->size);
  g_free (self);
}

GBytes *
ng_pages_zeros (gsize size)
{
  Mapping zeros = { NULL, MAX (size, 1) };

  zeros.data =
      mmap (NULL, zeros.size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (zeros.data == MAP_FAILED)
    return NULL;
  return g_bytes_new_with_free_func (zeros.data, size, unmap, g_memdup2 (&zeros, sizeof zeros));
}
