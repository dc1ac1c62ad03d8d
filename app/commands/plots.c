#include "app/commands/plots.h"

#include "core/formats/document.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/plot/notation.h"

#include <string.h>

/* Pixels per point of a png. */
#define SCALE 2

static char *
describe_cb (gconstpointer object)
{
  return ng_plot_describe (object);
}

static void
free_cb (gpointer object)
{
  ng_plot_free (object);
}

static const NgExprObjectClass plot_class = { .name = "plot",
                                              .describe = describe_cb,
                                              .free = free_cb };

static NgExpr *
apply_plot (NgSession *session, NgExpr *call, GError **error)
{
  NgPlot *plot = ng_plot_read (call, error);

  return plot != NULL ? ng_expr_new_object (&plot_class, plot) : NULL;
}

gboolean
ng_plots_has (const NgExpr *value)
{
  return ng_expr_object (value, &plot_class) != NULL;
}

gboolean
ng_plots_export (const NgExpr *value, const char *path, GError **error)
{
  const NgPlot *plot = ng_expr_object (value, &plot_class);
  const NgTheme *theme = ng_theme_get (NG_THEME_LIGHT);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *title = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (plot != NULL, FALSE);
  g_autoptr (NgScene) scene = ng_plot_draw (plot, ng_pango_metrics ());
  if (g_str_has_suffix (lower, ".svg")) {
    char *text = ng_svg_write (scene, theme, title, 0, FALSE);
    bytes = g_bytes_new_take (text, strlen (text));
  } else if (g_str_has_suffix (lower, ".pdf")) {
    bytes = ng_cairo_pdf (scene, theme, title, 0, error);
  } else if (g_str_has_suffix (lower, ".png")) {
    bytes = ng_cairo_png (scene, theme, SCALE, 0, FALSE, error);
  } else {
    ng_error_set_new (error,
                      "File::format",
                      NULL,
                      "A plot is written as svg, pdf or png, and \"%s\" ends in none of them.",
                      path);
  }
  return bytes != NULL && ng_file_replace (path, bytes, error);
}

static const NgOperation operations[] = {
  { "ListLinePlot",
    "ListLinePlot[data, \"Smoothing\" -> n]",
    "A plot of one curve or several, such as losses; Export writes it",
    apply_plot },
  { "ListLogPlot", "ListLogPlot[data]", "A plot of curves with a logarithmic axis", apply_plot },
  { "ListLogLogPlot",
    "ListLogLogPlot[data]",
    "A plot of curves with two logarithmic axes",
    apply_plot },
  { "BarChart",
    "BarChart[numbers, ChartLabels -> names]",
    "A plot of numbers as bars",
    apply_plot },
  { "Histogram",
    "Histogram[numbers, bins]",
    "A plot of how many numbers there are of each size",
    apply_plot },
  { "MatrixPlot",
    "MatrixPlot[matrix]",
    "A plot of a matrix in colours that are white at 0; of more matrices one beside the other",
    apply_plot },
  { "ArrayPlot",
    "ArrayPlot[matrix]",
    "A plot of a matrix in colours from dark to light",
    apply_plot },
  { "ConfusionMatrixPlot",
    "ConfusionMatrixPlot[counts, ChartLabels -> names]",
    "A plot of how often each class was taken for which",
    apply_plot },
};

void
ng_plots_add (NgSession *session)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    ng_session_add_operation (session, &operations[i]);
}
