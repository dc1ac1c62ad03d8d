/* Text -> tokens. White space and comments vanish, but for line ends, which are tokens: the parser
 * decides whether one ends an expression. Columns count Unicode characters. */

#include "core/expr/lex.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Longer spellings stand before their beginnings. */
static const struct {
  const char *text;
  NgTokenKind kind;
} operators[] = {
  { "===", NG_TOKEN_SAME },
  { "=!=", NG_TOKEN_UNSAME },
  { "<->", NG_TOKEN_TWO_WAY_RULE },
  { "|->", NG_TOKEN_NAMED_FUNCTION },
  { "[[", NG_TOKEN_OPEN_PART },
  { "<|", NG_TOKEN_OPEN_ASSOCIATION },
  { "|>", NG_TOKEN_CLOSE_ASSOCIATION },
  { "->", NG_TOKEN_RULE },
  { ":>", NG_TOKEN_RULE_DELAYED },
  { "/@", NG_TOKEN_MAP },
  { "@@", NG_TOKEN_APPLY },
  { "@*", NG_TOKEN_COMPOSE },
  { "/*", NG_TOKEN_COMPOSE_RIGHT },
  { "<>", NG_TOKEN_JOIN },
  { ";;", NG_TOKEN_SPAN },
  { "==", NG_TOKEN_EQUAL },
  { "!=", NG_TOKEN_UNEQUAL },
  { "<=", NG_TOKEN_LESS_EQUAL },
  { ">=", NG_TOKEN_GREATER_EQUAL },
  { "&&", NG_TOKEN_AND },
  { "||", NG_TOKEN_OR },
  { "/.", NG_TOKEN_REPLACE_ALL },
  { "//", NG_TOKEN_POSTFIX },
  { "[", NG_TOKEN_OPEN_CALL },
  { "{", NG_TOKEN_OPEN_LIST },
  { "(", NG_TOKEN_OPEN_GROUP },
  { "]", NG_TOKEN_CLOSE_CALL },
  { "}", NG_TOKEN_CLOSE_LIST },
  { ")", NG_TOKEN_CLOSE_GROUP },
  { ",", NG_TOKEN_COMMA },
  { ";", NG_TOKEN_SEMICOLON },
  { "@", NG_TOKEN_AT },
  { "^", NG_TOKEN_POWER },
  { ".", NG_TOKEN_DOT },
  { "/", NG_TOKEN_DIVIDE },
  { "*", NG_TOKEN_TIMES },
  { "+", NG_TOKEN_PLUS },
  { "-", NG_TOKEN_MINUS },
  { "<", NG_TOKEN_LESS },
  { ">", NG_TOKEN_GREATER },
  { "!", NG_TOKEN_NOT },
  { "&", NG_TOKEN_FUNCTION },
  { "=", NG_TOKEN_SET },
  { "_", NG_TOKEN_BLANK },
};

/* Characters that spell an operator, or a symbol where there is a name. */
static const struct {
  gunichar character;
  NgTokenKind kind;
  const char *symbol;
} spellings[] = {
  { 0x2192, NG_TOKEN_RULE, NULL },
  { 0xF522, NG_TOKEN_RULE, NULL },
  { 0x29F4, NG_TOKEN_RULE_DELAYED, NULL },
  { 0xF51F, NG_TOKEN_RULE_DELAYED, NULL },
  { 0x2194, NG_TOKEN_TWO_WAY_RULE, NULL },
  { 0xF4A1, NG_TOKEN_NAMED_FUNCTION, NULL },
  { 0xF113, NG_TOKEN_OPEN_ASSOCIATION, NULL },
  { 0xF114, NG_TOKEN_CLOSE_ASSOCIATION, NULL },
  { 0x00D7, NG_TOKEN_TIMES, NULL },
  { 0x2212, NG_TOKEN_MINUS, NULL },
  { 0x221E, NG_TOKEN_SYMBOL, "Infinity" },
  { 0x03C0, NG_TOKEN_SYMBOL, "Pi" },
};

