/* Types of the most common operators, found without lowering them. */

#include "core/operators/inference.h"

#include <string.h>

void
ng_operator_infer_same (NgRelation *relation, const NgOnnxNode *node)
{
  if (ng_operator_infer_known (relation, node))
    return;
  NgType type = ng_operand_type (relation, node, 0);

  ng_result_type (relation, node, 0, &type);
}

void
ng_operator_infer_fitting (NgRelation *relation, const NgOnnxNode *node)
{
  ng_operator_infer_same (relation, node);
  ng_operator_check (relation, node);
}

/* One dimension of a broadcast. A length that meets a number above one is that number or one. */
static gboolean
broadcast_dim (NgRelation *relation, int axis, NgDim *self, NgDim other)
{
  gboolean is_number = self->state == NG_DIM_NUMBER, other_is_number = other.state == NG_DIM_NUMBER;

  if (ng_dim_equal (*self, other) || (other_is_number && other.value == 1))
    return TRUE;
  if (is_number && self->value == 1) {
    *self = other;
    return TRUE;
  }
  if (is_number && other_is_number)
    return FALSE;
  if (is_number)
    return TRUE;
  if (other_is_number)
    *self = other;
  else if (self->state == NG_DIM_VARYING && other.state == NG_DIM_VARYING)
    *self = ng_relation_fresh (relation, 0, 0, axis);
  else
    *self = ng_dim_unknown ();
  return TRUE;
}

gboolean
ng_operator_infer_dims_broadcast (NgRelation *relation,
                                  const NgType *types,
                                  gsize n,
                                  NgType *common)
{
  common->rank = 0;
  for (gsize i = 0; i < n; i++) {
    if (types[i].rank < 0) {
      common->rank = -1;
      return TRUE;
    }
    common->rank = MAX (common->rank, types[i].rank);
  }
  for (int axis = 0; axis < common->rank; axis++) {
    NgDim dim = ng_dim_number (1);
    for (gsize i = 0; i < n; i++) {
      int at = axis - common->rank + types[i].rank;
      if (at >= 0 && !broadcast_dim (relation, axis, &dim, types[i].dims[at]))
        return FALSE;
    }
    common->dims[axis] = dim;
  }
  return TRUE;
}

static void
append_dims (const NgRelation *relation, GString *text, const NgType *type)
{
  g_autofree char *dims = ng_relation_describe (relation, type);

  g_string_append (text, dims);
}

void
ng_operator_infer_like (NgRelation *relation, const NgOnnxNode *node)
{
  NgType type = ng_operand_type (relation, node, 0);
  NgElement said = ng_onnx_element (ng_onnx_node_integer (node, "dtype", 0));

  if (said != NG_ELEMENT_NONE)
    type.element = said;
  ng_result_type (relation, node, 0, &type);
}

/* Operators before version 7 line up their second input by "axis"; those are lowered to see. */
static void
infer_broadcast (NgRelation *relation, const NgOnnxNode *node, gboolean is_boolean)
{
  NgType types[8];
  NgType common = ng_type_unknown ();

  if (ng_operator_infer_known (relation, node))
    return;
  if (node->n_operands == 0 || node->n_operands > G_N_ELEMENTS (types) ||
      ng_onnx_node_attribute (node, "broadcast") != NULL) {
    ng_operator_infer_by_lowering (relation, node);
    return;
  }
  for (gsize i = 0; i < node->n_operands; i++)
    types[i] = ng_operand_type (relation, node, i);
  NgElement element = types[0].element;
  if (is_boolean)
    element = NG_ELEMENT_BOOL;
  common = ng_type_of_element (element);
  if (!ng_operator_infer_dims_broadcast (relation, types, node->n_operands, &common)) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (gsize i = 0; i < node->n_operands; i++) {
      g_string_append (text, i == 0 ? "" : " and ");
      append_dims (relation, text, &types[i]);
    }
    ng_relation_fail (
        relation, "ONNX::operator", "%s cannot combine arrays of %s.", node->op, text->str);
    return;
  }
  ng_result_type (relation, node, 0, &common);
}

void
ng_operator_infer_broadcast (NgRelation *relation, const NgOnnxNode *node)
{
  infer_broadcast (relation, node, FALSE);
}

void
ng_operator_infer_compare (NgRelation *relation, const NgOnnxNode *node)
{
  infer_broadcast (relation, node, TRUE);
}

/* The axes that a Squeeze names, as a mask; those that are not there are left out. */
static guint
squeezed_axes (NgRelation *relation, const NgOnnxNode *node, int rank)
{
  const NgTensor *known = ng_operand_known (relation, node, 1);
  gsize n = 0;
  const gint64 *list = ng_onnx_node_integers (node, "axes", &n);
  guint mask = 0;

  if (list == NULL)
    n = known != NULL ? (gsize) ng_tensor_count (known) : 0;
  for (gsize i = 0; i < n; i++) {
    gint64 axis = list != NULL ? list[i] : ng_tensor_get_int (known, (gint64) i);
    axis += axis < 0 ? rank : 0;
    if (axis >= 0 && axis < rank)
      mask |= 1u << axis;
  }
  return mask;
}

void
ng_operator_infer_squeeze (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0), result = data;
  guint mask = data.rank > 0 ? squeezed_axes (relation, node, data.rank) : 0;
  gboolean is_open = FALSE, is_fixed = ng_type_is_fixed (&data);

  /* Without axes all of size 1 go, and a length may be 1. */
  if (!is_fixed && !ng_operand_is_present (node, 1) &&
      ng_onnx_node_attribute (node, "axes") == NULL) {
    result = ng_type_of_element (data.element);
    ng_result_type (relation, node, 0, &result);
    return;
  }
  result.rank = 0;
  for (int axis = 0; axis < data.rank; axis++) {
    if ((mask & 1u << axis) == 0)
      result.dims[result.rank++] = data.dims[axis];
    else
      is_open = is_open || data.dims[axis].state != NG_DIM_NUMBER;
  }
  if (is_open)
    ng_result_type (relation, node, 0, &result);
  else
    ng_operator_infer_by_lowering (relation, node);
}

