/* What a name that is being typed may become. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/**
 * ng_complete:
 * @text: all that is written before the cursor
 * @start: (out): where the word that is being typed begins, in bytes
 *
 * Outside of strings these are layers, operations, functions, constants, names of the session and
 * options of the layer whose brackets are open; inside of strings, and right behind the bracket
 * after a net, names of layers and ports of the session's nets, and options and words of the layer.
 *
 * Returns: (transfer full) (array zero-terminated=1): in order of the alphabet; each begins with
 *   what stands behind @start
 */
char **ng_complete (NgSession *session, const char *text, gsize *start);

/** ng_is_incomplete: Returns: whether a text could not be read only because it is not all there */
gboolean ng_is_incomplete (const GError *error);

/** ng_help_names: Returns: (transfer full) (array zero-terminated=1): all that help can tell about,
 *   in order of the alphabet: layers, operations and functions */
char **ng_help_names (NgSession *session);

/** ng_help_word: Returns: whether @name is an operation or a function, and what its record says */
gboolean
ng_help_word (NgSession *session, const char *name, const char **usage, const char **summary);

G_END_DECLS
