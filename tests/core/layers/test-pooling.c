#include "tests/support/battery.h"

#include <math.h>
#include <string.h>

enum { MAXIMUM, MEAN, TOTAL, N_FUNCTIONS };
static const char *const functions[] = { "Max", "Mean", "Total" };

/* Windows of 3 by 2, stride 2 by 1, one element of padding on every side, over 5 by 4. */
static double
pool (const NgTensor *x, int function, int c, int i, int j)
{
  double greatest = (double) -INFINITY, sum = 0;

  for (int p = 0; p < 3; p++)
    for (int q = 0; q < 2; q++) {
      int row = 2 * i + p - 1, column = j + q - 1;
      double value;

      if (row < 0 || row >= 5 || column < 0 || column >= 4)
        continue;
      value = ng_tensor_get_real (x, (c * 5 + row) * 4 + column);
      greatest = fmax (greatest, value);
      sum += value;
    }
  return function == MAXIMUM ? greatest : function == MEAN ? sum / 6 : sum;
}

static void
test_values (void)
{
  for (int function = 0; function < N_FUNCTIONS; function++) {
    g_autofree char *notation =
        g_strdup_printf ("PoolingLayer[{3, 2}, {2, 1}, PaddingSize -> 1, \"Function\" -> %s, "
                         "\"Input\" -> {2, 5, 4}]",
                         functions[function]);
    g_autoptr (NgNet) net = ng_test_read (notation);
    g_autoptr (NgTensor) x = ng_test_draw (net, 0, 0, 2);
    g_autoptr (NgTensor) y = ng_test_apply_net (net, &x, NG_MODE_TEST);

    g_assert_cmpint (ng_tensor_count (y), ==, 2 * 3 * 5);
    for (int c = 0; c < 2; c++)
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 5; j++)
          ng_assert_near (
              ng_tensor_get_real (y, (c * 3 + i) * 5 + j), pool (x, function, c, i, j), 1e-13);
  }
}

/* The stride is 1 unless it is given. */
static void
test_types (void)
{
  g_autoptr (NgNet) net = ng_test_read ("PoolingLayer[2, \"Input\" -> {3, 6, 7}]");
  g_autofree char *output = ng_type_notation (ng_net_output_type (net, 0));

  g_assert_cmpstr (output, ==, "{3, 5, 6}");
}

static void
test_short_example (void)
{
  /* Which sizes there are is known when data come. */
  g_autofree char *message = ng_assert_not_applied (
      "NetGraph[<|\"pool\" -> PoolingLayer[{3}]|>, {}, \"Input\" -> {1, \"Varying\"}]",
      "{{1, 2}}",
      NULL,
      "NetGraph::kernel");

  g_assert_nonnull (strstr (message, "\"pool\""));
  g_assert_nonnull (strstr (message, "level 2"));
  ng_assert_applied (
      "PoolingLayer[{3}, \"Input\" -> {1, \"Varying\"}]", "{{1, 2, 0}}", NULL, "{{2}}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/pooling/values", test_values);
  g_test_add_func ("/layers/pooling/types", test_types);
  g_test_add_func ("/layers/pooling/short-example", test_short_example);
  return g_test_run ();
}
