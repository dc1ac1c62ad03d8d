/* "Real": a number as it is. */

#include "core/graph/coder.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  *type = ng_type_real (NULL, 0);
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_expr_is_number (item);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  return ng_tensor_new_scalar (NG_ELEMENT_F64, ng_expr_number (item));
}

const NgCoderClass ng_codec_real = {
  .name = "Real",
  .summary = "A number as it is",
  .type = find_type,
  .is_item = is_item,
  .encode = encode,
  .examples = { "NetEncoder[\"Real\"][2.5] -> 2.5", "NetEncoder[\"Real\"][{1, 2}] -> {1., 2.}" },
};
