/* Expectations are those of PyTorch in double, its gates put in our order. */

#include "core/notation/read.h"
#include "tests/support/battery.h"

#include <math.h>

#define ARRAYS                                                                                     \
  "\"InputGateInputWeights\" -> {{-0.625, -0.25, 0.125}, {0.25, 0.625, -0.375}}, "                 \
  "\"InputGateStateWeights\" -> {{-0.5, -0.125}, {0.375, -0.625}}, "                               \
  "\"InputGateBiases\" -> {-0.375, 0.25}, "                                                        \
  "\"OutputGateInputWeights\" -> {{-0.375, 0.0, 0.375}, {0.5, -0.5, -0.125}}, "                    \
  "\"OutputGateStateWeights\" -> {{-0.125, 0.25}, {-0.625, -0.25}}, "                              \
  "\"OutputGateBiases\" -> {-0.25, 0.375}, "                                                       \
  "\"ForgetGateInputWeights\" -> {{-0.125, 0.25, 0.625}, {-0.625, -0.25, 0.125}}, "                \
  "\"ForgetGateStateWeights\" -> {{0.25, 0.625}, {-0.25, 0.125}}, "                                \
  "\"ForgetGateBiases\" -> {-0.125, -0.375}, "                                                     \
  "\"MemoryGateInputWeights\" -> {{0.125, 0.5, -0.5}, {-0.375, 0.0, 0.375}}, "                     \
  "\"MemoryGateStateWeights\" -> {{0.625, -0.375}, {0.125, 0.5}}, "                                \
  "\"MemoryGateBiases\" -> {0.0, -0.25}"
#define X                                                                                          \
  "{{-0.5, -0.125, 0.25}, {0.375, -0.625, -0.25}, {-0.125, 0.25, 0.625}, {-0.625, -0.25, 0.125}}"
#define NET                                                                                        \
  "NetGraph[{LongShortTermMemoryLayer[2, " ARRAYS                                                  \
  "]}, {NetPort[\"State\"] -> NetPort[1, \"State\"], "                                             \
  "NetPort[\"CellState\"] -> NetPort[1, \"CellState\"], 1 -> NetPort[\"Output\"]}, \"Input\" -> "  \
  "{\"Varying\", 3}]"

static const char *const inputs[] = { "{-0.125, -0.375}", "{0.125, -0.125}", X };

static void
test_values (void)
{
  NgWant want = { .kind = NG_WANT_OUTPUT };

  ng_assert_wanted (
      NET,
      inputs,
      &want,
      "{{-0.02027903256731, -0.088301062289017}, {-0.023115191394382, -0.217878489745579}, "
      "{-0.04598804920856, -0.096129354333845}, {-0.088977456950311, -0.057760438031657}}");
}

static void
test_gradients (void)
{
  NgWant by_input = { .kind = NG_WANT_INPUT_GRADIENT, .port = 2 };
  NgWant by_array = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1, .port = 7 };

  ng_assert_wanted (
      NET,
      inputs,
      &by_input,
      "{{-0.12783127497068, 0.271316881001578, -0.016031834923474}, {-0.132022604376407, "
      "0.148967751082086, 0.01448164798455}, {-0.088301954312897, 0.211525824694178, "
      "-0.021927865230736}, {-0.030412748733015, 0.143273000710863, -0.047978099526348}}");
  /* ForgetGateStateWeights */
  ng_assert_wanted (
      NET,
      inputs,
      &by_array,
      "{{-0.002806611632495, -0.006760626245636}, {0.007555719792529, 0.032155643567133}}");
}

