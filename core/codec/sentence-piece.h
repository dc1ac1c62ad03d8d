/* Tokens out of the model files of SentencePiece. */

#pragma once

#include "core/codec/token-list.h"

G_BEGIN_DECLS

/**
 * ng_sentence_piece_read:
 * @self: empty
 * @bytes: the protobuf message ModelProto of sentencepiece_model.proto
 * @folds: as in ng_token_list_read()
 *
 * Takes the pieces of a model of byte pairs, which stand in order of priority; the mark ▁ becomes a
 * blank. The unknown piece is _, the controls <s> and </s> are StartOfString and EndOfString; other
 * controls, and pieces that stand for bytes, are tokens without a text.
 *
 * Fails with: "File::format" where it is no such message, or a model of another kind.
 */
gboolean ng_sentence_piece_read (NgTokenList *self, GBytes *bytes, gboolean folds, GError **error);

G_END_DECLS
