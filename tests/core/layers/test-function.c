#include "core/notation/read.h"
#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("FunctionLayer[#a . #b + 1 &, \"a\" -> {2, 3}, \"b\" -> 3]",
                     "{{1, 2, 3}, {4, 5, 6}}",
                     "{1, 0, 1}",
                     "{5, 11}");
  ng_assert_applied (
      "FunctionLayer[Tanh[#] + # &, \"Input\" -> 2]", "{0, 1}", NULL, "{0, 1.7615941559557649}");
  ng_assert_applied ("FunctionLayer[LinearLayer[2, \"Weights\" -> {{1, 1}, {0, 2}}, \"Biases\" -> "
                     "{1, 0}][#] - # &]",
                     "{3, 4}",
                     NULL,
                     "{5, 4}");
  ng_assert_applied ("FunctionLayer[Apply[#1*#2 + Reverse[#2] &], \"1\" -> 3]",
                     "{1, 2, 3}",
                     "{1, 10, 100}",
                     "{101, 30, 301}");
  ng_assert_applied (
      "FunctionLayer[Function[{x, y}, x - y], \"1\" -> 2]", "{1, 2}", "{3, 5}", "{-2, -3}");
  ng_assert_applied (
      "FunctionLayer[Fold[#1*2 + #2 &, 0, #] &, \"Input\" -> 3]", "{1, 2, 3}", NULL, "11");
  ng_assert_applied ("FunctionLayer[FoldList[#1 + #2 &, 0, #] &, \"Input\" -> 3]",
                     "{1, 2, 3}",
                     NULL,
                     "{0, 1, 3, 6}");
  ng_assert_applied ("FunctionLayer[Map[First, #] &, \"Input\" -> {3, 2}]",
                     "{{1, 2}, {3, 4}, {5, 6}}",
                     NULL,
                     "{1, 3, 5}");
  ng_assert_applied (
      "FunctionLayer[Nest[#^2 + 1 &, #, 3] &, \"Input\" -> \"Real\"]", "1", NULL, "26");
  ng_assert_applied (
      "FunctionLayer[Table[#^k, {k, 1, 3}] &, \"Input\" -> \"Real\"]", "2", NULL, "{2, 4, 8}");
  ng_assert_applied ("FunctionLayer[With[{h = #x . #y}, h/(1 + h^2)] &, \"x\" -> 2, \"y\" -> 2]",
                     "{1, 2}",
                     "{1, 1}",
                     "0.3");
  ng_assert_applied ("FunctionLayer[{1, 2} + # &, \"Input\" -> 2]", "{3, 4}", NULL, "{4, 6}");
  ng_assert_applied ("FunctionLayer[EuclideanDistance[#a, #b] &, \"a\" -> 2, \"b\" -> 2]",
                     "{0, 0}",
                     "{3, 4}",
                     "5");
  ng_assert_applied ("FunctionLayer[CatenateLayer[][{#a, #b}] &, \"a\" -> 2, \"b\" -> 1]",
                     "{1, 2}",
                     "{3}",
                     "{1, 2, 3}");
  ng_assert_applied ("FunctionLayer[#[[2;;3]] &, \"Input\" -> 4]", "{1, 2, 3, 4}", NULL, "{2, 3}");
  ng_assert_applied ("FunctionLayer[# &, \"Input\" -> 2]", "{3, 4}", NULL, "{3, 4}");
  ng_assert_applied ("FunctionLayer[Tanh, \"Input\" -> 2]", "{0, 0}", NULL, "{0, 0}");
  ng_assert_applied ("FunctionLayer[#a*#b &, \"a\" -> {2, 2}, \"b\" -> 2]",
                     "{{1, 2}, {3, 4}}",
                     "{10, 100}",
                     "{{10, 20}, {300, 400}}");
  ng_assert_applied ("FunctionLayer[NetArray[<|\"Name\" -> \"w\", \"Array\" -> {1, 2}|>]*# &]",
                     "{3, 4}",
                     NULL,
                     "{3, 8}");
}

