/* What netgraph draw says of what it was told: names that are not there, options that change
 * nothing, figures that do not fit where they shall be printed; and what its files say of
 * themselves. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char chain[] =
    "NetChain[<|\"conv1\" -> ConvolutionLayer[4, 3], \"ramp\" -> Ramp, \"inner\" -> "
    "NetChain[<|\"dense\" -> LinearLayer[3]|>]|>, \"Input\" -> {1, 8, 8}]";

typedef struct {
  char *folder, *path;
} Output;

static Output
output_new (const char *name)
{
  Output self = { g_dir_make_tmp (NULL, NULL), NULL };

  self.path = g_build_filename (self.folder, name, NULL);
  return self;
}

static void
output_clear (Output *self)
{
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, output_clear)

/* A layer that is not there is refused, with the one that was meant, and nothing is written. */
static void
test_paths (void)
{
  static const char *const cases[][3] = { { "--hide", "conv", "\"conv1\"" },
                                          { "--show", "ram", "\"ramp\"" },
                                          { "--alias", "rampp=x", "\"ramp\"" },
                                          { "--apart", "conv1, ramq", "\"ramp\"" },
                                          { "--alias", "inner/dens=x", "\"inner/dense\"" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Output) out = output_new ("net.svg");
    g_auto (Outcome) outcome =
        run (NULL, "draw", "-e", chain, "-o", out.path, cases[i][0], cases[i][1], NULL);

    g_assert_cmpint (outcome.status, ==, 1);
    assert_contains (outcome.errors, "error: Figure::path: The net has no layer");
    assert_contains (outcome.errors, cases[i][2]);
    g_assert_false (g_file_test (out.path, G_FILE_TEST_EXISTS));
  }
  g_auto (Output) out = output_new ("net.svg");
  g_auto (Outcome) right =
      run (NULL, "draw", "-e", chain, "-o", out.path, "--alias", "inner/dense=x", NULL);
  g_assert_cmpint (right.status, ==, 0);
  g_assert_cmpstr (right.errors, ==, "");
}

/* What changes nothing is said, with what it would change; the picture is there nevertheless. */
static void
test_idle (void)
{
  static const char *const cases[][5] = {
    { "net.svg", "traditional", "--wrap", "auto", "nothing in the form \"traditional\"." },
    { "net.svg",
      "standard",
      "--fold",
      NULL,
      "heed it: traditional, blocks, maps, volumes, strip." },
    { "net.svg", "standard", "--symbols", NULL, "Only this form heeds it: traditional." },
    { "net.dot", "standard", "--legend", "right", "--legend changes nothing in a dot file." },
    { "net.svg", "standard", "--scale", "3", "--scale changes nothing in a svg file" },
    { "net.pdf", "standard", "--dpi", "300", "--dpi changes nothing in a pdf file" },
    { "net.png", "standard", "--tex", "body", "--tex changes nothing in a png file" },
    { "net.tex", "standard", "--text", "outlines", "--text changes nothing in a tex file" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Output) out = output_new (cases[i][0]);
    g_auto (Outcome) outcome = run (NULL,
                                    "draw",
                                    "-e",
                                    chain,
                                    "-o",
                                    out.path,
                                    "--form",
                                    cases[i][1],
                                    cases[i][2],
                                    cases[i][3],
                                    NULL);

    g_assert_cmpint (outcome.status, ==, 0);
    assert_contains (outcome.errors, "warning: Draw::option: ");
    assert_contains (outcome.errors, cases[i][4]);
    g_assert_true (g_file_test (out.path, G_FILE_TEST_EXISTS));
  }
  g_auto (Output) out = output_new ("net.svg");
  g_auto (Outcome) off = run (NULL, "draw", "-e", chain, "-o", out.path, "--no-names", NULL);
  g_assert_cmpstr (off.errors, ==, "");
}

/* As blocks in a column of the IEEE, each layer for itself. */
static Outcome
draw_chain (const char *net, const char *path, const char *direction, const char *length)
{
  return run (NULL,
              "draw",
              "-e",
              net,
              "-o",
              path,
              "--width",
              "ieee",
              "--form",
              "blocks",
              "--no-fold",
              "--direction",
              direction,
              length != NULL ? "--wrap" : NULL,
              length,
              NULL);
}

