/* What is another in two nets: in pairs written for it, and in random nets with one edit between
 * them. */

#include "core/graph/compare.h"

#include "core/formats/onnx.h"
#include "core/graph/align.h"
#include "core/graph/delete.h"
#include "core/graph/layer-notation.h"
#include "tests/support/nets.h"
#include "tests/support/proto.h"
#include "tests/support/random.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* "~ conv1: parameter Stride 1 > 2; + drop", of all that differs. */
static char *
describe (const NgComparison *comparison)
{
  static const char marks[] = "=~+-";
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_comparison_n_matches (comparison); i++) {
    const NgMatch *match = ng_comparison_match (comparison, i);
    g_autofree char *name = ng_match_name (match);

    if (match->verdict == NG_VERDICT_SAME)
      continue;
    g_string_append_printf (
        text, "%s%c %s", text->len > 0 ? "; " : "", marks[match->verdict], name);
    for (guint d = 0; d < match->differences->len; d++) {
      const NgDifference *difference = match->differences->pdata[d];

      g_string_append_printf (text,
                              "%s %s %s %s > %s",
                              d > 0 ? "," : ":",
                              ng_aspect_name (difference->aspect),
                              difference->what,
                              difference->before != NULL ? difference->before : "nothing",
                              difference->after != NULL ? difference->after : "nothing");
    }
  }
  return g_string_free (text, FALSE);
}

static void
check (const char *a, const char *b, const char *expected)
{
  g_autoptr (NgNet) first = ng_test_net (a);
  g_autoptr (NgNet) second = ng_test_net (b);
  g_autoptr (NgComparison) comparison = ng_comparison_new (first, second, NULL);
  g_autofree char *text = describe (comparison);

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (ng_comparison_is_same (comparison) == (*expected == '\0'));
}

static void
test_pairs (void)
{
  const char *chain = "NetChain[{LinearLayer[8], Ramp, LinearLayer[8], Ramp, LinearLayer[2]}, "
                      "\"Input\" -> 4]";
  const char *graph =
      "NetGraph[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp, \"c\" -> LinearLayer[2]|>, "
      "{\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 4]";

  check (chain, chain, "");
  check (graph, graph, "");
  /* In a list, numbers are places. */
  check (chain,
         "NetChain[{LinearLayer[8], Ramp, DropoutLayer[0.3], LinearLayer[8], Ramp, LinearLayer[2]},"
         " \"Input\" -> 4]",
         "+ 3");
  check (chain,
         "NetChain[{LinearLayer[8], Ramp, LinearLayer[8], Tanh, LinearLayer[2]}, \"Input\" -> 4]",
         "~ 4: parameter Function Ramp > Tanh");
  /* What follows of it is said where it shows. */
  check (graph,
         "NetGraph[<|\"a\" -> LinearLayer[9], \"b\" -> Ramp, \"c\" -> LinearLayer[2]|>, "
         "{\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 4]",
         "~ a: parameter Size 8 > 9, type Output 8 > 9; ~ b: type Output 8 > 9");
  /* Another name for the same, another order, another layer of that name. */
  check (graph,
         "NetGraph[<|\"c\" -> LinearLayer[2], \"a\" -> LinearLayer[8], \"ramp\" -> Ramp|>, "
         "{\"a\" -> \"ramp\" -> \"c\"}, \"Input\" -> 4]",
         "~ ramp: name  b > ramp");
  check (graph,
         "NetGraph[<|\"a\" -> LinearLayer[8], \"b\" -> SoftmaxLayer[], \"c\" -> LinearLayer[2]|>, "
         "{\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 4]",
         "~ b: kind  ElementwiseLayer > SoftmaxLayer");
  /* Connections that no layer explains. */
  check ("NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"s\" -> ThreadingLayer[Plus]|>, "
         "{{\"a\", \"b\"} -> \"s\"}, \"Input\" -> 4]",
         "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"s\" -> ThreadingLayer[Plus]|>, "
         "{{\"a\", \"a\"} -> \"s\", \"b\" -> NetPort[\"More\"]}, \"Input\" -> 4]",
         "~ s: connection 2 b > a; + More");
  /* Ports of the net, and what is inside a layer. */
  check ("NetChain[{Ramp}, \"Input\" -> 4]",
         "NetChain[{Ramp}, \"Input\" -> 5]",
         "~ 1: type Output 4 > 5; ~ Input: type  4 > 5; ~ Output: type  4 > 5");
  check ("NetGraph[<|\"a\" -> NetChain[<|\"x\" -> Ramp, \"y\" -> Tanh|>], \"b\" -> Sin|>, "
         "{\"a\" -> \"b\"}, \"Input\" -> 4]",
         "NetGraph[<|\"a\" -> NetChain[<|\"x\" -> Ramp, \"z\" -> Cos, \"y\" -> Tanh|>], \"b\" -> "
         "Sin|>, "
         "{\"a\" -> \"b\"}, \"Input\" -> 4]",
         "+ a/z");
}

