/* "SubwordTokens": texts as the numbers of parts of words, by byte pairs or WordPiece. With a
 * "VocabularySize" the first argument is text, and the tokens are learnt from it when the coder is
 * made; from then on the coder has these tokens, like any other. */

#include "core/codec/subwords.h"
#include "core/codec/text.h"
#include "core/codec/token-list.h"
#include "core/expr/items.h"
#include "core/graph/coder-refuse.h"
#include <string.h>

enum {
  TOKENS,
  METHOD,
  TERMINALS,
  IGNORE_CASE,
  INPUT_TYPE,
  TARGET_LENGTH,
  NORMALIZATION,
  VOCABULARY_SIZE,
  PROPERTIES,
  INPUT_DEPTH,
  TRIMMING,
};

static const char *const methods[] = { "BPE", "WordPiece", NULL };
static const char *const input_types[] = { "String", "ListOfStrings", NULL };
/* What an encoder tells of a token: its number, and that of the text which it is of. */
enum { VOCABULARY_INDEX, INPUT_INDEX, N_PROPERTIES };
static const char *const properties[] = { "VocabularyIndex", "InputIndex", NULL };
static const char *const forms[] = { "NFC", "NFD", "NFKC", "NFKD", NULL };
static const GNormalizeMode modes[] = {
  G_NORMALIZE_NFC, G_NORMALIZE_NFD, G_NORMALIZE_NFKC, G_NORMALIZE_NFKD
};

typedef struct {
  NgVocabulary *vocabulary;
  gint64 unknown, start, end;
  gint64 length;
  int told[N_PROPERTIES]; /* in this order */
  int n_told;
  gboolean is_list; /* told as a list for each token, where one alone is the number itself */
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  ng_vocabulary_free (self->vocabulary);
  g_free (self);
}

/* As texts are before they are split. */
static char *
normalize (const NgCoder *coder, const char *text)
{
  const NgParam *form = ng_coder_param (coder, NORMALIZATION);
  g_autofree char *normal =
      form->is_none ? g_strdup (text) : g_utf8_normalize (text, -1, modes[form->integer]);

  return ng_coder_param (coder, IGNORE_CASE)->integer ? ng_text_fold (normal)
                                                      : g_steal_pointer (&normal);
}

/* ---- training ---- */

static gboolean
add_corpus (const NgCoder *coder, const NgExpr *expr, GPtrArray *texts, GError **error)
{
  const char *text = ng_expr_kind (expr) == NG_EXPR_STRING ? ng_expr_text (expr) : NULL;
  g_autofree char *read = NULL;

  if (ng_expr_is_call (expr, "File")) {
    text = read = ng_text_read_file (expr, error);
    if (text == NULL)
      return FALSE;
  }
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return ng_coder_refuse (
        expr,
        "is no text to learn tokens from",
        "With \"VocabularySize\" the first argument is a text, File[\"path\"], or a "
        "list of such.",
        error);
  g_ptr_array_add (texts, normalize (coder, text));
  return TRUE;
}

static NgExpr *
write_tokens (const GPtrArray *tokens, gboolean has_terminals)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  g_ptr_array_add (items, ng_expr_new_normal (ng_expr_new_symbol ("Blank", NULL), NULL, 0, NULL));
  if (has_terminals) {
    g_ptr_array_add (items, ng_expr_new_symbol ("StartOfString", NULL));
    g_ptr_array_add (items, ng_expr_new_symbol ("EndOfString", NULL));
  }
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add (items, ng_expr_new_string (tokens->pdata[i], NULL));
  return ng_list_write ("List", items);
}

static gboolean
train (NgCoder *coder, GError **error)
{
  const NgExpr *corpus = ng_coder_param (coder, TOKENS)->expr;
  gint64 size = ng_coder_param (coder, VOCABULARY_SIZE)->integer;
  gboolean has_terminals = ng_coder_param (coder, TERMINALS)->integer != 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (ng_coder_param (coder, METHOD)->integer != 0)
    return ng_coder_refuse (ng_coder_param (coder, METHOD)->expr,
                            "is a method whose tokens are not learnt here",
                            "Learn byte pairs, or give the list of tokens.",
                            error);
  if (!ng_expr_is_call (corpus, "List")) {
    if (!add_corpus (coder, corpus, texts, error))
      return FALSE;
  }
  for (gsize i = 0; ng_expr_is_call (corpus, "List") && i < ng_expr_n_args (corpus); i++) {
    if (!add_corpus (coder, ng_expr_arg (corpus, i), texts, error))
      return FALSE;
  }
  g_autoptr (GPtrArray) tokens =
      ng_subwords_train ((const char *const *) texts->pdata,
                         texts->len,
                         (gsize) MAX (size - (has_terminals ? 3 : 1), 0));
  g_autoptr (NgExpr) list = write_tokens (tokens, has_terminals);
  ng_coder_replace_param (coder, TOKENS, list);
  ng_coder_replace_param (coder, VOCABULARY_SIZE, NULL);
  return TRUE;
}

