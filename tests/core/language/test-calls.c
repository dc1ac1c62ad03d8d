/* What calls of nets, layers, coders and operations give, and how they fail. */

#include "core/graph/coder.h"
#include "core/graph/registry.h"
#include "core/language/evaluate.h"

#include "tests/support/language.h"
#include "tests/support/test.h"
#include <string.h>

#define TANH                                                                                       \
  "BasicRecurrentLayer[1, \"InputWeights\" -> {{1}}, \"StateWeights\" -> {{0}}, \"Biases\" -> "    \
  "{0}, \"Input\" -> {\"Varying\", 1}]"

/* Each text is a program of its own; the value is that of its last expression. */
static const struct {
  const char *text, *value;
} values[] = {
  /* one input, one output */
  { "n = NetGraph[{ElementwiseLayer[# + 1 &]}, {}, \"Input\" -> 2]; n[{1, 2}]", "{2., 3.}" },
  { "NetGraph[{ElementwiseLayer[2 # &]}, {}, \"Input\" -> \"Real\"][3]", "6." },
  { "ElementwiseLayer[# - 1 &, \"Input\" -> 2][{1, 2}]", "{0., 1.}" },
  { "n = ElementwiseLayer[#^2 &, \"Input\" -> \"Real\"]; n[{1, 2, 3}]", "{1., 4., 9.}" },
  { "n = ElementwiseLayer[#^2 &]; n[{{1, 2}, {3, 4}}]", "{{1., 4.}, {9., 16.}}" },
  { "n = ElementwiseLayer[#/3 &, \"Input\" -> {\"Varying\"}]; n[{{1}, {3, 6}}]",
    "{{0.333333}, {1., 2.}}" },
  { "ElementwiseLayer[# + 1 &, \"Input\" -> 2][NumericArray[{1, 2}, \"Real32\"]]",
    "NumericArray[{2., 3.}, \"Real32\"]" },
  { "CatenateLayer[][{{1, 2}, {3}}]", "{1., 2., 3.}" },
  { "TotalLayer[][{{1, 2}, {3, 4}, {5, 6}}]", "{9., 12.}" },
  { "ThreadingLayer[Max][{1, 5, 3}]", "5." },
  { "ElementwiseLayer[# + 1 &] /@ {{1}, {2, 3}}", "{{2.}, {3., 4.}}" },
  { "x = {1, 2}; ElementwiseLayer[# + 1 &, \"Input\" -> 2][x]; %", "{2., 3.}" },
  /* several ports; two is a net of inputs a, b and outputs s, d */
  { "two[<|\"a\" -> {1, 2}, \"b\" -> {10, 20}|>]",
    "<|\"s\" -> {11., 22.}, \"d\" -> {-9., -18.}|>" },
  { "two[<|\"b\" -> {10, 20}, \"a\" -> {1, 2}|>, \"s\"]", "{11., 22.}" },
  { "two[<|\"a\" -> {1, 2}, \"b\" -> {1, 2}|>, All]", "<|\"s\" -> {2., 4.}, \"d\" -> {0., 0.}|>" },
  { "two[<|\"a\" -> {{1, 2}, {3, 4}}, \"b\" -> {{0, 0}, {1, 1}}|>, \"s\"]",
    "{{1., 2.}, {4., 5.}}" },
  { "two[<|\"a\" -> {{1, 2}, {3, 4}}, \"b\" -> {{0, 0}, {1, 1}}|>]",
    "{<|\"s\" -> {1., 2.}, \"d\" -> {1., 2.}|>, <|\"s\" -> {4., 5.}, \"d\" -> {2., 3.}|>}" },
  { "two[{<|\"a\" -> {1, 2}, \"b\" -> {0, 0}|>, <|\"a\" -> {1.5, 0}, \"b\" -> {1, 1}|>}, \"s\"]",
    "{{1., 2.}, {2.5, 1.}}" },
  { "two[<|\"a\" -> {1, 2}, \"b\" -> {1, 1}|>, {\"d\", NetPort[\"add\"], NetPort[\"s\"]}]",
    "<|\"d\" -> {0., 1.}, NetPort[\"add\"] -> {2., 3.}, NetPort[\"s\"] -> {2., 3.}|>" },
  /* values inside; deep is <|"head" -> NetChain[{# + 1, # 5}], "tail" -> -#|> */
  { "deep[{1, 2}, NetPort[{\"head\", 1}]]", "{2., 3.}" },
  { "deep[{1, 2}, NetPort[\"head\"]]", "{10., 15.}" },
  { "deep[{1, 2}, NetPort[{\"head\", -1, \"Output\"}]]", "{10., 15.}" },
  { "deep[{1, 2}, NetPort[\"tail\", \"Output\"]]", "{-10., -15.}" },
  { "deep[{1, 2}, {NetPort[{1}]}]", "<|NetPort[{1}] -> {10., 15.}|>" },
  /* of all layers; with input weights alone a state is tanh of the last element */
  { "deep[{1, 2}, NetPort[All, \"Output\"]]",
    "<|NetPort[{\"head\", \"Output\"}] -> {10., 15.}, NetPort[{\"head\", 1, \"Output\"}] -> {2., "
    "3.}, NetPort[{\"head\", 2, \"Output\"}] -> {10., 15.}, NetPort[{\"tail\", \"Output\"}] -> "
    "{-10., -15.}|>" },
  { "NetGraph[{NetChain[{" TANH "}], SequenceLastLayer[]}, {1 -> 2}][{{1}, {0.5}}, {NetPort[All, "
    "\"States\"], \"Output\"}]",
    "<|NetPort[{1, 1, \"State\"}] -> {0.462117}, \"Output\" -> {0.462117}|>" },
  { TANH "[{{{0}, {1}}, {{1}, {0}}}, NetPort[All, \"States\"]]",
    "{<|NetPort[{1, \"State\"}] -> {0.761594}|>, <|NetPort[{1, \"State\"}] -> {0.}|>}" },
  { "lin[{1, 2}, NetPort[All, \"States\"]]", "<||>" },
  /* truth values, for what does not ask for numbers */
  { "ContrastiveLossLayer[][<|\"Input\" -> {0.25, 0.25, 0.25}, \"Target\" -> {True, False, 1}|>]",
    "{0.25, 0.25, 0.25}" },
  { "ContrastiveLossLayer[2][<|\"Input\" -> 0.25, \"Target\" -> True|>]", "1.75" },
  /* gradients; lin is one layer of weights {{1, 2}, {3, 4}} and biases {0, 1} */
  { "lin[{1, 1}, NetPortGradient[\"Input\"]]", "{4., 6.}" },
  { "lin[{{1, 1}, {0, 2}}, NetPortGradient[\"Input\"]]", "{{4., 6.}, {4., 6.}}" },
  { "lin[{5, 7}, NetPortGradient[\"Weights\"]]", "{{5., 7.}, {5., 7.}}" },
  { "lin[{{5, 7}, {1, 1}}, NetPortGradient[{1, \"Weights\"}]]", "{{6., 8.}, {6., 8.}}" },
  { "lin[{5, 7}, NetPortGradient[All]]",
    "<|\"Input\" -> {4., 6.}, {1, \"Weights\"} -> {{5., 7.}, {5., 7.}}, {1, \"Biases\"} -> {1., "
    "1.}|>" },
  { "lin[<|\"Input\" -> {1, 1}, NetPortGradient[\"Output\"] -> {1, 0}|>, "
    "NetPortGradient[\"Input\"]]",
    "{1., 2.}" },
  { "lin[<|\"Input\" -> {{1, 1}, {2, 2}}, NetPortGradient[\"Output\"] -> {{1, 0}, {0, 1}}|>, "
    "NetPortGradient[\"Input\"]]",
    "{{1., 2.}, {3., 4.}}" },
  { "two[<|\"a\" -> {1, 2}, \"b\" -> {1, 1}, NetPortGradient[\"s\"] -> {0, 0}|>, "
    "NetPortGradient[\"b\"]]",
    "{-1., -1.}" },
  { "lin[{<|\"Input\" -> {1, 1}, NetPortGradient[\"Output\"] -> {1, 0}|>, <|\"Input\" -> {1, "
    "1}|>}, "
    "NetPortGradient[\"Input\"]]",
    "{{1., 2.}, {4., 6.}}" },
  { "lin[{<|\"Input\" -> {1, 1}|>, <|\"Input\" -> {1, 1}, NetPortGradient[\"Output\"] -> {1, "
    "0}|>}, "
    "NetPortGradient[\"Input\"]]",
    "{{4., 6.}, {1., 2.}}" },
  { "lin[{{1, 1}, {2, 2}}, {\"Output\", NetPortGradient[\"Biases\"]}]",
    "<|\"Output\" -> {{3., 8.}, {6., 15.}}, NetPortGradient[\"Biases\"] -> {2., 2.}|>" },
  /* options */
  { "lin[{1, 1}, NetEvaluationMode -> \"Training\", WorkingPrecision -> \"Real64\"]", "{3., 8.}" },
  { "lin[{1, 1}, \"Output\", \"BatchSize\" -> 3, TargetDevice -> \"CPU\"]", "{3., 8.}" },
  { "drop[ones, NetEvaluationMode -> \"Train\", RandomSeeding -> 7] === "
    "drop[ones, NetEvaluationMode -> \"Training\", RandomSeeding -> 7]",
    "True" },
  { "drop[ones, NetEvaluationMode -> \"Train\", RandomSeeding -> 7] === "
    "drop[ones, NetEvaluationMode -> \"Train\", RandomSeeding -> 8]",
    "False" },
  { "drop[ones] === drop[ones]", "True" },
  /* parts and facts */
  { "Length[deep]", "2" },
  { "Keys[Normal[deep]]", "{\"head\", \"tail\"}" },
  { "deep[[\"head\", 2]][{1, 2}]", "{5., 10.}" },
  { "deep[[-1]]", "ElementwiseLayer[-# &, \"Input\" -> {2}, \"Output\" -> {2}]" },
  { "Length[deep[[1]]]", "2" },
  { "Length[deep[[\"head\"]][[2 ;; 2]]]", "1" },
  { "NetExtract[lin, {1, \"Weights\"}]", "{{1., 2.}, {3., 4.}}" },
  { "NetExtract[lin, \"Biases\"]", "{0., 1.}" },
  { "NetExtract[deep, \"Input\"]", "{2}" },
  { "NetExtract[deep, {{\"head\", \"Output\"}, {\"tail\", \"Input\"}}]", "{{2}, {2}}" },
  { "NetExtract[LinearLayer[2], \"Weights\"]", "Automatic" },
  { "Information[two, \"InputPorts\"]", "<|\"a\" -> {2}, \"b\" -> {2}|>" },
  { "Information[two, \"OutputPortNames\"]", "{\"s\", \"d\"}" },
  { "Information[deep, \"LayersCount\"]", "3" },
  { "Information[deep, \"LayerTypeCounts\"]", "<|\"ElementwiseLayer\" -> 3|>" },
  { "Information[lin, \"ArraysTotalElementCount\"]", "6" },
  { "Information[lin, \"ArraysDimensions\"]",
    "<|{1, \"Weights\"} -> {2, 2}, {1, \"Biases\"} -> {2}|>" },
  { "i = NetInitialize[NetGraph[{LinearLayer[3]}, {}, \"Input\" -> 2]]; Length[i[{1, 2}]]", "3" },
  { "m = NetGraph[{LinearLayer[3]}, {}, \"Input\" -> 2]; NetInitialize[m] === NetInitialize[m]",
    "True" },
  { "m = NetGraph[{LinearLayer[3]}, {}, \"Input\" -> 2]; "
    "NetInitialize[m] === NetInitialize[m, RandomSeeding -> 5]",
    "False" },
  { "i = NetInitialize[lin, All]; i === lin", "False" },
  { "NetInitialize[lin] === lin", "True" },
  /* nets in nets, and printing */
  { "NetGraph[{deep, ElementwiseLayer[# + 1 &]}, {1 -> 2}][{1, 2}]", "{-9., -14.}" },
  { "lin",
    "NetGraph[{LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {0., 1.}]}, "
    "{}]" },
  { "{1/3, lin[{1, 1}]}", "{0.333333, {3., 8.}}" },
  { "{1, {2, 3}}[[2, -1]]", "3" },
  { "<|\"a\" -> 1|>[[\"a\"]]", "1" },
  { "Values[<|\"a\" -> 1, \"b\" -> 2|>]", "{1, 2}" },
  /* what only layers and coders take is a value too */
  { "d = NormalDistribution[2, 1]; d", "NormalDistribution[2, 1]" },
  { "d = PoissonDistribution[2]; d", "PoissonDistribution[2]" },
  { "s = Scaled[2]; ResizeLayer[{s, s}, \"Input\" -> {1, 1, 1}][{{{3}}}]",
    "{{{3., 3.}, {3., 3.}}}" },
  { "t = Quantity[0.5, \"Seconds\"]; t", "Quantity[0.5, \"Seconds\"]" },
  { "a = Audio[{0.5, -0.25}, SampleRate -> 16000]; NetEncoder[\"Audio\"][a]", "{{0.5}, {-0.25}}" },
};

