#include "core/graph/states.h"

#include "core/graph/one-step.h"
#include "tests/support/battery.h"

static void
check_ports (const NgNet *net, const char *const *inputs, const char *const *outputs)
{
  g_assert_cmpuint (ng_net_n_inputs (net), ==, g_strv_length ((char **) inputs));
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_assert_cmpstr (ng_net_input_name (net, i), ==, inputs[i]);
  g_assert_cmpuint (ng_net_n_outputs (net), ==, g_strv_length ((char **) outputs));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_assert_cmpstr (ng_net_output_name (net, i), ==, outputs[i]);
}

static void
check_opened (const char *notation,
              guint n_states,
              const char *const *inputs,
              const char *const *outputs)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) opened = ng_net_with_states (net, states, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (states->len, ==, n_states);
  check_ports (opened, inputs, outputs);
  if (n_states == 0)
    g_assert_true (opened == net);
  for (guint i = 0; i < n_states; i++) {
    const NgNetState *state = &g_array_index (states, NgNetState, i);
    const NgNet *holder = net;
    const NgLayer *layer = NULL;

    for (int d = 0; d < state->n_layers; d++) {
      if (layer != NULL)
        holder = ng_layer_body (layer);
      layer = ng_net_layer (holder, (gsize) state->layers[d]);
    }
    g_assert_true (ng_layer_input_is_optional (layer, (gsize) state->port));
    g_assert_true (g_str_has_suffix (ng_net_input_name (opened, (gsize) state->input),
                                     ng_layer_input_name (layer, (gsize) state->port)) ||
                   g_str_has_suffix (ng_net_input_name (opened, (gsize) state->input), "'"));
    g_assert_true (ng_net_input_is_state (opened, (gsize) state->input));
    g_assert_true (ng_type_equal (ng_net_input_type (opened, (gsize) state->input),
                                  ng_net_output_type (opened, (gsize) state->output)));
  }
  g_assert_false (ng_net_input_is_state (opened, 0));
}

static void
test_names (void)
{
  check_opened ("LongShortTermMemoryLayer[2, \"Input\" -> {3, 1}]",
                2,
                (const char *[]){ "Input", "State", "CellState", NULL },
                (const char *[]){ "Output", "OutState", "OutCellState", NULL });
  check_opened ("NetGraph[<|\"a\" -> NetChain[{Ramp, GatedRecurrentLayer[2]}], \"b\" -> "
                "BasicRecurrentLayer[1]|>, {\"a\" -> \"b\"}, \"Input\" -> {\"Varying\", 1}]",
                2,
                (const char *[]){ "Input", "a/2/State", "b/State", NULL },
                (const char *[]){ "Output", "a/2/OutState", "b/OutState", NULL });
  check_opened ("LinearLayer[2, \"Input\" -> 3]",
                0,
                (const char *[]){ "Input", NULL },
                (const char *[]){ "Output", NULL });
}

/* A state that something feeds is no state of the net any more; a name that is taken gets a prime.
 */
static void
test_fed (void)
{
  check_opened (
      "NetGraph[{BasicRecurrentLayer[2], BasicRecurrentLayer[2]}, {NetPort[1, \"State\"] -> "
      "NetPort[2, \"State\"], NetPort[\"2/State\"] -> 2}, \"Input\" -> {3, 1}, \"2/State\" "
      "-> {4, 1}]",
      1,
      (const char *[]){ "2/State", "Input", "1/State", NULL },
      (const char *[]){ "Port1", "Port2", "1/OutState", NULL });
  check_opened ("NetGraph[{BasicRecurrentLayer[2]}, {NetPort[\"State\"] -> 1, 1 -> "
                "NetPort[\"OutState\"]}, \"State\" -> {3, 1}]",
                1,
                (const char *[]){ "State", "State'", NULL },
                (const char *[]){ "OutState", "OutState'", NULL });
}

