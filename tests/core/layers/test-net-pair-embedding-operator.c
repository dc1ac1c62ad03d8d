#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("NetPairEmbeddingOperator[ElementwiseLayer[2 # &], \"Input\" -> {2, 2}]",
                     "{{1, 2}, {4, 6}}",
                     NULL,
                     "10");
  ng_assert_applied ("NetPairEmbeddingOperator[ElementwiseLayer[2 # &], \"Input\" -> {2, 2}]",
                     "{{1, 2}, {1, 2}}",
                     NULL,
                     "0");
  ng_assert_applied ("NetPairEmbeddingOperator[ElementwiseLayer[2 # &], DistanceFunction -> "
                     "CosineDistance, \"Input\" -> {2, 2}]",
                     "{{3, 4}, {4, 3}}",
                     NULL,
                     "0.04");
  ng_assert_applied ("NetPairEmbeddingOperator[ElementwiseLayer[2 # &], DistanceFunction -> "
                     "CosineDistance, \"Input\" -> {2, 2}]",
                     "{{0, 0}, {4, 3}}",
                     NULL,
                     "1");
}

#define COSINE                                                                                     \
  "NetPairEmbeddingOperator[ElementwiseLayer[# &], DistanceFunction -> CosineDistance, \"Input\" " \
  "-> {2, 2}]"

/* The product of the two squares is 0, each of them is not. Where the other vector, of length h, is
 * w and at a right angle, the slope is -w/h². */
static void
test_small (void)
{
  const double slopes[] = { 0, -1, -1, 0 };
  g_autoptr (NgNet) net = ng_test_read (COSINE);
  g_autoptr (NgTensor) pair = ng_test_read_tensor ("{{1*^-100, 0}, {0, 1*^-100}}");
  g_autoptr (NgTensor) gradient = ng_test_differentiate (net, &pair, 0);

  ng_assert_applied (COSINE, "{{1*^-100, 0}, {1*^-100, 0}}", NULL, "0");
  ng_assert_applied (COSINE, "{{1*^-100, 0}, {-1*^-100, 0}}", NULL, "2");
  for (gint64 i = 0; i < 4; i++)
    ng_assert_near (ng_tensor_get_real (gradient, i) * 1e-100, slopes[i], 1e-12);
}

/* A vector of 0 has no direction: nothing moves. */
static void
test_no_slope (void)
{
  g_autoptr (NgNet) net = ng_test_read (COSINE);
  g_autoptr (NgTensor) pair = ng_test_read_tensor ("{{0, 0}, {4, 3}}");
  g_autoptr (NgTensor) none = ng_test_read_tensor ("{{0, 0}, {0, 0}}");
  g_autoptr (NgTensor) gradient = ng_test_differentiate (net, &pair, 0);

  ng_assert_applied (COSINE, "{{0, 0}, {0, 0}}", NULL, "1");
  ng_assert_tensor (gradient, none, 0);
}

static void
test_types (void)
{
  ng_assert_output_type ("NetPairEmbeddingOperator[LinearLayer[3], \"Input\" -> {2, 4}]",
                         "\"Real\"");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetPairEmbeddingOperator[Tanh, \"Input\" -> {3, 2}]", "NetGraph::shape");
  ng_assert_refused ("NetPairEmbeddingOperator[Tanh, \"Input\" -> \"Real\"]", "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-pair-embedding-operator/values", test_values);
  g_test_add_func ("/layers/net-pair-embedding-operator/small", test_small);
  g_test_add_func ("/layers/net-pair-embedding-operator/no-slope", test_no_slope);
  g_test_add_func ("/layers/net-pair-embedding-operator/types", test_types);
  g_test_add_func ("/layers/net-pair-embedding-operator/errors", test_errors);
  return g_test_run ();
}
