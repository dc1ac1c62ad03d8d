/* Expectations are those of PyTorch in double, its gates put in our order. */

#include "core/notation/read.h"
#include "tests/support/battery.h"

#define ARRAYS                                                                                     \
  "\"InputWeights\" -> {{-0.625, -0.25, 0.125}, {0.25, 0.625, -0.375}}, "                          \
  "\"StateWeights\" -> {{-0.5, -0.125}, {0.375, -0.625}}, "                                        \
  "\"Biases\" -> {-0.375, 0.25}"
#define X                                                                                          \
  "{{-0.5, -0.125, 0.25}, {0.375, -0.625, -0.25}, {-0.125, 0.25, 0.625}, {-0.625, -0.25, 0.125}}"
#define NET                                                                                        \
  "NetGraph[{BasicRecurrentLayer[2, " ARRAYS "]}, {NetPort[\"State\"] -> NetPort[1, \"State\"], "  \
  "1 -> NetPort[\"Output\"]}, \"Input\" -> {\"Varying\", 3}]"

static const char *const inputs[] = { "{-0.125, -0.375}", X };

static void
test_values (void)
{
  NgWant want = { .kind = NG_WANT_OUTPUT };

  ng_assert_wanted (
      NET,
      inputs,
      &want,
      "{{0.108940929920855, 0.139705302828314}, {-0.505233453484027, 0.000412034429307}, "
      "{-0.028676912714425, -0.049055659536596}, {0.113726274277056, -0.08923109229055}}");
}

static void
test_gradients (void)
{
  NgWant by_input = { .kind = NG_WANT_INPUT_GRADIENT, .port = 1 };
  NgWant by_array = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1, .port = 1 };

  ng_assert_wanted (
      NET,
      inputs,
      &by_input,
      "{{-0.517354224233573, 0.041371864374356, -0.0502470695762}, {-0.12328661601244, "
      "0.334090389522211, -0.212688651419104}, {-0.484605213686177, -0.059454898001625, "
      "0.013728974301664}, {-0.368907006044754, 0.373257048970632, -0.248630887745856}}");
  /* StateWeights */
  ng_assert_wanted (
      NET,
      inputs,
      &by_array,
      "{{-0.545585614885261, -0.361050266344864}, {-0.13733924068066, -0.12390029578444}}");
}

static void
check_failure (const char *text, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  if (net != NULL)
    g_assert_false (ng_net_check (net, &error));
  ng_assert_tag (&error, tag);
}

static void
test_errors (void)
{
  check_failure ("BasicRecurrentLayer[]", "NetGraph::badarg");
  check_failure ("BasicRecurrentLayer[0]", "NetGraph::badarg");
  check_failure ("BasicRecurrentLayer[2, \"Dropout\" -> 1]", "NetGraph::badarg");
  check_failure ("BasicRecurrentLayer[2, \"Dropout\" -> {\"Weights\" -> 0.5}]", "NetGraph::badarg");
  check_failure ("BasicRecurrentLayer[2, \"Dropout\" -> {0.5}]", "NetGraph::badarg");
  check_failure ("BasicRecurrentLayer[2, \"Input\" -> 3]", "NetGraph::shape");
  check_failure ("BasicRecurrentLayer[2, \"Input\" -> {5000, 1}]", "NetGraph::limit");
  check_failure ("BasicRecurrentLayer[2, \"Output\" -> {4, 3}]", "NetGraph::shape");
  check_failure ("BasicRecurrentLayer[2, \"InputWeights\" -> {{1, 2, 3}}]", "NetGraph::arrdims");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/basic-recurrent/values", test_values);
  g_test_add_func ("/layers/basic-recurrent/gradients", test_gradients);
  g_test_add_func ("/layers/basic-recurrent/errors", test_errors);
  return g_test_run ();
}
