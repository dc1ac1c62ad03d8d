/* Convolutions and their gradients as products with the matrix of all windows. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

extern const NgKernel ng_kernel_convolution;

/**
 * NgConvolutionShape:
 * @batch: number of images
 * @input: spatial sizes of x; axes that @window lacks have size 1
 * @output: those of y
 */
typedef struct {
  NgElement element;
  gint64 batch, inputs, outputs;
  gint64 input[NG_MAX_WINDOW_RANK];
  gint64 output[NG_MAX_WINDOW_RANK];
  NgWindow window; /* of rank 3 */
} NgConvolutionShape;

/** ng_convolution_shape: what CONVOLVE, CONVOLVE_DATA or CONVOLVE_WEIGHTS at @value works on */
void ng_convolution_shape (const NgProgram *program, NgValue value, NgConvolutionShape *shape);

/** ng_window_extend: Returns: the same window over three axes, the first ones of size 1 */
NgWindow ng_window_extend (const NgWindow *self);

/** ng_convolution_range: sets the outputs along @axis, first ≤ e < last, for which @tap of the
 * window falls into the input */
void ng_convolution_range (
    const NgConvolutionShape *self, int axis, gint64 tap, gint64 *first, gint64 *last);

G_END_DECLS
