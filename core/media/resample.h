/* Sounds at another number of samples in a second. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * ng_audio_resample:
 * @samples: float32, {n}
 * @from, @to: samples in a second, 1 to %NG_MAX_SAMPLE_RATE
 *
 * The band-limited signal through the samples, silence around it, at ⌈n to/from⌉ times k/to: a sum
 * over sinc (x) windowed by Kaiser's window of 64 zeros on each side with β = 10. Up to 0.9 of the
 * lower of the two Nyquist frequencies passes unchanged; beyond it everything is 100 dB down.
 *
 * Cost: 128 products for each sample of the longer of the two.
 * Fails with: "Sample::limit" where the result would be longer than %NG_MAX_SAMPLES.
 *
 * Returns: (transfer full) (nullable): float32; @samples itself where the rates are equal
 */
NgTensor *ng_audio_resample (NgTensor *samples, gint64 from, gint64 to, GError **error);

G_END_DECLS
