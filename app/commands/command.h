/* NgCommand: one command of netgraph. A file of this folder holds one record. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses. */
enum {
  NG_EXIT_DONE = 0,
  NG_EXIT_FAILED = 1,
  NG_EXIT_USAGE = 2,
};

/**
 * NgCommand:
 * @usage: what follows the name, "FILE -o OUT"
 * @summary: one line for the list of commands
 * @details: (nullable): more for the command's --help
 * @run: does it; argv[0] is the command's name. Returns the exit status
 */
typedef struct NgCommand {
  const char *name;
  const char *usage;
  const char *summary;
  const char *details;
  int (*run) (const struct NgCommand *self, int argc, char **argv);
} NgCommand;

extern const NgCommand ng_command_convert;
extern const NgCommand ng_command_diff;
extern const NgCommand ng_command_draw;
extern const NgCommand ng_command_eval;
extern const NgCommand ng_command_info;
extern const NgCommand ng_command_layers;
extern const NgCommand ng_command_open;
extern const NgCommand ng_command_run;
extern const NgCommand ng_command_test;

G_END_DECLS
