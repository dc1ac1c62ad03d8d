/* "Scalar": a number as a vector of length 1. */

#include "core/graph/coder.h"

static void
find_type (const NgCoder *coder, NgType *type)
{
  *type = ng_type_real ((const gint64[]){ 1 }, 1);
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_expr_is_number (item);
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  double value = ng_expr_number (item);

  return ng_tensor_new_copy (NG_ELEMENT_F64, (const gint64[]){ 1 }, 1, &value);
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  return ng_expr_new_real (ng_tensor_get_real (array, 0), NULL);
}

const NgCoderClass ng_codec_scalar = {
  .name = "Scalar",
  .summary = "A number as a vector of length 1",
  .type = find_type,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Value", 0, 0, "The number" } },
  .is_lossless = TRUE,
  .examples = { "NetEncoder[\"Scalar\"][2.5] -> {2.5}",
                "NetEncoder[\"Scalar\"][{1, 2}] -> {{1.}, {2.}}",
                "NetDecoder[\"Scalar\"][{2.5}] -> 2.5" },
};
