/* A text view for notation: coloured, with brackets, the current line and completion. */

#pragma once

#include "ui/completion.h"

G_BEGIN_DECLS

/** ng_notation_view_new: Returns: (transfer floating): a view that proposes what @completion knows;
 *   @label for screen readers */
GtkSourceView *ng_notation_view_new (NgCompletion *completion, const char *label);

G_END_DECLS