/* The last states, and zeros where nothing gives the first. */
static void
test_states (void)
{
  static const char *const only[] = { X };
  NgWant want = { .kind = NG_WANT_OUTPUT };

  ng_assert_wanted ("NetGraph[{LongShortTermMemoryLayer[2, " ARRAYS "]}, {NetPort[\"State\"] -> "
                    "NetPort[1, \"State\"], NetPort[\"CellState\"] -> NetPort[1, \"CellState\"], "
                    "NetPort[1, \"CellState\"] -> NetPort[\"Last\"]}, \"Input\" -> {4, 3}]",
                    inputs,
                    &want,
                    "{-0.178686436549829, -0.104275542616532}");
  ng_assert_wanted ("NetGraph[{LongShortTermMemoryLayer[2, " ARRAYS "]}, {NetPort[1, \"State\"] -> "
                    "NetPort[\"Last\"]}, \"Input\" -> {4, 3}]",
                    only,
                    &want,
                    "{-0.106807187954506, -0.039470156237759}");
}

/* States are no ports of the net around, and a layer alone means its input and output. */
static void
test_types (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{LongShortTermMemoryLayer[6], "
                                        "LongShortTermMemoryLayer[2]}, {1 -> 2}, \"Input\" -> "
                                        "{\"Varying\", 4}]");
  g_autofree char *weights = ng_type_notation (ng_net_array_type (net, 1, 0));

  g_assert_cmpuint (ng_net_n_inputs (net), ==, 1);
  g_assert_cmpuint (ng_net_n_outputs (net), ==, 1);
  g_assert_cmpstr (weights, ==, "{2, 6}");
  ng_assert_output_type (
      "NetGraph[{LongShortTermMemoryLayer[6], LongShortTermMemoryLayer[2]}, {1 -> "
      "2}, \"Input\" -> {\"Varying\", 4}]",
      "{\"Varying\", 2}");
  ng_assert_output_type ("NetGraph[{LongShortTermMemoryLayer[2]}, {NetPort[1, \"State\"] -> "
                         "NetPort[\"Last\"]}, \"Input\" -> {5, 3}]",
                         "{2}");
}

/* What the net gives in training; weights 0 but for those that carry the input to the memory. */
static NgTensor *
train (const char *dropout, NgTensor *x)
{
  g_autofree char *text = g_strdup_printf (
      "LongShortTermMemoryLayer[2, \"InputGateInputWeights\" -> {{0, 0}, {0, 0}}, "
      "\"InputGateStateWeights\" -> {{0, 0}, {0, 0}}, \"InputGateBiases\" -> {50, 50}, "
      "\"OutputGateInputWeights\" -> {{0, 0}, {0, 0}}, \"OutputGateStateWeights\" -> {{0, 0}, {0, "
      "0}}, \"OutputGateBiases\" -> {50, 50}, \"ForgetGateInputWeights\" -> {{0, 0}, {0, 0}}, "
      "\"ForgetGateStateWeights\" -> {{0, 0}, {0, 0}}, \"ForgetGateBiases\" -> {-50, -50}, "
      "\"MemoryGateInputWeights\" -> {{1, 0}, {0, 1}}, \"MemoryGateStateWeights\" -> {{0, 0}, {0, "
      "0}}, \"MemoryGateBiases\" -> {0, 0}, \"Dropout\" -> {\"%s\" -> 0.5}]",
      dropout);

  return ng_test_apply (text, x, NG_MODE_TRAINING);
}

/* The gates are open, so the output is tanh (tanh (a x)) for a dropped input, and tanh (a tanh x)
 * for a dropped update, with a either 0 or 2: one draw for all steps, or one for each. */
