#include "core/base/machine.h"
#include "tests/support/battery.h"

#include <string.h>

static void
test_values (void)
{
  ng_assert_applied ("ReplicateLayer[2]", "{1, 2, 3}", NULL, "{{1, 2, 3}, {1, 2, 3}}");
  ng_assert_applied ("ReplicateLayer[2, 2]", "{1, 2, 3}", NULL, "{{1, 1}, {2, 2}, {3, 3}}");
  ng_assert_applied ("ReplicateLayer[2, -1]", "{1, 2, 3}", NULL, "{{1, 1}, {2, 2}, {3, 3}}");
  ng_assert_applied ("ReplicateLayer[{2, 1}, -1]", "{1, 2}", NULL, "{{{1}, {1}}, {{2}, {2}}}");
  ng_assert_applied ("ReplicateLayer[2, -2]", "{1, 2, 3}", NULL, "{{1, 2, 3}, {1, 2, 3}}");
  ng_assert_applied ("ReplicateLayer[3, \"Input\" -> \"Real\"]", "5", NULL, "{5, 5, 5}");
}

static void
test_types (void)
{
  ng_assert_output_type ("ReplicateLayer[{2, 3}, 2, \"Input\" -> {4, 5}]", "{4, 2, 3, 5}");
  ng_assert_output_type ("ReplicateLayer[2, \"Input\" -> {\"Varying\", 5}]", "{2, \"Varying\", 5}");
  ng_assert_input_type ("ReplicateLayer[{2, Automatic}, \"Output\" -> {2, 3, 4}]", 0, "{4}");
  ng_assert_input_type ("ReplicateLayer[Automatic, -1, \"Output\" -> {2, 3}]", 0, "{2}");
  ng_assert_output_type (
      "NetGraph[{ReplicateLayer[Automatic], ThreadingLayer[Plus]}, {1 -> 2, NetPort[\"x\"] -> 2}, "
      "\"Input\" -> 3, \"x\" -> {\"Varying\", 3}]",
      "{\"Varying\", 3}");
}

static void
test_refused (void)
{
  ng_assert_refused ("ReplicateLayer[2, 4, \"Input\" -> {2, 2}]", "NetGraph::badarg");
  ng_assert_refused ("ReplicateLayer[2, -4, \"Input\" -> {2, 2}]", "NetGraph::badarg");
  ng_assert_refused ("ReplicateLayer[0]", "NetGraph::badarg");
  ng_assert_refused ("ReplicateLayer[3, \"Output\" -> {2, 2}]", "NetGraph::shape");
  ng_assert_refused ("ReplicateLayer[{1, 1}, \"Input\" -> {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}]",
                     "NetGraph::limit");
}

/* 15 Gi elements are possible, but they are 120 GiB, more than a quarter of this machine has. */
static void
test_too_large (void)
{
  g_autofree char *message = NULL;

  if (ng_machine_memory () > G_GUINT64_CONSTANT (1) << 39) {
    g_test_skip ("this machine has more memory than that");
    return;
  }
  message = ng_assert_not_applied (
      "NetGraph[<|\"copies\" -> ReplicateLayer[15 2^30]|>, {}]", "1", NULL, "NetGraph::limit");
  g_assert_nonnull (strstr (message, "Layer \"copies\" (ReplicateLayer)"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/replicate/values", test_values);
  g_test_add_func ("/layers/replicate/types", test_types);
  g_test_add_func ("/layers/replicate/refused", test_refused);
  g_test_add_func ("/layers/replicate/too-large", test_too_large);
  return g_test_run ();
}