static void
test_arrays (void)
{
  const char *one = "NetChain[{LinearLayer[1, \"Weights\" -> {{1, 2}}, \"Biases\" -> {0}]}]";
  g_autoptr (NgNet) first = ng_test_net (one);
  g_autoptr (NgNet) second =
      ng_test_net ("NetChain[{LinearLayer[1, \"Weights\" -> {{1, 2.25}}, \"Biases\" -> {0}]}]");
  g_autoptr (NgComparison) comparison = ng_comparison_new (first, second, NULL);
  const NgMatch *match = ng_comparison_match (comparison, 0);
  const NgDifference *difference;

  g_assert_cmpuint (match->differences->len, ==, 1);
  difference = match->differences->pdata[0];
  g_assert_cmpint (difference->aspect, ==, NG_ASPECT_ARRAY);
  g_assert_cmpstr (difference->what, ==, "Weights");
  ng_assert_near (difference->distance, 0.25, 1e-6);
  check (one, one, "");
  check (one,
         "NetChain[{LinearLayer[1, \"Weights\" -> {{1, 2}}, \"Biases\" -> None]}]",
         "~ 1: array Biases 1 > None");
  check (one,
         "NetChain[{LinearLayer[1, \"Weights\" -> {{1, 2}}]}]",
         "~ 1: array Biases 1 > Automatic");
}

/* The number of layers that a comparison names, and whether @name is among them. */
static gboolean
names (const NgComparison *comparison, const char *name, NgVerdict verdict)
{
  for (gsize i = 0; i < ng_comparison_n_matches (comparison); i++) {
    const NgMatch *match = ng_comparison_match (comparison, i);
    g_autofree char *other = ng_match_name (match);

    if (match->verdict == verdict && g_str_equal (name, other))
      return TRUE;
  }
  return FALSE;
}

/* A net is the same as itself, and as itself read once more; a layer that was taken out is named,
 * and so is one with another parameter; the other way round, what was removed is added. */
static void
test_random (void)
{
  guint n_deleted = 0, n_changed = 0;

  for (guint64 seed = 0; seed < 300; seed++) {
    g_autoptr (NgNet) net = ng_net_draw (seed);
    g_autoptr (NgNet) again = ng_net_draw (seed);
    g_autoptr (NgComparison) itself = ng_comparison_new (net, again, NULL);
    gsize n = ng_net_n_layers (net), l = seed % n;
    g_autofree gboolean *is_deleted = g_new0 (gboolean, n);
    g_autofree char *name = ng_net_shown_name (net, l);
    g_autofree char *whole = describe (itself);
    g_autoptr (NgNet) edited = NULL;
    NgLayer *layer = ng_net_layer (net, l);

    g_assert_cmpstr (whole, ==, "");
    is_deleted[l] = TRUE;
    edited = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, NULL);
    if (edited != NULL && ng_net_is_named (net)) {
      g_autoptr (NgComparison) there = ng_comparison_new (net, edited, NULL);
      g_autoptr (NgComparison) back = ng_comparison_new (edited, net, NULL);

      g_assert_true (names (there, name, NG_VERDICT_REMOVED));
      g_assert_cmpuint (ng_comparison_count (there, NG_VERDICT_REMOVED), >=, 1);
      g_assert_true (names (back, name, NG_VERDICT_ADDED));
      n_deleted++;
    }
    if (g_str_equal (ng_layer_kind (layer), "ElementwiseLayer")) {
      g_autoptr (NgExpr) value = ng_expr_new_symbol ("LogGamma", NULL);
      g_autoptr (NgLayer) other = ng_layer_with_param (layer, 0, value, NULL);
      g_autoptr (NgNet) changed = ng_net_with_layer (net, l, other);
      g_autoptr (NgComparison) comparison = ng_comparison_new (net, changed, NULL);

      g_assert_true (names (comparison, name, NG_VERDICT_CHANGED));
      g_assert_cmpuint (ng_comparison_count (comparison, NG_VERDICT_CHANGED), ==, 1);
      g_assert_cmpuint (ng_comparison_count (comparison, NG_VERDICT_ADDED), ==, 0);
      n_changed++;
    }
  }
  g_assert_cmpuint (n_deleted, >, 50);
  g_assert_cmpuint (n_changed, >, 10);
}

