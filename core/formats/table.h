/* Tables as text, RFC 4180. */

#pragma once

#include "core/base/limits.h"
#include <glib.h>

G_BEGIN_DECLS

/** ng_table_separator: Returns: what stands between two fields in a file of that name: a tab where
 *   it ends in .tsv, in letters of either case, else a comma */
char ng_table_separator (const char *name);

/**
 * ng_table_field:
 * @at: where a field begins
 * @field: becomes its text, quotes taken off
 *
 * Returns: where it ends: at the separator, the end of the line, or @end
 */
const char *ng_table_field (const char *at, const char *end, char separator, GString *field);

typedef struct {
  GArray *numbers; /* of double, row after row */
  gint64 rows, columns;
} NgTable;

/**
 * ng_table_read:
 * @self: empty, with its array; becomes the table
 * @separator: what stands between two fields
 * @limit: how many numbers it may have
 *
 * Numbers do not depend on the locale. A first row that is not all numbers is a heading. Fails
 * with: "Sample::format", "Sample::shape" where rows differ in length, "Sample::limit".
 *
 * Returns: whether it is a table
 */
gboolean ng_table_read (
    NgTable *self, const char *text, gsize length, char separator, guint limit, GError **error);

G_END_DECLS
