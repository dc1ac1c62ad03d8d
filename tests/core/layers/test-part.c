#include "tests/support/battery.h"

#include <string.h>

#define MATRIX "{{1, 2, 3}, {4, 5, 6}}"

static void
test_values (void)
{
  ng_assert_applied ("PartLayer[2]", MATRIX, NULL, "{4, 5, 6}");
  ng_assert_applied ("PartLayer[-2]", MATRIX, NULL, "{1, 2, 3}");
  ng_assert_applied ("PartLayer[{-1, 1}]", MATRIX, NULL, "4");
  ng_assert_applied ("PartLayer[{All, 2}]", MATRIX, NULL, "{2, 5}");
  ng_assert_applied ("PartLayer[{2, 2 ;;}]", MATRIX, NULL, "{5, 6}");
  ng_assert_applied ("PartLayer[2 ;; 2]", MATRIX, NULL, "{{4, 5, 6}}");
  ng_assert_applied ("PartLayer[2 ;; -2]", "{1, 2, 3, 4, 5}", NULL, "{2, 3, 4}");
  ng_assert_applied ("PartLayer[;; ;; 2]", "{1, 2, 3, 4, 5}", NULL, "{1, 3, 5}");
  ng_assert_applied ("PartLayer[2 ;; -1 ;; 3]", "{1, 2, 3, 4, 5}", NULL, "{2, 5}");
  ng_assert_applied ("PartLayer[4 ;; 1 ;; -2]", "{1, 2, 3, 4, 5}", NULL, "{4, 2}");
  ng_assert_applied ("PartLayer[;; ;; -1]", "{1, 2, 3}", NULL, "{3, 2, 1}");
}

static void
test_types (void)
{
  ng_assert_output_type ("PartLayer[{1, All, 2 ;; 3}, \"Input\" -> {2, 5, 4, 7}]", "{5, 2, 7}");
  ng_assert_output_type ("PartLayer[1, \"Input\" -> {\"Varying\", 4}]", "{4}");
  ng_assert_output_type ("PartLayer[{All, 1}, \"Input\" -> {\"Varying\", 4}]", "{\"Varying\"}");
  ng_assert_output_type ("PartLayer[1, \"Input\" -> 3]", "\"Real\"");
  ng_assert_input_type ("PartLayer[{2, All}, \"Output\" -> 3]", 0, "{Automatic, 3}");
  ng_assert_output_type (
      "NetGraph[{SequenceIndicesLayer[\"Maximum\" -> 7], PartLayer[1]}, {1 -> 2}, \"Input\" -> 9]",
      "Restricted[\"Integer\", 7]");
}

/* A length that varies is known when the data are there. */
static void
test_varying (void)
{
  const char *notation = "PartLayer[-3, \"Input\" -> \"Varying\"]";
  g_autofree char *message = ng_assert_not_applied (notation, "{1, 2}", NULL, "NetGraph::part");

  ng_assert_applied (notation, "{1, 2, 3, 4}", NULL, "2");
  g_assert_nonnull (strstr (message, "no part -3 of 2"));
}

static void
test_refused (void)
{
  ng_assert_refused ("PartLayer[0]", "NetGraph::badarg");
  ng_assert_refused ("PartLayer[{}]", "NetGraph::badarg");
  ng_assert_refused ("PartLayer[1.5]", "NetGraph::badarg");
  ng_assert_refused ("PartLayer[1 ;; 2 ;; 0]", "NetGraph::badarg");
  ng_assert_refused ("PartLayer[4, \"Input\" -> {3, 2}]", "NetGraph::part");
  ng_assert_refused ("PartLayer[-4, \"Input\" -> {3, 2}]", "NetGraph::part");
  ng_assert_refused ("PartLayer[3 ;; 2, \"Input\" -> {3, 2}]", "NetGraph::part");
  ng_assert_refused ("PartLayer[{1, 2}, \"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("PartLayer[1 ;; 2, \"Input\" -> \"Varying\"]", "NetGraph::varying");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/part/values", test_values);
  g_test_add_func ("/layers/part/types", test_types);
  g_test_add_func ("/layers/part/varying", test_varying);
  g_test_add_func ("/layers/part/refused", test_refused);
  return g_test_run ();
}
