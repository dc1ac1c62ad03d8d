/* A strict reader of JSON, whose recursion the depth limit bounds, and a writer. */

#include "core/base/json.h"

#include "core/base/digits.h"
#include "core/base/hash.h"
#include "core/base/limits.h"
#include <errno.h>
#include <math.h>
#include <string.h>

/* Objects of more members find them by a table. */
#define FEW_MEMBERS 16

struct _NgJson {
  NgJsonKind kind;
  gboolean boolean;
  char *text; /* of numbers and strings */
  gsize n;
  NgJson **items;
  char **names;
  GHashTable *table; /* name -> index + 1, where there are many members */
};

typedef struct {
  const char *cursor;
  const char *end;
  const char *start;
  gsize n_nodes, most;
  GError **error;
} Reader;

void
ng_json_free (NgJson *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < self->n; i++) {
    ng_json_free (self->items[i]);
    if (self->names != NULL)
      g_free (self->names[i]);
  }
  if (self->table != NULL)
    g_hash_table_unref (self->table);
  g_free (self->items);
  g_free (self->names);
  g_free (self->text);
  g_free (self);
}

/* Sets the error at @at; always FALSE. */
static gboolean
fail_at (Reader *self, const char *at, const char *tag, const char *sentence)
{
  NgPlace place = { .line = 1, .column = 1 };

  for (const char *p = self->start; p < at; p++) {
    if (*p == '\n') {
      place.line++;
      place.column = 1;
    } else if ((*p & 0xC0) != 0x80) {
      place.column++;
    }
  }
  place.end_line = place.line;
  place.end_column = place.column + 1;
  ng_error_set_new (self->error, tag, &place, "%s", sentence);
  return FALSE;
}

static gboolean
fail (Reader *self, const char *sentence)
{
  return fail_at (self, self->cursor, "Json::syntax", sentence);
}

static char
peek (const Reader *self)
{
  return self->cursor < self->end ? *self->cursor : '\0';
}

static void
skip_space (Reader *self)
{
  while (self->cursor < self->end && (*self->cursor == ' ' || *self->cursor == '\t' ||
                                      *self->cursor == '\n' || *self->cursor == '\r'))
    self->cursor++;
}

static gboolean
skip_word (Reader *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->cursor) < length || memcmp (self->cursor, word, length) != 0)
    return fail (self, "This is no value of JSON.");
  self->cursor += length;
  return TRUE;
}

/* Reads four hexadecimal digits. */
static gboolean
read_unit (Reader *self, guint *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (peek (self)))
      return fail (self, "\\u needs four hexadecimal digits.");
    *unit = 16 * *unit + (guint) g_ascii_xdigit_value (*self->cursor++);
  }
  return TRUE;
}

/* Reads what follows \u: a character, or two surrogates that make one. */
static gboolean
read_unicode_escape (Reader *self, GString *text)
{
  const char *start = self->cursor - 2;
  guint unit, low;

  if (!read_unit (self, &unit))
    return FALSE;
  if (unit >= 0xD800 && unit < 0xDC00 && peek (self) == '\\' && self->end - self->cursor >= 2 &&
      self->cursor[1] == 'u') {
    self->cursor += 2;
    if (!read_unit (self, &low))
      return FALSE;
    if (low >= 0xDC00 && low < 0xE000)
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  if (unit == 0 || (unit >= 0xD800 && unit < 0xE000))
    return fail_at (self, start, "Json::syntax", "This escape stands for no character.");
  g_string_append_unichar (text, unit);
  return TRUE;
}

static gboolean
read_string (Reader *self, char **result)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  g_autoptr (GString) text = g_string_new (NULL);
  const char *opening = self->cursor++;

  while (self->cursor < self->end) {
    const char *start = self->cursor;
    char c = *self->cursor++;

    if (c == '"') {
      *result = g_string_free (g_steal_pointer (&text), FALSE);
      return TRUE;
    }
    if ((guchar) c < 0x20)
      return fail_at (self, start, "Json::syntax", "A control character has to be escaped.");
    if (c != '\\') {
      while (self->cursor < self->end && (guchar) *self->cursor >= 0x20 && *self->cursor != '"' &&
             *self->cursor != '\\')
        self->cursor++;
      g_string_append_len (text, start, self->cursor - start);
      continue;
    }
    c = peek (self);

    const char *letter = c != '\0' ? strchr (letters, c) : NULL;

    if (letter != NULL) {
      self->cursor++;
      g_string_append_c (text, meanings[letter - letters]);
    } else if (c == 'u') {
      self->cursor++;
      if (!read_unicode_escape (self, text))
        return FALSE;
    } else {
      return fail_at (self, start, "Json::syntax", "This escape is not known.");
    }
  }
  return fail_at (self, opening, "Json::syntax", "This string is never closed.");
}