/* Says what is wrong and goes on. */
static void fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
fail (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_test_message ("%s", text);
  g_test_fail ();
}

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (NgSession) session = ng_test_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_test_evaluate_in (session, values[i].text, &error);
    g_autofree char *printed = NULL;

    if (value == NULL) {
      fail ("%s: %s", values[i].text, error->message);
      continue;
    }
    printed = ng_value_print (value, 0);
    if (strcmp (printed, values[i].value) != 0)
      fail ("%s is %s, not %s", values[i].text, printed, values[i].value);
  }
}

/* Failures, with the column of their place. */
static const struct {
  const char *text, *tag;
  int column;
} failures[] = {
  { "two[{1, 2}]", "NetGraph::assoc", 5 },
  { "two[]", "NetGraph::assoc", 1 },
  { "lin[]", "NetGraph::missing", 1 },
  { "NetInitialize[NetGraph[{NetGraph[{NetArrayLayer[], ThreadingLayer[Plus, -1]}, "
    "{{NetPort[\"Input\"], 1} -> 2}]}, {}, \"Input\" -> 3, \"Output\" -> 3]]",
    "NetGraph::unspec",
    -1 },
  { "LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {{1, 2}, {3, 4}}, "
    "\"Dimensions\" -> {2, 3}|>]]",
    "NetGraph::shape",
    29 },
  { "NetGraph[{NetArrayLayer[\"Array\" -> {1, 2}]}, {}][3]", "NetGraph::assoc", 50 },
  /* lengths that layers make of those of the data */
  { "NetGraph[{CatenateLayer[], TotalLayer[]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1 -> 2, "
    "NetPort[\"w\"] -> 2}, \"a\" -> \"Varying\", \"b\" -> \"Varying\"][<|\"a\" -> {1}, \"b\" -> "
    "{2, "
    "3}, \"w\" -> {1, 1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{CatenateLayer[], TotalLayer[]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1 -> 2, "
    "NetPort[\"w\"] -> 2}, \"a\" -> \"Varying\", \"b\" -> \"Varying\", \"w\" -> 2][<|\"a\" -> {1}, "
    "\"b\" -> {2, 3}, \"w\" -> {1, 1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{SequenceMostLayer[], TotalLayer[]}, {1 -> 2, NetPort[\"w\"] -> 2}, \"Input\" -> "
    "\"Varying\"][<|\"Input\" -> {1, 2, 3}, \"w\" -> {1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{AppendLayer[], TotalLayer[]}, {1 -> 2, NetPort[\"w\"] -> 2}, \"Input\" -> "
    "\"Varying\"][<|\"Input\" -> {1, 2, 3}, \"Element\" -> 7, \"w\" -> {1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{PaddingLayer[{{1, 1}}], TotalLayer[]}, {1 -> 2, NetPort[\"w\"] -> 2}, \"Input\" -> "
    "\"Varying\"][<|\"Input\" -> {1, 2, 3}, \"w\" -> {1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{{SequenceMostLayer[]}, TotalLayer[]}, {1 -> 2, NetPort[\"w\"] -> 2}, \"Input\" -> "
    "\"Varying\"][<|\"Input\" -> {1, 2, 3}, \"w\" -> {1}|>]",
    "NetGraph::lenmis",
    1 },
  { "NetGraph[{ReplicateLayer[1000000]}, {}][Range[100000]]", "NetGraph::limit", 11 },
  /* imposed gradients have the shape of their output, one for each example */
  { "lin[<|\"Input\" -> {1, 2}, NetPortGradient[\"Output\"] -> {{1, 2}}|>, "
    "NetPortGradient[\"Input\"]]",
    "NetPortGradient::shape",
    55 },
  { "lin[<|\"Input\" -> {{1, 2}}, NetPortGradient[\"Output\"] -> {1, 2}|>, "
    "NetPortGradient[\"Input\"]]",
    "NetPortGradient::shape",
    57 },
  { "SummationLayer[\"Input\" -> 2][<|\"Input\" -> {1, 2}, NetPortGradient[\"Output\"] -> {3, "
    "4}|>, NetPortGradient[\"Input\"]]",
    "NetPortGradient::shape",
    80 },
  { "two[<|\"a\" -> {1, 2}|>]", "NetGraph::missing", 5 },
  { "two[<|\"a\" -> {1, 2}, \"c\" -> {1, 2}|>]", "NetGraph::noiport", 22 },
  { "two[{<|\"a\" -> {1, 2}, \"b\" -> {1, 2}|>, <|\"a\" -> {1, 2}|>}]", "NetGraph::missing", 40 },
  { "two[<|\"a\" -> {1, 2, 3}, \"b\" -> {1, 2}|>]", "NetGraph::indata", 14 },
  { "two[<|\"a\" -> {{1, 2}}, \"b\" -> {1, 2}|>]", "NetGraph::batch", 31 },
  { "two[<|\"a\" -> {{1, 2}}, \"b\" -> {{1, 2}, {3, 4}}|>]", "NetGraph::batch", 31 },
  { "lin[{{1, 2}, {3}}]", "NetGraph::indata", 14 },
  { "lin[{1, \"a\"}]", "NetGraph::indata", 5 },
  { "lin[{1, x}]", "NetGraph::indata", 5 },
  { "lin[{1, True}]", "NetGraph::indata", 5 },
  { "lin[{{{1, 2}}}]", "NetGraph::indata", 5 },
  { "lin[{1, 2}, \"Outptu\"]", "NetGraph::nooport", 13 },
  { "lin[{1, 2}, NetPort[\"p\"]]", "NetGraph::nooport", 13 },
  { "lin[{1, 2}, NetPort[7]]", "NetGraph::nolayer", 21 },
  { "lin[{1, 2}, NetPort[{1, \"p\"}]]", "NetGraph::nooport", 25 },
  { "lin[{1, 2}, NetPort[{1, 1}]]", "NetGraph::nolayer", 25 },
  { "NetChain[{NetBidirectionalOperator[{Ramp, Tanh}]}, \"Input\" -> {2, 1}][{{1}, {2}}, "
    "NetPort[{1, \"ReverseNet\"}]]",
    "NetGraph::badsel",
    95 },
  { "lin[{1, 2}, NetPort[All, \"State\"]]", "NetGraph::nooport", 26 },
  { "lin[{1, 2}, NetPort[All]]", "NetGraph::badsel", 13 },
  { "lin[{1, 2}, NetPort[]]", "NetGraph::badsel", 13 },
  { "lin[{1, 2}, 3]", "NetGraph::badsel", 13 },
  { "lin[{1, 2}, {\"Output\", Automatic}]", "NetGraph::badsel", 24 },
  { "lin[{1, 2}, TargetDevice -> \"GPU\"]", "NetGraph::device", 29 },
  { "lin[{1, 2}, NetEvaluationMode -> \"Fast\"]", "NetGraph::mode", 34 },
  { "lin[{1, 2}, WorkingPrecision -> 3]", "NetGraph::badopt", 33 },
  { "lin[{1, 2}, \"Nonsense\" -> 3]", "NetGraph::badopt", 13 },
  { "ElementwiseLayer[Log, \"Input\" -> 1][{-1}]", "NetGraph::nan", 1 },
  { "NetChain[{Log, PoolingLayer[{2}]}, \"Input\" -> {1, 2}][{{-1, 1}}]", "NetGraph::nan", 1 },
  { "LinearLayer[2, \"Input\" -> 2][{1, 2}]", "NetGraph::notinit", 1 },
  { "NetEncoder[{\"UnitVector\", 34000000}][5]", "NetGraph::limit", -1 },
  { "ReplicateLayer[34000000][1]", "NetGraph::limit", -1 },
  { "NetChain[{ReplicateLayer[34000000]}, \"Output\" -> NetDecoder[{\"Function\", # + 1 &}]][1]",
    "NetGraph::limit",
    -1 },
  { "NetChain[{ReplicateLayer[34000000]}, \"Output\" -> NetDecoder[{\"Function\", # + 1 &}]][1, "
    "None]",
    "NetGraph::limit",
    -1 },
  { "lin[{1, 2}, NetPortGradient[\"q\"]]", "NetPortGradient::noport", 29 },
  { "lin[{1, 2}, NetPortGradient[{1, \"q\"}]]", "NetPortGradient::noport", 29 },
  { "NetInitialize[BatchNormalizationLayer[\"Input\" -> 2]][{1, 2}, "
    "NetPortGradient[\"MovingMean\"]]",
    "NetPortGradient::noport",
    78 },
  { "lin[<|\"Input\" -> {1, 2}, NetPortGradient[\"q\"] -> {1, 2}|>]",
    "NetPortGradient::noport",
    26 },
  { "lin[<|\"Input\" -> {1, 2}, NetPortGradient[\"Output\"] -> {1, 2, 3}|>, "
    "NetPortGradient[\"Input\"]]",
    "NetPortGradient::shape",
    55 },
  { "NetInitialize[LinearLayer[2]]", "NetGraph::unspec", 15 },
  { "NetInitialize[lin, Method -> \"Best\"]", "NetGraph::badopt", 30 },
  { "NetInitialize[3]", "Eval::type", 15 },
  { "lin[[2]]", "NetGraph::nolayer", 6 },
  { "lin[[\"a\"]]", "NetGraph::nolayer", 6 },
  { "{1, 2}[[3]]", "Eval::part", 9 },
  { "Length[]", "Eval::arguments", 1 },
  { "Information[lin, \"Colour\"]", "Eval::part", 18 },
  { "Sow[lin, 1]", "Eval::symbol", 1 },
  { "Length[Nonsense[1]]", "Eval::symbol", 8 },
  { "{1, LinerLayer[3]}", "Eval::symbol", 5 },
  { "NetGraph[{Ramp}, {1 -> 2}]", "NetGraph::nolayer", 24 },
  { "q = NetGraph[{LinearLayer[3, \"Input\" -> 2]}, {}, \"Input\" -> 3]", "NetGraph::shape", -1 },
  { "3 = 4", "Eval::symbol", 1 },
  { "RandomReal[1, RandomSeeding -> 1.5]", "NetGraph::badopt", 32 },
  { "SeedRandom[1.5]", "NetGraph::badopt", 12 },
  { "lin[{1, 2}, RandomSeeding -> 1.5]", "NetGraph::badopt", 30 },
  { "% = 4", "Eval::symbol", 1 },
  { "%2 = 4", "Eval::symbol", 1 },
  { "Clear[two, 3]", "Eval::symbol", 12 },
  { "NetReference[1]", "Eval::symbol", 1 },
  { "NetGraph[{NetReference[1]}, {}]", "NetGraph::badlayer", 11 },
  { "NetGraph[lin, \"Inptu\" -> 2]", "NetGraph::noport", 15 },
  { "f = Set; f[x]", "Eval::arguments", 10 },
  { "f = Set; f[]", "Eval::arguments", 10 },
};

