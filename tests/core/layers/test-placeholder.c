#include "core/notation/read.h"
#include "tests/support/battery.h"

/* What it says of its ports is known around it. */
static void
test_types (void)
{
  const char *net = "NetGraph[{LinearLayer[], PlaceholderLayer[\"Input\" -> 4, \"Output\" -> {2, "
                    "3}], FlattenLayer[]}, {1 -> 2 -> 3}, \"Input\" -> 5]";
  g_autoptr (NgNet) read = ng_test_read (net);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) filled = ng_net_initialize (read, FALSE, 1, "Kaiming", &error);

  g_assert_no_error (error);
  ng_assert_output_type (net, "{6}");
  g_assert_cmpint (ng_tensor_dims (ng_layer_array (ng_net_layer (filled, 0), 0))[0], ==, 4);
  ng_assert_output_type ("NetGraph[{Ramp, PlaceholderLayer[]}, {2 -> 1}, \"Output\" -> 3]", "{3}");
  ng_assert_refused ("NetGraph[{LinearLayer[3], PlaceholderLayer[\"Input\" -> 4]}, {1 -> 2}]",
                     "NetGraph::shape");
}

static void
test_ports (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("PlaceholderLayer[\"Inputs\" -> {\"x\", \"y\"}, \"Outputs\" -> 3]");

  g_assert_cmpuint (ng_net_n_inputs (net), ==, 2);
  g_assert_cmpstr (ng_net_input_name (net, 1), ==, "y");
  g_assert_cmpuint (ng_net_n_outputs (net), ==, 3);
  ng_assert_refused ("PlaceholderLayer[\"Inputs\" -> -1]", "NetGraph::badarg");
  ng_assert_refused ("PlaceholderLayer[\"Outputs\" -> x]", "NetGraph::badarg");
}

static void
test_run (void)
{
  g_autofree char *message = ng_assert_not_applied (
      "PlaceholderLayer[\"Input\" -> 2, \"Output\" -> 2]", "{1, 2}", NULL, "NetGraph::unspec");

  g_assert_nonnull (message);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/placeholder/types", test_types);
  g_test_add_func ("/layers/placeholder/ports", test_ports);
  g_test_add_func ("/layers/placeholder/run", test_run);
  return g_test_run ();
}
