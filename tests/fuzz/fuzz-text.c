/* Bytes as a text: every encoder of texts reads it, tokens are learnt from it, and as a model of
 * SentencePiece it is refused or gives tokens. */

#include "core/codec/sentence-piece.h"
#include "core/codec/subwords.h"
#include "core/graph/coder.h"
#include <string.h>

static const char *const coders[] = {
  "NetEncoder[{\"Characters\", {StartOfString, \"abc\", 200 ;; 300, DigitCharacter, _}}]",
  "NetEncoder[{\"Characters\", {LetterCharacter, PunctuationCharacter, EndOfString}, "
  "\"UnitVector\"}]",
  "NetEncoder[{\"Tokens\", {\"a\", \"the\", \"ü\"}, \"TargetLength\" -> 5}]",
  "NetEncoder[{\"Tokens\", {\"a\"}, \"SplitPattern\" -> \"aa\"}]",
  "NetEncoder[{\"SubwordTokens\", {_, \" a\", \"b\", \"bb\", \"a\", \" ab\"}}]",
  "NetEncoder[{\"SubwordTokens\", {_, \" a\", \"b\"}, Method -> \"WordPiece\", \"IgnoreCase\" -> "
  "True, "
  "\"UnicodeNormalization\" -> \"NFKD\"}]",
  "NetEncoder[\"UTF8\"]",
};

static void
encode (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (coders); i++) {
    g_autoptr (NgExpr) expr = ng_parse_one (coders[i], -1, NULL, NULL);
    g_autoptr (NgCoder) coder = ng_coder_read (expr, NG_ENCODER, NULL);
    g_autoptr (NgExpr) item = ng_expr_new_string (text, NULL);
    NgCoding coding = { 0 };
    g_autoptr (NgTensor) array = ng_coder_encode (coder, item, NULL, &coding, NULL);

    g_assert_true (array == NULL || ng_tensor_count (array) > 0);
  }
}

static void
read_model (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  NgTokenList list = { .texts = g_ptr_array_new_with_free_func (g_free) };

  g_assert_true (!ng_sentence_piece_read (&list, bytes, FALSE, NULL) || list.texts->len > 0);
  ng_token_list_clear (&list);
}

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  read_model (data, size);
  encode (text);
  if (g_utf8_validate (text, -1, NULL)) {
    const char *const texts[] = { text };
    g_autoptr (GPtrArray) tokens = ng_subwords_train (texts, 1, 50);
    g_assert_cmpuint (tokens->len, <=, 50);
  }
  return 0;
}
