#include "core/expr/expr.h"

#include "tests/support/test.h"
#include <string.h>

static const struct {
  const char *text, *value;
} values[] = {
  { "1 + 2*3", "7" },
  { "2^62", "4611686018427387904" },
  { "2^64", "1.8446744073709552*^19" },
  { "9223372036854775807 + 1", "9.223372036854776*^18" },
  { "1/3", "0.3333333333333333" },
  { "6/3", "2" },
  { "784/2/2", "196" },
  { "1/3 + 2/3", "1" },
  { "10^-5", "1.*^-5" },
  { "(2/3)^2 9", "4" },
  { "2 Pi", "6.283185307179586" },
  { "{Pi}", "{3.141592653589793}" },
  { "Sqrt[2]", "1.4142135623730951" },
  { "Sqrt[9/4]", "1.5" },
  { "Sqrt[16]", "4" },
  { "-0", "0" },
  { "-2^2", "-4" },
  { "0^0", "0^0" },
  { "1/0", "1/0" },
  { "Sqrt[-1]", "Sqrt[-1]" },
  { "1.5*2", "3." },
  { "Floor[-7/2]", "-4" },
  { "Mod[-7, 3]", "2" },
  { "Quotient[7, 2]", "3" },
  { "Max[1, 5/2, 2]", "2.5" },
  /* a real is divided, and not multiplied by 1/49. = 0.02040816326530612 */
  { "{Quotient[49., 49.], Mod[49., 49.], 49./49., Divide[49., 49], {49.}/49., 49./{49.}}",
    "{1, 0., 1., 1., {1.}, {1.}}" },
  { "{1./0., Mod[1, 0]}", "{1./0., Mod[1, 0]}" },
  { "{1/{2, 4} + {1, 1}, 1/{{2}}, {1, 2}/{1, 4}}", "{{1.5, 1.25}, {{0.5}}, {1, 0.5}}" },
  { "(-9223372036854775808) (-1)", "9.223372036854776*^18" },
  { "x + 1 + 2", "x + 1 + 2" },
  { "f[1 + 1, \"a\" <> \"b\"]", "f[2, \"ab\"]" },
  { "f @ (1 + 1)", "f[2]" },
  { "(#^2 &)[3]", "9" },
  { "(#2 - #1 &) @@ {1, 5}", "4" },
  { "({##} &)[1, 2, 3]", "{1, 2, 3}" },
  { "{({##2} &)[1], ({##2} &)[1, 2, 3], ({##3} &)[1], {(## &)[1, 2]}, {(##2 &)[1]}}",
    "{{}, {2, 3}, {}, {1, 2}, {}}" },
  { "{(a -> f[##] &)[1, 2], (# -> #2 -> # &)[1, 2]}", "{a -> f[1, 2], 1 -> 2 -> 1}" },
  { "Function[{a, b}, a b][2, 3]", "6" },
  /* slots belong to the next function around them that has no names for what it takes */
  { "(Map[x |-> x + #, {1, 2}] &)[10]", "{11, 12}" },
  { "(Map[Function[{x}, {x, #2}], {1, 2}] &)[10, 20]", "{{1, 20}, {2, 20}}" },
  { "(Map[# + 1 &, {#}] &)[10]", "{11}" },
  { "(x |-> x + y)[2]", "2 + y" },
  { "#^2 + 1 + 1 &", "#^2 + 1 + 1 &" },
  { "Table[i^2, {i, 4}]", "{1, 4, 9, 16}" },
  { "Table[i - j, {i, 2}, {j, i}]", "{{0}, {1, 0}}" },
  { "Table[0, {2}, {3}]", "{{0, 0, 0}, {0, 0, 0}}" },
  { "Table[i, {i, 0, 1, 1/4}]", "{0., 0.25, 0.5, 0.75, 1.}" },
  { "Table[i, {i, 5, 1, -2}]", "{5, 3, 1}" },
  { "Table[f[i], {i, {a, b}}]", "{f[a], f[b]}" },
  { "Table[LinearLayer[n], {n, {4, 2}}]", "{LinearLayer[4], LinearLayer[2]}" },
  { "Table[x, {3, y}]", "Table[x, {3, y}]" },
  { "Range[4]", "{1, 2, 3, 4}" },
  { "Range[2, 6, 2]", "{2, 4, 6}" },
  { "Range[0, 1, 0.5]", "{0., 0.5, 1.}" },
  { "Range[0]", "{}" },
  { "Range[9223372036854775805, 9223372036854775807]",
    "{9223372036854775805, 9223372036854775806, 9223372036854775807}" },
  { "Range[-9223372036854775807, 9223372036854775807, 9223372036854775807]",
    "{-9223372036854775807, 0, 9223372036854775807}" },
  { "Table[i, {i, 9223372036854775807, 9.3*^18, 2}]", "{9223372036854775807}" },
  { "Range[2, -9223372036854775808, -9223372036854775808]", "{2, -9223372036854775806}" },
  { "Range[9007199254740993, 9007199254740994]", "{9007199254740993, 9007199254740994}" },
  { "Range[3.5]", "{1, 2, 3}" },
  { "Range[3, 1/2, -1]", "{3, 2, 1}" },
  { "Range[1, 0.7 + 0.1 + 0.2 + 2]", "{1, 2, 3}" },
  { "Range[3, 1]", "{}" },
  { "Range[1, 3, 0]", "Range[1, 3, 0]" },
  { "Block[{Set[]}, 1]", "Block[{Set[]}, 1]" },
  { "With[{Set[a]}, a]", "With[{Set[a]}, a]" },
  { "Module[{Set[a, 1, 2]}, a]", "Module[{Set[a, 1, 2]}, a]" },
  { "ConstantArray[0, {2, 2}]", "{{0, 0}, {0, 0}}" },
  { "ConstantArray[x, 2]", "{x, x}" },
  { "Join[{1}, {2, 3}]", "{1, 2, 3}" },
  { "Join[<|\"a\" -> 1|>, <|\"b\" -> 2|>]", "<|\"a\" -> 1, \"b\" -> 2|>" },
  { "Flatten[{1, {2, {3}}}]", "{1, 2, 3}" },
  { "Flatten[{1, {2, {3}}}, 1]", "{1, 2, {3}}" },
  { "Prepend[{1}, 0]", "{0, 1}" },
  { "Append[{1}, 2]", "{1, 2}" },
  { "ToString[12] <> \"a\"", "\"12a\"" },
  { "ToUpperCase[\"net é1\"]", "\"NET É1\"" },
  { "ToLowerCase[{\"A\", {\"Bc\"}}]", "{\"a\", {\"bc\"}}" },
  { "ToUpperCase /@ {\"a\", 1}", "{\"A\", ToUpperCase[1]}" },
  { "Thread[{1, 2} -> 3]", "{1 -> 3, 2 -> 3}" },
  { "f /@ {1, 2}", "{f[1], f[2]}" },
  { "(# + 1 &) /@ <|\"a\" -> 1|>", "<|\"a\" -> 2|>" },
  { "{1, Sequence[2, 3], Nothing, 4}", "{1, 2, 3, 4}" },
  { "f[Sequence[]]", "f[]" },
  { "f[Nothing]", "f[Nothing]" },
  { "If[True, 1, 2]", "1" },
  { "If[False, 1, 2]", "2" },
  { "If[x, 1 + 1, 2]", "If[x, 1 + 1, 2]" },
  { "With[{n = 3}, {n, n^2}]", "{3, 9}" },
  { "Block[{a = 1, b = 2}, a/b]", "0.5" },
  { "With[{n = 6}, n/3]", "2" },
  { "Module[{n = 2}, # n &]", "#*2 &" },
  /* one after the other: the last one is the value, and names of a scope may be given others */
  { "(1; 2)", "2" },
  { "{f[1; 2 + 1], {3;}}", "{f[3], {Null}}" },
  { "Module[{a = 1, b}, b = a + 1; a = b + 1; {a, b, b^2}]", "{3, 2, 4}" },
  { "Block[{x = 1}, Module[{y}, x = 5; y = 2]; x]", "5" },
  { "Table[Module[{s = i}, s = s + 1; s], {i, 3}]", "{2, 3, 4}" },
  { "Function[x, Module[{y}, y = x; y + 1]][4]", "5" },
  { "With[{n = 2},\n  n;\n  n + 1\n]", "3" },
  { "With[{n = 2}, Function[n, n + 1]]", "Function[n, n + 1]" },
  /* what binds a name in a body hides it from the outside, in values of names too */
  { "With[{n = 2}, Function[k, Function[n, n k][3]]]", "Function[k, Function[n, n*k][3]]" },
  { "With[{n = 2}, Function[k, Function[{j, n}, n]]]", "Function[k, Function[{j, n}, n]]" },
  { "With[{n = 2, i = 5}, Function[k, Table[n i k, {i, n}]]][1]", "{2, 4}" },
  { "With[{i = 3}, Function[k, Table[{i, j}, {i, i}, {j, i}]]][0]",
    "{{{1, 1}}, {{2, 1}, {2, 2}}, {{3, 1}, {3, 2}, {3, 3}}}" },
  { "With[{n = 2, m = 7}, Function[k, With[{n = n + 1, m}, {k, n, m}]]][0]", "{0, 3, m}" },
  { "With[{f = Function[i, Table[10 i + j, {j, 2}]]}, Table[f[j], {j, 2}]]",
    "{{11, 12}, {21, 22}}" },
  { "1 -> 1 + 1 -> \"a\" <> \"b\"", "1 -> 2 -> \"ab\"" },
  { "known + 1", "43" },
  { "known/6", "7" },
  { "# + known &", "# + 42 &" },
  { "Length[{1, {2, 3}}]", "2" },
  { "Length[<|\"a\" -> 1|>]", "1" },
  { "{First[{4, 5, 6}], Last[{4, 5, 6}]}", "{4, 6}" },
  { "First[<|\"a\" -> 7|>]", "7" },
  { "First[{}]", "First[{}]" },
  { "{Rest[{4, 5, 6}], Most[{4, 5, 6}]}", "{{5, 6}, {4, 5}}" },
  { "Rest[{}]", "Rest[{}]" },
  { "Reverse[{1, 2, 3}]", "{3, 2, 1}" },
  { "Dimensions[{{1, 2, 3}, {4, 5, 6}}]", "{2, 3}" },
  { "Dimensions[{{1, 2}, {3}}]", "{2}" },
  { "Dimensions[{{{1}, {2}}, {{3}, 4}}]", "{2, 2}" },
  { "Dimensions[{{}, {}}]", "{2, 0}" },
  { "Dimensions[3]", "{}" },
  { "Dimensions[ConstantArray[0, {200, 200, 200}]]", "{200, 200, 200}" },
  { "Total[{1, 2, 3.5}]", "6.5" },
  { "Total[{{1, 2}, {3, 4}}]", "{4, 6}" },
  { "Total[{}]", "0" },
  { "Total[<|\"a\" -> 1, \"b\" -> 2|>]", "3" },
  { "Mean[{1, 2, 3, 4}]", "2.5" },
  { "Mean[{{1, 2}, {3, 6}}]", "{2, 4}" },
  { "{Max[{1, {5, 2}}, 3], Min[{1, {-5, 2}}]}", "{5, -5}" },
  { "Sort[{3, 1.5, \"b\", 2, \"a\"}]", "{1.5, 2, 3, \"a\", \"b\"}" },
  { "Transpose[{{1, 2, 3}, {4, 5, 6}}]", "{{1, 4}, {2, 5}, {3, 6}}" },
  { "Transpose[{{1, 2}, {3}}]", "Transpose[{{1, 2}, {3}}]" },
  { "Select[{1, 5, 2, 7}, # > 2 &]", "{5, 7}" },
  { "Select[<|\"a\" -> 1, \"b\" -> 3|>, # > 2 &]", "<|\"b\" -> 3|>" },
  { "{1 < 2 < 3, 1 <= 1, 2 > 2, 2 >= 2, 1 == 1., 1 != 1}",
    "{True, True, False, True, True, False}" },
  { "x == 1", "x == 1" },
  /* each two differ; of the other comparisons neighbours stand as they say */
  { "{1 != 2 != 1, 1 != 2 != 3, 1 < 3 < 2, 1 == 1 == 2}", "{False, True, False, False}" },
  /* integers are compared exactly, with reals too; 2^53 + 1 is no double */
  { "{9007199254740992 == 9007199254740993, 9007199254740992 < 9007199254740993,"
    " 9007199254740992 != 9007199254740993}",
    "{False, True, True}" },
  { "{Max[9007199254740992, 9007199254740993], Min[9007199254740993, 9007199254740992.]}",
    "{9007199254740993, 9007199254740992.}" },
  { "Sort[{9007199254740993, 9007199254740992, 9.007199254740994*^15, -1.5, -1}]",
    "{-1.5, -1, 9007199254740992, 9007199254740993, 9007199254740994.}" },
  /* 2^-46 is what the last 7 of 53 bits make of 1 */
  { "{0.1 + 0.2 == 0.3, 0.1 + 0.2 > 0.3, 0.1 + 0.2 <= 0.3, 1 == 1 + 2.^-46, 1 == 1 + 2.^-45,"
    " 1 < 1 + 2.^-45, 1 == 1.0000001}",
    "{True, False, True, True, False, True, False}" },
  { "If[3 > 2 && !False, 1, 2]", "1" },
  { "{True || False, True && False}", "{True, False}" },
  { "Lookup[<|\"a\" -> 1|>, \"a\"]", "1" },
  { "Lookup[<|\"a\" -> 1|>, \"b\", 0]", "0" },
  { "<|\"a\" -> {1, 2}|>[\"a\"]", "{1, 2}" },
  { "<|\"a\" -> 1|>[\"b\"]", "Missing[\"KeyAbsent\", \"b\"]" },
  { "{1, 2} + 1", "{2, 3}" },
  { "2*{1, 2} + {10, 20}", "{12, 24}" },
  { "-{1, 2}", "{-1, -2}" },
  { "{1, 2}/4", "{0.25, 0.5}" },
  { "1/{1, 2}", "{1, 0.5}" },
  { "{1, 2} + {1, 2, 3}", "{1, 2} + {1, 2, 3}" },
  { "{{1, 2}, {3, 4}}^2", "{{1, 4}, {9, 16}}" },
  { "Round[{1.2, 2.7}]", "{1, 3}" },
  { "N[{1, 1/4}]", "{1., 0.25}" },
  { "N[Pi]", "3.141592653589793" },
  { "Tanh[{0, x}]", "{0., Tanh[x]}" },
  /* parts */
  { "{4, 5, 6}[[{3, 1}]]", "{6, 4}" },
  { "{{1, 2}, {3, 4}}[[All, 1]]", "{1, 3}" },
  { "{{1, 2, 3}, {4, 5, 6}}[[-1, 2 ;;]]", "{5, 6}" },
  { "{1, 2, 3, 4}[[-1 ;; 1 ;; -2]]", "{4, 2}" },
  { "<|\"a\" -> {1, 2}, \"b\" -> {3, 4}|>[[All, 2]]", "<|\"a\" -> 2, \"b\" -> 4|>" },
  { "<|\"a\" -> {1, 2}|>[[\"a\", -1]]", "2" },
  { "{1, 2}[[n]]", "{1, 2}[[n]]" },
  { "{Take[{1, 2, 3}, 2], Take[{1, 2, 3}, -2], Take[{1, 2, 3}, {2}], Take[{1, 2, 3}, 0]}",
    "{{1, 2}, {2, 3}, {2}, {}}" },
  { "{Drop[{1, 2, 3}, 1], Drop[{1, 2, 3}, -1], Drop[{1, 2, 3, 4}, {1, 3, 2}]}",
    "{{2, 3}, {1, 2}, {2, 4}}" },
  { "{Partition[{1, 2, 3, 4, 5}, 2], Partition[{1, 2, 3}, 2, 1], Partition[{1}, 2]}",
    "{{{1, 2}, {3, 4}}, {{1, 2}, {2, 3}}, {}}" },
  { "{Keys[<|\"a\" -> 1|>], Values[{\"a\" -> 1, \"b\" -> 2}]}", "{{\"a\"}, {1, 2}}" },
  /* functions of functions */
  { "Composition[Sqrt, Total][{4, 5}]", "3" },
  { "(Total /* Sqrt)[{4, 5}]", "3" },
  { "Composition[][x]", "x" },
  { "Composition[f, g][x, y]", "f[g[x, y]]" },
  { "{Map[# + 1 &][{1, 2}], Select[# > 1 &][{1, 2}], Fold[Plus][0, {1, 2}], Append[3][{1}]}",
    "{{2, 3}, {2}, 3, {1, 3}}" },
  { "{Fold[f, x, {a, b}], Fold[f, {a, b}], Fold[f, x, {}]}", "{f[f[x, a], b], f[a, b], x}" },
  { "{FoldList[Plus, 0, {1, 2}], FoldList[Plus, {1, 2, 3}], FoldList[f, {}]}",
    "{{0, 1, 3}, {1, 3, 6}, {}}" },
  { "{Nest[f, x, 2], NestList[2 # &, 1, 3], Nest[f, x, 0]}", "{f[f[x]], {1, 2, 4, 8}, x}" },
  { "MapThread[f, {{1, 2}, {3, 4}}]", "{f[1, 3], f[2, 4]}" },
  { "Identity[{1}]", "{1}" },
  /* vectors */
  { "{1, 2, 3} . {4, 5, 6}", "32" },
  { "{{1, 2}, {3, 4}} . {1, 10}", "{21, 43}" },
  { "{1, 10} . {{1, 2}, {3, 4}}", "{31, 42}" },
  { "{{1, 2}, {3, 4}} . {{0, 1}, {1, 0}} . {1, 1}", "{3, 7}" },
  { "{1, 2} . {1, 2, 3}", "{1, 2} . {1, 2, 3}" },
  { "{Norm[{3, 4}], Normalize[{3, 4}], Normalize[{0, 0}]}", "{5, {0.6, 0.8}, {0, 0}}" },
  { "{Variance[{1, 2, 3, 4, 10}], StandardDeviation[{2, 4, 6}]}", "{12.5, 2}" },
  { "{Median[{7, 1, 3}], Median[{4, 1, 3, 2}]}", "{3, 2.5}" },
  { "{Accumulate[{1, 2, 3}], Differences[{1, 4, 9}]}", "{{1, 3, 6}, {3, 5}}" },
  { "{EuclideanDistance[{0, 0}, {3, 4}], SquaredEuclideanDistance[{0, 0}, {3, 4}],"
    " ManhattanDistance[{1, 2}, {4, 0}], CosineDistance[{1, 0}, {0, 2}]}",
    "{5, 25, 5, 1}" },
  { "EuclideanDistance[{1, 2}, {1}]", "EuclideanDistance[{1, 2}, {1}]" },
  { "Boole[2 > 1] + Boole[False]", "1" },
};