/* What \[Name] stands for, in strings and outside. */
static const struct {
  const char *name;
  gunichar character;
} named_characters[] = {
  { "Rule", 0xF522 },
  { "RuleDelayed", 0xF51F },
  { "TwoWayRule", 0x2194 },
  { "Function", 0xF4A1 },
  { "LeftAssociation", 0xF113 },
  { "RightAssociation", 0xF114 },
  { "Infinity", 0x221E },
  { "Pi", 0x03C0 },
  { "Times", 0x00D7 },
  { "Minus", 0x2212 },
  { "Alpha", 0x03B1 },
  { "Beta", 0x03B2 },
  { "Gamma", 0x03B3 },
  { "Delta", 0x03B4 },
  { "Epsilon", 0x03F5 },
  { "CurlyEpsilon", 0x03B5 },
  { "Zeta", 0x03B6 },
  { "Eta", 0x03B7 },
  { "Theta", 0x03B8 },
  { "Iota", 0x03B9 },
  { "Kappa", 0x03BA },
  { "Lambda", 0x03BB },
  { "Mu", 0x03BC },
  { "Nu", 0x03BD },
  { "Xi", 0x03BE },
  { "Omicron", 0x03BF },
  { "Rho", 0x03C1 },
  { "Sigma", 0x03C3 },
  { "Tau", 0x03C4 },
  { "Upsilon", 0x03C5 },
  { "Phi", 0x03D5 },
  { "CurlyPhi", 0x03C6 },
  { "Chi", 0x03C7 },
  { "Psi", 0x03C8 },
  { "Omega", 0x03C9 },
  { "CapitalDelta", 0x0394 },
  { "CapitalSigma", 0x03A3 },
  { "CapitalOmega", 0x03A9 },
  { "Micro", 0x00B5 },
  { "Degree", 0x00B0 },
  { "Ellipsis", 0x2026 },
  { "LongDash", 0x2014 },
  { "Dash", 0x2013 },
  { "RightArrow", 0x2192 },
  { "LeftArrow", 0x2190 },
  { "NonBreakingSpace", 0x00A0 },
  { "LeftDoubleBracket", 0x301A },
  { "RightDoubleBracket", 0x301B },
};

void
ng_lexer_init (NgLexer *self, const char *file, const char *text, gsize length)
{
  const char *bad;

  g_utf8_validate_len (text, length, &bad);
  *self = (NgLexer){ .cursor = text,
                     .end = text + length,
                     .bad = bad,
                     .file = file,
                     .line = 1,
                     .column = 1,
                     .text = g_string_new (NULL) };
  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    self->cursor += 3;
}

void
ng_lexer_clear (NgLexer *self)
{
  g_string_free (self->text, TRUE);
}

/* The character at the cursor, or 0 at the end of what can be read. */
static gunichar
peek (const NgLexer *self)
{
  return self->cursor < self->bad ? g_utf8_get_char (self->cursor) : 0;
}

/* The byte some bytes further on, or 0. */
static char
peek_byte (const NgLexer *self, gsize offset)
{
  return offset < (gsize) (self->bad - self->cursor) ? self->cursor[offset] : '\0';
}

static gboolean
looking_at (const NgLexer *self, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (self->bad - self->cursor) >= length && memcmp (self->cursor, text, length) == 0;
}

static void
advance (NgLexer *self)
{
  if (*self->cursor == '\n') {
    self->line++;
    self->column = 1;
  } else {
    self->column++;
  }
  self->cursor = g_utf8_next_char (self->cursor);
}

static void
advance_by (NgLexer *self, gsize characters)
{
  while (characters-- > 0)
    advance (self);
}

static NgPlace
here (const NgLexer *self)
{
  return (NgPlace){ .line = self->line,
                    .column = self->column,
                    .end_line = self->line,
                    .end_column = self->column + 1,
                    .file = self->file };
}

/* A byte that is not UTF-8, or NUL, stands at the cursor. */
static gboolean
fail_bad_byte (const NgLexer *self, GError **error)
{
  NgPlace place = here (self);

  ng_error_set_new (error,
                    "Syntax::char",
                    &place,
                    "Byte 0x%02X is not text in UTF-8.",
                    (guint) (guchar) *self->cursor);
  return FALSE;
}

/* Reads as many hexadecimal digits as there have to be. */
static gboolean
read_hexadecimal (NgLexer *self, int n_digits, gunichar *character)
{
  gunichar value = 0;

  for (int i = 0; i < n_digits; i++) {
    char c = peek_byte (self, i);

    if (!g_ascii_isxdigit (c))
      return FALSE;
    value = 16 * value + (gunichar) g_ascii_xdigit_value (c);
  }
  if (value == 0 || !g_unichar_validate (value))
    return FALSE;
  advance_by (self, n_digits);
  *character = value;
  return TRUE;
}

