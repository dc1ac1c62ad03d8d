/* NgTokenList: the tokens of a coder as its notation has them. */

#pragma once

#include "core/base/limits.h"
#include "core/codec/vocabulary.h"
#include "core/expr/expr.h"

G_BEGIN_DECLS

/**
 * NgTokenList:
 * @texts: (element-type utf8): %NULL for those that stand for no text
 * @unknown, @start, @end: numbers of _, StartOfString and EndOfString, from 1; 0 where they are not
 */
typedef struct {
  GPtrArray *texts;
  gint64 unknown, start, end;
} NgTokenList;

/**
 * ng_token_list_read:
 * @expr: a list of strings, File["path"] of one token a line, or, where symbols may be, a model of
 *   SentencePiece, File["path.model"]
 * @folds: whether letters become lower case
 * @has_symbols: whether _, StartOfString and EndOfString may stand among them; in a file, a line _
 * is the first of these
 *
 * Fails with: "NetGraph::badarg", and what reading a file fails with.
 *
 * Returns: whether @self holds tokens, to be cleared
 */
gboolean ng_token_list_read (
    NgTokenList *self, const NgExpr *expr, gboolean folds, gboolean has_symbols, GError **error);
void ng_token_list_clear (NgTokenList *self);

/** ng_token_list_vocabulary: Returns: (transfer full): the texts, to be found */
NgVocabulary *ng_token_list_vocabulary (const NgTokenList *self);

G_END_DECLS
