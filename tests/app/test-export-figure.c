/* Options of Export are those of netgraph draw: the same settings give the same file, and what is
 * wrong is said with its place. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char net[] =
    "NetChain[<|\"conv\" -> ConvolutionLayer[4, 3], \"ramp\" -> Ramp, \"inner\" -> "
    "NetChain[<|\"dense\" -> LinearLayer[3], \"слой\" -> Tanh|>]|>, \"Input\" -> {1, 8, 8}]";

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Drawn by draw and by Export the figure is the same, but for what it is called. */
static void
test_same (void)
{
  static const struct {
    const char *file, *options;
    const char *draw[12];
  } cases[] = {
    { "a.svg",
      "\"Form\" -> \"blocks\", ImageSize -> 252, \"Names\" -> True",
      { "--form", "blocks", "--width", "252pt", "--names" } },
    { "a.svg",
      "\"Form\" -> \"traditional\", \"FontSize\" -> 8, \"Direction\" -> \"right\", \"Legend\" -> "
      "\"Below\", \"Width\" -> \"89mm\"",
      { "--form",
        "traditional",
        "--font-size",
        "8",
        "--direction",
        "right",
        "--legend",
        "below",
        "--width",
        "nature" } },
    { "a.svg",
      "\"color-by\" -> \"parameters\", \"Depth\" -> 1, \"Aliases\" -> {\"conv\" -> \"first\"}, "
      "\"Hidden\" -> {\"ramp\"}",
      { "--color-by", "parameters", "--depth", "1", "--alias", "conv=first", "--hide", "ramp" } },
    { "a.tex",
      "\"Form\" -> \"traditional\", \"Width\" -> \"0.5textwidth\", \"Tex\" -> \"body\"",
      { "--form", "traditional", "--width", "0.5textwidth", "--tex", "body" } },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].file, NULL);
    g_autofree char *call =
        g_strdup_printf ("Export[\"%s\", %s, %s, \"Title\" -> \"T\"]", path, net, cases[i].options);
    const char *const *o = cases[i].draw;
    g_auto (Outcome) exported = run (NULL, "eval", "-e", call, NULL);
    g_assert_cmpint (exported.status, ==, 0);
    g_autofree char *theirs = read_file (path);
    g_auto (Outcome) drawn = run (NULL,
                                  "draw",
                                  "-e",
                                  net,
                                  "-o",
                                  path,
                                  "--title",
                                  "T",
                                  o[0],
                                  o[1],
                                  o[2],
                                  o[3],
                                  o[4],
                                  o[5],
                                  o[6],
                                  o[7],
                                  o[8],
                                  o[9],
                                  NULL);
    g_assert_cmpint (drawn.status, ==, 0);
    g_autofree char *ours = read_file (path);
    g_assert_cmpstr (theirs, ==, ours);
    g_remove (path);
  }
  g_rmdir (folder);
}

static void
test_wrong (void)
{
  static const char *const cases[][3] = {
    { "a.svg", "\"Form\" -> \"cubist\"", "In a figure, form is standard, blocks" },
    { "a.svg", "\"Frm\" -> \"blocks\"", "Export has no option \"Frm\" for figures." },
    { "a.svg", "ImageSize -> {1, 2, 3}", "In a figure, width is" },
    { "a.svg", "\"Names\" -> 3", "In a figure, names is yes or no, not '3" },
    { "a.svg", "\"Hidden\" -> \"gone\"", "Figure::path: The net has no layer \"gone\"" },
    { "a.svg", "\"Aliases\" -> \"conv\"", "\"Aliases\" are rules" },
    { "a.svg", "\"Width\" -> \"textwidth\"", "A width in textwidth is for tex alone." },
    { "a.png", "\"Dpi\" -> 100, \"Scale\" -> 2", "give one" },
    { "a.svg", "5", "What follows the net are options" },
    { "a.onnx",
      "\"Form\" -> \"blocks\"",
      "Export of ONNX files has the options \"Opset\", \"Coders\" and \"Losses\"." },
    { "a.onnx", "\"Opset\" -> 3", "\"Opset\" is 17 or 21." },
    { "a.netgraph",
      "\"Coders\" -> True",
      "Export has options for pictures of nets and for ONNX alone." },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i][0], NULL);
    g_autofree char *call = g_strdup_printf ("Export[\"%s\", %s, %s]", path, net, cases[i][1]);
    g_auto (Outcome) outcome = run (NULL, "eval", "-e", call, NULL);

    g_assert_cmpint (outcome.status, ==, 1);
    assert_contains (outcome.errors, cases[i][2]);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
  g_auto (Outcome) plot =
      run (NULL, "eval", "-e", "Export[\"a.svg\", BarChart[{1}], ImageSize -> 100]", NULL);
  g_assert_cmpint (plot.status, ==, 1);
  assert_contains (plot.errors, "The options of a plot stand in it");
  g_rmdir (folder);
}

/* A figure is called by what the file says that its net is, else as the file is, to the letter. */
static void
test_titles (void)
{
  static const struct {
    const char *file, *text, *title;
  } cases[] = {
    { "lenet.wl", "NetChain[{2}, \"Input\" -> 2]", "<title>lenet</title>" },
    { "GPT-2.5.wl", "(* a (* b *) *) NetChain[{2}, \"Input\" -> 2]", "<title>GPT-2.5</title>" },
    { "u-net.wl",
      "(* c *) about = <|\"Name\" -> \"U-Net\"|>;\nNetChain[{2}, \"Input\" -> 2]",
      "<title>U-Net</title>" },
    { "odd.wl", "about = 5;\nNetChain[{about}, \"Input\" -> 2]", "<title>odd</title>" },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *picture = g_build_filename (folder, "picture.svg", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].file, NULL);
    g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
    g_auto (Outcome) outcome = run (NULL, "draw", path, "-o", picture, NULL);
    g_assert_cmpint (outcome.status, ==, 0);
    g_autofree char *svg = read_file (picture);
    assert_contains (svg, cases[i].title);
    g_remove (path);
  }
  g_remove (picture);
  g_rmdir (folder);
}

/* Letters that pdfLaTeX has no command for are named. */
static void
test_letters (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.tex", NULL);
  g_auto (Outcome) plain =
      run (NULL, "draw", "-e", "NetChain[{2, Tanh}, \"Input\" -> 2]", "-o", path, NULL);
  g_auto (Outcome) odd = run (NULL, "draw", "-e", net, "-o", path, "--depth", "9", NULL);

  g_assert_cmpint (plain.status, ==, 0);
  g_assert_cmpstr (plain.errors, ==, "");
  g_assert_cmpint (odd.status, ==, 0);
  assert_contains (odd.errors,
                   "warning: Draw::glyph: pdfLaTeX has no letters for “слой”; their codes stand in "
                   "their place.");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/app/export-figure/same", test_same);
  g_test_add_func ("/app/export-figure/wrong", test_wrong);
  g_test_add_func ("/app/export-figure/titles", test_titles);
  g_test_add_func ("/app/export-figure/letters", test_letters);
  return g_test_run ();
}
