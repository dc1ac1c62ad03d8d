#include "render/plot/values.h"

#include "core/language/session.h"

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
  NgDiagnostic *doubt = plot != NULL ? ng_plot_doubt (plot) : NULL;

  if (doubt != NULL)
    ng_session_warn (session, doubt);
  return plot != NULL ? ng_expr_new_object (&plot_class, plot) : NULL;
}

static const NgOperation operations[] = {
  { "ListPlot", "ListPlot[data]", "A plot of points", apply_plot },
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

const NgPlot *
ng_expr_plot (const NgExpr *value)
{
  return ng_expr_object (value, &plot_class);
}
