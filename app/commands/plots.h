/* Plots as values of expressions: ListLinePlot[…] and the like. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/** ng_plots_add: gives a session the operations that make plots */
void ng_plots_add (NgSession *session);

/** ng_plots_has: Returns: whether the value is a plot */
gboolean ng_plots_has (const NgExpr *value);

/**
 * ng_plots_export:
 * @value: a plot
 * @path: ending in svg, pdf or png
 *
 * Fails with: "File::format", "File::write".
 */
gboolean ng_plots_export (const NgExpr *value, const char *path, GError **error);

G_END_DECLS
