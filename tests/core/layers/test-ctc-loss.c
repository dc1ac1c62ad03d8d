#include "tests/support/battery.h"

#include <math.h>

enum { MAX_STEPS = 6 };

/* Rows of probabilities, the last of the columns for a blank. */
typedef struct {
  const NgTensor *p;
  int steps, columns;
  const int *target; /* from 0 */
  int length;
} Case;

static gboolean
spells (const Case *self, const int *path)
{
  int n = 0;

  for (int t = 0; t < self->steps; t++) {
    if (path[t] == self->columns - 1 || (t > 0 && path[t] == path[t - 1]))
      continue;
    if (n == self->length || self->target[n++] != path[t])
      return FALSE;
  }
  return n == self->length;
}

/* The sum over all paths, tried one by one, of the product of their probabilities; those of the
 * paths through (step, column), without its own factor, are added to gradient there. */
static double
add_up (const Case *self, double *gradient)
{
  int path[MAX_STEPS];
  double sum = 0;
  int n_paths = 1;

  for (int t = 0; t < self->steps; t++)
    n_paths *= self->columns;
  for (int number = 0; number < n_paths; number++) {
    double product = 1;

    for (int t = 0, rest = number; t < self->steps; t++, rest /= self->columns) {
      path[t] = rest % self->columns;
      product *= ng_tensor_get_real (self->p, t * self->columns + path[t]);
    }
    if (!spells (self, path))
      continue;
    sum += product;
    for (int t = 0; t < self->steps; t++) {
      int place = t * self->columns + path[t];

      gradient[place] += product / ng_tensor_get_real (self->p, place);
    }
  }
  return sum;
}

static void
check (int steps, int columns, const int *target, int length)
{
  g_autofree char *notation =
      g_strdup_printf ("NetGraph[{SoftmaxLayer[]}, {}, \"Input\" -> {%d, %d}]", steps, columns);
  g_autofree char *loss = g_strdup_printf (
      "CTCLossLayer[\"Input\" -> {%d, %d}, \"Target\" -> %d]", steps, columns, length);
  g_autoptr (NgNet) softmax = ng_test_read (notation);
  g_autoptr (NgNet) net = ng_test_read (loss);
  g_autoptr (NgTensor) logits = ng_test_draw (softmax, 0, 0, 5);
  g_autoptr (NgTensor) p = ng_test_apply_net (softmax, &logits, NG_MODE_TEST);
  g_autofree double *gradient = g_new0 (double, steps *columns);
  Case self = { p, steps, columns, target, length };
  double sum = add_up (&self, gradient);
  gint64 n = length;
  double *labels = g_new (double, n);
  g_autoptr (NgTensor) t = NULL;
  g_autoptr (NgTensor) found = NULL;
  g_autoptr (NgTensor) slope = NULL;
  NgTensor *inputs[2];

  for (int i = 0; i < length; i++)
    labels[i] = target[i] + 1;
  t = ng_tensor_new_take (NG_ELEMENT_F64, &n, 1, labels);
  inputs[0] = p;
  inputs[1] = t;
  found = ng_test_apply_net (net, inputs, NG_MODE_TEST);
  ng_assert_near (ng_tensor_get_real (found, 0), -log (sum), 1e-12);
  slope = ng_test_differentiate (net, inputs, 0);
  for (int i = 0; i < steps * columns; i++)
    ng_assert_near (ng_tensor_get_real (slope, i), -gradient[i] / sum, 1e-10);
}

static void
test_paths (void)
{
  check (1, 2, (int[]){ 0 }, 1);
  check (4, 3, (int[]){ 1, 0 }, 2);
  check (5, 3, (int[]){ 1, 1 }, 2);
  check (6, 4, (int[]){ 2, 0, 0 }, 3);
  check (5, 3, (int[]){ 0, 0, 1 }, 3);
  check (3, 4, (int[]){ 2, 1, 0 }, 3);
}

/* 0.6 0.6 + 0.6 0.4 + 0.4 0.6 */
static void
test_value (void)
{
  g_autofree char *expected = g_strdup_printf ("%.17g", -log (0.84));

  ng_assert_applied (
      "CTCLossLayer[\"Input\" -> {\"Varying\", 2}]", "{{0.6, 0.4}, {0.6, 0.4}}", "{1}", expected);
}

/* A label for each step, and a blank between two that are equal. */
static void
test_impossible (void)
{
  static const char *const targets[] = { "{1, 2, 1}", "{2, 2}" };
  g_autoptr (NgNet) net = ng_test_read ("CTCLossLayer[\"Target\" -> {\"Varying\"}]");
  g_autoptr (NgTensor) p = ng_test_read_tensor ("{{0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}}");

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (NgTensor) target = ng_test_read_tensor (targets[i]);
    NgTensor *inputs[] = { p, target };
    g_autoptr (NgTensor) loss = ng_test_apply_net (net, inputs, NG_MODE_TEST);

    g_assert_true (isinf (ng_tensor_get_real (loss, 0)) && ng_tensor_get_real (loss, 0) > 0);
  }
}

/* There is an end to how many steps can be written out. */
static void
test_limit (void)
{
  g_autoptr (NgNet) net = ng_test_read ("CTCLossLayer[\"Input\" -> {5000, 2}, \"Target\" -> 1]");
  g_autoptr (NgTensor) p = ng_test_draw (net, 0, 0, 1);
  g_autoptr (NgTensor) target = ng_test_draw (net, 1, 0, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgTensor *inputs[] = { p, target };
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = inputs, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  g_assert_false (ng_evaluator_apply (evaluator, &apply, NULL, &result, &error));
  ng_assert_tag (&error, "NetGraph::limit");
}

/* Behind a softmax the loss of far logits is kept: -log (1/2 exp (-1000)). */
static void
test_logits (void)
{
  ng_assert_applied ("NetGraph[{SoftmaxLayer[], CTCLossLayer[]}, {1 -> NetPort[{2, \"Input\"}]}, "
                     "\"Input\" -> {2, 3}]",
                     "{{0, -1000, 0}, {0, -1000, -1000}}",
                     "{1, 2}",
                     "1000.6931471805599453");
}

static void
test_types (void)
{
  ng_assert_input_type (
      "CTCLossLayer[\"Input\" -> {\"Varying\", 5}, \"Target\" -> {3}]", 0, "{\"Varying\", 5}");
  ng_assert_output_type ("NetGraph[{CTCLossLayer[]}, {NetPort[{1, \"Loss\"}] -> NetPort[\"q\"]}]",
                         "\"Real\"");
  ng_assert_refused ("CTCLossLayer[\"Input\" -> {4, 1}]", "NetGraph::shape");
  ng_assert_refused ("CTCLossLayer[\"Input\" -> {4, 3}, \"Target\" -> {2, Restricted[\"Integer\", "
                     "3]}]",
                     "NetGraph::shape");
  ng_assert_refused ("CTCLossLayer[\"Input\" -> {4, \"Varying\"}]", "NetGraph::varying");
  ng_assert_refused ("CTCLossLayer[\"Input\" -> 4]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/ctc-loss/paths", test_paths);
  g_test_add_func ("/layers/ctc-loss/value", test_value);
  g_test_add_func ("/layers/ctc-loss/impossible", test_impossible);
  g_test_add_func ("/layers/ctc-loss/limit", test_limit);
  g_test_add_func ("/layers/ctc-loss/logits", test_logits);
  g_test_add_func ("/layers/ctc-loss/types", test_types);
  return g_test_run ();
}
