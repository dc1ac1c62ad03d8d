/* What people read when something fails: where, the sentence, and the hint. */

#include "core/expr/expr.h"
#include "core/language/evaluate.h"
#include "tests/support/test.h"

/* "column: sentence | hint" */
static const struct {
  const char *text, *told;
} cases[] = {
  /* shapes, and the example that is at fault */
  { "ElementwiseLayer[Log][{-1}]",
    "1: \"Output\" is not finite. It begins in the ElementwiseLayer \"1\". | \"Input\" has the "
    "shape {1}" },
  { "ElementwiseLayer[Log, \"Input\" -> 1][{{1}, {-1}}]",
    "1: \"Output\" of example 2 is not finite. It begins in the ElementwiseLayer \"1\". | "
    "\"Input\" has the shape {1}" },
  { "NetChain[{Sqrt}, \"Input\" -> 1][{{1}, {0}}, NetPortGradient[\"Input\"]]",
    "1: NetPortGradient[\"Input\"] of example 2 is not finite. | \"Input\" has the shape {1}" },
  /* in nets that layers hold, at the step where it begins */
  { "NetChain[<|\"t\" -> Tanh, \"f\" -> NetFoldOperator[NetGraph[{ThreadingLayer[#1 + #2 &], Log}, "
    "{{NetPort[\"Input\"], NetPort[\"State\"]} -> 1 -> 2}]]|>, \"Input\" -> 3][{1, -5, 3}]",
    "1: \"Output\" is not finite. It begins in the ElementwiseLayer \"f/Net/2\". | \"Input\" has "
    "the shape {3}" },
  { "NetChain[{NetNestOperator[{ElementwiseLayer[# - 1 &], Sqrt}, 3], Tanh}, \"Input\" -> 1][{2}]",
    "1: \"Output\" is not finite. It begins in the ElementwiseLayer \"1/Net/2\". | \"Input\" has "
    "the shape {1}" },
  { "NetBidirectionalOperator[{NetMapOperator[Tanh], NetMapOperator[{Ramp, Log}]}, \"Input\" -> "
    "{2, "
    "1}][{{0}, {2}}]",
    "1: \"Output\" is not finite. It begins in the ElementwiseLayer \"1/BackwardNet/Net/2\". | "
    "\"Input\" has the shape {2, 1}" },
  { "FunctionLayer[Map[Log, #] &, \"Input\" -> 2][{-1, 1}]",
    "1: \"Output\" is not finite. It begins in the ElementwiseLayer \"1/1/Net/1\". | \"Input\" has "
    "the shape {2}" },
  { "NetMapOperator[LinearLayer[1, \"Weights\" -> {{1}}, \"Biases\" -> {1*^39}], \"Input\" -> {2, "
    "1}][{{1}, {2}}]",
    "1: \"Output\" is not finite. It begins in the LinearLayer \"1/Net\", whose array \"Biases\" "
    "is "
    "not finite. | \"Input\" has the shape {2, 1}" },
  /* a gradient of an array is a sum over the examples */
  { "NetChain[{ConstantTimesLayer[\"Scaling\" -> {0}], Sqrt}][{{1}, {1}}, "
    "NetPortGradient[{1, \"Scaling\"}]]",
    "1: NetPortGradient[{1, \"Scaling\"}] is not finite. | \"Input\" has the shape {1}" },
  { "NetGraph[{Plus}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}, \"a\" -> \"Varying\"]"
    "[<|\"a\" -> {1, 2}, \"b\" -> {1, 2, 3}|>]",
    "1: A length is 2 in \"a\" and 3 in \"b\"; the two have to be the same. | " },
  /* the inputs by their own names */
  { "ThreadingLayer[Plus, \"Inputs\" -> {2, 2}][3]",
    "42: The layer has the inputs \"1\", \"2\"; data for them stand in a list or an association. | "
    "Give data as {…} or <|\"1\" -> …, \"2\" -> …|>." },
  /* an integer that no size can be */
  { "LinearLayer[12345678901234567890123]",
    "13: \"Size\" has to be below 17179869184, and 1.23457*^22 is given. | " },
  { "NetChain[{3}, \"Input\" -> {2, 2^64}]",
    "30: 1.84467*^19 is not a type for a port. | An integer has to fit into 64 bits here." },
  { "NetChain[{20000000000}]",
    "11: \"Size\" has to be below 17179869184, and 20000000000 is given. | " },
  { "PaddingLayer[{{1, 10^12}}]",
    "19: \"Sizes\" has to be below 17179869184, and 1000000000000 is given. | " },
  { "ReplicateLayer[-10^12]",
    "16: \"Dimensions\" has to be a positive integer or a list of them, and -1000000000000 is "
    "given. "
    "| It is too great for a size." },
  { "NormalizationLayer[All]",
    "20: \"AggregationLevels\" has to be a level, a list of levels, or a span of levels, and All "
    "is "
    "given. | All levels are 1;;All." },
  { "ThreadingLayer[Plus][{1, {2}}]",
    "1: Layer 1 (ThreadingLayer) needs a single number at \"2\", and input \"2\" gives {1}. | " },
  /* only what has something in common is like a name */
  { "NetEncoder[{\"Class\", {\"a\", \"b\"}}][\"z\"]",
    "35: \"z\" is none of the 2 labels. | There is \"a\", \"b\"." },
  { "NetEncoder[{\"Class\", {\"cat\", \"dog\"}}][\"cart\"]",
    "39: \"cart\" is none of the 2 labels. | Did you mean \"cat\"?" },
  /* functions of numbers where they have no value */
  { "Sqrt[-1]",
    "1: Sqrt[-1] has no finite real value. | The root of a negative number is no real number." },
  { "Log[0]", "1: Log[0] has no finite real value. | " },
  { "Nest[#^2 &, 3, 12]", "6: 1.93233*^244^2 has no finite real value. | " },
  { "Nest[# # &, 3., 60]", "6: 1.93233*^244*1.93233*^244 has no finite real value. | " },
  { "{1, 1/0}", "5: 1/0 has no finite real value. | " },
  { "Log[-1, 2]", "1: Log[-1, 2] has no finite real value. | " },
  { "First[{}]",
    "1: First[{}] has no value: First takes other arguments. | First[list]: The first element." },
  { "{1, 2} . {1, 2, 3}",
    "1: {1, 2} . {1, 2, 3} has no value: Dot takes other arguments. | a . b: The product of "
    "vectors "
    "and matrices." },
  { "Sqrt[x]", "1: Sqrt is not known here as an operation. | " },
  { "NetGraph[{Ramp}]",
    "1: The list of connections is missing; write {} for none. | NetChain[layers] connects them "
    "one after another." },
  /* an output of a layer that the net does not give */
  { "NetInitialize[GatedRecurrentLayer[2, \"Input\" -> {1, 2}]][{{1, 2}}, NetPort[\"State\"]]",
    "68: The net has no output \"State\". | It is an output of a layer: write NetPort[{1, "
    "\"State\"}]." },
  { "NetInitialize[NetChain[<|\"r\" -> GatedRecurrentLayer[2], \"s\" -> Tanh|>, \"Input\" -> {1, "
    "2}]][{{1, 2}}, \"State\"]",
    "102: The net has no output \"State\". | It is an output of a layer: write NetPort[{\"r\", "
    "\"State\"}]." },
  { "NetGraph[{Ramp, Tanh}, {1 -> 2 -> NetPort[\"y\"]}][3, NetPort[\"Output\"]]",
    "53: The net has no output and no layer \"Output\". | There is \"y\"." },
  { "SoftmaxLayer[\"Input\" -> \"Real\"]",
    "1: Layer 1 (SoftmaxLayer): The input is a single number, and has no levels. | " },
  { "SoftmaxLayer[3, \"Input\" -> {2}]",
    "1: Layer 1 (SoftmaxLayer): There is no level 3 in an input of 1 level. | " },
  /* operators by their signs, at the place of all that they join */
  { "NetGraph[{Ramp, Tanh}, {1 -> 2}] /. Tanh -> Abs",
    "1: ReplaceAll (/.) is not known here as an operation. | " },
  { "{1, a && b}", "5: And (&&) is not known here as an operation. | " },
  { "ReplaceAll[3, a -> b]", "1: ReplaceAll is not known here as an operation. | " },
  /* inputs that nothing counts */
  { "NetGraph[{Plus}, {}, \"1\" -> 2, \"2\" -> 2]",
    "22: The net has no port \"1\" as long as nothing tells how many inputs layer 1 has. | Connect "
    "it, or write \"Inputs\" -> n in the layer." },
  { "NetGraph[{CatenateLayer[2]}, {}, \"x\" -> 2]",
    "34: The net has no port \"x\". | There is \"Output\"." },
  /* arrays and ports of layers */
  { "NetChain[{3, Tanh}, \"Input\" -> 2][{1, 2}, NetPortGradient[{1, \"Foo\"}]]",
    "59: There is no input and no array {1, \"Foo\"}. | There is \"Input\", {1, \"Weights\"}, {1, "
    "\"Biases\"}." },
  { "NetMapOperator[LinearLayer[2], \"Input\" -> {2, 2}][{{1, 2}, {3, 4}}, "
    "NetPortGradient[\"Weights\"]]",
    "85: There is no input and no array \"Weights\". | Did you mean {1, \"Net\", \"Weights\"}?" },
  { "NetExtract[NetChain[{3, Tanh}], {1, \"Foo\"}]",
    "37: The LinearLayer has no array and no port \"Foo\". | There is \"Weights\", \"Biases\", "
    "\"Input\", \"Output\"." },
  { "NetExtract[NetChain[{3, Tanh}], {1, \"weights\"}]",
    "37: The LinearLayer has no array and no port \"weights\". | Did you mean \"Weights\"?" },
  { "NetExtract[LinearLayer[3], \"Foo\"]",
    "28: The LinearLayer has no array and no port \"Foo\". | There is \"Weights\", \"Biases\", "
    "\"Input\", \"Output\"." },
  { "NetReplacePart[NetChain[{3}], {1, \"Bias\"} -> {1}]",
    "35: There is no layer and no array \"Bias\" in a LinearLayer. | Did you mean \"Biases\"?" },
  { "NetReplacePart[NetChain[{3}], {1, 2} -> {1}]",
    "35: There is no layer and no array 2 in a LinearLayer. | " },
  { "GatedRecurrentLayer[1, \"Input\" -> {1, 1}][<|\"Input\" -> {{1}}, \"State\" -> {1}|>]",
    "63: The net has no input \"State\". | Make an input of the state by NetGraph[{layer}, "
    "{NetPort[\"s\"] -> NetPort[{1, \"State\"}]}], or keep it from call to call in "
    "NetStateObject[layer]." },
  { "NetChain[{Ramp, GatedRecurrentLayer[1]}, \"Input\" -> {1, 1}][<|\"State\" -> {1}|>]",
    "63: The net has no input \"State\". | It is a state of layer 2: connect an input of the net "
    "to it, or keep it from call to call in NetStateObject[net]." },
  /* what is missing in the whole */
  { "NetChain[]", "1: A chain needs a list or association of layers. | " },
  { "NetFoldOperator[ThreadingLayer[Plus]]",
    "1: The net of NetFoldOperator has no input \"State\"; by itself \"Output\" is fed to "
    "\"State\". | Name it so, or write NetFoldOperator[net, {\"out\" -> \"in\"}]." },
  { "NetDrop[NetChain[{1, 2, 3}], 3]",
    "30: NetDrop leaves the rest of a chain, and of the 3 layers here none would be left. | {n} "
    "drops layer n alone." },
  /* the shape that is given */
  { "NetChain[{3}, \"Input\" -> 4][{1, 2, 3}]",
    "29: Data for \"Input\" have to be numbers of the shape {4}, and numbers of the shape {3} are "
    "given. | " },
  { "NetChain[{3}, \"Input\" -> 4][1]",
    "29: Data for \"Input\" have to be numbers of the shape {4}, and a single number is given. "
    "| " },
  { "NetChain[{3}, \"Input\" -> 2][{1, {2}}]",
    "29: Data for \"Input\" have to be numbers of the shape {2}, and {1, {2}} is given. | " },
  { "NetChain[{3}, \"Input\" -> \"varying\"]",
    "26: \"varying\" is not a type for a port, and no encoder. | Did you mean \"Varying\"?" },
  { "NetTrain[NetChain[{3}], {1 -> 2}]",
    "1: NetTrain is not known here as an operation. | Nets are not trained here yet: they get "
    "arrays from NetInitialize, NetModel, NetReplacePart or a file." },
  /* the name that was meant, of whatever there is; a known one is not meant instead of itself */
  { "NetInitalize[Tanh]",
    "1: NetInitalize is not known here as an operation. | Did you mean NetInitialize?" },
  { "LinaerLayer[3]",
    "1: LinaerLayer is not known here as an operation. | Did you mean LinearLayer?" },
  { "NetGraph[{Plus}, {{NetPort[\"left\"], NetPort[\"right\"]} -> 1}][<|\"lefd\" -> 1, \"right\" "
    "-> 2|>]",
    "64: The net has no input \"lefd\". | Did you mean \"left\"?" },
  { "Import[\"a.xyz\", \"OMNX\"]",
    "17: There is no format \"OMNX\" to import. | Did you mean \"ONNX\"?" },
  { "NetModel[\"LeNet\", \"InputDomain\"]",
    "19: \"InputDomain\" is no property of a net. | Did you mean \"InputDomains\"?" },
  /* arrays that are none, by name */
  { "LinearLayer[2, \"Weights\" -> {{1, 2}, {3}}]",
    "38: \"Weights\": The rows of an array differ in length: 2 and 1. | " },
};

static void
test_sentences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = ng_parse_one (cases[i].text, -1, NULL, &error);
    g_autoptr (NgExpr) value = NULL;
    g_autofree char *told = NULL;
    const NgDiagnostic *diagnostic;

    g_assert_no_error (error);
    value = ng_session_evaluate (session, expr, NULL, &error);
    g_assert_null (value);
    diagnostic = ng_error_diagnostic (error);
    g_assert_nonnull (diagnostic);
    told = g_strdup_printf ("%d: %s | %s",
                            diagnostic->place.column,
                            diagnostic->message,
                            diagnostic->hint != NULL ? diagnostic->hint : "");
    g_assert_cmpstr (told, ==, cases[i].told);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/sentences", test_sentences);
  return g_test_run ();
}
