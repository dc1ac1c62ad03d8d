/* FunctionLayer as one writes it: values and gradients by hand, and what is refused in which words.
 */

#include "core/language/session.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/test.h"
#include <string.h>

typedef struct {
  const char *text, *value;
} Case;

static NgExpr *
evaluate_text (const char *text, NgSession *session, GError **error)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, error);

  return expr != NULL ? ng_session_evaluate (session, expr, NULL, error) : NULL;
}

static void
check_values (const Case *cases, gsize n)
{
  g_autoptr (NgSession) session = ng_session_new ();

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (cases[i].text, session, &error);
    g_autofree char *text = NULL;

    if (value == NULL)
      g_error ("%s: %s", cases[i].text, error->message);
    text = ng_value_print (value, 0);
    if (strcmp (text, cases[i].value) != 0)
      g_error ("%s\nis   %s\nnot  %s", cases[i].text, text, cases[i].value);
  }
}

/* A slot belongs to the next function f & around it, a variable to the function that names it. */
static void
test_scope (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Map[Function[y, y . #], #] &][{{3, 2}, {1, 1}}]", "{{11., 8.}, {4., 3.}}" },
    { "FunctionLayer[Fold[Function[{s, x}, s + x*Total[#]], 0, #] &][{1, 2, 3}]", "36." },
    { "FunctionLayer[Map[Function[y, y + #[[1]]], #] &][{{1, 2}, {3, 4}}]",
      "{{2., 4.}, {4., 6.}}" },
    { "FunctionLayer[Map[Function[y, y + #2], #1] &][<|\"1\" -> {1, 2}, \"2\" -> 3|>]",
      "{4., 5.}" },
    { "FunctionLayer[Map[Function[y, y*#b], #a] &][<|\"a\" -> {1, 2}, \"b\" -> 3|>]", "{3., 6.}" },
    { "ElementwiseLayer[Function[y, y*#][2] + 1 &][3]", "7." },
    { "ElementwiseLayer[Function[x, Function[y, x - y][1]]][3]", "2." },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

/* What a function that is mapped or folded reads of those around. */
static void
test_closures (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Function[x, Map[Function[y, y + Total[x]], x]], \"Input\" -> 2][{1, 2}]",
      "{4., 5.}" },
    { "FunctionLayer[With[{t = Total[#]}, Map[#/t &, #]] &][{1, 3}]", "{0.25, 0.75}" },
    { "FunctionLayer[With[{t = Total[#]}, Fold[#1 + #2/t &, 0, #]] &][{1, 3}]", "1." },
    { "FunctionLayer[With[{t = Total[#]}, FoldList[#1 + #2/t &, 0, #]] &][{1, 3}]",
      "{0., 0.25, 1.}" },
    /* examples of a batch have values of their own, varying ones too */
    { "FunctionLayer[Map[Function[y, y + #[[1]]], #] &, \"Input\" -> {\"Varying\", 2}][{{{1, 2}, "
      "{3, 4}}, {{1, 1}, {1, 1}, {5, 5}}}]",
      "{{{2., 4.}, {4., 6.}}, {{2., 2.}, {2., 2.}, {6., 6.}}}" },
    /* two functions deep: z + (y1 + y2) + x11 */
    { "FunctionLayer[Function[x, Map[Function[y, Map[Function[z, z + Total[y] + x[[1, 1]]], y]], "
      "x]]][{{2, 3}, {4, 5}}]",
      "{{9., 10.}, {15., 16.}}" },
    /* lists and named values come through too */
    { "FunctionLayer[With[{p = {Total[#], 2}}, Map[# + p[[1]]*p[[2]] &, #]] &][{1, 3}]",
      "{9., 11.}" },
    { "FunctionLayer[With[{p = <|\"t\" -> Total[#]|>}, Map[#*p[\"t\"] &, #]] &][{1, 3}]",
      "{4., 12.}" },
    /* (x1 + x2)^2, and (x1 + x2 + x3)^2 */
    { "FunctionLayer[Function[x, Total[Map[Function[y, y*Total[x]], x]]], \"Input\" -> 2][{1, 2}, "
      "NetPortGradient[\"Input\"]]",
      "{6., 6.}" },
    { "FunctionLayer[Fold[Function[{s, x}, s + x*Total[#]], 0, #] &][{1, 2, 3}, "
      "NetPortGradient[\"Input\"]]",
      "{12., 12., 12.}" },
    { "FunctionLayer[Map[# . {1, 2} + 1 &, #] &][{{1, 1}, {0, 1}}]", "{4., 3.}" },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

static void
test_tables (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Table[#[[i]]*i, {i, 3}] &][{1, 2, 3}]", "{1., 4., 9.}" },
    { "FunctionLayer[Table[#, 2] &][3]", "{3., 3.}" },
    { "FunctionLayer[Table[#[[i]], {i, 3, 1, -1}] &][{1, 2, 3}]", "{3., 2., 1.}" },
    { "FunctionLayer[Table[#[[i]], {i, {3, 1}}] &][{1, 2, 3}]", "{3., 1.}" },
    { "FunctionLayer[Table[#[[i]], {i, 2, 3}] &][{1, 2, 3}]", "{2., 3.}" },
    { "FunctionLayer[Table[v + i, {v, {#, 2 #}}, {i, 2}] &][3]", "{{4., 5.}, {7., 8.}}" },
    { "FunctionLayer[With[{n = 2}, Table[#[[n*i - 1]], {i, n}]] &][{1, 2, 3}]", "{1., 3.}" },
    { "FunctionLayer[With[{t = {3, 1}}, #[[t]] + Total[#[[t[[2]] ;; 2]]]] &][{1, 2, 3}]",
      "{6., 4.}" },
    { "FunctionLayer[Table[#[[i]], {i, Floor[5/2]}] &][{1, 2, 3}]", "{1., 2.}" },
    { "FunctionLayer[Table[#[[i]], {i, Length[{7, 8}]}] &][{1, 2, 3}]", "{1., 2.}" },
    { "FunctionLayer[Range[3]*# &][{1, 2, 3}]", "{1., 4., 9.}" },
    { "FunctionLayer[# + Range[5, 1, -2] &][{1, 2, 3}]", "{6., 5., 4.}" },
    { "FunctionLayer[Sum[#[[i]], {i, 3}] &][{1, 2, 3}]", "6." },
    /* x1 x1 + x1 x2 + x2 x2 */
    { "FunctionLayer[Sum[#[[i]]*#[[j]], {i, 2}, {j, i, 2}] &][{1, 2}]", "7." },
    { "FunctionLayer[Product[#[[i]] + i, {i, 3}] &][{1, 2, 3}]", "48." },
    { "FunctionLayer[# + Sum[k, {k, 1, 0}] &][3]", "3." },
    { "FunctionLayer[Sum[#[[i]], {i, 1000}] &][Range[1000]]", "500500." },
    { "FunctionLayer[NestList[2 # &, #, 2] &][{1, 2}]", "{{1., 2.}, {2., 4.}, {4., 8.}}" },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

/* Functions that ElementwiseLayer takes. */
static void
test_formulas (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Clip[#, {0, 1}] &][{-1, 0.5, 3}]", "{0., 0.5, 1.}" },
    { "FunctionLayer[Clip[#, {0, 1}, {7, 8}] &][{-1, 0.5, 3}]", "{7., 0.5, 8.}" },
    { "FunctionLayer[Clip[#, {0, Total[#]}] &][{-1, 5, -2}]", "{0., 2., 0.}" },
    { "FunctionLayer[Piecewise[{{#, # > 0}, {-#, # < -1}}, 5] &][{-2, -0.5, 3}]", "{2., 5., 3.}" },
    { "FunctionLayer[Threshold[#, {\"Soft\", 1}] &][{-2, 0.5, 2}]", "{-1., 0., 1.}" },
    { "FunctionLayer[Boole[0 < # <= 2] &][{-2, 0.5, 2}]", "{0., 1., 1.}" },
    { "FunctionLayer[\"SELU\"[#] &][1]", "1.0507" },
    { "FunctionLayer[\"HardTanh\"[2 #] &][{0.25, 1}]", "{0.5, 1.}" },
    { "FunctionLayer[Composition[Abs, #^3 &][#] &][-2]", "8." },
    { "FunctionLayer[Abs @* (#^3 &)][-2]", "8." },
    { "FunctionLayer[(# - 1 &) /* Abs][-2]", "3." },
    { "FunctionLayer[Map[Total @* Abs, #] &][{{1, -2}, {3, 4}}]", "{3., 7.}" },
    { "FunctionLayer[# Degree/Degree &][2]", "2." },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

static void
test_arguments (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Apply[Subtract]][<|\"1\" -> 5, \"2\" -> 3|>]", "2." },
    { "FunctionLayer[Apply[Dot]][<|\"1\" -> {1, 2}, \"2\" -> {3, 4}|>]", "11." },
    { "FunctionLayer[Apply[Plus]][<|\"1\" -> 1, \"2\" -> 4|>]", "5." },
    { "FunctionLayer[Apply[EuclideanDistance]][<|\"1\" -> {0, 0}, \"2\" -> {3, 4}|>]", "5." },
    { "FunctionLayer[Apply[Subtract, {#, 1}] &][5]", "4." },
    { "FunctionLayer[Plus @@ # &][{1, 2, 3}]", "6." },
    { "FunctionLayer[Times @@ # &][{2, 3, 4}]", "24." },
    { "FunctionLayer[Map[Total]][{{1, 2}, {3, 4}}]", "{3., 7.}" },
    { "FunctionLayer[Map[Map[Total], #] &][{{{1, 2}, {3, 4}}}]", "{{3., 7.}}" },
    { "FunctionLayer[Map[Total, #, {2}] &][{{{1, 2}, {3, 4}}}]", "{{3., 7.}}" },
    { "FunctionLayer[Append[3]][{1, 2}]", "{1., 2., 3.}" },
    { "FunctionLayer[Map[#^2 &, <|\"a\" -> #, \"b\" -> 2 #|>] &][3]",
      "<|\"a\" -> 9., \"b\" -> 36.|>" },
    { "FunctionLayer[MapThread[#1 - #2 &, {#, Reverse[#]}] &][{1, 2, 4}]", "{-3., 0., 3.}" },
    { "FunctionLayer[MapThread[Plus, {{#, 2}, {3, #}}] &][1]", "{4., 3.}" },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

static void
test_folds (void)
{
  static const Case cases[] = {
    { "FunctionLayer[FoldList[Plus, 0, #] &][{1, 2, 3}]", "{0., 1., 3., 6.}" },
    { "FunctionLayer[Fold[2 #1 + #2 &, #] &][{1, 2, 3}]", "11." },
    { "FunctionLayer[FoldList[#1*#2 + #2 &, #] &][{1, 2, 3}]", "{1., 4., 15.}" },
    { "FunctionLayer[Fold[#1 &, 0, #] &][{1, 2, 3}]", "0." },
    { "FunctionLayer[Fold[#2 &, 0, #] &][{1, 2, 3}]", "3." },
    { "FunctionLayer[Fold[#1 + 1 &, 0, #] &][{5, 6, 7}]", "3." },
    { "FunctionLayer[Map[1 &, #] &][{{1, 2}, {3, 4}, {5, 6}}]", "{1., 1., 1.}" },
    { "FunctionLayer[Map[# &, #] &][{1, 2}]", "{1., 2.}" },
    /* a number threads over rows */
    { "FunctionLayer[Fold[#1 + #2 &, 1, #] &][{{1, 2}, {3, 4}}]", "{5., 7.}" },
    { "FunctionLayer[FoldList[#1 + #2 &, 1, #] &][{{1, 2}, {3, 4}}]",
      "{{1., 1.}, {2., 3.}, {5., 7.}}" },
    { "FunctionLayer[Fold[#1*#2 &, {1, 1}, #] &][{{1, 2}, {3, 4}}]", "{3., 8.}" },
    { "FunctionLayer[Fold[Plus, 0, {#, 2 #, 3 #}] &][{1, 2}]", "{6., 12.}" },
    { "FunctionLayer[Accumulate][{{1, 2}, {3, 4}}]", "{{1., 2.}, {4., 6.}}" },
    /* layers of the step are there once, and their arrays too */
    { "FunctionLayer[FoldList[#1 + LinearLayer[2, \"Weights\" -> {{1, 0}, {0, 2}}, \"Biases\" -> "
      "None][#2] &, 0, #] &, \"Input\" -> {2, 2}, \"Output\" -> {3, 2}][{{1, 2}, {3, 4}}]",
      "{{0., 0.}, {1., 4.}, {4., 12.}}" },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

static void
test_arrays (void)
{
  static const Case cases[] = {
    { "FunctionLayer[Tr][{{1, 2}, {3, 4}}]", "5." },
    { "FunctionLayer[Tr][{1, 2, 4}]", "7." },
    { "FunctionLayer[Tr[#, Plus] &][{{7}}]", "7." },
    { "FunctionLayer[Tr[#, List] &][{{1, 2}, {3, 4}}]", "{1., 4.}" },
    { "FunctionLayer[Tr][{{1, 2}, {3, 4}}, NetPortGradient[\"Input\"]]", "{{1., 0.}, {0., 1.}}" },
    { "FunctionLayer[#[[{3, 1}]] &][{1, 2, 3}]", "{3., 1.}" },
    { "FunctionLayer[Ordering[#, 2] &][{5, 7, 1}]", "{3, 1}" },
    { "FunctionLayer[#[[All, {2, 1}]] &][{{1, 2}, {3, 4}}]", "{{2., 1.}, {4., 3.}}" },
    { "FunctionLayer[#[[{2, 1}, {-1}]] &][{{1, 2}, {3, 4}}]", "{{4.}, {2.}}" },
    { "FunctionLayer[{#, 2 #, 3 #}[[{3, 1}]] &][1]", "{3., 1.}" },
    { "FunctionLayer[{#, 2 #, 3 #}[[-2 ;;]] &][1]", "{2., 3.}" },
    { "FunctionLayer[Total[#]/Length[#] &][{1, 2, 3}]", "2." },
    { "FunctionLayer[Length[{#, 1}] + # &][{1, 3}]", "{3., 5.}" },
    { "FunctionLayer[Normalize][{3, 4}]", "{0.6, 0.8}" },
    { "FunctionLayer[Normalize][{0, 0}]", "{0., 0.}" },
    { "FunctionLayer[Take[#, 2] &][{1, 2, 3}]", "{1., 2.}" },
    { "FunctionLayer[Take[#, -1, {1, 3, 2}] &][{{1, 2, 3}, {4, 5, 6}}]", "{{4., 6.}}" },
    { "FunctionLayer[Drop[#, 1] &][{1, 2, 3}]", "{2., 3.}" },
    { "FunctionLayer[Drop[#, -1] &][{1, 2, 3}]", "{1., 2.}" },
    { "FunctionLayer[Drop[#, {2}] &][{1, 2, 3}]", "{1., 3.}" },
    { "FunctionLayer[ConstantArray[#, {2, 1}] &][{1, 2}]", "{{{1., 2.}}, {{1., 2.}}}" },
    { "FunctionLayer[ArrayReshape[#, {2, 2}] &][{1, 2, 3, 4}]", "{{1., 2.}, {3., 4.}}" },
    { "FunctionLayer[Outer[Times, #, {1, 2}] &][{1, 2, 3}]", "{{1., 2.}, {2., 4.}, {3., 6.}}" },
    { "FunctionLayer[Inner[Times, #, #, Plus] &][{1, 2, 3}]", "14." },
  };

  check_values (cases, G_N_ELEMENTS (cases));
}

/* Each message names what was written. */
static void
test_failures (void)
{
  static const struct {
    const char *text, *tag, *says;
  } cases[] = {
    { "FunctionLayer[Function[y, y*#]]", "NetGraph::badarg", "#" },
    { "FunctionLayer[Map[f, #] &]", "NetGraph::badarg", "f[…]" },
    { "FunctionLayer[Map[#2 &, #] &]", "NetGraph::badarg", "#2 cannot" },
    { "FunctionLayer[Map[<|\"a\" -> #|> &, #] &]", "NetGraph::badarg", "several named values" },
    { "FunctionLayer[With[{f = #}, Map[f, #]] &]", "NetGraph::badarg", "f cannot" },
    { "FunctionLayer[SortBy[#, f] &]", "NetGraph::badarg", "SortBy" },
    { "FunctionLayer[Nest[{#} &, #, 20] &]", "NetGraph::badarg", "too many levels" },
    { "FunctionLayer[With[{t = Table[i, {i, 10000}]}, Table[t[[t]], {1000}]] &]",
      "NetGraph::badarg",
      "too many elements" },
    { "FunctionLayer[KroneckerDelta @@ Table[#[[i]], {i, 300}] &]", "NetGraph::limit", "256" },
    { "FunctionLayer[Nest[Tanh, #] &]", "NetGraph::badarg", "so many arguments" },
    { "FunctionLayer[Table[#, {i, Length[#]}] &]", "NetGraph::badarg", "how often" },
    { "FunctionLayer[Table[#, {i, 0}] &]", "NetGraph::badarg", "no elements" },
    { "FunctionLayer[Table[#, {i, 1, 2, 0}] &]", "NetGraph::badarg", "too many" },
    { "FunctionLayer[Table[#, {i, 10^9}] &]", "NetGraph::badarg", "too many" },
    { "FunctionLayer[Table[#, {i, 1, f[x]}] &]", "NetGraph::badarg", "f[x] cannot" },
    { "FunctionLayer[Range[0]*# &]", "NetGraph::badarg", "no elements" },
    { "FunctionLayer[Sum[#, {1, 2}] &]", "NetGraph::badarg", "{1, 2}" },
    { "FunctionLayer[Clip[#, 3] &]", "NetGraph::badarg", "3 cannot" },
    { "FunctionLayer[Tr[#, Max] &]", "NetGraph::badarg", "Max" },
    { "FunctionLayer[Tr][{{1, 2, 3}, {4, 5, 6}}]", "NetGraph::shape", "" },
    { "FunctionLayer[f @@ # &]", "NetGraph::badarg", "how many arguments" },
    { "FunctionLayer[MapThread[Plus, #] &]", "NetGraph::badarg", "a list of arrays" },
    { "FunctionLayer[MapThread[Plus, {{#}, {1, 2}}] &]", "NetGraph::badarg", "one length" },
    { "FunctionLayer[{#, 1}[[{1, 3}]] &]", "NetGraph::badarg", "no such part" },
    { "FunctionLayer[Drop[#, x] &]", "NetGraph::badarg", "x cannot" },
    { "FunctionLayer[Take[#, 0] &]", "NetGraph::badarg", "0 cannot" },
    { "FunctionLayer[Inner[Plus, #, #, Times] &]", "NetGraph::badarg", "Inner" },
    { "FunctionLayer[Outer[Times, #, #] &][{{1, 2}, {3, 4}}]", "NetGraph::reshape", "" },
    { "FunctionLayer[Fold[Plus, #] &][{5}]", "NetGraph::part", "One item" },
  };
  g_autoptr (NgSession) session = ng_session_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (cases[i].text, session, &error);

    if (value != NULL)
      g_error ("%s: no failure", cases[i].text);
    if (strstr (error->message, cases[i].says) == NULL)
      g_error ("%s: %s", cases[i].text, error->message);
    ng_assert_tag (&error, cases[i].tag);
  }
}

/* Functions of nets in nets are refused before they are too many. */
static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new ("#");
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = NULL;

  for (int i = 0; i < NG_MAX_NET_DEPTH + 1; i++) {
    g_string_prepend (text, "Map[");
    g_string_append (text, " &, #]");
  }
  g_string_prepend (text, "FunctionLayer[");
  g_string_append (text, " &]");
  value = evaluate_text (text->str, session, &error);
  g_assert_null (value);
  ng_assert_tag (&error, "NetGraph::limit");
}

/* What a function became reads back from its notation, and is the same net. */
static void
test_notation (void)
{
  static const char *const texts[] = {
    "NetGraph[FunctionLayer[Map[Function[y, y + #[[1]]], #] &], \"Input\" -> {2, 2}]",
    "NetGraph[FunctionLayer[With[{t = Total[#]}, FoldList[#1 + #2/t &, 0, #]] &], \"Input\" -> 2]",
    "NetChain[{FunctionLayer[Map[Function[y, y + #[[1]]], #] &, \"Input\" -> {2, 2}]}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_net_read_text (texts[i], -1, NULL, &error);
    g_autoptr (NgExpr) written = NULL, rewritten = NULL;
    g_autoptr (NgNet) again = NULL;
    g_autofree char *text = NULL;

    g_assert_no_error (error);
    written = ng_net_write (net, TRUE);
    text = ng_print (written, 0);
    again = ng_net_read_text (text, -1, NULL, &error);
    g_assert_no_error (error);
    rewritten = ng_net_write (again, TRUE);
    g_assert_true (ng_expr_equal (written, rewritten));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/function/scope", test_scope);
  g_test_add_func ("/language/function/closures", test_closures);
  g_test_add_func ("/language/function/tables", test_tables);
  g_test_add_func ("/language/function/formulas", test_formulas);
  g_test_add_func ("/language/function/arguments", test_arguments);
  g_test_add_func ("/language/function/folds", test_folds);
  g_test_add_func ("/language/function/arrays", test_arrays);
  g_test_add_func ("/language/function/failures", test_failures);
  g_test_add_func ("/language/function/depth", test_depth);
  g_test_add_func ("/language/function/notation", test_notation);
  return g_test_run ();
}
