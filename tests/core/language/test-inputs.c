/* How data reach the inputs of layers that stand alone, and of nets. */

#include "tests/support/language.h"
#include "tests/support/test.h"
#include <string.h>

/* "text", and its value or the tag of its failure */
static const struct {
  const char *text, *result;
} cases[] = {
  /* numbered inputs take a list, whether their number is open, given, or that of the function */
  { "ThreadingLayer[Plus][{1, 2, 4}]", "7." },
  { "ThreadingLayer[Plus, \"Inputs\" -> 3][{1, 2, 4}]", "7." },
  { "ThreadingLayer[Plus, \"Inputs\" -> {2, 2}][{{1, 2}, {3, 4}}]", "{4., 6.}" },
  { "ThreadingLayer[Subtract][{5, 2}]", "3." },
  { "ThreadingLayer[Subtract][{{1, 2}, {3, 5}}]", "{-2., -3.}" },
  { "ThreadingLayer[Divide][{{1, 2}, {4, 4}}]", "{0.25, 0.5}" },
  { "ThreadingLayer[ArcTan][{1, 1}]", "0.785398" },
  { "ThreadingLayer[#1^2 - #2 &][{3, 2}]", "7." },
  { "ThreadingLayer[Times, -1][{{{1, 2}, {3, 4}}, {10, 100}}]", "{{10., 20.}, {300., 400.}}" },
  { "DotLayer[][{{1, 2}, {3, 4}}]", "11." },
  { "DotLayer[{None, 1 <-> 2}][{{{1, 2}, {3, 4}}, {{1, 2}, {3, 4}}}]", "{{5., 11.}, {11., 25.}}" },
  { "DotLayer[\"Inputs\" -> {2, {2, 3}}][{{1, 10}, {{1, 2, 3}, {4, 5, 6}}}]", "{41., 52., 63.}" },
  { "CatenateLayer[][{{1, 2}, {3}}]", "{1., 2., 3.}" },
  { "CatenateLayer[\"Inputs\" -> {2, 1}][{{1, 2}, {3}}]", "{1., 2., 3.}" },
  { "CatenateLayer[2, InputPorts -> 2][{{{1}, {2}}, {{3}, {4}}}]", "{{1., 3.}, {2., 4.}}" },
  { "TotalLayer[\"Inputs\" -> 2][{{1, 2}, {3, 4}}]", "{4., 6.}" },
  { "FunctionLayer[#1 - 2 #2 &][{5, 2}]", "1." },
  { "NetMapThreadOperator[ThreadingLayer[Subtract, \"Inputs\" -> {\"Real\", \"Real\"}]]"
    "[{{5, 6}, {1, 3}}]",
    "{4., 3.}" },
  /* each "Varying" is a length of its own */
  { "CatenateLayer[\"Inputs\" -> {{\"Varying\"}, {\"Varying\"}}][{{1, 2}, {3}}]", "{1., 2., 3.}" },
  { "CatenateLayer[\"Inputs\" -> {\"Varying\", 1}, \"Output\" -> \"Varying\"][{{1, 2}, {3}}]",
    "{1., 2., 3.}" },
  { "ThreadingLayer[Plus, \"Inputs\" -> {\"Varying\", \"Varying\"}][{{1, 2}, {3}}]",
    "NetGraph::lenmis" },
  { "ThreadingLayer[Plus, -1, \"Inputs\" -> {{\"Varying\", 2}, \"Varying\"}][{{{1, 2}}, {3, 4}}]",
    "NetGraph::lenmis" },
  { "ThreadingLayer[Plus, -1, \"Inputs\" -> {{\"Varying\", 2}, \"Varying\"}][{{{1, 2}}, {3}}]",
    "{{4., 5.}}" },
  /* one of them, too */
  { "CatenateLayer[][{{1, 2}}]", "{1., 2.}" },
  { "CatenateLayer[\"Inputs\" -> {2}][{{1, 2}}]", "{1., 2.}" },
  { "CatenateLayer[\"Inputs\" -> {2}][{1, 2}]", "NetGraph::assoc" },
  /* a single input that has a name is given the data as they are */
  { "SummationLayer[][{{1, 2}, {3, 4}}]", "10." },
  { "ElementwiseLayer[#^2 &][{3}]", "{9.}" },
  /* taken out of a net, or kept under a name */
  { "NetGraph[{Tanh, ThreadingLayer[Subtract]}, {{NetPort[\"x\"], 1} -> 2}, \"x\" -> 3][[2]]"
    "[{{1, 2, 3}, {1, 1, 1}}]",
    "{0., 1., 2.}" },
  { "c = CatenateLayer[]; {c[{{1}, {2}}], c[{{1}, {2}, {3}}]}", "{{1., 2.}, {1., 2., 3.}}" },
  { "c = CatenateLayer[]; Length[Normal[NetGraph[{2, 3, c}, {{1, 2} -> 3}]]]", "3" },
  /* the same as an association; a batch is a list of them, or one of lists */
  { "ThreadingLayer[Subtract][<|\"2\" -> 1, \"1\" -> 3|>]", "2." },
  { "ThreadingLayer[Plus][<|\"1\" -> 1, \"2\" -> 3|>]", "4." },
  { "ThreadingLayer[Plus][{<|\"1\" -> 1, \"2\" -> 3|>, <|\"1\" -> 2, \"2\" -> 3|>}]", "{4., 5.}" },
  { "ThreadingLayer[Subtract][{<|\"1\" -> 1, \"2\" -> 3|>, <|\"1\" -> 2, \"2\" -> 3|>}]",
    "{-2., -1.}" },
  { "ThreadingLayer[Subtract, \"Inputs\" -> {\"Real\", \"Real\"}][<|\"1\" -> {1, 2}, \"2\" -> {3, "
    "3}|>]",
    "{-2., -1.}" },
  { "ThreadingLayer[Plus][<|\"a\" -> 1, \"b\" -> 3|>]", "NetGraph::noiport" },
  /* what is asked for besides */
  { "ThreadingLayer[Times][{{1, 2}, {3, 4}}, NetPortGradient[\"2\"]]", "{1., 2.}" },
  { "DotLayer[][{{1, 2}, {3, 4}}, \"Output\"]", "11." },
  { "ThreadingLayer[Times][<|\"1\" -> {1, 2}, \"2\" -> {3, 4}, NetPortGradient[\"Output\"] -> {10, "
    "1}|>, NetPortGradient[\"1\"]]",
    "{30., 4.}" },
  /* another number of items, no list, nothing */
  { "ThreadingLayer[Subtract][{1, 2, 3}]", "NetGraph::assoc" },
  { "ThreadingLayer[Plus, \"Inputs\" -> 2][{1}]", "NetGraph::assoc" },
  { "ThreadingLayer[Subtract][3]", "NetGraph::assoc" },
  { "ThreadingLayer[Subtract][]", "NetGraph::assoc" },
  { "ThreadingLayer[Plus][3]", "NetGraph::novar" },
  { "ThreadingLayer[Plus][{}]", "NetGraph::novar" },
  { "ThreadingLayer[Plus][]", "NetGraph::novar" },
  { "NetInitialize[CatenateLayer[]]", "NetGraph::novar" },
  /* inputs with names, and nets, want an association */
  { "ThreadingLayer[#a - #b &][{3, 2}]", "NetGraph::assoc" },
  { "ThreadingLayer[#a - #b &][<|\"a\" -> 3, \"b\" -> 2|>]", "1." },
  { "CatenateLayer[1, InputPorts -> {\"x\", \"y\"}][{{1}, {2}}]", "NetGraph::assoc" },
  { "AppendLayer[][{{1, 2}, 3}]", "NetGraph::assoc" },
  { "NetGraph[{ThreadingLayer[Subtract]}, {}][{1, 2}]", "NetGraph::assoc" },
  { "NetChain[{ThreadingLayer[Subtract], Tanh}][{1, 2}]", "NetGraph::assoc" },
};

static void
test_inputs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *result = ng_test_evaluate (cases[i].text);

    if (strcmp (result, cases[i].result) != 0)
      g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (result, ==, cases[i].result);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/inputs", test_inputs);
  return g_test_run ();
}
