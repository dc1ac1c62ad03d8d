/* Vocabularies, byte pairs, WordPiece and training. Expected tokens come from a plain program in
 * Python that counts and joins by the definitions. */

#include "core/codec/heap.h"
#include "core/codec/subwords.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <string.h>

static void
test_heap (void)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (NgHeapEntry));
  NgHeapEntry entry, last = { G_MININT64, 0, 0 };
  gint64 sum = 0;

  for (guint64 i = 0; i < 1000; i++) {
    gint64 rank = (gint64) (ng_rng_bits (1, 2, i) % 100);
    ng_heap_push (heap, (NgHeapEntry){ rank, i % 7, i });
    sum += rank;
  }
  for (int i = 0; i < 1000; i++) {
    g_assert_true (ng_heap_pop (heap, &entry));
    g_assert_true (
        entry.rank > last.rank ||
        (entry.rank == last.rank &&
         (entry.first > last.first || (entry.first == last.first && entry.second > last.second))) ||
        i == 0);
    sum -= entry.rank;
    last = entry;
  }
  g_assert_cmpint (sum, ==, 0);
  g_assert_false (ng_heap_pop (heap, &entry));
}

static void
test_vocabulary (void)
{
  static const char *const tokens[] = { "b", NULL, "ab", "abcd", "", "é", "b", "a" };
  g_autoptr (NgVocabulary) self = ng_vocabulary_new (tokens, G_N_ELEMENTS (tokens));
  gsize taken;

  g_assert_cmpint (ng_vocabulary_count (self), ==, 8);
  g_assert_cmpint (ng_vocabulary_find (self, "b", 1), ==, 1);
  g_assert_cmpint (ng_vocabulary_find (self, "ab", 2), ==, 3);
  g_assert_cmpint (ng_vocabulary_find (self, "abc", 3), ==, 0);
  g_assert_cmpint (ng_vocabulary_find (self, "abcd", 3), ==, 0);
  g_assert_cmpint (ng_vocabulary_find (self, "é", 2), ==, 6);
  g_assert_cmpint (ng_vocabulary_find (self, "é", 1), ==, 0);
  g_assert_cmpint (ng_vocabulary_find (self, "", 0), ==, 0);
  g_assert_cmpint (ng_vocabulary_find_prefix (self, "abcx", 4, &taken), ==, 3);
  g_assert_cmpuint (taken, ==, 2);
  g_assert_cmpint (ng_vocabulary_find_prefix (self, "abcd", 4, &taken), ==, 4);
  g_assert_cmpuint (taken, ==, 4);
  g_assert_cmpint (ng_vocabulary_find_prefix (self, "xyz", 3, &taken), ==, 0);
  g_assert_null (ng_vocabulary_text (self, 2));
  g_assert_cmpstr (ng_vocabulary_text (self, 4), ==, "abcd");
}

static void
test_words (void)
{
  const char *at = "  a b\u00a0\u3000c\n\u00fcx ";
  g_autoptr (GString) word = g_string_new (NULL);
  static const char *const expected[] = { " a", " b", " c", " \u00fcx" };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_assert_true (ng_subwords_next_word (&at, word));
    g_assert_cmpstr (word->str, ==, expected[i]);
  }
  g_assert_false (ng_subwords_next_word (&at, word));
}

