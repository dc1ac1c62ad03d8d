#include "core/graph/coder.h"
#include "core/graph/registry.h"
#include "core/language/session.h"

#include "tests/support/test.h"
#include <glib/gstdio.h>
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

static const char setup[] =
    "two = NetGraph[<|\"add\" -> ThreadingLayer[#1 + #2 &], \"sub\" -> ThreadingLayer[#1 - #2 &]|>,"
    "  {{NetPort[\"a\"], NetPort[\"b\"]} -> \"add\" -> NetPort[\"s\"],"
    "   {NetPort[\"a\"], NetPort[\"b\"]} -> \"sub\" -> NetPort[\"d\"]}, \"a\" -> 2];"
    "deep = NetGraph[<|\"head\" -> NetChain[{ElementwiseLayer[# + 1 &], ElementwiseLayer[# * 5 "
    "&]}],"
    "  \"tail\" -> ElementwiseLayer[-# &]|>, {\"head\" -> \"tail\"}, \"Input\" -> 2];"
    "lin = NetGraph[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {0, 1}]}, {}];"
    "drop = DropoutLayer[0.5, \"Input\" -> 64]; ones = ConstantArray[1, 64];";

/* Evaluates all of a text; the last value, or the first failure. */
static NgExpr *
evaluate_text (NgSession *session, const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, error);
  g_autoptr (NgExpr) value = NULL;

  for (guint i = 0; program != NULL && i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  return g_steal_pointer (&value);
}

static NgSession *
new_session (void)
{
  NgSession *session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate_text (session, setup, &error);

  g_assert_no_error (error);
  return session;
}

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
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, values[i].text, &error);
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
  g_autoptr (NgSession) session = new_session ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value =
      evaluate_text (session,
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
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, cases[i].text, &error);
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
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, failures[i].text, &error);
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

/* What a session prints of a net reads back to an equal net. */
static void
test_print_net (void)
{
  g_autoptr (NgSession) session = new_session ();
  static const char *const names[] = { "two", "deep", "lin", "drop" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, names[i], &error);
    g_autofree char *text = ng_value_print (value, 60);
    g_autofree char *comparison = g_strdup_printf ("(%s) === %s", text, names[i]);
    g_autoptr (NgExpr) same = evaluate_text (session, comparison, &error);

    g_assert_no_error (error);
    g_assert_true (ng_expr_is_symbol (same, "True"));
  }
}

static NgExpr *
double_cb (NgSession *session, NgExpr *call, GError **error)
{
  return ng_expr_new_integer (2 * ng_expr_integer (ng_expr_arg (call, 0)), NULL);
}

static void
test_added_operation (void)
{
  static const NgOperation operation = { "Double", "Double[n]", "Twice n", double_cb };
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = NULL;

  ng_session_add_operation (session, &operation);
  value = evaluate_text (session, "Double[Double[3]] + 1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_expr_integer (value), ==, 13);
}

static void
test_cancel (void)
{
  g_autoptr (NgSession) session = new_session ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgExpr) expr = ng_parse_one ("lin[{1, 2}]", -1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_session_evaluate (session, expr, cancellable, &error));
  g_assert_nonnull (error);
}

static NgExpr *
evaluate_one (NgSession *session, const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *value = evaluate_text (session, text, &error);

  g_assert_no_error (error);
  return value;
}

static gboolean
was_applied (NgSession *session, const NgExpr *net)
{
  gsize n;

  return ng_evaluator_times (ng_session_evaluator (session, net, NULL), &n) != NULL;
}

/* The evaluator of what a name or % leads to stays; that of what nothing leads to goes, and only
 * that: a value is a net as long as somebody holds it. */
static void
test_forgotten (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) named = evaluate_one (session, "a = NetGraph[{Ramp}, {}]");
  g_autoptr (NgExpr) held = evaluate_one (session, "c = NetGraph[{Sin}, {}]");
  g_autoptr (NgExpr) last = evaluate_one (session, "f = (c[#] &); a[{1}]; c[{1}]; c = 1; Clear[c]");
  g_autoptr (NgExpr) other = evaluate_one (session, "2");

  g_assert_true (was_applied (session, named));
  g_assert_true (was_applied (session, held));
  g_clear_pointer (&other, ng_expr_unref);
  other = evaluate_one (session, "Clear[All]; a");
  g_assert_true (ng_expr_is_symbol (other, "a"));
  g_clear_pointer (&other, ng_expr_unref);
  other = evaluate_one (session, "3");
  g_assert_false (was_applied (session, held));
  g_assert_nonnull (ng_value_net (held));
}

