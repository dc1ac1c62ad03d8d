#include "tests/support/battery.h"

#define ONE(function) "AggregationLayer[" function ", 1]"

/* By hand. The quartiles of 1 … 6 are 2 and 5, those of 1 … 4 lie at 1.5 and 3.5. */
static void
test_functions (void)
{
  ng_assert_applied (ONE ("Mean"), "{1, 2, 6}", NULL, "3");
  ng_assert_applied (ONE ("Min"), "{3, -2, 6}", NULL, "-2");
  ng_assert_applied (ONE ("Max"), "{3, -2, 6}", NULL, "6");
  ng_assert_applied (ONE ("Total"), "{3, -2, 6}", NULL, "7");
  ng_assert_applied (ONE ("Times"), "{3, -2, 6}", NULL, "-36");
  ng_assert_applied (ONE ("Median"), "{9, 1, 4}", NULL, "4");
  ng_assert_applied (ONE ("Median"), "{9, 1, 4, 6}", NULL, "5");
  ng_assert_applied (ONE ("Median"), "{7}", NULL, "7");
  ng_assert_applied (ONE ("Variance"), "{1, 2, 6}", NULL, "7");
  ng_assert_applied (ONE ("StandardDeviation"), "{1, 1, 1, 5}", NULL, "2");
  ng_assert_applied (ONE ("StandardDeviation"), "{4, 4}", NULL, "0");
  ng_assert_applied (ONE ("MeanDeviation"), "{1, 2, 6}", NULL, "2");
  ng_assert_applied (ONE ("InterquartileRange"), "{1, 3, 4, 2, 5, 6}", NULL, "3");
  ng_assert_applied (ONE ("InterquartileRange"), "{4, 1, 3, 2}", NULL, "2");
  ng_assert_applied (ONE ("InterquartileRange"), "{1, 2, 3}", NULL, "1.5");
}

#define ARRAY "{{{1, 5}, {2, 4}, {6, 0}}, {{3, 3}, {9, 1}, {2, 6}}}"

static void
test_levels (void)
{
  ng_assert_applied ("AggregationLayer[Max]", ARRAY, NULL, "{6, 9}");
  ng_assert_applied ("AggregationLayer[Max, 1]", ARRAY, NULL, "{{3, 5}, {9, 4}, {6, 6}}");
  ng_assert_applied ("AggregationLayer[Total, {1, 3}]", ARRAY, NULL, "{12, 16, 14}");
  ng_assert_applied ("AggregationLayer[Total, 1 ;; 2]", ARRAY, NULL, "{23, 19}");
  ng_assert_applied ("AggregationLayer[Total, -2 ;; -1]", ARRAY, NULL, "{18, 24}");
  ng_assert_applied ("AggregationLayer[Total, 1 ;; All]", ARRAY, NULL, "42");
  ng_assert_applied ("AggregationLayer[Median, {1, 3}]", ARRAY, NULL, "{3, 3, 4}");
  ng_assert_applied ("AggregationLayer[Median, 2]", ARRAY, NULL, "{{2, 4}, {3, 3}}");
}

/* The true length counts. */
static void
test_varying (void)
{
  const char *notation = "AggregationLayer[Variance, 1, \"Input\" -> \"Varying\"]";
  g_autofree char *message = ng_assert_not_applied (notation, "{1}", NULL, "NetGraph::level");

  ng_assert_applied (notation, "{1, 2, 6}", NULL, "7");
  ng_assert_applied (notation, "{1, 3}", NULL, "2");
}

static void
test_types (void)
{
  ng_assert_output_type ("AggregationLayer[Mean, \"Input\" -> {3, 4, 4}]", "{3}");
  ng_assert_output_type ("AggregationLayer[Mean, 1, \"Input\" -> {\"Varying\", 4}]", "{4}");
  ng_assert_output_type ("AggregationLayer[Mean, 2, \"Input\" -> {\"Varying\", 4}]",
                         "{\"Varying\"}");
  ng_assert_input_type (
      "AggregationLayer[Mean, \"Input\" -> {Automatic, 4}, \"Output\" -> 3]", 0, "{3, 4}");
}

/* At a constant the slope of the standard deviation is taken as 0. */
static void
test_gradient (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read (ONE ("StandardDeviation"));
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{4, 4}");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_INPUT_GRADIENT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };
  g_autoptr (NgTensor) gradient = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &gradient, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ng_tensor_get_real (gradient, 0), ==, 0);
  g_assert_cmpfloat (ng_tensor_get_real (gradient, 1), ==, 0);
}

static void
test_refused (void)
{
  ng_assert_refused ("AggregationLayer[Sort]", "NetGraph::badarg");
  ng_assert_refused ("AggregationLayer[Mean, 0]", "NetGraph::badarg");
  ng_assert_refused ("AggregationLayer[Mean, \"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("AggregationLayer[Mean, {1, 3}, \"Input\" -> {3, 2}]", "NetGraph::level");
  ng_assert_refused ("AggregationLayer[Variance, \"Input\" -> {3, 1}]", "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/aggregation/functions", test_functions);
  g_test_add_func ("/layers/aggregation/levels", test_levels);
  g_test_add_func ("/layers/aggregation/varying", test_varying);
  g_test_add_func ("/layers/aggregation/types", test_types);
  g_test_add_func ("/layers/aggregation/gradient", test_gradient);
  g_test_add_func ("/layers/aggregation/refused", test_refused);
  return g_test_run ();
}