/* ---- the coder ---- */

static gboolean
check_symbols (const NgCoder *coder, const NgTokenList *list, GError **error)
{
  const NgExpr *expr = ng_coder_param (coder, TOKENS)->expr;

  if (list->unknown == 0)
    return ng_coder_refuse (
        expr,
        "has no token for what is unknown",
        "Put _ into the list. With \"VocabularySize\" -> n the first argument is text "
        "to learn tokens from.",
        error);
  if (ng_coder_side (coder) == NG_ENCODER && ng_coder_param (coder, TERMINALS)->integer &&
      (list->start == 0 || list->end == 0))
    return ng_coder_refuse (
        expr,
        "has no tokens for the ends of a text",
        "\"IncludeTerminalTokens\" needs StartOfString and EndOfString in the list.",
        error);
  return TRUE;
}

static gboolean
add_property (State *state, const NgExpr *expr, GError **error)
{
  int property = N_PROPERTIES;

  for (int i = 0; i < N_PROPERTIES; i++)
    if (ng_expr_kind (expr) == NG_EXPR_STRING && g_str_equal (ng_expr_text (expr), properties[i]))
      property = i;
  for (int i = 0; i < state->n_told; i++)
    if (state->told[i] == property)
      return ng_coder_refuse (
          expr, "stands twice among the properties", "Each can be told once.", error);
  if (property == N_PROPERTIES)
    return ng_coder_refuse (expr,
                            "is nothing that can be told of a token",
                            "\"OutputProperties\" is \"VocabularyIndex\", the number of the "
                            "token, \"InputIndex\", that of its text, or a list of these.",
                            error);
  state->told[state->n_told++] = property;
  return TRUE;
}

