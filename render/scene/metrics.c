/* The test font, and how a text is made to fit. */

#include "render/scene/metrics.h"

#include <string.h>

static float
test_width (const NgMetrics *self, NgFont font, const char *text, gsize length)
{
  float em = 0;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (!g_unichar_iszerowidth (c))
      em += g_unichar_iswide (c) ? 1.0F : font.bold ? 0.6F : 0.55F;
  }
  return em * font.size;
}

static float
test_ascent (const NgMetrics *self, NgFont font)
{
  return 0.8F * font.size;
}

static float
test_descent (const NgMetrics *self, NgFont font)
{
  return 0.2F * font.size;
}

const NgMetrics *
ng_metrics_test (void)
{
  static const NgMetrics metrics = { test_width, test_ascent, test_descent };
  return &metrics;
}

float
ng_metrics_width (const NgMetrics *self, NgFont font, const char *text)
{
  return self->width (self, font, text, strlen (text));
}

/* Control characters, line ends among them, become spaces; what is not UTF-8 becomes U+FFFD. */
char *
ng_metrics_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  for (char *p = line; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 0x7f)
      *p = ' ';
  return line;
}

/* The longest text that fits has the largest number of kept characters, and wider never fits where
 * narrower does not: halve the interval. */
char *
ng_metrics_ellipsize (
    const NgMetrics *self, NgFont font, const char *text, float width, gboolean in_middle)
{
  g_autofree char *line = ng_metrics_line (text);
  if (ng_metrics_width (self, font, line) <= width)
    return g_steal_pointer (&line);

  glong n = g_utf8_strlen (line, -1);
  glong low = 0, high = MIN (n - 1, 4096);
  char *best = g_strdup ("…");

  while (low < high) {
    glong keep = (low + high + 1) / 2;
    glong tail = in_middle ? keep / 2 : 0;
    g_autofree char *head = g_utf8_substring (line, 0, keep - tail);
    char *try = g_strconcat (head, "…", g_utf8_offset_to_pointer (line, n - tail), NULL);

    if (ng_metrics_width (self, font, try) <= width) {
      low = keep;
      g_free (best);
      best = try;
    } else {
      high = keep - 1;
      g_free (try);
    }
  }
  return best;
}
