/* "Image": see pictures.c. */

#include "core/codec/picture.h"
#include "core/codec/pictures.h"

static gboolean
prepare (NgCoder *coder, GError **error)
{
  return ng_pictures_prepare (coder, 2, error);
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_picture_is_written (item, 2);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  return ng_pictures_encode (coder, item, error);
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  return ng_pictures_decode (coder, array, error);
}

const NgCoderClass ng_codec_image = {
  .name = "Image",
  .summary = "Pictures as arrays of their channels",
  .params = NG_PICTURES_PARAMS ("{128, 128}"),
  .prepare = prepare,
  .type = ng_pictures_type,
  .heads = ng_pictures_heads,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Image", 0, 0, "The picture" } },
  .examples = { "NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\"}][Image[{{0.25, "
                "0.75}}]] -> {{{0.25, 0.75}}}",
                "NetEncoder[{\"Image\", 1}][Image[{{{255, 0, 51}}}, \"Byte\"]] -> {{{1.}}, {{0.}}, "
                "{{0.2}}}",
                "NetEncoder[{\"Image\", 2, ColorSpace -> \"Grayscale\", Method -> \"Fit\", Padding "
                "-> White, Alignment -> Top}][Image[{{0, 0}}]] -> {{{0., 0.}, {1., 1.}}}",
                "NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\", \"MeanImage\" -> 0.5, "
                "\"VarianceImage\" -> 0.25, Interleaving -> True}][Image[{{0.5, 1.}}]] -> {{{0.}, "
                "{1.}}}",
                "NetDecoder[{\"Image\", ColorSpace -> \"Grayscale\", \"MeanImage\" -> 0.5}][{{{0., "
                "0.25}}}]",
                "NetDecoder[{\"Image\", \"DataTransposed\" -> True}][{{{0.}, {1.}}, {{0.}, {1.}}, "
                "{{0.}, {0.5}}}]" },
};
