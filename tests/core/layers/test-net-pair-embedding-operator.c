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
  g_test_add_func ("/layers/net-pair-embedding-operator/types", test_types);
  g_test_add_func ("/layers/net-pair-embedding-operator/errors", test_errors);
  return g_test_run ();
}
