/* The prompt, by libedit: lines are edited, kept from one time to the next, and completed. An
 * expression that a line leaves open goes on in the next line.
 *
 * All lines of a session are numbered on, so that a place tells in which of them something stands:
 * what is wrong with a value may have been written long before it was used.
 *
 * Ctrl+C is a key while a line is edited. While something is evaluated it is a signal, which all
 * threads block and one waits for. */

#include "app/commands/prompt.h"

#include "app/commands/caret.h"
#include "app/commands/help.h"
#include "core/language/complete.h"
#include <gio/gio.h>
#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { HISTORY_LINES = 1000, MOST_CHOICES = 60 };

typedef struct {
  const NgArguments *arguments;
  NgSession *session;
  EditLine *editor;
  GString *text;    /* lines of an expression that is not complete yet */
  GPtrArray *lines; /* all lines before it, that something may still refer to */
  GArray *entries;  /* guint: what number the prompt had that each of them was typed at */
  guint first;      /* index of the first line of what is evaluated */
  gboolean is_interrupted;
  char shown[32]; /* the prompt */
  GMutex lock;
  GCancellable *running; /* (nullable): what Ctrl+C cancels */
  gboolean is_ending;
} Prompt;

static int
terminal_width (void)
{
  struct winsize size;

  return ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

static const char *
dim (void)
{
  return ng_use_colour (STDOUT_FILENO) ? "\033[2m" : "";
}

static const char *
plain (void)
{
  return ng_use_colour (STDOUT_FILENO) ? "\033[0m" : "";
}

/* ---- the editor ---- */

static char *
prompt_cb (EditLine *editor)
{
  Prompt *self;
  guint number;

  el_get (editor, EL_CLIENTDATA, &self);
  number = ng_session_n_values (self->session) + 1;
  g_snprintf (self->shown, sizeof self->shown, "%u> ", number);
  if (self->text->len > 0) {
    gsize width = strlen (self->shown);

    for (gsize i = 0; i + 1 < width; i++)
      self->shown[i] = '.';
  }
  return self->shown;
}

/* Bytes that all names have in common. */
static gsize
count_common (char **names)
{
  gsize n = strlen (names[0]);

  for (gsize i = 1; names[i] != NULL; i++) {
    gsize k = 0;

    while (k < n && names[i][k] == names[0][k])
      k++;
    n = k;
  }
  while (n > 0 && (names[0][n] & 0xC0) == 0x80)
    n--;
  return n;
}

static void
list_choices (char **names)
{
  guint n = g_strv_length (names), n_shown = MIN (n, MOST_CHOICES);
  int width = 0, n_columns;

  for (guint i = 0; i < n_shown; i++)
    width = MAX (width, (int) g_utf8_strlen (names[i], -1) + 2);
  n_columns = MAX (terminal_width () / width, 1);
  printf ("\n");
  for (guint i = 0; i < n_shown; i++) {
    gboolean is_last = (int) i % n_columns == n_columns - 1 || i + 1 == n_shown;

    printf ("%s%*s",
            names[i],
            is_last ? 0 : width - (int) g_utf8_strlen (names[i], -1),
            is_last ? "\n" : "");
  }
  if (n > n_shown)
    printf ("… and %u more\n", n - n_shown);
  fflush (stdout);
}

static unsigned char
complete_cb (EditLine *editor, int key)
{
  const LineInfo *line = el_line (editor);
  g_autofree char *before = g_strndup (line->buffer, line->cursor - line->buffer);
  g_autofree char *text = NULL, *rest = NULL;
  g_auto (GStrv) names = NULL;
  Prompt *self;
  gsize start, typed, common;

  el_get (editor, EL_CLIENTDATA, &self);
  text = g_strconcat (self->text->str, before, NULL);
  names = ng_complete (self->session, text, &start);
  if (names[0] == NULL)
    return CC_ERROR;
  typed = strlen (text) - start;
  common = count_common (names);
  if (common > typed || names[1] == NULL) {
    gboolean closes = names[1] == NULL && start > 0 && text[start - 1] == '"';

    rest = g_strdup_printf ("%.*s%s", (int) (common - typed), names[0] + typed, closes ? "\"" : "");
    return *rest != '\0' && el_insertstr (editor, rest) == 0 ? CC_REFRESH : CC_ERROR;
  }
  list_choices (names);
  return CC_REDISPLAY;
}

/* Gives up the line, and the lines before it that it goes on from. */
static unsigned char
interrupt_cb (EditLine *editor, int key)
{
  Prompt *self;

  el_get (editor, EL_CLIENTDATA, &self);
  self->is_interrupted = TRUE;
  printf ("^C\r\n");
  fflush (stdout);
  return CC_NEWLINE;
}

static char *
find_history (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "netgraph", NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, "history", NULL);
}

