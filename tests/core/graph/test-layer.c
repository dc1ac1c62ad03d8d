#include "core/graph/layer-notation.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

static NgLayer *
read_layer (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  NgLayer *layer;

  g_assert_no_error (error);
  layer = ng_layer_read (expr, &error);
  g_assert_no_error (error);
  return layer;
}

static NgLayer *
with_param (NgLayer *layer, const char *name, const char *value, GError **error)
{
  g_autoptr (NgExpr) expr = value != NULL ? ng_parse_one (value, -1, NULL, error) : NULL;
  const NgParamSpec *params = ng_layer_class (layer)->params;
  gsize index = 0;

  while (g_strcmp0 (params[index].name, name) != 0)
    g_assert_nonnull (params[index++].name);
  return ng_layer_with_param (layer, index, expr, error);
}

static void
assert_changed (const char *text, const char *name, const char *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = read_layer (text);
  g_autoptr (NgLayer) changed = with_param (layer, name, value, &error);
  g_autoptr (NgExpr) written = NULL;
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  written = ng_layer_write (changed, TRUE);
  shown = ng_print (written, 0);
  g_assert_cmpstr (shown, ==, expected);
}

static void
test_param (void)
{
  assert_changed (
      "ConvolutionLayer[16, 5]", "KernelSize", "{3, 3}", "ConvolutionLayer[16, {3, 3}]");
  assert_changed ("ConvolutionLayer[16, 5, \"Stride\" -> 2, \"Input\" -> {3, 9, 9}]",
                  "PaddingSize",
                  "1",
                  "ConvolutionLayer[16, 5, \"Stride\" -> 2, \"PaddingSize\" -> 1, \"Input\" -> {3, "
                  "9, 9}]");
  assert_changed (
      "ConvolutionLayer[16, 5, \"Stride\" -> 2]", "Stride", NULL, "ConvolutionLayer[16, 5]");
  assert_changed (
      "NetNestOperator[Ramp, 2]", "Times", "3", "NetNestOperator[ElementwiseLayer[Ramp], 3]");
}

/* Values of arrays stay, whether or not they fit. */
static void
test_arrays (void)
{
  assert_changed ("LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> None]",
                  "Size",
                  "3",
                  "LinearLayer[3, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> None]");
}

static void
test_slots (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = read_layer ("CatenateLayer[]");
  g_autoptr (NgLayer) three = ng_layer_with_slots (layer, 3);
  g_autoptr (NgLayer) changed = with_param (three, "Level", "2", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ng_layer_n_inputs (changed), ==, 3);
  g_assert_false (ng_layer_has_open_slots (changed));
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = read_layer ("ConvolutionLayer[16, 5]");

  g_assert_null (with_param (layer, "KernelSize", "-1", &error));
  g_assert_true (ng_error_has_tag (error, "NetGraph::badarg"));
  g_clear_error (&error);
  g_assert_null (with_param (layer, "OutputChannels", NULL, &error));
  g_assert_true (ng_error_has_tag (error, "NetGraph::badarg"));
}

static void
test_term (void)
{
  static const struct {
    const char *text, *term;
    int rank;
  } cases[] = {
    { "LinearLayer[100]", "Linear 100", 1 },
    { "LinearLayer[{}]", "Linear", 1 },
    { "ConvolutionLayer[64, 3]", "Conv 3×3, 64", 3 },
    { "ConvolutionLayer[64, 3]", "Conv 3, 64", -1 },
    { "ConvolutionLayer[64, {3, 5}, \"Stride\" -> 2]", "Conv 3×5, 64, /2", 3 },
    { "PoolingLayer[2, 2]", "max pool 2×2, /2", 3 },
    { "PoolingLayer[7, \"Function\" -> Mean]", "mean pool 7×7", 3 },
    { "LongShortTermMemoryLayer[50]", "LSTM 50", 2 },
    { "ElementwiseLayer[Tanh]", "tanh", 1 },
    { "ElementwiseLayer[Ramp]", "ReLU", 1 },
    { "SoftmaxLayer[]", "softmax", 1 },
    { "ThreadingLayer[Subtract]", "−", 1 },
    { "TotalLayer[]", "+", 1 },
    { "CatenateLayer[2]", "‖", 1 },
    { "DropoutLayer[0.5]", "dropout 0.5", 1 },
    { "ReshapeLayer[{4, 2}]", "reshape 4×2", 1 },
    { "SequenceLastLayer[]", "sequence last", 1 },
    { "NetBidirectionalOperator[LongShortTermMemoryLayer[5]]", "Bidirectional", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgLayer) layer = read_layer (cases[i].text);
    NgType input = cases[i].rank >= 0 ? ng_type_of_rank (cases[i].rank) : ng_type_unknown ();
    g_autofree char *term = ng_layer_term (layer, &input);
    g_assert_cmpstr (term, ==, cases[i].term);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/layer/param", test_param);
  g_test_add_func ("/graph/layer/arrays", test_arrays);
  g_test_add_func ("/graph/layer/slots", test_slots);
  g_test_add_func ("/graph/layer/refused", test_refused);
  g_test_add_func ("/graph/layer/term", test_term);
  return g_test_run ();
}
