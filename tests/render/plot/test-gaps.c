/* Data that a plot cannot draw: they are read, told of, and leave gaps; points that stand alone can
 * be seen; themes of plots. */

#include "core/expr/expr.h"
#include "render/plot/notation.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static NgPlot *
read_plot (const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, error);

  return program != NULL ? ng_plot_read (program->pdata[0], error) : NULL;
}

/* How many items of a role there are, with boxes of at least that side. */
static guint
count (const NgScene *scene, NgRole role, NgItemKind kind, float side)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    n += item->role == role && item->kind == kind && item->bounds.width >= side &&
         item->bounds.height >= side;
  }
  return n;
}

/* What has no place is counted; what has one is not. */
static void
test_doubt (void)
{
  static const struct {
    const char *text, *says;
  } plots[] = {
    { "ListLogPlot[{3, 0, -1, 2, 5}]", "ListLogPlot leaves out 2 of 5 values" },
    { "ListLogLogPlot[{{0, 1}, {1, 1}, {2, 3}}]", "leaves out 1 of 3 values" },
    { "ListLinePlot[{1, Infinity, 3, -Infinity, Indeterminate, 4}]", "leaves out 3 of 6 values" },
    { "ListLinePlot[<|\"a\" -> {1, Missing[]}, \"b\" -> {None, 2, 3}|>]",
      "leaves out 2 of 5 values" },
    { "ListPlot[{{1, 2}, {Infinity, 3}}]", "leaves out 1 of 2 values" },
    { "BarChart[{1, Infinity}]", "leaves out 1 of 2 values" },
    { "Histogram[{1, 2, DirectedInfinity[1]}]", "leaves out 1 of 3 values" },
    { "ListLinePlot[{1, 0, -3}]", NULL },
    { "ListLogPlot[{1, 2}]", NULL },
    { "MatrixPlot[{{1, Infinity}, {2, 3}}]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plots); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgPlot) plot = read_plot (plots[i].text, &error);

    g_assert_no_error (error);
    NgDiagnostic *doubt = ng_plot_doubt (plot);
    if (plots[i].says != NULL) {
      g_assert_cmpstr (doubt->tag, ==, "Plot::gaps");
      g_assert_nonnull (strstr (doubt->message, plots[i].says));
      g_assert_nonnull (doubt->hint);
      ng_diagnostic_unref (doubt);
    } else {
      g_assert_null (doubt);
    }
  }
}

/* A dot is two points wide or more; the line on both sides of a gap is broken. */
static void
test_dots (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlot) alone = read_plot ("ListLinePlot[{Infinity, 5, Infinity, 1, 2}]", &error);
  g_autoptr (NgPlot) points = read_plot ("ListPlot[{1, 2, Infinity, 4}]", &error);
  g_autoptr (NgPlot) same = read_plot ("ListPlot[{{1, 1}, {1, 1}, {1, 1}, {2, 1}}]", &error);
  g_autoptr (NgScene) one = ng_plot_draw (alone, ng_metrics_test ());
  g_autoptr (NgScene) three = ng_plot_draw (points, ng_metrics_test ());
  g_autoptr (NgScene) two = ng_plot_draw (same, ng_metrics_test ());

  g_assert_no_error (error);
  g_assert_cmpuint (count (one, NG_ROLE_PLOT_SERIES, NG_ITEM_PATH, 2), ==, 2);
  g_assert_cmpuint (count (three, NG_ROLE_PLOT_SERIES, NG_ITEM_PATH, 2), ==, 3);
  g_assert_cmpuint (count (two, NG_ROLE_PLOT_SERIES, NG_ITEM_PATH, 2), ==, 2);
}

/* A cell that is no number is crossed, and rows are counted by whole numbers. */
static void
test_matrix (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlot) plot = read_plot ("MatrixPlot[{{1, Infinity, 2}, {-3, 2, 1}}]", &error);
  g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_metrics_test ());

  g_assert_no_error (error);
  g_assert_cmpuint (count (scene, NG_ROLE_CANVAS, NG_ITEM_BOX, 10), ==, 1);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (ng_scene_items (scene)[i].kind == NG_ITEM_TEXT)
      g_assert_null (strchr (ng_scene_item_text (scene, &ng_scene_items (scene)[i]), '.'));
}