static void
set_up_editor (Prompt *self, History *lines)
{
  EditLine *editor = self->editor;

  el_set (editor, EL_CLIENTDATA, self);
  el_set (editor, EL_PROMPT, prompt_cb);
  el_set (editor, EL_EDITOR, "emacs");
  el_set (editor, EL_HIST, history, lines);
  el_set (editor, EL_ADDFN, "netgraph-complete", "Complete the name", complete_cb);
  el_set (editor, EL_BIND, "^I", "netgraph-complete", NULL);
  el_set (editor, EL_ADDFN, "netgraph-interrupt", "Give up the line", interrupt_cb);
  el_set (editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_source (editor, NULL);
  el_set (editor, EL_SETTY, "-d", "-isig", NULL);
  el_set (editor, EL_BIND, "^C", "netgraph-interrupt", NULL);
}

/* ---- Ctrl+C while something is evaluated ---- */

static gpointer
wait_for_interrupts (gpointer data)
{
  Prompt *self = data;
  gboolean is_ending = FALSE;
  sigset_t set;
  int number;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  while (!is_ending) {
    sigwait (&set, &number);
    g_mutex_lock (&self->lock);
    if (self->running != NULL)
      g_cancellable_cancel (self->running);
    is_ending = self->is_ending;
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

static void
set_running (Prompt *self, GCancellable *running)
{
  g_mutex_lock (&self->lock);
  self->running = running;
  g_mutex_unlock (&self->lock);
}

/* ---- what is said ---- */

/* A line of an entry before this one stands behind the prompt that it was typed at. */
static void
report_line (Prompt *self, const NgPlace *place)
{
  guint index = (guint) place->line - 1;
  g_autofree char *prompt =
      index < self->first ? g_strdup_printf ("%u> ", g_array_index (self->entries, guint, index))
                          : g_strdup ("");
  g_autofree char *line = g_strconcat (prompt, self->lines->pdata[index], NULL);
  int shift = (int) strlen (prompt);
  int end = place->end_line == place->line ? place->end_column + shift : 0;
  g_autofree char *caret = ng_caret_text (line, place->column + shift, end, terminal_width ());

  fprintf (stderr, "%s\n", caret);
}

static void
report_place (Prompt *self, const NgPlace *place)
{
  if (place->file != NULL && place->line > 0)
    fprintf (stderr, "  at %s:%d:%d\n", place->file, place->line, place->column);
  else if (place->line > 0 && (guint) place->line <= self->lines->len)
    report_line (self, place);
  else if (place->path != NULL)
    fprintf (stderr,
             "  at %s%s%s\n",
             place->file != NULL ? place->file : "",
             place->file != NULL ? ":" : "",
             place->path);
}

static void
report (Prompt *self, const NgDiagnostic *diagnostic)
{
  gboolean is_error = diagnostic->severity == NG_SEVERITY_ERROR;
  gboolean is_coloured = ng_use_colour (STDERR_FILENO);

  fprintf (stderr,
           "%s%s:%s %s: %s\n",
           !is_coloured ? ""
           : is_error   ? "\033[1;31m"
                        : "\033[1;33m",
           is_error ? "error" : "warning",
           is_coloured ? "\033[0m" : "",
           diagnostic->tag,
           diagnostic->message);
  report_place (self, &diagnostic->place);
  if (diagnostic->hint != NULL)
    fprintf (stderr, "  hint: %s\n", diagnostic->hint);
}

static void
report_warnings (Prompt *self)
{
  const GPtrArray *warnings = ng_session_warnings (self->session);

  for (guint i = 0; i < warnings->len; i++)
    report (self, warnings->pdata[i]);
}

static void
report_error (Prompt *self, const GError *error)
{
  if (ng_error_diagnostic (error) != NULL)
    report (self, ng_error_diagnostic (error));
  else
    ng_report_error (self->arguments, error, NULL);
}

static void
print_value (Prompt *self, const NgExpr *value)
{
  guint number = ng_session_n_values (self->session);
  gboolean is_cut;
  g_autofree char *text = NULL;

  if (ng_expr_is_symbol (value, "Null"))
    return;
  text = ng_value_print_short (value, (guint) terminal_width () - 8, &is_cut);
  printf ("%s%%%u =%s %s\n", dim (), number, plain (), text);
  if (is_cut)
    printf ("%s(* shortened; InputForm[%%] shows all of it *)%s\n", dim (), plain ());
}

/* ---- evaluation ---- */

static void
evaluate (Prompt *self, GPtrArray *program)
{
  for (guint i = 0; i < program->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (NgExpr) value = NULL;

    set_running (self, cancellable);
    value = ng_session_evaluate (self->session, program->pdata[i], cancellable, &error);
    set_running (self, NULL);
    report_warnings (self);
    if (value == NULL) {
      if (g_cancellable_is_cancelled (cancellable))
        fprintf (stderr, "Interrupted.\n");
      else
        report_error (self, error);
      return;
    }
    if (!ng_is_silent (self->lines, program, i))
      print_value (self, value);
  }
}

/* Keeps the lines of the text, so that places in them can be shown. */
static void
keep_lines (Prompt *self)
{
  g_auto (GStrv) lines = g_strsplit (self->text->str, "\n", -1);
  guint number = ng_session_n_values (self->session) + 1;

  self->first = self->lines->len;
  for (gsize i = 0; lines[i] != NULL && (lines[i + 1] != NULL || *lines[i] != '\0'); i++) {
    g_ptr_array_add (self->lines, g_strdup (lines[i]));
    g_array_append_val (self->entries, number);
  }
}

/* What leaves the prompt, as Ctrl+D does, but for a name that has a value. */
static gboolean
is_farewell (const Prompt *self, const char *line)
{
  static const char *const farewells[] = { "exit",   "quit",   "Exit",   "Quit", "exit[]",
                                           "quit[]", "Exit[]", "Quit[]", NULL };
  g_autofree char *word = g_strstrip (g_strdup (line));

  return g_strv_contains (farewells, word) && ng_session_value (self->session, word) == NULL;
}

/* An empty line gives up waiting for the rest of an expression. */
static void
read_line (Prompt *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) program = NULL;
  g_autofree char *above = NULL, *numbered = NULL;
  gboolean is_blank = strspn (line, " \t\n") == strlen (line);

  if (is_blank && self->text->len == 0)
    return;
  if (self->text->len == 0 && ng_help (self->session, line))
    return;
  g_string_append (self->text, line);
  above = g_strnfill (self->lines->len, '\n');
  numbered = g_strconcat (above, self->text->str, NULL);
  program = ng_parse (numbered, -1, warnings, &error);
  if (program == NULL && ng_is_incomplete (error) && !is_blank)
    return;
  keep_lines (self);
  g_string_truncate (self->text, 0);
  for (guint i = 0; i < warnings->len; i++)
    report (self, warnings->pdata[i]);
  if (program != NULL)
    evaluate (self, program);
  else if (!ng_error_has_tag (error, "Syntax::empty"))
    report_error (self, error);
}

static void
read_lines (Prompt *self, History *lines)
{
  g_autoptr (GString) whole = g_string_new (NULL); /* all lines of what is being typed, as one */
  HistEvent event;
  const char *line;
  int length;

  for (;;) {
    self->is_interrupted = FALSE;
    line = el_gets (self->editor, &length);
    if (self->is_interrupted) {
      g_string_truncate (self->text, 0);
      g_string_truncate (whole, 0);
      continue;
    }
    if (line == NULL || length <= 0 || (self->text->len == 0 && is_farewell (self, line)))
      return;
    g_string_append (whole, line);
    read_line (self, line);
    fflush (stdout);
    if (self->text->len > 0)
      continue;
    g_strdelimit (g_strchomp (whole->str), "\n", ' ');
    if (whole->str[strspn (whole->str, " \t")] != '\0')
      history (lines, &event, H_ENTER, whole->str);
    g_string_truncate (whole, 0);
  }
}

int
ng_prompt (const NgArguments *arguments, NgSession *session)
{
  Prompt self = { .arguments = arguments, .session = session, .text = g_string_new (NULL) };
  History *lines = history_init ();
  g_autofree char *path = find_history ();
  HistEvent event;
  sigset_t interrupts, before;
  GThread *waiter;

  sigemptyset (&interrupts);
  sigaddset (&interrupts, SIGINT);
  pthread_sigmask (SIG_BLOCK, &interrupts, &before);
  g_mutex_init (&self.lock);
  waiter = g_thread_new ("interrupts", wait_for_interrupts, &self);

  self.lines = g_ptr_array_new_with_free_func (g_free);
  self.entries = g_array_new (FALSE, FALSE, sizeof (guint));
  self.editor = el_init ("netgraph", stdin, stdout, stderr);
  history (lines, &event, H_SETSIZE, HISTORY_LINES);
  history (lines, &event, H_SETUNIQUE, 1);
  history (lines, &event, H_LOAD, path);
  set_up_editor (&self, lines);
  printf ("netgraph %s. Type help for help, quit or Ctrl+D to leave.\n", NG_VERSION);

  read_lines (&self, lines);
  printf ("\n");

  history (lines, &event, H_SAVE, path);
  el_end (self.editor);
  history_end (lines);
  g_mutex_lock (&self.lock);
  self.is_ending = TRUE;
  g_mutex_unlock (&self.lock);
  kill (getpid (), SIGINT);
  g_thread_join (waiter);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  g_mutex_clear (&self.lock);
  g_ptr_array_unref (self.lines);
  g_array_unref (self.entries);
  g_string_free (self.text, TRUE);
  return NG_EXIT_DONE;
}
