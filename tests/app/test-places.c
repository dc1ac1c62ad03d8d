/* What the program calls the texts that it was given, where it says what is wrong in one. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

enum { MOST_WORDS = 8 };

#define FILE_TEXT "f = Foo[#] &;\n2\n"

/* Words after "netgraph", and how the last line but a hint begins that they write to standard
 * error. "@" stands for a file that holds FILE_TEXT. */
static const struct {
  const char *words[MOST_WORDS];
  const char *told;
} cases[] = {
  { { "eval", "-e", "Foo[1]" }, "-e:1:1: error: Eval::symbol" },
  { { "eval", "-e", "1", "-e", "\n Foo[1]" }, "-e[2]:2:2: error: Eval::symbol" },
  { { "eval", "-e", "f = Foo[#] &", "-e", "f[1]" }, "-e[1]:1:5: error: Eval::symbol" },
  { { "eval", "-e", "1", "-e", "2", "-e", "{" }, "-e[3]:1:1: error: Syntax::unclosed" },
  { { "eval", "@", "-e", "f[1]" }, "@:1:5: error: Eval::symbol" },
  { { "eval", "@", "-e", "Foo[1]" }, "-e:1:1: error: Eval::symbol" },
  { { "eval", "--json", "@", "-e", "f[1]" },
    "{\"severity\":\"error\",\"tag\":\"Eval::symbol\",\"message\":\"Foo is not known here as an "
    "operation.\",\"file\":\"@\",\"line\":1,\"column\":5}" },
  { { "run", "-e", "NetChain[{Ramp}, \"Input\" -> 2]", "--in", "Input=@" },
    "@:2:1: error: Syntax::unexpected: Data of \"Input\": " },
  { { "diff", "-e", "NetChain[{Ramp}]", "-e", "NetChain[{Rmp}]" },
    "-e[2]:1:11: error: NetGraph::badlayer" },
};

static void
test_names (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "text.wl", NULL);

  g_assert_true (g_file_set_contents (path, FILE_TEXT, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) parts = g_strsplit (cases[i].told, "@", -1);
    g_autofree char *told = g_strjoinv (path, parts);
    g_auto (GStrv) words = g_new0 (char *, MOST_WORDS + 1);

    for (gsize k = 0; k < MOST_WORDS && cases[i].words[k] != NULL; k++) {
      g_auto (GStrv) pieces = g_strsplit (cases[i].words[k], "@", -1);

      words[k] = g_strjoinv (path, pieces);
    }
    g_auto (Outcome) outcome = run_words ((const char *const *) words);
    g_assert_cmpint (outcome.status, !=, 0);
    if (!g_str_has_prefix (outcome.errors, told))
      g_error ("\"%s\" does not begin with \"%s\"", outcome.errors, told);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A device that is full. */
static void
test_full (void)
{
  g_autofree char *line = g_strdup_printf ("exec '%s' layers > /dev/full", program);
  const char *argv[] = { "sh", "-c", line, NULL };
  g_autofree char *errors = NULL;
  int status;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  g_assert_true (g_spawn_sync (
      NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &errors, &status, NULL));
  g_assert_false (g_spawn_check_wait_status (status, NULL));
  g_assert_nonnull (strstr (errors, "could be written"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/app/places", test_names);
  g_test_add_func ("/app/full", test_full);
  return g_test_run ();
}
