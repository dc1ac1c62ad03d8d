#include "core/operators/pattern.h"

#include "core/base/limits.h"
#include "tests/support/test.h"
#include <string.h>

/* Plenty for what is matched here. */
enum { STEPS = 10000000 };

static gboolean
matches (const char *pattern, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPattern) self = ng_pattern_new (pattern, &error);
  gint64 steps = STEPS;

  g_assert_no_error (error);
  gboolean is_match = ng_pattern_matches (self, text, strlen (text), &steps);
  g_assert_cmpint (steps, >=, 0);
  return is_match;
}

/* What RE2 says of these, which its pages on syntax tell. */
static void
test_syntax (void)
{
  static const struct {
    const char *pattern, *text;
    gboolean matches;
  } cases[] = {
    { "", "", TRUE },
    { "", "a", FALSE },
    { "a|ab", "ab", TRUE },
    { "a|b", "ab", FALSE },
    { "a||b", "", TRUE },
    { "(a|b|cd)*e", "acdbe", TRUE },
    { "(?:a|b)(?P<x>c)(?<y>d)", "bcd", TRUE },
    { "a{2}", "aa", TRUE },
    { "a{2}", "aaa", FALSE },
    { "a{2,}", "aaaa", TRUE },
    { "a{2,}", "a", FALSE },
    { "(ab){1,3}", "ababab", TRUE },
    { "(ab){1,3}", "abababab", FALSE },
    { "a{0,2}b", "aab", TRUE },
    { "a{0,2}b", "aaab", FALSE },
    { "a{0}b", "b", TRUE },
    { "a{,2}", "a{,2}", TRUE },
    { "(a*)*b", "aab", TRUE },
    { "(|a)+", "aaa", TRUE },
    { "(?:){2}", "", TRUE },
    { "(?:)*", "a", FALSE },
    { "a+?b??", "aab", TRUE },
    { "\\d+", "123", TRUE },
    { "\\d+", "١٢٣", FALSE },
    { "[^\\D]+", "42", TRUE },
    { "[^\\D]+", "4a", FALSE },
    { "\\w+", "naïve", FALSE },
    { "[\\W]", "ï", TRUE },
    { ".", "ï", TRUE },
    { ".", "\n", FALSE },
    { "(?s).", "\n", TRUE },
    { "(?s:.)(?-s).", "\nx", TRUE },
    { "a$", "a\n", FALSE },
    { "(?m)a$\nb", "a\nb", TRUE },
    { "(?m)a\n^b", "a\nb", TRUE },
    { "a\n^b", "a\nb", FALSE },
    { "[[:alpha:]]+", "abc", TRUE },
    { "[[:alpha:]]+", "äbc", FALSE },
    { "[[:^alpha:]]+", "1ä", TRUE },
    { "[[:cntrl:]][[:^ascii:]]", "\x7fä", TRUE },
    { "\\s", "\v", FALSE },
    { "\\v", "\v", TRUE },
    { "\\v", "\n", FALSE },
    { "[[:space:]]", "\v", TRUE },
    { "[[]x]", "[x]", TRUE },
    { "[]x]+", "x]", TRUE },
    { "[^]x]", "]", FALSE },
    { "[a-c-]+", "b-", TRUE },
    { "[\\x41-\\x{43}]", "B", TRUE },
    { "\\101\\x42\\x{e4}\\0", "ABä", FALSE },
    { "\\101\\x42\\x{e4}", "ABä", TRUE },
    { "(?i)straSSe", "STRASSE", TRUE },
    { "(?i)[^a]", "A", FALSE },
    { "(?i:Ä)b", "äb", TRUE },
    { "(?i:Ä)b", "äB", FALSE },
    { "\\Qa.b\\E", "a.b", TRUE },
    { "\\Qa.b", "axb", FALSE },
    { "\\Qab\\E+", "abb", TRUE },
    { "\\pL+", "äb", TRUE },
    { "\\p{Lu}\\P{Lu}", "Äb", TRUE },
    { "\\p{Greek}[\\p{^Greek}]", "βb", TRUE },
    { "\\bcom\\b.\\B", "com-", TRUE },
    { "\\.\\_\\-", "._-", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].pattern);
    g_assert_cmpint (matches (cases[i].pattern, cases[i].text), ==, cases[i].matches);
  }
}

