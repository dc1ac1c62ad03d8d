/* Nets as Wolfram's programs keep them become the nets that notation says. */

#include "core/formats/document.h"
#include "core/formats/wolfram-net.h"
#include "core/formats/wxf.h"
#include "core/notation/read.h"
#include "tests/support/battery.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

/* quoted: @text, in which ' stands for the quotes of a text */
static char *
quoted (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static const struct {
  const char *inner, *notation;
  const char *warning; /* nullable: a part of the first one */
} nets[] = {
  /* A layer alone, and one whose name nobody knows. */
  { "<|'Type' -> 'Linear', 'Arrays' -> <|'Weights' -> {{1., 2.}}, 'Biases' -> None|>, "
    "'Parameters' -> <|'OutputDimensions' -> {1}|>, 'Inputs' -> <|'Input' -> TensorT[{2}, "
    "RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{1}, RealT]|>|>",
    "LinearLayer[{1}, 'Weights' -> {{1., 2.}}, 'Biases' -> None, 'Input' -> {2}, 'Output' -> {1}]",
    NULL },
  { "<|'Type' -> 'Odd', 'Arrays' -> <||>, 'Parameters' -> <|'Alpha' -> 3|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{3}, "
    "RealT]|>|>",
    "PlaceholderLayer['Odd', 'Inputs' -> {'Input'}, 'Outputs' -> {'Output'}, 'Input' -> {2}, "
    "'Output' -> {3}]",
    "<|'Alpha' -> 3|>" },
  /* A type whose name nobody knows is left open. */
  { "<|'Type' -> 'Softmax', 'Arrays' -> <||>, 'Parameters' -> <||>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> OddT[3]|>|>",
    "SoftmaxLayer['Input' -> {2}]",
    "OddT[3]" },
  /* What is left out is said. */
  { "<|'Type' -> 'Softmax', 'Arrays' -> <|'Extra' -> {1.}|>, 'Parameters' -> <||>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>",
    "SoftmaxLayer['Input' -> {2}, 'Output' -> {2}]",
    "'Extra'" },
  { "<|'Type' -> 'Softmax', 'Arrays' -> <||>, 'Parameters' -> <|'Extra' -> 7, '$Derived' -> 8, "
    "'Other' -> None|>, 'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, "
    "'Outputs' -> <|'Output' -> TensorT[{2}, RealT]|>|>",
    "SoftmaxLayer['Input' -> {2}, 'Output' -> {2}]",
    "'Extra' -> 7" },
  { "<|'Type' -> 'ConstantArray', 'Arrays' -> <|'Array' -> DummyArray[{2}]|>, "
    "'Parameters' -> <||>, 'Outputs' -> <|'Output' -> TensorT[{2}, RealT]|>|>",
    "ConstantArrayLayer['Output' -> {2}]",
    "DummyArray[{2}]" },
  /* A parameter that is needed and not there, and one that is wrong. */
  { "<|'Type' -> 'Reshape', 'Arrays' -> <||>, 'Parameters' -> <|'Shape' -> {2, 1}|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2, 1}, "
    "RealT]|>|>",
    "PlaceholderLayer['Reshape', 'Inputs' -> {'Input'}, 'Outputs' -> {'Output'}, "
    "'Input' -> {2}, 'Output' -> {2, 1}]",
    "'Shape'" },
  { "<|'Type' -> 'Dropout', 'Arrays' -> <||>, 'Parameters' -> <|'Probability' -> 7|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>",
    "PlaceholderLayer['Dropout', 'Inputs' -> {'Input'}, 'Outputs' -> {'Output'}, "
    "'Input' -> {2}, 'Output' -> {2}]",
    "cannot be taken over" },
  /* The size of a recurrent layer is that of its arrays. */
  { "<|'Type' -> 'BasicRecurrent', 'Arrays' -> <|'InputWeights' -> {{1.}, {2.}}, "
    "'StateWeights' -> {{1., 0.}, {0., 1.}}, 'Biases' -> {0., 0.}|>, "
    "'Parameters' -> <|'$OutputSize' -> 2|>, 'Inputs' -> <|'Input' -> TensorT[{LengthVar[7], "
    "1}, RealT]|>|>",
    "BasicRecurrentLayer[2, 'InputWeights' -> {{1.}, {2.}}, 'StateWeights' -> {{1., 0.}, {0., "
    "1.}}, 'Biases' -> {0., 0.}, 'Input' -> {'Varying', 1}]",
    NULL },
  /* A function that became a layer is that layer. */
  { "<|'Type' -> 'Function', 'Arrays' -> <||>, 'Parameters' -> <|'Function' -> Tanh, "
    "'Net' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, "
    "'Outputs' -> <|'Output' -> TensorT[{2}, RealT]|>|>",
    "ElementwiseLayer[Tanh, 'Input' -> {2}, 'Output' -> {2}]",
    NULL },
  /* A layer that holds a net. */
  { "<|'Type' -> 'NetMap', 'Arrays' -> <||>, 'Parameters' -> <|'Net' -> <|'Type' -> 'Linear', "
    "'Arrays' -> <|'Weights' -> {{3.}}, 'Biases' -> {1.}|>, "
    "'Parameters' -> <|'OutputDimensions' -> {1}|>|>|>, 'Inputs' -> <|'Input' -> TensorT[{4, "
    "1}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{4, 1}, RealT]|>|>",
    "NetMapOperator[LinearLayer[{1}, 'Weights' -> {{3.}}, 'Biases' -> {1.}], 'Input' -> {4, 1}, "
    "'Output' -> {4, 1}]",
    NULL },
  /* A graph whose inputs stand in another order than its edges, with names and two inputs of one
   * layer; the decoder is known, the encoder not. */
  { "<|'Type' -> 'Graph', 'Inputs' -> <|'a' -> TensorT[{2}, RealT], "
    "'b' -> NetEncoder['Unheard', <|'X' -> 1|>, TensorT[{2}, RealT]]|>, "
    "'Outputs' -> <|'o' -> NetDecoder['Class', <|'Labels' -> {'x', 'y'}, 'Dimensions' -> 2|>, "
    "TensorT[{2}, RealT]]|>, 'Nodes' -> <|'minus' -> <|'Type' -> 'Threading', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[2 # - #2 &], "
    "'Broadcasting' -> ValidatedParameter[Automatic]|>, 'Inputs' -> <|'Input2' -> TensorT[{2}, "
    "RealT], 'Input1' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>, 'f' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Edges' -> {NetPath['Nodes', 'minus', 'Inputs', "
    "'Input2'] -> NetPath['Inputs', 'b'], NetPath['Nodes', 'minus', 'Inputs', "
    "'Input1'] -> NetPath['Inputs', 'a'], NetPath['Nodes', 'f', 'Inputs', "
    "'Input'] -> NetPath['Nodes', 'minus', 'Outputs', 'Output'], NetPath['Outputs', "
    "'o'] -> NetPath['Nodes', 'f', 'Outputs', 'Output']}|>",
    "NetGraph[<|'minus' -> ThreadingLayer[2 # - #2 &, 'Inputs' -> 2], "
    "'f' -> ElementwiseLayer[Tanh]|>, {NetPort['a'] -> NetPort[{'minus', '1'}], "
    "NetPort['b'] -> NetPort[{'minus', '2'}], 'minus' -> 'f' -> NetPort['o']}, 'a' -> {2}, "
    "'b' -> {2}, 'o' -> NetDecoder[{'Class', 'Classes' -> {'x', 'y'}}]]",
    "Unheard" },
  /* Arrays that layers share. */
  { "<|'Type' -> 'Chain', 'Nodes' -> <|'1' -> <|'Type' -> 'Linear', "
    "'Arrays' -> <|'Weights' -> NetArray[<|'Name' -> 'w', 'Array' -> {{1., 2.}, {3., 4.}}|>], "
    "'Biases' -> None|>, 'Parameters' -> <|'OutputDimensions' -> {2}|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>, '2' -> <|'Type' -> 'Linear', 'Arrays' -> <|'Weights' -> NetArray['w'], "
    "'Biases' -> None|>, 'Parameters' -> <|'OutputDimensions' -> {2}|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Edges' -> {NetPath['Nodes', '1', 'Inputs', 'Input'] -> NetPath['Inputs', "
    "'Input'], NetPath['Nodes', '2', 'Inputs', 'Input'] -> NetPath['Nodes', '1', 'Outputs', "
    "'Output'], NetPath['Outputs', 'Output'] -> NetPath['Nodes', '2', 'Outputs', 'Output']}, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>",
    "NetChain[{LinearLayer[{2}, 'Weights' -> NetArray[<|'Name' -> 'w', 'Array' -> {{1., 2.}, "
    "{3., 4.}}|>], 'Biases' -> None], LinearLayer[{2}, 'Weights' -> NetArray['w'], "
    "'Biases' -> None]}, 'Input' -> {2}, 'Output' -> {2}]",
    NULL },
};

static void
test_nets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
    g_autoptr (GError) error = NULL;
    g_autofree char *text = quoted (nets[i].inner);
    g_autofree char *notation = quoted (nets[i].notation);
    g_autoptr (NgExpr) inner = ng_parse_one (text, -1, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (ng_wolfram_net_is (inner));
    g_autoptr (NgNet) net = ng_wolfram_net_read (inner, NULL, NULL, warnings, &error);
    g_assert_no_error (error);
    g_autoptr (NgNet) same = ng_net_read_text (notation, -1, NULL, &error);
    g_assert_no_error (error);
    g_test_message ("net %" G_GSIZE_FORMAT, i);
    for (guint k = 0; k < warnings->len; k++)
      g_test_message ("%s", ((NgDiagnostic *) warnings->pdata[k])->message);
    ng_assert_net_equal (net, same);
    g_assert_cmpuint (warnings->len, ==, nets[i].warning != NULL);
    if (nets[i].warning != NULL) {
      g_autofree char *warning = quoted (nets[i].warning);
      g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[0])->message, warning));
    }
  }
}

