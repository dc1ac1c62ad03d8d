#include "tests/support/battery.h"

#include <string.h>

static void
test_values (void)
{
  ng_assert_applied ("UnitVectorLayer[3, \"Input\" -> \"Integer\"]", "2", NULL, "{0, 1, 0}");
  ng_assert_applied ("UnitVectorLayer[2]", "{1, 2, 1}", NULL, "{{1, 0}, {0, 1}, {1, 0}}");
}

static void
test_types (void)
{
  ng_assert_output_type ("UnitVectorLayer[5, \"Input\" -> {\"Varying\", 2}]",
                         "{\"Varying\", 2, 5}");
  ng_assert_output_type ("UnitVectorLayer[\"Input\" -> Restricted[\"Integer\", 7]]", "{7}");
  ng_assert_output_type ("NetGraph[{SequenceIndicesLayer[\"Maximum\" -> 4], UnitVectorLayer[]}, "
                         "{1 -> 2}, \"Input\" -> 6]",
                         "{6, 4}");
  ng_assert_input_type ("UnitVectorLayer[\"Output\" -> 7]", 0, "Restricted[\"Integer\", 7]");
  ng_assert_input_type (
      "UnitVectorLayer[5, \"Input\" -> \"Integer\"]", 0, "Restricted[\"Integer\", 5]");
}

/* At an input of the net the range is its own; inside, the layer says it. */
static void
test_range (void)
{
  g_autofree char *outside = ng_assert_not_applied (
      "UnitVectorLayer[3, \"Input\" -> {2}]", "{1, 4}", NULL, "NetGraph::indata");
  g_autofree char *inside = ng_assert_not_applied (
      "NetGraph[<|\"at\" -> SequenceIndicesLayer[], \"hot\" -> UnitVectorLayer[2]|>, "
      "{\"at\" -> \"hot\"}, \"Input\" -> \"Varying\"]",
      "{1, 1, 1}",
      NULL,
      "NetGraph::indata");

  g_assert_nonnull (strstr (outside, "from 1 to 3"));
  g_assert_nonnull (strstr (inside, "hot"));
  g_assert_nonnull (strstr (inside, "1 to 2"));
}

static void
test_refused (void)
{
  ng_assert_refused ("UnitVectorLayer[0]", "NetGraph::badarg");
  ng_assert_refused ("UnitVectorLayer[3, \"Input\" -> Restricted[\"Integer\", 5]]",
                     "NetGraph::shape");
  ng_assert_refused ("UnitVectorLayer[\"Input\" -> Restricted[\"Integer\", 5], \"Output\" -> 3]",
                     "NetGraph::shape");
  ng_assert_refused ("UnitVectorLayer[2, \"Output\" -> 3]", "NetGraph::shape");
  ng_assert_refused ("NetGraph[{Ramp, UnitVectorLayer[2]}, {1 -> 2}]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/unit-vector/values", test_values);
  g_test_add_func ("/layers/unit-vector/types", test_types);
  g_test_add_func ("/layers/unit-vector/range", test_range);
  g_test_add_func ("/layers/unit-vector/refused", test_refused);
  return g_test_run ();
}
