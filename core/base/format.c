#include "core/base/format.h"

#include "core/base/digits.h"
#include <string.h>

char *
ng_format_count (gint64 count)
{
  g_autofree char *digits =
      g_strdup_printf ("%" G_GUINT64_FORMAT, count < 0 ? -(guint64) count : (guint64) count);
  GString *text = g_string_new (count < 0 ? "-" : NULL);

  for (const char *p = digits; *p != '\0'; p++) {
    g_string_append_c (text, *p);
    if (p[1] != '\0' && (digits + strlen (digits) - p - 1) % 3 == 0)
      g_string_append_c (text, ',');
  }
  return g_string_free (text, FALSE);
}

/* Three digits at most before a unit, two of them significant at least: "1.2", "34", "567". */
static char *
format_scaled (double value, const char *unit, int least_digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  int decimals = value < 9.995 ? least_digits - 1 : value < 99.95 ? least_digits - 2 : 0;
  char format[8];

  g_snprintf (format, sizeof format, "%%.%df", MAX (decimals, 0));
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  return g_strdup_printf ("%s %s", buffer, unit);
}

char *
ng_format_bytes (guint64 bytes)
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
  double value = (double) bytes;
  gsize unit = 0;

  if (bytes < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " B", bytes);
  while (value >= 999.5 && unit + 1 < G_N_ELEMENTS (units)) {
    value /= 1000;
    unit++;
  }
  return format_scaled (value, units[unit], 2);
}

char *
ng_format_real (double value, guint digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  if (digits == 0)
    return g_strdup (ng_digits_real (value, FALSE, buffer));
  g_snprintf (format, sizeof format, "%%.%ug", MIN (digits, 17));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
}

void
ng_append_numbers (GString *text, const gint64 *numbers, gsize n, const char *between)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? between : "", numbers[i]);
}

char *
ng_format_list (const gint64 *numbers, gsize n)
{
  GString *text = g_string_new ("{");

  ng_append_numbers (text, numbers, n, ", ");
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

char *
ng_format_dims (const gint64 *dims, gsize n)
{
  GString *text = g_string_new (NULL);

  ng_append_numbers (text, dims, n, "×");
  return g_string_free (text, FALSE);
}

char *
ng_format_nanoseconds (gint64 nanoseconds)
{
  static const char *const units[] = { "ns", "µs", "ms", "s" };
  double value = (double) nanoseconds;
  gsize unit = 0;

  if (nanoseconds < 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT " ns", nanoseconds);
  while (value >= 999.5 && unit + 1 < G_N_ELEMENTS (units)) {
    value /= 1000;
    unit++;
  }
  return format_scaled (value, units[unit], 3);
}

char *
ng_format_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (line, g_unichar_iscntrl (c) ? 0xFFFD : c);
  }
  return g_string_free (line, FALSE);
}
