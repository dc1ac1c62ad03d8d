/* Plots as files. */

#pragma once

#include "render/plot/notation.h"

G_BEGIN_DECLS

/**
 * ng_plot_export:
 * @path: ending in svg, pdf, png or tex
 *
 * Fails with: "File::format", "File::write".
 */
gboolean ng_plot_export (const NgPlot *plot, const char *path, GError **error);

G_END_DECLS
