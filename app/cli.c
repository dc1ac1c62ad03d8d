/* netgraph, the command line: finds the record of the command and runs it. */

#include "app/commands/command.h"

#include "core/base/nearest.h"
#include "core/formats/file-guard.h"
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const NgCommand *const commands[] = {
  &ng_command_convert, &ng_command_diff,
#ifdef NG_HAVE_RENDER
  &ng_command_draw,
#endif
  &ng_command_eval,    &ng_command_info, &ng_command_layers,
  &ng_command_open,    &ng_command_run,  &ng_command_test,
};

static void
print_help (FILE *to)
{
  fprintf (to,
           "Usage: netgraph COMMAND [OPTION…] [FILE…]\n\n"
           "Neural nets as graphs: read, check, evaluate, draw.\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (to, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
  fprintf (
      to,
      "\nA FILE is notation (.wl, .m, - for standard input), .netgraph or .onnx, or a net of the\n"
      "gallery, 'NetModel[\"LeNet\"]'; -e TEXT gives notation instead. 'netgraph COMMAND --help' "
      "tells more.\n");
}

static const NgCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i]->name, name) == 0)
      return commands[i];
  }
  return NULL;
}

static int
fail_unknown (const char *name)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  const char *nearest;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i]->name;
  nearest = ng_nearest (name, names);
  fprintf (stderr, "netgraph: there is no command '%s'.", name);
  if (nearest != NULL)
    fprintf (stderr, " Did you mean '%s'?", nearest);
  fprintf (stderr, "\nTry 'netgraph --help'.\n");
  return NG_EXIT_USAGE;
}

static int
run_tool (int argc, char **argv)
{
  const NgCommand *command;

  if (argc < 2) {
    print_help (stderr);
    return NG_EXIT_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 ||
      (strcmp (argv[1], "help") == 0 && argc == 2)) {
    print_help (stdout);
    return NG_EXIT_DONE;
  }
  if (strcmp (argv[1], "--version") == 0) {
    printf ("netgraph %s\n", NG_VERSION);
    return NG_EXIT_DONE;
  }
  if (strcmp (argv[1], "help") == 0) {
    char *asking[] = { argv[2], (char[]){ "--help" }, NULL };

    command = find_command (argv[2]);
    return command != NULL ? command->run (command, 2, asking) : fail_unknown (argv[2]);
  }
  command = find_command (argv[1]);
  if (command == NULL)
    return fail_unknown (argv[1]);
  return command->run (command, argc - 1, argv + 1);
}

/* What could not be written is no success. */
int
main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  ng_file_guard_stop ();
  status = run_tool (argc, argv);
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  fprintf (stderr, "netgraph: not all of the output could be written: %s\n", g_strerror (errno));
  return status != NG_EXIT_DONE ? status : NG_EXIT_FAILED;
}
