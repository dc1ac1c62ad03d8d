#include "core/operators/pattern.h"

#include <string.h>

/* What the class of a letter holds, as one writes it between brackets. */
static const char *
class_of_letter (char letter)
{
  switch (letter) {
  case 'd':
    return "0-9";
  case 'D':
    return "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}";
  case 'w':
    return "0-9A-Za-z_";
  case 'W':
    return "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}";
  case 's':
    return "\\t\\n\\f\\r ";
  case 'S':
    return "\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}";
  default:
    return NULL;
  }
}

static const struct {
  const char *name, *holds;
} named_classes[] = {
  { "[:alnum:]", "0-9A-Za-z" },
  { "[:alpha:]", "A-Za-z" },
  { "[:ascii:]", "\\x{0}-\\x{7f}" },
  { "[:blank:]", "\\t " },
  { "[:cntrl:]", "\\x{0}-\\x{1f}\\x{7f}" },
  { "[:digit:]", "0-9" },
  { "[:graph:]", "\\x{21}-\\x{7e}" },
  { "[:lower:]", "a-z" },
  { "[:print:]", "\\x{20}-\\x{7e}" },
  { "[:punct:]", "\\x{21}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{60}\\x{7b}-\\x{7e}" },
  { "[:space:]", "\\t\\n\\x{b}\\f\\r " },
  { "[:upper:]", "A-Z" },
  { "[:word:]", "0-9A-Za-z_" },
  { "[:xdigit:]", "0-9A-Fa-f" },
};

/* Writes what stands at @text and begins with a backslash. Returns: what comes after it */
static const char *
write_escape (GString *pattern, const char *text, gboolean is_inside)
{
  const char *class = class_of_letter (text[1]);

  if (class != NULL && is_inside)
    g_string_append (pattern, class);
  else if (class != NULL)
    g_string_append_printf (pattern, "[%s]", class);
  else if (text[1] == 'b' && !is_inside)
    g_string_append (pattern,
                     "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|"
                     "(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))");
  else if (text[1] == 'B' && !is_inside)
    g_string_append (pattern,
                     "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|"
                     "(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))");
  else
    g_string_append_len (pattern, text, text[1] != '\0' ? 2 : 1);
  return text + (text[1] != '\0' ? 2 : 1);
}

/* Writes what stands at @text within brackets. Returns: what comes after it */
static const char *
write_member (GString *pattern, const char *text)
{
  for (gsize i = 0; *text == '[' && i < G_N_ELEMENTS (named_classes); i++) {
    if (g_str_has_prefix (text, named_classes[i].name)) {
      g_string_append (pattern, named_classes[i].holds);
      return text + strlen (named_classes[i].name);
    }
  }
  /* A bracket that opens no class is a character. */
  if (*text == '[' && text[1] != ':')
    g_string_append_c (pattern, '\\');
  g_string_append_c (pattern, *text);
  return text + 1;
}

/* What cannot be told after so many steps fails. */
#define LIMIT "(*LIMIT_MATCH=1000000)"

static char *
translate (const char *text, gboolean is_whole)
{
  GString *pattern = g_string_new (is_whole ? LIMIT "\\A(?:" : LIMIT "(?:");
  gboolean is_inside = FALSE;

  while (*text != '\0') {
    if (g_str_has_prefix (text, "\\Q")) {
      const char *end = strstr (text, "\\E");
      gsize length = end != NULL ? (gsize) (end + 2 - text) : strlen (text);
      g_string_append_len (pattern, text, (gssize) length);
      if (end == NULL)
        g_string_append (pattern, "\\E");
      text += length;
    } else if (*text == '\\') {
      text = write_escape (pattern, text, is_inside);
    } else if (is_inside) {
      is_inside = *text != ']';
      text = write_member (pattern, text);
    } else {
      gsize length = 1;
      is_inside = *text == '[';
      /* A bracket that closes is a character where it comes first. */
      if (is_inside)
        length += text[1] == '^';
      if (is_inside && text[length] == ']')
        length++;
      g_string_append_len (pattern, text, (gssize) length);
      text += length;
    }
  }
  g_string_append (pattern, is_whole ? ")\\z" : ")");
  return g_string_free (pattern, FALSE);
}

GRegex *
ng_pattern_compile (const char *pattern, gboolean is_whole, GError **error)
{
  g_autofree char *translated = translate (pattern, is_whole);

  return g_regex_new (
      translated, G_REGEX_DOLLAR_ENDONLY | G_REGEX_NEWLINE_LF | G_REGEX_NO_AUTO_CAPTURE, 0, error);
}
