#include "tests/support/battery.h"

#include <math.h>
#include <string.h>

#define WEIGHTS "\"Weights\" -> {{1, 2}, {3, 4}, {5, 6}}"

static void
test_values (void)
{
  ng_assert_applied (
      "EmbeddingLayer[2, " WEIGHTS ", \"Input\" -> \"Integer\"]", "3", NULL, "{5, 6}");
  ng_assert_applied (
      "EmbeddingLayer[2, " WEIGHTS "]", "{1, 3, 1}", NULL, "{{1, 2}, {5, 6}, {1, 2}}");
}

/* The rows that are used twice get the sum. */
static void
test_gradient (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("EmbeddingLayer[" WEIGHTS ", \"Input\" -> {3}]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{1, 3, 1}");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{{2, 2}, {0, 0}, {1, 1}}");
  g_autoptr (NgTensor) gradient = NULL;
  NgWant want = { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 0 }, .n_layers = 1 };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &gradient, &error);
  g_assert_no_error (error);
  ng_assert_tensor (gradient, expected, 0);
}

static void
assert_weights (const char *notation, gsize layer, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autofree char *found = ng_type_notation (ng_net_array_type (net, layer, 0));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_types (void)
{
  ng_assert_output_type ("EmbeddingLayer[5, \"Input\" -> {\"Varying\", 2}]", "{\"Varying\", 2, 5}");
  ng_assert_input_type (
      "EmbeddingLayer[5, 7, \"Input\" -> \"Integer\"]", 0, "Restricted[\"Integer\", 7]");
  assert_weights ("EmbeddingLayer[5, 7]", 0, "{7, 5}");
  assert_weights ("EmbeddingLayer[5, \"Input\" -> Restricted[\"Integer\", 7]]", 0, "{7, 5}");
  assert_weights ("NetGraph[{EmbeddingLayer[], LinearLayer[2, \"Input\" -> {3, 4}]}, {1 -> 2}]",
                  0,
                  "{Automatic, 4}");
  assert_weights ("NetGraph[{SequenceIndicesLayer[\"Maximum\" -> 4], EmbeddingLayer[2]}, {1 -> 2}]",
                  1,
                  "{4, 2}");
}

/* Two layers read the same integers; the range that one of them needs is that of both, whatever
 * their order, and no other one. */
static void
test_order (void)
{
  for (int i = 0; i < 2; i++) {
    g_autofree char *notation =
        g_strdup_printf ("NetGraph[{%s, %s}, {}, \"Input\" -> \"Integer\"]",
                         i == 0 ? "EmbeddingLayer[2]" : "EmbeddingLayer[2, 7]",
                         i == 1 ? "EmbeddingLayer[2]" : "EmbeddingLayer[2, 7]");

    assert_weights (notation, (gsize) i, "{7, 2}");
    ng_assert_refused (i == 0 ? "NetGraph[{EmbeddingLayer[2, 5], EmbeddingLayer[2, 7]}, {}]"
                              : "NetGraph[{EmbeddingLayer[2, 7], EmbeddingLayer[2, 5]}, {}]",
                       "NetGraph::shape");
  }
}

/* Deviation 1/√size: over 40000 draws its error is near 0.4 percent. */
/* The integers that come have to be those that the layer has vectors for. */
static void
test_conflicts (void)
{
  static const struct {
    const char *text, *tag;
  } refused[] = {
    { "EmbeddingLayer[2, 3, \"Input\" -> Restricted[\"Integer\", 5]]", "NetGraph::shape" },
    { "EmbeddingLayer[2, 5, \"Input\" -> Restricted[\"Integer\", 3]]", "NetGraph::shape" },
    { "EmbeddingLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Input\" -> Restricted[\"Integer\", "
      "5]]",
      "NetGraph::arrdims" },
    { "EmbeddingLayer[" WEIGHTS ", \"Input\" -> NetEncoder[{\"Class\", {1, 2}}]]",
      "NetGraph::arrdims" },
    { "EmbeddingLayer[2, 2, \"Input\" -> NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]",
      "NetGraph::shape" },
    { "NetGraph[{SequenceIndicesLayer[\"Maximum\" -> 4], EmbeddingLayer[2, 3]}, {1 -> 2}]",
      "NetGraph::shape" },
    { "NetGraph[{SequenceIndicesLayer[], EmbeddingLayer[2, 3]}, {1 -> 2}, \"Input\" -> 4]",
      "NetGraph::shape" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    ng_assert_refused (refused[i].text, refused[i].tag);
  /* places may be fewer than there are vectors for */
  assert_weights (
      "NetGraph[{SequenceIndicesLayer[], EmbeddingLayer[2, 9]}, {1 -> 2}, \"Input\" -> 4]",
      1,
      "{9, 2}");
  assert_weights ("NetGraph[{SequenceIndicesLayer[], EmbeddingLayer[2]}, {1 -> 2}, \"Input\" -> 4]",
                  1,
                  "{4, 2}");
}

static void
test_initialize (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("EmbeddingLayer[16, 2500, \"Input\" -> \"Varying\"]");
  g_autoptr (NgNet) filled = ng_net_initialize (net, FALSE, 5, "Kaiming", &error);
  NgTensor *weights = ng_layer_array (ng_net_layer (filled, 0), 0);
  double sum = 0;

  g_assert_no_error (error);
  for (gint64 i = 0; i < ng_tensor_count (weights); i++)
    sum += ng_tensor_get_real (weights, i) * ng_tensor_get_real (weights, i);
  ng_assert_near (sqrt (sum / 40000) * 4, 1, 0.02);
}

static void
test_range (void)
{
  g_autofree char *outside = ng_assert_not_applied (
      "EmbeddingLayer[" WEIGHTS ", \"Input\" -> {2}]", "{0, 1}", NULL, "NetGraph::indata");
  g_autofree char *inside =
      ng_assert_not_applied ("NetGraph[<|\"at\" -> SequenceIndicesLayer[], \"emb\" -> "
                             "EmbeddingLayer[" WEIGHTS "]|>, {\"at\" -> \"emb\"}, \"Input\" -> "
                             "\"Varying\"]",
                             "{1, 1, 1, 1}",
                             NULL,
                             "NetGraph::indata");

  g_assert_nonnull (strstr (outside, "from 1 to 3"));
  g_assert_nonnull (strstr (inside, "emb"));
  g_assert_nonnull (strstr (inside, "1 to 3"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/embedding/values", test_values);
  g_test_add_func ("/layers/embedding/gradient", test_gradient);
  g_test_add_func ("/layers/embedding/types", test_types);
  g_test_add_func ("/layers/embedding/order", test_order);
  g_test_add_func ("/layers/embedding/conflicts", test_conflicts);
  g_test_add_func ("/layers/embedding/initialize", test_initialize);
  g_test_add_func ("/layers/embedding/range", test_range);
  return g_test_run ();
}
