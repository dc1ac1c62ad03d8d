/* Multiplications counted layer by layer, beside those that dimensions give by hand. */

#include "core/engine/cost.h"

#include "tests/support/battery.h"

static gint64
count_of (GHashTable *counts, const char *path)
{
  gint64 *count = g_hash_table_lookup (counts, path);

  g_assert_nonnull (count);
  return *count;
}

/* A convolution multiplies at every place of its output, a product once; what holds a net costs
 * what the net does; names with slashes are names. */
static void
test_layers (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[<|\"a\" -> ConvolutionLayer[4, {3, 3}], \"a/b\" -> Ramp,"
      " \"block\" -> NetChain[<|\"one\" -> LinearLayer[5], \"two\" -> LinearLayer[7]|>]|>,"
      " {\"a\" -> \"a/b\" -> \"block\"}, \"Input\" -> {2, 8, 9}]");
  g_autoptr (GHashTable) counts = ng_net_multiply_adds (net);
  const gint64 places = 4 * 6 * 7;

  g_assert_nonnull (counts);
  g_assert_cmpint (count_of (counts, "a"), ==, places * 2 * 3 * 3);
  g_assert_cmpint (count_of (counts, "a/b"), ==, 0);
  g_assert_cmpint (count_of (counts, "block/one"), ==, places * 5);
  g_assert_cmpint (count_of (counts, "block/two"), ==, 5 * 7);
  g_assert_cmpint (count_of (counts, "block"), ==, places * 5 + 5 * 7);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 5);
}

static void
test_unknown (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetChain[{LinearLayer[5], Ramp}]");

  g_assert_null (ng_net_multiply_adds (net));
}

/* A net is counted by its shapes: it needs no values, however large it is. */
static void
test_large (void)
{
  g_autoptr (NgNet) net = ng_test_read ("LinearLayer[30000, \"Input\" -> 30000]");
  g_autoptr (GHashTable) counts = ng_net_multiply_adds (net);

  g_assert_nonnull (counts);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (counts, "1"), ==, 900000000);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/cost/layers", test_layers);
  g_test_add_func ("/cost/unknown", test_unknown);
  g_test_add_func ("/engine/cost/large", test_large);
  return g_test_run ();
}
