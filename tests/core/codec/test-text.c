/* Coders of texts: values worked out by hand from the tables, and what is refused. */

#include "core/language/session.h"

#include "core/graph/coder.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

static NgExpr *
evaluate (const char *text, GError **error)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, error);

  return expr != NULL ? ng_session_evaluate (session, expr, NULL, error) : NULL;
}

static const struct {
  const char *text, *value;
} values[] = {
  /* Characters: tab, newline, then 32 to 126 */
  { "NetEncoder[\"Characters\"][\"A\"]", "{36}" },
  { "NetEncoder[\"Characters\"][\"\\t\\n ~\"]", "{1, 2, 3, 97}" },
  { "NetEncoder[\"Characters\"][{\"a\", \"bc\"}]", "{{68}, {69, 70}}" },
  { "NetEncoder[{\"Characters\", {\"ab\" -> 5, \"cd\", \"e\" -> Automatic}}][\"abcde\"]",
    "{5, 5, 1, 2, 3}" },
  { "NetEncoder[{\"Characters\", {\"a\", 945 ;; 947, \"γx\"}}][\"aαβγx\"]", "{1, 2, 3, 4, 6}" },
  { "NetEncoder[{\"Characters\", {\"x\", LetterCharacter, DigitCharacter, WhitespaceCharacter, "
    "PunctuationCharacter, _}}][\"xé7 .\\:e000\"]",
    "{1, 2, 3, 4, 5, 6}" },
  { "NetEncoder[{\"Characters\", {WordCharacter}}][\"ñ9\"]", "{1, 1}" },
  { "NetEncoder[{\"Characters\", \"AB\", \"IgnoreCase\" -> True}][\"aB\"]", "{1, 2}" },
  { "NetEncoder[{\"Characters\", {\"ab\", _ -> 1}}][\"xb\"]", "{1, 2}" },
  { "NetEncoder[{\"Characters\", {\"ab\", EndOfString}, \"TargetLength\" -> 2}][\"b\"]", "{2, 3}" },
  { "NetEncoder[{\"Characters\", {\"ab\", EndOfString}, \"TargetLength\" -> 1}][\"ba\"]", "{2}" },
  { "NetEncoder[{\"Characters\", \"TargetLength\" -> 3}][\"A\"]", "{36, 3, 3}" },
  { "NetEncoder[{\"Characters\", {StartOfString, \"a\"}}][\"\"]", "{1}" },
  { "NetEncoder[{\"Characters\", \"ab\", \"UnitVector\", \"TargetLength\" -> 1}][\"ba\"]",
    "{{0., 1.}}" },
  { "NetEncoder[\"Characters\"][{36, 1}]", "{36, 1}" },
  { "NetDecoder[{\"Characters\", {\"ab\", _, StartOfString, \"z\" -> 7}}][{{0, 0, 0, 1, 0, 0, 0}, "
    "{0, 1, "
    "0, 0, 0, 0, 0}, {0, 0, 1, 0, 0, 0, 0}, {0, 0, 0, 0, 1, 0, 0}, {0, 0, 0, 0, 0, 0, 1}}]",
    "\"b\xEF\xBF\xBDz\"" },
  { "NetDecoder[{\"Characters\", \"ab\", \"InputDepth\" -> 1}][{0.4, 0.6}]", "\"b\"" },
  { "NetDecoder[NetEncoder[{\"Characters\", \"xyz\"}]][{{0, 0, 1}, {1, 0, 0}}]", "\"zx\"" },
  /* Tokens */
  { "NetEncoder[{\"Tokens\", {\"hello\", \"world\", \"...\"}}][\"Hello  WORLD...x\"]",
    "{1, 2, 3, 4}" },
  { "NetEncoder[{\"Tokens\", {\"naïve\", \"e\\:0301t\"}}][\"Naïve E\\:0301T\"]", "{1, 2}" },
  { "NetEncoder[{\"Tokens\", {\"a\"}, \"IgnoreCase\" -> False}][\"a A\"]", "{1, 2}" },
  { "NetEncoder[{\"Tokens\", {\"a\"}, \"TargetLength\" -> 3}][{\"a\", \"a b a b\"}]",
    "{{1, 2, 2}, {1, 2, 1}}" },
  { "NetEncoder[{\"Tokens\", {\"a\"}, \"TargetLength\" -> 2}][\"\"]", "{2, 2}" },
  { "NetEncoder[{\"Tokens\", {\"a b\", \"c\"}, \"SplitPattern\" -> \", \"}][\"A b, c\"]",
    "{1, 2}" },
  { "NetEncoder[{\"Tokens\", {\"x\", \"y z\"}, \"SplitPattern\" -> None}][{\"y z\", \"x\"}]",
    "{2, 1}" },
  /* SubwordTokens */
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\", \"b\"}, \"TargetLength\" -> 3}][\"ab\"]",
    "{2, 3, 1}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\", EndOfString}, \"TargetLength\" -> 3}][\"a\"]",
    "{2, 3, 3}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" é\"}, \"UnicodeNormalization\" -> "
    "\"NFC\"}][\"e\\:0301\"]",
    "{2}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" A\"}, \"IgnoreCase\" -> True}][\"a A\"]", "{2, 2}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\", StartOfString, EndOfString}, \"InputType\" -> "
    "\"ListOfStrings\", \"IncludeTerminalTokens\" -> True}][{\"a\", \"a b\"}]",
    "{3, 2, 4, 2, 1, 4}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\", StartOfString, EndOfString}, \"InputType\" -> "
    "\"ListOfStrings\", \"IncludeTerminalTokens\" -> True, \"TargetLength\" -> 7, "
    "\"OutputProperties\" -> {\"InputIndex\", \"VocabularyIndex\"}}][{\"a\", \"b\"}]",
    "{{1, 3}, {1, 2}, {1, 4}, {2, 1}, {2, 4}, {2, 4}, {2, 4}}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\"}, \"OutputProperties\" -> \"InputIndex\"}][{\"a "
    "b\", "
    "\"a\"}]",
    "{{1, 1}, {1}}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\"}, \"TargetLength\" -> 3, \"OutputProperties\" -> "
    "\"InputIndex\"}][\"\"]",
    "{1, 1, 1}" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\"}, \"InputType\" -> \"ListOfStrings\", "
    "\"TargetLength\" -> 3, \"OutputProperties\" -> \"InputIndex\"}][{\"\", \"a\", \"\"}]",
    "{2, 3, 3}" },
  { "NetExtract[NetChain[{ElementwiseLayer[2 # &]}, \"Input\" -> NetEncoder[{\"SubwordTokens\", "
    "{_, "
    "\" a\"}, \"OutputProperties\" -> {\"VocabularyIndex\"}}]], \"Output\"]",
    "{\"Varying\", 1}" },
  /* The tokens learnt are _, e, w, s, t, " l", o, " n", " w", d, i, r, es, est, …. */
  { "NetEncoder[{\"SubwordTokens\", \"low low low low low lower lower newest newest newest newest "
    "newest "
    "newest widest widest widest\", \"VocabularySize\" -> 14}][\"lowest\"]",
    "{6, 7, 3, 14}" },
  { "NetDecoder[NetEncoder[{\"SubwordTokens\", {\"aa\", \"aa b\"}, \"VocabularySize\" -> 5}]]",
    "NetDecoder[{\"SubwordTokens\", {_, \" a\", \"a\", \" b\", \" aa\"}}]" },
  { "NetDecoder[{\"SubwordTokens\", {_, \" a\", \"b\"}}][{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}]",
    "\"_ ab\"" },
  { "NetDecoder[{\"SubwordTokens\", {_, \" a\"}, \"WhitespaceTrimming\" -> False, \"InputDepth\" "
    "-> 1}][{0, "
    "1}]",
    "\" a\"" },
  /* at a port: one part of a text where the net makes a vector, a text otherwise */
  { "NetChain[{SoftmaxLayer[]}, \"Input\" -> 2, \"Output\" -> NetDecoder[{\"Characters\", "
    "\"ab\"}]][{{1, 2}, {2, 1}}]",
    "{\"b\", \"a\"}" },
  { "NetChain[{SoftmaxLayer[]}, \"Input\" -> {\"Varying\", 2}, \"Output\" -> "
    "NetDecoder[{\"Characters\", \"ab\"}]][{{1, 2}, {2, 1}}]",
    "\"ba\"" },
  { "NetChain[{SoftmaxLayer[]}, \"Input\" -> {2, 3}, \"Output\" -> {2, NetDecoder[{\"Tokens\", "
    "{\"a\", \"b\"}}]}][{{1, 2, 0}, {2, 1, 0}}]",
    "{\"b\", \"a\"}" },
  { "SoftmaxLayer[\"Input\" -> 2, \"Output\" -> NetDecoder[{\"SubwordTokens\", {_, \" a\"}}]][{1, "
    "2}]",
    "\"a\"" },
  { "NetChain[{NetChain[{SoftmaxLayer[]}, \"Output\" -> NetDecoder[{\"Characters\", \"ab\"}]]}, "
    "\"Input\" -> 2][{1, 2}]",
    "\"b\"" },
  { "Information[NetReplacePart[NetChain[{LinearLayer[2]}, \"Input\" -> 3], \"Output\" -> "
    "NetDecoder[{\"Characters\", \"ab\"}]], \"OutputPorts\"]",
    "<|\"Output\" -> {2}|>" },
  /* what nothing else tells is a text */
  { "Information[NetChain[{SoftmaxLayer[]}, \"Output\" -> NetDecoder[{\"Characters\", \"ab\"}]], "
    "\"InputPorts\"]",
    "<|\"Input\" -> {\"Varying\", 2}|>" },
  /* UTF8 */
  { "NetEncoder[\"UTF8\"][\"A\"]", "{66}" },
  { "NetEncoder[\"UTF8\"][\"€\"]", "{227, 131, 173}" },
  { "NetEncoder[{\"UTF8\", \"TargetLength\" -> 2}][\"abc\"]", "{98, 99}" },
  /* CTCBeamSearch: 0.36 + 0.24 + 0.24 = 0.84 of {a}, 0.16 of {} */
  { "NetDecoder[{\"CTCBeamSearch\", {a}}][{{0.6, 0.4}, {0.6, 0.4}}, \"TopNegativeLogLikelihoods\" "
    "-> 5]",
    "{{a} -> 0.174353, {} -> 1.83258}" },
  { "NetDecoder[{\"CTCBeamSearch\", \"ab\"}][{{0.6, 0.1, 0.3}, {0.2, 0.7, 0.1}}, \"TopDecodings\" "
    "-> 2]",
    "{\"ab\", \"b\"}" },
  { "NetDecoder[{\"CTCBeamSearch\", {1, 2}, \"BeamSize\" -> 1}][{{0.6, 0.1, 0.3}, {0.2, 0.7, "
    "0.1}}]",
    "{1, 2}" },
};

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (values[i].text, &error);

    if (value == NULL)
      g_error ("%s: %s", values[i].text, error->message);
    g_autofree char *shown = ng_print_rounded (value, 0, 6);
    if (strcmp (shown, values[i].value) != 0)
      g_error ("%s gives %s, not %s", values[i].text, shown, values[i].value);
  }
}

