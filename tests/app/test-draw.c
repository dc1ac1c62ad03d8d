/* netgraph draw: its options and the files that it writes. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char plus_one[] = "NetGraph[{ElementwiseLayer[# + 1 &]}, {}, \"Input\" -> 2]";

static void
assert_draws (const char *ending, const char *begins)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *name = g_strconcat ("net.", ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_auto (Outcome) outcome = run (NULL, "draw", "-e", plus_one, "-o", path, NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_cmpstr (outcome.errors, ==, "");
  g_assert_cmpint (outcome.status, ==, 0);
  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >, strlen (begins));
  g_assert_cmpmem (bytes, strlen (begins), begins, strlen (begins));
  g_remove (path);
  g_rmdir (folder);
}

/* Layers that were moved in a document stand there in its picture. */
static void
test_draw_moved (void)
{
  static const char *const notes[] = { "netgraph.layout",
                                       "{\"right\": {\"layers\": {\"1\": [0, 400]}}}",
                                       NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autofree char *picture = g_build_filename (folder, "net.svg", NULL);
  g_autoptr (NgNet) net =
      ng_net_read_text ("NetGraph[{Ramp}, {}, \"Input\" -> 3]", -1, NULL, &error);
  double heights[2];

  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GBytes) bytes = ng_document_bytes (net, i == 1 ? notes : NULL, &error);
    g_autofree char *svg = NULL;

    g_assert_true (ng_file_replace (path, bytes, &error));
    g_auto (Outcome) outcome = run (NULL, "draw", path, "-o", picture, NULL);
    g_assert_cmpstr (outcome.errors, ==, "");
    g_file_get_contents (picture, &svg, NULL, &error);
    g_assert_no_error (error);
    heights[i] = g_ascii_strtod (strstr (svg, "height=\"") + strlen ("height=\""), NULL);
  }
  g_assert_cmpfloat (heights[1], >, heights[0] + 300);
  g_remove (picture);
  g_remove (path);
  g_rmdir (folder);
}

/* A picture says in words what it shows. */
static void
test_draw_words (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.svg", NULL);
  g_autofree char *bytes = NULL;
  const char *words =
      "Block diagram of a net: 3 × linear, with ReLU; 60 parameters. From Input to Output.";

  g_auto (Outcome) drawn = run (NULL,
                                "draw",
                                "--json",
                                "-e",
                                "NetChain[{4, Ramp, 4, Ramp, 4}, \"Input\" -> 4]",
                                "-o",
                                path,
                                "--form",
                                "blocks",
                                NULL);
  g_assert_cmpint (drawn.status, ==, 0);
  g_file_get_contents (path, &bytes, NULL, &error);
  g_assert_no_error (error);
  assert_contains (drawn.output, words);
  assert_contains (drawn.output, "\"caption\":\"A net: 3 × linear, with ReLU; 60 parameters.\"");
  assert_contains (bytes, words);
  g_remove (path);
  g_rmdir (folder);
}

/* A picture that is too large at the usual scale has the greatest that fits, unless one is given.
 */
static void
test_draw_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.png", NULL);
  g_autoptr (GString) net = g_string_new ("NetChain[{Ramp");
  g_autofree char *bytes = NULL;
  gsize size;

  for (int i = 0; i < 999; i++)
    g_string_append (net, ", Ramp");
  g_string_append (net, "}]");
  g_auto (Outcome) given =
      run (NULL, "draw", "-e", net->str, "-o", path, "--scale", "2", "--depth", "-1", NULL);
  g_assert_cmpint (given.status, ==, 1);
  assert_contains (given.errors, "Draw::size");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_auto (Outcome) usual = run (NULL, "draw", "-e", net->str, "-o", path, "--depth", "-1", NULL);
  g_assert_cmpint (usual.status, ==, 0);
  assert_contains (usual.errors, "warning: Draw::size");
  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, 4, "\x89PNG", 4);
  /* One that is long, but fits, is told with its size; one that somebody gave a size is not. */
  g_string_truncate (net, strlen ("NetChain[{Ramp") + 69 * strlen (", Ramp"));
  g_string_append (net, "}]");
  g_auto (Outcome) strip = run (NULL, "draw", "-e", net->str, "-o", path, "--depth", "-1", NULL);
  assert_contains (strip.errors, " pixels.\n  hint: --wrap auto breaks");
  g_auto (Outcome) sized =
      run (NULL, "draw", "-e", net->str, "-o", path, "--depth", "-1", "--size", "4000", NULL);
  g_assert_cmpstr (sized.errors, ==, "");
  g_remove (path);
  g_rmdir (folder);
}