/* Ports that are no sequences of steps stay what they are. */
static void
test_one_step (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[{LinearLayer[2], BasicRecurrentLayer[2]}, {1 -> NetPort[2, \"State\"], "
      "NetPort[\"Context\"] -> 1, NetPort[\"Words\"] -> NetPort[2, \"Input\"], 2 -> "
      "NetPort[\"All\"], NetPort[2, \"State\"] -> NetPort[\"Last\"]}, \"Context\" -> 3, \"Words\" "
      "-> "
      "{\"Varying\", 4}]");
  g_autoptr (NgNet) two = ng_test_read ("NetGraph[<|\"x\" -> BasicRecurrentLayer[2], \"y\" -> "
                                        "NetMapOperator[LinearLayer[3]]|>, {\"x\" -> \"y\"}, "
                                        "\"Input\" -> {\"Varying\", 4}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) step = ng_net_one_step (two, &error);
  g_autofree char *input = NULL, *output = NULL, *state = NULL;

  g_assert_no_error (error);
  check_ports (step,
               (const char *[]){ "Input", "x/State", NULL },
               (const char *[]){ "Output", "x/OutState", NULL });
  input = ng_type_notation (ng_net_input_type (step, 0));
  output = ng_type_notation (ng_net_output_type (step, 0));
  state = ng_type_notation (ng_net_input_type (step, 1));
  g_assert_cmpstr (input, ==, "{4}");
  g_assert_cmpstr (output, ==, "{3}");
  g_assert_cmpstr (state, ==, "{2}");
  /* Its only state is fed by the net itself. */
  g_assert_null (ng_net_one_step (net, &error));
  ng_assert_tag (&error, "NetUnfold::states");
}

static void
check_steps (const char *layer, gboolean is_possible)
{
  g_autofree char *text = g_strdup_printf (
      "NetChain[{BasicRecurrentLayer[2], %s}, \"Input\" -> {\"Varying\", 2}]", layer);
  g_autoptr (NgNet) net = ng_test_read (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) step = ng_net_one_step (net, &error);

  if (is_possible)
    g_assert_no_error (error);
  else
    ng_assert_tag (&error, "NetUnfold::steps");
}

/* Layers that look at one element of the sequence at a time, and others. */
static void
test_layers (void)
{
  check_steps ("Tanh", TRUE);
  check_steps ("SoftmaxLayer[]", TRUE);
  check_steps ("SoftmaxLayer[2]", TRUE);
  check_steps ("NormalizationLayer[2, \"Same\"]", TRUE);
  check_steps ("NetChain[{GatedRecurrentLayer[3], SequenceLastLayer[], LinearLayer[2]}]", TRUE);
  check_steps ("SoftmaxLayer[1]", FALSE);
  check_steps ("SoftmaxLayer[-2]", FALSE);
  check_steps ("NormalizationLayer[1;;2, 2]", FALSE);
  check_steps ("SequenceReverseLayer[]", FALSE);
  check_steps ("NetChain[{SequenceRestLayer[]}]", FALSE);
  check_steps ("SummationLayer[]", FALSE);
}

/* The deepest net that there can be leads to its states by the longest path. */
static void
test_deepest (void)
{
  g_autoptr (GString) text = g_string_new ("GatedRecurrentLayer[2, \"Input\" -> {3, 2}]");
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgNet) opened = NULL;

  for (int i = 0; i < NG_MAX_NET_DEPTH; i++) {
    g_string_prepend (text, "NetChain[{");
    g_string_append (text, "}]");
  }
  net = ng_test_read (text->str);
  opened = ng_net_with_states (net, states, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->len, ==, 1);
  g_assert_cmpint (g_array_index (states, NgNetState, 0).n_layers, ==, NG_MAX_NET_DEPTH);
  g_string_prepend (text, "NetChain[{");
  g_string_append (text, "}]");
  ng_assert_refused (text->str, "NetGraph::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/states/names", test_names);
  g_test_add_func ("/graph/states/fed", test_fed);
  g_test_add_func ("/graph/states/one-step", test_one_step);
  g_test_add_func ("/graph/states/layers", test_layers);
  g_test_add_func ("/graph/states/deepest", test_deepest);
  return g_test_run ();
}
