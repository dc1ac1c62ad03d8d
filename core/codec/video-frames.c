/* "VideoFrames": a list of pictures, one behind the other. Each of them is encoded as "Image" does,
 * see pictures.c. */

#include "core/codec/picture.h"
#include "core/codec/pictures.h"

static gboolean
prepare (NgCoder *coder, GError **error)
{
  return ng_pictures_prepare (coder, 2, error);
}

/* type: {length, channels, height, width} */
static void
find_type (const NgCoder *coder, NgType *type)
{
  NgType frame = ng_type_unknown ();

  ng_pictures_type (coder, &frame);
  *type = frame;
  type->rank = frame.rank + 1;
  type->dims[0] = ng_dim_varying (1);
  for (int i = 0; i < frame.rank; i++)
    type->dims[i + 1] = frame.dims[i];
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  if (!ng_expr_is_call (item, "List") || ng_expr_n_args (item) == 0)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (item); i++)
    if (!ng_picture_is_written (ng_expr_arg (item, i), 2))
      return FALSE;
  return TRUE;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  for (gsize i = 0; i < ng_expr_n_args (item); i++) {
    NgTensor *frame = ng_pictures_encode (coder, ng_expr_arg (item, i), error);

    if (frame == NULL)
      return NULL;
    g_ptr_array_add (frames, frame);
  }
  return ng_tensor_stack ((NgTensor *const *) frames->pdata, frames->len);
}

const NgCoderClass ng_codec_video_frames = {
  .name = "VideoFrames",
  .summary = "Lists of pictures as sequences of arrays of their channels",
  .params = NG_PICTURES_PARAMS ("{128, 128}"),
  .prepare = prepare,
  .type = find_type,
  .heads = ng_pictures_heads,
  .is_item = is_item,
  .encode = encode,
  .examples = { "NetEncoder[{\"VideoFrames\", {2, 1}, ColorSpace -> \"Grayscale\"}][{Image[{{0.25, "
                "0.75}}], Image[{{0, 1}}]}] -> {{{{0.25, 0.75}}}, {{{0, 1}}}}",
                "NetEncoder[{\"VideoFrames\", 1}][{Image[{{{255, 0, 51}}}, \"Byte\"]}] -> "
                "{{{{1.}}, "
                "{{0.}}, {{0.2}}}}" },
};
