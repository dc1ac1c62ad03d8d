#include "core/expr/expr.h"

#include "tests/support/test.h"
#include <string.h>

/* Notation, and what it is in full form: every operator spelled as a call. */
static const struct {
  const char *text;
  const char *full;
} readings[] = {
  { "12", "12" },
  { "-12", "-12" },
  { "- 12", "-12" },
  { "+12", "12" },
  { "-9223372036854775808", "-9223372036854775808" },
  { "16^^ff", "255" },
  { "2^^1010", "10" },
  { "36^^Zz", "1295" },
  { "1.5", "1.5" },
  { "1.", "1." },
  { ".5", "0.5" },
  { "1.5*^-5", "1.5*^-5" },
  { "1*^-5", "1.*^-5" },
  { "1*^3", "1000" },
  { "1.*^3", "1000." },
  { "2`", "2." },
  { "2.5`20", "2.5" },
  { "3.``10", "3." },
  { "3.``-10.5*^2", "300." },
  { "x", "x" },
  { "$a1", "$a1" },
  { "System`Plus", "Plus" },
  { "NeuralNetworks`Foo", "NeuralNetworks`Foo" },
  { "größe", "größe" },
  { "\"a\\\"b\\\\c\\n\\t\\:00e9\\.41\\|01f600\\[Alpha]\"", "\"a\\\"b\\\\c\\n\\téA😀α\"" },
  { "\"a\\\nb\"", "\"ab\"" },
  { "\"a\nb\"", "\"a\\nb\"" },
  { "#", "Slot[1]" },
  { "#2", "Slot[2]" },
  { "#name", "Slot[\"name\"]" },
  { "#\"any name\"", "Slot[\"any name\"]" },
  { "##", "SlotSequence[1]" },
  { "##2", "SlotSequence[2]" },
  { "{}", "List[]" },
  { "{1, {2}}", "List[1, List[2]]" },
  { "<||>", "Association[]" },
  { "<|\"a\" -> 1, b :> 2|>", "Association[Rule[\"a\", 1], RuleDelayed[b, 2]]" },
  { "f[]", "f[]" },
  { "f[x][y]", "f[x][y]" },
  { "f[g[x]]", "f[g[x]]" },
  { "e[[i, j]]", "Part[e, i, j]" },
  { "e[[f[1]]]", "Part[e, f[1]]" },
  { "e[[a[[1]]]]", "Part[e, Part[a, 1]]" },
  { "e[[1] ]", "Part[e, 1]" },
  { "f[ {1}[[1]]]", "f[Part[List[1], 1]]" },
  { "f @ g @ x", "f[g[x]]" },
  { "x // f // g", "g[f[x]]" },
  { "f /@ x", "Map[f, x]" },
  { "f @@ x", "Apply[f, x]" },
  { "f @* g @* h", "Composition[f, g, h]" },
  { "f @* g @ x", "Composition[f, g][x]" },
  { "f /* g /@ x", "Map[RightComposition[f, g], x]" },
  { "\"a\" <> \"b\" <> \"c\"", "StringJoin[\"a\", \"b\", \"c\"]" },
  { "a^b^c", "Power[a, Power[b, c]]" },
  { "10^-5", "Power[10, -5]" },
  { "a^-b^c", "Power[a, Times[-1, Power[b, c]]]" },
  { "-#^2", "Times[-1, Power[Slot[1], 2]]" },
  { "-2^2", "Times[-1, Power[2, 2]]" },
  { "(-2)^2", "Power[-2, 2]" },
  { "-(2)", "Times[-1, 2]" },
  { "a . b . c", "Dot[a, b, c]" },
  { "a/b/c", "Times[a, Power[b, -1], Power[c, -1]]" },
  { "#/.5 &", "Function[Times[Slot[1], Power[0.5, -1]]]" },
  { "x /. a -> b", "ReplaceAll[x, Rule[a, b]]" },
  { "2 #", "Times[2, Slot[1]]" },
  { "#1 #2", "Times[Slot[1], Slot[2]]" },
  { "2(x+1)", "Times[2, Plus[x, 1]]" },
  { "2 #/3", "Times[2, Times[Slot[1], Power[3, -1]]]" },
  { "a*b c", "Times[a, b, c]" },
  { "1 2", "Times[1, 2]" },
  { "a + b + c", "Plus[a, b, c]" },
  { "a - b", "Plus[a, Times[-1, b]]" },
  { "a -b", "Plus[a, Times[-1, b]]" },
  { "a - 1 + c", "Plus[a, -1, c]" },
  { "(a + b) + c", "Plus[Plus[a, b], c]" },
  { "2;;3", "Span[2, 3]" },
  { ";;", "Span[1, All]" },
  { "4;;", "Span[4, All]" },
  { ";;-2", "Span[1, -2]" },
  { "1;;-1;;2", "Span[1, -1, 2]" },
  { ";;;;2", "Span[1, All, 2]" },
  { "{;;, 2;;}", "List[Span[1, All], Span[2, All]]" },
  { "a[[;;]]", "Part[a, Span[1, All]]" },
  { ";; -> 3", "Rule[Span[1, All], 3]" },
  { "a < b < c", "Less[a, b, c]" },
  { "a < b <= c", "Inequality[a, Less, b, LessEqual, c]" },
  { "a == b", "Equal[a, b]" },
  { "a =!= b", "UnsameQ[a, b]" },
  { "!a && b || c", "Or[And[Not[a], b], c]" },
  { "a <-> b", "TwoWayRule[a, b]" },
  { "a -> b -> c", "Rule[a, Rule[b, c]]" },
  { "a :> b -> c", "RuleDelayed[a, Rule[b, c]]" },
  { "# + 1 &", "Function[Plus[Slot[1], 1]]" },
  { "# & [3]", "Function[Slot[1]][3]" },
  { "x |-> x^2", "Function[x, Power[x, 2]]" },
  { "{a, b} |-> a b", "Function[List[a, b], Times[a, b]]" },
  { "a = b = 3", "Set[a, Set[b, 3]]" },
  { "x_", "Pattern[x, Blank[]]" },
  { "_", "Blank[]" },
  { "_Integer", "Blank[Integer]" },
  { "f[x_, _]", "f[Pattern[x, Blank[]], Blank[]]" },
  { "a → b", "Rule[a, b]" },
  { "a \xEF\x94\xA2 b", "Rule[a, b]" },
  { "a ⧴ b", "RuleDelayed[a, b]" },
  { "a ↔ b", "TwoWayRule[a, b]" },
  { "\xEF\x84\x93 a → 1 \xEF\x84\x94", "Association[Rule[a, 1]]" },
  { "a × b", "Times[a, b]" },
  { "−3", "-3" },
  { "∞", "Infinity" },
  { "π", "Pi" },
  { "2 π", "Times[2, Pi]" },
  { "a \\[Rule] b", "Rule[a, b]" },
  { "\\[LeftAssociation]a \\[Rule] \\[Pi]\\[RightAssociation]", "Association[Rule[a, Pi]]" },
  { "(* a (* b *) c *) 1", "1" },
  { "f[(* x *)]", "f[]" },
  { "{1,\n2}", "List[1, 2]" },
  { "f[a\n+ b]", "f[Plus[a, b]]" },
  { "a +\nb", "Plus[a, b]" },
  { "a \\\n+ b", "Plus[a, b]" },
  { "a\xC2\xA0+\fb\r", "Plus[a, b]" },
};

