/* Products of matrices. */

#include "core/convert/products.h"

/* A matrix times @factor, turned where @is_turned. */
NgTensor *
ng_conversion_matrix (NgConversion *self, NgTensor *tensor, gboolean is_turned, double factor)
{
  g_autoptr (NgTensor) matrix = ng_tensor_convert (tensor, NG_ELEMENT_F32);
  gint64 rows = ng_tensor_dims (tensor)[0], columns = ng_tensor_dims (tensor)[1];
  gint64 dims[2] = { is_turned ? columns : rows, is_turned ? rows : columns };
  const float *from = ng_tensor_data (matrix);

  if (!is_turned && factor >= 1 && factor <= 1)
    return ng_conversion_keep (self, g_steal_pointer (&matrix));
  float *to = g_new (float, (gsize) MAX (rows * columns, 1));
  for (gint64 i = 0; i < rows; i++) {
    for (gint64 j = 0; j < columns; j++)
      to[is_turned ? j * rows + i : i * columns + j] =
          (float) (factor * (double) from[i * columns + j]);
  }
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, to));
}

NgTensor *
ng_conversion_vector (NgConversion *self, const NgTensor *tensor, gint64 n, double factor)
{
  gint64 count = ng_tensor_count (tensor);

  if ((count != n && count != 1) || !ng_element_is_real (ng_tensor_element (tensor)))
    return NULL;
  /* All of it lies along the last axis. */
  for (gsize i = 0; i + 1 < ng_tensor_rank (tensor); i++) {
    if (ng_tensor_dims (tensor)[i] != 1)
      return NULL;
  }
  float *data = g_new (float, (gsize) MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (factor * ng_tensor_get_real (tensor, count == 1 ? 0 : i));
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, data));
}

gboolean
ng_conversion_put_linear (NgConversion *self, gsize index, NgTensor *weights, NgTensor *biases)
{
  const NgCarried *carried = ng_conversion_operand (self, index);
  gint64 n = ng_tensor_dims (weights)[0];
  NgFeed feed;

  if (carried == NULL || !ng_conversion_take_as (self, index, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  const NgType levels = carried->wanted;
  int axis = carried->axis, merged = carried->merged;
  if (levels.rank < 1 || (merged == 0 && axis == levels.rank))
    return ng_conversion_refuse (self, "it multiplies across examples");
  NgGiven given[] = { { "Weights", weights },
                      { biases != NULL ? "Biases" : NULL, biases },
                      { NULL } };
  int layer = ng_conversion_put (self,
                                 &feed,
                                 1,
                                 given,
                                 levels.rank - 1,
                                 "LinearLayer[%" G_GINT64_FORMAT "%s]",
                                 n,
                                 biases != NULL ? "" : ", \"Biases\" -> None");
  NgType held = levels;
  held.dims[held.rank - 1] = ng_dim_number (n);
  return ng_conversion_give_held (self, 0, ng_conversion_feed (layer, 0), axis, merged, &held);
}

/* A product for each place at the levels in front of the last two. */
static gboolean
put_dot (NgConversion *self)
{
  const NgCarried *a = ng_conversion_operand (self, 0), *b = ng_conversion_operand (self, 1);
  NgFeed feeds[2];
  g_autoptr (GError) error = NULL;

  if (a == NULL || b == NULL || !ng_conversion_take (self, 0, &feeds[0]) ||
      !ng_conversion_take (self, 1, &feeds[1]))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int rank = a->wanted.rank;
  if (a->axis != b->axis || rank != b->wanted.rank || rank < 2 || a->axis > rank - 2)
    return ng_conversion_refuse (self, "its inputs do not agree on where the batch is");
  for (int i = 0; i < rank - 2; i++) {
    if (!ng_dim_equal (a->wanted.dims[i], b->wanted.dims[i]))
      return ng_conversion_refuse (self, "it repeats matrices");
  }
  int axis = a->axis, layer;
  if (rank == 2) {
    layer = ng_conversion_put (self, feeds, 2, NULL, 0, "DotLayer[]");
  } else {
    layer = ng_conversion_put (
        self, feeds, 2, NULL, 0, "NetMapThreadOperator[DotLayer[\"Inputs\" -> 2], %d]", rank - 2);
  }
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), axis);
}

static gboolean
convert_matmul (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1);

  if (ng_conversion_constant (self, 0) != NULL)
    return ng_conversion_refuse (self, "a constant stands on the left");
  if (weights == NULL)
    return put_dot (self);
  if (ng_tensor_rank (weights) != 2 || !ng_element_is_real (ng_tensor_element (weights)))
    return ng_conversion_refuse (self, "what it multiplies with is no matrix");
  return ng_conversion_put_linear (self, 0, ng_conversion_matrix (self, weights, TRUE, 1), NULL);
}

static gboolean
convert_gemm (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1), *bias = ng_conversion_constant (self, 2);
  const NgCarried *carried = ng_conversion_operand (self, 0);
  gboolean is_turned = ng_onnx_node_integer (self->node, "transB", 0) != 0;

  if (weights == NULL || ng_tensor_rank (weights) != 2 ||
      !ng_element_is_real (ng_tensor_element (weights)) ||
      (bias == NULL && ng_conversion_has (self, 2)))
    return ng_conversion_refuse (self, "its weights are not constant");
  if (carried == NULL || carried->axis != 0 || ng_onnx_node_integer (self->node, "transA", 0) != 0)
    return ng_conversion_refuse (self, "the batch does not stand in front");
  weights =
      ng_conversion_matrix (self, weights, !is_turned, ng_onnx_node_real (self->node, "alpha", 1));
  if (bias != NULL) {
    bias = ng_conversion_vector (
        self, bias, ng_tensor_dims (weights)[0], ng_onnx_node_real (self->node, "beta", 1));
    if (bias == NULL)
      return ng_conversion_refuse (self, "what it adds is no vector");
  }
  return ng_conversion_put_linear (self, 0, weights, bias);
}

const NgRuleRow ng_rules_products[] = {
  { "Gemm", convert_gemm },
  { "MatMul", convert_matmul },
  { NULL },
};
