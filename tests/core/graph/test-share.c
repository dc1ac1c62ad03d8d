/* Arrays that several layers share by name. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

#include <glib/gstdio.h>

#define SQUARE                                                                                     \
  "NetGraph[{LinearLayer[2, \"Weights\" -> NetArray[\"w\"], \"Biases\" -> None], "                 \
  "{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {{1, 2}, {3, "        \
  "4}}|>], "                                                                                       \
  "\"Biases\" -> None]}}, {1 -> 2}]"

static NgTensor *
first_weights (const NgNet *net)
{
  return ng_layer_array (ng_net_layer (net, 0), 0);
}

static NgTensor *
nested_weights (const NgNet *net)
{
  return ng_layer_array (ng_net_layer (ng_layer_net (ng_net_layer (net, 1)), 0), 0);
}

/* y = W W x. With u = (1, 1) and x = (1, 1), dy/dW = u (W x)' + (W' u) x', by either use. */
static void
test_gradient (void)
{
  g_autoptr (NgNet) net = ng_test_read (SQUARE);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{1, 1}");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{{7, 11}, {9, 13}}");
  g_autoptr (NgTensor) value = ng_test_read_tensor ("{17, 37}");
  const NgWant wants[] = {
    { .kind = NG_WANT_OUTPUT },
    { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 0 }, .n_layers = 1 },
    { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 1, 0 }, .n_layers = 2 },
  };
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = 3, .element = NG_ELEMENT_F64 };
  NgTensor *results[3];

  g_assert_no_error (error);
  g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, results, &error));
  ng_assert_tensor (results[0], value, 1e-12);
  ng_assert_tensor (results[1], expected, 1e-12);
  ng_assert_tensor (results[2], expected, 1e-12);
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (results[i]);
}

static void
test_value (void)
{
  g_autoptr (NgNet) net = ng_test_read (SQUARE);

  g_assert_true (first_weights (net) == nested_weights (net));
  g_assert_cmpint (ng_net_n_parameters (net), ==, 4);
}

/* Types pass from one use to the other, and NetInitialize fills it once. */
static void
test_initialize (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net =
      ng_test_read ("NetGraph[{LinearLayer[3, \"Weights\" -> NetArray[\"w\"]], "
                    "{Ramp, LinearLayer[3, \"Weights\" -> NetArray[\"w\"]]}}, {1 -> 2}]");
  g_autofree char *type = ng_type_notation (ng_net_input_type (net, 0));
  g_autoptr (NgNet) full = ng_net_initialize (net, FALSE, 1234, "Kaiming", &error);
  NgNet *inner;

  g_assert_no_error (error);
  g_assert_cmpstr (type, ==, "{3}");
  g_assert_cmpint (ng_net_n_parameters (net), ==, 15);
  inner = ng_layer_net (ng_net_layer (full, 1));
  g_assert_nonnull (first_weights (full));
  g_assert_true (first_weights (full) == ng_layer_array (ng_net_layer (inner, 1), 0));
}

static void
test_notation (void)
{
  g_autoptr (NgNet) net = ng_test_read (SQUARE);
  g_autoptr (NgExpr) expr = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (expr, 0);
  g_autoptr (NgNet) again = ng_test_read (text);

  ng_assert_net_equal (net, again);
  g_assert_true (first_weights (again) == nested_weights (again));
}

/* Without a name it is an array like any other; what it says of its dimensions is kept. */
static void
test_nameless (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetChain[{LinearLayer[\"Weights\" -> NetArray[<|\"Array\" -> {{1, 2}, {3, 4}}|>], "
      "\"Biases\" -> None], LinearLayer[\"Weights\" -> NetArray[<|\"Dimensions\" -> {3, 2}|>]]}]");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{{1, 2}, {3, 4}}");
  g_autofree char *type = ng_type_notation (ng_net_output_type (net, 0));
  g_autoptr (NgExpr) expr = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (expr, 0);
  g_autoptr (NgNet) again = ng_test_read (text);

  ng_assert_tensor (first_weights (net), expected, 0);
  g_assert_null (ng_layer_array_shared (ng_net_layer (net, 0), 0));
  g_assert_null (ng_layer_array_shared (ng_net_layer (net, 1), 0));
  g_assert_cmpstr (type, ==, "{3}");
  ng_assert_net_equal (net, again);
}

static void
test_document (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "shared.netgraph", NULL);
  g_autoptr (NgNet) net = ng_test_read (SQUARE);
  g_autoptr (NgNet) again = NULL;

  g_assert_true (ng_document_save (net, path, &error));
  again = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_assert_net_equal (net, again);
  g_assert_true (first_weights (again) == nested_weights (again));
  ng_assert_tensor (first_weights (again), first_weights (net), 0);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_errors (void)
{
  ng_assert_refused ("NetChain[{LinearLayer[2, \"Weights\" -> NetArray[\"w\"]], "
                     "LinearLayer[3, \"Weights\" -> NetArray[\"w\"]]}]",
                     "NetGraph::shape");
  ng_assert_refused ("NetChain[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", "
                     "\"Dimensions\" -> {2, 4}|>]]}, \"Input\" -> 3]",
                     "NetGraph::shape");
  ng_assert_refused (
      "NetChain[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {{1, "
      "2}, {3, 4}}|>]], LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> "
      "{{1, 2}, {3, 5}}|>]]}]",
      "NetGraph::badarray");
  ng_assert_refused (
      "NetChain[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Dimensions\" -> "
      "{2, 2}|>]], LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Dimensions\" -> "
      "{2, 3}|>]]}]",
      "NetGraph::shape");
  ng_assert_refused ("LinearLayer[2, \"Weights\" -> NetArray[3]]", "NetGraph::badarray");
  ng_assert_refused ("LinearLayer[2, \"Weights\" -> NetArray[<||>]]", "NetGraph::badarray");
  ng_assert_refused ("LinearLayer[2, \"Weights\" -> NetArray[<|\"Array\" -> {{1}, {2}}, "
                     "\"Dimensions\" -> {2, 2}|>]]",
                     "NetGraph::shape");
  ng_assert_refused ("BatchNormalizationLayer[\"MovingMean\" -> NetArray[\"w\"]]",
                     "NetGraph::badarray");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/share/gradient", test_gradient);
  g_test_add_func ("/graph/share/value", test_value);
  g_test_add_func ("/graph/share/initialize", test_initialize);
  g_test_add_func ("/graph/share/notation", test_notation);
  g_test_add_func ("/graph/share/nameless", test_nameless);
  g_test_add_func ("/graph/share/document", test_document);
  g_test_add_func ("/graph/share/errors", test_errors);
  return g_test_run ();
}
