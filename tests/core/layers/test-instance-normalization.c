#include "tests/support/battery.h"

/* Both channels have the variance 1, so that they are divided by √(1 + 3). */
static void
test_values (void)
{
  ng_assert_applied ("InstanceNormalizationLayer[\"Epsilon\" -> 3, \"Scaling\" -> {2, 10}, "
                     "\"Biases\" -> {1, -1}, \"Input\" -> {2, 2, 1}]",
                     "{{{0}, {2}}, {{5}, {7}}}",
                     NULL,
                     "{{{0}, {2}}, {{-6}, {4}}}");
}

static void
test_errors (void)
{
  ng_assert_refused ("InstanceNormalizationLayer[\"Input\" -> 3]", "NetGraph::level");
  ng_assert_refused ("InstanceNormalizationLayer[\"Input\" -> \"Real\"]", "NetGraph::shape");
  ng_assert_refused ("InstanceNormalizationLayer[\"Input\" -> {\"Varying\", 3}]",
                     "NetGraph::varying");
  ng_assert_refused ("InstanceNormalizationLayer[\"Scaling\" -> {1, 2}, \"Input\" -> {3, 3}]",
                     "NetGraph::arrdims");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/instance-normalization/values", test_values);
  g_test_add_func ("/layers/instance-normalization/errors", test_errors);
  return g_test_run ();
}
