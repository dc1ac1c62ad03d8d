/* Drawings of TikZ: any text becomes TeX that means it; files compile with pdflatex, alone and in
 * documents, and their words are found again. */

#include "render/export/tikz.h"

#include "core/graph/builder.h"
#include "core/notation/read.h"
#include "render/export/tex-text.h"
#include "render/figure/figure.h"
#include "render/scene/builder.h"
#include "render/standard/standard.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

static const struct {
  const char *text, *tex;
} texts[] = {
  { "conv1", "conv1" },
  { "a_b {50%} #1 & $x \\ ~^", "a\\_b \\{50\\%\\} \\#1 \\& $\\$$x $\\backslash$ \\~{}\\^{}" },
  { "a--b  c", "a-{}-b \\ c" },
  { "<x|y>\t\"", "$<$x$|$y$>$ ''" },
  { "8×24×24", "8$\\times$24$\\times$24" },
  { "x₁₂ᵀ", "x$_{12}$$^{T}$" },
  { "ℝⁿ → ℤ", "$\\mathbb{R}$$^{n}$ $\\rightarrow$ $\\mathbb{Z}$" },
  { "𝓛 𝐱 𝜎 σ Σ", "$\\mathcal{L}$ $\\mathbf{x}$ $\\sigma$ $\\sigma$ $\\Sigma$" },
  { "‖x‖ · y ≠ −1", "$\\Vert$x$\\Vert$ $\\cdot$ y $\\ne$ $-$1" },
  { "é Ångström", "\\'{e} \\r{A}ngstr\\\"{o}m" },
  { "x̂ ŷ x⃗ σ̂", "\\^{x} \\^{y} $\\vec{x}$ $\\hat{\\sigma}$" },
  { "слой", "\\ngother{с}{0441}\\ngother{л}{043B}\\ngother{о}{043E}\\ngother{й}{0439}" },
  { "a\xff"
    "b",
    "a\\ngother{\xef\xbf\xbd}{FFFD}b" },
  { "a\xe2\x80\xae"
    "b\x01",
    "ab " },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GString) out = g_string_new (NULL);

    ng_tex_append (out, texts[i].text);
    g_assert_cmpstr (out->str, ==, texts[i].tex);
  }
}

/* What has no command. */
static void
test_missing (void)
{
  static const char *const cases[][2] = {
    { "conv_1 ‖ σ² ŷ é 𝓛", "" },
    { "xслойx", "слой" },
    { "一", "一" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *missing = ng_tex_missing (cases[i][0]);
    g_assert_cmpstr (missing, ==, cases[i][1]);
  }
}

static NgScene *
draw (NgNet *net)
{
  NgStandardOptions options = { .depth = 8, .metrics = ng_metrics_test () };
  g_autoptr (GError) error = NULL;
  NgScene *scene = ng_standard_draw (net, &options, NULL, &error);

  g_assert_no_error (error);
  return scene;
}

static char *
write_tikz (const NgScene *scene, const NgTikzOptions *options)
{
  g_autoptr (GError) error = NULL;
  char *text = ng_tikz_write (scene, ng_theme_get (NG_THEME_LIGHT), options, &error);

  g_assert_no_error (error);
  return text;
}

/* What pdftotext finds in what pdflatex makes of it; %NULL, the test skipped, without these. */
static char *
compile (const char *text)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "figure.tex", NULL);
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  log = ng_test_tool (
      folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "figure.tex", NULL);
  return log != NULL ? ng_test_tool (folder, "pdftotext", "-layout", "figure.pdf", "-", NULL)
                     : NULL;
}

#define NET                                                                                        \
  "NetGraph[<|\"conv.1\" -> ConvolutionLayer[8, 3], \"conv-1\" -> ElementwiseLayer[Tanh], "        \
  "\"in\" -> NetChain[{3, Ramp}], \"50%_&\" -> SoftmaxLayer[]|>, {1 -> 2 -> 3 -> 4}, "             \
  "\"Input\" -> {3, 9, 9}]"

/* Layers are nodes, each of a name of its own, nested ones too. */
static void
test_nodes (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgScene) scene = draw (net);
  g_autofree char *text = write_tikz (scene, &(NgTikzOptions){ .net = net, .title = "a\nb" });
  g_autofree char *again = write_tikz (scene, &(NgTikzOptions){ .net = net, .title = "a\nb" });

  g_assert_cmpstr (text, ==, again);
  g_assert_true (g_str_has_prefix (text, "% a b\n% For \\input"));
  g_assert_null (strstr (text, "documentclass"));
  g_assert_nonnull (strstr (text, "] (conv-1) at ("));
  g_assert_nonnull (strstr (text, "] (conv-1-2) at ("));
  g_assert_nonnull (strstr (text, "] (50-_-) at ("));
  g_assert_nonnull (strstr (text, "] (in-1) at ("));
  g_assert_nonnull (strstr (text, "{50\\%\\_\\&}"));
  g_assert_nonnull (strstr (text, "\\definecolor{ngLayerConvolutionFill}{HTML}{F4F1FF}"));
  g_assert_nonnull (strstr (text, "ng layer convolution/.style={fill=ngLayerConvolutionFill,"));
}

