/* Operators of ai.onnx.ml that compare examples with examples that they know: SVMRegressor and
 * SVMClassifier. */

#include "core/operators/operation.h"
#include "core/operators/scores.h"
#include "core/program/compose.h"

#include <math.h>

/* A list of real numbers; a failure where there is none. */
static NgTensor *
need_list (NgOperation *to, const char *name)
{
  NgTensor *tensor = ng_operation_attribute_list (to, name);

  if (tensor != NULL && ng_tensor_element (tensor) == NG_ELEMENT_F64)
    return tensor;
  g_clear_pointer (&tensor, ng_tensor_unref);
  ng_operation_fail (to, "lacks the numbers \"%s\"", name);
  return NULL;
}

/* gamma, coef0 and degree, in this order. */
static double
kernel_number (NgOperation *to, gsize index)
{
  const NgAttribute *list = ng_onnx_node_attribute (to->node, "kernel_params");

  return list != NULL && list->kind == NG_ATTRIBUTE_REALS && index < list->numbers->len
             ? g_array_index (list->numbers, double, index)
             : 0;
}

/* How alike examples (n, c) and those that are known, (m, c), are: (n, m) */
static NgValue
compare_examples (NgOperation *to, NgValue x, NgValue known)
{
  const char *kernel = ng_onnx_node_text (to->node, "kernel_type", "LINEAR");
  NgProgramBuilder *b = to->builder;
  const NgShape shape = *ng_operation_shape (to, x), other = *ng_operation_shape (to, known);
  double gamma = kernel_number (to, 0);

  if (g_str_equal (kernel, "RBF")) {
    gint64 left[3] = { shape.dims[0], 1, shape.dims[1] },
           right[3] = { 1, other.dims[0], other.dims[1] };
    NgValue apart = ng_operation_binary (to,
                                         NG_PRIMITIVE_SUBTRACT,
                                         ng_build_reshape (b, x, left, 3),
                                         ng_build_reshape (b, known, right, 3));
    NgValue far =
        ng_build_reduce (b, NG_PRIMITIVE_SUM, ng_build_multiply (b, apart, apart), 1u << 2, FALSE);
    return ng_build_unary (b, NG_PRIMITIVE_EXP, ng_build_scale (b, far, -gamma));
  }
  NgValue y = ng_build_matmul (b, x, known, FALSE, TRUE);
  if (g_str_equal (kernel, "LINEAR"))
    return y;
  y = ng_build_offset (b, ng_build_scale (b, y, gamma), kernel_number (to, 1));
  if (g_str_equal (kernel, "SIGMOID"))
    return ng_build_unary (b, NG_PRIMITIVE_TANH, y);
  if (g_str_equal (kernel, "POLY"))
    return ng_build_binary (
        b, NG_PRIMITIVE_POWER, y, ng_build_fill_like (b, y, kernel_number (to, 2)));
  ng_operation_fail (to, "has the unknown kernel \"%s\"", kernel);
  return NG_NO_VALUE;
}

static void
lower_svm_regressor (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  gint64 m = ng_onnx_node_integer (to->node, "n_supports", 0);
  NgValue x = ng_operation_need (to, 0);
  g_autoptr (NgTensor) factors = x != NG_NO_VALUE ? need_list (to, "coefficients") : NULL;
  g_autoptr (NgTensor) rho = factors != NULL ? need_list (to, "rho") : NULL;
  g_autoptr (NgTensor) vectors = rho != NULL && m > 0 ? need_list (to, "support_vectors") : NULL;

  if (rho == NULL || (m > 0 && vectors == NULL))
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 n = m > 0 ? m : shape.dims[1], column[2] = { n, 1 };
  if (shape.rank != 2 || ng_tensor_count (rho) < 1 || ng_tensor_count (factors) != n ||
      (m > 0 &&
       (ng_tensor_count (vectors) / m != shape.dims[1] || ng_tensor_count (vectors) % m != 0))) {
    ng_operation_fail (to, "has numbers that do not fit its features");
    return;
  }
  x = ng_build_convert (b, x, ng_operation_real (to));
  if (m > 0) {
    gint64 dims[2] = { m, shape.dims[1] };
    x = compare_examples (
        to, x, ng_build_reshape (b, ng_operation_constant (to, vectors), dims, 2));
  }
  if (x == NG_NO_VALUE)
    return;
  NgValue y = ng_build_matmul (
      b, x, ng_build_reshape (b, ng_operation_constant (to, factors), column, 2), FALSE, FALSE);
  y = ng_build_offset (b, y, ng_tensor_get_real (rho, 0));
  if (ng_onnx_node_integer (to->node, "one_class", 0) != 0) {
    NgValue is_above = ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, y, 0), y);
    y = ng_build_select (b, is_above, ng_build_fill_like (b, y, 1), ng_build_fill_like (b, y, -1));
  }
  ng_operation_output (
      to, 0, ng_scores_transform (to, y, ng_onnx_node_text (to->node, "post_transform", "NONE")));
}

