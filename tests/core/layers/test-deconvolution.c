#include "tests/support/battery.h"

/* One case along two spatial axes. */
typedef struct {
  int groups, channels, kernels;
  int size[2], input[2], stride[2], dilation[2], before[2], after[2];
} Geometry;

static int
output_size (const Geometry *g, int axis)
{
  return g->stride[axis] * (g->input[axis] - 1) + g->dilation[axis] * (g->size[axis] - 1) + 1 -
         g->before[axis] - g->after[axis];
}

/* Adds to y what element (c, i, j) of x spreads; x: (m, *d), w: (m, n/g, *k), y: (n, *e) */
static void
spread (const Geometry *g, const NgTensor *x, const NgTensor *w, double *y, int c, int i, int j)
{
  double value = ng_tensor_get_real (x, ((gint64) c * g->input[0] + i) * g->input[1] + j);
  int per_group = g->kernels / g->groups;
  int first = c / (g->channels / g->groups) * per_group;

  for (int o = 0; o < per_group; o++)
    for (int p = 0; p < g->size[0]; p++)
      for (int q = 0; q < g->size[1]; q++) {
        int row = i * g->stride[0] + p * g->dilation[0] - g->before[0];
        int column = j * g->stride[1] + q * g->dilation[1] - g->before[1];
        gint64 tap = (((gint64) c * per_group + o) * g->size[0] + p) * g->size[1] + q;

        if (row >= 0 && row < output_size (g, 0) && column >= 0 && column < output_size (g, 1))
          y[((first + o) * output_size (g, 0) + row) * output_size (g, 1) + column] +=
              value * ng_tensor_get_real (w, tap);
      }
}

static void
check (const Geometry *g)
{
  g_autofree char *notation = g_strdup_printf (
      "DeconvolutionLayer[%d, {%d, %d}, \"Stride\" -> {%d, %d}, \"Dilation\" -> {%d, %d}, "
      "PaddingSize -> {{%d, %d}, {%d, %d}}, \"ChannelGroups\" -> %d, \"Input\" -> {%d, %d, %d}]",
      g->kernels,
      g->size[0],
      g->size[1],
      g->stride[0],
      g->stride[1],
      g->dilation[0],
      g->dilation[1],
      g->before[0],
      g->after[0],
      g->before[1],
      g->after[1],
      g->groups,
      g->channels,
      g->input[0],
      g->input[1]);
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgNet) filled = ng_test_fill (net, 4);
  g_autoptr (NgTensor) x = ng_test_draw (filled, 0, 0, 9);
  g_autoptr (NgTensor) y = ng_test_apply_net (filled, &x, NG_MODE_TEST);
  gint64 area = (gint64) output_size (g, 0) * output_size (g, 1);
  g_autofree double *expected = g_new0 (double, g->kernels *area);

  for (int c = 0; c < g->channels; c++)
    for (int i = 0; i < g->input[0]; i++)
      for (int j = 0; j < g->input[1]; j++)
        spread (g, x, ng_layer_array (ng_net_layer (filled, 0), 0), expected, c, i, j);
  g_assert_cmpint (ng_tensor_count (y), ==, g->kernels * area);
  for (gint64 k = 0; k < g->kernels * area; k++) {
    double bias = ng_tensor_get_real (ng_layer_array (ng_net_layer (filled, 0), 1), k / area);

    ng_assert_near (ng_tensor_get_real (y, k), expected[k] + bias, 1e-12);
  }
}

static void
test_values (void)
{
  const Geometry plain = { 1, 2, 3, { 3, 2 }, { 5, 4 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } };
  const Geometry wild = { 2, 4, 6, { 2, 3 }, { 3, 4 }, { 2, 3 }, { 3, 2 }, { 1, 2 }, { 0, 3 } };
  const Geometry sparse = { 1, 1, 2, { 1, 2 }, { 3, 3 }, { 3, 4 }, { 1, 1 }, { 0, 1 }, { 0, 1 } };

  check (&plain);
  check (&wild);
  check (&sparse);
}