/* Full form: no operators, so a slip in printing cannot hide a slip in reading. */
static void
append_full (GString *text, const NgExpr *expr)
{
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL) {
    g_autofree char *leaf = ng_print (expr, 0);

    g_string_append (text, leaf);
    return;
  }
  append_full (text, ng_expr_head (expr));
  g_string_append_c (text, '[');
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    if (i > 0)
      g_string_append (text, ", ");
    append_full (text, ng_expr_arg (expr, i));
  }
  g_string_append_c (text, ']');
}

static void
test_readings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (readings); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = ng_parse_one (readings[i].text, -1, NULL, &error);
    g_autoptr (GString) full = g_string_new (NULL);

    if (expr == NULL)
      g_error ("%s: %s", readings[i].text, error->message);
    append_full (full, expr);
    if (strcmp (full->str, readings[i].full) != 0)
      g_error ("%s is %s, not %s", readings[i].text, full->str, readings[i].full);
  }
}

static const struct {
  const char *text;
  const char *tag;
  int line, column;
} errors[] = {
  { "LinearLayer[3", "Syntax::unclosed", 1, 12 },
  { "{1, f[2, 3", "Syntax::unclosed", 1, 6 },
  { "{1, f[2], 3", "Syntax::unclosed", 1, 1 },
  { "x\n  (a + b", "Syntax::unclosed", 2, 3 },
  { "<|\"a\" -> 1", "Syntax::unclosed", 1, 1 },
  { "a[[1]", "Syntax::unclosed", 1, 2 },
  { "a[[1", "Syntax::unclosed", 1, 2 },
  { "f[a +", "Syntax::unclosed", 1, 2 },
  { "f[a,", "Syntax::unclosed", 1, 2 },
  { "f[1}", "Syntax::bracket", 1, 4 },
  { "{f[1, 2}", "Syntax::bracket", 1, 8 },
  { "f[x]]", "Syntax::bracket", 1, 5 },
  { "}", "Syntax::bracket", 1, 1 },
  { "{1, 2|>", "Syntax::bracket", 1, 6 },
  { "a[[1}", "Syntax::bracket", 1, 5 },
  { "a[[1]}", "Syntax::bracket", 1, 6 },
  { "(1]", "Syntax::bracket", 1, 3 },
  { "{1, 2)\n}", "Syntax::bracket", 1, 6 },
  { "{1 + ]", "Syntax::bracket", 1, 6 },
  { "{a,,b}", "Syntax::comma", 1, 4 },
  { "{,a}", "Syntax::comma", 1, 2 },
  { "{a,}", "Syntax::comma", 1, 4 },
  { "f[a,\n\n]", "Syntax::comma", 3, 1 },
  { "f[,]", "Syntax::comma", 1, 3 },
  { "<|\"a\" -> 1,|>", "Syntax::comma", 1, 12 },
  { "e[[1,]]", "Syntax::comma", 1, 6 },
  { ", 1", "Syntax::comma", 1, 1 },
  { "(,1)", "Syntax::comma", 1, 2 },
  { "* 3", "Syntax::unexpected", 1, 1 },
  { "1 + * 3", "Syntax::unexpected", 1, 5 },
  { "{1 + }", "Syntax::unexpected", 1, 6 },
  { "{1 -> , 2}", "Syntax::unexpected", 1, 7 },
  { "{-> 1}", "Syntax::unexpected", 1, 2 },
  { "\"a\" \"b\"", "Syntax::unexpected", 1, 5 },
  { "2 \"b\"", "Syntax::unexpected", 1, 3 },
  { "{1} {2}", "Syntax::unexpected", 1, 5 },
  { "{1} x", "Syntax::unexpected", 1, 5 },
  { "f[x] {2}", "Syntax::unexpected", 1, 6 },
  { "<||> <||>", "Syntax::unexpected", 1, 6 },
  { "f[# & \"a\" -> 3]", "Syntax::unexpected", 1, 7 },
  { "# & 3", "Syntax::unexpected", 1, 5 },
  { "()", "Syntax::unexpected", 1, 2 },
  { "(1, 2)", "Syntax::unexpected", 1, 3 },
  { "1, 2", "Syntax::unexpected", 1, 2 },
  { "e[[]]", "Syntax::unexpected", 1, 4 },
  { "f[ [1]]", "Syntax::unexpected", 1, 4 },
  { "[1]", "Syntax::unexpected", 1, 1 },
  { "f\n[1]", "Syntax::unexpected", 2, 1 },
  { "{; b}", "Syntax::unexpected", 1, 2 },
  { "f[a, ; b]", "Syntax::unexpected", 1, 6 },
  { "(a; ; b)", "Syntax::unexpected", 1, 5 },
  { "(;)", "Syntax::unexpected", 1, 2 },
  { "; a", "Syntax::unexpected", 1, 1 },
  { "a <-> b <-> c", "Syntax::unexpected", 1, 9 },
  { "1;;2;;3;;4", "Syntax::unexpected", 1, 8 },
  { "1*^x", "Syntax::unexpected", 1, 3 },
  { "a /. ", "Syntax::incomplete", 1, 6 },
  { "1 +", "Syntax::incomplete", 1, 4 },
  { "1 +\n", "Syntax::incomplete", 2, 1 },
  { "-", "Syntax::incomplete", 1, 2 },
  { "a -> (* b *)", "Syntax::incomplete", 1, 13 },
  { "<|a|>", "Syntax::assoc", 1, 1 },
  { "{1, <|\"a\" -> 1, 2|>}", "Syntax::assoc", 1, 5 },
  { "<|1, \"a\" -> 2|>", "Syntax::assoc", 1, 1 },
  { "<|\"a\" -> # &|>", "Syntax::assoc", 1, 1 },
  { "f[\"abc", "Syntax::string", 1, 3 },
  { "\"", "Syntax::string", 1, 1 },
  { "\"a\\\"", "Syntax::string", 1, 1 },
  { "1 (* c", "Syntax::comment", 1, 3 },
  { "(* a (* b *)", "Syntax::comment", 1, 1 },
  { "1 *)", "Syntax::comclose", 1, 3 },
  { "{1,\n *)", "Syntax::comclose", 2, 2 },
  { "\"a\\qb\"", "Syntax::stresc", 1, 3 },
  { "\"\\:12\"", "Syntax::stresc", 1, 2 },
  { "\"\\[Nonsense]\"", "Syntax::stresc", 1, 2 },
  { "\"\\|ffffff\"", "Syntax::stresc", 1, 2 },
  { "{1, ~}", "Syntax::char", 1, 5 },
  { "a ? b", "Syntax::char", 1, 3 },
  { "{50%}", "Syntax::char", 1, 4 },
  { "{…}", "Syntax::char", 1, 2 },
  { "é|b", "Syntax::char", 1, 2 },
  { "a \\ b", "Syntax::char", 1, 3 },
  { "a`", "Syntax::char", 1, 2 },
  { "`a", "Syntax::char", 1, 1 },
  { "'a'", "Syntax::char", 1, 1 },
  { "“a”", "Syntax::char", 1, 1 },
  { "x \xFF", "Syntax::char", 1, 3 },
  { "\"é\xC3\"", "Syntax::char", 1, 3 },
  { "\v1", "Syntax::char", 1, 1 },
  { "2^^12", "Syntax::digit", 1, 5 },
  { "{16^^fg}", "Syntax::digit", 1, 7 },
  { "10^^", "Syntax::digit", 1, 5 },
  { "37^^1", "Syntax::base", 1, 1 },
  { "x 1^^0", "Syntax::base", 1, 3 },
  { "99999999999999999999^^0", "Syntax::base", 1, 1 },
  { "1*^999", "Syntax::range", 1, 1 },
  { "", "Syntax::empty", 1, 1 },
  { " \n (* only *)\n", "Syntax::empty", 1, 1 },
};

