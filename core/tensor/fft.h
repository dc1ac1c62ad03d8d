/* NgFft: discrete Fourier transforms of real numbers, of one length; the one door to kissfft. */

#pragma once

#include "core/base/limits.h"
#include <glib.h>

G_BEGIN_DECLS

typedef struct _NgFft NgFft;

/**
 * ng_fft_new:
 * @n: the length, 1 to %NG_MAX_FFT; any number, primes too
 *
 * Returns: (transfer full): tables and memory for transforms of @n numbers; one thread at a time
 */
NgFft *ng_fft_new (gsize n);
void ng_fft_free (NgFft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgFft, ng_fft_free)

/** ng_fft_n_bins: Returns: ⌊n/2⌋ + 1; the other bins are the conjugates of these */
gsize ng_fft_n_bins (const NgFft *self);

/**
 * ng_fft_forward:
 * @x: (array length=n): real numbers
 * @bins: room for twice as many numbers as there are bins: real part, imaginary part, …
 *
 * bins[k] = Σ_j x[j] e^(−2πi jk/n). In single precision; takes time in n log n.
 */
void ng_fft_forward (NgFft *self, const float *x, float *bins);

/**
 * ng_fft_backward:
 * @bins: as ng_fft_forward() gives them
 * @x: room for as many numbers as the length
 *
 * The numbers whose transform @bins are: x[j] = 1/n Σ_k bins[k] e^(2πi jk/n) over all n bins.
 */
void ng_fft_backward (NgFft *self, const float *bins, float *x);

G_END_DECLS
