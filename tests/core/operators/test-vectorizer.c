/* Rows of words that TfIdfVectorizer counts. */

#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

enum { REALS = 1, INTEGERS = 7 };

/* Rows of one number, and of two. */
static const gint64 pool[] = { 2, 3, 5, 4, 5, 6, 7, 8, 6, 7 };
static const gint64 counts[] = { 0, 4 }, places[] = { 0, 1, 2, 3, 4, 5, 6 };

static GString *
vectorizer (gint64 shortest, gint64 longest, gint64 most_skipped, const gint64 *to, gsize n)
{
  GString *node = ng_proto_node ("TfIdfVectorizer", "x", "r");

  ng_proto_add_text (node, "mode", "TF");
  ng_proto_add_integer (node, "min_gram_length", shortest);
  ng_proto_add_integer (node, "max_gram_length", longest);
  ng_proto_add_integer (node, "max_skip_count", most_skipped);
  ng_proto_add_integers (node, "ngram_counts", counts, 2);
  ng_proto_add_integers (node, "ngram_indexes", to, n);
  ng_proto_add_integers (node, "pool_int64s", pool, G_N_ELEMENTS (pool));
  return node;
}

/* The net of @node (transfer full) with an input "x" of these sizes. */
static NgNet *
net_of (GString *node, const gint64 *dims, gsize rank)
{
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 11, ng_proto_value ("x", INTEGERS, dims, rank));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 12, ng_proto_value ("r", REALS, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 9);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

/* Returns: (transfer full) (nullable): what becomes of @x (transfer full) */
static NgTensor *
apply (GString *node, NgTensor *x, GError **error)
{
  g_autoptr (NgNet) net = net_of (node, ng_tensor_dims (x), ng_tensor_rank (x));
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  NgTensor *result = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };

  g_assert_nonnull (evaluator);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, error);
  ng_tensor_unref (x);
  return result;
}

static void
expect (GString *node, const gint64 *dims, gsize rank, const gint64 *numbers, const gint64 *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) got =
      apply (node, ng_tensor_new_copy (NG_ELEMENT_I64, dims, rank, numbers), &error);
  gint64 rows = rank == 2 ? dims[0] : 1;

  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_rank (got), ==, rank);
  g_assert_cmpint (ng_tensor_dims (got)[rank - 1], ==, 7);
  g_assert_cmpint (ng_tensor_count (got), ==, 7 * rows);
  for (gint64 i = 0; i < 7 * rows; i++)
    g_assert_cmpfloat (ng_tensor_get_real (got, i), ==, (double) wanted[i]);
}

/* The cases of the standard. */
static void
test_counts (void)
{
  static const gint64 all[] = { 1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8 };
  static const gint64 length[] = { 12 }, halves[] = { 2, 6 };
  static const gint64 single[] = { 0, 3, 1, 0, 0, 0, 0 };
  static const gint64 pairs[] = { 0, 0, 0, 0, 1, 1, 1 };
  static const gint64 skipped[] = { 0, 0, 0, 0, 1, 3, 1 };
  static const gint64 both[] = { 0, 3, 1, 0, 1, 3, 1 };
  static const gint64 of_halves[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 };

  expect (vectorizer (1, 1, 5, places, 7), length, 1, all, single);
  expect (vectorizer (2, 2, 0, places, 7), length, 1, all, pairs);
  expect (vectorizer (2, 2, 5, places, 7), length, 1, all, skipped);
  expect (vectorizer (1, 2, 5, places, 7), length, 1, all, both);
  expect (vectorizer (2, 2, 5, places, 7), halves, 2, all, of_halves);
}

/* What would take hours is refused at once. */
static void
test_bounds (void)
{
  const gint64 n = 300000;
  g_autofree gint64 *numbers = g_new (gint64, n);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < n; i++)
    numbers[i] = 5;
  g_assert_null (apply (vectorizer (1, 2, 1 << 20, places, 7),
                        ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, numbers),
                        &error));
  g_assert_true (ng_error_has_tag (error, "NetGraph::operator"));
  /* Single words have nothing between. */
  g_clear_error (&error);
  g_autoptr (NgTensor) got = apply (vectorizer (1, 1, 1 << 20, places, 7),
                                    ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, numbers),
                                    &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ng_tensor_get_real (got, 2), ==, (double) n);
}

/* Places that no result has are told when the net runs, and say no size. */
static void
test_places (void)
{
  static const gint64 dims[] = { 2 }, numbers[] = { 2, 3 };
  static const gint64 wrong[] = { 0, 1, 2, 3, 4, 5, G_MAXINT64 },
                      below[] = { 0, 1, 2, 3, 4, 5, -1 };
  const gint64 *const lists[] = { wrong, below };

  for (int i = 0; i < 3; i++) {
    const gint64 *to = i < 2 ? lists[i] : places;
    gsize n = i < 2 ? 7 : 5;
    g_autoptr (NgNet) net = net_of (vectorizer (1, 2, 0, to, n), dims, 1);
    g_autoptr (GError) error = NULL;
    if (i < 2)
      g_assert_cmpint (ng_net_output_type (net, 0)->dims[0].state, !=, NG_DIM_NUMBER);
    g_assert_null (apply (vectorizer (1, 2, 0, to, n),
                          ng_tensor_new_copy (NG_ELEMENT_I64, dims, 1, numbers),
                          &error));
    g_assert_true (ng_error_has_tag (error, "ONNX::operator"));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/vectorizer/counts", test_counts);
  g_test_add_func ("/vectorizer/bounds", test_bounds);
  g_test_add_func ("/vectorizer/places", test_places);
  return g_test_run ();
}
