/* Short texts that ask for much, and long ones that are in order. */

#include "core/notation/read.h"
#include "tests/support/test.h"

enum { LENGTH = 300000 };

static NgNet *
read_net (const char *text, GError **error)
{
  return ng_net_read_text (text, -1, NULL, error);
}

/* Every source in a list feeds every member of the next: the product is counted before it is made.
 */
static void
test_products (void)
{
  static const char *const texts[] = {
    "NetGraph[{1, CatenateLayer[]}, {ConstantArray[1, 100000] -> ConstantArray[2, 100000]}]",
    "NetGraph[{1, Ramp}, {ConstantArray[1, 100000] -> ConstantArray[None, 100000]}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_net (texts[i], &error));
    ng_assert_tag (&error, "NetGraph::limit");
  }
}

/* A chain of connections is as long as it likes: 1 -> 2 -> 3 -> … */
static void
test_chain (void)
{
  g_autoptr (GString) text = g_string_new ("NetGraph[ConstantArray[Ramp, 300000], {1");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;

  for (int i = 2; i <= LENGTH; i++)
    g_string_append_printf (text, " -> %d", i);
  g_string_append (text, "}]");
  net = read_net (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, LENGTH);
  g_assert_cmpuint (ng_net_n_outputs (net), ==, 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/notation/large/products", test_products);
  g_test_add_func ("/notation/large/chain", test_chain);
  return g_test_run ();
}
