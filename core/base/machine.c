#include "core/base/machine.h"

#include "core/base/limits.h"
#include <sys/resource.h>
#include <unistd.h>

guint64
ng_machine_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), size = sysconf (_SC_PAGESIZE);
  guint64 bytes = pages > 0 && size > 0 ? (guint64) pages * (guint64) size : NG_MAX_ARENA_BYTES;
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    bytes = MIN (bytes, (guint64) limit.rlim_cur);
  return bytes;
}
