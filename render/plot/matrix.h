/* Matrices with axes: heat maps with their scale, tables of what was taken for what, weights and
 * filters as pictures. */

#pragma once

#include "core/tensor/tensor.h"
#include "render/plot/axes.h"
#include "render/plot/plot.h"

G_BEGIN_DECLS

/**
 * ng_plot_matrix:
 * @tensor: as of ng_plot_heat()
 *
 * Returns: (transfer full): the heat map, rows and columns counted from 1, and the scale beside it
 */
NgScene *ng_plot_matrix (const NgMetrics *metrics,
                         const NgTensor *tensor,
                         NgScale scale,
                         const NgPlotWords *words,
                         float width,
                         float height);

/**
 * ng_plot_confusion:
 * @counts: (array length=n*n): row by row: how often class i was taken for class j
 * @names: (nullable) (array length=n): of the classes; else 1, 2, …
 *
 * In each place a square, of the area of its share of its row, and the count where there is room.
 *
 * Returns: (transfer full): the table
 */
NgScene *ng_plot_confusion (const NgMetrics *metrics,
                            const double *counts,
                            const char *const *names,
                            gsize n,
                            const NgPlotWords *words,
                            float width,
                            float height);

/**
 * ng_plot_filters:
 * @tensor: weights of rank 3 or more: each last matrix is a tile, in the order of elements
 * @scale: diverging or balanced
 *
 * All in one scale, 0 in its middle, which stands beside them.
 *
 * Returns: (transfer full): the tiles
 */
NgScene *ng_plot_filters (const NgMetrics *metrics,
                          const NgTensor *tensor,
                          NgScale scale,
                          const NgPlotWords *words,
                          float width,
                          float height);

G_END_DECLS