/* "Same" makes s d elements; where the kernels do not reach, there are the biases alone. */
static void
test_same (void)
{
  ng_assert_applied ("DeconvolutionLayer[1, {3}, \"Stride\" -> 2, PaddingSize -> \"Same\", "
                     "\"Weights\" -> {{{1, 10, 100}}}, \"Biases\" -> None, \"Input\" -> {1, 2}]",
                     "{{1, 2}}",
                     NULL,
                     "{{1, 10, 102, 20}}");
  ng_assert_applied ("DeconvolutionLayer[1, {1}, \"Stride\" -> 3, PaddingSize -> \"Same\", "
                     "\"Weights\" -> {{{2}}}, \"Biases\" -> {1}, \"Input\" -> {1, 2}]",
                     "{{1, 2}}",
                     NULL,
                     "{{3, 1, 1, 5, 1, 1}}");
}

/* Variance 2/(m k) for m input channels and k taps; of 1200 weights it is met to some 4 in 100. */
static void
test_initialization (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read ("DeconvolutionLayer[2, {3}, \"Input\" -> {200, 4}]");
  g_autoptr (NgNet) filled = ng_net_initialize (net, FALSE, 5, "Kaiming", &error);
  const NgTensor *weights = ng_layer_array (ng_net_layer (filled, 0), 0);
  double variance = 0;

  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_count (weights), ==, 1200);
  for (gint64 i = 0; i < 1200; i++)
    variance += ng_tensor_get_real (weights, i) * ng_tensor_get_real (weights, i) / 1200;
  ng_assert_near (variance * 600 / 2, 1, 0.15);
}

static void
test_types (void)
{
  ng_assert_output_type (
      "DeconvolutionLayer[8, {2, 2}, \"Stride\" -> 2, \"Input\" -> {16, 16, 24}]", "{8, 32, 48}");
  ng_assert_output_type ("DeconvolutionLayer[8, 3, PaddingSize -> \"Same\", \"Stride\" -> 2, "
                         "\"Input\" -> {1, 7, 8}]",
                         "{8, 14, 16}");
  ng_assert_output_type ("DeconvolutionLayer[8, {3}, Interleaving -> True, PaddingSize -> 1, "
                         "\"Input\" -> {\"Varying\", 5}]",
                         "{\"Varying\", 8}");
  ng_assert_input_type ("DeconvolutionLayer[4, {2, 5}, \"Stride\" -> {2, 3}, \"Output\" -> {4, 6, "
                        "11}]",
                        0,
                        "{Automatic, 3, 3}");
}

static void
test_errors (void)
{
  ng_assert_refused ("DeconvolutionLayer[3, 2, \"ChannelGroups\" -> 2]", "NetGraph::badarg");
  ng_assert_refused ("DeconvolutionLayer[2, {2}, \"ChannelGroups\" -> 2, \"Input\" -> {3, 4}]",
                     "NetGraph::badarg");
  ng_assert_refused ("DeconvolutionLayer[2, {2}, PaddingSize -> 4, \"Input\" -> {3, 4}]",
                     "NetGraph::kernel");
  ng_assert_refused ("DeconvolutionLayer[2, {2}, \"Stride\" -> 2, \"Output\" -> {2, 5}]",
                     "NetGraph::kernel");
  ng_assert_refused ("DeconvolutionLayer[2, {2, 2}, \"Input\" -> {3, 4}]", "NetGraph::shape");
  ng_assert_refused ("DeconvolutionLayer[2, {2}, \"Stride\" -> 4000000000000000000, \"Input\" -> "
                     "{1, 4000000000}]",
                     "NetGraph::badarg");
  ng_assert_refused ("DeconvolutionLayer[2, {2}, \"Input\" -> {\"Varying\", 4}]",
                     "NetGraph::varying");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/deconvolution/values", test_values);
  g_test_add_func ("/layers/deconvolution/same", test_same);
  g_test_add_func ("/layers/deconvolution/initialization", test_initialization);
  g_test_add_func ("/layers/deconvolution/types", test_types);
  g_test_add_func ("/layers/deconvolution/errors", test_errors);
  return g_test_run ();
}
