/* Small pictures of values: bars, histograms, heat maps, images, curves. Scenes like any other. */

#pragma once

#include "core/tensor/tensor.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

/**
 * ng_plot_bars:
 * @values: (array length=n): class scores or probabilities
 * @names: (nullable) (array length=n): of the classes; else their numbers
 * @first: number of the first class where there are no names
 * @top: draw the largest @top only, largest first; 0 for all in their order
 *
 * Returns: (transfer full): horizontal bars with names and values, the best marked
 */
NgScene *ng_plot_bars (const NgMetrics *metrics,
                       const double *values,
                       const char *const *names,
                       gsize n,
                       int first,
                       gsize top,
                       float width);

/** ng_plot_histogram: Returns: (transfer full): the bins with min, mean and max below */
NgScene *ng_plot_histogram (const NgMetrics *metrics,
                            const NgTensorStatistics *statistics,
                            float width,
                            float height);

typedef enum {
  NG_SCALE_GREY,       /* min black, max white */
  NG_SCALE_SEQUENTIAL, /* min dark blue to max yellow, as viridis */
  NG_SCALE_DIVERGING,  /* blue below zero, white at zero, red above: gradients */
  NG_SCALE_BALANCED,   /* the same in grey: black below zero, grey at zero, white above */
} NgScale;

/**
 * ng_plot_heat:
 * @tensor: a matrix, or a vector as one row; of higher rank its first matrix
 *
 * Elements that are no numbers are striped. Matrices larger than 1024 by 1024 are averaged.
 *
 * Returns: (transfer full): one coloured cell for each element, in @width by @height at most
 */
NgScene *ng_plot_heat (
    const NgMetrics *metrics, const NgTensor *tensor, NgScale scale, float width, float height);

/**
 * ng_plot_image:
 * @tensor: {h, w}, {1, h, w} or {3, h, w}; of more channels each one as a tile
 *
 * Values in [0, 1] are taken as they are; others are spread over their range.
 *
 * Returns: (transfer full): the picture, in @width by @height at most
 */
NgScene *
ng_plot_image (const NgMetrics *metrics, const NgTensor *tensor, float width, float height);

/** ng_plot_color: Returns: the colour of the scale at @t, from 0 to 1: 0xAARRGGBB */
guint32 ng_plot_color (NgScale scale, double t);

/**
 * ng_plot_signed:
 *
 * What shows a gradient: a heat map in the diverging scale, of a vector one row, of more channels a
 * tile for each; white is 0, and the strongest colours are the greatest absolute value of all.
 *
 * Returns: (transfer full): the picture, in @width by @height at most
 */
NgScene *
ng_plot_signed (const NgMetrics *metrics, const NgTensor *tensor, float width, float height);
/** ng_plot_signed_in: ng_plot_signed() in that scale, diverging or balanced */
NgScene *ng_plot_signed_in (
    const NgMetrics *metrics, const NgTensor *tensor, NgScale scale, float width, float height);

/**
 * ng_plot_legend:
 * @title: what the colours are of
 * @low, @high: what its ends mean; in the middle is 0
 * @note: (nullable): a line below
 *
 * Returns: (transfer full): the diverging scale with words
 */
NgScene *ng_plot_legend (const NgMetrics *metrics,
                         const char *title,
                         const char *low,
                         const char *high,
                         const char *note,
                         float width);

/** ng_plot_spark: Returns: (transfer full): a small curve of @values, gaps where they are no
 * numbers */
NgScene *
ng_plot_spark (const NgMetrics *metrics, const double *values, gsize n, float width, float height);

/**
 * ng_plot_value:
 *
 * Returns: (transfer full): what suits @tensor: a number as text, a short vector as bars, a long
 * one as a curve, a matrix as a heat map, {1 or 3, h, w} as an image
 */
NgScene *
ng_plot_value (const NgMetrics *metrics, const NgTensor *tensor, float width, float height);

G_END_DECLS
