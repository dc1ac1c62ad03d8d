/* Coders by themselves and at the ports of nets: what goes in, what comes out, what is refused. */

#include "core/formats/document.h"
#include "core/language/session.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

/* soft gives for {1, 2, 3} the probabilities e^k / (e + e^2 + e^3); flip is 1 - x between truth
 * values; both has two outputs, one of them decoded; words takes labels as vectors. */
static const char setup[] =
    "soft = NetGraph[{SoftmaxLayer[]}, {}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\", "
    "\"c\"}}]];"
    "flip = NetGraph[{ElementwiseLayer[1 - # &]}, {}, \"Input\" -> \"Boolean\", \"Output\" -> "
    "\"Boolean\"];"
    "both = NetGraph[{SoftmaxLayer[], ElementwiseLayer[2 # &]}, {NetPort[\"x\"] -> 1 -> "
    "NetPort[\"p\"], NetPort[\"x\"] -> 2 -> NetPort[\"twice\"]}, \"p\" -> NetDecoder[{\"Class\", "
    "{\"n\", \"y\"}}]];"
    "words = NetGraph[{ElementwiseLayer[2 # &]}, {}, \"Input\" -> NetEncoder[{\"Class\", "
    "{\"red\", \"green\"}, \"IndicatorVector\"}]];"
    "row = NetGraph[{ElementwiseLayer[2 # &]}, {}, \"Input\" -> {\"Varying\", "
    "NetEncoder[\"Boolean\"]}];"
    "dec = NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}];"
    "many = NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}, \"Multilabel\" -> True}]";