/* A target with more labels than there are steps. */
static void
test_lengths (void)
{
  g_autoptr (NgSession) session = ng_test_session ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = ng_test_evaluate_in (
      session,
      "CTCLossLayer[\"Target\" -> \"Varying\"][<|\"Input\" -> {{0.5, 0.5}, {0.5, "
      "0.5}}, \"Target\" -> {1, 1}|>]",
      &error);
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  g_assert_null (value);
  g_assert_nonnull (diagnostic);
  g_assert_cmpstr (diagnostic->tag, ==, "NetGraph::nan");
  g_assert_cmpstr (
      diagnostic->hint, ==, "\"Input\" has the shape {2, 2}, \"Target\" has the shape {2}");
}

/* The layer where it begins is named, whichever net it is in, and the array that is at fault. */
static void
test_blame (void)
{
  static const struct {
    const char *text, *sentence;
  } cases[] = {
    { "NetGraph[<|\"a\" -> Tanh, \"b\" -> {Tanh, Log, Tanh}, \"c\" -> Tanh|>, {\"a\" -> \"b\" -> "
      "\"c\"}, \"Input\" -> 2][{{1, 2}, {1, -1}}]",
      "\"Output\" of example 2 is not finite. It begins in the ElementwiseLayer \"b/2\"." },
    { "NetGraph[{Sqrt, Exp, Plus}, {{1, 2} -> 3}, \"Input\" -> 1][{-4}, NetPort[3]]",
      "NetPort[3] is not finite. It begins in the ElementwiseLayer \"1\"." },
    { "NetChain[<|\"m\" -> NetMapOperator[ElementwiseLayer[1/# &]], \"s\" -> "
      "SummationLayer[]|>, \"Input\" -> {2, 1}][{{1}, {0}}]",
      "\"Output\" is not finite. It begins in the ElementwiseLayer \"m/Net\"." },
    { "NetChain[{Ramp, LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {1, "
      "1*^39}]}, \"Input\" -> 2][{1, 2}]",
      "\"Output\" is not finite. It begins in the LinearLayer \"2\", whose array \"Biases\" is "
      "not finite." },
    { "NetChain[{Ramp}, \"Input\" -> 2][{1, 1*^39}]",
      "\"Output\" is not finite. The input \"Input\" is not finite." },
    { "NetChain[{Sqrt}, \"Input\" -> 1][{0}, NetPortGradient[\"Input\"]]",
      "NetPortGradient[\"Input\"] is not finite." },
    /* -1 is normalized to -1, but alone to 0, whose inverse is not finite */
    { "NetChain[{BatchNormalizationLayer[\"Gamma\" -> {1}, \"Beta\" -> {0}, \"MovingMean\" -> {0}, "
      "\"MovingVariance\" -> {1}], ElementwiseLayer[1/# &], Log}, \"Input\" -> 1][{{1}, {-1}}, "
      "NetEvaluationMode -> \"Train\"]",
      "\"Output\" of example 2 is not finite." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgSession) session = ng_test_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_test_evaluate_in (session, cases[i].text, &error);
    const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

    g_assert_null (value);
    g_assert_cmpstr (diagnostic->tag, ==, "NetGraph::nan");
    g_assert_cmpstr (diagnostic->message, ==, cases[i].sentence);
  }
}

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autoptr (NgSession) session = ng_test_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_test_evaluate_in (session, failures[i].text, &error);
    const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

    if (value != NULL) {
      fail ("%s has a value", failures[i].text);
      continue;
    }
    if (diagnostic == NULL || strcmp (diagnostic->tag, failures[i].tag) != 0)
      fail ("%s: %s %s, not %s",
            failures[i].text,
            diagnostic != NULL ? diagnostic->tag : "",
            error->message,
            failures[i].tag);
    if (failures[i].column > 0 && diagnostic->place.column != failures[i].column)
      fail ("%s: %s at %d, not %d",
            failures[i].text,
            diagnostic->tag,
            diagnostic->place.column,
            failures[i].column);
  }
}

