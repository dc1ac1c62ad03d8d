/* The built program as a subprocess: what it prints, where, and its status. */

#include "tests/support/test.h"

#include <gio/gio.h>
#include <string.h>

static const char *program;

typedef struct {
  int status;
  char *output;
  char *errors;
} Outcome;

static void
clear_outcome (Outcome *self)
{
  g_free (self->output);
  g_free (self->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

/* Runs netgraph with the words up to NULL, and @input (nullable) on its standard input. */
static Outcome run (const char *input, ...) G_GNUC_NULL_TERMINATED;

static Outcome
run (const char *input, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  Outcome outcome = { 0 };
  va_list words;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (words, input);
  for (char *word = va_arg (words, char *); word != NULL; word = va_arg (words, char *))
    g_ptr_array_add (argv, word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
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

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" does not contain \"%s\"", text, part);
}

static void
test_help (void)
{
  g_auto (Outcome) help = run (NULL, "--help", NULL);
  g_auto (Outcome) version = run (NULL, "--version", NULL);
  g_auto (Outcome) nothing = run (NULL, NULL);
  g_auto (Outcome) wrong = run (NULL, "evla", NULL);

  g_assert_cmpint (help.status, ==, 0);
  assert_contains (help.output, "eval");
  g_assert_cmpint (version.status, ==, 0);
  g_assert_true (g_str_has_prefix (version.output, "netgraph "));
  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpstr (nothing.output, ==, "");
  g_assert_cmpint (wrong.status, ==, 2);
  assert_contains (wrong.errors, "'eval'");
}

static void
test_wrong_options (void)
{
  static const char *const commands[] = { "eval", "open", "test" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_auto (Outcome) unknown = run (NULL, commands[i], "--nonsense", NULL);
    g_auto (Outcome) lacking = run (NULL, commands[i], "-e", NULL);
    g_auto (Outcome) help = run (NULL, commands[i], "--help", NULL);

    g_assert_cmpint (unknown.status, ==, 2);
    assert_contains (unknown.errors, "--nonsense");
    g_assert_cmpstr (unknown.output, ==, "");
    g_assert_cmpint (lacking.status, ==, 2);
    g_assert_cmpint (help.status, ==, 0);
    assert_contains (help.output, "--json");
  }
}

static void
test_eval (void)
{
  g_auto (Outcome) texts = run (NULL,
                                "eval",
                                "-e",
                                "net = ElementwiseLayer[# + 1 &, \"Input\" -> 2]",
                                "-e",
                                "net[{1, 2}]",
                                NULL);
  g_auto (Outcome) input = run ("1 + 1\nx", "eval", "-", "-e", "%", NULL);
  g_auto (Outcome) json =
      run (NULL, "eval", "--json", "-e", "{1, 0.5, \"a\", True, None, <|\"b\" -> {}|>, 2 x}", NULL);

  g_assert_cmpint (texts.status, ==, 0);
  assert_contains (texts.output, "{2., 3.}\n");
  g_assert_cmpstr (texts.errors, ==, "");
  g_assert_cmpint (input.status, ==, 0);
  g_assert_cmpstr (input.output, ==, "2\nx\nx\n");
  g_assert_cmpint (json.status, ==, 0);
  for (char *p = json.output, *q = p;; p++) {
    if (*p != ' ' && *p != '\n')
      *q++ = *p;
    if (*p == '\0')
      break;
  }
  g_assert_cmpstr (json.output, ==, "[[1,0.5,\"a\",true,null,{\"b\":[]},{\"notation\":\"2*x\"}]]");
}

static void
test_eval_fails (void)
{
  g_auto (Outcome) syntax = run ("{1,\n ,2}", "eval", "-", NULL);
  g_auto (Outcome) meaning = run (NULL, "eval", "-e", "1 + 1\nNetGraph[{Rmap}, {}]\n2", NULL);
  g_auto (Outcome) missing = run (NULL, "eval", "/nonexistent.wl", NULL);
  g_auto (Outcome) json = run (NULL, "eval", "--json", "-e", "{", NULL);
  g_auto (Outcome) warning = run (NULL, "eval", "-e", "{1e5}", NULL);

  g_assert_cmpint (syntax.status, ==, 1);
  g_assert_cmpstr (syntax.output, ==, "");
  g_assert_true (g_str_has_prefix (syntax.errors, "-:2:2: error: Syntax::comma: "));
  g_assert_cmpint (meaning.status, ==, 1);
  g_assert_cmpstr (meaning.output, ==, "2\n");
  g_assert_true (g_str_has_prefix (meaning.errors, "-e:2:11: error: NetGraph::badlayer: "));
  g_assert_cmpint (missing.status, ==, 1);
  assert_contains (missing.errors, "File::missing");
  g_assert_cmpint (json.status, ==, 1);
  assert_contains (json.errors, "\"tag\":\"Syntax::unclosed\"");
  assert_contains (json.errors, "\"line\":1,\"column\":1");
  g_assert_cmpint (warning.status, ==, 0);
  g_assert_true (g_str_has_prefix (warning.errors, "-e:1:2: warning: Syntax::exponent: "));
}

static const char examples[] =
    "Example[1, \"A\", \"good\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Inputs\" -> <|\"Input\" -> {1}|>, \"Outputs\" -> <|\"Output\" -> {1}|>,"
    " \"Tests\" -> {net[{0}] -> {0.000001}, net[1] -> Failure[\"NetGraph::indata\"]}|>]\n"
    "Example[2, \"A\", \"ports\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Inputs\" -> <|\"In\" -> {1}|>|>]\n"
    "Example[3, \"A\", \"shapes\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Outputs\" -> <|\"Output\" -> {2}|>|>]\n"
    "Example[4, \"A\", \"values\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Tests\" -> {net[{0}] -> {0.0001}}|>]\n"
    "Example[5, \"A\", \"parse\", <|\"Net\" -> NetGraph[{Tahn}, {}]|>]\n"
    "Example[6, \"A\", \"error\", <|\"Net\" -> NetGraph[{Tahn}, {}],"
    " \"Error\" -> \"NetGraph::badlayer\"|>]\n"
    "Example[7, \"A\", \"wrong error\", <|\"Net\" -> NetGraph[{Tanh}, {}],"
    " \"Error\" -> \"NetGraph::badlayer\"|>]\n"
    "Malformed[8, \"LinearLayer[3\", \"Syntax::unclosed\", {1, 12}]\n"
    "Malformed[9, \"LinearLayer[3\", \"Syntax::unclosed\", {1, 11}]\n"
    "Malformed[10, \"LinearLayer[3\", \"Syntax::comma\", {1, 12}]\n"
    "Malformed[11, \"NetGraph[{Ramp}, {1 -> 2}]\", \"NetGraph::nolayer\", {1, 24}]\n"
    "Malformed[12, \"NetGraph[{Ramp}, {}]\", \"NetGraph::nolayer\", {1, 1}]\n";

static void
test_examples (void)
{
  static const char *const begins[] = {
    "1..12",
    "ok 1 - 1 ",
    "not ok 2 - 2 \"ports\": ports: ",
    "not ok 3 - 3 \"shapes\": shapes: ",
    "not ok 4 - 4 \"values\": values: net[{0}] gives {0.}, not {0.0001}",
    "not ok 5 - 5 \"parse\": parse: NetGraph::badlayer",
    "ok 6 - 6 ",
    "not ok 7 - 7 \"wrong error\": tag: ",
    "ok 8 - 8 ",
    "not ok 9 - 9 \"LinearLayer[3\": position: 1:12, not 1:11",
    "not ok 10 - 10 \"LinearLayer[3\": tag: Syntax::unclosed",
    "ok 11 - 11 ",
    "not ok 12 - 12 ",
  };
  g_auto (Outcome) outcome = run (examples, "test", "-", NULL);
  g_auto (GStrv) lines = g_strsplit (outcome.output, "\n", -1);

  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (begins) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++) {
    if (!g_str_has_prefix (lines[i], begins[i]))
      g_error ("\"%s\" does not begin with \"%s\"", lines[i], begins[i]);
  }
}

static void
test_examples_status (void)
{
  g_auto (Outcome) good =
      run (NULL, "test", "-e", "Malformed[1, \"{\", \"Syntax::unclosed\", {1, 1}]", NULL);
  g_auto (Outcome) unreadable = run (NULL, "test", "-e", "Malformed[", NULL);
  g_auto (Outcome) nothing = run (NULL, "test", NULL);
  g_auto (Outcome) other = run (NULL, "test", "-e", "1 + 1", NULL);

  g_assert_cmpint (good.status, ==, 0);
  g_assert_cmpint (unreadable.status, ==, 1);
  assert_contains (unreadable.errors, "Syntax::unclosed");
  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpint (other.status, ==, 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/app/cli/help", test_help);
  g_test_add_func ("/app/cli/wrong-options", test_wrong_options);
  g_test_add_func ("/app/cli/eval", test_eval);
  g_test_add_func ("/app/cli/eval-fails", test_eval_fails);
  g_test_add_func ("/app/cli/examples", test_examples);
  g_test_add_func ("/app/cli/examples-status", test_examples_status);
  return g_test_run ();
}
