#include "tests/support/battery.h"

/* Sizes of 1 are repeated; a level says where sizes of 1 are put in. */
static void
test_broadcasting (void)
{
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[#1 - 2 #2 &]}, {}]", "{1, 2}", "{10, 20}", "{-19, -38}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[Plus]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
                     "{{1}, {2}}",
                     "{{10, 20}}",
                     "{{11, 21}, {12, 22}}");
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[Times, -1]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
      "{{1, 2}, {3, 4}}",
      "{10, 100}",
      "{{10, 20}, {300, 400}}");
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[Times, 1]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
      "{{1, 2}, {3, 4}}",
      "{10, 100}",
      "{{10, 200}, {30, 400}}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[#x^#y &]}, {}]", "{2, 3}", "{3, 2}", "{8, 9}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[Erf]}, {}]", "{1}", "{1}", "{0}");
}

/* b/a where a > 0: 1/a by b, and -b/a^2 by a. */
static void
test_branches (void)
{
  const char *const data[] = { "{0, 2}", "{3, 4}" };
  const char *const notations[] = { "ThreadingLayer[If[#a > 0, #b/#a, 0] &]",
                                    "NetGraph[FunctionLayer[If[#a > 0, #b/#a, 0] &]]" };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++) {
    ng_assert_wanted (notations[i], data, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT }, "{0, -1}");
    ng_assert_wanted (
        notations[i], data, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT, .port = 1 }, "{0, 0.5}");
  }
}

static void
test_types (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("NetGraph[{ThreadingLayer[Plus], LinearLayer[{3, 1}], LinearLayer[{1, 2}]}, "
                    "{{2, 3} -> 1}]");
  g_autoptr (NgNet) back =
      ng_test_read ("NetGraph[{LinearLayer[], LinearLayer[], ThreadingLayer[Plus]}, {{1, 2} -> 3}, "
                    "\"Output\" -> {2, 2}]");
  g_autofree char *output = ng_type_notation (ng_net_output_type (net, 0));
  g_autofree char *inner =
      ng_type_notation (ng_net_type (back, (NgSource){ NG_SOURCE_LAYER, 1, 0 }));

  g_assert_cmpstr (output, ==, "{3, 2}");
  g_assert_cmpstr (inner, ==, "{2, 2}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/threading/broadcasting", test_broadcasting);
  g_test_add_func ("/layers/threading/types", test_types);
  g_test_add_func ("/layers/threading/branches", test_branches);
  return g_test_run ();
}
