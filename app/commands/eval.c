/* netgraph eval: evaluates expressions in order and prints each value. */

#include "app/commands/help.h"
#include "app/commands/prompt.h"
#include "app/commands/support.h"
#include "app/commands/values.h"
#include "core/language/export.h"
#ifdef NG_HAVE_RENDER
#include "render/figure/operations.h"
#endif

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 100 };

typedef struct {
  const NgArguments *arguments;
  NgSession *session;
  NgJsonWriter *writer;
} Evaluation;

static gboolean
evaluate_all (Evaluation *self,
              const NgArgument *argument,
              const char *text,
              GPtrArray *program,
              GError **error)
{
  g_auto (GStrv) split = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  for (gsize i = 0; split[i] != NULL; i++)
    g_ptr_array_add (lines, split[i]);
  for (guint i = 0; i < program->len; i++) {
    g_autoptr (NgExpr) value = ng_session_evaluate (self->session, program->pdata[i], NULL, error);
    g_autofree char *shown = NULL;
    gboolean is_cut = FALSE;

    ng_report_list (
        self->arguments, ng_session_warnings (self->session), ng_argument_name (argument));
    if (value == NULL)
      return FALSE;
    if (ng_is_silent (lines, program, i))
      continue;
    if (self->writer != NULL) {
      ng_write_value (self->writer, self->session, value);
      continue;
    }
    shown = isatty (STDOUT_FILENO) ? ng_value_print_short (value, WIDTH, &is_cut)
                                   : ng_value_print (value, WIDTH);
    printf (
        "%s\n%s", shown, is_cut ? "(* shortened; InputForm[…] around it shows all of it *)\n" : "");
    fflush (stdout);
  }
  return TRUE;
}

static int
evaluate_argument (Evaluation *self, const NgArgument *argument)
{
  const char *name = ng_argument_name (argument);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) program = NULL;
  gsize length;
  g_autofree char *text = ng_argument_read (argument, &length, &error);

  if (argument->text != NULL && self->writer == NULL && ng_help (self->session, argument->text)) {
    fflush (stdout);
    return NG_EXIT_DONE;
  }
  if (text != NULL)
    program = ng_parse_file (name, text, (gssize) length, warnings, &error);
  ng_report_list (self->arguments, warnings, name);
  if (program == NULL || !evaluate_all (self, argument, text, program, &error))
    return ng_report_error (self->arguments, error, name);
  return NG_EXIT_DONE;
}

static int
run_eval (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgJsonWriter) writer = NULL;
  Evaluation evaluation = { .arguments = &arguments, .session = session };
  int status = NG_EXIT_DONE;

#ifdef NG_HAVE_RENDER
  ng_figure_operations_add (session);
#else
  ng_export_add (session, NULL);
#endif
  if (!ng_arguments_parse (&arguments, self, NULL, argc, argv)) {
    status = NG_EXIT_USAGE;
  } else if (arguments.list->len == 0 && isatty (STDIN_FILENO)) {
    status = ng_prompt (&arguments, session);
  } else {
    NgArgument standard_input = { .path = (char *) "-" };

    if (arguments.json) {
      writer = ng_json_writer_new (TRUE);
      evaluation.writer = writer;
      ng_json_writer_begin_array (writer);
    }
    if (arguments.list->len == 0)
      status = evaluate_argument (&evaluation, &standard_input);
    for (guint i = 0; i < arguments.list->len && status == NG_EXIT_DONE; i++)
      status = evaluate_argument (&evaluation, arguments.list->pdata[i]);
    if (writer != NULL) {
      ng_json_writer_end (writer);
      ng_print_json (writer);
    }
  }
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_eval = {
  .name = "eval",
  .usage = "[-e TEXT]… [FILE]…",
  .summary = "Evaluate expressions and print their values",
  .details =
      "Texts and files are evaluated in the order they are given, in one session.\n"
      "Without any, a prompt opens on a terminal, where help tells more; otherwise standard\n"
      "input is read. A value with a semicolon behind it is not printed, and -e '?NAME' explains\n"
      "a name. On a terminal large values are told in short; InputForm[…] shows all of one.",
  .run = run_eval,
};
