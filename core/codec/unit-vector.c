/* "UnitVector": the numbers 1 … n as vectors of 0 with a 1 at their place. Whole numbers in a list
 * are items, so vectors that are given in place of items have a number with a point. */

#include "core/graph/coder.h"

enum { LENGTH };

static void
find_type (const NgCoder *coder, NgType *type)
{
  const NgParam *length = ng_coder_param (coder, LENGTH);

  type->kind = NG_KIND_REAL;
  type->rank = 1;
  type->dims[0] = length->is_automatic ? ng_dim_unknown () : ng_dim_number (length->integer);
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_expr_kind (item) == NG_EXPR_INTEGER;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  NgDim dim = coding->type->dims[0];
  gint64 index = ng_expr_integer (item);
  g_autofree float *data = NULL;

  if (dim.state != NG_DIM_NUMBER) {
    ng_coder_refuse_item (item, error, "cannot be a vector whose length nothing tells");
    return NULL;
  }
  if (index < 1 || index > dim.value) {
    g_autofree char *what =
        g_strdup_printf ("is not one of the numbers 1 to %" G_GINT64_FORMAT, dim.value);

    ng_coder_refuse_item (item, error, what);
    return NULL;
  }
  data = g_try_new0 (float, (gsize) dim.value);
  if (data == NULL) {
    ng_coder_refuse_item (item, error, "would be a vector for which there is no memory");
    return NULL;
  }
  data[index - 1] = 1;
  return ng_tensor_new_take (NG_ELEMENT_F32, &dim.value, 1, g_steal_pointer (&data));
}

const NgCoderClass ng_codec_unit_vector = {
  .name = "UnitVector",
  .summary = "Whole numbers as vectors of 0 with a 1 at their place",
  .params = { [LENGTH] = { "Length",
                           NG_PARAM_INTEGER,
                           .position = 1,
                           .at_least = 1,
                           .below = 1 << 30,
                           .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                           .help = "How many numbers there are; Automatic: as the net says" } },
  .type = find_type,
  .is_item = is_item,
  .encode = encode,
  .examples = { "NetEncoder[{\"UnitVector\", 3}][2] -> {0., 1., 0.}",
                "NetEncoder[{\"UnitVector\", 2}][{1, 2, 1}] -> {{1., 0.}, {0., 1.}, {1., 0.}}",
                "NetEncoder[{\"UnitVector\", 2}][{0.5, 0.5}] -> {0.5, 0.5}" },
};