static void
test_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) program = ng_parse (errors[i].text, -1, NULL, &error);
    const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

    if (program != NULL)
      g_error ("%s was read", errors[i].text);
    if (strcmp (diagnostic->tag, errors[i].tag) != 0 || diagnostic->place.line != errors[i].line ||
        diagnostic->place.column != errors[i].column)
      g_error ("%s: %s at %d:%d, not %s at %d:%d",
               errors[i].text,
               diagnostic->tag,
               diagnostic->place.line,
               diagnostic->place.column,
               errors[i].tag,
               errors[i].line,
               errors[i].column);
  }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_parse ("a\0b", 3, NULL, &error));
  ng_assert_tag (&error, "Syntax::char");
}

static void
test_program (void)
{
  static const char text[] = "\xEF\xBB\xBF"
                             "a = 1\n\nb; {2,\n 3}\r\nf[x] // g\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, &error);
  static const char *const parts[] = { "a = 1", "b", "{2, 3}", "g[f[x]]" };

  g_assert_no_error (error);
  g_assert_cmpuint (program->len, ==, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = ng_print (program->pdata[i], 0);

    g_assert_cmpstr (part, ==, parts[i]);
  }
  g_assert_null (ng_parse_one ("a\nb", -1, NULL, &error));
  g_assert_cmpint (ng_error_diagnostic (error)->place.line, ==, 2);
  ng_assert_tag (&error, "Syntax::unexpected");
}

