#include "render/plot/ticks.h"

#include <math.h>
#include <string.h>

/* Numbers from one thousandth to a hundred thousand are written out. */
#define LEAST_POWER -3
#define MOST_POWER  5
/* Decades that still have small ticks. */
#define FEW_DECADES 6
/* Steps that an axis may have, whatever is asked for. */
#define MOST_TICKS 200

static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

static void
append_raised (GString *text, int exponent)
{
  char digits[16];

  g_snprintf (digits, sizeof digits, "%d", ABS (exponent));
  g_string_append (text, exponent < 0 ? "⁻" : "");
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append (text, raised[*p - '0']);
}

char *
ng_tick_power (int exponent)
{
  GString *text = g_string_new ("×10");

  append_raised (text, exponent);
  return g_string_free (text, FALSE);
}

double
ng_tick_step (double least)
{
  static const double steps[] = { 1, 2, 5, 10 };
  double power = pow (10, floor (log10 (least)));

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= least * (1 - 1e-9))
      return steps[i] * power;
  return 10 * power;
}

/* With a true minus sign. */
static void
write_number (NgTick *tick, double value, int digits)
{
  char format[16], number[64];

  if (fabs (value) < 0.5 * pow (10, -digits))
    value = digits = 0;
  g_snprintf (format, sizeof format, "%%.%df", digits);
  g_ascii_formatd (number, sizeof number, format, fabs (value));
  g_snprintf (tick->text, sizeof tick->text, "%s%s", value < 0 ? "−" : "", number);
}

static void
add_even (GArray *ticks, double low, double high, gsize most, int *exponent)
{
  double step = ng_tick_step ((high - low) / (double) most);
  double largest = MAX (fabs (low), fabs (high));
  int power = (int) floor (log10 (largest)), unit = (int) floor (log10 (step) + 1e-9);

  if (power >= MOST_POWER || power < LEAST_POWER)
    *exponent = 3 * (int) floor (power / 3.0);
  for (double k = ceil (low / step - 1e-9), n = 0; k * step <= high + 1e-9 * step && n < MOST_TICKS;
       k++, n++) {
    NgTick tick = { .at = k * step };
    write_number (&tick, tick.at / pow (10, *exponent), CLAMP (*exponent - unit, 0, 15));
    g_array_append_val (ticks, tick);
  }
}

static void
write_decade (NgTick *tick, int power, int factor, gboolean is_plain)
{
  if (is_plain) {
    write_number (tick, factor * pow (10, power), MAX (-power, 0));
  } else {
    g_autoptr (GString) text = g_string_new (NULL);

    if (factor > 1)
      g_string_append_printf (text, "%d×", factor);
    g_string_append (text, "10");
    append_raised (text, power);
    g_strlcpy (tick->text, text->str, sizeof tick->text);
  }
}

static void
add_decades (GArray *ticks, double low, double high, gsize most)
{
  int first = (int) floor (log10 (low)), last = (int) ceil (log10 (high));
  int n = MAX (last - first, 1);
  int every = (n + (int) MIN (most, G_MAXINT) - 1) / (int) MIN (most, G_MAXINT);

  for (int power = first; power <= last; power++) {
    for (int factor = 1; factor < (n <= FEW_DECADES ? 10 : 2); factor++) {
      NgTick tick = { .at = factor * pow (10, power) };
      gboolean is_told = factor == 1 ? (power - first) % every == 0
                                     : n <= 2 && (factor == 2 || factor == 5) && most >= 4;

      if (tick.at < low * (1 - 1e-9) || tick.at > high * (1 + 1e-9))
        continue;
      if (is_told)
        write_decade (&tick, power, factor, first >= LEAST_POWER && last <= MOST_POWER);
      g_array_append_val (ticks, tick);
    }
  }
}

GArray *
ng_ticks_new (double low, double high, gsize most, gboolean is_log, int *exponent)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (NgTick));

  *exponent = 0;
  most = MAX (most, 1);
  if (!isfinite (low) || !isfinite (high) || !(low < high) || !isfinite (high - low) ||
      (is_log && low <= 0))
    return ticks;
  if (is_log)
    add_decades (ticks, low, high, most);
  else
    add_even (ticks, low, high, most, exponent);
  return ticks;
}
