/* Regular expressions as steps. What was read stands behind what was read before, and goes on
 * behind itself, so parts are repeated by copying them. */

#include "core/base/limits.h"
#include "core/operators/pattern-private.h"

#include <string.h>

/* Times that something may be repeated, as RE2 has it. */
#define MOST_TIMES 1000

typedef struct {
  gboolean is_folded, is_lines, is_all;
} Flags;

/**
 * Reader:
 * @at: what is read next
 * @why: (nullable): what is wrong, and stands before @at
 * @depth: how many groups are open
 */
typedef struct {
  const char *text, *at;
  char *why;
  GArray *steps;
  GPtrArray *sets;
  Flags flags;
  guint depth;
} Reader;

static void read_alternatives (Reader *self);

static gboolean fail (Reader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (Reader *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->why == NULL)
    self->why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
take (Reader *self, const char *word)
{
  if (!g_str_has_prefix (self->at, word))
    return FALSE;
  self->at += strlen (word);
  return TRUE;
}

/* ---- steps ---- */

static gboolean
has_room (Reader *self, gsize n)
{
  return self->steps->len + n <= NG_MAX_PATTERN_STEPS ||
         fail (self, "it is too long: at most %d steps are compared", NG_MAX_PATTERN_STEPS);
}

static void
add_step (Reader *self, NgPatternStepKind kind, guint index, gint32 first, gint32 second)
{
  NgPatternStep step = { .kind = kind, .index = index, .first = first, .second = second };

  if (has_room (self, 1))
    g_array_append_val (self->steps, step);
}

/* Before the steps from @start on. */
static void
insert_fork (Reader *self, guint start, gint32 first, gint32 second)
{
  NgPatternStep step = { .kind = NG_PATTERN_FORK, .first = first, .second = second };

  if (has_room (self, 1))
    g_array_insert_val (self->steps, start, step);
}

/* Once more what has @n steps from @start on. */
static void
copy_steps (Reader *self, guint start, guint n)
{
  if (n == 0 || !has_room (self, n))
    return;
  g_array_set_size (self->steps, self->steps->len + n);
  NgPatternStep *steps = (NgPatternStep *) self->steps->data;
  memcpy (steps + self->steps->len - n, steps + start, n * sizeof *steps);
}

/* @set (transfer full) */
static void
add_set (Reader *self, NgPatternSet *set)
{
  ng_pattern_set_end (set);
  g_ptr_array_add (self->sets, set);
  add_step (self, NG_PATTERN_SET, self->sets->len - 1, 0, 0);
}

static void
add_character (Reader *self, gunichar letter)
{
  NgPatternSet *set = ng_pattern_set_new (self->flags.is_folded);

  ng_pattern_set_add (set, letter, letter);
  add_set (self, set);
}

/* ---- characters ---- */

static gunichar
read_character (Reader *self)
{
  gunichar letter = g_utf8_get_char (self->at);

  self->at = g_utf8_next_char (self->at);
  return letter;
}

/* What is behind "\x": two digits, or any number of them in braces. */
static gboolean
read_hexadecimal (Reader *self, gunichar *letter)
{
  gboolean has_braces = take (self, "{");
  guint n = 0;

  for (*letter = 0; g_ascii_isxdigit (*self->at) && (has_braces ? *letter <= 0x10ffff : n < 2); n++)
    *letter = *letter * 16 + (guint) g_ascii_xdigit_value (*self->at++);
  if (has_braces ? n > 0 && *letter <= 0x10ffff && take (self, "}") : n == 2)
    return TRUE;
  return fail (self, "two hexadecimal digits, or some in braces, have to follow \\x");
}

/* What is behind a backslash and stands for one character. */
static gboolean
read_escape (Reader *self, gunichar *letter)
{
  static const char letters[] = "afnrtv", characters[] = "\a\f\n\r\t\v";
  char c = *self->at;
  const char *found = c != '\0' ? strchr (letters, c) : NULL;

  if (found != NULL) {
    *letter = (guchar) characters[found - letters];
    self->at++;
    return TRUE;
  }
  if (c == 'x') {
    self->at++;
    return read_hexadecimal (self, letter);
  }
  if (c == '0' || (c >= '1' && c <= '7' && self->at[1] >= '0' && self->at[1] <= '7')) {
    *letter = 0;
    for (int i = 0; i < 3 && *self->at >= '0' && *self->at <= '7'; i++)
      *letter = *letter * 8 + (guint) (*self->at++ - '0');
    return TRUE;
  }
  if (c == '\0')
    return fail (self, "a backslash has to be followed by a character");
  if ((guchar) c >= 128 || g_ascii_isalnum (c))
    return fail (
        self, "RE2 knows no \\%.*s", (int) (g_utf8_next_char (self->at) - self->at), self->at);
  *letter = (guchar) *self->at++;
  return TRUE;
}

/* "\pN" or "\p{Greek}", where one is. Returns: whether it is one */
static gboolean
read_property (Reader *self, NgPatternSet *set)
{
  g_autofree char *name = NULL;
  gboolean is_not;

  if (self->at[0] != '\\' || (self->at[1] != 'p' && self->at[1] != 'P'))
    return FALSE;
  is_not = self->at[1] == 'P';
  self->at += 2;
  if (take (self, "{")) {
    const char *end = strchr (self->at, '}');
    if (take (self, "^"))
      is_not = !is_not;
    name = end != NULL ? g_strndup (self->at, (gsize) (end - self->at)) : g_strdup ("");
    self->at = end != NULL ? end + 1 : self->at;
  } else {
    const char *next = *self->at != '\0' ? g_utf8_next_char (self->at) : self->at;
    name = g_strndup (self->at, (gsize) (next - self->at));
    self->at = next;
  }
  if (!ng_pattern_set_add_property (set, name, is_not))
    fail (self, "no characters are called \"%.32s\"", name);
  return TRUE;
}

/* "\d" and its like, where one is. */
static gboolean
read_letter (Reader *self, NgPatternSet *set)
{
  if (self->at[0] != '\\' || !ng_pattern_set_add_letter (set, self->at[1]))
    return FALSE;
  self->at += 2;
  return TRUE;
}

/* "[:alpha:]", where it is one. */
static gboolean
read_named (Reader *self, NgPatternSet *set)
{
  const char *end = g_str_has_prefix (self->at, "[:") ? strstr (self->at + 2, ":]") : NULL;

  if (end == NULL)
    return FALSE;
  self->at += 2;
  gboolean is_not = take (self, "^");
  if (!ng_pattern_set_add_named (set, self->at, (gsize) (end - self->at), is_not))
    return fail (self, "there is no such class of characters");
  self->at = end + 2;
  return TRUE;
}

static gboolean
read_bound (Reader *self, gunichar *letter)
{
  if (*self->at == '\0')
    return fail (self, "the bracket that opens a class is not closed");
  if (take (self, "\\"))
    return read_escape (self, letter);
  *letter = read_character (self);
  return TRUE;
}

/* What stands in brackets, the first of which was read. */
static void
read_class (Reader *self)
{
  g_autoptr (NgPatternSet) set = ng_pattern_set_new (self->flags.is_folded);
  gboolean is_first = TRUE;

  set->is_not = take (self, "^");
  for (; self->why == NULL && (is_first || *self->at != ']'); is_first = FALSE) {
    gunichar first, last;
    if (read_named (self, set) || read_letter (self, set) || read_property (self, set) ||
        self->why != NULL || !read_bound (self, &first))
      continue;
    last = first;
    if (self->at[0] == '-' && self->at[1] != ']' && self->at[1] != '\0') {
      self->at++;
      if (read_bound (self, &last) && last < first)
        fail (self, "a range of characters ends before it begins");
    }
    ng_pattern_set_add (set, first, last);
  }
  if (self->why != NULL)
    return;
  self->at++;
  add_set (self, g_steal_pointer (&set));
}

/* ---- groups ---- */

/* "i-s" of "(?i-s)", up to what is neither. */
static void
read_flags (Reader *self)
{
  gboolean is_set = TRUE;

  for (;; self->at++) {
    if (*self->at == '-' && is_set)
      is_set = FALSE;
    else if (*self->at == 'i')
      self->flags.is_folded = is_set;
    else if (*self->at == 'm')
      self->flags.is_lines = is_set;
    else if (*self->at == 's')
      self->flags.is_all = is_set;
    else if (*self->at != 'U')
      break;
  }
}

static void
read_name (Reader *self)
{
  gsize n = 0;

  while (g_ascii_isalnum (self->at[n]) || self->at[n] == '_')
    n++;
  self->at += n;
  if (n == 0 || !take (self, ">"))
    fail (self, "the name of a group is not one of letters and digits, or is not closed by >");
}

/* What is in parentheses, the first of which was read. */
static void
read_group (Reader *self)
{
  Flags outer = self->flags;

  if (take (self, "?P<") || (g_str_has_prefix (self->at, "?<") &&
                             strchr ("=!", self->at[2]) == NULL && take (self, "?<"))) {
    read_name (self);
  } else if (take (self, "?")) {
    read_flags (self);
    /* Flags without a group hold up to the end of the one around. */
    if (take (self, ")"))
      return;
    if (!take (self, ":"))
      fail (self, "RE2 knows no such group");
  }
  if (self->why == NULL && ++self->depth > NG_MAX_PATTERN_DEPTH)
    fail (self, "groups lie deeper in one another than %d", NG_MAX_PATTERN_DEPTH);
  if (self->why == NULL)
    read_alternatives (self);
  if (self->why == NULL && !take (self, ")"))
    fail (self, "a group is not closed");
  self->depth--;
  self->flags = outer;
}

/* ---- what is repeated ---- */

/* Reads "{2}", "{2,}" or "{2,5}"; @most is below 0 where there is no end. Returns: whether it is
 * one of these, for else it is a brace */
static gboolean
read_times (Reader *self, gint64 *least, gint64 *most)
{
  const char *at = self->at + 1;
  char *end;

  if (*self->at != '{' || !g_ascii_isdigit (*at))
    return FALSE;
  *least = *most = g_ascii_strtoll (at, &end, 10);
  at = end;
  if (*at == ',') {
    at++;
    *most = g_ascii_isdigit (*at) ? g_ascii_strtoll (at, &end, 10) : -1;
    at = *most >= 0 ? end : at;
  }
  if (*at != '}')
    return FALSE;
  self->at = at + 1;
  if (*least > MOST_TIMES || *most > MOST_TIMES || (*most >= 0 && *most < *least))
    fail (
        self, "something is repeated more than %d times, or more often than it may be", MOST_TIMES);
  return TRUE;
}

/* What is from @start on, from @least to @most times. */
static void
repeat (Reader *self, guint start, gint64 least, gint64 most)
{
  guint n = self->steps->len - start;

  if (most == 0) {
    g_array_set_size (self->steps, start);
    return;
  }
  for (gint64 i = 1; i < least && self->why == NULL; i++)
    copy_steps (self, start, n);
  if (most < 0 && least > 0) {
    add_step (self, NG_PATTERN_FORK, 0, -(gint32) n, 1);
  } else if (most < 0) {
    insert_fork (self, start, 1, (gint32) n + 2);
    add_step (self, NG_PATTERN_FORK, 0, -(gint32) n - 1, -(gint32) n - 1);
  } else if (least == 0) {
    /* Each time leads on to the end. */
    insert_fork (self, start, 1, (gint32) (n + 1) * (gint32) most);
    for (gint64 i = 1; i < most && self->why == NULL; i++) {
      guint at = self->steps->len;
      copy_steps (self, start, n + 1);
      if (self->why == NULL)
        g_array_index (self->steps, NgPatternStep, at).second = (gint32) ((n + 1) * (most - i));
    }
  } else {
    for (gint64 i = 0; i < most - least && self->why == NULL; i++) {
      add_step (self, NG_PATTERN_FORK, 0, 1, (gint32) ((n + 1) * (most - least - i)));
      copy_steps (self, start, n);
    }
  }
}

/* Repeats what was read from @start on as often as is said behind it. */
static void
read_repeats (Reader *self, guint start)
{
  gint64 least = 0, most = -1, more;

  if (take (self, "*"))
    least = 0;
  else if (take (self, "+"))
    least = 1;
  else if (take (self, "?"))
    most = 1;
  else if (!read_times (self, &least, &most))
    return;
  /* Which of several ways is preferred does not count, for the longest one is taken. */
  take (self, "?");
  if (self->why == NULL &&
      (strchr ("*+?", *self->at) != NULL ? *self->at != '\0' : read_times (self, &more, &more)))
    fail (self, "something is repeated twice");
  if (self->why == NULL)
    repeat (self, start, least, most);
}

/* ---- all of it ---- */

/* Between "\Q", which was read, and "\E". */
static void
read_quoted (Reader *self)
{
  while (*self->at != '\0' && self->why == NULL && !take (self, "\\E")) {
    guint start = self->steps->len;
    add_character (self, read_character (self));
    if (take (self, "\\E")) {
      read_repeats (self, start);
      return;
    }
  }
}

/* A place between characters. Returns: whether it is one */
static gboolean
read_place (Reader *self)
{
  static const struct {
    const char *word;
    NgPatternCondition text, lines;
  } places[] = {
    { "^", NG_PATTERN_TEXT_BEGINS, NG_PATTERN_LINE_BEGINS },
    { "$", NG_PATTERN_TEXT_ENDS, NG_PATTERN_LINE_ENDS },
    { "\\A", NG_PATTERN_TEXT_BEGINS, NG_PATTERN_TEXT_BEGINS },
    { "\\z", NG_PATTERN_TEXT_ENDS, NG_PATTERN_TEXT_ENDS },
    { "\\b", NG_PATTERN_WORD_BOUNDARY, NG_PATTERN_WORD_BOUNDARY },
    { "\\B", NG_PATTERN_NO_WORD_BOUNDARY, NG_PATTERN_NO_WORD_BOUNDARY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    if (!take (self, places[i].word))
      continue;
    add_step (
        self, NG_PATTERN_HOLDS, self->flags.is_lines ? places[i].lines : places[i].text, 0, 0);
    return TRUE;
  }
  return FALSE;
}

/* One character, class or group. */
static void
read_atom (Reader *self)
{
  g_autoptr (NgPatternSet) set = NULL;
  gunichar letter;

  if (read_place (self))
    return;
  if (take (self, "(")) {
    read_group (self);
  } else if (take (self, "[")) {
    read_class (self);
  } else if (strchr ("*+?", *self->at) != NULL) {
    fail (self, "there is nothing that %c could repeat", *self->at);
  } else if (take (self, ".")) {
    set = ng_pattern_set_new (FALSE);
    set->is_not = TRUE;
    if (!self->flags.is_all)
      ng_pattern_set_add (set, '\n', '\n');
    add_set (self, g_steal_pointer (&set));
  } else if (*self->at == '\\') {
    set = ng_pattern_set_new (self->flags.is_folded);
    if (read_letter (self, set) || read_property (self, set)) {
      add_set (self, g_steal_pointer (&set));
    } else {
      self->at++;
      if (read_escape (self, &letter))
        add_character (self, letter);
    }
  } else {
    add_character (self, read_character (self));
  }
}

/* Up to the end of the group, or of the pattern. */
static void
read_alternatives (Reader *self)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  guint branch = self->steps->len;

  while (*self->at != '\0' && *self->at != ')' && self->why == NULL) {
    guint start = self->steps->len;
    if (take (self, "|")) {
      insert_fork (self, branch, 1, (gint32) (start - branch) + 2);
      start = self->steps->len;
      g_array_append_val (ends, start);
      add_step (self, NG_PATTERN_FORK, 0, 0, 0);
      branch = self->steps->len;
    } else if (take (self, "\\Q")) {
      read_quoted (self);
    } else {
      const char *first = self->at;
      gboolean is_flags;
      read_atom (self);
      is_flags = g_str_has_prefix (first, "(?") && self->at[-1] == ')' &&
                 strspn (first + 2, "imsU-") + 3 == (gsize) (self->at - first);
      if (self->why == NULL && !is_flags)
        read_repeats (self, start);
    }
  }
  for (guint i = 0; i < ends->len && self->why == NULL; i++) {
    guint end = g_array_index (ends, guint, i);
    NgPatternStep *step = &g_array_index (self->steps, NgPatternStep, end);
    step->first = step->second = (gint32) (self->steps->len - end);
  }
}

gboolean
ng_pattern_read (const char *text, GArray *steps, GPtrArray *sets, GError **error)
{
  Reader self = { .text = text, .at = text, .steps = steps, .sets = sets };

  if (!g_utf8_validate (text, -1, NULL)) {
    ng_error_set_new (error, "ONNX::operator", NULL, "The pattern is no UTF-8.");
    return FALSE;
  }
  /* What repeats no time leaves no steps, but had them. */
  if (strlen (text) > NG_MAX_PATTERN_STEPS)
    has_room (&self, strlen (text));
  else
    read_alternatives (&self);
  if (self.why == NULL && *self.at == ')')
    fail (&self, "no group is open that ) could close");
  add_step (&self, NG_PATTERN_END, 0, 0, 0);
  if (self.why == NULL)
    return TRUE;
  ng_error_set_new (error,
                    "ONNX::operator",
                    NULL,
                    "\"%s\", at character %ld: %s",
                    text,
                    g_utf8_pointer_to_offset (text, self.at) + 1,
                    self.why);
  g_free (self.why);
  return FALSE;
}
