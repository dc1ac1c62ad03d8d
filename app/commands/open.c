/* netgraph open: starts the window, which lies beside this program or on the path. */

#include "app/commands/support.h"

#include <gio/gio.h>
#include <stdio.h>

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

static int
start_studio (const NgArguments *arguments)
{
  g_autofree char *studio = find_studio ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

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
  if (!g_spawn_async (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &error))
    return ng_report_error (arguments, error, NULL);
  return NG_EXIT_DONE;
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
