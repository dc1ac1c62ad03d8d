#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied (
      "NetNestOperator[ElementwiseLayer[#^2 + 1 &], 3, \"Input\" -> 2]", "{1, 0}", NULL, "{26, 5}");
  ng_assert_applied (
      "NetNestOperator[LinearLayer[\"Weights\" -> {{1, 1}, {0, 1}}, \"Biases\" -> {0, 1}], 2]",
      "{1, 0}",
      NULL,
      "{2, 2}");
}

static void
test_types (void)
{
  ng_assert_output_type ("NetNestOperator[LinearLayer[3], 2]", "{3}");
}

static void
test_errors (void)
{
  ng_assert_refused ("NetNestOperator[Tanh]", "NetGraph::badarg");
  ng_assert_refused ("NetNestOperator[Tanh, 0]", "NetGraph::badarg");
  ng_assert_refused ("NetNestOperator[3, 2, \"Input\" -> 2]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/net-nest-operator/values", test_values);
  g_test_add_func ("/layers/net-nest-operator/types", test_types);
  g_test_add_func ("/layers/net-nest-operator/errors", test_errors);
  return g_test_run ();
}
