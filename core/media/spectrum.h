/* What is heard in a sound over time: partitions of it, their spectra, and what is made of these.
 */

#pragma once

#include "core/base/limits.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * NgPartitions:
 * @window: samples in a partition, 1 to %NG_MAX_FFT
 * @offset: samples from the start of one partition to that of the next, at least 1
 * @weights: (array length=window): of ng_window_new(); every partition is multiplied by them
 * @warp: frequencies are heard this many times as high, linearly up to 0.8 of the Nyquist frequency
 *   (divided by @warp where that is above 1) and from there linearly to the Nyquist frequency
 *   itself; 1 for nothing of the sort. (Jaitly and Hinton, Vocal tract length perturbation, 2013)
 *
 * The first partition starts at the first sample. The last one holds the last sample, and zeros
 * behind it.
 */
typedef struct {
  gsize window, offset;
  const float *weights;
  double warp;
} NgPartitions;

/** ng_window_names: (array zero-terminated=1): "HannWindow", … */
extern const char *const ng_window_names[];

/**
 * ng_window_new:
 * @index: in ng_window_names
 *
 * Returns: (transfer full): @n weights: the window function at −1/2 + i/n, so that the next period
 *   would begin behind the last
 */
float *ng_window_new (guint index, gsize n);

/** ng_partitions_count: Returns: how many there are of @n_samples, at least 1 */
gint64 ng_partitions_count (const NgPartitions *self, gint64 n_samples);
/** ng_partitions_samples: Returns: how many samples fill @count partitions */
gint64 ng_partitions_samples (const NgPartitions *self, gint64 count);

/**
 * ng_spectrum_stft:
 * @samples: float32, {n}
 *
 * Fourier transforms without a factor: of bins 0 to ⌊window/2⌋ first the real parts, then the
 * imaginary parts.
 *
 * All functions here fail with: "Sample::limit" where the spectra would be more than
 * %NG_MAX_SPECTRA numbers.
 *
 * Returns: (transfer full) (nullable): float32, {partitions, 2 (⌊window/2⌋ + 1)}
 */
NgTensor *ng_spectrum_stft (NgTensor *samples, const NgPartitions *partitions, GError **error);

/** ng_spectrum_magnitudes: Returns: (transfer full) (nullable): float32, {partitions, ⌊window/2⌋ +
 * 1} */
NgTensor *
ng_spectrum_magnitudes (NgTensor *samples, const NgPartitions *partitions, GError **error);

/**
 * NgMelFilters:
 * @count: filters
 * @rate: samples in a second
 * @low, @high: Hz: where the first filter begins and the last one ends, 0 <= low < high <= rate/2
 *
 * Triangles over the frequency, 1 at their centres, each from the centre of the one before to that
 * of the one behind. The centres are equally spaced in mel, 2595 log10 (1 + f/700).
 */
typedef struct {
  gsize count;
  double rate, low, high;
} NgMelFilters;

/** ng_spectrum_mel: Returns: (transfer full) (nullable): float32, {partitions, filters}: what each
 *   filter lets through of the squares of the magnitudes */
NgTensor *ng_spectrum_mel (NgTensor *samples,
                           const NgPartitions *partitions,
                           const NgMelFilters *filters,
                           GError **error);

/**
 * ng_spectrum_mfcc:
 * @n_coefficients: at most as many as there are filters
 *
 * Cosine transforms (DCT II) of the logarithms of ng_spectrum_mel(), of 1e-10 where they are less:
 * c_r = n^(−1/2) Σ_s ln (e_s) cos (π (r − 1) (s − 1/2)/n), r and s from 1.
 *
 * Returns: (transfer full) (nullable): float32, {partitions, coefficients}
 */
NgTensor *ng_spectrum_mfcc (NgTensor *samples,
                            const NgPartitions *partitions,
                            const NgMelFilters *filters,
                            gsize n_coefficients,
                            GError **error);

G_END_DECLS