static gboolean
skip_digits (Reader *self)
{
  if (!g_ascii_isdigit (peek (self)))
    return fail (self, "A digit is expected here.");
  while (g_ascii_isdigit (peek (self)))
    self->cursor++;
  return TRUE;
}

static gboolean
read_number (Reader *self, char **text)
{
  const char *start = self->cursor;

  if (peek (self) == '-')
    self->cursor++;
  if (peek (self) == '0')
    self->cursor++;
  else if (!skip_digits (self))
    return FALSE;
  if (peek (self) == '.') {
    self->cursor++;
    if (!skip_digits (self))
      return FALSE;
  }
  if (peek (self) == 'e' || peek (self) == 'E') {
    self->cursor++;
    if (peek (self) == '+' || peek (self) == '-')
      self->cursor++;
    if (!skip_digits (self))
      return FALSE;
  }
  *text = g_strndup (start, self->cursor - start);
  return TRUE;
}

static NgJson *read_value (Reader *self, guint depth);

/* Remembers a member's name; FALSE if the object has it already. */
static gboolean
add_name (NgJson *object, GPtrArray *names, char *name)
{
  gsize n = names->len;

  if (n >= FEW_MEMBERS && object->table == NULL) {
    object->table = g_hash_table_new (ng_hash_text, g_str_equal);
    for (gsize i = 0; i < n; i++)
      g_hash_table_insert (object->table, names->pdata[i], GSIZE_TO_POINTER (i + 1));
  }
  g_ptr_array_add (names, name);
  if (object->table != NULL)
    return g_hash_table_insert (object->table, name, GSIZE_TO_POINTER (n + 1));
  for (gsize i = 0; i < n; i++) {
    if (strcmp (names->pdata[i], name) == 0)
      return FALSE;
  }
  return TRUE;
}

/* Reads "name": of a member. */
static gboolean
read_name (Reader *self, NgJson *object, GPtrArray *names)
{
  const char *start = self->cursor;
  char *name;

  if (peek (self) != '"')
    return fail (self, "The name of a member is expected here.");
  if (!read_string (self, &name))
    return FALSE;
  if (!add_name (object, names, name))
    return fail_at (self, start, "Json::syntax", "This name stands twice in one object.");
  skip_space (self);
  if (peek (self) != ':')
    return fail (self, "A colon is expected here.");
  self->cursor++;
  return TRUE;
}

static gboolean
read_items (Reader *self, NgJson *container, GPtrArray *items, GPtrArray *names, guint depth)
{
  char closer = container->kind == NG_JSON_ARRAY ? ']' : '}';

  self->cursor++;
  skip_space (self);
  if (peek (self) == closer) {
    self->cursor++;
    return TRUE;
  }
  for (;;) {
    NgJson *item;

    skip_space (self);
    if (container->kind == NG_JSON_OBJECT && !read_name (self, container, names))
      return FALSE;
    item = read_value (self, depth + 1);
    if (item == NULL)
      return FALSE;
    g_ptr_array_add (items, item);
    skip_space (self);
    if (peek (self) == closer) {
      self->cursor++;
      return TRUE;
    }
    if (peek (self) != ',')
      return fail (self, "A comma or the end of this list is expected here.");
    self->cursor++;
  }
}

/* Reads an array or an object into @container. */
static gboolean
read_container (Reader *self, NgJson *container, guint depth)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_json_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (depth >= NG_MAX_JSON_DEPTH)
    return fail_at (self, self->cursor, "Json::limit", "This is nested too deeply.");
  if (!read_items (self, container, items, names, depth))
    return FALSE;
  container->n = items->len;
  container->items = (NgJson **) g_ptr_array_steal (items, NULL);
  if (container->kind == NG_JSON_OBJECT)
    container->names = (char **) g_ptr_array_steal (names, NULL);
  return TRUE;
}

