#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "core/formats/file-guard.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* The signal is ours where the memory is mapped and what lies behind it is not there; it comes when
 * we return, too, and then nobody catches it. */
static gboolean
is_ours (const siginfo_t *info)
{
  struct sigaction usual = { .sa_handler = SIG_DFL };

  if (info->si_code == BUS_ADRERR)
    return TRUE;
  sigaction (SIGBUS, &usual, NULL);
  return FALSE;
}

static void
stop (G_GNUC_UNUSED int number, siginfo_t *info, G_GNUC_UNUSED void *context)
{
  static const char text[] =
      "netgraph: error: File::read: A file became shorter while it was read.\n";

  if (!is_ours (info))
    return;
  if (write (STDERR_FILENO, text, sizeof text - 1) < 0)
    _exit (2);
  _exit (1);
}

/* Puts a page of zeros where the missing one was. */
static void
read_zeros (G_GNUC_UNUSED int number, siginfo_t *info, G_GNUC_UNUSED void *context)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gpointer start = (gpointer) ((gsize) info->si_addr / page * page);
  struct sigaction usual = { .sa_handler = SIG_DFL };

  if (!is_ours (info))
    return;
  if (mmap (start, page, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
    sigaction (SIGBUS, &usual, NULL);
  else
    kill (getpid (), SIGUSR2);
}

static void
guard (void (*handler) (int number, siginfo_t *info, void *context))
{
  struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, NULL);
}

void
ng_file_guard_stop (void)
{
  guard (stop);
}

void
ng_file_guard_continue (void)
{
  guard (read_zeros);
}