static const struct {
  const char *text, *value;
} values[] = {
  /* encoders by themselves */
  { "enc = NetEncoder[\"Boolean\"]; {enc[True], enc[{False, True}]}", "{1., {0., 1.}}" },
  { "NetEncoder[{\"Boolean\", {2}}][{{True, False}, {True, True}}]", "{{1., 0.}, {1., 1.}}" },
  { "NetEncoder[\"Boolean\"][{True, 0.5}]", "{1., 0.5}" },
  { "NetEncoder[{\"Class\", {\"x\", 2, 2., True, {1}}}][{2., {1}, True, \"x\", 2}]",
    "{3, 5, 4, 1, 2}" },
  { "NetEncoder[{\"Class\", {\"x\", \"y\"}}][2]", "2" },
  { "NetEncoder[{\"Class\", {7, 5}}][{5, 5, 7}]", "{2, 2, 1}" },
  { "{3, NetEncoder[\"Boolean\"]}[{True, False, True}]", "{1., 0., 1.}" },
  { "{\"Varying\", {2, NetEncoder[\"Boolean\"]}}[{{{True, False}}, {{True, True}, {False, "
    "False}}}]",
    "{{{1., 0.}}, {{1., 1.}, {0., 0.}}}" },
  { "NetEncoder[{\"Class\", {\"a\", \"b\"}, \"Multilabel\" -> True}][{{}, {\"b\"}, {\"b\", "
    "\"a\"}}]",
    "{{0., 0.}, {0., 1.}, {1., 1.}}" },
  { "NetEncoder[dec]", "NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}}]" },
  { "NetDecoder[{4, NetEncoder[{\"Class\", {1, 2}, \"IndicatorVector\"}]}]",
    "{4, NetDecoder[{\"Class\", {1, 2}}]}" },
  { "NetEncoder[NetDecoder[{\"Boolean\", \"InputDepth\" -> 2}]]",
    "{Automatic, Automatic, NetEncoder[\"Boolean\"]}" },
  { "{NetEncoder[\"Boolean\"], dec} === {NetEncoder[\"Boolean\"], dec}", "True" },
  /* the properties of a class decoder */
  { "dec[{0.25, 0.5, 0.25}]", "\"b\"" },
  { "dec[{0.5, 0.5, 0}]", "\"a\"" },
  { "dec[{{1, 0, 0}, {0, 0, 1}}]", "{\"a\", \"c\"}" },
  { "dec[{0.25, 0.5, 0.25}, \"Decision\"]", "\"b\"" },
  { "dec[{0.25, 0.5, 0.25}, \"Probabilities\"]", "<|\"a\" -> 0.25, \"b\" -> 0.5, \"c\" -> 0.25|>" },
  { "dec[{0.125, 0.5, 0.375}, \"Probability\" -> \"c\"]", "0.375" },
  { "dec[{0.125, 0.5, 0.375}, {\"Probability\", \"c\"}]", "0.375" },
  { "dec[{0.125, 0.5, 0.375}, \"TopDecisions\" -> 2]", "{\"b\", \"c\"}" },
  { "dec[{0.25, 0.5, 0.25}, \"TopProbabilities\" -> 2]", "{\"b\" -> 0.5, \"a\" -> 0.25}" },
  { "dec[{0.125, 0.5, 0.375}, \"TopProbabilities\"]", "{\"b\" -> 0.5, \"c\" -> 0.375}" },
  /* -(1/2 ln 1/2 + 2 · 1/4 ln 1/4) = 3/2 ln 2 */
  { "dec[{0.25, 0.5, 0.25}, \"Entropy\"]", "1.03972" },
  { "dec[{0, 1, 0}, \"Entropy\"]", "0." },
  { "dec[{0.25, 0.5, 0.25}, None]", "{0.25, 0.5, 0.25}" },
  { "dec[{0.25, 0.5, 0.25}, \"RandomSample\" -> 0]", "\"b\"" },
  { "dec[{0, 1, 0}, \"RandomSample\"]", "\"b\"" },
  { "dec[{0.375, 0.5, 0.125}, \"RandomSample\" -> {\"TopProbabilities\" -> 1}]", "\"b\"" },
  { "dec[{0.25, 0.5, 0.25}, {\"RandomSample\", \"TotalProbabilityCutoff\" -> 0.5}]", "\"b\"" },
  { "dec[{1*^-300, 2*^-300, 0}, \"RandomSample\" -> 0.001]", "\"b\"" },
  { "Length[dec[{0.25, 0.5, 0.25}, \"Properties\"]]", "7" },
  { "many[{0.5, 0.75, 1}]", "{\"b\", \"c\"}" },
  { "many[{0.5, 0.5, 0.5}, \"Entropy\"]", "2.07944" },
  { "many[{0, 1, 1}, \"RandomSample\"]", "{\"b\", \"c\"}" },
  { "NetDecoder[\"Class\"][{0.25, 0.5, 0.25}]", "2" },
  { "NetDecoder[{\"Class\", \"InputDepth\" -> 2}][{{0, 1}, {1, 0}, {0, 1}}]", "{2, 1, 2}" },
  { "NetDecoder[\"Boolean\"][{0.4, 0.5, 0.6}, \"Decision\"]", "{False, True, True}" },
  { "NetDecoder[\"Boolean\"][0.25, \"Probability\"]", "0.25" },
  /* functions of whole items */
  { "NetEncoder[{\"Function\", Reverse[#] - Mean[#] &, {3}}][{1, 2, 6}]", "{3., -1., -2.}" },
  { "NetEncoder[{\"Function\", #[[2]] &, \"Real\"}][{{1, 2}, {3, 4}}]", "{2., 4.}" },
  { "NetEncoder[{\"Function\", Composition[Sqrt, Total], \"Real\"}][{4, 5}]", "3." },
  { "NetEncoder[{\"Function\", Map[#^2 &] /* Total, \"Real\"}][{1, 2}]", "5." },
  { "NetDecoder[{\"Function\", Norm}][{3, 4.}]", "5." },
  { "NetEncoder[{\"Function\", # . {{0, 1}, {1, 0}} &, {2}}][{1, 2}]", "{2., 1.}" },
  { "NetEncoder[{\"Function\", Fold[2 #1 + #2 &, 0, #] &, \"Integer\"}][{1, 0, 1}]", "5" },
  { "NetEncoder[{\"Function\", Transpose[#] &, {2, 3}}][{{1, 2}, {3, 4}, {5, 6}}]",
    "{{1., 3., 5.}, {2., 4., 6.}}" },
  { "g = Total[#^2] &; NetChain[{ElementwiseLayer[2 # &]}, \"Input\" -> NetEncoder[{\"Function\", "
    "g, "
    "\"Real\"}]][{{3, 4}, {1, 1, 1}}]",
    "{50., 6.}" },
  { "NetEncoder[{\"Function\", Sort, {\"Varying\"}}][NumericArray[{3, 1}, \"Real32\"]]",
    "{1., 3.}" },
  { "NetEncoder[{\"Function\", Max[#] &, \"Real\"}][{1, 3}]", "3." },
  { "NetChain[{ElementwiseLayer[2 # &]}, \"Input\" -> 2, \"Output\" -> NetDecoder[{\"Function\", "
    "Total[#] > 5 &}]][{{1, 1}, {2, 1}}]",
    "{False, True}" },
  /* at outputs */
  { "soft[{1, 2, 3}]", "\"c\"" },
  { "soft[{{1, 2, 3}, {9, 2, 3}}]", "{\"c\", \"a\"}" },
  { "soft[{1, 2, 3}, None]", "{0.0900306, 0.244728, 0.665241}" },
  { "soft[{1, 2, 3}, \"Output\" -> None]", "{0.0900306, 0.244728, 0.665241}" },
  { "soft[{1, 2, 3}, \"Probability\" -> \"b\"]", "0.244728" },
  { "soft[{1, 2, 3}, {\"Probability\", \"b\"}]", "0.244728" },
  { "soft[{1, 2, 3}, \"Output\" -> {\"TopDecisions\", 2}]", "{\"c\", \"b\"}" },
  { "soft[{1, 2, 3}, {\"Decision\", \"TopDecisions\" -> 1, NetPort[1]}]",
    "<|\"Decision\" -> \"c\", (\"TopDecisions\" -> 1) -> {\"c\"}, NetPort[1] -> {0.0900306, "
    "0.244728, 0.665241}|>" },
  { "soft[{1, 2, 3}, NetPort[1]]", "{0.0900306, 0.244728, 0.665241}" },
  { "soft[{1, 2, 3}, All]", "<|\"Output\" -> \"c\"|>" },
  { "soft[{0, 0, 0}, \"RandomSample\", RandomSeeding -> 3] === soft[{0, 0, 0}, "
    "\"RandomSample\", RandomSeeding -> 3]",
    "True" },
  { "both[{1, 2}]", "<|\"p\" -> \"y\", \"twice\" -> {2., 4.}|>" },
  { "both[{1, 2}, None]", "<|\"p\" -> {0.268941, 0.731059}, \"twice\" -> {2., 4.}|>" },
  { "both[{1, 2}, \"p\" -> \"Probabilities\"]", "<|\"n\" -> 0.268941, \"y\" -> 0.731059|>" },
  { "both[{1, 2}, \"Decision\"]", "\"y\"" },
  { "both[{{1, 2}, {2, 1}}]",
    "{<|\"p\" -> \"y\", \"twice\" -> {2., 4.}|>, <|\"p\" -> \"n\", \"twice\" -> {4., 2.}|>}" },
  /* at inputs */
  { "flip[True]", "False" },
  /* {n, coder} with the coder by its name alone, at a net and at a layer */
  { "NetGraph[{Tanh, Ramp}, {1 -> 2}, \"Input\" -> {2, \"Boolean\"}, \"Output\" -> {2, "
    "\"Boolean\"}][{True, False}]",
    "{True, False}" },
  { "NetGraph[{ElementwiseLayer[Ramp, \"Input\" -> {\"Varying\", \"Boolean\"}]}, {}][{True}]",
    "{1.}" },
  { "flip[{True, False, 0.75}]", "{False, True, False}" },
  { "flip[<|\"Input\" -> {False}|>]", "{True}" },
  { "flip[{<|\"Input\" -> False|>, <|\"Input\" -> True|>}, None]", "{1., 0.}" },
  { "flip[True, NetPortGradient[\"Input\"]]", "-1." },
  { "words[\"green\"]", "{0., 2.}" },
  { "words[{\"green\", \"red\"}]", "{{0., 2.}, {2., 0.}}" },
  { "words[{1, 3}]", "{2., 6.}" },
  { "words[{{1, 3}, \"red\"}]", "{{2., 6.}, {2., 0.}}" },
  { "words[NumericArray[{{1, 3}}, \"Real32\"]]", "{NumericArray[{2., 6.}, \"Real32\"]}" },
  { "words[\"red\", NetPortGradient[\"Input\"]]", "{2., 2.}" },
  { "row[{True, False}]", "{2., 0.}" },
  { "row[{{True, False}, {True}}]", "{{2., 0.}, {2.}}" },
  { "row[{1, 0, 1}]", "{2., 0., 2.}" },
  /* what a net tells of its coders */
  { "NetExtract[soft, \"Output\"]", "NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]" },
  { "NetExtract[flip, \"Input\"]", "NetEncoder[\"Boolean\"]" },
  { "Information[soft, \"OutputPorts\"]", "<|\"Output\" -> {3}|>" },
  /* a coder gives the net its sizes */
  { "Information[NetGraph[{LinearLayer[], SoftmaxLayer[]}, {1 -> 2}, \"Input\" -> 4, \"Output\" -> "
    "dec], \"ArraysDimensions\"]",
    "<|{1, \"Weights\"} -> {3, 4}, {1, \"Biases\"} -> {3}|>" },
  /* coders of a net inside stay where its port is one of the net */
  { "NetGraph[{soft}, {}][{1, 2, 3}]", "\"c\"" },
  { "NetGraph[{soft, ElementwiseLayer[2 # &]}, {1 -> 2}][{0, 0, 0}]",
    "{0.666667, 0.666667, 0.666667}" },
  { "SoftmaxLayer[\"Output\" -> dec][{1, 2, 3}]", "\"c\"" },
  /* those of a FunctionLayer belong to its net, and to the net that it becomes a port of */
  { "FunctionLayer[3 # &, \"Input\" -> \"Boolean\"][True]", "3." },
  { "FunctionLayer[Total, \"Input\" -> {2, 3}, \"Output\" -> dec][{{0, 0, 1}, {0, 1, 0.5}}]",
    "\"c\"" },
  { "NetChain[{FunctionLayer[3 # &, \"Input\" -> \"Boolean\"], 2 # &}][True]", "6." },
  { "NetInitialize[soft][{1, 2, 3}]", "\"c\"" },
  /* pictures */
  { "{Image[{{0.5, 1}}], 1}", "{Image[<2×1, Grayscale>], 1}" },
  { "InputForm[Image[{{0.5, 1}}]]", "Image[{{0.5, 1}}]" },
  { "NetDecoder[{\"Image\", ColorSpace -> \"HSB\"}][{{{0.5}}, {{1}}, {{1}}}]",
    "Image[<1×1, HSB>]" },
  { "NetEncoder[{\"Image\", 1}][NetDecoder[{\"Image\", ColorSpace -> \"HSB\"}][{{{0.5}}, {{1}}, "
    "{{1}}}]]",
    "{{{0.}}, {{1.}}, {{1.}}}" },
};

