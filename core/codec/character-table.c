#include "core/codec/character-table.h"

#include "core/base/limits.h"
#include "core/codec/text.h"
#include "core/graph/coder-refuse.h"
#include <string.h>

static const char hint[] = "A table of characters is a list of strings, n ;; m, "
                           "DigitCharacter and the like, StartOfString, EndOfString "
                           "and _, each with -> n or -> Automatic behind it or not.";

/* The last code point of Unicode. */
#define LAST_POINT 0x10FFFF

typedef gboolean (*Test) (gunichar c);

static const struct {
  const char *name;
  Test test;
  gunichar sample;
} classes[] = {
  { "LetterCharacter", g_unichar_isalpha, 'a' },
  { "DigitCharacter", g_unichar_isdigit, '0' },
  { "WordCharacter", ng_text_is_word, 'a' },
  { "PunctuationCharacter", g_unichar_ispunct, '.' },
  { "WhitespaceCharacter", g_unichar_isspace, ' ' },
};

typedef struct {
  Test test;
  gint64 code;
} Class;

struct _NgCharacterTable {
  gboolean ignores_case;
  GHashTable *codes;  /* character -> number */
  GArray *used;       /* of Class */
  GArray *characters; /* of gunichar by number - 1 */
  gint64 count, next;
  gint64 start, end, other;
  gint64 n_listed;
};

/* Lets @character stand for a number that nothing stands for yet. */
static gboolean
use_code (NgCharacterTable *self, gint64 code, gunichar character, const NgExpr *at, GError **error)
{
  if (code > NG_MAX_CHARACTER_CODES)
    return ng_coder_refuse (at, "needs a number beyond the 4194304 that there are", hint, error);
  if (code > self->count) {
    self->count = code;
    g_array_set_size (self->characters, (guint) code);
  }
  gunichar *shown = &g_array_index (self->characters, gunichar, code - 1);
  if (*shown == 0)
    *shown = character;
  return TRUE;
}

/* @shared: the number of all characters of the item, or 0 where each has its own. */
static gboolean
add_character (NgCharacterTable *self, gunichar c, gint64 shared, const NgExpr *at, GError **error)
{
  if (++self->n_listed > NG_MAX_CHARACTER_CODES)
    return ng_coder_refuse (at, "lists more than 4194304 characters", hint, error);
  gint64 code = shared > 0 ? shared : self->next++;
  if (!use_code (self, code, c, at, error))
    return FALSE;
  if (!g_hash_table_contains (self->codes, GUINT_TO_POINTER (c)))
    g_hash_table_insert (self->codes, GUINT_TO_POINTER (c), GSIZE_TO_POINTER ((gsize) code));
  return TRUE;
}

