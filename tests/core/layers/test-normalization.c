#include "tests/support/battery.h"

/* Both rows have the variance 1, so that they are divided by √(1 + 3). */
static void
test_scaling (void)
{
  const char *x = "{{0, 2}, {5, 7}}";

  ng_assert_applied (
      "NormalizationLayer[\"Epsilon\" -> 3, \"Scaling\" -> {2, 10}, \"Biases\" -> {1, "
      "-1}, \"Input\" -> {2, 2}]",
      x,
      NULL,
      "{{0, 2}, {-6, 4}}");
  ng_assert_applied ("NormalizationLayer[2, \"Same\", \"Epsilon\" -> 3, \"Scaling\" -> {2, 10}, "
                     "\"Biases\" -> None, \"Input\" -> {\"Varying\", 2}]",
                     x,
                     NULL,
                     "{{-1, 5}, {-1, 5}}");
  ng_assert_applied ("NormalizationLayer[-1, 1;;2, \"Epsilon\" -> 3, \"Scaling\" -> {{2, 4}, {6, "
                     "8}}, \"Biases\" -> None]",
                     x,
                     NULL,
                     "{{-1, 2}, {-3, 4}}");
}

/* The variances are 1 and 4. */
static void
test_no_epsilon (void)
{
  ng_assert_applied ("NormalizationLayer[\"Epsilon\" -> 0, \"Scaling\" -> {1, 3}, "
                     "\"Biases\" -> None, \"Input\" -> {2, 2}]",
                     "{{1, 3}, {2, 6}}",
                     NULL,
                     "{{-1, 1}, {-3, 3}}");
  ng_assert_applied ("BatchNormalizationLayer[\"Epsilon\" -> 0, \"Scaling\" -> {1}, "
                     "\"Biases\" -> {0}, \"MovingMean\" -> {1}, \"MovingVariance\" -> {4}]",
                     "{{3, 5}}",
                     NULL,
                     "{{1, 2}}");
  ng_assert_refused ("NormalizationLayer[\"Epsilon\" -> -0.1]", "NetGraph::badarg");
}

/* Over both levels the mean is 7/2, and the variance (49 + 9 + 9 + 49)/16. */
static void
test_levels (void)
{
  ng_assert_applied ("NormalizationLayer[{1, 2}, {}, \"Epsilon\" -> 1.75, \"Scaling\" -> None, "
                     "\"Biases\" -> None, \"Input\" -> {2, 2}]",
                     "{{0, 2}, {5, 7}}",
                     NULL,
                     "{{-1.1666666666666667, -0.5}, {0.5, 1.1666666666666667}}");
}

/* The sum of squares is 2; by one less than there are it is the variance 2. */
static void
test_unbiased (void)
{
  ng_assert_applied (
      "NormalizationLayer[1, {}, \"Unbiased\" -> True, \"Epsilon\" -> 2, \"Scaling\" "
      "-> None, \"Biases\" -> None, \"Input\" -> 2]",
      "{0, 2}",
      NULL,
      "{-0.5, 0.5}");
}

/* The mean square is 25/2. */
static void
test_rms (void)
{
  ng_assert_applied (
      "NormalizationLayer[1, {}, Method -> \"RMS\", \"Epsilon\" -> 12.5, \"Scaling\" "
      "-> None, \"Biases\" -> None, \"Input\" -> 2]",
      "{3, 4}",
      NULL,
      "{0.6, 0.8}");
}

static void
test_groups (void)
{
  ng_assert_applied (
      "NormalizationLayer[1, {}, \"GroupNumber\" -> 2, \"Epsilon\" -> 3, \"Scaling\" "
      "-> None, \"Biases\" -> None, \"Input\" -> 4]",
      "{0, 2, 5, 7}",
      NULL,
      "{-0.5, 0.5, -0.5, 0.5}");
  ng_assert_applied ("NormalizationLayer[{1, 2}, {}, \"GroupNumber\" -> {1, 2}, \"Epsilon\" -> 3, "
                     "\"Scaling\" -> None, \"Biases\" -> None, \"Input\" -> {2, 2}]",
                     "{{0, 5}, {2, 7}}",
                     NULL,
                     "{{-0.5, -0.5}, {0.5, 0.5}}");
}

/* What the arrays have, the input has at the levels that are scaled. */
static void
test_types (void)
{
  ng_assert_input_type (
      "NormalizationLayer[\"Scaling\" -> {1, 2, 3}, \"Input\" -> {Automatic, 5}]", 0, "{3, 5}");
  ng_assert_input_type ("NormalizationLayer[1, {2, -1}, \"Biases\" -> {{1, 2}, {3, 4}, {5, 6}}, "
                        "\"Input\" -> {\"Varying\", Automatic, Automatic}]",
                        0,
                        "{\"Varying\", 3, 2}");
}

static void
test_errors (void)
{
  ng_assert_refused ("NormalizationLayer[\"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("NormalizationLayer[\"Input\" -> \"Real\"]", "NetGraph::level");
  ng_assert_refused ("NormalizationLayer[4, \"Input\" -> {2, 3}]", "NetGraph::level");
  ng_assert_refused ("NormalizationLayer[1, 3, \"Input\" -> {2, 3}]", "NetGraph::level");
  ng_assert_refused ("NormalizationLayer[\"Input\" -> {\"Varying\", 3}]", "NetGraph::varying");
  ng_assert_refused ("NormalizationLayer[1, \"GroupNumber\" -> 2, \"Input\" -> {\"Varying\", 3}]",
                     "NetGraph::varying");
  ng_assert_refused ("NormalizationLayer[1, \"GroupNumber\" -> 2, \"Input\" -> {3, 3}]",
                     "NetGraph::badarg");
  ng_assert_refused ("NormalizationLayer[1, \"GroupNumber\" -> {1, 1}, \"Input\" -> {3, 3}]",
                     "NetGraph::badarg");
  ng_assert_refused ("NormalizationLayer[\"GroupNumber\" -> 0]", "NetGraph::badarg");
  ng_assert_refused ("NormalizationLayer[1, \"Others\"]", "NetGraph::badarg");
  ng_assert_refused ("NormalizationLayer[\"Scaling\" -> {1, 2}, \"Input\" -> {3, 3}]",
                     "NetGraph::arrdims");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/normalization/scaling", test_scaling);
  g_test_add_func ("/layers/normalization/levels", test_levels);
  g_test_add_func ("/layers/normalization/unbiased", test_unbiased);
  g_test_add_func ("/layers/normalization/rms", test_rms);
  g_test_add_func ("/layers/normalization/groups", test_groups);
  g_test_add_func ("/layers/normalization/types", test_types);
  g_test_add_func ("/layers/normalization/errors", test_errors);
  g_test_add_func ("/layers/normalization/no-epsilon", test_no_epsilon);
  return g_test_run ();
}