/* A net put into another keeps its arrays, and so does a layer taken out of one. */
static void
test_shared_arrays (void)
{
  static const char *const texts[] = {
    "NetChain[{big, 3}]",
    "NetGraph[{big, Ramp}, {1 -> 2}]",
    "NetGraph[<|\"a\" -> big|>, {}]",
    "NetChain[{NetChain[{big}], 3}]",
    "NetGraph[big, \"Input\" -> 2]",
    "NetChain[big]",
    "NetGraph[{big[[1]], Ramp}, {1 -> 2}]",
    "NetGraph[big[[1]]]",
    "NetChain[{Ramp, Normal[big][[1]]}]",
  };
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) big = evaluate_one (
      session, "big = NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}]}, \"Input\" -> 2]");
  const NgTensor *weights = ng_layer_array (ng_net_layer (ng_value_net (big), 0), 0);

  g_assert_nonnull (weights);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NgExpr) value = evaluate_one (session, texts[i]);
    NgNet *net = ng_value_net (value);
    NgLayer *layer = NULL;

    while (net != NULL) {
      gsize last = ng_net_n_layers (net) - 1;

      layer = ng_net_layer (net, 0);
      if (ng_layer_net (layer) == NULL && ng_layer_n_arrays (layer) == 0)
        layer = ng_net_layer (net, last);
      net = ng_layer_net (layer);
    }
    if (ng_layer_array (layer, 0) != weights)
      fail ("%s has other arrays", texts[i]);
  }
}

/* A net that is put into itself again and again grows, and is refused in time. */
static void
test_growth (void)
{
  static const char *const steps[] = { "n = NetChain[{n}]", "n = NetChain[{n, n}]" };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autoptr (NgExpr) first = evaluate_one (session, "n = NetChain[{Ramp}]");
    g_autoptr (NgExpr) chain = ng_parse_one (steps[i], -1, NULL, NULL);
    g_autoptr (GError) error = NULL;
    int n = 0;

    while (error == NULL && n < (i == 0 ? 1000 : 12)) {
      g_autoptr (NgExpr) value = ng_session_evaluate (session, chain, NULL, &error);

      n++;
    }
    if (i == 0)
      g_assert_true (ng_error_has_tag (error, "NetGraph::limit"));
    else
      g_assert_no_error (error);
  }
}

/* A chain of rules may be much longer than a stack is deep. */
static void
test_long_chain (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GString) text = g_string_new ("chain = 0");
  g_autoptr (NgExpr) value = NULL;
  g_autofree char *whole = NULL, *cut = NULL;
  gboolean is_cut;

  for (int i = 1; i <= 100000; i++)
    g_string_append_printf (text, " -> %d", i);
  value = evaluate_one (session, text->str);
  whole = ng_value_print (value, 0);
  g_assert_true (g_str_has_prefix (text->str, "chain = "));
  g_assert_cmpstr (whole, ==, text->str + strlen ("chain = "));
  cut = ng_value_print_short (value, 0, &is_cut);
  g_assert_true (is_cut);
  g_assert_cmpuint (strlen (cut), <, 200);
}

