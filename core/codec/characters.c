/* "Characters": texts as the numbers of their characters, and the likeliest text. */

#include "core/codec/character-table.h"
#include "core/codec/text.h"

enum { TABLE, FORM, IGNORE_CASE, TARGET_LENGTH, INPUT_DEPTH };

typedef struct {
  NgCharacterTable *table;
  gint64 length;
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  ng_character_table_free (self->table);
  g_free (self);
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  gboolean is_encoder = ng_coder_side (coder) == NG_ENCODER;
  gint64 length = 0;

  if (is_encoder && !ng_text_read_length (ng_coder_param (coder, TARGET_LENGTH), &length, error))
    return FALSE;
  NgCharacterTable *table =
      ng_character_table_new (ng_coder_param (coder, TABLE)->expr,
                              is_encoder && ng_coder_param (coder, IGNORE_CASE)->integer,
                              error);
  if (table == NULL)
    return FALSE;
  State *state = g_new (State, 1);
  *state = (State){ table, length };
  ng_coder_set_state (coder, state, free_state);
  return TRUE;
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const State *state = ng_coder_state (coder);
  gint64 n = ng_character_table_count (state->table);

  if (ng_coder_side (coder) == NG_ENCODER)
    ng_text_type (type, state->length, n, (NgTextForm) ng_coder_param (coder, FORM)->integer);
  else
    ng_text_rows_type (type, n, ng_coder_param (coder, INPUT_DEPTH));
}

static gboolean
has_parts (const NgCoder *coder)
{
  return ng_coder_param (coder, INPUT_DEPTH)->is_automatic;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  const char *text = ng_text_get (item, error);
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 start = ng_character_table_start (state->table);
  gint64 end = ng_character_table_end (state->table);

  if (text == NULL)
    return NULL;
  if (start > 0)
    g_array_append_val (codes, start);
  for (gint64 index = 1; *text != '\0'; text = g_utf8_next_char (text), index++) {
    gint64 code = ng_character_table_find (state->table, g_utf8_get_char (text));
    if (code == 0)
      return ng_text_fail_item (item,
                                error,
                                "has the character %.*s in place %" G_GINT64_FORMAT
                                ", which is not in the table; _ in the table stands for all others",
                                (int) (g_utf8_next_char (text) - text),
                                text,
                                index);
    g_array_append_val (codes, code);
  }
  if (end > 0)
    g_array_append_val (codes, end);
  return ng_text_array (codes,
                        state->length,
                        ng_character_table_padding (state->table),
                        ng_character_table_count (state->table),
                        (NgTextForm) ng_coder_param (coder, FORM)->integer,
                        item,
                        error);
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
    gunichar c = ng_character_table_character (state->table, g_array_index (best, gint64, i));
    if (c != 0)
      g_string_append_unichar (text, c);
  }
  return ng_expr_new_string (text->str, NULL);
}

const NgCoderClass ng_codec_characters = {
  .name = "Characters",
  .summary = "Texts as the numbers of their characters",
  .params = { [TABLE] = { "Characters",
                          NG_PARAM_EXPR,
                          .position = 1,
                          .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                          .help =
                              "The characters in order; Automatic: tab, newline and 32 to 126" },
              [FORM] = { "Form",
                         NG_PARAM_WORD,
                         .position = 2,
                         .value = "\"Index\"",
                         .choices = ng_text_forms,
                         .flags = NG_PARAM_ENCODER,
                         .help = "Whether characters become numbers or vectors of 0 and 1" },
              [IGNORE_CASE] = NG_TEXT_IGNORE_CASE ("False"),
              [TARGET_LENGTH] = NG_TEXT_TARGET_LENGTH,
              [INPUT_DEPTH] = NG_TEXT_INPUT_DEPTH },
  .prepare = prepare,
  .type = find_type,
  .has_parts = has_parts,
  .is_item = ng_text_is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Decision", 0, 0, "The text of the likeliest characters" } },
  .examples = { "NetEncoder[\"Characters\"][\"A b\"] -> {36, 3, 69}",
                "NetEncoder[{\"Characters\", {\"abc\", \"xyz\" -> Automatic, _}}][\"cabzyd\"] -> "
                "{3, 1, 2, 4, "
                "4, 5}",
                "NetEncoder[{\"Characters\", {StartOfString, \"ab\", EndOfString}, "
                "\"TargetLength\" -> 5}]"
                "[{\"ba\", \"\"}] -> {{1, 3, 2, 4, 4}, {1, 4, 4, 4, 4}}",
                "NetEncoder[{\"Characters\", {97 ;; 99, DigitCharacter -> 9}, \"IgnoreCase\" -> "
                "True}]"
                "[\"aB7\"] -> {1, 2, 9}",
                "NetEncoder[{\"Characters\", \"ab\", \"UnitVector\"}][\"ba\"] -> {{0., 1.}, {1., "
                "0.}}",
                "NetDecoder[{\"Characters\", {\"ab\", EndOfString}}][{{0.1, 0.7, 0.2}, {0.5, 0.25, "
                "0.25}, "
                "{0., 0., 1.}}] -> \"ba\"",
                "NetDecoder[{\"Characters\", \"abc\"}][{0.1, 0.7, 0.2}] -> \"b\"" },
};
