/* Trees of decisions, and other operators of ai.onnx.ml that work on numbers. */

#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>

static NgTensor *
array (NgElement element, gint64 rows, gint64 columns, const double *values)
{
  gint64 dims[2] = { rows, columns };
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, dims, rows > 0 ? 2 : 1, values);

  if (rows == 0) {
    g_autoptr (NgTensor) row = ng_tensor_new_copy (NG_ELEMENT_F64, &columns, 1, values);
    return ng_tensor_convert (row, element);
  }
  return ng_tensor_convert (wide, element);
}

static void
add_tensor (GString *node, const char *name, NgElement element, const double *values, gint64 n)
{
  g_autoptr (NgTensor) tensor = array (element, 0, n, values);
  GString *attribute = g_string_new (NULL);

  ng_proto_text (attribute, 1, name);
  ng_proto_message (attribute, 5, ng_proto_tensor ("", tensor));
  ng_proto_integer (attribute, 20, 4);
  ng_proto_message (node, 5, attribute);
}

static GString *
ml_node (const char *op, const char *outputs)
{
  GString *node = ng_proto_node (op, "x", outputs);

  ng_proto_text (node, 7, "ai.onnx.ml");
  return node;
}

/* Runs the node, which has @n outputs "y" and "z", on @x; @node is taken. */
static gboolean
run (GString *node, NgTensor *x, gint64 version, gsize n, NgTensor **results, GError **error)
{
  static const char *const names[] = { "y", "z" };
  GString *graph = g_string_new (NULL), *import = g_string_new (NULL), *more = g_string_new (NULL);
  NgWant wants[2] = { { .kind = NG_WANT_OUTPUT }, { .kind = NG_WANT_OUTPUT, .port = 1 } };

  ng_proto_message (graph, 1, node);
  ng_proto_message (
      graph,
      11,
      ng_proto_value (
          "x", ng_onnx_code (ng_tensor_element (x)), ng_tensor_dims (x), ng_tensor_rank (x)));
  for (gsize i = 0; i < n; i++)
    ng_proto_message (graph, 12, ng_proto_value (names[i], 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  ng_proto_text (import, 1, "ai.onnx.ml");
  ng_proto_integer (import, 2, (guint64) version);
  g_string_append_len (more, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  ng_proto_message (more, 8, import);
  g_autoptr (GBytes) model = g_string_free_to_bytes (more);
  g_autoptr (NgNet) net = ng_onnx_read (model, NULL, NULL, error);
  g_assert_nonnull (net);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, error);
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = n };
  return evaluator != NULL && ng_evaluator_apply (evaluator, &apply, NULL, results, error);
}

static void
expect (NgTensor *result, gint64 n, const double *values)
{
  g_assert_cmpint (ng_tensor_count (result), ==, n);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (result, i), values[i], 1e-6);
  ng_tensor_unref (result);
}

/* A tree asks whether feature 0 is at most 1, and then whether feature 1 is more than 2; a stump
 * asks for feature 0 below 0. */
static GString *
forest (const char *op, const char *outputs)
{
  static const gint64 trees[] = { 0, 0, 0, 0, 0, 1, 1, 1 }, nodes[] = { 0, 1, 2, 3, 4, 0, 1, 2 };
  static const gint64 features[] = { 0, 1, 0, 0, 0, 0, 0, 0 };
  static const gint64 yes[] = { 1, 2, 0, 0, 0, 1, 0, 0 }, no[] = { 4, 3, 0, 0, 0, 2, 0, 0 };
  static const double bounds[] = { 1, 2, 0, 0, 0, 0, 0, 0 };
  static const char *const modes[] = { "BRANCH_LEQ", "BRANCH_GT", "LEAF", "LEAF",
                                       "LEAF",       "BRANCH_LT", "LEAF", "LEAF" };
  GString *node = ml_node (op, outputs);

  ng_proto_add_integers (node, "nodes_treeids", trees, 8);
  ng_proto_add_integers (node, "nodes_nodeids", nodes, 8);
  ng_proto_add_integers (node, "nodes_featureids", features, 8);
  ng_proto_add_integers (node, "nodes_truenodeids", yes, 8);
  ng_proto_add_integers (node, "nodes_falsenodeids", no, 8);
  ng_proto_add_reals (node, "nodes_values", bounds, 8);
  ng_proto_add_texts (node, "nodes_modes", modes, 8);
  return node;
}

static const double examples[] = { 1, 3, 0.5, 2, 2, 9, -1, 0 };
static const gint64 leaf_trees[] = { 0, 0, 0, 1, 1 }, leaf_nodes[] = { 2, 3, 4, 1, 2 };