/* Reads "[Name]". */
static gboolean
read_named_character (NgLexer *self, gunichar *character)
{
  gsize length = 1;

  while (g_ascii_isalnum (peek_byte (self, length)))
    length++;
  if (peek_byte (self, 0) != '[' || peek_byte (self, length) != ']')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (named_characters); i++) {
    const char *name = named_characters[i].name;

    if (strlen (name) == length - 1 && memcmp (name, self->cursor + 1, length - 1) == 0) {
      *character = named_characters[i].character;
      advance_by (self, length + 1);
      return TRUE;
    }
  }
  return FALSE;
}

/* Reads what follows a backslash in a string. */
static gboolean
read_escape (NgLexer *self, GError **error)
{
  static const char letters[] = "\"\\ntrbf";
  static const char meanings[] = "\"\\\n\t\r\b\f";
  NgPlace place = here (self);
  gunichar character = 0;
  gboolean is_good = FALSE;

  advance (self);
  char c = peek_byte (self, 0);
  const char *letter = c != '\0' ? strchr (letters, c) : NULL;

  if (letter != NULL) {
    advance (self);
    g_string_append_c (self->text, meanings[letter - letters]);
    return TRUE;
  }
  if (c == '\n' || looking_at (self, "\r\n")) {
    advance_by (self, c == '\n' ? 1 : 2);
    return TRUE;
  }
  if (c == '[') {
    is_good = read_named_character (self, &character);
  } else if (c == ':' || c == '.' || c == '|') {
    advance (self);
    is_good = read_hexadecimal (self, c == ':' ? 4 : c == '.' ? 2 : 6, &character);
  }
  if (is_good) {
    g_string_append_unichar (self->text, character);
    return TRUE;
  }
  place.end_column = place.column + 2;
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Syntax::stresc", &place, "This escape is not known in a string."),
          "A backslash itself is written \\\\."));
  return FALSE;
}

/* Takes characters of a string that stand for themselves, at once as far as they are ASCII of one
 * line: strings may be arrays. The first is neither a quote nor a backslash that escapes. */
static void
take_run (NgLexer *self)
{
  const char *start = self->cursor;
  const char *p = start;

  while (p < self->bad && *p >= ' ' && *p < 0x7F && *p != '"' && *p != '\\')
    p++;
  if (p == start) {
    advance (self);
  } else {
    self->column += (int) (p - start);
    self->cursor = p;
  }
  g_string_append_len (self->text, start, self->cursor - start);
}

/* Reads a string into the lexer's text; the cursor stands at the opening quote. */
static gboolean
read_string (NgLexer *self, GError **error)
{
  NgPlace place = here (self);

  g_string_truncate (self->text, 0);
  advance (self);
  while (self->cursor < self->bad) {
    char c = *self->cursor;

    if (c == '"') {
      advance (self);
      return TRUE;
    }
    if (c == '\\' && self->cursor + 1 < self->bad) {
      if (!read_escape (self, error))
        return FALSE;
      continue;
    }
    take_run (self);
  }
  if (self->cursor < self->end)
    return fail_bad_byte (self, error);
  ng_error_set_new (error, "Syntax::string", &place, "This string is never closed.");
  return FALSE;
}

/* Skips a comment; the cursor stands at its opening. */
static gboolean
skip_comment (NgLexer *self, GError **error)
{
  NgPlace place = here (self);
  gsize depth = 0;

  place.end_column++;
  while (self->cursor < self->bad) {
    if (looking_at (self, "(*")) {
      depth++;
      advance_by (self, 2);
    } else if (looking_at (self, "*)")) {
      advance_by (self, 2);
      if (--depth == 0)
        return TRUE;
    } else {
      advance (self);
    }
  }
  if (self->cursor < self->end)
    return fail_bad_byte (self, error);
  ng_error_set_new (error, "Syntax::comment", &place, "This comment is never closed.");
  return FALSE;
}

/* Skips white space but for line ends, joined lines, and comments. */
static gboolean
skip_space (NgLexer *self, GError **error)
{
  for (;;) {
    char c = peek_byte (self, 0);

    if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      advance (self);
    } else if (looking_at (self, "\xC2\xA0")) {
      advance (self);
    } else if (looking_at (self, "\\\n")) {
      advance_by (self, 2);
    } else if (looking_at (self, "\\\r\n")) {
      advance_by (self, 3);
    } else if (looking_at (self, "(*")) {
      if (!skip_comment (self, error))
        return FALSE;
    } else {
      return TRUE;
    }
  }
}

