/* Curves: series of numbers over steps or other numbers, such as losses over rounds. */

#pragma once

#include "render/plot/axes.h"

G_BEGIN_DECLS

/**
 * NgCurve:
 * @name: (nullable): for the key
 * @x: (nullable) (array length=n): where the values are; else 1, 2, …
 * @y: (array length=n): a curve is broken where it is no number
 */
typedef struct {
  const char *name;
  const double *x, *y;
  gsize n;
} NgCurve;

/**
 * NgCurveStyle:
 * @is_points: whether values are dots instead of a line
 * @is_log_x, @is_log_y: logarithmic axes; values that are not above 0 are left out
 * @smoothing: each value is drawn as the mean of so many around it, and the curve itself as a
 *   lighter line; 0 or 1 for none
 */
typedef struct {
  gboolean is_log_x, is_log_y, is_points;
  gsize smoothing;
} NgCurveStyle;

/**
 * ng_plot_curves:
 *
 * Curves of more points than can be seen are drawn by the first, least, greatest and last of those
 * that fall together.
 *
 * Cost: linear.
 *
 * Returns: (transfer full): the plot, with axes and a key above where curves have names
 */
NgScene *ng_plot_curves (const NgMetrics *metrics,
                         const NgCurve *curves,
                         gsize n,
                         const NgCurveStyle *style,
                         const NgPlotWords *words,
                         float width,
                         float height);

/** ng_plot_lost: Returns: how many points of a curve have no place on axes of that style */
gsize ng_plot_lost (const NgCurve *curve, const NgCurveStyle *style);

/** ng_plot_smooth: Returns: (transfer full): for each value the mean of the finite ones among the
 *   @window around it, fewer at the ends; what is no number stays one */
double *ng_plot_smooth (const double *values, gsize n, gsize window);

G_END_DECLS