static void
assert_tokens (const GPtrArray *tokens, const char *expected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", (const char *) tokens->pdata[i]);
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

static const char corpus[] = "low low low low low lower lower newest newest newest newest newest "
                             "newest widest widest widest";

static void
test_train (void)
{
  static const char *const one[] = { corpus };
  static const char *const several[] = { "aaaa aaaa baab", "naïve naïve", "Ünï Ünï" };
  g_autoptr (GPtrArray) all = ng_subwords_train (one, 1, 30);
  g_autoptr (GPtrArray) some = ng_subwords_train (several, 3, 20);
  g_autoptr (GPtrArray) few = ng_subwords_train (one, 1, 4);
  g_autoptr (GPtrArray) none = ng_subwords_train (NULL, 0, 30);

  assert_tokens (all,
                 "e,w,s,t, l,o, n, w,d,i,r,es,est, lo, low,ew, new, newest, wi,dest, widest,er, "
                 "lower");
  assert_tokens (some, "a,ï, a, n, Ü,e,n,v, b,b,aa,aï, aaa, naï, Ün,ve, aaaa, naïve, Ünï");
  assert_tokens (few, "e,w,s,t");
  assert_tokens (none, "");
}

/* A corpus of one word of a million letters, and one of many words: neither takes longer than its
 * size allows. */
static void
test_train_long (void)
{
  GString *word = g_string_new (NULL), *words = g_string_new (NULL);
  const char *texts[2];

  for (guint64 i = 0; i < 1000000; i++)
    g_string_append_c (word, (char) ('a' + ng_rng_bits (3, 4, i) % 3));
  for (guint64 i = 0; i < 200000; i++)
    g_string_append_printf (words, "w%u ", (guint) (ng_rng_bits (5, 6, i) % 5000));
  texts[0] = word->str;
  texts[1] = words->str;
  g_autoptr (GPtrArray) tokens = ng_subwords_train (texts, 2, 300);
  g_assert_cmpuint (tokens->len, ==, 300);
  g_string_free (word, TRUE);
  g_string_free (words, TRUE);
}

typedef void (*Encode) (const NgVocabulary *, const char *, gsize, gint64, GArray *);

static void
assert_codes (const NgVocabulary *vocabulary, Encode encode, const char *text, const char *expected)
{
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GString) word = g_string_new (NULL);
  GString *shown = g_string_new (NULL);

  while (ng_subwords_next_word (&text, word))
    encode (vocabulary, word->str, word->len, 1, codes);
  for (guint i = 0; i < codes->len; i++)
    g_string_append_printf (
        shown, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_array_index (codes, gint64, i));
  g_assert_cmpstr (shown->str, ==, expected);
  g_string_free (shown, TRUE);
}

static void
test_merge (void)
{
  static const char *const texts[] = { corpus };
  static const char *const pairs[] = { NULL, "ab", "bc", "abc", "cd", " a" };
  g_autoptr (GPtrArray) learnt = ng_subwords_train (texts, 1, 30);

  g_ptr_array_insert (learnt, 0, NULL);
  g_autoptr (NgVocabulary) trained =
      ng_vocabulary_new ((const char *const *) learnt->pdata, learnt->len);
  g_autoptr (NgVocabulary) plain = ng_vocabulary_new (pairs, G_N_ELEMENTS (pairs));
  assert_codes (trained, ng_subwords_merge, "lowest newer wide x", "16 14 18 23 20 10 2 1");
  assert_codes (trained, ng_subwords_merge, "", "");
  /* " x", "a", "b", "c", "d": ab comes before bc, abc before cd. */
  assert_codes (plain, ng_subwords_merge, "xabcd", "1 4 1");
  assert_codes (plain, ng_subwords_merge, "a xbcd", "6 1 3 1");
}

static void
test_match (void)
{
  static const char *const tokens[] = { NULL, " un", " unaff", "able", "aff", "abl", " a" };
  g_autoptr (NgVocabulary) vocabulary = ng_vocabulary_new (tokens, G_N_ELEMENTS (tokens));

  assert_codes (vocabulary, ng_subwords_match, "unable unaffable a", "2 4 3 4 7");
  assert_codes (vocabulary, ng_subwords_match, "unablx aff a", "1 1 7");
}

/* A word of a million letters of which each pair and each run of 64 is a token. */
static void
test_long (void)
{
  static const char *const tokens[] = { NULL, "aa", "aaaa", "aaaaaaaa", "a", " a" };
  g_autoptr (NgVocabulary) vocabulary = ng_vocabulary_new (tokens, G_N_ELEMENTS (tokens));
  g_autofree char *word = g_strnfill (1000001, 'a');
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));

  word[0] = ' ';
  ng_subwords_merge (vocabulary, word, 1000001, 1, codes);
  /* " a" and 999999 letters: pairs from the left, then fours, then eights. */
  g_assert_cmpuint (codes->len, ==, 1 + 999999 / 8 + 1 + 1 + 1);
  g_array_set_size (codes, 0);
  ng_subwords_match (vocabulary, word, 1000001, 1, codes);
  g_assert_cmpuint (codes->len, ==, 1 + 999999 / 8 + 1 + 1 + 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/subwords/heap", test_heap);
  g_test_add_func ("/codec/subwords/vocabulary", test_vocabulary);
  g_test_add_func ("/codec/subwords/words", test_words);
  g_test_add_func ("/codec/subwords/train", test_train);
  g_test_add_func ("/codec/subwords/train-long", test_train_long);
  g_test_add_func ("/codec/subwords/merge", test_merge);
  g_test_add_func ("/codec/subwords/match", test_match);
  g_test_add_func ("/codec/subwords/long", test_long);
  return g_test_run ();
}
