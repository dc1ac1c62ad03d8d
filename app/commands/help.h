/* Help at the prompt, from the records. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/**
 * ng_help:
 * @line: what was typed
 *
 * Prints help for "help", "help NAME", "?NAME" and "?Na*".
 *
 * Returns: whether the line asked for help
 */
gboolean ng_help (NgSession *session, const char *line);

G_END_DECLS
