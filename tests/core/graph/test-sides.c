/* Both sides of an edge that does not fit, as they stand on it. */

#include "core/graph/net.h"

#include "core/notation/read.h"
#include "tests/support/test.h"

/* "given, needed; …" of all edges that something is wrong with */
static char *
sides_of (const NgNet *net)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    g_autofree char *given = NULL, *needed = NULL;

    if (ng_net_diagnostic_sides (net, i, &given, &needed))
      g_string_append_printf (text, "%s, %s; ", given, needed);
  }
  return g_string_free (text, FALSE);
}

static void
assert_sides (const char *notation, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = sides_of (net);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_inputs (void)
{
  assert_sides ("NetGraph[{LinearLayer[3], LinearLayer[5, \"Input\" -> 4]}, {1 -> 2}, "
                "\"Input\" -> 7]",
                "3, 4; ");
  assert_sides ("NetGraph[{ConvolutionLayer[20, 5], LongShortTermMemoryLayer[8]}, {1 -> 2}, "
                "\"Input\" -> {1, 28, 28}]",
                "20×24×24, matrix; ");
  assert_sides ("NetGraph[{ConvolutionLayer[20, 5], CrossEntropyLossLayer[\"Index\"]}, "
                "{NetPort[\"Input\"] -> 1, 1 -> NetPort[2, \"Input\"]}, \"Input\" -> {1, 3, 3}]",
                "");
  assert_sides ("NetGraph[{LinearLayer[3], LinearLayer[3]}, {1 -> 2}, \"Input\" -> 7]", "");
}

/* What an output was said to be came first; the layer gives something else. */
static void
test_outputs (void)
{
  assert_sides ("NetGraph[{LinearLayer[3]}, {}, \"Input\" -> 7, \"Output\" -> 4]", "3, 4; ");
  assert_sides ("NetGraph[{ConvolutionLayer[2, 3]}, {}, \"Input\" -> {1, 5, 5}, "
                "\"Output\" -> {2, 4, 4}]",
                "?×3×3, 2×4×4; 1×5×5, ?×6×6; ");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/sides/inputs", test_inputs);
  g_test_add_func ("/graph/sides/outputs", test_outputs);
  return g_test_run ();
}