static gboolean
read_properties (State *state, const NgExpr *expr, GError **error)
{
  state->is_list = ng_expr_is_call (expr, "List");
  if (!state->is_list)
    return add_property (state, expr, error);
  if (ng_expr_n_args (expr) == 0)
    return ng_coder_refuse (
        expr, "tells nothing of the tokens", "Name at least one property.", error);
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!add_property (state, ng_expr_arg (expr, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  gboolean is_encoder = ng_coder_side (coder) == NG_ENCODER;
  State read = { 0 };
  NgTokenList list;

  if (is_encoder &&
      !ng_text_read_length (ng_coder_param (coder, TARGET_LENGTH), &read.length, error))
    return FALSE;
  if (is_encoder && !read_properties (&read, ng_coder_param (coder, PROPERTIES)->expr, error))
    return FALSE;
  if (is_encoder && !ng_coder_param (coder, VOCABULARY_SIZE)->is_none && !train (coder, error))
    return FALSE;
  if (!ng_token_list_read (&list,
                           ng_coder_param (coder, TOKENS)->expr,
                           is_encoder && ng_coder_param (coder, IGNORE_CASE)->integer,
                           TRUE,
                           error))
    return FALSE;
  if (!check_symbols (coder, &list, error)) {
    ng_token_list_clear (&list);
    return FALSE;
  }
  read.vocabulary = ng_token_list_vocabulary (&list);
  read.unknown = list.unknown;
  read.start = list.start;
  read.end = list.end;
  ng_token_list_clear (&list);
  ng_coder_set_state (coder, g_memdup2 (&read, sizeof read), free_state);
  return TRUE;
}

static gboolean
is_list_of_texts (const NgCoder *coder)
{
  return ng_coder_param (coder, INPUT_TYPE)->integer == 1;
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const State *state = ng_coder_state (coder);
  gint64 n = ng_vocabulary_count (state->vocabulary);

  if (ng_coder_side (coder) == NG_ENCODER) {
    ng_text_type (type, state->length, n, NG_TEXT_INDEX);
    if (state->is_list)
      type->dims[type->rank++] = ng_dim_number (state->n_told);
    for (int i = 0; i < state->n_told; i++)
      if (state->told[i] == INPUT_INDEX)
        type->max = !is_list_of_texts (coder) ? (state->is_list ? n : 1) : G_MAXINT64;
  } else
    ng_text_rows_type (type, n, ng_coder_param (coder, INPUT_DEPTH));
}

static gboolean
has_parts (const NgCoder *coder)
{
  return ng_coder_param (coder, INPUT_DEPTH)->is_automatic;
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  if (!is_list_of_texts (coder))
    return ng_expr_kind (item) == NG_EXPR_STRING;
  return ng_expr_is_call (item, "List") && ng_expr_n_args (item) > 0 &&
         ng_expr_kind (ng_expr_arg (item, 0)) == NG_EXPR_STRING;
}

static gboolean
add_text (const NgCoder *coder, const NgExpr *item, GArray *codes, GError **error)
{
  const State *state = ng_coder_state (coder);
  gboolean is_matched = ng_coder_param (coder, METHOD)->integer == 1;
  const char *text = ng_text_get (item, error);
  g_autofree char *normal = text != NULL ? normalize (coder, text) : NULL;
  g_autoptr (GString) word = g_string_new (NULL);
  const char *at = normal;

  if (text == NULL)
    return FALSE;
  while (ng_subwords_next_word (&at, word)) {
    if (is_matched)
      ng_subwords_match (state->vocabulary, word->str, word->len, state->unknown, codes);
    else
      ng_subwords_merge (state->vocabulary, word->str, word->len, state->unknown, codes);
  }
  return TRUE;
}

/* @texts: (element-type gint64): for each token the text that it is of, and one more for all that
 * the tokens are filled up with */
static NgTensor *
tell (const State *state, const NgTensor *codes, const GArray *texts)
{
  gint64 n = ng_tensor_count (codes);
  gint64 dims[2] = { n, state->n_told };
  gint64 *told = g_new (gint64, n * state->n_told);

  for (gint64 i = 0; i < n; i++)
    for (int k = 0; k < state->n_told; k++)
      told[i * state->n_told + k] =
          state->told[k] == VOCABULARY_INDEX
              ? ng_tensor_get_int (codes, i)
              : g_array_index (texts, gint64, MIN (i, (gint64) texts->len - 1));
  return ng_tensor_new_take (NG_ELEMENT_I64, dims, state->is_list ? 2 : 1, told);
}

/* Each text of a list has an end. */
static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  gboolean has_terminals = ng_coder_param (coder, TERMINALS)->integer != 0;
  gsize n = is_list_of_texts (coder) ? ng_expr_n_args (item) : 1;
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) texts = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (NgTensor) array = NULL;
  gint64 last;

  if (has_terminals)
    g_array_append_val (codes, state->start);
  for (gsize i = 0; i < n; i++) {
    if (!add_text (coder, is_list_of_texts (coder) ? ng_expr_arg (item, i) : item, codes, error))
      return NULL;
    if (has_terminals)
      g_array_append_val (codes, state->end);
    for (gint64 text = (gint64) i + 1; texts->len < codes->len;)
      g_array_append_val (texts, text);
  }
  last = (gint64) n;
  g_array_append_val (texts, last);
  array = ng_text_array (codes,
                         state->length,
                         state->end > 0 ? state->end : state->unknown,
                         ng_vocabulary_count (state->vocabulary),
                         NG_TEXT_INDEX,
                         item,
                         error);
  return array != NULL ? tell (state, array, texts) : NULL;
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  const State *state = ng_coder_state (coder);
  g_autoptr (GArray) best = ng_text_best (array);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < best->len; i++) {
    gint64 code = g_array_index (best, gint64, i);
    const char *token = ng_vocabulary_text (state->vocabulary, code);
    if (token != NULL)
      g_string_append (text, token);
    else if (code == state->unknown)
      g_string_append (text, "_");
  }
  if (ng_coder_param (coder, TRIMMING)->integer && text->str[0] == ' ')
    g_string_erase (text, 0, 1);
  return ng_expr_new_string (text->str, NULL);
}

