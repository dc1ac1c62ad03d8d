/* "Image3D": see pictures.c. */

#include "core/codec/picture.h"
#include "core/codec/pictures.h"

static gboolean
prepare (NgCoder *coder, GError **error)
{
  return ng_pictures_prepare (coder, 3, error);
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_picture_is_written (item, 3);
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

const NgCoderClass ng_codec_image_3d = {
  .name = "Image3D",
  .summary = "Pictures of three dimensions as arrays of their channels",
  .params = NG_PICTURES_PARAMS ("{128, 128, 128}"),
  .prepare = prepare,
  .type = ng_pictures_type,
  .heads = ng_pictures_heads,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Image", 0, 0, "The picture" } },
  .examples = { "NetEncoder[{\"Image3D\", {1, 1, 2}, ColorSpace -> "
                "\"Grayscale\"}][Image3D[{{{0.25}}, {{0.75}}}]] -> {{{{0.25}}, {{0.75}}}}",
                "NetEncoder[{\"Image3D\", 1, ColorSpace -> \"Grayscale\"}][Image3D[{{{0, 1}, {1, "
                "0}}, {{0.5, 0.5}, {0.5, 0.5}}}]] -> {{{{0.5}}}}",
                "NetEncoder[{\"Image3D\", {2, 1, 2}, ColorSpace -> "
                "\"Grayscale\"}][Image3D[{Image[{{0, "
                "1}}], Image[{{0.25, 0.5}}]}]] -> {{{{0, 1}}, {{0.25, 0.5}}}}",
                "NetDecoder[{\"Image3D\", ColorSpace -> \"Grayscale\"}][{{{{0.25}}, {{0.75}}}}]" },
};
