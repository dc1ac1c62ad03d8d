/* Words in pieces that a vocabulary has. Tokens that begin a word begin with a blank. */

#pragma once

#include "core/codec/vocabulary.h"

G_BEGIN_DECLS

/**
 * ng_subwords_next_word:
 * @at: (inout): where to look in a valid UTF-8 text; goes behind the word
 * @word: (out): the word, a blank in front
 *
 * Words are what stands between white space.
 *
 * Returns: whether there was one
 */
gboolean ng_subwords_next_word (const char **at, GString *word);

/**
 * ng_subwords_merge:
 * @word: of ng_subwords_next_word()
 * @unknown: number of what is no token
 * @codes: (element-type gint64): where to add numbers
 *
 * Byte-pair encoding. From the characters on, the first of them with the blank (unless the blank is
 * a token by itself, as in models of SentencePiece: then it is a character too), the neighbours
 * whose union is the token of the least number are joined, the leftmost first, until no union is a
 * token. (Sennrich, Haddow, Birch, Neural machine translation of rare words with subword units,
 * 2016)
 *
 * Cost: n log n for n characters.
 */
void ng_subwords_merge (
    const NgVocabulary *vocabulary, const char *word, gsize length, gint64 unknown, GArray *codes);

/**
 * ng_subwords_match:
 *
 * WordPiece: the longest token that the word begins with, then the longest that the rest begins
 * with, and so on; where there is none, the whole word is @unknown.
 *
 * Cost: linear in the word, for tokens of bounded length.
 */
void ng_subwords_match (
    const NgVocabulary *vocabulary, const char *word, gsize length, gint64 unknown, GArray *codes);

/**
 * ng_subwords_train:
 * @texts: (array length=n): valid UTF-8
 * @size: tokens that are wanted, at least 1
 *
 * Learns byte pairs: first the characters, the most frequent ones first; then, over and over, the
 * union of the two neighbours that stand together most often, while they do more than once. Of
 * equal pairs that of the older parts comes first. Words of more than 100 characters are learnt
 * from in pieces of 100. Characters that have no room among the tokens join nothing.
 *
 * Cost: about the number of characters times the logarithm of @size.
 *
 * Returns: (transfer full) (element-type utf8): at most @size tokens in the order in which
 *   ng_subwords_merge() has to join them
 */
GPtrArray *ng_subwords_train (const char *const *texts, gsize n, gsize size);

G_END_DECLS