static void
test_regressor (void)
{
  static const gint64 targets[] = { 0, 0, 0, 0, 0 };
  static const double weights[] = { 1, 10, 100, 1000, 0.5 };
  static const double sum[] = { 1.5, 10.5, 100.5, 1010 }, least[] = { 0.5, 0.5, 0.5, 10 };
  static const char *const joins[] = { "SUM", "MIN" };

  for (int i = 0; i < 2; i++) {
    g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, 4, 2, examples);
    g_autoptr (GError) error = NULL;
    NgTensor *y = NULL;
    GString *node = forest ("TreeEnsembleRegressor", "y");
    ng_proto_add_integer (node, "n_targets", 1);
    ng_proto_add_integers (node, "target_treeids", leaf_trees, 5);
    ng_proto_add_integers (node, "target_nodeids", leaf_nodes, 5);
    ng_proto_add_integers (node, "target_ids", targets, 5);
    ng_proto_add_reals (node, "target_weights", weights, 5);
    ng_proto_add_text (node, "aggregate_function", joins[i]);
    g_assert_true (run (node, x, 3, 1, &y, &error));
    expect (y, 4, i == 0 ? sum : least);
  }
}

/* Leaves whose trees and numbers fall together where one is multiplied and the other one added. */
static void
test_collisions (void)
{
  enum { N = 1 << 17 };
  static const double feature[] = { 0 }, weight[] = { 3 };
  static const gint64 zero[] = { 0 };
  gint64 *trees = g_new0 (gint64, N), *nodes = g_new0 (gint64, N), *none = g_new0 (gint64, N);
  double *bounds = g_new0 (double, N);
  const char **modes = g_new (const char *, N);
  GString *node = ml_node ("TreeEnsembleRegressor", "y");
  g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, 1, 1, feature);
  g_autoptr (GError) error = NULL;
  NgTensor *y = NULL;

  for (gint64 i = 0; i < N; i++) {
    trees[i] = i;
    nodes[i] = -i * 1000003;
    modes[i] = "LEAF";
  }
  ng_proto_add_integers (node, "nodes_treeids", trees, N);
  ng_proto_add_integers (node, "nodes_nodeids", nodes, N);
  ng_proto_add_integers (node, "nodes_featureids", none, N);
  ng_proto_add_integers (node, "nodes_truenodeids", none, N);
  ng_proto_add_integers (node, "nodes_falsenodeids", none, N);
  ng_proto_add_reals (node, "nodes_values", bounds, N);
  ng_proto_add_texts (node, "nodes_modes", modes, N);
  ng_proto_add_integer (node, "n_targets", 1);
  ng_proto_add_integers (node, "target_treeids", zero, 1);
  ng_proto_add_integers (node, "target_nodeids", zero, 1);
  ng_proto_add_integers (node, "target_ids", zero, 1);
  ng_proto_add_reals (node, "target_weights", weight, 1);
  g_assert_true (run (node, x, 3, 1, &y, &error));
  expect (y, 1, weight);
  g_free (trees);
  g_free (nodes);
  g_free (none);
  g_free (bounds);
  g_free (modes);
}

/* Three classes by the greatest sum; two that share one score by its sign, or by one half where
 * all votes are positive. */
