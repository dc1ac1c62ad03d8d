/* Tables as text, RFC 4180. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_table_field:
 * @at: where a field begins
 * @field: becomes its text, quotes taken off
 *
 * Returns: where it ends: at the separator, the end of the line, or @end
 */
const char *ng_table_field (const char *at, const char *end, char separator, GString *field);

G_END_DECLS