/* Texts of values, whole and short. */
static void
test_show (void)
{
  static const struct {
    const char *text, *whole, *cut;
  } shown[] = {
    { "{1, 2}", "{1, 2}", NULL },
    { "1/3", "0.333333", NULL },
    { "InputForm[1/3]", "0.3333333333333333", NULL },
    { "ConstantArray[0, 1000] // Short", "{0, 0, 0, 0, 0, «993 more», 0, 0}", NULL },
    { "<|\"a\" -> Range[1000]|> // Short",
      "<|\"a\" -> {1, 2, 3, 4, 5, «993 more», 999, 1000}|>",
      NULL },
    { "{lin}[[1]]",
      "NetGraph[{LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {0., 1.}]}, {}]",
      "NetGraph[{LinearLayer[2]}, {}]" },
    { "{lin[[1]], 1/3}",
      "{LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {0., 1.}, \"Input\" -> "
      "{2}, "
      "\"Output\" -> {2}], 0.333333}",
      "{LinearLayer[2, \"Input\" -> {2}, \"Output\" -> {2}], 0.333333}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++) {
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (NgExpr) value = evaluate_one (session, shown[i].text);
    g_autofree char *whole = ng_value_print (value, 0);
    gboolean is_cut;
    g_autofree char *cut = ng_value_print_short (value, 0, &is_cut);

    g_assert_cmpstr (whole, ==, shown[i].whole);
    g_assert_cmpstr (cut, ==, shown[i].cut != NULL ? shown[i].cut : shown[i].whole);
    g_assert_true (is_cut == (shown[i].cut != NULL));
  }
}

/* Files of a folder of their own, and what Import makes of them: a value or a tag. */
static void
test_import (void)
{
  static const struct {
    const char *name, *content;
  } files[] = {
    { "a.csv", "x,y\n1,2\n3,4.5\n" },
    { "a.dat", "1;2\n" },
    { "table.dat", "1\t2\n3\t4\n" },
    { "a.txt", "two\nlines ä" },
    { "bad.txt", "\xFF" },
    { "a.json", "{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"x\"}}" },
    { "bad.json", "{\n\"a\": }" },
    { "net.wl",
      "n = 2\nNetGraph[{LinearLayer[n, \"Weights\" -> {{1}, {2}}, \"Biases\" -> None]}, {}]" },
    { "list.wl", "x = 2; {x, x + 1}" },
    { "bad.wl", "NetGraph[{Ramp},\n  {1 -> 2}]" },
    { "a.sh", "echo" },
  };
  static const struct {
    const char *arguments, *value;
  } imports[] = {
    { "\"a.csv\"", "{{1., 2.}, {3., 4.5}}" },
    { "\"a.dat\"", "File::format" },
    { "\"table.dat\", \"TSV\"", "{{1., 2.}, {3., 4.}}" },
    { "\"table.dat\", \"tsv\"", "{{1., 2.}, {3., 4.}}" },
    { "\"a.csv\", \"Text\"", "\"x,y\\n1,2\\n3,4.5\\n\"" },
    { "\"a.csv\", \"Sheet\"", "File::format" },
    { "\"a.txt\"", "\"two\\nlines ä\"" },
    { "\"bad.txt\"", "Sample::format" },
    { "\"a.json\"", "<|\"a\" -> {1, 2.5, Null, True}, \"b\" -> <|\"c\" -> \"x\"|>|>" },
    { "\"bad.json\"", "Json::syntax" },
    { "\"net.wl\"",
      "NetGraph[{LinearLayer[2, \"Weights\" -> {{1.}, {2.}}, \"Biases\" -> None]}, {}]" },
    { "\"list.wl\"", "{2, 3}" },
    { "\"bad.wl\"", "NetGraph::nolayer" },
    { "\"a.txt\", \"NPY\"", "Sample::format" },
    { "\"a.txt\", \"ONNX\"", "File::format" },
    { "\"a.sh\"", "File::format" },
    { "\"none.csv\"", "File::missing" },
    { "\"\"", "File::format" },
    { "3", "Eval::arguments" },
    { "", "Eval::arguments" },
    { "\"a.csv\", 3", "Eval::arguments" },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *back = g_get_current_dir ();

  g_assert_cmpint (g_chdir (folder), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_true (g_file_set_contents (files[i].name, files[i].content, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (imports); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autofree char *text = g_strdup_printf ("1\nImport[%s]", imports[i].arguments);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, text, &error);
    g_autofree char *shown =
        value != NULL ? ng_value_print (value, 0) : g_strdup (ng_error_diagnostic (error)->tag);

    if (strcmp (shown, imports[i].value) != 0)
      fail ("%s is %s, not %s", text, shown, imports[i].value);
    if (error != NULL)
      g_assert_cmpint (ng_error_diagnostic (error)->place.line, ==, 2);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpint (g_unlink (files[i].name), ==, 0);
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Values by their numbers; forms only say how a value is shown. */
static void
test_history (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) value =
      evaluate_one (session, "11; 12; {% , %%, %1}; Short[5]; %4 + 1; {%, %%, %3}");
  g_autofree char *text = ng_value_print (value, 0);

  g_assert_cmpstr (text, ==, "{6, 5, {12, 11, 11}}");
  g_assert_cmpuint (ng_session_n_values (session), ==, 6);
}

/* An evaluator that was applied has times; of many nets only the last have kept theirs. */
static void
test_evaluators (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  NgExpr *nets[20];

  for (int i = 0; i < 20; i++) {
    g_autofree char *make = g_strdup_printf ("n%d = ElementwiseLayer[# + %d &]", i, i);
    g_autofree char *apply = g_strdup_printf ("n%d[{1, 2}]; n0[{1, 2}]", i);
    g_autoptr (NgExpr) value = NULL;

    nets[i] = evaluate_one (session, make);
    value = evaluate_one (session, apply);
  }
  for (int i = 0; i < 20; i++) {
    gsize n;

    if (i == 0 || i > 12)
      g_assert_nonnull (ng_evaluator_times (ng_session_evaluator (session, nets[i], NULL), &n));
  }
  for (int i = 1; i <= 12; i++) {
    gsize n;

    g_assert_null (ng_evaluator_times (ng_session_evaluator (session, nets[i], NULL), &n));
  }
  for (int i = 0; i < 20; i++)
    ng_expr_unref (nets[i]);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/session/values", test_values);
  g_test_add_func ("/language/session/failures", test_failures);
  g_test_add_func ("/language/session/data", test_data);
  g_test_add_func ("/language/session/lengths", test_lengths);
  g_test_add_func ("/language/session/blame", test_blame);
  g_test_add_func ("/language/session/print-net", test_print_net);
  g_test_add_func ("/language/session/added-operation", test_added_operation);
  g_test_add_func ("/language/session/cancel", test_cancel);
  g_test_add_func ("/language/session/forgotten", test_forgotten);
  g_test_add_func ("/language/session/shared-arrays", test_shared_arrays);
  g_test_add_func ("/language/session/growth", test_growth);
  g_test_add_func ("/language/session/long-chain", test_long_chain);
  g_test_add_func ("/language/session/show", test_show);
  g_test_add_func ("/language/session/import", test_import);
  g_test_add_func ("/language/session/history", test_history);
  g_test_add_func ("/language/session/evaluators", test_evaluators);
  return g_test_run ();
}
