/* "AudioSpectrogram": sounds as the magnitudes of the spectra of their partitions. */

#include "core/codec/sound.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_sound_type (coder, type, ng_sound_n_bins (coder));
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgSound sound;
  g_autoptr (NgTensor) samples = ng_sound_read (coder, item, coding, &sound, error);

  return samples != NULL ? ng_spectrum_magnitudes (samples, &sound.partitions, error) : NULL;
}

const NgCoderClass ng_codec_audio_spectrogram = {
  .name = "AudioSpectrogram",
  .summary = "Sounds as the magnitudes of their spectra",
  .params = { NG_SOUND_SPECTRUM_PARAMS },
  .prepare = ng_sound_prepare_spectra,
  .type = find_type,
  .heads = ng_sound_heads,
  .is_item = ng_sound_is_item,
  .encode = encode,
  .examples = { "NetEncoder[{\"AudioSpectrogram\", \"SampleRate\" -> 8, \"WindowSize\" -> 4, "
                "\"WindowFunction\" -> \"DirichletWindow\", \"TargetLength\" -> 1}][Audio[{3., 0., "
                "-3., 4., 1.}, SampleRate -> 8]] -> {{4., 7.211102485656738, 4.}}",
                "NetEncoder[{\"AudioSpectrogram\", \"WindowSize\" -> Quantity[10, "
                "\"Milliseconds\"]}][Audio[{0.5}]]" },
};
