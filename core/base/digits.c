#include "core/base/digits.h"

#include <float.h>
#include <math.h>

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

/* Whether the digits are read as that number again. */
static gboolean
is_again (const char *digits, double value, gboolean is_single)
{
  double again = g_ascii_strtod (digits, NULL);

  return is_single ? (float) again == (float) value : again == value;
}

char *
ng_digits_real (double value, gboolean is_single, char *buffer)
{
  /* Of normal numbers any shorter text is this one without zeros at its end. */
  gboolean is_normal = fabs (value) >= (is_single ? (double) FLT_MIN : DBL_MIN);
  int first = !is_normal ? 1 : is_single ? FLT_DIG : DBL_DIG;
  int last = is_single ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;

  for (int digits = first; digits <= last; digits++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, format, value);
    if (is_again (buffer, value, is_single))
      break;
  }
  return buffer;
}

void
ng_digits_append (GString *text, gint64 number)
{
  char buffer[NG_DIGITS_SIZE];

  g_string_append (text, ng_digits (number, buffer));
}