static const struct {
  const char *text, *tag;
  int line, column;
} failures[] = {
  { "NetGraph[{Ramp}, {}, \"Input\" -> {2, \"Boolaen\"}]", "NetGraph::badshape", 1, 37 },
  { "NetEncoder[\"Boolea\"]", "NetEncoder::type", 1, 12 },
  { "NetDecoder[{\"Nothing\", 1}]", "NetDecoder::type", 1, 13 },
  { "NetEncoder[]", "NetGraph::badshape", 1, 1 },
  { "NetEncoder[{\"Class\", {1}, \"Frm\" -> 2}]", "NetGraph::badopt", 1, 27 },
  { "NetEncoder[{\"Class\", {1}, \"Index\", 3}]", "NetGraph::badarg", 1, 36 },
  { "NetEncoder[{\"Class\", {1, 2, 1}}]", "NetGraph::badarg", 1, 29 },
  { "NetEncoder[{\"Class\", {}}]", "NetGraph::badarg", 1, 22 },
  { "NetEncoder[{\"Class\", {1}, \"Index\", \"Multilabel\" -> True}]", "NetGraph::badarg", 1, 27 },
  { "NetDecoder[{\"Class\", {1}, \"Index\"}]", "NetGraph::badarg", 1, 27 },
  { "dec[{1, 0}]", "NetGraph::indata", 1, 1 },
  { "dec[\"x\"]", "NetGraph::indata", 1, 5 },
  { "dec[{1, 0, 0}, \"Decisions\"]", "NetDecoder::prop", 1, 16 },
  { "dec[{1, 0, 0}, \"TopDecisions\"]", "NetDecoder::prop", 1, 16 },
  { "dec[{1, 0, 0}, \"TopDecisions\" -> 4]", "NetDecoder::prop", 1, 16 },
  { "dec[{1, 0, 0}, \"Probability\" -> \"z\"]", "NetDecoder::prop", 1, 33 },
  { "dec[{1, 0, 0}, \"RandomSample\" -> -1]", "NetDecoder::prop", 1, 34 },
  { "NetEncoder[\"Boolean\"][{True, \"x\"}]", "NetGraph::indata", 1, 30 },
  { "NetEncoder[\"Boolean\"][3]", "NetGraph::indata", 1, 23 },
  { "NetEncoder[\"Boolean\"][{0.5, -1}]", "NetGraph::indata", 1, 29 },
  { "NetEncoder[{\"Boolean\", {2}}][{{1, 0}, {0, 2}}]", "NetGraph::indata", 1, 43 },
  { "NetEncoder[\"Boolean\"][NumericArray[{0, 2}, \"Real32\"]]", "NetGraph::indata", 1, 23 },
  { "NetEncoder[\"Boolean\"][True, \"Decision\"]", "NetGraph::indata", 1, 29 },
  { "{2, NetEncoder[\"Boolean\"]}[{True, False, True}]", "NetGraph::indata", 1, 28 },
  { "soft[{1, 2, 3}, \"Decisions\"]", "NetGraph::nooport", 1, 17 },
  { "soft[{1, 2, 3}, NetEvaluationMod -> 2]", "NetGraph::badopt", 1, 17 },
  { "both[{1, 2}, \"twice\" -> \"Decision\"]", "NetGraph::badsel", 1, 14 },
  { "words[{\"red\", \"gren\"}]", "NetGraph::indata", 1, 15 },
  { "words[{1, 2, 3}]", "NetGraph::indata", 1, 7 },
  { "NetGraph[{Ramp}, {}, \"Input\" -> NetDecoder[\"Boolean\"]]", "NetGraph::badshape", 1, 33 },
  { "NetGraph[{Ramp}, {}, \"Output\" -> NetEncoder[\"Boolean\"]]", "NetGraph::badshape", 1, 34 },
  { "NetGraph[{Ramp}, {}, \"Input\" -> \"Bolean\"]", "NetGraph::badshape", 1, 33 },
  { "NetGraph[{Ramp}, {}, \"Input\" -> {0, NetEncoder[\"Boolean\"]}]",
    "NetGraph::badshape",
    1,
    34 },
  { "NetGraph[{Ramp}, {}, \"Input\" -> 4, \"Output\" -> dec]", "NetGraph::shape", 1, 36 },
};