/* Nets that miss a part, lead nowhere, or are nested too deeply. */
static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "<|'Type' -> 'Graph', 'Nodes' -> <||>, 'Edges' -> {}|>",
    "<|'Type' -> 'Graph', 'Nodes' -> <|'a' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>|>",
    "<|'Type' -> 'Graph', 'Nodes' -> <|'' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Edges' -> {}|>",
    "<|'Type' -> 'Graph', 'Nodes' -> <|'a' -> 2|>, 'Edges' -> {}|>",
    "<|'Type' -> 'Graph', 'Nodes' -> <|'a' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Edges' -> {NetPath['Nodes', 'b', 'Inputs', 'Input'] -> NetPath['Inputs', "
    "'Input']}|>",
    "<|'Type' -> 'Graph', 'Nodes' -> <|'a' -> <|'Type' -> 'Elementwise', 'Arrays' -> <||>, "
    "'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
    "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
    "RealT]|>|>|>, 'Edges' -> {3}|>",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) deep = g_string_new ("<|'Type' -> 'Elementwise'|>");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = quoted (wrong[i]);
    g_autoptr (NgExpr) inner = ng_parse_one (text, -1, NULL, &error);
    g_assert_no_error (error);
    g_assert_null (ng_wolfram_net_read (inner, NULL, NULL, NULL, &error));
    ng_assert_tag (&error, "Wlnet::net");
  }
  for (int i = 0; i < 100; i++) {
    g_string_prepend (deep, "<|'Type' -> 'Function', 'Parameters' -> <|'Net' -> ");
    g_string_append (deep, "|>|>");
  }
  g_autofree char *text = quoted (deep->str);
  g_autoptr (NgExpr) inner = ng_parse_one (text, -1, NULL, &error);
  if (inner != NULL)
    g_assert_null (ng_wolfram_net_read (inner, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
}

/* As notation and as WXF, in files. */
static void
test_files (void)
{
  g_autofree char *text = quoted (
      "NetChain[<|'Type' -> 'Chain', 'Nodes' -> <|'1' -> <|'Type' -> 'Elementwise', "
      "'Arrays' -> <||>, 'Parameters' -> <|'Function' -> ValidatedParameter[Tanh]|>, "
      "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
      "RealT]|>|>|>, 'Edges' -> {NetPath['Nodes', '1', 'Inputs', 'Input'] -> NetPath['Inputs', "
      "'Input'], NetPath['Outputs', 'Output'] -> NetPath['Nodes', '1', 'Outputs', 'Output']}, "
      "'Inputs' -> <|'Input' -> TensorT[{2}, RealT]|>, 'Outputs' -> <|'Output' -> TensorT[{2}, "
      "RealT]|>|>, <|'Version' -> '13.0.3'|>]");
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *notation = g_build_filename (folder, "net.wl", NULL);
  g_autofree char *binary = g_build_filename (folder, "net.wxf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) wxf = ng_wxf_write (expr, 1 << 20, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) same =
      ng_net_read_text ("NetChain[{Tanh}, \"Input\" -> {2}, \"Output\" -> {2}]", -1, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (g_file_set_contents (notation, text, -1, &error));
  g_assert_true (ng_file_replace (binary, wxf, &error));
  g_autoptr (NgNet) first = ng_document_load (notation, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) second = ng_document_load (binary, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_assert_net_equal (first, same);
  ng_assert_net_equal (second, same);
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/wolfram-net/nets", test_nets);
  g_test_add_func ("/formats/wolfram-net/wrong", test_wrong);
  g_test_add_func ("/formats/wolfram-net/files", test_files);
  return g_test_run ();
}
