/* Bytes read as path data of a glyph: as many points as the letters need, all of them numbers. */

#include "render/scene/glyph.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GString) ops = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  gsize n = 0;

  ng_glyph_parse (text, ops, points);
  for (gsize i = 0; i < ops->len; i++)
    n += ops->str[i] == 'C' ? 3 : ops->str[i] == 'Z' ? 0 : 1;
  g_assert_cmpuint (n, ==, points->len);
  for (guint i = 0; i < points->len; i++) {
    NgPoint p = g_array_index (points, NgPoint, i);
    g_assert_true (isfinite (p.x) && isfinite (p.y));
  }
  return 0;
}