/* A column of the IEEE is 3.5 inches wide, and a page 8.8 high. */
static void
test_print (void)
{
  g_auto (Output) out = output_new ("net.svg");
  g_autoptr (GString) net = g_string_new ("NetChain[{Ramp");

  for (int i = 0; i < 30; i++)
    g_string_append (net, ", Ramp");
  g_string_append (net, "}]");
  g_auto (Outcome) wide = draw_chain (net->str, out.path, "right", NULL);
  assert_contains (wide.errors, "Draw::small");
  /* What is advised helps. */
  const char *rows = strstr (wide.errors, "--wrap ");
  g_assert_nonnull (rows);
  g_autofree char *length =
      g_strndup (rows + strlen ("--wrap "), strcspn (rows + strlen ("--wrap "), " "));
  g_assert_true (g_str_has_suffix (length, "in"));
  g_auto (Outcome) wrapped = draw_chain (net->str, out.path, "right", length);
  g_assert_null (strstr (wrapped.errors, "Draw::small"));
  g_auto (Outcome) tall = draw_chain (net->str, out.path, "up", NULL);
  assert_contains (tall.errors, "warning: Draw::tall: The figure is ");
  assert_contains (tall.errors, "a page has 8.8in");
  g_auto (Outcome) thin = run (NULL,
                               "draw",
                               "-e",
                               "NetChain[{LinearLayer[4], Ramp, LinearLayer[3]}, \"Input\" -> 3]",
                               "-o",
                               out.path,
                               "--form",
                               "blocks",
                               "--direction",
                               "right",
                               "--dimensions",
                               "none",
                               "--font-size",
                               "24",
                               "--width",
                               "2.5in",
                               NULL);
  assert_contains (thin.errors, "warning: Draw::thin: The thinnest lines are of ");
  /* U+13080 is no letter of any font that is usual. */
  g_auto (Outcome) letters =
      run (NULL, "draw", "-e", "NetChain[<|\"a\U00013080\" -> Ramp|>]", "-o", out.path, NULL);
  assert_contains (letters.errors, "warning: Draw::glyph: No font here has “\U00013080”");
}

/* Returns: pixels across and down, and pixels per metre, 0 where it is not said, of a PNG */
static void
read_png (const char *path, int numbers[3])
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 60);
  for (int i = 0; i < 3; i++) {
    const guint8 *at = (const guint8 *) bytes + (i < 2 ? 16 + 4 * i : 41);

    numbers[i] = at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
  }
  if (memcmp (bytes + 37, "pHYs", 4) != 0)
    numbers[2] = 0;
}

/* 3.5 inches at 300 pixels an inch; a capital ending is one. */
static void
test_png (void)
{
  g_auto (Output) out = output_new ("net.PNG");
  int numbers[3], twice[3];
  g_auto (Outcome) plain = run (NULL, "draw", "-e", chain, "-o", out.path, NULL);

  g_assert_cmpstr (plain.errors, ==, "");
  read_png (out.path, numbers);
  g_assert_cmpint (numbers[2], ==, 0);
  g_auto (Outcome) column = run (
      NULL, "draw", "-e", chain, "-o", out.path, "--direction", "right", "--width", "ieee", NULL);
  g_assert_cmpint (column.status, ==, 0);
  read_png (out.path, numbers);
  g_assert_cmpint (numbers[0], ==, 1050);
  g_assert_cmpint (numbers[2], ==, 11811);
  g_auto (Outcome) fine = run (NULL,
                               "draw",
                               "-e",
                               chain,
                               "-o",
                               out.path,
                               "--direction",
                               "right",
                               "--width",
                               "ieee",
                               "--dpi",
                               "600",
                               NULL);
  g_assert_cmpint (fine.status, ==, 0);
  read_png (out.path, twice);
  g_assert_cmpint (twice[0], ==, 2100);
  g_assert_cmpint (twice[2], ==, 23622);
  g_auto (Outcome) both =
      run (NULL, "draw", "-e", chain, "-o", out.path, "--scale", "2", "--dpi", "600", NULL);
  g_assert_cmpint (both.status, ==, 2);
  assert_contains (both.errors, "give one");
}