/* Against the length of a longest common subsequence by dynamic programming. */
static void
test_align (void)
{
  NgDraws draws = { .seed = 7 };

  for (int round = 0; round < 2000; round++) {
    guint a[12], b[12];
    int pairs[12], best[13][13] = { { 0 } };
    int n_a = ng_draw (&draws, 13), n_b = ng_draw (&draws, 13), n = 0, last = -1;

    for (int i = 0; i < n_a; i++)
      a[i] = (guint) ng_draw (&draws, 4);
    for (int j = 0; j < n_b; j++)
      b[j] = (guint) ng_draw (&draws, 4);
    for (int i = 1; i <= n_a; i++)
      for (int j = 1; j <= n_b; j++)
        best[i][j] =
            a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : MAX (best[i - 1][j], best[i][j - 1]);
    ng_align (a, (gsize) n_a, b, (gsize) n_b, pairs);
    for (int i = 0; i < n_a; i++) {
      if (pairs[i] < 0)
        continue;
      g_assert_cmpint (pairs[i], >, last);
      g_assert_cmpint (pairs[i], <, n_b);
      g_assert_cmpuint (a[i], ==, b[pairs[i]]);
      last = pairs[i];
      n++;
    }
    g_assert_cmpint (n, ==, best[n_a][n_b]);
  }
}

/* Long sequences that have little in common are still aligned in their order. */
static void
test_align_far (void)
{
  enum { N = 20000 };
  g_autofree guint *a = g_new (guint, N);
  g_autofree guint *b = g_new (guint, N);
  g_autofree int *pairs = g_new (int, N);
  NgDraws draws = { .seed = 8 };
  int n = 0, last = -1;

  for (int i = 0; i < N; i++) {
    a[i] = (guint) ng_draw (&draws, 100);
    b[i] = (guint) ng_draw (&draws, 100);
  }
  ng_align (a, N, b, N, pairs);
  for (int i = 0; i < N; i++)
    if (pairs[i] >= 0) {
      g_assert_cmpint (pairs[i], >, last);
      g_assert_cmpuint (a[i], ==, b[pairs[i]]);
      last = pairs[i];
      n++;
    }
  g_assert_cmpint (n, >, 100);
}

/* One layer more in front of thousands moves no other. */
static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{Tanh");
  g_autofree char *shorter = NULL;

  for (int i = 1; i < 4000; i++)
    g_string_append (text, i % 2 == 0 ? ", Ramp" : ", LinearLayer[4]");
  g_string_append (text, "}, \"Input\" -> 4]");
  shorter = g_strconcat ("NetChain[{", text->str + strlen ("NetChain[{Tanh, "), NULL);
  check (shorter, text->str, "+ 1");
  check (text->str, shorter, "- 1");
}

/* What is cancelled gives nothing. */
static void
test_cancelled (void)
{
  g_autoptr (NgNet) first = ng_net_draw (1), second = ng_net_draw (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgComparison) comparison = ng_comparison_new (first, second, cancellable);

  g_assert_nonnull (comparison);
  g_cancellable_cancel (cancellable);
  g_assert_null (ng_comparison_new (first, second, cancellable));
}

/* A node that pools; attribute @name besides. */
static NgNet *
read_node (gint64 pad, const char *name)
{
  static const gint64 dims[] = { 1, 3, 9, 9 }, two[] = { 2, 2 };
  const gint64 pads[] = { 0, 0, pad, pad };
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("MaxPool", "x", "y");
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *net;

  ng_proto_add_integers (node, "kernel_shape", two, 2);
  ng_proto_add_integers (node, "pads", pads, 4);
  if (name != NULL)
    ng_proto_add_integers (node, name, two, 2);
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 4));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  bytes = ng_proto_model (graph, 13);
  net = ng_onnx_read (bytes, NULL, diagnostics, &error);
  g_assert_no_error (error);
  return net;
}

/* Attributes of operators are told one by one. */
static void
test_attributes (void)
{
  g_autoptr (NgNet) before = read_node (0, NULL), after = read_node (1, "strides");
  g_autoptr (NgComparison) comparison = ng_comparison_new (before, after, NULL);
  g_autofree char *text = describe (comparison);

  g_assert_nonnull (strstr (text, "parameter pads {0, 0, 0, 0} > {0, 0, 1, 1}"));
  g_assert_nonnull (strstr (text, "parameter strides nothing > {2, 2}"));
  g_assert_null (strstr (text, "kernel_shape"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/compare/pairs", test_pairs);
  g_test_add_func ("/graph/compare/arrays", test_arrays);
  g_test_add_func ("/graph/compare/attributes", test_attributes);
  g_test_add_func ("/graph/compare/random", test_random);
  g_test_add_func ("/graph/compare/align", test_align);
  g_test_add_func ("/graph/compare/align-far", test_align_far);
  g_test_add_func ("/graph/compare/cancelled", test_cancelled);
  g_test_add_func ("/graph/compare/large", test_large);
  return g_test_run ();
}
