/* "Audio": sounds as their samples, {samples, 1}. */

#include "core/codec/sound.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_sound_type (coder, type, 1);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgSound sound;
  g_autoptr (NgTensor) samples = ng_sound_read (coder, item, coding, &sound, error);

  if (samples == NULL)
    return NULL;
  gint64 dims[2] = { ng_tensor_count (samples), 1 };
  return ng_tensor_reshape (samples, dims, 2);
}

const NgCoderClass ng_codec_audio = {
  .name = "Audio",
  .summary = "Sounds as their samples",
  .params = { NG_SOUND_PARAMS },
  .prepare = ng_sound_prepare_samples,
  .type = find_type,
  .heads = ng_sound_heads,
  .is_item = ng_sound_is_item,
  .encode = encode,
  .examples = { "NetEncoder[\"Audio\"][Audio[{0.5, -0.25}, SampleRate -> 16000]] -> {{0.5}, "
                "{-0.25}}",
                "NetEncoder[{\"Audio\", \"SampleRate\" -> 8000, \"Normalization\" -> \"Max\", "
                "\"TargetLength\" "
                "-> 3}][Audio[{{0.5, 0.25}, {0.5, 0.}}, SampleRate -> 8000]] -> {{1.}, {0.25}, "
                "{0.}}",
                "NetEncoder[{\"Audio\", \"TargetLength\" -> Quantity[0.01, "
                "\"Seconds\"]}][Audio[{0.25}]]" },
};
