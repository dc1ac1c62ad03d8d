#include "tests/support/battery.h"

static void
test_schemes (void)
{
  ng_assert_applied (
      "ResizeLayer[{5}, \"Input\" -> {1, 3}]", "{{0, 10, 20}}", NULL, "{{0, 5, 10, 15, 20}}");
  ng_assert_applied (
      "ResizeLayer[{3}, \"Input\" -> {1, 5}]", "{{0, 1, 4, 9, 16}}", NULL, "{{0, 4, 16}}");
  ng_assert_applied ("ResizeLayer[{1}, \"Input\" -> {1, 3}]", "{{5, 7, 9}}", NULL, "{{5}}");
  ng_assert_applied ("ResizeLayer[{4}, \"Scheme\" -> \"Bin\", \"Input\" -> {1, 2}]",
                     "{{0, 8}}",
                     NULL,
                     "{{0, 2, 6, 8}}");
  ng_assert_applied ("ResizeLayer[{2}, \"Scheme\" -> \"Bin\", \"Input\" -> {1, 4}]",
                     "{{0, 2, 6, 8}}",
                     NULL,
                     "{{1, 7}}");
}

static void
test_levels (void)
{
  ng_assert_applied ("ResizeLayer[{3, 3}, \"Input\" -> {1, 2, 2}]",
                     "{{{0, 1}, {2, 3}}}",
                     NULL,
                     "{{{0, 0.5, 1}, {1, 1.5, 2}, {2, 2.5, 3}}}");
  ng_assert_applied ("ResizeLayer[{All, Scaled[2]}, Interleaving -> True, \"Input\" -> {1, 2, 2}]",
                     "{{{0, 9}, {3, 6}}}",
                     NULL,
                     "{{{0, 9}, {1, 8}, {2, 7}, {3, 6}}}");
}

static void
test_nearest (void)
{
  ng_assert_applied (
      "ResizeLayer[{Scaled[2], Scaled[3]}, Resampling -> \"Nearest\", \"Input\" -> {1, 2, 1}]",
      "{{{1}, {2}}}",
      NULL,
      "{{{1, 1, 1}, {1, 1, 1}, {2, 2, 2}, {2, 2, 2}}}");
}

static void
test_types (void)
{
  ng_assert_output_type ("ResizeLayer[{Scaled[0.29], Scaled[1.5]}, \"Input\" -> {3, 100, 7}]",
                         "{3, 29, 10}");
  ng_assert_output_type ("ResizeLayer[{Scaled[0.5], 4}, \"Input\" -> {3, \"Varying\", 9}]",
                         "{3, \"Varying\", 4}");
  ng_assert_input_type ("ResizeLayer[{All, 4}, \"Output\" -> {3, 5, 4}]", 0, "{3, 5, Automatic}");
}

static void
test_errors (void)
{
  ng_assert_refused ("ResizeLayer[]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[3]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{0}]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{Scaled[-1]}]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{4}, Resampling -> \"Nearest\"]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{Scaled[1.5]}, Resampling -> \"Nearest\"]", "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{Scaled[2]}, Resampling -> \"Nearest\", \"Scheme\" -> \"Point\"]",
                     "NetGraph::badarg");
  ng_assert_refused ("ResizeLayer[{Scaled[0.1]}, \"Input\" -> {2, 3}]", "NetGraph::kernel");
  ng_assert_refused ("ResizeLayer[{Scaled[1*^300]}, \"Input\" -> {2, 3}]", "NetGraph::kernel");
  ng_assert_refused ("ResizeLayer[{4}, \"Input\" -> {2, \"Varying\"}]", "NetGraph::varying");
  ng_assert_refused ("ResizeLayer[{4}, \"Input\" -> {2, 3, 4}]", "NetGraph::shape");
}

/* 2^34 elements are the limit of one array; tables for as many places are not begun. */
static void
test_too_large (void)
{
  ng_assert_refused ("ResizeLayer[{10^9, 10^9}]", "NetGraph::limit");
  ng_assert_refused ("SpatialTransformationLayer[{10^6, 10^6}]", "NetGraph::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/resize/schemes", test_schemes);
  g_test_add_func ("/layers/resize/levels", test_levels);
  g_test_add_func ("/layers/resize/nearest", test_nearest);
  g_test_add_func ("/layers/resize/types", test_types);
  g_test_add_func ("/layers/resize/errors", test_errors);
  g_test_add_func ("/layers/resize/too-large", test_too_large);
  return g_test_run ();
}