/* @part: of the sentence or the hint. */
static const struct {
  const char *text, *tag, *part;
} failures[] = {
  { "NetEncoder[\"Characters\"][{\"a\", \"bé\"}]", "NetGraph::indata", "Item 2" },
  { "NetEncoder[\"Characters\"][\"bé\"]", "NetGraph::indata", "character é in place 2" },
  { "NetEncoder[\"Characters\"][\"\"]", "NetGraph::indata", "empty" },
  { "NetEncoder[\"Characters\"][7]", "NetGraph::indata", "7" },
  { "NetEncoder[{\"Characters\", \"ab\", \"TargetLength\" -> 3}][\"a\"]",
    "NetGraph::indata",
    "TargetLength" },
  { "NetEncoder[{\"Characters\", {}}]", "NetGraph::badarg", "{}" },
  { "NetEncoder[{\"Characters\", {\"a\", b}}]", "NetGraph::badarg", "b says no" },
  { "NetEncoder[{\"Characters\", {\"\"}}]", "NetGraph::badarg", "no characters" },
  { "NetEncoder[{\"Characters\", {\"a\" -> 0}}]", "NetGraph::badarg", "0" },
  { "NetEncoder[{\"Characters\", {\"a\" -> 10^12}}]", "NetGraph::badarg", "numbers" },
  { "NetEncoder[{\"Characters\", {9 ;; 3}}]", "NetGraph::badarg", "range" },
  { "NetEncoder[{\"Characters\", {1 ;; 10^9}}]", "NetGraph::badarg", "range" },
  { "NetEncoder[{\"Characters\", Table[1 ;; 1114111, {10}]}]", "NetGraph::badarg", "4194304" },
  { "NetEncoder[{\"Characters\", \"ab\", \"TargetLength\" -> 0}]",
    "NetGraph::badarg",
    "TargetLength" },
  { "NetEncoder[{\"UTF8\", \"TargetLength\" -> 4194305}]", "NetGraph::badarg", "at most 4194304" },
  { "NetEncoder[{\"Characters\", \"ab\", \"Vector\"}]", "NetGraph::badarg", "UnitVector" },
  { "NetDecoder[{\"Characters\", \"ab\"}][{{1, 0, 0}}]", "NetGraph::indata", "Characters" },
  { "NetEncoder[\"Tokens\"]", "NetGraph::badarg", "Tokens" },
  { "NetEncoder[{\"Tokens\", \"English\"}]", "NetGraph::badarg", "dictionaries" },
  { "NetEncoder[{\"Tokens\", {\"a\", 7}}]", "NetGraph::badarg", "7" },
  { "NetEncoder[{\"Tokens\", {}}]", "NetGraph::badarg", "no tokens" },
  { "NetEncoder[{\"Tokens\", {\"\"}}]", "NetGraph::badarg", "token" },
  { "NetEncoder[{\"Tokens\", {\"a\"}, \"SplitPattern\" -> 5}]",
    "NetGraph::badarg",
    "WordBoundary" },
  { "NetEncoder[{\"Tokens\", {\"a\"}}][\" \"]", "NetGraph::indata", "empty" },
  { "NetEncoder[{\"Tokens\", {\"a\"}, \"SplitPattern\" -> None}][{\"a\", 7}]",
    "NetGraph::indata",
    "7" },
  { "NetEncoder[{\"Tokens\", File[\"/no/such/file\"]}]", "File::missing", "no file" },
  { "NetEncoder[{\"SubwordTokens\", {\" a\"}}]", "NetGraph::badarg", "Put _" },
  { "NetEncoder[{\"SubwordTokens\", {_}, \"OutputProperties\" -> \"Length\"}]",
    "NetGraph::badarg",
    "VocabularyIndex" },
  { "NetEncoder[{\"SubwordTokens\", {_}, \"OutputProperties\" -> {\"InputIndex\", "
    "\"InputIndex\"}}]",
    "NetGraph::badarg",
    "twice" },
  { "NetEncoder[{\"SubwordTokens\", {_}, \"OutputProperties\" -> {}}]", "NetGraph::badarg", "{}" },
  { "NetChain[{LinearLayer[3]}, \"Output\" -> NetDecoder[{\"Characters\", \"ab\", \"InputDepth\" "
    "-> "
    "2}]]",
    "NetGraph::shape",
    "Output" },
  { "NetChain[{LinearLayer[3]}, \"Output\" -> NetDecoder[{\"Characters\", \"ab\"}]]",
    "NetGraph::shape",
    "Output" },
  { "NetEncoder[{\"SubwordTokens\", {_, _}}]", "NetGraph::badarg", "twice" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\"}, \"IncludeTerminalTokens\" -> True}]",
    "NetGraph::badarg",
    "StartOfString" },
  { "NetEncoder[{\"SubwordTokens\", {_, 3}, \"VocabularySize\" -> 9}]",
    "NetGraph::badarg",
    "learn" },
  { "NetEncoder[{\"SubwordTokens\", \"a b\", \"VocabularySize\" -> 1}]",
    "NetGraph::badarg",
    "VocabularySize" },
  { "NetEncoder[{\"SubwordTokens\", \"a b\", \"VocabularySize\" -> 9, Method -> \"WordPiece\"}]",
    "NetGraph::badarg",
    "WordPiece" },
  { "NetEncoder[{\"SubwordTokens\", {_, \" a\"}}][\"\"]", "NetGraph::indata", "empty" },
  { "NetEncoder[\"UTF8\"][{\"a\", \"\"}]", "NetGraph::indata", "Item 2" },
  { "NetEncoder[{\"Class\", {\"a\", \"b\"}, \"Dimensions\" -> {2}}][{\"a\", \"z\"}]",
    "NetGraph::indata",
    "Element 2" },
  { "NetGraph[{Ramp}, {}, \"Input\" -> NetEncoder[\"Boolean\"]][{<|\"Input\" -> True|>, "
    "<|\"Input\" "
    "-> \"x\"|>}]",
    "NetGraph::indata",
    "Item 2" },
  { "NetDecoder[\"UTF8\"]", "NetDecoder::type", "UTF8" },
  { "NetEncoder[{\"CTCBeamSearch\", {a}}]", "NetEncoder::type", "CTCBeamSearch" },
  { "NetDecoder[{\"CTCBeamSearch\", {}}]", "NetGraph::badarg", "labels" },
  { "NetDecoder[{\"CTCBeamSearch\", {a}, \"BeamSize\" -> 0}]", "NetGraph::badarg", "BeamSize" },
  { "NetDecoder[{\"CTCBeamSearch\", {a}}][{{0, 0}}]", "NetDecoder::prop", "probability" },
  { "NetDecoder[{\"CTCBeamSearch\", {a}}][{{1, 0}}, \"TopDecodings\" -> 0]",
    "NetDecoder::prop",
    "0" },
};

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (failures[i].text, &error);

    if (value != NULL)
      g_error ("%s is accepted", failures[i].text);
    const NgDiagnostic *told = ng_error_diagnostic (error);
    if (strstr (told->message, failures[i].part) == NULL &&
        (told->hint == NULL || strstr (told->hint, failures[i].part) == NULL))
      g_error ("%s says: %s", failures[i].text, told->message);
    if (strcmp (told->tag, failures[i].tag) != 0)
      g_error ("%s has the tag %s", failures[i].text, told->tag);
  }
}

