/* NgPlot: a plot as it is written in notation: ListLinePlot[…], BarChart[…], Histogram[…] and the
 * like. A value. */

#pragma once

#include "core/expr/expr.h"
#include "render/scene/theme.h"

G_BEGIN_DECLS

typedef struct _NgPlot NgPlot;

/**
 * ng_plot_read:
 * @call: its head a name of plots, its first argument the data; then options
 *
 * Data: of ListPlot, ListLinePlot, ListLogPlot and ListLogLogPlot a list of numbers, or of pairs
 * {x, y}, or a list or association of such lists; of BarChart numbers, in a list or by name; of
 * Histogram numbers, and how many bins; of MatrixPlot and ArrayPlot a matrix, or more of them; of
 * ConfusionMatrixPlot a square one. Options: PlotLabel, AxesLabel or FrameLabel {x, y}, PlotLegends
 * and ChartLabels (names), ScalingFunctions ("Log"), "Smoothing" (values), ImageSize (points),
 * PlotTheme (the name of a theme).
 *
 * Fails with: "Eval::arguments", "Eval::type", and what ng_tensor_read() fails with.
 *
 * Returns: (transfer full) (nullable): the plot
 */
NgPlot *ng_plot_read (NgExpr *call, GError **error);
void ng_plot_free (NgPlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPlot, ng_plot_free)

/** ng_plot_draw: Returns: (transfer full): the plot as a scene */
NgScene *ng_plot_draw (const NgPlot *self, const NgMetrics *metrics);

/** ng_plot_theme: Returns: (transfer none): what paints the plot where it is printed by itself */
const NgTheme *ng_plot_theme (const NgPlot *self);

/** ng_plot_doubt: Returns: (transfer full) (nullable): a warning, "Plot::gaps", where some of the
 *   data have no place in the plot: they are no finite numbers, or not above 0 on a logarithmic
 * axis
 */
NgDiagnostic *ng_plot_doubt (const NgPlot *self);

/** ng_plot_describe: Returns: (transfer full): "ListLinePlot[2 curves]" */
char *ng_plot_describe (const NgPlot *self);

G_END_DECLS
