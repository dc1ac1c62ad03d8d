#include "core/expr/expr.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>

/* Draws from a fixed seed. */
typedef struct {
  guint64 index;
} Draw;

static guint
draw (Draw *self, guint n)
{
  return ng_rng_bits (20240607, 1, self->index++) % n;
}

static double
draw_real (Draw *self)
{
  for (;;) {
    guint64 bits = ng_rng_bits (77, 2, self->index++);
    double value;

    if (draw (self, 2) == 0)
      return ((double) draw (self, 2001) - 1000) / 8;
    memcpy (&value, &bits, sizeof value);
    if (isfinite (value))
      return value;
  }
}

static NgExpr *
draw_leaf (Draw *self)
{
  static const char *const symbols[] = { "x", "Ramp", "All", "a1", "NeuralNetworks`Foo", "größe" };
  static const char *const strings[] = { "",   "a", "conv/1 (a)", "b\"q\\", "line\nline\t\a\x7F",
                                         "ü→", "*)" };
  static const gint64 integers[] = { 0,      1, 2, -1, -2, G_MAXINT64, G_MININT64, G_MININT64 + 1,
                                     1000000 };

  switch (draw (self, 4)) {
  case 0:
    return ng_expr_new_symbol (symbols[draw (self, G_N_ELEMENTS (symbols))], NULL);
  case 1:
    return ng_expr_new_string (strings[draw (self, G_N_ELEMENTS (strings))], NULL);
  case 2:
    return ng_expr_new_integer (integers[draw (self, G_N_ELEMENTS (integers))], NULL);
  default:
    return ng_expr_new_real (draw_real (self), NULL);
  }
}

static NgExpr *
draw_tree (Draw *self, guint depth)
{
  static const char *const heads[] = {
    "List",         "Association", "Rule",       "RuleDelayed", "Plus",  "Times",
    "Power",        "Dot",         "StringJoin", "Span",        "Part",  "Function",
    "Slot",         "Not",         "And",        "Or",          "Equal", "Less",
    "GreaterEqual", "TwoWayRule",  "ReplaceAll", "Set",         "Blank", "Pattern",
    "Map",          "f",           "Times",      "Plus",        "Power", "SlotSequence",
    "Inequality",   "UnsameQ",
  };
  NgExpr *args[4];
  guint n = draw (self, 5);
  NgExpr *head;

  if (depth == 0 || draw (self, 5) == 0)
    return draw_leaf (self);
  if (n == 0 || n == 4)
    n = draw (self, 2) == 0 ? n : 2;
  head = draw (self, 12) == 0 ? draw_tree (self, depth - 1)
                              : ng_expr_new_symbol (heads[draw (self, G_N_ELEMENTS (heads))], NULL);
  for (guint i = 0; i < n; i++)
    args[i] = draw_tree (self, depth - 1);
  return ng_expr_new_normal (head, args, n, NULL);
}

static void
assert_reads_back (const NgExpr *tree, guint width)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ng_print (tree, width);
  g_autoptr (NgExpr) again = ng_parse_one (text, -1, NULL, &error);

  if (again == NULL)
    g_error ("%s: %s", text, error->message);
  if (!ng_expr_equal (tree, again)) {
    g_autofree char *second = ng_print (again, width);

    g_error ("%s reads back as %s", text, second);
  }
}

static void
test_random_trees (void)
{
  Draw self = { 0 };

  for (int i = 0; i < 20000; i++) {
    g_autoptr (NgExpr) tree = draw_tree (&self, 1 + draw (&self, 5));

    assert_reads_back (tree, 0);
    assert_reads_back (tree, 24);
  }
}

static void
assert_prints (const char *text, const char *expected)
{
  g_autoptr (NgExpr) tree = ng_parse_one (text, -1, NULL, NULL);
  g_autofree char *printed = ng_print (tree, 0);

  g_assert_cmpstr (printed, ==, expected);
}

static void
test_spelling (void)
{
  assert_prints ("a-b*2/c", "a - b*2/c");
  assert_prints ("-#^2&", "-#^2 &");
  assert_prints ("#/2+1&", "#/2 + 1 &");
  assert_prints ("\"a\"->(#&)", "\"a\" -> (# &)");
  assert_prints ("a->b->c", "a -> b -> c");
  assert_prints ("(a->b)->c", "(a -> b) -> c");
  assert_prints ("0.1+0.2", "0.1 + 0.2");
  assert_prints ("1*^22 1.*^-7", "1.*^22*1.*^-7");
  assert_prints ("<|\"a\"->{1,2}|>", "<|\"a\" -> {1, 2}|>");
  assert_prints ("x[[ ;; ,2]]", "x[[1 ;; All, 2]]");
  assert_prints ("#foo + #\"a b\"", "#foo + #\"a b\"");
}

static void
test_lines (void)
{
  g_autoptr (NgExpr) tree = ng_parse_one (
      "NetGraph[{LinearLayer[3], Ramp}, {1 -> 2}, \"Input\" -> {1, 2, 3, 4, 5, 6, 7, 8}]",
      -1,
      NULL,
      NULL);
  g_autofree char *text = ng_print (tree, 28);

  g_assert_cmpstr (text,
                   ==,
                   "NetGraph[\n"
                   "  {LinearLayer[3], Ramp},\n"
                   "  {1 -> 2},\n"
                   "  \"Input\" -> {\n"
                   "    1, 2, 3, 4, 5, 6, 7, 8\n"
                   "  }\n"
                   "]");
}

static void
test_rounded (void)
{
  g_autoptr (NgExpr) tree =
      ng_parse_one ("{3.14159265, 2., 100000., 1234567., 0.00001, 5, -0.}", -1, NULL, NULL);
  g_autofree char *text = ng_print_rounded (tree, 0, 6);

  g_assert_cmpstr (text, ==, "{3.14159, 2., 100000., 1.23457*^6, 1.*^-5, 5, 0.}");
}

static void
test_short (void)
{
  g_autoptr (NgExpr) tree = ng_parse_one ("f[\"äöüäöü\", {1, 2, 3}]", -1, NULL, NULL);
  g_autofree char *whole = ng_print_short (tree, 100);

  g_assert_cmpstr (whole, ==, "f[\"äöüäöü\", {1, 2, 3}]");
  for (gsize limit = 0; limit < 20; limit++) {
    g_autofree char *text = ng_print_short (tree, limit);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_true (g_str_has_suffix (text, "…"));
    g_assert_cmpuint (strlen (text), <=, limit + strlen ("…"));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/expr/print/random-trees", test_random_trees);
  g_test_add_func ("/expr/print/spelling", test_spelling);
  g_test_add_func ("/expr/print/lines", test_lines);
  g_test_add_func ("/expr/print/rounded", test_rounded);
  g_test_add_func ("/expr/print/short", test_short);
  return g_test_run ();
}