/* @part: of the sentence or its hint */
static const struct {
  const char *text, *tag, *part;
} function_failures[] = {
  { "NetEncoder[{\"Function\", Total, \"Real\", \"Batched\" -> True}]",
    "NetGraph::badarg",
    "Batched" },
  { "NetEncoder[{\"Function\", Table, \"Real\"}]", "NetGraph::badarg", "Table" },
  { "NetEncoder[{\"Function\", Composition[Total, Import], \"Real\"}]",
    "NetGraph::badarg",
    "Import" },
  { "NetEncoder[{\"Function\", Import[#] &, \"Real\"}][\"/etc/passwd\"]",
    "NetGraph::indata",
    "becomes Import" },
  { "NetEncoder[{\"Function\", Total[Table[#, {10^9}]] &, \"Real\"}][{{1, 2}, {3, 4}}]",
    "Syntax::steps",
    "steps" },
  { "NetEncoder[{\"Function\", unknown[#] &, \"Real\"}][{{1, 2}, {3, 4}}]",
    "NetGraph::indata",
    "becomes unknown[{{1, 2}, {3, 4}}]" },
  { "NetEncoder[{\"Function\", Reverse[#] &, {3}}][{{1, 2, 3}, {3, 4}}]",
    "NetGraph::indata",
    "What the encoder" },
};

