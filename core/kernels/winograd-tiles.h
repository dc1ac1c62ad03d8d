/* What Winograd's algorithm F (m x m, 3 x 3) does to tiles, for sixteen channels at once:
 *
 *   y = Aᵀ ((G w Gᵀ) ∘ (Bᵀ x B)) A
 *
 * makes m x m results of a tile of n x n elements, n = m + 2. Both transforms follow from
 * polynomials through n - 1 points and infinity (Toom and Cook). For m = 2 these are 0, 1 and -1,
 * for m = 4 they are 0, 3/4, -3/4, 3/2 and -3/2, whose products are near 1, so that errors are a
 * quarter of those of 0, 1, -1, 2 and -2.
 *
 * A band is a row of tiles: (rows, columns, 16 channels), aligned to 64 bytes. Neighbours share two
 * columns in the bands that are read, and none in those that are written. */

#pragma once

#include "core/kernels/panel.h"

G_BEGIN_DECLS

/** ng_winograd_weights: the transformed weights of sixteen windows, @m is 2 or 4
 * @weights: (3 x 3, 16)
 * @result: (n x n, 16), the elements of the n x n axis @stride elements apart */
void ng_winograd_weights (int m, const double *weights, float *result, gint64 stride);

/** ng_winograd_forward: transforms @count tiles of a band
 * @pitch: columns of @band
 * @result: (n x n, count, 16), elements along the first axis @stride, along the second @step
 *   elements apart */
void ng_winograd_forward (int m,
                          gint64 count,
                          const float *band,
                          gint64 pitch,
                          float *result,
                          gint64 stride,
                          gint64 step);

/** ng_winograd_back: makes @count tiles of a band, (m, count m, 16), plus @shift for each channel
 * @products: as ng_winograd_forward() has its result
 *
 * Returns: FALSE if not all results are finite */
gboolean ng_winograd_back (int m,
                           gint64 count,
                           const float *products,
                           gint64 stride,
                           gint64 step,
                           const float *shift,
                           float *band);

/** ng_winograd_gather: @n elements of up to sixteen channels that lie @plane elements apart
 * @to: (n, 16); channels from @channels on are left as they are */
void ng_winograd_gather (const float *from, gint64 plane, gint64 channels, gint64 n, float *to);

/** ng_winograd_scatter: the other way; @to holds rows of @n elements, @plane elements apart */
void ng_winograd_scatter (const float *from, gint64 channels, gint64 n, float *to, gint64 plane);

/** ng_winograd_finish: y = clip (x + summand); @summand may be %NULL, NaN passes */
void ng_winograd_finish (
    gint64 n, const float *x, const float *summand, float low, float high, float *y);

G_END_DECLS
