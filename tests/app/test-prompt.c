/* The prompt in a terminal of its own: what is typed, and what comes back. */

#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* Milliseconds after which a text that is waited for counts as missing. */
enum { PATIENCE = 30000 };

static const char *program;

typedef struct {
  int fd;
  pid_t pid;
  char *state; /* folder of the history */
  GString *seen;
  gsize done; /* what was waited for already */
} Terminal;

/* @text: to be evaluated without a prompt, or NULL */
static Terminal
start_with (const char *state, const char *text)
{
  Terminal self = { .state = g_strdup (state), .seen = g_string_new (NULL) };
  struct winsize size = { .ws_row = 40, .ws_col = 100 };

  self.pid = forkpty (&self.fd, NULL, NULL, &size);
  g_assert_cmpint (self.pid, >=, 0);
  if (self.pid == 0) {
    g_setenv ("XDG_STATE_HOME", state, TRUE);
    g_setenv ("TERM", "xterm", TRUE);
    g_setenv ("NO_COLOR", "1", TRUE);
    g_setenv ("HOME", state, TRUE);
    execl (program, program, "eval", text != NULL ? "-e" : NULL, text, NULL);
    _exit (127);
  }
  return self;
}

static Terminal
start (const char *state)
{
  return start_with (state, NULL);
}

/* Waits until a line is edited, which the terminal's mode tells, or until none is. */
static void
wait_for_editor (Terminal *self, gboolean is_editing)
{
  struct termios mode;

  for (int waited = 0; waited < PATIENCE; waited += 5) {
    g_assert_cmpint (tcgetattr (self->fd, &mode), ==, 0);
    if (((mode.c_lflag & ICANON) == 0) == is_editing)
      return;
    poll (NULL, 0, 5);
  }
  g_error ("the terminal did not change its mode");
}

static void
type (Terminal *self, const char *text)
{
  gssize n;

  wait_for_editor (self, TRUE);
  n = write (self->fd, text, strlen (text));
  g_assert_cmpint (n, ==, strlen (text));
}

/* Reads on until @text has come since the last one that was waited for. */
static void
expect (Terminal *self, const char *text)
{
  char *found;

  while ((found = strstr (self->seen->str + self->done, text)) == NULL) {
    struct pollfd ready = { .fd = self->fd, .events = POLLIN };
    char buffer[4096];
    gssize n = 0;

    if (poll (&ready, 1, PATIENCE) > 0)
      n = read (self->fd, buffer, sizeof buffer);
    if (n <= 0)
      g_error ("\"%s\" did not come after \"%s\"", text, self->seen->str + self->done);
    g_string_append_len (self->seen, buffer, n);
  }
  self->done = (gsize) (found - self->seen->str) + strlen (text);
}

/* Presses Ctrl+C while something is evaluated, until it ends: the first may come before it begins.
 */
static void
interrupt (Terminal *self)
{
  static const char text[] = "Interrupted.";

  wait_for_editor (self, FALSE);
  for (int waited = 0; strstr (self->seen->str + self->done, text) == NULL; waited += 200) {
    struct pollfd ready = { .fd = self->fd, .events = POLLIN };
    char buffer[4096];

    if (waited >= PATIENCE)
      g_error ("\"%s\" did not come after \"%s\"", text, self->seen->str + self->done);
    g_assert_cmpint (write (self->fd, "\003", 1), ==, 1);
    while (poll (&ready, 1, 200) > 0) {
      gssize n = read (self->fd, buffer, sizeof buffer);

      g_assert_cmpint (n, >, 0);
      g_string_append_len (self->seen, buffer, n);
    }
  }
  expect (self, text);
}

