/* Short texts that ask for much, and long ones that are in order. */

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/test.h"
#include <string.h>

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

static NgNet *
make_dense (int n)
{
  g_autofree char *text = g_strdup_printf ("NetChain[{%d}, \"Input\" -> %d]", n, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = read_net (text, &error);
  NgNet *result;

  g_assert_no_error (error);
  result = ng_net_initialize (net, FALSE, 1, ng_net_initialize_methods ()[0], &error);
  g_assert_no_error (error);
  return result;
}

/* Large arrays are written as bytes, 4 characters for 3 of them; read back they are the same to the
 * bit, and of the same element. */
static void
test_arrays (void)
{
  enum { N = 512 };
  g_autoptr (NgNet) net = make_dense (N);
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) again = read_net (text, &error);
  NgTensor *before = ng_layer_array (ng_net_layer (net, 0), 0);
  NgTensor *after;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), <, 6 * N * N);
  after = ng_layer_array (ng_net_layer (again, 0), 0);
  g_assert_cmpint (ng_tensor_element (after), ==, ng_tensor_element (before));
  g_assert_cmpint (ng_tensor_dims (after)[1], ==, N);
  g_assert_cmpmem (ng_tensor_data (after),
                   ng_tensor_size (after),
                   ng_tensor_data (before),
                   ng_tensor_size (before));
}

/* Those that people may read are lists. */
static void
test_lists (void)
{
  g_autoptr (NgNet) net = make_dense (2);
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 0);

  g_assert_nonnull (strstr (text, "\"Weights\" -> {{"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/notation/large/products", test_products);
  g_test_add_func ("/notation/large/chain", test_chain);
  g_test_add_func ("/notation/large/arrays", test_arrays);
  g_test_add_func ("/notation/large/lists", test_lists);
  return g_test_run ();
}
