/* Regular expressions: each match is a part of the text, and where one begins at the start and ends
 * at the end, the whole text matches. */

#include "core/operators/pattern.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Enough for texts of this length; a pattern that takes more is given up. */
enum { MOST_STEPS = 1 << 20 };

static void
match (NgPattern *pattern)
{
  static const char text[] = "aab\nÄ-b 12.";
  const gsize length = strlen (text);
  gint64 steps = MOST_STEPS;
  gsize from = 0, start, end;

  while (ng_pattern_find (pattern, text, length, from, &steps, &start, &end)) {
    gint64 more = MOST_STEPS;
    if (start < from || end < start || end > length)
      g_error ("a match is no part of the text");
    if (start == 0 && end == length && !ng_pattern_matches (pattern, text, length, &more) &&
        more >= 0)
      g_error ("a match of the whole text is none");
    if (end == length)
      break;
    from = end > from ? end : (gsize) (g_utf8_next_char (text + from) - text);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPattern) pattern = ng_pattern_new (text, &error);

  if ((pattern == NULL) != (error != NULL))
    g_error ("neither a pattern nor an error");
  if (pattern != NULL)
    match (pattern);
  return 0;
}