/* ---- classes ---- */

/**
 * Machine:
 * @n_classes, @n_pairs: of any two classes one is chosen
 * @n_known: examples that are known, those of a class next to each other; 0 where there are none
 * @per_class: (array length=n_classes): how many of them each class has
 * @factors: (n_classes - 1, n_known), or (n_classes, features) where no example is known
 * @rho: (n_pairs), or one number
 */
typedef struct {
  gint64 n_classes, n_pairs, n_known;
  const gint64 *per_class;
  NgTensor *factors, *vectors, *rho;
} Machine;

static void
machine_clear (Machine *self)
{
  g_clear_pointer (&self->factors, ng_tensor_unref);
  g_clear_pointer (&self->vectors, ng_tensor_unref);
  g_clear_pointer (&self->rho, ng_tensor_unref);
}

static gboolean
machine_read (NgOperation *to, Machine *self, gint64 n_features)
{
  gsize n = 0;
  gboolean fits;

  self->n_classes = ng_scores_n_classes (to);
  self->n_pairs = self->n_classes * (self->n_classes - 1) / 2;
  self->per_class = ng_onnx_node_integers (to->node, "vectors_per_class", &n);
  self->factors = need_list (to, "coefficients");
  self->rho = need_list (to, "rho");
  if (ng_operation_has_failed (to))
    return FALSE;
  fits = n == 0 || (gint64) n == self->n_classes;
  for (gsize i = 0; fits && i < n; i++) {
    fits = self->per_class[i] >= 0 && self->per_class[i] <= NG_MAX_OPERATOR_TABLE;
    self->n_known += fits ? self->per_class[i] : 0;
  }
  if (self->n_known > 0)
    self->vectors = need_list (to, "support_vectors");
  if (ng_operation_has_failed (to))
    return FALSE;
  if (self->n_known > 0)
    fits = fits && ng_tensor_count (self->vectors) == self->n_known * n_features &&
           ng_tensor_count (self->factors) == self->n_known * (self->n_classes - 1) &&
           ng_tensor_count (self->rho) == self->n_pairs;
  else
    fits = fits && ng_tensor_count (self->factors) == self->n_classes * n_features &&
           ng_tensor_count (self->rho) >= 1;
  if (!fits)
    ng_operation_fail (to, "has numbers that do not fit its classes and features");
  return fits &&
         ng_operation_has_room (to, (double) self->n_pairs * (double) MAX (self->n_known, 1)) &&
         ng_operation_has_room (to, (double) self->n_pairs * (double) self->n_classes);
}

/* What each known example says of each pair of classes: (n_pairs, n_known) */
static NgValue
pair_factors (NgOperation *to, const Machine *self)
{
  gint64 m = self->n_known, dims[2] = { self->n_pairs, m }, first = 0;
  double *values = g_new0 (double, (gsize) MAX (self->n_pairs * m, 1));
  double *row = values;

  for (gint64 i = 0; i < self->n_classes; i++) {
    gint64 second = first + self->per_class[i];
    for (gint64 j = i + 1; j < self->n_classes; j++, row += m) {
      for (gint64 k = first; k < first + self->per_class[i]; k++)
        row[k] = ng_tensor_get_real (self->factors, (j - 1) * m + k);
      for (gint64 k = second; k < second + self->per_class[j]; k++)
        row[k] = ng_tensor_get_real (self->factors, i * m + k);
      second += self->per_class[j];
    }
    first += self->per_class[i];
  }
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  return ng_operation_constant (to, tensor);
}

/* How many pairs each class wins, the first of a pair where its score is positive: (n, n_classes)
 */