/* Strings that a program makes need not be UTF-8. */
static void
test_invalid (void)
{
  static const char *const coders[] = { "NetEncoder[{\"Characters\", {_}}]",
                                        "NetEncoder[{\"Tokens\", {\"a\"}}]",
                                        "NetEncoder[{\"SubwordTokens\", {_}}]",
                                        "NetEncoder[\"UTF8\"]" };
  static const char *const texts[] = { "\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\x80" };

  for (gsize i = 0; i < G_N_ELEMENTS (coders); i++) {
    g_autoptr (NgExpr) expr = ng_parse_one (coders[i], -1, NULL, NULL);
    g_autoptr (NgCoder) coder = ng_coder_read (expr, NG_ENCODER, NULL);
    for (gsize k = 0; k < G_N_ELEMENTS (texts); k++) {
      g_autoptr (NgExpr) text = ng_expr_new_string (texts[k], NULL);
      g_autoptr (GError) error = NULL;
      NgCoding coding = { 0 };
      g_assert_null (ng_coder_encode (coder, text, NULL, &coding, &error));
      ng_assert_tag (&error, "NetGraph::indata");
    }
  }
}

/* Texts of a million characters, words and letters of one word. */
static void
test_long (void)
{
  static const char *const coders[] = {
    "NetEncoder[\"Characters\"]",
    "NetEncoder[{\"Tokens\", {\"a\"}}]",
    "NetEncoder[{\"SubwordTokens\", {_, \" a\", \"a\", \"aa\"}}]",
    "NetEncoder[\"UTF8\"]"
  };
  g_autofree char *letters = g_strnfill (1000000, 'a');
  g_autofree char *words = g_strnfill (1000000, 'a');
  const gint64 lengths[][2] = {
    { 1000000, 1000000 }, { 1, 500000 }, { 1 + 499999 + 1, 500000 }, { 1000000, 1000000 }
  };

  for (gsize i = 1; i < 1000000; i += 2)
    words[i] = ' ';
  for (gsize i = 0; i < G_N_ELEMENTS (coders); i++) {
    g_autoptr (NgExpr) expr = ng_parse_one (coders[i], -1, NULL, NULL);
    g_autoptr (NgCoder) coder = ng_coder_read (expr, NG_ENCODER, NULL);
    for (gsize k = 0; k < 2; k++) {
      g_autoptr (NgExpr) text = ng_expr_new_string (k == 0 ? letters : words, NULL);
      NgCoding coding = { 0 };
      g_autoptr (NgTensor) codes = ng_coder_encode (coder, text, NULL, &coding, NULL);
      g_assert_cmpint (ng_tensor_count (codes), ==, lengths[i][k]);
    }
  }
}

