/* NgVocabulary: the tokens of a language, numbered from 1, found by their text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NgVocabulary NgVocabulary;

/**
 * ng_vocabulary_new:
 * @tokens: (array length=n): texts, copied; %NULL and "" for numbers that no text has
 *
 * Of two equal texts the first holds.
 *
 * Returns: (transfer full): the vocabulary
 */
NgVocabulary *ng_vocabulary_new (const char *const *tokens, gsize n);
void ng_vocabulary_free (NgVocabulary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgVocabulary, ng_vocabulary_free)

gint64 ng_vocabulary_count (const NgVocabulary *self);
/** ng_vocabulary_text: Returns: (transfer none) (nullable): the text of token @code, from 1 */
const char *ng_vocabulary_text (const NgVocabulary *self, gint64 code);

/**
 * ng_vocabulary_find:
 * @length: bytes
 *
 * Cost: time in @length times the logarithm of the number of tokens, as of the next.
 *
 * Returns: number of the token that is this text, or 0
 */
gint64 ng_vocabulary_find (const NgVocabulary *self, const char *text, gsize length);

/**
 * ng_vocabulary_find_prefix:
 * @taken: (out): bytes of the token
 *
 * Returns: number of the longest token that @text begins with, or 0
 */
gint64
ng_vocabulary_find_prefix (const NgVocabulary *self, const char *text, gsize length, gsize *taken);

G_END_DECLS
