/* Bytes read as a WAV file; what is read is resampled, and its spectra are taken. The other formats
 * are libsndfile's alone. */

#include "core/media/audio.h"
#include "core/media/resample.h"
#include "core/media/spectrum.h"
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree float *weights = ng_window_new (0, 25);
  NgPartitions partitions = { 25, 8, weights, 1 };
  NgMelFilters filters = { 5, 8000, 0, 4000 };
  gint64 rate = 0;

  if (size < 4 || memcmp (data, "RIF", 3) != 0)
    return 0;
  g_autoptr (NgTensor) samples = ng_audio_parse (bytes, &rate, NULL);
  if (samples == NULL || rate < 100)
    return 0;
  g_autoptr (NgTensor) resampled = ng_audio_resample (samples, rate, 8000, NULL);
  g_autoptr (NgTensor) mfcc = ng_spectrum_mfcc (resampled, &partitions, &filters, 3, NULL);

  g_assert_true (mfcc == NULL || ng_tensor_dims (mfcc)[1] == 3);
  return 0;
}
