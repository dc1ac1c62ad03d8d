/* A locale whose decimal point is a comma changes nothing in what the program reads and writes. The
 * locale is made here, so that none has to be installed. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static char *folder;

static char *
at (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Makes the locale xx_XX below the folder. Returns: whether the C library takes it */
static gboolean
make_locale (void)
{
  static const char source[] = "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\n"
                               "grouping 3;3\nEND LC_NUMERIC\n";
  g_autofree char *source_path = at ("comma");
  g_autofree char *path = at ("xx_XX");
  const char *argv[] = { "localedef", "-c", "-i", source_path, "-f", "ANSI_X3.4-1968", path, NULL };
  char text[8];

  if (!g_file_set_contents (source_path, source, -1, NULL) ||
      !g_spawn_sync (NULL,
                     (char **) argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL))
    return FALSE;
  g_setenv ("LOCPATH", folder, TRUE);
  g_unsetenv ("LC_ALL");
  g_setenv ("LC_NUMERIC", "xx_XX", TRUE);
  g_setenv ("LC_CTYPE", "C.UTF-8", TRUE);
  if (setlocale (LC_ALL, "") == NULL)
    return FALSE;
  g_snprintf (text, sizeof text, "%.1f", 1.5);
  return g_str_equal (text, "1,5");
}

static void
use_comma (gboolean is_used)
{
  g_setenv ("LC_NUMERIC", is_used ? "xx_XX" : "C", TRUE);
}

/* The same words twice, and the same answers. */
static void
assert_same (const char *first, const char *second, const char *third, const char *fourth)
{
  use_comma (FALSE);
  g_auto (Outcome) plain = run (NULL, first, second, third, fourth, NULL);
  use_comma (TRUE);
  g_auto (Outcome) comma = run (NULL, first, second, third, fourth, NULL);
  g_assert_cmpint (plain.status, ==, 0);
  g_assert_cmpint (comma.status, ==, 0);
  g_assert_cmpstr (plain.output, ==, comma.output);
  g_assert_cmpstr (plain.errors, ==, comma.errors);
}

/* Into folders of their own, since a program leaves its arrays beside it. */
static char *
convert (const char *in, const char *out, gboolean is_comma)
{
  g_autofree char *inner = at (is_comma ? "with-comma" : "with-point");
  g_autofree char *path = g_build_filename (inner, out, NULL);
  char *text = NULL;
  gsize length;

  g_mkdir_with_parents (inner, 0777);
  use_comma (is_comma);
  g_auto (Outcome) done = run (NULL, "convert", in, path, NULL);
  g_assert_cmpstr (done.errors, ==, "");
  g_assert_cmpint (done.status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  g_free (text);
  g_unlink (path);
  return sum;
}

static void
test_comma (void)
{
  static const char net[] =
      "NetInitialize[NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> "
      "ElementwiseLayer[1.5 # + 0.25 &], \"c\" -> DropoutLayer[0.125], \"d\" -> "
      "BatchNormalizationLayer[\"Epsilon\" -> 1.*^-5]|>, \"Input\" -> 2]]";
  static const char *const outs[] = { "a.wl",   "a.netgraph", "a.onnx", "a.py",  "a.keras.py",
                                      "a.json", "a.wxf",      "a.svg",  "a.dot", "a.tex" };
  g_autofree char *source = at ("net.wl");
  g_autofree char *table = at ("data.csv");
  g_autofree char *feed = g_strconcat ("Input=", table, NULL);

  if (!make_locale ()) {
    g_test_skip ("localedef makes no locale here.");
    return;
  }
  use_comma (FALSE);
  g_auto (Outcome) made = run (NULL, "convert", "-e", net, source, NULL);
  g_assert_cmpint (made.status, ==, 0);
  g_assert_true (g_file_set_contents (table, "0.5,1.25\n-2.75,1e-3\n", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (outs); i++) {
    g_autofree char *plain = convert (source, outs[i], FALSE);
    g_autofree char *comma = convert (source, outs[i], TRUE);
    g_assert_cmpstr (plain, ==, comma);
  }
  assert_same ("run", source, "--in", feed);
  assert_same ("info", "--json", source, NULL);
  assert_same ("eval", "-e", "{1.5, 2.25*^-7, N[Pi], ToString[0.5], 3/4}", NULL);
}

/* What other programs wrote, and data that have fractions, are read the same. */
static void
test_reading (void)
{
  static const char *const kept[] = { "b.wl", "b.netgraph", "b.onnx", "b.wxf" };
  static const char *const keras[] = { "image.keras", "sequence.keras", "image.h5" };
  static const struct {
    const char *name, *content;
  } data[] = {
    { "data.json", "[0.5, -1.25e-1]" },
    { "data.tsv", "0.5\t-1.25e-1\n" },
  };
  g_autofree char *source = at ("net.wl");

  if (g_getenv ("LOCPATH") == NULL) {
    g_test_skip ("localedef makes no locale here.");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (data); i++) {
    g_autofree char *path = at (data[i].name);
    g_autofree char *feed = g_strconcat ("Input=", path, NULL);

    g_assert_true (g_file_set_contents (path, data[i].content, -1, NULL));
    assert_same ("run", source, "--in", feed);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++) {
    g_autofree char *path = at (kept[i]);

    use_comma (FALSE);
    g_auto (Outcome) made = run (NULL, "convert", source, path, NULL);
    g_assert_cmpint (made.status, ==, 0);
    assert_same ("info", "--json", path, NULL);
    g_autofree char *plain = convert (path, "again.netgraph", FALSE);
    g_autofree char *comma = convert (path, "again.netgraph", TRUE);
    g_assert_cmpstr (plain, ==, comma);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (keras); i++) {
    g_autofree char *name = g_strconcat ("tests/core/formats/keras/", keras[i], NULL);
    g_autofree char *path = ng_test_source (name);

    assert_same ("info", "--json", path, NULL);
    g_autofree char *plain = convert (path, "keras.netgraph", FALSE);
    g_autofree char *comma = convert (path, "keras.netgraph", TRUE);
    g_assert_cmpstr (plain, ==, comma);
  }
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_all (child);
  }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  folder = g_dir_make_tmp (NULL, NULL);
  g_test_add_func ("/app/locale/comma", test_comma);
  g_test_add_func ("/app/locale/reading", test_reading);
  status = g_test_run ();
  remove_all (folder);
  g_free (folder);
  return status;
}
