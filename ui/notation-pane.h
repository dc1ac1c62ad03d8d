/* NgNotationPane: the open net as notation, beside its picture. Both are the same net: what is
 * typed here is a new revision as soon as it can be read, and what is done to the picture stands
 * here at once. Arrays keep their values, which the text leaves out. */

#pragma once

#include "ui/completion.h"
#include "ui/document.h"

G_BEGIN_DECLS

#define NG_TYPE_NOTATION_PANE (ng_notation_pane_get_type ())
G_DECLARE_FINAL_TYPE (NgNotationPane, ng_notation_pane, NG, NOTATION_PANE, GtkWidget)

/* Signals: "shown" (NgSubject *): the cursor went to a layer, which shall be shown in the picture
 */

void ng_notation_pane_set_document (NgNotationPane *self, NgDocument *document);

/** ng_notation_pane_undo: takes back what was typed last, while one is typing here. Returns:
 * whether there was something */
gboolean ng_notation_pane_undo (NgNotationPane *self);
gboolean ng_notation_pane_redo (NgNotationPane *self);

/** ng_notation_pane_view: Returns: (transfer none): the text */
GtkSourceView *ng_notation_pane_view (NgNotationPane *self);
/** ng_notation_pane_completion: Returns: (transfer none): what proposes names in it */
NgCompletion *ng_notation_pane_completion (NgNotationPane *self);
/** ng_notation_pane_message: Returns: (transfer none): what is said below the text, "" for nothing
 */
const char *ng_notation_pane_message (NgNotationPane *self);
/** ng_notation_pane_is_busy: Returns: whether the text waits to be read or written */
gboolean ng_notation_pane_is_busy (NgNotationPane *self);

G_END_DECLS