static gsize
count_digits (const NgLexer *self, gsize offset)
{
  gsize n = 0;

  while (g_ascii_isdigit (peek_byte (self, offset + n)))
    n++;
  return n;
}

static gboolean
set_real (NgToken *token, const NgPlace *place, double value, GError **error)
{
  token->kind = NG_TOKEN_REAL;
  token->real = value;
  if (isfinite (value))
    return TRUE;
  ng_error_set_new (error, "Syntax::range", place, "This number is too large.");
  return FALSE;
}

/* Takes decimal digits as an integer, or as a real where 64 bits do not hold them. */
static gboolean
set_decimal (
    NgLexer *self, NgToken *token, const NgPlace *place, const char *digits, GError **error)
{
  errno = 0;
  token->kind = NG_TOKEN_INTEGER;
  token->integer = g_ascii_strtoll (digits, NULL, 10);
  if (errno == 0)
    return TRUE;
  token->integer = strcmp (digits, "9223372036854775808") == 0 ? G_MININT64 : 0;
  return set_real (token, place, g_ascii_strtod (digits, NULL), error);
}

/* Reads base^^digits; the cursor stands at the base, whose digits are counted already. */
static gboolean
read_based_integer (NgLexer *self, NgToken *token, gsize n_base_digits, GError **error)
{
  NgPlace place = here (self);
  int base = 0;
  gint64 value = 0;
  double real = 0;
  gboolean is_exact = TRUE;
  gsize n_digits = 0;

  for (gsize i = 0; i < n_base_digits && base <= 36; i++)
    base = 10 * base + (self->cursor[i] - '0');
  if (base < 2 || base > 36) {
    place.end_column = place.column + (int) n_base_digits;
    ng_error_set_new (error, "Syntax::base", &place, "A base lies between 2 and 36.");
    return FALSE;
  }
  advance_by (self, n_base_digits + 2);
  for (;; n_digits++) {
    char c = peek_byte (self, 0);
    int digit = g_ascii_isdigit (c)   ? c - '0'
                : g_ascii_isalpha (c) ? g_ascii_tolower (c) - 'a' + 10
                                      : -1;
    gboolean is_fraction = c == '.' && g_ascii_isalnum (peek_byte (self, 1));

    if (digit < 0 && n_digits > 0 && !is_fraction)
      break;
    if (digit < 0 || digit >= base) {
      place = here (self);
      ng_error_set_new (
          error, "Syntax::digit", &place, "A digit of base %d is expected here.", base);
      return FALSE;
    }
    is_exact = is_exact && value <= (G_MAXINT64 - digit) / base;
    value = is_exact ? value * base + digit : 0;
    real = real * base + digit;
    advance (self);
  }
  token->kind = NG_TOKEN_INTEGER;
  token->integer = value;
  return is_exact || set_real (token, &place, real, error);
}

/* Skips a mark of precision, one or two back-quotes and maybe a number; returns its bytes. */
static gsize
measure_mark (const NgLexer *self, gsize offset)
{
  gsize n = 0;

  if (peek_byte (self, offset) != '`')
    return 0;
  n = peek_byte (self, offset + 1) == '`' ? 2 : 1;

  gsize sign = n == 2 && strchr ("+-", peek_byte (self, offset + n)) != NULL &&
                       g_ascii_isdigit (peek_byte (self, offset + n + 1))
                   ? 1
                   : 0;
  gsize whole = count_digits (self, offset + n + sign);

  if (whole == 0)
    return n;
  n += sign + whole;
  if (peek_byte (self, offset + n) == '.')
    n += 1 + count_digits (self, offset + n + 1);
  return n;
}

/* An integer mantissa with an exponent that is not negative is an integer. */
static gboolean
set_scaled (NgLexer *self,
            NgToken *token,
            const NgPlace *place,
            const char *mantissa,
            const char *exponent,
            GError **error)
{
  g_autofree char *decimal = g_strconcat (mantissa, "e", exponent, NULL);
  gboolean is_integer = strchr (mantissa, '.') == NULL && exponent[0] != '-';
  gint64 value = 0;
  gint64 power = 0;

  errno = 0;
  value = g_ascii_strtoll (mantissa, NULL, 10);
  power = g_ascii_strtoll (exponent, NULL, 10);
  is_integer = is_integer && errno == 0;
  for (gint64 i = 0; is_integer && value != 0 && i < power; i++)
    is_integer = !__builtin_mul_overflow (value, 10, &value);
  if (!is_integer)
    return set_real (token, place, g_ascii_strtod (decimal, NULL), error);
  token->kind = NG_TOKEN_INTEGER;
  token->integer = value;
  return TRUE;
}

