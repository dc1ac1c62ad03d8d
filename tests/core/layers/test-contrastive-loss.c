#include "tests/support/battery.h"

static void
test_values (void)
{
  ng_assert_applied ("ContrastiveLossLayer[]", "0.2", "1", "0.3");
  ng_assert_applied ("ContrastiveLossLayer[]", "0.7", "1", "0");
  ng_assert_applied ("ContrastiveLossLayer[]", "0.2", "0", "0.2");
  ng_assert_applied ("ContrastiveLossLayer[3]", "0.5", "1", "2.5");
}

static void
test_errors (void)
{
  ng_assert_refused ("ContrastiveLossLayer[-1]", "NetGraph::badarg");
  ng_assert_refused ("ContrastiveLossLayer[\"Input\" -> 2]", "NetGraph::shape");
  ng_assert_refused ("ContrastiveLossLayer[\"Target\" -> 2]", "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/contrastive-loss/values", test_values);
  g_test_add_func ("/layers/contrastive-loss/errors", test_errors);
  return g_test_run ();
}
