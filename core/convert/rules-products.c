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
  const NgCarried like = *carried;
  if (like.axis + like.merged >= levels.rank)
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
  return ng_conversion_give_as (self, 0, ng_conversion_feed (layer, 0), &like, &held);
}

/* The letters of a product of matrices; axes in front count from the right. @n: how many axes the
 * input has, at least 2. */
static void
matrix_letters (char *letters, int n, int rank, gboolean is_turned, const char *last)
{
  for (int i = 0; i < n - 2; i++)
    letters[i] = (char) ('A' + rank - n + i);
  letters[n - 2] = last[is_turned];
  letters[n - 1] = last[!is_turned];
  letters[n] = '\0';
}

/* A product of matrices of any ranks, the matrices turned where that is said. */
static gboolean
put_matrices (NgConversion *self, gboolean a_is_turned, gboolean b_is_turned, double factor)
{
  NgType x = ng_conversion_type (self, 0), w = ng_conversion_type (self, 1);
  char a[NG_MAX_RANK + 1] = "k", b[NG_MAX_RANK + 1] = "k", y[NG_MAX_RANK + 1];
  int rank = MAX (MAX (x.rank, w.rank), 2), n = 0;

  if (x.rank < 1 || w.rank < 1)
    return ng_conversion_refuse (self, "its sizes are not known");
  if (x.rank > 1)
    matrix_letters (a, x.rank, rank, a_is_turned, "mk");
  if (w.rank > 1)
    matrix_letters (b, w.rank, rank, b_is_turned, "kn");
  for (int i = 0; i < rank - 2; i++)
    y[n++] = (char) ('A' + i);
  if (x.rank > 1)
    y[n++] = 'm';
  if (w.rank > 1)
    y[n++] = 'n';
  y[n] = '\0';
  return ng_conversion_put_sums (self, a, b, y, factor);
}

static gboolean
convert_matmul (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1);

  if (weights == NULL || ng_tensor_rank (weights) != 2 ||
      !ng_element_is_real (ng_tensor_element (weights)))
    return put_matrices (self, FALSE, FALSE, 1);
  return ng_conversion_put_linear (self, 0, ng_conversion_matrix (self, weights, TRUE, 1), NULL);
}

static gboolean
convert_fused_matmul (NgConversion *self)
{
  if (ng_onnx_node_integer (self->node, "transBatchA", 0) != 0 ||
      ng_onnx_node_integer (self->node, "transBatchB", 0) != 0)
    return ng_conversion_refuse (self, "it exchanges axes in front of its matrices");
  return put_matrices (self,
                       ng_onnx_node_integer (self->node, "transA", 0) != 0,
                       ng_onnx_node_integer (self->node, "transB", 0) != 0,
                       ng_onnx_node_real (self->node, "alpha", 1));
}

/* The letters that stand for "…" and those of the term, of @rank axes; FALSE where they are none.
 */
static gboolean
read_term (const char *term, int rank, int n_dots, char *letters)
{
  int n = 0, n_named = 0;

  for (const char *at = term; *at != '\0'; at++)
    n_named += g_ascii_isalpha (*at);
  if (rank >= 0)
    n_dots = MAX (rank - n_named, 0);
  if (n_named + n_dots > NG_MAX_RANK)
    return FALSE;
  for (const char *at = term; *at != '\0'; at++) {
    if (g_str_has_prefix (at, "...")) {
      for (int i = 0; i < n_dots; i++)
        letters[n++] = (char) ('0' + NG_MAX_RANK - n_dots + i);
      at += 2;
    } else if (g_ascii_isalpha (*at)) {
      letters[n++] = *at;
    } else if (*at != ' ') {
      return FALSE;
    }
  }
  letters[n] = '\0';
  return rank < 0 || n == rank;
}

/* Without "->" the result has all letters that stand once, in the order of the alphabet. */
static char *
implied_result (const char *terms)
{
  GString *text = g_string_new (strstr (terms, "...") != NULL ? "..." : "");

  for (char letter = 'A'; letter <= 'z'; letter++) {
    const char *at = g_ascii_isalpha (letter) ? strchr (terms, letter) : NULL;
    if (at != NULL && strchr (at + 1, letter) == NULL)
      g_string_append_c (text, letter);
  }
  return g_string_free (text, FALSE);
}

static gboolean
convert_einsum (NgConversion *self)
{
  const char *equation = ng_onnx_node_text (self->node, "equation", "");
  g_auto (GStrv) sides = g_strsplit (equation, "->", 2);
  g_auto (GStrv) terms = g_strsplit (sides[0] != NULL ? sides[0] : "", ",", -1);
  g_autofree char *result = NULL;
  gsize n = self->node->n_operands;
  char letters[2][NG_MAX_RANK + 2] = { { 0 } }, y[NG_MAX_RANK + 2];
  int n_dots = 0;

  if (n < 1 || n > 2 || g_strv_length (terms) != n)
    return ng_conversion_refuse (self, "it multiplies more than two arrays");
  for (gsize i = 0; i < n; i++) {
    int rank = ng_conversion_type (self, i).rank, n_named = 0;
    for (const char *at = terms[i]; *at != '\0'; at++)
      n_named += g_ascii_isalpha (*at);
    n_dots = MAX (n_dots, rank - n_named);
    if (rank < 0 || !read_term (terms[i], rank, 0, letters[i]))
      return ng_conversion_refuse (self, "its letters do not tell its axes");
  }
  result = sides[1] != NULL ? g_strdup (sides[1]) : implied_result (sides[0]);
  if (!read_term (result, -1, n_dots, y))
    return ng_conversion_refuse (self, "its letters do not tell its axes");
  return ng_conversion_put_sums (self, letters[0], n == 2 ? letters[1] : NULL, y, 1);
}

static gboolean
convert_gemm (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1), *bias = ng_conversion_constant (self, 2);
  const NgCarried *carried = ng_conversion_operand (self, 0);
  gboolean is_turned = ng_onnx_node_integer (self->node, "transB", 0) != 0;

  if (weights == NULL && !ng_conversion_has (self, 2))
    return convert_fused_matmul (self);
  if (weights == NULL || ng_tensor_rank (weights) != 2 ||
      !ng_element_is_real (ng_tensor_element (weights)) ||
      (bias == NULL && ng_conversion_has (self, 2)))
    return ng_conversion_refuse (self, "its weights are not constant");
  if (carried == NULL || carried->axis != 0 || ng_onnx_node_integer (self->node, "transA", 0) != 0)
    return ng_conversion_has (self, 2)
               ? ng_conversion_refuse (self, "the batch does not stand in front")
               : convert_fused_matmul (self);
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
  { "Einsum", convert_einsum },
  { "FusedMatMul", convert_fused_matmul },
  { "Gemm", convert_gemm },
  { "MatMul", convert_matmul },
  { NULL },
};
