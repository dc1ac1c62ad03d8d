/* What layers are called in prose: no sizes, no signs, no capitals but those of abbreviations. */

#include "core/graph/phrase.h"

#include "core/graph/layer-notation.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

static void
test_layers (void)
{
  static const struct {
    const char *text, *phrase;
  } cases[] = {
    { "LinearLayer[100]", "linear" },
    { "LinearLayer[{}]", "linear" },
    { "EmbeddingLayer[8, 20]", "embedding" },
    { "ConvolutionLayer[64, {3, 5}, \"Stride\" -> 2]", "convolution" },
    { "DeconvolutionLayer[64, 2]", "deconvolution" },
    { "PoolingLayer[2, 2]", "max pooling" },
    { "PoolingLayer[7, \"Function\" -> Mean]", "mean pooling" },
    { "LongShortTermMemoryLayer[50]", "LSTM" },
    { "GatedRecurrentLayer[50]", "GRU" },
    { "NormalizationLayer[]", "normalization" },
    { "BatchNormalizationLayer[]", "BatchNorm" },
    { "ElementwiseLayer[Tanh]", "tanh" },
    { "ElementwiseLayer[LogisticSigmoid]", "sigmoid" },
    { "ElementwiseLayer[#^2 + 1 &]", "x² + 1" },
    { "ThreadingLayer[Subtract]", "difference" },
    { "TotalLayer[]", "sum" },
    { "CatenateLayer[2]", "concatenation" },
    { "DotLayer[]", "matrix product" },
    { "AggregationLayer[Max]", "maximum" },
    { "DropoutLayer[0.5]", "dropout" },
    { "ReshapeLayer[{4, 2}]", "reshape" },
    { "SequenceLastLayer[]", "sequence last" },
    { "CrossEntropyLossLayer[\"Index\"]", "cross entropy" },
    { "NetMapOperator[LinearLayer[3]]", "map" },
    { "NetBidirectionalOperator[LongShortTermMemoryLayer[5]]", "bidirectional" },
    { "NetChain[{Ramp, Tanh}]", "chain" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = ng_parse_one (cases[i].text, -1, NULL, &error);
    g_autoptr (NgLayer) layer = ng_layer_read (expr, &error);
    g_assert_no_error (error);
    g_autofree char *phrase = ng_layer_phrase (layer);
    g_assert_cmpstr (phrase, ==, cases[i].phrase);
  }
}

static void
test_signs (void)
{
  g_assert_cmpstr (ng_sign_words ("+"), ==, "sum");
  g_assert_cmpstr (ng_sign_words ("‖"), ==, "concatenation");
  g_assert_null (ng_sign_words ("c"));
  g_assert_null (ng_sign_words ("max"));
  g_assert_null (ng_sign_words ("?"));
  g_assert_null (ng_sign_words (""));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/phrase/layers", test_layers);
  g_test_add_func ("/graph/phrase/signs", test_signs);
  return g_test_run ();
}