static void
test_values (void)
{
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ng_expr_unref);

  g_hash_table_insert (names, (gpointer) "known", ng_expr_new_integer (42, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = ng_parse_one (values[i].text, -1, NULL, &error);
    g_autoptr (NgExpr) value = NULL;
    g_autofree char *printed = NULL;

    g_assert_no_error (error);
    value = ng_expr_evaluate (expr, names, &error);
    g_assert_no_error (error);
    printed = ng_print (value, 0);
    if (strcmp (printed, values[i].value) != 0)
      g_error ("%s is %s, not %s", values[i].text, printed, values[i].value);
  }
}

/* Texts that would take forever, or all memory, or the whole stack, or what is not there. */
static const struct {
  const char *text, *tag;
} greedy[] = {
  { "Range[10^12]", "Syntax::steps" },
  { "Table[i, {i, 10^5}, {j, 10^5}]", "Syntax::steps" },
  { "ConstantArray[0, {10^6, 10^6}]", "Syntax::size" },
  { "ConstantArray[0, 10^15]", "Syntax::size" },
  { "Nest = Function[f, f[f]]; Nest[Nest]", "Syntax::depth" },
  { "(#[#] &)[#[#] &]", "Syntax::depth" },
  { "Flatten[ConstantArray[ConstantArray[0, 4000000], 4000000]]", "Syntax::size" },
  { "Table[ConstantArray[0, 10^6], {1000}]", "Syntax::size" },
  { "Nest[Range[10^6] &, 0, 100]", "Syntax::steps" },
  { "Nest[{#, #} &, 0, 60]", "Syntax::size" },
  { "Nest[f, 0, 10^4]", "Syntax::depth" },
  /* what is looked at, written, spread out or given by the hook, and not made step by step */
  { "(Table[#, {10^6}] &)[Range[10^6]]", "Syntax::size" },
  { "With[{r = ConstantArray[0, 2*10^7]}, f @@ r]", "Syntax::size" },
  { "ToString[ConstantArray[0, {6000, 6000}]]", "Syntax::size" },
  { "With[{s = Nest[# <> # &, \"0123456789abcdef\", 16]}, ToString[ConstantArray[s, 10^5]]]",
    "Syntax::size" },
  { "Thread[f @@ ConstantArray[ConstantArray[0, 3000], 3000]]", "Syntax::steps" },
  { "With[{a = Association @@ Table[i -> i, {i, 10^5}]}, a[Range[10^4]]]", "Syntax::steps" },
  { "With[{a = Association @@ Table[i -> i, {i, 10^5}]}, Lookup[a, Range[10^4]]]",
    "Syntax::steps" },
  { "Max[ConstantArray[{}, {3000, 3000}]]", "Syntax::steps" },
  { "Table[given[], {10^6}]", "Syntax::size" },
  { "{1, 2}[[3]]", "Eval::part" },
  { "{1, 2}[[{1, 3}]]", "Eval::part" },
  { "{1, 2}[[0]]", "Eval::part" },
  { "{1, 2}[[-3]]", "Eval::part" },
  { "{1, 2}[[\"a\"]]", "Eval::part" },
  { "{1, 2}[[1, 1]]", "Eval::part" },
  { "<|\"a\" -> 1|>[[\"b\"]]", "Eval::part" },
  { "Take[{1, 2}, 3]", "Eval::part" },
  { "Drop[{}, 1]", "Eval::part" },
};

