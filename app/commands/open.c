/* netgraph open: starts the window, which lies beside this program or on the path, and waits a
 * moment to see whether it stays. */

#include "app/commands/support.h"

#include <gio/gio.h>
#include <stdio.h>
#include <sys/wait.h>

/* How long the window may take to fail. */
#define WAIT_MICROSECONDS (1500 * 1000)
#define POLL_MICROSECONDS (20 * 1000)

/* netgraph-studio beside the program that runs, as in a build folder; else by its name. */
static char *
find_studio (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside =
      folder != NULL ? g_build_filename (folder, "netgraph-studio", NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_find_program_in_path ("netgraph-studio");
}

static gboolean
has_display (void)
{
  static const char *const names[] = { "WAYLAND_DISPLAY", "DISPLAY", "GDK_BACKEND" };

#ifdef __APPLE__
  return TRUE;
#endif
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = g_getenv (names[i]);

    if (value != NULL && *value != '\0')
      return TRUE;
  }
  return FALSE;
}

/* A window that ends at once with an error has said on standard error what it was. */
static int
await (GPid pid)
{
  int status;

  for (gint64 waited = 0; waited < WAIT_MICROSECONDS; waited += POLL_MICROSECONDS) {
    if (waitpid (pid, &status, WNOHANG) == pid)
      return WIFEXITED (status) && WEXITSTATUS (status) == 0 ? NG_EXIT_DONE : NG_EXIT_FAILED;
    g_usleep (POLL_MICROSECONDS);
  }
  return NG_EXIT_DONE;
}

static int
start_studio (const NgArguments *arguments)
{
  g_autofree char *studio = find_studio ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPid pid;

  if (!has_display ()) {
    fprintf (stderr,
             "netgraph open: there is no display to open a window on; 'netgraph draw FILE -o "
             "OUT.svg' writes the picture to a file.\n");
    return NG_EXIT_FAILED;
  }
  if (studio == NULL) {
    fprintf (stderr, "netgraph open: netgraph-studio is not installed.\n");
    return NG_EXIT_FAILED;
  }
  g_ptr_array_add (argv, studio);
  for (guint i = 0; i < arguments->list->len; i++) {
    const NgArgument *argument = arguments->list->pdata[i];

    if (argument->path == NULL)
      return ng_usage (arguments->command, "it takes files, not notation");
    g_ptr_array_add (argv, argument->path);
  }
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_async (
          NULL, (char **) argv->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error))
    return ng_report_error (arguments, error, NULL);
  return await (pid);
}

static int
run_open (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, NULL, argc, argv))
    status = start_studio (&arguments);
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_open = {
  .name = "open",
  .usage = "[FILE]…",
  .summary = "Open files in the window, netgraph-studio",
  .run = run_open,
};
