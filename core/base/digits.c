#include "core/base/digits.h"

const char *
ng_digits (gint64 number, char *buffer)
{
  guint64 rest = number < 0 ? -(guint64) number : (guint64) number;
  char *at = buffer + NG_DIGITS_SIZE - 1;

  *at = '\0';
  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    *--at = '-';
  return at;
}

void
ng_digits_append (GString *text, gint64 number)
{
  char buffer[NG_DIGITS_SIZE];

  g_string_append (text, ng_digits (number, buffer));
}
