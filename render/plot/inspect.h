/* Plots of values and arrays as one looks into them: small, with axes and scales. */

#pragma once

#include "core/tensor/tensor.h"
#include "render/plot/axes.h"

G_BEGIN_DECLS

/**
 * ng_plot_inspect:
 * @tensor: a value; of more than three levels the first ones
 * @is_signed: whether it is a gradient: zero is white
 *
 * Returns: (transfer full): a long vector as a curve, a matrix as a heat map with its rows, columns
 *   and scale, signed pictures as tiles with a scale; all else as ng_plot_value()
 */
NgScene *ng_plot_inspect (const NgMetrics *metrics,
                          const NgTensor *tensor,
                          gboolean is_signed,
                          float width,
                          float height);

/**
 * ng_plot_weights:
 * @tensor: an array of a layer
 *
 * Cost: linear in the elements.
 *
 * Returns: (transfer full) (nullable): matrices as heat maps, what has more levels as tiles, white
 * at 0, with their scale; %NULL of vectors and numbers, whose spread says enough
 */
NgScene *
ng_plot_weights (const NgMetrics *metrics, const NgTensor *tensor, float width, float height);

/** ng_plot_spread: Returns: (transfer full): how the elements are distributed: the bins of
 *   @statistics over their range, with axes, and the mean as a line */
NgScene *ng_plot_spread (const NgMetrics *metrics,
                         const NgTensorStatistics *statistics,
                         float width,
                         float height);

G_END_DECLS
