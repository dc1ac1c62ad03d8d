/* Plots as values of netgraph eval, and the files that Export and Show make of them. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_export (void)
{
  static const char *const begins[][2] = { { "svg", "<?xml" },
                                           { "pdf", "%PDF" },
                                           { "png", "\x89PNG" } };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++) {
    g_autofree char *name = g_strconcat ("plot.", begins[i][0], NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *call = g_strdup_printf (
        "p = ListLinePlot[{3, 1, 2}, PlotLabel -> \"losses\"]; Export[\"%s\", p]", path);
    g_autofree char *bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (Outcome) outcome = run (NULL, "eval", "-e", call, NULL);

    g_assert_cmpstr (outcome.errors, ==, "");
    assert_contains (outcome.output, name);
    g_file_get_contents (path, &bytes, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (bytes, begins[i][1]));
    if (i == 0)
      assert_contains (bytes, "losses");
    g_remove (path);
  }
  g_rmdir (folder);
}

static void
test_values (void)
{
  g_auto (Outcome) plot = run (NULL, "eval", "-e", "{BarChart[{1, 2}], 3}", NULL);
  g_auto (Outcome) help = run (NULL, "eval", "-e", "?Histogram", NULL);

  g_assert_cmpstr (plot.output, ==, "{BarChart[«2 numbers»], 3}\n");
  assert_contains (help.output, "Histogram[numbers, bins]");
}

static void
test_show (void)
{
  g_auto (Outcome) outcome = run (NULL, "eval", "-e", "Show[Histogram[{1, 2, 2}]]", NULL);
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  g_assert_cmpint (outcome.status, ==, 0);
  path = g_strndup (outcome.output + 1, strlen (outcome.output) - 3);
  folder = g_path_get_dirname (path);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_wrong (void)
{
  g_auto (Outcome) ending = run (NULL, "eval", "-e", "Export[\"a.txt\", BarChart[{1}]]", NULL);
  g_auto (Outcome) option = run (NULL, "eval", "-e", "BarChart[{1}, Colour -> 2]", NULL);
  g_auto (Outcome) data = run (NULL, "eval", "-e", "MatrixPlot[{1}]", NULL);

  assert_contains (ending.errors, "File::format");
  assert_contains (option.errors, "1:15: error: Eval::arguments");
  assert_contains (data.errors, "Eval::type");
  g_assert_cmpint (data.status, ==, 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/plots/export", test_export);
  g_test_add_func ("/plots/values", test_values);
  g_test_add_func ("/plots/show", test_show);
  g_test_add_func ("/plots/wrong", test_wrong);
  return g_test_run ();
}
