/* Plots as values of a session: ListLinePlot[…] and the like are operations that make them. */

#pragma once

#include "core/language/evaluate.h"
#include "render/plot/notation.h"

G_BEGIN_DECLS

/** ng_plots_add: gives a session the operations that make plots */
void ng_plots_add (NgSession *session);

/** ng_expr_plot: Returns: (transfer none) (nullable): the plot that a value is */
const NgPlot *ng_expr_plot (const NgExpr *value);

G_END_DECLS
