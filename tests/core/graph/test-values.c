/* Which values a layer keeps. */

#include "core/graph/values.h"

#include "tests/support/nets.h"
#include "tests/support/test.h"

static void
check (const char *input, gboolean keeps_weights)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2, 3}, {4, 5, 6}}, "
                   "\"Biases\" -> {7, 8}]}, \"Input\" -> 3]");
  g_autofree char *text = g_strdup_printf ("NetChain[{LinearLayer[2]}, \"Input\" -> %s]", input);
  g_autoptr (NgNet) other = ng_test_net (text);
  NgLayer *layer = ng_net_layer (net, 0);
  g_autoptr (NgLayer) bare = ng_layer_without_values (layer);
  g_autoptr (NgLayer) kept = ng_layer_with_fitting (layer, other, 0);

  g_assert_null (ng_layer_array (bare, 0));
  g_assert_null (ng_layer_array (bare, 1));
  g_assert_true ((ng_layer_array (kept, 0) != NULL) == keeps_weights);
  g_assert_nonnull (ng_layer_array (kept, 1));
  g_assert_true ((kept == layer) == keeps_weights);
}

static void
test_fitting (void)
{
  check ("3", TRUE);
  check ("4", FALSE);
}

/* Shared values belong to more than this layer. */
static void
test_shared (void)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetChain[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> "
                   "\"w\", \"Array\" -> {{1}, {2}}|>]]}, \"Input\" -> 1]");
  g_autoptr (NgLayer) bare = ng_layer_without_values (ng_net_layer (net, 0));

  g_assert_nonnull (ng_layer_array (bare, 0));
  g_assert_true (bare == ng_net_layer (net, 0));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/values/fitting", test_fitting);
  g_test_add_func ("/graph/values/shared", test_shared);
  return g_test_run ();
}
