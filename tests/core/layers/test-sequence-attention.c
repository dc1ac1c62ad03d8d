#include "core/notation/read.h"
#include "tests/support/battery.h"

#include <math.h>

/* Scores 0 and log 3 weigh the elements 1/4 and 3/4. */
static void
test_values (void)
{
  g_autofree char *query = g_strdup_printf ("{0, %.17g}", log (3));

  ng_assert_applied (
      "SequenceAttentionLayer[\"Dot\", \"Input\" -> {\"Varying\", 2}, \"Query\" -> 2]",
      "{{8, 0}, {0, 1}}",
      query,
      "{2, 0.75}");
  ng_assert_applied (
      "SequenceAttentionLayer[\"Weights\" -> {{0}, {1}}, \"Input\" -> {2, 2}, \"Query\" -> {3, 1}]",
      "{{8, 0}, {0, 1}}",
      "{{0}, {0}, {0}}",
      "{{4, 0.5}, {4, 0.5}, {4, 0.5}}");
}

static void
test_types (void)
{
  ng_assert_output_type (
      "SequenceAttentionLayer[\"Input\" -> {\"Varying\", 2}, \"Query\" -> {5, 3}]", "{5, 2}");
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net =
      ng_net_read_text ("SequenceAttentionLayer[\"Dot\", \"Input\" -> {4, 2}, \"Query\" -> {5, 3}]",
                        -1,
                        NULL,
                        &error);

  g_assert_no_error (error);
  g_assert_false (ng_net_check (net, &error));
  ng_assert_tag (&error, "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/sequence-attention/values", test_values);
  g_test_add_func ("/layers/sequence-attention/types", test_types);
  g_test_add_func ("/layers/sequence-attention/errors", test_errors);
  return g_test_run ();
}
