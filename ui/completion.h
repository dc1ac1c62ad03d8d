/* NgCompletion: proposes the names that may stand where one types notation. */

#pragma once

#include "core/language/evaluate.h"
#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define NG_TYPE_COMPLETION (ng_completion_get_type ())
G_DECLARE_FINAL_TYPE (NgCompletion, ng_completion, NG, COMPLETION, GObject)

/** ng_completion_new: Returns: (transfer full): proposes nothing before ng_completion_set_session()
 */
NgCompletion *ng_completion_new (void);
/** ng_completion_set_session: (nullable) (transfer none): whose names are proposed besides those
 *   that everything knows; it has to stay until another one is set, and may be %NULL while a worker
 *   has it */
void ng_completion_set_session (NgCompletion *self, NgSession *session);

/** ng_completion_find: Returns: (transfer full) (array zero-terminated=1): what the word before the
 *   cursor may become; @start: (out): where it begins */
char **ng_completion_find (NgCompletion *self, const GtkTextIter *cursor, GtkTextIter *start);

G_END_DECLS