static NgExpr *
evaluate_text (NgSession *session, const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, error);
  NgExpr *value = NULL;

  for (guint i = 0; program != NULL && i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  return value;
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

static void
test_function_failures (void)
{
  g_autoptr (NgSession) session = new_session ();

  for (gsize i = 0; i < G_N_ELEMENTS (function_failures); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, function_failures[i].text, &error);

    if (value != NULL || strstr (error->message, function_failures[i].part) == NULL)
      g_error ("%s: %s", function_failures[i].text, value != NULL ? "works" : error->message);
    ng_assert_tag (&error, function_failures[i].tag);
  }
}

static void
test_values (void)
{
  g_autoptr (NgSession) session = new_session ();

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, values[i].text, &error);
    g_autofree char *text = NULL;

    if (value == NULL)
      g_error ("%s: %s", values[i].text, error->message);
    text = ng_value_print (value, 0);
    if (strcmp (text, values[i].value) != 0)
      g_error ("%s\nis   %s\nnot  %s", values[i].text, text, values[i].value);
  }
}

static void
test_failures (void)
{
  g_autoptr (NgSession) session = new_session ();

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, failures[i].text, &error);
    const NgDiagnostic *diagnostic = error != NULL ? ng_error_diagnostic (error) : NULL;

    if (value != NULL || diagnostic == NULL)
      g_error ("%s: no failure", failures[i].text);
    if (strcmp (diagnostic->tag, failures[i].tag) != 0 ||
        diagnostic->place.line != failures[i].line ||
        diagnostic->place.column != failures[i].column)
      g_error ("%s\n%s at %d:%d: %s\nnot %s at %d:%d",
               failures[i].text,
               diagnostic->tag,
               diagnostic->place.line,
               diagnostic->place.column,
               diagnostic->message,
               failures[i].tag,
               failures[i].line,
               failures[i].column);
  }
}