static NgValue
count_votes (NgOperation *to, const Machine *self, NgValue scores)
{
  NgProgramBuilder *b = to->builder;
  gint64 k = self->n_classes, dims[2] = { self->n_pairs, k };
  double *change = g_new0 (double, (gsize) (self->n_pairs * k));
  double *lost = g_new0 (double, (gsize) k), *row = change;

  /* All pairs go to their second class at first. */
  for (gint64 i = 0; i < k; i++) {
    for (gint64 j = i + 1; j < k; j++, row += k) {
      row[i] = 1;
      row[j] = -1;
      lost[j]++;
    }
  }
  g_autoptr (NgTensor) changes = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, change);
  g_autoptr (NgTensor) start = ng_tensor_new_take (NG_ELEMENT_F64, &k, 1, lost);
  NgValue is_first =
      ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, scores, 0), scores);
  NgValue votes = ng_build_matmul (b,
                                   ng_build_convert (b, is_first, ng_operation_real (to)),
                                   ng_operation_constant (to, changes),
                                   FALSE,
                                   FALSE);
  return ng_operation_binary (to, NG_PRIMITIVE_ADD, votes, ng_operation_constant (to, start));
}

/* Probabilities of @k classes from @pairs (k, k), that of the first of two classes: those from
 * which the squares of p_i pairs_ji - p_j pairs_ij sum to least. T.-F. Wu, C.-J. Lin, R. C. Weng:
 * Probability Estimates for Multi-class Classification by Pairwise Coupling, JMLR 5 (2004),
 * algorithm 2; it stops where the error is below 0.005 / k, as others do. */
static void
couple (gint64 k, const double *pairs, double *p)
{
  g_autofree double *q = g_new0 (double, (gsize) (k * k));
  g_autofree double *qp = g_new (double, (gsize) k);

  for (gint64 t = 0; t < k; t++) {
    p[t] = 1.0 / (double) k;
    for (gint64 j = 0; j < k; j++) {
      if (j == t)
        continue;
      q[t * k + t] += pairs[j * k + t] * pairs[j * k + t];
      q[t * k + j] = -pairs[j * k + t] * pairs[t * k + j];
    }
  }
  for (gint64 round = 0; round < MAX (100, k); round++) {
    double all = 0, worst = 0;
    for (gint64 t = 0; t < k; t++) {
      qp[t] = 0;
      for (gint64 j = 0; j < k; j++)
        qp[t] += q[t * k + j] * p[j];
      all += p[t] * qp[t];
    }
    for (gint64 t = 0; t < k; t++)
      worst = MAX (worst, fabs (qp[t] - all));
    if (worst < 0.005 / (double) k)
      break;
    for (gint64 t = 0; t < k; t++) {
      double step = (all - qp[t]) / q[t * k + t];
      p[t] += step;
      all = (all + step * (step * q[t * k + t] + 2 * qp[t])) / (1 + step) / (1 + step);
      for (gint64 j = 0; j < k; j++) {
        qp[j] = (qp[j] + step * q[t * k + j]) / (1 + step);
        p[j] /= 1 + step;
      }
    }
  }
}

/* Probabilities (n, n_classes) of the classes from what runs tell of the scores (n, n_pairs). */
static NgValue
couple_pairs (NgOperation *to, const Machine *self, NgValue scores, NgTensor *a, NgTensor *b)
{
  const NgShape shape = *ng_operation_shape (to, scores);
  gint64 k = self->n_classes, dims[2] = { shape.dims[0], k };
  NgTensor *known;

  if (to->lowering == NULL) {
    NgShape like = { .element = shape.element, .rank = 2, .dims = { dims[0], k } };
    return ng_build_fill (to->builder, &like, 0);
  }
  known = ng_operation_ask (to, scores);
  if (known == NULL) {
    ng_operation_lack_constant (to, 0);
    return NG_NO_VALUE;
  }
  double *p = g_new (double, (gsize) MAX (dims[0] * k, 1));
  g_autofree double *pairs = g_new0 (double, (gsize) (k * k));
  for (gint64 n = 0; n < dims[0]; n++) {
    gint64 pair = 0;
    for (gint64 i = 0; i < k; i++) {
      for (gint64 j = i + 1; j < k; j++, pair++) {
        double odds =
            ng_tensor_get_real (known, n * self->n_pairs + pair) * ng_tensor_get_real (a, pair) +
            ng_tensor_get_real (b, pair);
        double share = CLAMP (1 / (1 + exp (odds)), 1e-7, 1 - 1e-7);
        pairs[i * k + j] = share;
        pairs[j * k + i] = 1 - share;
      }
    }
    couple (k, pairs, p + n * k);
  }
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, p);
  return ng_operation_constant (to, tensor);
}

