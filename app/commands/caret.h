/* A line of text with a mark under a place in it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_caret_text:
 * @line: UTF-8, without a line end
 * @column: in Unicode characters, from 1; one beyond the last is allowed
 * @end: column after the last one that is marked; 0 for one alone
 * @width: columns of the terminal
 *
 * Returns: (transfer full): two lines: the text, tabs as spaces, cut where it is longer than
 *   @width, and ^~~~ under the place; wide characters take two columns
 */
char *ng_caret_text (const char *line, int column, int end, int width);

G_END_DECLS
