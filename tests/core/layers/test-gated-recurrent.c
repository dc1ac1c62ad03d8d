/* Expectations are those of PyTorch in double, its gates put in our order. */

#include "core/notation/read.h"
#include "tests/support/battery.h"

#define ARRAYS                                                                                     \
  "\"InputGateInputWeights\" -> {{-0.625, -0.25, 0.125}, {0.25, 0.625, -0.375}}, "                 \
  "\"InputGateStateWeights\" -> {{-0.5, -0.125}, {0.375, -0.625}}, "                               \
  "\"InputGateBiases\" -> {-0.375, 0.25}, "                                                        \
  "\"ResetGateInputWeights\" -> {{-0.375, 0.0, 0.375}, {0.5, -0.5, -0.125}}, "                     \
  "\"ResetGateStateWeights\" -> {{-0.125, 0.25}, {-0.625, -0.25}}, "                               \
  "\"ResetGateBiases\" -> {-0.25, 0.375}, "                                                        \
  "\"MemoryGateInputWeights\" -> {{-0.125, 0.25, 0.625}, {-0.625, -0.25, 0.125}}, "                \
  "\"MemoryGateStateWeights\" -> {{0.25, 0.625}, {-0.25, 0.125}}, "                                \
  "\"MemoryGateBiases\" -> {-0.125, -0.375}"
#define X                                                                                          \
  "{{-0.5, -0.125, 0.25}, {0.375, -0.625, -0.25}, {-0.125, 0.25, 0.625}, {-0.625, -0.25, 0.125}}"
#define NET                                                                                        \
  "NetGraph[{GatedRecurrentLayer[2, " ARRAYS "]}, {NetPort[\"State\"] -> NetPort[1, \"State\"], "  \
  "1 -> NetPort[\"Output\"]}, \"Input\" -> {\"Varying\", 3}]"

static const char *const inputs[] = { "{-0.125, -0.375}", X };

static void
test_values (void)
{
  NgWant want = { .kind = NG_WANT_OUTPUT };

  ng_assert_wanted (
      NET,
      inputs,
      &want,
      "{{-0.097631297337402, -0.204884430873071}, {-0.335770488445491, -0.319187062845}, "
      "{-0.058165786929323, -0.288066144446228}, {-0.089503061303175, -0.107872837544383}}");
}

static void
test_gradients (void)
{
  NgWant by_input = { .kind = NG_WANT_INPUT_GRADIENT, .port = 1 };
  NgWant by_array = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1, .port = 7 };

  ng_assert_wanted (
      NET,
      inputs,
      &by_input,
      "{{-0.804855882488103, -0.213011592176481, 0.669358090245298}, {-0.689888305394032, "
      "0.036841895506315, 0.572223935162322}, {-0.406793980281555, 0.030422654001107, "
      "0.519345242970248}, {-0.386136763885298, -0.068519341684233, 0.372500087641293}}");
  /* MemoryGateStateWeights */
  ng_assert_wanted (
      NET,
      inputs,
      &by_array,
      "{{-0.212498271734758, -0.382270159470461}, {-0.30270372196137, -0.585350707064225}}");
}

/* With weights 0 and an input gate of 1 the state never changes; with a gate of 0 it is the tanh of
 * the memory's bias, here artanh (1/2). */
static void
test_gate (void)
{
  ng_assert_applied ("NetGraph[{GatedRecurrentLayer[1, \"InputGateInputWeights\" -> {{0}}, "
                     "\"InputGateStateWeights\" -> {{0}}, \"InputGateBiases\" -> {100}, "
                     "\"ResetGateInputWeights\" -> {{0}}, \"ResetGateStateWeights\" -> {{0}}, "
                     "\"ResetGateBiases\" -> {0}, \"MemoryGateInputWeights\" -> {{0}}, "
                     "\"MemoryGateStateWeights\" -> {{0}}, \"MemoryGateBiases\" -> {7}]}, "
                     "{NetPort[\"State\"] -> NetPort[1, \"State\"]}, \"Input\" -> {3, 1}]",
                     "{0.3}",
                     "{{1}, {2}, {3}}",
                     "{{0.3}, {0.3}, {0.3}}");
  ng_assert_applied (
      "GatedRecurrentLayer[1, \"InputGateInputWeights\" -> {{0}}, "
      "\"InputGateStateWeights\" -> {{0}}, \"InputGateBiases\" -> {-100}, "
      "\"ResetGateInputWeights\" -> {{0}}, \"ResetGateStateWeights\" -> {{0}}, "
      "\"ResetGateBiases\" -> {0}, \"MemoryGateInputWeights\" -> {{0}}, "
      "\"MemoryGateStateWeights\" -> {{0}}, \"MemoryGateBiases\" -> {0.5493061443340549}, "
      "\"Input\" -> {3, 1}]",
      "{{1}, {2}, {3}}",
      NULL,
      "{{0.5}, {0.5}, {0.5}}");
}

static void
check_failure (const char *text, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  if (net != NULL)
    g_assert_false (ng_net_check (net, &error));
  ng_assert_tag (&error, tag);
}

static void
test_errors (void)
{
  check_failure ("GatedRecurrentLayer[]", "NetGraph::badarg");
  check_failure ("GatedRecurrentLayer[0]", "NetGraph::badarg");
  check_failure ("GatedRecurrentLayer[2, \"Dropout\" -> 1]", "NetGraph::badarg");
  check_failure ("GatedRecurrentLayer[2, \"Dropout\" -> {\"Weights\" -> 0.5}]", "NetGraph::badarg");
  check_failure ("GatedRecurrentLayer[2, \"Dropout\" -> {0.5}]", "NetGraph::badarg");
  check_failure ("GatedRecurrentLayer[2, \"Input\" -> 3]", "NetGraph::shape");
  check_failure ("GatedRecurrentLayer[2, \"Input\" -> {5000, 1}]", "NetGraph::limit");
  check_failure ("GatedRecurrentLayer[2, \"Output\" -> {4, 3}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/gated-recurrent/values", test_values);
  g_test_add_func ("/layers/gated-recurrent/gradients", test_gradients);
  g_test_add_func ("/layers/gated-recurrent/gate", test_gate);
  g_test_add_func ("/layers/gated-recurrent/errors", test_errors);
  return g_test_run ();
}
