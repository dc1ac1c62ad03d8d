#include "core/notation/read.h"
#include "tests/support/battery.h"

#include <math.h>

/* Along the first of two levels, and without overflow. */
static void
test_values (void)
{
  const double x[2][3] = { { 1, -2, 1000 }, { 3, 0.5, 999 } };
  g_autoptr (NgTensor) input = ng_test_read_tensor ("{{1, -2, 1000}, {3, 0.5, 999}}");
  g_autoptr (NgTensor) y = ng_test_apply ("SoftmaxLayer[1]", input, NG_MODE_TEST);

  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 3; j++)
      ng_assert_near (
          ng_tensor_get_real (y, i * 3 + j), 1 / (1 + exp (x[1 - i][j] - x[i][j])), 1e-14);
}

static void
test_level (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text ("SoftmaxLayer[2, \"Input\" -> 3]", -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (ng_net_check (net, &error));
  ng_assert_tag (&error, "NetGraph::level");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/softmax/values", test_values);
  g_test_add_func ("/layers/softmax/level", test_level);
  return g_test_run ();
}