/* Tokens out of files: one a line. */
static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "tokens.txt", NULL);
  g_autofree char *tokens =
      g_strdup_printf ("NetEncoder[{\"Tokens\", File[\"%s\"]}][\"b a c\"]", path);
  g_autofree char *subwords =
      g_strdup_printf ("NetEncoder[{\"SubwordTokens\", File[\"%s\"]}][\"ab c\"]", path);
  g_autofree char *corpus = g_strdup_printf (
      "NetEncoder[{\"SubwordTokens\", File[\"%s\"], \"VocabularySize\" -> 6}][\"ab\"]", path);
  const struct {
    const char *content, *text, *value;
  } cases[] = { { "a\nb\n", tokens, "{2, 1, 3}" },
                { "a\r\nb", tokens, "{2, 1, 3}" },
                { "_\n a\nb\n", subwords, "{2, 3, 1}" },
                /* _, " a", "b", " ab" */
                { "ab ab", corpus, "{4}" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (path, cases[i].content, -1, NULL));
    g_autoptr (NgExpr) value = evaluate (cases[i].text, &error);
    g_assert_no_error (error);
    g_autofree char *shown = ng_print (value, 0);
    g_assert_cmpstr (shown, ==, cases[i].value);
  }
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "a\xFF", -1, NULL));
  g_assert_null (evaluate (tokens, &error));
  ng_assert_tag (&error, "File::format");
  g_remove (path);
  g_assert_null (evaluate (tokens, &error));
  ng_assert_tag (&error, "File::missing");
}