static gboolean
read_into (Reader *self, NgJson *value, guint depth)
{
  char c = peek (self);

  switch (c) {
  case '{':
  case '[':
    value->kind = c == '[' ? NG_JSON_ARRAY : NG_JSON_OBJECT;
    return read_container (self, value, depth);
  case '"':
    value->kind = NG_JSON_STRING;
    return read_string (self, &value->text);
  case 't':
  case 'f':
    value->kind = NG_JSON_BOOLEAN;
    value->boolean = c == 't';
    return skip_word (self, c == 't' ? "true" : "false");
  case 'n':
    return skip_word (self, "null");
  default:
    if (c != '-' && !g_ascii_isdigit (c))
      return fail (self,
                   self->cursor == self->end ? "The text ends where a value is expected."
                                             : "A value is expected here.");
    value->kind = NG_JSON_NUMBER;
    return read_number (self, &value->text);
  }
}

static NgJson *
read_value (Reader *self, guint depth)
{
  g_autoptr (NgJson) value = g_new0 (NgJson, 1);

  skip_space (self);
  if (++self->n_nodes > self->most) {
    fail_at (self, self->cursor, "Json::limit", "There are too many values.");
    return NULL;
  }
  if (!read_into (self, value, depth))
    return NULL;
  return g_steal_pointer (&value);
}

NgJson *
ng_json_parse_most (const char *text, gsize length, gsize most, GError **error)
{
  Reader reader = { .most = most, .error = error };
  g_autoptr (NgJson) value = NULL;
  const char *bad;

  if (text == NULL)
    text = "";
  reader.cursor = reader.start = text;
  reader.end = text + length;
  if (!g_utf8_validate_len (text, length, &bad)) {
    fail_at (&reader, bad, "Json::syntax", "This byte is not text in UTF-8.");
    return NULL;
  }
  value = read_value (&reader, 0);
  if (value == NULL)
    return NULL;
  skip_space (&reader);
  if (reader.cursor < reader.end) {
    fail (&reader, "Nothing is expected after the value.");
    return NULL;
  }
  return g_steal_pointer (&value);
}

NgJson *
ng_json_parse (const char *text, gsize length, GError **error)
{
  return ng_json_parse_most (text, length, NG_MAX_JSON_NODES, error);
}

NgJsonKind
ng_json_kind (const NgJson *self)
{
  return self->kind;
}

gboolean
ng_json_boolean (const NgJson *self)
{
  g_return_val_if_fail (self->kind == NG_JSON_BOOLEAN, FALSE);
  return self->boolean;
}

const char *
ng_json_string (const NgJson *self)
{
  g_return_val_if_fail (self->kind == NG_JSON_STRING, NULL);
  return self->text;
}

const char *
ng_json_number_text (const NgJson *self)
{
  g_return_val_if_fail (self->kind == NG_JSON_NUMBER, NULL);
  return self->text;
}

double
ng_json_number (const NgJson *self)
{
  g_return_val_if_fail (self->kind == NG_JSON_NUMBER, 0);
  return g_ascii_strtod (self->text, NULL);
}

gboolean
ng_json_integer (const NgJson *self, gint64 *value)
{
  if (self->kind != NG_JSON_NUMBER || strpbrk (self->text, ".eE") != NULL)
    return FALSE;
  errno = 0;
  *value = g_ascii_strtoll (self->text, NULL, 10);
  return errno == 0;
}

gsize
ng_json_length (const NgJson *self)
{
  return self->n;
}

const NgJson *
ng_json_at (const NgJson *self, gsize index)
{
  g_return_val_if_fail (index < self->n, NULL);
  return self->items[index];
}

const char *
ng_json_name (const NgJson *self, gsize index)
{
  g_return_val_if_fail (self->kind == NG_JSON_OBJECT && index < self->n, NULL);
  return self->names[index];
}

