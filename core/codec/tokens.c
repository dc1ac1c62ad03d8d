/* "Tokens": texts as the numbers of their words in a list of d; d + 1 for every word that is not
 * there.
 *
 * Words are runs of letters, digits and marks on them; a run of other characters that are no white
 * space is a token too. */

#include "core/codec/text.h"
#include "core/codec/token-list.h"
#include "core/graph/coder-refuse.h"
#include <string.h>

enum { TOKENS, IGNORE_CASE, SPLIT_PATTERN, TARGET_LENGTH, INPUT_DEPTH };

typedef enum {
  SPLIT_BOUNDARY,
  SPLIT_WHITESPACE,
  SPLIT_STRING,
  SPLIT_NONE,
} Split;

typedef struct {
  NgVocabulary *vocabulary;
  Split split;
  gint64 length;
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  ng_vocabulary_free (self->vocabulary);
  g_free (self);
}

static gboolean
read_split (const NgExpr *expr, Split *split, GError **error)
{
  if (ng_expr_is_symbol (expr, "WordBoundary"))
    *split = SPLIT_BOUNDARY;
  else if (ng_expr_is_symbol (expr, "Whitespace") ||
           ng_expr_is_symbol (expr, "WhitespaceCharacter"))
    *split = SPLIT_WHITESPACE;
  else if (ng_expr_is_symbol (expr, "None"))
    *split = SPLIT_NONE;
  else if (ng_expr_kind (expr) == NG_EXPR_STRING && *ng_expr_text (expr) != '\0')
    *split = SPLIT_STRING;
  else
    return ng_coder_refuse (
        expr,
        "is no way to split texts",
        "There are WordBoundary, Whitespace, a string that stands between tokens, and "
        "None where items are lists of tokens already.",
        error);
  return TRUE;
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgExpr *expr = ng_coder_param (coder, TOKENS)->expr;
  gboolean is_encoder = ng_coder_side (coder) == NG_ENCODER;
  State read = { .split = SPLIT_BOUNDARY };
  NgTokenList list;

  if (ng_expr_kind (expr) == NG_EXPR_STRING)
    return ng_coder_refuse (expr,
                            "is the name of a language, and no dictionaries are here",
                            "Give the list of words, or File[\"path\"] of one word a line.",
                            error);
  if (is_encoder &&
      (!read_split (ng_coder_param (coder, SPLIT_PATTERN)->expr, &read.split, error) ||
       !ng_text_read_length (ng_coder_param (coder, TARGET_LENGTH), &read.length, error)))
    return FALSE;
  if (!ng_token_list_read (
          &list, expr, is_encoder && ng_coder_param (coder, IGNORE_CASE)->integer, FALSE, error))
    return FALSE;
  read.vocabulary = ng_token_list_vocabulary (&list);
  ng_token_list_clear (&list);
  ng_coder_set_state (coder, g_memdup2 (&read, sizeof read), free_state);
  return TRUE;
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const State *state = ng_coder_state (coder);
  gint64 n = ng_vocabulary_count (state->vocabulary) + 1;

  if (ng_coder_side (coder) == NG_ENCODER)
    ng_text_type (type, state->length, n, NG_TEXT_INDEX);
  else
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
  const State *state = ng_coder_state (coder);

  if (state->split != SPLIT_NONE)
    return ng_expr_kind (item) == NG_EXPR_STRING;
  return ng_expr_is_call (item, "List") && ng_expr_n_args (item) > 0 &&
         ng_expr_kind (ng_expr_arg (item, 0)) == NG_EXPR_STRING;
}

static void
add_token (const State *state, const char *text, gsize length, GArray *codes)
{
  gint64 code = ng_vocabulary_find (state->vocabulary, text, length);

  if (code == 0)
    code = ng_vocabulary_count (state->vocabulary) + 1;
  g_array_append_val (codes, code);
}

/* 0 for white space, which parts tokens; those of one kind stay together. */
static int
kind_of (gunichar c, Split split)
{
  if (g_unichar_isspace (c))
    return 0;
  return split == SPLIT_WHITESPACE || ng_text_is_word (c) ? 1 : 2;
}

static void
split_runs (const State *state, const char *text, GArray *codes)
{
  const char *start = text;
  int last = 0;

  for (;; text = g_utf8_next_char (text)) {
    int kind = *text != '\0' ? kind_of (g_utf8_get_char (text), state->split) : 0;
    if (kind != last) {
      if (last != 0)
        add_token (state, start, (gsize) (text - start), codes);
      start = text;
    }
    if (*text == '\0')
      return;
    last = kind;
  }
}

