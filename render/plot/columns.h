/* Columns: bars on an axis, and how numbers are distributed. */

#pragma once

#include "render/plot/axes.h"

G_BEGIN_DECLS

/**
 * ng_plot_columns:
 * @values: (array length=n): what is no number has no bar
 * @names: (nullable) (array length=n): of the bars; else 1, 2, …
 *
 * Returns: (transfer full): upright bars that begin at 0
 */
NgScene *ng_plot_columns (const NgMetrics *metrics,
                          const double *values,
                          const char *const *names,
                          gsize n,
                          const NgPlotWords *words,
                          float width,
                          float height);

/**
 * ng_plot_distribution:
 * @values: (array length=n): those that are no numbers do not count
 * @n_bins: about how many bins, 0 for as many as suit @n; their ends are round numbers
 *
 * Returns: (transfer full): how many values are in each bin
 */
NgScene *ng_plot_distribution (const NgMetrics *metrics,
                               const double *values,
                               gsize n,
                               gsize n_bins,
                               const NgPlotWords *words,
                               float width,
                               float height);

G_END_DECLS