/* Very many names that TeX cannot tell apart, each with the next number. */
static void
test_alike (void)
{
  enum { N = 40000 };
  g_autoptr (NgNetBuilder) made = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (NgNet) ramp = ng_test_net ("NetGraph[{Ramp}, {}]");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < N; i++) {
    g_autofree char *name = g_strdup ("");
    for (int bit = 0; bit < 16; bit++) {
      char *longer = g_strconcat (name, (i >> bit & 1) != 0 ? "é" : "ö", NULL);
      g_free (name);
      name = longer;
    }
    ng_net_builder_add_layer (made, name, ng_net_layer (ramp, 0), NULL, &error);
  }
  g_autoptr (NgNet) net = ng_net_builder_end (g_steal_pointer (&made), &error);
  g_assert_no_error (error);
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  for (int i = 0; i < N; i++) {
    ng_scene_builder_set_pick (
        builder, (NgPick){ .kind = NG_PICK_VERTEX, .id = ng_net_vertex (net, (gsize) i) });
    ng_scene_builder_add_box (
        builder, NG_ROLE_RULE, (NgBox){ (float) (i % 200), (float) (i / 200), 1, 1 }, 0);
  }
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  NgTikzOptions options = { .net = net };
  g_autofree char *text = write_tikz (scene, &options);
  g_assert_nonnull (strstr (text, "(--------------------------------) at"));
  g_assert_nonnull (strstr (text, "(---------------------------------2) at"));
  g_assert_nonnull (strstr (text, "(---------------------------------40000) at"));
}

static void
test_standalone (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgScene) scene = draw (net);
  NgTikzOptions options = { .net = net, .width = 252, .standalone = TRUE };
  g_autofree char *text = write_tikz (scene, &options);
  g_autofree char *words = compile (text);

  if (words == NULL)
    return;
  g_assert_nonnull (strstr (words, "50%"));
  g_assert_nonnull (strstr (words, "Convolution"));
  g_assert_nonnull (strstr (words, "8×7×7"));

  /* 252 big points wide, and one page. */
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *info = ng_test_tool (folder, "pdfinfo", "figure.pdf", NULL);
  if (info == NULL)
    return;
  const char *size = strstr (info, "Page size:");
  g_assert_nonnull (size);
  ng_assert_near (g_ascii_strtod (size + strlen ("Page size:"), NULL), 252, 0.1);
  g_assert_nonnull (strstr (info, "Pages:           1\n"));
}

/* As authors use it: the picture as wide as half of the text, in the document's font, with an arrow
 * of their own from layer to layer. */
static void
test_body (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgScene) scene = draw (net);
  g_autofree char *text =
      write_tikz (scene, &(NgTikzOptions){ .net = net, .share = 0.5, .share_of = "textwidth" });
  g_autofree char *document =
      g_strdup_printf ("\\documentclass{article}\\usepackage{tikz,amssymb}\n"
                       "\\begin{document}Before\n\n%s\n"
                       "\\tikz[remember picture,overlay]\\draw[->] (conv-1) to[bend left] (in-2);\n"
                       "After\\end{document}\n",
                       text);
  g_autofree char *words = compile (document);

  if (words == NULL)
    return;
  g_assert_nonnull (strstr (words, "Before"));
  g_assert_nonnull (strstr (words, "Softmax"));
  g_assert_nonnull (strstr (words, "After"));
}

/* Every sign that has a command, letters of many scripts, and what breaks markup. */
static void
test_signs (void)
{
  static const struct {
    gunichar first, last;
  } ranges[] = { { 0x20, 0x7e },     { 0xa0, 0x17f },    { 0x2b0, 0x2ff },     { 0x391, 0x3f5 },
                 { 0x1d2c, 0x1dbf }, { 0x1e00, 0x1eff }, { 0x2000, 0x209c },   { 0x2100, 0x214f },
                 { 0x2190, 0x22ff }, { 0x2c7c, 0x2c7c }, { 0x1d400, 0x1d7ff }, { 0x5d0, 0x5ea },
                 { 0x4e00, 0x4e10 } };
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  float y = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++) {
    for (gunichar c = ranges[i].first; c <= ranges[i].last; y += 12) {
      g_autoptr (GString) text = g_string_new (NULL);
      NgFont font = { 9, (guint8) (i % 3), i % 2 == 1, i % 4 > 1 };

      for (int k = 0; k < 32 && c <= ranges[i].last; k++, c++)
        g_string_append_unichar (text, c);
      ng_scene_builder_add_text (builder, NG_ROLE_NAME, font, NG_ALIGN_MIDDLE, 0, y, text->str);
    }
  }
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 4);
  g_autofree char *text = write_tikz (scene, &(NgTikzOptions){ .standalone = TRUE });
  g_autofree char *words = compile (text);

  if (words == NULL)
    return;
  g_assert_nonnull (strstr (words, "ABCDEFGHIJKLMNO"));
  g_assert_nonnull (strstr (words, "α"));
  /* No bitmaps: journals refuse fonts of type 3. */
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *fonts = ng_test_tool (folder, "pdffonts", "figure.pdf", NULL);
  g_assert_true (fonts == NULL || strstr (fonts, "Type 3") == NULL);
}

