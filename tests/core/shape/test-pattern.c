#include "core/shape/pattern.h"
#include "tests/support/test.h"

static NgPattern
parse (const char *text, NgWords *words)
{
  NgPattern pattern;

  g_assert_true (ng_pattern_parse (text, words, &pattern));
  return pattern;
}

static void
assert_type (const NgType *type, const char *expected)
{
  g_autofree char *text = ng_type_notation (type);

  g_assert_cmpstr (text, ==, expected);
}

/* c *s on one side, *s c on the other: knowledge of either flows to the other. */
static void
test_both_ways (void)
{
  NgWords words = { 0 };
  NgPattern first = parse ("c *s", &words);
  NgPattern last = parse ("*s c", &words);
  NgBinding bindings[NG_MAX_PATTERN_WORDS];
  NgType a = ng_type_real ((gint64[]){ 3, 5, 7 }, 3);
  NgType b = ng_type_unknown ();
  gboolean moved = FALSE;

  ng_bindings_init (bindings, words.n);
  g_assert_cmpint (ng_pattern_apply (&last, bindings, &b, &moved), ==, NG_MEET_SAME);
  g_assert_cmpint (ng_pattern_apply (&first, bindings, &a, &moved), ==, NG_MEET_SAME);
  g_assert_true (moved);
  g_assert_cmpint (ng_pattern_apply (&last, bindings, &b, &moved), ==, NG_MEET_MOVED);
  assert_type (&b, "{5, 7, 3}");

  a = ng_type_unknown ();
  b = ng_type_real ((gint64[]){ 2, 9 }, 2);
  ng_bindings_init (bindings, words.n);
  ng_pattern_apply (&last, bindings, &b, &moved);
  ng_pattern_apply (&first, bindings, &a, &moved);
  assert_type (&a, "{9, 2}");
}

static void
test_product (void)
{
  NgWords words = { 0 };
  NgPattern inside = parse ("*s", &words);
  NgPattern product = parse ("(*s 2)", &words);
  NgBinding bindings[NG_MAX_PATTERN_WORDS];
  NgType s = ng_type_real ((gint64[]){ 3, 4 }, 2);
  NgType p = ng_type_unknown ();
  gboolean moved = FALSE;

  ng_bindings_init (bindings, words.n);
  ng_pattern_apply (&inside, bindings, &s, &moved);
  g_assert_cmpint (ng_pattern_apply (&product, bindings, &p, &moved), ==, NG_MEET_MOVED);
  assert_type (&p, "{24}");

  /* One unknown factor follows from the product; one that does not divide it is a conflict. */
  s.dims[1] = ng_dim_unknown ();
  p = ng_type_real ((gint64[]){ 30 }, 1);
  ng_bindings_init (bindings, words.n);
  ng_pattern_apply (&inside, bindings, &s, &moved);
  ng_pattern_apply (&product, bindings, &p, &moved);
  ng_pattern_apply (&inside, bindings, &s, &moved);
  assert_type (&s, "{3, 5}");
  s.dims[1] = ng_dim_unknown ();
  p = ng_type_real ((gint64[]){ 31 }, 1);
  ng_bindings_init (bindings, words.n);
  ng_pattern_apply (&inside, bindings, &s, &moved);
  g_assert_cmpint (ng_pattern_apply (&product, bindings, &p, &moved), ==, NG_MEET_CONFLICT);
  assert_type (&p, "{31}");
}

static void
test_conflicts (void)
{
  NgWords words = { 0 };
  NgPattern image = parse ("c h w", &words);
  NgPattern scalar = parse ("()", &words);
  NgPattern square = parse ("n n", &words);
  NgBinding bindings[NG_MAX_PATTERN_WORDS];
  NgType vector = ng_type_real ((gint64[]){ 784 }, 1);
  NgType oblong = ng_type_real ((gint64[]){ 2, 3 }, 2);
  gboolean moved = FALSE;

  ng_bindings_init (bindings, words.n);
  g_assert_cmpint (ng_pattern_apply (&image, bindings, &vector, &moved), ==, NG_MEET_CONFLICT);
  g_assert_cmpint (ng_pattern_apply (&scalar, bindings, &vector, &moved), ==, NG_MEET_CONFLICT);
  g_assert_cmpint (ng_pattern_apply (&square, bindings, &oblong, &moved), ==, NG_MEET_CONFLICT);
  assert_type (&oblong, "{2, 3}");
}

static void
test_malformed (void)
{
  static const char *const bad[] = { "(a", "a)", "((a))", "*", "a-b", "a b c d e f g h i" };
  NgPattern pattern;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    NgWords words = { 0 };

    g_assert_false (ng_pattern_parse (bad[i], &words, &pattern));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/shape/pattern/both-ways", test_both_ways);
  g_test_add_func ("/shape/pattern/product", test_product);
  g_test_add_func ("/shape/pattern/conflicts", test_conflicts);
  g_test_add_func ("/shape/pattern/malformed", test_malformed);
  return g_test_run ();
}
