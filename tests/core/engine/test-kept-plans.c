/* What an evaluator keeps for data of other shapes. */

#include "core/engine/evaluator-private.h"
#include "tests/support/nets.h"
#include "tests/support/plans.h"

enum { SIZE = 1536, LENGTHS = 24 };

static const NgWant output = { .kind = NG_WANT_OUTPUT };

static NgNet *
make_net (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetMapOperator[LinearLayer[1536, \"Input\" -> 1536], \"Input\" -> {\"Varying\", 1536}]");
  g_autoptr (GError) error = NULL;
  NgNet *filled = ng_net_initialize (net, FALSE, 1234, ng_net_initialize_methods ()[0], &error);

  g_assert_no_error (error);
  return filled;
}

static NgTensor *
apply (NgEvaluator *evaluator, gint64 length)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { length, SIZE } };
  g_autoptr (NgTensor) x = ng_test_tensor (&shape, (guint64) length);
  g_autoptr (GError) error = NULL;
  const NgApply data = { .inputs = &x, .wants = &output, .n_wants = 1 };
  NgTensor *result = NULL;

  ng_evaluator_apply (evaluator, &data, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

/* Plans for many lengths hold the weights once, and each gives what it gives alone. */
static void
test_share (void)
{
  g_autoptr (NgNet) net = make_net ();
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  const guint64 weights = (guint64) SIZE * SIZE * sizeof (float);

  for (gint64 length = 1; length <= LENGTHS; length++) {
    g_autoptr (NgEvaluator) alone = ng_evaluator_new (net, NULL);
    g_autoptr (NgTensor) result = apply (evaluator, length);
    g_autoptr (NgTensor) expected = apply (alone, length);

    g_assert_true (ng_tensor_equal (result, expected));
    g_assert_cmpuint (ng_evaluator_memory (alone), <, 2 * weights);
  }
  g_test_message ("%" G_GUINT64_FORMAT " bytes for weights of %" G_GUINT64_FORMAT,
                  ng_evaluator_memory (evaluator),
                  weights);
  g_assert_cmpuint (ng_evaluator_memory (evaluator), <, 3 * weights);
}

/* Beyond the limit plans are forgotten, and only what runs takes memory. */
static void
test_limit (void)
{
  g_autoptr (NgNet) net = make_net ();
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);

  ng_evaluator_set_limit (evaluator, 0);
  for (gint64 length = 4; length >= 1; length--) {
    g_autoptr (NgEvaluator) alone = ng_evaluator_new (net, NULL);
    g_autoptr (NgTensor) result = apply (evaluator, length);
    g_autoptr (NgTensor) expected = apply (alone, length);

    g_assert_true (ng_tensor_equal (result, expected));
    g_assert_cmpuint (ng_evaluator_memory (evaluator), ==, ng_evaluator_memory (alone));
  }
}

/* What is used again and again stays, and what was used longest ago goes. */
static void
test_order (void)
{
  g_autoptr (NgNet) net = ng_test_net ("ElementwiseLayer[Tanh, \"Input\" -> {\"Varying\", 1536}]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  const NgStepTime *first = NULL;
  guint64 most = 0;
  gsize n;

  for (gint64 length = 1; length <= 100; length++) {
    g_autoptr (NgTensor) other = apply (evaluator, length % 50 + 2);
    g_autoptr (NgTensor) again = apply (evaluator, 1);

    first = first != NULL ? first : ng_evaluator_times (evaluator, &n);
    g_assert_true (ng_evaluator_times (evaluator, &n) == first);
    most = MAX (most, ng_evaluator_memory (evaluator));
  }
  ng_evaluator_set_limit (evaluator, most / 8);
  ng_tensor_unref (apply (evaluator, 60));
  g_assert_cmpuint (ng_evaluator_memory (evaluator), <, most / 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/kept-plans/share", test_share);
  g_test_add_func ("/engine/kept-plans/limit", test_limit);
  g_test_add_func ("/engine/kept-plans/order", test_order);
  return g_test_run ();
}