static void
test_classifier (void)
{
  static const gint64 labels[] = { 7, 8, 9 }, one[] = { 0, 0, 0, 0, 0 }, many[] = { 0, 1, 2, 1, 2 };
  static const double weights[] = { 1, 2, 3, 4, 0.5 }, signs[] = { 1, -1, 2, -2, 0.25 };
  static const double shares[] = { 0.5, 0.25, 0.125, 0.25, 0.125 };
  static const struct {
    const gint64 *classes;
    const double *weights;
    gsize n;
    double places[4], scores[12];
  } cases[] = {
    { many, weights, 3, { 7, 8, 9, 8 }, { 1, 0, 0.5, 0, 2, 0.5, 0, 0, 3.5, 0, 6, 0 } },
    { one, signs, 2, { 8, 7, 8, 7 }, { -1.25, 1.25, 0.75, -0.75, -2.25, 2.25, 3, -3 } },
    { one, shares, 2, { 8, 7, 7, 7 }, { 0.375, 0.625, 0.625, 0.375, 0.75, 0.25, 0.5, 0.5 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, 4, 2, examples);
    g_autoptr (GError) error = NULL;
    NgTensor *results[2] = { NULL };
    GString *node = forest ("TreeEnsembleClassifier", "y z");
    ng_proto_add_integers (node, "classlabels_int64s", labels, cases[i].n);
    ng_proto_add_integers (node, "class_treeids", leaf_trees, 5);
    ng_proto_add_integers (node, "class_nodeids", leaf_nodes, 5);
    ng_proto_add_integers (node, "class_ids", cases[i].classes, 5);
    ng_proto_add_reals (node, "class_weights", cases[i].weights, 5);
    g_assert_true (run (node, x, 3, 2, results, &error));
    expect (results[0], 4, cases[i].places);
    expect (results[1], (gint64) (4 * cases[i].n), cases[i].scores);
  }
}

/* The standard's example of sets: is 1.2, 3.7, 8 or 9 among the features, or 12 or 7. */
static void
test_ensemble (void)
{
  static const gint64 zero[] = { 0, 0, 0 }, yes[] = { 0, 1, 2 }, no[] = { 1, 2, 3 };
  static const gint64 yes_ends[] = { 1, 1, 1 }, no_ends[] = { 0, 0, 1 }, targets[] = { 0, 1, 2, 3 };
  static const double modes[] = { 0, 6, 6 }, splits[] = { 11, 0, 0 };
  static const double sets[] = { 1.2, 3.7, 8, 9, NAN, 12, 7, NAN },
                      weights[] = { 1, 10, 1000, 100 };
  static const double x[] = { 1.2, 3.4, -0.12, 12, 7 };
  /* What is at most 11 is at the first leaf already. */
  static const double y[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1000, 0, 1, 0, 0, 0 };
  g_autoptr (NgTensor) input = array (NG_ELEMENT_F32, 5, 1, x);
  g_autoptr (GError) error = NULL;
  GString *node = ml_node ("TreeEnsemble", "y");
  NgTensor *result = NULL;

  ng_proto_add_integer (node, "n_targets", 4);
  ng_proto_add_integers (node, "tree_roots", zero, 1);
  ng_proto_add_integers (node, "nodes_featureids", zero, 3);
  ng_proto_add_integers (node, "nodes_truenodeids", yes, 3);
  ng_proto_add_integers (node, "nodes_falsenodeids", no, 3);
  ng_proto_add_integers (node, "nodes_trueleafs", yes_ends, 3);
  ng_proto_add_integers (node, "nodes_falseleafs", no_ends, 3);
  ng_proto_add_integers (node, "leaf_targetids", targets, 4);
  add_tensor (node, "nodes_modes", NG_ELEMENT_U8, modes, 3);
  add_tensor (node, "nodes_splits", NG_ELEMENT_F32, splits, 3);
  add_tensor (node, "leaf_weights", NG_ELEMENT_F32, weights, 4);
  add_tensor (node, "membership_values", NG_ELEMENT_F32, sets, 8);
  g_assert_true (run (node, input, 5, 1, &result, &error));
  g_assert_no_error (error);
  expect (result, 20, y);
}

/* Roots and children that are not there, and features beyond the last one, are refused. */
static void
test_wild (void)
{
  static const gint64 targets[] = { 0, 0, 0, 0, 0 }, far[] = { 0, 0, 0, 0, 5 };
  static const double weights[] = { 1, 10, 100, 1000, 0.5 };

  for (int i = 0; i < 2; i++) {
    g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, i == 0 ? 8 : 4, i == 0 ? 1 : 2, examples);
    GError *error = NULL;
    NgTensor *y = NULL;
    GString *node = forest ("TreeEnsembleRegressor", "y");
    ng_proto_add_integers (node, "target_treeids", leaf_trees, 5);
    ng_proto_add_integers (node, "target_nodeids", i == 0 ? leaf_nodes : far, 5);
    ng_proto_add_integers (node, "target_ids", targets, 5);
    ng_proto_add_reals (node, "target_weights", weights, 5);
    g_assert_false (run (node, x, 3, 1, &y, &error));
    ng_assert_tag (&error, "ONNX::operator");
  }
}