/* Pairs vote for the label; with the scores of pairs, or probabilities that come of these. */
static void
classify_pairs (NgOperation *to, const Machine *self, NgValue scores)
{
  const char *how = ng_onnx_node_text (to->node, "post_transform", "NONE");
  g_autoptr (NgTensor) a = ng_operation_attribute_list (to, "prob_a");
  g_autoptr (NgTensor) b = ng_operation_attribute_list (to, "prob_b");
  NgProgramBuilder *builder = to->builder;
  NgValue votes = count_votes (to, self, scores);
  NgValue places = ng_build_arg (builder, NG_PRIMITIVE_ARG_MAX, votes, 1, FALSE);

  if (a != NULL && ng_tensor_count (a) > 0) {
    if (b == NULL || ng_tensor_count (a) != self->n_pairs || ng_tensor_count (b) != self->n_pairs) {
      ng_operation_fail (to,
                         "has numbers in \"prob_a\" and \"prob_b\" that do not fit its classes");
      return;
    }
    scores = couple_pairs (to, self, scores, a, b);
  } else if (self->n_classes == 2) {
    gboolean is_odds = g_str_equal (how, "LOGISTIC"), is_plain = g_str_equal (how, "NONE");
    NgValue other = ng_build_unary (builder, NG_PRIMITIVE_NEGATE, scores);
    NgValue both[2] = { is_plain || is_odds ? other : ng_build_offset (builder, other, 1), scores };
    scores = ng_build_concat (builder, both, 2, 1);
    how = is_odds ? how : "NONE";
  }
  if (scores != NG_NO_VALUE)
    ng_scores_classify (to, scores, places, how);
}

static void
lower_svm_classifier (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  NgShape shape = *ng_operation_shape (to, x);
  Machine self = { 0 };

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank == 1) {
    shape = (NgShape){ .element = shape.element, .rank = 2, .dims = { 1, shape.dims[0] } };
    x = ng_build_reshape (b, x, shape.dims, 2);
  }
  if (shape.rank != 2) {
    ng_operation_fail (to, "needs rows of features");
    return;
  }
  x = ng_build_convert (b, x, ng_operation_real (to));
  if (machine_read (to, &self, shape.dims[1])) {
    gint64 dims[2] = { self.n_known > 0 ? self.n_known : self.n_classes, shape.dims[1] };
    NgTensor *table = self.n_known > 0 ? self.vectors : self.factors;
    NgValue known = ng_build_reshape (b, ng_operation_constant (to, table), dims, 2);
    if (self.n_known == 0) {
      NgValue y = ng_build_offset (
          b, ng_build_matmul (b, x, known, FALSE, TRUE), ng_tensor_get_real (self.rho, 0));
      ng_scores_classify (to,
                          y,
                          ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, y, 1, FALSE),
                          ng_onnx_node_text (to->node, "post_transform", "NONE"));
    } else {
      NgValue likeness = compare_examples (to, x, known);
      NgValue y = likeness != NG_NO_VALUE
                      ? ng_build_matmul (b, likeness, pair_factors (to, &self), FALSE, TRUE)
                      : NG_NO_VALUE;
      if (y != NG_NO_VALUE)
        classify_pairs (
            to,
            &self,
            ng_operation_binary (to, NG_PRIMITIVE_ADD, y, ng_operation_constant (to, self.rho)));
    }
  }
  machine_clear (&self);
}

const NgOperatorClass ng_operators_svm[] = {
  { .name = "SVMRegressor",
    .domain = "ai.onnx.ml",
    .summary = "Sums of how alike known examples are",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "X" },
    .outputs = { "Y" },
    .lower = lower_svm_regressor },
  { .name = "SVMClassifier",
    .domain = "ai.onnx.ml",
    .summary = "Classes by how alike known examples are",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "X" },
    .outputs = { "Y", "Z" },
    .lower = lower_svm_classifier },
  { .name = NULL },
};