static gboolean
is_one_of (const char *op, const char *const *names)
{
  return g_strv_contains (names, op);
}

/* (m, k) (k, n) -> (m, n), either of them stored the other way round. */
static void
infer_gemm (NgRelation *relation, const NgOnnxNode *node, NgType *result)
{
  for (gsize i = 0; i < 2; i++) {
    NgType type = ng_operand_type (relation, node, i);
    gboolean is_turned = ng_onnx_node_integer (node, i == 0 ? "transA" : "transB", 0) != 0;

    result->dims[i] = type.rank == 2 ? type.dims[(i == 0) == is_turned] : ng_dim_unknown ();
  }
  result->rank = 2;
}

/* As many axes as the input, of which those that the node changes are not known. */
static void
infer_rank (NgRelation *relation, const NgOnnxNode *node, NgType *result)
{
  const NgTensor *axes = ng_operand_known (relation, node, 3);
  gboolean is_slice = strcmp (node->op, "Slice") == 0;
  guint mask = 0;

  for (gint64 i = 0; is_slice && axes != NULL && i < ng_tensor_count (axes); i++) {
    gint64 axis = ng_tensor_get_int (axes, i);
    axis += axis < 0 ? result->rank : 0;
    if (axis >= 0 && axis < result->rank)
      mask |= 1u << axis;
  }
  for (int axis = 0; axis < result->rank; axis++)
    if (mask == 0 || (mask & 1u << axis) != 0)
      result->dims[axis] = ng_dim_unknown ();
  /* What Slice knows as axes, Resize knows as sizes. */
  if (strcmp (node->op, "Resize") == 0 && axes != NULL && ng_tensor_count (axes) == result->rank)
    for (int axis = 0; axis < result->rank; axis++)
      result->dims[axis] = ng_dim_of_size (relation, ng_tensor_get_int (axes, axis));
}

/* Labels are of the sort that the list says which they are taken from. */
static void
infer_labels (NgRelation *relation, const NgOnnxNode *node)
{
  static const struct {
    const char *list;
    NgElement element;
  } sorts[] = { { "values_strings", NG_ELEMENT_STRING },
                { "values_int64s", NG_ELEMENT_I64 },
                { "values_floats", NG_ELEMENT_F32 } };
  NgType first = ng_operand_type (relation, node, 0), result;
  const NgAttribute *tensor = ng_onnx_node_attribute (node, "values_tensor");
  NgElement element = NG_ELEMENT_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (ng_onnx_node_attribute (node, sorts[i].list) != NULL)
      element = sorts[i].element;
  if (tensor != NULL && tensor->tensor != NULL)
    element = ng_tensor_element (tensor->tensor);
  if (ng_onnx_node_attribute (node, "classes_strings") != NULL)
    element = first.element == NG_ELEMENT_STRING ? NG_ELEMENT_I64 : NG_ELEMENT_STRING;
  result = ng_operand_type_as (relation, node, element);
  ng_result_type (relation, node, 0, &result);
}

void
ng_operator_infer_sort (NgRelation *relation, const NgOnnxNode *node)
{
  static const char *const ranks[] = { "Pad", "Resize", "Slice", "Tile", "Upsample", NULL };
  static const char *const integers[] = { "ConvInteger", "MatMulInteger", NULL };
  NgCategory category = node->operator!= NULL ? node->operator->category : NG_CATEGORY_OPERATOR;
  NgType first = ng_operand_type (relation, node, 0), second = ng_operand_type (relation, node, 1);
  NgType result = ng_type_of_element (first.element);

  if (strcmp (node->op, "LabelEncoder") == 0 && node->n_results > 0) {
    infer_labels (relation, node);
    return;
  }
  if (*node->domain != '\0' || node->n_results == 0)
    return;
  if (strcmp (node->op, "SequenceLength") == 0 || strcmp (node->op, "OptionalHasElement") == 0) {
    result = ng_type_of_element (*node->op == 'S' ? NG_ELEMENT_I64 : NG_ELEMENT_BOOL);
    result.rank = 0;
  } else if (is_one_of (node->op, ranks)) {
    result = first;
    infer_rank (relation, node, &result);
  } else if (strcmp (node->op, "Gemm") == 0) {
    infer_gemm (relation, node, &result);
  } else if (strcmp (node->op, "GatherElements") == 0) {
    result = second;
    result.kind = first.kind;
    result.element = first.element;
  } else if (strcmp (node->op, "Split") == 0) {
    for (gsize i = 0; i < node->n_results; i++)
      ng_result_type (relation, node, i, &result);
    return;
  } else if (is_one_of (node->op, integers)) {
    result = ng_type_of_element (NG_ELEMENT_I32);
  } else if (!ng_element_is_real (first.element) ||
             (category != NG_CATEGORY_CONVOLUTION && category != NG_CATEGORY_BASIC &&
              category != NG_CATEGORY_NORMALIZATION)) {
    return;
  }
  if (g_str_has_prefix (node->op, "MatMul") && first.rank >= 2 && second.rank >= 2)
    result.rank = MAX (first.rank, second.rank);
  for (int axis = 0; g_str_has_prefix (node->op, "MatMul") && axis < result.rank; axis++)
    result.dims[axis] = ng_dim_unknown ();
  ng_result_type (relation, node, 0, &result);
}