static void
test_dropout (void)
{
  enum { STEPS = 64 };
  const double once = tanh (tanh (2 * 0.25)), fresh = tanh (2 * tanh (0.25));
  g_autofree double *data = g_new (double, 2 * STEPS);
  g_autoptr (NgTensor) x = NULL, input = NULL, state = NULL, update = NULL;
  gint64 dims[2] = { STEPS, 2 };
  int n_dropped = 0;

  for (int i = 0; i < 2 * STEPS; i++)
    data[i] = 0.25;
  x = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, g_steal_pointer (&data));
  input = train ("VariationalInput", x);
  state = train ("VariationalState", x);
  update = train ("StateUpdate", x);
  for (int i = 0; i < 2 * STEPS; i++) {
    double value = ng_tensor_get_real (update, i);

    ng_assert_near (ng_tensor_get_real (input, i), ng_tensor_get_real (input, i % 2), 1e-12);
    ng_assert_near (ng_tensor_get_real (state, i), tanh (tanh (0.25)), 1e-12);
    n_dropped += fabs (value) < 1e-12;
    if (fabs (value) >= 1e-12)
      ng_assert_near (value, fresh, 1e-12);
  }
  if (fabs (ng_tensor_get_real (input, 0)) >= 1e-12)
    ng_assert_near (ng_tensor_get_real (input, 0), once, 1e-12);
  /* Five standard deviations of 128 draws. */
  ng_assert_near (n_dropped, STEPS, 5 * sqrt (2 * STEPS) / 2);
}

/* Of state weights that are all 1 about half are 2 and the rest 0, the same ones at each step, so a
 * state of ones and no bias becomes tanh (2 m / 8) with m of its 8 weights kept. */
static void
test_weights (void)
{
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{{0}}");
  g_autoptr (NgTensor) state = ng_test_read_tensor ("{1, 1, 1, 1, 1, 1, 1, 1}");
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[{BasicRecurrentLayer[8, \"InputWeights\" -> Table[{0}, {8}], \"StateWeights\" -> "
      "ConstantArray[0.125, {8, 8}], \"Biases\" -> ConstantArray[0, {8}], \"Dropout\" -> 0.5]}, "
      "{NetPort[\"State\"] -> NetPort[1, \"State\"]}, \"Input\" -> {1, 1}]");
  NgTensor *both[] = { state, x };
  g_autoptr (NgTensor) y = ng_test_apply_net (net, both, NG_MODE_TRAINING);
  g_autoptr (NgTensor) calm = ng_test_apply_net (net, both, NG_MODE_TEST);
  double sum = 0;

  for (int i = 0; i < 8; i++) {
    double kept = atanh (ng_tensor_get_real (y, i)) * 4;

    ng_assert_near (kept, round (kept), 1e-9);
    ng_assert_near (ng_tensor_get_real (calm, i), tanh (1), 1e-12);
    sum += kept;
  }
  /* Five standard deviations of 64 draws. */
  ng_assert_near (sum, 32, 5 * 4);
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
  check_failure ("LongShortTermMemoryLayer[]", "NetGraph::badarg");
  check_failure ("LongShortTermMemoryLayer[0]", "NetGraph::badarg");
  check_failure ("LongShortTermMemoryLayer[2, \"Dropout\" -> 1]", "NetGraph::badarg");
  check_failure ("LongShortTermMemoryLayer[2, \"Dropout\" -> {\"Weights\" -> 0.5}]",
                 "NetGraph::badarg");
  check_failure ("LongShortTermMemoryLayer[2, \"Dropout\" -> {0.5}]", "NetGraph::badarg");
  check_failure ("LongShortTermMemoryLayer[2, \"Input\" -> 3]", "NetGraph::shape");
  check_failure ("LongShortTermMemoryLayer[2, \"Input\" -> {5000, 1}]", "NetGraph::limit");
  check_failure ("LongShortTermMemoryLayer[2, \"Output\" -> {4, 3}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/long-short-term-memory/values", test_values);
  g_test_add_func ("/layers/long-short-term-memory/gradients", test_gradients);
  g_test_add_func ("/layers/long-short-term-memory/states", test_states);
  g_test_add_func ("/layers/long-short-term-memory/types", test_types);
  g_test_add_func ("/layers/long-short-term-memory/dropout", test_dropout);
  g_test_add_func ("/layers/long-short-term-memory/weights", test_weights);
  g_test_add_func ("/layers/long-short-term-memory/errors", test_errors);
  return g_test_run ();
}