/* Numbers by keys, which may be NaN; what is no key has the default. */
static void
test_labels (void)
{
  static const gint64 keys[] = { 3, 5 };
  static const double x[] = { 5, 4, 3, 5 }, of_keys[] = { 0.5, 2.25 },
                      y[] = { 2.25, -7, 0.5, 2.25 };
  static const double reals[] = { 2.5, NAN, 1, 2 }, more[] = { 2.5, NAN },
                      found[] = { 8, 9, 42, 42 };
  static const double whole[] = { 8, 9 }, other[] = { 42 };
  g_autoptr (NgTensor) first = array (NG_ELEMENT_I64, 2, 2, x);
  g_autoptr (NgTensor) second = array (NG_ELEMENT_F64, 2, 2, reals);
  g_autoptr (GError) error = NULL;
  GString *node = ml_node ("LabelEncoder", "y");
  NgTensor *result = NULL;

  ng_proto_add_integers (node, "keys_int64s", keys, 2);
  ng_proto_add_reals (node, "values_floats", of_keys, 2);
  ng_proto_add_real (node, "default_float", -7);
  g_assert_true (run (node, first, 2, 1, &result, &error));
  expect (result, 4, y);

  node = ml_node ("LabelEncoder", "y");
  add_tensor (node, "keys_tensor", NG_ELEMENT_F64, more, 2);
  add_tensor (node, "values_tensor", NG_ELEMENT_I16, whole, 2);
  add_tensor (node, "default_tensor", NG_ELEMENT_I16, other, 1);
  g_assert_true (run (node, second, 4, 1, &result, &error));
  g_assert_cmpint (ng_tensor_element (result), ==, NG_ELEMENT_I16);
  expect (result, 4, found);
}

static void
test_categories (void)
{
  static const gint64 categories[] = { 4, 6 };
  static const double x[] = { 6, 5, 4, 6 }, y[] = { 0, 1, 0, 0, 1, 0, 0, 1 };
  g_autoptr (NgTensor) input = array (NG_ELEMENT_I64, 2, 2, x);
  g_autoptr (GError) error = NULL;
  GString *node = ml_node ("OneHotEncoder", "y");
  NgTensor *result = NULL;

  ng_proto_add_integers (node, "cats_int64s", categories, 2);
  g_assert_true (run (node, input, 1, 1, &result, &error));
  expect (result, 8, y);
}