/* Reads a number; the cursor stands at a digit, or at a point before one. */
static gboolean
read_number (NgLexer *self, NgToken *token, GError **error)
{
  NgPlace place = here (self);
  gsize length = count_digits (self, 0);
  gboolean is_real = FALSE;

  if (length > 0 && peek_byte (self, length) == '^' && peek_byte (self, length + 1) == '^')
    return read_based_integer (self, token, length, error);
  if (peek_byte (self, length) == '.') {
    is_real = TRUE;
    length += 1 + count_digits (self, length + 1);
  }

  gsize mark = measure_mark (self, length);
  gsize exponent = 0;
  gsize tail = length + mark;

  if (peek_byte (self, tail) == '*' && peek_byte (self, tail + 1) == '^') {
    char sign = peek_byte (self, tail + 2);
    gsize n_signs = sign == '-' || sign == '+' ? 1 : 0;
    gsize n_digits = count_digits (self, tail + 2 + n_signs);

    exponent = n_digits > 0 ? n_signs + n_digits : 0;
  }

  g_autofree char *mantissa =
      g_strdup_printf ("%.*s%s", (int) length, self->cursor, mark > 0 && !is_real ? "." : "");
  g_autofree char *power = g_strndup (self->cursor + tail + 2, exponent);

  advance_by (self, tail + (exponent > 0 ? 2 + exponent : 0));
  place.end_line = self->line;
  place.end_column = self->column;
  if (exponent > 0)
    return set_scaled (self, token, &place, mantissa, power, error);
  if (is_real || mark > 0)
    return set_real (token, &place, g_ascii_strtod (mantissa, NULL), error);
  return set_decimal (self, token, &place, mantissa, error);
}

static gboolean
starts_name (gunichar c)
{
  return c == '$' || (c != 0 && g_unichar_isalpha (c));
}

static void
read_word (NgLexer *self)
{
  const char *start = self->cursor;

  while (starts_name (peek (self)) || (peek (self) != 0 && g_unichar_isdigit (peek (self))))
    advance (self);
  g_string_append_len (self->text, start, self->cursor - start);
}

/* Reads a symbol with its contexts. */
static gboolean
read_symbol (NgLexer *self, GError **error)
{
  static const char system[] = "System`";

  g_string_truncate (self->text, 0);
  read_word (self);
  while (peek_byte (self, 0) == '`') {
    NgPlace place = here (self);

    advance (self);
    if (!starts_name (peek (self))) {
      ng_error_set_new (error, "Syntax::char", &place, "A name is expected after this back-quote.");
      return FALSE;
    }
    g_string_append_c (self->text, '`');
    read_word (self);
  }
  if (g_str_has_prefix (self->text->str, system))
    g_string_erase (self->text, 0, strlen (system));
  if (strcmp (self->text->str, "π") == 0)
    g_string_assign (self->text, "Pi");
  return TRUE;
}

/* Reads #, #2, #name, #"any name", ##, ##2. */
static gboolean
read_slot (NgLexer *self, NgToken *token, GError **error)
{
  NgPlace place = here (self);
  gsize n_digits;

  advance (self);
  token->kind = NG_TOKEN_SLOT;
  token->integer = 1;
  if (peek_byte (self, 0) == '#') {
    token->kind = NG_TOKEN_SLOTS;
    advance (self);
  } else if (peek_byte (self, 0) == '"') {
    token->kind = NG_TOKEN_NAMED_SLOT;
    return read_string (self, error);
  } else if (starts_name (peek (self))) {
    token->kind = NG_TOKEN_NAMED_SLOT;
    g_string_truncate (self->text, 0);
    read_word (self);
    return TRUE;
  }
  n_digits = count_digits (self, 0);
  if (n_digits == 0)
    return TRUE;
  errno = 0;
  token->integer = g_ascii_strtoll (self->cursor, NULL, 10);
  advance_by (self, n_digits);
  if (errno == 0)
    return TRUE;
  place.end_column = self->column;
  ng_error_set_new (error, "Syntax::range", &place, "There is no slot of so large a number.");
  return FALSE;
}

