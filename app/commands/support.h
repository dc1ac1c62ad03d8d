/* What the commands share: reading their arguments, the nets they name, and saying what is wrong.
 */

#pragma once

#include "app/commands/command.h"
#include "core/base/json.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgArgument:
 * @text: notation given by -e, or %NULL
 * @path: a file, or "-" for standard input, or %NULL
 * @name: what one of several texts is called, "-e[2]", or %NULL
 */
typedef struct {
  char *text;
  char *path;
  char *name;
} NgArgument;

/**
 * NgArguments:
 * @list: (element-type NgArgument): texts and files in the order they were given
 * @json: whether --json was given
 */
typedef struct {
  const NgCommand *command;
  GPtrArray *list;
  gboolean json;
} NgArguments;

/**
 * ng_arguments_parse:
 * @entries: (nullable): the command's own options
 * @self: (out caller-allocates): cleared with ng_arguments_clear()
 *
 * Reads options; --json, -e and files are common to all commands. Says on standard error what is
 * wrong.
 *
 * Returns: whether they could be read
 */
gboolean ng_arguments_parse (NgArguments *self,
                             const NgCommand *command,
                             const GOptionEntry *entries,
                             int argc,
                             char **argv);
void ng_arguments_clear (NgArguments *self);

/** ng_arguments_sole: Returns: (nullable): the only one; else it says so on standard error */
const NgArgument *ng_arguments_sole (const NgArguments *self);

/** ng_usage: says on standard error how the command is used wrongly. Returns: %NG_EXIT_USAGE */
int ng_usage (const NgCommand *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ng_argument_name: Returns: what the argument is called in messages: the file, "-e" or "-e[2]" */
const char *ng_argument_name (const NgArgument *self);

/** ng_argument_read: Returns: (transfer full) (nullable): the text; "File::…" */
char *ng_argument_read (const NgArgument *self, gsize *length, GError **error);

/** ng_is_silent: Returns: whether a semicolon follows expression @index of the @program, which
 * stands in the @lines (of char *): its value is not to be shown */
gboolean ng_is_silent (const GPtrArray *lines, const GPtrArray *program, guint index);

/** ng_argument_net: Returns: (transfer full) (nullable): the net that the argument names */
NgNet *ng_argument_net (const NgArgument *self, GPtrArray *diagnostics, GError **error);

/** ng_use_colour: Returns: whether @fd is a terminal and NO_COLOR does not forbid colours */
gboolean ng_use_colour (int fd);

/** ng_report: says what is wrong, on standard error; as JSON if that was asked for */
void ng_report (const NgArguments *self, const NgDiagnostic *diagnostic, const char *file);
/** ng_report_error: the same of an error. Returns: %NG_EXIT_FAILED */
int ng_report_error (const NgArguments *self, const GError *error, const char *file);
/** ng_report_uninitialized: the same of "NetGraph::notinit", with how to get a net with values */
int
ng_report_uninitialized (const NgArguments *self, const NgArgument *argument, const GError *error);
/** ng_report_list: says all of a list */
void ng_report_list (const NgArguments *self, const GPtrArray *diagnostics, const char *file);

/**
 * ng_fail_nearest:
 * @sentence: "The net has no input", before the name
 * @names: (array zero-terminated=1): what there is
 *
 * Sets an error whose hint is the name that is most like @name, or else tells what there is.
 */
void ng_fail_nearest (GError **error,
                      const char *tag,
                      const char *sentence,
                      const char *name,
                      const char *const *names);

/** ng_write_diagnostic: as an object: severity, tag, message, and where known file, line, column,
 *   path, hint */
void ng_write_diagnostic (NgJsonWriter *writer, const NgDiagnostic *diagnostic, const char *file);

/** ng_print_padded: prints what a file names as ng_format_line() has it, and blanks up to @width
 *   characters, which are more than the bytes of a "×" */
void ng_print_padded (const char *text, int width);

/** ng_print_json: prints what was written, and a line end */
void ng_print_json (const NgJsonWriter *writer);

G_END_DECLS
