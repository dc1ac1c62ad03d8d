#include "tests/app/program.h"

#include <gio/gio.h>
#include <string.h>

const char *program;

void
outcome_clear (Outcome *self)
{
  g_free (self->output);
  g_free (self->errors);
}

static Outcome
spawn (const char *input, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  Outcome outcome = { 0 };

  process = g_subprocess_newv (argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (
      process, input != NULL ? input : "", NULL, &outcome.output, &outcome.errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  outcome.status = g_subprocess_get_exit_status (process);
  return outcome;
}

Outcome
run (const char *input, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list words;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (words, input);
  for (char *word = va_arg (words, char *); word != NULL; word = va_arg (words, char *))
    g_ptr_array_add (argv, word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  return spawn (input, (const char *const *) argv->pdata);
}

Outcome
run_words (const char *const *words)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer) program);
  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  g_ptr_array_add (argv, NULL);
  return spawn (NULL, (const char *const *) argv->pdata);
}

void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" does not contain \"%s\"", text, part);
}
