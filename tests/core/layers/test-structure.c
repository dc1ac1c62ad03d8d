/* Layers that move elements and add them: Catenate, Total, Summation, Flatten, Reshape, constants
 * and nets as layers. */

#include "tests/support/battery.h"

static void
assert_applied (const char *notation, const char *a, const char *b, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgTensor) first = a != NULL ? ng_test_read_tensor (a) : NULL;
  g_autoptr (NgTensor) second = b != NULL ? ng_test_read_tensor (b) : NULL;
  g_autoptr (NgTensor) wanted = ng_test_read_tensor (expected);
  NgTensor *inputs[] = { first, second };
  g_autoptr (NgTensor) found = ng_test_apply_net (net, inputs, NG_MODE_TEST);

  ng_assert_tensor (found, wanted, 1e-12);
}

static void
assert_output (const char *notation, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autofree char *found = ng_type_notation (ng_net_output_type (net, 0));

  g_assert_cmpstr (found, ==, expected);
}

#define TWO(layer) "NetGraph[{" layer "}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]"

static void
test_catenate (void)
{
  assert_applied (TWO ("CatenateLayer[]"), "{1, 2}", "{3}", "{1, 2, 3}");
  assert_applied (
      TWO ("CatenateLayer[2]"), "{{1}, {2}}", "{{3, 4}, {5, 6}}", "{{1, 3, 4}, {2, 5, 6}}");
  assert_applied (TWO ("CatenateLayer[]"), "{{1, 2}, {3, 4}}", "{5}", "{{1, 2, 5}, {3, 4, 5}}");
  assert_output ("NetGraph[{Ramp, Tanh, CatenateLayer[]}, {{1, 2} -> 3}, \"Input\" -> "
                 "{\"Varying\", 2}]",
                 "{\"Varying\", 2}");
}

static void
test_sums (void)
{
  assert_applied (TWO ("TotalLayer[]"), "{1, 2}", "{3, 5}", "{4, 7}");
  assert_applied (TWO ("SummationLayer[]"), "{1, 2}", "{3, 5}", "{4, 7}");
  assert_applied ("SummationLayer[]", "{{1, 2}, {3, 4}}", NULL, "10");
}

static void
test_flatten (void)
{
  assert_applied ("FlattenLayer[]", "{{1, 2}, {3, 4}}", NULL, "{1, 2, 3, 4}");
  assert_applied ("FlattenLayer[{{2, 1}}]", "{{1, 2}, {3, 4}}", NULL, "{1, 3, 2, 4}");
  assert_output ("FlattenLayer[1, \"Input\" -> {2, 3, 4}]", "{6, 4}");
  assert_output ("FlattenLayer[-1, \"Input\" -> {2, 3, 4}]", "{2, 12}");
  assert_output ("FlattenLayer[{{3}, {1, 2}}, \"Input\" -> {2, 3, 4}]", "{4, 6}");
  assert_output ("NetGraph[{LinearLayer[{2, 3}], FlattenLayer[], LinearLayer[]}, {1 -> 2 -> 3}, "
                 "\"Output\" -> 5]",
                 "{5}");
}

static void
test_reshape (void)
{
  assert_applied (
      "ReshapeLayer[{3, 2}]", "{{1, 2, 3}, {4, 5, 6}}", NULL, "{{1, 2}, {3, 4}, {5, 6}}");
  assert_output ("ReshapeLayer[{Automatic, 2}, \"Input\" -> {3, 4}]", "{6, 2}");
  assert_output ("ReshapeLayer[{Inherited, 6}, \"Input\" -> {\"Varying\", 2, 3}]",
                 "{\"Varying\", 6}");
  assert_output ("ReshapeLayer[{1, Automatic, All}, \"Input\" -> {2, 3, 5}]", "{1, 6, 5}");
  assert_output ("ReshapeLayer[{}, \"Input\" -> {1, 1}]", "\"Real\"");
}

static void
test_constants (void)
{
  assert_applied ("ConstantArrayLayer[\"Array\" -> {{1, 2}}]", NULL, NULL, "{{1, 2}}");
  assert_applied ("NetArrayLayer[\"Array\" -> 3]", NULL, NULL, "3");
  assert_applied ("ConstantPlusLayer[\"Biases\" -> {1, 2}]", "{10, 20}", NULL, "{11, 22}");
  assert_applied ("ConstantTimesLayer[\"Scaling\" -> {3, 2}]", "{10, 20}", NULL, "{30, 40}");
}

/* A net as a layer does what the net does; a chain that begins with a layer of many inputs takes
 * their number from outside. */
static void
test_nets (void)
{
  assert_applied ("NetGraph[{{ElementwiseLayer[# + 1 &], SummationLayer[]}, "
                  "ElementwiseLayer[10 # &]}, {1 -> 2}]",
                  "{1, 2}",
                  NULL,
                  "50");
  assert_applied (TWO ("{CatenateLayer[], ElementwiseLayer[-# &]}"), "{1}", "{2}", "{-1, -2}");
  assert_output ("NetGraph[{NetChain[{CatenateLayer[], Ramp}], LinearLayer[2], LinearLayer[3], "
                 "LinearLayer[4]}, {{2, 3, 4} -> 1}]",
                 "{9}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/structure/catenate", test_catenate);
  g_test_add_func ("/layers/structure/sums", test_sums);
  g_test_add_func ("/layers/structure/flatten", test_flatten);
  g_test_add_func ("/layers/structure/reshape", test_reshape);
  g_test_add_func ("/layers/structure/constants", test_constants);
  g_test_add_func ("/layers/structure/nets", test_nets);
  return g_test_run ();
}
