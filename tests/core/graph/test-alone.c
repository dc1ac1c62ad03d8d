#include "core/graph/alone.h"
#include "tests/support/battery.h"
#include "tests/support/nets.h"

#include <string.h>

static gsize
find_param (const NgLayer *layer, const char *name)
{
  const NgParamSpec *params = ng_layer_class (layer)->params;
  gsize index = 0;

  while (g_strcmp0 (params[index].name, name) != 0)
    g_assert_nonnull (params[index++].name);
  return index;
}

static void
assert_inferred (const char *text, gsize layer, const char *name, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_net (text);
  g_autofree char *found =
      ng_net_inferred_param (net, layer, find_param (ng_net_layer (net, layer), name));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_inferred (void)
{
  assert_inferred (
      "NetChain[{LinearLayer[], LinearLayer[3, \"Input\" -> 7]}, \"Input\" -> 5]", 0, "Size", "7");
  assert_inferred (
      "NetChain[{LinearLayer[]}, \"Input\" -> 5, \"Output\" -> {2, 3}]", 0, "Size", "{2, 3}");
  assert_inferred ("NetChain[{LinearLayer[]}, \"Input\" -> 5]", 0, "Size", NULL);
  assert_inferred ("NetChain[{LinearLayer[4]}, \"Input\" -> 5]", 0, "Size", NULL);
  assert_inferred (
      "NetChain[{ConvolutionLayer[4, 3]}, \"Input\" -> {2, 9, 9}]", 0, "Dimensionality", "2");
  assert_inferred (
      "NetChain[{ConvolutionLayer[4, 3]}, \"Input\" -> {2, 9}]", 0, "Dimensionality", "1");
  assert_inferred ("NetChain[{EmbeddingLayer[], LinearLayer[2, \"Input\" -> 12]}, \"Input\" -> "
                   "Restricted[\"Integer\", 40]]",
                   0,
                   "Size",
                   "12");
  assert_inferred ("NetChain[{EmbeddingLayer[], LinearLayer[2, \"Input\" -> 12]}, \"Input\" -> "
                   "Restricted[\"Integer\", 40]]",
                   0,
                   "Count",
                   "40");
}

static void
test_draw (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net =
      ng_test_net ("NetChain[{ConvolutionLayer[4, 3], LinearLayer[2, \"Weights\" -> "
                   "Automatic]}, \"Input\" -> {2, 5, 5}]");
  g_autoptr (NgTensor) weights = ng_net_draw_array (net, 1, 0, 1, &error);
  g_autoptr (NgTensor) again = ng_net_draw_array (net, 1, 0, 1, &error);
  g_autoptr (NgTensor) others = ng_net_draw_array (net, 1, 0, 2, &error);
  NgTensorStatistics statistics;

  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (weights), ==, 2);
  g_assert_cmpint (ng_tensor_dims (weights)[0], ==, 2);
  g_assert_cmpint (ng_tensor_dims (weights)[1], ==, 36);
  ng_assert_tensor (weights, again, 0);
  g_assert_cmpfloat (ng_tensor_get_real (weights, 0), !=, ng_tensor_get_real (others, 0));
  /* Kaiming: the variance is 2 over the inputs of one output, within five standard errors. */
  ng_tensor_statistics (weights, &statistics);
  g_assert_cmpfloat_with_epsilon (
      statistics.deviation * statistics.deviation, 2.0 / 36, 5 * 2.0 / 36 * 0.1667);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{LinearLayer[2]}]");

  g_assert_null (ng_net_draw_array (net, 0, 0, 1, &error));
  g_assert_true (ng_error_has_tag (error, "NetGraph::unspec"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/alone/inferred", test_inferred);
  g_test_add_func ("/graph/alone/draw", test_draw);
  g_test_add_func ("/graph/alone/refused", test_refused);
  return g_test_run ();
}
