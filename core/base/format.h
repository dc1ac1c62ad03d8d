/* Numbers, byte counts and dimensions the way people write them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_format_count: Returns: (transfer full): "61,706" */
char *ng_format_count (gint64 count);

/** ng_format_bytes: Returns: (transfer full): "812 B", "1.2 kB", "34 MB"; powers of a thousand */
char *ng_format_bytes (guint64 bytes);

/**
 * ng_format_real:
 * @digits: significant digits, or 0 for as many as it takes to read the same number back
 *
 * Returns: (transfer full): "0.5", "1.5e-07", "nan", "inf"; a point always in the same place,
 *   whatever the locale
 */
char *ng_format_real (double value, guint digits);

/** ng_append_numbers: appends "2, 3", with @between two numbers, here ", " */
void ng_append_numbers (GString *text, const gint64 *numbers, gsize n, const char *between);

/** ng_format_list: Returns: (transfer full): "{2, 3}" */
char *ng_format_list (const gint64 *numbers, gsize n);

/** ng_format_dims: Returns: (transfer full): "3×28×28"; "" for no dimensions */
char *ng_format_dims (const gint64 *dims, gsize n);

/** ng_format_nanoseconds: Returns: (transfer full): "850 ns", "12.3 µs", "4.56 ms", "1.23 s" */
char *ng_format_nanoseconds (gint64 nanoseconds);

/** ng_format_line: Returns: (transfer full): a name of a file as it is shown in one line of a
 *   terminal: valid UTF-8, with U+FFFD for each control character */
char *ng_format_line (const char *text);

G_END_DECLS
