/* Models of SentencePiece, written field by field. */

#include "core/codec/sentence-piece.h"

#include "core/codec/subwords.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

static void
add_piece (GString *model, const char *text, float score, guint64 type)
{
  GString *piece = g_string_new (NULL);

  ng_proto_text (piece, 1, text);
  ng_proto_float (piece, 2, score);
  if (type != 1)
    ng_proto_integer (piece, 3, type);
  ng_proto_message (model, 1, piece);
}

static GBytes *
new_model (guint64 kind)
{
  GString *model = g_string_new (NULL), *trainer = g_string_new (NULL);

  add_piece (model, "<unk>", 0, 2);
  add_piece (model, "<s>", 0, 3);
  add_piece (model, "</s>", 0, 3);
  add_piece (model, "<0x0A>", 0, 6);
  add_piece (model, "he", 0, 1);
  add_piece (model, "▁t", -1, 1);
  add_piece (model, "▁the", -2, 1);
  add_piece (model, "▁", -3, 1);
  add_piece (model, "t", -4, 1);
  add_piece (model, "h", -5, 4);
  add_piece (model, "E", -6, 1);
  ng_proto_text (trainer, 1, "corpus.txt");
  if (kind != 1)
    ng_proto_integer (trainer, 3, kind);
  ng_proto_message (model, 2, trainer);
  return g_string_free_to_bytes (model);
}

static void
test_pieces (void)
{
  g_autoptr (GBytes) model = new_model (2);
  NgTokenList list = { .texts = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GError) error = NULL;
  static const char *const texts[] = { NULL,   NULL, NULL, NULL, "he", " t",
                                       " the", " ",  "t",  "h",  "E" };

  g_assert_true (ng_sentence_piece_read (&list, model, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (list.texts->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < list.texts->len; i++)
    g_assert_cmpstr (list.texts->pdata[i], ==, texts[i]);
  g_assert_cmpint (list.unknown, ==, 1);
  g_assert_cmpint (list.start, ==, 2);
  g_assert_cmpint (list.end, ==, 3);

  /* The blank is a piece: "▁ t h e" joins he first, then ▁t, then ▁the; E stands alone, and so do
   * the blank and the x that nobody knows. */
  g_autoptr (NgVocabulary) vocabulary = ng_token_list_vocabulary (&list);
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  static const gint64 expected[] = { 7, 8, 11, 8, 1, 9 };
  ng_subwords_merge (vocabulary, " the", 4, list.unknown, codes);
  ng_subwords_merge (vocabulary, " E", 2, list.unknown, codes);
  ng_subwords_merge (vocabulary, " xt", 3, list.unknown, codes);
  g_assert_cmpmem (codes->data, codes->len * sizeof (gint64), expected, sizeof expected);
  ng_token_list_clear (&list);
}

static void
assert_refused (GBytes *bytes)
{
  NgTokenList list = { .texts = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GError) error = NULL;

  g_assert_false (ng_sentence_piece_read (&list, bytes, FALSE, &error));
  ng_assert_tag (&error, "File::format");
  ng_token_list_clear (&list);
}

/* A model cut short anywhere before the kind is told is none, and neither is one of unigrams. */
static void
test_refused (void)
{
  g_autoptr (GBytes) model = new_model (2);
  g_autoptr (GBytes) unigrams = new_model (1);
  GString *long_piece = g_string_new (NULL), *broken = g_string_new (NULL);
  g_autofree char *text = g_strnfill (2000, 'a');

  assert_refused (unigrams);
  for (gsize size = 0; size < g_bytes_get_size (model); size++) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (model, 0, size);
    assert_refused (part);
  }
  add_piece (long_piece, text, 0, 1);
  add_piece (broken, "\xFF", 0, 1);
  g_autoptr (GBytes) a = g_string_free_to_bytes (long_piece);
  g_autoptr (GBytes) b = g_string_free_to_bytes (broken);
  assert_refused (a);
  assert_refused (b);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/sentence-piece/pieces", test_pieces);
  g_test_add_func ("/codec/sentence-piece/refused", test_refused);
  return g_test_run ();
}
