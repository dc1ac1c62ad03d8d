/* The windows that were open when the program ended come back when it starts. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_session_save: remembers the windows that show files, their sizes and panes, but for @closing
 *   (nullable), unless it is the last one */
void ng_session_save (NgStudioApplication *application, NgStudioWindow *closing);
/** ng_session_restore: opens what was remembered, if the user wishes so. Returns: whether there is
 *   a window now */
gboolean ng_session_restore (NgStudioApplication *application);

G_END_DECLS