static void
test_places (void)
{
  g_autoptr (NgExpr) expr = ng_parse_one ("f[é -> b,\n  (1) -> # + 2 &]", -1, NULL, NULL);
  const NgPlace *place = ng_expr_place (expr);
  const NgExpr *function = ng_expr_arg (expr, 1);

  g_assert_cmpint (place->line, ==, 1);
  g_assert_cmpint (place->column, ==, 1);
  g_assert_cmpint (place->end_line, ==, 2);
  g_assert_cmpint (place->end_column, ==, 18);
  place = ng_expr_place (ng_expr_arg (ng_expr_arg (expr, 0), 1));
  g_assert_cmpint (place->column, ==, 8);
  place = ng_expr_place (ng_expr_arg (function, 0));
  g_assert_cmpint (place->line, ==, 2);
  g_assert_cmpint (place->column, ==, 3);
}

static void
assert_warning (const char *text, const char *tag, int column)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) program = ng_parse (text, -1, warnings, NULL);

  g_assert_nonnull (program);
  g_assert_cmpuint (warnings->len, ==, tag != NULL);
  if (tag != NULL) {
    const NgDiagnostic *warning = warnings->pdata[0];

    g_assert_cmpint (warning->severity, ==, NG_SEVERITY_WARNING);
    g_assert_cmpstr (warning->tag, ==, tag);
    g_assert_cmpint (warning->place.column, ==, column);
    g_assert_nonnull (warning->hint);
  }
}

