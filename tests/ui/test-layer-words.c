/* What people type, and the layers it means. Needs no display. */

#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "tests/support/test.h"
#include "ui/layer-words.h"

#include <string.h>

static NgLayerWord *
first_of (GPtrArray *words)
{
  g_assert_cmpuint (words->len, >, 0);
  return words->pdata[0];
}

static const struct {
  const char *text, *notation;
} meant[] = {
  { "conv 64 3x3", "ConvolutionLayer[64, {3, 3}]" },
  { "conv 20 5", "ConvolutionLayer[20, 5]" },
  { "conv 20 5 5", "ConvolutionLayer[20, {5, 5}]" },
  { "conv 3x3 64", "ConvolutionLayer[64, {3, 3}]" },
  { "Conv, 64, 3×3, stride 2", "ConvolutionLayer[64, {3, 3}, \"Stride\" -> 2]" },
  { "conv 64 3 padding same", "ConvolutionLayer[64, 3, \"PaddingSize\" -> \"Same\"]" },
  { "conv 64 3 same", "ConvolutionLayer[64, 3, \"PaddingSize\" -> \"Same\"]" },
  { "conv 64 {3, 5} groups=4", "ConvolutionLayer[64, {3, 5}, \"ChannelGroups\" -> 4]" },
  { "conv 8 3 biases none", "ConvolutionLayer[8, 3, \"Biases\" -> None]" },
  { "conv2d 8 3", "ConvolutionLayer[8, 3, \"Dimensionality\" -> 2]" },
  { "deconv 4 2", "DeconvolutionLayer[4, 2]" },
  { "linear 10", "LinearLayer[10]" },
  { "fc 10", "LinearLayer[10]" },
  { "dense 2x3", "LinearLayer[{2, 3}]" },
  { "linear 10 input 784", "LinearLayer[10, \"Input\" -> 784]" },
  { "linear 7*7*64", "LinearLayer[3136]" },
  { "linear", "LinearLayer[]" },
  { "relu", "ElementwiseLayer[Ramp]" },
  { "Ramp", "ElementwiseLayer[Ramp]" },
  { "tanh", "ElementwiseLayer[Tanh]" },
  { "gelu", "ElementwiseLayer[GELU]" },
  { "elementwise tanh", "ElementwiseLayer[Tanh]" },
  { "sigmoid", "ElementwiseLayer[LogisticSigmoid]" },
  { "Plus", "ThreadingLayer[Plus]" },
  { "add", "ThreadingLayer[Plus]" },
  { "threading", "ThreadingLayer[Plus]" },
  { "maxpool", "PoolingLayer[2, 2]" },
  { "maxpool 2 2", "PoolingLayer[2, 2]" },
  { "max pool 2 2", "PoolingLayer[2, 2]" },
  { "maxpool 2 stride 2", "PoolingLayer[2, 2]" },
  { "avgpool 3x3", "PoolingLayer[{3, 3}, \"Function\" -> Mean]" },
  { "pool 2 2 mean", "PoolingLayer[2, 2, \"Function\" -> Mean]" },
  { "lstm 128", "LongShortTermMemoryLayer[128]" },
  { "gru 128", "GatedRecurrentLayer[128]" },
  { "dropout 0.5", "DropoutLayer[0.5]" },
  { "dropout", "DropoutLayer[]" },
  { "bn", "BatchNormalizationLayer[]" },
  { "batch norm momentum 0.5", "BatchNormalizationLayer[\"Momentum\" -> 0.5]" },
  { "softmax", "SoftmaxLayer[]" },
  { "softmax 1", "SoftmaxLayer[1]" },
  { "attention", "AttentionLayer[]" },
  { "attention dot mask causal", "AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\"]" },
  { "multihead", "AttentionLayer[\"MultiHead\" -> True]" },
  { "embed 64 1000", "EmbeddingLayer[64, 1000]" },
  { "cat", "CatenateLayer[]" },
  { "concat 2", "CatenateLayer[2]" },
  { "flatten", "FlattenLayer[]" },
  { "reshape 3 28 28", "ReshapeLayer[{3, 28, 28}]" },
  { "btchnorm", "BatchNormalizationLayer[]" },
  { "ConvolutionLayer 16 5", "ConvolutionLayer[16, 5]" },
  { "ConvolutionLayer[16, 5]", "ConvolutionLayer[16, 5]" },
  { "#^2 + 1 &", "ElementwiseLayer[#^2 + 1 &]" },
  { "10", "LinearLayer[10]" },
  { "{LinearLayer[3], Ramp}", "NetChain[{LinearLayer[3], Ramp}]" },
};

/* The layer that the words mean first is the one that is written there. */
static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meant); i++) {
    g_autoptr (GPtrArray) words = ng_layer_words (meant[i].text);
    g_autoptr (NgExpr) expr = ng_parse_one (meant[i].notation, -1, NULL, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgLayer) layer = ng_layer_read (expr, &error);
    g_autoptr (NgExpr) wanted = NULL;
    g_autoptr (NgExpr) got = NULL;
    g_autofree char *wanted_text = NULL;
    g_autofree char *got_text = NULL;
    NgLayerWord *first = first_of (words);

    g_test_message ("%s", meant[i].text);
    g_assert_no_error (error);
    if (first->layer == NULL)
      g_error ("“%s”: %s", meant[i].text, first->sentence);
    wanted = ng_layer_notation (layer, FALSE);
    got = ng_layer_notation (first->layer, FALSE);
    wanted_text = ng_print (wanted, 0);
    got_text = ng_print (got, 0);
    g_assert_cmpstr (got_text, ==, wanted_text);
  }
}