static gboolean
is_blank (const char *text, const char *end)
{
  for (; text < end; text = g_utf8_next_char (text)) {
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  }
  return TRUE;
}

static void
split_at (const State *state, const char *text, const char *separator, GArray *codes)
{
  for (;;) {
    const char *found = strstr (text, separator);
    const char *end = found != NULL ? found : text + strlen (text);
    if (!is_blank (text, end))
      add_token (state, text, (gsize) (end - text), codes);
    if (found == NULL)
      return;
    text = found + strlen (separator);
  }
}

/* One text, or one token where items are lists of them. */
static gboolean
add_text (const NgCoder *coder, const NgExpr *item, GArray *codes, GError **error)
{
  const State *state = ng_coder_state (coder);
  const char *text = ng_text_get (item, error);
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  if (ng_coder_param (coder, IGNORE_CASE)->integer)
    text = folded = ng_text_fold (text);
  if (state->split == SPLIT_NONE)
    add_token (state, text, strlen (text), codes);
  else if (state->split == SPLIT_STRING)
    split_at (state, text, ng_expr_text (ng_coder_param (coder, SPLIT_PATTERN)->expr), codes);
  else
    split_runs (state, text, codes);
  return TRUE;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 unknown = ng_vocabulary_count (state->vocabulary) + 1;

  if (state->split != SPLIT_NONE && !add_text (coder, item, codes, error))
    return NULL;
  for (gsize i = 0; state->split == SPLIT_NONE && i < ng_expr_n_args (item); i++) {
    if (!add_text (coder, ng_expr_arg (item, i), codes, error))
      return NULL;
  }
  return ng_text_array (codes, state->length, unknown, unknown, NG_TEXT_INDEX, item, error);
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
    if (i > 0)
      g_string_append_c (text, ' ');
    g_string_append (text,
                     code <= ng_vocabulary_count (state->vocabulary)
                         ? ng_vocabulary_text (state->vocabulary, code)
                         : "_");
  }
  return ng_expr_new_string (text->str, NULL);
}

const NgCoderClass ng_codec_tokens = {
  .name = "Tokens",
  .summary = "Texts as the numbers of their words",
  .params = { [TOKENS] = { "Tokens",
                           NG_PARAM_EXPR,
                           .position = 1,
                           .flags = NG_PARAM_REQUIRED,
                           .help = "The words in order, or File of one word a line" },
              [IGNORE_CASE] = NG_TEXT_IGNORE_CASE ("True"),
              [SPLIT_PATTERN] = { "SplitPattern",
                                  NG_PARAM_EXPR,
                                  .value = "WordBoundary",
                                  .flags = NG_PARAM_ENCODER,
                                  .help = "Where texts are split: WordBoundary, Whitespace, a "
                                          "string; None for lists of tokens" },
              [TARGET_LENGTH] = NG_TEXT_TARGET_LENGTH,
              [INPUT_DEPTH] = NG_TEXT_INPUT_DEPTH },
  .prepare = prepare,
  .type = find_type,
  .has_parts = has_parts,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Decision", 0, 0, "The text of the likeliest words" } },
  .examples = { "NetEncoder[{\"Tokens\", {\"the\", \"cat\", \",\"}}][\"The cat, the dog\"] -> {1, "
                "2, 3, 1, 4}",
                "NetEncoder[{\"Tokens\", {\"a\", \"b c\"}, \"SplitPattern\" -> \";\", "
                "\"TargetLength\" -> 4}]"
                "[\"b c;A; ;x\"] -> {2, 1, 3, 3}",
                "NetEncoder[{\"Tokens\", {\"a\", \"A\"}, \"SplitPattern\" -> None, \"IgnoreCase\" "
                "-> False}]"
                "[{{\"A\", \"a\"}, {\"b\"}}] -> {{2, 1}, {3}}",
                "NetEncoder[{\"Tokens\", {\"don't\"}, \"SplitPattern\" -> Whitespace}][\" Don't do "
                "\"] -> {1, 2}",
                "NetDecoder[{\"Tokens\", {\"the\", \"cat\"}}][{{0.9, 0.1, 0.}, {0., 0., 1.}, {0., "
                "1., 0.}}] -> "
                "\"the _ cat\"" },
};