/* A coder that was trained is written with its tokens, and reads back without the text. */
static void
test_training_is_kept (void)
{
  g_autoptr (NgExpr) expr =
      ng_parse_one ("NetEncoder[{\"SubwordTokens\", {\"aa\", \"aa b\"}, \"VocabularySize\" -> 5}]",
                    -1,
                    NULL,
                    NULL);
  g_autoptr (NgCoder) coder = ng_coder_read (expr, NG_ENCODER, NULL);
  g_autoptr (NgExpr) notation = ng_coder_notation (coder);
  g_autofree char *text = ng_print (notation, 0);
  g_autoptr (NgCoder) again = ng_coder_read (notation, NG_ENCODER, NULL);

  g_assert_cmpstr (
      text, ==, "NetEncoder[{\"SubwordTokens\", {_, \" a\", \"a\", \" b\", \" aa\"}}]");
  g_assert_true (ng_coder_equal (coder, again));
}

/* A net that takes texts of any length: 1, 2 of the two letters, summed. */
static void
test_in_net (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value =
      evaluate ("NetChain[{SummationLayer[]}, \"Input\" -> NetEncoder[{\"Characters\", \"ab\", "
                "\"UnitVector\"}]][{\"abba\", \"b\"}]",
                &error);

  g_assert_no_error (error);
  g_autofree char *shown = ng_print (value, 0);
  g_assert_cmpstr (shown, ==, "{4., 1.}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/text/values", test_values);
  g_test_add_func ("/codec/text/failures", test_failures);
  g_test_add_func ("/codec/text/invalid", test_invalid);
  g_test_add_func ("/codec/text/long", test_long);
  g_test_add_func ("/codec/text/files", test_files);
  g_test_add_func ("/codec/text/training-is-kept", test_training_is_kept);
  g_test_add_func ("/codec/text/in-net", test_in_net);
  return g_test_run ();
}