static gboolean
add_string (NgCharacterTable *self, const NgExpr *item, gint64 shared, GError **error)
{
  const char *text = ng_expr_text (item);

  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return ng_coder_refuse (item, "has no characters", hint, error);
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (!add_character (self, g_utf8_get_char (text), shared, item, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_range (NgCharacterTable *self, const NgExpr *item, gint64 shared, GError **error)
{
  const NgExpr *low = ng_expr_arg (item, 0);
  const NgExpr *high = ng_expr_n_args (item) == 2 ? ng_expr_arg (item, 1) : low;

  if (ng_expr_n_args (item) != 2 || ng_expr_kind (low) != NG_EXPR_INTEGER ||
      ng_expr_kind (high) != NG_EXPR_INTEGER || ng_expr_integer (low) < 1 ||
      ng_expr_integer (high) > LAST_POINT || ng_expr_integer (low) > ng_expr_integer (high))
    return ng_coder_refuse (item, "is no range of code points", hint, error);
  for (gint64 c = ng_expr_integer (low); c <= ng_expr_integer (high); c++) {
    if (!add_character (self, (gunichar) c, shared, item, error))
      return FALSE;
  }
  return TRUE;
}

/* StartOfString, EndOfString, _ and the classes: one number for all they mean. */
static gboolean
add_word (NgCharacterTable *self, const NgExpr *item, gint64 shared, GError **error)
{
  gint64 code = shared > 0 ? shared : self->next++;

  if (ng_expr_is_call (item, "Blank") && ng_expr_n_args (item) == 0) {
    self->other = self->other > 0 ? self->other : code;
    return use_code (self, code, 0xFFFD, item, error);
  }
  if (ng_expr_is_symbol (item, "StartOfString")) {
    self->start = self->start > 0 ? self->start : code;
    return use_code (self, code, 0, item, error);
  }
  if (ng_expr_is_symbol (item, "EndOfString")) {
    self->end = self->end > 0 ? self->end : code;
    return use_code (self, code, 0, item, error);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++) {
    Class class = { classes[i].test, code };
    if (!ng_expr_is_symbol (item, classes[i].name))
      continue;
    if (self->used->len < G_N_ELEMENTS (classes))
      g_array_append_val (self->used, class);
    return use_code (self, code, classes[i].sample, item, error);
  }
  return ng_coder_refuse (item, "says no characters", hint, error);
}

static gboolean
add_item (NgCharacterTable *self, const NgExpr *item, GError **error)
{
  gint64 shared = 0;

  if (ng_expr_is_rule (item)) {
    const NgExpr *code = ng_expr_arg (item, 1);
    if (ng_expr_is_symbol (code, "Automatic"))
      shared = self->next++;
    else if (ng_expr_kind (code) == NG_EXPR_INTEGER && ng_expr_integer (code) > 0)
      shared = ng_expr_integer (code);
    else
      return ng_coder_refuse (code, "is no number for characters", hint, error);
    if (shared > NG_MAX_CHARACTER_CODES)
      return ng_coder_refuse (code, "is beyond the 4194304 numbers that there are", hint, error);
    item = ng_expr_arg (item, 0);
  }
  if (ng_expr_kind (item) == NG_EXPR_STRING)
    return add_string (self, item, shared, error);
  if (ng_expr_is_call (item, "Span"))
    return add_range (self, item, shared, error);
  return add_word (self, item, shared, error);
}

static gboolean
add_usual (NgCharacterTable *self, const NgExpr *at, GError **error)
{
  gboolean is_done = add_character (self, '\t', 0, at, error);

  is_done = is_done && add_character (self, '\n', 0, at, error);
  for (gunichar c = 32; c < 127 && is_done; c++)
    is_done = add_character (self, c, 0, at, error);
  return is_done;
}

static gboolean
add_all (NgCharacterTable *self, const NgExpr *spec, GError **error)
{
  if (ng_expr_is_symbol (spec, "Automatic"))
    return add_usual (self, spec, error);
  if (!ng_expr_is_call (spec, "List"))
    return add_item (self, spec, error);
  if (ng_expr_n_args (spec) == 0)
    return ng_coder_refuse (spec, "has no characters", hint, error);
  for (gsize i = 0; i < ng_expr_n_args (spec); i++) {
    if (!add_item (self, ng_expr_arg (spec, i), error))
      return FALSE;
  }
  return TRUE;
}

NgCharacterTable *
ng_character_table_new (const NgExpr *spec, gboolean ignores_case, GError **error)
{
  g_autoptr (NgCharacterTable) self = g_new0 (NgCharacterTable, 1);

  self->ignores_case = ignores_case;
  self->codes = g_hash_table_new (NULL, NULL);
  self->used = g_array_new (FALSE, FALSE, sizeof (Class));
  self->characters = g_array_new (FALSE, TRUE, sizeof (gunichar));
  self->next = 1;
  return add_all (self, spec, error) ? g_steal_pointer (&self) : NULL;
}

void
ng_character_table_free (NgCharacterTable *self)
{
  g_hash_table_unref (self->codes);
  g_array_unref (self->used);
  g_array_unref (self->characters);
  g_free (self);
}

gint64
ng_character_table_count (const NgCharacterTable *self)
{
  return self->count;
}

static gint64
look_up (const NgCharacterTable *self, gunichar c)
{
  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (self->codes, GUINT_TO_POINTER (c)));
}

gint64
ng_character_table_find (const NgCharacterTable *self, gunichar c)
{
  gint64 code = 0;

  if (self->ignores_case)
    code = look_up (self, g_unichar_tolower (c));
  if (code == 0)
    code = look_up (self, c);
  if (code == 0 && self->ignores_case)
    code = look_up (self, g_unichar_toupper (c));
  for (guint i = 0; i < self->used->len && code == 0; i++) {
    const Class *class = &g_array_index (self->used, Class, i);
    if (class->test (c))
      code = class->code;
  }
  return code != 0 ? code : self->other;
}

gint64
ng_character_table_start (const NgCharacterTable *self)
{
  return self->start;
}

gint64
ng_character_table_end (const NgCharacterTable *self)
{
  return self->end;
}

gint64
ng_character_table_padding (const NgCharacterTable *self)
{
  return self->end != 0 ? self->end : ng_character_table_find (self, ' ');
}

gunichar
ng_character_table_character (const NgCharacterTable *self, gint64 code)
{
  g_return_val_if_fail (code >= 1 && code <= self->count, 0);
  return g_array_index (self->characters, gunichar, code - 1);
}