/* Two known examples, (1, 0) and (0, 2), that count 2 and -1. */
static void
test_support_vectors (void)
{
  static const double known[] = { 1, 0, 0, 2 }, factors[] = { 2, -1 }, rho[] = { 0.5 };
  static const double x[] = { 1, 1, 0, 0 }, parameters[] = { 0.5, 1, 2 };
  const struct {
    const char *kernel;
    double y[2];
  } cases[] = {
    { "LINEAR", { 2 - 2 + 0.5, 0.5 } },
    { "POLY", { 2 * 2.25 - 4 + 0.5, 2 - 1 + 0.5 } },
    { "SIGMOID", { 2 * tanh (1.5) - tanh (2) + 0.5, 2 * tanh (1) - tanh (1) + 0.5 } },
    { "RBF", { 2 * exp (-0.5) - exp (-1) + 0.5, 2 * exp (-0.5) - exp (-2) + 0.5 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (int one_class = 0; one_class < 2; one_class++) {
      g_autoptr (NgTensor) input = array (NG_ELEMENT_F32, 2, 2, x);
      g_autoptr (GError) error = NULL;
      GString *node = ml_node ("SVMRegressor", "y");
      static const double ones[] = { 1, 1 };
      NgTensor *result = NULL;

      ng_proto_add_text (node, "kernel_type", cases[i].kernel);
      ng_proto_add_reals (node, "kernel_params", parameters, 3);
      ng_proto_add_reals (node, "support_vectors", known, 4);
      ng_proto_add_reals (node, "coefficients", factors, 2);
      ng_proto_add_reals (node, "rho", rho, 1);
      ng_proto_add_integer (node, "n_supports", 2);
      ng_proto_add_integer (node, "one_class", one_class);
      g_assert_true (run (node, input, 1, 1, &result, &error));
      expect (result, 2, one_class ? ones : cases[i].y);
    }
  }
}

static GString *
machine (const char *post_transform)
{
  static const gint64 per_class[] = { 1, 1 };
  static const double vectors[] = { 1, -1 }, factors[] = { 2, -3 }, rho[] = { 0.5 };
  static const char *const labels[] = { "yes", "no" };
  GString *node = ml_node ("SVMClassifier", "y z");

  ng_proto_add_integers (node, "vectors_per_class", per_class, 2);
  ng_proto_add_reals (node, "support_vectors", vectors, 2);
  ng_proto_add_reals (node, "coefficients", factors, 2);
  ng_proto_add_reals (node, "rho", rho, 1);
  ng_proto_add_texts (node, "classlabels_strings", labels, 2);
  ng_proto_add_text (node, "post_transform", post_transform);
  return node;
}

/* 2 x - 3 (-x) + 1/2 is above 0 for the first class. */
static void
test_machine (void)
{
  static const double scores[] = { -5.5, 5.5, 4.5, -4.5 };
  static const double odds[] = { 0.0040701377, 0.9959298623, 0.9890130574, 0.0109869426 };
  static const double features[] = { 1, -1 };

  for (int i = 0; i < 2; i++) {
    g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, 2, 1, features);
    g_autoptr (GError) error = NULL;
    NgTensor *results[2] = { NULL };

    run (machine (i == 0 ? "NONE" : "LOGISTIC"), x, 1, 2, results, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (ng_tensor_string (results[0], 0), ==, "yes");
    g_assert_cmpstr (ng_tensor_string (results[0], 1), ==, "no");
    ng_tensor_unref (results[0]);
    expect (results[1], 4, i == 0 ? scores : odds);
  }
}

/* Three classes with probabilities, as ONNX Runtime 1.30 gives them. */
static void
test_machine_shares (void)
{
  static const gint64 per_class[] = { 1, 1, 1 };
  static const double vectors[] = { -2, 0, 2 }, factors[] = { 1, -1, -0.5, 0.25, 1, -1 };
  static const double rho[] = { 0.1, 0.2, -0.1 }, a[] = { -1, -2, -1.5 }, b[] = { 0.1, 0, -0.2 };
  static const double kernel[] = { 0.5, 0, 3 }, features[] = { -2, 0.5, 2 };
  static const char *const labels[] = { "left", "middle", "right" };
  static const double shares[] = { 0.54720962, 0.24290664, 0.20988363, 0.23649181, 0.54301208,
                                   0.22049616, 0.25451118, 0.19716519, 0.54832351 };
  GString *node = ml_node ("SVMClassifier", "y z");
  g_autoptr (NgTensor) x = array (NG_ELEMENT_F32, 3, 1, features);
  g_autoptr (GError) error = NULL;
  NgTensor *results[2] = { NULL };

  ng_proto_add_text (node, "kernel_type", "RBF");
  ng_proto_add_reals (node, "kernel_params", kernel, 3);
  ng_proto_add_integers (node, "vectors_per_class", per_class, 3);
  ng_proto_add_reals (node, "support_vectors", vectors, 3);
  ng_proto_add_reals (node, "coefficients", factors, 6);
  ng_proto_add_reals (node, "rho", rho, 3);
  ng_proto_add_reals (node, "prob_a", a, 3);
  ng_proto_add_reals (node, "prob_b", b, 3);
  ng_proto_add_texts (node, "classlabels_strings", labels, 3);
  run (node, x, 1, 2, results, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ng_tensor_string (results[0], 0), ==, "left");
  g_assert_cmpstr (ng_tensor_string (results[0], 1), ==, "middle");
  g_assert_cmpstr (ng_tensor_string (results[0], 2), ==, "right");
  ng_tensor_unref (results[0]);
  expect (results[1], 9, shares);
}

/* Texts by numbers, and a default for what has no text. */
static void
test_text_labels (void)
{
  static const gint64 keys[] = { 1, 2 };
  static const char *const texts[] = { "one", "two" };
  static const double numbers[] = { 2, 7 };
  GString *node = ml_node ("LabelEncoder", "y");
  g_autoptr (NgTensor) x = array (NG_ELEMENT_I64, 0, 2, numbers);
  g_autoptr (GError) error = NULL;
  NgTensor *y = NULL;

  ng_proto_add_integers (node, "keys_int64s", keys, 2);
  ng_proto_add_texts (node, "values_strings", texts, 2);
  run (node, x, 2, 1, &y, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ng_tensor_string (y, 0), ==, "two");
  g_assert_cmpstr (ng_tensor_string (y, 1), ==, "_Unused");
  ng_tensor_unref (y);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operators/trees/regressor", test_regressor);
  g_test_add_func ("/operators/trees/collisions", test_collisions);
  g_test_add_func ("/operators/trees/classifier", test_classifier);
  g_test_add_func ("/operators/trees/ensemble", test_ensemble);
  g_test_add_func ("/operators/trees/wild", test_wild);
  g_test_add_func ("/operators/trees/labels", test_labels);
  g_test_add_func ("/operators/trees/categories", test_categories);
  g_test_add_func ("/operators/trees/support-vectors", test_support_vectors);
  g_test_add_func ("/trees/machine", test_machine);
  g_test_add_func ("/trees/machine-shares", test_machine_shares);
  g_test_add_func ("/trees/text-labels", test_text_labels);
  return g_test_run ();
}