/* What RE2 does not read either; the message shows what was written, and where it is wrong. */
static void
test_refused (void)
{
  static const struct {
    const char *pattern, *place;
  } cases[] = {
    { "(a", "character 3: a group" },
    { "a)|(?:b", "character 2: no group" },
    { "[a", "character 3: the bracket" },
    { "[b-a]", "character 5: a range" },
    { "[[:letters:]]", "character 4: there is no such class" },
    { "*a", "character 1: there is nothing" },
    { "a|*", "character 3: there is nothing" },
    { "a**", "character 3: something is repeated twice" },
    { "a{1001}", "character 8: something" },
    { "a{3,2}", "character 7: something" },
    { "(?=a)", "character 3: RE2 knows no such group" },
    { "(?<!a)", "character 3: RE2 knows no such group" },
    { "(?P<é>a)", "character 5: the name" },
    { "\\C", "character 2: RE2 knows no \\C" },
    { "\\R", "character 2: RE2 knows no \\R" },
    { "\\K", "character 2: RE2 knows no \\K" },
    { "\\h", "character 2: RE2 knows no \\h" },
    { "\\Z", "character 2: RE2 knows no \\Z" },
    { "(a)\\1", "character 5: RE2 knows no \\1" },
    { "\\x{110000}", "character 10: two hexadecimal" },
    { "\\p{Klingon}", "character 12: no characters are called" },
    { "ä\\", "character 3: a backslash" },
    { "((a{1000}){1000}){1000}", "it is too long" },
  };
  g_autoptr (GString) none = g_string_new (NULL);
  g_autofree char *deep = g_strnfill (NG_MAX_PATTERN_DEPTH + 1, '(');

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (ng_pattern_new (cases[i].pattern, &error));
    g_test_message ("%s", error->message);
    g_assert_true (ng_error_has_tag (error, "ONNX::operator"));
    g_assert_nonnull (strstr (error->message, cases[i].place));
    g_assert_nonnull (strstr (error->message, cases[i].pattern));
  }
  g_assert_null (ng_pattern_new (deep, NULL));
  for (int i = 0; i <= NG_MAX_PATTERN_STEPS / 4; i++)
    g_string_append (none, "a{0}");
  g_assert_null (ng_pattern_new (none->str, NULL));
}

/* The first match, and the longest of those that begin there. */
static void
test_find (void)
{
  static const struct {
    const char *pattern, *text;
    gsize from;
    int start, end;
  } cases[] = {
    { "a|ab", "xab", 0, 1, 3 },    { "bcd|abcde|b", "xabcd", 0, 2, 5 },
    { "b|abx", "abc", 0, 1, 2 },   { "a*", "baa", 0, 0, 0 },
    { "a*", "baa", 1, 1, 3 },      { "\\ba", "aa a", 1, 3, 4 },
    { "^a", "aa", 1, -1, -1 },     { "a$", "aä a", 0, 4, 5 },
    { "a+?", "aab", 0, 0, 2 },     { "x", "aaa", 0, -1, -1 },
    { "-|-+x", "m--xo", 0, 1, 4 }, { "ä+", "aääb", 0, 1, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgPattern) self = ng_pattern_new (cases[i].pattern, NULL);
    gint64 steps = STEPS;
    gsize start, end;
    gboolean is_found = ng_pattern_find (
        self, cases[i].text, strlen (cases[i].text), cases[i].from, &steps, &start, &end);
    g_test_message ("%s", cases[i].pattern);
    g_assert_cmpint (is_found, ==, cases[i].start >= 0);
    if (!is_found)
      continue;
    g_assert_cmpuint (start, ==, cases[i].start);
    g_assert_cmpuint (end, ==, cases[i].end);
  }
}

/* A pattern of a few letters that may lie deep. */
static void
write_random (GString *pattern, GRand *random, int depth)
{
  static const char *const atoms[] = { "a", "b", ".", "[ab]", "[^a]", "\\b", "$", "" };
  static const char *const repeats[] = { "*", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}", "" };

  for (int n = g_rand_int_range (random, 1, 4); n > 0; n--) {
    if (depth > 0 && g_rand_boolean (random)) {
      g_string_append (pattern, "(?:");
      write_random (pattern, random, depth - 1);
      g_string_append (pattern, ")");
    } else {
      g_string_append_printf (pattern, "(?:%s)", atoms[g_rand_int_range (random, 0, 8)]);
    }
    g_string_append (pattern, repeats[g_rand_int_range (random, 0, 8)]);
    if (g_rand_int_range (random, 0, 4) == 0)
      g_string_append_c (pattern, '|');
  }
}

/* Whole texts match as GLib has it, which tries one way after the other. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int i = 0; i < 2000; i++) {
    g_autoptr (GString) pattern = g_string_new (NULL);
    write_random (pattern, random, 2);
    g_autofree char *whole = g_strdup_printf ("\\A(?:%s)\\z", pattern->str);
    g_autoptr (GRegex) other = g_regex_new (whole, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
    g_assert_nonnull (other);
    for (int k = 0; k < 8; k++) {
      char text[8] = "";
      int n = g_rand_int_range (random, 0, 8);
      for (int at = 0; at < n; at++)
        text[at] = "ab-"[g_rand_int_range (random, 0, 3)];
      g_assert_cmpint (matches (pattern->str, text), ==, g_regex_match (other, text, 0, NULL));
    }
  }
}

/* What takes a time that grows as a power with the number of ways, where they are tried in turn;
 * and steps that come to an end. */
static void
test_steps (void)
{
  g_autofree char *text = g_strnfill (20000, 'a');
  g_autoptr (NgPattern) self = ng_pattern_new ("(a|aa)+[bc]", NULL);
  gint64 steps = 20000 * 20, few = 1000;
  gsize start, end;

  g_assert_false (ng_pattern_matches (self, text, 20000, &steps));
  g_assert_cmpint (steps, >=, 0);
  g_assert_false (ng_pattern_matches (self, text, 20000, &few));
  g_assert_cmpint (few, <, 0);
  few = 1000;
  g_assert_false (ng_pattern_find (self, text, 20000, 0, &few, &start, &end));
  g_assert_cmpint (few, <, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/pattern/syntax", test_syntax);
  g_test_add_func ("/pattern/refused", test_refused);
  g_test_add_func ("/pattern/find", test_find);
  g_test_add_func ("/pattern/random", test_random);
  g_test_add_func ("/pattern/steps", test_steps);
  return g_test_run ();
}