/* One document with the nets of the gallery in one form: all of it compiles, and has no bitmaps. */
static void
test_form (gconstpointer data)
{
  const NgFigureForm *form = data;
  g_auto (GStrv) names = ng_test_gallery_names ();
  g_autofree char *output = ng_test_folder ();
  g_autoptr (GString) document = g_string_new ("\\documentclass{article}\n"
                                               "\\usepackage{tikz,amssymb}\n"
                                               "\\begin{document}\n");

  for (gsize i = 0; names[i] != NULL; i++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[i]);
    NgFigure figure = ng_figure_default ();
    g_autoptr (NgScene) scene = NULL;

    figure.form = form;
    figure.names = TRUE;
    figure.without_dot = TRUE;
    figure.metrics = ng_metrics_test ();
    scene = ng_figure_draw (net, &figure, NULL, NULL);
    if (scene == NULL)
      continue;
    g_autofree char *body =
        write_tikz (scene, &(NgTikzOptions){ .net = net, .share = 1, .share_of = "columnwidth" });
    g_string_append_printf (document, "\n%s\n", body);
  }
  g_string_append (document, "The end\\end{document}\n");
  g_autofree char *words = compile (document->str);
  if (words == NULL)
    return;
  g_assert_nonnull (strstr (words, "The end"));
  g_autofree char *fonts = ng_test_tool (output, "pdffonts", "figure.pdf", NULL);
  g_assert_true (fonts == NULL || strstr (fonts, "Type 3") == NULL);
}

/* A picture is squares of its pixels, those of one colour joined; what is see-through shows the
 * canvas. */
static void
test_image (void)
{
  static const guint32 pixels[] = { 0xffff0000, 0xffff0000, 0xff00ff00, 0x000000ff, 0, 0 };
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());

  ng_scene_builder_add_image (builder, (NgBox){ 0, 0, 30, 20 }, pixels, 3, 2);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  g_autofree char *text = write_tikz (scene, &(NgTikzOptions){ .transparent = TRUE });
  g_assert_nonnull (strstr (text, "{FF0000}\\fill[ngCell] (0,0) rectangle (20,10);"));
  g_assert_nonnull (strstr (text, "{00FF00}\\fill[ngCell] (20,0) rectangle (30,10);"));
  g_assert_nonnull (strstr (text, "{FBFBFC}\\fill[ngCell] (0,10) rectangle (30,20);"));
}

/* A hatch is lines between the fill and the outline. */
static void
test_pattern (void)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  g_autoptr (NgTheme) theme =
      ng_theme_with (ng_theme_get (NG_THEME_PRINT), NG_THEME_PALETTE_PLAIN, NULL, FALSE);
  g_autoptr (GError) error = NULL;

  ng_scene_builder_add_box (builder, NG_ROLE_BAND, (NgBox){ 0, 0, 8, 8 }, 0);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  g_autofree char *text =
      ng_tikz_write (scene, theme, &(NgTikzOptions){ .transparent = TRUE }, &error);
  const char *fill = strstr (text, "\\path[ng band basic,draw=none] (0,0) rectangle (8,8);\n");

  g_assert_no_error (error);
  g_assert_nonnull (fill);
  /* Where x + y is 4 and 8 times the square root of 2. */
  g_assert_nonnull (strstr (fill,
                            "\\path[ng band basic pattern] (0,5.66) -- (5.66,0) (3.31,8) -- "
                            "(8,3.31);\n"
                            "\\path[ng band basic,fill=none] (0,0) rectangle (8,8);\n"));
}

static void
test_too_large (void)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  g_autoptr (GError) error = NULL;

  ng_scene_builder_add_box (builder, NG_ROLE_GROUP, (NgBox){ 0, 0, 20000, 20 }, 0);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  g_assert_null (ng_tikz_write (
      scene, ng_theme_get (NG_THEME_LIGHT), &(NgTikzOptions){ .title = NULL }, &error));
  ng_assert_tag (&error, "Draw::size");
  g_autofree char *text = write_tikz (scene, &(NgTikzOptions){ .width = 500 });
  g_assert_nonnull (strstr (text, "rectangle (500,0.5);"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/tikz/texts", test_texts);
  g_test_add_func ("/tikz/missing", test_missing);
  g_test_add_func ("/tikz/nodes", test_nodes);
  g_test_add_func ("/tikz/alike", test_alike);
  g_test_add_func ("/tikz/standalone", test_standalone);
  g_test_add_func ("/tikz/body", test_body);
  g_test_add_func ("/tikz/signs", test_signs);
  g_test_add_func ("/tikz/image", test_image);
  g_test_add_func ("/tikz/pattern", test_pattern);
  g_test_add_func ("/tikz/too-large", test_too_large);

  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat ("/tikz/form/", forms[i]->name, NULL);
    g_test_add_data_func (path, forms[i], test_form);
  }
  return g_test_run ();
}
