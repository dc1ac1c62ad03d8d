#include "tests/support/battery.h"

#include <string.h>

/* A convolution of two spatial axes by loops over every tap. */
typedef struct {
  int groups, channels, kernels;
  int size[2], input[2], stride[2], dilation[2], before[2], after[2];
} Geometry;

static int
output_size (const Geometry *g, int axis)
{
  int covered = g->dilation[axis] * (g->size[axis] - 1) + 1;

  return (g->input[axis] + g->before[axis] + g->after[axis] - covered) / g->stride[axis] + 1;
}

static double
at (const Geometry *g, const NgTensor *x, int c, int i, int j)
{
  if (i < 0 || j < 0 || i >= g->input[0] || j >= g->input[1])
    return 0;
  return ng_tensor_get_real (x, ((gint64) c * g->input[0] + i) * g->input[1] + j);
}

static double
convolve (
    const Geometry *g, const NgTensor *x, const NgTensor *w, const NgTensor *b, int o, int i, int j)
{
  int per_group = g->channels / g->groups;
  int first = o / (g->kernels / g->groups) * per_group;
  double sum = ng_tensor_get_real (b, o);

  for (int c = 0; c < per_group; c++)
    for (int p = 0; p < g->size[0]; p++)
      for (int q = 0; q < g->size[1]; q++)
        sum += ng_tensor_get_real (
                   w, (((gint64) o * per_group + c) * g->size[0] + p) * g->size[1] + q) *
               at (g,
                   x,
                   first + c,
                   i * g->stride[0] + p * g->dilation[0] - g->before[0],
                   j * g->stride[1] + q * g->dilation[1] - g->before[1]);
  return sum;
}

static void
check (const Geometry *g)
{
  g_autofree char *notation = g_strdup_printf (
      "ConvolutionLayer[%d, {%d, %d}, \"Stride\" -> {%d, %d}, \"Dilation\" -> {%d, %d}, "
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
  int rows = output_size (g, 0), columns = output_size (g, 1);

  g_assert_cmpint (ng_tensor_count (y), ==, (gint64) g->kernels * rows * columns);
  for (int o = 0; o < g->kernels; o++)
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++)
        ng_assert_near (ng_tensor_get_real (y, ((gint64) o * rows + i) * columns + j),
                        convolve (g,
                                  x,
                                  ng_layer_array (ng_net_layer (filled, 0), 0),
                                  ng_layer_array (ng_net_layer (filled, 0), 1),
                                  o,
                                  i,
                                  j),
                        1e-12);
}

static void
test_values (void)
{
  const Geometry plain = { 1, 2, 3, { 3, 2 }, { 5, 4 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } };
  const Geometry wild = { 2, 4, 6, { 2, 3 }, { 7, 9 }, { 2, 3 }, { 3, 2 }, { 1, 2 }, { 0, 3 } };
  const Geometry depthwise = {
    3, 3, 3, { 3, 3 }, { 4, 4 }, { 1, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }
  };

  check (&plain);
  check (&wild);
  check (&depthwise);
}

static void
test_types (void)
{
  ng_assert_output_type ("ConvolutionLayer[8, 3, \"Input\" -> {1, 28, 28}]", "{8, 26, 26}");
  ng_assert_output_type ("ConvolutionLayer[8, {3}, \"Stride\" -> 2, \"Input\" -> {1, 28}]",
                         "{8, 13}");
  ng_assert_output_type ("ConvolutionLayer[8, 3, PaddingSize -> \"Same\", \"Stride\" -> 2, "
                         "\"Input\" -> {1, 7, 8}]",
                         "{8, 4, 4}");
  ng_assert_output_type ("ConvolutionLayer[8, {3}, Interleaving -> True, PaddingSize -> 1, "
                         "\"Input\" -> {\"Varying\", 5}]",
                         "{\"Varying\", 8}");
  ng_assert_output_type ("NetGraph[{ConvolutionLayer[4, 3], ConvolutionLayer[2, 3, \"Input\" -> "
                         "{4, 10, 10}]}, {1 -> 2}]",
                         "{2, 8, 8}");
}

/* What comes out of a stride of 1 tells what went in. */
static void
test_backwards (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{ConvolutionLayer[4, {3, 5}, \"Weights\" -> "
                                        "Automatic]}, {}, \"Output\" -> {4, 6, 6}]");
  g_autofree char *input = ng_type_notation (ng_net_input_type (net, 0));

  g_assert_cmpstr (input, ==, "{Automatic, 8, 10}");
}

static void
test_impossible (void)
{
  const char *short_one = "ConvolutionLayer[1, {3}, \"Weights\" -> {{{1, 1, 1}}}, "
                          "\"Biases\" -> None, \"Input\" -> {1, \"Varying\"}]";
  const char *cut = "DeconvolutionLayer[1, {1}, PaddingSize -> 1, \"Weights\" -> {{{1}}}, "
                    "\"Biases\" -> None, \"Input\" -> {1, \"Varying\"}]";
  g_autofree char *a = ng_assert_not_applied (short_one, "{{1, 2}}", NULL, "NetGraph::kernel");
  g_autofree char *b = ng_assert_not_applied (cut, "{{1, 2}}", NULL, "NetGraph::kernel");

  g_assert_nonnull (strstr (a, "3 elements"));
  g_assert_nonnull (strstr (b, "2 elements"));
  /* A single element with 5 on either side has room for 9 windows of 3. */
  ng_assert_refused ("ConvolutionLayer[1, {3}, PaddingSize -> 5, \"Output\" -> {1, 2}]",
                     "NetGraph::kernel");
  ng_assert_input_type (
      "ConvolutionLayer[1, {3}, PaddingSize -> 5, \"Output\" -> {1, 9}]", 0, "{Automatic, 1}");
  ng_assert_refused ("PoolingLayer[{3}, 2, PaddingSize -> {{2, 2}}, \"Output\" -> {1, 1}]",
                     "NetGraph::kernel");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/convolution/values", test_values);
  g_test_add_func ("/layers/convolution/types", test_types);
  g_test_add_func ("/layers/convolution/backwards", test_backwards);
  g_test_add_func ("/layers/convolution/impossible", test_impossible);
  return g_test_run ();
}
