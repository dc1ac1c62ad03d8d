#include "render/scene/number.h"

#include "core/base/digits.h"

#include <math.h>

/* Below this, numbers of hundredths are whole in double. */
#define EXACT 1e15

/* Adds a number of hundredths as it is. */
static void
append_hundredths (GString *out, gint64 number)
{
  gint64 size = ABS (number), rest = size % 100;

  if (number < 0)
    g_string_append_c (out, '-');
  ng_digits_append (out, size / 100);
  if (rest == 0)
    return;
  g_string_append_c (out, '.');
  g_string_append_c (out, (char) ('0' + rest / 10));
  if (rest % 10 != 0)
    g_string_append_c (out, (char) ('0' + rest % 10));
}

void
ng_append_number (GString *out, double number)
{
  double hundredths = round (number * 100);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (fabs (hundredths) < EXACT)
    append_hundredths (out, (gint64) hundredths);
  else
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.0f", number));
}
