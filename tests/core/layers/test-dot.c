#include "tests/support/battery.h"

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_values (void)
{
  ng_assert_applied (TWO ("DotLayer[]"), "{1, 2, 3}", "{4, 5, 6}", "32");
  ng_assert_applied (TWO ("DotLayer[]"), "{{1, 2}, {3, 4}}", "{5, 6}", "{17, 39}");
  ng_assert_applied (TWO ("DotLayer[]"), "{5, 6}", "{{1, 2}, {3, 4}}", "{23, 34}");
  ng_assert_applied (TWO ("DotLayer[{1 <-> 2, None}]"), "{{1, 2}, {3, 4}}", "{5, 6}", "{23, 34}");
  ng_assert_applied (TWO ("DotLayer[{None, {2, 1}}]"), "{5, 6}", "{{1, 2}, {3, 4}}", "{17, 39}");
}

/* (2, 3, 4) times (4, 5, 6) by loops. */
static void
test_arrays (void)
{
  g_autoptr (NgNet) net = ng_test_read ("DotLayer[\"Inputs\" -> {{2, 3, 4}, {4, 5, 6}}]");
  g_autoptr (NgTensor) a = ng_test_draw (net, 0, 0, 1);
  g_autoptr (NgTensor) b = ng_test_draw (net, 1, 0, 2);
  NgTensor *inputs[] = { a, b };
  g_autoptr (NgTensor) y = ng_test_apply_net (net, inputs, NG_MODE_TEST);

  g_assert_cmpuint (ng_tensor_rank (y), ==, 4);
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 30; j++) {
      double sum = 0;

      for (int k = 0; k < 4; k++)
        sum += ng_tensor_get_real (a, i * 4 + k) * ng_tensor_get_real (b, k * 30 + j);
      ng_assert_near (ng_tensor_get_real (y, i * 30 + j), sum, 1e-12);
    }
}

/* From left to right: ((1, 2), (3, 4)) · (5, 6) is (17, 39). Of two vectors no level is left for a
 * third. */
static void
test_many (void)
{
  g_autoptr (NgNet) net = ng_test_read ("DotLayer[\"Inputs\" -> {{2, 2}, 2, 2}]");
  g_autoptr (NgTensor) a = ng_test_read_tensor ("{{1, 2}, {3, 4}}");
  g_autoptr (NgTensor) b = ng_test_read_tensor ("{5, 6}");
  g_autoptr (NgTensor) c = ng_test_read_tensor ("{7, 8}");
  NgTensor *inputs[] = { a, b, c };
  g_autoptr (NgTensor) y = ng_test_apply_net (net, inputs, NG_MODE_TEST);

  ng_assert_near (ng_tensor_get_real (y, 0), 17 * 7 + 39 * 8, 1e-12);
  ng_assert_refused ("DotLayer[\"Inputs\" -> {2, 2, 2}]", "NetGraph::level");
}

static void
test_types (void)
{
  ng_assert_output_type ("DotLayer[\"Inputs\" -> {{2, 3, 4}, {4, 5, 6}}]", "{2, 3, 5, 6}");
  ng_assert_input_type ("DotLayer[\"Inputs\" -> {{2, 3}, {Automatic, 5}}]", 1, "{3, 5}");
  ng_assert_input_type (
      "DotLayer[\"1\" -> {2, 3}, \"Output\" -> {2, 7, 8}, \"Inputs\" -> 2]", 1, "{3, 7, 8}");
  ng_assert_input_type (
      "DotLayer[{3 <-> 1, None}, \"Output\" -> {5, 6}, \"2\" -> 4]", 0, "{4, 6, 5}");
  ng_assert_output_type ("DotLayer[\"Inputs\" -> {{\"Varying\", 3}, {3, 5}}]", "{\"Varying\", 5}");
  ng_assert_output_type ("NetGraph[{DotLayer[{1 <-> 2, None}]}, {{NetPort[\"x\"], NetPort[\"x\"]} "
                         "-> 1}, \"x\" -> {\"Varying\", 3}]",
                         "{3, 3}");
}

static void
test_refused (void)
{
  ng_assert_refused ("DotLayer[\"Inputs\" -> {{2, 3}, {4, 5}}]", "NetGraph::shape");
  ng_assert_refused ("DotLayer[\"Inputs\" -> {\"Real\", {4, 5}}]", "NetGraph::level");
  ng_assert_refused ("DotLayer[{1 <-> 3, None}, \"Inputs\" -> {{2, 3}, {3, 5}}]",
                     "NetGraph::level");
  ng_assert_refused ("DotLayer[{{1, 1}, None}]", "NetGraph::badarg");
  ng_assert_refused ("DotLayer[2]", "NetGraph::badarg");
  ng_assert_refused ("DotLayer[\"Inputs\" -> {{2, 3}}]", "NetGraph::gap");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/dot/values", test_values);
  g_test_add_func ("/layers/dot/arrays", test_arrays);
  g_test_add_func ("/layers/dot/many", test_many);
  g_test_add_func ("/layers/dot/types", test_types);
  g_test_add_func ("/layers/dot/refused", test_refused);
  return g_test_run ();
}