/* Title, author and the words for those who do not see it stand in the file. */
static void
test_about (void)
{
  g_auto (Output) svg = output_new ("net.svg");
  g_auto (Output) pdf = output_new ("net.pdf");
  g_autofree char *text = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *program_path = g_find_program_in_path ("pdfinfo");
  const char *const files[] = { svg.path, pdf.path };

  g_setenv ("SOURCE_DATE_EPOCH", "86400", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_auto (Outcome) outcome = run (
        NULL, "draw", "-e", chain, "-o", files[i], "--title", "A <net>", "--author", "Ada", NULL);

    g_assert_cmpint (outcome.status, ==, 0);
    if (i == 0)
      assert_contains (outcome.errors, "--author changes nothing in a svg file.");
  }
  g_assert_true (g_file_get_contents (svg.path, &text, NULL, NULL));
  assert_contains (text, "<title>A &lt;net&gt;</title>");
  assert_contains (text, "<desc>Standard form of A &lt;net&gt;: ");
  const char *const argv[] = { program_path, pdf.path, NULL };
  if (program_path != NULL) {
    g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &facts, NULL, NULL, NULL);
    assert_contains (facts, "A <net>");
    assert_contains (facts, "Ada");
    assert_contains (facts, "Standard form of A <net>: ");
    assert_contains (facts, "Jan  2 00:00:00 1970");
  }
  g_unsetenv ("SOURCE_DATE_EPOCH");
}

/* Plots are pictures too, in the theme that they say; what they leave out is told of. */
static void
test_plots (void)
{
  g_auto (Output) svg = output_new ("plot.svg");
  g_auto (Output) tex = output_new ("plot.TEX");
  g_autofree char *call = g_strdup_printf (
      "p = ListLogPlot[{1, 0, 3}, PlotTheme -> \"Dark\"]; Export[\"%s\", p]; Export[\"%s\", p]; "
      "Export[\"plot.jpg\", p]",
      svg.path,
      tex.path);
  g_autofree char *text = NULL, *source = NULL;
  g_auto (Outcome) outcome = run (NULL, "eval", "-e", call, NULL);

  assert_contains (outcome.errors, "warning: Plot::gaps: ListLogPlot leaves out 1 of 3 values");
  assert_contains (outcome.errors, "hint: Plots are written as .svg, .pdf, .png and .tex.");
  g_assert_true (g_file_get_contents (svg.path, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (tex.path, &source, NULL, NULL));
  assert_contains (source, "\\begin{tikzpicture}");
  /* The ground of the dark theme. */
  assert_contains (text, "fill=\"#1c1e24\"");
}

/* Every kind of plot can be every kind of file. */
static void
test_plot_kinds (void)
{
  static const char *const plots[] = {
    "ListPlot[{1, 2, 4}, AxesLabel -> {\"time in s\", \"loss\"}]",
    "ListLinePlot[<|\"train\" -> {3, 2, 1}, \"test\" -> {3, 3, 2}|>]",
    "ListLogPlot[{1, 10, 100}]",
    "ListLogLogPlot[{{1, 1}, {10, 100}}]",
    "BarChart[<|\"a\" -> 3, \"b\" -> 5|>]",
    "Histogram[{1, 2, 2, 3}]",
    "MatrixPlot[{{1, -2}, {3, 4}}]",
    "MatrixPlot[ConstantArray[0.5, {3, 2, 4, 4}]]",
    "ArrayPlot[{{1, 2}, {3, 4}}]",
    "ConfusionMatrixPlot[{{8, 2}, {1, 9}}]",
  };
  static const char *const endings[] = { "svg", "pdf", "png", "tex" };
  static const char *const begins[] = { "<?xml", "%PDF", "\x89PNG", "% " };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GString) program_text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (plots); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (endings); k++)
      g_string_append_printf (
          program_text, "Export[\"%s/%d.%s\", %s]; ", folder, (int) i, endings[k], plots[i]);
  g_auto (Outcome) outcome = run (NULL, "eval", "-e", program_text->str, NULL);
  g_assert_cmpstr (outcome.errors, ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (plots); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (endings); k++) {
      g_autofree char *path = g_strdup_printf ("%s/%d.%s", folder, (int) i, endings[k]);
      g_autofree char *bytes = NULL;

      g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
      g_assert_true (g_str_has_prefix (bytes, begins[k]));
      g_remove (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/draw-say/paths", test_paths);
  g_test_add_func ("/draw-say/idle", test_idle);
  g_test_add_func ("/draw-say/print", test_print);
  g_test_add_func ("/draw-say/png", test_png);
  g_test_add_func ("/draw-say/about", test_about);
  g_test_add_func ("/draw-say/plots", test_plots);
  g_test_add_func ("/draw-say/plot-kinds", test_plot_kinds);
  return g_test_run ();
}