const NgCoderClass ng_codec_subword_tokens = {
  .name = "SubwordTokens",
  .summary = "Texts as the numbers of parts of words",
  .params = { [TOKENS] = { "Tokens",
                           NG_PARAM_EXPR,
                           .position = 1,
                           .flags = NG_PARAM_REQUIRED,
                           .help = "The tokens in order of priority, _ for what is unknown among "
                                   "them; those that begin a word begin with a blank. "
                                   "File[\"tokens.txt\"] has one a line, File[\"bpe.model\"] is a "
                                   "model of SentencePiece; with \"VocabularySize\" it is text" },
              [METHOD] = { "Method",
                           NG_PARAM_WORD,
                           .value = "\"BPE\"",
                           .choices = methods,
                           .flags = NG_PARAM_ENCODER,
                           .help =
                               "Whether neighbours are joined by priority, or the longest tokens "
                               "matched" },
              [TERMINALS] = { "IncludeTerminalTokens",
                              NG_PARAM_BOOLEAN,
                              .value = "False",
                              .flags = NG_PARAM_ENCODER,
                              .help =
                                  "Whether StartOfString and EndOfString are put around a text" },
              [IGNORE_CASE] = NG_TEXT_IGNORE_CASE ("False"),
              [INPUT_TYPE] = { "InputType",
                               NG_PARAM_WORD,
                               .value = "\"String\"",
                               .choices = input_types,
                               .flags = NG_PARAM_ENCODER,
                               .help = "Whether an item is a text or a list of them" },
              [TARGET_LENGTH] = NG_TEXT_TARGET_LENGTH,
              [NORMALIZATION] = { "UnicodeNormalization",
                                  NG_PARAM_WORD,
                                  .value = "None",
                                  .choices = forms,
                                  .flags = NG_PARAM_ENCODER | NG_PARAM_ALLOWS_NONE,
                                  .help = "The form that texts are brought into first" },
              [VOCABULARY_SIZE] = { "VocabularySize",
                                    NG_PARAM_INTEGER,
                                    .value = "None",
                                    .at_least = 2,
                                    .below = NG_MAX_TOKENS,
                                    .flags = NG_PARAM_ENCODER | NG_PARAM_ALLOWS_NONE,
                                    .help = "How many tokens are learnt from a text that stands in "
                                            "their "
                                            "place" },
              [PROPERTIES] = { "OutputProperties",
                               NG_PARAM_EXPR,
                               .value = "\"VocabularyIndex\"",
                               .flags = NG_PARAM_ENCODER,
                               .help = "What is told of each token: \"VocabularyIndex\", its "
                                       "number, \"InputIndex\", that of the text it is of, or a "
                                       "list of these" },
              [INPUT_DEPTH] = NG_TEXT_INPUT_DEPTH,
              [TRIMMING] = { "WhitespaceTrimming",
                             NG_PARAM_BOOLEAN,
                             .value = "True",
                             .flags = NG_PARAM_DECODER,
                             .help = "Whether a blank in front of a text is dropped" } },
  .prepare = prepare,
  .type = find_type,
  .has_parts = has_parts,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Decision", 0, 0, "The text of the likeliest tokens" } },
  .examples = { "NetEncoder[{\"SubwordTokens\", {_, \" a\", \" b\", \"a\", \"b\", \"ab\", \" "
                "ba\"}}][\"bab ab\"] -> "
                "{3, 6, 2, 5}",
                "NetEncoder[{\"SubwordTokens\", {_, \" un\", \"able\", \"aff\", \" a\"}, Method -> "
                "\"WordPiece\"}]"
                "[\"unaffable a un!\"] -> {2, 4, 3, 5, 1}",
                "NetEncoder[{\"SubwordTokens\", {_, StartOfString, EndOfString, \" a\"}, "
                "\"IncludeTerminalTokens\" -> True, \"IgnoreCase\" -> True}][\"A a\"] -> {2, 4, 4, "
                "3}",
                "NetEncoder[{\"SubwordTokens\", {_, \" a\"}, \"InputType\" -> \"ListOfStrings\", "
                "\"OutputProperties\" -> {\"VocabularyIndex\", \"InputIndex\"}}][{\"a\", "
                "\"a b\"}] -> "
                "{{2, 1}, {2, 2}, {1, 2}}",
                "NetEncoder[{\"SubwordTokens\", \"low low low lower lower newest\", "
                "\"VocabularySize\" -> 16}]"
                "[\"lower newer\"]",
                "NetDecoder[{\"SubwordTokens\", {_, \" a\", \"b\", EndOfString}}][{{0., 1., 0., "
                "0.}, {0., 0., 1., "
                "0.}, {0., 1., 0., 0.}, {0., 0., 0., 1.}}] -> \"ab a\"" },
};