static void
test_draw_options (void)
{
  static const char *const cases[][2] = { { "--size", "0" },
                                          { "--size", "-5" },
                                          { "--scale", "0" },
                                          { "--depth", "-9" },
                                          { "--depth", "some" },
                                          { "--tex", "bare" },
                                          { "--palette", "sepia" },
                                          { "--text", "bitmaps" },
                                          { "--font", "A, B" },
                                          { "--alias", "stem" },
                                          { "--form", "sepia" },
                                          { "--font-size", "0" },
                                          { "--width", "0.5textwidth" },
                                          { "--wrap", "wide" },
                                          { "--wrap", "-3cm" },
                                          { "--width", "0.5 columnwidth" },
                                          { "--wrap", "2textwidth" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Outcome) outcome =
        run (NULL, "draw", "-e", plus_one, "-o", "net.png", cases[i][0], cases[i][1], NULL);

    g_assert_cmpint (outcome.status, ==, 2);
    assert_contains (outcome.errors, cases[i][0] + strlen ("--"));
  }
}

/* What is drawn at which depth; a number, or as reads best. */
static void
test_draw_depth (void)
{
  static const char *const depths[] = { "0", "1", "auto" };
  g_autoptr (GString) net = g_string_new ("NetChain[<|");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.svg", NULL);
  char *pictures[3];

  for (int i = 0; i < 200; i++)
    g_string_append_printf (net, "%s\"all/part%d/f%d\" -> Ramp", i > 0 ? ", " : "", i / 8, i % 8);
  g_string_append (net, "|>]");
  for (int i = 0; i < 3; i++) {
    g_auto (Outcome) outcome =
        run (NULL, "draw", "-e", net->str, "-o", path, "--depth", depths[i], NULL);

    g_assert_cmpint (outcome.status, ==, 0);
    g_file_get_contents (path, &pictures[i], NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpstr (pictures[0], !=, pictures[1]);
  g_assert_cmpstr (pictures[2], ==, pictures[1]);
  for (int i = 0; i < 3; i++)
    g_free (pictures[i]);
  g_remove (path);
  g_rmdir (folder);
}

static double
width_of (const char *option, const char *value)
{
  g_autoptr (GString) net = g_string_new ("NetChain[<|");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.svg", NULL);
  g_autofree char *picture = NULL;
  const char *box;
  double numbers[3];
  char *at;

  for (int i = 0; i < 200; i++)
    g_string_append_printf (net, "%s\"all/part%d/f%d\" -> Ramp", i > 0 ? ", " : "", i / 8, i % 8);
  g_string_append (net, "|>]");
  g_auto (Outcome) outcome = run (NULL, "draw", "-e", net->str, "-o", path, option, value, NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  g_file_get_contents (path, &picture, NULL, &error);
  g_assert_no_error (error);
  box = strstr (picture, "viewBox=\"");
  g_assert_nonnull (box);
  at = (char *) box + strlen ("viewBox=\"");
  for (int i = 0; i < 3; i++)
    numbers[i] = g_ascii_strtod (at, &at);
  g_remove (path);
  g_rmdir (folder);
  return numbers[2];
}

/* A long chain in rows of a length, or of one that makes a page. */
static void
test_wrap (void)
{
  double page = width_of ("--wrap", "500pt"), best = width_of ("--wrap", "auto");

  g_assert_cmpfloat (width_of ("--depth", "-1"), >, 10000);
  g_assert_cmpfloat (page, <=, 500);
  g_assert_cmpfloat (best, >, 500);
  g_assert_cmpfloat (best, <, 10000);
}

static void
test_draw (void)
{
  g_auto (Outcome) no_output = run (NULL, "draw", "-e", plus_one, NULL);
  g_auto (Outcome) ending = run (NULL, "draw", "-e", plus_one, "-o", "net.bmp", NULL);
  g_auto (Outcome) direction =
      run (NULL, "draw", "-e", plus_one, "-o", "net.svg", "--direction", "left", NULL);
  g_auto (Outcome) width =
      run (NULL, "draw", "-e", plus_one, "-o", "net.svg", "--width", "3 feet", NULL);
  g_auto (Outcome) folder = run (NULL, "draw", "-e", plus_one, "-o", "/nonexistent/net.svg", NULL);

  assert_draws ("svg", "<?xml");
  assert_draws ("pdf", "%PDF");
  assert_draws ("png", "\x89PNG");
  assert_draws ("dot", "// neato -n keeps the places; dot lays out anew.\ndigraph");
  assert_draws ("tex", "% NetGraph\n\\RequirePackage");
  g_assert_cmpint (no_output.status, ==, 2);
  g_assert_cmpint (ending.status, ==, 2);
  g_assert_cmpint (direction.status, ==, 2);
  g_assert_cmpint (width.status, ==, 2);
  g_assert_cmpint (folder.status, ==, 1);
  assert_contains (folder.errors, "File::write");
}

/* Whether netgraph draw writes net.svg with these options, and what it says about it. */
static void
check_warning (const char *option, const char *value, const char *warning, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.svg", NULL);
  g_autofree char *text = NULL;
  g_auto (Outcome) outcome = run (NULL, "draw", "-e", plus_one, "-o", path, option, value, NULL);

  g_assert_cmpint (outcome.status, ==, 0);
  if (warning != NULL)
    assert_contains (outcome.errors, warning);
  else
    g_assert_cmpstr (outcome.errors, ==, "");
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  assert_contains (text, part);
  g_remove (path);
  g_rmdir (folder);
}

/* A font that is not there is named, with what is taken; words that nobody can read are told of,
 * with the width that they need. */
static void
test_warnings (void)
{
  check_warning ("--font",
                 "No Such Font",
                 "warning: Draw::font: The font \"No Such Font\"",
                 "font-family=\"No Such Font, ");
  check_warning ("--font", "serif", NULL, "font-family=\"serif, ");
  check_warning ("--width", "1in", "warning: Draw::small", "width=\"72pt\"");
  check_warning ("--width", "1in", "hint: It needs --width ", "width=\"72pt\"");
  check_warning ("--text", "outlines", NULL, "<path");
  check_warning ("--palette", "plain", NULL, "stroke=\"#000000\"");
  check_warning ("--palette", "grey", NULL, "stroke-width=\"0.5\"");
  check_warning ("--font-size", "18", NULL, "font-size=\"18\"");
}

/* A picture is never made wider than it is: its words would be larger than they should. */
static void
test_wide (void)
{
  static const char *const widths[] = { "8in", "30in" };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.svg", NULL);
  char *texts[2];

  for (int i = 0; i < 2; i++) {
    g_auto (Outcome) outcome =
        run (NULL, "draw", "-e", plus_one, "-o", path, "--width", widths[i], NULL);
    g_assert_cmpint (outcome.status, ==, 0);
    g_assert_true (g_file_get_contents (path, &texts[i], NULL, &error));
  }
  g_assert_cmpstr (texts[0], ==, texts[1]);
  g_free (texts[0]);
  g_free (texts[1]);
  g_remove (path);
  g_rmdir (folder);
}

/* Settings stand in the document, and options are over them. */
static void
test_save (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autofree char *picture = g_build_filename (folder, "net.svg", NULL);
  g_autofree char *text = NULL, *again = NULL, *other = NULL;
  g_autoptr (NgNet) net =
      ng_net_read_text ("NetGraph[{Ramp, Tanh, Ramp}, {1 -> 2 -> 3}]", -1, NULL, &error);

  g_assert_true (ng_document_save (net, path, &error));
  g_auto (Outcome) first = run (NULL,
                                "draw",
                                path,
                                "-o",
                                picture,
                                "--save",
                                "--theme",
                                "dark",
                                "--header",
                                "--alias",
                                "1=stem",
                                "--hide",
                                "2",
                                "--direction",
                                "right",
                                "--width",
                                "90mm",
                                NULL);
  g_assert_cmpint (first.status, ==, 0);
  g_assert_true (g_file_get_contents (picture, &text, NULL, &error));
  assert_contains (text, ">stem</text>");
  assert_contains (text, ">1 layer</text>");
  assert_contains (text, "width=\"255.12pt\"");
  assert_contains (text, ">3 layers</text>");
  g_auto (Outcome) second = run (NULL, "draw", path, "-o", picture, NULL);
  g_assert_cmpint (second.status, ==, 0);
  g_assert_true (g_file_get_contents (picture, &again, NULL, &error));
  g_assert_cmpstr (text, ==, again);
  g_auto (Outcome) third =
      run (NULL, "draw", path, "-o", picture, "--no-header", "--alias", "1=", "--show", "2", NULL);
  g_assert_cmpint (third.status, ==, 0);
  g_assert_true (g_file_get_contents (picture, &other, NULL, &error));
  g_assert_null (strstr (other, ">stem</text>"));
  g_assert_null (strstr (other, ">3 layers</text>"));
  g_assert_null (strstr (other, ">1 layer</text>"));
  assert_contains (other, "width=\"255.12pt\"");
  g_auto (Outcome) no_document = run (NULL, "draw", "-e", plus_one, "-o", picture, "--save", NULL);
  g_assert_cmpint (no_document.status, ==, 2);
  g_remove (picture);
  g_remove (path);
  g_rmdir (folder);
}

/* What eval exports is what draw writes. */
static void
test_export (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.tex", NULL);
  g_autofree char *program_text = g_strdup_printf ("Export[\"%s\", %s]", path, plus_one);
  g_autofree char *text = NULL;
  g_auto (Outcome) outcome = run (NULL, "eval", "-e", program_text, NULL);

  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  assert_contains (text, "\\begin{tikzpicture}");
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
  g_test_add_func ("/app/draw/files", test_draw);
  g_test_add_func ("/app/draw/large", test_draw_large);
  g_test_add_func ("/app/draw/words", test_draw_words);
  g_test_add_func ("/app/draw/moved", test_draw_moved);
  g_test_add_func ("/app/draw/options", test_draw_options);
  g_test_add_func ("/app/draw/depth", test_draw_depth);
  g_test_add_func ("/app/draw/warnings", test_warnings);
  g_test_add_func ("/app/draw/wrap", test_wrap);
  g_test_add_func ("/app/draw/wide", test_wide);
  g_test_add_func ("/app/draw/save", test_save);
  g_test_add_func ("/app/draw/export", test_export);
  return g_test_run ();
}
