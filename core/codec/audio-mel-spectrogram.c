/* "AudioMelSpectrogram": sounds as what mel filters let through of the power spectra of their
 * partitions. */

#include "core/codec/sound.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_sound_type (coder, type, ng_coder_param (coder, NG_SOUND_N_FILTERS)->integer);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgSound sound;
  g_autoptr (NgTensor) samples = ng_sound_read (coder, item, coding, &sound, error);

  return samples != NULL ? ng_spectrum_mel (samples, &sound.partitions, &sound.filters, error)
                         : NULL;
}

const NgCoderClass ng_codec_audio_mel_spectrogram = {
  .name = "AudioMelSpectrogram",
  .summary = "Sounds as their energies in bands equally wide to the ear",
  .params = { NG_SOUND_MEL_PARAMS },
  .prepare = ng_sound_prepare_mel,
  .type = find_type,
  .heads = ng_sound_heads,
  .is_item = ng_sound_is_item,
  .encode = encode,
  .examples = { "NetEncoder[{\"AudioMelSpectrogram\", \"NumberOfFilters\" -> 4, \"SampleRate\" -> "
                "8000, \"TargetLength\" -> 2}][Audio[{0.5, 0.25}]]",
                "NetEncoder[{\"AudioMelSpectrogram\", \"MinimumFrequency\" -> 100, "
                "\"MaximumFrequency\" -> 4000, \"Augmentation\" -> {\"VTLP\", \"Noise\" -> "
                "0.01}}][Audio[{0.5, 0.25}]]" },
};
