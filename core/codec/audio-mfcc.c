/* "AudioMFCC": sounds as the cosine transforms of the logarithms of their mel spectra. */

#include "core/codec/sound.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_sound_type (coder, type, ng_coder_param (coder, NG_SOUND_N_COEFFICIENTS)->integer);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgSound sound;
  g_autoptr (NgTensor) samples = ng_sound_read (coder, item, coding, &sound, error);

  return samples != NULL
             ? ng_spectrum_mfcc (samples,
                                 &sound.partitions,
                                 &sound.filters,
                                 (gsize) ng_coder_param (coder, NG_SOUND_N_COEFFICIENTS)->integer,
                                 error)
             : NULL;
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgParam *n = ng_coder_param (coder, NG_SOUND_N_COEFFICIENTS);

  if (n->integer > ng_coder_param (coder, NG_SOUND_N_FILTERS)->integer) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (n->expr),
                      "\"NumberOfCoefficients\" is %" G_GINT64_FORMAT
                      ", and there are only as many as \"NumberOfFilters\", %" G_GINT64_FORMAT ".",
                      n->integer,
                      ng_coder_param (coder, NG_SOUND_N_FILTERS)->integer);
    return FALSE;
  }
  return ng_sound_prepare_mel (coder, error);
}

const NgCoderClass ng_codec_audio_mfcc = {
  .name = "AudioMFCC",
  .summary = "Sounds as their mel-frequency cepstral coefficients",
  .params = { NG_SOUND_MEL_PARAMS,
              [NG_SOUND_N_COEFFICIENTS] = { "NumberOfCoefficients",
                                            NG_PARAM_INTEGER,
                                            .value = "13",
                                            .at_least = 1,
                                            .below = 4097,
                                            .help = "How many coefficients are kept" } },
  .prepare = prepare,
  .type = find_type,
  .heads = ng_sound_heads,
  .is_item = ng_sound_is_item,
  .encode = encode,
  .examples = { "NetEncoder[\"AudioMFCC\"][Audio[{0.5, 0.25}]]",
                "NetEncoder[{\"AudioMFCC\", \"NumberOfFilters\" -> 20, \"NumberOfCoefficients\" -> "
                "2, \"TargetLength\" -> 1, \"SampleRate\" -> 8000}][Audio[{0.5}]]" },
};