/* What a layer needs and nobody says comes from the example of its record. */
static void
test_completed (void)
{
  g_autoptr (GPtrArray) words = ng_layer_words ("conv 64");
  NgLayer *layer = first_of (words)->layer;

  g_assert_nonnull (layer);
  g_assert_cmpint (ng_layer_param (layer, 0)->integer, ==, 64);
  g_assert_cmpuint (ng_layer_param (layer, 1)->n_ints, ==, 2);
  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    g_autoptr (NgLayerWord) word = ng_layer_word_of (class);

    if (word->layer == NULL)
      g_error ("%s: %s", class->name, word->sentence);
    g_assert_true (ng_layer_class (word->layer) == class);
    g_assert_cmpint (*word->sentence, !=, '\0');
  }
}

/* Words that make no layer say why. */
static void
test_refused (void)
{
  static const struct {
    const char *text, *says;
  } table[] = {
    { "conv 0 3", "OutputChannels" }, { "conv 8 3 stride", "Stride" },
    { "dropout 2", "Probability" },   { "bn 7", "7" },
    { "linear 10 11 {", "" },         { "ConvolutionLayer[]", "OutputChannels" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GPtrArray) words = ng_layer_words (table[i].text);
    NgLayerWord *first = first_of (words);

    g_test_message ("%s: %s", table[i].text, first->sentence);
    g_assert_null (first->layer);
    g_assert_nonnull (strstr (first->sentence, table[i].says));
  }
}

/* What matches better comes first; what means the same comes once. */
static void
test_ranks (void)
{
  g_autoptr (GPtrArray) none = ng_layer_words ("zzzz");
  g_autoptr (GPtrArray) all = ng_layer_words ("  ");
  g_autoptr (GPtrArray) norm = ng_layer_words ("norm");
  g_autoptr (GPtrArray) relu = ng_layer_words ("linear");
  guint n_linear = 0, batch = 0, local = 0;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (all->len, ==, ng_registry_length ());
  g_assert_cmpstr (first_of (norm)->name, ==, "Normalization");
  for (guint i = 0; i < norm->len; i++) {
    const NgLayerWord *word = norm->pdata[i];

    batch = strcmp (word->name, "BatchNormalization") == 0 ? i : batch;
    local = strcmp (word->name, "LocalResponseNormalization") == 0 ? i : local;
  }
  g_assert_cmpuint (batch, >, 0);
  g_assert_cmpuint (local, >, batch);
  for (guint i = 0; i < relu->len; i++)
    n_linear += strcmp (((NgLayerWord *) relu->pdata[i])->name, "Linear") == 0;
  g_assert_cmpuint (n_linear, ==, 1);
}

/* The name of a port and its type. */
static void
test_ports (void)
{
  static const struct {
    const char *text, *type;
  } table[] = {
    { "input 1x28x28", "{1, 28, 28}" }, { "INPUT 10", "10" }, { "output {2, 5}", "{2, 5}" },
    { "input varying", "\"Varying\"" }, { "input", NULL },    { "input 3 4", NULL },
  };
  g_autoptr (NgNet) net = ng_net_read_text ("NetChain[{Ramp, 3}]", -1, NULL, NULL);

  g_assert_null (ng_port_word (net, "ramp 3"));
  g_assert_null (ng_port_word (net, ""));
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (NgLayerWord) word = ng_port_word (net, table[i].text);

    g_assert_nonnull (word);
    g_assert_null (word->layer);
    g_assert_cmpint (word->is_output, ==, g_str_has_prefix (table[i].text, "output"));
    g_assert_cmpstr (word->type, ==, table[i].type);
    g_assert_cmpint (*word->sentence, !=, '\0');
  }
}

/* Whatever is typed, letter by letter or scrambled, is survived. */
static void
test_anything (void)
{
  static const char letters[] = "conv 3x[]{}(),\"=&#->|<;2.*×é";
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int i = 0; i < 2000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GPtrArray) words = NULL;
    int n = g_rand_int_range (random, 0, 24);

    for (int k = 0; k < n; k++)
      g_string_append_c (text, letters[g_rand_int_range (random, 0, sizeof letters - 1)]);
    words = ng_layer_words (text->str);
    for (guint k = 0; k < words->len; k++)
      g_assert_nonnull (((NgLayerWord *) words->pdata[k])->sentence);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layer-words/table", test_table);
  g_test_add_func ("/layer-words/completed", test_completed);
  g_test_add_func ("/layer-words/refused", test_refused);
  g_test_add_func ("/layer-words/ranks", test_ranks);
  g_test_add_func ("/layer-words/ports", test_ports);
  g_test_add_func ("/layer-words/anything", test_anything);
  return g_test_run ();
}
