#include "tests/support/battery.h"

#include <math.h>
#include <string.h>

/* -log 1/2, and -(log 1/2 + log 1/4)/2 */
static void
test_index (void)
{
  ng_assert_applied ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 3]",
                     "{0.2, 0.3, 0.5}",
                     "3",
                     "0.6931471805599453");
  ng_assert_applied ("CrossEntropyLossLayer[\"Index\", \"Input\" -> {\"Varying\", 2}]",
                     "{{0.5, 0.5}, {0.75, 0.25}}",
                     "{1, 2}",
                     "1.0397207708399179");
}

/* -(1/4 log 1/2 + 3/4 log 1/4) = 7/4 log 2, and half of it where the other row costs nothing */
static void
test_probabilities (void)
{
  ng_assert_applied ("CrossEntropyLossLayer[\"Probabilities\", \"Input\" -> 3]",
                     "{0.5, 0.25, 0.25}",
                     "{0.25, 0.75, 0}",
                     "1.2130075659799042");
  ng_assert_applied ("CrossEntropyLossLayer[\"Probabilities\", \"Input\" -> {2, 2}]",
                     "{{0.5, 0.25}, {1, 0}}",
                     "{{0.25, 0.75}, {1, 0}}",
                     "0.6065037829899521");
}

/* -(log 1/2 + log 3/4)/2 */
static void
test_binary (void)
{
  ng_assert_applied ("CrossEntropyLossLayer[\"Binary\", \"Input\" -> 2]",
                     "{0.5, 0.25}",
                     "{1, 0}",
                     "0.4904146265058631");
  ng_assert_applied ("CrossEntropyLossLayer[\"Binary\", \"Input\" -> \"Real\"]", "1", "1", "0");
}

/* A probability of 0 counts as the least normal float, 2^-126. */
static void
test_zero (void)
{
  g_autofree char *most = g_strdup_printf ("%.17g", 126 * G_LN2);

  ng_assert_applied ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 2]", "{1, 0}", "2", most);
  ng_assert_applied ("CrossEntropyLossLayer[\"Binary\", \"Input\" -> \"Real\"]", "1", "0", most);
}

static void
check_gradient (const char *notation, const char *x, const char *t, const char *loss, const char *g)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgTensor) input = ng_test_read_tensor (x);
  g_autoptr (NgTensor) target = ng_test_read_tensor (t);
  g_autoptr (NgTensor) expected = ng_test_read_tensor (loss);
  g_autoptr (NgTensor) expected_gradient = ng_test_read_tensor (g);
  int at = ng_net_find_input (net, "Input");
  NgTensor *inputs[2] = { target, target };
  g_autoptr (NgTensor) found = NULL;
  g_autoptr (NgTensor) gradient = NULL;

  inputs[at] = input;
  found = ng_test_apply_net (net, inputs, NG_MODE_TEST);
  ng_assert_tensor (found, expected, 1e-12);
  gradient = ng_test_differentiate (net, inputs, (gsize) at);
  ng_assert_tensor (gradient, expected_gradient, 1e-12);
}

/* Behind a softmax or a sigmoid nothing is lost where probabilities are too small for a number: the
 * loss is the difference of the logits, the gradient p - t. */
static void
test_logits (void)
{
  check_gradient ("NetGraph[{SoftmaxLayer[], CrossEntropyLossLayer[\"Index\"]}, {1 -> NetPort[{2, "
                  "\"Input\"}]}, \"Input\" -> 3]",
                  "{1000, 0, -1000}",
                  "3",
                  "2000",
                  "{1, 0, -1}");
  check_gradient ("NetGraph[{SoftmaxLayer[1], ReshapeLayer[{3}], "
                  "CrossEntropyLossLayer[\"Probabilities\"]}, {1 -> 2 -> NetPort[{3, "
                  "\"Input\"}]}, \"Input\" -> {3, 1}]",
                  "{{1000}, {0}, {-1000}}",
                  "{0, 0.5, 0.5}",
                  "1500",
                  "{{1}, {-0.5}, {-0.5}}");
  check_gradient ("NetGraph[{LogisticSigmoid, CrossEntropyLossLayer[\"Binary\"]}, {1 -> "
                  "NetPort[{2, \"Input\"}]}, \"Input\" -> 4]",
                  "{-1000, 1000, 1000, 0}",
                  "{1, 0, 1, 0.5}",
                  "500.17328679513998633",
                  "{-0.25, 0.25, 0, 0}");
}

static void
test_types (void)
{
  const char *graph = "NetGraph[{CrossEntropyLossLayer[\"Index\"]}, {}, \"Target\" -> "
                      "Restricted[\"Integer\", 7]]";

  ng_assert_input_type (graph, 0, "{7}");
  ng_assert_input_type (
      "CrossEntropyLossLayer[\"Index\", \"Input\" -> 5]", 1, "Restricted[\"Integer\", 5]");
  ng_assert_input_type (
      "CrossEntropyLossLayer[\"Probabilities\", \"Target\" -> {2, 5}]", 0, "{2, 5}");
}

/* The data tell how many classes there are. */
static void
test_range (void)
{
  g_autofree char *known =
      ng_assert_not_applied ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 3]",
                             "{0.2, 0.3, 0.5}",
                             "4",
                             "NetGraph::indata");
  g_autofree char *found = ng_assert_not_applied (
      "CrossEntropyLossLayer[\"Index\"]", "{0.2, 0.3, 0.5}", "4", "NetGraph::indata");

  g_assert_nonnull (strstr (known, "from 1 to 3"));
  g_assert_nonnull (strstr (found, "from 1 to 3"));
}

static void
test_errors (void)
{
  ng_assert_refused ("CrossEntropyLossLayer[]", "NetGraph::badarg");
  ng_assert_refused ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 2, \"Target\" -> "
                     "NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]",
                     "NetGraph::shape");
  ng_assert_refused ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 4, \"Target\" -> "
                     "NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]",
                     "NetGraph::shape");
  ng_assert_refused ("CrossEntropyLossLayer[\"Indices\"]", "NetGraph::badarg");
  ng_assert_refused ("CrossEntropyLossLayer[\"Index\", \"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("CrossEntropyLossLayer[\"Index\", \"Input\" -> \"Varying\"]",
                     "NetGraph::varying");
  ng_assert_refused ("CrossEntropyLossLayer[\"Index\", \"Input\" -> 3, \"Target\" -> "
                     "Restricted[\"Integer\", 2]]",
                     "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/cross-entropy-loss/index", test_index);
  g_test_add_func ("/layers/cross-entropy-loss/probabilities", test_probabilities);
  g_test_add_func ("/layers/cross-entropy-loss/binary", test_binary);
  g_test_add_func ("/layers/cross-entropy-loss/zero", test_zero);
  g_test_add_func ("/layers/cross-entropy-loss/logits", test_logits);
  g_test_add_func ("/layers/cross-entropy-loss/types", test_types);
  g_test_add_func ("/layers/cross-entropy-loss/range", test_range);
  g_test_add_func ("/layers/cross-entropy-loss/errors", test_errors);
  return g_test_run ();
}