static void
test_theme (void)
{
  static const struct {
    const char *name;
    NgThemeKind kind;
  } themes[] = { { "Automatic", NG_THEME_LIGHT },
                 { "\"Dark\"", NG_THEME_DARK },
                 { "\"Contrast-Dark\"", NG_THEME_CONTRAST_DARK },
                 { "\"Monochrome\"", NG_THEME_PRINT } };

  for (gsize i = 0; i < G_N_ELEMENTS (themes); i++) {
    g_autofree char *text = g_strdup_printf ("BarChart[{1}, PlotTheme -> %s]", themes[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgPlot) plot = read_plot (text, &error);

    g_assert_no_error (error);
    g_assert_true (ng_plot_theme (plot) == ng_theme_get (themes[i].kind));
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (read_plot ("BarChart[{1}, PlotTheme -> \"Sepia\"]", &error));
  ng_assert_tag (&error, "Eval::arguments");
}

/* In print the colours of a matrix are greys. */
static void
test_grey (void)
{
  static const char *const themes[] = { "\"Light\"", "\"Print\"" };
  static const char *const plots[] = { "ArrayPlot[{{0, 1}, {2, 3}}",
                                       "MatrixPlot[{{0, -1}, {2, 3}}",
                                       "MatrixPlot[{{{0, -1}, {2, 3}}, {{4, 5}, {-6, 7}}}" };

  for (gsize n = 0; n < 2 * G_N_ELEMENTS (plots); n++) {
    gsize i = n % 2;
    g_autofree char *text = g_strdup_printf ("%s, PlotTheme -> %s]", plots[n / 2], themes[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgPlot) plot = read_plot (text, &error);
    g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_metrics_test ());
    gboolean is_grey = TRUE;

    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];
      int width = 0, height = 0;
      const guint32 *pixels =
          item->kind == NG_ITEM_IMAGE ? ng_scene_item_image (scene, item, &width, &height) : NULL;

      for (int p = 0; p < width * height; p++)
        is_grey = is_grey && (pixels[p] & 0xff) == (pixels[p] >> 8 & 0xff) &&
                  (pixels[p] & 0xff) == (pixels[p] >> 16 & 0xff);
    }
    g_assert_true (is_grey == (i == 1));
  }
}

/* What is wrong comes with an example of what is right. */
static void
test_hints (void)
{
  static const char *const wrong[] = {
    "ListPlot[\"x\"]",    "ListPlot[]",         "ListLinePlot[{{1, 2, 3}, {{1, 2, 3}}}]",
    "BarChart[{{1, 2}}]", "MatrixPlot[{1, 2}]", "ConfusionMatrixPlot[{{1, 2}}]"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *head = g_strndup (wrong[i], strcspn (wrong[i], "["));

    g_assert_null (read_plot (wrong[i], &error));
    g_assert_nonnull (ng_error_diagnostic (error)->hint);
    g_assert_nonnull (strstr (ng_error_diagnostic (error)->hint, head));
    /* The example itself can be read. */
    g_autofree char *example = g_strdup (strstr (ng_error_diagnostic (error)->hint, head));
    char *end = strstr (example, "], ");
    if (end == NULL)
      end = strstr (example, "] or ");
    if (end != NULL)
      end[1] = '\0';
    else
      example[strlen (example) - 1] = '\0';
    g_autoptr (GError) none = NULL;
    g_autoptr (NgPlot) plot = read_plot (example, &none);
    g_assert_no_error (none);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/gaps/doubt", test_doubt);
  g_test_add_func ("/gaps/dots", test_dots);
  g_test_add_func ("/gaps/matrix", test_matrix);
  g_test_add_func ("/gaps/theme", test_theme);
  g_test_add_func ("/gaps/grey", test_grey);
  g_test_add_func ("/gaps/hints", test_hints);
  return g_test_run ();
}
