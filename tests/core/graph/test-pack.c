#include "core/graph/pack.h"

#include "core/graph/delete.h"
#include "core/graph/net-private.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/nets.h"
#include "tests/support/random.h"
#include "tests/support/test.h"
#include <malloc.h>
#include <string.h>

static void
assert_equal_bytes (gconstpointer a, gconstpointer b, gsize size)
{
  g_assert_true (size == 0 || memcmp (a, b, size) == 0);
}

static void
assert_equal (const NgNet *a, const NgNet *b)
{
  guint n = a->n_layers, n_wires = ng_net_n_wires (a);

  g_assert_cmpuint (n, ==, b->n_layers);
  g_assert_cmpuint (n_wires, ==, ng_net_n_wires (b));
  assert_equal_bytes (a->layers, b->layers, n * sizeof *a->layers);
  assert_equal_bytes (a->originals, b->originals, n * sizeof *a->originals);
  assert_equal_bytes (a->vertices, b->vertices, n * sizeof *a->vertices);
  assert_equal_bytes (a->first_input, b->first_input, (n + 1) * sizeof *a->first_input);
  assert_equal_bytes (a->first_output, b->first_output, (n + 1) * sizeof *a->first_output);
  assert_equal_bytes (a->first_array, b->first_array, (n + 1) * sizeof *a->first_array);
  assert_equal_bytes (a->sources, b->sources, a->first_input[n] * sizeof *a->sources);
  assert_equal_bytes (a->places, b->places, a->first_input[n] * sizeof *a->places);
  assert_equal_bytes (a->muted, b->muted, a->first_output[n]);
  assert_equal_bytes (a->order, b->order, n * sizeof *a->order);
  assert_equal_bytes (a->causes, b->causes, n_wires);
  for (guint w = 0; w < n_wires; w++)
    g_assert_true (ng_type_equal (ng_net_wire_type (a, w), ng_net_wire_type (b, w)));
  for (guint i = 0; i < a->first_array[n]; i++)
    g_assert_true (ng_type_equal (ng_net_known_array_type (a, i), ng_net_known_array_type (b, i)));
  for (guint l = 0; l < n; l++)
    g_assert_cmpstr (ng_net_name (a, l), ==, ng_net_name (b, l));
  g_assert_true (a->next_vertex == b->next_vertex && a->n_lengths == b->n_lengths);
  g_assert_cmpuint (ng_net_n_diagnostics (a), ==, ng_net_n_diagnostics (b));
  g_assert_true ((a->known == NULL) == (b->known == NULL));
}

static void
check (NgNet *net, NgNet *base)
{
  g_autoptr (NgPackedNet) packed = ng_net_pack (net, base);
  g_autoptr (NgNet) again = ng_packed_net_unpack (packed, base);
  g_autoptr (NgExpr) before = ng_net_write (net, TRUE);
  g_autoptr (NgExpr) after = ng_net_write (again, TRUE);

  g_assert_true (again != net);
  assert_equal (net, again);
  g_assert_true (ng_expr_equal (before, after));
}

/* Connections of a file stay in it. */
static void
test_file (void)
{
  g_autoptr (NgExpr) expr = ng_notation_read (
      "a.wl", "NetGraph[{Ramp, Tanh, Ramp}, {1 -> 2 -> 3}]", -1, NULL, NULL, NULL);
  g_autoptr (NgNet) net = ng_net_read (expr, NULL);
  g_autoptr (NgNet) base = ng_test_net ("NetGraph[{Ramp, Tanh, Ramp}, {1 -> 2 -> 3}]");

  g_assert_cmpstr (net->places[1].file, ==, "a.wl");
  g_assert_null (base->places[1].file);
  check (net, base);
  check (base, net);
}

/* Nets that have much, little or nothing in common. */
static void
test_random (void)
{
  for (guint64 seed = 0; seed < 100; seed++) {
    g_autoptr (NgNet) net = ng_net_draw (seed);
    g_autoptr (NgNet) other = ng_net_draw (seed + 1);
    g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));
    g_autoptr (NgNet) edited = NULL;

    is_deleted[ng_net_n_layers (net) / 2] = TRUE;
    edited = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, NULL);
    check (net, net);
    check (net, other);
    if (edited == NULL)
      continue;
    check (net, edited);
    check (edited, net);
  }
}

static void
test_kinds (void)
{
  g_autoptr (NgNet) nested = ng_test_net ("NetGraph[<|\"a\" -> NetChain[{LinearLayer[3], Ramp}], "
                                          "\"b\" -> LinearLayer[7]|>, {\"a\" -> \"b\"}, "
                                          "\"Input\" -> {\"Varying\", 4}]");
  g_autoptr (NgNet) wrong = ng_test_net ("NetChain[{LinearLayer[3], ConvolutionLayer[2, 3]}]");
  g_autoptr (NgNet) coded =
      ng_test_net ("NetChain[{LinearLayer[2], SoftmaxLayer[]}, \"Input\" -> 3, "
                   "\"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\"}}]]");

  check (nested, wrong);
  check (wrong, nested);
  check (coded, nested);
  check (nested, coded);
}

static gsize
get_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* Layers in the middle that only one of the two has move the numbers of all that are behind. */
static void
check_small (NgNet *net, guint n_deleted)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));
  g_autoptr (NgNet) shorter = NULL;
  g_autoptr (NgPackedNet) packed = NULL;
  gsize before;

  for (guint i = 0; i < n_deleted; i++)
    is_deleted[2500 + i] = TRUE;
  shorter = ng_net_delete (net, is_deleted, NG_DELETION_REFUSES, NULL);
  g_assert_nonnull (shorter);
  check (net, shorter);
  check (shorter, net);
  before = get_memory ();
  packed = ng_net_pack (shorter, net);
  g_assert_cmpuint (get_memory () - before, <, 16 * 1024);
}

static void
test_small (void)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{Ramp");
  g_autoptr (NgNet) net = NULL;

  for (guint i = 1; i < 5000; i++)
    g_string_append (text, i % 2 == 0 ? ", Ramp" : ", LinearLayer[4]");
  g_string_append (text, "}, \"Input\" -> 4]");
  net = ng_test_net (text->str);
  check_small (net, 1);
  check_small (net, 300);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/pack/file", test_file);
  g_test_add_func ("/graph/pack/random", test_random);
  g_test_add_func ("/graph/pack/kinds", test_kinds);
  g_test_add_func ("/graph/pack/small", test_small);
  return g_test_run ();
}
