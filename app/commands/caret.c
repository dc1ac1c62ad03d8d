#include "app/commands/caret.h"

enum { TAB = 4, INDENT = 2 };

/* Columns of the terminal that a character takes when it comes at column @at. */
static int
measure (gunichar c, int at)
{
  if (c == '\t')
    return TAB - at % TAB;
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Where the character of number @column begins. */
static int
find_offset (const char *line, int column)
{
  int at = 0;

  for (int i = 1; i < column && *line != '\0'; i++, line = g_utf8_next_char (line))
    at += measure (g_utf8_get_char (line), at);
  return at;
}

char *
ng_caret_text (const char *line, int column, int end, int width)
{
  int from = find_offset (line, column);
  int to = MAX (find_offset (line, MAX (end, column + 1)), from + 1);
  int room = MAX (width - INDENT - 2, 20);
  int first = from > room / 2 && find_offset (line, G_MAXINT) > room ? from - room / 2 : 0;
  GString *text = g_string_new ("  ");
  int at = 0;

  if (first > 0)
    g_string_append (text, "…");
  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    int size = measure (c, at);

    if (at >= first && at + size <= first + room) {
      if (c == '\t')
        g_string_append_printf (text, "%*s", size, "");
      else
        g_string_append_unichar (text, g_unichar_iscntrl (c) ? 0xFFFD : c);
    } else if (at >= first) {
      g_string_append (text, "…");
      break;
    }
    at += size;
  }
  g_string_append_printf (text, "\n%*s^", INDENT + from - first + (first > 0 ? 1 : 0), "");
  for (int i = from + 1; i < MIN (to, first + room); i++)
    g_string_append_c (text, '~');
  return g_string_free (text, FALSE);
}