static void
test_warnings (void)
{
  assert_warning ("{1e5}", "Syntax::exponent", 2);
  assert_warning ("1.5E-3", "Syntax::exponent", 1);
  assert_warning ("1 e5", NULL, 0);
  assert_warning ("2 exp", NULL, 0);
  assert_warning ("2exp", NULL, 0);
  assert_warning ("1e", NULL, 0);
  assert_warning ("{\"a\" -> #^2 &}", "Syntax::function", 2);
  assert_warning ("{\"a\" -> (#^2 &)}", NULL, 0);
  assert_warning ("(\"a\" -> #^2) &", NULL, 0);
}

/* Nesting beyond the limit is refused, and long chains are not nesting. */
static void
test_depth (void)
{
  static const char *const deep[] = { "f[", "{", "-", "!", "f@", "(", "2^", "<|a->", "x|->" };

  for (gsize i = 0; i < G_N_ELEMENTS (deep); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    for (gsize n = 0; n < 100000; n++)
      g_string_append (text, deep[i]);
    g_string_append_c (text, '1');
    g_assert_null (ng_parse (text->str, text->len, NULL, &error));
    if (!ng_error_has_tag (error, "Syntax::depth"))
      g_error ("%s: %s", deep[i], error->message);
  }
}

static void
test_long_chain (void)
{
  g_autoptr (GString) text = g_string_new ("1");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = NULL;
  g_autoptr (NgExpr) again = NULL;
  g_autofree char *printed = NULL;

  for (gsize n = 2; n <= 200000; n++)
    g_string_append_printf (text, " -> %" G_GSIZE_FORMAT, n);
  expr = ng_parse_one (text->str, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_expr_depth (expr), ==, 2);
  printed = ng_print (expr, 0);
  g_assert_cmpstr (printed, ==, text->str);
  again = ng_parse_one (printed, -1, NULL, &error);
  g_assert_true (ng_expr_equal (expr, again));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/expr/parse/readings", test_readings);
  g_test_add_func ("/expr/parse/errors", test_errors);
  g_test_add_func ("/expr/parse/nul", test_nul);
  g_test_add_func ("/expr/parse/program", test_program);
  g_test_add_func ("/expr/parse/places", test_places);
  g_test_add_func ("/expr/parse/warnings", test_warnings);
  g_test_add_func ("/expr/parse/depth", test_depth);
  g_test_add_func ("/expr/parse/long-chain", test_long_chain);
  return g_test_run ();
}