/* given[] is a large list. */
static NgExpr *
define_cb (NgExpr *call, gpointer names, GError **error)
{
  if (ng_expr_is_call (call, "given")) {
    g_autoptr (NgExpr) list = ng_parse_one ("ConstantArray[0, {1000, 1000}]", -1, NULL, NULL);

    return ng_expr_evaluate (list, NULL, error);
  }
  if (!ng_expr_is_call (call, "Set"))
    return NULL;
  g_hash_table_insert (
      names, (gpointer) ng_expr_text (ng_expr_arg (call, 0)), ng_expr_ref (ng_expr_arg (call, 1)));
  return ng_expr_ref (ng_expr_arg (call, 1));
}

static void
test_limits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (greedy); i++) {
    g_autoptr (GHashTable) names =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ng_expr_unref);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) program = ng_parse (greedy[i].text, -1, NULL, &error);

    g_assert_no_error (error);
    for (gsize k = 0; k < program->len && error == NULL; k++) {
      g_autoptr (NgExpr) value =
          ng_expr_evaluate_with (program->pdata[k], names, define_cb, names, NULL, &error);

      g_assert_true ((value == NULL) == (error != NULL));
    }
    ng_assert_tag (&error, greedy[i].tag);
  }
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgExpr) expr = ng_parse_one ("Range[3]", -1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_expr_evaluate_with (expr, NULL, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A chain of rules longer than any stack, as it stands and in the body of a function. */
static void
test_chain (void)
{
  static const struct {
    const char *before, *first, *after, *value;
  } chains[] = {
    { "", "1 + 1", "", "2" },
    { "(", "#", " &)[2]", "2" },
    { "With[{x = x, n = 2}, k |-> (", "n", ")][0]", "2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (chains); i++) {
    g_autoptr (GString) links = g_string_new (NULL);
    g_autofree char *text = NULL, *wanted = NULL;
    g_autoptr (NgExpr) expr = NULL, value = NULL, expected = NULL;
    g_autoptr (GError) error = NULL;

    for (int k = 0; k < 100000; k++)
      g_string_append (links, " -> x");
    text = g_strconcat (chains[i].before, chains[i].first, links->str, chains[i].after, NULL);
    wanted = g_strconcat (chains[i].value, links->str, NULL);
    expr = ng_parse_one (text, -1, NULL, &error);
    g_assert_no_error (error);
    value = ng_expr_evaluate (expr, NULL, &error);
    g_assert_no_error (error);
    expected = ng_parse_one (wanted, -1, NULL, NULL);
    g_assert_true (ng_expr_equal (value, expected));
  }
}

static NgExpr *
repeat (NgExpr *item, gsize n)
{
  g_autofree NgExpr **items = g_new (NgExpr *, n);

  for (gsize i = 0; i < n; i++)
    items[i] = ng_expr_ref (item);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, n, NULL);
}

/* More lists of numbers than calls that an evaluation may look at: they stay as they are. */
static void
test_arrays (void)
{
  g_autoptr (NgExpr) row = ng_parse_one ("{1, -2.5}", -1, NULL, NULL);
  g_autoptr (NgExpr) page = repeat (row, 4096);
  g_autoptr (NgExpr) book = repeat (page, 5000);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = ng_expr_evaluate (book, NULL, &error);
  g_autoptr (NgExpr) names = ng_parse_one ("{1, {2, x}}", -1, NULL, NULL);

  g_assert_no_error (error);
  g_assert_true (value == book);
  g_assert_true (ng_expr_is_array (book));
  g_assert_false (ng_expr_is_array (names));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/expr/evaluate/values", test_values);
  g_test_add_func ("/expr/evaluate/limits", test_limits);
  g_test_add_func ("/expr/evaluate/cancel", test_cancel);
  g_test_add_func ("/expr/evaluate/chain", test_chain);
  g_test_add_func ("/expr/evaluate/arrays", test_arrays);
  return g_test_run ();
}
