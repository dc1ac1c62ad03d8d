#include "tests/support/battery.h"

static void
check (const char *size, const char *x, const char *parameters, const char *expected)
{
  g_autofree char *notation = g_strdup_printf ("SpatialTransformationLayer[%s]", size);

  ng_assert_applied (notation, x, parameters, expected);
}

static void
test_values (void)
{
  const char *x = "{{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {0, 0, 1}}}";

  check ("{2, 3}", x, "{1, 0, 0, 0, 1, 0}", x);
  check ("{2, 3}", x, "{-1, 0, 0, 0, 1, 0}", "{{{3, 2, 1}, {6, 5, 4}}, {{9, 8, 7}, {1, 0, 0}}}");
  check ("{3, 3}",
         "{{{0, 1}, {2, 3}}}",
         "{1, 0, 0, 0, 1, 0}",
         "{{{0, 0.5, 1}, {1, 1.5, 2}, {2, 2.5, 3}}}");
}

/* By one element, and by half of one: what is not there counts as 0. */
static void
test_outside (void)
{
  check ("{1, 3}", "{{{1, 2, 3}}}", "{1, 0, 1, 0, 1, 0}", "{{{2, 3, 0}}}");
  check ("{1, 3}", "{{{1, 2, 3}}}", "{1, 0, 0.5, 0, 1, 0}", "{{{1.5, 2.5, 1.5}}}");
  check ("{1, 3}", "{{{1, 2, 3}}}", "{1, 0, -1*^30, 0, 1, 0}", "{{{0, 0, 0}}}");
}

/* Rows and columns change places. */
static void
test_shear (void)
{
  check ("{2, 2}", "{{{1, 2}, {3, 4}}}", "{0, 1, 0, 1, 0, 0}", "{{{1, 3}, {2, 4}}}");
  check ("{1, 1}", "{{{1, 2}, {3, 4}}}", "{5, 5, 0, 5, 5, 0}", "{{{2.5}}}");
}

static void
test_errors (void)
{
  ng_assert_output_type ("SpatialTransformationLayer[{4, 5}, \"Input\" -> {3, 2, 2}]", "{3, 4, 5}");
  ng_assert_refused ("SpatialTransformationLayer[4]", "NetGraph::badarg");
  ng_assert_refused ("SpatialTransformationLayer[{4}]", "NetGraph::badarg");
  ng_assert_refused ("SpatialTransformationLayer[{4, 5}, \"Parameters\" -> 5]", "NetGraph::shape");
  ng_assert_refused ("SpatialTransformationLayer[{4, 5}, \"Input\" -> {3, \"Varying\", 2}]",
                     "NetGraph::varying");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/spatial-transformation/values", test_values);
  g_test_add_func ("/layers/spatial-transformation/outside", test_outside);
  g_test_add_func ("/layers/spatial-transformation/shear", test_shear);
  g_test_add_func ("/layers/spatial-transformation/errors", test_errors);
  return g_test_run ();
}
