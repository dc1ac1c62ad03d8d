#include "tests/support/battery.h"

/* y = W x + b by loops, the input and output taken row by row. */
static void
test_values (void)
{
  const double w[2][4] = { { 1, -2, 3, 0.5 }, { 0, 4, -1, 2 } };
  const double x[4] = { 0.5, 1, -1.5, 2 };
  g_autoptr (NgTensor) input = ng_test_read_tensor ("{{0.5, 1}, {-1.5, 2}}");
  g_autoptr (NgTensor) y = ng_test_apply ("LinearLayer[{2, 1}, \"Weights\" -> {{1, -2, 3, 0.5}, "
                                          "{0, 4, -1, 2}}, \"Biases\" -> {10, 20}, "
                                          "\"Input\" -> {2, 2}]",
                                          input,
                                          NG_MODE_TEST);

  g_assert_cmpuint (ng_tensor_rank (y), ==, 2);
  for (int i = 0; i < 2; i++) {
    double sum = 10 * (i + 1);

    for (int j = 0; j < 4; j++)
      sum += w[i][j] * x[j];
    ng_assert_near (ng_tensor_get_real (y, i), sum, 1e-14);
  }
}

/* Sizes come from the weights, or from what follows. */
static void
test_types (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{LinearLayer[\"Weights\" -> {{1, 2, 3}}], "
                                        "LinearLayer[], LinearLayer[2, \"Input\" -> {2, 2}]}, "
                                        "{1 -> 2 -> 3}]");
  g_autofree char *input = ng_type_notation (ng_net_input_type (net, 0));
  g_autofree char *weights = ng_type_notation (ng_net_array_type (net, 1, 0));
  g_autofree char *last = ng_type_notation (ng_net_array_type (net, 2, 0));

  g_assert_cmpstr (input, ==, "{3}");
  g_assert_cmpstr (weights, ==, "{4, 1}");
  g_assert_cmpstr (last, ==, "{2, 4}");
}

/* Factors of the rate of learning are of arrays that there are. */
static void
test_rates (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("LinearLayer[2, LearningRateMultipliers -> {\"Weights\" -> 0.5, _ -> None}]");

  g_assert_cmpuint (ng_net_n_layers (net), ==, 1);
  ng_assert_refused ("LinearLayer[2, LearningRateMultipliers -> \"foo\"]", "NetGraph::badarg");
  ng_assert_refused ("LinearLayer[2, LearningRateMultipliers -> -1]", "NetGraph::badarg");
  ng_assert_refused ("LinearLayer[2, LearningRateMultipliers -> {\"Foo\" -> 1}]",
                     "NetGraph::badarg");
  ng_assert_refused ("LinearLayer[2, LearningRateMultipliers -> {\"Weights\" -> \"x\"}]",
                     "NetGraph::badarg");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/linear/values", test_values);
  g_test_add_func ("/layers/linear/types", test_types);
  g_test_add_func ("/layers/linear/rates", test_rates);
  return g_test_run ();
}
