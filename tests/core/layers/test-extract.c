#include "tests/support/battery.h"

#include <string.h>

#define MATRIX "{{1, 2, 3}, {4, 5, 6}}"

static void
test_values (void)
{
  ng_assert_applied ("ExtractLayer[\"Position\" -> \"Integer\"]", MATRIX, "2", "{4, 5, 6}");
  ng_assert_applied ("ExtractLayer[\"Position\" -> \"Integer\"]", MATRIX, "-2", "{1, 2, 3}");
  ng_assert_applied ("ExtractLayer[]", MATRIX, "{2, -1}", "6");
  ng_assert_applied ("ExtractLayer[]", MATRIX, "{2}", "{4, 5, 6}");
  ng_assert_applied ("ExtractLayer[]", MATRIX, "{{1, 1}, {2, 2}, {1, 3}}", "{1, 5, 3}");
  ng_assert_applied (
      "ExtractLayer[]", MATRIX, "{{1}, {2}, {1}}", "{{1, 2, 3}, {4, 5, 6}, {1, 2, 3}}");
  ng_assert_applied ("ExtractLayer[]", "{7, 8, 9}", "{{3}, {-3}}", "{9, 7}");
  ng_assert_applied ("ExtractLayer[\"Position\" -> {\"Varying\", 1}]", "{7, 8, 9}", "{{3}}", "{9}");
}

/* Every example of a batch has its own array, and its own positions. */
static void
test_batch (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("ExtractLayer[\"Input\" -> {2, 2}, \"Position\" -> {2}]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}");
  g_autoptr (NgTensor) positions = ng_test_read_tensor ("{{2, 1}, {-2, 2}}");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{3, 6}");
  g_autoptr (NgTensor) y = NULL;
  NgTensor *inputs[] = { x, positions };
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = {
    .inputs = inputs, .is_batch = TRUE, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64
  };

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &y, &error);
  g_assert_no_error (error);
  ng_assert_tensor (y, expected, 0);
}

/* Positions that come twice add up: the gradient is 2 there. */
static void
test_gradient (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("ExtractLayer[\"Input\" -> 3, \"Position\" -> {3, 1}]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{7, 8, 9}");
  g_autoptr (NgTensor) positions = ng_test_read_tensor ("{{1}, {3}, {1}}");
  g_autoptr (NgTensor) expected = ng_test_read_tensor ("{2, 0, 1}");
  g_autoptr (NgTensor) gradient = NULL;
  NgTensor *inputs[] = { x, positions };
  NgWant want = { .kind = NG_WANT_INPUT_GRADIENT };
  NgApply apply = { .inputs = inputs, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &gradient, &error);
  g_assert_no_error (error);
  ng_assert_tensor (gradient, expected, 0);
}

static void
test_types (void)
{
  ng_assert_output_type ("ExtractLayer[\"Input\" -> {2, 3, 4}, \"Position\" -> {5, 6, 2}]",
                         "{5, 6, 4}");
  ng_assert_output_type ("ExtractLayer[\"Input\" -> {2, 3}, \"Position\" -> {\"Varying\", 1}]",
                         "{\"Varying\", 3}");
  ng_assert_output_type ("ExtractLayer[\"Input\" -> {2, 3}, \"Position\" -> {2}]", "\"Real\"");
}

/* A place outside is refused with its range: at once, or when it shows, with the layer. */
static void
test_range (void)
{
  g_autofree char *outside =
      ng_assert_not_applied ("ExtractLayer[\"Input\" -> {3, 2}, \"Position\" -> \"Integer\"]",
                             "{{1, 2}, {3, 4}, {5, 6}}",
                             "4",
                             "NetGraph::indata");
  g_autofree char *zero =
      ng_assert_not_applied ("ExtractLayer[\"Input\" -> {3, 2}, \"Position\" -> \"Integer\"]",
                             "{{1, 2}, {3, 4}, {5, 6}}",
                             "0",
                             "NetGraph::indata");
  g_autofree char *column = ng_assert_not_applied ("ExtractLayer[\"Input\" -> {3, 2}]",
                                                   "{{1, 2}, {3, 4}, {5, 6}}",
                                                   "{1, 3}",
                                                   "NetGraph::indata");

  g_assert_nonnull (strstr (outside, "from -3 to 3"));
  g_assert_nonnull (strstr (zero, "1 to 3"));
  g_assert_nonnull (strstr (column, "1 to 2"));
}

static void
test_refused (void)
{
  ng_assert_refused ("ExtractLayer[\"Input\" -> 3, \"Position\" -> 2]", "NetGraph::level");
  ng_assert_refused ("ExtractLayer[\"Input\" -> 3, \"Position\" -> \"Varying\"]",
                     "NetGraph::varying");
  ng_assert_refused ("ExtractLayer[\"Input\" -> 3, \"Position\" -> \"Real\"]", "NetGraph::shape");
}

static void
test_no_such_place (void)
{
  const char *row = "ExtractLayer[\"Input\" -> {2, 2}, \"Position\" -> \"Integer\"]";
  const char *item = "NetGraph[<|\"at\" -> ExtractLayer[]|>, {}, \"Input\" -> \"Varying\", "
                     "\"Position\" -> {1}]";
  g_autofree char *none = ng_assert_not_applied (row, "{{1, 2}, {3, 4}}", "0", "NetGraph::indata");
  g_autofree char *behind = ng_assert_not_applied (item, "{1, 2}", "{3}", "NetGraph::indata");
  g_autofree char *before = ng_assert_not_applied (item, "{1, 2}", "{-3}", "NetGraph::indata");

  g_assert_nonnull (strstr (none, "Element 0"));
  g_assert_nonnull (strstr (behind, "Layer \"at\": Element 3"));
  g_assert_nonnull (strstr (behind, "1 to 2"));
  g_assert_nonnull (strstr (before, "Element -3"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/extract/values", test_values);
  g_test_add_func ("/layers/extract/batch", test_batch);
  g_test_add_func ("/layers/extract/gradient", test_gradient);
  g_test_add_func ("/layers/extract/types", test_types);
  g_test_add_func ("/layers/extract/range", test_range);
  g_test_add_func ("/layers/extract/refused", test_refused);
  g_test_add_func ("/layers/extract/no-such-place", test_no_such_place);
  return g_test_run ();
}
