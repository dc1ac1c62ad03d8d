#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Latent\" -> 1]}, {NetPort[{1, \"LossReal\"}] -> NetPort[\"out\"], NetPort[{1, "
      "\"LossFake\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{1}",
      "{0.5}",
      "0.3132616875182228");
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Latent\" -> 1]}, {NetPort[{1, \"LossFake\"}] -> NetPort[\"out\"], NetPort[{1, "
      "\"LossReal\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{1}",
      "{0.5}",
      "1.3132616875182228");
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Latent\" -> 1]}, {NetPort[{1, \"GeneratedFake\"}] -> NetPort[\"out\"], NetPort[{1, "
      "\"LossReal\"}] -> None, NetPort[{1, \"LossFake\"}] -> None}]",
      "{1}",
      "{0.5}",
      "{1}");
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Wasserstein\", \"Latent\" -> 1]}, {NetPort[{1, \"LossReal\"}] -> NetPort[\"out\"], "
      "NetPort[{1, \"LossFake\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{1}",
      "{0.5}",
      "-0.7310585786300049");
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Wasserstein\", \"Latent\" -> 1]}, {NetPort[{1, \"LossFake\"}] -> NetPort[\"out\"], "
      "NetPort[{1, \"LossReal\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{1}",
      "{0.5}",
      "0.7310585786300049");
}

static void
test_types (void)
{
  ng_assert_output_type ("NetGANOperator[{LinearLayer[3], LinearLayer[1]}, \"Latent\" -> 2]",
                         "\"Real\"");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetGANOperator[Tanh]", "NetGraph::badarg");
  ng_assert_refused ("NetGANOperator[{Tanh, LinearLayer[2]}, \"Latent\" -> 3]", "NetGraph::shape");
  ng_assert_refused (
      "NetGANOperator[{LinearLayer[3], LinearLayer[1, \"Input\" -> 4]}, \"Latent\" -> 2]",
      "NetGraph::shape");
}

/* Far from 1/2 the losses are the distances: -ln(1 - σ(30)) is 30, -ln σ(-200) is 200. */
static void
test_saturation (void)
{
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Latent\" -> 1]}, {NetPort[{1, \"LossFake\"}] -> NetPort[\"out\"], NetPort[{1, "
      "\"LossReal\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{1}",
      "{15}",
      "30.0000000000001");
  ng_assert_applied (
      "NetGraph[{NetGANOperator[{ElementwiseLayer[2 # &], {SummationLayer[], LogisticSigmoid}}, "
      "\"Latent\" -> 1]}, {NetPort[{1, \"LossReal\"}] -> NetPort[\"out\"], NetPort[{1, "
      "\"LossFake\"}] -> None, NetPort[{1, \"GeneratedFake\"}] -> None}]",
      "{-200}",
      "{0}",
      "200");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-gan-operator/values", test_values);
  g_test_add_func ("/layers/net-gan-operator/types", test_types);
  g_test_add_func ("/layers/net-gan-operator/errors", test_errors);
  g_test_add_func ("/layers/net-gan-operator/saturation", test_saturation);
  return g_test_run ();
}