const NgJson *
ng_json_member (const NgJson *self, const char *name)
{
  if (self->kind != NG_JSON_OBJECT)
    return NULL;
  if (self->table != NULL) {
    gsize found = GPOINTER_TO_SIZE (g_hash_table_lookup (self->table, name));

    return found > 0 ? self->items[found - 1] : NULL;
  }
  for (gsize i = 0; i < self->n; i++) {
    if (strcmp (self->names[i], name) == 0)
      return self->items[i];
  }
  return NULL;
}

struct _NgJsonWriter {
  GString *text;
  gboolean is_indented;
  GString *closers;  /* of what is open, innermost last */
  gboolean is_empty; /* nothing stands yet in what is open */
  gboolean has_name; /* the value belongs behind the name just written */
};

NgJsonWriter *
ng_json_writer_new (gboolean is_indented)
{
  NgJsonWriter *self = g_new0 (NgJsonWriter, 1);

  self->text = g_string_new (NULL);
  self->closers = g_string_new (NULL);
  self->is_indented = is_indented;
  self->is_empty = TRUE;
  return self;
}

void
ng_json_writer_free (NgJsonWriter *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->closers, TRUE);
  g_free (self);
}

static void
break_line (NgJsonWriter *self)
{
  if (!self->is_indented)
    return;
  g_string_append_c (self->text, '\n');
  for (gsize i = 0; i < self->closers->len; i++)
    g_string_append (self->text, "  ");
}

/* What stands between two values, or a name and its value. */
static void
begin_item (NgJsonWriter *self)
{
  if (self->has_name) {
    self->has_name = FALSE;
    return;
  }
  if (!self->is_empty)
    g_string_append_c (self->text, ',');
  if (self->closers->len > 0)
    break_line (self);
  self->is_empty = FALSE;
}

static void
append_string (NgJsonWriter *self, const char *string)
{
  static const char specials[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  g_string_append_c (self->text, '"');
  for (const char *p = valid; *p != '\0'; p++) {
    const char *special = strchr (specials, *p);

    if (special != NULL)
      g_string_append_printf (self->text, "\\%c", letters[special - specials]);
    else if ((guchar) *p < 0x20 || *p == 0x7F)
      g_string_append_printf (self->text, "\\u%04x", (guint) *p);
    else
      g_string_append_c (self->text, *p);
  }
  g_string_append_c (self->text, '"');
}

static void
begin_container (NgJsonWriter *self, char opener, char closer)
{
  begin_item (self);
  g_string_append_c (self->text, opener);
  g_string_append_c (self->closers, closer);
  self->is_empty = TRUE;
}

void
ng_json_writer_begin_object (NgJsonWriter *self)
{
  begin_container (self, '{', '}');
}

void
ng_json_writer_begin_array (NgJsonWriter *self)
{
  begin_container (self, '[', ']');
}

void
ng_json_writer_end (NgJsonWriter *self)
{
  g_return_if_fail (self->closers->len > 0 && !self->has_name);

  char closer = self->closers->str[self->closers->len - 1];

  g_string_truncate (self->closers, self->closers->len - 1);
  if (!self->is_empty)
    break_line (self);
  g_string_append_c (self->text, closer);
  self->is_empty = FALSE;
}

void
ng_json_writer_name (NgJsonWriter *self, const char *name)
{
  begin_item (self);
  append_string (self, name);
  g_string_append (self->text, self->is_indented ? ": " : ":");
  self->has_name = TRUE;
}

void
ng_json_writer_string (NgJsonWriter *self, const char *value)
{
  if (value == NULL) {
    ng_json_writer_null (self);
    return;
  }
  begin_item (self);
  append_string (self, value);
}

void
ng_json_writer_integer (NgJsonWriter *self, gint64 value)
{
  begin_item (self);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
ng_json_writer_real (NgJsonWriter *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    ng_json_writer_null (self);
    return;
  }
  begin_item (self);
  g_string_append (self->text, ng_digits_real (value, FALSE, buffer));
}

void
ng_json_writer_boolean (NgJsonWriter *self, gboolean value)
{
  begin_item (self);
  g_string_append (self->text, value ? "true" : "false");
}

void
ng_json_writer_null (NgJsonWriter *self)
{
  begin_item (self);
  g_string_append (self->text, "null");
}

const char *
ng_json_writer_text (const NgJsonWriter *self)
{
  return self->text->str;
}
