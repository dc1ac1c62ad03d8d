/* Operators that were tried and withdrawn, and are still met in files. */

#include "core/operators/operation.h"

#include <string.h>

/* scale x + a bias for each channel */
static void
lower_image_scaler (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgAttribute *bias = ng_onnx_node_attribute (to->node, "bias");

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  NgValue y = ng_build_scale (to->builder, x, ng_onnx_node_real (to->node, "scale", 1));
  if (bias != NULL && bias->kind == NG_ATTRIBUTE_REALS) {
    gint64 n = bias->numbers->len;
    if (shape.rank != 4 || n != shape.dims[1]) {
      ng_operation_fail (to, "has %" G_GINT64_FORMAT " biases that do not fit its channels", n);
      return;
    }
    g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, bias->numbers->data);
    g_autoptr (NgTensor) offsets = ng_tensor_convert (wide, shape.element);
    NgValue offset = ng_build_constant (to->builder, offsets);
    y = ng_build_add (to->builder, y, ng_build_broadcast_at (to->builder, offset, y, 1));
  }
  ng_operation_output (to, 0, y);
}

static void
lower_affine (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  double alpha = ng_onnx_node_real (to->node, "alpha", 1);
  double beta = ng_onnx_node_real (to->node, "beta", 0);

  if (x != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_build_offset (to->builder, ng_build_scale (to->builder, x, alpha), beta));
}

/* Takes a border away: left, top, right, bottom; or keeps "scale" rows and columns from the border
 * on. */
static void
lower_crop (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  gint64 start[4] = { 0 }, step[4] = { 1, 1, 1, 1 };
  gsize n, n_sizes;
  const gint64 *border = ng_onnx_node_integers (to->node, "border", &n);
  const gint64 *sizes = ng_onnx_node_integers (to->node, "scale", &n_sizes);

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank != 4 || border == NULL || n != 4) {
    ng_operation_fail (to, "needs pictures of four axes and a border of four numbers");
    return;
  }
  for (int i = 0; i < 2; i++) {
    gint64 size = shape.dims[2 + i], before = border[1 - i], after = border[3 - i];
    gint64 rest = sizes != NULL && n_sizes == 2 ? sizes[i] : size - before - after;
    if (before < 0 || after < 0 || before > size || after > size || rest < 0 ||
        rest > size - before) {
      ng_operation_fail (to, "takes more away than there is");
      return;
    }
    start[2 + i] = before;
    shape.dims[2 + i] = rest;
  }
  ng_operation_output (to, 0, ng_build_slice (to->builder, x, start, step, shape.dims));
}

#define LEGACY(NAME, SUMMARY, CATEGORY, LOWER)                                                     \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = CATEGORY, .inputs = { "input" },                 \
    .outputs = { "output" }, .lower = LOWER                                                        \
  }

const NgOperatorClass ng_operators_legacy[] = {
  LEGACY ("ImageScaler",
          "Scales a picture and shifts its channels",
          NG_CATEGORY_ELEMENTWISE,
          lower_image_scaler),
  LEGACY ("Affine", "alpha x + beta", NG_CATEGORY_ELEMENTWISE, lower_affine),
  LEGACY ("Crop", "Takes the border of a picture away", NG_CATEGORY_STRUCTURE, lower_crop),
  { .name = NULL },
};