/* An association is several outputs; its net is a net like any other. */
static void
test_outputs (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[FunctionLayer[<|\"first\" -> First[#], \"last\" "
                                        "-> #[[-1]]|> &], \"Input\" -> {\"Varying\", 2}]");
  g_autofree char *last = ng_type_notation (ng_net_output_type (net, 1));

  g_assert_cmpuint (ng_net_n_outputs (net), ==, 2);
  g_assert_cmpstr (ng_net_output_name (net, 0), ==, "first");
  g_assert_cmpstr (last, ==, "{2}");
  g_assert_cmpuint (ng_net_n_layers (net), ==, 2);
}

/* What nothing reads becomes no layer and no output. */
static void
test_unread (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[FunctionLayer[With[{y = LinearLayer[2][#]}, Total[#]] &], \"Input\" -> 3]");

  g_assert_cmpuint (ng_net_n_layers (net), ==, 1);
  g_assert_cmpuint (ng_net_n_outputs (net), ==, 1);
}

/* A value that is used twice is computed once. */
static void
test_sharing (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[FunctionLayer[With[{y = Sin[#]^2}, LinearLayer[2][y] + LinearLayer[2][y]] &], "
      "\"Input\" -> 3]");

  g_assert_cmpuint (ng_net_n_layers (net), ==, 4);
}

/* Refused, where a place is given at that line and column. */
static void
test_errors (void)
{
  static const struct {
    const char *text, *tag, *place;
  } cases[] = {
    { "FunctionLayer[]", "NetGraph::badarg", NULL },
    { "FunctionLayer[Integrate[#] &]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[# + z &]", "NetGraph::badarg", "1:19:" },
    { "FunctionLayer[# + LinearLayer[3] &]", "NetGraph::badarg", "1:19:" },
    { "FunctionLayer[Module[{z}, z] &]", "NetGraph::badarg", "1:23:" },
    { "FunctionLayer[Table[#, {k, #}] &]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[Nest[Tanh, #, 10^9] &]", "NetGraph::badarg", NULL },
    { "FunctionLayer[Tanh[#1, #2] &]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[#[[\"a\"]] &]", "NetGraph::badarg", NULL },
    { "FunctionLayer[(Table[Table[Table[1, 10000][[1]], 10000][[1]], 10000][[1]]) # &]",
      "NetGraph::badarg",
      NULL },
    { "FunctionLayer[Sort[#] &]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[3]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[<|1 -> #|> &]", "NetGraph::badarg", "1:17:" },
    { "FunctionLayer[{} &]", "NetGraph::badarg", "1:15:" },
    { "FunctionLayer[Ramp[#a] &, \"b\" -> 3]", "NetGraph::noport", "1:27:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_net_read_text (cases[i].text, -1, NULL, &error);

    g_autofree char *message = NULL;

    g_assert_null (net);
    message = ng_error_format (error, "");
    if (cases[i].place != NULL && strstr (message, cases[i].place) == NULL)
      g_error ("%s: %s", cases[i].text, message);
    ng_assert_tag (&error, cases[i].tag);
  }
}

/* Arguments whose levels do not fit are refused when their sizes are known. */
static void
test_shapes (void)
{
  ng_assert_refused ("FunctionLayer[#a + #b &, \"a\" -> 3, \"b\" -> 2]", "NetGraph::shape");
  ng_assert_refused ("FunctionLayer[# - First[#] &, \"Input\" -> {4, 2}]", "NetGraph::shape");
  ng_assert_refused ("ThreadingLayer[Plus, -1, \"Inputs\" -> {{2, 3}, 3}]", "NetGraph::shape");
}

/* A varying length obeys what is asked of numbers: rows less one row need as many rows as columns,
 * and rows less numbers one number for each row. */
static void
test_lengths (void)
{
  static const char centred[] = "FunctionLayer[# - Mean[#] &, \"Input\" -> {\"Varying\", 2}]";
  static const char differences[] =
      "FunctionLayer[#a - #b &, \"a\" -> {\"Varying\", 2}, \"b\" -> \"Varying\"]";
  static const char *const wrong[] = { "{{1, 2}}", "{{1, 2}, {3, 4}, {5, 6}}" };
  g_autofree char *message = NULL;

  ng_assert_refused ("FunctionLayer[# - Mean[#] &, \"Input\" -> {3, 2}]", "NetGraph::shape");
  ng_assert_input_type (centred, 0, "{2, 2}");
  ng_assert_applied (centred, "{{1, 2}, {3, 5}}", NULL, "{{-1, 0}, {-0.5, 1.5}}");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_free (ng_assert_not_applied (centred, wrong[i], NULL, "NetGraph::indata"));
  ng_assert_applied (differences, "{{1, 2}, {3, 5}}", "{1, 2}", "{{0, 1}, {1, 3}}");
  message = ng_assert_not_applied (differences, "{{1, 2}}", "{7, 8}", "NetGraph::lenmis");
  g_assert_nonnull (strstr (message, "1 in \"a\" and 2 in \"b\""));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/function/values", test_values);
  g_test_add_func ("/layers/function/outputs", test_outputs);
  g_test_add_func ("/layers/function/unread", test_unread);
  g_test_add_func ("/layers/function/sharing", test_sharing);
  g_test_add_func ("/layers/function/errors", test_errors);
  g_test_add_func ("/layers/function/shapes", test_shapes);
  g_test_add_func ("/layers/function/lengths", test_lengths);
  return g_test_run ();
}