/* Whatever the examples of layers and coders take can be the value of a name, but for functions
 * that are followed. Counts the calls. */
static guint
check_parts (NgSession *session, const NgExpr *expr)
{
  static const char *const open[] = { "List",       "Association", "Rule",
                                      "NetEncoder", "NetDecoder",  NULL };
  const NgExpr *head = ng_expr_head (expr);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = NULL;
  guint n = 0;

  if (head == NULL || ng_expr_is_call (expr, "FunctionLayer"))
    return 0;
  if (ng_expr_kind (head) == NG_EXPR_SYMBOL && !g_strv_contains (open, ng_expr_text (head)) &&
      ng_registry_find (ng_expr_text (head)) == NULL) {
    value = ng_session_evaluate (session, (NgExpr *) expr, NULL, &error);
    if (value == NULL && strcmp (ng_error_diagnostic (error)->tag, "Eval::symbol") == 0)
      fail ("%s", error->message);
    return 1;
  }
  n += check_parts (session, head);
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    n += check_parts (session, ng_expr_arg (expr, i));
  return n;
}

static guint
check_examples (NgSession *session, const char *const *examples, gsize n_most)
{
  guint n = 0;

  for (gsize i = 0; i < n_most && examples[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) example = ng_parse_one (examples[i], -1, NULL, &error);

    g_assert_no_error (error);
    n += check_parts (session, example);
  }
  return n;
}

static void
test_data (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  guint n_layers = 0, n_coders = 0;

  for (gsize i = 0; i < ng_registry_length (); i++)
    n_layers += check_examples (session, ng_registry_class (i)->examples, NG_MAX_CLASS_EXAMPLES);
  for (gsize i = 0; i < ng_coder_registry_length (); i++)
    n_coders +=
        check_examples (session, ng_coder_registry_class (i)->examples, NG_MAX_CODER_EXAMPLES);
  g_assert_cmpuint (n_layers, >, 0);
  g_assert_cmpuint (n_coders, >, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/calls/values", test_values);
  g_test_add_func ("/language/calls/failures", test_failures);
  g_test_add_func ("/language/calls/data", test_data);
  g_test_add_func ("/language/calls/lengths", test_lengths);
  g_test_add_func ("/language/calls/blame", test_blame);
  return g_test_run ();
}
