/* "AudioSTFT": sounds as the Fourier transforms of their partitions: the real parts of bins 0 to
 * ⌊window/2⌋, then the imaginary parts. */

#include "core/codec/sound.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_sound_type (coder, type, 2 * ng_sound_n_bins (coder));
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgSound sound;
  g_autoptr (NgTensor) samples = ng_sound_read (coder, item, coding, &sound, error);

  return samples != NULL ? ng_spectrum_stft (samples, &sound.partitions, error) : NULL;
}

const NgCoderClass ng_codec_audio_stft = {
  .name = "AudioSTFT",
  .summary = "Sounds as the Fourier transforms of their partitions",
  .params = { NG_SOUND_SPECTRUM_PARAMS },
  .prepare = ng_sound_prepare_spectra,
  .type = find_type,
  .heads = ng_sound_heads,
  .is_item = ng_sound_is_item,
  .encode = encode,
  .examples = { "NetEncoder[{\"AudioSTFT\", \"SampleRate\" -> 8, \"WindowSize\" -> 4, \"Offset\" "
                "-> 4, \"WindowFunction\" -> \"DirichletWindow\"}][Audio[{1., 2., 3., 4., 1.}, "
                "SampleRate -> 8]] -> {{10., -2., -2., 0., 2., 0.}, {1., 1., 1., 0., 0., 0.}}",
                "NetEncoder[\"AudioSTFT\"][Audio[{0.5}]]" },
};