/* Of 4000 draws a label of probability p comes 4000 p times, but for five standard deviations. */
static void
test_samples (void)
{
  g_autoptr (NgSession) session = new_session ();
  const int n = 4000;
  const double p = 0.25;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate_text (session,
                                            "dec[Table[{0.25, 0.5, 0.25}, {i, 4000}], "
                                            "\"RandomSample\", RandomSeeding -> 1]",
                                            &error);
  int count = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (ng_expr_n_args (value), ==, n);
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    count += g_str_equal (ng_expr_text (ng_expr_arg (value, i)), "c");
  /* √(n p (1 - p)) is 27.4 */
  ng_assert_near (count, n * p, 5 * 27.4);
}

/* Coders survive notation, a document, and edits that leave their port. */
static void
test_kept (void)
{
  g_autoptr (NgSession) session = new_session ();
  static const char *const names[] = { "soft", "flip", "both", "words", "row" };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, names[i], &error);
    NgNet *net = ng_value_net (value);
    g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
    g_autoptr (NgNet) again = ng_net_read (written, &error);
    g_autoptr (NgNet) edited = ng_net_with_layer (net, 0, ng_net_layer (net, 0));
    g_autoptr (NgNet) loaded = NULL;
    NgNet *const others[] = { again, edited, NULL };

    g_assert_no_error (error);
    g_assert_true (ng_document_save (net, path, &error));
    loaded = ng_document_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    for (gsize k = 0; k < 3; k++) {
      const NgNet *other = k == 2 ? loaded : others[k];

      for (gsize p = 0; p < ng_net_n_inputs (net) + ng_net_n_outputs (net); p++) {
        gsize o = p - ng_net_n_inputs (net);
        gboolean is_input = p < ng_net_n_inputs (net);
        const NgCoder *a = is_input ? ng_net_input_coder (net, p) : ng_net_output_coder (net, o);
        const NgCoder *b =
            is_input ? ng_net_input_coder (other, p) : ng_net_output_coder (other, o);
        const NgType *type = is_input ? ng_net_input_type (net, p) : ng_net_output_type (net, o);
        const NgType *its = is_input ? ng_net_input_type (other, p) : ng_net_output_type (other, o);

        g_assert_true ((a == NULL) == (b == NULL));
        g_assert_true (a == NULL || ng_coder_equal (a, b));
        g_assert_true (ng_type_equal (type, its));
      }
    }
  }
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/coders/values", test_values);
  g_test_add_func ("/language/coders/function-failures", test_function_failures);
  g_test_add_func ("/language/coders/failures", test_failures);
  g_test_add_func ("/language/coders/samples", test_samples);
  g_test_add_func ("/language/coders/kept", test_kept);
  return g_test_run ();
}