static gboolean
fail_character (const NgPlace *place, gunichar c, GError **error)
{
  char text[7] = { 0 };
  NgDiagnostic *diagnostic;

  g_unichar_to_utf8 (c, text);
  diagnostic = ng_diagnostic_new (
      "Syntax::char", place, "The character \"%s\" (U+%04X) has no meaning here.", text, c);
  if (c == 0x2026)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "Write out what the dots stand for.");
  else if (c == 0x201C || c == 0x201D || c == '\'')
    diagnostic = ng_diagnostic_with_hint (diagnostic, "Strings stand in straight quotes: \"…\".");
  else if (c == '\\')
    diagnostic = ng_diagnostic_with_hint (
        diagnostic,
        "A backslash joins lines at the end of one, or begins a name such as \\[Rule].");
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* Reads an operator, by characters or by name; the cursor stands at something else than a word. */
static gboolean
read_operator (NgLexer *self, NgToken *token, GError **error)
{
  NgPlace place = here (self);
  gunichar c = peek (self);

  if (looking_at (self, "*)")) {
    place.end_column++;
    ng_error_set_new (error, "Syntax::comclose", &place, "This closes no comment.");
    return FALSE;
  }
  if (looking_at (self, "/.") && g_ascii_isdigit (peek_byte (self, 2))) {
    token->kind = NG_TOKEN_DIVIDE;
    advance (self);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++) {
    if ((gunichar) operators[i].text[0] == c && looking_at (self, operators[i].text)) {
      token->kind = operators[i].kind;
      advance_by (self, strlen (operators[i].text));
      return TRUE;
    }
  }
  if (c == '%') {
    const char *start = self->cursor;

    advance (self);
    advance_by (self, peek (self) == '%' ? 1 : count_digits (self, 0));
    token->kind = NG_TOKEN_SYMBOL;
    g_string_truncate (self->text, 0);
    g_string_append_len (self->text, start, self->cursor - start);
    return TRUE;
  }
  if (c == '\\' && peek_byte (self, 1) == '[') {
    advance (self);
    if (!read_named_character (self, &c))
      return fail_character (&place, '\\', error);
  } else {
    advance (self);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++) {
    if (spellings[i].character == c) {
      token->kind = spellings[i].kind;
      g_string_assign (self->text, spellings[i].symbol != NULL ? spellings[i].symbol : "");
      return TRUE;
    }
  }
  if (starts_name (c)) {
    token->kind = NG_TOKEN_SYMBOL;
    g_string_truncate (self->text, 0);
    g_string_append_unichar (self->text, c);
    return TRUE;
  }
  return fail_character (&place, c, error);
}

static gboolean
read_token (NgLexer *self, NgToken *token, GError **error)
{
  gunichar c = peek (self);

  if (self->cursor == self->bad) {
    token->kind = NG_TOKEN_END;
    return self->cursor == self->end || fail_bad_byte (self, error);
  }
  if (c == '\n') {
    token->kind = NG_TOKEN_NEWLINE;
    advance (self);
    return TRUE;
  }
  if (c == '"') {
    token->kind = NG_TOKEN_STRING;
    return read_string (self, error);
  }
  if (c == '#')
    return read_slot (self, token, error);
  if (g_ascii_isdigit (peek_byte (self, 0)) || (c == '.' && g_ascii_isdigit (peek_byte (self, 1))))
    return read_number (self, token, error);
  if (starts_name (c)) {
    token->kind = NG_TOKEN_SYMBOL;
    return read_symbol (self, error);
  }
  return read_operator (self, token, error);
}

gboolean
ng_lexer_next (NgLexer *self, NgToken *token, GError **error)
{
  if (!skip_space (self, error))
    return FALSE;
  *token = (NgToken){ .place = here (self), .start = self->cursor };
  if (!read_token (self, token, error))
    return FALSE;
  token->place.end_line = self->line;
  token->place.end_column = self->column;
  token->length = self->cursor - token->start;
  token->text = self->text->str;
  return TRUE;
}

const char *
ng_token_sign (NgTokenKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++) {
    if (operators[i].kind == kind)
      return operators[i].text;
  }
  return NULL;
}