/* Types what ends the program, and says how it ended. */
static int
leave (Terminal *self, const char *farewell)
{
  struct pollfd ready = { .fd = self->fd, .events = POLLIN };
  char buffer[4096];
  int status;

  type (self, farewell);
  while (poll (&ready, 1, PATIENCE) > 0 && read (self->fd, buffer, sizeof buffer) > 0)
    ;
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  close (self->fd);
  g_string_free (self->seen, TRUE);
  g_free (self->state);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Presses Ctrl+D. */
static int
end (Terminal *self)
{
  return leave (self, "\004");
}

static char *
new_state (void)
{
  char *state = g_dir_make_tmp (NULL, NULL);

  g_assert_nonnull (state);
  return state;
}

static void
remove_state (char *state)
{
  g_autofree char *folder = g_build_filename (state, "netgraph", NULL);
  g_autofree char *path = g_build_filename (folder, "history", NULL);

  g_unlink (path);
  g_rmdir (folder);
  g_assert_cmpint (g_rmdir (state), ==, 0);
  g_free (state);
}

/* Values with their numbers, several lines, and what semicolons keep to themselves. */
static void
test_values (void)
{
  char *state = new_state ();
  Terminal terminal = start (state);

  expect (&terminal, "1> ");
  type (&terminal, "x = {1, 2}\n");
  expect (&terminal, "%1 = {1, 2}");
  expect (&terminal, "2> ");
  type (&terminal, "Total[\n");
  expect (&terminal, ".. ");
  type (&terminal, "  x\n] + 10\n");
  expect (&terminal, "%2 = 13");
  type (&terminal, "a = 5; % + %%\n");
  expect (&terminal, "%4 = 18");
  g_assert_null (strstr (terminal.seen->str, "%3 ="));
  type (&terminal, "Range[5000]\n");
  expect (&terminal, "«4993 more», 4999, 5000}");
  expect (&terminal, "InputForm[%] shows all of it");
  type (&terminal, "Clear[x]; x\n");
  expect (&terminal, "%7 = x");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

/* Without a prompt, too, a terminal is told of a large value in short; InputForm tells all. */
static void
test_shortened (void)
{
  char *state = new_state ();
  Terminal terminal = start_with (state, "Range[5000]; InputForm[Range[300]]\nRange[5000]");
  int status;

  expect (&terminal, ", 150, ");
  expect (&terminal, "«4993 more», 4999, 5000}");
  expect (&terminal, "(* shortened; InputForm[…] around it shows all of it *)");
  g_assert_cmpint (waitpid (terminal.pid, &status, 0), ==, terminal.pid);
  g_assert_cmpint (status, ==, 0);
  close (terminal.fd);
  g_string_free (terminal.seen, TRUE);
  g_free (terminal.state);
  remove_state (state);
}

/* The caret stands under the place, whatever is in front of it. */
static void
test_errors (void)
{
  char *state = new_state ();
  g_autofree char *file = g_build_filename (state, "data.json", NULL);
  g_autofree char *import = g_strdup_printf ("Import[\"%s\"]\n", file);
  g_autofree char *place = g_strdup_printf ("  at %s:2:1\r\n", file);
  Terminal terminal;

  g_assert_true (g_file_set_contents (file, "{\n]", -1, NULL));
  terminal = start (state);
  expect (&terminal, "1> ");
  type (&terminal, "NetGraph[{Ramp}, {1 -> 2}]\n");
  expect (&terminal, "error: NetGraph::nolayer: ");
  expect (&terminal, "  NetGraph[{Ramp}, {1 -> 2}]\r\n                         ^\r\n  hint: ");
  type (&terminal, "{\"日本\", LinerLayer[3]}\n");
  expect (&terminal, "error: Eval::symbol");
  expect (&terminal, "  {\"日本\", LinerLayer[3]}\r\n           ^~~~~~~~~~\r\n");
  type (&terminal, "NetGraph[{Ramp},\n  {1 ->\n    7}]\n");
  expect (&terminal, "error: NetGraph::nolayer");
  expect (&terminal, "\r\n      7}]\r\n      ^\r\n");
  type (&terminal, "w = {{1, 2}, {3}}\n");
  expect (&terminal, "%1 = ");
  type (&terminal, "LinearLayer[2, \"Weights\" -> w]\n");
  expect (&terminal, "NetGraph::ragged");
  expect (&terminal, "  1> w = {{1, 2}, {3}}\r\n                  ^~~\r\n");
  type (&terminal, import);
  expect (&terminal, "error: Json::syntax");
  expect (&terminal, place);
  type (&terminal, "{1,\n\n");
  expect (&terminal, "error: Syntax::unclosed");
  g_assert_cmpint (end (&terminal), ==, 0);
  g_assert_cmpint (g_unlink (file), ==, 0);
  remove_state (state);
}

/* Tab completes names, options and what stands in strings. */
static void
test_completion (void)
{
  char *state = new_state ();
  Terminal terminal = start (state);

  expect (&terminal, "1> ");
  type (&terminal, "Batchnorm");
  type (&terminal, "\003");
  expect (&terminal, "^C");
  expect (&terminal, "1> ");
  type (&terminal, "ConvolutionL\t[3, 2, \"Str\t -> 2]\n");
  expect (&terminal, "%1 = ConvolutionLayer[3, 2, \"Stride\" -> 2]");
  type (&terminal, "netw = NetChain[{\"middle\" -> Ramp, \"last\" -> Tanh}];\n");
  expect (&terminal, "3> ");
  type (&terminal, "net\t[[\"mi\t]]\n");
  expect (&terminal, "%3 = ElementwiseLayer[Ramp]");
  type (&terminal, "NetE\t");
  expect (&terminal, "NetE");
  type (&terminal, "\003");
  expect (&terminal, "^C");
  expect (&terminal, "4> ");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

/* Ctrl+C ends an evaluation and gives up a line, and never the program. */
static void
test_interrupt (void)
{
  char *state = new_state ();
  Terminal terminal = start (state);

  expect (&terminal, "1> ");
  type (&terminal, "{1, 2,\n");
  expect (&terminal, ".. ");
  type (&terminal, "3");
  type (&terminal, "\003");
  expect (&terminal, "^C");
  expect (&terminal, "1> ");
  type (&terminal, "Table[Total[Range[3000]], {i, 3000}]; Table[Total[Range[i]], {i, 3000}]\n");
  expect (&terminal, "Syntax::steps");
  type (&terminal,
        "n = NetInitialize[NetChain[{ConvolutionLayer[64, 9], ConvolutionLayer[64, 9],"
        " ConvolutionLayer[64, 9]}, \"Input\" -> {3, 256, 256}]];\n");
  expect (&terminal, "2> ");
  type (&terminal, "n[ConstantArray[0, {4, 3, 256, 256}]]; Table[0, {4000000}];\n");
  interrupt (&terminal);
  expect (&terminal, "2> ");
  type (&terminal,
        "NetInitialize[LinearLayer[4096, \"Input\" -> 16384], Method -> \"Orthogonal\"];\n");
  interrupt (&terminal);
  expect (&terminal, "2> ");
  type (&terminal, "40 + 2\n");
  expect (&terminal, "= 42");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

static void
test_help (void)
{
  char *state = new_state ();
  Terminal terminal = start (state);

  expect (&terminal, "1> ");
  type (&terminal, "help\n");
  expect (&terminal, "Ctrl+D leaves");
  type (&terminal, "?DropoutLayer\n");
  expect (&terminal, "DropoutLayer[");
  expect (&terminal, "Examples");
  type (&terminal, "?NetEx*\n");
  expect (&terminal, "NetExtract  A layer");
  type (&terminal, "?Total\n");
  expect (&terminal, "Total[list]\r\n  The sum of the elements.");
  type (&terminal, "?LinarLayer\n");
  expect (&terminal, "Did you mean LinearLayer?");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

/* Lines are there the next time, and nobody else may read them. */
static void
test_history (void)
{
  char *state = new_state ();
  g_autofree char *path = g_build_filename (state, "netgraph", "history", NULL);
  Terminal terminal = start (state);
  struct stat status;

  expect (&terminal, "1> ");
  type (&terminal, "17 + 25\n");
  expect (&terminal, "%1 = 42");
  g_assert_cmpint (end (&terminal), ==, 0);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  terminal = start (state);
  expect (&terminal, "1> ");
  type (&terminal, "\033[A\n");
  expect (&terminal, "%1 = 42");

  /* What was typed in several lines comes back whole. */
  type (&terminal, "Total[\n");
  expect (&terminal, ".. ");
  type (&terminal, "{4, 5}]\n");
  expect (&terminal, "%2 = 9");
  type (&terminal, "\033[A\n");
  expect (&terminal, "%3 = 9");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

/* Words that leave, but not where they are names or stand in an expression. */
static void
test_farewell (void)
{
  static const char *const farewells[] = { "exit\n", "quit\n", "Quit\n", " Quit[]\n", "Exit[]\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (farewells); i++) {
    char *state = new_state ();
    Terminal terminal = start (state);

    expect (&terminal, "1> ");
    type (&terminal, "{\n");
    expect (&terminal, ".. ");
    type (&terminal, "\n");
    expect (&terminal, "1> ");
    type (&terminal, "quitter = 7\n");
    expect (&terminal, "%1 = 7");
    g_assert_cmpint (leave (&terminal, farewells[i]), ==, 0);
    remove_state (state);
  }
}

/* A name that has a value stays one. */
static void
test_farewell_name (void)
{
  char *state = new_state ();
  Terminal terminal = start (state);

  expect (&terminal, "1> ");
  type (&terminal, "quit = 41\n");
  expect (&terminal, "%1 = 41");
  expect (&terminal, "2> ");
  type (&terminal, "quit\n");
  expect (&terminal, "%2 = 41");
  g_assert_cmpint (end (&terminal), ==, 0);
  remove_state (state);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/app/prompt/values", test_values);
  g_test_add_func ("/app/prompt/shortened", test_shortened);
  g_test_add_func ("/app/prompt/errors", test_errors);
  g_test_add_func ("/app/prompt/completion", test_completion);
  g_test_add_func ("/app/prompt/interrupt", test_interrupt);
  g_test_add_func ("/app/prompt/help", test_help);
  g_test_add_func ("/app/prompt/history", test_history);
  g_test_add_func ("/app/prompt/farewell", test_farewell);
  g_test_add_func ("/app/prompt/farewell/name", test_farewell_name);
  return g_test_run ();
}
